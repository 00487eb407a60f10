/* ear-by-hand.h: asking what another phone, counter or letter box is called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* Called when the person added one, not when they cancelled. @name: not empty, of no other channel. */
typedef void (*EarByHandFunc) (const EarKindInfo *kind, const char *name, gpointer owner);

/* @owner: (transfer none): nothing is called after it is gone. */
void ear_ask_by_hand (GtkWidget *parent, EarEngine *engine, const EarKindInfo *kind, EarByHandFunc named, GObject *owner);

G_END_DECLS
