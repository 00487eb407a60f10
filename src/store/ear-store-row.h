/* ear-store-row.h: rows inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* (nullable): NULL when it is gone */
EarStoreRow *ear_db_load_row (EarDb *db, gint64 id);
/* What is neither seen nor cancelled of a conversation, oldest first. (element-type EarOutboxRow) */
GPtrArray *ear_db_load_outbox (EarDb *db, gint64 conversation);
EarOutboxRow *ear_db_load_outbox_row (EarDb *db, const char *key);

G_END_DECLS
