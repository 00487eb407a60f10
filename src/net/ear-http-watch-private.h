/* ear-http-watch-private.h: cancels what takes too long
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* libsoup's time-out is per read, so a server that sends one byte now and then holds a blocking read loop for ever.
 * A thread of its own cancels from outside; it ends when nothing has been watched for a while. */
typedef struct _EarHttpWatch EarHttpWatch;

EarHttpWatch *ear_http_watch_start (GCancellable *cancellable, guint seconds);

/* Frees @watch. Returns whether it was this watch that cancelled. */
gboolean ear_http_watch_stop (EarHttpWatch *watch);

G_END_DECLS
