/* Each enquiry followed from its arrival to the end of the stretch of time that its channel was read without a gap, and sorted into
 * the figures.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "engine/ear-report-private.h"
#include "model/ear-coverage.h"

const EarWaitList *
ear_report_list_by (const EarWaitList *lists, guint clock)
{
  return &lists[clock == EAR_CLOCK_SHARED && lists[clock].waits == NULL ? EAR_CLOCK_OPEN : clock];
}

gint64
ear_report_promise_at (const EarPromise *promises, gsize n_promises, gint64 at)
{
  gint64 seconds = n_promises > 0 ? promises[0].seconds : G_MAXINT64;

  for (gsize i = 0; i < n_promises && promises[i].valid_from <= at; i++)
    seconds = promises[i].seconds;
  return seconds;
}

gboolean
ear_report_is_promised (const EarPromise *promises, gsize n_promises, gint64 seconds, gint64 from, gint64 until)
{
  if (ear_report_promise_at (promises, n_promises, from) != seconds)
    return FALSE;
  for (gsize i = 0; i < n_promises; i++)
    if (promises[i].seconds != seconds && promises[i].valid_from > from && promises[i].valid_from < until)
      return FALSE;
  return TRUE;
}

gint64
ear_report_own_promise_at (const EarReportWork *work, gint64 at)
{
  if (work->source->n_promises > 0)
    return ear_report_promise_at (work->source->promises, work->source->n_promises, at);
  return ear_report_promise_at (work->input->promises, work->input->n_promises, at);
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
view_of (const EarReportWork *work, const EarReportEnquiry *enquiry)
{
  View view = { MIN (work->known_until, work->now), FALSE, FALSE };

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
add_waits (EarReportWork *work, EarWaitList *lists, const EarReportEnquiry *enquiry, const View *view)
{
  gint64 promise = ear_report_own_promise_at (work, enquiry->opened_at);

  lists[EAR_CLOCK_OPEN].waits[lists[EAR_CLOCK_OPEN].n++] = measure (enquiry, view, work->own_hours, promise);
  lists[EAR_CLOCK_WALL].waits[lists[EAR_CLOCK_WALL].n++] = measure (enquiry, view, NULL, promise);
  if (lists[EAR_CLOCK_SHARED].waits != NULL)
    lists[EAR_CLOCK_SHARED].waits[lists[EAR_CLOCK_SHARED].n++] =
      measure (enquiry, view, work->shared_hours, ear_report_promise_at (work->input->promises, work->input->n_promises, enquiry->opened_at));
}

#define BIT(figure) (1u << (figure))

/* In time or not, or why that cannot be told, by one clock. */
static guint32
judge (const EarWait *wait, const View *view)
{
  if (ear_wait_is_ripe (wait))
    return BIT (ear_wait_is_kept (wait) ? EAR_FIGURE_KEPT : EAR_FIGURE_MISSED);
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
add_question (EarReportWork *work, EarReportMember *member, const EarReportEnquiry *enquiry)
{
  View view = view_of (work, enquiry);
  guint32 figures = BIT (EAR_FIGURE_QUESTIONS) | BIT (enquiry->follow_up ? EAR_FIGURE_FOLLOW_UP : EAR_FIGURE_NEW);
  guint index = work->questions[EAR_CLOCK_OPEN].n;

  work->conversations[index] = enquiry->conversation_id;
  work->tags[index] = EAR_TAG (enquiry->type, enquiry->follow_up);
  work->hours[index] = member->hour;
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
      const EarWaitList *list = &work->questions[clock];
      const EarWait *wait;
      EarCalendar *hours = clock == EAR_CLOCK_WALL ? NULL : clock == EAR_CLOCK_OPEN ? work->own_hours : work->shared_hours;

      if (list->waits == NULL)
        {
          member->figures[clock] = member->figures[EAR_CLOCK_OPEN];
          continue;
        }
      wait = &list->waits[list->n - 1];
      member->figures[clock] |= judge (wait, &view);
      if (wait->answered && wait->wait == 0 && hours != NULL && !ear_calendar_is_open (hours, enquiry->opened_at))
        member->figures[clock] |= BIT (EAR_FIGURE_BEFORE_OPENING);
    }
}

/**
 * ear_report_work_add:
 * @member: (out caller-allocates): what it counts in
 */
void
ear_report_work_add (EarReportWork *work, const EarReportEnquiry *enquiry, guint8 hour, EarReportMember *member)
{
  *member = (EarReportMember) {
    .conversation_id = enquiry->conversation_id, .opened_at = enquiry->opened_at, .hour = hour, .type = enquiry->type,
  };

  /* Whoever waits is shown, whether the channel was read without gaps or not. */
  if (enquiry->outcome == EAR_ENQUIRY_OPEN && enquiry->exclusion == EAR_EXCLUDED_NO)
    add_figures (member, BIT (EAR_FIGURE_WAITING));

  if (!work->source->offline)
    {
      gboolean after = work->known_until != EAR_TIME_NONE && enquiry->opened_at > work->known_until;

      if (after || work->known_until == EAR_TIME_NONE || ear_spans_find (work->covered, enquiry->opened_at) == NULL)
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

void
ear_report_work_init (EarReportWork *work, const EarReportInput *input, const EarReportChannelInput *source, gint64 now, gint64 known_until)
{
  const GArray *covered = source->covered;

  *work = (EarReportWork) { .input = input, .source = source, .now = now };
  work->known_until = source->offline ? now : known_until != EAR_TIME_NONE ? MIN (known_until, now) : EAR_TIME_NONE;
  work->covered = ear_spans_normalize (covered != NULL ? (const EarSpan *) (gconstpointer) covered->data : NULL, covered != NULL ? covered->len : 0);
  ear_spans_close (work->covered, EAR_LEAST_GAP_MS);
  work->shared_hours = input->hours != NULL ? ear_calendar_copy (input->hours) : NULL;
  work->own_hours = source->hours != NULL ? ear_calendar_copy (source->hours) : work->shared_hours;
}

gboolean
ear_report_work_has_clock (const EarReportWork *work, guint clock)
{
  return clock != EAR_CLOCK_SHARED || work->source->hours != NULL || work->source->n_promises > 0;
}

void
ear_report_work_make_room (EarReportWork *work, const EarArrived *arrived)
{
  guint n_needless = 0;

  for (guint i = 0; i < arrived->n; i++)
    n_needless += arrived->enquiries[i]->exclusion == EAR_EXCLUDED_NO_ANSWER_NEEDED;
  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    if (ear_report_work_has_clock (work, clock))
      {
        work->questions[clock].waits = g_new (EarWait, MAX (arrived->n, 1));
        work->needless[clock].waits = g_new (EarWait, MAX (n_needless, 1));
      }
  work->conversations = g_new (gint64, arrived->n);
  work->tags = g_new (guint8, arrived->n);
  work->hours = g_new (guint8, arrived->n);
}

void
ear_report_work_clear (EarReportWork *work)
{
  if (work->own_hours != work->shared_hours)
    g_clear_pointer (&work->own_hours, ear_calendar_free);
  g_clear_pointer (&work->shared_hours, ear_calendar_free);
  g_clear_pointer (&work->covered, g_array_unref);
  for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
    {
      g_clear_pointer (&work->questions[clock].waits, g_free);
      g_clear_pointer (&work->needless[clock].waits, g_free);
    }
  g_clear_pointer (&work->conversations, g_free);
  g_clear_pointer (&work->tags, g_free);
  g_clear_pointer (&work->hours, g_free);
}
