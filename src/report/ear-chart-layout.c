/* Where on the chart everything stands. Waits reach from minutes to weeks, so the time axis is logarithmic beyond the first quarter of
 * an hour and linear near nought, where "before opening" is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "report/ear-chart-private.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

#define MINUTE_S 60
#define HOUR_S 3600
#define DAY_S 86400
#define LINEAR_UNTIL (15. * MINUTE_S)
#define SHORTEST_AXIS (4 * HOUR_S)

static double
stretch (double seconds)
{
  return log1p (seconds / LINEAR_UNTIL);
}

double
ear_chart_x (const EarChartLayout *layout, gint64 seconds)
{
  return layout->left + (layout->right - layout->left) * stretch ((double) seconds) / stretch ((double) layout->last);
}

gint64
ear_chart_seconds (const EarChartLayout *layout, double x)
{
  double part = (x - layout->left) / (layout->right - layout->left);

  return (gint64) llround (expm1 (part * stretch ((double) layout->last)) * LINEAR_UNTIL);
}

double
ear_chart_y (const EarChartLayout *layout, double share)
{
  return layout->bottom - (layout->bottom - layout->top) * share;
}

guint
ear_chart_ticks (const EarChartLayout *layout, double apart, gboolean wall, gint64 *ticks, guint n_max)
{
  static const gint64 open_ticks[] = { 0, 15 * MINUTE_S, 30 * MINUTE_S, HOUR_S, 2 * HOUR_S, 4 * HOUR_S, 8 * HOUR_S, 16 * HOUR_S, 24 * HOUR_S,
                                       40 * HOUR_S, 80 * HOUR_S, 160 * HOUR_S, 320 * HOUR_S, 640 * HOUR_S, 1280 * HOUR_S, 2560 * HOUR_S };
  static const gint64 wall_ticks[] = { 0, 15 * MINUTE_S, 30 * MINUTE_S, HOUR_S, 2 * HOUR_S, 4 * HOUR_S, 8 * HOUR_S, 16 * HOUR_S, DAY_S,
                                       2 * DAY_S, 4 * DAY_S, 7 * DAY_S, 14 * DAY_S, 28 * DAY_S, 56 * DAY_S, 112 * DAY_S, 224 * DAY_S };
  const gint64 *all = wall ? wall_ticks : open_ticks;
  gsize n_all = wall ? G_N_ELEMENTS (wall_ticks) : G_N_ELEMENTS (open_ticks);
  guint n = 0;

  for (gsize i = 0; i < n_all && all[i] <= layout->last && n < n_max; i++)
    if (n == 0 || ear_chart_x (layout, all[i]) - ear_chart_x (layout, ticks[n - 1]) >= apart)
      ticks[n++] = all[i];
  return n;
}

/* The workspace's clock, in which curves can be laid over each other; also where one stands alone, so that it is the same curve. */
static const EarReportClock *
clock_of (const EarReportChannel *channel, const EarChartOptions *options)
{
  return options->wall_clock ? &channel->wall : &channel->shared;
}

static guint
count_steps (const GArray *curve)
{
  guint n = 0;

  while (n < curve->len && g_array_index (curve, EarCurveStep, n).at_risk >= EAR_REPORT_FLOOR_AT_RISK)
    n++;
  return n;
}

static void
choose_curves (EarChartLayout *layout, const EarReport *report, const EarChartOptions *options)
{
  gint64 last = SHORTEST_AXIS;

  for (guint i = 0; i < report->channels->len && layout->n_curves < EAR_CHART_MAX_CURVES; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      const EarReportClock *clock = clock_of (channel, options);
      EarChartCurve *curve = &layout->curves[layout->n_curves];

      if (channel->offline || !clock->enough)
        continue;
      *curve = (EarChartCurve) { i, layout->n_curves, clock, count_steps (clock->curve) };
      layout->n_curves++;
      /* As far as something happens: what comes after the last answer is only a line. */
      for (guint step = curve->n_steps; step > 0; step--)
        if (g_array_index (clock->curve, EarCurveStep, step - 1).events > 0)
          {
            last = MAX (last, g_array_index (clock->curve, EarCurveStep, step - 1).time);
            break;
          }
    }
  layout->promise = report->promise_s < 400 * (gint64) DAY_S ? report->promise_s : -1;
  layout->last = MAX (last, layout->promise > 0 ? layout->promise * 2 : 0);
}

static double
text_width (PangoContext *context, const PangoFontDescription *font, const char *text)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  int width;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

static double
line_height (PangoContext *context, const PangoFontDescription *font)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  int height;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, "Ag", -1);
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* Needs @layout's left edge. */
static void
place_promise (EarChartLayout *layout, PangoContext *context, const EarReport *report, const EarChartOptions *options)
{
  g_autofree char *time = NULL;

  if (layout->promise <= 0 || layout->promise >= layout->last)
    return;
  time = ear_report_dup_duration (layout->promise, options->wall_clock || !report->hours_set);
  /* Translators: beside a line on the chart: what we promised: "we answer within 4 h" */
  layout->promise_text = g_strdup_printf (_("we answer within %s"), time);
  layout->promise_above = layout->left + text_width (context, layout->font, _("answered")) + layout->em +
                          text_width (context, layout->font, layout->promise_text) > options->width;
}

void
ear_chart_layout_init (EarChartLayout *layout, cairo_t *cr, const EarReport *report, const EarChartOptions *options)
{
  PangoContext *context = cr != NULL ? pango_cairo_create_context (cr)
                                     : pango_font_map_create_context (pango_cairo_font_map_get_default ());
  double widest = 0;
  guint rows;

  *layout = (EarChartLayout) { .font = pango_font_description_from_string (options->font != NULL ? options->font : "Sans 10") };
  choose_curves (layout, report, options);
  layout->em = line_height (context, layout->font);

  for (guint i = 0; i < layout->n_curves; i++)
    widest = MAX (widest, text_width (context, layout->font, ear_report_get_channel (report, layout->curves[i].channel)->name));
  layout->label_width = MIN (widest + layout->em, options->width * 0.28);
  if (options->width < 28 * layout->em)
    layout->label_width = 0;

  /* Names below: as many rows as one name each two columns. */
  rows = layout->label_width > 0 ? 0 : (layout->n_curves + 1) / 2;
  layout->left = text_width (context, layout->font, "100 %") + layout->em;
  layout->right = MAX (options->width - layout->label_width - layout->em * 0.6, layout->left + 1);
  place_promise (layout, context, report, options);
  layout->top = layout->em * (layout->promise_above ? 2.9 : 1.7);
  layout->bottom = MAX (options->height - layout->em * (3.0 + 1.25 * rows), layout->top + 1);
  layout->legend_top = layout->bottom + layout->em * 2.75;
  g_object_unref (context);
}

void
ear_chart_layout_clear (EarChartLayout *layout)
{
  g_clear_pointer (&layout->font, pango_font_description_free);
  g_clear_pointer (&layout->promise_text, g_free);
}

gboolean
ear_curve_value_at (const GArray *curve, gint64 seconds, double *value)
{
  *value = 0;
  for (guint i = 0; curve != NULL && i < curve->len; i++)
    {
      const EarCurveStep *step = &g_array_index (curve, EarCurveStep, i);

      if (step->at_risk < EAR_REPORT_FLOOR_AT_RISK)
        return FALSE;
      if (step->time > seconds)
        return TRUE;
      *value = step->answered;
      if (step->time == seconds)
        return TRUE;
    }
  return FALSE; /* beyond its end */
}
