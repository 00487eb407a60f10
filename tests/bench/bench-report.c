/* bench-report.c: the report through the engine, as the window asks for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: bench-report FOLDER     a workspace, for instance of `earshotctl sample`
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/ear-clock.h"
#include "engine/ear-engine.h"
#include "engine/ear-report.h"

#define RUNS 15
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

static double
seconds (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer place)
{
  *(GAsyncResult **) place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static guint
load (EarEngine *engine, gint64 from, gint64 to)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  ear_engine_load_report_async (engine, from, to, NULL, keep_result, &pending);
  result = wait_for (&pending);
  report = ear_engine_load_report_finish (engine, result, &error);
  if (report == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < report->channels->len; i++)
    n += ear_report_get_channel (report, i)->counts[EAR_FIGURE_QUESTIONS];
  return n;
}

/* @again: each run asks for the same, so that it may come from the cache. */
static void
measure (EarEngine *engine, const char *what, gint64 from, gint64 to, gboolean again, double goal_ms)
{
  double times[RUNS], busy[RUNS];
  guint n = load (engine, from, to);

  for (guint i = 0; i < RUNS; i++)
    {
      double begun = seconds (CLOCK_MONOTONIC), cpu = seconds (CLOCK_PROCESS_CPUTIME_ID);

      load (engine, from - (again ? 0 : i + 1), to);
      times[i] = (seconds (CLOCK_MONOTONIC) - begun) * 1000;
      busy[i] = (seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1000;
    }
  qsort (times, RUNS, sizeof *times, compare_doubles);
  qsort (busy, RUNS, sizeof *busy, compare_doubles);
  printf ("| %s, %u questions | %.1f ms; processor %.1f ms | ", what, n, times[RUNS / 2], busy[RUNS / 2]);
  if (goal_ms > 0)
    printf ("≤ %.0f ms | %s |\n", goal_ms, times[RUNS / 2] <= goal_ms ? "yes" : "**no**");
  else
    printf ("| |\n");
}

int
main (int argc, char **argv)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (EarEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = ear_clock_now_ms ();

  if (argc != 2)
    {
      g_printerr ("usage: bench-report FOLDER\n");
      return 2;
    }
  ear_engine_open_async (argv[1], EAR_ENGINE_NO_SYNC, NULL, NULL, NULL, NULL, keep_result, &pending);
  opened = wait_for (&pending);
  engine = ear_engine_open_finish (opened, &error);
  if (engine == NULL)
    g_error ("%s", error->message);
  measure (engine, "report over a year", now - 366 * DAY_MS, now, FALSE, 200);
  measure (engine, "the same once more", now - 366 * DAY_MS, now, TRUE, 30);
  measure (engine, "report over 90 days, and the 90 before", now - 90 * DAY_MS, now, FALSE, 0);
  ear_engine_close_async (engine, keep_result, &pending);
  closed = wait_for (&pending);
  ear_engine_close_finish (engine, closed, NULL);
  return 0;
}
