/* test-engine-parts.c: the queue of jobs, list steps, news: each alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-connection-private.h"
#include "engine/ear-list-diff-private.h"
#include "engine/ear-worker-private.h"

/* ---- a worker ---- */

typedef struct {
  gatomicrefcount ref_count;
  GMutex mutex;
  GString *log;
  EarWorker *worker;
  int idle, rearm, started;
  gboolean block;
  GThread *idle_thread, *job_thread;
} Owner;

static gpointer
owner_ref (gpointer data)
{
  g_atomic_ref_count_inc (&((Owner *) data)->ref_count);
  return data;
}

static void
owner_unref (gpointer data)
{
  Owner *owner = data;

  if (!g_atomic_ref_count_dec (&owner->ref_count))
    return;
  g_string_free (owner->log, TRUE);
  g_mutex_clear (&owner->mutex);
  g_free (owner);
}

static void
owner_idle (gpointer data)
{
  Owner *owner = data;

  owner->idle_thread = g_thread_self ();
  g_atomic_int_inc (&owner->idle);
}

static void
owner_rearm (gpointer data)
{
  g_atomic_int_inc (&((Owner *) data)->rearm);
}

static const EarWorkerClass klass = { owner_idle, owner_rearm, 100 };

static Owner *
owner_new (void)
{
  Owner *owner = g_new0 (Owner, 1);

  g_atomic_ref_count_init (&owner->ref_count);
  g_mutex_init (&owner->mutex);
  owner->log = g_string_new (NULL);
  owner->worker = ear_worker_new ("test", &klass, owner, owner_ref, owner_unref);
  return owner;
}

static void
owner_end (Owner *owner)
{
  ear_worker_stop (owner->worker);
  g_assert_true (ear_worker_wait_ended (owner->worker, g_get_monotonic_time () + 5 * G_USEC_PER_SEC));
  ear_worker_unref (owner->worker);
  owner_unref (owner);
}

static void
note (EarJob   *job,
      gpointer  data)
{
  Owner *owner = data;

  g_atomic_int_inc (&owner->started);
  while (g_atomic_int_get (&owner->block) && !g_cancellable_is_cancelled (job->cancellable))
    g_usleep (1000);
  g_mutex_lock (&owner->mutex);
  owner->job_thread = g_thread_self ();
  g_string_append_printf (owner->log, "%s%s%s", owner->log->len > 0 ? " " : "", job->text,
                          g_cancellable_is_cancelled (job->cancellable) ? "!" : "");
  g_mutex_unlock (&owner->mutex);
}

static char *
dup_log (Owner *owner)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&owner->mutex);

  return g_strdup (owner->log->str);
}

static void
push (Owner          *owner,
      EarJobPriority  priority,
      const char     *name,
      gint64          due_ms,
      const char     *text)
{
  ear_worker_push (owner->worker, ear_job_new (priority, name, due_ms, note, text));
}

/* Until so many jobs began. */
static void
wait_started (Owner *owner,
              int    n)
{
  while (g_atomic_int_get (&owner->started) < n)
    g_usleep (1000);
}

static void
wait_log (Owner      *owner,
          const char *expected)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  g_autofree char *log = NULL;

  while (g_get_monotonic_time () < end)
    {
      g_free (log);
      log = dup_log (owner);
      if (g_str_equal (log, expected))
        return;
      g_usleep (1000);
    }
  g_assert_cmpstr (log, ==, expected);
}

/* Hold the thread in a first job, queue the rest, and see the order. */
static void
test_priorities (void)
{
  Owner *owner = owner_new ();

  g_atomic_int_set (&owner->block, TRUE);
  push (owner, EAR_JOB_BACKFILL, NULL, 0, "page1");
  wait_started (owner, 1);
  push (owner, EAR_JOB_RECONCILE, NULL, 0, "again");
  push (owner, EAR_JOB_BACKFILL, NULL, 0, "page2");
  push (owner, EAR_JOB_FORWARD, NULL, 0, "new");
  push (owner, EAR_JOB_OPENED, NULL, 0, "opened");
  push (owner, EAR_JOB_OP, NULL, 0, "reply1");
  push (owner, EAR_JOB_OP, NULL, 0, "reply2");
  g_atomic_int_set (&owner->block, FALSE);
  wait_log (owner, "page1 reply1 reply2 opened new page2 again");
  owner_end (owner);
}

static void
test_names_merge (void)
{
  Owner *owner = owner_new ();
  gint64 far_off = ear_clock_monotonic_ms () + 1000 * 1000;

  g_atomic_int_set (&owner->block, TRUE);
  push (owner, EAR_JOB_FORWARD, NULL, 0, "first");
  wait_started (owner, 1);
  push (owner, EAR_JOB_BACKFILL, "x", far_off, "x");
  push (owner, EAR_JOB_FORWARD, "x", far_off, "x");
  g_assert_cmpuint (ear_worker_count (owner->worker), ==, 2);
  g_assert_true (ear_worker_has (owner->worker, "x"));
  push (owner, EAR_JOB_RECONCILE, "x", 0, "x"); /* the earlier time, the higher priority */
  push (owner, EAR_JOB_BACKFILL, NULL, 0, "b");
  g_atomic_int_set (&owner->block, FALSE);
  wait_log (owner, "first x b");
  owner_end (owner);
}

static void
test_gates (void)
{
  Owner *owner = owner_new ();

  ear_worker_set_gate (owner->worker, EAR_GATE_BACKOFF, EAR_GATE_CLOSED);
  push (owner, EAR_JOB_FORWARD, NULL, 0, "forward");
  push (owner, EAR_JOB_BACKFILL, NULL, 0, "backfill");
  push (owner, EAR_JOB_OPENED, NULL, 0, "opened");
  wait_log (owner, "opened");
  push (owner, EAR_JOB_OP, NULL, 0, "op");
  wait_log (owner, "opened op");
  ear_worker_set_gate (owner->worker, EAR_GATE_NETWORK, EAR_GATE_CLOSED);
  ear_worker_set_gate (owner->worker, EAR_GATE_BACKOFF, EAR_GATE_OPEN);
  push (owner, EAR_JOB_OP, NULL, 0, "op2");
  g_usleep (50 * 1000);
  wait_log (owner, "opened op");
  g_assert_cmpint (ear_worker_get_next_due (owner->worker), ==, EAR_GATE_CLOSED);
  ear_worker_set_gate (owner->worker, EAR_GATE_PAUSED, EAR_GATE_CLOSED);
  ear_worker_set_gate (owner->worker, EAR_GATE_NETWORK, EAR_GATE_OPEN);
  wait_log (owner, "opened op op2");
  g_usleep (50 * 1000);
  wait_log (owner, "opened op op2");
  ear_worker_set_gate (owner->worker, EAR_GATE_PAUSED, EAR_GATE_OPEN);
  wait_log (owner, "opened op op2 forward backfill");
  owner_end (owner);
}

/* A gate with a time opens by itself while the thread lives. */
static void
test_gate_in_time (void)
{
  Owner *owner = owner_new ();

  push (owner, EAR_JOB_FORWARD, NULL, 0, "a");
  wait_log (owner, "a");
  ear_worker_set_gate (owner->worker, EAR_GATE_WRITING, ear_clock_monotonic_ms () + 40);
  push (owner, EAR_JOB_OP, NULL, 0, "b");
  wait_log (owner, "a b");
  owner_end (owner);
}

static void
test_idle_end (void)
{
  Owner *owner = owner_new ();

  push (owner, EAR_JOB_FORWARD, NULL, 0, "a");
  push (owner, EAR_JOB_FORWARD, NULL, ear_clock_monotonic_ms () + 3600 * 1000, "later");
  wait_log (owner, "a");
  g_assert_true (ear_worker_is_running (owner->worker));
  g_assert_true (ear_worker_wait_ended (owner->worker, g_get_monotonic_time () + 5 * G_USEC_PER_SEC));
  g_assert_cmpint (g_atomic_int_get (&owner->idle), ==, 1);
  /* The session belongs to the thread that used it. */
  g_assert_true (owner->idle_thread == owner->job_thread);
  push (owner, EAR_JOB_FORWARD, NULL, 0, "b");
  wait_log (owner, "a b");
  owner_end (owner);
}

static void
test_cancel (void)
{
  Owner *owner = owner_new ();

  g_atomic_int_set (&owner->block, TRUE);
  push (owner, EAR_JOB_BACKFILL, NULL, 0, "page");
  wait_started (owner, 1);
  ear_worker_cancel_pulls (owner->worker);
  wait_log (owner, "page!");
  push (owner, EAR_JOB_OP, NULL, 0, "op");
  wait_started (owner, 2);
  ear_worker_cancel_pulls (owner->worker);
  g_usleep (20 * 1000);
  wait_log (owner, "page!"); /* an op that began goes on */
  g_assert_false (ear_worker_wait_ops (owner->worker, g_get_monotonic_time () + 20 * 1000));
  g_atomic_int_set (&owner->block, FALSE);
  wait_log (owner, "page! op");
  g_assert_true (ear_worker_wait_ops (owner->worker, g_get_monotonic_time () + G_USEC_PER_SEC));
  owner_end (owner);
}

/* What was sent and what is read wait apart. */
static void
test_two_holds (void)
{
  Owner *owner = owner_new ();

  ear_worker_set_gate (owner->worker, EAR_GATE_READING, EAR_GATE_CLOSED);
  push (owner, EAR_JOB_OPENED, NULL, 0, "opened");
  push (owner, EAR_JOB_BACKFILL, NULL, 0, "page");
  push (owner, EAR_JOB_OP, NULL, 0, "op");
  wait_log (owner, "op");
  ear_worker_set_gate (owner->worker, EAR_GATE_WRITING, EAR_GATE_CLOSED);
  push (owner, EAR_JOB_OP, NULL, 0, "later");
  ear_worker_set_gate (owner->worker, EAR_GATE_READING, EAR_GATE_OPEN);
  wait_log (owner, "op opened page");
  owner_end (owner);
}

/* One page of what its stopped job says. */
static void
read_page (EarJob   *job,
           gpointer  data)
{
  Owner *owner = data;
  g_autoptr (GError) error = NULL;

  note (job, data);
  if (g_cancellable_set_error_if_cancelled (job->cancellable, &error) && ear_worker_put_back (owner->worker, job, &error))
    return;
  ear_job_tell_waiters (job, error);
}

static void
keep_error (const GError *error,
            gpointer      data)
{
  GError **kept = data;

  g_clear_error (kept);
  *kept = error != NULL ? g_error_copy (error) : NULL;
}

/* Long reading makes way for an op, and goes on after it; whoever waits for it notices nothing. */
static void
test_makes_way (void)
{
  Owner *owner = owner_new ();
  EarJob *job = ear_job_new (EAR_JOB_FORWARD, "page", 0, read_page, "page");
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "not told");
  gint64 now = ear_clock_monotonic_ms ();

  ear_clock_set_for_test (now);
  g_atomic_int_set (&owner->block, TRUE);
  ear_job_add_waiter (job, keep_error, &error);
  ear_worker_push (owner->worker, job);
  wait_started (owner, 1);
  push (owner, EAR_JOB_OP, NULL, now + 1000, "op");
  g_assert_cmpint (ear_worker_get_next_due (owner->worker), ==, now + EAR_WORKER_OP_PATIENCE_MS);
  ear_clock_set_for_test (now + EAR_WORKER_OP_PATIENCE_MS - 1);
  ear_worker_wake (owner->worker);
  g_usleep (20 * 1000);
  wait_log (owner, "");
  ear_clock_set_for_test (now + EAR_WORKER_OP_PATIENCE_MS);
  ear_worker_wake (owner->worker);
  wait_log (owner, "page!");
  wait_started (owner, 2);
  g_atomic_int_set (&owner->block, FALSE);
  wait_log (owner, "page! op page");
  owner_end (owner);
  g_assert_no_error (error);
  ear_clock_set_for_test (-1);
}

/* Whatever it does, a job comes to an end. */
static void
test_overdue (void)
{
  Owner *owner = owner_new ();
  EarJob *job = ear_job_new (EAR_JOB_FORWARD, "page", 0, read_page, "page");
  g_autoptr (GError) error = NULL;
  gint64 now = ear_clock_monotonic_ms ();

  ear_clock_set_for_test (now);
  g_atomic_int_set (&owner->block, TRUE);
  ear_job_add_waiter (job, keep_error, &error);
  ear_worker_push (owner->worker, job);
  wait_started (owner, 1);
  g_assert_cmpint (ear_worker_get_next_due (owner->worker), ==, now + EAR_WORKER_DEADLINE_MS);
  ear_clock_set_for_test (now + EAR_WORKER_DEADLINE_MS);
  ear_worker_wake (owner->worker);
  wait_log (owner, "page!");
  owner_end (owner);
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  ear_clock_set_for_test (-1);
}

static void
count_done (const GError *error,
            gpointer      data)
{
  int *counts = data;

  counts[error == NULL ? 0 : g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? 1 : 2]++;
}

static void
test_waiters (void)
{
  Owner *owner = owner_new ();
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no");
  EarJob *job = ear_job_new (EAR_JOB_FORWARD, "x", 0, note, "x");
  int counts[3] = { 0 };

  ear_worker_set_gate (owner->worker, EAR_GATE_NETWORK, EAR_GATE_CLOSED);
  ear_job_add_waiter (job, count_done, counts);
  ear_worker_push (owner->worker, job);
  job = ear_job_new (EAR_JOB_FORWARD, "x", 0, note, "x");
  ear_job_add_waiter (job, count_done, counts);
  ear_worker_push (owner->worker, job);
  g_assert_cmpuint (ear_worker_count (owner->worker), ==, 1);
  ear_worker_tell_held (owner->worker, error);
  g_assert_cmpint (counts[2], ==, 2);
  job = ear_job_new (EAR_JOB_FORWARD, "y", 0, note, "y");
  ear_job_add_waiter (job, count_done, counts);
  ear_worker_push (owner->worker, job);
  ear_worker_stop (owner->worker); /* nobody waits for ever */
  g_assert_cmpint (counts[1], ==, 1);
  job = ear_job_new (EAR_JOB_FORWARD, "z", 0, note, "z");
  ear_job_add_waiter (job, count_done, counts);
  ear_worker_push (owner->worker, job);
  g_assert_cmpint (counts[1], ==, 2);
  owner_end (owner);
}

static void
test_backoff (void)
{
  gint64 low = G_MAXINT64, high = 0;

  for (int i = 0; i < 1000; i++)
    {
      gint64 first = ear_backoff_ms (1, 15, 900);
      gint64 third = ear_backoff_ms (3, 15, 900);
      gint64 late = ear_backoff_ms (50, 15, 900);

      g_assert_cmpint (first, >=, 7500);
      g_assert_cmpint (first, <=, 15000);
      g_assert_cmpint (third, >=, 30000);
      g_assert_cmpint (third, <=, 60000);
      g_assert_cmpint (late, >=, 450000);
      g_assert_cmpint (late, <=, 900000);
      low = MIN (low, late);
      high = MAX (high, late);
    }
  g_assert_cmpint (high - low, >, 300000); /* spread, not in step */
}

/* ---- list steps against the plain result ---- */

static GArray *
random_order (GRand *rand,
              guint  n,
              guint  of)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  while (ids->len < n)
    {
      gint64 id = g_rand_int_range (rand, 1, (gint32) of);

      if (g_hash_table_add (used, g_memdup2 (&id, sizeof id)))
        g_array_append_val (ids, id);
    }
  return ids;
}

static void
check_diff (GArray *before,
            GArray *after,
            guint   max_touched)
{
  g_autoptr (GArray) steps = ear_list_diff ((const gint64 *) (gpointer) before->data, before->len,
                                            (const gint64 *) (gpointer) after->data, after->len);
  g_autoptr (GArray) list = g_array_copy (before);
  guint touched = 0;
  guint last_position = G_MAXUINT;

  for (guint i = 0; i < steps->len; i++)
    {
      const EarListStep *step = &g_array_index (steps, EarListStep, i);

      g_assert_cmpuint (step->position, <, last_position);
      last_position = step->position;
      g_assert_cmpuint (step->position + step->removed, <=, list->len);
      g_assert_cmpuint (step->removed + step->added, >, 0);
      g_array_remove_range (list, step->position, step->removed);
      if (step->added > 0)
        g_array_insert_vals (list, step->position, &g_array_index (after, gint64, step->added_from), step->added);
      touched += step->removed + step->added;
    }
  g_assert_cmpmem (list->data, list->len * sizeof (gint64), after->data, after->len * sizeof (gint64));
  g_assert_cmpuint (touched, <=, max_touched);
}

static void
test_diff (void)
{
  GRand *rand = g_rand_new_with_seed (g_test_rand_int ());

  for (int round = 0; round < 3000; round++)
    {
      g_autoptr (GArray) before = random_order (rand, (guint) g_rand_int_range (rand, 0, 12), 16);
      g_autoptr (GArray) after = random_order (rand, (guint) g_rand_int_range (rand, 0, 12), 16);

      check_diff (before, after, G_MAXUINT);
      check_diff (before, before, 0);
    }
  /* One row that moves is one row taken out and put in. */
  for (int round = 0; round < 100; round++)
    {
      g_autoptr (GArray) before = random_order (rand, 500, 100000);
      g_autoptr (GArray) after = g_array_copy (before);
      guint from = (guint) g_rand_int_range (rand, 0, 500), to = (guint) g_rand_int_range (rand, 0, 499);
      gint64 id = g_array_index (after, gint64, from);

      g_array_remove_index (after, from);
      g_array_insert_val (after, to, id);
      check_diff (before, after, 2);
    }
  g_rand_free (rand);
}

/* ---- news ---- */

typedef struct {
  guint n, conversations, notices, questions;
  gboolean outbox, counts, channels;
} Seen;

static void
see (const EarChangeDelivery *delivery,
     gpointer                 data)
{
  Seen *seen = data;

  seen->n++;
  seen->conversations += delivery->set.conversations->len;
  seen->notices += delivery->notices->len;
  seen->questions += delivery->new_questions->len;
  seen->outbox |= delivery->set.outbox;
  seen->counts |= delivery->set.counts;
  seen->channels |= delivery->set.channels;
}

static gpointer
report_many (gpointer data)
{
  for (gint64 i = 0; i < 1000; i++)
    ear_change_queue_add_conversation (data, i % 10 + 1);
  ear_change_queue_mark (data, EAR_CHANGED_OUTBOX);
  return NULL;
}

static void
test_change_queue (void)
{
  Seen seen = { 0 };
  EarChangeQueue *queue = ear_change_queue_new (g_main_context_default (), see, &seen);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reporter", report_many, queue);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ear_change_queue_add_new_question (queue, 7);
  ear_change_queue_add_new_question (queue, 7);
  WAIT_FOR (seen.n > 0);
  spin (100);
  g_assert_cmpuint (seen.n, ==, 1);
  g_assert_cmpuint (seen.conversations, ==, 10);
  g_assert_cmpuint (seen.questions, ==, 1);
  g_assert_true (seen.outbox && seen.counts && !seen.channels);
  ear_change_queue_mark (queue, EAR_CHANGED_CHANNELS);
  ear_change_queue_close (queue);
  ear_change_queue_mark (queue, EAR_CHANGED_CHANNELS);
  spin (100);
  g_assert_cmpuint (seen.n, ==, 1);
  ear_change_queue_unref (queue);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/worker/priorities", test_priorities);
  g_test_add_func ("/engine/worker/names-merge", test_names_merge);
  g_test_add_func ("/engine/worker/gates", test_gates);
  g_test_add_func ("/engine/worker/gate-in-time", test_gate_in_time);
  g_test_add_func ("/engine/worker/two-holds", test_two_holds);
  g_test_add_func ("/engine/worker/makes-way", test_makes_way);
  g_test_add_func ("/engine/worker/overdue", test_overdue);
  g_test_add_func ("/engine/worker/idle-end", test_idle_end);
  g_test_add_func ("/engine/worker/cancel", test_cancel);
  g_test_add_func ("/engine/worker/waiters", test_waiters);
  g_test_add_func ("/engine/backoff", test_backoff);
  g_test_add_func ("/engine/list-diff", test_diff);
  g_test_add_func ("/engine/change-queue", test_change_queue);
  return g_test_run ();
}
