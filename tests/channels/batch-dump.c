/* batch-dump.c: a batch as JSON, for tests and for looking at it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/batch-dump.h"

#include "base/ear-clock.h"
#include "channels/ear-channel.h"

static const char *const state_words[] = { "visible", "held", "hidden", "spam", "trashed", "deleted" };
static const char *const audience_words[] = { "public", "unlisted", "followers", "direct" };
static const char *const type_words[] = { "comment", "thread", "direct", "review", "contact" };
static const char *const direction_words[] = { "inbound", "outbound", "note" };

const char *
state_to_word (EarMessageState state)
{
  return state_words[state];
}

const char *
audience_to_word (EarAudience audience)
{
  return audience_words[audience];
}

EarAudience
audience_from_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (audience_words); i++)
    {
      if (g_strcmp0 (audience_words[i], word) == 0)
        return (EarAudience) i;
    }
  g_error ("“%s” is no audience", word);
}

static void
put_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static void
put_time (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = NULL;

  if (time == EAR_TIME_NONE)
    return;
  text = ear_time_format (time);
  json_object_set_string_member (object, name, text);
}

static void
put_true (JsonObject *object, const char *name, gboolean value)
{
  if (value)
    json_object_set_boolean_member (object, name, TRUE);
}

static JsonObject *
dump_identity (gconstpointer item)
{
  const EarIdentity *identity = item;
  JsonObject *object = json_object_new ();

  put_text (object, "ext", identity->ext);
  put_text (object, "name", identity->name);
  put_text (object, "handle", identity->handle);
  put_text (object, "url", identity->url);
  put_text (object, "avatar_url", identity->avatar_url);
  put_true (object, "is_us", identity->is_us);
  return object;
}

static JsonObject *
dump_post (gconstpointer item)
{
  const EarPost *post = item;
  JsonObject *object = json_object_new ();

  put_text (object, "ext", post->ext);
  put_text (object, "title", post->title);
  put_text (object, "url", post->url);
  put_text (object, "text", post->text);
  put_time (object, "posted_at", post->posted_at);
  put_true (object, "by_us", post->by_us);
  return object;
}

static JsonObject *
dump_conversation (gconstpointer item)
{
  const EarConversation *conversation = item;
  JsonObject *object = json_object_new ();

  put_text (object, "ext", conversation->ext);
  put_text (object, "type", type_words[conversation->type]);
  put_text (object, "title", conversation->title);
  put_text (object, "url", conversation->url);
  put_text (object, "post_ext", conversation->post_ext);
  put_true (object, "two_person", conversation->two_person);
  return object;
}

static JsonArray *
dump_attachments (GPtrArray *attachments)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < attachments->len; i++)
    {
      const EarAttachment *attachment = g_ptr_array_index (attachments, i);
      JsonObject *object = json_object_new ();

      put_text (object, "url", attachment->url);
      put_text (object, "preview_url", attachment->preview_url);
      put_text (object, "media_type", attachment->media_type);
      put_text (object, "description", attachment->description);
      json_object_set_int_member (object, "width", attachment->width);
      json_object_set_int_member (object, "height", attachment->height);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* "hide delete": what the service lets nobody do with it */
static void
put_forbidden (JsonObject *object, EarMessageFlags flags)
{
  EarAbilities forbidden = ear_abilities_forbidden (flags);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint bit = 0; bit < 31; bit++)
    {
      EarAbilities ability = forbidden & (EarAbilities) (1u << bit);

      if (ability != 0)
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", ear_ability_to_string (ability));
    }
  if (words->len > 0)
    put_text (object, "forbidden", words->str);
}

static JsonObject *
dump_message (gconstpointer item)
{
  const EarMessage *message = item;
  JsonObject *object = json_object_new ();

  put_text (object, "ext", message->ext);
  put_text (object, "conversation_ext", message->conversation_ext);
  put_text (object, "parent_ext", message->parent_ext);
  put_text (object, "author_ext", message->author_ext);
  put_text (object, "direction", direction_words[message->direction]);
  put_text (object, "state", state_words[message->state]);
  put_text (object, "audience", audience_words[message->audience]);
  put_true (object, "addressed", (message->flags & EAR_MESSAGE_ADDRESSED) != 0);
  put_true (object, "automatic", (message->flags & EAR_MESSAGE_AUTOMATIC) != 0);
  put_forbidden (object, message->flags);
  put_time (object, "sent_at", message->sent_at);
  put_time (object, "edited_at", message->edited_at);
  put_text (object, "text", message->text);
  put_text (object, "subject", message->subject);
  put_text (object, "language", message->language);
  put_text (object, "url", message->url);
  put_text (object, "mentions", message->mentions);
  put_true (object, "liked", message->liked);
  if (message->attachments != NULL)
    json_object_set_array_member (object, "attachments", dump_attachments (message->attachments));
  return object;
}

static JsonObject *
dump_change (gconstpointer item)
{
  const EarMessageChange *change = item;
  JsonObject *object = json_object_new ();

  put_text (object, "ext", change->ext);
  put_text (object, "state", state_words[change->state]);
  return object;
}

static JsonObject *
dump_rekey (gconstpointer item)
{
  const EarRekey *rekey = item;
  JsonObject *object = json_object_new ();

  put_text (object, "old", rekey->old_ext);
  put_text (object, "new", rekey->new_ext);
  return object;
}

static JsonObject *
dump_span (const EarSpan *span)
{
  JsonObject *object = json_object_new ();

  /* Back to the beginning is no time. */
  if (span->from == G_MININT64)
    put_text (object, "from", "beginning");
  else
    put_time (object, "from", span->from);
  put_time (object, "to", span->to);
  return object;
}

static JsonObject *
dump_complete (const EarComplete *complete, const char *what)
{
  JsonObject *object = dump_span (&complete->span);

  put_text (object, what, complete->ext);
  return object;
}

static JsonObject *
dump_complete_post (gconstpointer item)
{
  return dump_complete (item, "post");
}

static JsonObject *
dump_complete_part (gconstpointer item)
{
  return dump_complete (item, "conversation");
}

static void
put_list (JsonObject *object, const char *name, GPtrArray *items, JsonObject *(*dump) (gconstpointer item))
{
  JsonArray *array;

  if (items == NULL || items->len == 0)
    return;
  array = json_array_new ();
  for (guint i = 0; i < items->len; i++)
    json_array_add_object_element (array, dump (g_ptr_array_index (items, i)));
  json_object_set_array_member (object, name, array);
}

JsonNode *
settings_dump (GHashTable *settings)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    put_text (object, name, value);
  json_node_take_object (node, object);
  return node;
}

JsonNode *
batch_dump (const EarBatch *batch)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  put_list (object, "identities", batch->identities, dump_identity);
  put_list (object, "posts", batch->posts, dump_post);
  put_list (object, "conversations", batch->conversations, dump_conversation);
  put_list (object, "messages", batch->messages, dump_message);
  put_list (object, "changes", batch->changes, dump_change);
  put_list (object, "rekeys", batch->rekeys, dump_rekey);

  if (batch->cursor != NULL)
    {
      g_autoptr (JsonNode) cursor = json_from_string (batch->cursor, NULL);

      if (cursor != NULL)
        json_object_set_member (object, "cursor", json_node_copy (cursor));
      else
        put_text (object, "cursor", batch->cursor);
    }
  put_true (object, "more", batch->more);
  if (batch->spans != NULL && batch->spans->len > 0)
    {
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < batch->spans->len; i++)
        json_array_add_object_element (array, dump_span (&g_array_index (batch->spans, EarSpan, i)));
      json_object_set_array_member (object, "spans", array);
    }
  if (batch->estimated_total >= 0)
    json_object_set_int_member (object, "estimated_total", batch->estimated_total);
  put_text (object, "complete_conversation_ext", batch->complete_conversation_ext);
  if (batch->has_complete_range)
    json_object_set_object_member (object, "complete_range", dump_span (&batch->complete_range));
  put_text (object, "complete_range_prefix", batch->complete_range_prefix);
  put_text (object, "complete_range_besides", batch->complete_range_besides);
  put_true (object, "complete_range_threads", batch->complete_range_threads);
  if (batch->complete_range_addressed)
    json_object_set_boolean_member (object, "complete_range_addressed", TRUE);
  if (batch->has_complete_hidden_range)
    json_object_set_object_member (object, "complete_hidden_range", dump_span (&batch->complete_hidden_range));
  put_list (object, "complete_posts", batch->complete_posts, dump_complete_post);
  put_list (object, "complete_parts", batch->complete_parts, dump_complete_part);
  if (batch->settings != NULL && g_hash_table_size (batch->settings) > 0)
    json_object_set_member (object, "settings", settings_dump (batch->settings));
  json_node_take_object (node, object);
  return node;
}
