/* ear-store-channel.h: channel rows inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* name → text; a NULL text removes. */
void ear_db_merge_channel_settings (EarDb *db, gint64 channel, GHashTable *more);

G_END_DECLS
