/* ear-facebook-town.c: Facebook Pages and Messenger as the town has them: which request goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

#define DEFAULT_VERSION "v26.0"
#define MAX_IDS 50
/* As far ahead as a post may be scheduled, and some. */
#define LATEST_SCHEDULE_MS (G_GINT64_CONSTANT (40 * 24 * 3600) * 1000)


/* ---- ids ---- */

char *
ear_facebook_dup_id (const EarTownItem *item)
{
  switch (item->kind)
    {
    case EAR_TOWN_POST:
    case EAR_TOWN_VISIT:
      return g_strconcat (item->account->id, "_", item->id, NULL);
    case EAR_TOWN_MENTION:
      return g_strconcat (item->author, "_", item->id, NULL);
    case EAR_TOWN_COMMENT:
      return g_strconcat (item->top->id, "_", item->id, NULL);
    case EAR_TOWN_THREAD:
      return g_strconcat ("t_", item->id, NULL);
    case EAR_TOWN_MESSAGE:
      return g_strconcat ("m_", item->id, NULL);
    default:
      return g_strdup (item->id);
    }
}

static EarFacebookType
type_of (const EarTownItem *item)
{
  return item->kind == EAR_TOWN_COMMENT   ? EAR_FACEBOOK_COMMENT
         : item->kind == EAR_TOWN_THREAD  ? EAR_FACEBOOK_THREAD
         : item->kind == EAR_TOWN_MESSAGE ? EAR_FACEBOOK_MESSAGE
                                          : EAR_FACEBOOK_POST;
}

gboolean
ear_facebook_is_page (const EarGraphCall *call)
{
  return strcmp (call->token->type, "page") == 0;
}

/**
 * ear_facebook_find:
 * @call: a call with its token
 * @id: "me", a Page's or a person's, "page_post", "post_comment" or what stands after the last "_" of these
 * @target: (out): what it is
 *
 * Returns: whether there is such a thing; otherwise the call has failed
 */
gboolean
ear_facebook_find (EarGraphCall *call, const char *id, EarFacebookTarget *target)
{
  const char *bare = strrchr (id, '_') != NULL ? strrchr (id, '_') + 1 : id;

  *target = (EarFacebookTarget) { 0 };
  if (strcmp (id, "me") == 0)
    id = bare = call->token->holder;
  if (strcmp (id, call->account->id) == 0)
    target->type = EAR_FACEBOOK_PAGE;
  else if (strcmp (id, call->token->holder) == 0)
    {
      target->type = EAR_FACEBOOK_USER;
      target->person = ear_town_find_person (call->town, id);
    }
  else
    {
      EarTownItem *item = ear_town_find_item (call->town, bare);
      g_autofree char *full = item != NULL ? ear_facebook_dup_id (item) : NULL;

      /* Messages and threads are known by their full id alone. */
      if (item == NULL || item->deleted || item->account != call->account ||
          (strcmp (id, full) != 0 && (strcmp (id, bare) != 0 || item->kind == EAR_TOWN_THREAD || item->kind == EAR_TOWN_MESSAGE)))
        {
          ear_graph_fail_gone (call, id);
          return FALSE;
        }
      target->item = item;
      target->type = type_of (item);
    }
  return TRUE;
}

void
ear_facebook_write_target (EarGraphCall *call, EarJsonWriter *json, const EarFacebookTarget *target, GPtrArray *fields)
{
  static const struct {
    EarFacebookType type;
    const EarGraphNode *node;
  } nodes[] = {
    { EAR_FACEBOOK_USER, &ear_facebook_user_node },       { EAR_FACEBOOK_PAGE, &ear_facebook_page_node },
    { EAR_FACEBOOK_POST, &ear_facebook_post_node },       { EAR_FACEBOOK_COMMENT, &ear_facebook_comment_node },
    { EAR_FACEBOOK_THREAD, &ear_facebook_thread_node },   { EAR_FACEBOOK_MESSAGE, &ear_facebook_message_node },
  };

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    if (nodes[i].type == target->type)
      ear_graph_write_members (call, json, nodes[i].node,
                               target->item != NULL     ? (gpointer) target->item
                               : target->person != NULL ? (gpointer) target->person
                                                        : (gpointer) call->account,
                               fields);
}

static void
get_node (EarGraphCall *call, EarJsonWriter *json, const EarFacebookTarget *target, GPtrArray *fields)
{
  ear_facebook_write_target (call, json, target, fields);
}

/* ---- what there is, what it needs ---- */

enum {
  PAGE_ONLY = 1 << 0,      /* 1705 with a person's token */
};
#define POSTED (EAR_FACEBOOK_POST | EAR_FACEBOOK_COMMENT)

static const struct {
  const char *method;
  guint types;
  const char *edge;  /* NULL: the node itself */
  const char *scope; /* (nullable) */
  const char *task;  /* (nullable): of the person on the Page */
  guint flags;
  EarFacebookEdge func;
} routes[] = {
  { "GET", EAR_FACEBOOK_USER | EAR_FACEBOOK_PAGE, NULL, NULL, NULL, 0, get_node },
  { "GET", POSTED, NULL, "pages_read_engagement", NULL, 0, get_node },
  { "GET", EAR_FACEBOOK_THREAD | EAR_FACEBOOK_MESSAGE, NULL, "pages_messaging", NULL, PAGE_ONLY, get_node },
  { "GET", EAR_FACEBOOK_USER, "accounts", "pages_show_list", NULL, 0, ear_facebook_get_accounts },
  { "GET", EAR_FACEBOOK_USER, "permissions", NULL, NULL, 0, ear_facebook_get_permissions },
  { "DELETE", EAR_FACEBOOK_USER, "permissions", NULL, NULL, 0, ear_facebook_delete_permissions },
  { "GET", EAR_FACEBOOK_PAGE, "published_posts", "pages_read_engagement", NULL, 0, ear_facebook_get_posts },
  { "GET", EAR_FACEBOOK_PAGE, "posts", "pages_read_engagement", NULL, 0, ear_facebook_get_posts },
  { "GET", EAR_FACEBOOK_PAGE, "feed", "pages_read_engagement", NULL, 0, ear_facebook_get_posts },
  { "GET", EAR_FACEBOOK_PAGE, "scheduled_posts", "pages_read_engagement", NULL, PAGE_ONLY, ear_facebook_get_scheduled },
  { "GET", EAR_FACEBOOK_PAGE, "tagged", "pages_read_user_content", NULL, PAGE_ONLY, ear_facebook_get_tagged },
  { "GET", EAR_FACEBOOK_PAGE, "visitor_posts", "pages_read_user_content", NULL, PAGE_ONLY, ear_facebook_get_visits },
  { "GET", EAR_FACEBOOK_PAGE, "ratings", "pages_read_user_content", NULL, PAGE_ONLY, ear_facebook_get_ratings },
  { "GET", EAR_FACEBOOK_PAGE, "blocked", "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_get_blocked },
  { "GET", EAR_FACEBOOK_PAGE, "conversations", "pages_messaging", "MESSAGING", PAGE_ONLY, ear_facebook_get_conversations },
  { "GET", POSTED, "comments", "pages_read_user_content", NULL, 0, ear_facebook_get_comments },
  { "GET", EAR_FACEBOOK_POST, "attachments", "pages_read_engagement", NULL, 0, ear_facebook_get_attachments },
  { "GET", EAR_FACEBOOK_THREAD, "messages", "pages_messaging", "MESSAGING", PAGE_ONLY, ear_facebook_get_messages },
  { "POST", EAR_FACEBOOK_PAGE, "feed", "pages_manage_posts", "CREATE_CONTENT", PAGE_ONLY, ear_facebook_post_feed },
  { "POST", EAR_FACEBOOK_PAGE, "photos", "pages_manage_posts", "CREATE_CONTENT", PAGE_ONLY, ear_facebook_post_photos },
  { "POST", EAR_FACEBOOK_PAGE, "blocked", "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_post_blocked },
  { "DELETE", EAR_FACEBOOK_PAGE, "blocked", "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_delete_blocked },
  { "POST", EAR_FACEBOOK_PAGE, "messages", "pages_messaging", "MESSAGING", PAGE_ONLY, ear_facebook_post_messages },
  { "POST", EAR_FACEBOOK_PAGE, "message_attachments", "pages_messaging", "MESSAGING", PAGE_ONLY, ear_facebook_post_message_attachments },
  { "POST", POSTED, "comments", "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_post_comments },
  { "POST", POSTED, "likes", "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_post_likes },
  { "DELETE", POSTED, "likes", "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_delete_likes },
  { "POST", EAR_FACEBOOK_POST, NULL, "pages_manage_posts", "CREATE_CONTENT", PAGE_ONLY, ear_facebook_update },
  { "DELETE", EAR_FACEBOOK_POST, NULL, "pages_manage_posts", "CREATE_CONTENT", PAGE_ONLY, ear_facebook_erase },
  { "POST", EAR_FACEBOOK_COMMENT, NULL, "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_update },
  { "DELETE", EAR_FACEBOOK_COMMENT, NULL, "pages_manage_engagement", "MODERATE", PAGE_ONLY, ear_facebook_erase },
};

/* Nobody holds a token of these. */
static const struct {
  const char *first, *second;
  EarFacebookDoor func;
} doors[] = {
  { "dialog", "oauth", ear_facebook_dialog },
  { "oauth", "access_token", ear_facebook_access_token },
  { "debug_token", NULL, ear_facebook_debug_token },
};

static gboolean
may (EarGraphCall *call, const char *scope, const char *task, guint flags)
{
  gboolean reads = strcmp (call->request->method, "GET") == 0;
  const char *tasks = ear_town_get_setting (call->town, "facebook.tasks");

  if (!ear_graph_check_scope (call, scope))
    return FALSE;
  if ((flags & PAGE_ONLY) != 0 && !ear_facebook_is_page (call))
    ear_graph_fail (call, 1705, 0, "(#1705) A Page access token is required to request this resource.");
  else if (task != NULL && tasks != NULL && strstr (tasks, task) == NULL)
    ear_graph_fail (call, reads ? 10 : 200, 0, "(#%d) The person who signed in lacks the %s task on this Page", reads ? 10 : 200, task);
  return call->failure == NULL;
}

static void
answer_edge (EarGraphCall *call, EarJsonWriter *json, const char *id, const char *edge)
{
  g_autoptr (GPtrArray) fields = ear_graph_read_fields (call);
  EarFacebookTarget target;

  if (call->failure != NULL || !ear_facebook_find (call, id, &target))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strcmp (routes[i].method, call->request->method) == 0 && (routes[i].types & target.type) != 0 && g_strcmp0 (routes[i].edge, edge) == 0)
      {
        if (may (call, routes[i].scope, routes[i].task, routes[i].flags))
          routes[i].func (call, json, &target, fields);
        return;
      }
  ear_graph_fail (call, 100, 0, "(#100) Tried accessing nonexisting field (%s) on this node type", edge != NULL ? edge : "");
}

/* GET /?ids=a,b,c */
static void
answer_ids (EarGraphCall *call, EarJsonWriter *json, const char *text)
{
  g_auto (GStrv) ids = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) fields = ear_graph_read_fields (call);

  if (g_strv_length (ids) > MAX_IDS)
    ear_graph_fail (call, 100, 0, "(#100) Too many IDs. Maximum: %d. Provided: %u.", MAX_IDS, g_strv_length (ids));
  for (char **id = ids; *id != NULL && call->failure == NULL; id++)
    {
      EarFacebookTarget target;

      if (!ear_facebook_find (call, *id, &target) || !may (call, "pages_read_engagement", NULL, 0))
        return;
      ear_json_writer_begin_object (json, *id);
      ear_facebook_write_target (call, json, &target, fields);
      ear_json_writer_end_object (json);
    }
}

/* ---- one request ---- */

/* What was to appear by now does. */
static void
publish_due (EarTown *town, EarTownAccount *account)
{
  const GPtrArray *posts = account->tops[EAR_TOWN_POST];

  for (guint i = posts->len; i > 0; i--)
    {
      EarTownItem *post = g_ptr_array_index (posts, i - 1);
      const char *at = post->unpublished ? ear_town_item_get_fact (post, "scheduled") : NULL;

      if (post->created_ms + LATEST_SCHEDULE_MS < ear_town_now (town))
        return;
      if (at != NULL && g_ascii_strtoll (at, NULL, 10) * 1000 <= ear_town_now (town))
        post->unpublished = FALSE;
    }
}

static EarReply *
answer (EarGraphCall *call, char **parts)
{
  const char *ids = ear_town_request_get (call->request, "ids");
  EarJsonWriter *json;

  if (!ear_graph_check_token (call))
    return g_steal_pointer (&call->failure);
  if (parts[0] == NULL && ear_facebook_is_batch (call->request))
    return ear_facebook_answer_batch (call);
  ear_graph_refuse_by_setting (call);

  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  if (call->failure != NULL)
    ;
  else if (parts[0] == NULL && ids != NULL)
    answer_ids (call, json, ids);
  else if (parts[0] != NULL && (parts[1] == NULL || parts[2] == NULL))
    answer_edge (call, json, parts[0], parts[1]);
  else
    ear_graph_fail (call, 2500, 0, "Unknown path components");
  if (call->failure != NULL)
    {
      ear_json_writer_free (json);
      return g_steal_pointer (&call->failure);
    }
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_facebook_handle (EarTown *town, const EarTownRequest *request)
{
  g_auto (GStrv) all = g_strsplit (request->path, "/", -1);
  g_autofree char **parts = g_new0 (char *, g_strv_length (all) + 1);
  g_autofree char *version = g_strdup (DEFAULT_VERSION);
  EarTownAccount *account = ear_town_get_account (town, "facebook");
  EarGraphCall call = { .town = town, .request = request, .account = account };
  EarFacebookPace pace;
  EarReply *reply;
  guint n = 0;

  for (char **part = all; *part != NULL; part++)
    if (n == 0 && (*part)[0] == 'v' && g_ascii_isdigit ((*part)[1]))
      g_set_str (&version, *part);
    else if (**part != '\0')
      parts[n++] = *part;
  call.version = version;
  for (gsize i = 0; n > 0 && i < G_N_ELEMENTS (doors); i++)
    if (strcmp (parts[0], doors[i].first) == 0 && g_strcmp0 (parts[1], doors[i].second) == 0)
      return doors[i].func (town, account, request);

  publish_due (town, account);
  if (!ear_facebook_count (town, account, request, &pace))
    {
      town->n_throttled++;
      return ear_facebook_throttle (town, request);
    }
  reply = answer (&call, parts);
  ear_facebook_set_usage (account, &pace, reply);
  ear_reply_set_header (reply, "facebook-api-version", version);
  return reply;
}

static const char *const hosts[] = { "graph.facebook.com", "www.facebook.com", NULL };

const EarSimulator ear_facebook_simulator = {
  .id = "facebook",
  .hosts = hosts,
  .handle = ear_facebook_handle,
  .seed = ear_facebook_seed,
  .throttle = ear_facebook_throttle,
  .dup_secret = ear_graph_dup_secret,
  .revoked = 458,
  .sign_in = "system",
};
