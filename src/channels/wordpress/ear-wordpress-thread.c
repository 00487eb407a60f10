/* ear-wordpress-thread.c: one conversation, or one comment, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <string.h>

#define IDS_PER_REQUEST 50      /* an address stays under 2 kB */
#define MAX_LEVELS 25           /* themes show five to ten; each level is a request to a small server */
#define MAX_COMMENTS 5000

const WpComment *
ear_wordpress_read_comment (WpReader *reader, const char *id, GError **error)
{
  g_autofree char *path = g_strconcat ("wp/v2/comments/", id, NULL);
  g_autofree char *url = ear_wordpress_url (reader->session, path, "context", ear_wordpress_get_context (reader->session), NULL);
  g_autoptr (EarReply) reply = NULL;
  EarJson *json = ear_wordpress_call (reader->session, "GET", url, NULL, &reply, NULL, error);
  const WpComment *comment;

  if (json == NULL)
    return NULL;
  reader->batch->service_date = reply->date_ms;
  if (!wp_reader_add (reader, json, error))
    return NULL;
  comment = g_hash_table_lookup (reader->comments, id);
  if (comment == NULL)
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The site sent another comment than the one asked for.");
  return comment;
}

/* ---- check ---- */

gboolean
ear_wordpress_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error)
{
  g_autoptr (WpReader) reader = wp_reader_new (session, batch);
  g_autoptr (GError) problem = NULL;

  if (ear_wordpress_read_comment (reader, message_ext, &problem) != NULL)
    {
      if (!wp_reader_fetch_parents (reader, error))
        return FALSE;
      wp_reader_take (reader, TRUE);
      return wp_reader_fetch_posts (reader, error);
    }

  if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE))
    ear_batch_add_change (batch, message_ext, EAR_MESSAGE_DELETED);
  else if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN) && ear_problem_get_detail (problem)->permission != NULL
           && !ear_wordpress_is_moderator (session))
    /* It is there, but no longer for everybody: held again, spam or trash. */
    ear_batch_add_change (batch, message_ext, EAR_MESSAGE_HIDDEN);
  else
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

/* ---- refresh ---- */

/* A reply may have been read on the way up; what is below it was not. */
static void
add_children (WpReader *reader, const EarJsonNode *list, GHashTable *asked, GPtrArray *children)
{
  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (list, i), "id");
      const WpComment *comment = id != NULL ? g_hash_table_lookup (reader->comments, id) : NULL;

      if (comment != NULL && g_hash_table_add (asked, (gpointer) comment->id))
        g_ptr_array_add (children, (gpointer) comment->id);
    }
}

/* Replies to @parents, page by page, into @reader; those not yet @asked about into @children. */
static gboolean
read_replies (WpReader *reader, const char *parents, GHashTable *asked, GPtrArray *children, GError **error)
{
  gint64 offset = 0;
  gint64 total;

  do
    {
      g_autofree char *skip = offset > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, offset) : NULL;
      g_autofree char *url = ear_wordpress_url (reader->session, "wp/v2/comments", "parent", parents, "per_page", "100", "offset", skip,
                                                "context", ear_wordpress_get_context (reader->session),
                                                "status", ear_wordpress_is_moderator (reader->session) ? "any" : NULL,
                                                "orderby", "date_gmt", "order", "asc", "_fields", WP_COMMENT_FIELDS, NULL);
      g_autoptr (EarReply) reply = NULL;
      EarJson *json = ear_wordpress_call (reader->session, "GET", url, NULL, &reply, NULL, error);
      const char *total_text;

      if (json == NULL || !wp_reader_add (reader, json, error))
        return FALSE;
      add_children (reader, ear_json_root (json), asked, children);

      total_text = ear_reply_get_header (reply, "x-wp-total");
      if (total_text == NULL || !g_ascii_string_to_signed (total_text, 10, 0, G_MAXINT32, &total, NULL))
        total = ear_json_length (ear_json_root (json)) >= WP_PER_PAGE ? G_MAXINT32 : 0;
      offset += WP_PER_PAGE;
    }
  while (offset < total && reader->order->len < MAX_COMMENTS);
  return TRUE;
}

/* Level by level: WordPress cannot be asked for everything below a comment. @complete: whether that was all. */
static gboolean
read_below (WpReader *reader, const char *root, gboolean *complete, GError **error)
{
  g_autoptr (GPtrArray) parents = g_ptr_array_new ();
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_add (asked, (gpointer) root);
  g_ptr_array_add (parents, (gpointer) root);
  for (guint level = 0; parents->len > 0 && level < MAX_LEVELS && reader->order->len < MAX_COMMENTS; level++)
    {
      g_autoptr (GPtrArray) children = g_ptr_array_new ();

      for (guint i = 0; i < parents->len; i += IDS_PER_REQUEST)
        {
          g_autoptr (GString) ids = g_string_new (g_ptr_array_index (parents, i));

          for (guint j = i + 1; j < MIN (i + IDS_PER_REQUEST, parents->len); j++)
            g_string_append_printf (ids, ",%s", (const char *) g_ptr_array_index (parents, j));
          if (!read_replies (reader, ids->str, asked, children, error))
            return FALSE;
        }
      g_ptr_array_unref (parents);
      parents = g_steal_pointer (&children);
    }
  *complete = parents->len == 0 && reader->order->len < MAX_COMMENTS;
  return TRUE;
}

/* The name of the tree that @ext stands in: its top, or the topmost that can be read or named. @reached: that there is nothing above.
 * FALSE: with @error. */
static gboolean
read_up (WpReader *reader, const char *ext, const char **top, gboolean *reached, GError **error)
{
  *top = ext;
  *reached = FALSE;
  for (guint level = 0; level < MAX_LEVELS && !*reached; level++)
    {
      g_autoptr (GError) problem = NULL;
      const WpComment *comment = ear_wordpress_read_comment (reader, *top, &problem);

      if (comment != NULL)
        {
          *reached = comment->parent == NULL || g_hash_table_contains (reader->comments, comment->parent);
          if (!*reached)
            *top = comment->parent;
          continue;
        }
      /* Below a comment that was deleted, or never was, or is not for us, its replies still stand. */
      if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE))
        ear_batch_add_change (reader->batch, *top, EAR_MESSAGE_DELETED);
      else if (!g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      *reached = TRUE;
    }
  return TRUE;
}

gboolean
ear_wordpress_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error)
{
  g_autoptr (WpReader) reader = wp_reader_new (session, batch);
  gboolean reached, complete;
  const char *top;

  if (!read_up (reader, conversation_ext, &top, &reached, error) || !read_below (reader, top, &complete, error))
    return FALSE;
  if (strcmp (top, conversation_ext) != 0)
    ear_batch_add_rekey (batch, conversation_ext, top);

  reader->conversation = top;
  wp_reader_take (reader, FALSE);
  /* Of a tree so deep that its top was not reached, this is a part. */
  if (complete && reached)
    g_set_str (&batch->complete_conversation_ext, top);
  return wp_reader_fetch_posts (reader, error);
}
