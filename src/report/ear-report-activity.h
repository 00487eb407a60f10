/* ear-report-activity.h: what was posted, heard and done: the conversations behind each figure, and the figures for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"
#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* What stands behind the colon of a run's target; @title: (out) (optional) (transfer full): what the list shows. NULL where it names nothing
 * of this report. (element-type gint64) (transfer full) */

/* "CHANNEL-KEY/posts": under the posts of the weeks that are counted; "CHANNEL-KEY/known": under all of the period; "CHANNEL-KEY/week/2": of
 * the third of its weeks. */
GArray *ear_presence_dup_list (const EarReport *report, const char *rest, char **title);
/* "all/FIGURE", "CHANNEL-KEY/FIGURE" and, of all channels that the report leaves out, "removed/FIGURE", the words of ear_talk_figure_to_string(); "change/0": the conversation of the newest change. */
GArray *ear_talk_dup_list (const EarReport *report, const char *rest, char **title);

/* The members "presence" and "talk" of the report's JSON: null where the report does not have them. */
void ear_presence_write_json (EarJsonWriter *writer, const EarReport *report);
void ear_talk_write_json (EarJsonWriter *writer, const EarReport *report);
/* Columns of one line a channel. */
void ear_activity_add_names (GString *head);
void ear_activity_add_cells (GString *line, const EarReport *report, guint channel);

/* "Questions answered" */
const char *ear_talk_figure_get_label (EarTalkFigure figure);
/* "picture" */
const char *ear_profile_field_get_label (EarProfileField field);

G_END_DECLS
