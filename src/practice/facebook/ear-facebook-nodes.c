/* ear-facebook-nodes.c: posts and comments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN(type, name, member, ...) { #name, EAR_GRAPH_##type, G_STRUCT_OFFSET (EarTownItem, member), .write = NULL, __VA_ARGS__ }
#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define EMPTY(name) { #name, EAR_GRAPH_NOTHING, 0, NULL }

/* ---- parts that both have ---- */

void
ear_facebook_write_from (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, const EarTownItem *item)
{
  const EarTownPerson *person = ear_town_find_person (call->town, item->author);

  if (ear_town_item_is_ours (item))
    ear_graph_write_profile (json, field, item->account->id, item->account->name, NULL, NULL);
  else if (person != NULL && !person->withheld)
    ear_graph_write_profile (json, field, person->id, person->name, NULL, NULL);
}

static void
write_from (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_facebook_write_from (call, json, field, object);
}

static void
write_permalink_url (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  g_autofree char *url = NULL;

  if (item->top != NULL)
    url = g_strdup_printf ("https://www.facebook.com/%s/posts/%s?comment_id=%s", item->account->id, item->top->id, item->id);
  else
    url = g_strdup_printf ("https://www.facebook.com/%s/posts/%s", item->account->id, item->id);
  ear_json_writer_text (json, "permalink_url", url);
}

/* "id:offset:length id:offset:length", as ear_facebook_post_comments() noted them. */
static void
write_message_tags (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *noted = ear_town_item_get_fact (object, "tags");
  g_auto (GStrv) tags = NULL;

  if (noted == NULL)
    return;
  tags = g_strsplit (noted, " ", -1);
  ear_json_writer_begin_array (json, "message_tags");
  for (char **tag = tags; *tag != NULL; tag++)
    {
      g_auto (GStrv) parts = g_strsplit (*tag, ":", 3);
      const EarTownPerson *person = ear_town_find_person (call->town, parts[0]);

      if (person == NULL || g_strv_length (parts) != 3)
        continue;
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_text (json, "id", person->id);
      ear_json_writer_text (json, "name", person->name);
      ear_json_writer_text (json, "type", "user");
      ear_json_writer_int (json, "offset", atoi (parts[1]));
      ear_json_writer_int (json, "length", atoi (parts[2]));
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

static void
write_picture_members (EarJsonWriter *json, const char *type, const EarTownItem *item, const char *url)
{
  ear_json_writer_text (json, "type", type);
  ear_json_writer_text (json, "url", url);
  ear_json_writer_begin_object (json, "target");
  ear_json_writer_text (json, "id", item->id);
  ear_json_writer_text (json, "url", url);
  ear_json_writer_end_object (json);
  ear_json_writer_begin_object (json, "media");
  ear_json_writer_begin_object (json, "image");
  ear_json_writer_text (json, "src", url);
  ear_json_writer_int (json, "width", 720);
  ear_json_writer_int (json, "height", 480);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
}

/* ---- comments ---- */

static gboolean
by_us (EarGraphCall *call, const EarTownItem *item)
{
  return ear_facebook_is_page (call) && ear_town_item_is_ours (item);
}

static void
write_parent (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  if (item->parent == NULL)
    return;
  ear_json_writer_begin_object (json, "parent");
  ear_graph_write_members (call, json, &ear_facebook_comment_node, item->parent, field->fields);
  ear_json_writer_end_object (json);
}

static void
write_object (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  ear_json_writer_begin_object (json, "object");
  ear_graph_write_members (call, json, &ear_facebook_post_node, item->top, field->fields);
  ear_json_writer_end_object (json);
}

static void
write_attachment (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  static const char *const types[] = { "sticker", "photo" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const char *url = ear_town_item_get_fact (object, types[i]);

      if (url == NULL)
        continue;
      ear_json_writer_begin_object (json, "attachment");
      write_picture_members (json, types[i], object, url);
      ear_json_writer_end_object (json);
      return;
    }
}

static void
write_flag (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  gboolean value = FALSE;

  if (strcmp (field->name, "can_hide") == 0)
    value = ear_facebook_is_page (call) && !by_us (call, object);
  else if (strcmp (field->name, "can_reply_privately") == 0)
    value = ear_facebook_is_page (call) && ear_graph_can_reply_privately (call->town, object);
  else if (strcmp (field->name, "can_remove") == 0 || strcmp (field->name, "can_like") == 0 || strcmp (field->name, "can_comment") == 0)
    value = ear_facebook_is_page (call);
  ear_json_writer_bool (json, field->name, value);
}

static void
write_comment_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_int (json, "comment_count", ((const EarTownItem *) object)->n_below);
}

static void
write_like_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  ear_json_writer_int (json, "like_count", item->likes + item->liked);
}

static void
write_user_likes (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "user_likes", ear_facebook_is_page (call) && ((const EarTownItem *) object)->liked);
}

static void
write_comments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (!ear_town_token_may (call->token, "pages_read_user_content"))
    return;
  ear_json_writer_begin_object (json, "comments");
  ear_facebook_write_comments (call, json, object, field->args, field, field->fields);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn comment_columns[] = {
  { "id", EAR_GRAPH_WRITE, 0, ear_graph_write_id }, COLUMN (TEXT, message, text, .usual = TRUE), COLUMN (TIME, created_time, created_ms, .usual = TRUE),
  WRITTEN (from, .usual = TRUE), WRITTEN (parent), WRITTEN (object), WRITTEN (attachment), WRITTEN (message_tags), WRITTEN (permalink_url),
  WRITTEN (comment_count), WRITTEN (like_count), WRITTEN (user_likes), WRITTEN (comments), COLUMN (TRUTH, is_hidden, hidden),
  { "can_comment", EAR_GRAPH_WRITE, 0, write_flag }, { "can_hide", EAR_GRAPH_WRITE, 0, write_flag },
  { "can_like", EAR_GRAPH_WRITE, 0, write_flag }, { "can_remove", EAR_GRAPH_WRITE, 0, write_flag },
  { "can_reply_privately", EAR_GRAPH_WRITE, 0, write_flag }, { "is_private", EAR_GRAPH_WRITE, 0, write_flag },
  EMPTY (admin_creator), EMPTY (application), EMPTY (private_reply_conversation),
};
const EarGraphNode ear_facebook_comment_node = { "Comment", comment_columns, G_N_ELEMENTS (comment_columns) };

/**
 * ear_facebook_write_comments:
 * @call: a call
 * @json: inside an object
 * @item: a post or a comment
 * @args: filter, order, summary and those of any list
 * @nested: (nullable): the field that asks inside another node
 * @fields: (nullable) (element-type EarGraphField): of each comment
 */
void
ear_facebook_write_comments (EarGraphCall *call, EarJsonWriter *json, EarTownItem *item, GHashTable *args, const EarGraphField *nested,
                             GPtrArray *fields)
{
  gboolean stream = ear_graph_arg_is (args, "filter", "stream");
  gboolean newest = ear_graph_arg_is (args, "order", "reverse_chronological");
  gboolean of_post = item->kind != EAR_TOWN_COMMENT;
  g_autofree char *owner = ear_facebook_dup_id (item);
  EarGraphList list = { .newest_first = newest, .node = &ear_facebook_comment_node, .owner = owner, .edge = "comments" };

  /* A person's token sees none, and no error says so. */
  if (ear_facebook_is_page (call))
    list.items = of_post && !stream ? item->first_level : item->below;
  list.place = !of_post ? G_STRUCT_OFFSET (EarTownItem, at_replies)
               : stream ? G_STRUCT_OFFSET (EarTownItem, at_below)
                        : G_STRUCT_OFFSET (EarTownItem, at_first);
  ear_graph_write_list (call, json, &list, args, nested, fields);
  if (ear_graph_arg_is (args, "summary", "true") || ear_graph_arg_is (args, "summary", "1"))
    {
      ear_json_writer_begin_object (json, "summary");
      ear_json_writer_text (json, "order", newest ? "reverse_chronological" : "chronological");
      ear_json_writer_int (json, "total_count", list.items == NULL ? 0 : of_post && !stream ? item->n_first : item->n_below);
      ear_json_writer_bool (json, "can_comment", TRUE);
      ear_json_writer_end_object (json);
    }
}

void
ear_facebook_get_comments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  ear_facebook_write_comments (call, json, target->item, call->request->parameters, NULL, fields);
}

/* ---- posts ---- */

static void
write_published (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "is_published", !((const EarTownItem *) object)->unpublished);
}

static void
write_is_expired (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "is_expired", FALSE);
}

static void
write_status_type (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_text (json, "status_type", ear_town_item_get_fact (object, "photo") != NULL ? "added_photos" : "mobile_status_update");
}

static void
write_full_picture (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *url = ear_town_item_get_fact (object, "photo");

  if (url != NULL)
    ear_json_writer_text (json, "full_picture", url);
}

static void
write_scheduled_publish_time (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *time = ear_town_item_get_fact (object, "scheduled");

  if (time != NULL)
    ear_json_writer_double (json, "scheduled_publish_time", g_ascii_strtod (time, NULL));
}

/* "data" alone: as an edge, or as the field. */
static void
write_attachment_list (EarJsonWriter *json, EarTownItem *item)
{
  const char *url = ear_town_item_get_fact (item, "photo");

  ear_json_writer_begin_array (json, "data");
  if (url != NULL)
    {
      ear_json_writer_begin_object (json, NULL);
      write_picture_members (json, "photo", item, url);
      ear_json_writer_text (json, "media_type", "photo");
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

static void
write_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (ear_town_item_get_fact (object, "photo") == NULL)
    return;
  ear_json_writer_begin_object (json, "attachments");
  write_attachment_list (json, object);
  ear_json_writer_end_object (json);
}

void
ear_facebook_get_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_attachment_list (json, target->item);
}

static void
write_shares (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  gint64 likes = ((const EarTownItem *) object)->likes;

  if (likes < 10)
    return;
  ear_json_writer_begin_object (json, "shares");
  ear_json_writer_int (json, "count", likes / 10);
  ear_json_writer_end_object (json);
}

/* Who liked is not told; how many did is. */
static void
write_reactions (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  ear_json_writer_begin_object (json, field->name);
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_end_array (json);
  if (ear_graph_arg_is (field->args, "summary", "true") || ear_graph_arg_is (field->args, "summary", "1"))
    {
      ear_json_writer_begin_object (json, "summary");
      ear_json_writer_int (json, "total_count", item->likes + item->liked);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_object (json);
}

static const EarGraphColumn post_columns[] = {
  { "id", EAR_GRAPH_WRITE, 0, ear_graph_write_id }, COLUMN (TEXT, message, text, .usual = TRUE), COLUMN (TIME, created_time, created_ms, .usual = TRUE),
  COLUMN (TIME, updated_time, updated_ms), WRITTEN (from), WRITTEN (permalink_url), WRITTEN (message_tags), WRITTEN (status_type),
  WRITTEN (full_picture), WRITTEN (attachments), WRITTEN (shares), WRITTEN (comments), WRITTEN (is_expired), WRITTEN (scheduled_publish_time),
  { "is_published", EAR_GRAPH_WRITE, 0, write_published }, COLUMN (TRUTH, is_hidden, hidden),
  { "reactions", EAR_GRAPH_WRITE, 0, write_reactions }, { "likes", EAR_GRAPH_WRITE, 0, write_reactions },
  EMPTY (story), EMPTY (story_tags), EMPTY (parent_id), EMPTY (picture), EMPTY (place), EMPTY (to), EMPTY (via),
};
const EarGraphNode ear_facebook_post_node = { "PagePost", post_columns, G_N_ELEMENTS (post_columns) };
