/* ear-search-private.h: what was typed as what the store looks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-directory-private.h"
#include "model/ear-search-text.h"
#include "store/ear-store-query.h"

G_BEGIN_DECLS

typedef struct {
  EarStoreSearch search;
  GArray *channels;          /* (element-type gint64): what @search.channels points into */
  GPtrArray *from;           /* (element-type utf8): names, ends with NULL */
  char *missing;             /* (nullable): a sentence: something was named that is not there, so that nothing can be found */
} EarSearchAsked;

/* @text must outlive it. */
void ear_search_asked_init (EarSearchAsked *asked, const EarSearchText *text, EarDirectory *directory);
void ear_search_asked_clear (EarSearchAsked *asked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarSearchAsked, ear_search_asked_clear)

G_END_DECLS
