/* ear-store-query.c: which conversations stand in a list, and how many
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ear-store-search.h"

static const char *const queue_words[EAR_STORE_N_QUEUES] = {
  [EAR_STORE_QUEUE_ANSWER_NEXT] = "answer-next",
  [EAR_STORE_QUEUE_ALL] = "all",
  [EAR_STORE_QUEUE_UNREAD] = "unread",
  [EAR_STORE_QUEUE_WAITING_FOR_THEM] = "waiting",
  [EAR_STORE_QUEUE_DONE] = "done",
  [EAR_STORE_QUEUE_REVIEWS] = "reviews",
  [EAR_STORE_QUEUE_SPAM] = "spam",
  [EAR_STORE_QUEUE_CALL_BACKS] = "call-backs",
  [EAR_STORE_QUEUE_OUTBOX] = "outbox",
};

const char *
ear_store_queue_to_string (EarStoreQueue queue)
{
  g_return_val_if_fail ((guint) queue < EAR_STORE_N_QUEUES, NULL);

  return queue_words[queue];
}

gboolean
ear_store_queue_from_string (const char *word, EarStoreQueue *queue)
{
  for (guint i = 0; i < EAR_STORE_N_QUEUES; i++)
    if (g_strcmp0 (word, queue_words[i]) == 0)
      {
        *queue = (EarStoreQueue) i;
        return TRUE;
      }
  return FALSE;
}

/* How each queue is walked: an index from its end, the rest tested inside it. The planner would sort instead. */
#define NEWEST "c.last_at DESC, c.id DESC"
#define EARLIEST "c.due_at, c.id"
static const struct {
  const char *index;         /* over all channels */
  const char *channel_index; /* inside one; NULL: the same, testing the channel */
  const char *condition, *order;
} walks[EAR_STORE_N_QUEUES] = {
  [EAR_STORE_QUEUE_ANSWER_NEXT] = { "conversation_due", NULL, "c.standing = 0", EARLIEST },
  [EAR_STORE_QUEUE_ALL] = { "conversation_last", "conversation_channel", "c.standing <> 4 AND c.last_at <> 0", NEWEST },
  [EAR_STORE_QUEUE_UNREAD] = { "conversation_unread", NULL, "c.unread > 0 AND c.standing <> 4", NEWEST },
  [EAR_STORE_QUEUE_WAITING_FOR_THEM] = { "conversation_standing", NULL, "c.standing = 1", NEWEST },
  [EAR_STORE_QUEUE_DONE] = { "conversation_standing", NULL, "c.standing = 2 AND c.last_at <> 0", NEWEST },
  [EAR_STORE_QUEUE_REVIEWS] = { "conversation_review", NULL, "c.type = 3 AND c.standing <> 4", NEWEST },
  [EAR_STORE_QUEUE_SPAM] = { "conversation_standing", NULL, "c.standing = 4", NEWEST },
  [EAR_STORE_QUEUE_CALL_BACKS] = { "conversation_due", NULL, "c.standing = 0 AND c.type = 4", EARLIEST },
  [EAR_STORE_QUEUE_OUTBOX] = { NULL, NULL,
                               "c.id IN (SELECT conversation FROM outbox INDEXED BY outbox_unsettled"
                               " WHERE state NOT IN ('seen', 'cancelled') AND state <> 'draft')",
                               NEWEST },
};

static const char *
build_sql (const EarStoreQuery *query)
{
  g_autoptr (GString) sql = g_string_new ("SELECT c.id FROM ");
  const char *index = walks[query->queue].index;
  g_autofree char *text = NULL;

  if (query->channel_id != 0 && walks[query->queue].channel_index != NULL)
    index = walks[query->queue].channel_index;

  /* A person's conversations are few: look at them all and sort. */
  if (query->person_id != 0)
    g_string_append (sql, "participant p CROSS JOIN conversation c ON c.id = p.conversation WHERE p.person = ?2 AND ");
  else if (index != NULL)
    g_string_append_printf (sql, "conversation c INDEXED BY %s WHERE ", index);
  else
    g_string_append (sql, "conversation c WHERE ");
  g_string_append (sql, walks[query->queue].condition);
  if (query->channel_id != 0)
    g_string_append (sql, " AND c.channel = ?1");
  g_string_append_printf (sql, " ORDER BY %s LIMIT ?3 OFFSET ?4", walks[query->queue].order);
  text = g_string_free_and_steal (g_steal_pointer (&sql));
  return g_intern_string (text);
}

typedef struct {
  const EarStoreQuery *query;
  gint64 from, to;
  GArray *ids;
} Listing;

static void
append_ids (EarDb *db, sqlite3_stmt *query, GArray *ids)
{
  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_array_append_val (ids, id);
    }
}

static void
query_ids (EarDb *db, gpointer data)
{
  Listing *listing = data;
  const EarStoreQuery *query = listing->query;

  if (query->words != NULL)
    {
      ear_db_search_conversations (db, query, listing->ids);
    }
  else
    {
      EAR_QUERY rows = ear_db_query (db, build_sql (query), INT (query->channel_id), INT (query->person_id),
                                     INT (query->limit > 0 ? (gint64) query->limit : -1), INT (query->offset));

      append_ids (db, rows, listing->ids);
    }
}

GArray *
ear_store_query_ids (EarStore *store, const EarStoreQuery *query, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Listing listing = { .query = query, .ids = ids };

  g_return_val_if_fail ((guint) query->queue < EAR_STORE_N_QUEUES, NULL);

  return ear_store_read (store, query_ids, &listing, error) ? g_steal_pointer (&ids) : NULL;
}

static void
query_due (EarDb *db, gpointer data)
{
  Listing *listing = data;
  EAR_QUERY rows = ear_db_query (db, "SELECT id FROM conversation INDEXED BY conversation_due WHERE standing = 0 AND due_at >= ?1 AND due_at < ?2"
                                     " ORDER BY due_at, id",
                                 INT (listing->from), INT (listing->to));

  append_ids (db, rows, listing->ids);
}

GArray *
ear_store_query_due (EarStore *store, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Listing listing = { .from = from, .to = to, .ids = ids };

  return ear_store_read (store, query_due, &listing, error) ? g_steal_pointer (&ids) : NULL;
}

/* ---- counts ---- */

typedef struct {
  GArray *counts;
  gint64 now;
} Counting;

static EarChannelCount *
count_for (GArray *counts, gint64 channel)
{
  EarChannelCount count = { .channel_id = channel };

  for (guint i = 0; i < counts->len; i++)
    if (g_array_index (counts, EarChannelCount, i).channel_id == channel)
      return &g_array_index (counts, EarChannelCount, i);
  g_array_append_val (counts, count);
  return &g_array_index (counts, EarChannelCount, counts->len - 1);
}

static void
count_channels (EarDb *db, gpointer data)
{
  Counting *counting = data;
  /* Counted here row by row: GROUP BY would sort what the index gives in another order. */
  EAR_QUERY open = ear_db_query (db, "SELECT channel, due_at FROM conversation INDEXED BY conversation_due WHERE standing = 0");
  EAR_QUERY unread = NULL;
  EAR_QUERY others = NULL;

  while (ear_db_step (db, open))
    {
      EarChannelCount *count = count_for (counting->counts, ear_col_int (open, 0));

      count->needs_answer++;
      count->late += ear_col_int (open, 1) < counting->now;
    }
  unread = ear_db_query (db, "SELECT channel FROM conversation INDEXED BY conversation_unread WHERE unread > 0 AND standing <> 4");
  while (ear_db_step (db, unread))
    count_for (counting->counts, ear_col_int (unread, 0))->unread++;
  others = ear_db_query (db, "SELECT channel, standing, n FROM standing_count WHERE standing IN (1, 4) AND n > 0");
  while (ear_db_step (db, others))
    {
      EarChannelCount *count = count_for (counting->counts, ear_col_int (others, 0));

      *(ear_col_int (others, 1) == EAR_STANDING_SPAM ? &count->spam : &count->waiting) = ear_col_int (others, 2);
    }
}

GArray *
ear_store_count (EarStore *store, gint64 now, GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (EarChannelCount));
  Counting counting = { counts, now };

  return ear_store_read (store, count_channels, &counting, error) ? g_steal_pointer (&counts) : NULL;
}

static void
count_queues (EarDb *db, gpointer data)
{
  guint *counts = data;
  EAR_QUERY standings = ear_db_query (db, "SELECT standing, sum (n) FROM standing_count GROUP BY standing");

  while (ear_db_step (db, standings))
    {
      guint n = ear_col_int (standings, 1);

      switch ((EarStanding) ear_col_int (standings, 0))
        {
        case EAR_STANDING_NEEDS_ANSWER:
          counts[EAR_STORE_QUEUE_ANSWER_NEXT] = n;
          break;
        case EAR_STANDING_WAITING:
          counts[EAR_STORE_QUEUE_WAITING_FOR_THEM] = n;
          break;
        case EAR_STANDING_DONE:
          counts[EAR_STORE_QUEUE_DONE] = n;
          break;
        case EAR_STANDING_SPAM:
          counts[EAR_STORE_QUEUE_SPAM] = n;
          continue;
        case EAR_STANDING_QUIET:
        default:
          break;
        }
      counts[EAR_STORE_QUEUE_ALL] += n;
    }
  counts[EAR_STORE_QUEUE_UNREAD] = ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_unread WHERE unread > 0 AND standing <> 4");
  counts[EAR_STORE_QUEUE_REVIEWS] = ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_review WHERE type = 3 AND standing <> 4");
  counts[EAR_STORE_QUEUE_CALL_BACKS] = ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_due WHERE standing = 0 AND type = 4");
  counts[EAR_STORE_QUEUE_OUTBOX] = ear_db_int (db, 0, "SELECT count (DISTINCT conversation) FROM outbox INDEXED BY outbox_unsettled"
                                                      " WHERE state NOT IN ('seen', 'cancelled') AND state <> 'draft' AND conversation > 0");
}

gboolean
ear_store_count_queues (EarStore *store, guint counts[EAR_STORE_N_QUEUES], GError **error)
{
  memset (counts, 0, sizeof (guint) * EAR_STORE_N_QUEUES);
  return ear_store_read (store, count_queues, counts, error);
}

/* ---- Today ---- */

typedef struct {
  gint64 since, now, until;
  EarStoreToday *today;
} Day;

static void
load_today (EarDb *db, gpointer data)
{
  Day *day = data;
  EarStoreToday *today = day->today;
  EAR_QUERY open = ear_db_query (db,
                                 "SELECT sum (heard_at > ?1), sum (due_at >= ?2 AND due_at < ?3), sum (due_at < ?2), sum (type = 4), count (*)"
                                 " FROM conversation INDEXED BY conversation_due WHERE standing = 0",
                                 INT (day->since), INT (day->now), INT (day->until));
  EAR_QUERY outbox = NULL;

  if (ear_db_step (db, open))
    {
      today->n_new = ear_col_int (open, 0);
      today->n_due = ear_col_int (open, 1);
      today->n_late = ear_col_int (open, 2);
      today->n_call_backs = ear_col_int (open, 3);
      today->n_open = ear_col_int (open, 4);
    }
  today->n_unread = ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_unread WHERE unread > 0 AND standing <> 4");
  outbox = ear_db_query (db, "SELECT coalesce (sum (state IN ('queued', 'sending', 'unknown')), 0), coalesce (sum (state IN ('failed', 'ask')), 0)"
                             " FROM outbox INDEXED BY outbox_unsettled WHERE state NOT IN ('seen', 'cancelled')");
  if (ear_db_step (db, outbox))
    {
      today->n_to_send = ear_col_int (outbox, 0);
      today->n_failed = ear_col_int (outbox, 1);
    }
}

gboolean
ear_store_load_today (EarStore *store, gint64 since, gint64 now, gint64 until, EarStoreToday *today, GError **error)
{
  Day day = { since, now, until, today };

  memset (today, 0, sizeof *today);
  return ear_store_read (store, load_today, &day, error);
}
