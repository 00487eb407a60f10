/* ear-worker.c: one channel's thread and its queue of short jobs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-worker-private.h"

#include "base/ear-clock.h"
#include "base/ear-problem.h"

struct _EarWorker {
  gatomicrefcount ref_count;
  char *name;
  const EarWorkerClass *klass;
  gpointer owner;
  gpointer (*ref_owner) (gpointer);
  GDestroyNotify unref_owner;

  GMutex mutex;
  GCond cond;
  GPtrArray *jobs;     /* (element-type EarJob): waiting; a few, so a scan is enough */
  EarJob *running;     /* owned by the thread */
  gint64 running_since; /* monotonic ms */
  gint64 gates[EAR_N_GATES];
  guint64 next_serial;
  gboolean alive;      /* a thread serves the queue */
  gboolean stopped;
};

static const guint ops = 1 << EAR_JOB_OP;
static const guint reading = (1 << EAR_JOB_OPENED) | (1 << EAR_JOB_FORWARD) | (1 << EAR_JOB_BACKFILL) | (1 << EAR_JOB_RECONCILE);
static const guint reading_by_itself = (1 << EAR_JOB_FORWARD) | (1 << EAR_JOB_BACKFILL) | (1 << EAR_JOB_RECONCILE);

/* Which jobs a gate holds back. */
static guint
gate_mask (EarGate gate)
{
  switch (gate)
    {
    case EAR_GATE_NETWORK:
    case EAR_GATE_SIGN_IN:
      return ops | reading;
    case EAR_GATE_WRITING:
      return ops;
    case EAR_GATE_READING:
    case EAR_GATE_PAUSED:
      return reading;
    case EAR_GATE_BACKOFF:
      return reading_by_itself;
    case EAR_N_GATES:
    default:
      g_assert_not_reached ();
    }
}

EarJob *
ear_job_new (EarJobPriority priority,
             const char    *name,
             gint64         due_ms,
             EarJobFunc     run,
             const char    *text)
{
  EarJob *job = g_new0 (EarJob, 1);

  job->priority = priority;
  job->name = g_strdup (name);
  job->due_ms = due_ms;
  job->run = run;
  job->text = g_strdup (text);
  job->cancellable = g_cancellable_new ();
  return job;
}

typedef struct {
  EarJobDoneFunc func;
  gpointer data;
} Waiter;

void
ear_job_free (EarJob *job)
{
  if (job == NULL)
    return;
  if (job->waiters != NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The job was dropped");

      ear_job_tell_waiters (job, error);
      g_array_unref (job->waiters);
    }
  g_clear_object (&job->cancellable);
  g_free (job->name);
  g_free (job->text);
  g_free (job);
}

void
ear_job_add_waiter (EarJob         *job,
                    EarJobDoneFunc  func,
                    gpointer        data)
{
  Waiter waiter = { func, data };

  if (job->waiters == NULL)
    job->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  g_array_append_val (job->waiters, waiter);
}

void
ear_job_tell_waiters (EarJob       *job,
                      const GError *error)
{
  for (guint i = 0; job->waiters != NULL && i < job->waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (job->waiters, Waiter, i);

      waiter->func (error, waiter->data);
    }
  if (job->waiters != NULL)
    g_array_set_size (job->waiters, 0);
}

void
ear_job_move_waiters (EarJob *from,
                      EarJob *to)
{
  for (guint i = 0; from->waiters != NULL && i < from->waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (from->waiters, Waiter, i);

      ear_job_add_waiter (to, waiter->func, waiter->data);
    }
  if (from->waiters != NULL)
    g_array_set_size (from->waiters, 0);
}

EarWorker *
ear_worker_new (const char            *name,
                const EarWorkerClass  *klass,
                gpointer               owner,
                gpointer             (*ref_owner) (gpointer),
                GDestroyNotify         unref_owner)
{
  EarWorker *self = g_new0 (EarWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->klass = klass;
  self->owner = owner;
  self->ref_owner = ref_owner;
  self->unref_owner = unref_owner;
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_job_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

EarWorker *
ear_worker_ref (EarWorker *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ear_worker_unref (EarWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->jobs);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->name);
  g_free (self);
}

/* When @job may run: its own time or the last gate that holds it back. Under the lock. */
static gint64
job_ready_at (EarWorker    *self,
              const EarJob *job)
{
  gint64 at = job->due_ms;

  for (EarGate gate = 0; gate < EAR_N_GATES; gate++)
    {
      if ((gate_mask (gate) & (1u << job->priority)) != 0)
        at = MAX (at, self->gates[gate]);
    }
  return at;
}

/* The index of the job to run now, or -1 with the time of the next. Under the lock. */
static int
pick_job (EarWorker *self,
          gint64     now,
          gint64    *next)
{
  int best = -1;

  *next = G_MAXINT64;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const EarJob *job = g_ptr_array_index (self->jobs, i);
      const EarJob *other = best < 0 ? NULL : g_ptr_array_index (self->jobs, best);
      gint64 at = job_ready_at (self, job);

      if (at > now)
        {
          *next = MIN (*next, at);
          continue;
        }
      if (other == NULL ||
          job->priority < other->priority ||
          (job->priority == other->priority &&
           (job->due_ms < other->due_ms || (job->due_ms == other->due_ms && job->serial < other->serial))))
        best = (int) i;
    }
  return best;
}

/* Waits for a job; NULL: the thread ends. Under the lock. */
static EarJob *
wait_for_job (EarWorker *self)
{
  gint64 idle_ms = self->klass->idle_ms > 0 ? self->klass->idle_ms : EAR_WORKER_IDLE_MS;
  gint64 idle_end = g_get_monotonic_time () + idle_ms * 1000;

  while (!self->stopped)
    {
      gint64 now = ear_clock_monotonic_ms ();
      gint64 real_now = g_get_monotonic_time ();
      gint64 wait_end = idle_end;
      gint64 next;
      int index = pick_job (self, now, &next);

      if (index >= 0)
        return g_ptr_array_steal_index (self->jobs, index);
      if (real_now >= idle_end)
        return NULL;
      if (next != G_MAXINT64 && next - now < idle_ms)
        wait_end = MIN (idle_end, real_now + (next - now) * 1000);
      g_cond_wait_until (&self->cond, &self->mutex, wait_end);
    }
  return NULL;
}

static gpointer
worker_thread (gpointer data)
{
  EarWorker *self = data;
  gpointer owner = self->owner;

  g_mutex_lock (&self->mutex);
  for (;;)
    {
      EarJob *job = wait_for_job (self);

      if (job == NULL)
        {
          gint64 next;

          /* The session is closed while no other thread can be started: it belongs to one thread at a time. */
          g_mutex_unlock (&self->mutex);
          if (self->klass->idle != NULL)
            self->klass->idle (owner);
          g_mutex_lock (&self->mutex);
          if (!self->stopped && pick_job (self, ear_clock_monotonic_ms (), &next) >= 0)
            continue;
          break;
        }
      self->running = job;
      self->running_since = ear_clock_monotonic_ms ();
      g_mutex_unlock (&self->mutex);
      /* Somebody else has to see when it takes too long. */
      if (self->klass->rearm != NULL)
        self->klass->rearm (owner);

      job->run (job, owner);

      g_mutex_lock (&self->mutex);
      self->running = NULL;
      g_cond_broadcast (&self->cond);
      g_mutex_unlock (&self->mutex);
      ear_job_free (job);
      g_mutex_lock (&self->mutex);
    }
  self->alive = FALSE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  if (self->klass->rearm != NULL)
    self->klass->rearm (owner);
  self->unref_owner (owner);
  ear_worker_unref (self);
  return NULL;
}

/* When what runs now must be stopped, and why. Under the lock. */
static gint64
stop_at (EarWorker  *self,
         EarJobStop *why)
{
  gint64 op_at = G_MAXINT64, at;

  *why = EAR_JOB_OVERDUE;
  if (self->running == NULL || self->running->stopped != EAR_JOB_NOT_STOPPED)
    return G_MAXINT64;
  at = self->running_since + EAR_WORKER_DEADLINE_MS;
  if (self->running->priority == EAR_JOB_OP)
    return at;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const EarJob *job = g_ptr_array_index (self->jobs, i);

      if (job->priority == EAR_JOB_OP)
        op_at = MIN (op_at, job_ready_at (self, job));
    }
  if (op_at == G_MAXINT64)
    return at;
  op_at = MAX (op_at, self->running_since + EAR_WORKER_OP_PATIENCE_MS);
  if (op_at >= at)
    return at;
  *why = EAR_JOB_MADE_WAY;
  return op_at;
}

/* Under the lock. */
static GCancellable *
stop_if_late (EarWorker *self)
{
  EarJobStop why;

  if (stop_at (self, &why) > ear_clock_monotonic_ms ())
    return NULL;
  self->running->stopped = why;
  return g_object_ref (self->running->cancellable);
}

/* Under the lock. */
static void
start_if_ready (EarWorker *self)
{
  gint64 next;

  if (self->stopped)
    return;
  if (self->alive)
    {
      g_cond_broadcast (&self->cond);
      return;
    }
  if (pick_job (self, ear_clock_monotonic_ms (), &next) < 0)
    return;
  self->alive = TRUE;
  ear_worker_ref (self);
  self->ref_owner (self->owner);
  g_thread_unref (g_thread_new (self->name, worker_thread, self));
}

static EarJob *
find_waiting (EarWorker  *self,
              const char *name,
              guint      *index)
{
  for (guint i = 0; name != NULL && i < self->jobs->len; i++)
    {
      EarJob *job = g_ptr_array_index (self->jobs, i);

      if (g_strcmp0 (job->name, name) == 0)
        {
          if (index != NULL)
            *index = i;
          return job;
        }
    }
  return NULL;
}

static void
merge_into (EarJob *waiting,
            EarJob *job)
{
  waiting->due_ms = MIN (waiting->due_ms, job->due_ms);
  waiting->priority = MIN (waiting->priority, job->priority);
  ear_job_move_waiters (job, waiting);
}

void
ear_worker_push (EarWorker *self,
                 EarJob    *job)
{
  g_autoptr (EarJob) dropped = NULL;
  EarJob *waiting;

  g_mutex_lock (&self->mutex);
  if (self->stopped)
    {
      dropped = job;
    }
  else if ((waiting = find_waiting (self, job->name, NULL)) != NULL)
    {
      merge_into (waiting, job);
      dropped = job;
      start_if_ready (self);
    }
  else
    {
      job->serial = self->next_serial++;
      g_ptr_array_add (self->jobs, job);
      start_if_ready (self);
    }
  g_mutex_unlock (&self->mutex);
  if (self->klass->rearm != NULL)
    self->klass->rearm (self->owner);
}

void
ear_worker_drop (EarWorker  *self,
                 const char *name)
{
  g_autoptr (EarJob) dropped = NULL;
  guint index;

  g_mutex_lock (&self->mutex);
  if (find_waiting (self, name, &index) != NULL)
    dropped = g_ptr_array_steal_index (self->jobs, index);
  g_mutex_unlock (&self->mutex);
}

gboolean
ear_worker_has (EarWorker  *self,
                const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return find_waiting (self, name, NULL) != NULL ||
         (self->running != NULL && g_strcmp0 (self->running->name, name) == 0);
}

guint
ear_worker_count (EarWorker *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->jobs->len + (self->running != NULL ? 1 : 0);
}

void
ear_worker_set_gate (EarWorker *self,
                     EarGate    gate,
                     gint64     until_ms)
{
  g_mutex_lock (&self->mutex);
  self->gates[gate] = until_ms;
  start_if_ready (self);
  g_mutex_unlock (&self->mutex);
  if (self->klass->rearm != NULL)
    self->klass->rearm (self->owner);
}

gint64
ear_worker_get_gate (EarWorker *self,
                     EarGate    gate)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->gates[gate];
}

gint64
ear_worker_get_next_due (EarWorker *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 next = G_MAXINT64;

  EarJobStop why;

  if (self->stopped)
    return G_MAXINT64;
  /* A thread that lives waits by itself. */
  if (self->alive)
    return stop_at (self, &why);
  for (guint i = 0; i < self->jobs->len; i++)
    next = MIN (next, job_ready_at (self, g_ptr_array_index (self->jobs, i)));
  return next;
}

void
ear_worker_tell_held (EarWorker    *self,
                      const GError *error)
{
  g_autoptr (EarJob) told = ear_job_new (EAR_JOB_FORWARD, NULL, 0, NULL, NULL);
  gint64 now = ear_clock_monotonic_ms ();

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->jobs->len; i++)
    {
      EarJob *job = g_ptr_array_index (self->jobs, i);

      if (job_ready_at (self, job) > MAX (job->due_ms, now))
        ear_job_move_waiters (job, told);
    }
  g_mutex_unlock (&self->mutex);
  ear_job_tell_waiters (told, error);
}

void
ear_worker_wake (EarWorker *self)
{
  g_autoptr (GCancellable) late = NULL;

  g_mutex_lock (&self->mutex);
  start_if_ready (self);
  late = stop_if_late (self);
  g_mutex_unlock (&self->mutex);
  if (late != NULL)
    g_cancellable_cancel (late);
}

gboolean
ear_worker_put_back (EarWorker  *self,
                     EarJob     *job,
                     GError    **error)
{
  EarJobStop why;
  EarJob *again;

  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_mutex_lock (&self->mutex);
  why = job->stopped;
  g_mutex_unlock (&self->mutex);
  if (why == EAR_JOB_OVERDUE)
    {
      g_clear_error (error);
      ear_problem_set (error, EAR_PROBLEM_RETRY_LATER, "It took too long");
    }
  if (why != EAR_JOB_MADE_WAY)
    return FALSE;
  again = ear_job_new (job->priority, job->name, 0, job->run, job->text);
  again->data = job->data;
  again->id = job->id;
  again->attempt = job->attempt;
  ear_job_move_waiters (job, again);
  ear_worker_push (self, again);
  return TRUE;
}

void
ear_worker_cancel_pulls (EarWorker *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_mutex_lock (&self->mutex);
  if (self->running != NULL && self->running->priority != EAR_JOB_OP)
    cancellable = g_object_ref (self->running->cancellable);
  g_mutex_unlock (&self->mutex);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

void
ear_worker_cancel_all (EarWorker *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_mutex_lock (&self->mutex);
  if (self->running != NULL)
    cancellable = g_object_ref (self->running->cancellable);
  g_mutex_unlock (&self->mutex);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

void
ear_worker_stop (EarWorker *self)
{
  g_autoptr (GPtrArray) dropped = NULL;

  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  dropped = g_steal_pointer (&self->jobs);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_job_free);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  ear_worker_cancel_pulls (self);
}

/* Under the lock. */
static gboolean
has_ops (EarWorker *self)
{
  gint64 now = ear_clock_monotonic_ms ();

  if (self->running != NULL && self->running->priority == EAR_JOB_OP)
    return TRUE;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const EarJob *job = g_ptr_array_index (self->jobs, i);

      if (job->priority == EAR_JOB_OP && job_ready_at (self, job) <= now)
        return TRUE;
    }
  return FALSE;
}

gboolean
ear_worker_wait_ops (EarWorker *self,
                     gint64     deadline_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (has_ops (self))
    {
      if (!g_cond_wait_until (&self->cond, &self->mutex, deadline_us))
        return !has_ops (self);
    }
  return TRUE;
}

gboolean
ear_worker_wait_ended (EarWorker *self,
                       gint64     deadline_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (self->alive)
    {
      if (!g_cond_wait_until (&self->cond, &self->mutex, deadline_us))
        return !self->alive;
    }
  return TRUE;
}

gboolean
ear_worker_is_running (EarWorker *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->alive;
}
