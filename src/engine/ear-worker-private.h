/* ear-worker-private.h: one channel's thread and its queue of short jobs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Smaller goes first: a reply never waits behind a backfill. */
typedef enum {
  EAR_JOB_OWN,       /* nothing is asked of the service: no gate holds it */
  EAR_JOB_OP,        /* one outgoing action: never cancelled once it began */
  EAR_JOB_OPENED,    /* a conversation somebody looks at */
  EAR_JOB_FORWARD,
  EAR_JOB_BACKFILL,
  EAR_JOB_RECONCILE,
  EAR_N_JOB_PRIORITIES,
} EarJobPriority;

/* Why jobs must wait although they are due. */
typedef enum {
  EAR_GATE_NETWORK,  /* no network: nothing is tried */
  EAR_GATE_SIGN_IN,  /* credentials are refused or cannot be had: nothing is tried */
  EAR_GATE_WRITING,  /* the service said when it takes something again: nothing is sent before */
  EAR_GATE_READING,  /* the service, or our own pace, said when it may be read again */
  EAR_GATE_PAUSED,   /* by the person: nothing is read */
  EAR_GATE_BACKOFF,  /* our own patience: nothing is read by itself */
  EAR_N_GATES,
} EarGate;

#define EAR_GATE_OPEN 0
#define EAR_GATE_CLOSED G_MAXINT64

#define EAR_WORKER_IDLE_MS 60000

typedef struct _EarWorker EarWorker;
typedef struct _EarJob EarJob;

/* Reading this long steps back for an op that could leave. */
#define EAR_WORKER_OP_PATIENCE_MS 2000
/* No job takes longer, however many requests it makes; each of them has a deadline of its own. */
#define EAR_WORKER_DEADLINE_MS (5 * 60 * 1000)

typedef enum {
  EAR_JOB_NOT_STOPPED,
  EAR_JOB_MADE_WAY,          /* for an op: runs again after it */
  EAR_JOB_OVERDUE,
} EarJobStop;

/* On the worker's thread. Nothing may sleep in it. */
typedef void (*EarJobFunc) (EarJob *job, gpointer owner);

struct _EarJob {
  EarJobPriority priority;
  char *name;                /* (nullable): of two jobs with one name only one waits */
  gint64 due_ms;             /* monotonic; 0: at once */
  EarJobFunc run;
  char *text;                /* (nullable): whatever the function needs */
  gpointer data;             /* not owned */
  gint64 id;
  guint attempt;
  EarJobStop stopped;        /* why its cancellable was cancelled */
  GCancellable *cancellable; /* its own */
  GArray *waiters;           /* (nullable): whoever asked for it */
  guint64 serial;
};

/* @name: (nullable): copied, as is @text. */
EarJob *ear_job_new (EarJobPriority priority, const char *name, gint64 due_ms, EarJobFunc run, const char *text);
void ear_job_free (EarJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarJob, ear_job_free)
/* @func is called once, on any thread: by ear_job_tell_waiters(), or with G_IO_ERROR_CANCELLED when the job is dropped. */
typedef void (*EarJobDoneFunc) (const GError *error, gpointer data);
void ear_job_add_waiter (EarJob *job, EarJobDoneFunc func, gpointer data);
void ear_job_tell_waiters (EarJob *job, const GError *error);
/* They wait for @to instead. */
void ear_job_move_waiters (EarJob *from, EarJob *to);

/* What a worker asks of whoever owns it; called without locks. */
typedef struct {
  void (*idle) (gpointer owner);  /* worker's thread: has had nothing to do for a while and ends */
  void (*rearm) (gpointer owner); /* any thread: the time of the next job changed */
  gint64 idle_ms;                 /* 0: EAR_WORKER_IDLE_MS */
} EarWorkerClass;

/* Reference counted; the thread holds a reference on the worker and one on its owner. */
EarWorker *ear_worker_new (const char *name, const EarWorkerClass *klass, gpointer owner, gpointer (*ref_owner) (gpointer), GDestroyNotify unref_owner);
EarWorker *ear_worker_ref (EarWorker *self);
void ear_worker_unref (EarWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarWorker, ear_worker_unref)

/* Takes @job. A waiting job of the same name keeps the earlier time, the higher priority and both's waiters. */
void ear_worker_push (EarWorker *self, EarJob *job);
/* Drops a waiting job. */
void ear_worker_drop (EarWorker *self, const char *name);
gboolean ear_worker_has (EarWorker *self, const char *name);
guint ear_worker_count (EarWorker *self);

void ear_worker_set_gate (EarWorker *self, EarGate gate, gint64 until_ms);
gint64 ear_worker_get_gate (EarWorker *self, EarGate gate);

/* Monotonic milliseconds when ear_worker_wake() has something to do, G_MAXINT64 for never: without a thread the next job that may
 * run; with one, the time to stop what runs now. */
gint64 ear_worker_get_next_due (EarWorker *self);
/* The running job's @error (inout) that only says it was stopped: TRUE when it made way for an op; it then waits as it was, waiters
 * included. A job that took too long fails with RETRY_LATER. */
gboolean ear_worker_put_back (EarWorker *self, EarJob *job, GError **error);
/* Tells the waiters of jobs that may not run now, because of a gate, why; the jobs stay. */
void ear_worker_tell_held (EarWorker *self, const GError *error);
/* Starts the thread if a job may run now; stops what takes too long or keeps an op waiting. */
void ear_worker_wake (EarWorker *self);
/* Cancels what is being read; an op that began goes on. */
void ear_worker_cancel_pulls (EarWorker *self);

/* No job starts any more; waiting ones are dropped, pulls cancelled. */
void ear_worker_stop (EarWorker *self);
/* Until no op runs and none may run now; FALSE: not by @deadline_us (g_get_monotonic_time()). */
gboolean ear_worker_wait_ops (EarWorker *self, gint64 deadline_us);
/* FALSE when its thread still runs at @deadline_us (g_get_monotonic_time()). */
gboolean ear_worker_wait_ended (EarWorker *self, gint64 deadline_us);
/* The last resort of a stop: cancels an op too. Its outcome is then unknown, which recovery clears up. */
void ear_worker_cancel_all (EarWorker *self);
gboolean ear_worker_is_running (EarWorker *self);

G_END_DECLS
