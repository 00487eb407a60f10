/* ear-channel-dialog.h: one connected channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_CHANNEL_DIALOG (ear_channel_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarChannelDialog, ear_channel_dialog, EAR, CHANNEL_DIALOG, AdwDialog)

AdwDialog *ear_channel_dialog_new (EarEngine *engine, const char *channel_key);

G_END_DECLS
