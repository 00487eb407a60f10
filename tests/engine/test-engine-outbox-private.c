/* test-engine-outbox-private.c: answers to one person, and services that keep us from writing them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-scheduler-private.h"

static gint64
question_id (Fixture *fixture,
             Place    place)
{
  g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

  return thread_find (thread, "Open on Sunday?")->id;
}

static char *
say_privately (Fixture    *fixture,
               Place       place,
               const char *text,
               GError    **error)
{
  Await await = { 0 };

  ear_engine_private_reply_async (fixture->engine, question_id (fixture, place), text, await_cb, &await);
  return await_text (fixture->engine, &await, error);
}

static void
save_privately (Fixture    *fixture,
                Place       place,
                const char *text)
{
  Await await = { 0 };

  ear_engine_save_private_draft_async (fixture->engine, question_id (fixture, place), text, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
}

/* The thread says @words beside the question, for its writer alone, as "state: remedies"; the composer, which is public, does not. */
static void
assert_privately (Fixture    *fixture,
                  Place       place,
                  const char *words,
                  const char *said)
{
  g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
  const EarThreadMessage *message = thread_find (thread, words);
  g_autofree char *draft = dup_draft (fixture, place.id);
  g_autofree char *remedies = NULL;
  g_autofree char *both = NULL;

  g_assert_cmpuint (thread->messages->len, ==, 2);
  g_assert_nonnull (message);
  g_assert_cmpint (message->audience, ==, EAR_AUDIENCE_DIRECT);
  g_assert_cmpint (message->outbox_verb, ==, EAR_VERB_PRIVATE_REPLY);
  g_assert_cmpint (message->parent_id, ==, thread_find (thread, "Open on Sunday?")->id);
  g_assert_cmpint (message->parent_id, !=, 0);
  g_assert_null (draft);
  remedies = message->outbox_remedies != NULL ? g_strjoinv (" ", message->outbox_remedies) : g_strdup ("-");
  both = g_strdup_printf ("%s: %s", message->outbox_state, remedies);
  g_assert_cmpstr (both, ==, said);
}

/* Refused as messages alone: comments go on, other messages are not even tried, and each wait is twice the one before. */
static void
test_kept_from_messaging (Fixture       *fixture,
                          gconstpointer  data)
{
  const gint64 minute = 60 * 1000;
  Place place = connect_with_question (fixture, &fake_kind, 0);
  gint64 now = ear_clock_now_ms ();
  Await await = { 0 }, synced = { 0 }, again = { 0 };
  const char *tom, *mia;
  g_autofree char *public = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 30 * minute, 0, FALSE, 240 * minute });
  ear_engine_reply_async (fixture->engine, place.id, 0, "Between us.", EAR_AUDIENCE_DIRECT, await_cb, &await);
  first = await_text (fixture->engine, &await, NULL);
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  WAIT_FOR (STATE_IS (first, "queued"));
  /* In other conversations: what is said in one leaves in its order. */
  tom = fake_service_add (fixture->service, NULL, "tom", "Parking?", 0);
  mia = fake_service_add (fixture->service, NULL, "mia", "Dogs?", 0);
  ear_engine_sync_async (fixture->engine, place.key, NULL, await_cb, &synced);
  await_done (fixture->engine, &synced, NULL);
  ear_engine_reply_async (fixture->engine, find_by_ext (fixture->engine, place.key, tom), 0, "Also between us.", EAR_AUDIENCE_DIRECT, await_cb, &again);
  second = await_text (fixture->engine, &again, NULL);
  WAIT_FOR (STATE_IS (second, "queued"));
  public = reply (fixture->engine, find_by_ext (fixture->engine, place.key, mia), "Yes.");
  /* The public one is behind both in the queue. */
  WAIT_FOR (STATE_IS (public, "seen"));
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 2);
  g_assert_cmpstr (outbox_state (fixture->engine, first), ==, "queued");

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 30 * minute, 0, FALSE, 240 * minute });
  ear_clock_set_for_test (now + 32 * minute);
  ear_scheduler_kick (fixture->engine->scheduler);
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 3);
  ear_clock_set_for_test (now + (32 + 45) * minute);
  ear_scheduler_kick (fixture->engine->scheduler);
  spin (100);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 3);
  ear_clock_set_for_test (now + (32 + 62) * minute);
  ear_scheduler_kick (fixture->engine->scheduler);
  WAIT_FOR (fake_service_count (fixture->service, "Between us.") == 1 && fake_service_count (fixture->service, "Also between us.") == 1);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 5);
  ear_clock_set_for_test (-1);
  g_free (place.key);
}

/* Taken back by either way, written anew, kept over a restart, sent: the words are there at each step. */
static void
test_private (Fixture       *fixture,
              gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *event = say_privately (fixture, place, "Call us.", NULL);
  g_autofree char *key = NULL;
  g_autofree char *too_long = g_strnfill (101, 'x');
  Await await = { 0 };
  g_autoptr (GError) error = NULL;

  assert_privately (fixture, place, "Call us.", "queued: undo");
  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  assert_privately (fixture, place, "Call us.", "draft: edit discard");
  save_privately (fixture, place, "Ring us.");
  assert_privately (fixture, place, "Ring us.", "draft: edit discard");
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  assert_privately (fixture, place, "Ring us.", "draft: edit discard");

  /* Longer than a direct message may be: nothing is queued, and the draft stays. */
  g_assert_null (say_privately (fixture, place, too_long, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_privately (fixture, place, "Ring us.", "draft: edit discard");

  g_free (say_privately (fixture, place, "Do ring us.", NULL));
  assert_privately (fixture, place, "Do ring us.", "queued: undo");
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

    key = g_strdup (thread_find (thread, "Do ring us.")->outbox_key);
  }
  cancel (fixture, key);
  assert_privately (fixture, place, "Do ring us.", "draft: edit discard");
  g_free (say_privately (fixture, place, "Do ring us.", NULL));
  act_on (fixture, key, "send-now", NULL);
  WAIT_FOR (STATE_IS (key, "accepted") || STATE_IS (key, "seen"));
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

    g_assert_nonnull (thread_find (thread, "Do ring us."));
    g_assert_null (thread_find (thread, "Do ring us.")->outbox_remedies);
  }
  g_assert_cmpuint (fake_service_count (fixture->service, "Do ring us."), ==, 1);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);
  g_free (place.key);
}

/* Refused: it can be edited, and while that is done it is a draft. Forgotten when its text is. */
static void
test_private_refused (Fixture       *fixture,
                      gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_REJECTED, EAR_EFFECT_NONE, -1, 0, FALSE });
  g_free (say_privately (fixture, place, "Call us.", NULL));
  WAIT_FOR (load_counts (fixture->engine).failed == 1);
  assert_privately (fixture, place, "Call us.", "failed: edit retry discard");
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

    key = g_strdup (thread_find (thread, "Call us.")->outbox_key);
  }
  cancel (fixture, key);
  assert_privately (fixture, place, "Call us.", "draft: edit discard");
  save_privately (fixture, place, "");
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

    g_assert_cmpuint (thread->messages->len, ==, 1);
  }
  g_free (place.key);
}

/* The same of a private one; what is said about it is true. */
static void
test_private_stale (Fixture       *fixture,
                    gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);

  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  g_free (say_privately (fixture, place, "Call us.", NULL));
  fixture_close (fixture);
  ear_clock_set_for_test (ear_clock_now_ms () + 16 * 60 * 1000);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (was_told (fixture, "It is a draft again"));
  assert_privately (fixture, place, "Call us.", "draft: edit discard");
  ear_clock_set_for_test (-1);
  g_free (place.key);
}

#define ADD(name, func) g_test_add ("/engine/outbox/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ADD ("private/undo", test_private);
  ADD ("private/refused", test_private_refused);
  ADD ("private/stale", test_private_stale);
  ADD ("kept-from-messaging", test_kept_from_messaging);
  return g_test_run ();
}
