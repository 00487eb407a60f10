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

/* @form: (nullable): as printf, a form body; JSON where it begins with "{". Returns the status. */
guint fixture_ask (Fixture *self, const char *method, const char *target, const char *form, ...) G_GNUC_PRINTF (4, 5);
guint fixture_get (Fixture *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Of the last answer, at "data.0.from.id": text, numbers and truths as text; NULL where there is nothing. Valid till the next question. */
const char *fixture_text (Fixture *self, const char *path);
guint fixture_length (Fixture *self, const char *path);
gboolean fixture_has (Fixture *self, const char *path);

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
