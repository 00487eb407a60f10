/* ear-report-target.h: what the report's links lead to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* A target is "SECTION:REST" (EarRun.target); each section tells what its own mean; "figure:…": ear-report-figure-target.h. */

/* The conversations behind what a target stands for, each once, the newest first unless the section says otherwise; @title: what they are, in the
 * language of this thread. NULL where it is no list, or of what the report does not have. (element-type gint64) (transfer full) */
GArray *ear_report_dup_list (const EarReport *report, const char *target, char **title);
/* The id of the heading under which the document tells of it; NULL: it has none. (transfer full) */
char *ear_report_dup_section (const EarReport *report, const char *target);

/* ---- what the sections tell; @rest: behind the colon ---- */

/* "CHANNEL-KEY/TRAIT/those", "…/others": replies that show it and that do not; "…/wish-ITEM/…": as is wished, and not;
 * "…/words": all, the longest first; "mine" instead of the key: of who reads the report */
GArray *ear_voice_dup_list (const EarReport *report, const char *rest, char **title);
/* "3": a finding, by its place */
GArray *ear_facts_dup_list (const EarReport *report, const char *rest, char **title);

/* The index of the channel of that key. */
gboolean ear_report_find_channel (const EarReport *report, const char *key, guint *index);

G_END_DECLS
