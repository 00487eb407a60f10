/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-report-cache-private.h"

#define MAX_REPORTS 4
/* Of all that are kept: 32 bytes each. One report alone may have more. */
#define MAX_MEMBERS 600000

typedef struct
{
  EarReportKey key;
  EarReport *report;
} Entry;

/* The timer holds a reference of its own: it may be at work while the engine lets go. */
struct _EarReportCache
{
  GMutex mutex;
  GArray *entries;           /* (element-type Entry), the newest first */
  GSource *timer;            /* (nullable): runs while there are any */
};

static void
entry_clear (gpointer data)
{
  ear_report_unref (((Entry *) data)->report);
}

EarReportCache *
ear_report_cache_new (void)
{
  EarReportCache *cache = g_atomic_rc_box_new0 (EarReportCache);

  g_mutex_init (&cache->mutex);
  cache->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (cache->entries, entry_clear);
  return cache;
}

static void
cache_clear (gpointer data)
{
  EarReportCache *cache = data;

  g_array_unref (cache->entries);
  g_mutex_clear (&cache->mutex);
}

static void
cache_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, cache_clear);
}

void
ear_report_cache_free (EarReportCache *cache)
{
  GSource *timer;

  if (cache == NULL)
    return;
  g_mutex_lock (&cache->mutex);
  timer = g_steal_pointer (&cache->timer);
  g_mutex_unlock (&cache->mutex);
  if (timer != NULL)
    {
      g_source_destroy (timer);
      g_source_unref (timer);
    }
  cache_unref (cache);
}

static guint
count_members (const EarReport *report)
{
  guint n = 0;

  for (guint i = 0; i < report->channels->len; i++)
    n += ear_report_get_channel (report, i)->members->len;
  return n;
}

static gboolean
is_same_time (const EarReportKey *one, const EarReportKey *other)
{
  return one->from == other->from && one->to == other->to;
}

static gboolean
is_fresh (const Entry *entry, gint64 now)
{
  gint64 age = now - entry->report->now;

  return age >= 0 && age < EAR_REPORT_FRESH_MS;
}

EarReport *
ear_report_cache_dup (EarReportCache *cache, const EarReportKey *key, gint64 now)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (cache != NULL && key != NULL, NULL);

  locker = g_mutex_locker_new (&cache->mutex);
  for (guint i = 0; i < cache->entries->len; i++)
    {
      const Entry *entry = &g_array_index (cache->entries, Entry, i);

      if (is_same_time (&entry->key, key) && entry->key.whole >= key->whole && entry->key.n_writes == key->n_writes && is_fresh (entry, now))
        return ear_report_ref (entry->report);
    }
  return NULL;
}

/* With @cache locked. */
static gboolean
drop_stale (EarReportCache *cache, gint64 now)
{
  for (guint i = cache->entries->len; i > 0; i--)
    if (!is_fresh (&g_array_index (cache->entries, Entry, i - 1), now))
      g_array_remove_index (cache->entries, i - 1);
  return cache->entries->len > 0;
}

gboolean
ear_report_cache_drop_stale (EarReportCache *cache, gint64 now)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (cache != NULL, FALSE);

  locker = g_mutex_locker_new (&cache->mutex);
  return drop_stale (cache, now);
}

static gboolean
time_passed (gpointer data)
{
  EarReportCache *cache = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->mutex);

  if (drop_stale (cache, ear_clock_now_ms ()))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&cache->timer, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* With @cache locked. */
static void
start_timer (EarReportCache *cache)
{
  if (cache->timer != NULL)
    return;
  cache->timer = g_timeout_source_new (EAR_REPORT_FRESH_MS);
  g_source_set_static_name (cache->timer, "reports that nobody looks at");
  g_source_set_callback (cache->timer, time_passed, g_atomic_rc_box_acquire (cache), cache_unref);
  g_source_attach (cache->timer, NULL);
}

/* What was written since makes all older ones useless. */
void
ear_report_cache_add (EarReportCache *cache, const EarReportKey *key, EarReport *report)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry entry = { *key, report };
  guint n_members = count_members (report);

  g_return_if_fail (cache != NULL && key != NULL && report != NULL);

  locker = g_mutex_locker_new (&cache->mutex);
  ear_report_ref (report);
  g_array_insert_val (cache->entries, 0, entry);
  start_timer (cache);
  for (guint i = 1; i < cache->entries->len;)
    {
      const Entry *older = &g_array_index (cache->entries, Entry, i);

      n_members += count_members (older->report);
      if (i >= MAX_REPORTS || n_members > MAX_MEMBERS || older->key.n_writes != key->n_writes ||
          (is_same_time (&older->key, key) && key->whole >= older->key.whole))
        g_array_remove_index (cache->entries, i);
      else
        i++;
    }
}
