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

typedef enum {
  EAR_META_FACEBOOK = 1 << 0,
  EAR_META_INSTAGRAM = 1 << 1,
  EAR_META_THREADS = 1 << 2,
} EarMetaService;

/* ---- ids: what could be mistaken for others carries a word before it ---- */
#define EAR_META_PRIVATE_PREFIX "private:"    /* our message to whoever wrote a comment, as it stands beside the comment */
#define EAR_META_WITHHELD_PREFIX "withheld:"  /* and a conversation: somebody in it who is not told */
#define EAR_META_TEXT_BYTES (128 * 1024)

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
/* What is asked first with a new token, on the node @id. Where the service does not take it from the header, from the address: then all
 * later requests of the session hold it there, and the setting says so. */
#define EAR_META_SETTING_IN_ADDRESS "token_in_address"  /* "yes", "no" */
EarJson *ear_meta_get_first (EarSession *session, EarMetaService service, const char *id, const char *fields, EarReply **reply, GError **error);
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

/* A list read page by page: while (ear_meta_pages_next (…)) … */
typedef struct {
  EarSession *session;
  const char *url;
  char *next;                /* (nullable): from which page on */
  guint most;                /* so many pages are read at the most */
  /* its own */
  EarJson *json;
  guint n_read;
  gboolean failed;           /* a page could not be read */
  gboolean ended;            /* nothing follows */
} EarMetaPages;

/* FALSE: nothing follows, as many were read as may be, or @error. @root: (out): the page, good until the next call. */
gboolean ear_meta_pages_next (EarMetaPages *pages, const EarJsonNode **root, GError **error);
/* What it means that it was on none of them; CANNOT_TELL with @error. */
EarFound ear_meta_pages_lack (const EarMetaPages *pages, EarMetaService service, GError **error);
void ear_meta_pages_clear (EarMetaPages *pages);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarMetaPages, ear_meta_pages_clear)

/* The node as it is now: what has no id is none. */
EarJson *ear_meta_get_object (EarSession *session, const char *version, const char *id, const char *fields, EarReply **reply, GError **error);
/* "Gone or not visible" is one answer: where the account itself can be read, and what people write there, it is gone.
 * @account: (nullable): "me". @error: (inout): what was said; cleared where it is gone, another where that cannot be asked now. */
gboolean ear_meta_is_gone (EarSession *session, EarMetaService service, const char *account, GError **error);
/* Of the API. */
const char *ear_meta_get_version (EarMetaService service);

/* ---- ear-meta-text.c ---- */

gint64 ear_meta_read_time (const EarJsonNode *node, const char *member, gint64 otherwise);
/* Whether @stands (nullable) is what was @sent, whatever became of the spaces. */
gboolean ear_meta_same_text (const char *stands, const char *sent);
/* What is older is none of @op's. */
gint64 ear_meta_get_since (const EarOp *op);
/* A fact of @account; where it was @chosen before it holds for the whole channel, and is put into @batch too. */
void ear_meta_note_setting (EarAccount *account, EarBatch *batch, gboolean chosen, const char *name, const char *value);
/* For EAR_SETTING_CANNOT. */
char *ear_meta_ability_words (EarAbilities abilities);
/* "@name" in @text, lower case, without "@": what neither Instagram nor Threads lists. (transfer full) (element-type utf8) */
GPtrArray *ear_meta_find_names (const char *text);

/* ---- ear-meta-reading.c: what is collected while nodes become items ---- */

typedef struct {
  EarSession *session;
  EarBatch *batch;
  GHashTable *people;        /* exts taken already */
  GHashTable *known;         /* the kind's own: by name or id */
  guint n_asked;             /* the kind's own */
  gint64 now;                /* the service's clock, else ours */
  gint64 oldest;             /* of the list read last, or EAR_TIME_NONE */
} EarMetaReading;

/* @free_known: (nullable): for the values of "known" */
void ear_meta_reading_begin (EarMetaReading *reading, EarSession *session, EarBatch *batch, GDestroyNotify free_known);
void ear_meta_reading_end (EarMetaReading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarMetaReading, ear_meta_reading_end)
/* The service's clock stands in each answer. */
void ear_meta_reading_note_reply (EarMetaReading *reading, const EarReply *reply);
/* The earlier of two times either of which may be EAR_TIME_NONE. */
gint64 ear_meta_earlier (gint64 a, gint64 b);

char *ear_meta_take_person (EarMetaReading *reading, char *ext, const char *name, const char *nameless, const char *site, const char *picture,
                            gboolean is_us);
/* Stands for whoever wrote in @conversation and is not told: within one conversation that is taken for one person. */
char *ear_meta_dup_withheld (const char *conversation);

GPtrArray *ear_meta_attachments_new (void);
/* (transfer full) in and out; NULL where there are none. */
GPtrArray *ear_meta_attachments_end (GPtrArray *attachments);
/* (transfer none) (nullable): none where @address is none of the web, or there are too many. @address, @description: (nullable) */
EarAttachment *ear_meta_add_attachment (GPtrArray *attachments, const char *address, const char *media_type, const char *description);
/* @attachment, @preview: (nullable); in pixels, 0: not told */
void ear_meta_set_preview (EarAttachment *attachment, const char *preview, gint64 width, gint64 height);
/* @title, @text, @permalink: (nullable); @posted_at: UTC ms or EAR_TIME_NONE: now */
void ear_meta_take_own_post (EarMetaReading *reading, const char *id, const char *title, const char *text, const char *permalink, gint64 posted_at);

/* ---- ear-meta-act.c: what is done there, and what is known of it afterwards ---- */

/* The outcome is unknown: the service's answer does not say it. */
void ear_meta_set_unsaid (EarMetaService service, GError **error);
/* The same: too much came since to see whether it arrived. */
void ear_meta_set_unseen (EarMetaService service, GError **error);
void ear_meta_set_no_such_action (EarMetaService service, GError **error);
gboolean ear_meta_check_text (const EarOp *op, GError **error);
/* Whether there is a target, and a text where one is needed. */
gboolean ear_meta_check_op (const EarOp *op, GError **error);
/* What is answered by "success" alone. @form: (nullable) */
gboolean ear_meta_act (EarSession *session, EarMetaService service, const char *method, const char *path, const char *form, GError **error);
/* TRUE: @problem (transfer full) means that @ext is gone, which is noted. @account: (nullable): "me" */
gboolean ear_meta_note_gone (EarSession *session, EarMetaService service, const char *account, const char *ext, EarBatch *batch, GError *problem,
                             GError **error);
/* @object: the service's id in @ext. What is gone already is deleted. */
gboolean ear_meta_delete (EarSession *session, EarMetaService service, const char *account, const char *ext, const char *object, EarBatch *batch,
                          GError **error);
/* Whether @op was done, where its target could not be read because of @problem (transfer full). */
EarFound ear_meta_find_without (EarSession *session, EarMetaService service, const char *account, const EarOp *op, EarBatch *batch, GError *problem,
                                GError **error);
void ear_meta_take_us (const char *us, EarBatch *batch);
/* What we just wrote and of which only the id is known: it is there, even where it cannot be read yet. @parent: (nullable). (transfer none) */
EarMessage *ear_meta_take_sent (const EarOp *op, const char *us, const char *ext, const char *parent, const char *text, EarBatch *batch);

/* ---- ear-meta-talk.c: direct messages on Messenger and Instagram ---- */

/* Until when one can be answered: 24 hours, and seven days by a person where Meta gave the application "Human Agent". */
#define EAR_META_REPLY_WINDOW \
  { \
    .type = EAR_CONVERSATION_DIRECT, .seconds = 24 * 3600, .longer_s = 7 * 24 * 3600, .longer_title = N_("Answer for Seven Days"), \
    .longer_subtitle = N_("Only if Meta gave your app “Human Agent”. Otherwise answers are refused after 24 hours."), \
  }

/* What differs. */
typedef struct {
  EarMetaService service;
  const char *account;       /* whose they are: "me", or our id */
  const char *us;            /* our id, as "from" */
  const char *platform;      /* "messenger", "instagram" */
  const char *plain_fields;  /* of a message, that are surely known */
  const char *answer_type;   /* (nullable): what an answer within 24 hours is called */
  gboolean human_agent;      /* Meta gave the application "Human Agent": a person may answer for seven days */
  EarMessageFlags flags;     /* of every message, beside what holds for both */
  const EarTextRule *rule;
  const char *too_long, *too_late, *nobody, *unseen, *unreadable;  /* sentences, translated */
  /* Takes who wrote the message @node. */
  char *(*take_writer) (EarMetaReading *reading, const EarJsonNode *node, const char *conversation);
} EarMetaTalk;

/* So many messages of a conversation have any content. */
#define EAR_META_TALK_MESSAGES 20
/* @node: a conversation with an id. Sets oldest where there are older ones than were given. */
gboolean ear_meta_take_talk (EarMetaReading *reading, const EarMetaTalk *talk, const EarJsonNode *node, GError **error);
gboolean ear_meta_send_message (EarSession *session, const EarMetaTalk *talk, const EarOp *op, EarBatch *batch, GError **error);
/* A message that should be among the newest of its conversation and is not. @account: (nullable): "me" */
gboolean ear_meta_check_message (EarSession *session, EarMetaService service, const char *account, const char *ext, EarBatch *batch, GError **error);
/* @comment: as the service names it */
gboolean ear_meta_reply_privately (EarSession *session, const EarMetaTalk *talk, const EarOp *op, const char *comment, EarBatch *batch, GError **error);
/* A message or a private reply whose answer was lost. */
EarFound ear_meta_find_message (EarSession *session, const EarMetaTalk *talk, const EarOp *op, EarBatch *batch, GError **error);

/* ---- ear-meta-walk.c: lists with something under their items ---- */

/* How far back a reconcile round reads under one item where much comes at once. */
#define EAR_META_AGAIN_MS (G_GINT64_CONSTANT (72) * 3600 * 1000)

/* An item under which there is more to read. */
typedef struct {
  char *ext;
  char *author, *title, *url; /* (nullable): of it */
  char *next;                /* (nullable): from which page on */
  gboolean whole;            /* to the end, however old that is */
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
  EarMetaService service;
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
  gboolean newest;           /* reconcile: the page is one of the newest, between which nothing is left out */
  gboolean older;            /* reconcile: the page is one of items that are not read in other rounds */
  /* ear-meta-walk.c's own */
  gboolean begun, under_way, done;
  gint64 until, round_now, restarts;
  gint64 hole;               /* what this round could not read ends then; 0: nothing */
  char *next;
  GPtrArray *pending;
  GHashTable *counts, *new_counts;
};

gboolean ear_meta_walk (EarMetaWalk *walk, const char *cursor, GError **error);
/* Something written until then was not given: this round proves nothing of that time. */
void ear_meta_walk_note_hole (EarMetaWalk *walk, gint64 until);
/* Whether a @post without a list of what is below it really has nothing below: a permission that was taken away looks the same. */
gboolean ear_meta_walk_is_empty (EarMetaWalk *walk, const char *post, GError **error);
/* What came is the newest: down to @oldest (UTC ms or EAR_TIME_NONE) none is missing, and none at all unless it was @cut. UTC ms; since when
 * all is here, %G_MAXINT64: nothing is said. */
gint64 ear_meta_complete_from (gint64 oldest, gboolean cut);

/* ---- ear-meta-cursor.c: where a walk stands ---- */
void ear_meta_pending_free (gpointer pending);
void ear_meta_walk_read_cursor (EarMetaWalk *walk, const char *text); /* text: (nullable) */
void ear_meta_walk_write_cursor (EarMetaWalk *walk);
void ear_meta_walk_add (EarMetaWalk *walk, const EarMetaPending *pending); /* copied */
/* How much hung under an item when its list was read last, or -1; kept in the cursor. */
gint64 ear_meta_walk_get_count (const EarMetaWalk *walk, const char *ext);
void ear_meta_walk_set_count (EarMetaWalk *walk, const char *ext, gint64 count);

/* ---- ear-meta-problem.c: refusals and usage ---- */

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
