/* ear-row-view.h: one conversation in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_ROW_VIEW (ear_row_view_get_type ())
G_DECLARE_FINAL_TYPE (EarRowView, ear_row_view, EAR, ROW_VIEW, AdwBin)

/* @item: (nullable) (unowned): told the row's description for screen readers. */
GtkWidget *ear_row_view_new (GtkListItem *item);
/* @row: (nullable): NULL while unbound. @show_channel: FALSE where all rows are of one channel. */
void ear_row_view_set_row (EarRowView *self, EarRow *row, gboolean show_channel);
EarRow *ear_row_view_get_row (EarRowView *self);

/* Shows a countdown in @pill: text and colour. */
void ear_ui_show_countdown (GtkLabel *pill, gint64 due_at);

G_END_DECLS
