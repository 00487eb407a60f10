/* ear-today.c: what matters now, in one look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-settings-private.h"
#include "store/ear-store-query.h"

/* From when on a service that only keeps us waiting is in trouble: before that, it passes by itself. What is read hourly is no silence. */
#define SILENT_MS (G_GINT64_CONSTANT (2) * 60 * 60 * 1000)

void
ear_today_free (EarToday *today)
{
  if (today == NULL)
    return;
  g_clear_pointer (&today->troubles, g_ptr_array_unref);
  g_free (today);
}

/* The next noon, evening or midnight, at least an hour ahead: late in the evening, tomorrow's noon. */
static gint64
next_mark (gint64 now)
{
  static const int hours[] = { 12, 18, 24, 36 };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (now * 1000);

  for (gsize i = 0; time != NULL && i < G_N_ELEMENTS (hours); i++)
    {
      g_autoptr (GDateTime) midnight = g_date_time_new_local (g_date_time_get_year (time), g_date_time_get_month (time),
                                                             g_date_time_get_day_of_month (time), 0, 0, 0);
      g_autoptr (GDateTime) mark = midnight != NULL ? g_date_time_add_hours (midnight, hours[i]) : NULL;
      gint64 at = mark != NULL ? g_date_time_to_unix_usec (mark) / 1000 : 0;

      if (at - now >= 60 * 60 * 1000)
        return at;
    }
  return now + G_GINT64_CONSTANT (12) * 60 * 60 * 1000;
}

static EarAdvice *
describe_trouble (EarConnection       *connection,
                  const EarHealthView *health)
{
  g_autofree char *name = ear_connection_dup_name (connection);
  g_autofree char *since = NULL;

  if (health->last_read == EAR_TIME_NONE || g_strcmp0 (health->remedy, "unlock-keyring") == 0)
    return ear_advice_new (health->remedy, connection->key, "%s", health->sentence);
  since = ear_advice_format_time (health->last_read);
  /* Translators: a channel's name; when, as in "Saturday 14:10"; a sentence that says why and what to do */
  return ear_advice_new (health->remedy, connection->key, _("%s has not been read since %s. %s"), name, since, health->sentence);
}

/* Without a network every channel is silent: that is one thing, and the window says it as one. A server that is down, or busy all the time,
 * is this channel's alone. */
static gboolean
is_trouble (const EarHealthView *health,
            gint64               now)
{
  gint64 silent_since = health->last_read != EAR_TIME_NONE ? health->last_read : health->began_at;

  if (health->sentence == NULL || health->health == EAR_HEALTH_PAUSED)
    return FALSE;
  if (health->health != EAR_HEALTH_WAITING && health->health != EAR_HEALTH_OFFLINE)
    return TRUE;
  return health->began_at != EAR_TIME_NONE && now - silent_since >= SILENT_MS;
}

/* A keyring that is locked is in the way of all channels at once, and one hand helps them all. */
static gboolean
say_of_all (const EarToday      *today,
            const EarHealthView *health)
{
  if (g_strcmp0 (health->remedy, "unlock-keyring") != 0)
    return FALSE;
  for (guint i = 0; i < today->troubles->len; i++)
    {
      EarAdvice *advice = g_ptr_array_index (today->troubles, i);

      if (g_strcmp0 (advice->remedy, health->remedy) != 0)
        continue;
      g_set_str (&advice->sentence, _("The keyring is locked, so your channels cannot be read. Unlock it."));
      return TRUE;
    }
  return FALSE;
}

/* Every channel with something in its way, and the oldest reading of all. */
static void
add_channels (EarEngine *self,
              EarToday  *today,
              gint64     now)
{
  g_autoptr (GPtrArray) connections = ear_scheduler_list (self->scheduler);

  today->last_check = EAR_TIME_NONE;
  for (guint i = 0; i < connections->len; i++)
    {
      EarConnection *connection = g_ptr_array_index (connections, i);
      g_auto (EarHealthView) health = { 0 };

      ear_connection_get_health (connection, &health);
      if (health.last_read != EAR_TIME_NONE && (today->last_check == EAR_TIME_NONE || health.last_read < today->last_check))
        today->last_check = health.last_read;
      if (is_trouble (&health, now) && !say_of_all (today, &health))
        g_ptr_array_add (today->troubles, describe_trouble (connection, &health));
    }
}

static gpointer
load_today (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *looked = ear_store_get_memo (store, EAR_MEMO_LOOKED, NULL);
  gint64 now = ear_clock_now_ms ();
  gint64 since = looked != NULL ? g_ascii_strtoll (looked, NULL, 10) : self->opened_at;
  EarStoreToday counts = { 0 };
  EarToday *today;

  if (!ear_store_load_today (store, since, now, next_mark (now), &counts, error))
    return NULL;
  today = g_new0 (EarToday, 1);
  today->new_since_last_look = counts.n_new;
  today->due_soon = counts.n_due;
  today->late = counts.n_late;
  today->call_backs = counts.n_call_backs;
  today->waiting = counts.n_open;
  today->due_before = next_mark (now);
  today->troubles = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_advice_free);
  add_channels (self, today, now);
  return today;
}

/**
 * ear_engine_load_today_async:
 *
 * Counts for the head of the start view, and what is wrong with which channel.
 */
void
ear_engine_load_today_async (EarEngine           *self,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  EarWork work = { load_today, NULL, NULL, (GDestroyNotify) ear_today_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_today_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_today_finish:
 *
 * Returns: (transfer full)
 */
EarToday *
ear_engine_load_today_finish (EarEngine     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- looking ---- */

static gpointer
remember_look (EarEngine     *self,
               EarStore      *store,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  return ear_store_set_memo (store, EAR_MEMO_LOOKED, data, error) ? EAR_WORK_DONE : NULL;
}

/**
 * ear_engine_set_looking:
 * @looking: whether a window of ours has the focus
 *
 * What arrives after it went FALSE is "new since you last looked".
 */
void
ear_engine_set_looking (EarEngine *self,
                        gboolean   looking)
{
  EarWork work = { remember_look, NULL, g_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  looking = !!looking;
  if (self->looking == looking)
    return;
  self->looking = looking;
  if (looking || (self->flags & EAR_ENGINE_READ_ONLY) != 0)
    return;
  work.data = g_strdup_printf ("%" G_GINT64_FORMAT, ear_clock_now_ms ());
  ear_engine_write (self, ear_engine_set_looking, work, NULL, NULL, NULL);
}
