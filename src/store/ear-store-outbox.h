/* ear-store-outbox.h: every outgoing action until it is seen back on the service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-batch.h"
#include "model/ear-op.h"
#include "base/ear-problem.h"

G_BEGIN_DECLS

/* draft → queued → sending → accepted → seen; cancelled; failed; unknown → accepted | queued | ask.
 * Each function below is one transition: it compares the old state, writes, and returns only when the disk holds it. When the row
 * is in another state by now: EAR_STORE_ERROR_CONFLICT and nothing changes. Words stand in the store. */
typedef enum {
  EAR_OUTBOX_DRAFT,
  EAR_OUTBOX_QUEUED,
  EAR_OUTBOX_SENDING,
  EAR_OUTBOX_ACCEPTED,
  EAR_OUTBOX_SEEN,
  EAR_OUTBOX_CANCELLED,
  EAR_OUTBOX_FAILED,
  EAR_OUTBOX_UNKNOWN,
  EAR_OUTBOX_ASK,        /* "It may have arrived": the person looks or sends again */
} EarOutboxState;

const char *ear_outbox_state_to_string (EarOutboxState state);
gboolean ear_outbox_state_from_string (const char *word, EarOutboxState *state);

typedef struct {
  gint64 id;
  gint64 channel_id;
  char *channel_key;
  gint64 conversation_id;  /* 0: none (a new post) */
  EarOp *op;               /* conversation_ext as it is now, even after a rekey */
  EarOutboxState state;
  gint64 not_before;       /* UTC ms */
  gint64 changed_at;       /* UTC ms, of the last transition */
  gint64 looked_at;        /* last time find_sent looked, or EAR_TIME_NONE */
  guint looks;             /* how often */
  gboolean has_problem;
  EarProblemCode problem;  /* of the last try */
  char *sentence;          /* (nullable): what went wrong, for the person */
  char *service_ext;       /* (nullable): the id of what the service made */
  gint64 message_id;       /* that object here, or 0 */
} EarOutboxRow;

void ear_outbox_row_free (EarOutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarOutboxRow, ear_outbox_row_free)

/* Keeps what is being typed: inserts or replaces the draft with @op->key. Not an event. Text %NULL or empty deletes it.
 * CONFLICT when that key is no draft any more. */
gboolean ear_store_save_draft (EarStore *store, const char *channel_key, const EarOp *op, EarChanges *changes, GError **error);

/* draft or new → queued. A row with @op->key that is a draft becomes this; none: it is made. Writes the event "reply-queue" (a reply or
 * post) or "moderate". @not_before: UTC ms, the end of the undo window. @member: (nullable): a member's key; %NULL: the first. */
gboolean ear_store_outbox_queue (EarStore *store, const char *member, const char *channel_key, const EarOp *op, gint64 not_before,
                                 char **event_key, EarChanges *changes, GError **error);

/* Where the wall clock was set since the last call, the times of what is queued move with it: a session's due times run on the monotonic
 * clock. The transitions below do it by themselves; ear_store_outbox_next_due() only reads. */
gboolean ear_store_outbox_follow_clock (EarStore *store, GError **error);
/* queued → sending: the next op of the channel that is due at @now, first_sent_at and attempts set; ops of one conversation go in the
 * order they were made. %NULL without error: nothing due. (transfer full) */
EarOutboxRow *ear_store_outbox_claim (EarStore *store, const char *channel_key, gint64 now, EarChanges *changes, GError **error);
/* When the next queued op of the channel falls due, or EAR_TIME_NONE. */
gint64 ear_store_outbox_next_due (EarStore *store, const char *channel_key, GError **error);

/* sending | unknown | ask → accepted, and queued → accepted for what was sent before and is found before it goes again. @batch: what perform or find_sent parsed, applied in the same transaction;
 * @service_ext: the id of the new object (nullable for what makes none). */
gboolean ear_store_outbox_accept (EarStore *store, const char *key, const char *service_ext, const EarBatch *batch, EarChanges *changes,
                                  GError **error);
/* sending → queued when no byte was sent or the service refused; unknown → queued after find_sent said NOT_THERE. */
gboolean ear_store_outbox_retry (EarStore *store, const char *key, gint64 not_before, const GError *problem, EarChanges *changes,
                                 GError **error);
/* A person's hand: queued → queued at another time: "Send now". Writes the event "reply-send-now". */
gboolean ear_store_outbox_hurry (EarStore *store, const char *member, const char *key, gint64 not_before, EarChanges *changes, GError **error);
/* sending → unknown: cancel, timeout or disconnect after the first byte. */
gboolean ear_store_outbox_lose (EarStore *store, const char *key, const GError *problem, EarChanges *changes, GError **error);
/* unknown → unknown: find_sent looked once more; look again at @not_before. */
gboolean ear_store_outbox_looked (EarStore *store, const char *key, gint64 not_before, GError **error);
/* unknown → ask: nobody can tell. */
gboolean ear_store_outbox_ask (EarStore *store, const char *key, EarChanges *changes, GError **error);
/* sending → failed: the writer must do something. */
gboolean ear_store_outbox_fail (EarStore *store, const char *key, const GError *problem, EarChanges *changes, GError **error);
/* accepted → seen, where no pull will bring the object back. */
gboolean ear_store_outbox_see (EarStore *store, const char *key, EarChanges *changes, GError **error);

/* A person's hand: failed | ask → queued ("Send again"). */
gboolean ear_store_outbox_resend (EarStore *store, const char *member, const char *key, gint64 not_before, EarChanges *changes, GError **error);
/* The same where nobody asked for it: no event, as nobody did it. */
gboolean ear_store_outbox_requeue (EarStore *store, const char *key, gint64 not_before, EarChanges *changes, GError **error);
/* queued | failed → draft with @keep_draft where there are words to keep, else queued | draft | failed | ask → cancelled: undo. Writes the event "reply-cancel".
 * CONFLICT: it began to be sent; offer to delete it over there. */
gboolean ear_store_outbox_cancel (EarStore *store, const char *member, const char *key, gboolean keep_draft, char **event_key,
                                  EarChanges *changes, GError **error);

/* At start: every "sending" becomes "unknown" (ear_store_open() has done that already), and what is still queued more than @stale_ms
 * past its time becomes a draft, or cancelled where there are no words to keep. Those rows, as they are now, to tell the person:
 * (element-type EarOutboxRow) (transfer full). */
GPtrArray *ear_store_outbox_recover (EarStore *store, gint64 now, gint64 stale_ms, GError **error);

/* @channel_key: (nullable): of all channels. @states: bits, 1 << EarOutboxState. Oldest first. (element-type EarOutboxRow) */
GPtrArray *ear_store_outbox_list (EarStore *store, const char *channel_key, guint states, GError **error);
EarOutboxRow *ear_store_outbox_get (EarStore *store, const char *key, GError **error);

G_END_DECLS
