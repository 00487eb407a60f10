/* test-engine-act.c: what people do: close, undo, note, log a call, search, read the report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "engine-fixture.h"
#include "model/ear-report-data.h"

#define HOUR G_GINT64_CONSTANT (3600000)

typedef void (*ActFunc) (EarEngine *engine, gint64 id, GAsyncReadyCallback callback, gpointer data);

static char *
act (Fixture *fixture,
     ActFunc  func,
     gint64   id)
{
  Await await = { 0 };

  func (fixture->engine, id, await_cb, &await);
  return await_text (fixture->engine, &await, NULL);
}

static char *
undo (Fixture    *fixture,
      const char *event,
      GError    **error)
{
  Await await = { 0 };

  ear_engine_undo_async (fixture->engine, event, await_cb, &await);
  return await_text (fixture->engine, &await, error);
}

static guint
count (Fixture  *fixture,
       EarQueue  queue)
{
  return load_counts (fixture->engine).queue[queue];
}

static void
test_done_undo (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *done = act (fixture, ear_engine_mark_done_async, id);
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;
  g_autofree char *again = NULL;
  g_autofree char *reopened = NULL;
  g_autofree char *stale = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 0);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_DONE), ==, 1);
  /* "Already so" is success, with nothing to undo. */
  again = act (fixture, ear_engine_mark_done_async, id);
  g_assert_cmpstr (again, ==, "");
  undone = undo (fixture, done, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);
  redone = undo (fixture, undone, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_DONE), ==, 1);
  reopened = act (fixture, ear_engine_reopen_async, id);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);
  /* What has changed since is not taken back. */
  stale = undo (fixture, redone, &error);
  g_assert_null (stale);
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  {
    g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);

    g_assert_nonnull (strstr (advice->sentence, "changed in the meantime"));
  }
}

/* ---- marks ---- */

static char *
finish (Fixture *fixture,
        Await   *await)
{
  g_autoptr (GError) error = NULL;
  char *event = await_text (fixture->engine, await, &error);

  g_assert_no_error (error);
  return event;
}

static void
note_woken (EarEngine *engine,
            gint64     id,
            gpointer   data)
{
  *(gint64 *) data = id;
}

/* Snoozed, it is out of the way until its time comes by itself; a list that is open shows it again then. */
static void
test_snooze (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key), woken = 0;
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };
  g_autoptr (EarList) list = ear_list_new (fixture->engine, &query);
  g_autoptr (EarThread) thread = NULL;
  g_autofree char *event = NULL, *undone = NULL, *short_one = NULL;
  Await await = { 0 }, again = { 0 };

  g_signal_connect (fixture->engine, "woke", G_CALLBACK (note_woken), &woken);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  ear_engine_snooze_async (fixture->engine, id, EAR_SNOOZE_UNTIL_ANSWER, await_cb, &await);
  event = finish (fixture, &await);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_SNOOZED), ==, 1);
  thread = load_thread (fixture->engine, id);
  g_assert_true (thread->waiting);
  g_assert_cmpint (thread->marks->wakes_at, ==, EAR_SNOOZE_UNTIL_ANSWER);
  undone = undo (fixture, event, NULL);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);

  ear_engine_snooze_async (fixture->engine, id, ear_clock_now_ms () + 700, await_cb, &again);
  short_one = finish (fixture, &again);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0);
  g_assert_cmpint (woken, ==, 0);
  WAIT_FOR (woken == id);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_SNOOZED), ==, 0);
}

/* A name and a tag that are not there yet are made with the deed, and taken back with it. */
static void
test_assign_tag (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *assigned = NULL, *tagged = NULL, *same = NULL, *high = NULL, *muted = NULL, *back = NULL, *gone = NULL;
  g_autoptr (EarThread) thread = NULL, plain = NULL;
  Await assign = { 0 }, tag = { 0 }, tag_again = { 0 }, priority = { 0 }, mute = { 0 };

  ear_engine_assign_async (fixture->engine, id, NULL, "Jo", await_cb, &assign);
  assigned = finish (fixture, &assign);
  g_assert_nonnull (strchr (assigned, ' '));
  ear_engine_set_tagged_async (fixture->engine, id, NULL, "Children", TRUE, await_cb, &tag);
  tagged = finish (fixture, &tag);
  ear_engine_set_tagged_async (fixture->engine, id, NULL, "children", TRUE, await_cb, &tag_again);
  same = finish (fixture, &tag_again);
  g_assert_cmpstr (same, ==, "");
  ear_engine_set_priority_async (fixture->engine, id, EAR_PRIORITY_HIGH, await_cb, &priority);
  high = finish (fixture, &priority);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_UNASSIGNED), ==, 0);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);
  ear_engine_set_muted_async (fixture->engine, id, TRUE, await_cb, &mute);
  muted = finish (fixture, &mute);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 0);
  thread = load_thread (fixture->engine, id);
  g_assert_cmpstr (thread->marks->assignee, ==, "Jo");
  g_assert_false (thread->marks->mine);
  g_assert_true (thread->marks->muted);
  g_assert_cmpint (thread->marks->priority, ==, EAR_PRIORITY_HIGH);
  g_assert_cmpuint (thread->marks->tags->len, ==, 1);
  back = undo (fixture, assigned, NULL);
  gone = undo (fixture, tagged, NULL);
  plain = load_thread (fixture->engine, id);
  g_assert_null (plain->marks->assignee);
  g_assert_cmpuint (plain->marks->tags->len, ==, 0);
}

/* A question that does not wait says why: who said so, and when; and that another customer answered it. */
static void
test_ended_why (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *no_answer = NULL, *reopened = NULL, *done = NULL;
  g_autoptr (EarThread) open = load_thread (fixture->engine, id), left_out = NULL, again = NULL, closed = NULL;
  Await await = { 0 };

  g_assert_null (open->ended_why);
  g_assert_true (((const EarThreadMessage *) g_ptr_array_index (open->messages, 0))->waits);
  no_answer = act (fixture, ear_engine_mark_no_answer_async, id);
  left_out = load_thread (fixture->engine, id);
  g_assert_true (left_out->left_out);
  g_assert_true (g_str_has_prefix (left_out->ended_why, "Not counted: needs no answer, said "));
  g_assert_false (((const EarThreadMessage *) g_ptr_array_index (left_out->messages, 0))->waits);
  reopened = act (fixture, ear_engine_reopen_async, id);
  again = load_thread (fixture->engine, id);
  g_assert_null (again->ended_why);
  g_assert_false (again->left_out);

  ear_engine_mark_done_because_async (fixture->engine, id, EAR_DONE_BY_CUSTOMER, await_cb, &await);
  done = await_text (fixture->engine, &await, NULL);
  closed = load_thread (fixture->engine, id);
  g_assert_false (closed->left_out);
  g_assert_true (g_str_has_prefix (closed->ended_why, "Answered by another customer, said "));
}

static void
test_no_answer_and_read (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *no_answer = act (fixture, ear_engine_mark_no_answer_async, id);
  g_autofree char *undone = NULL;
  g_autofree char *read = NULL;
  Await await = { 0 };

  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 0);
  undone = undo (fixture, no_answer, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);
  ear_engine_mark_read_async (fixture->engine, id, FALSE, await_cb, &await);
  read = await_text (fixture->engine, &await, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_UNREAD), ==, 1);
  WAIT_FOR (ear_channel_item_get_unread (fixture_get_channel (fixture, key)) == 1);
  g_free (read);
  ear_engine_mark_read_async (fixture->engine, id, TRUE, await_cb, &await);
  read = await_text (fixture->engine, &await, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_UNREAD), ==, 0);
  WAIT_FOR (ear_channel_item_get_unread (fixture_get_channel (fixture, key)) == 0);
  g_assert_cmpuint (ear_channel_item_get_waiting (fixture_get_channel (fixture, key)), ==, 1);
}

static void
test_note (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *event = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (EarThread) thread = NULL;
  Await await = { 0 };

  ear_engine_add_note_async (fixture->engine, id, "Ask Ali first", await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  thread = load_thread (fixture->engine, id);
  g_assert_cmpint (thread_find (thread, "Ask Ali first")->direction, ==, EAR_DIRECTION_NOTE);
  g_assert_cmpuint (thread_find (thread, "Ask Ali first")->can, ==, 0);
  g_assert_true (thread->waiting); /* a note is no answer */
  undone = undo (fixture, event, NULL);
  g_clear_pointer (&thread, ear_thread_free);
  thread = load_thread (fixture->engine, id);
  g_assert_null (thread_find (thread, "Ask Ali first"));
  spin (50);
  g_assert_cmpuint (fake_service_count_all (fixture->service), ==, 1); /* it never left */
}

/* ---- offline contacts ---- */

static const char *
phone (Fixture *fixture)
{
  GListModel *channels = ear_engine_get_channels (fixture->engine);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) item = g_list_model_get_item (channels, i);

      if (g_str_equal (ear_channel_item_get_kind (item), "phone"))
        return ear_channel_item_get_key (item);
    }
  g_assert_not_reached ();
}

static gint64
log_call (Fixture    *fixture,
          EarContact  contact)
{
  Await await = { 0 };
  g_autofree char *key = NULL;

  contact.channel_key = phone (fixture);
  ear_engine_log_contact_async (fixture->engine, &contact, await_cb, &await);
  key = await_text (fixture->engine, &await, NULL);
  return find_conversation (fixture->engine, key);
}

static void
test_contact (Fixture       *fixture,
              gconstpointer  data)
{
  gint64 now = ear_clock_now_ms ();
  gint64 on_spot = log_call (fixture, (EarContact) { .who = "Tom", .what = "Table for four?", .answer = "Yes", .answered = TRUE,
                                                     .asked_at = EAR_TIME_NONE, .call_back_by = EAR_TIME_NONE });
  gint64 call_back = log_call (fixture, (EarContact) { .who = "Mia Kern, 0171 2345678", .what = "Allergens?", .asked_at = now - HOUR,
                                                       .call_back_by = now + HOUR });
  gint64 same_number = log_call (fixture, (EarContact) { .who = "0171 2345678", .what = "Forgot my coat", .answered = TRUE,
                                                         .asked_at = EAR_TIME_NONE, .call_back_by = EAR_TIME_NONE });
  g_autoptr (EarThread) thread = load_thread (fixture->engine, call_back);
  g_autoptr (EarThread) answered = load_thread (fixture->engine, on_spot);
  g_autoptr (EarThread) coat = load_thread (fixture->engine, same_number);
  g_autoptr (EarToday) today = load_today (fixture);
  g_autofree char *event = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  g_assert_false (answered->waiting);
  g_assert_cmpuint (answered->messages->len, ==, 2);
  g_assert_true (thread->waiting);
  g_assert_cmpint (thread->due_at, ==, now + HOUR);
  g_assert_cmpint (thread->waiting_since, ==, now - HOUR);
  g_assert_cmpstr (thread->person_name, ==, "Mia Kern");
  g_assert_cmpint (thread->person_id, ==, coat->person_id); /* the same number is the same person */
  g_assert_cmpuint (today->call_backs, ==, 1);
  g_assert_cmpuint (today->waiting, ==, 1);
  g_assert_cmpuint (today->troubles->len, ==, 0);

  ear_engine_contact_answered_async (fixture->engine, call_back, "No nuts in it", await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 0);
  g_clear_pointer (&today, ear_today_free);
  today = load_today (fixture);
  g_assert_cmpuint (today->call_backs, ==, 0);
  undone = undo (fixture, event, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);

  /* Only where people speak to us outside a service. */
  {
    g_autofree char *key = fixture_connect (fixture, &fake_kind);
    EarContact contact = { .channel_key = key, .what = "x", .asked_at = EAR_TIME_NONE, .call_back_by = EAR_TIME_NONE };

    ear_engine_log_contact_async (fixture->engine, &contact, await_cb, &await);
    g_assert_null (await_text (fixture->engine, &await, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

static EarLoggedContact *
load_contact (Fixture *fixture,
              gint64   id)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  ear_engine_load_contact_async (fixture->engine, id, await_cb, &await);
  result = await_result (&await);
  return ear_engine_load_contact_finish (fixture->engine, result, NULL);
}

/* What was logged wrong is put right, or taken away; and back. */
static void
test_contact_changed (Fixture       *fixture,
                      gconstpointer  data)
{
  gint64 now = ear_clock_now_ms ();
  gint64 id = log_call (fixture, (EarContact) { .who = "Mia Kern, 0171 2345678", .what = "Alergens?", .asked_at = now - HOUR,
                                                .call_back_by = now + HOUR });
  g_autoptr (EarLoggedContact) held = load_contact (fixture, id);
  g_autoptr (EarLoggedContact) again = NULL;
  g_autoptr (EarLoggedContact) before = NULL;
  g_autoptr (EarThread) thread = NULL;
  EarContact contact = { .who = held->who, .what = "Allergens?", .asked_at = now - 2 * HOUR, .call_back_by = now + 3 * HOUR, .link = "https://town.example/" };
  g_autofree char *edited = NULL;
  g_autofree char *removed = NULL;
  Await await = { 0 };

  g_assert_cmpstr (held->who, ==, "Mia Kern, 0171 2345678");
  g_assert_cmpstr (held->what, ==, "Alergens?");
  g_assert_cmpint (held->asked_at, ==, now - HOUR);
  g_assert_null (held->link);
  ear_engine_edit_contact_async (fixture->engine, id, &contact, await_cb, &await);
  edited = await_text (fixture->engine, &await, NULL);
  again = load_contact (fixture, id);
  g_assert_cmpstr (again->what, ==, "Allergens?");
  g_assert_cmpstr (again->link, ==, "https://town.example/");
  thread = load_thread (fixture->engine, id);
  g_assert_true (thread->by_hand);
  g_assert_cmpint (thread->waiting_since, ==, now - 2 * HOUR);
  g_assert_cmpint (thread->due_at, ==, now + 3 * HOUR);
  g_assert_cmpstr (thread->person_name, ==, "Mia Kern");

  ear_engine_remove_contact_async (fixture->engine, id, await_cb, &await);
  removed = await_text (fixture->engine, &await, NULL);
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 0);
  g_free (undo (fixture, removed, NULL));
  g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);
  g_free (undo (fixture, edited, NULL));
  before = load_contact (fixture, id);
  g_assert_cmpstr (before->what, ==, "Alergens?");
  g_assert_cmpint (before->asked_at, ==, now - HOUR);
}

/* A review seen elsewhere waits like any other question, and is answered like a call. */
static void
test_review_elsewhere (Fixture       *fixture,
                       gconstpointer  data)
{
  Await await = { 0 };
  g_autofree char *channel = NULL;
  g_autofree char *key = NULL;
  g_autofree char *event = NULL;
  EarContact contact = { .who = "Guest", .what = "The soup was cold.", .asked_at = EAR_TIME_NONE, .call_back_by = EAR_TIME_NONE };
  gint64 id;

  ear_engine_add_offline_channel_async (fixture->engine, "review", NULL, await_cb, &await);
  channel = await_text (fixture->engine, &await, NULL);
  contact.channel_key = channel;
  ear_engine_log_contact_async (fixture->engine, &contact, await_cb, &await);
  key = await_text (fixture->engine, &await, NULL);
  id = find_conversation (fixture->engine, key);
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, id);

    g_assert_cmpint (thread->type, ==, EAR_CONVERSATION_REVIEW);
    g_assert_true (thread->by_hand);
    g_assert_true (thread->waiting);
  }
  ear_engine_contact_answered_async (fixture->engine, id, "We are sorry.", await_cb, &await);
  event = await_text (fixture->engine, &await, NULL);
  {
    g_autoptr (EarThread) thread = load_thread (fixture->engine, id);

    g_assert_false (thread->waiting);
    g_assert_cmpuint (thread->messages->len, ==, 2);
  }
}

/* Two ask in one thread: the row shows who waits longest, with their own words. */
static void
test_row_of_two (Fixture       *fixture,
                 gconstpointer  data)
{
  const char *ext = fake_service_add (fixture->service, NULL, "mia", "Open on Sunday?", 300);
  g_autofree char *key = NULL;
  EarQuery query = { .queue = EAR_QUEUE_ANSWER_NEXT };
  g_autoptr (EarList) list = NULL;
  g_autoptr (EarRow) row = NULL;

  fake_service_add (fixture->service, ext, "tom", "I wonder too", 100);
  key = fixture_connect (fixture, &fake_kind);
  WAIT_FOR (find_by_ext (fixture->engine, key, ext) != 0);
  list = ear_list_new (fixture->engine, &query);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  WAIT_FOR (ear_row_get_loaded (row));
  g_assert_cmpstr (ear_row_get_person (row), ==, "mia");
  g_assert_cmpstr (ear_row_get_preview (row), ==, "Open on Sunday?");
}

/* ---- search, people ---- */

static GPtrArray *
search_for (Fixture     *fixture,
            const char  *text,
            gboolean    *more,
            char       **missing)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (EarSearchText) asked = ear_search_text_new (text, &(EarTypedDates) { ear_clock_now_ms (), zone, FALSE });
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };
  GPtrArray *hits;

  ear_engine_search_async (fixture->engine, asked, 10, NULL, await_cb, &await);
  result = await_result (&await);
  hits = ear_engine_search_finish (fixture->engine, result, more, missing, &error);
  g_assert_no_error (error);
  return hits;
}

/* Each filter alone, as it fits the one question and as it does not. */
static void
test_search_filters (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const fit[] = { "from:mia", "channel:shop", "channel:\"Shop 1\"", "is:unanswered", "on:today", "after:yesterday high",
                                     "is:unanswered is:done channel:shop from:MIA chair", "from:us from:mia" };
  static const char *const none[] = { "is:unread", "from:tom", "from:us", "is:done", "is:answered", "is:review", "is:spam", "is:note", "has:picture", "before:today", "on:yesterday",
                                      "is:late", "is:unanswered table", "", "?!", "is:banana" };
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *missing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fit) + G_N_ELEMENTS (none); i++)
    {
      const char *text = i < G_N_ELEMENTS (fit) ? fit[i] : none[i - G_N_ELEMENTS (fit)];
      g_autoptr (GPtrArray) hits = search_for (fixture, text, NULL, &missing);

      if (hits->len != (i < G_N_ELEMENTS (fit)))
        g_error ("\"%s\" finds %u", text, hits->len);
      if (hits->len > 0)
        g_assert_cmpint (((EarHit *) g_ptr_array_index (hits, 0))->conversation_id, ==, id);
      g_assert_null (missing);
    }
  {
    Await await = { 0 };
    g_autoptr (GPtrArray) hits = NULL;

    /* What was there before we came counts as read. */
    ear_engine_mark_read_async (fixture->engine, id, FALSE, await_cb, &await);
    await_done (fixture->engine, &await, NULL);
    hits = search_for (fixture, "is:unread", NULL, NULL);
    g_assert_cmpuint (hits->len, ==, 1);
  }
  {
    g_autoptr (GPtrArray) hits = search_for (fixture, "chair channel:nowhere", NULL, &missing);

    g_assert_cmpuint (hits->len, ==, 0);
    g_assert_cmpstr (missing, ==, "No channel here is called “nowhere”.");
  }
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (EarPersonView) person = NULL;
  g_autoptr (EarThread) thread = load_thread (fixture->engine, id);
  gboolean more = TRUE;
  Await await = { 0 };

  hits = search_for (fixture, "high cha", &more, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_false (more);
  {
    const EarHit *hit = g_ptr_array_index (hits, 0);

    g_assert_cmpint (hit->conversation_id, ==, id);
    g_assert_cmpstr (hit->person, ==, "mia");
    g_assert_cmpstr (hit->channel_name, ==, "Shop 1");
    g_assert_nonnull (strstr (hit->snippet, "\xe2\x81\xa8high\xe2\x81\xa9"));
    g_assert_true (g_str_has_prefix (hit->key, key));
    g_assert_cmpint (find_conversation (fixture->engine, hit->key), ==, id);
  }

  ear_engine_set_person_notes_async (fixture->engine, thread->person_id, "Regular, no nuts", await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  ear_engine_load_person_async (fixture->engine, thread->person_id, await_cb, &await);
  result = await_result (&await);
  person = ear_engine_load_person_finish (fixture->engine, result, NULL);
  g_assert_cmpstr (person->name, ==, "mia");
  g_assert_cmpstr (person->notes, ==, "Regular, no nuts");
  g_assert_cmpuint (person->conversations->len, ==, 1);
  g_assert_cmpint (g_array_index (person->conversations, gint64, 0), ==, id);
  g_assert_cmpint (find_conversation (fixture->engine, "no/such"), ==, 0);
}

/* Three earlier questions like this one stand beside the composer. */
static void
test_answered_before (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *outbox_key = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarReplyContext) context = NULL;
  const char *ext;
  Await await = { 0 };
  gint64 other = 0;

  fixture_set_undo (fixture, 0);
  outbox_key = reply (fixture->engine, id, "Yes, two of them.");
  WAIT_FOR (g_str_equal (outbox_state (fixture->engine, outbox_key), "seen"));
  ext = fake_service_add (fixture->service, NULL, "tom", "Is there a high chair for our daughter?", 0);
  ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR ((other = find_by_ext (fixture->engine, key, ext)) != 0);
  ear_engine_load_reply_context_async (fixture->engine, other, 0, NULL, await_cb, &await);
  result = await_result (&await);
  context = ear_engine_load_reply_context_finish (fixture->engine, result, NULL);
  g_assert_cmpuint (context->answered_before->len, ==, 1);
  {
    const EarAnsweredBefore *before = g_ptr_array_index (context->answered_before, 0);

    g_assert_cmpint (before->conversation_id, ==, id);
    g_assert_cmpstr (before->answer, ==, "Yes, two of them.");
  }
  g_assert_cmpstr (context->seen_by, ==, "Everyone can read this reply.");
}

/* ---- the report ---- */

static EarReport *
report_of_ten_days (Fixture *fixture,
                    gint64   now)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };
  EarReport *report;

  ear_engine_load_report_async (fixture->engine, now - 10 * 86400 * G_GINT64_CONSTANT (1000), now + 1000, NULL, await_cb, &await);
  result = await_result (&await);
  report = ear_engine_load_report_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return report;
}

static void
test_report (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *outbox_key = NULL;
  g_autofree char *done = NULL;
  g_autoptr (EarReport) report = NULL;
  g_autoptr (EarReport) again = NULL;
  g_autoptr (EarReport) changed = NULL;
  g_autoptr (EarReport) later = NULL;
  gint64 now = ear_clock_now_ms ();
  const EarReportChannel *channel = NULL;
  Await await = { 0 };
  const char *first;
  gint64 id;

  fixture_set_undo (fixture, 0);
  first = fake_service_add (fixture->service, NULL, "tom", "Parking?", 2 * 86400);
  fake_service_add (fixture->service, NULL, "eva", "Parking?", 3 * 86400);
  id = one_question (fixture, &key);
  outbox_key = reply (fixture->engine, id, "Yes.");
  WAIT_FOR (g_str_equal (outbox_state (fixture->engine, outbox_key), "seen"));
  ear_engine_sync_async (fixture->engine, NULL, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  report = report_of_ten_days (fixture, now);
  g_assert_cmpuint (report->channels->len, ==, 3); /* phone and counter too */
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *at = ear_report_get_channel (report, i);

      if (g_str_equal (at->key, key))
        channel = at;
      else
        g_assert_true (at->offline);
    }
  g_assert_nonnull (channel);
  g_assert_cmpstr (channel->name, ==, "Shop 1");
  g_assert_cmpuint (channel->counts[EAR_FIGURE_QUESTIONS], ==, 3);
  g_assert_cmpuint (channel->counts[EAR_FIGURE_ANSWERED], ==, 1);
  g_assert_cmpuint (channel->counts[EAR_FIGURE_MISSED], ==, 2);
  g_assert_cmpuint (channel->counts[EAR_FIGURE_TOO_NEW_ANSWERED], ==, 1);
  g_assert_cmpuint (channel->counts[EAR_FIGURE_WAITING], ==, 2);
  g_assert_cmpint (channel->promise_s, ==, 86400);
  g_assert_cmpuint (channel->open.turns[EAR_TURN_NEW].questions, ==, 3);

  /* Given once more, until anything is written or a minute has passed. */
  again = report_of_ten_days (fixture, now);
  for (guint i = 0; i < 50 && again != report; i++) /* a pull may still have been under way */
    {
      ear_report_unref (report);
      report = g_steal_pointer (&again);
      again = report_of_ten_days (fixture, now);
    }
  g_assert_true (again == report);
  done = act (fixture, ear_engine_mark_done_async, find_by_ext (fixture->engine, key, first));
  changed = report_of_ten_days (fixture, now);
  g_assert_true (changed != report);
  ear_clock_set_for_test (changed->now + 60 * 1000);
  later = report_of_ten_days (fixture, now);
  g_assert_true (later != changed);
  g_assert_cmpint (later->now, ==, changed->now + 60 * 1000);
  ear_clock_set_for_test (-1);
  for (guint i = 0; i < changed->channels->len; i++)
    {
      const EarReportChannel *at = ear_report_get_channel (changed, i);

      if (g_str_equal (at->key, key))
        {
          g_assert_cmpuint (at->counts[EAR_FIGURE_WAITING], ==, 1);
          g_assert_cmpuint (at->counts[EAR_FIGURE_CLOSED], ==, 1);
        }
    }
}

static void
test_backup (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *file = g_build_filename (fixture->folder, "copy.earshot", NULL);
  g_autofree char *other = g_dir_make_tmp ("earshot-restore-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  one_question (fixture, &key);
  ear_engine_backup_async (fixture->engine, file, NULL, NULL, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  g_assert_false (ear_engine_restore (file, fixture->folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (ear_engine_restore (file, other, &error));
  g_assert_no_error (error);
  fixture_close (fixture);
  {
    g_autofree char *first = fixture->folder;

    fixture->folder = other;
    fixture_open (fixture, EAR_ENGINE_READ_ONLY);
    g_assert_cmpuint (count (fixture, EAR_QUEUE_ANSWER_NEXT), ==, 1);
    fixture_close (fixture);
    fixture_remove_folder (other);
    fixture->folder = g_steal_pointer (&first);
  }
}

/* A second engine in the same folder is a sentence; reading beside the first one works. */
static void
test_second_engine (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EarEngine) reader = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  one_question (fixture, &key);
  ear_engine_open_async (fixture->folder, EAR_ENGINE_DEFAULT, fixture->secrets, NULL, NULL, NULL, await_cb, &await);
  result = await_result (&await);
  g_assert_null (ear_engine_open_finish (result, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_LOCKED);
  g_clear_object (&result);
  ear_engine_open_async (fixture->folder, EAR_ENGINE_READ_ONLY, fixture->secrets, NULL, NULL, NULL, await_cb, &await);
  result = await_result (&await);
  reader = ear_engine_open_finish (result, NULL);
  g_assert_nonnull (reader);
  g_assert_cmpuint (load_counts (reader).queue[EAR_QUEUE_ANSWER_NEXT], ==, 1);
  g_clear_object (&result);
  ear_engine_close_async (reader, await_cb, &await);
  result = await_result (&await);
  g_assert_true (ear_engine_close_finish (reader, result, NULL));
}

/* Nobody is said to have closed what ended otherwise. */
static void
test_ended_elsewhere (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *key = NULL;
  gint64 id = one_question (fixture, &key);
  g_autofree char *done = act (fixture, ear_engine_mark_done_async, id);
  const char *second;
  g_autoptr (EarThread) before = load_thread (fixture->engine, id);
  g_autoptr (EarThread) after = NULL;
  Await await = { 0 };

  g_assert_nonnull (strstr (before->ended_why, "Closed without an answer by "));
  second = fake_service_add (fixture->service, "m1", "mia", "And on Monday?", -1);
  ear_engine_sync_async (fixture->engine, key, NULL, await_cb, &await);
  await_done (fixture->engine, &await, NULL);
  WAIT_FOR (count (fixture, EAR_QUEUE_ANSWER_NEXT) == 1);
  fake_service_set_state (fixture->service, second, EAR_MESSAGE_HIDDEN);
  ear_engine_refresh_thread (fixture->engine, id);
  WAIT_FOR (count (fixture, EAR_QUEUE_ANSWER_NEXT) == 0);
  after = load_thread (fixture->engine, id);
  g_assert_cmpstr (after->ended_why, ==, "Closed without an answer.");
}

#define ADD(name, func) g_test_add ("/engine/act/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ear_engine_add_kind_for_test (&fake_kind);
  ADD ("done-undo", test_done_undo);
  ADD ("no-answer-and-read", test_no_answer_and_read);
  ADD ("snooze", test_snooze);
  ADD ("assign-tag", test_assign_tag);
  ADD ("note", test_note);
  ADD ("contact", test_contact);
  ADD ("contact/changed", test_contact_changed);
  ADD ("contact/review", test_review_elsewhere);
  ADD ("row-of-two", test_row_of_two);
  ADD ("ended-why", test_ended_why);
  ADD ("ended-elsewhere", test_ended_elsewhere);
  ADD ("search", test_search);
  ADD ("search-filters", test_search_filters);
  ADD ("answered-before", test_answered_before);
  ADD ("report", test_report);
  ADD ("backup", test_backup);
  ADD ("second-engine", test_second_engine);
  return g_test_run ();
}
