/* ear-facts-hours.c: hours somebody wrote against the hours that are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-facts-private.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
/* An exception may be what was meant from a fortnight before it to a few days after. */
#define BEFORE_MS (21 * DAY_MS)
#define AFTER_MS (4 * DAY_MS)

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

static gint64
date_ms (int year, int month, int day)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (year, month, day, 12, 0, 0);

  return date != NULL ? g_date_time_to_unix (date) * 1000 : EAR_TIME_NONE;
}

gboolean
ear_facts_hours_fit (const EarHours *hours, const EarStatement *said, guint day, gint64 at)
{
  gsize n;
  const EarInterval *week = ear_hours_get_week (hours, &n);
  EarInterval here[32];
  gsize n_here = 0;

  for (gsize i = 0; i < n && n_here < G_N_ELEMENTS (here); i++)
    if (week[i].weekday == day + 1)
      here[n_here++] = week[i];
  if (intervals_fit (here, n_here, said))
    return TRUE;
  for (gsize i = 0; i < ear_hours_get_n_exceptions (hours); i++)
    {
      EarHoursException exception;
      gint64 from, to;

      ear_hours_get_exception (hours, i, &exception);
      from = date_ms (exception.year, exception.month, exception.day);
      to = date_ms (exception.last_year, exception.last_month, exception.last_day);
      if (from == EAR_TIME_NONE || to == EAR_TIME_NONE || at < from - BEFORE_MS || at > to + AFTER_MS)
        continue;
      if (intervals_fit (exception.intervals, exception.n_intervals, said))
        return TRUE;
    }
  return FALSE;
}
