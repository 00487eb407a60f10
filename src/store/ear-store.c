/* ear-store.c: one workspace on disk: opening, the writer thread, pooled readers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <errno.h>
#include <glib/gstdio.h>
#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#endif
#include <unistd.h>
#include "base/ear-key.h"
#include "store/ear-store-private.h"
#include "store/ear-store-report.h"

#define MAX_READERS 3
#define WRITER_CACHE_KIB 16384
#define READER_CACHE_KIB 8192
/* The WAL goes back into the file when the writer is idle, or, however busy, before it grows out of hand. */
#define CHECKPOINT_PAGES_IDLE 1000
#define CHECKPOINT_PAGES_BUSY 16000
#define INDEX_WAIT_MS 200
/* What reads longer when the workspace is closed is not waited for. */
#define LONG_READ_US (200 * 1000)
#define FORGET_WAIT_MS 1000
#define INDEX_BATCH 2000
#define INDEX_BACKLOG 4000

G_DEFINE_QUARK (ear-store-error-quark, ear_store_error)

typedef struct {
  EarWriteFlags flags;
  gboolean transaction;
  EarStoreFunc func;
  gpointer data;
  GError *error;
  gboolean done;
  GCond finished;
} Job;

gboolean
ear_db_begin (EarDb *db)
{
  return ear_db_exec (db, sqlite3_db_readonly (db->handle, "main") == 1 ? "BEGIN" : "BEGIN IMMEDIATE");
}

gboolean
ear_db_end (EarDb *db)
{
  if (ear_db_ok (db))
    ear_db_exec (db, "COMMIT");
  /* A failed COMMIT, or a full disk, may or may not have ended the transaction already. */
  if (!ear_db_ok (db) && !sqlite3_get_autocommit (db->handle))
    sqlite3_exec (db->handle, "ROLLBACK", NULL, NULL, NULL);
  return ear_db_ok (db);
}

/* ---- the writer thread ---- */

static int
note_wal_size (void *data, sqlite3 *handle, const char *name, int pages)
{
  EarStore *store = data;

  store->wal_pages = pages;
  return SQLITE_OK;
}

static void
checkpoint (EarStore *store)
{
  /* Passive: waits for nobody. What it cannot move now, a later one will. */
  sqlite3_wal_checkpoint_v2 (store->db->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  store->wal_pages = 0;
}

/* Waits for nobody either: whoever reads an old snapshot needs it. */
static void
empty_wal (EarStore *store)
{
  sqlite3_busy_timeout (store->db->handle, 0);
  store->forget_wal = sqlite3_wal_checkpoint_v2 (store->db->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK;
  sqlite3_busy_timeout (store->db->handle, EAR_DB_BUSY_MS);
  store->wal_pages = 0;
}

static void
set_synchronous (EarStore *store, gboolean full)
{
  if (store->full_sync != full)
    ear_db_exec (store->db, full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  store->full_sync = full;
}

static void
index_some (EarStore *store)
{
  set_synchronous (store, FALSE);
  ear_db_begin (store->db);
  if (!ear_db_index_batch (store->db, INDEX_BATCH))
    store->n_pending = 0;
  else
    store->n_pending = MAX (store->n_pending - INDEX_BATCH, 1);
  if (!ear_db_end (store->db))
    {
      /* The rows stay listed in the file; the next write or start tries again. */
      g_message ("Search index: %s", store->db->error->message);
      g_clear_error (&store->db->error);
      store->n_pending = 0;
    }
}

static void
run_job (EarStore *store, Job *job)
{
  EarDb *db = store->db;

  g_atomic_int_inc (&store->n_writes);
  set_synchronous (store, job->flags & EAR_WRITE_DURABLE);
  if (job->transaction)
    ear_db_begin (db);
  if (ear_db_ok (db))
    job->func (db, job->data);
  if (job->transaction)
    ear_db_end (db);
  job->error = g_steal_pointer (&db->error);
  g_atomic_int_inc (&store->n_writes);
}

guint
ear_store_get_n_writes (EarStore *store)
{
  g_return_val_if_fail (store != NULL, 0);
  return (guint) g_atomic_int_get (&store->n_writes);
}

static gpointer
writer_thread (gpointer data)
{
  EarStore *store = data;

  g_mutex_lock (&store->mutex);
  while (TRUE)
    {
      Job *job = g_queue_pop_head (&store->urgent);

      if (job == NULL)
        job = g_queue_pop_head (&store->bulk);

      if (job != NULL)
        {
          g_mutex_unlock (&store->mutex);
          run_job (store, job);
          g_mutex_lock (&store->mutex);
          job->done = TRUE;
          g_cond_signal (&job->finished);
          if (store->n_pending >= INDEX_BACKLOG || store->wal_pages >= CHECKPOINT_PAGES_BUSY)
            {
              g_mutex_unlock (&store->mutex);
              if (store->n_pending >= INDEX_BACKLOG)
                index_some (store);
              if (store->wal_pages >= CHECKPOINT_PAGES_BUSY)
                checkpoint (store);
              g_mutex_lock (&store->mutex);
            }
        }
      else if (store->stopping)
        {
          break;
        }
      else if (store->n_pending > 0)
        {
          gint64 until = g_get_monotonic_time () + INDEX_WAIT_MS * 1000;

          if (!g_cond_wait_until (&store->work, &store->mutex, until))
            {
              g_mutex_unlock (&store->mutex);
              index_some (store);
              g_mutex_lock (&store->mutex);
            }
        }
      else if (store->forget_wal)
        {
          gint64 until = g_get_monotonic_time () + FORGET_WAIT_MS * 1000;

          if (!g_cond_wait_until (&store->work, &store->mutex, until))
            {
              g_mutex_unlock (&store->mutex);
              empty_wal (store);
              g_mutex_lock (&store->mutex);
            }
        }
      else if (store->wal_pages >= CHECKPOINT_PAGES_IDLE)
        {
          g_mutex_unlock (&store->mutex);
          checkpoint (store);
          g_mutex_lock (&store->mutex);
        }
      else
        {
          g_cond_wait (&store->work, &store->mutex);
        }
    }
  g_mutex_unlock (&store->mutex);
  return NULL;
}

static gboolean
write_and_wait (EarStore *store, Job *job, GError **error)
{
  if (store->read_only)
    {
      g_set_error_literal (error, EAR_STORE_ERROR, EAR_STORE_ERROR_READ_ONLY,
                           _("The workspace is open for reading only. Close the other Earshot first."));
      return FALSE;
    }
  /* A due function that calls the store would wait for itself. */
  g_assert (g_thread_self () != store->writer);

  g_cond_init (&job->finished);
  g_mutex_lock (&store->mutex);
  g_queue_push_tail (job->flags & EAR_WRITE_DURABLE ? &store->urgent : &store->bulk, job);
  g_cond_signal (&store->work);
  while (!job->done)
    g_cond_wait (&job->finished, &store->mutex);
  g_mutex_unlock (&store->mutex);
  g_cond_clear (&job->finished);

  if (job->error == NULL)
    return TRUE;
  g_propagate_error (error, job->error);
  return FALSE;
}

gboolean
ear_store_write (EarStore *store, EarWriteFlags flags, EarStoreFunc func, gpointer data, GError **error)
{
  Job job = { .flags = flags, .transaction = TRUE, .func = func, .data = data };

  return write_and_wait (store, &job, error);
}

gboolean
ear_store_write_steps (EarStore *store, EarStoreFunc func, gpointer data, GError **error)
{
  Job job = { .flags = EAR_WRITE_BULK, .func = func, .data = data };

  return write_and_wait (store, &job, error);
}

static void
forget_wal (EarDb *db, gpointer data)
{
  empty_wal (db->store);
}

gboolean
ear_store_forget_wal (EarStore *store, GError **error)
{
  return ear_store_write_steps (store, forget_wal, NULL, error);
}

/* ---- readers ---- */

static EarDb *
open_connection (EarStore *store, int flags, int cache_kib, GError **error)
{
  g_autoptr (EarDb) db = NULL;
  char pragma[64];

  if (store->frozen)
    {
      g_autofree char *uri = g_filename_to_uri (store->path, NULL, NULL);
      g_autofree char *immutable = g_strconcat (uri, "?immutable=1", NULL);

      db = ear_db_open (immutable, flags | SQLITE_OPEN_URI, error);
    }
  else
    {
      db = ear_db_open (store->path, flags, error);
    }

  if (db == NULL)
    return NULL;
  db->store = store;
  g_snprintf (pragma, sizeof pragma, "PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY", cache_kib);
  ear_db_exec (db, pragma);
  ear_search_register (db);
  ear_report_register (db);
  if (!ear_db_propagate (db, error))
    return NULL;
  return g_steal_pointer (&db);
}

static EarDb *
take_reader (EarStore *store, GError **error)
{
  EarDb *db = NULL;

  g_mutex_lock (&store->read_mutex);
  while ((db = g_queue_pop_tail (&store->readers)) == NULL && store->n_readers >= MAX_READERS)
    g_cond_wait (&store->read_done, &store->read_mutex);
  if (db == NULL)
    store->n_readers++;
  g_mutex_unlock (&store->read_mutex);

  if (db == NULL)
    {
      db = open_connection (store, SQLITE_OPEN_READONLY, READER_CACHE_KIB, error);
      if (db == NULL)
        {
          g_mutex_lock (&store->read_mutex);
          store->n_readers--;
          g_cond_signal (&store->read_done);
          g_mutex_unlock (&store->read_mutex);
        }
    }
  return db;
}

gboolean
ear_store_read (EarStore *store, EarStoreFunc func, gpointer data, GError **error)
{
  EarDb *db = take_reader (store, error);
  gboolean ok;

  if (db == NULL)
    return FALSE;
  g_mutex_lock (&store->read_mutex);
  db->since_us = g_get_monotonic_time ();
  g_queue_push_tail (&store->reading, db);
  g_mutex_unlock (&store->read_mutex);
  ear_db_begin (db);
  if (ear_db_ok (db))
    func (db, data);
  ear_db_end (db);
  ok = ear_db_propagate (db, error);

  g_mutex_lock (&store->read_mutex);
  g_queue_remove (&store->reading, db);
  g_queue_push_tail (&store->readers, db);
  g_cond_signal (&store->read_done);
  g_mutex_unlock (&store->read_mutex);
  return ok;
}

void
ear_store_rest (EarStore *store)
{
  GQueue surplus = G_QUEUE_INIT;
  gboolean many G_GNUC_UNUSED;

  g_mutex_lock (&store->read_mutex);
  while (store->readers.length > 1)
    {
      g_queue_push_tail (&surplus, g_queue_pop_tail (&store->readers));
      store->n_readers--;
    }
  if (store->readers.length == 1)
    sqlite3_db_release_memory (((EarDb *) store->readers.head->data)->handle);
  g_mutex_unlock (&store->read_mutex);
  many = surplus.length > 0;
  g_queue_clear_full (&surplus, (GDestroyNotify) ear_db_free);
#ifdef HAVE_MALLOC_TRIM
  /* The C library keeps what many threads freed in pieces; after little it is not worth its while. */
  if (many)
    malloc_trim (0);
#endif
}

void
ear_store_interrupt (EarStore *store)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->read_mutex);
  gint64 long_ago = g_get_monotonic_time () - LONG_READ_US;

  for (GList *link = store->reading.head; link != NULL; link = link->next)
    {
      EarDb *db = link->data;

      if (db->since_us < long_ago)
        sqlite3_interrupt (db->handle);
    }
}

/* ---- opening and closing ---- */

/* Where nothing can be written, SQLite could not make the files that readers and writers meet in. Without a WAL nobody has the file
 * open, so it may be read as one that never changes. */
static gboolean
is_frozen (EarStore *store)
{
  g_autofree char *wal = g_strconcat (store->path, "-wal", NULL);

  return access (store->folder, W_OK) != 0 && !g_file_test (wal, G_FILE_TEST_EXISTS);
}

/* An installation's own id: not part of the workspace, so a restored backup is a device of its own. */
static char *
load_device (const char *folder)
{
  g_autofree char *file = g_build_filename (folder, "device", NULL);
  g_autofree char *text = NULL;

  if (g_file_get_contents (file, &text, NULL, NULL) && ear_key_is_uuid (g_strstrip (text)))
    return g_steal_pointer (&text);
  g_free (text);
  text = ear_key_random ();
  g_file_set_contents (file, text, -1, NULL);
  return g_steal_pointer (&text);
}

static gboolean
check_folder (const char *folder, EarStoreFlags flags, GError **error)
{
  g_autofree char *path = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  gboolean create = flags & EAR_STORE_CREATE;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !create)
    {
      g_set_error (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND, _("There is no workspace in %s."), folder);
      return FALSE;
    }
  /* Before anything is made in a place that is refused. */
  if (!ear_place_check (folder, error))
    return FALSE;
  if (create && g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, EAR_STORE_ERROR, errno == ENOSPC ? EAR_STORE_ERROR_FULL : EAR_STORE_ERROR_READ_ONLY,
                   _("The folder %s cannot be made: %s. Check the permissions of the folder it lies in."), folder, g_strerror (errno));
      return FALSE;
    }
  return ear_place_check (folder, error);
}

static EarDb *
open_writer (EarStore *store, const EarMigration *migrations, guint n_migrations, EarStoreProgress progress, gpointer user_data,
             GError **error)
{
  g_autoptr (EarDb) db = open_connection (store, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, WRITER_CACHE_KIB, error);

  if (db == NULL)
    return NULL;
  ear_db_exec (db, "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864");
  ear_schema_upgrade (db, store->folder, migrations, n_migrations, progress, user_data);
  if (ear_db_ok (db))
    {
      ear_db_begin (db);
      /* Whether these left us nobody knows: ask the service before sending again. */
      ear_db_run (db, "UPDATE outbox SET state = 'unknown', looks = 0, looked_at = NULL, changed_at = ?1 WHERE state = 'sending'", INT (ear_clock_now_ms ()));
      store->n_pending = ear_db_int (db, 0, "SELECT count (*) FROM fts_pending");
      ear_db_end (db);
    }
  if (!ear_db_propagate (db, error))
    return NULL;
  sqlite3_wal_hook (db->handle, note_wal_size, store);
  return g_steal_pointer (&db);
}

static void
load_identity (EarDb *db, gpointer data)
{
  EarStore *store = data;

  store->key = ear_db_get_meta (db, "key");
  store->member_key = ear_db_text (db, "SELECT key FROM member ORDER BY id LIMIT 1");
}

EarStore *
ear_store_open_with (const char *folder, EarStoreFlags flags, const EarMigration *migrations, guint n_migrations,
                     EarStoreProgress progress, gpointer user_data, GError **error)
{
  g_autoptr (EarStore) store = NULL;

  if (!check_folder (folder, flags, error))
    return NULL;

  store = g_new0 (EarStore, 1);
  store->folder = g_strdup (folder);
  store->path = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);
  store->read_only = flags & EAR_STORE_READ_ONLY;
  store->clock_lead_ms = ear_clock_get_lead_ms ();
  store->lock_fd = -1;
  g_mutex_init (&store->mutex);
  g_cond_init (&store->work);
  g_mutex_init (&store->read_mutex);
  g_cond_init (&store->read_done);
  g_mutex_init (&store->due_mutex);

  if (store->read_only)
    {
      EarDb *db;

      store->frozen = is_frozen (store);
      db = take_reader (store, error);

      if (db == NULL)
        return NULL;
      ear_schema_check (db, n_migrations);
      g_queue_push_tail (&store->readers, db);
      if (!ear_db_propagate (db, error))
        return NULL;
    }
  else
    {
      store->lock_fd = ear_place_lock (folder, error);
      if (store->lock_fd < 0)
        return NULL;
      store->db = open_writer (store, migrations, n_migrations, progress, user_data, error);
      if (store->db == NULL)
        return NULL;
    }

  if (!ear_store_read (store, load_identity, store, error))
    return NULL;
  if (!store->read_only)
    {
      store->device = load_device (folder);
      store->writer = g_thread_new ("store", writer_thread, store);
    }
  return g_steal_pointer (&store);
}

EarStore *
ear_store_open (const char *folder, EarStoreFlags flags, EarStoreProgress progress, gpointer user_data, GError **error)
{
  return ear_store_open_with (folder, flags, ear_migrations, ear_n_migrations, progress, user_data, error);
}

void
ear_store_close (EarStore *store)
{
  if (store == NULL)
    return;
  if (store->writer != NULL)
    {
      g_mutex_lock (&store->mutex);
      store->stopping = TRUE;
      g_cond_signal (&store->work);
      g_mutex_unlock (&store->mutex);
      g_thread_join (store->writer);
    }
  g_queue_clear_full (&store->readers, (GDestroyNotify) ear_db_free);
  ear_db_free (store->db);
  if (store->lock_fd >= 0)
    close (store->lock_fd);
  if (store->due_destroy != NULL)
    store->due_destroy (store->due_data);
  g_mutex_clear (&store->mutex);
  g_cond_clear (&store->work);
  g_mutex_clear (&store->read_mutex);
  g_cond_clear (&store->read_done);
  g_mutex_clear (&store->due_mutex);
  g_free (store->folder);
  g_free (store->path);
  g_free (store->key);
  g_free (store->device);
  g_free (store->member_key);
  g_free (store);
}

const char *
ear_store_get_folder (EarStore *store)
{
  return store->folder;
}

const char *
ear_store_get_key (EarStore *store)
{
  return store->key;
}

gboolean
ear_store_is_read_only (EarStore *store)
{
  return store->read_only;
}
