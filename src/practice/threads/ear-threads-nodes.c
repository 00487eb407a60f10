/* ear-threads-nodes.c: the account, posts and replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/threads/ear-threads-town.h"

#include <string.h>

#define COLUMN(type, name, member, ...) { #name, EAR_GRAPH_##type, G_STRUCT_OFFSET (EarTownItem, member), .write = NULL, __VA_ARGS__ }
#define WRITTEN(name, ...) { #name, EAR_GRAPH_WRITE, 0, write_##name, __VA_ARGS__ }
#define SHARED(name) { #name, EAR_GRAPH_WRITE, 0, ear_graph_write_##name }
#define EMPTY(name) { #name, EAR_GRAPH_NOTHING, 0, NULL }
#define CONSTANT(name, text) { #name, EAR_GRAPH_CONSTANT, 0, NULL, text }

/* With either of the two hosts people know. */
static void
write_permalink (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  g_autofree char *shortcode = ear_graph_make_shortcode (call, item);
  g_autofree char *url = g_strdup_printf ("https://www.threads.%s/@%s/post/%s", item->created_ms % 2 == 0 ? "net" : "com",
                                          ear_graph_get_username (call->town, item), shortcode);

  ear_json_writer_text (json, "permalink", url);
}

static void
write_media_type (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *type = ear_town_item_get_fact (object, "media_type");

  ear_json_writer_text (json, "media_type", type != NULL ? type : "TEXT_POST");
}

/* What is kept as a fact under the name of the field. */
static void
write_fact (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *value = ear_town_item_get_fact (object, field->name);

  if (value != NULL)
    ear_json_writer_text (json, field->name, value);
}

static void
write_profile_picture_url (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  g_autofree char *url = g_strdup_printf ("https://scontent.cdninstagram.example/%s.jpg", ear_graph_get_username (call->town, object));

  ear_json_writer_text (json, "profile_picture_url", url);
}

static void
write_false (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  ear_json_writer_bool (json, field->name, FALSE);
}

/* ---- what hangs under what ---- */

EarTownItem *
ear_threads_get_parent (EarTown *town, const EarTownItem *item)
{
  EarTownItem *parent = ear_town_find_item (town, ear_town_item_get_fact (item, "in_reply_to"));

  return parent != NULL && parent->kind == EAR_TOWN_COMMENT && parent->top == item->top ? parent : item->parent;
}

gboolean
ear_threads_is_pending (const EarTownItem *item)
{
  return item->kind == EAR_TOWN_COMMENT && !ear_town_item_is_ours (item) && ear_town_item_is_ours (item->top) &&
         ear_town_item_get_fact (item->top, "approvals") != NULL && g_strcmp0 (ear_town_item_get_fact (item, "approved"), "1") != 0;
}

static void
write_has_replies (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  const GPtrArray *list = item->parent != NULL ? item->parent->below : NULL;
  gboolean has = item->n_below > 0;

  for (guint i = item->at_replies + 1; !has && list != NULL && i < list->len; i++)
    {
      const EarTownItem *other = g_ptr_array_index (list, i);

      has = !other->deleted && ear_threads_get_parent (call->town, other) == item;
    }
  ear_json_writer_bool (json, "has_replies", has);
}

static void
write_reference (EarJsonWriter *json, const char *name, const char *id)
{
  if (id == NULL)
    return;
  ear_json_writer_begin_object (json, name);
  ear_json_writer_text (json, "id", id);
  ear_json_writer_end_object (json);
}

static void
write_root_post (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;

  write_reference (json, "root_post", item->top != NULL ? item->top->id : NULL);
}

static void
write_replied_to (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object, *parent = ear_threads_get_parent (call->town, item);

  write_reference (json, "replied_to", parent != NULL ? parent->id : item->top != NULL ? item->top->id : NULL);
}

static void
write_referred (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  write_reference (json, field->name, ear_town_item_get_fact (object, field->name));
}

static void
write_flag (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  gboolean value = item->kind == EAR_TOWN_COMMENT;

  if (strcmp (field->name, "is_reply_owned_by_me") == 0)
    value = value && ear_town_item_is_ours (item);
  else if (strcmp (field->name, "is_quote_post") == 0)
    value = ear_town_item_get_fact (item, "quoted_post") != NULL;
  ear_json_writer_bool (json, field->name, value);
}

static void
write_hide_status (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const EarTownItem *item = object;
  gboolean hidden = item->hidden || (item->parent != NULL && item->parent->hidden);

  ear_json_writer_text (json, "hide_status", hidden ? "HIDDEN" : "NOT_HUSHED");
}

static void
write_reply_audience (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  const char *control = ear_town_item_get_fact (object, "reply_control");
  g_autofree char *audience = g_ascii_strup (control != NULL ? control : "everyone", -1);

  ear_json_writer_text (json, "reply_audience", audience);
}

static void
write_poll_attachment (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
{
  static const char *const options[] = { "option_a", "option_b", "option_c", "option_d" };

  if (ear_town_item_get_fact (object, "option_a") == NULL)
    return;
  ear_json_writer_begin_object (json, "poll_attachment");
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      const char *option = ear_town_item_get_fact (object, options[i]);
      g_autofree char *votes = g_strconcat (options[i], "_votes_percentage", NULL);

      if (option == NULL)
        continue;
      ear_json_writer_text (json, options[i], option);
      ear_json_writer_double (json, votes, i == 0 ? 1.0 : 0.0);
    }
  ear_graph_write_time (json, "expiration_timestamp", ((const EarTownItem *) object)->created_ms + G_GINT64_CONSTANT (24 * 3600) * 1000);
  ear_json_writer_end_object (json);
}

static const EarGraphColumn media_columns[] = {
  SHARED (id), CONSTANT (media_product_type, "THREADS"), WRITTEN (media_type), { "media_url", EAR_GRAPH_WRITE, 0, write_fact }, EMPTY (gif_url),
  WRITTEN (permalink), SHARED (owner), SHARED (username), COLUMN (TEXT, text, text), COLUMN (TIME, timestamp, created_ms), SHARED (shortcode),
  EMPTY (thumbnail_url), EMPTY (children), { "is_quote_post", EAR_GRAPH_WRITE, 0, write_flag },
  { "quoted_post", EAR_GRAPH_WRITE, 0, write_referred }, { "reposted_post", EAR_GRAPH_WRITE, 0, write_referred }, WRITTEN (has_replies),
  { "alt_text", EAR_GRAPH_WRITE, 0, write_fact }, { "link_attachment_url", EAR_GRAPH_WRITE, 0, write_fact }, WRITTEN (poll_attachment),
  EMPTY (location_id), { "topic_tag", EAR_GRAPH_WRITE, 0, write_fact }, { "is_verified", EAR_GRAPH_WRITE, 0, write_false },
  WRITTEN (profile_picture_url), { "is_reply", EAR_GRAPH_WRITE, 0, write_flag }, { "is_reply_owned_by_me", EAR_GRAPH_WRITE, 0, write_flag },
  WRITTEN (root_post), WRITTEN (replied_to), WRITTEN (hide_status), WRITTEN (reply_audience),
};
const EarGraphNode ear_threads_media_node = { "ThreadsMedia", media_columns, G_N_ELEMENTS (media_columns) };

/* ---- the account ---- */

static const EarGraphColumn account_columns[] = {
  { "id", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownAccount, id), NULL },
  { "username", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownAccount, handle), NULL },
  { "name", EAR_GRAPH_TEXT, G_STRUCT_OFFSET (EarTownAccount, name), NULL },
  { "is_verified", EAR_GRAPH_WRITE, 0, write_false }, { "is_eligible_for_geo_gating", EAR_GRAPH_WRITE, 0, write_false },
  CONSTANT (threads_profile_picture_url, "https://scontent.cdninstagram.example/aurora.jpg"),
  CONSTANT (threads_biography, "Pasta, wine, a terrace. Made up."), EMPTY (recently_searched_keywords),
};
const EarGraphNode ear_threads_account_node = { "User", account_columns, G_N_ELEMENTS (account_columns) };
