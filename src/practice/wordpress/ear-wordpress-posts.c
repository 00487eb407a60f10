/* ear-wordpress-posts.c: the posts of the town's blog
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/wordpress/ear-wordpress-town.h"

#include <string.h>

static const char *
get_status (const EarTownItem *post)
{
  return ear_town_item_get_fact (post, "draft") != NULL ? "draft" : ear_town_item_get_fact (post, "private") != NULL ? "private" : "publish";
}

gboolean
ear_blog_may_read_post (const EarBlogCall *call, const EarTownItem *post)
{
  return ear_blog_is_editor (call) || strcmp (get_status (post), "publish") == 0;
}

EarTownItem *
ear_blog_find_post (const EarBlogCall *call, const char *id)
{
  EarTownItem *post = ear_town_find_item (call->town, id);

  return post != NULL && post->account == call->account && post->kind == EAR_TOWN_POST && !post->deleted ? post : NULL;
}

static gboolean
write_post (const EarBlogCall *call, EarJsonWriter *json, EarTownItem *post, gboolean edit)
{
  g_autofree char *title = ear_blog_dup_title (post);
  g_autofree char *content = ear_blog_render (ear_blog_get_content (post));
  g_autofree char *link = ear_blog_dup_link (call, post);
  const struct {
    const char *name, *value;
  } texts[] = {
    { "slug", post->id },
    { "status", get_status (post) },
    { "type", "post" },
    { "link", link },
    { "comment_status", ear_town_item_get_fact (post, "closed") != NULL ? "closed" : "open" },
  };
  const struct {
    const char *name, *rendered;
  } bodies[] = { { "title", title }, { "content", content } };

  if (!ear_blog_may_read_post (call, post))
    return FALSE;
  ear_json_writer_begin_object (json, NULL);
  if (ear_blog_wants (call, "id"))
    ear_json_writer_int (json, "id", g_ascii_strtoll (post->id, NULL, 10));
  ear_blog_write_dates (call, json, post->created_ms, "date");
  ear_blog_write_dates (call, json, post->updated_ms, "modified");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (ear_blog_wants (call, texts[i].name))
      ear_json_writer_text (json, texts[i].name, texts[i].value);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    if (ear_blog_wants (call, bodies[i].name))
      {
        ear_json_writer_begin_object (json, bodies[i].name);
        ear_json_writer_text (json, "rendered", bodies[i].rendered);
        ear_json_writer_end_object (json);
      }
  if (ear_blog_wants (call, "author"))
    ear_json_writer_int (json, "author", g_ascii_strtoll (post->author, NULL, 10));
  ear_json_writer_end_object (json);
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const EarTownItem *x = *(const EarTownItem *const *) a, *y = *(const EarTownItem *const *) b;
  gboolean modified = GPOINTER_TO_INT (data) & 2, ascending = GPOINTER_TO_INT (data) & 1;
  gint64 p = modified ? x->updated_ms : x->created_ms, q = modified ? y->updated_ms : y->created_ms;
  int order = p < q ? -1 : p > q ? 1 : 0;

  return ascending ? order : -order;
}

EarReply *
ear_blog_list_posts (EarBlogCall *call)
{
  EarBlogRange range;
  EarReply *refusal = ear_blog_read_range (call, &range);
  g_autoptr (GHashTable) include = ear_blog_dup_set (call, "include");
  g_autoptr (GHashTable) statuses = ear_blog_dup_set (call, "status");
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GPtrArray *posts = call->account->tops[EAR_TOWN_POST];
  gboolean modified = g_strcmp0 (ear_blog_get (call, "orderby"), "modified") == 0;

  if (refusal != NULL)
    return refusal;
  if (statuses != NULL && !ear_blog_is_editor (call) && (g_hash_table_size (statuses) > 1 || !g_hash_table_contains (statuses, "publish")))
    return ear_blog_refuse (400, "rest_invalid_param", "Invalid parameter(s): status");
  for (guint i = 0; i < posts->len; i++)
    {
      EarTownItem *post = g_ptr_array_index (posts, i);

      if (!post->deleted && (include == NULL || g_hash_table_contains (include, post->id)) &&
          (statuses == NULL ? strcmp (get_status (post), "publish") == 0
                            : g_hash_table_contains (statuses, "any") || g_hash_table_contains (statuses, get_status (post))) &&
          ear_blog_in_range (call, &range, post->created_ms))
        g_ptr_array_add (found, post);
    }
  if (range.page > 1 && (range.page - 1) * range.per_page >= found->len)
    return ear_blog_refuse (400, "rest_post_invalid_page_number", "The page number requested is larger than the number of pages available.");
  g_ptr_array_sort_with_data (found, compare, GINT_TO_POINTER ((modified ? 2 : 0) | (range.ascending ? 1 : 0)));
  return ear_blog_reply_list (call, &range, found, write_post, FALSE);
}

EarReply *
ear_blog_get_post (EarBlogCall *call, const char *id)
{
  EarTownItem *post = ear_blog_find_post (call, id);

  if (post == NULL)
    return ear_blog_refuse (404, "rest_post_invalid_id", "Invalid post ID.");
  if (!ear_blog_may_read_post (call, post))
    return ear_blog_forbid (call, "rest_forbidden", "Sorry, you are not allowed to do that.");
  return ear_blog_reply_item (call, 200, post, write_post, FALSE);
}

EarReply *
ear_blog_create_post (EarBlogCall *call)
{
  const char *title = ear_blog_get (call, "title"), *content = ear_blog_get (call, "content"), *status = ear_blog_get (call, "status");
  g_autofree char *text = g_strconcat (title != NULL ? title : "", "\n\n", content != NULL ? content : "", NULL);
  EarTownItem *post;

  if (!ear_blog_is_editor (call))
    return ear_blog_forbid (call, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.");
  if (title == NULL && content == NULL)
    return ear_blog_refuse (400, "empty_content", "Content, title, and excerpt are empty.");
  post = ear_town_write (call->town, call->account, EAR_TOWN_POST, call->account->id, text, NULL, NULL);
  if (g_strcmp0 (status, "publish") != 0)
    ear_town_item_set_fact (post, g_strcmp0 (status, "private") == 0 ? "private" : "draft", "1");
  return ear_blog_reply_item (call, 201, post, write_post, FALSE);
}
