/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "town-fixture.h"

static Fixture *
new_server (guint size)
{
  return fixture_new ("mastodon", size);
}

static void
be (Fixture *f, const char *type)
{
  f->token = type != NULL ? ear_town_get_token (f->town, f->account, type)->secret : NULL;
}

static char *
post (Fixture *f, const char *form)
{
  g_assert_cmpuint (fixture_ask (f, "POST", "/api/v1/statuses", "%s", form), ==, 200);
  return g_strdup (fixture_text (f, "id"));
}

static char *
reply (Fixture *f, const char *to, const char *form)
{
  g_autofree char *whole = g_strconcat ("in_reply_to_id=", to, "&", form, NULL);

  return post (f, whole);
}

static void
check_error (Fixture *f, guint status, guint expected, const char *words)
{
  g_assert_cmpuint (status, ==, expected);
  g_assert_cmpstr (fixture_text (f, "error"), ==, words);
}

static void
test_server (void)
{
  g_autoptr (Fixture) f = new_server (20);

  be (f, NULL);
  g_assert_cmpuint (fixture_get (f, "/api/v2/instance"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "domain"), ==, "127.0.0.1");
  g_assert_cmpstr (fixture_text (f, "configuration.statuses.max_characters"), ==, "500");
  g_assert_cmpuint (fixture_get (f, "/.well-known/webfinger?resource=acct:trattoria_aurora@127.0.0.1"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "links.0.href"), ==, "http://127.0.0.1/users/trattoria_aurora");
  g_assert_cmpuint (fixture_get (f, "/.well-known/webfinger?resource=acct:nobody@127.0.0.1"), ==, 404);
  check_error (f, fixture_get (f, "/api/v1/notifications"), 401, "The access token is invalid");
  check_error (f, fixture_get (f, "/no/such/place"), 404, "Record not found");
}

static void
test_sign_in (void)
{
  g_autoptr (Fixture) f = new_server (20);
  /* RFC 7636, appendix B. */
  const char *verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", *challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  g_autofree char *client = NULL, *secret = NULL, *token = NULL;

  be (f, NULL);
  check_error (f, fixture_ask (f, "POST", "/api/v1/apps", "client_name=Earshot&redirect_uris=nowhere"), 422,
               "Validation failed: Redirect URI must be an absolute URI.");
  g_assert_cmpuint (fixture_ask (f, "POST", "/api/v1/apps", "client_name=Earshot&redirect_uris=http://127.0.0.1/cb&scopes=read+write:statuses"), ==, 200);
  client = g_strdup (fixture_text (f, "client_id"));
  secret = g_strdup (fixture_text (f, "client_secret"));

  for (guint round = 0; round < 2; round++)
    {
      g_autofree char *code = NULL;
      const char *location;

      /* Loopback may come with another port. */
      g_assert_cmpuint (fixture_get (f, "/oauth/authorize?response_type=code&client_id=%s&redirect_uri=http://127.0.0.1:99/cb&scope=read+write:statuses"
                                        "&state=s&code_challenge=%s&code_challenge_method=S256", client, challenge), ==, 302);
      location = ear_reply_get_header (f->reply, "location");
      g_assert_true (g_str_has_prefix (location, "http://127.0.0.1:99/cb?code="));
      code = g_strndup (location + strlen ("http://127.0.0.1:99/cb?code="), 43);
      if (round == 0)
        {
          g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/token", "grant_type=authorization_code&code=%s&client_id=%s&client_secret=%s"
                                         "&redirect_uri=http://127.0.0.1:99/cb&code_verifier=wrong", code, client, secret), ==, 400);
          g_assert_cmpstr (fixture_text (f, "error"), ==, "invalid_grant");
          /* Nor without any proof, now or later. */
          g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/token", "grant_type=authorization_code&code=%s&client_id=%s&client_secret=%s"
                                         "&redirect_uri=http://127.0.0.1:99/cb", code, client, secret), ==, 400);
          continue;
        }
      g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/token", "grant_type=authorization_code&code=%s&client_id=%s&client_secret=%s"
                                     "&redirect_uri=http://127.0.0.1:99/cb&code_verifier=%s", code, client, secret, verifier), ==, 200);
      token = g_strdup (fixture_text (f, "access_token"));
      g_assert_cmpstr (fixture_text (f, "scope"), ==, "read write:statuses");
      g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/token", "grant_type=authorization_code&code=%s&client_id=%s&client_secret=%s"
                                     "&redirect_uri=http://127.0.0.1:99/cb&code_verifier=%s", code, client, secret, verifier), ==, 400);
    }
  f->token = token;
  g_assert_cmpuint (fixture_get (f, "/api/v1/accounts/verify_credentials"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "acct"), ==, "trattoria_aurora");
  check_error (f, fixture_ask (f, "POST", "/api/v1/statuses/1/favourite", NULL), 403, "This action is outside the authorized scopes");
  g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/revoke", "client_id=%s&client_secret=%s&token=%s", client, secret, token), ==, 200);
  check_error (f, fixture_get (f, "/api/v1/accounts/verify_credentials"), 401, "The access token was revoked");
}

/* Up by "min_id" and down by "max_id" the same are found, each once. */
static void
test_pages (void)
{
  g_autoptr (Fixture) f = new_server (150);
  g_autoptr (GPtrArray) down = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) up = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cursor = NULL;

  while (fixture_get (f, "/api/v1/notifications?limit=7&types[]=mention&types[]=quote%s%s", cursor != NULL ? "&max_id=" : "", cursor != NULL ? cursor : "") == 200 &&
         fixture_length (f, "") > 0)
    for (guint i = 0; i < fixture_length (f, ""); i++)
      {
        g_autofree char *path = g_strdup_printf ("%u.id", i), *type = g_strdup_printf ("%u.type", i);

        g_assert_cmpstr (fixture_text (f, type), ==, "mention");
        g_assert_true (cursor == NULL || strcmp (fixture_text (f, path), cursor) < 0);
        g_set_str (&cursor, fixture_text (f, path));
        g_ptr_array_add (down, g_strdup (cursor));
      }
  g_set_str (&cursor, "0");
  while (fixture_get (f, "/api/v1/notifications?limit=7&types[]=mention&min_id=%s", cursor) == 200 && fixture_length (f, "") > 0)
    {
      g_set_str (&cursor, fixture_text (f, "0.id"));
      for (guint i = fixture_length (f, ""); i > 0; i--)
        {
          g_autofree char *path = g_strdup_printf ("%u.id", i - 1);

          g_ptr_array_add (up, g_strdup (fixture_text (f, path)));
        }
    }
  g_assert_cmpuint (down->len, >, 30);
  g_assert_cmpuint (up->len, ==, down->len);
  for (guint i = 0; i < up->len; i++)
    g_assert_cmpstr (g_ptr_array_index (up, i), ==, g_ptr_array_index (down, down->len - 1 - i));

  g_assert_cmpuint (fixture_get (f, "/api/v1/notifications?limit=7&types[]=mention&types[]=favourite"), ==, 200);
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "link"), "types%5B%5D=mention&types%5B%5D=favourite"));
}

static void
test_thread (void)
{
  g_autoptr (Fixture) f = new_server (20);
  g_autofree char *top = post (f, "status=Fresh+stollen"), *question = NULL, *answer = NULL, *aside = NULL;

  be (f, "alice");
  question = reply (f, top, "status=@trattoria_aurora+sliced?");
  g_assert_cmpstr (fixture_text (f, "in_reply_to_id"), ==, top);
  g_assert_cmpstr (fixture_text (f, "in_reply_to_account_id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "mentions.0.acct"), ==, "trattoria_aurora");
  g_assert_nonnull (strstr (fixture_text (f, "content"), "<a href=\"http://127.0.0.1/@trattoria_aurora\" class=\"u-url mention\">"));

  be (f, "access");
  g_assert_cmpuint (fixture_get (f, "/api/v1/notifications?types[]=mention&limit=1"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "0.status.id"), ==, question);
  answer = reply (f, question, "status=Yes");
  aside = reply (f, question, "status=Hidden&visibility=direct");
  g_assert_cmpuint (fixture_get (f, "/api/v1/statuses/%s/context", answer), ==, 200);
  g_assert_cmpuint (fixture_length (f, "ancestors"), ==, 2);
  g_assert_cmpuint (fixture_get (f, "/api/v1/statuses?id[]=%s&id[]=1&id[]=%s", top, answer), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 2);

  be (f, "quiet");
  g_assert_cmpuint (fixture_get (f, "/api/v1/statuses/%s/context", top), ==, 200);
  g_assert_cmpuint (fixture_length (f, "descendants"), ==, 2);
  check_error (f, fixture_get (f, "/api/v1/statuses/%s", aside), 404, "Record not found");
  check_error (f, fixture_ask (f, "DELETE", "/api/v1/statuses/1", NULL), 404, "Record not found");

  be (f, "access");
  {
    g_autofree char *target = g_strconcat ("/api/v1/statuses/", answer, NULL);

    g_assert_cmpuint (fixture_ask (f, "PUT", target, "status=Yes,+thinly"), ==, 200);
    g_assert_nonnull (fixture_text (f, "edited_at"));
    g_assert_cmpuint (fixture_get (f, "%s/source", target), ==, 200);
    g_assert_cmpstr (fixture_text (f, "text"), ==, "Yes, thinly");
    g_assert_cmpuint (fixture_ask (f, "DELETE", target, NULL), ==, 200);
    check_error (f, fixture_get (f, "%s", target), 404, "Record not found");
  }
}

static void
test_sending (void)
{
  g_autoptr (Fixture) f = new_server (20);
  g_autoptr (EarTownRequest) request = NULL;
  g_autoptr (EarTownRequest) again = NULL;
  g_autofree char *bearer = g_strconcat ("Bearer ", f->token, NULL), *long_text = g_strnfill (501, 'x');
  g_autoptr (EarReply) one = NULL;
  g_autoptr (EarReply) other = NULL;

  check_error (f, fixture_ask (f, "POST", "/api/v1/statuses", "status=+"), 422, "Validation failed: Text can't be blank");
  check_error (f, fixture_ask (f, "POST", "/api/v1/statuses", "status=%s", long_text), 422, "Validation failed: Text character limit of 500 exceeded");
  check_error (f, fixture_ask (f, "POST", "/api/v1/statuses", "status=x&in_reply_to_id=5"), 404,
               "The post you are trying to reply to does not appear to exist.");
  /* A link counts 23 whatever its length. */
  g_assert_cmpuint (fixture_ask (f, "POST", "/api/v1/statuses", "status=https://example.net/%s", long_text), ==, 200);

  request = ear_town_request_new ("POST", "/api/v1/statuses?status=Once");
  again = ear_town_request_new ("POST", "/api/v1/statuses?status=Once");
  ear_town_request_set_header (request, "Authorization", bearer);
  ear_town_request_set_header (again, "Authorization", bearer);
  ear_town_request_set_header (request, "Idempotency-Key", "k");
  ear_town_request_set_header (again, "Idempotency-Key", "k");
  one = f->simulator->handle (f->town, request);
  other = f->simulator->handle (f->town, again);
  g_assert_cmpuint (one->status, ==, 200);
  g_assert_true (g_bytes_equal (one->body, other->body));
}

static void
test_direct (void)
{
  g_autoptr (Fixture) f = new_server (20);
  g_autofree char *question = NULL, *answer = NULL;
  guint before;

  g_assert_cmpuint (fixture_get (f, "/api/v1/conversations?limit=40"), ==, 200);
  before = fixture_length (f, "");
  be (f, "alice");
  f->clock_ms += 1000;
  question = post (f, "status=@trattoria_aurora+my+order?&visibility=direct");
  be (f, "access");
  f->clock_ms += 1000;
  answer = reply (f, question, "status=Ready&visibility=direct");
  g_assert_cmpuint (fixture_get (f, "/api/v1/conversations?limit=40"), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, before + 1);
  g_assert_cmpstr (fixture_text (f, "0.last_status.id"), ==, answer);
  g_assert_cmpstr (fixture_text (f, "0.unread"), ==, "false");
  g_assert_cmpuint (fixture_get (f, "/api/v1/statuses/%s/context", question), ==, 200);
  g_assert_cmpuint (fixture_length (f, "descendants"), ==, 1);
}

static void
test_pace (void)
{
  g_autoptr (Fixture) f = new_server (20);

  ear_town_set (f->town, "mastodon.limit", "2");
  f->clock_ms = f->clock_ms / (5 * MINUTE_MS) * (5 * MINUTE_MS);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (fixture_get (f, "/api/v1/accounts/verify_credentials"), ==, 200);
  g_assert_cmpstr (ear_reply_get_header (f->reply, "x-ratelimit-remaining"), ==, "0");
  check_error (f, fixture_get (f, "/api/v1/accounts/verify_credentials"), 429, "Too many requests");
  g_assert_nonnull (ear_reply_get_header (f->reply, "x-ratelimit-reset"));
  f->clock_ms += 5 * MINUTE_MS;
  g_assert_cmpuint (fixture_get (f, "/api/v1/accounts/verify_credentials"), ==, 200);
}

/* Whoever asked and was answered says so, to the answer, and the restaurant hears of it. */
static void
test_life (void)
{
  g_autoptr (Fixture) f = new_server (20);
  gboolean reacted = FALSE;

  for (guint i = 0; i < 8 && !reacted; i++)
    {
      g_autofree char *question = NULL, *answer = NULL;

      be (f, "alice");
      question = post (f, "status=@trattoria_aurora+open?");
      be (f, "access");
      answer = reply (f, question, "status=Yes");
      f->clock_ms += HOUR_MS;
      ear_town_live (f->town, f->clock_ms);
      g_assert_cmpuint (fixture_get (f, "/api/v1/notifications?types[]=mention"), ==, 200);
      for (guint j = 0; j < fixture_length (f, ""); j++)
        {
          g_autofree char *path = g_strdup_printf ("%u.status.in_reply_to_id", j);

          reacted |= g_strcmp0 (fixture_text (f, path), answer) == 0;
        }
    }
  g_assert_true (reacted);
}

/* A like is told of when it comes, so that whoever reads from the newest on sees it. */
static void
test_likes (void)
{
  g_autoptr (Fixture) f = new_server (20);
  g_autofree char *ours = post (f, "status=Soup+today"), *question = NULL, *last = NULL, *like = NULL;

  f->clock_ms += 20 * MINUTE_MS;
  be (f, "bob");
  question = reply (f, ours, "status=@trattoria_aurora+which?");
  be (f, "access");
  g_assert_cmpuint (fixture_get (f, "/api/v1/notifications?types[]=mention&types[]=favourite&limit=1"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "0.status.id"), ==, question);
  last = g_strdup (fixture_text (f, "0.id"));
  f->clock_ms += 5 * MINUTE_MS;
  like = g_strdup_printf ("/api/v1/statuses/%s/favourite", ours);
  be (f, "bob");
  g_assert_cmpuint (fixture_ask (f, "POST", like, NULL), ==, 200);
  be (f, "access");
  g_assert_cmpuint (fixture_get (f, "/api/v1/notifications?types[]=favourite&min_id=%s", last), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);
  g_assert_cmpstr (fixture_text (f, "0.status.id"), ==, ours);
}

static void
test_rubbish (void)
{
  static const char *const ids[] = { "statuses", "notifications", "accounts", "conversations", "apps", "accounts/verify_credentials", NULL };
  static const char *const edges[] = { "", "", "", "", "/context", "/source", "/favourite", "/statuses", "/read", "/1", "/%00", "//", "/x/y/z", NULL };
  static const char *const parameters[] = {
    "limit=-1", "limit=999999999999999999999", "max_id=%FF", "min_id=x&since_id=-1", "id[]=1&id[]=", "types[]=mention&types[]=", "status=%F0%28%8C%28",
    "status=", "status=x&visibility=direct", "status=x&visibility=x", "status=@nobody@x", "in_reply_to_id=1&status=x", "media_ids[]=x", "exclude_types[]=x",
    "exclude_replies=true", "only_media=true", "client_name=", "client_name=x&redirect_uris=%00", "language=xx&status=y", "&&==&", NULL,
  };
  g_autoptr (Fixture) f = new_server (40);

  fixture_ask_rubbish (f, &(FixtureRubbish) { "/api/v1", ids, edges, parameters, "error" });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/mastodon/server", test_server);
  g_test_add_func ("/practice/mastodon/sign-in", test_sign_in);
  g_test_add_func ("/practice/mastodon/pages", test_pages);
  g_test_add_func ("/practice/mastodon/thread", test_thread);
  g_test_add_func ("/practice/mastodon/sending", test_sending);
  g_test_add_func ("/practice/mastodon/direct", test_direct);
  g_test_add_func ("/practice/mastodon/pace", test_pace);
  g_test_add_func ("/practice/mastodon/life", test_life);
  g_test_add_func ("/practice/mastodon/likes", test_likes);
  g_test_add_func ("/practice/mastodon/rubbish", test_rubbish);
  return g_test_run ();
}
