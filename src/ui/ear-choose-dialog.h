/* ear-choose-dialog.h: one of a few, or something typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EAR_TYPE_CHOOSE_DIALOG (ear_choose_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarChooseDialog, ear_choose_dialog, EAR, CHOOSE_DIALOG, AdwDialog)

/* Signal "chosen" (key, typed), both (nullable): the row's key, or what was typed; the dialog is closed then. */
EarChooseDialog *ear_choose_dialog_new (const char *title);
/* @key, @subtitle: (nullable). @checked: it is so already. */
void ear_choose_dialog_add (EarChooseDialog *self, const char *key, const char *title, const char *subtitle, gboolean checked);
/* A field under them; what is typed there is chosen with Enter. */
void ear_choose_dialog_add_entry (EarChooseDialog *self, const char *title);
/* A day and a time under them, @at_ms to begin with; chosen as a key: UTC ms, as text. */
void ear_choose_dialog_add_when (EarChooseDialog *self, const char *title, const char *button, gint64 at_ms);

G_END_DECLS
