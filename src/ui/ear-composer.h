/* ear-composer.h: writing an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_COMPOSER (ear_composer_get_type ())
G_DECLARE_FINAL_TYPE (EarComposer, ear_composer, EAR, COMPOSER, AdwBin)

/* Signal "sent" (gint64 conversation, const char *outbox_key). */
void ear_composer_set_engine (EarComposer *self, EarEngine *engine);
/* Keeps what was typed for the conversation before as its draft. @thread: (nullable). */
void ear_composer_set_thread (EarComposer *self, const EarThread *thread);
/* To this message of the conversation; 0: the one the service's rules name. */
void ear_composer_set_target (EarComposer *self, gint64 message_id);
/* A reply is about to be taken back: what is being written is saved before, and not again until its text is here. */
void ear_composer_hold_draft (EarComposer *self);
/* It has returned as draft, before what was being written. */
void ear_composer_reload_draft (EarComposer *self);
/* It did not return. */
void ear_composer_release_draft (EarComposer *self);
/* To the earlier questions like this one, where there are any. */
void ear_composer_focus_before (EarComposer *self);
void ear_composer_grab_focus (EarComposer *self);

G_END_DECLS
