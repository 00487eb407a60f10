/* ear-facebook-direct.c: Messenger: reading conversations, and writing to one person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define TEXT_BYTES (128 * 1024)
#define NAME_BYTES 200
#define MAX_ATTACHMENTS 30

gboolean
ear_facebook_has_messenger (EarSession *session)
{
  return g_strcmp0 (ear_session_get_setting (session, FB_SETTING_MESSENGER), "yes") == 0;
}

/* ---- reading ---- */

typedef struct {
  const char *media_type, *name, *image, *preview, *video, *file;
  gint64 width, height;
} Sent;

static const EarJsonField sent_table[] = {
  EAR_JSON_FIELD (Sent, media_type, "mime_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, name, "name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, image, "image_data.url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, preview, "image_data.preview_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, width, "image_data.width", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, height, "image_data.height", EAR_JSON_INT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, video, "video_data.url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Sent, file, "file_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

static void
add_attachment (GPtrArray *attachments, const char *address, const char *preview, const char *media_type, const char *name, const Sent *sent)
{
  g_autofree char *url = ear_channel_dup_web_url (address);
  EarAttachment *attachment;

  if (url == NULL || attachments->len >= MAX_ATTACHMENTS)
    return;
  attachment = ear_attachment_new (url);
  attachment->preview_url = ear_channel_dup_web_url (preview);
  attachment->media_type = ear_text_clean_line (media_type != NULL ? media_type : "application/octet-stream", NAME_BYTES);
  attachment->description = name != NULL ? ear_text_clean_line (name, NAME_BYTES) : NULL;
  attachment->width = (guint) CLAMP (sent != NULL ? sent->width : 0, 0, 100000);
  attachment->height = (guint) CLAMP (sent != NULL ? sent->height : 0, 0, 100000);
  g_ptr_array_add (attachments, attachment);
}

static GPtrArray *
read_attachments (const EarJsonNode *node)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
  const EarJsonNode *sent = ear_json_member (node, "attachments.data");
  const EarJsonNode *shares = ear_json_member (node, "shares.data");

  for (gsize i = 0; i < ear_json_length (sent); i++)
    {
      Sent values = { NULL };

      if (ear_json_bind_table (ear_json_element (sent, i), sent_table, &values, NULL))
        add_attachment (attachments, values.image != NULL ? values.image : values.video != NULL ? values.video : values.file, values.preview,
                        values.media_type, values.name, &values);
    }
  for (gsize i = 0; i < ear_json_length (shares); i++)
    {
      const EarJsonNode *share = ear_json_element (shares, i);

      add_attachment (attachments, ear_json_member_text (share, "link"), NULL, "text/html", ear_json_member_text (share, "name"), NULL);
    }
  add_attachment (attachments, ear_json_member_text (node, "sticker"), NULL, "image/*", NULL, NULL);
  if (attachments->len == 0)
    g_clear_pointer (&attachments, g_ptr_array_unref);
  return attachments;
}

gboolean
ear_facebook_take_message (FbReading *reading, const EarJsonNode *node, const char *conversation, GError **error)
{
  const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
  const char *from = ear_json_member_text (node, "from.id");
  const char *text = ear_json_member_text (node, "message");
  EarMessage *message;

  if (id == NULL || *id == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a message without its id.");
      return FALSE;
    }
  message = ear_message_new (id, conversation);
  message->author_ext = ear_facebook_take_person (reading, node, "from", conversation);
  message->direction = g_strcmp0 (from, ear_facebook_get_page (reading->session)) == 0 ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_DELETE | EAR_MESSAGE_NO_LIKE | EAR_MESSAGE_NO_PRIVATE_REPLY
                   | (message->direction == EAR_DIRECTION_INBOUND ? EAR_MESSAGE_ADDRESSED : 0);
  message->sent_at = ear_meta_read_time (node, "created_time", reading->now);
  message->text = ear_text_clean_body (text != NULL ? text : "", TEXT_BYTES);
  message->attachments = read_attachments (node);
  ear_batch_take_message (reading->batch, message);
  return TRUE;
}

gboolean
ear_facebook_take_conversation (FbReading *reading, const EarJsonNode *node, GError **error)
{
  const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
  const EarJsonNode *messages = ear_json_member (node, "messages.data");
  EarConversation *conversation;

  if (id == NULL || !g_str_has_prefix (id, "t_"))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a conversation without its id.");
      return FALSE;
    }
  conversation = ear_conversation_new (id, EAR_CONVERSATION_DIRECT);
  conversation->two_person = TRUE;
  ear_batch_take_conversation (reading->batch, conversation);
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *message = ear_json_element (messages, i);

      /* Of all but the newest twenty little more than the id is left: what we know of those is more. */
      if (ear_json_is_object (message) && ear_json_member (message, "from") == NULL && ear_json_member (message, "message") == NULL)
        continue;
      if (!ear_facebook_take_message (reading, message, id, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- writing ---- */

typedef enum {
  WITHIN_A_DAY,
  BY_A_PERSON,          /* within seven days; somebody typed it, which here is always so */
} Tag;

static char *
build_body (const char *recipient_name, const char *recipient, const char *text, Tag tag)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_object (writer, "recipient");
  ear_json_writer_text (writer, recipient_name, recipient);
  ear_json_writer_end_object (writer);
  if (strcmp (recipient_name, "id") == 0)
    {
      ear_json_writer_text (writer, "messaging_type", tag == BY_A_PERSON ? "MESSAGE_TAG" : "RESPONSE");
      if (tag == BY_A_PERSON)
        ear_json_writer_text (writer, "tag", "HUMAN_AGENT");
    }
  ear_json_writer_begin_object (writer, "message");
  ear_json_writer_text (writer, "text", text);
  ear_json_writer_end_object (writer);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static EarJson *
post_message (EarSession *session, const char *body, EarMetaFault *fault, GError **error)
{
  g_autofree char *path = g_strconcat (ear_facebook_get_page (session), "/messages", NULL);
  g_autofree char *url = ear_meta_url (session, path, NULL);
  g_autoptr (EarJson) json = ear_meta_send (session, "POST", url, body, EAR_META_JSON, fault, error);

  if (json != NULL && ear_json_member_text (ear_json_root (json), "message_id") == NULL)
    {
      ear_facebook_set_unsaid (error);
      return NULL;
    }
  return g_steal_pointer (&json);
}

static gboolean
is_outside_window (const EarMetaFault *fault)
{
  return fault->code == 2018065 || fault->subcode == 2018065 || (fault->code == 10 && fault->subcode == 2018278);
}

static void
take_sent (EarSession *session, const EarOp *op, const char *ext, const char *text, EarBatch *batch)
{
  EarMessage *message = ear_message_new (ext, op->conversation_ext);
  EarIdentity *us = ear_identity_new (ear_facebook_get_page (session), NULL);

  us->is_us = TRUE;
  ear_batch_take_identity (batch, us);
  message->author_ext = g_strdup (us->ext);
  message->parent_ext = g_strdup (op->target_ext);
  message->direction = EAR_DIRECTION_OUTBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_DELETE | EAR_MESSAGE_NO_LIKE | EAR_MESSAGE_NO_PRIVATE_REPLY;
  message->sent_at = ear_clock_now_ms ();
  message->text = g_strdup (text);
  ear_batch_take_message (batch, message);
}

/* (nullable): whom the conversation is with: who wrote the target, unless we did. */
static char *
dup_recipient (EarSession *session, const EarOp *op, GError **error)
{
  const char *page = ear_facebook_get_page (session);
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *people;

  if (op->target_author_ext != NULL && strcmp (op->target_author_ext, page) != 0 && !g_str_has_prefix (op->target_author_ext, "withheld:"))
    return g_strdup (op->target_author_ext);
  json = ear_facebook_get_object_now (session, op->conversation_ext, "id,participants", NULL, error);
  if (json == NULL)
    return NULL;
  people = ear_json_member (ear_json_root (json), "participants.data");
  for (gsize i = 0; i < ear_json_length (people); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (people, i), "id");

      if (id != NULL && strcmp (id, page) != 0)
        return g_strdup (id);
    }
  ear_problem_set (error, EAR_PROBLEM_REJECTED, _("Facebook does not say whom this conversation is with. Answer it on Facebook."));
  return NULL;
}

static gboolean
is_short_enough (const char *text, GError **error)
{
  const EarTextRule *rule = &ear_channel_kind_lookup ("facebook")->rules.direct_text;

  if (ear_text_count (text, rule) <= rule->maximum)
    return TRUE;
  ear_problem_set (error, EAR_PROBLEM_REJECTED, _("Messenger takes at most 2,000 characters at once. Shorten the text, or send it in two parts."));
  return FALSE;
}

gboolean
ear_facebook_send_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *recipient = NULL;
  g_autofree char *body = NULL;
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) problem = NULL;
  EarMetaFault fault;

  if (!is_short_enough (text, error))
    return FALSE;
  recipient = dup_recipient (session, op, error);
  if (recipient == NULL)
    return FALSE;
  body = build_body ("id", recipient, text, WITHIN_A_DAY);
  json = post_message (session, body, &fault, &problem);
  if (json == NULL && is_outside_window (&fault))
    {
      if (g_strcmp0 (ear_session_get_setting (session, FB_SETTING_HUMAN_AGENT), "yes") != 0)
        {
          ear_problem_set (error, EAR_PROBLEM_REJECTED, _("More than 24 hours have passed since this person last wrote, so Messenger takes no answer any more. They must write again first."));
          return FALSE;
        }
      /* Refused, so nothing was sent: once more, as what a person typed. */
      g_clear_error (&problem);
      g_free (body);
      body = build_body ("id", recipient, text, BY_A_PERSON);
      json = post_message (session, body, &fault, &problem);
    }
  if (json == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  take_sent (session, op, ear_json_member_text (ear_json_root (json), "message_id"), text, batch);
  return TRUE;
}

gboolean
ear_facebook_reply_privately (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *body = NULL;
  g_autofree char *ext = NULL;
  g_autoptr (EarJson) json = NULL;

  if (!is_short_enough (text, error))
    return FALSE;
  body = build_body ("comment_id", ear_facebook_get_object (op->target_ext), text, WITHIN_A_DAY);
  json = post_message (session, body, NULL, error);
  if (json == NULL)
    return FALSE;
  /* It answers the comment, and is kept there; the conversation it begins has a copy under its own id. */
  ext = g_strconcat (FB_PRIVATE_PREFIX, ear_json_member_text (ear_json_root (json), "message_id"), NULL);
  take_sent (session, op, ext, text, batch);
  return TRUE;
}

/* ---- after a lost answer ---- */

/* Who wrote the comment is known, so whose conversation a private reply is in. */
static gboolean
has_recipient (const EarOp *op)
{
  return op->target_author_ext != NULL && *op->target_author_ext != '\0' && !g_str_has_prefix (op->target_author_ext, "withheld:");
}

static char *
messages_url (EarSession *session, const EarOp *op)
{
  g_autofree char *path = NULL;

  if (op->verb != EAR_VERB_PRIVATE_REPLY)
    return ear_meta_url (session, op->conversation_ext, "fields", "id,messages.limit(20){" FB_MESSAGE_FIELDS "}", NULL);
  path = g_strconcat (ear_facebook_get_page (session), "/conversations", NULL);
  if (has_recipient (op))
    return ear_meta_url (session, path, "platform", "messenger", "user_id", op->target_author_ext, "fields",
                         "id,messages.limit(20){" FB_MESSAGE_FIELDS "}", NULL);
  /* Those with something new come first: there it is, if it arrived. */
  return ear_meta_url (session, path, "platform", "messenger", "fields", "id,updated_time,messages.limit(20){" FB_MESSAGE_FIELDS "}", "limit", "25",
                       NULL);
}

/* TRUE: it is among them, and taken. */
static gboolean
take_from (EarSession *session, const EarOp *op, const EarJsonNode *messages, const char *text, gint64 since, EarBatch *batch)
{
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *node = ear_json_element (messages, i);
      const char *id = ear_json_member_text (node, "id");
      g_autofree char *ext = op->verb == EAR_VERB_PRIVATE_REPLY ? g_strconcat (FB_PRIVATE_PREFIX, id, NULL) : g_strdup (id);

      if (id == NULL || g_strcmp0 (ear_json_member_text (node, "from.id"), ear_facebook_get_page (session)) != 0
          || ear_meta_read_time (node, "created_time", EAR_TIME_NONE) < since || !ear_meta_same_text (ear_json_member_text (node, "message"), text))
        continue;
      take_sent (session, op, ext, text, batch);
      return TRUE;
    }
  return FALSE;
}

EarFound
ear_facebook_find_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *url = messages_url (session, op);
  g_autofree char *next = NULL;
  g_autoptr (EarJson) json = ear_session_get (session, url, NULL, error);
  gint64 since = ear_meta_get_since (op);
  const EarJsonNode *root, *list;
  gint64 oldest = G_MAXINT64;

  if (json == NULL)
    return EAR_CANNOT_TELL;
  root = ear_json_root (json);
  if (op->verb != EAR_VERB_PRIVATE_REPLY)
    {
      if (ear_json_member_text (root, "id") == NULL)
        {
          ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service did not send the conversation.");
          return EAR_CANNOT_TELL;
        }
      return take_from (session, op, ear_json_member (root, "messages.data"), text, since, batch) ? EAR_FOUND : EAR_NOT_THERE;
    }

  list = ear_meta_read_list (root, error);
  if (list == NULL)
    return EAR_CANNOT_TELL;
  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      const EarJsonNode *conversation = ear_json_element (list, i);

      if (take_from (session, op, ear_json_member (conversation, "messages.data"), text, since, batch))
        return EAR_FOUND;
      oldest = MIN (oldest, ear_meta_read_time (conversation, "updated_time", G_MAXINT64));
    }
  next = ear_meta_dup_next (root);
  if (has_recipient (op) || next == NULL || oldest < since)
    return EAR_NOT_THERE;
  ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("Facebook does not say who wrote that, so Earshot cannot see whether your message arrived. Look in Messenger."));
  return EAR_CANNOT_TELL;
}
