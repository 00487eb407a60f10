/* ear-remote.h: the engine of an open window, reached over D-Bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "engine/ear-engine.h"

G_BEGIN_DECLS

#define EAR_TYPE_REMOTE (ear_remote_get_type ())
G_DECLARE_FINAL_TYPE (EarRemote, ear_remote, EAR, REMOTE, GObject)

/* Serves the verbs of ear-verbs.h on @connection until the object is freed. */
EarRemote *ear_remote_export (EarEngine *engine, GDBusConnection *connection, GError **error);

/* Blocking, for earshotctl. FALSE without an error: no running engine has this workspace open. */
gboolean ear_remote_run (const char *folder, const char *verb, const char *arguments, const char *secret, char **result, GError **error);

G_END_DECLS
