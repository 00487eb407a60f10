/* test-engine-account.c: signing in, the keyring's states, renaming and removing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "engine-fixture.h"
#include "engine/ear-keyring-private.h"
#include "engine/ear-connection-private.h"
#include "engine/ear-directory-private.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-event.h"

static EarHealth
health (Fixture    *fixture,
        const char *key)
{
  return ear_channel_item_get_health (fixture_get_channel (fixture, key));
}

static void
paste (EarSignIn  *sign_in,
       const char *secret)
{
  const char *names[] = { "user", "secret", NULL };
  const char *values[] = { "mia", secret, NULL };

  ear_sign_in_paste (sign_in, names, values);
}

static void
test_sign_in_states (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = ear_sign_in_new (fixture->engine, "fake", NULL);
  g_autoptr (EarCredentials) credentials = NULL;
  const EarSignInField *fields = ear_sign_in_get_fields (sign_in);

  g_assert_null (ear_sign_in_new (fixture->engine, "no such kind", NULL));
  g_assert_cmpstr (fields[0].id, ==, "address");
  g_assert_null (fields[1].id);

  /* Not there: a sentence about the address, and trying again. */
  ear_sign_in_prepare (sign_in, "nowhere");
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_PREPARING);
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_FAILED);
  g_assert_nonnull (strstr (ear_sign_in_get_sentence (sign_in), "nowhere"));
  ear_sign_in_prepare (sign_in, "fake");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_PASTE);
  fields = ear_sign_in_get_fields (sign_in);
  g_assert_cmpstr (fields[0].id, ==, "user");
  g_assert_cmpstr (fields[1].id, ==, "secret");
  g_assert_true (fields[1].secret);

  /* Nothing entered, then refused, then right. */
  paste (sign_in, "");
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_FAILED);
  fake_service_fail (fixture->service, (FakeFault) { "discover", EAR_PROBLEM_AUTH, EAR_EFFECT_NONE, -1, 0, FALSE });
  paste (sign_in, "wrong");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_FAILED);
  g_assert_nonnull (strstr (ear_sign_in_get_sentence (sign_in), "did not accept the sign-in"));
  fake_service_set_accounts (fixture->service, 3);
  paste (sign_in, "abcd efgh\tijkl ");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_CHOOSE);
  g_assert_cmpuint (g_strv_length (ear_sign_in_get_accounts (sign_in)), ==, 3);
  ear_sign_in_choose (sign_in, 7);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_CHOOSE);
  ear_sign_in_choose (sign_in, 1);
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
  WAIT_FOR (fixture_get_channel (fixture, ear_sign_in_get_channel_key (sign_in)) != NULL);
  g_assert_cmpstr (ear_channel_item_get_name (fixture_get_channel (fixture, ear_sign_in_get_channel_key (sign_in))), ==, "Shop 2");

  credentials = ear_credentials_lookup (fixture->secrets, ear_sign_in_get_channel_key (sign_in), EAR_SECRETS_QUIETLY, NULL);
  g_assert_cmpstr (credentials->user, ==, "mia");
  g_assert_cmpstr (credentials->secret, ==, "abcdefghijkl"); /* this service's passwords are shown in groups */
}

static void
test_sign_in_cancel (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = ear_sign_in_new (fixture->engine, "fake", NULL);
  guint before = g_list_model_get_n_items (ear_engine_get_channels (fixture->engine));

  ear_sign_in_prepare (sign_in, "fake");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_PASTE);
  fake_service_stall (fixture->service, "discover", TRUE);
  paste (sign_in, "secret");
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_CHECKING);
  ear_sign_in_cancel (sign_in);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_ASK);
  fake_service_stall (fixture->service, "discover", FALSE);
  spin (200);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_ASK);
  g_assert_cmpuint (g_list_model_get_n_items (ear_engine_get_channels (fixture->engine)), ==, before);
}

/* Signing in again must reach the same account. */
static void
test_other_account (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autoptr (EarSignIn) again = ear_sign_in_new (fixture->engine, "fake", key);
  g_autoptr (EarCredentials) credentials = NULL;

  fake_service_set_accounts (fixture->service, 2);
  ear_sign_in_prepare (again, "fake");
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_PASTE);
  paste (again, "other");
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_CHOOSE);
  ear_sign_in_choose (again, 1);
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_FAILED);
  g_assert_nonnull (strstr (ear_sign_in_get_sentence (again), "another account, Shop 2"));
  credentials = ear_credentials_lookup (fixture->secrets, key, EAR_SECRETS_QUIETLY, NULL);
  g_assert_cmpstr (credentials->secret, ==, "opensesame"); /* the old one is untouched */
}

/* The keyring takes nothing: then there is no channel either, and the sentence says which of the four it is. */
static void
test_keyring_at_sign_in (Fixture       *fixture,
                         gconstpointer  data)
{
  static const struct {
    EarSecretsError code;
    const char *words;
  } states[] = {
    { EAR_SECRETS_ERROR_LOCKED, "did not open" }, /* it asked, and nobody answered */
    { EAR_SECRETS_ERROR_REFUSED, "did not open" },
    { EAR_SECRETS_ERROR_NO_SERVICE, "has no keyring running" },
  };
  guint before = g_list_model_get_n_items (ear_engine_get_channels (fixture->engine));

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (EarSignIn) sign_in = ear_sign_in_new (fixture->engine, "fake", NULL);

      ear_secrets_fail_for_test (fixture->secrets, (int) states[i].code);
      ear_sign_in_prepare (sign_in, "fake");
      WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_PASTE);
      paste (sign_in, "secret");
      WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_FAILED);
      g_assert_nonnull (strstr (ear_sign_in_get_sentence (sign_in), states[i].words));
      ear_secrets_fail_for_test (fixture->secrets, -1);
      /* The password need not be typed again. */
      if (i == 0)
        {
          paste (sign_in, "secret");
          WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
          before++;
        }
      spin (100);
      g_assert_cmpuint (g_list_model_get_n_items (ear_engine_get_channels (fixture->engine)), ==, before);
    }
}

/* Locked, absent, refused, none: four states of health with four sentences; nothing is asked of the service meanwhile. */
static void
test_keyring_states (Fixture       *fixture,
                     gconstpointer  data)
{
  static const struct {
    EarSecretsError code;
    const char *words, *remedy;
  } states[] = {
    { EAR_SECRETS_ERROR_LOCKED, "The keyring is locked", "unlock-keyring" },
    { EAR_SECRETS_ERROR_ABSENT, "no longer in the keyring", "sign-in" },
    { EAR_SECRETS_ERROR_REFUSED, "did not let Earshot have the password", "unlock-keyring" },
    { EAR_SECRETS_ERROR_NO_SERVICE, "has no keyring", "start-keyring" },
  };
  g_autofree char *key = fixture_connect (fixture, &fake_kind);

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      Await await = { 0 };
      guint calls;

      fixture_close (fixture);
      ear_secrets_fail_for_test (fixture->secrets, (int) states[i].code);
      calls = fake_service_count_calls (fixture->service, "pull");
      fixture_open (fixture, EAR_ENGINE_DEFAULT);
      WAIT_FOR (health (fixture, key) == EAR_HEALTH_SIGN_IN);
      g_assert_nonnull (strstr (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)), states[i].words));
      g_assert_cmpstr (ear_channel_item_get_remedy (fixture_get_channel (fixture, key)), ==, states[i].remedy);
      /* Known although the keyring is shut: since when it has not been read. */
      WAIT_FOR (ear_channel_item_get_last_read (fixture_get_channel (fixture, key)) != EAR_TIME_NONE);
      spin (100);
      g_assert_cmpuint (fake_service_count_calls (fixture->service, "pull"), ==, calls);

      ear_secrets_fail_for_test (fixture->secrets, -1);
      ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
      await_done (fixture->engine, &await, NULL);
      WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
      g_assert_null (ear_channel_item_get_remedy (fixture_get_channel (fixture, key)));
    }
}

/* A keyring that opens later is noticed without anybody's help. */
static void
test_keyring_opens (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  fixture_close (fixture);
  ear_clock_set_for_test (ear_clock_now_ms ());
  ear_secrets_fail_for_test (fixture->secrets, EAR_SECRETS_ERROR_LOCKED);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_SIGN_IN);
  spin (50);
  ear_secrets_fail_for_test (fixture->secrets, -1);
  ear_clock_set_for_test (ear_clock_now_ms () + 61 * 1000);
  ear_scheduler_kick (fixture->engine->scheduler);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  ear_clock_set_for_test (-1);
}

/* Unlocked for one account it is for all: nobody asks for each of them. */
static void
test_keyring_opens_for_all (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *one = fixture_connect (fixture, &fake_kind);
  g_autofree char *other = fixture_connect (fixture, &fake_keys_kind);
  Await await = { 0 };

  WAIT_FOR (health (fixture, one) == EAR_HEALTH_OK && health (fixture, other) == EAR_HEALTH_OK);
  fixture_close (fixture);
  ear_secrets_fail_for_test (fixture->secrets, EAR_SECRETS_ERROR_LOCKED);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (health (fixture, one) == EAR_HEALTH_SIGN_IN && health (fixture, other) == EAR_HEALTH_SIGN_IN);
  ear_secrets_fail_for_test (fixture->secrets, -1);
  ear_engine_check_channel_async (fixture->engine, one, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (health (fixture, one) == EAR_HEALTH_OK && health (fixture, other) == EAR_HEALTH_OK);
}

static void
test_rename (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  Await await = { 0 };

  ear_engine_rename_channel_async (fixture->engine, key, "The shop", await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (g_str_equal (ear_channel_item_get_name (fixture_get_channel (fixture, key)), "The shop"));
  fake_service_fail (fixture->service, (FakeFault) { "pull", EAR_PROBLEM_OFFLINE, EAR_EFFECT_NONE, -1, 0, FALSE });
  {
    g_autoptr (GError) error = NULL;

    ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
    await_done (fixture->engine, &await, &error);
  }
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OFFLINE);
  g_assert_true (g_str_has_prefix (ear_channel_item_get_sentence (fixture_get_channel (fixture, key)), "The shop cannot be reached"));
  /* The service's own name again. */
  ear_engine_rename_channel_async (fixture->engine, key, "", await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (g_str_equal (ear_channel_item_get_name (fixture_get_channel (fixture, key)), "Shop 1"));
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Open?", 100);
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *again = NULL;
  Await await = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EarThread) thread = NULL;
  gint64 id;

  WAIT_FOR ((id = find_by_ext (fixture->engine, key, ext)) != 0);
  ear_engine_remove_channel_async (fixture->engine, key, FALSE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (fixture_get_channel (fixture, key) == NULL);
  /* Revoked over there, forgotten here. */
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "revoke"), ==, 1);
  g_assert_null (ear_credentials_lookup (fixture->secrets, key, EAR_SECRETS_QUIETLY, &error));
  g_assert_error (error, EAR_SECRETS_ERROR, EAR_SECRETS_ERROR_ABSENT);
  /* Its conversations stay, and cannot be answered. */
  thread = load_thread (fixture->engine, id);
  g_assert_cmpstr (thread->channel_name, ==, "Shop 1");
  g_assert_cmpuint (((EarThreadMessage *) g_ptr_array_index (thread->messages, 0))->can, ==, 0);

  /* The same account is the same channel. */
  again = fixture_connect (fixture, &fake_kind);
  g_assert_cmpstr (again, ==, key);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  g_assert_cmpint (find_by_ext (fixture->engine, key, ext), ==, id);

  /* Now with everything; what cannot be revoked is said. */
  fake_service_fail (fixture->service, (FakeFault) { "revoke", EAR_PROBLEM_OFFLINE, EAR_EFFECT_NONE, -1, 0, FALSE });
  ear_engine_remove_channel_async (fixture->engine, key, TRUE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpint (find_by_ext (fixture->engine, key, ext), ==, 0);
  WAIT_FOR (fixture->notices->len > 0);
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->notices, fixture->notices->len - 1), "could not be ended over there"));
  g_assert_cmpuint (load_counts (fixture->engine).queue[EAR_QUEUE_ALL], ==, 0);
}

static char *
dup_secret (Fixture    *fixture,
            const char *key)
{
  g_autoptr (EarCredentials) credentials = ear_credentials_lookup (fixture->secrets, key, EAR_SECRETS_QUIETLY, NULL);

  return credentials != NULL ? g_strdup (credentials->secret) : NULL;
}

static void
remove_channel (Fixture    *fixture,
                const char *key,
                gboolean    with_conversations)
{
  Await await = { 0 };

  ear_engine_remove_channel_async (fixture->engine, key, with_conversations, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

/* The keyring is shut when a channel is removed: that is said, and the entry goes at the next start. */
static void
test_remove_keyring_locked (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *kept = NULL;
  g_autofree char *again = NULL;
  g_autofree char *secret = NULL;

  ear_secrets_fail_for_test (fixture->secrets, EAR_SECRETS_ERROR_REFUSED);
  remove_channel (fixture, key, FALSE);
  WAIT_FOR (was_told (fixture, "still in the keyring"));
  ear_secrets_fail_for_test (fixture->secrets, -1);
  kept = dup_secret (fixture, key);
  g_assert_cmpstr (kept, ==, "opensesame");
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR ((g_free (secret), secret = dup_secret (fixture, key)) == NULL);

  /* Connected again in the meantime: then it is needed. */
  again = fixture_connect (fixture, &fake_kind);
  ear_secrets_fail_for_test (fixture->secrets, EAR_SECRETS_ERROR_LOCKED);
  remove_channel (fixture, key, FALSE);
  ear_secrets_fail_for_test (fixture->secrets, -1);
  g_free (again);
  again = fixture_connect (fixture, &fake_kind);
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  secret = dup_secret (fixture, key);
  g_assert_cmpstr (secret, ==, "opensesame");
}

/* A removal with all conversations that was interrupted goes on at the next start. */
static void
test_remove_interrupted (Fixture       *fixture,
                         gconstpointer  data)
{
  const char *ext = NULL;
  g_autofree char *key = NULL;
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < 700; i++)
    ext = fake_service_add (fixture->service, NULL, "mia", "Open?", 100);
  fake_service_set_page (fixture->service, 100);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_ALL] == 700);
  g_atomic_int_set (&fixture->engine->ending, TRUE);
  ear_engine_remove_channel_async (fixture->engine, key, TRUE, await_cb, &await);
  result = await_result (&await);
  g_assert_false (ear_engine_finish (fixture->engine, result, NULL));
  g_clear_object (&result);
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  WAIT_FOR (find_by_ext (fixture->engine, key, ext) == 0);
  WAIT_FOR (load_counts (fixture->engine).queue[EAR_QUEUE_ALL] == 0);
}

static void
sign_in_again (Fixture    *fixture,
               const char *key,
               const char *secret)
{
  g_autoptr (EarSignIn) again = ear_sign_in_new (fixture->engine, "fake", key);

  ear_sign_in_prepare (again, "fake");
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_PASTE);
  paste (again, secret);
  WAIT_FOR (ear_sign_in_get_state (again) == EAR_SIGN_IN_DONE);
}

static void
set_paused (Fixture    *fixture,
            const char *key,
            gboolean    paused,
            char      **event)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  ear_engine_pause_channel_async (fixture->engine, key, paused, await_cb, &await);
  result = await_result (&await);
  g_assert_true (ear_engine_finish (fixture->engine, result, NULL));
  if (event != NULL)
    *event = ear_engine_dup_event (result);
  WAIT_FOR ((health (fixture, key) == EAR_HEALTH_PAUSED) == paused);
}

/* Who signs in again wants it read; the password of before is of no use to anybody now. */
static void
test_sign_in_paused (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *secret = NULL;
  guint pulls;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  set_paused (fixture, key, TRUE, NULL);
  pulls = fake_service_count_calls (fixture->service, "pull");
  sign_in_again (fixture, key, "new");
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  WAIT_FOR (fake_service_count_calls (fixture->service, "pull") > pulls);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "revoke"), ==, 1);
  secret = dup_secret (fixture, key);
  g_assert_cmpstr (secret, ==, "new");
  /* The same one again is not taken back. */
  sign_in_again (fixture, key, "new");
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "revoke"), ==, 1);
}

/* "Check" asks anew who we are and what we may do, and so does each day. */
static void
test_check (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autoptr (EarConnection) connection = ear_scheduler_find (fixture->engine->scheduler, key);
  Await await = { 0 };
  g_autoptr (GError) error = NULL;
  guint n = fake_service_count_calls (fixture->service, "discover");

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "discover"), ==, n);
  fake_service_set_greeting (fixture->service, "good evening");
  ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_cmpuint (fake_service_count_calls (fixture->service, "discover"), ==, n + 1);
  {
    g_autoptr (GHashTable) settings = ear_connection_dup_settings (connection);
    g_autoptr (EarDirectory) directory = ear_engine_dup_directory (fixture->engine);
    const EarDirectoryEntry *entry = ear_directory_find_key (directory, key);

    g_assert_cmpstr (g_hash_table_lookup (settings, "greeting"), ==, "good evening");
    g_assert_cmpstr (g_hash_table_lookup (entry->row->settings, "greeting"), ==, "good evening");
    g_assert_cmpstr (entry->row->about, ==, "A shop.\nPhone: 030 12345678");
  }

  /* Refused there is refused here. */
  fake_service_fail (fixture->service, (FakeFault) { "discover", EAR_PROBLEM_AUTH, EAR_EFFECT_NONE, -1, 0, FALSE });
  ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_clear_error (&error);
  ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);

  n = fake_service_count_calls (fixture->service, "discover");
  spin (50);
  ear_clock_set_for_test (ear_clock_now_ms () + G_GINT64_CONSTANT (25) * 3600 * 1000);
  ear_scheduler_kick (fixture->engine->scheduler);
  WAIT_FOR (fake_service_count_calls (fixture->service, "discover") == n + 1);
  ear_clock_set_for_test (-1);
}

/* Success would say that it was read. */
static void
test_check_paused (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  Await await = { 0 };
  g_autoptr (GError) error = NULL;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  set_paused (fixture, key, TRUE, NULL);
  ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_nonnull (strstr (error->message, "is paused"));
  g_clear_error (&error);
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  g_assert_false (await_done (fixture->engine, &await, &error));
  g_assert_nonnull (strstr (error->message, "is paused"));
  /* Of all, those that are not. */
  ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
}

static char *
undo (Fixture    *fixture,
      const char *event)
{
  Await await = { 0 };

  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  return await_text (fixture->engine, &await, NULL);
}

/* Whatever a person does to a channel or the settings can be taken back, and is so at once. */
static void
test_events (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = fixture_connect (fixture, &fake_kind);
  g_autofree char *pause = NULL;
  g_autofree char *rename = NULL;
  g_autofree char *change = NULL;
  g_autofree char *undone = NULL;
  g_autofree char *connect = NULL;
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (fixture->engine);
  g_autoptr (EarSettings) before = ear_engine_dup_settings (fixture->engine);
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  EarStore *store;
  g_autoptr (GPtrArray) events = NULL;

  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
  set_paused (fixture, key, TRUE, &pause);
  undone = undo (fixture, pause);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);

  ear_engine_rename_channel_async (fixture->engine, key, "The shop", await_cb, &await);
  result = await_result (&await);
  rename = ear_engine_dup_event (result);
  g_assert_true (ear_engine_finish (fixture->engine, result, NULL));
  g_free (undone);
  undone = undo (fixture, rename);
  WAIT_FOR (g_str_equal (ear_channel_item_get_name (fixture_get_channel (fixture, key)), "Shop 1"));

  settings->undo_s = 17;
  settings->promise_s = 3 * 3600;
  g_clear_object (&result);
  ear_engine_set_settings_async (fixture->engine, settings, EAR_TIME_NONE, await_cb, &await);
  result = await_result (&await);
  change = ear_engine_dup_event (result);
  g_assert_true (ear_engine_finish (fixture->engine, result, NULL));
  g_assert_nonnull (strchr (change, ' ')); /* two of them */
  g_free (undone);
  undone = undo (fixture, change);
  for (gboolean same = FALSE; !same;)
    {
      g_autoptr (EarSettings) now = ear_engine_dup_settings (fixture->engine);

      same = now->undo_s == before->undo_s && now->promise_s == before->promise_s;
      spin (5);
    }

  /* Connecting is an event too. */
  store = ear_engine_enter (fixture->engine, NULL);
  events = ear_store_list_events (store, 0, 100, NULL);
  ear_engine_leave (fixture->engine);
  for (guint i = 0; i < events->len; i++)
    {
      const EarEventRow *row = g_ptr_array_index (events, i);

      if (g_str_equal (row->verb, "channel-connect"))
        g_set_str (&connect, row->key);
    }
  g_assert_nonnull (connect);
  g_free (undone);
  undone = undo (fixture, connect);
  WAIT_FOR (fixture_get_channel (fixture, key) == NULL);
  g_assert_null (ear_scheduler_find (fixture->engine->scheduler, key));
  g_free (undo (fixture, undone));
  WAIT_FOR (fixture_get_channel (fixture, key) != NULL);
  WAIT_FOR (health (fixture, key) == EAR_HEALTH_OK);
}

static void
test_offline_channels (Fixture       *fixture,
                       gconstpointer  data)
{
  Await await = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  guint before = g_list_model_get_n_items (ear_engine_get_channels (fixture->engine));

  g_assert_cmpuint (before, ==, 2);
  ear_engine_add_offline_channel_async (fixture->engine, "phone", "Kitchen phone", await_cb, &await);
  first = await_text (fixture->engine, &await, NULL);
  ear_engine_add_offline_channel_async (fixture->engine, "letter", NULL, await_cb, &await);
  second = await_text (fixture->engine, &await, NULL);
  WAIT_FOR (g_list_model_get_n_items (ear_engine_get_channels (fixture->engine)) == 4);
  g_assert_cmpstr (ear_channel_item_get_name (fixture_get_channel (fixture, first)), ==, "Kitchen phone");
  g_assert_cmpstr (ear_channel_item_get_name (fixture_get_channel (fixture, second)), ==, "Letter");
  g_assert_true (ear_channel_item_get_offline (fixture_get_channel (fixture, second)));
  ear_engine_add_offline_channel_async (fixture->engine, "fake", NULL, await_cb, &await);
  g_assert_null (await_text (fixture->engine, &await, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  ear_engine_remove_channel_async (fixture->engine, first, TRUE, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (g_list_model_get_n_items (ear_engine_get_channels (fixture->engine)) == 3);
  /* What a person removed does not come back by itself. */
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
  g_assert_cmpuint (g_list_model_get_n_items (ear_engine_get_channels (fixture->engine)), ==, 3);
}

#define ADD(name, func) g_test_add ("/engine/account/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ear_engine_add_kind_for_test (&fake_keys_kind);
  ADD ("sign-in-states", test_sign_in_states);
  ADD ("sign-in-cancel", test_sign_in_cancel);
  ADD ("other-account", test_other_account);
  ADD ("keyring-at-sign-in", test_keyring_at_sign_in);
  ADD ("keyring-states", test_keyring_states);
  ADD ("keyring-opens", test_keyring_opens);
  ADD ("keyring-opens/for-all", test_keyring_opens_for_all);
  ADD ("rename", test_rename);
  ADD ("remove", test_remove);
  ADD ("remove/keyring-locked", test_remove_keyring_locked);
  ADD ("remove/interrupted", test_remove_interrupted);
  ADD ("sign-in-paused", test_sign_in_paused);
  ADD ("check", test_check);
  ADD ("check-paused", test_check_paused);
  ADD ("events", test_events);
  ADD ("offline-channels", test_offline_channels);
  return g_test_run ();
}
