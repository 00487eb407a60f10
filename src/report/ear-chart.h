/* ear-chart.h: the curves drawn; one routine for screen, print and PDF
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <cairo.h>
#include "model/ear-report-data.h"

G_BEGIN_DECLS

typedef enum {
  EAR_CHART_LIGHT,
  EAR_CHART_DARK,
  EAR_CHART_PRINT,           /* white paper; told apart without colour */
} EarChartPalette;

typedef struct {
  EarChartPalette palette;
  double width, height;      /* user-space units: pixels on screen, points on paper */
  const char *font;          /* (nullable): Pango font description; NULL: "Sans 10" */
  gboolean wall_clock;       /* by the wall clock instead of answering hours */
  int highlight;             /* index of a channel drawn strong, the others faint; -1: none */
  gboolean rtl;              /* time runs from right to left */
  gboolean high_contrast;    /* stronger, and told apart by stroke too */
} EarChartOptions;

/* The share of questions answered over the time waited, a curve a channel with its name at its end, the promise as a line.
 * Draws on a transparent ground but for print. */
void ear_chart_draw (cairo_t *cr, const EarReport *report, const EarChartOptions *options);

/* For pointer and keyboard: the values at @x, or FALSE outside the plot. */
gboolean ear_chart_time_at (const EarReport *report, const EarChartOptions *options, double x, gint64 *seconds);
/* The chart in words, for screen readers and as a table beside it: one line a channel. (transfer full) */
char *ear_chart_describe (const EarReport *report, const EarChartOptions *options);

/* The share answered by @seconds: the curve's last step not after it. FALSE where it is not drawn any more: too few are left at risk. */
gboolean ear_curve_value_at (const GArray *curve, gint64 seconds, double *value);

G_END_DECLS
