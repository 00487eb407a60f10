/* ear-weekly.h: the report that is made every week: when, of which week, under which name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Monday to Sunday on the clocks of a zone, numbered as ISO 8601 does: the week that has the year's first Thursday is its first. */
typedef struct {
  int year, number;
  gint64 from, to;           /* UTC ms: from Monday's first instant to the next Monday's */
} EarWeek;

/* The last week that is over at @at. FALSE: no such date. */
gboolean ear_week_before (GTimeZone *zone, gint64 at, EarWeek *week);
/* "2026-W48"; (transfer full) */
char *ear_week_to_string (const EarWeek *week);

typedef enum {
  EAR_WEEKLY_PDF,
  EAR_WEEKLY_PAGE,           /* a web page */
} EarWeeklyForm;

typedef enum {
  EAR_WEEKLY_A4,
  EAR_WEEKLY_LETTER,
} EarWeeklyPaper;

typedef struct {
  gboolean on;
  guint weekday;             /* 1 Monday … 7 Sunday */
  guint minute;              /* after midnight, on the clocks of the workspace's zone */
  char *folder;              /* (nullable): not chosen */
  EarWeeklyForm form;
  EarWeeklyPaper paper;
  gint64 since;              /* UTC ms: when it was switched on; what would have been due before that never is */
} EarWeekly;

/* Mondays at eight, off. */
void ear_weekly_init (EarWeekly *weekly);
void ear_weekly_clear (EarWeekly *weekly);
void ear_weekly_copy (const EarWeekly *weekly, EarWeekly *copy);
gboolean ear_weekly_equal (const EarWeekly *a, const EarWeekly *b);
/* {"on","weekday","time","folder","form","paper","since"}; what is missing or cannot be read is as ear_weekly_init() has it. */
char *ear_weekly_to_json (const EarWeekly *weekly);
void ear_weekly_from_json (const char *json, EarWeekly *weekly);

/* Whether a report is to be made now, and of which week. It is of the week before the last time that was set: the computer may have slept or
 * been off then, but what was due earlier still is not made up for. @made: (nullable): as ear_weekly_add_made() has it. */
gboolean ear_weekly_is_due (const EarWeekly *weekly, GTimeZone *zone, const char *made, gint64 now, EarWeek *week);
/* The next time after @now that one may be due; EAR_TIME_NONE: it is switched off. */
gint64 ear_weekly_next (const EarWeekly *weekly, GTimeZone *zone, gint64 now);

/* Which weeks were made, in words: all of about a year, not the last alone, because clocks are set back, and put right. (transfer full) */
char *ear_weekly_add_made (const char *made, const char *week);
gboolean ear_weekly_was_made (const char *made, const char *week);

/* "Olive & Thyme 2026-W48.pdf", the second of that name "Olive & Thyme 2026-W48 (2).pdf": a name on any file system, whatever the organisation
 * (nullable) is called. (transfer full) */
char *ear_weekly_file_name (const char *organisation, const char *week, EarWeeklyForm form, guint nth);

G_END_DECLS
