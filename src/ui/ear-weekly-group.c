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
  EarWeekly wanted;          /* as it was last asked for; what is stored follows */
  guint n_storing;           /* writes that are not done */
  char *time;                /* (nullable): what stood in its row before anybody typed */
  char *last_path;           /* (nullable) */
  gboolean filling;
  gboolean then_on, then_make; /* as soon as a folder is chosen */
  gboolean making;
  AdwToast *failure;         /* (nullable): of the last that was made */
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

/* A time that somebody is typing stays. */
static void
show_time (EarWeeklyGroup *self)
{
  g_autofree char *time = g_strdup_printf ("%02u:%02u", self->wanted.minute / 60, self->wanted.minute % 60);

  if (self->time != NULL && !g_str_equal (self->time, gtk_editable_get_text (GTK_EDITABLE (self->time_row))))
    return;
  ear_ui_set_applied (self->time_row, time);
  gtk_widget_remove_css_class (GTK_WIDGET (self->time_row), "error");
  g_set_str (&self->time, time);
}

/* What is stored; while something else is on its way there, the rows say that already. */
static void
show_settings (EarWeeklyGroup *self)
{
  g_autoptr (EarSettings) settings = NULL;
  const EarWeekly *weekly = &self->wanted;
  g_autofree char *folder = NULL;
  gboolean filling = self->filling;

  if (self->n_storing == 0)
    {
      settings = ear_engine_dup_settings (self->engine);
      ear_weekly_clear (&self->wanted);
      ear_weekly_copy (&settings->weekly, &self->wanted);
    }
  folder = describe_folder (weekly->folder);
  self->filling = TRUE;
  adw_switch_row_set_active (self->on_row, weekly->on);
  adw_combo_row_set_selected (self->day_row, position_of (weekly->weekday));
  show_time (self);
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

/* One write. */
typedef struct
{
  EarWeeklyGroup *self;
  gboolean make;             /* a report, as soon as it is there */
} Storing;

static void
stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Storing *storing = data;
  g_autoptr (EarWeeklyGroup) self = storing->self;
  g_autoptr (GError) error = NULL;
  gboolean done = ear_engine_finish (EAR_ENGINE (source), result, &error);

  self->n_storing--;
  if (!done)
    ear_ui_toast_error (GTK_WIDGET (self), error);
  if (self->engine == NULL)
    return;
  show_settings (self);
  g_signal_emit (self, signals[STORED], 0);
  if (done && storing->make)
    make_now (self);
}

/* What the rows say, and what else is wanted. */
static void
store (EarWeeklyGroup *self, gboolean make)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self->engine);
  EarWeekly *weekly = &self->wanted;
  Storing *storing = g_new (Storing, 1);

  weekly->on = adw_switch_row_get_active (self->on_row);
  weekly->weekday = ear_hours_weekday_at (adw_combo_row_get_selected (self->day_row));
  weekly->form = (EarWeeklyForm) adw_combo_row_get_selected (self->form_row);
  weekly->paper = (EarWeeklyPaper) adw_combo_row_get_selected (self->paper_row);
  /* An earlier write may not be done: all of it goes there again. */
  ear_weekly_clear (&settings->weekly);
  ear_weekly_copy (weekly, &settings->weekly);
  *storing = (Storing) { g_object_ref (self), make };
  self->n_storing++;
  show_settings (self);
  ear_engine_set_settings_async (self->engine, settings, EAR_TIME_NONE, stored, storing);
}

static void
changed (EarWeeklyGroup *self)
{
  if (!self->filling && self->engine != NULL)
    store (self, FALSE);
}

static void
time_applied (EarWeeklyGroup *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->time_row));
  int minute = ear_clock_text_parse (typed);

  if (self->filling || self->engine == NULL)
    return;
  if (minute >= 0)
    {
      self->wanted.minute = (guint) minute;
      g_set_str (&self->time, typed);
      store (self, FALSE);
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
  gboolean make = self->then_make;

  g_return_if_fail (EAR_IS_WEEKLY_GROUP (self));

  self->then_make = FALSE;
  if (path == NULL)
    {
      if (folder != NULL)
        ear_ui_toast (GTK_WIDGET (self), _("Earshot cannot write there. Choose a folder on this computer."));
      self->then_on = FALSE;
      show_settings (self);
      return;
    }
  self->filling = TRUE;
  if (self->then_on)
    adw_switch_row_set_active (self->on_row, TRUE);
  self->filling = self->then_on = FALSE;
  g_set_str (&self->wanted.folder, path);
  store (self, make);
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

  gtk_file_dialog_set_title (dialog, _("Folder for Weekly Reports"));
  gtk_file_dialog_set_accept_label (dialog, _("_Choose"));
  if (self->wanted.folder != NULL)
    {
      g_autoptr (GFile) before = g_file_new_for_path (self->wanted.folder);

      gtk_file_dialog_set_initial_folder (dialog, before);
    }
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, folder_chosen, g_object_ref (self));
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
  if (!adw_switch_row_get_active (self->on_row) || self->wanted.folder != NULL)
    {
      store (self, FALSE);
      return;
    }
  self->then_on = TRUE;
  choose_folder (self);
}

/* ---- now ---- */

static gboolean
is_shown_problem (EarWeeklyGroup *self, const GError *error)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->problem_row)) && g_str_equal (adw_action_row_get_subtitle (self->problem_row), error->message);
}

/* What is tried again did not fail yet. */
static void
drop_failure (EarWeeklyGroup *self)
{
  if (self->failure != NULL)
    adw_toast_dismiss (self->failure);
  g_clear_object (&self->failure);
}

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
    {
      ear_ui_toast (GTK_WIDGET (self), _("Saved"));
      return;
    }
  /* Its own row says more than a toast has room for, but not that it is so once more. */
  self->failure = ear_ui_toast_new (is_shown_problem (self, error) ? _("Not Saved") : error->message);
  ear_ui_add_toast (GTK_WIDGET (self), g_object_ref (self->failure));
}

static void
make_now (EarWeeklyGroup *self)
{
  if (self->making)
    return;
  self->making = TRUE;
  drop_failure (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->make_row), FALSE);
  ear_weekly_report_make_async (self->engine, NULL, made, g_object_ref (self));
}

static void
make_activated (EarWeeklyGroup *self)
{
  if (self->wanted.folder != NULL)
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
  g_clear_object (&self->failure);
  g_clear_pointer (&self->last_path, g_free);
  g_clear_pointer (&self->time, g_free);
  ear_weekly_clear (&self->wanted);
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
  ear_weekly_init (&self->wanted);
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->day_row, G_LIST_MODEL (days));
  self->filling = FALSE;
}
