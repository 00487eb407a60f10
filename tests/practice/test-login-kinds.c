/* test-login-kinds.c: what Instagram and Threads have, each with a login of its own, against the town's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "practice/town-desk.h"

/* ---- signing in ---- */

static void
test_signs_in (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 60);
  const EarCredentials *credentials = desk->session->credentials;

  g_assert_cmpstr (ear_session_get_setting (desk->session, EAR_SETTING_CANNOT), ==, "");
  g_assert_cmpint (credentials->expires_at, >, desk->fixture->clock_ms + 50 * DAY_MS);
  g_assert_cmpint (credentials->renew_at, ==, desk->fixture->clock_ms + 7 * DAY_MS);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (g_hash_table_size (desk->held->messages), >, 0);
}

static void
test_lengthens (void)
{
  g_autoptr (Desk) desk = desk_new_with (&threads_place, 60, "short");

  g_assert_cmpint (desk->session->credentials->expires_at, >, desk->fixture->clock_ms + 50 * DAY_MS);
  desk_advance (desk, 3 * HOUR_MS);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
}

static void
test_renews (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new (data, 60);
  g_autoptr (EarCredentials) credentials = ear_credentials_copy (desk->session->credentials);
  g_autoptr (GError) error = NULL;

  for (guint week = 0; week < 12; week++)
    {
      desk_advance (desk, 7 * DAY_MS);
      g_assert_true (desk->kind->renew (desk->session, credentials, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (credentials->secret, !=, desk->session->credentials->secret);
      ear_credentials_free (desk->session->credentials);
      desk->session->credentials = ear_credentials_copy (credentials);
    }
  desk_pull (desk, EAR_PULL_FORWARD, 0);
}

/* ---- reading and writing ---- */

/* Whoever goes on after our answer is read, and for us, however much was written since. */
static void
test_follows_deep (void)
{
  g_autoptr (Desk) desk = desk_new (&threads_place, 60);
  EarTownItem *post = fixture_newest (desk->fixture, EAR_TOWN_POST);
  EarTownItem *question, *answer, *last;

  post->created_ms = desk->fixture->clock_ms - HOUR_MS;
  question = desk_write_as (desk, 1, EAR_TOWN_COMMENT, "Open on Sunday?", post, NULL);
  answer = ear_town_write (desk->fixture->town, desk->fixture->account, EAR_TOWN_COMMENT, desk->fixture->account->id, "Yes", post, question);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  for (guint i = 0; i < 120; i++)
    desk_write_as (desk, 2, EAR_TOWN_COMMENT, "Me too", post, NULL);
  desk_advance (desk, HOUR_MS);
  last = desk_write_as (desk, 1, EAR_TOWN_COMMENT, "Until when?", post, question);
  ear_town_item_set_fact (last, "in_reply_to", answer->id);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  {
    const EarMessage *held = held_lookup (desk->held, last->id);

    g_assert_cmpstr (held->conversation_ext, ==, question->id);
    g_assert_cmpstr (held->parent_ext, ==, answer->id);
    g_assert_true ((held->flags & EAR_MESSAGE_ADDRESSED) != 0);
  }
}

static void
test_lets_in (void)
{
  g_autoptr (Desk) desk = desk_new (&threads_place, 60);
  EarTownItem *post = fixture_newest (desk->fixture, EAR_TOWN_POST);
  EarTownItem *waiting;

  post->created_ms = desk->fixture->clock_ms - HOUR_MS;
  ear_town_item_set_fact (post, "approvals", "1");
  waiting = desk_write_as (desk, 1, EAR_TOWN_COMMENT, "May I ask something?", post, NULL);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpint (held_lookup (desk->held, waiting->id)->state, ==, EAR_MESSAGE_HELD);
  desk_do (desk, EAR_VERB_APPROVE, waiting, NULL);
  g_assert_cmpstr (ear_town_item_get_fact (waiting, "approved"), ==, "1");
  desk_advance (desk, 5 * MINUTE_MS);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpint (held_lookup (desk->held, waiting->id)->state, ==, EAR_MESSAGE_VISIBLE);
  g_assert_true ((held_lookup (desk->held, waiting->id)->flags & EAR_MESSAGE_NO_APPROVE) != 0);
}

/* Messages that are given to nobody are not asked for, and that is said. */
static void
test_without_messages (void)
{
  g_autoptr (Desk) desk = desk_new (&instagram_place, 60);
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;
  EarTownToken *token = ear_town_get_token (desk->fixture->town, desk->fixture->account, "user");
  GHashTable *settings;

  g_assert_cmpstr (ear_session_get_setting (desk->session, "direct"), ==, "yes");
  g_set_str (&token->scopes, "instagram_business_basic,instagram_business_manage_comments");
  g_assert_true (desk->kind->discover (desk->session, accounts, batch, &error));
  g_assert_no_error (error);
  settings = batch->settings;
  g_assert_cmpstr (g_hash_table_lookup (settings, "direct"), ==, "no");
  g_assert_cmpstr (g_hash_table_lookup (settings, EAR_SETTING_CANNOT), ==, "private-reply");
  g_assert_nonnull (strstr (g_hash_table_lookup (settings, EAR_SETTING_LACKS), "Direct messages cannot be read"));
  g_assert_cmpstr (((EarAccount *) g_ptr_array_index (accounts, 0))->about, ==, "Pasta, wine, a terrace. Made up.\nWebsite: https://aurora.example/");
}

int
main (int argc, char **argv)
{
  static const Place *const places[] = { &instagram_place, &threads_place };

  g_test_init (&argc, &argv, NULL);
  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autofree char *signs_in = g_strdup_printf ("/%s-kind/signs-in", places[p]->service);
      g_autofree char *renews = g_strdup_printf ("/%s-kind/renews", places[p]->service);

      g_test_add_data_func (signs_in, places[p], test_signs_in);
      g_test_add_data_func (renews, places[p], test_renews);
    }
  g_test_add_func ("/instagram-kind/without-messages", test_without_messages);
  g_test_add_func ("/threads-kind/lengthens", test_lengthens);
  g_test_add_func ("/threads-kind/follows-deep", test_follows_deep);
  g_test_add_func ("/threads-kind/lets-in", test_lets_in);
  return g_test_run ();
}
