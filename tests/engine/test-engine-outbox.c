/* test-engine-outbox.c: every way an answer can go, be lost, be found and be taken back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-scheduler-private.h"

/* Offline: nothing was sent, so it waits and goes by itself. */
static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 1500, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  WAIT_FOR (STATE_IS (outbox_key, "queued"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 0);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "find"), ==, 0);
  g_free (place.key);
}

/* Refused: the writer must do something; the text is not lost. */
static void
test_rejected (Fixture       *fixture,
               gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autoptr (EarThread) thread = NULL;
  const EarThreadMessage *message;
  Await await = { 0 };
  g_autoptr (GError) error = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_REJECTED, EAR_EFFECT_NONE, -1, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  ear_engine_wait_outgoing_async (fixture->engine, outbox_key, NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "failed");
  WAIT_FOR (was_told (fixture, "did not accept it. Edit it"));
  thread = load_thread (fixture->engine, place.id);
  message = thread_find (thread, "Yes.");
  g_assert_nonnull (message);
  g_assert_cmpstr (message->outbox_state, ==, "failed");
  g_assert_cmpstr (message->outbox_remedies[0], ==, "edit");
  g_assert_nonnull (strstr (message->outbox_sentence, "did not accept it"));
  g_assert_true (thread->waiting); /* nobody was answered */
  g_assert_cmpuint (load_counts (fixture->engine).failed, ==, 1);
  g_assert_cmpuint (load_counts (fixture->engine).queue[EAR_QUEUE_OUTBOX], ==, 1);

  act_on (fixture, outbox_key, "retry", NULL);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

static void
test_discard (Fixture       *fixture,
              gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  Await await = { 0 };
  g_autofree char *event = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_GONE, EAR_EFFECT_NONE, -1, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "failed"));
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
    g_autofree char *remedies = g_strjoinv (" ", thread_find (thread, "Yes.")->outbox_remedies);

    g_assert_cmpstr (remedies, ==, "edit discard");
  }
  ear_engine_outgoing_action_async (fixture->engine, outbox_key, "discard", await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "cancelled");
  g_assert_cmpuint (load_counts (fixture->engine).failed, ==, 0);
  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "failed");
  g_free (place.key);
}

/* The sign-in was refused: it waits for the person, not for ever in vain. */
static void
test_auth (Fixture       *fixture,
           gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autofree char *second = NULL;
  Await await = { 0 };

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_AUTH, EAR_EFFECT_NONE, -1, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, place.key)) == EAR_HEALTH_SIGN_IN);
  spin (100);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "queued");
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);
  /* The next one has to wait for the same, and says so. */
  second = reply (fixture->engine, place.id, "Really.");
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
    g_autofree char *remedies = g_strjoinv (" ", thread_find (thread, "Yes.")->outbox_remedies);

    g_assert_cmpstr (remedies, ==, "sign-in undo");
    g_assert_cmpstr (thread_find (thread, "Really.")->outbox_remedies[0], ==, "sign-in");
    g_assert_nonnull (strstr (thread_find (thread, "Really.")->outbox_sentence, "Sign in again"));
  }
  ear_engine_check_channel_async (fixture->engine, place.key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* The answer was lost; @accepted: after the service had taken it. It is found, or sent again: once in any case. */
static void
lost_answer (Fixture        *fixture,
             EarProblemCode  code,
             EarEffect       effect,
             gboolean        accepted,
             guint           lag_s)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autoptr (EarThread) thread = NULL;

  fake_service_set_lag (fixture->service, lag_s);
  fake_service_fail (fixture->service, (FakeFault) { "perform", code, effect, -1, 0, accepted });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "unknown") || STATE_IS (outbox_key, "seen"));
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, accepted ? 1 : 2);
  thread = load_thread (fixture->engine, place.id);
  g_assert_cmpuint (thread->messages->len, ==, 2);
  g_free (place.key);
}

static void
test_lost_accepted (Fixture       *fixture,
                    gconstpointer  data)
{
  lost_answer (fixture, EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, TRUE, 0);
}

static void
test_lost_accepted_late (Fixture       *fixture,
                         gconstpointer  data)
{
  lost_answer (fixture, EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, TRUE, 1);
}

static void
test_lost_not_accepted (Fixture       *fixture,
                        gconstpointer  data)
{
  lost_answer (fixture, EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, FALSE, 0);
}

static void
test_garbage_accepted (Fixture       *fixture,
                       gconstpointer  data)
{
  lost_answer (fixture, EAR_PROBLEM_PROTOCOL, EAR_EFFECT_NONE, TRUE, 0);
}

/* A 500 after the service took it. */
static void
test_busy_accepted (Fixture       *fixture,
                    gconstpointer  data)
{
  lost_answer (fixture, EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_UNKNOWN, TRUE, 0);
}

/* Nobody can tell: the person is asked. */
static void
test_ask (Fixture       *fixture,
          gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autoptr (EarThread) thread = NULL;
  Await await = { 0 };
  g_autoptr (GError) error = NULL;

  fake_service_set_found (fixture->service, EAR_CANNOT_TELL);
  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, TRUE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  ear_engine_wait_outgoing_async (fixture->engine, outbox_key, NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "ask");
  WAIT_FOR (was_told (fixture, "It may have arrived"));
  thread = load_thread (fixture->engine, place.id);
  g_assert_cmpstr (thread_find (thread, "Yes.")->outbox_remedies[0], ==, "look");
  spin (3000);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);

  /* The person looks: now it can be told. */
  fake_service_set_found (fixture->service, -1);
  act_on (fixture, outbox_key, "look", NULL);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

static void
test_ask_send_again (Fixture       *fixture,
                     gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_blind_kind, 0);
  g_autofree char *outbox_key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "ask"));
  act_on (fixture, outbox_key, "send-again", NULL);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* A service that remembers keys makes no second one of the same. */
static void
test_same_key (Fixture       *fixture,
               gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_keys_kind, 0);
  g_autofree char *outbox_key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, TRUE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 2);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* … but only as long as it remembers. */
static void
test_same_key_forgotten (Fixture       *fixture,
                         gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_keys_kind, 0);
  g_autofree char *outbox_key = NULL;

  fake_service_stall (fixture->service, "perform", TRUE);
  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, TRUE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  ear_clock_set_for_test (ear_clock_now_ms () + 61 * 1000);
  fake_service_stall (fixture->service, "perform", FALSE);
  ear_scheduler_kick (fixture->engine->scheduler);
  WAIT_FOR (STATE_IS (outbox_key, "unknown") || STATE_IS (outbox_key, "ask"));
  spin (100);
  ear_clock_set_for_test (ear_clock_now_ms () + 5 * 1000);
  ear_scheduler_kick (fixture->engine->scheduler);
  WAIT_FOR (STATE_IS (outbox_key, "ask"));
  ear_clock_set_for_test (-1);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);
  g_free (place.key);
}

/* Lost again and again: a person decides in the end. */
static void
test_lost_for_ever (Fixture       *fixture,
                    gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 99, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "ask"));
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 3);
  g_free (place.key);
}

/* ---- order, drafts, limits, moderation ---- */

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  /* The second waits for what becomes of the first. */
  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, FALSE });
  first = reply (fixture->engine, place.id, "One.");
  second = reply (fixture->engine, place.id, "Two.");
  WAIT_FOR (STATE_IS (first, "seen") && STATE_IS (second, "seen"));
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

    g_assert_cmpuint (thread->messages->len, ==, 3);
    g_assert_cmpstr (((EarThreadMessage *) g_ptr_array_index (thread->messages, 1))->text, ==, "One.");
    g_assert_cmpstr (((EarThreadMessage *) g_ptr_array_index (thread->messages, 2))->text, ==, "Two.");
  }
  g_free (place.key);
}

static void
test_limits (Fixture       *fixture,
             gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *long_text = g_strnfill (197, 'x');
  g_autofree char *fitting = g_strnfill (195, 'x');
  Await await = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *none = NULL;
  g_autofree char *outbox_key = NULL;

  /* "@mia " counts. */
  ear_engine_reply_async (fixture->engine, place.id, 0, long_text, EAR_AUDIENCE_PUBLIC, await_cb, &await);
  none = await_text (fixture->engine, &await, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "2 too long"));
  g_clear_error (&error);
  ear_engine_reply_async (fixture->engine, place.id, 0, "  \n ", EAR_AUDIENCE_PUBLIC, await_cb, &await);
  none = await_text (fixture->engine, &await, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  outbox_key = reply (fixture->engine, place.id, fitting);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_free (place.key);
}

/* A direct message may be shorter than a comment, and counted otherwise. */
static void
test_direct_limits (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *ext = fake_service_add (fixture->service, NULL, "dm-mia", "A table for two?", 600);
  Place place = { fixture_connect (fixture, &fake_kind), 0 };
  g_autofree char *long_text = g_strnfill (94, 'x');
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReplyContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *none = NULL;

  WAIT_FOR ((place.id = find_by_ext (fixture->engine, place.key, ext)) != 0);
  ear_engine_load_reply_context_async (fixture->engine, place.id, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
  g_assert_cmpuint (context->rule.maximum, ==, 100);
  g_assert_cmpint (context->rule.unit, ==, EAR_TEXT_UNIT_BYTES);

  /* "@dm-mia " and 94 letters are two too many. */
  ear_engine_reply_async (fixture->engine, place.id, 0, long_text, EAR_AUDIENCE_PUBLIC, await_cb, &await);
  none = await_text (fixture->engine, &await, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "2 too long"));
  g_free (place.key);
}

static void
test_draft (Fixture       *fixture,
            gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  const char *const texts[] = { "Y", "Ye", "Yes", NULL };
  Await await = { 0 };

  for (guint i = 0; texts[i] != NULL; i++)
    {
      ear_engine_save_draft_async (fixture->engine, place.id, texts[i], await_cb, &await);
      await_done (fixture->engine, &await, NULL);
    }
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (EarReplyContext) context = NULL;

      ear_engine_load_reply_context_async (fixture->engine, place.id, 0, NULL, await_cb, &await);
      result = await_result (&await);
      context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
      g_assert_cmpstr (context->draft, ==, i == 0 ? "Yes" : NULL);
      ear_engine_save_draft_async (fixture->engine, place.id, "", await_cb, &await);
      await_done (fixture->engine, &await, NULL);
    }
  spin (100);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 0);
  g_free (place.key);
}

static void
test_moderate (Fixture       *fixture,
               gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
  const EarThreadMessage *message = g_ptr_array_index (thread->messages, 0);
  g_autofree char *ext = g_strdup (strrchr (message->key, '/') + 1);
  gint64 message_id = message->id;
  g_autofree char *event = NULL;
  g_autofree char *undo_event = NULL;
  Await await = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (message->can & 1u << EAR_VERB_SPAM);
  g_assert_false (message->can & 1u << EAR_VERB_UNSPAM);
  g_assert_false (message->can & 1u << EAR_VERB_LIKE); /* this service has no likes */
  /* The answer is lost; saying it twice does no harm. */
  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_OUTCOME_UNKNOWN, EAR_EFFECT_UNKNOWN, -1, 0, TRUE });
  ear_engine_moderate_async (fixture->engine, message_id, EAR_VERB_SPAM, await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_SPAM] == 1);
  g_assert_cmpint (fake_service_get_state (fixture->service, ext), ==, EAR_MESSAGE_SPAM);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 2);
  WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_OUTBOX] == 0);
  ear_engine_moderate_async (fixture->engine, message_id, EAR_VERB_LIKE, await_cb, &await);
  g_assert_null (await_text (fixture->engine, &await, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);

  /* Inside the window it can be taken back. */
  fixture_set_undo (fixture, 30);
  g_free (event);
  ear_engine_moderate_async (fixture->engine, message_id, EAR_VERB_UNSPAM, await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  undo_event = await_text (fixture->engine, &await, NULL);
  fixture_close (fixture);
  g_assert_cmpint (fake_service_get_state (fixture->service, ext), ==, EAR_MESSAGE_SPAM);
  g_free (place.key);
}

/* What lets nobody answer is not offered, and refused before it is queued. */
static void
test_no_reply (Fixture       *fixture,
               gconstpointer  data)
{
  const char *ext = fake_service_add (fixture->service, NULL, "closed-mia", "Recommends you.", 600);
  Place place = { fixture_connect (fixture, &fake_kind), 0 };
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReplyContext) context = NULL;
  g_autoptr (GError) error = NULL;

  WAIT_FOR ((place.id = find_by_ext (fixture->engine, place.key, ext)) != 0);
  ear_engine_load_reply_context_async (fixture->engine, place.id, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
  g_assert_false (context->can_reply);
  g_assert_nonnull (strstr (context->why_not, "Answer it there."));
  ear_engine_reply_async (fixture->engine, place.id, 0, "Thank you.", EAR_AUDIENCE_PUBLIC, await_cb, &await);
  g_assert_null (await_text (fixture->engine, &await, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_free (place.key);
}

/* ---- closing and starting again ---- */

/* Closing inside the undo window sends at once. */
static void
test_close_in_window (Fixture       *fixture,
                      gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes.");
  gint64 start = g_get_monotonic_time ();

  fixture_close (fixture);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* An op that hangs: closing takes its three seconds, the next start finds out. */
static void
test_close_while_sending (Fixture       *fixture,
                          gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  gint64 start;

  fake_service_stall (fixture->service, "perform", TRUE);
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  start = g_get_monotonic_time ();
  fixture_close (fixture);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3300 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - start, >, 2 * G_USEC_PER_SEC); /* an op that began is given time */
  fake_service_stall (fixture->service, "perform", FALSE);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_free (place.key);
}

/* After a long night nobody expects yesterday's answer to leave: it is a draft, and that is said. */
static void
test_stale (Fixture       *fixture,
            gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *outbox_key = NULL;

  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  fixture_close (fixture);
  ear_clock_set_for_test (ear_clock_now_ms () + 16 * 60 * 1000);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (was_told (fixture, "It is a draft again"));
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "draft");
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 0);
  ear_clock_set_for_test (-1);
  g_free (place.key);
}

static void
test_not_stale (Fixture       *fixture,
                gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *outbox_key = NULL;

  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  fixture_close (fixture);
  ear_clock_set_for_test (ear_clock_now_ms () + 5 * 60 * 1000);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (fake_service_count (fixture->service, "Yes.") == 1);
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
  ear_engine_add_kind_for_test (&fake_keys_kind);
  ear_engine_add_kind_for_test (&fake_blind_kind);
  ADD ("offline", test_offline);
  ADD ("no-reply", test_no_reply);
  ADD ("rejected", test_rejected);
  ADD ("discard", test_discard);
  ADD ("auth", test_auth);
  ADD ("lost/accepted", test_lost_accepted);
  ADD ("lost/accepted-late", test_lost_accepted_late);
  ADD ("lost/not-accepted", test_lost_not_accepted);
  ADD ("lost/garbage-accepted", test_garbage_accepted);
  ADD ("lost/busy-accepted", test_busy_accepted);
  ADD ("lost/for-ever", test_lost_for_ever);
  ADD ("ask", test_ask);
  ADD ("ask/send-again", test_ask_send_again);
  ADD ("same-key", test_same_key);
  ADD ("same-key/forgotten", test_same_key_forgotten);
  ADD ("order", test_order);
  ADD ("limits", test_limits);
  ADD ("direct-limits", test_direct_limits);
  ADD ("draft", test_draft);
  ADD ("moderate", test_moderate);
  ADD ("close-in-window", test_close_in_window);
  ADD ("close-while-sending", test_close_while_sending);
  ADD ("stale", test_stale);
  ADD ("not-stale", test_not_stale);
  return g_test_run ();
}
