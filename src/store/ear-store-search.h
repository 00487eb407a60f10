/* ear-store-search.h: search inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* Conversations in which a message matches @query->words, by their newest match. */
void ear_db_search_conversations (EarDb *db, const EarStoreQuery *query, GArray *ids);
/* What the person typed as an FTS5 query confined to @column, every word quoted; NULL when nothing can match. @meta: (nullable):
 * tokens of the meta column, e.g. "ch3 d0". */
char *ear_search_expression (const char *words, const char *column, const char *meta);

G_END_DECLS
