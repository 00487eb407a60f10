/* ear-store-stream.c: how far each stream of a channel is read, and what that covers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-private.h"

void
ear_stream_row_free (EarStreamRow *row)
{
  if (row == NULL)
    return;
  g_free (row->stream);
  for (guint i = 0; i < G_N_ELEMENTS (row->cursors); i++)
    g_free (row->cursors[i]);
  g_free (row);
}

typedef struct {
  const char *channel_key, *stream;
  gboolean inbound, outbound;
  GPtrArray *rows;
} Streams;

static void
put_stream (EarDb *db, gpointer data)
{
  Streams *streams = data;
  gint64 channel = ear_db_channel (db, streams->channel_key, TRUE);

  ear_db_run (db,
              "INSERT INTO stream (channel, name, inbound, outbound) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (channel, name)"
              " DO UPDATE SET inbound = excluded.inbound, outbound = excluded.outbound, active = 1"
              " WHERE inbound <> excluded.inbound OR outbound <> excluded.outbound OR active <> 1",
              INT (channel), TEXT (streams->stream), INT (streams->inbound), INT (streams->outbound));
}

gboolean
ear_store_put_stream (EarStore *store, const char *channel_key, const char *stream, gboolean inbound, gboolean outbound, GError **error)
{
  Streams streams = { .channel_key = channel_key, .stream = stream, .inbound = inbound, .outbound = outbound };

  return ear_store_write (store, EAR_WRITE_BULK, put_stream, &streams, error);
}

static void
drop_stream (EarDb *db, gpointer data)
{
  Streams *streams = data;
  gint64 channel = ear_db_channel (db, streams->channel_key, TRUE);

  ear_db_run (db, "UPDATE stream SET active = 0 WHERE channel = ?1 AND name = ?2", INT (channel), TEXT (streams->stream));
}

gboolean
ear_store_drop_stream (EarStore *store, const char *channel_key, const char *stream, GError **error)
{
  Streams streams = { .channel_key = channel_key, .stream = stream };

  return ear_store_write (store, EAR_WRITE_BULK, drop_stream, &streams, error);
}

static void
load_cursors (EarDb *db, gint64 channel, EarStreamRow *row)
{
  EAR_QUERY query = ear_db_query (db, "SELECT direction, cursor, done, pulled_at FROM stream_cursor WHERE channel = ?1 AND stream = ?2",
                                  INT (channel), TEXT (row->stream));

  for (guint i = 0; i < G_N_ELEMENTS (row->cursors); i++)
    row->pulled_at[i] = EAR_TIME_NONE;
  while (ear_db_step (db, query))
    {
      gint64 direction = ear_col_int (query, 0);

      if (direction < 0 || direction >= (gint64) G_N_ELEMENTS (row->cursors))
        continue;
      row->cursors[direction] = ear_col_dup (query, 1);
      row->done[direction] = ear_col_int (query, 2) != 0;
      row->pulled_at[direction] = ear_col_time (query, 3);
    }
}

static void
list_streams (EarDb *db, gpointer data)
{
  Streams *streams = data;
  gint64 channel = ear_db_channel (db, streams->channel_key, FALSE);
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT name, inbound, outbound, known_until, estimated_total, n_items FROM stream"
                                  " WHERE channel = ?1 AND active = 1 ORDER BY name",
                                  INT (channel));

  while (ear_db_step (db, query))
    {
      EarStreamRow *row = g_new0 (EarStreamRow, 1);

      row->stream = ear_col_dup (query, 0);
      row->inbound = ear_col_int (query, 1) != 0;
      row->outbound = ear_col_int (query, 2) != 0;
      row->known_until = ear_col_time (query, 3);
      row->estimated_total = ear_col_int (query, 4);
      row->n_items = ear_col_int (query, 5);
      g_ptr_array_add (streams->rows, row);
      load_cursors (db, channel, row);
    }
}

GPtrArray *
ear_store_list_streams (EarStore *store, const char *channel_key, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_stream_row_free);
  Streams streams = { .channel_key = channel_key, .rows = rows };

  return ear_store_read (store, list_streams, &streams, error) ? g_steal_pointer (&rows) : NULL;
}

/* Spans of a stream are kept disjoint and apart: one that touches others becomes one with them. */
void
ear_db_add_span (EarDb *db, gint64 channel, const char *stream, gint64 from, gint64 to)
{
  if (from > to)
    return;
  if (ear_db_int (db, 0, "SELECT 1 FROM coverage WHERE channel = ?1 AND stream = ?2 AND from_at <= ?3 AND to_at >= ?4",
                  INT (channel), TEXT (stream), INT (from), INT (to)) == 1)
    return;
  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT min (from_at), max (to_at) FROM coverage"
                                    " WHERE channel = ?1 AND stream = ?2 AND from_at <= ?4 AND to_at >= ?3",
                                    INT (channel), TEXT (stream), INT (from), INT (to));

    if (ear_db_step (db, query) && sqlite3_column_type (query, 0) != SQLITE_NULL)
      {
        from = MIN (from, ear_col_int (query, 0));
        to = MAX (to, ear_col_int (query, 1));
      }
  }
  ear_db_run (db, "DELETE FROM coverage WHERE channel = ?1 AND stream = ?2 AND from_at <= ?4 AND to_at >= ?3",
              INT (channel), TEXT (stream), INT (from), INT (to));
  ear_db_run (db, "INSERT INTO coverage (channel, stream, from_at, to_at) VALUES (?1, ?2, ?3, ?4)",
              INT (channel), TEXT (stream), INT (from), INT (to));
}
