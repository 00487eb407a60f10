/* ear-discover.c: who we are there and what we may do, read anew
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-keyring-private.h"
#include "engine/ear-sync-private.h"

/* Limits, the server's version, who belongs to the staff, what the account may do: all of it changes over there. */
#define EVERY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define SETTING_AT "discovered_at" /* UTC ms */
#define STREAM "account"

static const EarAccount *
find_account (GPtrArray  *accounts,
              const char *account_id)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      const EarAccount *account = g_ptr_array_index (accounts, i);

      if (g_strcmp0 (account->account_id, account_id) == 0)
        return account;
    }
  return NULL;
}

/* What the service gives this account now: a secret of its own may have been made anew, and facts that hold for it alone. */
static gboolean
adopt (EarConnection     *self,
       const EarAccount  *account,
       EarBatch          *batch,
       GError           **error)
{
  const EarCredentials *given = account->credentials, *known = self->session->credentials;
  g_autofree char *name = ear_connection_dup_name (self);
  GHashTableIter iter;
  gpointer setting, value;

  if (account->settings != NULL)
    {
      g_hash_table_iter_init (&iter, account->settings);
      while (g_hash_table_iter_next (&iter, &setting, &value))
        ear_batch_set_setting (batch, setting, value);
    }
  if (known == NULL)
    return TRUE;
  if (given == NULL)
    given = known;
  if ((g_strcmp0 (given->secret, known->secret) != 0 || given->expires_at != known->expires_at || given->renew_at != known->renew_at) &&
      !ear_credentials_replace (given, self->engine->secrets, self->key, self->kind, name, self->session, error))
    return FALSE;
  ear_credentials_tell_end (given, self->kind, batch->settings);
  return TRUE;
}

void
ear_discover_note (GHashTable *settings)
{
  g_hash_table_insert (settings, g_strdup (SETTING_AT), g_strdup_printf ("%" G_GINT64_FORMAT, ear_clock_now_ms ()));
}

/* Pages are renamed, and get a picture or lose it. */
static gboolean
learn_profile (EarConnection     *self,
               EarStore          *store,
               const EarAccount  *account,
               GError           **error)
{
  const EarChannelRow row = { .name = account->name, .url = account->url, .handle = account->handle, .avatar_url = account->avatar_url,
                              .about = account->about };

  return account->name == NULL || ear_store_set_channel_profile (store, self->key, &row, error);
}

static gboolean
discover (EarConnection  *self,
          GCancellable   *cancellable,
          GError        **error)
{
  EarSession *session = ear_connection_get_session (self, cancellable, error);
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, ear_clock_now_ms ());
  const EarAccount *account;
  EarStore *store;
  gboolean loaded;

  if (session == NULL || !self->kind->discover (session, accounts, batch, error))
    return FALSE;
  account = find_account (accounts, self->account_id);
  if (account == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "This sign-in reaches other accounts");
      return FALSE;
    }
  if (!adopt (self, account, batch, error))
    return FALSE;
  ear_batch_set_setting (batch, SETTING_AT, now);
  store = ear_engine_enter (self->engine, error);
  if (store == NULL)
    return FALSE;
  ear_connection_learn (self, store, batch);
  loaded = learn_profile (self, store, account, error) && ear_engine_reload_directory (self->engine, store, error);
  ear_engine_leave (self->engine);
  ear_change_queue_mark (self->engine->change_queue, EAR_CHANGED_CHANNELS);
  /* There may be streams now that there were not, or the other way round. */
  self->streams_known = FALSE;
  return loaded;
}

static void
run_discover (EarJob   *job,
              gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (GError) error = NULL;
  gint64 wait_ms = EVERY_MS;

  if (discover (self, job->cancellable, &error))
    ear_connection_succeeded (self, STREAM);
  else if (ear_worker_put_back (self->worker, job, &error))
    return;
  else
    wait_ms = MAX (ear_connection_failed (self, STREAM, error), 60 * 1000);
  if (ear_sync_by_itself (self))
    ear_worker_push (self->worker, ear_job_new (EAR_JOB_RECONCILE, "discover", ear_clock_monotonic_ms () + wait_ms, run_discover, NULL));
  ear_job_tell_waiters (job, error);
  /* The rest of a check cannot be done either: whoever waits for it learns why. */
  if (error != NULL)
    ear_worker_tell_held (self->worker, error);
}

EarJob *
ear_discover_job (EarConnection *self)
{
  return self->kind->discover != NULL ? ear_job_new (EAR_JOB_FORWARD, "discover", 0, run_discover, NULL) : NULL;
}

void
ear_discover_plan (EarConnection *self)
{
  g_autoptr (GHashTable) settings = ear_connection_dup_settings (self);
  const char *at = g_hash_table_lookup (settings, SETTING_AT);
  gint64 age_ms = at != NULL ? ear_clock_now_ms () - g_ascii_strtoll (at, NULL, 10) : EVERY_MS;

  if (self->kind->discover != NULL)
    ear_worker_push (self->worker, ear_job_new (EAR_JOB_RECONCILE, "discover", ear_clock_monotonic_ms () + CLAMP (EVERY_MS - age_ms, 0, EVERY_MS),
                                                run_discover, NULL));
}
