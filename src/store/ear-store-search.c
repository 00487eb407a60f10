/* ear-store-search.c: words to messages, people and conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-store-search.h"

#define NEWEST_HITS 1000
#define MAX_WORDS 32
#define SNIPPET_WORDS 24

void
ear_store_hit_free (EarStoreHit *hit)
{
  if (hit == NULL)
    return;
  g_free (hit->ext);
  g_free (hit->author_name);
  g_free (hit->snippet);
  g_free (hit);
}

/* ---- what was typed, as an FTS5 expression ---- */

static gboolean
has_word_character (const char *text, gsize length)
{
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

static void
append_string (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, text[i]);
    }
  g_string_append_c (out, '"');
}

gboolean
ear_search_has_words (const char *words)
{
  g_autofree char *valid = words != NULL ? g_utf8_make_valid (words, -1) : NULL;

  return valid != NULL && has_word_character (valid, strlen (valid));
}

static char *
make_expression (const char *words, const char *meta, gboolean beginnings)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (words != NULL ? words : "", -1);
  const char *at = valid;
  guint n = 0;

  while (*at != '\0' && n < MAX_WORDS)
    {
      gboolean phrase = *at == '"';
      const char *begin, *end;

      if (g_unichar_isspace (g_utf8_get_char (at)))
        {
          at = g_utf8_next_char (at);
          continue;
        }
      begin = phrase ? at + 1 : at;
      for (end = begin; *end != '\0' && (phrase ? *end != '"' : !g_unichar_isspace (g_utf8_get_char (end)) && *end != '"');)
        end = g_utf8_next_char (end);
      at = phrase && *end == '"' ? end + 1 : end;
      if (!has_word_character (begin, end - begin))
        continue;

      g_string_append (out, n++ > 0 ? " AND " : "");
      append_string (out, begin, end - begin);
      /* The word being typed may be a beginning; one letter would match nearly everything. */
      if (beginnings && !phrase && *end == '\0' && g_utf8_strlen (begin, end - begin) >= 2 && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (end))))
        g_string_append_c (out, '*');
    }
  if (n == 0)
    return NULL;
  g_string_prepend (out, "{body} : (");
  g_string_append (out, ")");
  if (meta != NULL)
    g_string_append_printf (out, " AND %s", meta);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
ear_search_expression (const char *words, const char *meta, gboolean beginnings)
{
  g_autofree char *exact = make_expression (words, meta, FALSE);
  g_autofree char *wide = NULL;

  if (!beginnings)
    return g_steal_pointer (&exact);
  wide = make_expression (words, meta, TRUE);
  return g_strcmp0 (exact, wide) != 0 ? g_steal_pointer (&wide) : NULL;
}

char *
ear_search_meta (const gint64 *channels, guint n_channels, int direction)
{
  g_autoptr (GString) meta = g_string_new ("{meta} : (");

  if (n_channels == 0 && direction < 0)
    return NULL;
  for (guint i = 0; i < MAX (n_channels, 1); i++)
    {
      g_string_append (meta, i > 0 ? " OR \"" : "\"");
      if (n_channels > 0)
        g_string_append_printf (meta, "ch%" G_GINT64_FORMAT, channels[i]);
      if (direction >= 0)
        g_string_append_printf (meta, "d%d", direction);
      g_string_append_c (meta, '"');
    }
  g_string_append_c (meta, ')');
  return g_string_free_and_steal (g_steal_pointer (&meta));
}

/* ---- ranking: BM25 without a count of all hits, which would cost a second over a million messages ---- */

static void
rank (const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int n_values, sqlite3_value **values)
{
  /* k1 = 1.2, b = 0.75 (Robertson & Zaragoza 2009); 25 words is a common length. */
  const double k1 = 1.2, b = 0.75, common = 25;
  int counts[MAX_WORDS] = { 0 };
  int n_instances = 0, n_tokens = 0, rc;
  double score = 0;

  rc = api->xInstCount (fts, &n_instances);
  if (rc == SQLITE_OK)
    rc = api->xColumnSize (fts, 0, &n_tokens);
  for (int i = 0; rc == SQLITE_OK && i < n_instances; i++)
    {
      int phrase, column, offset;

      rc = api->xInst (fts, i, &phrase, &column, &offset);
      if (rc == SQLITE_OK && column == 0 && phrase < MAX_WORDS)
        counts[phrase]++;
    }
  if (rc != SQLITE_OK)
    {
      sqlite3_result_error_code (context, rc);
      return;
    }
  for (int i = 0; i < MAX_WORDS; i++)
    score += counts[i] * (k1 + 1) / (counts[i] + k1 * (1 - b + b * n_tokens / common));
  sqlite3_result_double (context, score);
}

/* Which of the phrases occur, one bit each. */
static void
phrase_mask (const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int n_values, sqlite3_value **values)
{
  int n_instances = 0, rc = api->xInstCount (fts, &n_instances);
  gint64 mask = 0;

  for (int i = 0; rc == SQLITE_OK && i < n_instances; i++)
    {
      int phrase, column, offset;

      rc = api->xInst (fts, i, &phrase, &column, &offset);
      if (rc == SQLITE_OK && column == 0 && phrase < 62)
        mask |= G_GINT64_CONSTANT (1) << phrase;
    }
  if (rc == SQLITE_OK)
    sqlite3_result_int64 (context, mask);
  else
    sqlite3_result_error_code (context, rc);
}

/* ---- messages ---- */

typedef struct {
  const EarStoreSearch *search;
  GPtrArray *hits;
} Search;

#define SNIPPET "snippet (message_fts, 0, char (2), char (3), '…', 24)"
#define BEGINNING "CASE WHEN length (m.body) > 240 THEN substr (m.body, 1, 240) || '…' ELSE m.body END"
#define HIT_COLUMNS "m.id, m.conversation, m.channel, m.sent_at, m.direction, m.state, m.ext, coalesce (p.own_name, i.name, i.handle), "
#define NAMES " LEFT JOIN identity i ON i.id = m.author LEFT JOIN person p ON p.id = i.person"
G_STATIC_ASSERT (SNIPPET_WORDS == 24);

static EarStoreHit *
read_hit (sqlite3_stmt *query)
{
  EarStoreHit *hit = g_new0 (EarStoreHit, 1);

  hit->message_id = ear_col_int (query, 0);
  hit->conversation_id = ear_col_int (query, 1);
  hit->channel_id = ear_col_int (query, 2);
  hit->sent_at = ear_col_int (query, 3);
  hit->direction = (EarDirection) ear_col_int (query, 4);
  hit->state = (EarMessageState) ear_col_int (query, 5);
  hit->ext = ear_col_dup (query, 6);
  hit->author_name = ear_col_dup (query, 7);
  hit->snippet = ear_col_dup (query, 8);
  return hit;
}

/* Statements differ in what is asked for, not in its values: few, and kept with the connection. */
static sqlite3_stmt *
query_plan (EarDb *db, const EarSearchPlan *plan, const char *sql)
{
  sqlite3_stmt *query = ear_db_query (db, g_intern_string (sql));

  if (query != NULL)
    ear_search_plan_bind (plan, query);
  return query;
}

static void
bind_expression (sqlite3_stmt *query, const char *expression)
{
  int index = query != NULL ? sqlite3_bind_parameter_index (query, ":expression") : 0;

  if (index > 0)
    sqlite3_bind_text (query, index, expression, -1, SQLITE_STATIC);
}

/* Pointers that a statement was given must not outlive what they point to. */
static void
finish (sqlite3_stmt *query)
{
  if (query == NULL)
    return;
  sqlite3_reset (query);
  sqlite3_clear_bindings (query);
}

/* From FROM to the tests, newest first. @expression NULL: no word and no channel or direction helps to find them. */
static char *
walk_sql (const EarSearchPlan *plan, gboolean by_index)
{
  return g_strdup_printf ("%s" NAMES "%s WHERE %s BETWEEN :first AND :last%s%s ORDER BY %s DESC",
                          by_index ? "FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid" : "FROM message m",
                          plan->needs_conversation ? " CROSS JOIN conversation c ON c.id = m.conversation" : "",
                          by_index ? "message_fts.rowid" : "m.id", by_index ? " AND message_fts MATCH :expression" : "", plan->tests,
                          by_index ? "message_fts.rowid" : "m.id");
}

static void
collect_hits (EarDb *db, const EarSearchPlan *plan, const char *expression, const char *sql, GPtrArray *hits)
{
  sqlite3_stmt *query = query_plan (db, plan, sql);

  bind_expression (query, expression);
  while (hits->len < plan->limit && ear_db_step (db, query))
    g_ptr_array_add (hits, read_hit (query));
  finish (query);
}

/* @expression: (nullable): which it matches, or does not. */
static void
look_up (EarDb *db, const char *expression, gint64 id, GPtrArray *hits)
{
  static const char with_words[] = "SELECT " HIT_COLUMNS SNIPPET " FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid" NAMES
                                   " WHERE message_fts MATCH ?1 AND message_fts.rowid = ?2 AND m.removed = 0";
  static const char without[] = "SELECT " HIT_COLUMNS BEGINNING " FROM message m" NAMES " WHERE ?1 IS NULL AND m.id = ?2";
  EAR_QUERY query = ear_db_query (db, expression != NULL ? with_words : without, TEXT (expression), INT (id));

  if (ear_db_step (db, query))
    g_ptr_array_add (hits, read_hit (query));
}

/* ---- the messages that can fit are few and known ---- */

/* First the words' hits are met one after the other, which is quick where the words are rare: then few are met. Where they are common, those that
 * can fit are looked up one by one, though this opens the lists of the words anew each time: of common words most have them. Measured over a million
 * messages: 0.15 µs and 25 µs; for a beginning, whose words' lists FTS5 puts together first, 2 µs and 200 µs. */
#define MET_FOR_EACH 40
#define MAX_MET 100000
#define MAX_MET_BEGINNINGS 20000

typedef struct {
  const GArray *ids;
  guint left;                /* how many more may be met */
  gboolean stopped;          /* at the row that is given then */
} Meeting;

/* ear_meets (rowid, meeting) */
static void
meets (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  Meeting *meeting = sqlite3_value_pointer (values[1], "meeting");

  if (meeting == NULL)
    return;
  meeting->stopped = meeting->left == 0;
  sqlite3_result_int (context, meeting->stopped || ear_search_has_id (meeting->ids, sqlite3_value_int64 (values[0])));
  meeting->left -= meeting->left > 0;
}

static void
search_among (EarDb *db, const EarSearchPlan *plan, const char *expression, gboolean beginnings, GPtrArray *hits)
{
  static const char walk[] = "SELECT " HIT_COLUMNS SNIPPET " FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid" NAMES
                             " WHERE message_fts MATCH :expression AND message_fts.rowid BETWEEN :first AND :last"
                             " AND ear_meets (message_fts.rowid, :meeting) ORDER BY message_fts.rowid DESC";
  const gint64 *ids = (const gint64 *) (gpointer) plan->messages->data;
  guint i = plan->messages->len;

  if (i == 0)
    return;
  if (expression != NULL)
    {
      guint at_most = MIN (beginnings ? MAX_MET_BEGINNINGS : MAX_MET, MET_FOR_EACH * i);
      Meeting meeting = { .ids = plan->messages, .left = plan->met_for_test > 0 ? plan->met_for_test : at_most };
      sqlite3_stmt *query = query_plan (db, plan, walk);
      gint64 reached = G_MININT64;

      bind_expression (query, expression);
      if (query != NULL)
        sqlite3_bind_pointer (query, sqlite3_bind_parameter_index (query, ":meeting"), &meeting, "meeting", NULL);
      while (hits->len < plan->limit && reached == G_MININT64 && ear_db_step (db, query))
        if (meeting.stopped)
          reached = ear_col_int (query, 0);
        else
          g_ptr_array_add (hits, read_hit (query));
      finish (query);
      if (reached == G_MININT64)
        return;
      while (i > 0 && ids[i - 1] > reached)
        i--;
    }
  for (; i > 0 && hits->len < plan->limit && ear_db_ok (db); i--)
    look_up (db, expression, ids[i - 1], hits);
}

static void
search_newest (EarDb *db, const EarSearchPlan *plan, const char *expression, gboolean beginnings, GPtrArray *hits)
{
  g_autofree char *walk = NULL;
  g_autofree char *sql = NULL;

  if (plan->messages != NULL)
    {
      search_among (db, plan, expression, beginnings, hits);
      return;
    }
  walk = plan->of_conversations && expression == NULL ? ear_search_plan_list_conversations (plan) : walk_sql (plan, expression != NULL || plan->meta != NULL);
  sql = g_strconcat ("SELECT " HIT_COLUMNS, expression != NULL ? SNIPPET : BEGINNING, " ", walk, NULL);
  collect_hits (db, plan, expression != NULL ? expression : plan->meta, sql, hits);
}

/* ---- the best of the newest ---- */

typedef struct {
  gint64 id;
  double score;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return (y->id > x->id) - (y->id < x->id);
}

int
ear_search_compare_ids (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

gboolean
ear_search_has_id (const GArray *ids, gint64 id)
{
  return g_array_binary_search ((GArray *) ids, &id, ear_search_compare_ids, NULL);
}

static void
wanted (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const GArray *ids = sqlite3_value_pointer (values[1], "ids");
  gint64 id = sqlite3_value_int64 (values[0]);

  sqlite3_result_int (context, ids != NULL && ear_search_has_id (ids, id));
}

/* Once more through the same hits, now with excerpts for the best: for words, quicker than to look each up, which opens their lists anew. */
static void
walk_again (EarDb *db, const EarSearchPlan *plan, const char *expression, const GArray *ranked, GPtrArray *hits)
{
  static const char sql[] = "SELECT " HIT_COLUMNS SNIPPET " FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid" NAMES
                            " WHERE message_fts MATCH :expression AND message_fts.rowid BETWEEN :first AND :last AND m.removed = 0"
                            " AND ear_wanted (message_fts.rowid, :messages) ORDER BY message_fts.rowid DESC";
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  EarSearchPlan again = { .search = plan->search, .limit = plan->limit, .messages = ids };

  for (guint i = 0; i < ranked->len; i++)
    g_array_append_val (ids, g_array_index (ranked, Ranked, i).id);
  if (ids->len == 0)
    return;
  g_array_sort (ids, ear_search_compare_ids);
  again.first_id = g_array_index (ids, gint64, 0);
  again.last_id = g_array_index (ids, gint64, ids->len - 1);
  collect_hits (db, &again, expression, sql, found);
  for (guint i = 0; i < ranked->len; i++)
    for (guint k = 0; k < found->len; k++)
      {
        EarStoreHit *hit = found->pdata[k];

        if (hit != NULL && hit->message_id == g_array_index (ranked, Ranked, i).id)
          {
            g_ptr_array_add (hits, hit);
            found->pdata[k] = NULL;
          }
      }
}

static void
search_best (EarDb *db, const EarSearchPlan *plan, const char *expression, GPtrArray *hits)
{
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  /* Without a filter but for channel and direction, which the index knows, no message needs to be read. */
  gboolean by_index_alone = !plan->needs_conversation && plan->people == NULL && !plan->search->attachment && !plan->search->picture &&
                            plan->first_id == G_MININT64 && plan->last_id == G_MAXINT64;
  g_autofree char *walk = by_index_alone ? g_strdup ("FROM message_fts WHERE message_fts MATCH :expression ORDER BY message_fts.rowid DESC") : walk_sql (plan, TRUE);
  g_autofree char *sql = g_strconcat ("SELECT message_fts.rowid, ear_rank (message_fts) ", walk, NULL);
  sqlite3_stmt *query = query_plan (db, plan, sql);

  bind_expression (query, expression);
  while (ranked->len < NEWEST_HITS && ear_db_step (db, query))
    {
      Ranked one = { ear_col_int (query, 0), sqlite3_column_double (query, 1) };

      g_array_append_val (ranked, one);
    }
  finish (query);
  g_array_sort (ranked, compare_ranked);
  g_array_set_size (ranked, MIN (ranked->len, plan->limit));
  /* To find a phrase, all places of its words are read. */
  if (strchr (plan->search->words, '"') == NULL)
    walk_again (db, plan, expression, ranked, hits);
  else
    for (guint i = 0; i < ranked->len && ear_db_ok (db); i++)
      look_up (db, expression, g_array_index (ranked, Ranked, i).id, hits);
}

static void
search_with (EarDb *db, const EarSearchPlan *plan, gboolean beginnings, GPtrArray *hits)
{
  g_autofree char *expression = ear_search_expression (plan->search->words, plan->meta, beginnings);

  if (expression == NULL)
    return;
  g_ptr_array_set_size (hits, 0);
  if (plan->search->order == EAR_STORE_SEARCH_BEST)
    search_best (db, plan, expression, hits);
  else
    search_newest (db, plan, expression, beginnings, hits);
}

static void
search_messages (EarDb *db, gpointer data)
{
  Search *search = data;
  g_auto (EarSearchPlan) plan = { 0 };

  ear_search_plan_init (db, &plan, search->search);
  if (!ear_search_has_words (search->search->words))
    {
      if (!plan.of_nothing)
        search_newest (db, &plan, NULL, FALSE, search->hits);
      return;
    }
  /* The last word may be a beginning. To look for all words that begin so, FTS5 puts their lists together first: where the word as it
   * stands has hits enough, that is not worth the wait. */
  search_with (db, &plan, FALSE, search->hits);
  if (search->hits->len < plan.limit)
    search_with (db, &plan, TRUE, search->hits);
}

GPtrArray *
ear_store_search (EarStore *store, const EarStoreSearch *search, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_store_hit_free);
  Search work = { search, hits };

  return ear_store_read (store, search_messages, &work, error) ? g_steal_pointer (&hits) : NULL;
}

void
ear_search_register (EarDb *db)
{
  fts5_api *api = NULL;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db->handle, "SELECT fts5 (?1)", -1, &statement, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
  sqlite3_create_function_v2 (db->handle, "ear_wanted", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, wanted, NULL, NULL, NULL);
  sqlite3_create_function_v2 (db->handle, "ear_meets", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, meets, NULL, NULL, NULL);
  if (api == NULL || api->xCreateFunction (api, "ear_rank", NULL, rank, NULL) != SQLITE_OK ||
      api->xCreateFunction (api, "ear_phrases", NULL, phrase_mask, NULL) != SQLITE_OK)
    ear_db_fail (db, EAR_STORE_ERROR_FAILED, _("This SQLite has no full-text search (FTS5). Install one that has."));
}
