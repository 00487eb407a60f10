/* ear-store-schema.c: the file's version, and how it gets to ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include "base/ear-key.h"
#include "store/ear-store-private.h"
#include "store/ear-store-care.h"

char *
ear_db_get_meta (EarDb *db, const char *name)
{
  return ear_db_text (db, "SELECT value FROM meta WHERE name = ?1", TEXT (name));
}

void
ear_db_set_meta (EarDb *db, const char *name, const char *value)
{
  if (value == NULL)
    ear_db_run (db, "DELETE FROM meta WHERE name = ?1", TEXT (name));
  else
    ear_db_run (db, "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                TEXT (name), TEXT (value));
}

static guint
get_version (EarDb *db)
{
  return (guint) ear_db_int (db, 0, "PRAGMA user_version");
}

static gboolean
is_empty (EarDb *db)
{
  return ear_db_int (db, 0, "SELECT count (*) FROM sqlite_schema") == 0;
}

void
ear_schema_check (EarDb *db, guint n_migrations)
{
  gint64 id = ear_db_int (db, 0, "PRAGMA application_id");
  guint version = get_version (db);

  if (!ear_db_ok (db))
    return;
  if (id != EAR_STORE_APPLICATION_ID)
    ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("This file is no Earshot workspace. Restore a backup, or choose another folder."));
  else if (version > n_migrations)
    ear_db_fail (db, EAR_STORE_ERROR_NEWER, _("A newer Earshot wrote this workspace. Update Earshot to open it; nothing was changed."));
  else if (version < n_migrations)
    ear_db_fail (db, EAR_STORE_ERROR_OLDER, _("An older Earshot wrote this workspace. Open it once in the Earshot window first."));
}

static void
create_workspace (EarDb *db)
{
  g_autofree char *key = ear_key_random ();
  g_autofree char *member = ear_key_random ();
  const char *name = g_get_real_name ();

  ear_db_set_meta (db, "key", key);
  if (name == NULL || *name == '\0' || g_str_equal (name, "Unknown"))
    name = g_get_user_name ();
  ear_db_run (db, "INSERT INTO member (key, name) VALUES (?1, ?2)", TEXT (member), TEXT (name));
}

/* Before the first step over existing data: the file as it is, beside it, if there is room for both. */
static void
back_up_first (EarDb *db, const char *folder, guint version, EarStoreProgress progress, gpointer user_data)
{
  g_autofree char *backups = g_build_filename (folder, "backups", NULL);
  g_autofree char *name = g_strdup_printf ("before-version-%u-%" G_GINT64_FORMAT ".sqlite", version + 1, ear_clock_now_ms ());
  g_autofree char *file = g_build_filename (backups, name, NULL);
  gint64 size = ear_db_int (db, 0, "PRAGMA page_count") * ear_db_int (db, 0, "PRAGMA page_size");
  gint64 free_bytes = ear_place_free_bytes (folder);

  if (free_bytes >= 0 && free_bytes < size * 2 + (16 << 20))
    {
      g_autofree char *needed = g_format_size ((guint64) (size * 2 + (16 << 20)));

      ear_db_fail (db, EAR_STORE_ERROR_FULL, _("Upgrading the workspace needs %s free on its disk. Free some space and start again."), needed);
      return;
    }
  g_mkdir_with_parents (backups, 0700);
  ear_db_copy_to (db, file, progress, user_data, NULL);
}

/* What steps asked for and has not been finished yet: names in meta, so that a crash or cancel goes on at the next start. */
static void
finish_work (EarDb *db, EarStoreProgress progress, gpointer user_data)
{
  g_autofree char *rederive = ear_db_get_meta (db, "rederive-from");

  if (rederive != NULL)
    ear_db_rederive_all (db, g_ascii_strtoll (rederive, NULL, 10), progress, user_data);
  if (ear_db_ok (db))
    {
      g_autofree char *reindex = ear_db_get_meta (db, "reindex");

      if (reindex != NULL)
        {
          ear_db_begin (db);
          ear_db_forget_index (db);
          ear_db_set_meta (db, "reindex", NULL);
          ear_db_end (db);
          ear_db_index_all (db, progress, user_data);
        }
    }
}

void
ear_schema_upgrade (EarDb *db, const char *folder, const EarMigration *migrations, guint n_migrations, EarStoreProgress progress,
                    gpointer user_data)
{
  guint version;
  gboolean fresh = is_empty (db);

  if (!ear_db_ok (db))
    return;
  if (fresh)
    {
      g_autofree char *pragma = g_strdup_printf ("PRAGMA page_size = 4096; PRAGMA application_id = %d", EAR_STORE_APPLICATION_ID);

      ear_db_exec (db, pragma);
    }
  else if (ear_db_int (db, 0, "PRAGMA application_id") != EAR_STORE_APPLICATION_ID || get_version (db) > n_migrations)
    {
      ear_schema_check (db, n_migrations);
      return;
    }
  {
    g_autofree char *mode = ear_db_text (db, "PRAGMA journal_mode = WAL");

    if (ear_db_ok (db) && g_strcmp0 (mode, "wal") != 0)
      ear_db_fail (db, EAR_STORE_ERROR_PLACE, _("A workspace cannot live in this folder. Choose one on this computer's own disk."));
  }

  version = get_version (db);
  if (ear_db_ok (db) && version > 0 && version < n_migrations)
    back_up_first (db, folder, version, progress, user_data);

  for (; ear_db_ok (db) && version < n_migrations; version++)
    {
      g_autofree char *pragma = g_strdup_printf ("PRAGMA user_version = %u", version + 1);

      if (!fresh && progress != NULL && !progress ("migrate", version, n_migrations, user_data))
        {
          ear_db_fail_take (db, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
          return;
        }
      ear_db_begin (db);
      ear_db_exec (db, migrations[version].sql);
      ear_db_exec (db, pragma);
      if (version == 0)
        create_workspace (db);
      else if (migrations[version].flags & EAR_MIGRATION_REDERIVE)
        ear_db_set_meta (db, "rederive-from", "0");
      if (version > 0 && migrations[version].flags & EAR_MIGRATION_REINDEX)
        ear_db_set_meta (db, "reindex", "1");
      ear_db_end (db);
    }
  if (ear_db_ok (db))
    finish_work (db, progress, user_data);
}
