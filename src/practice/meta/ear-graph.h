/* ear-graph.h: what Meta's services have in common: fields, lists, errors, tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "practice/ear-simulator.h"

G_BEGIN_DECLS

/* ---- one call ---- */

typedef struct _EarGraphService EarGraphService; /* ear-graph-service.h */

typedef struct {
  const EarGraphService *service;
  EarTown *town;
  const EarTownRequest *request;
  EarTownAccount *account;
  EarTownToken *token;       /* (nullable): until ear_graph_check_token() */
  char *version;             /* "v26.0" */
  EarReply *failure;         /* (nullable): the first thing that went wrong is the whole answer */
  const EarTownItem *around; /* (nullable): what a list's keep() compares with */
} EarGraphCall;

/* Codes and subcodes as Meta numbers them; subcode 0: none. */
void ear_graph_fail (EarGraphCall *call, int code, int subcode, const char *format, ...) G_GNUC_PRINTF (4, 5);
EarReply *ear_graph_error (EarTown *town, int code, int subcode, const char *message);
EarReply *ear_graph_error_for_people (EarTown *town, int code, int subcode, const char *message, const char *user_message);
/* "(#100) …" and gone: what is not there, or not for this token. */
void ear_graph_fail_gone (EarGraphCall *call, const char *id);

/* access_token= or the Authorization header. */
char *ear_graph_dup_secret (const EarTownRequest *request);
/* Finds the token and sees whether it is alive, of this account's, and comes with a proof where one is asked for. */
gboolean ear_graph_check_token (EarGraphCall *call);
/* Lowercase hex HMAC-SHA256 of the token by the app's secret. */
char *ear_graph_make_proof (const char *app_secret, const char *token);

/* ---- fields=id,message,comments.limit(25){id,message} ---- */

typedef struct {
  char *name;
  char *text;        /* what stood between the braces; "" without */
  GHashTable *args;  /* "limit" → "25" */
  GPtrArray *fields; /* (nullable) (element-type EarGraphField) */
} EarGraphField;

/* (nullable): the text makes no sense */
GPtrArray *ear_graph_fields_parse (const char *text);

/* ---- nodes ---- */

typedef enum {
  EAR_GRAPH_TEXT,     /* char *; left out when NULL or "" */
  EAR_GRAPH_TIME,     /* gint64 UTC ms as 2026-08-01T09:30:00+0000 */
  EAR_GRAPH_NUMBER,   /* gint64 */
  EAR_GRAPH_TRUTH,    /* gboolean */
  EAR_GRAPH_CONSTANT, /* the column's own text */
  EAR_GRAPH_WRITE,    /* by the function; it may write nothing */
  EAR_GRAPH_NOTHING,  /* a field that exists and is empty here */
} EarGraphType;

typedef struct {
  const char *name;
  EarGraphType type;
  gsize offset;
  void (*write) (EarGraphCall *call, EarJsonWriter *json, const EarGraphField *field, gpointer object);
  const char *constant;
  gboolean usual;    /* given when no fields are asked for; that of "id" is given always */
} EarGraphColumn;

typedef struct {
  const char *name;  /* "Comment" */
  const EarGraphColumn *columns;
  gsize n_columns;
} EarGraphNode;

/* The members of an object that the caller begins and ends. @fields: (nullable) (element-type EarGraphField) */
void ear_graph_write_members (EarGraphCall *call, EarJsonWriter *json, const EarGraphNode *node, gpointer object, GPtrArray *fields);
/* Fails the call where a field is asked for that the node does not have. */
void ear_graph_check_fields (EarGraphCall *call, const EarGraphNode *node, GPtrArray *fields);
/* {"id": …, "name": …}, reduced to what @field asks of it. */
void ear_graph_write_profile (EarJsonWriter *json, const EarGraphField *field, const char *id, const char *name, const char *extra_name,
                              const char *extra_value);
void ear_graph_write_time (EarJsonWriter *json, const char *name, gint64 ms);

/* ---- lists ---- */

#define EAR_GRAPH_NOWHERE G_MAXSIZE

typedef struct {
  GPtrArray *items;          /* (nullable) (element-type EarTownItem) oldest first */
  gsize place;               /* where an item knows its index: G_STRUCT_OFFSET (EarTownItem, at_below); EAR_GRAPH_NOWHERE: it does not */
  gboolean newest_first;
  gboolean by_time;          /* since and until mean something */
  gboolean (*keep) (EarGraphCall *call, EarTownItem *item); /* (nullable): beside "not deleted" */
  const EarGraphNode *node;
  const char *owner, *edge;  /* for the address of the next page: "777", "comments" */
  gint64 most;               /* on a page; 0: 100 */
} EarGraphList;

/* "data" and "paging" into an object that the caller begins and ends, as @args say (limit, after, before, since, until). */
void ear_graph_write_list (EarGraphCall *call, EarJsonWriter *json, const EarGraphList *list, GHashTable *args, const EarGraphField *nested,
                           GPtrArray *fields);
gboolean ear_graph_arg_is (GHashTable *args, const char *name, const char *value);

G_END_DECLS
