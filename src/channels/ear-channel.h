/* ear-channel.h: the contract between the engine and a kind of channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-credentials.h"
#include "base/ear-problem.h"
#include "base/ear-session.h"
#include "base/ear-text-count.h"
#include "model/ear-batch.h"
#include "model/ear-op.h"
#include "model/ear-presence.h"

G_BEGIN_DECLS

/* A kind is one const struct: data, and a few plain functions that look blocking. The engine owns cache, cursors, retry, offline,
 * credentials and rate limits; the kind only translates. What differs between services is data here, so nothing outside a
 * kind's folder ever asks which kind it is. */

/* ---- sign-in: data of four shapes, in one or several ways ---- */

typedef enum {
  EAR_SIGN_IN_NONE,       /* offline kinds */
  EAR_SIGN_IN_FIELDS,     /* pasted fields only */
  EAR_SIGN_IN_OAUTH2,     /* browser, loopback redirect, PKCE; pasted code where the redirect cannot be had */
  EAR_SIGN_IN_APPROVAL,   /* a page of the service hands the secret to a redirect; pasted where it refuses */
} EarSignInShape;

typedef enum {
  EAR_AUTHORIZATION_NONE,
  EAR_AUTHORIZATION_BASIC,  /* user name and secret */
  EAR_AUTHORIZATION_BEARER,
} EarAuthorization;

/* The ids that mean something to the engine; a way may ask for no other. */
#define EAR_FIELD_ADDRESS "address"             /* handed to prepare; without it prepare gets "" */
#define EAR_FIELD_USER "user"
#define EAR_FIELD_SECRET "secret"               /* password or token */
#define EAR_FIELD_CODE "code"                   /* what the page in the browser shows, or its address */
#define EAR_FIELD_CLIENT_ID "client_id"         /* of the person's own application */
#define EAR_FIELD_CLIENT_SECRET "client_secret"

typedef struct {
  const char *id;           /* one of the above */
  const char *label;        /* N_() */
  const char *hint;         /* N_() (nullable) */
  gboolean secret;
  gboolean pasted;          /* asked for once prepare knows the server: beside the page in the browser, or instead of it */
  gboolean optional;
} EarField;

typedef struct {
  const char *id;           /* "system-user" */
  const char *title;        /* N_(): what the person chooses; may be NULL where there is but one way */
  const char *guide;        /* N_() (nullable): plain words of what will happen, what it gives and what it does not */
  const char *const *steps; /* N_() (nullable): what to click, one after the other; ended by NULL */
  const char *steps_url;    /* (nullable): where the first step is */
  EarSignInShape shape;
  const EarField *fields;   /* ended by a NULL id */
  /* OAUTH2 with the person's own application, whose service wants these otherwise: */
  gboolean without_pkce;
  gboolean redirect_to_localhost; /* "http://localhost:PORT/…" instead of the address */
} EarSignInWay;

typedef struct {
  EarAuthorization authorization;
  const EarSignInWay *ways; /* the best first; ended by a NULL id. NULL: EAR_SIGN_IN_NONE */
  gboolean secret_strip_spaces;
  /* APPROVAL: names of query parameters: two for approval_url that take our redirect, two that the redirect brings back. */
  const char *accepted_parameter, *refused_parameter; /* "success_url", "reject_url" */
  const char *user_parameter, *secret_parameter;      /* "user_login", "password" */
} EarSignInSpec;

/* Learnt from the server at the start of a sign-in. */
typedef struct {
  const EarSignInWay *way;  /* comes in: the one that was chosen */
  char *origin;             /* where the API lives */
  GHashTable *settings;     /* as EarBatch.settings */
  /* OAUTH2; client_id and client_secret come in where the person gave them */
  char *authorize_url, *token_url, *revoke_url, *scope, *client_id, *client_secret;
  gboolean redirect_out_of_band; /* only a pasted code works */
  /* APPROVAL */
  char *approval_url;       /* without redirect parameters, may hold a query; NULL: the service does not offer it */
  char *approval_refused;   /* (nullable): a sentence why not */
} EarSignInPlan;

EarSignInPlan *ear_sign_in_plan_new (void);
void ear_sign_in_plan_free (EarSignInPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSignInPlan, ear_sign_in_plan_free)

/* ---- who answered the sign-in ---- */

typedef struct {
  char *account_id;         /* stable at this origin: with kind and origin it makes the channel's key */
  char *name, *url, *handle, *avatar_url;
  char *about;              /* (nullable): not told; plain text of the page: what it says of itself, then its fields, a line each: "Phone: 030 1234" */
  EarCredentials *credentials; /* (nullable): its own, instead of those signed in with */
  GHashTable *settings;     /* (nullable) (element-type utf8 utf8): of this account alone, over those of the batch */
} EarAccount;

EarAccount *ear_account_new (const char *account_id, const char *name);
/* @label: (nullable). @text: (nullable): plain; then it says at least that the page was asked for it. With a label all of it is one line. */
void ear_account_add_about (EarAccount *account, const char *label, const char *text);
void ear_account_set_setting (EarAccount *account, const char *name, const char *value);
void ear_account_free (EarAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarAccount, ear_account_free)

/* ---- streams ---- */

typedef enum {
  EAR_PULL_FORWARD,         /* what is newer than the cursor, oldest first */
  EAR_PULL_BACKFILL,        /* the past, newest first */
  EAR_PULL_RECONCILE,       /* re-read recent ones: edits, moderation, deletions */
} EarPullDirection;

typedef struct {
  const char *id;           /* "comments": stands in the store */
  gboolean inbound, outbound; /* which direction's coverage it proves */
  gboolean posts;           /* brings every post of ours too: its coverage says when these were read */
  guint poll_s;             /* seconds between forward pulls */
  guint reconcile_s;        /* seconds between reconcile pulls, 0: none */
  gboolean backfill;        /* has a past to read */
  gboolean (*available) (EarSession *session); /* (nullable): this account and server give it */
} EarStreamSpec;

/* ---- rules: what composer, list and enquiry derivation need to know ---- */

typedef enum {
  EAR_CAN_REPLY = 1 << 0,
  EAR_CAN_PUBLISH = 1 << 1,
  EAR_CAN_EDIT = 1 << 2,
  EAR_CAN_DELETE = 1 << 3,
  EAR_CAN_APPROVE = 1 << 4, /* approve and hold */
  EAR_CAN_SPAM = 1 << 5,
  EAR_CAN_TRASH = 1 << 6,
  EAR_CAN_LIKE = 1 << 7,
  EAR_CAN_HIDE = 1 << 8,          /* and show again; only the writer and their friends still see what is hidden */
  EAR_CAN_BLOCK = 1 << 9,         /* the person, from writing to us */
  EAR_CAN_PRIVATE_REPLY = 1 << 10, /* answer a public message by a direct one */
  EAR_CAN_DELETE_THEIRS = 1 << 11, /* for good; EAR_CAN_DELETE is of what we wrote */
} EarAbilities;

/* Until when a conversation can be answered over there. */
typedef struct {
  EarConversationType type;
  guint seconds;                  /* after the customer's last message */
  guint longer_s;                 /* 0: never more; where the person says so (EAR_SETTING_ANSWERS_LONGER) it is this */
  const char *longer_title, *longer_subtitle; /* of the switch that says so, translatable */
} EarReplyWindow;

/* "yes": said by a person, since no service tells it of an account. */
#define EAR_SETTING_ANSWERS_LONGER "answers_longer"

typedef struct {
  EarAbilities abilities;
  EarTextRule text;               /* defaults; a setting "text_maximum" / "url_weight" of the account replaces the number */
  EarTextRule direct_text;        /* of direct messages, where the service counts those otherwise; maximum 0: as text */
  const EarAudience *audiences;   /* (nullable): what a reply may choose */
  gsize n_audiences;
  const EarReplyWindow *windows;  /* (nullable): ended by 0 seconds */
  gboolean offline;               /* logged by hand: no session, no streams */
  EarConversationType contact_type; /* offline: what a logged contact is: CONTACT or REVIEW */
  gboolean moderated;             /* a reply of ours may come back held */
  gboolean forget_deleted;        /* the service's terms: what was deleted there is deleted here too */
  guint resend_same_key_s;        /* how long the service remembers an idempotency key, 0: never */
  guint settle_s;                 /* lag until a sent object is found by find_sent */
} EarRules;

typedef enum {
  EAR_FOUND,
  EAR_NOT_THERE,
  EAR_CANNOT_TELL,
} EarFound;

typedef struct {
  const char *id;                 /* "mastodon": stands in the store for ever */
  const char *name;               /* N_("Mastodon") */
  const char *description;        /* N_(): one line for the connect page */
  const char *icon_name;          /* symbolic */
  EarSignInSpec sign_in;
  EarRules rules;
  const EarStreamSpec *streams;   /* ended by a NULL id */
  guint profile;                  /* 1 << EarProfileField: of these, what discover leaves out is not on the account's page; name nothing else */
  guint requests_per_minute;      /* at most, however fast replies come; 0: 60 */
  gsize body_cap;                 /* bytes; 0: 8 MiB */

  /* @typed: whatever the person typed: address, handle, URL; "" where the way asks for no address. Finds the server; registers the
   * client where the service wants it. */
  gboolean (*prepare)   (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error);
  /* Who am I, server limits, public profile: (element-type EarAccount) into @accounts, settings into @batch. */
  gboolean (*discover)  (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error);
  /* Another secret without the person: into @credentials, which come in as they are kept. NULL: OAUTH2 by the refresh token, else impossible. */
  gboolean (*renew)     (EarSession *session, EarCredentials *credentials, GError **error);
  gboolean (*pull)      (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error);
  /* One conversation as it is now. */
  gboolean (*refresh)   (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error);
  /* One message by its id, where absence must be checked: a change "deleted", or the message. */
  gboolean (*check)     (EarSession *session, const char *message_ext, EarBatch *batch, GError **error);
  /* The batch must hold the new or changed object: only then is it accepted. "Already so" is success. */
  gboolean (*perform)   (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
  /* After a lost answer; on FOUND the batch holds the object. */
  EarFound (*find_sent) (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
  /* Ends the secret the session signs in with. NULL: OAUTH2 at the plan's revoke_url, else impossible. */
  gboolean (*revoke)    (EarSession *session, const EarSignInPlan *client, GError **error);
  EarExplainFunc explain;                                                 /* NULL: the HTTP meanings */
  EarUsageFunc read_usage;                                                /* NULL: the service says nothing of it */
  /* What a reply to this message needs: prefix (mentions), strictest audience, subject. NULL: nothing. */
  void     (*address)   (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op);
} EarChannelKind;

/* Generated from the list in src/channels/meson.build. */
const EarChannelKind *const *ear_channel_kinds (gsize *n_kinds);
const EarChannelKind *ear_channel_kind_lookup (const char *id); /* (nullable) */

/* ---- what holds for one account; @settings: (nullable) (element-type utf8 utf8): what discover learnt ---- */

/* Settings every kind may use, beside its own. */
#define EAR_SETTING_TEXT_MAXIMUM "text_maximum"       /* a number of the rule's units */
#define EAR_SETTING_URL_WEIGHT "url_weight"
#define EAR_SETTING_CANNOT "cannot"                   /* abilities this account lacks: words of ear_ability_to_string(), with spaces between */
#define EAR_SETTING_NOTICE "notice"                   /* N_(): a sentence about what keeps messages from us there, and what to do */
#define EAR_SETTING_LACKS "lacks"                     /* N_() each, a line each: what this sign-in does not give, and how to get it */
#define EAR_SETTING_EXPIRES_AT "expires_at"           /* UTC ms: when the sign-in ends unless it is renewed; the engine keeps it */

const char *ear_ability_to_string (EarAbilities ability); /* "reply", "approve" … of one bit */
/* The one bit that @verb needs; 0: always allowed (mark read). Hold needs approve, unspam spam, untrash trash, unlike like, unhide hide,
 * unblock block. */
EarAbilities ear_ability_for_verb (EarVerb verb);
/* What the service forbids of one message. */
EarAbilities ear_abilities_forbidden (EarMessageFlags flags);
const EarSignInWay *ear_channel_kind_lookup_way (const EarChannelKind *kind, const char *way); /* (nullable); way NULL: the first */
/* (nullable): the window that a person can make longer. */
const EarReplyWindow *ear_channel_kind_get_longer_window (const EarChannelKind *kind);
/* Until when a customer's message of @last_inbound_at can be answered, or EAR_TIME_NONE: for ever. */
gint64 ear_channel_kind_get_reply_until (const EarChannelKind *kind, GHashTable *settings, EarConversationType type, gint64 last_inbound_at);
EarAbilities ear_channel_kind_get_abilities (const EarChannelKind *kind, GHashTable *settings);
EarTextRule ear_channel_kind_get_text_rule (const EarChannelKind *kind, GHashTable *settings, EarConversationType type);
const EarStreamSpec *ear_channel_kind_get_posts_stream (const EarChannelKind *kind); /* (nullable): nothing is posted there, or it is not read */
const EarStreamSpec *ear_channel_kind_lookup_stream (const EarChannelKind *kind, const char *stream); /* (nullable) */

G_END_DECLS
