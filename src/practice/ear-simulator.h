/* ear-simulator.h: one service of the town, as a function from request to reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-session.h"
#include "practice/ear-town.h"

G_BEGIN_DECLS

/* Plain values: the server makes them of what comes in, tests by hand. */
typedef struct {
  char *method;
  char *path;            /* "/v26.0/me/accounts", decoded */
  char *origin;          /* for addresses in answers: "https://graph.facebook.com", or where the request really came to */
  GHashTable *headers;   /* lower-case name → value */
  GHashTable *query;     /* name → value, of the address alone; of "id[]" all values, joined by commas */
  GHashTable *parameters; /* name → value: query, then what a form or JSON body says; members of objects as "message.text" */
  char *body;            /* (nullable): as it came */
  gboolean duplicate, reorder; /* lists are to be given wrongly: an item twice; in another order */
} EarTownRequest;

/* @target: path and query. */
EarTownRequest *ear_town_request_new (const char *method, const char *target);
void ear_town_request_set_header (EarTownRequest *request, const char *name, const char *value);
/* Form, JSON or multipart of texts by @content_type; anything else is kept as the body alone. */
void ear_town_request_set_body (EarTownRequest *request, const char *body, gsize length, const char *content_type);
const char *ear_town_request_get (const EarTownRequest *request, const char *name); /* (nullable): a parameter */
const char *ear_town_request_get_header (const EarTownRequest *request, const char *name);
char *ear_town_request_dup_bearer (const EarTownRequest *request); /* (nullable) */
void ear_town_request_free (EarTownRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarTownRequest, ear_town_request_free)

/* Takes the writer. */
EarReply *ear_town_reply_json (guint status, EarJsonWriter *writer);
EarReply *ear_town_reply_text (guint status, const char *content_type, const char *text);

typedef struct {
  const char *id;            /* of the kind of channel: "facebook" */
  const char *const *hosts;  /* whom it plays, ended by NULL: "graph.facebook.com", "www.facebook.com" */
  EarReply *(*handle) (EarTown *town, const EarTownRequest *request);
  /* The account, its app and tokens, then content of about @size comments. */
  void (*seed) (EarTown *town, guint size);
  /* "Too often" as this service says it. */
  EarReply *(*throttle) (EarTown *town, const EarTownRequest *request);
  /* The token a request is made with, for "revoke" and "expire" (nullable). */
  char *(*dup_secret) (const EarTownRequest *request);
  gint64 revoked;            /* EarTownToken.dead of a token that was taken back */
  gboolean one_app;          /* all tokens are one app's: with one of them all of that person are taken back */
  const char *sign_in;       /* the EarTownToken.type a practice workspace signs in with; its holder is the user name where one is asked for */
  const char *address;       /* what a person would type, or NULL where none is asked for */
} EarSimulator;

/* All, made from the list in meson.build; ended by NULL. */
extern const EarSimulator *const ear_simulators[];
const EarSimulator *ear_simulator_find (const char *id);

/* Drives the town itself: what misbehaves, what people write, the clock. See ear-town-control.c. */
extern const EarSimulator ear_town_control;

G_END_DECLS
