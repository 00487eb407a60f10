/* ear-store-index.c: full text, kept in step with messages and people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

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

static void
index_people (EarDb *db, guint limit)
{
  gint64 last = ear_db_int (db, 0, "SELECT max (person) FROM (SELECT person FROM person_pending ORDER BY person LIMIT ?1)", INT (limit));

  if (last == 0)
    return;
  /* One by one: with IN, FTS5 would look at everybody. Few have been indexed before. */
  {
    g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
    EAR_QUERY query = ear_db_query (db, "SELECT q.person FROM person_pending q CROSS JOIN person_fts_docsize d ON d.id = q.person"
                                        " WHERE q.person <= ?1",
                                    INT (last));

    while (ear_db_step (db, query))
      {
        gint64 person = ear_col_int (query, 0);

        g_array_append_val (known, person);
      }
    for (guint i = 0; i < known->len; i++)
      ear_db_run (db, "DELETE FROM person_fts WHERE rowid = ?1", INT (g_array_index (known, gint64, i)));
  }
  ear_db_run (db,
              "INSERT INTO person_fts (rowid, name, handle)"
              " SELECT p.id, coalesce (p.own_name || ' ', '') || coalesce (group_concat (i.name, ' '), ''),"
              " coalesce (group_concat (i.handle, ' '), '')"
              " FROM person_pending q CROSS JOIN person p ON p.id = q.person LEFT JOIN identity i ON i.person = p.id"
              " WHERE q.person <= ?1 GROUP BY q.person ORDER BY q.person",
              INT (last));
  ear_db_run (db, "DELETE FROM person_pending WHERE person <= ?1", INT (last));
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
  index_people (db, limit);
  return ear_db_ok (db) && (ear_db_int (db, 0, "SELECT 1 FROM fts_pending LIMIT 1") == 1 ||
                            ear_db_int (db, 0, "SELECT 1 FROM person_pending LIMIT 1") == 1);
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
