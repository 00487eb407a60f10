/* ear-town-control.c: the town moved by hand, over HTTP, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-control.h"

#include <stdlib.h>
#include <string.h>

#include "practice/ear-mischief.h"

static const char *const kinds[EAR_TOWN_N_KINDS] = { "post", "visit", "mention", "review", "thread", "comment", "message" };

static EarReply *
refuse (const char *what)
{
  return ear_town_reply_text (400, "text/plain; charset=utf-8", what);
}

static EarReply *
done (void)
{
  return ear_town_reply_text (200, "application/json", "{}");
}

static gint64
get_number (const EarTownRequest *request, const char *name, gint64 otherwise)
{
  const char *value = ear_town_request_get (request, name);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

/**
 * ear_town_write_accounts:
 * @town: a town
 * @json: inside an object
 *
 * "accounts": by service, what one needs to sign in there.
 */
void
ear_town_write_accounts (EarTown *town, EarJsonWriter *json)
{
  ear_json_writer_begin_object (json, "accounts");
  for (guint i = 0; i < town->accounts->len; i++)
    {
      const EarTownAccount *account = g_ptr_array_index (town->accounts, i);

      ear_json_writer_begin_object (json, account->service);
      ear_json_writer_text (json, "id", account->id);
      ear_json_writer_text (json, "name", account->name);
      ear_json_writer_text (json, "handle", account->handle);
      ear_json_writer_text (json, "owner", account->owner);
      ear_json_writer_text (json, "app_id", account->app_id);
      ear_json_writer_text (json, "app_secret", account->app_secret);
      ear_json_writer_begin_object (json, "tokens");
      /* The first of each type that is good still. */
      for (guint j = 0; j < town->tokens->len; j++)
        {
          const EarTownToken *token = g_ptr_array_index (town->tokens, j);

          if (strcmp (token->account, account->id) == 0 && token == ear_town_get_token (town, account, token->type))
            ear_json_writer_text (json, token->type, token->secret);
        }
      ear_json_writer_end_object (json);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_object (json);
}

static EarReply *
get_accounts (EarTown *town, const EarTownRequest *request)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_int (json, "now", ear_town_now (town));
  ear_town_write_accounts (town, json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

static EarReply *
get_state (EarTown *town, const EarTownRequest *request)
{
  g_autofree char *text = ear_town_to_json (town);

  return ear_town_reply_text (200, "application/json", text);
}

static EarReply *
post_mischief (EarTown *town, const EarTownRequest *request)
{
  EarMischiefRule rule = {
    .service = (char *) ear_town_request_get (request, "service"),
    .method = (char *) ear_town_request_get (request, "method"),
    .path = (char *) ear_town_request_get (request, "path"),
    .times = (guint) get_number (request, "times", 1),
    .per_mille = (guint) get_number (request, "per_mille", 0),
    .ms = (guint) get_number (request, "ms", 0),
  };

  if (!ear_mischief_from_string (ear_town_request_get (request, "kind"), &rule.kind))
    return refuse ("no such kind of mischief");
  ear_mischief_add (town->mischief, &rule);
  return done ();
}

static EarReply *
delete_mischief (EarTown *town, const EarTownRequest *request)
{
  ear_mischief_clear (town->mischief, (guint64) get_number (request, "seed", 1));
  return done ();
}

static EarReply *
get_mischief (EarTown *town, const EarTownRequest *request)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  for (guint i = 0; i < EAR_MISCHIEF_N; i++)
    ear_json_writer_int (json, ear_mischief_to_string ((EarMischiefKind) i), ear_mischief_get_count (town->mischief, (EarMischiefKind) i));
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* "facts": what only this service knows of an item. */
static void
set_facts (EarTownItem *item, const EarTownRequest *request)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, request->parameters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_str_has_prefix (name, "facts."))
      ear_town_item_set_fact (item, (const char *) name + strlen ("facts."), value);
}

/* service, kind, text; author: a person's id, "us", or none for somebody; person: whose thread; top, parent: ids; at: UTC ms. */
static EarReply *
post_write (EarTown *town, const EarTownRequest *request)
{
  const char *service = ear_town_request_get (request, "service"), *text = ear_town_request_get (request, "text");
  const char *author = ear_town_request_get (request, "author"), *person = ear_town_request_get (request, "person");
  EarTownAccount *account = service != NULL ? ear_town_get_account (town, service) : NULL;
  EarTownItem *top = ear_town_find_item (town, ear_town_request_get (request, "top"));
  EarTownItem *parent = ear_town_find_item (town, ear_town_request_get (request, "parent"));
  const EarTownPerson *somebody = town->people->len > 1 ? g_ptr_array_index (town->people, 1) : NULL;
  const EarTownItem *reply_to = NULL;
  EarJsonWriter *json;
  EarTownItem *item;
  guint kind = 0;

  while (kind < EAR_TOWN_N_KINDS && g_strcmp0 (kinds[kind], ear_town_request_get (request, "kind")) != 0)
    kind++;
  if (account == NULL || somebody == NULL || text == NULL || kind == EAR_TOWN_N_KINDS || kind == EAR_TOWN_THREAD)
    return refuse ("service, kind and text are needed");
  if (g_strcmp0 (author, "us") == 0)
    author = account->id;
  else if (author == NULL)
    author = person != NULL ? person : somebody->id;
  if (parent != NULL)
    {
      reply_to = parent->parent != NULL ? parent : NULL;
      parent = parent->parent != NULL ? parent->parent : parent;
      top = parent->top;
    }
  if (kind == EAR_TOWN_MESSAGE && top == NULL)
    top = ear_town_get_thread (town, account, person != NULL ? person : author, TRUE);
  if ((top != NULL) != (kind >= EAR_TOWN_N_TOPS) || (top != NULL && (top->account != account || top->kind >= EAR_TOWN_N_TOPS)))
    return refuse ("it hangs under nothing, or under the wrong thing");

  item = ear_town_new_item (town, account, (EarTownKind) kind, author, text, get_number (request, "at", ear_town_now (town)));
  if (kind == EAR_TOWN_REVIEW)
    ear_town_item_set_fact (item, "rating", ear_town_request_get (request, "rating") != NULL ? ear_town_request_get (request, "rating") : "5");
  if (reply_to != NULL)
    ear_town_item_set_fact (item, "in_reply_to", reply_to->id);
  set_facts (item, request);
  ear_town_place (town, item, top, parent);
  if (!ear_town_is_set (town, "quiet"))
    ear_town_expect (town, item);

  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "id", item->id);
  ear_json_writer_text (json, "top", top != NULL ? top->id : NULL);
  ear_json_writer_text (json, "author", item->author);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

static EarReply *
post_edit (EarTown *town, const EarTownRequest *request)
{
  EarTownItem *item = ear_town_find_item (town, ear_town_request_get (request, "id"));
  const char *text = ear_town_request_get (request, "text");

  if (item == NULL)
    return refuse ("no such item");
  if (text != NULL)
    ear_town_edit (town, item, text);
  set_facts (item, request);
  return done ();
}

static EarReply *
post_delete (EarTown *town, const EarTownRequest *request)
{
  EarTownItem *item = ear_town_find_item (town, ear_town_request_get (request, "id"));

  if (item == NULL)
    return refuse ("no such item");
  ear_town_delete (town, item);
  return done ();
}

static EarReply *
post_advance (EarTown *town, const EarTownRequest *request)
{
  ear_town_advance (town, get_number (request, "ms", 0));
  return done ();
}

static EarReply *
post_live (EarTown *town, const EarTownRequest *request)
{
  ear_town_live (town, ear_town_now (town));
  return done ();
}

static EarReply *
post_set (EarTown *town, const EarTownRequest *request)
{
  const char *name = ear_town_request_get (request, "name");

  if (name == NULL)
    return refuse ("name is needed");
  ear_town_set (town, name, ear_town_request_get (request, "value"));
  return done ();
}

/* service, type: another like the first of that type, alive or not. */
static EarReply *
make_token (EarTown *town, const EarTownRequest *request)
{
  const char *service = ear_town_request_get (request, "service"), *type = ear_town_request_get (request, "type");
  EarTownAccount *account = service != NULL ? ear_town_get_account (town, service) : NULL;

  for (guint i = 0; account != NULL && type != NULL && i < town->tokens->len; i++)
    {
      const EarTownToken *like = g_ptr_array_index (town->tokens, i);
      g_autofree char *prefix = g_strndup (like->secret, 3);
      g_autofree char *secret = NULL;
      EarJsonWriter *json;

      if (strcmp (like->account, account->id) != 0 || strcmp (like->type, type) != 0)
        continue;
      secret = ear_town_new_secret (town, prefix, 40);
      ear_town_add_token (town, account, type, like->holder, like->scopes, secret, 0);
      json = ear_json_writer_new ();
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_text (json, "secret", secret);
      ear_json_writer_end_object (json);
      return ear_town_reply_json (200, json);
    }
  return refuse ("no such token to make another like");
}

/* secret, and what to change: dead, expires_ms, scopes; without one a new token is made. */
static EarReply *
post_token (EarTown *town, const EarTownRequest *request)
{
  EarTownToken *token = ear_town_find_token (town, ear_town_request_get (request, "secret"));

  if (ear_town_request_get (request, "secret") == NULL)
    return make_token (town, request);
  if (token == NULL)
    return refuse ("no such token");
  token->dead = get_number (request, "dead", token->dead);
  token->expires_ms = get_number (request, "expires_ms", token->expires_ms);
  if (ear_town_request_get (request, "scopes") != NULL)
    g_set_str (&token->scopes, ear_town_request_get (request, "scopes"));
  return done ();
}

static const struct {
  const char *method, *path;
  EarReply *(*handle) (EarTown *town, const EarTownRequest *request);
} orders[] = {
  { "GET", "/town/accounts", get_accounts },
  { "GET", "/town/state", get_state },
  { "GET", "/town/mischief", get_mischief },
  { "POST", "/town/mischief", post_mischief },
  { "DELETE", "/town/mischief", delete_mischief },
  { "POST", "/town/write", post_write },
  { "POST", "/town/edit", post_edit },
  { "POST", "/town/delete", post_delete },
  { "POST", "/town/advance", post_advance },
  { "POST", "/town/live", post_live },
  { "POST", "/town/set", post_set },
  { "POST", "/town/token", post_token },
};

static EarReply *
handle (EarTown *town, const EarTownRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (strcmp (orders[i].method, request->method) == 0 && strcmp (orders[i].path, request->path) == 0)
      return orders[i].handle (town, request);
  return ear_town_reply_text (404, "text/plain; charset=utf-8", "no such order");
}

static const char *const no_hosts[] = { NULL };

const EarSimulator ear_town_control = { .id = "town", .hosts = no_hosts, .handle = handle };
