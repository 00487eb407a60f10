/* ear-http-limits-private.h: when the service may be asked again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-session.h"

G_BEGIN_DECLS

typedef struct {
  guint per_minute;
  gint64 *sent_ms;    /* ring of the last @per_minute requests, monotonic */
  guint n_sent, next;
  gint64 debt_ms;     /* until when reading rests for what one job read beyond its share, monotonic */
  gint64 hold_ms[2];  /* until when the service asked for patience, monotonic: [0] reading, [1] writing */
} EarHttpLimits;

void ear_http_limits_init (EarHttpLimits *limits, guint per_minute);
void ear_http_limits_clear (EarHttpLimits *limits);

/* Milliseconds until a request may be sent, 0 for now. @urgent: part of sending something, if only a look before or after.
 * @by_service (out): the service asked for it, not our own measure. */
gint64 ear_http_limits_wait_ms (const EarHttpLimits *limits, gboolean writing, gboolean urgent, gboolean *by_service);
/* Of that, what the service itself asked for. */
gint64 ear_http_limits_hold_ms (const EarHttpLimits *limits, gboolean writing);
/* One request is being sent. */
void ear_http_limits_count (EarHttpLimits *limits, gboolean writing);
/* Heeds what the service says of its patience. */
void ear_http_limits_note (EarHttpLimits *limits, gboolean writing, const EarReply *reply);

/* Milliseconds it asks for: by Retry-After, or by the end of its window when that is used up; -1 for none. */
gint64 ear_http_limits_read_delay (const EarReply *reply);

G_END_DECLS
