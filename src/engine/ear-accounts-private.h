/* ear-accounts-private.h: connected channels, from adding to removing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-connection-private.h"
#include "engine/ear-keyring-private.h"

G_BEGIN_DECLS

/* A new workspace begins with a phone and a counter. Not the main thread. */
gboolean ear_accounts_add_first (EarEngine *engine, EarStore *store, GError **error);

/* Puts a channel to work: reads it, sends its outbox. @unknown: (nullable) (element-type EarOutboxRow): whose outcome nobody knows.
 * Any thread. */
void ear_accounts_start (EarEngine *engine, const EarChannelRow *row, const EarChannelKind *kind, GPtrArray *unknown);

/* After a sign-in: the channel exists, its secret is in the keyring. New ones start, known ones go on. Not the main thread. */
gboolean ear_accounts_connected (EarEngine *engine, EarStore *store, const EarChannelRow *row, GError **error);

/* Ends the access over there where that is possible. FALSE without @error: it is not. Blocking. */
gboolean ear_accounts_end_access (EarEngine *engine, const EarChannelKind *kind, const char *origin, GHashTable *settings,
                                  const EarCredentials *credentials, GError **error);
/* After an undo: what was paused, resumed or removed by it. Not the main thread. */
void ear_accounts_follow (EarEngine *engine);

G_END_DECLS
