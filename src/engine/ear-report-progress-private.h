/* ear-report-progress-private.h: how far the whole report is, and whether it is still wanted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"

G_BEGIN_DECLS

/* What the whole report is made of, in the order in which it is begun. Two are read beside each other. */
typedef enum {
  EAR_REPORT_PART_QUESTIONS,
  EAR_REPORT_PART_REPLIES,
  EAR_REPORT_PART_VOICE,
  EAR_REPORT_PART_FACTS,
  EAR_REPORT_PART_PRESENCE,
  EAR_N_REPORT_PARTS
} EarReportPartId;

typedef struct {
  EarEngine *engine;
  GCancellable *cancellable; /* (nullable) */
  EarProgressFunc func;      /* (nullable): nobody watches */
  gpointer data;
  GMutex mutex;
  double done[EAR_N_REPORT_PARTS]; /* from 0 to 1 */
  gint64 told_at;            /* monotonic */
} EarReportProgress;

void ear_report_progress_init (EarReportProgress *progress, EarEngine *engine, EarProgressFunc func, gpointer data, GCancellable *cancellable);
void ear_report_progress_clear (EarReportProgress *progress);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarReportProgress, ear_report_progress_clear)

/* Any thread. %FALSE: the report is not wanted any more, or the engine is closing. */
gboolean ear_report_progress_go_on (EarReportProgress *progress, EarReportPartId part, double done);
/* The same as an error. */
gboolean ear_report_progress_end (EarReportProgress *progress, EarReportPartId part, GError **error);

/* EarGoOn of one part each. */
gboolean ear_report_progress_replies (double done, gpointer progress);
gboolean ear_report_progress_voice (double done, gpointer progress);
gboolean ear_report_progress_facts (double done, gpointer progress);

G_END_DECLS
