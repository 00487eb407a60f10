/* ear-outbox.c: sending, and finding out what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-outbox-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-sync-private.h"
#include "store/ear-store-outbox.h"

/* After this many tries whose outcome was lost, a person decides. */
#define MAX_LOST_TRIES 3
/* How often find_sent looks before "not there" is believed, over the service's lag. */
#define LOOKS 3
#define LONG_AGO_MS (60 * 1000)
#define STORE_RETRY_MS (10 * 1000)

static void run_send (EarJob *job, gpointer owner);
static void run_look (EarJob *job, gpointer owner);

gboolean
ear_outbox_verb_creates (EarVerb verb)
{
  return verb == EAR_VERB_REPLY || verb == EAR_VERB_PRIVATE_REPLY || verb == EAR_VERB_PUBLISH;
}

static void
push_send (EarConnection *self,
           gint64         due_ms)
{
  ear_worker_push (self->worker, ear_job_new (EAR_JOB_OP, "outbox", due_ms, run_send, NULL));
}

static void
push_look (EarConnection *self,
           const char    *key,
           gint64         wait_ms,
           gboolean       asked)
{
  g_autofree char *name = g_strconcat ("look:", key, NULL);
  EarJob *job = ear_job_new (EAR_JOB_OP, name, ear_clock_monotonic_ms () + wait_ms, run_look, key);

  job->id = asked;
  ear_worker_push (self->worker, job);
}

/* Wall-clock milliseconds of the store as a time of the monotonic clock. */
static gint64
to_monotonic (gint64 wall_ms)
{
  return ear_clock_monotonic_ms () + MAX (wall_ms - ear_clock_now_ms (), 0);
}

static void
publish (EarConnection    *self,
         const EarChanges *changes)
{
  ear_engine_publish (self->engine, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
}

/* ---- transitions: each is safe on the disk when its function returns ---- */

typedef gboolean (*Transition) (EarStore *store, const EarOutboxRow *row, gint64 at, gconstpointer data, EarChanges *changes, GError **error);

static gboolean
make_transition (EarConnection      *self,
                 const EarOutboxRow *row,
                 Transition          transition,
                 gint64              at,
                 gconstpointer       data,
                 GError            **error)
{
  g_autoptr (EarChanges) changes = ear_changes_new ();
  EarStore *store = ear_engine_enter (self->engine, error);
  gboolean made;

  if (store == NULL)
    return FALSE;
  made = transition (store, row, at, data, changes, error);
  ear_engine_leave (self->engine);
  publish (self, changes);
  return made;
}

static gboolean
to_queued (EarStore           *store,
           const EarOutboxRow *row,
           gint64              at,
           gconstpointer       problem,
           EarChanges         *changes,
           GError            **error)
{
  return ear_store_outbox_retry (store, row->op->key, at, problem, changes, error);
}

static gboolean
to_unknown (EarStore           *store,
            const EarOutboxRow *row,
            gint64              at,
            gconstpointer       problem,
            EarChanges         *changes,
            GError            **error)
{
  return ear_store_outbox_lose (store, row->op->key, problem, changes, error);
}

static gboolean
to_failed (EarStore           *store,
           const EarOutboxRow *row,
           gint64              at,
           gconstpointer       problem,
           EarChanges         *changes,
           GError            **error)
{
  return ear_store_outbox_fail (store, row->op->key, problem, changes, error);
}

static gboolean
to_ask (EarStore           *store,
        const EarOutboxRow *row,
        gint64              at,
        gconstpointer       problem,
        EarChanges         *changes,
        GError            **error)
{
  return ear_store_outbox_ask (store, row->op->key, changes, error);
}

static gboolean
to_looked (EarStore           *store,
           const EarOutboxRow *row,
           gint64              at,
           gconstpointer       problem,
           EarChanges         *changes,
           GError            **error)
{
  return ear_store_outbox_looked (store, row->op->key, at, error);
}

/* The id of what the service made, or NULL when the reply holds none: then nothing was accepted. */
static const char *
find_created (const EarOutboxRow *row,
              const EarBatch     *batch)
{
  if (row->op->verb == EAR_VERB_PUBLISH)
    {
      for (guint i = 0; i < batch->posts->len; i++)
        {
          const EarPost *post = g_ptr_array_index (batch->posts, i);

          if (post->by_us)
            return post->ext;
        }
    }
  for (guint i = 0; i < batch->messages->len; i++)
    {
      const EarMessage *message = g_ptr_array_index (batch->messages, i);

      if (message->direction == EAR_DIRECTION_OUTBOUND)
        return message->ext;
    }
  return NULL;
}

/* Whether some later reading brings our own words back. */
static gboolean
reads_back (const EarChannelKind *kind)
{
  gboolean outbound = FALSE;

  for (const EarStreamSpec *spec = kind->streams; spec != NULL && spec->id != NULL; spec++)
    outbound |= spec->outbound;
  return outbound || kind->refresh != NULL;
}

static gboolean
to_seen (EarStore           *store,
         const EarOutboxRow *row,
         gint64              at,
         gconstpointer       data,
         EarChanges         *changes,
         GError            **error)
{
  return ear_store_outbox_see (store, row->op->key, changes, error);
}

static gboolean
to_accepted (EarStore           *store,
             const EarOutboxRow *row,
             gint64              at,
             gconstpointer       batch,
             EarChanges         *changes,
             GError            **error)
{
  const char *ext = ear_outbox_verb_creates (row->op->verb) ? find_created (row, batch) : NULL;

  return ear_store_outbox_accept (store, row->op->key, ext, batch, changes, error);
}

/* The service has it. */
static gboolean
accept_row (EarConnection      *self,
            const EarOutboxRow *row,
            const EarBatch     *batch,
            GError            **error)
{
  if (!make_transition (self, row, to_accepted, 0, batch, error))
    return FALSE;
  ear_engine_step ("accepted");
  {
    EarStore *store = ear_engine_enter (self->engine, NULL);

    if (store != NULL)
      {
        ear_connection_learn (self, store, batch);
        ear_engine_leave (self->engine);
      }
  }
  /* The second tick: seen back on the service. What makes nothing new has nothing to be seen later, and what is said privately is read
   * back by nothing under its own id. */
  if (!ear_outbox_verb_creates (row->op->verb) || row->op->verb == EAR_VERB_PRIVATE_REPLY || !reads_back (self->kind))
    {
      make_transition (self, row, to_seen, 0, NULL, NULL);
      /* What hung under it may have gone with it. */
      if (row->op->verb == EAR_VERB_DELETE && row->op->conversation_ext != NULL)
        ear_sync_refresh_after (self, row->op->conversation_ext, self->kind->rules.settle_s);
    }
  else if (row->op->conversation_ext != NULL)
    ear_sync_refresh_after (self, row->op->conversation_ext, self->kind->rules.settle_s);
  return TRUE;
}

/* ---- sending ---- */

/* What became of it, from what the kind says went wrong. */
typedef enum {
  FATE_AGAIN,   /* nothing happened over there: later */
  FATE_LOST,    /* nobody knows */
  FATE_FAILED,  /* refused: the writer must do something */
} Fate;

static Fate
judge (const GError *error)
{
  const EarProblemDetail *detail = error->domain == EAR_PROBLEM ? ear_problem_get_detail (error) : NULL;

  if (error->domain != EAR_PROBLEM)
    return FATE_LOST;
  if (detail != NULL && detail->effect != EAR_EFFECT_NONE)
    return FATE_LOST;
  switch ((EarProblemCode) error->code)
    {
    case EAR_PROBLEM_OFFLINE:
    case EAR_PROBLEM_RETRY_LATER:
    case EAR_PROBLEM_AUTH:
      return FATE_AGAIN;
    case EAR_PROBLEM_FORBIDDEN:
    case EAR_PROBLEM_REJECTED:
    case EAR_PROBLEM_GONE:
      return FATE_FAILED;
    case EAR_PROBLEM_OUTCOME_UNKNOWN:
    case EAR_PROBLEM_PROTOCOL:
    default:
      return FATE_LOST;
    }
}

/* What the store keeps of a problem is what the person reads. */
static GError *
in_plain_words (EarConnection *self,
                const GError  *problem)
{
  g_autofree char *name = ear_connection_dup_name (self);

  return ear_advice_to_error (problem, name);
}

static void
lose_row (EarConnection      *self,
          const EarOutboxRow *row,
          const GError       *problem)
{
  g_autoptr (GError) error = NULL;

  if (make_transition (self, row, to_unknown, 0, problem, &error))
    {
      ear_engine_step ("lost");
      push_look (self, row->op->key, MIN (self->kind->rules.settle_s, 2) * 1000, FALSE);
      return;
    }
  /* Not even that can be written: the row stays "sending" and is unknown at the next start, or when the disk has room again. */
  if (!g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT))
    push_look (self, row->op->key, STORE_RETRY_MS, FALSE);
}

/* ---- where messages to one person are refused for a while, and nothing else ---- */

static gboolean
is_direct (const EarOp *op)
{
  return op->verb == EAR_VERB_PRIVATE_REPLY || op->audience == EAR_AUDIENCE_DIRECT;
}

/* Each time twice as long: trying again prolongs it. Milliseconds, or -1: it is no such refusal. */
static gint64
hold_direct (EarConnection      *self,
             const EarOutboxRow *row,
             const GError       *problem,
             const GError       *said)
{
  const EarProblemDetail *detail = ear_problem_get_detail (problem);
  gint64 wait_ms;

  if (!g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_RETRY_LATER) || detail == NULL || detail->hold_ms <= 0 || !is_direct (row->op))
    return -1;
  wait_ms = MIN (MAX (detail->retry_after_ms, 1000) << MIN (self->direct_tries, 10), detail->hold_ms);
  self->direct_tries++;
  self->direct_until = ear_clock_monotonic_ms () + wait_ms;
  g_clear_error (&self->direct_said);
  self->direct_said = g_error_copy (said);
  return wait_ms;
}

/* TRUE: it goes back into the queue unsent. */
static gboolean
must_wait (EarConnection      *self,
           const EarOutboxRow *row)
{
  gint64 wait_ms = self->direct_until - ear_clock_monotonic_ms ();

  return wait_ms > 0 && self->direct_said != NULL && is_direct (row->op)
         && make_transition (self, row, to_queued, ear_clock_now_ms () + wait_ms, self->direct_said, NULL);
}

static void
handle_refusal (EarConnection      *self,
                const EarOutboxRow *row,
                const GError       *problem)
{
  g_autoptr (GError) said = in_plain_words (self, problem);
  gint64 wait_ms = 0;

  switch (judge (problem))
    {
    case FATE_AGAIN:
      wait_ms = hold_direct (self, row, problem, said);
      if (wait_ms < 0)
        wait_ms = ear_connection_not_sent (self, problem);
      if (!make_transition (self, row, to_queued, ear_clock_now_ms () + wait_ms, said, NULL))
        lose_row (self, row, problem);
      /* Whoever waits for what may not be read now either learns why. */
      ear_worker_tell_held (self->worker, problem);
      break;

    case FATE_FAILED:
      /* What was refused as abuse holds back the rest too, and no other sign-in makes it welcome: the writer decides. */
      if (ear_problem_get_detail (problem) != NULL && ear_problem_get_detail (problem)->hold_ms > 0)
        {
          ear_connection_not_sent (self, problem);
          said->code = EAR_PROBLEM_REJECTED;
        }
      if (make_transition (self, row, to_failed, 0, said, NULL))
        {
          ear_engine_step ("failed");
          ear_engine_notice (self->engine, ear_advice_new ("show-outbox", self->key, "%s", said->message));
        }
      else
        {
          lose_row (self, row, problem);
        }
      break;

    case FATE_LOST:
    default:
      lose_row (self, row, problem);
      break;
    }
}

static void
send_row (EarConnection      *self,
          EarSession         *session,
          const EarOutboxRow *row)
{
  g_autoptr (EarBatch) batch = ear_connection_new_batch (self);
  g_autoptr (GError) error = NULL;

  if (must_wait (self, row))
    return;
  session->urgent = TRUE;
  ear_engine_step ("sending");
  if (self->kind->perform (session, row->op, batch, &error))
    {
      ear_engine_step ("performed");
      if (ear_outbox_verb_creates (row->op->verb) && find_created (row, batch) == NULL)
        ear_problem_set (&error, EAR_PROBLEM_OUTCOME_UNKNOWN, "The reply holds no new object");
      else if (accept_row (self, row, batch, &error))
        {
          if (is_direct (row->op))
            self->direct_tries = 0;
          ear_connection_sent (self);
          return;
        }
    }
  else
    {
      ear_engine_step ("refused");
    }
  handle_refusal (self, row, error);
}

static void
run_send (EarJob   *job,
          gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarOutboxRow) row = NULL;
  g_autoptr (GError) error = NULL;
  EarSession *session = NULL;
  EarStore *store;
  gint64 now, next = EAR_TIME_NONE;
  gboolean hurry;

  g_mutex_lock (&self->mutex);
  hurry = self->hurry;
  g_mutex_unlock (&self->mutex);

  store = ear_engine_enter (self->engine, &error);
  if (store == NULL)
    return;
  if (ear_store_outbox_follow_clock (store, &error))
    next = ear_store_outbox_next_due (store, self->key, &error);
  ear_engine_leave (self->engine);
  now = ear_clock_now_ms () + (hurry ? EAR_OUTBOX_LONGEST_UNDO_MS : 0);
  if (error == NULL && (next == EAR_TIME_NONE || next > now))
    {
      if (next != EAR_TIME_NONE)
        push_send (self, to_monotonic (next));
      return;
    }

  /* The secret is fetched before anything is claimed: what cannot be sent stays queued. */
  if (error == NULL)
    session = ear_connection_get_session (self, job->cancellable, &error);
  if (session == NULL)
    {
      push_send (self, ear_clock_monotonic_ms () + ear_connection_failed (self, NULL, error));
      ear_worker_tell_held (self->worker, error);
      return;
    }
  store = ear_engine_enter (self->engine, &error);
  if (store == NULL)
    return;
  row = ear_store_outbox_claim (store, self->key, now, changes, &error);
  ear_engine_leave (self->engine);
  publish (self, changes);
  if (row != NULL)
    {
      ear_engine_step ("claimed");
      send_row (self, session, row);
    }
  push_send (self, row != NULL ? 0 : ear_clock_monotonic_ms () + STORE_RETRY_MS);
}

/* ---- looking ---- */

/* @advice: (transfer full): about this row. */
static void
say (EarConnection      *self,
     const EarOutboxRow *row,
     EarAdvice          *advice)
{
  g_set_str (&advice->outbox_key, row->op->key);
  ear_engine_notice (self->engine, advice);
}

static void
ask_person (EarConnection      *self,
            const EarOutboxRow *row)
{
  g_autofree char *name = NULL;

  if (row->state == EAR_OUTBOX_ASK || !make_transition (self, row, to_ask, 0, NULL, NULL))
    return;
  ear_engine_step ("asked");
  name = ear_connection_dup_name (self);
  /* Translators: a channel's name */
  say (self, row, ear_advice_new ("look", self->key, _("It may have arrived on %s, but Earshot cannot tell. Look there, or send it again."), name));
}

static void
send_again (EarConnection      *self,
            const EarOutboxRow *row)
{
  if (make_transition (self, row, to_queued, ear_clock_now_ms (), NULL, NULL))
    {
      ear_engine_step ("requeued");
      push_send (self, 0);
    }
}

/* How long ago the service must have shown it, had it taken it: then one look is enough. Known for the first try only. */
static gboolean
is_long_ago (EarConnection      *self,
             const EarOutboxRow *row)
{
  gint64 settle_ms = self->kind->rules.settle_s * G_GINT64_CONSTANT (1000);

  return row->op->attempts == 1 && row->op->first_sent_at != EAR_TIME_NONE &&
         ear_clock_now_ms () - row->op->first_sent_at > settle_ms + LONG_AGO_MS;
}

/* Not there, as far as one look can tell. The service may be slow to show it. */
static void
not_there (EarConnection      *self,
           const EarOutboxRow *row)
{
  gint64 settle_ms = self->kind->rules.settle_s * G_GINT64_CONSTANT (1000);

  if (row->state == EAR_OUTBOX_ASK)
    {
      g_autofree char *name = ear_connection_dup_name (self);

      say (self, row, ear_advice_new ("send-again", self->key, _("It is not on %s. You can send it again."), name));
    }
  else if (settle_ms > 0 && row->looks + 1 < LOOKS && !is_long_ago (self, row))
    {
      gint64 wait_ms = settle_ms / (LOOKS - 1);

      make_transition (self, row, to_looked, ear_clock_now_ms () + wait_ms, NULL, NULL);
      push_look (self, row->op->key, wait_ms, FALSE);
    }
  else if (row->op->attempts >= MAX_LOST_TRIES)
    {
      ask_person (self, row);
    }
  else
    {
      send_again (self, row);
    }
}

/* Nobody can look. A service that still remembers the key makes no second one. */
static void
cannot_tell (EarConnection      *self,
             const EarOutboxRow *row)
{
  gint64 remembered_ms = self->kind->rules.resend_same_key_s * G_GINT64_CONSTANT (1000);

  if (self->kind->find_sent == NULL && row->state == EAR_OUTBOX_UNKNOWN && row->op->attempts < MAX_LOST_TRIES &&
      row->op->first_sent_at != EAR_TIME_NONE && ear_clock_now_ms () - row->op->first_sent_at < remembered_ms)
    send_again (self, row);
  else if (row->state == EAR_OUTBOX_ASK)
    {
      g_autofree char *name = ear_connection_dup_name (self);

      say (self, row, ear_advice_new ("send-again", self->key, _("Earshot cannot tell whether it is on %s. Look there, or send it again."), name));
    }
  else
    ask_person (self, row);
}

static gboolean
passes_by_itself (const GError *error)
{
  return error->domain != EAR_PROBLEM ||
         error->code == EAR_PROBLEM_OFFLINE || error->code == EAR_PROBLEM_RETRY_LATER || error->code == EAR_PROBLEM_AUTH;
}

static void
look (EarConnection      *self,
      const EarOutboxRow *row,
      GCancellable       *cancellable,
      gboolean            asked)
{
  g_autoptr (EarBatch) batch = ear_connection_new_batch (self);
  g_autoptr (GError) error = NULL;
  EarSession *session;
  EarFound found = EAR_CANNOT_TELL;

  /* Moderation, edits and deletions may be said twice. */
  if (row->state == EAR_OUTBOX_UNKNOWN && !ear_outbox_verb_creates (row->op->verb) && row->op->attempts < MAX_LOST_TRIES)
    {
      send_again (self, row);
      return;
    }
  session = ear_connection_get_session (self, cancellable, &error);
  if (session != NULL && self->kind->find_sent != NULL)
    {
      session->urgent = TRUE;
      ear_engine_step ("looking");
      found = self->kind->find_sent (session, row->op, batch, &error);
    }
  if (error != NULL && passes_by_itself (error))
    {
      push_look (self, row->op->key, ear_connection_failed (self, NULL, error), asked);
      ear_worker_tell_held (self->worker, error);
      return;
    }
  if (found == EAR_FOUND && ear_outbox_verb_creates (row->op->verb) && find_created (row, batch) == NULL)
    found = EAR_CANNOT_TELL;

  switch (found)
    {
    case EAR_FOUND:
      ear_engine_step ("found");
      g_clear_error (&error);
      if (!accept_row (self, row, batch, &error) && !g_error_matches (error, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT))
        push_look (self, row->op->key, STORE_RETRY_MS, asked);
      break;
    case EAR_NOT_THERE:
      not_there (self, row);
      break;
    case EAR_CANNOT_TELL:
    default:
      cannot_tell (self, row);
      break;
    }
}

static void
run_look (EarJob   *job,
          gpointer  owner)
{
  EarConnection *self = owner;
  g_autoptr (EarOutboxRow) row = NULL;
  EarStore *store = ear_engine_enter (self->engine, NULL);

  if (store == NULL)
    return;
  row = ear_store_outbox_get (store, job->text, NULL);
  ear_engine_leave (self->engine);
  if (row == NULL)
    return;
  if (row->state == EAR_OUTBOX_SENDING)
    {
      /* Only this thread sends for this channel, and it does not now: the loss could not be written then. */
      g_autoptr (GError) problem = ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, NULL, "The answer was lost");

      lose_row (self, row, problem);
    }
  else if (row->state == EAR_OUTBOX_UNKNOWN || (row->state == EAR_OUTBOX_ASK && job->id))
    {
      look (self, row, job->cancellable, job->id);
      /* What it held back in its conversation may go now. */
      push_send (self, 0);
    }
}

/* ---- from outside ---- */

void
ear_outbox_wake (EarConnection *self)
{
  push_send (self, 0);
}

void
ear_outbox_start (EarConnection *self,
                  GPtrArray     *unknown_rows)
{
  for (guint i = 0; unknown_rows != NULL && i < unknown_rows->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (unknown_rows, i);

      if (g_strcmp0 (row->channel_key, self->key) == 0)
        push_look (self, row->op->key, 0, FALSE);
    }
  push_send (self, 0);
}

void
ear_outbox_look (EarConnection *self,
                 const char    *key)
{
  push_look (self, key, 0, TRUE);
}

gboolean
ear_outbox_can_send (EarConnection *self)
{
  gint64 now = ear_clock_monotonic_ms ();

  return ear_worker_get_gate (self->worker, EAR_GATE_NETWORK) <= now &&
         ear_worker_get_gate (self->worker, EAR_GATE_SIGN_IN) <= now &&
         ear_worker_get_gate (self->worker, EAR_GATE_WRITING) <= now;
}

void
ear_outbox_hurry (EarConnection *self)
{
  g_mutex_lock (&self->mutex);
  self->hurry = TRUE;
  g_mutex_unlock (&self->mutex);
  push_send (self, 0);
}
