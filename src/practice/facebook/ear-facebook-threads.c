/* ear-facebook-threads.c: Messenger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define EMPTY(name) { #name, EAR_GRAPH_NOTHING, 0, NULL }

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
write_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *id = ear_graph_get_content (object, "attachment");

  if (id == NULL)
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

static const EarGraphColumn message_columns[] = {
  EAR_GRAPH_MESSAGE_COLUMNS, WRITTEN (attachments), EMPTY (sticker), EMPTY (shares), EMPTY (tags),
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

static const EarGraphColumn thread_columns[] = {
  EAR_GRAPH_THREAD_COLUMNS, WRITTEN (link, NULL, TRUE), WRITTEN (snippet), WRITTEN (message_count), WRITTEN (unread_count), WRITTEN (can_reply),
  WRITTEN (is_owner), { "senders", EAR_GRAPH_WRITE, 0, ear_graph_write_parties }, EMPTY (name), EMPTY (folder), EMPTY (scoped_thread_key),
  EMPTY (former_participants),
};
const EarGraphNode ear_facebook_thread_node = { "UnifiedThread", thread_columns, G_N_ELEMENTS (thread_columns) };

void
ear_facebook_get_conversations (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *platform = ear_town_request_get (call->request, "platform");

  ear_graph_write_conversations (call, json, g_strcmp0 (platform, "instagram") == 0 ? NULL : call->account->tops[EAR_TOWN_THREAD], fields);
}

/* ---- sending ---- */

static const EarGraphNode *
get_message_node (EarGraphCall *call)
{
  return &ear_facebook_message_node;
}

static void
act (EarGraphCall *call, const char *person, const char *action)
{
  EarTownItem *thread = ear_town_get_thread (call->town, call->account, person, TRUE);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, ear_town_now (call->town));

  if (g_ascii_strcasecmp (action, "mark_seen") == 0)
    ear_town_item_set_fact (thread, "seen", now);
}

static glong
measure (const char *text)
{
  return g_utf8_strlen (text, -1);
}

const EarGraphTalk ear_facebook_talk = {
  .thread = &ear_facebook_thread_node,
  .get_message_node = get_message_node,
  .write_party = write_party,
  .act = act,
  .measure = measure,
  .most = 2000,
  .no_such_person = 2018001,
  .outside_window = 2018278,
  .nobody = "No matching user found",
  .permission = "pages_messaging",
};
