/* ear-verbs.h: earshotctl's verbs, run on an open engine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

/* The same verbs serve earshotctl in its own process and, over D-Bus, the engine of an open window. Arguments and results are JSON
 * objects with keys (never local ids), numbers and RFC 3339 times: a stable contract, documented in CONTRIBUTING.md. */

/**
 * EarVerbKind:
 *
 * What a verb needs: a reading verb runs beside a running engine, a writing one in it.
 */
typedef enum {
  EAR_VERB_KIND_UNKNOWN,
  EAR_VERB_KIND_READS,
  EAR_VERB_KIND_ASKS,  /* reads, but a running engine knows more: how the channels are */
  EAR_VERB_KIND_WRITES,
} EarVerbKind;

EarVerbKind ear_verbs_get_kind (const char *verb);
/* Whether doing it twice is not the same as once. */
gboolean ear_verbs_get_once (const char *verb);

void ear_verbs_run_async (EarEngine *engine, const char *verb, const char *arguments, const char *secret,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *ear_verbs_run_finish (EarEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
