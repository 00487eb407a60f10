/* ear-store-index.c: full text, kept in step with messages and people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-fold.h"
#include "store/ear-store-care.h"

/* Rowids in fts_pending are not in message_fts, all others are exactly as message_words shows them. Each function below keeps that
 * true within the transaction that changes the message, so a crash at any point leaves nothing to repair. */

void
ear_db_unindex (EarDb *db, gint64 message)
{
  if (ear_db_int (db, 0, "SELECT 1 FROM fts_pending WHERE message = ?1", INT (message)) == 0)
    ear_db_run (db, "INSERT INTO message_fts (message_fts, rowid, body, meta) SELECT 'delete', id, body, meta FROM message_words WHERE id = ?1",
                INT (message));
}

void
ear_db_index_later (EarDb *db, gint64 message)
{
  ear_db_run (db, "INSERT INTO fts_pending (message) VALUES (?1) ON CONFLICT DO NOTHING", INT (message));
}

void
ear_db_index_name (EarDb *db, gint64 person, const char *name)
{
  g_auto (GStrv) words = NULL;

  if (person == 0 || name == NULL)
    return;
  words = ear_fold_words (name);
  for (guint i = 0; words[i] != NULL; i++)
    ear_db_run (db, "INSERT INTO person_word (word, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING", TEXT (words[i]), INT (person));
}

gboolean
ear_db_index_now (EarDb *db, guint limit)
{
  if (ear_db_int (db, 0, "SELECT count (*) FROM (SELECT 1 FROM fts_pending LIMIT ?1)", INT (limit + 1)) > limit)
    return FALSE;
  ear_db_index_batch (db, limit);
  return TRUE;
}

/* One statement for all rows: between statements FTS5 writes out what it has gathered, which for single rows costs far more than the
 * rows themselves. */
gboolean
ear_db_index_batch (EarDb *db, guint limit)
{
  gint64 last = ear_db_int (db, -1, "SELECT max (message) FROM (SELECT message FROM fts_pending ORDER BY message LIMIT ?1)", INT (limit));

  if (last >= 0)
    {
      ear_db_run (db,
                  "INSERT INTO message_fts (rowid, body, meta) SELECT w.id, w.body, w.meta FROM fts_pending p"
                  " CROSS JOIN message_words w ON w.id = p.message WHERE p.message <= ?1 ORDER BY p.message",
                  INT (last));
      ear_db_run (db, "DELETE FROM fts_pending WHERE message <= ?1", INT (last));
    }
  return ear_db_int (db, 0, "SELECT 1 FROM fts_pending LIMIT 1") == 1;
}

void
ear_db_forget_index (EarDb *db)
{
  ear_db_exec (db, "INSERT INTO message_fts (message_fts) VALUES ('delete-all');"
                   "INSERT OR IGNORE INTO fts_pending (message) SELECT id FROM message");
}

void
ear_db_index_all (EarDb *db, EarStoreProgress progress, gpointer user_data)
{
  gint64 total = ear_db_int (db, 0, "SELECT count (*) FROM fts_pending"), done = 0;
  gboolean more = TRUE;

  while (more && ear_db_ok (db))
    {
      if (progress != NULL && !progress ("index", MIN (done, total), total, user_data))
        {
          ear_db_fail_take (db, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
          return;
        }
      ear_db_begin (db);
      more = ear_db_index_batch (db, 4000);
      ear_db_end (db);
      done += 4000;
    }
  if (ear_db_ok (db) && db->store != NULL)
    db->store->n_pending = 0;
}
