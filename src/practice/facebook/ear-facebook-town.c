/* ear-facebook-town.c: Facebook Pages and Messenger as the town has them: which request goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

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

static guint
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
ear_facebook_find (EarGraphCall *call, const char *id, EarGraphTarget *target)
{
  const char *bare = strrchr (id, '_') != NULL ? strrchr (id, '_') + 1 : id;

  *target = (EarGraphTarget) { 0 };
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
ear_facebook_write_target (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
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
get_node (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  ear_facebook_write_target (call, json, target, fields);
}

/* ---- what there is, what it needs ---- */

#define POSTED (EAR_FACEBOOK_POST | EAR_FACEBOOK_COMMENT)

static const EarGraphRoute routes[] = {
  { "GET", EAR_FACEBOOK_USER | EAR_FACEBOOK_PAGE, NULL, NULL, get_node },
  { "GET", POSTED, NULL, "pages_read_engagement", get_node },
  { "GET", EAR_FACEBOOK_THREAD | EAR_FACEBOOK_MESSAGE, NULL, "pages_messaging", get_node, TRUE },
  { "GET", EAR_FACEBOOK_USER, "accounts", "pages_show_list", ear_facebook_get_accounts },
  { "GET", EAR_FACEBOOK_USER, "permissions", NULL, ear_facebook_get_permissions },
  { "DELETE", EAR_FACEBOOK_USER, "permissions", NULL, ear_facebook_delete_permissions },
  { "GET", EAR_FACEBOOK_PAGE, "published_posts", "pages_read_engagement", ear_facebook_get_posts },
  { "GET", EAR_FACEBOOK_PAGE, "posts", "pages_read_engagement", ear_facebook_get_posts },
  { "GET", EAR_FACEBOOK_PAGE, "feed", "pages_read_engagement", ear_facebook_get_posts },
  { "GET", EAR_FACEBOOK_PAGE, "scheduled_posts", "pages_read_engagement", ear_facebook_get_scheduled, TRUE },
  { "GET", EAR_FACEBOOK_PAGE, "tagged", "pages_read_user_content", ear_facebook_get_tagged, TRUE },
  { "GET", EAR_FACEBOOK_PAGE, "visitor_posts", "pages_read_user_content", ear_facebook_get_visits, TRUE },
  { "GET", EAR_FACEBOOK_PAGE, "ratings", "pages_read_user_content", ear_facebook_get_ratings, TRUE },
  { "GET", EAR_FACEBOOK_PAGE, "blocked", "pages_manage_engagement", ear_facebook_get_blocked, TRUE, "MODERATE" },
  { "GET", EAR_FACEBOOK_PAGE, "conversations", "pages_messaging", ear_facebook_get_conversations, TRUE, "MESSAGING" },
  { "GET", POSTED, "comments", "pages_read_user_content", ear_facebook_get_comments },
  { "GET", EAR_FACEBOOK_POST, "attachments", "pages_read_engagement", ear_facebook_get_attachments },
  { "GET", EAR_FACEBOOK_THREAD, "messages", "pages_messaging", ear_graph_get_messages, TRUE, "MESSAGING" },
  { "POST", EAR_FACEBOOK_PAGE, "feed", "pages_manage_posts", ear_facebook_post_feed, TRUE, "CREATE_CONTENT" },
  { "POST", EAR_FACEBOOK_PAGE, "photos", "pages_manage_posts", ear_facebook_post_photos, TRUE, "CREATE_CONTENT" },
  { "POST", EAR_FACEBOOK_PAGE, "blocked", "pages_manage_engagement", ear_facebook_post_blocked, TRUE, "MODERATE" },
  { "DELETE", EAR_FACEBOOK_PAGE, "blocked", "pages_manage_engagement", ear_facebook_delete_blocked, TRUE, "MODERATE" },
  { "POST", EAR_FACEBOOK_PAGE, "messages", "pages_messaging", ear_graph_post_messages, TRUE, "MESSAGING" },
  { "POST", EAR_FACEBOOK_PAGE, "message_attachments", "pages_messaging", ear_graph_post_message_attachments, TRUE, "MESSAGING" },
  { "POST", POSTED, "comments", "pages_manage_engagement", ear_facebook_post_comments, TRUE, "MODERATE" },
  { "POST", POSTED, "likes", "pages_manage_engagement", ear_facebook_post_likes, TRUE, "MODERATE" },
  { "DELETE", POSTED, "likes", "pages_manage_engagement", ear_facebook_delete_likes, TRUE, "MODERATE" },
  { "POST", EAR_FACEBOOK_POST, NULL, "pages_manage_posts", ear_facebook_update, TRUE, "CREATE_CONTENT" },
  { "DELETE", EAR_FACEBOOK_POST, NULL, "pages_manage_posts", ear_facebook_erase, TRUE, "CREATE_CONTENT" },
  { "POST", EAR_FACEBOOK_COMMENT, NULL, "pages_manage_engagement", ear_facebook_update, TRUE, "MODERATE" },
  { "DELETE", EAR_FACEBOOK_COMMENT, NULL, "pages_manage_engagement", ear_facebook_erase, TRUE, "MODERATE" },
};

static const EarGraphDoor doors[] = {
  { NULL, "dialog", "oauth", ear_facebook_dialog },
  { NULL, "oauth", "access_token", ear_facebook_access_token },
  { NULL, "debug_token", NULL, ear_facebook_debug_token },
};

/* GET /?ids=a,b,c */
static void
write_ids (EarGraphCall *call, EarJsonWriter *json, const char *text)
{
  g_auto (GStrv) ids = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) fields = ear_graph_read_fields (call);

  if (g_strv_length (ids) > MAX_IDS)
    ear_graph_fail (call, 100, 0, "(#100) Too many IDs. Maximum: %d. Provided: %u.", MAX_IDS, g_strv_length (ids));
  for (char **id = ids; *id != NULL && call->failure == NULL; id++)
    {
      EarGraphTarget target;

      if (!ear_facebook_find (call, *id, &target) || !ear_graph_check_scope (call, "pages_read_engagement"))
        return;
      ear_json_writer_begin_object (json, *id);
      ear_facebook_write_target (call, json, &target, fields);
      ear_json_writer_end_object (json);
    }
}

static EarReply *
answer_root (EarGraphCall *call)
{
  const char *ids = ear_town_request_get (call->request, "ids");
  EarJsonWriter *json;

  if (ear_facebook_is_batch (call->request))
    return ear_facebook_answer_batch (call);
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_graph_refuse_by_setting (call);
  if (ids == NULL)
    ear_graph_fail (call, 2500, 0, "Unknown path components");
  else if (call->failure == NULL)
    write_ids (call, json, ids);
  ear_json_writer_end_object (json);
  return ear_graph_end (call, json);
}

/* What was to appear by now does. */
static void
publish_due (EarGraphCall *call)
{
  const GPtrArray *posts = call->account->tops[EAR_TOWN_POST];
  gint64 now = ear_town_now (call->town);

  for (guint i = posts->len; i > 0; i--)
    {
      EarTownItem *post = g_ptr_array_index (posts, i - 1);
      const char *at = post->unpublished ? ear_town_item_get_fact (post, "scheduled") : NULL;

      if (post->created_ms + LATEST_SCHEDULE_MS < now)
        return;
      if (at != NULL && g_ascii_strtoll (at, NULL, 10) * 1000 <= now)
        post->unpublished = FALSE;
    }
}

/* What Meta allows a Page with few visitors, and one person's token. */
static const EarGraphBudget of_page = { "page_calls", 1000, FALSE, 80001,
                                        "There have been too many calls to this Page account. Wait a bit and try again." };
static const EarGraphBudget of_person = { "user_calls", 200, TRUE, 4, "Application request limit reached" };

static const EarGraphBudget *
get_budget (EarTown *town, const EarTownRequest *request)
{
  g_autofree char *secret = ear_graph_dup_secret (request);
  const EarTownToken *token = ear_town_find_token (town, secret);

  return token != NULL && (strcmp (token->type, "page") == 0 || strcmp (token->type, "system") == 0) ? &of_page : &of_person;
}

static const EarGraphService service = {
  .id = "facebook",
  .usage = "pages",
  .version = "v26.0",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .doors = doors,
  .n_doors = G_N_ELEMENTS (doors),
  .find = ear_facebook_find,
  .dup_id = ear_facebook_dup_id,
  .get_budget = get_budget,
  .prepare = publish_due,
  .answer_root = answer_root,
  .talk = &ear_facebook_talk,
};

EarReply *
ear_facebook_handle (EarTown *town, const EarTownRequest *request)
{
  return ear_graph_handle (&service, town, request);
}

static EarReply *
throttle (EarTown *town, const EarTownRequest *request)
{
  return ear_graph_throttle (&service, town, request);
}

static const char *const hosts[] = { "graph.facebook.com", "www.facebook.com", NULL };

const EarSimulator ear_facebook_simulator = {
  .id = "facebook",
  .hosts = hosts,
  .handle = ear_facebook_handle,
  .seed = ear_facebook_seed,
  .throttle = throttle,
  .dup_secret = ear_graph_dup_secret,
  .revoked = 458,
  .one_app = TRUE,
  .sign_in = "system",
};
