/* ear-batch.h: what one pull learnt, applied with its cursor in one transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-item.h"

G_BEGIN_DECLS

typedef struct {
  gint64 from, to; /* UTC ms; every item of the stream in [from, to] was read. from G_MININT64: back to the beginning */
} EarSpan;

typedef struct {
  char *ext;
  EarMessageState state;  /* what became of it */
} EarMessageChange;

typedef struct {
  char *old_ext, *new_ext;
} EarRekey;

typedef struct {
  char *ext;              /* of a post or a conversation */
  EarSpan span;
} EarComplete;

/* Items may repeat and come in any order: applying a batch twice changes nothing. */
typedef struct {
  GPtrArray *identities;     /* (element-type EarIdentity) */
  GPtrArray *posts;          /* (element-type EarPost) */
  GPtrArray *conversations;  /* (element-type EarConversation) */
  GPtrArray *messages;       /* (element-type EarMessage) */
  GPtrArray *changes;        /* (element-type EarMessageChange): state only, content not known */
  /* (element-type EarRekey): old_ext is another name of the conversation new_ext, because its root was found later. Kept as an
   * alias even where no conversation old_ext is known yet: a reply that knows only its parent may come later. */
  GPtrArray *rekeys;

  char *cursor;              /* (nullable): for the next call of this stream and direction; opaque to the engine */
  gboolean more;             /* call again soon */
  GArray *spans;             /* (element-type EarSpan): covered by this batch */
  gint64 estimated_total;    /* items in this stream, or -1 */

  /* refresh: "this conversation is complete": messages of it that we hold and that are absent here are checked by id. */
  char *complete_conversation_ext;
  /* reconcile pulls: every message of the stream's directions with sent_at in this span is in the batch; those that we hold and
   * that are absent are checked by id. */
  EarSpan complete_range;
  gboolean has_complete_range;
  gboolean complete_range_addressed; /* only of those that are addressed to us: the stream gives no others */
  char *complete_range_prefix;       /* (nullable): only of those whose ext begins so */
  char *complete_range_besides;      /* (nullable): not of those whose ext begins so */
  gboolean complete_range_threads;   /* only of what begins an EAR_CONVERSATION_THREAD */
  /* The same of spam and trash, where a service lists them apart; then complete_range speaks of what is
   * shown or waits for approval. */
  EarSpan complete_hidden_range;
  gboolean has_complete_hidden_range;

  /* Where a service lists what is below one post: every message in the conversations of that post with sent_at in the span is in the
   * batch. (element-type EarComplete) */
  GPtrArray *complete_posts;
  /* The same of one conversation. (element-type EarComplete) */
  GPtrArray *complete_parts;

  gboolean forget_deleted;   /* what became EAR_MESSAGE_DELETED loses its words too: set by the engine, from the kind's rules */
  GHashTable *settings;      /* discover: non-secret facts of server and account, name → text */
  gint64 service_date;       /* the service's clock in the last reply, or EAR_TIME_NONE */
} EarBatch;

EarBatch *ear_batch_new (void);
void ear_batch_free (EarBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarBatch, ear_batch_free)

/* All take ownership. */
void ear_batch_take_identity (EarBatch *batch, EarIdentity *identity);
void ear_batch_take_post (EarBatch *batch, EarPost *post);
void ear_batch_take_conversation (EarBatch *batch, EarConversation *conversation);
void ear_batch_take_message (EarBatch *batch, EarMessage *message);
void ear_batch_add_change (EarBatch *batch, const char *message_ext, EarMessageState state);
void ear_batch_add_rekey (EarBatch *batch, const char *old_ext, const char *new_ext);
void ear_batch_add_complete_post (EarBatch *batch, const char *post_ext, gint64 from, gint64 to);
void ear_batch_add_complete_part (EarBatch *batch, const char *conversation_ext, gint64 from, gint64 to);
void ear_batch_set_complete_range (EarBatch *batch, gint64 from, gint64 to, const char *prefix);
void ear_batch_add_span (EarBatch *batch, gint64 from, gint64 to);
void ear_batch_set_setting (EarBatch *batch, const char *name, const char *value);

G_END_DECLS
