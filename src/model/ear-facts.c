/* ear-facts.c: contradictions in what we say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-facts-private.h"

#define SENTENCE_BYTES 240

static void
finding_free (EarFactFinding *finding)
{
  g_free (finding->said);
  g_free (finding->other);
  g_free (finding->question);
  g_array_unref (finding->messages);
  g_array_unref (finding->conversations);
  g_free (finding);
}

void
ear_facts_free (EarFacts *facts)
{
  if (facts == NULL)
    return;
  g_ptr_array_unref (facts->findings);
  g_free (facts);
}

EarFactFinding *
ear_facts_add (EarFacts *facts, EarFactType type, EarStatementKind kind)
{
  EarFactFinding *finding = g_new0 (EarFactFinding, 1);

  finding->type = type;
  finding->kind = kind;
  finding->fact = EAR_N_BRAND_FACTS;
  finding->messages = g_array_new (FALSE, FALSE, sizeof (gint64));
  finding->conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_ptr_array_add (facts->findings, finding);
  return finding;
}

void
ear_fact_finding_add_answer (EarFactFinding *finding, const EarAnswerText *answer)
{
  g_array_append_val (finding->messages, answer->message_id);
  g_array_append_val (finding->conversations, answer->conversation_id);
}

static gboolean
ends_sentence (const char *text, gsize at)
{
  char c = text[at];

  return c == '\n' || ((c == '.' || c == '!' || c == '?') && (text[at + 1] == ' ' || text[at + 1] == '\n' || text[at + 1] == '\0') &&
                       !(at > 0 && c == '.' && g_ascii_isdigit (text[at - 1])));
}

char *
ear_facts_sentence (const char *text, guint start, guint end)
{
  gsize length = strlen (text), from = MIN (start, length), to = MIN (end, length);
  g_autofree char *part = NULL;

  while (from > 0 && !ends_sentence (text, from - 1) && start - from < SENTENCE_BYTES)
    from--;
  if (to > 0 && to > from && ends_sentence (text, to - 1))
    to--;
  while (to < length && !ends_sentence (text, to) && to - from < 2 * SENTENCE_BYTES)
    to++;
  if (to < length && text[to] != '\n')
    to++;
  while (from < to && ((guchar) text[from] & 0xc0) == 0x80)
    from++;
  while (to < length && ((guchar) text[to] & 0xc0) == 0x80)
    to++;
  part = g_strndup (text + from, to - from);
  return g_strdup (g_strstrip (part));
}

/* ---- reading ---- */

static void
read_question (EarFactsAnswer *read, const EarTokens *tokens)
{
  for (guint i = 0; i < tokens->tokens->len; i++)
    {
      const EarToken *token = ear_tokens_at (tokens, i);

      read->is |= token->is;
      read->days |= ear_token_days (tokens, i);
      read->has_numbers |= token->type == EAR_TOKEN_NUMBER;
    }
  /* "Can I ask you something?" asks nothing. */
  for (guint i = 0, counted = G_MAXUINT; i < tokens->tokens->len; i++)
    {
      const EarToken *token = ear_tokens_at (tokens, i);

      if (token->type != EAR_TOKEN_MARK && !ear_token_is (token, EAR_WORD_STOP) && token->sentence != counted &&
          token->sentence < tokens->asks->len && g_array_index (tokens->asks, gboolean, token->sentence))
        {
          counted = token->sentence;
          read->n_asked++;
        }
    }
  read->about_now = (read->is & (EAR_WORD_BIT (EAR_WORD_SPECIAL) | EAR_WORD_BIT (EAR_WORD_TODAY) | EAR_WORD_BIT (EAR_WORD_TOMORROW) |
                                 EAR_WORD_ANY_MONTH)) != 0;
}

static void
count_statements (EarFacts *facts, const EarFactsAnswer *read)
{
  guint kinds = 0;

  for (guint i = 0; i < read->statements->len; i++)
    kinds |= 1u << g_array_index (read->statements, EarStatement, i).kind;
  for (guint i = 0; i < EAR_N_STATEMENTS; i++)
    facts->stated[i] += kinds >> i & 1;
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const EarFactFinding *x = *(const EarFactFinding *const *) a, *y = *(const EarFactFinding *const *) b;

  if (x->at != y->at)
    return x->at < y->at ? 1 : -1;
  if (x->message_id != y->message_id)
    return x->message_id < y->message_id ? 1 : -1;
  if (x->type != y->type)
    return (int) x->type - (int) y->type;
  if (x->channel != y->channel)
    return x->channel > y->channel ? 1 : -1;
  return (int) x->kind - (int) y->kind;
}

static int
compare_answers (gconstpointer a, gconstpointer b)
{
  const EarAnswerText *x = *(const EarAnswerText *const *) a, *y = *(const EarAnswerText *const *) b;

  if (x->sent_at != y->sent_at)
    return x->sent_at > y->sent_at ? 1 : -1;
  return (x->message_id > y->message_id) - (x->message_id < y->message_id);
}

/* Reading is most of the work, and no answer needs another one for it: slices of a block are read beside each other, while the block before
 * is compared. */
#define BLOCK 4096
#define SLICE 256
#define MAX_THREADS 4

typedef struct {
  char *text, *asked;        /* (nullable): where it was no UTF-8 */
  EarTokens *tokens, *question; /* (nullable): used again by the next block */
  EarFactsAnswer read;
} Reading;

typedef struct {
  GMutex mutex;
  GCond done;
  guint n_waiting;           /* slices that are not read */
  EarAnswerText const *const *answers;
  guint n;
  Reading readings[BLOCK];
} Block;

typedef struct {
  Block *block;
  guint begin, end;
} Slice;

/* @made: (out) (nullable): where it had to be made. */
static const char *
as_utf8 (const char *text, char **made)
{
  *made = NULL;
  if (text == NULL)
    return "";
  if (!g_utf8_validate (text, -1, NULL))
    *made = g_utf8_make_valid (text, -1);
  return *made != NULL ? *made : text;
}

static void
read_tokens (EarTokens **tokens, const char *text)
{
  if (*tokens == NULL)
    *tokens = ear_tokens_new (NULL, text);
  else
    ear_tokens_read (*tokens, NULL, text);
}

static void
read_answer (Reading *reading, const EarAnswerText *answer)
{
  const char *text = as_utf8 (answer->text, &reading->text);
  const char *asked = as_utf8 (answer->question, &reading->asked);
  const EarLexicon *lexicon;

  read_tokens (&reading->tokens, text);
  read_tokens (&reading->question, asked);
  lexicon = ear_lexicon_guess (reading->tokens, reading->question, ear_answer_text_get_language (answer));
  if (lexicon != NULL)
    {
      ear_tokens_know (reading->tokens, lexicon);
      ear_tokens_know (reading->question, lexicon);
    }
  reading->read = (EarFactsAnswer) { .answer = answer, .lexicon = lexicon };
  reading->read.statements = ear_statements_of_tokens (lexicon, text, reading->tokens);
  read_question (&reading->read, reading->question);
}

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->text, g_free);
  g_clear_pointer (&reading->asked, g_free);
  g_clear_pointer (&reading->read.statements, g_array_unref);
}

static void
read_slice (gpointer data, gpointer pool_data)
{
  g_autofree Slice *slice = data;
  Block *block = slice->block;

  for (guint i = slice->begin; i < slice->end; i++)
    read_answer (&block->readings[i], block->answers[i]);
  g_mutex_lock (&block->mutex);
  if (--block->n_waiting == 0)
    g_cond_signal (&block->done);
  g_mutex_unlock (&block->mutex);
}

static void
block_begin (Block *block, GThreadPool *pool, EarAnswerText const *const *answers, guint n)
{
  block->answers = answers;
  block->n = n;
  block->n_waiting = (n + SLICE - 1) / SLICE;
  for (guint i = 0; i < n; i += SLICE)
    {
      Slice slice = { block, i, MIN (i + SLICE, n) };

      if (pool != NULL)
        g_thread_pool_push (pool, g_memdup2 (&slice, sizeof slice), NULL);
      else
        read_slice (g_memdup2 (&slice, sizeof slice), NULL);
    }
}

static void
block_wait (Block *block)
{
  g_mutex_lock (&block->mutex);
  while (block->n_waiting > 0)
    g_cond_wait (&block->done, &block->mutex);
  g_mutex_unlock (&block->mutex);
}

/* Fewer words do not show a language: "👍", "Top!", "17:30". */
#define UNREAD_WORDS 4

static gboolean
is_unread (const Reading *reading)
{
  guint n = 0;

  for (guint i = 0; i < reading->tokens->tokens->len; i++)
    n += ear_tokens_at (reading->tokens, i)->type == EAR_TOKEN_WORD;
  return reading->read.lexicon == NULL && n >= UNREAD_WORDS;
}

/* ---- answers that state nothing, most of them: they need not be read again ---- */

static guint64
hash_answer (const EarAnswerText *answer)
{
  guint64 hash = ear_readings_hash (EAR_READINGS_HASH, "facts");

  hash = ear_readings_hash (hash, answer->text);
  hash = ear_readings_hash (hash, answer->question);
  return ear_readings_hash (hash, ear_answer_text_get_language (answer));
}

/* The one number kept of it: whether it could not be read. */
static gboolean
states_nothing (EarReadings *readings, const EarAnswerText *answer, EarFacts *facts)
{
  guint64 unread;

  if (readings == NULL || !ear_readings_find (readings, hash_answer (answer), &unread))
    return FALSE;
  facts->n_unread += (guint) unread;
  return TRUE;
}

static void
block_compare (Block *block, EarReadings *readings, EarFactsSheet *sheet, EarFactsLike *like, EarFacts *facts)
{
  for (guint i = 0; i < block->n; i++)
    {
      Reading *reading = &block->readings[i];
      gboolean unread = is_unread (reading);

      facts->n_unread += unread;
      if (readings != NULL && reading->read.statements->len == 0)
        ear_readings_add (readings, hash_answer (reading->read.answer), unread);
      count_statements (facts, &reading->read);
      if (sheet != NULL)
        ear_facts_sheet_check (sheet, &reading->read, reading->question, reading->tokens, facts);
      if (reading->read.lexicon != NULL && reading->read.statements->len > 0)
        ear_facts_like_add (like, &reading->read, reading->question);
      reading_clear (reading);
    }
}

static void
block_clear (Block *block)
{
  for (guint i = 0; i < block->n; i++)
    reading_clear (&block->readings[i]);
}

/* @done @of the part of all that lies between @begun and @ended, of 1. */
gboolean
ear_facts_goes_on (const EarFactsInput *input, double begun, double ended, guint done, guint of)
{
  return input->go_on == NULL || input->go_on (begun + (ended - begun) * done / of, input->go_on_data);
}

/* Returns: whether to the end */
static gboolean
read_and_compare (const EarFactsInput *input, GPtrArray *answers, EarFactsSheet *sheet, EarFactsLike *like, EarFacts *facts)
{
  EarAnswerText const *const *all = (EarAnswerText const *const *) answers->pdata;
  guint n_threads = answers->len > SLICE ? CLAMP (g_get_num_processors (), 1, MAX_THREADS) : 1;
  GThreadPool *pool = n_threads > 1 ? g_thread_pool_new (read_slice, NULL, (int) n_threads, FALSE, NULL) : NULL;
  Block *blocks[2] = { g_new0 (Block, 1), g_new0 (Block, 1) };
  gboolean on = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_mutex_init (&blocks[i]->mutex);
      g_cond_init (&blocks[i]->done);
    }
  if (answers->len > 0)
    block_begin (blocks[0], pool, all, MIN (BLOCK, answers->len));
  for (guint i = 0, turn = 0; i < answers->len && on; i += BLOCK, turn ^= 1)
    {
      on = ear_facts_goes_on (input, 0, EAR_FACTS_READING, i, answers->len);
      if (on && i + BLOCK < answers->len)
        block_begin (blocks[turn ^ 1], pool, all + i + BLOCK, MIN (BLOCK, answers->len - i - BLOCK));
      block_wait (blocks[turn]);
      if (on)
        block_compare (blocks[turn], input->readings, sheet, like, facts);
      else
        block_clear (blocks[turn]);
    }
  if (pool != NULL)
    g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_mutex_clear (&blocks[i]->mutex);
      g_cond_clear (&blocks[i]->done);
      for (guint k = 0; k < BLOCK; k++)
        {
          g_clear_pointer (&blocks[i]->readings[k].tokens, ear_tokens_free);
          g_clear_pointer (&blocks[i]->readings[k].question, ear_tokens_free);
        }
      g_free (blocks[i]);
    }
  return on;
}

EarFacts *
ear_facts_new (const EarFactsInput *input)
{
  g_autoptr (EarFacts) facts = g_new0 (EarFacts, 1);
  g_autoptr (EarFactsSheet) sheet = input->sheet != NULL || input->opening != NULL ? ear_facts_sheet_new (input) : NULL;
  g_autoptr (EarFactsLike) like = ear_facts_like_new (input);
  g_autoptr (GPtrArray) answers = g_ptr_array_sized_new ((guint) input->n_answers);

  facts->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);
  facts->n_answers = (guint) input->n_answers;
  /* In order of time, whatever the order given: the same answers give the same findings. */
  for (gsize i = 0; i < input->n_answers; i++)
    if (!states_nothing (input->readings, &input->answers[i], facts))
      g_ptr_array_add (answers, (gpointer) &input->answers[i]);
  g_ptr_array_sort (answers, compare_answers);
  if (!read_and_compare (input, answers, sheet, like, facts) || !ear_facts_like_compare (like, input, facts))
    return NULL;
  if (sheet != NULL)
    ear_facts_check_profiles (sheet, input, facts);
  g_ptr_array_sort (facts->findings, compare_findings);
  return g_steal_pointer (&facts);
}
