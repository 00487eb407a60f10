/* ear-town-request.c: what simulators are asked, and what they answer, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-simulator.h"

#include <math.h>
#include <string.h>

#include "base/ear-json.h"

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
read_form (const char *text, GHashTable *into)
{
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, text, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      const char *before = g_str_has_suffix (name, "[]") ? g_hash_table_lookup (into, name) : NULL;

      if (before != NULL)
        {
          char *joined = g_strconcat (before, ",", value, NULL);

          g_free (value);
          value = joined;
        }
      g_hash_table_replace (into, name, value);
    }
}

/* Members as "message.text", elements as "psid.0": texts, numbers and truths. Of a name with a dot in it there is no path. */
static void
flatten (const EarJsonNode *node, const char *name, GHashTable *into)
{
  g_auto (GStrv) members = ear_json_member_names (node);
  gsize n = ear_json_is_array (node) ? ear_json_length (node) : g_strv_length (members);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *part = ear_json_is_array (node) ? g_strdup_printf ("%zu", i) : g_strdup (members[i]);
      g_autofree char *path = *name != '\0' ? g_strconcat (name, ".", part, NULL) : g_strdup (part);
      const EarJsonNode *inner = ear_json_member (node, part);
      EarJsonField truth = { part, EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 };
      EarJsonField real = { part, EAR_JSON_DOUBLE, EAR_JSON_LENIENT, 0, -1 };
      int yes = -1;
      double number = NAN;

      if (ear_json_is_object (inner) || ear_json_is_array (inner))
        flatten (inner, path, into);
      else if (ear_json_member_text (node, part) != NULL)
        g_hash_table_replace (into, g_steal_pointer (&path), g_strdup (ear_json_member_text (node, part)));
      else if (ear_json_bind (node, &truth, 1, &yes, NULL) && yes != -1)
        g_hash_table_replace (into, g_steal_pointer (&path), g_strdup (yes ? "true" : "false"));
      else if (ear_json_bind (node, &real, 1, &number, NULL) && !isnan (number))
        g_hash_table_replace (into, g_steal_pointer (&path), g_strdup_printf ("%g", number));
    }
}

static void
read_json (const char *text, const char *name, GHashTable *into)
{
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);

  if (json != NULL)
    flatten (ear_json_root (json), name, into);
}

/* Some clients put JSON into the fields of a form: its members become parameters beside the whole. */
static void
read_inner_json (GHashTable *parameters)
{
  g_autoptr (GHashTable) found = new_table ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (*(char *) value == '{' || *(char *) value == '[')
      read_json (value, name, found);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_hash_table_replace (parameters, name, value);
      g_hash_table_iter_steal (&iter);
    }
}

/* multipart/form-data: texts are parameters; of files only the names are kept. */
static void
read_multipart (const char *body, const char *content_type, GHashTable *into)
{
  const char *boundary = strstr (content_type, "boundary=");
  g_autofree char *mark = NULL;
  g_auto (GStrv) parts = NULL;

  if (boundary == NULL)
    return;
  boundary += strlen ("boundary=");
  boundary += *boundary == '"';
  mark = g_strdup_printf ("--%.*s", (int) strcspn (boundary, "\";"), boundary);
  parts = g_strsplit (body, mark, -1);
  for (char **part = parts; *part != NULL; part++)
    {
      char *name = strstr (*part, " name=\""), *file = strstr (*part, " filename=\""), *text = strstr (*part, "\r\n\r\n"), *end;

      if (name == NULL || text == NULL || name > text)
        continue;
      name += strlen (" name=\"");
      end = g_strrstr (text, "\r\n");
      text += 4;
      if (file != NULL && file < text)
        text = file + strlen (" filename=\""), end = strchr (text, '"');
      if (end != NULL && end >= text)
        g_hash_table_replace (into, g_strndup (name, strcspn (name, "\"")), g_strndup (text, (gsize) (end - text)));
    }
}

/**
 * ear_town_request_new:
 * @method: "GET" …
 * @target: path and query
 *
 * Returns: (transfer full): a request that came from nowhere in particular
 */
EarTownRequest *
ear_town_request_new (const char *method, const char *target)
{
  EarTownRequest *request = g_new0 (EarTownRequest, 1);
  const char *query = strchr (target, '?');
  g_autofree char *path = query != NULL ? g_strndup (target, (gsize) (query - target)) : g_strdup (target);

  request->method = g_strdup (method);
  request->path = g_uri_unescape_string (path, NULL);
  if (request->path == NULL)
    request->path = g_strdup (path);
  request->origin = g_strdup ("http://127.0.0.1");
  request->headers = new_table ();
  request->query = new_table ();
  request->parameters = new_table ();
  if (query != NULL)
    {
      read_form (query + 1, request->query);
      read_form (query + 1, request->parameters);
      read_inner_json (request->parameters);
    }
  return request;
}

void
ear_town_request_free (EarTownRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->method);
  g_free (request->path);
  g_free (request->origin);
  g_hash_table_unref (request->headers);
  g_hash_table_unref (request->query);
  g_hash_table_unref (request->parameters);
  g_free (request->body);
  g_free (request);
}

void
ear_town_request_set_header (EarTownRequest *request, const char *name, const char *value)
{
  g_hash_table_replace (request->headers, g_ascii_strdown (name, -1), g_strdup (value));
}

const char *
ear_town_request_get_header (const EarTownRequest *request, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (request->headers, key);
}

const char *
ear_town_request_get (const EarTownRequest *request, const char *name)
{
  return g_hash_table_lookup (request->parameters, name);
}

char *
ear_town_request_dup_bearer (const EarTownRequest *request)
{
  const char *value = ear_town_request_get_header (request, "authorization");

  return value != NULL && g_ascii_strncasecmp (value, "Bearer ", 7) == 0 ? g_strstrip (g_strdup (value + 7)) : NULL;
}

void
ear_town_request_set_body (EarTownRequest *request, const char *body, gsize length, const char *content_type)
{
  g_free (request->body);
  request->body = g_utf8_make_valid (body, (gssize) length);
  if (content_type == NULL)
    return;
  ear_town_request_set_header (request, "content-type", content_type);
  if (g_str_has_prefix (content_type, "application/x-www-form-urlencoded"))
    read_form (request->body, request->parameters);
  else if (g_str_has_prefix (content_type, "application/json"))
    read_json (request->body, "", request->parameters);
  else if (g_str_has_prefix (content_type, "multipart/form-data"))
    read_multipart (request->body, content_type, request->parameters);
  read_inner_json (request->parameters);
}

/* ---- replies ---- */

EarReply *
ear_town_reply_text (guint status, const char *content_type, const char *text)
{
  EarReply *reply = ear_reply_new (status, g_bytes_new (text, strlen (text)));

  ear_reply_set_header (reply, "Content-Type", content_type);
  return reply;
}

/**
 * ear_town_reply_json:
 * @status: of HTTP
 * @writer: (transfer full): with everything ended
 *
 * Returns: (transfer full): the reply
 */
EarReply *
ear_town_reply_json (guint status, EarJsonWriter *writer)
{
  g_autofree char *text = ear_json_writer_to_text (writer, FALSE);

  ear_json_writer_free (writer);
  return ear_town_reply_text (status, "application/json; charset=UTF-8", text);
}

const EarSimulator *
ear_simulator_find (const char *id)
{
  for (const EarSimulator *const *simulator = ear_simulators; *simulator != NULL; simulator++)
    if (g_strcmp0 ((*simulator)->id, id) == 0)
      return *simulator;
  return NULL;
}
