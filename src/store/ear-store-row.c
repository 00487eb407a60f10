/* ear-store-row.c: what a row of a list shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-row.h"

void
ear_store_row_free (EarStoreRow *row)
{
  if (row == NULL)
    return;
  g_free (row->ext);
  g_free (row->title);
  g_free (row->person_name);
  g_free (row->person_handle);
  g_free (row->avatar_url);
  g_free (row->preview);
  g_free (row->assignee_key);
  g_free (row->assignee_name);
  g_clear_pointer (&row->tags, g_ptr_array_unref);
  g_free (row);
}

/* The most worrying first. */
static const EarOutboxState worries[] = {
  EAR_OUTBOX_ASK, EAR_OUTBOX_FAILED, EAR_OUTBOX_UNKNOWN, EAR_OUTBOX_SENDING, EAR_OUTBOX_QUEUED, EAR_OUTBOX_ACCEPTED,
};

static guint
worry (EarOutboxState state)
{
  for (guint i = 0; i < G_N_ELEMENTS (worries); i++)
    if (worries[i] == state)
      return i;
  return G_N_ELEMENTS (worries);
}

static void
load_outbox_state (EarDb *db, EarStoreRow *row)
{
  EAR_QUERY query = ear_db_query (db, "SELECT state, verb FROM outbox INDEXED BY outbox_conversation WHERE conversation = ?1"
                                      " AND state NOT IN ('seen', 'cancelled')",
                                  INT (row->id));

  while (ear_db_step (db, query))
    {
      EarOutboxState state;
      EarVerb verb;

      if (!ear_outbox_state_from_string (ear_col_text (query, 0), &state) || !ear_verb_from_string (ear_col_text (query, 1), &verb))
        continue;
      if (state == EAR_OUTBOX_DRAFT)
        {
          row->has_draft = TRUE;
        }
      else if (!row->has_outbox || worry (state) < worry (row->outbox_state))
        {
          row->has_outbox = TRUE;
          row->outbox_state = state;
          row->outbox_verb = verb;
        }
    }
}

static void
load_tags (EarDb *db, EarStoreRow *row)
{
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT t.id, t.key, t.name, t.colour FROM conversation_tag q INDEXED BY conversation_tag_conversation"
                                  " CROSS JOIN tag t ON t.id = q.tag WHERE q.conversation = ?1 AND t.removed = 0 ORDER BY t.name, t.key",
                                  INT (row->id));

  while (ear_db_step (db, query))
    {
      EarTagRow *tag = g_new0 (EarTagRow, 1);

      tag->id = ear_col_int (query, 0);
      tag->key = ear_col_dup (query, 1);
      tag->name = ear_col_dup (query, 2);
      tag->colour = ear_col_dup (query, 3);
      if (row->tags == NULL)
        row->tags = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_tag_row_free);
      g_ptr_array_add (row->tags, tag);
    }
}

EarStoreRow *
ear_db_load_row (EarDb *db, gint64 id)
{
  EarStoreRow *row;
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT c.channel, i.person, c.ext, c.type, c.standing, coalesce (c.title, o.title),"
                                  " coalesce (p.own_name, i.name, i.handle), i.handle, i.avatar_url, coalesce (c.preview, ''), c.preview_direction,"
                                  " c.last_at, c.due_at, c.waiting_since, c.unread, c.n_messages, c.n_open, c.two_person, c.has_held,"
                                  " c.wakes_at, c.snoozed_until, c.muted, c.priority, a.key, a.name"
                                  " FROM conversation c LEFT JOIN identity i ON i.id = c.author LEFT JOIN person p ON p.id = i.person"
                                  " LEFT JOIN post o ON o.id = c.post LEFT JOIN member a ON a.id = c.assignee AND a.removed = 0 WHERE c.id = ?1",
                                  INT (id));

  if (!ear_db_step (db, query))
    return NULL;
  row = g_new0 (EarStoreRow, 1);
  row->id = id;
  row->channel_id = ear_col_int (query, 0);
  row->person_id = ear_col_int (query, 1);
  row->ext = ear_col_dup (query, 2);
  row->type = (EarConversationType) ear_col_int (query, 3);
  row->standing = (EarStanding) ear_col_int (query, 4);
  row->title = ear_col_dup (query, 5);
  row->person_name = ear_col_dup (query, 6);
  row->person_handle = ear_col_dup (query, 7);
  row->avatar_url = ear_col_dup (query, 8);
  row->preview = ear_col_dup (query, 9);
  row->preview_direction = (EarDirection) ear_col_int (query, 10);
  row->last_at = ear_col_int (query, 11);
  row->due_at = ear_col_int (query, 12) == EAR_NEVER ? EAR_TIME_NONE : ear_col_int (query, 12);
  row->waiting_since = ear_col_time (query, 13);
  row->unread = (guint) ear_col_int (query, 14);
  row->n_messages = (guint) ear_col_int (query, 15);
  row->n_open = (guint) ear_col_int (query, 16);
  row->two_person = ear_col_int (query, 17) != 0;
  row->has_held = ear_col_int (query, 18) != 0;
  row->wakes_at = ear_col_int (query, 19) > ear_clock_now_ms () ? ear_col_int (query, 19) : EAR_TIME_NONE;
  row->snoozed_until = ear_col_int (query, 20) != 0 ? ear_col_int (query, 20) : EAR_TIME_NONE;
  row->muted = ear_col_int (query, 21) != 0;
  row->priority = (EarPriority) ear_col_int (query, 22);
  row->assignee_key = ear_col_dup (query, 23);
  row->assignee_name = ear_col_dup (query, 24);
  row->mine = row->assignee_key != NULL && g_strcmp0 (row->assignee_key, db->store->member_key) == 0;
  load_tags (db, row);
  load_outbox_state (db, row);
  return row;
}

typedef struct {
  const gint64 *ids;
  gsize n_ids;
  GPtrArray *rows;
} Block;

static void
load_rows (EarDb *db, gpointer data)
{
  Block *block = data;

  for (gsize i = 0; i < block->n_ids && ear_db_ok (db); i++)
    g_ptr_array_add (block->rows, ear_db_load_row (db, block->ids[i]));
}

GPtrArray *
ear_store_load_rows (EarStore *store, const gint64 *ids, gsize n_ids, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_full (n_ids, (GDestroyNotify) ear_store_row_free);
  Block block = { ids, n_ids, rows };

  return ear_store_read (store, load_rows, &block, error) ? g_steal_pointer (&rows) : NULL;
}
