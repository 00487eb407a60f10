/* ear-sort.h: sorting hundreds of thousands of numbers for the report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ascending, in place, in linear time (radix sort by bytes; bytes that are all alike are skipped). */
void ear_sort_numbers (guint64 *numbers, gsize n_numbers);
/* How many different ones a sorted array holds. */
gsize ear_sort_count_distinct (const guint64 *sorted, gsize n_numbers);
/* The same of any array, whose order is lost; without sorting where the numbers lie close. */
gsize ear_sort_distinct (guint64 *numbers, gsize n_numbers);

G_END_DECLS
