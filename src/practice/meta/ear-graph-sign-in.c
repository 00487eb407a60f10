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

/* What of the asked scopes the person gives. */
static char *
grant_scopes (EarTown *town, const EarTownAccount *account, const char *asked)
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

char *
ear_graph_make_code (EarGraphCall *call, const char *holder, gint64 lasts_ms)
{
  g_autofree char *scopes = grant_scopes (call->town, call->account, ear_town_request_get (call->request, "scope"));
  char *code = ear_town_new_secret (call->town, "AQ", 40);
  EarTownToken *token = ear_town_add_token (call->town, call->account, "code", holder, scopes, code, ear_town_now (call->town) + lasts_ms);

  token->redirect = g_strdup (ear_town_request_get (call->request, "redirect_uri"));
  return code;
}

EarReply *
ear_graph_lead_back (const char *url, const char *fragment)
{
  g_autofree char *location = g_strconcat (url, fragment, NULL);
  EarReply *reply = ear_town_reply_text (302, "text/html; charset=utf-8", "");

  ear_reply_set_header (reply, "Location", location);
  return reply;
}

static EarTownToken *
add_token (EarTown *town, EarTownAccount *account, const EarGraphSignIn *rules, const char *type, const char *scopes)
{
  g_autofree char *secret = ear_town_new_secret (town, rules->secret, 40);
  gint64 lasts_ms = strcmp (type, "short") == 0 ? SHORT_MS : LONG_MS;

  return ear_town_add_token (town, account, type, account->id, scopes, secret, ear_town_now (town) + lasts_ms);
}

EarTownAccount *
ear_graph_add_account (EarTown *town, const EarGraphService *service, const char *name)
{
  EarTownAccount *account = ear_town_add_account (town, service->id, name, "trattoria.aurora");
  g_autofree char *digits = g_strdup (account->id + strlen (account->id) - 12);

  g_free (account->id);
  account->id = g_strconcat ("17841", digits, NULL);
  add_token (town, account, service->sign_in, "user", service->sign_in->scopes);
  add_token (town, account, service->sign_in, "short", service->sign_in->scopes);
  return account;
}

/* ---- the page in the browser: whoever comes here is signed in and agrees ---- */

static EarReply *
refuse_dialog (EarTown *town, const char *words)
{
  return ear_graph_error (town, 100, 0, words);
}

/**
 * ear_graph_authorize:
 * @call: /oauth/authorize
 *
 * Returns: (transfer full): the way back, with a code or with why there is none
 */
EarReply *
ear_graph_authorize (EarGraphCall *call)
{
  const EarTownRequest *request = call->request;
  const char *redirect = ear_town_request_get (request, "redirect_uri"), *state = ear_town_request_get (request, "state");
  g_autofree char *code = NULL, *url = NULL;

  if (g_strcmp0 (ear_town_request_get (request, "client_id"), call->account->app_id) != 0)
    return refuse_dialog (call->town, "Invalid platform app");
  /* Not even this computer's own without https. */
  if (redirect == NULL || !g_str_has_prefix (redirect, "https://"))
    return refuse_dialog (call->town, "Invalid redirect_uri");
  if (g_strcmp0 (ear_town_request_get (request, "response_type"), "code") != 0)
    return refuse_dialog (call->town, "Invalid response_type");

  if (!ear_graph_is_set (call->town, call->account, "deny"))
    code = ear_graph_make_code (call, call->account->id, CODE_MS);
  url = code != NULL ? ear_url_build (redirect, NULL, "code", code, "state", state, NULL)
                     : ear_url_build (redirect, NULL, "error", "access_denied", "error_reason", "user_denied", "error_description",
                                      "The user denied your request", "state", state, NULL);
  return ear_graph_lead_back (url, "#_");
}

/* ---- tokens ---- */

gboolean
ear_graph_check_app (EarGraphCall *call)
{
  if (g_strcmp0 (ear_town_request_get (call->request, "client_id"), call->account->app_id) != 0)
    ear_graph_fail (call, 101, 0, "Error validating application. Cannot get application info due to a system error.");
  else if (g_strcmp0 (ear_town_request_get (call->request, "client_secret"), call->account->app_secret) != 0)
    ear_graph_fail (call, 1, 0, "Error validating client secret.");
  return call->failure == NULL;
}

EarTownToken *
ear_graph_take_code (EarGraphCall *call)
{
  EarTownToken *code = ear_town_find_token (call->town, ear_town_request_get (call->request, "code"));

  if (!ear_graph_check_app (call))
    return NULL;
  if (code == NULL || strcmp (code->type, "code") != 0 || strcmp (code->account, call->account->id) != 0)
    ear_graph_fail (call, 100, 36009, "Invalid verification code format.");
  else if (code->dead != 0)
    ear_graph_fail (call, 100, 36009, "This authorization code has been used.");
  else if (ear_town_token_expired (call->town, code))
    ear_graph_fail (call, 100, 36007, "This authorization code has expired.");
  else if (g_strcmp0 (code->redirect, ear_town_request_get (call->request, "redirect_uri")) != 0)
    ear_graph_fail (call, 100, 36008, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in "
                                      "the OAuth dialog request");
  if (call->failure != NULL)
    return NULL;
  code->dead = 1;
  return code;
}

EarTownToken *
ear_graph_exchange_code (EarGraphCall *call)
{
  const EarTownToken *code;

  if (ear_graph_check_app (call) && g_strcmp0 (ear_town_request_get (call->request, "grant_type"), "authorization_code") != 0)
    ear_graph_fail (call, 100, 0, "Invalid grant_type");
  code = call->failure == NULL ? ear_graph_take_code (call) : NULL;
  return code != NULL ? add_token (call->town, call->account, call->service->sign_in, "short", code->scopes) : NULL;
}

static EarReply *
give_long (EarGraphCall *call, gboolean permissions)
{
  const EarTownToken *token;
  EarJsonWriter *json;

  if (call->failure != NULL)
    return call->failure;
  token = add_token (call->town, call->account, call->service->sign_in, "user", call->token->scopes);
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", token->secret);
  ear_json_writer_text (json, "token_type", "bearer");
  ear_json_writer_int (json, "expires_in", (token->expires_ms - ear_town_now (call->town)) / S_MS);
  if (permissions)
    ear_json_writer_text (json, "permissions", token->scopes);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* Whether the request comes with a living token, for @grant. */
static gboolean
check (EarGraphCall *call, const char *grant)
{
  g_autofree char *expected = g_strdup_printf ("%s_%s", call->service->sign_in->prefix, grant);

  if (g_strcmp0 (ear_town_request_get (call->request, "grant_type"), expected) != 0)
    ear_graph_fail (call, 100, 0, "(#100) Param grant_type must be %s", expected);
  return call->failure == NULL && ear_graph_check_token (call);
}

/**
 * ear_graph_exchange:
 * @call: /access_token
 *
 * Returns: (transfer full): a token of 60 days for one of an hour
 */
EarReply *
ear_graph_exchange (EarGraphCall *call)
{
  gboolean alive = check (call, "exchange_token");

  if (alive && g_strcmp0 (ear_town_request_get (call->request, "client_secret"), call->account->app_secret) != 0)
    ear_graph_fail (call, 1, 0, "Error validating client secret.");
  else if (alive && strcmp (call->token->type, "short") != 0)
    ear_graph_fail (call, 100, 0, "(#100) This token lasts long already");
  return give_long (call, FALSE);
}

/**
 * ear_graph_refresh:
 * @call: /refresh_access_token
 *
 * Returns: (transfer full): a token for another 60 days
 */
EarReply *
ear_graph_refresh (EarGraphCall *call)
{
  /* Which number Meta gives this is not documented. */
  if (check (call, "refresh_token") &&
      (strcmp (call->token->type, "user") != 0 || call->token->created_ms + RENEWABLE_MS > ear_town_now (call->town)))
    ear_graph_fail (call, 100, 0, "(#100) Only a long-lived token that is at least 24 hours old can be refreshed");
  return give_long (call, call->service->sign_in->permissions);
}
