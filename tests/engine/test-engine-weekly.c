/* test-engine-weekly.c: when an engine asks for the weekly report, and what it remembers of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>

#include "base/ear-clock.h"
#include "engine/ear-weekly-due-private.h"
#include "engine-fixture.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
/* A Wednesday; Berlin is an hour ahead of UTC. */
#define WEDNESDAY ear_time_parse ("2026-11-25T12:00:00Z")
#define MONDAY_0800 ear_time_parse ("2026-11-30T07:00:00Z")

static GPtrArray *told;      /* (element-type char*): the weeks asked for */

static void
on_weekly_due (EarEngine *engine, const EarWeek *week, gpointer data)
{
  g_ptr_array_add (told, ear_week_to_string (week));
}

static void
listen (Fixture *fixture)
{
  g_signal_connect (fixture->engine, "weekly-due", G_CALLBACK (on_weekly_due), NULL);
}

static void
set_settings (Fixture *fixture, EarSettings *settings)
{
  Await await = { 0 };

  ear_engine_set_settings_async (fixture->engine, settings, EAR_TIME_NONE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
switch_on (Fixture *fixture, const char *folder)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);

  g_set_str (&settings->zone, "Europe/Berlin");
  settings->weekly.on = TRUE;
  g_set_str (&settings->weekly.folder, folder);
  set_settings (fixture, settings);
}

/* The timer's own way is the same function. */
static void
look_at (Fixture *fixture, gint64 now)
{
  ear_clock_set_for_test (now);
  ear_weekly_due_update (fixture->engine->weekly);
}

static void
begin_weekly (Fixture *fixture, const char *week, const char *path)
{
  Await await = { 0 };

  ear_engine_begin_weekly_async (fixture->engine, week, path, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
end_weekly (Fixture *fixture, const char *week, const char *path, const char *problem)
{
  Await await = { 0 };

  ear_engine_end_weekly_async (fixture->engine, week, path, problem, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
restart (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  listen (fixture);
}

#define assert_told(n, week) \
  G_STMT_START { \
    g_assert_cmpuint (told->len, ==, n); \
    g_assert_cmpstr (g_ptr_array_index (told, n - 1), ==, week); \
  } G_STMT_END

static void
test_setting (Fixture *fixture, gconstpointer data)
{
  Await await = { 0 };
  g_autofree char *event = NULL;
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);

  g_assert_false (settings->weekly.on);
  g_assert_cmpuint (settings->weekly.weekday, ==, 1);
  g_assert_cmpuint (settings->weekly.minute, ==, 8 * 60);
  ear_clock_set_for_test (WEDNESDAY);
  settings->weekly = (EarWeekly) { TRUE, 5, 17 * 60 + 30, g_strdup ("/reports"), EAR_WEEKLY_PAGE, EAR_WEEKLY_LETTER, EAR_TIME_NONE };
  ear_engine_set_settings_async (fixture->engine, settings, EAR_TIME_NONE, await_cb, &await);
  {
    g_autoptr (GAsyncResult) result = await_result (&await);

    g_assert_true (ear_engine_finish (fixture->engine, result, NULL));
    event = ear_engine_dup_event (result);
    g_assert_nonnull (event);
  }
  restart (fixture);
  {
    g_autoptr (EarSettings) kept = ear_engine_dup_settings (fixture->engine);

    settings->weekly.since = WEDNESDAY;
    g_assert_true (ear_weekly_equal (&kept->weekly, &settings->weekly));
    /* Nothing else of it is new: since when it is on stays. */
    ear_clock_set_for_test (WEDNESDAY + DAY);
    kept->weekly.weekday = 4;
    set_settings (fixture, kept);
  }
  {
    g_autoptr (EarSettings) kept = ear_engine_dup_settings (fixture->engine);

    g_assert_cmpuint (kept->weekly.weekday, ==, 4);
    g_assert_cmpint (kept->weekly.since, ==, WEDNESDAY);
    kept->weekly.weekday = 5;
    set_settings (fixture, kept);
  }
  /* The first change, taken back. */
  await = (Await) { 0 };
  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  for (;;)
    {
      g_autoptr (EarSettings) back = ear_engine_dup_settings (fixture->engine);

      if (!back->weekly.on)
        break;
      iterate_once ();
    }
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  ear_clock_set_for_test (WEDNESDAY);
  switch_on (fixture, fixture->folder);
  look_at (fixture, MONDAY_0800 - 1000);
  g_assert_cmpuint (told->len, ==, 0);
  look_at (fixture, MONDAY_0800);
  assert_told (1, "2026-W48");
  look_at (fixture, MONDAY_0800 + MINUTE);
  look_at (fixture, MONDAY_0800 + 59 * MINUTE);
  g_assert_cmpuint (told->len, ==, 1);
  end_weekly (fixture, "2026-W48", "/reports/a.pdf", NULL);
  look_at (fixture, MONDAY_0800 + 3 * HOUR);
  look_at (fixture, MONDAY_0800 + 6 * DAY);
  g_assert_cmpuint (told->len, ==, 1);

  /* Asleep, and started late. */
  fixture_close (fixture);
  ear_clock_set_for_test (MONDAY_0800 + 30 * DAY);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  listen (fixture);
  WAIT_FOR (told->len == 2);
  assert_told (2, "2026-W52");
  end_weekly (fixture, "2026-W52", "/reports/b.pdf", NULL);
  restart (fixture);
  look_at (fixture, MONDAY_0800 + 31 * DAY);
  g_assert_cmpuint (told->len, ==, 2);
  {
    g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (fixture->engine);

    g_assert_cmpstr (last->week, ==, "2026-W52");
    g_assert_cmpstr (last->path, ==, "/reports/b.pdf");
    g_assert_cmpint (last->at, ==, MONDAY_0800 + 30 * DAY);
    g_assert_null (last->problem);
  }
  look_at (fixture, MONDAY_0800 + 35 * DAY);
  assert_told (3, "2026-W53");
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  ear_clock_set_for_test (WEDNESDAY);
  switch_on (fixture, "/gone");
  look_at (fixture, MONDAY_0800);
  assert_told (1, "2026-W48");
  end_weekly (fixture, "2026-W48", NULL, "The folder is not there.");
  {
    g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (fixture->engine);

    g_assert_null (last->week);
    g_assert_cmpstr (last->problem, ==, "The folder is not there.");
  }
  look_at (fixture, MONDAY_0800 + 59 * MINUTE);
  g_assert_cmpuint (told->len, ==, 1);
  /* An hour later, at the next start, and with another folder at once. */
  look_at (fixture, MONDAY_0800 + HOUR);
  assert_told (2, "2026-W48");
  restart (fixture);
  WAIT_FOR (told->len == 3);
  {
    g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (fixture->engine);

    g_assert_cmpstr (last->problem, ==, "The folder is not there.");
  }
  switch_on (fixture, "/reports");
  assert_told (4, "2026-W48");
  {
    g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (fixture->engine);

    g_assert_null (last->problem);
  }
  end_weekly (fixture, "2026-W48", "/reports/a.pdf", NULL);
  {
    g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (fixture->engine);

    g_assert_null (last->problem);
    g_assert_cmpstr (last->week, ==, "2026-W48");
  }
  look_at (fixture, MONDAY_0800 + 5 * HOUR);
  g_assert_cmpuint (told->len, ==, 4);
}

/* The program ended between the file and its note of it; before the file was whole. */
static void
test_broken_off (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "report.pdf", NULL);

  ear_clock_set_for_test (WEDNESDAY);
  switch_on (fixture, fixture->folder);
  look_at (fixture, MONDAY_0800);
  assert_told (1, "2026-W48");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  begin_weekly (fixture, "2026-W48", path);
  restart (fixture);
  WAIT_FOR (told->len == 2);
  begin_weekly (fixture, "2026-W48", path);
  g_assert_true (g_file_set_contents (path, "%PDF", -1, NULL));
  restart (fixture);
  look_at (fixture, MONDAY_0800 + MINUTE);
  g_assert_cmpuint (told->len, ==, 2);
  {
    g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (fixture->engine);

    g_assert_cmpstr (last->week, ==, "2026-W48");
    g_assert_cmpstr (last->path, ==, path);
  }
}

/* What was asked at the weekend is read first, unless that takes too long. */
static void
test_read_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  EarChannelItem *item = fixture_get_channel (fixture, key);
  gint64 read_at, monday;
  guint weekday;
  g_autoptr (GDateTime) at = NULL;

  WAIT_FOR (ear_channel_item_get_last_read (item) != EAR_TIME_NONE);
  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  read_at = ear_channel_item_get_last_read (item);
  ear_clock_set_for_test (read_at + MINUTE);
  switch_on (fixture, fixture->folder);
  at = g_date_time_new_from_unix_utc (read_at / 1000);
  weekday = (guint) g_date_time_get_day_of_week (at);
  /* Noon of the second next Monday: that week was not read. */
  monday = read_at / DAY * DAY + (15 - (gint64) weekday) * DAY + 12 * HOUR;
  look_at (fixture, monday);
  look_at (fixture, monday + 14 * MINUTE);
  g_assert_cmpuint (told->len, ==, 0);
  look_at (fixture, monday + 15 * MINUTE);
  g_assert_cmpuint (told->len, ==, 1);
}

/* A clock that is set back does not keep it waiting, nor have it made twice. */
static void
test_clock_set_back (Fixture *fixture, gconstpointer data)
{
  ear_clock_set_for_test (WEDNESDAY);
  switch_on (fixture, fixture->folder);
  look_at (fixture, MONDAY_0800 + 5 * HOUR);
  assert_told (1, "2026-W48");
  end_weekly (fixture, "2026-W48", NULL, "The disk is full.");
  /* Before it was due at all; then earlier than the attempt, which is no hour ago. */
  look_at (fixture, MONDAY_0800 - DAY);
  g_assert_cmpuint (told->len, ==, 1);
  look_at (fixture, MONDAY_0800 + HOUR);
  assert_told (2, "2026-W48");
  end_weekly (fixture, "2026-W48", "/reports/a.pdf", NULL);
  look_at (fixture, MONDAY_0800 - DAY);
  look_at (fixture, MONDAY_0800);
  g_assert_cmpuint (told->len, ==, 2);
  look_at (fixture, MONDAY_0800 + 7 * DAY);
  assert_told (3, "2026-W49");
}

/* Where nothing is read or written, nothing is made; nor where it is switched off. */
static void
test_not_here (Fixture *fixture, gconstpointer data)
{
  static const EarEngineFlags others[] = { EAR_ENGINE_NO_SYNC, EAR_ENGINE_READ_ONLY | EAR_ENGINE_NO_SYNC };
  g_autoptr (EarSettings) settings = NULL;

  ear_clock_set_for_test (WEDNESDAY);
  switch_on (fixture, fixture->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      fixture_close (fixture);
      fixture_open (fixture, others[i]);
      listen (fixture);
      look_at (fixture, MONDAY_0800);
      g_assert_cmpuint (told->len, ==, 0);
    }
  ear_clock_set_for_test (WEDNESDAY);
  restart (fixture);
  settings = ear_engine_dup_settings (fixture->engine);
  settings->weekly.on = FALSE;
  set_settings (fixture, settings);
  look_at (fixture, MONDAY_0800);
  g_assert_cmpuint (told->len, ==, 0);
  /* On again: not the week that was over by then. */
  settings->weekly.on = TRUE;
  ear_clock_set_for_test (MONDAY_0800 + HOUR);
  set_settings (fixture, settings);
  g_assert_cmpuint (told->len, ==, 0);
  look_at (fixture, MONDAY_0800 + 7 * DAY);
  assert_told (1, "2026-W49");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  told = g_ptr_array_new_with_free_func (g_free);
  fixture_set_up (fixture, data);
  listen (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ear_clock_set_for_test (-1);
  fixture_tear_down (fixture, data);
  g_ptr_array_unref (told);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
#define ADD(name, func) g_test_add ("/engine/weekly/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("setting", test_setting);
  ADD ("once", test_once);
  ADD ("failed", test_failed);
  ADD ("broken-off", test_broken_off);
  ADD ("read-first", test_read_first);
  ADD ("clock-set-back", test_clock_set_back);
  ADD ("not-here", test_not_here);
  return g_test_run ();
}
