/* ear-search-suggestions.h: what can stand behind "from:", "is:" and the like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_SEARCH_SUGGESTIONS (ear_search_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (EarSearchSuggestions, ear_search_suggestions, EAR, SEARCH_SUGGESTIONS, AdwBin)

/* Of the filter that @text ends with while it is being typed; else it is hidden. Signals "take" (char *): the whole text with the suggestion in it;
 * "leave" (gboolean down): the arrow keys go beyond its end. */
void ear_search_suggestions_set_text (EarSearchSuggestions *self, EarEngine *engine, const char *typed, const EarSearchText *text);
/* Of a filter that means nothing yet, the first suggestion is taken. FALSE: there is nothing to take. */
gboolean ear_search_suggestions_take_first (EarSearchSuggestions *self);
/* FALSE: there is none. */
gboolean ear_search_suggestions_focus (EarSearchSuggestions *self, gboolean last);

G_END_DECLS
