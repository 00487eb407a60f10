/* ear-statement.c: what a text states
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "model/ear-statement-private.h"

static const char *const names[EAR_N_STATEMENTS] = { "hours", "date", "price", "yes-no", "phone", "email", "link", "address" };

const char *
ear_statement_kind_to_string (EarStatementKind kind)
{
  g_return_val_if_fail (kind < EAR_N_STATEMENTS, NULL);

  return names[kind];
}

static void
statement_clear (gpointer data)
{
  g_clear_pointer (&((EarStatement *) data)->value, g_free);
}

EarStatement *
ear_statement_add (EarStatementReader *reader, EarStatementKind kind, guint first, guint last)
{
  EarStatement statement = {
    .kind = kind,
    .start = ear_tokens_at (reader->tokens, first)->start,
    .end = ear_tokens_at (reader->tokens, last)->end,
    .sentence = ear_tokens_at (reader->tokens, first)->sentence,
    .from = EAR_MINUTE_UNKNOWN,
    .to = EAR_MINUTE_UNKNOWN,
  };

  for (guint i = first; i <= last; i++)
    ear_tokens_at (reader->tokens, i)->used = TRUE;
  g_array_append_val (reader->found, statement);
  return &g_array_index (reader->found, EarStatement, reader->found->len - 1);
}

void
ear_statement_use (EarStatementReader *reader, guint start, guint end)
{
  for (guint i = 0; i < reader->tokens->tokens->len; i++)
    {
      EarToken *token = ear_tokens_at (reader->tokens, i);

      if (token->start >= start && token->start < end)
        token->used = TRUE;
    }
}

/* ---- yes or no: how the answer begins ---- */

/* "Of course not". A plain yes stays one: "Yes no worries", and phrases say more than that: "Sure you can't miss it". */
static gboolean
turned (const EarStatementReader *reader, guint i)
{
  const EarToken *yes = ear_tokens_at (reader->tokens, i), *next = ear_tokens_at (reader->tokens, i + 1);

  return strlen (yes->word) > 3 && next != NULL && next->sentence == yes->sentence && (next->is & EAR_WORD_DENIES) != 0 &&
         strchr (next->word, ' ') == NULL;
}

#define NEAR_BEGIN 9 /* words before the yes: "Hi Anna, thanks for asking, yes …" */

void
ear_statements_find_yes_no (EarStatementReader *reader)
{
  guint n_words = 0;

  for (guint i = 0; i < reader->tokens->tokens->len && n_words < NEAR_BEGIN; i++)
    {
      const EarToken *token = ear_tokens_at (reader->tokens, i);
      gboolean yes = ear_token_is (token, EAR_WORD_YES), no = ear_token_is (token, EAR_WORD_NO);

      if (token->type != EAR_TOKEN_WORD)
        continue;
      n_words++;
      if ((yes || no) && token->sentence < 3)
        {
          const EarToken *next = ear_tokens_at (reader->tokens, i + 1);
          EarStatement *statement;

          /* "Nein danke" of a customer aside, "sure" in mid-sentence says little: it stands at a begin or before a mark. */
          if (yes && n_words > 1 && !strchr (token->word, ' ') && i > 0 &&
              ear_tokens_at (reader->tokens, i - 1)->type != EAR_TOKEN_MARK && ear_tokens_at (reader->tokens, i - 1)->sentence == token->sentence &&
              !(next == NULL || next->type == EAR_TOKEN_MARK))
            continue;
          statement = ear_statement_add (reader, EAR_STATEMENT_YES_NO, i, i);
          statement->yes = !no && !turned (reader, i);
          return;
        }
    }
}

/* ---- what the sentences speak of ---- */

static void
mark_subjects (EarStatementReader *reader)
{
  g_autofree guint64 *is = g_new0 (guint64, reader->tokens->n_sentences + 1);

  for (guint i = 0; i < reader->tokens->tokens->len; i++)
    {
      const EarToken *token = ear_tokens_at (reader->tokens, i);

      is[MIN (token->sentence, reader->tokens->n_sentences)] |= token->is;
    }
  for (guint i = 0; i < reader->found->len; i++)
    {
      EarStatement *statement = &g_array_index (reader->found, EarStatement, i);
      guint64 words = is[MIN (statement->sentence, reader->tokens->n_sentences)];

      statement->opening = (words & (EAR_WORD_BIT (EAR_WORD_OPEN) | EAR_WORD_BIT (EAR_WORD_CLOSE) | EAR_WORD_BIT (EAR_WORD_CLOSED))) != 0;
      statement->other = (words & EAR_WORD_BIT (EAR_WORD_OTHER)) != 0;
      statement->special = (words & (EAR_WORD_BIT (EAR_WORD_SPECIAL) | EAR_WORD_BIT (EAR_WORD_TODAY) | EAR_WORD_BIT (EAR_WORD_TOMORROW))) != 0;
      statement->theirs = (words & EAR_WORD_BIT (EAR_WORD_THEIRS)) != 0;
      statement->ours = (words & EAR_WORD_BIT (EAR_WORD_OURS)) != 0;
      statement->booked = (words & EAR_WORD_BIT (EAR_WORD_BOOKING)) != 0;
      for (guint k = 0; k < reader->found->len && statement->kind == EAR_STATEMENT_HOURS; k++)
        {
          const EarStatement *date = &g_array_index (reader->found, EarStatement, k);

          statement->special |= date->kind == EAR_STATEMENT_DATE && date->sentence == statement->sentence;
        }
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const EarStatement *x = a, *y = b;

  if (x->start != y->start)
    return x->start > y->start ? 1 : -1;
  return (int) x->kind - (int) y->kind;
}

GArray *
ear_statements_of_tokens (const EarLexicon *lexicon, const char *text, EarTokens *tokens)
{
  GArray *found = g_array_new (FALSE, TRUE, sizeof (EarStatement));
  EarStatementReader reader = { lexicon, text, tokens, found };

  g_array_set_clear_func (found, statement_clear);
  /* Whatever is found takes its words away from what comes later: a date is no price, a phone number no time. */
  ear_statements_find_contacts (&reader);
  if (lexicon != NULL)
    {
      ear_statements_find_dates (&reader);
      ear_statements_find_prices (&reader);
      ear_statements_find_addresses (&reader);
      ear_statements_find_hours (&reader);
      ear_statements_find_yes_no (&reader);
    }
  mark_subjects (&reader);
  g_array_sort (found, compare_places);
  return found;
}

GArray *
ear_statements_new (const char *text, const char *language, const char *beside)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *valid_beside = g_utf8_make_valid (beside != NULL ? beside : "", -1);
  g_autoptr (EarTokens) tokens = ear_tokens_new (NULL, valid);
  g_autoptr (EarTokens) more = ear_tokens_new (NULL, valid_beside);
  const EarLexicon *lexicon = ear_lexicon_guess (tokens, more, language);

  if (lexicon != NULL)
    ear_tokens_know (tokens, lexicon);
  return ear_statements_of_tokens (lexicon, valid, tokens);
}

/* ---- comparing ---- */

gboolean
ear_phone_equal (const char *a, const char *b)
{
  const char *x = a + strspn (a, "+0"), *y = b + strspn (b, "+0");
  gsize n = strlen (x), m = strlen (y);

  if (n < 5 || m < 5)
    return g_str_equal (a, b);
  if (n == m)
    return g_str_equal (x, y);
  /* One has the country before it, which is one to three digits. */
  if (n > m)
    return n - m <= 3 && a[0] == '+' && g_str_has_suffix (x, y);
  return m - n <= 3 && b[0] == '+' && g_str_has_suffix (y, x);
}

static gboolean
same_minute (int a, gboolean twelve_a, int b, gboolean twelve_b)
{
  if (a == EAR_MINUTE_UNKNOWN || b == EAR_MINUTE_UNKNOWN)
    return TRUE;
  if (a % 1440 == b % 1440)
    return TRUE;
  return (twelve_a || twelve_b) && a % 720 == b % 720;
}

static gboolean
hours_agree (const EarStatement *a, const EarStatement *b)
{
  if (a->days != 0 && b->days != 0 && (a->days & b->days) == 0)
    return TRUE;
  if (a->closed || b->closed)
    return a->closed == b->closed;
  return same_minute (a->from, a->twelve_from, b->from, b->twelve_from) && same_minute (a->to, a->twelve_to, b->to, b->twelve_to);
}

gboolean
ear_statements_agree (const EarStatement *a, const EarStatement *b)
{
  if (a->kind != b->kind)
    return TRUE;
  switch (a->kind)
    {
    case EAR_STATEMENT_HOURS:
      return hours_agree (a, b);

    case EAR_STATEMENT_DATE:
      return a->day == b->day && a->month == b->month && (a->year == 0 || b->year == 0 || a->year == b->year);

    case EAR_STATEMENT_PRICE:
      return a->cents == b->cents && (*a->currency == '\0' || *b->currency == '\0' || g_str_equal (a->currency, b->currency));

    case EAR_STATEMENT_YES_NO:
      return a->yes == b->yes;

    case EAR_STATEMENT_PHONE:
      return ear_phone_equal (a->value, b->value);

    case EAR_STATEMENT_EMAIL:
    case EAR_STATEMENT_LINK:
    case EAR_STATEMENT_ADDRESS:
      return g_str_equal (a->value, b->value);

    case EAR_N_STATEMENTS:
    default:
      g_return_val_if_reached (TRUE);
    }
}
