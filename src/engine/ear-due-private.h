/* ear-due-private.h: when answers are due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "model/ear-report-data.h"

G_BEGIN_DECLS

#define EAR_DUE_SOON_MS (30 * 60 * 1000)

EarDue *ear_due_new (EarEngine *engine);
EarDue *ear_due_ref (EarDue *self);
void ear_due_unref (EarDue *self);

/* Reads promise and answering hours with their "valid from". Not the main thread. */
gboolean ear_due_load (EarDue *self, EarStore *store, GError **error);
/* Any thread: the channels and what is known of them. */
void ear_due_set_directory (EarDue *self, EarDirectory *directory);
/* The promise counted in answering hours from the moment of asking; a call-back's own time. An EarDueFunc: the store's thread. */
gint64 ear_due_deadline (const EarDueQuestion *question, gpointer self);

/* Not the main thread. @channel_key: (nullable): with what it has of its own; @own: (out) (optional): whether it has. (transfer full)
 * (nullable) */
EarCalendar *ear_due_load_calendar (EarStore *store, const char *channel_key, gboolean *own, GError **error);
/* (element-type EarPromise): the first is valid always */
GArray *ear_due_load_promises (EarStore *store, const char *channel_key, gboolean *own, GError **error);

/* Main thread. */
void ear_due_stop_timer (EarDue *self);

G_END_DECLS
