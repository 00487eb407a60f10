/* ear-meta-token.c: what Meta says of a token, and longer ones for short ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <string.h>

#include "base/ear-clock.h"

/* Seconds since 1970; 0: never. */
typedef struct {
  EarMetaToken token;
  gint64 expires_s, data_access_expires_s, issued_s;
} Inspected;

static const EarJsonField inspected_table[] = {
  EAR_JSON_FIELD (Inspected, token.app_id, "data.app_id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, token.type, "data.type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, token.user_id, "data.user_id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, token.profile_id, "data.profile_id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, token.is_valid, "data.is_valid", EAR_JSON_BOOL, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Inspected, token.scopes, "data.scopes", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, token.granular, "data.granular_scopes", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, expires_s, "data.expires_at", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, issued_s, "data.issued_at", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Inspected, data_access_expires_s, "data.data_access_expires_at", EAR_JSON_INT, EAR_JSON_LENIENT),
};

static gint64
seconds_to_end (gint64 seconds)
{
  return seconds > 0 && seconds < G_MAXINT64 / 1000 ? seconds * 1000 : EAR_TIME_NONE;
}

void
ear_meta_token_clear (EarMetaToken *token)
{
  g_clear_pointer (&token->json, ear_json_free);
  *token = (EarMetaToken) { .expires_at = EAR_TIME_NONE, .data_access_expires_at = EAR_TIME_NONE, .issued_at = EAR_TIME_NONE };
}

/**
 * ear_meta_inspect:
 * @session: a session
 * @version: of the API
 * @token: what is asked about
 * @app_id: (nullable): of the application it was made for
 * @app_secret: (nullable): its secret; without both the token speaks for itself
 * @info: (out caller-allocates): what Meta says
 * @error: what stops a sign-in
 *
 * Returns: whether Meta told
 */
gboolean
ear_meta_inspect (EarSession *session, const char *version, const char *token, const char *app_id, const char *app_secret, EarMetaToken *info, GError **error)
{
  g_autofree char *by_app = app_id != NULL && app_secret != NULL ? g_strconcat (app_id, "|", app_secret, NULL) : NULL;
  const char *asks = by_app != NULL ? by_app : token;
  g_autofree char *url = ear_meta_build_url (session, version, asks, "debug_token", "input_token", token, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_meta_get_as (session, url, asks, &problem);
  Inspected inspected = { .token = { .is_valid = FALSE } };

  *info = (EarMetaToken) { .expires_at = EAR_TIME_NONE, .data_access_expires_at = EAR_TIME_NONE, .issued_at = EAR_TIME_NONE };
  if (by_app != NULL)
    explicit_bzero (by_app, strlen (by_app));
  if (json == NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (json == NULL || !ear_json_bind_table (ear_json_root (json), inspected_table, &inspected, NULL))
    return FALSE;
  *info = inspected.token;
  info->expires_at = seconds_to_end (inspected.expires_s);
  info->data_access_expires_at = seconds_to_end (inspected.data_access_expires_s);
  info->issued_at = seconds_to_end (inspected.issued_s);
  info->json = g_steal_pointer (&json);
  return TRUE;
}

static gboolean
holds_text (const EarJsonNode *array, const char *text)
{
  for (gsize i = 0; i < ear_json_length (array); i++)
    {
      char index[24];

      g_snprintf (index, sizeof index, "%" G_GSIZE_FORMAT, i);
      if (g_strcmp0 (ear_json_member_text (array, index), text) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * ear_meta_has_scope:
 * @info: what Meta said of a token
 * @scope: "pages_messaging"
 * @target: (nullable): what it must be good for
 *
 * A person may grant a scope for some Pages only; then those are listed.
 *
 * Returns: whether it was granted
 */
gboolean
ear_meta_has_scope (const EarMetaToken *info, const char *scope, const char *target)
{
  if (!holds_text (info->scopes, scope))
    return FALSE;
  for (gsize i = 0; target != NULL && i < ear_json_length (info->granular); i++)
    {
      const EarJsonNode *one = ear_json_element (info->granular, i);
      const EarJsonNode *targets = ear_json_member (one, "target_ids");

      if (g_strcmp0 (ear_json_member_text (one, "scope"), scope) == 0 && ear_json_length (targets) > 0)
        return holds_text (targets, target);
    }
  return TRUE;
}

gint64
ear_meta_get_end (const EarMetaToken *info)
{
  if (info->expires_at == EAR_TIME_NONE)
    return info->data_access_expires_at;
  return info->data_access_expires_at == EAR_TIME_NONE ? info->expires_at : MIN (info->expires_at, info->data_access_expires_at);
}

typedef struct {
  const char *token;
  gint64 expires_in;
} Exchanged;

static const EarJsonField exchanged_table[] = {
  EAR_JSON_FIELD (Exchanged, token, "access_token", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Exchanged, expires_in, "expires_in", EAR_JSON_INT, EAR_JSON_LENIENT),
};

/**
 * ear_meta_exchange:
 * @session: a session
 * @token: of a person or a system user
 * @app_id: of the application it was made for
 * @app_secret: its secret
 * @expires_at: (out): when the new one ends, UTC ms, or %EAR_TIME_NONE
 * @error: a problem
 *
 * Returns: (transfer full) (nullable): a token of about 60 days; ear_wipe() it
 */
char *
ear_meta_exchange (EarSession *session, const char *token, const char *app_id, const char *app_secret, gint64 *expires_at, GError **error)
{
  g_autofree char *url = ear_url_build (session->origin, EAR_META_VERSION "/oauth/access_token", "grant_type", "fb_exchange_token",
                                        "client_id", app_id, "client_secret", app_secret, "fb_exchange_token", token, NULL);
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);
  g_autoptr (EarJson) json = NULL;
  Exchanged exchanged = { NULL };

  request->anonymous = TRUE;
  json = ear_session_send_json (session, request, NULL, error);
  if (json == NULL || !ear_json_bind_table (ear_json_root (json), exchanged_table, &exchanged, error))
    return NULL;
  *expires_at = exchanged.expires_in > 0 && exchanged.expires_in < G_MAXINT32 ? ear_clock_now_ms () + exchanged.expires_in * 1000 : EAR_TIME_NONE;
  return g_strdup (exchanged.token);
}

static gboolean
take_token (EarSession *session, const char *url, EarCredentials *credentials, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);
  g_autoptr (EarJson) json = NULL;
  Exchanged exchanged = { NULL };
  gint64 now = ear_clock_now_ms ();

  /* The token stands in the address, so it need not sign it too. */
  request->anonymous = TRUE;
  json = ear_session_send_json (session, request, NULL, error);
  if (json == NULL || !ear_json_bind_table (ear_json_root (json), exchanged_table, &exchanged, error))
    return FALSE;
  ear_credentials_set_secret (credentials, exchanged.token);
  credentials->expires_at = now + (exchanged.expires_in > 0 && exchanged.expires_in < G_MAXINT32 ? exchanged.expires_in * 1000 : EAR_META_LIFE_MS);
  credentials->renew_at = now + EAR_META_RENEW_MS;
  return TRUE;
}

gboolean
ear_meta_refresh (EarSession *session, const char *grant_type, EarCredentials *credentials, GError **error)
{
  g_autofree char *url = ear_url_build (session->origin, "refresh_access_token", "grant_type", grant_type, "access_token", credentials->secret, NULL);
  gboolean done = take_token (session, url, credentials, error);

  explicit_bzero (url, strlen (url));
  return done;
}

gboolean
ear_meta_lengthen (EarSession *session, const char *grant_type, EarCredentials *credentials, GError **error)
{
  g_autofree char *url = ear_url_build (session->origin, "access_token", "grant_type", grant_type, "client_secret", credentials->client_secret,
                                        "access_token", credentials->secret, NULL);
  gboolean done = take_token (session, url, credentials, error);

  explicit_bzero (url, strlen (url));
  return done;
}
