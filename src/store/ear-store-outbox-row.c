/* ear-store-outbox-row.c: reading the outbox, and what a crash left in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-store-row.h"

void
ear_outbox_row_free (EarOutboxRow *row)
{
  if (row == NULL)
    return;
  g_free (row->channel_key);
  g_clear_pointer (&row->op, ear_op_free);
  g_free (row->sentence);
  g_free (row->service_ext);
  g_free (row);
}

#define COLUMNS \
  "SELECT o.id, o.channel, h.key, o.conversation, o.state, o.verb, o.not_before, o.created_at, o.changed_at, o.first_sent_at, o.attempts," \
  " o.looked_at, o.looks, o.audience, coalesce (c.ext, o.conversation_ext), o.target_ext, o.post_ext, o.text, o.subject, o.prefix, o.problem," \
  " o.sentence, o.service_ext, o.message, o.key," \
  " (SELECT i.ext FROM message m JOIN identity i ON i.id = m.author WHERE m.channel = o.channel AND m.ext = o.target_ext) FROM outbox o JOIN channel h ON h.id = o.channel" \
  " LEFT JOIN conversation c ON c.id = o.conversation "

static EarOutboxRow *
row_from_query (sqlite3_stmt *query)
{
  EarOutboxRow *row = g_new0 (EarOutboxRow, 1);
  EarVerb verb = EAR_VERB_REPLY;
  EarOp *op;

  ear_verb_from_string (ear_col_text (query, 5), &verb);
  op = row->op = ear_op_new (verb);
  row->id = ear_col_int (query, 0);
  row->channel_id = ear_col_int (query, 1);
  row->channel_key = ear_col_dup (query, 2);
  row->conversation_id = ear_col_int (query, 3);
  ear_outbox_state_from_string (ear_col_text (query, 4), &row->state);
  row->not_before = ear_col_int (query, 6);
  op->created_at = ear_col_int (query, 7);
  row->changed_at = ear_col_int (query, 8);
  op->first_sent_at = ear_col_time (query, 9);
  op->attempts = (guint) ear_col_int (query, 10);
  row->looked_at = ear_col_time (query, 11);
  row->looks = (guint) ear_col_int (query, 12);
  op->audience = (EarAudience) ear_col_int (query, 13);
  op->conversation_ext = ear_col_dup (query, 14);
  op->target_ext = ear_col_dup (query, 15);
  op->post_ext = ear_col_dup (query, 16);
  op->text = ear_col_dup (query, 17);
  op->subject = ear_col_dup (query, 18);
  op->prefix = ear_col_dup (query, 19);
  row->has_problem = ear_problem_code_from_string (ear_col_text (query, 20), &row->problem);
  row->sentence = ear_col_dup (query, 21);
  row->service_ext = ear_col_dup (query, 22);
  row->message_id = ear_col_int (query, 23);
  g_free (op->key);
  op->key = ear_col_dup (query, 24);
  op->target_author_ext = ear_col_dup (query, 25);
  return row;
}

EarOutboxRow *
ear_db_load_outbox_row (EarDb *db, const char *key)
{
  EAR_QUERY query = ear_db_query (db, COLUMNS "WHERE o.key = ?1", TEXT (key));

  return ear_db_step (db, query) ? row_from_query (query) : NULL;
}

GPtrArray *
ear_db_load_outbox (EarDb *db, gint64 conversation)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_outbox_row_free);
  /* What was said in private is read back nowhere else. */
  EAR_QUERY query = ear_db_query (db, COLUMNS "WHERE o.conversation = ?1 AND (o.state NOT IN ('seen', 'cancelled')"
                                              " OR (o.verb = 'private-reply' AND o.state = 'seen')) ORDER BY o.id",
                                  INT (conversation));

  while (ear_db_step (db, query))
    g_ptr_array_add (rows, row_from_query (query));
  return rows;
}

typedef struct {
  const char *channel_key, *key;
  guint states;
  gint64 now, stale_ms;
  GPtrArray *rows;
} Listing;

static void
list (EarDb *db, gpointer data)
{
  Listing *listing = data;
  const guint settled = 1u << EAR_OUTBOX_SEEN | 1u << EAR_OUTBOX_CANCELLED;
  EAR_QUERY query = NULL;

  /* What is over and done with is most of it, and rarely asked for. */
  if (listing->states & settled)
    query = ear_db_query (db, COLUMNS "WHERE ?1 IS NULL OR h.key = ?1 ORDER BY o.id", TEXT (listing->channel_key));
  else
    query = ear_db_query (db, COLUMNS "WHERE (?1 IS NULL OR h.key = ?1) AND o.state NOT IN ('seen', 'cancelled') ORDER BY o.id",
                          TEXT (listing->channel_key));

  while (ear_db_step (db, query))
    {
      EarOutboxState state;

      if (ear_outbox_state_from_string (ear_col_text (query, 4), &state) && listing->states & (1u << state))
        g_ptr_array_add (listing->rows, row_from_query (query));
    }
}

GPtrArray *
ear_store_outbox_list (EarStore *store, const char *channel_key, guint states, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_outbox_row_free);
  Listing listing = { .channel_key = channel_key, .states = states, .rows = rows };

  return ear_store_read (store, list, &listing, error) ? g_steal_pointer (&rows) : NULL;
}

static void
get (EarDb *db, gpointer data)
{
  Listing *listing = data;
  EarOutboxRow *row = ear_db_load_outbox_row (db, listing->key);

  if (row != NULL)
    g_ptr_array_add (listing->rows, row);
  else
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This outgoing message is no longer here."));
}

EarOutboxRow *
ear_store_outbox_get (EarStore *store, const char *key, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  Listing listing = { .key = key, .rows = rows };

  return ear_store_read (store, get, &listing, error) ? rows->pdata[0] : NULL;
}

static void
recover (EarDb *db, gpointer data)
{
  Listing *listing = data;
  gint64 now = ear_clock_now_ms ();

  {
    EAR_QUERY query = ear_db_query (db, COLUMNS "WHERE o.state = 'queued' AND o.not_before < ?1 ORDER BY o.id",
                                    INT (listing->now - listing->stale_ms));

    while (ear_db_step (db, query))
      g_ptr_array_add (listing->rows, row_from_query (query));
  }
  for (guint i = 0; i < listing->rows->len; i++)
    {
      EarOutboxRow *row = listing->rows->pdata[i];

      /* What has no words is no draft anybody could find again. */
      row->state = row->op->text != NULL ? EAR_OUTBOX_DRAFT : EAR_OUTBOX_CANCELLED;
      ear_db_run (db, "UPDATE outbox SET state = ?2, changed_at = ?3 WHERE key = ?1", TEXT (row->op->key),
                  TEXT (ear_outbox_state_to_string (row->state)), INT (now));
    }
}

GPtrArray *
ear_store_outbox_recover (EarStore *store, gint64 now, gint64 stale_ms, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_outbox_row_free);
  Listing listing = { .now = now, .stale_ms = stale_ms, .rows = rows };

  return ear_store_write (store, EAR_WRITE_DURABLE, recover, &listing, error) ? g_steal_pointer (&rows) : NULL;
}
