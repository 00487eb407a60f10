/* ear-sync.c: reading a channel: forward, back, and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sync-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"

/* Opening the same conversation again within this time reads nothing. */
#define FRESH_MS (20 * 1000)
#define DEFAULT_POLL_S 120
/* Of what the service allows: from here on it is asked half as often, and from there on no more by itself. */
#define USAGE_SLOW 75
#define USAGE_STOP 95
#define USAGE_PAUSE_MS (G_GINT64_CONSTANT (30) * 60 * 1000)
/* A page of the past takes about so long. */
#define PAGE_MS 1000
/* Whoever waits for a round waits this long for a service, or for our own pace, and so often for one page. */
#define LONGEST_PATIENCE_MS (62 * 1000)
#define MAX_PATIENCE 3

static const struct {
  const char *word;
  EarJobPriority priority;
} directions[] = {
  [EAR_PULL_FORWARD] = { "forward", EAR_JOB_FORWARD },
  [EAR_PULL_BACKFILL] = { "backfill", EAR_JOB_BACKFILL },
  [EAR_PULL_RECONCILE] = { "reconcile", EAR_JOB_RECONCILE },
};

G_STATIC_ASSERT ((int) EAR_PULL_FORWARD == (int) EAR_STREAM_FORWARD);
G_STATIC_ASSERT ((int) EAR_PULL_BACKFILL == (int) EAR_STREAM_BACKFILL);
G_STATIC_ASSERT ((int) EAR_PULL_RECONCILE == (int) EAR_STREAM_RECONCILE);

static void run_pull (EarJob *job, gpointer owner);
static void check_for (EarConnection *self, GPtrArray *message_exts, EarJob *waited_for);

gboolean
ear_sync_by_itself (EarConnection *self)
{
  return (self->engine->flags & (EAR_ENGINE_NO_SYNC | EAR_ENGINE_SAMPLE)) == 0;
}

/* A tenth more or less, so that many channels and many desktops do not ask in step. */
static gint64
spread_ms (guint seconds)
{
  return (gint64) (seconds * 1000 * (0.9 + 0.2 * g_random_double ()));
}

static EarJob *
pull_job (const char       *stream,
          EarPullDirection  direction,
          gint64            due_ms)
{
  g_autofree char *name = g_strdup_printf ("%s:%s", directions[direction].word, stream);
  EarJob *job = ear_job_new (directions[direction].priority, name, due_ms, run_pull, stream);

  job->id = direction;
  return job;
}

static const EarStreamRow *
find_stream (GPtrArray  *rows,
             const char *stream)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const EarStreamRow *row = g_ptr_array_index (rows, i);

      if (g_strcmp0 (row->stream, stream) == 0)
        return row;
    }
  return NULL;
}

static gboolean
is_available (EarConnection       *self,
              const EarStreamSpec *spec)
{
  return spec->available == NULL || spec->available (self->session);
}

void
ear_sync_tell_progress (EarConnection *self,
                        EarStore      *store)
{
  g_autoptr (GPtrArray) rows = ear_store_list_streams (store, self->key, NULL);
  gint64 n_items = 0, n_total = 0;
  gboolean reading = FALSE;

  if (rows == NULL || rows->len == 0)
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      const EarStreamRow *row = g_ptr_array_index (rows, i);
      const EarStreamSpec *spec = ear_channel_kind_lookup_stream (self->kind, row->stream);

      if (spec != NULL && spec->backfill && !row->done[EAR_STREAM_BACKFILL])
        {
          reading = TRUE;
          n_items += row->n_items;
          n_total += row->estimated_total > 0 ? MAX (row->estimated_total, row->n_items) : 0;
        }
    }
  ear_connection_set_progress (self, reading, reading && n_total > 0 ? (double) n_items / (double) n_total : -1,
                               ear_streams_last_read (rows));
}

/* Declares the streams this account gives and forgets those it no longer gives. */
static gboolean
declare_streams (EarConnection  *self,
                 GCancellable   *cancellable,
                 GError        **error)
{
  EarStore *store;
  gboolean good = TRUE;

  if (self->streams_known)
    return TRUE;
  if (ear_connection_get_session (self, cancellable, error) == NULL)
    return FALSE;
  store = ear_engine_enter (self->engine, error);
  if (store == NULL)
    return FALSE;
  for (const EarStreamSpec *spec = self->kind->streams; good && spec != NULL && spec->id != NULL; spec++)
    {
      if (is_available (self, spec))
        good = ear_store_put_stream (store, self->key, spec->id, spec->inbound, spec->outbound, error);
      else
        good = ear_store_drop_stream (store, self->key, spec->id, error);
    }
  self->streams_known = good;
  if (good)
    ear_sync_tell_progress (self, store);
  ear_engine_leave (self->engine);
  return good;
}

/* ---- one page ---- */

static gboolean
pull_page (EarConnection  *self,
           EarJob         *job,
           gboolean       *more,
           GError        **error)
{
  EarSession *session = ear_connection_get_session (self, job->cancellable, error);
  EarPullDirection direction = (EarPullDirection) job->id;
  const char *stream = job->text;
  g_autoptr (EarBatch) batch = ear_connection_new_batch (self);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autofree char *cursor = NULL;
  EarStore *store;
  gboolean applied;

  if (session == NULL)
    return FALSE;
  store = ear_engine_enter (self->engine, error);
  if (store == NULL)
    return FALSE;
  {
    g_autoptr (GPtrArray) rows = ear_store_list_streams (store, self->key, error);
    const EarStreamRow *row = rows != NULL ? find_stream (rows, stream) : NULL;

    cursor = row != NULL ? g_strdup (row->cursors[direction]) : NULL;
    ear_engine_leave (self->engine);
    if (rows == NULL)
      return FALSE;
  }

  if (!self->kind->pull (session, stream, direction, cursor, batch, error))
    return FALSE;
  if (batch->more && batch->cursor != NULL && g_strcmp0 (batch->cursor, cursor) == 0)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service gives the same page again and again");
      return FALSE;
    }

  store = ear_engine_enter (self->engine, error);
  if (store == NULL)
    return FALSE;
  applied = ear_store_apply_batch (store, self->key, stream, (EarStreamDirection) direction, batch, changes, error);
  if (applied)
    {
      ear_connection_learn (self, store, batch);
      ear_sync_tell_progress (self, store);
    }
  ear_engine_leave (self->engine);
  if (!applied)
    return FALSE;
  ear_engine_publish (self->engine, changes, direction == EAR_PULL_FORWARD ? EAR_CHANGED_NEW : 0);
  *more = batch->more;
  /* Who waits for the last page waits for these too. */
  check_for (self, changes->to_check, batch->more ? NULL : job);
  return TRUE;
}

/* @wait_ms, or longer where the service's own figures say that its patience runs out: calls while blocked prolong it. */
static gint64
spare (EarConnection *self,
       gint64         wait_ms)
{
  const EarUsage *usage = &self->session->usage;

  /* Somebody waits. */
  if (!ear_sync_by_itself (self))
    return wait_ms;
  if (usage->percent >= USAGE_STOP)
    return MAX (wait_ms, usage->wait_ms > 0 ? usage->wait_ms : USAGE_PAUSE_MS);
  return usage->percent >= USAGE_SLOW ? 2 * wait_ms : wait_ms;
}

/* When the next page follows: what is new is read to its end, and so is what somebody waits for; the past can wait. */
static gint64
next_page_ms (EarConnection    *self,
              EarPullDirection  direction)
{
  if (direction == EAR_PULL_FORWARD || !ear_sync_by_itself (self) || self->session->usage.percent < USAGE_SLOW)
    return 0;
  return spare (self, PAGE_MS);
}

/* When this stream is read again in this direction by itself, or -1. */
static gint64
next_pull_ms (EarConnection    *self,
              const char       *stream,
              EarPullDirection  direction)
{
  const EarStreamSpec *spec = ear_channel_kind_lookup_stream (self->kind, stream);

  if (!ear_sync_by_itself (self) || spec == NULL)
    return -1;
  if (direction == EAR_PULL_FORWARD)
    return spare (self, spread_ms (spec->poll_s > 0 ? spec->poll_s : DEFAULT_POLL_S));
  if (direction == EAR_PULL_RECONCILE && spec->reconcile_s > 0)
    return spare (self, spread_ms (spec->reconcile_s));
  return -1;
}

/* A round that somebody asked for is not over because we are to ask a little later. */
static gboolean
wait_for_turn (EarConnection *self,
               EarJob        *job,
               const GError  *error)
{
  const EarProblemDetail *detail;
  EarJob *again;

  if (ear_sync_by_itself (self) || job->attempt >= MAX_PATIENCE || !g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER))
    return FALSE;
  detail = ear_problem_get_detail (error);
  if (detail == NULL || detail->retry_after_ms < 0 || detail->retry_after_ms > LONGEST_PATIENCE_MS)
    return FALSE;
  again = pull_job (job->text, (EarPullDirection) job->id, ear_clock_monotonic_ms () + ear_connection_failed (self, job->text, error));
  again->attempt = job->attempt + 1;
  ear_job_move_waiters (job, again);
  ear_worker_push (self->worker, again);
  return TRUE;
}

/* Refused for its sign-in, which was renewed meanwhile: the same again, for whoever waits. */
static gboolean
try_renewed (EarConnection *self,
             EarJob        *job,
             const GError  *error)
{
  EarJob *again;

  if (!g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_AUTH) || ear_worker_get_gate (self->worker, EAR_GATE_SIGN_IN) != EAR_GATE_OPEN)
    return FALSE;
  again = pull_job (job->text, (EarPullDirection) job->id, 0);
  again->attempt = job->attempt;
  ear_job_move_waiters (job, again);
  ear_worker_push (self->worker, again);
  return TRUE;
}

static void
run_pull (EarJob   *job,
          gpointer  owner)
{
  EarConnection *self = owner;
  EarPullDirection direction = (EarPullDirection) job->id;
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;
  gint64 wait_ms;

  if (declare_streams (self, job->cancellable, &error) &&
      pull_page (self, job, &more, &error))
    {
      ear_connection_succeeded (self, job->text);
      wait_ms = more ? next_page_ms (self, direction) : next_pull_ms (self, job->text, direction);
    }
  else if (ear_worker_put_back (self->worker, job, &error) || wait_for_turn (self, job, error))
    {
      return;
    }
  else
    {
      wait_ms = ear_connection_failed (self, job->text, error);
      if (try_renewed (self, job, error))
        return;
      more = FALSE;
      if (!ear_sync_by_itself (self))
        wait_ms = -1;
    }
  if (wait_ms >= 0)
    {
      EarJob *next = pull_job (job->text, direction, ear_clock_monotonic_ms () + wait_ms);

      if (more)
        ear_job_move_waiters (job, next);
      ear_worker_push (self->worker, next);
    }
  ear_job_tell_waiters (job, error);
  /* Whoever waits for others that now must wait learns why. */
  if (error != NULL)
    ear_worker_tell_held (self->worker, error);
}

/* ---- plans ---- */

/* What was never read holds nothing that could have changed over there since. */
static gboolean
was_read (const EarStreamRow *row)
{
  return row != NULL && row->pulled_at[EAR_STREAM_FORWARD] != EAR_TIME_NONE;
}

/* A stream's three kinds of reading; those that need nothing now are left out. */
static void
plan_stream (EarConnection       *self,
             const EarStreamSpec *spec,
             const EarStreamRow  *row)
{
  gint64 now = ear_clock_monotonic_ms ();

  ear_worker_push (self->worker, pull_job (spec->id, EAR_PULL_FORWARD, now));
  if (spec->backfill && (row == NULL || !row->done[EAR_STREAM_BACKFILL]))
    ear_worker_push (self->worker, pull_job (spec->id, EAR_PULL_BACKFILL, now));
  if (spec->reconcile_s > 0)
    {
      gint64 last = row != NULL ? row->pulled_at[EAR_STREAM_RECONCILE] : EAR_TIME_NONE;
      gint64 age = !was_read (row) ? 0 : last == EAR_TIME_NONE ? G_MAXINT32 : ear_clock_now_ms () - last;
      gint64 wait = CLAMP (spec->reconcile_s * G_GINT64_CONSTANT (1000) - age, 0, spec->reconcile_s * G_GINT64_CONSTANT (1000));

      ear_worker_push (self->worker, pull_job (spec->id, EAR_PULL_RECONCILE, now + wait));
    }
}

static void
run_plan (EarJob   *job,
          gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  EarStore *store = NULL;

  if (declare_streams (self, job->cancellable, &error) && (store = ear_engine_enter (self->engine, &error)) != NULL)
    {
      rows = ear_store_list_streams (store, self->key, &error);
      ear_engine_leave (self->engine);
    }
  if (rows == NULL)
    {
      gint64 wait_ms;

      if (ear_worker_put_back (self->worker, job, &error))
        return;
      wait_ms = ear_connection_failed (self, NULL, error);

      ear_worker_push (self->worker, ear_job_new (EAR_JOB_FORWARD, "plan", ear_clock_monotonic_ms () + wait_ms, run_plan, NULL));
      return;
    }
  for (const EarStreamSpec *spec = self->kind->streams; spec != NULL && spec->id != NULL; spec++)
    {
      if (is_available (self, spec))
        plan_stream (self, spec, find_stream (rows, spec->id));
    }
  ear_discover_plan (self);
}

void
ear_sync_start (EarConnection *self)
{
  if (ear_sync_by_itself (self))
    ear_worker_push (self->worker, ear_job_new (EAR_JOB_FORWARD, "plan", 0, run_plan, NULL));
}

/* ---- a round somebody asked for ---- */

typedef struct {
  gatomicrefcount ref_count;
  GMutex mutex;
  GError *error;
  char *name;                /* of the channel */
  EarJobDoneFunc done;
  gpointer data;
} Round;

/* Whoever asked for the round reads why it failed. */
static void
tell_done (EarJobDoneFunc  done,
           gpointer        data,
           const char     *name,
           const GError   *error)
{
  g_autoptr (GError) said = NULL;

  if (done == NULL)
    return;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    said = ear_advice_to_error (error, name);
  done (said != NULL ? said : error, data);
}

static void
round_part_done (const GError *error,
                 gpointer      data)
{
  Round *round = data;

  g_mutex_lock (&round->mutex);
  if (error != NULL && round->error == NULL)
    round->error = g_error_copy (error);
  g_mutex_unlock (&round->mutex);
  if (!g_atomic_ref_count_dec (&round->ref_count))
    return;
  tell_done (round->done, round->data, round->name, round->error);
  g_clear_error (&round->error);
  g_free (round->name);
  g_mutex_clear (&round->mutex);
  g_free (round);
}

/* Whoever waits for the round waits for this job too. */
static void
push_part (EarConnection *self,
           Round         *round,
           EarJob        *job)
{
  g_atomic_ref_count_inc (&round->ref_count);
  ear_job_add_waiter (job, round_part_done, round);
  ear_worker_push (self->worker, job);
}

static void
push_parts (EarConnection       *self,
            Round               *round,
            const EarStreamSpec *spec,
            const EarStreamRow  *row)
{
  push_part (self, round, pull_job (spec->id, EAR_PULL_FORWARD, 0));
  /* Where nothing is read by itself, a round is all there is. */
  if (ear_sync_by_itself (self))
    return;
  if (spec->backfill && (row == NULL || !row->done[EAR_STREAM_BACKFILL]))
    push_part (self, round, pull_job (spec->id, EAR_PULL_BACKFILL, 0));
  /* Who asks wants to see what was changed over there, however short ago that was looked at. */
  if (spec->reconcile_s > 0 && was_read (row))
    push_part (self, round, pull_job (spec->id, EAR_PULL_RECONCILE, 0));
}

static void
run_round (EarJob   *job,
           gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  EarStore *store = NULL;
  EarJob *discover;

  if (declare_streams (self, job->cancellable, &error) && (store = ear_engine_enter (self->engine, &error)) != NULL)
    {
      rows = ear_store_list_streams (store, self->key, &error);
      ear_engine_leave (self->engine);
    }
  if (rows == NULL && ear_worker_put_back (self->worker, job, &error))
    return;
  if (rows == NULL)
    ear_connection_failed (self, NULL, error);
  else if (job->id && (discover = ear_discover_job (self)) != NULL)
    push_part (self, job->data, discover);
  for (const EarStreamSpec *spec = self->kind->streams; rows != NULL && spec != NULL && spec->id != NULL; spec++)
    {
      if (is_available (self, spec))
        push_parts (self, job->data, spec, find_stream (rows, spec->id));
    }
  ear_job_tell_waiters (job, error);
}

/* Why a round cannot even begin. */
static GError *
find_obstacle (EarConnection *self)
{
  gint64 wait_ms = ear_worker_get_gate (self->worker, EAR_GATE_READING) - ear_clock_monotonic_ms ();

  if (ear_worker_get_gate (self->worker, EAR_GATE_NETWORK) != EAR_GATE_OPEN)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL, "%s", _("This computer is offline. Earshot goes on by itself when the network is back."));
  if (ear_worker_get_gate (self->worker, EAR_GATE_SIGN_IN) > ear_clock_monotonic_ms ())
    return ear_problem_new (EAR_PROBLEM_AUTH, NULL, "Not signed in");
  if (wait_ms > 0)
    {
      EarProblemDetail detail = { .retry_after_ms = wait_ms };

      return ear_problem_new (EAR_PROBLEM_RETRY_LATER, &detail, "Asked for patience");
    }
  return NULL;
}

void
ear_sync_round (EarConnection  *self,
                gboolean        check,
                EarJobDoneFunc  done,
                gpointer        data)
{
  g_autoptr (GError) obstacle = find_obstacle (self);
  g_autofree char *name = ear_connection_dup_name (self);
  Round *round;
  EarJob *job;

  if (obstacle != NULL || ear_worker_get_gate (self->worker, EAR_GATE_PAUSED) != EAR_GATE_OPEN)
    {
      tell_done (done, data, name, obstacle);
      return;
    }
  ear_worker_set_gate (self->worker, EAR_GATE_BACKOFF, EAR_GATE_OPEN);
  round = g_new0 (Round, 1);
  g_atomic_ref_count_init (&round->ref_count);
  g_mutex_init (&round->mutex);
  round->name = g_steal_pointer (&name);
  round->done = done;
  round->data = data;
  job = ear_job_new (EAR_JOB_FORWARD, NULL, 0, run_round, NULL);
  job->data = round;
  job->id = check;
  ear_job_add_waiter (job, round_part_done, round);
  ear_worker_push (self->worker, job);
}

/* ---- one conversation, one message ---- */

static void
apply_reading (EarConnection   *self,
               const EarBatch  *batch,
               EarChangedFlags  flags,
               GError         **error)
{
  g_autoptr (EarChanges) changes = ear_changes_new ();
  EarStore *store = ear_engine_enter (self->engine, error);

  if (store == NULL)
    return;
  if (ear_store_apply_batch (store, self->key, NULL, EAR_STREAM_FORWARD, batch, changes, error))
    {
      ear_connection_learn (self, store, batch);
      ear_engine_leave (self->engine);
      ear_engine_publish (self->engine, changes, flags);
      ear_sync_check (self, changes->to_check);
      return;
    }
  ear_engine_leave (self->engine);
}

static void
run_refresh (EarJob   *job,
             gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (EarBatch) batch = ear_connection_new_batch (self);
  g_autoptr (GError) error = NULL;
  EarSession *session = ear_connection_get_session (self, job->cancellable, &error);

  if (session != NULL && self->kind->refresh (session, job->text, batch, &error))
    {
      apply_reading (self, batch, EAR_CHANGED_NEW, &error);
    }
  else if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
    {
      g_autoptr (EarBatch) nothing = ear_connection_new_batch (self);

      /* Nothing of it was found: what is known of it is looked for by id. */
      g_clear_error (&error);
      g_set_str (&nothing->complete_conversation_ext, job->text);
      apply_reading (self, nothing, 0, &error);
    }
  if (error != NULL && ear_worker_put_back (self->worker, job, &error))
    return;
  /* One conversation's trouble is not the channel's. */
  if (error == NULL)
    ear_connection_succeeded (self, NULL);
  else if (!g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL) && !g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN))
    ear_connection_failed (self, NULL, error);
  ear_job_tell_waiters (job, error);
}

/* TRUE when that conversation was read a moment ago. */
static gboolean
is_fresh (EarConnection *self,
          const char    *conversation_ext)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 now = ear_clock_monotonic_ms ();
  const gint64 *at = g_hash_table_lookup (self->refreshed, conversation_ext);

  if (at != NULL && now - *at < FRESH_MS)
    return TRUE;
  /* Only the last few matter. */
  if (g_hash_table_size (self->refreshed) > 200)
    g_hash_table_remove_all (self->refreshed);
  g_hash_table_insert (self->refreshed, g_strdup (conversation_ext), g_memdup2 (&now, sizeof now));
  return FALSE;
}

void
ear_sync_refresh (EarConnection *self,
                  const char    *conversation_ext,
                  gboolean       even_if_fresh)
{
  g_autofree char *name = g_strconcat ("refresh:", conversation_ext, NULL);

  if (self->kind->refresh == NULL || (is_fresh (self, conversation_ext) && !even_if_fresh))
    return;
  ear_worker_push (self->worker, ear_job_new (EAR_JOB_OPENED, name, 0, run_refresh, conversation_ext));
}

void
ear_sync_refresh_after (EarConnection *self,
                        const char    *conversation_ext,
                        guint          seconds)
{
  g_autofree char *name = g_strconcat ("refresh:", conversation_ext, NULL);

  if (self->kind->refresh != NULL)
    ear_worker_push (self->worker, ear_job_new (EAR_JOB_OPENED, name, ear_clock_monotonic_ms () + seconds * G_GINT64_CONSTANT (1000),
                                                run_refresh, conversation_ext));
}

static void
run_check (EarJob   *job,
           gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (EarBatch) batch = ear_connection_new_batch (self);
  g_autoptr (GError) error = NULL;
  EarSession *session = ear_connection_get_session (self, job->cancellable, &error);

  if (session != NULL && self->kind->check (session, job->text, batch, &error))
    apply_reading (self, batch, 0, &error);
  /* The kind says what was deleted. Where it only cannot see it, nothing is known, and the next complete reading asks again. */
  else if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
    g_clear_error (&error);
  if (error != NULL && ear_worker_put_back (self->worker, job, &error))
    return;
  if (error != NULL)
    {
      gint64 wait_ms = ear_connection_failed (self, NULL, error);

      /* Asked again a few times; the next complete read finds it absent again anyway. */
      if (++job->attempt < 3)
        {
          EarJob *again = ear_job_new (job->priority, job->name, ear_clock_monotonic_ms () + wait_ms, run_check, job->text);

          again->attempt = job->attempt;
          ear_worker_push (self->worker, again);
        }
    }
  ear_job_tell_waiters (job, error);
}

/* @waited_for: (nullable): whoever waits for that job then waits for the last of these. */
static void
check_for (EarConnection *self,
           GPtrArray     *message_exts,
           EarJob        *waited_for)
{
  if (self->kind->check == NULL)
    return;
  for (guint i = 0; message_exts != NULL && i < message_exts->len; i++)
    {
      const char *ext = g_ptr_array_index (message_exts, i);
      g_autofree char *name = g_strconcat ("check:", ext, NULL);
      EarJob *job = ear_job_new (EAR_JOB_RECONCILE, name, 0, run_check, ext);

      if (waited_for != NULL && i + 1 == message_exts->len)
        ear_job_move_waiters (waited_for, job);
      ear_worker_push (self->worker, job);
    }
}

void
ear_sync_check (EarConnection *self,
                GPtrArray     *message_exts)
{
  check_for (self, message_exts, NULL);
}
