/* ear-wordpress-reply.c: sending a reply, and finding it again after a lost answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

/* Clocks differ a little, and the row was written before the request left. */
#define SEARCH_SLACK_MS (G_GINT64_CONSTANT (10) * 60 * 1000)

char *
ear_wordpress_op_content (const EarOp *op)
{
  g_autofree char *text = ear_channel_op_text (op);

  /* WordPress makes paragraphs of newlines by itself. */
  return ear_html_escape (text);
}

static char *
keep_characters (const char *text, gboolean (*keep) (gunichar c))
{
  g_autoptr (GString) kept = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (keep (g_utf8_get_char (p)))
        g_string_append_unichar (kept, g_utf8_get_char (p));
    }
  return g_string_free_and_steal (g_steal_pointer (&kept));
}

static gboolean
is_no_space (gunichar c)
{
  return !g_unichar_isspace (c);
}

/* Filters of the site may have tidied the HTML and set other quotes, dashes and spaces: letters and digits are compared, where there
 * are any. */
static char *
squeeze (const char *text)
{
  g_autofree char *letters = keep_characters (text, g_unichar_isalnum);

  return *letters != '\0' ? g_steal_pointer (&letters) : keep_characters (text, is_no_space);
}

gboolean
ear_wordpress_same_text (const WpComment *comment, const EarOp *op)
{
  g_autofree char *content = ear_wordpress_op_content (op);
  g_autofree char *sent = ear_html_to_text (content, -1);
  g_autofree char *kept = ear_wordpress_plain_text (comment);
  g_autofree char *sent_letters = squeeze (sent);
  g_autofree char *kept_letters = squeeze (kept);

  return strcmp (sent_letters, kept_letters) == 0;
}

/* The post the target hangs under; asked for only where the op does not know. */
static char *
dup_post (EarSession *session, const EarOp *op, GError **error)
{
  g_autoptr (EarBatch) unused = NULL;
  g_autoptr (WpReader) reader = NULL;
  const WpComment *target;

  if (op->post_ext != NULL && *op->post_ext != '\0')
    return g_strdup (op->post_ext);

  unused = ear_batch_new ();
  reader = wp_reader_new (session, unused);
  target = ear_wordpress_read_comment (reader, op->target_ext, error);
  if (target == NULL)
    return NULL;
  if (target->post == NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("This comment stands under no post, so the site takes no reply to it."));
      return NULL;
    }
  return g_strdup (target->post);
}

static char *
build_body (const EarOp *op, const char *post)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();
  g_autofree char *content = ear_wordpress_op_content (op);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "post", post);
  ear_json_writer_text (writer, "parent", op->target_ext);
  ear_json_writer_text (writer, "content", content);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

gboolean
ear_wordpress_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autoptr (WpReader) reader = wp_reader_new (session, batch);
  g_autofree char *url = ear_wordpress_url (session, "wp/v2/comments", NULL);
  g_autofree char *post = NULL;
  g_autofree char *body = NULL;
  g_autofree char *word = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarReply) reply = NULL;
  EarJson *json;

  if (!ear_channel_op_has_text (op))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("There is nothing to send yet. Write the reply first."));
      return FALSE;
    }
  post = dup_post (session, op, error);
  if (post == NULL)
    return FALSE;
  body = build_body (op, post);
  json = ear_wordpress_call (session, "POST", url, body, &reply, &word, &problem);

  /* WordPress refuses the same words by the same writer below the same comment: they have arrived before. */
  if (json == NULL && g_strcmp0 (word, "comment_duplicate") == 0)
    {
      if (ear_wordpress_find_reply (session, op, batch, NULL) == EAR_FOUND)
        return TRUE;
    }
  if (json == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  batch->service_date = reply->date_ms;
  if (!wp_reader_add (reader, json, &problem) || reader->order->len == 0)
    {
      ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("The site took the reply but did not say what it made of it."));
      return FALSE;
    }
  reader->conversation = op->conversation_ext;
  wp_reader_take (reader, TRUE);
  return TRUE;
}

/* ---- after a lost answer ---- */

/* Moderators may ask for what is held, and by whom; others see what everybody sees. */
static char *
search_url (EarSession *session, const char *parent, gint64 after_ms, gint64 offset)
{
  gboolean moderator = ear_wordpress_is_moderator (session);
  g_autofree char *after = ear_wordpress_format_time (after_ms);
  g_autofree char *skip = offset > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, offset) : NULL;

  return ear_wordpress_url (session, "wp/v2/comments", "parent", parent, "after", after, "per_page", "100", "offset", skip,
                            "context", ear_wordpress_get_context (session), "status", moderator ? "any" : NULL,
                            "author", moderator ? ear_session_get_setting (session, WP_SETTING_USER) : NULL,
                            "orderby", "date_gmt", "order", "asc", "_fields", WP_COMMENT_FIELDS, NULL);
}

EarFound
ear_wordpress_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  /* "after" means the site's wall clock: one hour more for the day it is set back. */
  gint64 sent = op->first_sent_at != EAR_TIME_NONE ? op->first_sent_at : op->created_at;
  gint64 after = MAX (sent - SEARCH_SLACK_MS - 2 * G_GINT64_CONSTANT (3600) * 1000, 0);
  g_autofree char *url = search_url (session, op->target_ext, after, 0);
  g_autoptr (EarReply) reply = NULL;
  EarJson *json = ear_wordpress_call (session, "GET", url, NULL, &reply, NULL, error);
  g_autoptr (EarBatch) unused = ear_batch_new ();
  g_autoptr (WpReader) reader = wp_reader_new (session, unused);
  const WpComment *found = NULL;

  if (json == NULL)
    return EAR_CANNOT_TELL;
  batch->service_date = reply->date_ms;
  if (!wp_reader_add (reader, json, error))
    return EAR_CANNOT_TELL;

  for (guint i = 0; i < reader->order->len; i++)
    {
      WpComment *comment = g_ptr_array_index (reader->order, i);

      comment->silent = TRUE;
      if (g_strcmp0 (comment->author, ear_session_get_setting (session, WP_SETTING_USER)) == 0 && found == NULL
          && (comment->date_gmt == EAR_TIME_NONE || comment->date_gmt >= sent - SEARCH_SLACK_MS) && ear_wordpress_same_text (comment, op))
        {
          comment->silent = FALSE;
          found = comment;
        }
    }
  if (found == NULL)
    /* What waits for approval is shown to moderators only. */
    return ear_wordpress_is_moderator (session) ? EAR_NOT_THERE : EAR_CANNOT_TELL;

  reader->batch = batch;
  reader->conversation = op->conversation_ext;
  wp_reader_take (reader, TRUE);
  return EAR_FOUND;
}
