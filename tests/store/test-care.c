/* test-care.c: backup, restore, checking, deleting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include "base/ear-clock.h"
#include <string.h>
#include "fixture.h"

static void
fill (Fixture *fixture, const char *channel, guint first, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", i);
      g_autofree char *author = g_strdup_printf ("person %u", i % 5);
      EarMessage *message = add_inbound (batch, ext, ext, NULL, author, NOW - i * MINUTE, "Are you open on Sunday?");

      message->html = g_strdup ("<p>Are you open on Sunday?</p>");
    }
  ear_store_apply_batch (fixture->store, channel, "comments", EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
cancel_at_once (const char *step, gint64 done, gint64 total, gpointer data)
{
  g_assert_cmpint (done, <=, MAX (total, done));
  return FALSE;
}

static gboolean
count_calls (const char *step, gint64 done, gint64 total, gpointer data)
{
  ++*(guint *) data;
  return TRUE;
}

/* The copy is whole and consistent while somebody goes on writing. */
static gpointer
write_on (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 30; i++)
    fill (fixture, fixture->channel, 10000 + i * 20, 20);
  return NULL;
}

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autofree char *restored = g_dir_make_tmp ("earshot-store-XXXXXX", NULL);
  Fixture copy = { .folder = restored };
  GThread *thread;
  guint calls = 0;
  gint64 n;

  fill (fixture, fixture->channel, 0, 2000);
  thread = g_thread_new ("writer", write_on, fixture);
  ear_store_backup (fixture->store, file, count_calls, &calls, NULL, &error);
  g_assert_no_error (error);
  g_thread_join (thread);
  g_assert_cmpuint (calls, >, 0);

  ear_store_restore (restored, file, NULL, NULL, &error);
  g_assert_no_error (error);
  copy.store = ear_store_open (restored, EAR_STORE_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ear_store_get_key (copy.store), ==, ear_store_get_key (fixture->store));
  n = fixture_int (&copy, "SELECT count (*) FROM message");
  g_assert_cmpint (n, >=, 2000);
  g_assert_cmpint (n, <=, 2600);
  fixture_check (&copy);
  ear_store_close (copy.store);
  remove_folder (restored);
}

static void
test_backup_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autofree char *part = g_strconcat (file, ".part", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "such", "folder.sqlite", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_assert_false (ear_store_backup (fixture->store, file, cancel_at_once, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (ear_store_backup (fixture->store, file, NULL, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));

  g_assert_false (ear_store_backup (fixture->store, nowhere, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  ear_store_backup (fixture->store, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (ear_store_backup (fixture->store, file, NULL, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_INVALID);
}

static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autofree char *letter = g_build_filename (fixture->folder, "letter", NULL);
  g_autofree char *backups = g_build_filename (fixture->folder, "backups", NULL);
  g_autofree char *then = NULL;
  g_autofree char *now = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GDir) dir = NULL;

  fill (fixture, fixture->channel, 0, 10);
  then = fixture_dump (fixture);
  ear_store_backup (fixture->store, file, NULL, NULL, NULL, &error);
  fill (fixture, fixture->channel, 10, 10);

  /* Never under an open workspace. */
  g_assert_false (ear_store_restore (fixture->folder, file, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_LOCKED);
  g_clear_error (&error);
  now = fixture_dump (fixture);
  g_clear_pointer (&fixture->store, ear_store_close);

  g_assert_true (g_file_set_contents (letter, "Dear Sir or Madam, this is no workspace.", -1, NULL));
  g_assert_false (ear_store_restore (fixture->folder, letter, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (ear_store_restore (fixture->folder, "/no/such/file", NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  after = fixture_dump (fixture);
  g_assert_cmpstr (after, ==, now);

  ear_store_restore (fixture->folder, file, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (fixture);
  g_clear_pointer (&after, g_free);
  after = fixture_dump (fixture);
  g_assert_cmpstr (after, ==, then);
  /* What it replaced is kept. */
  dir = g_dir_open (backups, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_nonnull (g_dir_read_name (dir));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[] = {
    "UPDATE conversation SET unread = unread + 1 WHERE ext = '5'",
    "UPDATE conversation SET standing = 2 WHERE ext = '5'",
    "UPDATE conversation SET preview = 'x' WHERE ext = '5'",
    "DELETE FROM enquiry WHERE first_message = (SELECT id FROM message WHERE ext = '5')",
    "UPDATE message SET state = 3 WHERE ext = '5'",
    "UPDATE message SET body = 'other words' WHERE ext = '5'",
    "DELETE FROM message WHERE ext = '5'",
    "UPDATE standing_count SET n = n + 1",
  };
  g_autofree char *file = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  fill (fixture, fixture->channel, 0, 20);
  fixture_check (fixture);
  ear_store_backup (fixture->store, file, NULL, NULL, NULL, &error);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_clear_pointer (&fixture->store, ear_store_close);
      ear_store_restore (fixture->folder, file, NULL, NULL, &error);
      g_assert_no_error (error);
      fixture_reopen (fixture);
      fixture_sql (fixture, damages[i]);
      g_assert_false (ear_store_check (fixture->store, NULL, NULL, &error));
      g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CORRUPT);
      g_clear_error (&error);
    }
  g_clear_pointer (&fixture->store, ear_store_close);
  ear_store_restore (fixture->folder, file, NULL, NULL, &error);
  fixture_reopen (fixture);
}

static EarWaits *
load_waits (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  EarWaits *waits = ear_store_load_waits (fixture->store, G_MININT64, G_MAXINT64, 0, &error);

  g_assert_no_error (error);
  return waits;
}

/* All that people wrote goes; that they asked, and what became of it, stays: or a neglected channel could be removed from the past. */
static void
test_delete_channel (Fixture *fixture, gconstpointer data)
{
  static const char *const emptied[] = { "message", "conversation", "identity", "person", "person_word", "participant", "post", "outbox",
                                         "standing_count", "enquiry_event", "stream_cursor", "attachment", "message_html" };
  g_autoptr (GError) error = NULL;
  g_autofree char *other = NULL;
  g_autofree char *again = NULL;
  EarStoreSearch search = { .words = "sunday" };
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GHashTable) nobodies = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (EarOp) op = new_reply ("1500", "1500", "Yes.");
  g_autoptr (EarBatch) answer = ear_batch_new ();
  g_autoptr (EarWaits) before = NULL;
  g_autoptr (EarWaits) after = NULL;
  guint n_answered = 0;

  other = fixture_add_channel (fixture, "blog", "2");
  fill (fixture, other, 0, 1600);
  add_outbound (answer, "7", "7-answer", "7", NOW, "Yes.");
  ear_store_apply_batch (fixture->store, other, "comments", EAR_STREAM_FORWARD, answer, NULL, &error);
  g_assert_no_error (error);
  ear_store_outbox_queue (fixture->store, NULL, other, op, NOW, NULL, NULL, &error);
  g_assert_no_error (error);
  before = load_waits (fixture);
  g_assert_cmpuint (before->rows->len, ==, 1600);
  g_assert_false (ear_store_delete_channel_data (fixture->store, other, cancel_at_once, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  ear_store_delete_channel_data (fixture->store, other, NULL, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (emptied); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", emptied[i]);

      g_assert_cmpint (fixture_int (fixture, sql), ==, 0);
    }
  hits = ear_store_search (fixture->store, &search, &error);
  g_assert_cmpuint (hits->len, ==, 0);
  people = ear_store_search_people (fixture->store, "person", 10, &error);
  g_assert_cmpuint (people->len, ==, 0);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM channel WHERE url IS NOT NULL OR handle IS NOT NULL OR settings <> '{}'"), ==, 0);
  fixture_check (fixture);

  after = load_waits (fixture);
  g_assert_cmpuint (after->rows->len, ==, before->rows->len);
  for (guint i = 0; i < after->rows->len; i++)
    {
      const EarWaitRow *then = &g_array_index (before->rows, EarWaitRow, i), *now = &g_array_index (after->rows, EarWaitRow, i);

      g_assert_cmpint (now->channel_id, ==, then->channel_id);
      g_assert_cmpint (now->opened_at, ==, then->opened_at);
      g_assert_cmpint (now->answered_at, ==, then->answered_at);
      g_assert_cmpint (now->conversation_id, ==, 0);
      g_assert_cmpint (now->person_id, <, 0);
      g_assert_cmpint (now->type, ==, then->type);
      g_assert_cmpint (now->outcome, ==, then->outcome == EAR_ENQUIRY_ANSWERED ? EAR_ENQUIRY_ANSWERED : EAR_ENQUIRY_CLOSED);
      n_answered += now->outcome == EAR_ENQUIRY_ANSWERED;
      g_hash_table_add (nobodies, (gpointer) &now->person_id);
    }
  g_assert_cmpuint (n_answered, ==, 1);
  /* From as many people as before. */
  g_assert_cmpuint (g_hash_table_size (nobodies), ==, 5);
  g_assert_cmpint (((EarWaitChannel *) after->channels->pdata[1])->state, ==, EAR_CHANNEL_REMOVED);
  g_assert_cmpstr (((EarWaitChannel *) after->channels->pdata[1])->name, ==, "The blog");

  /* Connected again, what is read anew takes the place of what was kept. */
  again = fixture_add_channel (fixture, "blog", "2");
  g_assert_cmpstr (again, ==, other);
  fill (fixture, other, 0, 10);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry"), ==, 1600);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE conversation > 0"), ==, 10);
  fixture_check (fixture);
  ear_store_delete_channel_data (fixture->store, other, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE conversation = 0 AND person < 0"), ==, 1600);
}

/* One nobody ever asked in leaves no trace. */
static void
test_delete_silent_channel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *empty = fixture_dump (fixture);
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autofree char *after = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, "1", "1", NULL, "mia", NOW, "Has anyone been there?")->flags = 0;
  ear_store_apply_batch (fixture->store, other, "comments", EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
  ear_store_delete_channel_data (fixture->store, other, NULL, NULL, &error);
  g_assert_no_error (error);
  after = fixture_dump (fixture);
  g_assert_cmpstr (after, ==, empty);
}

static gboolean
file_holds (Fixture *fixture, const char *suffix, const char *words)
{
  g_autofree char *path = g_strconcat (fixture->folder, G_DIR_SEPARATOR_S, EAR_STORE_FILE_NAME, suffix, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &text, &length, NULL) && memmem (text, length, words, strlen (words)) != NULL;
}

/* Not even in what the file no longer uses. */
static void
test_deleted_for_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autoptr (EarBatch) batch = ear_batch_new ();

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", i);
      g_autofree char *text = g_strdup_printf ("My allergy is xylobrassica%u, do not tell anybody.", i);

      add_inbound (batch, ext, ext, NULL, "quetzalmia", NOW - HOUR + i, text);
    }
  ear_store_apply_batch (fixture->store, other, "comments", EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ear_store_index_pending (fixture->store, NULL, NULL, &error));
  fixture_reopen (fixture);
  g_assert_true (file_holds (fixture, "", "xylobrassica"));
  g_assert_true (ear_store_delete_channel_data (fixture->store, other, NULL, NULL, &error));
  /* Of every column, and of the index, whose words are cut where they begin alike. */
  for (const char *const *words = (const char *const[]) { "xylobrassica", "lobrassica", "quetzalmia", NULL }; *words != NULL; words++)
    {
      g_assert_false (file_holds (fixture, "", *words));
      g_assert_false (file_holds (fixture, "-wal", *words));
    }
  fixture_check (fixture);
}

/* What is interrupted goes on; a channel that is connected again begins anew. */
static void
test_delete_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autofree char *again = NULL;

  fill (fixture, other, 0, 900);
  g_assert_false (ear_store_delete_channel_data (fixture->store, other, cancel_at_once, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  fixture_reopen (fixture);
  g_assert_true (ear_store_finish_deletions (fixture->store, NULL, NULL, NULL, &error));
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM message"), ==, 0);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE conversation = 0"), ==, 900);
  fixture_check (fixture);

  again = fixture_add_channel (fixture, "blog", "2");
  fill (fixture, again, 0, 900);
  g_assert_false (ear_store_delete_channel_data (fixture->store, again, cancel_at_once, NULL, NULL));
  g_free (again);
  again = fixture_add_channel (fixture, "blog", "2");
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM message"), ==, 0);
  fill (fixture, again, 0, 10);
  g_assert_true (ear_store_finish_deletions (fixture->store, NULL, NULL, NULL, &error));
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM message"), ==, 10);
  fixture_check (fixture);
}

typedef struct {
  Fixture *fixture;
  guint n;
} Between;

/* A person's action inside a deletion does not wait for its end. */
static gboolean
act_between (const char *step, gint64 done, gint64 total, gpointer data)
{
  Between *between = data;
  g_autoptr (GError) error = NULL;

  if (done > 0 && done < total)
    {
      between->n++;
      g_assert_true (ear_store_set_setting (between->fixture->store, NULL, "promise", between->n % 2 ? "{\"hours\":4}" : "{\"hours\":5}", NOW,
                                            NULL, &error));
    }
  return TRUE;
}

static void
test_delete_in_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  Between between = { fixture, 0 };

  fill (fixture, other, 0, 1600);
  g_assert_true (ear_store_delete_channel_data (fixture->store, other, act_between, &between, &error));
  g_assert_cmpuint (between.n, >, 4);
  fixture_check (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/care/backup", test_backup);
  fixture_test ("/store/care/backup-refused", test_backup_refused);
  fixture_test ("/store/care/restore", test_restore);
  fixture_test ("/store/care/check", test_check);
  fixture_test ("/store/care/delete-channel", test_delete_channel);
  fixture_test ("/store/care/deleted-for-good", test_deleted_for_good);
  fixture_test ("/store/care/delete-interrupted", test_delete_interrupted);
  fixture_test ("/store/care/delete-in-steps", test_delete_in_steps);
  fixture_test ("/store/care/delete-silent-channel", test_delete_silent_channel);
  return g_test_run ();
}
