/* ear-instagram-private.h: what the files of this kind share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/meta/ear-meta.h"

G_BEGIN_DECLS

/* ---- settings: what discover learns ---- */
#define IG_SETTING_ID "instagram_id"          /* ours; what comments and messages name as "from" */
#define IG_SETTING_USERNAME "instagram_name"  /* ours, without "@" */
#define IG_SETTING_DIRECT "direct"            /* "yes", "no": whether conversations may be read */
#define IG_SETTING_READS "reads"              /* "no": comments may not be read */

#define IG_ORIGIN "https://graph.instagram.com"

const char *ear_instagram_get_id (EarSession *session); /* "" where it is not known */
gboolean ear_instagram_has_direct (EarSession *session);

/* ---- ids ----
 * Comments are numbers; what else could be mistaken for them carries a word before it. Conversations and messages are long and opaque. */
#define IG_TAG_PREFIX "tag:"                  /* somebody's media that names us */
#define IG_NAME_PREFIX "name:"                /* a person of whom only the user name is told */

typedef enum {
  IG_COMMENT,
  IG_TAG,
  IG_DIRECT,
  IG_PRIVATE,
} IgSort;

IgSort ear_instagram_get_sort (const char *ext); /* ext: (nullable) */
const char *ear_instagram_get_object (const char *ext);

/* ---- ear-instagram-account.c ---- */
gboolean ear_instagram_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error);
gboolean ear_instagram_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error);
gboolean ear_instagram_renew (EarSession *session, EarCredentials *credentials, GError **error);

/* ---- ear-instagram-item.c: media and comments into items ---- */

#define IG_COMMENT_FIELDS "id,text,timestamp,username,from{id,username},hidden,parent_id"
#define IG_REPLIES "replies.limit(50){" IG_COMMENT_FIELDS "}"
#define IG_THREAD_FIELDS IG_COMMENT_FIELDS "," IG_REPLIES
#define IG_MEDIA_FIELDS "id,caption,permalink,timestamp,username,comments_count"
#define IG_TAG_FIELDS "id,caption,media_type,media_url,permalink,timestamp,username"

/* What comments hang under. */
typedef struct {
  const char *media;         /* (nullable) */
  const char *title, *url;   /* (nullable): of it */
  const char *conversation;  /* (nullable): these are replies in it, whatever they say */
  const char *author;        /* (nullable): who began it */
  gboolean hidden;           /* its beginning is hidden */
} IgPlace;

/* A comment and the replies nested in it. */
gboolean ear_instagram_take_comment (EarMetaReading *reading, const EarJsonNode *node, const IgPlace *place, GError **error);
/* "data" of @list. */
gboolean ear_instagram_take_comments (EarMetaReading *reading, const EarJsonNode *list, const IgPlace *place, GError **error);
/* Our own media, without its comments. @title: (out) (transfer full) (nullable) */
gboolean ear_instagram_take_media (EarMetaReading *reading, const EarJsonNode *node, char **title, GError **error);
/* Somebody's media: a conversation of its own. */
gboolean ear_instagram_take_tag (EarMetaReading *reading, const EarJsonNode *node, GError **error);
/* Who wrote a comment, where that is told. (transfer full) */
char *ear_instagram_dup_author (EarMetaReading *reading, const EarJsonNode *comment);
/* Whoever is named by @id or @username (nullable): the ext. */
char *ear_instagram_take_person (EarMetaReading *reading, const char *id, const char *username, const char *conversation);

/* ---- ear-instagram-direct.c ---- */
#define IG_MESSAGE_PLAIN_FIELDS "id,created_time,from,to,message,attachments,reply_to"
#define IG_MESSAGE_FIELDS IG_MESSAGE_PLAIN_FIELDS ",shares,story,is_unsupported"
#define IG_CONVERSATION_OF(fields) "id,updated_time,participants{id,username},messages.limit(20){" fields "}"
gboolean ear_instagram_take_conversation (EarMetaReading *reading, const EarJsonNode *node, GError **error);
gboolean ear_instagram_send_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
gboolean ear_instagram_reply_privately (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_instagram_find_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);

/* ---- ear-instagram-pull.c, ear-instagram-thread.c ---- */
gboolean ear_instagram_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error);
gboolean ear_instagram_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error);
gboolean ear_instagram_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error);

/* ---- ear-instagram-perform.c, ear-instagram-reply.c ---- */
gboolean ear_instagram_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_instagram_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
gboolean ear_instagram_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_instagram_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
void ear_instagram_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op);

G_END_DECLS
