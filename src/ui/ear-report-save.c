/* ear-report-save.c: the report to a file or to a printer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-report-save.h"
#include "ui/ear-ui.h"

typedef struct
{
  GtkWidget *from;
  EarEngine *engine;
  EarReport *report;
  EarReportFormat format;
  EarPaper paper;
  char *language, *organisation;
  GFile *file;               /* (nullable): not chosen yet */
} Saving;

static Saving *
saving_new (GtkWidget *from, EarEngine *engine, EarReport *report, EarReportFormat format)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (engine);
  Saving *saving = g_new0 (Saving, 1);

  saving->from = g_object_ref (from);
  saving->engine = g_object_ref (engine);
  saving->report = ear_report_ref (report);
  saving->format = format;
  /* What this computer prints on. */
  saving->paper = g_str_equal (gtk_paper_size_get_default (), GTK_PAPER_NAME_LETTER) ? EAR_PAPER_LETTER : EAR_PAPER_A4;
  saving->language = g_strdup (settings->report_language);
  saving->organisation = g_strdup (settings->name);
  return saving;
}

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->from);
  g_object_unref (saving->engine);
  ear_report_unref (saving->report);
  g_free (saving->language);
  g_free (saving->organisation);
  g_clear_object (&saving->file);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static EarDocument *
write_document (const Saving *saving)
{
  g_autoptr (EarCatalogue) catalogue = ear_report_load_catalogue (saving->language);

  return ear_document_new (saving->report, catalogue, saving->organisation);
}

/* ---- files ---- */

/* On a worker: a PDF of a dozen channels takes a tenth of a second, a slow disk longer. */
static void
write_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  g_autoptr (EarDocument) document = write_document (saving);
  GError *error = NULL;

  if (ear_document_save (document, saving->format, saving->paper, saving->file, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Somebody has just asked for it: at once, and as long as other failures are said. */
static void
say_failure (GtkWidget *from, const char *sentence)
{
  AdwToast *toast = ear_ui_toast_new (sentence);

  adw_toast_set_timeout (toast, 10);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  ear_ui_add_toast (from, toast);
}

char *
ear_report_describe_not_saved (GFile *file, const GError *error)
{
  g_autoptr (GFile) parent = file != NULL ? g_file_get_parent (file) : NULL;
  g_autofree char *path = parent != NULL ? g_file_get_parse_name (parent) : NULL;
  g_autofree char *folder = path != NULL ? g_filename_display_basename (path) : NULL;

  if (folder != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup_printf (_("The report was not saved: the folder “%s” is not there any more. Choose another one."), folder);
  if (folder != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return g_strdup_printf (_("The report was not saved: there is no space left in “%s”. Free some or choose another folder."), folder);
  if (folder != NULL && (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY)))
    return g_strdup_printf (_("The report was not saved: Earshot may not write to “%s”. Choose another folder."), folder);
  return g_strdup_printf (_("The report was not saved: %s. Choose another place."), error->message);
}

static void
say_not_saved (const Saving *saving, const GError *error)
{
  g_autofree char *sentence = ear_report_describe_not_saved (saving->file, error);

  say_failure (saving->from, sentence);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ear_ui_toast (saving->from, _("Saved"));
  else
    say_not_saved (saving, error);
}

/* @take_saving: with its file */
static void
save_now (Saving *take_saving)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, written, NULL);

  g_task_set_task_data (task, take_saving, saving_free);
  g_task_run_in_thread (task, write_file);
}

static void
place_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Saving) saving = data;
  g_autoptr (GError) error = NULL;

  saving->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  if (saving->file != NULL)
    save_now (g_steal_pointer (&saving));
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    say_not_saved (saving, error);
}

void
ear_report_save (GtkWidget *from, EarEngine *engine, EarReport *report, const char *title, EarReportFormat format)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  /* Translators: a file's name without its ending; %s is a period, such as November 2026 */
  g_autofree char *stem = g_strdup_printf (_("Earshot, %s"), title);
  g_autofree char *name = g_strconcat (stem, format == EAR_REPORT_PDF ? ".pdf" : format == EAR_REPORT_HTML ? ".html" : ".csv", NULL);

  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (from)), NULL, place_chosen, saving_new (from, engine, report, format));
}

void
ear_report_save_to (GtkWidget *from, EarEngine *engine, EarReport *report, EarReportFormat format, GFile *file)
{
  Saving *saving = saving_new (from, engine, report, format);

  saving->file = g_object_ref (file);
  save_now (saving);
}

/* ---- paper ---- */

typedef struct
{
  EarDocument *document;
  EarPages *pages;           /* (nullable): not laid out yet */
} Printing;

static void
printing_free (gpointer data)
{
  Printing *printing = data;

  ear_pages_free (printing->pages);
  ear_document_unref (printing->document);
  g_free (printing);
}

/* Layouts belong to the thread that draws them, which GTK says is this one. */
static void
begin_print (GtkPrintOperation *operation, GtkPrintContext *context, gpointer data)
{
  Printing *printing = data;

  g_clear_pointer (&printing->pages, ear_pages_free);
  printing->pages = ear_pages_new (printing->document, gtk_print_context_get_width (context), gtk_print_context_get_height (context), EAR_PAPER_MARGIN);
  gtk_print_operation_set_n_pages (operation, (int) ear_pages_get_n (printing->pages));
}

static void
draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  Printing *printing = data;

  ear_pages_draw (printing->pages, (guint) page, gtk_print_context_get_cairo_context (context), FALSE);
}

GtkPrintOperation *
ear_report_print_operation_new (EarDocument *document)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Printing *printing = g_new0 (Printing, 1);

  printing->document = ear_document_ref (document);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_job_name (operation, ear_document_get_title (document));
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (begin_print), printing, NULL, 0);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page), printing, NULL, 0);
  g_object_set_data_full (G_OBJECT (operation), "ear-printing", printing, printing_free);
  return operation;
}

/* GTK tells some failures twice, others once: as a result and with "done". */
static void
say_not_printed (GtkPrintOperation *operation, GtkWidget *from, const GError *error)
{
  g_autofree char *sentence = g_strdup_printf (_("The report was not printed: %s. Save it as a PDF and print that."), error->message);

  if (g_object_get_data (G_OBJECT (operation), "ear-said") == NULL)
    say_failure (from, sentence);
  g_object_set_data (G_OBJECT (operation), "ear-said", operation);
}

static void
printed (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWidget *from)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  say_not_printed (operation, from, error);
}

void
ear_report_run_print (GtkWidget *from, GtkPrintOperation *operation, GtkPrintOperationAction action)
{
  g_autoptr (GError) error = NULL;
  GtkPrintOperationResult result;

  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed), from, 0);
  result = gtk_print_operation_run (operation, action, GTK_WINDOW (gtk_widget_get_root (from)), &error);
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR && error != NULL)
    say_not_printed (operation, from, error);
}

void
ear_report_print (GtkWidget *from, EarEngine *engine, EarReport *report)
{
  g_autoptr (Saving) saving = saving_new (from, engine, report, EAR_REPORT_PDF);
  g_autoptr (EarDocument) document = write_document (saving);
  g_autoptr (GtkPrintOperation) operation = ear_report_print_operation_new (document);

  ear_report_run_print (from, operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG);
}
