/* ear-hours.h: opening and answering hours, and time measured in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A week of open intervals with exceptions, in one IANA zone. Immutable once built. Without any interval it is
 * "not set": every second counts (wall clock) and ear_hours_is_set() says so. */
typedef struct _EarHours EarHours;

typedef struct {
  guint weekday;      /* 1 Monday … 7 Sunday */
  guint from, to;     /* minutes after local midnight; to may exceed 1440 (crosses midnight), from < to <= 2880 */
} EarInterval;

EarHours *ear_hours_new (const char *zone, GError **error); /* G_IO_ERROR_INVALID_ARGUMENT: unknown zone */
void ear_hours_add (EarHours *hours, EarInterval interval);
/* A date on its own (holiday, season day, "closed today"): replaces the week's intervals; none added = closed. */
void ear_hours_add_exception (EarHours *hours, int year, int month, int day, const EarInterval *intervals, gsize n_intervals, const char *label);
EarHours *ear_hours_ref (EarHours *hours);
void ear_hours_unref (EarHours *hours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarHours, ear_hours_unref)
gboolean ear_hours_is_set (const EarHours *hours);
const char *ear_hours_get_zone (const EarHours *hours);
gboolean ear_hours_equal (const EarHours *a, const EarHours *b);

/* For showing and editing: in order of weekday and time. */
const EarInterval *ear_hours_get_week (const EarHours *hours, gsize *n_intervals);

typedef struct {
  int year, month, day;
  const char *label;            /* (nullable) */
  const EarInterval *intervals; /* none: closed; weekday is not used */
  gsize n_intervals;
} EarHoursException;

/* In order of date. */
gsize ear_hours_get_n_exceptions (const EarHours *hours);
void ear_hours_get_exception (const EarHours *hours, gsize index, EarHoursException *exception);
/* A deep copy that may be changed, before it is given to anyone. */
EarHours *ear_hours_copy (const EarHours *hours);
void ear_hours_remove_exception (EarHours *hours, int year, int month, int day);
/* The date at that instant in the zone of these hours. */
void ear_hours_get_date (const EarHours *hours, gint64 at_ms, int *year, int *month, int *day);

/* What somebody typed: a date, a time on the wall in the zone of these hours, or one that names its zone. EAR_TIME_NONE: not understood. */
gint64 ear_hours_parse_time (const EarHours *hours, const char *text, gboolean end_of_day);

/* JSON for settings and events: {"zone":"Europe/Berlin","week":[{"day":1,"from":"09:00","to":"14:00"},…],"exceptions":[{"date":"2026-12-24","label":"…","open":[]}]} */
char *ear_hours_to_json (const EarHours *hours);
EarHours *ear_hours_from_json (const char *json, GError **error);

/* Hours with "valid from": a wait across a change uses each day's own hours. An interval belongs to the hours that are valid when it
 * opens, so the evening before a change is kept to its end. Before the first hours every second counts, as where none are set: a
 * workspace's first hours are therefore added at G_MININT64 ("was always so"). Lookups build a table as they go: one thread at a time. */
typedef struct _EarCalendar EarCalendar;
EarCalendar *ear_calendar_new (void);
void ear_calendar_add (EarCalendar *calendar, gint64 valid_from_ms, EarHours *hours);
void ear_calendar_free (EarCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarCalendar, ear_calendar_free)

/* Whole open seconds in [from, to): 0 when from >= to. Wall-clock seconds where no hours are set. */
gint64 ear_calendar_open_seconds (EarCalendar *calendar, gint64 from_ms, gint64 to_ms);
/* The instant at which @seconds open seconds have passed since @from_ms, or EAR_TIME_NONE if never within 10 years. */
gint64 ear_calendar_add_open_seconds (EarCalendar *calendar, gint64 from_ms, gint64 seconds);
gboolean ear_calendar_is_open (EarCalendar *calendar, gint64 at_ms);
gboolean ear_calendar_is_set_at (EarCalendar *calendar, gint64 at_ms);
/* (nullable): the hours valid at that instant, for "Mon 09:00" beside a deadline; borrowed. */
EarHours *ear_calendar_get_hours_at (EarCalendar *calendar, gint64 at_ms);

G_END_DECLS
