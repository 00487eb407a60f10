/* ear-graph-talk.c: direct messages: the window in which they may be answered, private replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#include <string.h>

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)
#define WINDOW_MS (24 * HOUR_MS)
#define WEEK_MS (7 * 24 * HOUR_MS)
#define WITH_CONTENT 20

EarTownItem *
ear_graph_get_last_message (const EarTownItem *thread, gboolean of_person)
{
  for (guint i = thread->below != NULL ? thread->below->len : 0; i > 0; i--)
    {
      EarTownItem *message = g_ptr_array_index (thread->below, i - 1);

      if (!message->deleted && (!of_person || !ear_town_item_is_ours (message)))
        return message;
    }
  return NULL;
}

static gboolean
is_open (EarTown *town, const EarTownItem *thread, gint64 window_ms)
{
  const EarTownItem *last = thread != NULL ? ear_graph_get_last_message (thread, TRUE) : NULL;

  return last != NULL && last->created_ms + window_ms >= ear_town_now (town);
}

gboolean
ear_graph_is_window_open (EarTown *town, const EarTownItem *thread)
{
  return is_open (town, thread, WINDOW_MS);
}

gboolean
ear_graph_is_message_empty (const EarTownItem *message)
{
  return message->at_below + WITH_CONTENT < message->top->below->len;
}

gboolean
ear_graph_is_within_reach (EarTown *town, const EarTownAccount *account, const char *id)
{
  const EarTownPerson *person = ear_town_find_person (town, id);

  return !ear_graph_is_set (town, account, "standard_access") || (person != NULL && person->insider);
}

gboolean
ear_graph_is_thread_wanted (EarGraphCall *call, EarTownItem *thread)
{
  const char *user = ear_town_request_get (call->request, "user_id");

  return thread->n_below > 0 && ear_graph_is_within_reach (call->town, call->account, thread->author) &&
         (user == NULL || strcmp (user, thread->author) == 0);
}

void
ear_graph_check_window (EarGraphCall *call, const char *person, int subcode)
{
  const char *type = ear_town_request_get (call->request, "messaging_type"), *tag = ear_town_request_get (call->request, "tag");
  const EarTownItem *thread = ear_town_get_thread (call->town, call->account, person, FALSE);
  gboolean tagged = g_strcmp0 (type, "MESSAGE_TAG") == 0;

  if (tagged && g_strcmp0 (tag, "HUMAN_AGENT") != 0)
    ear_graph_fail (call, 100, 0, "(#100) Param tag must be one of {HUMAN_AGENT}");
  else if (tagged && ear_graph_is_set (call->town, call->account, "no_human_agent"))
    ear_graph_fail (call, 10, 0, "(#10) To send messages with the HUMAN_AGENT tag your app needs the Human Agent feature");
  else if (!is_open (call->town, thread, tagged ? WEEK_MS : WINDOW_MS))
    ear_graph_fail (call, 10, subcode, "(#10) This message is sent outside of allowed window.");
}

gboolean
ear_graph_is_unreachable (EarGraphCall *call, const char *person)
{
  return g_hash_table_contains (call->account->blocked, person) ||
         g_strcmp0 (ear_graph_get_setting (call->town, call->account, "unreachable"), person) == 0;
}

gboolean
ear_graph_can_reply_privately (EarTown *town, const EarTownItem *comment)
{
  return !ear_town_item_is_ours (comment) && ear_town_item_get_fact (comment, "private_reply") == NULL &&
         comment->created_ms + WEEK_MS >= ear_town_now (town);
}

const char *
ear_graph_take_private_reply (EarGraphCall *call, EarTownItem *comment, int subcode)
{
  if (comment->kind != EAR_TOWN_COMMENT || ear_town_item_is_ours (comment))
    ear_graph_fail (call, 100, 0, "(#100) Invalid comment_id");
  else if (ear_town_item_get_fact (comment, "private_reply") != NULL)
    ear_graph_fail (call, 10900, 0, "(#10900) Activity already replied to");
  else if (!ear_graph_can_reply_privately (call->town, comment))
    ear_graph_fail (call, 10, subcode, "(#10) This message is sent outside of allowed window.");
  if (call->failure != NULL)
    return NULL;
  ear_town_item_set_fact (comment, "private_reply", "1");
  return comment->author;
}
