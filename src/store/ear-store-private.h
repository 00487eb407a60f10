/* ear-store-private.h: what the files of store/ share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-enquiry.h"
#include "store/ear-db.h"
#include "store/ear-store.h"
#include "store/ear-store-batch.h"
#include "store/ear-store-query.h"

G_BEGIN_DECLS

#define EAR_STORE_APPLICATION_ID 0x45617273 /* "Ears" */
#define EAR_STANDING_NOWHERE -1             /* a conversation without messages is counted nowhere */
#define EAR_NEVER G_MAXINT64                /* due_at of what is never due */
#define EAR_MESSAGE_TIME_MAX ((G_GINT64_CONSTANT (1) << 50) - 1) /* ms: what fits into a message id beside its counter */

/* ---- transactions ---- */

/* Reports failure through @db alone: see ear-db.h. */
typedef void (*EarStoreFunc) (EarDb *db, gpointer data);

typedef enum {
  EAR_WRITE_BULK = 0,      /* sync: synchronous=NORMAL, behind human actions in the queue */
  EAR_WRITE_DURABLE = 1,   /* outbox and human actions: synchronous=FULL, first in the queue */
} EarWriteFlags;

/* Runs @func in one transaction on the writer thread and waits for it. */
gboolean ear_store_write (EarStore *store, EarWriteFlags flags, EarStoreFunc func, gpointer data, GError **error);
/* The same without a transaction of ours: for work that makes several. */
gboolean ear_store_write_steps (EarStore *store, EarStoreFunc func, gpointer data, GError **error);
/* Runs @func in one snapshot on the caller's thread. */
gboolean ear_store_read (EarStore *store, EarStoreFunc func, gpointer data, GError **error);

/* Puts the WAL into the file and empties it, so that nothing deleted stays in it; at once, or when the last reader is done. */
gboolean ear_store_forget_wal (EarStore *store, GError **error);

gboolean ear_db_begin (EarDb *db);
/* Commits, or rolls back after a failure, which stays in @db. */
gboolean ear_db_end (EarDb *db);

struct _EarStore {
  char *folder, *path, *key, *device;
  char *member_key;               /* the first member's */
  gboolean read_only, frozen;
  int lock_fd;

  GMutex mutex;                   /* guards the queue */
  GCond work;
  GQueue urgent, bulk;            /* (element-type Job) */
  gboolean stopping;
  GThread *writer;
  EarDb *db;                      /* the writer's, touched by its thread alone once that runs */
  gboolean forget_wal;            /* writer thread: the WAL holds what was deleted */
  int wal_pages;                  /* writer thread: frames in the WAL after the last commit */
  gint64 n_pending;               /* writer thread: rows not indexed yet, at most */
  gboolean full_sync;             /* writer thread: what PRAGMA synchronous says */
  int n_writes;                   /* atomic: one more when a job begins and when it is done, so odd while one is */
  gint64 clock_lead_ms;           /* atomic: as the due times of the outbox were written with */

  GMutex read_mutex;
  GCond read_done;
  GQueue readers;                 /* (element-type EarDb): idle ones */
  GQueue reading;                 /* (element-type EarDb): busy ones */
  guint n_readers;

  GMutex due_mutex;
  EarDueFunc due_func;
  gpointer due_data;
  GDestroyNotify due_destroy;
};

/* ---- opening ---- */

/* A plain sentence why a workspace must not live in @folder, or TRUE. */
gboolean ear_place_check (const char *folder, GError **error);
gboolean ear_place_check_filesystem (guint64 magic, GError **error);
/* @may_create: the lock file. Returns the descriptor that holds the lock, or -1. */
int ear_place_lock (const char *folder, GError **error);
/* Bytes free for us where @folder lies, or -1 when that cannot be told. */
gint64 ear_place_free_bytes (const char *folder);

typedef enum {
  EAR_MIGRATION_REDERIVE = 1 << 0, /* upkeep and enquiries of all conversations afterwards */
  EAR_MIGRATION_REINDEX = 1 << 1,  /* the full-text index afterwards */
} EarMigrationFlags;

typedef struct {
  guint flags;
  const char *sql;
} EarMigration;

extern const EarMigration ear_migrations[];
extern const guint ear_n_migrations;

/* From whatever version the file has to the last of @migrations, each step in its own transaction, after one backup. */
void ear_schema_upgrade (EarDb *db, const char *folder, const EarMigration *migrations, guint n_migrations, EarStoreProgress progress,
                         gpointer user_data);
/* NEWER, OLDER or CORRUPT when the file cannot be read as it is. */
void ear_schema_check (EarDb *db, guint n_migrations);
/* Opens with other migrations than the program's: tests. */
EarStore *ear_store_open_with (const char *folder, EarStoreFlags flags, const EarMigration *migrations, guint n_migrations,
                               EarStoreProgress progress, gpointer user_data, GError **error);

char *ear_db_get_meta (EarDb *db, const char *name);
void ear_db_set_meta (EarDb *db, const char *name, const char *value);

/* ---- inside a transaction ---- */

/* 0 and NOT_FOUND when unknown; with @live also when removed. */
gint64 ear_db_channel (EarDb *db, const char *channel_key, gboolean live);
char *ear_db_channel_key (EarDb *db, gint64 channel);
/* By ext or alias; 0 when unknown. */
gint64 ear_db_conversation (EarDb *db, gint64 channel, const char *ext);
char *ear_db_conversation_key (EarDb *db, gint64 conversation);
char *ear_db_message_key (EarDb *db, gint64 message);
/* 0 when unknown. */
gint64 ear_db_find_conversation (EarDb *db, const char *key);
gint64 ear_db_find_message (EarDb *db, const char *key);

/* Applies everything of the batch but its cursor; @stream NULL. */
void ear_db_apply_batch (EarDb *db, gint64 channel, const char *stream, EarStreamDirection direction, const EarBatch *batch,
                         EarChanges *changes);
/* Derives what a conversation carries and its enquiries from its messages and events. */
void ear_db_upkeep (EarDb *db, gint64 conversation, EarChanges *changes);

/* A message and the enquiry it belongs to. */
typedef struct {
  gint64 message;
  guint index;          /* of the enquiry among those of the conversation, by arrival */
  EarEnquiry enquiry;
} EarAsked;

/* (element-type EarAsked) (transfer full): in order of the messages' ids */
GArray *ear_db_list_asked (EarDb *db, gint64 conversation);
/* A conversation came to stand there (1) or left (-1). */
void ear_db_count_standing (EarDb *db, gint64 channel, gint64 standing, int change);
void ear_db_add_span (EarDb *db, gint64 channel, const char *stream, gint64 from, gint64 to);

/* Full text: a message's words are about to change or go (old ones are taken out), or are new. */
void ear_db_unindex (EarDb *db, gint64 message);
void ear_db_index_later (EarDb *db, gint64 message);
/* Makes a name findable. */
void ear_db_index_name (EarDb *db, gint64 person, const char *name);
/* All that is pending, unless it is more than @limit: then FALSE, and the idle writer does it. */
gboolean ear_db_index_now (EarDb *db, guint limit);
/* One batch of what is pending; FALSE when nothing was left. */
gboolean ear_db_index_batch (EarDb *db, guint limit);
/* SQL functions of ours. */
void ear_search_register (EarDb *db);
void ear_report_register (EarDb *db);
/* What was read of one stream. (element-type EarSpan) (transfer full), by time */
GArray *ear_db_load_spans (EarDb *db, gint64 channel, const char *stream);

/* ---- values ---- */

void ear_changes_add_conversation (EarChanges *changes, gint64 conversation);
void ear_changes_add_removed (EarChanges *changes, gint64 conversation);
void ear_changes_add_channel (EarChanges *changes, gint64 channel);
/* Each id once. */
void ear_changes_settle (EarChanges *changes);

G_END_DECLS
