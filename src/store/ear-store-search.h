/* ear-store-search.h: search inside a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

/* Conversations in which a message matches @query->words, by their newest match. */
void ear_db_search_conversations (EarDb *db, const EarStoreQuery *query, GArray *ids);
/* People all words of @text begin a name or handle of. (element-type gint64) (transfer full) */
GArray *ear_db_find_people (EarDb *db, const char *text, guint limit);
/* What the person typed as an FTS5 expression confined to {body}, every word quoted. @channel 0, @direction -1: all. @beginnings: the
 * last word may be a beginning. NULL when nothing can match, or when @beginnings asks for no more than without. */
char *ear_search_expression (const char *words, gint64 channel, int direction, gboolean beginnings);

G_END_DECLS
