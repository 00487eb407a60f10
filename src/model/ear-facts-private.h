/* ear-facts-private.h: the two comparisons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-facts.h"
#include "model/ear-statement-private.h"

G_BEGIN_DECLS

/* An answer as it was read. */
typedef struct {
  const EarAnswerText *answer;
  const EarLexicon *lexicon; /* (nullable) */
  GArray *statements;        /* (element-type EarStatement) */
  /* of the question */
  guint8 days;
  guint64 is;                /* EAR_WORD_BIT()s in it */
  gboolean about_now;        /* of a day by its date, a holiday, today */
  gboolean has_numbers;
  guint n_asked;             /* sentences that ask */
} EarFactsAnswer;

/* What the brand sheet says, as it is compared. */
typedef struct {
  const EarBrandSheet *sheet; /* (nullable) */
  EarCalendar *opening;       /* (nullable) */
  GPtrArray *phones, *emails, *links, *addresses; /* (element-type utf8), as EarStatement.value */
  GPtrArray *items;           /* lines of the price list */
} EarFactsSheet;
EarFactsSheet *ear_facts_sheet_new (const EarFactsInput *input);
void ear_facts_sheet_free (EarFactsSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarFactsSheet, ear_facts_sheet_free)
/* @question, @tokens: of the question and of the answer. */
void ear_facts_sheet_check (EarFactsSheet *sheet, const EarFactsAnswer *answer, const EarTokens *question, const EarTokens *tokens, EarFacts *facts);
/* The parts of it that a page has too. */
void ear_facts_check_hours (EarFactsSheet *sheet, const EarFactsAnswer *answer, EarFacts *facts);
void ear_facts_check_contacts (EarFactsSheet *sheet, const EarFactsAnswer *answer, EarFacts *facts);
void ear_facts_check_profiles (EarFactsSheet *sheet, const EarFactsInput *input, EarFacts *facts);

/* Each once: what @text states of that kind. @language: (nullable) */
void ear_facts_add_values (GPtrArray *values, const char *text, EarStatementKind kind, const char *language);
gboolean ear_facts_street_known (const EarFactsSheet *sheet, const char *value, gboolean *other_number);
gboolean ear_facts_same_host (const char *a, const char *b);
/* A page of ours on somebody else's service, or a page of our site. */
gboolean ear_facts_has_path (const char *link);
/* On a host of ours, or below one. */
gboolean ear_facts_link_known (const EarFactsSheet *sheet, const char *link);
/* Whether a link that is none of ours is meant to be: our own host under another name, or within somebody else's. */
gboolean ear_facts_meant_as_ours (const EarFactsSheet *sheet, const char *link);

/* Questions that ask the same. */
typedef struct _EarFactsLike EarFactsLike;
EarFactsLike *ear_facts_like_new (const EarFactsInput *input);
void ear_facts_like_free (EarFactsLike *like);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarFactsLike, ear_facts_like_free)
/* Keeps the statements. */
void ear_facts_like_add (EarFactsLike *like, const EarFactsAnswer *answer, const EarTokens *question);
/* Returns: whether to the end. @input: who watches; reading was before that. */
gboolean ear_facts_like_compare (EarFactsLike *like, const EarFactsInput *input, EarFacts *facts);

/* Of all the work, that of reading. */
#define EAR_FACTS_READING 0.9
gboolean ear_facts_goes_on (const EarFactsInput *input, double begun, double ended, guint done, guint of);

/* (transfer full): the sentence of @text around these bytes */
char *ear_facts_sentence (const char *text, guint start, guint end);
EarFactFinding *ear_facts_add (EarFacts *facts, EarFactType type, EarStatementKind kind);
/* Once a conversation. */
void ear_fact_finding_add_answer (EarFactFinding *finding, const EarAnswerText *answer);

/* Whether these hours can be, of that day (0 Monday), for somebody who writes at that time: in a usual week, or on an exception that is near. */
gboolean ear_facts_hours_fit (const EarHours *hours, const EarStatement *said, guint day, gint64 at);
/* Whether that day can be an open one, and a closed one. */
gboolean ear_facts_hours_may_open (const EarHours *hours, guint day, gint64 at);
gboolean ear_facts_hours_may_close (const EarHours *hours, guint day, gint64 at);

G_END_DECLS
