/* ear-store-search-plan.c: how the filters of a search are looked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-fold.h"
#include "store/ear-store-search.h"

/* A search goes from the newest hit of its words backwards and tests each, until it has enough: quick where much fits. Where little does, all of
 * it is gathered first, and the words are looked for in that. */
#define FEW_CONVERSATIONS 1500
#define FEW_MESSAGES 6000
#define DEFAULT_LIMIT 50
/* Whoever's name begins so: beyond it, nobody meant one person. */
#define MAX_PEOPLE 200000
/* The id holds the time a message had when first stored; a day on either side allows for services that let it be edited. */
#define SLACK (24 * 3600 * G_GINT64_CONSTANT (1000))

#define NO_LIMIT(at) ((at) == EAR_TIME_NONE || (at) == 0)

static guint few_conversations = FEW_CONVERSATIONS, few_messages = FEW_MESSAGES, met_for_test;

void
ear_search_set_few_for_test (guint conversations, guint messages, guint met)
{
  few_conversations = conversations > 0 ? conversations : FEW_CONVERSATIONS;
  few_messages = messages > 0 ? messages : FEW_MESSAGES;
  met_for_test = met;
}

static GArray *
new_ids (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
append_ids (EarDb *db, sqlite3_stmt *query, GArray *ids)
{
  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_array_append_val (ids, id);
    }
}

/* Sorted, each once. */
static void
settle_ids (GArray *ids)
{
  guint kept = 0;

  g_array_sort (ids, ear_search_compare_ids);
  for (guint i = 0; i < ids->len; i++)
    if (kept == 0 || g_array_index (ids, gint64, kept - 1) != g_array_index (ids, gint64, i))
      g_array_index (ids, gint64, kept++) = g_array_index (ids, gint64, i);
  g_array_set_size (ids, kept);
}

/* ---- who wrote it ---- */

static GArray *
find_word (EarDb *db, const char *word)
{
  GArray *people = new_ids ();
  g_autofree char *end = g_strconcat (word, "\xf4\x8f\xbf\xbf", NULL);
  EAR_QUERY query = ear_db_query (db, "SELECT person FROM person_word WHERE word >= ?1 AND word <= ?2 LIMIT ?3", TEXT (word), TEXT (end), INT (MAX_PEOPLE));

  append_ids (db, query, people);
  settle_ids (people);
  return people;
}

/* Former names count too: what was written under them is still theirs. */
static void
add_people (EarDb *db, const char *name, GArray *people)
{
  g_auto (GStrv) words = ear_fold_words (name);
  g_autoptr (GArray) all = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GArray) found = find_word (db, words[i]);
      guint kept = 0;

      if (all == NULL)
        {
          all = g_steal_pointer (&found);
          continue;
        }
      for (guint k = 0; k < all->len; k++)
        if (ear_search_has_id (found, g_array_index (all, gint64, k)))
          g_array_index (all, gint64, kept++) = g_array_index (all, gint64, k);
      g_array_set_size (all, kept);
    }
  if (all != NULL && all->len > 0)
    g_array_append_vals (people, all->data, all->len);
}

/* ---- the tests ---- */

static int
get_direction (const EarStoreSearch *search)
{
  if (search->notes)
    return EAR_DIRECTION_NOTE;
  return search->from_us && search->from == NULL ? EAR_DIRECTION_OUTBOUND : -1;
}

static gboolean
asks_conversation (const EarStoreSearch *search)
{
  return search->standings != 0 || search->late_at != 0 || search->unread || search->reviews;
}

static void
append_conversation_tests (const EarStoreSearch *search, GString *tests)
{
  if (search->standings != 0)
    {
      const char *comma = "";

      g_string_append (tests, " AND c.standing IN (");
      for (guint standing = 0; standing <= EAR_STANDING_SPAM; standing++)
        if ((search->standings >> standing & 1) != 0)
          {
            g_string_append_printf (tests, "%s%u", comma, standing);
            comma = ", ";
          }
      g_string_append_c (tests, ')');
    }
  if (search->late_at != 0)
    g_string_append (tests, " AND c.standing = 0 AND c.due_at < :late");
  if (search->unread)
    g_string_append (tests, " AND c.unread > 0");
  if (search->reviews)
    g_string_append_printf (tests, " AND c.type = %d", EAR_CONVERSATION_REVIEW);
}

static char *
make_tests (const EarSearchPlan *plan)
{
  const EarStoreSearch *search = plan->search;
  g_autoptr (GString) tests = g_string_new (" AND m.removed = 0");
  int direction = get_direction (search);

  if (!NO_LIMIT (search->since))
    g_string_append (tests, " AND m.sent_at >= :since");
  if (!NO_LIMIT (search->before))
    g_string_append (tests, " AND m.sent_at < :before");
  if (direction >= 0)
    g_string_append_printf (tests, " AND m.direction = %d", direction);
  if (search->n_channels > 0)
    g_string_append (tests, " AND ear_wanted (m.channel, :channels)");
  if (plan->people != NULL)
    g_string_append (tests, search->from_us ? " AND (m.direction = 1 OR ear_wanted (i.person, :people))" : " AND m.direction = 0 AND ear_wanted (i.person, :people)");
  if (search->picture)
    g_string_append (tests, " AND EXISTS (SELECT 1 FROM attachment a WHERE a.message = m.id AND a.media_type LIKE 'image%')");
  else if (search->attachment)
    g_string_append (tests, " AND EXISTS (SELECT 1 FROM attachment a WHERE a.message = m.id)");
  append_conversation_tests (search, tests);
  return g_string_free_and_steal (g_steal_pointer (&tests));
}

/* The index that has the fewest of what is asked for, with what it needs to be used. */
static const char *
pick_index (const EarStoreSearch *search)
{
  if (search->unread)
    return "conversation_unread";
  if (search->late_at != 0)
    return "conversation_due";
  if (search->reviews)
    return "conversation_review";
  if (search->standings != 0)
    return "conversation_standing";
  return search->n_channels == 1 ? "conversation_channel" : "conversation_last";
}

char *
ear_search_plan_list_conversations (const EarSearchPlan *plan)
{
  const EarStoreSearch *search = plan->search;
  g_autoptr (GString) tests = g_string_new (NULL);
  const char *index = pick_index (search);

  /* In the order of what is due next many are sorted more slowly than the unanswered are gone through. */
  if (g_str_equal (index, "conversation_due") && !plan->few_conversations)
    index = "conversation_standing";
  append_conversation_tests (search, tests);
  if (search->n_channels == 1)
    g_string_append (tests, " AND c.channel = :channel");
  else if (search->n_channels > 1)
    g_string_append (tests, " AND ear_wanted (c.channel, :channels)");
  /* Several standings are no walk through their index: it has them one after the other. */
  if (g_str_equal (index, "conversation_standing") && search->late_at == 0 && (search->standings & (search->standings - 1)) != 0)
    index = "conversation_last";
  /* Sorted before anything long is read. */
  return g_strdup_printf ("FROM (SELECT c.id AS id, c.last_at AS at FROM conversation c INDEXED BY %s WHERE c.last_at <> 0%s"
                          " ORDER BY c.last_at DESC, c.id DESC LIMIT :limit) t CROSS JOIN message m ON m.id = (SELECT n.id FROM message n"
                          " WHERE n.conversation = t.id AND n.removed = 0 ORDER BY n.id DESC LIMIT 1)"
                          " LEFT JOIN identity i ON i.id = m.author LEFT JOIN person p ON p.id = i.person ORDER BY t.at DESC, t.id DESC",
                          index, tests->str);
}

/* ---- what is few ---- */

#define AUTHOR " LEFT JOIN identity i ON i.id = m.author"

/* FALSE: they are more than a few. @people: NULL, or who is looked at one after the other. */
static gboolean
gather (EarDb *db, EarSearchPlan *plan, const char *from, const GArray *people)
{
  g_autofree char *sql = g_strdup_printf ("SELECT m.id %s WHERE 1%s LIMIT :few", from, plan->tests);
  const char *kept = g_intern_string (sql);
  g_autoptr (GArray) ids = new_ids ();

  for (guint i = 0; i < (people != NULL ? people->len : 1) && ids->len <= few_messages && ear_db_ok (db); i++)
    {
      sqlite3_stmt *query = ear_db_query (db, kept);

      if (query == NULL)
        break;
      ear_search_plan_bind (plan, query);
      sqlite3_bind_int64 (query, sqlite3_bind_parameter_index (query, ":few"), (gint64) few_messages + 1);
      if (people != NULL)
        sqlite3_bind_int64 (query, sqlite3_bind_parameter_index (query, ":person"), g_array_index (people, gint64, i));
      append_ids (db, query, ids);
      sqlite3_reset (query);
      sqlite3_clear_bindings (query);
    }
  if (ids->len > few_messages)
    return FALSE;
  settle_ids (ids);
  plan->messages = g_steal_pointer (&ids);
  return TRUE;
}

/* How many conversations these people wrote in, counted no further than a few. */
static gboolean
wrote_little (EarDb *db, const GArray *people)
{
  guint n = 0;

  if (people->len > few_conversations)
    return FALSE;
  for (guint i = 0; i < people->len && n <= few_conversations; i++)
    n += (guint) ear_db_int (db, 0, "SELECT count (*) FROM (SELECT 1 FROM participant WHERE person = ?1 LIMIT ?2)",
                             INT (g_array_index (people, gint64, i)), INT ((gint64) few_conversations + 1));
  return n <= few_conversations;
}

static gboolean
is_few_conversations (EarDb *db, const EarSearchPlan *plan)
{
  g_autoptr (GString) tests = g_string_new (NULL);
  g_autofree char *sql = NULL;
  sqlite3_stmt *query;
  gint64 n = 0;

  append_conversation_tests (plan->search, tests);
  sql = g_strdup_printf ("SELECT count (*) FROM (SELECT 1 FROM conversation c INDEXED BY %s WHERE 1%s LIMIT :few)", pick_index (plan->search), tests->str);
  query = ear_db_query (db, g_intern_string (sql));
  if (query == NULL)
    return FALSE;
  ear_search_plan_bind (plan, query);
  sqlite3_bind_int64 (query, sqlite3_bind_parameter_index (query, ":few"), (gint64) few_conversations + 1);
  if (ear_db_step (db, query))
    n = ear_col_int (query, 0);
  sqlite3_reset (query);
  return n <= few_conversations;
}

static void
gather_few (EarDb *db, EarSearchPlan *plan)
{
  const EarStoreSearch *search = plan->search;
  const char *conversation = plan->needs_conversation ? " CROSS JOIN conversation c ON c.id = m.conversation" : "";

  if (plan->people != NULL && !search->from_us && wrote_little (db, plan->people))
    {
      g_autofree char *from = g_strdup_printf ("FROM participant t CROSS JOIN message m INDEXED BY message_conversation ON t.person = :person AND"
                                               " m.conversation = t.conversation" AUTHOR "%s", conversation);

      if (gather (db, plan, from, plan->people))
        return;
    }
  if ((search->attachment || search->picture) &&
      ear_db_int (db, 0, "SELECT count (*) FROM (SELECT 1 FROM attachment LIMIT ?1)", INT ((gint64) few_messages + 1)) <= few_messages)
    {
      g_autofree char *from = g_strdup_printf ("FROM (SELECT DISTINCT message FROM attachment) t CROSS JOIN message m ON m.id = t.message" AUTHOR "%s", conversation);

      if (gather (db, plan, from, NULL))
        return;
    }
  if (plan->few_conversations)
    {
      g_autofree char *from = g_strdup_printf ("FROM conversation c INDEXED BY %s CROSS JOIN message m INDEXED BY message_conversation"
                                               " ON m.conversation = c.id" AUTHOR, pick_index (search));

      gather (db, plan, from, NULL);
    }
}

/* ---- the plan ---- */

void
ear_search_plan_bind (const EarSearchPlan *plan, sqlite3_stmt *query)
{
  const struct {
    const char *name;
    gint64 value;
  } numbers[] = {
    { ":first", plan->first_id },
    { ":last", plan->last_id },
    { ":since", plan->search->since },
    { ":before", plan->search->before },
    { ":late", plan->search->late_at },
    { ":limit", plan->limit },
    { ":channel", plan->search->n_channels > 0 ? plan->search->channels[0] : 0 },
  };
  const struct {
    const char *name;
    GArray *ids;
  } lists[] = { { ":channels", plan->channels }, { ":people", plan->people }, { ":messages", plan->messages } };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      int index = sqlite3_bind_parameter_index (query, numbers[i].name);

      if (index > 0)
        sqlite3_bind_int64 (query, index, numbers[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      int index = sqlite3_bind_parameter_index (query, lists[i].name);

      if (index > 0)
        sqlite3_bind_pointer (query, index, lists[i].ids, "ids", NULL);
    }
}

void
ear_search_plan_init (EarDb *db, EarSearchPlan *plan, const EarStoreSearch *search)
{
  g_autofree char *words = g_strstrip (g_strdup (search->words != NULL ? search->words : ""));
  gboolean has_words, of_messages;

  *plan = (EarSearchPlan) { .search = search, .met_for_test = met_for_test, .limit = search->limit > 0 ? search->limit : DEFAULT_LIMIT, .first_id = G_MININT64, .last_id = G_MAXINT64 };
  plan->needs_conversation = asks_conversation (search);
  plan->meta = ear_search_meta (search->channels, search->n_channels, get_direction (search));
  if (search->n_channels > 0)
    {
      plan->channels = new_ids ();
      g_array_append_vals (plan->channels, search->channels, search->n_channels);
      settle_ids (plan->channels);
    }
  if (search->from != NULL)
    {
      plan->people = new_ids ();
      for (guint i = 0; search->from[i] != NULL; i++)
        add_people (db, search->from[i], plan->people);
      settle_ids (plan->people);
    }
  if (!NO_LIMIT (search->since))
    plan->first_id = CLAMP (search->since - SLACK, 0, EAR_MESSAGE_TIME_MAX) << 12;
  if (!NO_LIMIT (search->before))
    plan->last_id = CLAMP (search->before + SLACK, 0, EAR_MESSAGE_TIME_MAX) << 12;
  plan->tests = make_tests (plan);
  has_words = ear_search_has_words (search->words);
  of_messages = plan->people != NULL || get_direction (search) >= 0 || search->attachment || search->picture || !NO_LIMIT (search->since) ||
                !NO_LIMIT (search->before);
  plan->of_conversations = !has_words && !of_messages;
  /* "?!" are no words that could be found, whatever stands beside them. */
  plan->of_nothing = !has_words && (*words != '\0' || (!of_messages && !plan->needs_conversation && search->n_channels == 0));
  plan->few_conversations = plan->needs_conversation && is_few_conversations (db, plan);
  if (plan->of_conversations)
    return;
  gather_few (db, plan);
  if (plan->messages != NULL && plan->messages->len > 0)
    {
      plan->first_id = g_array_index (plan->messages, gint64, 0);
      plan->last_id = g_array_index (plan->messages, gint64, plan->messages->len - 1);
    }
}

void
ear_search_plan_clear (EarSearchPlan *plan)
{
  g_free (plan->meta);
  g_free (plan->tests);
  g_clear_pointer (&plan->channels, g_array_unref);
  g_clear_pointer (&plan->people, g_array_unref);
  g_clear_pointer (&plan->messages, g_array_unref);
}
