/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-coverage.h"

#define SPAN(spans, index) (&g_array_index (spans, EarSpan, index))

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const EarSpan *first = a, *second = b;

  if (first->from != second->from)
    return first->from < second->from ? -1 : 1;
  return first->to < second->to ? -1 : first->to > second->to;
}

GArray *
ear_spans_normalize (const EarSpan *spans, gsize n_spans)
{
  GArray *normal = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (EarSpan));

  g_return_val_if_fail (spans != NULL || n_spans == 0, normal);

  for (gsize i = 0; i < n_spans; i++)
    if (spans[i].from <= spans[i].to)
      g_array_append_val (sorted, spans[i]);
  g_array_sort (sorted, compare_spans);

  for (guint i = 0; i < sorted->len; i++)
    {
      EarSpan *last = normal->len > 0 ? SPAN (normal, normal->len - 1) : NULL;

      /* Both ends are read: a span that begins a millisecond later goes on without a gap. */
      if (last != NULL && (last->to == G_MAXINT64 || SPAN (sorted, i)->from <= last->to + 1))
        last->to = MAX (last->to, SPAN (sorted, i)->to);
      else
        g_array_append_val (normal, *SPAN (sorted, i));
    }
  return normal;
}

void
ear_spans_close (GArray *spans, gint64 ms)
{
  guint n = 0;

  g_return_if_fail (spans != NULL && ms >= 0);

  for (guint i = 0; i < spans->len; i++)
    {
      if (n > 0 && SPAN (spans, i)->from - 1 - SPAN (spans, n - 1)->to <= ms)
        SPAN (spans, n - 1)->to = SPAN (spans, i)->to;
      else
        *SPAN (spans, n++) = *SPAN (spans, i);
    }
  g_array_set_size (spans, n);
}

GArray *
ear_spans_intersect (const GArray *a, const GArray *b)
{
  GArray *both = g_array_new (FALSE, FALSE, sizeof (EarSpan));

  g_return_val_if_fail (a != NULL && b != NULL, both);

  for (guint i = 0, j = 0; i < a->len && j < b->len;)
    {
      EarSpan common = { MAX (SPAN (a, i)->from, SPAN (b, j)->from), MIN (SPAN (a, i)->to, SPAN (b, j)->to) };

      if (common.from <= common.to)
        g_array_append_val (both, common);
      if (SPAN (a, i)->to < SPAN (b, j)->to)
        i++;
      else
        j++;
    }
  return both;
}

GArray *
ear_spans_holes (const GArray *spans, gint64 from, gint64 to)
{
  GArray *holes = g_array_new (FALSE, FALSE, sizeof (EarSpan));

  g_return_val_if_fail (spans != NULL, holes);

  for (guint i = 0; i < spans->len && from <= to; i++)
    {
      const EarSpan *span = SPAN (spans, i);

      if (span->to < from)
        continue;
      if (span->from > to)
        break;
      if (span->from > from)
        g_array_append_vals (holes, &(EarSpan) { from, span->from - 1 }, 1);
      if (span->to == G_MAXINT64)
        return holes;
      from = span->to + 1;
    }
  if (from <= to)
    g_array_append_vals (holes, &(EarSpan) { from, to }, 1);
  return holes;
}

gint64
ear_spans_covered (const GArray *spans, gint64 from, gint64 to)
{
  gint64 covered = 0;

  g_return_val_if_fail (spans != NULL, 0);

  for (guint i = 0; i < spans->len; i++)
    {
      gint64 begin = MAX (SPAN (spans, i)->from, from), end = MIN (SPAN (spans, i)->to, to);

      if (begin < end)
        covered += end - begin;
    }
  return covered;
}

const EarSpan *
ear_spans_find (const GArray *spans, gint64 at)
{
  guint low = 0, high;

  g_return_val_if_fail (spans != NULL, NULL);

  /* The first span that ends at or after @at. */
  high = spans->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (SPAN (spans, middle)->to < at)
        low = middle + 1;
      else
        high = middle;
    }
  return low < spans->len && SPAN (spans, low)->from <= at ? SPAN (spans, low) : NULL;
}

gint64
ear_spans_known_until (const GArray *spans)
{
  g_return_val_if_fail (spans != NULL, EAR_TIME_NONE);
  return spans->len > 0 ? SPAN (spans, spans->len - 1)->to : EAR_TIME_NONE;
}
