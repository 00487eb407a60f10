/* test-engine-sync.c: reading a service that behaves, and one that does not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-query.h"

#define T0 G_GINT64_CONSTANT (1790000000000)

/* Both clocks stand still until a test moves them. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  ear_clock_set_for_test (T0);
  fixture_set_up (fixture, data);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  fixture_tear_down (fixture, data);
  ear_clock_set_for_test (-1);
}

static void
advance (Fixture *fixture,
         gint64   seconds)
{
  /* What is being done ends in the old time. */
  spin (50);
  ear_clock_set_for_test (ear_clock_now_ms () + seconds * 1000);
  ear_scheduler_kick (fixture->engine->scheduler);
}

/* Nothing more happens by itself. */
static void
settle (Fixture *fixture)
{
  for (int quiet = 0; quiet < 5;)
    {
      g_autofree char *log = NULL;

      spin (20);
      log = fake_service_take_log (fixture->service);
      quiet = log[0] == '\0' ? quiet + 1 : 0;
    }
}

static guint
count_conversations (Fixture *fixture)
{
  return load_counts (fixture->engine).queue[EAR_QUEUE_ALL];
}

static EarHealth
health (Fixture    *fixture,
        const char *key)
{
  return ear_channel_item_get_health (fixture_get_channel (fixture, key));
}

static void
add_many (Fixture *fixture,
          guint    n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *author = g_strdup_printf ("guest%u", i);
      g_autofree char *text = g_strdup_printf ("Question %u?", i);

      fake_service_add (fixture->service, NULL, author, text, 100000 - i);
    }
}

/* A first reading is stopped in the middle, by the person, and goes on where it was. */
static void
test_interrupted (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *key = NULL;
  guint before;

  add_many (fixture, 60);
  fake_service_fail (fixture->service, (FakeFault) { "backfill", EAR_PROBLEM_OFFLINE, EAR_EFFECT_NONE, -1, 0, FALSE });
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OFFLINE);
  advance (fixture, 16);
  WAIT_FOR (fake_service_count_calls (fixture->service, "backfill") >= 3);
  fake_service_stall (fixture->service, "backfill", TRUE);
  settle (fixture);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_SYNCING);
  before = count_conversations (fixture);
  g_assert_cmpuint (before, >=, 10);
  g_assert_cmpuint (before, <, 60);
  WAIT_FOR (ear_channel_item_get_progress (fixture_get_channel (fixture, key)) > 0.1);
  g_assert_cmpfloat (ear_channel_item_get_progress (fixture_get_channel (fixture, key)), <, 1);

  fixture_close (fixture);
  fake_service_stall (fixture->service, "backfill", FALSE);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (count_conversations (fixture) == 60);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  g_assert_cmpfloat (ear_channel_item_get_progress (fixture_get_channel (fixture, key)), ==, -1);
  /* Six pages, the one that failed and the one that was stopped: nothing was read twice. */
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "backfill"), <=, 8);
  g_assert_cmpuint (fixture->new_questions->len, ==, 0);
}

static void
test_priority (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *log = NULL;
  g_autofree char *outbox_key = NULL;
  EarQuery query = { .queue = EAR_QUEUE_ALL };
  g_autoptr (EarList) list = NULL;
  g_autoptr (EarRow) row = NULL;
  guint calls;

  add_many (fixture, 200);
  fixture_set_undo (fixture, 0);
  fake_service_set_page (fixture->service, 2);
  key = fixture_connect (fixture, &fake_kind);
  list = ear_list_new (fixture->engine, &query);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  fake_service_stall (fixture->service, "backfill", TRUE);
  settle (fixture);
  calls = fake_service_count_calls (fixture->service, "backfill");
  g_assert_cmpuint (calls, <, 90);

  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  ear_engine_refresh_thread (fixture->engine, ear_row_get_id (row));
  outbox_key = reply (fixture->engine, ear_row_get_id (row), "At once.");
  spin (50);
  fake_service_stall (fixture->service, "backfill", FALSE);
  WAIT_FOR (fake_service_count (fixture->service, "At once.") == 1);
  WAIT_FOR (fake_service_count_calls (fixture->service, "backfill") > calls + 2);
  log = fake_service_take_log (fixture->service);
  /* The page that was under way ended; then the reply, then what somebody looks at, then the past. */
  g_assert_true (g_str_has_prefix (log, "perform refresh backfill") || g_str_has_prefix (log, "backfill perform refresh backfill"));
}

static void
test_backoff (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  guint calls;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  settle (fixture);
  calls = fake_service_count_calls (fixture->service, "pull");
  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_OFFLINE, EAR_EFFECT_NONE, -1, 2, FALSE });
  advance (fixture, 70);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OFFLINE);
  g_assert_cmpstr (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)), ==, "Shop 1 cannot be reached. Earshot tries again by itself.");
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls + 1);
  advance (fixture, 7);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls + 1); /* half of 15 s at least */
  advance (fixture, 9);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") == calls + 2);
  advance (fixture, 14);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls + 2); /* now half of 30 s at least */
  advance (fixture, 17);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") == calls + 3);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  g_assert_null (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)));
}

static void
test_auth (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autoptr (EarSignIn) again = NULL;
  const char *names[] = { "user", "secret", NULL };
  const char *values[] = { "mia", "new password", NULL };
  Await await = { 0 };
  g_autoptr (GError) error = NULL;
  guint calls;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_AUTH, EAR_EFFECT_NONE, -1, 0, FALSE });
  advance (fixture, 70);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_SIGN_IN);
  g_assert_cmpstr (ear_channel_item_get_remedy (fixture_get_channel (fixture, key)), ==, "sign-in");
  settle (fixture);
  calls = fake_service_count_calls (fixture->service, "pull");
  advance (fixture, 3600);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls);
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);

  again = ear_sign_in_new (fixture->engine, "fake", key);
  ear_sign_in_prepare (again, "fake");
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_PASTE);
  ear_sign_in_paste (again, names, values);
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_DONE);
  g_assert_cmpstr (ear_sign_in_get_channel_key (again), ==, key);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > calls);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
}

/* "Come back in 90 seconds": nothing is asked before, not even a reply is sent. */
static void
test_patience (Fixture       *fixture,
               gconstpointer  data)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Open?", 100);
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *outbox_key = NULL;
  g_autofree char *log = NULL;

  fixture_set_undo (fixture, 0);
  WAIT_FOR (find_by_ext (fixture->engine, key, ext) != 0);
  settle (fixture);
  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_RETRY_LATER, EAR_EFFECT_NONE, 90000, 0, FALSE });
  advance (fixture, 70);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_WAITING);
  settle (fixture);
  outbox_key = reply (fixture->engine, find_by_ext (fixture->engine, key, ext), "Yes.");
  advance (fixture, 85);
  spin (100);
  log = fake_service_take_log (fixture->service);
  g_assert_cmpstr (log, ==, "");
  g_assert_cmpstr (outbox_state (fixture->engine, outbox_key), ==, "queued");
  advance (fixture, 6);
  WAIT_FOR (fake_service_count (fixture->service, "Yes.") == 1);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
}

static void
test_skew (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 skew;

  fake_service_set_skew (fixture->service, 2 * 3600);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_TROUBLE);
  g_assert_nonnull (strstr (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)), "2 hours apart"));
  g_object_get (fixture_get_channel (fixture, key), "clock-skew", &skew, NULL);
  g_assert_cmpint (skew, ==, 7200);
  settle (fixture);
  fake_service_set_skew (fixture->service, 200);
  advance (fixture, 70);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
}

/* What keeps messages from us is said as long as nothing worse is. */
static void
test_notice (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = NULL;

  fake_service_set_noticing (fixture->service, TRUE);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_TROUBLE);
  g_assert_cmpstr (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)), ==, "It throws away half of them. Ask there why.");
}

static char *
dup_cursor (Fixture            *fixture,
            const char         *key,
            EarStreamDirection  direction)
{
  EarStore *store = ear_engine_enter (fixture->engine, NULL);
  g_autoptr (GPtrArray) rows = ear_store_list_streams (store, key, NULL);
  char *cursor = g_strdup (((const EarStreamRow *) g_ptr_array_index (rows, 0))->cursors[direction]);

  ear_engine_leave (fixture->engine);
  return cursor;
}

/* Garbage instead of an answer: the cursor stays, nothing is lost, nothing is read twice. */
static void
test_protocol (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *later = NULL;
  const char *ext;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  settle (fixture);
  before = dup_cursor (fixture, key, EAR_STREAM_FORWARD);
  ext = fake_service_add (fixture->service, NULL, "mia", "Still there?", 0);
  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_PROTOCOL, EAR_EFFECT_NONE, -1, 0, FALSE });
  advance (fixture, 70);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_TROUBLE);
  after = dup_cursor (fixture, key, EAR_STREAM_FORWARD);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (find_by_ext (fixture->engine, key, ext), ==, 0);
  advance (fixture, 61);
  WAIT_FOR (find_by_ext (fixture->engine, key, ext) != 0);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  later = dup_cursor (fixture, key, EAR_STREAM_FORWARD);
  g_assert_cmpstr (before, !=, later);
  g_assert_cmpuint (count_conversations (fixture), ==, 1);
}

/* Edits, moderation and deletions made elsewhere. */
static void
test_reconcile (Fixture       *fixture,
                gconstpointer  data)
{
  const char *edited = fake_service_add (fixture->service, NULL, "mia", "Opne?", 300);
  const char *spam = fake_service_add (fixture->service, NULL, "bot", "Buy!", 200);
  const char *deleted = fake_service_add (fixture->service, NULL, "tom", "Forget it", 100);
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autoptr (EarThread) thread = NULL;

  WAIT_FOR (find_by_ext (fixture->engine, key, deleted) != 0 && find_by_ext (fixture->engine, key, edited) != 0);
  settle (fixture);
  fake_service_edit (fixture->service, edited, "Open?");
  fake_service_set_state (fixture->service, spam, EAR_MESSAGE_SPAM);
  {
    g_autofree char *ext = g_strdup (deleted);
    gint64 id = find_by_ext (fixture->engine, key, ext);

    fake_service_erase (fixture->service, deleted);
    advance (fixture, 700);
    WAIT_FOR (fake_service_count_calls (fixture->service, "check") == 1);
    WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_SPAM] == 1);
    settle (fixture);
    thread = load_thread (fixture->engine, id);
    g_assert_cmpint (((EarThreadMessage *) g_ptr_array_index (thread->messages, 0))->state, ==, EAR_MESSAGE_DELETED);
    g_assert_false (thread->waiting);
  }
  g_clear_pointer (&thread, ear_thread_free);
  thread = load_thread (fixture->engine, find_by_ext (fixture->engine, key, edited));
  g_assert_cmpstr (((EarThreadMessage *) g_ptr_array_index (thread->messages, 0))->text, ==, "Open?");
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "check"), ==, 1); /* what is there is not asked for */
}

/* Opening a conversation reads it at once; again within a moment reads nothing. */
static void
test_refresh (Fixture       *fixture,
              gconstpointer  data)
{
  const char *root = fake_service_add (fixture->service, NULL, "mia", "One", 300);
  const char *gone = fake_service_add (fixture->service, root, "tom", "Two", 200);
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autoptr (EarThread) thread = NULL;
  gint64 id;

  WAIT_FOR (find_by_ext (fixture->engine, key, gone) != 0);
  settle (fixture);
  id = find_by_ext (fixture->engine, key, root);
  fake_service_add (fixture->service, root, "eva", "Three", 0);
  fake_service_erase (fixture->service, gone);
  ear_engine_refresh_thread (fixture->engine, id);
  WAIT_FOR (fake_service_count_calls (fixture->service, "check") == 1);
  settle (fixture);
  thread = load_thread (fixture->engine, id);
  g_assert_nonnull (thread_find (thread, "Three"));
  for (guint i = 0; i < thread->messages->len; i++)
    {
      const EarThreadMessage *message = g_ptr_array_index (thread->messages, i);

      if (g_strcmp0 (message->author, "tom") == 0)
        g_assert_cmpint (message->state, ==, EAR_MESSAGE_DELETED);
    }
  ear_engine_refresh_thread (fixture->engine, id);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "refresh"), ==, 1);
  advance (fixture, 30);
  ear_engine_refresh_thread (fixture->engine, id);
  WAIT_FOR (fake_service_count_calls (fixture->service, "refresh") == 2);
}

static void
test_network (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  guint calls;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  settle (fixture);
  calls = fake_service_count_calls (fixture->service, "pull");
  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  g_assert_false (ear_engine_is_online (fixture->engine));
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OFFLINE);
  advance (fixture, 500);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > calls);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);

  /* A page on its way is given up when the network goes. */
  settle (fixture);
  fake_service_stall (fixture->service, "pull", TRUE);
  calls = fake_service_count_calls (fixture->service, "pull");
  advance (fixture, 70);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") == calls + 1);
  ear_network_set_for_test (fixture->network, FALSE, FALSE);
  spin (50);
  fake_service_stall (fixture->service, "pull", FALSE);
  ear_network_set_for_test (fixture->network, TRUE, FALSE);
  advance (fixture, 5);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > calls + 1);
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  Await await = { 0 };
  guint calls;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  settle (fixture);
  ear_engine_pause_channel_async (fixture->engine, key, TRUE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_PAUSED);
  calls = fake_service_count_calls (fixture->service, "pull");
  advance (fixture, 500);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls);
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_PAUSED);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls);
  ear_engine_pause_channel_async (fixture->engine, key, FALSE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > calls);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
}

static void
test_new_question (Fixture       *fixture,
                   gconstpointer  data)
{
  const char *ext;
  g_autofree char *key = NULL;

  fake_service_add (fixture->service, NULL, "tom", "Yesterday's", 86400);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (count_conversations (fixture) == 1);
  settle (fixture);
  advance (fixture, 1);
  ext = fake_service_add (fixture->service, NULL, "mia", "Today's?", 0);
  fake_service_add (fixture->service, ext, "mia", "And tomorrow?", 0);
  advance (fixture, 70);
  WAIT_FOR (fixture->new_questions->len > 0);
  settle (fixture);
  g_assert_cmpuint (fixture->new_questions->len, ==, 1);
  g_assert_cmpint (g_array_index (fixture->new_questions, gint64, 0), ==, find_by_ext (fixture->engine, key, ext));
}

/* earshotctl: nothing by itself; one call reads everything. */
static void
test_no_sync (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  Await await = { 0 };
  g_autoptr (GError) error = NULL;
  guint calls;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  settle (fixture);
  add_many (fixture, 35);
  fixture_close (fixture);
  calls = fake_service_count_calls (fixture->service, "pull");
  fixture_open (fixture, EAR_ENGINE_NO_SYNC);
  advance (fixture, 1000);
  settle (fixture);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls);
  ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpuint (count_conversations (fixture), ==, 35);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls + 4);

  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_OFFLINE, EAR_EFFECT_NONE, -1, 0, FALSE });
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_OFFLINE);
  g_clear_error (&error);
  ear_engine_sync_async (fixture->engine, "no such channel", NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
  fixture_close (fixture);

  /* A new channel's past is read by the same call. */
  fixture_open (fixture, EAR_ENGINE_NO_SYNC);
  g_free (key);
  key = fixture_connect (fixture, &fake_blind_kind);
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpuint (count_conversations (fixture), ==, 70);
}

/* A request that hears nothing: closing takes its three seconds and leaves it behind. */
static void
test_close_stalled (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  GWeakRef weak;
  gint64 start;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  settle (fixture);
  fake_service_set_deaf (fixture->service, TRUE);
  fake_service_stall (fixture->service, "pull", TRUE);
  advance (fixture, 70);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") >= 2);
  start = g_get_monotonic_time ();
  ear_engine_close_async (fixture->engine, await_cb, &await);
  result = await_result (&await);
  g_assert_true (ear_engine_close_finish (fixture->engine, result, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3300 * 1000);
  g_clear_object (&result);
  /* The thread that was left behind ends without harm when it wakes up at last. */
  g_weak_ref_init (&weak, fixture->engine);
  g_clear_object (&fixture->engine);
  fake_service_stall (fixture->service, "pull", FALSE);
  WAIT_FOR (is_gone (&weak));
  g_weak_ref_clear (&weak);
}

#define ADD(name, func) g_test_add ("/engine/sync/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ear_engine_add_kind_for_test (&fake_blind_kind);
  ADD ("interrupted", test_interrupted);
  ADD ("priority", test_priority);
  ADD ("backoff", test_backoff);
  ADD ("auth", test_auth);
  ADD ("patience", test_patience);
  ADD ("skew", test_skew);
  ADD ("notice", test_notice);
  ADD ("protocol", test_protocol);
  ADD ("reconcile", test_reconcile);
  ADD ("refresh", test_refresh);
  ADD ("network", test_network);
  ADD ("pause", test_pause);
  ADD ("new-question", test_new_question);
  ADD ("no-sync", test_no_sync);
  ADD ("close-stalled", test_close_stalled);
  return g_test_run ();
}
