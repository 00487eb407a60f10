/* ear-report-wait.c: says below the report that the rest of it is still being read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-report-wait.h"

/* What is there sooner needs no bar that comes and goes. */
#define MOMENT_MS 200

struct _EarReportWait
{
  AdwBin parent_instance;

  GtkProgressBar *bar;
  GtkLabel *label;
  GtkWidget *cancel_button, *again_button;
  guint soon;                /* source */
};

enum
{
  CANCEL,
  AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarReportWait, ear_report_wait, ADW_TYPE_BIN)

static gboolean
moment_over (gpointer data)
{
  EarReportWait *self = data;

  self->soon = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return G_SOURCE_REMOVE;
}

/* Whether it is being read, or could be. The button that goes leaves the keyboard to the one that takes its place. */
static void
set_reading (EarReportWait *self, gboolean reading)
{
  GtkWidget *comes = reading ? self->cancel_button : self->again_button, *goes = reading ? self->again_button : self->cancel_button;
  gboolean focused = gtk_widget_is_focus (goes);

  gtk_widget_set_visible (GTK_WIDGET (self->bar), reading);
  gtk_widget_set_visible (comes, TRUE);
  if (focused)
    gtk_widget_grab_focus (comes);
  gtk_widget_set_visible (goes, FALSE);
}

void
ear_report_wait_begin (EarReportWait *self)
{
  g_return_if_fail (EAR_IS_REPORT_WAIT (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self->label), "warning");
  ear_report_wait_tell (self, 0, _("Reading what you answered…"));
  set_reading (self, TRUE);
  if (self->soon == 0 && !gtk_widget_get_visible (GTK_WIDGET (self)))
    self->soon = g_timeout_add (MOMENT_MS, moment_over, self);
}

void
ear_report_wait_tell (EarReportWait *self, double fraction, const char *sentence)
{
  g_return_if_fail (EAR_IS_REPORT_WAIT (self));

  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_label (self->label, sentence);
}

static void
show_end (EarReportWait *self, const char *sentence, const char *button)
{
  g_clear_handle_id (&self->soon, g_source_remove);
  gtk_label_set_label (self->label, sentence);
  gtk_button_set_label (GTK_BUTTON (self->again_button), button);
  set_reading (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
ear_report_wait_stop (EarReportWait *self)
{
  g_return_if_fail (EAR_IS_REPORT_WAIT (self));

  show_end (self, _("The rest of the report was not read."), _("Read Again"));
}

void
ear_report_wait_fail (EarReportWait *self, const char *sentence)
{
  g_return_if_fail (EAR_IS_REPORT_WAIT (self));

  gtk_widget_add_css_class (GTK_WIDGET (self->label), "warning");
  show_end (self, sentence, _("Try Again"));
}

void
ear_report_wait_end (EarReportWait *self)
{
  g_return_if_fail (EAR_IS_REPORT_WAIT (self));

  g_clear_handle_id (&self->soon, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
cancel_clicked (EarReportWait *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

static void
again_clicked (EarReportWait *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
ear_report_wait_dispose (GObject *object)
{
  EarReportWait *self = EAR_REPORT_WAIT (object);

  g_clear_handle_id (&self->soon, g_source_remove);
  G_OBJECT_CLASS (ear_report_wait_parent_class)->dispose (object);
}

static void
ear_report_wait_class_init (EarReportWaitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_report_wait_dispose;
  signals[CANCEL] = g_signal_new ("cancel", EAR_TYPE_REPORT_WAIT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[AGAIN] = g_signal_new ("again", EAR_TYPE_REPORT_WAIT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-report-wait.ui");
  gtk_widget_class_bind_template_child (widget_class, EarReportWait, bar);
  gtk_widget_class_bind_template_child (widget_class, EarReportWait, label);
  gtk_widget_class_bind_template_child (widget_class, EarReportWait, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, EarReportWait, again_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked);
}

static void
ear_report_wait_init (EarReportWait *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
