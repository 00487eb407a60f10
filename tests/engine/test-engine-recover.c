/* test-engine-recover.c: what is on its way when a clock is set, a channel removed, or Earshot closed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-outbox.h"
#include "store/ear-store-private.h"

#define HOURS_MS (G_GINT64_CONSTANT (3600) * 1000)

static gint64
not_before (Fixture    *fixture,
            const char *outbox_key)
{
  EarStore *store = ear_engine_enter (fixture->engine, NULL);
  g_autoptr (EarOutboxRow) row = ear_store_outbox_get (store, outbox_key, NULL);

  ear_engine_leave (fixture->engine);
  return row->not_before;
}

/* ---- a clock that is set ---- */

/* Set back by an hour: the undo window lasts no longer than before. */
static void
test_clock_back (Fixture       *fixture,
                 gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 2);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes.");
  gint64 start = g_get_monotonic_time ();

  ear_clock_set_wall_for_test (-HOURS_MS);
  WAIT_FOR (STATE_IS (outbox_key, "accepted") || STATE_IS (outbox_key, "seen"));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  g_free (place.key);
}

/* Set forward: it does not vanish either, and the next start finds the right time in the file. */
static void
test_clock_forward (Fixture       *fixture,
                    gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes.");
  g_autoptr (EarConnection) connection = ear_scheduler_find (fixture->engine->scheduler, place.key);
  gint64 left_ms;

  ear_clock_set_wall_for_test (HOURS_MS);
  ear_outbox_wake (connection);
  WAIT_FOR (not_before (fixture, outbox_key) > ear_clock_now_ms ());
  left_ms = not_before (fixture, outbox_key) - ear_clock_now_ms ();
  g_assert_cmpint (left_ms, >, 10 * 1000);
  g_assert_cmpint (left_ms, <=, 30 * 1000);
  spin (200);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "queued");
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 0);
  act_on (fixture, outbox_key, "send-now", NULL);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_free (place.key);
}

/* The same for our own patience: what a service asked for runs by the clock nobody sets. */
static void
test_clock_back_off (Fixture       *fixture,
                     gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 2000, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1 && STATE_IS (outbox_key, "queued"));
  ear_clock_set_wall_for_test (-HOURS_MS);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_free (place.key);
}

/* ---- looking, and sending again at the same time ---- */

static void
test_found_while_sent_again (Fixture       *fixture,
                             gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  guint looks;

  fake_service_set_found (fixture->service, EAR_CANNOT_TELL);
  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, TRUE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "ask"));
  /* The person looks, is impatient, and sends again; then it is found. */
  fake_service_set_found (fixture->service, -1);
  fake_service_stall (fixture->service, "find", TRUE);
  looks = fake_service_count_calls (fixture->service, "find");
  act_on (fixture, outbox_key, "look", NULL);
  WAIT_FOR (fake_service_count_calls (fixture->service, "find") == looks + 1);
  act_on (fixture, outbox_key, "send-again", NULL);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "queued");
  fake_service_stall (fixture->service, "find", FALSE);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* ---- a channel that goes and comes back ---- */

static void
test_removed_while_sending (Fixture       *fixture,
                            gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;
  Await await = { 0 };

  fake_service_stall (fixture->service, "perform", TRUE);
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  ear_engine_remove_channel_async (fixture->engine, place.key, FALSE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "unknown");
  fake_service_stall (fixture->service, "perform", FALSE);

  again = fixture_connect (fixture, &fake_kind);
  g_assert_cmpstr (again, ==, place.key);
  second = reply (fixture->engine, place.id, "Until five.");
  WAIT_FOR (STATE_IS (outbox_key, "seen") && STATE_IS (second, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* ---- the close ---- */

static char *
find_unsent (Fixture *fixture)
{
  Await await = { 0 };

  ear_engine_find_unsent_async (fixture->engine, await_cb, &await);
  return await_text (fixture->engine, &await, NULL);
}

static void
test_unsent (Fixture       *fixture,
             gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *nothing = find_unsent (fixture);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes.");
  g_autofree char *leaves = find_unsent (fixture);
  g_autofree char *offline = NULL;
  g_autofree char *held = NULL;

  g_assert_cmpstr (nothing, ==, "");
  /* Inside its undo window it leaves at the close. */
  g_assert_cmpstr (leaves, ==, "");
  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  WAIT_FOR (!ear_engine_is_online (fixture->engine));
  offline = find_unsent (fixture);
  g_assert_true (g_str_has_prefix (offline, "1 answer has not left yet."));
  g_assert_nonnull (strstr (offline, "offline"));
  ear_network_set_for_test (fixture->network, TRUE, FALSE);

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 3 * HOURS_MS, 0, FALSE });
  act_on (fixture, outbox_key, "send-now", NULL);
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1 && STATE_IS (outbox_key, "queued"));
  held = find_unsent (fixture);
  g_assert_nonnull (strstr (held, "asks for patience"));
  g_free (place.key);
}

/* An answer is a draft again; a decision is given up, and that is said as what it is. */
static void
test_stale_moderation (Fixture       *fixture,
                       gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
  const EarThreadMessage *message = g_ptr_array_index (thread->messages, 0);
  g_autofree char *event = NULL;
  Await await = { 0 };

  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  ear_engine_moderate_async (fixture->engine, message->id, EAR_VERB_SPAM, await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  fixture_close (fixture);
  ear_clock_set_for_test (ear_clock_now_ms () + 16 * 60 * 1000);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (was_told (fixture, "do it again"));
  g_assert_false (was_told (fixture, "draft"));
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 0);
  g_free (place.key);
}

static int reading;

static void
read_for_ever (EarDb    *db,
               gpointer  data)
{
  g_atomic_int_set (&reading, TRUE);
  ear_db_int (db, 0, "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max (x) FROM c");
}

static gpointer
long_report (EarEngine     *engine,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  return ear_store_read (store, read_for_ever, NULL, error) ? EAR_WORK_DONE : NULL;
}

/* Whatever is read when Earshot is closed does not hold the close. */
static void
test_close_while_reading (Fixture       *fixture,
                          gconstpointer  data)
{
  EarWork work = { long_report, NULL, NULL, NULL };
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start;

  ear_engine_read (fixture->engine, long_report, work, NULL, await_cb, &await);
  WAIT_FOR (g_atomic_int_get (&reading));
  start = g_get_monotonic_time ();
  {
    Await closed = { 0 };
    g_autoptr (GAsyncResult) closing = NULL;

    ear_engine_close_async (fixture->engine, await_cb, &closed);
    closing = await_result (&closed);
    g_assert_true (ear_engine_close_finish (fixture->engine, closing, NULL));
  }
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3300 * 1000);
  result = await_result (&await);
  g_assert_false (ear_engine_finish (fixture->engine, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&fixture->engine);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  fixture_tear_down (fixture, data);
  ear_clock_set_wall_for_test (0);
  ear_clock_set_for_test (-1);
}

#define ADD(name, func) g_test_add ("/engine/recover/" name, Fixture, NULL, fixture_set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ADD ("clock-back", test_clock_back);
  ADD ("clock-forward", test_clock_forward);
  ADD ("clock-back-off", test_clock_back_off);
  ADD ("found-while-sent-again", test_found_while_sent_again);
  ADD ("removed-while-sending", test_removed_while_sending);
  ADD ("unsent", test_unsent);
  ADD ("stale-moderation", test_stale_moderation);
  ADD ("close-while-reading", test_close_while_reading);
  return g_test_run ();
}
