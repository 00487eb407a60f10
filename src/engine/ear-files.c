/* ear-files.c: copies of the workspace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "engine/ear-engine-private.h"

typedef struct {
  EarEngine *engine;
  char *file;                /* of a backup */
  gboolean repair;           /* of a check */
  EarProgressFunc progress;
  gpointer progress_data;
} FileCall;

static void
file_call_free (gpointer data)
{
  FileCall *call = data;

  g_free (call->file);
  g_free (call);
}

static gboolean
file_progress (const char *step,
               gint64      done,
               gint64      total,
               gpointer    data)
{
  FileCall *call = data;

  ear_engine_tell_progress (call->engine->context, call->progress, call->progress_data, step, done, total);
  return !g_atomic_int_get (&call->engine->ending);
}

static gpointer
backup (EarEngine     *self,
        EarStore      *store,
        gpointer       data,
        GCancellable  *cancellable,
        GError       **error)
{
  FileCall *call = data;

  return ear_store_backup (store, call->file, file_progress, call, cancellable, error) ? EAR_WORK_DONE : NULL;
}

/**
 * ear_engine_backup_async:
 * @file: must not exist
 * @progress: (nullable): told on the main thread
 */
void
ear_engine_backup_async (EarEngine           *self,
                         const char          *file,
                         EarProgressFunc      progress,
                         gpointer             progress_data,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  FileCall *call = g_new0 (FileCall, 1);
  EarWork work = { backup, call, file_call_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->engine = self;
  call->file = g_strdup (file);
  call->progress = progress;
  call->progress_data = progress_data;
  ear_engine_read (self, ear_engine_backup_async, work, cancellable, callback, data);
}

static gpointer
check (EarEngine     *self,
       EarStore      *store,
       gpointer       data,
       GCancellable  *cancellable,
       GError       **error)
{
  FileCall *call = data;

  if (call->repair && !ear_store_repair (store, file_progress, call, error))
    return NULL;
  return ear_store_check (store, file_progress, call, error) ? EAR_WORK_DONE : NULL;
}

/**
 * ear_engine_check_async:
 * @repair: whether to make search index, counts and deadlines anew first
 * @progress: (nullable): told on the main thread
 *
 * Fails with EAR_STORE_ERROR_CORRUPT and what is wrong.
 */
void
ear_engine_check_async (EarEngine           *self,
                        gboolean             repair,
                        EarProgressFunc      progress,
                        gpointer             progress_data,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  FileCall *call = g_new0 (FileCall, 1);
  EarWork work = { check, call, file_call_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->engine = self;
  call->repair = repair;
  call->progress = progress;
  call->progress_data = progress_data;
  ear_engine_write (self, ear_engine_check_async, work, cancellable, callback, data);
}

/**
 * ear_engine_restore:
 * @file: a backup
 * @folder: must hold no workspace yet
 *
 * Blocking; for earshotctl.
 */
gboolean
ear_engine_restore (const char  *file,
                    const char  *folder,
                    GError     **error)
{
  g_autofree char *existing = g_build_filename (folder, EAR_STORE_FILE_NAME, NULL);

  if (g_file_test (existing, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a workspace in %s already. Name another folder."), folder);
      return FALSE;
    }
  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no file %s."), file);
      return FALSE;
    }
  return ear_store_restore (folder, file, NULL, NULL, error);
}
