/* engine-fixture.c: an engine in a folder of its own, and calls that wait
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine-fixture.h"

#include <glib/gstdio.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "store/ear-store-outbox.h"

void
iterate_once (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (1000);
}

static Fixture *current;

void
wait_failed (const char *file,
             int         line,
             const char *condition)
{
  g_autofree char *log = current != NULL ? fake_service_take_log (current->service) : NULL;
  GListModel *channels = current != NULL && current->engine != NULL ? ear_engine_get_channels (current->engine) : NULL;

  for (guint i = 0; channels != NULL && i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) item = g_list_model_get_item (channels, i);

      g_printerr ("# %s: health %d, %s\n", ear_channel_item_get_name (item), ear_channel_item_get_health (item), ear_channel_item_get_sentence (item));
    }
  for (guint i = 0; current != NULL && i < current->notices->len; i++)
    g_printerr ("# notice: %s\n", (const char *) g_ptr_array_index (current->notices, i));
  g_error ("%s:%d: timed out: %s (the service's log: %s)", file, line, condition, log);
}

void
spin (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    iterate_once ();
}

void
await_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Await *await = data;

  await->result = g_object_ref (result);
}

GAsyncResult *
await_result (Await *await)
{
  WAIT_FOR (await->result != NULL);
  return g_steal_pointer (&await->result);
}

static void
must (const GError *error)
{
  if (error != NULL)
    g_error ("unexpected: %s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
}

gboolean
await_done (EarEngine *engine,
            Await     *await,
            GError   **error)
{
  g_autoptr (GAsyncResult) result = await_result (await);
  g_autoptr (GError) problem = NULL;
  gboolean done = ear_engine_finish (engine, result, &problem);

  if (error == NULL)
    must (problem);
  else
    *error = g_steal_pointer (&problem);
  return done;
}

char *
await_text (EarEngine *engine,
            Await     *await,
            GError   **error)
{
  g_autoptr (GAsyncResult) result = await_result (await);
  g_autoptr (GError) problem = NULL;
  char *text = ear_engine_finish_text (engine, result, &problem);

  if (error == NULL)
    must (problem);
  else
    *error = g_steal_pointer (&problem);
  return text;
}

/* ---- the engine ---- */

static void
on_notice (EarEngine       *engine,
           const EarAdvice *advice,
           Fixture         *fixture)
{
  g_ptr_array_add (fixture->notices, g_strdup (advice->sentence));
  g_ptr_array_add (fixture->remedies, g_strdup (advice->remedy != NULL ? advice->remedy : ""));
}

static void
on_new_question (EarEngine *engine,
                 gint64     conversation_id,
                 Fixture   *fixture)
{
  g_array_append_val (fixture->new_questions, conversation_id);
}

static void
on_due_soon (EarEngine *engine,
             gint64     conversation_id,
             Fixture   *fixture)
{
  g_array_append_val (fixture->due_soon, conversation_id);
}

void
fixture_open (Fixture        *fixture,
              EarEngineFlags  flags)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ear_engine_open_async (fixture->folder, flags, fixture->secrets, NULL, NULL, NULL, await_cb, &await);
  result = await_result (&await);
  fixture->engine = ear_engine_open_finish (result, &error);
  must (error);
  g_signal_connect (fixture->engine, "notice", G_CALLBACK (on_notice), fixture);
  g_signal_connect (fixture->engine, "new-question", G_CALLBACK (on_new_question), fixture);
  g_signal_connect (fixture->engine, "due-soon", G_CALLBACK (on_due_soon), fixture);
}

gboolean
is_gone (GWeakRef *weak)
{
  g_autoptr (EarEngine) engine = g_weak_ref_get (weak);

  return engine == NULL;
}

void
fixture_close (Fixture *fixture)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  GWeakRef weak;

  ear_engine_close_async (fixture->engine, await_cb, &await);
  result = await_result (&await);
  g_assert_true (ear_engine_close_finish (fixture->engine, result, NULL));
  g_clear_object (&result);
  /* Answers nobody waits for any more may still be on their way to the main loop. */
  g_weak_ref_init (&weak, fixture->engine);
  g_clear_object (&fixture->engine);
  WAIT_FOR (is_gone (&weak));
  g_weak_ref_clear (&weak);
}

void
fixture_init (Fixture *fixture)
{
  fixture->secrets = ear_secrets_new_memory ();
  fixture->network = ear_network_new_for_test ();
  fixture->notices = g_ptr_array_new_with_free_func (g_free);
  fixture->remedies = g_ptr_array_new_with_free_func (g_free);
  fixture->new_questions = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->due_soon = g_array_new (FALSE, FALSE, sizeof (gint64));
  ear_engine_set_network_for_test (fixture->network);
}

void
fixture_clear (Fixture *fixture)
{
  ear_engine_set_network_for_test (NULL);
  g_ptr_array_unref (fixture->notices);
  g_ptr_array_unref (fixture->remedies);
  g_array_unref (fixture->new_questions);
  g_array_unref (fixture->due_soon);
  g_object_unref (fixture->network);
  ear_secrets_unref (fixture->secrets);
}

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  current = fixture;
  fixture->folder = g_dir_make_tmp ("earshot-engine-XXXXXX", &error);
  must (error);
  fixture->service = fake_service_new ();
  fake_service_use (fixture->service);
  fixture_init (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
}

void
fixture_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      fixture_remove_folder (child);
    }
  g_remove (path);
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->engine != NULL)
    fixture_close (fixture);
  current = NULL;
  fixture_clear (fixture);
  fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  fake_service_free (fixture->service);
  ear_clock_set_for_test (-1);
}

char *
fixture_connect (Fixture              *fixture,
                 const EarChannelKind *kind)
{
  g_autoptr (EarSignIn) sign_in = ear_sign_in_new (fixture->engine, kind->id, NULL);
  const char *names[] = { "user", "secret", NULL };
  const char *values[] = { "mia", "open sesame", NULL };

  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_ASK);
  ear_sign_in_prepare (sign_in, "fake");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_PASTE);
  ear_sign_in_paste (sign_in, names, values);
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
  WAIT_FOR (fixture_get_channel (fixture, ear_sign_in_get_channel_key (sign_in)) != NULL);
  return g_strdup (ear_sign_in_get_channel_key (sign_in));
}

EarChannelItem *
fixture_get_channel (Fixture    *fixture,
                     const char *key)
{
  GListModel *channels = ear_engine_get_channels (fixture->engine);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) item = g_list_model_get_item (channels, i);

      if (g_strcmp0 (ear_channel_item_get_key (item), key) == 0)
        return item;
    }
  return NULL;
}

void
fixture_set_undo (Fixture *fixture,
                  guint    seconds)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);
  Await await = { 0 };

  settings->undo_s = seconds;
  ear_engine_set_settings_async (fixture->engine, settings, EAR_TIME_NONE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

/* ---- looking at it ---- */

EarThread *
load_thread (EarEngine *engine,
             gint64     conversation_id)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarThread *thread;

  ear_engine_load_thread_async (engine, conversation_id, NULL, await_cb, &await);
  result = await_result (&await);
  thread = ear_engine_load_thread_finish (engine, result, &error);
  must (error);
  return thread;
}

gint64
find_conversation (EarEngine  *engine,
                   const char *key)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  ear_engine_find_conversation_async (engine, key, await_cb, &await);
  result = await_result (&await);
  id = ear_engine_find_conversation_finish (engine, result, &error);
  must (error);
  return id;
}

gint64
find_by_ext (EarEngine  *engine,
             const char *channel_key,
             const char *ext)
{
  g_autofree char *key = ear_key_join (channel_key, ext);

  return find_conversation (engine, key);
}

EarThreadMessage *
thread_find (EarThread  *thread,
             const char *text)
{
  for (guint i = 0; i < thread->messages->len; i++)
    {
      EarThreadMessage *message = g_ptr_array_index (thread->messages, i);

      if (g_strcmp0 (message->text, text) == 0)
        return message;
    }
  return NULL;
}

char *
reply (EarEngine  *engine,
       gint64      conversation_id,
       const char *text)
{
  Await await = { 0 };

  ear_engine_reply_async (engine, conversation_id, 0, text, EAR_AUDIENCE_PUBLIC, await_cb, &await);
  return await_text (engine, &await, NULL);
}

const char *
outbox_state (EarEngine  *engine,
              const char *outbox_key)
{
  EarStore *store = ear_engine_enter (engine, NULL);
  g_autoptr (EarOutboxRow) row = store != NULL ? ear_store_outbox_get (store, outbox_key, NULL) : NULL;

  if (store != NULL)
    ear_engine_leave (engine);
  return row != NULL ? ear_outbox_state_to_string (row->state) : "gone";
}

EarCounts
load_counts (EarEngine *engine)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarCounts counts = { 0 };

  ear_engine_load_counts_async (engine, await_cb, &await);
  result = await_result (&await);
  ear_engine_load_counts_finish (engine, result, &counts, &error);
  must (error);
  return counts;
}

Place
connect_with_question (Fixture              *fixture,
                       const EarChannelKind *kind,
                       guint                 undo_s)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 600);
  Place place = { fixture_connect (fixture, kind), 0 };

  fixture_set_undo (fixture, undo_s);
  WAIT_FOR ((place.id = find_by_ext (fixture->engine, place.key, ext)) != 0);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, place.key)) == EAR_HEALTH_OK);
  return place;
}

gboolean
was_told (Fixture    *fixture,
          const char *words)
{
  for (guint i = 0; i < fixture->notices->len; i++)
    {
      if (strstr (g_ptr_array_index (fixture->notices, i), words) != NULL)
        return TRUE;
    }
  return FALSE;
}

gboolean
act_on (Fixture    *fixture,
        const char *outbox_key,
        const char *action,
        GError    **error)
{
  Await await = { 0 };
  g_autofree char *event = NULL;

  ear_engine_outgoing_action_async (fixture->engine, outbox_key, action, await_cb, &await);
  event = await_text (fixture->engine, &await, error);
  return event != NULL;
}

char *
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

void
cancel (Fixture    *fixture,
        const char *outbox_key)
{
  Await await = { 0 };

  ear_engine_cancel_outgoing_async (fixture->engine, outbox_key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

gint64
one_question (Fixture *fixture,
              char   **key)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Do you have a high chair?", 600);
  gint64 id = 0;

  *key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR ((id = find_by_ext (fixture->engine, *key, ext)) != 0);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, *key)) == EAR_HEALTH_OK);
  return id;
}

EarToday *
load_today (Fixture *fixture)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarToday *today;

  ear_engine_load_today_async (fixture->engine, await_cb, &await);
  result = await_result (&await);
  today = ear_engine_load_today_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return today;
}
