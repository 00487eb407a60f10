/* ear-facebook-threads.c: Messenger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

#define OUTSIDE_WINDOW 2018278
#define MAX_TEXT 2000

#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define EMPTY(name) { #name, EAR_GRAPH_NOTHING, 0, NULL }

static void
write_id (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *id = ear_facebook_dup_id (object);

  ear_json_writer_text (json, "id", id);
}

/* With the address that Messenger makes up for everybody. */
static void
write_party (EarGraphCall *call, EarJsonWriter *json, const char *name, const EarGraphField *field, const char *id)
{
  const EarTownPerson *person = ear_town_find_person (call->town, id);
  g_autofree char *email = g_strconcat (id, "@facebook.com", NULL);
  EarGraphField named = { .name = (char *) name, .fields = field != NULL ? field->fields : NULL };

  ear_graph_write_profile (json, &named, id, person != NULL ? person->name : call->account->name, "email", email);
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

static void
write_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *id = ear_town_item_get_fact (object, "attachment");

  if (id == NULL || ear_graph_is_message_empty (object))
    return;
  ear_json_writer_begin_object (json, "attachments");
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "id", id);
  ear_json_writer_text (json, "mime_type", "image/jpeg");
  ear_json_writer_text (json, "name", "picture.jpg");
  ear_json_writer_int (json, "size", 1234);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

static void
write_reply_to (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *mid = ear_town_item_get_fact (object, "reply_to");

  if (mid == NULL || ear_graph_is_message_empty (object))
    return;
  ear_json_writer_begin_object (json, "reply_to");
  ear_json_writer_text (json, "mid", mid);
  ear_json_writer_bool (json, "is_self_reply", FALSE);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn message_columns[] = {
  WRITTEN (id), { "created_time", EAR_GRAPH_TIME, G_STRUCT_OFFSET (EarTownItem, created_ms), NULL, NULL, TRUE }, WRITTEN (message),
  WRITTEN (from), WRITTEN (to), WRITTEN (attachments), WRITTEN (reply_to), EMPTY (sticker), EMPTY (shares), EMPTY (tags),
};
const EarGraphNode ear_facebook_message_node = { "Message", message_columns, G_N_ELEMENTS (message_columns) };

/* ---- threads ---- */

static void
write_snippet (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *last = ear_graph_get_last_message (object, FALSE);

  ear_json_writer_text (json, "snippet", last != NULL ? last->text : "");
}

static void
write_message_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_int (json, "message_count", ((const EarTownItem *) object)->n_below);
}

static void
write_unread_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *thread = object;
  const char *fact = ear_town_item_get_fact (thread, "seen");
  gint64 seen = fact != NULL ? g_ascii_strtoll (fact, NULL, 10) : 0;
  guint n = 0;

  for (guint i = thread->below != NULL ? thread->below->len : 0; i > 0; i--)
    {
      const EarTownItem *message = g_ptr_array_index (thread->below, i - 1);

      if (message->created_ms <= seen || ear_town_item_is_ours (message))
        break;
      n += !message->deleted;
    }
  ear_json_writer_int (json, "unread_count", n);
}

static void
write_can_reply (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "can_reply", ear_graph_is_window_open (call->town, object));
}

static void
write_is_owner (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "is_owner", TRUE);
}

static void
write_link (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *link = g_strdup_printf ("/%s/inbox/%s/", call->account->id, ((const EarTownItem *) object)->id);

  ear_json_writer_text (json, "link", link);
}

static void
write_parties (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, field->name);
  ear_json_writer_begin_array (json, "data");
  write_party (call, json, NULL, field, ((const EarTownItem *) object)->author);
  write_party (call, json, NULL, field, call->account->id);
  ear_json_writer_end_array (json);
  ear_json_writer_end_object (json);
}

static void
write_thread_list (EarGraphCall *call, EarJsonWriter *json, EarTownItem *thread, GHashTable *args, const EarGraphField *nested, GPtrArray *fields)
{
  g_autofree char *owner = ear_facebook_dup_id (thread);
  EarGraphList list = {
    .items = thread->below,
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .node = &ear_facebook_message_node,
    .owner = owner,
    .edge = "messages",
  };

  ear_graph_write_list (call, json, &list, args, nested, fields);
}

static void
write_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_begin_object (json, "messages");
  write_thread_list (call, json, object, field->args, field, field->fields);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn thread_columns[] = {
  WRITTEN (id), { "updated_time", EAR_GRAPH_TIME, G_STRUCT_OFFSET (EarTownItem, updated_ms), NULL, NULL, TRUE }, WRITTEN (link, NULL, TRUE),
  WRITTEN (snippet), WRITTEN (message_count), WRITTEN (unread_count), WRITTEN (can_reply), WRITTEN (is_owner), WRITTEN (messages),
  { "participants", EAR_GRAPH_WRITE, 0, write_parties }, { "senders", EAR_GRAPH_WRITE, 0, write_parties }, EMPTY (name), EMPTY (folder),
  EMPTY (scoped_thread_key), EMPTY (former_participants),
};
const EarGraphNode ear_facebook_thread_node = { "UnifiedThread", thread_columns, G_N_ELEMENTS (thread_columns) };

void
ear_facebook_get_conversations (EarGraphCall *call, EarJsonWriter *json, const EarFacebookTarget *target, GPtrArray *fields)
{
  const char *platform = ear_town_request_get (call->request, "platform");
  EarGraphList list = {
    .items = g_strcmp0 (platform, "instagram") == 0 ? NULL : call->account->tops[EAR_TOWN_THREAD],
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .keep = ear_graph_is_thread_wanted,
    .node = &ear_facebook_thread_node,
    .owner = call->account->id,
    .edge = "conversations",
  };

  ear_graph_write_list (call, json, &list, call->request->parameters, NULL, fields);
}

void
ear_facebook_get_messages (EarGraphCall *call, EarJsonWriter *json, const EarFacebookTarget *target, GPtrArray *fields)
{
  write_thread_list (call, json, target->item, call->request->parameters, NULL, fields);
}

/* ---- sending ---- */

static const char *
take_comment (EarGraphCall *call, const char *id)
{
  EarFacebookTarget target;

  if (!ear_facebook_find (call, id, &target))
    return NULL;
  return ear_graph_take_private_reply (call, target.item, OUTSIDE_WINDOW);
}

void
ear_facebook_post_messages (EarGraphCall *call, EarJsonWriter *json, const EarFacebookTarget *target, GPtrArray *fields)
{
  const char *comment = ear_town_request_get (call->request, "recipient.comment_id");
  const char *person = ear_town_request_get (call->request, "recipient.id");
  const char *text = ear_town_request_get (call->request, "message.text");
  const char *attachment = ear_town_request_get (call->request, "message.attachment.payload.attachment_id");
  const char *action = ear_town_request_get (call->request, "sender_action");
  const char *reply_to = ear_town_request_get (call->request, "reply_to.mid");
  EarTownItem *message;
  g_autofree char *id = NULL;

  if (attachment == NULL)
    attachment = ear_town_request_get (call->request, "message.attachment.payload.url");
  if (comment == NULL && ear_town_find_person (call->town, person) == NULL)
    ear_graph_fail (call, 100, 2018001, "(#100) No matching user found");
  else if (person != NULL && ear_graph_is_unreachable (call, person))
    ear_graph_fail (call, 551, 1545041, "(#551) This person isn't available right now.");
  else if (person != NULL && !ear_graph_is_within_reach (call->town, call->account, person))
    ear_graph_fail (call, 200, 0, "(#200) Requires pages_messaging with Advanced Access to message people without a role in the app");
  else if (action != NULL && call->failure == NULL)
    {
      EarTownItem *thread = ear_town_get_thread (call->town, call->account, person, TRUE);
      g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, ear_town_now (call->town));

      if (g_ascii_strcasecmp (action, "mark_seen") == 0)
        ear_town_item_set_fact (thread, "seen", now);
      ear_json_writer_text (json, "recipient_id", person);
      return;
    }
  else if ((text == NULL || *text == '\0') == (attachment == NULL))
    ear_graph_fail (call, 100, 0, "(#100) Exactly one of message.text and message.attachment is required");
  else if (text != NULL && g_utf8_strlen (text, -1) > MAX_TEXT)
    ear_graph_fail (call, 100, 0, "(#100) Length of param message[text] must be less than or equal to %d", MAX_TEXT);
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
  id = ear_facebook_dup_id (message);
  ear_json_writer_text (json, "recipient_id", person);
  ear_json_writer_text (json, "message_id", id);
}

void
ear_facebook_post_message_attachments (EarGraphCall *call, EarJsonWriter *json, const EarFacebookTarget *target, GPtrArray *fields)
{
  g_autofree char *id = ear_town_new_id (call->town);

  if (ear_town_request_get (call->request, "message.attachment.type") == NULL)
    ear_graph_fail (call, 100, 2018047, "(#100) Upload attachment failure.");
  ear_json_writer_text (json, "attachment_id", id);
}
