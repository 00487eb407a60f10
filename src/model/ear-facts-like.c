/* ear-facts-like.c: like questions with unlike answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-facts-private.h"

/* Two questions are like when they are of one language, name the same days, times and numbers, and share four of five of their other words
 * (Jaccard). Equal ones fall into one group by hash. Groups with other words are found through the rarest words of each, as many as
 * make sure that two that are like share one (prefix filter: Bayardo, Ma & Srikant 2007, "Scaling up all pairs similarity search"). */
#define SHARE_OF 4
#define SHARE_IN 5
#define MAX_CANDIDATES 200   /* newest groups that share a rare word */
#define MAX_SIDES 48         /* different things said in answer to one question, newest */
#define POINTING_WORDS 2     /* "Does it come with fries?": as few words of its own leave open what is asked of */

/* What one answer said of one kind, and who else said just that. */
typedef struct {
  GPtrArray *answers;        /* (element-type Kept), newest first */
} Side;

typedef struct {
  const EarAnswerText *answer;
  GArray *statements;        /* (element-type EarStatement); of the answer itself before what its conversation said earlier */
  guint8 days;
  gboolean asks_other, one_question;
} Kept;

typedef struct {
  GArray *words;             /* (element-type guint), ascending; by rarity once all are known */
  guint facets;              /* days, times, numbers and language, as one number */
  GPtrArray *answers;        /* (element-type Kept), by time */
} Group;

struct _EarFactsLike {
  gint64 within_ms;
  GHashTable *words;         /* stem → number + 1 */
  GArray *counts;            /* (element-type guint): of groups that have the word */
  GHashTable *facets;        /* text → number + 1 */
  GHashTable *groups;        /* text → Group */
  GPtrArray *order;          /* (element-type Group), by first answer */
};

static void
kept_free (Kept *kept)
{
  g_array_unref (kept->statements);
  g_free (kept);
}

static void
group_free (Group *group)
{
  g_array_unref (group->words);
  g_ptr_array_unref (group->answers);
  g_free (group);
}

EarFactsLike *
ear_facts_like_new (const EarFactsInput *input)
{
  EarFactsLike *like = g_new0 (EarFactsLike, 1);

  like->within_ms = input->within_ms > 0 ? input->within_ms : EAR_FACTS_WITHIN_MS;
  like->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  like->counts = g_array_new (FALSE, TRUE, sizeof (guint));
  like->facets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  like->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  like->order = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  return like;
}

void
ear_facts_like_free (EarFactsLike *like)
{
  if (like == NULL)
    return;
  g_hash_table_unref (like->words);
  g_array_unref (like->counts);
  g_hash_table_unref (like->facets);
  g_hash_table_unref (like->groups);
  g_ptr_array_unref (like->order);
  g_free (like);
}

/* ---- what a question asks ---- */

static guint
number_of (GHashTable *table, const char *text)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (table, text));

  if (number == 0)
    {
      number = g_hash_table_size (table) + 1;
      g_hash_table_insert (table, g_strdup (text), GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
read_sentence (const EarTokens *tokens, guint sentence)
{
  gboolean any = FALSE;

  for (guint i = 0; i < tokens->asks->len; i++)
    any |= g_array_index (tokens->asks, gboolean, i);
  return !any || (sentence < tokens->asks->len && g_array_index (tokens->asks, gboolean, sentence));
}

/* "Is it vegan?", "Ist das vegan?"; not "das Tiramisu". */
static gboolean
points (const EarTokens *tokens, guint i)
{
  const EarToken *token = ear_tokens_at (tokens, i), *next = ear_tokens_at (tokens, i + 1);

  if (!ear_token_is (token, EAR_WORD_POINTING))
    return FALSE;
  return !ear_token_is (token, EAR_WORD_BARE) || next == NULL || next->type == EAR_TOKEN_MARK ||
         (next->is & (EAR_WORD_BIT (EAR_WORD_STOP) | EAR_WORD_BIT (EAR_WORD_BARE))) != 0;
}

/* Words into @words, what must be equal into @facets. FALSE: a question of that asker alone, of that hour, or of something only they see. */
static gboolean
read_question (EarFactsLike *like, const EarFactsAnswer *answer, const EarTokens *tokens, GArray *words, GPtrArray *facets)
{
  const guint64 of_us = EAR_WORD_BIT (EAR_WORD_OPEN) | EAR_WORD_BIT (EAR_WORD_CLOSE) | EAR_WORD_BIT (EAR_WORD_CLOSED) | EAR_WORD_BIT (EAR_WORD_PHONE);
  gboolean pointing = FALSE;
  guint n_named = 0;

  if ((answer->is & (EAR_WORD_BIT (EAR_WORD_BOOKING) | EAR_WORD_BIT (EAR_WORD_PERSONAL))) != 0)
    return FALSE;
  g_ptr_array_add (facets, g_strdup (ear_lexicon_get_language (answer->lexicon)));
  for (guint i = 0; i < tokens->tokens->len; i++)
    {
      const EarToken *token = ear_tokens_at (tokens, i);
      guint8 days;

      if (!read_sentence (tokens, token->sentence) || token->type == EAR_TOKEN_MARK)
        continue;
      days = ear_token_days (tokens, i);
      if (token->type == EAR_TOKEN_NUMBER)
        g_ptr_array_add (facets, g_strdup_printf ("n%u", token->number));
      else if (days != 0)
        g_ptr_array_add (facets, g_strdup_printf ("d%u", days));
      /* "Today" of another day is another question, and "now" of another hour. */
      else if ((token->is & (EAR_WORD_BIT (EAR_WORD_TODAY) | EAR_WORD_BIT (EAR_WORD_TOMORROW))) != 0)
        return FALSE;
      else if ((token->is & (EAR_WORD_BIT (EAR_WORD_SPECIAL) | EAR_WORD_BIT (EAR_WORD_NOT) | EAR_WORD_BIT (EAR_WORD_AM) | EAR_WORD_BIT (EAR_WORD_PM) |
                             EAR_WORD_BIT (EAR_WORD_NOON) | EAR_WORD_BIT (EAR_WORD_MIDNIGHT) | EAR_WORD_ANY_MONTH)) != 0 &&
               !ear_token_is (token, EAR_WORD_STOP))
        g_ptr_array_add (facets, g_strconcat ("w", token->word, NULL));
      else if (!ear_token_is (token, EAR_WORD_STOP) && strlen (token->word) > 1)
        {
          g_autofree char *stem = ear_lexicon_dup_stem (answer->lexicon, token->word);
          guint number = number_of (like->words, stem);

          g_array_append_val (words, number);
          n_named += !ear_token_is (token, EAR_WORD_BARE);
        }
      pointing |= points (tokens, i);
    }
  if (n_named == 0 || (pointing && n_named <= POINTING_WORDS && (answer->is & of_us) == 0))
    {
      if (answer->answer->post_id == 0)
        return FALSE;
      g_ptr_array_add (facets, g_strdup_printf ("p%" G_GINT64_FORMAT, answer->answer->post_id));
    }
  g_ptr_array_sort (facets, compare_texts);
  g_array_sort (words, compare_numbers);
  for (guint i = words->len; i > 1; i--)
    if (g_array_index (words, guint, i - 1) == g_array_index (words, guint, i - 2))
      g_array_remove_index (words, i - 1);
  return words->len > 0;
}

static Group *
find_group (EarFactsLike *like, const GArray *words, GPtrArray *facets)
{
  g_autoptr (GString) key = g_string_new (NULL);
  g_autofree char *facet_text = NULL;
  Group *group;
  guint facet;

  for (guint i = 0; i < facets->len; i++)
    if (i == 0 || !g_str_equal (facets->pdata[i], facets->pdata[i - 1]))
      g_string_append_printf (key, "%s ", (char *) facets->pdata[i]);
  facet_text = g_strdup (key->str);
  facet = number_of (like->facets, facet_text);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (key, ".%u", g_array_index (words, guint, i));
  group = g_hash_table_lookup (like->groups, key->str);
  if (group != NULL)
    return group;
  group = g_new0 (Group, 1);
  group->words = g_array_copy ((GArray *) words);
  group->facets = facet;
  group->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);
  g_array_set_size (like->counts, g_hash_table_size (like->words));
  for (guint i = 0; i < words->len; i++)
    g_array_index (like->counts, guint, g_array_index (words, guint, i))++;
  g_hash_table_insert (like->groups, g_strdup (key->str), group);
  g_ptr_array_add (like->order, group);
  return group;
}

void
ear_facts_like_add (EarFactsLike *like, const EarFactsAnswer *answer, const EarTokens *question)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) facets = g_ptr_array_new_with_free_func (g_free);
  Group *group;
  Kept *kept;

  if (!read_question (like, answer, question, words, facets))
    return;
  group = find_group (like, words, facets);
  kept = g_new0 (Kept, 1);
  kept->answer = answer->answer;
  kept->statements = g_array_ref (answer->statements);
  kept->days = answer->days;
  kept->asks_other = (answer->is & EAR_WORD_BIT (EAR_WORD_OTHER)) != 0;
  kept->one_question = answer->n_asked <= 1;
  g_ptr_array_add (group->answers, kept);
}

/* ---- what was answered ---- */

static gboolean
comparable (const Kept *kept, const EarStatement *said)
{
  switch (said->kind)
    {
    case EAR_STATEMENT_YES_NO:
      return kept->one_question;

    case EAR_STATEMENT_HOURS:
      return !said->booked && (!said->other || kept->asks_other);

    case EAR_STATEMENT_PHONE:
    case EAR_STATEMENT_EMAIL:
    case EAR_STATEMENT_ADDRESS:
      return !said->theirs && (!said->other || kept->asks_other);

    case EAR_STATEMENT_DATE:
    case EAR_STATEMENT_PRICE:
      return !said->booked;

    /* A link is help; another one is other help. */
    case EAR_STATEMENT_LINK:
    case EAR_N_STATEMENTS:
    default:
      return FALSE;
    }
}

static guint8
days_of (const Kept *kept, const EarStatement *said)
{
  return said->days != 0 ? said->days : kept->days;
}

/* -1: they say nothing of the same thing, 0: something of it is the same, 1: nothing is. Of @day of the week where it is not negative. */
static int
against (const Kept *a, const Kept *b, EarStatementKind kind, int day)
{
  gboolean met = FALSE;

  for (guint i = 0; i < a->statements->len; i++)
    {
      EarStatement one = g_array_index (a->statements, EarStatement, i);

      if (one.kind != kind || !comparable (a, &one))
        continue;
      one.days = days_of (a, &one);
      if (day >= 0 && (one.days != 0 && (one.days >> day & 1) == 0))
        continue;
      for (guint k = 0; k < b->statements->len; k++)
        {
          EarStatement other = g_array_index (b->statements, EarStatement, k);

          if (other.kind != kind || !comparable (b, &other))
            continue;
          other.days = days_of (b, &other);
          if (day >= 0 && (other.days != 0 && (other.days >> day & 1) == 0))
            continue;
          /* "From 12" and "until 22" meet in nothing. */
          if (kind == EAR_STATEMENT_HOURS && !one.closed && !other.closed &&
              (one.from == EAR_MINUTE_UNKNOWN || other.from == EAR_MINUTE_UNKNOWN) && (one.to == EAR_MINUTE_UNKNOWN || other.to == EAR_MINUTE_UNKNOWN))
            return 0;
          met = TRUE;
          if (ear_statements_agree (&one, &other))
            return 0;
        }
    }
  return met ? 1 : -1;
}

static gboolean
contradict (const Kept *a, const Kept *b, EarStatementKind kind)
{
  if (kind != EAR_STATEMENT_HOURS)
    return against (a, b, kind, -1) == 1;
  for (int day = 0; day < 7; day++)
    if (against (a, b, kind, day) == 1)
      return TRUE;
  return FALSE;
}

static gboolean
says (const Kept *kept, EarStatementKind kind)
{
  for (guint i = 0; i < kept->statements->len; i++)
    if (g_array_index (kept->statements, EarStatement, i).kind == kind && comparable (kept, &g_array_index (kept->statements, EarStatement, i)))
      return TRUE;
  return FALSE;
}

/* Neither contradicts the other, nor would anybody else find them different. */
static gboolean
same_side (const Kept *a, const Kept *b, EarStatementKind kind)
{
  guint n = 0, m = 0;

  for (guint i = 0; i < a->statements->len; i++)
    n += g_array_index (a->statements, EarStatement, i).kind == kind;
  for (guint i = 0; i < b->statements->len; i++)
    m += g_array_index (b->statements, EarStatement, i).kind == kind;
  if (n != m)
    return FALSE;
  for (guint i = 0, k = 0; i < a->statements->len; i++)
    {
      const EarStatement *one = &g_array_index (a->statements, EarStatement, i), *other;

      if (one->kind != kind)
        continue;
      while (g_array_index (b->statements, EarStatement, k).kind != kind)
        k++;
      other = &g_array_index (b->statements, EarStatement, k++);
      if (one->days != other->days || one->closed != other->closed || one->from != other->from || one->to != other->to || one->day != other->day ||
          one->month != other->month || one->year != other->year || one->cents != other->cents || one->yes != other->yes ||
          one->twelve_from != other->twelve_from || one->twelve_to != other->twelve_to || !g_str_equal (one->currency, other->currency) ||
          g_strcmp0 (one->value, other->value) != 0 || comparable (a, one) != comparable (b, other))
        return FALSE;
    }
  return a->days == b->days;
}

static void
side_free (Side *side)
{
  g_ptr_array_unref (side->answers);
  g_free (side);
}

/* What a conversation says: of yes and no the newest, which corrects the others; of everything else all together, as two messages may
 * tell what one would. (element-type Kept) (transfer container): the newest first; @merged: those made for that */
static GPtrArray *
list_conversations (GPtrArray *answers, EarStatementKind kind, GPtrArray *merged)
{
  GPtrArray *list = g_ptr_array_new ();
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal); /* conversation → place in @list + 1 */

  for (guint i = answers->len; i > 0; i--)
    {
      Kept *kept = answers->pdata[i - 1], *newer, *both;
      guint place;

      if (!says (kept, kind))
        continue;
      place = GPOINTER_TO_UINT (g_hash_table_lookup (places, &kept->answer->conversation_id));
      if (place == 0)
        {
          g_ptr_array_add (list, kept);
          g_hash_table_insert (places, (gpointer) &kept->answer->conversation_id, GUINT_TO_POINTER (list->len));
          continue;
        }
      if (kind == EAR_STATEMENT_YES_NO)
        continue;
      newer = list->pdata[place - 1];
      both = g_memdup2 (newer, sizeof *newer);
      both->statements = g_array_copy (newer->statements);
      g_array_set_clear_func (both->statements, NULL);
      g_array_append_vals (both->statements, kept->statements->data, kept->statements->len);
      g_ptr_array_add (merged, both);
      list->pdata[place - 1] = both;
    }
  return list;
}

/* @conversations: one answer each. (element-type Side) (transfer full): the newest first */
static GPtrArray *
list_sides (GPtrArray *conversations, EarStatementKind kind)
{
  GPtrArray *sides = g_ptr_array_new_with_free_func ((GDestroyNotify) side_free);

  for (guint i = 0; i < conversations->len; i++)
    {
      Kept *kept = conversations->pdata[i];
      Side *side = NULL;

      for (guint k = 0; k < sides->len && side == NULL; k++)
        if (same_side (((Side *) sides->pdata[k])->answers->pdata[0], kept, kind))
          side = sides->pdata[k];
      if (side == NULL)
        {
          if (sides->len == MAX_SIDES)
            continue;
          side = g_new0 (Side, 1);
          side->answers = g_ptr_array_new ();
          g_ptr_array_add (sides, side);
        }
      g_ptr_array_add (side->answers, kept);
    }
  return sides;
}

/* The newest two of both sides that lie within the time; both lists are newest first. */
static gboolean
find_pair (const EarFactsLike *like, const Side *a, const Side *b, const Kept **one, const Kept **other)
{
  for (guint i = 0, k = 0; i < a->answers->len && k < b->answers->len;)
    {
      const Kept *x = a->answers->pdata[i], *y = b->answers->pdata[k];
      gint64 apart = x->answer->sent_at - y->answer->sent_at;

      if (ABS (apart) <= like->within_ms)
        {
          *one = apart >= 0 ? x : y;
          *other = apart >= 0 ? y : x;
          return TRUE;
        }
      if (apart > 0)
        i++;
      else
        k++;
    }
  return FALSE;
}

static const EarStatement *
first_of (const Kept *kept, EarStatementKind kind)
{
  for (guint i = 0; i < kept->statements->len; i++)
    if (g_array_index (kept->statements, EarStatement, i).kind == kind && comparable (kept, &g_array_index (kept->statements, EarStatement, i)))
      return &g_array_index (kept->statements, EarStatement, i);
  return NULL;
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x < y) - (x > y);
}

static void
add_finding (EarFacts *facts, EarStatementKind kind, const Kept *one, const Kept *other, const Side *a, const Side *b)
{
  EarFactFinding *finding = ear_facts_add (facts, EAR_FACT_UNLIKE, kind);
  const EarStatement *said = first_of (one, kind), *against_it = first_of (other, kind);

  finding->channel = one->answer->channel;
  finding->message_id = one->answer->message_id;
  finding->conversation_id = one->answer->conversation_id;
  finding->at = one->answer->sent_at;
  finding->said = ear_facts_sentence (one->answer->text, said->start, said->end);
  finding->other_channel = other->answer->channel;
  finding->other_message_id = other->answer->message_id;
  finding->other_conversation_id = other->answer->conversation_id;
  finding->other_at = other->answer->sent_at;
  finding->other = ear_facts_sentence (other->answer->text, against_it->start, against_it->end);
  finding->question = g_strdup (one->answer->question);
  for (guint i = 0; i < a->answers->len; i++)
    ear_fact_finding_add_answer (finding, ((const Kept *) a->answers->pdata[i])->answer);
  for (guint i = 0; i < b->answers->len; i++)
    ear_fact_finding_add_answer (finding, ((const Kept *) b->answers->pdata[i])->answer);
  g_array_sort (finding->messages, compare_messages);
}

/* One finding a kind: the newest two that contradict each other. TRUE: there was something to compare. */
static gboolean
compare_kind (EarFactsLike *like, GPtrArray *answers, EarStatementKind kind, EarFacts *facts)
{
  g_autoptr (GPtrArray) merged = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);
  g_autoptr (GPtrArray) conversations = list_conversations (answers, kind, merged);
  g_autoptr (GPtrArray) sides = list_sides (conversations, kind);
  const Kept *best_one = NULL, *best_other = NULL;
  const Side *best_a = NULL, *best_b = NULL;

  for (guint i = 0; i < sides->len; i++)
    for (guint k = i + 1; k < sides->len; k++)
      {
        const Side *a = sides->pdata[i], *b = sides->pdata[k];
        const Kept *one, *other;

        if (!contradict (a->answers->pdata[0], b->answers->pdata[0], kind) || !find_pair (like, a, b, &one, &other))
          continue;
        if (best_one != NULL && best_one->answer->sent_at >= one->answer->sent_at)
          continue;
        best_one = one;
        best_other = other;
        best_a = a;
        best_b = b;
      }
  if (best_one != NULL)
    add_finding (facts, kind, best_one, best_other, best_a, best_b);
  return conversations->len > 1;
}

/* ---- questions in other words ---- */

typedef struct {
  const guint *counts;
} Rarity;

static int
compare_rarity (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint *counts = ((const Rarity *) data)->counts;
  guint x = *(const guint *) a, y = *(const guint *) b;

  if (counts[x] != counts[y])
    return counts[x] > counts[y] ? 1 : -1;
  return (x > y) - (x < y);
}

static gboolean
are_like (const Group *a, const Group *b)
{
  guint common = 0;

  for (guint i = 0; i < a->words->len; i++)
    for (guint k = 0; k < b->words->len; k++)
      common += g_array_index (a->words, guint, i) == g_array_index (b->words, guint, k);
  return common * SHARE_IN >= (a->words->len + b->words->len - common) * SHARE_OF;
}

static guint
prefix_of (const Group *group)
{
  guint n = group->words->len;

  return n - (n * SHARE_OF + SHARE_IN - 1) / SHARE_IN + 1;
}

typedef struct {
  guint word, facets;
} Posting;

static guint
posting_hash (gconstpointer data)
{
  const Posting *posting = data;

  return posting->word * 2654435761u ^ posting->facets;
}

static gboolean
posting_equal (gconstpointer a, gconstpointer b)
{
  const Posting *x = a, *y = b;

  return x->word == y->word && x->facets == y->facets;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const Kept *x = *(const Kept *const *) a, *y = *(const Kept *const *) b;

  if (x->answer->sent_at != y->answer->sent_at)
    return x->answer->sent_at > y->answer->sent_at ? 1 : -1;
  return (x->answer->message_id > y->answer->message_id) - (x->answer->message_id < y->answer->message_id);
}

static void
compare_answers (EarFactsLike *like, GPtrArray *answers, EarFacts *facts)
{
  gboolean any = FALSE;

  for (guint kind = 0; kind < EAR_N_STATEMENTS; kind++)
    any |= compare_kind (like, answers, kind, facts);
  facts->like_questions += any;
  facts->like_answers += any ? answers->len : 0;
}

#define GROUPS_AT_ONCE 512
#define JOINING ((1 + EAR_FACTS_READING) / 2)

/* Each group joins the first that it is like; that one is what the question is. */
gboolean
ear_facts_like_compare (EarFactsLike *like, const EarFactsInput *input, EarFacts *facts)
{
  Rarity rarity = { (const guint *) (gpointer) like->counts->data };
  g_autoptr (GHashTable) postings = g_hash_table_new_full (posting_hash, posting_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) joined = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < like->order->len; i++)
    g_array_sort_with_data (((Group *) like->order->pdata[i])->words, compare_rarity, &rarity);
  for (guint i = 0; i < like->order->len; i++)
    {
      Group *group = like->order->pdata[i], *home = NULL;
      guint prefix = prefix_of (group);

      if (i % GROUPS_AT_ONCE == 0 && !ear_facts_goes_on (input, EAR_FACTS_READING, JOINING, i, like->order->len))
        return FALSE;
      for (guint k = 0; k < prefix && home == NULL; k++)
        {
          Posting at = { g_array_index (group->words, guint, k), group->facets };
          GPtrArray *list = g_hash_table_lookup (postings, &at);
          guint n = list != NULL ? list->len : 0;

          for (guint j = n; j > n - MIN (n, MAX_CANDIDATES) && home == NULL; j--)
            if (are_like (list->pdata[j - 1], group))
              home = list->pdata[j - 1];
        }
      if (home != NULL)
        {
          GPtrArray *more = g_hash_table_lookup (joined, home);

          if (more == NULL)
            {
              more = g_ptr_array_new ();
              g_hash_table_insert (joined, home, more);
            }
          g_ptr_array_add (more, group);
          continue;
        }
      for (guint k = 0; k < prefix; k++)
        {
          Posting at = { g_array_index (group->words, guint, k), group->facets };
          GPtrArray *list = g_hash_table_lookup (postings, &at);

          if (list == NULL)
            {
              list = g_ptr_array_new ();
              g_hash_table_insert (postings, g_memdup2 (&at, sizeof at), list);
            }
          g_ptr_array_add (list, group);
        }
      g_hash_table_insert (joined, group, g_ptr_array_new ());
    }
  for (guint i = 0; i < like->order->len; i++)
    {
      Group *group = like->order->pdata[i];
      GPtrArray *more = g_hash_table_lookup (joined, group);
      g_autoptr (GPtrArray) answers = NULL;

      if (i % GROUPS_AT_ONCE == 0 && !ear_facts_goes_on (input, JOINING, 1, i, like->order->len))
        return FALSE;
      if (more == NULL)
        continue; /* it joined another one */
      answers = g_ptr_array_copy (group->answers, NULL, NULL);
      g_ptr_array_set_free_func (answers, NULL);
      for (guint k = 0; k < more->len; k++)
        for (guint j = 0; j < ((Group *) more->pdata[k])->answers->len; j++)
          g_ptr_array_add (answers, ((Group *) more->pdata[k])->answers->pdata[j]);
      if (more->len > 0)
        g_ptr_array_sort (answers, compare_times);
      if (answers->len > 1)
        compare_answers (like, answers, facts);
    }
  return TRUE;
}
