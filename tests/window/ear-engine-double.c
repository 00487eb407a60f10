/* ear-engine-double.c: an engine without store or network, for the window's tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine/ear-remote.h"
#include "ear-engine-double.h"

#define MINUTE G_GINT64_CONSTANT (60000)

struct _EarEngine {
  GObject parent_instance;
  EarDoubleScenario scenario;
  gboolean sample;
  GListStore *channels;
  GHashTable *done;       /* ids changed by hand → 1 or 0 */
  GHashTable *replies;    /* id → text */
  char *draft;
  gint64 draft_of;
  char *last_deed;
  gint64 outgoing_id;     /* ear_engine_double_set_outgoing() */
  EarVerb outgoing_verb;
  char *outgoing_state, *outgoing_sentence, *outgoing_remedies;
  gboolean too_late;
  guint n_refreshed, n_long;
  gint64 last_done;
  EarHours *opening, *answering;
  char *name;
  gint64 promise_s;
  guint undo_s;
  gboolean set_up;
};

G_DEFINE_FINAL_TYPE (EarEngine, ear_engine, G_TYPE_OBJECT)

enum { PROP_0, PROP_ONLINE };
enum { CHANGED, NOTICE, NEW_QUESTION, DUE_SOON, N_SIGNALS };
static guint signals[N_SIGNALS];
static EarDoubleScenario next_scenario;

static void
ear_engine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ear_engine_is_online (EAR_ENGINE (object)));
}

static void
ear_engine_finalize (GObject *object)
{
  EarEngine *self = EAR_ENGINE (object);

  g_clear_object (&self->channels);
  g_hash_table_unref (self->done);
  g_hash_table_unref (self->replies);
  g_free (self->draft);
  g_free (self->last_deed);
  g_free (self->outgoing_state);
  g_free (self->outgoing_sentence);
  g_free (self->outgoing_remedies);
  g_free (self->name);
  ear_hours_unref (self->opening);
  ear_hours_unref (self->answering);
  G_OBJECT_CLASS (ear_engine_parent_class)->finalize (object);
}

static void
ear_engine_class_init (EarEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ear_engine_get_property;
  object_class->finalize = ear_engine_finalize;
  g_object_class_install_property (object_class, PROP_ONLINE, g_param_spec_boolean ("online", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  signals[CHANGED] = g_signal_new ("changed", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[NOTICE] = g_signal_new ("notice", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[NEW_QUESTION] = g_signal_new ("new-question", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[DUE_SOON] = g_signal_new ("due-soon", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
ear_engine_init (EarEngine *self)
{
  const EarInterval lunch = { 2, 11 * 60, 14 * 60 }, dinner = { 2, 17 * 60, 22 * 60 };

  self->channels = g_list_store_new (EAR_TYPE_CHANNEL_ITEM);
  self->done = g_hash_table_new (NULL, NULL);
  self->replies = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->opening = ear_hours_new ("Europe/Berlin", NULL);
  for (guint day = 2; day <= 7; day++)
    {
      EarInterval interval = lunch;

      interval.weekday = day;
      ear_hours_add (self->opening, interval);
      interval = dinner;
      interval.weekday = day;
      ear_hours_add (self->opening, interval);
    }
  self->answering = ear_hours_ref (self->opening);
  self->promise_s = 4 * 3600;
  self->undo_s = 15;
}

EarEngine *
ear_engine_double_new (EarDoubleScenario scenario)
{
  EarEngine *self = g_object_new (EAR_TYPE_ENGINE, NULL);

  self->scenario = scenario;
  self->set_up = scenario != EAR_DOUBLE_FIRST_RUN;
  self->name = g_strdup (self->set_up ? "Olive & Thyme" : "");
  for (gsize i = 0; i < ear_double_n_channels && self->set_up; i++)
    {
      g_autoptr (EarChannelItem) item = ear_double_channel_item_new (&ear_double_channels[i], i < 2 ? 2 : 0, i == 1 ? 3 : 0);

      g_list_store_append (self->channels, item);
    }
  return self;
}

static guint n_troubles;

void ear_engine_double_set_health (int health) { ear_double_first_health = health; }
void ear_engine_double_set_troubles (guint n) { n_troubles = n; }
void ear_engine_double_set_next (EarDoubleScenario scenario) { next_scenario = scenario; }
const char *ear_engine_double_get_last_deed (EarEngine *self) { return self->last_deed; }
EarDoubleScenario ear_engine_double_get_scenario (EarEngine *self) { return self->scenario; }

gboolean
ear_engine_double_is_done (EarEngine *self, gint64 id)
{
  gpointer value;

  if (g_hash_table_lookup_extended (self->done, GSIZE_TO_POINTER (id), NULL, &value))
    return GPOINTER_TO_INT (value);
  return self->scenario == EAR_DOUBLE_QUIET || ear_double_conversation (id)->done;
}

const char *
ear_engine_double_get_reply (EarEngine *self, gint64 id)
{
  return g_hash_table_lookup (self->replies, GSIZE_TO_POINTER (id));
}

void
ear_engine_double_say (EarEngine *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (self->last_deed);
  self->last_deed = g_strdup_vprintf (format, args);
  va_end (args);
}

static void
emit_changed (EarEngine *self, gint64 id)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof id);
  EarChangeSet set = { ids, TRUE, TRUE, TRUE, TRUE };

  if (id != 0)
    g_array_append_val (ids, id);
  g_signal_emit (self, signals[CHANGED], 0, &set);
}

/* ---- opening and closing ---- */

void
ear_engine_open_async (const char *folder, EarEngineFlags flags, EarSecrets *secrets, EarProgressFunc progress, gpointer progress_data,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  EarEngine *engine = ear_engine_double_new (flags & EAR_ENGINE_SAMPLE ? EAR_DOUBLE_BUSY : next_scenario);

  engine->sample = (flags & EAR_ENGINE_SAMPLE) != 0;
  g_task_return_pointer (task, engine, g_object_unref);
}

EarEngine *
ear_engine_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
answer (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_return_boolean (task, TRUE);
}

static void
answer_text (EarEngine *self, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_return_pointer (task, g_strdup (text), g_free);
}

static gboolean
refuse (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  if (self->scenario != EAR_DOUBLE_BROKEN)
    return FALSE;
  task = g_task_new (self, NULL, callback, data);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is full. Free some space and try again.");
  return TRUE;
}

void ear_engine_close_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data) { answer (self, callback, data); }

void
ear_engine_find_unsent_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  answer_text (self, self->scenario != EAR_DOUBLE_OFFLINE ? "" :
                     "2 answers have not left yet. This computer is offline. Earshot goes on by itself when the network is back. They are kept; when "
                     "Earshot is opened again more than 15 minutes later, they are drafts.", callback, data);
}

char *ear_engine_dup_event (GAsyncResult *result) { return NULL; }
gboolean ear_engine_close_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_boolean (G_TASK (result), error); }
gboolean ear_engine_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_boolean (G_TASK (result), error); }
char *ear_engine_finish_text (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }
char *ear_engine_dup_default_folder (void) { return g_strdup ("/nowhere"); }
const char *ear_engine_get_folder (EarEngine *self) { return "/nowhere"; }
gboolean ear_engine_is_sample (EarEngine *self) { return self->sample; }
gboolean ear_engine_is_online (EarEngine *self) { return self->scenario != EAR_DOUBLE_OFFLINE; }
void ear_engine_set_looking (EarEngine *self, gboolean looking) { }

/* ---- advice, kinds, channels ---- */

EarAdvice *
ear_advice_for_error (const GError *error, const char *channel_name)
{
  EarAdvice *advice = g_new0 (EarAdvice, 1);

  advice->sentence = g_strdup (error->message);
  return advice;
}

void
ear_advice_free (EarAdvice *advice)
{
  g_free (advice->sentence);
  g_free (advice->remedy);
  g_free (advice->channel_key);
  g_free (advice->url);
  g_free (advice->outbox_key);
  g_free (advice);
}

const EarKindInfo *
ear_engine_list_kinds (gsize *n_kinds)
{
  static const EarKindInfo kinds[] = {
    { "mastodon", "Mastodon", "Mentions and direct messages of a Mastodon account", "channel-mastodon-symbolic", FALSE },
    { "wordpress", "WordPress", "Comments on your blog or website", "channel-wordpress-symbolic", FALSE },
    { "phone", "Phone", "Calls, logged by hand", "channel-phone-symbolic", TRUE },
    { "counter", "Counter", "What was asked in person", "channel-counter-symbolic", TRUE },
    { "letter", "Letter", "Letters and cards", "channel-letter-symbolic", TRUE },
  };

  *n_kinds = G_N_ELEMENTS (kinds);
  return kinds;
}

GListModel *ear_engine_get_channels (EarEngine *self) { return G_LIST_MODEL (self->channels); }

void
ear_engine_rename_channel_async (EarEngine *self, const char *key, const char *name, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "rename %s %s", key, name);
  answer (self, callback, data);
}

void
ear_engine_pause_channel_async (EarEngine *self, const char *key, gboolean pause, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "pause %s %d", key, pause);
  answer (self, callback, data);
}

void
ear_engine_remove_channel_async (EarEngine *self, const char *key, gboolean delete_conversations, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "remove %s %d", key, delete_conversations);
  answer (self, callback, data);
}

void
ear_engine_check_channel_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "check %s", key);
  answer (self, callback, data);
}

void
ear_engine_sync_async (EarEngine *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "sync %s", key ? key : "all");
  answer (self, callback, data);
}

void
ear_engine_add_offline_channel_async (EarEngine *self, const char *kind, const char *name, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "add %s %s", kind, name);
  for (gsize i = 2; i < ear_double_n_channels; i++)
    if (g_list_model_get_n_items (G_LIST_MODEL (self->channels)) == 0)
      {
        g_autoptr (EarChannelItem) item = ear_double_channel_item_new (&ear_double_channels[i], 0, 0);

        g_list_store_append (self->channels, item);
      }
  answer_text (self, "ch-phone", callback, data);
}

/* ---- counts, Today, conversations ---- */

void
ear_engine_load_counts_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  EarCounts *counts;

  if (refuse (self, callback, data))
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

  if (refuse (self, callback, data))
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
      for (guint i = 0; i < MAX (n_troubles, 1); i++)
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
  emit_changed (self, id);
}

void ear_engine_double_set_too_late (EarEngine *self) { self->too_late = TRUE; }
guint ear_engine_double_get_n_refreshed (EarEngine *self) { return self->n_refreshed; }
void ear_engine_double_set_long (EarEngine *self, guint n_messages) { self->n_long = n_messages; }
const char *ear_engine_double_get_draft (EarEngine *self) { return self->draft; }
void ear_engine_double_ask (EarEngine *self, gint64 id, gboolean due) { g_signal_emit (self, signals[due ? DUE_SOON : NEW_QUESTION], 0, id); }
void ear_engine_double_notice (EarEngine *self, EarAdvice *advice) { g_signal_emit (self, signals[NOTICE], 0, advice); }

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

void
ear_engine_load_thread_async (EarEngine *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  EarThread *thread;

  if (refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  thread = ear_double_thread_new (id, ear_double_conversation (id), ear_engine_double_is_done (self, id),
                                  ear_engine_double_get_reply (self, id) != NULL, ear_engine_double_get_reply (self, id));
  if (id == self->outgoing_id && self->outgoing_state != NULL)
    attach_outgoing (self, thread);
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

  if (refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  context = g_new0 (EarReplyContext, 1);
  context->can_reply = !ear_double_channels[c->channel].offline;
  context->why_not = context->can_reply ? NULL : g_strdup ("Logged by hand: answer there, then write down what was said.");
  context->seen_by = g_strdup (c->type == EAR_CONVERSATION_DIRECT ? "Only Jun can read this reply." : "Everyone can read this reply.");
  context->prefix = c->channel == 1 ? g_strdup (c->handle) : NULL;
  context->rule = (EarTextRule) { EAR_TEXT_UNIT_CHARACTERS, c->channel == 1 ? 500 : 0, 23, TRUE };
  context->unit_label = g_strdup ("characters");
  context->audience = c->type == EAR_CONVERSATION_DIRECT ? EAR_AUDIENCE_DIRECT : EAR_AUDIENCE_PUBLIC;
  context->audiences = g_array_new (FALSE, FALSE, sizeof (EarAudience));
  for (EarAudience a = context->audience; c->channel == 1 && a <= EAR_AUDIENCE_DIRECT; a++)
    g_array_append_val (context->audiences, a);
  context->draft = self->draft_of == id ? g_strdup (self->draft) : NULL;
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
  g_free (self->draft);
  self->draft = *text ? g_strdup (text) : NULL;
  self->draft_of = id;
  answer (self, callback, data);
}

void
ear_engine_reply_async (EarEngine *self, gint64 id, gint64 target_id, const char *text, EarAudience audience, GAsyncReadyCallback callback, gpointer data)
{
  if (refuse (self, callback, data))
    return;
  g_clear_pointer (&self->draft, g_free);
  ear_engine_double_say (self, "reply %" G_GINT64_FORMAT " %d %s", id, audience, text);
  g_hash_table_replace (self->replies, GSIZE_TO_POINTER (id), g_strdup (text));
  emit_changed (self, id);
  answer_text (self, "ob-1", callback, data);
}

void
ear_engine_cancel_outgoing_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  gint64 id = g_ascii_strtoll (key + 3, NULL, 10);

  ear_engine_double_say (self, "cancel %s", key);
  if (self->too_late)
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "It is already on its way.");
      return;
    }
  if (ear_engine_double_get_reply (self, id) != NULL)
    {
      /* As the engine does: what came back stands before what is being written. */
      char *both = self->draft != NULL && self->draft_of == id ? g_strdup_printf ("%s\n\n%s", ear_engine_double_get_reply (self, id), self->draft)
                                                               : g_strdup (ear_engine_double_get_reply (self, id));

      g_free (self->draft);
      self->draft = both;
      self->draft_of = id;
    }
  g_hash_table_remove (self->replies, GSIZE_TO_POINTER (id));
  emit_changed (self, id);
  answer (self, callback, data);
}

void
ear_engine_wait_outgoing_async (EarEngine *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  answer (self, callback, data);
}

void
ear_engine_outgoing_action_async (EarEngine *self, const char *key, const char *action, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "%s %s", action, key);
  answer_text (self, g_str_equal (action, "discard") || g_str_equal (action, "delete") ? "event-outgoing" : "", callback, data);
}

/* ---- acting ---- */

static void
act (EarEngine *self, const char *verb, gint64 id, int done, GAsyncReadyCallback callback, gpointer data)
{
  if (refuse (self, callback, data))
    return;
  ear_engine_double_say (self, "%s %" G_GINT64_FORMAT, verb, id);
  if (done >= 0)
    {
      g_hash_table_replace (self->done, GSIZE_TO_POINTER (id), GINT_TO_POINTER (done));
      self->last_done = id;
    }
  emit_changed (self, id);
  answer_text (self, "event-1", callback, data);
}

void ear_engine_mark_done_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data) { act (self, "done", id, 1, callback, data); }
void ear_engine_mark_done_because_async (EarEngine *self, gint64 id, const char *why, GAsyncReadyCallback callback, gpointer data) { act (self, why, id, 1, callback, data); }

void
ear_engine_also_answers_async (EarEngine *self, gint64 message_id, gint64 question_id, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "also-answers %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, message_id, question_id);
  answer_text (self, "event-1", callback, data);
}

void ear_engine_mark_no_answer_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data) { act (self, "no-answer", id, 1, callback, data); }
void ear_engine_reopen_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data) { act (self, "reopen", id, 0, callback, data); }
void ear_engine_mark_read_async (EarEngine *self, gint64 id, gboolean read, GAsyncReadyCallback callback, gpointer data) { act (self, read ? "read" : "unread", id, -1, callback, data); }
void ear_engine_moderate_async (EarEngine *self, gint64 message_id, EarVerb verb, GAsyncReadyCallback callback, gpointer data) { act (self, "moderate", message_id, -1, callback, data); }
void ear_engine_private_reply_async (EarEngine *self, gint64 message_id, const char *text, GAsyncReadyCallback callback, gpointer data) { act (self, "private-reply", message_id, -1, callback, data); }
void ear_engine_add_note_async (EarEngine *self, gint64 id, const char *text, GAsyncReadyCallback callback, gpointer data) { act (self, "note", id, -1, callback, data); }
void ear_engine_contact_answered_async (EarEngine *self, gint64 id, const char *text, GAsyncReadyCallback callback, gpointer data) { act (self, "answered", id, 1, callback, data); }

void
ear_engine_undo_async (EarEngine *self, const char *event, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "undo %s", event);
  g_hash_table_remove (self->done, GSIZE_TO_POINTER (self->last_done));
  emit_changed (self, self->last_done);
  answer_text (self, "event-2", callback, data);
}

void
ear_engine_log_contact_async (EarEngine *self, const EarContact *contact, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "log %s %s %s %d", contact->channel_key, contact->who ? contact->who : "-", contact->what, contact->answered);
  answer_text (self, "contact-1", callback, data);
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

void
ear_engine_load_contact_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  EarLoggedContact *contact = g_new0 (EarLoggedContact, 1);

  contact->channel_key = g_strdup ("ch-phone");
  contact->who = g_strdup (ear_double_conversations[id - 1].person);
  contact->what = g_strdup ("As it was logged");
  contact->asked_at = ear_clock_now_ms () - 3 * 60 * MINUTE;
  contact->call_back_by = EAR_TIME_NONE;
  g_task_return_pointer (task, contact, (GDestroyNotify) ear_logged_contact_free);
}

EarLoggedContact *ear_engine_load_contact_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_edit_contact_async (EarEngine *self, gint64 id, const EarContact *contact, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "edit %" G_GINT64_FORMAT " %s %s %d", id, contact->who ? contact->who : "-", contact->what, contact->answered);
  answer_text (self, "event-edit", callback, data);
}

void
ear_engine_remove_contact_async (EarEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "remove-contact %" G_GINT64_FORMAT, id);
  answer_text (self, "event-remove", callback, data);
}

/* ---- search, people, settings ---- */

static void
hit_free (gpointer data)
{
  EarHit *hit = data;

  g_free (hit->person);
  g_free (hit->channel_name);
  g_free (hit->icon_name);
  g_free (hit->snippet);
  g_free (hit);
}

void
ear_engine_search_async (EarEngine *self, const char *words, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *hits;

  if (refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  hits = g_ptr_array_new_with_free_func (hit_free);
  for (gsize i = 0; i < ear_double_n_conversations; i++)
    for (guint m = 0; ear_double_conversations[i].messages[m] != NULL; m++)
      {
        const char *text = strchr (ear_double_conversations[i].messages[m], ' ') + 1;
        const char *found = strcasestr (text, words);

        if (found != NULL)
          {
            EarHit *hit = g_new0 (EarHit, 1);

            hit->conversation_id = i + 1;
            hit->message_id = (i + 1) * 100 + m;
            hit->person = g_strdup (ear_double_conversations[i].person);
            hit->channel_name = g_strdup (ear_double_channels[ear_double_conversations[i].channel].name);
            hit->icon_name = g_strdup (ear_double_channels[ear_double_conversations[i].channel].icon_name);
            hit->snippet = g_strdup_printf ("%.*s\u2068%.*s\u2069%s", (int) (found - text), text, (int) strlen (words), found, found + strlen (words));
            hit->at = ear_clock_now_ms () - (i + 1) * 7 * 60 * MINUTE;
            g_ptr_array_add (hits, hit);
          }
      }
  /* "Said 20" of the long one. */
  if (self->n_long > 0 && g_str_has_prefix (words, "Said "))
    {
      EarHit *hit = g_new0 (EarHit, 1);

      hit->conversation_id = 1;
      hit->message_id = 10000 + g_ascii_strtoll (words + strlen ("Said "), NULL, 10) - 1;
      hit->person = g_strdup (ear_double_conversations[0].person);
      hit->channel_name = g_strdup (ear_double_channels[0].name);
      hit->icon_name = g_strdup (ear_double_channels[0].icon_name);
      hit->snippet = g_strdup (words);
      g_ptr_array_add (hits, hit);
    }
  g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
ear_engine_search_finish (EarEngine *self, GAsyncResult *result, gboolean *more, GError **error)
{
  if (more != NULL)
    *more = FALSE;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
person_hit_free (gpointer data)
{
  EarPersonHit *hit = data;

  g_free (hit->name);
  g_free (hit->handle);
  g_free (hit->channel_name);
  g_free (hit);
}

void
ear_engine_search_people_async (EarEngine *self, const char *words, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *hits;

  if (refuse (self, callback, data))
    return;
  task = g_task_new (self, cancellable, callback, data);
  hits = g_ptr_array_new_with_free_func (person_hit_free);
  for (gsize i = 0; i < ear_double_n_conversations; i++)
    if (strcasestr (ear_double_conversations[i].person, words) != NULL)
      {
        EarPersonHit *hit = g_new0 (EarPersonHit, 1);

        hit->name = g_strdup (ear_double_conversations[i].person);
        hit->channel_name = g_strdup (ear_double_channels[ear_double_conversations[i].channel].name);
        hit->n_conversations = 1;
        hit->newest_id = i + 1;
        g_ptr_array_add (hits, hit);
      }
  g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
ear_engine_search_people_finish (EarEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ear_person_view_free (EarPersonView *person)
{
  g_free (person->key);
  g_free (person->name);
  g_free (person->handle);
  g_free (person->url);
  g_free (person->channel_name);
  g_free (person->notes);
  g_array_unref (person->conversations);
  g_free (person);
}

void
ear_engine_load_person_async (EarEngine *self, gint64 person_id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  const EarDoubleConversation *c = ear_double_conversation (person_id);
  EarPersonView *person;

  if (refuse (self, callback, data))
    return;
  task = g_task_new (self, NULL, callback, data);
  person = g_new0 (EarPersonView, 1);
  person->id = person_id;
  person->key = g_strdup (c->person);
  person->name = g_strdup (c->person);
  person->handle = g_strdup (c->handle);
  person->url = g_strdup (ear_double_channels[c->channel].url);
  person->channel_name = g_strdup (ear_double_channels[c->channel].name);
  person->first_seen = ear_clock_now_ms () - G_GINT64_CONSTANT (200) * 24 * 60 * MINUTE;
  person->last_seen = ear_clock_now_ms () - 60 * MINUTE;
  person->n_conversations = 1;
  person->n_messages = 2;
  person->conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (person->conversations, person_id);
  person->notes = g_strdup ("Likes the table by the window.");
  g_task_return_pointer (task, person, (GDestroyNotify) ear_person_view_free);
}

EarPersonView *ear_engine_load_person_finish (EarEngine *self, GAsyncResult *result, GError **error) { return g_task_propagate_pointer (G_TASK (result), error); }

void
ear_engine_set_person_notes_async (EarEngine *self, gint64 person_id, const char *notes, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "notes %" G_GINT64_FORMAT " %s", person_id, notes);
  answer (self, callback, data);
}

EarSettings *
ear_engine_dup_settings (EarEngine *self)
{
  EarSettings *settings = g_new0 (EarSettings, 1);

  settings->name = g_strdup (self->name);
  settings->member_name = g_strdup ("Mia");
  settings->promise_s = self->promise_s;
  settings->opening = ear_hours_ref (self->opening);
  settings->answering = ear_hours_ref (self->answering);
  settings->zone = g_strdup (ear_hours_get_zone (self->answering));
  settings->later = ear_double_later_new (self->scenario == EAR_DOUBLE_BUSY);
  settings->undo_s = self->undo_s;
  settings->set_up = self->set_up;
  return settings;
}

void
ear_settings_free (EarSettings *settings)
{
  g_free (settings->name);
  g_free (settings->member_name);
  ear_hours_unref (settings->opening);
  ear_hours_unref (settings->answering);
  g_free (settings->zone);
  g_ptr_array_unref (settings->later);
  g_free (settings);
}

void
ear_engine_set_settings_async (EarEngine *self, const EarSettings *settings, gint64 valid_from_ms, GAsyncReadyCallback callback, gpointer data)
{
  EarHours *opening = ear_hours_ref (settings->opening), *answering = ear_hours_ref (settings->answering);

  if (refuse (self, callback, data))
    return;
  ear_hours_unref (self->opening);
  ear_hours_unref (self->answering);
  self->opening = opening;
  self->answering = answering;
  self->promise_s = settings->promise_s;
  self->undo_s = settings->undo_s;
  self->set_up = settings->set_up;
  g_free (self->name);
  self->name = g_strdup (settings->name);
  ear_engine_double_say (self, "settings %s", valid_from_ms == EAR_TIME_NONE ? "always" : "from");
  emit_changed (self, 0);
  answer (self, callback, data);
}

void
ear_engine_set_closed_today_async (EarEngine *self, gboolean closed, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "closed-today %d", closed);
  answer (self, callback, data);
}

/* ---- D-Bus: nobody reaches the double ---- */

EarRemote *
ear_remote_export (EarEngine *engine, GDBusConnection *connection, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "this engine is a test double");
  return NULL;
}
