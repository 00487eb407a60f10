/* town-session.h: a channel's session whose requests go to the town, without sockets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"
#include "practice/town-fixture.h"

G_BEGIN_DECLS

/* As net/ would carry them: a connection that ends is OFFLINE to a GET and an unknown outcome to everything else. @credentials:
 * (nullable): copied. */
EarSession *town_session_new (Fixture *fixture, const EarChannelKind *kind, const EarCredentials *credentials);
guint town_session_get_count (EarSession *session); /* of requests so far */

/* Signed in with the fixture's token of that type, as the kind itself discovers it; the account's settings hold. */
EarSession *town_session_sign_in (Fixture *fixture, const EarChannelKind *kind, const char *type);

/* ---- what a store would hold ---- */

typedef struct {
  GHashTable *messages;      /* ext → EarMessage, the last said of each; owned by the batches */
  GPtrArray *batches;        /* (element-type EarBatch) */
  GHashTable *posts;         /* conversation → the post above it */
  GHashTable *checked;       /* exts that were absent and asked for */
} Held;

Held *held_new (void);
void held_free (Held *held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Held, held_free)
/* Takes the batch; what is absent from what it calls complete is checked by id. */
void held_apply (Held *held, EarSession *session, const EarChannelKind *kind, EarBatch *batch);
/* One stream to its end; problems that pass are borne up to @patience times. Returns how many there were. */
guint held_pull (Held *held, EarSession *session, const EarChannelKind *kind, const char *stream, EarPullDirection direction, char **cursor,
                 guint patience);
const EarMessage *held_lookup (Held *held, const char *ext); /* (nullable) */

G_END_DECLS
