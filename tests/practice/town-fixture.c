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
  if (token == NULL)
    token = ear_town_get_token (self->town, self->account, self->simulator->sign_in);
  self->token = token->secret;
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

EarTownItem *
fixture_newest (Fixture *self, EarTownKind kind)
{
  GPtrArray *tops = self->account->tops[kind];

  return g_ptr_array_index (tops, tops->len - 1);
}

const EarTownPerson *
fixture_somebody (Fixture *self)
{
  return g_ptr_array_index (self->town->people, 1);
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

char *
fixture_next (Fixture *self, const char *path)
{
  const char *url = fixture_text (self, path);

  if (url == NULL)
    return NULL;
  g_assert_true (g_str_has_prefix (url, "http://127.0.0.1/v"));
  return g_strdup (url + strlen ("http://127.0.0.1"));
}

void
fixture_use_up (Fixture *self, const char *setting, const char *code)
{
  static const char said[] = "\"estimated_time_to_regain_access\":";
  const char *usage;

  ear_town_set (self->town, setting, "4");
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *count = g_strdup_printf ("\"call_count\":%u,", i * 25);

      g_assert_cmpuint (fixture_get (self, "/me"), ==, 200);
      g_assert_nonnull (strstr (ear_reply_get_header (self->reply, "X-Business-Use-Case-Usage"), count));
      g_assert_nonnull (ear_reply_get_header (self->reply, "X-App-Usage"));
    }
  fixture_get (self, "/me");
  g_assert_cmpstr (fixture_text (self, "error.code"), ==, code);
  g_assert_cmpuint (self->town->n_throttled, ==, 1);
  usage = strstr (ear_reply_get_header (self->reply, "X-Business-Use-Case-Usage"), said);
  self->clock_ms += g_ascii_strtoll (usage + strlen (said), NULL, 10) * MINUTE_MS;
  g_assert_cmpuint (fixture_get (self, "/me"), ==, 200);
}

static EarTownItem *
ask_something (Fixture *self)
{
  return ear_town_write (self->town, self->account, EAR_TOWN_COMMENT, fixture_somebody (self)->id, "How much?", fixture_newest (self, EAR_TOWN_POST), NULL);
}

static void
refuse_privately (Fixture *self, const char *send, const char *comment, const char *more, const char *code, const char *subcode)
{
  fixture_ask (self, "POST", send, "{\"recipient\":{\"comment_id\":\"%s\"},%s}", comment, more);
  g_assert_cmpstr (fixture_text (self, "error.code"), ==, code);
  g_assert_cmpstr (fixture_text (self, "error.error_subcode"), ==, subcode);
}

void
fixture_reply_privately (Fixture *self, const char *send, const char *outside)
{
  static const char said[] = "\"message\":{\"text\":\"Privately\"}";
  const EarTownItem *question = ask_something (self);
  const char *person = question->author;
  g_autofree char *unreachable = g_strconcat (self->simulator->id, ".unreachable", NULL);
  g_autofree char *standard_access = g_strconcat (self->simulator->id, ".standard_access", NULL);

  /* Whom Meta lets nobody write to gets none; and the comment can be answered later all the same. */
  ear_town_set (self->town, unreachable, person);
  refuse_privately (self, send, question->id, said, "551", "1545041");
  ear_town_set (self->town, unreachable, NULL);
  ear_town_set (self->town, standard_access, "1");
  refuse_privately (self, send, question->id, said, "200", NULL);
  ear_town_set (self->town, standard_access, NULL);
  g_assert_cmpuint (fixture_ask (self, "POST", send, "{\"recipient\":{\"comment_id\":\"%s\"},%s}", question->id, said), ==, 200);
  g_assert_cmpstr (fixture_text (self, "recipient_id"), ==, person);
  refuse_privately (self, send, question->id, said, "10900", NULL);
  refuse_privately (self, send, "4711", said, "100", "33");
  refuse_privately (self, send, "me", said, "100", NULL);
  refuse_privately (self, send, question->id, "\"sender_action\":\"mark_seen\"", "100", NULL);
  question = ask_something (self);
  self->clock_ms += 8 * DAY_MS;
  refuse_privately (self, send, question->id, said, "10", outside);
}

/* ---- a great many requests ---- */

static void
lift_limits (Fixture *self)
{
  static const char *const limits[] = { "calls", "page_calls", "user_calls", "limit" };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *name = g_strconcat (self->simulator->id, ".", limits[i], NULL);

      ear_town_set (self->town, name, "100000");
    }
}

static const char *
one_of (const char *const *list, gint64 *chance)
{
  return list[ear_town_random_from (chance, g_strv_length ((char **) list))];
}

void
fixture_ask_rubbish (Fixture *self, const FixtureRubbish *rubbish)
{
  static const char *const methods[] = { "GET", "POST", "DELETE", "PUT", NULL };
  const char *const token = self->token;
  gint64 chance = 11;
  guint n_fine = 0;

  lift_limits (self);
  for (guint i = 0; i < 8000; i++)
    {
      const EarTownItem *item = g_ptr_array_index (self->town->items, ear_town_random_from (&chance, self->town->items->len));
      const char *const ids[] = { item->id, self->account->id, "me", "", item->author, NULL };
      const char *id = rubbish->ids != NULL && ear_town_random_from (&chance, 2) == 0 ? one_of (rubbish->ids, &chance) : one_of (ids, &chance);
      const char *method = one_of (methods, &chance), *edge = one_of (rubbish->edges, &chance);
      g_autofree char *target = g_strconcat (rubbish->root, "/", id, edge, "?", one_of (rubbish->parameters, &chance), NULL);
      guint status;

      self->token = ear_town_random_from (&chance, 20) == 0 ? NULL : token;
      status = fixture_ask (self, method, target, "%s", one_of (rubbish->parameters, &chance));
      g_assert_cmpuint (status, >=, 200);
      g_assert_nonnull (self->json);
      if (status >= 400)
        g_assert_nonnull (fixture_text (self, rubbish->error));
      else
        n_fine++;
    }
  g_assert_cmpuint (n_fine, >, 150);
}

guint
fixture_read_many (Fixture *self, const char *format)
{
  EarTownItem *post = fixture_newest (self, EAR_TOWN_POST);
  g_auto (GStrv) around = g_strsplit (format, "%s", 2);
  g_autofree char *target = g_strconcat (around[0], post->id, around[1], NULL);
  guint seen = 0, pages = 0;
  gint64 begun;

  for (guint i = 0; i < 20000; i++)
    ear_town_place (self->town, ear_town_new_item (self->town, self->account, EAR_TOWN_COMMENT, fixture_somebody (self)->id, "Me too", self->clock_ms),
                    post, NULL);
  lift_limits (self);
  begun = g_get_monotonic_time ();
  for (; target != NULL; pages++)
    {
      g_assert_cmpuint (fixture_get (self, "%s", target), ==, 200);
      seen += fixture_length (self, "data");
      g_free (target);
      target = fixture_next (self, "paging.next");
    }
  g_test_message ("%u comments in %u pages, %.2f ms each", seen, pages, (double) (g_get_monotonic_time () - begun) / 1e3 / pages);
  return seen;
}
