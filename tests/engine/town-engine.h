/* town-engine.h: an engine whose services are played by a practice town, at the town's own pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "engine-fixture.h"
#include "practice/ear-town-server.h"

G_BEGIN_DECLS

/* Both clocks and the town's are one that stands still until a test moves it: a day passes in a moment. */
typedef struct {
  Fixture fixture;
  EarTown *town;
  const char *service;
  EarTownAccount *account;     /* the restaurant's, at that service */
  EarTownServer *server;
  char *key;                   /* of its channel; NULL before town_connect() */
  sqlite3 *file;               /* the workspace's, to be looked at */
  gint64 step_ms;              /* how far the clock is moved when nothing happens */
  guint quiet;                 /* looks at which nothing was happening */
} TownEngine;

TownEngine *town_engine_new (guint64 seed, guint size, EarEngineFlags flags);
/* The same at another service than Facebook. */
TownEngine *town_engine_new_at (const char *service, guint64 seed, guint size, EarEngineFlags flags);
void town_engine_free (TownEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TownEngine, town_engine_free)

/* Signs in with the system user's token, or the only one there is: for the first time, or again. */
void town_connect (TownEngine *self);
/* @sentence: (out) (optional) (nullable) */
EarHealth town_get_health (TownEngine *self, char **sentence);

/* A moment: what is due happens, and when nothing is, the clock is moved, at most to @until_ms. */
void town_pass (TownEngine *self, gint64 until_ms);
/* So long. */
void town_run (TownEngine *self, gint64 seconds);
#define TOWN_UNTIL(self, condition) \
  G_STMT_START { \
    gint64 town_end_ = g_get_monotonic_time () + 4 * WAIT_S * G_USEC_PER_SEC; \
    while (!(condition)) \
      { \
        if (g_get_monotonic_time () > town_end_) \
          wait_failed (__FILE__, __LINE__, #condition); \
        town_pass (self, G_MAXINT64); \
      } \
  } G_STMT_END

/* Does something to a message; @text: (nullable): of a private reply. The key in the outbox, or NULL when it was refused at once. */
char *town_act (TownEngine *self, gint64 message_id, EarVerb verb, const char *text);

/* Of the workspace's file; @sql has at most one "?", @value. */
gint64 town_count (TownEngine *self, const char *sql, const char *value);
/* The same, of a text and a number; (nullable) (transfer full). */
char *town_dup_text (TownEngine *self, const char *sql, gint64 value);
/* How often it was ever written in the town; @standing: only what was not deleted since. */
guint town_count_text (TownEngine *self, const char *text, gboolean standing);

/* Comments under our posts that the workspace does not have, or more than once. */
guint town_count_missing (TownEngine *self);

/* What the workspace and the town do not agree on, a line each; "" when nothing. @since_ms: only what was written from
 * then on, as far as that is found without anybody opening it; G_MININT64: all, and all of it was opened. */
char *town_compare (TownEngine *self, gint64 since_ms);

G_END_DECLS
