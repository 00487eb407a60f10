/* test-threads.c: many callers at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

#define N_WRITERS 4
#define N_READERS 5
#define N_ROUNDS 40

static int stop;

static gpointer
write_batches (gpointer data)
{
  Fixture *fixture = data;
  static int threads;
  guint thread = (guint) g_atomic_int_add (&threads, 1) % N_WRITERS;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autoptr (EarChanges) changes = ear_changes_new ();

      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *conversation = g_strdup_printf ("%u", thread * 100 + i);
          g_autofree char *ext = g_strdup_printf ("%u", thread * 10000 + round * 10 + i);

          add_inbound (batch, conversation, ext, round > 0 ? conversation : NULL, "mia", NOW + round * MINUTE, "Are you open on Sunday?");
        }
      batch->more = round % 3 == 0;
      ear_store_apply_batch (fixture->store, fixture->channel, "comments", EAR_STREAM_FORWARD, batch, changes, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (changes->n_new, ==, 5);
    }
  return NULL;
}

static gpointer
send_replies (gpointer data)
{
  Fixture *fixture = data;
  guint sent = 0;

  while (sent < N_ROUNDS)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarOutboxRow) row = ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error);

      g_assert_no_error (error);
      if (row == NULL)
        {
          g_usleep (1000);
          continue;
        }
      ear_store_outbox_accept (fixture->store, row->op->key, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      sent++;
    }
  return NULL;
}

static gpointer
queue_replies (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EarOp) op = new_reply ("7", "7", "Yes.");

      ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

/* Each read is one snapshot: what it counts belongs together. */
static gpointer
read_lists (gpointer data)
{
  Fixture *fixture = data;
  guint least = 0;

  while (!g_atomic_int_get (&stop))
    {
      g_autoptr (GError) error = NULL;
      EarStoreQuery all = { .queue = EAR_STORE_QUEUE_ALL };
      EarStoreSearch search = { .words = "sunday" };
      g_autoptr (GArray) ids = ear_store_query_ids (fixture->store, &all, &error);
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (GPtrArray) hits = NULL;
      guint counts[EAR_STORE_N_QUEUES];

      g_assert_no_error (error);
      g_assert_cmpuint (ids->len, >=, least);
      least = ids->len;
      rows = ear_store_load_rows (fixture->store, (gint64 *) (gpointer) ids->data, ids->len, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < rows->len; i++)
        {
          EarStoreRow *row = rows->pdata[i];

          g_assert_cmpuint (row->n_messages, >, 0);
          g_assert_cmpuint (row->unread, <=, row->n_messages);
        }
      ear_store_count_queues (fixture->store, counts, &error);
      g_assert_no_error (error);
      hits = ear_store_search (fixture->store, &search, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

static gint64
due (const EarDueQuestion *question, gpointer data)
{
  return question->opened_at + HOUR;
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  GThread *threads[N_WRITERS + 2], *readers[N_READERS];

  g_atomic_int_set (&stop, 0);
  add_inbound (batch, "7", "7", NULL, "tom", NOW, "Question?");
  apply (fixture, batch, NULL);
  for (guint i = 0; i < N_READERS; i++)
    readers[i] = g_thread_new ("reader", read_lists, fixture);
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", write_batches, fixture);
  threads[N_WRITERS] = g_thread_new ("queue", queue_replies, fixture);
  threads[N_WRITERS + 1] = g_thread_new ("send", send_replies, fixture);
  ear_store_set_due_func (fixture->store, due, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_atomic_int_set (&stop, 1);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (readers[i]);
  ear_store_refresh_due (fixture->store, NULL);

  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM message"), ==, 1 + N_WRITERS * N_ROUNDS * 5);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM outbox WHERE state = 'accepted' AND attempts = 1"), ==, N_ROUNDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/threads", test_threads);
  return g_test_run ();
}
