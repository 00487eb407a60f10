/* ear-store-presence.c: what we posted, what was read and what was done of a period
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "store/ear-store-presence.h"
#include "store/ear-store-private.h"

static void
stream_free (gpointer data)
{
  EarStreamRead *stream = data;

  g_free (stream->stream);
  g_array_unref (stream->covered);
  g_free (stream);
}

void
ear_presence_rows_free (EarPresenceRows *rows)
{
  if (rows == NULL)
    return;
  g_ptr_array_unref (rows->channels);
  g_array_unref (rows->posts);
  g_ptr_array_unref (rows->streams);
  g_array_unref (rows->unread);
  g_array_unref (rows->call_backs);
  g_ptr_array_unref (rows->changes);
  g_free (rows);
}

static EarPresenceRows *
rows_new (void)
{
  EarPresenceRows *rows = g_new0 (EarPresenceRows, 1);

  rows->channels = g_ptr_array_new_with_free_func (g_free);
  rows->posts = g_array_new (FALSE, FALSE, sizeof (EarOwnPost));
  rows->streams = g_ptr_array_new_with_free_func (stream_free);
  rows->unread = g_array_new (FALSE, FALSE, sizeof (EarUnreadQuestion));
  rows->call_backs = g_array_new (FALSE, FALSE, sizeof (EarCallBack));
  rows->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_change_made_free);
  return rows;
}

typedef struct {
  gint64 from, to;
  GHashTable *channels;      /* id → its place */
  EarPresenceRows *rows;
} Loading;

/* ---- one channel ---- */

static void
load_streams (EarDb *db, const Loading *loading, gint64 channel, guint index)
{
  EAR_QUERY query = ear_db_query (db, "SELECT name, known_until FROM stream WHERE channel = ?1 AND active = 1 ORDER BY name", INT (channel));

  while (ear_db_step (db, query))
    {
      EarStreamRead *stream = g_new0 (EarStreamRead, 1);

      stream->channel = index;
      stream->stream = ear_col_dup (query, 0);
      stream->known_until = ear_col_time (query, 1);
      stream->covered = ear_db_load_spans (db, channel, stream->stream);
      g_ptr_array_add (loading->rows->streams, stream);
    }
}

static void
take_post (const Loading *loading, sqlite3_stmt *query, guint index)
{
  EarOwnPost post = { .channel = index, .post_id = ear_col_int (query, 0), .at = ear_col_int (query, 1), .conversation_id = ear_col_int (query, 2) };

  g_array_append_val (loading->rows->posts, post);
}

/* Before the period the last post is wanted that a reading stands behind: where the last reading was earlier than the period, one up to then. Which
 * of the streams reads posts is not known here, so it is the last one of each. */
static void
load_posts (EarDb *db, const Loading *loading, gint64 channel, guint index)
{
  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT DISTINCT p.id, p.posted_at, 0 FROM"
                                    " (SELECT ?2 AS before UNION SELECT min (?2, known_until + 1) FROM stream"
                                    "  WHERE channel = ?1 AND active = 1 AND known_until IS NOT NULL) CROSS JOIN post p"
                                    " ON p.id = (SELECT id FROM post INDEXED BY post_ours WHERE channel = ?1 AND by_us = 1 AND posted_at < before"
                                    "            ORDER BY posted_at DESC LIMIT 1) ORDER BY p.posted_at",
                                    INT (channel), INT (loading->from));

    while (ear_db_step (db, query))
      take_post (loading, query, index);
  }
  {
    EAR_QUERY query = ear_db_query (db,
                                    "SELECT p.id, p.posted_at, coalesce (c.id, 0) FROM post p INDEXED BY post_ours"
                                    " LEFT JOIN conversation c INDEXED BY conversation_post ON c.post = p.id AND c.post > 0"
                                    " WHERE p.channel = ?1 AND p.by_us = 1 AND p.posted_at >= ?2 AND p.posted_at < ?3 ORDER BY p.posted_at",
                                    INT (channel), INT (loading->from), INT (loading->to));

    while (ear_db_step (db, query))
      take_post (loading, query, index);
  }
}

static void
load_channels (EarDb *db, const Loading *loading)
{
  guint index = 0;
  EAR_QUERY query = ear_db_query (db, "SELECT id, key FROM channel ORDER BY added_at, id");

  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_ptr_array_add (loading->rows->channels, ear_col_dup (query, 1));
      load_streams (db, loading, id, index);
      load_posts (db, loading, id, index);
      g_hash_table_insert (loading->channels, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (index));
      index++;
    }
}

/* ---- all channels ---- */

static guint
place_of (const Loading *loading, gint64 channel)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (loading->channels, &channel));
}

static void
load_unread (EarDb *db, const Loading *loading)
{
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT e.conversation, e.opened_at FROM conversation c INDEXED BY conversation_unread"
                                  " CROSS JOIN enquiry e INDEXED BY enquiry_conversation ON e.conversation = c.id"
                                  " JOIN message m ON m.id = e.first_message"
                                  " WHERE c.unread > 0 AND m.read = 0 AND e.opened_at >= ?1 AND e.opened_at < ?2",
                                  INT (loading->from), INT (loading->to));

  while (ear_db_step (db, query))
    {
      EarUnreadQuestion unread = { ear_col_int (query, 0), ear_col_int (query, 1) };

      g_array_append_val (loading->rows->unread, unread);
    }
}

/* A contact is one question; what is asked later in it is none that a call was promised for. What is left out of the report's questions is
 * left out here. */
static void
load_call_backs (EarDb *db, const Loading *loading)
{
  gint64 last = 0;
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT c.id, c.channel, c.call_back_by, e.opened_at, e.answered_at, e.exclusion FROM conversation c INDEXED BY conversation_call_back"
                                  " CROSS JOIN enquiry e INDEXED BY enquiry_conversation ON e.conversation = c.id WHERE c.call_back_by IS NOT NULL"
                                  " ORDER BY c.id, e.opened_at");

  while (ear_db_step (db, query))
    {
      EarCallBack call_back = {
        .channel = place_of (loading, ear_col_int (query, 1)),
        .conversation_id = ear_col_int (query, 0),
        .by = ear_col_int (query, 2),
        .asked_at = ear_col_int (query, 3),
        .done_at = ear_col_time (query, 4),
      };

      if (call_back.conversation_id != last && ear_col_int (query, 5) == EAR_EXCLUDED_NO && call_back.asked_at >= loading->from && call_back.asked_at < loading->to)
        g_array_append_val (loading->rows->call_backs, call_back);
      last = call_back.conversation_id;
    }
}

static void
load_changes (EarDb *db, const Loading *loading)
{
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT m.id, m.conversation, m.channel, m.sent_at, m.body, h.key, coalesce (h.own_name, h.name)"
                                  " FROM message m INDEXED BY message_change CROSS JOIN channel h ON h.id = m.channel"
                                  " WHERE m.direction = 2 AND m.flags & 8 AND m.sent_at >= ?1 AND m.sent_at < ?2 AND m.removed = 0"
                                  " ORDER BY m.sent_at DESC, m.id DESC",
                                  INT (loading->from), INT (loading->to));

  while (ear_db_step (db, query))
    {
      EarChangeMade *change = g_new0 (EarChangeMade, 1);

      change->message_id = ear_col_int (query, 0);
      change->conversation_id = ear_col_int (query, 1);
      change->channel = place_of (loading, ear_col_int (query, 2));
      change->at = ear_col_int (query, 3);
      change->text = ear_col_dup (query, 4);
      change->channel_key = ear_col_dup (query, 5);
      change->channel_name = ear_col_dup (query, 6);
      g_ptr_array_add (loading->rows->changes, change);
    }
}

static void
load_presence (EarDb *db, gpointer data)
{
  const Loading *loading = data;

  load_channels (db, loading);
  load_unread (db, loading);
  load_call_backs (db, loading);
  load_changes (db, loading);
}

EarPresenceRows *
ear_store_load_presence (EarStore *store, gint64 from, gint64 to, GError **error)
{
  g_autoptr (EarPresenceRows) rows = rows_new ();
  g_autoptr (GHashTable) channels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Loading loading = { from, to, channels, rows };

  g_return_val_if_fail (store != NULL, NULL);

  return ear_store_read (store, load_presence, &loading, error) ? g_steal_pointer (&rows) : NULL;
}
