/* ear-weekly.c: the report that is made every week: when, of which week, under which name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "model/ear-weekly.h"

#define MANY_MADE 60         /* a year and a bit */
#define MAX_NAME_BYTES 120   /* with the rest below what any file system takes */

/* ---- weeks ---- */

/* On the calendar of @zone. FALSE: farther away than dates go. */
static gboolean
monday_of (GTimeZone *zone, gint64 at, GDate *monday)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000 - (at % 1000 < 0));
  g_autoptr (GDateTime) here = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  int year, month, day;

  if (here == NULL)
    return FALSE;
  g_date_time_get_ymd (here, &year, &month, &day);
  if (year < 2 || year > 9990)
    return FALSE;
  g_date_clear (monday, 1);
  g_date_set_dmy (monday, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_subtract_days (monday, (guint) g_date_time_get_day_of_week (here) - 1);
  return TRUE;
}

/* @days after @monday. A time that a clock change leaves out is the first instant after it; one that comes twice, the second. */
static gint64
instant_at (GTimeZone *zone, const GDate *monday, int days, guint minute)
{
  GDate day = *monday;
  g_autoptr (GDateTime) at = NULL;

  if (days < 0)
    g_date_subtract_days (&day, (guint) -days);
  else
    g_date_add_days (&day, (guint) days);
  at = g_date_time_new (zone, g_date_get_year (&day), (int) g_date_get_month (&day), g_date_get_day (&day), (int) (minute / 60), (int) (minute % 60), 0);
  return at != NULL ? g_date_time_to_unix (at) * 1000 : EAR_TIME_NONE;
}

gboolean
ear_week_before (GTimeZone *zone, gint64 at, EarWeek *week)
{
  g_autoptr (GDateTime) thursday = NULL;
  GDate monday;

  g_return_val_if_fail (zone != NULL && week != NULL, FALSE);

  if (!monday_of (zone, at, &monday))
    return FALSE;
  week->to = instant_at (zone, &monday, 0, 0);
  week->from = instant_at (zone, &monday, -7, 0);
  g_date_subtract_days (&monday, 4);
  thursday = g_date_time_new_utc (g_date_get_year (&monday), (int) g_date_get_month (&monday), g_date_get_day (&monday), 0, 0, 0);
  week->year = g_date_time_get_year (thursday);
  week->number = g_date_time_get_week_of_year (thursday);
  return TRUE;
}

char *
ear_week_to_string (const EarWeek *week)
{
  g_return_val_if_fail (week != NULL, NULL);

  return g_strdup_printf ("%04d-W%02d", week->year, week->number);
}

/* ---- the setting ---- */

void
ear_weekly_init (EarWeekly *weekly)
{
  *weekly = (EarWeekly) { .weekday = 1, .minute = 8 * 60, .since = EAR_TIME_NONE };
}

void
ear_weekly_clear (EarWeekly *weekly)
{
  g_clear_pointer (&weekly->folder, g_free);
}

void
ear_weekly_copy (const EarWeekly *weekly, EarWeekly *copy)
{
  *copy = *weekly;
  copy->folder = g_strdup (weekly->folder);
}

gboolean
ear_weekly_equal (const EarWeekly *a, const EarWeekly *b)
{
  return a->on == b->on && a->weekday == b->weekday && a->minute == b->minute && a->form == b->form && a->paper == b->paper &&
         a->since == b->since && g_strcmp0 (a->folder, b->folder) == 0;
}

char *
ear_weekly_to_json (const EarWeekly *weekly)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *time = g_strdup_printf ("%02u:%02u", weekly->minute / 60, weekly->minute % 60);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "on", weekly->on);
  ear_json_writer_int (writer, "weekday", weekly->weekday);
  ear_json_writer_text (writer, "time", time);
  ear_json_writer_text (writer, "folder", weekly->folder);
  ear_json_writer_text (writer, "form", weekly->form == EAR_WEEKLY_PAGE ? "html" : "pdf");
  ear_json_writer_text (writer, "paper", weekly->paper == EAR_WEEKLY_LETTER ? "letter" : "a4");
  ear_json_writer_time (writer, "since", weekly->since);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

void
ear_weekly_from_json (const char *json, EarWeekly *weekly)
{
  struct {
    gboolean on;
    gint64 weekday, since;
    const char *time, *folder, *form, *paper;
  } value = { FALSE, 1, EAR_TIME_NONE, NULL, NULL, NULL, NULL };
  const EarJsonField fields[] = {
    EAR_JSON_FIELD (__typeof__ (value), on, "on", EAR_JSON_BOOL, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (__typeof__ (value), weekday, "weekday", EAR_JSON_INT, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (__typeof__ (value), since, "since", EAR_JSON_TIME, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (__typeof__ (value), time, "time", EAR_JSON_TEXT, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (__typeof__ (value), folder, "folder", EAR_JSON_TEXT, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (__typeof__ (value), form, "form", EAR_JSON_TEXT, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (__typeof__ (value), paper, "paper", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  };
  g_autoptr (EarJson) parsed = json != NULL ? ear_json_parse_text (json, -1, NULL) : NULL;
  guint hour, minute;

  ear_weekly_init (weekly);
  if (parsed == NULL || !ear_json_bind_table (ear_json_root (parsed), fields, &value, NULL))
    return;
  weekly->on = value.on;
  weekly->since = value.since;
  weekly->folder = g_strdup (value.folder);
  weekly->form = g_strcmp0 (value.form, "html") == 0 ? EAR_WEEKLY_PAGE : EAR_WEEKLY_PDF;
  weekly->paper = g_strcmp0 (value.paper, "letter") == 0 ? EAR_WEEKLY_LETTER : EAR_WEEKLY_A4;
  if (value.weekday >= 1 && value.weekday <= 7)
    weekly->weekday = (guint) value.weekday;
  if (value.time != NULL && sscanf (value.time, "%2u:%2u", &hour, &minute) == 2 && hour < 24 && minute < 60)
    weekly->minute = hour * 60 + minute;
}

/* ---- when ---- */

gboolean
ear_weekly_is_due (const EarWeekly *weekly, GTimeZone *zone, const char *made, gint64 now, EarWeek *week)
{
  g_autofree char *name = NULL;
  gint64 due = EAR_TIME_NONE;
  GDate monday;

  g_return_val_if_fail (weekly != NULL && zone != NULL && week != NULL, FALSE);

  if (!weekly->on || weekly->folder == NULL || !monday_of (zone, now, &monday))
    return FALSE;
  /* This week's, unless it is still to come. */
  for (int weeks = 0; weeks >= -1 && (due == EAR_TIME_NONE || due > now); weeks--)
    due = instant_at (zone, &monday, weeks * 7 + (int) weekly->weekday - 1, weekly->minute);
  if (due == EAR_TIME_NONE || due > now || due < weekly->since || !ear_week_before (zone, due, week))
    return FALSE;
  name = ear_week_to_string (week);
  return !ear_weekly_was_made (made, name);
}

gint64
ear_weekly_next (const EarWeekly *weekly, GTimeZone *zone, gint64 now)
{
  GDate monday;

  g_return_val_if_fail (weekly != NULL && zone != NULL, EAR_TIME_NONE);

  if (!weekly->on || weekly->folder == NULL || !monday_of (zone, now, &monday))
    return EAR_TIME_NONE;
  for (int weeks = 0; weeks <= 1; weeks++)
    {
      gint64 at = instant_at (zone, &monday, weeks * 7 + (int) weekly->weekday - 1, weekly->minute);

      if (at > now)
        return at;
    }
  return EAR_TIME_NONE;
}

/* ---- what was made ---- */

gboolean
ear_weekly_was_made (const char *made, const char *week)
{
  g_auto (GStrv) weeks = g_strsplit (made != NULL ? made : "", " ", -1);

  return g_strv_contains ((const char *const *) weeks, week);
}

char *
ear_weekly_add_made (const char *made, const char *week)
{
  g_auto (GStrv) weeks = g_strsplit (made != NULL ? made : "", " ", -1);
  GString *kept = g_string_new (NULL);
  guint n = g_strv_length (weeks);

  for (guint i = n > MANY_MADE - 1 ? n - (MANY_MADE - 1) : 0; i < n; i++)
    if (weeks[i][0] != '\0' && !g_str_equal (weeks[i], week))
      g_string_append_printf (kept, "%s ", weeks[i]);
  g_string_append (kept, week);
  return g_string_free (kept, FALSE);
}

/* ---- the file's name ---- */

/* What no file system of today refuses: folders' marks, Windows' wildcards and what nobody sees become blanks; no dot begins or ends it. */
static char *
sanitise (const char *organisation)
{
  g_autofree char *valid = g_utf8_make_valid (organisation != NULL ? organisation : "", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean blank = c < 128 ? g_ascii_iscntrl ((char) c) || strchr (" /\\:*?\"<>|", (int) c) != NULL : !g_unichar_isgraph (c);

      if (blank && (text->len == 0 || text->str[text->len - 1] == ' '))
        continue;
      if (text->len + (gsize) g_unichar_to_utf8 (c, NULL) > MAX_NAME_BYTES)
        break;
      g_string_append_unichar (text, blank ? ' ' : c);
    }
  while (text->len > 0 && strchr (" .", text->str[text->len - 1]) != NULL)
    g_string_truncate (text, text->len - 1);
  while (text->len > 0 && strchr (" .", text->str[0]) != NULL)
    g_string_erase (text, 0, 1);
  return g_strdup (text->len > 0 ? text->str : "Earshot");
}

char *
ear_weekly_file_name (const char *organisation, const char *week, EarWeeklyForm form, guint nth)
{
  g_autofree char *name = sanitise (organisation);
  g_autofree char *number = nth > 1 ? g_strdup_printf (" (%u)", nth) : g_strdup ("");

  g_return_val_if_fail (week != NULL, NULL);

  return g_strdup_printf ("%s %s%s.%s", name, week, number, form == EAR_WEEKLY_PAGE ? "html" : "pdf");
}
