/* ear-hours-text.c: open times as people type them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <langinfo.h>

#include "ui/ear-hours-text.h"

#define DAY_MINUTES 1440

char *
ear_hours_text_format (const EarInterval *intervals, gsize n_intervals)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n_intervals; i++)
    {
      guint to = intervals[i].to > DAY_MINUTES ? intervals[i].to - DAY_MINUTES : intervals[i].to;

      g_string_append_printf (text, "%s%02u:%02u–%02u:%02u", i > 0 ? ", " : "", intervals[i].from / 60, intervals[i].from % 60, to / 60, to % 60);
    }
  return g_string_free (text, FALSE);
}

/* Reads a time of day at *@at: "9", "09:30", "9.30", "5pm", "24:00"; moves behind it. Returns: minutes, or -1. */
static int
read_clock (const char **at)
{
  const char *c = *at, *half;
  int digits = 0, hour = 0, minute = 0;

  for (; g_ascii_isdigit (*c) && digits < 2; c++, digits++)
    hour = hour * 10 + g_ascii_digit_value (*c);
  if (digits == 0 || g_ascii_isdigit (*c))
    return -1;
  if ((*c == ':' || *c == '.' || *c == 'h') && g_ascii_isdigit (c[1]) && g_ascii_isdigit (c[2]))
    {
      minute = g_ascii_digit_value (c[1]) * 10 + g_ascii_digit_value (c[2]);
      c += 3;
    }
  else if (*c == 'h')
    c++;
  half = c + strspn (c, " ");
  if ((g_ascii_tolower (half[0]) == 'a' || g_ascii_tolower (half[0]) == 'p') && g_ascii_tolower (half[1]) == 'm')
    {
      if (hour < 1 || hour > 12)
        return -1;
      hour = hour % 12 + (g_ascii_tolower (half[0]) == 'p' ? 12 : 0);
      c = half + 2;
    }
  *at = c;
  return minute > 59 || hour * 60 + minute > DAY_MINUTES ? -1 : hour * 60 + minute;
}

int
ear_clock_text_parse (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *at = stripped;
  int minutes = read_clock (&at);

  return *at == '\0' && minutes < DAY_MINUTES ? minutes : -1;
}

static void
skip (const char **at, const char *const *words)
{
  gboolean more = TRUE;

  while (more)
    {
      more = FALSE;
      for (const char *const *word = words; *word != NULL; word++)
        if (g_str_has_prefix (*at, *word))
          {
            *at += strlen (*word);
            more = TRUE;
          }
    }
}

static gboolean
says_closed (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *closed = g_utf8_casefold (_("Closed"), -1);

  return *text == '\0' || g_str_equal (folded, closed) || g_str_equal (folded, "closed");
}

static gboolean
fail (GError **error, const char *text)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: %s is what was typed */
               _("“%s” is not understood. Write it like 11:00–14:00, 17:00–22:00, or leave it empty for closed."), text);
  return FALSE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const EarInterval *left = a, *right = b;

  return left->from < right->from ? -1 : left->from > right->from;
}

gboolean
ear_hours_text_parse (const char *text, guint weekday, GArray *intervals, GError **error)
{
  static const char *const between[] = { " ", "-", "–", "—", "to", NULL };
  static const char *const separators[] = { " ", ",", ";", "&", "+", NULL };
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (EarInterval));
  const char *at = stripped;

  if (says_closed (stripped))
    return TRUE;
  while (*at != '\0')
    {
      const char *before;
      int from = read_clock (&at), to;
      EarInterval interval;

      before = at;
      skip (&at, between);
      if (from < 0 || from == DAY_MINUTES || at == before)
        return fail (error, stripped);
      to = read_clock (&at);
      if (to < 0)
        return fail (error, stripped);
      interval = (EarInterval) { weekday, from, to <= from ? to + DAY_MINUTES : to };
      g_array_append_val (found, interval);
      before = at;
      skip (&at, separators);
      if (*at != '\0' && at == before)
        return fail (error, stripped);
    }
  g_array_sort (found, compare);
  for (guint i = 1; i < found->len; i++)
    if (g_array_index (found, EarInterval, i).from < g_array_index (found, EarInterval, i - 1).to)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The times in “%s” overlap. Let each begin after the one before has ended."), stripped);
        return FALSE;
      }
  g_array_append_vals (intervals, found->data, found->len);
  return TRUE;
}

guint
ear_hours_weekday_at (guint position)
{
  /* glibc: counted from Sunday 1 (the reference day of nearly all locales) to Saturday 7 */
  guint first = (guint) *nl_langinfo (_NL_TIME_FIRST_WEEKDAY);

  if (first < 1 || first > 7)
    first = 2;
  return (first - 1 + 6 + position) % 7 + 1;
}

char *
ear_hours_weekday_name (guint weekday)
{
  /* 1 January 2024 was a Monday. */
  g_autoptr (GDateTime) day = g_date_time_new_utc (2024, 1, weekday, 12, 0, 0);

  return g_date_time_format (day, "%A");
}

char *
ear_hours_text_describe (const EarHours *hours)
{
  gsize n_intervals, n_exceptions = ear_hours_get_n_exceptions (hours);
  guint days = 0, last = 0;
  const EarInterval *week = ear_hours_get_week (hours, &n_intervals);

  if (!ear_hours_is_set (hours))
    return g_strdup (_("Not set: every minute counts"));
  for (gsize i = 0; i < n_intervals; i++)
    {
      days += week[i].weekday != last;
      last = week[i].weekday;
    }
  if (n_exceptions == 0)
    return g_strdup_printf (ngettext ("%u day a week", "%u days a week", days), days);
  /* Translators: 1 days a week, 2 other days such as holidays */
  return g_strdup_printf (_("%1$u days a week, %2$u other days"), days, (guint) n_exceptions);
}
