/* ear-report-save.h: the report to a file or to a printer, in the language of the organisation's reports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"
#include "report/ear-document.h"

G_BEGIN_DECLS

/* Asks where to; @title: of the period, for the file's name. Says in a toast how it went. */
void ear_report_save (GtkWidget *from, EarEngine *engine, EarReport *report, const char *title, EarReportFormat format);
/* The same without asking. */
void ear_report_save_to (GtkWidget *from, EarEngine *engine, EarReport *report, EarReportFormat format, GFile *file);
/* What happened, and what to do; @file: (nullable): where it was to go. (transfer full) */
char *ear_report_describe_not_saved (GFile *file, const GError *error);
/* Shows the print dialog. Says in a toast what went wrong. */
void ear_report_print (GtkWidget *from, EarEngine *engine, EarReport *report);
/* The same of an operation that is there, in any way. */
void ear_report_run_print (GtkWidget *from, GtkPrintOperation *operation, GtkPrintOperationAction action);
/* Returns: (transfer full): the operation that draws @document's pages */
GtkPrintOperation *ear_report_print_operation_new (EarDocument *document);

G_END_DECLS
