/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "town-fixture.h"

#define MEDIA "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp,username,like_count,comments_count," \
              "is_comment_enabled,alt_text,shortcode,children{id,media_type,media_url,thumbnail_url}"
#define COMMENT "id,text,timestamp,username,from{id,username,self_ig_scoped_id},hidden,like_count,parent_id"
#define MESSAGE "id,created_time,from,to,message,attachments,shares,story,reactions,is_unsupported,reply_to"

static Fixture *
new_account (guint size)
{
  return fixture_new ("instagram", size);
}

static EarTownItem *
comment (Fixture *f, const char *text, EarTownItem *parent)
{
  return ear_town_write (f->town, f->account, EAR_TOWN_COMMENT, fixture_somebody (f)->id, text, fixture_newest (f, EAR_TOWN_POST), parent);
}

static void
test_account (void)
{
  g_autoptr (Fixture) f = new_account (60);
  g_autofree char *app_id = NULL;

  g_assert_cmpuint (fixture_get (f, "/v26.0/me?fields=user_id,username,name,account_type,profile_picture_url,followers_count,follows_count,"
                                    "media_count"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "user_id"), ==, f->account->id);
  g_assert_true (g_str_has_prefix (f->account->id, "17841"));
  g_assert_cmpstr (fixture_text (f, "id"), !=, f->account->id);
  g_assert_cmpstr (fixture_text (f, "account_type"), ==, "BUSINESS");
  g_assert_cmpint (g_ascii_strtoll (fixture_text (f, "media_count"), NULL, 10), ==, f->account->tops[EAR_TOWN_POST]->len);
  g_assert_nonnull (ear_reply_get_header (f->reply, "X-App-Usage"));
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "X-Business-Use-Case-Usage"), "\"type\":\"instagram\""));
  app_id = g_strdup (fixture_text (f, "id"));
  /* Either of the two ids. */
  g_assert_cmpuint (fixture_get (f, "/%s?fields=user_id", app_id), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=username", f->account->id), ==, 200);

  /* One field that is not there, and nothing is answered; in lists without anything in them too. */
  fixture_get (f, "/me?fields=user_id,colour");
  fixture_check_error (f, 100, 0);
  g_assert_null (fixture_text (f, "user_id"));
  fixture_get (f, "/me/stories?fields=id,colour");
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/me/media?fields=id,comments{id,colour}");
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/me/nothing");
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/a/b/c");
  fixture_check_error (f, 2500, 0);
  fixture_get (f, "/me?fields=id{");
  fixture_check_error (f, 2500, 0);
  fixture_get (f, "/4711");
  fixture_check_error (f, 100, 33);

  g_assert_cmpuint (fixture_get (f, "/me/insights?metric=reach,views&period=day&metric_type=total_value"), ==, 200);
  g_assert_nonnull (fixture_text (f, "data.1.total_value.value"));
  fixture_get (f, "/me/insights?metric=impressions&period=day");
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_get (f, "/%s/insights?metric=reach,likes,saved", fixture_newest (f, EAR_TOWN_POST)->id), ==, 200);
  g_assert_nonnull (fixture_text (f, "data.0.values.0.value"));
}

static void
test_media (void)
{
  g_autoptr (Fixture) f = new_account (200);
  g_autofree char *target = g_strdup ("/v26.0/me/media?limit=7&fields=" MEDIA);
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  EarTownItem *post = fixture_newest (f, EAR_TOWN_POST);
  EarTownItem *question = comment (f, "One?", NULL);
  guint seen = 0, counted;

  while (target != NULL)
    {
      g_assert_cmpuint (fixture_get (f, "%s", target), ==, 200);
      if (seen == 0)
        g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, post->id);
      for (guint i = 0; i < fixture_length (f, "data"); i++, seen++)
        {
          g_autofree char *type = g_strdup_printf ("data.%u.media_type", i);

          g_hash_table_add (types, (gpointer) g_intern_string (fixture_text (f, type)));
        }
      g_free (target);
      target = fixture_next (f, "paging.next");
    }
  g_assert_cmpuint (seen, ==, f->account->tops[EAR_TOWN_POST]->len);
  g_assert_cmpuint (g_hash_table_size (types), ==, 3);

  /* Hidden and deleted ones do not count. */
  g_assert_cmpuint (fixture_get (f, "/%s?fields=comments_count", post->id), ==, 200);
  counted = (guint) g_ascii_strtoull (fixture_text (f, "comments_count"), NULL, 10);
  g_assert_cmpuint (counted, ==, post->n_below);
  question->hidden = TRUE;
  fixture_get (f, "/%s?fields=comments_count", post->id);
  g_assert_cmpuint (g_ascii_strtoull (fixture_text (f, "comments_count"), NULL, 10), ==, counted - 1);

  g_assert_cmpuint (fixture_get (f, "/me/tags?fields=id,caption,media_type,media_url,permalink,timestamp,username,comments_count"), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, f->account->tops[EAR_TOWN_MENTION]->len);
  g_assert_cmpstr (fixture_text (f, "data.0.username"), !=, f->account->handle);
  fixture_get (f, "/%s/comments", fixture_newest (f, EAR_TOWN_MENTION)->id);
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_get (f, "/me/media?since=%" G_GINT64_FORMAT, f->clock_ms / 1000 - 10 * 86400), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), <, seen);
  fixture_get (f, "/me/media?after=bm9uc2Vuc2U=");
  fixture_check_error (f, 100, 0);
}

static void
test_comments (void)
{
  g_autoptr (Fixture) f = new_account (600);
  EarTownItem *post = fixture_newest (f, EAR_TOWN_POST), *question, *deeper;
  g_autofree char *target = g_strdup_printf ("/v26.0/%s/comments?limit=100&fields=" COMMENT ",replies{" COMMENT "}", post->id);
  g_autofree char *last = g_strdup ("9999"), *replies = NULL, *node = NULL, *reply = NULL;
  guint seen = 0;

  question = comment (f, "How much? @trattoria.aurora", NULL);
  for (guint i = 0; i < 60; i++)
    comment (f, "Me too", NULL);
  while (target != NULL)
    {
      g_assert_cmpuint (fixture_get (f, "%s", target), ==, 200);
      g_assert_cmpuint (fixture_length (f, "data"), <=, 50);
      for (guint i = 0; i < fixture_length (f, "data"); i++, seen++)
        {
          g_autofree char *parent = g_strdup_printf ("data.%u.parent_id", i), *time = g_strdup_printf ("data.%u.timestamp", i);

          g_assert_null (fixture_text (f, parent));
          g_assert_cmpstr (fixture_text (f, time), <=, last);
          g_set_str (&last, fixture_text (f, time));
        }
      g_free (target);
      target = fixture_next (f, "paging.next");
    }
  g_assert_cmpuint (seen, ==, post->n_first);

  /* A reply to a reply hangs under the comment. */
  replies = g_strdup_printf ("/%s/replies", question->id);
  g_assert_cmpuint (fixture_ask (f, "POST", replies, "message=3+euro"), ==, 200);
  reply = g_strdup (fixture_text (f, "id"));
  node = g_strdup_printf ("/%s/replies", reply);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "{\"message\":\"Or two.\"}"), ==, 200);
  deeper = ear_town_find_item (f->town, fixture_text (f, "id"));
  g_assert_true (deeper->parent == question);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=" COMMENT ",replies{" COMMENT "},media", question->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "replies.data"), ==, 2);
  g_assert_cmpstr (fixture_text (f, "replies.data.0.id"), ==, deeper->id);
  g_assert_cmpstr (fixture_text (f, "replies.data.0.parent_id"), ==, question->id);
  g_assert_cmpstr (fixture_text (f, "replies.data.0.from.id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "replies.data.0.username"), ==, f->account->handle);
  g_assert_cmpstr (fixture_text (f, "from.id"), ==, fixture_somebody (f)->id);
  g_assert_cmpstr (fixture_text (f, "from.username"), ==, fixture_somebody (f)->handle);
  g_assert_cmpstr (fixture_text (f, "timestamp"), ==, "2026-09-21T14:13:20+0000");
  g_assert_cmpstr (fixture_text (f, "media.id"), ==, post->id);
  g_assert_cmpuint (fixture_get (f, "/%s/replies?limit=1&fields=id", question->id), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 1);
  g_assert_nonnull (fixture_text (f, "paging.next"));
  fixture_ask (f, "POST", replies, "message=");
  fixture_check_error (f, 100, 0);

  /* Hide: stays in the list, cannot be answered. */
  g_free (node);
  node = g_strdup_printf ("/%s", question->id);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "hide=true"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "success"), ==, "true");
  g_assert_cmpuint (fixture_get (f, "/%s?fields=hidden", question->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "hidden"), ==, "true");
  fixture_ask (f, "POST", replies, "message=x");
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "hide=false"), ==, 200);
  g_assert_false (question->hidden);
  fixture_ask (f, "POST", node, "message=mine+now");
  fixture_check_error (f, 100, 0);
  g_free (node);
  node = g_strdup_printf ("/%s", reply);
  fixture_ask (f, "POST", node, "hide=true");
  fixture_check_error (f, 200, 0);

  /* Delete: one's own, and others' on one's own media, with what is under them. */
  g_assert_cmpuint (fixture_ask (f, "DELETE", node, NULL), ==, 200);
  fixture_get (f, "/%s", reply);
  fixture_check_error (f, 100, 33);
  g_free (node);
  node = g_strdup_printf ("/%s", question->id);
  g_assert_cmpuint (fixture_ask (f, "DELETE", node, NULL), ==, 200);
  g_assert_true (deeper->deleted);
  fixture_ask (f, "POST", replies, "message=x");
  fixture_check_error (f, 100, 33);

  /* Restricted people's comments are not given. */
  ear_town_set (f->town, "instagram.restricted", fixture_somebody (f)->id);
  fixture_get (f, "/%s/comments?limit=1&fields=from", post->id);
  g_assert_cmpstr (fixture_text (f, "data.0.from.id"), !=, fixture_somebody (f)->id);

  /* Comments switched off, and a comment of one's own. */
  g_free (node);
  node = g_strdup_printf ("/%s", post->id);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "comment_enabled=false"), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=is_comment_enabled", post->id), ==, 200);
  g_assert_cmpstr (fixture_text (f, "is_comment_enabled"), ==, "false");
  g_free (replies);
  replies = g_strdup_printf ("/%s/comments", post->id);
  fixture_ask (f, "POST", replies, "message=Welcome");
  fixture_check_error (f, 10, 0);
  g_assert_cmpuint (fixture_ask (f, "POST", node, "comment_enabled=true"), ==, 200);
  g_assert_cmpuint (fixture_ask (f, "POST", replies, "message=Welcome"), ==, 200);
  fixture_ask (f, "POST", node, "caption=x");
  fixture_check_error (f, 100, 0);
}

static void
test_withheld (void)
{
  g_autoptr (Fixture) f = new_account (30);
  EarTownItem *question = comment (f, "Who am I?", NULL);

  ear_town_find_person (f->town, question->author)->withheld = TRUE;
  g_assert_cmpuint (fixture_get (f, "/%s?fields=from,username,text", question->id), ==, 200);
  g_assert_false (fixture_has (f, "from"));
  g_assert_cmpstr (fixture_text (f, "username"), ==, fixture_somebody (f)->handle);
}

static void
test_mentions (void)
{
  g_autoptr (Fixture) f = new_account (60);
  EarTownItem *mention = fixture_newest (f, EAR_TOWN_MENTION);

  g_assert_cmpuint (fixture_ask (f, "POST", "/me/mentions", "media_id=%s&message=Thank+you", mention->id), ==, 200);
  g_assert_cmpuint (mention->n_below, ==, 1);
  fixture_ask (f, "POST", "/me/mentions", "media_id=%s&message=x", fixture_newest (f, EAR_TOWN_POST)->id);
  fixture_check_error (f, 100, 0);
  fixture_ask (f, "POST", "/me/mentions", "media_id=%s&comment_id=4711&message=x", mention->id);
  fixture_check_error (f, 100, 0);
}

#define SAY(id, type) "{\"recipient\":{\"id\":\"%s\"},\"message\":{\"text\":\"Hello\"}," type "}", id

static void
test_messages (void)
{
  g_autoptr (Fixture) f = new_account (120);
  const char *person = fixture_somebody (f)->id, *send = "/v26.0/me/messages";
  EarTownItem *thread = ear_town_get_thread (f->town, f->account, person, TRUE);
  g_autofree char *conversation = NULL, *mid = NULL, *old = NULL, *long_text = g_strnfill (998, 'x');
  guint n_stories = 0;

  /* Longer than what is given with content. */
  for (guint i = 0; i < 30; i++)
    ear_town_write (f->town, f->account, EAR_TOWN_MESSAGE, person, "A table?", thread, NULL);
  g_assert_cmpuint (fixture_get (f, "/me/conversations?platform=instagram&fields=id,updated_time,participants{id,username}&limit=50"), ==, 200);
  conversation = g_strdup (fixture_text (f, "data.0.id"));
  g_assert_true (g_str_has_prefix (conversation, "aWdf"));
  g_assert_cmpstr (fixture_text (f, "data.0.participants.data.0.id"), ==, person);
  g_assert_cmpstr (fixture_text (f, "data.0.participants.data.0.username"), ==, fixture_somebody (f)->handle);
  g_assert_cmpstr (fixture_text (f, "data.0.participants.data.1.id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "data.0.updated_time"), >=, fixture_text (f, "data.1.updated_time"));
  g_assert_cmpuint (fixture_get (f, "/me/conversations?platform=instagram&user_id=%s", person), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 1);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=messages.limit(25){" MESSAGE "}", conversation), ==, 200);
  g_assert_cmpuint (fixture_length (f, "messages.data"), ==, 25);
  g_assert_cmpstr (fixture_text (f, "messages.data.19.message"), ==, "A table?");
  g_assert_cmpstr (fixture_text (f, "messages.data.19.from.id"), ==, person);
  g_assert_cmpstr (fixture_text (f, "messages.data.19.to.data.0.id"), ==, f->account->id);
  g_assert_false (fixture_has (f, "messages.data.20.message"));
  g_assert_false (fixture_has (f, "messages.data.20.from"));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *story = g_strdup_printf ("messages.data.%u.story.reply_to.link", i);

      n_stories += fixture_has (f, story);
    }
  g_assert_cmpuint (n_stories, >, 0);
  g_assert_cmpuint (n_stories, <, 20);
  mid = g_strdup (fixture_text (f, "messages.data.0.id"));
  old = g_strdup (fixture_text (f, "messages.data.20.id"));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=id,created_time,from,to,message", mid), ==, 200);
  fixture_get (f, "/%s?fields=message", old);
  fixture_check_error (f, 100, 33);
  ear_town_set (f->town, "instagram.old_fields", "1");
  fixture_get (f, "/%s?fields=messages.limit(20){" MESSAGE "}", conversation);
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=messages.limit(20){id,created_time,from,to,message,attachments,reply_to}", conversation), ==, 200);
  ear_town_set (f->town, "instagram.old_fields", NULL);
  g_assert_cmpuint (fixture_get (f, "/%s/messages?limit=3&fields=id", conversation), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 3);

  /* Who it is, once they have written. */
  g_assert_cmpuint (fixture_get (f, "/%s?fields=name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user,"
                                    "is_verified_user", person), ==, 200);
  g_assert_cmpstr (fixture_text (f, "username"), ==, fixture_somebody (f)->handle);
  fixture_get (f, "/%s", ear_town_add_person (f->town, "Silent One", "silent")->id);
  fixture_check_error (f, 230, 0);

  /* Sending, within 24 hours, or seven days by a person. */
  g_assert_cmpuint (fixture_ask (f, "POST", send, SAY (person, "\"reply_to\":{\"mid\":\"m\"}")), ==, 200);
  g_assert_cmpstr (fixture_text (f, "recipient_id"), ==, person);
  g_free (mid);
  mid = g_strdup (fixture_text (f, "message_id"));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=" MESSAGE, mid), ==, 200);
  g_assert_cmpstr (fixture_text (f, "from.id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "to.data.0.id"), ==, person);
  g_assert_cmpstr (fixture_text (f, "reply_to.mid"), ==, "m");
  g_assert_cmpuint (fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"sender_action\":\"react\",\"payload\":{\"message_id\":\"%s\","
                                                  "\"reaction\":\"❤\"}}", person, mid), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=reactions", mid), ==, 200);
  g_assert_cmpstr (fixture_text (f, "reactions.data.0.reaction"), ==, "❤");
  g_assert_cmpuint (fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"sender_action\":\"unreact\",\"payload\":{\"message_id\":\"%s\"}}",
                                 person, mid), ==, 200);
  fixture_get (f, "/%s?fields=reactions", mid);
  g_assert_false (fixture_has (f, "reactions"));
  fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"sender_action\":\"react\",\"payload\":{\"message_id\":\"x\",\"reaction\":\"❤\"}}",
               person);
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"message\":{\"attachment\":{\"type\":\"image\",\"payload\":"
                                                  "{\"url\":\"https://aurora.example/a.jpg\"}}}}", person), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/%s?fields=attachments", fixture_text (f, "message_id")), ==, 200);
  g_assert_nonnull (fixture_text (f, "attachments.data.0.image_data.url"));
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/message_attachments", "{\"message\":{\"attachment\":{\"type\":\"image\"}}}"), ==, 200);
  g_assert_nonnull (fixture_text (f, "attachment_id"));

  /* A thousand bytes, not letters. */
  g_assert_cmpuint (fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"message\":{\"text\":\"%sé\"}}", person, long_text), ==, 200);
  fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"message\":{\"text\":\"%sxé\"}}", person, long_text);
  fixture_check_error (f, 100, 0);
  fixture_ask (f, "POST", send, "{\"recipient\":{\"id\":\"%s\"},\"message\":{}}", person);
  fixture_check_error (f, 100, 0);
  fixture_ask (f, "POST", send, SAY ("1", "\"messaging_type\":\"RESPONSE\""));
  fixture_check_error (f, 100, 2534014);
  ear_town_set (f->town, "instagram.unreachable", person);
  fixture_ask (f, "POST", send, SAY (person, "\"messaging_type\":\"RESPONSE\""));
  fixture_check_error (f, 551, 1545041);
  ear_town_set (f->town, "instagram.unreachable", NULL);
  f->clock_ms += DAY_MS + MINUTE_MS;
  fixture_ask (f, "POST", send, SAY (person, "\"messaging_type\":\"RESPONSE\""));
  fixture_check_error (f, 10, 2534022);
  g_assert_cmpuint (fixture_ask (f, "POST", send, SAY (person, "\"messaging_type\":\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\"")), ==, 200);
  fixture_ask (f, "POST", send, SAY (person, "\"messaging_type\":\"MESSAGE_TAG\",\"tag\":\"ACCOUNT_UPDATE\""));
  fixture_check_error (f, 100, 0);
  ear_town_set (f->town, "instagram.no_human_agent", "1");
  fixture_ask (f, "POST", send, SAY (person, "\"messaging_type\":\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\""));
  fixture_check_error (f, 10, 0);
  ear_town_set (f->town, "instagram.no_human_agent", NULL);

  /* A comment opens no window. */
  f->clock_ms += 6 * DAY_MS;
  comment (f, "How much?", NULL);
  fixture_ask (f, "POST", send, SAY (person, "\"messaging_type\":\"MESSAGE_TAG\",\"tag\":\"HUMAN_AGENT\""));
  fixture_check_error (f, 10, 2534022);
  fixture_reply_privately (f, send, "2534022");

  ear_town_set (f->town, "instagram.standard_access", "1");
  g_assert_cmpuint (fixture_get (f, "/me/conversations?platform=instagram"), ==, 200);
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);
  fixture_get (f, "/me/conversations?platform=messenger");
  fixture_check_error (f, 100, 0);
}

static void
test_tokens (void)
{
  g_autoptr (Fixture) f = new_account (20);
  EarTownToken *token = ear_town_get_token (f->town, f->account, "user"), *brief = ear_town_get_token (f->town, f->account, "short");
  g_autofree char *comments = g_strdup_printf ("/%s/comments", fixture_newest (f, EAR_TOWN_POST)->id), *fresh = NULL;

  f->token = NULL;
  fixture_get (f, "/me");
  fixture_check_error (f, 104, 0);
  g_assert_cmpuint (fixture_get (f, "/me?access_token=%s", token->secret), ==, 200);
  f->token = "IGnothing";
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 401);
  fixture_check_error (f, 190, 0);

  /* Renewing: not before a day is over. */
  f->token = token->secret;
  fixture_get (f, "/refresh_access_token?grant_type=ig_refresh_token");
  fixture_check_error (f, 100, 0);
  f->clock_ms += DAY_MS;
  g_assert_cmpuint (fixture_get (f, "/refresh_access_token?grant_type=ig_refresh_token&access_token=%s", token->secret), ==, 200);
  g_assert_cmpstr (fixture_text (f, "expires_in"), ==, "5183944");
  g_assert_nonnull (strstr (fixture_text (f, "permissions"), "instagram_business_manage_comments"));
  fresh = g_strdup (fixture_text (f, "access_token"));
  fixture_get (f, "/refresh_access_token?grant_type=th_refresh_token");
  fixture_check_error (f, 100, 0);
  f->clock_ms += 59 * DAY_MS;
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 463);
  fixture_get (f, "/refresh_access_token?grant_type=ig_refresh_token");
  fixture_check_error (f, 190, 463);
  f->token = fresh;
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 200);

  /* Lengthening, with the app's secret. */
  brief->expires_ms = f->clock_ms + HOUR_MS;
  f->token = brief->secret;
  fixture_get (f, "/access_token?grant_type=ig_exchange_token&client_secret=wrong");
  fixture_check_error (f, 1, 0);
  g_assert_cmpuint (fixture_get (f, "/access_token?grant_type=ig_exchange_token&client_secret=%s", f->account->app_secret), ==, 200);
  g_assert_cmpstr (fixture_text (f, "token_type"), ==, "bearer");
  f->token = fresh;
  fixture_get (f, "/access_token?grant_type=ig_exchange_token&client_secret=%s", f->account->app_secret);
  fixture_check_error (f, 100, 0);

  /* What a token may not. */
  g_set_str (&ear_town_find_token (f->town, fresh)->scopes, "instagram_business_basic");
  fixture_get (f, "%s", comments);
  fixture_check_error (f, 10, 0);
  fixture_ask (f, "POST", comments, "message=x");
  fixture_check_error (f, 200, 0);
  fixture_get (f, "/me/media?fields=id,comments{id}");
  fixture_check_error (f, 10, 0);
  g_assert_cmpuint (fixture_get (f, "/me/media?fields=id"), ==, 200);
  ear_town_find_token (f->town, fresh)->dead = 460;
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 460);
}

static void
test_dialog (void)
{
  g_autoptr (Fixture) f = new_account (10);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) query = NULL;
  const char *location, *code;

  f->token = NULL;
#define DIALOG "/oauth/authorize?client_id=%s&redirect_uri=%s&response_type=code&state=S1&" \
               "scope=instagram_business_basic,instagram_business_manage_messages"
  g_assert_cmpuint (fixture_get (f, DIALOG, "1", "https%3A%2F%2Faurora.example%2F"), ==, 400);
  g_assert_cmpuint (fixture_get (f, DIALOG, f->account->app_id, "http%3A%2F%2Flocalhost%2F"), ==, 400);
  ear_town_set (f->town, "instagram.declined", "instagram_business_manage_messages");
  g_assert_cmpuint (fixture_get (f, DIALOG, f->account->app_id, "https%3A%2F%2Faurora.example%2F"), ==, 302);
  location = ear_reply_get_header (f->reply, "Location");
  g_assert_true (g_str_has_suffix (location, "state=S1#_"));
  uri = g_uri_parse (location, G_URI_FLAGS_NONE, NULL);
  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  code = g_hash_table_lookup (query, "code");
#define CODE "client_id=%s&client_secret=%s&grant_type=authorization_code&redirect_uri=%s&code=%s"
#define HOME "https%3A%2F%2Faurora.example%2F"
  fixture_ask (f, "POST", "/oauth/access_token", CODE, "1", f->account->app_secret, HOME, code);
  fixture_check_error (f, 101, 0);
  fixture_ask (f, "POST", "/oauth/access_token", CODE, f->account->app_id, "x", HOME, code);
  fixture_check_error (f, 1, 0);
  fixture_ask (f, "POST", "/oauth/access_token", CODE, f->account->app_id, f->account->app_secret, HOME "x", code);
  fixture_check_error (f, 100, 36008);
  g_assert_cmpuint (fixture_ask (f, "POST", "/oauth/access_token", CODE, f->account->app_id, f->account->app_secret, HOME, code), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.user_id"), ==, f->account->id);
  g_assert_cmpstr (fixture_text (f, "data.0.permissions"), ==, "instagram_business_basic");
  f->token = g_intern_string (fixture_text (f, "data.0.access_token"));
  g_assert_cmpuint (fixture_get (f, "/me"), ==, 200);
  fixture_ask (f, "POST", "/oauth/access_token", CODE, f->account->app_id, f->account->app_secret, HOME, code);
  fixture_check_error (f, 100, 36009);
  f->clock_ms += HOUR_MS;
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 463);
  ear_town_set (f->town, "instagram.deny", "1");
  g_assert_cmpuint (fixture_get (f, DIALOG, f->account->app_id, HOME), ==, 302);
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "Location"), "error=access_denied"));
}

static void
test_publish (void)
{
  g_autoptr (Fixture) f = new_account (20);
  g_autofree char *container = NULL, *media = NULL, *long_caption = g_strnfill (2201, 'x');
  guint before = f->account->tops[EAR_TOWN_POST]->len;

#define PICTURE "image_url=https%%3A%%2F%%2Faurora.example%%2Fa.jpg"
  fixture_ask (f, "POST", "/me/media", "caption=No+picture");
  fixture_check_error (f, 9004, 2207052);
  fixture_ask (f, "POST", "/me/media", PICTURE "&caption=%s", long_caption);
  fixture_check_error (f, 36004, 2207010);
  fixture_ask (f, "POST", "/me/media", PICTURE "&media_type=TEXT");
  fixture_check_error (f, 100, 0);
  fixture_ask (f, "POST", "/me/media", "media_type=CAROUSEL&children=1");
  fixture_check_error (f, 100, 2207028);
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/media", PICTURE "&caption=Soup+today&alt_text=A+plate"), ==, 200);
  container = g_strdup (fixture_text (f, "id"));
  g_assert_cmpuint (fixture_get (f, "/%s?fields=status_code,status", container), ==, 200);
  g_assert_cmpstr (fixture_text (f, "status_code"), ==, "IN_PROGRESS");
  fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", container);
  fixture_check_error (f, 9007, 2207027);
  f->clock_ms += MINUTE_MS;
  fixture_get (f, "/%s?fields=status_code", container);
  g_assert_cmpstr (fixture_text (f, "status_code"), ==, "FINISHED");
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", container), ==, 200);
  media = g_strdup (fixture_text (f, "id"));
  fixture_get (f, "/%s?fields=status_code,colour", container);
  fixture_check_error (f, 100, 0);
  fixture_get (f, "/%s?fields=status_code", container);
  g_assert_cmpstr (fixture_text (f, "status_code"), ==, "PUBLISHED");
  fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", container);
  fixture_check_error (f, 100, 0);
  g_assert_cmpuint (fixture_get (f, "/me/media?limit=1&fields=id,caption,alt_text"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, media);
  g_assert_cmpstr (fixture_text (f, "data.0.caption"), ==, "Soup today");
  g_assert_cmpstr (fixture_text (f, "data.0.alt_text"), ==, "A plate");
  g_assert_cmpuint (f->account->tops[EAR_TOWN_POST]->len, ==, before + 1);

  /* A story stands in its own list, for a day. */
  ear_town_set (f->town, "instagram.processing", "0");
  fixture_ask (f, "POST", "/me/media", PICTURE "&media_type=STORIES");
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", fixture_text (f, "id")), ==, 200);
  g_assert_cmpuint (fixture_get (f, "/me/stories?fields=id,media_product_type"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.media_product_type"), ==, "STORY");
  fixture_get (f, "/me/media?limit=1");
  g_assert_cmpstr (fixture_text (f, "data.0.id"), ==, media);
  g_assert_cmpuint (fixture_get (f, "/me/content_publishing_limit?fields=quota_usage,config"), ==, 200);
  g_assert_cmpstr (fixture_text (f, "data.0.quota_usage"), ==, "2");
  ear_town_set (f->town, "instagram.quota", "2");
  fixture_ask (f, "POST", "/me/media", PICTURE);
  fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", fixture_text (f, "id"));
  fixture_check_error (f, 9, 2207042);
  f->clock_ms += DAY_MS + MINUTE_MS;
  fixture_get (f, "/me/stories");
  g_assert_cmpuint (fixture_length (f, "data"), ==, 0);

  ear_town_set (f->town, "instagram.fail_media", "UNKNOWN");
  fixture_ask (f, "POST", "/me/media", "media_type=REELS&video_url=https%%3A%%2F%%2Faurora.example%%2Fa.mp4");
  g_set_str (&container, fixture_text (f, "id"));
  fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", container);
  fixture_check_error (f, 352, 2207026);
  f->clock_ms += 2 * DAY_MS;
  fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", container);
  fixture_check_error (f, -2, 2207020);
  fixture_ask (f, "POST", "/me/media_publish", "creation_id=1");
  fixture_check_error (f, 100, 0);
}

static void
test_trouble (void)
{
  static const char *const table[] = { "4/0", "17/0", "32/0", "613/0", "80002/0", "10/0", "200/0", "25/2207050", "2207051/0", "368/0", "2534122/0",
                                       "2534029/0", "1893063/0", "190/463", "102/0" };
  g_autoptr (Fixture) f = new_account (60);
  g_autofree char *comments = g_strdup_printf ("/%s/comments", fixture_newest (f, EAR_TOWN_POST)->id), *first = NULL;
  guint before = fixture_newest (f, EAR_TOWN_POST)->n_below;

  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_ERROR_AFTER, .method = (char *) "POST", .times = 1 });
  g_assert_cmpuint (fixture_ask (f, "POST", comments, "message=Did+it+arrive"), ==, 500);
  g_assert_cmpuint (fixture_newest (f, EAR_TOWN_POST)->n_below, ==, before + 1);
  fixture_get (f, "%s?limit=3", comments);
  first = g_strdup (fixture_text (f, "data.0.id"));
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_DUPLICATE, .times = 1 });
  fixture_get (f, "%s?limit=3", comments);
  g_assert_cmpstr (fixture_text (f, "data.3.id"), ==, first);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_THROTTLE, .times = 1 });
  fixture_get (f, "/me");
  fixture_check_error (f, 80002, 0);
  g_assert_nonnull (strstr (ear_reply_get_header (f->reply, "X-Business-Use-Case-Usage"), "\"estimated_time_to_regain_access\":5"));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto (GStrv) parts = g_strsplit (table[i], "/", 2);

      ear_town_set (f->town, "instagram.refuse", table[i]);
      fixture_ask (f, "POST", comments, "message=x");
      g_assert_cmpstr (fixture_text (f, "error.code"), ==, parts[0]);
      g_assert_cmpstr (fixture_text (f, "error.error_subcode"), ==, strcmp (parts[1], "0") == 0 ? NULL : parts[1]);
    }
  ear_town_set (f->town, "instagram.refuse_reads", "190/459/Look at your account.");
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 459);
  g_assert_cmpstr (fixture_text (f, "error.error_user_msg"), ==, "Look at your account.");
  ear_town_set (f->town, "instagram.refuse_reads", NULL);
  ear_mischief_add (f->town->mischief, &(EarMischiefRule) { .kind = EAR_MISCHIEF_REVOKE, .times = 1 });
  fixture_get (f, "/me");
  fixture_check_error (f, 190, 458);
}

static void
test_pace (void)
{
  g_autoptr (Fixture) f = new_account (10);

  fixture_use_up (f, "instagram.calls", "80002");
}

/* Saved and loaded again, with a container that waits. */
static void
test_saved (void)
{
  g_autoptr (Fixture) f = new_account (40);
  g_autofree char *container = NULL, *text = NULL;
  EarTown *again;

  fixture_ask (f, "POST", "/me/media", PICTURE "&caption=One+%%26+two%%3D3");
  container = g_strdup (fixture_text (f, "id"));
  text = ear_town_to_json (f->town);
  again = ear_town_from_json (text, f->town->clock, f, NULL);
  g_assert_nonnull (again);
  ear_town_free (f->town);
  f->town = again;
  f->account = ear_town_get_account (f->town, "instagram");
  f->token = ear_town_get_token (f->town, f->account, "user")->secret;
  f->clock_ms += MINUTE_MS;
  g_assert_cmpuint (fixture_ask (f, "POST", "/me/media_publish", "creation_id=%s", container), ==, 200);
  g_assert_cmpstr (fixture_newest (f, EAR_TOWN_POST)->text, ==, "One & two=3");
}

static void
test_rubbish (void)
{
  static const char *const ids[] = { "aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6!ZD", "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEZD", NULL };
  static const char *const edges[] = { "", "/comments", "/replies", "/media", "/messages", "/conversations", "/tags", "/stories", "/children",
                                       "/mentions", "/insights", "/media_publish", "/content_publishing_limit", "/%00", "//", "/x/y/z", NULL };
  static const char *const parameters[] = {
    "fields=id,comments{id,replies{id,media{id,comments}}}", "fields=comments.limit(-5){id}", "fields=,", "fields=id{}{}", "fields=a.b(c",
    "limit=-1", "limit=999999999999999999999", "after=%FF", "before=YzE=", "message=%F0%28%8C%28", "message=", "recipient={\"comment_id\":\"1\"}",
    "recipient={\"id\":{}}", "hide=perhaps", "message={\"text\":\"x\"}", "creation_id=", "children=,,", "media_type=CAROUSEL", "metric=,reach",
    "fields=messages.limit(3){from{id}},participants", "fields=children{id},owner,caption", "sender_action=react", "since=x&until=-1", "&&==&", NULL,
  };
  g_autoptr (Fixture) f = new_account (40);

  fixture_ask_rubbish (f, &(FixtureRubbish) { "/v26.0", ids, edges, parameters, "error.code" });
}

static void
test_size (void)
{
  g_autoptr (Fixture) f = new_account (20);
  guint seen = fixture_read_many (f, "/v26.0/%s/comments?limit=50&fields=" COMMENT ",replies{" COMMENT "}");

  g_assert_cmpuint (seen, ==, fixture_newest (f, EAR_TOWN_POST)->n_first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instagram/account", test_account);
  g_test_add_func ("/instagram/media", test_media);
  g_test_add_func ("/instagram/comments", test_comments);
  g_test_add_func ("/instagram/withheld", test_withheld);
  g_test_add_func ("/instagram/mentions", test_mentions);
  g_test_add_func ("/instagram/messages", test_messages);
  g_test_add_func ("/instagram/tokens", test_tokens);
  g_test_add_func ("/instagram/dialog", test_dialog);
  g_test_add_func ("/instagram/publish", test_publish);
  g_test_add_func ("/instagram/trouble", test_trouble);
  g_test_add_func ("/instagram/pace", test_pace);
  g_test_add_func ("/instagram/saved", test_saved);
  g_test_add_func ("/instagram/rubbish", test_rubbish);
  g_test_add_func ("/instagram/size", test_size);
  return g_test_run ();
}
