/* ear-report-private.h: one channel on its way into the report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-report.h"

G_BEGIN_DECLS

/* EarWaits of one sort by one clock; room for all enquiries of the channel. */
typedef struct
{
  EarWait *waits;
  guint n;
} EarWaitList;

/* What is known of one channel, of the report's time or of an earlier one. It has calendars of its own, for whichever thread works on it. */
typedef struct
{
  const EarReportInput *input;
  const EarReportChannelInput *source;
  EarCalendar *own_hours, *shared_hours; /* (nullable): owned, or both the same */
  GArray *covered;                       /* (element-type EarSpan), normal */
  gint64 known_until;                    /* as EarReportChannel */
  gint64 now;                            /* nothing after it is known */
  EarWaitList questions[EAR_N_CLOCKS];   /* SHARED has no waits where it is the same as OPEN */
  EarWaitList needless[EAR_N_CLOCKS];    /* of those that need no answer */
  /* Of each question: its conversation, EAR_TAG(), hour of the week. */
  gint64 *conversations;
  guint8 *tags, *hours;
} EarReportWork;

/* Turn and type in four bits. */
#define EAR_TAG_BITS 4
#define EAR_TAG_TURN 1u
#define EAR_TAG_TYPE 14u
#define EAR_TAG(type, follow_up) ((guint8) (((type) + 1) << 1 | !!(follow_up)))

/* Those of one channel and one time, by arrival. */
typedef struct
{
  const EarReportEnquiry *const *enquiries;
  guint n;
} EarArrived;

/* @now, @known_until: as if it were then. */
void ear_report_work_init (EarReportWork *work, const EarReportInput *input, const EarReportChannelInput *source, gint64 now, gint64 known_until);
void ear_report_work_clear (EarReportWork *work);
/* Once, before anything is added. */
void ear_report_work_make_room (EarReportWork *work, const EarArrived *arrived);
/* In order of arrival; @hour: of the week in which it came. */
void ear_report_work_add (EarReportWork *work, const EarReportEnquiry *enquiry, guint8 hour, EarReportMember *member);
/* The list by @clock, which may be another's. */
const EarWaitList *ear_report_list_by (const EarWaitList *lists, guint clock);
/* SHARED is something else than OPEN. */
gboolean ear_report_work_has_clock (const EarReportWork *work, guint clock);

gint64 ear_report_promise_at (const EarPromise *promises, gsize n_promises, gint64 at);
/* Whether it is @seconds all the time from @from to before @until. */
gboolean ear_report_is_promised (const EarPromise *promises, gsize n_promises, gint64 seconds, gint64 from, gint64 until);
gint64 ear_report_own_promise_at (const EarReportWork *work, gint64 at);

/* Everything of EarReportClock but EARLIER. */
void ear_report_conclude_clock (const EarReportWork *work, EarClock clock, EarReportClock *figures);
void ear_report_copy_clock (const EarReportClock *from, EarReportClock *to);

/* @then: of the earlier time; @work: of the report's. */
void ear_report_earlier_init (EarReportWork *then, const EarReportWork *work, const EarReport *report, EarEarlier earlier);
/* All but the change. */
void ear_report_earlier_conclude (const EarReportWork *then, const EarReport *report, EarEarlier earlier, EarClock clock, EarReportEarlier *figures);
/* With what stands in @figures of the report's time. */
void ear_report_earlier_compare (const EarReportWork *work, const EarReport *report, EarEarlier earlier, EarClock clock, double covered,
                                 EarReportClock *figures);

/* Whose days and hours the report's are: @input's zone, else its hours'. (nullable) (transfer none) */
const char *ear_report_zone_name (const EarReportInput *input);
/* The same, UTC where there is neither. (transfer full) */
GTimeZone *ear_report_dup_zone (const EarReportInput *input);

/* The hour of the week on the clocks of a zone; quick for instants in order. */
typedef struct
{
  GTimeZone *zone;
  gint64 from, until;        /* UTC seconds in which @offset holds */
  gint64 offset;
} EarWeekClock;

guint8 ear_week_clock_read (EarWeekClock *clock, gint64 at_ms);
void ear_week_clock_clear (EarWeekClock *clock);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarWeekClock, ear_week_clock_clear)

G_END_DECLS
