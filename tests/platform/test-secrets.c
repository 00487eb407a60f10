/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run by keyring-session.py, which says in EAR_TEST_KEYRING what state the keyring is in. Without it the double is tested.
 */

#include <gio/gio.h>
#include <glib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "platform/ear-secrets.h"

#define CHANNEL "2ed6657d-e927-568b-95e1-2665a8aea6a2"
#define OTHER_CHANNEL "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
#define CHANNEL_BEFORE "8d2c1c0a-6a0e-4f43-9b5b-5d0f6f1e7a11"
#define SECRET_BEFORE "kept from before"

static const char *program;

static void
assert_stores (EarSecrets *secrets, const char *channel, const char *secret, EarSecretsAsk ask)
{
  g_autoptr (GError) error = NULL;

  ear_secrets_store (secrets, channel, "wordpress", "Earshot: Corner Bakery", secret, ask, &error);
  g_assert_no_error (error);
}

static void
assert_holds (EarSecrets *secrets, const char *channel, const char *expected, EarSecretsAsk ask)
{
  g_autoptr (GError) error = NULL;
  char *secret = ear_secrets_lookup (secrets, channel, ask, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  ear_secrets_free_secret (secret);
}

static void
assert_lookup_fails (EarSecrets *secrets, const char *channel, EarSecretsAsk ask, EarSecretsError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ear_secrets_lookup (secrets, channel, ask, &error));
  g_assert_error (error, EAR_SECRETS_ERROR, (int) code);
}

/* All calls but a lookup of something absent fail alike. */
static void
assert_all_fail (EarSecrets *secrets, const char *channel, EarSecretsAsk ask, EarSecretsError code)
{
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  assert_lookup_fails (secrets, channel, ask, code);
  g_assert_false (ear_secrets_store (secrets, channel, "wordpress", "Earshot", "never kept", ask, &store_error));
  g_assert_error (store_error, EAR_SECRETS_ERROR, (int) code);
  g_assert_null (strstr (store_error->message, "never kept"));
  g_assert_false (ear_secrets_clear (secrets, channel, ask, &clear_error));
  g_assert_error (clear_error, EAR_SECRETS_ERROR, (int) code);
}

/* What every open store of secrets does, the double included. */
static void
check_open (EarSecrets *secrets)
{
  g_autofree char *long_secret = g_strnfill (60000, 'x');

  assert_lookup_fails (secrets, CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_ABSENT);
  assert_lookup_fails (secrets, CHANNEL, EAR_SECRETS_ASKING, EAR_SECRETS_ERROR_ABSENT);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));

  assert_stores (secrets, CHANNEL, "abcd EFGH 1234 ijkl", EAR_SECRETS_QUIETLY);
  assert_stores (secrets, OTHER_CHANNEL, "{\"token\":\"ключ 🔑\"}", EAR_SECRETS_ASKING);
  assert_holds (secrets, CHANNEL, "abcd EFGH 1234 ijkl", EAR_SECRETS_QUIETLY);
  assert_holds (secrets, OTHER_CHANNEL, "{\"token\":\"ключ 🔑\"}", EAR_SECRETS_QUIETLY);

  assert_stores (secrets, CHANNEL, "the newer one", EAR_SECRETS_QUIETLY);
  assert_holds (secrets, CHANNEL, "the newer one", EAR_SECRETS_ASKING);
  assert_stores (secrets, CHANNEL, long_secret, EAR_SECRETS_QUIETLY);
  assert_holds (secrets, CHANNEL, long_secret, EAR_SECRETS_QUIETLY);

  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));
  assert_lookup_fails (secrets, CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_ABSENT);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));
  assert_holds (secrets, OTHER_CHANNEL, "{\"token\":\"ключ 🔑\"}", EAR_SECRETS_QUIETLY);
  g_assert_true (ear_secrets_clear (secrets, OTHER_CHANNEL, EAR_SECRETS_QUIETLY, NULL));
}

static gpointer
use_from_thread (gpointer data)
{
  EarSecrets *secrets = data;
  g_autofree char *channel = g_uuid_string_random ();

  for (int i = 0; i < 10; i++)
    {
      g_autofree char *secret = g_strdup_printf ("%s %d", channel, i);

      assert_stores (secrets, channel, secret, EAR_SECRETS_QUIETLY);
      assert_holds (secrets, channel, secret, EAR_SECRETS_QUIETLY);
    }
  g_assert_true (ear_secrets_clear (secrets, channel, EAR_SECRETS_QUIETLY, NULL));
  return NULL;
}

/* One worker thread a channel, all at once. */
static void
check_threads (EarSecrets *secrets)
{
  GThread *threads[6];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("channel", use_from_thread, secrets);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* ---- the double ---- */

static void
test_memory (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_memory ();

  check_open (secrets);
  check_threads (secrets);
}

static void
test_memory_states (void)
{
  static const EarSecretsError states[] = { EAR_SECRETS_ERROR_LOCKED, EAR_SECRETS_ERROR_REFUSED, EAR_SECRETS_ERROR_NO_SERVICE };
  g_autoptr (EarSecrets) secrets = ear_secrets_new_memory ();

  assert_stores (secrets, CHANNEL, "kept", EAR_SECRETS_QUIETLY);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      ear_secrets_fail_for_test (secrets, (int) states[i]);
      assert_all_fail (secrets, CHANNEL, EAR_SECRETS_QUIETLY, states[i]);
    }
  ear_secrets_fail_for_test (secrets, EAR_SECRETS_ERROR_LOCKED);
  assert_all_fail (secrets, CHANNEL, EAR_SECRETS_ASKING, EAR_SECRETS_ERROR_REFUSED);
  ear_secrets_fail_for_test (secrets, -1);
  assert_holds (secrets, CHANNEL, "kept", EAR_SECRETS_QUIETLY);
}

/* Four states, four sentences, each with what to do next. */
static void
test_sentences (void)
{
  static const struct {
    EarSecretsError code;
    const char *sentence;
  } cases[] = {
    { EAR_SECRETS_ERROR_ABSENT, "The keyring holds no password for this account. Sign in again." },
    { EAR_SECRETS_ERROR_LOCKED, "The keyring is locked. Unlock it, then try again." },
    { EAR_SECRETS_ERROR_REFUSED, "The keyring did not open. Try again and give its password when it asks." },
    { EAR_SECRETS_ERROR_NO_SERVICE, "This computer has no keyring running, and Earshot keeps passwords nowhere else. Install GNOME Keyring or KeePassXC, start it, and try again." },
  };
  g_autoptr (EarSecrets) secrets = ear_secrets_new_memory ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      ear_secrets_fail_for_test (secrets, (int) cases[i].code);
      g_assert_null (ear_secrets_lookup (secrets, CHANNEL, EAR_SECRETS_QUIETLY, &error));
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
    }
}

/* ---- a real keyring ---- */

static void
test_open (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  check_open (secrets);
}

static void
test_threads (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  check_threads (secrets);
}

/* What somebody sees who looks into the keyring: the schema, both attributes, the label; and one item a channel. */
static void
test_item (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *label = NULL;
  GList *items;

  assert_stores (secrets, CHANNEL, "one", EAR_SECRETS_QUIETLY);
  assert_stores (secrets, CHANNEL, "two", EAR_SECRETS_QUIETLY);
  g_hash_table_insert (attributes, (char *) "xdg:schema", (char *) "io.github.earshot.Earshot.channel");
  items = secret_service_search_sync (NULL, NULL, attributes, SECRET_SEARCH_ALL, NULL, NULL);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  found = secret_item_get_attributes (items->data);
  g_assert_cmpstr (g_hash_table_lookup (found, "channel"), ==, CHANNEL);
  g_assert_cmpstr (g_hash_table_lookup (found, "kind"), ==, "wordpress");
  label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "Earshot: Corner Bakery");
  g_list_free_full (items, g_object_unref);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));
}

/* Locked while we run: a NULL that is not "not stored". */
static void
test_locked_later (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, NULL);
  GList *collections;

  assert_stores (secrets, CHANNEL, "kept", EAR_SECRETS_QUIETLY);
  collections = secret_service_get_collections (service);
  g_assert_cmpint (secret_service_lock_sync (service, collections, NULL, NULL, NULL), >, 0);
  g_list_free_full (collections, g_object_unref);

  assert_all_fail (secrets, CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_LOCKED);
  assert_all_fail (secrets, OTHER_CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_LOCKED);
}

/* The keyring is restarted while we run, as an update of the system does. */
static void
test_restarted (void)
{
  static const char *const command[] = { "gnome-keyring-daemon", "--replace", "--unlock", "--components=secrets", "--foreground", NULL };
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) keyring = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *before = NULL;
  const char *password = g_getenv ("EAR_TEST_PASSWORD");

  assert_stores (secrets, CHANNEL, "kept", EAR_SECRETS_QUIETLY);
  assert_holds (secrets, CHANNEL, "kept", EAR_SECRETS_QUIETLY);

  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  keyring = g_subprocess_launcher_spawnv (launcher, command, NULL);
  g_assert_nonnull (keyring);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), password, strlen (password), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, NULL));

  /* until the bus says that another process has the name */
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                                                g_variant_new ("(s)", "org.freedesktop.secrets"), NULL, 0, -1, NULL, NULL);
      g_autofree char *pid = NULL;

      if (reply != NULL)
        {
          guint32 number;

          g_variant_get (reply, "(u)", &number);
          pid = g_strdup_printf ("%u", number);
        }
      if (g_strcmp0 (pid, g_subprocess_get_identifier (keyring)) == 0)
        break;
      g_usleep (50000);
      g_assert_cmpint (i, <, 199);
    }

  assert_holds (secrets, CHANNEL, "kept", EAR_SECRETS_QUIETLY);
  assert_stores (secrets, CHANNEL, "newer", EAR_SECRETS_QUIETLY);
  assert_holds (secrets, CHANNEL, "newer", EAR_SECRETS_QUIETLY);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));
  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
}

/* Never opened in this session, and nobody to ask: quiet and asking calls both come back. */
static void
test_locked (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  assert_all_fail (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_LOCKED);
  assert_all_fail (secrets, CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_LOCKED);
  assert_all_fail (secrets, CHANNEL_BEFORE, EAR_SECRETS_ASKING, EAR_SECRETS_ERROR_REFUSED);
}

/* Nothing was ever kept here; the first store would ask for a new password. */
static void
test_fresh (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();
  g_autoptr (GError) error = NULL;

  assert_lookup_fails (secrets, CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_ABSENT);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));
  g_assert_false (ear_secrets_store (secrets, CHANNEL, "wordpress", "Earshot", "x", EAR_SECRETS_QUIETLY, &error));
  g_assert_error (error, EAR_SECRETS_ERROR, EAR_SECRETS_ERROR_LOCKED);
}

static void
test_answered (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  assert_lookup_fails (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_LOCKED);
  assert_holds (secrets, CHANNEL_BEFORE, SECRET_BEFORE, EAR_SECRETS_ASKING);
  assert_holds (secrets, CHANNEL_BEFORE, SECRET_BEFORE, EAR_SECRETS_QUIETLY);
  assert_stores (secrets, CHANNEL, "new", EAR_SECRETS_QUIETLY);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, NULL));
}

/* As test_answered(), but the first thing asked for is a store. */
static void
test_answered_store (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  assert_stores (secrets, CHANNEL, "new", EAR_SECRETS_ASKING);
  assert_holds (secrets, CHANNEL, "new", EAR_SECRETS_QUIETLY);
}

static void
test_dismissed (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  assert_all_fail (secrets, CHANNEL_BEFORE, EAR_SECRETS_ASKING, EAR_SECRETS_ERROR_REFUSED);
  assert_all_fail (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_LOCKED);
}

static void
test_no_service (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  for (int i = 0; i < 2; i++)
    {
      assert_all_fail (secrets, CHANNEL, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_NO_SERVICE);
      assert_all_fail (secrets, CHANNEL, EAR_SECRETS_ASKING, EAR_SECRETS_ERROR_NO_SERVICE);
    }
}

/* earshotctl signs in while the window is open. */
static void
test_other_process (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();
  g_autoptr (GSubprocess) other = NULL;

  g_assert_true (ear_secrets_clear (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, NULL));
  assert_lookup_fails (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_ABSENT);
  other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, program, "--store-before", NULL);
  g_assert_true (g_subprocess_wait_check (other, NULL, NULL));
  assert_holds (secrets, CHANNEL_BEFORE, SECRET_BEFORE, EAR_SECRETS_QUIETLY);

  g_clear_object (&other);
  other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, program, "--store-before", NULL);
  g_assert_true (g_subprocess_wait_check (other, NULL, NULL));
  assert_stores (secrets, CHANNEL, "ours", EAR_SECRETS_QUIETLY);
  assert_holds (secrets, CHANNEL_BEFORE, SECRET_BEFORE, EAR_SECRETS_QUIETLY);
  g_assert_true (ear_secrets_clear (secrets, CHANNEL, EAR_SECRETS_QUIETLY, NULL));
  g_assert_true (ear_secrets_clear (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, NULL));
}

/* In a Flatpak the key is the desktop's to give; with another one the old secrets are as good as gone. */
static void
test_file_other_key (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  assert_lookup_fails (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_ABSENT);
  assert_stores (secrets, CHANNEL_BEFORE, "signed in again", EAR_SECRETS_ASKING);
  assert_holds (secrets, CHANNEL_BEFORE, "signed in again", EAR_SECRETS_QUIETLY);
}

static void
test_file_broken (void)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

  assert_all_fail (secrets, CHANNEL_BEFORE, EAR_SECRETS_QUIETLY, EAR_SECRETS_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  const char *state = g_getenv ("EAR_TEST_KEYRING");
  static const struct {
    const char *state, *path;
    GTestFunc func;
  } tests[] = {
    { NULL, "/secrets/memory", test_memory },
    { NULL, "/secrets/memory-states", test_memory_states },
    { NULL, "/secrets/sentences", test_sentences },
    { "unlocked", "/secrets/unlocked/open", test_open },
    { "unlocked-busy", "/secrets/unlocked-busy/threads", test_threads },
    { "unlocked", "/secrets/unlocked/item", test_item },
    { "unlocked-busy", "/secrets/unlocked-busy/other-process", test_other_process },
    { "unlocked-busy", "/secrets/unlocked-busy/restarted", test_restarted },
    { "locked-later", "/secrets/locked-later", test_locked_later },
    { "locked", "/secrets/locked", test_locked },
    { "fresh", "/secrets/fresh", test_fresh },
    { "answered", "/secrets/answered", test_answered },
    { "answered-store", "/secrets/answered-store", test_answered_store },
    { "dismissed", "/secrets/dismissed", test_dismissed },
    { "absent", "/secrets/absent", test_no_service },
    { "no-bus", "/secrets/no-bus", test_no_service },
    { "file", "/secrets/file/open", test_open },
    { "file-busy", "/secrets/file-busy/other-process", test_other_process },
    { "file", "/secrets/file/threads", test_threads },
    { "file-broken", "/secrets/file-broken", test_file_broken },
    { "file-other-key", "/secrets/file-other-key", test_file_other_key },
  };

  g_test_init (&argc, &argv, NULL);
  program = argv[0];
  if (argc == 2 && strcmp (argv[1], "--store-before") == 0)
    {
      g_autoptr (EarSecrets) secrets = ear_secrets_new_keyring ();

      assert_stores (secrets, CHANNEL_BEFORE, SECRET_BEFORE, EAR_SECRETS_QUIETLY);
      return 0;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      if (g_strcmp0 (tests[i].state, state) == 0)
        g_test_add_func (tests[i].path, tests[i].func);
    }
  return g_test_run ();
}
