/* test-event.c: every action is one event, and each can be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

static void
ask (Fixture *fixture, const char *conversation, const char *text)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, conversation, conversation, NULL, "mia", NOW + MINUTE, text);
  apply (fixture, batch, NULL);
}

/* Undo brings back what was, redo what had been done, and neither is possible twice. */
static void
assert_undo (Fixture *fixture, const char *before, const char *event)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *done = fixture_dump (fixture);
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;
  g_autofree char *undo_event = NULL;

  g_assert_nonnull (event);
  g_assert_cmpstr (before, !=, done);
  ear_clock_set_for_test (NOW + 2 * HOUR);
  ear_store_undo (fixture->store, NULL, event, &undo_event, NULL, &error);
  g_assert_no_error (error);
  undone = fixture_dump (fixture);
  g_assert_cmpstr (before, ==, undone);
  fixture_check (fixture);

  g_assert_false (ear_store_undo (fixture->store, NULL, event, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  g_clear_error (&error);

  ear_store_undo (fixture->store, NULL, undo_event, NULL, NULL, &error);
  g_assert_no_error (error);
  redone = fixture_dump (fixture);
  g_assert_cmpstr (done, ==, redone);
  ear_clock_set_for_test (NOW);
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *event = NULL;
  g_autofree char *again = NULL;
  g_autoptr (EarStoreRow) row = NULL;
  g_autoptr (EarChanges) changes = ear_changes_new ();

  ask (fixture, "10", "Are you open?");
  ear_clock_set_for_test (NOW + HOUR);
  before = fixture_dump (fixture);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "10"), &event, changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->conversations->len, ==, 1);
  row = load_row (fixture, "10");
  g_assert_cmpint (row->standing, ==, EAR_STANDING_DONE);
  g_assert_cmpint (fixture_int (fixture, "SELECT outcome FROM enquiry"), ==, EAR_ENQUIRY_CLOSED);
  g_assert_cmpint (fixture_int (fixture, "SELECT closed_at FROM enquiry"), ==, NOW + HOUR);
  ear_store_mark_done (fixture->store, NULL, row->id, &again, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (again);
  assert_undo (fixture, before, event);
}

static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *event = NULL;

  ask (fixture, "10", "Are you open?");
  ear_clock_set_for_test (NOW + HOUR);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "10"), NULL, NULL, &error);
  before = fixture_dump (fixture);
  ear_store_reopen (fixture->store, NULL, find_conversation (fixture, "10"), &event, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT outcome FROM enquiry"), ==, EAR_ENQUIRY_OPEN);
  g_assert_cmpint (fixture_int (fixture, "SELECT opened_at FROM enquiry"), ==, NOW + MINUTE);
  assert_undo (fixture, before, event);
}

static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *event = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (EarStoreRow) row = NULL;

  ask (fixture, "10", "Lovely evening at your place.");
  before = fixture_dump (fixture);
  ear_store_set_no_answer (fixture->store, NULL, find_conversation (fixture, "10"), TRUE, "just praise", &event, NULL, &error);
  g_assert_no_error (error);
  row = load_row (fixture, "10");
  g_assert_cmpint (row->standing, ==, EAR_STANDING_DONE);
  g_assert_cmpint (fixture_int (fixture, "SELECT exclusion FROM enquiry"), ==, EAR_EXCLUDED_NO_ANSWER_NEEDED);
  events = ear_store_list_events (fixture->store, row->id, 10, &error);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (((EarEventRow *) events->pdata[0])->verb, ==, "no-answer");
  g_assert_cmpstr (((EarEventRow *) events->pdata[0])->why, ==, "just praise");
  assert_undo (fixture, before, event);
}

static void
test_needs_answer_after_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *event = NULL;
  g_autoptr (EarStoreRow) left_out = NULL;
  g_autoptr (EarStoreRow) row = NULL;

  ask (fixture, "10", "👍");
  left_out = load_row (fixture, "10");
  g_assert_cmpint (left_out->standing, ==, EAR_STANDING_DONE);
  before = fixture_dump (fixture);
  ear_store_set_no_answer (fixture->store, NULL, find_conversation (fixture, "10"), FALSE, NULL, &event, NULL, &error);
  g_assert_no_error (error);
  row = load_row (fixture, "10");
  g_assert_cmpint (row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  assert_undo (fixture, before, event);
}

static void
test_reopen_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *event = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (EarStoreRow) row = NULL;

  ask (fixture, "10", "👍");
  before = fixture_dump (fixture);
  ear_store_reopen (fixture->store, NULL, find_conversation (fixture, "10"), &event, NULL, &error);
  g_assert_no_error (error);
  row = load_row (fixture, "10");
  g_assert_cmpint (row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  ear_store_reopen (fixture->store, NULL, row->id, &nothing, NULL, &error);
  g_assert_null (nothing);
  assert_undo (fixture, before, event);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *between = NULL;
  g_autofree char *event = NULL;
  g_autofree char *unread = NULL;
  g_autofree char *nothing = NULL;
  gint64 id;

  ask (fixture, "10", "Are you open?");
  id = find_conversation (fixture, "10");
  before = fixture_dump (fixture);
  ear_store_set_read (fixture->store, NULL, id, TRUE, &event, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT unread FROM conversation"), ==, 0);
  assert_undo (fixture, before, event);
  ear_store_set_read (fixture->store, NULL, id, TRUE, &nothing, NULL, &error);
  g_assert_null (nothing);
  between = fixture_dump (fixture);
  ear_store_set_read (fixture->store, NULL, id, FALSE, &unread, NULL, &error);
  g_assert_cmpint (fixture_int (fixture, "SELECT unread FROM conversation"), ==, 1);
  assert_undo (fixture, between, unread);
}

static void
test_note (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;
  g_autofree char *event = NULL;
  g_autofree char *removal = NULL;
  g_autofree char *told = NULL;
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarConversationView) after = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gint64 id, note;

  ask (fixture, "10", "Are you open?");
  id = find_conversation (fixture, "10");
  ear_store_add_note (fixture->store, NULL, id, "Ask Tom about Sunday", &note, &event, NULL, &error);
  g_assert_no_error (error);
  view = ear_store_load_conversation (fixture->store, id, &error);
  g_assert_cmpuint (view->messages->len, ==, 2);
  /* A note is no message: it neither answers nor moves the conversation. */
  g_assert_cmpint (view->row->standing, ==, EAR_STANDING_NEEDS_ANSWER);
  g_assert_cmpstr (view->row->preview, ==, "Are you open?");
  g_assert_cmpuint (view->row->n_messages, ==, 1);

  with = fixture_dump (fixture);
  ear_store_remove_note (fixture->store, NULL, note, &removal, NULL, &error);
  g_assert_no_error (error);
  after = ear_store_load_conversation (fixture->store, id, &error);
  g_assert_cmpuint (after->messages->len, ==, 1);
  assert_undo (fixture, with, removal);

  /* Message text never stands in events. */
  events = ear_store_list_events (fixture->store, 0, 100, &error);
  for (guint i = 0; i < events->len; i++)
    {
      EarEventRow *row = events->pdata[i];

      g_assert_null (strstr (row->before, "Tom"));
      g_assert_null (strstr (row->after, "Tom"));
    }
}

static void
test_note_added (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *event = NULL;
  g_autoptr (EarConversationView) view = NULL;
  gint64 id;

  ask (fixture, "10", "Are you open?");
  id = find_conversation (fixture, "10");
  ear_store_add_note (fixture->store, NULL, id, "Ask Tom about Sunday", NULL, &event, NULL, &error);
  ear_store_undo (fixture->store, NULL, event, NULL, NULL, &error);
  g_assert_no_error (error);
  view = ear_store_load_conversation (fixture->store, id, &error);
  g_assert_cmpuint (view->messages->len, ==, 1);
}

static void
test_contact (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *phone = fixture_add_channel (fixture, "offline", "phone");
  g_autoptr (EarStoreContact) contact = ear_store_contact_new ();
  g_autoptr (EarStoreContact) held = NULL;
  g_autoptr (EarStoreContact) edited = NULL;
  g_autofree char *logged = NULL;
  g_autofree char *before_edit = NULL;
  g_autofree char *before_answer = NULL;
  g_autofree char *before_removal = NULL;
  g_autofree char *edit = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *removal = NULL;
  g_autofree char *none = NULL;
  EarStoreQuery call_backs = { .queue = EAR_STORE_QUEUE_CALL_BACKS };
  g_autoptr (GArray) listed = NULL;
  g_autoptr (GArray) answered = NULL;
  gint64 id;

  contact->who = g_strdup ("Ms Weber");
  contact->handle = g_strdup ("+49 30 1234");
  contact->text = g_strdup ("Wants a table for twelve");
  contact->asked_at = NOW - HOUR;
  contact->call_back_by = NOW + HOUR;
  ear_store_log_contact (fixture->store, NULL, phone, contact, &id, &logged, NULL, &error);
  g_assert_no_error (error);
  listed = ear_store_query_ids (fixture->store, &call_backs, &error);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpint (g_array_index (listed, gint64, 0), ==, id);
  g_assert_cmpint (fixture_int (fixture, "SELECT due_at FROM conversation"), ==, NOW + HOUR);
  g_assert_cmpint (fixture_int (fixture, "SELECT unread FROM conversation"), ==, 0);

  /* edit */
  before_edit = fixture_dump (fixture);
  held = ear_store_load_contact (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (held->who, ==, "Ms Weber");
  g_assert_cmpstr (held->text, ==, "Wants a table for twelve");
  g_assert_cmpint (held->call_back_by, ==, NOW + HOUR);
  ear_store_edit_contact (fixture->store, NULL, id, held, &none, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_free (held->text);
  held->text = g_strdup ("Wants a table for fourteen");
  held->asked_at = NOW - 2 * HOUR;
  held->call_back_by = EAR_TIME_NONE;
  ear_store_edit_contact (fixture->store, NULL, id, held, &edit, NULL, &error);
  g_assert_no_error (error);
  edited = ear_store_load_contact (fixture->store, id, &error);
  g_assert_cmpstr (edited->text, ==, "Wants a table for fourteen");
  g_assert_cmpint (edited->call_back_by, ==, EAR_TIME_NONE);
  assert_undo (fixture, before_edit, edit);

  /* call back */
  before_answer = fixture_dump (fixture);
  ear_store_answer_contact (fixture->store, NULL, id, "Booked for eight", NOW, &answer, NULL, &error);
  g_assert_no_error (error);
  answered = ear_store_query_ids (fixture->store, &call_backs, &error);
  g_assert_cmpuint (answered->len, ==, 0);
  g_assert_cmpint (fixture_int (fixture, "SELECT answered_at FROM enquiry"), ==, NOW);
  ear_store_undo (fixture->store, NULL, answer, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE outcome = 0"), ==, 1);

  /* removed: counted nowhere */
  before_removal = fixture_dump (fixture);
  ear_store_remove_contact (fixture->store, NULL, id, &removal, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry"), ==, 0);
  assert_undo (fixture, before_removal, removal);
  g_clear_pointer (&before_removal, g_free);

  /* the log itself, undone */
  {
    g_autofree char *undone = NULL;

    g_assert_false (ear_store_undo (fixture->store, NULL, logged, NULL, NULL, &error));
    g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  }
}

/* However a number is written down in a hurry. */
static void
test_contact_number (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *handle, *identity;
  } written[] = {
    { "0171 2345678", "01712345678" },
    { "0171-2345678", "01712345678" },
    { " (0171) 234 56.78 ", "01712345678" },
    { "0171/2345678", "01712345678" },
    { "+49 171 2345678", "+491712345678" },
    { "+49 (0)171 2345678", "+491712345678" },
    { "0049 171 2345678", "+491712345678" },
    { "Mia.Kern-2@example.org", "Mia.Kern-2@example.org" },
    { "12 34", "12 34" },
    { "table 12345", "table 12345" },
  };
  g_autofree char *phone = fixture_add_channel (fixture, "offline", "phone");

  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (EarStoreContact) contact = ear_store_contact_new ();
      g_autoptr (EarStoreContact) held = NULL;
      g_autoptr (GError) error = NULL;
      gint64 id;

      contact->handle = g_strdup (written[i].handle);
      contact->text = g_strdup ("A table");
      ear_store_log_contact (fixture->store, NULL, phone, contact, &id, NULL, NULL, &error);
      g_assert_no_error (error);
      held = ear_store_load_contact (fixture->store, id, &error);
      g_assert_cmpstr (held->identity_ext, ==, written[i].identity);
      g_assert_cmpstr (held->handle, ==, written[i].handle);
    }
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM person"), ==, 5);
}

static void
test_contact_on_the_spot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *counter = fixture_add_channel (fixture, "offline", "counter");
  g_autoptr (EarStoreContact) contact = ear_store_contact_new ();
  g_autofree char *event = NULL;
  g_autofree char *other = NULL;
  gint64 id, second;
  g_autoptr (EarStoreContact) changed = NULL;

  contact->who = g_strdup ("Tom");
  contact->handle = g_strdup ("tom@example.org");
  contact->text = g_strdup ("Is the soup vegan?");
  contact->answered = TRUE;
  contact->answer = g_strdup ("Yes");
  ear_store_log_contact (fixture->store, NULL, counter, contact, &id, &event, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT on_the_spot FROM enquiry"), ==, 1);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM message WHERE removed = 0"), ==, 2);
  g_assert_cmpint (fixture_int (fixture, "SELECT standing FROM conversation"), !=, EAR_STANDING_NEEDS_ANSWER);
  ear_store_undo (fixture->store, NULL, event, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM message WHERE removed = 0"), ==, 0);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry"), ==, 0);

  /* The same address is the same person. */
  ear_store_log_contact (fixture->store, NULL, counter, contact, &second, &other, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM identity WHERE is_us = 0"), ==, 1);

  /* Former wordings go with their channel. */
  changed = ear_store_load_contact (fixture->store, second, &error);
  g_free (changed->text);
  changed->text = g_strdup ("Is the soup gluten-free?");
  ear_store_edit_contact (fixture->store, NULL, second, changed, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM text_version WHERE text LIKE '%soup%'"), ==, 2);
  ear_store_delete_channel_data (fixture->store, counter, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM text_version"), ==, 0);
}

static void
test_channel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = fixture_dump (fixture);
  g_autofree char *renamed = NULL;
  g_autofree char *rename = NULL;
  g_autofree char *pause = NULL;
  g_autofree char *paused = NULL;
  g_autofree char *removal = NULL;
  g_autofree char *resume = NULL;
  g_autofree char *longer = NULL;
  g_autofree char *shorter = NULL;
  g_autoptr (EarChannelRow) answering = NULL;
  g_autoptr (EarChannelRow) row = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();

  ear_store_rename_channel (fixture->store, NULL, fixture->channel, "Our blog", &rename, NULL, &error);
  g_assert_no_error (error);
  row = ear_store_get_channel (fixture->store, fixture->channel, &error);
  g_assert_cmpstr (row->name, ==, "Our blog");
  assert_undo (fixture, before, rename);
  renamed = fixture_dump (fixture);
  ear_store_pause_channel (fixture->store, NULL, fixture->channel, TRUE, &pause, NULL, &error);
  g_assert_no_error (error);
  assert_undo (fixture, renamed, pause);
  paused = fixture_dump (fixture);
  ear_store_pause_channel (fixture->store, NULL, fixture->channel, FALSE, &resume, NULL, &error);
  assert_undo (fixture, paused, resume);
  shorter = fixture_dump (fixture);
  ear_store_set_answers_longer (fixture->store, NULL, fixture->channel, TRUE, &longer, NULL, &error);
  g_assert_no_error (error);
  answering = ear_store_get_channel (fixture->store, fixture->channel, &error);
  g_assert_cmpstr (g_hash_table_lookup (answering->settings, "answers_longer"), ==, "yes");
  assert_undo (fixture, shorter, longer);
  g_clear_pointer (&renamed, g_free);
  renamed = fixture_dump (fixture);
  ear_store_remove_channel (fixture->store, NULL, fixture->channel, &removal, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (ear_store_apply_batch (fixture->store, fixture->channel, NULL, EAR_STREAM_FORWARD, batch, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
  assert_undo (fixture, renamed, removal);
}

static void
test_setting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *nothing = ear_store_get_setting (fixture->store, "promise", G_MAXINT64, &error);
  g_autofree char *before = fixture_dump (fixture);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *between = NULL;
  g_autofree char *third = NULL;
  g_autofree char *earlier = NULL;
  g_autofree char *later = NULL;
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  g_assert_null (nothing);
  ear_store_set_setting (fixture->store, NULL, "promise", "{\"hours\":4}", G_MININT64, &first, &error);
  g_assert_no_error (error);
  assert_undo (fixture, before, first);
  between = fixture_dump (fixture);
  ear_store_set_setting (fixture->store, NULL, "promise", "{\"hours\":2}", NOW, &second, &error);
  assert_undo (fixture, between, second);
  earlier = ear_store_get_setting (fixture->store, "promise", NOW - 1, &error);
  later = ear_store_get_setting (fixture->store, "promise", NOW, &error);
  g_assert_cmpstr (earlier, ==, "{\"hours\":4}");
  g_assert_cmpstr (later, ==, "{\"hours\":2}");
  g_clear_pointer (&between, g_free);
  between = fixture_dump (fixture);
  ear_store_set_setting (fixture->store, NULL, "promise", "{\"hours\":1}", G_MININT64, &third, &error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM setting"), ==, 1);
  assert_undo (fixture, between, third);
  all = ear_store_get_setting (fixture->store, "promise", NOW + DAY, &error);
  g_assert_cmpstr (all, ==, "{\"hours\":1}");
}

/* "From a date on" replaces what was planned for later; to amend an entry leaves the others alone. */
static void
test_dated_setting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *planned = NULL;
  g_autofree char *amended = NULL;
  g_autofree char *replaced = NULL;
  g_autofree char *today = NULL;

  ear_store_set_setting (fixture->store, NULL, "promise", "1", G_MININT64, NULL, &error);
  ear_store_set_setting (fixture->store, NULL, "promise", "2", NOW, NULL, &error);
  ear_store_set_setting (fixture->store, NULL, "promise", "3", NOW + 30 * DAY, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM setting"), ==, 3);

  planned = fixture_dump (fixture);
  ear_store_amend_setting (fixture->store, NULL, "promise", "4", NOW, &amended, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM setting"), ==, 3);
  g_assert_cmpint (fixture_int (fixture, "SELECT value FROM setting WHERE valid_from > 0 ORDER BY valid_from LIMIT 1"), ==, 4);
  assert_undo (fixture, planned, amended);
  ear_store_amend_setting (fixture->store, NULL, "promise", "5", G_MININT64, NULL, &error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM setting"), ==, 3);
  ear_store_amend_setting (fixture->store, NULL, "promise", NULL, NOW + 30 * DAY, NULL, &error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM setting"), ==, 2);
  ear_store_amend_setting (fixture->store, NULL, "promise", "3", NOW + 30 * DAY, NULL, &error);
  g_assert_no_error (error);

  g_clear_pointer (&planned, g_free);
  planned = fixture_dump (fixture);
  ear_store_set_setting (fixture->store, NULL, "promise", "6", NOW + DAY, &replaced, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT max (valid_from) FROM setting"), ==, NOW + DAY);
  today = ear_store_get_setting (fixture->store, "promise", NOW + 60 * DAY, &error);
  g_assert_cmpstr (today, ==, "6");
  assert_undo (fixture, planned, replaced);
}

static void
test_person (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *renamed = NULL;
  g_autofree char *event = NULL;
  g_autofree char *notes = NULL;
  g_autoptr (EarStoreRow) row = NULL;
  g_autoptr (EarStoreRow) after = NULL;
  g_autoptr (EarPersonRow) person = NULL;

  ask (fixture, "10", "Are you open?");
  row = load_row (fixture, "10");
  before = fixture_dump (fixture);
  ear_store_rename_person (fixture->store, NULL, row->person_id, "Mia Weber", &event, NULL, &error);
  g_assert_no_error (error);
  after = load_row (fixture, "10");
  g_assert_cmpstr (after->person_name, ==, "Mia Weber");
  assert_undo (fixture, before, event);
  renamed = fixture_dump (fixture);
  ear_store_set_person_notes (fixture->store, NULL, row->person_id, "Allergic to nuts", &notes, NULL, &error);
  g_assert_no_error (error);
  person = ear_store_load_person (fixture->store, row->person_id, &error);
  g_assert_cmpstr (person->notes, ==, "Allergic to nuts");
  g_assert_cmpstr (person->name, ==, "Mia Weber");
  g_assert_cmpuint (person->n_conversations, ==, 1);
  g_assert_cmpuint (person->n_messages, ==, 1);
  g_assert_cmpuint (person->identities->len, ==, 1);
  assert_undo (fixture, renamed, notes);
}

/* What a person did about something sent says what it was before. */
static void
test_sent_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = ear_problem_new (EAR_PROBLEM_REJECTED, NULL, "No.");
  g_autoptr (EarOp) op = new_reply ("10", "10", "Yes.");
  g_autoptr (EarOutboxRow) claimed = NULL;
  g_autoptr (GPtrArray) events = NULL;
  const EarEventRow *event;

  ask (fixture, "10", "Are you open?");
  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW + MINUTE, NULL, NULL, &error);
  ear_store_outbox_hurry (fixture->store, NULL, op->key, NOW, NULL, &error);
  g_assert_no_error (error);
  events = ear_store_list_events (fixture->store, 0, 1, &error);
  event = events->pdata[0];
  g_assert_cmpstr (event->verb, ==, "reply-send-now");
  g_assert_cmpstr (event->entity_key, ==, op->key);
  g_clear_pointer (&events, g_ptr_array_unref);

  claimed = ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error);
  ear_store_outbox_fail (fixture->store, op->key, problem, NULL, &error);
  ear_store_outbox_resend (fixture->store, NULL, op->key, NOW, NULL, &error);
  g_assert_no_error (error);
  events = ear_store_list_events (fixture->store, 0, 1, &error);
  event = events->pdata[0];
  g_assert_cmpstr (event->verb, ==, "reply-queue");
  g_assert_cmpstr (event->before, ==, "{\"state\":\"failed\"}");
  g_assert_cmpstr (event->after, ==, "{\"state\":\"queued\"}");
}

static void
test_outgoing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOp) op = new_reply ("10", "10", "Yes.");
  g_autoptr (EarOp) hold = ear_op_new (EAR_VERB_HOLD);
  g_autofree char *draft = NULL;
  g_autofree char *queued = NULL;
  g_autofree char *queue = NULL;
  g_autofree char *moderate = NULL;
  g_autofree char *cancel = NULL;
  g_autoptr (EarOutboxRow) claimed = NULL;

  ask (fixture, "10", "Are you open?");
  ear_store_save_draft (fixture->store, fixture->channel, op, NULL, &error);
  draft = fixture_dump (fixture);
  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW, &queue, NULL, &error);
  g_assert_no_error (error);
  assert_undo (fixture, draft, queue);
  queued = fixture_dump (fixture);
  ear_store_outbox_cancel (fixture->store, NULL, op->key, TRUE, &cancel, NULL, &error);
  g_assert_no_error (error);
  assert_undo (fixture, queued, cancel);

  g_free (hold->key);
  hold->key = g_strdup ("2f1d7c2e-8f4c-4b62-9d0e-000000000002");
  hold->conversation_ext = g_strdup ("10");
  hold->target_ext = g_strdup ("10");
  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, hold, NOW, &moderate, NULL, &error);
  g_assert_no_error (error);
  claimed = ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error);
  g_assert_nonnull (claimed);
  /* It has left: no undo here any more. */
  g_assert_false (ear_store_undo (fixture->store, NULL, moderate, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
}

/* Who did what, newest first; of one conversation under all its names. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "moderate", "note", "done", "read" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) rekey = ear_batch_new ();
  g_autoptr (EarOp) hold = ear_op_new (EAR_VERB_HOLD);
  g_autoptr (GPtrArray) mine = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char *done = NULL;
  EarEventRow *row;
  gint64 id;

  ask (fixture, "10", "Are you open?");
  ask (fixture, "20", "And on Monday?");
  id = find_conversation (fixture, "10");
  ear_store_set_read (fixture->store, NULL, id, TRUE, NULL, NULL, &error);
  ear_store_mark_done (fixture->store, NULL, id, &done, NULL, &error);
  ear_batch_add_rekey (rekey, "10", "5");
  apply (fixture, rekey, NULL);
  ear_store_add_note (fixture->store, NULL, id, "Ask Tom", NULL, NULL, NULL, &error);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "20"), NULL, NULL, &error);
  g_free (hold->key);
  hold->key = g_strdup ("2f1d7c2e-8f4c-4b62-9d0e-000000000003");
  hold->conversation_ext = g_strdup ("5");
  hold->target_ext = g_strdup ("10");
  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, hold, NOW, NULL, NULL, &error);
  g_assert_no_error (error);
  mine = ear_store_list_events (fixture->store, id, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mine->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < mine->len; i++)
    g_assert_cmpstr (((EarEventRow *) mine->pdata[i])->verb, ==, expected[i]);
  row = mine->pdata[2];
  g_assert_cmpstr (row->key, ==, done);
  g_assert_cmpint (row->conversation_id, ==, id);
  g_assert_cmpint (row->at, ==, NOW);
  g_assert_false (row->undone);
  g_assert_nonnull (row->member_name);
  /* The rekeyed conversation can still be undone under its old name. */
  ear_store_undo (fixture->store, NULL, done, NULL, NULL, &error);
  g_assert_no_error (error);
  all = ear_store_list_events (fixture->store, 0, 3, &error);
  g_assert_cmpuint (all->len, ==, 3);
  row = all->pdata[0];
  g_assert_cmpstr (row->undoes, ==, done);
  g_assert_cmpint (row->conversation_id, ==, id);
}

/* Undo applies only where the value still is what the event made it. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  ear_store_rename_channel (fixture->store, NULL, fixture->channel, "One", &first, NULL, &error);
  ear_store_rename_channel (fixture->store, NULL, fixture->channel, "Two", NULL, NULL, &error);
  before = fixture_dump (fixture);
  g_assert_false (ear_store_undo (fixture->store, NULL, first, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  after = fixture_dump (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (ear_store_undo (fixture->store, NULL, "no-such-event", NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND);
}

static GHashTable *
new_facts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
say (GHashTable *facts, const char *name, const char *value)
{
  g_hash_table_insert (facts, g_strdup (name), g_strdup (value));
}

/* The brand sheet: one event for what changed, which does not touch what else is said of it. */
static void
test_brand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) facts = new_facts ();
  g_autoptr (GHashTable) more = new_facts ();
  g_autoptr (GHashTable) held = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *before = fixture_dump (fixture);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *none = NULL;

  say (facts, "phone", "+49 30 1234");
  say (facts, "address", "Hauptstraße 5\n10115 Berlin");
  say (facts, "policies", "");
  ear_store_set_brand_facts (fixture->store, NULL, facts, &first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM brand_fact"), ==, 2);
  assert_undo (fixture, before, first);
  ear_store_set_brand_facts (fixture->store, NULL, facts, &none, &error);
  g_assert_no_error (error);
  g_assert_null (none);

  say (more, "phone", NULL);
  say (more, "address", "Hauptstraße 5\n10115 Berlin");
  say (more, "email", "hallo@rosso.example");
  ear_store_set_brand_facts (fixture->store, NULL, more, &second, &error);
  g_assert_no_error (error);
  events = ear_store_list_events (fixture->store, 0, 1, &error);
  g_assert_cmpstr (((EarEventRow *) events->pdata[0])->verb, ==, "brand");
  g_assert_cmpstr (((EarEventRow *) events->pdata[0])->before, ==, "{\"email\":null,\"phone\":\"+49 30 1234\"}");
  g_assert_cmpstr (((EarEventRow *) events->pdata[0])->after, ==, "{\"email\":\"hallo@rosso.example\",\"phone\":null}");
  held = ear_store_list_brand_facts (fixture->store, &error);
  g_assert_cmpuint (g_hash_table_size (held), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (held, "email"), ==, "hallo@rosso.example");

  /* The phone was changed again since: that stays, and the e-mail with it. */
  say (facts, "phone", "+49 30 9999");
  ear_store_set_brand_facts (fixture->store, NULL, facts, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (ear_store_undo (fixture->store, NULL, second, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/event/done", test_done);
  fixture_test ("/store/event/reopen", test_reopen);
  fixture_test ("/store/event/no-answer", test_no_answer);
  fixture_test ("/store/event/needs-answer-after-all", test_needs_answer_after_all);
  fixture_test ("/store/event/reopen-left-out", test_reopen_left_out);
  fixture_test ("/store/event/read", test_read);
  fixture_test ("/store/event/note", test_note);
  fixture_test ("/store/event/note-added", test_note_added);
  fixture_test ("/store/event/contact", test_contact);
  fixture_test ("/store/event/contact-number", test_contact_number);
  fixture_test ("/store/event/contact-on-the-spot", test_contact_on_the_spot);
  fixture_test ("/store/event/channel", test_channel);
  fixture_test ("/store/event/setting", test_setting);
  fixture_test ("/store/event/dated-setting", test_dated_setting);
  fixture_test ("/store/event/brand", test_brand);
  fixture_test ("/store/event/person", test_person);
  fixture_test ("/store/event/outgoing", test_outgoing);
  fixture_test ("/store/event/sent-again", test_sent_again);
  fixture_test ("/store/event/list", test_list);
  fixture_test ("/store/event/conflict", test_conflict);
  return g_test_run ();
}
