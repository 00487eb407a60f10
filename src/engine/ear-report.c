/* The consistency report from plain arrays,.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ear-clock.h"
#include "engine/ear-report.h"
#include "model/ear-coverage.h"
#include "model/ear-sort.h"

/* Services tell time by the second: what lies within one is no gap in which something could have been missed. */
#define LEAST_GAP_MS 1000

/* EarWaits of one sort by one clock; room for all enquiries of the channel. */
typedef struct
{
  EarWait *waits;
  guint n;
} List;

typedef struct
{
  const EarReportInput *input;
  const EarReportChannelInput *source;
  GArray *covered;                 /* (element-type EarSpan), normal */
  EarReportChannel *channel;
  gint64 period_end;               /* of what can be known by now */
  List questions[EAR_N_CLOCKS];    /* SHARED has no waits where it is the same as OPEN */
  List needless[EAR_N_CLOCKS];         /* of those that need no answer */
} Work;

static const List *
list_by (const List *lists, guint clock)
{
  return &lists[clock == EAR_CLOCK_SHARED && lists[clock].waits == NULL ? EAR_CLOCK_OPEN : clock];
}

static gint64
promise_at (const EarPromise *promises, gsize n_promises, gint64 at)
{
  gint64 seconds = n_promises > 0 ? promises[0].seconds : G_MAXINT64;

  for (gsize i = 0; i < n_promises && promises[i].valid_from <= at; i++)
    seconds = promises[i].seconds;
  return seconds;
}

static gint64
own_promise_at (const Work *work, gint64 at)
{
  if (work->source->n_promises > 0)
    return promise_at (work->source->promises, work->source->n_promises, at);
  return promise_at (work->input->promises, work->input->n_promises, at);
}

static EarCalendar *
own_hours (const Work *work)
{
  return work->source->hours != NULL ? work->source->hours : work->input->hours;
}

static gint64
seconds_between (EarCalendar *hours, gint64 from, gint64 to)
{
  if (hours == NULL)
    return from < to ? (to - from) / 1000 : 0;
  return ear_calendar_open_seconds (hours, from, to);
}

/* ---- one enquiry ---- */

/* Until when it was in sight: to the end of the stretch that was read without a gap; taken back, to then. */
typedef struct
{
  gint64 until;
  gboolean taken_back, cut_off;
} View;

static View
view_of (const Work *work, const EarReportEnquiry *enquiry)
{
  View view = { MIN (work->channel->known_until, work->input->now), FALSE, FALSE };

  if (!work->source->offline)
    {
      const EarSpan *span = ear_spans_find (work->covered, enquiry->opened_at);

      view.cut_off = span->to < view.until;
      view.until = MIN (view.until, span->to);
    }
  if (enquiry->outcome == EAR_ENQUIRY_WITHDRAWN && enquiry->closed_at <= view.until)
    {
      view.until = MAX (enquiry->closed_at, enquiry->opened_at);
      view.taken_back = TRUE;
      view.cut_off = FALSE;
    }
  return view;
}

static gboolean
is_answered (const EarReportEnquiry *enquiry, const View *view)
{
  return enquiry->answered_at != EAR_TIME_NONE && enquiry->answered_at <= view->until;
}

static EarWait
measure (const EarReportEnquiry *enquiry, const View *view, EarCalendar *hours, gint64 promise)
{
  EarWait wait = {
    .follow = seconds_between (hours, enquiry->opened_at, view->until),
    .answered = is_answered (enquiry, view),
    .promise = promise,
    .person_id = enquiry->person_id,
  };

  if (wait.answered)
    wait.wait = seconds_between (hours, enquiry->opened_at, enquiry->answered_at);
  return wait;
}

static void
add_waits (Work *work, List *lists, const EarReportEnquiry *enquiry, const View *view)
{
  gint64 promise = own_promise_at (work, enquiry->opened_at);

  lists[EAR_CLOCK_OPEN].waits[lists[EAR_CLOCK_OPEN].n++] = measure (enquiry, view, own_hours (work), promise);
  lists[EAR_CLOCK_WALL].waits[lists[EAR_CLOCK_WALL].n++] = measure (enquiry, view, NULL, promise);
  if (lists[EAR_CLOCK_SHARED].waits != NULL)
    lists[EAR_CLOCK_SHARED].waits[lists[EAR_CLOCK_SHARED].n++] =
      measure (enquiry, view, work->input->hours, promise_at (work->input->promises, work->input->n_promises, enquiry->opened_at));
}

#define BIT(figure) (1u << (figure))

/* In time or not, or why that cannot be told, by one clock. */
static guint32
judge (const EarWait *wait, const View *view)
{
  if (wait->follow >= wait->promise)
    return BIT (wait->answered && wait->wait <= wait->promise ? EAR_FIGURE_KEPT : EAR_FIGURE_MISSED);
  if (view->taken_back)
    return BIT (EAR_FIGURE_TAKEN_BACK_EARLY);
  if (view->cut_off)
    return BIT (EAR_FIGURE_CUT_OFF);
  return BIT (EAR_FIGURE_TOO_NEW) | (wait->answered ? BIT (EAR_FIGURE_TOO_NEW_ANSWERED) : 0);
}

static void
add_figures (EarReportMember *member, guint32 figures)
{
  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    member->figures[clock] |= figures;
}

static void
add_question (Work *work, EarReportMember *member, const EarReportEnquiry *enquiry)
{
  View view = view_of (work, enquiry);
  guint32 figures = BIT (EAR_FIGURE_QUESTIONS) | BIT (enquiry->follow_up ? EAR_FIGURE_FOLLOW_UP : EAR_FIGURE_NEW);

  add_waits (work, work->questions, enquiry, &view);
  if (is_answered (enquiry, &view))
    figures |= BIT (EAR_FIGURE_ANSWERED);
  if (enquiry->outcome == EAR_ENQUIRY_CLOSED)
    figures |= BIT (EAR_FIGURE_CLOSED);
  if (enquiry->outcome == EAR_ENQUIRY_WITHDRAWN)
    figures |= BIT (EAR_FIGURE_TAKEN_BACK);
  add_figures (member, figures);

  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    {
      const List *list = list_by (work->questions, clock);
      const EarWait *wait = &list->waits[list->n - 1];
      EarCalendar *hours = clock == EAR_CLOCK_WALL ? NULL : clock == EAR_CLOCK_OPEN ? own_hours (work) : work->input->hours;

      member->figures[clock] |= judge (wait, &view);
      if (wait->answered && wait->wait == 0 && hours != NULL && !ear_calendar_is_open (hours, enquiry->opened_at))
        member->figures[clock] |= BIT (EAR_FIGURE_BEFORE_OPENING);
    }
}

static void
sort_into_figures (Work *work, EarReportMember *member, const EarReportEnquiry *enquiry)
{
  /* Whoever waits is shown, whether the channel was read without gaps or not. */
  if (enquiry->outcome == EAR_ENQUIRY_OPEN && enquiry->exclusion == EAR_EXCLUDED_NO)
    {
      add_figures (member, BIT (EAR_FIGURE_WAITING));
      if (work->channel->waiting_since == EAR_TIME_NONE || enquiry->opened_at < work->channel->waiting_since)
        work->channel->waiting_since = enquiry->opened_at;
    }

  if (!work->source->offline)
    {
      gboolean after = work->channel->known_until != EAR_TIME_NONE && enquiry->opened_at > work->channel->known_until;

      if (after || work->channel->known_until == EAR_TIME_NONE || ear_spans_find (work->covered, enquiry->opened_at) == NULL)
        {
          add_figures (member, BIT (after ? EAR_FIGURE_AFTER : EAR_FIGURE_IN_GAP));
          return;
        }
    }

  switch ((EarEnquiryExclusion) enquiry->exclusion)
    {
    case EAR_EXCLUDED_SPAM:
      add_figures (member, BIT (EAR_FIGURE_SPAM));
      return;
    case EAR_EXCLUDED_AUTOMATIC:
      add_figures (member, BIT (EAR_FIGURE_AUTOMATIC));
      return;
    case EAR_EXCLUDED_NO_ANSWER_NEEDED:
      {
        View view = view_of (work, enquiry);

        add_waits (work, work->needless, enquiry, &view);
        add_figures (member, BIT (EAR_FIGURE_NO_ANSWER_NEEDED));
        return;
      }
    case EAR_EXCLUDED_NO:
    default:
      break;
    }
  if (enquiry->on_spot)
    add_figures (member, BIT (EAR_FIGURE_ON_SPOT));
  else
    add_question (work, member, enquiry);
}

/* ---- one channel ---- */

/* A drawing cannot show more, and a year of a large workspace would keep tens of megabytes: of a long curve stay the steps by which
 * it has risen enough to be seen, and those at which it ends. */
#define LONG_CURVE 4096
/* From so many questions on, a second thread is worth its start. */
#define MANY 10000
#define SEEN (1. / 2048)

static GArray *
thin_curve (GArray *curve)
{
  g_autoptr (GArray) all = curve;
  GArray *thin;
  double drawn = 0;

  if (all->len <= LONG_CURVE)
    return g_steal_pointer (&all);

  thin = g_array_new (FALSE, FALSE, sizeof (EarCurveStep));
  for (guint i = 0; i < all->len; i++)
    {
      const EarCurveStep *step = &g_array_index (all, EarCurveStep, i);
      gboolean ends = i + 1 == all->len || (step->at_risk >= EAR_REPORT_FLOOR_AT_RISK && (step + 1)->at_risk < EAR_REPORT_FLOOR_AT_RISK);

      if (i > 0 && !ends && step->answered - drawn < SEEN)
        continue;
      g_array_append_val (thin, *step);
      drawn = step->answered;
    }
  return thin;
}

static void
conclude_clock (Work *work, EarClock clock, EarReportClock *figures)
{
  const List *questions = &work->questions[clock], *needless = &work->needless[clock];
  EarShare more = ear_share_within_promise (needless->waits, needless->n);

  figures->share = ear_share_within_promise (questions->waits, questions->n);
  figures->curve = ear_curve_new (questions->waits, questions->n);
  figures->half = ear_curve_quantile (figures->curve, 0.5);
  figures->nine_in_ten = ear_curve_quantile (figures->curve, 0.9);
  figures->curve = thin_curve (figures->curve);
  figures->enough = figures->share.n >= EAR_REPORT_FLOOR_SHARE && figures->share.people >= EAR_REPORT_FLOOR_PEOPLE;
  figures->enough_nine = figures->enough && figures->share.n >= EAR_REPORT_FLOOR_NINE;

  figures->k_all = figures->share.k + more.k;
  figures->n_all = figures->share.n + more.n;
}

typedef struct
{
  Work *work;
  EarClock clock;
  EarReportClock *figures;
} Concluding;

static gpointer
conclude_beside (gpointer data)
{
  Concluding *concluding = data;

  conclude_clock (concluding->work, concluding->clock, concluding->figures);
  return NULL;
}

/* Two clocks of the same questions have nothing to do with each other, and are a fifth of a large report's time. */
static void
conclude_both (Work *work, EarReportChannel *channel)
{
  Concluding wall = { work, EAR_CLOCK_WALL, &channel->wall };
  GThread *thread = work->questions[EAR_CLOCK_WALL].n >= MANY ? g_thread_new ("earshot-report", conclude_beside, &wall) : NULL;

  conclude_clock (work, EAR_CLOCK_OPEN, &channel->open);
  if (thread != NULL)
    g_thread_join (thread);
  else
    conclude_beside (&wall);
}

static guint
count_people (const List *list)
{
  g_autofree guint64 *people = g_new (guint64, list->n);

  for (guint i = 0; i < list->n; i++)
    people[i] = (guint64) list->waits[i].person_id;
  ear_sort_numbers (people, list->n);
  return (guint) ear_sort_count_distinct (people, list->n);
}

static void
describe_coverage (Work *work, gint64 from)
{
  EarReportChannel *channel = work->channel;
  gint64 until = work->period_end;

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
count_figures (guint counts[EAR_N_FIGURES], guint32 figures)
{
  for (guint32 left = figures; left != 0; left &= left - 1)
    counts[g_bit_nth_lsf (left, -1)]++;
}

static void
work_channel (Work *work, const EarReportEnquiry *const *enquiries, gsize n_enquiries, gint64 from)
{
  const EarReportInput *input = work->input;
  const EarReportChannelInput *source = work->source;
  EarReportChannel *channel = work->channel;
  EarCalendar *hours = own_hours (work);

  channel->key = g_strdup (source->key);
  channel->name = g_strdup (source->name);
  channel->kind = g_strdup (source->kind);
  channel->kind_name = g_strdup (source->kind_name);
  channel->offline = source->offline;
  channel->known_until = source->offline ? input->now : source->known_until != EAR_TIME_NONE ? MIN (source->known_until, input->now) : EAR_TIME_NONE;
  channel->promise_s = own_promise_at (work, work->period_end);
  channel->own_hours = source->hours != NULL;
  channel->own_promise = source->n_promises > 0;
  channel->hours_set = hours != NULL && ear_calendar_is_set_at (hours, work->period_end);
  channel->hours_partly = hours != NULL && ear_calendar_is_partly_set (hours, from, work->period_end);
  channel->removed = source->removed;
  describe_coverage (work, from);

  g_array_set_size (channel->members, (guint) n_enquiries);
  for (gsize i = 0; i < n_enquiries; i++)
    {
      EarReportMember member = { .conversation_id = enquiries[i]->conversation_id };

      sort_into_figures (work, &member, enquiries[i]);
      g_array_index (channel->members, EarReportMember, i) = member;
      count_figures (channel->open.counts, member.figures[EAR_CLOCK_OPEN]);
      count_figures (channel->wall.counts, member.figures[EAR_CLOCK_WALL]);
      count_figures (channel->shared.counts, member.figures[EAR_CLOCK_SHARED]);
    }
  memcpy (channel->counts, channel->open.counts, sizeof channel->counts);

  channel->people = count_people (&work->questions[EAR_CLOCK_OPEN]);
  conclude_both (work, channel);
  if (work->questions[EAR_CLOCK_SHARED].waits != NULL)
    conclude_clock (work, EAR_CLOCK_SHARED, &channel->shared);
  else
    {
      channel->shared = channel->open;
      g_array_ref (channel->shared.curve);
    }
  channel->compared = !channel->offline && channel->shared.enough && channel->shared.share.n >= EAR_REPORT_FLOOR_COMPARE;
}

/* ---- all channels ---- */

static void
compare_channels (EarReport *report, const Work *works)
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
      groups[n] = list_by (works[i].questions, EAR_CLOCK_SHARED)->waits;
      sizes[n++] = list_by (works[i].questions, EAR_CLOCK_SHARED)->n;
    }

  difference->n_channels = n;
  difference->verdict = EAR_DIFFERENCE_NONE_TO_TELL;
  if (n < 2)
    return;
  difference->level = 1 - 0.05 / ((double) n * (n - 1) / 2);
  difference->gap = ear_newcombe (best->shared.share.k, best->shared.share.n, worst->shared.share.k, worst->shared.share.n, difference->level);
  difference->test = ear_log_rank (groups, sizes, n);
  difference->verdict = difference->gap.lower > 0 ? EAR_DIFFERENCE_REAL : EAR_DIFFERENCE_CHANCE;
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

/* Those of the period, by channel and arrival. What the store gives is in that order already. */
static GPtrArray *
choose_enquiries (const EarReportInput *input)
{
  GPtrArray *chosen = g_ptr_array_sized_new ((guint) input->n_enquiries);
  gboolean sorted = TRUE;

  for (gsize i = 0; i < input->n_enquiries; i++)
    {
      const EarReportEnquiry *enquiry = &input->enquiries[i];

      if (enquiry->opened_at < input->from || enquiry->opened_at >= input->to || enquiry->opened_at > input->now ||
          enquiry->channel >= input->n_channels)
        continue;
      sorted = sorted && (chosen->len == 0 || compare_arrival (g_ptr_array_index (chosen, chosen->len - 1), enquiry) <= 0);
      g_ptr_array_add (chosen, (gpointer) enquiry);
    }
  if (!sorted)
    qsort (chosen->pdata, chosen->len, sizeof (gpointer), compare_pointers);
  return chosen;
}

static void
work_init (Work *work, const EarReportInput *input, const EarReportChannelInput *source, EarReportChannel *channel, gint64 period_end,
           const EarReportEnquiry *const *enquiries, guint n_enquiries)
{
  guint n_needless = 0;
  gboolean own = source->hours != NULL || source->n_promises > 0;
  const GArray *covered = source->covered;

  *work = (Work) { .input = input, .source = source, .channel = channel, .period_end = period_end };
  work->covered = ear_spans_normalize (covered != NULL ? (const EarSpan *) (gconstpointer) covered->data : NULL, covered != NULL ? covered->len : 0);
  ear_spans_close (work->covered, LEAST_GAP_MS);
  for (guint i = 0; i < n_enquiries; i++)
    n_needless += enquiries[i]->exclusion == EAR_EXCLUDED_NO_ANSWER_NEEDED;
  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    if (clock != EAR_CLOCK_SHARED || own)
      {
        work->questions[clock].waits = g_new (EarWait, MAX (n_enquiries, 1));
        work->needless[clock].waits = g_new (EarWait, MAX (n_needless, 1));
      }
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->covered, g_array_unref);
  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    {
      g_clear_pointer (&work->questions[clock].waits, g_free);
      g_clear_pointer (&work->needless[clock].waits, g_free);
    }
}

static void
describe_whole (EarReport *report, const EarReportInput *input, gint64 period_end)
{
  EarHours *hours = input->hours != NULL ? ear_calendar_get_hours_at (input->hours, period_end) : NULL;

  report->now = input->now;
  report->to = input->to;
  report->promise_s = promise_at (input->promises, input->n_promises, period_end);
  report->zone = g_strdup (input->zone != NULL ? input->zone : hours != NULL ? ear_hours_get_zone (hours) : NULL);
  report->hours_set = hours != NULL && ear_hours_is_set (hours);
  report->hours_partly = hours != NULL && ear_calendar_is_partly_set (input->hours, report->from, period_end);
}

/**
 * ear_report_compute:
 * @input: what is known; calendars in it build their tables on the way, so they belong to one thread
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
  g_autoptr (GPtrArray) enquiries = NULL;
  g_autofree Work *works = NULL;
  gint64 period_end;
  gsize n_works = 0;
  guint next = 0;

  g_return_val_if_fail (input != NULL, report);
  g_return_val_if_fail (input->enquiries != NULL || input->n_enquiries == 0, report);
  g_return_val_if_fail (input->channels != NULL || input->n_channels == 0, report);

  period_end = MIN (input->to, input->now);
  enquiries = choose_enquiries (input);
  report->from = input->from;
  if (report->from == G_MININT64)
    {
      report->from = period_end;
      for (guint i = 0; i < enquiries->len; i++)
        report->from = MIN (report->from, ((const EarReportEnquiry *) g_ptr_array_index (enquiries, i))->opened_at);
    }
  describe_whole (report, input, period_end);

  works = g_new0 (Work, input->n_channels);
  for (gsize i = 0; i < input->n_channels; i++)
    {
      const EarReportEnquiry *const *of_channel;
      EarReportChannel *channel;
      guint begin = next;

      while (next < enquiries->len && ((const EarReportEnquiry *) g_ptr_array_index (enquiries, next))->channel == i)
        next++;
      if (input->channels[i].removed && next == begin)
        continue;
      channel = ear_report_add_channel (report);
      of_channel = (const EarReportEnquiry *const *) (gpointer) enquiries->pdata + begin;
      work_init (&works[n_works], input, &input->channels[i], channel, period_end, of_channel, next - begin);
      work_channel (&works[n_works++], of_channel, next - begin, report->from);
      if (!channel->offline && !channel->removed && channel->known_until != EAR_TIME_NONE &&
          (report->as_of == EAR_TIME_NONE || channel->known_until < report->as_of))
        report->as_of = channel->known_until;
    }
  compare_channels (report, works);
  for (gsize i = 0; i < n_works; i++)
    work_clear (&works[i]);
  return report;
}
