/* ear-instagram-direct.c: direct messages: reading conversations, and writing to one person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define TEXT_BYTES (64 * 1024)
#define NAME_BYTES 200
#define MAX_ATTACHMENTS 30
#define DIRECT_FLAGS (EAR_MESSAGE_NO_HIDE | EAR_MESSAGE_NO_DELETE | EAR_MESSAGE_NO_PRIVATE_REPLY)

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
add_attachment (GPtrArray *attachments, const char *address, const char *media_type, const char *description, const Sent *sent)
{
  g_autofree char *url = ear_channel_dup_web_url (address);
  EarAttachment *attachment;

  if (url == NULL || attachments->len >= MAX_ATTACHMENTS)
    return;
  attachment = ear_attachment_new (url);
  attachment->media_type = ear_text_clean_line (media_type, NAME_BYTES);
  attachment->description = description != NULL ? ear_text_clean_line (description, NAME_BYTES) : NULL;
  if (sent != NULL)
    {
      attachment->preview_url = ear_channel_dup_web_url (sent->preview);
      attachment->width = (guint) CLAMP (sent->width, 0, 100000);
      attachment->height = (guint) CLAMP (sent->height, 0, 100000);
    }
  g_ptr_array_add (attachments, attachment);
}

/* Pictures and files, posts that were passed on, and the story that is answered or that names us. */
static GPtrArray *
read_attachments (const EarJsonNode *node)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
  const EarJsonNode *sent = ear_json_member (node, "attachments.data");
  const EarJsonNode *shares = ear_json_member (node, "shares.data");

  for (gsize i = 0; i < ear_json_length (sent); i++)
    {
      Sent values = { NULL };
      const char *guessed;

      if (!ear_json_bind_table (ear_json_element (sent, i), sent_table, &values, NULL))
        continue;
      guessed = values.image != NULL ? "image/*" : values.video != NULL ? "video/*" : "application/octet-stream";
      add_attachment (attachments, values.image != NULL ? values.image : values.video != NULL ? values.video : values.file,
                      values.media_type != NULL ? values.media_type : guessed, values.name, &values);
    }
  for (gsize i = 0; i < ear_json_length (shares); i++)
    {
      const EarJsonNode *share = ear_json_element (shares, i);

      add_attachment (attachments, ear_json_member_text (share, "link"), "text/html", ear_json_member_text (share, "name"), NULL);
    }
  add_attachment (attachments, ear_json_member_text (node, "story.reply_to.link"), "text/html", _("Your story"), NULL);
  add_attachment (attachments, ear_json_member_text (node, "story.mention.link"), "text/html", _("A story that names you"), NULL);
  if (attachments->len == 0)
    g_clear_pointer (&attachments, g_ptr_array_unref);
  return attachments;
}

static gboolean
is_unsupported (const EarJsonNode *node)
{
  static const EarJsonField table[] = { { "is_unsupported", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  gboolean unsupported = FALSE;

  return ear_json_bind_table (node, table, &unsupported, NULL) && unsupported;
}

static gboolean
take_message (IgReading *reading, const EarJsonNode *node, const char *conversation, GError **error)
{
  const char *id = ear_json_member_text (node, "id");
  const char *from = ear_json_member_text (node, "from.id");
  const char *text = ear_json_member_text (node, "message");
  gboolean ours = g_strcmp0 (from, ear_instagram_get_id (reading->session)) == 0;
  EarMessage *message;

  if (id == NULL || *id == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a message without its id.");
      return FALSE;
    }
  message = ear_message_new (id, conversation);
  message->author_ext = ear_instagram_take_person (reading, from, ear_json_member_text (node, "from.username"), conversation);
  message->parent_ext = g_strdup (ear_json_member_text (node, "reply_to.mid"));
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = DIRECT_FLAGS | (ours ? 0 : EAR_MESSAGE_ADDRESSED);
  message->sent_at = ear_meta_read_time (node, "created_time", reading->now);
  if ((text == NULL || *text == '\0') && is_unsupported (node))
    text = _("This message can only be read in the Instagram app.");
  message->text = ear_text_clean_body (text != NULL ? text : "", TEXT_BYTES);
  message->attachments = read_attachments (node);
  ear_batch_take_message (reading->batch, message);
  return TRUE;
}

gboolean
ear_instagram_take_conversation (IgReading *reading, const EarJsonNode *node, GError **error)
{
  const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
  const EarJsonNode *messages = ear_json_member (node, "messages.data");
  EarConversation *conversation;

  if (id == NULL || ear_instagram_get_sort (id) != IG_DIRECT)
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

      /* Of all but the newest twenty only the id is left: what we know of those is more. */
      if (ear_json_is_object (message) && ear_json_member (message, "from") == NULL && ear_json_member (message, "message") == NULL)
        continue;
      if (!take_message (reading, message, id, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- writing ---- */

static char *
build_body (const char *recipient_name, const char *recipient, const char *text, gboolean by_a_person)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_object (writer, "recipient");
  ear_json_writer_text (writer, recipient_name, recipient);
  ear_json_writer_end_object (writer);
  if (by_a_person)
    {
      ear_json_writer_text (writer, "messaging_type", "MESSAGE_TAG");
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
  g_autofree char *url = ear_meta_url (session, "me/messages", NULL);
  g_autoptr (EarJson) json = ear_meta_send (session, "POST", url, body, EAR_META_JSON, fault, error);

  if (json != NULL && ear_json_member_text (ear_json_root (json), "message_id") == NULL)
    {
      ear_instagram_set_unsaid (error);
      return NULL;
    }
  return g_steal_pointer (&json);
}

static gboolean
is_outside_window (const EarMetaFault *fault)
{
  return fault->code == 10 && (fault->subcode == 2534022 || fault->subcode == 2018278);
}

static void
take_sent (EarSession *session, const EarOp *op, const char *ext, const char *text, EarBatch *batch)
{
  EarMessage *message = ear_message_new (ext, op->conversation_ext);

  ear_instagram_take_us (session, batch);
  message->author_ext = g_strdup (ear_instagram_get_id (session));
  message->parent_ext = g_strdup (op->target_ext);
  message->direction = EAR_DIRECTION_OUTBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = DIRECT_FLAGS;
  message->sent_at = ear_clock_now_ms ();
  message->text = g_strdup (text);
  ear_batch_take_message (batch, message);
}

/* Whether the person has an id that can be written to. */
static gboolean
has_id (EarSession *session, const char *ext)
{
  return ext != NULL && *ext != '\0' && strchr (ext, ':') == NULL && strcmp (ext, ear_instagram_get_id (session)) != 0;
}

/* (nullable): whom the conversation is with: who wrote the target, unless we did. */
static char *
dup_recipient (EarSession *session, const EarOp *op, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *people;

  if (has_id (session, op->target_author_ext))
    return g_strdup (op->target_author_ext);
  json = ear_meta_get_object (session, EAR_META_VERSION, op->conversation_ext, "id,participants{id,username}", NULL, error);
  if (json == NULL)
    return NULL;
  people = ear_json_member (ear_json_root (json), "participants.data");
  for (gsize i = 0; i < ear_json_length (people); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (people, i), "id");

      if (has_id (session, id))
        return g_strdup (id);
    }
  ear_problem_set (error, EAR_PROBLEM_REJECTED, _("Instagram does not say whom this conversation is with. Answer it in the Instagram app."));
  return NULL;
}

static gboolean
is_short_enough (const char *text, GError **error)
{
  const EarTextRule *rule = &ear_channel_kind_lookup ("instagram")->rules.direct_text;

  if (ear_text_count (text, rule) <= rule->maximum)
    return TRUE;
  ear_problem_set (error, EAR_PROBLEM_REJECTED, _("A direct message on Instagram takes at most 1,000 plain letters; accents and emoji count as several. Shorten the text, or send it in two parts."));
  return FALSE;
}

gboolean
ear_instagram_send_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
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
  body = build_body ("id", recipient, text, FALSE);
  json = post_message (session, body, &fault, &problem);
  if (json == NULL && is_outside_window (&fault))
    {
      if (g_strcmp0 (ear_session_get_setting (session, IG_SETTING_HUMAN_AGENT), "yes") != 0)
        {
          ear_problem_set (error, EAR_PROBLEM_REJECTED, _("More than 24 hours have passed since this person last wrote, so Instagram takes no answer from here any more. Answer in the Instagram app, or wait until they write again."));
          return FALSE;
        }
      /* Refused, so nothing was sent: once more, as what a person typed. */
      g_clear_error (&problem);
      g_free (body);
      body = build_body ("id", recipient, text, TRUE);
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
ear_instagram_reply_privately (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *body = NULL;
  g_autofree char *ext = NULL;
  g_autoptr (EarJson) json = NULL;

  if (!is_short_enough (text, error))
    return FALSE;
  body = build_body ("comment_id", op->target_ext, text, FALSE);
  json = post_message (session, body, NULL, error);
  if (json == NULL)
    return FALSE;
  /* It answers the comment, and is kept there; the conversation it begins has a copy under its own id. */
  ext = g_strconcat (IG_PRIVATE_PREFIX, ear_json_member_text (ear_json_root (json), "message_id"), NULL);
  take_sent (session, op, ext, text, batch);
  return TRUE;
}

/* ---- after a lost answer ---- */

#define SEARCH_FIELDS "id,messages.limit(20){" IG_MESSAGE_PLAIN_FIELDS "}"

EarFound
ear_instagram_find_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  gboolean private = op->verb == EAR_VERB_PRIVATE_REPLY;
  gint64 since = ear_meta_get_since (op);
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *url = NULL;
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *root, *messages;

  if (private && !has_id (session, op->target_author_ext))
    {
      ear_problem_set (error, EAR_PROBLEM_OUTCOME_UNKNOWN, _("Instagram does not say who wrote that, so Earshot cannot see whether your message arrived. Look in the Instagram app."));
      return EAR_CANNOT_TELL;
    }
  url = private ? ear_meta_url (session, "me/conversations", "platform", "instagram", "user_id", op->target_author_ext, "fields", SEARCH_FIELDS, NULL)
                : ear_meta_url (session, op->conversation_ext, "fields", SEARCH_FIELDS, NULL);
  json = ear_session_get (session, url, NULL, error);
  if (json == NULL)
    return EAR_CANNOT_TELL;
  root = ear_json_root (json);
  if (private && ear_meta_read_list (root, error) == NULL)
    return EAR_CANNOT_TELL;
  if (!private && ear_json_member_text (root, "id") == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service did not send the conversation.");
      return EAR_CANNOT_TELL;
    }
  messages = ear_json_member (root, private ? "data.0.messages.data" : "messages.data");
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *node = ear_json_element (messages, i);
      const char *id = ear_json_member_text (node, "id");
      g_autofree char *ext = private ? g_strconcat (IG_PRIVATE_PREFIX, id, NULL) : g_strdup (id);

      if (id == NULL || g_strcmp0 (ear_json_member_text (node, "from.id"), ear_instagram_get_id (session)) != 0
          || ear_meta_read_time (node, "created_time", EAR_TIME_NONE) < since || !ear_meta_same_text (ear_json_member_text (node, "message"), text))
        continue;
      take_sent (session, op, ext, text, batch);
      return EAR_FOUND;
    }
  return EAR_NOT_THERE;
}
