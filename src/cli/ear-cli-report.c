/* ear-cli-report.c: the report in a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli-private.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "report/ear-report-text.h"

#define DEFAULT_DAYS 28

/* A date is its local midnight, or the midnight that ends it; a time with a zone is itself. */
static gboolean
parse_day (const char  *text,
           gboolean     end,
           gint64      *at,
           GError     **error)
{
  int year, month, day, length = 0;

  if (text == NULL)
    return TRUE;
  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length) == 3 && text[length] == '\0')
    {
      g_autoptr(GDateTime) midnight = g_date_time_new_local (year, month, day, 0, 0, 0);

      if (midnight != NULL && end)
        {
          g_autoptr(GDateTime) next = g_date_time_add_days (midnight, 1);

          *at = MIN (ear_clock_now_ms (), g_date_time_to_unix (next) * 1000);
          return TRUE;
        }
      if (midnight != NULL)
        {
          *at = g_date_time_to_unix (midnight) * 1000;
          return TRUE;
        }
    }
  else
    {
      *at = ear_time_parse (text);
      if (*at != EAR_TIME_NONE)
        return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not a date. Write it like 2026-11-30."), text);
  return FALSE;
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
  const EarJsonNode *root;
  const char *format;
  gint64 to = ear_clock_now_ms ();
  gint64 from;
  EarEngine *engine;
  EarReport *report;

  if (arguments == NULL)
    return FALSE;
  root = ear_json_root (arguments);
  format = json ? "json" : ear_json_member_text (root, "format");
  if (format == NULL)
    format = "text";
  if (!g_str_equal (format, "text") && !g_str_equal (format, "json") && !g_str_equal (format, "csv"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not a format. Use text, json or csv."), format);
      return FALSE;
    }
  if (!parse_day (ear_json_member_text (root, "to"), TRUE, &to, error))
    return FALSE;
  from = to - DEFAULT_DAYS * G_GINT64_CONSTANT (24 * 3600 * 1000);
  if (!parse_day (ear_json_member_text (root, "from"), FALSE, &from, error))
    return FALSE;
  if (from >= to)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The period ends before it begins."));
      return FALSE;
    }

  engine = ear_cli_open (folder, EAR_ENGINE_NO_SYNC | EAR_ENGINE_READ_ONLY, error);
  if (engine == NULL)
    return FALSE;
  ear_engine_load_report_async (engine, from, to, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  report = ear_engine_load_report_finish (engine, result, error);
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

