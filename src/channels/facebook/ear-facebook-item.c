/* ear-facebook-item.c: comments and posts into items
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define TITLE_BYTES 200
#define NOT_SAID (-1)

/* ---- ids ---- */

const char *
ear_facebook_get_page (EarSession *session)
{
  const char *page = ear_session_get_setting (session, FB_SETTING_PAGE);

  return page != NULL ? page : "";
}

FbSort
ear_facebook_get_sort (const char *ext)
{
  if (ext == NULL)
    return FB_COMMENT;
  if (g_str_has_prefix (ext, FB_POST_PREFIX))
    return FB_POST;
  if (g_str_has_prefix (ext, FB_RATING_PREFIX))
    return FB_RATING;
  if (g_str_has_prefix (ext, EAR_META_PRIVATE_PREFIX))
    return FB_PRIVATE;
  return g_str_has_prefix (ext, "t_") || g_str_has_prefix (ext, "m_") ? FB_DIRECT : FB_COMMENT;
}

const char *
ear_facebook_get_object (const char *ext)
{
  const char *colon = strchr (ext, ':');

  return colon != NULL ? colon + 1 : ext;
}

static const char *
last_part (const char *id)
{
  const char *underscore = strrchr (id, '_');

  return underscore != NULL ? underscore + 1 : id;
}

gboolean
ear_facebook_same_id (const char *a, const char *b)
{
  return a != NULL && b != NULL && strcmp (last_part (ear_facebook_get_object (a)), last_part (ear_facebook_get_object (b))) == 0;
}

/* @near: (nullable): a long id of the same post. */
static char *
dup_comment_ext (const char *id, const FbPlace *place, const char *near)
{
  g_autofree char *head = NULL;

  if (strchr (id, '_') != NULL)
    return g_strdup (id);
  if (near == NULL && place->conversation != NULL && ear_facebook_get_sort (place->conversation) == FB_COMMENT)
    near = place->conversation;
  if (near != NULL && strchr (near, '_') != NULL)
    {
      head = g_strndup (near, (gsize) (strchr (near, '_') - near));
      return g_strconcat (head, "_", id, NULL);
    }
  if (place->post != NULL)
    return g_strconcat (last_part (place->post), "_", id, NULL);
  return g_strdup (id);
}

/* ---- people ---- */

/* Facebook withholds who wrote from applications that are not reviewed for it; within one conversation it is taken for one person. */
char *
ear_facebook_take_person (EarMetaReading *reading, const EarJsonNode *node, const char *member, const char *conversation)
{
  const EarJsonNode *person = ear_json_member (node, member);
  const char *id = ear_json_member_text (person, "id");
  gboolean is_us = g_strcmp0 (id, ear_facebook_get_page (reading->session)) == 0;

  return ear_meta_take_person (reading, id != NULL && *id != '\0' ? g_strdup (id) : ear_meta_dup_withheld (conversation),
                               ear_json_member_text (person, "name"), _("Facebook user"), NULL, ear_json_member_text (person, "picture.data.url"), is_us);
}

/* ---- attachments ---- */

typedef struct {
  const char *type, *media_type, *title, *description, *url, *source, *video;
  gint64 width, height;
} Attachment;

static const EarJsonField attachment_table[] = {
  EAR_JSON_FIELD (Attachment, type, "type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, media_type, "media_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, title, "title", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, description, "description", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, url, "url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, source, "media.image.src", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, width, "media.image.width", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, height, "media.image.height", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Attachment, video, "media.source", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

static gboolean
is_sort (const Attachment *attachment, const char *word)
{
  return (attachment->type != NULL && strstr (attachment->type, word) != NULL)
         || (attachment->media_type != NULL && strstr (attachment->media_type, word) != NULL);
}

static void
add_attachment (GPtrArray *attachments, const EarJsonNode *node)
{
  Attachment values = { NULL };
  const char *address, *description;
  gboolean video, picture;

  if (!ear_json_bind_table (node, attachment_table, &values, NULL))
    return;
  video = is_sort (&values, "video");
  picture = !video && (is_sort (&values, "photo") || is_sort (&values, "sticker") || is_sort (&values, "animated") || is_sort (&values, "album"));
  address = video && values.video != NULL ? values.video : picture && values.source != NULL ? values.source : values.url;
  description = values.title != NULL && *values.title != '\0' ? values.title : values.description;
  ear_meta_set_preview (ear_meta_add_attachment (attachments, address, video ? "video/*" : picture ? "image/*" : "text/html", description),
                        values.source, values.width, values.height);
}

GPtrArray *
ear_facebook_read_attachments (const EarJsonNode *node)
{
  const EarJsonNode *list = ear_json_is_object (node) ? ear_json_member (node, "data") : NULL;
  GPtrArray *attachments = ear_meta_attachments_new ();

  if (ear_json_is_array (list))
    for (gsize i = 0; i < ear_json_length (list); i++)
      add_attachment (attachments, ear_json_element (list, i));
  else if (ear_json_is_object (node))
    add_attachment (attachments, node);
  return ear_meta_attachments_end (attachments);
}

/* ---- comments ---- */

typedef struct {
  const char *id, *message, *from, *parent, *parent_from, *permalink_url;
  gint64 created_time;
  int can_comment, can_hide, can_like, can_remove, can_reply_privately;
  gboolean is_hidden, is_private, user_likes;
  const EarJsonNode *tags, *attachment;
} Comment;

static const EarJsonField comment_table[] = {
  EAR_JSON_FIELD (Comment, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Comment, message, "message", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, from, "from.id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, parent, "parent.id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, parent_from, "parent.from.id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, permalink_url, "permalink_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, created_time, "created_time", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, can_comment, "can_comment", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, can_hide, "can_hide", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, can_like, "can_like", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, can_remove, "can_remove", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, can_reply_privately, "can_reply_privately", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, is_hidden, "is_hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, is_private, "is_private", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, user_likes, "user_likes", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, tags, "message_tags", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Comment, attachment, "attachment", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
};

static gboolean
read_comment (const EarJsonNode *node, Comment *comment, GError **error)
{
  *comment = (Comment) { .can_comment = NOT_SAID, .can_hide = NOT_SAID, .can_like = NOT_SAID, .can_remove = NOT_SAID,
                         .can_reply_privately = NOT_SAID, .created_time = EAR_TIME_NONE };
  return ear_json_bind_table (node, comment_table, comment, error);
}

static char *
dup_mentions (const EarJsonNode *tags)
{
  g_autoptr (GString) mentions = g_string_new (NULL);

  for (gsize i = 0; i < ear_json_length (tags); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (tags, i), "id");

      if (id != NULL && strpbrk (id, "\n\r") == NULL)
        g_string_append_printf (mentions, "%s%s", mentions->len > 0 ? "\n" : "", id);
    }
  return mentions->len > 0 ? g_strdup (mentions->str) : NULL;
}

static gboolean
names_us (EarMetaReading *reading, const EarJsonNode *tags)
{
  for (gsize i = 0; i < ear_json_length (tags); i++)
    if (g_strcmp0 (ear_json_member_text (ear_json_element (tags, i), "id"), ear_facebook_get_page (reading->session)) == 0)
      return TRUE;
  return FALSE;
}

/* Facebook knows two levels: whoever goes on in the own comment after our answer replies, by its count, to that comment. So what
 * they write there is for us; what others write there is not, unless they name us. */
static gboolean
is_addressed (EarMetaReading *reading, const Comment *comment, const FbPlace *place, const char *parent_from)
{
  const char *page = ear_facebook_get_page (reading->session);

  if (names_us (reading, comment->tags))
    return TRUE;
  if (comment->parent != NULL)
    return g_strcmp0 (parent_from, page) == 0 || (comment->from != NULL ? g_strcmp0 (parent_from, comment->from) == 0 : parent_from == NULL);
  /* Under somebody else's post only its writer speaks to us. */
  return place->root == NULL || (comment->from != NULL && g_strcmp0 (place->root_author, comment->from) == 0);
}

static EarMessageFlags
read_flags (const Comment *comment, gboolean ours)
{
  EarMessageFlags flags = 0;

  /* An answer to a reply goes to what it replies to. */
  if (comment->can_comment == FALSE && comment->parent == NULL)
    flags |= EAR_MESSAGE_NO_REPLY;
  if (comment->can_hide == FALSE)
    flags |= EAR_MESSAGE_NO_HIDE;
  if (comment->can_remove == FALSE)
    flags |= EAR_MESSAGE_NO_DELETE;
  if (comment->can_like == FALSE && !comment->user_likes)
    flags |= EAR_MESSAGE_NO_LIKE;
  if (comment->can_reply_privately != TRUE && !ours)
    flags |= EAR_MESSAGE_NO_PRIVATE_REPLY;
  return flags;
}

static void
take_conversation (EarMetaReading *reading, const Comment *comment, const FbPlace *place, const char *ext)
{
  EarConversation *conversation;

  /* A thread's own beginning says what it is. */
  if (place->root != NULL)
    return;
  conversation = ear_conversation_new (ext, EAR_CONVERSATION_COMMENT);
  conversation->title = g_strdup (place->title);
  conversation->post_ext = g_strdup (place->post);
  if (comment->parent == NULL)
    conversation->url = ear_channel_dup_web_url (comment->permalink_url);
  ear_batch_take_conversation (reading->batch, conversation);
}

static void
take_read_comment (EarMetaReading *reading, const EarJsonNode *node, const Comment *comment, const FbPlace *place, const char *parent_from)
{
  g_autofree char *ext = dup_comment_ext (comment->id, place, NULL);
  g_autofree char *parent = comment->parent != NULL ? dup_comment_ext (comment->parent, place, ext) : NULL;
  const char *conversation = place->conversation != NULL ? place->conversation : place->root != NULL ? place->root : parent != NULL ? parent : ext;
  EarMessage *message = ear_message_new (ext, conversation);
  gboolean ours = comment->from != NULL && strcmp (comment->from, ear_facebook_get_page (reading->session)) == 0;

  message->parent_ext = parent != NULL ? g_strdup (parent) : g_strdup (place->root);
  message->author_ext = ear_facebook_take_person (reading, node, "from", conversation);
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = comment->is_hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE;
  message->audience = comment->is_private ? EAR_AUDIENCE_DIRECT : EAR_AUDIENCE_PUBLIC;
  message->flags = read_flags (comment, ours);
  if (!ours && is_addressed (reading, comment, place, parent_from))
    message->flags |= EAR_MESSAGE_ADDRESSED;
  message->sent_at = comment->created_time != EAR_TIME_NONE ? comment->created_time : reading->now;
  message->text = ear_text_clean_body (comment->message != NULL ? comment->message : "", EAR_META_TEXT_BYTES);
  message->url = ear_channel_dup_web_url (comment->permalink_url);
  message->mentions = dup_mentions (comment->tags);
  message->liked = comment->user_likes;
  message->attachments = ear_facebook_read_attachments (comment->attachment);
  take_conversation (reading, comment, place, conversation);
  ear_batch_take_message (reading->batch, message);
}

gboolean
ear_facebook_take_comment (EarMetaReading *reading, const EarJsonNode *node, const FbPlace *place, GError **error)
{
  Comment comment;

  if (!read_comment (node, &comment, error))
    return FALSE;
  take_read_comment (reading, node, &comment, place, comment.parent_from);
  return TRUE;
}

gboolean
ear_facebook_take_comments (EarMetaReading *reading, const EarJsonNode *list, const FbPlace *place, GError **error)
{
  const EarJsonNode *data = ear_meta_read_list (list, error);
  g_autoptr (GHashTable) writers = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n = ear_json_length (data);
  g_autofree Comment *comments = g_new (Comment, n + 1);

  reading->oldest = EAR_TIME_NONE;
  if (data == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (!read_comment (ear_json_element (data, i), &comments[i], error))
        return FALSE;
      if (comments[i].from != NULL)
        g_hash_table_insert (writers, (gpointer) last_part (comments[i].id), (gpointer) comments[i].from);
      if (comments[i].created_time != EAR_TIME_NONE)
        reading->oldest = reading->oldest == EAR_TIME_NONE ? comments[i].created_time : MIN (reading->oldest, comments[i].created_time);
    }
  for (gsize i = 0; i < n; i++)
    {
      const char *parent_from = comments[i].parent_from;

      if (parent_from == NULL && comments[i].parent != NULL)
        parent_from = g_hash_table_lookup (writers, last_part (comments[i].parent));
      take_read_comment (reading, ear_json_element (data, i), &comments[i], place, parent_from);
    }
  return TRUE;
}

/* ---- posts ---- */

typedef struct {
  const char *id, *message, *story, *permalink_url, *from;
  gint64 created_time;
  gboolean is_hidden;
  const EarJsonNode *tags, *attachments, *comments;
} Post;

static const EarJsonField post_table[] = {
  EAR_JSON_FIELD (Post, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Post, message, "message", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, story, "story", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, permalink_url, "permalink_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, from, "from.id", EAR_JSON_ID, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, created_time, "created_time", EAR_JSON_TIME, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, is_hidden, "is_hidden", EAR_JSON_BOOL, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, tags, "message_tags", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, attachments, "attachments", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Post, comments, "comments", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
};

static char *
dup_post_title (const Post *post)
{
  const char *text = post->message != NULL && *post->message != '\0' ? post->message : post->story;

  return text != NULL ? ear_text_clean_line (text, TITLE_BYTES) : NULL;
}

static gboolean
take_nested (EarMetaReading *reading, const Post *post, const FbPlace *place, GError **error)
{
  reading->oldest = EAR_TIME_NONE;
  return post->comments == NULL || ear_facebook_take_comments (reading, post->comments, place, error);
}

gboolean
ear_facebook_take_own_post (EarMetaReading *reading, const EarJsonNode *node, GError **error)
{
  Post values = { .created_time = EAR_TIME_NONE };
  FbPlace place = { NULL };
  g_autofree char *title = NULL;

  if (!ear_json_bind_table (node, post_table, &values, error))
    return FALSE;
  title = dup_post_title (&values);
  ear_meta_take_own_post (reading, values.id, title, values.message, values.permalink_url, values.created_time);

  place.post = values.id;
  place.title = title;
  return take_nested (reading, &values, &place, error);
}

gboolean
ear_facebook_take_visit (EarMetaReading *reading, const EarJsonNode *node, GError **error)
{
  Post values = { .created_time = EAR_TIME_NONE };
  FbPlace place = { NULL };
  g_autofree char *ext = NULL;
  EarConversation *conversation;
  EarMessage *message;
  const char *text;

  if (!ear_json_bind_table (node, post_table, &values, error))
    return FALSE;
  ext = g_strconcat (FB_POST_PREFIX, values.id, NULL);
  conversation = ear_conversation_new (ext, EAR_CONVERSATION_THREAD);
  conversation->title = dup_post_title (&values);
  conversation->url = ear_channel_dup_web_url (values.permalink_url);
  ear_batch_take_conversation (reading->batch, conversation);

  message = ear_message_new (ext, ext);
  message->author_ext = ear_facebook_take_person (reading, node, "from", ext);
  message->direction = g_strcmp0 (values.from, ear_facebook_get_page (reading->session)) == 0 ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = values.is_hidden ? EAR_MESSAGE_HIDDEN : EAR_MESSAGE_VISIBLE;
  /* Deleting one wants a permission that Earshot does not ask for, and whether we like one is not told. */
  message->flags = EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_DELETE | EAR_MESSAGE_NO_LIKE | EAR_MESSAGE_NO_PRIVATE_REPLY
                   | (message->direction == EAR_DIRECTION_INBOUND ? EAR_MESSAGE_ADDRESSED : 0);
  message->sent_at = values.created_time != EAR_TIME_NONE ? values.created_time : reading->now;
  text = values.message != NULL && *values.message != '\0' ? values.message : values.story;
  message->text = ear_text_clean_body (text != NULL ? text : "", EAR_META_TEXT_BYTES);
  message->url = ear_channel_dup_web_url (values.permalink_url);
  message->mentions = dup_mentions (values.tags);
  message->attachments = ear_facebook_read_attachments (values.attachments);
  ear_batch_take_message (reading->batch, message);

  place.post = values.id;
  place.root = ext;
  place.root_author = values.from;
  return take_nested (reading, &values, &place, error);
}
