/* ear-facebook-sign-in.c: the sign-in page, tokens and what they are good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

#define S_MS G_GINT64_CONSTANT (1000)
#define SHORT_MS (3600 * S_MS)
#define LONG_MS (5183944 * S_MS)
#define DATA_ACCESS_S (90 * 24 * 3600)
#define CODE_MS (600 * S_MS)

#define ALL_SCOPES                                                                                                              \
  "pages_show_list,pages_read_engagement,pages_read_user_content,pages_manage_engagement,pages_manage_posts,read_insights," \
  "pages_manage_metadata,pages_messaging"

/* ---- the page in the browser: whoever comes here is signed in and agrees ---- */

static EarReply *
refuse_dialog (const char *words)
{
  g_autofree char *page = g_strdup_printf ("<!DOCTYPE html><html><head><title>Error</title></head><body><h1>%s</h1></body></html>", words);

  return ear_town_reply_text (400, "text/html; charset=utf-8", page);
}

static gboolean
is_allowed_redirect (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  /* While an app is in development, localhost needs no entry in its list; that of other hosts begins with https. */
  return uri != NULL && (strcmp (g_uri_get_scheme (uri), "https") == 0 || g_strcmp0 (g_uri_get_host (uri), "localhost") == 0);
}

EarReply *
ear_facebook_dialog (EarGraphCall *call)
{
  const char *redirect = ear_town_request_get (call->request, "redirect_uri"), *state = ear_town_request_get (call->request, "state");
  const char *type = ear_town_request_get (call->request, "response_type");
  g_autofree char *code = NULL, *url = NULL;

  if (g_strcmp0 (ear_town_request_get (call->request, "client_id"), call->account->app_id) != 0)
    return refuse_dialog ("Invalid App ID: The provided app ID does not look like a valid app ID.");
  if (!is_allowed_redirect (redirect) || (type != NULL && strcmp (type, "code") != 0))
    return refuse_dialog ("URL blocked: This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings.");

  if (!ear_graph_is_set (call->town, call->account, "deny"))
    code = ear_graph_make_code (call, call->account->owner, CODE_MS);
  url = code != NULL ? ear_url_build (redirect, NULL, "code", code, "state", state, NULL)
                     : ear_url_build (redirect, NULL, "error", "access_denied", "error_code", "200", "error_description", "Permissions error",
                                      "error_reason", "user_denied", "state", state, NULL);
  return ear_graph_lead_back (url, "#_=_");
}

/* ---- /oauth/access_token ---- */

static EarReply *
give_token (EarTown *town, EarTownAccount *account, const char *scopes)
{
  g_autofree char *secret = ear_town_new_secret (town, "EAAUser", 40);
  EarJsonWriter *json = ear_json_writer_new ();

  ear_town_add_token (town, account, "user", account->owner, scopes, secret, ear_town_now (town) + LONG_MS);
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", secret);
  ear_json_writer_text (json, "token_type", "bearer");
  ear_json_writer_int (json, "expires_in", LONG_MS / S_MS);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* The token that is to last longer. (nullable): then the call has failed */
static const EarTownToken *
check_exchanged (EarGraphCall *call)
{
  const EarTownToken *from = ear_town_find_token (call->town, ear_town_request_get (call->request, "fb_exchange_token"));

  if (!ear_graph_check_app (call))
    return NULL;
  if (from == NULL || strcmp (from->type, "code") == 0 || ear_town_token_get_dead (call->town, from) != 0)
    ear_graph_fail (call, 190, 0, "Invalid OAuth access token - Cannot parse access token");
  else if (ear_town_token_expired (call->town, from))
    ear_graph_fail (call, 190, 463, "Error validating access token: Session has expired.");
  return call->failure == NULL ? from : NULL;
}

EarReply *
ear_facebook_access_token (EarGraphCall *call)
{
  gboolean exchange = g_strcmp0 (ear_town_request_get (call->request, "grant_type"), "fb_exchange_token") == 0;
  const EarTownToken *from = exchange ? check_exchanged (call) : ear_graph_take_code (call);

  return from != NULL ? give_token (call->town, call->account, from->scopes) : call->failure;
}

/* ---- /me/permissions ---- */

void
ear_facebook_get_permissions (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_auto (GStrv) scopes = g_strsplit (call->token->scopes, ",", -1);

  ear_json_writer_begin_array (json, "data");
  for (char **scope = scopes; *scope != NULL; scope++)
    {
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_text (json, "permission", *scope);
      ear_json_writer_text (json, "status", "granted");
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

/* The person takes the app away: every token that came from them ends. */
void
ear_facebook_delete_permissions (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  ear_town_revoke (call->town, call->token, 458, TRUE);
  ear_graph_write_success (json);
}

/* ---- /debug_token ---- */

static void
write_scopes (EarTown *town, EarJsonWriter *json, const EarTownAccount *account, const EarTownToken *token)
{
  g_auto (GStrv) scopes = g_strsplit (token->scopes, ",", -1);

  ear_json_writer_begin_array (json, "scopes");
  for (char **scope = scopes; *scope != NULL; scope++)
    ear_json_writer_text (json, NULL, *scope);
  ear_json_writer_end_array (json);
  ear_json_writer_begin_array (json, "granular_scopes");
  for (char **scope = scopes; *scope != NULL; scope++)
    {
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_text (json, "scope", *scope);
      ear_json_writer_begin_array (json, "target_ids");
      ear_json_writer_text (json, NULL, account->id);
      ear_json_writer_end_array (json);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

/* What comes from a person ends some time after they were last here; a system user's, and a Page's that hangs on nobody, does not. */
static gint64
get_data_access_s (EarTown *town, const EarTownToken *token)
{
  const EarTownToken *from = ear_town_find_token (town, token->made_from);

  if (from != NULL)
    return get_data_access_s (town, from);
  return strcmp (token->type, "system") == 0 || strcmp (token->type, "page") == 0 ? 0 : token->created_ms / S_MS + DATA_ACCESS_S;
}

EarReply *
ear_facebook_debug_token (EarGraphCall *call)
{
  EarTown *town = call->town;
  EarTownAccount *account = call->account;
  const EarTownRequest *request = call->request;
  g_autofree char *asked_with = ear_graph_dup_secret (request);
  g_autofree char *of_app = g_strdup_printf ("%s|%s", account->app_id, account->app_secret);
  const EarTownToken *token = ear_town_find_token (town, ear_town_request_get (request, "input_token"));
  const EarTownToken *asker = ear_town_find_token (town, asked_with);
  EarJsonWriter *json;
  gboolean dead;

  if (g_strcmp0 (asked_with, of_app) != 0 && (asker == NULL || ear_town_token_get_dead (town, asker) != 0 || ear_town_token_expired (town, asker)))
    return ear_graph_error (town, 190, 0, "Invalid OAuth access token - Cannot parse access token");
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_begin_object (json, "data");
  dead = token == NULL || ear_town_token_get_dead (town, token) != 0 || ear_town_token_expired (town, token);
  if (dead)
    {
      ear_json_writer_begin_object (json, "error");
      ear_json_writer_int (json, "code", 190);
      ear_json_writer_text (json, "message", token == NULL ? "Invalid OAuth access token." : "Error validating access token.");
      if (token != NULL)
        ear_json_writer_int (json, "subcode", ear_town_token_get_dead (town, token) != 0 ? ear_town_token_get_dead (town, token) : 463);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_bool (json, "is_valid", !dead);
  if (token != NULL)
    {
      gboolean page = strcmp (token->type, "page") == 0;

      ear_json_writer_text (json, "app_id", account->app_id);
      ear_json_writer_text (json, "application", "Aurora answers");
      ear_json_writer_text (json, "type", page ? "PAGE" : strcmp (token->type, "system") == 0 ? "SYSTEM_USER" : "USER");
      ear_json_writer_int (json, "issued_at", token->created_ms / S_MS);
      ear_json_writer_int (json, "expires_at", token->expires_ms / S_MS);
      ear_json_writer_int (json, "data_access_expires_at", get_data_access_s (town, token));
      if (page)
        ear_json_writer_text (json, "profile_id", account->id);
      ear_json_writer_text (json, "user_id", account->owner);
      write_scopes (town, json, account, token);
    }
  else
    write_scopes (town, json, account, &(EarTownToken) { .scopes = (char *) "" });
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* ---- what there is in the beginning ---- */

static void
decorate (EarTown *town, EarTownAccount *account)
{
  const GPtrArray *posts = account->tops[EAR_TOWN_POST], *reviews = account->tops[EAR_TOWN_REVIEW];

  for (guint i = 0; i < posts->len; i += 3)
    ear_town_item_set_fact (g_ptr_array_index (posts, i), "photo", "https://scontent.example/picture.jpg");
  for (guint i = 0; i < town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (town->items, i);

      if (item->account == account && item->kind == EAR_TOWN_COMMENT && i % 23 == 0)
        ear_town_item_set_fact (item, i % 2 == 0 ? "sticker" : "photo", "https://scontent.example/comment.jpg");
    }
  /* The oldest are from the time of stars. */
  for (guint i = 0; i < reviews->len / 3; i++)
    ear_town_item_set_fact (g_ptr_array_index (reviews, i), "stars", ear_town_item_get_fact (g_ptr_array_index (reviews, i), "rating"));
}

void
ear_facebook_seed (EarTown *town, guint size)
{
  EarTownAccount *account = ear_town_add_account (town, "facebook", "Trattoria Aurora", "trattoria.aurora");
  EarTownContent content = ear_town_share_out (size);
  const EarTownPerson *owner = g_ptr_array_index (town->people, 0);
  const struct {
    const char *type, *prefix, *holder;
    gint64 lasts_ms;
  } tokens[] = {
    { "system", "EAASystem", owner->id, 0 },
    { "user", "EAAUser", owner->id, LONG_MS },
    { "short", "EAAShort", owner->id, SHORT_MS },
    { "page", "EAAPage", account->id, 0 },
  };

  account->owner = g_strdup (owner->id);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *secret = ear_town_new_secret (town, tokens[i].prefix, 40);

      ear_town_add_token (town, account, tokens[i].type, tokens[i].holder, ALL_SCOPES, secret,
                          tokens[i].lasts_ms != 0 ? ear_town_now (town) + tokens[i].lasts_ms : 0);
    }
  ear_town_fill (town, account, &content);
  decorate (town, account);
}
