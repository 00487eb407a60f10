/* ear-engine.c: the object, its signals, and what its parts share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-engine-private.h"

#include "base/ear-clock.h"
#include "engine/ear-due-private.h"
#include "engine/ear-practice-private.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-weekly-due-private.h"
#include "platform/ear-secrets.h"

/* So long after the last reading its memory is given back. */
#define REST_AFTER_MS 1500

enum {
  PROP_0,
  PROP_ONLINE,
  N_PROPS,
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_NOTICE,
  SIGNAL_NEW_QUESTION,
  SIGNAL_DUE_SOON,
  SIGNAL_WOKE,
  SIGNAL_WEEKLY_DUE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarEngine, ear_engine, G_TYPE_OBJECT)

static void
ear_engine_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ONLINE:
      g_value_set_boolean (value, EAR_ENGINE (object)->online);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ear_engine_finalize (GObject *object)
{
  EarEngine *self = EAR_ENGINE (object);

  /* Open until closed: whoever forgot to close loses nothing but time at the next start. */
  g_warn_if_fail (self->store == NULL);
  /* Where it was opened and the rest could not be. */
  ear_practice_close (self);
  g_clear_pointer (&self->scheduler, ear_scheduler_free);
  g_clear_pointer (&self->due, ear_due_unref);
  g_clear_pointer (&self->wake, ear_wake_free);
  g_clear_pointer (&self->weekly, ear_weekly_due_free);
  g_clear_pointer (&self->directory, ear_directory_unref);
  g_clear_pointer (&self->reports, ear_report_cache_free);
  g_clear_pointer (&self->change_queue, ear_change_queue_unref);
  g_clear_pointer (&self->settings, ear_settings_free);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->rows_wanted, g_array_unref);
  g_clear_pointer (&self->lists, g_ptr_array_unref);
  g_clear_pointer (&self->outgoing_waits, g_ptr_array_unref);
  g_clear_object (&self->channels);
  g_clear_pointer (&self->secrets, ear_secrets_unref);
  g_clear_pointer (&self->routes, g_hash_table_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->loading);
  g_cond_clear (&self->cond);
  g_free (self->folder);

  G_OBJECT_CLASS (ear_engine_parent_class)->finalize (object);
}

static void
ear_engine_class_init (EarEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ear_engine_get_property;
  object_class->finalize = ear_engine_finalize;

  /**
   * EarEngine:online:
   *
   * Whether there is a network.
   */
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EarEngine::changed:
   * @set: (type gpointer): an #EarChangeSet, valid during the emission
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * EarEngine::notice:
   * @advice: (type gpointer): an #EarAdvice, valid during the emission
   */
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * EarEngine::new-question:
   * @conversation_id: whose
   */
  signals[SIGNAL_NEW_QUESTION] = g_signal_new ("new-question", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_INT64);
  /**
   * EarEngine::due-soon:
   * @conversation_id: whose answer is due within half an hour
   */
  signals[SIGNAL_DUE_SOON] = g_signal_new ("due-soon", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_INT64);
  /**
   * EarEngine::woke:
   * @conversation_id: whose time to be snoozed is over
   */
  signals[SIGNAL_WOKE] = g_signal_new ("woke", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  /**
   * EarEngine::weekly-due:
   * @week: (type gpointer): an #EarWeek, valid during the emission: of which the report is to be made
   */
  signals[SIGNAL_WEEKLY_DUE] = g_signal_new ("weekly-due", EAR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 1, G_TYPE_POINTER);
}

/* On the main thread. */
static void
deliver (const EarChangeDelivery *delivery,
         gpointer                 data)
{
  g_autoptr (EarEngine) self = g_object_ref (data);

  if (delivery->anything)
    {
      if (delivery->set.channels || delivery->set.counts)
        ear_engine_update_channels (self);
      ear_engine_update_rows (self, &delivery->set);
      ear_engine_update_lists (self, &delivery->set);
      if (delivery->set.outbox || delivery->set.channels)
        ear_engine_update_outgoing_waits (self);
      if (delivery->set.counts || delivery->set.settings)
        ear_engine_update_due_timer (self);
      if (delivery->set.counts)
        ear_engine_update_wake_timer (self);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, &delivery->set);
    }
  for (guint i = 0; i < delivery->notices->len; i++)
    g_signal_emit (self, signals[SIGNAL_NOTICE], 0, g_ptr_array_index (delivery->notices, i));
  for (guint i = 0; i < delivery->new_questions->len; i++)
    g_signal_emit (self, signals[SIGNAL_NEW_QUESTION], 0, g_array_index (delivery->new_questions, gint64, i));
}

static void
ear_engine_init (EarEngine *self)
{
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->loading);
  g_cond_init (&self->cond);
  self->context = g_main_context_ref_thread_default ();
  self->reports = ear_report_cache_new ();
  self->change_queue = ear_change_queue_new (self->context, deliver, self);
  self->channels = g_list_store_new (EAR_TYPE_CHANNEL_ITEM);
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->rows_wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lists = g_ptr_array_new ();
  self->outgoing_waits = g_ptr_array_new_with_free_func (g_object_unref);
  self->online = TRUE;
  self->scheduler = ear_scheduler_new (self);
  self->due = ear_due_new (self);
  self->wake = ear_wake_new (self);
  self->weekly = ear_weekly_due_new (self);
}

const char *
ear_engine_get_folder (EarEngine *self)
{
  g_return_val_if_fail (EAR_IS_ENGINE (self), NULL);

  return self->folder;
}

gboolean
ear_engine_is_sample (EarEngine *self)
{
  g_return_val_if_fail (EAR_IS_ENGINE (self), FALSE);

  return (self->flags & EAR_ENGINE_SAMPLE) != 0;
}

gboolean
ear_engine_is_practice (EarEngine *self)
{
  g_return_val_if_fail (EAR_IS_ENGINE (self), FALSE);

  return (self->flags & EAR_ENGINE_PRACTICE) != 0;
}

gboolean
ear_engine_is_online (EarEngine *self)
{
  g_return_val_if_fail (EAR_IS_ENGINE (self), FALSE);

  return self->online;
}

static void
ear_engine_set_online (EarEngine *self,
                       gboolean   online)
{
  if (self->online == online)
    return;
  self->online = online;
  ear_scheduler_set_online (self->scheduler, online);
  ear_change_queue_mark (self->change_queue, EAR_CHANGED_CHANNELS);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
}

void
ear_engine_emit_due_soon (EarEngine *self,
                          gint64     conversation_id)
{
  g_signal_emit (self, signals[SIGNAL_DUE_SOON], 0, conversation_id);
}

void
ear_engine_emit_woke (EarEngine *self,
                      gint64     conversation_id)
{
  g_signal_emit (self, signals[SIGNAL_WOKE], 0, conversation_id);
}

void
ear_engine_emit_weekly_due (EarEngine     *self,
                            const EarWeek *week)
{
  g_signal_emit (self, signals[SIGNAL_WEEKLY_DUE], 0, week);
}

/* ---- the network ---- */

static EarNetwork *test_network;

void
ear_engine_set_network_for_test (EarNetwork *network)
{
  g_set_object (&test_network, network);
}

static void
network_changed (EarEngine *self)
{
  ear_engine_set_online (self, ear_network_get_online (self->network));
}

void
ear_engine_watch_network (EarEngine *self)
{
  self->network = test_network != NULL ? g_object_ref (test_network) : ear_network_new ();
  g_signal_connect_object (self->network, "notify::online", G_CALLBACK (network_changed), self, G_CONNECT_SWAPPED);
  network_changed (self);
}

void
ear_engine_unwatch_network (EarEngine *self)
{
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_func (self->network, network_changed, self);
  g_clear_object (&self->network);
}

/* ---- the store, shared ---- */

EarStore *
ear_engine_enter (EarEngine  *self,
                  GError    **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->store == NULL || self->closing)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "Earshot is closing");
      return NULL;
    }
  self->n_inside++;
  return self->store;
}

void
ear_engine_leave (EarEngine *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->n_inside--;
  if (self->n_inside == 0)
    g_cond_broadcast (&self->cond);
}

/* ---- work off the main thread ---- */

typedef struct {
  EarWork work;
  gboolean writing;
} WorkData;

static void
work_data_free (gpointer data)
{
  WorkData *work_data = data;

  if (work_data->work.free_data != NULL)
    work_data->work.free_data (work_data->work.data);
  g_free (work_data);
}

static GPrivate current_task;

void
ear_engine_set_event (GTask *task,
                      char  *take_event)
{
  const char *before = g_object_get_data (G_OBJECT (task), "earshot-event");

  if (take_event == NULL)
    return;
  if (before != NULL)
    {
      g_autofree char *last = take_event;

      take_event = g_strconcat (before, " ", last, NULL);
    }
  g_object_set_data_full (G_OBJECT (task), "earshot-event", take_event, g_free);
}

void
ear_engine_give_event (char *take_event)
{
  GTask *task = g_private_get (&current_task);

  if (task != NULL)
    ear_engine_set_event (task, take_event);
  else
    g_free (take_event);
}

char *
ear_engine_dup_event (GAsyncResult *result)
{
  return g_strdup (g_object_get_data (G_OBJECT (result), "earshot-event"));
}

static void
write_done (EarEngine      *self,
            const WorkData *data)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (!data->writing)
    return;
  locker = g_mutex_locker_new (&self->mutex);
  self->n_writes--;
  g_cond_broadcast (&self->cond);
}

void
ear_engine_run_work (gpointer task_data,
                     gpointer pool_data)
{
  g_autoptr (GTask) task = task_data;
  EarEngine *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);
  const EarWork *work = &data->work;
  g_autoptr (GError) error = NULL;
  gpointer result = NULL;
  EarStore *store = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      write_done (self, data);
      return;
    }
  if (data->writing || !g_atomic_int_get (&self->ending))
    store = ear_engine_enter (self, &error);
  else
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CLOSED, "Earshot is closing");
  if (store != NULL)
    {
      g_private_set (&current_task, task);
      result = work->func (self, store, work->data, g_task_get_cancellable (task), &error);
      g_private_set (&current_task, NULL);
      ear_engine_leave (self);
    }
  write_done (self, data);
  if (result == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (work->free_result != NULL)
    g_task_return_pointer (task, result, work->free_result);
  else
    g_task_return_boolean (task, TRUE);
}

static void
push_work (EarEngine           *self,
           GThreadPool         *pool,
           gboolean             writing,
           gpointer             tag,
           EarWork              work,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  WorkData *data = g_new0 (WorkData, 1);

  data->work = work;
  data->writing = writing;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, data, work_data_free);
  if (pool != NULL)
    {
      if (writing)
        {
          g_mutex_lock (&self->mutex);
          self->n_writes++;
          g_mutex_unlock (&self->mutex);
        }
      g_thread_pool_push (pool, task, NULL);
    }
  else
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "Earshot is closing");
      g_object_unref (task);
    }
}

static gpointer
rest (EarEngine     *self,
      EarStore      *store,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  ear_store_rest (store);
  return EAR_WORK_DONE;
}

static gboolean
rest_begins (gpointer data)
{
  EarEngine *self = data;

  self->rest_source = 0;
  push_work (self, self->readers, FALSE, rest_begins, (EarWork) { rest, NULL, NULL, NULL }, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* Opening a window, or a report, reads a lot at once, and then nothing for hours. */
static void
rest_later (EarEngine *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  if (self->readers != NULL)
    self->rest_source = g_timeout_add (REST_AFTER_MS, rest_begins, self);
}

void
ear_engine_read (EarEngine           *self,
                 gpointer             tag,
                 EarWork              work,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  push_work (self, self->readers, FALSE, tag, work, cancellable, callback, user_data);
  rest_later (self);
}

void
ear_engine_write (EarEngine           *self,
                  gpointer             tag,
                  EarWork              work,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  push_work (self, self->writer, TRUE, tag, work, cancellable, callback, user_data);
}

/**
 * ear_engine_finish:
 *
 * Returns: TRUE when it was done
 */
gboolean
ear_engine_finish (EarEngine     *self,
                   GAsyncResult  *result,
                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ear_engine_finish_text:
 *
 * Returns: (transfer full) (nullable): the text; empty where nothing had to change
 */
char *
ear_engine_finish_text (EarEngine     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- what changed ---- */

static void
publish_new_questions (EarEngine        *self,
                       const EarChanges *changes)
{
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);

  for (guint i = 0; i < changes->new_enquiries->len; i++)
    {
      const EarNewEnquiry *enquiry = &g_array_index (changes->new_enquiries, EarNewEnquiry, i);
      const EarDirectoryEntry *entry = ear_directory_find (directory, enquiry->channel_id);

      /* What was there before the channel was connected is history, however new to us. */
      if (entry != NULL && enquiry->opened_at >= entry->row->added_at)
        ear_change_queue_add_new_question (self->change_queue, enquiry->conversation_id);
    }
}

void
ear_engine_publish (EarEngine        *self,
                    const EarChanges *changes,
                    EarChangedFlags   flags)
{
  EarChangedFlags marks = flags & ~EAR_CHANGED_NEW;

  ear_change_queue_add_conversations (self->change_queue, (const gint64 *) (gpointer) changes->conversations->data, changes->conversations->len);
  ear_change_queue_add_conversations (self->change_queue, (const gint64 *) (gpointer) changes->removed->data, changes->removed->len);
  if (changes->channels->len > 0)
    marks |= EAR_CHANGED_COUNTS | EAR_CHANGED_CHANNELS;
  if (marks != 0)
    ear_change_queue_mark (self->change_queue, marks);
  if ((flags & EAR_CHANGED_NEW) != 0 && changes->new_enquiries->len > 0)
    publish_new_questions (self, changes);
}

void
ear_engine_notice (EarEngine *self,
                   EarAdvice *advice)
{
  ear_change_queue_take_notice (self->change_queue, advice);
}

EarDirectory *
ear_engine_dup_directory (EarEngine *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return ear_directory_ref (self->directory);
}

gboolean
ear_engine_reload_directory (EarEngine  *self,
                             EarStore   *store,
                             GError    **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->loading);
  EarDirectory *directory = ear_directory_load (store, error);
  EarDirectory *old;

  if (directory == NULL)
    return FALSE;
  g_mutex_lock (&self->mutex);
  old = self->directory;
  self->directory = directory;
  ear_due_set_directory (self->due, directory);
  g_mutex_unlock (&self->mutex);
  if (old != NULL)
    ear_directory_unref (old);
  return TRUE;
}

/* ---- tests ---- */

static GPtrArray *test_kinds;
static EarStepFunc step_func;

void
ear_engine_add_kind_for_test (const EarChannelKind *kind)
{
  if (test_kinds == NULL)
    test_kinds = g_ptr_array_new ();
  g_ptr_array_add (test_kinds, (gpointer) kind);
}

const EarChannelKind *
ear_engine_find_kind (const char *id)
{
  for (guint i = 0; test_kinds != NULL && i < test_kinds->len; i++)
    {
      const EarChannelKind *kind = g_ptr_array_index (test_kinds, i);

      if (g_strcmp0 (kind->id, id) == 0)
        return kind;
    }
  return ear_channel_kind_lookup (id);
}

GPtrArray *
ear_engine_dup_kinds (void)
{
  GPtrArray *kinds = g_ptr_array_new ();
  gsize n_kinds;
  const EarChannelKind *const *known = ear_channel_kinds (&n_kinds);

  for (gsize i = 0; i < n_kinds; i++)
    g_ptr_array_add (kinds, (gpointer) known[i]);
  for (guint i = 0; test_kinds != NULL && i < test_kinds->len; i++)
    g_ptr_array_add (kinds, g_ptr_array_index (test_kinds, i));
  return kinds;
}

void
ear_engine_set_step_func_for_test (EarStepFunc func)
{
  step_func = func;
}

void
ear_engine_step (const char *step)
{
  if (step_func != NULL)
    step_func (step);
}
