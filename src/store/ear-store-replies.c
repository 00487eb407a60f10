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
  g_clear_pointer (&answers->strings, g_ptr_array_unref);
  g_clear_pointer (&answers->channels, g_ptr_array_unref);
  g_free (answers);
}

/* A stretch of messages. */
typedef struct {
  gint64 first_id, last_id;
  GArray *texts;             /* (element-type EarAnswerText) */
  GStringChunk *strings;
  double done;
} Part;

/* As many as take turns in some threads: a year does not come in equal halves. */
#define N_PARTS 16

typedef struct {
  EarStore *store;
  gint64 from, to;
  gint64 *channels;          /* ids, in the order of the report */
  guint n_channels;
  GPtrArray *keys;           /* theirs */
  Part parts[N_PARTS];
  guint next;                /* part that nobody reads yet; atomic */
  GMutex mutex;              /* of what follows */
  EarGoOn go_on;             /* (nullable) */
  gpointer go_on_data;
  GError *error;
} Loading;

typedef struct {
  Loading *loading;
  Part *part;
} PartLoading;

static void
load_channels (EarDb *db, Loading *loading)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  EAR_QUERY query = ear_db_query (db, "SELECT id, key FROM channel ORDER BY added_at, id");

  while (ear_db_step (db, query))
    {
      gint64 id = ear_col_int (query, 0);

      g_array_append_val (ids, id);
      g_ptr_array_add (loading->keys, ear_col_dup (query, 1));
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
keep (Part *part, const char *text)
{
  return text != NULL && *text != '\0' ? g_string_chunk_insert (part->strings, text) : NULL;
}

/* Questions are asked again and again by the same people in the same few languages. */
static const char *
keep_word (Part *part, const char *text)
{
  return text != NULL && *text != '\0' ? g_string_chunk_insert_const (part->strings, text) : NULL;
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
  " FROM message m LEFT JOIN message q ON q.direction = 0 AND q.id = CASE" \
  " WHEN m.also_answers > 0 AND EXISTS (SELECT 1 FROM message a WHERE a.id = m.also_answers AND a.direction = 0) THEN m.also_answers" \
  " WHEN m.parent > 0 THEN m.parent END" \
  /* CASE: nothing is searched where @q is there. */ \
  " LEFT JOIN message f ON f.id = CASE WHEN q.id IS NULL THEN (" \
  "SELECT e.first_message FROM enquiry e INDEXED BY enquiry_conversation WHERE e.conversation = m.conversation AND e.first_message < m.id" \
  " ORDER BY e.first_message DESC LIMIT 1) END" \
  " LEFT JOIN message l ON l.id = CASE WHEN q.id IS NULL THEN (SELECT max (n.id) " ASKED ("n") " AND n.id >= f.id AND n.id < m.id) END" \
  " LEFT JOIN identity i ON i.id = coalesce (q.author, l.author)" \
  " LEFT JOIN conversation c ON c.id = m.conversation" \
  " WHERE m.id BETWEEN ?1 AND ?2 AND m.direction = 1 AND m.sent_at >= ?3 AND m.sent_at < ?4 AND m.removed = 0 AND m.state = 0" \
  " AND m.no_answer = 0 AND (m.flags & 2) = 0 AND m.body <> '' AND coalesce (q.id, l.id) IS NOT NULL ORDER BY m.id"

#define ROWS_AT_ONCE 256

/* Ends @db's reading where nobody wants it any more. */
static void
show_progress (EarDb *db, Loading *loading, Part *part, double done)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&loading->mutex);
  double all = 0;

  if (loading->go_on == NULL)
    return;
  part->done = done;
  for (guint i = 0; i < N_PARTS; i++)
    all += loading->parts[i].done / N_PARTS;
  if (loading->error != NULL || !loading->go_on (MIN (all, 1), loading->go_on_data))
    ear_db_fail_take (db, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static void
load_part (EarDb *db, gpointer data)
{
  const PartLoading *both = data;
  Loading *loading = both->loading;
  Part *part = both->part;
  EAR_QUERY query = ear_db_query (db, REPLIES, INT (part->first_id), INT (part->last_id), INT (loading->from), INT (loading->to));

  while (ear_db_step (db, query))
    {
      EarAnswerText answer = {
        .message_id = ear_col_int (query, 0),
        .conversation_id = ear_col_int (query, 1),
        .channel = channel_index (loading, ear_col_int (query, 2)),
        .sent_at = ear_col_int (query, 3),
        .text = g_string_chunk_insert (part->strings, ear_col_text (query, 4)),
        .language = keep_word (part, ear_col_text (query, 5)),
        .question = keep (part, ear_col_text (query, 6)),
        .question_language = keep_word (part, ear_col_text (query, 7)),
        .subject = keep_word (part, ear_col_text (query, 8)),
        .person_id = ear_col_int (query, 9),
        .asker = keep_word (part, ear_col_text (query, 10)),
        .mine = ear_col_int (query, 11) != 0,
        .post_id = ear_col_int (query, 12),
      };

      if (answer.channel == G_MAXUINT)
        continue;
      g_array_append_val (part->texts, answer);
      if (part->texts->len % ROWS_AT_ONCE == 1)
        show_progress (db, loading, part, (double) (answer.message_id - part->first_id) / (double) (part->last_id - part->first_id + 1));
    }
  if (ear_db_ok (db))
    show_progress (db, loading, part, 1);
}

static gpointer
load_parts (gpointer data)
{
  Loading *loading = data;

  for (guint i; (i = (guint) g_atomic_int_add (&loading->next, 1)) < N_PARTS;)
    {
      PartLoading both = { loading, &loading->parts[i] };
      GError *error = NULL;

      if (ear_store_read (loading->store, load_part, &both, &error))
        continue;
      g_mutex_lock (&loading->mutex);
      if (loading->error == NULL)
        loading->error = g_steal_pointer (&error);
      g_mutex_unlock (&loading->mutex);
      g_clear_error (&error);
      break;
    }
  return NULL;
}

/* Which channels there are, and where each part begins and ends. */
static void
begin (EarDb *db, gpointer data)
{
  Loading *loading = data;
  const gint64 slack = 24 * 3600 * G_GINT64_CONSTANT (1000); /* a service may let the time of a message be edited; its id stays */
  gint64 from = CLAMP (loading->from, 0, EAR_MESSAGE_TIME_MAX), to = CLAMP (loading->to, 0, EAR_MESSAGE_TIME_MAX);
  gint64 first = MAX (from - slack, 0) << 12, last = (MIN (to + slack, EAR_MESSAGE_TIME_MAX) << 12) | 0xfff;

  load_channels (db, loading);
  first = MAX (first, ear_db_int (db, 0, "SELECT min (id) FROM message"));
  last = MIN (last, ear_db_int (db, 0, "SELECT max (id) FROM message"));
  for (guint i = 0; i < N_PARTS; i++)
    {
      Part *part = &loading->parts[i];
      gint64 step = MAX (last - first, 0) / N_PARTS;

      part->first_id = first + step * i;
      part->last_id = i + 1 < N_PARTS ? part->first_id + step - 1 : last;
      part->texts = g_array_new (FALSE, FALSE, sizeof (EarAnswerText));
      part->strings = g_string_chunk_new (1 << 14);
    }
}

/* One after the other. */
static EarAnswers *
gather (Loading *loading)
{
  EarAnswers *answers = g_new0 (EarAnswers, 1);

  answers->texts = g_steal_pointer (&loading->parts[0].texts);
  answers->strings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_string_chunk_free);
  answers->channels = g_ptr_array_ref (loading->keys);
  for (guint i = 0; i < N_PARTS; i++)
    {
      Part *part = &loading->parts[i];

      g_ptr_array_add (answers->strings, g_steal_pointer (&part->strings));
      if (i > 0)
        g_array_append_vals (answers->texts, part->texts->data, part->texts->len);
    }
  return answers;
}

static void
loading_clear (Loading *loading)
{
  for (guint i = 0; i < N_PARTS; i++)
    {
      g_clear_pointer (&loading->parts[i].texts, g_array_unref);
      g_clear_pointer (&loading->parts[i].strings, g_string_chunk_free);
    }
  g_free (loading->channels);
  g_ptr_array_unref (loading->keys);
  g_mutex_clear (&loading->mutex);
  g_clear_error (&loading->error);
}

EarAnswers *
ear_store_load_answers (EarStore *store, gint64 from, gint64 to, EarGoOn go_on, gpointer data, GError **error)
{
  Loading loading = { .store = store, .from = from, .to = to, .go_on = go_on, .go_on_data = data };
  g_autoptr (EarAnswers) answers = NULL;

  g_mutex_init (&loading.mutex);
  loading.keys = g_ptr_array_new_with_free_func (g_free);
  if (ear_store_read (store, begin, &loading, &loading.error))
    {
      /* Two of the store's three readers: the window wants one. */
      GThread *beside = g_thread_try_new ("earshot-replies", load_parts, &loading, NULL);

      load_parts (&loading);
      if (beside != NULL)
        g_thread_join (beside);
    }
  if (loading.error == NULL)
    answers = gather (&loading);
  else
    g_propagate_error (error, g_steal_pointer (&loading.error));
  loading_clear (&loading);
  return g_steal_pointer (&answers);
}
