/* test-engine-act-today.c: hours and deadlines that are set, and what the look at today says of channels that are in trouble
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"

#define HOUR G_GINT64_CONSTANT (3600000)

static void
set_settings (Fixture     *fixture,
              EarSettings *settings,
              gint64       valid_from)
{
  Await await = { 0 };

  ear_engine_set_settings_async (fixture->engine, settings, valid_from, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
test_deadline (Fixture       *fixture,
               gconstpointer  data)
{
  /* Friday 2026-11-20 17:00 in Berlin; answering hours Monday to Friday 9 to 18. */
  const gint64 friday_1700 = ear_time_parse ("2026-11-20T16:00:00Z");
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);
  g_autoptr (EarThread) thread = NULL;
  g_autofree char *key = NULL;
  const char *ext;
  Await await = { 0 };
  gint64 id;

  ear_clock_set_for_test (friday_1700);
  settings->promise_s = 4 * 3600;
  g_set_str (&settings->zone, "Europe/Berlin");
  g_clear_pointer (&settings->answering, ear_hours_unref);
  settings->answering = ear_hours_new ("Europe/Berlin", NULL);
  for (guint day = 1; day <= 5; day++)
    ear_hours_add (settings->answering, (EarInterval) { day, 9 * 60, 18 * 60 });
  settings->name = (g_free (settings->name), g_strdup ("Zum Anker"));
  set_settings (fixture, settings, EAR_TIME_NONE);

  ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 0);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR ((id = find_by_ext (fixture->engine, key, ext)) != 0);
  thread = load_thread (fixture->engine, id);
  /* One hour is left on Friday, three on Monday. */
  g_assert_cmpint (thread->due_at, ==, ear_time_parse ("2026-11-23T11:00:00Z"));

  /* "Closed today", seen from Monday: everything moves to Tuesday. */
  ear_clock_set_for_test (ear_time_parse ("2026-11-23T07:00:00Z"));
  ear_engine_set_closed_today_async (fixture->engine, TRUE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_clear_pointer (&thread, ear_thread_free);
  thread = load_thread (fixture->engine, id);
  g_assert_cmpint (thread->due_at, ==, ear_time_parse ("2026-11-24T11:00:00Z"));
  ear_engine_set_closed_today_async (fixture->engine, FALSE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_clear_pointer (&thread, ear_thread_free);
  thread = load_thread (fixture->engine, id);
  g_assert_cmpint (thread->due_at, ==, ear_time_parse ("2026-11-23T11:00:00Z"));

  /* Another promise from now on: what was asked before keeps its own. */
  settings->promise_s = 8 * 3600;
  set_settings (fixture, settings, ear_clock_now_ms ());
  g_clear_pointer (&thread, ear_thread_free);
  thread = load_thread (fixture->engine, id);
  g_assert_cmpint (thread->due_at, ==, ear_time_parse ("2026-11-23T11:00:00Z"));
  settings->promise_s = 2 * 3600;
  set_settings (fixture, settings, EAR_TIME_NONE);
  g_clear_pointer (&thread, ear_thread_free);
  thread = load_thread (fixture->engine, id);
  g_assert_cmpint (thread->due_at, ==, ear_time_parse ("2026-11-23T09:00:00Z"));

  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  {
    g_autoptr (EarSettings) kept = ear_engine_dup_settings (fixture->engine);

    g_assert_cmpint (kept->promise_s, ==, 2 * 3600);
    g_assert_cmpstr (kept->name, ==, "Zum Anker");
    g_assert_true (ear_hours_equal (kept->answering, settings->answering));
    g_assert_false (ear_hours_is_set (kept->opening));
  }
  ear_clock_set_for_test (-1);
}

static void
test_due_soon (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);
  g_autofree char *key = NULL;
  const char *soon, *later;

  settings->promise_s = 3600;
  set_settings (fixture, settings, EAR_TIME_NONE);
  soon = fake_service_add (fixture->service, NULL, "mia", "Soon?", 45 * 60);
  later = fake_service_add (fixture->service, NULL, "tom", "Later?", 5 * 60);
  fake_service_add (fixture->service, NULL, "eva", "Late?", 90 * 60);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (find_by_ext (fixture->engine, key, later) != 0);
  WAIT_FOR (fixture->due_soon->len > 0);
  spin (300);
  g_assert_cmpuint (fixture->due_soon->len, ==, 1);
  g_assert_cmpint (g_array_index (fixture->due_soon, gint64, 0), ==, find_by_ext (fixture->engine, key, soon));
  {
    g_autoptr (EarToday) today = load_today (fixture);

    g_assert_cmpuint (today->late, ==, 1);
    g_assert_cmpuint (today->due_soon, ==, 2);
    g_assert_cmpint (today->due_before, >, ear_clock_now_ms ());
    g_assert_cmpint (today->last_check, !=, EAR_TIME_NONE);
  }
}

static void
test_today_trouble (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarToday) today = NULL;

  one_question (fixture, &key);
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 0);
  g_clear_pointer (&today, ear_today_free);
  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_AUTH, EAR_EFFECT_NONE, -1, 0, FALSE });
  {
    Await await = { 0 };
    g_autoptr (GError) error = NULL;

    ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
    await_done (fixture->engine, &await, &error);
  }
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 1);
  {
    const EarAdvice *advice = g_ptr_array_index (today->troubles, 0);

    g_assert_true (g_str_has_prefix (advice->sentence, "Shop 1 has not been read since "));
    g_assert_true (g_str_has_suffix (advice->sentence, "Sign in again."));
    g_assert_cmpstr (advice->remedy, ==, "sign-in");
    g_assert_cmpstr (advice->channel_key, ==, key);
  }
}

/* Without a network every channel is silent: the window's banner says so once, and none is in trouble. */
static void
test_today_offline (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarToday) today = NULL;

  one_question (fixture, &key);
  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  WAIT_FOR (!ear_engine_is_online (fixture->engine));
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 0);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
}

/* A server that is down or busy for a while passes by itself; one that stays so is said, and is not taken for this computer being offline. */
static void
today_silent (Fixture        *fixture,
              EarProblemCode  code,
              EarHealth       health)
{
  g_autofree char *key = NULL;
  g_autoptr (EarToday) today = NULL;
  const EarAdvice *advice;

  one_question (fixture, &key);
  fake_service_fail (fixture->service, (FakeFault) { "pull", code, EAR_EFFECT_NONE, -1, 1000, FALSE });
  {
    Await await = { 0 };
    g_autoptr (GError) error = NULL;

    ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
    await_done (fixture->engine, &await, &error);
  }
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == health);
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 0);
  g_clear_pointer (&today, ear_today_free);

  ear_clock_set_wall_for_test (2 * HOUR + 60 * 1000);
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 1);
  advice = g_ptr_array_index (today->troubles, 0);
  g_assert_true (g_str_has_prefix (advice->sentence, "Shop 1 has not been read since "));
  g_assert_cmpstr (advice->channel_key, ==, key);
  g_clear_pointer (&today, ear_today_free);

  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  WAIT_FOR (!ear_engine_is_online (fixture->engine));
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 0);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
  ear_clock_set_wall_for_test (0);
}

static void
test_today_gone (Fixture       *fixture,
                 gconstpointer  data)
{
  today_silent (fixture, EAR_PROBLEM_OFFLINE, EAR_HEALTH_OFFLINE);
}

static void
test_today_busy (Fixture       *fixture,
                 gconstpointer  data)
{
  today_silent (fixture, EAR_PROBLEM_RETRY_LATER, EAR_HEALTH_WAITING);
}

/* A locked keyring is in the way of all channels at once, and is said once. */
static void
test_today_keyring (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *first = fixture_connect (fixture, &fake_kind), *second = fixture_connect (fixture, &fake_keys_kind);
  g_autoptr (EarToday) today = NULL;
  const EarAdvice *advice;

  g_assert_cmpstr (first, !=, second);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, second)) == EAR_HEALTH_OK);
  fixture_close (fixture);
  ear_secrets_fail_for_test (fixture->secrets, EAR_SECRETS_ERROR_LOCKED);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, first)) == EAR_HEALTH_SIGN_IN);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, second)) == EAR_HEALTH_SIGN_IN);
  today = load_today (fixture);
  g_assert_cmpuint (today->troubles->len, ==, 1);
  advice = g_ptr_array_index (today->troubles, 0);
  g_assert_cmpstr (advice->remedy, ==, "unlock-keyring");
  g_assert_true (g_str_has_prefix (advice->sentence, "The keyring is locked, so your channels cannot be read."));
  ear_secrets_fail_for_test (fixture->secrets, -1);
}

static void
test_new_since_look (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarToday) today = NULL;
  Await await = { 0 };

  one_question (fixture, &key);
  ear_engine_set_looking (fixture->engine, TRUE);
  ear_engine_set_looking (fixture->engine, FALSE);
  spin (50);
  fake_service_add (fixture->service, NULL, "tom", "One more?", 0);
  ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  today = load_today (fixture);
  g_assert_cmpuint (today->new_since_last_look, ==, 1);
}

#define ADD(name, func) g_test_add ("/engine/act/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ear_engine_add_kind_for_test (&fake_keys_kind);
  ADD ("deadline", test_deadline);
  ADD ("due-soon", test_due_soon);
  ADD ("today-trouble", test_today_trouble);
  ADD ("today-offline", test_today_offline);
  ADD ("today-gone", test_today_gone);
  ADD ("today-busy", test_today_busy);
  ADD ("today-keyring", test_today_keyring);
  ADD ("new-since-look", test_new_since_look);
  return g_test_run ();
}
