/* ear-coverage.h: for which spans of time a channel was really read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-batch.h"

G_BEGIN_DECLS

/* Services tell time by the second: what lies within one is no gap in which something could have been missed. */
#define EAR_LEAST_GAP_MS 1000

/* Lists of EarSpan, both ends inclusive, in UTC ms. "Normal": ascending, disjoint and not adjacent. */

/* The same instants as a normal list; spans that end before they begin are dropped. (element-type EarSpan) (transfer full). */
GArray *ear_spans_normalize (const EarSpan *spans, gsize n_spans);
/* Closes holes of a normal list of at most @ms. */
void ear_spans_close (GArray *spans, gint64 ms);
/* What both normal lists hold. A span is covered when every inbound and outbound stream was read for it. */
GArray *ear_spans_intersect (const GArray *a, const GArray *b);
/* What is missing of [from, to] in a normal list. */
GArray *ear_spans_holes (const GArray *spans, gint64 from, gint64 to);
/* Milliseconds of [from, to) that a normal list covers. */
gint64 ear_spans_covered (const GArray *spans, gint64 from, gint64 to);
/* The span of a normal list that holds @at, or NULL; O(log n). */
const EarSpan *ear_spans_find (const GArray *spans, gint64 at);
/* The end of the last span: "as of"; EAR_TIME_NONE when there is none. */
gint64 ear_spans_known_until (const GArray *spans);

G_END_DECLS
