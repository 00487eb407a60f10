/* town-fixture.h: one service of a town, asked without sockets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "practice/ear-mischief.h"

G_BEGIN_DECLS

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

typedef struct {
  EarTown *town;
  const EarSimulator *simulator;
  EarTownAccount *account;
  gint64 clock_ms;
  const char *token;  /* the one asked with; NULL: none */
  char *basic;        /* (nullable): name and password instead, as they are sent */
  /* Of the last answer. */
  EarReply *reply;
  JsonNode *json;     /* NULL where it is none */
} Fixture;

Fixture *fixture_new (const char *service, guint size);
void fixture_free (Fixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

EarTownItem *fixture_newest (Fixture *self, EarTownKind kind); /* post, visit … */
const EarTownPerson *fixture_somebody (Fixture *self);

/* @form: (nullable): as printf, a form body; JSON where it begins with "{". Returns the status. */
guint fixture_ask (Fixture *self, const char *method, const char *target, const char *form, ...) G_GNUC_PRINTF (4, 5);
guint fixture_get (Fixture *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Of the last answer, at "data.0.from.id": text, numbers and truths as text; NULL where there is nothing. Valid till the next question. */
const char *fixture_text (Fixture *self, const char *path);
guint fixture_length (Fixture *self, const char *path);
gboolean fixture_has (Fixture *self, const char *path);
char *fixture_next (Fixture *self, const char *path); /* (nullable): where the address there leads, as path and query */

/* As many calls as @setting allows, one more, which is refused with @code, and again after the wait that is told. */
void fixture_use_up (Fixture *self, const char *setting, const char *code);

/* A private reply goes once for each comment, within a week, to whom a message may go: asked at @send; @outside: the subcode of too late. */
void fixture_reply_privately (Fixture *self, const char *send, const char *outside);

/* What requests are put together of at random. Lists end with NULL. */
typedef struct {
  const char *root;                /* before the id: "/v26.0" */
  const char *const *ids;          /* (nullable): beside those there are */
  const char *const *edges;        /* behind the id: "/comments" */
  const char *const *parameters;
  const char *error;               /* what every error says: "error.code" */
} FixtureRubbish;
/* Whatever is asked, the answer is JSON, and an error where it is one. */
void fixture_ask_rubbish (Fixture *self, const FixtureRubbish *rubbish);
/* A page of a long list costs what a page of a short one does: 20,000 comments below the newest post, and all pages from @target on
 * (printf's, of the post's id). Returns how many were given. */
guint fixture_read_many (Fixture *self, const char *target);

/* fixture_check_error (f, 100, 33) */
#define fixture_check_error(self, code, subcode)                                                                                       \
  G_STMT_START                                                                                                                         \
  {                                                                                                                                    \
    g_assert_cmpstr (fixture_text (self, "error.code"), ==, G_STRINGIFY (code));                                                       \
    g_assert_cmpstr (fixture_text (self, "error.error_subcode"), ==, (subcode) == 0 ? NULL : G_STRINGIFY (subcode));                   \
    g_assert_nonnull (fixture_text (self, "error.message"));                                                                           \
    g_assert_nonnull (fixture_text (self, "error.fbtrace_id"));                                                                        \
  }                                                                                                                                    \
  G_STMT_END

G_END_DECLS
