/* scripted-session.c: a session that answers from a script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/scripted-session.h"

#include <string.h>

#include "base/ear-clock.h"
#include "channels/json-compare.h"

typedef struct {
  EarSession parent;
  const EarChannelKind *kind;
  char *folder;
  JsonArray *exchanges;
  guint next;
  ScriptedAnswer answer;
  gpointer data;
  GString *faults;
} ScriptedSession;

/* ---- what was asked ---- */

/* name → value, or → array where it repeats */
static JsonNode *
read_pairs (const char *text)
{
  JsonObject *pairs = json_object_new ();
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "&", -1);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (parts[i], "=", 2);
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (pair[0] == NULL || *pair[0] == '\0')
        continue;
      name = g_uri_unescape_string (pair[0], NULL);
      value = g_uri_unescape_string (pair[1] != NULL ? pair[1] : "", NULL);
      if (!json_object_has_member (pairs, name))
        json_object_set_string_member (pairs, name, value);
      else
        {
          JsonNode *before = json_node_copy (json_object_get_member (pairs, name));
          JsonArray *values = JSON_NODE_HOLDS_ARRAY (before) ? json_array_ref (json_node_get_array (before)) : json_array_new ();

          if (!JSON_NODE_HOLDS_ARRAY (before))
            json_array_add_element (values, json_node_copy (before));
          json_array_add_string_element (values, value);
          json_object_set_array_member (pairs, name, values);
          json_node_unref (before);
        }
    }
  json_node_take_object (node, pairs);
  return node;
}

static void
compare_text (ScriptedSession *self, const char *what, const char *expected, const char *found)
{
  if (g_strcmp0 (expected, found) != 0)
    g_string_append_printf (self->faults, "request %u: %s is “%s”, expected “%s”\n", self->next, what, found, expected);
}

static void
compare_node (ScriptedSession *self, const char *what, JsonNode *expected, JsonNode *found)
{
  g_autofree char *where = g_strdup_printf ("request %u: %s", self->next, what);

  json_compare (expected, found, TRUE, where, self->faults);
}

static const char *
find_header (const EarRequest *request, const char *name)
{
  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (request->headers, i), name) == 0)
        return g_ptr_array_index (request->headers, i + 1);
    }
  return NULL;
}

static void
compare_body (ScriptedSession *self, JsonObject *expect, const EarRequest *request)
{
  gsize length = 0;
  const char *data = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);

  if (json_object_has_member (expect, "form"))
    {
      g_autoptr (JsonNode) found = read_pairs (text);

      compare_text (self, "content type", "application/x-www-form-urlencoded", request->content_type);
      compare_node (self, "form", json_object_get_member (expect, "form"), found);
    }
  else if (json_object_has_member (expect, "json"))
    {
      g_autoptr (JsonNode) found = json_from_string (text, NULL);

      compare_text (self, "content type", "application/json", request->content_type);
      compare_node (self, "body", json_object_get_member (expect, "json"), found);
    }
  else if (length > 0)
    compare_text (self, "body", "", text);
}

static void
compare_request (ScriptedSession *self, JsonObject *expect, const EarRequest *request)
{
  const char *query = strchr (request->url, '?');
  g_autofree char *path = query != NULL ? g_strndup (request->url, (gsize) (query - request->url)) : g_strdup (request->url);
  g_autoptr (JsonNode) pairs = read_pairs (query != NULL ? query + 1 : NULL);
  g_autoptr (JsonNode) none = read_pairs (NULL);

  compare_text (self, "method", json_object_get_string_member_with_default (expect, "method", "GET"), request->method);
  compare_text (self, "url", json_object_get_string_member (expect, "url"), path);
  compare_node (self, "query", json_object_has_member (expect, "query") ? json_object_get_member (expect, "query") : none, pairs);
  if (json_object_get_boolean_member_with_default (expect, "anonymous", FALSE) != request->anonymous)
    g_string_append_printf (self->faults, "request %u: with or without credentials, not as expected\n", self->next);

  compare_text (self, "bearer", json_object_get_string_member_with_default (expect, "bearer", NULL), request->bearer);
  if (json_object_has_member (expect, "headers"))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init (&iter, json_object_get_object_member (expect, "headers"));
      while (json_object_iter_next (&iter, &name, &value))
        compare_text (self, name, json_node_get_string (value), find_header (request, name));
    }
  compare_body (self, expect, request);
}

/* ---- what is answered ---- */

static GBytes *
read_body (ScriptedSession *self, JsonObject *reply)
{
  if (json_object_has_member (reply, "json"))
    {
      char *text = json_to_string (json_object_get_member (reply, "json"), FALSE);

      return g_bytes_new_take (text, strlen (text));
    }
  if (json_object_has_member (reply, "file"))
    {
      g_autofree char *path = g_build_filename (self->folder, json_object_get_string_member (reply, "file"), NULL);
      g_autoptr (GError) error = NULL;
      char *text;
      gsize length;

      if (!g_file_get_contents (path, &text, &length, &error))
        g_error ("%s", error->message);
      return g_bytes_new_take (text, length);
    }
  else
    {
      const char *text = json_object_get_string_member_with_default (reply, "text", "");

      return g_bytes_new (text, strlen (text));
    }
}

static EarReply *
build_reply (ScriptedSession *self, JsonObject *object, const EarRequest *request)
{
  GBytes *body = read_body (self, object);
  EarReply *reply = ear_reply_new ((guint) json_object_get_int_member_with_default (object, "status", 200), body);

  g_set_str (&reply->final_url, json_object_get_string_member_with_default (object, "final_url", request->url));
  if (json_object_has_member (object, "headers"))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init (&iter, json_object_get_object_member (object, "headers"));
      while (json_object_iter_next (&iter, &name, &value))
        ear_reply_set_header (reply, name, json_node_get_string (value));
    }
  return reply;
}

static EarReply *
scripted_send (EarSession *session, EarRequest *request, GError **error)
{
  ScriptedSession *self = (ScriptedSession *) session;
  JsonObject *exchange, *reply;

  if (self->answer != NULL)
    return self->answer (request, self->data);

  if (self->exchanges == NULL || self->next >= json_array_get_length (self->exchanges))
    {
      g_string_append_printf (self->faults, "request %u: %s %s was not expected\n", ++self->next, request->method, request->url);
      ear_problem_set (error, EAR_PROBLEM_OFFLINE, "The script has ended.");
      return NULL;
    }

  exchange = json_array_get_object_element (self->exchanges, self->next++);
  if (json_object_has_member (exchange, "expect"))
    compare_request (self, json_object_get_object_member (exchange, "expect"), request);
  reply = json_object_get_object_member (exchange, "reply");
  if (json_object_has_member (reply, "problem"))
    {
      EarProblemCode code = EAR_PROBLEM_OFFLINE;

      g_assert_true (ear_problem_code_from_string (json_object_get_string_member (reply, "problem"), &code));
      ear_problem_set (error, code, "The script says so.");
      return NULL;
    }
  return build_reply (self, reply, request);
}

static void
note_unused (ScriptedSession *self)
{
  guint length = self->exchanges != NULL ? json_array_get_length (self->exchanges) : 0;

  if (self->next < length)
    g_string_append_printf (self->faults, "%u of %u expected requests were never made\n", length - self->next, length);
}

static void
scripted_free (EarSession *session)
{
  ScriptedSession *self = (ScriptedSession *) session;

  ear_session_clear (session);
  g_clear_pointer (&self->exchanges, json_array_unref);
  g_string_free (self->faults, TRUE);
  g_free (self->folder);
  g_free (self);
}

static const EarSessionClass scripted_class = { scripted_send, scripted_free };

EarSession *
scripted_session_new (const EarChannelKind *kind, const char *origin, const char *folder)
{
  ScriptedSession *self = g_new0 (ScriptedSession, 1);

  ear_session_init (&self->parent, &scripted_class, origin);
  self->parent.explain = kind->explain;
  self->parent.read_usage = kind->read_usage;
  self->kind = kind;
  self->folder = g_strdup (folder);
  self->faults = g_string_new (NULL);
  return &self->parent;
}

void
scripted_session_play (EarSession *session, JsonArray *exchanges)
{
  ScriptedSession *self = (ScriptedSession *) session;

  note_unused (self);
  g_clear_pointer (&self->exchanges, json_array_unref);
  self->exchanges = exchanges != NULL ? json_array_ref (exchanges) : NULL;
  self->next = 0;
}

void
scripted_session_answer_always (EarSession *session, ScriptedAnswer answer, gpointer data)
{
  ScriptedSession *self = (ScriptedSession *) session;

  self->answer = answer;
  self->data = data;
}

char *
scripted_session_finish (EarSession *session)
{
  ScriptedSession *self = (ScriptedSession *) session;

  note_unused (self);
  g_clear_pointer (&self->exchanges, json_array_unref);
  self->next = 0;
  return g_strdup (self->faults->str);
}
