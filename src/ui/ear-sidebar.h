/* ear-sidebar.h: queues and channels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_SIDEBAR (ear_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (EarSidebar, ear_sidebar, EAR, SIDEBAR, AdwBin)

/* Signal "go" (const char *word): the person chose a place: "answer-next", "channel:KEY", "reports". */
void ear_sidebar_set_engine (EarSidebar *self, EarEngine *engine);
/* Shows @word as chosen, without the signal. */
void ear_sidebar_select (EarSidebar *self, const char *word);
void ear_sidebar_set_counts (EarSidebar *self, const EarCounts *counts);
/* @tags: (element-type EarTag) */
void ear_sidebar_set_tags (EarSidebar *self, GPtrArray *tags);
/* (nullable): what stands in the row of @word. */
const char *ear_sidebar_get_title (EarSidebar *self, const char *word);
void ear_sidebar_open_menu (EarSidebar *self);

G_END_DECLS
