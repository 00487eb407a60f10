/* ear-files.c: copies of the workspace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "engine/ear-engine-private.h"

typedef struct {
  EarEngine *engine;
  char *file;
  EarProgressFunc progress;
  gpointer progress_data;
} BackupCall;

static void
backup_call_free (gpointer data)
{
  BackupCall *call = data;

  g_free (call->file);
  g_free (call);
}

static gboolean
backup_progress (const char *step,
                 gint64      done,
                 gint64      total,
                 gpointer    data)
{
  BackupCall *call = data;

  ear_engine_tell_progress (call->engine->context, call->progress, call->progress_data, step, done, total);
  return TRUE;
}

static gpointer
backup (EarEngine     *self,
        EarStore      *store,
        gpointer       data,
        GCancellable  *cancellable,
        GError       **error)
{
  BackupCall *call = data;

  return ear_store_backup (store, call->file, backup_progress, call, cancellable, error) ? EAR_WORK_DONE : NULL;
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
  BackupCall *call = g_new0 (BackupCall, 1);
  EarWork work = { backup, call, backup_call_free, NULL };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->engine = self;
  call->file = g_strdup (file);
  call->progress = progress;
  call->progress_data = progress_data;
  ear_engine_read (self, ear_engine_backup_async, work, cancellable, callback, data);
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
