/* ear-row-private.h: one conversation as a list shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "store/ear-store-query.h"

G_BEGIN_DECLS

/* Main thread. The one row of this conversation while somebody holds it; a shell that asks to be filled. (transfer full) */
EarRow *ear_row_get (EarEngine *engine, gint64 conversation_id);
/* @row: (nullable): gone; the shell stays as it is. */
void ear_row_fill (EarRow *self, const EarStoreRow *row, EarDirectory *directory);
/* The same, where the values are at hand. (transfer full) */
EarRow *ear_row_get_filled (EarEngine *engine, const EarStoreRow *row, EarDirectory *directory);

G_END_DECLS
