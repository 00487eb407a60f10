/* ear-verbs-brand.c: the brand sheet by command
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-verbs-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "model/ear-plan.h"
#include "model/ear-voice.h"

#define OPENING "opening-hours"

static void
write_minutes (EarJsonWriter *writer,
               const char    *name,
               guint          minutes)
{
  g_autofree char *text = g_strdup_printf ("%02u:%02u", minutes / 60, minutes % 60);

  ear_json_writer_text (writer, name, text);
}

static void
write_date (EarJsonWriter *writer,
            const char    *name,
            int            year,
            int            month,
            int            day)
{
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);

  ear_json_writer_text (writer, name, text);
}

/* As ear_hours_from_json() reads them. */
static void
write_hours (EarJsonWriter  *writer,
             const EarHours *hours)
{
  gsize n;
  const EarInterval *week = ear_hours_get_week (hours, &n);

  ear_json_writer_begin_object (writer, "opening_hours");
  ear_json_writer_text (writer, "zone", ear_hours_get_zone (hours));
  ear_json_writer_begin_array (writer, "week");
  for (gsize i = 0; i < n; i++)
    {
      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_int (writer, "day", week[i].weekday);
      write_minutes (writer, "from", week[i].from);
      write_minutes (writer, "to", week[i].to);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_begin_array (writer, "exceptions");
  for (gsize i = 0; i < ear_hours_get_n_exceptions (hours); i++)
    {
      EarHoursException exception;

      ear_hours_get_exception (hours, i, &exception);
      ear_json_writer_begin_object (writer, NULL);
      write_date (writer, "date", exception.year, exception.month, exception.day);
      write_date (writer, "last", exception.last_year, exception.last_month, exception.last_day);
      ear_json_writer_text (writer, "label", exception.label);
      ear_json_writer_begin_array (writer, "open");
      for (gsize k = 0; k < exception.n_intervals; k++)
        {
          ear_json_writer_begin_object (writer, NULL);
          write_minutes (writer, "from", exception.intervals[k].from);
          write_minutes (writer, "to", exception.intervals[k].to);
          ear_json_writer_end_object (writer);
        }
      ear_json_writer_end_array (writer);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_end_object (writer);
}

static void
sheet_loaded (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (EarBrandSheet) sheet = ear_engine_load_brand_sheet_finish (EAR_ENGINE (source), result, &error);
  g_autoptr (EarJsonWriter) writer = NULL;

  if (sheet == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  writer = ear_json_writer_new ();
  ear_json_writer_begin_object (writer, NULL);
  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    ear_json_writer_text (writer, ear_brand_fact_to_string (fact), ear_brand_sheet_get (sheet, fact));
  if (sheet->opening != NULL)
    write_hours (writer, sheet->opening);
  else
    ear_json_writer_null (writer, "opening_hours");
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_brand (GTask       *task,
                EarVerbCall *call)
{
  ear_engine_load_brand_sheet_async (call->engine, sheet_loaded, task);
}

static void
sheet_set (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autofree char *event = ear_engine_dup_event (result);
  g_autoptr (EarJsonWriter) writer = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  writer = ear_json_writer_new ();
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "ok", TRUE);
  ear_json_writer_text (writer, "key", event);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

static void
fail (GTask  *task,
      GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* The first opening hours were always so; others are so from now on. */
static void
set_opening (GTask       *task,
             EarVerbCall *call,
             const char  *text)
{
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (call->engine);
  GError *error = NULL;

  if (*text != '\0')
    {
      sheet->opening = ear_hours_from_json (text, &error);
      if (sheet->opening == NULL)
        {
          fail (task, error);
          return;
        }
    }
  ear_engine_set_brand_sheet_async (call->engine, sheet, EAR_BRAND_OPENING,
                                    ear_hours_is_set (settings->opening) ? ear_clock_now_ms () : EAR_TIME_NONE, sheet_set, task);
}

static gboolean
is_voice (const char *text)
{
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json (text, NULL);

  return wish != NULL;
}

void
ear_verb_brand_set (GTask       *task,
                    EarVerbCall *call)
{
  const char *name = ear_verb_call_get (call, "fact");
  const char *text = ear_verb_call_get (call, "text");
  g_autoptr (EarBrandSheet) sheet = NULL;
  EarBrandFact fact;

  if (!ear_verb_call_need (task, call, "fact"))
    return;
  if (text == NULL)
    text = "";
  if (g_str_equal (name, OPENING))
    {
      set_opening (task, call, text);
      return;
    }
  if (!ear_brand_fact_from_string (name, &fact))
    {
      fail (task, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("“%s” does not stand on the brand sheet. There are name, address, phone, email, links, policies, prices, voice, "
                                 "plan and opening-hours."),
                               name));
      return;
    }
  if (fact == EAR_BRAND_VOICE && *text != '\0' && !is_voice (text))
    {
      fail (task, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("“%s” is not how a voice is written. Write it like {\"greets\":\"yes\",\"emoji\":\"no\",\"max-words\":80}."), text));
      return;
    }
  if (fact == EAR_BRAND_PLAN)
    {
      GError *error = NULL;
      g_autoptr(GHashTable) plan = ear_plan_parse (text, &error);

      if (plan == NULL)
        {
          fail (task, error);
          return;
        }
    }
  sheet = ear_brand_sheet_new ();
  ear_brand_sheet_set (sheet, fact, text);
  ear_engine_set_brand_sheet_async (call->engine, sheet, 1u << fact, EAR_TIME_NONE, sheet_set, task);
}
