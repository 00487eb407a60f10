/* ear-meta.c: requests to Meta's services, and their lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"

const char *
ear_meta_get_version (EarMetaService service)
{
  return service == EAR_META_THREADS ? EAR_META_THREADS_VERSION : EAR_META_VERSION;
}

/* ---- requests ---- */

char *
ear_meta_make_proof (const char *app_secret, const char *token)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) app_secret, strlen (app_secret), token, -1);
}

static void
append_pair (GString *url, const char *name, const char *value)
{
  g_string_append_c (url, strchr (url->str, '?') == NULL ? '?' : '&');
  g_string_append_uri_escaped (url, name, NULL, FALSE);
  g_string_append_c (url, '=');
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

/**
 * ear_meta_build_url:
 * @session: a session
 * @version: of the API
 * @token: (nullable): what signs the request, where it is not the session's secret
 * @path: "777_9001/comments"; ids in it come from the service, so it is escaped
 * @...: name, value pairs of the query, ended by %NULL; a pair whose value is %NULL is left out
 *
 * Returns: (transfer full): the URL
 */
char *
ear_meta_build_url (EarSession *session, const char *version, const char *token, const char *path, ...)
{
  GString *url = g_string_new (session->origin);
  const EarCredentials *credentials = session->credentials;
  const char *signs = token != NULL ? token : credentials != NULL ? credentials->secret : NULL;
  va_list args;

  g_string_append_printf (url, "/%s/", version);
  g_string_append_uri_escaped (url, path, "/", FALSE);
  va_start (args, path);
  for (const char *name = va_arg (args, const char *); name != NULL; name = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      if (value != NULL)
        append_pair (url, name, value);
    }
  va_end (args);
  if (signs != NULL && g_strcmp0 (ear_session_get_setting (session, EAR_META_SETTING_IN_ADDRESS), "yes") == 0)
    append_pair (url, "access_token", signs);
  if (signs != NULL && credentials != NULL && credentials->client_secret != NULL)
    {
      g_autofree char *proof = ear_meta_make_proof (credentials->client_secret, signs);

      append_pair (url, "appsecret_proof", proof);
    }
  return g_string_free_and_steal (url);
}

EarJson *
ear_meta_get_first (EarSession *session, EarMetaService service, const char *id, const char *fields, EarReply **reply, GError **error)
{
  GError *problem = NULL;
  EarJson *json = ear_meta_get_object (session, ear_meta_get_version (service), id, fields, reply, &problem);

  if (json == NULL && g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_AUTH)
      && g_strcmp0 (ear_session_get_setting (session, EAR_META_SETTING_IN_ADDRESS), "yes") != 0)
    {
      ear_session_set_setting (session, EAR_META_SETTING_IN_ADDRESS, "yes");
      json = ear_meta_get_object (session, ear_meta_get_version (service), id, fields, reply, NULL);
      if (json == NULL)
        ear_session_set_setting (session, EAR_META_SETTING_IN_ADDRESS, NULL);
      else
        g_clear_error (&problem);
    }
  if (problem != NULL)
    g_propagate_error (error, problem);
  return json;
}

EarJson *
ear_meta_get_as (EarSession *session, const char *url, const char *token, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);

  ear_request_set_bearer (request, token);
  return ear_session_send_json (session, request, NULL, error);
}

/**
 * ear_meta_send:
 * @session: a session
 * @method: "POST" or "DELETE"
 * @url: of ear_meta_url()
 * @body: (nullable): form or JSON
 * @content_type: of @body
 * @fault: (out) (optional): how the refusal is numbered
 * @error: a problem; %EAR_PROBLEM_OUTCOME_UNKNOWN where the answer cannot be read
 *
 * Returns: (transfer full) (nullable): the answer
 */
EarJson *
ear_meta_send (EarSession *session, const char *method, const char *url, const char *body, const char *content_type, EarMetaFault *fault,
               GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new (method, url);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;

  if (fault != NULL)
    *fault = (EarMetaFault) { 0 };
  ear_request_add_header (request, "Accept", "application/json");
  if (body != NULL)
    ear_request_take_body (request, g_bytes_new (body, strlen (body)), content_type);
  reply = ear_session_send (session, request, error);
  if (reply == NULL)
    return NULL;
  json = ear_json_parse (reply->body, NULL);
  if (reply->status < 200 || reply->status > 299)
    {
      if (fault != NULL)
        ear_meta_read_fault (json != NULL ? ear_json_root (json) : NULL, fault);
      g_propagate_error (error, ear_session_explain (session, request, reply));
      return NULL;
    }
  if (json == NULL || !ear_json_is_object (ear_json_root (json)))
    {
      ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("The service may have done it, but its answer could not be read."));
      return NULL;
    }
  return g_steal_pointer (&json);
}

gboolean
ear_meta_is_success (const EarJsonNode *root)
{
  static const EarJsonField table[] = { { "success", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  gboolean success = FALSE;

  return ear_json_is_object (root) && ear_json_bind_table (root, table, &success, NULL) && success;
}

/* ---- lists ---- */

const EarJsonNode *
ear_meta_read_list (const EarJsonNode *list, GError **error)
{
  const EarJsonNode *data = ear_json_is_object (list) ? ear_json_member (list, "data") : NULL;

  if (!ear_json_is_array (data))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service did not send a list.");
      return NULL;
    }
  return data;
}

/* Of the next page's address only what turns the page: the rest is ours, and the address may hold a token. */
char *
ear_meta_dup_next (const EarJsonNode *list)
{
  static const char *const turning[] = { "after", "until", "__paging_token", "pager" };
  const char *next = ear_json_member_text (list, "paging.next");
  const char *query = next != NULL ? strchr (next, '?') : NULL;
  g_autoptr (GHashTable) pairs = query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
  GString *text;

  if (pairs == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (turning); i++)
    {
      const char *value = g_hash_table_lookup (pairs, turning[i]);

      if (value == NULL)
        continue;
      g_string_append_printf (text, "%s%s=", text->len > 0 ? "&" : "", turning[i]);
      g_string_append_uri_escaped (text, value, NULL, FALSE);
    }
  if (text->len == 0)
    {
      g_string_free (text, TRUE);
      return NULL;
    }
  return g_string_free_and_steal (text);
}

char *
ear_meta_continue_url (const char *url, const char *next)
{
  /* It stood in a file since. */
  if (next == NULL || *next == '\0' || next[strspn (next, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%=&")] != '\0')
    return g_strdup (url);
  return g_strconcat (url, strchr (url, '?') == NULL ? "?" : "&", next, NULL);
}

gboolean
ear_meta_pages_next (EarMetaPages *pages, const EarJsonNode **root, GError **error)
{
  g_autofree char *follows = pages->json != NULL ? ear_meta_dup_next (ear_json_root (pages->json)) : NULL;
  g_autofree char *url = NULL;

  if (pages->json != NULL)
    {
      pages->ended = follows == NULL;
      /* A page that names itself would be read for ever. */
      if (follows == NULL || g_strcmp0 (follows, pages->next) == 0)
        return FALSE;
      g_set_str (&pages->next, follows);
    }
  if (pages->n_read >= pages->most)
    return FALSE;
  pages->n_read++;
  url = ear_meta_continue_url (pages->url, pages->next);
  g_clear_pointer (&pages->json, ear_json_free);
  pages->json = ear_session_get (pages->session, url, NULL, error);
  pages->failed = pages->json == NULL;
  *root = pages->json != NULL ? ear_json_root (pages->json) : NULL;
  return pages->json != NULL;
}

EarFound
ear_meta_pages_lack (const EarMetaPages *pages, EarMetaService service, GError **error)
{
  if (pages->ended)
    return EAR_NOT_THERE;
  if (!pages->failed)
    ear_meta_set_unseen (service, error);
  return EAR_CANNOT_TELL;
}

void
ear_meta_pages_clear (EarMetaPages *pages)
{
  g_clear_pointer (&pages->json, ear_json_free);
  g_clear_pointer (&pages->next, g_free);
}

/* ---- nodes ---- */

EarJson *
ear_meta_get_object (EarSession *session, const char *version, const char *id, const char *fields, EarReply **reply, GError **error)
{
  g_autofree char *url = ear_meta_build_url (session, version, NULL, id, "fields", fields, NULL);
  g_autoptr (EarJson) json = ear_session_get (session, url, reply, error);

  if (json != NULL && ear_json_member_text (ear_json_root (json), "id") == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service did not send what was asked for.");
      return NULL;
    }
  return g_steal_pointer (&json);
}

/* Only Facebook says of a Page's token what it is good for; where it does not say, nothing was taken away. */
static gboolean
may_still_read (EarSession *session, EarMetaService service, GError **error)
{
  g_auto (EarMetaToken) info = { .expires_at = EAR_TIME_NONE, .data_access_expires_at = EAR_TIME_NONE, .issued_at = EAR_TIME_NONE };
  const EarCredentials *credentials = session->credentials;
  g_autoptr (GError) problem = NULL;

  if (service != EAR_META_FACEBOOK || credentials == NULL || credentials->secret == NULL)
    return TRUE;
  if (!ear_meta_inspect (session, EAR_META_VERSION, credentials->secret, credentials->client_id, credentials->client_secret, &info, &problem)
      && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return info.scopes == NULL || ear_meta_has_scope (&info, "pages_read_user_content", NULL);
}

gboolean
ear_meta_is_gone (EarSession *session, EarMetaService service, const char *account, GError **error)
{
  g_autoptr (EarJson) us = NULL;
  g_autoptr (GError) problem = NULL;

  if (!g_error_matches (*error, EAR_PROBLEM, EAR_PROBLEM_GONE))
    return FALSE;
  us = ear_meta_get_object (session, ear_meta_get_version (service), account != NULL ? account : "me", "id", NULL, &problem);
  if (us != NULL && may_still_read (session, service, &problem))
    {
      g_clear_error (error);
      return TRUE;
    }
  /* What kept us from asking is the reason to ask again. */
  if (problem != NULL && !g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE))
    {
      g_clear_error (error);
      *error = g_steal_pointer (&problem);
    }
  return FALSE;
}
