/* ear-marks-text.h: what people marked a conversation with, as words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* "Tomorrow, 09:00", "Monday, 7 December, 09:00": @at_ms is to come. (transfer full) */
char *ear_marks_wake_text (gint64 at_ms, gint64 now_ms);
/* "Snoozed until tomorrow …, for Jo, Terrace", or NULL: nothing is. (transfer full) (nullable) */
char *ear_marks_text (const EarMarks *marks, gint64 now_ms);
/* The same as small labels in @box, which is hidden where there are none. @marks: (nullable) */
void ear_marks_show (AdwWrapBox *box, const EarMarks *marks, gint64 now_ms);

typedef enum {
  EAR_SNOOZE_LATER_TODAY,
  EAR_SNOOZE_TOMORROW,
  EAR_SNOOZE_NEXT_WEEK,
  EAR_N_SNOOZES,
} EarSnooze;

/* UTC ms, or EAR_TIME_NONE: it is too late for that today. By this computer's clock: in three hours, at a full one; tomorrow and on
 * Monday at nine. */
gint64 ear_snooze_time (EarSnooze snooze, gint64 now_ms);

G_END_DECLS
