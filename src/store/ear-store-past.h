/* ear-store-past.h: what a workspace would hold had it been used: for made-up ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store.h"

G_BEGIN_DECLS

/* Beside what batches bring. Nobody did it, so there are no events of it. */
typedef struct _EarPast EarPast;
EarPast *ear_past_new (void);
void ear_past_free (EarPast *past);
/* Our message was typed in Earshot: its outbox row, long seen. */
void ear_past_add_sent (EarPast *past, const char *message_ext);
/* @at: UTC ms */
void ear_past_add_call_back (EarPast *past, const char *conversation_ext, gint64 at);
gboolean ear_store_apply_past (EarStore *store, const char *channel_key, const EarPast *past, GError **error);

G_END_DECLS
