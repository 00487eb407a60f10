/* ear-store-apply.h: one batch on its way into the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store-private.h"

G_BEGIN_DECLS

typedef struct {
  EarDb *db;
  gint64 channel;
  char *channel_key;
  gint64 added_at;          /* older messages count as read */
  gint64 now;
  gboolean settles_outbox;  /* the channel has accepted actions that wait to be seen */
  gboolean forget_deleted;  /* as EarBatch.forget_deleted */
  EarChanges *changes;      /* (nullable) */
  GArray *touched;          /* (element-type gint64): conversations to derive again */
  GHashTable *said;         /* ext → EarIdentity of the batch, as last put */
  GHashTable *identities;   /* ext → gint64 *: what this batch looked up already */
  GHashTable *conversations;
  guint n_new, n_fresh;     /* messages that are new; whose words are new */
} EarApply;

/* Known, or made bare. @us: if it must be made, it is ours. */
gint64 ear_apply_identity (EarApply *apply, const char *ext, gboolean us);
gint64 ear_apply_conversation (EarApply *apply, const char *ext);

void ear_apply_put_identity (EarApply *apply, const EarIdentity *identity);
void ear_apply_put_post (EarApply *apply, const EarPost *post);
void ear_apply_put_conversation (EarApply *apply, const EarConversation *conversation);
void ear_apply_put_message (EarApply *apply, const EarMessage *message);
void ear_apply_put_change (EarApply *apply, const EarMessageChange *change);
/* What the rule says of a message as it is first seen: for the column no_answer. */
int ear_message_no_answer_by_rule (const EarMessage *message);
void ear_apply_put_rekey (EarApply *apply, const EarRekey *rekey);

/* How an address became another. A CDN's signed address says something else after its "?" at each reading: it is kept anew, since the old
 * one ends, but nobody needs to hear of it. */
typedef enum {
  EAR_ADDRESS_SAME,
  EAR_ADDRESS_SIGNED_ANEW,
  EAR_ADDRESS_OTHER,
} EarAddressChange;
EarAddressChange ear_compare_addresses (const char *held, const char *incoming);

static inline void
ear_apply_touch (EarApply *apply, gint64 conversation)
{
  if (apply->touched->len == 0 || g_array_index (apply->touched, gint64, apply->touched->len - 1) != conversation)
    g_array_append_val (apply->touched, conversation);
}

G_END_DECLS
