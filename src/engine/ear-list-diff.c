/* ear-list-diff.c: from one order of ids to another in few steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-list-diff-private.h"

/* The old index of each new id in the middle that differs, or -1. */
static int *
find_old_indices (const gint64 *before,
                  guint         n_before,
                  const gint64 *after,
                  guint         n_after)
{
  g_autoptr (GHashTable) indices = g_hash_table_new (g_int64_hash, g_int64_equal);
  int *old_indices = g_new (int, MAX (n_after, 1));

  for (guint i = 0; i < n_before; i++)
    g_hash_table_insert (indices, (gpointer) &before[i], GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n_after; i++)
    old_indices[i] = (int) GPOINTER_TO_UINT (g_hash_table_lookup (indices, &after[i])) - 1;
  return old_indices;
}

/* Marks in @keep the new indices that form a longest increasing run of old ones: patience sorting (Schensted 1961), n log n. */
static void
mark_longest_increasing (const int *old_indices,
                         guint      n,
                         gboolean  *keep)
{
  g_autofree guint *tails = g_new (guint, MAX (n, 1)); /* new index ending the best run of each length */
  g_autofree int *previous = g_new (int, MAX (n, 1));
  guint length = 0;

  for (guint i = 0; i < n; i++)
    {
      guint low = 0, high = length;

      if (old_indices[i] < 0)
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (old_indices[tails[middle]] < old_indices[i])
            low = middle + 1;
          else
            high = middle;
        }
      previous[i] = low > 0 ? (int) tails[low - 1] : -1;
      tails[low] = i;
      length = MAX (length, low + 1);
    }
  for (int i = length > 0 ? (int) tails[length - 1] : -1; i >= 0; i = previous[i])
    keep[i] = TRUE;
}

GArray *
ear_list_diff (const gint64 *before,
               guint         n_before,
               const gint64 *after,
               guint         n_after)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (EarListStep));
  g_autofree int *old_indices = NULL;
  g_autofree gboolean *keep = NULL;
  guint start = 0;
  guint at_old, at_new;

  /* Most changes touch a few rows: leave the equal ends alone. */
  while (start < n_before && start < n_after && before[start] == after[start])
    start++;
  while (n_before > start && n_after > start && before[n_before - 1] == after[n_after - 1])
    {
      n_before--;
      n_after--;
    }
  if (start == n_before && start == n_after)
    return steps;

  old_indices = find_old_indices (before + start, n_before - start, after + start, n_after - start);
  keep = g_new0 (gboolean, MAX (n_after - start, 1));
  mark_longest_increasing (old_indices, n_after - start, keep);

  /* From the end, so that earlier positions stay true. */
  at_old = n_before;
  at_new = n_after;
  while (at_old > start || at_new > start)
    {
      guint first_new = at_new;
      guint first_old;

      while (first_new > start && !keep[first_new - 1 - start])
        first_new--;
      first_old = first_new > start ? start + (guint) old_indices[first_new - 1 - start] + 1 : start;
      if (first_old < at_old || first_new < at_new)
        {
          EarListStep step = { first_old, at_old - first_old, at_new - first_new, first_new };

          g_array_append_val (steps, step);
        }
      if (first_new == start)
        break;
      at_new = first_new - 1;
      at_old = first_old - 1;
    }
  return steps;
}
