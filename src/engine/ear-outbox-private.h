/* ear-outbox-private.h: sending, and finding out what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-connection-private.h"
#include "model/ear-op.h"

G_BEGIN_DECLS

/* What was still to be sent so long after its time when Earshot starts again is a draft: nobody expects it to leave now. */
#define EAR_OUTBOX_STALE_MS (15 * 60 * 1000)

#define EAR_OUTBOX_LONGEST_UNDO_MS (60 * 1000)

/* Any thread. */
/* At the start: what waits to be sent and what nobody knows about. */
void ear_outbox_start (EarConnection *connection, GPtrArray *unknown_rows);
/* Something was queued. */
void ear_outbox_wake (EarConnection *connection);
/* The person asks whether it arrived. */
void ear_outbox_look (EarConnection *connection, const char *key);
/* Whether nothing holds back what is due: network, sign-in, the service's patience. */
gboolean ear_outbox_can_send (EarConnection *connection);
/* The engine closes: what waits for the end of its undo window goes now. */
void ear_outbox_hurry (EarConnection *connection);

/* Whether sending it twice makes two of something. */
gboolean ear_outbox_verb_creates (EarVerb verb);

G_END_DECLS
