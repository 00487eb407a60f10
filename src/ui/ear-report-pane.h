/* ear-report-pane.h: how evenly the channels are served
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"
#include "ui/ear-period-pane.h"

G_BEGIN_DECLS

#define EAR_TYPE_REPORT_PANE (ear_report_pane_get_type ())
G_DECLARE_FINAL_TYPE (EarReportPane, ear_report_pane, EAR, REPORT_PANE, AdwBin)

/* Signal "figure" (const char *title, GArray *conversation_ids): the conversations behind a figure. */
void ear_report_pane_set_engine (EarReportPane *self, EarEngine *engine);
/* Whether some of what it is to show is still being read. */
gboolean ear_report_pane_is_loading (EarReportPane *self);
void ear_report_pane_show (EarReportPane *self, const EarPeriod *period);

G_END_DECLS
