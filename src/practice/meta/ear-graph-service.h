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
 *   tasks                 what the person may do there: "MODERATE,MESSAGING"
 *   calls                 how many in an hour; facebook: page_calls, user_calls
 *   usage                 "80": what the headers say of that, in percent, however many there were
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
/* What was written, where nothing failed; else the failure. Takes the writer. */
EarReply *ear_graph_end (EarGraphCall *call, EarJsonWriter *json);

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
  gboolean of_page;  /* refused with a person's token */
  const char *task;  /* (nullable): of the person */
} EarGraphRoute;

/* A place where nobody holds a token yet: the whole answer. */
typedef struct {
  const char *method; /* (nullable): any */
  const char *first, *second;
  EarReply *(*func) (EarGraphCall *call);
} EarGraphDoor;

/* How often one may ask in an hour. */
typedef struct {
  const char *setting; /* "calls" */
  guint calls;
  gboolean of_app;     /* counted for the app; else for the account */
  int too_many;        /* the code of "too often" */
  const char *words;
} EarGraphBudget;
/* What Meta allows an account with few visitors. */
#define EAR_GRAPH_ACCOUNT_BUDGET(code) \
  { "calls", 1000, FALSE, code, "There have been too many calls from this account. Wait a bit and try again." }

typedef struct {
  const char *prefix;  /* of grant types: "ig" */
  const char *secret;  /* how tokens begin: "IGAA" */
  const char *scopes;  /* all there are, joined by commas */
  gboolean permissions; /* a renewed token is told what it may */
} EarGraphSignIn;

typedef struct _EarGraphTalk EarGraphTalk;

struct _EarGraphService {
  const char *id;      /* EarSimulator.id */
  const char *usage;   /* its name in usage headers */
  const char *version; /* where a path has none */
  const EarGraphRoute *routes;
  gsize n_routes;
  const EarGraphDoor *doors;
  gsize n_doors;
  gboolean (*find) (EarGraphCall *call, const char *id, EarGraphTarget *target); /* or fails the call */
  char *(*dup_id) (const EarTownItem *item); /* as the service writes it */
  EarGraphBudget budget;
  const EarGraphBudget *(*get_budget) (EarTown *town, const EarTownRequest *request); /* (nullable): instead, where there are several */
  void (*prepare) (EarGraphCall *call);       /* (nullable): before anything is answered */
  EarReply *(*answer_root) (EarGraphCall *call); /* (nullable): "/" */
  const EarGraphSignIn *sign_in;  /* (nullable) */
  const EarGraphTalk *talk;       /* (nullable): direct messages */
  const char *shortcode;          /* (nullable): how those begin: "C" */
};

EarReply *ear_graph_handle (const EarGraphService *service, EarTown *town, const EarTownRequest *request);

/* ---- ear-graph-pace.c ---- */

typedef struct {
  const EarGraphBudget *budget;
  guint percent;       /* how much of it is used up */
  guint regain_min;    /* until when, if all of it is */
} EarGraphPace;
/* One more; NULL, or the refusal of what is too many. */
EarReply *ear_graph_count (EarGraphCall *call, EarGraphPace *pace);
void ear_graph_set_usage (const EarGraphService *service, const EarTownAccount *account, const EarGraphPace *pace, EarReply *reply);
EarReply *ear_graph_throttle (const EarGraphService *service, EarTown *town, const EarTownRequest *request);

/* ---- signing in ---- */

/* A code for what of the scopes that are asked for @holder gives; facebook's too. */
char *ear_graph_make_code (EarGraphCall *call, const char *holder, gint64 lasts_ms);
/* From the page in the browser to where the person came from. */
EarReply *ear_graph_lead_back (const char *url, const char *fragment);
/* With an id as both write them, and two tokens: "user" for 60 days and "short" for an hour. */
EarTownAccount *ear_graph_add_account (EarTown *town, const EarGraphService *service, const char *name);
/* client_id and client_secret, facebook's too. */
gboolean ear_graph_check_app (EarGraphCall *call);
/* The code a request comes with, used up by it; facebook's too. (nullable): then the call has failed */
EarTownToken *ear_graph_take_code (EarGraphCall *call);
/* The short token it is good for. (nullable): likewise */
EarTownToken *ear_graph_exchange_code (EarGraphCall *call);
/* Doors. */
EarReply *ear_graph_authorize (EarGraphCall *call);
EarReply *ear_graph_exchange (EarGraphCall *call);
EarReply *ear_graph_refresh (EarGraphCall *call);

/* ---- what items have everywhere ---- */

const char *ear_graph_get_username (EarTown *town, const EarTownItem *item);
char *ear_graph_make_shortcode (const EarGraphCall *call, const EarTownItem *item);
/* Columns of items. */
#define EAR_GRAPH_COLUMN(name) \
  void ear_graph_write_##name (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object)
EAR_GRAPH_COLUMN (id);
EAR_GRAPH_COLUMN (username);
EAR_GRAPH_COLUMN (owner);
EAR_GRAPH_COLUMN (shortcode);

/* ---- direct messages: facebook and instagram ---- */

struct _EarGraphTalk {
  const EarGraphNode *thread;
  const EarGraphNode *(*get_message_node) (EarGraphCall *call);
  void (*write_party) (EarGraphCall *call, EarJsonWriter *json, const char *name, const EarGraphField *field, const char *id);
  void (*act) (EarGraphCall *call, const char *person, const char *action); /* sender_action; or fails the call */
  glong (*measure) (const char *text);
  glong most;                /* of that */
  int no_such_person, outside_window; /* subcodes */
  const char *nobody;        /* what is said where there is no such person */
  const char *permission;    /* to write to people without a role in the app */
};

/* Columns of messages, without the attachments, and of conversations. */
EAR_GRAPH_COLUMN (message);
EAR_GRAPH_COLUMN (from);
EAR_GRAPH_COLUMN (to);
EAR_GRAPH_COLUMN (reply_to);
EAR_GRAPH_COLUMN (parties);
EAR_GRAPH_COLUMN (messages);
#define EAR_GRAPH_ITEM_TIME(name, member) { #name, EAR_GRAPH_TIME, G_STRUCT_OFFSET (EarTownItem, member), NULL, NULL, TRUE }
#define EAR_GRAPH_MESSAGE_COLUMNS                                                                                                       \
  { "id", EAR_GRAPH_WRITE, 0, ear_graph_write_id }, EAR_GRAPH_ITEM_TIME (created_time, created_ms),                                      \
  { "message", EAR_GRAPH_WRITE, 0, ear_graph_write_message }, { "from", EAR_GRAPH_WRITE, 0, ear_graph_write_from },                     \
  { "to", EAR_GRAPH_WRITE, 0, ear_graph_write_to }, { "reply_to", EAR_GRAPH_WRITE, 0, ear_graph_write_reply_to }
#define EAR_GRAPH_THREAD_COLUMNS                                                                                                        \
  { "id", EAR_GRAPH_WRITE, 0, ear_graph_write_id }, EAR_GRAPH_ITEM_TIME (updated_time, updated_ms),                                      \
  { "participants", EAR_GRAPH_WRITE, 0, ear_graph_write_parties }, { "messages", EAR_GRAPH_WRITE, 0, ear_graph_write_messages }

EarTownItem *ear_graph_get_last_message (const EarTownItem *thread, gboolean of_person); /* (nullable) */
gboolean ear_graph_is_window_open (EarTown *town, const EarTownItem *thread);
/* Only the newest twenty of a thread have any content. */
gboolean ear_graph_is_message_empty (const EarTownItem *message);
const char *ear_graph_get_content (const EarTownItem *message, const char *fact); /* (nullable): of one that is not empty */
/* Without Meta's review only people with a role in the app can be seen and written to. */
gboolean ear_graph_is_within_reach (EarTown *town, const EarTownAccount *account, const char *person);
/* Once for each comment, within a week. */
gboolean ear_graph_can_reply_privately (EarTown *town, const EarTownItem *comment);

/* Edges; @threads: (nullable): none. */
void ear_graph_write_conversations (EarGraphCall *call, EarJsonWriter *json, GPtrArray *threads, GPtrArray *fields);
void ear_graph_get_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields);
void ear_graph_post_messages (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields);
void ear_graph_post_message_attachments (EarGraphCall *call, EarJsonWriter *json, const EarGraphTarget *target, GPtrArray *fields);

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
