/* ear-weekly-due-private.h: when the weekly report is to be made, and what became of the last one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"

G_BEGIN_DECLS

EarWeeklyDue *ear_weekly_due_new (EarEngine *engine);
void ear_weekly_due_free (EarWeeklyDue *self);

/* Not the main thread, before anybody else uses it: what was made. One whose program ended between the file and its note of it counts as made. */
gboolean ear_weekly_due_load (EarWeeklyDue *self, EarStore *store, GError **error);
/* Main thread: looks a moment later, when whoever opened the workspace listens. */
void ear_weekly_due_start (EarWeeklyDue *self);
/* Main thread: says "weekly-due" where it is, and looks again in time. After whatever the setting, the zone or the clock has to do with. */
void ear_weekly_due_update (EarWeeklyDue *self);
void ear_weekly_due_stop (EarWeeklyDue *self);

G_END_DECLS
