/* sync-figures.h: what both sides of the benchmark of reading print
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/resource.h>

static double sync_figures_cpu, sync_figures_wall;

static inline double
sync_figures_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static inline void
sync_figures_begin (void)
{
  sync_figures_cpu = sync_figures_cpu_seconds ();
  sync_figures_wall = (double) g_get_monotonic_time () / 1e6;
}

static inline gint64
sync_figures_count (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *query = NULL;
  gint64 n = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &query, NULL) == SQLITE_OK && sqlite3_step (query) == SQLITE_ROW)
    n = sqlite3_column_int64 (query, 0);
  sqlite3_finalize (query);
  return n;
}

/* One JSON object: processor and wall seconds since the beginning, the process's largest size, and what is in @file now: both sides have
 * the same table names. */
static inline void
sync_figures_end (const char *file)
{
  double cpu = sync_figures_cpu_seconds () - sync_figures_cpu;
  double wall = (double) g_get_monotonic_time () / 1e6 - sync_figures_wall;
  struct rusage usage;
  sqlite3 *db = NULL;

  getrusage (RUSAGE_SELF, &usage);
  if (sqlite3_open_v2 (file, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    g_error ("%s cannot be opened", file);
  printf ("{\"cpu\": %.3f, \"wall\": %.3f, \"peak_mb\": %.1f, \"messages\": %" G_GINT64_FORMAT ", \"posts\": %" G_GINT64_FORMAT
          ", \"conversations\": %" G_GINT64_FORMAT
          ", \"found\": %" G_GINT64_FORMAT "}\n",
          cpu, wall, (double) usage.ru_maxrss / 1024, sync_figures_count (db, "SELECT count (*) FROM message"), sync_figures_count (db, "SELECT count (*) FROM post"),
          sync_figures_count (db, "SELECT count (DISTINCT conversation) FROM message"),
          sync_figures_count (db, "SELECT count (*) FROM message_fts WHERE message_fts MATCH 'terrace OR bi*'"));
  sqlite3_close (db);
}
