/* ear-due.c: when answers are due, and saying so half an hour before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-due-private.h"

#include "base/ear-clock.h"
#include "channels/ear-channel.h"
#include "engine/ear-directory-private.h"
#include "engine/ear-settings-private.h"
#include "store/ear-store-channel.h"
#include "store/ear-store-query.h"

/* How far ahead the timer looks; it looks again then. */
#define HORIZON_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
/* Changes come in bursts. */
#define SETTLE_S 2

/* What a promise is counted in. */
typedef struct {
  EarCalendar *calendar;     /* looks things up in a table of its own: one thread at a time */
  GArray *promises;          /* (element-type EarPromise) */
} Terms;

struct _EarDue {
  gatomicrefcount ref_count;
  EarEngine *engine;         /* unowned; main thread only: what stands below the lock outlives it */

  GMutex mutex;
  EarDirectory *directory;   /* (nullable): not loaded */
  GHashTable *terms;         /* channel key (element-type Terms): of those with their own; "": the workspace's. NULL: not loaded */

  /* Main thread. */
  guint timer;
  gboolean asking;
  gboolean again;
  GHashTable *told;          /* conversation id → due time told about */
};

EarDue *
ear_due_new (EarEngine *engine)
{
  EarDue *self = g_new0 (EarDue, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->engine = engine;
  g_mutex_init (&self->mutex);
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

EarDue *
ear_due_ref (EarDue *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ear_due_unref (EarDue *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->terms, g_hash_table_unref);
  g_clear_pointer (&self->directory, ear_directory_unref);
  g_hash_table_unref (self->told);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
terms_free (gpointer data)
{
  Terms *terms = data;

  g_clear_pointer (&terms->calendar, ear_calendar_free);
  g_clear_pointer (&terms->promises, g_array_unref);
  g_free (terms);
}

EarCalendar *
ear_due_load_calendar (EarStore    *store,
                       const char  *channel_key,
                       gboolean    *own,
                       GError     **error)
{
  g_autoptr (GPtrArray) entries = ear_settings_list_valid (store, EAR_KEY_ANSWERING, channel_key, own, error);
  g_autoptr (EarCalendar) calendar = NULL;

  if (entries == NULL)
    return NULL;
  calendar = ear_calendar_new ();
  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);
      g_autoptr (EarHours) hours = entry->value != NULL ? ear_hours_from_json (entry->value, error) : ear_hours_new ("UTC", error);

      if (hours == NULL)
        return NULL;
      ear_calendar_add (calendar, entry->valid_from, hours);
    }
  return g_steal_pointer (&calendar);
}

/* Until somebody promised anything else, it was the usual: a first promise "from a date on" leaves what came before alone. */
GArray *
ear_due_load_promises (EarStore    *store,
                       const char  *channel_key,
                       gboolean    *own,
                       GError     **error)
{
  g_autoptr (GPtrArray) entries = ear_settings_list_valid (store, EAR_KEY_PROMISE, channel_key, own, error);
  GArray *promises;

  if (entries == NULL)
    return NULL;
  promises = g_array_new (FALSE, FALSE, sizeof (EarPromise));
  if (ear_settings_entry_at (entries, G_MININT64) == NULL)
    {
      EarPromise promise = { G_MININT64, EAR_DEFAULT_PROMISE_S };

      g_array_append_val (promises, promise);
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);
      EarPromise promise = { entry->valid_from, ear_settings_read_seconds (entry->value, EAR_DEFAULT_PROMISE_S) };

      g_array_append_val (promises, promise);
    }
  return promises;
}

/* Nothing is kept of a channel that has nothing of its own. */
static gboolean
load_terms (GHashTable  *all,
            EarStore    *store,
            const char  *channel_key,
            GError     **error)
{
  gboolean own_hours = FALSE, own_promise = FALSE;
  Terms *terms = g_new0 (Terms, 1);

  terms->calendar = ear_due_load_calendar (store, channel_key, &own_hours, error);
  terms->promises = terms->calendar != NULL ? ear_due_load_promises (store, channel_key, &own_promise, error) : NULL;
  if (terms->promises == NULL)
    {
      terms_free (terms);
      return FALSE;
    }
  if (channel_key == NULL || own_hours || own_promise)
    g_hash_table_insert (all, g_strdup (channel_key != NULL ? channel_key : ""), terms);
  else
    terms_free (terms);
  return TRUE;
}

gboolean
ear_due_load (EarDue    *self,
              EarStore  *store,
              GError   **error)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, terms_free);
  g_autoptr (GPtrArray) channels = ear_store_list_channels (store, TRUE, error);

  if (channels == NULL || !load_terms (all, store, NULL, error))
    return FALSE;
  for (guint i = 0; i < channels->len; i++)
    if (!load_terms (all, store, ((const EarChannelRow *) g_ptr_array_index (channels, i))->key, error))
      return FALSE;
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->terms, g_hash_table_unref);
  self->terms = g_steal_pointer (&all);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

void
ear_due_set_directory (EarDue       *self,
                       EarDirectory *directory)
{
  g_autoptr (EarDirectory) old = NULL;

  g_mutex_lock (&self->mutex);
  old = g_steal_pointer (&self->directory);
  self->directory = ear_directory_ref (directory);
  g_mutex_unlock (&self->mutex);
}

/* Until when the service lets us answer, or G_MAXINT64. */
static gint64
reply_until (EarDue               *self,
             const EarDueQuestion *question)
{
  g_autoptr (EarDirectory) directory = NULL;
  const EarDirectoryEntry *entry;
  gint64 until;

  g_mutex_lock (&self->mutex);
  if (self->directory != NULL)
    directory = ear_directory_ref (self->directory);
  g_mutex_unlock (&self->mutex);
  entry = directory != NULL && question->channel_key != NULL ? ear_directory_find_key (directory, question->channel_key) : NULL;
  until = entry != NULL && entry->kind != NULL
            ? ear_channel_kind_get_reply_until (entry->kind, entry->row->settings, question->type, question->heard_at) : EAR_TIME_NONE;
  return until != EAR_TIME_NONE ? until : G_MAXINT64;
}

/* By our promise, in our answering hours. */
static gint64
promised_until (EarDue               *self,
                const EarDueQuestion *question)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 seconds = EAR_DEFAULT_PROMISE_S;
  const Terms *terms;

  if (question->call_back_by != EAR_TIME_NONE)
    return question->call_back_by;
  locker = g_mutex_locker_new (&self->mutex);
  if (self->terms == NULL)
    return question->opened_at + seconds * 1000;
  terms = question->channel_key != NULL ? g_hash_table_lookup (self->terms, question->channel_key) : NULL;
  if (terms == NULL)
    terms = g_hash_table_lookup (self->terms, "");
  for (guint i = 0; i < terms->promises->len; i++)
    {
      const EarPromise *promise = &g_array_index (terms->promises, EarPromise, i);

      if (promise->valid_from <= question->opened_at)
        seconds = promise->seconds;
    }
  return ear_calendar_add_open_seconds (terms->calendar, question->opened_at, seconds);
}

gint64
ear_due_deadline (const EarDueQuestion *question,
                  gpointer              data)
{
  EarDue *self = data;

  return MIN (promised_until (self, question), reply_until (self, question));
}

/* ---- "due in 30 minutes" ---- */

typedef struct {
  GArray *soon;              /* (element-type gint64) */
  GArray *soon_at;           /* (element-type gint64): their due times */
  gint64 next_at;            /* when the next one after these falls due, or EAR_TIME_NONE */
} DueAnswer;

static void
due_answer_free (gpointer data)
{
  DueAnswer *answer = data;

  g_array_unref (answer->soon);
  g_array_unref (answer->soon_at);
  g_free (answer);
}

/* The due times of these conversations, in their order. */
static GArray *
load_due_times (EarStore  *store,
                GArray    *ids,
                GError   **error)
{
  g_autoptr (GPtrArray) rows = ear_store_load_rows (store, (const gint64 *) (gpointer) ids->data, ids->len, error);
  GArray *times;

  if (rows == NULL)
    return NULL;
  times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < rows->len; i++)
    {
      const EarStoreRow *row = g_ptr_array_index (rows, i);
      gint64 at = row != NULL ? row->due_at : EAR_TIME_NONE;

      g_array_append_val (times, at);
    }
  return times;
}

static gpointer
ask_due (EarEngine     *engine,
         EarStore      *store,
         gpointer       data,
         GCancellable  *cancellable,
         GError       **error)
{
  gint64 now = ear_clock_now_ms ();
  g_autoptr (GArray) soon = ear_store_query_due (store, now, now + EAR_DUE_SOON_MS, error);
  g_autoptr (GArray) later = soon != NULL ? ear_store_query_due (store, now + EAR_DUE_SOON_MS, now + HORIZON_MS, error) : NULL;
  g_autoptr (GArray) soon_at = later != NULL ? load_due_times (store, soon, error) : NULL;
  DueAnswer *answer;

  if (soon_at == NULL)
    return NULL;
  answer = g_new0 (DueAnswer, 1);
  answer->next_at = now + HORIZON_MS;
  if (later->len > 0)
    {
      g_autoptr (GArray) later_at = NULL;

      g_array_set_size (later, 1);
      later_at = load_due_times (store, later, NULL);
      /* Answered between the two questions: ask again at once. */
      if (later_at != NULL)
        answer->next_at = g_array_index (later_at, gint64, 0) != EAR_TIME_NONE ? g_array_index (later_at, gint64, 0) : now + EAR_DUE_SOON_MS;
    }
  answer->soon = g_steal_pointer (&soon);
  answer->soon_at = g_steal_pointer (&soon_at);
  return answer;
}

static gboolean
timer_fired (gpointer data)
{
  EarDue *self = data;

  self->timer = 0;
  ear_engine_update_due_timer (self->engine);
  return G_SOURCE_REMOVE;
}

static void
arm (EarDue *self,
     gint64  wait_s)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds ((guint) CLAMP (wait_s, 1, 24 * 60 * 60), timer_fired, self);
}

static void
due_asked (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  EarEngine *engine = EAR_ENGINE (source);
  EarDue *self = engine->due;
  DueAnswer *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  self->asking = FALSE;
  if (answer == NULL || engine->closed)
    {
      g_clear_pointer (&answer, due_answer_free);
      return;
    }
  for (guint i = 0; i < answer->soon->len; i++)
    {
      gint64 id = g_array_index (answer->soon, gint64, i);
      gint64 at = g_array_index (answer->soon_at, gint64, i);
      const gint64 *told = g_hash_table_lookup (self->told, &id);

      if (at == EAR_TIME_NONE || (told != NULL && *told == at))
        continue;
      g_hash_table_insert (self->told, g_memdup2 (&id, sizeof id), g_memdup2 (&at, sizeof at));
      ear_engine_emit_due_soon (engine, id);
    }
  if (self->again)
    ear_engine_update_due_timer (engine);
  else
    arm (self, (answer->next_at - EAR_DUE_SOON_MS - ear_clock_now_ms ()) / 1000 + 1);
  due_answer_free (answer);
}

void
ear_engine_update_due_timer (EarEngine *engine)
{
  EarDue *self = engine->due;
  EarWork work = { ask_due, NULL, NULL, due_answer_free };

  if (engine->closed || (engine->flags & (EAR_ENGINE_NO_SYNC | EAR_ENGINE_READ_ONLY)) != 0)
    return;
  /* What comes while a question is on its way is gathered. */
  if (self->asking)
    {
      self->again = TRUE;
      return;
    }
  if (self->again)
    {
      self->again = FALSE;
      arm (self, SETTLE_S);
      return;
    }
  self->asking = TRUE;
  ear_engine_read (engine, ear_engine_update_due_timer, work, NULL, due_asked, NULL);
}

void
ear_due_stop_timer (EarDue *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}
