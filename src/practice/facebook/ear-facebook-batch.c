/* ear-facebook-batch.c: several requests in one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

#define MAX_REQUESTS 50

gboolean
ear_facebook_is_batch (const EarTownRequest *request)
{
  return strcmp (request->method, "POST") == 0 &&
         (ear_town_request_get (request, "batch") != NULL || ear_town_request_get (request, "batch.0.relative_url") != NULL);
}

/* POST / with batch=[{"method":"GET","relative_url":"777_9001?fields=id"}, …], as text or as part of a JSON body */
EarReply *
ear_facebook_answer_batch (EarGraphCall *call)
{
  const char *text = ear_town_request_get (call->request, "batch");
  g_autoptr (EarJson) batch = ear_json_parse_text (text != NULL ? text : call->request->body, -1, NULL);
  const EarJsonNode *root = batch != NULL ? ear_json_root (batch) : NULL;
  const EarJsonNode *parts = text != NULL ? root : ear_json_member (root, "batch");
  g_autofree char *secret = ear_graph_dup_secret (call->request);
  EarJsonWriter *json;

  if (!ear_json_is_array (parts) || ear_json_length (parts) > MAX_REQUESTS)
    return ear_graph_error (call->town, 100, 0, "(#100) batch parameter must be a JSON array of at most 50 requests");
  json = ear_json_writer_new ();
  ear_json_writer_begin_array (json, NULL);
  for (gsize i = 0; i < ear_json_length (parts); i++)
    {
      const EarJsonNode *part = ear_json_element (parts, i);
      const char *method = ear_json_member_text (part, "method"), *url = ear_json_member_text (part, "relative_url");
      const char *body = ear_json_member_text (part, "body");
      g_autofree char *target = g_strconcat (url != NULL && *url == '/' ? "" : "/", url != NULL ? url : "", NULL);
      g_autoptr (EarTownRequest) request = ear_town_request_new (method != NULL ? method : "GET", target);
      g_autofree char *bearer = g_strconcat ("Bearer ", secret, NULL);
      const char *proof = ear_town_request_get (call->request, "appsecret_proof");
      g_autoptr (EarReply) reply = NULL;
      g_autofree char *answer = NULL;

      if (body != NULL)
        ear_town_request_set_body (request, body, strlen (body), "application/x-www-form-urlencoded");
      g_set_str (&request->origin, call->request->origin);
      if (ear_town_request_get (request, "access_token") == NULL)
        {
          ear_town_request_set_header (request, "Authorization", bearer);
          if (proof != NULL)
            g_hash_table_replace (request->parameters, g_strdup ("appsecret_proof"), g_strdup (proof));
        }
      reply = !ear_facebook_is_batch (request) ? ear_facebook_handle (call->town, request)
                                                              : ear_graph_error (call->town, 100, 0, "(#100) A batch within a batch");
      answer = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_int (json, "code", reply->status);
      if (g_strcmp0 (ear_town_request_get (call->request, "include_headers"), "false") != 0)
        {
          ear_json_writer_begin_array (json, "headers");
          ear_json_writer_begin_object (json, NULL);
          ear_json_writer_text (json, "name", "Content-Type");
          ear_json_writer_text (json, "value", ear_reply_get_header (reply, "Content-Type"));
          ear_json_writer_end_object (json);
          ear_json_writer_end_array (json);
        }
      ear_json_writer_text (json, "body", answer);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
  return ear_town_reply_json (200, json);
}
