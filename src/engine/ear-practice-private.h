/* ear-practice-private.h: a workspace whose services are played on this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"

G_BEGIN_DECLS

/* Set in every workspace to practise in: "new" until its accounts are connected, then "yes". */
#define EAR_MEMO_PRACTICE "practice"
/* The folder of the person's own, beside the real workspaces. */
#define EAR_PRACTICE_FOLDER "practice"

/* Wakes the town of @folder, or makes one, if this is such a workspace or is to become one. EARSHOT_TOWN names another town's routes instead:
 * "https://graph.facebook.com=http://127.0.0.1:40001,…"; then accounts are connected by hand. Not the main thread. */
gboolean ear_practice_open (EarEngine *engine, EarStore *store, const char *folder, GError **error);
/* Signs in to whatever the town offers, the first time. Main thread; does not wait. */
void ear_practice_connect (EarEngine *engine);
/* Saves the town and ends it. Not the main thread, unless opening failed. */
void ear_practice_close (EarEngine *engine);

G_END_DECLS
