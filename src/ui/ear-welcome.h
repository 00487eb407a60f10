/* ear-welcome.h: the first run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_WELCOME (ear_welcome_get_type ())
G_DECLARE_FINAL_TYPE (EarWelcome, ear_welcome, EAR, WELCOME, AdwBin)

GtkWidget *ear_welcome_new (EarEngine *engine);
/* Connects an account, and goes on then. */
void ear_welcome_connect (EarWelcome *self);
/* For pictures and tests: "start", "hours", "answering" */
void ear_welcome_show_page (EarWelcome *self, const char *tag);

G_END_DECLS
