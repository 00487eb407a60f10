/* ear-threads.c: Threads, over its own API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "channels/threads/ear-threads-private.h"

static const EarField token_fields[] = {
  { .id = EAR_FIELD_SECRET, .label = N_("Token"), .hint = N_("The token begins with THAA. Meta shows it once."), .secret = TRUE },
  { .id = EAR_FIELD_CLIENT_SECRET, .label = N_("Threads app secret"), .hint = N_("If you have it: it proves that nobody else uses the token."), .secret = TRUE, .optional = TRUE },
  { NULL },
};

static const char *const token_steps[] = {
  N_("At developers.facebook.com choose “Create app” and the use case “Access the Threads API”."),
  N_("Under App roles → Roles add your account as “Threads Tester”. Then accept in Threads, under Settings → Account → Website permissions → Invites."),
  N_("In your app open the use case’s settings, allow threads_basic, threads_read_replies, threads_manage_replies, threads_content_publish, threads_manage_mentions and threads_delete."),
  N_("Under “User Token Generator” choose your account and generate a token."),
  N_("Copy the token and paste it here."),
  NULL,
};

static const EarSignInWay ways[] = {
  {
    .id = "tester",
    .title = N_("A token for a tester of your own app"),
    .guide = N_("Replies to your posts are read and answered, at every level. The token lives for 60 days; Earshot renews it every week by itself, as "
                "long as it runs now and then. Threads gives nobody direct messages, and mentions elsewhere only after its review of your app."),
    .steps = token_steps,
    .steps_url = "https://developers.facebook.com/apps/",
    .shape = EAR_SIGN_IN_FIELDS,
    .fields = token_fields,
  },
  { NULL },
};

/* What waits for our leave comes in no other list, and whether there is such a thing is not told: so it proves nothing of what was read. */
static const EarStreamSpec streams[] = {
  { .id = "replies", .inbound = TRUE, .outbound = TRUE, .posts = TRUE, .poll_s = 300, .reconcile_s = 3600, .backfill = TRUE },
  { .id = "mentions", .inbound = TRUE, .outbound = TRUE, .poll_s = 900, .reconcile_s = 6 * 3600, .backfill = TRUE, .available = ear_threads_has_mentions },
  { .id = "pending", .poll_s = 900 },
  { NULL },
};

static const EarAudience audiences[] = { EAR_AUDIENCE_PUBLIC };

static gboolean
explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code, EarProblemDetail *detail)
{
  return ear_meta_explain (EAR_META_THREADS, request, reply, body, code, detail);
}

static const EarChannelKind threads = {
  .id = "threads",
  .name = N_("Threads"),
  .description = N_("Replies to your posts, and who names you"),
  .icon_name = "channel-threads-symbolic",
  .sign_in = {
    .authorization = EAR_AUTHORIZATION_BEARER,
    .ways = ways,
    .secret_strip_spaces = TRUE,
  },
  .rules = {
    .abilities = EAR_CAN_REPLY | EAR_CAN_PUBLISH | EAR_CAN_DELETE | EAR_CAN_HIDE | EAR_CAN_APPROVE,
    .text = { .unit = EAR_TEXT_UNIT_EMOJI_BYTES, .maximum = 500 },
    .audiences = audiences,
    .n_audiences = G_N_ELEMENTS (audiences),
    .forget_deleted = TRUE,
    .settle_s = 10,
  },
  .streams = streams,
  .profile = 1u << EAR_PROFILE_NAME | 1u << EAR_PROFILE_ADDRESS | 1u << EAR_PROFILE_HANDLE,
  .requests_per_minute = 60,
  .prepare = ear_threads_prepare,
  .discover = ear_threads_discover,
  .renew = ear_threads_renew,
  .pull = ear_threads_pull,
  .refresh = ear_threads_refresh,
  .check = ear_threads_check,
  .perform = ear_threads_perform,
  .find_sent = ear_threads_find_sent,
  .explain = explain,
  .read_usage = ear_meta_read_usage,
  .address = ear_threads_address,
};

const EarChannelKind *const ear_threads_kinds[] = { &threads, NULL };
