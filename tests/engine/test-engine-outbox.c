/* test-engine-outbox.c: every way an answer can go, be lost, be found and be taken back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store-outbox.h"

#define STATE_IS(outbox_key, state) g_str_equal (outbox_state (fixture->engine, outbox_key), state)

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

/* ---- undo ---- */

static void
test_undo (Fixture       *fixture,
           gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes, but …");
  g_autofree char *second_key = NULL;
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReplyContext) context = NULL;
  g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
  const EarThreadMessage *message = thread_find (thread, "Yes, but …");

  g_assert_cmpstr (message->outbox_state, ==, "queued");
  g_assert_cmpint (message->outbox_not_before, >, ear_clock_now_ms ());
  ear_engine_cancel_outgoing_async (fixture->engine, outbox_key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "draft");
  ear_engine_load_reply_context_async (fixture->engine, place.id, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
  g_assert_cmpstr (context->draft, ==, "Yes, but …");
  g_assert_true (context->can_reply);
  g_assert_cmpstr (context->prefix, ==, "@mia");
  g_assert_cmpuint (context->rule.maximum, ==, 200);
  g_assert_cmpuint (context->audiences->len, ==, 2);

  /* "Send now" ends the undo window; the draft became the reply. */
  second_key = reply (fixture->engine, place.id, "Yes.");
  act_on (fixture, second_key, "send-now", NULL);
  WAIT_FOR (STATE_IS (second_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes, but …"), ==, 0);
  g_clear_object (&result);
  g_clear_pointer (&context, ear_reply_context_free);
  ear_engine_load_reply_context_async (fixture->engine, place.id, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
  g_assert_null (context->draft);
  g_free (place.key);
}

static char *
dup_draft (Fixture *fixture,
           gint64   conversation)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReplyContext) context = NULL;

  ear_engine_load_reply_context_async (fixture->engine, conversation, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
  return g_strdup (context->draft);
}

static void
save_draft (Fixture    *fixture,
            gint64      conversation,
            const char *text)
{
  Await await = { 0 };

  ear_engine_save_draft_async (fixture->engine, conversation, text, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static void
cancel (Fixture    *fixture,
        const char *outbox_key)
{
  Await await = { 0 };

  ear_engine_cancel_outgoing_async (fixture->engine, outbox_key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

/* A reply is taken back while another is written, and another: nothing is lost, and what is sent then stands for all. */
static void
test_undo_beside_draft (Fixture       *fixture,
                        gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 30);
  g_autofree char *first = reply (fixture->engine, place.id, "One.");
  g_autofree char *second = reply (fixture->engine, place.id, "Two.");
  g_autofree char *all = NULL;
  g_autofree char *none = NULL;
  g_autofree char *sent = NULL;

  save_draft (fixture, place.id, "Three");
  cancel (fixture, second);
  cancel (fixture, first);
  all = dup_draft (fixture, place.id);
  g_assert_cmpstr (all, ==, "One.\n\nTwo.\n\nThree");

  save_draft (fixture, place.id, "One, two, three.");
  g_free (all);
  all = dup_draft (fixture, place.id);
  g_assert_cmpstr (all, ==, "One, two, three.");
  sent = reply (fixture->engine, place.id, "One, two, three.");
  none = dup_draft (fixture, place.id);
  g_assert_null (none);
  act_on (fixture, sent, "send-now", NULL);
  WAIT_FOR (STATE_IS (sent, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "One, two, three."), ==, 1);
  g_assert_cmpuint (fake_service_count (fixture->service, "One."), ==, 0);
  g_free (place.key);
}

/* What has arrived can be deleted, and that can be taken back while there is time. */
static void
test_delete_sent (Fixture       *fixture,
                  gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes.");
  Await await = { 0 };
  g_autofree char *event = NULL;

  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  fixture_set_undo (fixture, 30);
  ear_engine_outgoing_action_async (fixture->engine, outbox_key, "delete", await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
    const EarThreadMessage *message = thread_find (thread, "Yes.");

    g_assert_cmpstr (message->outbox_state, ==, "queued");
    g_assert_cmpint (message->outbox_verb, ==, EAR_VERB_DELETE);
    g_assert_cmpstr (message->outbox_remedies[0], ==, "undo");
  }
  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);

    g_assert_cmpstr (thread_find (thread, "Yes.")->outbox_state, ==, "seen");
  }
  fixture_set_undo (fixture, 0);
  act_on (fixture, outbox_key, "delete", NULL);
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 2);
  g_free (place.key);
}

static EarMessageState
message_state (EarEngine  *engine,
               gint64      conversation_id,
               const char *text)
{
  g_autoptr (EarThread) thread = load_thread (engine, conversation_id);

  return thread_find (thread, text)->state;
}

/* What hung under it over there went with it, and is looked at without waiting for the next reading of everything. */
static void
test_delete_below (Fixture       *fixture,
                   gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = reply (fixture->engine, place.id, "Yes.");
  const char *below;
  Await await = { 0 };

  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  below = fake_service_add (fixture->service, "m2", "jo", "Until when?", 0);
  ear_engine_sync_async (fixture->engine, place.key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (message_state (fixture->engine, place.id, "Until when?"), ==, EAR_MESSAGE_VISIBLE);
  fake_service_stall (fixture->service, "perform", TRUE);
  act_on (fixture, outbox_key, "delete", NULL);
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 2);
  fake_service_erase (fixture->service, below);
  fake_service_stall (fixture->service, "perform", FALSE);
  WAIT_FOR (message_state (fixture->engine, place.id, "Until when?") == EAR_MESSAGE_DELETED);
  g_free (place.key);
}

/* Where all of it is gone, what is known of it is looked for by id. */
static void
test_gone_whole (Fixture       *fixture,
                 gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);

  fake_service_erase (fixture->service, "m1");
  fake_service_fail (fixture->service, (FakeFault) { "refresh", EAR_PROBLEM_GONE, EAR_EFFECT_NONE, -1 });
  ear_engine_refresh_thread (fixture->engine, place.id);
  WAIT_FOR (message_state (fixture->engine, place.id, "Open on Sunday?") == EAR_MESSAGE_DELETED);
  g_free (place.key);
}

/* Whoever is blocked waits for no answer; let in again, for the same one. */
static void
test_block (Fixture       *fixture,
            gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  const char *second = fake_service_add (fixture->service, NULL, "mia", "And on Monday?", 300);
  gint64 message_id;
  Await await = { 0 };

  ear_engine_sync_async (fixture->engine, place.key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (find_by_ext (fixture->engine, place.key, second), !=, 0);
  g_assert_cmpuint (load_counts (fixture->engine).queue[EAR_QUEUE_ANSWER_NEXT], ==, 2);
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
    const EarThreadMessage *message = g_ptr_array_index (thread->messages, 0);

    g_assert_true (message->can & 1u << EAR_VERB_BLOCK);
    message_id = message->id;
  }
  ear_engine_moderate_async (fixture->engine, message_id, EAR_VERB_BLOCK, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_ANSWER_NEXT] == 0);
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, find_by_ext (fixture->engine, place.key, second));

    g_assert_nonnull (strstr (thread->ended_why, "blocked"));
  }
  ear_engine_moderate_async (fixture->engine, message_id, EAR_VERB_UNBLOCK, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_ANSWER_NEXT] == 2);
  g_free (place.key);
}

/* Refused for want of a permission: the way out is offered, and after it the reply goes by itself. */
static void
test_forbidden (Fixture       *fixture,
                gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_autofree char *key = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_FORBIDDEN, EAR_EFFECT_NONE, -1, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (STATE_IS (outbox_key, "failed"));
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
    g_autofree char *remedies = g_strjoinv (" ", thread_find (thread, "Yes.")->outbox_remedies);

    g_assert_cmpstr (remedies, ==, "sign-in retry edit discard");
  }
  key = fixture_connect (fixture, &fake_kind);
  g_assert_cmpstr (key, ==, place.key);
  WAIT_FOR (STATE_IS (outbox_key, "seen"));
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes."), ==, 1);
  {
    /* The journal says who sent it: once, by hand. */
    EarStore *store = ear_engine_enter (fixture->engine, NULL);
    g_autoptr (GPtrArray) events = ear_store_list_events (store, place.id, 100, NULL);

    ear_engine_leave (fixture->engine);
    g_assert_cmpuint (events->len, ==, 1);
  }
  g_free (place.key);
}

/* Taken for abuse: nothing more leaves until the stop is over, whatever is clicked, signed in anew or started again, and what was
 * refused is the writer's. */
static void
test_abuse (Fixture       *fixture,
            gconstpointer  data)
{
  const gint64 hold_ms = 6 * G_GINT64_CONSTANT (3600) * 1000;
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *refused = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *late = NULL;
  g_autofree char *key = NULL;
  g_autofree char *after = NULL;

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_FORBIDDEN, EAR_EFFECT_NONE, -1, .hold_ms = hold_ms });
  refused = reply (fixture->engine, place.id, "Buy now!");
  WAIT_FOR (STATE_IS (refused, "failed"));
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, place.id);
    g_autofree char *remedies = g_strjoinv (" ", thread_find (thread, "Buy now!")->outbox_remedies);

    g_assert_cmpstr (remedies, ==, "edit retry discard");
  }
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, place.key)) == EAR_HEALTH_TROUBLE);
  g_assert_nonnull (strstr (ear_channel_item_get_sentence (fixture_get_channel (fixture, place.key)), "for abuse"));

  waiting = reply (fixture->engine, place.id, "Yes, on Sunday too.");
  key = fixture_connect (fixture, &fake_kind);
  /* The new sign-in reads. */
  fake_service_add (fixture->service, NULL, "jo", "And on Monday?", 1);
  {
    Await await = { 0 };
    guint n_pulls = fake_service_count_calls (fixture->service, "pull");

    ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
    await_done (fixture->engine, &await, NULL);
    WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > n_pulls);
  }
  g_assert_cmpstr (outbox_state (fixture->engine, refused), ==, "failed");
  g_assert_cmpstr (outbox_state (fixture->engine, waiting), ==, "queued");
  g_assert_cmpint (ear_channel_item_get_health (fixture_get_channel (fixture, key)), ==, EAR_HEALTH_TROUBLE);
  /* Whoever waits for it learns why. */
  {
    Await await = { 0 };
    g_autoptr (GError) error = NULL;

    ear_engine_wait_outgoing_async (fixture->engine, waiting, NULL, await_cb, &await);
    g_assert_false (await_done (fixture->engine, &await, &error));
    g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  }

  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (fixture_get_channel (fixture, key) != NULL);
  late = reply (fixture->engine, place.id, "Until eight.");
  {
    guint n_pulls = fake_service_count_calls (fixture->service, "pull");

    WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > n_pulls || fake_service_count_calls (fixture->service, "reconcile") > 0);
  }
  g_assert_nonnull (strstr (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)), "for abuse"));
  g_assert_cmpstr (outbox_state (fixture->engine, late), ==, "queued");
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "perform"), ==, 1);

  fixture_close (fixture);
  ear_clock_set_for_test (ear_clock_now_ms () + hold_ms + 1000);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  after = reply (fixture->engine, place.id, "Until nine.");
  WAIT_FOR (STATE_IS (after, "accepted") || STATE_IS (after, "seen"));
  g_assert_cmpstr (outbox_state (fixture->engine, refused), ==, "failed");
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == EAR_HEALTH_OK);
  g_assert_cmpuint (fake_service_count (fixture->service, "Buy now!"), ==, 0);
  ear_clock_set_for_test (-1);
  g_free (place.key);
}

/* A limit on answers is over when it is over, also where nothing was sent since. */
static void
test_limit_over (Fixture       *fixture,
                 gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  g_autofree char *outbox_key = NULL;
  g_auto (EarHealthView) view = { .last_read = EAR_TIME_NONE };
  g_auto (EarHealthView) later = { .last_read = EAR_TIME_NONE };
  g_autoptr (EarConnection) connection = ear_scheduler_find (fixture->engine->scheduler, place.key);

  fake_service_fail (fixture->service, (FakeFault) { "perform", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 3600 * 1000, 0, FALSE });
  outbox_key = reply (fixture->engine, place.id, "Yes.");
  WAIT_FOR (fake_service_count_calls (fixture->service, "perform") == 1);
  WAIT_FOR (STATE_IS (outbox_key, "queued"));
  act_on (fixture, outbox_key, "discard", NULL);
  ear_connection_get_health (connection, &view);
  g_assert_cmpint (view.health, ==, EAR_HEALTH_WAITING);
  ear_clock_set_for_test (ear_clock_now_ms () + 3601 * 1000);
  ear_connection_get_health (connection, &later);
  g_assert_cmpint (later.health, !=, EAR_HEALTH_WAITING);
  ear_clock_set_for_test (-1);
  g_free (place.key);
}

/* Undo and the end of the window at the same moment: one of them wins, and both sides agree. */
static void
test_undo_race (Fixture       *fixture,
                gconstpointer  data)
{
  Place place = connect_with_question (fixture, &fake_kind, 0);
  guint undone = 0, sent = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("Race %u", i);
      Await queued = { 0 }, cancelled = { 0 };
      g_autofree char *outbox_key = NULL;
      g_autoptr (GError) error = NULL;

      ear_engine_reply_async (fixture->engine, place.id, 0, text, EAR_AUDIENCE_PUBLIC, await_cb, &queued);
      outbox_key = await_text (fixture->engine, &queued, NULL);
      if (i % 3 == 1)
        g_usleep (i * 100);
      ear_engine_cancel_outgoing_async (fixture->engine, outbox_key, await_cb, &cancelled);
      if (await_done (fixture->engine, &cancelled, &error))
        {
          undone++;
          spin (30);
          g_assert_cmpuint (fake_service_count (fixture->service, text), ==, 0);
          g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "draft");
          act_on (fixture, outbox_key, "discard", NULL);
        }
      else
        {
          sent++;
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
          WAIT_FOR (STATE_IS (outbox_key, "accepted") || STATE_IS (outbox_key, "seen"));
          g_assert_cmpuint (fake_service_count (fixture->service, text), ==, 1);
        }
    }
  g_assert_cmpuint (undone + sent, ==, 20);
  g_test_message ("%u taken back, %u sent", undone, sent);
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

/* ---- private answers ---- */

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

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  fixture_tear_down (fixture, data);
  ear_clock_set_for_test (-1);
}

#define ADD(name, func) g_test_add ("/engine/outbox/" name, Fixture, NULL, fixture_set_up, func, tear_down)

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
  ADD ("private/undo", test_private);
  ADD ("private/refused", test_private_refused);
  ADD ("private/stale", test_private_stale);
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
  ADD ("undo", test_undo);
  ADD ("undo-race", test_undo_race);
  ADD ("undo/beside-draft", test_undo_beside_draft);
  ADD ("delete-sent", test_delete_sent);
  ADD ("delete-below", test_delete_below);
  ADD ("gone-whole", test_gone_whole);
  ADD ("block", test_block);
  ADD ("forbidden", test_forbidden);
  ADD ("abuse", test_abuse);
  ADD ("limit-over", test_limit_over);
  ADD ("order", test_order);
  ADD ("limits", test_limits);
  ADD ("direct-limits", test_direct_limits);
  ADD ("draft", test_draft);
  ADD ("moderate", test_moderate);
  ADD ("close-in-window", test_close_in_window);
  ADD ("close-while-sending", test_close_while_sending);
  ADD ("kept-from-messaging", test_kept_from_messaging);
  ADD ("stale", test_stale);
  ADD ("not-stale", test_not_stale);
  return g_test_run ();
}
