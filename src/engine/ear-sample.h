/* ear-sample.h: a made-up restaurant's year
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ear-store.h"

G_BEGIN_DECLS

#define EAR_SAMPLE_DEFAULT_SIZE 6000   /* messages */
#define EAR_SAMPLE_DEFAULT_SEED 1
#define EAR_SAMPLE_MAX_SIZE 1000000

/**
 * EarSampleOptions:
 * @size: how many messages, about
 * @seed: the same seed, size and @now make the same restaurant
 * @now: where the year ends, UTC ms; %EAR_TIME_NONE: now
 */
typedef struct {
  guint size;
  guint seed;
  gint64 now;
} EarSampleOptions;

/* Fills an empty workspace: regulars and passers-by, seasons, a week of bad reviews, phone calls, a neglected blog, a time it was not
 * read, answers typed elsewhere. Blocking; goes through the same batches as what services send. */
gboolean ear_sample_fill (EarStore *store, const EarSampleOptions *options, EarStoreProgress progress, gpointer progress_data,
                          GCancellable *cancellable, GError **error);

/* A workspace of its own in @folder, which must not hold one yet; blocking, for earshotctl. */
gboolean ear_sample_make (const char *folder, const EarSampleOptions *options, EarStoreProgress progress, gpointer progress_data,
                          GError **error);

/* Set in every workspace made up here, so that its channels are never asked for real. */
#define EAR_MEMO_SAMPLE "sample"

/* Set when deadlines were not counted in answering hours: the engine counts them at the next opening. */
#define EAR_MEMO_DUE_STALE "due-stale"

G_END_DECLS
