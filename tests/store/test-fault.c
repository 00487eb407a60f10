/* test-fault.c: a full disk, a failing disk, a killed process, at every write in turn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/ear-clock.h"
#include "fault-vfs.h"
#include "fixture.h"

#define REPLY_KEY "2f1d7c2e-8f4c-4b62-9d0e-0000000000aa"

/* ---- the script: each step is one call, and may be repeated when it failed ---- */

typedef gboolean (*Step) (EarStore *store, const char *channel, GError **error);

static gboolean
apply_in (EarStore *store, const char *channel, const char *stream, gboolean more, EarBatch *batch, GError **error)
{
  batch->more = more;
  batch->cursor = g_strdup_printf ("after %u", batch->messages->len);
  ear_batch_add_span (batch, NOW - 40 * DAY, NOW);
  return ear_store_apply_batch (store, channel, stream, EAR_STREAM_FORWARD, batch, NULL, error);
}

static gboolean
first_batch (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", 100 + i);
      g_autofree char *author = g_strdup_printf ("person %u", i % 7);

      add_inbound (batch, i % 3 ? "100" : ext, ext, i % 3 ? "100" : NULL, author, NOW - 40 * HOUR + i * MINUTE, "Are you open on Sunday?");
    }
  return apply_in (store, channel, "comments", FALSE, batch, error);
}

static gboolean
bulk_batch (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", 300 + i);

      add_inbound (batch, ext, ext, NULL, "mia", NOW - 90 * HOUR - i * MINUTE, "Is the terrace heated in winter?");
    }
  return apply_in (store, channel, "past", TRUE, batch, error);
}

static gboolean
edit_batch (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, "100", "100", NULL, "person 0", NOW - 40 * HOUR, "Are you open on Monday?")->edited_at = NOW - HOUR;
  add_inbound (batch, "300", "300", NULL, "mia", NOW - 90 * HOUR, "Is the terrace heated in May?")->edited_at = NOW - HOUR;
  ear_batch_add_change (batch, "103", EAR_MESSAGE_SPAM);
  ear_batch_add_rekey (batch, "106", "100");
  ear_batch_add_rekey (batch, "109", "9");
  return apply_in (store, channel, "comments", FALSE, batch, error);
}

static gboolean
index_rest (EarStore *store, const char *channel, GError **error)
{
  return ear_store_index_pending (store, NULL, NULL, error);
}

static gboolean
queue_reply (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (EarOp) op = new_reply ("100", "100", "Yes, from nine.");

  g_free (op->key);
  op->key = g_strdup (REPLY_KEY);
  op->created_at = NOW;
  return ear_store_outbox_queue (store, NULL, channel, op, NOW, NULL, NULL, error);
}

static gboolean
claim_reply (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarOutboxRow) row = ear_store_outbox_claim (store, channel, NOW, NULL, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_assert_nonnull (row);
  return TRUE;
}

static gboolean
accept_reply (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_outbound (batch, "100", "200", "100", NOW, "Yes, from nine.");
  return ear_store_outbox_accept (store, REPLY_KEY, "200", batch, NULL, error);
}

static gboolean
see_reply (EarStore *store, const char *channel, GError **error)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_outbound (batch, "100", "200", "100", NOW, "Yes, from nine.");
  return apply_in (store, channel, "comments", FALSE, batch, error);
}

static gboolean
mark_done (EarStore *store, const char *channel, GError **error)
{
  g_autofree char *key = g_strconcat (channel, "/301", NULL);
  gint64 id = ear_store_find_conversation (store, key, error);

  return id != 0 && ear_store_mark_done (store, NULL, id, NULL, NULL, error);
}

static gboolean
set_promise (EarStore *store, const char *channel, GError **error)
{
  return ear_store_set_setting (store, NULL, "promise", "{\"hours\":4}", NOW, NULL, error);
}

static gboolean
rename_channel (EarStore *store, const char *channel, GError **error)
{
  return ear_store_rename_channel (store, NULL, channel, "Our blog", NULL, NULL, error);
}

static gint64
conversation_of (EarStore *store, const char *channel, const char *ext, GError **error)
{
  g_autofree char *key = g_strconcat (channel, "/", ext, NULL);

  return ear_store_find_conversation (store, key, error);
}

static gboolean
snooze (EarStore *store, const char *channel, GError **error)
{
  gint64 id = conversation_of (store, channel, "302", error);

  return id != 0 && ear_store_snooze (store, NULL, id, NOW + DAY, NULL, NULL, error);
}

static gboolean
mute (EarStore *store, const char *channel, GError **error)
{
  gint64 id = conversation_of (store, channel, "303", error);

  return id != 0 && ear_store_set_muted (store, NULL, id, TRUE, NULL, NULL, error);
}

static gboolean
add_member (EarStore *store, const char *channel, GError **error)
{
  return ear_store_add_member (store, NULL, "Jo at the bar", NULL, NULL, error);
}

static gboolean
assign (EarStore *store, const char *channel, GError **error)
{
  gint64 id = conversation_of (store, channel, "302", error);
  g_autoptr (GPtrArray) members = ear_store_list_members (store, error);

  return id != 0 && members != NULL && ear_store_assign (store, NULL, id, ((EarMember *) g_ptr_array_index (members, 1))->key, NULL, NULL, error);
}

static gboolean
make_important (EarStore *store, const char *channel, GError **error)
{
  gint64 id = conversation_of (store, channel, "100", error);

  return id != 0 && ear_store_set_priority (store, NULL, id, EAR_PRIORITY_HIGH, NULL, NULL, error);
}

static gboolean
make_tag (EarStore *store, const char *channel, GError **error)
{
  return ear_store_put_tag (store, NULL, NULL, "Praise", "green", NULL, NULL, NULL, error);
}

static gboolean
tag (EarStore *store, const char *channel, GError **error)
{
  gint64 id = conversation_of (store, channel, "100", error);
  g_autoptr (GPtrArray) tags = ear_store_list_tags (store, error);

  return id != 0 && tags != NULL && ear_store_set_tagged (store, NULL, id, ((EarTagRow *) g_ptr_array_index (tags, 0))->key, TRUE, NULL, NULL, error);
}

static const Step steps[] = {
  first_batch, queue_reply, bulk_batch, claim_reply, make_tag, edit_batch, accept_reply, index_rest, mark_done, snooze, tag, see_reply, mute,
  set_promise, add_member, assign, rename_channel, make_important,
};
#define N_STEPS G_N_ELEMENTS (steps)

/* ---- the workspace every run begins with, and what it holds after each step ---- */

typedef struct {
  char *base, *channel;
  char *after[N_STEPS + 1];
} Reference;

static Reference reference;

static void
copy_base (const char *to)
{
  g_autofree char *from_file = g_build_filename (reference.base, EAR_STORE_FILE_NAME, NULL);
  g_autofree char *to_file = g_build_filename (to, EAR_STORE_FILE_NAME, NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from_file, &text, &length, NULL));
  g_assert_true (g_file_set_contents (to_file, text, (gssize) length, NULL));
}

static void
begin (Fixture *fixture)
{
  fixture->folder = g_dir_make_tmp ("earshot-store-XXXXXX", NULL);
  fixture->channel = g_strdup (reference.channel);
  fixture->store = NULL;
  copy_base (fixture->folder);
}

static void
end (Fixture *fixture)
{
  g_clear_pointer (&fixture->store, ear_store_close);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->channel);
}

static void
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
make_reference (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture, NULL);
  ear_clock_set_for_test (NOW);
  g_clear_pointer (&fixture.store, ear_store_close);
  reference.base = fixture.folder;
  reference.channel = fixture.channel;

  for (guint n = 0; n <= N_STEPS; n++)
    {
      Fixture run = { 0 };

      begin (&run);
      open_store (&run);
      for (guint i = 0; i < n; i++)
        {
          steps[i](run.store, run.channel, &error);
          g_assert_no_error (error);
        }
      fixture_reopen (&run);
      reference.after[n] = fixture_dump (&run);
      end (&run);
    }
}

static int
count_operations (void)
{
  Fixture fixture = { 0 };
  int n;

  begin (&fixture);
  fault_arm (FAULT_NONE, 0);
  open_store (&fixture);
  for (guint i = 0; i < N_STEPS; i++)
    g_assert_true (steps[i](fixture.store, fixture.channel, NULL));
  g_clear_pointer (&fixture.store, ear_store_close);
  n = fault_operations ();
  end (&fixture);
  return n;
}

/* Every operation when thorough, else so many of them, evenly and at random in turn. */
static int
next_point (int at, int total, int wanted)
{
  int stride = g_test_thorough () ? 1 : MAX (total / wanted, 1);

  return stride == 1 ? at + 1 : at + g_test_rand_int_range (1, 2 * stride);
}

/* ---- killed ---- */

static void
child_main (Fixture *fixture, Fault fault, int at, int acknowledge)
{
  g_autoptr (GError) error = NULL;

  fault_arm (fault, at);
  fixture->store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  for (guint i = 0; i < N_STEPS; i++)
    {
      if (fixture->store == NULL || !steps[i](fixture->store, fixture->channel, &error))
        _exit (1);
      if (write (acknowledge, "x", 1) != 1)
        _exit (2);
    }
  ear_store_close (fixture->store);
  _exit (0);
}

static gboolean
run_killed (Fault fault, int at)
{
  Fixture fixture = { 0 };
  g_autofree char *found = NULL;
  g_autofree char *finished = NULL;
  int ends[2], status;
  guint acknowledged = 0, from;
  char byte;
  pid_t child;

  begin (&fixture);
  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    child_main (&fixture, fault, at, ends[1]);
  close (ends[1]);
  while (read (ends[0], &byte, 1) == 1)
    acknowledged++;
  close (ends[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true ((WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL) || (WIFEXITED (status) && WEXITSTATUS (status) == 0));

  /* What was acknowledged is there; what was not is there as a whole or not at all. */
  open_store (&fixture);
  found = fixture_dump (&fixture);
  if (g_str_equal (found, reference.after[acknowledged]))
    from = acknowledged;
  else if (acknowledged < N_STEPS && g_str_equal (found, reference.after[acknowledged + 1]))
    from = acknowledged + 1;
  else
    g_error ("killed at %d after %u steps:\n%s\nexpected\n%s", at, acknowledged, found, reference.after[acknowledged]);
  fixture_check (&fixture);

  /* And it goes on to the same end. */
  for (guint i = from; i < N_STEPS; i++)
    {
      g_autoptr (GError) error = NULL;

      /* What was being sent is "unknown" now: accepting needs no second claim. */
      steps[i](fixture.store, fixture.channel, &error);
      g_assert_no_error (error);
    }
  fixture_reopen (&fixture);
  finished = fixture_dump (&fixture);
  g_assert_cmpstr (finished, ==, reference.after[N_STEPS]);
  fixture_check (&fixture);
  end (&fixture);
  return WIFSIGNALED (status);
}

/* ---- killed while a channel is deleted ---- */

static int
run_deletion (Fixture *fixture, const char *channel, Fault fault, int at)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      fault_arm (fault, at);
      fixture->store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, NULL);
      _exit (fixture->store != NULL && ear_store_delete_channel_data (fixture->store, channel, NULL, NULL, NULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return status;
}

/* A workspace with a second channel; returns what it held before, and the file with it. */
static char *
make_second (char **channel, char **file, gsize *length)
{
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  char *before;

  begin (&fixture);
  open_store (&fixture);
  before = fixture_dump (&fixture);
  *channel = fixture_add_channel (&fixture, "blog", "2");
  g_assert_true (first_batch (fixture.store, *channel, &error));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();

      for (guint k = 0; k < 50; k++)
        {
          g_autofree char *ext = g_strdup_printf ("%u", 1000 + i * 50 + k);

          add_inbound (batch, ext, ext, NULL, ext, NOW - HOUR + k, "Is the terrace heated?");
        }
      g_assert_true (apply_in (fixture.store, *channel, "comments", FALSE, batch, &error));
    }
  g_assert_true (ear_store_index_pending (fixture.store, NULL, NULL, &error));
  g_clear_pointer (&fixture.store, ear_store_close);
  path = g_build_filename (fixture.folder, EAR_STORE_FILE_NAME, NULL);
  g_assert_true (g_file_get_contents (path, file, length, NULL));
  end (&fixture);
  return before;
}

#define QUESTIONS "SELECT count (*) FROM enquiry e JOIN channel h ON h.id = e.channel WHERE h.account_id = '2'"
#define MESSAGES "SELECT count (*) FROM message m JOIN channel h ON h.id = m.channel WHERE h.account_id = '2'"

/* What is left when nothing comes between, and of how many questions. */
static char *
delete_undisturbed (const char *channel, const char *file, gsize length, gint64 *n_questions)
{
  Fixture fixture = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  char *after;

  begin (&fixture);
  path = g_build_filename (fixture.folder, EAR_STORE_FILE_NAME, NULL);
  g_assert_true (g_file_set_contents (path, file, (gssize) length, NULL));
  open_store (&fixture);
  *n_questions = fixture_int (&fixture, QUESTIONS);
  g_assert_true (ear_store_delete_channel_data (fixture.store, channel, NULL, NULL, &error));
  g_assert_no_error (error);
  after = fixture_dump (&fixture);
  end (&fixture);
  return after;
}

static void
test_killed_while_deleting (gconstpointer data)
{
  Fault fault = (Fault) GPOINTER_TO_INT (data);
  g_autofree char *channel = NULL;
  g_autofree char *file = NULL;
  gsize length;
  g_autofree char *without = make_second (&channel, &file, &length);
  gint64 n_questions = 0;
  g_autofree char *expected = delete_undisturbed (channel, file, length, &n_questions);
  guint killed = 0, begun = 0;
  gboolean finished = FALSE;

  for (int at = 1; !finished; at += g_test_thorough () ? 1 : g_test_rand_int_range (5, 60))
    {
      Fixture fixture = { 0 };
      g_autofree char *path = NULL;
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;
      int status;

      begin (&fixture);
      path = g_build_filename (fixture.folder, EAR_STORE_FILE_NAME, NULL);
      g_assert_true (g_file_set_contents (path, file, (gssize) length, NULL));
      status = run_deletion (&fixture, channel, fault, at);
      g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
      finished = !WIFSIGNALED (status);
      killed += !finished;

      /* What was begun goes on by itself; what was not leaves no trace. */
      open_store (&fixture);
      g_assert_true (ear_store_finish_deletions (fixture.store, NULL, NULL, NULL, &error));
      if (fixture_int (&fixture, MESSAGES) > 0)
        {
          g_assert_cmpuint (begun, ==, 0);
          g_assert_true (ear_store_delete_channel_data (fixture.store, channel, NULL, NULL, &error));
        }
      else
        {
          begun++;
        }
      g_assert_no_error (error);
      after = fixture_dump (&fixture);
      g_assert_cmpstr (after, ==, expected);
      g_assert_cmpint (fixture_int (&fixture, QUESTIONS), ==, n_questions);
      fixture_check (&fixture);
      end (&fixture);
    }
  g_assert_cmpint (n_questions, >, 0);
  g_assert_cmpstr (expected, !=, without); /* its questions are still counted */
  g_assert_cmpuint (killed, >, 5);
  g_assert_cmpuint (begun, >, 3);
}

static void
test_killed (gconstpointer data)
{
  Fault fault = (Fault) GPOINTER_TO_INT (data);
  int total = count_operations (), killed = 0;

  g_assert_cmpint (total, >, 100);
  for (int at = next_point (0, total, 40); at <= total; at = next_point (at, total, 40))
    killed += run_killed (fault, at);
  g_test_message ("%d operations, killed at %d of them", total, killed);
  g_assert_cmpint (killed, >=, 10);
}

/* ---- failing ---- */

static gboolean
is_fault (const GError *error)
{
  return g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_FULL) || g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_IO);
}

static gboolean
run_failing (Fault fault, int at)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *finished = NULL;
  gboolean struck = FALSE;

  begin (&fixture);
  fault_arm (fault, at);
  fixture.store = ear_store_open (fixture.folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  if (fixture.store == NULL)
    {
      g_assert_true (is_fault (error));
      g_clear_error (&error);
      fault_disarm ();
      open_store (&fixture);
    }
  for (guint i = 0; i < N_STEPS; i++)
    {
      g_autofree char *before = fault_struck () ? NULL : fixture_dump (&fixture);

      if (steps[i](fixture.store, fixture.channel, &error))
        continue;
      /* A sentence, nothing changed, and the same step works once there is room. */
      if (!is_fault (error))
        g_error ("step %u, fault %d at %d: %s", i, fault, at, error->message);
      g_clear_error (&error);
      struck = TRUE;
      fault_disarm ();
      if (before != NULL)
        {
          g_autofree char *after = fixture_dump (&fixture);

          g_assert_cmpstr (before, ==, after);
        }
      steps[i](fixture.store, fixture.channel, &error);
      g_assert_no_error (error);
    }
  fault_disarm ();
  fixture_reopen (&fixture);
  finished = fixture_dump (&fixture);
  g_assert_cmpstr (finished, ==, reference.after[N_STEPS]);
  fixture_check (&fixture);
  end (&fixture);
  return struck;
}

static void
test_failing (gconstpointer data)
{
  Fault fault = (Fault) GPOINTER_TO_INT (data);
  int total = count_operations (), failed = 0;

  for (int at = next_point (0, total, 40); at <= total; at = next_point (at, total, 40))
    failed += run_failing (fault, at);
  g_test_message ("%d operations, %d failures met a step", total, failed);
  g_assert_cmpint (failed, >=, 5);
}

/* ---- what is promised to be on disk is ---- */

static void
test_durable (void)
{
  Fixture fixture = { 0 };
  static const struct {
    Step step;
    gboolean durable;
  } cases[] = { { first_batch, FALSE }, { queue_reply, TRUE }, { bulk_batch, FALSE }, { claim_reply, TRUE }, { accept_reply, TRUE },
                { mark_done, TRUE }, { set_promise, TRUE } };

  begin (&fixture);
  open_store (&fixture);
  /* A new WAL syncs its header once. */
  g_assert_true (ear_store_set_memo (fixture.store, "first", "write", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int syncs;

      fault_arm (FAULT_NONE, 0);
      g_assert_true (cases[i].step (fixture.store, fixture.channel, NULL));
      syncs = fault_syncs ();
      if (cases[i].durable)
        g_assert_cmpint (syncs, >=, 1);
      else
        g_assert_cmpint (syncs, ==, 0);
    }
  end (&fixture);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fault_install ();
  make_reference ();
  ear_clock_set_for_test (NOW);
  g_test_add_data_func ("/store/fault/killed", GINT_TO_POINTER (FAULT_KILL), test_killed);
  g_test_add_data_func ("/store/fault/killed-torn", GINT_TO_POINTER (FAULT_KILL_TORN), test_killed);
  g_test_add_data_func ("/store/fault/killed-deleting", GINT_TO_POINTER (FAULT_KILL), test_killed_while_deleting);
  g_test_add_data_func ("/store/fault/killed-torn-deleting", GINT_TO_POINTER (FAULT_KILL_TORN), test_killed_while_deleting);
  g_test_add_data_func ("/store/fault/full-once", GINT_TO_POINTER (FAULT_FULL_ONCE), test_failing);
  g_test_add_data_func ("/store/fault/full", GINT_TO_POINTER (FAULT_FULL), test_failing);
  g_test_add_data_func ("/store/fault/io", GINT_TO_POINTER (FAULT_IO), test_failing);
  g_test_add_func ("/store/fault/durable", test_durable);
  result = g_test_run ();
  remove_folder (reference.base);
  g_free (reference.base);
  g_free (reference.channel);
  for (guint i = 0; i <= N_STEPS; i++)
    g_free (reference.after[i]);
  return result;
}
