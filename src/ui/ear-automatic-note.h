/* ear-automatic-note.h: replies that look automatic, above a report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_AUTOMATIC_NOTE (ear_automatic_note_get_type ())
G_DECLARE_FINAL_TYPE (EarAutomaticNote, ear_automatic_note, EAR, AUTOMATIC_NOTE, AdwBin)

/* Signal "list" (const char *title, GArray *conversation_ids): these are wanted. Hidden while there is nothing to say. */
void ear_automatic_note_load (EarAutomaticNote *self, EarEngine *engine, gint64 from, gint64 to);

G_END_DECLS
