/* ear-typed-date.h: a day or more, as a person types it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 now;                /* UTC ms: what "yesterday" is counted from, and what a date without a year comes before */
  GTimeZone *zone;           /* whose days */
  gboolean month_first;      /* "11/03" is a day in November, not in March */
} EarTypedDates;

/* How the user's locale writes "11/03". */
gboolean ear_typed_dates_month_first (void);

/* 2026-11-03, 2026-11, 2026; 3.11.2026, 3.11.; 11/03/2026 or 03/11/2026; November, 3 November 2026, Nov 3; Monday, which is the last there
 * was; today, yesterday, this or last week, month or year. Words are the user's and English ones; a date without a year is the last there was.
 * @from, @to: UTC ms, from the first instant to the first after it. FALSE: it is no date. */
gboolean ear_typed_date_parse (const char *text, const EarTypedDates *dates, gint64 *from, gint64 *to);

/* Those of them that stand for a day or more by themselves, as the user types them: "yesterday", "last week". (transfer full) */
GStrv ear_typed_date_dup_words (void);

/* Several words that mean the same, as a translator writes them: "november|nov". Whether @word is one, whatever its case and accents. */
gboolean ear_word_is_one_of (const char *word, const char *alternatives);
/* In the user's language or in English. */
gboolean ear_word_is (const char *word, const char *context, const char *alternatives);
/* As the user's language has them. @context: as NC_() had it. (transfer full) */
char *ear_word_translate (const char *context, const char *alternatives);
/* The first of them. (transfer full) */
char *ear_word_first_of (const char *alternatives);

G_END_DECLS
