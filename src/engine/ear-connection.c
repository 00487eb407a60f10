/* ear-connection.c: one connected channel at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-connection-private.h"

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-sync-private.h"
#include "net/ear-http-session.h"

static void
connection_idle (gpointer owner)
{
  ear_connection_drop_session (owner);
}

static void
connection_rearm (gpointer owner)
{
  EarConnection *self = owner;

  ear_scheduler_rearm (self->engine->scheduler);
}

static const EarWorkerClass worker_class = { connection_idle, connection_rearm, 0 };

static gpointer
ref_owner (gpointer owner)
{
  return ear_connection_ref (owner);
}

static void
unref_owner (gpointer owner)
{
  ear_connection_unref (owner);
}

static GHashTable *
copy_settings (GHashTable *settings)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  if (settings == NULL)
    return copy;
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));
  return copy;
}

/* No sooner than the service stopped us for. */
static void
set_writing_gate (EarConnection *self,
                  gint64         until_ms)
{
  gint64 held_ms;

  g_mutex_lock (&self->mutex);
  held_ms = ear_connection_get_held_ms (self);
  g_mutex_unlock (&self->mutex);
  ear_worker_set_gate (self->worker, EAR_GATE_WRITING, held_ms > 0 ? MAX (until_ms, ear_clock_monotonic_ms () + held_ms) : until_ms);
}

EarConnection *
ear_connection_new (EarEngine            *engine,
                    const EarChannelRow  *row,
                    const EarChannelKind *kind)
{
  EarConnection *self = g_new0 (EarConnection, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->engine = g_object_ref (engine);
  self->channel_id = row->id;
  self->key = g_strdup (row->key);
  self->origin = g_strdup (row->origin);
  self->account_id = g_strdup (row->account_id);
  self->kind = kind;
  self->name = g_strdup (row->name);
  self->settings = copy_settings (row->settings);
  self->troubles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, ear_trouble_free);
  self->stream_tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refreshed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kept_health = g_strdup (row->health);
  self->last_read = EAR_TIME_NONE;
  self->progress = -1;
  g_mutex_init (&self->mutex);
  self->worker = ear_worker_new ("earshot-channel", &worker_class, self, ref_owner, unref_owner);
  if (row->state == EAR_CHANNEL_PAUSED)
    ear_connection_set_paused (self, TRUE);
  set_writing_gate (self, EAR_GATE_OPEN);
  return self;
}

EarConnection *
ear_connection_ref (EarConnection *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ear_connection_unref (EarConnection *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->session, ear_session_free);
  g_clear_error (&self->direct_said);
  ear_worker_unref (self->worker);
  g_hash_table_unref (self->stream_tries);
  g_hash_table_unref (self->troubles);
  g_hash_table_unref (self->settings);
  g_hash_table_unref (self->refreshed);
  g_free (self->key);
  g_free (self->origin);
  g_free (self->account_id);
  g_free (self->name);
  g_free (self->kept_health);
  g_mutex_clear (&self->mutex);
  g_object_unref (self->engine);
  g_free (self);
}

char *
ear_connection_dup_name (EarConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->name);
}

gboolean
ear_connection_get_paused (EarConnection *self)
{
  return ear_worker_get_gate (self->worker, EAR_GATE_PAUSED) != EAR_GATE_OPEN;
}

void
ear_connection_set_name (EarConnection *self,
                         const char    *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_set_str (&self->name, name);
}

void
ear_connection_update (EarConnection       *self,
                       const EarChannelRow *row)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_set_str (&self->name, row->name);
  g_hash_table_unref (self->settings);
  self->settings = copy_settings (row->settings);
}

GHashTable *
ear_connection_dup_settings (EarConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return copy_settings (self->settings);
}

void
ear_connection_succeeded (EarConnection *self,
                          const char    *stream)
{
  gboolean was;

  self->tries = 0;
  self->renewed = FALSE;
  if (stream != NULL)
    g_hash_table_remove (self->stream_tries, stream);
  g_mutex_lock (&self->mutex);
  was = g_hash_table_remove (self->troubles, "");
  if (stream != NULL)
    was |= g_hash_table_remove (self->troubles, stream);
  g_mutex_unlock (&self->mutex);
  ear_worker_set_gate (self->worker, EAR_GATE_BACKOFF, EAR_GATE_OPEN);
  ear_connection_keep_health (self);
  if (was)
    ear_connection_tell (self);
}

gint64
ear_backoff_ms (guint n,
                guint first_s,
                guint longest_s)
{
  gint64 whole = (gint64) first_s * 1000;

  while (n > 1 && whole < (gint64) longest_s * 1000)
    {
      whole *= 2;
      n--;
    }
  whole = MIN (whole, (gint64) longest_s * 1000);
  return whole / 2 + (gint64) (g_random_double () * (double) (whole / 2));
}

static guint
count_stream_try (EarConnection *self,
                  const char    *stream)
{
  guint n;

  if (stream == NULL)
    return ++self->tries;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->stream_tries, stream)) + 1;
  g_hash_table_insert (self->stream_tries, g_strdup (stream), GUINT_TO_POINTER (n));
  return n;
}

static void
close_gate_for (EarConnection *self,
                EarGate        gate,
                gint64         wait_ms)
{
  gint64 until_ms = ear_clock_monotonic_ms () + wait_ms;

  if (wait_ms <= 0)
    return;
  if (gate == EAR_GATE_WRITING)
    set_writing_gate (self, until_ms);
  else
    ear_worker_set_gate (self->worker, gate, until_ms);
}

/* The service or our own pace said when. A first reading holds back no answer, and a limit on answers no reading; only a service that
 * wants nothing at all is left alone altogether. */
static gint64
obey (EarConnection          *self,
      gboolean                writing,
      const EarProblemDetail *detail,
      EarAdvice              *advice)
{
  gint64 wait_ms = MAX (detail->retry_after_ms, 1000);

  close_gate_for (self, writing ? EAR_GATE_WRITING : EAR_GATE_READING, wait_ms);
  if (!writing && !detail->one_way)
    close_gate_for (self, EAR_GATE_WRITING, wait_ms);
  else if (writing && self->session != NULL)
    close_gate_for (self, EAR_GATE_READING, ear_http_session_get_hold_ms (self->session, FALSE));
  /* Our own pace is no news. */
  if (wait_ms > 60 * 1000)
    ear_connection_set_trouble (self, writing ? EAR_TROUBLE_WRITING : NULL, EAR_HEALTH_WAITING, advice);
  return wait_ms;
}

/* A busy service that does not say until when: what was to be sent waits, what is read goes on. */
static gint64
hold_writing (EarConnection *self,
              EarAdvice     *advice)
{
  gint64 wait_ms = ear_backoff_ms (++self->op_tries, 30, 30 * 60);

  close_gate_for (self, EAR_GATE_WRITING, wait_ms);
  ear_connection_set_trouble (self, EAR_TROUBLE_WRITING, EAR_HEALTH_WAITING, advice);
  return wait_ms;
}

static gint64
back_off (EarConnection *self,
          EarHealth      health,
          EarAdvice     *advice,
          guint          first_s,
          guint          longest_s)
{
  gint64 wait_ms = ear_backoff_ms (++self->tries, first_s, longest_s);

  ear_worker_set_gate (self->worker, EAR_GATE_BACKOFF, ear_clock_monotonic_ms () + wait_ms);
  ear_connection_set_trouble (self, NULL, health, advice);
  return wait_ms;
}

static gint64
need_person (EarConnection *self,
             EarAdvice     *advice,
             gint64         retry_ms)
{
  ear_worker_set_gate (self->worker, EAR_GATE_SIGN_IN, retry_ms < 0 ? EAR_GATE_CLOSED : ear_clock_monotonic_ms () + retry_ms);
  ear_connection_set_trouble (self, NULL, EAR_HEALTH_SIGN_IN, advice);
  return MAX (retry_ms, 0);
}

/* The service's stop outlives this program and every sign-in. */
static void
hold (EarConnection *self,
      gint64         hold_ms)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, ear_clock_now_ms () + MIN (hold_ms, EAR_LONGEST_HOLD_MS));
  EarStore *store = ear_engine_enter (self->engine, NULL);

  close_gate_for (self, EAR_GATE_WRITING, hold_ms);
  if (store != NULL)
    {
      ear_batch_set_setting (batch, EAR_SETTING_HELD_UNTIL, until);
      ear_connection_learn (self, store, batch);
      ear_engine_leave (self->engine);
    }
  ear_connection_keep_health (self);
  ear_connection_tell (self);
}

static gint64
failed_with_problem (EarConnection *self,
                     const char    *stream,
                     gboolean       writing,
                     const GError  *error,
                     EarAdvice     *advice)
{
  const EarProblemDetail *detail = ear_problem_get_detail (error);

  switch ((EarProblemCode) error->code)
    {
    case EAR_PROBLEM_OFFLINE:
      return back_off (self, EAR_HEALTH_OFFLINE, advice, 15, 15 * 60);

    case EAR_PROBLEM_RETRY_LATER:
      if (detail != NULL && detail->retry_after_ms >= 0)
        return obey (self, writing, detail, advice);
      return writing ? hold_writing (self, advice) : back_off (self, EAR_HEALTH_WAITING, advice, 30, 30 * 60);

    case EAR_PROBLEM_AUTH:
      if (ear_connection_renew_secret (self))
        return 0;
      ear_connection_drop_session (self);
      return need_person (self, advice, -1);

    case EAR_PROBLEM_FORBIDDEN:
      if (writing && detail != NULL && detail->hold_ms > 0)
        hold (self, detail->hold_ms);
      else
        ear_connection_set_trouble (self, stream, EAR_HEALTH_TROUBLE, advice);
      return 60 * 60 * 1000;

    case EAR_PROBLEM_OUTCOME_UNKNOWN:
    case EAR_PROBLEM_REJECTED:
    case EAR_PROBLEM_GONE:
    case EAR_PROBLEM_PROTOCOL:
    default:
      ear_connection_set_trouble (self, stream, EAR_HEALTH_TROUBLE, advice);
      return ear_backoff_ms (count_stream_try (self, stream), 60, 60 * 60);
    }
}

static gint64
failed (EarConnection *self,
        const char    *stream,
        gboolean       writing,
        const GError  *error)
{
  g_autofree char *name = ear_connection_dup_name (self);
  g_autoptr (EarAdvice) advice = NULL;

  /* Nothing failed: somebody stopped it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return 1000;
  advice = ear_advice_for_error (error, name);
  if (error->domain == EAR_PROBLEM)
    return failed_with_problem (self, stream, writing, error, advice);
  if (ear_advice_is_keyring (error))
    {
      g_mutex_lock (&self->mutex);
      self->locked_out = !ear_advice_keyring_is_lost (error);
      g_mutex_unlock (&self->mutex);
      /* Looked at again now and then: it never prompts, and somebody may have unlocked it. */
      return need_person (self, advice, ear_advice_keyring_is_lost (error) ? -1 : 60 * 1000);
    }
  return back_off (self, EAR_HEALTH_TROUBLE, advice, 30, 15 * 60);
}

gint64
ear_connection_failed (EarConnection *self,
                       const char    *stream,
                       const GError  *error)
{
  return failed (self, stream, FALSE, error);
}

gint64
ear_connection_not_sent (EarConnection *self,
                         const GError  *error)
{
  return failed (self, EAR_TROUBLE_WRITING, TRUE, error);
}

void
ear_connection_sent (EarConnection *self)
{
  const EarTrouble *trouble;
  gboolean was;

  self->op_tries = 0;
  self->renewed = FALSE;
  g_mutex_lock (&self->mutex);
  was = g_hash_table_remove (self->troubles, EAR_TROUBLE_WRITING);
  /* It was reached and knows us; that reading must wait is as true as before. */
  trouble = g_hash_table_lookup (self->troubles, "");
  if (trouble != NULL && trouble->health != EAR_HEALTH_WAITING)
    was |= g_hash_table_remove (self->troubles, "");
  g_mutex_unlock (&self->mutex);
  set_writing_gate (self, EAR_GATE_OPEN);
  if (was)
    {
      ear_worker_set_gate (self->worker, EAR_GATE_BACKOFF, EAR_GATE_OPEN);
      ear_connection_tell (self);
    }
}

void
ear_connection_set_progress (EarConnection *self,
                             gboolean       reading,
                             double         progress,
                             gint64         last_read)
{
  gboolean same;

  g_mutex_lock (&self->mutex);
  same = self->reading_past == reading && self->progress == progress && self->last_read == last_read;
  self->reading_past = reading;
  self->progress = progress;
  self->last_read = last_read;
  g_mutex_unlock (&self->mutex);
  if (!same)
    ear_connection_tell (self);
}

EarBatch *
ear_connection_new_batch (EarConnection *self)
{
  EarBatch *batch = ear_batch_new ();

  batch->forget_deleted = self->kind->rules.forget_deleted;
  return batch;
}

void
ear_connection_learn (EarConnection  *self,
                      EarStore       *store,
                      const EarBatch *batch)
{
  if (batch->service_date != EAR_TIME_NONE)
    {
      gint64 skew_s = (batch->service_date - ear_clock_now_ms ()) / 1000;
      gboolean crossed;

      g_mutex_lock (&self->mutex);
      crossed = (ABS (skew_s) > EAR_SKEW_LIMIT_S) != (ABS (self->skew_s) > EAR_SKEW_LIMIT_S);
      self->skew_s = skew_s;
      g_mutex_unlock (&self->mutex);
      if (crossed)
        ear_connection_tell (self);
    }
  if (batch->settings != NULL && g_hash_table_size (batch->settings) > 0)
    {
      g_autofree char *told = NULL;
      GHashTableIter iter;
      gpointer name, value;
      gboolean news;

      g_mutex_lock (&self->mutex);
      told = g_strdup (g_hash_table_lookup (self->settings, EAR_SETTING_NOTICE));
      g_hash_table_iter_init (&iter, batch->settings);
      while (g_hash_table_iter_next (&iter, &name, &value))
        {
          if (value != NULL)
            g_hash_table_insert (self->settings, g_strdup (name), g_strdup (value));
          else
            g_hash_table_remove (self->settings, name);
          if (self->session != NULL)
            ear_session_set_setting (self->session, name, value);
        }
      news = g_strcmp0 (told, g_hash_table_lookup (self->settings, EAR_SETTING_NOTICE)) != 0;
      g_mutex_unlock (&self->mutex);
      if (news)
        ear_connection_tell (self);
      /* Learnt again with the next batch if this cannot be kept. */
      ear_store_set_channel_settings (store, self->key, batch->settings, NULL);
    }
}

/* ---- from outside ---- */

/* On the worker's thread, where the session is. */
static void
note_in_session (EarJob   *job,
                 gpointer  owner)
{
  EarConnection *self = owner;
  g_auto (GStrv) pair = g_strsplit (job->text, "=", 2);

  if (self->session != NULL && pair[0] != NULL)
    ear_session_set_setting (self->session, pair[0], pair[1]);
}

void
ear_connection_note_setting (EarConnection *self,
                             const char    *name,
                             const char    *value)
{
  g_autofree char *text = g_strconcat (name, "=", value, NULL);

  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->settings, g_strdup (name), g_strdup (value));
  g_mutex_unlock (&self->mutex);
  ear_worker_push (self->worker, ear_job_new (EAR_JOB_OWN, "note", 0, note_in_session, text));
}

/* On the worker's thread: whatever the old session knew is out of date. */
static void
renew_session (EarJob   *job,
               gpointer  owner)
{
  EarConnection *self = owner;

  ear_connection_drop_session (self);
  self->asking = TRUE;
  self->tries = 0;
  self->streams_known = FALSE;
  g_hash_table_remove_all (self->stream_tries);
  ear_sync_start (self);
}

void
ear_connection_try_again (EarConnection *self)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_remove_all (self->troubles);
  g_mutex_unlock (&self->mutex);
  ear_worker_push (self->worker, ear_job_new (EAR_JOB_OWN, "renew", 0, renew_session, NULL));
  ear_worker_set_gate (self->worker, EAR_GATE_SIGN_IN, EAR_GATE_OPEN);
  ear_worker_set_gate (self->worker, EAR_GATE_BACKOFF, EAR_GATE_OPEN);
  /* What was refused has a due time of its own. */
  set_writing_gate (self, EAR_GATE_OPEN);
  ear_connection_tell (self);
}

void
ear_connection_set_paused (EarConnection *self,
                           gboolean       paused)
{
  ear_worker_set_gate (self->worker, EAR_GATE_PAUSED, paused ? EAR_GATE_CLOSED : EAR_GATE_OPEN);
  if (paused)
    ear_worker_cancel_pulls (self->worker);
}
