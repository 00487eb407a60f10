/* ear-person-panel.h: who is writing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_PERSON_PANEL (ear_person_panel_get_type ())
G_DECLARE_FINAL_TYPE (EarPersonPanel, ear_person_panel, EAR, PERSON_PANEL, AdwBin)

/* Signal "open" (gint64 conversation): one of the person's others. */
void ear_person_panel_set_engine (EarPersonPanel *self, EarEngine *engine);
/* @person_id: 0: nobody known. Loads only while the panel is seen. */
void ear_person_panel_set_person (EarPersonPanel *self, gint64 person_id);

G_END_DECLS
