/* test-outbox.c: nothing is sent twice, nothing is lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

static void
ask (Fixture *fixture, const char *conversation)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, conversation, conversation, NULL, "mia", NOW - HOUR, "Are you open on Sunday?");
  apply (fixture, batch, NULL);
}

static char *
queue (Fixture *fixture, const char *conversation, const char *text, gint64 not_before)
{
  g_autoptr (EarOp) op = new_reply (conversation, conversation, text);
  g_autoptr (GError) error = NULL;

  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, not_before, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (op->key);
}

static EarOutboxState
state_of (Fixture *fixture, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOutboxRow) row = ear_store_outbox_get (fixture->store, key, &error);

  g_assert_no_error (error);
  return row->state;
}

static EarBatch *
batch_with_reply (const char *conversation, const char *ext)
{
  EarBatch *batch = ear_batch_new ();

  add_outbound (batch, conversation, ext, conversation, NOW, "Yes, from nine.");
  return batch;
}

static void
test_accepted_and_seen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  g_autoptr (EarOutboxRow) claimed = NULL;
  g_autoptr (EarBatch) reply = batch_with_reply ("10", "11");
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarStoreRow) row = NULL;
  EarMessageRow *message;

  ask (fixture, "10");
  key = queue (fixture, "10", "Yes, from nine.", NOW + MINUTE);
  row = load_row (fixture, "10");
  g_assert_true (row->has_outbox);
  g_assert_cmpint (row->outbox_state, ==, EAR_OUTBOX_QUEUED);
  g_assert_cmpint (ear_store_outbox_next_due (fixture->store, fixture->channel, &error), ==, NOW + MINUTE);

  /* The undo window holds it back. */
  g_assert_null (ear_store_outbox_claim (fixture->store, fixture->channel, NOW, changes, &error));
  g_assert_no_error (error);
  claimed = ear_store_outbox_claim (fixture->store, fixture->channel, NOW + MINUTE, changes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (claimed->op->key, ==, key);
  g_assert_cmpstr (claimed->op->text, ==, "Yes, from nine.");
  g_assert_cmpstr (claimed->op->target_ext, ==, "10");
  g_assert_cmpuint (claimed->op->attempts, ==, 1);
  g_assert_cmpint (claimed->op->first_sent_at, ==, NOW);
  g_assert_cmpint (state_of (fixture, key), ==, EAR_OUTBOX_SENDING);
  /* Nobody else gets it. */
  g_assert_null (ear_store_outbox_claim (fixture->store, fixture->channel, NOW + MINUTE, NULL, &error));
  g_assert_no_error (error);

  ear_store_outbox_accept (fixture->store, key, "11", reply, changes, &error);
  g_assert_no_error (error);
  /* What the service said itself is not yet "seen back". */
  g_assert_cmpint (state_of (fixture, key), ==, EAR_OUTBOX_ACCEPTED);
  view = ear_store_load_conversation (fixture->store, find_conversation (fixture, "10"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (view->messages->len, ==, 2);
  message = view->messages->pdata[1];
  g_assert_cmpstr (message->outbox_key, ==, key);
  g_assert_cmpint (message->outbox_state, ==, EAR_OUTBOX_ACCEPTED);
  g_assert_cmpint (view->row->standing, ==, EAR_STANDING_WAITING);

  apply (fixture, reply, changes);
  g_assert_cmpint (state_of (fixture, key), ==, EAR_OUTBOX_SEEN);
}

static void
test_undo_window (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  g_autoptr (EarOutboxRow) claimed = NULL;

  ask (fixture, "10");
  key = queue (fixture, "10", "Yes.", NOW);
  ear_store_outbox_cancel (fixture->store, NULL, key, TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state_of (fixture, key), ==, EAR_OUTBOX_DRAFT);
  g_assert_null (ear_store_outbox_claim (fixture->store, fixture->channel, NOW + DAY, NULL, &error));
  g_assert_no_error (error);

  /* Queued again from the draft, with other words. */
  {
    g_autoptr (EarOp) op = new_reply ("10", "10", "Yes, from nine.");

    g_free (op->key);
    op->key = g_strdup (key);
    ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW, NULL, NULL, &error);
    g_assert_no_error (error);
  }
  claimed = ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error);
  g_assert_cmpstr (claimed->op->text, ==, "Yes, from nine.");

  /* Too late now. */
  g_assert_false (ear_store_outbox_cancel (fixture->store, NULL, key, TRUE, NULL, NULL, &error));
  g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
  g_assert_cmpint (state_of (fixture, key), ==, EAR_OUTBOX_SENDING);
}

/* Which transitions are allowed from where: all others are a conflict and change nothing. */
static void
test_table (Fixture *fixture, gconstpointer data)
{
  enum { ACCEPT, RETRY, HURRY, LOSE, LOOKED, ASK, FAIL, SEE, RESEND, CANCEL, KEEP, N_MOVES };
  static const char *const names[] = { "draft", "queued", "sending", "accepted", "seen", "cancelled", "failed", "unknown", "ask" };
  static const struct {
    guint from;
    EarOutboxState to;
  } allowed[N_MOVES] = {
    [ACCEPT] = { 1 << EAR_OUTBOX_SENDING | 1 << EAR_OUTBOX_UNKNOWN | 1 << EAR_OUTBOX_ASK, EAR_OUTBOX_ACCEPTED },
    [RETRY] = { 1 << EAR_OUTBOX_SENDING | 1 << EAR_OUTBOX_UNKNOWN, EAR_OUTBOX_QUEUED },
    [HURRY] = { 1 << EAR_OUTBOX_QUEUED, EAR_OUTBOX_QUEUED },
    [LOSE] = { 1 << EAR_OUTBOX_SENDING, EAR_OUTBOX_UNKNOWN },
    [LOOKED] = { 1 << EAR_OUTBOX_UNKNOWN, EAR_OUTBOX_UNKNOWN },
    [ASK] = { 1 << EAR_OUTBOX_UNKNOWN, EAR_OUTBOX_ASK },
    [FAIL] = { 1 << EAR_OUTBOX_SENDING, EAR_OUTBOX_FAILED },
    [SEE] = { 1 << EAR_OUTBOX_ACCEPTED, EAR_OUTBOX_SEEN },
    [RESEND] = { 1 << EAR_OUTBOX_FAILED | 1 << EAR_OUTBOX_ASK, EAR_OUTBOX_QUEUED },
    [CANCEL] = { 1 << EAR_OUTBOX_QUEUED | 1 << EAR_OUTBOX_DRAFT | 1 << EAR_OUTBOX_FAILED | 1 << EAR_OUTBOX_ASK, EAR_OUTBOX_CANCELLED },
    [KEEP] = { 1 << EAR_OUTBOX_QUEUED | 1 << EAR_OUTBOX_FAILED, EAR_OUTBOX_DRAFT },
  };
  g_autofree char *key = NULL;

  ask (fixture, "10");
  key = queue (fixture, "10", "Yes.", NOW);
  for (guint state = 0; state < G_N_ELEMENTS (names); state++)
    for (guint move = 0; move < N_MOVES; move++)
      {
        g_autofree char *sql = g_strdup_printf ("UPDATE outbox SET state = '%s'", names[state]);
        g_autoptr (GError) error = NULL;
        gboolean ok = FALSE;
        EarStore *store = fixture->store;

        fixture_sql (fixture, sql);
        switch (move)
          {
          case ACCEPT:
            ok = ear_store_outbox_accept (store, key, NULL, NULL, NULL, &error);
            break;
          case RETRY:
            ok = ear_store_outbox_retry (store, key, NOW, NULL, NULL, &error);
            break;
          case HURRY:
            ok = ear_store_outbox_hurry (store, NULL, key, NOW, NULL, &error);
            break;
          case LOSE:
            ok = ear_store_outbox_lose (store, key, NULL, NULL, &error);
            break;
          case LOOKED:
            ok = ear_store_outbox_looked (store, key, NOW, &error);
            break;
          case ASK:
            ok = ear_store_outbox_ask (store, key, NULL, &error);
            break;
          case FAIL:
            ok = ear_store_outbox_fail (store, key, NULL, NULL, &error);
            break;
          case SEE:
            ok = ear_store_outbox_see (store, key, NULL, &error);
            break;
          case RESEND:
            ok = ear_store_outbox_resend (store, NULL, key, NOW, NULL, &error);
            break;
          case CANCEL:
            ok = ear_store_outbox_cancel (store, NULL, key, FALSE, NULL, NULL, &error);
            break;
          default:
            ok = ear_store_outbox_cancel (store, NULL, key, TRUE, NULL, NULL, &error);
            break;
          }
        if (allowed[move].from & (1u << state))
          {
            g_assert_no_error (error);
            g_assert_true (ok);
            g_assert_cmpint (state_of (fixture, key), ==, allowed[move].to);
          }
        else
          {
            g_assert_false (ok);
            g_assert_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT);
            g_assert_cmpint (state_of (fixture, key), ==, (EarOutboxState) state);
          }
      }
}

static void
test_problem_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = ear_problem_new (EAR_PROBLEM_REJECTED, NULL, "The blog says: comments are closed.");
  g_autoptr (EarOutboxRow) row = NULL;
  g_autofree char *key = NULL;

  ask (fixture, "10");
  key = queue (fixture, "10", "Yes.", NOW);
  ear_outbox_row_free (ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error));
  ear_store_outbox_fail (fixture->store, key, problem, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (fixture);
  row = ear_store_outbox_get (fixture->store, key, &error);
  g_assert_true (row->has_problem);
  g_assert_cmpint (row->problem, ==, EAR_PROBLEM_REJECTED);
  g_assert_cmpstr (row->sentence, ==, "The blog says: comments are closed.");
  ear_store_outbox_resend (fixture->store, NULL, key, NOW, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&row, ear_outbox_row_free);
  row = ear_store_outbox_get (fixture->store, key, &error);
  g_assert_false (row->has_problem);
  g_assert_cmpstr (row->sentence, ==, NULL);
}

/* One conversation's replies leave in their order, even when the first has to wait; other conversations go on. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *other = NULL;
  g_autoptr (EarOutboxRow) one = NULL;
  g_autoptr (EarOutboxRow) two = NULL;
  g_autoptr (EarOutboxRow) three = NULL;

  ask (fixture, "10");
  ask (fixture, "20");
  first = queue (fixture, "10", "Yes.", NOW);
  second = queue (fixture, "10", "From nine.", NOW);
  other = queue (fixture, "20", "No.", NOW + MINUTE);

  one = ear_store_outbox_claim (fixture->store, fixture->channel, NOW + HOUR, NULL, &error);
  g_assert_cmpstr (one->op->key, ==, first);
  ear_store_outbox_retry (fixture->store, first, NOW + 2 * HOUR, NULL, NULL, &error);
  g_assert_no_error (error);
  two = ear_store_outbox_claim (fixture->store, fixture->channel, NOW + HOUR, NULL, &error);
  g_assert_cmpstr (two->op->key, ==, other);
  g_assert_null (ear_store_outbox_claim (fixture->store, fixture->channel, NOW + HOUR, NULL, &error));
  g_assert_cmpint (ear_store_outbox_next_due (fixture->store, fixture->channel, &error), ==, NOW + 2 * HOUR);
  three = ear_store_outbox_claim (fixture->store, fixture->channel, NOW + 2 * HOUR, NULL, &error);
  g_assert_cmpstr (three->op->key, ==, first);
  g_assert_cmpuint (three->op->attempts, ==, 2);
  g_assert_nonnull (second);
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sending = NULL;
  g_autofree char *stale = NULL;
  g_autofree char *fresh = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GPtrArray) unsettled = NULL;

  ask (fixture, "10");
  ask (fixture, "20");
  ask (fixture, "30");
  sending = queue (fixture, "10", "Yes.", NOW - HOUR);
  ear_outbox_row_free (ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error));
  stale = queue (fixture, "20", "No.", NOW - 16 * MINUTE);
  fresh = queue (fixture, "30", "Perhaps.", NOW - 14 * MINUTE);
  fixture_reopen (fixture);
  g_assert_cmpint (state_of (fixture, sending), ==, EAR_OUTBOX_UNKNOWN);
  drafts = ear_store_outbox_recover (fixture->store, NOW, 15 * MINUTE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((EarOutboxRow *) drafts->pdata[0])->op->key, ==, stale);
  g_assert_cmpint (state_of (fixture, stale), ==, EAR_OUTBOX_DRAFT);
  g_assert_cmpint (state_of (fixture, fresh), ==, EAR_OUTBOX_QUEUED);
  unsettled = ear_store_outbox_list (fixture->store, fixture->channel, 1 << EAR_OUTBOX_UNKNOWN | 1 << EAR_OUTBOX_QUEUED, &error);
  g_assert_cmpuint (unsettled->len, ==, 2);
}

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOp) op = new_reply ("10", "10", "Yes, fr");
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarStoreRow) row = NULL;
  g_autoptr (EarStoreRow) without = NULL;

  ask (fixture, "10");
  ear_store_save_draft (fixture->store, fixture->channel, op, NULL, &error);
  g_assert_no_error (error);
  g_free (op->text);
  op->text = g_strdup ("Yes, from nine.");
  ear_store_save_draft (fixture->store, fixture->channel, op, NULL, &error);
  row = load_row (fixture, "10");
  g_assert_true (row->has_draft);
  g_assert_false (row->has_outbox);
  view = ear_store_load_conversation (fixture->store, row->id, &error);
  g_assert_cmpuint (view->outbox->len, ==, 1);
  g_assert_cmpstr (((EarOutboxRow *) view->outbox->pdata[0])->op->text, ==, "Yes, from nine.");
  *op->text = '\0';
  ear_store_save_draft (fixture->store, fixture->channel, op, NULL, &error);
  g_assert_no_error (error);
  without = load_row (fixture, "10");
  g_assert_false (without->has_draft);
}

/* "hide" there is seen when a pull shows the message hidden; a reply to it is not. */
static void
test_moderation_seen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOp) op = ear_op_new (EAR_VERB_SPAM);
  g_autofree char *reply = NULL;
  g_autoptr (EarBatch) pulled = ear_batch_new ();

  ask (fixture, "10");
  g_free (op->key);
  op->key = g_strdup ("2f1d7c2e-8f4c-4b62-9d0e-000000000001");
  op->conversation_ext = g_strdup ("10");
  op->target_ext = g_strdup ("10");
  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_outbox_row_free (ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error));
  ear_store_outbox_accept (fixture->store, op->key, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  reply = queue (fixture, "10", "Yes.", NOW);
  ear_outbox_row_free (ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error));
  ear_store_outbox_accept (fixture->store, reply, "11", NULL, NULL, &error);
  g_assert_no_error (error);

  ear_batch_add_change (pulled, "10", EAR_MESSAGE_SPAM);
  apply (fixture, pulled, NULL);
  g_assert_cmpint (state_of (fixture, op->key), ==, EAR_OUTBOX_SEEN);
  g_assert_cmpint (state_of (fixture, reply), ==, EAR_OUTBOX_ACCEPTED);
}

static void
moderate (Fixture *fixture, EarVerb verb, const char *conversation, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarOp) op = ear_op_new (verb);

  op->conversation_ext = g_strdup (conversation);
  op->target_ext = g_strdup (target);
  ear_store_outbox_queue (fixture->store, NULL, fixture->channel, op, NOW, NULL, NULL, &error);
  g_assert_no_error (error);
  ear_outbox_row_free (ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error));
  ear_store_outbox_accept (fixture->store, op->key, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static EarStanding
standing (Fixture *fixture, const char *conversation)
{
  g_autoptr (EarStoreRow) row = load_row (fixture, conversation);

  return row->standing;
}

/* Nobody waits who was blocked; whoever is let in again waits as before, where nothing else was decided meanwhile. */
static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) other = ear_batch_new ();

  ask (fixture, "10");
  ask (fixture, "20");
  ask (fixture, "30");
  ask (fixture, "40");
  add_inbound (other, "10", "11", NULL, "jo", NOW - HOUR, "Is there soup?");
  apply (fixture, other, NULL);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "40"), NULL, NULL, &error);
  g_assert_no_error (error);

  moderate (fixture, EAR_VERB_BLOCK, "10", "10");
  g_assert_cmpint (standing (fixture, "10"), ==, EAR_STANDING_NEEDS_ANSWER); /* Jo's */
  g_assert_cmpint (standing (fixture, "20"), ==, EAR_STANDING_DONE);
  g_assert_cmpint (standing (fixture, "30"), ==, EAR_STANDING_DONE);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE outcome = 0"), ==, 1);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM event WHERE verb = 'done' AND why = 'blocked'"), ==, 3);
  fixture_check (fixture);

  /* By hand: open after all, and then done for another reason. */
  ear_store_reopen (fixture->store, NULL, find_conversation (fixture, "20"), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (standing (fixture, "20"), ==, EAR_STANDING_NEEDS_ANSWER);
  ear_store_mark_done (fixture->store, NULL, find_conversation (fixture, "20"), NULL, NULL, &error);
  g_assert_no_error (error);

  moderate (fixture, EAR_VERB_UNBLOCK, "10", "10");
  g_assert_cmpint (standing (fixture, "20"), ==, EAR_STANDING_DONE);
  g_assert_cmpint (standing (fixture, "30"), ==, EAR_STANDING_NEEDS_ANSWER);
  g_assert_cmpint (standing (fixture, "40"), ==, EAR_STANDING_DONE);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE outcome = 0"), ==, 3);
  g_assert_cmpint (fixture_int (fixture, "SELECT min (opened_at) FROM enquiry"), ==, NOW - HOUR);
  moderate (fixture, EAR_VERB_UNBLOCK, "10", "10");
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM enquiry WHERE outcome = 0"), ==, 3);
  fixture_check (fixture);
}

/* The conversation got another name while the reply waited. */
static void
test_rekeyed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) rekey = ear_batch_new ();
  g_autoptr (EarOutboxRow) row = NULL;
  g_autofree char *key = NULL;

  ask (fixture, "10");
  key = queue (fixture, "10", "Yes.", NOW);
  ear_batch_add_rekey (rekey, "10", "5");
  apply (fixture, rekey, NULL);
  row = ear_store_outbox_claim (fixture->store, fixture->channel, NOW, NULL, &error);
  g_assert_cmpstr (row->op->conversation_ext, ==, "5");
  g_assert_cmpint (row->conversation_id, ==, find_conversation (fixture, "10"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/outbox/accepted-and-seen", test_accepted_and_seen);
  fixture_test ("/store/outbox/undo-window", test_undo_window);
  fixture_test ("/store/outbox/table", test_table);
  fixture_test ("/store/outbox/problem-kept", test_problem_kept);
  fixture_test ("/store/outbox/order", test_order);
  fixture_test ("/store/outbox/crash", test_crash);
  fixture_test ("/store/outbox/drafts", test_drafts);
  fixture_test ("/store/outbox/moderation-seen", test_moderation_seen);
  fixture_test ("/store/outbox/blocked", test_blocked);
  fixture_test ("/store/outbox/rekeyed", test_rekeyed);
  return g_test_run ();
}
