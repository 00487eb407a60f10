/* ear-engine-double.c: an engine without store or network, for the window's tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-remote.h"
#include "ear-engine-double-private.h"

G_DEFINE_FINAL_TYPE (EarEngine, ear_engine, G_TYPE_OBJECT)

enum { PROP_0, PROP_ONLINE };
enum { CHANGED, NOTICE, NEW_QUESTION, DUE_SOON, WEEKLY_DUE, N_SIGNALS };
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
  g_free (self->change);
  g_hash_table_unref (self->drafts);
  g_free (self->last_deed);
  g_free (self->outgoing_state);
  g_free (self->outgoing_sentence);
  g_free (self->outgoing_remedies);
  g_free (self->private_text);
  g_free (self->name);
  g_free (self->report_language);
  ear_weekly_clear (&self->weekly);
  g_free (self->weekly_last.week);
  g_free (self->weekly_last.path);
  g_free (self->weekly_last.problem);
  ear_brand_sheet_free (self->brand);
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
  g_signal_new ("woke", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[DUE_SOON] = g_signal_new ("due-soon", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[WEEKLY_DUE] = g_signal_new ("weekly-due", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
ear_engine_init (EarEngine *self)
{
  const EarInterval lunch = { 2, 11 * 60, 14 * 60 }, dinner = { 2, 17 * 60, 22 * 60 };

  self->channels = g_list_store_new (EAR_TYPE_CHANNEL_ITEM);
  self->done = g_hash_table_new (NULL, NULL);
  self->replies = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->drafts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_queue_init (&self->later);
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
  self->brand = ear_brand_sheet_new ();
  ear_brand_sheet_set (self->brand, EAR_BRAND_ADDRESS, "Hauptstraße 5\n10115 Berlin");
  ear_brand_sheet_set (self->brand, EAR_BRAND_PHONE, "+49 30 12345678");
  ear_brand_sheet_set (self->brand, EAR_BRAND_LINKS, "https://olive.example\nhttps://social.example/olive");
  ear_brand_sheet_set (self->brand, EAR_BRAND_PRICES, "Margherita 9.50 €\nTagliatelle 13.00 €\nTiramisù 6.00 €");
  ear_weekly_init (&self->weekly);
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

guint ear_double_n_troubles;

void ear_engine_double_set_health (int health) { ear_double_first_health = health; }
void ear_engine_double_set_troubles (guint n) { ear_double_n_troubles = n; }
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

void
ear_double_emit_changed (EarEngine *self, gint64 id)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof id);
  EarChangeSet set = { ids, TRUE, TRUE, TRUE, TRUE };

  if (id != 0)
    g_array_append_val (ids, id);
  g_signal_emit (self, signals[CHANGED], 0, &set);
}

void ear_engine_double_ask (EarEngine *self, gint64 id, gboolean due) { g_signal_emit (self, signals[due ? DUE_SOON : NEW_QUESTION], 0, id); }
void ear_engine_double_set_broken (EarEngine *self) { self->scenario = EAR_DOUBLE_BROKEN; }
void ear_engine_double_weekly (EarEngine *self, const EarWeek *week) { g_signal_emit (self, signals[WEEKLY_DUE], 0, week); }
void ear_engine_double_notice (EarEngine *self, EarAdvice *advice) { g_signal_emit (self, signals[NOTICE], 0, advice); }

/* ---- opening and closing ---- */

static GQueue openings = G_QUEUE_INIT, closings = G_QUEUE_INIT; /* (element-type GTask) */
gboolean ear_double_held;
static guint n_open;

void ear_engine_double_set_held (gboolean held) { ear_double_held = held; }
guint ear_engine_double_get_n_opening (void) { return g_queue_get_length (&openings); }
guint ear_engine_double_get_n_open (void) { return n_open; }
gboolean ear_engine_double_is_looking (EarEngine *self) { return self->looking; }

static void
open_now (GTask *task)
{
  EarEngineFlags flags = GPOINTER_TO_UINT (g_task_get_task_data (task));
  EarEngine *engine = ear_engine_double_new (flags & EAR_ENGINE_SAMPLE ? EAR_DOUBLE_BUSY : next_scenario);

  engine->sample = (flags & EAR_ENGINE_SAMPLE) != 0;
  engine->practice = (flags & EAR_ENGINE_PRACTICE) != 0;
  n_open++;
  g_task_return_pointer (task, engine, g_object_unref);
}

void
ear_engine_double_finish_opening (EarEngineFlags flags, const char *failure)
{
  g_autoptr (GTask) task = NULL;

  for (guint i = 0; task == NULL && i < g_queue_get_length (&openings); i++)
    if (GPOINTER_TO_UINT (g_task_get_task_data (g_queue_peek_nth (&openings, i))) == flags)
      task = g_queue_pop_nth (&openings, i);
  g_assert_nonnull (task);
  if (failure != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", failure);
  else
    open_now (task);
}

void
ear_engine_double_finish_closing (void)
{
  g_autoptr (GTask) task = g_queue_pop_head (&closings);

  g_task_return_boolean (task, TRUE);
}

void
ear_engine_open_async (const char *folder, EarEngineFlags flags, EarSecrets *secrets, EarProgressFunc progress, gpointer progress_data,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, GUINT_TO_POINTER (flags), NULL);
  if (ear_double_held)
    g_queue_push_tail (&openings, g_object_ref (task));
  else
    open_now (task);
}

EarEngine *
ear_engine_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ear_double_answer (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_return_boolean (task, TRUE);
}

void
ear_double_answer_text (EarEngine *self, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_return_pointer (task, g_strdup (text), g_free);
}

gboolean
ear_double_refuse (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  if (self->scenario != EAR_DOUBLE_BROKEN)
    return FALSE;
  task = g_task_new (self, NULL, callback, data);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is full. Free some space and try again.");
  return TRUE;
}

void
ear_engine_close_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  n_open--;
  if (ear_double_held)
    g_queue_push_tail (&closings, g_task_new (self, NULL, callback, data));
  else
    ear_double_answer (self, callback, data);
}

void
ear_engine_find_unsent_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  ear_double_answer_text (self, self->scenario != EAR_DOUBLE_OFFLINE ? "" :
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
gboolean ear_engine_is_practice (EarEngine *self) { return self->practice; }
gboolean ear_engine_is_online (EarEngine *self) { return self->scenario != EAR_DOUBLE_OFFLINE; }
void ear_engine_set_looking (EarEngine *self, gboolean looking) { self->looking = looking; }

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
  ear_double_answer (self, callback, data);
}

void
ear_engine_set_answers_longer_async (EarEngine *self, const char *key, gboolean answers_longer, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "longer %s %d", key, answers_longer);
  ear_engine_double_set_longer (answers_longer);
  ear_double_answer (self, callback, data);
}

void
ear_engine_pause_channel_async (EarEngine *self, const char *key, gboolean pause, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "pause %s %d", key, pause);
  ear_double_answer (self, callback, data);
}

void
ear_engine_remove_channel_async (EarEngine *self, const char *key, gboolean delete_conversations, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "remove %s %d", key, delete_conversations);
  ear_double_answer (self, callback, data);
}

void
ear_engine_check_channel_async (EarEngine *self, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "check %s", key);
  ear_double_answer (self, callback, data);
}

void
ear_engine_sync_async (EarEngine *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "sync %s", key ? key : "all");
  ear_double_answer (self, callback, data);
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
  ear_double_answer_text (self, "ch-phone", callback, data);
}

/* ---- D-Bus: nobody reaches the double, and it is served once ---- */

EarRemote *
ear_remote_export (EarEngine *engine, GDBusConnection *connection, GError **error)
{
  static gpointer served; /* (unowned): one at a time */

  g_assert_null (served);
  served = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_add_weak_pointer (served, &served);
  return served;
}
