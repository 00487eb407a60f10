/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "town-fixture.h"

#include <string.h>

static gint64
fixture_clock (gpointer data)
{
  return ((Fixture *) data)->clock_ms;
}

Fixture *
fixture_new (const char *service, guint size)
{
  const char *services[] = { service, NULL };
  Fixture *self = g_new0 (Fixture, 1);
  EarTownToken *token;

  self->clock_ms = 1790000000000;
  self->town = ear_town_new_restaurant (1, size, services, fixture_clock, self);
  self->simulator = ear_simulator_find (service);
  self->account = ear_town_get_account (self->town, service);
  token = ear_town_get_token (self->town, self->account, "page");
  self->token = token != NULL ? token->secret : NULL;
  return self;
}

static void
forget (Fixture *self)
{
  g_clear_pointer (&self->reply, ear_reply_free);
  g_clear_pointer (&self->json, json_node_unref);
}

void
fixture_free (Fixture *self)
{
  forget (self);
  ear_town_free (self->town);
  g_free (self->basic);
  g_free (self);
}

static guint
ask (Fixture *self, const char *method, const char *target, const char *body)
{
  g_autoptr (EarTownRequest) request = ear_town_request_new (method, target);
  guint delay_ms;
  const char *text;

  forget (self);
  if (self->basic != NULL)
    {
      g_autofree char *basic = g_strconcat ("Basic ", self->basic, NULL);

      ear_town_request_set_header (request, "Authorization", basic);
    }
  else if (self->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

      ear_town_request_set_header (request, "Authorization", bearer);
    }
  if (body != NULL)
    ear_town_request_set_body (request, body, strlen (body), *body == '{' ? "application/json" : "application/x-www-form-urlencoded");
  self->reply = ear_town_answer (self->town, self->simulator, request, &delay_ms);
  if (self->reply == NULL)
    return 0;
  text = g_bytes_get_data (self->reply->body, NULL);
  if (text != NULL && (*text == '{' || *text == '['))
    {
      g_autofree char *copy = g_strndup (text, g_bytes_get_size (self->reply->body));

      self->json = json_from_string (copy, NULL);
      g_assert_nonnull (self->json);
    }
  return self->reply->status;
}

guint
fixture_ask (Fixture *self, const char *method, const char *target, const char *form, ...)
{
  g_autofree char *body = NULL;
  va_list args;

  va_start (args, form);
  if (form != NULL)
    body = g_strdup_vprintf (form, args);
  va_end (args);
  return ask (self, method, target, body);
}

guint
fixture_get (Fixture *self, const char *format, ...)
{
  g_autofree char *target = NULL;
  va_list args;

  va_start (args, format);
  target = g_strdup_vprintf (format, args);
  va_end (args);
  return ask (self, "GET", target, NULL);
}

static JsonNode *
find (Fixture *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  JsonNode *node = self->json;

  for (char **part = parts; *part != NULL && node != NULL; part++)
    {
      if (**part == '\0')
        continue;
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), *part);
      else if (JSON_NODE_HOLDS_ARRAY (node))
        {
          guint64 i = g_ascii_strtoull (*part, NULL, 10);
          JsonArray *array = json_node_get_array (node);

          node = i < json_array_get_length (array) ? json_array_get_element (array, (guint) i) : NULL;
        }
      else
        node = NULL;
    }
  return node;
}

const char *
fixture_text (Fixture *self, const char *path)
{
  JsonNode *node = find (self, path);
  g_autofree char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  text = json_to_string (node, FALSE);
  return g_intern_string (text);
}

guint
fixture_length (Fixture *self, const char *path)
{
  JsonNode *node = find (self, path);

  g_assert_true (node != NULL && JSON_NODE_HOLDS_ARRAY (node));
  return json_array_get_length (json_node_get_array (node));
}

gboolean
fixture_has (Fixture *self, const char *path)
{
  return find (self, path) != NULL;
}
