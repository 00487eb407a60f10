/* ear-item.c: what a channel says, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-item.h"

/**
 * ear_identity_new:
 * @ext: the service's id
 * @name: (nullable): as shown there
 *
 * Returns: (transfer full): an identity, of somebody else unless changed
 */
EarIdentity *
ear_identity_new (const char *ext, const char *name)
{
  EarIdentity *identity = g_new0 (EarIdentity, 1);

  identity->ext = g_strdup (ext);
  identity->name = g_strdup (name);
  return identity;
}

void
ear_identity_free (EarIdentity *identity)
{
  if (identity == NULL)
    return;
  g_free (identity->ext);
  g_free (identity->name);
  g_free (identity->handle);
  g_free (identity->url);
  g_free (identity->avatar_url);
  g_free (identity);
}

/**
 * ear_post_new:
 * @ext: the service's id
 *
 * Returns: (transfer full): a post whose time is not known yet
 */
EarPost *
ear_post_new (const char *ext)
{
  EarPost *post = g_new0 (EarPost, 1);

  post->ext = g_strdup (ext);
  post->posted_at = EAR_TIME_NONE;
  return post;
}

void
ear_post_free (EarPost *post)
{
  if (post == NULL)
    return;
  g_free (post->ext);
  g_free (post->title);
  g_free (post->url);
  g_free (post->text);
  g_free (post);
}

/**
 * ear_conversation_new:
 * @ext: the service's id, or that of its oldest message
 * @type: what sort it is
 *
 * Returns: (transfer full): a conversation; a direct one, a review and a contact have two persons unless changed
 */
EarConversation *
ear_conversation_new (const char *ext, EarConversationType type)
{
  EarConversation *conversation = g_new0 (EarConversation, 1);

  conversation->ext = g_strdup (ext);
  conversation->type = type;
  conversation->two_person = type == EAR_CONVERSATION_DIRECT || type == EAR_CONVERSATION_REVIEW || type == EAR_CONVERSATION_CONTACT;
  return conversation;
}

void
ear_conversation_free (EarConversation *conversation)
{
  if (conversation == NULL)
    return;
  g_free (conversation->ext);
  g_free (conversation->title);
  g_free (conversation->url);
  g_free (conversation->post_ext);
  g_free (conversation);
}

EarAttachment *
ear_attachment_new (const char *url)
{
  EarAttachment *attachment = g_new0 (EarAttachment, 1);

  attachment->url = g_strdup (url);
  return attachment;
}

void
ear_attachment_free (EarAttachment *attachment)
{
  if (attachment == NULL)
    return;
  g_free (attachment->url);
  g_free (attachment->preview_url);
  g_free (attachment->media_type);
  g_free (attachment->description);
  g_free (attachment);
}

/**
 * ear_message_new:
 * @ext: the service's id
 * @conversation_ext: the conversation's
 *
 * Returns: (transfer full): an inbound, visible, public message whose times are not known yet
 */
EarMessage *
ear_message_new (const char *ext, const char *conversation_ext)
{
  EarMessage *message = g_new0 (EarMessage, 1);

  message->ext = g_strdup (ext);
  message->conversation_ext = g_strdup (conversation_ext);
  message->sent_at = EAR_TIME_NONE;
  message->edited_at = EAR_TIME_NONE;
  return message;
}

void
ear_message_free (EarMessage *message)
{
  if (message == NULL)
    return;
  g_free (message->ext);
  g_free (message->conversation_ext);
  g_free (message->parent_ext);
  g_free (message->author_ext);
  g_free (message->author_handle);
  g_free (message->html);
  g_free (message->text);
  g_free (message->subject);
  g_free (message->language);
  g_free (message->url);
  g_free (message->mentions);
  g_clear_pointer (&message->attachments, g_ptr_array_unref);
  g_free (message);
}

static const char *const priorities[] = { "low", "normal", "high" };

const char *
ear_priority_to_string (EarPriority priority)
{
  return priorities[CLAMP (priority, EAR_PRIORITY_LOW, EAR_PRIORITY_HIGH) - EAR_PRIORITY_LOW];
}

gboolean
ear_priority_from_string (const char *word, EarPriority *priority)
{
  for (int i = EAR_PRIORITY_LOW; i <= EAR_PRIORITY_HIGH; i++)
    if (g_strcmp0 (word, ear_priority_to_string ((EarPriority) i)) == 0)
      {
        *priority = (EarPriority) i;
        return TRUE;
      }
  return FALSE;
}
