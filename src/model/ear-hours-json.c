/* Hours as JSON, for settings, events and exports.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "base/ear-json.h"
#include "model/ear-hours-private.h"

#define DAY_MINUTES (24 * 60)

/* ---- writing ---- */

static void
write_time (EarJsonWriter *writer, const char *name, guint minutes)
{
  g_autofree char *text = g_strdup_printf ("%02u:%02u", minutes / 60, minutes % 60);

  ear_json_writer_text (writer, name, text);
}

static void
write_interval (EarJsonWriter *writer, const EarInterval *interval)
{
  ear_json_writer_begin_object (writer, NULL);
  if (interval->weekday > 0)
    ear_json_writer_int (writer, "day", interval->weekday);
  write_time (writer, "from", interval->from);
  write_time (writer, "to", interval->to);
  ear_json_writer_end_object (writer);
}

static void
write_date (EarJsonWriter *writer, const char *name, gint32 number)
{
  g_autofree char *text = NULL;
  int year, month, day;

  ear_hours_date_from_day (number, &year, &month, &day);
  text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  ear_json_writer_text (writer, name, text);
}

/**
 * ear_hours_to_json:
 *
 * Times after midnight go on counting: "to": "26:00" is two in the morning of the next day.
 *
 * Returns: (transfer full): what ear_hours_from_json() reads; the same text for equal hours
 */
char *
ear_hours_to_json (const EarHours *hours)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  g_return_val_if_fail (hours != NULL, NULL);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "zone", hours->zone_name);
  ear_json_writer_begin_array (writer, "week");
  for (guint i = 0; i < hours->week->len; i++)
    write_interval (writer, &g_array_index (hours->week, EarInterval, i));
  ear_json_writer_end_array (writer);
  ear_json_writer_begin_array (writer, "exceptions");
  for (guint i = 0; i < hours->dates->len; i++)
    {
      const EarHoursDate *date = g_ptr_array_index (hours->dates, i);

      ear_json_writer_begin_object (writer, NULL);
      write_date (writer, "date", date->day);
      if (date->last != date->day)
        write_date (writer, "last", date->last);
      if (date->usual_days)
        ear_json_writer_bool (writer, "usual-days", TRUE);
      if (date->label != NULL)
        ear_json_writer_text (writer, "label", date->label);
      ear_json_writer_begin_array (writer, "open");
      for (guint j = 0; j < date->intervals->len; j++)
        write_interval (writer, &g_array_index (date->intervals, EarInterval, j));
      ear_json_writer_end_array (writer);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  if (hours->closed->len > 0)
    {
      ear_json_writer_begin_array (writer, "closed");
      for (guint i = 0; i < hours->closed->len; i++)
        {
          ear_json_writer_begin_object (writer, NULL);
          write_date (writer, "date", g_array_index (hours->closed, gint32, i));
          ear_json_writer_end_object (writer);
        }
      ear_json_writer_end_array (writer);
    }
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

/* ---- reading ---- */

/* "9:00" and "09:00", up to "48:00"; FALSE for what is no time. */
static gboolean
read_time (const char *text, guint *minutes)
{
  guint hour, minute;
  int end = 0;

  if (text == NULL || !g_ascii_isdigit (text[0]) || sscanf (text, "%2u:%2u%n", &hour, &minute, &end) != 2 || text[end] != '\0')
    return FALSE;
  *minutes = hour * 60 + minute;
  return minute < 60 && *minutes <= 2 * DAY_MINUTES;
}

static gboolean
read_interval (const EarJsonNode *node, EarInterval *interval, GError **error)
{
  const char *from = ear_json_member_text (node, "from"), *to = ear_json_member_text (node, "to");

  if (!read_time (from, &interval->from) || interval->from >= DAY_MINUTES || !read_time (to, &interval->to))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” to “%s” are no opening times. Write them as 09:00 and 22:00."), from != NULL ? from : "", to != NULL ? to : "");
      return FALSE;
    }
  if (interval->to <= interval->from)
    interval->to += DAY_MINUTES;
  return TRUE;
}

static gboolean
read_week (EarHours *hours, const EarJsonNode *week, GError **error)
{
  for (gsize i = 0; i < ear_json_length (week); i++)
    {
      const EarJsonNode *node = ear_json_element (week, i);
      EarInterval interval = { 0 };
      gint64 day = 0;
      const EarJsonField fields[] = { { "day", EAR_JSON_INT, EAR_JSON_LENIENT, 0, -1 } };

      if (!ear_json_bind_table (node, fields, &day, error) || !read_interval (node, &interval, error))
        return FALSE;
      if (day < 1 || day > 7)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("Opening hours name no day of the week. Use 1 for Monday to 7 for Sunday."));
          return FALSE;
        }
      interval.weekday = (guint) day;
      ear_hours_add (hours, interval);
    }
  return TRUE;
}

static gboolean
read_date (const char *text, int *year, int *month, int *day, GError **error)
{
  gint32 number;
  int end = 0;

  if (text != NULL && sscanf (text, "%4d-%2d-%2d%n", year, month, day, &end) == 3 && text[end] == '\0' &&
      ear_hours_day_from_date (*year, *month, *day, &number))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no date. Write it as 2026-12-24."), text != NULL ? text : "");
  return FALSE;
}

static gboolean
read_exception (EarHours *hours, const EarJsonNode *node, GError **error)
{
  const char *date = ear_json_member_text (node, "date"), *last = ear_json_member_text (node, "last");
  const EarJsonNode *open = ear_json_member (node, "open");
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));
  EarHoursException exception = { .label = ear_json_member_text (node, "label") };
  const EarJsonField fields[] = { { "usual-days", EAR_JSON_BOOL, EAR_JSON_OPTIONAL, 0, -1 } };

  if (!read_date (date, &exception.year, &exception.month, &exception.day, error) ||
      (last != NULL && !read_date (last, &exception.last_year, &exception.last_month, &exception.last_day, error)) ||
      !ear_json_bind_table (node, fields, &exception.usual_days, error))
    return FALSE;
  for (gsize i = 0; open != NULL && i < ear_json_length (open); i++)
    {
      EarInterval interval = { 0 };

      if (!read_interval (ear_json_element (open, i), &interval, error))
        return FALSE;
      g_array_append_val (intervals, interval);
    }
  exception.intervals = (const EarInterval *) (gpointer) intervals->data;
  exception.n_intervals = intervals->len;
  if (ear_hours_add_season (hours, &exception))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” to “%s” are no days that follow each other. Let the last not be before the first."),
               date, last);
  return FALSE;
}

static gboolean
read_closed (EarHours *hours, const EarJsonNode *node, GError **error)
{
  int year, month, day;

  if (!read_date (ear_json_member_text (node, "date"), &year, &month, &day, error))
    return FALSE;
  ear_hours_set_closed (hours, year, month, day, TRUE);
  return TRUE;
}

/**
 * ear_hours_from_json:
 * @json: an object with "zone", "week", "exceptions" and "closed"; the lists may be absent
 * @error: G_IO_ERROR_INVALID_ARGUMENT or EAR_PROBLEM_PROTOCOL, with a sentence that names what cannot be read
 *
 * A "to" that is not after its "from" is on the next day: "18:00" to "02:00".
 *
 * Returns: (transfer full) (nullable): the hours
 */
EarHours *
ear_hours_from_json (const char *json, GError **error)
{
  g_autoptr (EarJson) document = NULL;
  g_autoptr (EarHours) hours = NULL;
  const EarJsonNode *root, *week, *exceptions, *closed;

  g_return_val_if_fail (json != NULL, NULL);

  document = ear_json_parse_text (json, -1, error);
  if (document == NULL)
    return NULL;
  root = ear_json_root (document);
  hours = ear_hours_new (ear_json_member_text (root, "zone"), error);
  if (hours == NULL)
    return NULL;
  week = ear_json_member (root, "week");
  if (week != NULL && !read_week (hours, week, error))
    return NULL;
  exceptions = ear_json_member (root, "exceptions");
  for (gsize i = 0; exceptions != NULL && i < ear_json_length (exceptions); i++)
    if (!read_exception (hours, ear_json_element (exceptions, i), error))
      return NULL;
  closed = ear_json_member (root, "closed");
  for (gsize i = 0; closed != NULL && i < ear_json_length (closed); i++)
    if (!read_closed (hours, ear_json_element (closed, i), error))
      return NULL;
  return g_steal_pointer (&hours);
}
