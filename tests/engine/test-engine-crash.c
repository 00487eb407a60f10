/* test-engine-crash.c: killed at every step of sending; nothing is lost, nothing is doubled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine-fixture.h"
#include "store/ear-store-outbox.h"

/* The service lives in this process; a child is Earshot. It is killed, started again, and the service's items are counted. */

#define TEXT "Yes, until five."
#define SERVICE_FD 3

/* ---- the child: argv is --child FOLDER send|resume STEP COUNT ---- */

static const char *kill_step;
static int kill_count;

static void
end_at_step (const char *step)
{
  if (g_strcmp0 (step, kill_step) == 0 && g_atomic_int_add (&kill_count, -1) == 1)
    kill (getpid (), SIGKILL);
}

/* The state of the one reply in the outbox, or "none". */
static const char *
reply_state (EarEngine *engine)
{
  EarStore *store = ear_engine_enter (engine, NULL);
  g_autoptr (GPtrArray) rows = ear_store_outbox_list (store, NULL, ~0u, NULL);

  ear_engine_leave (engine);
  g_assert_cmpuint (rows->len, <=, 1);
  return rows->len == 0 ? "none" : ear_outbox_state_to_string (((const EarOutboxRow *) g_ptr_array_index (rows, 0))->state);
}

static int
run_child (char **argv)
{
  Fixture fixture = { 0 };
  gboolean send = g_str_equal (argv[3], "send");
  g_autofree char *key = NULL;
  gint64 id = 0;

  fake_service_use_socket (SERVICE_FD);
  ear_engine_add_kind_for_test (&fake_kind);
  fixture.folder = argv[2];
  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_DEFAULT);
  fixture_set_undo (&fixture, 0);
  kill_step = argv[4];
  kill_count = atoi (argv[5]);
  ear_engine_set_step_func_for_test (end_at_step);
  /* The double of the keyring forgot everything with the process. */
  key = fixture_connect (&fixture, &fake_kind);
  WAIT_FOR ((id = find_by_ext (fixture.engine, key, "m1")) != 0);
  if (send)
    {
      g_autofree char *outbox_key = reply (fixture.engine, id, TEXT);

      g_assert_cmpint (write (STDOUT_FILENO, "queued\n", 7), ==, 7);
    }
  WAIT_FOR (g_str_equal (reply_state (fixture.engine), "seen") || g_str_equal (reply_state (fixture.engine), "ask") ||
            (!send && g_str_equal (reply_state (fixture.engine), "none")));
  fixture_close (&fixture);
  fixture_clear (&fixture);
  return 0;
}

/* ---- the parent ---- */

typedef struct {
  FakeService *service;
  int fd;
} Served;

static gpointer
serve_thread (gpointer data)
{
  Served *served = data;

  fake_service_serve (served->service, served->fd);
  close (served->fd);
  g_free (served);
  return NULL;
}

static char *program;

/* Runs a child to its end, or kills it after @kill_after_ms (0: does not). Whether it said that the reply was queued. */
static gboolean
run_earshot (FakeService *service,
             const char  *folder,
             const char  *mode,
             const char  *step,
             int          count,
             guint        kill_after_ms,
             gboolean    *killed)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *count_text = g_strdup_printf ("%d", count);
  Served *served = g_new0 (Served, 1);
  GThread *thread;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  served->service = service;
  served->fd = fds[0];
  thread = g_thread_new ("service", serve_thread, served);
  g_subprocess_launcher_take_fd (launcher, fds[1], SERVICE_FD);
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--child", folder, mode, step, count_text, NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher); /* our copy of the child's end */
  if (kill_after_ms > 0)
    {
      g_usleep (kill_after_ms * 1000);
      g_subprocess_send_signal (child, SIGKILL);
    }
  g_subprocess_communicate (child, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_thread_join (thread);
  *killed = g_subprocess_get_if_signaled (child);
  if (*killed)
    g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
  else
    g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  return output != NULL && g_bytes_get_size (output) > 0 && strstr (g_bytes_get_data (output, NULL), "queued") != NULL;
}

/* As the child's engine counts them: nothing is set, so a day by the clock. */
static gint64
due_in_a_day (const EarDueQuestion *question,
              gpointer              data)
{
  return question->opened_at + G_GINT64_CONSTANT (86400000);
}

static void
check_store (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarStore) store = ear_store_open (folder, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  ear_store_set_due_func (store, due_in_a_day, NULL, NULL);
  ear_store_check (store, NULL, NULL, &error);
  g_assert_no_error (error);
}

typedef struct {
  const char *step;
  int count;
  gboolean fault, accepted;
  guint lag_s;
} Case;

static void
test_step (gconstpointer data)
{
  const Case *at = data;
  FakeService *service = fake_service_new ();
  g_autofree char *folder = g_dir_make_tmp ("earshot-crash-XXXXXX", NULL);
  gboolean killed;

  fake_service_add (service, NULL, "mia", "Open on Sunday?", 600);
  fake_service_set_lag (service, at->lag_s);
  if (at->fault)
    fake_service_fail (service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, at->accepted });
  run_earshot (service, folder, "send", at->step, at->count, 0, &killed);
  g_assert_true (killed); /* or the step was never reached, and nothing was tested */
  run_earshot (service, folder, "resume", "-", 0, 0, &killed);
  g_assert_false (killed);
  g_assert_cmpuint (fake_service_count (service, TEXT), ==, 1);
  g_assert_cmpuint (fake_service_count_all (service), ==, 2);
  check_store (folder);
  fixture_remove_folder (folder);
  fake_service_free (service);
}

/* Killed at any moment, again and again. */
static void
test_random (void)
{
  for (guint round = 0; round < 6; round++)
    {
      FakeService *service = fake_service_new ();
      g_autofree char *folder = g_dir_make_tmp ("earshot-crash-XXXXXX", NULL);
      gboolean killed, queued;
      guint n;

      fake_service_add (service, NULL, "mia", "Open on Sunday?", 600);
      queued = run_earshot (service, folder, "send", "-", 0, 300 + (guint) g_test_rand_int_range (0, 900), &killed);
      for (guint i = 0; i < 2; i++)
        run_earshot (service, folder, "resume", "-", 0, 200 + (guint) g_test_rand_int_range (0, 1000), &killed);
      run_earshot (service, folder, "resume", "-", 0, 0, &killed);
      g_assert_false (killed);
      n = fake_service_count (service, TEXT);
      g_assert_cmpuint (n, <=, 1);
      if (queued)
        g_assert_cmpuint (n, ==, 1);
      check_store (folder);
      fixture_remove_folder (folder);
      fake_service_free (service);
    }
}

static const Case cases[] = {
  { "queued", 1, FALSE, FALSE, 0 },
  { "claimed", 1, FALSE, FALSE, 0 },
  { "sending", 1, FALSE, FALSE, 0 },
  { "performed", 1, FALSE, FALSE, 0 },
  { "performed", 1, FALSE, FALSE, 1 },
  { "accepted", 1, FALSE, FALSE, 0 },
  { "refused", 1, TRUE, TRUE, 0 },
  { "refused", 1, TRUE, FALSE, 0 },
  { "lost", 1, TRUE, TRUE, 0 },
  { "lost", 1, TRUE, FALSE, 0 },
  { "looking", 1, TRUE, TRUE, 0 },
  { "looking", 2, TRUE, FALSE, 0 },
  { "found", 1, TRUE, TRUE, 0 },
  { "requeued", 1, TRUE, FALSE, 0 },
  { "claimed", 2, TRUE, FALSE, 0 },
  { "performed", 1, TRUE, FALSE, 0 },
  { "accepted", 1, TRUE, TRUE, 0 },
};

int
main (int    argc,
      char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "--child"))
    return run_child (argv);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *at = &cases[i];
      g_autofree char *path = g_strdup_printf ("/engine/crash/%s-%d%s%s%s", at->step, at->count, at->fault ? "-answer-lost" : "",
                                               at->accepted ? "-accepted" : "", at->lag_s > 0 ? "-slow" : "");

      g_test_add_data_func (path, at, test_step);
    }
  g_test_add_func ("/engine/crash/at-any-moment", test_random);
  return g_test_run ();
}
