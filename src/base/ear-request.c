/* ear-request.c: one request and its reply, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-session.h"

#include <string.h>

#include "base/ear-clock.h"

/**
 * ear_request_new:
 * @method: "GET", "POST", …
 * @url: absolute, or relative to the session's origin
 *
 * Returns: (transfer full): a request without body or headers
 */
EarRequest *
ear_request_new (const char *method, const char *url)
{
  EarRequest *request;

  g_return_val_if_fail (method != NULL && url != NULL, NULL);

  request = g_new0 (EarRequest, 1);
  request->method = g_strdup (method);
  request->url = g_strdup (url);
  request->headers = g_ptr_array_new_with_free_func (g_free);
  return request;
}

/**
 * ear_request_add_header:
 * @request: a request
 * @name: a header's name
 * @value: its value; control characters, which could smuggle in another header, are dropped
 */
void
ear_request_add_header (EarRequest *request, const char *name, const char *value)
{
  GString *clean;

  g_return_if_fail (name != NULL && value != NULL);

  clean = g_string_sized_new (strlen (value));
  for (const char *p = value; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x20 && *p != 0x7f)
        g_string_append_c (clean, *p);
    }
  g_ptr_array_add (request->headers, g_strdup (name));
  g_ptr_array_add (request->headers, g_string_free_and_steal (clean));
}

/**
 * ear_request_take_body:
 * @request: a request
 * @body: (transfer full): what to send
 * @content_type: its media type
 */
void
ear_request_take_body (EarRequest *request, GBytes *body, const char *content_type)
{
  g_clear_pointer (&request->body, g_bytes_unref);
  request->body = body;
  g_set_str (&request->content_type, content_type);
}

/**
 * ear_request_set_bearer:
 * @request: a request to the account's own origin
 * @token: (nullable): a token to sign this one with, instead of the account's
 */
void
ear_request_set_bearer (EarRequest *request, const char *token)
{
  g_clear_pointer (&request->bearer, ear_wipe);
  request->bearer = g_strdup (token);
}

void
ear_request_free (EarRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->method);
  g_free (request->url);
  g_ptr_array_unref (request->headers);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request->content_type);
  ear_wipe (request->bearer);
  g_free (request);
}

/**
 * ear_reply_new:
 * @status: the HTTP status
 * @body: (transfer full) (nullable): the body; %NULL is an empty one
 *
 * Returns: (transfer full): a reply without headers
 */
EarReply *
ear_reply_new (guint status, GBytes *body)
{
  EarReply *reply = g_new0 (EarReply, 1);

  reply->status = status;
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reply->body = body != NULL ? body : g_bytes_new_static ("", 0);
  reply->date_ms = EAR_TIME_NONE;
  return reply;
}

/**
 * ear_reply_set_header:
 * @reply: a reply
 * @name: a header's name in any case
 * @value: its value; a second one of the same name is joined by ", ". "Date" also sets the reply's date_ms
 */
void
ear_reply_set_header (EarReply *reply, const char *name, const char *value)
{
  g_autofree char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (reply->headers, key);

  if (strcmp (key, "date") == 0)
    reply->date_ms = ear_time_parse_http (value);

  g_hash_table_replace (reply->headers, g_strdup (key), before != NULL ? g_strconcat (before, ", ", value, NULL) : g_strdup (value));
}

/**
 * ear_reply_get_header:
 * @reply: a reply
 * @name: a header's name in any case
 *
 * Returns: (nullable) (transfer none): its value
 */
const char *
ear_reply_get_header (const EarReply *reply, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (reply->headers, key);
}

void
ear_reply_free (EarReply *reply)
{
  if (reply == NULL)
    return;
  g_free (reply->final_url);
  g_hash_table_unref (reply->headers);
  g_bytes_unref (reply->body);
  g_free (reply);
}

static const char *
skip_spaces (const char *p)
{
  return p + strspn (p, " \t");
}

/* One parameter, ";name=value" or ";name="value"". @p stands behind the semicolon. Returns what follows. */
static const char *
parse_link_parameter (const char *p, char **name, char **value)
{
  gsize length;

  p = skip_spaces (p);
  length = strcspn (p, "=;, \t");
  *name = g_ascii_strdown (p, (gssize) length);
  *value = NULL;
  p = skip_spaces (p + length);
  if (*p != '=')
    return p;

  p = skip_spaces (p + 1);
  if (*p == '"')
    {
      GString *quoted = g_string_new (NULL);

      for (p++; *p != '\0' && *p != '"'; p++)
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          g_string_append_c (quoted, *p);
        }
      *value = g_string_free_and_steal (quoted);
      return *p == '"' ? p + 1 : p;
    }

  length = strcspn (p, ";, \t");
  *value = g_strndup (p, length);
  return p + length;
}

static gboolean
has_relation (const char *value, const char *rel)
{
  g_auto (GStrv) relations = g_strsplit_set (value, " \t", -1);

  for (char **relation = relations; *relation != NULL; relation++)
    {
      if (g_ascii_strcasecmp (*relation, rel) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * ear_reply_dup_link:
 * @reply: a reply
 * @rel: a relation: "next", "https://api.w.org/"
 *
 * Reads the Link headers as RFC 8288 3 says: several values in one, quoted or bare, in any order of parameters.
 *
 * Returns: (nullable) (transfer full): the first target of that relation, absolute where the reply's final URL is known
 */
char *
ear_reply_dup_link (const EarReply *reply, const char *rel)
{
  const char *p = ear_reply_get_header (reply, "link");

  while (p != NULL && (p = strchr (p, '<')) != NULL)
    {
      const char *end = strchr (p, '>');
      g_autofree char *target = NULL;
      gboolean rel_seen = FALSE;
      gboolean found = FALSE;

      if (end == NULL)
        return NULL;
      target = g_strndup (p + 1, (gsize) (end - p - 1));

      p = skip_spaces (end + 1);
      while (*p == ';')
        {
          g_autofree char *name = NULL;
          g_autofree char *value = NULL;

          p = skip_spaces (parse_link_parameter (p + 1, &name, &value));
          /* Only the first rel of a value counts. */
          if (!rel_seen && value != NULL && strcmp (name, "rel") == 0)
            {
              rel_seen = TRUE;
              found = has_relation (value, rel);
            }
        }

      if (found)
        {
          if (reply->final_url != NULL)
            return g_uri_resolve_relative (reply->final_url, target, G_URI_FLAGS_ENCODED, NULL);
          return g_steal_pointer (&target);
        }
    }
  return NULL;
}
