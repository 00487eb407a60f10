/* ear-answered-before.h: the earlier questions most like this one, with what was answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_ANSWERED_BEFORE_BOX (ear_answered_before_box_get_type ())
G_DECLARE_FINAL_TYPE (EarAnsweredBeforeBox, ear_answered_before_box, EAR, ANSWERED_BEFORE_BOX, AdwBin)

/* Property revealed (boolean). Signal "chosen" (const char *answer). */
/* @items: (element-type EarAnsweredBefore): read now, not kept. */
void ear_answered_before_box_set_items (EarAnsweredBeforeBox *self, GPtrArray *items);

G_END_DECLS
