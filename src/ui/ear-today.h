/* ear-today.h: the day at a glance, above the list of what to answer next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_TODAY_HEAD (ear_today_head_get_type ())
G_DECLARE_FINAL_TYPE (EarTodayHead, ear_today_head, EAR, TODAY_HEAD, AdwBin)

/* Signal "jump" (guint position): this place of the list is wanted. */
GtkWidget *ear_today_head_new (EarEngine *engine);
void ear_today_head_set_engine (EarTodayHead *self, EarEngine *engine);
/* "Last checked 14:10.", or "" before the first check. (transfer full) */
char *ear_today_head_dup_checked (EarTodayHead *self);
void ear_today_head_reload (EarTodayHead *self);

G_END_DECLS
