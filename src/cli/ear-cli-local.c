/* ear-cli-local.c: the commands that need no running engine: restore, practice, sample
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "engine/ear-sample.h"

char *
ear_cli_folder_of (const char *workspace)
{
  g_autofree char *path = g_canonicalize_filename (workspace, NULL);

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_path_get_dirname (path);
  return g_steal_pointer (&path);
}

/* The answer to what made a workspace: where it is. */
char *
ear_cli_answer_folder (const char *folder)
{
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "ok", TRUE);
  ear_json_writer_text (writer, "key", folder);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, FALSE);
}

char *
ear_cli_restore (const char     *workspace,
                 EarCliCommand  *command,
                 GError        **error)
{
  g_autoptr(EarJson) arguments = ear_json_parse_text (command->arguments, -1, error);
  g_autofree char *folder = workspace != NULL ? ear_cli_folder_of (workspace) : ear_engine_dup_default_folder ();

  if (arguments == NULL || !ear_engine_restore (ear_json_member_text (ear_json_root (arguments), "file"), folder, error))
    return NULL;
  return ear_cli_answer_folder (folder);
}

/* ---- practice ---- */

char *
ear_cli_practice (const char  *workspace,
                  GError     **error)
{
  g_autofree char *given = workspace != NULL ? ear_cli_folder_of (workspace) : NULL;
  EarEngine *engine = ear_cli_open (given, EAR_ENGINE_PRACTICE | EAR_ENGINE_NO_SYNC, error);
  g_autoptr(GAsyncResult) connected = NULL;
  g_autoptr(GAsyncResult) read = NULL;
  g_autofree char *folder = NULL;
  gboolean done;

  if (engine == NULL)
    return NULL;
  folder = g_strdup (ear_engine_get_folder (engine));
  ear_engine_connect_practice_async (engine, ear_cli_keep_result, &connected);
  done = ear_engine_finish (engine, ear_cli_wait_for (&connected), error);
  if (done)
    {
      ear_engine_sync_async (engine, NULL, NULL, ear_cli_keep_result, &read);
      done = ear_engine_finish (engine, ear_cli_wait_for (&read), error);
    }
  ear_cli_close (engine);
  return done ? ear_cli_answer_folder (folder) : NULL;
}

/* ---- sample ---- */

static gboolean
tell_progress (const char *step,
               gint64      done,
               gint64      total,
               gpointer    data)
{
  /* One line that counts, for a terminal only. */
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%3d %%%s", total > 0 ? (int) (done * 100 / total) : 0, done == total ? "\n" : "");
  return TRUE;
}

char *
ear_cli_sample (const char     *workspace,
                EarCliCommand  *command,
                gboolean        quiet,
                GError        **error)
{
  g_autoptr(EarJson) arguments = ear_json_parse_text (command->arguments, -1, error);
  g_autofree char *folder = NULL;
  struct {
    gint64 size, seed;
  } wanted = { EAR_SAMPLE_DEFAULT_SIZE, EAR_SAMPLE_DEFAULT_SEED };
  const EarJsonField fields[] = {
    { "size", EAR_JSON_INT, EAR_JSON_OPTIONAL, 0, -1 },
    { "seed", EAR_JSON_INT, EAR_JSON_OPTIONAL, sizeof (gint64), -1 },
  };
  EarSampleOptions options = { 0, 0, EAR_TIME_NONE };

  if (arguments == NULL || !ear_json_bind_table (ear_json_root (arguments), fields, &wanted, error))
    return NULL;
  if (workspace == NULL)
    {
      /* Never into the person's own data without being told. */
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("Say where: earshotctl --workspace FOLDER sample --size N --seed S"));
      return NULL;
    }
  if (wanted.size < 1 || wanted.size > EAR_SAMPLE_MAX_SIZE)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The size is a number of messages from 1 to %d."), EAR_SAMPLE_MAX_SIZE);
      return NULL;
    }
  options.size = (guint) wanted.size;
  options.seed = (guint) wanted.seed;
  folder = ear_cli_folder_of (workspace);
  if (!ear_sample_make (folder, &options, quiet ? NULL : tell_progress, NULL, error))
    return NULL;
  return ear_cli_answer_folder (folder);
}
