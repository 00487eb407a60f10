/* ear-outbox-text.h: what is on its way, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

typedef struct
{
  const char *icon_name, *css_class;
  char *words;               /* a line */
} EarOutboxText;

void ear_outbox_text_clear (EarOutboxText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarOutboxText, ear_outbox_text_clear)

/* At the message, with the seconds while it can be taken back. FALSE: nothing is on its way. */
gboolean ear_outbox_text_for_message (EarOutboxText *text, const EarThreadMessage *message, gint64 now_ms);
/* In a list. FALSE: it needs no sign. */
gboolean ear_outbox_text_for_row (EarOutboxText *text, const char *state, EarVerb verb);
/* Whether seconds still run for it. */
gboolean ear_outbox_text_counts (const EarThreadMessage *message, gint64 now_ms);

G_END_DECLS
