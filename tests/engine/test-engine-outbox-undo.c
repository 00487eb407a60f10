/* test-engine-outbox-undo.c: what is taken back, from the window or from the service, and what it refuses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store-outbox.h"

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

static void
save_draft (Fixture    *fixture,
            gint64      conversation,
            const char *text)
{
  Await await = { 0 };

  ear_engine_save_draft_async (fixture->engine, conversation, text, await_cb, &await);
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

#define ADD(name, func) g_test_add ("/engine/outbox/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
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
  return g_test_run ();
}
