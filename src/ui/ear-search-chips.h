/* ear-search-chips.h: how the filters of a search were understood
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "model/ear-search-text.h"

G_BEGIN_DECLS

#define EAR_TYPE_SEARCH_CHIPS (ear_search_chips_get_type ())
G_DECLARE_FINAL_TYPE (EarSearchChips, ear_search_chips, EAR, SEARCH_CHIPS, AdwBin)

/* A button for each filter that was understood, which takes it away, as Backspace and Delete on it do; below them, a sentence for each that was
 * not. What is still being typed is not complained about. Signal "remove" (guint): that filter of the text. */
void ear_search_chips_set_text (EarSearchChips *self, const EarSearchText *text);

/* "From Mia", "Since 3 Nov 2026". (transfer full) */
char *ear_search_chip_label (const EarSearchFilter *filter);
/* What "is:unread" asks for, as a heading: "Unread". (transfer none) */
const char *ear_search_choice_label (EarSearchChoice choice);

G_END_DECLS
