/* ear-private-reply.h: answering a public message so that its writer alone reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* Not called when the person cancels. @text: not empty. */
typedef void (*EarPrivateReplyFunc) (const char *text, gint64 message_id, gpointer owner);

/* @owner: (transfer none): nothing is called after it is gone. */
void ear_ask_private_reply (GtkWidget *parent, const EarThreadMessage *message, EarPrivateReplyFunc written, GObject *owner);

G_END_DECLS
