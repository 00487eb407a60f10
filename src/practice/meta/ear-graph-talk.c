/* ear-graph-talk.c: direct messages: reading and writing them, the window in which they may be answered, private replies
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

const char *
ear_graph_get_content (const EarTownItem *message, const char *fact)
{
  return ear_graph_is_message_empty (message) ? NULL : ear_town_item_get_fact (message, fact);
}

gboolean
ear_graph_is_within_reach (EarTown *town, const EarTownAccount *account, const char *id)
{
  const EarTownPerson *person = ear_town_find_person (town, id);

  return !ear_graph_is_set (town, account, "standard_access") || (person != NULL && person->insider);
}

gboolean
ear_graph_can_reply_privately (EarTown *town, const EarTownItem *comment)
{
  return !ear_town_item_is_ours (comment) && ear_town_item_get_fact (comment, "private_reply") == NULL &&
         comment->created_ms + WEEK_MS >= ear_town_now (town);
}

/* ---- messages ---- */

void
ear_graph_write_message (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_graph_is_message_empty (object))
    ear_json_writer_text (json, "message", ((const EarTownItem *) object)->text);
}

void
ear_graph_write_from (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_graph_is_message_empty (object))
    call->service->talk->write_party (call, json, "from", field, ((const EarTownItem *) object)->author);
}

void
ear_graph_write_to (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *message = object;

  if (ear_graph_is_message_empty (message))
    return;
  ear_json_writer_begin_object (json, "to");
  ear_json_writer_begin_array (json, "data");
  call->service->talk->write_party (call, json, NULL, NULL, ear_town_item_is_ours (message) ? message->top->author : call->account->id);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

void
ear_graph_write_reply_to (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *mid = ear_graph_get_content (object, "reply_to");

  if (mid == NULL)
    return;
  ear_json_writer_begin_object (json, "reply_to");
  ear_json_writer_text (json, "mid", mid);
  ear_json_writer_bool (json, "is_self_reply", FALSE);
  ear_json_writer_end_object (json);
}

/* ---- conversations ---- */

void
ear_graph_write_parties (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, field->name);
  ear_json_writer_begin_array (json, "data");
  call->service->talk->write_party (call, json, NULL, field, ((const EarTownItem *) object)->author);
  call->service->talk->write_party (call, json, NULL, field, call->account->id);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

static void
write_message_list (EarGraphCall *call, EarJsonWriter *json, EarTownItem *thread, GHashTable *args, const EarGraphField *nested, GPtrArray *fields)
{
  g_autofree char *owner = call->service->dup_id (thread);
  EarGraphList list = {
    .items = thread->below,
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .node = call->service->talk->get_message_node (call),
    .owner = owner,
    .edge = "messages",
  };

  ear_graph_write_list (call, json, &list, args, nested, fields);
}

void
ear_graph_write_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, "messages");
  write_message_list (call, json, object, field->args, field, field->fields);
  ear_json_writer_end_object (json);
}

void
ear_graph_get_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_message_list (call, json, target->item, call->request->parameters, NULL, fields);
}

/* Within reach, and with the person that user_id= names. */
static gboolean
is_wanted (EarGraphCall *call, EarTownItem *thread)
{
  const char *user = ear_town_request_get (call->request, "user_id");

  return thread->n_below > 0 && ear_graph_is_within_reach (call->town, call->account, thread->author) &&
         (user == NULL || strcmp (user, thread->author) == 0);
}

void
ear_graph_write_conversations (EarGraphCall *call, EarJsonWriter *json, GPtrArray *threads, GPtrArray *fields)
{
  EarGraphList list = {
    .items = threads,
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .keep = is_wanted,
    .node = call->service->talk->thread,
    .owner = call->account->id,
    .edge = "conversations",
  };

  ear_graph_write_list (call, json, &list, call->request->parameters, NULL, fields);
}

/* ---- sending ---- */

/* Whether anything can be written to that person at all. */
static gboolean
check_person (EarGraphCall *call, const char *person)
{
  const EarGraphTalk *talk = call->service->talk;

  if (ear_town_find_person (call->town, person) == NULL)
    ear_graph_fail (call, 100, talk->no_such_person, "(#100) %s", talk->nobody);
  else if (g_hash_table_contains (call->account->blocked, person) ||
           g_strcmp0 (ear_graph_get_setting (call->town, call->account, "unreachable"), person) == 0)
    ear_graph_fail (call, 551, 1545041, "(#551) This person isn't available right now.");
  else if (!ear_graph_is_within_reach (call->town, call->account, person))
    ear_graph_fail (call, 200, 0, "(#200) Requires %s with Advanced Access to message people without a role in the app", talk->permission);
  return call->failure == NULL;
}

/* Whether the window, or the tag, lets a message through. */
static void
check_window (EarGraphCall *call, const char *person)
{
  const char *type = ear_town_request_get (call->request, "messaging_type"), *tag = ear_town_request_get (call->request, "tag");
  const EarTownItem *thread = ear_town_get_thread (call->town, call->account, person, FALSE);
  gboolean tagged = g_strcmp0 (type, "MESSAGE_TAG") == 0;

  if (tagged && g_strcmp0 (tag, "HUMAN_AGENT") != 0)
    ear_graph_fail (call, 100, 0, "(#100) Param tag must be one of {HUMAN_AGENT}");
  else if (tagged && ear_graph_is_set (call->town, call->account, "no_human_agent"))
    ear_graph_fail (call, 10, 0, "(#10) To send messages with the HUMAN_AGENT tag your app needs the Human Agent feature");
  else if (!is_open (call->town, thread, tagged ? WEEK_MS : WINDOW_MS))
    ear_graph_fail (call, 10, call->service->talk->outside_window, "(#10) This message is sent outside of allowed window.");
}

/* Whom a private reply to the comment goes to, which is used up by it; NULL where it cannot be. */
static const char *
take_comment (EarGraphCall *call, const char *id)
{
  EarGraphTarget target = { .id = id };
  EarTownItem *comment;

  if (!call->service->find (call, id, &target))
    return NULL;
  comment = target.item;
  if (comment == NULL || comment->kind != EAR_TOWN_COMMENT || ear_town_item_is_ours (comment))
    ear_graph_fail (call, 100, 0, "(#100) Invalid comment_id");
  else if (ear_town_item_get_fact (comment, "private_reply") != NULL)
    ear_graph_fail (call, 10900, 0, "(#10900) Activity already replied to");
  else if (!ear_graph_can_reply_privately (call->town, comment))
    ear_graph_fail (call, 10, call->service->talk->outside_window, "(#10) This message is sent outside of allowed window.");
  else if (check_person (call, comment->author))
    {
      ear_town_item_set_fact (comment, "private_reply", "1");
      return comment->author;
    }
  return NULL;
}

static const char *
get_attachment (EarGraphCall *call)
{
  static const char *const names[] = { "message.attachment.payload.attachment_id", "message.attachment.payload.url",
                                       "message.attachments.0.payload.url" };
  const char *attachment = NULL;

  for (guint i = 0; attachment == NULL && i < G_N_ELEMENTS (names); i++)
    attachment = ear_town_request_get (call->request, names[i]);
  return attachment;
}

void
ear_graph_post_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const EarGraphTalk *talk = call->service->talk;
  const char *comment = ear_town_request_get (call->request, "recipient.comment_id");
  const char *person = ear_town_request_get (call->request, "recipient.id");
  const char *text = ear_town_request_get (call->request, "message.text");
  const char *action = ear_town_request_get (call->request, "sender_action");
  const char *reply_to = ear_town_request_get (call->request, "reply_to.mid");
  const char *attachment = get_attachment (call);
  EarTownItem *message;
  g_autofree char *id = NULL;

  if (comment == NULL && check_person (call, person) && action != NULL)
    {
      talk->act (call, person, action);
      ear_json_writer_text (json, "recipient_id", person);
      return;
    }
  if ((text == NULL || *text == '\0') == (attachment == NULL))
    ear_graph_fail (call, 100, 0, "(#100) Exactly one of message.text and message.attachment is required");
  else if (text != NULL && talk->measure (text) > talk->most)
    ear_graph_fail (call, 100, 0, "(#100) Length of param message[text] must be less than or equal to %ld", talk->most);
  if (call->failure == NULL && comment == NULL)
    check_window (call, person);
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
  id = call->service->dup_id (message);
  ear_json_writer_text (json, "recipient_id", person);
  ear_json_writer_text (json, "message_id", id);
}

void
ear_graph_post_message_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autofree char *id = ear_town_new_id (call->town);

  if (ear_town_request_get (call->request, "message.attachment.type") == NULL)
    ear_graph_fail (call, 100, 2018047, "(#100) Upload attachment failure.");
  ear_json_writer_text (json, "attachment_id", id);
}
