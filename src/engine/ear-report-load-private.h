/* ear-report-load-private.h: a report from what the workspace holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "engine/ear-report.h"
#include "store/ear-store-report.h"

G_BEGIN_DECLS

typedef struct {
  gint64 from, to;           /* as ear_engine_load_report_async() */
  EarProgressFunc progress;  /* (nullable): of the whole report */
  gpointer progress_data;
} EarReportCall;

typedef EarReport *(*EarReportCompute) (EarEngine *self, EarStore *store, const EarReportCall *call, GCancellable *cancellable, GError **error);

/* What was computed a moment ago is given again, to others too: nobody changes it. @compute: (nullable): makes the whole report; NULL: the
 * answering part alone. (transfer full) */
EarReport *ear_report_load (EarEngine *self, EarStore *store, const EarReportCall *call, EarReportCompute compute, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
