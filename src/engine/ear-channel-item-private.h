/* ear-channel-item-private.h: one connected channel as the window sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-connection-private.h"

G_BEGIN_DECLS

EarChannelItem *ear_channel_item_new (const char *key);
/* Each notifies only what differs. @connection: (nullable): offline, or this engine reads nothing. */
void ear_channel_item_update (EarChannelItem *self, const EarDirectoryEntry *entry, EarConnection *connection);
char *ear_channel_item_dup_lacks (GHashTable *settings);
gint64 ear_channel_item_read_end (GHashTable *settings);
void ear_channel_item_set_counts (EarChannelItem *self, guint unread, guint waiting);

G_END_DECLS
