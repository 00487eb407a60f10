/* ear-mastodon-register.c: this application introduces itself to a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define CLIENT_NAME "Earshot"
#define OUT_OF_BAND "urn:ietf:wg:oauth:2.0:oob"
#define DOCUMENT_CAP (256 * 1024)

/* What the program needs; where the server does not say that it knows them, the two that every one knows. */
static const char *const fine_scopes[] = {
  "profile", "read:accounts", "read:notifications", "read:statuses", "read:search",
  "write:statuses", "write:media", "write:conversations", "write:notifications", "write:favourites",
};
static const char *const needed_scopes[] = { "read:accounts", "read:notifications", "read:statuses", "write:statuses", "write:favourites" };
#define COARSE_SCOPES "read write"

/* ---- RFC 8414 metadata, from 4.3 on ---- */

/* Only on the server itself: nothing else is to learn the code. */
static char *
dup_endpoint (const EarJsonNode *metadata, const char *name, const char *origin, const char *usual_path)
{
  const char *url = ear_json_member_text (metadata, name);
  g_autofree char *its_origin = ear_url_get_origin (url);

  if (g_strcmp0 (its_origin, origin) == 0)
    return g_strdup (url);
  return ear_url_build (origin, usual_path, NULL);
}

static GHashTable *
read_scopes (const EarJsonNode *metadata)
{
  GHashTable *scopes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const EarJsonNode *list = ear_json_member (metadata, "scopes_supported");

  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      g_autofree char *index = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      const char *scope = ear_json_member_text (list, index);

      if (scope != NULL)
        g_hash_table_add (scopes, g_strdup (scope));
    }
  return scopes;
}

static char *
choose_scope (const EarJsonNode *metadata)
{
  g_autoptr (GHashTable) supported = read_scopes (metadata);
  g_autoptr (GString) scope = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (needed_scopes); i++)
    {
      if (!g_hash_table_contains (supported, needed_scopes[i]))
        return g_strdup (COARSE_SCOPES);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (fine_scopes); i++)
    {
      if (g_hash_table_contains (supported, fine_scopes[i]))
        g_string_append_printf (scope, "%s%s", scope->len > 0 ? " " : "", fine_scopes[i]);
    }
  return g_string_free_and_steal (g_steal_pointer (&scope));
}

static gboolean
read_metadata (EarSession *session, EarSignInPlan *plan, char **registration_url, GError **error)
{
  g_autofree char *url = ear_url_build (plan->origin, "/.well-known/oauth-authorization-server", NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarReply) reply = ear_channel_get_anonymously (session, url, "application/json", DOCUMENT_CAP, &problem);
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *metadata;

  if (reply == NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  json = reply != NULL && reply->status == 200 ? ear_json_parse (reply->body, NULL) : NULL;
  metadata = json != NULL && ear_json_is_object (ear_json_root (json)) ? ear_json_root (json) : NULL;

  plan->authorize_url = dup_endpoint (metadata, "authorization_endpoint", plan->origin, "/oauth/authorize");
  plan->token_url = dup_endpoint (metadata, "token_endpoint", plan->origin, "/oauth/token");
  plan->revoke_url = dup_endpoint (metadata, "revocation_endpoint", plan->origin, "/oauth/revoke");
  plan->scope = choose_scope (metadata);
  *registration_url = dup_endpoint (metadata, "app_registration_endpoint", plan->origin, "/api/v1/apps");
  return TRUE;
}

/* ---- POST /api/v1/apps ---- */

/* FALSE without @error: refused. */
static gboolean
try_register (EarSession *session, const char *url, const char *redirect_uris, EarSignInPlan *plan, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("POST", url);
  char *form = ear_form_encode ("client_name", CLIENT_NAME, "redirect_uris", redirect_uris, "scopes", plan->scope, NULL);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  const char *client_id;

  request->anonymous = TRUE;
  ear_request_add_header (request, "Accept", "application/json");
  ear_request_take_body (request, g_bytes_new_take (form, strlen (form)), "application/x-www-form-urlencoded");
  reply = ear_session_send (session, request, error);
  if (reply == NULL)
    return FALSE;
  if (reply->status == 400 || reply->status == 422)
    return FALSE;
  if (reply->status < 200 || reply->status > 299)
    {
      g_propagate_error (error, ear_session_explain (session, request, reply));
      return FALSE;
    }

  json = ear_json_parse (reply->body, error);
  if (json == NULL)
    return FALSE;
  client_id = ear_json_member_text (ear_json_root (json), "client_id");
  if (client_id == NULL || *client_id == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The server did not register Earshot. Try again later, or ask its administrator."));
      return FALSE;
    }
  g_set_str (&plan->client_id, client_id);
  g_set_str (&plan->client_secret, ear_json_member_text (ear_json_root (json), "client_secret"));
  return TRUE;
}

/* Mastodon takes several addresses with newlines between, and then both ways of signing in work with one registration. Others
 * compare the text as a whole, so they are given one. */
static gboolean
takes_several (EarSignInPlan *plan)
{
  const char *version = g_hash_table_lookup (plan->settings, MA_SETTING_VERSION);

  return version != NULL && g_ascii_isdigit (*version) && strstr (version, "compatible") == NULL && strstr (version, "snac") == NULL;
}

gboolean
ear_mastodon_register (EarSession *session, const char *redirect_uri, EarSignInPlan *plan, GError **error)
{
  g_autofree char *url = NULL;
  g_autofree char *both = redirect_uri != NULL ? g_strconcat (redirect_uri, "\n" OUT_OF_BAND, NULL) : NULL;
  const char *choices[] = { both != NULL && takes_several (plan) ? both : NULL, redirect_uri, OUT_OF_BAND };
  g_autoptr (GError) problem = NULL;

  if (!read_metadata (session, plan, &url, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      if (choices[i] == NULL)
        continue;
      if (try_register (session, url, choices[i], plan, &problem))
        {
          plan->redirect_out_of_band = strcmp (choices[i], OUT_OF_BAND) == 0;
          return TRUE;
        }
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("The server does not let applications register. Ask its administrator whether that is meant so."));
  return FALSE;
}
