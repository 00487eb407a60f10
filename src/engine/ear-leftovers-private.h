/* ear-leftovers-private.h: what a removal could not finish
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"

G_BEGIN_DECLS

/* Main thread, after opening: goes on with what was interrupted, beside everything else. */
void ear_leftovers_finish (EarEngine *engine);
/* For a deletion: goes on until the engine closes. */
gboolean ear_leftovers_progress (const char *step, gint64 done, gint64 total, gpointer engine);

/* The keyring did not let go of a removed channel's entry: tried again at each start and whenever the keyring was just used. */
void ear_leftovers_add_secret (EarStore *store, const char *channel_key);
void ear_leftovers_forget_secrets (EarEngine *engine, EarStore *store);
/* The channel is connected again. */
void ear_leftovers_keep_secret (EarStore *store, const char *channel_key);

G_END_DECLS
