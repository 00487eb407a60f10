/* ear-keys.h: single letters, for hands that stay on the keyboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  guint keyval;
  const char *action;   /* "win.reply" */
  const char *title;    /* N_(): as the list of keys says it */
} EarKey;

/* Ended by an action of NULL. */
extern const EarKey ear_keys[];

/* For the window: active only while no text has the focus, no dialog is open, and the preference is on. */
GtkEventController *ear_keys_new (void);
/* Whether a letter typed now belongs to a text. */
gboolean ear_keys_text_has_focus (GtkWidget *inside);

G_END_DECLS
