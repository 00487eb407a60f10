/* ear-clock.h: the time, replaceable in tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Instants are int64 UTC milliseconds since 1970; 0 is a real instant, EAR_TIME_NONE is "not known". */
#define EAR_TIME_NONE G_MININT64

gint64 ear_clock_now_ms (void);
gint64 ear_clock_monotonic_ms (void);

/* By how much the wall clock leads the monotonic one: it changes when somebody sets the clock, and over a suspension. */
gint64 ear_clock_get_lead_ms (void);

/* Tests: freeze both clocks; -1 gives the real ones back. */
void ear_clock_set_for_test (gint64 now_ms);
/* Tests: the wall clock was set by so much. */
void ear_clock_set_wall_for_test (gint64 shift_ms);

/* RFC 3339 / ISO 8601; text without a zone is read as UTC. EAR_TIME_NONE when it cannot be read. */
gint64 ear_time_parse (const char *text);
char *ear_time_format (gint64 time_ms);
/* HTTP dates (RFC 9110 5.6.7). EAR_TIME_NONE when it cannot be read. */
gint64 ear_time_parse_http (const char *text);

G_END_DECLS
