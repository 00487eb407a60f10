/* ear-wordpress-private.h: what the files of this kind share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel-private.h"

G_BEGIN_DECLS

/* ---- settings: what prepare and discover learn ---- */
#define WP_SETTING_ROOT "api_root"    /* "https://example.org/wp-json/" or "https://example.org/?rest_route=/" */
#define WP_SETTING_USER "user_id"     /* ours */
#define WP_SETTING_STAFF "staff_ids"  /* everybody who writes for the site, spaces between */
#define WP_SETTING_MODERATOR "moderator" /* "yes", "no" */
#define WP_SETTING_HOME "home"
#define WP_SETTING_NAME "site_name"

#define WP_PER_PAGE 100               /* the most WordPress gives */

/* ---- ear-wordpress-site.c: requests ---- */

/* An address below the API's root: ("wp/v2/comments", name, value, …, NULL). */
#define ear_wordpress_url(session, route, ...) ear_url_build (ear_wordpress_get_root (session), route, __VA_ARGS__)
const char *ear_wordpress_get_root (EarSession *session);
gboolean ear_wordpress_is_moderator (EarSession *session);
const char *ear_wordpress_get_context (EarSession *session); /* "edit" or "view" */
gboolean ear_wordpress_is_ours (EarSession *session, const char *user_id); /* user_id: (nullable): written without signing in */

/* @word: (out) (optional) (nullable): the service's error word, "comment_duplicate", also when @error is set. */
EarJson *ear_wordpress_call (EarSession *session, const char *method, const char *url, const char *json, EarReply **reply,
                             char **word, GError **error);
/* The JSON of a reply, or its problem. */
EarJson *ear_wordpress_read_reply (EarSession *session, const EarRequest *request, const EarReply *reply, char **word, GError **error);
gboolean ear_wordpress_explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code,
                                EarProblemDetail *detail);
char *ear_wordpress_format_time (gint64 time_ms); /* with Z, whole seconds */

/* ---- ear-wordpress-discovery.c ---- */
#define WP_INDEX_FIELDS "name,description,url,home,site_icon_url,namespaces,authentication"
gboolean ear_wordpress_is_index (const EarJsonNode *index);
char *ear_wordpress_dup_folder (const char *root); /* where the site of that API is */
gboolean ear_wordpress_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error);

/* ---- ear-wordpress-account.c ---- */
gboolean ear_wordpress_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error);
gboolean ear_wordpress_revoke (EarSession *session, const EarSignInPlan *client, GError **error);
/* Asks who we are and notes what this user may do, in @batch and @session. */
gboolean ear_wordpress_check_user (EarSession *session, EarBatch *batch, char **handle, GError **error);

/* ---- ear-wordpress-comment.c: comments into items ---- */

typedef struct {
  const char *id, *post, *parent, *author; /* parent, author: NULL for none */
  const char *author_name, *author_email, *author_url;
  gint64 date_gmt, date;
  const char *link, *status, *type;
  const char *rendered, *raw;
  const char *up;           /* the post's own address in the API */
  gboolean silent;          /* read only to judge its replies */
} WpComment;

/* One call's reading: comments borrow their text from the documents, which live as long. */
typedef struct {
  EarSession *session;
  EarBatch *batch;
  GPtrArray *documents;     /* (element-type EarJson) */
  GHashTable *comments;     /* id → WpComment */
  GPtrArray *order;         /* (element-type WpComment): as read */
  GHashTable *people;       /* exts taken already */
  const char *conversation; /* (nullable): what these comments are known to belong to */
} WpReader;

WpReader *wp_reader_new (EarSession *session, EarBatch *batch);
void wp_reader_free (WpReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpReader, wp_reader_free)

#define WP_COMMENT_FIELDS \
  "id,post,parent,author,author_name,author_email,author_url,date,date_gmt,content,link,status,type,_links"

/* Takes @json, an array of comments or one. Those that are no customer's words (pings, notes) are left out. */
gboolean wp_reader_add (WpReader *reader, EarJson *json, GError **error);
/* @seen: (nullable): an array of "id:status": those are known as they are, and only serve to judge their replies. */
void wp_reader_skip (WpReader *reader, const EarJsonNode *seen);
/* What the comments reply to, where it was not read too: to know whether it is ours. */
gboolean wp_reader_fetch_parents (WpReader *reader, GError **error);
/* Messages, people, conversations. @with_hidden: also the content of what is in spam and trash; else only its state. */
void wp_reader_take (WpReader *reader, gboolean with_hidden);
EarMessageState ear_wordpress_read_state (const char *status);
char *ear_wordpress_plain_text (const WpComment *comment);

/* ---- ear-wordpress-post.c ---- */

/* Titles and links of the comments' posts. What cannot be read stays without a title. */
gboolean wp_reader_fetch_posts (WpReader *reader, GError **error);
gboolean ear_wordpress_take_posts (EarBatch *batch, const EarJsonNode *posts, GError **error);

/* ---- ear-wordpress-pull.c ---- */
gboolean ear_wordpress_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor,
                             EarBatch *batch, GError **error);

/* ---- ear-wordpress-thread.c ---- */
gboolean ear_wordpress_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error);
gboolean ear_wordpress_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error);
/* The comment as it is there now, into @reader; %EAR_PROBLEM_GONE when it is deleted. (transfer none) */
const WpComment *ear_wordpress_read_comment (WpReader *reader, const char *id, GError **error);

/* ---- ear-wordpress-perform.c, ear-wordpress-reply.c ---- */
gboolean ear_wordpress_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_wordpress_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
gboolean ear_wordpress_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_wordpress_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
char *ear_wordpress_op_content (const EarOp *op); /* its text as HTML */
gboolean ear_wordpress_same_text (const WpComment *comment, const EarOp *op);

G_END_DECLS
