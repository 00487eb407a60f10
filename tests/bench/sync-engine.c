/* sync-engine.c: what reading a service costs Earshot
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: sync-engine KIND URL FOLDER
 * Reads all that the made-up service at URL has, as `earshotctl sync` does: the engine, its worker, the kind and the store are the
 * real ones. Prints what both sides of the benchmark print: see bench_sync.py.
 */

#include <stdlib.h>
#include <sys/resource.h>

#include "engine/ear-keyring-private.h"
#include "engine/ear-engine-private.h"
#include "platform/ear-network.h"
#include "platform/ear-secrets.h"
#include "store/ear-store-private.h"
#include "sync-figures.h"

/* What signing in would have learnt. */
static const struct {
  const char *kind, *name, *value; /* "%" in front: the service's address */
} settings[] = {
  { "mastodon", "account_id", "14715" },
  { "mastodon", "account_url", "%/@shop" },
  { "mastodon", "handle", "shop@shop.example" },
  { "mastodon", "domain", "shop.example" },
  { "mastodon", "api_version", "6" },
  { "mastodon", "server_version", "4.5.0" },
  { "mastodon", "default_privacy", "public" },
  { "mastodon", "direct_list", "yes" },
  { "wordpress", "api_root", "%/wp-json/" },
  { "wordpress", "user_id", "2" },
  { "wordpress", "staff_ids", "2 5" },
  { "wordpress", "moderator", "yes" },
  { "wordpress", "home", "%" },
  { "wordpress", "site_name", "Bakery" },
};

static void
must (const GError *error)
{
  if (error != NULL)
    {
      g_printerr ("sync-engine: %s\n", error->message);
      exit (1);
    }
}

static void
connect_channel (const EarChannelKind *kind, const char *url, const char *folder, EarSecrets *secrets)
{
  g_autoptr (EarStore) store = NULL;
  g_autoptr (EarChannelRow) added = NULL;
  g_autoptr (EarCredentials) credentials = ear_credentials_new ("anna", "secret");
  EarChannelRow row = { .kind = (char *) kind->id, .origin = (char *) url, .account_id = (char *) "14715", .name = (char *) "Bakery" };
  g_autoptr (GError) error = NULL;

  row.settings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].kind, kind->id))
      g_hash_table_insert (row.settings, (char *) settings[i].name,
                           *settings[i].value == '%' ? g_strconcat (url, settings[i].value + 1, NULL) : g_strdup (settings[i].value));
  store = ear_store_open (folder, EAR_STORE_CREATE, NULL, NULL, &error);
  must (error);
  added = ear_store_add_channel (store, &row, &error);
  must (error);
  ear_credentials_store (credentials, secrets, added->key, kind, "Bakery", EAR_SECRETS_QUIETLY, &error);
  must (error);
  g_hash_table_unref (row.settings);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer place)
{
  *(GAsyncResult **) place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

/* The rest of the words become searchable, as they would a moment later. */
static void
index_rest (EarEngine *engine)
{
  g_autoptr (GError) error = NULL;
  EarStore *store = ear_engine_enter (engine, &error);

  must (error);
  ear_store_index_pending (store, NULL, NULL, &error);
  must (error);
  ear_engine_leave (engine);
}

static void
close_engine (EarEngine *engine)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ear_engine_close_async (engine, keep_result, &pending);
  result = wait_for (&pending);
  ear_engine_close_finish (engine, result, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (EarSecrets) secrets = ear_secrets_new_memory ();
  g_autoptr (EarNetwork) network = ear_network_new_for_test ();
  g_autoptr (EarEngine) engine = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  GAsyncResult *pending = NULL;
  const EarChannelKind *real;
  EarChannelKind kind;

  if (argc != 4 || (real = ear_channel_kind_lookup (argv[1])) == NULL)
    {
      g_printerr ("usage: sync-engine KIND URL FOLDER\n");
      return 2;
    }
  /* As it is, but for its patience with a service that is not ours. */
  kind = *real;
  kind.requests_per_minute = 100000;
  ear_engine_add_kind_for_test (&kind);
  ear_engine_set_network_for_test (network);
  connect_channel (&kind, argv[2], argv[3], secrets);

  ear_engine_open_async (argv[3], EAR_ENGINE_NO_SYNC, secrets, NULL, NULL, NULL, keep_result, &pending);
  opened = wait_for (&pending);
  engine = ear_engine_open_finish (opened, &error);
  must (error);

  sync_figures_begin ();
  ear_engine_sync_async (engine, NULL, NULL, keep_result, &pending);
  read = wait_for (&pending);
  ear_engine_finish (engine, read, &error);
  must (error);
  index_rest (engine);
  close_engine (engine);
  file = g_build_filename (argv[3], EAR_STORE_FILE_NAME, NULL);
  sync_figures_end (file);
  return 0;
}
