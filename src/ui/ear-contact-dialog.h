/* ear-contact-dialog.h: writing down what was said on the phone or at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_CONTACT_DIALOG (ear_contact_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarContactDialog, ear_contact_dialog, EAR, CONTACT_DIALOG, AdwDialog)

/* Opens on the way it was said; Return takes the one used last, a letter another: two keystrokes and one writes. */
AdwDialog *ear_contact_dialog_new (EarEngine *engine);
/* What was logged before, to put it right. @contact: (transfer none). */
AdwDialog *ear_contact_dialog_new_for_edit (EarEngine *engine, gint64 conversation_id, const EarLoggedContact *contact);
/* For pictures: goes on to the form. */
void ear_contact_dialog_choose (EarContactDialog *self, guint index);

G_END_DECLS
