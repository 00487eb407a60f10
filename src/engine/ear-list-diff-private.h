/* ear-list-diff-private.h: from one order of ids to another in few steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One items-changed: at @position of the list as it is by then, @removed go and @added come, which stand from @added_from on in
 * the new order. */
typedef struct {
  guint position, removed, added, added_from;
} EarListStep;

/* Ids are unique within each array. Steps come in descending position, so that each is true for the list the one before left.
 * Ids that keep their relative order are not touched: the longest such set is kept.
 * (element-type EarListStep) (transfer full) */
GArray *ear_list_diff (const gint64 *before, guint n_before, const gint64 *after, guint n_after);

G_END_DECLS
