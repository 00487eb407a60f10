/* ear-instagram-talk.c: direct messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define MAX_BYTES 1000
#define OUTSIDE_WINDOW 2534022
#define NO_SUCH_PERSON 2534014

#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define TIME(name, member) { #name, EAR_GRAPH_TIME, G_STRUCT_OFFSET (EarTownItem, member), NULL, NULL, TRUE }

static void
write_id (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *id = ear_instagram_dup_id (object);

  ear_json_writer_text (json, "id", id);
}

static void
write_party (EarGraphCall *call, EarJsonWriter *json, const char *name, const EarGraphField *field, const char *id)
{
  const EarTownPerson *person = ear_town_find_person (call->town, id);
  EarGraphField named = { .name = (char *) name, .fields = field != NULL ? field->fields : NULL };

  ear_graph_write_profile (json, &named, id, NULL, "username", person != NULL ? person->handle : call->account->handle);
}

/* ---- messages ---- */

static void
write_message (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_graph_is_message_empty (object))
    ear_json_writer_text (json, "message", ((const EarTownItem *) object)->text);
}

static void
write_from (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_graph_is_message_empty (object))
    write_party (call, json, "from", field, ((const EarTownItem *) object)->author);
}

static void
write_to (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *message = object;

  if (ear_graph_is_message_empty (message))
    return;
  ear_json_writer_begin_object (json, "to");
  ear_json_writer_begin_array (json, "data");
  write_party (call, json, NULL, NULL, ear_town_item_is_ours (message) ? message->top->author : call->account->id);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

static const char *
get_content (gpointer message, const char *fact)
{
  return ear_graph_is_message_empty (message) ? NULL : ear_town_item_get_fact (message, fact);
}

static void
write_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *url = get_content (object, "attachment");

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
  const char *url = get_content (object, "story");

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
write_reply_to (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *mid = get_content (object, "reply_to");

  if (mid == NULL)
    return;
  ear_json_writer_begin_object (json, "reply_to");
  ear_json_writer_text (json, "mid", mid);
  ear_json_writer_bool (json, "is_self_reply", FALSE);
  ear_json_writer_end_object (json);
}

static void
write_reactions (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *reaction = get_content (object, "reaction");

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
  WRITTEN (id), TIME (created_time, created_ms), WRITTEN (message), WRITTEN (from), WRITTEN (to), WRITTEN (attachments), WRITTEN (reply_to),
  WRITTEN (story), WRITTEN (reactions), WRITTEN (is_unsupported), { "shares", EAR_GRAPH_NOTHING, 0, NULL },
};
const EarGraphNode ear_instagram_message_node = { "IGMessage", message_columns, G_N_ELEMENTS (message_columns) };
static const EarGraphNode documented_message_node = { "IGMessage", message_columns, N_DOCUMENTED };

/* ---- conversations ---- */

static void
write_participants (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, "participants");
  ear_json_writer_begin_array (json, "data");
  write_party (call, json, NULL, field, ((const EarTownItem *) object)->author);
  write_party (call, json, NULL, field, call->account->id);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

static void
write_message_list (EarGraphCall *call, EarJsonWriter *json, EarTownItem *thread, GHashTable *args, const EarGraphField *nested, GPtrArray *fields)
{
  g_autofree char *owner = ear_instagram_dup_id (thread);
  EarGraphList list = {
    .items = thread->below,
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .node = ear_graph_is_set (call->town, call->account, "old_fields") ? &documented_message_node : &ear_instagram_message_node,
    .owner = owner,
    .edge = "messages",
  };

  ear_graph_write_list (call, json, &list, args, nested, fields);
}

static void
write_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, "messages");
  write_message_list (call, json, object, field->args, field, field->fields);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn thread_columns[] = {
  WRITTEN (id), TIME (updated_time, updated_ms), WRITTEN (participants), WRITTEN (messages), { "name", EAR_GRAPH_NOTHING, 0, NULL },
};
const EarGraphNode ear_instagram_thread_node = { "UnifiedThread", thread_columns, G_N_ELEMENTS (thread_columns) };

void
ear_instagram_get_conversations (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *platform = ear_town_request_get (call->request, "platform");
  EarGraphList list = {
    .items = call->account->tops[EAR_TOWN_THREAD],
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .keep = ear_graph_is_thread_wanted,
    .node = &ear_instagram_thread_node,
    .owner = call->account->id,
    .edge = "conversations",
  };

  if (platform != NULL && strcmp (platform, "instagram") != 0)
    ear_graph_fail (call, 100, 0, "(#100) Param platform must be one of {INSTAGRAM}");
  ear_graph_write_list (call, json, &list, call->request->parameters, NULL, fields);
}

void
ear_instagram_get_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_message_list (call, json, target->item, call->request->parameters, NULL, fields);
}

/* ---- sending ---- */

static void
check_person (EarGraphCall *call, const char *person)
{
  if (ear_town_find_person (call->town, person) == NULL)
    ear_graph_fail (call, 100, NO_SUCH_PERSON, "(#100) The requested user cannot be found.");
  else if (ear_graph_is_unreachable (call, person))
    ear_graph_fail (call, 551, 1545041, "(#551) This person isn't available right now.");
  else if (!ear_graph_is_within_reach (call->town, call->account, person))
    ear_graph_fail (call, 200, 0, "(#200) Requires instagram_business_manage_messages with Advanced Access to message people without a role in "
                                  "the app");
}

/* typing_on, mark_seen; react and unreact name a message. */
static void
act (EarGraphCall *call, EarJsonWriter *json, const char *person, const char *action)
{
  const char *mid = ear_town_request_get (call->request, "payload.message_id"), *reaction = ear_town_request_get (call->request, "payload.reaction");
  gboolean reacts = g_ascii_strcasecmp (action, "react") == 0, takes_back = g_ascii_strcasecmp (action, "unreact") == 0;
  EarTownItem *message = mid != NULL ? ear_instagram_find_item (call->town, mid) : NULL;

  if (reacts || takes_back)
    {
      if (message == NULL || message->deleted || message->kind != EAR_TOWN_MESSAGE || strcmp (message->top->author, person) != 0 ||
          (reacts && reaction == NULL))
        ear_graph_fail (call, 100, 0, "(#100) Param payload must name a message of this conversation, and a reaction");
      else
        ear_town_item_set_fact (message, "reaction", reacts ? reaction : "");
    }
  ear_json_writer_text (json, "recipient_id", person);
}

static const char *
take_comment (EarGraphCall *call, const char *id)
{
  EarTownItem *comment = ear_instagram_find_item (call->town, id);

  if (comment == NULL || comment->deleted || comment->account != call->account)
    {
      ear_graph_fail_gone (call, id);
      return NULL;
    }
  return ear_graph_take_private_reply (call, comment, OUTSIDE_WINDOW);
}

void
ear_instagram_post_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const char *const attachments[] = { "message.attachment.payload.url", "message.attachment.payload.attachment_id",
                                             "message.attachments.0.payload.url" };
  const char *comment = ear_town_request_get (call->request, "recipient.comment_id");
  const char *person = ear_town_request_get (call->request, "recipient.id");
  const char *text = ear_town_request_get (call->request, "message.text");
  const char *action = ear_town_request_get (call->request, "sender_action");
  const char *reply_to = ear_town_request_get (call->request, "reply_to.mid");
  const char *attachment = NULL;
  EarTownItem *message;
  g_autofree char *id = NULL;

  for (guint i = 0; attachment == NULL && i < G_N_ELEMENTS (attachments); i++)
    attachment = ear_town_request_get (call->request, attachments[i]);
  if (comment == NULL)
    check_person (call, person);
  if (call->failure == NULL && comment == NULL && action != NULL)
    {
      act (call, json, person, action);
      return;
    }
  if ((text == NULL || *text == '\0') == (attachment == NULL))
    ear_graph_fail (call, 100, 0, "(#100) Exactly one of message.text and message.attachment is required");
  else if (text != NULL && strlen (text) > MAX_BYTES)
    ear_graph_fail (call, 100, 0, "(#100) Length of param message[text] must be less than or equal to %d", MAX_BYTES);
  if (call->failure == NULL && comment == NULL)
    ear_graph_check_window (call, person, OUTSIDE_WINDOW);
  else if (call->failure == NULL)
    person = take_comment (call, comment);
  if (call->failure != NULL)
    return;

  message = ear_town_write (call->town, call->account, EAR_TOWN_MESSAGE, call->account->id, text != NULL ? text : "",
                            ear_town_get_thread (call->town, call->account, person, TRUE), NULL);
  if (attachment != NULL)
    ear_town_item_set_fact (message, "attachment", attachment);
  if (reply_to != NULL)
    ear_town_item_set_fact (message, "reply_to", reply_to);
  id = ear_instagram_dup_id (message);
  ear_json_writer_text (json, "recipient_id", person);
  ear_json_writer_text (json, "message_id", id);
}

void
ear_instagram_post_message_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autofree char *id = ear_town_new_id (call->town);

  if (ear_town_request_get (call->request, "message.attachment.type") == NULL)
    ear_graph_fail (call, 100, 2018047, "(#100) Upload attachment failure.");
  ear_json_writer_text (json, "attachment_id", id);
}
