/* ear-store-search.c: words to messages, people and conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-store-search.h"

#define NEWEST_HITS 1000
#define DEFAULT_LIMIT 50
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

static char *
make_expression (const char *words, const char *meta, gboolean beginnings)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (words, -1);
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
  if (*meta != '\0')
    g_string_append_printf (out, " AND {meta} : \"%s\"", meta);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
ear_search_expression (const char *words, gint64 channel, int direction, gboolean beginnings)
{
  g_autoptr (GString) meta = g_string_new (NULL);
  g_autofree char *exact = NULL;
  g_autofree char *wide = NULL;

  if (channel != 0)
    g_string_append_printf (meta, "ch%" G_GINT64_FORMAT, channel);
  if (direction >= 0)
    g_string_append_printf (meta, "d%d", direction);
  exact = make_expression (words, meta->str, FALSE);
  if (!beginnings)
    return g_steal_pointer (&exact);
  wide = make_expression (words, meta->str, TRUE);
  return g_strcmp0 (exact, wide) != 0 ? g_steal_pointer (&wide) : NULL;
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

#define HIT_COLUMNS \
  "SELECT m.id, m.conversation, m.channel, m.sent_at, m.direction, m.state, m.ext, coalesce (p.own_name, i.name, i.handle)," \
  " snippet (message_fts, 0, char (2), char (3), '…', 24) FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid" \
  " LEFT JOIN identity i ON i.id = m.author LEFT JOIN person p ON p.id = i.person WHERE message_fts MATCH ?1 AND m.removed = 0 "
G_STATIC_ASSERT (SNIPPET_WORDS == 24);

static void
add_hits (EarDb *db, sqlite3_stmt *query, GPtrArray *hits)
{
  while (ear_db_step (db, query))
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
      g_ptr_array_add (hits, hit);
    }
}

static void
search_newest (EarDb *db, const char *expression, guint limit, GPtrArray *hits)
{
  EAR_QUERY query = ear_db_query (db, HIT_COLUMNS "ORDER BY message_fts.rowid DESC LIMIT ?2", TEXT (expression), INT (limit));

  add_hits (db, query, hits);
}

static int
compare_ids (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* ear_wanted (rowid, list): whether the list holds it. */
static void
wanted (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const GArray *ids = sqlite3_value_pointer (values[1], "ids");
  gint64 id = sqlite3_value_int64 (values[0]);

  sqlite3_result_int (context, ids != NULL && bsearch (&id, ids->data, ids->len, sizeof id, compare_ids) != NULL);
}

/* Once more through the same hits, now with snippets for the best: looking each up by its rowid opens the word lists anew. */
static void
add_wanted (EarDb *db, const char *expression, const GArray *ranked, GPtrArray *hits)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  EAR_QUERY query = NULL;

  for (guint i = 0; i < ranked->len; i++)
    g_array_append_val (ids, g_array_index (ranked, Ranked, i).id);
  if (ids->len == 0)
    return;
  g_array_sort (ids, compare_ids);
  query = ear_db_query (db, HIT_COLUMNS "AND message_fts.rowid BETWEEN ?2 AND ?3 AND ear_wanted (message_fts.rowid, ?4)"
                                        " ORDER BY message_fts.rowid DESC",
                        TEXT (expression), INT (g_array_index (ids, gint64, 0)), INT (g_array_index (ids, gint64, ids->len - 1)));
  if (query == NULL)
    return;
  sqlite3_bind_pointer (query, 4, ids, "ids", NULL);
  add_hits (db, query, found);
  sqlite3_reset (query);
  sqlite3_bind_null (query, 4);

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
search_best (EarDb *db, const char *expression, guint limit, GPtrArray *hits)
{
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));

  {
    EAR_QUERY query = ear_db_query (db, "SELECT rowid, ear_rank (message_fts) FROM message_fts WHERE message_fts MATCH ?1"
                                        " ORDER BY rowid DESC LIMIT ?2",
                                    TEXT (expression), INT (NEWEST_HITS));

    while (ear_db_step (db, query))
      {
        Ranked one = { ear_col_int (query, 0), sqlite3_column_double (query, 1) };

        g_array_append_val (ranked, one);
      }
  }
  g_array_sort (ranked, compare_ranked);
  g_array_set_size (ranked, MIN (ranked->len, limit));
  add_wanted (db, expression, ranked, hits);
}

static void
search_with (EarDb *db, const EarStoreSearch *search, gboolean beginnings, guint limit, GPtrArray *hits)
{
  g_autofree char *expression = ear_search_expression (search->words, search->channel_id, search->direction, beginnings);

  if (expression == NULL)
    return;
  g_ptr_array_set_size (hits, 0);
  if (search->order == EAR_STORE_SEARCH_BEST)
    search_best (db, expression, limit, hits);
  else
    search_newest (db, expression, limit, hits);
}

static void
search_messages (EarDb *db, gpointer data)
{
  Search *search = data;
  guint limit = search->search->limit > 0 ? search->search->limit : DEFAULT_LIMIT;

  /* The last word may be a beginning. To look for all words that begin so, FTS5 puts their lists together first: where the word as it
   * stands has hits enough, that is not worth the wait. */
  search_with (db, search->search, FALSE, limit, search->hits);
  if (search->hits->len < limit)
    search_with (db, search->search, TRUE, limit, search->hits);
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
  if (api == NULL || api->xCreateFunction (api, "ear_rank", NULL, rank, NULL) != SQLITE_OK ||
      api->xCreateFunction (api, "ear_phrases", NULL, phrase_mask, NULL) != SQLITE_OK)
    ear_db_fail (db, EAR_STORE_ERROR_FAILED, _("This SQLite has no full-text search (FTS5). Install one that has."));
}
