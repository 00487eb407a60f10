/* ear-sign-in-dialog.h: connecting an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_SIGN_IN_DIALOG (ear_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarSignInDialog, ear_sign_in_dialog, EAR, SIGN_IN_DIALOG, AdwDialog)

/* @kind: (nullable): NULL lets the person choose. @channel_key: (nullable): to sign in again to this channel.
 * Signal "connected" (const char *channel_key). */
AdwDialog *ear_sign_in_dialog_new (EarEngine *engine, const char *kind, const char *channel_key);

G_END_DECLS
