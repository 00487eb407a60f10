/* ear-sign-in-attempt.c: the steps of a sign-in, off the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sign-in-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-key.h"
#include "engine/ear-accounts-private.h"
#include "engine/ear-leftovers-private.h"
#include "engine/ear-sync-private.h"

EarAttempt *
ear_attempt_new (EarEngine            *engine,
                 const EarChannelKind *kind,
                 const EarSignInWay   *way,
                 const char           *again_key,
                 const char           *typed)
{
  EarAttempt *attempt = g_atomic_rc_box_new0 (EarAttempt);

  attempt->engine = g_object_ref (engine);
  attempt->kind = kind;
  attempt->way = way;
  attempt->again_key = g_strdup (again_key);
  attempt->typed = g_strdup (typed);
  attempt->cancellable = g_cancellable_new ();
  attempt->oauth = ear_oauth_attempt_new ();
  attempt->plan = ear_sign_in_plan_new ();
  attempt->plan->way = way;
  return attempt;
}

EarAttempt *
ear_attempt_ref (EarAttempt *attempt)
{
  return g_atomic_rc_box_acquire (attempt);
}

static void
attempt_clear (gpointer data)
{
  EarAttempt *attempt = data;

  g_clear_object (&attempt->redirect);
  g_clear_object (&attempt->cancellable);
  g_clear_pointer (&attempt->oauth, ear_oauth_attempt_free);
  g_clear_pointer (&attempt->plan, ear_sign_in_plan_free);
  g_clear_pointer (&attempt->credentials, ear_credentials_free);
  g_clear_pointer (&attempt->accounts, g_ptr_array_unref);
  g_clear_pointer (&attempt->settings, g_hash_table_unref);
  ear_wipe (attempt->code);
  g_free (attempt->redirect_uri);
  g_free (attempt->again_key);
  g_free (attempt->typed);
  g_free (attempt->channel_key);
  g_object_unref (attempt->engine);
}

void
ear_attempt_unref (EarAttempt *attempt)
{
  g_atomic_rc_box_release_full (attempt, attempt_clear);
}

void
ear_attempt_get_client (EarAttempt     *attempt,
                        EarOAuthClient *client)
{
  *client = (EarOAuthClient) {
    .authorize_url = attempt->plan->authorize_url,
    .token_url = attempt->plan->token_url,
    .revoke_url = attempt->plan->revoke_url,
    .client_id = attempt->plan->client_id,
    .client_secret = attempt->plan->client_secret,
    .redirect_uri = attempt->out_of_band ? EAR_OUT_OF_BAND_URI : attempt->redirect_uri,
    .scope = attempt->plan->scope,
    .without_pkce = attempt->way->without_pkce,
  };
}

/* The service's page with our redirects in its query, under the names the kind gives. */
static char *
build_approval_url (EarAttempt *attempt)
{
  const EarSignInSpec *spec = &attempt->kind->sign_in;
  g_autofree char *accepted = NULL;
  g_autofree char *refused = NULL;

  if (attempt->redirect == NULL || spec->accepted_parameter == NULL)
    return g_strdup (attempt->plan->approval_url);
  accepted = ear_redirect_dup_uri_with_state (attempt->redirect);
  refused = g_strconcat (accepted, "&success=false", NULL);
  if (spec->refused_parameter == NULL)
    return ear_url_build (attempt->plan->approval_url, NULL, spec->accepted_parameter, accepted, NULL);
  return ear_url_build (attempt->plan->approval_url, NULL, spec->accepted_parameter, accepted, spec->refused_parameter, refused, NULL);
}

/* Where a service is played on this computer, so is its page: the browser knows nothing of that. */
static char *
lead_to_player (EarAttempt *attempt,
                char       *url)
{
  g_autofree char *origin = url != NULL ? ear_url_get_origin (url) : NULL;
  const char *address = attempt->engine->routes != NULL && origin != NULL ? g_hash_table_lookup (attempt->engine->routes, origin) : NULL;
  char *led;

  if (address == NULL)
    return url;
  led = g_strconcat (address, url + strlen (origin), NULL);
  g_free (url);
  return led;
}

char *
ear_attempt_dup_browser_url (EarAttempt *attempt)
{
  EarOAuthClient client;

  switch (attempt->way->shape)
    {
    case EAR_SIGN_IN_OAUTH2:
      ear_attempt_get_client (attempt, &client);
      return lead_to_player (attempt, ear_oauth_build_authorize_url (&client, attempt->oauth));
    case EAR_SIGN_IN_APPROVAL:
      return lead_to_player (attempt, attempt->plan->approval_url != NULL ? build_approval_url (attempt) : NULL);
    case EAR_SIGN_IN_NONE:
    case EAR_SIGN_IN_FIELDS:
    default:
      return NULL;
    }
}

gboolean
ear_attempt_prepare (EarAttempt  *attempt,
                     GError     **error)
{
  g_autoptr (EarSession) session = ear_credentials_open_session (attempt->kind, NULL, NULL, NULL, attempt->engine->routes, attempt->cancellable);
  const char *redirect_uri = attempt->redirect_uri != NULL ? attempt->redirect_uri : EAR_OUT_OF_BAND_URI;

  if (!attempt->kind->prepare (session, attempt->typed, redirect_uri, attempt->plan, error))
    return FALSE;
  if (attempt->plan->origin == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "%s", _("Nothing that could be connected was found at that address. Check it and try again."));
      return FALSE;
    }
  attempt->out_of_band = attempt->plan->redirect_out_of_band || attempt->redirect_uri == NULL;
  return TRUE;
}

/* A code becomes a token. */
static gboolean
exchange_code (EarAttempt  *attempt,
               GError     **error)
{
  g_autoptr (EarSession) session = ear_credentials_open_session (attempt->kind, attempt->plan->origin, attempt->plan->settings, NULL, attempt->engine->routes,
                                                                attempt->cancellable);
  g_autoptr (EarOAuthTokens) tokens = NULL;
  EarOAuthClient client;

  ear_attempt_get_client (attempt, &client);
  tokens = ear_oauth_exchange_code (session, &client, attempt->oauth, attempt->code, error);
  g_clear_pointer (&attempt->code, ear_wipe);
  if (tokens == NULL)
    return FALSE;
  g_clear_pointer (&attempt->credentials, ear_credentials_free);
  attempt->credentials = ear_credentials_new (NULL, tokens->access_token);
  attempt->credentials->refresh_token = g_strdup (tokens->refresh_token);
  attempt->credentials->expires_at = tokens->expires_at_ms;
  attempt->granted = TRUE;
  return TRUE;
}

static void
merge_settings (GHashTable *into,
                GHashTable *from)
{
  GHashTableIter iter;
  gpointer name, value;

  if (from == NULL)
    return;
  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (into, g_strdup (name), g_strdup (value));
}

gboolean
ear_attempt_check (EarAttempt  *attempt,
                   GError     **error)
{
  g_autoptr (EarSession) session = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);

  if (attempt->code != NULL && !exchange_code (attempt, error))
    return FALSE;
  /* Renewal and the end of the access need these later. */
  if (attempt->way->shape == EAR_SIGN_IN_OAUTH2)
    {
      g_set_str (&attempt->credentials->client_id, attempt->plan->client_id);
      g_set_str (&attempt->credentials->client_secret, attempt->plan->client_secret);
      g_set_str (&attempt->credentials->token_url, attempt->plan->token_url);
      g_set_str (&attempt->credentials->revoke_url, attempt->plan->revoke_url);
    }
  session = ear_credentials_open_session (attempt->kind, attempt->plan->origin, attempt->plan->settings, attempt->credentials, attempt->engine->routes,
                                          attempt->cancellable);
  if (!attempt->kind->discover (session, accounts, batch, error))
    return FALSE;
  if (accounts->len == 0)
    {
      ear_problem_set (error, EAR_PROBLEM_FORBIDDEN, "This sign-in reaches no account");
      return FALSE;
    }
  g_clear_pointer (&attempt->accounts, g_ptr_array_unref);
  attempt->accounts = g_steal_pointer (&accounts);
  g_clear_pointer (&attempt->settings, g_hash_table_unref);
  attempt->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  merge_settings (attempt->settings, attempt->plan->settings);
  merge_settings (attempt->settings, batch->settings);
  ear_discover_note (attempt->settings);
  return TRUE;
}

/* What this account has of its own, and when its sign-in ends. */
static void
settle_account (EarAttempt       *attempt,
                const EarAccount *account)
{
  merge_settings (attempt->settings, account->settings);
  if (account->credentials != NULL)
    {
      ear_credentials_free (attempt->credentials);
      attempt->credentials = ear_credentials_copy (account->credentials);
    }
  ear_credentials_tell_end (attempt->credentials, attempt->kind, attempt->settings);
}

static gboolean
write_channel (EarAttempt        *attempt,
               const EarAccount  *account,
               GError           **error)
{
  EarStore *store = ear_engine_enter (attempt->engine, error);
  EarChannelRow row = {
    .kind = (char *) attempt->kind->id,
    .origin = attempt->plan->origin,
    .account_id = account->account_id,
    .name = account->name,
    .url = account->url,
    .handle = account->handle,
    .avatar_url = account->avatar_url,
    .about = account->about,
    .settings = attempt->settings,
  };
  g_autoptr (EarChannelRow) added = NULL;
  gboolean good = FALSE;

  if (store == NULL)
    return FALSE;
  added = ear_store_connect_channel (store, NULL, &row, NULL, error);
  if (added != NULL && ear_store_set_channel_settings (store, added->key, attempt->settings, error))
    {
      g_autoptr (EarChannelRow) now = ear_store_get_channel (store, added->key, error);

      good = now != NULL && ear_accounts_connected (attempt->engine, store, now, error);
    }
  ear_engine_leave (attempt->engine);
  return good;
}

gboolean
ear_attempt_give_back (EarAttempt  *attempt,
                       GError     **error)
{
  if (attempt->granted && attempt->credentials != NULL && attempt->plan->origin != NULL)
    ear_accounts_end_access (attempt->engine, attempt->kind, attempt->plan->origin, attempt->settings != NULL ? attempt->settings : attempt->plan->settings,
                             attempt->credentials, NULL);
  attempt->granted = FALSE;
  g_clear_pointer (&attempt->credentials, ear_credentials_free);
  return TRUE;
}

static void
keep_secret (EarAttempt *attempt,
             const char *key)
{
  EarStore *store = ear_engine_enter (attempt->engine, NULL);

  if (store == NULL)
    return;
  ear_leftovers_keep_secret (store, key);
  ear_engine_leave (attempt->engine);
}

/* The keyring as it was before. */
static void
restore_secret (EarAttempt     *attempt,
                const char     *key,
                const char     *name,
                EarCredentials *old)
{
  if (old != NULL)
    ear_credentials_store (old, attempt->engine->secrets, key, attempt->kind, name, EAR_SECRETS_QUIETLY, NULL);
  else
    ear_secrets_clear (attempt->engine->secrets, key, EAR_SECRETS_QUIETLY, NULL);
}

gboolean
ear_attempt_write (EarAttempt  *attempt,
                   GError     **error)
{
  const EarAccount *account = g_ptr_array_index (attempt->accounts, attempt->chosen);
  g_autofree char *key = ear_key_for_channel (attempt->kind->id, attempt->plan->origin, account->account_id);
  g_autoptr (EarCredentials) old = NULL;

  if (attempt->again_key != NULL && g_strcmp0 (attempt->again_key, key) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("That signed in to another account, %s. Sign out of it in the browser and try again, or add it as a channel of its own."),
                   account->handle != NULL ? account->handle : account->name);
      ear_attempt_give_back (attempt, NULL);
      return FALSE;
    }
  settle_account (attempt, account);
  /* First the secret, then the channel: a channel without its secret could not be told from one whose secret was lost. */
  if (attempt->credentials != NULL)
    {
      keep_secret (attempt, key);
      old = ear_credentials_lookup (attempt->engine->secrets, key, EAR_SECRETS_QUIETLY, NULL);
      if (!ear_credentials_store (attempt->credentials, attempt->engine->secrets, key, attempt->kind, account->name, EAR_SECRETS_ASKING, error))
        return FALSE;
    }
  /* The keyring's window may have stood open for long. */
  if (g_cancellable_set_error_if_cancelled (attempt->cancellable, error) || !write_channel (attempt, account, error))
    {
      if (attempt->credentials != NULL)
        restore_secret (attempt, key, account->name, old);
      if (g_cancellable_is_cancelled (attempt->cancellable))
        ear_attempt_give_back (attempt, NULL);
      return FALSE;
    }
  /* The new one is safe: nobody needs the old one any more. */
  if (old != NULL && attempt->credentials != NULL && g_strcmp0 (old->secret, attempt->credentials->secret) != 0)
    ear_accounts_end_access (attempt->engine, attempt->kind, attempt->plan->origin, attempt->settings, old, NULL);
  attempt->granted = FALSE;
  g_clear_pointer (&attempt->credentials, ear_credentials_free);
  attempt->channel_key = g_steal_pointer (&key);
  return TRUE;
}
