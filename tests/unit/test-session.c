/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>

#include "base/ear-clock.h"
#include "base/ear-session.h"
#include "fake-session.h"

static void
test_url_build (void)
{
  g_autofree char *slash = ear_url_build ("https://example.org/wp-json/", "/wp/v2/comments", "per_page", "100", NULL);
  g_autofree char *no_slash = ear_url_build ("https://example.org/wp-json", "wp/v2/comments", NULL);
  g_autofree char *origin = ear_url_build ("https://mastodon.example", "/api/v1/statuses/1", NULL);
  g_autofree char *rest = ear_url_build ("https://example.org/?rest_route=/", "/wp/v2/comments", "per_page", "100", "after", NULL, "status", "any", NULL);
  g_autofree char *rest_own = ear_url_build ("https://example.org/index.php?rest_route=/", "wp/v2/posts?include=1,2", "_fields", "id", NULL);
  g_autofree char *rest_bare = ear_url_build ("https://example.org/?rest_route=/", NULL, "_fields", "name", NULL);
  g_autofree char *query = ear_url_build ("https://example.org/api?v=1", "things", "a", "b", NULL);
  g_autofree char *query_both = ear_url_build ("https://example.org/api?v=1", "things?x=2", NULL);
  g_autofree char *escaped = ear_url_build ("https://example.org", "/x", "types[]", "a b&c=d+é#", "q", "", NULL);
  g_autofree char *absolute = ear_url_build ("https://example.org/api", "https://other.example/page?cursor=1", "limit", "5", NULL);
  g_autofree char *fragment = ear_url_build ("https://example.org/api#top", "x", NULL);
  g_autofree char *only_path = ear_url_build ("", "/api/v1/notifications", "limit", "80", NULL);
  g_autofree char *open_query = ear_url_build ("https://example.org/?", NULL, "a", "1", NULL);

  g_assert_cmpstr (slash, ==, "https://example.org/wp-json/wp/v2/comments?per_page=100");
  g_assert_cmpstr (no_slash, ==, "https://example.org/wp-json/wp/v2/comments");
  g_assert_cmpstr (origin, ==, "https://mastodon.example/api/v1/statuses/1");
  g_assert_cmpstr (rest, ==, "https://example.org/?rest_route=/wp/v2/comments&per_page=100&status=any");
  g_assert_cmpstr (rest_own, ==, "https://example.org/index.php?rest_route=/wp/v2/posts&include=1,2&_fields=id");
  g_assert_cmpstr (rest_bare, ==, "https://example.org/?rest_route=/&_fields=name");
  g_assert_cmpstr (query, ==, "https://example.org/api/things?v=1&a=b");
  g_assert_cmpstr (query_both, ==, "https://example.org/api/things?x=2&v=1");
  g_assert_cmpstr (escaped, ==, "https://example.org/x?types%5B%5D=a%20b%26c%3Dd%2B%C3%A9%23&q=");
  g_assert_cmpstr (absolute, ==, "https://other.example/page?cursor=1&limit=5");
  g_assert_cmpstr (fragment, ==, "https://example.org/api/x");
  g_assert_cmpstr (only_path, ==, "/api/v1/notifications?limit=80");
  g_assert_cmpstr (open_query, ==, "https://example.org/?a=1");
}

static void
test_form (void)
{
  g_autofree char *form = ear_form_encode ("grant_type", "authorization_code", "code", "a/b+c", "none", NULL, "redirect_uri", "http://127.0.0.1:8/x", NULL);
  g_autofree char *empty = ear_form_encode (NULL, NULL);

  g_assert_cmpstr (form, ==, "grant_type=authorization_code&code=a%2Fb%2Bc&redirect_uri=http%3A%2F%2F127.0.0.1%3A8%2Fx");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_origin (void)
{
  static const struct {
    const char *url, *origin;
  } cases[] = {
    { "https://Example.ORG/Blog?x#y", "https://example.org" },
    { "HTTPS://example.org:443/", "https://example.org" },
    { "http://example.org:80", "http://example.org" },
    { "http://example.org:443", "http://example.org:443" },
    { "https://example.org:8443/x", "https://example.org:8443" },
    { "https://user:secret@example.org/", "https://example.org" },
    { "https://bank.example@evil.example/", "https://evil.example" },
    { "http://[::1]:8080/", "http://[::1]:8080" },
    { "http://127.0.0.1:5000/a", "http://127.0.0.1:5000" },
    { "https://bücher.example/", "https://xn--bcher-kva.example" },
    { "ftp://example.org", NULL },
    { "javascript://example.org/%0aalert(1)", NULL },
    { "example.org", NULL },
    { "https://", NULL },
    { "https:///path", NULL },
    { "//example.org/", NULL },
    { "https://exa mple.org/", NULL },
    { "https://evil.example%2f.example.org/", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *origin = ear_url_get_origin (cases[i].url);

      g_test_message ("%s", cases[i].url != NULL ? cases[i].url : "(null)");
      g_assert_cmpstr (origin, ==, cases[i].origin);
    }
}

static void
test_link (void)
{
  static const struct {
    const char *header, *rel, *target;
  } cases[] = {
    { "<https://m.example/api?max_id=7>; rel=\"next\", <https://m.example/api?min_id=9>; rel=\"prev\"", "prev", "https://m.example/api?min_id=9" },
    { "<https://m.example/api?max_id=7>; rel=\"next\", <https://m.example/api?min_id=9>; rel=\"prev\"", "next", "https://m.example/api?max_id=7" },
    { "<https://example.org/wp-json/>; rel=\"https://api.w.org/\"", "https://api.w.org/", "https://example.org/wp-json/" },
    { "<https://example.org/?p=1>; rel=shortlink, <https://example.org/?rest_route=/>; rel=\"https://api.w.org/\"", "https://api.w.org/", "https://example.org/?rest_route=/" },
    { "<https://e.example/a,b;c>; title=\"x, \\\"y\\\"; rel=prev\"; REL=\"last NEXT\"", "next", "https://e.example/a,b;c" },
    { "<https://e.example/1>; rel=prev; rel=next", "next", NULL },
    { "<https://e.example/1>;rel=next", "next", "https://e.example/1" },
    { "</api?page=2>; rel=next", "next", "https://m.example/api?page=2" },
    { "<?page=2>; rel=next", "next", "https://m.example/list?page=2" },
    { "<https://e.example/1>; rel=\"next", "next", "https://e.example/1" },
    { "<https://e.example/1>", "next", NULL },
    { "<https://e.example/1; rel=next", "next", NULL },
    { "rel=next", "next", NULL },
    { "", "next", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EarReply) reply = ear_reply_new (200, NULL);
      g_autofree char *target = NULL;

      g_test_message ("%s", cases[i].header);
      reply->final_url = g_strdup ("https://m.example/list?page=1");
      ear_reply_set_header (reply, "LINK", cases[i].header);
      target = ear_reply_dup_link (reply, cases[i].rel);
      g_assert_cmpstr (target, ==, cases[i].target);
    }
}

static void
test_headers (void)
{
  g_autoptr (EarReply) reply = ear_reply_new (200, NULL);
  g_autoptr (EarRequest) request = ear_request_new ("GET", "/");
  g_autofree char *target = NULL;

  ear_reply_set_header (reply, "Link", "<https://e.example/1>; rel=a");
  ear_reply_set_header (reply, "link", "<https://e.example/2>; rel=b");
  ear_reply_set_header (reply, "Date", "Sun, 06 Nov 1994 08:49:37 GMT");
  g_assert_cmpstr (ear_reply_get_header (reply, "LINK"), ==, "<https://e.example/1>; rel=a, <https://e.example/2>; rel=b");
  target = ear_reply_dup_link (reply, "b");
  g_assert_cmpstr (target, ==, "https://e.example/2");
  g_assert_cmpint (reply->date_ms, ==, G_GINT64_CONSTANT (784111777000));
  g_assert_null (ear_reply_get_header (reply, "X-None"));
  g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 0);

  ear_request_add_header (request, "Idempotency-Key", "a\r\nAuthorization: x");
  g_assert_cmpstr (request->headers->pdata[1], ==, "aAuthorization: x");
}

static void
test_resolve (void)
{
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");
  g_autoptr (EarSession) nowhere = fake_session_new ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  EarJson *none;

  fake_session_add (session, 200, "[]");
  json = ear_session_get (session, "/api/v1/x?a=1", &reply, &error);
  g_assert_no_error (error);
  g_assert_true (ear_json_is_array (ear_json_root (json)));
  g_assert_nonnull (reply);
  g_assert_cmpstr (fake_session_request (session, 0), ==, "GET https://m.example/api/v1/x?a=1\nAccept: application/json\n\n");

  none = ear_session_get (session, "file:///etc/passwd", NULL, &error);
  g_assert_null (none);
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
  g_clear_error (&error);

  none = ear_session_get (nowhere, "/api", NULL, &error);
  g_assert_null (none);
  g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
}

static void
test_post (void)
{
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");
  g_autoptr (EarJson) json = NULL;
  g_autoptr (EarJson) form = NULL;

  fake_session_add (session, 201, "{\"id\":1}");
  fake_session_add (session, 200, "{}");
  json = ear_session_post_json (session, "/c", "{\"a\":1}", NULL, NULL);
  form = ear_session_post_form (session, "/t", "a=1", NULL, NULL);
  g_assert_cmpstr (ear_json_member_text (ear_json_root (json), "id"), ==, "1");
  g_assert_nonnull (form);
  g_assert_cmpstr (fake_session_request (session, 0), ==, "POST https://m.example/c\nAccept: application/json\nContent-Type: application/json\n\n{\"a\":1}");
  g_assert_cmpstr (fake_session_request (session, 1), ==,
                   "POST https://m.example/t\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\na=1");
}

static void
test_cancelled (void)
{
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");
  g_autoptr (GError) error = NULL;

  fake_session_add (session, 200, "{}");
  session->cancellable = g_cancellable_new ();
  g_cancellable_cancel (session->cancellable);
  g_assert_null (ear_session_get (session, "/x", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (((FakeSession *) session)->requests->len, ==, 0);
}

static GError *
ask (EarSession *session, const char *method)
{
  g_autoptr (EarRequest) request = ear_request_new (method, "/api/x?access_token=hidden");
  GError *error = NULL;

  g_assert_null (ear_session_send_json (session, request, NULL, &error));
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "hidden"));
  return error;
}

static void
test_meanings (void)
{
  static const struct {
    guint status;
    EarProblemCode get, post;
  } cases[] = {
    { 301, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_PROTOCOL },
    { 302, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_PROTOCOL },
    { 400, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_REJECTED },
    { 401, EAR_PROBLEM_AUTH, EAR_PROBLEM_AUTH },
    { 402, EAR_PROBLEM_FORBIDDEN, EAR_PROBLEM_FORBIDDEN },
    { 403, EAR_PROBLEM_FORBIDDEN, EAR_PROBLEM_FORBIDDEN },
    { 404, EAR_PROBLEM_GONE, EAR_PROBLEM_GONE },
    { 408, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_RETRY_LATER },
    { 409, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_REJECTED },
    { 410, EAR_PROBLEM_GONE, EAR_PROBLEM_GONE },
    { 413, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_REJECTED },
    { 422, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_REJECTED },
    { 425, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_RETRY_LATER },
    { 429, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_RETRY_LATER },
    { 500, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_OUTCOME_UNKNOWN },
    { 501, EAR_PROBLEM_PROTOCOL, EAR_PROBLEM_REJECTED },
    { 502, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_OUTCOME_UNKNOWN },
    { 503, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_OUTCOME_UNKNOWN },
    { 504, EAR_PROBLEM_RETRY_LATER, EAR_PROBLEM_OUTCOME_UNKNOWN },
    { 511, EAR_PROBLEM_OFFLINE, EAR_PROBLEM_OFFLINE },
  };
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) get = NULL;
      g_autoptr (GError) post = NULL;

      g_test_message ("%u", cases[i].status);
      fake_session_add (session, cases[i].status, "");
      fake_session_add (session, cases[i].status, "");
      get = ask (session, "GET");
      post = ask (session, "POST");
      g_assert_error (get, EAR_PROBLEM, (int) cases[i].get);
      g_assert_error (post, EAR_PROBLEM, (int) cases[i].post);
      g_assert_cmpint (ear_problem_get_detail (get)->effect, ==, EAR_EFFECT_NONE);
      g_assert_cmpint (ear_problem_get_detail (post)->effect, ==,
                       cases[i].post == EAR_PROBLEM_OUTCOME_UNKNOWN ? EAR_EFFECT_UNKNOWN : EAR_EFFECT_NONE);
    }
}

static void
test_delay (void)
{
  static const struct {
    guint status;
    const char *date, *name, *value;
    gint64 seconds; /* -1: not told */
  } cases[] = {
    { 429, NULL, "Retry-After", "120", 120 },
    { 429, "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After", "Sun, 06 Nov 1994 08:51:37 GMT", 120 },
    { 429, NULL, "Retry-After", "Thu, 20 Aug 2026 16:05:11 GMT", 60 },
    { 429, NULL, "Retry-After", "Thu, 20 Aug 2026 16:00:00 GMT", 0 },
    { 429, NULL, "Retry-After", "soon", -1 },
    { 429, NULL, "Retry-After", "-5", -1 },
    { 429, NULL, "Retry-After", "99999999999999999999", 7 * 86400 },
    { 503, NULL, "retry-after", "600", 600 },                               /* WordPress in maintenance */
    { 429, NULL, "X-RateLimit-Reset", "2026-08-20T16:09:11.000Z", 300 },    /* Mastodon */
    { 429, "Thu, 20 Aug 2026 16:08:11 GMT", "X-RateLimit-Reset", "2026-08-20T16:09:11.000Z", 60 },
    { 429, NULL, "x-rate-limit-reset", "1787242451", 600 },                 /* X */
    { 429, NULL, "ratelimit-reset", "30", 30 },
    { 503, NULL, "X-RateLimit-Reset", "2026-08-20T16:09:11.000Z", -1 },
    { 429, NULL, "X-Other", "5", -1 },
  };
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");

  ear_clock_set_for_test (ear_time_parse ("2026-08-20T16:04:11Z"));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EarReply *reply = fake_session_add (session, cases[i].status, "{\"error\":\"Too many requests\"}");
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s", cases[i].name, cases[i].value);
      ear_reply_set_header (reply, cases[i].name, cases[i].value);
      if (cases[i].date != NULL)
        ear_reply_set_header (reply, "Date", cases[i].date);
      error = ask (session, "GET");
      g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
      g_assert_cmpint (ear_problem_get_detail (error)->retry_after_ms, ==, cases[i].seconds < 0 ? -1 : cases[i].seconds * 1000);
    }
  ear_clock_set_for_test (-1);
}

static void
test_words (void)
{
  static const struct {
    const char *body, *words;
  } cases[] = {
    { "{\"error\":\"Validation failed: Text character limit of 500 exceeded\"}", "Validation failed: Text character limit of 500 exceeded" },
    { "{\"code\":\"rest_forbidden\",\"message\":\"Sorry, you aren&#8217;t <b>allowed</b>.\",\"data\":{\"status\":400}}", "Sorry, you aren’t allowed." },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"The code\\nhas expired.\"}", "The code has expired." },
    { "{\"error\":{\"message\":\"Invalid parameter\",\"code\":100}}", "Invalid parameter" },
    { "{\"errors\":[{\"message\":\"Too long\"}]}", "Too long" },
    { "{\"message\":\"Token EAABsbCS1iHgBAKZCabcdef0123456789 is\\u202e bad\"}", "Token ********************************* is bad" },
    { "{\"message\":\"\"}", NULL },
    { "not JSON", NULL },
    { "[]", NULL },
  };
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].body);
      fake_session_add (session, 422, cases[i].body);
      error = ask (session, "POST");
      g_assert_error (error, EAR_PROBLEM, EAR_PROBLEM_REJECTED);
      g_assert_cmpstr (ear_problem_get_detail (error)->words, ==, cases[i].words);
      if (cases[i].words != NULL)
        g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_sentences (void)
{
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");
  g_autoptr (GError) moved = NULL;
  g_autoptr (GError) firewall = NULL;
  g_autoptr (GError) busy = NULL;

  fake_session_add (session, 302, "<a href=\"https://new.example/\">moved</a>");
  moved = ask (session, "POST");
  g_assert_cmpstr (moved->message, ==, "The address of m.example has changed, so nothing was done there. Connect this account again with its new address.");

  fake_session_add (session, 403, "\n<html>Attention Required!</html>");
  firewall = ask (session, "GET");
  g_assert_cmpstr (firewall->message, ==,
                   "m.example does not allow this account to do that. Ask the administrator there. It answered with a web page instead of data, perhaps that of a firewall.");

  ear_reply_set_header (fake_session_add (session, 503, "<html>maintenance</html>"), "Retry-After", "600");
  busy = ask (session, "GET");
  g_assert_cmpstr (busy->message, ==, "m.example is busy and asks to wait 10 minutes.");
}

/* A success that cannot be read: harmless for a GET, but a POST may have been obeyed. */
static void
test_unreadable_success (void)
{
  static const char *const bodies[] = {
    "<!DOCTYPE html><html><body>Sign in</body></html>",
    "<br />\n<b>Notice</b>: Undefined index<br />\n{\"id\":5}",
    "\xef\xbb\xbf{\"id\":5}",
    "{\"id\":5,\"text\":\"cut",
    "",
  };
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) get = NULL;
      g_autoptr (GError) post = NULL;

      fake_session_add (session, 200, bodies[i]);
      fake_session_add (session, 200, bodies[i]);
      get = ask (session, "GET");
      post = ask (session, "POST");
      g_assert_error (get, EAR_PROBLEM, EAR_PROBLEM_PROTOCOL);
      g_assert_error (post, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN);
      g_assert_true (g_str_has_prefix (get->message, "m.example: The reply "));
      g_assert_true (g_str_has_prefix (post->message, "m.example may have done it, but its answer could not be read. The reply "));
      g_assert_cmpint (ear_problem_get_detail (post)->effect, ==, EAR_EFFECT_UNKNOWN);
    }
}

/* As WordPress does it: 500 for "already so", 401 for a missing right. */
static gboolean
explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code, EarProblemDetail *detail)
{
  const char *word = ear_json_member_text (body, "code");

  if (g_strcmp0 (word, "rest_forbidden_context") == 0)
    {
      *code = EAR_PROBLEM_FORBIDDEN;
      g_set_str (&detail->permission, "moderate_comments");
      return TRUE;
    }
  if (g_strcmp0 (word, "comment_flood") == 0)
    {
      *code = EAR_PROBLEM_RETRY_LATER;
      detail->retry_after_ms = 15000;
      detail->words = g_strdup ("Slow down");
      return TRUE;
    }
  return FALSE;
}

static void
test_explain (void)
{
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");
  g_autoptr (GError) forbidden = NULL;
  g_autoptr (GError) flood = NULL;
  g_autoptr (GError) http = NULL;
  g_autoptr (GError) page = NULL;

  session->explain = explain;

  fake_session_add (session, 401, "{\"code\":\"rest_forbidden_context\",\"message\":\"No.\"}");
  forbidden = ask (session, "GET");
  g_assert_error (forbidden, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN);
  g_assert_cmpstr (ear_problem_get_detail (forbidden)->permission, ==, "moderate_comments");
  g_assert_cmpstr (ear_problem_get_detail (forbidden)->words, ==, "No.");

  fake_session_add (session, 400, "{\"code\":\"comment_flood\",\"message\":\"x\"}");
  flood = ask (session, "POST");
  g_assert_error (flood, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER);
  g_assert_cmpint (ear_problem_get_detail (flood)->retry_after_ms, ==, 15000);
  g_assert_cmpstr (flood->message, ==, "m.example is busy and asks to wait 15 seconds. It says: “Slow down”");

  fake_session_add (session, 401, "{\"code\":\"incorrect_password\"}");
  http = ask (session, "GET");
  g_assert_error (http, EAR_PROBLEM, EAR_PROBLEM_AUTH);

  fake_session_add (session, 500, "<html>");
  page = ask (session, "POST");
  g_assert_error (page, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN);
}

static void
test_settings (void)
{
  g_autoptr (EarSession) session = fake_session_new ("https://m.example");

  g_assert_null (ear_session_get_setting (session, "text_maximum"));
  ear_session_set_setting (session, "text_maximum", "500");
  ear_session_set_setting (session, "text_maximum", "5000");
  g_assert_cmpstr (ear_session_get_setting (session, "text_maximum"), ==, "5000");
  ear_session_set_setting (session, "text_maximum", NULL);
  g_assert_null (ear_session_get_setting (session, "text_maximum"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/url-build", test_url_build);
  g_test_add_func ("/session/form", test_form);
  g_test_add_func ("/session/origin", test_origin);
  g_test_add_func ("/session/link", test_link);
  g_test_add_func ("/session/headers", test_headers);
  g_test_add_func ("/session/resolve", test_resolve);
  g_test_add_func ("/session/post", test_post);
  g_test_add_func ("/session/cancelled", test_cancelled);
  g_test_add_func ("/session/meanings", test_meanings);
  g_test_add_func ("/session/delay", test_delay);
  g_test_add_func ("/session/words", test_words);
  g_test_add_func ("/session/sentences", test_sentences);
  g_test_add_func ("/session/unreadable-success", test_unreadable_success);
  g_test_add_func ("/session/explain", test_explain);
  g_test_add_func ("/session/settings", test_settings);
  return g_test_run ();
}
