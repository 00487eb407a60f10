/* ear-http-watch.c: cancels what takes too long
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-http-watch-private.h"

#define THREAD_LINGER_US (30 * G_USEC_PER_SEC)

struct _EarHttpWatch {
  GCancellable *cancellable;
  gint64 due_us; /* g_get_monotonic_time(): never the test clock */
  gboolean fired;
};

static GMutex watch_lock;
static GCond watch_changed;
static GList *watches; /* a handful: one for each channel at work */
static gboolean watch_thread_runs;

/* Takes the cancellables that are due; they are cancelled without the lock, since a handler may do anything. */
static GPtrArray *
take_due (gint64 now_us, gint64 *next_us)
{
  GPtrArray *due = g_ptr_array_new_with_free_func (g_object_unref);

  *next_us = G_MAXINT64;
  for (GList *l = watches; l != NULL; l = l->next)
    {
      EarHttpWatch *watch = l->data;

      if (watch->fired)
        continue;

      if (watch->due_us <= now_us)
        {
          watch->fired = TRUE;
          g_ptr_array_add (due, g_object_ref (watch->cancellable));
        }
      else
        {
          *next_us = MIN (*next_us, watch->due_us);
        }
    }

  return due;
}

static gpointer
watch_thread (gpointer data)
{
  g_mutex_lock (&watch_lock);

  for (;;)
    {
      gint64 now_us = g_get_monotonic_time ();
      gint64 next_us;
      g_autoptr (GPtrArray) due = take_due (now_us, &next_us);

      if (due->len > 0)
        {
          g_mutex_unlock (&watch_lock);
          g_ptr_array_foreach (due, (GFunc) (void (*) (void)) g_cancellable_cancel, NULL);
          g_mutex_lock (&watch_lock);
          continue;
        }

      if (watches != NULL)
        {
          if (next_us == G_MAXINT64)
            g_cond_wait (&watch_changed, &watch_lock);
          else
            g_cond_wait_until (&watch_changed, &watch_lock, next_us);
        }
      else if (!g_cond_wait_until (&watch_changed, &watch_lock, now_us + THREAD_LINGER_US) && watches == NULL)
        {
          break;
        }
    }

  watch_thread_runs = FALSE;
  g_mutex_unlock (&watch_lock);

  return NULL;
}

EarHttpWatch *
ear_http_watch_start (GCancellable *cancellable, guint seconds)
{
  EarHttpWatch *watch = g_new0 (EarHttpWatch, 1);

  watch->cancellable = g_object_ref (cancellable);
  watch->due_us = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

  g_mutex_lock (&watch_lock);
  watches = g_list_prepend (watches, watch);
  if (!watch_thread_runs)
    {
      watch_thread_runs = TRUE;
      g_thread_unref (g_thread_new ("ear-http-watch", watch_thread, NULL));
    }
  g_cond_signal (&watch_changed);
  g_mutex_unlock (&watch_lock);

  return watch;
}

gboolean
ear_http_watch_stop (EarHttpWatch *watch)
{
  gboolean fired;

  g_mutex_lock (&watch_lock);
  watches = g_list_remove (watches, watch);
  fired = watch->fired;
  g_cond_signal (&watch_changed);
  g_mutex_unlock (&watch_lock);

  g_object_unref (watch->cancellable);
  g_free (watch);

  return fired;
}
