/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-hours-private.h"

#define JULIAN_1970 719163u /* GDate's number of 1970-01-01 */

static int
compare_intervals (gconstpointer first, gconstpointer second)
{
  const EarInterval *a = first, *b = second;

  if (a->weekday != b->weekday)
    return a->weekday < b->weekday ? -1 : 1;
  if (a->from != b->from)
    return a->from < b->from ? -1 : 1;
  return a->to < b->to ? -1 : a->to > b->to;
}

static void
hours_date_free (gpointer data)
{
  EarHoursDate *date = data;

  g_free (date->label);
  g_array_unref (date->intervals);
  g_free (date);
}

gboolean
ear_hours_day_from_date (int year, int month, int day, gint32 *days)
{
  GDate date;

  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *days = (gint32) g_date_get_julian (&date) - (gint32) JULIAN_1970;
  return TRUE;
}

void
ear_hours_date_from_day (gint32 days, int *year, int *month, int *day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (days + (gint32) JULIAN_1970));
  *year = g_date_get_year (&date);
  *month = g_date_get_month (&date);
  *day = g_date_get_day (&date);
}

/* "Europe/Berlin", "Etc/GMT+3", "UTC", "EST5EDT": nothing that GLib would read as a path or a rule. */
static gboolean
looks_like_zone_name (const char *zone)
{
  if (zone == NULL || !g_ascii_isalpha (zone[0]) || strlen (zone) > 64)
    return FALSE;
  for (const char *c = zone; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("/_+-", *c) == NULL)
      return FALSE;
  return strstr (zone, "//") == NULL && !g_str_has_suffix (zone, "/");
}

/**
 * ear_hours_new:
 * @zone: an IANA name such as "Europe/Berlin"
 * @error: set to %G_IO_ERROR_INVALID_ARGUMENT when the system does not know @zone
 *
 * Returns: (transfer full) (nullable): hours without any interval yet
 */
EarHours *
ear_hours_new (const char *zone, GError **error)
{
  g_autoptr (GTimeZone) time_zone = looks_like_zone_name (zone) ? g_time_zone_new_identifier (zone) : NULL;
  EarHours *hours;

  if (time_zone == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not a time zone this computer knows. Choose one by continent and city, for example Europe/Berlin."),
                   zone != NULL ? zone : "");
      return NULL;
    }

  hours = g_new0 (EarHours, 1);
  g_atomic_ref_count_init (&hours->references);
  hours->zone_name = g_strdup (zone);
  hours->zone = g_steal_pointer (&time_zone);
  hours->week = g_array_new (FALSE, FALSE, sizeof (EarInterval));
  hours->dates = g_ptr_array_new_with_free_func (hours_date_free);
  hours->closed = g_array_new (FALSE, FALSE, sizeof (gint32));
  return hours;
}

EarHours *
ear_hours_ref (EarHours *hours)
{
  g_return_val_if_fail (hours != NULL, NULL);
  g_atomic_ref_count_inc (&hours->references);
  return hours;
}

void
ear_hours_unref (EarHours *hours)
{
  if (hours == NULL || !g_atomic_ref_count_dec (&hours->references))
    return;
  g_free (hours->zone_name);
  g_time_zone_unref (hours->zone);
  g_array_unref (hours->week);
  g_ptr_array_unref (hours->dates);
  g_array_unref (hours->closed);
  g_free (hours);
}

/**
 * ear_hours_add:
 * @hours: hours that nobody else holds yet
 * @interval: a weekday and minutes after its midnight
 *
 * Intervals may touch or overlap: a minute counts once.
 */
void
ear_hours_add (EarHours *hours, EarInterval interval)
{
  g_return_if_fail (hours != NULL);
  g_return_if_fail (interval.weekday >= 1 && interval.weekday <= 7);
  g_return_if_fail (interval.from < interval.to && interval.to <= 2 * 24 * 60);

  g_array_append_val (hours->week, interval);
  g_array_sort (hours->week, compare_intervals);
}

/* ---- days that differ ---- */

/* Where it stands among the dates, or would stand. */
static gboolean
find_date (const EarHours *hours, gint32 day, gint32 last, guint *index)
{
  guint i = 0;

  for (; i < hours->dates->len; i++)
    {
      const EarHoursDate *date = g_ptr_array_index (hours->dates, i);

      if (date->day > day || (date->day == day && date->last >= last))
        {
          *index = i;
          return date->day == day && date->last == last;
        }
    }
  *index = i;
  return FALSE;
}

gboolean
ear_hours_add_season (EarHours *hours, const EarHoursException *exception)
{
  EarHoursDate *date;
  gint32 day, last;
  guint index;

  g_return_val_if_fail (hours != NULL && exception != NULL, FALSE);
  g_return_val_if_fail (exception->intervals != NULL || exception->n_intervals == 0, FALSE);

  if (!ear_hours_day_from_date (exception->year, exception->month, exception->day, &day))
    return FALSE;
  last = day;
  if (exception->last_year != 0 && !ear_hours_day_from_date (exception->last_year, exception->last_month, exception->last_day, &last))
    return FALSE;
  if (last < day)
    return FALSE;

  date = g_new0 (EarHoursDate, 1);
  date->day = day;
  date->last = last;
  date->usual_days = exception->usual_days && last > day;
  date->label = exception->label != NULL && *exception->label != '\0' ? g_strdup (exception->label) : NULL;
  date->intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));
  for (gsize i = 0; i < exception->n_intervals; i++)
    {
      EarInterval interval = exception->intervals[i];

      interval.weekday = 0;
      if (interval.from < interval.to && interval.to <= 2 * 24 * 60)
        g_array_append_val (date->intervals, interval);
      else
        g_critical ("interval %u to %u minutes is empty or longer than two days", interval.from, interval.to);
    }
  g_array_sort (date->intervals, compare_intervals);

  if (find_date (hours, day, last, &index))
    g_ptr_array_remove_index (hours->dates, index);
  g_ptr_array_insert (hours->dates, (int) index, date);
  return TRUE;
}

/**
 * ear_hours_add_exception:
 * @hours: hours that nobody else holds yet
 * @intervals: (array length=n_intervals) (nullable): what replaces the week on that date, weekday not used; none: closed
 * @label: (nullable): why, as it is shown: "Christmas Eve"
 *
 * A second exception for a date replaces the first. The evening before, where it runs over midnight, is kept.
 */
void
ear_hours_add_exception (EarHours *hours, int year, int month, int day, const EarInterval *intervals, gsize n_intervals, const char *label)
{
  EarHoursException exception = { .year = year, .month = month, .day = day, .label = label, .intervals = intervals, .n_intervals = n_intervals };
  gboolean is_date = ear_hours_add_season (hours, &exception);

  g_return_if_fail (is_date);
}

void
ear_hours_remove_exception (EarHours *hours, gsize index)
{
  g_return_if_fail (hours != NULL && index < hours->dates->len);
  g_ptr_array_remove_index (hours->dates, (guint) index);
}

static gboolean
find_closed (const EarHours *hours, gint32 day, guint *index)
{
  for (*index = 0; *index < hours->closed->len; (*index)++)
    if (g_array_index (hours->closed, gint32, *index) >= day)
      return g_array_index (hours->closed, gint32, *index) == day;
  return FALSE;
}

/**
 * ear_hours_set_closed:
 * @hours: hours that nobody else holds yet
 *
 * The evening before, where it runs over midnight, is kept.
 */
void
ear_hours_set_closed (EarHours *hours, int year, int month, int day, gboolean closed)
{
  gint32 number;
  guint index;
  gboolean is_closed;

  g_return_if_fail (hours != NULL && ear_hours_day_from_date (year, month, day, &number));

  is_closed = find_closed (hours, number, &index);
  if (closed && !is_closed)
    g_array_insert_val (hours->closed, index, number);
  else if (!closed && is_closed)
    g_array_remove_index (hours->closed, index);
}

gboolean
ear_hours_is_closed (const EarHours *hours, int year, int month, int day)
{
  gint32 number;
  guint index;

  g_return_val_if_fail (hours != NULL, FALSE);
  return ear_hours_day_from_date (year, month, day, &number) && find_closed (hours, number, &index);
}

gboolean
ear_hours_is_set (const EarHours *hours)
{
  g_return_val_if_fail (hours != NULL, FALSE);

  if (hours->week->len > 0)
    return TRUE;
  for (guint i = 0; i < hours->dates->len; i++)
    {
      const EarHoursDate *date = g_ptr_array_index (hours->dates, i);

      if (date->intervals->len > 0 && !date->usual_days)
        return TRUE;
    }
  return FALSE;
}

const char *
ear_hours_get_zone (const EarHours *hours)
{
  g_return_val_if_fail (hours != NULL, NULL);
  return hours->zone_name;
}

const EarInterval *
ear_hours_get_week (const EarHours *hours, gsize *n_intervals)
{
  g_return_val_if_fail (hours != NULL && n_intervals != NULL, NULL);
  *n_intervals = hours->week->len;
  return (const EarInterval *) (gpointer) hours->week->data;
}

gsize
ear_hours_get_n_exceptions (const EarHours *hours)
{
  g_return_val_if_fail (hours != NULL, 0);
  return hours->dates->len;
}

void
ear_hours_get_exception (const EarHours *hours, gsize index, EarHoursException *exception)
{
  const EarHoursDate *date;

  g_return_if_fail (hours != NULL && index < hours->dates->len);

  date = g_ptr_array_index (hours->dates, index);
  ear_hours_date_from_day (date->day, &exception->year, &exception->month, &exception->day);
  ear_hours_date_from_day (date->last, &exception->last_year, &exception->last_month, &exception->last_day);
  exception->usual_days = date->usual_days;
  exception->label = date->label;
  exception->intervals = (const EarInterval *) (gpointer) date->intervals->data;
  exception->n_intervals = date->intervals->len;
}

/* The shortest that covers it; of two as long, the later one. (nullable) */
static const EarHoursDate *
date_for (const EarHours *hours, gint32 day)
{
  const EarHoursDate *found = NULL;

  for (guint i = 0; i < hours->dates->len; i++)
    {
      const EarHoursDate *date = g_ptr_array_index (hours->dates, i);

      if (date->day > day)
        break;
      if (day <= date->last && (found == NULL || date->last - date->day <= found->last - found->day))
        found = date;
    }
  return found;
}

const EarInterval *
ear_hours_intervals_of_day (const EarHours *hours, gint32 day, gsize *n_intervals)
{
  const EarInterval *week = (const EarInterval *) (gpointer) hours->week->data;
  guint weekday = (guint) (((day + 3) % 7 + 7) % 7) + 1;
  guint index, first = 0, last;
  const EarHoursDate *date = date_for (hours, day);

  *n_intervals = 0;
  if (find_closed (hours, day, &index))
    return NULL;

  while (first < hours->week->len && week[first].weekday < weekday)
    first++;
  for (last = first; last < hours->week->len && week[last].weekday == weekday; last++)
    ;
  if (date != NULL && !(date->usual_days && first == last))
    {
      *n_intervals = date->intervals->len;
      return (const EarInterval *) (gpointer) date->intervals->data;
    }
  *n_intervals = last - first;
  return *n_intervals > 0 ? week + first : NULL;
}

/**
 * ear_hours_copy:
 *
 * Returns: (transfer full): the same hours, not shared with anyone
 */
EarHours *
ear_hours_copy (const EarHours *hours)
{
  EarHours *copy;

  g_return_val_if_fail (hours != NULL, NULL);

  copy = g_new0 (EarHours, 1);
  g_atomic_ref_count_init (&copy->references);
  copy->zone_name = g_strdup (hours->zone_name);
  copy->zone = g_time_zone_ref (hours->zone);
  copy->week = g_array_copy (hours->week);
  copy->dates = g_ptr_array_new_with_free_func (hours_date_free);
  copy->closed = g_array_copy (hours->closed);
  for (guint i = 0; i < hours->dates->len; i++)
    {
      const EarHoursDate *date = g_ptr_array_index (hours->dates, i);
      EarHoursDate *other = g_new0 (EarHoursDate, 1);

      other->day = date->day;
      other->last = date->last;
      other->usual_days = date->usual_days;
      other->label = g_strdup (date->label);
      other->intervals = g_array_copy (date->intervals);
      g_ptr_array_add (copy->dates, other);
    }
  return copy;
}

EarHours *
ear_hours_copy_without_week (const EarHours *hours)
{
  EarHours *copy = ear_hours_copy (hours);

  g_array_set_size (copy->week, 0);
  return copy;
}

/**
 * ear_hours_copy_in_zone:
 * @zone: an IANA name
 * @error: as of ear_hours_new()
 *
 * Returns: (transfer full) (nullable): the same times on the clocks of @zone
 */
EarHours *
ear_hours_copy_in_zone (const EarHours *hours, const char *zone, GError **error)
{
  g_autoptr (EarHours) in_zone = ear_hours_new (zone, error);
  EarHours *copy;

  g_return_val_if_fail (hours != NULL, NULL);

  if (in_zone == NULL)
    return NULL;
  copy = ear_hours_copy (hours);
  g_set_str (&copy->zone_name, in_zone->zone_name);
  g_time_zone_unref (copy->zone);
  copy->zone = g_time_zone_ref (in_zone->zone);
  return copy;
}

static gboolean
arrays_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * g_array_get_element_size ((GArray *) a)) == 0);
}

gboolean
ear_hours_equal (const EarHours *a, const EarHours *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;
  if (!g_str_equal (a->zone_name, b->zone_name) || !arrays_equal (a->week, b->week) || !arrays_equal (a->closed, b->closed) ||
      a->dates->len != b->dates->len)
    return FALSE;
  for (guint i = 0; i < a->dates->len; i++)
    {
      const EarHoursDate *one = g_ptr_array_index (a->dates, i), *other = g_ptr_array_index (b->dates, i);

      if (one->day != other->day || one->last != other->last || one->usual_days != other->usual_days || g_strcmp0 (one->label, other->label) != 0 || !arrays_equal (one->intervals, other->intervals))
        return FALSE;
    }
  return TRUE;
}

/**
 * ear_hours_get_date:
 * @at_ms: an instant, UTC ms; outside the years 1 to 9999 the nearest of these
 *
 * The date on the wall at that instant, in the zone of @hours.
 */
void
ear_hours_get_date (const EarHours *hours, gint64 at_ms, int *year, int *month, int *day)
{
  gint64 at, local;
  int interval;

  g_return_if_fail (hours != NULL);

  at = CLAMP (at_ms / 1000 - (at_ms % 1000 < 0), G_GINT64_CONSTANT (-62135424000), G_GINT64_CONSTANT (253402128000));
  interval = g_time_zone_find_interval (hours->zone, G_TIME_TYPE_UNIVERSAL, at);
  local = at + g_time_zone_get_offset (hours->zone, interval);
  ear_hours_date_from_day ((gint32) (local / EAR_SECONDS_A_DAY - (local % EAR_SECONDS_A_DAY < 0)), year, month, day);
}

/* Where the clock is put forward over it: the moment of that; where it comes twice: the first. */
static gint64
instant_of_wall (const EarHours *hours, gint64 wall_ms)
{
  gint64 wall = wall_ms / 1000;
  /* Daylight time is what comes first where a time on the wall comes twice. */
  int interval = g_time_zone_adjust_time (hours->zone, G_TIME_TYPE_DAYLIGHT, &wall);

  return (wall - g_time_zone_get_offset (hours->zone, interval)) * 1000 + wall_ms % 1000;
}

/**
 * ear_hours_parse_time:
 * @text: (nullable): "2026-11-30", "2026-11-30 15:30", "2026-11-30T15:30:00", or one with a zone, "2026-11-30T14:30Z"
 * @end_of_day: a date alone is the midnight that ends it, not the one that begins it
 *
 * Returns: UTC ms, or %EAR_TIME_NONE when it is not understood
 */
gint64
ear_hours_parse_time (const EarHours *hours, const char *text, gboolean end_of_day)
{
  gint64 at = ear_time_parse (text);

  g_return_val_if_fail (hours != NULL, EAR_TIME_NONE);

  if (at == EAR_TIME_NONE)
    return EAR_TIME_NONE;
  if (strlen (text) == strlen ("2026-11-30"))
    return instant_of_wall (hours, at + (end_of_day ? EAR_SECONDS_A_DAY * G_GINT64_CONSTANT (1000) : 0));
  return strpbrk (text + strlen ("2026-11-30"), "Zz+-") != NULL ? at : instant_of_wall (hours, at);
}
