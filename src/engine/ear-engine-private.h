/* ear-engine-private.h: what the engine's parts share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"
#include "engine/ear-change-queue-private.h"
#include "engine/ear-directory-private.h"
#include "engine/ear-engine.h"
#include "engine/ear-report-cache-private.h"
#include "platform/ear-network.h"
#include "store/ear-store-batch.h"
#include "store/ear-store-query.h"
#include "store/ear-store.h"

G_BEGIN_DECLS

typedef struct _EarScheduler EarScheduler; /* ear-scheduler-private.h */
typedef struct _EarDue EarDue;             /* ear-due-private.h */
typedef struct _EarWake EarWake;           /* ear-wake.c */
typedef struct _EarWeeklyDue EarWeeklyDue; /* ear-weekly-due-private.h */
typedef struct _EarPractice EarPractice;   /* ear-practice.c */

/* A few members are used by several parts; each part keeps the rest to itself. */
struct _EarEngine
{
  GObject parent_instance;

  char *folder;
  EarEngineFlags flags;
  gboolean throw_away;         /* the folder is ours to delete at the end */
  GMainContext *context;       /* the main one */
  EarSecrets *secrets;
  /* (nullable) a practice workspace's: who plays the services, and where; not changed while it is open */
  EarPractice *practice;
  GHashTable *routes;          /* origin → address on this computer */

  /* Any thread. */
  GMutex mutex;
  GCond cond;
  EarStore *store;             /* only between ear_engine_enter() and ear_engine_leave() */
  guint n_inside;
  guint n_writes;              /* asked for by the person and not done */
  gboolean closing;            /* nothing enters the store any more */
  int ending;                  /* atomic: nothing long begins, and what is long stops */
  EarDirectory *directory;     /* replaced as a whole */
  GMutex loading;              /* one reads it at a time, or an older reading would replace a newer one */
  EarReportCache *reports;
  EarChangeQueue *change_queue;
  EarScheduler *scheduler;
  EarDue *due;
  EarWake *wake;               /* main thread */
  int undo_s;                  /* atomic: settings->undo_s for other threads */
  GThreadPool *readers;
  guint rest_source;           /* main thread: when nothing was read for a while */
  GThreadPool *writer;         /* one thread: what the person did keeps its order */
  gint64 opened_at;            /* UTC ms */

  /* Main thread. */
  EarNetwork *network;
  gboolean closed;
  gboolean online;
  gboolean looking;
  gboolean counting, count_again; /* ear-channel-list.c */
  GListStore *channels;        /* EarChannelItem */
  EarSettings *settings;
  EarWeeklyDue *weekly;
  GHashTable *rows;            /* id → EarRow, weak */
  GArray *rows_wanted;         /* ids of shells to fill */
  guint rows_source;
  GPtrArray *lists;            /* EarList, weak */
  GPtrArray *outgoing_waits;   /* ear-outgoing.c */
};

/* Tests: kinds beside those of channels/. @kind must stay. */
void ear_engine_add_kind_for_test (const EarChannelKind *kind);
const EarChannelKind *ear_engine_find_kind (const char *id);
GPtrArray *ear_engine_dup_kinds (void); /* (element-type EarChannelKind), tests' ones included */

/* Tests: the network of engines opened from now on; (nullable) the real one. */
void ear_engine_set_network_for_test (EarNetwork *network);
/* Tests: called at each marked step of the outbox, so that a test can end the process there. */
typedef void (*EarStepFunc) (const char *step);
void ear_engine_set_step_func_for_test (EarStepFunc func);
void ear_engine_step (const char *step);

/* The store, for a short while, on any thread but the main one; NULL with G_IO_ERROR_CLOSED when the engine is closing. */
EarStore *ear_engine_enter (EarEngine *self, GError **error);
void ear_engine_leave (EarEngine *self);

/* Work off the main thread. A function that finishes with nothing but success returns any pointer and has no @free_result;
 * NULL with an error is failure. */
typedef gpointer (*EarWorkFunc) (EarEngine *self, EarStore *store, gpointer data, GCancellable *cancellable, GError **error);
typedef struct {
  EarWorkFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} EarWork;
#define EAR_WORK_DONE GINT_TO_POINTER (1)
/* Inside an EarWorkFunc: what it can be undone with, for ear_engine_dup_event(). @take_event: (nullable) (transfer full). */
void ear_engine_give_event (char *take_event);
void ear_engine_set_event (GTask *task, char *take_event);
/* Reads run beside each other, writes one after another in the order they were asked for. */
void ear_engine_read (EarEngine *self, gpointer tag, EarWork work, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void ear_engine_write (EarEngine *self, gpointer tag, EarWork work, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* What a write changed goes to the main thread. Any thread. */
void ear_engine_publish (EarEngine *self, const EarChanges *changes, EarChangedFlags flags);
void ear_engine_emit_due_soon (EarEngine *self, gint64 conversation_id); /* main thread */
void ear_engine_emit_woke (EarEngine *self, gint64 conversation_id);     /* main thread */
void ear_engine_emit_weekly_due (EarEngine *self, const EarWeek *week);    /* main thread */
/* Function of both thread pools. */
void ear_engine_run_work (gpointer task, gpointer pool_data);
void ear_engine_notice (EarEngine *self, EarAdvice *advice);

EarDirectory *ear_engine_dup_directory (EarEngine *self);
/* After channels were added, removed, renamed. Not the main thread. */
gboolean ear_engine_reload_directory (EarEngine *self, EarStore *store, GError **error);

/* Tells @func on the main thread how far @step is; accepts a NULL @func. */
void ear_engine_tell_progress (GMainContext *context, EarProgressFunc func, gpointer data, const char *step, gint64 done, gint64 total);
/* ear-engine.c: main thread */
void ear_engine_watch_network (EarEngine *self);
void ear_engine_unwatch_network (EarEngine *self);
/* ear-channel-list.c: main thread */
void ear_engine_update_channels (EarEngine *self);
/* ear-settings.c: after an undo. Any thread. */
void ear_engine_reload_settings (EarEngine *self);
/* ear-due.c: main thread */
void ear_engine_update_due_timer (EarEngine *self);
/* ear-wake.c: main thread */
EarWake *ear_wake_new (EarEngine *engine);
void ear_wake_free (EarWake *self);
void ear_wake_stop (EarWake *self);
/* Who slept until now is announced; then it waits for the next. */
void ear_engine_update_wake_timer (EarEngine *self);
/* ear-marks.c */
EarMarks *ear_marks_new (const EarStoreRow *row);
/* ear-outgoing.c: main thread */
void ear_engine_update_outgoing_waits (EarEngine *self);
void ear_engine_fail_outgoing_waits (EarEngine *self);
/* ear-list.c, ear-row.c: main thread */
void ear_engine_update_lists (EarEngine *self, const EarChangeSet *set);
void ear_engine_update_rows (EarEngine *self, const EarChangeSet *set);
/* At the close: no row and no list looks at the engine any more, so that its last reference may go on any thread. */
void ear_engine_detach_lists (EarEngine *self);
void ear_engine_detach_rows (EarEngine *self);

G_END_DECLS
