/* ear-instagram-item.c: media and comments into items
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define TITLE_BYTES 200
#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* Later nobody can be written to because of a comment. */
#define PRIVATE_REPLY_MS (7 * DAY_MS)

/* ---- ids ---- */

const char *
ear_instagram_get_id (EarSession *session)
{
  const char *id = ear_session_get_setting (session, IG_SETTING_ID);

  return id != NULL ? id : "";
}

gboolean
ear_instagram_has_direct (EarSession *session)
{
  return g_strcmp0 (ear_session_get_setting (session, IG_SETTING_DIRECT), "yes") == 0;
}

IgSort
ear_instagram_get_sort (const char *ext)
{
  if (ext == NULL || ext[strspn (ext, "0123456789")] == '\0')
    return IG_COMMENT;
  if (g_str_has_prefix (ext, IG_TAG_PREFIX))
    return IG_TAG;
  return g_str_has_prefix (ext, EAR_META_PRIVATE_PREFIX) ? IG_PRIVATE : IG_DIRECT;
}

const char *
ear_instagram_get_object (const char *ext)
{
  const char *colon = strchr (ext, ':');

  return colon != NULL ? colon + 1 : ext;
}

/* ---- people ---- */

static gboolean
is_us (EarMetaReading *reading, const char *id, const char *username)
{
  const char *ours = ear_session_get_setting (reading->session, IG_SETTING_USERNAME);

  if (id != NULL && strcmp (id, ear_instagram_get_id (reading->session)) == 0)
    return TRUE;
  return username != NULL && ours != NULL && g_ascii_strcasecmp (username, ours) == 0;
}

/* Names can change, ids cannot; within one conversation a writer who is not told is taken for one person. */
static char *
dup_person_ext (EarMetaReading *reading, const char *id, const char *username, const char *conversation)
{
  if (is_us (reading, id, username))
    return g_strdup (ear_instagram_get_id (reading->session));
  if (id != NULL && *id != '\0')
    return g_strdup (id);
  if (username != NULL && *username != '\0')
    return g_strconcat (IG_NAME_PREFIX, username, NULL);
  return ear_meta_dup_withheld (conversation);
}

char *
ear_instagram_take_person (EarMetaReading *reading, const char *id, const char *username, const char *conversation)
{
  return ear_meta_take_person (reading, dup_person_ext (reading, id, username, conversation), username, _("Instagram user"),
                               "https://www.instagram.com/", NULL, is_us (reading, id, username));
}

/* ---- comments ---- */

typedef struct {
  const char *id, *text, *username, *from, *from_username, *parent;
  gint64 timestamp;
  gboolean hidden;
  const EarJsonNode *replies;
} Comment;

static const EarJsonField comment_table[] = {
  EAR_JSON_FIELD (Comment, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Comment, text, "text", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, username, "username", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, from, "from.id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, from_username, "from.username", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, parent, "parent_id", EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Comment, timestamp, "timestamp", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, hidden, "hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, replies, "replies", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
};

static gboolean
read_comment (const EarJsonNode *node, Comment *comment, GError **error)
{
  *comment = (Comment) { .timestamp = EAR_TIME_NONE };
  if (!ear_json_bind_table (node, comment_table, comment, error))
    return FALSE;
  if (comment->id[strspn (comment->id, "0123456789")] != '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a comment whose id is no number.");
      return FALSE;
    }
  if (comment->username == NULL)
    comment->username = comment->from_username;
  return TRUE;
}

static char *
dup_author_ext (EarMetaReading *reading, const Comment *comment, const char *conversation)
{
  return dup_person_ext (reading, comment->from, comment->username, conversation);
}

char *
ear_instagram_dup_author (EarMetaReading *reading, const EarJsonNode *comment)
{
  Comment values;

  return dup_author_ext (reading, &values, read_comment (comment, &values, NULL) ? values.id : "");
}

/* Who is called what, before anybody is named. */
static void
learn_names (EarMetaReading *reading, const EarJsonNode *data)
{
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      Comment comment;

      if (!read_comment (ear_json_element (data, i), &comment, NULL))
        continue;
      if (comment.username != NULL)
        g_hash_table_replace (reading->known, g_ascii_strdown (comment.username, -1), dup_author_ext (reading, &comment, ""));
      learn_names (reading, ear_json_member (comment.replies, "data"));
    }
}

static char *
dup_mentions (EarMetaReading *reading, GPtrArray *names)
{
  g_autoptr (GString) mentions = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      const char *ext = is_us (reading, NULL, name) ? ear_instagram_get_id (reading->session) : g_hash_table_lookup (reading->known, name);

      if (ext != NULL && *ext != '\0' && strpbrk (ext, "\n\r") == NULL)
        g_string_append_printf (mentions, "%s%s", mentions->len > 0 ? "\n" : "", ext);
    }
  return mentions->len > 0 ? g_strdup (mentions->str) : NULL;
}

static gboolean
names_us (EarMetaReading *reading, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (is_us (reading, NULL, g_ptr_array_index (names, i)))
      return TRUE;
  return FALSE;
}

/* Instagram knows two levels. Whoever goes on in the own comment replies, by its count, to that comment, and so speaks to us; unless the
 * reply begins with another's name. What others write there is for us where they name us. */
static gboolean
is_addressed (EarMetaReading *reading, const Comment *comment, const IgPlace *place, const char *author, GPtrArray *names)
{
  if (place->conversation == NULL || names_us (reading, names))
    return TRUE;
  if (comment->text != NULL && *comment->text == '@' && names->len > 0)
    return FALSE;
  return place->author != NULL && (strcmp (place->author, author) == 0 || strcmp (place->author, ear_instagram_get_id (reading->session)) == 0);
}

static void
take_one (EarMetaReading *reading, const Comment *comment, const IgPlace *place)
{
  const char *conversation = place->conversation != NULL ? place->conversation : comment->id;
  EarMessage *message = ear_message_new (comment->id, conversation);
  g_autoptr (GPtrArray) names = ear_meta_find_names (comment->text);
  gboolean ours = is_us (reading, comment->from, comment->username);

  message->parent_ext = g_strdup (place->conversation);
  message->author_ext = ear_instagram_take_person (reading, comment->from, comment->username, conversation);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = comment->hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE;
  message->sent_at = comment->timestamp != EAR_TIME_NONE ? comment->timestamp : reading->now;
  if (ours)
    message->flags |= EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_PRIVATE_REPLY;
  else if (message->sent_at < reading->now - PRIVATE_REPLY_MS)
    message->flags |= EAR_MESSAGE_NO_PRIVATE_REPLY;
  if (comment->hidden || place->hidden)
    message->flags |= EAR_MESSAGE_NO_REPLY;
  if (!ours && is_addressed (reading, comment, place, message->author_ext, names))
    message->flags |= EAR_MESSAGE_ADDRESSED;
  message->text = ear_text_clean_body (comment->text != NULL ? comment->text : "", EAR_META_TEXT_BYTES);
  message->mentions = dup_mentions (reading, names);
  if (place->url != NULL)
    {
      g_autofree char *url = g_strconcat (place->url, g_str_has_suffix (place->url, "/") ? "" : "/", "c/", comment->id, "/", NULL);

      message->url = ear_channel_dup_web_url (url);
    }
  if (place->conversation == NULL)
    {
      EarConversation *begun = ear_conversation_new (conversation, EAR_CONVERSATION_COMMENT);

      begun->title = g_strdup (place->title);
      begun->post_ext = g_strdup (place->media);
      begun->url = g_strdup (message->url);
      ear_batch_take_conversation (reading->batch, begun);
    }
  ear_batch_take_message (reading->batch, message);
}

gboolean
ear_instagram_take_comment (EarMetaReading *reading, const EarJsonNode *node, const IgPlace *place, GError **error)
{
  IgPlace below = *place;
  g_autofree char *author = NULL;
  const EarJsonNode *replies;
  Comment comment;

  if (!read_comment (node, &comment, error))
    return FALSE;
  /* A reply that is read alone says whose it is. */
  if (place->conversation == NULL && comment.parent != NULL)
    {
      below.conversation = comment.parent;
      take_one (reading, &comment, &below);
      return TRUE;
    }
  replies = ear_json_member (comment.replies, "data");
  learn_names (reading, replies);
  take_one (reading, &comment, place);
  if (place->conversation != NULL)
    return TRUE;
  author = dup_author_ext (reading, &comment, comment.id);
  below.conversation = comment.id;
  below.author = author;
  below.hidden = comment.hidden;
  for (gsize i = 0; i < ear_json_length (replies); i++)
    {
      Comment reply;

      if (!read_comment (ear_json_element (replies, i), &reply, error))
        return FALSE;
      take_one (reading, &reply, &below);
    }
  return TRUE;
}

gboolean
ear_instagram_take_comments (EarMetaReading *reading, const EarJsonNode *list, const IgPlace *place, GError **error)
{
  const EarJsonNode *data = ear_meta_read_list (list, error);

  reading->oldest = EAR_TIME_NONE;
  if (data == NULL)
    return FALSE;
  learn_names (reading, data);
  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);
      gint64 time;

      if (!ear_instagram_take_comment (reading, node, place, error))
        return FALSE;
      time = ear_meta_read_time (node, "timestamp", EAR_TIME_NONE);
      reading->oldest = ear_meta_earlier (reading->oldest, time);
    }
  return TRUE;
}

/* ---- media ---- */

typedef struct {
  const char *id, *caption, *type, *url, *permalink, *username;
  gint64 timestamp;
} Media;

static const EarJsonField media_table[] = {
  EAR_JSON_FIELD (Media, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Media, caption, "caption", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, type, "media_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, url, "media_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, permalink, "permalink", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, username, "username", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Media, timestamp, "timestamp", EAR_JSON_TIME, EAR_JSON_LENIENT),
};

static char *
dup_title (const Media *media)
{
  return media->caption != NULL && *media->caption != '\0' ? ear_text_clean_line (media->caption, TITLE_BYTES) : NULL;
}

gboolean
ear_instagram_take_media (EarMetaReading *reading, const EarJsonNode *node, char **title, GError **error)
{
  Media values = { .timestamp = EAR_TIME_NONE };

  if (!ear_json_bind_table (node, media_table, &values, error))
    return FALSE;
  *title = dup_title (&values);
  ear_meta_take_own_post (reading, values.id, *title, values.caption, values.permalink, values.timestamp);
  return TRUE;
}

static GPtrArray *
dup_attachments (const Media *media)
{
  GPtrArray *attachments = ear_meta_attachments_new ();

  ear_meta_add_attachment (attachments, media->url, g_strcmp0 (media->type, "VIDEO") == 0 ? "video/*" : "image/*", NULL);
  return ear_meta_attachments_end (attachments);
}

/* To be tagged in a picture asks nothing; to be named by its writer does, and only that can be answered. */
gboolean
ear_instagram_take_tag (EarMetaReading *reading, const EarJsonNode *node, GError **error)
{
  Media values = { .timestamp = EAR_TIME_NONE };
  g_autofree char *ext = NULL;
  g_autoptr (GPtrArray) names = NULL;
  EarConversation *conversation;
  EarMessage *message;
  gboolean ours;

  if (!ear_json_bind_table (node, media_table, &values, error))
    return FALSE;
  ext = g_strconcat (IG_TAG_PREFIX, values.id, NULL);
  names = ear_meta_find_names (values.caption);
  ours = is_us (reading, NULL, values.username);
  conversation = ear_conversation_new (ext, EAR_CONVERSATION_THREAD);
  conversation->title = dup_title (&values);
  conversation->url = ear_channel_dup_web_url (values.permalink);
  ear_batch_take_conversation (reading->batch, conversation);

  message = ear_message_new (ext, ext);
  message->author_ext = ear_instagram_take_person (reading, NULL, values.username, ext);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->flags = EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_DELETE | EAR_MESSAGE_NO_PRIVATE_REPLY;
  if (!ours && names_us (reading, names))
    message->flags |= EAR_MESSAGE_ADDRESSED;
  else
    message->flags |= EAR_MESSAGE_NO_REPLY;
  message->sent_at = values.timestamp != EAR_TIME_NONE ? values.timestamp : reading->now;
  message->text = ear_text_clean_body (values.caption != NULL ? values.caption : "", EAR_META_TEXT_BYTES);
  message->url = ear_channel_dup_web_url (values.permalink);
  message->mentions = dup_mentions (reading, names);
  message->attachments = dup_attachments (&values);
  ear_batch_take_message (reading->batch, message);
  return TRUE;
}
