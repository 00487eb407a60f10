/* test-oauth.c: what OAuth servers answer, and what it means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-clock.h"
#include "net/ear-oauth.h"

/* ---- a session that answers from memory ---- */

typedef struct {
  EarSession base;
  guint status;
  const char *body;
  const char *header, *value;
  EarProblemCode failure; /* when status is 0 */
  char *url, *form;
  gboolean anonymous;
} Fake;

static EarReply *
fake_send (EarSession *session, EarRequest *request, GError **error)
{
  Fake *fake = (Fake *) session;
  EarReply *reply;

  g_set_str (&fake->url, request->url);
  g_free (fake->form);
  fake->form = request->body != NULL ? g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body)) : NULL;
  fake->anonymous = request->anonymous;

  if (fake->status == 0)
    {
      ear_problem_set (error, fake->failure, "%s", "It broke.");
      return NULL;
    }

  reply = ear_reply_new (fake->status, g_bytes_new (fake->body, strlen (fake->body)));
  if (fake->header != NULL)
    ear_reply_set_header (reply, fake->header, fake->value);

  return reply;
}

static void
fake_free (EarSession *session)
{
  Fake *fake = (Fake *) session;

  g_free (fake->url);
  g_free (fake->form);
  ear_session_clear (session);
  g_free (fake);
}

static EarSession *
fake_new (guint status, const char *body)
{
  static const EarSessionClass klass = { fake_send, fake_free };
  Fake *fake = g_new0 (Fake, 1);

  ear_session_init (&fake->base, &klass, "https://social.example");
  fake->status = status;
  fake->body = body;

  return &fake->base;
}

static const EarOAuthClient client = {
  .authorize_url = "https://social.example/oauth/authorize?lang=de",
  .token_url = "https://social.example/oauth/token",
  .revoke_url = "https://social.example/oauth/revoke",
  .client_id = "id&1",
  .client_secret = "client-secret",
  .redirect_uri = "http://127.0.0.1:4711/callback",
  .scope = "read write:statuses",
  .issuer = "https://social.example/",
};

static EarOAuthAttempt attempt = { (char *) "the-verifier", (char *) "the-challenge", (char *) "the-state" };

/* ---- the attempt ---- */

static void
test_challenge (void)
{
  /* RFC 7636, appendix B */
  g_autofree char *challenge = ear_oauth_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_attempts_differ (void)
{
  g_autoptr (EarOAuthAttempt) a = ear_oauth_attempt_new ();
  g_autoptr (EarOAuthAttempt) b = ear_oauth_attempt_new ();

  g_assert_cmpstr (a->verifier, !=, b->verifier);
  g_assert_cmpstr (a->state, !=, b->state);
  g_assert_cmpstr (a->state, !=, a->verifier);
  /* RFC 7636 4.1 */
  g_assert_true (g_regex_match_simple ("^[A-Za-z0-9._~-]{43,128}$", a->verifier, 0, 0));
}

static void
test_authorize_url (void)
{
  const char *const extra[] = { "force_login", "true", NULL };
  EarOAuthClient mine = client;
  g_autofree char *url = NULL;

  mine.extra = extra;
  url = ear_oauth_build_authorize_url (&mine, &attempt);

  g_assert_cmpstr (url, ==,
                   "https://social.example/oauth/authorize?lang=de&response_type=code&client_id=id%261"
                   "&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback&scope=read%20write%3Astatuses"
                   "&state=the-state&code_challenge=the-challenge&code_challenge_method=S256&force_login=true");
}

/* ---- the redirect ---- */

static void
check_redirect (const EarOAuthClient *mine, const char *query, const char *code, int problem)
{
  g_autoptr (GHashTable) parameters = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *got = ear_oauth_read_redirect (mine, &attempt, parameters, &error);

  g_assert_cmpstr (got, ==, code);
  if (code == NULL)
    {
      g_assert_error (error, EAR_PROBLEM, problem);
      g_assert_null (strstr (error->message, "the-state"));
    }
}

static void
test_redirect (void)
{
  EarOAuthClient strict = client;

  strict.issuer_in_redirect = TRUE;

  check_redirect (&client, "code=abc&state=the-state", "abc", 0);
  check_redirect (&client, "code=abc&state=the-state&iss=https://social.example/", "abc", 0);
  check_redirect (&strict, "code=abc&state=the-state&iss=https://social.example/", "abc", 0);
  check_redirect (&strict, "code=abc&state=the-state", NULL, EAR_PROBLEM_AUTH);
  check_redirect (&client, "code=abc&state=the-state&iss=https://evil.example/", NULL, EAR_PROBLEM_AUTH);
  check_redirect (&client, "code=abc&state=the-stat", NULL, EAR_PROBLEM_AUTH);
  check_redirect (&client, "code=abc", NULL, EAR_PROBLEM_AUTH);
  check_redirect (&client, "state=the-state", NULL, EAR_PROBLEM_PROTOCOL);
  check_redirect (&client, "code=&state=the-state", NULL, EAR_PROBLEM_PROTOCOL);
  check_redirect (&client, "error=access_denied&state=the-state", NULL, EAR_PROBLEM_AUTH);
  check_redirect (&client, "error=access_denied&code=abc&state=the-state", NULL, EAR_PROBLEM_AUTH);
  check_redirect (&client, "error=invalid_scope&state=the-state", NULL, EAR_PROBLEM_FORBIDDEN);
  check_redirect (&client, "error=temporarily_unavailable&state=the-state", NULL, EAR_PROBLEM_RETRY_LATER);
  check_redirect (&client, "error=unsupported_response_type&state=the-state", NULL, EAR_PROBLEM_PROTOCOL);
}

/* ---- tokens ---- */

static void
test_exchange (void)
{
  g_autoptr (EarSession) session = fake_new (200, "{\"access_token\":\"A\",\"token_type\":\"Bearer\",\"scope\":\"read\",\"expires_in\":\"60\","
                                                  "\"refresh_token\":\"R\",\"created_at\":1573979017}");
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOAuthTokens) tokens = NULL;
  Fake *fake = (Fake *) session;

  ear_clock_set_for_test (1000000);
  tokens = ear_oauth_exchange_code (session, &client, &attempt, " a code ", &error);
  ear_clock_set_for_test (-1);

  g_assert_no_error (error);
  g_assert_cmpstr (tokens->access_token, ==, "A");
  g_assert_cmpstr (tokens->refresh_token, ==, "R");
  g_assert_cmpstr (tokens->scope, ==, "read");
  g_assert_cmpint (tokens->expires_at_ms, ==, 1060000);
  g_assert_true (fake->anonymous);
  g_assert_cmpstr (fake->url, ==, client.token_url);
  g_assert_cmpstr (fake->form, ==,
                   "grant_type=authorization_code&code=a%20code&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback"
                   "&client_id=id%261&client_secret=client-secret&code_verifier=the-verifier");
}

static void
test_sparse_tokens (void)
{
  /* Mastodon and small servers: no end, no refresh token; unknown and wrong members do not matter. */
  g_autoptr (EarSession) session = fake_new (200, "{\"access_token\":\"A\",\"expires_in\":null,\"refresh_token\":[],\"scope\":{}}");
  g_autoptr (EarOAuthTokens) tokens = ear_oauth_exchange_code (session, &client, &attempt, "code-17", NULL);

  g_assert_cmpstr (tokens->access_token, ==, "A");
  g_assert_null (tokens->refresh_token);
  g_assert_cmpstr (tokens->scope, ==, client.scope);
  g_assert_cmpint (tokens->expires_at_ms, ==, EAR_TIME_NONE);
}

static void
test_endless_token (void)
{
  g_autoptr (EarSession) session = fake_new (200, "{\"access_token\":\"A\",\"expires_in\":9223372036854775807}");
  g_autoptr (EarOAuthTokens) tokens = ear_oauth_exchange_code (session, &client, &attempt, "code-17", NULL);

  g_assert_cmpint (tokens->expires_at_ms, >, ear_clock_now_ms ());
}

static void
test_refresh_keeps (void)
{
  g_autoptr (EarSession) session = fake_new (200, "{\"access_token\":\"B\",\"token_type\":\"bearer\"}");
  g_autoptr (EarOAuthTokens) tokens = ear_oauth_refresh (session, &client, "old", NULL);

  g_assert_cmpstr (tokens->refresh_token, ==, "old");
  g_assert_cmpstr (((Fake *) session)->form, ==, "grant_type=refresh_token&refresh_token=old&client_id=id%261&client_secret=client-secret");
}

static void
test_failures (void)
{
  static const struct {
    guint status;
    const char *body;
    EarProblemCode code;
    const char *is;
  } cases[] = {
    { 400, "{\"error\":\"invalid_grant\"}", EAR_PROBLEM_AUTH, "invalid_grant" },
    { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"It expired.\"}", EAR_PROBLEM_AUTH, "invalid_grant" },
    { 401, "{\"error\":\"invalid_client\"}", EAR_PROBLEM_AUTH, "invalid_client" },
    { 400, "{\"error\":\"unauthorized_client\"}", EAR_PROBLEM_AUTH, "unauthorized_client" },
    { 400, "{\"error\":\"invalid_scope\"}", EAR_PROBLEM_FORBIDDEN, "invalid_scope" },
    { 400, "{\"error\":\"invalid_request\"}", EAR_PROBLEM_PROTOCOL, "invalid_request" },
    { 400, "{\"error\":\"unsupported_grant_type\"}", EAR_PROBLEM_PROTOCOL, "unsupported_grant_type" },
    { 503, "{\"error\":\"temporarily_unavailable\"}", EAR_PROBLEM_RETRY_LATER, "temporarily_unavailable" },
    { 500, "{\"error\":\"server_error\"}", EAR_PROBLEM_RETRY_LATER, "server_error" },
    { 400, "{\"error\":\"something_new\"}", EAR_PROBLEM_AUTH, "something_new" },
    { 418, "{\"error\":\"something_new\"}", EAR_PROBLEM_PROTOCOL, "something_new" },
    /* an error in disguise; a token of a type we do not speak; no token; none that is text */
    { 200, "{\"error\":\"invalid_grant\"}", EAR_PROBLEM_AUTH, "invalid_grant" },
    { 200, "{\"error\":\"invalid_grant\",\"access_token\":\"A\"}", EAR_PROBLEM_AUTH, "invalid_grant" },
    { 200, "{\"access_token\":\"A\",\"token_type\":\"DPoP\"}", EAR_PROBLEM_PROTOCOL, NULL },
    { 200, "{}", EAR_PROBLEM_PROTOCOL, NULL },
    { 200, "", EAR_PROBLEM_PROTOCOL, NULL },
    { 200, "[]", EAR_PROBLEM_PROTOCOL, NULL },
    { 200, "{\"access_token\":\"\"}", EAR_PROBLEM_PROTOCOL, NULL },
    { 200, "{\"access_token\":{\"a\":1}}", EAR_PROBLEM_PROTOCOL, NULL },
    { 200, "<!DOCTYPE html><p>Welcome", EAR_PROBLEM_PROTOCOL, NULL },
    { 404, "<!DOCTYPE html><p>Nothing", EAR_PROBLEM_PROTOCOL, NULL },
    { 401, "<!DOCTYPE html><p>No", EAR_PROBLEM_AUTH, NULL },
    { 429, "", EAR_PROBLEM_RETRY_LATER, NULL },
    { 502, "<h1>Bad Gateway</h1>", EAR_PROBLEM_RETRY_LATER, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EarSession) session = fake_new (cases[i].status, cases[i].body);
      g_autoptr (GError) exchange_error = NULL;
      g_autoptr (GError) refresh_error = NULL;

      g_test_message ("%u %s", cases[i].status, cases[i].body);
      g_assert_null (ear_oauth_exchange_code (session, &client, &attempt, "code-17", &exchange_error));
      g_assert_error (exchange_error, EAR_PROBLEM, (int) cases[i].code);
      g_assert_null (ear_oauth_refresh (session, &client, "refresh-17", &refresh_error));
      g_assert_error (refresh_error, EAR_PROBLEM, (int) cases[i].code);
      if (cases[i].is != NULL)
        g_assert_true (ear_oauth_error_is (exchange_error, cases[i].is));
      g_assert_false (ear_oauth_error_is (exchange_error, "invalid"));
    }
}

static void
test_delay_is_kept (void)
{
  g_autoptr (EarSession) session = fake_new (429, "");
  g_autoptr (GError) error = NULL;

  ((Fake *) session)->header = "Retry-After";
  ((Fake *) session)->value = "7";
  g_assert_null (ear_oauth_refresh (session, &client, "refresh-17", &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  g_assert_cmpint (ear_problem_get_detail (error)->retry_after_ms, ==, 7000);
}

static void
test_secrets_are_not_repeated (void)
{
  static const char *const bodies[] = {
    "{\"error\":\"invalid_grant\",\"error_description\":\"code my-secret-code is used\"}",
    "{\"error\":\"my-secret-code\"}",
    "{\"error\":\"invalid_grant\",\"error_description\":\"the-verifier is wrong\"}",
    "{\"error\":\"invalid_client\",\"error_description\":\"client-secret is wrong\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (EarSession) session = fake_new (400, bodies[i]);
      g_autoptr (GError) error = NULL;
      const char *words;

      g_assert_null (ear_oauth_exchange_code (session, &client, &attempt, "my-secret-code", &error));
      words = ear_problem_get_detail (error)->words;
      g_assert_true (words == NULL || strpbrk (words, " :") == NULL);
      g_assert_null (strstr (error->message, "my-secret-code"));
    }
}

static void
test_lost_answers (void)
{
  g_autoptr (EarSession) session = fake_new (0, NULL);
  g_autoptr (GError) exchange_error = NULL;
  g_autoptr (GError) refresh_error = NULL;
  g_autoptr (GError) revoke_error = NULL;
  g_autoptr (GError) offline_error = NULL;

  ((Fake *) session)->failure = EAR_PROBLEM_OUTCOME_UNKNOWN;
  g_assert_null (ear_oauth_exchange_code (session, &client, &attempt, "code-17", &exchange_error));
  g_assert_error (exchange_error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_assert_null (ear_oauth_refresh (session, &client, "refresh-17", &refresh_error));
  g_assert_error (refresh_error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  g_assert_false (ear_oauth_revoke (session, &client, "t", NULL, &revoke_error));
  g_assert_error (revoke_error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);

  ((Fake *) session)->failure = EAR_PROBLEM_OFFLINE;
  g_assert_null (ear_oauth_exchange_code (session, &client, &attempt, "code-17", &offline_error));
  g_assert_error (offline_error, EAR_PROBLEM, EAR_PROBLEM_OFFLINE);
}

static void
test_revoke (void)
{
  g_autoptr (EarSession) session = fake_new (200, "");
  g_autoptr (EarSession) refusing = fake_new (403, "{\"error\":\"unauthorized_client\",\"error_description\":\"No.\"}");
  g_autoptr (GError) error = NULL;
  EarOAuthClient without = client;

  g_assert_true (ear_oauth_revoke (session, &client, "t&", "access_token", NULL));
  g_assert_cmpstr (((Fake *) session)->form, ==, "token=t%26&token_type_hint=access_token&client_id=id%261&client_secret=client-secret");

  g_assert_false (ear_oauth_revoke (refusing, &client, "t", NULL, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_AUTH);
  g_clear_error (&error);

  without.revoke_url = NULL;
  g_assert_false (ear_oauth_revoke (session, &without, "t", NULL, &error));
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
}

/* ---- metadata ---- */

#define ENDPOINTS "\"authorization_endpoint\":\"https://social.example/oauth/authorize\",\"token_endpoint\":\"https://social.example/oauth/token\""

static void
check_metadata (const char *issuer, const char *body, const char *url, int problem)
{
  g_autoptr (EarSession) session = fake_new (200, body);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOAuthMetadata) metadata = ear_oauth_read_metadata (session, issuer, &error);

  if (url != NULL)
    g_assert_cmpstr (((Fake *) session)->url, ==, url);
  g_assert_true (((Fake *) session)->anonymous);
  if (problem < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, EAR_PROBLEM, problem);
  g_assert_true ((metadata != NULL) == (problem < 0));
}

static void
test_metadata (void)
{
  /* RFC 8414 3.1 */
  check_metadata ("https://social.example", "{\"issuer\":\"https://social.example/\"," ENDPOINTS "}",
                  "https://social.example/.well-known/oauth-authorization-server", -1);
  check_metadata ("https://social.example/", "{\"issuer\":\"https://social.example\"," ENDPOINTS "}",
                  "https://social.example/.well-known/oauth-authorization-server", -1);
  check_metadata ("https://social.example/tenant", "{\"issuer\":\"https://social.example/tenant\"," ENDPOINTS "}",
                  "https://social.example/.well-known/oauth-authorization-server/tenant", -1);

  check_metadata ("https://social.example", "{\"issuer\":\"https://evil.example\"," ENDPOINTS "}", NULL, EAR_PROBLEM_PROTOCOL);
  check_metadata ("https://social.example", "{\"issuer\":\"https://social.example\"}", NULL, EAR_PROBLEM_PROTOCOL);
  check_metadata ("https://social.example",
                  "{\"issuer\":\"https://social.example\",\"authorization_endpoint\":\"https://social.example/a\",\"token_endpoint\":\"http://social.example/t\"}",
                  NULL, EAR_PROBLEM_PROTOCOL);
  check_metadata ("https://social.example",
                  "{\"issuer\":\"https://social.example\",\"authorization_endpoint\":\"file:///etc/passwd\",\"token_endpoint\":\"https://social.example/t\"}",
                  NULL, EAR_PROBLEM_PROTOCOL);
  check_metadata ("https://social.example", "<html>", NULL, EAR_PROBLEM_PROTOCOL);
}

static void
test_metadata_members (void)
{
  g_autoptr (EarSession) session = fake_new (200, "{\"issuer\":\"https://social.example/\"," ENDPOINTS ",\"scopes_supported\":[\"read\",3,\"profile\",null],"
                                                  "\"app_registration_endpoint\":\"https://social.example/api/v1/apps\",\"revocation_endpoint\":false,"
                                                  "\"authorization_response_iss_parameter_supported\":true}");
  g_autoptr (EarOAuthMetadata) metadata = ear_oauth_read_metadata (session, "https://social.example", NULL);

  g_assert_cmpstr (metadata->registration_url, ==, "https://social.example/api/v1/apps");
  g_assert_null (metadata->revoke_url);
  g_assert_true (metadata->issuer_in_redirect);
  g_assert_true (g_strv_contains ((const char *const *) metadata->scopes, "read"));
  g_assert_true (g_strv_contains ((const char *const *) metadata->scopes, "profile"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/oauth/challenge", test_challenge);
  g_test_add_func ("/oauth/attempts-differ", test_attempts_differ);
  g_test_add_func ("/oauth/authorize-url", test_authorize_url);
  g_test_add_func ("/oauth/redirect", test_redirect);
  g_test_add_func ("/oauth/exchange", test_exchange);
  g_test_add_func ("/oauth/sparse-tokens", test_sparse_tokens);
  g_test_add_func ("/oauth/endless-token", test_endless_token);
  g_test_add_func ("/oauth/refresh-keeps", test_refresh_keeps);
  g_test_add_func ("/oauth/failures", test_failures);
  g_test_add_func ("/oauth/delay-is-kept", test_delay_is_kept);
  g_test_add_func ("/oauth/secrets-are-not-repeated", test_secrets_are_not_repeated);
  g_test_add_func ("/oauth/lost-answers", test_lost_answers);
  g_test_add_func ("/oauth/revoke", test_revoke);
  g_test_add_func ("/oauth/metadata", test_metadata);
  g_test_add_func ("/oauth/metadata-members", test_metadata_members);

  return g_test_run ();
}
