/* ear-hours-text.h: open times as people type them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-hours.h"

G_BEGIN_DECLS

/* "11:00–14:00, 17:00–02:00"; "" when closed. (transfer full) */
char *ear_hours_text_format (const EarInterval *intervals, gsize n_intervals);
/* Appends to @intervals (element-type EarInterval) what @text says: "11-14, 17:30-22", "9am-5pm", "18–2" over midnight; nothing
 * when it is empty or says closed. Errors (G_IO_ERROR_INVALID_ARGUMENT) are sentences that show how to write it. */
gboolean ear_hours_text_parse (const char *text, guint weekday, GArray *intervals, GError **error);

/* "5 days a week, 2 other days" (transfer full) */
char *ear_hours_text_describe (const EarHours *hours);

/* "9:30", "9", "9.30", "5pm" → minutes after midnight, 0…1439, or -1. */
int ear_clock_text_parse (const char *text);

/* 1 Monday … 7 Sunday, beginning with the locale's first day of the week: the weekday at @position 0…6. */
guint ear_hours_weekday_at (guint position);
/* "Monday" in the user's language (transfer full). */
char *ear_hours_weekday_name (guint weekday);

G_END_DECLS
