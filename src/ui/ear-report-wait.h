/* ear-report-wait.h: says below the report that the rest of it is still being read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EAR_TYPE_REPORT_WAIT (ear_report_wait_get_type ())
G_DECLARE_FINAL_TYPE (EarReportWait, ear_report_wait, EAR, REPORT_WAIT, AdwBin)

/* Signals:
 *   cancel ()   whoever waits does not want to any longer
 *   again ()    it is to be read after all */

/* It is read from its beginning; seen, if it takes longer than a moment. */
void ear_report_wait_begin (EarReportWait *self);
void ear_report_wait_tell (EarReportWait *self, double fraction, const char *sentence);
/* Somebody did not want to wait; or it cannot be read. */
void ear_report_wait_stop (EarReportWait *self);
void ear_report_wait_fail (EarReportWait *self, const char *sentence);
/* There is nothing to wait for. */
void ear_report_wait_end (EarReportWait *self);

G_END_DECLS
