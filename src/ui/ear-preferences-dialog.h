/* ear-preferences-dialog.h: what the organisation promises, and how this computer behaves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_PREFERENCES_DIALOG (ear_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarPreferencesDialog, ear_preferences_dialog, EAR, PREFERENCES_DIALOG, AdwPreferencesDialog)

AdwDialog *ear_preferences_dialog_new (EarEngine *engine);
/* "answering-hours", "opening-hours"; "reports": the page */
void ear_preferences_dialog_show (EarPreferencesDialog *self, const char *subpage);

G_END_DECLS
