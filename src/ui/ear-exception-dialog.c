/* ear-exception-dialog.c: one day with times of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ear-exception-dialog.h"
#include "ui/ear-hours-text.h"

struct _EarExceptionDialog
{
  AdwDialog parent_instance;

  GtkButton *add_button;
  GtkCalendar *calendar;
  AdwEntryRow *name_row, *times_row;
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

static void
times_changed (EarExceptionDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) intervals = read_times (self, &error);

  gtk_label_set_label (self->error_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), intervals != NULL);
}

static void
add (EarExceptionDialog *self)
{
  g_autoptr (GArray) intervals = read_times (self, NULL);
  EarHoursException exception;

  if (intervals == NULL)
    return;
  exception = (EarHoursException) {
    .year = gtk_calendar_get_year (self->calendar),
    .month = gtk_calendar_get_month (self->calendar) + 1,
    .day = gtk_calendar_get_day (self->calendar),
    .label = gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
    .intervals = (const EarInterval *) (void *) intervals->data,
    .n_intervals = intervals->len,
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
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, calendar);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, times_row);
  gtk_widget_class_bind_template_child (widget_class, EarExceptionDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, add);
  gtk_widget_class_bind_template_callback (widget_class, times_changed);
}

static void
ear_exception_dialog_init (EarExceptionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
ear_exception_dialog_new (void)
{
  return g_object_new (EAR_TYPE_EXCEPTION_DIALOG, NULL);
}
