/* ear-sync-private.h: reading a channel: forward, back, and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-connection-private.h"

G_BEGIN_DECLS

/* Plans the reading of every stream; the first job finds out which there are. Any thread. */
void ear_sync_start (EarConnection *connection);
/* How far the reading is, and since when it has not been read: for the window. Not the main thread. */
void ear_sync_tell_progress (EarConnection *connection, EarStore *store);
/* One forward round of every stream now, whatever our own patience says; where nothing is read by itself, also the past. @check:
 * first who we are there and what we may do. @done
 * (nullable) is called on any thread, with the first problem if there was one. Any thread. */
void ear_sync_round (EarConnection *connection, gboolean check, EarJobDoneFunc done, gpointer data);
/* Whether this engine reads without being asked. */
gboolean ear_sync_by_itself (EarConnection *connection);
/* ear-discover.c: who we are there and what we may do, read anew: now (NULL: the kind cannot), and once a day. Worker's thread. */
EarJob *ear_discover_job (EarConnection *connection);
void ear_discover_plan (EarConnection *connection);
/* @settings come from a discovery just now. */
void ear_discover_note (GHashTable *settings);
/* One conversation as it is now, with priority, unless that was just done. Any thread. */
void ear_sync_refresh (EarConnection *connection, const char *conversation_ext, gboolean even_if_fresh);
/* The same in a while, to see something of ours back. */
void ear_sync_refresh_after (EarConnection *connection, const char *conversation_ext, guint seconds);
/* Messages that were absent from a complete read: asks for each by its id. */
void ear_sync_check (EarConnection *connection, GPtrArray *message_exts);

G_END_DECLS
