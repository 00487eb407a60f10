/* ear-graph-service.h: a service of Meta's as tables: which request goes where, and what such services do alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/meta/ear-graph.h"

G_BEGIN_DECLS

/* Settings that every one of them knows (ear_town_set()), each after its name and a dot:
 *   refuse, refuse_reads  "368/1346003/Wait a day.": every write, or read, is refused with that code, subcode and words for people
 *   deny, declined        the person refuses at the sign-in page; scopes they do not give, joined by commas
 *   proof                 every call must come with appsecret_proof
 *   standard_access       no review by Meta: only people with a role in the app can be seen in messages, or mention
 *   no_human_agent        the app has no Human Agent feature
 *   unreachable           the id of a person who receives nothing
 * and those without a table of their own here:
 *   calls                 how many in an hour
 *   processing            how many seconds pictures and videos take before they can be published
 *   fail_media            as what they fail: "FAILED_DOWNLOADING_VIDEO" */
const char *ear_graph_get_setting (EarTown *town, const EarTownAccount *account, const char *name); /* (nullable) */
gboolean ear_graph_is_set (EarTown *town, const EarTownAccount *account, const char *name);
gint64 ear_graph_get_setting_number (EarTown *town, const EarTownAccount *account, const char *name, gint64 otherwise);

/* fields= of the request; NULL where there are none, or where they cannot be read, and then the call has failed. */
GPtrArray *ear_graph_read_fields (EarGraphCall *call);
void ear_graph_refuse_by_setting (EarGraphCall *call);
gboolean ear_graph_check_scope (EarGraphCall *call, const char *scope);
void ear_graph_write_success (EarJsonWriter *json);

/* ---- which request goes where ---- */

typedef struct {
  guint type;            /* one bit; the service's own */
  EarTownItem *item;     /* (nullable) */
  EarTownPerson *person; /* (nullable) */
  const char *id;        /* as it was asked for */
} EarGraphTarget;

/* Writes the members of the answer, or fails the call. */
typedef void (*EarGraphEdge) (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields);

typedef struct {
  const char *method;
  guint types;
  const char *edge;  /* NULL: the node itself */
  const char *scope; /* (nullable) */
  EarGraphEdge func;
} EarGraphRoute;

/* A place where nobody holds a token yet: the whole answer. */
typedef struct {
  const char *method; /* (nullable): any */
  const char *first, *second;
  EarReply *(*func) (EarTown *town, EarTownAccount *account, const EarTownRequest *request);
} EarGraphDoor;

typedef struct {
  const char *id;      /* EarSimulator.id; the type in usage headers too */
  const char *version; /* where a path has none */
  const EarGraphRoute *routes;
  gsize n_routes;
  const EarGraphDoor *doors;
  gsize n_doors;
  gboolean (*find) (EarGraphCall *call, const char *id, EarGraphTarget *target); /* or fails the call */
  int too_many;        /* the code of "too often" */
} EarGraphService;

EarReply *ear_graph_handle (const EarGraphService *service, EarTown *town, const EarTownRequest *request);
EarReply *ear_graph_throttle (const EarGraphService *service, EarTown *town);

/* ---- signing in: instagram and threads ---- */

typedef struct {
  const char *prefix;  /* of grant types: "ig" */
  const char *secret;  /* how tokens begin: "IGAA" */
  const char *scopes;  /* all there are, joined by commas */
  gboolean permissions; /* a renewed token is told what it may */
} EarGraphSignIn;

/* What of the asked scopes the person gives. */
char *ear_graph_grant_scopes (EarTown *town, const EarTownAccount *account, const char *asked);
/* "user" for 60 days and "short" for an hour. */
void ear_graph_add_tokens (EarTown *town, EarTownAccount *account, const EarGraphSignIn *rules);
EarReply *ear_graph_authorize (EarTown *town, EarTownAccount *account, const EarTownRequest *request);
/* The short token a code is good for, used up by it; NULL, and @failure, where it is not. */
EarTownToken *ear_graph_take_code (EarTown *town, EarTownAccount *account, const EarTownRequest *request, const EarGraphSignIn *rules,
                                   EarReply **failure);
EarReply *ear_graph_exchange (EarTown *town, EarTownAccount *account, const EarTownRequest *request, const EarGraphSignIn *rules);
EarReply *ear_graph_refresh (EarTown *town, EarTownAccount *account, const EarTownRequest *request, const EarGraphSignIn *rules);

/* ---- direct messages ---- */

EarTownItem *ear_graph_get_last_message (const EarTownItem *thread, gboolean of_person); /* (nullable) */
gboolean ear_graph_is_window_open (EarTown *town, const EarTownItem *thread);
/* Only the newest twenty of a thread have any content. */
gboolean ear_graph_is_message_empty (const EarTownItem *message);
/* Without Meta's review only people with a role in the app can be seen and written to. */
gboolean ear_graph_is_within_reach (EarTown *town, const EarTownAccount *account, const char *person);
/* For lists of conversations: within reach, and with the person that user_id= names. */
gboolean ear_graph_is_thread_wanted (EarGraphCall *call, EarTownItem *thread);
/* Whether the window, or the tag, lets a message to @person through; @subcode: of code 10 where it does not. */
void ear_graph_check_window (EarGraphCall *call, const char *person, int subcode);
gboolean ear_graph_is_unreachable (EarGraphCall *call, const char *person);
/* Once for each comment, within a week. */
gboolean ear_graph_can_reply_privately (EarTown *town, const EarTownItem *comment);
/* Whom a private reply to @comment goes to, who is used up by it; NULL where it cannot be. */
const char *ear_graph_take_private_reply (EarGraphCall *call, EarTownItem *comment, int subcode);

/* ---- what is made before it is published: instagram and threads ---- */

/* As a table of what it was made with, and "id", "made" (UTC ms), "published" (the id of what became of it). (nullable) */
GHashTable *ear_graph_container_find (EarTown *town, const EarTownAccount *account, const char *id);
/* Keeps those parameters of the request; returns the id. */
char *ear_graph_container_make (EarGraphCall *call, const char *const *parameters);
void ear_graph_container_set_published (EarTown *town, const EarTownAccount *account, GHashTable *container, const char *id);
/* "IN_PROGRESS", "FINISHED", "PUBLISHED", "ERROR", "EXPIRED" */
const char *ear_graph_container_get_status (EarTown *town, const EarTownAccount *account, GHashTable *container);

/* ---- figures ---- */

typedef struct {
  const char *name;
  gint64 value;
  gboolean series;  /* never as a total */
  const char *link; /* (nullable): counted for each link, of which there is this one */
} EarGraphFigure;
/* "data" of those that metric= names; one that is not among them fails the call. @total: as "total_value", else as "values". */
void ear_graph_write_figures (EarGraphCall *call, EarJsonWriter *json, const char *owner, const char *period, gboolean total,
                              const EarGraphFigure *figures, gsize n_figures);

G_END_DECLS
