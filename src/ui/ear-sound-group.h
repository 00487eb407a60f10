/* ear-sound-group.h: how our replies are to sound, as rows to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EAR_TYPE_SOUND_GROUP (ear_sound_group_get_type ())
G_DECLARE_FINAL_TYPE (EarSoundGroup, ear_sound_group, EAR, SOUND_GROUP, AdwPreferencesGroup)

/* Signal "changed": something else is chosen. */

/* @json: (nullable): as the brand sheet has it; what cannot be read is nothing said */
void ear_sound_group_set_json (EarSoundGroup *self, const char *json);
/* What was set, letter for letter, unless something else was chosen; NULL: nothing is said. (transfer full) */
char *ear_sound_group_dup_json (EarSoundGroup *self);
/* Where the keyboard begins. */
GtkWidget *ear_sound_group_get_first (EarSoundGroup *self);

G_END_DECLS
