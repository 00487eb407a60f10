/* test-order.c: the same batches in any order, once or twice, make the same workspace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

#define N_THREADS 12
#define N_BATCHES 60

static const char *const words[] = { "menu", "Sunday", "open?", "table for four", "thanks", "allergies", "where are you", "👍", "parking" };

static char *
text_for (GRand *rand, guint version)
{
  return g_strdup_printf ("%s %s %u", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))],
                          words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))], version);
}

/* What a service would say about message @n of thread @thread: a pure function of the seed, so that two batches never disagree but
 * in the version of an edit. Its thread is known by the oldest message that batch has seen. */
static void
add_thread_message (EarBatch *batch, guint seed, guint thread, guint n, guint known_from, guint version)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed * 1000 + thread * 50 + n);
  g_autofree char *ext = g_strdup_printf ("%u", thread * 100 + n);
  g_autofree char *parent = n > 0 ? g_strdup_printf ("%u", thread * 100 + g_rand_int_range (rand, 0, n)) : NULL;
  g_autofree char *conversation = g_strdup_printf ("%u", thread * 100 + MIN (known_from, n));
  g_autofree char *author = g_strdup_printf ("person%d", g_rand_int_range (rand, 0, 5));
  gint64 at = NOW - 30 * DAY + thread * HOUR + n * 7 * MINUTE;
  g_autofree char *text = NULL;
  EarMessage *message;
  gboolean ours = g_rand_int_range (rand, 0, 4) == 0;
  gboolean edited = g_rand_int_range (rand, 0, 5) == 0;

  if (!edited)
    version = 0;
  text = text_for (rand, version);
  if (ours)
    message = add_outbound (batch, conversation, ext, parent, at, text);
  else
    message = add_inbound (batch, conversation, ext, parent != NULL ? parent : "none", author, at, text);
  if (parent == NULL)
    g_clear_pointer (&message->parent_ext, g_free);
  if (g_rand_int_range (rand, 0, 3) == 0)
    message->flags = 0;
  if (version > 0)
    message->edited_at = at + version * MINUTE;
  if (g_rand_int_range (rand, 0, 6) == 0)
    message->html = g_strdup_printf ("<p>%s</p>", text);
  if (known_from > 0 || n > 0)
    ear_batch_add_rekey (batch, ext, conversation);
  if (known_from == 0)
    {
      EarConversation *value = ear_conversation_new (conversation, EAR_CONVERSATION_THREAD);
      g_autofree char *root_title = g_strdup_printf ("Thread %u", thread);

      value->title = g_steal_pointer (&root_title);
      value->post_ext = g_strdup (thread % 2 ? "post" : NULL);
      ear_batch_take_conversation (batch, value);
    }
}

static EarBatch *
make_batch (guint seed, guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed * 7919 + number);
  EarBatch *batch = ear_batch_new ();
  guint thread = (guint) g_rand_int_range (rand, 0, N_THREADS);
  guint known_from = (guint) g_rand_int_range (rand, 0, 6);
  guint n = (guint) g_rand_int_range (rand, 1, 6);

  for (guint i = 0; i < n; i++)
    add_thread_message (batch, seed, thread, (guint) g_rand_int_range (rand, known_from, 9), known_from, (guint) g_rand_int_range (rand, 0, 3));
  /* The oldest message a batch knows of stands under an older one that it may also tell. */
  if (known_from > 0 && g_rand_boolean (rand))
    {
      g_autofree char *from = g_strdup_printf ("%u", thread * 100 + known_from);
      g_autofree char *into = g_strdup_printf ("%u", thread * 100 + (guint) g_rand_int_range (rand, 0, known_from));

      ear_batch_add_rekey (batch, from, into);
    }
  if (g_rand_int_range (rand, 0, 4) == 0)
    {
      EarPost *post = ear_post_new ("post");

      post->title = g_strdup ("Summer menu");
      post->posted_at = NOW - 60 * DAY;
      ear_batch_take_post (batch, post);
    }
  ear_batch_add_span (batch, NOW - (number + 2) * HOUR, NOW - number * HOUR);
  return batch;
}

/* Every thread read from its root, every edit at its newest: what makes all orders end in one place. */
static EarBatch *
make_last_batch (guint seed)
{
  EarBatch *batch = ear_batch_new ();

  for (guint thread = 0; thread < N_THREADS; thread++)
    for (guint n = 0; n < 9; n++)
      add_thread_message (batch, seed, thread, n, 0, 2);
  return batch;
}

static char *
run (guint seed, const guint *order, guint n_order, guint times, gboolean reopen)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  char *dump;

  fixture_set_up (&fixture, NULL);
  ear_store_put_stream (fixture.store, fixture.channel, "comments", TRUE, TRUE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_order; i++)
    {
      g_autoptr (EarBatch) batch = order[i] < N_BATCHES ? make_batch (seed, order[i]) : make_last_batch (seed);

      for (guint k = 0; k < times; k++)
        {
          ear_store_apply_batch (fixture.store, fixture.channel, "comments", EAR_STREAM_RECONCILE, batch, NULL, &error);
          g_assert_no_error (error);
        }
      if (reopen && i % 20 == 0)
        fixture_reopen (&fixture);
    }
  /* A rebuild equals the incremental result. */
  dump = fixture_dump (&fixture);
  ear_store_rederive (fixture.store, NULL, NULL, &error);
  g_assert_no_error (error);
  {
    g_autofree char *rebuilt = fixture_dump (&fixture);

    g_assert_cmpstr (dump, ==, rebuilt);
  }
  fixture_tear_down (&fixture, NULL);
  return dump;
}

static void
shuffle (GRand *rand, guint *order, guint n)
{
  for (guint i = n - 1; i > 0; i--)
    {
      guint k = (guint) g_rand_int_range (rand, 0, (gint32) i + 1), swap = order[i];

      order[i] = order[k];
      order[k] = swap;
    }
}

static void
assert_same (const char *a, const char *b)
{
  g_auto (GStrv) x = g_strsplit (a, "\n", -1);
  g_auto (GStrv) y = g_strsplit (b, "\n", -1);

  for (guint i = 0; x[i] != NULL || y[i] != NULL; i++)
    g_assert_cmpstr (x[i], ==, y[i]);
}

static void
test_order (void)
{
  guint rounds = g_test_thorough () ? 40 : 6;

  for (guint seed = 1; seed <= rounds; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint order[N_BATCHES + 1];
      g_autofree char *straight = NULL;
      g_autofree char *again = NULL;
      g_autofree char *shuffled = NULL;

      for (guint i = 0; i <= N_BATCHES; i++)
        order[i] = i;
      straight = run (seed, order, N_BATCHES + 1, 1, FALSE);
      again = run (seed, order, N_BATCHES + 1, 2, TRUE);
      assert_same (straight, again);
      /* The last batch anywhere: what comes later knows less than it did. */
      shuffle (rand, order, N_BATCHES + 1);
      shuffled = run (seed, order, N_BATCHES + 1, 2, FALSE);
      assert_same (straight, shuffled);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/order", test_order);
  return g_test_run ();
}
