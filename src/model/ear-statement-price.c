/* ear-statement-price.c: dates and prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-statement-private.h"

static const EarToken *
at (const EarStatementReader *reader, guint i)
{
  return ear_tokens_at (reader->tokens, i);
}

static gboolean
is_mark (const EarToken *token, gunichar mark)
{
  return token != NULL && token->type == EAR_TOKEN_MARK && token->mark == mark && !token->used;
}

static gboolean
is_number (const EarToken *token, guint digits, guint least, guint most)
{
  return token != NULL && token->type == EAR_TOKEN_NUMBER && !token->used && (digits == 0 ? token->n_digits <= 2 : token->n_digits == digits) &&
         token->number >= least && token->number <= most;
}

/* ---- dates ---- */

static guint
month_of (const EarToken *token)
{
  if (token == NULL || token->used || (token->is & EAR_WORD_ANY_MONTH) == 0)
    return 0;
  return (guint) __builtin_ctzll (token->is & EAR_WORD_ANY_MONTH) - EAR_WORD_JANUARY + 1;
}

static void
add_date (EarStatementReader *reader, guint first, guint last, guint day, guint month, guint year)
{
  EarStatement *statement = ear_statement_add (reader, EAR_STATEMENT_DATE, first, last);

  statement->day = (guint8) day;
  statement->month = (guint8) month;
  statement->year = (guint16) (year > 0 && year < 100 ? 2000 + year : year);
}

/* "24. Dezember 2026", "3rd of March", "3 de marzo de 2026", "1er mai" */
static guint
read_day_first (EarStatementReader *reader, guint i)
{
  guint k = i + 1, month;
  const EarToken *token = at (reader, k);

  if (is_mark (token, '.') || is_mark (token, 0xba) || is_mark (token, 0xb0))
    token = at (reader, ++k);
  else if (token != NULL && token->type == EAR_TOKEN_WORD && token->glued && strlen (token->word) == 2)
    token = at (reader, ++k);
  if (token != NULL && token->type == EAR_TOKEN_WORD && (g_str_equal (token->word, "of") || g_str_equal (token->word, "de")))
    token = at (reader, ++k);
  month = month_of (token);
  if (month == 0)
    return 0;
  /* "May" can. "12 may": only with a capital letter, or as a date is written. */
  if (strlen (token->word) == 3 && !g_unichar_isupper (g_utf8_get_char (reader->text + token->start)) && g_str_equal (token->word, "may"))
    return 0;
  token = at (reader, k + 1);
  if (token != NULL && token->type == EAR_TOKEN_WORD && g_str_equal (token->word, "de") && is_number (at (reader, k + 2), 4, 1900, 2200))
    token = at (reader, ++k + 1);
  if (is_number (token, 4, 1900, 2200))
    {
      add_date (reader, i, k + 1, at (reader, i)->number, month, token->number);
      return k + 2 - i;
    }
  add_date (reader, i, k, at (reader, i)->number, month, 0);
  return k + 1 - i;
}

/* "March 3rd, 2026" */
static guint
read_month_first (EarStatementReader *reader, guint i, guint month)
{
  guint k = i + 1, last;
  guint day;
  const EarToken *token = at (reader, k);

  if (is_mark (token, '.'))
    token = at (reader, ++k);
  if (!is_number (token, 0, 1, 31))
    return 0;
  day = token->number;
  last = k;
  token = at (reader, k + 1);
  if (token != NULL && token->type == EAR_TOKEN_WORD && token->glued && strlen (token->word) == 2 && strchr ("snrt", token->word[0]) != NULL)
    last = ++k;
  /* "March 3 – 5 pm", "May 12:30" */
  else if (token != NULL && (is_mark (token, ':') || ear_token_is (token, EAR_WORD_OCLOCK) || ear_token_is (token, EAR_WORD_AM) || ear_token_is (token, EAR_WORD_PM)))
    return 0;
  token = at (reader, k + 1);
  if (is_mark (token, ',') && is_number (at (reader, k + 2), 4, 1900, 2200))
    token = at (reader, ++k + 1);
  if (is_number (token, 4, 1900, 2200))
    {
      add_date (reader, i, k + 1, day, month, token->number);
      return k + 2 - i;
    }
  add_date (reader, i, last, day, month, 0);
  return last + 1 - i;
}

/* "24.12.", "24.12.2026", "24/12", "2026-12-24" */
static guint
read_figures (EarStatementReader *reader, guint i)
{
  const EarToken *first = at (reader, i), *mark = at (reader, i + 1), *second = at (reader, i + 2), *mark2 = at (reader, i + 3), *third = at (reader, i + 4);
  gboolean third_glued = third != NULL && third->glued && mark2 != NULL && mark2->glued;

  if (is_number (first, 4, 1900, 2200) && is_mark (mark, '-') && is_number (second, 2, 1, 12) && is_mark (mark2, '-') && is_number (third, 2, 1, 31))
    {
      add_date (reader, i, i + 4, third->number, second->number, first->number);
      return 5;
    }
  if (!is_number (first, 0, 1, 31) || !is_number (second, 0, 1, 12) || !second->glued || !mark->glued)
    return 0;
  if (is_mark (mark, '.') && is_mark (mark2, '.') && mark2->glued)
    {
      if (third_glued && (is_number (third, 4, 1900, 2200) || is_number (third, 2, 0, 99)))
        {
          add_date (reader, i, i + 4, first->number, second->number, third->number);
          return 5;
        }
      add_date (reader, i, i + 3, first->number, second->number, 0);
      return 4;
    }
  /* Whether day or month stands first in English is another matter in each country; half are one way round only. */
  if (is_mark (mark, '/') && (!g_str_equal (ear_lexicon_get_language (reader->lexicon), "en") || first->number > 12))
    {
      if (is_mark (mark2, '/') && third_glued && (is_number (third, 4, 1900, 2200) || is_number (third, 2, 0, 99)))
        {
          add_date (reader, i, i + 4, first->number, second->number, third->number);
          return 5;
        }
      add_date (reader, i, i + 2, first->number, second->number, 0);
      return 3;
    }
  return 0;
}

void
ear_statements_find_dates (EarStatementReader *reader)
{
  for (guint i = 0; i < reader->tokens->tokens->len;)
    {
      const EarToken *token = at (reader, i);
      guint taken = 0;

      if (!token->used && token->type == EAR_TOKEN_NUMBER)
        {
          taken = is_number (token, 0, 1, 31) ? read_day_first (reader, i) : 0;
          if (taken == 0)
            taken = read_figures (reader, i);
        }
      else if (month_of (token) > 0 && g_unichar_isupper (g_utf8_get_char (reader->text + token->start)))
        taken = read_month_first (reader, i, month_of (token));
      i += MAX (taken, 1);
    }
}

/* ---- prices ---- */

static const char *
currency_of (const EarToken *token)
{
  if (token == NULL || token->used)
    return NULL;
  if (token->type == EAR_TOKEN_MARK)
    {
      switch (token->mark)
        {
        case 0x20ac:
          return "EUR";

        case '$':
          return "USD";

        case 0xa3:
          return "GBP";

        default:
          return NULL;
        }
    }
  if (ear_token_is (token, EAR_WORD_EURO))
    return strcmp (token->word, "reais") == 0 ? "BRL" : "EUR";
  if (token->type == EAR_TOKEN_WORD && (g_str_equal (token->word, "chf") || g_str_equal (token->word, "franken")))
    return "CHF";
  if (token->type == EAR_TOKEN_WORD && (g_str_equal (token->word, "gbp") || g_str_equal (token->word, "pounds")))
    return "GBP";
  return NULL;
}

gboolean
ear_token_is_unit (const EarToken *token)
{
  static const char *const units[] = { "l", "dl", "cl", "ml", "kg", "g", "mg", "m", "mm", "cm", "km", "qm", "oz", "lb", "lbs", "liter", "litre", "litres", "litro", "litros",
                                       "litri", "meter", "meters", "metre", "metres", "metro", "metros", "metri", "gramm", "gram", "grams" };

  for (guint i = 0; token != NULL && token->type == EAR_TOKEN_WORD && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (token->word, units[i]))
      return TRUE;
  return FALSE;
}

static gboolean
parts_thousands (gunichar mark)
{
  return mark == '.' || mark == ',' || mark == '\'' || mark == 0x2019;
}

/* The blanks before it are one, which may be narrow or not break. */
static gboolean
one_blank_before (const EarStatementReader *reader, guint i)
{
  const EarToken *token = at (reader, i), *before = at (reader, i - 1);
  const char *blank = reader->text + before->end;

  return !token->glued && g_utf8_next_char (blank) == reader->text + token->start && *blank != '\n';
}

/* "1.200", "1,200", "1’200", "1 200": digits of @whole and the tokens taken. */
static guint
read_whole (const EarStatementReader *reader, guint i, gint64 *whole)
{
  const EarToken *first = at (reader, i);
  guint n = 1, digits = first->n_digits;
  gunichar used = 0;

  *whole = first->number;
  if (first->n_digits > 3 || first->spelled || first->number == 0)
    return 1;
  while (digits < 9)
    {
      const EarToken *mark = at (reader, i + n), *part;
      gboolean blank = mark != NULL && mark->type == EAR_TOKEN_NUMBER;

      part = blank ? mark : at (reader, i + n + 1);
      if (mark == NULL || part == NULL || mark->used || part->used || part->type != EAR_TOKEN_NUMBER || part->n_digits != 3 || part->spelled)
        break;
      if (blank ? !one_blank_before (reader, i + n) : mark->type != EAR_TOKEN_MARK || !mark->glued || !part->glued || !parts_thousands (mark->mark))
        break;
      if (used != 0 && used != (blank ? ' ' : mark->mark))
        break;
      used = blank ? ' ' : mark->mark;
      *whole = *whole * 1000 + part->number;
      digits += 3;
      n += blank ? 1 : 2;
    }
  return n;
}

/* "9", "9.50", "9,50", "9,5", "9,-", "9€50", "1.200,50" from token @i; tokens taken, 0: none. @exact: with two decimals. @joined: written in
 * more than one piece */
static guint
read_amount (EarStatementReader *reader, guint i, gint64 *cents, gboolean *exact, gboolean *joined)
{
  const EarToken *token = at (reader, i), *mark, *part;
  gint64 whole;
  guint n;

  *exact = *joined = FALSE;
  if (token == NULL || token->used || token->type != EAR_TOKEN_NUMBER || token->n_digits > 6)
    return 0;
  n = read_whole (reader, i, &whole);
  *joined = n > 1;
  *cents = whole * 100;
  mark = at (reader, i + n);
  part = at (reader, i + n + 1);
  if (mark == NULL || mark->type != EAR_TOKEN_MARK || !mark->glued || mark->used)
    return n;
  if ((mark->mark == '.' || mark->mark == ',' || currency_of (mark) != NULL) && part != NULL && part->glued && part->type == EAR_TOKEN_NUMBER &&
      !part->used && (part->n_digits == 2 || (part->n_digits == 1 && currency_of (mark) == NULL)))
    {
      const EarToken *more = at (reader, i + n + 2), *again = at (reader, i + n + 3);

      /* "1.2.3" and "12.30.45" are something else. */
      if (more != NULL && more->type == EAR_TOKEN_MARK && more->glued && more->mark == mark->mark && again != NULL && again->glued &&
          again->type == EAR_TOKEN_NUMBER)
        return 0;
      *cents += part->n_digits == 2 ? part->number : part->number * 10;
      *exact = part->n_digits == 2;
      *joined |= part->n_digits == 1;
      return n + 2;
    }
  if (mark->mark == ',' && part != NULL && part->glued && part->type == EAR_TOKEN_MARK && (part->mark == '-' || part->mark == 0x2013))
    return n + 2;
  return n;
}

/* "5" of "12,5": a piece of a number, which is none itself. */
static gboolean
is_piece (const EarStatementReader *reader, guint i)
{
  const EarToken *token = at (reader, i), *mark = i > 1 ? at (reader, i - 1) : NULL, *before = i > 1 ? at (reader, i - 2) : NULL;

  return mark != NULL && token != NULL && token->glued && mark->glued && mark->type == EAR_TOKEN_MARK && parts_thousands (mark->mark) &&
         before->type == EAR_TOKEN_NUMBER;
}

void
ear_statements_find_prices (EarStatementReader *reader)
{
  for (guint i = 0; i < reader->tokens->tokens->len; i++)
    {
      const char *before = currency_of (at (reader, i)), *behind, *currency;
      guint from = before != NULL ? i + 1 : i, last;
      gint64 cents;
      gboolean exact, joined;
      guint n = is_piece (reader, from) ? 0 : read_amount (reader, from, &cents, &exact, &joined);
      EarStatement *statement;

      if (n == 0)
        continue;
      last = from + n - 1;
      behind = before == NULL ? currency_of (at (reader, last + 1)) : NULL;
      if (before == NULL && behind == NULL && n >= 3 && exact && currency_of (at (reader, last - 1)) != NULL)
        before = currency_of (at (reader, last - 1));
      if (behind != NULL)
        last++;
      currency = before != NULL ? before : behind;
      /* Two decimals without a currency may be a time: those that no clock shows, or that a comma parts, are not. */
      if (currency == NULL)
        {
          const EarToken *mark = at (reader, last - 1), *next = at (reader, last + 1);

          if (!exact || joined || ear_token_is_unit (next) || (at (reader, from)->number <= 24 && cents % 100 < 60 && mark->mark == '.') || ear_token_is (next, EAR_WORD_OCLOCK) ||
              ear_token_is (next, EAR_WORD_AM) || ear_token_is (next, EAR_WORD_PM) || is_mark (next, '%'))
            continue;
        }
      statement = ear_statement_add (reader, EAR_STATEMENT_PRICE, i, last);
      statement->cents = cents;
      g_strlcpy (statement->currency, currency != NULL ? currency : "", sizeof statement->currency);
      i = last;
    }
}
