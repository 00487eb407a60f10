/* test-facebook-kind.c: what Facebook alone has, against the town's
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
  const char *type = data;
  g_autoptr (Desk) desk = desk_new_with (&facebook_place, 60, type);
  const EarCredentials *credentials = desk->session->credentials;

  g_assert_true (g_str_has_prefix (credentials->secret, "EAAPage"));
  g_assert_cmpstr (ear_session_get_setting (desk->session, "messenger"), ==, "yes");
  g_assert_cmpstr (ear_session_get_setting (desk->session, EAR_SETTING_CANNOT), ==, "");
  if (strcmp (type, "short") == 0)
    {
      /* What lived for an hour lives for weeks, and is renewed half-way. */
      g_assert_cmpint (credentials->expires_at, >, desk->fixture->clock_ms + 50 * DAY_MS);
      g_assert_cmpint (credentials->renew_at, <, credentials->expires_at);
      g_assert_true (g_str_has_prefix (credentials->refresh_token, "EAAUser"));
    }
  desk_pull (desk, EAR_PULL_FORWARD, 0);
  g_assert_cmpuint (g_hash_table_size (desk->held->messages), >, 0);
}

/* The page in the browser, the code it comes back with, and what that becomes. */
static void
test_signs_in_by_browser (void)
{
  g_autoptr (Desk) desk = desk_new (&facebook_place, 60);
  const EarTownAccount *account = desk->fixture->account;
  const char *redirect = "http://localhost:5000/callback";
  g_autoptr (EarSignInPlan) plan = ear_sign_in_plan_new ();
  g_autoptr (EarCredentials) credentials = NULL;
  g_autoptr (EarSession) session = NULL;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarTownRequest) page = NULL;
  g_autoptr (EarReply) answer = NULL;
  g_autoptr (GHashTable) brought = NULL;
  g_autoptr (EarJson) tokens = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL, *query = NULL, *form = NULL;

  plan->way = ear_channel_kind_lookup_way (desk->kind, "browser");
  plan->client_id = g_strdup (account->app_id);
  plan->client_secret = g_strdup (account->app_secret);
  session = town_session_new (desk->fixture, desk->kind, NULL);
  g_assert_true (desk->kind->prepare (session, "", redirect, plan, &error));

  url = ear_url_build (plan->authorize_url, NULL, "response_type", "code", "client_id", plan->client_id, "redirect_uri", redirect, "scope", plan->scope,
                       "state", "ours", NULL);
  page = ear_town_request_new ("GET", url + strlen ("https://www.facebook.com"));
  g_set_str (&page->origin, "https://www.facebook.com");
  answer = desk->fixture->simulator->handle (desk->fixture->town, page);
  g_assert_true (g_str_has_prefix (ear_reply_get_header (answer, "location"), redirect));
  query = g_strdup (strchr (ear_reply_get_header (answer, "location"), '?') + 1);
  query[strcspn (query, "#")] = '\0';
  brought = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_cmpstr (g_hash_table_lookup (brought, "state"), ==, "ours");

  form = ear_form_encode ("grant_type", "authorization_code", "code", g_hash_table_lookup (brought, "code"), "redirect_uri", redirect, "client_id",
                          plan->client_id, "client_secret", plan->client_secret, NULL);
  tokens = ear_session_post_form (session, plan->token_url, form, NULL, &error);
  g_assert_no_error (error);
  credentials = ear_credentials_new (NULL, ear_json_member_text (ear_json_root (tokens), "access_token"));
  credentials->client_id = g_strdup (plan->client_id);
  credentials->client_secret = g_strdup (plan->client_secret);
  g_clear_pointer (&session, ear_session_free);
  session = town_session_new (desk->fixture, desk->kind, credentials);
  g_assert_true (desk->kind->discover (session, accounts, batch, &error));
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (((EarAccount *) g_ptr_array_index (accounts, 0))->settings, "messenger"), ==, "yes");
  g_assert_cmpstr (((EarAccount *) g_ptr_array_index (accounts, 0))->about, ==,
                   "Pasta, trout and plum cake by the lake.\nPhone: +49 000 0000003\nWebsite: https://aurora.example/\n"
                   "Address: Lindenplatz 3, 00003 Seefeld\nE-mail: ciao@aurora.example\nOpening hours: Wednesday 17:00–23:00\n"
                   "Opening hours: Thursday 17:00–23:00\nOpening hours: Friday 17:00–23:00\nOpening hours: Saturday 17:00–23:00\n"
                   "Opening hours: Sunday 17:00–23:00");
}

static void
test_wrong_app_secret (void)
{
  g_autoptr (Desk) desk = desk_new (&facebook_place, 60);
  g_autoptr (EarCredentials) credentials = ear_credentials_new (NULL, ear_town_get_token (desk->fixture->town, desk->fixture->account, "short")->secret);
  g_autoptr (EarSession) session = NULL;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_account_free);
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GError) error = NULL;

  credentials->client_id = g_strdup (desk->fixture->account->app_id);
  credentials->client_secret = g_strdup ("another");
  session = town_session_new (desk->fixture, desk->kind, credentials);
  g_assert_false (desk->kind->discover (session, accounts, batch, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_assert_nonnull (strstr (error->message, "secret"));
}

static void
test_renews (void)
{
  g_autoptr (Desk) desk = desk_new_with (&facebook_place, 60, "short");
  g_autoptr (EarCredentials) credentials = ear_credentials_copy (desk->session->credentials);
  g_autoptr (GError) error = NULL;

  desk_advance (desk, 30 * DAY_MS);
  g_assert_true (desk->kind->renew (desk->session, credentials, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (credentials->refresh_token, !=, desk->session->credentials->refresh_token);
  g_assert_cmpint (credentials->expires_at, >, desk->session->credentials->expires_at);
  desk_advance (desk, 40 * DAY_MS);
  ear_credentials_free (desk->session->credentials);
  desk->session->credentials = ear_credentials_copy (credentials);
  desk_pull (desk, EAR_PULL_FORWARD, 0);
}

/* ---- reading and writing ---- */

/* Nothing announces a comment under an old post: it is found all the same, however many there are. */
static void
test_old_post (void)
{
  g_autoptr (Desk) desk = desk_new (&facebook_place, 2000);
  EarTownItem *post = g_ptr_array_index (desk->fixture->account->tops[EAR_TOWN_POST], 0);
  g_autofree char *cursor = NULL;
  guint before;

  g_assert_cmpuint (desk->fixture->account->tops[EAR_TOWN_POST]->len, >, 50);
  desk_pull_all (desk);
  desk_advance (desk, HOUR_MS);
  for (guint i = 0; i < 180; i++)
    desk_write_as (desk, 1 + i % 20, EAR_TOWN_COMMENT, "Is this still so?", post, NULL);
  before = town_session_get_count (desk->session);
  for (guint i = 0; i < desk->fixture->account->tops[EAR_TOWN_POST]->len / 25 + 1; i++)
    held_pull (desk->held, desk->session, desk->kind, "comments", EAR_PULL_RECONCILE, &cursor, 0);
  g_test_message ("found after %u requests", town_session_get_count (desk->session) - before);
  /* Two for each round and some for posts whose comments go on: none is asked for one by one. */
  g_assert_cmpuint (town_session_get_count (desk->session) - before, <, 40);
  desk_compare (desk);
}

static void
test_acts (void)
{
  g_autoptr (Desk) desk = desk_new (&facebook_place, 300);
  EarTownItem *comment, *ours;

  desk_pull_all (desk);
  comment = desk_find_comment (desk, FALSE);
  desk_do (desk, EAR_VERB_REPLY, comment, "We open at six.");
  ours = g_ptr_array_index (desk->fixture->town->items, desk->fixture->town->items->len - 1);
  desk_do (desk, EAR_VERB_EDIT, ours, "We open at seven.");
  g_assert_cmpstr (ours->text, ==, "We open at seven.");
  desk_do (desk, EAR_VERB_LIKE, comment, NULL);
  g_assert_true (comment->liked && desk_find (desk, comment)->liked);
  desk_do (desk, EAR_VERB_UNLIKE, comment, NULL);
  g_assert_false (comment->liked || desk_find (desk, comment)->liked);
  desk_do (desk, EAR_VERB_BLOCK, comment, NULL);
  g_assert_true (g_hash_table_contains (desk->fixture->account->blocked, comment->author));
  desk_do (desk, EAR_VERB_UNBLOCK, comment, NULL);
  g_assert_false (g_hash_table_contains (desk->fixture->account->blocked, comment->author));
  desk_compare (desk);
  desk_do (desk, EAR_VERB_DELETE, comment, NULL);
  g_assert_true (comment->deleted);
}

static void
test_answers_elsewhere (void)
{
  g_autoptr (Desk) desk = desk_new (&facebook_place, 300);

  desk_do (desk, EAR_VERB_REPLY, fixture_newest (desk->fixture, EAR_TOWN_VISIT), "Thank you for the visit.");
  desk_do (desk, EAR_VERB_REPLY, fixture_newest (desk->fixture, EAR_TOWN_REVIEW), "Thank you for the stars.");
  g_assert_cmpuint (desk_count_text (desk, "Thank you for the visit."), ==, 1);
  g_assert_cmpuint (desk_count_text (desk, "Thank you for the stars."), ==, 1);
}

int
main (int argc, char **argv)
{
  static const char *const tokens[] = { "system", "user", "short", "page" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *path = g_strconcat ("/facebook-kind/signs-in/", tokens[i], NULL);

      g_test_add_data_func (path, tokens[i], test_signs_in);
    }
  g_test_add_func ("/facebook-kind/signs-in/browser", test_signs_in_by_browser);
  g_test_add_func ("/facebook-kind/wrong-app-secret", test_wrong_app_secret);
  g_test_add_func ("/facebook-kind/renews", test_renews);
  g_test_add_func ("/facebook-kind/old-post", test_old_post);
  g_test_add_func ("/facebook-kind/own-acts", test_acts);
  g_test_add_func ("/facebook-kind/answers-elsewhere", test_answers_elsewhere);
  return g_test_run ();
}
