/* ear-session.c: one account's requests, whatever carries them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-session.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-session-private.h"

/**
 * ear_session_init:
 * @session: memory of an implementation whose first member this is
 * @klass: what carries the requests
 * @origin: what relative URLs resolve against, "" when not known yet
 */
void
ear_session_init (EarSession *session, const EarSessionClass *klass, const char *origin)
{
  session->klass = klass;
  session->origin = g_strdup (origin);
  session->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  session->explain = NULL;
  session->read_usage = NULL;
  session->usage = (EarUsage) { 0 };
  session->credentials = NULL;
  session->cancellable = NULL;
  session->job_requests = -1;
  session->urgent = FALSE;
}

void
ear_session_clear (EarSession *session)
{
  g_clear_pointer (&session->origin, g_free);
  g_clear_pointer (&session->settings, g_hash_table_unref);
  g_clear_pointer (&session->credentials, ear_credentials_free);
  g_clear_object (&session->cancellable);
}

void
ear_session_free (EarSession *session)
{
  if (session != NULL)
    session->klass->free (session);
}

/**
 * ear_session_get_setting:
 * @session: a session
 * @name: a name that discover chose
 *
 * Returns: (nullable) (transfer none): what is known
 */
const char *
ear_session_get_setting (EarSession *session, const char *name)
{
  return g_hash_table_lookup (session->settings, name);
}

/**
 * ear_session_set_setting:
 * @session: a session
 * @name: a name
 * @value: (nullable): %NULL forgets it
 */
void
ear_session_set_setting (EarSession *session, const char *name, const char *value)
{
  if (value == NULL)
    g_hash_table_remove (session->settings, name);
  else
    g_hash_table_replace (session->settings, g_strdup (name), g_strdup (value));
}

static gboolean
resolve_url (EarSession *session, EarRequest *request, GError **error)
{
  g_autofree char *origin = ear_url_get_origin (request->url);
  g_autofree char *resolved = NULL;

  if (origin != NULL)
    return TRUE;

  if (session->origin != NULL && *session->origin != '\0')
    resolved = g_uri_resolve_relative (session->origin, request->url, G_URI_FLAGS_ENCODED, NULL);
  origin = ear_url_get_origin (resolved);
  if (origin == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("There is no web address to ask. Check the address of this account."));
      return FALSE;
    }
  g_set_str (&request->url, resolved);
  return TRUE;
}

/**
 * ear_session_send:
 * @session: a session
 * @request: its URL is made absolute
 * @error: transport problems, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the reply as it is, whatever its status
 */
EarReply *
ear_session_send (EarSession *session, EarRequest *request, GError **error)
{
  EarReply *reply;

  if (g_cancellable_set_error_if_cancelled (session->cancellable, error))
    return NULL;
  if (!resolve_url (session, request, error))
    return NULL;

  reply = session->klass->send (session, request, error);
  if (reply != NULL && session->read_usage != NULL)
    {
      session->usage = (EarUsage) { 0 };
      session->read_usage (reply, &session->usage);
    }
  return reply;
}

/**
 * ear_session_explain:
 * @session: a session
 * @request: what was asked
 * @reply: an answer that is not 2xx
 *
 * For a kind that looks at the service's error word first and only then gives up.
 *
 * Returns: (transfer full): the problem, by the session's explain, else by ear_problem_from_reply()
 */
GError *
ear_session_explain (EarSession *session, const EarRequest *request, const EarReply *reply)
{
  g_autoptr (GError) http = ear_problem_from_reply (session, request, reply);
  const EarProblemDetail *http_detail = ear_problem_get_detail (http);
  g_autoptr (EarJson) json = NULL;
  g_autofree char *message = NULL;
  EarProblemCode code = (EarProblemCode) http->code;
  EarProblemDetail detail = { .effect = http_detail->effect, .retry_after_ms = http_detail->retry_after_ms };
  GError *error = NULL;

  if (session->explain == NULL)
    return g_steal_pointer (&http);

  json = ear_json_parse (reply->body, NULL);
  if (session->explain (request, reply, json != NULL ? ear_json_root (json) : NULL, &code, &detail))
    {
      g_autofree char *words = detail.words;

      detail.words = words != NULL ? ear_words_clean (words) : g_strdup (http_detail->words);
      message = detail.sentence != NULL ? g_strdup (detail.sentence) : ear_problem_describe (session, request, code, &detail);
      error = ear_problem_new (code, &detail, "%s", message);
    }

  g_free (detail.permission);
  g_free (detail.words);
  g_free (detail.sentence);
  return error != NULL ? error : g_steal_pointer (&http);
}

/**
 * ear_session_expect_ok:
 * @session: a session
 * @request: what to ask
 * @error: a problem made by the session's explain, else by the HTTP meanings
 *
 * Returns: (transfer full) (nullable): a reply whose status is 2xx
 */
EarReply *
ear_session_expect_ok (EarSession *session, EarRequest *request, GError **error)
{
  g_autoptr (EarReply) reply = ear_session_send (session, request, error);

  if (reply == NULL)
    return NULL;
  if (reply->status < 200 || reply->status > 299)
    {
      g_propagate_error (error, ear_session_explain (session, request, reply));
      return NULL;
    }
  return g_steal_pointer (&reply);
}

/* A write that was answered by something we cannot read may well have happened. */
static void
set_unreadable (GError **error, EarSession *session, const EarRequest *request, const GError *parse_error)
{
  g_autofree char *host = ear_session_dup_host (session, request);

  if (ear_request_is_safe (request))
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "%s: %s", host, parse_error->message);
  else
    ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("%s may have done it, but its answer could not be read. %s"), host, parse_error->message);
}

/**
 * ear_session_send_json:
 * @session: a session
 * @request: what to ask
 * @reply: (out) (optional) (transfer full): the reply, for its headers
 * @error: a problem; %EAR_PROBLEM_PROTOCOL when a GET, and %EAR_PROBLEM_OUTCOME_UNKNOWN when anything else, was
 *   answered with 2xx and something that is not JSON
 *
 * Returns: (transfer full) (nullable): the body
 */
EarJson *
ear_session_send_json (EarSession *session, EarRequest *request, EarReply **reply, GError **error)
{
  g_autoptr (EarReply) ok = NULL;
  g_autoptr (GError) parse_error = NULL;
  EarJson *json;

  ear_request_add_header (request, "Accept", "application/json");
  ok = ear_session_expect_ok (session, request, error);
  if (ok == NULL)
    return NULL;

  json = ear_json_parse (ok->body, &parse_error);
  if (json == NULL)
    {
      set_unreadable (error, session, request, parse_error);
      return NULL;
    }
  if (reply != NULL)
    *reply = g_steal_pointer (&ok);
  return json;
}

/**
 * ear_session_get:
 * @session: a session
 * @url: absolute or relative
 * @reply: (out) (optional) (transfer full): the reply, for its headers
 * @error: as ear_session_send_json()
 *
 * Returns: (transfer full) (nullable): the body
 */
EarJson *
ear_session_get (EarSession *session, const char *url, EarReply **reply, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);

  return ear_session_send_json (session, request, reply, error);
}

static EarJson *
post_text (EarSession *session, const char *url, const char *text, const char *content_type, EarReply **reply, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("POST", url);

  ear_request_take_body (request, g_bytes_new (text, strlen (text)), content_type);
  return ear_session_send_json (session, request, reply, error);
}

EarJson *
ear_session_post_json (EarSession *session, const char *url, const char *json, EarReply **reply, GError **error)
{
  return post_text (session, url, json, "application/json", reply, error);
}

EarJson *
ear_session_post_form (EarSession *session, const char *url, const char *form, EarReply **reply, GError **error)
{
  return post_text (session, url, form, "application/x-www-form-urlencoded", reply, error);
}
