/* ear-wordpress-moderate.c: the comments of the town's blog, written, edited, moderated and deleted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/wordpress/ear-wordpress-town.h"

#include <string.h>

#define CONTENT_BYTES 65525
#define FLOOD_MS 15000

/* ---- write ---- */

static EarReply *
check_post (const EarBlogCall *call, const EarTownItem *post)
{
  if (post == NULL)
    return ear_blog_refuse (403, "rest_comment_invalid_post_id", "Sorry, you are not allowed to create this comment without a post.");
  if (ear_town_item_get_fact (post, "draft") != NULL)
    return ear_blog_refuse (403, "rest_comment_draft_post", "Sorry, you are not allowed to create a comment on this post.");
  if (!ear_blog_may_read_post (call, post))
    return ear_blog_forbid (call, "rest_cannot_read_post", "Sorry, you are not allowed to read the post for this comment.");
  if (g_strcmp0 (ear_town_item_get_fact (post, "closed"), "1") == 0)
    return ear_blog_refuse (403, "rest_comment_closed", "Sorry, comments are closed for this item.");
  return NULL;
}

static EarReply *
check_content (const char *content)
{
  if (content == NULL || content[strspn (content, " \t\r\n")] == '\0')
    return ear_blog_refuse (400, "rest_comment_content_invalid", "Invalid comment content.");
  if (strlen (content) > CONTENT_BYTES)
    return ear_blog_refuse (400, "comment_content_column_length", "Comment field exceeds maximum length allowed.");
  return NULL;
}

/* The same words by the same writer in the same place, unless they are in the trash; and, for whoever may not moderate, too quick. */
static EarReply *
check_habits (const EarBlogCall *call, const EarTownItem *post, const char *parent, const char *content)
{
  gint64 now = ear_town_now (call->town);
  gboolean fast = ear_blog_is_editor (call) || ear_town_is_set (call->town, "wordpress.fast");

  for (guint i = 0; post->below != NULL && i < post->below->len; i++)
    {
      const EarTownItem *other = g_ptr_array_index (post->below, i);

      if (!other->deleted && strcmp (other->author, call->user) == 0 && strcmp (other->text, content) == 0 &&
          strcmp (ear_blog_get_parent (other), parent) == 0 && strcmp (ear_blog_get_status (other), "trash") != 0)
        return ear_blog_refuse (409, "comment_duplicate", "Duplicate comment detected; it looks as though you&#8217;ve already said that!");
    }
  for (guint i = call->town->items->len; !fast && i > 0; i--)
    {
      const EarTownItem *other = g_ptr_array_index (call->town->items, i - 1);

      if (other->account == call->account && strcmp (other->author, call->user) == 0 && now - other->created_ms < FLOOD_MS)
        return ear_blog_refuse (400, "comment_flood", "You are posting comments too quickly. Slow down.");
    }
  return NULL;
}

EarReply *
ear_blog_create_comment (EarBlogCall *call)
{
  const char *author = ear_blog_get (call, "author"), *parent = ear_blog_get (call, "parent"), *content = ear_blog_get (call, "content");
  g_autofree char *trimmed = content != NULL ? g_strstrip (g_strdup (content)) : NULL;
  g_autofree char *location = NULL;
  EarTownItem *post = ear_blog_find_post (call, ear_blog_get (call, "post")), *above, *comment;
  EarReply *reply;

  if (call->user == NULL)
    return ear_blog_refuse (401, "rest_comment_login_required", "Sorry, you must be logged in to comment.");
  if (author != NULL && strcmp (author, call->user) != 0 && !ear_blog_is_editor (call))
    return ear_blog_refuse (403, "rest_comment_invalid_author", "Sorry, you are not allowed to edit 'author' for comments.");
  if (ear_blog_get (call, "status") != NULL && !ear_blog_is_editor (call))
    return ear_blog_refuse (403, "rest_comment_invalid_status", "Sorry, you are not allowed to edit 'status' for comments.");
  if ((reply = check_post (call, post)) != NULL || (reply = check_content (trimmed)) != NULL)
    return reply;
  parent = parent != NULL ? parent : "0";
  if ((reply = check_habits (call, post, parent, trimmed)) != NULL)
    return reply;

  /* A parent that is none is taken all the same. */
  above = ear_blog_find_comment (call, parent);
  if (above != NULL && above->top != post)
    above = NULL;
  comment = ear_town_write (call->town, call->account, EAR_TOWN_COMMENT, call->user, trimmed, post,
                            above != NULL && above->parent != NULL ? above->parent : above);
  ear_town_item_set_fact (comment, "in_reply_to", parent);
  if (!ear_blog_is_editor (call) && ear_town_is_set (call->town, "wordpress.moderation"))
    ear_blog_set_status (comment, "hold");
  reply = ear_blog_reply_item (call, 201, comment, ear_blog_write_comment, ear_blog_is_editor (call));
  location = ear_blog_dup_url (call, "wp/v2/comments/%s", comment->id);
  ear_reply_set_header (reply, "Location", location);
  return reply;
}

/* ---- change ---- */

static void
put_away (EarTownItem *comment, const char *status)
{
  ear_town_item_set_fact (comment, "before", ear_blog_get_status (comment));
  ear_blog_set_status (comment, status);
}

static void
take_back (EarTownItem *comment)
{
  const char *before = ear_town_item_get_fact (comment, "before");
  g_autofree char *status = g_strdup (before != NULL ? before : "hold");

  ear_blog_set_status (comment, status);
}

/* FALSE: WordPress calls it a failure, as it does where nothing is changed. */
static gboolean
change_status (EarTownItem *comment, const char *asked)
{
  const char *now = ear_blog_get_status (comment);

  if (strcmp (asked, "unspam") == 0 || strcmp (asked, "untrash") == 0)
    {
      take_back (comment);
      return TRUE;
    }
  if (g_strv_contains ((const char *const[]) { "approved", "approve", "1", NULL }, asked))
    asked = "approved";
  else if (g_strv_contains ((const char *const[]) { "hold", "0", NULL }, asked))
    asked = "hold";
  else if (strcmp (asked, "spam") != 0 && strcmp (asked, "trash") != 0)
    return FALSE;
  if (strcmp (asked, now) == 0)
    return FALSE;
  if (strcmp (asked, "spam") == 0 || strcmp (asked, "trash") == 0)
    put_away (comment, asked);
  else
    ear_blog_set_status (comment, asked);
  return TRUE;
}

EarReply *
ear_blog_update_comment (EarBlogCall *call, const char *id)
{
  EarTownItem *comment = ear_blog_find_comment (call, id);
  const char *content = ear_town_request_get (call->request, "content"), *status = ear_blog_get (call, "status");
  EarReply *refusal;

  if (comment == NULL)
    return ear_blog_refuse (404, "rest_comment_invalid_id", "Invalid comment ID.");
  if (!ear_blog_is_editor (call))
    return ear_blog_forbid (call, "rest_cannot_edit", "Sorry, you are not allowed to edit this comment.");
  if (content != NULL)
    {
      g_autofree char *trimmed = g_strstrip (g_strdup (content));

      if ((refusal = check_content (trimmed)) != NULL)
        return refusal;
      if (strcmp (trimmed, comment->text) != 0)
        ear_town_edit (call->town, comment, trimmed);
    }
  if (status != NULL && !change_status (comment, status) && content == NULL)
    return ear_blog_refuse (500, "rest_comment_failed_edit", "Updating comment status failed.");
  return ear_blog_reply_item (call, 200, comment, ear_blog_write_comment, TRUE);
}

/* ---- delete ---- */

/* It alone: what stood below moves up. */
static void
erase (EarBlogCall *call, EarTownItem *comment)
{
  GPtrArray *below = g_steal_pointer (&comment->below);

  for (guint i = 0; i < comment->top->below->len; i++)
    {
      EarTownItem *other = g_ptr_array_index (comment->top->below, i);

      if (other != comment && strcmp (ear_blog_get_parent (other), comment->id) == 0)
        ear_town_item_set_fact (other, "in_reply_to", ear_blog_get_parent (comment));
    }
  ear_town_delete (call->town, comment);
  comment->below = below;
}

static EarReply *
erase_and_tell (EarBlogCall *call, EarTownItem *comment)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_bool (json, "deleted", TRUE);
  ear_json_writer_begin_object (json, "previous");
  ear_json_writer_int (json, "id", g_ascii_strtoll (comment->id, NULL, 10));
  ear_json_writer_text (json, "status", ear_blog_get_status (comment));
  ear_json_writer_end_object (json);
  ear_json_writer_end_object (json);
  erase (call, comment);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_blog_delete_comment (EarBlogCall *call, const char *id)
{
  EarTownItem *comment = ear_blog_find_comment (call, id);

  if (comment == NULL)
    return ear_blog_refuse (404, "rest_comment_invalid_id", "Invalid comment ID.");
  if (!ear_blog_is_editor (call))
    return ear_blog_forbid (call, "rest_cannot_delete", "Sorry, you are not allowed to delete this comment.");
  if (ear_blog_is_true (call, "force"))
    return erase_and_tell (call, comment);
  if (ear_town_is_set (call->town, "wordpress.no-trash"))
    return ear_blog_refuse (501, "rest_trash_not_supported", "The comment does not support trashing. Set 'force=true' to delete.");
  if (strcmp (ear_blog_get_status (comment), "trash") == 0)
    return ear_blog_refuse (410, "rest_already_trashed", "The comment has already been trashed.");
  put_away (comment, "trash");
  return ear_blog_reply_item (call, 200, comment, ear_blog_write_comment, TRUE);
}
