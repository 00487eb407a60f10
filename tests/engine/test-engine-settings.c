/* test-engine-settings.c: promise, hours and zone with their dates, for all and for one channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "model/ear-report-data.h"

/* 2026-11-20 is a Friday; Berlin is an hour ahead of UTC. */
#define FRIDAY_0900 ear_time_parse ("2026-11-20T08:00:00Z")
#define HOUR G_GINT64_CONSTANT (3600000)
#define DAY (24 * HOUR)

static void
set_settings (Fixture *fixture, EarSettings *settings, gint64 valid_from)
{
  Await await = { 0 };

  ear_engine_set_settings_async (fixture->engine, settings, valid_from, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
set_promise (Fixture *fixture, gint64 seconds, gint64 valid_from)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);

  settings->promise_s = seconds;
  set_settings (fixture, settings, valid_from);
}

static EarHours *
weekdays (const char *zone, guint from, guint to)
{
  EarHours *hours = ear_hours_new (zone, NULL);

  for (guint day = 1; day <= 5; day++)
    ear_hours_add (hours, (EarInterval) { day, from * 60, to * 60 });
  return hours;
}

static void
set_answering (Fixture *fixture, EarHours *hours, gint64 valid_from)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);

  ear_hours_unref (settings->answering);
  settings->answering = hours;
  g_set_str (&settings->zone, ear_hours_get_zone (hours));
  set_settings (fixture, settings, valid_from);
}

static EarChannelSettings *
load_channel (Fixture *fixture, const char *key)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarChannelSettings *settings;

  ear_engine_load_channel_settings_async (fixture->engine, key, await_cb, &await);
  result = await_result (&await);
  settings = ear_engine_load_channel_settings_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return settings;
}

static void
set_channel (Fixture *fixture, const char *key, EarChannelSettings *settings, gint64 valid_from)
{
  Await await = { 0 };

  ear_engine_set_channel_settings_async (fixture->engine, key, settings, valid_from, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
set_closed (Fixture *fixture, gboolean closed)
{
  Await await = { 0 };

  ear_engine_set_closed_today_async (fixture->engine, closed, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

/* A question asked so many hours ago, in a channel that stays connected. */
static gint64
ask (Fixture *fixture, char **key, guint hours_ago)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", hours_ago * 3600);
  gint64 id;

  *key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR ((id = find_by_ext (fixture->engine, *key, ext)) != 0);
  return id;
}

static gint64
due_at (Fixture *fixture, gint64 id)
{
  g_autoptr (EarThread) thread = load_thread (fixture->engine, id);

  return thread->due_at;
}

static EarReport *
load_report (Fixture *fixture)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarReport *report;

  ear_engine_load_report_async (fixture->engine, ear_clock_now_ms () - 30 * DAY, ear_clock_now_ms () + HOUR, NULL, await_cb, &await);
  result = await_result (&await);
  report = ear_engine_load_report_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return report;
}

/* ---- "from this day on" leaves the past alone ---- */

static void
test_first_promise_from_now (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  gint64 id, asked;

  ear_clock_set_for_test (FRIDAY_0900);
  id = ask (fixture, &key, 48);
  asked = FRIDAY_0900 - 48 * HOUR;
  g_assert_cmpint (due_at (fixture, id), ==, asked + DAY);
  set_promise (fixture, 3600, FRIDAY_0900);
  g_assert_cmpint (due_at (fixture, id), ==, asked + DAY);
  set_promise (fixture, 7200, EAR_TIME_NONE);
  g_assert_cmpint (due_at (fixture, id), ==, asked + 2 * HOUR);
}

static void
test_first_hours_from_now (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarReport) report = NULL;
  gint64 id;

  ear_clock_set_for_test (FRIDAY_0900);
  id = ask (fixture, &key, 48);
  set_answering (fixture, weekdays ("Europe/Berlin", 9, 17), FRIDAY_0900 - HOUR);
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 - DAY);
  report = load_report (fixture);
  g_assert_true (report->hours_set);
  g_assert_true (report->hours_partly);
  set_answering (fixture, weekdays ("Europe/Berlin", 9, 18), EAR_TIME_NONE);
  /* From Wednesday at nine: three days of nine hours, less three. */
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + 6 * HOUR);
}

/* ---- what is planned ---- */

static void
test_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarSettings) planned = NULL, replaced = NULL, then = NULL, dropped = NULL;
  Await await = { 0 };
  const EarLater *later;

  ear_clock_set_for_test (FRIDAY_0900);
  set_promise (fixture, 4 * 3600, EAR_TIME_NONE);
  set_promise (fixture, 2 * 3600, FRIDAY_0900 + 30 * DAY);
  planned = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpint (planned->promise_s, ==, 4 * 3600);
  g_assert_cmpuint (planned->later->len, ==, 1);
  later = g_ptr_array_index (planned->later, 0);
  g_assert_cmpint (later->what, ==, EAR_LATER_PROMISE);
  g_assert_cmpint (later->valid_from, ==, FRIDAY_0900 + 30 * DAY);
  g_assert_cmpint (later->promise_s, ==, 2 * 3600);

  /* "From tomorrow on" is also after that day. */
  set_promise (fixture, 8 * 3600, FRIDAY_0900 + DAY);
  replaced = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpint (replaced->promise_s, ==, 4 * 3600);
  g_assert_cmpuint (replaced->later->len, ==, 1);
  g_assert_cmpint (((const EarLater *) g_ptr_array_index (replaced->later, 0))->promise_s, ==, 8 * 3600);

  /* A program that runs on: the day comes, and another change does not write the old promise back. */
  ear_clock_set_for_test (FRIDAY_0900 + 2 * DAY);
  then = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpint (then->promise_s, ==, 8 * 3600);
  g_assert_cmpuint (then->later->len, ==, 0);
  fixture_set_undo (fixture, 30);
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  g_clear_pointer (&then, ear_settings_free);
  then = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpint (then->promise_s, ==, 8 * 3600);
  g_assert_cmpint (then->undo_s, ==, 30);

  set_promise (fixture, 3600, FRIDAY_0900 + 9 * DAY);
  g_clear_pointer (&planned, ear_settings_free);
  planned = ear_engine_dup_settings (fixture->engine);
  ear_engine_drop_later_async (fixture->engine, NULL, g_ptr_array_index (planned->later, 0), await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  dropped = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpuint (dropped->later->len, ==, 0);
  g_assert_cmpint (dropped->promise_s, ==, 8 * 3600);
}

/* ---- "closed today" ---- */

static void
test_closed_today (Fixture *fixture, gconstpointer data)
{
  const EarInterval short_day[] = { { 0, 10 * 60, 12 * 60 } };
  EarHours *hours = weekdays ("Europe/Berlin", 9, 17);
  g_autoptr (EarSettings) before = NULL, closed = NULL, after = NULL;

  ear_clock_set_for_test (FRIDAY_0900);
  ear_hours_add_exception (hours, 2026, 11, 20, short_day, 1, "Stocktaking");
  set_answering (fixture, hours, EAR_TIME_NONE);
  set_answering (fixture, weekdays ("Europe/Berlin", 8, 20), FRIDAY_0900 + 10 * DAY);
  before = ear_engine_dup_settings (fixture->engine);
  set_closed (fixture, TRUE);
  closed = ear_engine_dup_settings (fixture->engine);
  g_assert_true (ear_hours_is_closed (closed->answering, 2026, 11, 20));
  /* What is planned stays, */
  g_assert_cmpuint (closed->later->len, ==, 1);
  /* and so does what else is said of the day. */
  set_closed (fixture, FALSE);
  after = ear_engine_dup_settings (fixture->engine);
  g_assert_true (ear_hours_equal (after->answering, before->answering));
  g_assert_cmpuint (ear_hours_get_n_exceptions (after->answering), ==, 1);
  g_assert_cmpuint (after->later->len, ==, 1);
}

/* ---- one channel ---- */

static void
test_channel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarChannelSettings) settings = NULL, own = NULL, again = NULL;
  g_autoptr (EarReport) report = NULL, without = NULL;
  const EarReportChannel *channel = NULL;
  gint64 id, asked;

  ear_clock_set_for_test (FRIDAY_0900);
  set_promise (fixture, 4 * 3600, EAR_TIME_NONE);
  set_answering (fixture, weekdays ("Europe/Berlin", 9, 17), EAR_TIME_NONE);
  id = ask (fixture, &key, 24);
  asked = FRIDAY_0900 - DAY;
  g_assert_cmpint (due_at (fixture, id), ==, asked + 4 * HOUR);

  settings = load_channel (fixture, key);
  g_assert_false (settings->own_promise || settings->own_hours);
  g_assert_cmpint (settings->promise_s, ==, 4 * 3600);
  g_assert_true (ear_hours_is_set (settings->answering));
  settings->own_promise = TRUE;
  settings->promise_s = 2 * 3600;
  set_channel (fixture, key, settings, EAR_TIME_NONE);
  g_assert_cmpint (due_at (fixture, id), ==, asked + 2 * HOUR);
  settings->own_hours = TRUE;
  ear_hours_unref (settings->answering);
  settings->answering = weekdays ("Europe/Berlin", 9, 10);
  set_channel (fixture, key, settings, EAR_TIME_NONE);
  /* An hour on Thursday and one on Friday. */
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + HOUR);
  own = load_channel (fixture, key);
  g_assert_true (own->own_promise && own->own_hours);

  report = load_report (fixture);
  for (guint i = 0; i < report->channels->len; i++)
    if (g_str_equal (ear_report_get_channel (report, i)->key, key))
      channel = ear_report_get_channel (report, i);
  g_assert_nonnull (channel);
  g_assert_true (channel->own_promise && channel->own_hours);
  g_assert_cmpint (channel->promise_s, ==, 2 * 3600);
  g_assert_cmpint (report->promise_s, ==, 4 * 3600);
  g_assert_cmpstr (report->zone, ==, "Europe/Berlin");

  /* The whole organisation's closing day is the channel's too. */
  set_closed (fixture, TRUE);
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + 3 * DAY + HOUR);
  set_closed (fixture, FALSE);

  /* After a restart, and as for the whole organisation again from today on: what was asked yesterday keeps its promise. */
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  again = load_channel (fixture, key);
  again->own_promise = again->own_hours = FALSE;
  set_channel (fixture, key, again, FRIDAY_0900);
  /* An hour of its own on Thursday; then everybody's. */
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + HOUR);
  set_channel (fixture, key, again, EAR_TIME_NONE);
  g_clear_pointer (&again, ear_channel_settings_free);
  again = load_channel (fixture, key);
  g_assert_false (again->own_promise || again->own_hours);
  g_assert_cmpint (again->promise_s, ==, 4 * 3600);
}

/* ---- the zone ---- */

static void
test_zone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarSettings) settings = NULL, moved = NULL;
  g_autoptr (EarChannelSettings) own = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };
  gint64 id;

  ear_clock_set_for_test (FRIDAY_0900);
  set_promise (fixture, 3600, EAR_TIME_NONE);
  set_answering (fixture, weekdays ("Europe/Berlin", 9, 17), EAR_TIME_NONE);
  id = ask (fixture, &key, 0);
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + HOUR);
  own = load_channel (fixture, key);
  own->own_hours = TRUE;
  set_channel (fixture, key, own, EAR_TIME_NONE);

  /* From Monday on in London: today's deadline stays. */
  settings = ear_engine_dup_settings (fixture->engine);
  g_set_str (&settings->zone, "Europe/London");
  set_settings (fixture, settings, FRIDAY_0900 + 2 * DAY);
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + HOUR);
  moved = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpstr (moved->zone, ==, "Europe/Berlin");
  g_assert_cmpuint (moved->later->len, ==, 2); /* the zone, and the answering hours that go by it */

  /* It was always so: every hour an hour later, the channel's own too. */
  set_settings (fixture, settings, EAR_TIME_NONE);
  g_assert_cmpint (due_at (fixture, id), ==, FRIDAY_0900 + 2 * HOUR);
  g_clear_pointer (&moved, ear_settings_free);
  moved = ear_engine_dup_settings (fixture->engine);
  g_assert_cmpstr (moved->zone, ==, "Europe/London");
  g_assert_cmpstr (ear_hours_get_zone (moved->answering), ==, "Europe/London");
  g_assert_cmpstr (ear_hours_get_zone (moved->opening), ==, "Europe/London");
  g_clear_pointer (&own, ear_channel_settings_free);
  own = load_channel (fixture, key);
  g_assert_cmpstr (ear_hours_get_zone (own->answering), ==, "Europe/London");
  zone = ear_engine_dup_time_zone (fixture->engine);
  g_assert_cmpstr (g_time_zone_get_identifier (zone), ==, "Europe/London");

  g_set_str (&settings->zone, "Mars/Olympus");
  ear_engine_set_settings_async (fixture->engine, settings, EAR_TIME_NONE, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

#define ADD(name, func) g_test_add ("/engine/settings/" name, Fixture, NULL, fixture_set_up, func, tear_down)

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture, data);
  ear_clock_set_for_test (-1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ADD ("first-promise-from-now", test_first_promise_from_now);
  ADD ("first-hours-from-now", test_first_hours_from_now);
  ADD ("later", test_later);
  ADD ("closed-today", test_closed_today);
  ADD ("channel", test_channel);
  ADD ("zone", test_zone);
  return g_test_run ();
}
