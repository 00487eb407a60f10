/* test-open.c: opening, upgrading, and every reason not to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "fixture.h"
#include "store/ear-store-private.h"

static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = g_strdup (ear_store_get_key (fixture->store));
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GPtrArray) channels = NULL;
  g_autofree char *memo = NULL;
  g_autofree char *missing = NULL;
  g_autoptr (GHashTable) facts = NULL;
  g_autoptr (GHashTable) phone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (ear_key_is_uuid (key));
  g_assert_cmpstr (ear_store_get_folder (fixture->store), ==, fixture->folder);
  g_assert_false (ear_store_is_read_only (fixture->store));
  ear_store_set_memo (fixture->store, "looked-at", "5", &error);
  g_hash_table_insert (phone, g_strdup ("phone"), g_strdup ("+49 30 1234"));
  ear_store_set_brand_facts (fixture->store, NULL, phone, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (fixture);
  g_assert_cmpstr (ear_store_get_key (fixture->store), ==, key);
  members = ear_store_list_members (fixture->store, &error);
  g_assert_cmpuint (members->len, ==, 1);
  g_assert_true (ear_key_is_uuid (((EarMember *) members->pdata[0])->key));
  channels = ear_store_list_channels (fixture->store, FALSE, &error);
  g_assert_cmpuint (channels->len, ==, 1);
  memo = ear_store_get_memo (fixture->store, "looked-at", &error);
  g_assert_cmpstr (memo, ==, "5");
  missing = ear_store_get_memo (fixture->store, "nothing", &error);
  g_assert_no_error (error);
  g_assert_null (missing);
  facts = ear_store_list_brand_facts (fixture->store, &error);
  g_assert_cmpstr (g_hash_table_lookup (facts, "phone"), ==, "+49 30 1234");
}

static void
test_two_engines (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarStore) reader = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GArray) ids = NULL;
  EarStoreQuery all = { .queue = EAR_STORE_QUEUE_ALL };
  int status;
  pid_t child;

  g_assert_null (ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_LOCKED);
  g_clear_error (&error);

  /* Another process too. */
  child = fork ();
  if (child == 0)
    {
      EarStore *store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error);

      _exit (store == NULL && g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_LOCKED) ? 0 : 1);
    }
  waitpid (child, &status, 0);
  g_assert_cmpint (status, ==, 0);

  /* Readers need no lock, see what is written, and write nothing. */
  reader = ear_store_open (fixture->folder, EAR_STORE_READ_ONLY, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ear_store_is_read_only (reader));
  add_inbound (batch, "10", "10", NULL, "mia", NOW, "Are you open?");
  apply (fixture, batch, NULL);
  ids = ear_store_query_ids (reader, &all, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_false (ear_store_apply_batch (reader, fixture->channel, NULL, EAR_STREAM_FORWARD, batch, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_READ_ONLY);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->store, ear_store_close);
  fixture_sql (fixture, "PRAGMA user_version = 1000");
  for (guint flags = 0; flags < 2; flags++)
    {
      g_assert_null (ear_store_open (fixture->folder, flags ? EAR_STORE_READ_ONLY : EAR_STORE_DEFAULT, NULL, NULL, &error));
      g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NEWER);
      g_clear_error (&error);
    }
  g_assert_cmpint (fixture_int (fixture, "PRAGMA user_version"), ==, 1000);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("earshot-store-XXXXXX", NULL);
  g_autofree char *inside = g_build_filename (folder, "a", "b", NULL);
  EarStore *store;

  g_assert_null (ear_store_open (inside, EAR_STORE_DEFAULT, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ear_store_open (inside, EAR_STORE_READ_ONLY, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  store = ear_store_open (inside, EAR_STORE_CREATE, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_store_close (store);
  remove_folder (folder);
}

static void
test_no_workspace (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, EAR_STORE_FILE_NAME, NULL);
  static const char *const contents[] = { "This is a letter, not a database. It is longer than sixteen bytes.", "SQLite format 3" };

  g_clear_pointer (&fixture->store, ear_store_close);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *kept = NULL;

      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      g_assert_null (ear_store_open (fixture->folder, EAR_STORE_CREATE, NULL, NULL, &error));
      g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CORRUPT);
      g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
      g_assert_cmpstr (kept, ==, contents[i]);
    }
  /* Somebody else's database. */
  g_unlink (path);
  fixture->store = NULL;
  {
    g_autoptr (GError) error = NULL;
    sqlite3 *handle;

    g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (handle, "CREATE TABLE recipes (name)", NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close (handle);
    g_assert_null (ear_store_open (fixture->folder, EAR_STORE_CREATE, NULL, NULL, &error));
    g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CORRUPT);
  }
}

/* A page in the middle is garbage: said when it is met, not a crash. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, EAR_STORE_FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;
  char garbage[4096 * 20];
  int fd;

  g_clear_pointer (&fixture->store, ear_store_close);
  memset (garbage, 0x5a, sizeof garbage);
  fd = g_open (path, O_WRONLY);
  g_assert_cmpint (pwrite (fd, garbage, sizeof garbage, 4096), ==, (int) sizeof garbage);
  close (fd);
  fixture->store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  if (fixture->store != NULL)
    g_assert_false (ear_store_check (fixture->store, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CORRUPT);
  g_clear_pointer (&fixture->store, ear_store_close);
}

/* ---- places ---- */

static void
test_file_systems (void)
{
  static const guint64 refused[] = { 0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x65735546, 0x01021997 };
  static const guint64 accepted[] = { 0xef53, 0x9123683e, 0x58465342, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf15f };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ear_place_check_filesystem (refused[i], &error));
      g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_PLACE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    g_assert_true (ear_place_check_filesystem (accepted[i], NULL));
}

static void
test_synced_folders (void)
{
  static const struct {
    const char *folder, *marker;
    gboolean refused;
  } cases[] = {
    { "Dropbox/earshot", NULL, TRUE },
    { "OneDrive - The Olive Branch/earshot", NULL, TRUE },
    { "Nextcloud/x/y", NULL, TRUE },
    { "shared/earshot", "shared/.stfolder", TRUE },
    { "cloud/deep/earshot", "cloud/.sync_a1b2c3.db", TRUE },
    { "mydrive/earshot", "mydrive/.dropbox.cache", TRUE },
    { "Dropboxes/earshot", NULL, FALSE },
    { "home/earshot", "home/.profile", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *base = g_dir_make_tmp ("earshot-store-XXXXXX", NULL);
      g_autofree char *folder = g_build_filename (base, cases[i].folder, NULL);
      g_autoptr (GError) error = NULL;
      EarStore *store;

      if (cases[i].marker != NULL)
        {
          g_autofree char *marker = g_build_filename (base, cases[i].marker, NULL);
          g_autofree char *marked = g_path_get_dirname (marker);

          g_mkdir_with_parents (marked, 0700);

          g_assert_true (g_file_set_contents (marker, "", 0, NULL));
        }
      store = ear_store_open (folder, EAR_STORE_CREATE, NULL, NULL, &error);
      if (cases[i].refused)
        g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_PLACE);
      else
        g_assert_no_error (error);
      /* And nothing was made there. */
      g_assert_cmpint (g_file_test (folder, G_FILE_TEST_EXISTS), ==, !cases[i].refused);
      ear_store_close (store);
      remove_folder (base);
    }
}

/* As somebody who may not write: as root the permissions would not bind us. */
static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, EAR_STORE_FILE_NAME, NULL);
  g_autofree char *lock = g_build_filename (fixture->folder, "lock", NULL);
  pid_t child;
  int status;

  g_clear_pointer (&fixture->store, ear_store_close);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (lock, 0444), ==, 0);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarStore) store = NULL;
      g_autofree char *below = g_build_filename (fixture->folder, "below", NULL);

      if (getuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (10);
      if (ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error) != NULL ||
          !g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_READ_ONLY))
        _exit (11);
      g_clear_error (&error);
      if (ear_store_open (below, EAR_STORE_CREATE, NULL, NULL, &error) != NULL ||
          !g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_READ_ONLY))
        _exit (12);
      g_clear_error (&error);
      /* Reading works even where nothing can be written beside the file. */
      store = ear_store_open (fixture->folder, EAR_STORE_READ_ONLY, NULL, NULL, &error);
      if (store == NULL)
        {
          g_printerr ("%s\n", error->message);
          _exit (13);
        }
      g_clear_pointer (&store, ear_store_close);
      g_clear_error (&error);
      _exit (0);
    }
  waitpid (child, &status, 0);
  g_chmod (fixture->folder, 0755);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_chmod (path, 0644);
  g_chmod (lock, 0644);
  fixture_reopen (fixture);
}

/* ---- migrations ---- */

#define N_RELEASED 2
static const EarMigration steps[] = {
  { 0, NULL },
  { 0, NULL },
  { EAR_MIGRATION_REDERIVE | EAR_MIGRATION_REINDEX, "ALTER TABLE memo ADD COLUMN colour TEXT" },
  { 0, "CREATE TABLE later (name TEXT)" },
};

typedef struct {
  GPtrArray *seen;
  const char *cancel_at;
  guint after;
} Watch;

static gboolean
watch (const char *step, gint64 done, gint64 total, gpointer data)
{
  Watch *watching = data;

  if (watching->seen->len == 0 || g_strcmp0 (g_ptr_array_index (watching->seen, watching->seen->len - 1), step) != 0)
    g_ptr_array_add (watching->seen, g_strdup (step));
  return g_strcmp0 (step, watching->cancel_at) != 0 || watching->after-- > 0;
}

static EarStore *
open_with (Fixture *fixture, guint n_steps, Watch *watching, GError **error)
{
  EarMigration migrations[G_N_ELEMENTS (steps)];

  memcpy (migrations, steps, sizeof steps);
  for (guint i = 0; i < ear_n_migrations; i++)
    migrations[i] = ear_migrations[i];
  return ear_store_open_with (fixture->folder, EAR_STORE_DEFAULT, migrations, n_steps, watching != NULL ? watch : NULL, watching, error);
}

static guint
count_backups (Fixture *fixture)
{
  g_autofree char *backups = g_build_filename (fixture->folder, "backups", NULL);
  g_autoptr (GDir) dir = g_dir_open (backups, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
fill (Fixture *fixture)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", i);

      add_inbound (batch, ext, ext, NULL, "mia", NOW - i * HOUR, "Are you open on Sunday?");
    }
  apply (fixture, batch, NULL);
}

static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  Watch watching = { .seen = seen };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *all = NULL;

  g_assert_cmpuint (ear_n_migrations, ==, N_RELEASED);
  fill (fixture);
  before = fixture_dump (fixture);
  /* What an older Earshot derived wrongly, or did not index. */
  g_clear_pointer (&fixture->store, ear_store_close);
  fixture_sql (fixture, "UPDATE conversation SET standing = 3, preview = ''; DELETE FROM enquiry WHERE first_message % 3 = 0;");
  fixture->store = open_with (fixture, N_RELEASED + 2, &watching, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "PRAGMA user_version"), ==, N_RELEASED + 2);
  g_ptr_array_add (seen, NULL);
  all = g_strjoinv (" ", (char **) seen->pdata);
  g_assert_cmpstr (all, ==, "backup migrate derive index");
  g_assert_cmpuint (count_backups (fixture), ==, 1);
  after = fixture_dump (fixture);
  g_assert_cmpstr (before, ==, after);
  fixture_check (fixture);
  g_clear_pointer (&fixture->store, ear_store_close);

  /* The older program leaves it alone. */
  g_assert_null (ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NEWER);
}

/* Cancelled anywhere, it goes on at the next opening and ends in the same place. */
static void
test_upgrade_cancelled (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *step;
    guint after;
  } cancels[] = { { "backup", 0 }, { "migrate", 0 }, { "migrate", 1 }, { "derive", 0 }, { "derive", 1 }, { "index", 0 } };
  g_autofree char *before = NULL;

  fill (fixture);
  before = fixture_dump (fixture);
  g_clear_pointer (&fixture->store, ear_store_close);
  fixture_sql (fixture, "UPDATE conversation SET standing = 3, preview = ''");
  for (guint i = 0; i < G_N_ELEMENTS (cancels); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
      Watch watching = { .seen = seen, .cancel_at = cancels[i].step, .after = cancels[i].after };

      g_assert_null (open_with (fixture, N_RELEASED + 2, &watching, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;

    fixture->store = open_with (fixture, N_RELEASED + 2, NULL, &error);
    g_assert_no_error (error);
    after = fixture_dump (fixture);
    g_assert_cmpstr (before, ==, after);
  }
}

/* A workspace of version 1, with questions that wait and one that is done: the lists of version 2 hold them as before. */
static void
test_from_version_1 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (EarStoreRow) row = NULL;

  fill (fixture);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "7"), NULL, NULL, &error);
  g_assert_no_error (error);
  before = fixture_dump (fixture);
  g_clear_pointer (&fixture->store, ear_store_close);
  fixture_sql (fixture,
               "DROP INDEX conversation_due; DROP INDEX conversation_standing; DROP INDEX conversation_unread; DROP INDEX conversation_longest;"
               "DROP INDEX conversation_assigned; DROP INDEX conversation_asleep; DROP INDEX conversation_thread; DROP INDEX conversation_tag_newest;"
               "ALTER TABLE conversation DROP COLUMN snoozed_until; ALTER TABLE conversation DROP COLUMN snooze_after;"
               "ALTER TABLE conversation DROP COLUMN muted; ALTER TABLE conversation DROP COLUMN priority;"
               "ALTER TABLE conversation DROP COLUMN assignee; ALTER TABLE conversation DROP COLUMN wakes_at;"
               "ALTER TABLE tag DROP COLUMN colour; ALTER TABLE tag DROP COLUMN removed; ALTER TABLE member DROP COLUMN removed;"
               "ALTER TABLE conversation_tag DROP COLUMN last_at;"
               "CREATE INDEX conversation_standing ON conversation (standing, last_at, id, channel);"
               "CREATE INDEX conversation_due ON conversation (due_at, id, channel, type, heard_at) WHERE standing = 0;"
               "CREATE INDEX conversation_unread ON conversation (last_at, id, channel, standing) WHERE unread > 0;"
               "PRAGMA user_version = 1");
  fixture->store = ear_store_open (fixture->folder, EAR_STORE_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  after = fixture_dump (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_backups (fixture), ==, 1);
  row = load_row (fixture, "8");
  g_assert_cmpint (row->wakes_at, ==, EAR_TIME_NONE);
  g_assert_cmpint (row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
}

static void
test_older_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EarMigration migrations[] = { ear_migrations[0], ear_migrations[1], steps[N_RELEASED] };

  g_assert_null (ear_store_open_with (fixture->folder, EAR_STORE_READ_ONLY, migrations, G_N_ELEMENTS (migrations), NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_OLDER);
}

/* ---- channels ---- */

static void
test_channel_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarChannelRow) row = NULL;
  g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) live = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (EarStoreRow) found = NULL;

  add_inbound (batch, "10", "10", NULL, "mia", NOW, "Are you open?");
  apply (fixture, batch, NULL);
  g_hash_table_insert (settings, (gpointer) "api", (gpointer) "https://blog.example/wp-json");
  g_hash_table_insert (settings, (gpointer) "text_maximum", (gpointer) "500");
  ear_store_set_channel_settings (fixture->store, fixture->channel, settings, &error);
  g_assert_no_error (error);
  g_hash_table_insert (settings, (gpointer) "text_maximum", NULL);
  ear_store_set_channel_settings (fixture->store, fixture->channel, settings, &error);
  ear_store_set_channel_health (fixture->store, fixture->channel, "{\"state\":\"ok\"}", &error);
  row = ear_store_get_channel (fixture->store, fixture->channel, &error);
  g_assert_cmpstr (g_hash_table_lookup (row->settings, "api"), ==, "https://blog.example/wp-json");
  g_assert_false (g_hash_table_contains (row->settings, "text_maximum"));
  g_assert_cmpstr (row->health, ==, "{\"state\":\"ok\"}");

  ear_store_remove_channel (fixture->store, NULL, fixture->channel, NULL, NULL, &error);
  live = ear_store_list_channels (fixture->store, FALSE, &error);
  all = ear_store_list_channels (fixture->store, TRUE, &error);
  g_assert_cmpuint (live->len, ==, 0);
  g_assert_cmpuint (all->len, ==, 1);
  again = fixture_add_channel (fixture, "blog", "1");
  g_assert_cmpstr (again, ==, fixture->channel);
  found = load_row (fixture, "10");
  other = fixture_add_channel (fixture, "blog", "2");
  g_assert_cmpstr (other, !=, fixture->channel);
}

static void
expect_about (Fixture *fixture, const char *about)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarChannelRow) row = ear_store_get_channel (fixture->store, fixture->channel, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (row->about, ==, about);
}

/* What a page says is kept, stays where it is not told, and goes when the page says nothing more or its data is deleted. */
static void
test_channel_about (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "Bread & cake\nPhone: 030 12345678\nHours: Tue–Sat";
  g_autoptr (GError) error = NULL;
  EarChannelRow row = { .kind = (char *) "blog", .origin = (char *) "https://blog.example", .account_id = (char *) "about", .name = (char *) "Shop" };
  g_autoptr (EarChannelRow) added = NULL;
  g_autoptr (EarChannelRow) again = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();

  expect_about (fixture, NULL);
  row.about = (char *) text;
  g_assert_true (ear_store_set_channel_profile (fixture->store, fixture->channel, &row, &error));
  expect_about (fixture, text);
  row.about = NULL;
  g_assert_true (ear_store_set_channel_profile (fixture->store, fixture->channel, &row, &error));
  expect_about (fixture, text);
  row.about = (char *) "";
  g_assert_true (ear_store_set_channel_profile (fixture->store, fixture->channel, &row, &error));
  expect_about (fixture, "");

  row.about = (char *) text;
  added = ear_store_add_channel (fixture->store, &row, &error);
  g_assert_cmpstr (added->about, ==, text);
  row.about = NULL;
  again = ear_store_add_channel (fixture->store, &row, &error);
  g_assert_cmpstr (again->about, ==, text);

  /* A question of it stays, and so its name. */
  add_inbound (batch, "10", "10", NULL, "mia", NOW, "Are you open?");
  apply (fixture, batch, NULL);
  row.about = (char *) text;
  g_assert_true (ear_store_set_channel_profile (fixture->store, fixture->channel, &row, &error));
  g_assert_true (ear_store_remove_channel (fixture->store, NULL, fixture->channel, NULL, NULL, &error));
  g_assert_true (ear_store_delete_channel_data (fixture->store, fixture->channel, NULL, NULL, &error));
  expect_about (fixture, NULL);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/open/again", test_again);
  fixture_test ("/store/open/two-engines", test_two_engines);
  fixture_test ("/store/open/newer", test_newer);
  g_test_add_func ("/store/open/missing", test_missing);
  fixture_test ("/store/open/no-workspace", test_no_workspace);
  fixture_test ("/store/open/damaged", test_damaged);
  g_test_add_func ("/store/open/file-systems", test_file_systems);
  g_test_add_func ("/store/open/synced-folders", test_synced_folders);
  fixture_test ("/store/open/read-only-folder", test_read_only_folder);
  fixture_test ("/store/open/upgrade", test_upgrade);
  fixture_test ("/store/open/upgrade-cancelled", test_upgrade_cancelled);
  fixture_test ("/store/open/from-version-1", test_from_version_1);
  fixture_test ("/store/open/older-read-only", test_older_read_only);
  fixture_test ("/store/open/channel-again", test_channel_again);
  fixture_test ("/store/open/channel-about", test_channel_about);
  return g_test_run ();
}
