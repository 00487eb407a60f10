/* ear-instagram-town.c: Instagram as the town has it: which request goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define THREAD_PREFIX "aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6"
#define MESSAGE_PREFIX "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE"

#define BASIC "instagram_business_basic"
#define COMMENTS "instagram_business_manage_comments"
#define MESSAGES "instagram_business_manage_messages"
#define PUBLISH "instagram_business_content_publish"
#define INSIGHTS "instagram_business_manage_insights"

/* More are not written between two requests. */
#define NEW_ITEMS 50

static const EarGraphSignIn sign_in = { "ig", "IGAA", BASIC "," COMMENTS "," MESSAGES "," PUBLISH "," INSIGHTS, TRUE };

/* ---- ids ---- */

char *
ear_instagram_dup_app_id (const EarTownAccount *account)
{
  return g_strconcat ("2", account->id + 1, NULL);
}

char *
ear_instagram_dup_id (const EarTownItem *item)
{
  const char *prefix = item->kind == EAR_TOWN_THREAD ? THREAD_PREFIX : item->kind == EAR_TOWN_MESSAGE ? MESSAGE_PREFIX : NULL;
  g_autofree char *coded = prefix != NULL ? g_base64_encode ((const guchar *) item->id, strlen (item->id)) : NULL;

  if (prefix == NULL)
    return g_strdup (item->id);
  coded[strcspn (coded, "=")] = '\0';
  return g_strconcat (prefix, coded, "ZD", NULL);
}

EarTownItem *
ear_instagram_find_item (EarTown *town, const char *id)
{
  gsize skip = g_str_has_prefix (id, THREAD_PREFIX) ? strlen (THREAD_PREFIX) : g_str_has_prefix (id, MESSAGE_PREFIX) ? strlen (MESSAGE_PREFIX) : 0;
  g_autofree char *coded = NULL, *padded = NULL, *digits = NULL, *full = NULL;
  g_autofree guchar *bytes = NULL;
  EarTownItem *item;
  gsize length;

  if (skip != 0 && g_str_has_suffix (id, "ZD") && strlen (id) > skip + 2)
    {
      coded = g_strndup (id + skip, strlen (id) - skip - 2);
      padded = g_strconcat (coded, &"==="[3 - (4 - strlen (coded) % 4) % 4], NULL);
      bytes = g_base64_decode (padded, &length);
      digits = g_strndup ((const char *) bytes, length);
    }
  item = ear_town_find_item (town, digits != NULL ? digits : id);
  full = item != NULL ? ear_instagram_dup_id (item) : NULL;
  return item != NULL && strcmp (full, id) == 0 ? item : NULL;
}

static guint
type_of (const EarTownItem *item)
{
  return item->kind == EAR_TOWN_COMMENT   ? EAR_INSTAGRAM_COMMENT
         : item->kind == EAR_TOWN_THREAD  ? EAR_INSTAGRAM_THREAD
         : item->kind == EAR_TOWN_MESSAGE ? EAR_INSTAGRAM_MESSAGE
         : ear_town_item_is_ours (item)   ? EAR_INSTAGRAM_MEDIA
                                          : EAR_INSTAGRAM_FOREIGN;
}

static gboolean
find (EarGraphCall *call, const char *id, EarGraphTarget *target)
{
  g_autofree char *app_id = ear_instagram_dup_app_id (call->account);
  g_autoptr (GHashTable) container = NULL;

  if (strcmp (id, "me") == 0 || strcmp (id, call->account->id) == 0 || strcmp (id, app_id) == 0)
    {
      target->type = EAR_INSTAGRAM_ACCOUNT;
      return TRUE;
    }
  target->item = ear_instagram_find_item (call->town, id);
  if (target->item != NULL && !target->item->deleted && target->item->account == call->account)
    {
      target->type = type_of (target->item);
      return TRUE;
    }
  target->item = NULL;
  target->person = ear_town_find_person (call->town, id);
  container = ear_graph_container_find (call->town, call->account, id);
  target->type = container != NULL ? EAR_INSTAGRAM_CONTAINER : EAR_INSTAGRAM_PERSON;
  if (container == NULL && target->person == NULL)
    ear_graph_fail_gone (call, id);
  return call->failure == NULL;
}

static void
get_node (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const struct {
    guint types;
    const EarGraphNode *node;
  } nodes[] = {
    { EAR_INSTAGRAM_MEDIA | EAR_INSTAGRAM_FOREIGN, &ear_instagram_media_node }, { EAR_INSTAGRAM_COMMENT, &ear_instagram_comment_node },
    { EAR_INSTAGRAM_THREAD, &ear_instagram_thread_node },                       { EAR_INSTAGRAM_MESSAGE, &ear_instagram_message_node },
  };

  if (target->item != NULL && target->item->kind == EAR_TOWN_MESSAGE && ear_graph_is_message_empty (target->item))
    {
      ear_graph_fail (call, 100, 33, "(#100) This message has been deleted, or is not one of the newest 20 of its conversation");
      return;
    }
  if (target->item == NULL)
    ear_graph_write_members (call, json, &ear_instagram_account_node, call->account, fields);
  for (guint i = 0; target->item != NULL && i < G_N_ELEMENTS (nodes); i++)
    if ((nodes[i].types & target->type) != 0)
      ear_graph_write_members (call, json, nodes[i].node, target->item, fields);
}

/* ---- places without a token ---- */

static EarReply *
post_code (EarGraphCall *call)
{
  const EarTownToken *token = ear_graph_exchange_code (call);
  EarJsonWriter *json;

  if (token == NULL)
    return call->failure;
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", token->secret);
  ear_json_writer_text (json, "user_id", call->account->id);
  ear_json_writer_text (json, "permissions", token->scopes);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

static const EarGraphDoor doors[] = {
  { NULL, "oauth", "authorize", ear_graph_authorize },
  { "POST", "oauth", "access_token", post_code },
  { "GET", "access_token", NULL, ear_graph_exchange },
  { "GET", "refresh_access_token", NULL, ear_graph_refresh },
};

/* ---- what there is, what it needs ---- */

static const EarGraphRoute routes[] = {
  { "GET", EAR_INSTAGRAM_ACCOUNT, NULL, BASIC, get_node },
  { "GET", EAR_INSTAGRAM_ACCOUNT, "media", BASIC, ear_instagram_get_media },
  { "GET", EAR_INSTAGRAM_ACCOUNT, "stories", BASIC, ear_instagram_get_stories },
  { "GET", EAR_INSTAGRAM_ACCOUNT, "tags", COMMENTS, ear_instagram_get_tags },
  { "GET", EAR_INSTAGRAM_ACCOUNT, "conversations", MESSAGES, ear_instagram_get_conversations },
  { "GET", EAR_INSTAGRAM_ACCOUNT, "content_publishing_limit", PUBLISH, ear_instagram_get_limit },
  { "GET", EAR_INSTAGRAM_ACCOUNT, "insights", INSIGHTS, ear_instagram_get_account_figures },
  { "POST", EAR_INSTAGRAM_ACCOUNT, "mentions", COMMENTS, ear_instagram_post_mentions },
  { "POST", EAR_INSTAGRAM_ACCOUNT, "messages", MESSAGES, ear_graph_post_messages },
  { "POST", EAR_INSTAGRAM_ACCOUNT, "message_attachments", MESSAGES, ear_graph_post_message_attachments },
  { "POST", EAR_INSTAGRAM_ACCOUNT, "media", PUBLISH, ear_instagram_post_media },
  { "POST", EAR_INSTAGRAM_ACCOUNT, "media_publish", PUBLISH, ear_instagram_post_media_publish },
  /* As Meta's SDK writes these two. */
  { "POST", EAR_INSTAGRAM_ACCOUNT, "messageattachments", MESSAGES, ear_graph_post_message_attachments },
  { "POST", EAR_INSTAGRAM_ACCOUNT, "mediapublish", PUBLISH, ear_instagram_post_media_publish },
  { "GET", EAR_INSTAGRAM_CONTAINER, NULL, PUBLISH, ear_instagram_get_container },
  { "GET", EAR_INSTAGRAM_MEDIA | EAR_INSTAGRAM_FOREIGN, NULL, BASIC, get_node },
  { "GET", EAR_INSTAGRAM_MEDIA | EAR_INSTAGRAM_FOREIGN, "children", BASIC, ear_instagram_get_children },
  { "GET", EAR_INSTAGRAM_MEDIA, "comments", COMMENTS, ear_instagram_get_comments },
  { "GET", EAR_INSTAGRAM_MEDIA, "insights", INSIGHTS, ear_instagram_get_media_figures },
  { "POST", EAR_INSTAGRAM_MEDIA, "comments", COMMENTS, ear_instagram_post_comments },
  { "POST", EAR_INSTAGRAM_MEDIA, NULL, COMMENTS, ear_instagram_post_one_media },
  { "GET", EAR_INSTAGRAM_COMMENT, NULL, COMMENTS, get_node },
  { "GET", EAR_INSTAGRAM_COMMENT, "replies", COMMENTS, ear_instagram_get_replies },
  { "POST", EAR_INSTAGRAM_COMMENT, "replies", COMMENTS, ear_instagram_post_replies },
  { "POST", EAR_INSTAGRAM_COMMENT, NULL, COMMENTS, ear_instagram_post_comment },
  { "DELETE", EAR_INSTAGRAM_COMMENT, NULL, COMMENTS, ear_instagram_delete_comment },
  { "GET", EAR_INSTAGRAM_THREAD | EAR_INSTAGRAM_MESSAGE, NULL, MESSAGES, get_node },
  { "GET", EAR_INSTAGRAM_THREAD, "messages", MESSAGES, ear_graph_get_messages },
  { "GET", EAR_INSTAGRAM_PERSON, NULL, MESSAGES, ear_instagram_get_person },
};

static void decorate_new (EarGraphCall *call);

static const EarGraphService service = {
  .id = "instagram",
  .usage = "instagram",
  .version = "v26.0",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .doors = doors,
  .n_doors = G_N_ELEMENTS (doors),
  .find = find,
  .dup_id = ear_instagram_dup_id,
  .budget = EAR_GRAPH_ACCOUNT_BUDGET (80002),
  .sign_in = &sign_in,
  .talk = &ear_instagram_talk,
  .shortcode = "C",
  .prepare = decorate_new,
};

static EarReply *
handle (EarTown *town, const EarTownRequest *request)
{
  return ear_graph_handle (&service, town, request);
}

static EarReply *
throttle (EarTown *town, const EarTownRequest *request)
{
  return ear_graph_throttle (&service, town, request);
}

/* ---- what there is in the beginning ---- */

/* Of what people write to us directly some answers a story, and some brings a picture. */
static void
decorate_message (EarTownAccount *account, EarTownItem *item)
{
  gint64 number = g_ascii_strtoll (item->id, NULL, 10);

  if (item->account == account && item->kind == EAR_TOWN_MESSAGE && !ear_town_item_is_ours (item) && number % 3 == 0)
    ear_town_item_set_fact (item, number % 2 == 0 ? "story" : "attachment", "https://lookaside.example/picture.jpg");
}

static void
decorate (EarTown *town, EarTownAccount *account)
{
  const GPtrArray *posts = account->tops[EAR_TOWN_POST];

  for (guint i = 1; i < posts->len; i += 2)
    ear_town_item_set_fact (g_ptr_array_index (posts, i), "media_type", i % 4 == 1 ? "VIDEO" : "CAROUSEL_ALBUM");
  for (guint i = 0; i < town->items->len; i++)
    decorate_message (account, g_ptr_array_index (town->items, i));
}

/* What was written meanwhile. */
static void
decorate_new (EarGraphCall *call)
{
  for (guint i = call->town->items->len, seen = 0; i > 0 && seen < NEW_ITEMS; i--, seen++)
    decorate_message (call->account, g_ptr_array_index (call->town->items, i - 1));
}

static void
seed (EarTown *town, guint size)
{
  EarTownAccount *account = ear_graph_add_account (town, &service, "Aurora, pasta and wine");
  EarTownContent content = ear_town_share_out (size);

  content.visits = content.reviews = 0;
  ear_town_fill (town, account, &content);
  decorate (town, account);
}

static const char *const hosts[] = { "graph.instagram.com", "api.instagram.com", "www.instagram.com", NULL };

const EarSimulator ear_instagram_simulator = {
  .id = "instagram",
  .hosts = hosts,
  .handle = handle,
  .seed = seed,
  .throttle = throttle,
  .dup_secret = ear_graph_dup_secret,
  .revoked = 458,
  .one_app = TRUE,
  .sign_in = "user",
};
