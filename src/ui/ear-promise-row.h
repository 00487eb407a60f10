/* ear-promise-row.h: "we answer within"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EAR_TYPE_PROMISE_ROW (ear_promise_row_get_type ())
G_DECLARE_FINAL_TYPE (EarPromiseRow, ear_promise_row, EAR, PROMISE_ROW, AdwComboRow)

/* Seconds of answering hours. notify::selected when the person chose. A value that is none of the usual ones is kept as one more. */
void ear_promise_row_set_seconds (EarPromiseRow *self, gint64 seconds);
gint64 ear_promise_row_get_seconds (EarPromiseRow *self);
/* The same with "as for the whole organisation", which is @all_seconds, as first choice; chosen where not @own. */
void ear_promise_row_set_own (EarPromiseRow *self, gboolean own, gint64 seconds, gint64 all_seconds);
gboolean ear_promise_row_get_own (EarPromiseRow *self);

/* "24 hours" (transfer full) */
char *ear_promise_text (gint64 seconds);

G_END_DECLS
