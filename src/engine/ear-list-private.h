/* ear-list-private.h: which conversations, in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "store/ear-store-query.h"

G_BEGIN_DECLS

/* A copy of an EarQuery that owns its texts. */
typedef struct _EarListQuery EarListQuery;

EarListQuery *ear_list_query_new (const EarQuery *query);
EarListQuery *ear_list_query_copy (const EarListQuery *query);
void ear_list_query_free (EarListQuery *query);
/* Not the main thread. (element-type gint64) (transfer full) */
GArray *ear_list_query_run (const EarListQuery *query, EarEngine *engine, EarStore *store, guint limit, GError **error);

G_END_DECLS
