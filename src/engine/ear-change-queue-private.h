/* ear-change-queue-private.h: what changed, from any thread to the main one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* One queue: what many threads report within a short while arrives as one set. */
typedef struct _EarChangeQueue EarChangeQueue;

typedef enum {
  EAR_CHANGED_CHANNELS = 1 << 0,
  EAR_CHANGED_COUNTS = 1 << 1,
  EAR_CHANGED_OUTBOX = 1 << 2,
  EAR_CHANGED_SETTINGS = 1 << 3,
  EAR_CHANGED_NEW = 1 << 4,  /* new questions among the changes deserve a notification */
} EarChangedFlags;

typedef struct {
  EarChangeSet set;          /* valid during the call */
  gboolean anything;         /* set holds something */
  GPtrArray *notices;        /* (element-type EarAdvice) */
  GArray *new_questions;     /* (element-type gint64): conversations, each once */
} EarChangeDelivery;

typedef void (*EarChangeDeliverFunc) (const EarChangeDelivery *delivery, gpointer data);

/* @deliver is called in @context, the main one, until ear_change_queue_close(). */
EarChangeQueue *ear_change_queue_new (GMainContext *context, EarChangeDeliverFunc deliver, gpointer data);
EarChangeQueue *ear_change_queue_ref (EarChangeQueue *self);
void ear_change_queue_unref (EarChangeQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarChangeQueue, ear_change_queue_unref)
/* In the main context: nothing is delivered any more. */
void ear_change_queue_close (EarChangeQueue *self);
/* In the main context: delivers what waits now. */
void ear_change_queue_flush (EarChangeQueue *self);

void ear_change_queue_mark (EarChangeQueue *self, EarChangedFlags flags);
void ear_change_queue_add_conversation (EarChangeQueue *self, gint64 conversation_id);
void ear_change_queue_add_conversations (EarChangeQueue *self, const gint64 *conversation_ids, gsize n_conversations);
void ear_change_queue_add_new_question (EarChangeQueue *self, gint64 conversation_id);
/* Takes @advice. */
void ear_change_queue_take_notice (EarChangeQueue *self, EarAdvice *advice);

G_END_DECLS
