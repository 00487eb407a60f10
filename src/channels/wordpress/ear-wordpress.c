/* ear-wordpress.c: comments of a WordPress site, over its own REST interface
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "channels/wordpress/ear-wordpress-private.h"

static const EarField fields[] = {
  { .id = EAR_FIELD_ADDRESS, .label = N_("Address of the site"), .hint = N_("For example blog.example.org") },
  { .id = EAR_FIELD_USER, .label = N_("User name"), .hint = N_("The name you sign in to the site with"), .pasted = TRUE },
  { .id = EAR_FIELD_SECRET, .label = N_("Application password"), .hint = N_("24 letters and digits that the site shows once"),
    .secret = TRUE, .pasted = TRUE },
  { NULL },
};

static const EarSignInWay ways[] = {
  {
    .id = "approval",
    .guide = N_("Your site asks whether Earshot may use your account and makes a password for it. You can take it back there at any time, "
                "under Users → Profile → Application Passwords."),
    .shape = EAR_SIGN_IN_APPROVAL,
    .fields = fields,
  },
  { NULL },
};

/* Comments have no "modified" time: what was edited, approved or deleted over there is found by reading the newest ones again. */
static const EarStreamSpec streams[] = {
  { .id = "comments", .inbound = TRUE, .outbound = TRUE, .poll_s = 300, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "posts", .posts = TRUE, .poll_s = 3600, .reconcile_s = 6 * 3600, .backfill = TRUE },
  { NULL },
};

static const EarAudience audiences[] = { EAR_AUDIENCE_PUBLIC };

static const EarChannelKind wordpress = {
  .id = "wordpress",
  .name = N_("WordPress"),
  .description = N_("Comments on your own site or blog"),
  .icon_name = "channel-wordpress-symbolic",
  .sign_in = {
    .authorization = EAR_AUTHORIZATION_BASIC,
    .ways = ways,
    .secret_strip_spaces = TRUE,
    .accepted_parameter = "success_url",
    .refused_parameter = "reject_url",
    .user_parameter = "user_login",
    .secret_parameter = "password",
  },
  .rules = {
    .abilities = EAR_CAN_REPLY | EAR_CAN_EDIT | EAR_CAN_DELETE | EAR_CAN_APPROVE | EAR_CAN_SPAM | EAR_CAN_TRASH,
    .text = { .unit = EAR_TEXT_UNIT_BYTES, .maximum = 65525 },
    .audiences = audiences,
    .n_audiences = G_N_ELEMENTS (audiences),
    .moderated = TRUE,
    .settle_s = 5,
  },
  .streams = streams,
  .profile = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_ADDRESS | 1u << EAR_PROFILE_PICTURE,
  .requests_per_minute = 60,
  .prepare = ear_wordpress_prepare,
  .discover = ear_wordpress_discover,
  .pull = ear_wordpress_pull,
  .refresh = ear_wordpress_refresh,
  .check = ear_wordpress_check,
  .perform = ear_wordpress_perform,
  .find_sent = ear_wordpress_find_sent,
  .revoke = ear_wordpress_revoke,
  .explain = ear_wordpress_explain,
};

const EarChannelKind *const ear_wordpress_kinds[] = { &wordpress, NULL };
