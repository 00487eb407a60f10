/* ear-store-report.h: what the figures are computed from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-go-on.h"
#include "store/ear-store.h"
#include "model/ear-answer-text.h"
#include "model/ear-enquiry.h"

G_BEGIN_DECLS

/* One enquiry. Times are UTC ms. */
typedef struct {
  gint64 channel_id, conversation_id, person_id;
  gint64 opened_at;
  gint64 answered_at;       /* or EAR_TIME_NONE */
  gint64 closed_at;         /* or EAR_TIME_NONE */
  guint8 outcome;           /* EarEnquiryOutcome */
  guint8 exclusion;         /* EarEnquiryExclusion */
  guint8 follow_up;
  guint8 on_the_spot;       /* offline: answered when asked */
  gint8 type;               /* EarConversationType; -1: not known */
} EarWaitRow;

typedef struct {
  gint64 channel_id;
  char *key, *kind, *name;
  EarChannelState state;
  gint64 known_until;       /* the least of its streams', or EAR_TIME_NONE: never read completely */
  GArray *covered;          /* (element-type EarSpan): when every stream was read, ascending, disjoint; from may be G_MININT64 */
} EarWaitChannel;

typedef struct {
  GArray *rows;             /* (element-type EarWaitRow), by channel, then opened_at */
  GPtrArray *channels;      /* (element-type EarWaitChannel): all that are asked for */
} EarWaits;

void ear_waits_free (EarWaits *waits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarWaits, ear_waits_free)

/**
 * ear_store_load_waits:
 * @from: enquiries opened at or after this, UTC ms
 * @to: and before this
 * @channel_id: 0: all, removed ones included
 *
 * Everything the report needs, from one snapshot. A channel without streams (offline) has known_until %EAR_TIME_NONE and no spans.
 *
 * Returns: (transfer full) (nullable): the waits
 */
EarWaits *ear_store_load_waits (EarStore *store, gint64 from, gint64 to, gint64 channel_id, GError **error);

/* Changes with everything that is written through @store: what was computed from a reading that began after a look at it is true as
 * long as it stays. Odd while something is being written. Not what other processes write. */
guint ear_store_get_n_writes (EarStore *store);

/* Replies of ours. */
typedef struct {
  GArray *texts;            /* (element-type EarAnswerText), by time; their strings live as long as this */
  GPtrArray *strings;       /* (element-type GStringChunk): where their texts are */
  GPtrArray *channels;      /* (element-type char*): keys of what EarAnswerText.channel counts, those that are not connected any more too */
} EarAnswers;

void ear_answers_free (EarAnswers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarAnswers, ear_answers_free)

/**
 * ear_store_load_answers:
 * @from: replies sent at or after this, UTC ms
 * @to: and before this
 *
 * Our replies of all channels (in the order of ear_store_load_waits()) that are to be seen, with what each answers. Automatic ones, and what
 * answers nobody, are left out. Two threads read; what is written meanwhile may be among them or not.
 * @go_on: (nullable), asked by either of them, never by both at once; G_IO_ERROR_CANCELLED where it said no.
 *
 * Returns: (transfer full) (nullable): the replies
 */
EarAnswers *ear_store_load_answers (EarStore *store, gint64 from, gint64 to, EarGoOn go_on, gpointer data, GError **error);

/* Replies that look automatic, and those people said are. Their conversations each once, newest first. (transfer full) */
EarAutomaticReplies *ear_store_find_automatic (EarStore *store, gint64 from, gint64 to, GError **error);

G_END_DECLS
