/* ear-time-text.c: instants as people say them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-time-text.h"

#define MINUTE_S 60
#define HOUR_S 3600
#define DAY_S 86400

static GDateTime *
local_time (gint64 at_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

/* Whole local days from @at to @now: 0 today, 1 yesterday, negative in the future. */
static int
days_between (GDateTime *at, GDateTime *now)
{
  g_autoptr (GDate) first = g_date_new_dmy (g_date_time_get_day_of_month (at), g_date_time_get_month (at), g_date_time_get_year (at));
  g_autoptr (GDate) last = g_date_new_dmy (g_date_time_get_day_of_month (now), g_date_time_get_month (now), g_date_time_get_year (now));

  return g_date_days_between (first, last);
}

char *
ear_time_text_clock (gint64 at_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);

  /* Translators: a time of day, as strftime writes it. */
  return at != NULL ? g_date_time_format (at, _("%H:%M")) : g_strdup ("");
}

char *
ear_time_text_short (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);
  g_autoptr (GDateTime) now = local_time (now_ms);
  gint64 ago_s;
  int days;

  if (at == NULL || now == NULL)
    return g_strdup ("");
  ago_s = (now_ms - at_ms) / 1000;
  if (ago_s >= 0 && ago_s < MINUTE_S)
    return g_strdup (_("now"));
  if (ago_s >= 0 && ago_s < HOUR_S)
    /* Translators: minutes ago, short */
    return g_strdup_printf (_("%d min"), (int) (ago_s / MINUTE_S));
  days = days_between (at, now);
  if (days == 0)
    return ear_time_text_clock (at_ms);
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (at, "%a");
  if (g_date_time_get_year (at) == g_date_time_get_year (now))
    /* Translators: a date in this year, as strftime writes it: 3 Nov */
    return g_date_time_format (at, _("%-d %b"));
  /* Translators: a date in another year, as strftime writes it: 3 Nov 2025 */
  return g_date_time_format (at, _("%-d %b %Y"));
}

char *
ear_time_text_date (gint64 at_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);

  return at != NULL ? g_date_time_format (at, _("%-d %b %Y")) : g_strdup ("");
}

char *
ear_time_text_message (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);
  g_autoptr (GDateTime) now = local_time (now_ms);
  g_autofree char *day = ear_time_text_short (at_ms, now_ms);
  g_autofree char *clock = ear_time_text_clock (at_ms);

  if (at == NULL || now == NULL || days_between (at, now) == 0 || now_ms - at_ms < HOUR_S * G_GINT64_CONSTANT (1000))
    return g_steal_pointer (&day);
  /* Translators: 1 a day, such as "Yesterday", "Mon" or "6 Nov", 2 a time of day */
  return g_strdup_printf (_("%1$s, %2$s"), day, clock);
}

char *
ear_time_text_long (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);
  g_autoptr (GDateTime) now = local_time (now_ms);
  int days;

  if (at == NULL || now == NULL)
    return g_strdup ("");
  days = days_between (at, now);
  if (days == 0)
    return g_date_time_format (at, _("Today, %H:%M"));
  if (days == 1)
    return g_date_time_format (at, _("Yesterday, %H:%M"));
  if (g_date_time_get_year (at) == g_date_time_get_year (now))
    return g_date_time_format (at, _("%A, %-d %B, %H:%M"));
  return g_date_time_format (at, _("%A, %-d %B %Y, %H:%M"));
}

char *
ear_time_text_checked (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);
  g_autoptr (GDateTime) now = local_time (now_ms);
  int days;

  if (at == NULL || now == NULL)
    return g_strdup ("");
  days = days_between (at, now);
  if (days == 0)
    return ear_time_text_clock (at_ms);
  if (days == 1)
    /* Translators: within a sentence, as strftime writes it */
    return g_date_time_format (at, _("yesterday %H:%M"));
  if (days > 1 && days < 7)
    /* Translators: within a sentence, a day of the last week, as strftime writes it */
    return g_date_time_format (at, _("%A %H:%M"));
  return g_date_time_format (at, _("%-d %b, %H:%M"));
}

char *
ear_time_text_before (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) at = at_ms == EAR_TIME_NONE ? NULL : local_time (at_ms);
  g_autoptr (GDateTime) now = local_time (now_ms);
  g_autofree char *clock = ear_time_text_clock (at_ms);
  int days;

  if (at == NULL || now == NULL)
    return g_strdup ("");
  days = -days_between (at, now);
  if (days == 1 && g_date_time_get_hour (at) == 0 && g_date_time_get_minute (at) == 0)
    return g_strdup (_("before midnight"));
  if (days == 1)
    /* Translators: a time of the next day: "before 12:00 tomorrow" */
    return g_strdup_printf (_("before %s tomorrow"), clock);
  /* Translators: a time of today: "before 12:00" */
  return g_strdup_printf (_("before %s"), clock);
}

/* Rounded down: nobody is told they have more time than they do. */
char *
ear_time_text_countdown (gint64 due_ms, gint64 now_ms, EarUrgency *urgency)
{
  gint64 left_s = due_ms == EAR_TIME_NONE ? 0 : (due_ms - now_ms) / 1000;
  gint64 size_s = ABS (left_s);
  int minutes = size_s / MINUTE_S, hours = size_s / HOUR_S, days = size_s / DAY_S;

  if (due_ms == EAR_TIME_NONE)
    {
      *urgency = EAR_URGENCY_LATER;
      return g_strdup ("");
    }
  *urgency = left_s < 0 ? EAR_URGENCY_LATE : left_s <= 2 * HOUR_S ? EAR_URGENCY_SOON : EAR_URGENCY_LATER;
  if (size_s < MINUTE_S)
    return g_strdup (left_s < 0 ? _("just late") : _("due now"));
  if (size_s < HOUR_S)
    return left_s < 0 ? g_strdup_printf (_("%d min late"), minutes)
                      : g_strdup_printf (_("in %d min"), minutes);
  if (size_s < 2 * DAY_S)
    return left_s < 0 ? g_strdup_printf (_("%d h late"), hours)
                      : g_strdup_printf (_("in %d h"), hours);
  return left_s < 0 ? g_strdup_printf (ngettext ("%d day late", "%d days late", days), days)
                    : g_strdup_printf (ngettext ("in %d day", "in %d days", days), days);
}

char *
ear_time_text_duration (gint64 seconds)
{
  if (seconds % DAY_S == 0 && seconds >= DAY_S)
    return g_strdup_printf (ngettext ("%d day", "%d days", seconds / DAY_S), (int) (seconds / DAY_S));
  if (seconds % HOUR_S == 0 && seconds >= HOUR_S)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", seconds / HOUR_S), (int) (seconds / HOUR_S));
  return g_strdup_printf (ngettext ("%d minute", "%d minutes", seconds / MINUTE_S), (int) (seconds / MINUTE_S));
}
