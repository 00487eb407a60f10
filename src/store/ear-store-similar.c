/* ear-store-similar.c: earlier questions like this one, with our answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include "store/ear-store-search.h"

#define MAX_TERMS 8
#define MIN_TERM_CHARS 3
#define SAMPLE 2000

void
ear_similar_free (EarSimilar *similar)
{
  if (similar == NULL)
    return;
  g_free (similar->question);
  g_free (similar->answer);
  g_free (similar);
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  glong difference = g_utf8_strlen (y, -1) - g_utf8_strlen (x, -1);

  return difference != 0 ? (difference > 0 ? 1 : -1) : strcmp (x, y);
}

/* The longest words stand in for the rarest ones, which only a count of all messages would tell. */
static GPtrArray *
pick_terms (const char *text)
{
  GPtrArray *terms = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *lower = g_utf8_strdown (valid, MIN ((gssize) strlen (valid), 4000));
  const char *at = lower;

  while (*at != '\0')
    {
      const char *begin = at;

      while (*at != '\0' && g_unichar_isalnum (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      if (g_utf8_strlen (begin, at - begin) >= MIN_TERM_CHARS)
        {
          g_autofree char *term = g_strndup (begin, at - begin);

          if (!g_ptr_array_find_with_equal_func (terms, term, g_str_equal, NULL))
            g_ptr_array_add (terms, g_steal_pointer (&term));
        }
      if (at == begin)
        at = g_utf8_next_char (at);
    }
  g_ptr_array_sort (terms, compare_lengths);
  g_ptr_array_set_size (terms, MIN (terms->len, MAX_TERMS));
  return terms;
}

typedef struct {
  gint64 id, mask;
  double score;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return (y->id > x->id) - (y->id < x->id);
}

/* A word that few of the newest hits hold tells more than one that all of them do (inverse document frequency in that sample). */
static void
score_candidates (GArray *candidates, guint n_terms)
{
  double weights[MAX_TERMS];

  for (guint i = 0; i < n_terms; i++)
    {
      guint n = 0;

      for (guint k = 0; k < candidates->len; k++)
        n += (g_array_index (candidates, Candidate, k).mask >> i) & 1;
      weights[i] = log ((candidates->len + 1.0) / (n + 0.5));
    }
  for (guint k = 0; k < candidates->len; k++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, k);

      for (guint i = 0; i < n_terms; i++)
        if ((candidate->mask >> i) & 1)
          candidate->score += 1 + weights[i];
    }
  g_array_sort (candidates, compare_candidates);
}

typedef struct {
  const char *expression;
  guint n_terms;
  gint64 except;
  guint limit;
  GPtrArray *similar;
} Work;

static gboolean
add_answered (EarDb *db, Work *work, gint64 message, GHashTable *seen)
{
  EarSimilar *similar;
  gint64 conversation;
  EAR_QUERY query = ear_db_query (db,
                                  "SELECT m.conversation, m.channel, e.opened_at, e.answered_at, q.body, a.body FROM message m"
                                  " CROSS JOIN enquiry e ON e.conversation = m.conversation JOIN message q ON q.id = e.first_message"
                                  " JOIN message a ON a.id = e.answer WHERE m.id = ?1 AND e.first_message <= ?1 AND e.last_message >= ?1"
                                  " AND e.outcome = 1 AND a.removed = 0 AND q.removed = 0 AND a.state = 0 LIMIT 1",
                                  INT (message));

  if (!ear_db_step (db, query))
    return FALSE;
  conversation = ear_col_int (query, 0);
  if (conversation == work->except || !g_hash_table_add (seen, g_memdup2 (&conversation, sizeof conversation)))
    return FALSE;
  similar = g_new0 (EarSimilar, 1);
  similar->conversation_id = conversation;
  similar->channel_id = ear_col_int (query, 1);
  similar->asked_at = ear_col_int (query, 2);
  similar->answered_at = ear_col_int (query, 3);
  similar->question = ear_col_dup (query, 4);
  similar->answer = ear_col_dup (query, 5);
  g_ptr_array_add (work->similar, similar);
  return TRUE;
}

static void
find_similar (EarDb *db, gpointer data)
{
  Work *work = data;
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  {
    EAR_QUERY query = ear_db_query (db, "SELECT rowid, ear_phrases (message_fts) FROM message_fts WHERE message_fts MATCH ?1"
                                        " ORDER BY rowid DESC LIMIT ?2",
                                    TEXT (work->expression), INT (SAMPLE));

    while (ear_db_step (db, query))
      {
        Candidate candidate = { .id = ear_col_int (query, 0), .mask = ear_col_int (query, 1) };

        g_array_append_val (candidates, candidate);
      }
  }
  score_candidates (candidates, work->n_terms);
  /* Beyond a few hundred nothing is alike any more. */
  for (guint i = 0; i < MIN (candidates->len, 300) && work->similar->len < work->limit && ear_db_ok (db); i++)
    add_answered (db, work, g_array_index (candidates, Candidate, i).id, seen);
}

GPtrArray *
ear_store_find_similar (EarStore *store, const char *text, gint64 except, guint limit, GError **error)
{
  g_autoptr (GPtrArray) similar = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_similar_free);
  g_autoptr (GPtrArray) terms = pick_terms (text);
  g_autoptr (GString) expression = g_string_new ("{body} : (");
  Work work = { .n_terms = terms->len, .except = except, .limit = limit, .similar = similar };

  if (terms->len == 0)
    return g_steal_pointer (&similar);
  for (guint i = 0; i < terms->len; i++)
    g_string_append_printf (expression, "%s\"%s\"", i > 0 ? " OR " : "", (char *) terms->pdata[i]);
  g_string_append (expression, ") AND {meta} : \"d0\"");
  work.expression = expression->str;
  return ear_store_read (store, find_similar, &work, error) ? g_steal_pointer (&similar) : NULL;
}
