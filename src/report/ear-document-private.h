/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "report/ear-document.h"
#include "report/ear-report-target.h"

G_BEGIN_DECLS

/* ---- building; each appends a block or a part of one ---- */

typedef struct _EarDocumentBuilder EarDocumentBuilder;

const EarReport *ear_build_get_report (EarDocumentBuilder *builder);
/* Whether it is for one person alone, who reads it on screen. */
gboolean ear_build_is_personal (EarDocumentBuilder *builder);
/* @id: (nullable) */
EarBlock *ear_build_heading (EarDocumentBuilder *builder, guint level, const char *id, const char *text);
/* @take_text: (nullable): no paragraph */
EarBlock *ear_build_paragraph (EarDocumentBuilder *builder, EarParagraphStyle style, char *take_text);
/* @markup: as ear_runs_new_from_markup() takes it */
EarBlock *ear_build_markup (EarDocumentBuilder *builder, EarParagraphStyle style, const char *markup);
EarBlock *ear_build_list (EarDocumentBuilder *builder, gboolean ordered);
EarBlock *ear_build_table (EarDocumentBuilder *builder, const char *title);
EarBlock *ear_build_chart (EarDocumentBuilder *builder, int highlight);
void ear_build_column (EarBlock *table, const char *title, gboolean numeric);
/* Returns: (transfer none): the cells */
GPtrArray *ear_build_row (EarBlock *table);
/* A new cell, or a new item of a list. @target: (nullable) (transfer full). */
void ear_build_cell (GPtrArray *cells, char *take_text, char *take_target);
/* @sentence as runs: what stands between "<a href="…">" and "</a>" is linked; the rest is markup of Pango with nothing but entities. */
EarRuns *ear_runs_new_from_markup (const char *markup);
EarRuns *ear_runs_new (char *take_text, char *take_target);
void ear_runs_add (EarRuns *runs, char *take_text, char *take_target);
/* (transfer full) */
char *ear_runs_dup_text (const EarRuns *runs);
/* The first page ends here. */
void ear_build_end_first (EarDocumentBuilder *builder);

/* ---- the parts ---- */

void ear_build_answering_first (EarDocumentBuilder *builder);
void ear_build_answering (EarDocumentBuilder *builder);
void ear_build_voice (EarDocumentBuilder *builder);
void ear_build_facts (EarDocumentBuilder *builder);
void ear_build_presence (EarDocumentBuilder *builder);
void ear_build_talk (EarDocumentBuilder *builder);
void ear_build_method (EarDocumentBuilder *builder);

/* ---- what to do this week ---- */

#define EAR_N_TODOS 3

/* At most EAR_N_TODOS, the most pressing first. (element-type char*): as ear_runs_new_from_markup() takes it (transfer full) */
GPtrArray *ear_report_list_todos (const EarReport *report);

gboolean ear_report_has_shown (const EarReport *report);

G_END_DECLS
