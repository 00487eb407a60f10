/* ear-weekly-report.c: the report that is made every week, into a folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "report/ear-document.h"
#include "ui/ear-ui.h"
#include "ui/ear-weekly-report.h"

/* So many of one name are more than anybody makes. */
#define MAX_SAME_NAME 99
#define NOTICE_ID "weekly-report"

struct _EarWeeklyReport
{
  GObject parent_instance;

  EarAnnouncer *announcer;
  EarEngine *engine;         /* (nullable) */
  char *told;                /* (nullable): the problem that was told of last */
};

G_DEFINE_FINAL_TYPE (EarWeeklyReport, ear_weekly_report, G_TYPE_OBJECT)

/* ---- making one ---- */

/* It goes from thread to thread; one of them has it at a time. */
typedef struct
{
  EarEngine *engine;
  GApplication *application; /* (nullable): held until the file is there */
  char *week;
  EarWeekly settings;
  char *organisation, *language;
  EarReport *report;
  GFile *file;               /* its name taken by an empty file */
  char *problem;             /* (nullable) */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_object_set_data (G_OBJECT (making->engine), "ear-weekly-making", NULL);
  g_object_unref (making->engine);
  if (making->application != NULL)
    {
      g_application_release (making->application);
      g_object_unref (making->application);
    }
  g_free (making->week);
  ear_weekly_clear (&making->settings);
  g_free (making->organisation);
  g_free (making->language);
  g_clear_pointer (&making->report, ear_report_unref);
  g_clear_object (&making->file);
  g_free (making->problem);
  g_free (making);
}

static Making *
making_new (EarEngine *engine, const EarWeek *week)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (engine);
  Making *making = g_new0 (Making, 1);

  making->engine = g_object_ref (engine);
  g_object_set_data (G_OBJECT (engine), "ear-weekly-making", making);
  if (g_application_get_default () != NULL)
    {
      making->application = g_object_ref (g_application_get_default ());
      g_application_hold (making->application);
    }
  making->week = ear_week_to_string (week);
  ear_weekly_copy (&settings->weekly, &making->settings);
  making->organisation = g_strdup (settings->name);
  making->language = g_strdup (settings->report_language);
  return making;
}

/* What happened, and what to do. */
static char *
describe_problem (const Making *making, const GError *error)
{
  g_autofree char *folder = g_filename_display_basename (making->settings.folder);
  g_autofree char *message = g_strdup (error->message);

  /* Until there is a report, what went wrong is not the folder's doing. */
  if (making->report != NULL &&
      (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY)))
    return g_strdup_printf (_("The weekly report was not saved: the folder “%s” is not there. Bring it back or choose another one."), folder);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return g_strdup_printf (_("The weekly report was not saved: there is no space left in “%s”. Free some or choose another folder."), folder);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    return g_strdup_printf (_("The weekly report was not saved: Earshot may not write to “%s”. Choose another folder."), folder);
  while (g_str_has_suffix (message, "."))
    message[strlen (message) - 1] = '\0';
  /* Translators: 1 a folder, 2 what the system said */
  return g_strdup_printf (_("The weekly report was not saved in “%1$s”: %2$s. It is tried again within the hour."), folder, message);
}

static gboolean
is_empty (GFile *file)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);

  return info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && g_file_info_get_size (info) == 0;
}

/* On a worker: the first name that nobody has, or that is left of an attempt that broke off: nothing is in that file. */
static void
take_name (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;

  for (guint nth = 1; nth <= MAX_SAME_NAME; nth++)
    {
      g_autofree char *name = ear_weekly_file_name (making->organisation, making->week, making->settings.form, nth);
      g_autoptr (GFile) file = g_file_new_build_filename (making->settings.folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_NONE, cancellable, &error);

      if (stream != NULL ? g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &error) : is_empty (file))
        {
          making->file = g_steal_pointer (&file);
          g_task_return_boolean (task, TRUE);
          return;
        }
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, _("there are too many files of that name"));
}

/* On a worker. */
static void
write_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Making *making = data;
  g_autoptr (EarCatalogue) catalogue = ear_report_load_catalogue (making->language);
  g_autoptr (EarDocument) document = ear_document_new (making->report, catalogue, making->organisation);
  EarReportFormat format = making->settings.form == EAR_WEEKLY_PAGE ? EAR_REPORT_HTML : EAR_REPORT_PDF;
  EarPaper paper = making->settings.paper == EAR_WEEKLY_LETTER ? EAR_PAPER_LETTER : EAR_PAPER_A4;
  GError *error = NULL;

  if (ear_document_save (document, format, paper, making->file, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (is_empty (making->file))
    g_file_delete (making->file, NULL, NULL);
  g_task_return_error (task, error);
}

/* @task, of which @func's own is a part, goes on in @done. */
static void
run_in_thread (GTask *task, GTaskThreadFunc func, GAsyncReadyCallback done)
{
  g_autoptr (GTask) part = g_task_new (NULL, NULL, done, task);

  g_task_set_task_data (part, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (part, func);
}

static void
remembered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  const Making *making = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* The file is there, and its note says so at the next start. */
  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    g_message ("What became of the weekly report was not noted: %s", error->message);
  if (making->problem != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", making->problem);
  else
    g_task_return_pointer (task, g_file_get_path (making->file), g_free);
}

static void
fail (GTask *task, const GError *error)
{
  Making *making = g_task_get_task_data (task);

  making->problem = describe_problem (making, error);
  ear_engine_end_weekly_async (making->engine, making->week, NULL, making->problem, remembered, task);
}

/* Where the file is; NULL: the part of run_in_thread() failed, and so does the whole. */
static char *
end_part (GTask *task, GAsyncResult *part)
{
  const Making *making = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (part), &error))
    return g_file_get_path (making->file);
  fail (task, error);
  return NULL;
}

static void
file_written (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (data);
  const Making *making = g_task_get_task_data (task);
  g_autofree char *path = end_part (task, result);

  if (path != NULL)
    ear_engine_end_weekly_async (making->engine, making->week, path, NULL, remembered, task);
}

static void
begun (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (data);
  const Making *making = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      run_in_thread (task, write_file, file_written);
      return;
    }
  /* Nothing is in it. If it stays, the next attempt takes it. */
  g_file_delete_async (making->file, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  fail (task, error);
}

static void
name_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (data);
  const Making *making = g_task_get_task_data (task);
  g_autofree char *path = end_part (task, result);

  if (path != NULL)
    ear_engine_begin_weekly_async (making->engine, making->week, path, begun, task);
}

static void
report_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (data);
  Making *making = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  making->report = ear_engine_load_report_finish (EAR_ENGINE (source), result, &error);
  if (making->report != NULL)
    run_in_thread (task, take_name, name_taken);
  else
    fail (task, error);
}

void
ear_weekly_report_make_async (EarEngine *engine, const EarWeek *week, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, NULL, callback, data);
  g_autoptr (GTimeZone) zone = ear_engine_dup_time_zone (engine);
  EarWeek last;
  Making *making;

  if (week == NULL && ear_week_before (zone, ear_clock_now_ms (), &last))
    week = &last;
  g_return_if_fail (week != NULL);

  if (g_object_get_data (G_OBJECT (engine), "ear-weekly-making") != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, _("The weekly report is being made already."));
      return;
    }
  making = making_new (engine, week);
  g_task_set_task_data (task, making, making_free);
  if (making->settings.folder == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Choose a folder for the weekly report first."));
      return;
    }
  ear_engine_load_whole_report_async (engine, week->from, week->to, NULL, NULL, NULL, report_loaded, g_steal_pointer (&task));
}

char *
ear_weekly_report_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- opening it ---- */

static void
launched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) from = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error) && from != NULL &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    ear_ui_toast (from, _("This computer has no program that opens the report. It is in the folder you chose."));
}

/* The folder may be on a server that does not answer. */
static void
looked_for (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) from = data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  g_autoptr (GtkFileLauncher) launcher = NULL;
  GtkRoot *root = from != NULL ? gtk_widget_get_root (from) : NULL;

  if (info == NULL)
    {
      if (from != NULL)
        ear_ui_toast (from, _("The report is not in its folder any more. It may have been moved or deleted."));
      return;
    }
  launcher = gtk_file_launcher_new (G_FILE (source));
  gtk_file_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, launched, g_steal_pointer (&from));
}

void
ear_weekly_report_open (GtkWidget *from, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, looked_for,
                           from != NULL ? g_object_ref (from) : NULL);
}

/* ---- each week ---- */

static void
made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarWeeklyReport) self = EAR_WEEKLY_REPORT (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ear_weekly_report_make_finish (result, &error);

  if (path != NULL)
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *parent = g_path_get_dirname (path);
      g_autofree char *folder = g_filename_display_basename (parent);
      /* Translators: %s is a folder */
      g_autofree char *title = g_strdup_printf (_("Last week’s report is in %s"), folder);

      ear_announcer_tell (self->announcer, NOTICE_ID, &(EarNotice) { title, name, "app.open-report", path, FALSE });
      g_clear_pointer (&self->told, g_free);
    }
  /* Once, not every hour; and in the morning, where it was night. */
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) && g_strcmp0 (self->told, error->message) != 0 &&
           ear_announcer_tell (self->announcer, NOTICE_ID, &(EarNotice) { _("Last week’s report was not saved"), error->message, NULL, NULL, FALSE }))
    g_set_str (&self->told, error->message);
}

static void
weekly_due (EarWeeklyReport *self, const EarWeek *week, EarEngine *engine)
{
  ear_weekly_report_make_async (engine, week, made, g_object_ref (self));
}

void
ear_weekly_report_set_engine (EarWeeklyReport *self, EarEngine *engine)
{
  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (self->engine, self);
  g_set_object (&self->engine, engine);
  if (engine != NULL)
    g_signal_connect_object (engine, "weekly-due", G_CALLBACK (weekly_due), self, G_CONNECT_SWAPPED);
}

static void
ear_weekly_report_dispose (GObject *object)
{
  EarWeeklyReport *self = EAR_WEEKLY_REPORT (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->announcer);
  g_clear_pointer (&self->told, g_free);
  G_OBJECT_CLASS (ear_weekly_report_parent_class)->dispose (object);
}

static void
ear_weekly_report_class_init (EarWeeklyReportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_weekly_report_dispose;
}

static void
ear_weekly_report_init (EarWeeklyReport *self)
{
}

EarWeeklyReport *
ear_weekly_report_new (EarAnnouncer *announcer)
{
  EarWeeklyReport *self = g_object_new (EAR_TYPE_WEEKLY_REPORT, NULL);

  self->announcer = g_object_ref (announcer);
  return self;
}
