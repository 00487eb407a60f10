/* ear-health-text.c: how a channel is, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-health-text.h"
#include "ui/ear-time-text.h"

static char *
dup_up_to_date (EarChannelItem *channel, gint64 now_ms)
{
  gint64 last_read = ear_channel_item_get_last_read (channel);
  g_autofree char *checked = ear_time_text_checked (last_read, now_ms);

  if (last_read == EAR_TIME_NONE)
    return g_strdup (_("Not checked yet"));
  /* Translators: a time, with the day where it is not today: "Up to date, checked 09:12" */
  return g_strdup_printf (_("Up to date, checked %s"), checked);
}

char *
ear_health_text (EarChannelItem *channel, gint64 now_ms)
{
  const char *sentence = ear_channel_item_get_sentence (channel);
  double progress = ear_channel_item_get_progress (channel);

  if (sentence != NULL)
    return g_strdup (sentence);
  if (ear_channel_item_get_offline (channel))
    return g_strdup (_("Written down by hand"));
  switch (ear_channel_item_get_health (channel))
    {
    case EAR_HEALTH_SYNCING:
      if (progress >= 0)
        /* Translators: how much of a channel's past has been read: a percentage */
        return g_strdup_printf (_("Reading older conversations: %d%%"), (int) (progress * 100));
      return g_strdup (_("Reading older conversations"));
    case EAR_HEALTH_WAITING:
      return g_strdup (_("Tries again by itself soon"));
    case EAR_HEALTH_OFFLINE:
      return g_strdup (_("No network"));
    case EAR_HEALTH_SIGN_IN:
      return g_strdup (_("Sign in again"));
    case EAR_HEALTH_TROUBLE:
      return g_strdup (_("Cannot be read"));
    case EAR_HEALTH_PAUSED:
      return g_strdup (_("Paused"));
    case EAR_HEALTH_OK:
    default:
      return dup_up_to_date (channel, now_ms);
    }
}
