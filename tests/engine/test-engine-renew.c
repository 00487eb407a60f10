/* test-engine-renew.c: ways to sign in, an account's own secret, its renewal and its end, and how long one may answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "engine/ear-keyring-private.h"
#include "engine/ear-scheduler-private.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/* What the service gives; set by each test before it signs in. */
static struct {
  const char *secret;        /* the account's own; NULL: none */
  gint64 expires_at, renew_at;
  const char *renewed;       /* what renew brings; NULL: it fails */
  int n_renewals;            /* atomic */
} service;

static const EarField fields[] = {
  { .id = EAR_FIELD_SECRET, .label = "Token", .secret = TRUE },
  { .id = EAR_FIELD_CLIENT_ID, .label = "App" },
  { .id = EAR_FIELD_CLIENT_SECRET, .label = "App secret", .secret = TRUE, .optional = TRUE },
  { 0 },
};

static const EarSignInWay ways[] = {
  { .id = "lasting", .title = "A token that lasts", .shape = EAR_SIGN_IN_FIELDS, .fields = fields },
  { .id = "short", .title = "A token that does not", .shape = EAR_SIGN_IN_FIELDS, .fields = fields },
  { 0 },
};

static gboolean
prepare (EarSession     *session,
         const char     *typed,
         const char     *redirect_uri,
         EarSignInPlan  *plan,
         GError        **error)
{
  g_assert_cmpstr (typed, ==, "");
  plan->origin = g_strdup ("https://fake.example");
  return TRUE;
}

static gboolean
discover (EarSession  *session,
          GPtrArray   *accounts,
          EarBatch    *batch,
          GError     **error)
{
  EarAccount *account = ear_account_new ("page", "The Page");

  if (service.secret != NULL)
    {
      account->credentials = ear_credentials_copy (session->credentials);
      if (g_strcmp0 (session->credentials->refresh_token, NULL) == 0)
        account->credentials->refresh_token = g_strdup (session->credentials->secret);
      ear_credentials_set_secret (account->credentials, service.secret);
      account->credentials->expires_at = service.expires_at;
      account->credentials->renew_at = service.renew_at;
    }
  ear_account_set_setting (account, EAR_SETTING_LACKS, "Messages are not given.\nNor are reviews.");
  g_ptr_array_add (accounts, account);
  return TRUE;
}

static gboolean
renew (EarSession      *session,
       EarCredentials  *credentials,
       GError         **error)
{
  g_atomic_int_inc (&service.n_renewals);
  if (service.renewed == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_RETRY_LATER, "Not now");
      return FALSE;
    }
  /* What is kept comes in, and what the session signs with is the same. */
  g_assert_cmpstr (credentials->secret, ==, session->credentials->secret);
  ear_credentials_set_secret (credentials, service.renewed);
  credentials->expires_at = ear_clock_now_ms () + 60 * DAY_MS;
  credentials->renew_at = ear_clock_now_ms () + 7 * DAY_MS;
  service.secret = service.renewed;
  service.expires_at = credentials->expires_at;
  service.renew_at = credentials->renew_at;
  return TRUE;
}

static const EarReplyWindow windows[] = { { .type = EAR_CONVERSATION_COMMENT, .seconds = 3600, .longer_s = 7200 }, { 0 } };

static const EarChannelKind *
renewing_kind (void)
{
  static EarChannelKind kind;

  if (kind.id == NULL)
    {
      kind = fake_kind;
      kind.id = "fake-renewing";
      kind.sign_in = (EarSignInSpec) { .authorization = EAR_AUTHORIZATION_BEARER, .ways = ways };
      kind.rules.windows = windows;
      kind.prepare = prepare;
      kind.discover = discover;
      kind.renew = renew;
    }
  return &kind;
}

static void
expect (const char *secret,
        gint64      expires_at,
        gint64      renew_at)
{
  service.secret = secret;
  service.expires_at = expires_at;
  service.renew_at = renew_at;
  service.renewed = NULL;
  service.n_renewals = 0;
}

static void
enter (EarSignIn  *sign_in,
       const char *token,
       const char *app)
{
  const char *const names[] = { EAR_FIELD_SECRET, EAR_FIELD_CLIENT_ID, NULL }, *const values[] = { token, app, NULL };

  ear_sign_in_begin (sign_in, names, values);
}

static char *
sign_in_as (Fixture *fixture)
{
  g_autoptr (EarSignIn) sign_in = ear_sign_in_new (fixture->engine, renewing_kind ()->id, NULL);
  /* A renewal moves it. */
  gint64 ends_at = service.expires_at;

  ear_sign_in_choose_way (sign_in, "lasting");
  enter (sign_in, "user-token", "4711");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
  /* The last page tells it at once. */
  g_assert_cmpstr (ear_sign_in_get_lacks (sign_in), ==, "Messages are not given.\nNor are reviews.");
  g_assert_cmpint (ear_sign_in_get_ends_at (sign_in), ==, ends_at);
  WAIT_FOR (fixture_get_channel (fixture, ear_sign_in_get_channel_key (sign_in)) != NULL);
  return g_strdup (ear_sign_in_get_channel_key (sign_in));
}

static EarCredentials *
kept (Fixture    *fixture,
      const char *key)
{
  EarCredentials *credentials = ear_credentials_lookup (fixture->secrets, key, EAR_SECRETS_QUIETLY, NULL);

  g_assert_nonnull (credentials);
  return credentials;
}

/* There is a choice; what must be filled in is; what is optional need not be. */
static void
test_ways (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (EarSignIn) sign_in = NULL;
  g_autoptr (EarCredentials) credentials = NULL;
  const EarSignInWayInfo *info;

  expect (NULL, EAR_TIME_NONE, EAR_TIME_NONE);
  sign_in = ear_sign_in_new (fixture->engine, renewing_kind ()->id, NULL);
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_CHOOSE_WAY);
  info = ear_sign_in_get_ways (sign_in);
  g_assert_cmpstr (info[1].title, ==, "A token that does not");
  g_assert_null (info[2].id);
  ear_sign_in_choose_way (sign_in, "no such way");
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_CHOOSE_WAY);
  ear_sign_in_choose_way (sign_in, "short");
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_ASK);
  g_assert_cmpstr (ear_sign_in_get_way (sign_in), ==, "short");
  g_assert_true (ear_sign_in_get_fields (sign_in)[2].optional);

  enter (sign_in, "user-token", "");
  g_assert_cmpint (ear_sign_in_get_state (sign_in), ==, EAR_SIGN_IN_FAILED);
  g_assert_nonnull (strstr (ear_sign_in_get_sentence (sign_in), "missing"));
  enter (sign_in, "  user-token ", "4711");
  WAIT_FOR (ear_sign_in_get_state (sign_in) == EAR_SIGN_IN_DONE);
  credentials = kept (fixture, ear_sign_in_get_channel_key (sign_in));
  g_assert_cmpstr (credentials->secret, ==, "user-token");
  g_assert_cmpstr (credentials->client_id, ==, "4711");
  g_assert_null (credentials->client_secret);
}

/* The account's own secret is kept, with what it was made from; what the sign-in does not give is told. */
static void
test_own_secret (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarCredentials) credentials = NULL;
  EarChannelItem *channel;

  expect ("page-1", EAR_TIME_NONE, EAR_TIME_NONE);
  key = sign_in_as (fixture);
  credentials = kept (fixture, key);
  g_assert_cmpstr (credentials->secret, ==, "page-1");
  g_assert_cmpstr (credentials->refresh_token, ==, "user-token");
  channel = fixture_get_channel (fixture, key);
  g_assert_cmpstr (ear_channel_item_get_lacks (channel), ==, "Messages are not given.\nNor are reviews.");
  g_assert_cmpint (ear_channel_item_get_ends_at (channel), ==, EAR_TIME_NONE);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture, EAR_ENGINE_DEFAULT);
}

/* When it is time, another is asked for, kept, and its end told. */
static void
test_renewed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarCredentials) credentials = NULL;

  expect ("page-1", ear_clock_now_ms () + 50 * DAY_MS, ear_clock_now_ms () - 1000);
  service.renewed = "page-2";
  key = sign_in_as (fixture);
  WAIT_FOR (g_atomic_int_get (&service.n_renewals) == 1);
  WAIT_FOR (ear_channel_item_get_ends_at (fixture_get_channel (fixture, key)) > ear_clock_now_ms () + 59 * DAY_MS);
  credentials = kept (fixture, key);
  g_assert_cmpstr (credentials->secret, ==, "page-2");
  g_assert_cmpint (credentials->renew_at, >, ear_clock_now_ms () + 6 * DAY_MS);
  /* Not again before its time. */
  reopen (fixture);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == EAR_HEALTH_OK);
  g_assert_cmpint (g_atomic_int_get (&service.n_renewals), ==, 1);
}

/* A renewal that fails is no trouble while the old secret lives. */
static void
test_not_renewed (Fixture       *fixture,
                  gconstpointer  data)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 60);
  g_autofree char *key = NULL;
  g_autoptr (EarCredentials) credentials = NULL;

  expect ("page-1", ear_clock_now_ms () + 50 * DAY_MS, ear_clock_now_ms () - 1000);
  key = sign_in_as (fixture);
  WAIT_FOR (find_by_ext (fixture->engine, key, ext) != 0);
  g_assert_cmpint (g_atomic_int_get (&service.n_renewals), ==, 1);
  credentials = kept (fixture, key);
  g_assert_cmpstr (credentials->secret, ==, "page-1");
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == EAR_HEALTH_OK);
}

/* One that is over, and cannot be renewed, is no sign-in any more; nothing is asked with it. */
static void
test_over (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *log = NULL;

  expect ("page-1", ear_clock_now_ms () + 50 * DAY_MS, EAR_TIME_NONE);
  key = sign_in_as (fixture);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) == EAR_HEALTH_OK);
  {
    g_autoptr (EarCredentials) credentials = kept (fixture, key);

    credentials->expires_at = ear_clock_now_ms () - 1000;
    credentials->renew_at = credentials->expires_at;
    g_assert_true (ear_credentials_store (credentials, fixture->secrets, key, renewing_kind (), "The Page", EAR_SECRETS_QUIETLY, NULL));
  }
  fake_service_add (fixture->service, NULL, "mia", "Too late?", 1);
  g_free (fake_service_take_log (fixture->service));
  reopen (fixture);
  WAIT_FOR (g_atomic_int_get (&service.n_renewals) > 0);
  WAIT_FOR (ear_channel_item_get_health (fixture_get_channel (fixture, key)) != EAR_HEALTH_OK &&
            ear_channel_item_get_health (fixture_get_channel (fixture, key)) != EAR_HEALTH_SYNCING);
  log = fake_service_take_log (fixture->service);
  g_assert_null (strstr (log, "pull"));
}

/* The person is told in time. */
static void
test_ends_soon (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *key = NULL;
  EarChannelItem *channel;

  expect ("page-1", ear_clock_now_ms () + 3 * DAY_MS + 60 * 1000, EAR_TIME_NONE);
  key = sign_in_as (fixture);
  channel = fixture_get_channel (fixture, key);
  WAIT_FOR (ear_channel_item_get_health (channel) == EAR_HEALTH_TROUBLE);
  g_assert_nonnull (strstr (ear_channel_item_get_sentence (channel), "ends in 3 days"));
  g_assert_cmpstr (ear_channel_item_get_remedy (channel), ==, "sign-in");
  {
    g_autoptr (EarConnection) connection = ear_scheduler_find (fixture->engine->scheduler, key);
    gint64 now = ear_clock_now_ms ();

    for (guint days = 3; days <= 4; days++)
      {
        g_auto (EarHealthView) view = { .last_read = EAR_TIME_NONE };

        ear_clock_set_for_test (now + days * DAY_MS);
        ear_connection_get_health (connection, &view);
        g_assert_nonnull (strstr (view.sentence, days == 3 ? "ends within a day" : "has ended"));
      }
    ear_clock_set_for_test (-1);
  }
}

/* Signed in anew with what never ends, nothing ends any more; and so it is found where the service was only asked again. */
static void
test_ends_no_more (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *again = NULL;
  EarChannelItem *channel;

  expect ("page-1", ear_clock_now_ms () + 3 * DAY_MS + 60 * 1000, EAR_TIME_NONE);
  key = sign_in_as (fixture);
  channel = fixture_get_channel (fixture, key);
  WAIT_FOR (ear_channel_item_get_health (channel) == EAR_HEALTH_TROUBLE);
  expect ("page-2", EAR_TIME_NONE, EAR_TIME_NONE);
  again = sign_in_as (fixture);
  g_assert_cmpstr (again, ==, key);
  WAIT_FOR (ear_channel_item_get_ends_at (channel) == EAR_TIME_NONE);
  WAIT_FOR (ear_channel_item_get_health (channel) == EAR_HEALTH_OK);
}

/* The keyring knows better than what was told once. */
static void
test_end_checked (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (EarCredentials) credentials = NULL;
  Await await = { 0 };
  EarChannelItem *channel;

  expect ("page-1", ear_clock_now_ms () + 3 * DAY_MS + 60 * 1000, EAR_TIME_NONE);
  key = sign_in_as (fixture);
  channel = fixture_get_channel (fixture, key);
  WAIT_FOR (ear_channel_item_get_health (channel) == EAR_HEALTH_TROUBLE);
  credentials = kept (fixture, key);
  credentials->expires_at = EAR_TIME_NONE;
  g_assert_true (ear_credentials_store (credentials, fixture->secrets, key, renewing_kind (), "The Page", EAR_SECRETS_QUIETLY, NULL));
  expect (NULL, EAR_TIME_NONE, EAR_TIME_NONE);
  reopen (fixture);
  channel = fixture_get_channel (fixture, key);
  ear_engine_check_channel_async (fixture->engine, key, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (ear_channel_item_get_ends_at (channel) == EAR_TIME_NONE);
}

/* What is refreshed a minute before its end ends for nobody. */
static void
test_refreshed (void)
{
  g_autoptr (EarCredentials) credentials = ear_credentials_new (NULL, "access");
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  credentials->expires_at = ear_clock_now_ms () + 3600 * 1000;
  ear_credentials_tell_end (credentials, &fake_oauth_kind, settings);
  g_assert_cmpstr (g_hash_table_lookup (settings, EAR_SETTING_EXPIRES_AT), !=, "");
  credentials->refresh_token = g_strdup ("refresh");
  credentials->client_id = g_strdup ("us");
  credentials->token_url = g_strdup ("https://fake.example/token");
  ear_credentials_tell_end (credentials, &fake_oauth_kind, settings);
  g_assert_cmpstr (g_hash_table_lookup (settings, EAR_SETTING_EXPIRES_AT), ==, "");
}

static EarReplyContext *
load_context (EarEngine *engine,
              gint64     conversation)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EarReplyContext *context;

  ear_engine_load_reply_context_async (engine, conversation, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (engine, result, &error);
  g_assert_no_error (error);
  return context;
}

/* What can be answered for an hour is due within it, whatever was promised, and not to be answered after it. */
static void
test_window (Fixture       *fixture,
             gconstpointer  data)
{
  const char *open = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 600);
  const char *closed = fake_service_add (fixture->service, NULL, "jo", "Is there soup?", 2 * 3600);
  g_autofree char *key = NULL;
  g_autoptr (EarReplyContext) context = NULL;
  g_autoptr (EarReplyContext) late = NULL;
  g_autoptr (EarReplyContext) longer = NULL;
  g_autoptr (EarReplyContext) back = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *event = NULL;
  Await await = { 0 };
  gint64 id = 0, now = ear_clock_now_ms ();
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };
  g_autoptr (EarList) list = NULL;
  g_autoptr (EarRow) row = NULL;

  expect ("page-1", EAR_TIME_NONE, EAR_TIME_NONE);
  key = sign_in_as (fixture);
  WAIT_FOR ((id = find_by_ext (fixture->engine, key, open)) != 0);
  WAIT_FOR (find_by_ext (fixture->engine, key, closed) != 0);
  context = load_context (fixture->engine, id);
  g_assert_true (context->can_reply);
  g_assert_cmpint (ABS (context->reply_until - (now + 3000 * 1000)), <, 60 * 1000);
  list = ear_list_new (fixture->engine, &query);
  WAIT_FOR (ear_list_find (list, id) != G_MAXUINT);
  row = g_list_model_get_item (G_LIST_MODEL (list), ear_list_find (list, id));
  WAIT_FOR (ear_row_get_loaded (row));
  g_assert_cmpint (ABS (ear_row_get_due_at (row) - context->reply_until), <, 1000);

  late = load_context (fixture->engine, find_by_ext (fixture->engine, key, closed));
  g_assert_false (late->can_reply);
  g_assert_nonnull (strstr (late->why_not, "is over"));

  /* A person says that it is longer here, and takes that back. */
  ear_engine_set_answers_longer_async (fixture->engine, key, TRUE, await_cb, &await);
  result = await_result (&await);
  g_assert_true (ear_engine_finish (fixture->engine, result, NULL));
  event = ear_engine_dup_event (result);
  longer = load_context (fixture->engine, id);
  g_assert_cmpint (ABS (longer->reply_until - (now + 6600 * 1000)), <, 60 * 1000);
  g_clear_object (&result);
  await = (Await) { 0 };
  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  result = await_result (&await);
  g_assert_true (ear_engine_finish (fixture->engine, result, NULL));
  back = load_context (fixture->engine, id);
  g_assert_cmpint (back->reply_until, ==, context->reply_until);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (renewing_kind ());

#define TEST(path, func) g_test_add ("/engine/renew/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  TEST ("ways", test_ways);
  TEST ("own-secret", test_own_secret);
  TEST ("renewed", test_renewed);
  TEST ("not-renewed", test_not_renewed);
  TEST ("over", test_over);
  TEST ("ends-soon", test_ends_soon);
  TEST ("ends-no-more", test_ends_no_more);
  TEST ("end-checked", test_end_checked);
  TEST ("window", test_window);
  g_test_add_func ("/engine/renew/refreshed", test_refreshed);
#undef TEST
  return g_test_run ();
}
