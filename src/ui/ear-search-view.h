/* ear-search-view.h: what was found in all conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_SEARCH_VIEW (ear_search_view_get_type ())
G_DECLARE_FINAL_TYPE (EarSearchView, ear_search_view, EAR, SEARCH_VIEW, AdwBin)

/* Signal "open" (gint64 conversation, gint64 message). */
void ear_search_view_set_engine (EarSearchView *self, EarEngine *engine);
/* Where it is typed: its keys reach chips, suggestions and results. The entry must be in the same window, and as long there. */
void ear_search_view_set_entry (EarSearchView *self, GtkEditable *entry);
/* Searches at once and drops the answer to what was asked before. */
void ear_search_view_set_words (EarSearchView *self, const char *words);
/* Enter: takes the first suggestion for a filter that means nothing yet, else opens the first hit. */
void ear_search_view_open_first (EarSearchView *self);

/* A snippet, its matches between U+2068 and U+2069, as Pango markup with the matches bold. (transfer full) */
char *ear_search_snippet_to_markup (const char *snippet);

G_END_DECLS
