/* ear-channel-private.h: what several kinds need
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"

G_BEGIN_DECLS

/* What somebody typed, with a scheme: https, or http where it is this computer. Spaces around it, a user name and a password are
 * dropped. %EAR_PROBLEM_REJECTED with a sentence when no address can be made of it. */
char *ear_channel_complete_address (const char *typed, GError **error);

/* A copy of @url if it is of the web and clean: services pass on what strangers wrote ("javascript:…"). NULL otherwise. */
char *ear_channel_dup_web_url (const char *url);

/* What is sent: prefix and text with a space between, without spaces around. */
char *ear_channel_op_text (const EarOp *op);
/* Whether there is a text beside the prefix. */
gboolean ear_channel_op_has_text (const EarOp *op);

/* What stops a call even where a refusal would be borne: without a network, or cancelled, the next request fails too. */
gboolean ear_channel_must_stop (const GError *error);

/* Without the account's credentials, any status; @body_cap: bytes. */
EarReply *ear_channel_get_anonymously (EarSession *session, const char *url, const char *accept, gsize body_cap, GError **error);

G_END_DECLS
