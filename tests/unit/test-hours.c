/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <stdio.h>
#include <time.h>

#include "base/ear-clock.h"
#include "model/ear-hours.h"

#define HOUR 3600

static EarHours *
berlin (void)
{
  g_autoptr (GError) error = NULL;
  EarHours *hours = ear_hours_new ("Europe/Berlin", &error);

  g_assert_no_error (error);
  return hours;
}

static void
add (EarHours *hours, guint weekday, guint from_hour, guint to_hour)
{
  ear_hours_add (hours, (EarInterval) { weekday, from_hour * 60, to_hour * 60 });
}

/* "2026-03-27 18:00" as Berlin's clock shows it. */
static gint64
at (const char *local)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GDateTime) time = NULL;
  int year, month, day, hour, minute;

  g_assert_cmpint (sscanf (local, "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute), ==, 5);
  time = g_date_time_new (zone, year, month, day, hour, minute, 0);
  return g_date_time_to_unix (time) * 1000;
}

static EarCalendar *
always (EarHours *hours)
{
  EarCalendar *calendar = ear_calendar_new ();

  ear_calendar_add (calendar, G_MININT64, hours);
  return calendar;
}

#define assert_open(calendar, from, to, seconds) \
  g_assert_cmpint (ear_calendar_open_seconds (calendar, at (from), at (to)), ==, (seconds))

static void
test_not_set (void)
{
  g_autoptr (EarHours) hours = berlin ();
  g_autoptr (EarCalendar) calendar = always (hours);
  g_autoptr (EarCalendar) empty = ear_calendar_new ();

  g_assert_false (ear_hours_is_set (hours));
  g_assert_false (ear_calendar_is_set_at (calendar, at ("2026-11-21 12:00")));
  g_assert_true (ear_calendar_is_open (calendar, at ("2026-11-21 03:00")));
  /* Wall clock, never 0. */
  assert_open (calendar, "2026-11-21 03:00", "2026-11-22 03:00", 24 * HOUR);
  assert_open (empty, "2026-11-21 03:00", "2026-11-22 03:00", 24 * HOUR);
  g_assert_cmpint (ear_calendar_open_seconds (calendar, 1999, 3998), ==, 1);
  g_assert_cmpint (ear_calendar_open_seconds (calendar, 3998, 1999), ==, 0);
  g_assert_cmpint (ear_calendar_open_seconds (calendar, EAR_TIME_NONE, 1999), ==, 0);
  g_assert_cmpint (ear_calendar_open_seconds (calendar, 0, G_MAXINT64), >, 0);
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, 5000, 60), ==, 65000);

  /* A closed date does not make hours "set". */
  ear_hours_add_exception (hours, 2026, 12, 24, NULL, 0, "Christmas Eve");
  g_assert_false (ear_hours_is_set (hours));
}

static void
test_split_shift (void)
{
  g_autoptr (EarHours) hours = berlin ();
  g_autoptr (EarCalendar) calendar = NULL;

  for (guint day = 1; day <= 5; day++)
    {
      add (hours, day, 17, 22);
      add (hours, day, 9, 14);
    }
  calendar = always (hours);

  assert_open (calendar, "2026-11-16 00:00", "2026-11-23 00:00", 50 * HOUR);
  assert_open (calendar, "2026-11-16 13:00", "2026-11-16 18:00", 2 * HOUR);
  assert_open (calendar, "2026-11-16 14:00", "2026-11-16 17:00", 0);
  /* Asked and answered while closed: the weekend. */
  assert_open (calendar, "2026-11-20 23:00", "2026-11-22 10:00", 0);
  g_assert_false (ear_calendar_is_open (calendar, at ("2026-11-16 14:00")));
  g_assert_true (ear_calendar_is_open (calendar, at ("2026-11-16 13:59")));

  /* Deadlines: over the afternoon, over the weekend, to the very end of a shift. */
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2026-11-16 13:00"), 2 * HOUR), ==, at ("2026-11-16 18:00"));
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2026-11-20 21:00"), 2 * HOUR), ==, at ("2026-11-23 10:00"));
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2026-11-16 13:00"), HOUR), ==, at ("2026-11-16 14:00"));
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2026-11-21 13:00"), 0), ==, at ("2026-11-21 13:00"));
}

static void
test_over_midnight (void)
{
  g_autoptr (EarHours) hours = berlin ();
  g_autoptr (EarCalendar) calendar = NULL;

  add (hours, 6, 18, 26); /* Saturday evening to Sunday 02:00 */
  add (hours, 7, 1, 3);   /* overlaps it by an hour */
  calendar = always (hours);

  assert_open (calendar, "2026-11-21 00:00", "2026-11-23 00:00", 9 * HOUR);
  g_assert_true (ear_calendar_is_open (calendar, at ("2026-11-22 02:30")));
  g_assert_false (ear_calendar_is_open (calendar, at ("2026-11-22 03:00")));
}

static void
test_clock_changes (void)
{
  g_autoptr (EarHours) night = berlin (), gap = berlin (), exact = berlin ();
  g_autoptr (EarCalendar) calendar = NULL, in_gap = NULL, on_change = NULL;

  add (night, 6, 22, 28); /* Saturday 22:00 to Sunday 04:00 */
  calendar = always (night);
  assert_open (calendar, "2026-11-21 12:00", "2026-11-22 12:00", 6 * HOUR);
  assert_open (calendar, "2026-03-28 12:00", "2026-03-29 12:00", 5 * HOUR); /* 02:00 becomes 03:00 */
  assert_open (calendar, "2026-10-24 12:00", "2026-10-25 12:00", 7 * HOUR); /* 03:00 becomes 02:00 */

  /* An interval inside the hour that is left out is empty; inside the hour that comes twice it opens once. */
  ear_hours_add (gap, (EarInterval) { 7, 2 * 60 + 15, 2 * 60 + 45 });
  in_gap = always (gap);
  ear_calendar_open_seconds (in_gap, at ("2020-01-01 00:00"), at ("2030-01-01 00:00")); /* many changes in one table */
  assert_open (in_gap, "2026-03-28 12:00", "2026-03-29 12:00", 0);
  assert_open (in_gap, "2026-10-24 12:00", "2026-10-25 12:00", HOUR / 2);
  assert_open (in_gap, "2026-11-21 12:00", "2026-11-22 12:00", HOUR / 2);
  add (exact, 7, 2, 3);
  on_change = always (exact);
  ear_calendar_open_seconds (on_change, at ("2020-01-01 00:00"), at ("2030-01-01 00:00"));
  assert_open (on_change, "2026-03-28 12:00", "2026-03-29 12:00", 0);
  assert_open (on_change, "2026-10-24 12:00", "2026-10-25 12:00", 2 * HOUR);
  assert_open (on_change, "2026-11-21 12:00", "2026-11-22 12:00", HOUR);
}

static void
test_exceptions (void)
{
  g_autoptr (EarHours) hours = berlin (), copy = NULL;
  g_autoptr (EarCalendar) calendar = NULL;
  EarInterval noon = { 0, 12 * 60, 14 * 60 };
  EarHoursException exception;
  int year, month, day;

  for (guint weekday = 1; weekday <= 7; weekday++)
    add (hours, weekday, 18, 26);
  ear_hours_add_exception (hours, 2026, 12, 25, NULL, 0, "Christmas Day");
  ear_hours_add_exception (hours, 2026, 12, 24, NULL, 0, "wrong");
  ear_hours_add_exception (hours, 2026, 12, 24, &noon, 1, "Christmas Eve");
  copy = ear_hours_copy (hours);
  g_assert_true (ear_hours_equal (hours, copy));
  calendar = always (hours);

  /* The 23rd runs on to 02:00 although the 24th has hours of its own. */
  assert_open (calendar, "2026-12-23 12:00", "2026-12-26 12:00", 10 * HOUR);
  g_assert_true (ear_calendar_is_open (calendar, at ("2026-12-24 01:00")));
  g_assert_true (ear_calendar_is_open (calendar, at ("2026-12-24 13:00")));
  g_assert_false (ear_calendar_is_open (calendar, at ("2026-12-24 19:00")));

  g_assert_cmpuint (ear_hours_get_n_exceptions (hours), ==, 2);
  ear_hours_get_exception (hours, 0, &exception);
  g_assert_cmpint (exception.year, ==, 2026);
  g_assert_cmpint (exception.month, ==, 12);
  g_assert_cmpint (exception.day, ==, 24);
  g_assert_cmpstr (exception.label, ==, "Christmas Eve");
  g_assert_cmpuint (exception.n_intervals, ==, 1);
  g_assert_cmpuint (exception.intervals[0].to, ==, 14 * 60);

  ear_hours_remove_exception (copy, 0);
  g_assert_false (ear_hours_equal (hours, copy));
  g_assert_cmpuint (ear_hours_get_n_exceptions (copy), ==, 1);

  ear_hours_get_date (hours, at ("2026-11-21 00:00"), &year, &month, &day);
  g_assert_cmpint (day, ==, 21);
  ear_hours_get_date (hours, at ("2026-11-21 00:00") - 1, &year, &month, &day);
  g_assert_cmpint (day, ==, 20);
}

/* From the first day to the last, the shorter one first; "closed today" over all of them. */
static void
test_seasons (void)
{
  const EarInterval summer[] = { { 0, 11 * 60, 23 * 60 } };
  EarHoursException season = { 2026, 6, 1, 2026, 8, 31, "Summer", summer, 1, TRUE };
  EarHoursException holidays = { 2026, 7, 6, 2026, 7, 19, "Holidays", NULL, 0, FALSE };
  EarHoursException backwards = { 2026, 7, 6, 2026, 7, 5, NULL, NULL, 0, FALSE };
  EarHoursException every_day = { 2027, 6, 1, 2027, 6, 30, NULL, summer, 1, FALSE };
  EarHoursException exception;
  g_autoptr (EarHours) hours = berlin (), never = berlin (), again = NULL;
  g_autoptr (EarCalendar) calendar = NULL, closed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  for (guint day = 2; day <= 7; day++) /* closed on Mondays */
    add (hours, day, 12, 22);
  g_assert_true (ear_hours_add_season (hours, &season));
  g_assert_true (ear_hours_add_season (hours, &holidays));
  g_assert_true (ear_hours_add_season (hours, &every_day));
  g_assert_false (ear_hours_add_season (hours, &backwards));
  ear_hours_add_exception (hours, 2026, 7, 14, summer, 1, "Quatorze juillet");
  calendar = always (hours);
  assert_open (calendar, "2026-05-31 00:00", "2026-06-01 00:00", 10 * HOUR); /* the day before */
  assert_open (calendar, "2026-06-01 00:00", "2026-06-02 00:00", 0);         /* a Monday stays closed */
  assert_open (calendar, "2026-06-02 00:00", "2026-06-03 00:00", 12 * HOUR);
  assert_open (calendar, "2026-08-30 00:00", "2026-09-02 00:00", 22 * HOUR); /* Sunday; Monday; 1 September */
  assert_open (calendar, "2026-07-06 00:00", "2026-07-20 00:00", 12 * HOUR); /* closed but for the 14th */
  assert_open (calendar, "2027-06-07 00:00", "2027-06-08 00:00", 12 * HOUR); /* a Monday that is open */

  json = ear_hours_to_json (hours);
  again = ear_hours_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_true (ear_hours_equal (hours, again));
  g_assert_cmpuint (ear_hours_get_n_exceptions (again), ==, 4);
  ear_hours_get_exception (again, 0, &exception);
  g_assert_cmpint (exception.last_month, ==, 8);
  g_assert_cmpint (exception.last_day, ==, 31);
  g_assert_true (exception.usual_days);

  /* Taken back, the day is what it was. */
  ear_hours_set_closed (again, 2026, 7, 14, TRUE);
  ear_hours_set_closed (again, 2026, 6, 2, TRUE);
  ear_hours_set_closed (again, 2026, 6, 2, TRUE);
  g_assert_false (ear_hours_equal (hours, again));
  g_assert_true (ear_hours_is_closed (again, 2026, 7, 14));
  closed = always (again);
  assert_open (closed, "2026-07-06 00:00", "2026-07-20 00:00", 0);
  assert_open (closed, "2026-06-02 00:00", "2026-06-03 00:00", 0);
  g_clear_pointer (&json, g_free);
  json = ear_hours_to_json (again);
  g_clear_pointer (&again, ear_hours_unref);
  again = ear_hours_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_true (ear_hours_is_closed (again, 2026, 6, 2));
  ear_hours_set_closed (again, 2026, 7, 14, FALSE);
  ear_hours_set_closed (again, 2026, 6, 2, FALSE);
  g_assert_true (ear_hours_equal (hours, again));

  /* Times on the usual days of a week that has none. */
  g_assert_true (ear_hours_add_season (never, &season));
  g_assert_false (ear_hours_is_set (never));
}

static void
test_other_zone (void)
{
  g_autoptr (EarHours) hours = berlin (), there = NULL, nowhere = NULL;
  g_autoptr (EarCalendar) calendar = NULL;
  g_autoptr (GError) error = NULL;

  add (hours, 1, 9, 17);
  there = ear_hours_copy_in_zone (hours, "Europe/London", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ear_hours_get_zone (there), ==, "Europe/London");
  calendar = always (there);
  assert_open (calendar, "2026-11-16 09:00", "2026-11-16 10:00", 0);
  assert_open (calendar, "2026-11-16 17:00", "2026-11-16 18:00", HOUR);
  nowhere = ear_hours_copy_in_zone (hours, "Mars/Olympus", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_partly_set (void)
{
  g_autoptr (EarHours) set = berlin (), unset = berlin ();
  g_autoptr (EarCalendar) calendar = ear_calendar_new ();

  add (set, 1, 9, 17);
  ear_calendar_add (calendar, at ("2026-05-01 00:00"), set);
  ear_calendar_add (calendar, at ("2026-09-01 00:00"), unset);
  g_assert_false (ear_calendar_is_partly_set (calendar, at ("2026-01-01 00:00"), at ("2026-05-01 00:00")));
  g_assert_true (ear_calendar_is_partly_set (calendar, at ("2026-01-01 00:00"), at ("2026-05-02 00:00")));
  g_assert_false (ear_calendar_is_partly_set (calendar, at ("2026-05-01 00:00"), at ("2026-09-01 00:00")));
  g_assert_true (ear_calendar_is_partly_set (calendar, at ("2026-08-01 00:00"), at ("2027-01-01 00:00")));
  g_assert_true (ear_calendar_is_partly_set (calendar, G_MININT64, at ("2026-06-01 00:00")));
}

static void
test_valid_from (void)
{
  g_autoptr (EarHours) winter = berlin (), summer = berlin (), none = berlin ();
  g_autoptr (EarCalendar) calendar = ear_calendar_new ();

  for (guint day = 1; day <= 7; day++)
    {
      add (winter, day, 10, 12);
      add (summer, day, 20, 26);
    }
  ear_calendar_add (calendar, G_MININT64, winter);
  ear_calendar_add (calendar, at ("2026-05-01 00:00"), summer);
  ear_calendar_add (calendar, at ("2026-06-01 00:00"), winter);
  ear_calendar_add (calendar, at ("2026-07-01 00:00"), none);
  ear_calendar_add (calendar, at ("2026-07-02 11:00"), winter);

  /* Each day's own hours; the last evening of May keeps its end on 1 June. */
  assert_open (calendar, "2026-04-30 00:00", "2026-05-02 00:00", 2 * HOUR + 4 * HOUR);
  assert_open (calendar, "2026-05-31 12:00", "2026-06-01 12:00", 6 * HOUR + 2 * HOUR);
  g_assert_true (ear_calendar_is_open (calendar, at ("2026-06-01 01:30")));
  /* While nothing is set every second counts; the shift under way when hours begin counts from there. */
  assert_open (calendar, "2026-06-30 23:00", "2026-07-02 12:00", 35 * HOUR + HOUR);
  g_assert_false (ear_calendar_is_set_at (calendar, at ("2026-07-02 10:59")));
  g_assert_true (ear_calendar_is_set_at (calendar, at ("2026-07-02 11:00")));
  g_assert_true (ear_calendar_get_hours_at (calendar, at ("2026-05-15 12:00")) == summer);
}

static void
test_never (void)
{
  g_autoptr (EarHours) hours = berlin ();
  g_autoptr (EarCalendar) calendar = NULL;
  EarInterval hour = { 0, 600, 660 };

  ear_hours_add_exception (hours, 2026, 11, 21, &hour, 1, NULL);
  calendar = always (hours);
  g_assert_true (ear_hours_is_set (hours));
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2026-11-20 00:00"), HOUR), ==, at ("2026-11-21 11:00"));
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2020-11-20 00:00"), HOUR), ==, at ("2026-11-21 11:00"));
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2026-11-20 00:00"), HOUR + 1), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, at ("2010-11-20 00:00"), HOUR), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_calendar_add_open_seconds (calendar, EAR_TIME_NONE, HOUR), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_calendar_open_seconds (calendar, G_MININT64 + 1, G_MAXINT64), ==, HOUR);
  g_assert_cmpint (ear_calendar_open_seconds (calendar, G_MAXINT64 - 1, G_MAXINT64), ==, 0);
  g_assert_false (ear_calendar_is_open (calendar, G_MAXINT64));
}

static void
test_zone_names (void)
{
  const char *const bad[] = { "", "Mars/Base", "/etc/passwd", "../../etc/passwd", "+02:00", "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/",
                              "Europe//Berlin", "Europe/Berlin ", "12" };
  const char *const good[] = { "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "America/Port-au-Prince" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ear_hours_new (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarHours) hours = ear_hours_new (good[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (ear_hours_get_zone (hours), ==, good[i]);
    }
}

static void
test_json (void)
{
  const char *const bad[] = {
    "", "[]", "{}", "{\"zone\":7}", "{\"zone\":\"Mars/Base\"}", "{\"zone\":\"UTC\",\"week\":[{\"day\":1,\"from\":\"09:00\"}]}",
    "{\"zone\":\"UTC\",\"week\":[{\"day\":8,\"from\":\"09:00\",\"to\":\"10:00\"}]}", "{\"zone\":\"UTC\",\"week\":[{\"day\":1,\"from\":\"9\",\"to\":\"10:00\"}]}",
    "{\"zone\":\"UTC\",\"week\":[{\"day\":1,\"from\":\"09:60\",\"to\":\"10:00\"}]}", "{\"zone\":\"UTC\",\"week\":[{\"day\":1,\"from\":\"09:00\",\"to\":\"48:01\"}]}",
    "{\"zone\":\"UTC\",\"week\":[{\"day\":1,\"from\":\"24:00\",\"to\":\"25:00\"}]}", "{\"zone\":\"UTC\",\"week\":[{\"from\":\"09:00\",\"to\":\"10:00\"}]}",
    "{\"zone\":\"UTC\",\"exceptions\":[{\"date\":\"2026-02-30\"}]}", "{\"zone\":\"UTC\",\"exceptions\":[{\"date\":\"tomorrow\"}]}",
    "{\"zone\":\"UTC\",\"exceptions\":[{\"open\":[]}]}", "{\"zone\":\"UTC\",\"week\":[7]}", "{\"zone\":\"UTC\",\"week\":[{\"day\":\"x\",\"from\":\"-1:00\",\"to\":\"10:00\"}]}",
  };
  g_autoptr (EarHours) hours = berlin (), again = NULL, night = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *json_again = NULL;
  EarInterval noon = { 0, 12 * 60, 14 * 60 + 30 };
  const EarInterval *week;
  gsize n;

  add (hours, 5, 18, 26);
  add (hours, 1, 9, 14);
  ear_hours_add_exception (hours, 2026, 12, 24, &noon, 1, "“Heiligabend”");
  ear_hours_add_exception (hours, 2026, 12, 25, NULL, 0, NULL);
  json = ear_hours_to_json (hours);
  g_assert_cmpstr (json, ==,
                   "{\"zone\":\"Europe/Berlin\",\"week\":[{\"day\":1,\"from\":\"09:00\",\"to\":\"14:00\"},{\"day\":5,\"from\":\"18:00\",\"to\":\"26:00\"}],"
                   "\"exceptions\":[{\"date\":\"2026-12-24\",\"label\":\"“Heiligabend”\",\"open\":[{\"from\":\"12:00\",\"to\":\"14:30\"}]},"
                   "{\"date\":\"2026-12-25\",\"open\":[]}]}");
  again = ear_hours_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_true (ear_hours_equal (hours, again));
  json_again = ear_hours_to_json (again);
  g_assert_cmpstr (json, ==, json_again);

  night = ear_hours_from_json ("{\"zone\":\"UTC\",\"week\":[{\"day\":6,\"from\":\"18:00\",\"to\":\"2:00\"},{\"day\":7,\"from\":\"00:00\",\"to\":\"00:00\"}]}", &error);
  g_assert_no_error (error);
  week = ear_hours_get_week (night, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (week[0].to, ==, 26 * 60);
  g_assert_cmpuint (week[1].to, ==, 24 * 60);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (EarHours) none = ear_hours_from_json (bad[i], &error);

      if (none != NULL || error == NULL || error->message[0] == '\0')
        g_error ("accepted: %s", bad[i]);
      g_clear_error (&error);
    }
}

/* ---- against a reference that knows nothing of tables: minute by minute ---- */

#define MAX_VERSIONS 3
#define DAYS 24
#define LEAD (6 * 1440)

typedef struct {
  gint64 valid_from;    /* UTC minutes, or G_MININT64 */
  GTimeZone *zone;
  GArray *intervals[8]; /* by weekday; [0] unused */
  GHashTable *dates;    /* julian → GArray */
  gboolean set;
} Reference;

static const char *const zones[] = {
  "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu",
  "America/St_Johns", "Asia/Beirut", "Europe/London", "Antarctica/Troll", "Pacific/Chatham", "UTC", "America/Havana", "Asia/Tehran",
};

/* Where the clock stands in minutes of local time, counted as days * 1440. */
static gint64
local_minutes (GTimeZone *zone, gint64 utc_minutes)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (utc_minutes * 60);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (local), (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
  return (gint64) g_date_get_julian (&date) * 1440 + g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
}

static GArray *
random_intervals (GRand *random, guint weekday)
{
  GArray *intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));
  int n = g_rand_int_range (random, 0, 4);

  for (int i = 0; i < n; i++)
    {
      EarInterval interval = { weekday, (guint) g_rand_int_range (random, 0, 1440), 0 };

      interval.to = (guint) g_rand_int_range (random, (gint32) interval.from + 1, g_rand_boolean (random) ? 2881 : (gint32) interval.from + 200);
      if (g_rand_boolean (random)) /* whole and half hours of the night, where clocks change */
        {
          interval.from = (guint) g_rand_int_range (random, 0, 7) * 30;
          interval.to = interval.from + (guint) g_rand_int_range (random, 1, 7) * 30;
        }
      interval.to = MIN (interval.to, 2880);
      g_array_append_val (intervals, interval);
    }
  return intervals;
}

static EarHours *
random_hours (GRand *random, Reference *reference, gint64 around)
{
  const char *zone = zones[g_rand_int_range (random, 0, G_N_ELEMENTS (zones))];
  EarHours *hours = ear_hours_new (zone, NULL);

  g_assert_nonnull (hours);
  reference->zone = g_time_zone_new_identifier (zone);
  reference->dates = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  for (guint day = 1; day <= 7; day++)
    {
      reference->intervals[day] = random_intervals (random, day);
      for (guint i = 0; i < reference->intervals[day]->len; i++)
        ear_hours_add (hours, g_array_index (reference->intervals[day], EarInterval, i));
    }
  for (int i = g_rand_int_range (random, 0, 5); i > 0; i--)
    {
      guint32 julian = (guint32) (local_minutes (reference->zone, around) / 1440 + g_rand_int_range (random, -DAYS, DAYS));
      GArray *intervals = random_intervals (random, 0);
      GDate date;

      g_date_clear (&date, 1);
      g_date_set_julian (&date, julian);
      ear_hours_add_exception (hours, g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date),
                               (const EarInterval *) (gpointer) intervals->data, intervals->len, NULL);
      g_hash_table_replace (reference->dates, GUINT_TO_POINTER (julian), intervals);
    }
  reference->set = ear_hours_is_set (hours);
  return hours;
}

/* A minute is open if a stretch that opened while its hours were valid has not closed: the clock, running on over an hour that comes
 * twice as though it stood still, stands in one of the intervals. */
static GArray *
reference_totals (Reference *references, gsize n_references, gint64 first_minute, gint64 n_minutes)
{
  GArray *totals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 clocks[MAX_VERSIONS] = { 0 }, clocks_now[MAX_VERSIONS] = { 0 }, total = 0;

  for (gint64 minute = (first_minute - LEAD) / 5 * 5; minute < first_minute + n_minutes; minute++)
    {
      gboolean open = n_references == 0 || minute < references[0].valid_from;

      for (gsize r = 0; r < n_references; r++)
        {
          Reference *reference = &references[r];
          gint64 valid_to = r + 1 < n_references ? references[r + 1].valid_from : G_MAXINT64;
          gboolean set_before = r > 0 && references[r - 1].set;
          gint64 today;

          if (!reference->set)
            {
              open |= minute >= reference->valid_from && minute < valid_to;
              continue;
            }
          /* No zone has changed its clock within five minutes since 1975. */
          if (minute % 5 == 0)
            clocks_now[r] = local_minutes (reference->zone, minute);
          clocks[r] = MAX (clocks[r], clocks_now[r] + minute % 5);
          today = clocks[r] / 1440;
          for (gint64 day = today - 2; day <= today; day++)
            {
              GArray *intervals = g_hash_table_lookup (reference->dates, GUINT_TO_POINTER ((guint32) day));

              if (intervals == NULL)
                intervals = reference->intervals[(day - 1) % 7 + 1]; /* julian day 1 was a Monday */
              for (guint i = 0; i < intervals->len; i++)
                {
                  EarInterval *interval = &g_array_index (intervals, EarInterval, i);
                  g_autofree char *key = NULL;
                  gint64 *since;

                  if (clocks[r] < day * 1440 + interval->from || clocks[r] >= day * 1440 + interval->to)
                    continue;
                  key = g_strdup_printf ("%" G_GSIZE_FORMAT " %" G_GINT64_FORMAT " %u", r, day, i);
                  since = g_hash_table_lookup (opened, key);
                  if (since == NULL)
                    {
                      since = g_new (gint64, 1);
                      *since = minute;
                      g_hash_table_insert (opened, g_steal_pointer (&key), since);
                    }
                  if (*since < valid_to && minute >= reference->valid_from && (*since >= reference->valid_from || !set_before))
                    open = TRUE;
                }
            }
        }
      if (minute < first_minute)
        continue;
      g_array_append_val (totals, total);
      total += open ? 60000 : 0;
    }
  g_array_append_val (totals, total);
  return totals;
}

/* What somebody types is meant by the workspace's clock, whatever this computer's is. */
static void
test_typed (void)
{
  static const struct {
    const char *text;
    gboolean end;
    const char *instant;  /* NULL: not understood */
  } cases[] = {
    { "2026-11-30", FALSE, "2026-11-29T23:00:00.000Z" },
    { "2026-11-30", TRUE, "2026-11-30T23:00:00.000Z" },
    { "2026-03-29", TRUE, "2026-03-29T22:00:00.000Z" },          /* a day of 23 hours */
    { "2026-11-30 15:30", FALSE, "2026-11-30T14:30:00.000Z" },
    { "2026-07-01T15:30:05.25", TRUE, "2026-07-01T13:30:05.250Z" },
    { "2026-11-30T15:30Z", TRUE, "2026-11-30T15:30:00.000Z" },
    { "2026-11-30T15:30-05:00", TRUE, "2026-11-30T20:30:00.000Z" },
    { "2026-03-29 02:30", FALSE, "2026-03-29T01:00:00.000Z" },    /* put forward over it */
    { "2026-10-25 02:30", FALSE, "2026-10-25T00:30:00.000Z" },    /* comes twice */
    { "tomorrow", FALSE, NULL },
    { "2026-02-30", FALSE, NULL },
    { "2026-11-30 25:00", FALSE, NULL },
    { "2026-11-30 15:30 CET", FALSE, NULL },
    { "", FALSE, NULL },
    { NULL, FALSE, NULL },
  };
  g_autoptr (EarHours) hours = berlin ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *instant = ear_time_format (ear_hours_parse_time (hours, cases[i].text, cases[i].end));

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (instant, ==, cases[i].instant);
    }
}

static void
test_against_reference (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  guint queries = 0;

  for (int round = 0; round < 24; round++)
    {
      Reference references[MAX_VERSIONS] = { 0 };
      gsize n = (gsize) g_rand_int_range (random, 1, MAX_VERSIONS + 1);
      g_autoptr (EarCalendar) calendar = ear_calendar_new ();
      g_autoptr (GArray) totals = NULL;
      /* Half of the rounds near the changes of late March and late October, one in eight where Samoa left out a day. */
      gint64 year = g_rand_int_range (random, 1975, 2036) - 1970;
      gint64 start = year * 525949 + (round % 2 == 0 ? (g_rand_boolean (random) ? 80 : 290) * 1440 : g_rand_int_range (random, 0, 525600));
      gint64 length = DAYS * 1440;

      if (round % 8 == 7)
        start = 22088700 - g_rand_int_range (random, 0, 10 * 1440); /* 30 December 2011 */
      for (gsize i = 0; i < n; i++)
        {
          g_autoptr (EarHours) hours = NULL;

          references[i].valid_from = i == 0 && g_rand_boolean (random) ? G_MININT64
            : start + (gint64) i * length / (gint64) n + g_rand_int_range (random, 0, (gint32) (length / (gint64) n));
          if (round % 10 == 9 && i == 1)
            {
              hours = ear_hours_new ("UTC", NULL); /* not set for a while */
              references[i].set = FALSE;
            }
          else
            hours = random_hours (random, &references[i], start + length / 2);
          ear_calendar_add (calendar, references[i].valid_from == G_MININT64 ? G_MININT64 : references[i].valid_from * 60000, hours);
        }
      totals = reference_totals (references, n, start, length);
      if (g_rand_boolean (random)) /* a table over several changes */
        ear_calendar_open_seconds (calendar, (start - 1000 * 1440) * 60000, (start + 1000 * 1440) * 60000);

      for (int i = 0; i < 2000; i++, queries++)
        {
          gint64 from = g_rand_int_range (random, 0, (gint32) length) * G_GINT64_CONSTANT (60000) + g_rand_int_range (random, 0, 60000);
          gint64 to = g_rand_int_range (random, 0, (gint32) length) * G_GINT64_CONSTANT (60000) + g_rand_int_range (random, 0, 60000);
          gint64 open_from, open_to, expected, deadline, wait;
          gboolean is_open = g_array_index (totals, gint64, from / 60000 + 1) > g_array_index (totals, gint64, from / 60000);

          open_from = g_array_index (totals, gint64, from / 60000) + (is_open ? from % 60000 : 0);
          open_to = g_array_index (totals, gint64, to / 60000) +
                    (g_array_index (totals, gint64, to / 60000 + 1) > g_array_index (totals, gint64, to / 60000) ? to % 60000 : 0);
          expected = from < to ? (open_to - open_from) / 1000 : 0;
          from += start * 60000;
          to += start * 60000;
          if (ear_calendar_open_seconds (calendar, from, to) != expected)
            g_error ("round %d: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT ", expected %" G_GINT64_FORMAT, round, from,
                     to, ear_calendar_open_seconds (calendar, from, to), expected);
          g_assert_cmpint (ear_calendar_is_open (calendar, from), ==, is_open);

          /* The deadline is the first instant by which the time has passed. */
          wait = g_rand_int_range (random, 1, 100 * 3600);
          deadline = ear_calendar_add_open_seconds (calendar, from, wait);
          if (deadline != EAR_TIME_NONE)
            {
              g_assert_cmpint (ear_calendar_open_seconds (calendar, from, deadline), ==, wait);
              g_assert_cmpint (ear_calendar_open_seconds (calendar, from, deadline - 1), ==, wait - 1);
            }
        }
      for (gsize i = 0; i < n; i++)
        {
          for (guint day = 1; day <= 7; day++)
            g_clear_pointer (&references[i].intervals[day], g_array_unref);
          g_clear_pointer (&references[i].dates, g_hash_table_unref);
          g_clear_pointer (&references[i].zone, g_time_zone_unref);
        }
    }
  g_test_message ("%u questions", queries);
}

/* Half a million waits of a report, in any order. */
static void
test_speed (void)
{
  g_autoptr (EarHours) hours = berlin ();
  g_autoptr (EarCalendar) calendar = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint64 sum = 0;
  clock_t begin;
  double elapsed;

  for (guint day = 1; day <= 6; day++)
    {
      add (hours, day, 9, 14);
      add (hours, day, 17, 23);
    }
  calendar = always (hours);
  begin = clock ();
  for (int i = 0; i < 500000; i++)
    {
      gint64 from = G_GINT64_CONSTANT (1600000000000) + g_rand_int (random) % 200000000 * G_GINT64_CONSTANT (1000);

      sum += ear_calendar_open_seconds (calendar, from, from + g_rand_int_range (random, 0, 1000000) * G_GINT64_CONSTANT (1000));
    }
  elapsed = (double) (clock () - begin) / CLOCKS_PER_SEC; /* of this process: others may be busy */
  g_test_message ("500,000 waits, %.0f ms, %" G_GINT64_FORMAT " s in all", elapsed * 1000, sum);
  g_assert_cmpint (sum, >, 0);
  g_assert_cmpfloat (elapsed, <, 10); /* a rescan for each would take minutes */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hours/not-set", test_not_set);
  g_test_add_func ("/hours/split-shift", test_split_shift);
  g_test_add_func ("/hours/over-midnight", test_over_midnight);
  g_test_add_func ("/hours/clock-changes", test_clock_changes);
  g_test_add_func ("/hours/exceptions", test_exceptions);
  g_test_add_func ("/hours/seasons", test_seasons);
  g_test_add_func ("/hours/other-zone", test_other_zone);
  g_test_add_func ("/hours/partly-set", test_partly_set);
  g_test_add_func ("/hours/valid-from", test_valid_from);
  g_test_add_func ("/hours/never", test_never);
  g_test_add_func ("/hours/zone-names", test_zone_names);
  g_test_add_func ("/hours/json", test_json);
  g_test_add_func ("/hours/typed", test_typed);
  g_test_add_func ("/hours/against-reference", test_against_reference);
  g_test_add_func ("/hours/speed", test_speed);
  return g_test_run ();
}
