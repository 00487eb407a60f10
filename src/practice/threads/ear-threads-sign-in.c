/* ear-threads-sign-in.c: tokens, and what they are good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/threads/ear-threads-town.h"

#include <string.h>

#define DATA_ACCESS_S (90 * 24 * 3600)

EarReply *
ear_threads_post_code (EarGraphCall *call)
{
  const EarTownToken *token = ear_graph_exchange_code (call);
  EarJsonWriter *json;

  if (token == NULL)
    return call->failure;
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", token->secret);
  /* A number, beyond what a double holds. */
  ear_json_writer_int (json, "user_id", g_ascii_strtoll (call->account->id, NULL, 10));
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

static char *
dup_app_token (const EarTownAccount *account)
{
  return g_strdup_printf ("TH|%s|%s", account->app_id, account->app_secret);
}

EarReply *
ear_threads_get_app_token (EarGraphCall *call)
{
  g_autofree char *secret = dup_app_token (call->account);
  EarJsonWriter *json;

  if (g_strcmp0 (ear_town_request_get (call->request, "grant_type"), "client_credentials") != 0)
    ear_graph_fail (call, 100, 0, "Invalid grant_type");
  if (!ear_graph_check_app (call))
    return call->failure;
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", secret);
  ear_json_writer_text (json, "token_type", "bearer");
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

static gboolean
may_ask (EarTown *town, EarTownAccount *account, const EarTownRequest *request)
{
  g_autofree char *asked_with = ear_graph_dup_secret (request), *of_app = dup_app_token (account);
  const EarTownToken *asker = ear_town_find_token (town, asked_with);

  return g_strcmp0 (asked_with, of_app) == 0 ||
         (asker != NULL && ear_town_token_get_dead (town, asker) == 0 && !ear_town_token_expired (town, asker));
}

EarReply *
ear_threads_get_debug (EarGraphCall *call)
{
  EarTown *town = call->town;
  EarTownAccount *account = call->account;
  const EarTownRequest *request = call->request;
  const EarTownToken *token = ear_town_find_token (town, ear_town_request_get (request, "input_token"));
  g_auto (GStrv) scopes = g_strsplit (token != NULL ? token->scopes : "", ",", -1);
  EarJsonWriter *json;

  if (!may_ask (town, account, request))
    return ear_graph_error (town, 190, 0, "Invalid OAuth access token - Cannot parse access token");
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_begin_object (json, "data");
  ear_json_writer_bool (json, "is_valid", token != NULL && ear_town_token_get_dead (town, token) == 0 && !ear_town_token_expired (town, token));
  ear_json_writer_begin_array (json, "scopes");
  for (char **scope = scopes; *scope != NULL; scope++)
    ear_json_writer_text (json, NULL, *scope);
  ear_json_writer_end_array (json);
  if (token != NULL)
    {
      ear_json_writer_text (json, "type", "USER");
      ear_json_writer_text (json, "application", "Aurora answers");
      ear_json_writer_int (json, "issued_at", token->created_ms / 1000);
      ear_json_writer_int (json, "expires_at", token->expires_ms / 1000);
      ear_json_writer_int (json, "data_access_expires_at", token->created_ms / 1000 + DATA_ACCESS_S);
      ear_json_writer_text (json, "user_id", account->id);
    }
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}
