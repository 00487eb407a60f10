/* ear-language-row.h: which of the languages that Earshot is translated to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EAR_TYPE_LANGUAGE_ROW (ear_language_row_get_type ())
G_DECLARE_FINAL_TYPE (EarLanguageRow, ear_language_row, EAR, LANGUAGE_ROW, AdwComboRow)

/* @language: (nullable): BCP 47; NULL or "": the user's. One that is not installed is listed too: another computer may have it. */
void ear_language_row_set_language (EarLanguageRow *self, const char *language);
/* "": the user's */
const char *ear_language_row_get_language (EarLanguageRow *self);

G_END_DECLS
