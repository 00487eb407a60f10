/* The consistency report from plain arrays.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ear-clock.h"
#include "engine/ear-report-private.h"
#include "model/ear-coverage.h"
#include "model/ear-sort.h"

/* ---- several processors ---- */

/* From so many questions on, threads are worth their start. */
#define MANY 10000
#define MAX_THREADS 4

typedef void (*JobFunc) (gpointer data, guint job);

typedef struct
{
  JobFunc func;
  gpointer data;
  guint n_jobs;
  int next;                  /* atomic */
} Jobs;

static gpointer
work_off (gpointer data)
{
  Jobs *jobs = data;

  for (;;)
    {
      guint job = (guint) g_atomic_int_add (&jobs->next, 1);

      if (job >= jobs->n_jobs)
        return NULL;
      jobs->func (jobs->data, job);
    }
}

/* Each job touches nothing of another. */
static void
run_jobs (JobFunc func, gpointer data, guint n_jobs, gboolean many)
{
  Jobs jobs = { func, data, n_jobs, 0 };
  GThread *threads[MAX_THREADS];
  guint n_threads = many ? MIN (MIN (g_get_num_processors (), MAX_THREADS), n_jobs) : 1;

  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("earshot-report", work_off, &jobs);
  work_off (&jobs);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
}

/* ---- one channel ---- */

typedef struct
{
  EarReportChannel *channel;
  EarReportWork work;
  EarArrived arrived;
  EarReportWork then[EAR_N_EARLIER];
  EarArrived arrived_then[EAR_N_EARLIER];
} Channel;

typedef struct
{
  const EarReportInput *input;
  EarReport *report;
  Channel *channels;
  guint n_channels;
} Computing;

static guint
count_people (const EarWaitList *list)
{
  g_autofree guint64 *people = g_new (guint64, list->n);

  for (guint i = 0; i < list->n; i++)
    people[i] = (guint64) list->waits[i].person_id;
  return (guint) ear_sort_distinct (people, list->n);
}

static void
describe_coverage (const EarReportWork *work, EarReportChannel *channel, gint64 from, gint64 until)
{
  if (work->source->offline)
    {
      channel->covered = 1;
      return;
    }
  if (from < until)
    channel->covered = (double) ear_spans_covered (work->covered, from, until) / (double) (until - from);
  g_array_unref (channel->gaps);
  channel->gaps = ear_spans_holes (work->covered, from,
                                   channel->known_until != EAR_TIME_NONE ? MIN (channel->known_until, until) : until);
}

static void
describe_channel (const EarReportWork *work, EarReportChannel *channel, gint64 from, gint64 until)
{
  const EarReportChannelInput *source = work->source;
  EarCalendar *hours = work->own_hours;

  channel->key = g_strdup (source->key);
  channel->name = g_strdup (source->name);
  channel->kind = g_strdup (source->kind);
  channel->kind_name = g_strdup (source->kind_name);
  channel->offline = source->offline;
  channel->known_until = work->known_until;
  channel->promise_s = ear_report_own_promise_at (work, until);
  channel->own_hours = source->hours != NULL;
  channel->own_promise = source->n_promises > 0;
  channel->hours_set = hours != NULL && ear_calendar_is_set_at (hours, until);
  channel->hours_partly = hours != NULL && ear_calendar_is_partly_set (hours, from, until);
  channel->removed = source->removed;
  describe_coverage (work, channel, from, until);
}

static void
count_figures (guint counts[EAR_N_FIGURES], guint32 figures)
{
  for (guint32 left = figures; left != 0; left &= left - 1)
    counts[g_bit_nth_lsf (left, -1)]++;
}

/* Job: a channel's enquiries sorted into figures. */
static void
sort_channel (gpointer data, guint job)
{
  Computing *computing = data;
  Channel *one = &computing->channels[job];
  EarReportChannel *channel = one->channel;
  g_auto (EarWeekClock) week = { ear_report_dup_zone (computing->input) };
  gboolean own = ear_report_work_has_clock (&one->work, EAR_CLOCK_SHARED);

  ear_report_work_make_room (&one->work, &one->arrived);
  g_array_set_size (channel->members, one->arrived.n);
  for (guint i = 0; i < one->arrived.n; i++)
    {
      const EarReportEnquiry *enquiry = one->arrived.enquiries[i];
      EarReportMember *member = &g_array_index (channel->members, EarReportMember, i);

      ear_report_work_add (&one->work, enquiry, ear_week_clock_read (&week, enquiry->opened_at), member);
      count_figures (channel->open.counts, member->figures[EAR_CLOCK_OPEN]);
      count_figures (channel->wall.counts, member->figures[EAR_CLOCK_WALL]);
      if (own)
        count_figures (channel->shared.counts, member->figures[EAR_CLOCK_SHARED]);
      /* By arrival: the first is the one. */
      if (channel->waiting_since == EAR_TIME_NONE && (member->figures[EAR_CLOCK_OPEN] & 1u << EAR_FIGURE_WAITING) != 0)
        channel->waiting_since = enquiry->opened_at;
    }
  memcpy (channel->counts, channel->open.counts, sizeof channel->counts);
  channel->people = count_people (&one->work.questions[EAR_CLOCK_OPEN]);

  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      ear_report_work_make_room (&one->then[i], &one->arrived_then[i]);
      for (guint j = 0; j < one->arrived_then[i].n; j++)
        {
          EarReportMember member;

          ear_report_work_add (&one->then[i], one->arrived_then[i].enquiries[j], 0, &member);
        }
    }
}

static EarReportClock *
clock_of (EarReportChannel *channel, guint clock)
{
  return (EarReportClock *) ear_report_channel_get_clock (channel, (EarClock) clock);
}

/* Job: a channel's figures by one clock. */
static void
conclude_channel (gpointer data, guint job)
{
  Computing *computing = data;
  Channel *one = &computing->channels[job / EAR_N_CLOCKS];
  guint clock = job % EAR_N_CLOCKS;
  EarReportClock *figures = clock_of (one->channel, clock);

  if (!ear_report_work_has_clock (&one->work, clock))
    return;
  ear_report_conclude_clock (&one->work, (EarClock) clock, figures);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      if (computing->report->earlier[i].asked)
        ear_report_earlier_conclude (&one->then[i], computing->report, (EarEarlier) i, (EarClock) clock, &figures->earlier[i]);
      ear_report_earlier_compare (&one->work, computing->report, (EarEarlier) i, (EarClock) clock, one->channel->covered, figures);
    }
}

static void
end_channel (Channel *one, EarReport *report)
{
  EarReportChannel *channel = one->channel;

  if (!ear_report_work_has_clock (&one->work, EAR_CLOCK_SHARED))
    ear_report_copy_clock (&channel->open, &channel->shared);
  channel->compared = !channel->offline && channel->shared.enough && channel->shared.share.n >= EAR_REPORT_FLOOR_COMPARE;
  if (!channel->offline && !channel->removed && channel->known_until != EAR_TIME_NONE &&
      (report->as_of == EAR_TIME_NONE || channel->known_until < report->as_of))
    report->as_of = channel->known_until;
}

static void
clear_channel (Channel *one)
{
  ear_report_work_clear (&one->work);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    ear_report_work_clear (&one->then[i]);
}

/* ---- all channels ---- */

/* Newcombe's interval is no exact one: of eight channels alike, with 21 questions each, it excludes 0 in up to 5.9 % of reports. So that no more
 * than 5 % claim a difference where there is none, the log-rank test over all of them has to find one first (Fisher's protected comparison). */
static void
compare_channels (EarReport *report, const Channel *channels)
{
  EarReportDifference *difference = &report->difference;
  g_autofree const EarWait **groups = g_new0 (const EarWait *, report->channels->len);
  g_autofree gsize *sizes = g_new0 (gsize, report->channels->len);
  const EarReportChannel *best = NULL, *worst = NULL;
  guint n = 0;

  difference->gap = (EarInterval95) { NAN, NAN, NAN };
  difference->test.p = NAN;
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      double share = channel->shared.share.share.estimate;

      if (!channel->compared)
        continue;
      if (best == NULL || share > best->shared.share.share.estimate)
        {
          best = channel;
          difference->best = i;
        }
      if (worst == NULL || share <= worst->shared.share.share.estimate)
        {
          worst = channel;
          difference->worst = i;
        }
      groups[n] = ear_report_list_by (channels[i].work.questions, EAR_CLOCK_SHARED)->waits;
      sizes[n++] = ear_report_list_by (channels[i].work.questions, EAR_CLOCK_SHARED)->n;
    }

  difference->n_channels = n;
  difference->verdict = EAR_DIFFERENCE_NONE_TO_TELL;
  if (n < 2)
    return;
  difference->level = 1 - EAR_REPORT_CLAIM_LEVEL / ((double) n * (n - 1) / 2);
  difference->gap = ear_newcombe (best->shared.share.k, best->shared.share.n, worst->shared.share.k, worst->shared.share.n, difference->level);
  difference->test = ear_log_rank (groups, sizes, n);
  /* Its p is no number where nobody was answered. */
  difference->verdict = difference->gap.lower > 0 && difference->test.p < EAR_REPORT_CLAIM_LEVEL ? EAR_DIFFERENCE_REAL : EAR_DIFFERENCE_CHANCE;
}

static int
compare_arrival (const EarReportEnquiry *first, const EarReportEnquiry *second)
{
  if (first->channel != second->channel)
    return first->channel < second->channel ? -1 : 1;
  return first->opened_at < second->opened_at ? -1 : first->opened_at > second->opened_at;
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  const EarReportEnquiry *first = *(const EarReportEnquiry *const *) a, *second = *(const EarReportEnquiry *const *) b;
  int order = compare_arrival (first, second);

  if (order == 0 && first->conversation_id != second->conversation_id)
    order = first->conversation_id < second->conversation_id ? -1 : 1;
  return order;
}

/* Those of [from, to), by channel and arrival. What the store gives is in that order already. */
static GPtrArray *
choose_enquiries (const EarReportEnquiry *enquiries, gsize n_enquiries, gint64 from, gint64 to, gsize n_channels)
{
  GPtrArray *chosen = g_ptr_array_sized_new ((guint) n_enquiries);
  gboolean sorted = TRUE;

  for (gsize i = 0; i < n_enquiries; i++)
    {
      const EarReportEnquiry *enquiry = &enquiries[i];

      if (enquiry->opened_at < from || enquiry->opened_at >= to || enquiry->channel >= n_channels)
        continue;
      sorted = sorted && (chosen->len == 0 || compare_arrival (g_ptr_array_index (chosen, chosen->len - 1), enquiry) <= 0);
      g_ptr_array_add (chosen, (gpointer) enquiry);
    }
  if (!sorted)
    qsort (chosen->pdata, chosen->len, sizeof (gpointer), compare_pointers);
  return chosen;
}

/* Those of @channel, which follow those before. */
static EarArrived
next_arrived (const GPtrArray *chosen, guint *next, guint channel)
{
  guint begin = *next;

  while (*next < chosen->len && ((const EarReportEnquiry *) g_ptr_array_index (chosen, *next))->channel == channel)
    (*next)++;
  return (EarArrived) { (const EarReportEnquiry *const *) (gpointer) chosen->pdata + begin, *next - begin };
}

static void
describe_whole (EarReport *report, const EarReportInput *input, gint64 period_end)
{
  EarHours *hours = input->hours != NULL ? ear_calendar_get_hours_at (input->hours, period_end) : NULL;

  report->now = input->now;
  report->to = input->to;
  report->promise_s = ear_report_promise_at (input->promises, input->n_promises, period_end);
  report->zone = g_strdup (ear_report_zone_name (input));
  report->hours_set = hours != NULL && ear_hours_is_set (hours);
  report->hours_partly = hours != NULL && ear_calendar_is_partly_set (input->hours, report->from, period_end);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    report->earlier[i] = ear_report_earlier_period (input, (EarEarlier) i);
}

static EarReportHour *
map_all (const Computing *computing, EarClock clock)
{
  g_autofree EarMapped *mapped = g_new (EarMapped, computing->n_channels);
  gsize n = 0;

  for (guint i = 0; i < computing->n_channels; i++)
    {
      const EarReportWork *work = &computing->channels[i].work;
      const EarWaitList *list = ear_report_list_by (work->questions, clock);

      if (!work->source->offline)
        mapped[n++] = (EarMapped) { list->waits, work->hours, list->n };
    }
  return ear_report_map_new (mapped, n, EAR_REPORT_FLOOR_SHARE, EAR_REPORT_FLOOR_PEOPLE);
}

/* Jobs over all channels. */
enum { COMPARE, MAP, MAP_WALL, N_OVER_ALL };

static void
conclude_all (gpointer data, guint job)
{
  Computing *computing = data;

  if (job == COMPARE)
    compare_channels (computing->report, computing->channels);
  else if (job == MAP)
    computing->report->map = map_all (computing, EAR_CLOCK_SHARED);
  else
    computing->report->map_wall = map_all (computing, EAR_CLOCK_WALL);
}

/* Every channel that is mentioned, with what arrived in it. */
static void
begin_channels (Computing *computing, const GPtrArray *enquiries, GPtrArray *const *earlier)
{
  const EarReportInput *input = computing->input;
  EarReport *report = computing->report;
  guint next = 0, next_earlier[EAR_N_EARLIER] = { 0 };

  computing->channels = g_new0 (Channel, input->n_channels);
  for (guint i = 0; i < input->n_channels; i++)
    {
      const EarReportChannelInput *source = &input->channels[i];
      Channel *one = &computing->channels[computing->n_channels];

      one->arrived = next_arrived (enquiries, &next, i);
      for (guint j = 0; j < EAR_N_EARLIER; j++)
        one->arrived_then[j] = next_arrived (earlier[j], &next_earlier[j], i);
      if (source->removed && one->arrived.n == 0)
        continue;
      computing->n_channels++;
      one->channel = ear_report_add_channel (report);
      ear_report_work_init (&one->work, input, source, input->now, source->known_until);
      for (guint j = 0; j < EAR_N_EARLIER; j++)
        ear_report_earlier_init (&one->then[j], &one->work, report, (EarEarlier) j);
      describe_channel (&one->work, one->channel, report->from, MIN (input->to, input->now));
    }
}

/**
 * ear_report_compute:
 * @input: what is known
 *
 * Computes every figure of the report once; window, terminal, CSV and print show this.
 *
 * Each enquiry is followed from its arrival to the end of the stretch of time that its channel was read without a gap, at most to
 * known-until. Answered in sight, it is an event at its answering time; every other one, closed or not, stays at risk until then.
 *
 * Returns: (transfer full): the report
 */
EarReport *
ear_report_compute (const EarReportInput *input)
{
  EarReport *report = ear_report_new ();
  Computing computing = { input, report, NULL, 0 };
  g_autoptr (GPtrArray) enquiries = NULL;
  GPtrArray *earlier[EAR_N_EARLIER];
  gint64 period_end;
  gboolean many;

  g_return_val_if_fail (input != NULL, report);
  g_return_val_if_fail (input->enquiries != NULL || input->n_enquiries == 0, report);
  g_return_val_if_fail (input->channels != NULL || input->n_channels == 0, report);

  period_end = MIN (input->to, input->now);
  enquiries = choose_enquiries (input->enquiries, input->n_enquiries, input->from, MIN (input->to, input->now + 1), input->n_channels);
  report->from = input->from;
  if (report->from == G_MININT64)
    {
      report->from = period_end;
      for (guint i = 0; i < enquiries->len; i++)
        report->from = MIN (report->from, ((const EarReportEnquiry *) g_ptr_array_index (enquiries, i))->opened_at);
    }
  describe_whole (report, input, period_end);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    earlier[i] = choose_enquiries (input->earlier[i], input->n_earlier[i], report->earlier[i].from, report->earlier[i].to, input->n_channels);
  begin_channels (&computing, enquiries, earlier);

  many = enquiries->len + earlier[EAR_EARLIER_PERIOD]->len + earlier[EAR_EARLIER_YEAR]->len >= MANY;
  run_jobs (sort_channel, &computing, computing.n_channels, many);
  run_jobs (conclude_channel, &computing, computing.n_channels * EAR_N_CLOCKS, many);
  for (guint i = 0; i < computing.n_channels; i++)
    end_channel (&computing.channels[i], report);
  run_jobs (conclude_all, &computing, N_OVER_ALL, many);

  for (guint i = 0; i < computing.n_channels; i++)
    clear_channel (&computing.channels[i]);
  g_free (computing.channels);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    g_ptr_array_unref (earlier[i]);
  return report;
}
