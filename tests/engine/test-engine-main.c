/* test-engine-main.c: the main path: connect, read, answer, see it back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>

#include "engine-fixture.h"

static void
test_open_close (Fixture       *fixture,
                 gconstpointer  data)
{
  GListModel *channels = ear_engine_get_channels (fixture->engine);
  gint64 start = g_get_monotonic_time ();

  /* A new workspace begins with a phone and a counter. */
  g_assert_cmpuint (g_list_model_get_n_items (channels), ==, ear_engine_find_kind ("phone") != NULL ? 2 : 0);
  g_assert_cmpstr (ear_engine_get_folder (fixture->engine), ==, fixture->folder);
  g_assert_true (ear_engine_is_online (fixture->engine));
  fixture_close (fixture);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

static void
test_read_and_answer (Fixture       *fixture,
                      gconstpointer  data)
{
  const char *old = fake_service_add (fixture->service, NULL, "tom", "Do you have parking?", 86400);
  const char *question = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 600);
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };
  g_autoptr (EarList) list = ear_list_new (fixture->engine, &query);
  g_autoptr (EarRow) row = NULL;
  g_autoptr (EarThread) thread = NULL;
  g_autofree char *outbox_key = NULL;
  const EarThreadMessage *answer;
  gint64 id;

  fixture_set_undo (fixture, 0);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == EAR_HEALTH_OK);
  id = find_by_ext (fixture->engine, key, question);
  g_assert_cmpint (id, !=, 0);
  g_assert_cmpint (find_by_ext (fixture->engine, key, old), !=, 0);

  row = g_list_model_get_item (G_LIST_MODEL (list), ear_list_find (list, id));
  WAIT_FOR (ear_row_get_loaded (row));
  g_assert_cmpstr (ear_row_get_person (row), ==, "mia");
  g_assert_cmpstr (ear_row_get_preview (row), ==, "Open on Sunday?");

  outbox_key = reply (fixture->engine, id, "Yes, until five.");
  WAIT_FOR (fake_service_count (fixture->service, "Yes, until five.") == 1);
  WAIT_FOR (g_str_equal (outbox_state (fixture->engine, outbox_key), "seen"));
  WAIT_FOR (ear_list_find (list, id) == G_MAXUINT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);

  thread = load_thread (fixture->engine, id);
  g_assert_cmpuint (thread->messages->len, ==, 2);
  answer = g_ptr_array_index (thread->messages, 1);
  g_assert_cmpstr (answer->text, ==, "Yes, until five.");
  g_assert_cmpint (answer->direction, ==, EAR_DIRECTION_OUTBOUND);
  g_assert_false (answer->typed_elsewhere);
  g_assert_false (thread->waiting);
  g_assert_cmpuint (fake_service_count (fixture->service, "Yes, until five."), ==, 1);
}

/* The sample restaurant: no network and no keyring, yet everything can be tried. */
static void
test_sample (void)
{
  Fixture fixture = { 0 };
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };
  g_autoptr (EarList) list = NULL;
  g_autofree char *folder = NULL;
  GListModel *channels;
  gint64 id = 0;

  fixture_init (&fixture);
  fixture_open (&fixture, EAR_ENGINE_SAMPLE);
  folder = g_strdup (ear_engine_get_folder (fixture.engine));
  g_assert_true (ear_engine_is_sample (fixture.engine));
  fixture_set_undo (&fixture, 0);
  channels = ear_engine_get_channels (fixture.engine);
  g_assert_cmpuint (g_list_model_get_n_items (channels), >, 3);
  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) item = g_list_model_get_item (channels, i);

      g_assert_cmpint (ear_channel_item_get_health (item), ==, EAR_HEALTH_OK);
    }
  list = ear_list_new (fixture.engine, &query);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  for (guint i = 0; id == 0; i++)
    {
      g_autoptr (EarRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      WAIT_FOR (ear_row_get_loaded (row));
      if (ear_row_get_conversation_type (row) != EAR_CONVERSATION_CONTACT)
        id = ear_row_get_id (row);
    }
  {
    g_autofree char *outbox_key = reply (fixture.engine, id, "Yes, we are.");

    WAIT_FOR (g_str_equal (outbox_state (fixture.engine, outbox_key), "seen"));
    WAIT_FOR (ear_list_find (list, id) == G_MAXUINT);
  }
  g_clear_object (&list);
  fixture_close (&fixture);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS)); /* thrown away */
  fixture_clear (&fixture);
}

static GError *
fail_to_open (Fixture        *fixture,
              EarEngineFlags  flags)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  ear_engine_open_async (fixture->folder, flags, fixture->secrets, NULL, NULL, NULL, await_cb, &await);
  result = await_result (&await);
  g_assert_null (ear_engine_open_finish (result, &error));
  return error;
}

/* What is real is never practised in: there would be no way back. */
static void
test_practice_in_real (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *secrets = g_build_filename (fixture->folder, "made-up-secrets.ini", NULL);
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  error = fail_to_open (fixture, EAR_ENGINE_PRACTICE | EAR_ENGINE_NO_SYNC);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_false (g_file_test (secrets, G_FILE_TEST_EXISTS));
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  g_assert_false (ear_engine_is_practice (fixture->engine));
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == EAR_HEALTH_OK);
}

/* Of a town that cannot be opened nothing is left behind (the leak checker looks), and it can be tried again. */
static void
test_practice_broken (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *town = g_build_filename (fixture->folder, "town.json", NULL);
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  g_assert_true (g_file_set_contents (town, "no town", -1, NULL));
  error = fail_to_open (fixture, EAR_ENGINE_PRACTICE | EAR_ENGINE_NO_SYNC);
  g_assert_nonnull (strstr (error->message, "practice restaurant"));
  g_remove (town);
  fixture_open (fixture, EAR_ENGINE_PRACTICE | EAR_ENGINE_NO_SYNC);
  g_assert_true (ear_engine_is_practice (fixture->engine));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  g_test_add ("/engine/open-close", Fixture, NULL, fixture_set_up, test_open_close, fixture_tear_down);
  g_test_add ("/engine/read-and-answer", Fixture, NULL, fixture_set_up, test_read_and_answer, fixture_tear_down);
  g_test_add_func ("/engine/sample", test_sample);
  g_test_add ("/engine/practice-in-real", Fixture, NULL, fixture_set_up, test_practice_in_real, fixture_tear_down);
  g_test_add ("/engine/practice-broken", Fixture, NULL, fixture_set_up, test_practice_broken, fixture_tear_down);
  return g_test_run ();
}
