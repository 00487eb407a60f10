/* ear-facebook.c: Facebook Pages, over Meta's Graph API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "channels/facebook/ear-facebook-private.h"

/* ---- three ways in, the one that lasts first ---- */

#define APPS_URL "https://developers.facebook.com/apps/"

static const EarField system_user_fields[] = {
  { .id = EAR_FIELD_SECRET, .label = N_("Token"), .hint = N_("The token begins with EAA. Meta shows it once."), .secret = TRUE },
  { .id = EAR_FIELD_CLIENT_SECRET, .label = N_("App secret"), .hint = N_("If you have it: it proves that nobody else uses the token."), .secret = TRUE, .optional = TRUE },
  { NULL },
};

static const char *const system_user_steps[] = {
  N_("At developers.facebook.com choose “Create app”, as type “Business”, for your own business portfolio."),
  N_("At business.facebook.com open Settings → Users → System users and add one, as administrator."),
  N_("Choose “Assign assets” and give it your Page with full control, and the app."),
  N_("Choose “Generate token”, the app, and for its end “Never”."),
  N_("Tick pages_show_list, pages_read_engagement, pages_read_user_content and pages_manage_engagement; for messages also pages_messaging and pages_manage_metadata."),
  N_("Copy the token and paste it here."),
  NULL,
};

static const EarField explorer_fields[] = {
  { .id = EAR_FIELD_SECRET, .label = N_("Token"), .hint = N_("The token begins with EAA."), .secret = TRUE },
  { .id = EAR_FIELD_CLIENT_ID, .label = N_("App ID"), .hint = N_("The app ID is a number, under App settings → Basic.") },
  { .id = EAR_FIELD_CLIENT_SECRET, .label = N_("App secret"), .hint = N_("It stands beside the app ID, behind “Show”."), .secret = TRUE },
  { NULL },
};

static const char *const explorer_steps[] = {
  N_("At developers.facebook.com choose “Create app”, as type “Business”. Leave it in development."),
  N_("Open Tools → Graph API Explorer and choose your app on the right."),
  N_("Add the permissions pages_show_list, pages_read_engagement, pages_read_user_content and pages_manage_engagement."),
  N_("Choose “Get User Access Token” and, when Facebook asks, your Page."),
  N_("Copy the token. Then copy app ID and app secret from App settings → Basic, and paste all three here."),
  NULL,
};

static const EarField browser_fields[] = {
  { .id = EAR_FIELD_CLIENT_ID, .label = N_("App ID"), .hint = N_("The app ID is a number, under App settings → Basic.") },
  { .id = EAR_FIELD_CLIENT_SECRET, .label = N_("App secret"), .hint = N_("It stands beside the app ID, behind “Show”."), .secret = TRUE },
  { .id = EAR_FIELD_CODE, .label = N_("Code or address"), .hint = N_("If the browser stops at a page that cannot be shown, copy its address."), .secret = TRUE, .pasted = TRUE },
  { NULL },
};

static const char *const browser_steps[] = {
  N_("At developers.facebook.com choose “Create app”, as type “Business”. Leave it in development."),
  N_("Add “Facebook Login” to it, and under App roles everybody who will sign in."),
  N_("Copy app ID and app secret from App settings → Basic and paste them here."),
  N_("The browser asks which Pages Earshot may use. Allow yours, with everything it asks for."),
  NULL,
};

static const EarSignInWay ways[] = {
  {
    .id = "system-user",
    .title = N_("A token that does not end"),
    .guide = N_("For a Page in a business portfolio. Comments, visitor posts and recommendations are read and answered for as long as you "
                "leave the token there. Messages from customers also need Meta’s review of your app."),
    .steps = system_user_steps,
    .steps_url = "https://business.facebook.com/latest/settings/system_users",
    .shape = EAR_SIGN_IN_FIELDS,
    .fields = system_user_fields,
  },
  {
    .id = "explorer",
    .title = N_("A token from the Graph API Explorer"),
    .guide = N_("For a Page without a business portfolio. Earshot changes the token for one that lasts and renews it, but every 90 days Facebook wants "
                "you to sign in again. Messages from customers also need Meta’s review of your app."),
    .steps = explorer_steps,
    .steps_url = "https://developers.facebook.com/tools/explorer/",
    .shape = EAR_SIGN_IN_FIELDS,
    .fields = explorer_fields,
  },
  {
    .id = "browser",
    .title = N_("In the browser, with your own app"),
    .guide = N_("Facebook asks in the browser which Pages Earshot may use. You can take it back there at any time, under Settings → Business "
                "integrations. Every 90 days Facebook wants you to sign in again."),
    .steps = browser_steps,
    .steps_url = APPS_URL,
    .shape = EAR_SIGN_IN_OAUTH2,
    .fields = browser_fields,
    .without_pkce = TRUE,
    .redirect_to_localhost = TRUE,
  },
  { NULL },
};

/* A Page has 100 requests an hour to spare: these are 20 + 3 + 4 + 2 + 4 + 2 + 1 + 2, and 20 + 2 where messages are given. */
static const EarStreamSpec streams[] = {
  { .id = "comments", .inbound = TRUE, .outbound = TRUE, .posts = TRUE, .poll_s = 180, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "visitor_posts", .inbound = TRUE, .outbound = TRUE, .poll_s = 900, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "tagged", .inbound = TRUE, .outbound = TRUE, .poll_s = 900, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "ratings", .inbound = TRUE, .outbound = TRUE, .poll_s = 3600, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "conversations", .inbound = TRUE, .outbound = TRUE, .poll_s = 180, .reconcile_s = 3600, .backfill = TRUE, .available = ear_facebook_has_messenger },
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
  return ear_meta_explain (EAR_META_FACEBOOK, request, reply, body, code, detail);
}

static const EarChannelKind facebook = {
  .id = "facebook",
  .name = N_("Facebook Page"),
  .description = N_("Comments, visitor posts, recommendations and messages of your Page"),
  .icon_name = "channel-facebook-symbolic",
  .sign_in = {
    .authorization = EAR_AUTHORIZATION_BEARER,
    .ways = ways,
    .secret_strip_spaces = TRUE,
  },
  .rules = {
    .abilities = EAR_CAN_REPLY | EAR_CAN_EDIT | EAR_CAN_DELETE | EAR_CAN_DELETE_THEIRS | EAR_CAN_LIKE | EAR_CAN_HIDE | EAR_CAN_BLOCK
                 | EAR_CAN_PRIVATE_REPLY,
    .text = { .unit = EAR_TEXT_UNIT_CHARACTERS, .maximum = 8000 },
    .direct_text = { .unit = EAR_TEXT_UNIT_CHARACTERS, .maximum = 2000 },
    .audiences = audiences,
    .n_audiences = G_N_ELEMENTS (audiences),
    .windows = windows,
    .forget_deleted = TRUE,
    .settle_s = 5,
  },
  .streams = streams,
  .profile = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_ADDRESS | 1u << EAR_PROFILE_HANDLE,
  .requests_per_minute = 60,
  .prepare = ear_facebook_prepare,
  .discover = ear_facebook_discover,
  .renew = ear_facebook_renew,
  .pull = ear_facebook_pull,
  .refresh = ear_facebook_refresh,
  .check = ear_facebook_check,
  .perform = ear_facebook_perform,
  .find_sent = ear_facebook_find_sent,
  .explain = explain,
  .read_usage = ear_meta_read_usage,
  .address = ear_facebook_address,
};

const EarChannelKind *const ear_facebook_kinds[] = { &facebook, NULL };
