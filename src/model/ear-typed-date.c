/* ear-typed-date.c: a day or more, as a person types it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>

#include "base/ear-catalogue.h"
#include "base/ear-fold.h"
#include "model/ear-typed-date.h"

#define MAX_WORDS 4
#define MIN_YEAR 1900
#define MAX_YEAR 9000
#define MIN_NAME_CHARS 3 /* "nov" */

gboolean
ear_typed_dates_month_first (void)
{
  /* "%m/%d/%Y", "%d.%m.%y", "%Y-%m-%d"; "%D" is "%m/%d/%y". */
  const char *first = strpbrk (nl_langinfo (D_FMT), "demDYy");

  return first != NULL && (*first == 'm' || *first == 'D');
}

/* ---- words ---- */

gboolean
ear_word_is_one_of (const char *word, const char *alternatives)
{
  g_autofree char *folded = ear_fold (word);
  g_auto (GStrv) all = g_strsplit (alternatives, "|", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *one = ear_fold (all[i]);

      if (strcmp (one, folded) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
ear_word_is (const char *word, const char *context, const char *alternatives)
{
  g_autofree char *translated = ear_word_translate (context, alternatives);

  return ear_word_is_one_of (word, translated) || ear_word_is_one_of (word, alternatives);
}

char *
ear_word_first_of (const char *alternatives)
{
  return g_strndup (alternatives, strcspn (alternatives, "|"));
}

char *
ear_word_translate (const char *context, const char *alternatives)
{
  g_autofree char *id = g_strconcat (context, "\004", alternatives, NULL);

  return g_strdup (ear_catalogue_context_text (id, strlen (context) + 1));
}

static gboolean
begins_name (const char *word, const char *name)
{
  g_autofree char *folded = ear_fold (name);

  return g_utf8_strlen (word, -1) >= MIN_NAME_CHARS && g_str_has_prefix (folded, word);
}

#define CONTEXT "typed date"

/* Translators: months and days as people type them, in lower case; their beginnings are understood too. Where a word has several forms, write
 * all: "erster|ersten". */
static const char *const months[12] = {
  NC_ ("typed date", "january"), NC_ ("typed date", "february"), NC_ ("typed date", "march"), NC_ ("typed date", "april"),
  NC_ ("typed date", "may"), NC_ ("typed date", "june"), NC_ ("typed date", "july"), NC_ ("typed date", "august"),
  NC_ ("typed date", "september"), NC_ ("typed date", "october"), NC_ ("typed date", "november"), NC_ ("typed date", "december"),
};
static const char *const days[7] = {
  NC_ ("typed date", "monday"), NC_ ("typed date", "tuesday"), NC_ ("typed date", "wednesday"), NC_ ("typed date", "thursday"),
  NC_ ("typed date", "friday"), NC_ ("typed date", "saturday"), NC_ ("typed date", "sunday"),
};

/* @word: folded. Its place among @names from 1 on; 0: it is none. English is understood beside the user's language, which goes first. */
static guint
find_name (const char *word, const char *const *names, guint n_names)
{
  for (guint english = 0; english < 2; english++)
    for (guint i = 0; i < n_names; i++)
      {
        g_autofree char *all = english ? g_strdup (names[i]) : ear_word_translate (CONTEXT, names[i]);
        g_auto (GStrv) forms = g_strsplit (all, "|", -1);

        for (guint k = 0; forms[k] != NULL; k++)
          if (begins_name (word, forms[k]))
            return i + 1;
      }
  return 0;
}

/* ---- days ---- */

typedef struct {
  GDate first, end;          /* the first after it */
} Span;

static void
set_days (Span *span, const GDate *first, guint n)
{
  span->first = span->end = *first;
  g_date_add_days (&span->end, n);
}

static void
set_months (Span *span, guint year, guint month, guint n)
{
  g_date_set_dmy (&span->first, 1, (GDateMonth) month, (GDateYear) year);
  span->end = span->first;
  g_date_add_months (&span->end, n);
}

static gboolean
set_day (Span *span, guint day, guint month, guint year)
{
  GDate date;

  if (day > 31 || month > 12 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  set_days (span, &date, 1);
  return TRUE;
}

/* Without a year: the last there was, today included; 29 February may be years ago. */
static gboolean
set_last_day (Span *span, guint day, guint month, const GDate *today)
{
  for (guint back = 0; back < 9; back++)
    if (set_day (span, day, month, g_date_get_year (today) - back) && g_date_compare (&span->first, today) <= 0)
      return TRUE;
  return FALSE;
}

enum { TODAY, YESTERDAY, THIS_WEEK, LAST_WEEK, THIS_MONTH, LAST_MONTH, THIS_YEAR, LAST_YEAR };
/* Translators: times as people type them, in lower case. Where several forms are usual, write all: "letzter monat|letzten monat". The first is the
 * one that is offered. */
static const char *const spans[] = {
  [TODAY] = NC_ ("typed date", "today"),
  [YESTERDAY] = NC_ ("typed date", "yesterday"),
  [THIS_WEEK] = NC_ ("typed date", "this week"),
  [LAST_WEEK] = NC_ ("typed date", "last week"),
  [THIS_MONTH] = NC_ ("typed date", "this month"),
  [LAST_MONTH] = NC_ ("typed date", "last month"),
  [THIS_YEAR] = NC_ ("typed date", "this year"),
  [LAST_YEAR] = NC_ ("typed date", "last year"),
};

GStrv
ear_typed_date_dup_words (void)
{
  GStrv words = g_new0 (char *, G_N_ELEMENTS (spans) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autofree char *all = ear_word_translate (CONTEXT, spans[i]);

      words[i] = ear_word_first_of (all);
    }
  return words;
}

static gboolean
parse_words (const char *text, const GDate *today, Span *span)
{
  GDate monday = *today;
  guint year = g_date_get_year (today), month = (guint) g_date_get_month (today), word = 0;

  while (word < G_N_ELEMENTS (spans) && !ear_word_is (text, CONTEXT, spans[word]))
    word++;
  g_date_subtract_days (&monday, (guint) g_date_get_weekday (today) - 1);
  switch (word)
    {
    case TODAY:
      set_days (span, today, 1);
      return TRUE;
    case YESTERDAY:
      set_days (span, today, 1);
      g_date_subtract_days (&span->first, 1);
      span->end = *today;
      return TRUE;
    case THIS_WEEK:
      set_days (span, &monday, 7);
      return TRUE;
    case LAST_WEEK:
      g_date_subtract_days (&monday, 7);
      set_days (span, &monday, 7);
      return TRUE;
    case THIS_MONTH:
      set_months (span, year, month, 1);
      return TRUE;
    case LAST_MONTH:
      set_months (span, month > 1 ? year : year - 1, month > 1 ? month - 1 : 12, 1);
      return TRUE;
    case THIS_YEAR:
      set_months (span, year, 1, 12);
      return TRUE;
    case LAST_YEAR:
      set_months (span, year - 1, 1, 12);
      return TRUE;
    default:
      return FALSE;
    }
}

/* ---- numbers ---- */

/* @digits (nullable): how many there were. */
static gboolean
read_number (const char *text, guint *number, guint *digits)
{
  gsize length = strspn (text, "0123456789");

  if (length == 0 || length > 4 || text[length] != '\0')
    return FALSE;
  *number = (guint) g_ascii_strtoull (text, NULL, 10);
  if (digits != NULL)
    *digits = (guint) length;
  return TRUE;
}

static gboolean
read_year (const char *text, guint *year)
{
  guint digits;

  if (!read_number (text, year, &digits))
    return FALSE;
  if (digits == 2)
    *year += 2000;
  else if (digits != 4)
    return FALSE;
  return *year >= MIN_YEAR && *year <= MAX_YEAR;
}

static gboolean
parse_numbers (const char *text, const EarTypedDates *dates, const GDate *today, Span *span)
{
  char mark[2] = { text[strspn (text, "0123456789")], '\0' };
  g_auto (GStrv) parts = NULL;
  guint n, first, second, third, digits;

  if (mark[0] == '\0')
    {
      if (!read_number (text, &first, &digits) || digits != 4 || !read_year (text, &first))
        return FALSE;
      set_months (span, first, 1, 12);
      return TRUE;
    }
  if (strchr ("-./", mark[0]) == NULL)
    return FALSE;
  parts = g_strsplit (text, mark, -1);
  n = g_strv_length (parts);
  /* "3.11." */
  if (n == 3 && mark[0] == '.' && *parts[2] == '\0')
    n = 2;
  if (n < 2 || n > 3 || !read_number (parts[0], &first, &digits) || !read_number (parts[1], &second, NULL))
    return FALSE;
  if (digits == 4)
    {
      if (!read_year (parts[0], &first))
        return FALSE;
      if (n == 3)
        return read_number (parts[2], &third, NULL) && set_day (span, third, second, first);
      if (mark[0] == '.' || second < 1 || second > 12)
        return FALSE;
      set_months (span, first, second, 1);
      return TRUE;
    }
  if ((mark[0] == '-' && n == 2) || (n == 3 && !read_year (parts[2], &third)))
    return FALSE;
  /* Where only one order makes a date, that is meant. */
  for (guint other = 0; other < 2; other++)
    {
      gboolean month_first = (mark[0] == '/' && dates->month_first) != (other == 1);
      guint day = month_first ? second : first, month = month_first ? first : second;

      if (n == 3 ? set_day (span, day, month, third) : set_last_day (span, day, month, today))
        return TRUE;
      if (mark[0] != '/')
        break;
    }
  return FALSE;
}

/* ---- names ---- */

static gboolean
parse_names (char **words, const GDate *today, Span *span)
{
  guint day = 0, month = 0, year = 0, weekday = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint number, digits;

      /* "3. November", "Nov 3, 2026" */
      for (gsize length = strlen (words[i]); length > 1 && strchr (".,", words[i][length - 1]) != NULL; length--)
        words[i][length - 1] = '\0';
      if (read_number (words[i], &number, &digits))
        {
          if (digits == 4 && year == 0 && read_year (words[i], &year))
            continue;
          if (digits > 2 || day != 0 || number == 0)
            return FALSE;
          day = number;
        }
      else if (month == 0 && (month = find_name (words[i], months, G_N_ELEMENTS (months))) != 0)
        continue;
      else if (words[1] != NULL || (weekday = find_name (words[i], days, G_N_ELEMENTS (days))) == 0)
        return FALSE;
    }
  if (weekday != 0)
    {
      GDate date = *today;

      g_date_subtract_days (&date, ((guint) g_date_get_weekday (today) + 7 - weekday) % 7);
      set_days (span, &date, 1);
      return TRUE;
    }
  if (month == 0)
    return FALSE;
  if (day != 0)
    return year != 0 ? set_day (span, day, month, year) : set_last_day (span, day, month, today);
  if (year == 0)
    year = g_date_get_year (today) - (month > (guint) g_date_get_month (today));
  set_months (span, year, month, 1);
  return TRUE;
}

static gboolean
midnight (const GDate *date, GTimeZone *zone, gint64 *at)
{
  g_autoptr (GDateTime) time = g_date_time_new (zone, g_date_get_year (date), (int) g_date_get_month (date), g_date_get_day (date), 0, 0, 0);

  if (time == NULL)
    return FALSE;
  *at = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

gboolean
ear_typed_date_parse (const char *text, const EarTypedDates *dates, gint64 *from, gint64 *to)
{
  g_autofree char *folded = g_utf8_validate (text, -1, NULL) ? ear_fold (text) : NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (dates->now / 1000);
  g_autoptr (GDateTime) now = utc != NULL ? g_date_time_to_timezone (utc, dates->zone) : NULL;
  GDate today;
  Span span;

  if (folded == NULL || now == NULL || strlen (folded) > 100 || g_date_time_get_year (now) < MIN_YEAR || g_date_time_get_year (now) > MAX_YEAR)
    return FALSE;
  g_date_set_dmy (&today, (GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  parts = g_strsplit_set (folded, " \t", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, parts[i]);
  if (words->len == 0 || words->len > MAX_WORDS)
    return FALSE;
  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" ", (char **) words->pdata);
  return (parse_words (joined, &today, &span) || (words->len == 2 && parse_numbers (joined, dates, &today, &span)) ||
          parse_names ((char **) words->pdata, &today, &span)) &&
         midnight (&span.first, dates->zone, from) && midnight (&span.end, dates->zone, to);
}
