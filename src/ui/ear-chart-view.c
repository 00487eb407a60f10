/* ear-chart-view.c: the report's curves on screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "report/ear-chart.h"
#include "report/ear-report-text.h"
#include "ui/ear-chart-view.h"

#define MIN_HEIGHT 220
#define NATURAL_HEIGHT 300

struct _EarChartView
{
  GtkWidget parent_instance;
  EarReport *report;     /* (nullable) */
  gboolean wall_clock;
  int highlight;         /* as EarChartOptions */
};

G_DEFINE_FINAL_TYPE (EarChartView, ear_chart_view, GTK_TYPE_WIDGET)

static EarChartOptions
options_of (EarChartView *self, const char *font)
{
  return (EarChartOptions) {
    .palette = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? EAR_CHART_DARK : EAR_CHART_LIGHT,
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .font = font,
    .wall_clock = self->wall_clock,
    .rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL,
    .high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ()),
    .highlight = self->highlight,
  };
}

static void
ear_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EarChartView *self = EAR_CHART_VIEW (widget);
  g_autofree char *font = NULL;
  EarChartOptions options;
  cairo_t *cr;

  if (self->report == NULL)
    return;
  font = pango_font_description_to_string (pango_context_get_font_description (gtk_widget_get_pango_context (widget)));
  options = options_of (self, font);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, options.width, options.height));
  ear_chart_draw (cr, self->report, &options);
  cairo_destroy (cr);
}

static void
ear_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : 200;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? NATURAL_HEIGHT : 600;
}

/* "After 2 h 05 min", and each channel's share by then. */
static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  EarChartView *self = EAR_CHART_VIEW (widget);
  EarChartOptions options = options_of (self, NULL);
  g_autoptr (GString) text = NULL;
  g_autofree char *duration = NULL;
  gint64 seconds;
  guint n = 0;

  if (self->report == NULL || keyboard || !ear_chart_time_at (self->report, &options, x, &seconds))
    return FALSE;
  duration = ear_report_dup_duration (seconds, self->wall_clock || !self->report->hours_set);
  text = g_string_new (NULL);
  /* Translators: %s is a duration; the shares answered by then follow */
  g_string_append_printf (text, _("Answered after %s:"), duration);
  for (guint i = 0; i < self->report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (self->report, i);
      const EarReportClock *clock = self->wall_clock ? &channel->wall : &channel->shared;
      g_autofree char *line = NULL;
      double value;

      if (channel->offline || !clock->enough || !ear_curve_value_at (clock->curve, seconds, &value))
        continue;
      /* Translators: 1 a channel's name, 2 a percentage */
      line = g_strdup_printf (_("%1$s: %2$.0f%%"), channel->name, 100 * value);
      g_string_append_printf (text, "\n%s", line);
      n++;
    }
  if (n == 0)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static void
describe (EarChartView *self)
{
  EarChartOptions options = options_of (self, NULL);
  g_autofree char *words = self->report != NULL ? ear_chart_describe (self->report, &options) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Share of questions answered over the time waited"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words != NULL ? words : "", -1);
}

void
ear_chart_view_set_report (EarChartView *self, EarReport *report)
{
  g_clear_pointer (&self->report, ear_report_unref);
  self->report = report != NULL ? ear_report_ref (report) : NULL;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ear_chart_view_set_highlight (EarChartView *self, int highlight)
{
  self->highlight = highlight;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ear_chart_view_set_wall_clock (EarChartView *self, gboolean wall_clock)
{
  self->wall_clock = wall_clock;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ear_chart_view_dispose (GObject *object)
{
  g_clear_pointer (&EAR_CHART_VIEW (object)->report, ear_report_unref);
  G_OBJECT_CLASS (ear_chart_view_parent_class)->dispose (object);
}

static void
ear_chart_view_class_init (EarChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_chart_view_dispose;
  widget_class->snapshot = ear_chart_view_snapshot;
  widget_class->measure = ear_chart_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
ear_chart_view_init (EarChartView *self)
{
  self->highlight = -1;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
