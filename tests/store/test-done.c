/* test-done.c: what closing, cleaning up and editing does to the questions, and what it does not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

static void
say (Fixture *fixture, const char *ext, const char *parent, const char *who, gint64 at, const char *text)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, "10", ext, parent, who, at, text);
  apply (fixture, batch, NULL);
}

static void
answer (Fixture *fixture, const char *ext, const char *parent, gint64 at)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_outbound (batch, "10", ext, parent, at, "Yes, we are.");
  apply (fixture, batch, NULL);
}

static void
becomes (Fixture *fixture, const char *ext, EarMessageState state, gint64 at)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  ear_clock_set_for_test (at);
  ear_batch_add_change (batch, ext, state);
  apply (fixture, batch, NULL);
}

static void
done (Fixture *fixture, gint64 at)
{
  g_autoptr (GError) error = NULL;

  ear_clock_set_for_test (at);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "10"), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
reopen (Fixture *fixture, gint64 at)
{
  g_autoptr (GError) error = NULL;

  ear_clock_set_for_test (at);
  ear_store_reopen (fixture->store, NULL, find_conversation (fixture, "10"), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
needs_none (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  ear_store_set_no_answer (fixture->store, NULL, find_conversation (fixture, "10"), TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* outcome * 10 + exclusion of the question that began with @ext; -1: none did */
static gint64
question (Fixture *fixture, const char *ext)
{
  g_autofree char *sql = g_strdup_printf ("SELECT outcome * 10 + exclusion FROM enquiry WHERE first_message ="
                                          " (SELECT id FROM message WHERE ext = '%s')",
                                          ext);

  return fixture_int (fixture, sql);
}

#define OPEN (EAR_ENQUIRY_OPEN * 10)
#define ANSWERED (EAR_ENQUIRY_ANSWERED * 10)
#define CLOSED (EAR_ENQUIRY_CLOSED * 10)
#define WITHDRAWN (EAR_ENQUIRY_WITHDRAWN * 10)

/* ---- what the service empties ---- */

static void
test_emptied_spam (Fixture *fixture, gconstpointer data)
{
  say (fixture, "10", NULL, "mia", NOW, "Buy my pills");
  becomes (fixture, "10", EAR_MESSAGE_SPAM, NOW + HOUR);
  g_assert_cmpint (question (fixture, "10"), ==, OPEN + EAR_EXCLUDED_SPAM);
  becomes (fixture, "10", EAR_MESSAGE_DELETED, NOW + DAY);
  g_assert_cmpint (question (fixture, "10"), ==, OPEN + EAR_EXCLUDED_SPAM);

  say (fixture, "20", "10", "jon", NOW, "And mine");
  becomes (fixture, "20", EAR_MESSAGE_SPAM, NOW + HOUR);
  becomes (fixture, "20", EAR_MESSAGE_TRASHED, NOW + 2 * HOUR);
  g_assert_cmpint (question (fixture, "20"), ==, OPEN + EAR_EXCLUDED_SPAM);

  /* Not spam after all: from then on it is what becomes of it. */
  say (fixture, "30", "10", "tom", NOW, "Are you open?");
  becomes (fixture, "30", EAR_MESSAGE_SPAM, NOW + HOUR);
  becomes (fixture, "30", EAR_MESSAGE_VISIBLE, NOW + 2 * HOUR);
  g_assert_cmpint (question (fixture, "30"), ==, OPEN);
  becomes (fixture, "30", EAR_MESSAGE_DELETED, NOW + 3 * HOUR);
  g_assert_cmpint (question (fixture, "30"), ==, WITHDRAWN);

  /* Spam as it is first seen. */
  {
    g_autoptr (EarBatch) batch = ear_batch_new ();

    add_inbound (batch, "10", "40", "10", "eve", NOW, "Casino")->state = EAR_MESSAGE_SPAM;
    apply (fixture, batch, NULL);
    becomes (fixture, "40", EAR_MESSAGE_DELETED, NOW + DAY);
    g_assert_cmpint (question (fixture, "40"), ==, OPEN + EAR_EXCLUDED_SPAM);
  }
}

static void
test_emptied_trash (Fixture *fixture, gconstpointer data)
{
  const EarMessageState states[] = { EAR_MESSAGE_TRASHED, EAR_MESSAGE_HIDDEN };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *ext = g_strdup_printf ("%d", 10 + (int) i);

      say (fixture, ext, i > 0 ? "10" : NULL, ext, NOW, "Why was my soup cold?");
      becomes (fixture, ext, states[i], NOW + HOUR);
      g_assert_cmpint (question (fixture, ext), ==, CLOSED);
      becomes (fixture, ext, EAR_MESSAGE_DELETED, NOW + 30 * DAY);
      g_assert_cmpint (question (fixture, ext), ==, CLOSED);
      g_assert_cmpint (fixture_int (fixture, "SELECT min (closed_at) FROM enquiry"), ==, NOW + HOUR);
    }

  /* Out of the trash, and then taken back by its writer. */
  say (fixture, "20", "10", "tom", NOW, "Are you open?");
  becomes (fixture, "20", EAR_MESSAGE_TRASHED, NOW + HOUR);
  becomes (fixture, "20", EAR_MESSAGE_VISIBLE, NOW + 2 * HOUR);
  becomes (fixture, "20", EAR_MESSAGE_DELETED, NOW + 3 * HOUR);
  g_assert_cmpint (question (fixture, "20"), ==, WITHDRAWN);
}

/* ---- several people in one conversation ---- */

static void
test_needs_none_of_one (Fixture *fixture, gconstpointer data)
{
  say (fixture, "10", NULL, "mia", NOW, "Are you open on Sunday?");
  say (fixture, "20", NULL, "jon", NOW + MINUTE, "Is there parking?");
  answer (fixture, "21", "20", NOW + 2 * MINUTE);
  say (fixture, "30", "10", "mia", NOW + 3 * MINUTE, "I mean next Sunday");
  needs_none (fixture);
  g_assert_cmpint (question (fixture, "10"), ==, OPEN + EAR_EXCLUDED_NO_ANSWER_NEEDED);
  g_assert_cmpint (question (fixture, "20"), ==, ANSWERED);
}

/* A "thanks" of theirs that stays open beside their questions holds none of these. */
static void
test_needs_none_beside (Fixture *fixture, gconstpointer data)
{
  say (fixture, "10", NULL, "mia", NOW, "Thanks!");
  say (fixture, "20", NULL, "mia", NOW + MINUTE, "Are you open on Sunday?");
  answer (fixture, "21", "20", NOW + HOUR);
  say (fixture, "30", "21", "mia", NOW + 2 * HOUR, "👍");
  say (fixture, "40", "30", "jon", NOW + 3 * HOUR, "Is there parking?");
  g_assert_cmpint (question (fixture, "10"), ==, OPEN + EAR_EXCLUDED_NO_ANSWER_NEEDED);
  needs_none (fixture);
  g_assert_cmpint (question (fixture, "20"), ==, ANSWERED);
  g_assert_cmpint (question (fixture, "40"), ==, OPEN + EAR_EXCLUDED_NO_ANSWER_NEEDED);

  /* What was answered is not left out by a key; what was closed without an answer is. */
  needs_none (fixture);
  g_assert_cmpint (question (fixture, "20"), ==, ANSWERED);
  say (fixture, "50", "40", "tom", NOW + 4 * HOUR, "Hello?");
  done (fixture, NOW + 5 * HOUR);
  needs_none (fixture);
  g_assert_cmpint (question (fixture, "50"), ==, CLOSED + EAR_EXCLUDED_NO_ANSWER_NEEDED);
}

static void
test_reopen_what_was_closed (Fixture *fixture, gconstpointer data)
{
  say (fixture, "10", NULL, "mia", NOW, "Are you open on Sunday?");
  done (fixture, NOW + HOUR);
  say (fixture, "20", "10", "jon", NOW + 2 * HOUR, "Is there parking?");
  say (fixture, "30", "10", "tom", NOW + 2 * HOUR, "Is there a ramp?");
  done (fixture, NOW + 3 * HOUR);
  g_assert_cmpint (question (fixture, "20"), ==, CLOSED);
  reopen (fixture, NOW + 4 * HOUR);
  g_assert_cmpint (question (fixture, "10"), ==, CLOSED);
  g_assert_cmpint (question (fixture, "20"), ==, OPEN);
  g_assert_cmpint (question (fixture, "30"), ==, OPEN);
  g_assert_cmpint (fixture_int (fixture, "SELECT opened_at FROM enquiry WHERE outcome = 0"), ==, NOW + 2 * HOUR);
}

/* Nobody had seen what somebody else had asked by then. */
static void
test_done_for_whom (Fixture *fixture, gconstpointer data)
{
  say (fixture, "10", NULL, "mia", NOW, "Are you open on Sunday?");
  done (fixture, NOW + HOUR);
  say (fixture, "20", NULL, "jon", NOW + MINUTE, "Is there parking?");
  g_assert_cmpint (question (fixture, "10"), ==, CLOSED);
  g_assert_cmpint (question (fixture, "20"), ==, OPEN);
  done (fixture, NOW + 2 * HOUR);
  g_assert_cmpint (question (fixture, "20"), ==, CLOSED);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (DISTINCT person) FROM enquiry_event WHERE person > 0"), ==, 2);
}

/* The last thing that ended it is what comes back. */
static void
test_reopen_last (Fixture *fixture, gconstpointer data)
{
  say (fixture, "10", NULL, "mia", NOW, "Are you open on Sunday?");
  done (fixture, NOW + HOUR);
  say (fixture, "20", "10", "jon", NOW + 2 * HOUR, "Lovely place.");
  ear_clock_set_for_test (NOW + 3 * HOUR);
  needs_none (fixture);
  g_assert_cmpint (question (fixture, "20"), ==, OPEN + EAR_EXCLUDED_NO_ANSWER_NEEDED);
  reopen (fixture, NOW + 4 * HOUR);
  g_assert_cmpint (question (fixture, "10"), ==, CLOSED);
  g_assert_cmpint (question (fixture, "20"), ==, OPEN);
}

/* ---- edits open and reset nothing ---- */

static void
edit (Fixture *fixture, const char *ext, const char *text, gint64 edited_at, EarMessageFlags flags)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  EarMessage *message = add_inbound (batch, "10", ext, NULL, ext, NOW, text);

  message->flags = flags;
  message->edited_at = edited_at;
  apply (fixture, batch, NULL);
}

static void
test_edits (Fixture *fixture, gconstpointer data)
{
  const gint64 times[] = { NOW + HOUR, EAR_TIME_NONE }; /* some services do not say that it was edited */

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *thanks = g_strdup_printf ("1%d", (int) i), *asks = g_strdup_printf ("2%d", (int) i), *chat = g_strdup_printf ("3%d", (int) i);

      edit (fixture, thanks, "Thanks!", EAR_TIME_NONE, EAR_MESSAGE_ADDRESSED);
      edit (fixture, thanks, "When do you open?", times[i], EAR_MESSAGE_ADDRESSED);
      g_assert_cmpint (question (fixture, thanks), ==, OPEN + EAR_EXCLUDED_NO_ANSWER_NEEDED);

      edit (fixture, asks, "When do you open?", EAR_TIME_NONE, EAR_MESSAGE_ADDRESSED);
      edit (fixture, asks, "ok", times[i], EAR_MESSAGE_ADDRESSED);
      g_assert_cmpint (question (fixture, asks), ==, OPEN);

      edit (fixture, chat, "Has anyone been there?", EAR_TIME_NONE, 0);
      g_assert_cmpint (question (fixture, chat), ==, -1);
      edit (fixture, chat, "Has anyone been there, @shop?", times[i], EAR_MESSAGE_ADDRESSED);
      g_assert_cmpint (question (fixture, chat), ==, -1);
    }

  /* The same words, and by now we know that they were said to us. */
  edit (fixture, "40", "So what?", EAR_TIME_NONE, 0);
  edit (fixture, "40", "So what?", EAR_TIME_NONE, EAR_MESSAGE_ADDRESSED);
  g_assert_cmpint (question (fixture, "40"), ==, OPEN);
}

/* ---- what counts as an answer, said by hand ---- */

static void
undo (Fixture *fixture, const char *event)
{
  g_autoptr (GError) error = NULL;

  ear_store_undo (fixture->store, NULL, event, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_also_answers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *event = NULL, *none = NULL;
  g_autoptr (GError) error = NULL;

  say (fixture, "10", NULL, "mia", NOW, "Are you open on Sunday?");
  say (fixture, "20", "10", "jon", NOW + MINUTE, "And on Monday?");
  say (fixture, "25", "20", "tom", NOW + MINUTE, "Following.");
  answer (fixture, "30", "10", NOW + HOUR);
  g_assert_cmpint (question (fixture, "10"), ==, ANSWERED);
  if (question (fixture, "20") < 0)
    g_error ("the second question is none");
  g_assert_cmpint (question (fixture, "20"), ==, OPEN);

  ear_store_set_also_answers (fixture->store, NULL, find_message (fixture, "30"), find_message (fixture, "20"), &event, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (event);
  g_assert_cmpint (question (fixture, "20"), ==, ANSWERED);
  /* Already so. */
  ear_store_set_also_answers (fixture->store, NULL, find_message (fixture, "30"), find_message (fixture, "20"), &none, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  undo (fixture, event);
  g_assert_cmpint (question (fixture, "20"), ==, OPEN);
  g_assert_cmpint (fixture_int (fixture, "SELECT also_answers FROM message WHERE ext = '30'"), ==, 0);

  /* What is theirs answers nothing, and nothing of ours is asked. */
  g_assert_false (ear_store_set_also_answers (fixture->store, NULL, find_message (fixture, "30"), find_message (fixture, "30"), NULL, NULL, &error));
  g_clear_error (&error);
  fixture_check (fixture);
}

static void
test_automatic (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarAutomaticReplies) before = NULL, after = NULL, back = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 4; i++)
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autofree char *asked = g_strdup_printf ("%d", 100 + 10 * i), *replied = g_strdup_printf ("%d", 101 + 10 * i);

      add_inbound (batch, asked, asked, NULL, "mia", NOW + i * HOUR, "Is anybody there?");
      /* Three of a machine; one of a person, later. */
      add_outbound (batch, asked, replied, asked, NOW + i * HOUR + (i < 3 ? 5000 : 10 * MINUTE), "Thanks, we will be in touch!");
      apply (fixture, batch, NULL);
      g_assert_cmpint (question (fixture, asked), ==, ANSWERED);
    }
  before = ear_store_find_automatic (fixture->store, NOW, NOW + DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->offered->len, ==, 3);
  g_assert_cmpuint (before->offered_in->len, ==, 3);
  g_assert_cmpuint (before->marked->len, ==, 0);

  ear_store_set_automatic (fixture->store, NULL, before->offered, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (question (fixture, "100"), ==, OPEN);
  g_assert_cmpint (question (fixture, "120"), ==, OPEN);
  g_assert_cmpint (question (fixture, "130"), ==, ANSWERED);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM event WHERE verb = 'not-an-answer'"), ==, 3);
  {
    g_autoptr (GArray) same = g_array_new (FALSE, FALSE, sizeof (gint64));
    gint64 first = find_message (fixture, "131"), second;

    say (fixture, "200", NULL, "jo", NOW, "And me?");
    answer (fixture, "201", "200", NOW + 1000);
    answer (fixture, "202", "200", NOW + 2000);
    second = find_message (fixture, "202");
    g_array_append_val (same, second);
    second = find_message (fixture, "201");
    g_array_append_val (same, second);
    g_array_append_val (same, first);
    ear_store_set_automatic (fixture->store, NULL, same, TRUE, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (question (fixture, "200"), ==, OPEN);
    /* Two conversations. */
    g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM event WHERE verb = 'not-an-answer'"), ==, 5);
    ear_store_set_automatic (fixture->store, NULL, same, FALSE, NULL, &error);
    g_assert_no_error (error);
  }
  after = ear_store_find_automatic (fixture->store, NOW, NOW + DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->offered->len, ==, 0);
  g_assert_cmpuint (after->marked->len, ==, 3);
  g_assert_cmpuint (after->marked_in->len, ==, 3);

  ear_store_set_automatic (fixture->store, NULL, after->marked, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (question (fixture, "100"), ==, ANSWERED);
  back = ear_store_find_automatic (fixture->store, NOW, NOW + DAY, &error);
  g_assert_cmpuint (back->marked->len, ==, 0);
  fixture_check (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/done/emptied-spam", test_emptied_spam);
  fixture_test ("/store/done/emptied-trash", test_emptied_trash);
  fixture_test ("/store/done/needs-none-of-one", test_needs_none_of_one);
  fixture_test ("/store/done/needs-none-beside", test_needs_none_beside);
  fixture_test ("/store/done/reopen-what-was-closed", test_reopen_what_was_closed);
  fixture_test ("/store/done/done-for-whom", test_done_for_whom);
  fixture_test ("/store/done/reopen-last", test_reopen_last);
  fixture_test ("/store/done/edits", test_edits);
  fixture_test ("/done/also-answers", test_also_answers);
  fixture_test ("/done/automatic", test_automatic);
  return g_test_run ();
}
