/* test-engine-pace.c: what is read and what is sent wait apart, and not for each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-scheduler-private.h"

#define HOURS_MS (3600 * 1000)

/* Far less than a minute's rest. */
#define SECONDS_US (8 * G_USEC_PER_SEC)

/* A first reading at the pace of a real service: the minute's requests are used up, and an answer leaves all the same. */
static void
test_reply_during_first_reading (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *outbox_key = NULL;
  g_autoptr (EarConnection) connection = NULL;
  const char *ext = NULL;
  gint64 id = 0, start;

  for (guint i = 0; i < 200; i++)
    ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 600);
  fake_service_set_page (fixture->service, 1);
  key = fixture_connect (fixture, &fake_paced_kind);
  fixture_set_undo (fixture, 0);
  connection = ear_scheduler_find (fixture->engine->scheduler, key);
  WAIT_FOR (ear_worker_get_gate (connection->worker, EAR_GATE_READING) > ear_clock_monotonic_ms ());
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "backfill"), >, 40);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "backfill"), <, 60);
  WAIT_FOR ((id = find_by_ext (fixture->engine, key, ext)) != 0);

  start = g_get_monotonic_time ();
  outbox_key = reply (fixture->engine, id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "accepted"));
  g_assert_cmpint (g_get_monotonic_time () - start, <, SECONDS_US);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  /* Our own pace is no trouble anybody has to read about. */
  g_assert_cmpint (ear_channel_item_get_health (fixture_get_channel (fixture, key)), ==, EAR_HEALTH_SYNCING);
}

/* Before it is sent again, somebody looks: that too may use what reading leaves. */
static void
test_look_during_first_reading (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *outbox_key = NULL;
  g_autoptr (EarConnection) connection = NULL;
  const char *ext = NULL;
  gint64 id = 0, start;

  for (guint i = 0; i < 200; i++)
    ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 600);
  fake_service_set_page (fixture->service, 1);
  key = fixture_connect (fixture, &fake_paced_kind);
  fixture_set_undo (fixture, 0);
  connection = ear_scheduler_find (fixture->engine->scheduler, key);
  WAIT_FOR (ear_worker_get_gate (connection->worker, EAR_GATE_READING) > ear_clock_monotonic_ms ());
  WAIT_FOR ((id = find_by_ext (fixture->engine, key, ext)) != 0);

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, TRUE });
  start = g_get_monotonic_time ();
  outbox_key = reply (fixture->engine, id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "accepted"));
  g_assert_cmpint (g_get_monotonic_time () - start, <, SECONDS_US);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
}

/* The service takes no more answers for three hours; it is read all the same. */
static void
test_limit_on_writing (Fixture       *fixture,
                       gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  const char *ext;
  Await await = { 0 };
  g_autoptr (GError) error = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 3 * HOURS_MS, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, place.key)) == EAR_HEALTH_WAITING);

  ext = fake_service_add (fixture->service, NULL, "tom", "Parking?", 0);
  ear_engine_sync_async (fixture->engine, place.key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (find_by_ext (fixture->engine, place.key, ext), !=, 0);

  /* Whoever waits for the answer learns that it is kept, and that is still said after the reading. */
  g_assert_cmpint (ear_channel_item_get_health (fixture_get_channel (fixture, place.key)), ==, EAR_HEALTH_WAITING);
  ear_engine_wait_outgoing_async (fixture->engine, outbox_key, NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "queued");
  g_free (place.key);
}

/* A page that takes long makes way; whoever waits for the reading still gets it whole. */
static void
test_reply_during_long_pull (Fixture       *fixture,
                             gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  const char *ext;
  Await await = { 0 }, sent = { 0 };
  guint calls = fake_service_count_calls (fixture->service, "pull");
  gint64 start;

  ext = fake_service_add (fixture->service, NULL, "tom", "Parking?", 0);
  fake_service_stall (fixture->service, "pull", TRUE);
  ear_engine_sync_async (fixture->engine, place.key, NULL, await_cb, &await);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") == calls + 1);

  start = g_get_monotonic_time ();
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  ear_engine_wait_outgoing_async (fixture->engine, outbox_key, NULL, await_cb, &sent);
  await_done (fixture->engine, &sent, NULL);
  g_assert_cmpint (g_get_monotonic_time () - start, <, SECONDS_US);
  g_assert_null (await.result);
  fake_service_stall (fixture->service, "pull", FALSE);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (find_by_ext (fixture->engine, place.key, ext), !=, 0);
  g_free (place.key);
}

/* The sign-in ends with an answer while somebody waits for the reading: they are told, and do not wait for ever. */
static void
test_refused_while_waiting (Fixture       *fixture,
                            gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  fake_service_stall (fixture->service, "perform", TRUE);
  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_AUTH, EAR_EFFECT_NONE, -1, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  ear_engine_sync_async (fixture->engine, place.key, NULL, await_cb, &await);
  fake_service_stall (fixture->service, "perform", FALSE);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "queued");
  g_free (place.key);
}

static int used_percent;

static gboolean
pull_used (EarSession        *session,
           const char        *stream,
           EarPullDirection   direction,
           const char        *cursor,
           EarBatch          *batch,
           GError           **error)
{
  session->usage.percent = g_atomic_int_get (&used_percent);
  return fake_kind.pull (session, stream, direction, cursor, batch, error);
}

static const EarChannelKind *
used_kind (void)
{
  static EarChannelKind kind;

  if (kind.id == NULL)
    {
      kind = fake_kind;
      kind.id = "fake-used";
      kind.pull = pull_used;
    }
  return &kind;
}

/* The service says that its patience runs out: the past is read slower, then not at all, and what is new as ever. */
static void
test_usage (Fixture       *fixture,
            gconstpointer  data)
{
  gint64 now = ear_clock_now_ms ();
  g_autofree char *key = NULL;
  const char *ext;
  Await await = { 0 };

  for (guint i = 0; i < 60; i++)
    fake_service_add (fixture->service, NULL, "mia", "Open?", 86400 + i);
  ear_clock_set_for_test (now);
  g_atomic_int_set (&used_percent, 80);
  key = fixture_connect (fixture, used_kind ());
  WAIT_FOR (fake_service_count_calls (fixture->service, "backfill") == 1);
  ext = fake_service_add (fixture->service, NULL, "tom", "Parking?", 0);
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (find_by_ext (fixture->engine, key, ext), !=, 0);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "backfill"), ==, 1);

  g_atomic_int_set (&used_percent, 96);
  ear_clock_set_for_test (now += 2500);
  WAIT_FOR (fake_service_count_calls (fixture->service, "backfill") == 2);
  ear_clock_set_for_test (now += 60 * 1000);
  ext = fake_service_add (fixture->service, NULL, "tom", "A ramp?", 0);
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (find_by_ext (fixture->engine, key, ext), !=, 0);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "backfill"), ==, 2);
  ear_clock_set_for_test (-1);
}

#define ADD(name, func) g_test_add ("/engine/pace/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ear_engine_add_kind_for_test (&fake_paced_kind);
  ADD ("reply-during-first-reading", test_reply_during_first_reading);
  ADD ("look-during-first-reading", test_look_during_first_reading);
  ADD ("limit-on-writing", test_limit_on_writing);
  ADD ("reply-during-long-pull", test_reply_during_long_pull);
  ADD ("refused-while-waiting", test_refused_while_waiting);
  ear_engine_add_kind_for_test (used_kind ());
  ADD ("usage", test_usage);
  return g_test_run ();
}
