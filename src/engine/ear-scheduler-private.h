/* ear-scheduler-private.h: all connections, one timer, the network's state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-connection-private.h"

G_BEGIN_DECLS

EarScheduler *ear_scheduler_new (EarEngine *engine);
void ear_scheduler_free (EarScheduler *self);

/* Any thread. */
void ear_scheduler_add (EarScheduler *self, EarConnection *connection);
/* Stops and forgets it; a job that runs is cancelled unless it is an op. (nullable) (transfer full) */
EarConnection *ear_scheduler_remove (EarScheduler *self, const char *channel_key);
EarConnection *ear_scheduler_find (EarScheduler *self, const char *channel_key); /* (nullable) (transfer full) */
/* (element-type EarConnection) (transfer full) */
GPtrArray *ear_scheduler_list (EarScheduler *self);
/* The earliest job changed. */
void ear_scheduler_rearm (EarScheduler *self);
/* Starts whatever is due; tests call it after moving the clock. */
void ear_scheduler_kick (EarScheduler *self);
void ear_scheduler_set_online (EarScheduler *self, gboolean online);
/* Sends what is still to be sent and could be taken back until now; reads nothing more. Waits until it is done or @deadline_us. Not
 * the main thread. */
void ear_scheduler_finish_ops (EarScheduler *self, gint64 deadline_us);
/* Main thread, after the stop: forgets the connections. */
void ear_scheduler_clear (EarScheduler *self);
/* Nothing starts any more; pulls are cancelled. Then waits off the main thread until @deadline_us, cancels what is left and waits
 * for a moment more. FALSE: a job is stuck and was left to recovery. */
gboolean ear_scheduler_stop (EarScheduler *self, gint64 deadline_us);

G_END_DECLS
