/* ear-engine-double-private.h: what the files of the double share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ear-engine-double.h"

G_BEGIN_DECLS

struct _EarEngine {
  GObject parent_instance;
  EarDoubleScenario scenario;
  gboolean sample, practice, looking;
  GListStore *channels;
  GHashTable *done;       /* ids changed by hand → 1 or 0 */
  GHashTable *replies;    /* id → text */
  GHashTable *drafts;     /* id → text */
  char *draft;            /* (nullable): the last one saved */
  char *change;           /* (nullable): what was changed because of conversation @changed_id */
  gint64 changed_id;
  GQueue later;           /* (element-type Later): see ear_engine_double_set_held() */
  gint64 nameless_id, heard_in, reply_until_of, reply_until;
  char *last_deed;
  gint64 outgoing_id;     /* ear_engine_double_set_outgoing() */
  EarVerb outgoing_verb;
  char *outgoing_state, *outgoing_sentence, *outgoing_remedies;
  gboolean too_late, refuse_next;
  char *private_text;     /* (nullable): a private answer to message @private_target */
  const char *private_state, *private_remedies;
  gint64 private_target;
  guint n_refreshed, n_long;
  gboolean holds_searches;
  GQueue searches;        /* (element-type GTask): see ear_engine_double_hold_searches() */
  gint64 last_done;
  EarHours *opening, *answering;
  char *name;
  char *report_language;
  EarWeekly weekly;
  EarWeeklyLast weekly_last;
  EarBrandSheet *brand;
  gint64 promise_s;
  guint undo_s;
  gboolean set_up;
};

extern guint ear_double_n_troubles;
extern gboolean ear_double_held;

/* Done, with nothing to say. */
void ear_double_answer (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
void ear_double_answer_text (EarEngine *self, const char *text, GAsyncReadyCallback callback, gpointer data);
/* Answers with an error where the scenario is EAR_DOUBLE_BROKEN. Returns: whether it did. */
gboolean ear_double_refuse (EarEngine *self, GAsyncReadyCallback callback, gpointer data);
/* @id: the conversation; 0: none in particular */
void ear_double_emit_changed (EarEngine *self, gint64 id);

/* ear-marks-double.c: what was marked on a conversation; one for each id, kept for ever. */
EarMarks *ear_double_marks (gint64 id);
gboolean ear_double_sleeps (gint64 id);
gboolean ear_double_has_tag (gint64 id, const char *key);
void ear_double_forget_marks (void);

G_END_DECLS
