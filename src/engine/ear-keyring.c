/* ear-keyring.c: the secret of a channel in the keyring and at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-keyring-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "net/ear-http-session.h"
#include "net/ear-oauth.h"

#define RENEW_EARLY_MS (60 * 1000)

typedef struct {
  const char *user, *secret, *refresh_token, *client_id, *client_secret, *token_url, *revoke_url;
  gint64 expires_at, renew_at;
} CredentialValues;

static const EarJsonField credential_fields[] = {
  EAR_JSON_FIELD (CredentialValues, user, "user", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, secret, "secret", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (CredentialValues, refresh_token, "refresh_token", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, client_id, "client_id", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, client_secret, "client_secret", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, token_url, "token_url", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, revoke_url, "revoke_url", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, expires_at, "expires_at", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (CredentialValues, renew_at, "renew_at", EAR_JSON_INT, EAR_JSON_OPTIONAL),
};

char *
ear_credentials_to_text (const EarCredentials *credentials)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  const struct {
    const char *name, *value;
  } texts[] = {
    { "user", credentials->user },
    { "secret", credentials->secret },
    { "refresh_token", credentials->refresh_token },
    { "client_id", credentials->client_id },
    { "client_secret", credentials->client_secret },
    { "token_url", credentials->token_url },
    { "revoke_url", credentials->revoke_url },
  };

  ear_json_writer_begin_object (writer, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (texts[i].value != NULL)
        ear_json_writer_text (writer, texts[i].name, texts[i].value);
    }
  if (credentials->expires_at != EAR_TIME_NONE)
    ear_json_writer_int (writer, "expires_at", credentials->expires_at);
  if (credentials->renew_at != EAR_TIME_NONE)
    ear_json_writer_int (writer, "renew_at", credentials->renew_at);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

EarCredentials *
ear_credentials_from_text (const char  *text,
                           GError     **error)
{
  CredentialValues values = { .expires_at = EAR_TIME_NONE, .renew_at = EAR_TIME_NONE };
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, error);
  EarCredentials *credentials;

  if (json == NULL || !ear_json_bind_table (ear_json_root (json), credential_fields, &values, error))
    return NULL;
  credentials = ear_credentials_new (values.user, values.secret);
  credentials->refresh_token = g_strdup (values.refresh_token);
  credentials->client_id = g_strdup (values.client_id);
  credentials->client_secret = g_strdup (values.client_secret);
  credentials->token_url = g_strdup (values.token_url);
  credentials->revoke_url = g_strdup (values.revoke_url);
  credentials->expires_at = values.expires_at;
  credentials->renew_at = values.renew_at;
  return credentials;
}

EarCredentials *
ear_credentials_lookup (EarSecrets     *secrets,
                        const char     *channel_key,
                        EarSecretsAsk   ask,
                        GError        **error)
{
  char *text = ear_secrets_lookup (secrets, channel_key, ask, error);
  EarCredentials *credentials;

  if (text == NULL)
    return NULL;
  credentials = ear_credentials_from_text (text, NULL);
  ear_secrets_free_secret (text);
  /* Whoever wrote that, it is no sign-in of ours. */
  if (credentials == NULL)
    g_set_error_literal (error, EAR_SECRETS_ERROR, EAR_SECRETS_ERROR_ABSENT, "The keyring's entry cannot be read");
  return credentials;
}

gboolean
ear_credentials_store (const EarCredentials  *credentials,
                       EarSecrets            *secrets,
                       const char            *channel_key,
                       const EarChannelKind  *kind,
                       const char            *name,
                       EarSecretsAsk          ask,
                       GError               **error)
{
  char *text = ear_credentials_to_text (credentials);
  /* Translators: a kind of channel and an account's name, shown by the keyring's own program */
  g_autofree char *label = g_strdup_printf (_("Earshot: %s, %s"), _(kind->name), name);
  gboolean stored = ear_secrets_store (secrets, channel_key, kind->id, label, text, ask, error);

  ear_wipe (text);
  return stored;
}

static void
copy_setting (gpointer name,
              gpointer value,
              gpointer session)
{
  ear_session_set_setting (session, name, value);
}

void
ear_credentials_tell_end (const EarCredentials *credentials,
                          const EarChannelKind *kind,
                          GHashTable           *settings)
{
  /* An access token that is refreshed a minute before its end is none that people should know of. */
  gboolean refreshed = credentials != NULL && kind->renew == NULL && ear_credentials_can_renew (credentials, kind);
  gboolean ends = credentials != NULL && credentials->expires_at != EAR_TIME_NONE && !refreshed;

  /* Empty: there is none, whatever was known before. */
  g_hash_table_insert (settings, g_strdup (EAR_SETTING_EXPIRES_AT),
                       ends ? g_strdup_printf ("%" G_GINT64_FORMAT, credentials->expires_at) : g_strdup (""));
}

/* The session signs with the secret and knows the rest. */
static void
sign_with (EarSession           *session,
           const EarCredentials *credentials)
{
  g_clear_pointer (&session->credentials, ear_credentials_free);
  session->credentials = ear_credentials_copy (credentials);
  ear_http_session_set_secret (session, credentials->secret);
}

EarSession *
ear_credentials_open_session (const EarChannelKind *kind,
                              const char           *origin,
                              GHashTable           *settings,
                              const EarCredentials *credentials,
                              GHashTable           *routes,
                              GCancellable         *cancellable)
{
  EarHttpOptions options = {
    .routes = routes,
    .origin = origin,
    .body_cap = kind->body_cap,
    .requests_per_minute = kind->requests_per_minute,
    .cancellable = cancellable,
  };
  EarSession *session;

  if (credentials != NULL)
    {
      options.user = credentials->user;
      if (kind->sign_in.authorization == EAR_AUTHORIZATION_BASIC)
        options.authorization = EAR_HTTP_AUTHORIZATION_BASIC;
      else if (kind->sign_in.authorization == EAR_AUTHORIZATION_BEARER)
        options.authorization = EAR_HTTP_AUTHORIZATION_BEARER;
    }
  session = ear_http_session_new (&options);
  session->explain = kind->explain;
  session->read_usage = kind->read_usage;
  if (credentials != NULL)
    sign_with (session, credentials);
  if (settings != NULL)
    g_hash_table_foreach (settings, copy_setting, session);
  return session;
}

gboolean
ear_credentials_can_renew (const EarCredentials *credentials,
                           const EarChannelKind *kind)
{
  if (kind->renew != NULL)
    return TRUE;
  return credentials->refresh_token != NULL && credentials->token_url != NULL && credentials->client_id != NULL;
}

gboolean
ear_credentials_is_renewal_due (const EarCredentials *credentials,
                                const EarChannelKind *kind)
{
  gint64 due = kind->renew != NULL ? credentials->renew_at
               : credentials->expires_at != EAR_TIME_NONE ? credentials->expires_at - RENEW_EARLY_MS : EAR_TIME_NONE;

  return due != EAR_TIME_NONE && due <= ear_clock_now_ms () && ear_credentials_can_renew (credentials, kind);
}

static gboolean
refresh (EarCredentials  *credentials,
         EarSession      *session,
         GError         **error)
{
  EarOAuthClient client = {
    .token_url = credentials->token_url,
    .client_id = credentials->client_id,
    .client_secret = credentials->client_secret,
  };
  g_autoptr (EarOAuthTokens) tokens = ear_oauth_refresh (session, &client, credentials->refresh_token, error);

  if (tokens == NULL)
    return FALSE;
  ear_credentials_set_secret (credentials, tokens->access_token);
  ear_wipe (credentials->refresh_token);
  credentials->refresh_token = g_strdup (tokens->refresh_token);
  credentials->expires_at = tokens->expires_at_ms;
  return TRUE;
}

gboolean
ear_credentials_replace (const EarCredentials  *credentials,
                         EarSecrets            *secrets,
                         const char            *channel_key,
                         const EarChannelKind  *kind,
                         const char            *name,
                         EarSession            *session,
                         GError               **error)
{
  /* What they were made with may be dead from now on: the new ones must be safe before anything else happens. */
  if (!ear_credentials_store (credentials, secrets, channel_key, kind, name, EAR_SECRETS_QUIETLY, error))
    return FALSE;
  sign_with (session, credentials);
  return TRUE;
}

gboolean
ear_credentials_renew (EarCredentials        *credentials,
                       EarSecrets            *secrets,
                       const char            *channel_key,
                       const EarChannelKind  *kind,
                       const char            *name,
                       EarSession            *session,
                       GError               **error)
{
  if (!(kind->renew != NULL ? kind->renew (session, credentials, error) : refresh (credentials, session, error)))
    return FALSE;
  return ear_credentials_replace (credentials, secrets, channel_key, kind, name, session, error);
}
