/* ear-words.h: instead of glib/gi18n.h wherever the report is put into words: they follow the report's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib/gi18n.h>

#include "base/ear-catalogue.h"

G_BEGIN_DECLS

#undef _
#undef C_
#undef ngettext
#define _(text) ear_catalogue_text (text)
#define C_(context, text) ear_catalogue_context_text (context "\004" text, sizeof context)
#define ngettext(one, many, n) ear_catalogue_plural (one, many, n)

/* "300,000" */
char *ear_words_dup_number (guint64 number);
/* "0.4" */
char *ear_words_dup_tenths (double number);
/* "Monday", "Mon". @weekday: 0 Monday … 6 */
const char *ear_words_get_weekday (guint weekday, gboolean full);
/* @language: BCP 47 */
gboolean ear_words_is_rtl (const char *language);
/* A name that others gave, for the middle of a sentence: one written in the other direction neither turns the sentence nor takes the numbers beside
 * it along. (transfer full) */
char *ear_words_isolate (const char *name);
/* As g_date_time_format(), its months in the report's language. */
char *ear_words_format_time (GDateTime *time, const char *format);

G_END_DECLS
