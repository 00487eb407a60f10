/* test-apply.c: batches go in once, whatever their order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "fixture.h"

static void
test_question (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarStoreRow) row = NULL;
  g_autoptr (EarConversationView) view = NULL;
  EarMessageRow *message;
  EarMessage *given;

  given = add_inbound (batch, "10", "10", NULL, "mia", NOW - HOUR, "Are you\n open  on Sunday?");
  given->html = g_strdup ("<p>Are you open on Sunday?</p>");
  given->language = g_strdup ("en");
  given->url = g_strdup ("https://blog.example/?p=1#comment-10");
  given->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
  g_ptr_array_add (given->attachments, ear_attachment_new ("https://blog.example/cat.jpg"));
  apply (fixture, batch, changes);

  g_assert_cmpuint (changes->n_new, ==, 1);
  g_assert_cmpuint (changes->conversations->len, ==, 1);
  g_assert_cmpuint (changes->new_enquiries->len, ==, 1);
  g_assert_cmpint (g_array_index (changes->new_enquiries, EarNewEnquiry, 0).opened_at, ==, NOW - HOUR);

  row = load_row (fixture, "10");
  g_assert_cmpint (row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  g_assert_cmpstr (row->preview, ==, "Are you open on Sunday?");
  g_assert_cmpstr (row->person_name, ==, "mia");
  g_assert_cmpint (row->last_at, ==, NOW - HOUR);
  g_assert_cmpint (row->due_at, ==, NOW - HOUR);
  g_assert_cmpint (row->waiting_since, ==, NOW - HOUR);
  g_assert_cmpuint (row->n_messages, ==, 1);
  g_assert_cmpuint (row->n_open, ==, 1);
  /* Older than the moment the channel was connected: it was read elsewhere. */
  g_assert_cmpuint (row->unread, ==, 0);

  view = ear_store_load_conversation (fixture->store, row->id, NULL);
  g_assert_cmpuint (view->messages->len, ==, 1);
  g_assert_cmpuint (view->enquiries->len, ==, 1);
  message = view->messages->pdata[0];
  g_assert_cmpstr (message->text, ==, "Are you\n open  on Sunday?");
  g_assert_cmpstr (message->html, ==, "<p>Are you open on Sunday?</p>");
  g_assert_cmpuint (message->attachments->len, ==, 1);
  g_assert_cmpint (message->sent_at, ==, NOW - HOUR);
  g_assert_cmpint (message->first_seen_at, ==, NOW);
  g_assert_cmpint (message->edited_at, ==, EAR_TIME_NONE);
}

static void
test_answer_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) question = ear_batch_new ();
  g_autoptr (EarBatch) answer = ear_batch_new ();
  g_autoptr (EarStoreRow) before = NULL;
  g_autoptr (EarStoreRow) after = NULL;

  add_inbound (question, "10", "10", NULL, "mia", NOW + MINUTE, "Are you open?");
  apply (fixture, question, NULL);
  before = load_row (fixture, "10");
  g_assert_cmpuint (before->unread, ==, 1);

  add_outbound (answer, "10", "11", "10", NOW + HOUR, "Yes, from nine.");
  apply (fixture, answer, NULL);
  after = load_row (fixture, "10");
  g_assert_cmpint (after->standing, ==, EAR_STANDING_WAITING);
  g_assert_cmpuint (after->unread, ==, 0);
  g_assert_cmpstr (after->preview, ==, "Yes, from nine.");
  g_assert_cmpint (after->preview_direction, ==, EAR_DIRECTION_OUTBOUND);
  g_assert_cmpint (after->due_at, ==, EAR_TIME_NONE);
  g_assert_cmpstr (after->person_name, ==, "mia");
}

/* Whatever arrives again touches nothing: no change is reported and no row is written. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  add_inbound (batch, "10", "10", NULL, "mia", NOW - HOUR, "Are you open?");
  add_outbound (batch, "10", "11", "10", NOW - MINUTE, "Yes.");
  apply (fixture, batch, NULL);
  once = fixture_dump (fixture);
  ear_clock_set_for_test (NOW + DAY);
  apply (fixture, batch, changes);
  twice = fixture_dump (fixture);
  g_assert_cmpstr (once, ==, twice);
  g_assert_true (ear_changes_is_empty (changes));
  g_assert_cmpuint (changes->n_new + changes->n_changed, ==, 0);
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) first = ear_batch_new ();
  g_autoptr (EarBatch) second = ear_batch_new ();
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarConversationView) view = NULL;
  EarMessageRow *message;
  EarStoreSearch old_words = { .words = "saturday" };
  EarStoreSearch new_words = { .words = "sunday" };
  g_autoptr (GPtrArray) found_old = NULL;
  g_autoptr (GPtrArray) found_new = NULL;

  add_inbound (first, "10", "10", NULL, "mia", NOW - HOUR, "Open on Saturday?");
  apply (fixture, first, NULL);
  ear_clock_set_for_test (NOW + HOUR);
  add_inbound (second, "10", "10", NULL, "mia", NOW - HOUR, "Open on Sunday?")->edited_at = NOW;
  apply (fixture, second, changes);
  g_assert_cmpuint (changes->n_changed, ==, 1);
  /* An older version seen late does not win. */
  apply (fixture, first, NULL);

  view = ear_store_load_conversation (fixture->store, find_conversation (fixture, "10"), NULL);
  message = view->messages->pdata[0];
  g_assert_cmpstr (message->text, ==, "Open on Sunday?");
  g_assert_cmpint (message->first_seen_at, ==, NOW);
  g_assert_cmpint (message->edited_at, ==, NOW);
  found_old = ear_store_search (fixture->store, &old_words, NULL);
  found_new = ear_store_search (fixture->store, &new_words, NULL);
  g_assert_cmpuint (found_old->len, ==, 0);
  g_assert_cmpuint (found_new->len, ==, 1);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) spam = ear_batch_new ();
  g_autoptr (EarBatch) deleted = ear_batch_new ();
  g_autoptr (EarStoreRow) row = NULL;
  g_autoptr (EarConversationView) view = NULL;

  add_inbound (batch, "10", "10", NULL, "mia", NOW - HOUR, "Cheap watches");
  apply (fixture, batch, NULL);
  ear_clock_set_for_test (NOW + MINUTE);
  ear_batch_add_change (spam, "10", EAR_MESSAGE_SPAM);
  ear_batch_add_change (spam, "unknown", EAR_MESSAGE_SPAM);
  apply (fixture, spam, NULL);
  row = load_row (fixture, "10");
  g_assert_cmpint (row->standing, ==, EAR_STANDING_SPAM);

  /* From gone to gone: the time is when it went first. */
  ear_clock_set_for_test (NOW + HOUR);
  ear_batch_add_change (deleted, "10", EAR_MESSAGE_DELETED);
  apply (fixture, deleted, NULL);
  view = ear_store_load_conversation (fixture->store, row->id, NULL);
  g_assert_cmpint (((EarMessageRow *) view->messages->pdata[0])->state, ==, EAR_MESSAGE_DELETED);
  g_assert_cmpint (((EarMessageRow *) view->messages->pdata[0])->state_at, ==, NOW + MINUTE);
}

/* Where the service's terms ask for it, what was deleted there keeps nothing of what it said; the question it was is still counted. */
static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  EarStoreSearch words = { .words = "lactose" };

  for (gboolean forget = FALSE; forget <= TRUE; forget++)
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autoptr (EarBatch) deleted = ear_batch_new ();
      g_autoptr (EarConversationView) view = NULL;
      g_autoptr (GPtrArray) found = NULL;
      const char *ext = forget ? "20" : "10";
      const EarMessageRow *message;
      EarMessage *given = add_inbound (batch, ext, ext, NULL, "mia", NOW - HOUR, "My daughter cannot have lactose");

      given->html = g_strdup ("<p>My daughter cannot have lactose</p>");
      given->subject = g_strdup ("Lactose");
      given->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
      g_ptr_array_add (given->attachments, ear_attachment_new ("https://blog.example/daughter.jpg"));
      apply (fixture, batch, NULL);
      ear_batch_add_change (deleted, ext, EAR_MESSAGE_DELETED);
      deleted->forget_deleted = forget;
      apply (fixture, deleted, NULL);

      view = ear_store_load_conversation (fixture->store, find_conversation (fixture, ext), NULL);
      message = view->messages->pdata[0];
      g_assert_cmpint (message->state, ==, EAR_MESSAGE_DELETED);
      g_assert_cmpstr (message->text, ==, forget ? "" : "My daughter cannot have lactose");
      g_assert_true ((message->html == NULL && message->subject == NULL) == forget);
      g_assert_cmpuint (message->attachments != NULL ? message->attachments->len : 0, ==, forget ? 0 : 1);
      g_assert_cmpint (message->sent_at, ==, NOW - HOUR);
      g_assert_cmpuint (view->enquiries->len, ==, 1);
      found = ear_store_search (fixture->store, &words, NULL);
      g_assert_cmpuint (found->len, ==, 1); /* of the other one */
    }
}

/* What a customer's own post began with is forgotten with it; a comment below a post of ours takes away nothing of that. */
static void
test_forgotten_title (Fixture *fixture, gconstpointer data)
{
  for (gboolean ours = FALSE; ours <= TRUE; ours++)
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autoptr (EarBatch) deleted = ear_batch_new ();
      const char *ext = ours ? "20" : "10";
      EarConversation *conversation = ear_conversation_new (ext, EAR_CONVERSATION_COMMENT);
      EarPost *post = ear_post_new (ours ? "our-post" : ext);
      g_autoptr (EarStoreRow) row = NULL;
      g_autoptr (EarStoreRow) before = NULL;

      post->by_us = ours;
      post->title = g_strdup ("My daughter cannot have lactose");
      post->text = g_strdup ("My daughter cannot have lactose");
      conversation->post_ext = g_strdup (post->ext);
      conversation->title = g_strdup (post->title);
      ear_batch_take_post (batch, post);
      ear_batch_take_conversation (batch, conversation);
      add_inbound (batch, ext, ext, NULL, "mia", NOW - HOUR, "My daughter cannot have lactose");
      apply (fixture, batch, NULL);
      before = load_row (fixture, ext);
      g_assert_cmpstr (before->title, ==, "My daughter cannot have lactose");
      ear_batch_add_change (deleted, ext, EAR_MESSAGE_DELETED);
      deleted->forget_deleted = TRUE;
      apply (fixture, deleted, NULL);
      row = load_row (fixture, ext);
      g_assert_cmpstr (row->title, ==, ours ? "My daughter cannot have lactose" : NULL);
    }
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM post WHERE text IS NOT NULL"), ==, 1);
}

static EarBatch *
batch_with_pictures (const char *picture, const char *avatar)
{
  EarBatch *batch = ear_batch_new ();
  EarMessage *message = add_inbound (batch, "10", "10", NULL, "mia", NOW - HOUR, "Look!");

  message->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ear_attachment_free);
  g_ptr_array_add (message->attachments, ear_attachment_new (picture));
  g_set_str (&((EarIdentity *) batch->identities->pdata[0])->avatar_url, avatar);
  return batch;
}

static void
expect_pictures (Fixture *fixture, const char *picture, const char *avatar, gboolean news)
{
  g_autoptr (EarBatch) batch = batch_with_pictures (picture, avatar);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarConversationView) view = NULL;
  const EarMessageRow *message;
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM identity WHERE avatar_url = '%s'", avatar);

  apply (fixture, batch, changes);
  g_assert_cmpint (!ear_changes_is_empty (changes), ==, news);
  view = ear_store_load_conversation (fixture->store, find_conversation (fixture, "10"), NULL);
  message = view->messages->pdata[0];
  g_assert_cmpuint (message->attachments->len, ==, 1);
  g_assert_cmpstr (((EarAttachment *) message->attachments->pdata[0])->url, ==, picture);
  g_assert_cmpint (fixture_int (fixture, sql), ==, 1);
}

/* A CDN signs its addresses anew at each reading: the new ones are kept, and nobody hears of it. */
static void
test_signed_anew (Fixture *fixture, gconstpointer data)
{
  expect_pictures (fixture, "https://cdn.example/cat.jpg?oe=1&sig=a", "https://cdn.example/mia.jpg?oe=1", TRUE);
  expect_pictures (fixture, "https://cdn.example/cat.jpg?oe=1&sig=a", "https://cdn.example/mia.jpg?oe=1", FALSE);
  expect_pictures (fixture, "https://cdn.example/cat.jpg?oe=2&sig=b", "https://cdn.example/mia.jpg?oe=1", FALSE);
  expect_pictures (fixture, "https://cdn.example/cat.jpg?oe=2&sig=b", "https://cdn.example/mia.jpg?oe=2", FALSE);
  expect_pictures (fixture, "https://cdn.example/dog.jpg?oe=2&sig=b", "https://cdn.example/mia.jpg?oe=2", TRUE);
  expect_pictures (fixture, "https://cdn.example/dog.jpg?oe=2&sig=b", "https://cdn.example/mia2.jpg?oe=2", TRUE);
  expect_pictures (fixture, "https://cdn.example/dog.jpg", "https://cdn.example/mia2.jpg?oe=2", TRUE);
}

static char *
list_to_check (Fixture *fixture, const EarBatch *batch)
{
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  apply (fixture, batch, changes);
  for (guint i = 0; i < changes->to_check->len; i++)
    g_ptr_array_add (keys, changes->to_check->pdata[i]);
  g_ptr_array_add (keys, NULL);
  return g_strjoinv (" ", (char **) keys->pdata);
}

/* Where spam is listed apart, it hides nothing, and is not asked for one by one because the list of the rest lacks it. */
static void
test_absent_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) shown = ear_batch_new ();
  g_autoptr (EarBatch) hidden = ear_batch_new ();
  g_autoptr (EarBatch) both = ear_batch_new ();
  g_autofree char *of_shown = NULL;
  g_autofree char *of_hidden = NULL;
  g_autofree char *of_both = NULL;

  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", i);

      add_inbound (batch, ext, ext, NULL, "mia", NOW - HOUR + i, "Hello");
    }
  apply (fixture, batch, NULL);
  ear_batch_add_change (shown, "2", EAR_MESSAGE_SPAM);
  ear_batch_add_change (shown, "3", EAR_MESSAGE_TRASHED);
  ear_batch_add_change (shown, "4", EAR_MESSAGE_HIDDEN);
  apply (fixture, shown, NULL);

  /* 1 was erased; the rest is no news. Of spam nothing is known. */
  add_inbound (hidden, "5", "5", NULL, "mia", NOW - HOUR + 5, "Hello");
  hidden->has_complete_range = hidden->has_complete_hidden_range = TRUE;
  hidden->complete_range = (EarSpan) { NOW - DAY, NOW };
  hidden->complete_hidden_range = (EarSpan) { NOW, NOW };
  of_shown = list_to_check (fixture, hidden);
  g_assert_cmpstr (of_shown, ==, "1");
  hidden->complete_hidden_range.from = NOW - DAY;
  of_hidden = list_to_check (fixture, hidden);
  g_assert_cmpstr (of_hidden, ==, "1 2 3");
  /* One list of all says of all. */
  add_inbound (both, "5", "5", NULL, "mia", NOW - HOUR + 5, "Hello");
  both->has_complete_range = TRUE;
  both->complete_range = (EarSpan) { NOW - DAY, NOW };
  of_both = list_to_check (fixture, both);
  g_assert_cmpstr (of_both, ==, "1 2 3 4");
}

/* What a list gives can be a part of what is written: of threads alone, and of those but for what another list has. */
static void
test_absent_of_some (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) threads = ear_batch_new ();
  g_autoptr (EarBatch) besides = ear_batch_new ();
  g_autofree char *of_threads = NULL;
  g_autofree char *of_besides = NULL;

  add_inbound (batch, "post:them_1", "post:them_1", NULL, "mia", NOW - HOUR, "Hello");
  add_inbound (batch, "post:us_2", "post:us_2", NULL, "mia", NOW - HOUR + 1, "Hello");
  for (guint i = 0; i < batch->conversations->len; i++)
    ((EarConversation *) g_ptr_array_index (batch->conversations, i))->type = EAR_CONVERSATION_THREAD;
  add_inbound (batch, "3", "3", NULL, "mia", NOW - HOUR + 2, "Hello");
  add_inbound (batch, "post:them_1", "4", "post:them_1", "mia", NOW - HOUR + 3, "Hello");
  apply (fixture, batch, NULL);

  ear_batch_set_complete_range (threads, NOW - DAY, NOW, NULL);
  threads->complete_range_threads = TRUE;
  of_threads = list_to_check (fixture, threads);
  g_assert_cmpstr (of_threads, ==, "post:them_1 post:us_2");

  ear_batch_set_complete_range (besides, NOW - DAY, NOW, "post:");
  g_set_str (&besides->complete_range_besides, "post:us_");
  of_besides = list_to_check (fixture, besides);
  g_assert_cmpstr (of_besides, ==, "post:them_1");
}

static void
add_below (EarBatch *batch, const char *ext, const char *post, gint64 at)
{
  EarConversation *conversation = ear_conversation_new (ext, EAR_CONVERSATION_COMMENT);

  conversation->post_ext = g_strdup (post);
  ear_batch_take_conversation (batch, conversation);
  add_inbound (batch, ext, ext, NULL, "mia", at, "Hello");
}

/* What is complete below one post says nothing of another, nor of what is older. */
static void
test_absent_below_post (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) again = ear_batch_new ();
  g_autoptr (EarBatch) whole = ear_batch_new ();
  g_autofree char *recent = NULL;
  g_autofree char *all = NULL;

  ear_batch_take_post (batch, ear_post_new ("p"));
  ear_batch_take_post (batch, ear_post_new ("q"));
  add_below (batch, "1", "p", NOW - 3 * HOUR);
  add_below (batch, "2", "p", NOW - HOUR);
  add_below (batch, "3", "p", NOW - HOUR);
  add_below (batch, "4", "q", NOW - HOUR);
  add_inbound (batch, "5", "5", NULL, "mia", NOW - HOUR, "Hello");
  apply (fixture, batch, NULL);

  add_below (again, "3", "p", NOW - HOUR);
  ear_batch_add_complete_post (again, "p", NOW - 2 * HOUR, NOW);
  recent = list_to_check (fixture, again);
  g_assert_cmpstr (recent, ==, "2");
  ear_batch_add_complete_post (whole, "p", G_MININT64, NOW);
  ear_batch_add_complete_post (whole, "q", NOW, NOW - HOUR);
  all = list_to_check (fixture, whole);
  g_assert_cmpstr (all, ==, "1 2 3");
}

static void
test_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) approved = ear_batch_new ();
  g_autoptr (EarStoreRow) held = NULL;
  g_autoptr (EarStoreRow) visible = NULL;

  add_inbound (batch, "10", "10", NULL, "mia", NOW - HOUR, "First comment here, is that right?")->state = EAR_MESSAGE_HELD;
  apply (fixture, batch, NULL);
  held = load_row (fixture, "10");
  g_assert_true (held->has_held);
  g_assert_cmpint (held->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  ear_batch_add_change (approved, "10", EAR_MESSAGE_VISIBLE);
  apply (fixture, approved, NULL);
  visible = load_row (fixture, "10");
  g_assert_false (visible->has_held);
}

/* The newest first, as back-fill reads: a child before its parent. */
static void
test_orphans (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) child = ear_batch_new ();
  g_autoptr (EarBatch) parent = ear_batch_new ();
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarStoreRow) row = NULL;

  add_outbound (child, "10", "11", "10", NOW - MINUTE, "Yes.");
  apply (fixture, child, NULL);
  add_inbound (parent, "10", "10", NULL, "mia", NOW - HOUR, "Are you open?");
  apply (fixture, parent, NULL);
  row = load_row (fixture, "10");
  view = ear_store_load_conversation (fixture->store, row->id, NULL);
  g_assert_cmpuint (view->messages->len, ==, 2);
  g_assert_cmpint (((EarMessageRow *) view->messages->pdata[1])->parent_id, ==, ((EarMessageRow *) view->messages->pdata[0])->id);
  g_assert_cmpint (row->standing, ==, EAR_STANDING_WAITING);
}

/* NULL is "the service does not say", "" is "there is none". */
static void
test_keeps_what_is_not_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) full = ear_batch_new ();
  g_autoptr (EarBatch) bare = ear_batch_new ();
  g_autoptr (EarBatch) cleared = ear_batch_new ();
  EarConversation *conversation = ear_conversation_new ("10", EAR_CONVERSATION_COMMENT);
  EarConversation *untitled = ear_conversation_new ("10", EAR_CONVERSATION_COMMENT);
  g_autoptr (EarStoreRow) kept = NULL;
  g_autoptr (EarStoreRow) gone = NULL;

  add_inbound (full, "10", "10", NULL, "mia", NOW - HOUR, "Are you open?");
  conversation->title = g_strdup ("Summer menu");
  ear_batch_take_conversation (full, conversation);
  apply (fixture, full, NULL);
  add_inbound (bare, "10", "10", NULL, "mia", NOW - HOUR, "Are you open?");
  g_clear_pointer (&((EarIdentity *) bare->identities->pdata[0])->name, g_free);
  apply (fixture, bare, NULL);
  kept = load_row (fixture, "10");
  g_assert_cmpstr (kept->title, ==, "Summer menu");
  g_assert_cmpstr (kept->person_name, ==, "mia");
  untitled->title = g_strdup ("");
  ear_batch_take_conversation (cleared, untitled);
  apply (fixture, cleared, NULL);
  gone = load_row (fixture, "10");
  g_assert_cmpstr (gone->title, ==, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/apply/question", test_question);
  fixture_test ("/store/apply/answer-elsewhere", test_answer_elsewhere);
  fixture_test ("/store/apply/again", test_again);
  fixture_test ("/store/apply/edit", test_edit);
  fixture_test ("/store/apply/states", test_states);
  fixture_test ("/store/apply/forgotten", test_forgotten);
  fixture_test ("/store/apply/forgotten-title", test_forgotten_title);
  fixture_test ("/store/apply/signed-anew", test_signed_anew);
  fixture_test ("/store/apply/absent-apart", test_absent_apart);
  fixture_test ("/store/apply/absent-of-some", test_absent_of_some);
  fixture_test ("/store/apply/absent-below-post", test_absent_below_post);
  fixture_test ("/store/apply/held", test_held);
  fixture_test ("/store/apply/orphans", test_orphans);
  fixture_test ("/store/apply/keeps-what-is-not-said", test_keeps_what_is_not_said);
  return g_test_run ();
}
