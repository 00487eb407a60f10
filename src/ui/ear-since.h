/* ear-since.h: asking from when on a change of hours or promise counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* @valid_from: UTC ms, or EAR_TIME_NONE: it was always so. @owner: whoever asked. */
typedef void (*EarSinceFunc) (gint64 valid_from, gpointer owner);
/* Nothing changes: what was chosen is to be shown no longer. */
typedef void (*EarSinceCancelled) (gpointer owner);

/* "From a date on" or "was always so"? Days begin where the organisation is. @planned: (nullable): what either would replace.
 * @cancelled: (nullable): called in place of @answer. @owner: (transfer none): nothing is called after it is gone. */
void ear_ask_since (GtkWidget *parent, EarEngine *engine, const EarLater *planned, EarSinceFunc answer, EarSinceCancelled cancelled, GObject *owner);

/* "1 June 2027", where the organisation is (transfer full) */
char *ear_since_day_text (EarEngine *engine, gint64 at_ms);
/* When a sign-in ends, and how far that is from now (transfer full) (nullable: it does not) */
char *ear_since_ends_text (EarEngine *engine, gint64 ends_at_ms);

G_END_DECLS
