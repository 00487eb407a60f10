/* ear-sidebar-row.h: a queue or a channel in the sidebar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"
#include "ui/ear-place.h"

G_BEGIN_DECLS

#define EAR_TYPE_SIDEBAR_ROW (ear_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (EarSidebarRow, ear_sidebar_row, EAR, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *ear_sidebar_row_new_for_place (const EarPlace *place);
GtkWidget *ear_sidebar_row_new_for_tag (const EarTag *tag);
GtkWidget *ear_sidebar_row_new_for_channel (EarChannelItem *channel);
const char *ear_sidebar_row_get_title (EarSidebarRow *self);
const char *ear_sidebar_row_get_word (EarSidebarRow *self);
/* Reads the channel again, or takes the number of conversations. */
void ear_sidebar_row_update (EarSidebarRow *self, guint count, gboolean alarm);

G_END_DECLS
