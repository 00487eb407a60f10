/* ear-db.c: a SQLite connection with a memory for its first failure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-db.h"

EarDb *
ear_db_open (const char *path, int flags, GError **error)
{
  g_autoptr (EarDb) db = g_new0 (EarDb, 1);
  int rc;

  rc = sqlite3_open_v2 (path, &db->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (rc != SQLITE_OK)
    {
      ear_db_fail_sqlite (db, rc, "open");
      ear_db_propagate (db, error);
      return NULL;
    }
  db->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) (void (*) (void)) sqlite3_finalize);
  sqlite3_busy_timeout (db->handle, EAR_DB_BUSY_MS);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return g_steal_pointer (&db);
}

void
ear_db_free (EarDb *db)
{
  if (db == NULL)
    return;
  g_clear_pointer (&db->statements, g_hash_table_unref);
  g_clear_error (&db->error);
  sqlite3_close_v2 (db->handle);
  g_free (db);
}

void
ear_db_fail_take (EarDb *db, GError *error)
{
  if (db->error == NULL)
    db->error = error;
  else
    g_error_free (error);
}

void
ear_db_fail (EarDb *db, EarStoreError code, const char *format, ...)
{
  va_list args;

  if (db->error != NULL)
    return;
  va_start (args, format);
  db->error = g_error_new_valist (EAR_STORE_ERROR, (int) code, format, args);
  va_end (args);
}

void
ear_db_fail_sqlite (EarDb *db, int rc, const char *doing)
{
  const char *said = db->handle != NULL ? sqlite3_errmsg (db->handle) : sqlite3_errstr (rc);

  if (db->error != NULL)
    return;

  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      ear_db_fail (db, EAR_STORE_ERROR_FULL, _("The disk is full. Free some space; nothing was lost."));
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      ear_db_fail (db, EAR_STORE_ERROR_READ_ONLY, _("Earshot may not write to its folder. Check the folder's permissions."));
      break;
    case SQLITE_CANTOPEN:
      ear_db_fail (db, EAR_STORE_ERROR_READ_ONLY, _("Earshot cannot open its file. Check the folder's permissions."));
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      ear_db_fail (db, EAR_STORE_ERROR_CORRUPT, _("Earshot's file is damaged. Restore the newest backup."));
      g_message ("SQLite said %d, “%s”, to: %s", rc, said, doing);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      ear_db_fail (db, EAR_STORE_ERROR_LOCKED, _("Another program is using Earshot's file. Close it and try again."));
      break;
    case SQLITE_IOERR:
      ear_db_fail (db, EAR_STORE_ERROR_IO,
                   _("The disk reported an error. Nothing was lost, but check the disk and make a backup."));
      break;
    case SQLITE_INTERRUPT:
      ear_db_fail_take (db, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
      break;
    case SQLITE_NOMEM:
      ear_db_fail (db, EAR_STORE_ERROR_FAILED, _("There is not enough memory. Close other programs and try again."));
      break;
    default:
      ear_db_fail (db, EAR_STORE_ERROR_FAILED, _("Something went wrong in Earshot's file; nothing was changed. Try again. If it comes back, restore the newest backup."));
      g_message ("SQLite said %d, “%s”, to: %s", rc, said, doing);
      break;
    }
}

gboolean
ear_db_propagate (EarDb *db, GError **error)
{
  if (db->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&db->error));
  return FALSE;
}

gboolean
ear_db_exec (EarDb *db, const char *sql)
{
  int rc;

  if (db->error != NULL)
    return FALSE;
  rc = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    ear_db_fail_sqlite (db, rc, sql);
  return rc == SQLITE_OK;
}

static gboolean
bind_value (sqlite3_stmt *statement, int index, const EarVal *value, int *rc)
{
  switch (value->type)
    {
    case 'i':
      *rc = sqlite3_bind_int64 (statement, index, value->i);
      break;
    case 'T':
      *rc = value->i == EAR_TIME_NONE ? sqlite3_bind_null (statement, index) : sqlite3_bind_int64 (statement, index, value->i);
      break;
    case 'f':
      *rc = sqlite3_bind_double (statement, index, value->f);
      break;
    case 't':
      *rc = sqlite3_bind_text (statement, index, value->t, -1, SQLITE_STATIC);
      break;
    default:
      g_assert_not_reached ();
    }
  return *rc == SQLITE_OK;
}

sqlite3_stmt *
ear_db_query_values (EarDb *db, const char *sql, const EarVal *values)
{
  sqlite3_stmt *statement;
  int rc = SQLITE_OK;

  if (db->error != NULL)
    return NULL;

  statement = g_hash_table_lookup (db->statements, sql);
  if (statement == NULL)
    {
      rc = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
      if (rc != SQLITE_OK)
        {
          ear_db_fail_sqlite (db, rc, sql);
          return NULL;
        }
      g_hash_table_insert (db->statements, (gpointer) sql, statement);
    }
  else
    {
      /* A statement still at work would lose its place: each literal is used by one loop at a time. */
      g_assert (!sqlite3_stmt_busy (statement));
    }

  for (int i = 0; values[i].type != 0; i++)
    if (!bind_value (statement, i + 1, &values[i], &rc))
      {
        ear_db_fail_sqlite (db, rc, sql);
        return NULL;
      }
  return statement;
}

gboolean
ear_db_step (EarDb *db, sqlite3_stmt *query)
{
  int rc;

  if (query == NULL || db->error != NULL)
    return FALSE;
  rc = sqlite3_step (query);
  if (rc == SQLITE_ROW)
    return TRUE;
  if (rc != SQLITE_DONE)
    ear_db_fail_sqlite (db, rc, sqlite3_sql (query));
  return FALSE;
}

void
ear_db_reset (sqlite3_stmt **query)
{
  if (*query != NULL)
    sqlite3_reset (*query);
}

gboolean
ear_db_run_values (EarDb *db, const char *sql, const EarVal *values)
{
  EAR_QUERY query = ear_db_query_values (db, sql, values);

  while (ear_db_step (db, query))
    ;
  return db->error == NULL;
}

gint64
ear_db_int_values (EarDb *db, gint64 fallback, const char *sql, const EarVal *values)
{
  EAR_QUERY query = ear_db_query_values (db, sql, values);

  if (ear_db_step (db, query) && sqlite3_column_type (query, 0) != SQLITE_NULL)
    return sqlite3_column_int64 (query, 0);
  return fallback;
}

char *
ear_db_text_values (EarDb *db, const char *sql, const EarVal *values)
{
  EAR_QUERY query = ear_db_query_values (db, sql, values);

  return ear_db_step (db, query) ? ear_col_dup (query, 0) : NULL;
}

gint64
ear_col_int (sqlite3_stmt *query, int column)
{
  return sqlite3_column_int64 (query, column);
}

gint64
ear_col_time (sqlite3_stmt *query, int column)
{
  return sqlite3_column_type (query, column) == SQLITE_NULL ? EAR_TIME_NONE : sqlite3_column_int64 (query, column);
}

const char *
ear_col_text (sqlite3_stmt *query, int column)
{
  return (const char *) sqlite3_column_text (query, column);
}

char *
ear_col_dup (sqlite3_stmt *query, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (query, column));
}
