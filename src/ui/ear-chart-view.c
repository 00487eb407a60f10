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
/* So many steps from one end to the other. */
#define STEPS 40

struct _EarChartView
{
  GtkWidget parent_instance;
  EarReport *report;     /* (nullable) */
  gboolean wall_clock;
  int highlight;         /* as EarChartOptions */
  int cursor;            /* px from the left, where the keyboard is; -1: nowhere */
  GtkWidget *bubble;     /* what a tooltip says, where the keyboard is */
  GtkWidget *said;       /* its label */
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
  if (gtk_widget_get_visible (self->bubble))
    {
      GdkRGBA color;

      gtk_widget_get_color (widget, &color);
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (self->cursor, 0, 1, options.height));
    }
}

static void
ear_chart_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_popover_present (GTK_POPOVER (EAR_CHART_VIEW (widget)->bubble));
}

static void
ear_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : 200;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? NATURAL_HEIGHT : 600;
}

/* "After 2 h 05 min", and each channel's share by then. */
static char *
dup_values (EarChartView *self, int x)
{
  EarChartOptions options = options_of (self, NULL);
  g_autoptr (GString) text = NULL;
  g_autofree char *duration = NULL;
  gint64 seconds;
  guint n = 0;

  if (self->report == NULL || !ear_chart_time_at (self->report, &options, x, &seconds))
    return NULL;
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
  return n > 0 ? g_string_free_and_steal (g_steal_pointer (&text)) : NULL;
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  g_autofree char *values = dup_values (EAR_CHART_VIEW (widget), x);

  gtk_tooltip_set_text (tooltip, values);
  return values != NULL;
}

static void
leave (EarChartView *self)
{
  if (self->bubble == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self->bubble));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The same as under the pointer, and it is spoken. FALSE: nothing is drawn there. */
static gboolean
point_at (EarChartView *self, int x)
{
  g_autofree char *values = dup_values (self, x);

  if (values == NULL)
    return FALSE;
  self->cursor = x;
  gtk_label_set_text (GTK_LABEL (self->said), values);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->bubble), &(GdkRectangle) { x, 0, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->bubble));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), values, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

/* The curves hold less than the whole width: from @x on in steps of @by to the next place that they hold. */
static void
walk (EarChartView *self, int x, int by)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  while (x >= 0 && x < width && !point_at (self, x))
    x += by;
}

static gboolean
key_pressed (EarChartView *self, guint keyval, guint keycode, GdkModifierType state)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), step = MAX (width / STEPS, 1);
  gboolean is_new = self->cursor < 0 || self->cursor >= width;

  switch (keyval)
    {
    case GDK_KEY_Left:
      walk (self, is_new ? width - 1 : self->cursor - step, -step);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      walk (self, is_new ? 0 : self->cursor + step, step);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
      walk (self, 0, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
      walk (self, width - 1, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!gtk_widget_get_visible (self->bubble))
        return GDK_EVENT_PROPAGATE;
      leave (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
describe (EarChartView *self)
{
  EarChartOptions options = options_of (self, NULL);
  g_autofree char *words = self->report != NULL ? ear_chart_describe (self->report, &options) : NULL;

  /* What the bubble says is of the curves before. */
  leave (self);
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
}

void
ear_chart_view_set_highlight (EarChartView *self, int highlight)
{
  self->highlight = highlight;
  describe (self);
}

void
ear_chart_view_set_wall_clock (EarChartView *self, gboolean wall_clock)
{
  self->wall_clock = wall_clock;
  describe (self);
}

static void
ear_chart_view_dispose (GObject *object)
{
  g_clear_pointer (&EAR_CHART_VIEW (object)->report, ear_report_unref);
  g_clear_pointer (&EAR_CHART_VIEW (object)->bubble, gtk_widget_unparent);
  G_OBJECT_CLASS (ear_chart_view_parent_class)->dispose (object);
}

static void
ear_chart_view_class_init (EarChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_chart_view_dispose;
  widget_class->snapshot = ear_chart_view_snapshot;
  widget_class->measure = ear_chart_view_measure;
  widget_class->size_allocate = ear_chart_view_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
ear_chart_view_init (EarChartView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  self->highlight = -1;
  self->cursor = -1;
  self->said = gtk_label_new (NULL);
  self->bubble = g_object_new (GTK_TYPE_POPOVER, "autohide", FALSE, "can-focus", FALSE, "child", self->said, NULL);
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
