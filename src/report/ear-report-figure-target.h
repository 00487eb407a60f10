/* ear-report-figure-target.h: links from a figure to the conversations behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* As a run's target: "figure:WHOSE/WHAT/CLOCK" or "figure:WHOSE/WHAT/CLOCK/WHICH".
 * WHOSE: a channel's key; "*": of all but offline ones
 * WHAT: the words of ear_figure_to_string(), a "+" between those that are meant together; "judged" is what is kept or missed
 * CLOCK: "open", "wall", "shared"
 * WHICH: a kind of conversation ("comment"); hours of the week from the first of Monday on ("42-44"); or an earlier time ("period_before"), of which
 * there are "kept", "missed" and "judged". */
typedef struct {
  const EarReportChannel *channel; /* NULL: of all but offline ones */
  EarReportWhich which;
  EarClock clock;
  int earlier;               /* EarEarlier; EAR_FIGURES_OF_NOW: of the report's own time */
} EarFigureList;

#define EAR_FIGURES_OF_NOW (-1)
#define EAR_FIGURES_JUDGED (1u << EAR_FIGURE_KEPT | 1u << EAR_FIGURE_MISSED)

/* Of a channel, by a clock, with what stands in @figure; to be narrowed. */
EarFigureList ear_figure_list (const EarReportChannel *channel, EarFigure figure, EarClock clock);
/* The same with what is kept or missed: the n of a share. */
EarFigureList ear_figure_list_judged (const EarReportChannel *channel, EarClock clock);

/* The target; NULL where no conversation is there to be opened. @report: (nullable) where the list is of one channel. (transfer full) */
char *ear_figure_list_dup_target (const EarFigureList *list, const EarReport *report);
/* @text, which is markup, as a link to it where there is something to open. (transfer full) */
char *ear_figure_list_dup_link (const EarFigureList *list, const char *text);
/* @rest: behind the colon. FALSE where it is no such link, or of what the report does not have. */
gboolean ear_figure_list_parse (EarFigureList *list, const EarReport *report, const char *rest);

/* The two of a whole figure. */
char *ear_figure_dup_target (const EarReportChannel *channel, EarFigure figure, EarClock clock);
char *ear_figure_dup_link (const EarReportChannel *channel, EarFigure figure, EarClock clock, const char *text);

/* Of ear_report_dup_list() and ear_report_dup_section(): @rest: behind the colon. The section is the channel's, or that of the hours. */
GArray *ear_figure_dup_list (const EarReport *report, const char *rest, char **title);
char *ear_figure_dup_section (const EarReport *report, const char *rest);

G_END_DECLS
