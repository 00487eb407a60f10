/* ear-mastodon-town.c: a Mastodon server as the town has it: which request goes where, and who asks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <stdlib.h>
#include <string.h>

#include "base/ear-clock.h"

#define WINDOW_MS (G_GINT64_CONSTANT (5) * 60 * 1000)
#define USUAL_LIMIT 300
#define ELSEWHERE "nebenan.example"
#define SCOPES "read,write,push,profile"

/* ---- answers ---- */

EarReply *
ear_fedi_refuse (guint status, const char *words)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "error", words);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (status, json);
}

EarReply *
ear_fedi_not_found (void)
{
  return ear_fedi_refuse (404, "Record not found");
}

const char *
ear_fedi_get (const EarFediCall *call, const char *name)
{
  const char *value = ear_town_request_get (call->request, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

gint64
ear_fedi_get_limit (const EarFediCall *call, gint64 usual, gint64 most)
{
  const char *text = ear_fedi_get (call, "limit");

  return text != NULL ? CLAMP (g_ascii_strtoll (text, NULL, 10), 1, most) : usual;
}

gboolean
ear_fedi_may (const EarTownToken *token, const char *scope)
{
  g_autofree char *whole = g_strndup (scope, strcspn (scope, ":"));

  return ear_town_token_may (token, scope) || ear_town_token_may (token, whole);
}

/* ---- names ---- */

/* Two people may be called alike: the second gets a number. */
static void
name_people (EarFediCall *call)
{
  g_hash_table_insert (call->names, call->account->id, g_strdup (call->account->handle));
  g_hash_table_insert (call->ids, g_strdup (call->account->handle), call->account->id);
  for (guint i = 0; i < call->town->people->len; i++)
    {
      const EarTownPerson *person = g_ptr_array_index (call->town->people, i);
      g_autofree char *plain = g_strdelimit (g_strdup (person->handle), ".", '_');
      const char *server = i % 3 == 0 ? NULL : ELSEWHERE;
      char *name = g_strconcat (plain, server != NULL ? "@" : "", server, NULL);

      if (g_hash_table_contains (call->ids, name))
        {
          g_free (name);
          name = g_strdup_printf ("%s%u%s%s", plain, i, server != NULL ? "@" : "", server != NULL ? server : "");
        }
      g_hash_table_insert (call->names, person->id, name);
      g_hash_table_insert (call->ids, g_ascii_strdown (name, -1), person->id);
    }
}

/* ---- what there is ---- */

typedef struct {
  const char *method, *path; /* "*" stands for an id */
  const char *scope;         /* NULL: no token is needed; "": any token */
  EarReply *(*func) (EarFediCall *call, const char *id);
} Route;

static const Route routes[] = {
  { "GET", "/api/v2/instance", NULL, ear_fedi_get_instance },
  { "GET", "/api/v1/instance", NULL, ear_fedi_get_old_instance },
  { "GET", "/.well-known/oauth-authorization-server", NULL, ear_fedi_get_metadata },
  { "GET", "/.well-known/webfinger", NULL, ear_fedi_get_webfinger },
  { "POST", "/api/v1/apps", NULL, ear_fedi_post_app },
  { "GET", "/oauth/authorize", NULL, ear_fedi_authorize },
  { "POST", "/oauth/token", NULL, ear_fedi_post_token },
  { "POST", "/oauth/revoke", NULL, ear_fedi_revoke },
  { "GET", "/api/v1/accounts/verify_credentials", "read:accounts", ear_fedi_get_credentials },
  { "GET", "/api/v1/accounts/*/statuses", "read:statuses", ear_fedi_get_account_statuses },
  { "GET", "/api/v1/accounts/*", "read:accounts", ear_fedi_get_account },
  { "GET", "/api/v2/notifications/policy", "read:notifications", ear_fedi_get_policy },
  { "GET", "/api/v1/notifications", "read:notifications", ear_fedi_get_notifications },
  { "GET", "/api/v1/notifications/*", "read:notifications", ear_fedi_get_notification },
  { "GET", "/api/v1/conversations", "read:statuses", ear_fedi_get_conversations },
  { "POST", "/api/v1/conversations/*/read", "write:conversations", ear_fedi_read_conversation },
  { "GET", "/api/v1/statuses", "read:statuses", ear_fedi_get_statuses },
  { "POST", "/api/v1/statuses", "write:statuses", ear_fedi_post_status },
  { "GET", "/api/v1/statuses/*/context", "read:statuses", ear_fedi_get_context },
  { "GET", "/api/v1/statuses/*/source", "read:statuses", ear_fedi_get_source },
  { "POST", "/api/v1/statuses/*/favourite", "write:favourites", ear_fedi_favourite },
  { "POST", "/api/v1/statuses/*/unfavourite", "write:favourites", ear_fedi_unfavourite },
  { "GET", "/api/v1/statuses/*", "read:statuses", ear_fedi_get_status },
  { "PUT", "/api/v1/statuses/*", "write:statuses", ear_fedi_put_status },
  { "DELETE", "/api/v1/statuses/*", "write:statuses", ear_fedi_delete_status },
};

/* Whether @path is as @pattern says; @id: (out): what stands for the star. */
static gboolean
matches (const char *pattern, const char *path, char **id)
{
  const char *star = strchr (pattern, '*');
  gsize head = star != NULL ? (gsize) (star - pattern) : 0;
  const char *rest;

  if (star == NULL)
    return strcmp (pattern, path) == 0;
  if (strncmp (pattern, path, head) != 0)
    return FALSE;
  rest = path + head + strcspn (path + head, "/");
  if (rest == path + head || strcmp (rest, star + 1) != 0)
    return FALSE;
  *id = g_strndup (path + head, (gsize) (rest - path - head));
  return TRUE;
}

static EarReply *
refuse_token (const char *error, const char *words)
{
  g_autofree char *challenge = g_strdup_printf ("Bearer realm=\"Doorkeeper\", error=\"%s\", error_description=\"%s\"", error, words);
  EarReply *reply = ear_fedi_refuse (strcmp (error, "insufficient_scope") == 0 ? 403 : 401, words);

  ear_reply_set_header (reply, "WWW-Authenticate", challenge);
  return reply;
}

static EarReply *
check_token (EarFediCall *call, const char *scope)
{
  g_autofree char *secret = ear_town_request_dup_bearer (call->request);
  EarTownToken *token = ear_town_find_token (call->town, secret);

  if (token == NULL || strcmp (token->account, call->account->id) != 0 || strcmp (token->type, "app") == 0 || strcmp (token->type, "code") == 0)
    return refuse_token ("invalid_token", "The access token is invalid");
  if (ear_town_token_get_dead (call->town, token) != 0)
    return refuse_token ("invalid_token", "The access token was revoked");
  if (ear_town_token_expired (call->town, token))
    return refuse_token ("invalid_token", "The access token expired");
  if (*scope != '\0' && !ear_fedi_may (token, scope))
    return refuse_token ("insufficient_scope", "This action is outside the authorized scopes");
  call->token = token;
  call->viewer = token->holder;
  return NULL;
}

/* ---- pace ---- */

static guint
get_limit (EarTown *town)
{
  const char *limit = ear_town_get_setting (town, "mastodon.limit");

  return limit != NULL ? (guint) atoi (limit) : USUAL_LIMIT;
}

static void
tell_pace (EarTown *town, EarReply *reply, guint used)
{
  guint limit = get_limit (town);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  g_autofree char *left_text = g_strdup_printf ("%u", limit - MIN (used, limit));
  g_autofree char *reset_text = ear_time_format ((ear_town_now (town) / WINDOW_MS + 1) * WINDOW_MS);

  ear_reply_set_header (reply, "X-RateLimit-Limit", limit_text);
  ear_reply_set_header (reply, "X-RateLimit-Remaining", left_text);
  ear_reply_set_header (reply, "X-RateLimit-Reset", reset_text);
}

static EarReply *
throttle (EarTown *town, const EarTownRequest *request)
{
  EarReply *reply = ear_fedi_refuse (429, "Too many requests");

  town->n_throttled++;
  tell_pace (town, reply, G_MAXUINT);
  return reply;
}

static char *
dup_secret (const EarTownRequest *request)
{
  return ear_town_request_dup_bearer (request);
}

/* ---- handle ---- */

static EarReply *
answer (EarFediCall *call, const Route *route, const char *id)
{
  g_autofree char *key = NULL;
  EarReply *refusal = route->scope != NULL ? check_token (call, route->scope) : NULL;
  EarReply *reply;
  guint used;

  if (refusal != NULL)
    return refusal;
  key = g_strconcat ("mastodon ", call->token != NULL ? call->token->secret : "", NULL);
  used = ear_town_count_call (call->town, key, WINDOW_MS);
  if (used > get_limit (call->town))
    return throttle (call->town, call->request);
  reply = route->func (call, id);
  tell_pace (call->town, reply, used);
  return reply;
}

static EarReply *
handle (EarTown *town, const EarTownRequest *request)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  EarFediCall call = { town, ear_town_get_account (town, "mastodon"), request, .host = strstr (request->origin, "://") + 3, .names = names, .ids = ids };
  const char *method = strcmp (request->method, "HEAD") == 0 ? "GET" : request->method;

  name_people (&call);
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      g_autofree char *id = NULL;

      if (strcmp (routes[i].method, method) == 0 && matches (routes[i].path, request->path, &id))
        return answer (&call, &routes[i], id);
    }
  return ear_fedi_not_found ();
}

/* Some have been warned of beforehand, some speak privately; two of the town's own people may sign in here too, for tests. */
static void
seed (EarTown *town, guint size)
{
  EarTownAccount *account = ear_town_add_account (town, "mastodon", "Aurora, Lindenplatz", "trattoria_aurora");
  EarTownContent content = ear_town_share_out (size);
  const struct {
    const char *type, *holder;
  } tokens[] = {
    { "access", account->id },
    { "alice", ((EarTownPerson *) g_ptr_array_index (town->people, 3))->id },
    { "quiet", ((EarTownPerson *) g_ptr_array_index (town->people, 6))->id },
    { "bob", ((EarTownPerson *) g_ptr_array_index (town->people, 4))->id },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *secret = ear_town_new_secret (town, "", 43);

      ear_town_add_token (town, account, tokens[i].type, tokens[i].holder, SCOPES, secret, 0);
    }
  content.reviews = 0;
  /* A comment here is a mention: most ask, few reply to posts. */
  content.comments = size / 2;
  content.visits = 1 + size / 4;
  ear_town_fill (town, account, &content);
}

#define HOST "social.trattoria-aurora.example"
static const char *const hosts[] = { HOST, NULL };

const EarSimulator ear_mastodon_simulator = {
  .id = "mastodon",
  .hosts = hosts,
  .handle = handle,
  .seed = seed,
  .throttle = throttle,
  .dup_secret = dup_secret,
  .revoked = 1,
  .sign_in = "access",
  .address = HOST,
};
