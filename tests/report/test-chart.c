/* The drawing looked at as pixels: what must be there is there, whatever the size.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <cairo.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/ear-clock.h"
#include "report/ear-chart.h"

#define BLUE 0x0072b2
#define RED 0xd55e00

/* Answered after each second in turn, evenly, until @share of them are. */
static void
add_channel (EarReport *report, const char *name, guint n, double share, gint64 longest)
{
  EarReportChannel *channel = ear_report_add_channel (report);
  g_autofree EarWait *waits = g_new0 (EarWait, n);

  for (guint i = 0; i < n; i++)
    waits[i] = (EarWait) { .follow = longest * 2, .wait = (gint64) i * longest / n, .answered = i < n * share, .promise = 3600, .person_id = i };
  channel->name = g_strdup (name);
  channel->open.curve = ear_curve_new (waits, n);
  channel->open.share = ear_share_within_promise (waits, n);
  channel->open.enough = n >= 10;
  channel->open.enough_nine = n >= 20;
  channel->open.half = ear_curve_quantile (channel->open.curve, 0.5);
  channel->open.nine_in_ten = ear_curve_quantile (channel->open.curve, 0.9);
  channel->shared = channel->wall = channel->open;
  g_array_ref (channel->open.curve);
  g_array_ref (channel->open.curve);
}

static EarReport *
new_report (void)
{
  EarReport *report = ear_report_new ();

  report->promise_s = 3600;
  report->hours_set = TRUE;
  return report;
}

static guint32 *
draw (const EarReport *report, const EarChartOptions *options, cairo_surface_t **surface)
{
  cairo_t *cr;

  *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) options->width, (int) options->height);
  cr = cairo_create (*surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  ear_chart_draw (cr, report, options);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (*surface);
  return (guint32 *) (gpointer) cairo_image_surface_get_data (*surface);
}

static gboolean
is_colour (guint32 pixel, guint32 colour)
{
  for (int shift = 0; shift < 24; shift += 8)
    if (ABS ((int) (pixel >> shift & 0xff) - (int) (colour >> shift & 0xff)) > 12)
      return FALSE;
  return TRUE;
}

/* The mean height of a colour in a column, from the top, or NAN. */
static double
height_at (const guint32 *pixels, const EarChartOptions *options, int x, guint32 colour)
{
  int width = (int) options->width, n = 0, sum = 0;

  for (int y = 0; y < (int) options->height; y++)
    if (is_colour (pixels[y * width + x], colour))
      {
        sum += y;
        n++;
      }
  return n > 0 ? (double) sum / n : NAN;
}

static void
test_curves_stand_where_they_should (void)
{
  g_autoptr (EarReport) report = new_report ();
  EarChartOptions options = { EAR_CHART_LIGHT, 800, 400, "Sans 10", FALSE, -1 };
  cairo_surface_t *surface;
  const guint32 *pixels;
  double last = 400;
  int seen = 0;

  add_channel (report, "Good", 200, 1, 10000);
  add_channel (report, "Poor", 200, 0.3, 20000);
  pixels = draw (report, &options, &surface);
  for (int x = 0; x < 600; x++)
    {
      double good = height_at (pixels, &options, x, BLUE), poor = height_at (pixels, &options, x, RED);
      gint64 seconds;

      if (isnan (good))
        continue;
      /* Rising, and above the poor one. */
      g_assert_cmpfloat (good, <=, last + 0.5);
      last = good;
      seen++;
      if (ear_chart_time_at (report, &options, x, &seconds) && seconds > 2000 && !isnan (poor))
        g_assert_cmpfloat (good, <, poor - 5);
    }
  g_assert_cmpint (seen, >, 300);
  cairo_surface_destroy (surface);
}

static void
test_time_at (void)
{
  g_autoptr (EarReport) report = new_report ();
  EarChartOptions options = { EAR_CHART_LIGHT, 800, 400, NULL, FALSE, -1 };
  gint64 seconds, last = -1;

  add_channel (report, "Good", 200, 1, 20000);
  g_assert_false (ear_chart_time_at (report, &options, 0, &seconds));
  g_assert_false (ear_chart_time_at (report, &options, 800, &seconds));
  for (int x = 0; x < 800; x++)
    if (ear_chart_time_at (report, &options, x, &seconds))
      {
        g_assert_cmpint (seconds, >, last);
        last = seconds;
      }
  g_assert_cmpint (last, >, 19000);
  g_assert_cmpint (last, <, 21000);
}

/* Below five at risk a curve says nothing, and below the floor there is none. */
static void
test_floors (void)
{
  g_autoptr (EarReport) report = new_report (), few = new_report ();
  EarChartOptions options = { EAR_CHART_LIGHT, 800, 400, NULL, FALSE, -1 };
  cairo_surface_t *surface;
  const guint32 *pixels;
  g_autofree char *words = NULL;

  add_channel (few, "Few", 9, 1, 20000);
  pixels = draw (few, &options, &surface);
  for (int x = 0; x < 800; x++)
    g_assert_true (isnan (height_at (pixels, &options, x, BLUE)));
  cairo_surface_destroy (surface);
  words = ear_chart_describe (few, &options);
  g_assert_cmpstr (words, ==, "Too few questions for a curve yet");

  add_channel (report, "Ten", 10, 1, 20000);
  pixels = draw (report, &options, &surface);
  for (int x = 100; x < 600; x++)
    {
      gint64 seconds;

      /* The fifth from the end is answered after 10,000 s; then fewer than five are left. */
      if (ear_chart_time_at (report, &options, x, &seconds) && seconds > 13000)
        g_assert_true (isnan (height_at (pixels, &options, x, BLUE)));
    }
  cairo_surface_destroy (surface);
}

static void
test_any_size (void)
{
  g_autoptr (EarReport) report = new_report (), empty = new_report ();
  const char *const names[] = { "", "A", "Ein sehr langer Name eines Kanals, der nirgends hinpasst", "مطعم", "レストラン", "<b>&amp;", "B", "C", "D", "E", "F",
                                "G", "H", "I" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_channel (report, names[i], 30 + (guint) i, 1 - i * 0.07, 200 + (gint64) (i * i * i * 5000));
  for (int width = 1; width < 900; width += 97)
    for (int height = 1; height < 700; height += 111)
      for (int palette = EAR_CHART_LIGHT; palette <= EAR_CHART_PRINT; palette++)
        {
          EarChartOptions options = { (EarChartPalette) palette, width, height, NULL, width % 2 == 0, palette == 1 ? 3 : -1 };
          cairo_surface_t *surface;
          gint64 seconds;

          draw (report, &options, &surface);
          cairo_surface_destroy (surface);
          draw (empty, &options, &surface);
          cairo_surface_destroy (surface);
          ear_chart_time_at (report, &options, width / 2., &seconds);
        }
}

static void
test_words (void)
{
  g_autoptr (EarReport) report = new_report ();
  EarChartOptions options = { EAR_CHART_LIGHT, 800, 400, NULL, FALSE, -1 };
  g_autofree char *words = NULL;

  add_channel (report, "Good", 200, 1, 20000);
  words = ear_chart_describe (report, &options);
  g_assert_cmpstr (words, ==, "Good: 19% (14–24%) in time; half: 2 h 45 min; nine in ten: 4 h 58 min.");
}

/* A million messages' worth of steps is drawn in no time, or the window would stand still. */
static void
test_many_steps (void)
{
  g_autoptr (EarReport) report = new_report ();
  EarChartOptions options = { EAR_CHART_LIGHT, 800, 400, NULL, FALSE, 0 };
  cairo_surface_t *surface;
  gint64 begin;

  add_channel (report, "Many", 300000, 0.9, 3000000);
  begin = g_get_monotonic_time ();
  draw (report, &options, &surface);
  g_test_message ("300,000 steps: %.0f ms", (double) (g_get_monotonic_time () - begin) / 1000);
  cairo_surface_destroy (surface);
}

/* From right to left the curve begins at the right, and the pointer tells the same time at the mirrored place. */
static void
test_mirrored (void)
{
  g_autoptr (EarReport) report = new_report ();
  EarChartOptions options = { EAR_CHART_LIGHT, 640, 320, "Sans 10", FALSE, -1, FALSE, FALSE };
  cairo_surface_t *surface;
  const guint32 *pixels;
  int first = -1, last = -1;
  gint64 left, right;

  add_channel (report, "Good", 60, 0.95, 7200);
  g_assert_true (ear_chart_time_at (report, &options, 200, &left));
  options.rtl = TRUE;
  g_assert_true (ear_chart_time_at (report, &options, 440, &right));
  g_assert_cmpint (left, ==, right);
  pixels = draw (report, &options, &surface);
  for (int x = 0; x < 640; x++)
    if (!isnan (height_at (pixels, &options, x, BLUE)))
      {
        first = first < 0 ? x : first;
        last = x;
      }
  g_assert_cmpint (last, >, 560);
  /* Where it is rightmost it is lowest. */
  g_assert_cmpfloat (height_at (pixels, &options, last, BLUE), >, height_at (pixels, &options, 330, BLUE));
  g_assert_cmpint (first, <, 300);
  cairo_surface_destroy (surface);
}

/* Where many curves end near the top, no name is pushed out of the picture. */
static void
test_many_names (void)
{
  g_autoptr (EarReport) report = new_report ();
  EarChartOptions options = { .width = 590, .height = 250 };
  cairo_surface_t *surface;
  const guint32 *pixels;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("Trattoria %u", i + 1);

      add_channel (report, name, 200, 0.96 + i * 0.005, 5000);
    }
  pixels = draw (report, &options, &surface);
  for (int y = 0; y < 3; y++)
    for (int x = (int) options.width * 3 / 4; x < (int) options.width; x++)
      g_assert_cmphex (pixels[y * (int) options.width + x] & 0xffffff, ==, 0xffffff);
  cairo_surface_destroy (surface);
}

/* On a telephone nothing that is written goes beyond the edge. */
static void
test_narrow (void)
{
  g_autoptr (EarReport) report = new_report ();

  report->promise_s = 4 * 3600;
  add_channel (report, "Trattoria Rosso", 60, 0.95, 7200);
  for (int width = 190; width < 340; width += 3)
    {
      EarChartOptions options = { .palette = EAR_CHART_PRINT, .width = width, .height = 220 };
      cairo_surface_t *surface;
      const guint32 *pixels = draw (report, &options, &surface);

      for (int y = 0; y < 220; y++)
        g_assert_cmphex (pixels[y * width + width - 1] & 0xffffff, ==, 0xffffff);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/where-they-should", test_curves_stand_where_they_should);
  g_test_add_func ("/chart/time-at", test_time_at);
  g_test_add_func ("/chart/floors", test_floors);
  g_test_add_func ("/chart/any-size", test_any_size);
  g_test_add_func ("/chart/words", test_words);
  g_test_add_func ("/chart/many-steps", test_many_steps);
  g_test_add_func ("/chart/mirrored", test_mirrored);
  g_test_add_func ("/chart/many-names", test_many_names);
  g_test_add_func ("/chart/narrow", test_narrow);
  return g_test_run ();
}
