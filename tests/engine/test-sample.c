/* test-sample.c: the sample restaurant is the same every time, and alive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "engine/ear-sample-private.h"
#include "store/ear-store-query.h"

#define NOW_MS G_GINT64_CONSTANT (1790000000000)
#define SIZE 3000

static void
remove_folder (const char *folder)
{
  const char *argv[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* One line a conversation, by portable key: what must not differ. */
static char *
describe (guint  seed,
          guint *n_messages,
          guint *n_waiting,
          guint *n_unread)
{
  g_autofree char *folder = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  const EarSampleOptions options = { SIZE, seed, NOW_MS };
  const EarStoreQuery all = { .queue = EAR_STORE_QUEUE_ALL }, next = { .queue = EAR_STORE_QUEUE_ANSWER_NEXT }, unread = { .queue = EAR_STORE_QUEUE_UNREAD };
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  EarStore *store;

  g_assert_true (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  /* What is there already is not written over. */
  g_assert_false (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);

  store = ear_store_open (folder, EAR_STORE_READ_ONLY, NULL, NULL, &error);
  g_assert_no_error (error);
  {
    g_autoptr(GArray) ids = ear_store_query_ids (store, &all, &error);
    g_autoptr(GArray) waiting = ear_store_query_ids (store, &next, &error);
    g_autoptr(GArray) new_ones = ear_store_query_ids (store, &unread, &error);
    g_autoptr(GPtrArray) rows = ear_store_load_rows (store, (const gint64 *) ids->data, ids->len, &error);

    g_assert_no_error (error);
    *n_messages = 0;
    *n_waiting = waiting->len;
    *n_unread = new_ones->len;
    for (guint i = 0; i < rows->len; i++)
      {
        const EarStoreRow *row = g_ptr_array_index (rows, i);

        *n_messages += row->n_messages;
        g_string_append_printf (text, "%s|%s|%u|%" G_GINT64_FORMAT "|%s\n", row->ext, row->person_name, row->n_messages, row->last_at, row->preview);
      }
  }
  ear_store_close (store);
  remove_folder (folder);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_same (void)
{
  guint n_messages, n_waiting, n_unread, n_again;
  g_autofree char *first = describe (1, &n_messages, &n_waiting, &n_unread);
  g_autofree char *again = describe (1, &n_again, &n_waiting, &n_unread);
  g_autofree char *other = describe (2, &n_again, &n_waiting, &n_unread);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_test_message ("%u messages, %u wait, %u unread", n_messages, n_waiting, n_unread);
  g_assert_cmpuint (n_messages, >, SIZE * 85 / 100);
  g_assert_cmpuint (n_messages, <, SIZE * 115 / 100);
  g_assert_cmpuint (n_waiting, >, 5);
  g_assert_cmpuint (n_waiting, <, SIZE / 10);
  g_assert_cmpuint (n_unread, >, 0);
}

static gboolean
stop_half_way (const char *step,
               gint64      done,
               gint64      total,
               gpointer    data)
{
  const char *folder = data;
  g_autoptr(EarStore) store = ear_store_open (folder, EAR_STORE_READ_ONLY, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *mark = ear_store_get_memo (store, EAR_MEMO_SAMPLE, &error);
  g_autoptr(GPtrArray) channels = ear_store_list_channels (store, FALSE, &error);

  /* Whoever opens it now must not ask these places for real. */
  g_assert_no_error (error);
  g_assert_cmpuint (channels->len, >, 0);
  g_assert_nonnull (mark);
  return done * 2 < total;
}

/* What a killed program leaves: the file as it was half-way. */
static gboolean
keep_half (const char *step,
           gint64      done,
           gint64      total,
           gpointer    data)
{
  const char *const *folders = data;
  g_autofree char *command = NULL;

  if (done * 2 < total)
    return TRUE;
  command = g_strdup_printf ("cp -a %s/. %s", folders[0], folders[1]);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  return FALSE;
}

static void
test_interrupted (void)
{
  g_autofree char *folder = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  g_autofree char *killed = g_dir_make_tmp ("earshot-sample-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  const char *folders[] = { folder, killed };
  const EarSampleOptions options = { SIZE, 1, NOW_MS };
  g_autoptr(GError) error = NULL;

  g_assert_false (ear_sample_make (folder, &options, stop_half_way, folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  g_assert_false (ear_sample_make (folder, &options, keep_half, folders, &error));
  g_clear_error (&error);
  g_assert_true (ear_sample_make (folder, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ear_sample_make (killed, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  /* Now it is whole, and stays. */
  g_assert_false (ear_sample_make (killed, &options, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  remove_folder (folder);
  remove_folder (killed);
}

static void
check_text (const char *text)
{
  if (text != NULL && (strpbrk (text, "{}[]|") != NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL)))
    g_error ("left unfilled: \"%s\"", text);
}

/* Every slot and choice of every phrase is filled, and no two guests sound alike for long. */
static void
test_texts (void)
{
  const EarSamplePlace places[] = { EAR_SAMPLE_TALK, EAR_SAMPLE_MAIL, EAR_SAMPLE_LOG, EAR_SAMPLE_BOOKING, EAR_SAMPLE_REVIEW };
  GRand *rand = g_rand_new_with_seed (5);
  g_autoptr(GHashTable) different = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (int i = 0; i < 6000; i++)
    {
      gboolean german = i % 2;
      g_autofree char *name = ear_sample_guest_name (rand), *handle = ear_sample_handle (rand, name);
      g_autofree char *thanks = ear_sample_thanks (rand, german), *reminder = ear_sample_reminder (rand, german);
      g_autofree char *chat = ear_sample_chat (rand, german), *spam = ear_sample_spam (rand), *away = ear_sample_away (rand, german);
      g_autoptr(EarSampleExchange) exchange = ear_sample_exchange_new (rand, places[i % 5], (EarSampleMood) (i % 3), german, name);
      const char *texts[] = { name, handle, thanks, reminder, chat, spam, away, exchange->question, exchange->answer, exchange->more, exchange->more_answer };

      for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
        check_text (texts[j]);
      g_assert_cmpint (exchange->more == NULL, ==, exchange->more_answer == NULL);
      if (places[i % 5] == EAR_SAMPLE_TALK && i % 3 == EAR_SAMPLE_QUESTION)
        {
          g_hash_table_add (different, g_strdup (exchange->question));
          n++;
        }
    }
  g_test_message ("%u of %u questions differ", g_hash_table_size (different), n);
  g_assert_cmpuint (g_hash_table_size (different), >, n / 2);
  g_rand_free (rand);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/texts", test_texts);
  g_test_add_func ("/sample/same", test_same);
  g_test_add_func ("/sample/interrupted", test_interrupted);
  return g_test_run ();
}
