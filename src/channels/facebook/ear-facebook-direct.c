/* ear-facebook-direct.c: Messenger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>

gboolean
ear_facebook_has_messenger (EarSession *session)
{
  return g_strcmp0 (ear_session_get_setting (session, FB_SETTING_MESSENGER), "yes") == 0;
}

static char *
take_writer (EarMetaReading *reading, const EarJsonNode *node, const char *conversation)
{
  return ear_facebook_take_person (reading, node, "from", conversation);
}

static EarMetaTalk
get_talk (EarSession *session)
{
  const char *page = ear_facebook_get_page (session);

  return (EarMetaTalk) {
    .service = EAR_META_FACEBOOK,
    .account = page,
    .us = page,
    .platform = "messenger",
    .plain_fields = FB_MESSAGE_FIELDS,
    .answer_type = "RESPONSE",
    .human_agent = g_strcmp0 (ear_session_get_setting (session, EAR_SETTING_ANSWERS_LONGER), "yes") == 0,
    .flags = EAR_MESSAGE_NO_LIKE,
    .rule = &ear_channel_kind_lookup ("facebook")->rules.direct_text,
    .too_long = _("Messenger takes at most 2,000 characters at once. Shorten the text, or send it in two parts."),
    .too_late = _("More than 24 hours have passed since this person last wrote, so Messenger takes no answer any more. They must write again first."),
    .nobody = _("Facebook does not say whom this conversation is with. Answer it on Facebook."),
    .unseen = _("Facebook does not say who wrote that, so Earshot cannot see whether your message arrived. Look in Messenger."),
    .unreadable = _("This message can only be read in Messenger."),
    .take_writer = take_writer,
  };
}

gboolean
ear_facebook_take_conversation (EarMetaReading *reading, const EarJsonNode *node, GError **error)
{
  const char *id = ear_json_is_object (node) ? ear_json_member_text (node, "id") : NULL;
  const EarMetaTalk talk = get_talk (reading->session);

  if (id == NULL || ear_facebook_get_sort (id) != FB_DIRECT)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, "The service sent a conversation without its id.");
      return FALSE;
    }
  return ear_meta_take_talk (reading, &talk, node, error);
}

gboolean
ear_facebook_send_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const EarMetaTalk talk = get_talk (session);

  return ear_meta_send_message (session, &talk, op, batch, error);
}

gboolean
ear_facebook_reply_privately (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const EarMetaTalk talk = get_talk (session);

  return ear_meta_reply_privately (session, &talk, op, ear_facebook_get_object (op->target_ext), batch, error);
}

EarFound
ear_facebook_find_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error)
{
  const EarMetaTalk talk = get_talk (session);

  return ear_meta_find_message (session, &talk, op, batch, error);
}
