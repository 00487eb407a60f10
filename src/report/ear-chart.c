/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "report/ear-chart-private.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

typedef struct
{
  double red, green, blue;
} Colour;

#define RGB(number) { ((number) >> 16 & 0xff) / 255., ((number) >> 8 & 0xff) / 255., ((number) & 0xff) / 255. }

/* After Okabe and Ito's palette, made darker or lighter until each has 3:1 against its ground. With any sort of colour blindness four
 * stay well apart (CIELAB distance 13 or more, by Machado's matrices); the fifth and later curves are dashed as well. */
#define N_SOLID 4
#define N_COLOURS 7
static const Colour light_colours[N_COLOURS] = {
  RGB (0x0072b2), RGB (0xd55e00), RGB (0x007f5f), RGB (0xa8478b), RGB (0x946200), RGB (0x3d3d3d), RGB (0x2f8fc4),
};
static const Colour dark_colours[N_COLOURS] = {
  RGB (0x56b4e9), RGB (0xf0824a), RGB (0x2fbf94), RGB (0xde9ac0), RGB (0xe8c04a), RGB (0xd8d8d8), RGB (0x8fa8ff),
};
/* The same hues at 7:1. */
static const Colour light_contrast_colours[N_COLOURS] = {
  RGB (0x004a77), RGB (0x8a3500), RGB (0x00543f), RGB (0x74255f), RGB (0x5c3d00), RGB (0x000000), RGB (0x17506f),
};
static const Colour dark_contrast_colours[N_COLOURS] = {
  RGB (0x9ad4f7), RGB (0xffb48a), RGB (0x7fe3c3), RGB (0xf3c4dd), RGB (0xffe08a), RGB (0xffffff), RGB (0xc0ceff),
};
static const Colour print_colours[N_COLOURS] = {
  RGB (0x000000), RGB (0x000000), RGB (0x000000), RGB (0x000000), RGB (0x666666), RGB (0x666666), RGB (0x666666),
};

/* On paper the stroke tells them apart. In ems; ended by 0. */
#define MAX_DASHES 6
static const double dashes[][MAX_DASHES + 1] = {
  { 0 }, { 0.7, 0.3, 0 }, { 0.12, 0.25, 0 }, { 0.8, 0.25, 0.12, 0.25, 0 }, { 0 }, { 0.7, 0.3, 0 }, { 0.12, 0.25, 0 },
};

typedef struct
{
  cairo_t *cr;
  const EarReport *report;
  const EarChartOptions *options;
  const EarChartLayout *layout;
  Colour ink;              /* text; grid and quiet lines are fainter ink */
  const Colour *colours;
} Painter;

static void
set_colour (Painter *painter, Colour colour, double alpha)
{
  cairo_set_source_rgba (painter->cr, colour.red, colour.green, colour.blue, alpha);
}

/* Grid and captions are fainter than words, unless more contrast is asked for. */
static void
set_quiet (Painter *painter, double alpha)
{
  set_colour (painter, painter->ink, painter->options->high_contrast ? MIN (1, alpha + 0.35) : alpha);
}

static double
text_width (Painter *painter, const char *text)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (painter->cr);
  int width;

  pango_layout_set_font_description (layout, painter->layout->font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* @align: 0 left, 0.5 centred, 1 right of @x; @width: ellipsized beyond, or -1. @y: the middle of the line. */
static void
draw_text (Painter *painter, const char *text, double x, double y, double align, double width)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (painter->cr);
  int text_width, text_height;

  pango_layout_set_font_description (layout, painter->layout->font);
  pango_layout_set_text (layout, text, -1);
  if (width > 0)
    {
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_size (layout, &text_width, &text_height);
  cairo_save (painter->cr);
  cairo_translate (painter->cr, x, y - (double) text_height / PANGO_SCALE / 2);
  /* The drawing is mirrored as a whole; letters are not. */
  if (painter->options->rtl)
    {
      cairo_scale (painter->cr, -1, 1);
      align = 1 - align;
    }
  cairo_move_to (painter->cr, -align * text_width / PANGO_SCALE, 0);
  pango_cairo_show_layout (painter->cr, layout);
  cairo_restore (painter->cr);
}

static void
draw_line (Painter *painter, double x1, double y1, double x2, double y2)
{
  cairo_move_to (painter->cr, x1, y1);
  cairo_line_to (painter->cr, x2, y2);
  cairo_stroke (painter->cr);
}

/* Lines of one unit stand on whole pixels. */
static double
crisp (double position)
{
  return floor (position) + 0.5;
}

/* Up to where words may stand. */
static double
get_edge (const Painter *painter)
{
  return painter->options->width - painter->layout->em * 0.1;
}

/* ---- ground ---- */

/* Where no answering hours are set every hour counts, and a day has 24. */
static gboolean
is_wall (const Painter *painter)
{
  return painter->options->wall_clock || !painter->report->hours_set;
}

static char *
dup_tick (gint64 seconds, gboolean wall)
{
  return seconds == 0 ? g_strdup ("0") : ear_report_dup_duration (seconds, wall && seconds >= 48 * 3600);
}

static void
draw_axes (Painter *painter)
{
  const EarChartLayout *layout = painter->layout;
  gint64 ticks[24];
  guint n_ticks = ear_chart_ticks (layout, layout->em * 3.4, is_wall (painter), ticks, G_N_ELEMENTS (ticks));
  double below = layout->bottom + layout->em * 0.75;
  const char *caption = is_wall (painter) ? _("time waited") : _("time waited, in answering hours");

  cairo_set_line_width (painter->cr, 1);
  for (int quarter = 0; quarter <= 4; quarter++)
    {
      double y = crisp (ear_chart_y (layout, quarter / 4.));
      /* Translators: a percentage on the chart's axis */
      g_autofree char *percent = g_strdup_printf (_("%d%%"), 25 * quarter);

      set_quiet (painter, quarter == 0 ? 0.5 : 0.14);
      draw_line (painter, layout->left, y, layout->right, y);
      set_quiet (painter, 0.75);
      draw_text (painter, percent, layout->left - layout->em * 0.5, y, 1, -1);
    }
  for (guint i = 0; i < n_ticks; i++)
    {
      g_autofree char *text = dup_tick (ticks[i], is_wall (painter));
      double x = crisp (ear_chart_x (layout, ticks[i])), half = text_width (painter, text) / 2;

      set_quiet (painter, 0.5);
      draw_line (painter, x, layout->bottom, x, layout->bottom + layout->em * 0.25);
      set_quiet (painter, 0.75);
      draw_text (painter, text, i == 0 ? x : MIN (x, get_edge (painter) - half), below, i == 0 ? 0 : 0.5, -1);
    }
  /* Under the axis's beginning, if there is room for it to its right. */
  draw_text (painter, caption, CLAMP (get_edge (painter) - text_width (painter, caption), 0, layout->left), layout->bottom + layout->em * 1.95, 0,
             get_edge (painter));
  draw_text (painter, _("answered"), layout->left, layout->top - layout->em * 0.9, 0, -1);
}

static void
draw_promise (Painter *painter)
{
  const EarChartLayout *layout = painter->layout;
  const double dash[] = { layout->em * 0.2, layout->em * 0.2 };
  double x, half, caption, least;
  gboolean above = layout->promise_above;

  if (layout->promise_text == NULL)
    return;
  caption = layout->left + text_width (painter, _("answered")) + layout->em;
  x = crisp (ear_chart_x (layout, layout->promise));
  set_quiet (painter, 0.6);
  cairo_set_dash (painter->cr, dash, 2, 0);
  draw_line (painter, x, layout->top - layout->em * (above && x > caption ? 1.5 : 0.3), x, layout->bottom);
  cairo_set_dash (painter->cr, NULL, 0, 0);
  set_quiet (painter, 0.75);
  /* Over its line, but beside or above the axis's own caption and inside the chart. */
  half = text_width (painter, layout->promise_text) / 2;
  least = above ? half : caption + half;
  draw_text (painter, layout->promise_text, MAX (MIN (x, get_edge (painter) - half), least), layout->top - layout->em * (above ? 2.1 : 0.9), 0.5, -1);
}

/* ---- curves ---- */

static Colour
colour_of (Painter *painter, const EarChartCurve *curve)
{
  return painter->colours[curve->style % N_COLOURS];
}

static void
set_stroke (Painter *painter, const EarChartCurve *curve)
{
  const double *ems = dashes[curve->style % G_N_ELEMENTS (dashes)];
  double units[MAX_DASHES];
  int n = 0;

  if (painter->options->palette != EAR_CHART_PRINT && !painter->options->high_contrast)
    ems = dashes[curve->style < N_SOLID ? 0 : curve->style < N_COLOURS + N_SOLID ? 1 : 2];
  for (; ems[n] > 0; n++)
    units[n] = ems[n] * painter->layout->em;
  cairo_set_dash (painter->cr, units, n, 0);
}

static gboolean
is_strong (Painter *painter, const EarChartCurve *curve)
{
  return painter->options->highlight < 0 || painter->options->highlight == (int) curve->channel;
}

static const EarCurveStep *
step_at (const EarChartCurve *curve, guint index)
{
  return &g_array_index (curve->clock->curve, EarCurveStep, index);
}

/* A staircase through one of the step's values; what moves less than a fraction of a unit is passed over. */
static void
trace (Painter *painter, const EarChartCurve *curve, double (*value) (const EarCurveStep *step))
{
  const EarChartLayout *layout = painter->layout;
  double level = 0, drawn = -1, x = layout->left;

  cairo_move_to (painter->cr, x, ear_chart_y (layout, level));
  for (guint i = 0; i < curve->n_steps; i++)
    {
      const EarCurveStep *step = step_at (curve, i);
      double next = value (step);

      x = MIN (ear_chart_x (layout, step->time), layout->right);
      if (next == level)
        continue;
      if (x - drawn >= 0.2)
        cairo_line_to (painter->cr, x, ear_chart_y (layout, level));
      cairo_line_to (painter->cr, x, ear_chart_y (layout, next));
      level = next;
      drawn = x;
    }
  cairo_line_to (painter->cr, x, ear_chart_y (layout, level));
}

/* The same from the end of the path back to the beginning, to close a band. */
static void
trace_back (Painter *painter, const EarChartCurve *curve, double (*value) (const EarCurveStep *step))
{
  const EarChartLayout *layout = painter->layout;
  double drawn = G_MAXDOUBLE;

  for (guint i = curve->n_steps; i > 0; i--)
    {
      double level = value (step_at (curve, i - 1)), before = i > 1 ? value (step_at (curve, i - 2)) : 0;
      double x = MIN (ear_chart_x (layout, step_at (curve, i - 1)->time), layout->right);

      if (i == curve->n_steps)
        cairo_line_to (painter->cr, x, ear_chart_y (layout, level));
      if (before == level)
        continue;
      if (drawn - x >= 0.2)
        cairo_line_to (painter->cr, x, ear_chart_y (layout, level));
      cairo_line_to (painter->cr, x, ear_chart_y (layout, before));
      drawn = x;
    }
  cairo_line_to (painter->cr, layout->left, ear_chart_y (layout, 0));
}

static double
value_answered (const EarCurveStep *step)
{
  return step->answered;
}

static double
value_lower (const EarCurveStep *step)
{
  return isnan (step->lower) ? step->answered : step->lower;
}

static double
value_upper (const EarCurveStep *step)
{
  return isnan (step->upper) ? step->answered : step->upper;
}

/* Where chance may put the curve: only for one at a time, or all would be one cloud. */
static void
draw_band (Painter *painter, const EarChartCurve *curve)
{
  if (curve->n_steps == 0)
    return;
  trace (painter, curve, value_upper);
  trace_back (painter, curve, value_lower);
  cairo_close_path (painter->cr);
  set_colour (painter, colour_of (painter, curve), painter->options->palette == EAR_CHART_PRINT ? 0.1 : 0.16);
  cairo_fill (painter->cr);
}

static void
draw_curve (Painter *painter, const EarChartCurve *curve)
{
  gboolean strong = is_strong (painter, curve);

  if (curve->n_steps == 0)
    return;
  trace (painter, curve, value_answered);
  set_colour (painter, colour_of (painter, curve), strong ? 1 : 0.3);
  cairo_set_line_width (painter->cr, painter->layout->em * (strong ? 0.14 : 0.09));
  cairo_set_line_join (painter->cr, CAIRO_LINE_JOIN_ROUND);
  set_stroke (painter, curve);
  cairo_stroke (painter->cr);
  cairo_set_dash (painter->cr, NULL, 0, 0);
}

/* ---- names ---- */

typedef struct
{
  const EarChartCurve *curve;
  double x, y;    /* the curve's end */
  double place;   /* where its name stands */
} Label;

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  const Label *first = a, *second = b;

  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return first->curve->style < second->curve->style ? -1 : 1;
}

/* Names beside the ends, moved apart just as far as they need: groups that touch are set around their middle. */
static void
place_labels (Painter *painter, Label *labels, guint n)
{
  double height = painter->layout->em * 1.15;

  qsort (labels, n, sizeof (Label), compare_labels);
  for (guint i = 0; i < n; i++)
    labels[i].place = labels[i].y;
  for (guint pass = 0; pass < 100; pass++)
    {
      gboolean moved = FALSE;

      for (guint i = 1; i < n; i++)
        {
          double overlap = labels[i - 1].place + height - labels[i].place;

          if (overlap > 0.01)
            {
              labels[i - 1].place -= overlap / 2;
              labels[i].place += overlap / 2;
              moved = TRUE;
            }
        }
      if (!moved)
        break;
    }
  for (guint i = n; i > 0; i--) /* nor below the axis */
    labels[i - 1].place = MIN (labels[i - 1].place, (i == n ? painter->layout->bottom : labels[i].place - height));
  for (guint i = 0; i < n; i++) /* nor above the plot, where several curves end near the top */
    labels[i].place = MAX (labels[i].place, i == 0 ? painter->layout->top : labels[i - 1].place + height);
}

static void
draw_labels (Painter *painter)
{
  const EarChartLayout *layout = painter->layout;
  Label labels[EAR_CHART_MAX_CURVES];
  double column = layout->right + layout->em * 0.9;

  for (guint i = 0; i < layout->n_curves; i++)
    {
      const EarChartCurve *curve = &layout->curves[i];
      const EarCurveStep *end = curve->n_steps > 0 ? step_at (curve, curve->n_steps - 1) : NULL;

      labels[i].curve = curve;
      labels[i].x = end != NULL ? MIN (ear_chart_x (layout, end->time), layout->right) : layout->left;
      labels[i].y = ear_chart_y (layout, end != NULL ? end->answered : 0);
    }
  place_labels (painter, labels, layout->n_curves);

  for (guint i = 0; i < layout->n_curves; i++)
    {
      const Label *label = &labels[i];
      Colour colour = colour_of (painter, label->curve);
      double alpha = is_strong (painter, label->curve) ? 1 : 0.45;

      set_colour (painter, colour, 0.45 * alpha);
      cairo_set_line_width (painter->cr, 1);
      cairo_move_to (painter->cr, label->x, label->y);
      cairo_line_to (painter->cr, layout->right + layout->em * 0.2, label->y);
      cairo_line_to (painter->cr, column - layout->em * 0.2, label->place);
      cairo_stroke (painter->cr);
      set_colour (painter, colour, alpha);
      cairo_arc (painter->cr, label->x, label->y, layout->em * 0.17, 0, 2 * G_PI);
      cairo_fill (painter->cr);
      draw_text (painter, ear_report_get_channel (painter->report, label->curve->channel)->name, column, label->place, 0,
                 painter->options->width - column);
    }
}

static void
draw_legend (Painter *painter)
{
  const EarChartLayout *layout = painter->layout;
  double column = painter->options->width / 2;

  for (guint i = 0; i < layout->n_curves; i++)
    {
      const EarChartCurve *curve = &layout->curves[i];
      double x = i % 2 == 0 ? layout->em * 0.5 : column, y = layout->legend_top + layout->em * (0.5 + 1.25 * (i / 2));
      double swatch = layout->em * 1.4, room = i % 2 == 0 && i + 1 == layout->n_curves ? painter->options->width : column;

      set_colour (painter, colour_of (painter, curve), is_strong (painter, curve) ? 1 : 0.45);
      cairo_set_line_width (painter->cr, layout->em * 0.16);
      set_stroke (painter, curve);
      draw_line (painter, x, y, x + swatch, y);
      cairo_set_dash (painter->cr, NULL, 0, 0);
      set_colour (painter, painter->ink, 1);
      draw_text (painter, ear_report_get_channel (painter->report, curve->channel)->name, x + swatch + layout->em * 0.4, y, 0,
                 room - swatch - layout->em * 1.2);
    }
}

/* ---- the whole ---- */

void
ear_chart_draw (cairo_t *cr, const EarReport *report, const EarChartOptions *options)
{
  g_auto (EarChartLayout) layout = { 0 };
  Painter painter = { cr, report, options, &layout, RGB (0x000000), light_colours };

  g_return_if_fail (cr != NULL && report != NULL && options != NULL);

  cairo_save (cr);
  if (options->rtl)
    {
      cairo_translate (cr, options->width, 0);
      cairo_scale (cr, -1, 1);
    }
  ear_chart_layout_init (&layout, cr, report, options);
  if (options->palette == EAR_CHART_DARK)
    {
      painter.ink = (Colour) RGB (0xffffff);
      painter.colours = options->high_contrast ? dark_contrast_colours : dark_colours;
    }
  else if (options->palette == EAR_CHART_LIGHT && options->high_contrast)
    painter.colours = light_contrast_colours;
  else if (options->palette == EAR_CHART_PRINT)
    {
      painter.colours = print_colours;
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_rectangle (cr, 0, 0, options->width, options->height);
      cairo_fill (cr);
    }

  draw_axes (&painter);
  if (layout.n_curves == 0)
    {
      set_colour (&painter, painter.ink, 0.75);
      draw_text (&painter, _("Too few questions for a curve yet"), (layout.left + layout.right) / 2, (layout.top + layout.bottom) / 2, 0.5,
                 -1);
      cairo_restore (cr);
      return;
    }

  draw_promise (&painter);
  for (guint i = 0; i < layout.n_curves; i++)
    if (layout.n_curves == 1 || options->highlight == (int) layout.curves[i].channel)
      draw_band (&painter, &layout.curves[i]);
  for (guint i = 0; i < layout.n_curves; i++)
    draw_curve (&painter, &layout.curves[i]);
  if (layout.label_width > 0)
    draw_labels (&painter);
  else
    draw_legend (&painter);
  cairo_restore (cr);
}

gboolean
ear_chart_time_at (const EarReport *report, const EarChartOptions *options, double x, gint64 *seconds)
{
  g_auto (EarChartLayout) layout = { 0 };

  g_return_val_if_fail (report != NULL && options != NULL && seconds != NULL, FALSE);

  ear_chart_layout_init (&layout, NULL, report, options);
  if (options->rtl)
    x = options->width - x;
  if (x < layout.left || x > layout.right)
    return FALSE;
  *seconds = ear_chart_seconds (&layout, x);
  return TRUE;
}

char *
ear_chart_describe (const EarReport *report, const EarChartOptions *options)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (report != NULL && options != NULL, g_string_free (text, FALSE));

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      const EarReportClock *clock = options->wall_clock ? &channel->wall : &channel->shared;
      gboolean wall = options->wall_clock || !report->hours_set;
      g_autofree char *share = NULL, *half = NULL, *nine = NULL;

      if (channel->offline || !clock->enough)
        continue;
      share = ear_report_dup_share (clock);
      half = ear_report_dup_speed (clock, 0.5, wall);
      nine = ear_report_dup_speed (clock, 0.9, wall);
      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: a channel, its share answered in time, and by when half and nine in ten are answered */
      g_string_append_printf (text, _("%s: %s in time; half: %s; nine in ten: %s."), channel->name, share, half, nine);
    }
  if (text->len == 0)
    g_string_append (text, _("Too few questions for a curve yet"));
  return g_string_free (text, FALSE);
}
