/* ear-period-pane.c: which days a report is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-period-pane.h"
#include "ui/ear-ticker.h"
#include "ui/ear-ui.h"

#define N_ROLLING 3 /* the first ones end today */
#define N_MONTHS 6

struct _EarPeriodPane
{
  AdwBin parent_instance;

  AdwBanner *made_up_banner, *weekly_banner;
  GtkListBox *list;
  GtkMenuButton *custom_button;
  GtkCalendar *first_day, *last_day;

  GArray *offered;          /* (element-type EarPeriod): what the rows say */
  GTimeZone *zone;          /* in which days begin */
  guint chosen;             /* index among the offered; G_MAXUINT: @custom */
  EarPeriod custom;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarPeriodPane, ear_period_pane, ADW_TYPE_BIN)

void
ear_period_clear (EarPeriod *period)
{
  g_clear_pointer (&period->title, g_free);
}

static void
clear_in_array (gpointer data)
{
  ear_period_clear (data);
}

static gint64
to_ms (GDateTime *at)
{
  return g_date_time_to_unix (at) * 1000;
}

static GDateTime *
midnight (GDateTime *day, GTimeZone *zone)
{
  return g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), 0, 0, 0);
}

static void
add_days (GArray *periods, GDateTime *tomorrow, int days)
{
  g_autoptr (GDateTime) from = g_date_time_add_days (tomorrow, -days);
  EarPeriod period = { g_strdup_printf (ngettext ("Last %d Day", "Last %d Days", days), days), to_ms (from), to_ms (tomorrow) };

  g_array_append_val (periods, period);
}

static void
add_span (GArray *periods, GTimeZone *zone, int year, int month, int n_months, const char *format)
{
  g_autoptr (GDateTime) from = g_date_time_new (zone, year, month, 1, 0, 0, 0);
  g_autoptr (GDateTime) to = g_date_time_add_months (from, n_months);
  EarPeriod period = { g_date_time_format (from, format), to_ms (from), to_ms (to) };

  g_array_append_val (periods, period);
}

GArray *
ear_periods_at (gint64 now_ms, GTimeZone *zone)
{
  GArray *periods = g_array_new (FALSE, FALSE, sizeof (EarPeriod));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) today = midnight (now, zone);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (today, 1);
  int year = g_date_time_get_year (now), month = g_date_time_get_month (now);

  g_array_set_clear_func (periods, clear_in_array);
  add_days (periods, tomorrow, 7);
  add_days (periods, tomorrow, 30);
  add_days (periods, tomorrow, 90);
  for (int back = 0; back < N_MONTHS; back++)
    {
      int index = year * 12 + month - 1 - back;

      /* Translators: a month, as strftime writes it: November 2026 */
      add_span (periods, zone, index / 12, index % 12 + 1, 1, _("%B %Y"));
    }
  add_span (periods, zone, year, 1, 12, "%Y");
  add_span (periods, zone, year - 1, 1, 12, "%Y");
  return periods;
}

static gboolean
same_titles (const GArray *first, const GArray *second)
{
  if (first == NULL || first->len != second->len)
    return FALSE;
  for (guint i = 0; i < first->len; i++)
    if (!g_str_equal (g_array_index (first, EarPeriod, i).title, g_array_index (second, EarPeriod, i).title))
      return FALSE;
  return TRUE;
}

/* A month that was chosen stays so when another begins; days up to now go with the time. */
static guint
find_chosen (EarPeriodPane *self, const GArray *periods)
{
  const EarPeriod *before = self->chosen < self->offered->len ? &g_array_index (self->offered, EarPeriod, self->chosen) : &self->custom;

  if (self->chosen < N_ROLLING)
    return self->chosen;
  for (guint i = N_ROLLING; i < periods->len; i++)
    if (g_array_index (periods, EarPeriod, i).from == before->from && g_array_index (periods, EarPeriod, i).to == before->to)
      return i;
  if (before != &self->custom)
    {
      ear_period_clear (&self->custom);
      self->custom = (EarPeriod) { g_strdup (before->title), before->from, before->to };
    }
  return G_MAXUINT;
}

/* The periods as they are now: days, months and years pass while the window is open. */
static void
offer (EarPeriodPane *self)
{
  g_autoptr (GArray) periods = ear_periods_at (ear_clock_now_ms (), self->zone);
  gboolean same = same_titles (self->offered, periods);

  if (self->offered != NULL)
    self->chosen = find_chosen (self, periods);
  g_clear_pointer (&self->offered, g_array_unref);
  self->offered = g_steal_pointer (&periods);
  if (same)
    return;

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < self->offered->len; i++)
    {
      GtkWidget *label = gtk_label_new (g_array_index (self->offered, EarPeriod, i).title);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (self->list, label);
      ear_ui_name (gtk_widget_get_parent (label), g_array_index (self->offered, EarPeriod, i).title);
    }
  gtk_list_box_select_row (self->list, self->chosen < self->offered->len ? gtk_list_box_get_row_at_index (self->list, (int) self->chosen) : NULL);
}

void
ear_period_pane_get (EarPeriodPane *self, EarPeriod *period)
{
  const EarPeriod *chosen;

  offer (self);
  chosen = self->chosen < self->offered->len ? &g_array_index (self->offered, EarPeriod, self->chosen) : &self->custom;
  *period = *chosen;
  period->title = g_strdup (chosen->title);
}

static void
show_weekly (EarPeriodPane *self, EarEngine *engine)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (engine);
  g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (engine);
  gboolean trouble = settings->weekly.on && last->problem != NULL;

  if (trouble)
    adw_banner_set_title (self->weekly_banner, last->problem);
  adw_banner_set_revealed (self->weekly_banner, trouble);
}

static void
engine_changed (EarPeriodPane *self, EarChangeSet *changes, EarEngine *engine)
{
  if (changes->settings)
    show_weekly (self, engine);
}

void
ear_period_pane_set_engine (EarPeriodPane *self, EarEngine *engine)
{
  ear_ui_show_made_up (self->made_up_banner, engine);
  show_weekly (self, engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
}

void
ear_period_pane_set_zone (EarPeriodPane *self, GTimeZone *zone)
{
  if (g_str_equal (g_time_zone_get_identifier (self->zone), g_time_zone_get_identifier (zone)))
    return;
  g_time_zone_unref (self->zone);
  self->zone = g_time_zone_ref (zone);
  /* What was chosen stays so by its place: its days begin elsewhere. */
  g_clear_pointer (&self->offered, g_array_unref);
  offer (self);
}

static void
emit_chosen (EarPeriodPane *self)
{
  EarPeriod period;

  ear_period_pane_get (self, &period);
  g_signal_emit (self, signals[CHOSEN], 0, &period);
  ear_period_clear (&period);
}

static void
row_activated (EarPeriodPane *self, GtkListBoxRow *row)
{
  self->chosen = (guint) gtk_list_box_row_get_index (row);
  emit_chosen (self);
}

static void
custom_chosen (EarPeriodPane *self)
{
  g_autoptr (GDateTime) first = gtk_calendar_get_date (self->first_day);
  g_autoptr (GDateTime) last = gtk_calendar_get_date (self->last_day);
  g_autoptr (GDateTime) from = midnight (first, self->zone);
  g_autoptr (GDateTime) last_midnight = midnight (last, self->zone);
  g_autoptr (GDateTime) to = g_date_time_add_days (last_midnight, 1);
  g_autofree char *from_text = g_date_time_format (from, _("%-d %b %Y"));
  g_autofree char *last_text = g_date_time_format (last_midnight, _("%-d %b %Y"));

  if (g_date_time_compare (from, to) >= 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  ear_period_clear (&self->custom);
  /* Translators: first and last day of a period */
  self->custom = (EarPeriod) { g_strdup_printf (_("%1$s – %2$s"), from_text, last_text), to_ms (from), to_ms (to) };
  self->chosen = G_MAXUINT;
  gtk_list_box_unselect_all (self->list);
  gtk_menu_button_popdown (self->custom_button);
  emit_chosen (self);
}

static void
ear_period_pane_finalize (GObject *object)
{
  ear_period_clear (&EAR_PERIOD_PANE (object)->custom);
  g_clear_pointer (&EAR_PERIOD_PANE (object)->offered, g_array_unref);
  g_time_zone_unref (EAR_PERIOD_PANE (object)->zone);
  G_OBJECT_CLASS (ear_period_pane_parent_class)->finalize (object);
}

static void
ear_period_pane_class_init (EarPeriodPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ear_period_pane_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", EAR_TYPE_PERIOD_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-period-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EarPeriodPane, made_up_banner);
  gtk_widget_class_bind_template_child (widget_class, EarPeriodPane, weekly_banner);
  gtk_widget_class_bind_template_child (widget_class, EarPeriodPane, list);
  gtk_widget_class_bind_template_child (widget_class, EarPeriodPane, custom_button);
  gtk_widget_class_bind_template_child (widget_class, EarPeriodPane, first_day);
  gtk_widget_class_bind_template_child (widget_class, EarPeriodPane, last_day);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, custom_chosen);
}

static void
ear_period_pane_init (EarPeriodPane *self)
{
  self->zone = g_time_zone_new_local ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ear_ui_name_calendar (self->first_day);
  ear_ui_name_calendar (self->last_day);
  self->chosen = 1;
  ear_ticker_follow (GTK_WIDGET (self), (void (*) (GtkWidget *)) offer);
  offer (self);
}
