/* ear-mastodon-server.c: requests to a server, what it says of itself, and what its refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <string.h>

#define INSTANCE_CAP (512 * 1024)
#define PATIENCE_MS 60000
#define AFTER_RESET_MS 1000     /* the window's end is told in whole seconds */

/* ---- requests ---- */

EarJson *
ear_mastodon_send (EarSession *session, const char *method, const char *url, const char *form, const char *idempotency_key, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new (method, url);

  if (form != NULL)
    ear_request_take_body (request, g_bytes_new (form, strlen (form)), "application/x-www-form-urlencoded");
  if (idempotency_key != NULL)
    ear_request_add_header (request, "Idempotency-Key", idempotency_key);
  return ear_session_send_json (session, request, NULL, error);
}

gboolean
ear_mastodon_is_recent (EarSession *session)
{
  const char *version = ear_session_get_setting (session, MA_SETTING_API);

  return version != NULL && strcmp (version, "0") != 0;
}

/* ---- refusals ---- */

static gboolean
lacks_scope (const EarReply *reply, const EarJsonNode *body)
{
  const char *challenge = ear_reply_get_header (reply, "www-authenticate");
  const char *words = ear_json_member_text (body, "error");

  return (challenge != NULL && strstr (challenge, "insufficient_scope") != NULL) || (words != NULL && strstr (words, "authorized scopes") != NULL);
}

static gboolean
asks_who_we_are (const EarRequest *request)
{
  return strstr (request->url, "/accounts/verify_credentials") != NULL;
}

gboolean
ear_mastodon_explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code,
                      EarProblemDetail *detail)
{
  gboolean reading = strcmp (request->method, "GET") == 0;

  detail->effect = EAR_EFFECT_NONE;
  switch (reply->status)
    {
    case 403:
      /* Signing in again asks for the scopes of today's Earshot. */
      if (!lacks_scope (reply, body))
        return FALSE;
      *code = EAR_PROBLEM_AUTH;
      return TRUE;

    case 404:
      /* A web page may be the proxy's while the server is away: nothing is known to be deleted. */
      if (ear_json_is_object (body))
        return FALSE;
      *code = EAR_PROBLEM_PROTOCOL;
      return TRUE;

    case 400:
    case 422:
      /* snac2 says so to a stranger. */
      if (!asks_who_we_are (request))
        return FALSE;
      *code = EAR_PROBLEM_AUTH;
      return TRUE;

    case 429:
      if (detail->retry_after_ms < 0)
        detail->retry_after_ms = PATIENCE_MS;
      else
        detail->retry_after_ms += AFTER_RESET_MS;
      *code = EAR_PROBLEM_RETRY_LATER;
      return TRUE;

    default:
      /* Its own application answered, so it knows that nothing was done; a proxy's page cannot. */
      if (reply->status == 503 && !reading && ear_json_is_object (body))
        {
          *code = EAR_PROBLEM_RETRY_LATER;
          return TRUE;
        }
      if (reply->status >= 500 && !reading)
        detail->effect = EAR_EFFECT_UNKNOWN;
      return FALSE;
    }
}

gboolean
ear_mastodon_is_gone (EarSession *session, const char *id, const GError *error)
{
  g_autofree char *own_url = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autoptr (EarRequest) request = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) own = NULL;

  if (g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_GONE))
    return TRUE;
  if (!g_error_matches (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL))
    return FALSE;

  /* The server is there and knows us, and still has no such status. */
  own_url = ear_mastodon_url (session, "/api/v1/accounts/verify_credentials", NULL);
  own = ear_session_get (session, own_url, NULL, NULL);
  if (own == NULL || ear_json_member_text (ear_json_root (own), "id") == NULL)
    return FALSE;
  path = g_strconcat ("/api/v1/statuses/", id, NULL);
  url = ear_mastodon_url (session, path, NULL);
  request = ear_request_new ("GET", url);
  reply = ear_session_send (session, request, NULL);
  return reply != NULL && (reply->status == 404 || reply->status == 410);
}

/* ---- what the server says of itself ---- */

typedef struct {
  const char *domain, *uri, *version;
  gint64 characters, old_characters, url_weight, api;
} Instance;

/* Both forms at once: /api/v2/instance has "domain", v1 "uri" (a host, or an address on forks); limits stand in the same place. */
static const EarJsonField instance_table[] = {
  EAR_JSON_FIELD (Instance, domain, "domain", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Instance, uri, "uri", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Instance, version, "version", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Instance, characters, "configuration.statuses.max_characters", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Instance, url_weight, "configuration.statuses.characters_reserved_per_url", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Instance, old_characters, "max_toot_chars", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Instance, api, "api_versions.mastodon", EAR_JSON_INT, EAR_JSON_LENIENT),
};

static void
keep_number (GHashTable *settings, const char *name, gint64 number)
{
  if (number >= 0)
    g_hash_table_replace (settings, g_strdup (name), g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

static void
keep_instance (GHashTable *settings, const Instance *instance, const char *origin)
{
  const char *name = instance->domain != NULL && *instance->domain != '\0' ? instance->domain : instance->uri;
  const char *host = name != NULL ? strstr (name, "://") : NULL;
  g_autofree char *domain = NULL;

  if (name == NULL || *name == '\0')
    name = origin;
  host = strstr (name, "://");
  host = host != NULL ? host + 3 : name;
  domain = g_ascii_strdown (host, (gssize) strcspn (host, "/"));
  g_hash_table_replace (settings, g_strdup (MA_SETTING_DOMAIN), g_steal_pointer (&domain));
  g_hash_table_replace (settings, g_strdup (MA_SETTING_VERSION), g_strdup (instance->version != NULL ? instance->version : ""));
  keep_number (settings, MA_SETTING_API, MAX (instance->api, 0));
  keep_number (settings, EAR_SETTING_TEXT_MAXIMUM,
               instance->characters > 0 ? instance->characters : instance->old_characters > 0 ? instance->old_characters : -1);
  keep_number (settings, EAR_SETTING_URL_WEIGHT, instance->url_weight > 0 ? instance->url_weight : -1);
}

gboolean
ear_mastodon_read_instance (EarSession *session, const char *origin, GHashTable *settings, GError **error)
{
  static const char *const paths[] = { "/api/v2/instance", "/api/v1/instance" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *url = ear_url_build (origin, paths[i], NULL);
      g_autoptr (GError) problem = NULL;
      g_autoptr (EarReply) reply = ear_channel_get_anonymously (session, url, "application/json", INSTANCE_CAP, &problem);
      g_autoptr (EarJson) json = NULL;
      Instance instance = { NULL };

      if (reply == NULL && ear_channel_must_stop (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      json = reply != NULL && reply->status == 200 ? ear_json_parse (reply->body, NULL) : NULL;
      if (json == NULL || !ear_json_bind_table (ear_json_root (json), instance_table, &instance, NULL))
        continue;
      if ((instance.domain != NULL || instance.uri != NULL) && instance.version != NULL)
        {
          keep_instance (settings, &instance, origin);
          return TRUE;
        }
    }
  return FALSE;
}
