/* ear-instagram-direct.c: direct messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <glib/gi18n.h>

static char *
take_writer (EarMetaReading *reading, const EarJsonNode *node, const char *conversation)
{
  return ear_instagram_take_person (reading, ear_json_member_text (node, "from.id"), ear_json_member_text (node, "from.username"), conversation);
}

static EarMetaTalk
get_talk (EarSession *session)
{
  return (EarMetaTalk) {
    .service = EAR_META_INSTAGRAM,
    .account = "me",
    .us = ear_instagram_get_id (session),
    .platform = "instagram",
    .plain_fields = IG_MESSAGE_PLAIN_FIELDS,
    .human_agent = g_strcmp0 (ear_session_get_setting (session, EAR_SETTING_ANSWERS_LONGER), "yes") == 0,
    .rule = &ear_channel_kind_lookup ("instagram")->rules.direct_text,
    .too_long = _("A direct message on Instagram takes at most 1,000 plain letters; accents and emoji count as several. Shorten the text, or send it in two parts."),
    .too_late = _("More than 24 hours have passed since this person last wrote, so Instagram takes no answer from here any more. Answer in the Instagram app, or wait until they write again."),
    .nobody = _("Instagram does not say whom this conversation is with. Answer it in the Instagram app."),
    .unseen = _("Instagram does not say who wrote that, so Earshot cannot see whether your message arrived. Look in the Instagram app."),
    .unreadable = _("This message can only be read in the Instagram app."),
    .take_writer = take_writer,
  };
}

gboolean
ear_instagram_take_conversation (EarMetaReading *reading, const EarJsonNode *node, GError **error)
{
  const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
  const EarMetaTalk talk = get_talk (reading->session);

  if (id == NULL || ear_instagram_get_sort (id) != IG_DIRECT)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a conversation without its id.");
      return FALSE;
    }
  return ear_meta_take_talk (reading, &talk, node, error);
}

gboolean
ear_instagram_send_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const EarMetaTalk talk = get_talk (session);

  return ear_meta_send_message (session, &talk, op, batch, error);
}

gboolean
ear_instagram_reply_privately (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const EarMetaTalk talk = get_talk (session);

  return ear_meta_reply_privately (session, &talk, op, op->target_ext, batch, error);
}

EarFound
ear_instagram_find_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const EarMetaTalk talk = get_talk (session);

  return ear_meta_find_message (session, &talk, op, batch, error);
}
