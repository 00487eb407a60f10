/* ear-report-text.h: the report's sentences, and the report for programs and for spreadsheets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* For programs: a stable contract, numbers and times independent of locale, durations in seconds, shares 0…1. Below the floors a share
 * and a quantile are null; k and n are always there. */
char *ear_report_to_json (const EarReport *report);
/* One line a channel, RFC 4180, UTF-8, first line names the columns; numbers independent of locale; empty below the floors. */
char *ear_report_to_csv (const EarReport *report);
/* The same of the hours of the week: one line an hour, of all channels together ("*") and of each, by two clocks. */
char *ear_report_hours_to_csv (const EarReport *report);

/* ---- the sentences of the document and the window; all (transfer full) ---- */

/* "Blog answers fewer questions in time than Mastodon: 61% against 93%." or that it cannot be told. Never a gap without both shares. It is markup,
 * each share a link to the figure behind it, as EarRun.target. */
char *ear_report_dup_difference_markup (const EarReport *report);
/* That the channels of that sentence were hardly read; NULL where they were. */
char *ear_report_dup_caveat (const EarReport *report);
/* "93% (81–98%)", or "4 of 6" below the floor, or "—" without any. */
char *ear_report_dup_share (const EarReportClock *clock);
/* The same without the interval: "93%". */
char *ear_report_dup_share_alone (const EarReportClock *clock);
/* What stands behind a share: "66 of 72 from 31 people"; below the floor, where the share says so itself, "from 5 people"; NULL without any. */
char *ear_report_dup_judged (const EarReportClock *clock);
/* The share's interval in plain words; NULL below the floor. */
char *ear_report_dup_interval (const EarReportClock *clock);
/* "22 min to 31 min", "22 min or more": between what the speed may lie by chance; NULL where nothing can be said. */
char *ear_report_dup_speed_limits (const EarReportClock *clock, double p, gboolean wall);
/* "If all that need no answer had needed one: 72% in time."; NULL below the floor or where there are none. */
char *ear_report_dup_if_needed (const EarReportClock *clock);
/* Whether the channel's durations by @clock are those of the wall clock, in which a day has 24 hours. */
gboolean ear_report_channel_is_by_wall (const EarReportChannel *channel, EarClock clock);
/* Whether what is said of it has to begin with for how long it was read. */
gboolean ear_report_channel_is_hardly_read (const EarReportChannel *channel);
/* "38 min", "before opening", "not reached", or "—" below the floor. @p: 0.5 or 0.9; @wall: by the wall clock. */
char *ear_report_dup_speed (const EarReportClock *clock, double p, gboolean wall);
/* The channel's name as markup, for the middle of a sentence: ear_words_isolate(). */
char *ear_report_dup_name (const EarReportChannel *channel);
/* "42 questions from 31 people" */
char *ear_report_dup_people (const EarReportChannel *channel);
/* So many gaps stand in the sentence; where there are more, all of them under it. */
#define EAR_REPORT_GAPS_NAMED 3
/* Whether the channel is worth a line: a way of logging that nobody used is none, a connected channel without questions is. */
gboolean ear_report_channel_is_shown (const EarReportChannel *channel);
/* Whether it has a curve on the chart of all. */
gboolean ear_report_channel_has_curve (const EarReportChannel *channel);
/* "Read without gaps.", "Read for only 71% of the period: not from 3 Nov, 14:10 to 5 Nov, 09:00 (1 day 19 h)." */
char *ear_report_dup_coverage (const EarReport *report, const EarReportChannel *channel);
/* "71%": for how much of the period it was read. */
char *ear_report_dup_covered (const EarReportChannel *channel);
/* "93%": never 100 where one is missing, never 0 where there is one. @share: 0…1 */
char *ear_report_dup_percent (double share);
/* "from 3 Nov, 14:10 to 5 Nov, 09:00 (43 h)" */
char *ear_report_dup_gap (const EarReport *report, const EarSpan *gap);
/* "Not connected any more.", "Measured by an own promise." and what else sets its line apart; NULL when nothing does. */
char *ear_report_dup_remark (const EarReportChannel *channel);
/* "1 Oct to 21 Nov 2026" in the report's zone. */
char *ear_report_dup_period (const EarReport *report);
/* "4 h", "2 h 05 min", "76 h": @seconds of answering hours, in which a day has no fixed length; by the wall clock "3 days 4 h". */
char *ear_report_dup_duration (gint64 seconds, gboolean wall);
/* "3 Nov, 14:10" in the report's zone; with the year where it is not the period's last. */
char *ear_report_dup_time (const EarReport *report, gint64 at);
/* "Comments", "Direct messages" */
const char *ear_conversation_type_get_label (EarConversationType type);
/* "38 min", "not reached", or "—" below the floor. @wall: by the wall clock. */
char *ear_report_dup_part_half (const EarReportPart *part, gboolean wall);
/* "93% (81–98%), 38 of 41 from 30 people", or "4 of 6, from 5 people" below the floor; NULL without any. */
char *ear_report_dup_part (const EarReportPart *part);
/* "More are answered in time than in the period before: 36 of 40 against 12 of 40, between 40 and 73 percentage points more." or why that cannot
 * be told; NULL where nothing is to compare with, or where an earlier year has nothing to tell. */
char *ear_report_dup_change (const EarReportClock *clock, EarEarlier earlier);
/* The same as markup, its numbers of then with links. */
char *ear_report_dup_change_markup (const EarReportChannel *channel, EarClock by, EarEarlier earlier);
/* "Most questions come on Tuesday, from 19:00 to 20:00: 15 of 232." NULL without a map, or where no hour surely stands out. */
char *ear_report_dup_busiest (const EarReportHour *map);
/* What a figure counts, in plain words: "Closed without answer". */
const char *ear_figure_get_label (EarFigure figure);

G_END_DECLS
