/* ear-engine-open.c: opening and closing a workspace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "engine/ear-accounts-private.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-due-private.h"
#include "engine/ear-engine-private.h"
#include "engine/ear-leftovers-private.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-practice-private.h"
#include "engine/ear-sample-kind-private.h"
#include "engine/ear-sample.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-settings-private.h"
#include "engine/ear-sync-private.h"
#include "engine/ear-weekly-due-private.h"
#include "platform/ear-secrets.h"
#include "store/ear-store-outbox.h"

/* A stop takes at most so long; then an op is left to recovery. */
#define STOP_US (3 * G_USEC_PER_SEC)
/* Of it, for what was still inside its undo window. */
#define HURRY_US (2 * G_USEC_PER_SEC)
#define N_READERS 4

typedef struct {
  EarEngine *engine;
  char *folder;
  EarProgressFunc progress;
  gpointer progress_data;
  GCancellable *cancellable;

  /* What the thread learnt. */
  EarStore *store;
  EarSettings *settings;
  GPtrArray *stale;          /* (element-type EarOutboxRow): drafts again */
  GPtrArray *unknown;        /* (element-type EarOutboxRow) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_pointer (&opening->store, ear_store_close);
  g_clear_pointer (&opening->settings, ear_settings_free);
  g_clear_pointer (&opening->stale, g_ptr_array_unref);
  g_clear_pointer (&opening->unknown, g_ptr_array_unref);
  g_clear_object (&opening->cancellable);
  g_clear_object (&opening->engine);
  g_free (opening->folder);
  g_free (opening);
}

/* ---- progress ---- */

typedef struct {
  EarProgressFunc func;
  gpointer data;
  double fraction;
  char *sentence;
} Progress;

static gboolean
tell_progress (gpointer data)
{
  Progress *progress = data;

  progress->func (progress->fraction, progress->sentence, progress->data);
  return G_SOURCE_REMOVE;
}

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_free (progress->sentence);
  g_free (progress);
}

static const char *
step_sentence (const char *step)
{
  static const struct {
    const char *step, *sentence;
  } steps[] = {
    { "backup", N_("Keeping a copy of your conversations before the upgrade…") },
    { "migrate", N_("Bringing your conversations up to date…") },
    { "derive", N_("Counting questions and answers…") },
    { "index", N_("Making your conversations searchable…") },
    { "check", N_("Checking your conversations…") },
    { "sample", N_("Making up a restaurant…") },
    { "questions", N_("Counting the questions…") },
    { "replies", N_("Reading what you answered…") },
    { "compare", N_("Comparing what you answered…") },
    { "presence", N_("Looking at what you posted…") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (g_strcmp0 (steps[i].step, step) == 0)
        return _(steps[i].sentence);
    }
  return _("One moment…");
}

void
ear_engine_tell_progress (GMainContext    *context,
                          EarProgressFunc  func,
                          gpointer         data,
                          const char      *step,
                          gint64           done,
                          gint64           total)
{
  Progress *progress;

  if (func == NULL)
    return;
  progress = g_new0 (Progress, 1);
  progress->func = func;
  progress->data = data;
  progress->fraction = total > 0 ? CLAMP ((double) done / (double) total, 0, 1) : 0;
  progress->sentence = g_strdup (step_sentence (step));
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, tell_progress, progress, progress_free);
}

static gboolean
store_progress (const char *step,
                gint64      done,
                gint64      total,
                gpointer    data)
{
  Opening *opening = data;

  ear_engine_tell_progress (opening->engine->context, opening->progress, opening->progress_data, step, done, total);
  return !g_cancellable_is_cancelled (opening->cancellable);
}

/* ---- open ---- */

static char *
workspaces_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "earshot", NULL);
}

/**
 * ear_engine_dup_default_folder:
 *
 * Returns: (transfer full): the person's first workspace, or a new folder's name where there is none yet
 */
char *
ear_engine_dup_default_folder (void)
{
  g_autofree char *parent = workspaces_folder ();
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  g_autofree char *first = NULL;
  g_autofree char *key = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (parent, name, EAR_STORE_FILE_NAME, NULL);

      if (ear_key_is_uuid (name) && g_file_test (file, G_FILE_TEST_IS_REGULAR) && (first == NULL || strcmp (name, first) < 0))
        g_set_str (&first, name);
    }
  key = first == NULL ? ear_key_random () : NULL;
  return g_build_filename (parent, first != NULL ? first : key, NULL);
}

/* The sample restaurant's year is lived when it is first opened. */
static gboolean
fill_sample (Opening  *opening,
             GError  **error)
{
  const EarSampleOptions options = { EAR_SAMPLE_DEFAULT_SIZE, EAR_SAMPLE_DEFAULT_SEED, EAR_TIME_NONE };
  g_autoptr (GPtrArray) channels = NULL;

  if ((opening->engine->flags & EAR_ENGINE_SAMPLE) == 0)
    return TRUE;
  channels = ear_store_list_channels (opening->store, TRUE, error);
  if (channels == NULL)
    return FALSE;
  return channels->len > 0 || ear_sample_fill (opening->store, &options, store_progress, opening, NULL, error);
}

/* A made-up workspace stays one, however it is opened: its channels name places that may exist. */
static void
recognise_sample (Opening *opening)
{
  g_autofree char *sample = ear_store_get_memo (opening->store, EAR_MEMO_SAMPLE, NULL);

  if (sample != NULL)
    opening->engine->flags |= EAR_ENGINE_SAMPLE;
}

/* Deadlines that were counted without the answering hours. */
static gboolean
refresh_stale_due (EarStore  *store,
                   GError   **error)
{
  g_autofree char *stale = ear_store_get_memo (store, EAR_MEMO_DUE_STALE, NULL);

  return stale == NULL || (ear_store_refresh_due (store, error) && ear_store_set_memo (store, EAR_MEMO_DUE_STALE, NULL, error));
}

static gboolean
load_workspace (Opening  *opening,
                GError  **error)
{
  EarEngine *engine = opening->engine;
  gboolean read_only = (engine->flags & EAR_ENGINE_READ_ONLY) != 0;

  opening->store = ear_store_open (opening->folder, read_only ? EAR_STORE_READ_ONLY : EAR_STORE_CREATE, store_progress, opening, error);
  if (opening->store == NULL || (!read_only && !fill_sample (opening, error)))
    return FALSE;
  recognise_sample (opening);
  if (!ear_practice_open (engine, opening->store, opening->folder, error))
    return FALSE;
  opening->settings = ear_settings_load (opening->store, error);
  if (opening->settings == NULL || !ear_due_load (engine->due, opening->store, error) ||
      !ear_weekly_due_load (engine->weekly, opening->store, error))
    return FALSE;
  /* What is due depends on it. */
  if (!ear_engine_reload_directory (engine, opening->store, error))
    return FALSE;
  ear_store_set_due_func (opening->store, ear_due_deadline, ear_due_ref (engine->due), (GDestroyNotify) ear_due_unref);
  if (!read_only)
    {
      if (!refresh_stale_due (opening->store, error))
        return FALSE;
      if ((engine->flags & EAR_ENGINE_SAMPLE) == 0 && !ear_accounts_add_first (engine, opening->store, error))
        return FALSE;
      opening->stale = ear_store_outbox_recover (opening->store, ear_clock_now_ms (), EAR_OUTBOX_STALE_MS, error);
      if (opening->stale == NULL)
        return FALSE;
      opening->unknown = ear_store_outbox_list (opening->store, NULL, 1u << EAR_OUTBOX_UNKNOWN, error);
      if (opening->unknown == NULL)
        return FALSE;
    }
  return ear_engine_reload_directory (engine, opening->store, error);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening *opening = task_data;
  GError *error = NULL;

  if (opening->folder == NULL)
    {
      if (opening->engine->flags & EAR_ENGINE_PRACTICE)
        opening->folder = g_build_filename (g_get_user_data_dir (), "earshot", EAR_PRACTICE_FOLDER, NULL);
      else if (opening->engine->throw_away)
        opening->folder = g_dir_make_tmp ("earshot-sample-XXXXXX", &error);
      else
        opening->folder = ear_engine_dup_default_folder ();
    }
  if (opening->folder == NULL || !load_workspace (opening, &error))
    {
      /* Or it would go on beside the next one of the same folder. */
      ear_practice_close (opening->engine);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/* Before anything is read: since when each channel has not been. */
static gpointer
tell_progress_of_all (EarEngine     *self,
                      EarStore      *store,
                      gpointer       data,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (GPtrArray) connections = ear_scheduler_list (self->scheduler);

  for (guint i = 0; i < connections->len; i++)
    ear_sync_tell_progress (g_ptr_array_index (connections, i), store);
  return EAR_WORK_DONE;
}

static void
start_channels (EarEngine *self,
                GPtrArray *unknown)
{
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  EarWork work = { tell_progress_of_all, NULL, NULL, NULL };

  if ((self->flags & EAR_ENGINE_READ_ONLY) != 0)
    return;
  for (guint i = 0; i < ear_directory_get_size (directory); i++)
    {
      const EarDirectoryEntry *entry = ear_directory_get (directory, i);
      const EarChannelKind *kind = entry->kind;

      if (kind == NULL || kind->rules.offline || entry->row->state == EAR_CHANNEL_REMOVED)
        continue;
      if (ear_engine_is_sample (self))
        kind = ear_sample_kind_for (kind);
      ear_accounts_start (self, entry->row, kind, unknown);
    }
  ear_engine_read (self, start_channels, work, NULL, NULL, NULL);
  ear_leftovers_finish (self);
}

static void
tell_stale_drafts (EarEngine *self,
                   GPtrArray *stale)
{
  for (guint i = 0; stale != NULL && i < stale->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (stale, i);

      if (row->state == EAR_OUTBOX_CANCELLED)
        ear_engine_notice (self, ear_advice_new (NULL, row->channel_key, _("What you decided about a message (to approve, hide or delete it, for example) was not passed on before Earshot was closed, and is no longer going to be. If it still holds, do it again.")));
      else
        ear_engine_notice (self, ear_advice_new (NULL, row->channel_key, _("An answer was not sent before Earshot was closed. It is a draft again: read it and send it.")));
    }
}

static void
workspace_loaded (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  EarEngine *self = opening->engine;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->folder = g_strdup (opening->folder);
  self->store = g_steal_pointer (&opening->store);
  self->settings = g_steal_pointer (&opening->settings);
  self->undo_s = (int) self->settings->undo_s;
  self->readers = g_thread_pool_new (ear_engine_run_work, self, N_READERS, FALSE, NULL);
  self->writer = g_thread_pool_new (ear_engine_run_work, self, 1, FALSE, NULL);
  self->opened_at = ear_clock_now_ms ();
  ear_engine_watch_network (self);
  ear_engine_update_channels (self);
  start_channels (self, opening->unknown);
  ear_practice_connect (self);
  tell_stale_drafts (self, opening->stale);
  ear_engine_update_due_timer (self);
  ear_engine_update_wake_timer (self);
  ear_weekly_due_start (self->weekly);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * ear_engine_open_async:
 * @folder: (nullable): the workspace's folder; NULL for the person's first one
 * @secrets: (nullable): NULL for the system's keyring
 * @progress: (nullable) (scope notified): told on the main thread
 *
 * Opens or makes a workspace. Close it with ear_engine_close_async(): until then it keeps itself alive.
 */
void
ear_engine_open_async (const char          *folder,
                       EarEngineFlags       flags,
                       EarSecrets          *secrets,
                       EarProgressFunc      progress,
                       gpointer             progress_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GTask) work = NULL;
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, ear_engine_open_async);
  opening->engine = g_object_new (EAR_TYPE_ENGINE, NULL);
  opening->engine->flags = flags;
  opening->engine->throw_away = (flags & EAR_ENGINE_SAMPLE) != 0 && folder == NULL;
  opening->engine->secrets = secrets != NULL ? ear_secrets_ref (secrets) : ear_secrets_new_keyring ();
  opening->folder = g_strdup (folder);
  opening->progress = progress;
  opening->progress_data = progress_data;
  g_set_object (&opening->cancellable, cancellable);

  work = g_task_new (NULL, cancellable, workspace_loaded, g_object_ref (task));
  g_task_set_task_data (work, opening, opening_free);
  g_task_run_in_thread (work, open_thread);
}

/**
 * ear_engine_open_finish:
 *
 * Returns: (transfer full): the engine, or NULL with a sentence
 */
EarEngine *
ear_engine_open_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- close ---- */

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* Nothing new enters; whoever is inside gets out. FALSE: somebody is stuck, and the store must stay as it is. */
static gboolean
shut_store (EarEngine *self,
            gint64     deadline_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->closing = TRUE;
  while (self->n_inside > 0 && g_get_monotonic_time () < deadline_us)
    {
      ear_store_interrupt (self->store);
      g_cond_wait_until (&self->cond, &self->mutex, MIN (deadline_us, g_get_monotonic_time () + 50 * 1000));
    }
  return self->n_inside == 0;
}

typedef struct {
  GThreadPool *readers, *writer;
} Closing;

/* What the person did last is still written. */
static void
wait_for_writes (EarEngine *self,
                 gint64     deadline_us)
{
  gboolean in_time = TRUE;

  g_mutex_lock (&self->mutex);
  while (self->n_writes > 0 && in_time)
    in_time = g_cond_wait_until (&self->cond, &self->mutex, deadline_us);
  g_mutex_unlock (&self->mutex);
}

static void
close_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  EarEngine *self = source;
  Closing *closing = task_data;
  gint64 start = g_get_monotonic_time ();

  /* Nobody waits any more for a copy or a long report; what cannot be stopped keeps the file until the process ends. */
  g_atomic_int_set (&self->ending, TRUE);
  ear_store_interrupt (self->store);
  /* What the person has sent and could still have taken back goes now. */
  ear_scheduler_finish_ops (self->scheduler, start + HURRY_US);
  ear_scheduler_stop (self->scheduler, start + STOP_US);
  wait_for_writes (self, start + STOP_US);
  g_thread_pool_free (closing->writer, FALSE, FALSE);
  g_thread_pool_free (closing->readers, FALSE, FALSE);
  if (shut_store (self, start + STOP_US))
    {
      g_clear_pointer (&self->store, ear_store_close);
    }
  ear_practice_close (self);
  if (self->throw_away)
    remove_folder (self->folder);
  g_task_return_boolean (task, TRUE);
}

static void
workspace_closed (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  EarEngine *self = EAR_ENGINE (source);
  g_autoptr (GTask) task = data;

  ear_scheduler_clear (self->scheduler);
  /* A job that is stuck inside keeps the file; the process ends soon. */
  g_mutex_lock (&self->mutex);
  self->store = NULL;
  g_mutex_unlock (&self->mutex);
  g_task_return_boolean (task, TRUE);
}

/**
 * ear_engine_close_async:
 *
 * Stops reading at once, sends what is still inside its undo window, and closes the store: within three seconds. An op that
 * hangs longer is looked for at the next start.
 */
void
ear_engine_close_async (EarEngine           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) work = NULL;
  Closing *closing;

  g_return_if_fail (EAR_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ear_engine_close_async);
  if (self->closed)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->closed = TRUE;
  ear_engine_unwatch_network (self);
  ear_due_stop_timer (self->due);
  ear_wake_stop (self->wake);
  ear_weekly_due_stop (self->weekly);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  ear_engine_detach_lists (self);
  ear_engine_detach_rows (self);
  ear_engine_fail_outgoing_waits (self);
  ear_change_queue_close (self->change_queue);
  g_list_store_remove_all (self->channels);
  closing = g_new0 (Closing, 1);
  closing->readers = g_steal_pointer (&self->readers);
  closing->writer = g_steal_pointer (&self->writer);
  work = g_task_new (self, NULL, workspace_closed, g_object_ref (task));
  g_task_set_task_data (work, closing, g_free);
  g_task_run_in_thread (work, close_thread);
}

/**
 * ear_engine_close_finish:
 *
 * Returns: TRUE
 */
gboolean
ear_engine_close_finish (EarEngine     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
