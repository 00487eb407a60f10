/* batch-dump.h: a batch as JSON, for tests and for looking at it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/ear-batch.h"
#include "model/ear-op.h"

G_BEGIN_DECLS

/* Only what is there is a member; times are RFC 3339, words stand for numbers. The cursor is an object where it is one. */
JsonNode *batch_dump (const EarBatch *batch);
JsonNode *settings_dump (GHashTable *settings);

/* The words of EarMessageState, EarAudience. */
const char *state_to_word (EarMessageState state);
const char *audience_to_word (EarAudience audience);
EarAudience audience_from_word (const char *word);

G_END_DECLS
