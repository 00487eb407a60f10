/* test-report.c: what the figures are computed from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

static void
pull (Fixture *fixture, const char *stream, EarStreamDirection direction, gboolean more, const char *cursor, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();

  batch->more = more;
  batch->cursor = g_strdup (cursor);
  if (from <= to)
    ear_batch_add_span (batch, from, to);
  ear_store_apply_batch (fixture->store, fixture->channel, stream, direction, batch, NULL, &error);
  g_assert_no_error (error);
}

static EarWaits *
load (Fixture *fixture, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  EarWaits *waits = ear_store_load_waits (fixture->store, from, to, 0, &error);

  g_assert_no_error (error);
  return waits;
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarWaits) all = NULL;
  g_autoptr (EarWaits) part = NULL;
  const EarWaitRow *row;

  add_inbound (batch, "10", "10", NULL, "mia", NOW - 5 * HOUR, "Are you open?");
  add_outbound (batch, "10", "11", "10", NOW - 4 * HOUR, "Yes.");
  add_inbound (batch, "20", "20", NULL, "tom", NOW - 3 * HOUR, "And on Monday?");
  apply (fixture, batch, NULL);
  all = load (fixture, G_MININT64, G_MAXINT64);
  g_assert_cmpuint (all->rows->len, ==, 2);
  row = &g_array_index (all->rows, EarWaitRow, 0);
  g_assert_cmpint (row->opened_at, ==, NOW - 5 * HOUR);
  g_assert_cmpint (row->answered_at, ==, NOW - 4 * HOUR);
  g_assert_cmpint (row->outcome, ==, EAR_ENQUIRY_ANSWERED);
  g_assert_cmpint (row->conversation_id, ==, find_conversation (fixture, "10"));
  g_assert_cmpint (row->type, ==, EAR_CONVERSATION_COMMENT);
  row = &g_array_index (all->rows, EarWaitRow, 1);
  g_assert_cmpint (row->outcome, ==, EAR_ENQUIRY_OPEN);
  g_assert_cmpint (row->answered_at, ==, EAR_TIME_NONE);
  part = load (fixture, NOW - 5 * HOUR + 1, NOW - 3 * HOUR);
  g_assert_cmpuint (part->rows->len, ==, 0);
  /* Never read completely. */
  g_assert_cmpint (((EarWaitChannel *) all->channels->pdata[0])->known_until, ==, EAR_TIME_NONE);
}

/* Half a year is read in two halves beside each other: the same rows in the same order. While something is written, at once. */
static void
test_long_period (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autoptr (EarWaits) halves = NULL;
  g_autoptr (EarWaits) at_once = NULL;
  const gint64 from = ear_clock_now_ms () - 200 * DAY;
  guint n_writes;

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (EarBatch) batch = ear_batch_new ();
      g_autofree char *ext = g_strdup_printf ("%u", 1000 + i);

      add_inbound (batch, ext, ext, NULL, "mia", from + i * 16 * HOUR, "Are you open?");
      ear_store_apply_batch (fixture->store, i % 3 == 0 ? other : fixture->channel, "comments", EAR_STREAM_FORWARD, batch, NULL, &error);
      g_assert_no_error (error);
    }
  n_writes = ear_store_get_n_writes (fixture->store);
  halves = load (fixture, from, G_MAXINT64);
  at_once = load (fixture, G_MININT64, G_MAXINT64);
  g_assert_cmpuint (halves->rows->len, ==, 300);
  g_assert_cmpuint (halves->channels->len, ==, at_once->channels->len);
  g_assert_cmpuint (at_once->rows->len, ==, 300);
  for (guint i = 0; i < 300; i++)
    {
      const EarWaitRow *one = &g_array_index (halves->rows, EarWaitRow, i), *other_one = &g_array_index (at_once->rows, EarWaitRow, i);

      g_assert_cmpint (one->channel_id, ==, other_one->channel_id);
      g_assert_cmpint (one->conversation_id, ==, other_one->conversation_id);
      g_assert_cmpint (one->opened_at, ==, other_one->opened_at);
    }

  g_assert_cmpuint (ear_store_get_n_writes (fixture->store), ==, n_writes);
  ear_store_put_stream (fixture->store, fixture->channel, "mentions", TRUE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ear_store_get_n_writes (fixture->store), ==, n_writes + 2);
}

static void
test_known_until (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarWaits) half = NULL;
  g_autoptr (EarWaits) both = NULL;
  g_autoptr (EarWaits) dropped = NULL;
  g_autoptr (GPtrArray) streams = NULL;
  EarWaitChannel *channel;
  EarStreamRow *row;

  ear_store_put_stream (fixture->store, fixture->channel, "mentions", TRUE, FALSE, &error);
  ear_store_put_stream (fixture->store, fixture->channel, "own", FALSE, TRUE, &error);
  g_assert_no_error (error);
  pull (fixture, "mentions", EAR_STREAM_FORWARD, TRUE, "a", NOW - 10 * HOUR, NOW - 8 * HOUR);
  pull (fixture, "mentions", EAR_STREAM_FORWARD, FALSE, "b", NOW - 8 * HOUR, NOW - HOUR);
  half = load (fixture, 0, NOW);
  g_assert_cmpint (((EarWaitChannel *) half->channels->pdata[0])->known_until, ==, EAR_TIME_NONE);
  g_assert_cmpuint (((EarWaitChannel *) half->channels->pdata[0])->covered->len, ==, 0);

  pull (fixture, "own", EAR_STREAM_FORWARD, FALSE, "x", NOW - 9 * HOUR, NOW - 5 * HOUR);
  /* Two hours were never read; back-fill brings what is before. */
  pull (fixture, "own", EAR_STREAM_FORWARD, FALSE, "y", NOW - 3 * HOUR, NOW - 2 * HOUR);
  pull (fixture, "own", EAR_STREAM_BACKFILL, FALSE, "z", G_MININT64, NOW - 9 * HOUR);
  both = load (fixture, 0, NOW);
  channel = both->channels->pdata[0];
  g_assert_cmpint (channel->known_until, ==, NOW - 2 * HOUR);
  g_assert_cmpuint (channel->covered->len, ==, 2);
  g_assert_cmpint (g_array_index (channel->covered, EarSpan, 0).from, ==, NOW - 10 * HOUR);
  g_assert_cmpint (g_array_index (channel->covered, EarSpan, 0).to, ==, NOW - 5 * HOUR);
  g_assert_cmpint (g_array_index (channel->covered, EarSpan, 1).from, ==, NOW - 3 * HOUR);
  g_assert_cmpint (g_array_index (channel->covered, EarSpan, 1).to, ==, NOW - 2 * HOUR);

  streams = ear_store_list_streams (fixture->store, fixture->channel, &error);
  g_assert_cmpuint (streams->len, ==, 2);
  row = streams->pdata[1];
  g_assert_cmpstr (row->stream, ==, "own");
  g_assert_cmpstr (row->cursors[EAR_STREAM_FORWARD], ==, "y");
  g_assert_cmpstr (row->cursors[EAR_STREAM_BACKFILL], ==, "z");
  g_assert_true (row->done[EAR_STREAM_BACKFILL]);
  g_assert_cmpint (row->known_until, ==, NOW - 2 * HOUR);
  g_assert_cmpint (row->pulled_at[EAR_STREAM_FORWARD], ==, NOW);
  g_assert_cmpint (row->pulled_at[EAR_STREAM_RECONCILE], ==, EAR_TIME_NONE);

  /* A stream this account no longer gives holds nothing back; without either side nothing is known. */
  ear_store_drop_stream (fixture->store, fixture->channel, "own", &error);
  dropped = load (fixture, 0, NOW);
  g_assert_cmpint (((EarWaitChannel *) dropped->channels->pdata[0])->known_until, ==, EAR_TIME_NONE);
}

static void
test_spans (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gboolean read[200] = { FALSE };

  for (guint i = 0; i < 100; i++)
    {
      gint from = g_rand_int_range (rand, 0, 190), to = from + g_rand_int_range (rand, 0, 9);

      pull (fixture, "comments", EAR_STREAM_RECONCILE, TRUE, NULL, from, to);
      for (gint k = from; k <= to; k++)
        read[k] = TRUE;
      for (gint k = 0; k < 200; k += 37)
        {
          g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM coverage WHERE from_at <= %d AND to_at >= %d", k, k);

          g_assert_cmpint (fixture_int (fixture, sql), ==, read[k]);
        }
      g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM coverage a JOIN coverage b ON a.from_at < b.from_at AND a.to_at >= b.from_at"), ==, 0);
    }
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarBatch) complete = ear_batch_new ();
  g_autoptr (EarBatch) range = ear_batch_new ();
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarChanges) ranged = ear_changes_new ();
  g_autoptr (EarChanges) addressed = ear_changes_new ();

  add_inbound (batch, "10", "10", NULL, "mia", NOW - 5 * HOUR, "Are you open?");
  add_inbound (batch, "10", "11", "10", "tom", NOW - 4 * HOUR, "I wonder too")->flags = 0;
  add_outbound (batch, "10", "12", "10", NOW - 3 * HOUR, "Yes.");
  add_inbound (batch, "20", "20", NULL, "tom", NOW - 2 * HOUR, "And on Monday?");
  apply (fixture, batch, NULL);
  ear_store_add_note (fixture->store, NULL, find_conversation (fixture, "10"), "a note", NULL, NULL, NULL, &error);

  add_inbound (complete, "10", "10", NULL, "mia", NOW - 5 * HOUR, "Are you open?");
  complete->complete_conversation_ext = g_strdup ("10");
  apply (fixture, complete, changes);
  g_assert_cmpuint (changes->to_check->len, ==, 2);
  g_assert_cmpstr (changes->to_check->pdata[0], ==, "11");
  g_assert_cmpstr (changes->to_check->pdata[1], ==, "12");

  /* An inbound stream says nothing of our own. */
  ear_store_put_stream (fixture->store, fixture->channel, "mentions", TRUE, FALSE, &error);
  range->has_complete_range = TRUE;
  range->complete_range = (EarSpan) { NOW - 4 * HOUR, NOW - 3 * HOUR };
  ear_store_apply_batch (fixture->store, fixture->channel, "mentions", EAR_STREAM_RECONCILE, range, ranged, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ranged->to_check->len, ==, 1);
  g_assert_cmpstr (ranged->to_check->pdata[0], ==, "11");

  /* One that gives only what asks us says nothing of what people say to each other. */
  range->complete_range = (EarSpan) { NOW - 4 * HOUR, NOW - 1 * HOUR };
  range->complete_range_addressed = TRUE;
  ear_store_apply_batch (fixture->store, fixture->channel, "mentions", EAR_STREAM_RECONCILE, range, addressed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (addressed->to_check->len, ==, 1);
  g_assert_cmpstr (addressed->to_check->pdata[0], ==, "20");
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarAnswers) all = NULL;
  g_autoptr (EarAnswers) part = NULL;
  g_autofree char *second = fixture_add_channel (fixture, "fake", "second");
  EarConversation *conversation;
  EarMessage *message;
  const EarAnswerText *answer;

  message = add_inbound (batch, "10", "10", NULL, "mia", NOW - 9 * HOUR, "Are you open?");
  message->language = g_strdup ("en-GB");
  message->subject = g_strdup ("👎");
  add_inbound (batch, "10", "11", "10", "tom", NOW - 8 * HOUR, "And your number?");
  add_outbound (batch, "10", "12", "10", NOW - 7 * HOUR, "Yes.");
  message = add_outbound (batch, "10", "13", NULL, NOW - 6 * HOUR, "030 1234");
  message->language = g_strdup ("de");
  message = add_outbound (batch, "10", "14", NULL, NOW - 5 * HOUR, "We got your message.");
  message->flags |= EAR_MESSAGE_AUTOMATIC;
  add_outbound (batch, "20", "20", NULL, NOW - 4 * HOUR, "Nobody asked.");
  add_outbound (batch, "10", "15", "10", NOW - 3 * HOUR, "");
  message = add_outbound (batch, "10", "16", "10", NOW - 2 * HOUR, "Gone");
  message->state = EAR_MESSAGE_DELETED;
  /* Below a post, in several messages, of which one needs no answer and one is somebody else's. */
  ear_batch_take_post (batch, ear_post_new ("post"));
  conversation = ear_conversation_new ("30", EAR_CONVERSATION_COMMENT);
  conversation->post_ext = g_strdup ("post");
  ear_batch_take_conversation (batch, conversation);
  add_inbound (batch, "30", "30", NULL, "zoe", NOW - 100, "Hi, can I ask something?");
  add_inbound (batch, "30", "31", "30", "tom", NOW - 90, "Me too")->flags = 0;
  add_inbound (batch, "30", "32", "30", "zoe", NOW - 80, "\xf0\x9f\x91\x8d");
  message = add_inbound (batch, "30", "33", "30", "zoe", NOW - 70, "Do you take cards?");
  message->language = g_strdup ("en");
  add_outbound (batch, "30", "34", NULL, NOW - 60, "Yes, all.");
  add_inbound (batch, "30", "35", "30", "zoe", NOW - 50, "And is there a garden?");
  add_outbound (batch, "30", "36", NULL, NOW - 40, "There is.");
  add_outbound (batch, "30", "37", NULL, NOW - 30, "A large one.");
  apply (fixture, batch, NULL);
  all = ear_store_load_answers (fixture->store, G_MININT64, G_MAXINT64, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->texts->len, ==, 5);
  answer = &g_array_index (all->texts, EarAnswerText, 0);
  g_assert_cmpint (answer->message_id, ==, find_message (fixture, "12"));
  g_assert_cmpint (answer->conversation_id, ==, find_conversation (fixture, "10"));
  g_assert_cmpint (answer->sent_at, ==, NOW - 7 * HOUR);
  g_assert_cmpuint (answer->channel, ==, 0);
  g_assert_cmpstr (answer->text, ==, "Yes.");
  g_assert_cmpstr (answer->question, ==, "Are you open?");
  g_assert_cmpstr (answer->subject, ==, "👎");
  g_assert_cmpstr (answer->question_language, ==, "en-GB");
  g_assert_null (answer->language);
  g_assert_nonnull (answer->asker);
  g_assert_false (answer->mine);
  /* It hangs under nothing: the last question before it. */
  answer = &g_array_index (all->texts, EarAnswerText, 1);
  g_assert_cmpstr (answer->question, ==, "And your number?");
  g_assert_null (answer->subject);
  g_assert_null (answer->question_language);
  g_assert_cmpstr (answer->language, ==, "de");
  g_assert_cmpint (answer->post_id, ==, 0);
  answer = &g_array_index (all->texts, EarAnswerText, 2);
  g_assert_cmpstr (answer->question, ==, "Hi, can I ask something?\nDo you take cards?");
  g_assert_cmpstr (answer->question_language, ==, "en");
  g_assert_cmpint (answer->post_id, >, 0);
  answer = &g_array_index (all->texts, EarAnswerText, 3);
  g_assert_cmpstr (answer->question, ==, "And is there a garden?");
  answer = &g_array_index (all->texts, EarAnswerText, 4);
  g_assert_cmpstr (answer->question, ==, "And is there a garden?");

  part = ear_store_load_answers (fixture->store, NOW - 7 * HOUR + 1, NOW - 6 * HOUR, NULL, NULL, &error);
  g_assert_cmpuint (part->texts->len, ==, 0);
  ear_answers_free (g_steal_pointer (&part));
  part = ear_store_load_answers (fixture->store, NOW - 6 * HOUR, NOW - 6 * HOUR + 1, NULL, NULL, &error);
  g_assert_cmpuint (part->texts->len, ==, 1);
}

#define N_MANY 600

typedef struct {
  guint asked, until;        /* the first that is answered with no */
  double done;
} Patience;

static gboolean
go_on (double done, gpointer data)
{
  Patience *patience = data;

  g_assert_cmpfloat (done, >=, patience->done);
  patience->done = done;
  return ++patience->asked < patience->until;
}

/* How far it is follows the replies' times; who does not want the rest gets nothing, and the next who asks gets all. */
static void
test_watched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (EarAnswers) answers = NULL;
  g_autoptr (GError) error = NULL;
  Patience patience = { .until = 2 };

  add_inbound (batch, "10", "10", NULL, "mia", NOW - N_MANY - 1, "Are you open?");
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *ext = g_strdup_printf ("r%u", i);

      add_outbound (batch, "10", ext, "10", NOW - N_MANY + i, "Yes.");
    }
  apply (fixture, batch, NULL);
  answers = ear_store_load_answers (fixture->store, G_MININT64, NOW, go_on, &patience, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (answers);
  g_assert_cmpuint (patience.asked, ==, 2);
  g_clear_error (&error);

  patience = (Patience) { .until = G_MAXUINT };
  answers = ear_store_load_answers (fixture->store, G_MININT64, NOW, go_on, &patience, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answers->texts->len, ==, N_MANY);
  for (guint i = 1; i < N_MANY; i++)
    g_assert_cmpint (g_array_index (answers->texts, EarAnswerText, i - 1).message_id, <, g_array_index (answers->texts, EarAnswerText, i).message_id);
  g_assert_cmpuint (patience.asked, >, 3);
  g_assert_cmpfloat (patience.done, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/report/rows", test_rows);
  fixture_test ("/store/report/long-period", test_long_period);
  fixture_test ("/store/report/known-until", test_known_until);
  fixture_test ("/store/report/spans", test_spans);
  fixture_test ("/store/report/answers", test_answers);
  fixture_test ("/store/report/watched", test_watched);
  fixture_test ("/store/report/absent", test_absent);
  return g_test_run ();
}
