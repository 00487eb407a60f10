/* ear-message-text.h: what people wrote, as markup that cannot lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-html.h"
#include "base/ear-text-count.h"
#include "model/ear-item.h"

G_BEGIN_DECLS

/* @links: (nullable) (element-type EarLink): byte offsets in @text, in order. Each becomes a link to its real target; where the
 * text looks like another address than the target, the target's host is written behind it. Everything else is escaped. (transfer full) */
char *ear_message_markup (const char *text, const GArray *links);

/* In words, translated; NULL where there is nothing to say. */
const char *ear_message_state_words (EarMessageState state);
/* How much more fits, @left in @unit; negative: how much is too much. (transfer full) */
char *ear_message_room_words (int left, EarTextUnit unit);
const char *ear_audience_words (EarAudience audience);
const char *ear_audience_icon (EarAudience audience);

G_END_DECLS
