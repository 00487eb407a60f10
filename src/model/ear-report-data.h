/* ear-report-data.h: the report as values: what it is computed from, and what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-batch.h"
#include "model/ear-enquiry.h"
#include "model/ear-facts.h"
#include "model/ear-figures.h"
#include "model/ear-hours.h"
#include "model/ear-presence.h"
#include "model/ear-report-parts.h"
#include "model/ear-talk.h"
#include "model/ear-voice.h"

G_BEGIN_DECLS

/* ---- what it is computed from ---- */

typedef struct {
  gint64 valid_from;         /* UTC ms; G_MININT64: always */
  gint64 seconds;            /* of answering hours */
} EarPromise;

typedef struct {
  gint64 conversation_id;    /* 0: deleted */
  gint64 person_id;          /* 0: unknown; less: not known any more who */
  gint64 opened_at, answered_at, closed_at; /* as EarEnquiry */
  guint channel;             /* index into EarReportInput.channels */
  guint8 outcome;            /* EarEnquiryOutcome */
  guint8 exclusion;          /* EarEnquiryExclusion */
  guint8 follow_up, on_spot; /* gboolean */
  gint8 type;                /* EarConversationType, or EAR_TYPE_UNKNOWN */
} EarReportEnquiry;

typedef struct {
  const char *key, *name;
  const char *kind, *kind_name; /* the second for people, translated where it is shown */
  gboolean offline;          /* "as logged": known until @now, without holes */
  gboolean removed;          /* not connected any more: not mentioned where nothing arrived in the period */
  gint64 known_until;        /* end of its last complete pull of both directions, EAR_TIME_NONE: never read */
  const GArray *covered;     /* (element-type EarSpan), in any order; NULL: nothing */
  EarCalendar *hours;        /* (nullable): its own answering hours */
  const EarPromise *promises;/* its own, by valid_from; n_promises 0: the workspace's */
  gsize n_promises;
} EarReportChannelInput;

typedef struct {
  gint64 from, to;           /* enquiries that arrived in [from, to), UTC ms; from G_MININT64: since the first */
  gint64 now;                /* nothing after it is known */
  const char *zone;          /* (nullable): IANA name for dates */
  EarCalendar *hours;        /* (nullable): the workspace's answering hours; NULL: wall clock */
  const EarPromise *promises;/* by valid_from; one valid at an arrival before the first is the first */
  gsize n_promises;          /* 0: nobody promised anything, so nothing is ripe */
  const EarReportChannelInput *channels;
  gsize n_channels;
  const EarReportEnquiry *enquiries; /* in any order */
  gsize n_enquiries;
  /* Those of ear_report_earlier_period(), in any order. */
  const EarReportEnquiry *earlier[EAR_N_EARLIER];
  gsize n_earlier[EAR_N_EARLIER];
} EarReportInput;

/* ---- what it says ---- */

/* One list behind each figure. Every enquiry that arrived in the period stands in exactly one of QUESTIONS and the left-out
 * lists; every one of QUESTIONS in exactly one of KEPT, MISSED, TOO_NEW, TAKEN_BACK_EARLY and CUT_OFF. */
typedef enum {
  EAR_FIGURE_QUESTIONS,       /* read, not left out */
  EAR_FIGURE_NEW,
  EAR_FIGURE_FOLLOW_UP,
  EAR_FIGURE_KEPT,            /* ripe, answered within the promise */
  EAR_FIGURE_MISSED,          /* ripe, not answered within it: late, or not at all */
  EAR_FIGURE_TOO_NEW,         /* the promise had not run out at known-until */
  EAR_FIGURE_TAKEN_BACK_EARLY,/* taken back by the customer before the promise had run out */
  EAR_FIGURE_CUT_OFF,         /* a gap in reading began before the promise had run out */
  EAR_FIGURE_ANSWERED,        /* by known-until, in time or late */
  EAR_FIGURE_TOO_NEW_ANSWERED,
  EAR_FIGURE_BEFORE_OPENING,  /* asked and answered while closed: no open second passed */
  EAR_FIGURE_WAITING,         /* unanswered and open now, whether read without gaps or not */
  EAR_FIGURE_CLOSED,          /* closed without answer */
  EAR_FIGURE_TAKEN_BACK,      /* deleted by the customer before an answer */
  EAR_FIGURE_NO_ANSWER_NEEDED,/* left out … */
  EAR_FIGURE_SPAM,
  EAR_FIGURE_AUTOMATIC,
  EAR_FIGURE_IN_GAP,          /* arrived while the channel was not read */
  EAR_FIGURE_AFTER,           /* arrived after known-until: not everything of that time is known yet */
  EAR_FIGURE_ON_SPOT,         /* offline: answered while it was asked */
  EAR_N_FIGURES,
} EarFigure;

/* "too-new": the stable word of --json, CSV and the window's links. */
const char *ear_figure_to_string (EarFigure figure);
gboolean ear_figure_from_string (const char *word, EarFigure *figure);

/* Floors below which a figure is not printed but "4 of 6" and the list. */
#define EAR_REPORT_FLOOR_SHARE 10   /* ripe enquiries, also for "half" */
#define EAR_REPORT_FLOOR_PEOPLE 5   /* … by at least so many people */
#define EAR_REPORT_FLOOR_NINE 20    /* ripe enquiries for "nine in ten" */
#define EAR_REPORT_FLOOR_COMPARE 20 /* ripe enquiries to enter gap and test */
#define EAR_REPORT_CLAIM_LEVEL 0.05 /* of channels alike, a difference is claimed in at most this share of reports */
#define EAR_REPORT_COVERED_ENOUGH 0.8 /* below it, what a channel's line says begins with its coverage */
#define EAR_REPORT_FLOOR_AT_RISK 5  /* curves are drawn while so many are left */

/* The ways a wait is measured. What a promise has to do with depends on it: KEPT, MISSED, TOO_NEW and what is taken back or cut off early. */
typedef enum {
  EAR_CLOCK_OPEN,            /* the channel's own answering hours and promise where it has them */
  EAR_CLOCK_WALL,            /* the wall clock */
  EAR_CLOCK_SHARED,          /* the workspace's hours and promise: what is compared and drawn */
  EAR_N_CLOCKS,
} EarClock;

/* The same figures by one clock. */
typedef struct {
  guint counts[EAR_N_FIGURES];
  EarShare share;            /* within the promise */
  guint k_all, n_all;        /* "if all of these had needed one": the same with those that need no answer */
  EarQuantile half, nine_in_ten;
  GArray *curve;             /* (element-type EarCurveStep): of thousands of steps, those that can be seen */
  gboolean enough;           /* share and half may be printed */
  gboolean enough_nine;
  EarReportPart turns[EAR_N_TURNS];
  EarReportPart types[EAR_N_CONVERSATION_TYPES][EAR_N_TURNS];
  EarReportHour *map;        /* (nullable) (array length=EAR_HOURS_A_WEEK) */
  EarReportEarlier earlier[EAR_N_EARLIER];
} EarReportClock;

typedef struct {
  char *key, *name, *kind, *kind_name;
  gboolean offline;
  gboolean removed;          /* not connected any more */
  gint64 known_until;        /* EAR_TIME_NONE: never read */
  double covered;            /* of the period so far, 0…1 */
  GArray *gaps;              /* (element-type EarSpan) in the period, up to known-until */
  guint counts[EAR_N_FIGURES]; /* those of @open */
  guint people;              /* behind QUESTIONS */
  gint64 waiting_since;      /* the first of WAITING arrived; EAR_TIME_NONE: nobody waits */
  gint64 promise_s;          /* valid at the end of the period; own or the workspace's */
  gboolean promise_changed;  /* another one held in a part of the period: each question was judged by the one of its arrival */
  gboolean own_hours, own_promise;
  gboolean hours_set;        /* at the period's end; FALSE: every second counts, "no answering hours set" */
  gboolean hours_partly;     /* otherwise in a part of the period: there every second counts, or does not */
  EarReportClock open, wall, shared; /* as EarClock; use ear_report_channel_get_clock() */
  gboolean compared;         /* enters gap and test */
  GArray *members;           /* (element-type EarReportMember), by arrival: use ear_report_dup_conversations() */
} EarReportChannel;

typedef struct {
  gint64 conversation_id;
  gint64 opened_at;
  guint32 figures[EAR_N_CLOCKS]; /* 1 << EarFigure */
  guint8 hour;               /* of the week, in which it came */
  gint8 type;                /* as EarReportEnquiry */
} EarReportMember;

typedef enum {
  EAR_DIFFERENCE_NONE_TO_TELL, /* fewer than two channels with enough */
  EAR_DIFFERENCE_CHANCE,       /* "no difference that could not be chance" */
  EAR_DIFFERENCE_REAL,         /* "worst answers fewer than best": the gap's interval excludes 0 and the test finds a difference too */
} EarDifference;

typedef struct {
  guint n_channels;          /* K */
  guint best, worst;         /* indices into channels; only when K >= 2 */
  double level;              /* 1 - 0.05 / (K (K - 1) / 2) */
  EarInterval95 gap;         /* share of best minus share of worst, Newcombe's interval at @level */
  EarLogRank test;           /* one log-rank over all compared channels */
  EarDifference verdict;
} EarReportDifference;

/* An earlier time that stands beside the report's. */
typedef struct {
  gboolean asked;            /* whether it does */
  gint64 from, to;
  gint64 now;                /* both are followed for as long: nothing after it is looked at */
} EarReportEarlierPeriod;

/* Immutable once computed; may be read from any thread. */
typedef struct _EarReport EarReport;
struct _EarReport {
  gint64 from, to, now;
  gint64 as_of;              /* the earliest known-until of the connected channels that were read; EAR_TIME_NONE: none was */
  gint64 promise_s;          /* the workspace's, valid at the end of the period */
  char *zone;                /* (nullable): IANA name for dates; NULL: UTC */
  gboolean hours_set, hours_partly; /* as EarReportChannel: the workspace's */
  GPtrArray *channels;       /* (element-type EarReportChannel), in the order given */
  EarReportDifference difference;
  /* All connected channels and those that were, without offline ones, by the workspace's hours and promise, and by the wall clock. */
  EarReportHour *map, *map_wall; /* (nullable) (array length=EAR_HOURS_A_WEEK) */
  EarReportEarlierPeriod earlier[EAR_N_EARLIER];
  /* What the whole report has beside answering; a plain one has none of it. */
  EarFacts *facts;           /* (nullable): contradictions in the answers of the period */
  EarVoice *voice;           /* (nullable): how the replies of the period sound; its channels are those of @channels */
  EarPresence *presence;     /* (nullable): our posts against the plan, and our pages */
  EarTalk *talk;             /* (nullable): what was posted, heard and done */
  GHashTable *conversation_keys; /* (nullable) (element-type gint64 utf8): portable keys of the conversations that facts and talk name */
};

EarReport *ear_report_new (void);
/* The same figures of answering, shared; what stands beside is yet to come. (transfer full) */
EarReport *ear_report_extend (const EarReport *report);
EarReport *ear_report_ref (EarReport *report);
void ear_report_unref (EarReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarReport, ear_report_unref)
EarReportChannel *ear_report_add_channel (EarReport *report);
/* (nullable): it is deleted, or nothing names it */
const char *ear_report_get_conversation_key (const EarReport *report, gint64 conversation_id);
const EarReportChannel *ear_report_get_channel (const EarReport *report, guint index);
/* The report leaves out channels that are not connected any more and on which nothing was asked, so its numbers are not those of other
 * lists of channels. @keys: (element-type utf8): such a list. Returns: (transfer full): the report's number of each, G_MAXUINT of those left out */
guint *ear_report_dup_places (const EarReport *report, const GPtrArray *keys);

const EarReportClock *ear_report_channel_get_clock (const EarReportChannel *channel, EarClock clock);

/* Some of the questions behind a figure. */
#define EAR_REPORT_ALL_CHANNELS G_MAXUINT /* as in the report's map */
typedef struct {
  guint32 figures;           /* 1 << EarFigure: what stands in all of these … */
  int type;                  /* EarConversationType; EAR_TYPE_UNKNOWN: any */
  int hour;                  /* of the week; -1: any */
  int more_hours;            /* and so many after it */
  guint32 any;               /* … and in at least one of these; 0: whatever it is */
} EarReportWhich;

/* Whether a conversation is there to be opened: what people had deleted is counted, but nothing of it is left. */
gboolean ear_report_channel_has_which (const EarReportChannel *channel, const EarReportWhich *which, EarClock clock);
/* Their conversations by @clock, each once, newest question first in each channel. (element-type gint64) (transfer full) */
GArray *ear_report_dup_which (const EarReport *report, guint channel, const EarReportWhich *which, EarClock clock);
/* The conversations behind a figure by @clock, each once, newest question first. (element-type gint64) (transfer full) */
GArray *ear_report_dup_conversations (const EarReport *report, guint channel, EarFigure figure, EarClock clock);

G_END_DECLS
