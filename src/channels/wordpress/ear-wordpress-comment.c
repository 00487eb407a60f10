/* ear-wordpress-comment.c: comments into messages, people and conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define NAME_BYTES 245  /* of WordPress' own column */
#define TEXT_BYTES (256 * 1024)

/* ---- one comment ---- */

static const EarJsonField comment_table[] = {
  EAR_JSON_FIELD (WpComment, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (WpComment, post, "post", EAR_JSON_ID, EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (WpComment, parent, "parent", EAR_JSON_ID, EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (WpComment, author, "author", EAR_JSON_ID, EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (WpComment, author_name, "author_name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, author_email, "author_email", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, author_url, "author_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, date_gmt, "date_gmt", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, date, "date", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, link, "link", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, status, "status", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (WpComment, type, "type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, rendered, "content.rendered", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, raw, "content.raw", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (WpComment, up, "_links.up.0.href", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

static WpComment *
comment_new (const EarJsonNode *node, GError **error)
{
  g_autofree WpComment *comment = g_new0 (WpComment, 1);

  if (!ear_json_bind_table (node, comment_table, comment, error))
    return NULL;
  return g_steal_pointer (&comment);
}

/* Plugins add states of their own; what they mean is not known, so nobody is shown them. */
EarMessageState
ear_wordpress_read_state (const char *status)
{
  static const struct {
    const char *status;
    EarMessageState state;
  } states[] = {
    { "approved", EAR_MESSAGE_VISIBLE },
    { "hold", EAR_MESSAGE_HELD },
    { "spam", EAR_MESSAGE_SPAM },
    { "trash", EAR_MESSAGE_TRASHED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (strcmp (status, states[i].status) == 0)
        return states[i].state;
    }
  return EAR_MESSAGE_HIDDEN;
}

/* "raw" is what was written: line breaks are plain newlines, and no plugin has added to it. */
char *
ear_wordpress_plain_text (const WpComment *comment)
{
  if (comment->raw == NULL)
    return ear_html_to_text (comment->rendered != NULL ? comment->rendered : "", -1);
  if (strstr (comment->raw, "<p") != NULL || strstr (comment->raw, "<br") != NULL)
    return ear_html_to_text (comment->raw, -1);
  else
    {
      g_auto (GStrv) lines = g_strsplit (comment->raw, "\n", -1);
      g_autofree char *html = g_strjoinv ("<br>", lines);

      return ear_html_to_text (html, -1);
    }
}

/* ---- one call's reading ---- */

WpReader *
wp_reader_new (EarSession *session, EarBatch *batch)
{
  WpReader *reader = g_new0 (WpReader, 1);

  reader->session = session;
  reader->batch = batch;
  reader->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_json_free);
  reader->comments = g_hash_table_new (g_str_hash, g_str_equal);
  reader->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->order = g_ptr_array_new_with_free_func (g_free);
  return reader;
}

void
wp_reader_free (WpReader *reader)
{
  if (reader == NULL)
    return;
  g_hash_table_unref (reader->comments);
  g_hash_table_unref (reader->people);
  g_ptr_array_unref (reader->order);
  g_ptr_array_unref (reader->documents);
  g_free (reader);
}

/* Pingbacks are no customer's words, "note" is the editors' own talk. */
static gboolean
is_comment (const WpComment *comment)
{
  return comment->type == NULL || *comment->type == '\0' || strcmp (comment->type, "comment") == 0;
}

static gboolean
add_node (WpReader *reader, const EarJsonNode *node, gboolean silent, GError **error)
{
  g_autofree WpComment *comment = comment_new (node, error);
  WpComment *known;

  if (comment == NULL)
    return FALSE;
  if (!is_comment (comment))
    return TRUE;

  known = g_hash_table_lookup (reader->comments, comment->id);
  if (known != NULL)
    {
      known->silent = known->silent && silent;
      return TRUE;
    }
  comment->silent = silent;
  g_hash_table_insert (reader->comments, (gpointer) comment->id, comment);
  g_ptr_array_add (reader->order, g_steal_pointer (&comment));
  return TRUE;
}

static gboolean
add_document (WpReader *reader, EarJson *json, gboolean silent, GError **error)
{
  const EarJsonNode *root = ear_json_root (json);

  g_ptr_array_add (reader->documents, json);
  if (!ear_json_is_array (root))
    return add_node (reader, root, silent, error);
  for (gsize i = 0; i < ear_json_length (root); i++)
    {
      if (!add_node (reader, ear_json_element (root, i), silent, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
wp_reader_add (WpReader *reader, EarJson *json, GError **error)
{
  return add_document (reader, json, FALSE, error);
}

void
wp_reader_skip (WpReader *reader, const EarJsonNode *seen)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < ear_json_length (seen); i++)
    {
      g_autofree char *path = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      const char *text = ear_json_member_text (seen, path);

      if (text != NULL)
        g_hash_table_add (known, (gpointer) text);
    }
  for (guint i = 0; i < reader->order->len; i++)
    {
      WpComment *comment = g_ptr_array_index (reader->order, i);
      g_autofree char *key = g_strconcat (comment->id, ":", comment->status, NULL);

      comment->silent = comment->silent || g_hash_table_contains (known, key);
    }
}

static gboolean
fetch_silently (WpReader *reader, const char *ids, GError **error)
{
  g_autofree char *url = ear_wordpress_url (reader->session, "wp/v2/comments", "include", ids, "per_page", "100",
                                            "context", ear_wordpress_get_context (reader->session),
                                            "status", ear_wordpress_is_moderator (reader->session) ? "any" : NULL,
                                            "_fields", WP_COMMENT_FIELDS, NULL);
  EarJson *json = ear_wordpress_call (reader->session, "GET", url, NULL, NULL, NULL, error);

  return json != NULL && add_document (reader, json, TRUE, error);
}

gboolean
wp_reader_fetch_parents (WpReader *reader, GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n_read = reader->order->len;
  guint n_ids = 0;

  for (guint i = 0; i < n_read; i++)
    {
      const WpComment *comment = g_ptr_array_index (reader->order, i);

      if (comment->parent == NULL || comment->silent || ear_wordpress_is_ours (reader->session, comment->author)
          || g_hash_table_contains (reader->comments, comment->parent) || !g_hash_table_add (asked, (gpointer) comment->parent))
        continue;
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? "," : "", comment->parent);
      if (++n_ids == WP_PER_PAGE)
        {
          if (!fetch_silently (reader, ids->str, error))
            return FALSE;
          g_string_truncate (ids, 0);
          n_ids = 0;
        }
    }
  return n_ids == 0 || fetch_silently (reader, ids->str, error);
}

/* ---- into the batch ---- */

/* The topmost id we can name. It may be a parent that was not read: whoever reads that one later says what it belongs to. */
static const char *
find_conversation (const WpReader *reader, const WpComment *comment)
{
  const char *ext = comment->id;

  if (reader->conversation != NULL)
    return reader->conversation;
  /* A site whose comments go round in a circle must not hold us. */
  for (guint steps = 0; comment != NULL && comment->parent != NULL && steps <= reader->order->len; steps++)
    {
      ext = comment->parent;
      comment = g_hash_table_lookup (reader->comments, ext);
    }
  return ext;
}

/* design 7: a top-level comment, or a direct reply to ours. A parent that nobody can read makes it top-level for every visitor. */
static gboolean
is_addressed (const WpReader *reader, const WpComment *comment)
{
  const WpComment *parent;

  if (comment->parent == NULL)
    return TRUE;
  parent = g_hash_table_lookup (reader->comments, comment->parent);
  return parent == NULL || ear_wordpress_is_ours (reader->session, parent->author);
}

static char *
dup_name (const char *name)
{
  /* Stored with entities. */
  g_autofree char *text = name != NULL ? ear_html_to_text (name, -1) : NULL;
  g_autofree char *line = text != NULL ? ear_text_clean_line (text, NAME_BYTES) : NULL;

  return line != NULL && *line != '\0' ? g_steal_pointer (&line) : NULL;
}

/* A visitor is an address or, where that is not shown, a name. Neither stands in the key: it must not tell the address, nor
 * whether the same one wrote elsewhere. */
static char *
hash_visitor (EarSession *session, const char *type, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *lower = g_utf8_strdown (stripped, -1);
  g_autofree char *salted = g_strconcat (session->origin != NULL ? session->origin : "", "\n", type, "\n", lower, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, salted, -1);

  return g_strdup_printf ("%s:%.32s", type, sum);
}

static char *
dup_author_ext (EarSession *session, const WpComment *comment, const char *name)
{
  if (comment->author != NULL)
    return g_strconcat ("user:", comment->author, NULL);
  if (comment->author_email != NULL && strchr (comment->author_email, '@') != NULL)
    return hash_visitor (session, "mail", comment->author_email);
  return name != NULL ? hash_visitor (session, "name", name) : NULL;
}

static char *
take_author (WpReader *reader, const WpComment *comment)
{
  g_autofree char *name = dup_name (comment->author_name);
  g_autofree char *url = dup_name (comment->author_url);
  char *ext = dup_author_ext (reader->session, comment, name);
  EarIdentity *identity;

  if (ext == NULL || !g_hash_table_add (reader->people, g_strdup (ext)))
    return ext;
  identity = ear_identity_new (ext, name);
  identity->is_us = ear_wordpress_is_ours (reader->session, comment->author);
  if (!identity->is_us)
    identity->handle = dup_name (comment->author_email);
  identity->url = ear_channel_dup_web_url (url);
  /* No picture: it is Gravatar's, which would learn who reads. */
  ear_batch_take_identity (reader->batch, identity);
  return ext;
}

static gint64
read_time (const WpReader *reader, const WpComment *comment)
{
  if (comment->date_gmt != EAR_TIME_NONE)
    return comment->date_gmt;
  /* Imports leave "0000-00-00" behind; the site's own wall clock is at most a day off. */
  if (comment->date != EAR_TIME_NONE)
    return comment->date;
  return reader->batch->service_date != EAR_TIME_NONE ? reader->batch->service_date : ear_clock_now_ms ();
}

static void
take_message (WpReader *reader, const WpComment *comment, const char *conversation)
{
  EarMessage *message = ear_message_new (comment->id, conversation);
  g_autofree char *text = ear_wordpress_plain_text (comment);
  gboolean ours = ear_wordpress_is_ours (reader->session, comment->author);

  message->author_ext = take_author (reader, comment);
  message->parent_ext = g_strdup (comment->parent);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = ear_wordpress_read_state (comment->status);
  message->audience = EAR_AUDIENCE_PUBLIC;
  if (!ours && is_addressed (reader, comment))
    message->flags |= EAR_MESSAGE_ADDRESSED;
  message->sent_at = read_time (reader, comment);
  message->edited_at = EAR_TIME_NONE;
  message->html = g_strdup (comment->rendered != NULL ? comment->rendered : comment->raw);
  message->text = ear_text_clean_body (text, TEXT_BYTES);
  message->url = ear_channel_dup_web_url (comment->link);
  ear_batch_take_message (reader->batch, message);

  if (comment->parent != NULL)
    ear_batch_add_rekey (reader->batch, comment->id, conversation);
}

static void
take_conversation (WpReader *reader, const WpComment *comment, const char *ext)
{
  const WpComment *root = g_hash_table_lookup (reader->comments, ext);
  EarConversation *conversation = ear_conversation_new (ext, EAR_CONVERSATION_COMMENT);

  conversation->post_ext = g_strdup (comment->post);
  conversation->url = root != NULL ? ear_channel_dup_web_url (root->link) : NULL;
  ear_batch_take_conversation (reader->batch, conversation);
}

void
wp_reader_take (WpReader *reader, gboolean with_hidden)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < reader->order->len; i++)
    {
      const WpComment *comment = g_ptr_array_index (reader->order, i);
      EarMessageState state = ear_wordpress_read_state (comment->status);
      const char *conversation;

      if (comment->silent)
        continue;
      if (!with_hidden && state != EAR_MESSAGE_VISIBLE && state != EAR_MESSAGE_HELD)
        {
          ear_batch_add_change (reader->batch, comment->id, state);
          continue;
        }
      conversation = find_conversation (reader, comment);
      if (g_hash_table_add (taken, (gpointer) conversation))
        take_conversation (reader, comment, conversation);
      take_message (reader, comment, conversation);
    }
}
