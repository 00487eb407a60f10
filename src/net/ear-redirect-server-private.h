/* ear-redirect-server-private.h: the listening half of EarRedirect
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  EAR_REDIRECT_WAITING,
  EAR_REDIRECT_RECEIVED,
  EAR_REDIRECT_TIMED_OUT,
  EAR_REDIRECT_STOPPED,
} EarRedirectOutcome;

/* Called once, in the server's thread. @parameters is (transfer full), NULL unless RECEIVED. */
typedef void (*EarRedirectFunc) (EarRedirectOutcome outcome, GHashTable *parameters, gpointer user_data);

/* A thread with a main context of its own. It outlives its owner by the few seconds the browser needs to fetch the last
 * page, hence the references. */
typedef struct _EarRedirectServer EarRedirectServer;

/* @socket: bound to 127.0.0.1:@port and listening. */
EarRedirectServer *ear_redirect_server_start (GSocket *socket, guint16 port, const char *state, guint timeout_s,
                                              EarRedirectFunc func, gpointer user_data, GDestroyNotify destroy);
void ear_redirect_server_unref (EarRedirectServer *server);

/* Any thread. Ends the listening; without effect once something was received. */
void ear_redirect_server_stop (EarRedirectServer *server);
/* Any thread. The same when @cancellable is cancelled. */
void ear_redirect_server_stop_on (EarRedirectServer *server, GCancellable *cancellable);

G_END_DECLS
