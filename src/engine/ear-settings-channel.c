/* ear-settings-channel.c: a channel's own promise and answering hours; taking back what was to be later
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-settings-private.h"

#include "base/ear-clock.h"

void
ear_channel_settings_free (EarChannelSettings *settings)
{
  if (settings == NULL)
    return;
  g_clear_pointer (&settings->answering, ear_hours_unref);
  g_clear_pointer (&settings->later, g_ptr_array_unref);
  g_free (settings);
}

static gboolean
is_own (EarStore    *store,
        const char  *key,
        gint64       at,
        gboolean    *own,
        GError     **error)
{
  GError *problem = NULL;
  g_autofree char *value = ear_store_get_setting (store, key, at, &problem);

  *own = value != NULL && !g_str_equal (value, EAR_VALUE_AS_ALL);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

static EarChannelSettings *
load (EarStore    *store,
      const char  *channel_key,
      GError     **error)
{
  const gint64 now = ear_clock_now_ms ();
  g_autoptr (EarSettings) all = ear_settings_load (store, error);
  g_autoptr (EarChannelSettings) settings = g_new0 (EarChannelSettings, 1);
  g_autofree char *promise_key = ear_settings_key (EAR_KEY_PROMISE, channel_key);
  g_autofree char *hours_key = ear_settings_key (EAR_KEY_ANSWERING, channel_key);

  if (all == NULL || !is_own (store, promise_key, now, &settings->own_promise, error) ||
      !is_own (store, hours_key, now, &settings->own_hours, error))
    return NULL;
  settings->promise_s = all->promise_s;
  if (settings->own_promise)
    {
      g_autofree char *value = ear_store_get_setting (store, promise_key, now, NULL);

      settings->promise_s = ear_settings_read_seconds (value, all->promise_s);
    }
  if (settings->own_hours)
    {
      g_autofree char *value = ear_store_get_setting (store, hours_key, now, NULL);

      settings->answering = ear_hours_from_json (value, error);
      if (settings->answering == NULL)
        return NULL;
    }
  else
    {
      settings->answering = ear_hours_ref (all->answering);
    }
  settings->later = ear_later_list_new ();
  if (!ear_later_list_add (settings->later, store, promise_key, EAR_LATER_PROMISE, now, error) ||
      !ear_later_list_add (settings->later, store, hours_key, EAR_LATER_ANSWERING, now, error))
    return NULL;
  return g_steal_pointer (&settings);
}

static gpointer
load_channel_settings (EarEngine     *self,
                       EarStore      *store,
                       gpointer       data,
                       GCancellable  *cancellable,
                       GError       **error)
{
  return load (store, data, error);
}

void
ear_engine_load_channel_settings_async (EarEngine           *self,
                                        const char          *channel_key,
                                        GAsyncReadyCallback  callback,
                                        gpointer             data)
{
  EarWork work = { load_channel_settings, g_strdup (channel_key), g_free, (GDestroyNotify) ear_channel_settings_free };

  g_return_if_fail (EAR_IS_ENGINE (self) && channel_key != NULL);

  ear_engine_read (self, ear_engine_load_channel_settings_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_channel_settings_finish:
 *
 * Returns: (transfer full)
 */
EarChannelSettings *
ear_engine_load_channel_settings_finish (EarEngine     *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- changing them ---- */

typedef struct {
  char *channel_key;
  gboolean own_promise, own_hours;
  gint64 promise_s;
  EarHours *answering;
  EarLater *later;           /* to be dropped */
  gint64 valid_from;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->channel_key);
  g_clear_pointer (&change->answering, ear_hours_unref);
  ear_later_free (change->later);
  g_free (change);
}

static gpointer
set_channel_settings (EarEngine     *self,
                      EarStore      *store,
                      gpointer       data,
                      GCancellable  *cancellable,
                      GError       **error)
{
  const Change *change = data;
  g_autoptr (EarChannelSettings) before = load (store, change->channel_key, error);
  g_autoptr (EarHours) hours = NULL;

  if (before == NULL)
    return NULL;
  if (change->own_promise != before->own_promise || (change->own_promise && change->promise_s != before->promise_s))
    {
      g_autofree char *key = ear_settings_key (EAR_KEY_PROMISE, change->channel_key);
      g_autofree char *value = change->own_promise ? ear_settings_write_seconds (change->promise_s) : g_strdup (EAR_VALUE_AS_ALL);

      if (!ear_settings_set (store, key, value, change->valid_from, error))
        return NULL;
    }
  hours = ear_hours_copy_in_zone (change->answering, ear_hours_get_zone (before->answering), error);
  if (hours == NULL)
    return NULL;
  if (change->own_hours != before->own_hours || (change->own_hours && !ear_hours_equal (hours, before->answering)))
    {
      g_autofree char *key = ear_settings_key (EAR_KEY_ANSWERING, change->channel_key);
      g_autofree char *value = change->own_hours ? ear_hours_to_json (hours) : g_strdup (EAR_VALUE_AS_ALL);

      if (!ear_settings_set (store, key, value, change->valid_from, error))
        return NULL;
    }
  return ear_settings_reload (self, store, error);
}

void
ear_engine_set_channel_settings_async (EarEngine                *self,
                                       const char               *channel_key,
                                       const EarChannelSettings *settings,
                                       gint64                    valid_from_ms,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  data)
{
  Change *change = g_new0 (Change, 1);
  EarWork work = { set_channel_settings, change, change_free, NULL };

  change->channel_key = g_strdup (channel_key);
  change->own_promise = settings->own_promise;
  change->own_hours = settings->own_hours;
  change->promise_s = settings->promise_s;
  change->answering = ear_hours_ref (settings->answering);
  change->valid_from = valid_from_ms;
  ear_settings_change (self, ear_engine_set_channel_settings_async, work, callback, data);
}

/* ---- what was to be later ---- */

static gboolean
drop (EarStore      *store,
      const Change  *change,
      GError       **error)
{
  static const char *const keys[] = {
    [EAR_LATER_PROMISE] = EAR_KEY_PROMISE,
    [EAR_LATER_OPENING] = EAR_KEY_OPENING,
    [EAR_LATER_ANSWERING] = EAR_KEY_ANSWERING,
    [EAR_LATER_ZONE] = EAR_KEY_ZONE,
  };
  const EarLater *later = change->later;
  g_autofree char *key = ear_settings_key (keys[later->what], change->channel_key);
  g_autoptr (EarSettings) settings = NULL;

  if (!ear_settings_amend (store, key, NULL, later->valid_from, error))
    return FALSE;
  if (later->what != EAR_LATER_ZONE)
    return TRUE;
  /* The times that were to go by that zone's clocks stay on ours. */
  settings = ear_settings_load (store, error);
  return settings != NULL && ear_settings_move_zone (store, settings->zone, later->valid_from, error);
}

static gpointer
drop_later (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  return drop (store, data, error) ? ear_settings_reload (self, store, error) : NULL;
}

void
ear_engine_drop_later_async (EarEngine           *self,
                             const char          *channel_key,
                             const EarLater      *later,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  Change *change = g_new0 (Change, 1);
  EarWork work = { drop_later, change, change_free, NULL };

  change->channel_key = g_strdup (channel_key);
  change->later = ear_later_copy (later);
  ear_settings_change (self, ear_engine_drop_later_async, work, callback, data);
}
