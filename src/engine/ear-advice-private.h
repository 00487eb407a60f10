/* ear-advice-private.h: problems in plain words, for the engine's own parts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* @format: a translated sentence. @remedy: (nullable): a remedy id. */
EarAdvice *ear_advice_new (const char *remedy, const char *channel_key, const char *format, ...) G_GNUC_PRINTF (3, 4);
EarAdvice *ear_advice_copy (const EarAdvice *advice);
/* @error with its message in plain words; code and detail stay. @channel_name as ear_advice_for_error() takes it. */
GError *ear_advice_to_error (const GError *error, const char *channel_name);

/* Whether the keyring could not give or take the secret. */
gboolean ear_advice_is_keyring (const GError *error);
/* Whether it has no such secret: only a new sign-in helps. */
gboolean ear_advice_keyring_is_lost (const GError *error);

/* "2 hours", "3 days", "5 minutes": the largest unit, rounded down. */
char *ear_advice_format_duration (gint64 seconds);
/* "Saturday 14:10" within the last week, else the date and the time; local time. */
char *ear_advice_format_time (gint64 time_ms);

G_END_DECLS
