/* ear-cli-report.c: the report in a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "report/ear-report-text.h"

#define DEFAULT_DAYS 28

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

static const char *
find_format (const char  *asked,
             gboolean     json,
             GError     **error)
{
  if (asked != NULL && !g_str_equal (asked, "text") && !g_str_equal (asked, "json") && !g_str_equal (asked, "csv"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not a format. Use text, json or csv."), asked);
      return NULL;
    }
  if (json && asked != NULL && !g_str_equal (asked, "json"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--json and --format %s ask for different things. Leave one of them out."), asked);
      return NULL;
    }
  if (asked != NULL)
    return asked;
  return json ? "json" : "text";
}

static void
keep_result (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

gboolean
ear_cli_report (const char     *folder,
                EarCliCommand  *command,
                gboolean        json,
                GError        **error)
{
  g_autoptr(EarJson) arguments = ear_json_parse_text (command->arguments, -1, error);
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  const char *format;
  gint64 from, to;
  EarEngine *engine;
  EarReport *report = NULL;

  if (arguments == NULL)
    return FALSE;
  format = find_format (ear_json_member_text (ear_json_root (arguments), "format"), json, error);
  if (format == NULL)
    return FALSE;

  engine = ear_cli_open (folder, EAR_ENGINE_NO_SYNC | EAR_ENGINE_READ_ONLY, error);
  if (engine == NULL)
    return FALSE;
  /* The workspace knows which zone its days are in. */
  if (parse_period (engine, ear_json_root (arguments), &from, &to, error))
    {
      ear_engine_load_whole_report_async (engine, from, to, NULL, keep_result, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      report = ear_engine_load_report_finish (engine, result, error);
    }
  ear_cli_close (engine);
  if (report == NULL)
    return FALSE;

  if (g_str_equal (format, "json"))
    text = ear_report_to_json (report);
  else if (g_str_equal (format, "csv"))
    text = ear_report_to_csv (report);
  else
    text = ear_report_to_text (report);
  g_print ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  ear_report_unref (report);
  return TRUE;
}
