/* ear-instagram-talk.c: direct messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }

static void
write_party (EarGraphCall *call, EarJsonWriter *json, const char *name, const EarGraphField *field, const char *id)
{
  const EarTownPerson *person = ear_town_find_person (call->town, id);
  EarGraphField named = { .name = (char *) name, .fields = field != NULL ? field->fields : NULL };

  ear_graph_write_profile (json, &named, id, NULL, "username", person != NULL ? person->handle : call->account->handle);
}

/* ---- messages ---- */

static void
write_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *url = ear_graph_get_content (object, "attachment");

  if (url == NULL)
    return;
  ear_json_writer_begin_object (json, "attachments");
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_begin_object (json, "image_data");
  ear_json_writer_text (json, "url", url);
  ear_json_writer_int (json, "width", 1080);
  ear_json_writer_int (json, "height", 1080);
  ear_json_writer_text (json, "preview_url", url);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

/* An answer to a story of the account's. */
static void
write_story (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *url = ear_graph_get_content (object, "story");

  if (url == NULL)
    return;
  ear_json_writer_begin_object (json, "story");
  ear_json_writer_begin_object (json, "reply_to");
  ear_json_writer_text (json, "id", ((const EarTownItem *) object)->id);
  ear_json_writer_text (json, "link", url);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
}

static void
write_reactions (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *reaction = ear_graph_get_content (object, "reaction");

  if (reaction == NULL || *reaction == '\0')
    return;
  ear_json_writer_begin_object (json, "reactions");
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "reaction", reaction);
  ear_json_writer_begin_array (json, "users");
  write_party (call, json, NULL, NULL, call->account->id);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

static void
write_is_unsupported (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_graph_is_message_empty (object))
    ear_json_writer_bool (json, "is_unsupported", FALSE);
}

/* The documented ones first; what comes after them is seen, but may be refused. */
#define N_DOCUMENTED 7
static const EarGraphColumn message_columns[] = {
  EAR_GRAPH_MESSAGE_COLUMNS, WRITTEN (attachments), WRITTEN (story), WRITTEN (reactions), WRITTEN (is_unsupported),
  { "shares", EAR_GRAPH_NOTHING, 0, NULL },
};
const EarGraphNode ear_instagram_message_node = { "IGMessage", message_columns, G_N_ELEMENTS (message_columns) };
static const EarGraphNode documented_message_node = { "IGMessage", message_columns, N_DOCUMENTED };

static const EarGraphNode *
get_message_node (EarGraphCall *call)
{
  return ear_graph_is_set (call->town, call->account, "old_fields") ? &documented_message_node : &ear_instagram_message_node;
}

/* ---- conversations ---- */

static const EarGraphColumn thread_columns[] = {
  EAR_GRAPH_THREAD_COLUMNS, { "name", EAR_GRAPH_NOTHING, 0, NULL },
};
const EarGraphNode ear_instagram_thread_node = { "UnifiedThread", thread_columns, G_N_ELEMENTS (thread_columns) };

void
ear_instagram_get_conversations (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *platform = ear_town_request_get (call->request, "platform");

  if (platform != NULL && strcmp (platform, "instagram") != 0)
    ear_graph_fail (call, 100, 0, "(#100) Param platform must be one of {INSTAGRAM}");
  ear_graph_write_conversations (call, json, call->account->tops[EAR_TOWN_THREAD], fields);
}

/* ---- sending ---- */

/* typing_on, mark_seen; react and unreact name a message. */
static void
act (EarGraphCall *call, const char *person, const char *action)
{
  const char *mid = ear_town_request_get (call->request, "payload.message_id"), *reaction = ear_town_request_get (call->request, "payload.reaction");
  gboolean reacts = g_ascii_strcasecmp (action, "react") == 0, takes_back = g_ascii_strcasecmp (action, "unreact") == 0;
  EarTownItem *message = mid != NULL ? ear_instagram_find_item (call->town, mid) : NULL;

  if (!reacts && !takes_back)
    return;
  if (message == NULL || message->deleted || message->kind != EAR_TOWN_MESSAGE || strcmp (message->top->author, person) != 0 ||
      (reacts && reaction == NULL))
    ear_graph_fail (call, 100, 0, "(#100) Param payload must name a message of this conversation, and a reaction");
  else
    ear_town_item_set_fact (message, "reaction", reacts ? reaction : "");
}

static glong
measure (const char *text)
{
  return (glong) strlen (text);
}

const EarGraphTalk ear_instagram_talk = {
  .thread = &ear_instagram_thread_node,
  .get_message_node = get_message_node,
  .write_party = write_party,
  .act = act,
  .measure = measure,
  .most = 1000,
  .no_such_person = 2534014,
  .outside_window = 2534022,
  .nobody = "The requested user cannot be found.",
  .permission = "instagram_business_manage_messages",
};
