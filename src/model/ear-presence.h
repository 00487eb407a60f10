/* ear-presence.h: how often a channel has a post of ours, for how long it had none, and what its page lacks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-batch.h"

G_BEGIN_DECLS

/* ---- what is known of a page ---- */

typedef enum {
  EAR_PROFILE_NAME,
  EAR_PROFILE_ADDRESS,       /* of its page */
  EAR_PROFILE_HANDLE,        /* by which people mention us */
  EAR_PROFILE_PICTURE,
  EAR_N_PROFILE_FIELDS,
} EarProfileField;

/* "picture": the stable word of --json and CSV. */
const char *ear_profile_field_to_string (EarProfileField field);

/* ---- what it is computed from ---- */

/* A post of ours; once for each conversation under it, at least once. */
typedef struct {
  guint channel;             /* index into the report's channels */
  gint64 post_id;
  gint64 at;                 /* UTC ms */
  gint64 conversation_id;    /* 0: nobody wrote under it */
} EarOwnPost;

typedef struct {
  gboolean has_posts;        /* FALSE: nothing is posted there that is read: telephone, counter */
  gboolean removed;          /* not connected any more */
  gint64 known_until;        /* up to when its posts are known; EAR_TIME_NONE: never read */
  const GArray *covered;     /* (nullable) (element-type EarSpan): when they were read, in any order */
  guint planned;             /* posts a week; 0: no plan */
  guint has_fields;          /* 1 << EarProfileField: what a page of this kind shows us … */
  guint filled;              /* … and what is there of these */
} EarPresenceChannelInput;

typedef struct {
  gint64 from, to;           /* as the report's */
  gint64 now;
  const char *zone;          /* (nullable): IANA name; NULL: UTC */
  const EarPresenceChannelInput *channels; /* in the report's order */
  gsize n_channels;
  const EarOwnPost *posts;   /* in any order; those before @from tell how long ago the last one was */
  gsize n_posts;
} EarPresenceInput;

/* ---- what it says ---- */

/* From Monday 0:00 to the next, on the clocks of the zone. */
typedef struct {
  gint64 from, to;           /* UTC ms, [from, to) */
  gboolean read;             /* without gaps; what is not is not counted */
  guint posts;               /* known of it */
} EarPresenceWeek;

typedef struct {
  gboolean has_posts, removed;
  gint64 known_until;        /* as EarPresenceChannelInput, and not after the period's end or now */
  guint planned;
  GArray *weeks;             /* (element-type EarPresenceWeek): whole weeks of the period that have ended, oldest first */
  guint n_weeks;             /* of these, read without gaps: n of the four below */
  guint posts;               /* in them */
  guint n_kept;              /* of them, with as many posts as planned; 0 without a plan */
  guint n_silent;            /* of them, without a post */
  guint posts_known;         /* in the whole period, in half weeks and weeks with gaps too */
  gboolean is_whole;         /* read without gaps from the period's beginning up to known_until, so there are no more than those */
  EarSpan silence;           /* the longest time of the period without a post in which it was read; from EAR_TIME_NONE: it was not read */
  gint64 last_at;            /* the last known post up to known_until, be it before the period; EAR_TIME_NONE: none */
  gboolean last_is_sure;     /* read without gaps since */
  guint has_fields, filled;  /* as EarPresenceChannelInput */
  GArray *own;               /* (element-type EarOwnPost): of the period, oldest first */
} EarPresenceChannel;

/* Immutable once made; any thread. */
typedef struct {
  GPtrArray *channels;       /* (element-type EarPresenceChannel): in the report's order */
} EarPresence;

EarPresence *ear_presence_new (const EarPresenceInput *input);
void ear_presence_free (EarPresence *presence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarPresence, ear_presence_free)

const EarPresenceChannel *ear_presence_get_channel (const EarPresence *presence, guint index);
/* Whole days between the last post and known_until. */
gint64 ear_presence_channel_get_days_since (const EarPresenceChannel *channel);
/* Conversations under the posts of [@from, @to), each once, newest post first. (element-type gint64) (transfer full) */
GArray *ear_presence_channel_dup_conversations (const EarPresenceChannel *channel, gint64 from, gint64 to);
/* The same under the posts of all weeks that are counted. */
GArray *ear_presence_channel_dup_counted (const EarPresenceChannel *channel);

G_END_DECLS
