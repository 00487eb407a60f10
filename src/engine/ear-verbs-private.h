/* ear-verbs-private.h: what the files of the verbs share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-json.h"
#include "engine/ear-verbs.h"

G_BEGIN_DECLS

/* One running verb. Owned by its task. */
typedef struct {
  EarEngine *engine;
  EarJson *arguments;
  char *secret;              /* (nullable), wiped */
  gint64 conversation;       /* once its key was looked up */
  char *outbox_key;
  gint64 asked_at, call_back_by; /* of "log" */
  EarSearchText *search;     /* of "search", which asks twice */
  EarJsonWriter *writer;
  EarSignIn *sign_in;
  gulong sign_in_handler;
} EarVerbCall;

typedef void (*EarVerbFunc) (GTask *task, EarVerbCall *call);

typedef struct {
  const char *name;
  EarVerbKind kind;
  gboolean needs_conversation; /* looks up the argument "id" first */
  EarVerbFunc run;
} EarVerbEntry;

const char *ear_verb_call_get (EarVerbCall *call, const char *name);
gint64 ear_verb_call_get_int (EarVerbCall *call, const char *name, gint64 fallback);
gboolean ear_verb_call_get_bool (EarVerbCall *call, const char *name);
/* Fails the task in a sentence and returns FALSE when the argument is missing or empty. */
gboolean ear_verb_call_need (GTask *task, EarVerbCall *call, const char *name);

/* A time or day as a person types it, by the workspace's clock; EAR_TIME_NONE where it is not given. A day is over when it ends: @end says
 * which of its midnights is meant. FALSE: the task is failed in a sentence. */
gboolean ear_verb_read_time (GTask *task, EarVerbCall *call, const char *name, gboolean end, gint64 *at);

/* Finish a task with the error, or with {"ok":true} and @name: the text given. */
void ear_verb_return_text (GObject *source, GAsyncResult *result, gpointer task);
void ear_verb_return_done (GObject *source, GAsyncResult *result, gpointer task);
void ear_verb_return_writer (GTask *task, EarJsonWriter *writer);

void ear_verb_channel_add (GTask *task, EarVerbCall *call);
void ear_verb_channel_list (GTask *task, EarVerbCall *call);
void ear_verb_channel_check (GTask *task, EarVerbCall *call);
void ear_verb_channel_rename (GTask *task, EarVerbCall *call);
void ear_verb_channel_remove (GTask *task, EarVerbCall *call);
void ear_verb_sync (GTask *task, EarVerbCall *call);

void ear_verb_brand (GTask *task, EarVerbCall *call);
void ear_verb_brand_set (GTask *task, EarVerbCall *call);

void ear_verb_snooze (GTask *task, EarVerbCall *call);
void ear_verb_wake (GTask *task, EarVerbCall *call);
void ear_verb_assign (GTask *task, EarVerbCall *call);
void ear_verb_priority (GTask *task, EarVerbCall *call);
void ear_verb_mute (GTask *task, EarVerbCall *call);
void ear_verb_unmute (GTask *task, EarVerbCall *call);
void ear_verb_tag (GTask *task, EarVerbCall *call);
void ear_verb_untag (GTask *task, EarVerbCall *call);
void ear_verb_tags (GTask *task, EarVerbCall *call);
void ear_verb_members (GTask *task, EarVerbCall *call);
/* Members of the object that is being written. */
void ear_verb_write_marks (EarJsonWriter *writer, const EarMarks *marks);

void ear_verb_inbox (GTask *task, EarVerbCall *call);
void ear_verb_show (GTask *task, EarVerbCall *call);
void ear_verb_search (GTask *task, EarVerbCall *call);

G_END_DECLS
