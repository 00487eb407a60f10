/* ear-conversations-double.c: the double's conversations: looked at, answered, acted on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ear-engine-double-private.h"

#define MINUTE G_GINT64_CONSTANT (60000)

/* ---- what waits to be told ---- */

typedef void (*LaterFunc) (EarEngine *self, const char *what, GAsyncReadyCallback callback, gpointer data);

typedef struct {
  LaterFunc func;
  char *what;
  GAsyncReadyCallback callback;
  gpointer data;
} Later;

/* Now, or once it is told to. */
static void
run (EarEngine *self, LaterFunc func, const char *what, GAsyncReadyCallback callback, gpointer data)
{
  Later *later;

  if (!ear_double_held)
    {
      func (self, what, callback, data);
      return;
    }
  later = g_new0 (Later, 1);
  *later = (Later) { func, g_strdup (what), callback, data };
  g_queue_push_tail (&self->later, later);
}

void
ear_engine_double_go_on (EarEngine *self)
{
  Later *later;

  while ((later = g_queue_pop_head (&self->later)) != NULL)
    {
      later->func (self, later->what, later->callback, later->data);
      g_free (later->what);
      g_free (later);
    }
}

/* ---- counts, Today, conversations ---- */

void
ear_engine_load_counts_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  EarCounts *counts;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, NULL, callback, data);
  counts = g_new0 (EarCounts, 1);
  for (guint queue = 0; queue < EAR_N_QUEUES; queue++)
    {
      EarQuery query = { .queue = queue };
      g_autoptr (EarList) list = ear_list_new (self, &query);

      counts->queue[queue] = g_list_model_get_n_items (G_LIST_MODEL (list));
    }
  counts->outbox = g_hash_table_size (self->replies);
  counts->failed = counts->queue[EAR_QUEUE_OUTBOX] > 0;
  g_task_return_pointer (task, counts, g_free);
}

gboolean
ear_engine_load_counts_finish (EarEngine *self, GAsyncResult *result, EarCounts *counts, GError **error)
{
  g_autofree EarCounts *loaded = g_task_propagate_pointer (G_TASK (result), error);

  if (loaded != NULL)
    *counts = *loaded;
  return loaded != NULL;
}

void
ear_today_free (EarToday *today)
{
  g_ptr_array_unref (today->troubles);
  g_free (today);
}

void
ear_engine_load_today_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  EarToday *today;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, NULL, callback, data);
  today = g_new0 (EarToday, 1);
  today->troubles = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_advice_free);
  today->due_before = ear_clock_now_ms () + 60 * MINUTE;
  today->last_check = ear_clock_now_ms () - 4 * MINUTE;
  if (self->scenario == EAR_DOUBLE_BUSY || self->scenario == EAR_DOUBLE_OFFLINE)
    {
      today->new_since_last_look = 4;
      today->due_soon = 2;
      today->late = 1;
      today->call_backs = 1;
      today->waiting = 5;
      for (guint i = 0; i < MAX (ear_double_n_troubles, 1); i++)
        {
          EarAdvice *advice = g_new0 (EarAdvice, 1);

          advice->sentence = g_strdup ("@olive@town.example has not been read since Saturday 14:10: sign in again.");
          advice->remedy = g_strdup ("sign-in");
          advice->channel_key = g_strdup ("ch-masto");
          g_ptr_array_add (today->troubles, advice);
        }
    }
  g_task_return_pointer (task, today, (GDestroyNotify) ear_today_free);
}

EarToday *ear_engine_load_today_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_double_set_outgoing (EarEngine *self, gint64 id, EarVerb verb, const char *state, const char *sentence, const char *remedies)
{
  self->outgoing_id = id;
  self->outgoing_verb = verb;
  g_set_str (&self->outgoing_state, state);
  g_set_str (&self->outgoing_sentence, sentence);
  g_set_str (&self->outgoing_remedies, remedies);
  ear_double_emit_changed (self, id);
}

void ear_engine_double_set_too_late (EarEngine *self) { self->too_late = TRUE; }
guint ear_engine_double_get_n_refreshed (EarEngine *self) { return self->n_refreshed; }
void ear_engine_double_set_long (EarEngine *self, guint n_messages) { self->n_long = n_messages; }
const char *ear_engine_double_get_draft (EarEngine *self) { return self->draft; }

static void
attach_outgoing (EarEngine *self, EarThread *thread)
{
  EarThreadMessage *message = g_ptr_array_index (thread->messages, self->outgoing_verb == EAR_VERB_REPLY ? thread->messages->len - 1 : 0);

  g_set_str (&message->outbox_key, "ob-1");
  g_set_str (&message->outbox_state, self->outgoing_state);
  g_set_str (&message->outbox_sentence, self->outgoing_sentence);
  g_strfreev (message->outbox_remedies);
  message->outbox_remedies = self->outgoing_remedies != NULL ? g_strsplit (self->outgoing_remedies, ",", -1) : NULL;
  message->outbox_verb = self->outgoing_verb;
  message->outbox_not_before = ear_clock_now_ms () + 5000;
}

void ear_engine_double_set_nameless (EarEngine *self, gint64 id) { self->nameless_id = id; }

void
ear_engine_double_hear (EarEngine *self, gint64 id)
{
  self->heard_in = id;
  ear_double_emit_changed (self, id);
}

void
ear_engine_double_set_reply_until (EarEngine *self, gint64 id, gint64 reply_until)
{
  self->reply_until_of = id;
  self->reply_until = reply_until;
}

static void
attach_heard (EarThread *thread)
{
  EarThreadMessage *message = g_new0 (EarThreadMessage, 1);

  message->id = thread->id * 100 + 50;
  message->sent_at = ear_clock_now_ms ();
  message->edited_at = EAR_TIME_NONE;
  message->outbox_not_before = EAR_TIME_NONE;
  message->author = g_strdup (thread->person_name);
  message->text = g_strdup ("Are you there?");
  g_ptr_array_add (thread->messages, message);
}

void ear_engine_double_refuse_next (EarEngine *self) { self->refuse_next = TRUE; }

void
ear_engine_double_set_private (EarEngine *self, const char *state, const char *remedies)
{
  self->private_state = state;
  self->private_remedies = remedies;
  ear_double_emit_changed (self, self->private_target / 100);
}

static void
attach_private (EarEngine *self, EarThread *thread)
{
  EarThreadMessage *message = g_new0 (EarThreadMessage, 1);

  message->parent_id = self->private_target;
  message->sent_at = ear_clock_now_ms ();
  message->edited_at = EAR_TIME_NONE;
  message->direction = EAR_DIRECTION_OUTBOUND;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->text = g_strdup (self->private_text);
  message->outbox_key = g_strdup ("private-1");
  message->outbox_state = g_strdup (self->private_state);
  message->outbox_remedies = g_strsplit (self->private_remedies, ",", -1);
  message->outbox_verb = EAR_VERB_PRIVATE_REPLY;
  message->outbox_not_before = ear_clock_now_ms () + 15000;
  g_ptr_array_add (thread->messages, message);
}

static void
attach_change (EarEngine *self, EarThread *thread)
{
  EarThreadMessage *message = g_new0 (EarThreadMessage, 1);

  message->id = self->changed_id * 100 + 90;
  message->sent_at = ear_clock_now_ms ();
  message->edited_at = EAR_TIME_NONE;
  message->outbox_not_before = EAR_TIME_NONE;
  message->direction = EAR_DIRECTION_NOTE;
  message->flags = EAR_MESSAGE_CHANGE;
  message->text = g_strdup (self->change);
  g_ptr_array_add (thread->messages, message);
}

void
ear_engine_load_thread_async (EarEngine *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  EarThread *thread;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  thread = ear_double_thread_new (id, ear_double_conversation (id), ear_engine_double_is_done (self, id),
                                  ear_engine_double_get_reply (self, id) != NULL, ear_engine_double_get_reply (self, id));
  if (id == self->outgoing_id && self->outgoing_state != NULL)
    attach_outgoing (self, thread);
  if (id == self->heard_in)
    attach_heard (thread);
  if (self->private_text != NULL && id == self->private_target / 100)
    attach_private (self, thread);
  if (id == self->changed_id && self->change != NULL)
    attach_change (self, thread);
  if (id == self->nameless_id)
    {
      g_clear_pointer (&thread->person_name, g_free);
      thread->person_id = 0;
    }
  if (id == 1)
    thread->private_rule = (EarTextRule) { EAR_TEXT_UNIT_CHARACTERS, 40, 23, TRUE };
  if (id == 1 && self->n_long > 0)
    ear_double_thread_lengthen (thread, self->n_long);
  g_task_return_pointer (task, thread, (GDestroyNotify) ear_thread_free);
}

EarThread *ear_engine_load_thread_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }
void ear_engine_refresh_thread (EarEngine *self, gint64 id) { self->n_refreshed++; }

void
ear_engine_find_conversation_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  for (gsize i = 0; i < ear_double_n_conversations; i++)
    if (g_str_equal (ear_double_conversations[i].person, key))
      {
        g_task_return_int (task, i + 1);
        return;
      }
  g_task_return_int (task, 0);
}

gint64 ear_engine_find_conversation_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_int (G_TASK (result), error); }

/* ---- composing ---- */

static void
answered_before_free (gpointer data)
{
  EarAnsweredBefore *before = data;

  g_free (before->question);
  g_free (before->answer);
  g_free (before->channel_name);
  g_free (before);
}

void
ear_reply_context_free (EarReplyContext *context)
{
  g_free (context->why_not);
  g_free (context->seen_by);
  g_free (context->prefix);
  g_free (context->subject);
  g_free (context->unit_label);
  g_free (context->draft);
  g_array_unref (context->audiences);
  g_ptr_array_unref (context->answered_before);
  g_free (context);
}

void
ear_engine_load_reply_context_async (EarEngine *self, gint64 id, gint64 target_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  static const struct { const char *question, *answer; } before[] = {
    { "Is the pumpkin risotto vegetarian? And can it be made without cheese?", "It is vegetarian, and we gladly cook it with olive oil instead of butter and cheese. Just tell us when you book." },
    { "Do you have anything for people who cannot eat dairy?", "Yes: about half of the menu is free of milk, it is marked with a small leaf. Ask us about the others." },
    { "Can children have a smaller portion?", "Of course, every pasta and risotto comes in a small portion for half the price." },
  };
  const EarDoubleConversation *c = ear_double_conversation (id);
  g_autoptr (GTask) task = NULL;
  EarReplyContext *context;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  context = g_new0 (EarReplyContext, 1);
  context->can_reply = !ear_double_channels[c->channel].offline;
  context->why_not = context->can_reply ? NULL : g_strdup ("Logged by hand: answer there, then write down what was said.");
  context->seen_by = g_strdup (c->type == EAR_CONVERSATION_DIRECT ? "Only Jun can read this reply." : "Everyone can read this reply.");
  context->prefix = c->channel == 1 ? g_strdup (c->handle) : NULL;
  context->rule = (EarTextRule) { EAR_TEXT_UNIT_CHARACTERS, c->channel == 1 ? 500 : 0, 23, TRUE };
  context->unit_label = g_strdup ("characters");
  context->reply_until = id == self->reply_until_of ? self->reply_until : EAR_TIME_NONE;
  if (context->can_reply && context->reply_until != EAR_TIME_NONE && context->reply_until <= ear_clock_now_ms ())
    {
      context->can_reply = FALSE;
      context->why_not = g_strdup ("They can be answered again once they write again.");
    }
  context->audience = c->type == EAR_CONVERSATION_DIRECT ? EAR_AUDIENCE_DIRECT : EAR_AUDIENCE_PUBLIC;
  context->audiences = g_array_new (FALSE, FALSE, sizeof (EarAudience));
  for (EarAudience a = context->audience; c->channel == 1 && a <= EAR_AUDIENCE_DIRECT; a++)
    g_array_append_val (context->audiences, a);
  context->draft = g_strdup (g_hash_table_lookup (self->drafts, GSIZE_TO_POINTER (id)));
  context->answered_before = g_ptr_array_new_with_free_func (answered_before_free);
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      EarAnsweredBefore *item = g_new0 (EarAnsweredBefore, 1);

      item->conversation_id = 8;
      item->question = g_strdup (before[i].question);
      item->answer = g_strdup (before[i].answer);
      item->channel_name = g_strdup (ear_double_channels[i % 2].name);
      item->at = ear_clock_now_ms () - (i + 3) * 24 * 60 * MINUTE;
      g_ptr_array_add (context->answered_before, item);
    }
  g_task_return_pointer (task, context, (GDestroyNotify) ear_reply_context_free);
}

EarReplyContext *ear_engine_load_reply_context_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_save_draft_async (EarEngine *self, gint64 id, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  g_set_str (&self->draft, *text != '\0' ? text : NULL);
  if (*text != '\0')
    g_hash_table_replace (self->drafts, GSIZE_TO_POINTER (id), g_strdup (text));
  else
    g_hash_table_remove (self->drafts, GSIZE_TO_POINTER (id));
  ear_double_answer (self, callback, data);
}

void
ear_engine_reply_async (EarEngine *self, gint64 id, gint64 target_id, const char *text, EarAudience audience, GAsyncReadyCallback callback, gpointer data)
{
  if (ear_double_refuse (self, callback, data))
    return;
  g_clear_pointer (&self->draft, g_free);
  g_hash_table_remove (self->drafts, GSIZE_TO_POINTER (id));
  ear_engine_double_say (self, "reply %" G_GINT64_FORMAT " %d %s", id, audience, text);
  g_hash_table_replace (self->replies, GSIZE_TO_POINTER (id), g_strdup (text));
  ear_double_emit_changed (self, id);
  ear_double_answer_text (self, "ob-1", callback, data);
}

static void
cancel_outgoing (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  gint64 id = g_ascii_strtoll (key + 3, NULL, 10);

  ear_engine_double_say (self, "cancel %s", key);
  if (self->too_late)
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "It is already on its way.");
      return;
    }
  if (g_str_equal (key, "private-1"))
    ear_engine_double_set_private (self, "draft", "edit,discard");
  if (ear_engine_double_get_reply (self, id) != NULL)
    {
      /* As the engine does: what came back stands before what is being written. */
      const char *draft = g_hash_table_lookup (self->drafts, GSIZE_TO_POINTER (id));
      char *both = draft != NULL ? g_strdup_printf ("%s\n\n%s", ear_engine_double_get_reply (self, id), draft)
                                 : g_strdup (ear_engine_double_get_reply (self, id));

      g_set_str (&self->draft, both);
      g_hash_table_replace (self->drafts, GSIZE_TO_POINTER (id), both);
    }
  g_hash_table_remove (self->replies, GSIZE_TO_POINTER (id));
  ear_double_emit_changed (self, id);
  ear_double_answer (self, callback, data);
}

void
ear_engine_cancel_outgoing_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  run (self, cancel_outgoing, key, callback, data);
}

void
ear_engine_wait_outgoing_async (EarEngine *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  ear_double_answer (self, callback, data);
}

void
ear_engine_outgoing_action_async (EarEngine *self, const char *key, const char *action, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "%s %s", action, key);
  ear_double_answer_text (self, g_str_equal (action, "discard") || g_str_equal (action, "delete") ? "event-outgoing" : "", callback, data);
}

/* ---- acting ---- */

static void
act (EarEngine *self, const char *verb, gint64 id, int done, GAsyncReadyCallback callback, gpointer data)
{
  if (ear_double_refuse (self, callback, data))
    return;
  ear_engine_double_say (self, "%s %" G_GINT64_FORMAT, verb, id);
  if (done >= 0)
    {
      g_hash_table_replace (self->done, GSIZE_TO_POINTER (id), GINT_TO_POINTER (done));
      self->last_done = id;
    }
  ear_double_emit_changed (self, id);
  ear_double_answer_text (self, "event-1", callback, data);
}

void ear_engine_mark_done_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data) { act (self, "done", id, 1, callback, data); }
void ear_engine_mark_done_because_async (EarEngine *self, gint64 id, const char *why, GAsyncReadyCallback callback, gpointer data) { act (self, why, id, 1, callback, data); }

void
ear_engine_also_answers_async (EarEngine *self, gint64 message_id, gint64 question_id, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "also-answers %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, message_id, question_id);
  ear_double_answer_text (self, "event-1", callback, data);
}

void ear_engine_mark_no_answer_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data) { act (self, "no-answer", id, 1, callback, data); }
void ear_engine_reopen_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data) { act (self, "reopen", id, 0, callback, data); }
void ear_engine_mark_read_async (EarEngine *self, gint64 id, gboolean read, GAsyncReadyCallback callback, gpointer data) { act (self, read ? "read" : "unread", id, -1, callback, data); }

void
ear_engine_moderate_async (EarEngine *self, gint64 message_id, EarVerb verb, GAsyncReadyCallback callback, gpointer data)
{
  if (ear_double_refuse (self, callback, data))
    return;
  ear_engine_double_say (self, "%s %" G_GINT64_FORMAT, ear_verb_to_string (verb), message_id);
  ear_double_answer_text (self, "event-moderate", callback, data);
}

/* Where a test asked for it. Returns: whether it did */
static gboolean
refuse_once (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  if (!self->refuse_next)
    return FALSE;
  self->refuse_next = FALSE;
  task = g_task_new (self, NULL, callback, data);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is full. Free some space and try again.");
  return TRUE;
}

static void
write_privately (EarEngine *self, const char *what, gint64 message_id, const char *text, const char *state, const char *remedies, GAsyncReadyCallback callback, gpointer data)
{
  if (refuse_once (self, callback, data))
    return;
  ear_engine_double_say (self, "%s %" G_GINT64_FORMAT " %s", what, message_id, text);
  g_set_str (&self->private_text, *text != '\0' ? text : NULL);
  self->private_target = message_id;
  ear_engine_double_set_private (self, state, remedies);
  ear_double_answer_text (self, "event-private", callback, data);
}

void
ear_engine_private_reply_async (EarEngine *self, gint64 message_id, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  write_privately (self, "private-reply", message_id, text, "queued", "undo", callback, data);
}

void
ear_engine_save_private_draft_async (EarEngine *self, gint64 message_id, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  write_privately (self, "private-draft", message_id, text, "draft", "edit,discard", callback, data);
}

void ear_engine_add_note_async (EarEngine *self, gint64 id, const char *text, GAsyncReadyCallback callback, gpointer data) { act (self, "note", id, -1, callback, data); }

void
ear_engine_add_change_async (EarEngine *self, gint64 id, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  if (refuse_once (self, callback, data))
    return;
  ear_engine_double_say (self, "change %" G_GINT64_FORMAT " %s", id, text);
  g_set_str (&self->change, text);
  self->changed_id = id;
  ear_double_emit_changed (self, id);
  ear_double_answer_text (self, "event-change", callback, data);
}

void
ear_engine_contact_answered_async (EarEngine *self, gint64 id, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  g_autofree char *event = g_strdup_printf ("answered-%" G_GINT64_FORMAT, id);

  if (ear_double_refuse (self, callback, data))
    return;
  ear_engine_double_say (self, "answered %" G_GINT64_FORMAT " %s", id, text);
  g_hash_table_remove (self->drafts, GSIZE_TO_POINTER (id));
  ear_double_answer_text (self, event, callback, data);
}

void
ear_engine_undo_async (EarEngine *self, const char *event, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "undo %s", event);
  if (g_str_equal (event, "event-change"))
    {
      g_clear_pointer (&self->change, g_free);
      ear_double_emit_changed (self, self->changed_id);
    }
  g_hash_table_remove (self->done, GSIZE_TO_POINTER (self->last_done));
  ear_double_emit_changed (self, self->last_done);
  ear_double_answer_text (self, "event-2", callback, data);
}

static void
log_contact (EarEngine *self, const char *what, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "%s", what);
  ear_double_answer_text (self, "contact-1", callback, data);
}

void
ear_engine_log_contact_async (EarEngine *self, const EarContact *contact, GAsyncReadyCallback callback, gpointer data)
{
  g_autofree char *what = g_strdup_printf ("log %s %s %s %d", contact->channel_key, contact->who ? contact->who : "-", contact->what, contact->answered);

  run (self, log_contact, what, callback, data);
}

void
ear_logged_contact_free (EarLoggedContact *contact)
{
  g_free (contact->channel_key);
  g_free (contact->who);
  g_free (contact->what);
  g_free (contact->answer);
  g_free (contact->link);
  g_free (contact);
}

static void
load_contact (EarEngine *self, const char *what, GAsyncReadyCallback callback, gpointer data)
{
  gint64 id = g_ascii_strtoll (what, NULL, 10);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  EarLoggedContact *contact = g_new0 (EarLoggedContact, 1);

  contact->channel_key = g_strdup ("ch-phone");
  contact->who = g_strdup (ear_double_conversations[id - 1].person);
  contact->what = g_strdup ("As it was logged");
  contact->asked_at = ear_clock_now_ms () - 3 * 60 * MINUTE;
  contact->call_back_by = EAR_TIME_NONE;
  g_task_return_pointer (task, contact, (GDestroyNotify) ear_logged_contact_free);
}

void
ear_engine_load_contact_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  g_autofree char *what = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  run (self, load_contact, what, callback, data);
}

EarLoggedContact *ear_engine_load_contact_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_edit_contact_async (EarEngine *self, gint64 id, const EarContact *contact, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "edit %" G_GINT64_FORMAT " %s %s %d", id, contact->who ? contact->who : "-", contact->what, contact->answered);
  ear_double_answer_text (self, "event-edit", callback, data);
}

void
ear_engine_remove_contact_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "remove-contact %" G_GINT64_FORMAT, id);
  ear_double_answer_text (self, "event-remove", callback, data);
}
