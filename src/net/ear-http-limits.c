/* ear-http-limits.c: when the service may be asked again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-http-limits-private.h"

#include "base/ear-clock.h"

#define MINUTE_MS 60000
/* A 429 that names no delay: long enough to be polite; the scheduler's own back-off comes on top. */
#define UNNAMED_DELAY_MS 15000
/* Nobody may silence a channel for longer than a day. */
#define LONGEST_DELAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

void
ear_http_limits_init (EarHttpLimits *limits, guint per_minute)
{
  *limits = (EarHttpLimits) { .per_minute = per_minute };
  limits->sent_ms = g_new0 (gint64, per_minute);
  limits->hold_ms[0] = limits->hold_ms[1] = limits->debt_ms = G_MININT64;
}

void
ear_http_limits_clear (EarHttpLimits *limits)
{
  g_clear_pointer (&limits->sent_ms, g_free);
}

/* Reading leaves a tenth of each minute's requests to writing: a reply never waits behind a backfill. */
static guint
share_of_reading (const EarHttpLimits *limits)
{
  return MAX (1, limits->per_minute - limits->per_minute / 10);
}

/* Until @usable requests of the last minute are fewer again. */
static gint64
wait_for_share (const EarHttpLimits *limits, guint usable, gint64 now_ms)
{
  /* The request that has to be a minute old before the next may go. */
  guint index = (limits->next + limits->per_minute - usable) % limits->per_minute;

  return limits->n_sent >= usable ? MAX (0, limits->sent_ms[index] + MINUTE_MS - now_ms) : 0;
}

gint64
ear_http_limits_wait_ms (const EarHttpLimits *limits, gboolean writing, gboolean urgent, gboolean *by_service)
{
  gint64 now_ms = ear_clock_monotonic_ms ();

  *by_service = limits->hold_ms[writing] > now_ms;
  if (*by_service)
    return limits->hold_ms[writing] - now_ms;
  if (writing || urgent)
    return wait_for_share (limits, limits->per_minute, now_ms);
  return MAX (wait_for_share (limits, share_of_reading (limits), now_ms), MAX (limits->debt_ms, now_ms) - now_ms);
}

gint64
ear_http_limits_hold_ms (const EarHttpLimits *limits, gboolean writing)
{
  gint64 now_ms = ear_clock_monotonic_ms ();

  return limits->hold_ms[writing] > now_ms ? limits->hold_ms[writing] - now_ms : 0;
}

void
ear_http_limits_count (EarHttpLimits *limits, gboolean writing)
{
  gint64 now_ms = ear_clock_monotonic_ms ();
  gint64 wait_ms = writing ? 0 : wait_for_share (limits, share_of_reading (limits), now_ms);

  /* Read beyond the share: later reading makes up for it, and writing keeps its own. */
  if (wait_ms > 0)
    {
      limits->debt_ms = MAX (limits->debt_ms, now_ms + wait_ms) + MINUTE_MS / share_of_reading (limits);
      return;
    }
  limits->sent_ms[limits->next] = ear_clock_monotonic_ms ();
  limits->next = (limits->next + 1) % limits->per_minute;
  limits->n_sent = MIN (limits->n_sent + 1, limits->per_minute);
}

static gboolean
is_used_up (const EarReply *reply)
{
  static const char *const names[] = { "x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *remaining = ear_reply_get_header (reply, names[i]);

      if (remaining != NULL)
        return g_ascii_isdigit (*remaining) && g_ascii_strtod (remaining, NULL) < 1;
    }

  return FALSE;
}

gint64
ear_http_limits_read_delay (const EarReply *reply)
{
  gint64 delay_ms = -1;

  if (reply->status == 429 || reply->status == 503)
    delay_ms = ear_reply_get_retry_after_ms (reply);
  if (delay_ms < 0 && (reply->status == 429 || is_used_up (reply)))
    delay_ms = ear_reply_get_limit_reset_ms (reply);
  if (delay_ms < 0 && reply->status == 429)
    delay_ms = UNNAMED_DELAY_MS;

  return delay_ms < 0 ? -1 : MIN (delay_ms, LONGEST_DELAY_MS);
}

void
ear_http_limits_note (EarHttpLimits *limits, gboolean writing, const EarReply *reply)
{
  gint64 delay_ms = ear_http_limits_read_delay (reply);
  gint64 until_ms;

  if (delay_ms <= 0)
    return;

  /* Services count some writes apart (uploads), so a write's limit does not stop reading; a whole service that is
   * unavailable, and a limit met by reading, stop both. */
  until_ms = ear_clock_monotonic_ms () + delay_ms;
  limits->hold_ms[writing] = MAX (limits->hold_ms[writing], until_ms);
  if (reply->status == 503 || (!writing && reply->status == 429))
    limits->hold_ms[!writing] = MAX (limits->hold_ms[!writing], until_ms);
}
