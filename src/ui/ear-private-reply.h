/* ear-private-reply.h: answering a public message so that its writer alone reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* It is on its way, and @event takes it back. */
typedef void (*EarPrivateReplyFunc) (GtkWidget *parent, EarEngine *engine, gint64 message_id, const char *event);

/* Asks for the words, and sends them. What was typed and not sent stays as a draft, in the thread.
 * @parent: what could not be done is said there, and @sent called, as long as it is there.
 * @rule: of private answers. @text: (nullable): what there is already. */
void ear_private_reply_write (GtkWidget *parent, EarEngine *engine, const EarThreadMessage *message, const EarTextRule *rule, const char *text,
                              EarPrivateReplyFunc sent);

G_END_DECLS
