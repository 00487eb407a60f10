/* ear-wordpress-site.c: requests to a site and what its refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- what is known of the site ---- */

const char *
ear_wordpress_get_root (EarSession *session)
{
  const char *root = ear_session_get_setting (session, WP_SETTING_ROOT);

  /* What a site with permalinks uses, and all we can think of without discovery. */
  return root != NULL ? root : "/wp-json/";
}

gboolean
ear_wordpress_is_moderator (EarSession *session)
{
  return g_strcmp0 (ear_session_get_setting (session, WP_SETTING_MODERATOR), "yes") == 0;
}

/* Only "edit" shows what waits for approval, e-mail addresses and the text as it was written; others are refused it. */
const char *
ear_wordpress_get_context (EarSession *session)
{
  return ear_wordpress_is_moderator (session) ? "edit" : "view";
}

gboolean
ear_wordpress_is_ours (EarSession *session, const char *user_id)
{
  const char *staff = ear_session_get_setting (session, WP_SETTING_STAFF);
  g_auto (GStrv) ids = NULL;

  if (user_id == NULL)
    return FALSE;
  if (g_strcmp0 (user_id, ear_session_get_setting (session, WP_SETTING_USER)) == 0)
    return TRUE;
  if (staff == NULL)
    return FALSE;
  ids = g_strsplit (staff, " ", -1);
  return g_strv_contains ((const char *const *) ids, user_id);
}

/* WordPress compares whole seconds. */
char *
ear_wordpress_format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("1970-01-01T00:00:00Z");
}

/* ---- requests ---- */

static char *
dup_error_word (const EarReply *reply)
{
  g_autoptr (EarJson) json = ear_json_parse (reply->body, NULL);

  return json != NULL ? g_strdup (ear_json_member_text (ear_json_root (json), "code")) : NULL;
}

EarJson *
ear_wordpress_read_reply (EarSession *session, const EarRequest *request, const EarReply *reply, char **word, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EarJson *body;

  if (reply->status < 200 || reply->status > 299)
    {
      if (word != NULL)
        *word = dup_error_word (reply);
      g_propagate_error (error, ear_session_explain (session, request, reply));
      return NULL;
    }

  body = ear_json_parse (reply->body, &problem);
  if (body == NULL && strcmp (request->method, "GET") == 0)
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The site sent something that is not its data. %s"), problem->message);
  else if (body == NULL)
    ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("The site may have done it, but its answer could not be read. %s"), problem->message);
  return body;
}

EarJson *
ear_wordpress_call (EarSession *session, const char *method, const char *url, const char *json, EarReply **reply_out,
                    char **word, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new (method, url);
  g_autoptr (EarReply) reply = NULL;
  EarJson *body;

  ear_request_add_header (request, "Accept", "application/json");
  if (json != NULL)
    ear_request_take_body (request, g_bytes_new (json, strlen (json)), "application/json");

  reply = ear_session_send (session, request, error);
  if (reply == NULL)
    return NULL;
  body = ear_wordpress_read_reply (session, request, reply, word, error);
  if (body != NULL && reply_out != NULL)
    *reply_out = g_steal_pointer (&reply);
  return body;
}

/* ---- refusals ---- */

typedef struct {
  guint status;            /* 0: any */
  const char *word;        /* (nullable): any */
  EarProblemCode code;
  const char *permission;
  gint64 retry_after_ms;   /* 0: as the HTTP meanings have it */
} Meaning;

/* Where WordPress means something else than its HTTP status says; the first that fits counts. */
static const Meaning meanings[] = {
  { 400, "comment_flood", EAR_PROBLEM_RETRY_LATER, NULL, 15000 },
  { 403, "rest_comment_closed", EAR_PROBLEM_REJECTED },
  { 403, "rest_comment_draft_post", EAR_PROBLEM_REJECTED },
  { 403, "rest_comment_trash_post", EAR_PROBLEM_REJECTED },
  { 403, "rest_comment_invalid_post_id", EAR_PROBLEM_REJECTED },
  { 403, "rest_forbidden_context", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 403, "rest_forbidden_param", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 403, "rest_cannot_edit", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 403, "rest_cannot_delete", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 403, "rest_cannot_read", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 403, "rest_cannot_read_post", EAR_PROBLEM_FORBIDDEN, "read_private_posts" },
  { 403, "rest_comment_invalid_author", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 403, "rest_comment_invalid_status", EAR_PROBLEM_FORBIDDEN, "moderate_comments" },
  { 404, "rest_comment_invalid_id", EAR_PROBLEM_GONE },
  { 404, "rest_post_invalid_id", EAR_PROBLEM_GONE },
  { 404, "rest_application_password_not_found", EAR_PROBLEM_GONE },
  /* No route, a page of the web server, another program at this address: nothing is known to be deleted. */
  { 404, NULL, EAR_PROBLEM_PROTOCOL },
  /* WordPress itself says that it did nothing; a 500 without these words may come after the work. */
  { 500, "rest_comment_failed_edit", EAR_PROBLEM_RETRY_LATER },
  { 500, "rest_comment_failed_create", EAR_PROBLEM_RETRY_LATER },
  { 500, "comment_save_error", EAR_PROBLEM_RETRY_LATER },
  { 500, "rest_cannot_delete", EAR_PROBLEM_RETRY_LATER },
  { 500, "db_update_error", EAR_PROBLEM_RETRY_LATER },
};

/* While it is upgraded WordPress answers by itself, before it does anything; a proxy's 503 may come after the work. */
static gboolean
is_maintenance (const EarReply *reply, const EarJsonNode *body)
{
  return reply->status == 503 && ear_json_member_text (body, "code") != NULL;
}

gboolean
ear_wordpress_explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code,
                       EarProblemDetail *detail)
{
  const char *word = ear_json_member_text (body, "code");

  if (is_maintenance (reply, body))
    {
      *code = EAR_PROBLEM_RETRY_LATER;
      detail->effect = EAR_EFFECT_NONE;
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      const Meaning *meaning = &meanings[i];

      if (meaning->status != reply->status || (meaning->word != NULL && g_strcmp0 (meaning->word, word) != 0))
        continue;
      *code = meaning->code;
      detail->effect = EAR_EFFECT_NONE;
      g_set_str (&detail->permission, meaning->permission);
      if (meaning->retry_after_ms > 0 && detail->retry_after_ms < 0)
        detail->retry_after_ms = meaning->retry_after_ms;
      return TRUE;
    }
  return FALSE;
}
