/* ear-facts.h: where our answers contradict each other, or what every channel must agree on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-go-on.h"
#include "model/ear-answer-text.h"
#include "model/ear-brand-sheet.h"
#include "model/ear-readings.h"
#include "model/ear-statement.h"

G_BEGIN_DECLS

/* What is known of a channel beside its answers. */
typedef struct {
  guint channel;             /* index into the report's channels */
  const char *name;          /* as the service has it */
  const char *url;           /* (nullable) */
  const char *about;         /* (nullable): what its page says, as EarAccount.about */
} EarFactsProfile;

typedef struct {
  const EarAnswerText *answers; /* in any order */
  gsize n_answers;
  const EarBrandSheet *sheet;   /* (nullable) */
  EarCalendar *opening;         /* (nullable): opening hours with "valid from": an answer is held against those of its time. NULL: those of @sheet */
  const EarFactsProfile *profiles; /* of channels with a page of their own */
  gsize n_profiles;
  gint64 now;                   /* UTC ms: a page is held against the opening hours of then */
  gint64 within_ms;             /* like questions are compared within that time; 0: EAR_FACTS_WITHIN_MS */
  EarReadings *readings;        /* (nullable): which answers state nothing; of those read now that is added */
  EarGoOn go_on;                /* (nullable) */
  gpointer go_on_data;
} EarFactsInput;

#define EAR_FACTS_WITHIN_MS (90 * 24 * 3600 * G_GINT64_CONSTANT (1000))

typedef enum {
  EAR_FACT_UNLIKE,           /* two answers to like questions state different things */
  EAR_FACT_SHEET,            /* an answer states something else than the brand sheet */
  EAR_FACT_PROFILE,          /* a channel's own page does */
  EAR_N_FACT_TYPES,
} EarFactType;

/* One thing to do. */
typedef struct {
  EarFactType type;
  EarStatementKind kind;     /* of PROFILE also EAR_N_STATEMENTS: the name */
  guint channel;
  gint64 message_id, conversation_id, at; /* the answer; of PROFILE 0 */
  char *said;                /* the sentence it stands in; of PROFILE what the page has: its name, its address, a line of what it says */
  /* UNLIKE: the other answer; */
  guint other_channel;
  gint64 other_message_id, other_conversation_id, other_at;
  char *other;               /* … and its sentence; else what the brand sheet says (nullable: hours, which are shown as hours) */
  EarBrandFact fact;         /* SHEET, PROFILE: the line of the sheet; EAR_N_BRAND_FACTS: the opening hours */
  char *question;            /* (nullable): what was asked */
  GArray *messages;          /* (element-type gint64): all our answers of both sides, the newest of each conversation, newest first */
  GArray *conversations;     /* (element-type gint64): theirs, each once */
} EarFactFinding;

/* Immutable once made; any thread. */
typedef struct {
  guint n_answers;
  guint n_unread;            /* of some words whose language is not known: numbers, mail and web addresses alone were compared */
  guint stated[EAR_N_STATEMENTS];  /* answers that state such a thing */
  guint checked[EAR_N_STATEMENTS]; /* … that the brand sheet says something of */
  guint like_questions;      /* asked more than once and answered with something that can be compared */
  guint like_answers;        /* answers to those */
  guint profiles;            /* pages compared */
  GPtrArray *findings;       /* (element-type EarFactFinding), newest answer first, pages at the end */
} EarFacts;

/* (nullable): NULL where EarFactsInput.go_on said no. */
EarFacts *ear_facts_new (const EarFactsInput *input);
void ear_facts_free (EarFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarFacts, ear_facts_free)

G_END_DECLS
