/* ear-store-replies.c: our replies of a period with what they answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "store/ear-store-private.h"
#include "store/ear-store-report.h"

void
ear_answers_free (EarAnswers *answers)
{
  if (answers == NULL)
    return;
  g_clear_pointer (&answers->texts, g_array_unref);
  g_clear_pointer (&answers->strings, g_string_chunk_free);
  g_clear_pointer (&answers->channels, g_ptr_array_unref);
  g_free (answers);
}

typedef struct {
  gint64 from, to;
  gint64 *channels;          /* ids, in the order of the report */
  guint n_channels;
  EarAnswers *answers;
  EarGoOn go_on;             /* (nullable) */
  gpointer go_on_data;
} Loading;

static void
load_channels (EarDb *db, Loading *loading)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  EAR_QUERY query = ear_db_query (db, "SELECT id, key FROM channel ORDER BY added_at, id");

  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_array_append_val (ids, id);
      g_ptr_array_add (loading->answers->channels, ear_col_dup (query, 1));
    }
  loading->n_channels = ids->len;
  loading->channels = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
}

static guint
channel_index (const Loading *loading, gint64 channel)
{
  for (guint i = 0; i < loading->n_channels; i++)
    if (loading->channels[i] == channel)
      return i;
  return G_MAXUINT;
}

static const char *
keep (EarAnswers *answers, const char *text)
{
  return text != NULL && *text != '\0' ? g_string_chunk_insert (answers->strings, text) : NULL;
}

/* Questions are asked again and again by the same people in the same few languages. */
static const char *
keep_word (EarAnswers *answers, const char *text)
{
  return text != NULL && *text != '\0' ? g_string_chunk_insert_const (answers->strings, text) : NULL;
}

/* The messages themselves lie in order of time, so that a period is one stretch of them; what each answers is looked up by id: what people
 * said it answers, what it hangs under (@q), else what was asked last in that conversation: of the newest question (from @f on) all that its
 * asker wrote between our answer before and ours (up to @l), for "Hi, can I ask you something?" is none without the next. What needs no answer
 * is left out. */
#define OF_CONVERSATION(name) "FROM message " name " INDEXED BY message_conversation WHERE " name ".conversation = m.conversation"
#define ASKED(name) \
  OF_CONVERSATION (name) " AND " name ".direction = 0 AND " name ".author = f.author AND (" name ".id = f.id OR (" name ".state = 0 AND " \
  name ".no_answer IN (0, 3)))"
#define REPLIES \
  "SELECT m.id, m.conversation, m.channel, m.sent_at, m.body, m.language," \
  " coalesce (q.body, (SELECT group_concat (body, char (10)) FROM (SELECT n.body AS body " ASKED ("n") \
  " AND n.id BETWEEN max (f.id, coalesce ((SELECT max (o.id) " OF_CONVERSATION ("o") " AND o.id < l.id AND o.direction = 1 AND o.state = 0" \
  " AND (o.flags & 2) = 0), 0)) AND l.id ORDER BY n.id)))," \
  " coalesce (q.language, l.language), coalesce (q.subject, l.subject), i.person, i.name," \
  " EXISTS (SELECT 1 FROM outbox o INDEXED BY outbox_message WHERE o.message = m.id AND o.message > 0), c.post" \
  " FROM message m LEFT JOIN message q ON q.id = coalesce (" \
  " (SELECT a.id FROM message a WHERE m.also_answers > 0 AND a.id = m.also_answers AND a.direction = 0)," \
  " (SELECT p.id FROM message p WHERE m.parent > 0 AND p.id = m.parent AND p.direction = 0))" \
  " LEFT JOIN message f ON q.id IS NULL AND f.id = (" \
  "SELECT e.first_message FROM enquiry e INDEXED BY enquiry_conversation WHERE e.conversation = m.conversation AND e.first_message < m.id" \
  " ORDER BY e.first_message DESC LIMIT 1)" \
  " LEFT JOIN message l ON q.id IS NULL AND l.id = (SELECT max (n.id) " ASKED ("n") " AND n.id >= f.id AND n.id < m.id)" \
  " LEFT JOIN identity i ON i.id = coalesce (q.author, l.author)" \
  " LEFT JOIN conversation c ON c.id = m.conversation" \
  " WHERE m.id BETWEEN ?1 AND ?2 AND m.direction = 1 AND m.sent_at >= ?3 AND m.sent_at < ?4 AND m.removed = 0 AND m.state = 0" \
  " AND m.no_answer = 0 AND (m.flags & 2) = 0 AND m.body <> '' AND coalesce (q.id, l.id) IS NOT NULL ORDER BY m.id"

#define ROWS_AT_ONCE 256

/* They come by their time. Ends @db's reading where nobody wants it any more. */
static void
show_progress (EarDb *db, const Loading *loading)
{
  const GArray *texts = loading->answers->texts;
  gint64 first, last, to = MIN (loading->to, ear_clock_now_ms ());

  if (loading->go_on == NULL || texts->len % ROWS_AT_ONCE != 1)
    return;
  first = g_array_index (texts, EarAnswerText, 0).sent_at;
  last = g_array_index (texts, EarAnswerText, texts->len - 1).sent_at;
  if (!loading->go_on (first < last && first < to ? CLAMP ((double) (last - first) / (double) (to - first), 0, 1) : 0, loading->go_on_data))
    ear_db_fail_take (db, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static void
load_answers (EarDb *db, gpointer data)
{
  Loading *loading = data;
  EarAnswers *answers = loading->answers;
  const gint64 slack = 24 * 3600 * G_GINT64_CONSTANT (1000); /* a service may let the time of a message be edited; its id stays */
  gint64 from = CLAMP (loading->from, 0, EAR_MESSAGE_TIME_MAX), to = CLAMP (loading->to, 0, EAR_MESSAGE_TIME_MAX);
  EAR_QUERY query = NULL;

  load_channels (db, loading);
  query = ear_db_query (db, REPLIES, INT (MAX (from - slack, 0) << 12), INT ((MIN (to + slack, EAR_MESSAGE_TIME_MAX) << 12) | 0xfff),
                        INT (loading->from), INT (loading->to));
  while (ear_db_step (db, query))
    {
      EarAnswerText answer = {
        .message_id = ear_col_int (query, 0),
        .conversation_id = ear_col_int (query, 1),
        .channel = channel_index (loading, ear_col_int (query, 2)),
        .sent_at = ear_col_int (query, 3),
        .text = g_string_chunk_insert (answers->strings, ear_col_text (query, 4)),
        .language = keep_word (answers, ear_col_text (query, 5)),
        .question = keep (answers, ear_col_text (query, 6)),
        .question_language = keep_word (answers, ear_col_text (query, 7)),
        .subject = keep_word (answers, ear_col_text (query, 8)),
        .person_id = ear_col_int (query, 9),
        .asker = keep_word (answers, ear_col_text (query, 10)),
        .mine = ear_col_int (query, 11) != 0,
        .post_id = ear_col_int (query, 12),
      };

      if (answer.channel != G_MAXUINT)
        {
          g_array_append_val (answers->texts, answer);
          show_progress (db, loading);
        }
    }
}

EarAnswers *
ear_store_load_answers (EarStore *store, gint64 from, gint64 to, EarGoOn go_on, gpointer data, GError **error)
{
  g_autoptr (EarAnswers) answers = g_new0 (EarAnswers, 1);
  Loading loading = { .from = from, .to = to, .answers = answers, .go_on = go_on, .go_on_data = data };
  gboolean ok;

  answers->texts = g_array_new (FALSE, FALSE, sizeof (EarAnswerText));
  answers->strings = g_string_chunk_new (1 << 16);
  answers->channels = g_ptr_array_new_with_free_func (g_free);
  ok = ear_store_read (store, load_answers, &loading, error);
  g_free (loading.channels);
  return ok ? g_steal_pointer (&answers) : NULL;
}
