/* ear-mastodon-server.c: what the town's Mastodon server says of itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <string.h>

#define API_VERSION 8
#define VERSION "4.5.3"
#define OLD_VERSION "4.2.20"

static gboolean
is_old (const EarFediCall *call)
{
  return ear_town_is_set (call->town, "mastodon.old");
}

static void
write_configuration (const EarFediCall *call, EarJsonWriter *json)
{
  g_autofree char *streaming = g_strconcat ("wss://streaming.", call->host, NULL);

  ear_json_writer_begin_object (json, "configuration");
  ear_json_writer_begin_object (json, "urls");
  ear_json_writer_text (json, "streaming", streaming);
  ear_json_writer_end_object (json);
  ear_json_writer_begin_object (json, "statuses");
  ear_json_writer_int (json, "max_characters", 500);
  ear_json_writer_int (json, "max_media_attachments", 4);
  ear_json_writer_int (json, "characters_reserved_per_url", 23);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
}

static EarReply *
write_instance (const EarFediCall *call, gboolean old_form)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, old_form ? "uri" : "domain", call->host);
  ear_json_writer_text (json, "title", "The town's own server");
  ear_json_writer_text (json, "version", is_old (call) ? OLD_VERSION : VERSION);
  ear_json_writer_text (json, "description", "For everybody who lives here");
  write_configuration (call, json);
  if (!old_form && !is_old (call))
    {
      ear_json_writer_begin_object (json, "api_versions");
      ear_json_writer_int (json, "mastodon", API_VERSION);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_begin_array (json, "rules");
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_fedi_get_instance (EarFediCall *call, const char *id)
{
  return write_instance (call, FALSE);
}

EarReply *
ear_fedi_get_old_instance (EarFediCall *call, const char *id)
{
  return write_instance (call, TRUE);
}

EarReply *
ear_fedi_get_metadata (EarFediCall *call, const char *id)
{
  static const char *const scopes[] = { "profile", "read", "read:accounts", "read:notifications", "read:statuses", "read:search", "read:follows",
                                        "write", "write:statuses", "write:media", "write:conversations", "write:notifications",
                                        "write:favourites", "follow", "push" };
  static const char *const endpoints[][2] = { { "authorization_endpoint", "/oauth/authorize" }, { "token_endpoint", "/oauth/token" },
                                              { "revocation_endpoint", "/oauth/revoke" }, { "app_registration_endpoint", "/api/v1/apps" } };
  EarJsonWriter *json;

  if (is_old (call))
    return ear_fedi_not_found ();
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "issuer", call->request->origin);
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autofree char *url = g_strconcat (call->request->origin, endpoints[i][1], NULL);

      ear_json_writer_text (json, endpoints[i][0], url);
    }
  ear_json_writer_begin_array (json, "scopes_supported");
  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    ear_json_writer_text (json, NULL, scopes[i]);
  ear_json_writer_end_array (json);
  ear_json_writer_begin_array (json, "code_challenge_methods_supported");
  ear_json_writer_text (json, NULL, "S256");
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_fedi_get_webfinger (EarFediCall *call, const char *id)
{
  const char *resource = ear_fedi_get (call, "resource");
  const char *name = resource != NULL && g_str_has_prefix (resource, "acct:") ? resource + 5 : "";
  const char *at = strchr (name, '@');
  g_autofree char *user = at != NULL && strcmp (at + 1, call->host) == 0 ? g_strndup (name, (gsize) (at - name)) : NULL;
  g_autofree char *address = g_strconcat (call->request->origin, "/users/", user, NULL);
  EarJsonWriter *json;

  if (user == NULL || ear_fedi_find_account (call, user) == NULL)
    return ear_town_reply_text (404, "text/plain", "");
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "subject", resource);
  ear_json_writer_begin_array (json, "links");
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "rel", "self");
  ear_json_writer_text (json, "type", "application/activity+json");
  ear_json_writer_text (json, "href", address);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_fedi_get_policy (EarFediCall *call, const char *id)
{
  static const char *const about[] = { "for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions", "for_limited_accounts" };
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (about); i++)
    ear_json_writer_text (json, about[i], i == 0 && ear_town_is_set (call->town, "mastodon.drop") ? "drop" : "accept");
  ear_json_writer_begin_object (json, "summary");
  ear_json_writer_int (json, "pending_requests_count", 0);
  ear_json_writer_int (json, "pending_notifications_count", 0);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}
