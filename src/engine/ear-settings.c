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
#include "store/ear-store-event.h"

void
ear_settings_free (EarSettings *settings)
{
  if (settings == NULL)
    return;
  g_free (settings->name);
  g_free (settings->member_name);
  g_clear_pointer (&settings->opening, ear_hours_unref);
  g_clear_pointer (&settings->answering, ear_hours_unref);
  g_free (settings);
}

EarSettings *
ear_settings_copy (const EarSettings *settings)
{
  EarSettings *copy = g_new0 (EarSettings, 1);

  *copy = *settings;
  copy->name = g_strdup (settings->name);
  copy->member_name = g_strdup (settings->member_name);
  copy->opening = ear_hours_ref (settings->opening);
  copy->answering = ear_hours_ref (settings->answering);
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

static char *
write_name (const char *name)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "name", name);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

static char *
write_seconds (gint64 seconds)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_int (writer, "seconds", seconds);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

/* Hours of this computer's zone, not set. */
static EarHours *
empty_hours (GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  EarHours *hours = ear_hours_new (g_time_zone_get_identifier (zone), NULL);

  return hours != NULL ? hours : ear_hours_new ("UTC", error);
}

static EarHours *
load_hours (EarStore    *store,
            const char  *key,
            GError     **error)
{
  GError *problem = NULL;
  g_autofree char *json = ear_store_get_setting (store, key, G_MAXINT64, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  return json != NULL ? ear_hours_from_json (json, error) : empty_hours (error);
}

EarSettings *
ear_settings_load (EarStore  *store,
                   GError   **error)
{
  g_autoptr (EarSettings) settings = g_new0 (EarSettings, 1);
  g_autofree char *name = ear_store_get_setting (store, EAR_KEY_ORGANISATION, G_MAXINT64, NULL);
  g_autofree char *member = ear_store_get_setting (store, EAR_KEY_MEMBER, G_MAXINT64, NULL);
  g_autofree char *promise = ear_store_get_setting (store, EAR_KEY_PROMISE, G_MAXINT64, NULL);
  g_autofree char *undo = ear_store_get_setting (store, EAR_KEY_UNDO, G_MAXINT64, NULL);
  g_autofree char *set_up = ear_store_get_memo (store, EAR_MEMO_SET_UP, NULL);

  settings->name = read_name (name);
  settings->member_name = read_name (member);
  if (settings->member_name == NULL)
    settings->member_name = g_strdup (g_get_real_name ());
  settings->promise_s = ear_settings_read_seconds (promise, EAR_DEFAULT_PROMISE_S);
  settings->undo_s = (guint) CLAMP (ear_settings_read_seconds (undo, EAR_DEFAULT_UNDO_S), 0, EAR_MAX_UNDO_S);
  settings->set_up = set_up != NULL;
  settings->opening = load_hours (store, EAR_KEY_OPENING, error);
  settings->answering = settings->opening != NULL ? load_hours (store, EAR_KEY_ANSWERING, error) : NULL;
  return settings->answering != NULL ? g_steal_pointer (&settings) : NULL;
}

/**
 * ear_engine_dup_settings:
 *
 * Returns: (transfer full): the settings of the workspace
 */
EarSettings *
ear_engine_dup_settings (EarEngine *self)
{
  g_return_val_if_fail (EAR_IS_ENGINE (self), NULL);

  return ear_settings_copy (self->settings);
}

/* ---- changing them ---- */

typedef struct {
  EarSettings *settings;     /* wanted; NULL: only "closed today" */
  gint64 valid_from;
  gboolean closed;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->settings, ear_settings_free);
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
  char *event = NULL;

  if (!ear_store_set_setting (store, NULL, key, value, valid_from, &event, error))
    return FALSE;
  ear_engine_give_event (event);
  return TRUE;
}

/* Only what differs: each is an event. */
static gboolean
put_changed (EarStore     *store,
             const Change *change,
             GError      **error)
{
  const EarSettings *wanted = change->settings;
  g_autoptr (EarSettings) now = ear_settings_load (store, error);

  if (now == NULL)
    return FALSE;
  if (g_strcmp0 (wanted->name, now->name) != 0 && !put (store, EAR_KEY_ORGANISATION, write_name (wanted->name), G_MININT64, error))
    return FALSE;
  if (g_strcmp0 (wanted->member_name, now->member_name) != 0 && !put (store, EAR_KEY_MEMBER, write_name (wanted->member_name), G_MININT64, error))
    return FALSE;
  if (wanted->undo_s != now->undo_s && !put (store, EAR_KEY_UNDO, write_seconds (wanted->undo_s), G_MININT64, error))
    return FALSE;
  if (wanted->promise_s != now->promise_s && !put (store, EAR_KEY_PROMISE, write_seconds (wanted->promise_s), change->valid_from, error))
    return FALSE;
  if (!ear_hours_equal (wanted->opening, now->opening) &&
      !put (store, EAR_KEY_OPENING, ear_hours_to_json (wanted->opening), change->valid_from, error))
    return FALSE;
  if (!ear_hours_equal (wanted->answering, now->answering) &&
      !put (store, EAR_KEY_ANSWERING, ear_hours_to_json (wanted->answering), change->valid_from, error))
    return FALSE;
  return wanted->set_up == now->set_up || ear_store_set_memo (store, EAR_MEMO_SET_UP, wanted->set_up ? "yes" : NULL, error);
}

/* Everything that follows from promise and hours. */
static gpointer
reload (EarEngine  *self,
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
  return put_changed (store, data, error) ? reload (self, store, error) : NULL;
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
  return reload (self, store, error);
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

static void
change_settings (EarEngine           *self,
                 gpointer             tag,
                 EarWorkFunc          func,
                 Change              *change,
                 GAsyncReadyCallback  callback,
                 gpointer             data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  EarWork work = { func, change, change_free, (GDestroyNotify) ear_settings_free };

  g_task_set_source_tag (task, tag);
  ear_engine_write (self, tag, work, NULL, settings_changed, task);
}

/**
 * ear_engine_set_settings_async:
 * @settings: what they are to be
 * @valid_from_ms: from when on promise and hours are so, UTC ms; %EAR_TIME_NONE: always, also in the past
 */
void
ear_engine_set_settings_async (EarEngine           *self,
                               const EarSettings   *settings,
                               gint64               valid_from_ms,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  Change *change = g_new0 (Change, 1);

  change->settings = ear_settings_copy (settings);
  change->settings->undo_s = MIN (change->settings->undo_s, EAR_MAX_UNDO_S);
  change->valid_from = valid_from_ms;
  change_settings (self, ear_engine_set_settings_async, set_settings, change, callback, data);
}

/* The entry that is valid now, changed for today alone: what else it says, and since when, stays. */
static gboolean
close_today (EarStore    *store,
             const char  *key,
             gboolean     closed,
             GError     **error)
{
  g_autoptr (GPtrArray) entries = ear_store_list_setting (store, key, error);
  const EarStoreSetting *current = NULL;
  g_autoptr (EarHours) hours = NULL;
  g_autoptr (EarHours) changed = NULL;
  int year, month, day;

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const EarStoreSetting *entry = g_ptr_array_index (entries, i);

      if (entry->valid_from <= ear_clock_now_ms ())
        current = entry;
    }
  if (current == NULL)
    return TRUE;
  hours = ear_hours_from_json (current->value, error);
  if (hours == NULL)
    return FALSE;
  if (!ear_hours_is_set (hours))
    return TRUE;
  changed = ear_hours_copy (hours);
  ear_hours_get_date (hours, ear_clock_now_ms (), &year, &month, &day);
  ear_hours_remove_exception (changed, year, month, day);
  if (closed)
    ear_hours_add_exception (changed, year, month, day, NULL, 0, _("Closed today"));
  return ear_hours_equal (hours, changed) || put (store, key, ear_hours_to_json (changed), current->valid_from, error);
}

static gpointer
set_closed_today (EarEngine     *self,
                  EarStore      *store,
                  gpointer       data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const Change *change = data;
  g_autoptr (EarSettings) settings = ear_settings_load (store, error);

  if (settings == NULL)
    return NULL;
  if (!ear_hours_is_set (settings->answering) && !ear_hours_is_set (settings->opening))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Set your opening hours first, then a day can be marked as closed."));
      return NULL;
    }
  if (!close_today (store, EAR_KEY_OPENING, change->closed, error) || !close_today (store, EAR_KEY_ANSWERING, change->closed, error))
    return NULL;
  return reload (self, store, error);
}

/**
 * ear_engine_set_closed_today_async:
 * @closed: FALSE: as in any other week
 *
 * Marks today in opening and answering hours; deadlines move.
 */
void
ear_engine_set_closed_today_async (EarEngine           *self,
                                   gboolean             closed,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  Change *change = g_new0 (Change, 1);

  change->closed = closed;
  change_settings (self, ear_engine_set_closed_today_async, set_closed_today, change, callback, data);
}
