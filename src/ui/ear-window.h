/* ear-window.h: the window: loading, first run, or the three panes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"
#include "ui/ear-application.h"

G_BEGIN_DECLS

#define EAR_TYPE_WINDOW (ear_window_get_type ())
G_DECLARE_FINAL_TYPE (EarWindow, ear_window, EAR, WINDOW, AdwApplicationWindow)

EarWindow *ear_window_new (EarApplication *application);
/* @fraction: 0…1, or negative while unknown; @sentence: (nullable). */
void ear_window_show_progress (EarWindow *self, double fraction, const char *sentence);
void ear_window_show_failure (EarWindow *self, const GError *error);
/* First run, or the panes, of this workspace. */
void ear_window_set_engine (EarWindow *self, EarEngine *engine);
/* (nullable) (transfer none) */
EarEngine *ear_window_get_engine (EarWindow *self);
/* First run is over: the panes. */
void ear_window_show_main (EarWindow *self);
/* The conversation somebody looks at: open in this window, while that has the focus; 0: none. */
gint64 ear_window_get_reading (EarWindow *self);
void ear_window_open_key (EarWindow *self, const char *conversation_key);
/* "preferences", "shortcuts", "log-contact", "connect" */
void ear_window_show_dialog (EarWindow *self, const char *name);
/* FALSE: the person is asked whether to discard what was typed. Forced, nobody is asked. */
gboolean ear_window_close_dialogs (EarWindow *self, gboolean force);
/* For pictures: "answer-next", "thread", "report", "preferences", "sign-in", "log", "search:WORDS", … */
void ear_window_show_page (EarWindow *self, const char *page);

G_END_DECLS
