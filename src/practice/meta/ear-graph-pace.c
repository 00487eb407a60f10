/* ear-graph-pace.c: how often one may ask, and what the headers say of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/meta/ear-graph-service.h"

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)
/* What is said of a refusal that was ordered. */
#define ORDERED_MIN 5

static const EarGraphBudget *
get_budget (const EarGraphService *service, EarTown *town, const EarTownRequest *request)
{
  return service->get_budget != NULL ? service->get_budget (town, request) : &service->budget;
}

void
ear_graph_set_usage (const EarGraphService *service, const EarTownAccount *account, const EarGraphPace *pace, EarReply *reply)
{
  guint percent = pace->percent;
  g_autofree char *app = g_strdup_printf ("{\"call_count\":%u,\"total_time\":%u,\"total_cputime\":%u}", pace->budget->of_app ? percent : 0,
                                          percent / 2, percent / 3);
  g_autofree char *use = g_strdup_printf ("{\"%s\":[{\"type\":\"%s\",\"call_count\":%u,\"total_cputime\":%u,\"total_time\":%u,"
                                          "\"estimated_time_to_regain_access\":%u}]}",
                                          account->id, service->usage, percent, percent / 3, percent / 2, percent >= 100 ? pace->regain_min : 0);

  ear_reply_set_header (reply, "X-App-Usage", app);
  if (!pace->budget->of_app)
    ear_reply_set_header (reply, "X-Business-Use-Case-Usage", use);
}

static EarReply *
refuse (const EarGraphService *service, EarTown *town, const EarGraphPace *pace)
{
  g_autofree char *words = g_strdup_printf ("(#%d) %s", pace->budget->too_many, pace->budget->words);
  EarReply *reply = ear_graph_error (town, pace->budget->too_many, 0, words);

  town->n_throttled++;
  ear_graph_set_usage (service, ear_town_get_account (town, service->id), pace, reply);
  return reply;
}

/**
 * ear_graph_count:
 * @call: one more
 * @pace: (out): how much of the hour's calls are used up
 *
 * Returns: (transfer full) (nullable): "too often"
 */
EarReply *
ear_graph_count (EarGraphCall *call, EarGraphPace *pace)
{
  const EarGraphBudget *budget = get_budget (call->service, call->town, call->request);
  guint limit = (guint) MAX (ear_graph_get_setting_number (call->town, call->account, budget->setting, budget->calls), 1);
  guint calls = ear_town_count_call (call->town, budget->of_app ? call->account->app_id : call->account->id, HOUR_MS);

  pace->budget = budget;
  pace->percent = (guint) ear_graph_get_setting_number (call->town, call->account, "usage", calls * 100 / limit);
  /* Counted by the hour of the clock: whoever waits as long as is said is let in. */
  pace->regain_min = (guint) (60 - ear_town_now (call->town) / MINUTE_MS % 60);
  return calls > limit ? refuse (call->service, call->town, pace) : NULL;
}

/**
 * ear_graph_throttle:
 * @service: a service
 * @town: a town that has it
 * @request: what is refused
 *
 * Returns: (transfer full): "too often", and when not any more
 */
EarReply *
ear_graph_throttle (const EarGraphService *service, EarTown *town, const EarTownRequest *request)
{
  const EarGraphPace pace = { get_budget (service, town, request), 100, ORDERED_MIN };

  return refuse (service, town, &pace);
}
