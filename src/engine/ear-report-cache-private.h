/* ear-report-cache-private.h: reports that were computed a moment ago
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* A few, for whoever goes to and fro between periods. Any thread. */
typedef struct _EarReportCache EarReportCache;

EarReportCache *ear_report_cache_new (void);
void ear_report_cache_free (EarReportCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarReportCache, ear_report_cache_free)

/* What a report depends on: the period, everything that was written, and the time, which makes waits longer. */
typedef struct {
  gint64 from, to;           /* as asked for */
  guint n_writes;            /* ear_store_get_n_writes() before anything was read for it */
  gboolean whole;            /* with what stands beside answering: serves who asks for less, too */
} EarReportKey;

/* (transfer full) (nullable): as of at most %EAR_REPORT_FRESH_MS before @now. */
#define EAR_REPORT_FRESH_MS (60 * 1000)
EarReport *ear_report_cache_dup (EarReportCache *cache, const EarReportKey *key, gint64 now);
/* Forgets those that are too old to be given again; a timer of the main thread's does so, too, for a report of a million questions is large.
 * Returns: whether any is left */
gboolean ear_report_cache_drop_stale (EarReportCache *cache, gint64 now);
void ear_report_cache_add (EarReportCache *cache, const EarReportKey *key, EarReport *report);

G_END_DECLS
