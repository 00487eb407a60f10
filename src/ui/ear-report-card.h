/* ear-report-card.h: one channel in the report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "model/ear-report-data.h"

G_BEGIN_DECLS

#define EAR_TYPE_REPORT_CARD (ear_report_card_get_type ())
G_DECLARE_FINAL_TYPE (EarReportCard, ear_report_card, EAR, REPORT_CARD, AdwBin)

/* Signals "figure" (guint figure): its conversations are wanted; "details": all that is counted of the channel. @icon_name: (nullable). @clock: by which its figures are. */
GtkWidget *ear_report_card_new (const EarReport *report, guint index, const char *icon_name, EarClock clock);
/* Whether one can stand for the other. */
gboolean ear_report_card_says_same (EarReportCard *self, EarReportCard *other);

G_END_DECLS
