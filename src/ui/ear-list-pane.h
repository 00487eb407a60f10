/* ear-list-pane.h: the conversations of one place, and the search over all of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_LIST_PANE (ear_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (EarListPane, ear_list_pane, EAR, LIST_PANE, AdwBin)

/* Signal "open" (gint64 conversation, gint64 message): the person chose one; 0, 0: nothing is chosen any more. */
void ear_list_pane_set_engine (EarListPane *self, EarEngine *engine);
/* @word: "answer-next", "channel:KEY" … */
/* @title: (nullable): the place's own. */
void ear_list_pane_go (EarListPane *self, const char *word, const char *title);
/* The conversations behind a figure. @title: what they are; the way back leads to the reports. */
void ear_list_pane_show_ids (EarListPane *self, const char *title, const gint64 *ids, gsize n_ids);
/* @delta: 1 the next, -1 the previous. */
void ear_list_pane_move (EarListPane *self, int delta);
/* Without the signal. 0: none. */
void ear_list_pane_select (EarListPane *self, gint64 conversation_id);
/* The chosen one is about to leave this list: its successor is chosen when it goes. */
void ear_list_pane_expect_leaving (EarListPane *self);
void ear_list_pane_search (EarListPane *self, const char *words);
const char *ear_list_pane_get_title (EarListPane *self);
void ear_list_pane_grab_focus (EarListPane *self);

G_END_DECLS
