/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/ear-report-cache-private.h"

#define MAX_REPORTS 4
/* Of all that are kept: 32 bytes each. One report alone may have more. */
#define MAX_MEMBERS 600000

typedef struct
{
  EarReportKey key;
  EarReport *report;
} Entry;

struct _EarReportCache
{
  GMutex mutex;
  GArray *entries;           /* (element-type Entry), the newest first */
};

static void
entry_clear (gpointer data)
{
  ear_report_unref (((Entry *) data)->report);
}

EarReportCache *
ear_report_cache_new (void)
{
  EarReportCache *cache = g_new0 (EarReportCache, 1);

  g_mutex_init (&cache->mutex);
  cache->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (cache->entries, entry_clear);
  return cache;
}

void
ear_report_cache_free (EarReportCache *cache)
{
  if (cache == NULL)
    return;
  g_array_unref (cache->entries);
  g_mutex_clear (&cache->mutex);
  g_free (cache);
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

EarReport *
ear_report_cache_dup (EarReportCache *cache, const EarReportKey *key, gint64 now)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (cache != NULL && key != NULL, NULL);

  locker = g_mutex_locker_new (&cache->mutex);
  for (guint i = 0; i < cache->entries->len; i++)
    {
      const Entry *entry = &g_array_index (cache->entries, Entry, i);
      gint64 age = now - entry->report->now;

      if (is_same_time (&entry->key, key) && entry->key.whole >= key->whole && entry->key.n_writes == key->n_writes && age >= 0 && age < EAR_REPORT_FRESH_MS)
        return ear_report_ref (entry->report);
    }
  return NULL;
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
