/* ear-change-dialog.h: what was changed because of what somebody said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* Asks for one line, and writes it down in that conversation. */
void ear_change_ask (GtkWidget *parent, EarEngine *engine, gint64 conversation_id);

G_END_DECLS
