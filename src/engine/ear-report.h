/* ear-report.h: the consistency report, computed once for window, page, terminal and files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-report-data.h"

G_BEGIN_DECLS

/* A pure function of its input; takes as long as sorting it. */
EarReport *ear_report_compute (const EarReportInput *input);

/* The time whose enquiries EarReportInput.earlier holds. */
EarReportEarlierPeriod ear_report_earlier_period (const EarReportInput *input, EarEarlier earlier);

G_END_DECLS
