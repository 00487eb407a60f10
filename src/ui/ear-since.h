/* ear-since.h: asking from when on a change of hours or promise counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* @valid_from: UTC ms, or EAR_TIME_NONE: it was always so. Not called when the person cancels. */
typedef void (*EarSinceFunc) (gint64 valid_from, gpointer data);

/* "From a date on" or "was always so"? Days begin where the organisation is. @planned: (nullable): what either would replace.
 * @owner: (transfer none): nothing is called after it is gone. */
void ear_ask_since (GtkWidget *parent, EarEngine *engine, const EarLater *planned, EarSinceFunc answer, GObject *owner);

/* "1 June 2027", where the organisation is (transfer full) */
char *ear_since_day_text (EarEngine *engine, gint64 at_ms);

G_END_DECLS
