/* The report's questions beside those of an earlier time, both followed for as long.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "base/ear-clock.h"
#include "engine/ear-report-private.h"
#include "model/ear-coverage.h"

/* A year's or a longer report: the year before is the period before, or part of it. */
#define NEARLY_A_YEAR 360

/* The same time on the clocks of @zone so many days or years earlier; G_MININT64: there is none. */
static gint64
move (GTimeZone *zone, gint64 at_ms, int days, int years)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000 - (at_ms % 1000 < 0));
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) moved = local != NULL ? g_date_time_add_full (local, -years, 0, -days, 0, 0, 0) : NULL;

  return moved != NULL ? g_date_time_to_unix (moved) * 1000 + ((at_ms % 1000) + 1000) % 1000 : G_MININT64;
}

/* How many days of @zone's clocks the period has, begun ones too. */
static int
count_days (GTimeZone *zone, gint64 from, gint64 to)
{
  int days = (int) ((to - from) / (24 * 3600 * G_GINT64_CONSTANT (1000)));

  while (days > 0 && move (zone, from, 1 - days, 0) >= to)
    days--;
  while (move (zone, from, -days, 0) < to && days < 100000)
    days++;
  return days;
}

/**
 * ear_report_earlier_period:
 * @input: of the report; its enquiries are not looked at
 *
 * As many days just before, or the same days a year ago; today is then, too, as far gone as it is now.
 *
 * Returns: with @asked %FALSE where there is nothing to compare with
 */
EarReportEarlierPeriod
ear_report_earlier_period (const EarReportInput *input, EarEarlier earlier)
{
  g_autoptr (GTimeZone) zone = ear_report_dup_zone (input);
  EarReportEarlierPeriod period = { FALSE, 0, 0, 0 };
  gint64 to;
  int days, years = 0;

  g_return_val_if_fail (input != NULL, period);

  if (input->from == G_MININT64 || MIN (input->to, input->now) <= input->from)
    return period;

  to = MIN (input->to, input->now);
  days = count_days (zone, input->from, to);
  if (earlier == EAR_EARLIER_YEAR)
    {
      if (days >= NEARLY_A_YEAR)
        return period;
      years = 1;
      days = 0;
    }
  period.from = move (zone, input->from, days, years);
  period.to = move (zone, to, days, years);
  period.now = move (zone, input->now, days, years);
  period.asked = period.from != G_MININT64 && period.from < period.to && period.to <= input->from;
  return period;
}

/* What was promised is the same in the report's time and in the earlier one. */
static gboolean
is_same_promise (const EarReportWork *work, EarClock clock, const EarReport *report, EarEarlier earlier)
{
  gboolean own = clock != EAR_CLOCK_SHARED && work->source->n_promises > 0;
  const EarPromise *promises = own ? work->source->promises : work->input->promises;
  gsize n_promises = own ? work->source->n_promises : work->input->n_promises;
  gint64 promise = ear_report_promise_at (promises, n_promises, report->from);
  gint64 period_end = MIN (report->to, report->now);
  const EarReportEarlierPeriod *then = &report->earlier[earlier];

  return ear_report_is_promised (promises, n_promises, promise, then->from, then->to) &&
         ear_report_is_promised (promises, n_promises, promise, report->from, period_end);
}

void
ear_report_earlier_init (EarReportWork *then, const EarReportWork *work, const EarReport *report, EarEarlier earlier)
{
  gint64 known_until = work->known_until;

  /* Its last complete pull, as far back as the earlier time lies: so nothing is followed for longer than in the report. */
  if (known_until != EAR_TIME_NONE)
    known_until -= report->now - report->earlier[earlier].now;
  ear_report_work_init (then, work->input, work->source, report->earlier[earlier].now, known_until);
}

void
ear_report_earlier_conclude (const EarReportWork *then, const EarReport *report, EarEarlier earlier, EarClock clock, EarReportEarlier *figures)
{
  const EarReportEarlierPeriod *period = &report->earlier[earlier];
  const EarWaitList *list = ear_report_list_by (then->questions, clock);

  figures->covered = 1;
  if (!then->source->offline)
    figures->covered = (double) ear_spans_covered (then->covered, period->from, period->to) / (double) (period->to - period->from);
  figures->questions = list->n;
  figures->share = ear_share_within_promise (list->waits, list->n);
  figures->enough = figures->share.n >= EAR_REPORT_FLOOR_SHARE && figures->share.people >= EAR_REPORT_FLOOR_PEOPLE;
  if (figures->enough)
    {
      g_autoptr (GArray) curve = ear_curve_new (list->waits, list->n);

      figures->half = ear_curve_quantile (curve, 0.5);
    }
  figures->judged = g_array_sized_new (FALSE, FALSE, sizeof (gint64), figures->share.n);
  for (guint i = 0; i < list->n; i++)
    if (ear_wait_is_ripe (&list->waits[i]) && then->conversations[i] != 0)
      {
        gint64 judged = then->conversations[i] << 1 | ear_wait_is_kept (&list->waits[i]);

        g_array_append_val (figures->judged, judged);
      }
}

void
ear_report_earlier_compare (const EarReportWork *work, const EarReport *report, EarEarlier earlier, EarClock clock, double covered,
                            EarReportClock *figures)
{
  EarReportEarlier *then = &figures->earlier[earlier];

  then->gap = (EarInterval95) { NAN, NAN, NAN };
  if (!report->earlier[earlier].asked)
    then->change = EAR_CHANGE_NOT_ASKED;
  else if (then->covered < EAR_REPORT_COVERED_ENOUGH || covered < EAR_REPORT_COVERED_ENOUGH)
    then->change = EAR_CHANGE_NOT_READ;
  else if (!then->enough || !figures->enough)
    then->change = EAR_CHANGE_TOO_FEW;
  else if (!is_same_promise (work, clock, report, earlier))
    then->change = EAR_CHANGE_OTHER_PROMISE;
  else
    {
      then->gap = ear_newcombe (figures->share.k, figures->share.n, then->share.k, then->share.n, 0.95);
      then->change = then->gap.lower > 0 ? EAR_CHANGE_BETTER : then->gap.upper < 0 ? EAR_CHANGE_WORSE : EAR_CHANGE_CHANCE;
    }
}
