/* ear-facts-text.h: contradictions in plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"
#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* What to do about a finding, for a list of things to do. */
typedef enum {
  EAR_FACT_TODO_ANSWER,      /* look at the answer, and correct it over there: opens finding->conversation_id */
  EAR_FACT_TODO_BOTH,        /* look at both answers: opens finding->conversations */
  EAR_FACT_TODO_PAGE,        /* the channel's own page: opens its settings */
} EarFactTodo;

EarFactTodo ear_fact_finding_get_todo (const EarFactFinding *finding);

/* All (transfer full). */

/* "1689 answers were read for hours, dates, prices and other facts." and how many of them could be compared with the facts about you, how
 * many stand against another: a sentence each, NULL-terminated. Without anything to compare with it says so. */
GStrv ear_facts_dup_summary (const EarFacts *facts);
/* "Correct the answer on the blog." or "Agree on one answer, and correct the other." */
char *ear_fact_finding_dup_todo (const EarReport *report, const EarFactFinding *finding);
/* Why: "It says “…”, but the facts about you say “…”." */
char *ear_fact_finding_dup_reason (const EarReport *report, const EarFactFinding *finding);
/* What else can be right: "If the answer is right, change the facts about you."; NULL where that is no way. */
char *ear_fact_finding_dup_otherwise (const EarFactFinding *finding);
/* What is said in the same words again and again is one thing to do. */
typedef struct {
  guint index;               /* of the newest such finding */
  guint n;                   /* of them */
} EarFactsTodo;
/* (element-type EarFactsTodo), the newest first */
GArray *ear_facts_dup_todos (const EarFacts *facts);
/* "facts:3": opens the conversations; of a page its channel, "do:channel/KEY"; NULL where there is neither. */
char *ear_fact_finding_dup_target (const EarReport *report, guint index);
/* Whether anything was held against the facts about us. */
gboolean ear_facts_has_sheet (const EarFacts *facts);
/* "Hours", "Prices" */
const char *ear_statement_kind_get_label (EarStatementKind kind);

/* The member "facts" of the report's JSON: null without any. */
void ear_facts_write_json (EarJsonWriter *writer, const EarReport *report);
/* Columns of one line a channel: how many of its answers, or its page, contradict; empty in a plain report. */
void ear_facts_add_names (GString *head);
void ear_facts_add_channel (GString *line, const EarReport *report, guint channel);

G_END_DECLS
