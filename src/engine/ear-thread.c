/* ear-thread.c: one conversation with everything in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "base/ear-key.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-outgoing-private.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-sync-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store-query.h"

static void
thread_message_free (gpointer data)
{
  EarThreadMessage *message = data;

  g_free (message->key);
  g_free (message->author);
  g_free (message->handle);
  g_free (message->text);
  g_free (message->subject);
  g_free (message->url);
  g_free (message->language);
  g_clear_pointer (&message->links, g_array_unref);
  g_clear_pointer (&message->attachments, g_ptr_array_unref);
  g_free (message->outbox_key);
  g_free (message->outbox_state);
  g_free (message->outbox_sentence);
  g_strfreev (message->outbox_remedies);
  g_free (message);
}

void
ear_thread_free (EarThread *thread)
{
  if (thread == NULL)
    return;
  g_free (thread->key);
  g_free (thread->title);
  g_free (thread->url);
  g_free (thread->channel_key);
  g_free (thread->channel_name);
  g_free (thread->icon_name);
  g_free (thread->person_name);
  g_free (thread->ended_why);
  g_clear_pointer (&thread->marks, ear_marks_free);
  g_clear_pointer (&thread->messages, g_ptr_array_unref);
  g_free (thread);
}

/* ---- links ---- */

static void
link_clear (gpointer data)
{
  g_free (((EarLink *) data)->target);
}

static GArray *
link_array_new (void)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (EarLink));

  g_array_set_clear_func (links, link_clear);
  return links;
}

/* http and https addresses standing in plain text. A full stop or bracket after one belongs to the sentence. */
static GArray *
find_links (const char *text)
{
  GArray *links = link_array_new ();
  const char *at = text;

  while ((at = strstr (at, "http")) != NULL)
    {
      gsize scheme = g_str_has_prefix (at, "https://") ? 8 : g_str_has_prefix (at, "http://") ? 7 : 0;
      gsize length = strcspn (at, " \t\r\n<>\"");

      while (length > scheme && strchr (".,;:!?)]}'", at[length - 1]) != NULL)
        length--;
      if (scheme > 0 && length > scheme && (at == text || !g_ascii_isalnum (at[-1])))
        {
          EarLink link = { (guint) (at - text), (guint) (at - text + length), g_strndup (at, length) };

          g_array_append_val (links, link);
        }
      at += MAX (length, 4);
    }
  return links;
}

/* Real targets where the service's markup says them. */
static GArray *
links_of (const EarMessageRow *row)
{
  g_autoptr (EarPlainText) plain = NULL;
  GArray *links;

  if (row->html == NULL)
    return find_links (row->text);
  plain = ear_html_to_plain (row->html, -1);
  if (g_strcmp0 (plain->text, row->text) != 0)
    return find_links (row->text);
  links = link_array_new ();
  for (guint i = 0; plain->links != NULL && i < plain->links->len; i++)
    {
      const EarLink *link = &g_array_index (plain->links, EarLink, i);
      EarLink copy = { link->start, link->end, g_strdup (link->target) };

      g_array_append_val (links, copy);
    }
  return links;
}

static GPtrArray *
copy_attachments (GPtrArray *attachments)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const EarAttachment *from = g_ptr_array_index (attachments, i);
      EarAttachment *copy = ear_attachment_new (from->url);

      g_set_str (&copy->preview_url, from->preview_url);
      g_set_str (&copy->media_type, from->media_type);
      g_set_str (&copy->description, from->description);
      copy->width = from->width;
      copy->height = from->height;
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

/* ---- what can be done with a message ---- */

static guint
verbs_for (const EarMessageRow *row,
           EarAbilities         abilities)
{
  guint verbs = 0;

  if (row->direction == EAR_DIRECTION_NOTE || row->state == EAR_MESSAGE_DELETED)
    return 0;
  switch (row->state)
    {
    case EAR_MESSAGE_VISIBLE:
      verbs |= 1u << EAR_VERB_REPLY | 1u << EAR_VERB_HOLD | 1u << EAR_VERB_SPAM | 1u << EAR_VERB_TRASH;
      verbs |= 1u << EAR_VERB_HIDE | 1u << EAR_VERB_BLOCK | 1u << EAR_VERB_PRIVATE_REPLY;
      verbs |= 1u << (row->liked ? EAR_VERB_UNLIKE : EAR_VERB_LIKE);
      break;
    case EAR_MESSAGE_HELD:
    case EAR_MESSAGE_HIDDEN:
      verbs |= 1u << EAR_VERB_REPLY | 1u << EAR_VERB_APPROVE | 1u << EAR_VERB_SPAM | 1u << EAR_VERB_TRASH;
      verbs |= 1u << EAR_VERB_BLOCK | (row->state == EAR_MESSAGE_HIDDEN ? 1u << EAR_VERB_UNHIDE : 0);
      break;
    case EAR_MESSAGE_SPAM:
      verbs |= 1u << EAR_VERB_UNSPAM | 1u << EAR_VERB_TRASH;
      break;
    case EAR_MESSAGE_TRASHED:
      verbs |= 1u << EAR_VERB_UNTRASH;
      break;
    case EAR_MESSAGE_DELETED:
    default:
      break;
    }
  if (abilities & EAR_CAN_DELETE_THEIRS)
    verbs |= 1u << EAR_VERB_DELETE;
  if (row->direction == EAR_DIRECTION_OUTBOUND)
    verbs = (verbs & (1u << EAR_VERB_REPLY)) | 1u << EAR_VERB_EDIT | 1u << EAR_VERB_DELETE;
  for (EarVerb verb = 0; verb < EAR_N_VERBS; verb++)
    {
      EarAbilities needed = ear_ability_for_verb (verb);

      if (verb == EAR_VERB_DELETE && row->direction == EAR_DIRECTION_INBOUND)
        needed = EAR_CAN_DELETE_THEIRS;
      if (needed != 0 && (abilities & ~ear_abilities_forbidden (row->flags) & needed) == 0)
        verbs &= ~(1u << verb);
    }
  return verbs;
}

/* ---- conversion ---- */

static EarThreadMessage *
convert_message (const EarMessageRow     *row,
                 const EarDirectoryEntry *channel,
                 EarAbilities             abilities)
{
  EarThreadMessage *message = g_new0 (EarThreadMessage, 1);

  message->id = row->id;
  message->key = ear_key_join (channel->row->key, row->ext);
  message->parent_id = row->parent_id;
  message->person_id = row->person_id;
  message->author = g_strdup (row->author_name);
  message->handle = g_strdup (row->author_handle);
  message->direction = row->direction;
  message->state = row->state;
  message->audience = row->audience;
  message->flags = row->flags;
  message->sent_at = row->sent_at;
  message->edited_at = row->edited_at;
  message->text = g_strdup (row->text);
  message->subject = g_strdup (row->subject);
  message->url = g_strdup (row->url);
  message->language = g_strdup (row->language);
  message->links = links_of (row);
  message->attachments = copy_attachments (row->attachments);
  message->liked = row->liked;
  message->also_answers_id = row->also_answers_id;
  message->no_answer = row->direction == EAR_DIRECTION_OUTBOUND && row->no_answer_by_hand;
  message->typed_elsewhere = row->direction == EAR_DIRECTION_OUTBOUND && row->outbox_key == NULL &&
                             channel->kind != NULL && !channel->kind->rules.offline;
  message->outbox_not_before = EAR_TIME_NONE;
  if (row->outbox_key != NULL)
    {
      message->outbox_key = g_strdup (row->outbox_key);
      message->outbox_state = g_strdup (ear_outbox_state_to_string (row->outbox_state));
    }
  message->can = verbs_for (row, abilities);
  return message;
}

/* @hold: why nothing leaves this channel now, or OK. */
static void
set_outbox (EarThreadMessage    *message,
            const EarOutboxRow  *row,
            const EarHealthView *hold,
            const char          *channel_name)
{
  g_set_str (&message->outbox_key, row->op->key);
  g_set_str (&message->outbox_state, ear_outbox_state_to_string (row->state));
  g_free (message->outbox_sentence);
  message->outbox_sentence = ear_outgoing_dup_sentence (row, channel_name);
  g_strfreev (message->outbox_remedies);
  message->outbox_remedies = ear_outgoing_dup_remedies (row);
  message->outbox_verb = row->op->verb;
  message->outbox_not_before = row->state == EAR_OUTBOX_QUEUED ? row->not_before : EAR_TIME_NONE;
  /* Queued behind another that was refused, or behind a locked keyring: the same is to be done. */
  if (row->state == EAR_OUTBOX_QUEUED && hold->health == EAR_HEALTH_SIGN_IN && hold->remedy != NULL)
    {
      g_set_str (&message->outbox_sentence, hold->sentence);
      g_strfreev (message->outbox_remedies);
      message->outbox_remedies = g_strdupv ((char *[]) { hold->remedy, (char *) "undo", NULL });
    }
}

static EarThreadMessage *
find_message (EarThread  *thread,
              const char *key)
{
  for (guint i = 0; i < thread->messages->len; i++)
    {
      EarThreadMessage *message = g_ptr_array_index (thread->messages, i);

      if (g_strcmp0 (message->key, key) == 0)
        return message;
    }
  return NULL;
}

/* Words somebody reads, or is to read. */
static gboolean
is_said (const EarOutboxRow *row)
{
  return row->op->verb == EAR_VERB_REPLY || row->op->verb == EAR_VERB_PRIVATE_REPLY;
}

/* No reading brings a private answer back: what arrived stands here, where it was written. */
static gboolean
is_shown (const EarOutboxRow *row)
{
  if (row->op->verb == EAR_VERB_PRIVATE_REPLY)
    return row->state != EAR_OUTBOX_CANCELLED;
  return row->state != EAR_OUTBOX_DRAFT && row->state != EAR_OUTBOX_SEEN && row->state != EAR_OUTBOX_CANCELLED;
}

/* Where it stands: what has not arrived at the end, else by its time. */
static int
place_for (EarThread          *thread,
           const EarOutboxRow *row)
{
  guint at = thread->messages->len;

  if (row->state != EAR_OUTBOX_ACCEPTED && row->state != EAR_OUTBOX_SEEN)
    return -1;
  while (at > 0 && ((const EarThreadMessage *) g_ptr_array_index (thread->messages, at - 1))->sent_at > row->op->created_at)
    at--;
  return (int) at;
}

/* Ours on its way: a reply or a private answer is a message of its own; what is done to a message shows at that message. */
static void
add_outgoing (EarThread               *thread,
              const EarOutboxRow      *row,
              const EarDirectoryEntry *channel,
            EarAbilities             abilities,
            const EarHealthView     *hold)
{
  g_autofree char *created_key = row->service_ext != NULL ? ear_key_join (channel->row->key, row->service_ext) : NULL;
  g_autofree char *target_key = row->op->target_ext != NULL ? ear_key_join (channel->row->key, row->op->target_ext) : NULL;
  EarThreadMessage *message;

  if (!is_shown (row))
    return;
  if (!is_said (row))
    message = target_key != NULL ? find_message (thread, target_key) : NULL;
  else
    message = created_key != NULL ? find_message (thread, created_key) : NULL;
  if (message == NULL && is_said (row))
    {
      const EarThreadMessage *target = target_key != NULL ? find_message (thread, target_key) : NULL;

      message = g_new0 (EarThreadMessage, 1);
      message->key = g_strdup (row->op->key);
      message->parent_id = target != NULL ? target->id : 0;
      message->direction = EAR_DIRECTION_OUTBOUND;
      message->audience = row->op->verb == EAR_VERB_PRIVATE_REPLY ? EAR_AUDIENCE_DIRECT : row->op->audience;
      message->sent_at = row->op->created_at;
      message->edited_at = EAR_TIME_NONE;
      message->text = g_strdup (row->op->text);
      message->subject = g_strdup (row->op->subject);
      message->links = find_links (message->text);
      message->attachments = copy_attachments (NULL);
      message->can = row->op->verb == EAR_VERB_REPLY && (abilities & EAR_CAN_DELETE) != 0 ? 1u << EAR_VERB_DELETE : 0;
      g_ptr_array_insert (thread->messages, place_for (thread, row), message);
    }
  if (message != NULL)
    set_outbox (message, row, hold, thread->channel_name);
}

EarAbilities
ear_engine_get_abilities (EarEngine               *self,
                          const EarDirectoryEntry *channel)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, channel->row->key);
  g_autoptr (GHashTable) settings = connection != NULL ? ear_connection_dup_settings (connection) : NULL;

  if (channel->kind == NULL || channel->kind->rules.offline || channel->row->state == EAR_CHANNEL_REMOVED)
    return 0;
  return ear_channel_kind_get_abilities (channel->kind, settings != NULL ? settings : channel->row->settings);
}

/* ---- why it does not wait ---- */

/* The newest of these that stands and can be about a question of @opened_at. */
static const EarEventRow *
find_event (GPtrArray  *events,
            const char *verb,
            gint64      opened_at)
{
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const EarEventRow *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->verb, verb) && !event->undone && event->at >= opened_at)
        return event;
    }
  return NULL;
}

static const char *
name_of (const EarEventRow *event)
{
  return event->member_name != NULL && *event->member_name != '\0' ? event->member_name : NULL;
}

static char *
dup_left_out (const EarEventRow *event)
{
  g_autofree char *when = event != NULL ? ear_advice_format_time (event->at) : NULL;

  if (event == NULL)
    return g_strdup (_("Not counted: by rule, such words need no answer."));
  if (name_of (event) != NULL)
    /* Translators: 1 one of us, 2 a time such as "Saturday 14:10" */
    return g_strdup_printf (_("Not counted: needs no answer, said %1$s, %2$s."), name_of (event), when);
  /* Translators: a time such as "Saturday 14:10" */
  return g_strdup_printf (_("Not counted: needs no answer, said by hand, %s."), when);
}

static char *
dup_closed (const EarEventRow *event)
{
  g_autofree char *when = event != NULL ? ear_advice_format_time (event->at) : NULL;
  gboolean by_customer = event != NULL && g_strcmp0 (event->why, EAR_DONE_BY_CUSTOMER) == 0;

  if (event == NULL)
    return g_strdup (_("Closed without an answer."));
  if (g_strcmp0 (event->why, EAR_DONE_BLOCKED) == 0)
    {
      if (name_of (event) != NULL)
        /* Translators: 1 one of us, 2 a time such as "Saturday 14:10" */
        return g_strdup_printf (_("Closed without an answer: blocked by %1$s, %2$s."), name_of (event), when);
      /* Translators: a time such as "Saturday 14:10" */
      return g_strdup_printf (_("Closed without an answer: blocked, %s."), when);
    }
  if (name_of (event) != NULL)
    /* Translators: 1 one of us, 2 a time such as "Saturday 14:10" */
    return g_strdup_printf (by_customer ? _("Answered by another customer, said %1$s, %2$s.") : _("Closed without an answer by %1$s, %2$s."),
                            name_of (event), when);
  return g_strdup_printf (by_customer ? _("Answered by another customer, said by hand, %s.") : _("Closed without an answer, %s."), when);
}

#define EVENTS_LOOKED_AT 100

static void
tell_enquiries (EarThread                 *thread,
                const EarConversationView *view,
                EarStore                  *store)
{
  const EarEnquiry *last = view->enquiries->len > 0 ? &g_array_index (view->enquiries, EarEnquiry, view->enquiries->len - 1) : NULL;
  g_autoptr (GPtrArray) events = NULL;
  gboolean by_hand = FALSE;

  for (guint i = 0; i < thread->messages->len; i++)
    {
      EarThreadMessage *message = g_ptr_array_index (thread->messages, i);
      const EarMessageRow *row = g_ptr_array_index (view->messages, i);

      for (guint at = 0; at < view->enquiries->len; at++)
        {
          const EarEnquiry *enquiry = &g_array_index (view->enquiries, EarEnquiry, at);

          message->waits |= enquiry->first_message_id == message->id && enquiry->outcome == EAR_ENQUIRY_OPEN && enquiry->exclusion == EAR_EXCLUDED_NO;
        }
      by_hand |= last != NULL && row->id == last->first_message_id && row->no_answer_by_hand;
    }
  if (last == NULL || (last->exclusion != EAR_EXCLUDED_NO_ANSWER_NEEDED && last->outcome != EAR_ENQUIRY_CLOSED))
    return;
  if (by_hand || last->exclusion == EAR_EXCLUDED_NO)
    events = ear_store_list_events (store, thread->id, EVENTS_LOOKED_AT, NULL);
  thread->left_out = last->exclusion == EAR_EXCLUDED_NO_ANSWER_NEEDED;
  if (thread->left_out)
    thread->ended_why = dup_left_out (by_hand ? find_event (events, "no-answer", last->opened_at) : NULL);
  else if (last->exclusion == EAR_EXCLUDED_NO)
    thread->ended_why = dup_closed (find_event (events, "done", last->opened_at));
}

static gpointer
load_thread (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (EarConversationView) view = ear_store_load_conversation (store, *(const gint64 *) data, error);
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  const EarDirectoryEntry *channel;
  g_auto (EarHealthView) hold = { .last_read = EAR_TIME_NONE };
  g_autoptr (EarConnection) connection = NULL;
  EarAbilities abilities;
  EarThread *thread;

  if (view == NULL)
    return NULL;
  channel = ear_directory_find (directory, view->row->channel_id);
  if (channel == NULL)
    {
      g_set_error_literal (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND, _("This conversation's channel is no longer there."));
      return NULL;
    }
  abilities = ear_engine_get_abilities (self, channel);
  connection = ear_scheduler_find (self->scheduler, channel->row->key);
  if (connection != NULL)
    ear_connection_get_health (connection, &hold);
  thread = g_new0 (EarThread, 1);
  thread->id = view->row->id;
  thread->key = g_strdup (view->key);
  thread->title = g_strdup (view->row->title != NULL ? view->row->title : view->post_title);
  thread->url = g_strdup (view->url != NULL ? view->url : view->post_url);
  thread->channel_key = g_strdup (view->channel_key);
  thread->channel_name = g_strdup (channel->row->name);
  thread->icon_name = g_strdup (channel->kind != NULL ? channel->kind->icon_name : "dialog-question-symbolic");
  thread->person_name = g_strdup (view->row->person_name != NULL ? view->row->person_name : view->row->person_handle);
  thread->person_id = view->row->person_id;
  thread->type = view->row->type;
  thread->by_hand = channel->kind != NULL && channel->kind->rules.offline;
  thread->done = view->row->standing == EAR_STANDING_DONE;
  thread->unread = view->row->unread > 0;
  thread->waiting = view->row->standing == EAR_STANDING_NEEDS_ANSWER;
  thread->marks = ear_marks_new (view->row);
  thread->due_at = view->row->due_at;
  thread->waiting_since = view->row->waiting_since;
  if (channel->kind != NULL)
    thread->private_rule = ear_engine_get_text_rule (self, channel, EAR_CONVERSATION_DIRECT);
  thread->messages = g_ptr_array_new_with_free_func (thread_message_free);
  for (guint i = 0; i < view->messages->len; i++)
    g_ptr_array_add (thread->messages, convert_message (g_ptr_array_index (view->messages, i), channel, abilities));
  tell_enquiries (thread, view, store);
  for (guint i = 0; i < view->outbox->len; i++)
    add_outgoing (thread, g_ptr_array_index (view->outbox, i), channel, abilities, &hold);
  return thread;
}

/**
 * ear_engine_load_thread_async:
 *
 * One conversation with everything in it, ours on its way included.
 */
void
ear_engine_load_thread_async (EarEngine           *self,
                              gint64               conversation_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  EarWork work = { load_thread, g_memdup2 (&conversation_id, sizeof conversation_id), g_free, (GDestroyNotify) ear_thread_free };

  ear_engine_read (self, ear_engine_load_thread_async, work, cancellable, callback, data);
}

/**
 * ear_engine_load_thread_finish:
 *
 * Returns: (transfer full)
 */
EarThread *
ear_engine_load_thread_finish (EarEngine     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- refresh ---- */

static gpointer
find_and_refresh (EarEngine     *self,
                  EarStore      *store,
                  gpointer       data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autofree char *key = ear_store_dup_conversation_key (store, *(const gint64 *) data, error);
  g_autofree char *channel_key = NULL;
  g_autofree char *ext = NULL;
  g_autoptr (EarConnection) connection = NULL;

  if (key == NULL)
    return NULL;
  if (ear_key_split (key, &channel_key, &ext))
    connection = ear_scheduler_find (self->scheduler, channel_key);
  if (connection != NULL)
    ear_sync_refresh (connection, ext, FALSE);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_refresh_thread:
 *
 * Somebody looks at this conversation: reads it anew before anything else. What changed comes by the changed signal.
 */
void
ear_engine_refresh_thread (EarEngine *self,
                           gint64     conversation_id)
{
  EarWork work = { find_and_refresh, g_memdup2 (&conversation_id, sizeof conversation_id), g_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_refresh_thread, work, NULL, NULL, NULL);
}

/* ---- keys ---- */

static gpointer
find_conversation (EarEngine     *self,
                   EarStore      *store,
                   gpointer       data,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 id = ear_store_find_conversation (store, data, &problem);

  if (id == 0 && g_error_matches (problem, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND))
    {
      g_clear_error (&problem);
      if (ear_store_find_message (store, data, &id, &problem) == 0)
        id = 0;
    }
  if (problem != NULL && !g_error_matches (problem, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND) &&
      !g_error_matches (problem, EAR_STORE_ERROR, EAR_STORE_ERROR_INVALID))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return g_memdup2 (&id, sizeof id);
}

/**
 * ear_engine_find_conversation_async:
 * @key: a conversation's key, or a message's
 */
void
ear_engine_find_conversation_async (EarEngine           *self,
                                    const char          *key,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  EarWork work = { find_conversation, g_strdup (key), g_free, g_free };

  ear_engine_read (self, ear_engine_find_conversation_async, work, NULL, callback, data);
}

/**
 * ear_engine_find_conversation_finish:
 *
 * Returns: the conversation's id, 0 without an error when there is none
 */
gint64
ear_engine_find_conversation_finish (EarEngine     *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  id = g_task_propagate_pointer (G_TASK (result), error);
  return id != NULL ? *id : 0;
}
