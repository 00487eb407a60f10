/* town-desk.h: a kind at work on a town's service, and whether it holds what is there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/town-session.h"

G_BEGIN_DECLS

/* What differs between services. */
typedef struct {
  const char *service;
  const char *token;                          /* the type that is signed in with */
  char *(*dup_id) (const EarTownItem *item);  /* as the service writes it */
  char *(*dup_ext) (const EarTownItem *item); /* NULL: nothing that is read there */
  char *(*dup_conversation) (const EarTownItem *item);
  char *(*dup_parent) (EarTown *town, const EarTownItem *item); /* (nullable) */
  char *(*dup_author) (EarTown *town, const EarTownItem *item); /* (nullable): is not told */
  gboolean edits;                             /* people can change what they wrote */
  gboolean vague;                             /* an answer to what is gone is only refused */
  gboolean hides_below;                       /* what is hidden hides its replies */
  gboolean talks;                             /* direct messages */
  guint lives;                                /* how many towns are lived in */
  guint few;                                  /* requests that tell of something new */
} Place;

extern const Place facebook_place, instagram_place, threads_place;

typedef struct {
  const Place *place;
  Fixture *fixture;
  const EarChannelKind *kind;
  EarSession *session;
  Held *held;
  char *forward[8], *backfill[8];
} Desk;

Desk *desk_new (const Place *place, guint size);
Desk *desk_new_with (const Place *place, guint size, const char *token);
void desk_free (Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

void desk_advance (Desk *desk, gint64 ms);
/* All streams; problems that pass are borne up to @patience times each. Returns how many there were. */
guint desk_pull (Desk *desk, EarPullDirection direction, guint patience);
void desk_pull_all (Desk *desk); /* what is new, and what was */
void desk_refresh_all (Desk *desk);

/* Whatever the town has is held as it is there, and nothing else is. Returns how many messages. */
guint desk_compare (Desk *desk);
const EarMessage *desk_find (Desk *desk, const EarTownItem *item); /* (nullable): as it is held */
guint desk_count_text (Desk *desk, const char *text);

EarTownItem *desk_find_comment (Desk *desk, gboolean reply); /* the newest of a customer's on a post of ours */
EarTownItem *desk_write_as (Desk *desk, guint person, EarTownKind kind, const char *text, EarTownItem *top, EarTownItem *parent);

EarOp *desk_op (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text);
void desk_perform (Desk *desk, const EarOp *op);
void desk_do (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text); /* both */
/* That it is rejected, with these words if any. */
void desk_refuse (Desk *desk, EarVerb verb, const EarTownItem *item, const char *text, const char *words);
/* Sent, looked for where the answer was lost, sent again. */
void desk_send_surely (Desk *desk, const EarOp *op);

G_END_DECLS
