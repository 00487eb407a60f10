/* test-weekly.c: when the weekly report is due, of which week, under which name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "model/ear-weekly.h"

#define HOUR G_GINT64_CONSTANT (3600000)
#define DAY (24 * HOUR)

/* A clock, a setting and what was made, as an engine has them. */
typedef struct {
  GTimeZone *zone;
  EarWeekly weekly;
  char *made;
} World;

static void
world_clear (World *world)
{
  g_clear_pointer (&world->zone, g_time_zone_unref);
  ear_weekly_clear (&world->weekly);
  g_clear_pointer (&world->made, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
world_init (World *world, const char *zone, guint weekday, guint minute)
{
  world->zone = g_time_zone_new_identifier (zone);
  g_assert_nonnull (world->zone);
  ear_weekly_init (&world->weekly);
  world->weekly.on = TRUE;
  world->weekly.folder = g_strdup ("/reports");
  world->weekly.weekday = weekday;
  world->weekly.minute = minute;
}

/* What is made at that time, if anything. */
static char *
make_at (World *world, gint64 now)
{
  EarWeek week;
  char *name, *made;

  if (!ear_weekly_is_due (&world->weekly, world->zone, world->made, now, &week))
    return NULL;
  g_assert_cmpint (week.from, <, week.to);
  g_assert_cmpint (week.to, <=, now);
  name = ear_week_to_string (&week);
  made = ear_weekly_add_made (world->made, name);
  g_free (world->made);
  world->made = made;
  return name;
}

static void
assert_made (World *world, const char *now, const char *expected)
{
  g_autofree char *made = make_at (world, ear_time_parse (now));

  if (g_strcmp0 (made, expected) != 0)
    g_error ("at %s: made %s, expected %s", now, made, expected);
}

static void
test_weeks (void)
{
  static const struct {
    const char *zone, *at, *name, *from, *to;
  } cases[] = {
    { "UTC", "2026-11-30T08:00:00Z", "2026-W48", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z" },
    { "UTC", "2026-11-30T00:00:00Z", "2026-W48", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z" },
    { "UTC", "2026-11-29T23:59:59Z", "2026-W47", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z" },
    /* Monday begins earlier in the east. */
    { "Asia/Tokyo", "2026-11-29T15:00:00Z", "2026-W48", "2026-11-22T15:00:00Z", "2026-11-29T15:00:00Z" },
    { "America/New_York", "2026-11-30T04:00:00Z", "2026-W47", "2026-11-16T05:00:00Z", "2026-11-23T05:00:00Z" },
    /* Over New Year: years of 53 weeks, days of one year in a week of the other. */
    { "UTC", "2027-01-04T08:00:00Z", "2026-W53", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z" },
    { "UTC", "2027-01-11T08:00:00Z", "2027-W01", "2027-01-04T00:00:00Z", "2027-01-11T00:00:00Z" },
    { "UTC", "2025-01-06T08:00:00Z", "2025-W01", "2024-12-30T00:00:00Z", "2025-01-06T00:00:00Z" },
    { "UTC", "2021-01-04T08:00:00Z", "2020-W53", "2020-12-28T00:00:00Z", "2021-01-04T00:00:00Z" },
    { "UTC", "2024-12-30T08:00:00Z", "2024-W52", "2024-12-23T00:00:00Z", "2024-12-30T00:00:00Z" },
    /* A week of 167 hours, one of 169. */
    { "Europe/Berlin", "2026-03-30T06:00:00Z", "2026-W13", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z" },
    { "Europe/Berlin", "2026-10-26T06:00:00Z", "2026-W43", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z" },
    /* Before 1970. */
    { "UTC", "1969-12-31T23:59:59.5Z", "1969-W52", "1969-12-22T00:00:00Z", "1969-12-29T00:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autofree char *name = NULL;
      EarWeek week;

      g_assert_true (ear_week_before (zone, ear_time_parse (cases[i].at), &week));
      name = ear_week_to_string (&week);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpint (week.from, ==, ear_time_parse (cases[i].from));
      g_assert_cmpint (week.to, ==, ear_time_parse (cases[i].to));
    }
}

static void
test_once_a_week (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, "Europe/Berlin", 1, 8 * 60);
  world.weekly.since = ear_time_parse ("2026-11-25T12:00:00Z");
  /* What would have been due before it was switched on is not. */
  assert_made (&world, "2026-11-25T12:00:00Z", NULL);
  assert_made (&world, "2026-11-30T06:59:59Z", NULL);
  assert_made (&world, "2026-11-30T07:00:00Z", "2026-W48");
  assert_made (&world, "2026-11-30T07:00:01Z", NULL);
  assert_made (&world, "2026-12-06T23:00:00Z", NULL);
  /* Late: on Wednesday; and still of the same week. */
  assert_made (&world, "2026-12-09T10:00:00Z", "2026-W49");
  assert_made (&world, "2026-12-10T10:00:00Z", NULL);
  /* After four weeks of sleep at most the last. */
  assert_made (&world, "2027-01-06T10:00:00Z", "2026-W53");
  assert_made (&world, "2027-01-06T10:00:00Z", NULL);
  /* Off, or without a folder. */
  world.weekly.on = FALSE;
  assert_made (&world, "2027-01-11T10:00:00Z", NULL);
  world.weekly.on = TRUE;
  g_clear_pointer (&world.weekly.folder, g_free);
  assert_made (&world, "2027-01-11T10:00:00Z", NULL);
}

static void
test_another_day (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, "UTC", 7, 23 * 60 + 59);
  /* On Sunday night this week is not over: it is the one before. */
  assert_made (&world, "2026-11-29T23:59:00Z", "2026-W47");
  assert_made (&world, "2026-11-30T00:00:00Z", NULL);
  /* Other days: still one of each week, none twice. */
  world.weekly.weekday = 1;
  world.weekly.minute = 0;
  assert_made (&world, "2026-11-30T00:00:00Z", "2026-W48");
  world.weekly.weekday = 3;
  assert_made (&world, "2026-12-02T00:00:00Z", NULL);
  assert_made (&world, "2026-12-09T00:00:00Z", "2026-W49");
}

static void
test_clock_set_back (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, "UTC", 1, 8 * 60);
  world.weekly.since = ear_time_parse ("2026-11-18T12:00:00Z");
  assert_made (&world, "2026-11-23T08:00:00Z", "2026-W47");
  assert_made (&world, "2026-11-30T08:00:00Z", "2026-W48");
  assert_made (&world, "2026-11-30T07:00:00Z", NULL);
  assert_made (&world, "2026-11-26T07:00:00Z", NULL);
  assert_made (&world, "2026-11-30T09:00:00Z", NULL);
  /* A battery was empty: it was 2036, and is right again. */
  assert_made (&world, "2036-11-30T09:00:00Z", "2036-W47");
  assert_made (&world, "2026-12-07T09:00:00Z", "2026-W49");
  assert_made (&world, "2026-12-14T09:00:00Z", "2026-W50");
  /* It is 1970 again: before anybody switched it on. */
  assert_made (&world, "1970-01-12T09:00:00Z", NULL);
}

/* The hour that is left out, and the one that comes twice. */
static void
test_clock_changes (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, "Europe/Berlin", 7, 2 * 60 + 30);
  assert_made (&world, "2026-03-22T01:30:00Z", "2026-W11");
  assert_made (&world, "2026-03-29T00:59:59Z", NULL);
  /* 02:30 is not there on 29 March: at 03:00, which is 01:00 UTC. */
  assert_made (&world, "2026-03-29T01:00:00Z", "2026-W12");
  assert_made (&world, "2026-03-29T01:30:00Z", NULL);
  assert_made (&world, "2026-10-18T00:30:00Z", "2026-W41");
  /* On 25 October it is there at 00:30 and at 01:30 UTC. */
  assert_made (&world, "2026-10-25T00:29:00Z", NULL);
  assert_made (&world, "2026-10-25T01:30:00Z", "2026-W42");
  assert_made (&world, "2026-10-25T01:31:00Z", NULL);
}

/* Whenever somebody looks, each week is made once, in its order, the next time that was told is the time it becomes due. */
static void
test_any (void)
{
  static const char *const zones[] = { "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu" };
  g_autoptr (GRand) random = g_rand_new_with_seed (61);

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    for (guint round = 0; round < 40; round++)
      {
        g_auto (World) world = { 0 };
        g_autofree char *before = NULL;
        gint64 at = ear_time_parse ("2011-11-01T00:00:00Z") + g_rand_int_range (random, 0, 52 * 7 * 24) * HOUR, end = at + 60 * 7 * DAY;
        guint n = 0;

        world_init (&world, zones[i], (guint) g_rand_int_range (random, 1, 8), (guint) g_rand_int_range (random, 0, 1440));
        world.weekly.since = at;
        while (at < end)
          {
            gint64 next = ear_weekly_next (&world.weekly, world.zone, at);
            g_autofree char *early = NULL;
            g_autofree char *made = NULL;

            g_assert_cmpint (next, >, at);
            g_assert_cmpint (next, <=, at + 8 * DAY);
            early = make_at (&world, next - 1);
            g_assert_null (early);
            made = make_at (&world, next);
            g_assert_nonnull (made);
            g_assert_true (before == NULL || strcmp (before, made) < 0);
            g_set_str (&before, made);
            n++;
            at = next + g_rand_int_range (random, 0, 6 * 24) * HOUR / 2;
          }
        g_assert_cmpuint (n, >=, 60);
      }
}

static void
test_made (void)
{
  g_autofree char *made = NULL;

  for (int year = 2020; year < 2024; year++)
    for (int number = 1; number <= 52; number++)
      {
        EarWeek week = { .year = year, .number = number };
        g_autofree char *name = ear_week_to_string (&week);
        char *more = ear_weekly_add_made (made, name);

        g_assert_false (ear_weekly_was_made (made, name));
        g_free (made);
        made = more;
        g_assert_true (ear_weekly_was_made (made, name));
        g_assert_cmpuint (strlen (made), <, 600);
      }
  g_assert_true (ear_weekly_was_made (made, "2023-W01"));
  g_assert_false (ear_weekly_was_made (made, "2020-W01"));
  g_assert_false (ear_weekly_was_made (made, "2023-W0"));
  g_assert_false (ear_weekly_was_made (NULL, "2023-W01"));
}

static void
assert_name (const char *organisation, const char *expected)
{
  g_autofree char *name = ear_weekly_file_name (organisation, "2026-W48", EAR_WEEKLY_PDF, 1);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_names (void)
{
  g_autofree char *second = ear_weekly_file_name ("Olive", "2026-W48", EAR_WEEKLY_PAGE, 2);
  g_autofree char *many = g_strnfill (500, 'x');
  g_autofree char *long_name = NULL;
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autofree char *wide_name = NULL;

  assert_name ("Olive & Thyme", "Olive & Thyme 2026-W48.pdf");
  assert_name ("Café Zürich – Łódź 食堂", "Café Zürich – Łódź 食堂 2026-W48.pdf");
  assert_name ("../../etc/passwd", "etc passwd 2026-W48.pdf");
  assert_name ("A/B\\C: \"D\" <E>|F?*", "A B C D E F 2026-W48.pdf");
  assert_name ("  .hidden.\n\t ", "hidden 2026-W48.pdf");
  assert_name ("", "Earshot 2026-W48.pdf");
  assert_name ("/", "Earshot 2026-W48.pdf");
  assert_name (NULL, "Earshot 2026-W48.pdf");
  assert_name ("caf\xe9", "caf\xef\xbf\xbd 2026-W48.pdf");
  g_assert_cmpstr (second, ==, "Olive 2026-W48 (2).html");
  long_name = ear_weekly_file_name (many, "2026-W48", EAR_WEEKLY_PDF, 99);
  g_assert_cmpuint (strlen (long_name), <=, 200);
  for (guint i = 0; i < 100; i++)
    g_string_append (wide, "食");
  wide_name = ear_weekly_file_name (wide->str, "2026-W48", EAR_WEEKLY_PDF, 1);
  g_assert_true (g_utf8_validate (wide_name, -1, NULL));
  g_assert_cmpuint (strlen (wide_name), <=, 200);
}

static void
test_json (void)
{
  g_auto (World) world = { 0 };
  g_autofree char *json = NULL;
  EarWeekly read, usual;

  world_init (&world, "UTC", 5, 17 * 60 + 5);
  world.weekly.form = EAR_WEEKLY_PAGE;
  world.weekly.paper = EAR_WEEKLY_LETTER;
  world.weekly.since = ear_time_parse ("2026-11-25T12:00:00Z");
  json = ear_weekly_to_json (&world.weekly);
  g_assert_cmpstr (json, ==, "{\"on\":true,\"weekday\":5,\"time\":\"17:05\",\"folder\":\"/reports\",\"form\":\"html\",\"paper\":\"letter\","
                             "\"since\":\"2026-11-25T12:00:00.000Z\"}");
  ear_weekly_from_json (json, &read);
  g_assert_true (ear_weekly_equal (&read, &world.weekly));
  ear_weekly_clear (&read);

  /* Whatever another version wrote. */
  ear_weekly_init (&usual);
  ear_weekly_from_json ("{\"on\":\"maybe\",\"weekday\":9,\"time\":\"25:00\",\"form\":7,\"paper\":null,\"since\":\"never\"}", &read);
  g_assert_true (ear_weekly_equal (&read, &usual));
  ear_weekly_from_json ("not JSON", &read);
  g_assert_true (ear_weekly_equal (&read, &usual));
  ear_weekly_from_json (NULL, &read);
  g_assert_true (ear_weekly_equal (&read, &usual));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weekly/weeks", test_weeks);
  g_test_add_func ("/weekly/once-a-week", test_once_a_week);
  g_test_add_func ("/weekly/another-day", test_another_day);
  g_test_add_func ("/weekly/clock-set-back", test_clock_set_back);
  g_test_add_func ("/weekly/clock-changes", test_clock_changes);
  g_test_add_func ("/weekly/any", test_any);
  g_test_add_func ("/weekly/made", test_made);
  g_test_add_func ("/weekly/names", test_names);
  g_test_add_func ("/weekly/json", test_json);
  return g_test_run ();
}
