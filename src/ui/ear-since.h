/* ear-since.h: asking from when on a change of hours or promise counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @valid_from: UTC ms, or EAR_TIME_NONE: it was always so. Not called when the person cancels. */
typedef void (*EarSinceFunc) (gint64 valid_from, gpointer data);

/* "From a date on" or "was always so"? @owner: (transfer none): nothing is called after it is gone. */
void ear_ask_since (GtkWidget *parent, EarSinceFunc answer, GObject *owner);

G_END_DECLS
