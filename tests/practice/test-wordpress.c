/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "town-fixture.h"

#define COMMENTS "/wp-json/wp/v2/comments"

static Fixture *
new_blog (guint size)
{
  return fixture_new ("wordpress", size);
}

/* As the restaurant's editor, as a reader with a login, or as a stranger. */
static void
be (Fixture *f, const char *type)
{
  EarTownToken *token = type != NULL ? ear_town_get_token (f->town, f->account, type) : NULL;
  const EarTownPerson *person = token != NULL ? ear_town_find_person (f->town, token->holder) : NULL;
  g_autofree char *pair = token != NULL ? g_strconcat (person != NULL ? person->handle : f->account->handle, ":", token->secret, NULL) : NULL;

  g_clear_pointer (&f->basic, g_free);
  if (pair != NULL)
    f->basic = g_base64_encode ((const guchar *) pair, strlen (pair));
}

static EarTownItem *
comment (Fixture *f, const char *text)
{
  return ear_town_write (f->town, f->account, EAR_TOWN_COMMENT, fixture_somebody (f)->id, text,
                         fixture_newest (f, EAR_TOWN_POST), NULL);
}

static void
check_refusal (Fixture *f, guint status, guint expected, const char *code)
{
  g_autofree char *text = g_strdup_printf ("%u", expected);

  g_assert_cmpuint (status, ==, expected);
  g_assert_cmpstr (fixture_text (f, "code"), ==, code);
  g_assert_cmpstr (fixture_text (f, "data.status"), ==, text);
  g_assert_nonnull (fixture_text (f, "message"));
}

static void
test_discovery (void)
{
  g_autoptr (Fixture) f = new_blog (20);

  g_assert_cmpuint (fixture_get (f, "/"), ==, 200);
  g_assert_cmpstr (ear_reply_get_header (f->reply, "link"), ==, "<http://127.0.0.1/wp-json/>; rel=\"https://api.w.org/\"");
  g_assert_cmpuint (fixture_get (f, "/wp-json/?_fields=name,namespaces,authentication"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "name"), ==, "Aurora's Kitchen Diary");
  g_assert_false (fixture_has (f, "home"));
  g_assert_cmpstr (fixture_text (f, "authentication.application-passwords.endpoints.authorization"), ==,
                   "http://127.0.0.1/wp-admin/authorize-application.php");
  check_refusal (f, fixture_get (f, "/wp-json/wp/v3"), 404, "rest_no_route");

  ear_town_set (f->town, "wordpress.plain", "1");
  g_assert_cmpuint (fixture_get (f, "/wp-json/"), ==, 404);
  g_assert_cmpuint (fixture_get (f, "/?rest_route=/wp/v2/comments&per_page=1"), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);
}

static void
test_sign_in (void)
{
  g_autoptr (Fixture) f = new_blog (20);
  g_autofree char *basic = NULL;
  const char *location, *password;

  check_refusal (f, fixture_get (f, "/wp-json/wp/v2/users/me?context=edit"), 401, "rest_not_logged_in");
  g_assert_cmpuint (fixture_get (f, "/wp-admin/authorize-application.php?app_name=Earshot&success_url=http%%3A%%2F%%2F127.0.0.1%%3A9%%2Fcb%%3Fstate%%3Dx"), ==, 302);
  location = ear_reply_get_header (f->reply, "location");
  g_assert_true (g_str_has_prefix (location, "http://127.0.0.1:9/cb?state=x&site_url="));
  password = strstr (location, "password=") + strlen ("password=");
  basic = g_strconcat ("aurora:", password, NULL);
  f->basic = g_base64_encode ((const guchar *) basic, strlen (basic));
  g_assert_cmpuint (fixture_get (f, "/wp-json/wp/v2/users/me?context=edit"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "capabilities.moderate_comments"), ==, "true");

  g_assert_cmpuint (fixture_get (f, "/wp-json/wp/v2/users/me/application-passwords/introspect"), ==, 200);
  {
    g_autofree char *target = g_strconcat ("/wp-json/wp/v2/users/me/application-passwords/", fixture_text (f, "uuid"), NULL);

    g_assert_true (g_uuid_string_is_valid (fixture_text (f, "uuid")));
    g_assert_cmpuint (fixture_ask (f, "DELETE", target, NULL), ==, 200);
    check_refusal (f, fixture_ask (f, "DELETE", target, NULL), 401, "rest_not_logged_in");
  }
  /* Whoever is not believed is a stranger, and reads what everybody reads. */
  g_assert_cmpuint (fixture_get (f, COMMENTS), ==, 200);
  check_refusal (f, fixture_get (f, COMMENTS "?context=edit"), 401, "rest_forbidden_context");

  ear_town_set (f->town, "wordpress.old", "1");
  g_assert_cmpuint (fixture_get (f, "/wp-admin/authorize-application.php?app_name=Earshot&success_url=http%%3A%%2F%%2F127.0.0.1%%3A9"), ==, 500);
  g_assert_cmpuint (fixture_get (f, "/wp-admin/authorize-application.php?app_name=Earshot&success_url=earshot%%3A%%2F%%2Fcb"), ==, 302);
}

/* Every comment once, newest first, whichever way the pages are counted. */
static void
test_pages (void)
{
  g_autoptr (Fixture) f = new_blog (150);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *total = NULL, *before = NULL;
  guint n = 0, page = 1;

  be (f, "editor");
  for (guint i = 0; i < f->town->items->len; i++)
    n += ((EarTownItem *) g_ptr_array_index (f->town->items, i))->kind == EAR_TOWN_COMMENT;
  do
    {
      g_assert_cmpuint (fixture_get (f, COMMENTS "?context=edit&status=any&per_page=40&page=%u", page), ==, 200);
      for (guint i = 0; i < fixture_length (f, ""); i++)
        {
          g_autofree char *id_path = g_strdup_printf ("%u.id", i), *date_path = g_strdup_printf ("%u.date_gmt", i);

          g_assert_true (g_hash_table_add (ids, g_strdup (fixture_text (f, id_path))));
          g_assert_true (before == NULL || strcmp (fixture_text (f, date_path), before) <= 0);
          g_set_str (&before, fixture_text (f, date_path));
        }
      g_assert_cmpint (ear_reply_get_header (f->reply, "link") != NULL && strstr (ear_reply_get_header (f->reply, "link"), "rel=\"next\"") != NULL, ==,
                       page * 40 < n);
    }
  while (page++ * 40 < n);
  g_assert_cmpuint (g_hash_table_size (ids), ==, n);
  total = g_strdup_printf ("%u", n);
  g_assert_cmpstr (ear_reply_get_header (f->reply, "x-wp-total"), ==, total);

  g_assert_cmpuint (fixture_get (f, COMMENTS "?page=999"), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 0);
  check_refusal (f, fixture_get (f, "/wp-json/wp/v2/posts?page=999"), 400, "rest_post_invalid_page_number");
  check_refusal (f, fixture_get (f, COMMENTS "?per_page=101"), 400, "rest_invalid_param");
  g_assert_nonnull (fixture_text (f, "data.params.per_page"));
}

/* "after" is compared with the wall clock, which in Rome goes back an hour on 25 October 2026 at one o'clock UTC. */
static void
test_wall_clock (void)
{
  g_autoptr (Fixture) f = new_blog (20);
  EarTownItem *item = ear_town_new_item (f->town, f->account, EAR_TOWN_COMMENT, "1", "twice two", 1792890000000 - 10 * MINUTE_MS);

  ear_town_place (f->town, item, fixture_newest (f, EAR_TOWN_POST), NULL);
  be (f, "editor");
  g_assert_cmpuint (fixture_get (f, COMMENTS "?include=%s&after=2026-10-25T00:40:00Z", item->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);
  /* A moment after it, whose wall clock shows less. */
  g_assert_cmpuint (fixture_get (f, COMMENTS "?include=%s&after=2026-10-25T01:20:00Z", item->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);
  g_assert_cmpstr (fixture_text (f, "0.date"), ==, "2026-10-25T02:50:00");
  g_assert_cmpstr (fixture_text (f, "0.date_gmt"), ==, "2026-10-25T00:50:00");
}

static void
test_reply (void)
{
  g_autoptr (Fixture) f = new_blog (20);
  EarTownItem *question = comment (f, "Open on Sunday?");
  const char *post = fixture_newest (f, EAR_TOWN_POST)->id;
  g_autofree char *body = g_strdup_printf ("{\"post\":\"%s\",\"parent\":\"%s\",\"content\":\" Until &lt;ten.\\n\"}", post, question->id);
  g_autofree char *id = NULL, *target = NULL;

  check_refusal (f, fixture_ask (f, "POST", COMMENTS, "%s", body), 401, "rest_comment_login_required");
  be (f, "editor");
  g_assert_cmpuint (fixture_ask (f, "POST", COMMENTS, "%s", body), ==, 201);
  id = g_strdup (fixture_text (f, "id"));
  g_assert_cmpstr (fixture_text (f, "content.raw"), ==, "Until &lt;ten.");
  g_assert_cmpstr (fixture_text (f, "parent"), ==, question->id);
  g_assert_true (g_str_has_suffix (ear_reply_get_header (f->reply, "location"), id));
  check_refusal (f, fixture_ask (f, "POST", COMMENTS, "%s", body), 409, "comment_duplicate");

  /* A third level stands where it was put. */
  g_assert_cmpuint (fixture_ask (f, "POST", COMMENTS, "{\"post\":\"%s\",\"parent\":\"%s\",\"content\":\"deeper\"}", post, id), ==, 201);
  g_assert_cmpstr (fixture_text (f, "parent"), ==, id);
  g_assert_cmpuint (fixture_get (f, COMMENTS "?parent=%s", id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);

  /* What is deleted leaves its replies behind, one level higher. */
  target = g_strconcat (COMMENTS "/", id, NULL);
  g_assert_cmpuint (fixture_get (f, "%s", target), ==, 200);
  g_assert_cmpuint (fixture_ask (f, "DELETE", target, "force=true"), ==, 200);
  check_refusal (f, fixture_get (f, "%s", target), 404, "rest_comment_invalid_id");
  g_assert_cmpuint (fixture_get (f, COMMENTS "?parent=%s", question->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);
  g_assert_cmpstr (fixture_text (f, "0.content.rendered"), ==, "<p>deeper</p>\n");

  check_refusal (f, fixture_ask (f, "POST", COMMENTS, "post=%s&content=%%20", post), 400, "rest_comment_content_invalid");
  check_refusal (f, fixture_ask (f, "POST", COMMENTS, "post=1&content=x"), 403, "rest_comment_invalid_post_id");
  ear_town_item_set_fact (fixture_newest (f, EAR_TOWN_POST), "closed", "1");
  check_refusal (f, fixture_ask (f, "POST", COMMENTS, "post=%s&content=x", post), 403, "rest_comment_closed");
}

static void
test_subscriber (void)
{
  g_autoptr (Fixture) f = new_blog (20);
  EarTownItem *held = comment (f, "Hold me");
  const char *post = fixture_newest (f, EAR_TOWN_POST)->id;
  g_autofree char *target = g_strconcat (COMMENTS "/", held->id, NULL);

  ear_town_item_set_fact (held, "status", "hold");
  be (f, "subscriber");
  check_refusal (f, fixture_get (f, COMMENTS "?status=hold"), 403, "rest_forbidden_param");
  check_refusal (f, fixture_get (f, "%s", target), 403, "rest_cannot_read");
  check_refusal (f, fixture_ask (f, "POST", target, "status=approved"), 403, "rest_cannot_edit");
  check_refusal (f, fixture_ask (f, "DELETE", target, NULL), 403, "rest_cannot_delete");
  ear_town_set (f->town, "wordpress.moderation", "1");
  g_assert_cmpuint (fixture_ask (f, "POST", COMMENTS, "post=%s&content=Hello", post), ==, 201);
  g_assert_cmpstr (fixture_text (f, "status"), ==, "hold");
  g_assert_false (fixture_has (f, "content.raw"));
  check_refusal (f, fixture_ask (f, "POST", COMMENTS, "post=%s&content=Again", post), 400, "comment_flood");
  f->clock_ms += 16000;
  g_assert_cmpuint (fixture_ask (f, "POST", COMMENTS, "post=%s&content=Again", post), ==, 201);
}

static void
test_moderate (void)
{
  g_autoptr (Fixture) f = new_blog (20);
  EarTownItem *item = comment (f, "Moderate me");
  g_autofree char *target = g_strconcat (COMMENTS "/", item->id, NULL);
  static const char *const steps[][2] = { { "hold", "hold" },       { "spam", "spam" },  { "unspam", "hold" }, { "approved", "approved" },
                                          { "trash", "trash" }, { "untrash", "approved" } };

  be (f, "editor");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_cmpuint (fixture_ask (f, "POST", target, "status=%s", steps[i][0]), ==, 200);
      g_assert_cmpstr (fixture_text (f, "status"), ==, steps[i][1]);
    }
  check_refusal (f, fixture_ask (f, "POST", target, "status=approved"), 500, "rest_comment_failed_edit");
  g_assert_cmpuint (fixture_ask (f, "DELETE", target, NULL), ==, 200);
  check_refusal (f, fixture_ask (f, "DELETE", target, NULL), 410, "rest_already_trashed");
  g_assert_cmpuint (fixture_get (f, COMMENTS "?include=%s&status=all", item->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 0);
  g_assert_cmpuint (fixture_get (f, COMMENTS "?include=%s&status=any", item->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 1);
}

/* A reader is answered, and reacts to the answer itself. */
static void
test_life (void)
{
  g_autoptr (Fixture) f = new_blog (20);
  EarTownItem *question = comment (f, "Open on Sunday?");
  gboolean reacted = FALSE;

  be (f, "editor");
  for (guint i = 0; i < 8 && !reacted; i++)
    {
      g_assert_cmpuint (fixture_ask (f, "POST", COMMENTS, "post=%s&parent=%s&content=Yes%u", fixture_newest (f, EAR_TOWN_POST)->id, question->id, i), ==, 201);
      {
        g_autofree char *answer = g_strdup (fixture_text (f, "id"));

        f->clock_ms += HOUR_MS;
        ear_town_live (f->town, f->clock_ms);
        g_assert_cmpuint (fixture_get (f, COMMENTS "?parent=%s", answer), ==, 200);
        reacted = fixture_length (f, "") > 0;
      }
    }
  g_assert_true (reacted);
}

static void
test_rubbish (void)
{
  static const char *const ids[] = { "posts", "comments", "users", "settings", "../..", NULL };
  static const char *const edges[] = { "", "/me", "/1", "/0", "/-1", "/%00", "//", "/99999999999999999999", "/me/application-passwords", NULL };
  static const char *const parameters[] = {
    "offset=-1", "offset=9223372036854775807", "page=9223372036854775807", "page=0", "page=2&per_page=100", "per_page=0", "per_page=999", "order=asc",
    "after=x", "before=99999-99-99", "include=,,", "post=&parent=-1", "status=x", "_fields=id,,content.raw", "content=%00", "content=x&post=1",
    "context=edit", "orderby=x", "rest_route=/wp/v2/comments", "_method=DELETE", "force=true", "search=%FF", "&&==&", NULL,
  };
  g_autoptr (Fixture) f = new_blog (40);

  be (f, "editor");
  fixture_ask_rubbish (f, &(FixtureRubbish) { "/wp-json/wp/v2", ids, edges, parameters, "code" });
  fixture_get (f, COMMENTS "?offset=-1");
  g_assert_cmpstr (fixture_text (f, "code"), ==, "rest_invalid_param");
  g_assert_cmpuint (fixture_get (f, COMMENTS "?page=9223372036854775807"), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/wordpress/discovery", test_discovery);
  g_test_add_func ("/practice/wordpress/sign-in", test_sign_in);
  g_test_add_func ("/practice/wordpress/pages", test_pages);
  g_test_add_func ("/practice/wordpress/wall-clock", test_wall_clock);
  g_test_add_func ("/practice/wordpress/reply", test_reply);
  g_test_add_func ("/practice/wordpress/subscriber", test_subscriber);
  g_test_add_func ("/practice/wordpress/moderate", test_moderate);
  g_test_add_func ("/practice/wordpress/life", test_life);
  g_test_add_func ("/practice/wordpress/rubbish", test_rubbish);
  return g_test_run ();
}
