/* ear-threads-lists.c: posts, mentions, and replies at every depth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/threads/ear-threads-town.h"

#include <string.h>

/* Nothing is older than Threads itself. */
#define EARLIEST_S G_GINT64_CONSTANT (1688540400)
#define MAX_DEPTH 1000

static void
write_list (EarGraphCall *call, EarJsonWriter *json, GPtrArray *items, gsize place, const char *owner, const char *edge, gboolean newest_first,
            gboolean (*keep) (EarGraphCall *call, EarTownItem *item), GPtrArray *fields)
{
  const char *since = ear_town_request_get (call->request, "since");
  EarGraphList list = {
    .items = items,
    .place = place,
    .newest_first = newest_first,
    .by_time = TRUE,
    .keep = keep,
    .node = &ear_threads_media_node,
    .owner = owner,
    .edge = edge,
  };

  if (since != NULL && *since != '\0' && strchr (since, '-') == NULL && g_ascii_strtoll (since, NULL, 10) < EARLIEST_S)
    ear_graph_fail (call, 100, 0, "(#100) Param since must be at least %" G_GINT64_FORMAT, EARLIEST_S);
  ear_graph_write_list (call, json, &list, call->request->parameters, NULL, fields);
}

/* ---- of the account ---- */

static gboolean
is_written_by_tester (EarGraphCall *call, EarTownItem *item)
{
  return ear_graph_is_within_reach (call->town, call->account, item->author);
}

static gboolean
is_found (EarGraphCall *call, EarTownItem *item)
{
  const char *words = ear_town_request_get (call->request, "q");
  g_autofree char *text = g_utf8_casefold (item->text, -1), *sought = g_utf8_casefold (words, -1);

  return strstr (text, sought) != NULL;
}

void
ear_threads_get_threads (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_list (call, json, call->account->tops[EAR_TOWN_POST], G_STRUCT_OFFSET (EarTownItem, at_below), call->account->id, "threads", TRUE, NULL,
              fields);
}

void
ear_threads_get_mentions (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_list (call, json, call->account->tops[EAR_TOWN_MENTION], G_STRUCT_OFFSET (EarTownItem, at_below), call->account->id, "mentions", TRUE,
              is_written_by_tester, fields);
}

/* Without Meta's review only among the account's own posts. */
void
ear_threads_get_search (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *words = ear_town_request_get (call->request, "q");

  if (words == NULL || *words == '\0')
    ear_graph_fail (call, 100, 0, "(#100) The parameter q is required");
  else
    write_list (call, json, call->account->tops[EAR_TOWN_POST], G_STRUCT_OFFSET (EarTownItem, at_below), "keyword_search", "", TRUE, is_found,
                fields);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const EarTownItem *one = *(const EarTownItem *const *) a, *other = *(const EarTownItem *const *) b;

  return one->created_ms != other->created_ms ? (one->created_ms < other->created_ms ? -1 : 1) : strcmp (one->id, other->id);
}

void
ear_threads_get_own_replies (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autoptr (GPtrArray) replies = g_ptr_array_new ();

  for (guint i = 0; i < call->town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (call->town->items, i);

      if (item->account == call->account && item->kind == EAR_TOWN_COMMENT && ear_town_item_is_ours (item))
        g_ptr_array_add (replies, item);
    }
  g_ptr_array_sort (replies, compare_times);
  write_list (call, json, replies, EAR_GRAPH_NOWHERE, call->account->id, "replies", TRUE, NULL, fields);
}

/* ---- under a post or a reply ---- */

static gboolean
is_let_in (EarGraphCall *call, EarTownItem *item)
{
  return !ear_threads_is_pending (item);
}

static gboolean
is_reply_to_it (EarGraphCall *call, EarTownItem *item)
{
  return is_let_in (call, item) && ear_threads_get_parent (call->town, item) == call->around;
}

static gboolean
is_below_it (EarGraphCall *call, EarTownItem *item)
{
  const EarTownItem *parent = ear_threads_get_parent (call->town, item);

  for (guint depth = 0; parent != NULL && parent != call->around && depth < MAX_DEPTH; depth++)
    parent = parent->parent != NULL ? ear_threads_get_parent (call->town, parent) : NULL;
  return is_let_in (call, item) && parent == call->around;
}

static gboolean
is_waiting (EarGraphCall *call, EarTownItem *item)
{
  const char *status = ear_town_request_get (call->request, "approval_status");
  gboolean ignored = ear_town_item_get_fact (item, "approved") != NULL;

  return ear_threads_is_pending (item) && (status == NULL || ignored == (strcmp (status, "ignored") == 0));
}

/* Somebody else's conversation is read with the permission for mentions. */
static void
write_below (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, const char *edge, gboolean flat,
             gboolean (*keep) (EarGraphCall *call, EarTownItem *item), GPtrArray *fields)
{
  EarTownItem *item = target->item, *top = item->top != NULL ? item->top : item;
  gboolean oldest_first = g_strcmp0 (ear_town_request_get (call->request, "reverse"), "false") == 0;
  GPtrArray *items;
  gsize place;

  if (!ear_town_item_is_ours (top) && !ear_graph_check_scope (call, "threads_manage_mentions"))
    return;
  if (item->top == NULL)
    {
      items = flat ? item->below : item->first_level;
      place = flat ? G_STRUCT_OFFSET (EarTownItem, at_below) : G_STRUCT_OFFSET (EarTownItem, at_first);
    }
  else
    {
      items = item->parent != NULL ? item->parent->below : item->below;
      place = G_STRUCT_OFFSET (EarTownItem, at_replies);
      call->around = item;
    }
  write_list (call, json, items, place, item->id, edge, !oldest_first, keep, fields);
}

void
ear_threads_get_replies (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_below (call, json, target, "replies", FALSE, target->item->top == NULL ? is_let_in : is_reply_to_it, fields);
}

/* Every level, as one list. */
void
ear_threads_get_conversation (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  gboolean all = target->item->top == NULL || target->item->parent == NULL;

  write_below (call, json, target, "conversation", TRUE, all ? is_let_in : is_below_it, fields);
}

void
ear_threads_get_pending (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_below (call, json, target, "pending_replies", TRUE, is_waiting, fields);
}

/* ---- figures ---- */

void
ear_threads_get_account_figures (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  gint64 posts = call->account->tops[EAR_TOWN_POST]->len;
  const EarGraphFigure figures[] = {
    { "views", 60 * posts, TRUE, NULL },  { "likes", 5 * posts, FALSE, NULL }, { "replies", 2 * posts, FALSE, NULL },
    { "reposts", posts / 2, FALSE, NULL }, { "quotes", posts / 9, FALSE, NULL }, { "followers_count", 80 + posts, FALSE, NULL },
    { "clicks", posts / 3, FALSE, "https://aurora.example/" },
  };

  ear_graph_write_figures (call, json, call->account->id, "day", TRUE, figures, G_N_ELEMENTS (figures));
}

void
ear_threads_get_media_figures (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const EarTownItem *item = target->item;
  gint64 likes = item->likes + item->liked;
  const EarGraphFigure figures[] = {
    { "views", 20 * likes + 30, FALSE, NULL }, { "likes", likes, FALSE, NULL },      { "replies", item->n_below, FALSE, NULL },
    { "reposts", likes / 8, FALSE, NULL },     { "quotes", likes / 20, FALSE, NULL }, { "shares", likes / 10, FALSE, NULL },
  };

  if (!ear_town_item_is_ours (item))
    ear_graph_fail (call, 10, 0, "(#10) Figures are there for the account's own posts only");
  ear_graph_write_figures (call, json, item->id, "lifetime", FALSE, figures, G_N_ELEMENTS (figures));
}
