/* ear-message-card.h: one message of a conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_MESSAGE_CARD (ear_message_card_get_type ())
G_DECLARE_FINAL_TYPE (EarMessageCard, ear_message_card, EAR, MESSAGE_CARD, AdwBin)

/* Signals "moderate" (guint verb), "outgoing" (const char *remedy): one of the message's, "reply", "also-answers". */
GtkWidget *ear_message_card_new (void);
/* @message: (transfer none): belongs to the thread, which must outlive the next call. */
void ear_message_card_set_message (EarMessageCard *self, const EarThreadMessage *message);
const EarThreadMessage *ear_message_card_get_message (EarMessageCard *self);

G_END_DECLS
