/* ear-main-view.h: the three panes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_MAIN_VIEW (ear_main_view_get_type ())
G_DECLARE_FINAL_TYPE (EarMainView, ear_main_view, EAR, MAIN_VIEW, AdwBreakpointBin)

EarMainView *ear_main_view_new (EarEngine *engine);
/* What the window's actions ask for: "next", "done", "place" with its word … */
void ear_main_view_activate (EarMainView *self, const char *verb, const char *parameter);
/* The conversation that shows; 0: none. */
gint64 ear_main_view_get_conversation (EarMainView *self);
/* @message_id: 0: the end of it. */
void ear_main_view_open (EarMainView *self, gint64 conversation_id, gint64 message_id);
/* The conversations behind a figure of the report. */
void ear_main_view_show_ids (EarMainView *self, const char *title, const gint64 *ids, gsize n_ids);
/* For pictures. Returns: whether @page is one of ours. */
gboolean ear_main_view_show_page (EarMainView *self, const char *page);

G_END_DECLS
