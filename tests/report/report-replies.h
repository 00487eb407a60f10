/* report-replies.h: replies that sound one way or another, and what they contradict, for a made-up report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* @n replies on the first channels of @report; the first greets by name and signs, the second hardly ever, the third writes in a language that
 * nobody has rules for. Every second one is the reader's. The second contradicts the telephone number that the facts have.
 * @wish: (nullable): JSON */
void replies_add (EarReport *report, guint n, const char *wish);

G_END_DECLS
