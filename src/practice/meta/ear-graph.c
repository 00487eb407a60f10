/* ear-graph.c: errors and tokens of Meta's services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph.h"

#include <string.h>

/* ---- errors ---- */

static const struct {
  int code;
  guint status; /* clients decide by the code; this is what Meta's servers send with it */
  const char *type;
  gboolean transient;
} errors[] = {
  { 1, 500, "OAuthException", FALSE },     { 2, 500, "OAuthException", TRUE },        { 3, 403, "OAuthException", FALSE },
  { 4, 403, "OAuthException", TRUE },      { 10, 403, "OAuthException", FALSE },      { 17, 400, "OAuthException", TRUE },
  { 32, 403, "OAuthException", TRUE },     { 200, 403, "OAuthException", FALSE },     { 190, 400, "OAuthException", FALSE },
  { 80001, 400, "OAuthException", TRUE },  { 80002, 400, "OAuthException", TRUE },    { 80006, 400, "OAuthException", TRUE },
};

/**
 * ear_graph_error:
 * @town: a town
 * @code: as Meta numbers it
 * @subcode: the same, or 0
 * @message: for developers, in English
 *
 * Returns: (transfer full): the answer
 */
EarReply *
ear_graph_error (EarTown *town, int code, int subcode, const char *message)
{
  return ear_graph_error_for_people (town, code, subcode, message, NULL);
}

/**
 * ear_graph_error_for_people:
 * @town: a town
 * @code: as Meta numbers it
 * @subcode: the same, or 0
 * @message: for developers, in English
 * @user_message: (nullable): for the person at the window
 *
 * Returns: (transfer full): the answer
 */
EarReply *
ear_graph_error_for_people (EarTown *town, int code, int subcode, const char *message, const char *user_message)
{
  g_autofree char *trace = ear_town_new_secret (town, "A", 22);
  EarJsonWriter *json = ear_json_writer_new ();
  const char *type = code == 100 && subcode == 33 ? "GraphMethodException" : "OAuthException";
  gboolean transient = FALSE;
  guint status = 400;

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].code == code)
      {
        status = errors[i].status;
        type = errors[i].type;
        transient = errors[i].transient;
      }
  /* Of dead tokens both are seen. */
  if (code == 190 && subcode == 0)
    status = 401;
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_begin_object (json, "error");
  ear_json_writer_text (json, "message", message);
  ear_json_writer_text (json, "type", type);
  ear_json_writer_int (json, "code", code);
  if (subcode != 0)
    ear_json_writer_int (json, "error_subcode", subcode);
  if (user_message != NULL)
    {
      ear_json_writer_text (json, "error_user_title", "That did not work");
      ear_json_writer_text (json, "error_user_msg", user_message);
    }
  if (transient)
    ear_json_writer_bool (json, "is_transient", TRUE);
  ear_json_writer_text (json, "fbtrace_id", trace);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (status, json);
}

void
ear_graph_fail (EarGraphCall *call, int code, int subcode, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (call->failure != NULL)
    return;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  call->failure = ear_graph_error (call->town, code, subcode, message);
}

void
ear_graph_fail_gone (EarGraphCall *call, const char *id)
{
  ear_graph_fail (call, 100, 33,
                  "Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not "
                  "support this operation.",
                  g_str_equal (call->request->method, "GET") ? "get" : g_str_equal (call->request->method, "POST") ? "post" : "delete", id);
}

/* ---- tokens ---- */

char *
ear_graph_dup_secret (const EarTownRequest *request)
{
  const char *parameter = ear_town_request_get (request, "access_token");

  return parameter != NULL ? g_strdup (parameter) : ear_town_request_dup_bearer (request);
}

char *
ear_graph_make_proof (const char *app_secret, const char *token)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) app_secret, strlen (app_secret), token, -1);
}

static const struct {
  gint64 dead;
  const char *words;
} deaths[] = {
  { 458, "Error validating access token: The user has not authorized the application." },
  { 459, "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given." },
  { 460, "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed "
         "the session for security reasons." },
  { 464, "Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user." },
  { 467, "Error validating access token: This may be because the user logged out or may be due to a system error." },
  { 492, "Error validating access token: The session is invalid because the user does not have the role on the Page any more." },
};

static void
fail_dead (EarGraphCall *call, gint64 dead)
{
  const char *words = "Error validating access token.";

  for (gsize i = 0; i < G_N_ELEMENTS (deaths); i++)
    if (deaths[i].dead == dead)
      words = deaths[i].words;
  ear_graph_fail (call, 190, (int) dead, "%s", words);
}

/**
 * ear_graph_check_token:
 * @call: a call without a token yet
 *
 * Returns: whether it has one now; otherwise it has failed
 */
gboolean
ear_graph_check_token (EarGraphCall *call)
{
  g_autofree char *secret = ear_graph_dup_secret (call->request);
  EarTownToken *token = ear_town_find_token (call->town, secret);
  const char *proof = ear_town_request_get (call->request, "appsecret_proof");
  g_autofree char *proof_setting = g_strconcat (call->account->service, ".proof", NULL);

  if (secret == NULL)
    ear_graph_fail (call, 104, 0, "An access token is required to request this resource.");
  else if (token == NULL || strcmp (token->account, call->account->id) != 0 || strcmp (token->type, "code") == 0)
    ear_graph_fail (call, 190, 0, "Invalid OAuth access token - Cannot parse access token");
  else if (ear_town_token_get_dead (call->town, token) != 0)
    fail_dead (call, ear_town_token_get_dead (call->town, token));
  else if (ear_town_token_expired (call->town, token))
    ear_graph_fail (call, 190, 463, "Error validating access token: Session has expired.");
  else if (proof != NULL || ear_town_is_set (call->town, proof_setting))
    {
      g_autofree char *expected = ear_graph_make_proof (call->account->app_secret, secret);

      if (proof == NULL)
        ear_graph_fail (call, 104, 0, "API calls from the server require an appsecret_proof argument");
      else if (strcmp (proof, expected) != 0)
        ear_graph_fail (call, 104, 0, "Invalid appsecret_proof provided in the API argument");
    }
  call->token = token;
  return call->failure == NULL;
}
