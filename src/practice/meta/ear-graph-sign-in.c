/* ear-graph-sign-in.c: how instagram and threads give tokens, lengthen and renew them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#include <string.h>

#define S_MS G_GINT64_CONSTANT (1000)
#define SHORT_MS (3600 * S_MS)
#define LONG_MS (5183944 * S_MS)
#define CODE_MS (3600 * S_MS)
#define RENEWABLE_MS (24 * 3600 * S_MS)

char *
ear_graph_grant_scopes (EarTown *town, const EarTownAccount *account, const char *asked)
{
  const char *declined = ear_graph_get_setting (town, account, "declined");
  g_auto (GStrv) scopes = g_strsplit_set (asked != NULL ? asked : "public_profile", ", ", -1);
  g_auto (GStrv) without = g_strsplit (declined != NULL ? declined : "", ",", -1);
  g_autoptr (GStrvBuilder) granted = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (char **scope = scopes; *scope != NULL; scope++)
    if (**scope != '\0' && !g_strv_contains ((const char *const *) without, *scope))
      g_strv_builder_add (granted, *scope);
  all = g_strv_builder_end (granted);
  return g_strjoinv (",", all);
}

static EarTownToken *
add_token (EarTown *town, EarTownAccount *account, const EarGraphSignIn *rules, const char *type, const char *scopes)
{
  g_autofree char *secret = ear_town_new_secret (town, rules->secret, 40);
  gint64 lasts_ms = strcmp (type, "short") == 0 ? SHORT_MS : LONG_MS;

  return ear_town_add_token (town, account, type, account->id, scopes, secret, ear_town_now (town) + lasts_ms);
}

void
ear_graph_add_tokens (EarTown *town, EarTownAccount *account, const EarGraphSignIn *rules)
{
  add_token (town, account, rules, "user", rules->scopes);
  add_token (town, account, rules, "short", rules->scopes);
}

/* ---- the page in the browser: whoever comes here is signed in and agrees ---- */

static EarReply *
refuse_dialog (EarTown *town, const char *words)
{
  return ear_graph_error (town, 100, 0, words);
}

/**
 * ear_graph_authorize:
 * @town: a town
 * @account: whose app it is
 * @request: /oauth/authorize
 *
 * Returns: (transfer full): the way back, with a code or with why there is none
 */
EarReply *
ear_graph_authorize (EarTown *town, EarTownAccount *account, const EarTownRequest *request)
{
  const char *redirect = ear_town_request_get (request, "redirect_uri"), *state = ear_town_request_get (request, "state");
  g_autofree char *url = NULL, *location = NULL;
  EarReply *reply;

  if (g_strcmp0 (ear_town_request_get (request, "client_id"), account->app_id) != 0)
    return refuse_dialog (town, "Invalid platform app");
  /* Not even this computer's own without https. */
  if (redirect == NULL || !g_str_has_prefix (redirect, "https://"))
    return refuse_dialog (town, "Invalid redirect_uri");
  if (g_strcmp0 (ear_town_request_get (request, "response_type"), "code") != 0)
    return refuse_dialog (town, "Invalid response_type");

  if (ear_graph_is_set (town, account, "deny"))
    url = ear_url_build (redirect, NULL, "error", "access_denied", "error_reason", "user_denied", "error_description",
                         "The user denied your request", "state", state, NULL);
  else
    {
      g_autofree char *scopes = ear_graph_grant_scopes (town, account, ear_town_request_get (request, "scope"));
      g_autofree char *code = ear_town_new_secret (town, "AQ", 40);

      ear_town_add_token (town, account, "code", account->id, scopes, code, ear_town_now (town) + CODE_MS)->redirect = g_strdup (redirect);
      url = ear_url_build (redirect, NULL, "code", code, "state", state, NULL);
    }
  location = g_strconcat (url, "#_", NULL);
  reply = ear_town_reply_text (302, "text/html; charset=utf-8", "");
  ear_reply_set_header (reply, "Location", location);
  return reply;
}

/* ---- tokens ---- */

EarTownToken *
ear_graph_take_code (EarTown *town, EarTownAccount *account, const EarTownRequest *request, const EarGraphSignIn *rules, EarReply **failure)
{
  EarTownToken *from = ear_town_find_token (town, ear_town_request_get (request, "code"));
  const char *wrong = NULL;
  int code = 100, subcode = 0;

  if (g_strcmp0 (ear_town_request_get (request, "client_id"), account->app_id) != 0)
    wrong = "Error validating application. Cannot get application info due to a system error.", code = 101;
  else if (g_strcmp0 (ear_town_request_get (request, "client_secret"), account->app_secret) != 0)
    wrong = "Error validating client secret.", code = 1;
  else if (g_strcmp0 (ear_town_request_get (request, "grant_type"), "authorization_code") != 0)
    wrong = "Invalid grant_type";
  else if (from == NULL || strcmp (from->type, "code") != 0 || strcmp (from->account, account->id) != 0)
    wrong = "Invalid verification code format.", subcode = 36009;
  else if (from->dead != 0)
    wrong = "This authorization code has been used.", subcode = 36009;
  else if (ear_town_token_expired (town, from))
    wrong = "This authorization code has expired.", subcode = 36007;
  else if (g_strcmp0 (from->redirect, ear_town_request_get (request, "redirect_uri")) != 0)
    wrong = "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
    subcode = 36008;
  if (wrong != NULL)
    {
      *failure = ear_graph_error (town, code, subcode, wrong);
      return NULL;
    }
  from->dead = 1;
  return add_token (town, account, rules, "short", from->scopes);
}

static EarReply *
write_token (EarTown *town, const EarTownToken *token, gboolean permissions)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", token->secret);
  ear_json_writer_text (json, "token_type", "bearer");
  ear_json_writer_int (json, "expires_in", (token->expires_ms - ear_town_now (town)) / S_MS);
  if (permissions)
    ear_json_writer_text (json, "permissions", token->scopes);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* The living token a request comes with, when it is for @grant. */
static EarTownToken *
check (EarGraphCall *call, const EarGraphSignIn *rules, const char *grant)
{
  g_autofree char *expected = g_strdup_printf ("%s_%s", rules->prefix, grant);

  if (g_strcmp0 (ear_town_request_get (call->request, "grant_type"), expected) != 0)
    ear_graph_fail (call, 100, 0, "(#100) Param grant_type must be %s", expected);
  else if (ear_graph_check_token (call))
    return call->token;
  return NULL;
}

/**
 * ear_graph_exchange:
 * @town: a town
 * @account: whose app it is
 * @request: /access_token
 * @rules: the service's
 *
 * Returns: (transfer full): a token of 60 days for one of an hour
 */
EarReply *
ear_graph_exchange (EarTown *town, EarTownAccount *account, const EarTownRequest *request, const EarGraphSignIn *rules)
{
  EarGraphCall call = { .town = town, .request = request, .account = account };
  const EarTownToken *token = check (&call, rules, "exchange_token");

  if (token != NULL && g_strcmp0 (ear_town_request_get (request, "client_secret"), account->app_secret) != 0)
    ear_graph_fail (&call, 1, 0, "Error validating client secret.");
  else if (token != NULL && strcmp (token->type, "short") != 0)
    ear_graph_fail (&call, 100, 0, "(#100) This token lasts long already");
  if (call.failure != NULL)
    return call.failure;
  return write_token (town, add_token (town, account, rules, "user", token->scopes), FALSE);
}

/**
 * ear_graph_refresh:
 * @town: a town
 * @account: whose app it is
 * @request: /refresh_access_token
 * @rules: the service's
 *
 * Returns: (transfer full): a token for another 60 days
 */
EarReply *
ear_graph_refresh (EarTown *town, EarTownAccount *account, const EarTownRequest *request, const EarGraphSignIn *rules)
{
  EarGraphCall call = { .town = town, .request = request, .account = account };
  const EarTownToken *token = check (&call, rules, "refresh_token");

  /* Which number Meta gives this is not documented. */
  if (token != NULL && (strcmp (token->type, "user") != 0 || token->created_ms + RENEWABLE_MS > ear_town_now (town)))
    ear_graph_fail (&call, 100, 0, "(#100) Only a long-lived token that is at least 24 hours old can be refreshed");
  if (call.failure != NULL)
    return call.failure;
  return write_token (town, add_token (town, account, rules, "user", token->scopes), rules->permissions);
}
