/* ear-hours-editor.c: a week of open times, and the days that differ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-exception-dialog.h"
#include "ui/ear-hours-editor.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-ui.h"

struct _EarHoursEditor
{
  AdwBin parent_instance;

  AdwPreferencesGroup *week_group, *exceptions_group;
  GtkLabel *error_label;
  AdwEntryRow *days[7];       /* in the locale's order */

  EarHours *exceptions;       /* what stands here beside the week: zone, exceptions, days marked as closed */
  GPtrArray *exception_rows;  /* (element-type GtkWidget) (unowned) */
  gboolean filling;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarHoursEditor, ear_hours_editor, ADW_TYPE_BIN)

/* ---- reading what stands there ---- */

static gboolean
read_week (EarHoursEditor *self, EarHours *hours, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->days); i++)
    {
      g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));

      if (!ear_hours_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->days[i])), ear_hours_weekday_at (i), intervals, error))
        return FALSE;
      for (guint j = 0; j < intervals->len; j++)
        ear_hours_add (hours, g_array_index (intervals, EarInterval, j));
    }
  return TRUE;
}

EarHours *
ear_hours_editor_dup_hours (EarHoursEditor *self, GError **error)
{
  g_autoptr (EarHours) hours = ear_hours_copy (self->exceptions);

  return read_week (self, hours, error) ? g_steal_pointer (&hours) : NULL;
}

static void
edited (EarHoursEditor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarHours) hours = NULL;

  if (self->filling)
    return;
  hours = ear_hours_editor_dup_hours (self, &error);
  gtk_label_set_label (self->error_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- days that differ ---- */

static void show_exceptions (EarHoursEditor *self);

static void
remove_clicked (GtkButton *button, EarHoursEditor *self)
{
  ear_hours_remove_exception (self->exceptions, GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "index")));
  show_exceptions (self);
  edited (self);
}

static char *
exception_days (const EarHoursException *exception)
{
  g_autoptr (GDateTime) first = g_date_time_new_utc (exception->year, exception->month, exception->day, 12, 0, 0);
  g_autoptr (GDateTime) last = g_date_time_new_utc (exception->last_year, exception->last_month, exception->last_day, 12, 0, 0);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (g_date_time_equal (first, last))
    return g_date_time_format (first, _("%A, %-d %B %Y"));
  from = g_date_time_format (first, _("%-d %B %Y"));
  to = g_date_time_format (last, _("%-d %B %Y"));
  /* Translators: first and last day of a season */
  return g_strdup_printf (_("%1$s to %2$s"), from, to);
}

static GtkWidget *
exception_row_new (EarHoursEditor *self, const EarHoursException *exception, gsize index)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *date = exception_days (exception);
  g_autofree char *times = ear_hours_text_format (exception->intervals, exception->n_intervals);
  g_autofree char *open = NULL;
  g_autofree char *subtitle = NULL;

  if (exception->n_intervals == 0)
    open = g_strdup (_("Closed"));
  else if (exception->usual_days)
    /* Translators: %s: 11:00–23:00 */
    open = g_strdup_printf (_("%s on the usual days"), times);
  else
    open = g_strdup (times);
  subtitle = exception->label != NULL && *exception->label != '\0' ? g_strdup_printf ("%s · %s", exception->label, open) : g_strdup (open);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), date);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Remove"));
  ear_ui_name (button, _("Remove"));
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "index", GSIZE_TO_POINTER (index));
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
show_exceptions (EarHoursEditor *self)
{
  for (guint i = 0; i < self->exception_rows->len; i++)
    adw_preferences_group_remove (self->exceptions_group, g_ptr_array_index (self->exception_rows, i));
  g_ptr_array_set_size (self->exception_rows, 0);
  for (gsize i = 0; i < ear_hours_get_n_exceptions (self->exceptions); i++)
    {
      EarHoursException exception;
      GtkWidget *row;

      ear_hours_get_exception (self->exceptions, i, &exception);
      row = exception_row_new (self, &exception, i);
      adw_preferences_group_add (self->exceptions_group, row);
      g_ptr_array_add (self->exception_rows, row);
    }
}

static void
exception_made (EarHoursEditor *self, const EarHoursException *exception)
{
  ear_hours_add_season (self->exceptions, exception);
  show_exceptions (self);
  edited (self);
}

static void
add_exception (EarHoursEditor *self)
{
  AdwDialog *dialog = ear_exception_dialog_new ();

  g_signal_connect_object (dialog, "made", G_CALLBACK (exception_made), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- week ---- */

void
ear_hours_editor_set_hours (EarHoursEditor *self, const EarHours *hours)
{
  gsize n_intervals;
  const EarInterval *week = ear_hours_get_week (hours, &n_intervals);

  self->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (self->days); i++)
    {
      g_autoptr (GArray) day = g_array_new (FALSE, FALSE, sizeof (EarInterval));
      g_autofree char *text = NULL;

      for (gsize j = 0; j < n_intervals; j++)
        if (week[j].weekday == ear_hours_weekday_at (i))
          g_array_append_val (day, week[j]);
      text = ear_hours_text_format ((const EarInterval *) (void *) day->data, day->len);
      gtk_editable_set_text (GTK_EDITABLE (self->days[i]), text);
    }
  g_clear_pointer (&self->exceptions, ear_hours_unref);
  self->exceptions = ear_hours_copy_without_week (hours);
  show_exceptions (self);
  self->filling = FALSE;
}

static void
copy_first (EarHoursEditor *self)
{
  const char *first = gtk_editable_get_text (GTK_EDITABLE (self->days[0]));

  self->filling = TRUE;
  for (guint i = 1; i < G_N_ELEMENTS (self->days); i++)
    gtk_editable_set_text (GTK_EDITABLE (self->days[i]), first);
  self->filling = FALSE;
  edited (self);
}

static void
day_edited (AdwEntryRow *row, GParamSpec *pspec, EarHoursEditor *self)
{
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (EarInterval));

  if (ear_hours_text_parse (gtk_editable_get_text (GTK_EDITABLE (row)), 1, intervals, NULL))
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  edited (self);
}

/* ---- object ---- */

static void
ear_hours_editor_dispose (GObject *object)
{
  EarHoursEditor *self = EAR_HOURS_EDITOR (object);

  g_clear_pointer (&self->exceptions, ear_hours_unref);
  g_clear_pointer (&self->exception_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ear_hours_editor_parent_class)->dispose (object);
}

static void
ear_hours_editor_class_init (EarHoursEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_hours_editor_dispose;
  signals[CHANGED] = g_signal_new ("changed", EAR_TYPE_HOURS_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-hours-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, EarHoursEditor, week_group);
  gtk_widget_class_bind_template_child (widget_class, EarHoursEditor, exceptions_group);
  gtk_widget_class_bind_template_child (widget_class, EarHoursEditor, error_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_first);
  gtk_widget_class_bind_template_callback (widget_class, add_exception);
}

static void
ear_hours_editor_init (EarHoursEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->exception_rows = g_ptr_array_new ();
  self->exceptions = ear_hours_new ("UTC", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->days); i++)
    {
      g_autofree char *name = ear_hours_weekday_name (ear_hours_weekday_at (i));

      self->days[i] = ADW_ENTRY_ROW (adw_entry_row_new ());
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->days[i]), name);
      ear_ui_name (GTK_WIDGET (self->days[i]), name);
      g_signal_connect (self->days[i], "notify::text", G_CALLBACK (day_edited), self);
      adw_preferences_group_add (self->week_group, GTK_WIDGET (self->days[i]));
    }
}
