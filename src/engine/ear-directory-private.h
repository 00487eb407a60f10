/* ear-directory-private.h: the channels by id and key, for any thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"
#include "store/ear-store.h"

G_BEGIN_DECLS

/* One channel as it stood when the directory was read, removed ones included: their conversations are still shown. */
typedef struct {
  const EarChannelRow *row;
  const EarChannelKind *kind; /* (nullable): a kind this Earshot does not know */
  gint64 last_read;           /* UTC ms, or EAR_TIME_NONE; a connection knows better */
} EarDirectoryEntry;

/* Until when all of these streams (element-type EarStreamRow) were read. */
gint64 ear_streams_last_read (const GPtrArray *streams);

/* Immutable and reference counted. */
typedef struct _EarDirectory EarDirectory;

EarDirectory *ear_directory_load (EarStore *store, GError **error);
EarDirectory *ear_directory_ref (EarDirectory *self);
void ear_directory_unref (EarDirectory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarDirectory, ear_directory_unref)

guint ear_directory_get_size (EarDirectory *self);
const EarDirectoryEntry *ear_directory_get (EarDirectory *self, guint index);
const EarDirectoryEntry *ear_directory_find (EarDirectory *self, gint64 channel_id);          /* (nullable) */
const EarDirectoryEntry *ear_directory_find_key (EarDirectory *self, const char *channel_key); /* (nullable) */

G_END_DECLS
