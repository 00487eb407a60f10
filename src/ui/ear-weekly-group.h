/* ear-weekly-group.h: whether, when and where a report is made every week
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_WEEKLY_GROUP (ear_weekly_group_get_type ())
G_DECLARE_FINAL_TYPE (EarWeeklyGroup, ear_weekly_group, EAR, WEEKLY_GROUP, AdwPreferencesGroup)

/* As the settings are now; follows what becomes of reports. Signal "stored": it changed them; load them again. */
void ear_weekly_group_show (EarWeeklyGroup *self, EarEngine *engine);
/* What the file dialog gives: (nullable): none was chosen. */
void ear_weekly_group_take_folder (EarWeeklyGroup *self, GFile *folder);

G_END_DECLS
