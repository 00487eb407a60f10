/* ear-scheduler.c: all connections, one timer, the network's state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-scheduler-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-outbox-private.h"

/* Due times within a second are served by one wake-up. */
#define COALESCE_MS 250
/* How long cancelled jobs get to come back once the time of a stop is up. */
#define LAST_WAIT_US (300 * 1000)

typedef struct {
  GSource source;
  EarScheduler *scheduler; /* under its lock; NULL once it is gone */
} DueSource;

struct _EarScheduler {
  EarEngine *engine;       /* unowned: lives longer */
  GMutex mutex;
  GPtrArray *connections;  /* (element-type EarConnection) */
  GSource *source;         /* one timer for everything that has no thread of its own */
  gboolean online;
  gboolean stopped;
};

static gboolean
due_dispatch (GSource     *source,
              GSourceFunc  callback,
              gpointer     data)
{
  ear_scheduler_kick (((DueSource *) source)->scheduler);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs due_funcs = { NULL, NULL, due_dispatch, NULL, NULL, NULL };

EarScheduler *
ear_scheduler_new (EarEngine *engine)
{
  EarScheduler *self = g_new0 (EarScheduler, 1);

  self->engine = engine;
  g_mutex_init (&self->mutex);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_connection_unref);
  self->online = TRUE;
  self->source = g_source_new (&due_funcs, sizeof (DueSource));
  ((DueSource *) self->source)->scheduler = self;
  g_source_set_static_name (self->source, "earshot due");
  g_source_set_ready_time (self->source, -1);
  g_source_attach (self->source, engine->context);
  return self;
}

/* On the main thread, after ear_scheduler_stop(). */
void
ear_scheduler_free (EarScheduler *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_ptr_array_unref (self->connections);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

GPtrArray *
ear_scheduler_list (EarScheduler *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_connection_unref);

  for (guint i = 0; i < self->connections->len; i++)
    g_ptr_array_add (list, ear_connection_ref (g_ptr_array_index (self->connections, i)));
  return list;
}

EarConnection *
ear_scheduler_find (EarScheduler *self,
                    const char   *channel_key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < self->connections->len; i++)
    {
      EarConnection *connection = g_ptr_array_index (self->connections, i);

      if (g_strcmp0 (connection->key, channel_key) == 0)
        return ear_connection_ref (connection);
    }
  return NULL;
}

/* Needs no network. */
static gboolean
is_this_computer (const char *origin)
{
  g_autoptr (GUri) uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) address = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_host (uri), "localhost"))
    return TRUE;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Made-up restaurants are on this computer too. */
static gboolean
needs_network (EarConnection *connection)
{
  return !ear_engine_is_sample (connection->engine) && !ear_engine_is_practice (connection->engine) && !is_this_computer (connection->origin);
}

void
ear_scheduler_add (EarScheduler  *self,
                   EarConnection *connection)
{
  gboolean stopped, online;

  g_mutex_lock (&self->mutex);
  stopped = self->stopped;
  online = self->online;
  if (!stopped)
    g_ptr_array_add (self->connections, ear_connection_ref (connection));
  g_mutex_unlock (&self->mutex);
  if (stopped)
    ear_worker_stop (connection->worker);
  else if (!online && needs_network (connection))
    ear_worker_set_gate (connection->worker, EAR_GATE_NETWORK, EAR_GATE_CLOSED);
}

EarConnection *
ear_scheduler_remove (EarScheduler *self,
                      const char   *channel_key)
{
  EarConnection *removed = NULL;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->connections->len && removed == NULL; i++)
    {
      EarConnection *connection = g_ptr_array_index (self->connections, i);

      if (g_strcmp0 (connection->key, channel_key) == 0)
        removed = g_ptr_array_steal_index (self->connections, i);
    }
  g_mutex_unlock (&self->mutex);
  if (removed != NULL)
    ear_worker_stop (removed->worker);
  return removed;
}

void
ear_scheduler_rearm (EarScheduler *self)
{
  g_autoptr (GPtrArray) list = ear_scheduler_list (self);
  gint64 next = G_MAXINT64;
  gint64 now = ear_clock_monotonic_ms ();

  for (guint i = 0; i < list->len; i++)
    {
      EarConnection *connection = g_ptr_array_index (list, i);

      next = MIN (next, ear_worker_get_next_due (connection->worker));
    }
  g_mutex_lock (&self->mutex);
  if (!self->stopped && next != G_MAXINT64)
    g_source_set_ready_time (self->source, g_get_monotonic_time () + (MAX (next - now, 0) + COALESCE_MS) * 1000);
  else
    g_source_set_ready_time (self->source, -1);
  g_mutex_unlock (&self->mutex);
}

void
ear_scheduler_kick (EarScheduler *self)
{
  g_autoptr (GPtrArray) list = ear_scheduler_list (self);

  for (guint i = 0; i < list->len; i++)
    ear_worker_wake (((EarConnection *) g_ptr_array_index (list, i))->worker);
  ear_scheduler_rearm (self);
}

void
ear_scheduler_set_online (EarScheduler *self,
                          gboolean      online)
{
  g_autoptr (GPtrArray) list = ear_scheduler_list (self);

  g_mutex_lock (&self->mutex);
  self->online = online;
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < list->len; i++)
    {
      EarConnection *connection = g_ptr_array_index (list, i);

      if (!needs_network (connection))
        continue;
      if (online)
        ear_worker_set_gate (connection->worker, EAR_GATE_BACKOFF, EAR_GATE_OPEN);
      ear_worker_set_gate (connection->worker, EAR_GATE_NETWORK, online ? EAR_GATE_OPEN : EAR_GATE_CLOSED);
      if (!online)
        {
          g_autoptr (GError) error = ear_problem_new (EAR_PROBLEM_OFFLINE, NULL, "%s",
                                                      _("This computer is offline. Earshot goes on by itself when the network is back."));

          ear_worker_cancel_pulls (connection->worker);
          ear_worker_tell_held (connection->worker, error);
        }
    }
}

void
ear_scheduler_finish_ops (EarScheduler *self,
                          gint64        deadline_us)
{
  g_autoptr (GPtrArray) list = ear_scheduler_list (self);

  for (guint i = 0; i < list->len; i++)
    {
      EarConnection *connection = g_ptr_array_index (list, i);

      ear_worker_set_gate (connection->worker, EAR_GATE_PAUSED, EAR_GATE_CLOSED);
      ear_worker_cancel_pulls (connection->worker);
      ear_outbox_hurry (connection);
    }
  for (guint i = 0; i < list->len; i++)
    ear_worker_wait_ops (((EarConnection *) g_ptr_array_index (list, i))->worker, deadline_us);
}

void
ear_scheduler_clear (EarScheduler *self)
{
  g_autoptr (GPtrArray) connections = NULL;

  g_source_destroy (self->source);
  g_mutex_lock (&self->mutex);
  connections = g_steal_pointer (&self->connections);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_connection_unref);
  g_mutex_unlock (&self->mutex);
}

static gboolean
wait_for_all (GPtrArray *list,
              gint64     deadline_us)
{
  gboolean all = TRUE;

  for (guint i = 0; i < list->len; i++)
    all &= ear_worker_wait_ended (((EarConnection *) g_ptr_array_index (list, i))->worker, deadline_us);
  return all;
}

gboolean
ear_scheduler_stop (EarScheduler *self,
                    gint64        deadline_us)
{
  g_autoptr (GPtrArray) list = NULL;

  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  g_source_set_ready_time (self->source, -1);
  g_mutex_unlock (&self->mutex);
  list = ear_scheduler_list (self);
  for (guint i = 0; i < list->len; i++)
    ear_worker_stop (((EarConnection *) g_ptr_array_index (list, i))->worker);
  if (wait_for_all (list, deadline_us - LAST_WAIT_US))
    return TRUE;
  for (guint i = 0; i < list->len; i++)
    ear_worker_cancel_all (((EarConnection *) g_ptr_array_index (list, i))->worker);
  return wait_for_all (list, deadline_us);
}
