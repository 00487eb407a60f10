/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pangocairo.h>

#include "report/ear-chart.h"

G_BEGIN_DECLS

#define EAR_CHART_MAX_CURVES 12

typedef struct
{
  guint channel;               /* index in the report */
  guint style;                 /* colour and dash: the channel's place among all drawn */
  const EarReportClock *clock;
  guint n_steps;               /* as many as have enough at risk */
} EarChartCurve;

/* Where everything stands, in user-space units. */
typedef struct
{
  double em;                   /* height of a line of text */
  double left, right, top, bottom; /* the plot's edges */
  double label_width;          /* beside the curves' ends; 0: the names stand below */
  double legend_top;
  gint64 last;                 /* seconds at the right edge */
  gint64 promise;              /* seconds; -1: none to draw */
  char *promise_text;          /* (nullable): what stands at its line */
  gboolean promise_above;      /* above the axis's own caption, as there is no room beside it */
  EarChartCurve curves[EAR_CHART_MAX_CURVES];
  guint n_curves;
  PangoFontDescription *font;
} EarChartLayout;

/* @cr: (nullable): what it will be drawn on, for its font options */
void ear_chart_layout_init (EarChartLayout *layout, cairo_t *cr, const EarReport *report, const EarChartOptions *options);
void ear_chart_layout_clear (EarChartLayout *layout);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarChartLayout, ear_chart_layout_clear)

double ear_chart_x (const EarChartLayout *layout, gint64 seconds);
gint64 ear_chart_seconds (const EarChartLayout *layout, double x);
double ear_chart_y (const EarChartLayout *layout, double share);
/* Round times for the axis, ascending, at least @apart units from each other. */
guint ear_chart_ticks (const EarChartLayout *layout, double apart, gboolean wall, gint64 *ticks, guint n_max);

G_END_DECLS
