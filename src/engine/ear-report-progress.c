/* ear-report-progress.c: how far the whole report is, and whether it is still wanted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-report-progress-private.h"

/* More often nobody sees, and the window has to draw it. */
#define TELL_US (100 * G_TIME_SPAN_MILLISECOND)
#define WHOLE 1000

/* @weight: about how much of all the time it takes */
static const struct {
  const char *step;          /* of ear_engine_tell_progress() */
  double weight;
} parts[EAR_N_REPORT_PARTS] = {
  [EAR_REPORT_PART_QUESTIONS] = { "questions", 0.02 },
  [EAR_REPORT_PART_REPLIES] = { "replies", 0.25 },
  [EAR_REPORT_PART_VOICE] = { "compare", 0.2 },
  [EAR_REPORT_PART_FACTS] = { "compare", 0.5 },
  [EAR_REPORT_PART_PRESENCE] = { "presence", 0.03 },
};

void
ear_report_progress_init (EarReportProgress *progress,
                          EarEngine         *engine,
                          EarProgressFunc    func,
                          gpointer           data,
                          GCancellable      *cancellable)
{
  *progress = (EarReportProgress) { .engine = engine, .cancellable = cancellable, .func = func, .data = data };
  g_mutex_init (&progress->mutex);
}

void
ear_report_progress_clear (EarReportProgress *progress)
{
  g_mutex_clear (&progress->mutex);
}

static void
tell (EarReportProgress *progress,
      EarReportPartId    part,
      double             done)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress->mutex);
  gint64 now = g_get_monotonic_time ();
  double all = 0;

  progress->done[part] = MAX (progress->done[part], done);
  if (now - progress->told_at < TELL_US)
    return;
  progress->told_at = now;
  for (guint i = 0; i < EAR_N_REPORT_PARTS; i++)
    all += parts[i].weight * progress->done[i];
  ear_engine_tell_progress (progress->engine->context, progress->func, progress->data, parts[part].step, (gint64) (all * WHOLE), WHOLE);
}

gboolean
ear_report_progress_go_on (EarReportProgress *progress,
                           EarReportPartId    part,
                           double             done)
{
  if (progress->func != NULL)
    tell (progress, part, done);
  return !g_cancellable_is_cancelled (progress->cancellable) && !g_atomic_int_get (&progress->engine->ending);
}

gboolean
ear_report_progress_end (EarReportProgress  *progress,
                         EarReportPartId     part,
                         GError            **error)
{
  if (ear_report_progress_go_on (progress, part, 1))
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (progress->cancellable, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "Earshot is closing");
  return FALSE;
}

gboolean
ear_report_progress_replies (double   done,
                             gpointer progress)
{
  return ear_report_progress_go_on (progress, EAR_REPORT_PART_REPLIES, done);
}

gboolean
ear_report_progress_voice (double   done,
                           gpointer progress)
{
  return ear_report_progress_go_on (progress, EAR_REPORT_PART_VOICE, done);
}

gboolean
ear_report_progress_facts (double   done,
                           gpointer progress)
{
  return ear_report_progress_go_on (progress, EAR_REPORT_PART_FACTS, done);
}
