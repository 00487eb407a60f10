/* ear-store-search-people.c: words to people and conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-fold.h"
#include "store/ear-store-person.h"
#include "store/ear-store-search.h"

#define NEWEST_HITS 1000
#define DEFAULT_LIMIT 50

/* ---- people ---- */

#define MAX_CANDIDATES 2000

/* Every word of @wanted begins a word of @text. */
static void
strike_off (GPtrArray *wanted, const char *text)
{
  g_auto (GStrv) words = text != NULL ? ear_fold_words (text) : NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    for (guint k = 0; k < wanted->len;)
      if (g_str_has_prefix (words[i], wanted->pdata[k]))
        g_ptr_array_remove_index_fast (wanted, k);
      else
        k++;
}

/* The table keeps former names too: compare with those of today. */
static gboolean
is_called (EarDb *db, gint64 person, char **words)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  EAR_QUERY query = ear_db_query (db, "SELECT p.own_name, i.name, i.handle FROM person p LEFT JOIN identity i ON i.person = p.id WHERE p.id = ?1",
                                  INT (person));

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (wanted, words[i]);
  while (wanted->len > 0 && ear_db_step (db, query))
    for (int column = 0; column < 3; column++)
      strike_off (wanted, ear_col_text (query, column));
  return wanted->len == 0;
}

GArray *
ear_db_find_people (EarDb *db, const char *text, guint limit)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) words = ear_fold_words (text);
  g_autofree char *end = NULL;
  const char *longest = NULL;
  EAR_QUERY query = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (longest == NULL || strlen (words[i]) > strlen (longest))
      longest = words[i];
  if (longest == NULL || g_utf8_strlen (longest, -1) < 2)
    return people;
  end = g_strconcat (longest, "\xf4\x8f\xbf\xbf", NULL);
  query = ear_db_query (db, "SELECT DISTINCT person FROM person_word WHERE word >= ?1 AND word <= ?2 LIMIT ?3", TEXT (longest), TEXT (end),
                        INT (MAX_CANDIDATES));
  while (people->len < limit && ear_db_step (db, query))
    {
      gint64 person = ear_col_int (query, 0);

      if (is_called (db, person, words))
        g_array_append_val (people, person);
    }
  return people;
}

typedef struct {
  const char *words;
  guint limit;
  GPtrArray *people;
} PeopleSearch;

static void
search_people (EarDb *db, gpointer data)
{
  PeopleSearch *search = data;
  g_autoptr (GArray) found = ear_db_find_people (db, search->words, search->limit > 0 ? search->limit : DEFAULT_LIMIT);

  for (guint i = 0; i < found->len; i++)
    {
      EarPersonRow *row = ear_db_load_person (db, g_array_index (found, gint64, i));

      if (row != NULL)
        g_ptr_array_add (search->people, row);
    }
}

GPtrArray *
ear_store_search_people (EarStore *store, const char *words, guint limit, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_person_row_free);
  PeopleSearch search = { words, limit, people };

  return ear_store_read (store, search_people, &search, error) ? g_steal_pointer (&people) : NULL;
}

/* ---- conversations ---- */

typedef struct {
  gint64 at, id;
} Found;

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;

  if (x->at != y->at)
    return x->at > y->at ? -1 : 1;
  return (y->id > x->id) - (y->id < x->id);
}

static void
collect (EarDb *db, sqlite3_stmt *query, GArray *found)
{
  while (ear_db_step (db, query))
    {
      Found one = { ear_col_int (query, 0), ear_col_int (query, 1) };

      g_array_append_val (found, one);
    }
}

static void
collect_by_message (EarDb *db, const char *expression, GArray *found)
{
  EAR_QUERY query = NULL;

  if (expression == NULL)
    return;
  query = ear_db_query (db,
                        "SELECT m.sent_at, m.conversation FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid"
                        " WHERE message_fts MATCH ?1 AND m.removed = 0 ORDER BY message_fts.rowid DESC LIMIT ?2",
                        TEXT (expression), INT (NEWEST_HITS));
  collect (db, query, found);
}

void
ear_db_search_conversations (EarDb *db, const EarStoreQuery *wanted, GArray *ids)
{
  g_autofree char *meta = ear_search_meta (&wanted->channel_id, wanted->channel_id != 0, -1);
  g_autofree char *exact = ear_search_expression (wanted->words, meta, FALSE);
  g_autofree char *wide = ear_search_expression (wanted->words, meta, TRUE);
  g_autoptr (GArray) people = ear_db_find_people (db, wanted->words, 50);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint skipped = 0;

  collect_by_message (db, exact, found);
  if (found->len < NEWEST_HITS)
    collect_by_message (db, wide, found);
  /* "Mia" also means what Mia wrote. */
  for (guint i = 0; i < people->len; i++)
    {
      EAR_QUERY query = ear_db_query (db,
                                      "SELECT c.last_at, c.id FROM participant p CROSS JOIN conversation c ON c.id = p.conversation"
                                      " WHERE p.person = ?1 AND (?2 = 0 OR c.channel = ?2) LIMIT ?3",
                                      INT (g_array_index (people, gint64, i)), INT (wanted->channel_id), INT (NEWEST_HITS));

      collect (db, query, found);
    }
  g_array_sort (found, compare_found);

  for (guint i = 0; i < found->len && ear_db_ok (db) && (wanted->limit == 0 || ids->len < wanted->limit); i++)
    {
      gint64 id = g_array_index (found, Found, i).id;

      if (!g_hash_table_add (seen, g_memdup2 (&id, sizeof id)))
        continue;
      if (wanted->person_id != 0 && ear_db_int (db, 0, "SELECT 1 FROM participant WHERE person = ?1 AND conversation = ?2",
                                                INT (wanted->person_id), INT (id)) == 0)
        continue;
      if (skipped++ >= wanted->offset)
        g_array_append_val (ids, id);
    }
}
