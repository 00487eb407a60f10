/* ear-period-pane.h: which days a report is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_PERIOD_PANE (ear_period_pane_get_type ())
G_DECLARE_FINAL_TYPE (EarPeriodPane, ear_period_pane, EAR, PERIOD_PANE, AdwBin)

/* Whole local days, [from, to) in UTC ms. */
typedef struct
{
  char *title;
  gint64 from, to;
} EarPeriod;

/* Signal "chosen" (const EarPeriod *). */
/* Days begin where the organisation is; at first, where this computer is. */
void ear_period_pane_set_zone (EarPeriodPane *self, GTimeZone *zone);
/* Says so where these are a made-up restaurant's, and where the weekly report could not be saved. */
void ear_period_pane_set_engine (EarPeriodPane *self, EarEngine *engine);
/* The period last chosen, at first the last 30 days; its days are those of the present day. */
void ear_period_pane_get (EarPeriodPane *self, EarPeriod *period);
void ear_period_clear (EarPeriod *period);

/* The periods offered on the day of @now_ms in @zone, newest first. (element-type EarPeriod) (transfer full) */
GArray *ear_periods_at (gint64 now_ms, GTimeZone *zone);

G_END_DECLS
