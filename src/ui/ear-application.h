/* ear-application.h: one per session; opens the workspace and its window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_APPLICATION (ear_application_get_type ())
G_DECLARE_FINAL_TYPE (EarApplication, ear_application, EAR, APPLICATION, AdwApplication)

EarApplication *ear_application_new (void);
/* Shows a made-up workspace in the window, EAR_ENGINE_SAMPLE or EAR_ENGINE_PRACTICE, or with EAR_ENGINE_DEFAULT the person's own again. */
void ear_application_visit (EarApplication *self, EarEngineFlags which);
/* Opens the workspace once more after it failed. */
void ear_application_try_again (EarApplication *self);

G_END_DECLS
