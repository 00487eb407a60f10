/* ear-cli-report.c: the report in a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "report/ear-document.h"

#define DEFAULT_DAYS 28
#define TERMINAL_COLUMNS 96

/* A date is the workspace's midnight that begins it, or ends it. @at stays where nothing was typed. */
static gboolean
parse_day (const EarHours  *hours,
           const char      *text,
           gboolean         end,
           gint64          *at,
           GError         **error)
{
  gint64 typed = ear_hours_parse_time (hours, text, end);

  if (text == NULL)
    return TRUE;
  if (typed == EAR_TIME_NONE)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not a date. Write it like 2026-11-30."), text);
      return FALSE;
    }
  *at = end ? MIN (typed, ear_clock_now_ms ()) : typed;
  return TRUE;
}
/* The whole period, or the last weeks of it. */
static gboolean
parse_period (EarEngine          *engine,
              const EarJsonNode  *arguments,
              gint64             *from,
              gint64             *to,
              GError            **error)
{
  g_autoptr(EarSettings) settings = ear_engine_dup_settings (engine);

  *to = ear_clock_now_ms ();
  if (!parse_day (settings->answering, ear_json_member_text (arguments, "to"), TRUE, to, error))
    return FALSE;
  *from = *to - DEFAULT_DAYS * G_GINT64_CONSTANT (24 * 3600 * 1000);
  if (!parse_day (settings->answering, ear_json_member_text (arguments, "from"), FALSE, from, error))
    return FALSE;
  if (*from < *to)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The period ends before it begins."));
  return FALSE;
}

/* ---- what is asked for ---- */

typedef struct {
  EarReportFormat format;
  EarPaper paper;
  const char *output;        /* (nullable): a file; NULL: standard output */
} Form;

static gboolean
parse_form (const EarJsonNode  *arguments,
            gboolean            json,
            Form               *form,
            GError            **error)
{
  const char *format = ear_json_member_text (arguments, "format"), *paper = ear_json_member_text (arguments, "paper");

  *form = (Form) { json ? EAR_REPORT_JSON : EAR_REPORT_TEXT, EAR_PAPER_A4, ear_json_member_text (arguments, "output") };
  if (format != NULL && !ear_report_format_from_string (format, &form->format))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not a format. Use text, json, csv, csv-hours, html or pdf."), format);
      return FALSE;
    }
  if (json && form->format != EAR_REPORT_JSON)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--json and --format %s ask for different things. Leave one of them out."), format);
      return FALSE;
    }
  if (paper != NULL && !ear_paper_from_string (paper, &form->paper))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is no paper. Use a4 or letter."), paper);
      return FALSE;
    }
  if (paper != NULL && form->format != EAR_REPORT_PDF)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--paper is for --format pdf."));
      return FALSE;
    }
  if (form->format == EAR_REPORT_PDF && form->output == NULL && isatty (STDOUT_FILENO))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("A PDF is nothing to read in a terminal. Name a file with --output."));
      return FALSE;
    }
  return TRUE;
}

/* ---- the work, off the main loop ---- */

#define SAY_AFTER_MS 1000

typedef struct {
  GCancellable *cancellable;
  GAsyncResult *result;
  guint interrupt, saying;   /* sources */
} Waiting;

static gboolean
interrupted (gpointer data)
{
  Waiting *waiting = data;

  g_cancellable_cancel (waiting->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
say (gpointer data)
{
  Waiting *waiting = data;

  waiting->saying = 0;
  g_printerr ("%s\n", _("Counting the questions…"));
  return G_SOURCE_REMOVE;
}

static void
waiting_begin (Waiting *waiting)
{
  *waiting = (Waiting) { .cancellable = g_cancellable_new () };
  waiting->interrupt = g_unix_signal_add (SIGINT, interrupted, waiting);
  if (isatty (STDERR_FILENO))
    waiting->saying = g_timeout_add (SAY_AFTER_MS, say, waiting);
}

static void
waiting_clear (Waiting *waiting)
{
  g_clear_handle_id (&waiting->interrupt, g_source_remove);
  g_clear_handle_id (&waiting->saying, g_source_remove);
  g_clear_object (&waiting->result);
  g_clear_object (&waiting->cancellable);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, waiting_clear)

static void
keep_result (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  ((Waiting *) data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_it (Waiting *waiting)
{
  while (waiting->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return waiting->result;
}

typedef struct {
  EarDocument *document;
  Form form;
} Writing;

static void
write_it (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  const Writing *writing = data;
  g_autoptr(GError) error = NULL;
  GBytes *bytes;

  if (writing->form.output != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (writing->form.output);

      if (ear_document_save (writing->document, writing->form.format, writing->form.paper, file, cancellable, &error))
        g_task_return_pointer (task, g_bytes_new (NULL, 0), (GDestroyNotify) g_bytes_unref);
      else
        g_task_return_new_error (task, error->domain, error->code, _("The report was not saved: %s."), error->message);
      return;
    }
  if (writing->form.format == EAR_REPORT_TEXT)
    {
      char *text = ear_document_to_text (writing->document, TERMINAL_COLUMNS, FALSE);

      bytes = g_bytes_new_take (text, strlen (text));
    }
  else
    {
      bytes = ear_document_to_bytes (writing->document, writing->form.format, writing->form.paper, cancellable, &error);
    }
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static EarReport *
load_report (EarEngine  *engine,
             gint64      from,
             gint64      to,
             GError    **error)
{
  g_auto(Waiting) waiting = { 0 };

  waiting_begin (&waiting);
  ear_engine_load_whole_report_async (engine, from, to, NULL, NULL, waiting.cancellable, keep_result, &waiting);
  return ear_engine_load_report_finish (engine, wait_for_it (&waiting), error);
}

static gboolean
write_report (EarReport          *report,
              const EarSettings  *settings,
              const Form         *form,
              GError            **error)
{
  g_auto(Waiting) waiting = { 0 };
  g_autoptr(EarCatalogue) catalogue = ear_report_load_catalogue (settings->report_language);
  g_autoptr(EarDocument) document = ear_document_new (report, catalogue, settings->name);
  Writing writing = { document, *form };
  g_autoptr(GTask) task = NULL;
  g_autoptr(GBytes) bytes = NULL;
  const char *text;
  gsize size;

  waiting_begin (&waiting);
  task = g_task_new (NULL, waiting.cancellable, keep_result, &waiting);
  g_task_set_task_data (task, &writing, NULL);
  g_task_run_in_thread (task, write_it);
  bytes = g_task_propagate_pointer (G_TASK (wait_for_it (&waiting)), error);
  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  if (size == 0)
    return TRUE;
  if (fwrite (text, 1, size, stdout) != size || (form->format != EAR_REPORT_PDF && text[size - 1] != '\n' && putchar ('\n') == EOF) || fflush (stdout) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _("The report could not be written: %s."), g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

/* Ctrl+C is nothing that went wrong. */
static gboolean
say_stopped (GError **error)
{
  if (error != NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The report was stopped. Nothing was written."));
    }
  return FALSE;
}

gboolean
ear_cli_report (const char     *folder,
                EarCliCommand  *command,
                gboolean        json,
                GError        **error)
{
  g_autoptr(EarJson) arguments = ear_json_parse_text (command->arguments, -1, error);
  g_autoptr(EarSettings) settings = NULL;
  g_autoptr(EarReport) report = NULL;
  gint64 from, to;
  EarEngine *engine;
  Form form;

  if (arguments == NULL || !parse_form (ear_json_root (arguments), json, &form, error))
    return FALSE;

  engine = ear_cli_open (folder, EAR_ENGINE_NO_SYNC | EAR_ENGINE_READ_ONLY, error);
  if (engine == NULL)
    return FALSE;
  /* The workspace knows which zone its days are in. */
  settings = ear_engine_dup_settings (engine);
  if (parse_period (engine, ear_json_root (arguments), &from, &to, error))
    report = load_report (engine, from, to, error);
  ear_cli_close (engine);
  return (report != NULL && write_report (report, settings, &form, error)) || say_stopped (error);
}
