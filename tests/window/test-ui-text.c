/* test-ui-text.c: the window's words, without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>

#include "base/ear-clock.h"
#include "report/ear-chart.h"
#include "ui/ear-announcer.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-message-text.h"
#include "ui/ear-period-pane.h"
#include "ui/ear-search-view.h"
#include "ui/ear-time-text.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Saturday, 21 November 2026, 12:00 UTC */
#define NOON G_GINT64_CONSTANT (1795262400000)

static void
test_short_times (void)
{
  const struct { gint64 at; const char *text; } cases[] = {
    { NOON - 20 * 1000, "now" },
    { NOON - 5 * MINUTE, "5 min" },
    { NOON - 2 * HOUR, "10:00" },
    { NOON - 23 * HOUR, "Yesterday" },
    { NOON - 3 * DAY, "Wed" },
    { NOON - 18 * DAY, "3 Nov" },
    { NOON - 400 * DAY, "17 Oct 2025" },
    { NOON + 2 * HOUR, "14:00" },     /* a clock over there that runs ahead */
    { EAR_TIME_NONE, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ear_time_text_short (cases[i].at, NOON);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_countdown (void)
{
  const struct { gint64 left; const char *text; EarUrgency urgency; } cases[] = {
    { 25 * MINUTE, "in 25 min", EAR_URGENCY_SOON },
    { 26 * MINUTE - 1, "in 25 min", EAR_URGENCY_SOON },  /* never more time than there is */
    { 30 * 1000, "due now", EAR_URGENCY_SOON },
    { -30 * 1000, "just late", EAR_URGENCY_LATE },
    { -125 * MINUTE, "2 h late", EAR_URGENCY_LATE },
    { 3 * HOUR, "in 3 h", EAR_URGENCY_LATER },
    { 26 * HOUR, "in 26 h", EAR_URGENCY_LATER },
    { 3 * DAY, "in 3 days", EAR_URGENCY_LATER },
    { -2 * DAY, "2 days late", EAR_URGENCY_LATE },
  };
  EarUrgency urgency;
  g_autofree char *none = ear_time_text_countdown (EAR_TIME_NONE, NOON, &urgency);

  g_assert_cmpstr (none, ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ear_time_text_countdown (NOON + cases[i].left, NOON, &urgency);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (urgency, ==, cases[i].urgency);
    }
}

static void
test_duration (void)
{
  const struct { gint64 seconds; const char *text; } cases[] = {
    { 4 * 3600, "4 hours" }, { 3600, "1 hour" }, { 86400, "1 day" }, { 5400, "90 minutes" }, { 60, "1 minute" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ear_time_text_duration (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_quiet_hours (void)
{
  g_assert_true (ear_announcer_is_quiet_at (23 * 60, 21 * 60, 8 * 60));
  g_assert_true (ear_announcer_is_quiet_at (7 * 60 + 59, 21 * 60, 8 * 60));
  g_assert_false (ear_announcer_is_quiet_at (8 * 60, 21 * 60, 8 * 60));
  g_assert_true (ear_announcer_is_quiet_at (13 * 60, 12 * 60, 14 * 60));
  g_assert_false (ear_announcer_is_quiet_at (14 * 60, 12 * 60, 14 * 60));
  g_assert_false (ear_announcer_is_quiet_at (9 * 60, 9 * 60, 9 * 60));
}

/* What somebody wrote must not become markup, and a link must not lie about where it goes. */
static void
test_markup (void)
{
  const struct { const char *text, *shown, *target, *markup; } cases[] = {
    { "a <b> & \"c\"", NULL, NULL, "a &lt;b&gt; &amp; &quot;c&quot;" },
    { "see https://olive.example/menu now", "https://olive.example/menu", "https://olive.example/menu",
      "see <a href=\"https://olive.example/menu\" title=\"https://olive.example/menu\">https://olive.example/menu</a> now" },
    { "our bank: www.bank.example", "www.bank.example", "https://evil.example/?a=1&b=2",
      "our bank: <a href=\"https://evil.example/?a=1&amp;b=2\" title=\"https://evil.example/?a=1&amp;b=2\">www.bank.example</a> (evil.example)" },
    { "read this", "this", "https://olive.example/",
      "read <a href=\"https://olive.example/\" title=\"https://olive.example/\">this</a>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (EarLink));
      g_autofree char *markup = NULL;

      if (cases[i].shown != NULL)
        {
          guint start = strstr (cases[i].text, cases[i].shown) - cases[i].text;
          EarLink link = { start, start + strlen (cases[i].shown), (char *) cases[i].target };

          g_array_append_val (links, link);
        }
      markup = ear_message_markup (cases[i].text, links);
      g_assert_cmpstr (markup, ==, cases[i].markup);
    }
}

/* Offsets come from outside: none may reach past the text or into a character. */
static void
test_markup_hostile_links (void)
{
  const char *text = "für dich";
  const EarLink bad[] = { { 0, 99, (char *) "https://a.example/" }, { 5, 3, (char *) "https://a.example/" }, { 2, 5, (char *) "https://a.example/" },
                          { G_MAXUINT - 1, G_MAXUINT, (char *) "https://a.example/" } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (EarLink));
      g_autofree char *markup = NULL;

      g_array_append_val (links, bad[i]);
      markup = ear_message_markup (text, links);
      g_assert_cmpstr (markup, ==, text);
    }
}

static void
test_snippet (void)
{
  const struct { const char *snippet, *markup; } cases[] = {
    { "a \u2068risotto\u2069 & more", "a <b>risotto</b> &amp; more" },
    { "\u2069odd \u2068\u2068twice", "odd <b>twice</b>" },
    { "plain", "plain" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = ear_search_snippet_to_markup (cases[i].snippet);

      g_assert_cmpstr (markup, ==, cases[i].markup);
    }
}

/* What people type for open times, and what we write back. */
static void
test_hours (void)
{
  const struct { const char *typed, *written; } cases[] = {
    { "11:00–14:00, 17:00–22:00", "11:00–14:00, 17:00–22:00" },
    { "11-14 17-22", "11:00–14:00, 17:00–22:00" },
    { "17.30 - 22; 11 to 14", "11:00–14:00, 17:30–22:00" },
    { "9am-5pm", "09:00–17:00" },
    { "12am - 12pm", "00:00–12:00" },
    { "18–2", "18:00–02:00" },
    { "00:00-24:00", "00:00–24:00" },
    { "9h–12h30", "09:00–12:30" },
    { "", "" },
    { "  ", "" },
    { "Closed", "" },
  };
  static const char *const wrong[] = { "9", "9-", "25-26", "9:75-10", "9-17 and so on", "9-12, 11-15", "123-4", "13pm-14", "-", "24:00-25:00" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));
      g_autoptr (GError) error = NULL;
      g_autofree char *written = NULL;

      ear_hours_text_parse (cases[i].typed, 3, intervals, &error);
      g_assert_no_error (error);
      written = ear_hours_text_format ((const EarInterval *) (void *) intervals->data, intervals->len);
      g_assert_cmpstr (written, ==, cases[i].written);
      for (guint j = 0; j < intervals->len; j++)
        g_assert_cmpuint (g_array_index (intervals, EarInterval, j).weekday, ==, 3);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));
      g_autoptr (GError) error = NULL;

      g_assert_false (ear_hours_text_parse (wrong[i], 1, intervals, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, wrong[i]));
      g_assert_cmpuint (intervals->len, ==, 0);
    }
}

static void
test_clock (void)
{
  const struct { const char *text; int minutes; } cases[] = {
    { "9:30", 570 }, { " 9.30 ", 570 }, { "21", 1260 }, { "5pm", 1020 }, { "24:00", -1 }, { "9:30 x", -1 }, { "", -1 }, { "99", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ear_clock_text_parse (cases[i].text), ==, cases[i].minutes);
}

/* Whole days; the present one is in the last seven; months meet without a gap. */
static void
test_periods (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc (), berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GArray) periods = ear_periods_at (NOON, utc), there = ear_periods_at (NOON, berlin);
  const EarPeriod *week = &g_array_index (periods, EarPeriod, 0), *november = &g_array_index (periods, EarPeriod, 3), *october = november + 1;

  g_assert_cmpstr (week->title, ==, "Last 7 Days");
  g_assert_cmpint (week->to, ==, NOON + 12 * HOUR);
  g_assert_cmpint (week->to - week->from, ==, 7 * DAY);
  g_assert_cmpstr (november->title, ==, "November 2026");
  g_assert_cmpstr (october->title, ==, "October 2026");
  g_assert_cmpint (october->to, ==, november->from);
  g_assert_cmpint (october->to - october->from, ==, 31 * DAY);
  g_assert_cmpstr (g_array_index (periods, EarPeriod, periods->len - 1).title, ==, "2025");

  /* Where the organisation is, not where this computer is; in October an hour is put back there. */
  g_assert_cmpint (g_array_index (there, EarPeriod, 0).to, ==, NOON + 11 * HOUR);
  g_assert_cmpint (g_array_index (there, EarPeriod, 3).from, ==, november->from - HOUR);
  g_assert_cmpint (g_array_index (there, EarPeriod, 4).to - g_array_index (there, EarPeriod, 4).from, ==, 31 * DAY + HOUR);
}

/* Midnight to midnight: no time of another day stands there as if it were of today. */
static void
test_day_named (void)
{
  const struct { gint64 at; const char *text; } checked[] = {
    { NOON - 5 * MINUTE, "11:55" }, { NOON - 12 * HOUR - MINUTE, "yesterday 23:59" }, { NOON - 3 * DAY, "Wednesday 12:00" },
    { NOON - 18 * DAY, "3 Nov, 12:00" }, { EAR_TIME_NONE, "" },
  };
  const struct { gint64 at; const char *text; } before[] = {
    { NOON + 6 * HOUR, "before 18:00" }, { NOON + 12 * HOUR, "before midnight" }, { NOON + 24 * HOUR, "before 12:00 tomorrow" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checked); i++)
    {
      g_autofree char *text = ear_time_text_checked (checked[i].at, NOON);

      g_assert_cmpstr (text, ==, checked[i].text);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      g_autofree char *text = ear_time_text_before (before[i].at, NOON);

      g_assert_cmpstr (text, ==, before[i].text);
    }
}

static void
test_room (void)
{
  const struct { int left; EarTextUnit unit; const char *text; } cases[] = {
    { 1, EAR_TEXT_UNIT_CHARACTERS, "1 character left" }, { 12, EAR_TEXT_UNIT_GRAPHEMES, "12 characters left" },
    { -1, EAR_TEXT_UNIT_CHARACTERS, "1 character too many" }, { 0, EAR_TEXT_UNIT_CHARACTERS, "0 characters left" },
    { 1, EAR_TEXT_UNIT_BYTES, "Room for 1 plain letter" }, { -2, EAR_TEXT_UNIT_BYTES, "2 plain letters too many" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ear_message_room_words (cases[i].left, cases[i].unit);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* What the chart tells under the pointer is what it draws: nothing beyond where too few are left. */
static void
test_curve_value (void)
{
  g_autoptr (GArray) curve = g_array_new (FALSE, FALSE, sizeof (EarCurveStep));
  const EarCurveStep steps[] = { { .time = 60, .at_risk = 20, .answered = 0.5 }, { .time = 120, .at_risk = 5, .answered = 0.75 },
                                 { .time = 180, .at_risk = 4, .answered = 0.8 } };
  double value;

  g_array_append_vals (curve, steps, 3);
  g_assert_true (ear_curve_value_at (curve, 0, &value));
  g_assert_cmpfloat (value, ==, 0);
  g_assert_true (ear_curve_value_at (curve, 119, &value));
  g_assert_cmpfloat (value, ==, 0.5);
  g_assert_true (ear_curve_value_at (curve, 120, &value));
  g_assert_cmpfloat (value, ==, 0.75);
  g_assert_false (ear_curve_value_at (curve, 150, &value));
  g_assert_false (ear_curve_value_at (curve, 500, &value));
  g_assert_false (ear_curve_value_at (NULL, 0, &value));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/time/short", test_short_times);
  g_test_add_func ("/ui/time/countdown", test_countdown);
  g_test_add_func ("/ui/time/duration", test_duration);
  g_test_add_func ("/ui/quiet-hours", test_quiet_hours);
  g_test_add_func ("/ui/markup/links", test_markup);
  g_test_add_func ("/ui/markup/hostile-links", test_markup_hostile_links);
  g_test_add_func ("/ui/search/snippet", test_snippet);
  g_test_add_func ("/ui/hours", test_hours);
  g_test_add_func ("/ui/clock", test_clock);
  g_test_add_func ("/ui/periods", test_periods);
  g_test_add_func ("/ui/time/day-named", test_day_named);
  g_test_add_func ("/ui/room", test_room);
  g_test_add_func ("/ui/chart/value", test_curve_value);
  return g_test_run ();
}
