/* ear-exception-dialog.c: days with times of their own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-exception-dialog.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-ui.h"

struct _EarExceptionDialog
{
  AdwDialog parent_instance;

  GtkButton *add_button;
  AdwExpanderRow *first_row, *last_row;
  GtkCalendar *first_day, *last_day;
  AdwEntryRow *name_row, *times_row;
  AdwSwitchRow *usual_row;
  GtkLabel *error_label;
};

enum
{
  MADE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarExceptionDialog, ear_exception_dialog, ADW_TYPE_DIALOG)

static GArray *
read_times (EarExceptionDialog *self, GError **error)
{
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));

  if (!ear_hours_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->times_row)), 1, intervals, error))
    return NULL;
  return g_steal_pointer (&intervals);
}

/* ---- which days ---- */

static gint64
number_of (GtkCalendar *calendar)
{
  return gtk_calendar_get_year (calendar) * 10000 + gtk_calendar_get_month (calendar) * 100 + gtk_calendar_get_day (calendar);
}

static void
show_days (EarExceptionDialog *self)
{
  g_autoptr (GDateTime) first = gtk_calendar_get_date (self->first_day), last = gtk_calendar_get_date (self->last_day);
  g_autofree char *from = g_date_time_format (first, _("%A, %-d %B %Y")), *to = g_date_time_format (last, _("%A, %-d %B %Y"));

  adw_expander_row_set_subtitle (self->first_row, from);
  adw_expander_row_set_subtitle (self->last_row, to);
  gtk_widget_set_visible (GTK_WIDGET (self->usual_row),
                          number_of (self->first_day) < number_of (self->last_day) && *gtk_editable_get_text (GTK_EDITABLE (self->times_row)) != '\0');
}

/* The other end goes along where it would be on the wrong side. */
static void
first_changed (EarExceptionDialog *self)
{
  if (number_of (self->last_day) < number_of (self->first_day))
    {
      g_autoptr (GDateTime) first = gtk_calendar_get_date (self->first_day);

      gtk_calendar_select_day (self->last_day, first);
    }
  show_days (self);
}

static void
last_changed (EarExceptionDialog *self)
{
  if (number_of (self->last_day) < number_of (self->first_day))
    {
      g_autoptr (GDateTime) last = gtk_calendar_get_date (self->last_day);

      gtk_calendar_select_day (self->first_day, last);
    }
  show_days (self);
}

/* One calendar at a time: name and times stay in sight. */
static void
first_unfolded (EarExceptionDialog *self)
{
  if (self->last_row != NULL && adw_expander_row_get_expanded (self->first_row))
    adw_expander_row_set_expanded (self->last_row, FALSE);
}

static void
last_unfolded (EarExceptionDialog *self)
{
  if (adw_expander_row_get_expanded (self->last_row))
    adw_expander_row_set_expanded (self->first_row, FALSE);
}

/* ---- open when ---- */

static void
times_changed (EarExceptionDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) intervals = read_times (self, &error);

  gtk_label_set_label (self->error_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), intervals != NULL);
  show_days (self);
}

static void
add (EarExceptionDialog *self)
{
  g_autoptr (GArray) intervals = read_times (self, NULL);
  EarHoursException exception;

  if (intervals == NULL)
    return;
  exception = (EarHoursException) {
    .year = gtk_calendar_get_year (self->first_day),
    .month = gtk_calendar_get_month (self->first_day) + 1,
    .day = gtk_calendar_get_day (self->first_day),
    .last_year = gtk_calendar_get_year (self->last_day),
    .last_month = gtk_calendar_get_month (self->last_day) + 1,
    .last_day = gtk_calendar_get_day (self->last_day),
    .label = gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
    .intervals = (const EarInterval *) (void *) intervals->data,
    .n_intervals = intervals->len,
    .usual_days = intervals->len > 0 && adw_switch_row_get_active (self->usual_row),
  };
  g_signal_emit (self, signals[MADE], 0, &exception);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
ear_exception_dialog_class_init (EarExceptionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[MADE] = g_signal_new ("made", EAR_TYPE_EXCEPTION_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-exception-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, first_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, last_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, first_day);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, last_day);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, usual_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, times_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, add);
  gtk_widget_class_bind_template_callback (widget_class, times_changed);
  gtk_widget_class_bind_template_callback (widget_class, first_changed);
  gtk_widget_class_bind_template_callback (widget_class, first_unfolded);
  gtk_widget_class_bind_template_callback (widget_class, last_unfolded);
  gtk_widget_class_bind_template_callback (widget_class, last_changed);
}

static void
ear_exception_dialog_init (EarExceptionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ear_ui_name_calendar (self->first_day);
  ear_ui_name_calendar (self->last_day);
  show_days (self);
}

AdwDialog *
ear_exception_dialog_new (void)
{
  return g_object_new (EAR_TYPE_EXCEPTION_DIALOG, NULL);
}
