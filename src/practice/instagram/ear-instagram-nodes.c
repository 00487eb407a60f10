/* ear-instagram-nodes.c: media and comments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24 * 3600) * 1000)
#define MOST_COMMENTS 50

#define COLUMN(type, name, member, ...) { #name, EAR_GRAPH_##type, G_STRUCT_OFFSET (EarTownItem, member), .write = NULL, __VA_ARGS__ }
#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define SHARED(name) { #name, EAR_GRAPH_WRITE, 0, ear_graph_write_##name }
#define EMPTY(name) { #name, EAR_GRAPH_NOTHING, 0, NULL }

/* ---- parts that both have ---- */

static void
write_like_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  ear_json_writer_int (json, "like_count", item->likes + item->liked);
}

/* ---- comments ---- */

static void
write_from (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  const EarTownPerson *person = ear_town_find_person (call->town, item->author);

  if (person == NULL || !person->withheld)
    ear_graph_write_profile (json, field, item->author, NULL, "username", ear_graph_get_username (call->town, item));
}

static void
write_parent_id (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  if (item->parent != NULL)
    ear_json_writer_text (json, "parent_id", item->parent->id);
}

static void
write_media (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  static EarGraphField id_alone = { .name = (char *) "id", .text = (char *) "" };
  g_autoptr (GPtrArray) id = g_ptr_array_new ();

  g_ptr_array_add (id, &id_alone);
  ear_json_writer_begin_object (json, "media");
  ear_graph_write_members (call, json, &ear_instagram_media_node, ((const EarTownItem *) object)->top, field->fields != NULL ? field->fields : id);
  ear_json_writer_end_object (json);
}

static gboolean
is_given (EarGraphCall *call, EarTownItem *comment)
{
  return g_strcmp0 (ear_graph_get_setting (call->town, call->account, "restricted"), comment->author) != 0;
}

/* Newest first, whatever is asked; of a media only its top level. */
static void
write_comment_list (EarGraphCall *call, EarJsonWriter *json, EarTownItem *item, GHashTable *args, const EarGraphField *nested,
                    GPtrArray *fields)
{
  gboolean of_comment = item->kind == EAR_TOWN_COMMENT;
  EarGraphList list = {
    .items = of_comment ? item->below : item->first_level,
    .place = of_comment ? G_STRUCT_OFFSET (EarTownItem, at_replies) : G_STRUCT_OFFSET (EarTownItem, at_first),
    .newest_first = TRUE,
    .keep = is_given,
    .node = &ear_instagram_comment_node,
    .owner = item->id,
    .edge = of_comment ? "replies" : "comments",
    .most = MOST_COMMENTS,
  };

  ear_graph_write_list (call, json, &list, args, nested, fields);
}

/* Inside a node a list without anything in it is left out. */
static void
write_nested_list (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  ear_graph_check_fields (call, &ear_instagram_comment_node, field->fields);
  if (item->n_below == 0)
    return;
  ear_json_writer_begin_object (json, field->name);
  write_comment_list (call, json, object, field->args, field, field->fields);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn comment_columns[] = {
  SHARED (id), COLUMN (TEXT, text, text, .usual = TRUE), COLUMN (TIME, timestamp, created_ms, .usual = TRUE), SHARED (username),
  WRITTEN (from), COLUMN (TRUTH, hidden, hidden), WRITTEN (like_count), WRITTEN (parent_id), WRITTEN (media),
  { "replies", EAR_GRAPH_WRITE, 0, write_nested_list }, EMPTY (user), EMPTY (legacy_instagram_comment_id),
};
const EarGraphNode ear_instagram_comment_node = { "IGComment", comment_columns, G_N_ELEMENTS (comment_columns) };

void
ear_instagram_get_comments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_comment_list (call, json, target->item, call->request->parameters, NULL, fields);
}

void
ear_instagram_get_replies (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_comment_list (call, json, target->item, call->request->parameters, NULL, fields);
}

/* ---- media ---- */

gboolean
ear_instagram_is_story (const EarTownItem *item)
{
  return g_strcmp0 (ear_town_item_get_fact (item, "media_type"), "STORIES") == 0;
}

static gboolean
has_type (const EarTownItem *item, const char *type)
{
  return g_strcmp0 (ear_town_item_get_fact (item, "media_type"), type) == 0;
}

static void
write_media_type (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_text (json, "media_type", has_type (object, "VIDEO") ? "VIDEO" : has_type (object, "CAROUSEL_ALBUM") ? "CAROUSEL_ALBUM" : "IMAGE");
}

static void
write_media_product_type (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_text (json, "media_product_type", ear_instagram_is_story (object) ? "STORY" : has_type (object, "VIDEO") ? "REELS" : "FEED");
}

/* Signed, and good for some days only. */
static char *
make_picture (EarTown *town, const char *id, const char *suffix)
{
  gint64 expires_s = ear_town_now (town) / 1000 + 4 * 86400;

  return g_strdup_printf ("https://scontent.cdninstagram.example/%s.%s?oe=%" G_GINT64_MODIFIER "X", id, suffix, expires_s);
}

static void
write_media_url (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *url = make_picture (call->town, ((const EarTownItem *) object)->id, has_type (object, "VIDEO") ? "mp4" : "jpg");

  ear_json_writer_text (json, "media_url", url);
}

static void
write_thumbnail_url (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *url = make_picture (call->town, ((const EarTownItem *) object)->id, "thumbnail.jpg");

  if (has_type (object, "VIDEO"))
    ear_json_writer_text (json, "thumbnail_url", url);
}

static void
write_permalink (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *shortcode = ear_graph_make_shortcode (call, object);
  g_autofree char *url = g_strdup_printf ("https://www.instagram.com/%s/%s/", has_type (object, "VIDEO") ? "reel" : "p", shortcode);

  ear_json_writer_text (json, "permalink", url);
}

/* What is hidden does not count. */
static void
write_comments_count (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  gint64 n = 0;

  for (guint i = 0; item->below != NULL && i < item->below->len; i++)
    {
      EarTownItem *comment = g_ptr_array_index (item->below, i);

      n += !comment->deleted && !comment->hidden;
    }
  ear_json_writer_int (json, "comments_count", n);
}

static void
write_is_comment_enabled (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, "is_comment_enabled", ear_town_item_get_fact (object, "no_comments") == NULL);
}

static void
write_alt_text (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *text = ear_town_item_get_fact (object, "alt_text");

  if (text != NULL)
    ear_json_writer_text (json, "alt_text", text);
}

static void
write_is_shared_to_feed (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (has_type (object, "VIDEO"))
    ear_json_writer_bool (json, "is_shared_to_feed", TRUE);
}

static void
write_child_list (EarGraphCall *call, EarJsonWriter *json, const EarTownItem *item)
{
  ear_json_writer_begin_array (json, "data");
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", item->id, i);
      g_autofree char *url = make_picture (call->town, id, "jpg");

      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_text (json, "id", id);
      ear_json_writer_text (json, "media_type", "IMAGE");
      ear_json_writer_text (json, "media_url", url);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_array (json);
}

static void
write_children (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_graph_check_fields (call, &ear_instagram_media_node, field->fields);
  if (!has_type (object, "CAROUSEL_ALBUM"))
    return;
  ear_json_writer_begin_object (json, "children");
  write_child_list (call, json, object);
  ear_json_writer_end_object (json);
}

void
ear_instagram_get_children (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  ear_graph_check_fields (call, &ear_instagram_media_node, fields);
  write_child_list (call, json, target->item);
}

static void
write_comments (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  if (ear_town_item_is_ours (object) && ear_graph_check_scope (call, "instagram_business_manage_comments"))
    write_nested_list (call, json, field, object);
}

static const EarGraphColumn media_columns[] = {
  SHARED (id), COLUMN (TEXT, caption, text), WRITTEN (media_type), WRITTEN (media_product_type), WRITTEN (media_url), WRITTEN (thumbnail_url),
  WRITTEN (permalink), COLUMN (TIME, timestamp, created_ms), SHARED (username), WRITTEN (like_count), WRITTEN (comments_count),
  WRITTEN (is_comment_enabled), WRITTEN (alt_text), SHARED (shortcode), WRITTEN (is_shared_to_feed), SHARED (owner), WRITTEN (children),
  WRITTEN (comments), EMPTY (current_live_viewer_count),
};
const EarGraphNode ear_instagram_media_node = { "Media", media_columns, G_N_ELEMENTS (media_columns) };

static gboolean
is_media (EarGraphCall *call, EarTownItem *item)
{
  return !item->unpublished;
}

static gboolean
is_fresh_story (EarGraphCall *call, EarTownItem *item)
{
  return ear_instagram_is_story (item) && item->created_ms + DAY_MS > ear_town_now (call->town);
}

static void
write_tops (EarGraphCall *call, EarJsonWriter *json, EarTownKind kind, const char *edge, gboolean (*keep) (EarGraphCall *call, EarTownItem *item),
            GPtrArray *fields)
{
  EarGraphList list = {
    .items = call->account->tops[kind],
    .place = G_STRUCT_OFFSET (EarTownItem, at_below),
    .newest_first = TRUE,
    .by_time = TRUE,
    .keep = keep,
    .node = &ear_instagram_media_node,
    .owner = call->account->id,
    .edge = edge,
  };

  ear_graph_write_list (call, json, &list, call->request->parameters, NULL, fields);
}

void
ear_instagram_get_media (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_POST, "media", is_media, fields);
}

void
ear_instagram_get_stories (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_POST, "stories", is_fresh_story, fields);
}

void
ear_instagram_get_tags (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  write_tops (call, json, EAR_TOWN_MENTION, "tags", NULL, fields);
}
