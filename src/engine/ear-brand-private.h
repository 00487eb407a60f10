/* ear-brand-private.h: the brand sheet as the store and the settings keep it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "model/ear-facts.h"

G_BEGIN_DECLS

/* (transfer full) */
EarBrandSheet *ear_brand_sheet_load (EarStore *store, GError **error);
/* Opening hours with "valid from". (transfer full) */
EarCalendar *ear_brand_load_opening (EarStore *store, GError **error);

/* Fills presence and talk of a report that nobody else has. */
gboolean ear_report_add_presence (EarEngine *self, EarStore *store, EarReport *report, GError **error);
gboolean ear_report_add_keys (EarStore *store, EarReport *report, GError **error);

G_END_DECLS
