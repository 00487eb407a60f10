/* ear-report-export-private.h: how numbers are written for programs, and what a channel's parts are to them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"
#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* null where it is not @known. */
void ear_export_write_number (EarJsonWriter *writer, const char *name, double value, gboolean known);
void ear_export_write_share (EarJsonWriter *writer, const char *name, const EarShare *share, gboolean enough);
void ear_export_write_quantile (EarJsonWriter *writer, const char *name, const EarQuantile *quantile, gboolean enough);

void ear_export_add_cell (GString *line, const char *text);
void ear_export_add_int (GString *line, gint64 number, gboolean known);
void ear_export_add_number (GString *line, double number, gboolean known);
/* Empty for EAR_TIME_NONE. */
void ear_export_add_time (GString *line, gint64 at);

/* Turns, types, hours and earlier times of a clock, as members of the object that is open. */
void ear_export_write_parts (EarJsonWriter *writer, const EarReportClock *clock);
/* The report's own: hours of all channels, and which earlier times stand beside. */
void ear_export_write_whole (EarJsonWriter *writer, const EarReport *report);
/* Columns of one line a channel. */
void ear_export_add_part_names (GString *head);
void ear_export_add_parts (GString *line, const EarReportClock *clock);

G_END_DECLS
