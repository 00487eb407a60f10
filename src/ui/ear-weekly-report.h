/* ear-weekly-report.h: the report that is made every week, into a folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"
#include "ui/ear-announcer.h"

G_BEGIN_DECLS

#define EAR_TYPE_WEEKLY_REPORT (ear_weekly_report_get_type ())
G_DECLARE_FINAL_TYPE (EarWeeklyReport, ear_weekly_report, EAR, WEEKLY_REPORT, GObject)

/* Makes each one when the engine says that it is due, and tells the desktop how that went. */
EarWeeklyReport *ear_weekly_report_new (EarAnnouncer *announcer);
/* @engine: (nullable) */
void ear_weekly_report_set_engine (EarWeeklyReport *self, EarEngine *engine);

/* Makes one now, into the folder of the settings; the engine remembers it as made, or why not. @week: (nullable): the last that is over.
 * No file is replaced. An error is a sentence that says what to do. */
void ear_weekly_report_make_async (EarEngine *engine, const EarWeek *week, GAsyncReadyCallback callback, gpointer data);
/* (transfer full): where the file is */
char *ear_weekly_report_make_finish (GAsyncResult *result, GError **error);

/* With the program that the desktop has for such files. @from: (nullable) */
void ear_weekly_report_open (GtkWidget *from, const char *path);

G_END_DECLS
