/* ear-connection-private.h: one connected channel at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine-private.h"
#include "engine/ear-worker-private.h"

G_BEGIN_DECLS

/* What is wrong with a channel, or with one of its streams. */
typedef struct {
  EarHealth health;
  char *sentence;            /* what happened and what to do next; (nullable) for OK and SYNCING */
  char *remedy;              /* (nullable) */
  gint64 began_at;           /* UTC ms: of this and what was wrong just before it */
} EarTrouble;
void ear_trouble_free (gpointer trouble);
/* Beside the streams: what goes out. */
#define EAR_TROUBLE_WRITING "outgoing"

/* What a channel looks like from outside; a copy. */
typedef struct _EarHealthView EarHealthView;
struct _EarHealthView {
  EarHealth health;
  char *sentence, *remedy;   /* (nullable) */
  gint64 last_read;          /* UTC ms, or EAR_TIME_NONE */
  double progress;           /* 0…1, or -1 */
  gint64 skew_s;             /* the service's clock minus ours */
  gint64 noticed_at;         /* UTC ms, of one that was kept; EAR_TIME_NONE: so it is now */
  gint64 began_at;           /* UTC ms, of what goes wrong with the service; EAR_TIME_NONE: nothing, or this computer has no network */
};
void ear_health_view_clear (EarHealthView *view);
/* What the store keeps of it, for whoever looks while nothing is read. */
char *ear_health_view_to_json (const EarHealthView *view);
/* Reads @health, @sentence, @remedy and @noticed_at; what cannot be read changes nothing. */
void ear_health_view_read_json (EarHealthView *view, const char *json);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EarHealthView, ear_health_view_clear)

#define EAR_SKEW_LIMIT_S 300

/* UTC ms, a setting of the channel: the service took what was sent for abuse; nothing more is sent until then, whatever is clicked or
 * started anew. A clock that was set back makes it no longer than this. */
#define EAR_SETTING_HELD_UNTIL "held_until"
#define EAR_LONGEST_HOLD_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/* Reference counted; thread-safe unless noted. */
typedef struct _EarConnection EarConnection;
struct _EarConnection {
  gatomicrefcount ref_count;
  EarEngine *engine;         /* (transfer full) */
  gint64 channel_id;
  char *key, *origin, *account_id;
  const EarChannelKind *kind;
  EarWorker *worker;

  /* The worker's thread only. */
  EarSession *session;
  gboolean asking;           /* the keyring may ask for its password, once */
  gboolean streams_known;    /* declared in the store since the start */
  GHashTable *stream_tries;  /* stream → failures in a row */
  guint tries;               /* failures in a row of the channel */
  guint op_tries;            /* of sending */
  guint direct_tries;        /* of sending messages to one person, where those alone are refused for a while */
  gint64 direct_until;       /* monotonic ms: no such message goes before */
  GError *direct_said;       /* (nullable): why, in plain words */
  gboolean renewed;          /* the secret, since something went well */
  gint64 renew_again_at;     /* monotonic ms: not sooner, unless it has ended */
  char *kept_health;         /* (nullable): what the store has of it, as JSON */

  /* Under the lock. */
  GMutex mutex;
  char *name;
  GHashTable *settings;      /* non-secret facts, name → text */
  GHashTable *troubles;      /* "" for the channel or a stream → EarTrouble */
  gint64 last_read;
  double progress;
  gint64 skew_s;
  gboolean reading_past;     /* a first reading or back-fill goes on */
  gboolean hurry;            /* the engine closes: undo windows are over */
  gboolean locked_out;       /* waits for the keyring to be unlocked */
  GHashTable *refreshed;     /* conversation ext → monotonic ms */
};

EarConnection *ear_connection_new (EarEngine *engine, const EarChannelRow *row, const EarChannelKind *kind);
EarConnection *ear_connection_ref (EarConnection *self);
void ear_connection_unref (EarConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarConnection, ear_connection_unref)

char *ear_connection_dup_name (EarConnection *self);
gboolean ear_connection_get_paused (EarConnection *self);
void ear_connection_set_name (EarConnection *self, const char *name);
/* After another sign-in: name and settings. */
void ear_connection_update (EarConnection *self, const EarChannelRow *row);
/* (transfer full): a copy */
GHashTable *ear_connection_dup_settings (EarConnection *self);
void ear_connection_get_health (EarConnection *self, EarHealthView *view);
/* Under the lock. Milliseconds until something may be sent again; 0: nothing was taken for abuse. */
gint64 ear_connection_get_held_ms (EarConnection *self);
/* Its health is another: whoever shows it looks again. */
void ear_connection_tell (EarConnection *self);

/* ---- the worker's thread only ---- */

/* The session with its secret, made when there is none. NULL: the keyring's problem. */
EarSession *ear_connection_get_session (EarConnection *self, GCancellable *cancellable, GError **error);
/* Its secret is wiped and its connections closed. */
void ear_connection_drop_session (EarConnection *self);
/* Some services give tokens that end and are renewed without the person. Tried once until something went well again. FALSE: it is the
 * person's turn. */
gboolean ear_connection_renew_secret (EarConnection *self);
/* An empty batch, to be filled by the kind. */
EarBatch *ear_connection_new_batch (EarConnection *self);
/* What a batch says beside its items: settings, the service's clock. */
void ear_connection_learn (EarConnection *self, EarStore *store, const EarBatch *batch);

/* What is wrong with @stream (NULL: the whole channel), for people to see. */
void ear_connection_set_trouble (EarConnection *self, const char *stream, EarHealth health, const EarAdvice *advice);
/* How it is now is kept for earshotctl beside no window. */
void ear_connection_keep_health (EarConnection *self);

/* A job of @stream (NULL: of the whole channel) went well or badly. Says how long to wait before the same is tried again: gates are
 * set, health is told. Milliseconds; 0 also where a closed gate holds it until the person helps. */
void ear_connection_succeeded (EarConnection *self, const char *stream);
gint64 ear_connection_failed (EarConnection *self, const char *stream, const GError *error);
/* The same of something sent: a limit on writing holds back no reading. */
void ear_connection_sent (EarConnection *self);
gint64 ear_connection_not_sent (EarConnection *self, const GError *error);
/* First reading: @progress 0…1, -1 unknown; @reading FALSE: the past is read. */
void ear_connection_set_progress (EarConnection *self, gboolean reading, double progress, gint64 last_read);

/* ---- any thread ---- */

/* After a sign-in or a check: closed gates open, the next job makes a new session. */
void ear_connection_try_again (EarConnection *self);
void ear_connection_set_paused (EarConnection *self, gboolean paused);
/* What a person said of the channel; @name without "=". */
void ear_connection_note_setting (EarConnection *self, const char *name, const char *value);
/* Seconds until the n-th try in a row (from 1): doubling from @first_s to @longest_s, with a random half ("equal jitter"). */
gint64 ear_backoff_ms (guint n, guint first_s, guint longest_s);

G_END_DECLS
