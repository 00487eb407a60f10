/* ear-wordpress-town.h: for the files that make up the town's blog
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/ear-simulator.h"

G_BEGIN_DECLS

/* One request to the blog. The restaurant's own account is its editor; a person who may sign in is a subscriber.
 *
 * Facts of a comment: "status" (none: approved), "before" (what it was before spam or trash), "in_reply_to" (the comment above it, "0"
 * for none; none: the item's parent), "type", "author_name". Of a post: "private", "draft", "closed". A post's text is its title, an
 * empty line, its content, as HTML; without an empty line the first sentence is the title.
 *
 * Settings: "wordpress.plain" (no permalinks), "wordpress.no-passwords", "wordpress.closed" (to strangers), "wordpress.old" (before 7.0:
 * no redirect to loopback), "wordpress.moderation" (comments wait), "wordpress.fast" (no flood), "wordpress.no-trash", "wordpress.upgrading". */
typedef struct {
  EarTown *town;
  EarTownAccount *account;
  const EarTownRequest *request;
  const char *method;
  const char *route;       /* "/wp/v2/comments" */
  EarTownToken *token;     /* NULL: a stranger */
  const char *user;        /* whose the token is */
  GHashTable *fields;      /* (nullable): what "_fields" asks for */
  GTimeZone *zone;
} EarBlogCall;

gboolean ear_blog_is_editor (const EarBlogCall *call);
gboolean ear_blog_wants (const EarBlogCall *call, const char *field);
const char *ear_blog_get (const EarBlogCall *call, const char *name); /* (nullable): a parameter that is not empty */
gboolean ear_blog_is_true (const EarBlogCall *call, const char *name);
/* "https://blog/wp-json/wp/v2/comments/5" */
char *ear_blog_dup_url (const EarBlogCall *call, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* What a list's "include" and the like name; NULL: not asked for. */
GHashTable *ear_blog_dup_set (const EarBlogCall *call, const char *name);
const char *ear_blog_name_of (const EarBlogCall *call, const char *user);
char *ear_blog_dup_login (const EarBlogCall *call, const char *user); /* (nullable) */

/* {"code", "message", "data": {"status"}} */
EarReply *ear_blog_refuse (guint status, const char *code, const char *message);
/* 401 to a stranger, 403 to others. */
EarReply *ear_blog_forbid (const EarBlogCall *call, const char *code, const char *message);

/* ---- lists ---- */
typedef struct {
  gint64 per_page, page, offset;
  gboolean ascending;
  gint64 after, before;    /* seconds on the blog's wall clock; G_MININT64, G_MAXINT64: none */
} EarBlogRange;

/* Reads the range; (nullable): the refusal. */
EarReply *ear_blog_read_range (const EarBlogCall *call, EarBlogRange *range);
gboolean ear_blog_in_range (const EarBlogCall *call, const EarBlogRange *range, gint64 time_ms);
/* The page of @items (sorted already), each written by @write unless it returns FALSE; with X-WP-Total and the rest. */
typedef gboolean (*EarBlogWrite) (const EarBlogCall *call, EarJsonWriter *json, EarTownItem *item, gboolean edit);
EarReply *ear_blog_reply_list (const EarBlogCall *call, const EarBlogRange *range, GPtrArray *items, EarBlogWrite write, gboolean edit);
EarReply *ear_blog_reply_item (const EarBlogCall *call, guint status, EarTownItem *item, EarBlogWrite write, gboolean edit);

/* ---- ear-wordpress-pages.c: what a browser sees, and how times and texts are written ---- */
EarReply *ear_blog_page (EarBlogCall *call);
EarReply *ear_blog_get_index (EarBlogCall *call);
gint64 ear_blog_local_seconds (const EarBlogCall *call, gint64 time_ms);
void ear_blog_write_dates (const EarBlogCall *call, EarJsonWriter *json, gint64 time_ms, const char *suffix); /* date, date_gmt; modified … */
char *ear_blog_render (const char *raw); /* paragraphs, curly quotes */
char *ear_blog_dup_title (const EarTownItem *post);
const char *ear_blog_get_content (const EarTownItem *post);
char *ear_blog_dup_link (const EarBlogCall *call, const EarTownItem *post);

/* ---- ear-wordpress-posts.c ---- */
EarReply *ear_blog_list_posts (EarBlogCall *call);
EarReply *ear_blog_create_post (EarBlogCall *call);
EarReply *ear_blog_get_post (EarBlogCall *call, const char *id);
/* (nullable): not there, or not for this reader. */
EarTownItem *ear_blog_find_post (const EarBlogCall *call, const char *id);
gboolean ear_blog_may_read_post (const EarBlogCall *call, const EarTownItem *post);

/* ---- ear-wordpress-comments.c, ear-wordpress-moderate.c ---- */
EarReply *ear_blog_list_comments (EarBlogCall *call);
EarReply *ear_blog_get_comment (EarBlogCall *call, const char *id);
EarReply *ear_blog_create_comment (EarBlogCall *call);
EarReply *ear_blog_update_comment (EarBlogCall *call, const char *id);
EarReply *ear_blog_delete_comment (EarBlogCall *call, const char *id);
gboolean ear_blog_write_comment (const EarBlogCall *call, EarJsonWriter *json, EarTownItem *comment, gboolean edit);
EarTownItem *ear_blog_find_comment (const EarBlogCall *call, const char *id); /* (nullable) */
const char *ear_blog_get_status (const EarTownItem *comment); /* "approved" … */
void ear_blog_set_status (EarTownItem *comment, const char *status);
const char *ear_blog_get_parent (const EarTownItem *comment); /* "0": none */

/* ---- ear-wordpress-users.c ---- */
void ear_blog_sign_in (EarBlogCall *call);
char *ear_blog_dup_secret (const EarTownRequest *request);
EarReply *ear_blog_get_me (EarBlogCall *call);
EarReply *ear_blog_list_users (EarBlogCall *call);
EarReply *ear_blog_authorize (EarBlogCall *call);
EarReply *ear_blog_create_password (EarBlogCall *call);
EarReply *ear_blog_introspect (EarBlogCall *call);
EarReply *ear_blog_delete_password (EarBlogCall *call, const char *uuid);
void ear_blog_seed (EarTown *town, guint size);

G_END_DECLS
