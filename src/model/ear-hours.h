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
/* A date on its own (holiday): replaces the week's intervals; none added = closed. */
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
  int year, month, day;                  /* the first day … */
  int last_year, last_month, last_day;   /* … and the last, which may be the same; year 0 when added: the same */
  const char *label;            /* (nullable) */
  const EarInterval *intervals; /* none: closed; weekday is not used */
  gsize n_intervals;
  gboolean usual_days;          /* days that the week has closed stay closed */
} EarHoursException;

/* Holidays and seasons. Where several cover a day, the shortest counts: Christmas Eve within the winter season. One for the same days
 * replaces the former. FALSE: no such dates, or the last before the first. */
gboolean ear_hours_add_season (EarHours *hours, const EarHoursException *exception);

/* In order of the first day. */
gsize ear_hours_get_n_exceptions (const EarHours *hours);
void ear_hours_get_exception (const EarHours *hours, gsize index, EarHoursException *exception);
/* A deep copy that may be changed, before it is given to anyone. */
EarHours *ear_hours_copy (const EarHours *hours);
/* Zone, exceptions and closed days alone. */
EarHours *ear_hours_copy_without_week (const EarHours *hours);
EarHours *ear_hours_copy_in_zone (const EarHours *hours, const char *zone, GError **error);
void ear_hours_remove_exception (EarHours *hours, gsize index);
/* "Closed today": over whatever else is said of that day, which counts again when it is taken back. */
void ear_hours_set_closed (EarHours *hours, int year, int month, int day, gboolean closed);
gboolean ear_hours_is_closed (const EarHours *hours, int year, int month, int day);
/* The date at that instant in the zone of these hours. */
void ear_hours_get_date (const EarHours *hours, gint64 at_ms, int *year, int *month, int *day);

/* What somebody typed: a date, a time on the wall in the zone of these hours, or one that names its zone. EAR_TIME_NONE: not understood. */
gint64 ear_hours_parse_time (const EarHours *hours, const char *text, gboolean end_of_day);

/* JSON for settings and events: {"zone":"Europe/Berlin","week":[{"day":1,"from":"09:00","to":"14:00"},…],"exceptions":[{"date":"2026-12-24","last":"2027-01-06","label":"…","open":[]}],
 * "closed":[{"date":"2026-11-30"}]} */
char *ear_hours_to_json (const EarHours *hours);
EarHours *ear_hours_from_json (const char *json, GError **error);

/* Hours with "valid from": a wait across a change uses each day's own hours. An interval belongs to the hours that are valid when it
 * opens, so the evening before a change is kept to its end. Before the first hours every second counts, as where none are set: a
 * workspace's first hours are therefore added at G_MININT64 ("was always so"). Lookups build a table as they go: one thread at a time. */
typedef struct _EarCalendar EarCalendar;
EarCalendar *ear_calendar_new (void);
void ear_calendar_add (EarCalendar *calendar, gint64 valid_from_ms, EarHours *hours);
/* For another thread: shares hours, not tables. */
EarCalendar *ear_calendar_copy (const EarCalendar *calendar);
void ear_calendar_free (EarCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarCalendar, ear_calendar_free)

/* Whole open seconds in [from, to): 0 when from >= to. Wall-clock seconds where no hours are set. */
gint64 ear_calendar_open_seconds (EarCalendar *calendar, gint64 from_ms, gint64 to_ms);
/* The instant at which @seconds open seconds have passed since @from_ms, or EAR_TIME_NONE if never within 10 years. */
gint64 ear_calendar_add_open_seconds (EarCalendar *calendar, gint64 from_ms, gint64 seconds);
gboolean ear_calendar_is_open (EarCalendar *calendar, gint64 at_ms);
gboolean ear_calendar_is_set_at (EarCalendar *calendar, gint64 at_ms);
/* In [from_ms, to_ms) some time has hours and some has none, where every second counts. */
gboolean ear_calendar_is_partly_set (EarCalendar *calendar, gint64 from_ms, gint64 to_ms);
/* (nullable): the hours valid at that instant, for "Mon 09:00" beside a deadline; borrowed. */
EarHours *ear_calendar_get_hours_at (EarCalendar *calendar, gint64 at_ms);

G_END_DECLS
