/* ear-talk.h: talk, listen, act: what we posted, what was asked and read and answered, what was done because of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-presence.h"

G_BEGIN_DECLS

#define EAR_TALK_ALL_CHANNELS G_MAXUINT
#define EAR_TALK_REMOVED_CHANNELS (G_MAXUINT - 1)

/* ---- what it is computed from; of the period ---- */

/* Whose first message nobody opened here. */
typedef struct {
  gint64 conversation_id, opened_at;
} EarUnreadQuestion;

typedef struct {
  guint channel;             /* index into the report's channels */
  gint64 conversation_id;
  gint64 asked_at;
  gint64 by;                 /* when we were to call */
  gint64 done_at;            /* or EAR_TIME_NONE */
} EarCallBack;

/* "We changed something because of this." */
typedef struct {
  guint channel;             /* EAR_TALK_REMOVED_CHANNELS: one that is not connected any more, which the report leaves out */
  gint64 message_id, conversation_id, at;
  char *text;
  char *channel_key, *channel_name; /* (nullable): its name is what it was */
} EarChangeMade;

EarChangeMade *ear_change_made_copy (const EarChangeMade *change);
void ear_change_made_free (EarChangeMade *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarChangeMade, ear_change_made_free)

/* One that counts as a question. */
typedef struct {
  guint channel;
  gint64 conversation_id;    /* 0: deleted */
  gint64 opened_at;
  gboolean answered;
} EarTalkQuestion;

typedef struct {
  gint64 now;
  guint n_channels;
  const EarPresence *presence;           /* of the same channels */
  const EarTalkQuestion *questions;      /* in any order; so are the others */
  gsize n_questions;
  const EarUnreadQuestion *unread;
  gsize n_unread;
  const EarCallBack *call_backs;
  gsize n_call_backs;
  GPtrArray *changes;                    /* (element-type EarChangeMade) */
} EarTalkInput;

/* ---- what it says ---- */

typedef enum {
  EAR_TALK_POSTS,            /* ours */
  EAR_TALK_CAME,             /* questions */
  EAR_TALK_READ,             /* of these, opened here or answered anywhere */
  EAR_TALK_UNREAD,           /* of these, neither; what was deleted is in none of the two unless it was answered */
  EAR_TALK_ANSWERED,
  EAR_TALK_CALLS_PROMISED,   /* call-backs */
  EAR_TALK_CALLS_DONE,       /* of these, done, be it late */
  EAR_TALK_CALLS_LATER,      /* of these, not done, and the time has not come … */
  EAR_TALK_CALLS_OVERDUE,    /* … or has */
  EAR_TALK_CHANGES,
  EAR_N_TALK_FIGURES,
} EarTalkFigure;

/* "calls-done": the stable word of --json, CSV and links. */
const char *ear_talk_figure_to_string (EarTalkFigure figure);
gboolean ear_talk_figure_from_string (const char *word, EarTalkFigure *figure);

typedef struct {
  gint64 conversation_id;
  gint64 at;
  guint figures;             /* 1 << EarTalkFigure */
} EarTalkMember;

typedef struct {
  gboolean has_posts;        /* FALSE: nothing is posted there, or its posts were never read */
  gboolean posts_whole;      /* they were read without gaps: there are no more than those counted */
  guint counts[EAR_N_TALK_FIGURES];
  GArray *members;           /* (element-type EarTalkMember): oldest first */
} EarTalkLine;

/* Immutable once made; any thread. */
typedef struct {
  EarTalkLine all;           /* of the organisation; without members: they are those of the lines below */
  EarTalkLine removed;       /* of channels that the report leaves out: changes only */
  GPtrArray *lines;          /* (element-type EarTalkLine): of the channels, in the report's order */
  GPtrArray *changes;        /* (element-type EarChangeMade): newest first */
} EarTalk;

EarTalk *ear_talk_new (const EarTalkInput *input);
void ear_talk_free (EarTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarTalk, ear_talk_free)

const EarTalkLine *ear_talk_get_line (const EarTalk *talk, guint channel);
/* The conversations behind a figure, each once, newest first. (element-type gint64) (transfer full) */
GArray *ear_talk_dup_conversations (const EarTalk *talk, guint channel, EarTalkFigure figure);

G_END_DECLS
