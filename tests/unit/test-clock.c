/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "base/ear-clock.h"

#define AUGUST_20 G_GINT64_CONSTANT (1787241851000) /* 2026-08-20T16:04:11Z, date -u -d … +%s */

static void
test_parse (void)
{
  static const struct {
    const char *text;
    gint64 expected;
  } cases[] = {
    { "2026-08-20T16:04:11.064Z", AUGUST_20 + 64 },           /* Mastodon */
    { "2026-08-20T16:04:11Z", AUGUST_20 },
    { "2026-08-20T16:04:11", AUGUST_20 },                     /* WordPress date_gmt */
    { "2026-08-20T18:04:11+02:00", AUGUST_20 },               /* WordPress.com */
    { "2026-08-20T16:04:11+0000", AUGUST_20 },                /* Facebook */
    { "2026-08-20T12:34:11-03:30", AUGUST_20 },
    { "2026-08-20 16:04:11", AUGUST_20 },
    { "2026-08-20t16:04:11.1z", AUGUST_20 + 100 },
    { "2026-08-20T16:04:11.123456789Z", AUGUST_20 + 123 },    /* Bluesky, snac2 */
    { "2026-08-20T18:04:11+02", AUGUST_20 },
    { "2026-08-20", AUGUST_20 - (16 * 3600 + 4 * 60 + 11) * 1000 },
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T23:59:59.999Z", -1 },
    { "2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000) },
    { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228799000) },
    { "0000-00-00T00:00:00", EAR_TIME_NONE },                 /* WordPress for "never" */
    { "2026-02-29T00:00:00Z", EAR_TIME_NONE },
    { "2026-13-01T00:00:00Z", EAR_TIME_NONE },
    { "2026-08-20T24:04:11Z", EAR_TIME_NONE },
    { "2026-08-20T16:04:11+99:00", EAR_TIME_NONE },
    { "2026-08-20T16:04:11Zjunk", EAR_TIME_NONE },
    { "2026-08-20T16:04:11.Z", EAR_TIME_NONE },
    { "2026-08-20T16", EAR_TIME_NONE },
    { "20 August", EAR_TIME_NONE },
    { "-0001-11-30T00:00:00", EAR_TIME_NONE },                /* PHP's idea of 0000-00-00 */
    { "", EAR_TIME_NONE },
    { NULL, EAR_TIME_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text != NULL ? cases[i].text : "(null)");
      g_assert_cmpint (ear_time_parse (cases[i].text), ==, cases[i].expected);
    }
}

static void
test_format (void)
{
  g_autofree char *usual = ear_time_format (AUGUST_20 + 64);
  g_autofree char *before = ear_time_format (-1);

  g_assert_cmpstr (usual, ==, "2026-08-20T16:04:11.064Z");
  g_assert_cmpstr (before, ==, "1969-12-31T23:59:59.999Z");
  g_assert_null (ear_time_format (EAR_TIME_NONE));
  g_assert_null (ear_time_format (G_MAXINT64));
  g_assert_null (ear_time_format (G_MININT64 + 1));
}

/* What is written is read back, for any instant of the years 1 to 9999; GLib is the oracle of the calendar. */
static void
test_round_trip (void)
{
  for (int i = 0; i < 2000; i++)
    {
      gint64 seconds = (gint64) g_test_rand_double_range (-62135596800.0, 253402300799.0);
      gint64 ms = seconds * 1000 + g_test_rand_int_range (0, 1000);
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
      g_autofree char *glib = g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
      g_autofree char *text = ear_time_format (ms);

      g_assert_cmpint (ear_time_parse (text), ==, ms);
      if (g_date_time_get_year (date) >= 1000) /* GLib does not pad years */
        g_assert_cmpint (ear_time_parse (glib), ==, seconds * 1000);
    }
}

static void
test_parse_http (void)
{
  const gint64 expected = G_GINT64_CONSTANT (784111777000); /* RFC 9110 5.6.7 */

  ear_clock_set_for_test (AUGUST_20);
  g_assert_cmpint (ear_time_parse_http ("Sun, 06 Nov 1994 08:49:37 GMT"), ==, expected);
  g_assert_cmpint (ear_time_parse_http ("Sunday, 06-Nov-94 08:49:37 GMT"), ==, expected);
  g_assert_cmpint (ear_time_parse_http ("Sun Nov  6 08:49:37 1994"), ==, expected);
  /* not standard, but seen */
  g_assert_cmpint (ear_time_parse_http ("Sun, 06-Nov-1994 08:49:37 GMT"), ==, expected);
  /* 2070 is less than 50 years ahead of 2026, 2080 is not */
  g_assert_cmpint (ear_time_parse_http ("Thursday, 06-Nov-70 08:49:37 GMT"), ==, ear_time_parse ("2070-11-06T08:49:37Z"));
  g_assert_cmpint (ear_time_parse_http ("Thursday, 06-Nov-80 08:49:37 GMT"), ==, ear_time_parse ("1980-11-06T08:49:37Z"));

  g_assert_cmpint (ear_time_parse_http ("Sun, 31 Feb 2026 08:49:37 GMT"), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_time_parse_http ("Sun, 06 Nov"), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_time_parse_http ("120"), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_time_parse_http (""), ==, EAR_TIME_NONE);
  g_assert_cmpint (ear_time_parse_http (NULL), ==, EAR_TIME_NONE);
  ear_clock_set_for_test (-1);
}

static void
test_freeze (void)
{
  ear_clock_set_for_test (42);
  g_assert_cmpint (ear_clock_now_ms (), ==, 42);
  g_assert_cmpint (ear_clock_monotonic_ms (), ==, 42);

  ear_clock_set_for_test (-1);
  g_assert_cmpint (ear_clock_now_ms (), >, AUGUST_20 - G_GINT64_CONSTANT (365) * 86400 * 1000);
  g_assert_cmpint (ear_clock_monotonic_ms (), <=, g_get_monotonic_time () / 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/parse", test_parse);
  g_test_add_func ("/clock/format", test_format);
  g_test_add_func ("/clock/round-trip", test_round_trip);
  g_test_add_func ("/clock/parse-http", test_parse_http);
  g_test_add_func ("/clock/freeze", test_freeze);
  return g_test_run ();
}
