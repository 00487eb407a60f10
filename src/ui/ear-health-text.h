/* ear-health-text.h: how a channel is, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* Its own sentence where something is in its way, else that all is well and since when, or how far the first reading is. What it says
 * is about now: whether everything of the past was read is the report's to say. (transfer full) */
char *ear_health_text (EarChannelItem *channel, gint64 now_ms);

G_END_DECLS
