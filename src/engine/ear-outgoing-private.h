/* ear-outgoing-private.h: what the person sends, from the composer to the outbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "store/ear-store-query.h"

G_BEGIN_DECLS

/* What a row of the outbox says to the person, (nullable), and what may be done: remedy ids, the most sensible first, (nullable). */
char *ear_outgoing_dup_sentence (const EarOutboxRow *row, const char *channel_name);
GStrv ear_outgoing_dup_remedies (const EarOutboxRow *row);
/* All that is being written in a conversation, in the order it was made, with what a second undo brought back. (nullable) */
char *ear_outgoing_dup_draft (const EarConversationView *view);
/* Queues what is done to @target: moderation, deleting. */
gboolean ear_outgoing_queue_deed (EarEngine *self, EarStore *store, const EarDirectoryEntry *channel, EarVerb verb, const char *text, const char *target_ext,
                                  const char *conversation_ext, const char *post_ext, char **event, GError **error);
/* A private answer that is being written to @written's target; empty: forget it. */
gboolean ear_outgoing_save_private_draft (EarEngine *self, EarStore *store, const char *channel_key, const EarOp *written, GError **error);
/* Why a message with EAR_MESSAGE_NO_REPLY cannot be answered. (transfer full) */
char *ear_outgoing_dup_answer_there (const EarDirectoryEntry *channel);
/* After a sign-in: what was refused for want of one is queued again, with its undo time. */
void ear_outgoing_requeue_refused (EarEngine *self, EarStore *store, const char *channel_key);

/* A post of our own on that channel, queued with the undo window of the preferences. Finishes with the outbox key. */
void ear_engine_publish_post_async (EarEngine *self, const char *channel_key, const char *text, GAsyncReadyCallback callback, gpointer data);

/* What this account may do; 0 for what is logged by hand or removed. Any thread. */
EarAbilities ear_engine_get_abilities (EarEngine *self, const EarDirectoryEntry *channel);

/* A reply to @target as the kind addresses it: prefix, subject, strictest audience. (transfer full) */
EarOp *ear_outgoing_address (EarEngine *self, const EarDirectoryEntry *channel, const EarMessage *target, const EarConversation *conversation);
/* The message a reply goes to when nobody chose one: the oldest open question's last word, else the customer's last word. 0: none. */
gint64 ear_outgoing_default_target (const EarConversationView *view);
/* Units of the kind's rule. */
guint ear_outgoing_count (const EarTextRule *rule, const char *prefix, const char *text);
/* Whether it is short enough there; refused before it is queued, while the writer is still here. */
gboolean ear_outgoing_check_length (EarEngine *self, const EarDirectoryEntry *channel, const EarOp *op, EarConversationType type, GError **error);
/* Something was queued on that channel. */
void ear_outgoing_wake (EarEngine *self, const char *channel_key);
/* When something queued now may leave: after the undo window, or at once where nobody looks. */
gint64 ear_outgoing_not_before (EarEngine *self);
/* Main thread's settings for other threads. */
EarTextRule ear_engine_get_text_rule (EarEngine *self, const EarDirectoryEntry *channel, EarConversationType type);

G_END_DECLS
