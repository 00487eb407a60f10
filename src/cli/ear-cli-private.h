/* ear-cli-private.h: what the files of earshotctl share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/ear-cli.h"

G_BEGIN_DECLS

/* An answer is kept in a (nullable) GAsyncResult * and waited for on the main loop. */
void ear_cli_keep_result (GObject *source, GAsyncResult *result, gpointer kept);
GAsyncResult *ear_cli_wait_for (GAsyncResult **kept);

/* Blocking on a main loop; waits a while where the workspace is in use by another command. */
EarEngine *ear_cli_open (const char *folder, EarEngineFlags flags, GError **error);
void ear_cli_close (EarEngine *engine);

/* --workspace may name the folder or the file in it. */
char *ear_cli_folder_of (const char *workspace);

/* {"ok":true,"key":folder} */
char *ear_cli_answer_folder (const char *folder);

char *ear_cli_restore (const char *workspace, EarCliCommand *command, GError **error);
/* In @workspace, or the person's own practice folder. */
char *ear_cli_practice (const char *workspace, GError **error);
char *ear_cli_sample (const char *workspace, EarCliCommand *command, gboolean quiet, GError **error);
gboolean ear_cli_report (const char *folder, EarCliCommand *command, gboolean json, GError **error);

G_END_DECLS
