/* ear-instagram.c: professional Instagram accounts, over their own login
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "channels/instagram/ear-instagram-private.h"

static const EarField token_fields[] = {
  { .id = EAR_FIELD_SECRET, .label = N_("Token"), .hint = N_("The token begins with IGAA. Meta shows it once."), .secret = TRUE },
  { .id = EAR_FIELD_CLIENT_SECRET, .label = N_("Instagram app secret"), .hint = N_("If you have it: it proves that nobody else uses the token."), .secret = TRUE, .optional = TRUE },
  { NULL },
};

static const char *const token_steps[] = {
  N_("In the Instagram app, under Settings → Account type and tools, see that your account is a professional one. Personal accounts cannot be connected."),
  N_("At developers.facebook.com choose “Create app”, as type “Business”, and add the product “Instagram”."),
  N_("Under App roles → Roles add your account as “Instagram Tester”. Then accept at instagram.com/accounts/manage_access, under “Tester invites”."),
  N_("In your app open Instagram → API setup with Instagram login and choose “Generate token” beside your account. Allow everything it asks for."),
  N_("For direct messages also open, in the Instagram app, Settings → Messages and story replies → Message controls → Connected tools, and allow access to messages."),
  N_("Copy the token and paste it here."),
  NULL,
};

static const EarSignInWay ways[] = {
  {
    .id = "dashboard",
    .title = N_("A token from the dashboard"),
    .guide = N_("Comments under your posts are read and answered, and direct messages as far as Meta gives them. The token lives for 60 days; "
                "Earshot renews it every week by itself, as long as it runs now and then."),
    .steps = token_steps,
    .steps_url = "https://developers.facebook.com/apps/",
    .shape = EAR_SIGN_IN_FIELDS,
    .fields = token_fields,
  },
  { NULL },
};

/* Meta's allowance is small for a quiet account: 12 + 3 + 4 + 2 requests an hour, 20 where messages are given and at most 4 more to see what was taken back there, and one for each media or
 * conversation in which something changed. */
static const EarStreamSpec streams[] = {
  { .id = "comments", .inbound = TRUE, .outbound = TRUE, .posts = TRUE, .poll_s = 300, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "tags", .inbound = TRUE, .outbound = TRUE, .poll_s = 900, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "conversations", .inbound = TRUE, .outbound = TRUE, .poll_s = 180, .reconcile_s = 6 * 3600, .backfill = TRUE, .available = ear_instagram_has_direct },
  { NULL },
};

static const EarAudience audiences[] = { EAR_AUDIENCE_PUBLIC };

static const EarReplyWindow windows[] = {
  EAR_META_REPLY_WINDOW,
  { 0 },
};

static gboolean
explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code, EarProblemDetail *detail)
{
  return ear_meta_explain (EAR_META_INSTAGRAM, request, reply, body, code, detail);
}

static const EarChannelKind instagram = {
  .id = "instagram",
  .name = N_("Instagram"),
  .description = N_("Comments and direct messages of your professional account"),
  .icon_name = "channel-instagram-symbolic",
  .sign_in = {
    .authorization = EAR_AUTHORIZATION_BEARER,
    .ways = ways,
    .secret_strip_spaces = TRUE,
  },
  .rules = {
    .abilities = EAR_CAN_REPLY | EAR_CAN_DELETE | EAR_CAN_DELETE_THEIRS | EAR_CAN_HIDE | EAR_CAN_PRIVATE_REPLY,
    .text = { .unit = EAR_TEXT_UNIT_CHARACTERS, .maximum = 2200 },
    .direct_text = { .unit = EAR_TEXT_UNIT_BYTES, .maximum = 1000 },
    .audiences = audiences,
    .n_audiences = G_N_ELEMENTS (audiences),
    .windows = windows,
    .forget_deleted = TRUE,
    .settle_s = 5,
  },
  .streams = streams,
  .profile = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_ADDRESS | 1u << EAR_PROFILE_HANDLE,
  .requests_per_minute = 60,
  .prepare = ear_instagram_prepare,
  .discover = ear_instagram_discover,
  .renew = ear_instagram_renew,
  .pull = ear_instagram_pull,
  .refresh = ear_instagram_refresh,
  .check = ear_instagram_check,
  .perform = ear_instagram_perform,
  .find_sent = ear_instagram_find_sent,
  .explain = explain,
  .read_usage = ear_meta_read_usage,
  .address = ear_instagram_address,
};

const EarChannelKind *const ear_instagram_kinds[] = { &instagram, NULL };
