/* ear-facebook-pace.c: how often one may ask, and what the headers say of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/facebook/ear-facebook-town.h"

#include <string.h>

/* What Meta allows a Page with few visitors, and one person's token, in an hour. */
#define PAGE_CALLS 1000
#define USER_CALLS 200
#define REGAIN_MIN 5

static guint
get_limit (EarTown *town, const char *name, guint otherwise)
{
  const char *value = ear_town_get_setting (town, name);

  return value != NULL ? (guint) MAX (g_ascii_strtoull (value, NULL, 10), 1) : otherwise;
}

static gboolean
is_of_page (EarTown *town, const EarTownRequest *request)
{
  g_autofree char *secret = ear_graph_dup_secret (request);
  const EarTownToken *token = ear_town_find_token (town, secret);

  return token != NULL && (strcmp (token->type, "page") == 0 || strcmp (token->type, "system") == 0);
}

/**
 * ear_facebook_count:
 * @town: a town
 * @account: the Page
 * @request: one more
 * @pace: (out): how much of the hour's calls are used up
 *
 * Returns: whether it is within what may be asked
 */
gboolean
ear_facebook_count (EarTown *town, EarTownAccount *account, const EarTownRequest *request, EarFacebookPace *pace)
{
  gboolean of_page = is_of_page (town, request);
  guint limit = get_limit (town, of_page ? "facebook.page_calls" : "facebook.user_calls", of_page ? PAGE_CALLS : USER_CALLS);
  guint calls = ear_town_count_call (town, of_page ? account->id : account->app_id);

  *pace = (EarFacebookPace) { of_page, get_limit (town, "facebook.usage", calls * 100 / limit) };
  return calls <= limit;
}

void
ear_facebook_set_usage (const EarTownAccount *account, const EarFacebookPace *pace, EarReply *reply)
{
  guint percent = pace->percent;
  g_autofree char *app = g_strdup_printf ("{\"call_count\":%u,\"total_time\":%u,\"total_cputime\":%u}", pace->of_page ? 0 : percent,
                                          percent / 2, percent / 3);
  g_autofree char *page = g_strdup_printf ("{\"%s\":[{\"type\":\"pages\",\"call_count\":%u,\"total_cputime\":%u,\"total_time\":%u,"
                                           "\"estimated_time_to_regain_access\":%d}]}",
                                           account->id, percent, percent / 3, percent / 2, percent >= 100 ? REGAIN_MIN : 0);

  ear_reply_set_header (reply, "X-App-Usage", app);
  if (pace->of_page)
    ear_reply_set_header (reply, "X-Business-Use-Case-Usage", page);
}

EarReply *
ear_facebook_throttle (EarTown *town, const EarTownRequest *request)
{
  EarFacebookPace pace = { is_of_page (town, request), 100 };
  EarReply *reply = pace.of_page ? ear_graph_error (town, 80001, 0,
                                                    "(#80001) There have been too many calls to this Page account. Wait a bit and try again.")
                                 : ear_graph_error (town, 4, 0, "(#4) Application request limit reached");

  ear_facebook_set_usage (ear_town_get_account (town, "facebook"), &pace, reply);
  return reply;
}
