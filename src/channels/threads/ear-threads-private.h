/* ear-threads-private.h: what the files of this kind share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/meta/ear-meta.h"

G_BEGIN_DECLS

/* ---- settings: what discover learns ---- */
#define TH_SETTING_ID "threads_id"            /* ours */
#define TH_SETTING_USERNAME "threads_name"    /* ours, without "@": nothing else tells who wrote something */
#define TH_SETTING_MENTIONS "mentions"        /* "yes", "no": whether they may be read */

#define TH_ORIGIN "https://graph.threads.net"

const char *ear_threads_get_id (EarSession *session); /* "" where it is not known */
gboolean ear_threads_has_mentions (EarSession *session);

#define ear_threads_url(session, path, ...) ear_meta_build_url (session, EAR_META_THREADS_VERSION, NULL, path, __VA_ARGS__)

/* ---- ear-threads-account.c ---- */
gboolean ear_threads_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error);
gboolean ear_threads_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error);
gboolean ear_threads_renew (EarSession *session, EarCredentials *credentials, GError **error);

/* ---- ear-threads-item.c: posts and replies into items ---- */

#define TH_POST_FIELDS "id,media_type,permalink,username,text,timestamp,has_replies"
/* What is surely known, and without which no reply finds its place. */
#define TH_REPLY_PLAIN_FIELDS TH_POST_FIELDS ",is_reply_owned_by_me,root_post,replied_to,hide_status"
#define TH_REPLY_FIELDS TH_REPLY_PLAIN_FIELDS ",media_url,alt_text,link_attachment_url,profile_picture_url"

/* What replies hang under. */
typedef struct {
  const char *post;          /* (nullable): ours */
  const char *title;         /* (nullable): of it */
  const char *conversation;  /* (nullable): all belong to it: below somebody's post that names us, or one that is read alone */
  gboolean held;             /* they wait for our leave */
} ThPlace;

/* What hide_status (nullable) says. */
EarMessageState ear_threads_read_state (const char *hide_status);
/* Whether @ext waits for our leave below @post: then no other list has it. */
EarFound ear_threads_find_waiting (EarSession *session, const char *post, const char *ext, GError **error);

void ear_threads_begin (EarMetaReading *reading, EarSession *session, EarBatch *batch);

/* Our own post. @title: (out) (transfer full) (nullable) */
gboolean ear_threads_take_post (EarMetaReading *reading, const EarJsonNode *node, char **title, GError **error);
gboolean ear_threads_take_reply (EarMetaReading *reading, const EarJsonNode *node, const ThPlace *place, GError **error);
/* "data" of @list: replies of every level, in any order. */
gboolean ear_threads_take_replies (EarMetaReading *reading, const EarJsonNode *list, const ThPlace *place, GError **error);
/* Somebody's post that names us; @taken: (out): whether it is one, and not a reply below our own. */
gboolean ear_threads_take_mention (EarMetaReading *reading, const EarJsonNode *node, gboolean *taken, GError **error);
/* Who wrote @id, which is read elsewhere. username: (nullable) */
void ear_threads_note_author (EarMetaReading *reading, const char *id, const char *username);
gboolean ear_threads_is_ours (EarSession *session, const char *username); /* username: (nullable) */
/* Whether @id is a post of ours. */
gboolean ear_threads_is_our_post (EarMetaReading *reading, const char *id, gboolean *ours, GError **error);

/* ---- ear-threads-pull.c, ear-threads-thread.c ---- */
gboolean ear_threads_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error);
gboolean ear_threads_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error);
gboolean ear_threads_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error);

/* ---- ear-threads-perform.c ---- */
gboolean ear_threads_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_threads_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
void ear_threads_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op);

G_END_DECLS
