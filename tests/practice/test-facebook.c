/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "town-fixture.h"

#define COMMENTS "filter=stream&order=reverse_chronological&limit=100&fields=id,message,from{id,name},created_time,parent{id}," \
                 "can_comment,can_hide,can_like,can_remove,can_reply_privately,comment_count,is_hidden,is_private,like_count,user_likes,permalink_url"

static Fixture *
new_page (guint size)
{
  return fixture_new ("facebook", size);
}

static EarTownItem *
comment (Fixture *f, const char *text)
{
  return ear_town_write (f->town, f->account, EAR_TOWN_COMMENT, fixture_somebody (f)->id, text, fixture_newest (f, EAR_TOWN_POST), NULL);
}

static void
test_posts (void)
{
  g_autoptr (Fixture) f = new_page (200);
  guint n_posts = f->account->tops[EAR_TOWN_POST]->len, seen = 0;
  g_autofree char *target = g_strdup_printf ("/v26.0/%s/published_posts?limit=7&fields=id,message,updated_time,comments.limit(0).summary(true)",
                                             f->account->id);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = g_strconcat (f->account->id, "_", fixture_newest (f, EAR_TOWN_POST)->id, NULL);

  while (target != NULL)
    {
      g_assert_cmpuint (fixture_get (f, "%s", target), ==, 200);
      if (seen == 0)
        g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, first);
      for (guint i = 0; i < fixture_length (f, "data"); i++, seen++)
        {
          g_autofree char *path = g_strdup_printf ("data.%u.id", i);

          g_assert_true (g_hash_table_add (ids, g_strdup (fixture_text (f, path))));
        }
      g_free (target);
      target = fixture_next (f, "paging.next");
    }
  g_assert_cmpuint (seen, ==, n_posts);

  g_assert_cmpuint (fixture_get (f, "/%s?fields=id,comments.summary(true).limit(0),attachments,full_picture,from", first), ==, 200);
  g_assert_cmpuint (fixture_length (f, "comments.data"), ==, 0);
  g_assert_cmpint (g_ascii_strtoll (fixture_text (f, "comments.summary.total_count"), NULL, 10), ==, fixture_newest (f, EAR_TOWN_POST)->n_first);
  g_assert_cmpstr (fixture_text (f, "from.id"), ==, f->account->id);
  /* Only what was asked for. */
  g_assert_false (fixture_has (f, "message"));
}

/* All comments of a post page by page, forwards and backwards, by nested fields and by the edge: the same ones. */
static void
test_comment_pages (void)
{
  g_autoptr (Fixture) f = new_page (400);
  const EarTownItem *post = fixture_newest (f, EAR_TOWN_POST);
  static const struct {
    const char *args;
    gboolean stream;
  } ways[] = { { "filter=stream&order=reverse_chronological&limit=9", TRUE }, { "filter=toplevel&limit=10", FALSE }, { "limit=100", FALSE } };

  g_assert_cmpuint (post->n_below, >, 40);
  for (guint w = 0; w < G_N_ELEMENTS (ways); w++)
    {
      g_autofree char *target = g_strdup_printf ("/v26.0/%s_%s/comments?%s&fields=id,created_time", f->account->id, post->id, ways[w].args);
      g_autoptr (GPtrArray) forth = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *back = NULL;
      guint pages = 0;

      for (; target != NULL; pages++)
        {
          g_assert_cmpuint (fixture_get (f, "%s", target), ==, 200);
          for (guint i = 0; i < fixture_length (f, "data"); i++)
            {
              g_autofree char *path = g_strdup_printf ("data.%u.id", i);

              g_ptr_array_add (forth, g_strdup (fixture_text (f, path)));
              g_assert_true (g_str_has_prefix (fixture_text (f, path), post->id));
            }
          g_free (target);
          target = fixture_next (f, "paging.next");
          g_free (back);
          back = fixture_next (f, "paging.previous");
        }
      g_assert_cmpuint (forth->len, ==, ways[w].stream ? post->n_below : post->n_first);
      if (pages == 1)
        {
          g_assert_null (back);
          continue;
        }
      g_assert_cmpuint (fixture_get (f, "%s", back), ==, 200);
      {
        guint limit = w == 0 ? 9 : 10, last = forth->len % limit != 0 ? forth->len % limit : limit;

        g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, g_ptr_array_index (forth, forth->len - last - limit));
      }
    }

  g_assert_cmpuint (fixture_get (f, "/%s?fields=comments.filter(stream).order(reverse_chronological).limit(5){id,message,from{id,name}}", post->id),
                    ==, 200);
  g_assert_cmpuint (fixture_length (f, "comments.data"), ==, 5);
  g_assert_false (fixture_has (f, "comments.data.0.created_time"));
  {
    g_autofree char *next = fixture_next (f, "comments.paging.next"), *last = g_strdup (fixture_text (f, "comments.data.4.id"));

    g_assert_cmpuint (fixture_get (f, "%s", next), ==, 200);
    g_assert_cmpuint (fixture_length (f, "data"), ==, 5);
    g_assert_cmpstr (fixture_text (f, "data.0.id"), !=, last);
    g_assert_false (fixture_has (f, "data.0.created_time"));
  }
}

static void
test_comment (void)
{
  g_autoptr (Fixture) f = new_page (30);
  EarTownItem *question = comment (f, "Open on Sunday?");
  EarTownItem *post = question->top;
  g_autofree char *reply = NULL, *deeper = NULL, *full = g_strconcat (post->id, "_", question->id, NULL);
  const EarTownPerson *person = ear_town_find_person (f->town, fixture_somebody (f)->id);
  g_autofree char *replies = g_strconcat ("/v26.0/", question->id, "/comments", NULL), *node = g_strconcat ("/", question->id, NULL);
  g_autofree char *likes = g_strconcat ("/", full, "/likes", NULL);

  g_assert_cmpuint (fixture_get (f, "/v26.0/%s/comments?" COMMENTS, post->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, full);
  g_assert_cmpstr (fixture_text (f, "data.0.from.name"), ==, person->name);
  g_assert_cmpstr (fixture_text (f, "data.0.created_time"), ==, "2026-09-21T14:13:20+0000");
  g_assert_cmpstr (fixture_text (f, "data.0.can_hide"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "data.0.can_reply_privately"), ==, "true");
  g_assert_false (fixture_has (f, "data.0.parent"));

  /* A reply to a reply hangs under the top-level comment. */
  g_assert_cmpuint (fixture_ask (f, "POST", replies, "message=Yes%%2C+till+ten%%2C+@[%s]", person->id), ==, 200);
  reply = g_strdup (fixture_text (f, "id"));
  g_free (replies);
  replies = g_strconcat ("/", reply, "/comments", NULL);
  g_assert_cmpuint (fixture_ask (f, "POST", replies, "{\"message\":\"And longer.\"}"), ==, 200);
  deeper = g_strdup (fixture_text (f, "id"));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=id,parent{id},message,from,can_hide,object,message_tags", deeper), ==, 200);
  g_assert_cmpstr (fixture_text (f, "parent.id"), ==, full);
  g_assert_cmpstr (fixture_text (f, "from.id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "can_hide"), ==, "false");
  g_assert_cmpstr (fixture_text (f, "message"), ==, "And longer.");
  g_assert_false (fixture_has (f, "message_tags"));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=message,message_tags", reply), ==, 200);
  g_assert_cmpstr (fixture_text (f, "message_tags.0.name"), ==, person->name);
  g_assert_cmpstr (fixture_text (f, "message_tags.0.offset"), ==, "15");
  g_assert_true (g_str_has_suffix (fixture_text (f, "message"), person->name));
  g_assert_cmpuint (fixture_get (f, "/%s/comments?summary=true", full), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 2);
  g_assert_cmpstr (fixture_text (f, "summary.total_count"), ==, "2");

  /* Hide, like, and what does not go. */
  g_assert_cmpuint (fixture_ask (f, "POST", node, "is_hidden=true"), ==, 200);
  g_assert_true (question->hidden);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "is_hidden=false"), ==, 200);
  g_assert_false (question->hidden);
  g_assert_cmpuint (fixture_ask (f, "POST", likes, NULL), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=user_likes,like_count", full), ==, 200);
  g_assert_cmpstr (fixture_text (f, "user_likes"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "like_count"), ==, "1");
  g_assert_cmpuint (fixture_ask (f, "DELETE", likes, NULL), ==, 200);
  g_assert_false (question->liked);
  fixture_ask (f, "POST", node, "message=mine+now");
  fixture_check_error (f, 200, 0);

  /* Known danger: posting to the comment itself changes it. */
  g_free (node);
  node = g_strconcat ("/", reply, NULL);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "message=Closed."), ==, 200);
  g_assert_cmpstr (fixture_text (f, "success"), ==, "true");
  g_assert_false (fixture_has (f, "id"));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=message", reply), ==, 200);
  g_assert_cmpstr (fixture_text (f, "message"), ==, "Closed.");

  g_assert_cmpuint (fixture_ask (f, "DELETE", node, NULL), ==, 200);
  fixture_get (f, "/%s", reply);
  fixture_check_error (f, 100, 33);
  fixture_ask (f, "DELETE", node, NULL);
  fixture_check_error (f, 100, 33);
}

static void
test_withheld (void)
{
  g_autoptr (Fixture) f = new_page (30);
  EarTownItem *question = comment (f, "Who am I?");

  ear_town_find_person (f->town, question->author)->withheld = TRUE;
  g_assert_cmpuint (fixture_get (f, "/%s?fields=from,message", question->id), ==, 200);
  g_assert_false (fixture_has (f, "from"));
  g_assert_cmpstr (fixture_text (f, "message"), ==, "Who am I?");
}

static void
test_tokens (void)
{
  g_autoptr (Fixture) f = new_page (30);
  EarTownToken *page = ear_town_get_token (f->town, f->account, "page"), *user = ear_town_get_token (f->town, f->account, "user");
  EarTownToken *brief = ear_town_get_token (f->town, f->account, "short");
  EarTownItem *question = comment (f, "Hello");
  g_autofree char *proof = NULL, *page_of_short = NULL, *exchanged = NULL, *comments = g_strconcat ("/", question->top->id, "/comments", NULL);
  g_autofree char *code = NULL, *fresh = NULL;

  f->token = NULL;
  fixture_get (f, "/me");
  fixture_check_error (f, 104, 0);
  g_assert_cmpuint (fixture_get (f, "/me?access_token=%s", page->secret), ==, 200);
  g_assert_cmpstr (fixture_text (f, "id"), ==, f->account->id);
  f->token = "EAAnothing";
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 401);
  fixture_check_error (f, 190, 0);

  f->token = user->secret;
  g_assert_cmpuint (fixture_get (f, "/v26.0/me"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "name"), ==, "Paola Ferri");
  g_assert_cmpuint (fixture_get (f, "/me/accounts?fields=id,name,access_token,tasks&limit=100"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, f->account->id);
  g_assert_cmpuint (fixture_length (f, "data.0.tasks"), >, 3);
  fresh = g_strdup (fixture_text (f, "data.0.access_token"));
  g_assert_cmpint (ear_town_find_token (f->town, fresh)->expires_ms, ==, 0);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=access_token", f->account->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "access_token"), ==, fresh);
  /* A person's token sees no comments, and cannot write. */
  g_assert_cmpuint (fixture_get (f, "/%s/comments", question->top->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);
  fixture_ask (f, "POST", comments, "message=x");
  fixture_check_error (f, 1705, 0);

  f->token = brief->secret;
  g_assert_cmpuint (fixture_get (f, "/me/accounts"), ==, 200);
  page_of_short = g_strdup (fixture_text (f, "data.0.access_token"));
  g_assert_cmpint (ear_town_find_token (f->town, page_of_short)->expires_ms, ==, brief->expires_ms);
  g_assert_cmpuint (fixture_get (f, "/oauth/access_token?grant_type=fb_exchange_token&client_id=%s&client_secret=%s&fb_exchange_token=%s",
                                 f->account->app_id, f->account->app_secret, brief->secret), ==, 200);
  g_assert_cmpstr (fixture_text (f, "expires_in"), ==, "5183944");
  exchanged = g_strdup (fixture_text (f, "access_token"));
  f->clock_ms += 2 * HOUR_MS;
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 463);

  /* A Page's token dies with the one it came from. */
  f->token = fresh;
  user->dead = 460;
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 400);
  fixture_check_error (f, 190, 460);
  user->dead = 0;
  f->token = user->secret;
  g_assert_cmpuint (fixture_get (f, "/me/permissions"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.permission"), ==, "pages_show_list");
  g_assert_cmpuint (fixture_ask (f, "DELETE", "/me/permissions", NULL), ==, 200);
  g_assert_cmpint (brief->dead, ==, 458);
  g_assert_cmpint (ear_town_find_token (f->town, exchanged)->dead, ==, 458);
  f->token = fresh;
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 458);

  f->token = page->secret;
  ear_town_set (f->town, "facebook.proof", "1");
  fixture_get (f, "/me");
  fixture_check_error (f, 104, 0);
  proof = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) f->account->app_secret, strlen (f->account->app_secret), page->secret, -1);
  g_assert_cmpuint (fixture_get (f, "/me?appsecret_proof=%s", proof), ==, 200);
  ear_town_set (f->town, "facebook.proof", NULL);
  fixture_get (f, "/me?appsecret_proof=00");
  fixture_check_error (f, 104, 0);

  g_set_str (&page->scopes, "pages_read_engagement");
  fixture_get (f, "/%s/comments", question->top->id);
  fixture_check_error (f, 10, 0);
  g_assert_nonnull (strstr (fixture_text (f, "error.message"), "pages_read_user_content"));
  fixture_ask (f, "POST", comments, "message=x");
  fixture_check_error (f, 200, 0);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=id,comments{id}", question->top->id), ==, 200);
  g_assert_false (fixture_has (f, "comments"));

  g_assert_cmpuint (fixture_get (f, "/debug_token?input_token=%s&access_token=%s|%s", page->secret, f->account->app_id, f->account->app_secret),
                    ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.type"), ==, "PAGE");
  g_assert_cmpstr (fixture_text (f, "data.is_valid"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "data.expires_at"), ==, "0");
  g_assert_cmpstr (fixture_text (f, "data.scopes.0"), ==, "pages_read_engagement");
  /* Read for as long as the person was here lately; what hangs on nobody has no such end. */
  {
    const char *const secrets[] = { page->secret, ear_town_get_token (f->town, f->account, "system")->secret, user->secret, fresh };

    for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
      {
        fixture_get (f, "/debug_token?input_token=%s&access_token=%s|%s", secrets[i], f->account->app_id, f->account->app_secret);
        g_assert_cmpint (strcmp (fixture_text (f, "data.data_access_expires_at"), "0") == 0, ==, i < 2);
      }
  }
  page->dead = 458;
  g_assert_cmpuint (fixture_get (f, "/debug_token?input_token=%s&access_token=%s|%s", page->secret, f->account->app_id, f->account->app_secret),
                    ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.is_valid"), ==, "false");
  g_assert_cmpstr (fixture_text (f, "data.error.subcode"), ==, "458");
}

static void
test_dialog (void)
{
  g_autoptr (Fixture) f = new_page (10);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) query = NULL;
  g_autofree char *exchange = NULL;
  const char *location;

  f->token = NULL;
  ear_town_set (f->town, "facebook.declined", "pages_messaging");
  g_assert_cmpuint (fixture_get (f, "/v26.0/dialog/oauth?client_id=%s&redirect_uri=http%%3A%%2F%%2Flocalhost%%3A8123%%2Fcallback&state=S1&"
                                    "response_type=code&scope=pages_show_list,pages_messaging", f->account->app_id), ==, 302);
  location = ear_reply_get_header (f->reply, "Location");
  g_assert_true (g_str_has_prefix (location, "http://localhost:8123/callback?code="));
  g_assert_true (g_str_has_suffix (location, "&state=S1#_=_"));
  uri = g_uri_parse (location, G_URI_FLAGS_NONE, NULL);
  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  exchange = g_strdup_printf ("/v26.0/oauth/access_token?client_id=%s&client_secret=%s&code=%s&redirect_uri=", f->account->app_id,
                              f->account->app_secret, (char *) g_hash_table_lookup (query, "code"));
  fixture_get (f, "%shttp%%3A%%2F%%2Flocalhost%%3A1%%2F", exchange);
  fixture_check_error (f, 100, 36008);
  g_assert_cmpuint (fixture_get (f, "%shttp%%3A%%2F%%2Flocalhost%%3A8123%%2Fcallback", exchange), ==, 200);
  g_assert_cmpstr (ear_town_find_token (f->town, fixture_text (f, "access_token"))->scopes, ==, "pages_show_list");
  fixture_get (f, "%shttp%%3A%%2F%%2Flocalhost%%3A8123%%2Fcallback", exchange);
  fixture_check_error (f, 100, 36009);

  ear_town_set (f->town, "facebook.deny", "1");
  g_assert_cmpuint (fixture_get (f, "/dialog/oauth?client_id=%s&redirect_uri=https%%3A%%2F%%2Fa.example%%2F&state=S2", f->account->app_id), ==, 302);
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "Location"), "error=access_denied"));
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "Location"), "state=S2"));
  g_assert_cmpuint (fixture_get (f, "/dialog/oauth?client_id=1&redirect_uri=https%%3A%%2F%%2Fa.example%%2F"), ==, 400);
  g_assert_cmpuint (fixture_get (f, "/dialog/oauth?client_id=%s&redirect_uri=http%%3A%%2F%%2Fa.example%%2F", f->account->app_id), ==, 400);
}

static void
test_publish (void)
{
  g_autoptr (Fixture) f = new_page (10);
  g_autofree char *feed = g_strconcat ("/v26.0/", f->account->id, "/feed", NULL), *post = NULL, *node = NULL;
  gint64 now_s = f->clock_ms / 1000;

  g_assert_cmpuint (fixture_ask (f, "POST", feed, "message=Soup+today"), ==, 200);
  post = g_strdup (fixture_text (f, "id"));
  node = g_strconcat ("/", post, NULL);
  g_assert_true (g_str_has_prefix (post, f->account->id));
  fixture_ask (f, "POST", feed, "message=Soup+today");
  fixture_check_error (f, 506, 1455006);
  g_assert_cmpuint (fixture_ask (f, "POST", feed, "message=Later&published=false&scheduled_publish_time=%" G_GINT64_FORMAT, now_s + 3600), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s/published_posts?limit=1&fields=message", f->account->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.message"), ==, "Soup today");
  g_assert_cmpuint (fixture_get (f, "/%s/scheduled_posts?fields=message,is_published,scheduled_publish_time", f->account->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 1);
  g_assert_cmpstr (fixture_text (f, "data.0.is_published"), ==, "false");
  f->clock_ms += HOUR_MS;
  g_assert_cmpuint (fixture_get (f, "/%s/scheduled_posts", f->account->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);
  g_assert_cmpuint (fixture_get (f, "/%s/published_posts?limit=1&fields=message", f->account->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.message"), ==, "Later");
  now_s = f->clock_ms / 1000;
  fixture_ask (f, "POST", feed, "message=Too+soon&published=false&scheduled_publish_time=%" G_GINT64_FORMAT, now_s + 60);
  fixture_check_error (f, 100, 1363032);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "message=Stew+today"), ==, 200);
  g_assert_cmpuint (fixture_ask (f, "DELETE", node, NULL), ==, 200);
  fixture_get (f, "%s", node);
  fixture_check_error (f, 100, 33);
}

static void
test_lists (void)
{
  g_autoptr (Fixture) f = new_page (100);
  const char *page = f->account->id;
  g_autofree char *blocked = g_strdup_printf ("/%s/blocked", page), *one = NULL;

  g_assert_cmpuint (fixture_get (f, "/%s/tagged?fields=id,message,from", page), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, f->account->tops[EAR_TOWN_MENTION]->len);
  g_assert_cmpuint (fixture_get (f, "/%s/visitor_posts", page), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, f->account->tops[EAR_TOWN_VISIT]->len);
  g_assert_cmpuint (fixture_get (f, "/%s/ratings?fields=created_time,has_rating,has_review,rating,recommendation_type,review_text,"
                                    "reviewer{id,name},open_graph_story{id}", page), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, f->account->tops[EAR_TOWN_REVIEW]->len);
  g_assert_false (fixture_has (f, "data.0.id"));
  g_assert_nonnull (fixture_text (f, "data.0.recommendation_type"));
  one = g_strdup_printf ("/%s/comments", fixture_text (f, "data.0.open_graph_story.id"));
  g_assert_cmpuint (fixture_ask (f, "POST", one, "message=Thank+you"), ==, 200);

  g_assert_cmpuint (fixture_ask (f, "POST", blocked, "psid=%%5B%%22%s%%22%%5D", fixture_somebody (f)->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, fixture_somebody (f)->id), ==, "true");
  g_assert_cmpuint (fixture_get (f, "%s", blocked), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, fixture_somebody (f)->id);
  g_free (blocked);
  blocked = g_strdup_printf ("/%s/blocked?psid=%s", page, fixture_somebody (f)->id);
  g_assert_cmpuint (fixture_ask (f, "DELETE", blocked, NULL), ==, 200);
  g_assert_cmpuint (g_hash_table_size (f->account->blocked), ==, 0);

  g_assert_cmpuint (fixture_get (f, "/?ids=%s,%s_%s&fields=id", page, page, fixture_newest (f, EAR_TOWN_POST)->id), ==, 200);
  g_assert_true (fixture_has (f, page));
  fixture_get (f, "/?ids=%s,12345&fields=id", page);
  fixture_check_error (f, 100, 33);
  fixture_get (f, "/%s?fields=id,colour", page);
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/%s?fields=id,name{", page);
  fixture_check_error (f, 2500, 0);
  fixture_get (f, "/%s/nonsense", page);
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/%s/published_posts?after=%s", page, "bm9uc2Vuc2U=");
  fixture_check_error (f, 100, 0);
}

static void
test_messenger (void)
{
  g_autoptr (Fixture) f = new_page (60);
  const char *person = fixture_somebody (f)->id;
  EarTownItem *thread = ear_town_get_thread (f->town, f->account, person, TRUE);
  g_autofree char *send = g_strdup_printf ("/v26.0/%s/messages", f->account->id), *id = NULL, *first = NULL;

  ear_town_write (f->town, f->account, EAR_TOWN_MESSAGE, person, "A table for six?", thread, NULL);
  g_assert_cmpuint (fixture_get (f, "/%s/conversations?platform=messenger&fields=id,updated_time,snippet,unread_count,message_count,can_reply,"
                                    "participants,messages.limit(20){id,created_time,from,to,message,attachments,reply_to}", f->account->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.snippet"), ==, "A table for six?");
  g_assert_cmpstr (fixture_text (f, "data.0.can_reply"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "data.0.participants.data.0.id"), ==, person);
  g_assert_cmpstr (fixture_text (f, "data.0.messages.data.0.from.id"), ==, person);
  g_assert_cmpstr (fixture_text (f, "data.0.messages.data.0.to.data.0.id"), ==, f->account->id);
  id = g_strdup (fixture_text (f, "data.0.id"));
  first = g_strdup (fixture_text (f, "data.0.messages.data.0.id"));
  g_assert_true (g_str_has_prefix (id, "t_") && g_str_has_prefix (first, "m_"));

  g_assert_cmpuint (fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"messaging_type\":\"RESPONSE\",\"message\":{\"text\":\"Yes\"}}",
                                 person), ==, 200);
  g_assert_cmpstr (fixture_text (f, "recipient_id"), ==, person);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpuint (fixture_ask (f, "POST", send, "recipient=%%7B%%22id%%22:%%22%s%%22%%7D&message=%%7B%%22text%%22:%%22n%u%%22%%7D", person, i), ==,
                      200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=messages.limit(50){id,message}", id), ==, 200);
  g_assert_true (fixture_has (f, "messages.data.19.message"));
  g_assert_false (fixture_has (f, "messages.data.20.message"));
  g_assert_true (fixture_has (f, "messages.data.20.id"));

  /* A day later, a week later. */
  f->clock_ms += 25 * HOUR_MS;
#define SAY "{\"recipient\":{\"id\":\"%s\"},\"message\":{\"text\":\"Late\"},\"messaging_type\":"
  fixture_ask (f, "POST", send, SAY "\"RESPONSE\"}", person);
  fixture_check_error (f, 10, 2018278);
  g_assert_cmpuint (fixture_ask (f, "POST", send, SAY "\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\"}", person), ==, 200);
  fixture_ask (f, "POST", send, SAY "\"MESSAGE_TAG\",\"tag\":\"ACCOUNT_UPDATE\"}", person);
  fixture_check_error (f, 100, 0);
  ear_town_set (f->town, "facebook.no_human_agent", "1");
  fixture_ask (f, "POST", send, SAY "\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\"}", person);
  fixture_check_error (f, 10, 0);
  ear_town_set (f->town, "facebook.no_human_agent", NULL);
  f->clock_ms += 7 * DAY_MS;
  fixture_ask (f, "POST", send, SAY "\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\"}", person);
  fixture_check_error (f, 10, 2018278);
  fixture_ask (f, "POST", send, SAY "\"RESPONSE\"}", "1");
  fixture_check_error (f, 100, 2018001);

  /* A private reply opens no window: then it is the person's turn. */
  fixture_reply_privately (f, send, "2018278");
  fixture_ask (f, "POST", send, SAY "\"RESPONSE\"}", person);
  fixture_check_error (f, 10, 2018278);

  ear_town_set (f->town, "facebook.standard_access", "1");
  g_assert_cmpuint (fixture_get (f, "/%s/conversations", f->account->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);
}

static void
test_batch (void)
{
  g_autoptr (Fixture) f = new_page (20);
  EarTownItem *question = comment (f, "One?");
  g_autofree char *body = NULL;

  g_assert_cmpuint (fixture_ask (f, "POST", "/v26.0/", "{\"batch\":\"[{\\\"method\\\":\\\"GET\\\",\\\"relative_url\\\":\\\"%s?fields=message\\\"},"
                                 "{\\\"method\\\":\\\"POST\\\",\\\"relative_url\\\":\\\"%s/comments\\\",\\\"body\\\":\\\"message=Two\\\"},"
                                 "{\\\"method\\\":\\\"GET\\\",\\\"relative_url\\\":\\\"4711\\\"}]\"}", question->id, question->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, ""), ==, 3);
  g_assert_cmpstr (fixture_text (f, "0.code"), ==, "200");
  g_assert_nonnull (strstr (fixture_text (f, "0.body"), "\"message\":\"One?\""));
  g_assert_cmpstr (fixture_text (f, "1.code"), ==, "200");
  g_assert_nonnull (strstr (fixture_text (f, "2.body"), "\"error_subcode\":33"));
  g_assert_cmpuint (question->n_below, ==, 1);
}

static void
test_pace (void)
{
  g_autoptr (Fixture) f = new_page (10);

  fixture_use_up (f, "facebook.page_calls", "80001");
  f->token = ear_town_get_token (f->town, f->account, "user")->secret;
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 200);
  g_assert_null (ear_reply_get_header (f->reply, "X-Business-Use-Case-Usage"));
}

static guint
count_deleted (Fixture *f)
{
  guint n = 0;

  for (guint i = 0; i < f->town->items->len; i++)
    n += ((const EarTownItem *) g_ptr_array_index (f->town->items, i))->deleted;
  return n;
}

static void
test_mischief (void)
{
  g_autoptr (Fixture) f = new_page (200);
  EarTownItem *post = fixture_newest (f, EAR_TOWN_POST);
  g_autofree char *comments = g_strdup_printf ("/%s/comments", post->id);
  guint before = post->n_below;
  g_autofree char *first = NULL;

  fixture_get (f, "%s?filter=stream&limit=5", comments);
  first = g_strdup (fixture_text (f, "data.0.id"));
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_DUPLICATE, .times = 1 });
  fixture_get (f, "%s?filter=stream&limit=5", comments);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 6);
  g_assert_cmpstr (fixture_text (f, "data.5.id"), ==, first);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_REORDER, .times = 1 });
  fixture_get (f, "%s?filter=stream&limit=5", comments);
  g_assert_cmpstr (fixture_text (f, "data.4.id"), ==, first);

  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_ERROR_AFTER, .method = (char *) "POST", .times = 1 });
  g_assert_cmpuint (fixture_ask (f, "POST", comments, "message=Did+it+arrive"), ==, 500);
  g_assert_cmpuint (post->n_below, ==, before + 1);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_DELETE, .times = 1 });
  g_assert_cmpuint (count_deleted (f), ==, 0);
  fixture_get (f, "/me");
  g_assert_cmpuint (count_deleted (f), >, 0);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_THROTTLE, .times = 1 });
  fixture_get (f, "/me");
  fixture_check_error (f, 80001, 0);
  ear_town_set (f->town, "facebook.refuse", "368/1346003/Wait a day.");
  fixture_ask (f, "POST", comments, "message=x");
  fixture_check_error (f, 368, 1346003);
  g_assert_cmpstr (fixture_text (f, "error.error_user_msg"), ==, "Wait a day.");
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 200);
  ear_town_set (f->town, "facebook.refuse_reads", "190/459");
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 459);
  ear_town_set (f->town, "facebook.refuse_reads", NULL);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_REVOKE, .times = 1 });
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 458);
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 458);
}

static void
test_rubbish (void)
{
  static const char *const ids[] = { "7_8_9", "t_1", NULL };
  static const char *const edges[] = { "",         "/comments", "/likes",    "/feed", "/messages", "/conversations", "/blocked", "/ratings", "/accounts",
                                       "/photos", "/published_posts", "/oauth/access_token", "/%00", "//", "/x/y/z", NULL };
  static const char *const parameters[] = {
    "fields=id,comments{id,comments{id,parent{object{comments}}}}", "fields=comments.limit(-5).order(x).after(bm8=){id", "fields=,", "fields=id{}{}",
    "fields=a.b(c", "limit=-1", "limit=999999999999999999999", "after=%FF", "before=YzE=", "ids=1,,2,me", "message=%F0%28%8C%28", "message=",
    "batch=[{},1,null]", "batch=[", "psid=[[[]]]", "psid=[\"1\"", "recipient={\"comment_id\":\"1\"}", "recipient={\"comment_id\":\"me\"}&message={\"text\":\"x\"}",
    "recipient={\"comment_id\":\"1\"}&sender_action=mark_seen", "recipient={\"id\":{}}", "is_hidden=perhaps",
    "message={\"text\":\"x\"}", "scheduled_publish_time=never&published=false&message=y", "access_token=%00", "since=x&until=-1", "&&==&",
    "message=@[", "message=@[1]@[", "filter=stream&filter=toplevel", "input_token=&access_token=|", "fields=messages.limit(3){from{id}},participants", NULL,
  };
  g_autoptr (Fixture) f = new_page (40);

  fixture_ask_rubbish (f, &(FixtureRubbish) { "/v26.0", ids, edges, parameters, "error.code" });
}

static void
test_size (void)
{
  g_autoptr (Fixture) f = new_page (20000);

  g_assert_cmpuint (fixture_read_many (f, "/v26.0/%s/comments?" COMMENTS), ==, fixture_newest (f, EAR_TOWN_POST)->n_below);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facebook/posts", test_posts);
  g_test_add_func ("/facebook/comment-pages", test_comment_pages);
  g_test_add_func ("/facebook/comment", test_comment);
  g_test_add_func ("/facebook/withheld", test_withheld);
  g_test_add_func ("/facebook/tokens", test_tokens);
  g_test_add_func ("/facebook/dialog", test_dialog);
  g_test_add_func ("/facebook/publish", test_publish);
  g_test_add_func ("/facebook/lists", test_lists);
  g_test_add_func ("/facebook/messenger", test_messenger);
  g_test_add_func ("/facebook/batch", test_batch);
  g_test_add_func ("/facebook/pace", test_pace);
  g_test_add_func ("/facebook/mischief", test_mischief);
  g_test_add_func ("/facebook/rubbish", test_rubbish);
  g_test_add_func ("/facebook/size", test_size);
  return g_test_run ();
}
