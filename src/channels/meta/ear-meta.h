/* ear-meta.h: what Facebook, Instagram and Threads have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel-private.h"

G_BEGIN_DECLS

/* Plain functions: each kind calls what it needs. */

#define EAR_META_VERSION "v26.0"         /* the one place; an expired one is silently served by the oldest that lives */
#define EAR_META_THREADS_VERSION "v1.0"

/* ---- ear-meta.c: requests and lists ---- */

/* What a refusal is numbered by; 0: nothing is said. */
typedef struct {
  gint64 code, subcode;
} EarMetaFault;

/* An address of the API at the session's origin: (session, "me/accounts", name, value, …, NULL). With the proof that the token is used by
 * the application it was made for, where its secret is known. */
#define ear_meta_url(session, path, ...) ear_meta_build_url (session, EAR_META_VERSION, NULL, path, __VA_ARGS__)
/* @token: (nullable): what the request will be signed with, where that is not the session's own secret. */
char *ear_meta_build_url (EarSession *session, const char *version, const char *token, const char *path, ...) G_GNUC_NULL_TERMINATED;
/* Lowercase hex HMAC-SHA256 of @token by the application's secret. */
char *ear_meta_make_proof (const char *app_secret, const char *token);
/* Signed by another token than the session's. */
EarJson *ear_meta_get_as (EarSession *session, const char *url, const char *token, GError **error);

/* Anything but GET; @body: (nullable), of @content_type. @fault: (out) (optional): of a refusal. */
#define EAR_META_FORM "application/x-www-form-urlencoded"
#define EAR_META_JSON "application/json"
EarJson *ear_meta_send (EarSession *session, const char *method, const char *url, const char *body, const char *content_type,
                        EarMetaFault *fault, GError **error);
/* {"success": true} */
gboolean ear_meta_is_success (const EarJsonNode *root);

/* The list's items, or NULL with a problem: what has no "data" is no list. */
const EarJsonNode *ear_meta_read_list (const EarJsonNode *list, GError **error);
/* (nullable): what asks for the page after this one, as a query; a short or empty page may have one. */
char *ear_meta_dup_next (const EarJsonNode *list);
/* @url with that query. @next: (nullable) */
char *ear_meta_continue_url (const char *url, const char *next);

/* The node as it is now: what has no id is none. */
EarJson *ear_meta_get_object (EarSession *session, const char *version, const char *id, const char *fields, EarReply **reply, GError **error);
/* "Gone or not visible" is one answer: where the account itself can be read, it is gone. */
gboolean ear_meta_is_gone (EarSession *session, const char *version, const char *account, const GError *error); /* account: (nullable): "me" */

/* ---- ear-meta-text.c ---- */

gint64 ear_meta_read_time (const EarJsonNode *node, const char *member, gint64 otherwise);
/* Whether @stands (nullable) is what was @sent, whatever became of the spaces. */
gboolean ear_meta_same_text (const char *stands, const char *sent);
/* What is older is none of @op's. */
gint64 ear_meta_get_since (const EarOp *op);
/* For EAR_SETTING_CANNOT. */
char *ear_meta_ability_words (EarAbilities abilities);
/* "@name" in @text, lower case, without "@": what neither Instagram nor Threads lists. (transfer full) (element-type utf8) */
GPtrArray *ear_meta_find_names (const char *text);

/* ---- ear-meta-walk.c: lists with something under their items ---- */

/* How far back a reconcile round reads under one item where much comes at once. */
#define EAR_META_AGAIN_MS (G_GINT64_CONSTANT (72) * 3600 * 1000)

/* An item under which there is more to read. */
typedef struct {
  char *ext;
  char *author, *title, *url; /* (nullable): of it */
  char *next;                /* (nullable): from which page on */
} EarMetaPending;

typedef struct _EarMetaWalk EarMetaWalk;

/* What differs: addresses, and what is made of a page. */
typedef struct {
  gboolean may_lack;         /* what is refused under an item is not there */
  char *(*list_url) (EarMetaWalk *walk);
  /* Sets oldest; ear_meta_walk_add() what is to be read under an item. */
  gboolean (*take_page) (EarMetaWalk *walk, const EarJsonNode *data, GError **error);
  char *(*pending_url) (EarMetaWalk *walk, const EarMetaPending *pending);
  /* Sets oldest; @next: (out) (nullable): what follows. */
  gboolean (*take_pending) (EarMetaWalk *walk, const EarMetaPending *pending, const EarJsonNode *root, char **next, GError **error);
} EarMetaWalkSteps;

struct _EarMetaWalk {
  EarSession *session;
  EarBatch *batch;
  const char *version;
  const char *account;       /* (nullable): whose things these are; "me" */
  const EarMetaWalkSteps *steps;
  EarPullDirection direction;
  gpointer data;             /* the kind's */
  /* for the steps */
  gboolean first;            /* the first look: only the newest */
  gboolean plain;            /* the service did not know some field: only what it surely knows */
  gboolean modest;           /* it was asked for too much at once */
  gint64 now;                /* the service's clock, else ours */
  gint64 floor;              /* what is older was read before; G_MININT64: nothing was, G_MAXINT64: one page is enough */
  gint64 oldest;             /* of the page, or EAR_TIME_NONE */
  gboolean older;            /* reconcile: the page is one of older items */
  /* ear-meta-walk.c's own */
  gboolean begun, under_way, done;
  gint64 until, round_now, restarts;
  char *next;
  GPtrArray *pending;
  GHashTable *counts, *new_counts;
};

gboolean ear_meta_walk (EarMetaWalk *walk, const char *cursor, GError **error);

/* ---- ear-meta-cursor.c: where a walk stands ---- */
void ear_meta_pending_free (gpointer pending);
void ear_meta_walk_read_cursor (EarMetaWalk *walk, const char *text); /* text: (nullable) */
void ear_meta_walk_write_cursor (EarMetaWalk *walk);
void ear_meta_walk_add (EarMetaWalk *walk, const EarMetaPending *pending); /* copied */
/* How much hung under an item when its list was read last, or -1; kept in the cursor. */
gint64 ear_meta_walk_get_count (const EarMetaWalk *walk, const char *ext);
void ear_meta_walk_set_count (EarMetaWalk *walk, const char *ext, gint64 count);

/* ---- ear-meta-problem.c: refusals and usage ---- */

typedef enum {
  EAR_META_FACEBOOK = 1 << 0,
  EAR_META_INSTAGRAM = 1 << 1,
  EAR_META_THREADS = 1 << 2,
} EarMetaService;

void ear_meta_read_fault (const EarJsonNode *body, EarMetaFault *fault); /* body: (nullable) */
/* An EarExplainFunc but for the first argument. */
gboolean ear_meta_explain (EarMetaService service, const EarRequest *request, const EarReply *reply, const EarJsonNode *body,
                           EarProblemCode *code, EarProblemDetail *detail);
/* An EarUsageFunc. */
void ear_meta_read_usage (const EarReply *reply, EarUsage *usage);

/* ---- ear-meta-token.c ---- */

/* What Meta says of a token. Texts are borrowed from the document. */
typedef struct {
  EarJson *json;
  const char *app_id, *type, *user_id, *profile_id;  /* (nullable); type: "PAGE", "USER", "SYSTEM_USER" */
  gboolean is_valid;
  gint64 expires_at, data_access_expires_at;          /* UTC ms or EAR_TIME_NONE: never */
  gint64 issued_at;                                   /* UTC ms or EAR_TIME_NONE: not said */
  const EarJsonNode *scopes, *granular;               /* (nullable) */
} EarMetaToken;

void ear_meta_token_clear (EarMetaToken *token);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarMetaToken, ear_meta_token_clear)

/* FALSE without @error: Meta would not say, and @info is empty; with: nothing can be asked now. */
gboolean ear_meta_inspect (EarSession *session, const char *version, const char *token, const char *app_id, const char *app_secret, EarMetaToken *info, GError **error);
/* @target: (nullable): the Page or account it must be good for */
gboolean ear_meta_has_scope (const EarMetaToken *info, const char *scope, const char *target);
/* When the sign-in ends: the earlier of the token's end and that of the access to data. */
gint64 ear_meta_get_end (const EarMetaToken *info);

/* A token that lives long for one that does not; @expires_at: (out): UTC ms or EAR_TIME_NONE: nothing is said. */
char *ear_meta_exchange (EarSession *session, const char *token, const char *app_id, const char *app_secret, gint64 *expires_at, GError **error);

/* Another one of 60 days, for one that is at least a day old: Instagram ("ig_refresh_token") and Threads ("th_refresh_token"). Into
 * @credentials, with its end and when to do so again. */
gboolean ear_meta_refresh (EarSession *session, const char *grant_type, EarCredentials *credentials, GError **error);
/* The same for one of an hour, by the application's secret ("th_exchange_token"). */
gboolean ear_meta_lengthen (EarSession *session, const char *grant_type, EarCredentials *credentials, GError **error);
#define EAR_META_RENEW_MS (G_GINT64_CONSTANT (7) * 24 * 3600 * 1000)
#define EAR_META_LIFE_MS (G_GINT64_CONSTANT (60) * 24 * 3600 * 1000)

G_END_DECLS
