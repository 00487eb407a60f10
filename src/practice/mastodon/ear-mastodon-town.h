/* ear-mastodon-town.h: for the files that make up the town's Mastodon server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/ear-simulator.h"

G_BEGIN_DECLS

/* One request to the server, as whoever holds the token. The restaurant has an account here, and so has every third person; the others
 * live on another server, and are read and named here all the same.
 *
 * Every item but a thread is a status. Facts: "visibility" (there: written over the interface, so that its text is as it is and names
 * whom it names; none: a person's own program put the names in), "in_reply_to" (an item's id, "": nothing), "spoiler", "language",
 * "edited" (UTC ms), "key" (of idempotency), "liked_by:ID",
 * "liked_at" (UTC ms, the last time). A status's id begins with its time, so that ids sort as Mastodon's do.
 *
 * Settings: "mastodon.limit" (requests in five minutes), "mastodon.old" (4.2: no /api/v2/instance's counting, no metadata, no PKCE),
 * "mastodon.drop" (the policy says that what strangers write is thrown away; it comes all the same). */
typedef struct {
  EarTown *town;
  EarTownAccount *account;
  const EarTownRequest *request;
  EarTownToken *token;     /* NULL: none */
  const char *viewer;      /* whose the token is: the account's id or a person's */
  const char *host;        /* what stands behind the @ here */
  GHashTable *names;       /* id → "mia_koenig" or "mia_koenig@town.example" */
  GHashTable *ids;         /* the same in lower case → id */
} EarFediCall;

/* ---- ear-mastodon-town.c ---- */
EarReply *ear_fedi_refuse (guint status, const char *words);
EarReply *ear_fedi_not_found (void);
/* (nullable): a parameter that is not empty. */
const char *ear_fedi_get (const EarFediCall *call, const char *name);
gint64 ear_fedi_get_limit (const EarFediCall *call, gint64 usual, gint64 most);
gboolean ear_fedi_may (const EarTownToken *token, const char *scope); /* "read:statuses", also by "read" */

/* ---- ear-mastodon-nodes.c: accounts and statuses as JSON ---- */
char *ear_fedi_dup_status_id (const EarFediCall *call, const EarTownItem *item);
/* Of what others wrote: when; of what the viewer wrote: when somebody liked it. */
gint64 ear_fedi_get_notified (const EarFediCall *call, const EarTownItem *item);
char *ear_fedi_dup_notification_id (const EarFediCall *call, const EarTownItem *item);
EarTownItem *ear_fedi_find (const EarFediCall *call, const char *status_id); /* (nullable): there, and for this viewer */
const char *ear_fedi_name_of (const EarFediCall *call, const char *id); /* as this server writes it: "acct" */
const char *ear_fedi_find_account (const EarFediCall *call, const char *acct); /* (nullable): an id */
void ear_fedi_write_account (const EarFediCall *call, EarJsonWriter *json, const char *name, const char *id, gboolean own);
void ear_fedi_write_status (const EarFediCall *call, EarJsonWriter *json, const char *name, const EarTownItem *item);

/* ---- ear-mastodon-talk.c: who is named, what replies to what, who sees it ---- */
gboolean ear_fedi_is_status (const EarFediCall *call, const EarTownItem *item);
const EarTownItem *ear_fedi_get_above (const EarFediCall *call, const EarTownItem *item); /* (nullable) */
const char *ear_fedi_get_visibility (const EarTownItem *item);
GPtrArray *ear_fedi_dup_mentions (const EarFediCall *call, const EarTownItem *item); /* (element-type utf8): ids */
gboolean ear_fedi_mentions (const EarFediCall *call, const EarTownItem *item, const char *id);
gboolean ear_fedi_may_see (const EarFediCall *call, const EarTownItem *item);
char *ear_fedi_dup_text (const EarFediCall *call, const EarTownItem *item); /* with whom it names */
char *ear_fedi_dup_html (const EarFediCall *call, const char *text);
gboolean ear_fedi_is_favourite (const EarFediCall *call, const EarTownItem *item);
gint64 ear_fedi_get_edited (const EarTownItem *item); /* EAR_TIME_NONE: never */

/* ---- what is asked ---- */
#define EAR_FEDI_FUNC(name) EarReply *ear_fedi_##name (EarFediCall *call, const char *id)
/* ear-mastodon-server.c */
EAR_FEDI_FUNC (get_instance);
EAR_FEDI_FUNC (get_old_instance);
EAR_FEDI_FUNC (get_metadata);
EAR_FEDI_FUNC (get_webfinger);
EAR_FEDI_FUNC (get_policy);
/* ear-mastodon-sign-in.c */
EAR_FEDI_FUNC (post_app);
EAR_FEDI_FUNC (authorize);
EAR_FEDI_FUNC (post_token);
EAR_FEDI_FUNC (revoke);
EAR_FEDI_FUNC (get_credentials);
/* ear-mastodon-lists.c */
EAR_FEDI_FUNC (get_account);
EAR_FEDI_FUNC (get_account_statuses);
EAR_FEDI_FUNC (get_notifications);
EAR_FEDI_FUNC (get_notification);
EAR_FEDI_FUNC (get_conversations);
EAR_FEDI_FUNC (read_conversation);
/* ear-mastodon-write.c */
EAR_FEDI_FUNC (get_statuses);
EAR_FEDI_FUNC (get_status);
EAR_FEDI_FUNC (get_context);
EAR_FEDI_FUNC (get_source);
EAR_FEDI_FUNC (post_status);
EAR_FEDI_FUNC (put_status);
EAR_FEDI_FUNC (delete_status);
EAR_FEDI_FUNC (favourite);
EAR_FEDI_FUNC (unfavourite);

G_END_DECLS
