/* ear-practice.c: a workspace whose services are played on this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-practice-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "engine/ear-advice-private.h"
#include "engine/ear-sign-in-private.h"
#include "practice/ear-simulator.h"
#include "practice/ear-town-server.h"
#include "store/ear-store-query.h"

#define TOWN_FILE "town.json"
#define SECRETS_FILE "made-up-secrets.ini"
#define SEED 1
/* Comments and messages a new town begins with. */
#define SIZE 240
/* Of a hundred questions so many were answered before: what is left is a morning's work. */
#define CARE 97
/* People react within minutes: whoever practises waits for it. */
#define HURRY "4"
/* What has happened since the last time is a few hours' worth, however long that is ago. */
#define MOST_AWAY_MS (G_GINT64_CONSTANT (3) * 3600 * 1000)

struct _EarPractice {
  EarTown *town;
  EarTownServer *server;
  char *file;
  gboolean connect;          /* its accounts are not connected yet */
};

static void
add_route (EarEngine  *engine,
           const char *origin,
           const char *address)
{
  g_hash_table_replace (engine->routes, g_strdup (origin), g_strdup (address));
}

/* Somebody else's town: a test's. */
static void
read_routes (EarEngine  *engine,
             const char *text)
{
  g_auto (GStrv) pairs = g_strsplit (text, ",", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);

      if (g_strv_length (pair) == 2 && g_str_has_prefix (pair[1], "http://127.0.0.1:"))
        add_route (engine, pair[0], pair[1]);
    }
}

/* Of what cannot be used the next step is said, which is to begin anew: the store beside it knows nothing of another town. */
static EarTown *
load_town (const char  *file,
           const char  *folder,
           GError     **error)
{
  g_autoptr (GError) wrong = NULL;
  EarTown *town = ear_town_load (file, NULL, NULL, &wrong);

  if (town == NULL && wrong->domain == G_IO_ERROR)
    g_set_error (error, wrong->domain, wrong->code, _("%s Delete the folder “%s”, then begin to practise again."), wrong->message, folder);
  else if (town == NULL)
    g_propagate_error (error, g_steal_pointer (&wrong));
  return town;
}

static gboolean
wake_town (EarEngine   *engine,
           const char  *folder,
           GError     **error)
{
  EarPractice *practice = engine->practice = g_new0 (EarPractice, 1);
  g_autofree char *secrets = g_build_filename (folder, SECRETS_FILE, NULL);
  g_auto (GStrv) routes = NULL;

  practice->file = g_build_filename (folder, TOWN_FILE, NULL);
  if (g_file_test (practice->file, G_FILE_TEST_EXISTS))
    {
      practice->town = load_town (practice->file, folder, error);
      if (practice->town != NULL)
        ear_town_resume (practice->town, MOST_AWAY_MS);
    }
  else
    practice->town = ear_town_new_kept_restaurant (SEED, SIZE, CARE, NULL, NULL, NULL);
  if (practice->town != NULL)
    ear_town_set (practice->town, "hurry", HURRY);
  /* Kept from the beginning: what is signed in to must be there the next time. */
  if (practice->town == NULL || !ear_town_save (practice->town, practice->file, error))
    return FALSE;
  practice->server = ear_town_server_new (practice->town, NULL, FALSE, TRUE, error);
  if (practice->server == NULL)
    return FALSE;
  ear_town_server_keep (practice->server, practice->file, MOST_AWAY_MS);
  routes = ear_town_server_dup_routes (practice->server);
  for (guint i = 0; routes[i] != NULL && routes[i + 1] != NULL; i += 2)
    add_route (engine, routes[i], routes[i + 1]);
  ear_secrets_unref (engine->secrets);
  engine->secrets = ear_secrets_new_practice (secrets);
  return TRUE;
}

/* Nobody's real conversations end beside made-up ones: there would be no way back. */
static gboolean
may_become_practice (EarStore    *store,
                     const char  *folder,
                     GError     **error)
{
  const EarStoreQuery any = { .queue = EAR_STORE_QUEUE_ALL, .limit = 1 };
  g_autoptr (GPtrArray) channels = ear_store_list_channels (store, TRUE, error);
  g_autoptr (GArray) found = channels != NULL ? ear_store_query_ids (store, &any, error) : NULL;
  gboolean used;

  if (found == NULL)
    return FALSE;
  used = found->len > 0;
  for (guint i = 0; i < channels->len; i++)
    {
      const EarChannelRow *row = g_ptr_array_index (channels, i);
      const EarChannelKind *kind = ear_engine_find_kind (row->kind);

      used |= kind == NULL || !kind->rules.offline;
    }
  if (used)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a workspace in %s already. Name another folder."), folder);
  return !used;
}

gboolean
ear_practice_open (EarEngine   *engine,
                   EarStore    *store,
                   const char  *folder,
                   GError     **error)
{
  const char *elsewhere = g_getenv ("EARSHOT_TOWN");
  g_autofree char *memo = ear_store_get_memo (store, EAR_MEMO_PRACTICE, NULL);
  gboolean read_only = (engine->flags & EAR_ENGINE_READ_ONLY) != 0;

  if (memo != NULL)
    engine->flags |= EAR_ENGINE_PRACTICE;
  if (!ear_engine_is_practice (engine) || read_only)
    return TRUE;
  if (memo == NULL && !may_become_practice (store, folder, error))
    return FALSE;
  if (memo == NULL && !ear_store_set_memo (store, EAR_MEMO_PRACTICE, elsewhere != NULL ? "yes" : "new", error))
    return FALSE;
  engine->routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (elsewhere != NULL)
    {
      read_routes (engine, elsewhere);
      return TRUE;
    }
  if (!wake_town (engine, folder, error))
    {
      g_prefix_error (error, "%s ", _("The practice restaurant cannot be opened."));
      ear_practice_close (engine);
      return FALSE;
    }
  engine->practice->connect = g_strcmp0 (memo, "yes") != 0;
  return TRUE;
}

void
ear_practice_close (EarEngine *engine)
{
  EarPractice *practice;

  g_mutex_lock (&engine->mutex);
  practice = g_steal_pointer (&engine->practice);
  g_mutex_unlock (&engine->mutex);
  if (practice == NULL)
    return;
  g_clear_pointer (&practice->server, ear_town_server_free);
  if (practice->town != NULL && !engine->throw_away)
    ear_town_save (practice->town, practice->file, NULL); /* what came in the last seconds */
  g_clear_pointer (&practice->town, ear_town_free);
  g_free (practice->file);
  g_free (practice);
}

/* ---- the accounts ---- */

/* What somebody who practises would paste; NULL where there is no such account. */
static EarCredentials *
dup_credentials (EarEngine            *engine,
                 const EarSimulator   *simulator,
                 const EarChannelKind *kind)
{
  /* The town stays as long as this is held. */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->mutex);
  EarTown *town = engine->practice != NULL ? engine->practice->town : NULL;
  const EarTownAccount *account;
  const EarTownToken *token;
  EarCredentials *credentials = NULL;

  if (town == NULL)
    return NULL;
  ear_town_lock (town);
  account = ear_town_get_account (town, simulator->id);
  token = account != NULL ? ear_town_get_token (town, account, simulator->sign_in) : NULL;
  if (token != NULL)
    {
      credentials = ear_credentials_new (kind->sign_in.authorization == EAR_AUTHORIZATION_BASIC ? token->holder : NULL, token->secret);
      credentials->client_id = g_strdup (account->app_id);
      credentials->client_secret = g_strdup (account->app_secret);
    }
  ear_town_unlock (town);
  return credentials;
}

/* The same steps as a person's sign-in. */
static gboolean
connect_account (EarEngine           *engine,
                 const EarSimulator  *simulator,
                 const EarChannelKind *kind,
                 GError             **error)
{
  g_autoptr (EarAttempt) attempt = NULL;
  g_autoptr (EarCredentials) credentials = dup_credentials (engine, simulator, kind);

  if (credentials == NULL)
    return TRUE;
  attempt = ear_attempt_new (engine, kind, ear_channel_kind_lookup_way (kind, NULL), NULL, simulator->address != NULL ? simulator->address : "");
  if (!ear_attempt_prepare (attempt, error))
    return FALSE;
  attempt->credentials = g_steal_pointer (&credentials);
  return ear_attempt_check (attempt, error) && ear_attempt_write (attempt, error);
}

static void
connect_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  EarEngine *engine = source;
  EarStore *store;
  GError *error = NULL;

  for (const EarSimulator *const *simulator = ear_simulators; *simulator != NULL; simulator++)
    {
      const EarChannelKind *kind = ear_engine_find_kind ((*simulator)->id);

      if (kind != NULL && !connect_account (engine, *simulator, kind, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }
  store = ear_engine_enter (engine, NULL);
  if (store != NULL)
    {
      ear_store_set_memo (store, EAR_MEMO_PRACTICE, "yes", NULL);
      ear_engine_leave (engine);
    }
  g_task_return_boolean (task, TRUE);
}

static void
connected (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  EarEngine *engine = EAR_ENGINE (source);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (engine, result, &error) && !engine->closed)
    ear_engine_notice (engine, ear_advice_for_error (error, _("The practice restaurant")));
}

void
ear_practice_connect (EarEngine *engine)
{
  if (engine->practice != NULL && engine->practice->connect && (engine->flags & EAR_ENGINE_NO_SYNC) == 0)
    ear_engine_connect_practice_async (engine, connected, NULL);
}

/**
 * ear_engine_connect_practice_async:
 *
 * Signs in to whatever the practice town offers, as a person would. Finishes with ear_engine_finish(). In a workspace that is opened
 * to be read it happens by itself.
 */
void
ear_engine_connect_practice_async (EarEngine           *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (EAR_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ear_engine_connect_practice_async);
  if (self->practice == NULL || !self->practice->connect)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->practice->connect = FALSE;
  g_task_run_in_thread (task, connect_thread);
}
