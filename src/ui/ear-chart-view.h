/* ear-chart-view.h: the report's curves on screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "model/ear-report-data.h"

G_BEGIN_DECLS

#define EAR_TYPE_CHART_VIEW (ear_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (EarChartView, ear_chart_view, EAR, CHART_VIEW, GtkWidget)

/* @report: (nullable) (transfer none) */
void ear_chart_view_set_report (EarChartView *self, EarReport *report);
/* As EarChartOptions has it. */
void ear_chart_view_set_highlight (EarChartView *self, int highlight);
void ear_chart_view_set_wall_clock (EarChartView *self, gboolean wall_clock);

G_END_DECLS
