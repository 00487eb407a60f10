/* ear-brand-dialog.h: what every channel must agree on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_BRAND_DIALOG (ear_brand_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarBrandDialog, ear_brand_dialog, EAR, BRAND_DIALOG, AdwDialog)

AdwDialog *ear_brand_dialog_new (EarEngine *engine);
/* @fact, EAR_BRAND_VOICE or EAR_BRAND_PLAN, comes first into view. */
void ear_brand_dialog_show (EarBrandDialog *self, EarBrandFact fact);

G_END_DECLS
