/* ear-report-readings-private.h: what was found in replies, kept for the next report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store.h"
#include "model/ear-readings.h"

G_BEGIN_DECLS

/* In the workspace's folder, "readings". Whoever deletes them loses some seconds. Any thread but the main one.
 * @name: "voice"; empty where nothing was kept. */
EarReadings *ear_report_load_readings (EarStore *store, const char *name);
/* Where that cannot be, it is read again next time. */
void ear_report_save_readings (EarStore *store, const char *name, const EarReadings *readings);

G_END_DECLS
