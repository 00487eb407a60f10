/* ear-op.h: one outgoing action
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-item.h"

G_BEGIN_DECLS

/* Words, not numbers, stand in the store and in earshotctl: see ear_verb_to_string(). */
typedef enum {
  EAR_VERB_REPLY,
  EAR_VERB_PUBLISH,
  EAR_VERB_EDIT,
  EAR_VERB_DELETE,
  EAR_VERB_APPROVE,
  EAR_VERB_HOLD,
  EAR_VERB_SPAM,
  EAR_VERB_UNSPAM,
  EAR_VERB_TRASH,
  EAR_VERB_UNTRASH,
  EAR_VERB_LIKE,
  EAR_VERB_UNLIKE,
  EAR_VERB_MARK_READ,
  EAR_VERB_HIDE,
  EAR_VERB_UNHIDE,
  EAR_VERB_BLOCK,          /* whoever wrote the target */
  EAR_VERB_UNBLOCK,
  EAR_VERB_PRIVATE_REPLY,
  EAR_N_VERBS,
} EarVerb;

const char *ear_verb_to_string (EarVerb verb);
gboolean ear_verb_from_string (const char *word, EarVerb *verb);

typedef struct {
  char *key;               /* random UUID, chosen before it is written: the idempotency key */
  EarVerb verb;
  char *conversation_ext;
  char *target_ext;        /* (nullable): the message replied to, edited, moderated */
  char *target_author_ext; /* (nullable): who wrote it */
  char *post_ext;          /* (nullable) */
  char *text;              /* (nullable): plain text as the person typed it */
  char *subject;           /* (nullable) */
  EarAudience audience;
  char *prefix;            /* (nullable): what the service needs before the text (mentions), without the space between; counted and sent, shown apart */
  gint64 created_at;
  gint64 first_sent_at;    /* when the first byte may have left, or EAR_TIME_NONE: find_sent searches from here */
  guint attempts;
} EarOp;

EarOp *ear_op_new (EarVerb verb);
EarOp *ear_op_copy (const EarOp *op);
void ear_op_free (EarOp *op);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarOp, ear_op_free)

G_END_DECLS
