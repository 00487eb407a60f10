/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "town-fixture.h"

#define POST "id,media_product_type,media_type,media_url,gif_url,permalink,username,text,timestamp,shortcode,thumbnail_url," \
             "children{id,media_type,media_url,thumbnail_url,alt_text},is_quote_post,quoted_post,reposted_post,has_replies,alt_text," \
             "link_attachment_url,poll_attachment{option_a,option_b,expiration_timestamp},topic_tag,is_verified,profile_picture_url"
#define REPLY POST ",is_reply,is_reply_owned_by_me,root_post,replied_to,hide_status,reply_audience"

static Fixture *
new_account (guint size)
{
  return fixture_new ("threads", size);
}

static EarTownItem *
reply (Fixture *f, const char *text, EarTownItem *to)
{
  EarTownItem *top = to->top != NULL ? to->top : to, *branch = to->parent != NULL ? to->parent : to->top != NULL ? to : NULL;
  EarTownItem *item = ear_town_write (f->town, f->account, EAR_TOWN_COMMENT, fixture_somebody (f)->id, text, top, branch);

  if (to->top != NULL)
    ear_town_item_set_fact (item, "in_reply_to", to->id);
  return item;
}

/* All of a list, page by page, as texts joined by blanks: what @field says. */
static char *
gather (Fixture *f, const char *target, const char *field)
{
  g_autofree char *next = g_strdup (target);
  g_autoptr (GString) all = g_string_new (NULL);

  while (next != NULL)
    {
      g_assert_cmpuint (fixture_get (f, "%s", next), ==, 200);
      for (guint i = 0; i < fixture_length (f, "data"); i++)
        {
          g_autofree char *path = g_strdup_printf ("data.%u.%s", i, field);

          g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", fixture_text (f, path));
        }
      g_free (next);
      next = fixture_next (f, "paging.next");
    }
  return g_strdup (all->str);
}

static guint
count_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return *text != '\0' ? g_strv_length (words) : 0;
}

static void
test_account (void)
{
  g_autoptr (Fixture) f = new_account (60);

  g_assert_cmpuint (fixture_get (f, "/v1.0/me?fields=id,username,name,is_verified,threads_profile_picture_url,threads_biography"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "username"), ==, f->account->handle);
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "X-Business-Use-Case-Usage"), "\"type\":\"threads\""));
  fixture_get (f, "/me?fields=id,colour");
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/me/threads?fields=id,colour");
  fixture_check_error (f, 100, 0);
  g_assert_false (fixture_has (f, "data"));
  fixture_get (f, "/me/conversations");
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/4711");
  fixture_check_error (f, 100, 33);
  ear_town_set (f->town, "threads.gone_24", "1");
  fixture_get (f, "/4711");
  fixture_check_error (f, 24, 4279009);

  g_assert_cmpuint (fixture_get (f, "/me/threads_insights?metric=views,likes,clicks,followers_count"), ==, 200);
  g_assert_nonnull (fixture_text (f, "data.0.values.0.value"));
  g_assert_nonnull (fixture_text (f, "data.1.total_value.value"));
  g_assert_nonnull (fixture_text (f, "data.2.link_total_values.0.link_url"));
  fixture_get (f, "/me/threads_insights?metric=follower_demographics");
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_get (f, "/%s/insights?metric=views,likes,replies", fixture_newest (f, EAR_TOWN_POST)->id), ==, 200);
  fixture_get (f, "/%s/insights?metric=views", fixture_newest (f, EAR_TOWN_MENTION)->id);
  fixture_check_error (f, 10, 0);
}

static void
test_posts (void)
{
  g_autoptr (Fixture) f = new_account (200);
  g_autofree char *ids = gather (f, "/v1.0/me/threads?limit=7&fields=" POST, "id"), *mentions = NULL, *found = NULL;
  EarTownItem *post = fixture_newest (f, EAR_TOWN_POST);

  g_assert_cmpuint (count_words (ids), ==, f->account->tops[EAR_TOWN_POST]->len);
  g_assert_true (g_str_has_prefix (ids, post->id));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=" POST ",owner", post->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "media_type"), ==, "TEXT_POST");
  g_assert_cmpstr (fixture_text (f, "media_product_type"), ==, "THREADS");
  g_assert_cmpstr (fixture_text (f, "has_replies"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "owner.id"), ==, f->account->id);
  g_assert_nonnull (strstr (fixture_text (f, "permalink"), fixture_text (f, "shortcode")));

  mentions = gather (f, "/me/mentions?limit=2&fields=" POST, "username");
  g_assert_cmpuint (count_words (mentions), ==, f->account->tops[EAR_TOWN_MENTION]->len);
  g_assert_null (strstr (mentions, f->account->handle));
  ear_town_set (f->town, "threads.standard_access", "1");
  g_assert_cmpuint (fixture_get (f, "/me/mentions"), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);

  ear_town_write (f->town, f->account, EAR_TOWN_POST, f->account->id, "Zabaione is back", NULL, NULL);
  found = gather (f, "/keyword_search?q=zABAIONE&fields=id,text", "text");
  g_assert_cmpstr (found, ==, "Zabaione is back");
  fixture_get (f, "/keyword_search");
  fixture_check_error (f, 100, 0);

  g_assert_cmpuint (fixture_get (f, "/me/threads?since=2026-09-01&limit=100"), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), <, f->account->tops[EAR_TOWN_POST]->len);
  g_assert_cmpuint (fixture_length (f, "data"), >, 0);
  fixture_get (f, "/me/threads?since=1000");
  fixture_check_error (f, 100, 0);
}

static void
test_trees (void)
{
  g_autoptr (Fixture) f = new_account (300);
  EarTownItem *post = fixture_newest (f, EAR_TOWN_POST), *first, *second, *beside;
  g_autofree char *all = g_strdup_printf ("/v1.0/%s/conversation?limit=9&fields=" REPLY, post->id), *ids = NULL, *below = NULL, *direct = NULL;
  g_autofree char *forwards = g_strdup_printf ("/%s/conversation?reverse=false&limit=1&fields=id", post->id), *level = NULL, *own = NULL;
  gboolean deep = FALSE;

  first = reply (f, "Open on Sunday?", post);
  second = reply (f, "I think so", first);
  reply (f, "Surely", second);
  beside = reply (f, "No idea", first);

  ids = gather (f, all, "id");
  g_assert_cmpuint (count_words (ids), ==, post->n_below);
  g_assert_true (g_str_has_prefix (ids, beside->id));
  g_assert_cmpuint (fixture_get (f, "%s", forwards), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, ((EarTownItem *) g_ptr_array_index (post->below, 0))->id);

  /* Whom each really replies to. */
  g_assert_cmpuint (fixture_get (f, "%s", all), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.replied_to.id"), ==, first->id);
  g_assert_cmpstr (fixture_text (f, "data.1.replied_to.id"), ==, second->id);
  g_assert_cmpstr (fixture_text (f, "data.2.replied_to.id"), ==, first->id);
  g_assert_cmpstr (fixture_text (f, "data.3.replied_to.id"), ==, post->id);
  g_assert_cmpstr (fixture_text (f, "data.1.root_post.id"), ==, post->id);
  g_assert_cmpstr (fixture_text (f, "data.1.is_reply"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "data.1.is_reply_owned_by_me"), ==, "false");
  g_assert_cmpstr (fixture_text (f, "data.1.username"), ==, fixture_somebody (f)->handle);
  g_assert_cmpstr (fixture_text (f, "data.1.hide_status"), ==, "NOT_HUSHED");
  g_assert_cmpstr (fixture_text (f, "data.1.has_replies"), ==, "false");
  g_assert_cmpstr (fixture_text (f, "data.2.has_replies"), ==, "true");
  g_assert_false (fixture_has (f, "data.1.owner"));
  g_assert_false (fixture_has (f, "data.1.from"));
  for (guint i = 0; i < f->town->items->len; i++)
    {
      const EarTownItem *item = g_ptr_array_index (f->town->items, i);

      deep |= item->top != post && ear_town_item_get_fact (item, "in_reply_to") != NULL;
    }
  g_assert_true (deep);

  g_free (all);
  all = g_strdup_printf ("/%s/replies?limit=9&fields=id", post->id);
  level = gather (f, all, "id");
  g_assert_cmpuint (count_words (level), ==, post->n_first);
  /* Of a reply: what answers it, and all that hangs below. */
  g_free (all);
  all = g_strdup_printf ("/%s/replies?fields=text", second->id);
  direct = gather (f, all, "text");
  g_assert_cmpstr (direct, ==, "Surely");
  g_free (all);
  all = g_strdup_printf ("/%s/conversation?fields=text", second->id);
  below = gather (f, all, "text");
  g_assert_cmpstr (below, ==, "Surely");
  g_free (all);
  all = g_strdup_printf ("/%s/replies?fields=text&reverse=false&limit=1", first->id);
  g_free (below);
  below = gather (f, all, "text");
  g_assert_cmpstr (below, ==, "I think so No idea");
  g_free (all);
  all = g_strdup_printf ("/%s/conversation?fields=text&reverse=false", first->id);
  g_free (below);
  below = gather (f, all, "text");
  g_assert_cmpstr (below, ==, "I think so Surely No idea");

  own = gather (f, "/me/replies?limit=6&fields=is_reply_owned_by_me,timestamp", "timestamp");
  {
    g_auto (GStrv) times = g_strsplit (own, " ", -1);
    guint expected = 0;

    for (guint i = 1; times[i] != NULL; i++)
      g_assert_cmpstr (times[i], <=, times[i - 1]);
    for (guint i = 0; i < f->town->items->len; i++)
      expected += ((EarTownItem *) g_ptr_array_index (f->town->items, i))->kind == EAR_TOWN_COMMENT &&
                  ear_town_item_is_ours (g_ptr_array_index (f->town->items, i));
    g_assert_cmpuint (g_strv_length (times), ==, expected);
  }
}

/* Makes a container and publishes it; the id of what it became, NULL and an error where it did not. */
static const char *
publish (Fixture *f, const char *form)
{
  if (fixture_ask (f, "POST", "/v1.0/me/threads", "%s", form) != 200)
    return NULL;
  if (fixture_ask (f, "POST", "/v1.0/me/threads_publish", "creation_id=%s", fixture_text (f, "id")) != 200)
    return NULL;
  return g_intern_string (fixture_text (f, "id"));
}

static void
test_publish (void)
{
  g_autoptr (Fixture) f = new_account (40);
  EarTownItem *question = reply (f, "Open on Sunday?", fixture_newest (f, EAR_TOWN_POST)), *mention = fixture_newest (f, EAR_TOWN_MENTION);
  g_autofree char *container = NULL, *form = NULL, *xs = g_strnfill (493, 'x'), *too_long = NULL;
  const char *id;

  g_assert_cmpuint (fixture_ask (f, "POST", "/v1.0/me/threads", "media_type=TEXT&text=Yes&reply_to_id=%s", question->id), ==, 200);
  container = g_strdup (fixture_text (f, "id"));
  g_assert_cmpuint (question->n_below, ==, 0);
  g_assert_cmpuint (fixture_get (f, "/%s/?fields=id,status,error_message", container), ==, 200);
  g_assert_cmpstr (fixture_text (f, "status"), ==, "FINISHED");
  g_assert_cmpuint (fixture_ask (f, "POST", "/v1.0/me/threads_publish", "creation_id=%s", container), ==, 200);
  id = g_intern_string (fixture_text (f, "id"));
  g_assert_cmpstr (id, !=, container);
  g_assert_cmpuint (question->n_below, ==, 1);
  fixture_get (f, "/%s?fields=status", container);
  g_assert_cmpstr (fixture_text (f, "status"), ==, "PUBLISHED");
  fixture_ask (f, "POST", "/v1.0/me/threads_publish", "creation_id=%s", container);
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (question->n_below, ==, 1);
  g_assert_cmpuint (fixture_get (f, "/me/replies?limit=1&fields=" REPLY), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, id);
  g_assert_cmpstr (fixture_text (f, "data.0.text"), ==, "Yes");
  g_assert_cmpstr (fixture_text (f, "data.0.replied_to.id"), ==, question->id);
  g_assert_cmpstr (fixture_text (f, "data.0.is_reply_owned_by_me"), ==, "true");

  /* Deeper, and under somebody else's post. */
  form = g_strdup_printf ("media_type=TEXT&text=Till+ten&reply_to_id=%s", id);
  id = publish (f, form);
  fixture_get (f, "/%s?fields=replied_to,root_post", id);
  g_assert_cmpstr (fixture_text (f, "root_post.id"), ==, question->top->id);
  g_assert_cmpstr (fixture_text (f, "replied_to.id"), !=, question->id);
  g_free (form);
  form = g_strdup_printf ("media_type=TEXT&text=Thank+you&reply_to_id=%s", mention->id);
  g_assert_nonnull (publish (f, form));
  g_assert_cmpuint (fixture_get (f, "/%s/replies", mention->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 1);
  g_assert_null (publish (f, "media_type=TEXT&text=x&reply_to_id=4711"));
  fixture_check_error (f, 100, 33);

  /* Posts of other sorts. */
  id = publish (f, "media_type=TEXT&text=Pizza+or+pasta&topic_tag=Food&reply_control=mentioned_only&"
                   "poll_attachment=%7B%22option_a%22%3A%22Pizza%22%2C%22option_b%22%3A%22Pasta%22%7D");
  g_assert_cmpuint (fixture_get (f, "/%s?fields=" REPLY, id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "poll_attachment.option_b"), ==, "Pasta");
  g_assert_cmpstr (fixture_text (f, "topic_tag"), ==, "Food");
  g_assert_cmpstr (fixture_text (f, "reply_audience"), ==, "MENTIONED_ONLY");
  g_assert_cmpstr (fixture_text (f, "is_reply"), ==, "false");
  g_free (form);
  form = g_strdup_printf ("media_type=TEXT&text=Look&quote_post_id=%s", id);
  fixture_get (f, "/%s?fields=is_quote_post,quoted_post", publish (f, form));
  g_assert_cmpstr (fixture_text (f, "is_quote_post"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "quoted_post.id"), ==, id);
  g_free (form);
  form = g_strdup_printf ("/%s/repost", mention->id);
  g_assert_cmpuint (fixture_ask (f, "POST", form, NULL), ==, 200);
  fixture_get (f, "/%s?fields=media_type,reposted_post", fixture_text (f, "id"));
  g_assert_cmpstr (fixture_text (f, "media_type"), ==, "REPOST_FACADE");
  g_assert_cmpstr (fixture_text (f, "reposted_post.id"), ==, mention->id);
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/threads?text=At+once&media_type=TEXT&auto_publish_text=true", NULL), ==, 200);
  g_assert_cmpstr (fixture_newest (f, EAR_TOWN_POST)->text, ==, "At once");

  /* 500, of which emoji take their bytes. */
  too_long = g_strdup_printf ("media_type=TEXT&text=%sxxxx%%F0%%9F%%8D%%95", xs);
  g_free (form);
  form = g_strdup_printf ("media_type=TEXT&text=%sxxx%%F0%%9F%%8D%%95", xs);
  g_assert_null (publish (f, too_long));
  fixture_check_error (f, 100, 0);
  g_assert_nonnull (publish (f, form));
  g_assert_null (publish (f, "media_type=TEXT"));
  fixture_check_error (f, 100, 0);
  g_assert_null (publish (f, "media_type=SONG&text=x"));
  fixture_check_error (f, 100, 0);
  g_assert_null (publish (f, "media_type=TEXT&text=x&topic_tag=a.b"));
  fixture_check_error (f, 100, 0);
  g_assert_null (publish (f, "media_type=TEXT&text=http://a+http://b+http://c+https://d+https://e+https://f"));
  fixture_check_error (f, 100, 0);
  g_assert_null (publish (f, "media_type=IMAGE&text=x"));
  fixture_check_error (f, 100, 0);
  fixture_ask (f, "POST", "/me/threads_publish", "creation_id=1");
  fixture_check_error (f, 24, 4279009);
}

static void
test_media (void)
{
  g_autoptr (Fixture) f = new_account (10);
  g_autofree char *picture = NULL, *video = NULL, *form = NULL, *carousel = NULL;

#define IMAGE "media_type=IMAGE&image_url=https%%3A%%2F%%2Faurora.example%%2Fa.jpg"
  fixture_ask (f, "POST", "/me/threads", IMAGE "&is_carousel_item=true");
  picture = g_strdup (fixture_text (f, "id"));
  fixture_ask (f, "POST", "/me/threads", "media_type=VIDEO&is_carousel_item=true&video_url=https%%3A%%2F%%2Faurora.example%%2Fa.mp4");
  video = g_strdup (fixture_text (f, "id"));
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/threads", "media_type=CAROUSEL&children=%s,%s&text=Both", picture, video), ==, 200);
  carousel = g_strdup (fixture_text (f, "id"));
  fixture_ask (f, "POST", "/me/threads", "media_type=CAROUSEL&children=%s", picture);
  fixture_check_error (f, 100, 0);
  fixture_ask (f, "POST", "/me/threads", "media_type=CAROUSEL&children=%s,4711", picture);
  fixture_check_error (f, 100, 0);

  fixture_get (f, "/%s?fields=status", carousel);
  g_assert_cmpstr (fixture_text (f, "status"), ==, "IN_PROGRESS");
  fixture_ask (f, "POST", "/me/threads_publish", "creation_id=%s", carousel);
  fixture_check_error (f, 24, 4279009);
  f->clock_ms += MINUTE_MS;
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/threads_publish", "creation_id=%s", carousel), ==, 200);
  fixture_get (f, "/%s?fields=media_type", fixture_text (f, "id"));
  g_assert_cmpstr (fixture_text (f, "media_type"), ==, "CAROUSEL_ALBUM");

  ear_town_set (f->town, "threads.fail_media", "FAILED_DOWNLOADING_VIDEO");
  fixture_get (f, "/%s?fields=id,status,error_message", video);
  g_assert_cmpstr (fixture_text (f, "status"), ==, "ERROR");
  g_assert_cmpstr (fixture_text (f, "error_message"), ==, "FAILED_DOWNLOADING_VIDEO");
  fixture_get (f, "/%s?fields=colour", video);
  fixture_check_error (f, 100, 0);
  f->clock_ms += 2 * DAY_MS;
  fixture_get (f, "/%s?fields=status", video);
  g_assert_cmpstr (fixture_text (f, "status"), ==, "EXPIRED");
}

static void
test_moderate (void)
{
  g_autoptr (Fixture) f = new_account (60);
  EarTownItem *question = reply (f, "Open on Sunday?", fixture_newest (f, EAR_TOWN_POST)), *deeper = reply (f, "Well?", question), *post, *waiting, *other;
  g_autofree char *target = g_strdup_printf ("/%s/manage_reply?hide=true", question->id), *own = NULL;
  const char *id;

  g_assert_cmpuint (fixture_ask (f, "POST", target, NULL), ==, 200);
  g_assert_cmpstr (fixture_text (f, "success"), ==, "true");
  g_assert_cmpuint (fixture_get (f, "/%s/conversation?limit=2&fields=id,hide_status", question->top->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.hide_status"), ==, "HIDDEN");
  g_assert_cmpstr (fixture_text (f, "data.1.hide_status"), ==, "HIDDEN");
  reply (f, "Nobody there?", deeper);
  g_assert_cmpuint (fixture_get (f, "/%s/conversation?limit=1&fields=hide_status", question->top->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.hide_status"), ==, "HIDDEN");
  g_free (target);
  target = g_strdup_printf ("/%s/manage_reply", question->id);
  g_assert_cmpuint (fixture_ask (f, "POST", target, "hide=false"), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=hide_status", deeper->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "hide_status"), ==, "NOT_HUSHED");
  fixture_ask (f, "POST", target, NULL);
  fixture_check_error (f, 100, 0);
  g_free (target);
  target = g_strdup_printf ("/%s/manage_reply", deeper->id);
  fixture_ask (f, "POST", target, "hide=true");
  fixture_check_error (f, 100, 0);

  /* Delete what is one's own. */
  own = g_strdup_printf ("media_type=TEXT&text=Yes&reply_to_id=%s", question->id);
  id = publish (f, own);
  g_free (target);
  target = g_strdup_printf ("/%s/manage_reply", id);
  fixture_ask (f, "POST", target, "hide=true");
  fixture_check_error (f, 10, 0);
  g_free (target);
  target = g_strdup_printf ("/%s", id);
  g_assert_cmpuint (fixture_ask (f, "DELETE", target, NULL), ==, 200);
  g_assert_cmpstr (fixture_text (f, "deleted_id"), ==, id);
  fixture_get (f, "%s", target);
  fixture_check_error (f, 100, 33);
  fixture_ask (f, "DELETE", target, NULL);
  fixture_check_error (f, 100, 33);
  g_free (target);
  target = g_strdup_printf ("/%s", question->id);
  fixture_ask (f, "DELETE", target, NULL);
  fixture_check_error (f, 10, 0);

  /* A post under which replies are let in one by one. */
  id = publish (f, "media_type=TEXT&text=Ask+us&enable_reply_approvals=true");
  post = ear_town_find_item (f->town, id);
  waiting = reply (f, "First", post);
  other = reply (f, "Second", post);
  g_assert_cmpuint (fixture_get (f, "/%s/conversation", id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);
  g_assert_cmpuint (fixture_get (f, "/%s/pending_replies?approval_status=pending&fields=" REPLY, id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 2);
  g_free (target);
  target = g_strdup_printf ("/%s/manage_pending_reply", waiting->id);
  g_assert_cmpuint (fixture_ask (f, "POST", target, "approve=true"), ==, 200);
  fixture_ask (f, "POST", target, "approve=true");
  fixture_check_error (f, 100, 0);
  g_free (target);
  target = g_strdup_printf ("/%s/manage_pending_reply", other->id);
  g_assert_cmpuint (fixture_ask (f, "POST", target, "approve=false"), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s/conversation?fields=id", id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 1);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, waiting->id);
  fixture_get (f, "/%s/pending_replies?approval_status=pending", id);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);
  fixture_get (f, "/%s/pending_replies?approval_status=ignored&fields=id", id);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, other->id);
}

static void
test_quotas (void)
{
  g_autoptr (Fixture) f = new_account (10);
  g_autofree char *target = NULL;

  f->clock_ms += 2 * DAY_MS;
  g_assert_nonnull (publish (f, "media_type=TEXT&text=One"));
  g_assert_cmpuint (fixture_get (f, "/me/threads_publishing_limit?fields=quota_usage,config,reply_quota_usage,reply_config,delete_quota_usage,"
                                    "delete_config"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.quota_usage"), ==, "1");
  g_assert_cmpstr (fixture_text (f, "data.0.config.quota_total"), ==, "250");
  g_assert_cmpstr (fixture_text (f, "data.0.reply_quota_usage"), ==, "0");
  g_assert_cmpstr (fixture_text (f, "data.0.reply_config.quota_total"), ==, "1000");
  g_assert_cmpstr (fixture_text (f, "data.0.delete_config.quota_duration"), ==, "86400");
  fixture_get (f, "/me/threads_publishing_limit?fields=quota_usage,colour");
  fixture_check_error (f, 100, 0);
  ear_town_set (f->town, "threads.quota", "1");
  g_assert_null (publish (f, "media_type=TEXT&text=Two"));
  fixture_check_error (f, 613, 0);
  ear_town_set (f->town, "threads.delete_quota", "0");
  target = g_strdup_printf ("/%s", fixture_newest (f, EAR_TOWN_POST)->id);
  fixture_ask (f, "DELETE", target, NULL);
  fixture_check_error (f, 613, 0);
}

static void
test_tokens (void)
{
  g_autoptr (Fixture) f = new_account (20);
  EarTownToken *token = ear_town_get_token (f->town, f->account, "user");
  g_autofree char *location = NULL, *code = NULL, *app = NULL;

  g_assert_cmpuint (fixture_get (f, "/debug_token?input_token=%s", token->secret), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.is_valid"), ==, "true");
  g_assert_cmpstr (fixture_text (f, "data.user_id"), ==, f->account->id);
  g_assert_cmpint (g_ascii_strtoll (fixture_text (f, "data.expires_at"), NULL, 10), ==, token->expires_ms / 1000);
  g_assert_cmpstr (fixture_text (f, "data.scopes.0"), ==, "threads_basic");
  fixture_get (f, "/refresh_access_token?grant_type=th_refresh_token");
  fixture_check_error (f, 100, 0);
  f->clock_ms += DAY_MS;
  g_assert_cmpuint (fixture_get (f, "/refresh_access_token?grant_type=th_refresh_token"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "expires_in"), ==, "5183944");
  g_assert_false (fixture_has (f, "permissions"));

  f->token = NULL;
  g_assert_cmpuint (fixture_get (f, "/oauth/authorize?client_id=%s&redirect_uri=https%%3A%%2F%%2Faurora.example%%2F&response_type=code&state=S1&"
                                    "scope=threads_basic,threads_read_replies", f->account->app_id), ==, 302);
  location = g_strdup (ear_reply_get_header (f->reply, "Location"));
  g_assert_true (g_str_has_prefix (location, "https://aurora.example/?code="));
  code = g_strndup (strstr (location, "code=") + 5, strcspn (strstr (location, "code=") + 5, "&"));
  g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/access_token", "client_id=%s&client_secret=%s&grant_type=authorization_code&"
                                 "redirect_uri=https%%3A%%2F%%2Faurora.example%%2F&code=%s", f->account->app_id, f->account->app_secret, code),
                    ==, 200);
  g_assert_cmpstr (fixture_text (f, "user_id"), ==, f->account->id);
  f->token = g_intern_string (fixture_text (f, "access_token"));
  g_assert_cmpuint (fixture_get (f, "/access_token?grant_type=th_exchange_token&client_secret=%s", f->account->app_secret), ==, 200);
  f->token = g_intern_string (fixture_text (f, "access_token"));
  fixture_get (f, "/me/mentions");
  fixture_check_error (f, 10, 0);
  fixture_ask (f, "POST", "/me/threads", "media_type=TEXT&text=x");
  fixture_check_error (f, 200, 0);

  f->token = NULL;
  g_assert_cmpuint (fixture_get (f, "/oauth/access_token?grant_type=client_credentials&client_id=%s&client_secret=%s", f->account->app_id,
                                 f->account->app_secret), ==, 200);
  app = g_uri_escape_string (fixture_text (f, "access_token"), NULL, FALSE);
  token->dead = 458;
  g_assert_cmpuint (fixture_get (f, "/debug_token?input_token=%s&access_token=%s", token->secret, app), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.is_valid"), ==, "false");
  fixture_get (f, "/debug_token?input_token=%s&access_token=x", token->secret);
  fixture_check_error (f, 190, 0);
  fixture_get (f, "/oauth/access_token?grant_type=client_credentials&client_id=%s&client_secret=x", f->account->app_id);
  fixture_check_error (f, 1, 0);
  f->token = token->secret;
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 458);
}

static void
test_trouble (void)
{
  static const char *const table[] = { "190/463", "190/460", "190/458", "10/0", "200/0", "4/0", "17/0", "32/0", "613/0", "100/0", "24/4279009",
                                       "1/0", "2/0", "2207051/0", "368/0", "4279013/0", "2207050/0" };
  g_autoptr (Fixture) f = new_account (20);
  guint before = f->account->tops[EAR_TOWN_POST]->len;

  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_DROP_AFTER, .method = (char *) "POST",
                                                            .path = (char *) "/v1.0/me/threads_publish", .times = 1 });
  g_assert_null (publish (f, "media_type=TEXT&text=Did+it+arrive"));
  g_assert_null (f->reply);
  g_assert_cmpuint (f->account->tops[EAR_TOWN_POST]->len, ==, before + 1);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_THROTTLE, .times = 1 });
  fixture_get (f, "/me");
  fixture_check_error (f, 4, 0);
  g_assert_nonnull (ear_reply_get_header (f->reply, "X-App-Usage"));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto (GStrv) parts = g_strsplit (table[i], "/", 2);

      ear_town_set (f->town, "threads.refuse", table[i]);
      fixture_ask (f, "POST", "/me/threads", "media_type=TEXT&text=x");
      g_assert_cmpstr (fixture_text (f, "error.code"), ==, parts[0]);
      g_assert_cmpstr (fixture_text (f, "error.error_subcode"), ==, strcmp (parts[1], "0") == 0 ? NULL : parts[1]);
    }
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_EXPIRE, .times = 1 });
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 463);
}

static void
test_rubbish (void)
{
  static const char *const ids[] = { "keyword_search", "debug_token", NULL };
  static const char *const edges[] = { "", "/replies", "/conversation", "/threads", "/threads_publish", "/mentions", "/pending_replies",
                                       "/manage_reply",
                                       "/manage_pending_reply", "/repost", "/insights", "/threads_publishing_limit", "/%00", "//", "/x/y/z", NULL };
  static const char *const parameters[] = {
    "fields=id,text,replied_to{id{id}}", "fields=children{}", "fields=,", "fields=a.b(c", "limit=-1", "limit=999999999999999999999", "after=%FF",
    "before=YzE=",
    "text=%F0%28%8C%28&media_type=TEXT", "media_type=TEXT&text=x", "media_type=TEXT&text=x&auto_publish_text=true", "hide=perhaps",
    "reply_to_id=&media_type=TEXT&text=y", "creation_id=%00", "children=,,&media_type=CAROUSEL", "metric=,views", "since=x&until=-1",
    "since=99999-99-99", "q=%00", "approve=true", "approval_status=x", "poll_attachment=[[[", "&&==&", "fields=quota_usage,config", NULL,
  };
  g_autoptr (Fixture) f = new_account (40);

  fixture_ask_rubbish (f, &(FixtureRubbish) { "/v1.0", ids, edges, parameters, "error.code" });
}

static void
test_size (void)
{
  g_autoptr (Fixture) f = new_account (20);
  guint seen = fixture_read_many (f, "/v1.0/%s/conversation?limit=100&fields=id,text,timestamp,username,replied_to,has_replies,hide_status");

  g_assert_cmpuint (seen, ==, fixture_newest (f, EAR_TOWN_POST)->n_below);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/threads/account", test_account);
  g_test_add_func ("/threads/posts", test_posts);
  g_test_add_func ("/threads/trees", test_trees);
  g_test_add_func ("/threads/publish", test_publish);
  g_test_add_func ("/threads/media", test_media);
  g_test_add_func ("/threads/moderate", test_moderate);
  g_test_add_func ("/threads/quotas", test_quotas);
  g_test_add_func ("/threads/tokens", test_tokens);
  g_test_add_func ("/threads/trouble", test_trouble);
  g_test_add_func ("/threads/rubbish", test_rubbish);
  g_test_add_func ("/threads/size", test_size);
  return g_test_run ();
}
