/* ear-store-care.h: long work over the whole file, used by opening and by the public calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* These make their own transactions. */
void ear_db_copy_to (EarDb *db, const char *file, EarStoreProgress progress, gpointer user_data, GCancellable *cancellable);
void ear_db_rederive_all (EarDb *db, gint64 from, EarStoreProgress progress, gpointer user_data);
/* In a transaction of the caller's: everything is to be indexed again. */
void ear_db_forget_index (EarDb *db);
void ear_db_index_all (EarDb *db, EarStoreProgress progress, gpointer user_data);

G_END_DECLS
