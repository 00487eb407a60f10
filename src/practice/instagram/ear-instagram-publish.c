/* ear-instagram-publish.c: containers, and media made of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/instagram/ear-instagram-town.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24 * 3600) * 1000)
#define MAX_CAPTION 2200
#define QUOTA 50

static const char *const parameters[] = { "media_type", "image_url", "video_url", "caption", "alt_text", "is_carousel_item", "children", NULL };

/* No redirects, no letters beyond ASCII: Meta fetches it. */
static gboolean
is_fetchable (const char *url)
{
  return url != NULL && g_str_is_ascii (url) && (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://"));
}

static void
check_children (EarGraphCall *call, const char *children)
{
  g_auto (GStrv) ids = g_strsplit (children != NULL ? children : "", ",", -1);

  if (g_strv_length (ids) < 2 || g_strv_length (ids) > 10)
    ear_graph_fail (call, 100, 2207028, "(#100) A carousel has between 2 and 10 items");
  for (char **id = ids; *id != NULL; id++)
    {
      g_autoptr (GHashTable) child = ear_graph_container_find (call->town, call->account, *id);

      if (child == NULL || g_strcmp0 (g_hash_table_lookup (child, "is_carousel_item"), "true") != 0)
        ear_graph_fail (call, 100, 0, "(#100) Invalid parameter children: %s", *id);
    }
}

void
ear_instagram_post_media (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const char *const types[] = { "REELS", "STORIES", "CAROUSEL", "VIDEO", NULL };
  const char *type = ear_town_request_get (call->request, "media_type"), *caption = ear_town_request_get (call->request, "caption");
  const char *url = ear_town_request_get (call->request, "image_url");
  g_autofree char *id = NULL;

  if (url == NULL)
    url = ear_town_request_get (call->request, "video_url");
  if (type != NULL && !g_strv_contains (types, type))
    ear_graph_fail (call, 100, 0, "(#100) Param media_type must be one of {REELS, STORIES, CAROUSEL, VIDEO}");
  else if (caption != NULL && g_utf8_strlen (caption, -1) > MAX_CAPTION)
    ear_graph_fail (call, 36004, 2207010, "(#36004) The caption is too long");
  else if (g_strcmp0 (type, "CAROUSEL") == 0)
    check_children (call, ear_town_request_get (call->request, "children"));
  else if (!is_fetchable (url))
    ear_graph_fail (call, 9004, 2207052, "(#9004) The media could not be fetched from this URI");
  if (call->failure != NULL)
    return;
  id = ear_graph_container_make (call, parameters);
  ear_json_writer_text (json, "id", id);
}

void
ear_instagram_get_container (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const char *const known[] = { "id", "status", "status_code", NULL };
  g_autoptr (GHashTable) container = ear_graph_container_find (call->town, call->account, target->id);
  const char *status = ear_graph_container_get_status (call->town, call->account, container);
  g_autofree char *words = g_strdup_printf ("%s: made-up words about it", status);

  ear_json_writer_text (json, "id", target->id);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const EarGraphField *field = g_ptr_array_index (fields, i);

      if (!g_strv_contains (known, field->name))
        ear_graph_fail (call, 100, 0, "(#100) Tried accessing nonexisting field (%s) on node type (IGContainer)", field->name);
      else if (strcmp (field->name, "id") != 0)
        ear_json_writer_text (json, field->name, strcmp (field->name, "status") == 0 ? words : status);
    }
}

/* ---- publishing ---- */

static gint64
count_published (EarGraphCall *call)
{
  const GPtrArray *posts = call->account->tops[EAR_TOWN_POST];
  gint64 n = 0;

  for (guint i = posts->len; i > 0; i--)
    {
      const EarTownItem *post = g_ptr_array_index (posts, i - 1);

      if (post->created_ms + DAY_MS < ear_town_now (call->town))
        break;
      n += ear_town_item_get_fact (post, "published") != NULL;
    }
  return n;
}

static gint64
get_quota (EarGraphCall *call)
{
  return ear_graph_get_setting_number (call->town, call->account, "quota", QUOTA);
}

void
ear_instagram_get_limit (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_int (json, "quota_usage", count_published (call));
  ear_json_writer_begin_object (json, "config");
  ear_json_writer_int (json, "quota_total", get_quota (call));
  ear_json_writer_int (json, "quota_duration", DAY_MS / 1000);
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
}

static void
check_container (EarGraphCall *call, GHashTable *container)
{
  const char *status = container != NULL ? ear_graph_container_get_status (call->town, call->account, container) : NULL;

  if (status == NULL)
    ear_graph_fail (call, 100, 0, "(#100) Invalid parameter creation_id");
  else if (strcmp (status, "EXPIRED") == 0)
    ear_graph_fail (call, -2, 2207020, "(#-2) The media you are trying to publish has expired");
  else if (strcmp (status, "IN_PROGRESS") == 0)
    ear_graph_fail (call, 9007, 2207027, "(#9007) The media is not ready for publishing, please wait for a moment");
  else if (strcmp (status, "ERROR") == 0)
    ear_graph_fail (call, 352, 2207026, "(#352) The video format is not supported");
  else if (strcmp (status, "PUBLISHED") == 0)
    ear_graph_fail (call, 100, 0, "(#100) This media is published already");
  else if (count_published (call) >= get_quota (call))
    ear_graph_fail (call, 9, 2207042, "(#9) You reached maximum number of posts that is allowed to be published by Content Publishing API.");
}

void
ear_instagram_post_media_publish (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autoptr (GHashTable) container = ear_graph_container_find (call->town, call->account, ear_town_request_get (call->request, "creation_id"));
  const char *type, *caption, *alt_text;
  EarTownItem *post;

  check_container (call, container);
  if (call->failure != NULL)
    return;
  type = g_hash_table_lookup (container, "media_type");
  caption = g_hash_table_lookup (container, "caption");
  alt_text = g_hash_table_lookup (container, "alt_text");
  post = ear_town_new_item (call->town, call->account, EAR_TOWN_POST, call->account->id, caption != NULL ? caption : "", ear_town_now (call->town));
  ear_town_item_set_fact (post, "published", "1");
  if (alt_text != NULL)
    ear_town_item_set_fact (post, "alt_text", alt_text);
  if (type != NULL)
    ear_town_item_set_fact (post, "media_type", strcmp (type, "STORIES") == 0    ? type
                                                : strcmp (type, "CAROUSEL") == 0 ? "CAROUSEL_ALBUM"
                                                                                 : "VIDEO");
  /* Stories stand in a list of their own, and people do not comment there. */
  post->unpublished = ear_instagram_is_story (post);
  ear_town_place (call->town, post, NULL, NULL);
  ear_graph_container_set_published (call->town, call->account, container, post->id);
  ear_json_writer_text (json, "id", post->id);
}
