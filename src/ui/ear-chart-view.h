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
void ear_chart_view_set_wall_clock (EarChartView *self, gboolean wall_clock);

/* The share answered by @seconds: the curve's last step not after it. FALSE where it is not drawn any more: too few are left at risk. */
gboolean ear_curve_value_at (const GArray *curve, gint64 seconds, double *value);

G_END_DECLS
