/* ear-threads-town.c: Threads as the town has it: which request goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/threads/ear-threads-town.h"

#include <string.h>

#define BASIC "threads_basic"
#define PUBLISH "threads_content_publish"
#define READ_REPLIES "threads_read_replies"
#define MANAGE_REPLIES "threads_manage_replies"
#define MENTIONS "threads_manage_mentions"
#define INSIGHTS "threads_manage_insights"
#define DELETE "threads_delete"
#define SEARCH "threads_keyword_search"

static const EarGraphSignIn sign_in = { "th", "THAA",
                                        BASIC "," PUBLISH "," READ_REPLIES "," MANAGE_REPLIES "," MENTIONS "," INSIGHTS "," DELETE "," SEARCH,
                                        FALSE };

static char *
dup_id (const EarTownItem *item)
{
  return g_strdup (item->id);
}

static guint
type_of (const EarTownItem *item)
{
  return item->kind == EAR_TOWN_COMMENT ? EAR_THREADS_REPLY : ear_town_item_is_ours (item) ? EAR_THREADS_POST : EAR_THREADS_FOREIGN;
}

static gboolean
find (EarGraphCall *call, const char *id, EarGraphTarget *target)
{
  EarTownItem *item = ear_town_find_item (call->town, id);
  g_autoptr (GHashTable) container = NULL;

  if (strcmp (id, "me") == 0 || strcmp (id, call->account->id) == 0)
    target->type = EAR_THREADS_ACCOUNT;
  else if (strcmp (id, "keyword_search") == 0)
    target->type = EAR_THREADS_SEARCH;
  else if (item != NULL && !item->deleted && item->account == call->account)
    {
      target->item = item;
      target->type = type_of (item);
    }
  else
    {
      container = ear_graph_container_find (call->town, call->account, id);
      target->type = EAR_THREADS_CONTAINER;
      if (container == NULL && ear_graph_is_set (call->town, call->account, "gone_24"))
        ear_graph_fail (call, 24, 4279009, "The requested resource does not exist");
      else if (container == NULL)
        ear_graph_fail_gone (call, id);
    }
  return call->failure == NULL;
}

static void
get_node (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  if (target->item != NULL)
    ear_graph_write_members (call, json, &ear_threads_media_node, target->item, fields);
  else
    ear_graph_write_members (call, json, &ear_threads_account_node, call->account, fields);
}

#define MEDIA (EAR_THREADS_POST | EAR_THREADS_FOREIGN | EAR_THREADS_REPLY)

static const EarGraphRoute routes[] = {
  { "GET", EAR_THREADS_ACCOUNT, NULL, BASIC, get_node },
  { "GET", EAR_THREADS_ACCOUNT, "threads", BASIC, ear_threads_get_threads },
  { "GET", EAR_THREADS_ACCOUNT, "replies", READ_REPLIES, ear_threads_get_own_replies },
  { "GET", EAR_THREADS_ACCOUNT, "mentions", MENTIONS, ear_threads_get_mentions },
  { "GET", EAR_THREADS_ACCOUNT, "threads_publishing_limit", BASIC, ear_threads_get_limit },
  { "GET", EAR_THREADS_ACCOUNT, "threads_insights", INSIGHTS, ear_threads_get_account_figures },
  { "POST", EAR_THREADS_ACCOUNT, "threads", PUBLISH, ear_threads_post_threads },
  { "POST", EAR_THREADS_ACCOUNT, "threads_publish", PUBLISH, ear_threads_post_publish },
  { "GET", EAR_THREADS_SEARCH, NULL, SEARCH, ear_threads_get_search },
  { "GET", EAR_THREADS_CONTAINER, NULL, BASIC, ear_threads_get_container },
  { "GET", MEDIA, NULL, BASIC, get_node },
  { "GET", MEDIA, "replies", READ_REPLIES, ear_threads_get_replies },
  { "GET", MEDIA, "conversation", READ_REPLIES, ear_threads_get_conversation },
  { "GET", EAR_THREADS_POST, "pending_replies", READ_REPLIES, ear_threads_get_pending },
  { "GET", MEDIA, "insights", INSIGHTS, ear_threads_get_media_figures },
  { "POST", MEDIA, "repost", PUBLISH, ear_threads_post_repost },
  { "POST", EAR_THREADS_REPLY, "manage_reply", MANAGE_REPLIES, ear_threads_post_manage_reply },
  { "POST", EAR_THREADS_REPLY, "manage_pending_reply", MANAGE_REPLIES, ear_threads_post_manage_pending },
  { "DELETE", MEDIA, NULL, DELETE, ear_threads_delete_media },
};

static const EarGraphDoor doors[] = {
  { NULL, "oauth", "authorize", ear_graph_authorize },
  { "POST", "oauth", "access_token", ear_threads_post_code },
  { "GET", "oauth", "access_token", ear_threads_get_app_token },
  { "GET", "access_token", NULL, ear_graph_exchange },
  { "GET", "refresh_access_token", NULL, ear_graph_refresh },
  { "GET", "debug_token", NULL, ear_threads_get_debug },
};

static const EarGraphService service = {
  .id = "threads",
  .usage = "threads",
  .version = "v1.0",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .doors = doors,
  .n_doors = G_N_ELEMENTS (doors),
  .find = find,
  .dup_id = dup_id,
  .budget = EAR_GRAPH_ACCOUNT_BUDGET (4),
  .sign_in = &sign_in,
  .shortcode = "D",
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

/* Some answer what was said last, not what the branch began with: the trees of Threads are deep. */
static void
deepen (EarTown *town, EarTownAccount *account)
{
  for (guint i = 0; i < town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (town->items, i);
      const EarTownItem *before = item->parent != NULL && item->at_replies > 0 ? g_ptr_array_index (item->parent->below, item->at_replies - 1) : NULL;

      if (item->account == account && before != NULL && !ear_town_item_is_ours (item) && i % 3 != 0)
        ear_town_item_set_fact (item, "in_reply_to", before->id);
    }
}

static void
seed (EarTown *town, guint size)
{
  EarTownAccount *account = ear_graph_add_account (town, &service, "Aurora at the table");
  EarTownContent content = ear_town_share_out (size);

  content.visits = content.reviews = content.threads = 0;
  ear_town_fill (town, account, &content);
  deepen (town, account);
}

static const char *const hosts[] = { "graph.threads.net", "graph.threads.com", "www.threads.net", NULL };

const EarSimulator ear_threads_simulator = {
  .id = "threads",
  .hosts = hosts,
  .handle = handle,
  .seed = seed,
  .throttle = throttle,
  .dup_secret = ear_graph_dup_secret,
  .revoked = 458,
  .one_app = TRUE,
  .sign_in = "user",
};
