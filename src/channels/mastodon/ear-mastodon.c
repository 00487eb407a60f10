/* ear-mastodon.c: Mastodon and the servers that speak its language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "channels/mastodon/ear-mastodon-private.h"

static const EarField fields[] = {
  { .id = EAR_FIELD_ADDRESS, .label = N_("Your address or server"), .hint = N_("For example @shop@mastodon.example") },
  { .id = EAR_FIELD_CODE, .label = N_("Code"), .hint = N_("The server shows it after you allowed Earshot"), .secret = TRUE, .pasted = TRUE },
  { NULL },
};

static const EarSignInWay ways[] = {
  {
    .id = "browser",
    .guide = N_("Your server asks in the browser whether Earshot may read and write for you. You can take it back there at any time, "
                "under Preferences → Account → Authorized apps."),
    .shape = EAR_SIGN_IN_OAUTH2,
    .fields = fields,
  },
  { NULL },
};

/* Direct messages that mention us, which is nearly all, come as notifications too: those prove what was read. */
static const EarStreamSpec streams[] = {
  { .id = "notifications", .inbound = TRUE, .poll_s = 90, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "own", .outbound = TRUE, .posts = TRUE, .poll_s = 300, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "conversations", .poll_s = 300, .backfill = TRUE, .available = ear_mastodon_has_direct },
  { NULL },
};

static const EarAudience audiences[] = {
  EAR_AUDIENCE_PUBLIC, EAR_AUDIENCE_UNLISTED, EAR_AUDIENCE_FOLLOWERS, EAR_AUDIENCE_DIRECT,
};

static const EarChannelKind mastodon = {
  .id = "mastodon",
  .name = N_("Mastodon"),
  .description = N_("Mentions, replies and direct messages on Mastodon and the fediverse"),
  .icon_name = "channel-mastodon-symbolic",
  .sign_in = {
    .authorization = EAR_AUTHORIZATION_BEARER,
    .ways = ways,
  },
  .rules = {
    .abilities = EAR_CAN_REPLY | EAR_CAN_EDIT | EAR_CAN_DELETE | EAR_CAN_LIKE,
    .text = { .unit = EAR_TEXT_UNIT_GRAPHEMES, .maximum = 500, .url_weight = 23, .mention_host_free = TRUE },
    .audiences = audiences,
    .n_audiences = G_N_ELEMENTS (audiences),
    .resend_same_key_s = 50 * 60,
    .settle_s = 5,
  },
  .streams = streams,
  .profile = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_ADDRESS | 1u << EAR_PROFILE_HANDLE | 1u << EAR_PROFILE_PICTURE,
  /* Reading on is allowed 300 times in 15 minutes: the server's headers say when, and the session then waits. */
  .requests_per_minute = 60,
  .prepare = ear_mastodon_prepare,
  .discover = ear_mastodon_discover,
  .pull = ear_mastodon_pull,
  .refresh = ear_mastodon_refresh,
  .check = ear_mastodon_check,
  .perform = ear_mastodon_perform,
  .find_sent = ear_mastodon_find_sent,
  .explain = ear_mastodon_explain,
  .address = ear_mastodon_address,
};

const EarChannelKind *const ear_mastodon_kinds[] = { &mastodon, NULL };
