/* ear-store-outbox.c: the transitions of what goes out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "store/ear-store-journal.h"
#include "store/ear-store-row.h"

static const char *const state_words[] = {
  [EAR_OUTBOX_DRAFT] = "draft",
  [EAR_OUTBOX_QUEUED] = "queued",
  [EAR_OUTBOX_SENDING] = "sending",
  [EAR_OUTBOX_ACCEPTED] = "accepted",
  [EAR_OUTBOX_SEEN] = "seen",
  [EAR_OUTBOX_CANCELLED] = "cancelled",
  [EAR_OUTBOX_FAILED] = "failed",
  [EAR_OUTBOX_UNKNOWN] = "unknown",
  [EAR_OUTBOX_ASK] = "ask",
};

const char *
ear_outbox_state_to_string (EarOutboxState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_words), NULL);

  return state_words[state];
}

gboolean
ear_outbox_state_from_string (const char *word, EarOutboxState *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_words); i++)
    if (g_strcmp0 (word, state_words[i]) == 0)
      {
        *state = (EarOutboxState) i;
        return TRUE;
      }
  return FALSE;
}

typedef struct {
  const char *member, *channel_key, *key, *service_ext;
  const EarOp *op;
  const EarBatch *batch;
  const GError *problem;
  gint64 time;
  gboolean keep_draft;
  gboolean by_itself;   /* nobody asked for it: no event */
  char *event_key;
  EarOutboxRow *row;
  EarChanges *changes;
} Move;

/* ---- the compare-and-set under every transition ---- */

/* @from: bits of EarOutboxState. FALSE and CONFLICT when the row is in none of them. */
static gboolean
move_to (EarDb *db, const char *key, guint from, EarOutboxState to, const GError *problem, EarChanges *changes)
{
  EarOutboxState state;
  gint64 id = 0, conversation = 0;
  const char *code = problem != NULL && problem->domain == EAR_PROBLEM ? ear_problem_code_to_string ((EarProblemCode) problem->code) : NULL;

  {
    EAR_QUERY query = ear_db_query (db, "SELECT id, state, conversation FROM outbox WHERE key = ?1", TEXT (key));

    if (!ear_db_step (db, query))
      {
        ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("This outgoing message is no longer here."));
        return FALSE;
      }
    id = ear_col_int (query, 0);
    conversation = ear_col_int (query, 2);
    if (!ear_outbox_state_from_string (ear_col_text (query, 1), &state) || !(from & (1u << state)))
      {
        ear_db_fail (db, EAR_STORE_ERROR_CONFLICT, _("This outgoing message is \"%s\" by now. Look at it again."), ear_col_text (query, 1));
        return FALSE;
      }
  }
  ear_db_run (db, "UPDATE outbox SET state = ?2, changed_at = ?3, problem = ?4, sentence = ?5 WHERE id = ?1", INT (id),
              TEXT (state_words[to]), INT (ear_clock_now_ms ()), TEXT (code), TEXT (problem != NULL ? problem->message : NULL));
  if (conversation != 0)
    ear_changes_add_conversation (changes, conversation);
  return ear_db_ok (db);
}

/* A clock that is only corrected runs a little faster or slower. */
#define CLOCK_SET_MS 1000
#define BIT(state) (1u << EAR_OUTBOX_##state)

/* Due times are kept as wall time, for the next start, but run on the monotonic clock: they go along when the clock is set. */
static void
follow_clock (EarDb *db, gpointer data)
{
  gint64 lead_ms = ear_clock_get_lead_ms ();
  gint64 moved_ms = lead_ms - __atomic_load_n (&db->store->clock_lead_ms, __ATOMIC_RELAXED);

  if (ABS (moved_ms) < CLOCK_SET_MS)
    return;
  ear_db_run (db, "UPDATE outbox SET not_before = not_before + ?1 WHERE state = 'queued'", INT (moved_ms));
  if (ear_db_ok (db))
    __atomic_store_n (&db->store->clock_lead_ms, lead_ms, __ATOMIC_RELAXED);
}

gboolean
ear_store_outbox_follow_clock (EarStore *store, GError **error)
{
  if (ABS (ear_clock_get_lead_ms () - __atomic_load_n (&store->clock_lead_ms, __ATOMIC_RELAXED)) < CLOCK_SET_MS)
    return TRUE;
  return ear_store_write (store, EAR_WRITE_DURABLE, follow_clock, NULL, error);
}

static gboolean
run_move (EarStore *store, EarStoreFunc func, Move *move, EarChanges *changes, GError **error)
{
  g_autoptr (EarChanges) made = ear_changes_new ();

  /* Before a time of the new clock stands beside those of the old. */
  if (!ear_store_outbox_follow_clock (store, error))
    return FALSE;
  move->changes = made;
  if (!ear_store_write (store, EAR_WRITE_DURABLE, func, move, error))
    return FALSE;
  if (changes != NULL)
    ear_changes_merge (changes, made);
  return TRUE;
}

/* ---- writing a row ---- */

static gint64
put_op (EarDb *db, const char *channel_key, const EarOp *op, EarOutboxState state, gint64 not_before)
{
  gint64 channel = ear_db_channel (db, channel_key, TRUE);
  gint64 conversation = op->conversation_ext != NULL ? ear_db_conversation (db, channel, op->conversation_ext) : 0;
  gint64 now = ear_clock_now_ms ();

  if (ear_db_ok (db) && op->conversation_ext != NULL && conversation == 0)
    ear_db_fail (db, EAR_STORE_ERROR_NOT_FOUND, _("The conversation this belongs to is no longer here."));
  ear_db_run (db,
              "INSERT INTO outbox (key, channel, conversation, state, verb, not_before, created_at, changed_at, audience, conversation_ext,"
              " target_ext, post_ext, text, subject, prefix) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
              " ON CONFLICT (key) DO UPDATE SET state = excluded.state, not_before = excluded.not_before, changed_at = excluded.changed_at,"
              " audience = excluded.audience, target_ext = excluded.target_ext, post_ext = excluded.post_ext, text = excluded.text,"
              " subject = excluded.subject, prefix = excluded.prefix, problem = NULL, sentence = NULL",
              TEXT (op->key), INT (channel), INT (conversation), TEXT (state_words[state]), TEXT (ear_verb_to_string (op->verb)),
              INT (not_before), INT (op->created_at > 0 ? op->created_at : now), INT (now), INT (op->audience), TEXT (op->conversation_ext),
              TEXT (op->target_ext), TEXT (op->post_ext), TEXT (op->text), TEXT (op->subject), TEXT (op->prefix));
  return conversation;
}

static gboolean
is_draft_or_new (EarDb *db, const char *key)
{
  g_autofree char *state = ear_db_text (db, "SELECT state FROM outbox WHERE key = ?1", TEXT (key));

  if (state == NULL || g_str_equal (state, "draft"))
    return TRUE;
  ear_db_fail (db, EAR_STORE_ERROR_CONFLICT, _("This outgoing message is \"%s\" by now. Look at it again."), state);
  return FALSE;
}

static void
save_draft (EarDb *db, gpointer data)
{
  Move *move = data;
  gint64 conversation;

  if (!is_draft_or_new (db, move->op->key))
    return;
  if (move->op->text == NULL || *move->op->text == '\0')
    {
      conversation = ear_db_int (db, 0, "SELECT conversation FROM outbox WHERE key = ?1", TEXT (move->op->key));
      ear_db_run (db, "DELETE FROM outbox WHERE key = ?1 AND state = 'draft'", TEXT (move->op->key));
    }
  else
    {
      conversation = put_op (db, move->channel_key, move->op, EAR_OUTBOX_DRAFT, 0);
    }
  if (conversation != 0)
    ear_changes_add_conversation (move->changes, conversation);
}

gboolean
ear_store_save_draft (EarStore *store, const char *channel_key, const EarOp *op, EarChanges *changes, GError **error)
{
  Move move = { .channel_key = channel_key, .op = op };

  g_return_val_if_fail (op->key != NULL, FALSE);

  return run_move (store, save_draft, &move, changes, error);
}

static void
queue (EarDb *db, gpointer data)
{
  Move *move = data;
  const EarOp *op = move->op;
  gboolean was_draft = ear_db_int (db, 0, "SELECT 1 FROM outbox WHERE key = ?1", TEXT (op->key)) == 1;
  gint64 conversation;

  if (!is_draft_or_new (db, op->key))
    return;
  conversation = put_op (db, move->channel_key, op, EAR_OUTBOX_QUEUED, move->time);
  if (conversation != 0)
    ear_changes_add_conversation (move->changes, conversation);
  ear_db_add_event (db, move->member, op->verb == EAR_VERB_REPLY || op->verb == EAR_VERB_PUBLISH ? "reply-queue" : "moderate", "outbox",
                    op->key, was_draft || op->text != NULL ? "{\"state\":\"draft\"}" : "{\"state\":\"cancelled\"}", "{\"state\":\"queued\"}", NULL,
                    NULL, &move->event_key);
}

static gboolean
give_event (Move *move, gboolean ok, char **event_key)
{
  if (event_key != NULL)
    *event_key = ok ? g_steal_pointer (&move->event_key) : NULL;
  g_free (move->event_key);
  return ok;
}

gboolean
ear_store_outbox_queue (EarStore *store, const char *member, const char *channel_key, const EarOp *op, gint64 not_before, char **event_key,
                        EarChanges *changes, GError **error)
{
  Move move = { .member = member, .channel_key = channel_key, .op = op, .time = not_before };

  g_return_val_if_fail (op->key != NULL, FALSE);

  return give_event (&move, run_move (store, queue, &move, changes, error), event_key);
}

/* ---- sending ---- */

/* Ops of one conversation leave in the order they were made: an earlier one that is still on its way holds back the later. */
static const char next_sql[] =
  "SELECT o.key, o.not_before FROM outbox o INDEXED BY outbox_due WHERE o.channel = ?1 AND o.state = 'queued' AND o.not_before <= ?2"
  " AND NOT EXISTS (SELECT 1 FROM outbox e INDEXED BY outbox_conversation WHERE e.conversation = o.conversation AND e.id < o.id"
  " AND e.state NOT IN ('seen', 'cancelled') AND e.state IN ('queued', 'sending', 'unknown') AND o.conversation > 0)"
  " ORDER BY o.not_before, o.id LIMIT 1";

static void
claim (EarDb *db, gpointer data)
{
  Move *move = data;
  gint64 channel = ear_db_channel (db, move->channel_key, TRUE);
  g_autofree char *key = ear_db_text (db, next_sql, INT (channel), INT (move->time));

  if (key == NULL || !move_to (db, key, BIT (QUEUED), EAR_OUTBOX_SENDING, NULL, move->changes))
    return;
  ear_db_run (db, "UPDATE outbox SET first_sent_at = coalesce (first_sent_at, ?2), attempts = attempts + 1 WHERE key = ?1", TEXT (key),
              INT (ear_clock_now_ms ()));
  move->row = ear_db_load_outbox_row (db, key);
}

EarOutboxRow *
ear_store_outbox_claim (EarStore *store, const char *channel_key, gint64 now, EarChanges *changes, GError **error)
{
  Move move = { .channel_key = channel_key, .time = now };

  if (!run_move (store, claim, &move, changes, error))
    g_clear_pointer (&move.row, ear_outbox_row_free);
  return move.row;
}

static void
next_due (EarDb *db, gpointer data)
{
  Move *move = data;
  gint64 channel = ear_db_channel (db, move->channel_key, FALSE);
  EAR_QUERY query = ear_db_query (db, next_sql, INT (channel), INT (G_MAXINT64));

  move->time = ear_db_step (db, query) ? ear_col_int (query, 1) : EAR_TIME_NONE;
}

gint64
ear_store_outbox_next_due (EarStore *store, const char *channel_key, GError **error)
{
  Move move = { .channel_key = channel_key, .time = EAR_TIME_NONE };

  ear_store_read (store, next_due, &move, error);
  return move.time;
}

/* ---- what became of it ---- */

/* Nobody waits for an answer who may not write; done by whoever had them blocked. */
static void
follow_block (EarDb *db, const char *key, gint64 channel, EarChanges *changes)
{
  g_autoptr (EarOutboxRow) row = ear_db_load_outbox_row (db, key);
  g_autofree char *member = NULL;

  if (row == NULL || row->op->target_ext == NULL || (row->op->verb != EAR_VERB_BLOCK && row->op->verb != EAR_VERB_UNBLOCK))
    return;
  member = ear_db_text (db, "SELECT member FROM event WHERE entity_type = 'outbox' AND entity_key = ?1 AND verb = 'moderate' ORDER BY id DESC LIMIT 1",
                        TEXT (key));
  if (row->op->verb == EAR_VERB_BLOCK)
    ear_db_close_blocked (db, member, channel, row->op->target_ext, changes);
  else
    ear_db_reopen_unblocked (db, member, channel, row->op->target_ext, changes);
}

static void
accept (EarDb *db, gpointer data)
{
  Move *move = data;
  gint64 channel;

  guint from = BIT (SENDING) | BIT (UNKNOWN) | BIT (ASK);

  /* Found while it was to be sent once more: then it is not. */
  if (ear_db_int (db, 0, "SELECT attempts > 0 FROM outbox WHERE key = ?1", TEXT (move->key)))
    from |= BIT (QUEUED);
  if (!move_to (db, move->key, from, EAR_OUTBOX_ACCEPTED, NULL, NULL))
    return;
  channel = ear_db_int (db, 0, "SELECT channel FROM outbox WHERE key = ?1", TEXT (move->key));
  if (move->batch != NULL)
    {
      /* What the service said itself must not count as "seen back": that is for a later reading to find. */
      ear_db_run (db, "UPDATE outbox SET state = 'accepting' WHERE key = ?1", TEXT (move->key));
      ear_db_apply_batch (db, channel, NULL, EAR_STREAM_FORWARD, move->batch, move->changes);
      ear_db_run (db, "UPDATE outbox SET state = 'accepted' WHERE key = ?1", TEXT (move->key));
    }
  ear_db_run (db,
              "UPDATE outbox SET service_ext = ?2, message = coalesce ((SELECT id FROM message WHERE channel = ?3 AND ext = ?2), 0) WHERE key = ?1",
              TEXT (move->key), TEXT (move->service_ext), INT (channel));
  ear_db_run (db,
              "UPDATE message SET ended_by_us = 2 WHERE channel = ?2 AND ext ="
              " (SELECT target_ext FROM outbox WHERE key = ?1 AND verb = 'delete')",
              TEXT (move->key), INT (channel));
  follow_block (db, move->key, channel, move->changes);
  {
    gint64 conversation = ear_db_int (db, 0, "SELECT conversation FROM outbox WHERE key = ?1", TEXT (move->key));

    if (conversation != 0)
      ear_db_upkeep (db, conversation, move->changes);
  }
}

gboolean
ear_store_outbox_accept (EarStore *store, const char *key, const char *service_ext, const EarBatch *batch, EarChanges *changes, GError **error)
{
  Move move = { .key = key, .service_ext = service_ext, .batch = batch };

  return run_move (store, accept, &move, changes, error);
}

static void
retry (EarDb *db, gpointer data)
{
  Move *move = data;

  if (move_to (db, move->key, BIT (SENDING) | BIT (UNKNOWN), EAR_OUTBOX_QUEUED, move->problem, move->changes))
    ear_db_run (db, "UPDATE outbox SET not_before = ?2 WHERE key = ?1", TEXT (move->key), INT (move->time));
}

gboolean
ear_store_outbox_retry (EarStore *store, const char *key, gint64 not_before, const GError *problem, EarChanges *changes, GError **error)
{
  Move move = { .key = key, .time = not_before, .problem = problem };

  return run_move (store, retry, &move, changes, error);
}

static void
hurry (EarDb *db, gpointer data)
{
  Move *move = data;

  if (move_to (db, move->key, BIT (QUEUED), EAR_OUTBOX_QUEUED, NULL, move->changes))
    {
      ear_db_run (db, "UPDATE outbox SET not_before = ?2 WHERE key = ?1", TEXT (move->key), INT (move->time));
      ear_db_add_event (db, move->member, "reply-send-now", "outbox", move->key, "{\"state\":\"queued\"}", "{\"state\":\"queued\"}", NULL, NULL, NULL);
    }
}

gboolean
ear_store_outbox_hurry (EarStore *store, const char *member, const char *key, gint64 not_before, EarChanges *changes, GError **error)
{
  Move move = { .member = member, .key = key, .time = not_before };

  return run_move (store, hurry, &move, changes, error);
}

static void
lose (EarDb *db, gpointer data)
{
  Move *move = data;

  if (move_to (db, move->key, BIT (SENDING), EAR_OUTBOX_UNKNOWN, move->problem, move->changes))
    ear_db_run (db, "UPDATE outbox SET looks = 0, looked_at = NULL WHERE key = ?1", TEXT (move->key));
}

gboolean
ear_store_outbox_lose (EarStore *store, const char *key, const GError *problem, EarChanges *changes, GError **error)
{
  Move move = { .key = key, .problem = problem };

  return run_move (store, lose, &move, changes, error);
}

static void
looked (EarDb *db, gpointer data)
{
  Move *move = data;

  if (move_to (db, move->key, BIT (UNKNOWN), EAR_OUTBOX_UNKNOWN, NULL, NULL))
    ear_db_run (db, "UPDATE outbox SET looks = looks + 1, looked_at = ?2, not_before = ?3 WHERE key = ?1", TEXT (move->key),
                INT (ear_clock_now_ms ()), INT (move->time));
}

gboolean
ear_store_outbox_looked (EarStore *store, const char *key, gint64 not_before, GError **error)
{
  Move move = { .key = key, .time = not_before };

  return run_move (store, looked, &move, NULL, error);
}

static void
ask (EarDb *db, gpointer data)
{
  Move *move = data;

  move_to (db, move->key, BIT (UNKNOWN), EAR_OUTBOX_ASK, NULL, move->changes);
}

gboolean
ear_store_outbox_ask (EarStore *store, const char *key, EarChanges *changes, GError **error)
{
  Move move = { .key = key };

  return run_move (store, ask, &move, changes, error);
}

static void
fail (EarDb *db, gpointer data)
{
  Move *move = data;

  move_to (db, move->key, BIT (SENDING), EAR_OUTBOX_FAILED, move->problem, move->changes);
}

gboolean
ear_store_outbox_fail (EarStore *store, const char *key, const GError *problem, EarChanges *changes, GError **error)
{
  Move move = { .key = key, .problem = problem };

  return run_move (store, fail, &move, changes, error);
}

static void
see (EarDb *db, gpointer data)
{
  Move *move = data;

  move_to (db, move->key, BIT (ACCEPTED), EAR_OUTBOX_SEEN, NULL, move->changes);
}

gboolean
ear_store_outbox_see (EarStore *store, const char *key, EarChanges *changes, GError **error)
{
  Move move = { .key = key };

  return run_move (store, see, &move, changes, error);
}

/* ---- a person's hand ---- */

static void
resend (EarDb *db, gpointer data)
{
  Move *move = data;
  g_autofree char *was = ear_db_text (db, "SELECT state FROM outbox WHERE key = ?1", TEXT (move->key));
  g_autofree char *before = ear_json_one_text ("state", was);

  if (move_to (db, move->key, BIT (FAILED) | BIT (ASK), EAR_OUTBOX_QUEUED, NULL, move->changes))
    {
      ear_db_run (db, "UPDATE outbox SET not_before = ?2, looks = 0 WHERE key = ?1", TEXT (move->key), INT (move->time));
      if (!move->by_itself)
        ear_db_add_event (db, move->member, "reply-queue", "outbox", move->key, before, "{\"state\":\"queued\"}", NULL, NULL, NULL);
    }
}

gboolean
ear_store_outbox_resend (EarStore *store, const char *member, const char *key, gint64 not_before, EarChanges *changes, GError **error)
{
  Move move = { .member = member, .key = key, .time = not_before };

  return run_move (store, resend, &move, changes, error);
}

gboolean
ear_store_outbox_requeue (EarStore *store, const char *key, gint64 not_before, EarChanges *changes, GError **error)
{
  Move move = { .key = key, .time = not_before, .by_itself = TRUE };

  return run_move (store, resend, &move, changes, error);
}

static void
cancel (EarDb *db, gpointer data)
{
  Move *move = data;
  g_autofree char *was = ear_db_text (db, "SELECT state FROM outbox WHERE key = ?1", TEXT (move->key));
  g_autofree char *before = ear_json_one_text ("state", was);
  gboolean ok;

  /* What has no words is no draft anybody could find again. */
  if (ear_db_int (db, 0, "SELECT text IS NULL FROM outbox WHERE key = ?1", TEXT (move->key)) == 1)
    move->keep_draft = FALSE;
  if (move->keep_draft)
    ok = move_to (db, move->key, BIT (QUEUED) | BIT (FAILED), EAR_OUTBOX_DRAFT, NULL, move->changes);
  else
    ok = move_to (db, move->key, BIT (QUEUED) | BIT (DRAFT) | BIT (FAILED) | BIT (ASK), EAR_OUTBOX_CANCELLED, NULL, move->changes);
  if (ok)
    ear_db_add_event (db, move->member, "reply-cancel", "outbox", move->key, before,
                      move->keep_draft ? "{\"state\":\"draft\"}" : "{\"state\":\"cancelled\"}", NULL, NULL, &move->event_key);
}

gboolean
ear_store_outbox_cancel (EarStore *store, const char *member, const char *key, gboolean keep_draft, char **event_key, EarChanges *changes,
                         GError **error)
{
  Move move = { .member = member, .key = key, .keep_draft = keep_draft };

  return give_event (&move, run_move (store, cancel, &move, changes, error), event_key);
}
