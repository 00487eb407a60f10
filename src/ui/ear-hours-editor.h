/* ear-hours-editor.h: a week of open times, and the days that differ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "model/ear-hours.h"

G_BEGIN_DECLS

#define EAR_TYPE_HOURS_EDITOR (ear_hours_editor_get_type ())
G_DECLARE_FINAL_TYPE (EarHoursEditor, ear_hours_editor, EAR, HOURS_EDITOR, AdwBin)

/* Signal "changed". */
void ear_hours_editor_set_hours (EarHoursEditor *self, const EarHours *hours);
/* What stands there; NULL and a sentence in @error where it is not understood. (transfer full) */
EarHours *ear_hours_editor_dup_hours (EarHoursEditor *self, GError **error);

G_END_DECLS
