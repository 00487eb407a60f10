/* ear-facts-hours.c: hours somebody wrote against the hours that are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "model/ear-facts-private.h"

/* An exception may be what was meant from three weeks before it to a few days after. */
#define DAYS_BEFORE 21
#define DAYS_AFTER 4
#define MAX_INTERVALS 32

static gboolean
end_fits (int said, gboolean twelve, guint is)
{
  if (said == EAR_MINUTE_UNKNOWN || (guint) said % 1440 == is % 1440)
    return TRUE;
  return twelve && (guint) said % 720 == is % 720;
}

/* One of the intervals, or from the first to the last; an end alone is one of theirs. */
static gboolean
intervals_fit (const EarInterval *intervals, gsize n, const EarStatement *said)
{
  guint first = G_MAXUINT, last = 0;

  if (said->closed)
    return n == 0;
  if (n == 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (end_fits (said->from, said->twelve_from, intervals[i].from) && end_fits (said->to, said->twelve_to, intervals[i].to))
        return TRUE;
      first = MIN (first, intervals[i].from);
      last = MAX (last, intervals[i].to);
    }
  return end_fits (said->from, said->twelve_from, first) && end_fits (said->to, said->twelve_to, last);
}

/* ---- what a day may be: as in any week, or as an exception near has it ---- */

typedef gboolean (*DayFits) (const EarInterval *intervals, gsize n, gconstpointer data);

static gsize
usual_intervals (const EarHours *hours, guint day, EarInterval *here)
{
  gsize n, n_here = 0;
  const EarInterval *week = ear_hours_get_week (hours, &n);

  for (gsize i = 0; i < n && n_here < MAX_INTERVALS; i++)
    if (week[i].weekday == day + 1)
      here[n_here++] = week[i];
  return n_here;
}

static void
set_date (GDate *date, int year, int month, int day)
{
  g_date_clear (date, 1);
  if (g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    g_date_set_dmy (date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

/* Whether such a day lies both in the exception and near @today. */
static gboolean
exception_near (const EarHoursException *exception, guint day, const GDate *today)
{
  GDate first, last;
  gint32 from, to;

  set_date (&first, exception->year, exception->month, exception->day);
  set_date (&last, exception->last_year, exception->last_month, exception->last_day);
  if (!g_date_valid (&first) || !g_date_valid (&last))
    return FALSE;
  from = MAX ((gint32) g_date_get_julian (&first), (gint32) g_date_get_julian (today) - DAYS_AFTER);
  to = MIN ((gint32) g_date_get_julian (&last), (gint32) g_date_get_julian (today) + DAYS_BEFORE);
  /* Julian day 1 is a Monday. */
  for (gint32 date = from; date <= MIN (to, from + 6); date++)
    if ((guint) (date - 1) % 7 == day)
      return TRUE;
  return FALSE;
}

static gboolean
closed_near (const EarHours *hours, guint day, const GDate *today)
{
  GDate date = *today;

  g_date_subtract_days (&date, DAYS_AFTER);
  for (guint i = 0; i <= DAYS_AFTER + DAYS_BEFORE; i++, g_date_add_days (&date, 1))
    if ((guint) g_date_get_weekday (&date) == day + 1 &&
        ear_hours_is_closed (hours, g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date)))
      return TRUE;
  return FALSE;
}

static gboolean
day_may (const EarHours *hours, guint day, gint64 at, DayFits fits, gconstpointer data)
{
  EarInterval here[MAX_INTERVALS];
  gsize n_here = usual_intervals (hours, day, here);
  int year, month, day_of_month;
  GDate today;

  if (fits (here, n_here, data))
    return TRUE;
  ear_hours_get_date (hours, at, &year, &month, &day_of_month);
  set_date (&today, year, month, day_of_month);
  if (!g_date_valid (&today) || g_date_get_julian (&today) <= DAYS_AFTER)
    return FALSE;
  for (gsize i = 0; i < ear_hours_get_n_exceptions (hours); i++)
    {
      EarHoursException exception;

      ear_hours_get_exception (hours, i, &exception);
      if ((exception.usual_days && n_here == 0) || !exception_near (&exception, day, &today))
        continue;
      if (fits (exception.intervals, exception.n_intervals, data))
        return TRUE;
    }
  return fits (NULL, 0, data) && closed_near (hours, day, &today);
}

static gboolean
fits_said (const EarInterval *intervals, gsize n, gconstpointer data)
{
  return intervals_fit (intervals, n, data);
}

static gboolean
fits_open (const EarInterval *intervals, gsize n, gconstpointer data)
{
  return n > 0;
}

static gboolean
fits_closed (const EarInterval *intervals, gsize n, gconstpointer data)
{
  return n == 0;
}

gboolean
ear_facts_hours_fit (const EarHours *hours, const EarStatement *said, guint day, gint64 at)
{
  return day_may (hours, day, at, fits_said, said);
}

gboolean
ear_facts_hours_may_open (const EarHours *hours, guint day, gint64 at)
{
  return day_may (hours, day, at, fits_open, NULL);
}

gboolean
ear_facts_hours_may_close (const EarHours *hours, guint day, gint64 at)
{
  return day_may (hours, day, at, fits_closed, NULL);
}
