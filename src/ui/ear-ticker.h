/* ear-ticker.h: the minute, for texts that age
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "tick": twice a minute, only while somebody listens. One timer for all rows. */
#define EAR_TYPE_TICKER (ear_ticker_get_type ())
G_DECLARE_FINAL_TYPE (EarTicker, ear_ticker, EAR, TICKER, GObject)

/* Calls @callback (@widget) at each tick while @widget is mapped. */
void ear_ticker_follow (GtkWidget *widget, void (*callback) (GtkWidget *widget));

G_END_DECLS
