/* ear-later-group.h: what is to be otherwise from a later day on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_LATER_GROUP (ear_later_group_get_type ())
G_DECLARE_FINAL_TYPE (EarLaterGroup, ear_later_group, EAR, LATER_GROUP, AdwPreferencesGroup)

/* @channel_key: (nullable): a channel's own. @later: (element-type EarLater). Hidden when there is nothing. Signal "dropped": one was taken
 * back; load the settings again. */
void ear_later_group_show (EarLaterGroup *self, EarEngine *engine, const char *channel_key, GPtrArray *later);

/* (nullable): the first of that sort */
const EarLater *ear_later_find (GPtrArray *later, EarLaterWhat what);

G_END_DECLS
