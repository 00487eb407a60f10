/* ear-store-presence.h: what we posted, what was read and what was done of a period
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-presence.h"
#include "model/ear-talk.h"
#include "store/ear-store.h"

G_BEGIN_DECLS

/* How far one stream of a channel is read. */
typedef struct {
  guint channel;            /* index into @channels; so are those below */
  char *stream;
  gint64 known_until;       /* or EAR_TIME_NONE */
  GArray *covered;          /* (element-type EarSpan) */
} EarStreamRead;

typedef struct {
  GPtrArray *channels;      /* (element-type utf8): the keys of all, those not connected any more too */
  GArray *posts;            /* (element-type EarOwnPost): of the period; of each channel also the last before it, and before it the last that was read */
  GPtrArray *streams;       /* (element-type EarStreamRead): those that are read now */
  GArray *unread;           /* (element-type EarUnreadQuestion): of the period */
  GArray *call_backs;       /* (element-type EarCallBack): asked for in the period */
  GPtrArray *changes;       /* (element-type EarChangeMade): of the period, newest first */
} EarPresenceRows;

void ear_presence_rows_free (EarPresenceRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPresenceRows, ear_presence_rows_free)

/**
 * ear_store_load_presence:
 * @from: what was posted, asked and done at or after this, UTC ms
 * @to: and before this
 *
 * From one snapshot; of all channels, removed ones included.
 *
 * Returns: (transfer full) (nullable): the rows
 */
EarPresenceRows *ear_store_load_presence (EarStore *store, gint64 from, gint64 to, GError **error);

G_END_DECLS
