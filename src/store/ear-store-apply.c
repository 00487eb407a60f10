/* ear-store-apply.c: a batch and its cursor in one transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-apply.h"
#include "store/ear-store-channel.h"

/* Up to so many new messages are made searchable at once, in their own transaction; more wait for a larger, cheaper batch. */
#define INDEX_AT_ONCE 1000

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const EarMessage *x = *(const EarMessage *const *) a, *y = *(const EarMessage *const *) b;

  if (x->sent_at != y->sent_at)
    return x->sent_at < y->sent_at ? -1 : 1;
  return g_strcmp0 (x->ext, y->ext);
}

/* In time order, which is rowid order: cheaper to write and to index. Equal ones keep their place, so the later wins. */
static void
put_messages (EarApply *apply, const GPtrArray *messages)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy ((GPtrArray *) messages, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_messages);
  for (guint i = 0; i < sorted->len && ear_db_ok (apply->db); i++)
    ear_apply_put_message (apply, sorted->pdata[i]);
}

/* ---- what a complete read lacks ---- */

typedef enum {
  RANGE_OF_ALL = -1,
  RANGE_OF_SHOWN = 0,
  RANGE_OF_HIDDEN = 1, /* spam and trash */
} RangeOf;

static void
add_to_check (EarApply *apply, EarDb *db, sqlite3_stmt *query, GHashTable *present)
{
  while (ear_db_step (db, query))
    if (!g_hash_table_contains (present, ear_col_text (query, 0)) &&
        !g_ptr_array_find_with_equal_func (apply->changes->to_check, ear_col_text (query, 0), g_str_equal, NULL))
      g_ptr_array_add (apply->changes->to_check, ear_col_dup (query, 0));
}

/* @of_batch: (nullable): whose limits hold, beside the time: of the shown ones. */
static void
check_range (EarApply *apply, const char *stream, const EarSpan *range, RangeOf of, const EarBatch *of_batch, GHashTable *present)
{
  /* The id holds the time the message had when first stored; a day on either side allows for services that let it be edited. */
  gint64 slack = 24 * 3600 * G_GINT64_CONSTANT (1000);
  gint64 from = CLAMP (range->from, 0, EAR_MESSAGE_TIME_MAX), to = CLAMP (range->to, 0, EAR_MESSAGE_TIME_MAX);
  const char *prefix = of_batch != NULL && of_batch->complete_range_prefix != NULL ? of_batch->complete_range_prefix : "";
  const char *besides = of_batch != NULL && of_batch->complete_range_besides != NULL ? of_batch->complete_range_besides : "";
  /* A stream that reads one side only says nothing of the other. */
  EAR_QUERY query = ear_db_query (apply->db,
                                  "SELECT ext FROM message WHERE id BETWEEN ?2 AND ?3 AND channel = ?1 AND sent_at BETWEEN ?4 AND ?5"
                                  " AND direction <> 2 AND state <> 5 AND (?7 < 0 OR (?7 = 0 AND state NOT IN (2, 3, 4)) OR (?7 = 1 AND state IN (3, 4)))"
                                  " AND removed = 0 AND NOT EXISTS"
                                  " (SELECT 1 FROM stream s"
                                  " WHERE s.channel = ?1 AND s.name = ?6 AND s.inbound + s.outbound = 1 AND s.outbound <> direction)"
                                  " AND (flags & ?8) = ?8 AND substr (ext, 1, length (?9)) = ?9 AND (?10 = '' OR substr (ext, 1, length (?10)) <> ?10)"
                                  " AND (?11 = 0 OR EXISTS (SELECT 1 FROM conversation c WHERE c.id = message.conversation AND c.ext = message.ext"
                                  " AND c.type = ?12))"
                                  " ORDER BY id",
                                  INT (apply->channel), INT (MAX (from - slack, 0) << 12), INT (MIN (to + slack, EAR_MESSAGE_TIME_MAX) << 12),
                                  INT (range->from), INT (range->to), TEXT (stream), INT (of),
                                  INT (of_batch != NULL && of_batch->complete_range_addressed ? EAR_MESSAGE_ADDRESSED : 0), TEXT (prefix), TEXT (besides),
                                  INT (of_batch != NULL && of_batch->complete_range_threads), INT (EAR_CONVERSATION_THREAD));

  add_to_check (apply, apply->db, query, present);
}

static void
check_post (EarApply *apply, const EarComplete *complete, GHashTable *present)
{
  EAR_QUERY query = ear_db_query (apply->db,
                                  "SELECT m.ext FROM post p JOIN conversation c ON c.post = p.id AND c.post > 0 JOIN message m ON m.conversation = c.id"
                                  " WHERE p.channel = ?1 AND p.ext = ?2 AND m.sent_at BETWEEN ?3 AND ?4 AND m.direction <> 2 AND m.state <> 5"
                                  " AND m.removed = 0 ORDER BY m.id",
                                  INT (apply->channel), TEXT (complete->ext), INT (complete->span.from), INT (complete->span.to));

  add_to_check (apply, apply->db, query, present);
}

static void
check_part (EarApply *apply, const char *conversation_ext, const EarSpan *span, GHashTable *present)
{
  EAR_QUERY query = ear_db_query (apply->db,
                                  "SELECT ext FROM message WHERE conversation = ?1 AND sent_at BETWEEN ?2 AND ?3 AND direction <> 2 AND state <> 5"
                                  " ORDER BY id",
                                  INT (ear_db_conversation (apply->db, apply->channel, conversation_ext)), INT (span->from), INT (span->to));

  add_to_check (apply, apply->db, query, present);
}

static void
check_absent (EarApply *apply, const char *stream, const EarBatch *batch)
{
  g_autoptr (GHashTable) present = NULL;

  if (apply->changes == NULL || (batch->complete_conversation_ext == NULL && !batch->has_complete_range && !batch->has_complete_hidden_range &&
                                 batch->complete_posts->len + batch->complete_parts->len == 0))
    return;

  present = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < batch->messages->len; i++)
    g_hash_table_add (present, ((EarMessage *) batch->messages->pdata[i])->ext);
  for (guint i = 0; i < batch->changes->len; i++)
    g_hash_table_add (present, ((EarMessageChange *) batch->changes->pdata[i])->ext);

  if (batch->complete_conversation_ext != NULL)
    check_part (apply, batch->complete_conversation_ext, &(EarSpan) { G_MININT64, G_MAXINT64 }, present);
  if (batch->has_complete_range)
    check_range (apply, stream, &batch->complete_range, batch->has_complete_hidden_range ? RANGE_OF_SHOWN : RANGE_OF_ALL, batch, present);
  if (batch->has_complete_hidden_range)
    check_range (apply, stream, &batch->complete_hidden_range, RANGE_OF_HIDDEN, NULL, present);
  for (guint i = 0; i < batch->complete_posts->len; i++)
    check_post (apply, batch->complete_posts->pdata[i], present);
  for (guint i = 0; i < batch->complete_parts->len; i++)
    {
      const EarComplete *complete = batch->complete_parts->pdata[i];

      check_part (apply, complete->ext, &complete->span, present);
    }
}

/* ---- cursor and coverage ---- */

static void
move_cursor (EarApply *apply, const char *stream, EarStreamDirection direction, const EarBatch *batch)
{
  EarDb *db = apply->db;
  gint64 until = EAR_TIME_NONE;

  ear_db_run (db, "INSERT INTO stream (channel, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING", INT (apply->channel), TEXT (stream));
  ear_db_run (db,
              "INSERT INTO stream_cursor (channel, stream, direction, cursor, done, pulled_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
              " ON CONFLICT (channel, stream, direction) DO UPDATE"
              " SET cursor = coalesce (excluded.cursor, cursor), done = excluded.done, pulled_at = excluded.pulled_at",
              INT (apply->channel), TEXT (stream), INT (direction), TEXT (batch->cursor), INT (!batch->more), INT (apply->now));

  for (guint i = 0; i < batch->spans->len; i++)
    {
      const EarSpan *span = &g_array_index (batch->spans, EarSpan, i);

      ear_db_add_span (db, apply->channel, stream, span->from, span->to);
      until = MAX (until, span->to);
    }
  ear_db_run (db,
              "UPDATE stream SET n_items = n_items + ?3, estimated_total = CASE WHEN ?4 >= 0 THEN ?4 ELSE estimated_total END,"
              " known_until = CASE WHEN ?5 IS NULL OR known_until >= ?5 THEN known_until ELSE ?5 END WHERE channel = ?1 AND name = ?2",
              INT (apply->channel), TEXT (stream), INT (apply->n_new), INT (batch->estimated_total),
              TIME (direction == EAR_STREAM_FORWARD && !batch->more ? until : EAR_TIME_NONE));
}

/* ---- the whole ---- */

/* Our own posts came back. */
static void
settle_published (EarApply *apply, GPtrArray *posts)
{
  for (guint i = 0; i < posts->len && ear_db_ok (apply->db); i++)
    ear_db_run (apply->db,
                "UPDATE outbox INDEXED BY outbox_unsettled SET state = 'seen', changed_at = ?3"
                " WHERE state = 'accepted' AND channel = ?1 AND state NOT IN ('seen', 'cancelled') AND service_ext = ?2 AND verb = 'publish'",
                INT (apply->channel), TEXT (((EarPost *) posts->pdata[i])->ext), INT (apply->now));
}

static void
upkeep_touched (EarApply *apply)
{
  g_array_sort (apply->touched, compare_ids);
  for (guint i = 0; i < apply->touched->len; i++)
    {
      gint64 conversation = g_array_index (apply->touched, gint64, i);

      if (i == 0 || conversation != g_array_index (apply->touched, gint64, i - 1))
        ear_db_upkeep (apply->db, conversation, apply->changes);
    }
  if (apply->touched->len > 0)
    ear_changes_add_channel (apply->changes, apply->channel);
}

static void
index_fresh (EarApply *apply, gboolean more)
{
  if (apply->n_fresh == 0)
    return;
  if ((more || !ear_db_index_now (apply->db, INDEX_AT_ONCE)) && apply->db->store != NULL)
    apply->db->store->n_pending += apply->n_fresh;
}

void
ear_db_apply_batch (EarDb *db, gint64 channel, const char *stream, EarStreamDirection direction, const EarBatch *batch, EarChanges *changes)
{
  EarApply apply = { .db = db, .channel = channel, .changes = changes, .now = ear_clock_now_ms () };

  apply.channel_key = ear_db_channel_key (db, channel);
  apply.added_at = ear_db_int (db, 0, "SELECT added_at FROM channel WHERE id = ?1", INT (channel));
  apply.settles_outbox = ear_db_int (db, 0, "SELECT 1 FROM outbox INDEXED BY outbox_unsettled WHERE state = 'accepted' AND channel = ?1"
                                            " AND state NOT IN ('seen', 'cancelled') LIMIT 1",
                                     INT (channel)) == 1;
  apply.forget_deleted = batch->forget_deleted;
  apply.touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  apply.said = g_hash_table_new (g_str_hash, g_str_equal);
  apply.identities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  apply.conversations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < batch->rekeys->len && ear_db_ok (db); i++)
    ear_apply_put_rekey (&apply, batch->rekeys->pdata[i]);
  for (guint i = 0; i < batch->identities->len && ear_db_ok (db); i++)
    ear_apply_put_identity (&apply, batch->identities->pdata[i]);
  for (guint i = 0; i < batch->posts->len && ear_db_ok (db); i++)
    ear_apply_put_post (&apply, batch->posts->pdata[i]);
  if (apply.settles_outbox)
    settle_published (&apply, batch->posts);
  for (guint i = 0; i < batch->conversations->len && ear_db_ok (db); i++)
    ear_apply_put_conversation (&apply, batch->conversations->pdata[i]);
  put_messages (&apply, batch->messages);
  for (guint i = 0; i < batch->changes->len && ear_db_ok (db); i++)
    ear_apply_put_change (&apply, batch->changes->pdata[i]);

  upkeep_touched (&apply);
  check_absent (&apply, stream, batch);
  if (g_hash_table_size (batch->settings) > 0)
    ear_db_merge_channel_settings (db, channel, batch->settings);
  if (stream != NULL)
    move_cursor (&apply, stream, direction, batch);
  index_fresh (&apply, stream != NULL && batch->more);

  g_free (apply.channel_key);
  g_array_unref (apply.touched);
  g_hash_table_unref (apply.said);
  g_hash_table_unref (apply.identities);
  g_hash_table_unref (apply.conversations);
}

typedef struct {
  const char *channel_key, *stream;
  EarStreamDirection direction;
  const EarBatch *batch;
  EarChanges *changes;
} Application;

static void
apply_batch (EarDb *db, gpointer data)
{
  Application *application = data;
  gint64 channel = ear_db_channel (db, application->channel_key, TRUE);

  if (ear_db_ok (db))
    ear_db_apply_batch (db, channel, application->stream, application->direction, application->batch, application->changes);
}

gboolean
ear_store_apply_batch (EarStore *store, const char *channel_key, const char *stream, EarStreamDirection direction, const EarBatch *batch,
                       EarChanges *changes, GError **error)
{
  g_autoptr (EarChanges) made = ear_changes_new ();
  Application application = { channel_key, stream, direction, batch, made };

  if (!ear_store_write (store, EAR_WRITE_BULK, apply_batch, &application, error))
    return FALSE;
  if (changes != NULL)
    ear_changes_merge (changes, made);
  return TRUE;
}
