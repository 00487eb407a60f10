/* ear-meta-talk.c: direct messages on Messenger and Instagram: reading them, and writing to one person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/meta/ear-meta.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

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
add_sent (GPtrArray *attachments, const EarJsonNode *node)
{
  Sent sent = { NULL };
  const char *guessed;

  if (!ear_json_bind_table (node, sent_table, &sent, NULL))
    return;
  guessed = sent.image != NULL ? "image/*" : sent.video != NULL ? "video/*" : "application/octet-stream";
  ear_meta_set_preview (ear_meta_add_attachment (attachments, sent.image != NULL ? sent.image : sent.video != NULL ? sent.video : sent.file,
                                                 sent.media_type != NULL ? sent.media_type : guessed, sent.name),
                        sent.preview, sent.width, sent.height);
}

/* Pictures and files, posts that were passed on, a sticker, and the story that is answered or that names us. */
static GPtrArray *
read_attachments (const EarJsonNode *node)
{
  GPtrArray *attachments = ear_meta_attachments_new ();
  const EarJsonNode *sent = ear_json_member (node, "attachments.data");
  const EarJsonNode *shares = ear_json_member (node, "shares.data");

  for (gsize i = 0; i < ear_json_length (sent); i++)
    add_sent (attachments, ear_json_element (sent, i));
  for (gsize i = 0; i < ear_json_length (shares); i++)
    {
      const EarJsonNode *share = ear_json_element (shares, i);

      ear_meta_add_attachment (attachments, ear_json_member_text (share, "link"), "text/html", ear_json_member_text (share, "name"));
    }
  ear_meta_add_attachment (attachments, ear_json_member_text (node, "sticker"), "image/*", NULL);
  ear_meta_add_attachment (attachments, ear_json_member_text (node, "story.reply_to.link"), "text/html", _("Your story"));
  ear_meta_add_attachment (attachments, ear_json_member_text (node, "story.mention.link"), "text/html", _("A story that names you"));
  return ear_meta_attachments_end (attachments);
}

static gboolean
is_unsupported (const EarJsonNode *node)
{
  static const EarJsonField table[] = { { "is_unsupported", EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 } };
  gboolean unsupported = FALSE;

  return ear_json_bind_table (node, table, &unsupported, NULL) && unsupported;
}

static gboolean
take_message (EarMetaReading *reading, const EarMetaTalk *talk, const EarJsonNode *node, const char *conversation, GError **error)
{
  const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
  const char *text = ear_json_member_text (node, "message");
  gboolean ours = g_strcmp0 (ear_json_member_text (node, "from.id"), talk->us) == 0;
  EarMessage *message;

  if (id == NULL || *id == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a message without its id.");
      return FALSE;
    }
  message = ear_message_new (id, conversation);
  message->author_ext = talk->take_writer (reading, node, conversation);
  message->parent_ext = g_strdup (ear_json_member_text (node, "reply_to.mid"));
  message->direction = ours ? EAR_DIRECTION_OUTBOUND : EAR_DIRECTION_INBOUND;
  message->state = EAR_MESSAGE_VISIBLE;
  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = DIRECT_FLAGS | talk->flags | (ours ? 0 : EAR_MESSAGE_ADDRESSED);
  message->sent_at = ear_meta_read_time (node, "created_time", reading->now);
  if ((text == NULL || *text == '\0') && is_unsupported (node))
    text = talk->unreadable;
  message->text = ear_text_clean_body (text != NULL ? text : "", EAR_META_TEXT_BYTES);
  message->attachments = read_attachments (node);
  ear_batch_take_message (reading->batch, message);
  return TRUE;
}

gboolean
ear_meta_take_talk (EarMetaReading *reading, const EarMetaTalk *talk, const EarJsonNode *node, GError **error)
{
  const char *id = ear_json_member_text (node, "id");
  const EarJsonNode *messages = ear_json_member (node, "messages.data");
  gboolean cut = ear_json_length (messages) >= EAR_META_TALK_MESSAGES;
  EarConversation *conversation = ear_conversation_new (id, EAR_CONVERSATION_DIRECT);
  gint64 oldest = EAR_TIME_NONE;

  conversation->two_person = TRUE;
  ear_batch_take_conversation (reading->batch, conversation);
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *message = ear_json_element (messages, i);

      /* Nothing but the id is left of what was taken back, and of all but the newest twenty: of those we know more. */
      if (ear_json_is_object (message) && ear_json_member (message, "from") == NULL && ear_json_member (message, "message") == NULL)
        continue;
      if (!take_message (reading, talk, message, id, error))
        return FALSE;
      oldest = ear_meta_earlier (oldest, ear_meta_read_time (message, "created_time", EAR_TIME_NONE));
    }
  ear_batch_add_complete_part (reading->batch, id, ear_meta_complete_from (oldest, cut), reading->now);
  reading->oldest = cut ? oldest : EAR_TIME_NONE;
  return TRUE;
}

gboolean
ear_meta_check_message (EarSession *session, EarMetaService service, const char *account, const char *ext, EarBatch *batch, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EarJson) json = ear_meta_get_object (session, EAR_META_VERSION, ext, "id,from,message", NULL, &problem);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;

  if (json == NULL)
    return ear_meta_note_gone (session, service, account, ext, batch, problem, error);
  ear_batch_add_change (batch, ext, ear_json_member (root, "from") == NULL && ear_json_member (root, "message") == NULL ? EAR_MESSAGE_DELETED
                                                                                                                       : EAR_MESSAGE_VISIBLE);
  return TRUE;
}

/* ---- writing ---- */

static char *
build_body (const char *recipient_name, const char *recipient, const char *text, const char *messaging_type, const char *tag)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_begin_object (writer, "recipient");
  ear_json_writer_text (writer, recipient_name, recipient);
  ear_json_writer_end_object (writer);
  if (messaging_type != NULL)
    ear_json_writer_text (writer, "messaging_type", messaging_type);
  if (tag != NULL)
    ear_json_writer_text (writer, "tag", tag);
  ear_json_writer_begin_object (writer, "message");
  ear_json_writer_text (writer, "text", text);
  ear_json_writer_end_object (writer);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

/* The new message's id. */
static char *
post_message (EarSession *session, const EarMetaTalk *talk, const char *body, EarMetaFault *fault, GError **error)
{
  g_autofree char *path = g_strconcat (talk->account, "/messages", NULL);
  g_autofree char *url = ear_meta_url (session, path, NULL);
  g_autoptr (EarJson) json = ear_meta_send (session, "POST", url, body, EAR_META_JSON, fault, error);
  const char *id = json != NULL ? ear_json_member_text (ear_json_root (json), "message_id") : NULL;

  if (json != NULL && id == NULL)
    ear_meta_set_unsaid (talk->service, error);
  return g_strdup (id);
}

static gboolean
is_outside_window (const EarMetaFault *fault)
{
  return fault->code == 2018065 || fault->subcode == 2018065 || (fault->code == 10 && (fault->subcode == 2018278 || fault->subcode == 2534022));
}

static void
take_sent (const EarMetaTalk *talk, const EarOp *op, const char *ext, const char *text, EarBatch *batch)
{
  EarMessage *message = ear_meta_take_sent (op, talk->us, ext, op->target_ext, text, batch);

  message->audience = EAR_AUDIENCE_DIRECT;
  message->flags = DIRECT_FLAGS | talk->flags;
}

/* Whether the person has an id that can be written to: what stands for somebody whose id is not told has a word before it. */
static gboolean
has_id (const EarMetaTalk *talk, const char *ext)
{
  return ext != NULL && *ext != '\0' && strchr (ext, ':') == NULL && strcmp (ext, talk->us) != 0;
}

/* Whom the conversation is with: who wrote the target, unless we did. */
static char *
dup_recipient (EarSession *session, const EarMetaTalk *talk, const EarOp *op, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  const EarJsonNode *people;

  if (has_id (talk, op->target_author_ext))
    return g_strdup (op->target_author_ext);
  json = ear_meta_get_object (session, EAR_META_VERSION, op->conversation_ext, "id,participants", NULL, error);
  if (json == NULL)
    return NULL;
  people = ear_json_member (ear_json_root (json), "participants.data");
  for (gsize i = 0; i < ear_json_length (people); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (people, i), "id");

      if (has_id (talk, id))
        return g_strdup (id);
    }
  ear_problem_tell (error, EAR_PROBLEM_REJECTED, "%s", talk->nobody);
  return NULL;
}

static gboolean
is_short_enough (const EarMetaTalk *talk, const char *text, GError **error)
{
  if (ear_text_count (text, talk->rule) <= talk->rule->maximum)
    return TRUE;
  ear_problem_tell (error, EAR_PROBLEM_REJECTED, "%s", talk->too_long);
  return FALSE;
}

gboolean
ear_meta_send_message (EarSession *session, const EarMetaTalk *talk, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *recipient = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  GError *problem = NULL;
  EarMetaFault fault;

  if (!is_short_enough (talk, text, error))
    return FALSE;
  recipient = dup_recipient (session, talk, op, error);
  if (recipient == NULL)
    return FALSE;
  body = build_body ("id", recipient, text, talk->answer_type, NULL);
  id = post_message (session, talk, body, &fault, &problem);
  if (id == NULL && is_outside_window (&fault))
    {
      g_clear_error (&problem);
      if (!talk->human_agent)
        {
          ear_problem_tell (error, EAR_PROBLEM_REJECTED, "%s", talk->too_late);
          return FALSE;
        }
      /* Refused, so nothing was sent: once more, as what a person typed, which here is always so. */
      g_set_str (&body, NULL);
      body = build_body ("id", recipient, text, "MESSAGE_TAG", "HUMAN_AGENT");
      id = post_message (session, talk, body, &fault, &problem);
    }
  if (id == NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  take_sent (talk, op, id, text, batch);
  return TRUE;
}

/* It answers the comment, and is kept there; the conversation it begins has a copy under its own id. */
static char *
dup_private_ext (const char *id)
{
  return g_strconcat (EAR_META_PRIVATE_PREFIX, id, NULL);
}

gboolean
ear_meta_reply_privately (EarSession *session, const EarMetaTalk *talk, const EarOp *op, const char *comment, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *ext = NULL;

  if (!is_short_enough (talk, text, error))
    return FALSE;
  body = build_body ("comment_id", comment, text, NULL, NULL);
  id = post_message (session, talk, body, NULL, error);
  if (id == NULL)
    return FALSE;
  ext = dup_private_ext (id);
  take_sent (talk, op, ext, text, batch);
  return TRUE;
}

/* ---- after a lost answer ---- */

static char *
search_url (EarSession *session, const EarMetaTalk *talk, const EarOp *op)
{
  g_autofree char *fields = g_strconcat ("id,updated_time,messages.limit(20){", talk->plain_fields, "}", NULL);
  gboolean known = has_id (talk, op->target_author_ext);
  g_autofree char *path = NULL;

  if (op->verb != EAR_VERB_PRIVATE_REPLY)
    return ear_meta_url (session, op->conversation_ext, "fields", fields, NULL);
  path = g_strconcat (talk->account, "/conversations", NULL);
  /* Those with something new come first: there it is, if it arrived. */
  return ear_meta_url (session, path, "platform", talk->platform, "user_id", known ? op->target_author_ext : NULL, "fields", fields,
                       "limit", known ? NULL : "25", NULL);
}

/* TRUE: it is among them, and taken. */
static gboolean
take_from (const EarMetaTalk *talk, const EarOp *op, const EarJsonNode *messages, const char *text, gint64 since, EarBatch *batch)
{
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *node = ear_json_element (messages, i);
      const char *id = ear_json_member_text (node, "id");
      g_autofree char *ext = op->verb == EAR_VERB_PRIVATE_REPLY ? dup_private_ext (id) : g_strdup (id);

      if (id == NULL || g_strcmp0 (ear_json_member_text (node, "from.id"), talk->us) != 0
          || ear_meta_read_time (node, "created_time", EAR_TIME_NONE) < since || !ear_meta_same_text (ear_json_member_text (node, "message"), text))
        continue;
      take_sent (talk, op, ext, text, batch);
      return TRUE;
    }
  return FALSE;
}

/* The conversation it began: of whoever wrote the comment, or, where that is not told, among the newest. */
static EarFound
find_private (const EarMetaTalk *talk, const EarOp *op, const EarJsonNode *root, const char *text, EarBatch *batch, GError **error)
{
  const EarJsonNode *list = ear_meta_read_list (root, error);
  gint64 since = ear_meta_get_since (op);
  gint64 oldest = G_MAXINT64;
  g_autofree char *next = NULL;

  if (list == NULL)
    return EAR_CANNOT_TELL;
  for (gsize i = 0; i < ear_json_length (list); i++)
    {
      const EarJsonNode *conversation = ear_json_element (list, i);

      if (take_from (talk, op, ear_json_member (conversation, "messages.data"), text, since, batch))
        return EAR_FOUND;
      oldest = MIN (oldest, ear_meta_read_time (conversation, "updated_time", G_MAXINT64));
    }
  next = ear_meta_dup_next (root);
  if (has_id (talk, op->target_author_ext) || next == NULL || oldest < since)
    return EAR_NOT_THERE;
  ear_problem_tell (error, EAR_PROBLEM_OUTCOME_UNKNOWN, "%s", talk->unseen);
  return EAR_CANNOT_TELL;
}

/* Only the newest twenty are given: whether they reach back to what was written before the first try. */
static gboolean
reach_back (const EarJsonNode *messages, gint64 since)
{
  gint64 oldest = EAR_TIME_NONE;

  for (gsize i = 0; i < ear_json_length (messages); i++)
    oldest = ear_meta_earlier (oldest, ear_meta_read_time (ear_json_element (messages, i), "created_time", EAR_TIME_NONE));
  return ear_json_length (messages) < EAR_META_TALK_MESSAGES || oldest == EAR_TIME_NONE || oldest < since;
}

EarFound
ear_meta_find_message (EarSession *session, const EarMetaTalk *talk, const EarOp *op, EarBatch *batch, GError **error)
{
  g_autofree char *text = ear_channel_op_text (op);
  g_autofree char *url = search_url (session, talk, op);
  g_autoptr (EarJson) json = ear_session_get (session, url, NULL, error);
  const EarJsonNode *root, *messages;

  if (json == NULL)
    return EAR_CANNOT_TELL;
  root = ear_json_root (json);
  if (op->verb == EAR_VERB_PRIVATE_REPLY)
    return find_private (talk, op, root, text, batch, error);
  if (ear_json_member_text (root, "id") == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service did not send the conversation.");
      return EAR_CANNOT_TELL;
    }
  messages = ear_json_member (root, "messages.data");
  if (take_from (talk, op, messages, text, ear_meta_get_since (op), batch))
    return EAR_FOUND;
  if (!reach_back (messages, ear_meta_get_since (op)))
    {
      ear_meta_set_unseen (talk->service, error);
      return EAR_CANNOT_TELL;
    }
  return EAR_NOT_THERE;
}
