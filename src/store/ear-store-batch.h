/* ear-store-batch.h: what a pull learnt goes in; what it changed comes out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store.h"

G_BEGIN_DECLS

typedef struct {
  gint64 message_id;      /* the message that opened it: the enquiry's local id */
  gint64 conversation_id;
  gint64 channel_id;
  gint64 person_id;       /* 0: unknown */
  gint64 opened_at;       /* UTC ms */
} EarNewEnquiry;

/**
 * EarChanges:
 *
 * What one or several writes changed, for lists and notifications. Adds up when passed to several calls; ids come once each.
 */
typedef struct {
  GArray *conversations;  /* (element-type gint64): rows to load again; also those that are new */
  GArray *removed;        /* (element-type gint64): conversations that are gone (merged or deleted) */
  GArray *channels;       /* (element-type gint64): whose counts, name, health or state changed */
  GArray *new_enquiries;  /* (element-type EarNewEnquiry): open ones first known now */
  GPtrArray *to_check;    /* (element-type utf8): message exts absent from a complete read: ask the service by id */
  guint n_new;            /* messages stored for the first time */
  guint n_changed;        /* messages whose content or state changed */
} EarChanges;

EarChanges *ear_changes_new (void);
void ear_changes_free (EarChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarChanges, ear_changes_free)
void ear_changes_merge (EarChanges *changes, const EarChanges *more);
gboolean ear_changes_is_empty (const EarChanges *changes);

/**
 * ear_store_apply_batch:
 * @stream: (nullable): whose cursor moves; %NULL for refresh, check, find_sent and local items
 * @changes: (inout) (optional): added to
 *
 * Applies @batch in one transaction with its cursor and spans. Applying it again changes nothing. An edit older (by edited_at) than
 * what is held is ignored; first_seen_at, read marks and local decisions stay. Outbound messages found here turn their outbox row
 * from accepted into seen. An identity, conversation or post that is named but not yet known is made bare and filled in later.
 *
 * Returns: %FALSE when nothing was written; EAR_STORE_ERROR_NOT_FOUND: no such channel, or it was removed
 */
gboolean ear_store_apply_batch (EarStore *store, const char *channel_key, const char *stream, EarStreamDirection direction,
                                const EarBatch *batch, EarChanges *changes, GError **error);

G_END_DECLS
