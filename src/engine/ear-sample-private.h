/* ear-sample-private.h: what the files of the sample restaurant share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-sample.h"
#include "model/ear-hours.h"
#include "store/ear-store-past.h"

G_BEGIN_DECLS

/* ---- what is said (ear-sample-phrases.c, ear-sample-text.c) ---- */

typedef enum {
  EAR_SAMPLE_QUESTION,
  EAR_SAMPLE_COMPLAINT,
  EAR_SAMPLE_PRAISE,
} EarSampleMood;

typedef enum {
  EAR_SAMPLE_TALK = 1 << 0,    /* in public, under a post or in a thread */
  EAR_SAMPLE_MAIL = 1 << 1,    /* to us alone: e-mail, letter, direct message */
  EAR_SAMPLE_LOG = 1 << 2,     /* a note of ours about a call or a visit */
  EAR_SAMPLE_BOOKING = 1 << 3,
  EAR_SAMPLE_REVIEW = 1 << 4,
} EarSamplePlace;

/* What one exchange can be about. Texts hold slots, "{dish}", filled alike in all of them so that an answer fits its question, and
 * choices, "[Hello|Hi|]". */
typedef struct {
  EarSamplePlace places;
  EarSampleMood mood;
  const char *question, *answer;
  const char *more, *more_answer; /* (nullable): asked after the answer */
} EarSampleTopic;

const EarSampleTopic *ear_sample_topics (gboolean german, gsize *n_topics);

typedef struct {
  char *question, *answer;
  const char *verdict;            /* (nullable): the stars of a review */
  char *more, *more_answer;       /* (nullable) */
  const char *language;
} EarSampleExchange;

EarSampleExchange *ear_sample_exchange_new (GRand *rand, EarSamplePlace place, EarSampleMood mood, gboolean german, const char *guest);
void ear_sample_exchange_free (EarSampleExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSampleExchange, ear_sample_exchange_free)

/* (transfer full) */
char *ear_sample_thanks (GRand *rand, gboolean german);    /* after an answer: often no more than that */
char *ear_sample_note (GRand *rand, gboolean german);      /* among ourselves */
char *ear_sample_reminder (GRand *rand, gboolean german);  /* after silence */
char *ear_sample_chat (GRand *rand, gboolean german);      /* guests among themselves */
char *ear_sample_spam (GRand *rand);
char *ear_sample_away (GRand *rand, gboolean german);      /* an automatic reply */
char *ear_sample_guest_name (GRand *rand);
/* "mia.koenig42" */
char *ear_sample_handle (GRand *rand, const char *name);
/* @week: 0…; borrowed */
const char *ear_sample_post_title (guint week);
const char *ear_sample_post_text (guint week);

/* ---- who says it where (ear-sample-talk.c) ---- */

/* How one channel is used and served: data, so that the year reads as a table. */
typedef struct {
  const char *kind, *origin, *account, *name, *url, *stream;
  EarConversationType type;
  EarSamplePlace place;
  guint weight;                    /* of 100 conversations */
  double median_min, spread;       /* until the answer, log-normal; minutes of answering hours */
  double unanswered, on_spot;      /* shares */
  double chat;                     /* mean number of other guests' messages */
  double german, direct, spam;     /* shares */
  gboolean mentions;               /* both write handles */
  double typed_here, noted;        /* shares: of our answers, written in Earshot; of questions, with a note of ours */
  const char *about;               /* (nullable): what its page says */
} EarSampleProfile;

typedef struct {
  char *ext, *name, *handle;
} EarSampleGuest;

typedef struct {
  GRand *rand;
  gint64 now, from;                /* UTC ms */
  guint seed;
  EarCalendar *answering;
  GPtrArray *guests;               /* (element-type EarSampleGuest) */
  guint n_regulars;
  guint64 n_conversations, n_messages;
} EarSampleTown;

void ear_sample_guest_free (gpointer guest);
/* Adds a conversation that begins at @at to @batch, and what else a used workspace has of it to @past. @recent: it is of the last hours,
 * and often still open. @known: identities that @batch has already, ext → itself. */
void ear_sample_converse (EarSampleTown *town, const EarSampleProfile *profile, EarBatch *batch, EarPast *past, GHashTable *known, gint64 at,
                          gboolean recent);
/* What it posted in the year up to @now, what it plans, and what it changed; the blog was not read in between. */
gboolean ear_sample_act (EarStore *store, gint64 unread_from, gint64 unread_to, gint64 now, GError **error);
/* The week of bad reviews. */
gboolean ear_sample_is_bad_week (const EarSampleTown *town, gint64 at);

G_END_DECLS
