/* ear-facebook-private.h: what the files of this kind share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/meta/ear-meta.h"

G_BEGIN_DECLS

/* ---- settings: what discover learns ---- */
#define FB_SETTING_PAGE "page_id"             /* ours */
#define FB_SETTING_READS "reads"              /* "no": what people write may not be read */
#define FB_SETTING_MESSENGER "messenger"      /* "yes", "no": whether conversations may be read */

#define FB_ORIGIN "https://graph.facebook.com"

const char *ear_facebook_get_page (EarSession *session); /* "" where it is not known */

/* ---- ids ----
 * An id alone does not say whether it names a post or a comment, and what can be done with it differs: what is no comment carries a
 * word before it. Comments come as "POST_COMMENT" or "COMMENT" alone; they are kept in the long form where the post is known. */
#define FB_POST_PREFIX "post:"                /* a visitor's post, or one that names us */
#define FB_RATING_PREFIX "rating:"            /* and the id of its story; "rating:-…": it has none */

typedef enum {
  FB_COMMENT,
  FB_POST,
  FB_RATING,
  FB_DIRECT,
  FB_PRIVATE,
} FbSort;

FbSort ear_facebook_get_sort (const char *ext);
const char *ear_facebook_get_object (const char *ext);            /* the service's id in it */
gboolean ear_facebook_same_id (const char *a, const char *b);     /* however long they are written */

/* ---- ear-facebook-account.c, ear-facebook-grants.c ---- */
gboolean ear_facebook_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error);
gboolean ear_facebook_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error);
gboolean ear_facebook_renew (EarSession *session, EarCredentials *credentials, GError **error);
extern const char ear_facebook_scopes[];      /* what the browser asks for, with commas between */
/* What this token and this Page's tasks give: into @settings by name. @tasks: (nullable) */
void ear_facebook_note_grants (GHashTable *settings, const EarMetaToken *info, const char *page, const EarJsonNode *tasks);

/* ---- ear-facebook-item.c: comments and posts into items ---- */

#define FB_PERSON "{id,name,picture}"
#define FB_COMMENT_FIELDS \
  "id,message,message_tags,from" FB_PERSON ",created_time,parent{id,from},attachment,can_comment,can_hide,can_like,can_remove," \
  "can_reply_privately,comment_count,is_hidden,is_private,user_likes,permalink_url"
/* A list of comments within another object, newest first, both levels; "%s" is how many. */
#define FB_COMMENTS_OF(count) "comments.filter(stream).order(reverse_chronological).limit(" count "){" FB_COMMENT_FIELDS "}"
#define FB_OWN_POST_FIELDS "id,message,story,created_time,updated_time,permalink_url"
#define FB_VISIT_FIELDS "id,message,story,message_tags,from" FB_PERSON ",created_time,updated_time,permalink_url,attachments,is_hidden"

/* What the comments hang under. */
typedef struct {
  const char *post;          /* (nullable): as the service names it */
  const char *title;         /* (nullable): of it */
  const char *root;          /* (nullable): the ext of a visitor's post or a rating, which the whole thread belongs to */
  const char *root_author;   /* (nullable) */
  const char *conversation;  /* (nullable): these belong to it whatever they say: an answer just sent */
} FbPlace;

/* One comment, taken. FALSE: it is none. */
gboolean ear_facebook_take_comment (EarMetaReading *reading, const EarJsonNode *node, const FbPlace *place, GError **error);
/* "data" of @list: parents may stand behind their replies. */
gboolean ear_facebook_take_comments (EarMetaReading *reading, const EarJsonNode *list, const FbPlace *place, GError **error);
/* Our own post and the comments nested in it. */
gboolean ear_facebook_take_own_post (EarMetaReading *reading, const EarJsonNode *node, GError **error);
/* Somebody's post and the comments nested in it: a conversation of its own. */
gboolean ear_facebook_take_visit (EarMetaReading *reading, const EarJsonNode *node, GError **error);
/* Who wrote @node's @member; a stand-in for @conversation where that is withheld. */
char *ear_facebook_take_person (EarMetaReading *reading, const EarJsonNode *node, const char *member, const char *conversation);
GPtrArray *ear_facebook_read_attachments (const EarJsonNode *node); /* (nullable); node: (nullable): an attachment, or a list of them */

/* ---- ear-facebook-rating.c, ear-facebook-direct.c ---- */
#define FB_RATING_OWN_FIELDS "created_time,has_rating,has_review,rating,recommendation_type,review_text,reviewer{id,name}"
/* With what was answered; where Facebook gives that to nobody, without. */
#define FB_RATING_FIELDS FB_RATING_OWN_FIELDS ",open_graph_story{id," FB_COMMENTS_OF ("25") "}"
#define FB_RATING_PLAIN_FIELDS FB_RATING_OWN_FIELDS ",open_graph_story{id}"
gboolean ear_facebook_take_rating (EarMetaReading *reading, const EarJsonNode *node, GError **error);
/* One without a story. */
gboolean ear_facebook_check_rating (EarSession *session, const char *ext, EarBatch *batch, GError **error);
#define FB_MESSAGE_FIELDS "id,created_time,from,to,message,attachments,sticker,shares"
#define FB_CONVERSATION_FIELDS "id,updated_time,messages.limit(20){" FB_MESSAGE_FIELDS "}"
gboolean ear_facebook_has_messenger (EarSession *session);
gboolean ear_facebook_take_conversation (EarMetaReading *reading, const EarJsonNode *node, GError **error);
gboolean ear_facebook_send_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
gboolean ear_facebook_reply_privately (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_facebook_find_message (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);

/* ---- ear-facebook-pull.c, ear-facebook-thread.c ---- */
gboolean ear_facebook_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch,
                            GError **error);
gboolean ear_facebook_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error);
gboolean ear_facebook_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error);

/* ---- ear-facebook-perform.c, ear-facebook-reply.c ---- */
gboolean ear_facebook_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_facebook_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
gboolean ear_facebook_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_facebook_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
/* What is shown of a post or comment now, for the fields that hold for it. */
EarJson *ear_facebook_get_object_now (EarSession *session, const char *ext, const char *fields, EarReply **reply, GError **error);
void ear_facebook_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op);

G_END_DECLS
