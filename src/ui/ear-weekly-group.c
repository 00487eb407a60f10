/* ear-weekly-group.c: whether, when and where a report is made every week
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-ui.h"
#include "ui/ear-weekly-group.h"
#include "ui/ear-weekly-report.h"

struct _EarWeeklyGroup
{
  AdwPreferencesGroup parent_instance;

  AdwSwitchRow *on_row;
  AdwComboRow *day_row, *form_row, *paper_row;
  AdwEntryRow *time_row;
  AdwActionRow *folder_row, *problem_row, *last_row;
  AdwButtonRow *make_row;

  EarEngine *engine;
  char *last_path;           /* (nullable) */
  gboolean filling;
  gboolean then_on, then_make; /* as soon as a folder is chosen */
  gboolean making;
};

enum
{
  STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarWeeklyGroup, ear_weekly_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- showing ---- */

/* A folder that a sandbox was given stands under a number nobody knows. */
static char *
describe_folder (const char *folder)
{
  const char *home = g_get_home_dir ();

  if (folder == NULL)
    return g_strdup (_("Not chosen yet"));
  if (g_str_has_prefix (folder, g_get_user_runtime_dir ()))
    return g_filename_display_basename (folder);
  if (g_str_has_prefix (folder, home) && folder[strlen (home)] == G_DIR_SEPARATOR)
    {
      g_autofree char *shown = g_filename_display_name (folder + strlen (home));

      return g_strconcat ("~", shown, NULL);
    }
  return g_filename_display_name (folder);
}

static guint
position_of (guint weekday)
{
  for (guint position = 0; position < 7; position++)
    if (ear_hours_weekday_at (position) == weekday)
      return position;
  return 0;
}

static void
show_last (EarWeeklyGroup *self)
{
  g_autoptr (EarWeeklyLast) last = ear_engine_dup_weekly_last (self->engine);

  g_set_str (&self->last_path, last->path);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_row), last->problem != NULL);
  if (last->problem != NULL)
    adw_action_row_set_subtitle (self->problem_row, last->problem);
  gtk_widget_set_visible (GTK_WIDGET (self->last_row), last->path != NULL);
  if (last->path != NULL)
    {
      g_autofree char *name = g_filename_display_basename (last->path);

      adw_action_row_set_subtitle (self->last_row, name);
    }
}

static void
show_settings (EarWeeklyGroup *self)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self->engine);
  const EarWeekly *weekly = &settings->weekly;
  g_autofree char *time = g_strdup_printf ("%02u:%02u", weekly->minute / 60, weekly->minute % 60);
  g_autofree char *folder = describe_folder (weekly->folder);
  gboolean filling = self->filling;

  self->filling = TRUE;
  adw_switch_row_set_active (self->on_row, weekly->on);
  adw_combo_row_set_selected (self->day_row, position_of (weekly->weekday));
  ear_ui_set_applied (self->time_row, time);
  gtk_widget_remove_css_class (GTK_WIDGET (self->time_row), "error");
  adw_action_row_set_subtitle (self->folder_row, folder);
  adw_combo_row_set_selected (self->form_row, weekly->form);
  adw_combo_row_set_selected (self->paper_row, weekly->paper);
  gtk_widget_set_visible (GTK_WIDGET (self->paper_row), weekly->form == EAR_WEEKLY_PDF);
  self->filling = filling;
}

static void
engine_changed (EarWeeklyGroup *self, EarChangeSet *changes)
{
  if (changes->settings)
    show_last (self);
}

void
ear_weekly_group_show (EarWeeklyGroup *self, EarEngine *engine)
{
  g_return_if_fail (EAR_IS_WEEKLY_GROUP (self));

  if (g_set_object (&self->engine, engine))
    g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
  show_settings (self);
  show_last (self);
}

/* ---- storing ---- */

static void make_now (EarWeeklyGroup *self);

static void
stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarWeeklyGroup) self = EAR_WEEKLY_GROUP (data);
  g_autoptr (GError) error = NULL;
  gboolean done = ear_engine_finish (EAR_ENGINE (source), result, &error), make = self->then_make;

  self->then_make = FALSE;
  if (!done)
    ear_ui_toast_error (GTK_WIDGET (self), error);
  if (self->engine == NULL)
    return;
  show_settings (self);
  g_signal_emit (self, signals[STORED], 0);
  if (done && make)
    make_now (self);
}

/* What the rows say. @folder: (nullable): the one there is */
static void
store (EarWeeklyGroup *self, const char *folder)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self->engine);
  EarWeekly *weekly = &settings->weekly;
  int minute = ear_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->time_row)));

  weekly->on = adw_switch_row_get_active (self->on_row);
  weekly->weekday = ear_hours_weekday_at (adw_combo_row_get_selected (self->day_row));
  if (minute >= 0)
    weekly->minute = (guint) minute;
  weekly->form = (EarWeeklyForm) adw_combo_row_get_selected (self->form_row);
  weekly->paper = (EarWeeklyPaper) adw_combo_row_get_selected (self->paper_row);
  if (folder != NULL)
    g_set_str (&weekly->folder, folder);
  ear_engine_set_settings_async (self->engine, settings, EAR_TIME_NONE, stored, g_object_ref (self));
}

static void
changed (EarWeeklyGroup *self)
{
  if (!self->filling && self->engine != NULL)
    store (self, NULL);
}

static void
time_applied (EarWeeklyGroup *self)
{
  if (ear_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->time_row))) >= 0)
    {
      changed (self);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->time_row), "error");
  ear_ui_toast (GTK_WIDGET (self), _("Write the time like 8:00 or 17:30."));
}

/* ---- the folder ---- */

void
ear_weekly_group_take_folder (EarWeeklyGroup *self, GFile *folder)
{
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  g_return_if_fail (EAR_IS_WEEKLY_GROUP (self));

  if (path == NULL)
    {
      if (folder != NULL)
        ear_ui_toast (GTK_WIDGET (self), _("Earshot cannot write there. Choose a folder on this computer."));
      self->then_on = self->then_make = FALSE;
      show_settings (self);
      return;
    }
  self->filling = TRUE;
  if (self->then_on)
    adw_switch_row_set_active (self->on_row, TRUE);
  self->filling = self->then_on = FALSE;
  store (self, path);
}

static void
folder_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarWeeklyGroup) self = EAR_WEEKLY_GROUP (data);
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (self->engine != NULL)
    ear_weekly_group_take_folder (self, folder);
}

static void
choose_folder (EarWeeklyGroup *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self->engine);

  gtk_file_dialog_set_title (dialog, _("Folder for Weekly Reports"));
  gtk_file_dialog_set_accept_label (dialog, _("_Choose"));
  if (settings->weekly.folder != NULL)
    {
      g_autoptr (GFile) before = g_file_new_for_path (settings->weekly.folder);

      gtk_file_dialog_set_initial_folder (dialog, before);
    }
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, folder_chosen, g_object_ref (self));
}

static gboolean
has_folder (EarWeeklyGroup *self)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self->engine);

  return settings->weekly.folder != NULL;
}

static void
folder_activated (EarWeeklyGroup *self)
{
  choose_folder (self);
}

static void
on_changed (EarWeeklyGroup *self)
{
  if (self->filling || self->engine == NULL)
    return;
  if (!adw_switch_row_get_active (self->on_row) || has_folder (self))
    {
      store (self, NULL);
      return;
    }
  self->then_on = TRUE;
  choose_folder (self);
}

/* ---- now ---- */

static void
made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarWeeklyGroup) self = EAR_WEEKLY_GROUP (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ear_weekly_report_make_finish (result, &error);

  self->making = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->make_row), TRUE);
  if (self->engine == NULL)
    return;
  show_last (self);
  if (path != NULL)
    ear_ui_toast (GTK_WIDGET (self), _("Saved"));
  /* Its own row says more than a toast has room for. */
  else if (!gtk_widget_get_visible (GTK_WIDGET (self->problem_row)))
    ear_ui_toast (GTK_WIDGET (self), error->message);
}

static void
make_now (EarWeeklyGroup *self)
{
  if (self->making)
    return;
  self->making = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->make_row), FALSE);
  ear_weekly_report_make_async (self->engine, NULL, made, g_object_ref (self));
}

static void
make_activated (EarWeeklyGroup *self)
{
  if (has_folder (self))
    {
      make_now (self);
      return;
    }
  self->then_make = TRUE;
  choose_folder (self);
}

static void
open_clicked (EarWeeklyGroup *self)
{
  if (self->last_path != NULL)
    ear_weekly_report_open (GTK_WIDGET (self), self->last_path);
}

/* ---- object ---- */

static void
ear_weekly_group_dispose (GObject *object)
{
  EarWeeklyGroup *self = EAR_WEEKLY_GROUP (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->last_path, g_free);
  G_OBJECT_CLASS (ear_weekly_group_parent_class)->dispose (object);
}

static void
ear_weekly_group_class_init (EarWeeklyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_weekly_group_dispose;
  signals[STORED] = g_signal_new ("stored", EAR_TYPE_WEEKLY_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-weekly-group.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, EarWeeklyGroup, name)
  CHILD (on_row);
  CHILD (day_row);
  CHILD (form_row);
  CHILD (paper_row);
  CHILD (time_row);
  CHILD (folder_row);
  CHILD (problem_row);
  CHILD (last_row);
  CHILD (make_row);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, time_applied);
  gtk_widget_class_bind_template_callback (widget_class, folder_activated);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, make_activated);
}

static void
ear_weekly_group_init (EarWeeklyGroup *self)
{
  g_autoptr (GtkStringList) days = gtk_string_list_new (NULL);

  for (guint position = 0; position < 7; position++)
    gtk_string_list_take (days, ear_hours_weekday_name (ear_hours_weekday_at (position)));
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->day_row, G_LIST_MODEL (days));
  self->filling = FALSE;
}
