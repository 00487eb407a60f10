/* ear-report-parts.h: a channel's questions by what they have in common, by when they came, and beside earlier ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-figures.h"
#include "model/ear-item.h"

G_BEGIN_DECLS

/* ---- by kind: tables, no tests ---- */

#define EAR_N_CONVERSATION_TYPES (EAR_CONVERSATION_CONTACT + 1)
#define EAR_TYPE_UNKNOWN (-1)

typedef enum {
  EAR_TURN_ANY,
  EAR_TURN_NEW,
  EAR_TURN_FOLLOW_UP,
  EAR_N_TURNS,
} EarTurn;

/* Some of a channel's questions. */
typedef struct {
  guint questions;           /* read, not left out */
  EarShare share;            /* within the promise */
  EarQuantile half;
  gboolean enough;           /* share and half may be printed */
} EarReportPart;

/* "comment", "mention", "direct", "review", "contact", and "any", "new", "follow-up": the stable words of --json, CSV and links. */
const char *ear_conversation_type_to_word (EarConversationType type);
gboolean ear_conversation_type_from_word (const char *word, EarConversationType *type);
const char *ear_turn_to_word (EarTurn turn);

/* ---- by weekday and hour ---- */

#define EAR_HOURS_A_WEEK (7 * 24)
#define EAR_REPORT_FLOOR_MAP 200  /* questions from which there is a map */

/* An hour of the week, the first of Monday being 0, on the clocks of the report's zone. */
typedef struct {
  guint questions;           /* that came in it */
  guint k, n, people;        /* ripe, answered within the promise among them, by so many people */
  EarInterval95 share;       /* Wilson */
  gboolean enough;           /* the share may be printed; below it "k of n" */
} EarReportHour;

/* Questions that count in a map, from one list or several. */
typedef struct {
  const EarWait *waits;
  const guint8 *hours;       /* of the week, one for each wait */
  gsize n;
} EarMapped;

/* (nullable) (array length=EAR_HOURS_A_WEEK) (transfer full): NULL below the floor of questions */
EarReportHour *ear_report_map_new (const EarMapped *lists, gsize n_lists, guint floor_n, guint floor_people);

/* ---- beside earlier questions ---- */

typedef enum {
  EAR_EARLIER_PERIOD,        /* as many days, just before */
  EAR_EARLIER_YEAR,          /* the same days a year ago */
  EAR_N_EARLIER,
} EarEarlier;

typedef enum {
  EAR_CHANGE_NOT_ASKED,      /* the report goes back to the first question, or a year is its whole length */
  EAR_CHANGE_NOT_READ,       /* then or now the channel was read for too little of the time */
  EAR_CHANGE_TOO_FEW,        /* then or now */
  EAR_CHANGE_OTHER_PROMISE,  /* not the same was promised: what was kept cannot be compared */
  EAR_CHANGE_CHANCE,         /* no difference that could not be chance */
  EAR_CHANGE_BETTER,         /* only these two are a trend: the interval excludes 0 */
  EAR_CHANGE_WORSE,
} EarChange;

const char *ear_earlier_to_word (EarEarlier earlier); /* "period_before", "year_before" */
gboolean ear_earlier_from_word (const char *word, EarEarlier *earlier);
const char *ear_change_to_word (EarChange change);

/* The same channel's questions of an earlier time, as they stood when they were as old as the report's are. */
typedef struct {
  double covered;            /* of that time, 0…1 */
  guint questions;
  EarShare share;
  EarQuantile half;
  gboolean enough;           /* share and half may be printed */
  EarChange change;
  EarInterval95 gap;         /* now minus then, Newcombe at 95 %; NAN where it cannot be told */
  GArray *judged;            /* (nullable) (element-type gint64): of each ripe one, conversation << 1 | in time, by arrival */
} EarReportEarlier;

/* The conversations behind a share of earlier, each once, newest question first: those answered in time, those not, or both.
 * (element-type gint64) (transfer full) */
GArray *ear_report_earlier_dup_conversations (const EarReportEarlier *earlier, gboolean kept, gboolean missed);

G_END_DECLS
