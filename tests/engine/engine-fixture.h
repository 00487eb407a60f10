/* engine-fixture.h: an engine in a folder of its own, and calls that wait
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "fake-service.h"
#include "platform/ear-network.h"
#include "platform/ear-secrets.h"

G_BEGIN_DECLS

#define WAIT_S 30

typedef struct {
  char *folder;
  FakeService *service;
  EarSecrets *secrets;
  EarNetwork *network;
  EarEngine *engine;           /* (nullable): closed */
  GPtrArray *notices;          /* (element-type utf8): sentences */
  GPtrArray *remedies;         /* (element-type utf8): the same notices' remedies, "" for none */
  GArray *new_questions, *due_soon; /* (element-type gint64) */
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
/* All but folder, service and engine. */
void fixture_init (Fixture *fixture);
void fixture_clear (Fixture *fixture);
void fixture_remove_folder (const char *path);
/* Opens the engine again in the same folder. */
void fixture_open (Fixture *fixture, EarEngineFlags flags);
void fixture_close (Fixture *fixture);
/* Signs in to the fake service; the channel's key. */
char *fixture_connect (Fixture *fixture, const EarChannelKind *kind);
EarChannelItem *fixture_get_channel (Fixture *fixture, const char *key);
void fixture_set_undo (Fixture *fixture, guint seconds);

/* Main loop until it is so, or the test fails. */
#define WAIT_FOR(condition) \
  G_STMT_START { \
    gint64 wait_end_ = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC; \
    while (!(condition)) \
      { \
        if (g_get_monotonic_time () > wait_end_) \
          wait_failed (__FILE__, __LINE__, #condition); \
        iterate_once (); \
      } \
  } G_STMT_END
void iterate_once (void);
/* Says what the service was last asked, and fails the test. */
G_NORETURN void wait_failed (const char *file, int line, const char *condition);
gboolean is_gone (GWeakRef *weak);
/* Main loop for a while. */
void spin (guint milliseconds);

/* A callback that keeps the result for await(). */
typedef struct {
  GAsyncResult *result;
} Await;
void await_cb (GObject *source, GAsyncResult *result, gpointer await);
/* (transfer full) */
GAsyncResult *await_result (Await *await);

/* Calls that wait; @error (nullable): NULL: must succeed. */
gboolean await_done (EarEngine *engine, Await *await, GError **error);
char *await_text (EarEngine *engine, Await *await, GError **error);
EarThread *load_thread (EarEngine *engine, gint64 conversation_id);
gint64 find_conversation (EarEngine *engine, const char *key);
/* The conversation of a message of the fake service in a channel; 0: not known. */
gint64 find_by_ext (EarEngine *engine, const char *channel_key, const char *ext);
/* The message in a loaded thread, or NULL. */
EarThreadMessage *thread_find (EarThread *thread, const char *text);
char *reply (EarEngine *engine, gint64 conversation_id, const char *text);
/* Of an outbox row, from the store; "gone". */
const char *outbox_state (EarEngine *engine, const char *outbox_key);
EarCounts load_counts (EarEngine *engine);

/* A channel with one question, read. */
typedef struct {
  char *key;
  gint64 id;
} Place;
Place connect_with_question (Fixture *fixture, const EarChannelKind *kind, guint undo_s);
/* A notice with these words. */
gboolean was_told (Fixture *fixture, const char *words);
/* One of ear_engine_outgoing_action_async(); @error (nullable): NULL: must succeed. */
gboolean act_on (Fixture *fixture, const char *outbox_key, const char *action, GError **error);
/* Where the engine is that of the Fixture *fixture. */
#define STATE_IS(outbox_key, state) g_str_equal (outbox_state (fixture->engine, outbox_key), state)
/* What stands in the composer; NULL: nothing. (transfer full) */
char *dup_draft (Fixture *fixture, gint64 conversation);
void cancel (Fixture *fixture, const char *outbox_key);
/* Connects, and waits for a question to come; @key: (out) (transfer full): the channel's. */
gint64 one_question (Fixture *fixture, char **key);
/* (transfer full) */
EarToday *load_today (Fixture *fixture);

G_END_DECLS
