/* test-query.c: lists, counts, Today
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

static void
assert_ids (Fixture *fixture, EarStoreQuery query, const char *const *exts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = ear_store_query_ids (fixture->store, &query, &error);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_no_error (error);
  rows = ear_store_load_rows (fixture->store, (gint64 *) (gpointer) ids->data, ids->len, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MAX (ids->len, g_strv_length ((char **) exts)); i++)
    {
      g_assert_cmpuint (i, <, ids->len);
      g_assert_nonnull (exts[i]);
      g_assert_cmpstr (((EarStoreRow *) rows->pdata[i])->ext, ==, exts[i]);
    }
}
#define ASSERT_IDS(query, ...) assert_ids (fixture, query, (const char *const[]) { __VA_ARGS__ __VA_OPT__ (,) NULL })

static void
fill (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  EarConversation *review = ear_conversation_new ("50", EAR_CONVERSATION_REVIEW);

  add_inbound (batch, "10", "10", NULL, "mia", NOW - 5 * HOUR, "Are you open on Sunday?");
  add_inbound (batch, "20", "20", NULL, "tom", NOW + 2 * MINUTE, "Do you have a vegan menu?");
  add_inbound (batch, "30", "30", NULL, "mia", NOW - 3 * HOUR, "Where can I park?");
  add_outbound (batch, "30", "31", "30", NOW - 2 * HOUR, "Behind the house.");
  add_inbound (batch, "40", "40", NULL, "eve", NOW - 9 * HOUR, "Cheap watches")->state = EAR_MESSAGE_SPAM;
  add_inbound (batch, "50", "50", NULL, "ann", NOW - 8 * HOUR, "Cold soup, rude waiter. Never again?");
  ear_batch_take_conversation (batch, review);
  add_inbound (batch, "60", "60", NULL, "bob", NOW - 7 * HOUR, "Is the terrace heated?");
  add_inbound (batch, "70", "70", NULL, "bob", NOW - 6 * HOUR, "Nobody asked you, Tom.")->flags = 0;
  apply (fixture, batch, NULL);
  ear_clock_set_for_test (NOW + HOUR);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "60"), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_queues (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_ANSWER_NEXT }), "50", "10", "20");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_ALL }), "20", "30", "10", "70", "60", "50");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_UNREAD }), "20");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_WAITING_FOR_THEM }), "30");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_DONE }), "60");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_REVIEWS }), "50");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_SPAM }), "40");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_CALL_BACKS }));
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_OUTBOX }));
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_ALL, .limit = 2, .offset = 1 }), "30", "10");
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autoptr (EarChannelRow) row = ear_store_get_channel (fixture->store, other, &error);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarStoreRow) mia = NULL;

  fill (fixture);
  add_inbound (batch, "80", "80", NULL, "mia", NOW - HOUR, "Is it you on the other blog too?");
  ear_store_apply_batch (fixture->store, other, NULL, EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
  for (guint queue = 0; queue < EAR_STORE_N_QUEUES; queue++)
    {
      EarStoreQuery query = { .queue = (EarStoreQueue) queue, .channel_id = row->id };
      EarStoreQueue back;

      if (queue == EAR_STORE_QUEUE_ANSWER_NEXT || queue == EAR_STORE_QUEUE_ALL || queue == EAR_STORE_QUEUE_UNASSIGNED)
        ASSERT_IDS (query, "80");
      else
        ASSERT_IDS (query);
      g_assert_true (ear_store_queue_from_string (ear_store_queue_to_string ((EarStoreQueue) queue), &back));
      g_assert_cmpint (back, ==, queue);
    }
  mia = load_row (fixture, "10");
  /* One identity each for now: the other blog's mia is somebody else. */
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_ALL, .person_id = mia->person_id }), "30", "10");
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_ANSWER_NEXT, .person_id = mia->person_id, .channel_id = fixture->channel_id }), "10");
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  ASSERT_IDS (((EarStoreQuery) { .words = "menu" }), "20");
  ASSERT_IDS (((EarStoreQuery) { .words = "nothing-like-it" }));
  /* A name finds what that person wrote. */
  ASSERT_IDS (((EarStoreQuery) { .words = "mia" }), "30", "10");
  ASSERT_IDS (((EarStoreQuery) { .words = "tom", .limit = 1 }), "20");
}

static gint64
in_two_hours (const EarDueQuestion *question, gpointer data)
{
  g_assert_cmpstr (question->kind, ==, "blog");
  return question->type == EAR_CONVERSATION_REVIEW ? EAR_TIME_NONE : question->opened_at + *(gint64 *) data;
}

static void
test_due (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarStoreRow) row = NULL;
  g_autoptr (EarStoreRow) later = NULL;
  g_autoptr (GArray) due = NULL;
  gint64 promise = 2 * HOUR;

  ear_store_set_due_func (fixture->store, in_two_hours, &promise, NULL);
  fill (fixture);
  row = load_row (fixture, "10");
  g_assert_cmpint (row->due_at, ==, NOW - 3 * HOUR);
  ASSERT_IDS (((EarStoreQuery) { .queue = EAR_STORE_QUEUE_ANSWER_NEXT }), "10", "20", "50");
  due = ear_store_query_due (fixture->store, NOW, NOW + DAY, &error);
  g_assert_cmpuint (due->len, ==, 1);
  promise = 10 * HOUR;
  ear_store_refresh_due (fixture->store, &error);
  g_assert_no_error (error);
  later = load_row (fixture, "10");
  g_assert_cmpint (later->due_at, ==, NOW + 5 * HOUR);
  ear_store_set_due_func (fixture->store, NULL, NULL, NULL);
  ear_store_refresh_due (fixture->store, &error);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = NULL;
  guint queues[EAR_STORE_N_QUEUES];
  EarStoreToday today;
  EarChannelCount *count;
  g_autoptr (EarOp) op = new_reply ("10", "10", "Yes.");

  fill (fixture);
  counts = ear_store_count (fixture->store, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, 1);
  count = &g_array_index (counts, EarChannelCount, 0);
  g_assert_cmpint (count->channel_id, ==, fixture->channel_id);
  g_assert_cmpuint (count->needs_answer, ==, 3);
  g_assert_cmpuint (count->late, ==, 2);
  g_assert_cmpuint (count->unread, ==, 1);
  g_assert_cmpuint (count->waiting, ==, 1);
  g_assert_cmpuint (count->spam, ==, 1);

  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW, NULL, NULL, &error);
  ear_store_count_queues (fixture->store, queues, &error);
  g_assert_no_error (error);
  for (guint queue = 0; queue < EAR_STORE_N_QUEUES; queue++)
    {
      EarStoreQuery query = { .queue = (EarStoreQueue) queue };
      g_autoptr (GArray) ids = ear_store_query_ids (fixture->store, &query, &error);

      g_assert_cmpuint (queues[queue], ==, ids->len);
    }

  ear_store_load_today (fixture->store, NOW - 1, NOW, NOW + HOUR, &today, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (today.n_new, ==, 3);
  g_assert_cmpuint (today.n_late, ==, 2);
  g_assert_cmpuint (today.n_due, ==, 1);
  g_assert_cmpuint (today.n_open, ==, 3);
  g_assert_cmpuint (today.n_unread, ==, 1);
  g_assert_cmpuint (today.n_to_send, ==, 1);
  g_assert_cmpuint (today.n_failed, ==, 0);
  ear_store_load_today (fixture->store, NOW, NOW, NOW + HOUR, &today, &error);
  g_assert_cmpuint (today.n_new, ==, 0);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const gint64 ids[] = { 999, 0 };
  g_autoptr (GPtrArray) rows = ear_store_load_rows (fixture->store, ids, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_null (rows->pdata[0]);
  g_assert_null (ear_store_load_conversation (fixture->store, 999, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
}

static void
test_message_value (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarMessage) question = NULL;
  EarIdentity *mia = ear_identity_new ("mia", "Mia");
  g_autoptr (EarMessage) message = NULL;
  g_autoptr (EarConversation) conversation = NULL;
  g_autofree char *key = NULL;
  gint64 id, conversation_id = 0;

  fill (fixture);
  id = find_message (fixture, "31");
  ear_store_load_message (fixture->store, id, &message, &conversation, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (message->ext, ==, "31");
  g_assert_cmpstr (message->parent_ext, ==, "30");
  g_assert_cmpstr (message->author_ext, ==, "us");
  g_assert_cmpstr (conversation->ext, ==, "30");
  key = ear_store_dup_message_key (fixture->store, id, &error);
  g_assert_cmpint (ear_store_find_message (fixture->store, key, &conversation_id, &error), ==, id);
  g_assert_cmpint (conversation_id, ==, find_conversation (fixture, "30"));

  /* Whom an answer may have to name. */
  g_assert_null (message->author_handle);
  mia->handle = g_strdup ("@mia.k");
  ear_batch_take_identity (batch, mia);
  apply (fixture, batch, NULL);
  ear_store_load_message (fixture->store, find_message (fixture, "30"), &question, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (question->author_handle, ==, "@mia.k");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/query/queues", test_queues);
  fixture_test ("/store/query/filters", test_filters);
  fixture_test ("/store/query/words", test_words);
  fixture_test ("/store/query/due", test_due);
  fixture_test ("/store/query/counts", test_counts);
  fixture_test ("/store/query/gone", test_gone);
  fixture_test ("/store/query/message-value", test_message_value);
  return g_test_run ();
}
