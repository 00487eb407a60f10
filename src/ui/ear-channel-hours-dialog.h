/* ear-channel-hours-dialog.h: when one channel is answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_CHANNEL_HOURS_DIALOG (ear_channel_hours_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EarChannelHoursDialog, ear_channel_hours_dialog, EAR, CHANNEL_HOURS_DIALOG, AdwDialog)

/* Signal "stored". @settings: of @channel_key, as they are */
AdwDialog *ear_channel_hours_dialog_new (EarEngine *engine, const char *channel_key, const EarChannelSettings *settings);

G_END_DECLS
