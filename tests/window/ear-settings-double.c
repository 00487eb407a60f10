/* ear-settings-double.c: the double's settings, also those that are valid from a date on, or for one channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ear-engine-double-private.h"

GPtrArray *
ear_double_later_new (gboolean planned)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  EarLater *later = g_new0 (EarLater, 1);

  later->what = EAR_LATER_PROMISE;
  later->valid_from = ear_time_parse ("2027-06-01T00:00:00Z");
  later->promise_s = 2 * 3600;
  g_ptr_array_add (list, later);
  if (!planned)
    g_ptr_array_set_size (list, 0);
  return list;
}

GTimeZone *
ear_engine_dup_time_zone (EarEngine *self)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self);

  return g_time_zone_new_identifier (settings->zone);
}

EarSettings *
ear_engine_dup_settings (EarEngine *self)
{
  EarSettings *settings = g_new0 (EarSettings, 1);

  settings->name = g_strdup (self->name);
  settings->member_name = g_strdup ("Mia");
  settings->promise_s = self->promise_s;
  settings->opening = ear_hours_ref (self->opening);
  settings->answering = ear_hours_ref (self->answering);
  settings->zone = g_strdup (ear_hours_get_zone (self->answering));
  settings->report_language = g_strdup (self->report_language);
  ear_weekly_copy (&self->weekly, &settings->weekly);
  settings->later = ear_double_later_new (self->scenario == EAR_DOUBLE_BUSY);
  settings->undo_s = self->undo_s;
  settings->set_up = self->set_up;
  return settings;
}

void
ear_settings_free (EarSettings *settings)
{
  g_free (settings->name);
  g_free (settings->member_name);
  ear_hours_unref (settings->opening);
  ear_hours_unref (settings->answering);
  g_free (settings->zone);
  g_free (settings->report_language);
  ear_weekly_clear (&settings->weekly);
  g_ptr_array_unref (settings->later);
  g_free (settings);
}

/* ---- writes that take their time ---- */

typedef struct {
  EarSettings *settings;
  gint64 valid_from_ms;
  GAsyncReadyCallback callback;
  gpointer data;
} Held;

static gboolean settings_held;
static GQueue held = G_QUEUE_INIT;

void
ear_engine_double_hold_settings (gboolean hold)
{
  settings_held = hold;
}

/* All but what comes later. */
static void
hold (EarEngine *self, const EarSettings *settings, gint64 valid_from_ms, GAsyncReadyCallback callback, gpointer data)
{
  EarSettings *copy = g_new (EarSettings, 1);
  Held one = { copy, valid_from_ms, callback, data };

  *copy = *settings;
  copy->name = g_strdup (settings->name);
  copy->member_name = g_strdup (settings->member_name);
  ear_hours_ref (copy->opening);
  ear_hours_ref (copy->answering);
  copy->zone = g_strdup (settings->zone);
  copy->report_language = g_strdup (settings->report_language);
  ear_weekly_copy (&settings->weekly, &copy->weekly);
  copy->later = ear_double_later_new (FALSE);
  g_queue_push_tail (&held, g_memdup2 (&one, sizeof one));
}

void
ear_engine_double_finish_settings (EarEngine *self)
{
  g_autofree Held *one = g_queue_pop_head (&held);
  gboolean still = settings_held;

  g_assert_nonnull (one);
  settings_held = FALSE;
  ear_engine_set_settings_async (self, one->settings, one->valid_from_ms, one->callback, one->data);
  settings_held = still;
  ear_settings_free (one->settings);
}

void
ear_engine_set_settings_async (EarEngine *self, const EarSettings *settings, gint64 valid_from_ms, GAsyncReadyCallback callback, gpointer data)
{
  EarHours *opening, *answering;

  if (settings_held)
    {
      hold (self, settings, valid_from_ms, callback, data);
      return;
    }
  if (ear_double_refuse (self, callback, data))
    return;
  opening = ear_hours_ref (settings->opening);
  answering = ear_hours_ref (settings->answering);
  ear_hours_unref (self->opening);
  ear_hours_unref (self->answering);
  self->opening = opening;
  self->answering = answering;
  self->promise_s = settings->promise_s;
  self->undo_s = settings->undo_s;
  self->set_up = settings->set_up;
  g_free (self->name);
  self->name = g_strdup (settings->name);
  g_set_str (&self->report_language, settings->report_language);
  ear_weekly_clear (&self->weekly);
  ear_weekly_copy (&settings->weekly, &self->weekly);
  ear_engine_double_say (self, "settings %s", valid_from_ms == EAR_TIME_NONE ? "always" : "from");
  ear_double_emit_changed (self, 0);
  ear_double_answer (self, callback, data);
}

void
ear_engine_set_closed_today_async (EarEngine *self, gboolean closed, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "closed-today %d", closed);
  ear_double_answer (self, callback, data);
}

void
ear_engine_drop_later_async (EarEngine *self, const char *channel_key, const EarLater *later, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_double_say (self, "drop-later %s %d", channel_key != NULL ? channel_key : "-", later->what);
  ear_double_answer (self, callback, data);
}

void
ear_channel_settings_free (EarChannelSettings *settings)
{
  ear_hours_unref (settings->answering);
  g_ptr_array_unref (settings->later);
  g_free (settings);
}

void
ear_engine_load_channel_settings_async (EarEngine *self, const char *channel_key, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (EarSettings) all = ear_engine_dup_settings (self);
  EarChannelSettings *settings = g_new0 (EarChannelSettings, 1);

  settings->promise_s = all->promise_s;
  settings->answering = ear_hours_ref (all->answering);
  settings->later = ear_double_later_new (FALSE);
  g_task_return_pointer (task, settings, (GDestroyNotify) ear_channel_settings_free);
}

EarChannelSettings *
ear_engine_load_channel_settings_finish (EarEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ear_engine_set_channel_settings_async (EarEngine *self, const char *channel_key, const EarChannelSettings *settings, gint64 valid_from_ms,
                                       GAsyncReadyCallback callback, gpointer data)
{
  gsize n_intervals;

  ear_hours_get_week (settings->answering, &n_intervals);
  ear_engine_double_say (self, "channel-settings %s promise %d %" G_GINT64_FORMAT " hours %d %zu %s", channel_key, settings->own_promise,
                         settings->promise_s, settings->own_hours, n_intervals, valid_from_ms == EAR_TIME_NONE ? "always" : "from");
  ear_double_answer (self, callback, data);
}

/* ---- the weekly report ---- */

EarWeeklyLast *
ear_engine_dup_weekly_last (EarEngine *self)
{
  EarWeeklyLast *last = g_memdup2 (&self->weekly_last, sizeof *last);

  last->week = g_strdup (last->week);
  last->path = g_strdup (last->path);
  last->problem = g_strdup (last->problem);
  return last;
}

void
ear_weekly_last_free (EarWeeklyLast *last)
{
  g_free (last->week);
  g_free (last->path);
  g_free (last->problem);
  g_free (last);
}

void
ear_engine_begin_weekly_async (EarEngine *self, const char *week, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  ear_double_answer (self, callback, data);
}

void
ear_engine_end_weekly_async (EarEngine *self, const char *week, const char *path, const char *problem, GAsyncReadyCallback callback, gpointer data)
{
  if (problem == NULL)
    {
      g_set_str (&self->weekly_last.week, week);
      g_set_str (&self->weekly_last.path, path);
    }
  g_set_str (&self->weekly_last.problem, problem);
  ear_engine_double_say (self, "weekly %s %s", week, problem == NULL ? "made" : "failed");
  ear_double_emit_changed (self, 0);
  ear_double_answer (self, callback, data);
}

/* ---- the brand sheet ---- */

void
ear_engine_load_brand_sheet_async (EarEngine *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  EarBrandSheet *sheet;

  if (ear_double_refuse (self, callback, data))
    return;
  task = g_task_new (self, NULL, callback, data);
  sheet = ear_brand_sheet_copy (self->brand);
  ear_brand_sheet_set (sheet, EAR_BRAND_NAME, self->name);
  g_task_return_pointer (task, sheet, (GDestroyNotify) ear_brand_sheet_free);
}

EarBrandSheet *
ear_engine_load_brand_sheet_finish (EarEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ear_engine_set_brand_sheet_async (EarEngine *self, const EarBrandSheet *sheet, guint which, gint64 valid_from_ms,
                                  GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GString) said = g_string_new ("brand");

  for (EarBrandFact fact = 0; fact < EAR_N_BRAND_FACTS; fact++)
    if ((which & (1u << fact)) != 0)
      {
        const char *text = ear_brand_sheet_get (sheet, fact);

        ear_brand_sheet_set (self->brand, fact, text);
        g_string_append_printf (said, " %s=%s", ear_brand_fact_to_string (fact), text != NULL ? text : "-");
      }
  ear_engine_double_say (self, "%s", said->str);
  ear_double_answer (self, callback, data);
}
