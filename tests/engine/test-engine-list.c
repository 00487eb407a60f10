/* test-engine-list.c: the list model against a plain list, whatever happens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-list-private.h"
#include "store/ear-store-batch.h"
#include "store/ear-store-query.h"

/* A copy of a list kept up to date by its signals alone, as a view does. */
typedef struct {
  GArray *ids;
  guint n_signals, touched;
} Mirror;

static void
items_changed (GListModel *model,
               guint       position,
               guint       removed,
               guint       added,
               Mirror     *mirror)
{
  g_assert_cmpuint (position + removed, <=, mirror->ids->len);
  g_array_remove_range (mirror->ids, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (EarRow) row = g_list_model_get_item (model, position + i);
      gint64 id = ear_row_get_id (row);

      g_array_insert_val (mirror->ids, position + i, id);
    }
  g_assert_cmpuint (mirror->ids->len, ==, g_list_model_get_n_items (model));
  mirror->n_signals++;
  mirror->touched += removed + added;
}

static void
mirror_init (Mirror  *mirror,
             EarList *list)
{
  *mirror = (Mirror) { g_array_new (FALSE, FALSE, sizeof (gint64)), 0, 0 };
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (EarRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);
      gint64 id = ear_row_get_id (row);

      g_array_append_val (mirror->ids, id);
    }
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed), mirror);
}

/* What the store says now. */
static GArray *
reference (Fixture  *fixture,
           EarQueue  queue)
{
  EarStore *store = ear_engine_enter (fixture->engine, NULL);
  EarQuery values = { .queue = queue };
  EarListQuery *query = ear_list_query_new (&values);
  GArray *ids = ear_list_query_run (query, fixture->engine, store, 0, NULL);

  ear_engine_leave (fixture->engine);
  ear_list_query_free (query);
  g_assert_nonnull (ids);
  return ids;
}

static gboolean
is_equal (GArray *a,
          GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (gint64)) == 0);
}

static gboolean
mirror_matches (Mirror   *mirror,
                Fixture  *fixture,
                EarQueue  queue)
{
  g_autoptr (GArray) ids = reference (fixture, queue);

  return is_equal (mirror->ids, ids);
}

/* Through the store as a channel would. */
static void
apply (Fixture    *fixture,
       const char *channel_key,
       EarBatch   *take_batch)
{
  g_autoptr (EarBatch) batch = take_batch;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (GError) error = NULL;
  EarStore *store = ear_engine_enter (fixture->engine, NULL);

  ear_store_apply_batch (store, channel_key, NULL, EAR_STREAM_FORWARD, batch, changes, &error);
  g_assert_no_error (error);
  ear_engine_leave (fixture->engine);
  ear_engine_publish (fixture->engine, changes, EAR_CHANGED_COUNTS);
}

static EarBatch *
batch_with (const char      *root,
            const char      *ext,
            const char      *author,
            gint64           sent_at,
            EarMessageState  state)
{
  EarBatch *batch = ear_batch_new ();
  EarMessage *message = ear_message_new (ext, root);

  ear_batch_take_conversation (batch, ear_conversation_new (root, EAR_CONVERSATION_COMMENT));
  ear_batch_take_identity (batch, ear_identity_new (author, author));
  message->author_ext = g_strdup (author);
  message->text = g_strdup_printf ("%s asks something", author);
  message->sent_at = sent_at;
  message->state = state;
  if (g_str_equal (author, "us"))
    message->direction = EAR_DIRECTION_OUTBOUND;
  else
    message->flags = EAR_MESSAGE_ADDRESSED;
  if (!g_str_equal (root, ext))
    message->parent_ext = g_strdup (root);
  ear_batch_take_message (batch, message);
  return batch;
}

/* Something happens: a new question, another word, an answer, spam, done, reopened, or a whole page of questions. */
static void
happen (Fixture    *fixture,
        const char *key,
        GRand      *rand,
        guint      *n_roots,
        guint      *n_messages)
{
  gint64 now = ear_clock_now_ms ();
  guint root = *n_roots == 0 ? 0 : (guint) g_rand_int_range (rand, 0, (gint32) *n_roots);
  g_autofree char *root_ext = g_strdup_printf ("r%u", root);
  g_autofree char *ext = g_strdup_printf ("x%u", (*n_messages)++);
  g_autofree char *author = g_strdup_printf ("guest%d", g_rand_int_range (rand, 0, 20));
  Await await = { 0 };

  switch (g_rand_int_range (rand, 0, *n_roots < 5 ? 1 : 7))
    {
    case 0:
      {
        guint n = g_rand_boolean (rand) ? 1 : (guint) g_rand_int_range (rand, 1, 40);

        for (guint i = 0; i < n; i++)
          {
            g_autofree char *new_root = g_strdup_printf ("r%u", (*n_roots)++);

            apply (fixture, key, batch_with (new_root, new_root, author, now - g_rand_int_range (rand, 0, 1000000), EAR_MESSAGE_VISIBLE));
          }
        break;
      }
    case 1:
      apply (fixture, key, batch_with (root_ext, ext, author, now, EAR_MESSAGE_VISIBLE));
      break;
    case 2:
      apply (fixture, key, batch_with (root_ext, ext, "us", now, EAR_MESSAGE_VISIBLE));
      break;
    case 3:
      apply (fixture, key, batch_with (root_ext, root_ext, author, now - 500, g_rand_boolean (rand) ? EAR_MESSAGE_SPAM : EAR_MESSAGE_VISIBLE));
      break;
    case 4:
      ear_engine_mark_done_async (fixture->engine, find_by_ext (fixture->engine, key, root_ext), await_cb, &await);
      g_free (await_text (fixture->engine, &await, NULL));
      break;
    case 5:
      ear_engine_reopen_async (fixture->engine, find_by_ext (fixture->engine, key, root_ext), await_cb, &await);
      g_free (await_text (fixture->engine, &await, NULL));
      break;
    default:
      ear_engine_mark_read_async (fixture->engine, find_by_ext (fixture->engine, key, root_ext), g_rand_boolean (rand), await_cb, &await);
      g_free (await_text (fixture->engine, &await, NULL));
      break;
    }
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  static const EarQueue queues[] = { EAR_QUEUE_ANSWER_NEXT, EAR_QUEUE_ALL, EAR_QUEUE_UNREAD, EAR_QUEUE_WAITING, EAR_QUEUE_DONE, EAR_QUEUE_SPAM };
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  GRand *rand = g_rand_new_with_seed (g_test_rand_int ());
  EarList *lists[G_N_ELEMENTS (queues)];
  Mirror mirrors[G_N_ELEMENTS (queues)];
  guint n_roots = 0, n_messages = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
    {
      EarQuery query = { .queue = queues[i] };

      lists[i] = ear_list_new (fixture->engine, &query);
      mirror_init (&mirrors[i], lists[i]);
    }
  for (guint step = 0; step < 150; step++)
    {
      happen (fixture, key, rand, &n_roots, &n_messages);
      /* Sometimes several things happen before the list catches up. */
      if (g_rand_int_range (rand, 0, 3) != 0)
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
        WAIT_FOR (mirror_matches (&mirrors[i], fixture, queues[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (queues); i++)
    {
      WAIT_FOR (mirror_matches (&mirrors[i], fixture, queues[i]));
      for (guint j = 0; j < mirrors[i].ids->len; j++)
        g_assert_cmpuint (ear_list_find (lists[i], g_array_index (mirrors[i].ids, gint64, j)), ==, j);
      g_assert_cmpuint (ear_list_find (lists[i], -1), ==, G_MAXUINT);
      g_signal_handlers_disconnect_by_data (lists[i], &mirrors[i]);
      g_array_unref (mirrors[i].ids);
      g_object_unref (lists[i]);
    }
  g_rand_free (rand);
}

static void
add_questions (Fixture    *fixture,
               const char *key,
               guint       from,
               guint       n)
{
  EarBatch *batch = ear_batch_new ();
  gint64 now = ear_clock_now_ms ();

  ear_batch_take_identity (batch, ear_identity_new ("mia", "mia"));
  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *ext = g_strdup_printf ("q%u", i);
      EarMessage *message = ear_message_new (ext, ext);

      ear_batch_take_conversation (batch, ear_conversation_new (ext, EAR_CONVERSATION_COMMENT));
      message->author_ext = g_strdup ("mia");
      message->text = g_strdup_printf ("Question %u", i);
      message->sent_at = now - 10000000 + i * 1000;
      message->flags = EAR_MESSAGE_ADDRESSED;
      ear_batch_take_message (batch, message);
    }
  apply (fixture, key, batch);
}

/* One change in a long list is a small step, and rows keep who they are. */
static void
test_small_steps (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  EarQuery query = { .queue = EAR_QUEUE_ALL };
  g_autoptr (EarList) list = NULL;
  g_autoptr (EarRow) row = NULL;
  Mirror mirror;
  guint position;
  int changed = 0;

  add_questions (fixture, key, 0, 1000);
  list = ear_list_new (fixture->engine, &query);
  g_assert_true (ear_list_get_loading (list));
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  g_assert_false (ear_list_get_loading (list));
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1000);
  mirror_init (&mirror, list);
  row = g_list_model_get_item (G_LIST_MODEL (list), 500);
  g_assert_false (ear_row_get_loaded (row));
  WAIT_FOR (ear_row_get_loaded (row));
  g_assert_cmpstr (ear_row_get_preview (row), ==, "Question 499");
  g_assert_cmpstr (ear_row_get_channel_name (row), ==, "Shop 1");
  g_signal_connect_swapped (row, "changed", G_CALLBACK (g_atomic_int_inc), &changed);

  /* It gets another word and comes to the top; whoever waits longest is shown, with their own words. */
  apply (fixture, key, batch_with ("q499", "again", "tom", ear_clock_now_ms (), EAR_MESSAGE_VISIBLE));
  WAIT_FOR (ear_list_find (list, ear_row_get_id (row)) == 0);
  WAIT_FOR (g_atomic_int_get (&changed) > 0);
  g_assert_cmpstr (ear_row_get_preview (row), ==, "Question 499");
  g_assert_cmpuint (mirror.touched, ==, 2);
  {
    g_autoptr (EarRow) same = g_list_model_get_item (G_LIST_MODEL (list), 0);

    g_assert_true (same == row);
  }
  position = ear_list_find (list, ear_row_get_id (row));
  g_assert_cmpuint (position, ==, 0);
  g_assert_true (mirror_matches (&mirror, fixture, EAR_QUEUE_ALL));
  g_signal_handlers_disconnect_by_data (list, &mirror);
  g_array_unref (mirror.ids);
}

/* While the person reads further down: counted, not inserted; what is gone goes. */
static void
test_held (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  EarQuery query = { .queue = EAR_QUEUE_ALL };
  g_autoptr (EarList) list = NULL;
  Await await = { 0 };
  gint64 first;

  add_questions (fixture, key, 0, 300);
  list = ear_list_new (fixture->engine, &query);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 300);
  {
    g_autoptr (EarRow) row = g_list_model_get_item (G_LIST_MODEL (list), 0);

    first = ear_row_get_id (row);
  }
  ear_list_set_held (list, TRUE);
  add_questions (fixture, key, 300, 3);
  WAIT_FOR (ear_list_get_n_new (list) == 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 300);
  g_assert_cmpuint (ear_list_find (list, first), ==, 0);
  apply (fixture, key, batch_with ("q5", "q5", "mia", 5, EAR_MESSAGE_SPAM));
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 299);
  g_assert_cmpuint (ear_list_get_n_new (list), ==, 3);
  ear_list_set_held (list, FALSE);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 302);
  g_assert_cmpuint (ear_list_get_n_new (list), ==, 0);
  g_assert_cmpuint (ear_list_find (list, first), ==, 3);
  ear_engine_mark_done_async (fixture->engine, first, await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
}

/* By channel, by person, by words, and a fixed list; pages for earshotctl. */
static void
test_queries (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autoptr (EarList) by_words = NULL;
  g_autoptr (EarList) by_channel = NULL;
  g_autoptr (EarList) by_phone = NULL;
  g_autoptr (EarList) fixed = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  EarQuery query = { .queue = EAR_QUEUE_ALL };
  Await await = { 0 };
  gint64 ids[2];

  add_questions (fixture, key, 0, 30);
  apply (fixture, key, batch_with ("other", "other", "Zoë", ear_clock_now_ms (), EAR_MESSAGE_VISIBLE));
  query.channel_key = key;
  by_channel = ear_list_new (fixture->engine, &query);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (by_channel)) == 31);
  query.channel_key = "gone";
  by_phone = ear_list_new (fixture->engine, &query);
  WAIT_FOR (!ear_list_get_loading (by_phone));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (by_phone)), ==, 0);
  query = (EarQuery) { .queue = EAR_QUEUE_ALL, .words = "zoe asks" };
  by_words = ear_list_new (fixture->engine, &query);
  WAIT_FOR (!ear_list_get_loading (by_words));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (by_words)), ==, 1);

  query = (EarQuery) { .queue = EAR_QUEUE_ALL };
  ear_engine_load_page_async (fixture->engine, &query, 10, 5, await_cb, &await);
  result = await_result (&await);
  page = ear_engine_load_page_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 5);
  for (guint i = 0; i < page->len; i++)
    {
      EarRow *row = g_ptr_array_index (page, i);
      g_autoptr (EarRow) same = g_list_model_get_item (G_LIST_MODEL (by_channel), 10 + i);

      g_assert_true (row == same);
      g_assert_true (ear_row_get_loaded (row));
      g_assert_true (g_str_has_prefix (ear_row_get_key (row), key));
    }
  ids[0] = ear_row_get_id (g_ptr_array_index (page, 3));
  ids[1] = ear_row_get_id (g_ptr_array_index (page, 0));
  fixed = ear_list_new_for_ids (fixture->engine, ids, 2);
  g_assert_cmpuint (ear_list_find (fixed, ids[0]), ==, 0);
  g_assert_cmpuint (ear_list_find (fixed, ids[1]), ==, 1);
  ear_engine_mark_done_async (fixture->engine, ids[0], await_cb, &await);
  g_free (await_text (fixture->engine, &await, NULL));
  spin (100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixed)), ==, 2);
}

/* A window may still hold rows and lists of an engine that is gone. */
static void
test_outlive (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  EarQuery query = { .queue = EAR_QUEUE_ALL };
  g_autoptr (EarList) list = NULL;
  g_autoptr (EarRow) row = NULL;

  add_questions (fixture, key, 0, 5);
  list = ear_list_new (fixture->engine, &query);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 5);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  WAIT_FOR (ear_row_get_loaded (row));
  fixture_close (fixture);
  g_assert_cmpstr (ear_row_get_preview (row), ==, "Question 4");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  ear_list_set_held (list, TRUE);
  ear_list_set_held (list, FALSE);
}

static void
test_words (void)
{
  for (EarQueue queue = 0; queue < EAR_N_QUEUES; queue++)
    {
      EarQueue again;

      g_assert_true (ear_queue_from_string (ear_queue_to_string (queue), &again));
      g_assert_cmpint (queue, ==, again);
    }
  {
    EarQueue queue;

    g_assert_false (ear_queue_from_string ("nonsense", &queue));
  }
}

#define ADD(name, func) g_test_add ("/engine/list/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  g_test_add_func ("/engine/list/words", test_words);
  ADD ("random", test_random);
  ADD ("small-steps", test_small_steps);
  ADD ("held", test_held);
  ADD ("queries", test_queries);
  ADD ("outlive", test_outlive);
  return g_test_run ();
}
