/* ear-time-text.h: instants as people say them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EAR_URGENCY_LATER,   /* more than two hours */
  EAR_URGENCY_SOON,
  EAR_URGENCY_LATE,
} EarUrgency;

/* All take UTC milliseconds and speak local time; (transfer full). EAR_TIME_NONE gives "". */

/* "now", "5 min", "14:10", "Yesterday", "Mon", "3 Nov", "3 Nov 2025": short, for a list. */
char *ear_time_text_short (gint64 at_ms, gint64 now_ms);
/* At a message: the same, with the hour where the short one has lost it: "6 Nov, 14:10". */
char *ear_time_text_message (gint64 at_ms, gint64 now_ms);
/* "3 Nov 2025": for a day that somebody names. */
char *ear_time_text_date (gint64 at_ms);
/* "Today, 14:10", "Yesterday, 14:10", "Monday, 3 November 2025, 14:10": for a message. */
char *ear_time_text_long (gint64 at_ms, gint64 now_ms);
/* "14:10" */
char *ear_time_text_clock (gint64 at_ms);
/* "14:10" today, else with its day: "yesterday 14:10", "Mon 14:10", "3 Nov, 14:10": within a sentence. */
char *ear_time_text_checked (gint64 at_ms, gint64 now_ms);
/* "before 12:00", "before midnight", "before 12:00 tomorrow": @at is to come. */
char *ear_time_text_before (gint64 at_ms, gint64 now_ms);
/* "in 25 min", "2 h late", "in 3 days". */
char *ear_time_text_countdown (gint64 due_ms, gint64 now_ms, EarUrgency *urgency);
/* "4 hours", "1 day", "90 minutes" */
char *ear_time_text_duration (gint64 seconds);

G_END_DECLS
