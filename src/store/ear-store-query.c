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
  [EAR_STORE_QUEUE_UNASSIGNED] = "unassigned",
  [EAR_STORE_QUEUE_MINE] = "mine",
  [EAR_STORE_QUEUE_SNOOZED] = "snoozed",
  [EAR_STORE_QUEUE_MENTIONS] = "mentions",
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
typedef struct {
  const char *index;         /* over all channels */
  const char *channel_index; /* inside one; NULL: the same, testing the channel */
  const char *order;
} Walk;

#define AWAKE "c.wakes_at <= ?4"
#define OPEN "c.standing = 0 AND " AWAKE
#define NEWEST "c.last_at DESC, c.id DESC"
#define OLDEST "c.last_at, c.id"
#define EARLIEST "c.due_at, c.id"
#define LONGEST "c.waiting_since, c.id"

/* Questions that wait: any order has its index. */
#define WALK_OPEN \
  { \
    [EAR_STORE_SORT_QUEUE] = { "conversation_due", NULL, EARLIEST }, \
    [EAR_STORE_SORT_DEADLINE] = { "conversation_due", NULL, EARLIEST }, \
    [EAR_STORE_SORT_NEWEST] = { "conversation_standing", NULL, NEWEST }, \
    [EAR_STORE_SORT_LONGEST] = { "conversation_longest", NULL, LONGEST }, \
  }
/* Those of one member are few enough to sort, inside their index. */
#define WALK_ASSIGNED \
  { \
    [EAR_STORE_SORT_QUEUE] = { "conversation_assigned", NULL, EARLIEST }, \
    [EAR_STORE_SORT_DEADLINE] = { "conversation_assigned", NULL, EARLIEST }, \
    [EAR_STORE_SORT_NEWEST] = { "conversation_assigned", NULL, NEWEST }, \
    [EAR_STORE_SORT_LONGEST] = { "conversation_assigned", NULL, LONGEST }, \
  }
#define WALK_BY_TIME(index, channel_index) \
  { \
    [EAR_STORE_SORT_QUEUE] = { index, channel_index, NEWEST }, \
    [EAR_STORE_SORT_DEADLINE] = { index, channel_index, NEWEST }, \
    [EAR_STORE_SORT_NEWEST] = { index, channel_index, NEWEST }, \
    [EAR_STORE_SORT_LONGEST] = { index, channel_index, OLDEST }, \
  }
#define WALK_ASLEEP \
  { \
    [EAR_STORE_SORT_QUEUE] = { "conversation_asleep", NULL, "c.wakes_at, c.id" }, \
    [EAR_STORE_SORT_DEADLINE] = { "conversation_asleep", NULL, "c.wakes_at, c.id" }, \
    [EAR_STORE_SORT_NEWEST] = { "conversation_asleep", NULL, NEWEST }, \
    [EAR_STORE_SORT_LONGEST] = { "conversation_asleep", NULL, OLDEST }, \
  }

static const struct {
  const char *condition;
  Walk by[EAR_STORE_N_SORTS];
} walks[EAR_STORE_N_QUEUES] = {
  [EAR_STORE_QUEUE_ANSWER_NEXT] = { OPEN, WALK_OPEN },
  [EAR_STORE_QUEUE_UNASSIGNED] = { OPEN " AND c.assignee = 0", WALK_OPEN },
  [EAR_STORE_QUEUE_MINE] = { OPEN " AND c.assignee > 0 AND c.assignee = (SELECT id FROM member WHERE key = ?5)", WALK_ASSIGNED },
  [EAR_STORE_QUEUE_CALL_BACKS] = { OPEN " AND c.type = 4", WALK_OPEN },
  [EAR_STORE_QUEUE_SNOOZED] = { "c.wakes_at > 0 AND c.wakes_at > ?4 AND c.standing IN (0, 1, 3)", WALK_ASLEEP },
  [EAR_STORE_QUEUE_ALL] = { "c.standing <> 4 AND c.last_at <> 0", WALK_BY_TIME ("conversation_last", "conversation_channel") },
  [EAR_STORE_QUEUE_UNREAD] = { "c.unread > 0 AND c.standing <> 4 AND " AWAKE, WALK_BY_TIME ("conversation_unread", NULL) },
  [EAR_STORE_QUEUE_WAITING_FOR_THEM] = { "c.standing = 1 AND " AWAKE, WALK_BY_TIME ("conversation_standing", NULL) },
  [EAR_STORE_QUEUE_DONE] = { "c.standing = 2 AND c.last_at <> 0", WALK_BY_TIME ("conversation_standing", NULL) },
  [EAR_STORE_QUEUE_REVIEWS] = { "c.type = 3 AND c.standing <> 4", WALK_BY_TIME ("conversation_review", NULL) },
  [EAR_STORE_QUEUE_MENTIONS] = { "c.type = 1 AND c.standing < 3", WALK_BY_TIME ("conversation_thread", NULL) },
  [EAR_STORE_QUEUE_SPAM] = { "c.standing = 4", WALK_BY_TIME ("conversation_standing", NULL) },
  [EAR_STORE_QUEUE_OUTBOX] = { "c.id IN (SELECT conversation FROM outbox INDEXED BY outbox_unsettled"
                               " WHERE state NOT IN ('seen', 'cancelled') AND state <> 'draft')",
                               WALK_BY_TIME (NULL, NULL) },
};

static const char *
build_sql (const EarStoreQuery *query)
{
  g_autoptr (GString) sql = g_string_new ("SELECT c.id FROM ");
  const Walk *walk = &walks[query->queue].by[query->sort];
  const char *index = query->channel_id != 0 && walk->channel_index != NULL ? walk->channel_index : walk->index;
  const char *order = walk->order;
  gboolean by_time = g_str_equal (order, NEWEST) || g_str_equal (order, OLDEST);
  g_autofree char *text = NULL;

  /* A person's conversations are few: look at them all and sort. */
  if (query->person_id != 0)
    {
      g_string_append (sql, "participant p CROSS JOIN conversation c ON c.id = p.conversation WHERE p.person = ?2 AND ");
    }
  else if (query->tag_key != NULL && by_time)
    {
      g_string_append (sql, "conversation_tag t INDEXED BY conversation_tag_newest CROSS JOIN conversation c ON c.id = t.conversation"
                            " WHERE t.tag = (SELECT id FROM tag WHERE key = ?3 AND removed = 0) AND ");
      order = g_str_equal (order, NEWEST) ? "t.last_at DESC, t.conversation DESC" : "t.last_at, t.conversation";
    }
  else if (index != NULL)
    {
      g_string_append_printf (sql, "conversation c INDEXED BY %s WHERE ", index);
    }
  else
    {
      g_string_append (sql, "conversation c WHERE ");
    }
  g_string_append (sql, walks[query->queue].condition);
  if (query->channel_id != 0)
    g_string_append (sql, " AND c.channel = ?1");
  if (query->tag_key != NULL && (query->person_id != 0 || !by_time))
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM conversation_tag t WHERE t.tag = (SELECT id FROM tag WHERE key = ?3 AND removed = 0)"
                          " AND t.conversation = c.id)");
  g_string_append_printf (sql, " ORDER BY %s LIMIT ?6 OFFSET ?7", order);
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
      EAR_QUERY rows = ear_db_query (db, build_sql (query), INT (query->channel_id), INT (query->person_id), TEXT (query->tag_key),
                                     INT (ear_clock_now_ms ()), TEXT (db->store->member_key),
                                     INT (query->limit > 0 ? (gint64) query->limit : -1), INT (query->offset));

      append_ids (db, rows, listing->ids);
    }
}

GArray *
ear_store_query_ids (EarStore *store, const EarStoreQuery *query, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Listing listing = { .query = query, .ids = ids };

  g_return_val_if_fail ((guint) query->queue < EAR_STORE_N_QUEUES && (guint) query->sort < EAR_STORE_N_SORTS, NULL);

  return ear_store_read (store, query_ids, &listing, error) ? g_steal_pointer (&ids) : NULL;
}

static void
query_due (EarDb *db, gpointer data)
{
  Listing *listing = data;
  EAR_QUERY rows = ear_db_query (db, "SELECT id FROM conversation INDEXED BY conversation_due WHERE standing = 0 AND due_at >= ?1 AND due_at < ?2"
                                     " AND wakes_at <= ?3 ORDER BY due_at, id",
                                 INT (listing->from), INT (listing->to), INT (ear_clock_now_ms ()));

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
  unread = ear_db_query (db, "SELECT channel FROM conversation INDEXED BY conversation_unread WHERE unread > 0 AND standing <> 4 AND wakes_at <= ?1",
                         INT (counting->now));
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

/* What is snoozed or muted: few, looked at one by one, and not counted where the list does not show it. */
static void
count_asleep (EarDb *db, gint64 now, guint *counts)
{
  EAR_QUERY asleep = ear_db_query (db, "SELECT standing, unread, type, assignee FROM conversation INDEXED BY conversation_asleep"
                                       " WHERE wakes_at > 0 AND wakes_at > ?1",
                                   INT (now));

  while (ear_db_step (db, asleep))
    {
      EarStanding standing = (EarStanding) ear_col_int (asleep, 0);

      if (standing == EAR_STANDING_NEEDS_ANSWER)
        {
          counts[EAR_STORE_QUEUE_ANSWER_NEXT]--;
          counts[EAR_STORE_QUEUE_UNASSIGNED] -= ear_col_int (asleep, 3) == 0;
          counts[EAR_STORE_QUEUE_CALL_BACKS] -= ear_col_int (asleep, 2) == EAR_CONVERSATION_CONTACT;
        }
      counts[EAR_STORE_QUEUE_WAITING_FOR_THEM] -= standing == EAR_STANDING_WAITING;
      counts[EAR_STORE_QUEUE_UNREAD] -= ear_col_int (asleep, 1) > 0 && standing != EAR_STANDING_SPAM;
      counts[EAR_STORE_QUEUE_SNOOZED] += standing != EAR_STANDING_DONE && standing != EAR_STANDING_SPAM;
    }
}

static void
count_queues (EarDb *db, gpointer data)
{
  guint *counts = data;
  gint64 now = ear_clock_now_ms ();
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
  counts[EAR_STORE_QUEUE_MENTIONS] = ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_thread WHERE type = 1 AND standing < 3");
  counts[EAR_STORE_QUEUE_UNASSIGNED] = counts[EAR_STORE_QUEUE_ANSWER_NEXT] -
    (guint) ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_assigned WHERE standing = 0 AND assignee > 0");
  counts[EAR_STORE_QUEUE_MINE] = (guint) ear_db_int (db, 0,
                                                     "SELECT count (*) FROM conversation INDEXED BY conversation_assigned WHERE standing = 0"
                                                     " AND assignee > 0 AND assignee = (SELECT id FROM member WHERE key = ?1) AND wakes_at <= ?2",
                                                     TEXT (db->store->member_key), INT (now));
  count_asleep (db, now, counts);
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
                                 " FROM conversation INDEXED BY conversation_due WHERE standing = 0 AND wakes_at <= ?2",
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
  today->n_unread = ear_db_int (db, 0, "SELECT count (*) FROM conversation INDEXED BY conversation_unread WHERE unread > 0 AND standing <> 4"
                                     " AND wakes_at <= ?1",
                                INT (day->now));
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
