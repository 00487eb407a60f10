/* bench-report.c: the report through the engine, as the window asks for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: bench-report FOLDER     a workspace, for instance of `earshotctl sample`
 */

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/ear-clock.h"
#include "engine/ear-engine.h"
#include "engine/ear-report.h"

#define RUNS 15
#define WHOLE_RUNS 5
/* What keeps the window from drawing for longer than a frame is seen. */
#define FRAME_MS 16.
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

typedef void (*Load) (EarEngine *engine, gint64 from, gint64 to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

static void
load_whole (EarEngine *engine, gint64 from, gint64 to, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  ear_engine_load_whole_report_async (engine, from, to, NULL, NULL, cancellable, callback, data);
}

static guint
load (EarEngine *engine, Load how, gint64 from, gint64 to)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  how (engine, from, to, NULL, keep_result, &pending);
  result = wait_for (&pending);
  report = ear_engine_load_report_finish (engine, result, &error);
  if (report == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < report->channels->len; i++)
    n += ear_report_get_channel (report, i)->counts[EAR_FIGURE_QUESTIONS];
  return n;
}

static double
median (double *times, guint n)
{
  qsort (times, n, sizeof *times, compare_doubles);
  return times[n / 2];
}

static void
print_goal (double measured_ms, double goal_ms)
{
  if (goal_ms > 0)
    printf ("≤ %.0f ms | %s |\n", goal_ms, measured_ms <= goal_ms ? "yes" : "**no**");
  else
    printf ("| |\n");
}

/* @again: each run asks for the same, so that it may come from the cache. Returns: the most that the main thread worked for one, ms. */
static double
measure (EarEngine *engine, Load how, guint n_runs, const char *what, gint64 from, gint64 to, gboolean again, double goal_ms)
{
  double times[RUNS], busy[RUNS], longest = 0;
  guint n = load (engine, how, from, to);

  for (guint i = 0; i < n_runs; i++)
    {
      double begun = seconds (CLOCK_MONOTONIC), cpu = seconds (CLOCK_PROCESS_CPUTIME_ID), here = seconds (CLOCK_THREAD_CPUTIME_ID);

      load (engine, how, from - (again ? 0 : i + 1), to);
      times[i] = (seconds (CLOCK_MONOTONIC) - begun) * 1000;
      busy[i] = (seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1000;
      longest = MAX (longest, (seconds (CLOCK_THREAD_CPUTIME_ID) - here) * 1000);
    }
  printf ("| %s, %u questions | %.1f ms; processor %.1f ms | ", what, n, median (times, n_runs), median (busy, n_runs));
  print_goal (median (times, n_runs), goal_ms);
  return longest;
}

/* Nothing was read before: once, as it is known then. */
static void
measure_first (EarEngine *engine, const char *folder, gint64 from, gint64 to)
{
  static const char *const names[] = { "facts", "voice" };
  double begun, cpu;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (folder, "readings", names[i], NULL);

      g_unlink (file);
    }
  begun = seconds (CLOCK_MONOTONIC);
  cpu = seconds (CLOCK_PROCESS_CPUTIME_ID);
  load (engine, load_whole, from, to);
  printf ("| the first whole report over a year | %.1f ms; processor %.1f ms | ", (seconds (CLOCK_MONOTONIC) - begun) * 1000,
          (seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1000);
  print_goal (0, 0);
}

int
main (int argc, char **argv)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (EarEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = ear_clock_now_ms (), from;
  double longest, whole;

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
  from = now - 366 * DAY_MS;
  longest = measure (engine, ear_engine_load_report_async, RUNS, "report over a year", from, now, FALSE, 200);
  measure (engine, ear_engine_load_report_async, RUNS, "the same once more", from, now, TRUE, 30);
  measure (engine, ear_engine_load_report_async, RUNS, "report over 90 days, and the 90 before", now - 90 * DAY_MS, now, FALSE, 0);
  measure_first (engine, argv[1], from, now);
  whole = measure (engine, load_whole, WHOLE_RUNS, "whole report over a year", from, now, FALSE, 2000);
  measure (engine, load_whole, RUNS, "the same once more", from, now, TRUE, 0);
  longest = MAX (longest, whole);
  printf ("| the most that the window stands still for a report | processor %.1f ms | ", longest);
  print_goal (longest, FRAME_MS);
  ear_engine_close_async (engine, keep_result, &pending);
  closed = wait_for (&pending);
  ear_engine_close_finish (engine, closed, NULL);
  return 0;
}
