/* ear-mastodon-private.h: what the files of this kind share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel-private.h"

G_BEGIN_DECLS

/* ---- settings: what prepare and discover learn ---- */
#define MA_SETTING_ACCOUNT "account_id"     /* ours on this server */
#define MA_SETTING_HANDLE "handle"          /* "shop@mastodon.example" */
#define MA_SETTING_URL "account_url"        /* our page, what mentions of us link to */
#define MA_SETTING_DOMAIN "domain"          /* what stands behind the @ of this server's accounts */
#define MA_SETTING_API "api_version"        /* Mastodon's own counting, from 4.3; "0": older, or another program */
#define MA_SETTING_VERSION "server_version" /* free text */
#define MA_SETTING_PRIVACY "default_privacy"
#define MA_SETTING_DIRECT "direct_list"     /* "yes", "no": whether /api/v1/conversations is there */

/* ---- ear-mastodon-server.c ---- */

#define ear_mastodon_url(session, path, ...) ear_url_build ((session)->origin, path, __VA_ARGS__)

/* Anything but GET: @form as application/x-www-form-urlencoded. @idempotency_key: (nullable). */
EarJson *ear_mastodon_send (EarSession *session, const char *method, const char *url, const char *form, const char *idempotency_key,
                            GError **error);
gboolean ear_mastodon_explain (const EarRequest *request, const EarReply *reply, const EarJsonNode *body, EarProblemCode *code,
                               EarProblemDetail *detail);
/* From 4.3 on: several statuses by one request, the right paging, and more. */
gboolean ear_mastodon_is_recent (EarSession *session);
/* Whether @error, of a request about status @id, means that the status is gone: servers that answer with web pages are asked twice. */
gboolean ear_mastodon_is_gone (EarSession *session, const char *id, const GError *error);

/* Reads what the server says of itself at @origin into settings (name → text); any session. FALSE without @error: no such server. */
gboolean ear_mastodon_read_instance (EarSession *session, const char *origin, GHashTable *settings, GError **error);

/* ---- ear-mastodon-discovery.c, ear-mastodon-register.c, ear-mastodon-account.c ---- */
gboolean ear_mastodon_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error);
gboolean ear_mastodon_register (EarSession *session, const char *redirect_uri, EarSignInPlan *plan, GError **error);
gboolean ear_mastodon_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error);

/* ---- ear-mastodon-status.c: one call's reading ---- */

typedef struct {
  const char *id, *acct, *display_name, *url, *avatar;
  gboolean bot;
} MaAccount;

typedef struct {
  const char *id;
  gint64 created_at, edited_at;
  const char *in_reply_to_id, *in_reply_to_account_id; /* (nullable) */
  const char *spoiler_text, *visibility, *language, *url, *uri, *content;
  gint64 replies_count;
  gboolean favourited;
  MaAccount account;
  const EarJsonNode *media, *mentions, *reblog;
  gboolean silent;          /* read only to judge its replies */
} MaStatus;

/* Statuses borrow their text from the documents, which live as long. */
typedef struct {
  EarSession *session;
  EarBatch *batch;
  GPtrArray *documents;     /* (element-type EarJson) */
  GHashTable *statuses;     /* id → MaStatus */
  GPtrArray *order;         /* (element-type MaStatus): as read */
  GHashTable *people;       /* exts taken already */
  GStringChunk *texts;
  gboolean moving_ids;      /* the server's ids change with every edit */
  const char *conversation; /* (nullable): what these statuses are known to belong to, and which is known itself */
} MaReader;

MaReader *ma_reader_new (EarSession *session, EarBatch *batch);
void ma_reader_free (MaReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MaReader, ma_reader_free)

const EarJsonNode *ma_reader_keep (MaReader *reader, EarJson *json); /* takes it; its root */
/* Reblogs are nobody's words to us, and left out. */
gboolean ma_reader_add (MaReader *reader, const EarJsonNode *status, gboolean silent, GError **error);
gboolean ma_reader_add_list (MaReader *reader, const EarJsonNode *statuses, gboolean silent, GError **error);
/* (nullable): what was read of this id, however the server writes it. */
const MaStatus *ma_reader_lookup (MaReader *reader, const char *id);
/* One status by its id. (transfer none) */
const MaStatus *ma_reader_fetch (MaReader *reader, const char *id, gboolean silent, GError **error);
/* What the statuses reply to, where it must be known: to tell a typed mention from an inherited one, and a thread that turned private.
 * @all: also where it is only good to know. */
gboolean ma_reader_fetch_parents (MaReader *reader, gboolean all, GError **error);

gboolean ear_mastodon_is_us (EarSession *session, const char *account_id);
gboolean ear_mastodon_is_direct (const MaStatus *status);
/* @content, @mentions: of a status. Small servers leave us out of the list they show us, but not out of the text. */
gboolean ear_mastodon_mentions_us (EarSession *session, const char *content, const EarJsonNode *mentions);
/* "mia@other.example" in lower case: the same on every server, and what a mention must say. */
char *ear_mastodon_dup_ext (EarSession *session, const char *acct);

/* ---- ear-mastodon-take.c: into the batch ---- */
void ma_reader_take (MaReader *reader);
/* What the status belongs to: the topmost id we can name. */
const char *ma_reader_find_conversation (MaReader *reader, const MaStatus *status);
EarAudience ear_mastodon_read_audience (const char *visibility);
const char *ear_mastodon_audience_to_string (EarAudience audience);

/* ---- ear-mastodon-pull.c, ear-mastodon-direct.c, ear-mastodon-thread.c ---- */
gboolean ear_mastodon_pull (EarSession *session, const char *stream, EarPullDirection direction, const char *cursor, EarBatch *batch,
                            GError **error);
gboolean ear_mastodon_pull_direct (EarSession *session, EarPullDirection direction, const char *cursor, EarBatch *batch, GError **error);
gboolean ear_mastodon_has_direct (EarSession *session);
gboolean ear_mastodon_probe_direct (EarSession *session, gboolean *there, GError **error);
gboolean ear_mastodon_refresh (EarSession *session, const char *conversation_ext, EarBatch *batch, GError **error);
gboolean ear_mastodon_check (EarSession *session, const char *message_ext, EarBatch *batch, GError **error);

/* ---- ear-mastodon-perform.c, ear-mastodon-reply.c ---- */
gboolean ear_mastodon_perform (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_mastodon_find_sent (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
gboolean ear_mastodon_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
EarFound ear_mastodon_find_reply (EarSession *session, const EarOp *op, EarBatch *batch, GError **error);
void ear_mastodon_address (EarSession *session, const EarMessage *target, const EarConversation *conversation, EarOp *op);
/* Whether the status, ours, says what @op says. CANNOT_TELL: the server could not be asked. */
EarFound ear_mastodon_same_text (EarSession *session, const MaStatus *status, const char *sent, GError **error);
/* Takes one status of ours or theirs as the answer to @op. */
gboolean ear_mastodon_take_answer (EarSession *session, const EarOp *op, EarJson *json, EarBatch *batch, GError **error);

G_END_DECLS
