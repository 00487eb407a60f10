/* test-presence.c: changes people wrote down, and the rows that presence and talk are computed from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"
#include "store/ear-store-presence.h"

static void
ask (Fixture *fixture, const char *conversation, gint64 at)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, conversation, conversation, NULL, "mia", at, "Are you open on Mondays?");
  apply (fixture, batch, NULL);
}

static EarPresenceRows *
load (Fixture *fixture, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  EarPresenceRows *rows = ear_store_load_presence (fixture->store, from, to, &error);

  g_assert_no_error (error);
  return rows;
}

static guint
count_changes (Fixture *fixture)
{
  g_autoptr (EarPresenceRows) rows = load (fixture, G_MININT64, G_MAXINT64);

  return rows->changes->len;
}

/* ---- changes ---- */

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *event = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarPresenceRows) rows = NULL;
  g_autoptr (EarPresenceRows) before = NULL;
  g_autoptr (GPtrArray) events = NULL;
  const EarChangeMade *change;
  const EarEventRow *row;
  gint64 id, note;

  ask (fixture, "10", NOW - HOUR);
  id = find_conversation (fixture, "10");
  ear_store_add_note (fixture->store, NULL, id, "Ask Tom", NULL, NULL, NULL, &error);
  ear_store_add_change (fixture->store, NULL, id, "Opened on Mondays", &note, &event, NULL, &error);
  g_assert_no_error (error);

  /* It stands in the conversation as a note does, and answers nobody. */
  view = ear_store_load_conversation (fixture->store, id, &error);
  g_assert_cmpuint (view->messages->len, ==, 3);
  g_assert_cmpint (view->row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  for (guint i = 0; i < view->messages->len; i++)
    {
      const EarMessageRow *message = view->messages->pdata[i];

      g_assert_cmpint ((message->flags & EAR_MESSAGE_CHANGE) != 0, ==, message->id == note);
    }

  rows = load (fixture, NOW, NOW + 1);
  g_assert_cmpuint (rows->changes->len, ==, 1);
  change = rows->changes->pdata[0];
  g_assert_cmpint (change->message_id, ==, note);
  g_assert_cmpint (change->conversation_id, ==, id);
  g_assert_cmpuint (change->channel, ==, 0);
  g_assert_cmpint (change->at, ==, NOW);
  g_assert_cmpstr (change->text, ==, "Opened on Mondays");
  g_assert_cmpstr (change->channel_key, ==, fixture->channel);
  g_assert_nonnull (change->channel_name);
  before = load (fixture, G_MININT64, NOW);
  g_assert_cmpuint (before->changes->len, ==, 0);

  events = ear_store_list_events (fixture->store, id, 100, &error);
  row = events->pdata[0];
  g_assert_cmpstr (row->verb, ==, "change");
  g_assert_cmpstr (row->entity_type, ==, "message");
  g_assert_null (strstr (row->before, "Monday"));
  g_assert_null (strstr (row->after, "Monday"));

  ear_store_undo (fixture->store, NULL, event, &undone, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_changes (fixture), ==, 0);
  ear_store_undo (fixture->store, NULL, undone, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (fixture);
  g_assert_cmpuint (count_changes (fixture), ==, 1);
  fixture_check (fixture);

  ear_store_remove_note (fixture->store, NULL, find_message (fixture, "10"), NULL, NULL, &error);
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  ear_store_remove_note (fixture->store, NULL, note, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_changes (fixture), ==, 0);
  g_assert_false (ear_store_add_change (fixture->store, NULL, id + 100, "Nothing", NULL, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ask (fixture, "10", NOW - HOUR);
  ear_store_add_change (fixture->store, NULL, find_conversation (fixture, "10"), "Opened on Mondays", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_store_remove_channel (fixture->store, NULL, fixture->channel, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_changes (fixture), ==, 1);
  ear_store_delete_channel_data (fixture->store, fixture->channel, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_changes (fixture), ==, 0);
}

/* ---- posts, and what was read of them ---- */

static void
add_post (EarBatch *batch, const char *ext, gint64 at, gboolean by_us)
{
  EarPost *post = ear_post_new (ext);

  post->posted_at = at;
  post->by_us = by_us;
  ear_batch_take_post (batch, post);
}

static void
add_comment (EarBatch *batch, const char *ext, const char *post_ext)
{
  EarConversation *conversation = ear_conversation_new (ext, EAR_CONVERSATION_COMMENT);

  conversation->post_ext = g_strdup (post_ext);
  ear_batch_take_conversation (batch, conversation);
  add_inbound (batch, ext, ext, NULL, "mia", NOW - HOUR, "Nice");
}

static void
test_posts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) read = ear_batch_new ();
  g_autoptr (EarPresenceRows) rows = NULL;
  const EarStreamRead *stream = NULL;
  const EarOwnPost *post;

  add_post (batch, "p1", NOW - 9 * DAY, TRUE);
  add_post (batch, "p2", NOW - 8 * DAY, TRUE);
  add_post (batch, "p3", NOW - 2 * DAY, TRUE);
  add_post (batch, "p4", NOW - 2 * DAY, FALSE);
  add_post (batch, "p5", NOW - DAY, TRUE);
  add_post (batch, "p6", NOW, TRUE);
  add_post (batch, "p7", EAR_TIME_NONE, TRUE);
  add_comment (batch, "30", "p3");
  add_comment (batch, "31", "p3");
  add_comment (batch, "40", "p4");
  apply (fixture, batch, NULL);
  ear_store_put_stream (fixture->store, fixture->channel, "posts", FALSE, FALSE, &error);
  ear_batch_add_span (read, NOW - 3 * DAY, NOW - HOUR);
  ear_store_apply_batch (fixture->store, fixture->channel, "posts", EAR_STREAM_FORWARD, read, NULL, &error);
  g_assert_no_error (error);

  rows = load (fixture, NOW - 7 * DAY, NOW);
  /* The last one before the period; the one with two comments twice; none of others, none after it, none without a time. */
  g_assert_cmpuint (rows->posts->len, ==, 4);
  post = &g_array_index (rows->posts, EarOwnPost, 0);
  g_assert_cmpint (post->at, ==, NOW - 8 * DAY);
  g_assert_cmpint (post->conversation_id, ==, 0);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 1).at, ==, NOW - 2 * DAY);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 1).post_id, ==, g_array_index (rows->posts, EarOwnPost, 2).post_id);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 1).conversation_id, !=, g_array_index (rows->posts, EarOwnPost, 2).conversation_id);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 3).at, ==, NOW - DAY);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 3).conversation_id, ==, 0);

  for (guint i = 0; i < rows->streams->len; i++)
    if (g_str_equal (((EarStreamRead *) rows->streams->pdata[i])->stream, "posts"))
      stream = rows->streams->pdata[i];
  g_assert_nonnull (stream);
  g_assert_cmpuint (stream->covered->len, ==, 1);
  g_assert_cmpint (g_array_index (stream->covered, EarSpan, 0).from, ==, NOW - 3 * DAY);
  g_assert_cmpint (stream->known_until, ==, NOW - HOUR);
}

/* The last reading was before the period. What was written here since then is in the store, and is not known of as read: the last post that is
 * known stands behind it. */
static void
test_posts_since_reading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) read = ear_batch_new ();
  g_autoptr (EarPresenceRows) rows = NULL;

  add_post (batch, "p1", NOW - 20 * DAY, TRUE);
  add_post (batch, "p2", NOW - 12 * DAY, TRUE);
  add_post (batch, "p3", NOW - 8 * DAY, TRUE);
  apply (fixture, batch, NULL);
  ear_store_put_stream (fixture->store, fixture->channel, "posts", FALSE, FALSE, &error);
  ear_batch_add_span (read, NOW - 30 * DAY, NOW - 10 * DAY);
  ear_store_apply_batch (fixture->store, fixture->channel, "posts", EAR_STREAM_FORWARD, read, NULL, &error);
  g_assert_no_error (error);

  rows = load (fixture, NOW - 7 * DAY, NOW);
  g_assert_cmpuint (rows->posts->len, ==, 2);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 0).at, ==, NOW - 12 * DAY);
  g_assert_cmpint (g_array_index (rows->posts, EarOwnPost, 1).at, ==, NOW - 8 * DAY);
  g_clear_pointer (&rows, ear_presence_rows_free);
  /* "Since the first": nothing is before. */
  rows = load (fixture, G_MININT64, NOW);
  g_assert_cmpuint (rows->posts->len, ==, 3);
}

/* ---- read, called back ---- */

static void
test_unread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarPresenceRows) rows = NULL;
  g_autoptr (EarPresenceRows) earlier = NULL;

  fixture_sql (fixture, "UPDATE channel SET added_at = 0");
  ask (fixture, "10", NOW - 3 * HOUR);
  ask (fixture, "20", NOW - 2 * HOUR);
  ear_store_set_read (fixture->store, NULL, find_conversation (fixture, "10"), TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  rows = load (fixture, NOW - DAY, NOW);
  g_assert_cmpuint (rows->unread->len, ==, 1);
  g_assert_cmpint (g_array_index (rows->unread, EarUnreadQuestion, 0).conversation_id, ==, find_conversation (fixture, "20"));
  g_assert_cmpint (g_array_index (rows->unread, EarUnreadQuestion, 0).opened_at, ==, NOW - 2 * HOUR);
  earlier = load (fixture, NOW - DAY, NOW - 2 * HOUR);
  g_assert_cmpuint (earlier->unread->len, ==, 0);
}

static gint64
promise_call (Fixture *fixture, const char *channel, gint64 asked_at, gint64 by)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarStoreContact) contact = ear_store_contact_new ();
  gint64 id;

  contact->who = g_strdup ("Ms Weber");
  contact->text = g_strdup ("Wants a table for twelve");
  contact->asked_at = asked_at;
  contact->call_back_by = by;
  ear_store_log_contact (fixture->store, NULL, channel, contact, &id, NULL, NULL, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_call_backs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *phone = fixture_add_channel (fixture, "phone", "phone");
  g_autoptr (EarPresenceRows) rows = NULL;
  gint64 done = promise_call (fixture, phone, NOW - 3 * HOUR, NOW - HOUR), open = promise_call (fixture, phone, NOW - 2 * HOUR, NOW + HOUR);
  gint64 wrong = promise_call (fixture, phone, NOW - 2 * HOUR, NOW);
  const EarCallBack *call;

  promise_call (fixture, phone, NOW - 2 * DAY, NOW - DAY);
  promise_call (fixture, phone, NOW - HOUR, EAR_TIME_NONE);
  ear_store_answer_contact (fixture->store, NULL, done, "Booked", NOW - MINUTE, NULL, NULL, &error);
  ear_store_remove_contact (fixture->store, NULL, wrong, NULL, NULL, &error);
  g_assert_no_error (error);
  rows = load (fixture, NOW - DAY, NOW);
  g_assert_cmpuint (rows->call_backs->len, ==, 2);
  call = &g_array_index (rows->call_backs, EarCallBack, 0);
  g_assert_cmpint (call->conversation_id, ==, done);
  g_assert_cmpuint (call->channel, ==, 1);
  g_assert_cmpint (call->asked_at, ==, NOW - 3 * HOUR);
  g_assert_cmpint (call->by, ==, NOW - HOUR);
  g_assert_cmpint (call->done_at, ==, NOW - MINUTE);
  call = &g_array_index (rows->call_backs, EarCallBack, 1);
  g_assert_cmpint (call->conversation_id, ==, open);
  g_assert_cmpint (call->done_at, ==, EAR_TIME_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/presence/change", test_change);
  fixture_test ("/store/presence/deleted", test_deleted);
  fixture_test ("/store/presence/posts", test_posts);
  fixture_test ("/store/presence/posts-since-reading", test_posts_since_reading);
  fixture_test ("/store/presence/unread", test_unread);
  fixture_test ("/store/presence/call-backs", test_call_backs);
  return g_test_run ();
}
