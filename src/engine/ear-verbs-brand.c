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
fail (GTask  *task,
      GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
write_hours (EarJsonWriter  *writer,
             const EarHours *hours)
{
  static const char *const none[] = { NULL };
  g_autofree char *text = ear_hours_to_json (hours);
  g_autoptr (EarJson) json = ear_json_parse_text (text, -1, NULL);

  ear_json_writer_begin_object (writer, "opening_hours");
  ear_json_writer_members_but (writer, ear_json_root (json), none);
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
      fail (task, error);
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
      fail (task, error);
      return;
    }
  writer = ear_json_writer_new ();
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "ok", TRUE);
  ear_json_writer_text (writer, "key", event);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
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
