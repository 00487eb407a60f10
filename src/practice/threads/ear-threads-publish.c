/* ear-threads-publish.c: containers, posts and replies made of them, hiding, letting in, deleting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/threads/ear-threads-town.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24 * 3600) * 1000)
#define MAX_TEXT 500
#define MAX_LINKS 5
#define MAX_TAG 50

static const char *const parameters[] = {
  "media_type", "text", "image_url", "video_url", "alt_text", "reply_to_id", "reply_control", "quote_post_id", "link_attachment", "topic_tag",
  "is_carousel_item", "children", "enable_reply_approvals", "poll_attachment.option_a", "poll_attachment.option_b", "poll_attachment.option_c",
  "poll_attachment.option_d", NULL
};

/* ---- how much in a day ---- */

static const struct {
  const char *name, *setting;
  gint64 usual;
} quotas[] = { { "quota", "quota", 250 }, { "reply_quota", "reply_quota", 1000 }, { "delete_quota", "delete_quota", 100 } };
enum { POSTS, REPLIES, DELETIONS, N_QUOTAS };

static void
count_day (EarGraphCall *call, gint64 counts[N_QUOTAS])
{
  gint64 since = ear_town_now (call->town) - DAY_MS;

  for (guint i = 0; i < call->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (call->town->items, i);
      const char *deleted = ear_town_item_get_fact (item, "deleted_at");

      if (item->account != call->account || !ear_town_item_is_ours (item))
        continue;
      if (item->created_ms >= since)
        counts[item->kind == EAR_TOWN_COMMENT ? REPLIES : POSTS]++;
      if (deleted != NULL && g_ascii_strtoll (deleted, NULL, 10) >= since)
        counts[DELETIONS]++;
    }
}

static gint64
get_quota (EarGraphCall *call, guint which)
{
  return ear_graph_get_setting_number (call->town, call->account, quotas[which].setting, quotas[which].usual);
}

/* The number Threads gives this is not documented; 613 is Graph's for a limit of one's own. */
static gboolean
is_within (EarGraphCall *call, guint which)
{
  gint64 counts[N_QUOTAS] = { 0 };

  count_day (call, counts);
  if (counts[which] >= get_quota (call, which))
    ear_graph_fail (call, 613, 0, "(#613) Calls to this api have exceeded the rate limit.");
  return call->failure == NULL;
}

void
ear_threads_get_limit (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const char *const others[] = { "location_search_quota_usage", "location_search_config", NULL };
  gint64 counts[N_QUOTAS] = { 0 };

  count_day (call, counts);
  ear_json_writer_begin_array (json, "data");
  ear_json_writer_begin_object (json, NULL);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const EarGraphField *field = g_ptr_array_index (fields, i);
      gboolean known = g_strv_contains (others, field->name);

      for (guint q = 0; q < N_QUOTAS; q++)
        {
          g_autofree char *usage = g_strconcat (quotas[q].name, "_usage", NULL);
          g_autofree char *config = g_strdup_printf ("%.*sconfig", (int) strcspn (quotas[q].name, "q"), quotas[q].name);

          known |= strcmp (field->name, usage) == 0 || strcmp (field->name, config) == 0;
          if (strcmp (field->name, usage) == 0)
            ear_json_writer_int (json, usage, counts[q]);
          if (strcmp (field->name, config) != 0)
            continue;
          ear_json_writer_begin_object (json, config);
          ear_json_writer_int (json, "quota_total", get_quota (call, q));
          ear_json_writer_int (json, "quota_duration", DAY_MS / 1000);
          ear_json_writer_end_object (json);
        }
      if (!known)
        ear_graph_fail (call, 100, 0, "(#100) Tried accessing nonexisting field (%s) on node type (ThreadsPublishingLimit)", field->name);
    }
  ear_json_writer_end_object (json);
  ear_json_writer_end_array (json);
}

/* ---- what may be said ---- */

/* Emoji count as many as they have bytes. */
static gsize
count_text (const char *text)
{
  gsize n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean emoji = c >= 0x1F000 || (c >= 0x2600 && c < 0x27C0);

      n += emoji ? (gsize) (g_utf8_next_char (p) - p) : 1;
    }
  return n;
}

static guint
count_links (const char *text)
{
  guint n = 0;

  for (const char *p = strstr (text, "http"); p != NULL; p = strstr (p + 4, "http"))
    n += g_str_has_prefix (p, "http://") || g_str_has_prefix (p, "https://");
  return n;
}

/* Whose conversation it is decides who may join. */
static void
check_reply_to (EarGraphCall *call, const char *id)
{
  const EarTownItem *item = ear_town_find_item (call->town, id);
  const EarTownItem *top = item != NULL && item->top != NULL ? item->top : item;

  if (item == NULL || item->deleted || item->account != call->account)
    ear_graph_fail_gone (call, id);
  else if (!ear_town_item_is_ours (top))
    ear_graph_check_scope (call, "threads_manage_mentions");
}

static void
check_texts (EarGraphCall *call)
{
  const char *text = ear_town_request_get (call->request, "text"), *tag = ear_town_request_get (call->request, "topic_tag");
  const char *type = ear_town_request_get (call->request, "media_type");
  static const char *const controls[] = { "everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only", NULL };
  const char *control = ear_town_request_get (call->request, "reply_control");

  if (text != NULL && count_text (text) > MAX_TEXT)
    ear_graph_fail (call, 100, 0, "(#100) Param text must be at most %d characters long.", MAX_TEXT);
  else if (text != NULL && count_links (text) > MAX_LINKS)
    ear_graph_fail (call, 100, 0, "(#100) A post has at most %d links", MAX_LINKS);
  else if (g_strcmp0 (type, "TEXT") == 0 && (text == NULL || *text == '\0'))
    ear_graph_fail (call, 100, 0, "(#100) The parameter text is required");
  else if (tag != NULL && (*tag == '\0' || g_utf8_strlen (tag, -1) > MAX_TAG || strpbrk (tag, ".&") != NULL))
    ear_graph_fail (call, 100, 0, "(#100) Param topic_tag is not valid");
  else if (control != NULL && !g_strv_contains (controls, control))
    ear_graph_fail (call, 100, 0, "(#100) Param reply_control is not valid");
}

static void
check_media (EarGraphCall *call)
{
  static const char *const types[] = { "TEXT", "IMAGE", "VIDEO", "CAROUSEL", NULL };
  const char *type = ear_town_request_get (call->request, "media_type"), *children = ear_town_request_get (call->request, "children");
  g_auto (GStrv) ids = g_strsplit (children != NULL ? children : "", ",", -1);
  const char *url = NULL;

  if (type == NULL || !g_strv_contains (types, type))
    {
      ear_graph_fail (call, 100, 0, "(#100) Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}");
      return;
    }
  if (strcmp (type, "IMAGE") == 0 || strcmp (type, "VIDEO") == 0)
    {
      url = ear_town_request_get (call->request, strcmp (type, "IMAGE") == 0 ? "image_url" : "video_url");
      if (url == NULL || !g_str_has_prefix (url, "http"))
        ear_graph_fail (call, 100, 0, "(#100) An address that is open to everybody is required");
    }
  else if (strcmp (type, "CAROUSEL") == 0)
    {
      if (g_strv_length (ids) < 2 || g_strv_length (ids) > 20)
        ear_graph_fail (call, 100, 0, "(#100) A carousel has between 2 and 20 items");
      for (char **id = ids; *id != NULL; id++)
        {
          g_autoptr (GHashTable) child = ear_graph_container_find (call->town, call->account, *id);

          if (child == NULL || g_strcmp0 (g_hash_table_lookup (child, "is_carousel_item"), "true") != 0)
            ear_graph_fail (call, 100, 0, "(#100) Invalid parameter children: %s", *id);
        }
    }
}

/* ---- publishing ---- */

static void
note (EarTownItem *item, const char *fact, const char *value)
{
  if (value != NULL)
    ear_town_item_set_fact (item, fact, value);
}

static EarTownItem *
publish (EarGraphCall *call, GHashTable *container)
{
  static const struct {
    const char *parameter, *fact;
  } kept[] = {
    { "alt_text", "alt_text" }, { "quote_post_id", "quoted_post" }, { "link_attachment", "link_attachment_url" }, { "topic_tag", "topic_tag" },
    { "reply_control", "reply_control" }, { "image_url", "media_url" }, { "video_url", "media_url" },
    { "poll_attachment.option_a", "option_a" }, { "poll_attachment.option_b", "option_b" }, { "poll_attachment.option_c", "option_c" },
    { "poll_attachment.option_d", "option_d" },
  };
  const char *text = g_hash_table_lookup (container, "text"), *type = g_hash_table_lookup (container, "media_type");
  const char *reply_to = g_hash_table_lookup (container, "reply_to_id");
  EarTownItem *to = ear_town_find_item (call->town, reply_to), *top = NULL, *parent = NULL, *item;

  if (reply_to != NULL)
    check_reply_to (call, reply_to);
  if (call->failure != NULL || !is_within (call, to != NULL ? REPLIES : POSTS))
    return NULL;
  if (to != NULL)
    {
      top = to->top != NULL ? to->top : to;
      parent = to->parent != NULL ? to->parent : to->top != NULL ? to : NULL;
    }
  item = ear_town_write (call->town, call->account, to != NULL ? EAR_TOWN_COMMENT : EAR_TOWN_POST, call->account->id, text != NULL ? text : "",
                         top, parent);
  if (to != NULL && to != top)
    ear_town_item_set_fact (item, "in_reply_to", to->id);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    note (item, kept[i].fact, g_hash_table_lookup (container, kept[i].parameter));
  if (strcmp (type, "TEXT") != 0)
    ear_town_item_set_fact (item, "media_type", strcmp (type, "CAROUSEL") == 0 ? "CAROUSEL_ALBUM" : type);
  if (g_strcmp0 (g_hash_table_lookup (container, "enable_reply_approvals"), "true") == 0)
    ear_town_item_set_fact (item, "approvals", "1");
  ear_graph_container_set_published (call->town, call->account, container, item->id);
  return item;
}

void
ear_threads_post_threads (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  const char *reply_to = ear_town_request_get (call->request, "reply_to_id");
  gboolean at_once = g_strcmp0 (ear_town_request_get (call->request, "auto_publish_text"), "true") == 0;
  g_autoptr (GHashTable) container = NULL;
  g_autofree char *id = NULL;
  const EarTownItem *item;

  check_media (call);
  check_texts (call);
  if (call->failure == NULL && reply_to != NULL && *reply_to != '\0')
    check_reply_to (call, reply_to);
  if (call->failure != NULL)
    return;
  id = ear_graph_container_make (call, parameters);
  if (!at_once || strcmp (ear_town_request_get (call->request, "media_type"), "TEXT") != 0)
    {
      ear_json_writer_text (json, "id", id);
      return;
    }
  container = ear_graph_container_find (call->town, call->account, id);
  item = publish (call, container);
  if (item != NULL)
    ear_json_writer_text (json, "id", item->id);
}

void
ear_threads_post_publish (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autoptr (GHashTable) container = ear_graph_container_find (call->town, call->account, ear_town_request_get (call->request, "creation_id"));
  const char *status = container != NULL ? ear_graph_container_get_status (call->town, call->account, container) : NULL;
  const EarTownItem *item;

  if (g_strcmp0 (status, "PUBLISHED") == 0)
    ear_graph_fail (call, 100, 0, "(#100) This container is published already");
  else if (g_strcmp0 (status, "FINISHED") != 0)
    ear_graph_fail (call, 24, 4279009, "The requested resource does not exist");
  item = call->failure == NULL ? publish (call, container) : NULL;
  if (item != NULL)
    ear_json_writer_text (json, "id", item->id);
}

void
ear_threads_get_container (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  static const char *const known[] = { "id", "status", "error_message", NULL };
  g_autoptr (GHashTable) container = ear_graph_container_find (call->town, call->account, target->id);
  const char *status = ear_graph_container_get_status (call->town, call->account, container);

  ear_json_writer_text (json, "id", target->id);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const EarGraphField *field = g_ptr_array_index (fields, i);

      if (!g_strv_contains (known, field->name))
        ear_graph_fail (call, 100, 0, "(#100) Tried accessing nonexisting field (%s) on node type (ThreadsContainer)", field->name);
      else if (strcmp (field->name, "status") == 0)
        ear_json_writer_text (json, "status", status);
      else if (strcmp (field->name, "error_message") == 0 && strcmp (status, "ERROR") == 0)
        ear_json_writer_text (json, "error_message", ear_graph_get_setting (call->town, call->account, "fail_media"));
    }
}

void
ear_threads_post_repost (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  EarTownItem *item;

  if (!is_within (call, POSTS))
    return;
  item = ear_town_write (call->town, call->account, EAR_TOWN_POST, call->account->id, "", NULL, NULL);
  ear_town_item_set_fact (item, "media_type", "REPOST_FACADE");
  ear_town_item_set_fact (item, "reposted_post", target->item->id);
  ear_json_writer_text (json, "id", item->id);
}

/* ---- moderating ---- */

static gboolean
read_truth (EarGraphCall *call, const char *name)
{
  const char *value = ear_town_request_get (call->request, name);

  if (value == NULL)
    ear_graph_fail (call, 100, 0, "(#100) The parameter %s is required", name);
  return g_strcmp0 (value, "true") == 0 || g_strcmp0 (value, "1") == 0;
}

/* With all that hangs under it, see write_hide_status(); what hangs there cannot be hidden alone. */
void
ear_threads_post_manage_reply (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  gboolean hide = read_truth (call, "hide");
  EarTownItem *item = target->item;

  if (ear_town_item_is_ours (item) || !ear_town_item_is_ours (item->top))
    ear_graph_fail (call, 10, 0, "(#10) Only other people's replies to one's own posts can be hidden");
  else if (item->parent != NULL)
    ear_graph_fail (call, 100, 0, "(#100) Only top-level replies can be hidden");
  if (call->failure != NULL)
    return;
  item->hidden = hide;
  ear_graph_write_success (json);
}

void
ear_threads_post_manage_pending (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  gboolean approve = read_truth (call, "approve");

  if (!ear_threads_is_pending (target->item))
    ear_graph_fail (call, 100, 0, "(#100) This reply does not wait for approval");
  if (call->failure != NULL)
    return;
  ear_town_item_set_fact (target->item, "approved", approve ? "1" : "0");
  ear_graph_write_success (json);
}

void
ear_threads_delete_media (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, ear_town_now (call->town));

  if (!ear_town_item_is_ours (target->item))
    ear_graph_fail (call, 10, 0, "(#10) Only one's own posts and replies can be deleted");
  else
    is_within (call, DELETIONS);
  if (call->failure != NULL)
    return;
  ear_town_item_set_fact (target->item, "deleted_at", now);
  ear_town_delete (call->town, target->item);
  ear_graph_write_success (json);
  ear_json_writer_text (json, "deleted_id", target->id);
}
