/* ear-store.h: one workspace on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include "model/ear-batch.h"

G_BEGIN_DECLS

/* The only SQL of Earshot stands behind these headers. Every function may be called from any thread but the main one: it waits for
 * the disk. Writes run one after another on the store's own thread, each in one transaction; reads run on pooled connections, each
 * in one snapshot. Local integer ids are good inside this process only; what leaves it uses keys. */

/**
 * EarStore:
 *
 * An open workspace. Thread-safe.
 */
typedef struct _EarStore EarStore;

/**
 * EarStoreError:
 * @EAR_STORE_ERROR_FAILED: something the store did not foresee; the message names it
 * @EAR_STORE_ERROR_FULL: the disk is full; nothing was changed
 * @EAR_STORE_ERROR_READ_ONLY: folder or file may not be written
 * @EAR_STORE_ERROR_NEWER: written by a newer Earshot
 * @EAR_STORE_ERROR_OLDER: must be upgraded first, and this is a read-only opening
 * @EAR_STORE_ERROR_LOCKED: another Earshot has this workspace open
 * @EAR_STORE_ERROR_PLACE: a network drive or synced folder, where the file would be damaged
 * @EAR_STORE_ERROR_CORRUPT: damaged, or no workspace at all
 * @EAR_STORE_ERROR_IO: the disk reported an error
 * @EAR_STORE_ERROR_NOT_FOUND: no such row, or no workspace in the folder
 * @EAR_STORE_ERROR_CONFLICT: the value is no longer what the caller thinks
 * @EAR_STORE_ERROR_INVALID: the caller's value cannot be kept
 *
 * The message of each is a plain sentence that says what to do. Whatever the error, nothing of the call was written.
 */
typedef enum {
  EAR_STORE_ERROR_FAILED,
  EAR_STORE_ERROR_FULL,
  EAR_STORE_ERROR_READ_ONLY,
  EAR_STORE_ERROR_NEWER,
  EAR_STORE_ERROR_OLDER,
  EAR_STORE_ERROR_LOCKED,
  EAR_STORE_ERROR_PLACE,
  EAR_STORE_ERROR_CORRUPT,
  EAR_STORE_ERROR_IO,
  EAR_STORE_ERROR_NOT_FOUND,
  EAR_STORE_ERROR_CONFLICT,
  EAR_STORE_ERROR_INVALID,
} EarStoreError;

#define EAR_STORE_ERROR (ear_store_error_quark ())
GQuark ear_store_error_quark (void);

typedef enum {
  EAR_STORE_DEFAULT = 0,
  EAR_STORE_READ_ONLY = 1 << 0, /* takes no lock: works beside a running engine */
  EAR_STORE_CREATE = 1 << 1,    /* makes folder and workspace where there is none */
} EarStoreFlags;

/**
 * EarStoreProgress:
 * @step: (not nullable): what is being done, a word for logs: "backup", "migrate", "derive", "index", "check"
 * @done: how much of @total
 * @total: in units of the step, or 0 when not known
 *
 * Called on the thread that does the work.
 *
 * Returns: %FALSE to cancel; what was begun is undone or goes on at the next opening
 */
typedef gboolean (*EarStoreProgress) (const char *step, gint64 done, gint64 total, gpointer user_data);

#define EAR_STORE_FILE_NAME "workspace.sqlite"

/**
 * ear_store_open:
 * @folder: the workspace's folder
 * @progress: (nullable): told about a migration's steps
 * @error: EAR_STORE_ERROR_*, or G_IO_ERROR_CANCELLED
 *
 * Opens the workspace in @folder: checks the place, takes the lock, brings the schema up to date (after a backup into
 * @folder/backups), and turns outbox rows found in "sending" into "unknown". One process at a time may have it open for writing.
 *
 * Returns: (transfer full) (nullable): the store; close with ear_store_close()
 */
EarStore *ear_store_open (const char *folder, EarStoreFlags flags, EarStoreProgress progress, gpointer user_data, GError **error);

/* Waits for writes already asked for, then lets go of the lock. Accepts %NULL. */
void ear_store_close (EarStore *store);
/* Gives back what readings that are over still hold: the read connections but one, and that one's pages. For when nothing was read for
 * a while; what is read next opens them anew, in well under a millisecond. Any thread. */
void ear_store_rest (EarStore *store);
/* Ends reads that take long, with G_IO_ERROR_CANCELLED; any thread. */
void ear_store_interrupt (EarStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarStore, ear_store_close)

const char *ear_store_get_folder (EarStore *store);
/* The workspace's UUID. */
const char *ear_store_get_key (EarStore *store);
gboolean ear_store_is_read_only (EarStore *store);

/* ---- members ---- */

typedef struct {
  gint64 id;
  char *key;  /* UUID */
  char *name;
} EarMember;

void ear_member_free (EarMember *member);

/* A workspace begins with one. (element-type EarMember) (transfer full) */
GPtrArray *ear_store_list_members (EarStore *store, GError **error);

/* ---- settings of the workspace ---- */

typedef struct {
  char *value;       /* JSON text */
  gint64 valid_from; /* UTC ms, G_MININT64: always */
} EarStoreSetting;

void ear_store_setting_free (EarStoreSetting *setting);

/* What @key was at @at (UTC ms; G_MAXINT64: the latest): JSON text, or %NULL without error when never set. (transfer full)
 * Setting one is an event: ear_store_set_setting() in ear-store-event.h. */
char *ear_store_get_setting (EarStore *store, const char *key, gint64 at, GError **error);
/* Oldest first. (element-type EarStoreSetting) (transfer full) */
GPtrArray *ear_store_list_setting (EarStore *store, const char *key, GError **error);

/* Small private state that is nobody's action (window position in a list, "last looked at"): no event, not exported.
 * @value %NULL forgets it. */
gboolean ear_store_set_memo (EarStore *store, const char *key, const char *value, GError **error);
char *ear_store_get_memo (EarStore *store, const char *key, GError **error);

/* The facts every channel must agree on, by their names (ear_brand_fact_to_string()); ear_store_set_brand_facts() changes them.
 * (element-type utf8 utf8) (transfer full) */
GHashTable *ear_store_list_brand_facts (EarStore *store, GError **error);

/* ---- channels ---- */

typedef enum {
  EAR_CHANNEL_ACTIVE = 0,
  EAR_CHANNEL_PAUSED = 1,
  EAR_CHANNEL_REMOVED = 2, /* conversations kept; adding the same account again finds them */
} EarChannelState;

typedef struct {
  gint64 id;
  char *key;            /* UUIDv5 (kind, origin, account id) */
  char *kind, *origin, *account_id;
  char *name;           /* as the person renamed it, else the service's */
  char *service_name;   /* the service's; set in what the store returns */
  char *url, *handle, *avatar_url; /* (nullable) */
  char *about;          /* (nullable): what its page says, as EarAccount.about; NULL in a row that is written: what is known stays */
  EarChannelState state;
  GHashTable *settings; /* non-secret facts of server and account, name → text */
  char *health;         /* (nullable): JSON the engine keeps; opaque here */
  gint64 added_at;      /* UTC ms: what is older than this counts as read */
} EarChannelRow;

void ear_channel_row_free (EarChannelRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarChannelRow, ear_channel_row_free)

/**
 * ear_store_add_channel:
 * @row: kind, origin, account_id and name must be set; id, key, state, health and added_at are not read
 *
 * Adds an account, or finds it again: the same kind, origin and account id is the same channel, with its conversations.
 *
 * Returns: (transfer full) (nullable): the channel as it is now
 */
EarChannelRow *ear_store_add_channel (EarStore *store, const EarChannelRow *row, GError **error);
/* The same by a person's hand: writes the event "channel-connect", or "channel-sign-in" where it was connected. */
EarChannelRow *ear_store_connect_channel (EarStore *store, const char *member, const EarChannelRow *row, char **event_key, GError **error);
/* (element-type EarChannelRow) (transfer full): in the order they were added, removed ones only with @with_removed */
GPtrArray *ear_store_list_channels (EarStore *store, gboolean with_removed, GError **error);
/* EAR_STORE_ERROR_NOT_FOUND when there is none. */
EarChannelRow *ear_store_get_channel (EarStore *store, const char *channel_key, GError **error);
/* @row: name, url, handle, avatar_url, about as its page has them now; what it has not is no longer known. No event. */
gboolean ear_store_set_channel_profile (EarStore *store, const char *channel_key, const EarChannelRow *row, GError **error);
/* Merges @settings (name → text, %NULL text removes) into the channel's. No event: what discovery learnt. */
gboolean ear_store_set_channel_settings (EarStore *store, const char *channel_key, GHashTable *settings, GError **error);
gboolean ear_store_set_channel_health (EarStore *store, const char *channel_key, const char *health_json, GError **error);
/* Deletes conversations, messages, people only known from there, outbox, and the channel. Of questions an anonymous row stays, and then
 * the removed channel's name and coverage, for the figures; read again, they are replaced. Not undoable; the event of the removal
 * itself is written by ear_store_remove_channel() in ear-store-event.h. @progress may cancel: goes on when called again. */
gboolean ear_store_delete_channel_data (EarStore *store, const char *channel_key, EarStoreProgress progress, gpointer user_data,
                                        GError **error);
/* Goes on where deletions were interrupted; the writer is busy with one short step at a time. @channel_key: (nullable): all. */
gboolean ear_store_finish_deletions (EarStore *store, const char *channel_key, EarStoreProgress progress, gpointer user_data, GError **error);

/* ---- streams ---- */

/* The same numbers as EarPullDirection. */
typedef enum {
  EAR_STREAM_FORWARD = 0,
  EAR_STREAM_BACKFILL = 1,
  EAR_STREAM_RECONCILE = 2,
} EarStreamDirection;

typedef struct {
  char *stream;
  gboolean inbound, outbound; /* which direction's coverage it proves */
  char *cursors[3];           /* (nullable): by EarStreamDirection */
  gboolean done[3];           /* the last batch of that direction said "no more" */
  gint64 known_until;         /* end of the last complete forward pull, UTC ms, or EAR_TIME_NONE */
  gint64 pulled_at[3];        /* when a batch of that direction was last applied, or EAR_TIME_NONE */
  gint64 estimated_total;     /* or -1 */
  gint64 n_items;             /* messages applied so far */
} EarStreamRow;

void ear_stream_row_free (EarStreamRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarStreamRow, ear_stream_row_free)

/* Declares a stream; known streams keep their cursors. Call before the first batch of it. */
gboolean ear_store_put_stream (EarStore *store, const char *channel_key, const char *stream, gboolean inbound, gboolean outbound,
                               GError **error);
/* Streams this account no longer gives: they no longer hold back known-until. */
gboolean ear_store_drop_stream (EarStore *store, const char *channel_key, const char *stream, GError **error);
/* (element-type EarStreamRow) (transfer full) */
GPtrArray *ear_store_list_streams (EarStore *store, const char *channel_key, GError **error);

/* ---- deadlines ---- */

typedef struct {
  const char *channel_key, *kind;
  EarConversationType type;
  gint64 opened_at;    /* UTC ms: when the question was asked */
  gint64 call_back_by; /* offline contacts: as agreed, or EAR_TIME_NONE */
  gint64 heard_at;     /* when a customer last wrote in that conversation */
} EarDueQuestion;

/* When an answer is due, UTC ms, or EAR_TIME_NONE for never. Runs on the store's thread: must not call the store. */
typedef gint64 (*EarDueFunc) (const EarDueQuestion *question, gpointer user_data);

/* Without one, a question is due when asked, so that the oldest comes first. Set it before the first batch. */
void ear_store_set_due_func (EarStore *store, EarDueFunc func, gpointer user_data, GDestroyNotify destroy);
/* After hours or promise changed: asks the function again for every open question. */
gboolean ear_store_refresh_due (EarStore *store, GError **error);

/* ---- care ---- */

/* A consistent copy into @file (must not exist) while others read and write. */
gboolean ear_store_backup (EarStore *store, const char *file, EarStoreProgress progress, gpointer user_data, GCancellable *cancellable,
                           GError **error);
/* Makes the workspace of @folder (which must not be open) what @file holds; what was there is kept beside it as a backup. */
gboolean ear_store_restore (const char *folder, const char *file, EarStoreProgress progress, gpointer user_data, GError **error);
/* SQLite's and FTS5's integrity checks and our own (counts, previews, enquiries as a rebuild gives them). EAR_STORE_ERROR_CORRUPT
 * names what is wrong. */
gboolean ear_store_check (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error);
/* Makes the search index anew from the messages, and then what ear_store_rederive() does. */
gboolean ear_store_repair (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error);
/* Derives every conversation's upkeep and enquiries again. */
gboolean ear_store_rederive (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error);
/* Indexes what is not searchable yet; the store does so by itself when idle. */
gboolean ear_store_index_pending (EarStore *store, EarStoreProgress progress, gpointer user_data, GError **error);

G_END_DECLS
