/* ear-wordpress-post.c: the site's own posts and pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define TITLE_BYTES 400
#define TEXT_BYTES (64 * 1024)

typedef struct {
  const char *id;
  const char *title, *link, *rendered;
  gint64 date_gmt;
} WpPost;

static const EarJsonField post_table[] = {
  EAR_JSON_FIELD (WpPost, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (WpPost, title, "title.rendered", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpPost, link, "link", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpPost, rendered, "content.rendered", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpPost, date_gmt, "date_gmt", EAR_JSON_TIME, EAR_JSON_LENIENT),
};

static char *
dup_title (const char *html)
{
  g_autofree char *text = html != NULL ? ear_html_to_text (html, -1) : NULL;
  g_autofree char *line = text != NULL ? ear_text_clean_line (text, TITLE_BYTES) : NULL;

  return line != NULL && *line != '\0' ? g_steal_pointer (&line) : NULL;
}

gboolean
ear_wordpress_take_posts (EarBatch *batch, const EarJsonNode *posts, GError **error)
{
  for (gsize i = 0; i < ear_json_length (posts); i++)
    {
      WpPost post = { NULL };
      EarPost *item;

      if (!ear_json_bind_table (ear_json_element (posts, i), post_table, &post, error))
        return FALSE;
      item = ear_post_new (post.id);
      item->title = dup_title (post.title);
      item->url = ear_channel_dup_web_url (post.link);
      if (post.rendered != NULL)
        {
          g_autofree char *text = ear_html_to_text (post.rendered, -1);

          item->text = ear_text_clean_body (text, TEXT_BYTES);
        }
      item->posted_at = post.date_gmt;
      item->by_us = TRUE;
      ear_batch_take_post (batch, item);
    }
  return TRUE;
}

/* ---- titles of conversations ---- */

/* "…/wp/v2/pages/12" → "pages": a comment's post may be a page, a product, a picture. Only the name is used, never the address. */
static char *
dup_route (const char *up)
{
  const char *start = up != NULL ? strstr (up, "/wp/v2/") : NULL;
  gsize length;

  if (start == NULL)
    return g_strdup ("posts");
  start += strlen ("/wp/v2/");
  length = strspn (start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
  return length > 0 && start[length] == '/' ? g_strndup (start, length) : g_strdup ("posts");
}

static void
add_id (GHashTable *routes, const char *up, const char *id)
{
  g_autofree char *route = dup_route (up);
  GHashTable *ids = g_hash_table_lookup (routes, route);

  if (ids == NULL)
    {
      ids = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (routes, g_steal_pointer (&route), ids);
    }
  g_hash_table_add (ids, (gpointer) id);
}

/* Editors see comments on private posts and pages too; other types may not know that state. */
static EarJson *
read_titles (EarSession *session, const char *route, const char *ids, GError **error)
{
  g_autofree char *path = g_strconcat ("wp/v2/", route, NULL);
  gboolean with_private = ear_wordpress_is_moderator (session) && (strcmp (route, "posts") == 0 || strcmp (route, "pages") == 0);
  g_autofree char *url = ear_wordpress_url (session, path, "include", ids, "per_page", "100", "_fields", "id,title,link,date_gmt",
                                            "status", with_private ? "publish,private" : NULL, NULL);
  g_autoptr (GError) problem = NULL;
  EarJson *json = ear_wordpress_call (session, "GET", url, NULL, NULL, NULL, &problem);
  g_autofree char *public_url = NULL;

  if (json != NULL)
    return json;
  if (!with_private || ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  public_url = ear_wordpress_url (session, path, "include", ids, "per_page", "100", "_fields", "id,title,link,date_gmt", NULL);
  return ear_wordpress_call (session, "GET", public_url, NULL, NULL, NULL, error);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* In an order that does not change from run to run. */
static GPtrArray *
list_keys (GHashTable *table)
{
  GPtrArray *keys = g_hash_table_get_keys_as_ptr_array (table);

  g_ptr_array_sort (keys, compare_texts);
  return keys;
}

/* A route that a plugin closed, or a post that is gone, leaves its conversations without a title. */
static gboolean
fetch_route (WpReader *reader, const char *route, GHashTable *ids, GError **error)
{
  g_autoptr (GPtrArray) keys = list_keys (ids);

  for (guint i = 0; i < keys->len; i += WP_PER_PAGE)
    {
      g_autoptr (GString) list = g_string_new (g_ptr_array_index (keys, i));
      g_autoptr (GError) problem = NULL;
      g_autoptr (EarJson) json = NULL;

      for (guint j = i + 1; j < MIN (i + WP_PER_PAGE, keys->len); j++)
        g_string_append_printf (list, ",%s", (const char *) g_ptr_array_index (keys, j));
      json = read_titles (reader->session, route, list->str, &problem);
      if (json == NULL && ear_channel_must_stop (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (json != NULL && !ear_wordpress_take_posts (reader->batch, ear_json_root (json), error))
        return FALSE;
    }
  return TRUE;
}

static void
set_titles (EarBatch *batch)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < batch->posts->len; i++)
    {
      const EarPost *post = g_ptr_array_index (batch->posts, i);

      g_hash_table_insert (titles, post->ext, post->title);
    }
  for (guint i = 0; i < batch->conversations->len; i++)
    {
      EarConversation *conversation = g_ptr_array_index (batch->conversations, i);

      if (conversation->post_ext != NULL)
        g_set_str (&conversation->title, g_hash_table_lookup (titles, conversation->post_ext));
    }
}

gboolean
wp_reader_fetch_posts (WpReader *reader, GError **error)
{
  g_autoptr (GHashTable) routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  g_autoptr (GPtrArray) names = NULL;

  for (guint i = 0; i < reader->order->len; i++)
    {
      const WpComment *comment = g_ptr_array_index (reader->order, i);

      if (comment->post != NULL && !comment->silent)
        add_id (routes, comment->up, comment->post);
    }

  names = list_keys (routes);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (!fetch_route (reader, name, g_hash_table_lookup (routes, name), error))
        return FALSE;
    }
  set_titles (reader->batch);
  return TRUE;
}
