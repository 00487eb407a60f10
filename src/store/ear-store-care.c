/* ear-store-care.c: copies, checks and rebuilding
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include "store/ear-store-care.h"

#define COPY_PAGES 1024
#define DERIVE_AT_ONCE 200

static gboolean
goes_on (EarDb *db, EarStoreProgress progress, const char *step, gint64 done, gint64 total, gpointer user_data)
{
  if (progress == NULL || progress (step, done, total, user_data))
    return TRUE;
  ear_db_fail_take (db, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return FALSE;
}

/* ---- backup ---- */

/* The file appears under its name only when it is whole. */
static gboolean
copy_pages (EarDb *db, EarDb *target, EarStoreProgress progress, gpointer user_data, GCancellable *cancellable)
{
  sqlite3_backup *backup = sqlite3_backup_init (target->handle, "main", db->handle, "main");
  int rc = SQLITE_OK;

  if (backup == NULL)
    {
      ear_db_fail_sqlite (target, sqlite3_errcode (target->handle), "backup");
      return FALSE;
    }
  while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
    {
      rc = sqlite3_backup_step (backup, COPY_PAGES);
      if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
        g_usleep (20000);
      if (g_cancellable_is_cancelled (cancellable))
        ear_db_fail_take (target, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
      else
        goes_on (target, progress, "backup", sqlite3_backup_pagecount (backup) - sqlite3_backup_remaining (backup),
                 sqlite3_backup_pagecount (backup), user_data);
      if (!ear_db_ok (target))
        break;
    }
  sqlite3_backup_finish (backup);
  if (ear_db_ok (target) && rc != SQLITE_DONE)
    ear_db_fail_sqlite (target, rc, "backup");
  return ear_db_ok (target);
}

void
ear_db_copy_to (EarDb *db, const char *file, EarStoreProgress progress, gpointer user_data, GCancellable *cancellable)
{
  g_autofree char *part = g_strconcat (file, ".part", NULL);
  g_autoptr (GError) error = NULL;
  EarDb *target;

  g_unlink (part);
  target = ear_db_open (part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &error);
  if (target == NULL)
    {
      ear_db_fail_take (db, g_steal_pointer (&error));
      return;
    }
  if (copy_pages (db, target, progress, user_data, cancellable))
    /* One file: without the -wal and -shm that the mode of the original would ask for. */
    ear_db_exec (target, "PRAGMA journal_mode = DELETE");
  if (!ear_db_ok (target))
    ear_db_fail_take (db, g_steal_pointer (&target->error));
  ear_db_free (target);

  if (ear_db_ok (db) && g_rename (part, file) != 0)
    ear_db_fail (db, errno == ENOSPC ? EAR_STORE_ERROR_FULL : EAR_STORE_ERROR_READ_ONLY, _("The backup cannot be written to %s: %s."), file,
                 g_strerror (errno));
  if (!ear_db_ok (db))
    g_unlink (part);
}

typedef struct {
  const char *file;
  EarStoreProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
} Care;

gboolean
ear_store_backup (EarStore *store, const char *file, EarStoreProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (EarDb) db = NULL;
  g_autofree char *folder = g_path_get_dirname (file);
  gint64 free_bytes = ear_place_free_bytes (folder), size;

  if (g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_INVALID, _("%s exists already. Choose another name for the backup."), file);
      return FALSE;
    }
  /* A connection of its own: neither readers nor the writer wait for it. */
  db = ear_db_open (store->path, SQLITE_OPEN_READONLY, error);
  if (db == NULL)
    return FALSE;
  size = ear_db_int (db, 0, "PRAGMA page_count") * ear_db_int (db, 0, "PRAGMA page_size");
  if (free_bytes >= 0 && free_bytes < size)
    ear_db_fail (db, EAR_STORE_ERROR_FULL, _("The backup does not fit on that disk. Free some space or choose another place."));
  /* One snapshot for all of it, or every write in between would begin the copy anew. */
  ear_db_exec (db, "BEGIN");
  ear_db_int (db, 0, "SELECT count (*) FROM sqlite_schema");
  if (ear_db_ok (db))
    ear_db_copy_to (db, file, progress, user_data, cancellable);
  return ear_db_propagate (db, error);
}

/* ---- restore ---- */

gboolean
ear_store_restore (const char *folder, const char *file, EarStoreProgress progress, gpointer user_data, GError **error)
{
  g_autofree char *path = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  g_autofree char *incoming = g_build_filename (folder, "restoring.sqlite", NULL);
  g_autoptr (EarDb) db = NULL;
  int lock;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_READ_ONLY, _("The folder %s cannot be made: %s."), folder, g_strerror (errno));
      return FALSE;
    }
  if (!ear_place_check (folder, error))
    return FALSE;
  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND, _("There is no file %s."), file);
      return FALSE;
    }
  db = ear_db_open (file, SQLITE_OPEN_READONLY, error);
  if (db == NULL)
    return FALSE;
  /* A newer or damaged file must not take the place of a good one. */
  if (ear_db_int (db, 0, "PRAGMA application_id") != EAR_STORE_APPLICATION_ID)
    ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("%s is no backup of an Earshot workspace. Choose another file."), file);
  else if (ear_db_int (db, 0, "PRAGMA user_version") > ear_n_migrations)
    ear_db_fail (db, EAR_STORE_ERROR_NEWER, _("A newer Earshot made this backup. Update Earshot to restore it."));
  else
    {
      g_autofree char *verdict = ear_db_text (db, "PRAGMA quick_check (1)");

      if (g_strcmp0 (verdict, "ok") != 0)
        ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("This backup is damaged (%s). Choose another one."), verdict != NULL ? verdict : "unreadable");
    }
  if (!ear_db_propagate (db, error))
    return FALSE;

  lock = ear_place_lock (folder, error);
  if (lock < 0)
    return FALSE;
  ear_db_copy_to (db, incoming, progress, user_data, NULL);
  if (ear_db_ok (db) && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_strdup_printf ("before-restore-%" G_GINT64_FORMAT ".sqlite", ear_clock_now_ms ());
      g_autofree char *kept = g_build_filename (folder, "backups", name, NULL);
      g_autofree char *backups = g_path_get_dirname (kept);
      g_autoptr (EarDb) old = ear_db_open (path, SQLITE_OPEN_READWRITE, NULL);

      g_mkdir_with_parents (backups, 0700);
      /* Puts the WAL into the file before that is moved away; a damaged one is moved as it is. */
      if (old != NULL)
        sqlite3_wal_checkpoint_v2 (old->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
      g_clear_pointer (&old, ear_db_free);
      if (g_rename (path, kept) != 0)
        ear_db_fail (db, EAR_STORE_ERROR_READ_ONLY, _("The old workspace cannot be put aside: %s."), g_strerror (errno));
    }
  if (ear_db_ok (db))
    {
      g_autofree char *wal = g_strconcat (path, "-wal", NULL), *shm = g_strconcat (path, "-shm", NULL);

      g_unlink (wal);
      g_unlink (shm);
      if (g_rename (incoming, path) != 0)
        ear_db_fail (db, EAR_STORE_ERROR_READ_ONLY, _("The backup cannot be put in place: %s."), g_strerror (errno));
    }
  close (lock);
  return ear_db_propagate (db, error);
}

/* ---- rebuilding ---- */

void
ear_db_rederive_all (EarDb *db, gint64 from, EarStoreProgress progress, gpointer user_data)
{
  gint64 last = ear_db_int (db, 0, "SELECT max (id) FROM conversation");

  while (from < last && ear_db_ok (db))
    {
      g_autofree char *reached = NULL;
      gint64 ids[DERIVE_AT_ONCE];
      guint n = 0;

      if (!goes_on (db, progress, "derive", from, last, user_data))
        return;
      ear_db_begin (db);
      {
        EAR_QUERY query = ear_db_query (db, "SELECT id FROM conversation WHERE id > ?1 ORDER BY id LIMIT ?2", INT (from), INT (DERIVE_AT_ONCE));

        while (ear_db_step (db, query))
          ids[n++] = ear_col_int (query, 0);
      }
      for (guint i = 0; i < n; i++)
        ear_db_upkeep (db, ids[i], NULL);
      from = n > 0 ? ids[n - 1] : last;
      reached = g_strdup_printf ("%" G_GINT64_FORMAT, from);
      ear_db_set_meta (db, "rederive-from", reached);
      ear_db_end (db);
    }
  if (!ear_db_ok (db))
    return;
  ear_db_begin (db);
  ear_db_exec (db, "DELETE FROM standing_count;"
                   "INSERT INTO standing_count (channel, standing, n) SELECT channel, standing, count (*) FROM conversation"
                   " WHERE last_at <> 0 GROUP BY channel, standing");
  ear_db_set_meta (db, "rederive-from", NULL);
  ear_db_end (db);
}

static void
rederive (EarDb *db, gpointer data)
{
  Care *care = data;

  ear_db_rederive_all (db, 0, care->progress, care->user_data);
}

gboolean
ear_store_rederive (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error)
{
  Care care = { .progress = progress, .user_data = user_data };

  return ear_store_write_steps (store, rederive, &care, error);
}

static void
repair (EarDb *db, gpointer data)
{
  Care *care = data;

  ear_db_begin (db);
  ear_db_forget_index (db);
  ear_db_end (db);
  ear_db_index_all (db, care->progress, care->user_data);
  if (ear_db_ok (db))
    ear_db_rederive_all (db, 0, care->progress, care->user_data);
}

gboolean
ear_store_repair (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error)
{
  Care care = { .progress = progress, .user_data = user_data };

  return ear_store_write_steps (store, repair, &care, error);
}

static void
index_pending (EarDb *db, gpointer data)
{
  Care *care = data;

  ear_db_index_all (db, care->progress, care->user_data);
}

gboolean
ear_store_index_pending (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error)
{
  Care care = { .progress = progress, .user_data = user_data };

  return ear_store_write_steps (store, index_pending, &care, error);
}

/* ---- checking ---- */

static void
check_sqlite (EarDb *db, Care *care)
{
  g_autofree char *verdict = NULL;

  if (!goes_on (db, care->progress, "check", 0, 3, care->user_data))
    return;
  verdict = ear_db_text (db, "PRAGMA integrity_check (1)");
  if (ear_db_ok (db) && g_strcmp0 (verdict, "ok") != 0)
    ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("Earshot's file is damaged. Restore the newest backup."));
}

/* The index holds every message that is not listed as pending, and no other. */
static void
check_index (EarDb *db, Care *care)
{
  if (!goes_on (db, care->progress, "check", 1, 3, care->user_data))
    return;
  /* With rank 1 FTS5 compares every word with what message_words shows; first nothing may be pending. */
  ear_db_index_all (db, NULL, NULL);
  if (!ear_db_ok (db))
    return;
  if (sqlite3_exec (db->handle, "INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 1)", NULL, NULL, NULL) != SQLITE_OK)
    ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("The search index does not fit the messages. Say “earshotctl check --repair” to make it anew."));
}

static void
check_counts (EarDb *db)
{
  if (ear_db_int (db, 0,
                  "SELECT count (*) FROM (SELECT channel, standing, count (*) FROM conversation WHERE last_at <> 0 GROUP BY 1, 2"
                  " EXCEPT SELECT channel, standing, n FROM standing_count)") +
        ear_db_int (db, 0, "SELECT count (*) FROM standing_count q WHERE n <> 0 AND NOT EXISTS"
                           " (SELECT 1 FROM conversation c WHERE c.channel = q.channel AND c.standing = q.standing AND c.last_at <> 0)") !=
      0)
    ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("The counts beside the lists are wrong. Say “earshotctl check --repair” to count again."));
}

/* What conversations carry is what deriving them again gives. */
static void
check_derived (EarDb *db, Care *care)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  int before;

  if (!goes_on (db, care->progress, "check", 2, 3, care->user_data))
    return;
  ear_db_begin (db);
  {
    EAR_QUERY query = ear_db_query (db, "SELECT id FROM conversation");

    while (ear_db_step (db, query))
      {
        gint64 id = ear_col_int (query, 0);

        g_array_append_val (ids, id);
      }
  }
  before = sqlite3_total_changes (db->handle);
  for (guint i = 0; i < ids->len && ear_db_ok (db); i++)
    {
      ear_db_upkeep (db, g_array_index (ids, gint64, i), NULL);
      if (sqlite3_total_changes (db->handle) != before)
        ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("A conversation is not what its messages make it. Say “earshotctl check --repair” to mend it."));
    }
  ear_db_end (db);
}

static void
check (EarDb *db, gpointer data)
{
  check_sqlite (db, data);
  if (ear_db_ok (db))
    check_index (db, data);
  if (ear_db_ok (db))
    check_derived (db, data);
  if (ear_db_ok (db))
    check_counts (db);
}

gboolean
ear_store_check (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error)
{
  Care care = { .progress = progress, .user_data = user_data };

  return ear_store_write_steps (store, check, &care, error);
}
