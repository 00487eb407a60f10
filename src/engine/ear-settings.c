/* ear-settings.c: the workspace's settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-settings-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "engine/ear-due-private.h"
#include "engine/ear-engine-private.h"
#include "engine/ear-weekly-due-private.h"
#include "store/ear-store-channel.h"
#include "store/ear-store-event.h"

void
ear_settings_free (EarSettings *settings)
{
  if (settings == NULL)
    return;
  g_free (settings->name);
  g_free (settings->member_name);
  g_free (settings->zone);
  g_free (settings->report_language);
  ear_weekly_clear (&settings->weekly);
  g_clear_pointer (&settings->opening, ear_hours_unref);
  g_clear_pointer (&settings->answering, ear_hours_unref);
  g_clear_pointer (&settings->later, g_ptr_array_unref);
  g_free (settings);
}

EarSettings *
ear_settings_copy (const EarSettings *settings)
{
  EarSettings *copy = g_new0 (EarSettings, 1);

  *copy = *settings;
  copy->name = g_strdup (settings->name);
  copy->member_name = g_strdup (settings->member_name);
  copy->zone = g_strdup (settings->zone);
  copy->report_language = g_strdup (settings->report_language);
  ear_weekly_copy (&settings->weekly, &copy->weekly);
  copy->opening = ear_hours_ref (settings->opening);
  copy->answering = ear_hours_ref (settings->answering);
  copy->later = ear_later_list_new ();
  for (guint i = 0; settings->later != NULL && i < settings->later->len; i++)
    g_ptr_array_add (copy->later, ear_later_copy (g_ptr_array_index (settings->later, i)));
  return copy;
}

gint64
ear_settings_read_seconds (const char *json,
                           gint64      otherwise)
{
  struct {
    gint64 seconds;
  } value = { otherwise };
  const EarJsonField fields[] = { { "seconds", EAR_JSON_INT, EAR_JSON_REQUIRED, 0, -1 } };
  g_autoptr (EarJson) parsed = json != NULL ? ear_json_parse_text (json, -1, NULL) : NULL;

  if (parsed == NULL || !ear_json_bind_table (ear_json_root (parsed), fields, &value, NULL))
    return otherwise;
  return value.seconds;
}

static char *
read_name (const char *json)
{
  g_autoptr (EarJson) parsed = json != NULL ? ear_json_parse_text (json, -1, NULL) : NULL;

  return parsed != NULL ? g_strdup (ear_json_member_text (ear_json_root (parsed), "name")) : NULL;
}

char *
ear_settings_write_name (const char *name)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "name", name);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

char *
ear_settings_write_seconds (gint64 seconds)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_int (writer, "seconds", seconds);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

/* ---- the zone: what was chosen, else that of the hours, else this computer's ---- */

static gboolean
is_zone (const char *zone)
{
  g_autoptr (EarHours) hours = zone != NULL ? ear_hours_new (zone, NULL) : NULL;

  return hours != NULL;
}

static char *
zone_of_hours (EarStore   *store,
               const char *key,
               gint64      at)
{
  g_autofree char *json = ear_store_get_setting (store, key, at, NULL);
  g_autoptr (EarHours) hours = json != NULL ? ear_hours_from_json (json, NULL) : NULL;

  return hours != NULL ? g_strdup (ear_hours_get_zone (hours)) : NULL;
}

static char *
load_zone (EarStore *store,
           gint64    at)
{
  g_autofree char *json = ear_store_get_setting (store, EAR_KEY_ZONE, at, NULL);
  g_autofree char *zone = read_name (json);
  g_autoptr (GTimeZone) local = NULL;

  if (!is_zone (zone))
    {
      g_free (zone);
      zone = zone_of_hours (store, EAR_KEY_ANSWERING, at);
    }
  if (zone == NULL)
    zone = zone_of_hours (store, EAR_KEY_OPENING, at);
  if (zone != NULL)
    return g_steal_pointer (&zone);
  local = g_time_zone_new_local ();
  return g_strdup (is_zone (g_time_zone_get_identifier (local)) ? g_time_zone_get_identifier (local) : "UTC");
}

/* ---- loading ---- */

static EarHours *
load_hours (EarStore    *store,
            const char  *key,
            gint64       at,
            const char  *zone,
            GError     **error)
{
  GError *problem = NULL;
  g_autofree char *json = ear_store_get_setting (store, key, at, &problem);
  g_autoptr (EarHours) hours = NULL;

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (json == NULL)
    return ear_hours_new (zone, error);
  hours = ear_hours_from_json (json, error);
  return hours != NULL ? ear_hours_copy_in_zone (hours, zone, error) : NULL;
}

EarSettings *
ear_settings_load (EarStore  *store,
                   GError   **error)
{
  const gint64 now = ear_clock_now_ms ();
  g_autoptr (EarSettings) settings = g_new0 (EarSettings, 1);
  g_autofree char *name = ear_store_get_setting (store, EAR_KEY_ORGANISATION, now, NULL);
  g_autofree char *member = ear_store_get_setting (store, EAR_KEY_MEMBER, now, NULL);
  g_autofree char *promise = ear_store_get_setting (store, EAR_KEY_PROMISE, now, NULL);
  g_autofree char *undo = ear_store_get_setting (store, EAR_KEY_UNDO, now, NULL);
  g_autofree char *language = ear_store_get_setting (store, EAR_KEY_REPORT_LANGUAGE, now, NULL);
  g_autofree char *weekly = ear_store_get_setting (store, EAR_KEY_WEEKLY, now, NULL);
  g_autofree char *set_up = ear_store_get_memo (store, EAR_MEMO_SET_UP, NULL);

  settings->name = read_name (name);
  settings->member_name = read_name (member);
  if (settings->member_name == NULL)
    settings->member_name = g_strdup (g_get_real_name ());
  settings->zone = load_zone (store, now);
  settings->report_language = read_name (language);
  ear_weekly_from_json (weekly, &settings->weekly);
  settings->promise_s = ear_settings_read_seconds (promise, EAR_DEFAULT_PROMISE_S);
  settings->undo_s = (guint) CLAMP (ear_settings_read_seconds (undo, EAR_DEFAULT_UNDO_S), 0, EAR_MAX_UNDO_S);
  settings->set_up = set_up != NULL;
  settings->opening = load_hours (store, EAR_KEY_OPENING, now, settings->zone, error);
  settings->answering = settings->opening != NULL ? load_hours (store, EAR_KEY_ANSWERING, now, settings->zone, error) : NULL;
  settings->later = ear_later_list_new ();
  if (settings->answering == NULL || !ear_later_list_add (settings->later, store, EAR_KEY_PROMISE, EAR_LATER_PROMISE, now, error) ||
      !ear_later_list_add (settings->later, store, EAR_KEY_OPENING, EAR_LATER_OPENING, now, error) ||
      !ear_later_list_add (settings->later, store, EAR_KEY_ANSWERING, EAR_LATER_ANSWERING, now, error) ||
      !ear_later_list_add (settings->later, store, EAR_KEY_ZONE, EAR_LATER_ZONE, now, error))
    return NULL;
  return g_steal_pointer (&settings);
}

/* A program that runs over the day from which something is otherwise. */
static void
advance (EarSettings *settings,
         gint64       now)
{
  while (settings->later->len > 0)
    {
      const EarLater *later = g_ptr_array_index (settings->later, 0);

      if (later->valid_from > now)
        return;
      if (later->what == EAR_LATER_PROMISE)
        settings->promise_s = later->promise_s;
      else if (later->what == EAR_LATER_ZONE)
        g_set_str (&settings->zone, later->zone);
      else
        {
          EarHours **place = later->what == EAR_LATER_OPENING ? &settings->opening : &settings->answering;

          ear_hours_unref (*place);
          *place = ear_hours_ref (later->hours);
        }
      g_ptr_array_remove_index (settings->later, 0);
    }
}

/**
 * ear_engine_dup_settings:
 *
 * Returns: (transfer full): the settings of the workspace, as they are now
 */
EarSettings *
ear_engine_dup_settings (EarEngine *self)
{
  EarSettings *settings;

  g_return_val_if_fail (EAR_IS_ENGINE (self), NULL);

  settings = ear_settings_copy (self->settings);
  advance (settings, ear_clock_now_ms ());
  return settings;
}

/**
 * ear_engine_dup_time_zone:
 *
 * Returns: (transfer full): in which days begin and end
 */
GTimeZone *
ear_engine_dup_time_zone (EarEngine *self)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (self);
  GTimeZone *zone = g_time_zone_new_identifier (settings->zone);

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

/* ---- changing them ---- */

typedef struct {
  EarSettings *before;       /* as whoever wants the change saw them */
  EarSettings *settings;     /* wanted */
  gint64 valid_from;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  ear_settings_free (change->before);
  ear_settings_free (change->settings);
  g_free (change);
}

static gboolean
put (EarStore    *store,
     const char  *key,
     char        *take_value,
     gint64       valid_from,
     GError     **error)
{
  g_autofree char *value = take_value;

  return ear_settings_set (store, key, value, valid_from, error);
}

/* Times are compared without their zone, which is a setting of its own. */
static gboolean
put_hours (EarStore        *store,
           const char      *key,
           const EarHours  *wanted,
           const EarHours  *before,
           const char      *zone,
           gint64           valid_from,
           GError         **error)
{
  g_autoptr (EarHours) here = ear_hours_copy_in_zone (wanted, zone, error);
  g_autoptr (EarHours) held = here != NULL ? ear_hours_copy_in_zone (before, zone, error) : NULL;

  if (held == NULL)
    return FALSE;
  return ear_hours_equal (here, held) || put (store, key, ear_hours_to_json (here), valid_from, error);
}

static gboolean
put_zone (EarStore    *store,
          const char  *zone,
          gint64       valid_from,
          GError     **error)
{
  g_autoptr (EarHours) known = ear_hours_new (zone, error);

  return known != NULL && put (store, EAR_KEY_ZONE, ear_settings_write_name (zone), valid_from, error) && ear_settings_move_zone (store, zone, valid_from, error);
}

/* Who switches it on on a Wednesday does not ask for last Monday's. */
static gboolean
put_weekly (EarStore         *store,
            const EarWeekly  *wanted,
            const EarWeekly  *before,
            GError          **error)
{
  EarWeekly weekly = *wanted;

  weekly.since = weekly.on && !before->on ? ear_clock_now_ms () : before->since;
  return ear_weekly_equal (&weekly, before) || put (store, EAR_KEY_WEEKLY, ear_weekly_to_json (&weekly), G_MININT64, error);
}

/* Only what differs: each is an event. */
static gboolean
put_changed (EarStore     *store,
             const Change *change,
             GError      **error)
{
  const EarSettings *wanted = change->settings, *before = change->before;
  const char *zone = wanted->zone != NULL ? wanted->zone : before->zone;

  if (g_strcmp0 (wanted->name, before->name) != 0 && !put (store, EAR_KEY_ORGANISATION, ear_settings_write_name (wanted->name), G_MININT64, error))
    return FALSE;
  if (g_strcmp0 (wanted->member_name, before->member_name) != 0 && !put (store, EAR_KEY_MEMBER, ear_settings_write_name (wanted->member_name), G_MININT64, error))
    return FALSE;
  if (g_strcmp0 (wanted->report_language, before->report_language) != 0 &&
      !put (store, EAR_KEY_REPORT_LANGUAGE, ear_settings_write_name (wanted->report_language != NULL ? wanted->report_language : ""), G_MININT64, error))
    return FALSE;
  if (wanted->undo_s != before->undo_s && !put (store, EAR_KEY_UNDO, ear_settings_write_seconds (wanted->undo_s), G_MININT64, error))
    return FALSE;
  if (!put_weekly (store, &wanted->weekly, &before->weekly, error))
    return FALSE;
  if (!g_str_equal (zone, before->zone) && !put_zone (store, zone, change->valid_from, error))
    return FALSE;
  if (wanted->promise_s != before->promise_s &&
      !put (store, EAR_KEY_PROMISE, ear_settings_write_seconds (wanted->promise_s), change->valid_from, error))
    return FALSE;
  if (!put_hours (store, EAR_KEY_OPENING, wanted->opening, before->opening, zone, change->valid_from, error) ||
      !put_hours (store, EAR_KEY_ANSWERING, wanted->answering, before->answering, zone, change->valid_from, error))
    return FALSE;
  return wanted->set_up == before->set_up || ear_store_set_memo (store, EAR_MEMO_SET_UP, wanted->set_up ? "yes" : NULL, error);
}

/* Everything that follows from promise and hours. */
gpointer
ear_settings_reload (EarEngine  *self,
                     EarStore   *store,
                     GError    **error)
{
  if (!ear_due_load (self->due, store, error) || !ear_store_refresh_due (store, error))
    return NULL;
  ear_change_queue_mark (self->change_queue, EAR_CHANGED_SETTINGS | EAR_CHANGED_COUNTS);
  return ear_settings_load (store, error);
}

static gpointer
set_settings (EarEngine     *self,
              EarStore      *store,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  return put_changed (store, data, error) ? ear_settings_reload (self, store, error) : NULL;
}

static void
settings_changed (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  EarEngine *self = EAR_ENGINE (source);
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  EarSettings *settings = g_task_propagate_pointer (G_TASK (result), &error);

  if (settings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&self->settings, ear_settings_free);
  self->settings = settings;
  g_atomic_int_set (&self->undo_s, (int) settings->undo_s);
  ear_weekly_due_update (self->weekly);
  ear_engine_set_event (task, ear_engine_dup_event (result));
  g_task_return_boolean (task, TRUE);
}

static gpointer
load_again (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  return ear_settings_reload (self, store, error);
}

static void
loaded_again (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  EarEngine *self = EAR_ENGINE (source);
  EarSettings *settings = g_task_propagate_pointer (G_TASK (result), NULL);

  if (settings == NULL)
    return;
  g_clear_pointer (&self->settings, ear_settings_free);
  self->settings = settings;
  g_atomic_int_set (&self->undo_s, (int) settings->undo_s);
  ear_weekly_due_update (self->weekly);
}

static gboolean
reload_on_main_thread (gpointer data)
{
  EarWork work = { load_again, NULL, NULL, (GDestroyNotify) ear_settings_free };

  ear_engine_write (data, reload_on_main_thread, work, NULL, loaded_again, NULL);
  return G_SOURCE_REMOVE;
}

void
ear_engine_reload_settings (EarEngine *self)
{
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, reload_on_main_thread, g_object_ref (self), g_object_unref);
}

void
ear_settings_change (EarEngine           *self,
                     gpointer             tag,
                     EarWork              work,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  work.free_result = (GDestroyNotify) ear_settings_free;
  ear_engine_write (self, tag, work, NULL, settings_changed, task);
}

/**
 * ear_engine_set_settings_async:
 * @settings: what they are to be
 * @valid_from_ms: from when on promise, hours and zone are so, UTC ms; %EAR_TIME_NONE: always, also in the past
 */
void
ear_engine_set_settings_async (EarEngine           *self,
                               const EarSettings   *settings,
                               gint64               valid_from_ms,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  Change *change = g_new0 (Change, 1);
  EarWork work = { set_settings, change, change_free, NULL };

  change->before = ear_engine_dup_settings (self);
  change->settings = ear_settings_copy (settings);
  change->settings->undo_s = MIN (change->settings->undo_s, EAR_MAX_UNDO_S);
  change->valid_from = valid_from_ms;
  ear_settings_change (self, ear_engine_set_settings_async, work, callback, data);
}

/* ---- closed today ---- */

/* The entry that is valid now, closed on this date: what else it says of that day and of others, and since when, stays. */
static gboolean
close_today (EarStore    *store,
             const char  *key,
             gboolean     closed,
             GError     **error)
{
  g_autoptr (GPtrArray) entries = ear_store_list_setting (store, key, error);
  const EarStoreSetting *current = entries != NULL ? ear_settings_entry_at (entries, ear_clock_now_ms ()) : NULL;
  g_autoptr (EarHours) hours = NULL;
  g_autofree char *json = NULL;
  int year, month, day;

  if (entries == NULL)
    return FALSE;
  if (current == NULL || g_str_equal (current->value, EAR_VALUE_AS_ALL))
    return TRUE;
  hours = ear_hours_from_json (current->value, error);
  if (hours == NULL)
    return FALSE;
  if (!ear_hours_is_set (hours))
    return TRUE;
  ear_hours_get_date (hours, ear_clock_now_ms (), &year, &month, &day);
  ear_hours_set_closed (hours, year, month, day, closed);
  json = ear_hours_to_json (hours);
  return ear_settings_amend (store, key, json, current->valid_from, error);
}

static gpointer
set_closed_today (EarEngine     *self,
                  EarStore      *store,
                  gpointer       data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const gboolean closed = GPOINTER_TO_INT (data);
  g_autoptr (EarSettings) settings = ear_settings_load (store, error);
  g_autoptr (GPtrArray) channels = settings != NULL ? ear_store_list_channels (store, FALSE, error) : NULL;

  if (channels == NULL)
    return NULL;
  if (!ear_hours_is_set (settings->answering) && !ear_hours_is_set (settings->opening))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Set your opening hours first, then a day can be marked as closed."));
      return NULL;
    }
  if (!close_today (store, EAR_KEY_OPENING, closed, error) || !close_today (store, EAR_KEY_ANSWERING, closed, error))
    return NULL;
  for (guint i = 0; i < channels->len; i++)
    {
      g_autofree char *key = ear_settings_key (EAR_KEY_ANSWERING, ((const EarChannelRow *) g_ptr_array_index (channels, i))->key);

      if (!close_today (store, key, closed, error))
        return NULL;
    }
  return ear_settings_reload (self, store, error);
}

/**
 * ear_engine_set_closed_today_async:
 * @closed: FALSE: as else on such a day
 *
 * Marks today in all opening and answering hours; deadlines move.
 */
void
ear_engine_set_closed_today_async (EarEngine           *self,
                                   gboolean             closed,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  EarWork work = { set_closed_today, GINT_TO_POINTER (closed), NULL, NULL };

  ear_settings_change (self, ear_engine_set_closed_today_async, work, callback, data);
}
