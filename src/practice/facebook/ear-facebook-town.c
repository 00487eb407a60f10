/* ear-facebook-town.c: Facebook Pages and Messenger as the town has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-simulator.h"

static EarReply *
handle (EarTown *town, const EarTownRequest *request)
{
  return ear_town_reply_text (404, "text/plain", "");
}

static void
seed (EarTown *town, guint size)
{
  EarTownContent content = ear_town_share_out (size);

  ear_town_fill (town, ear_town_add_account (town, "facebook", "Trattoria Aurora", "trattoria.aurora"), &content);
}

static const char *const hosts[] = { "graph.facebook.com", "www.facebook.com", NULL };

const EarSimulator ear_facebook_simulator = { .id = "facebook", .hosts = hosts, .handle = handle, .seed = seed };
