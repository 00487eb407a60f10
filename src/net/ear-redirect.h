/* ear-redirect.h: the end of a sign-in in the browser, on loopback
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EAR_REDIRECT_TIMEOUT_S 600

#define EAR_TYPE_REDIRECT (ear_redirect_get_type ())
G_DECLARE_FINAL_TYPE (EarRedirect, ear_redirect, EAR, REDIRECT, GObject)

/**
 * ear_redirect_new:
 * @wanted_port: a port, or 0 for any free one
 * @state: what the request must carry as `state`; random, from the kernel (ear_key_random_token(), EarOAuthAttempt)
 * @timeout_s: 0 for %EAR_REDIRECT_TIMEOUT_S
 *
 * Listens at `http://127.0.0.1:PORT/callback` (RFC 8252 7.3), on a thread of its own, for one GET with the right state. It is
 * answered with a redirect to a page that says the window can be closed, so that no secret stays in the browser's
 * history; every other request gets a page that says why not, and the listening goes on. Nothing received is logged.
 *
 * Does not block. Dropping the last reference ends the listening.
 *
 * Returns: (transfer full): NULL with %EAR_PROBLEM_RETRY_LATER and a sentence when the port is taken
 */
EarRedirect *ear_redirect_new (guint16 wanted_port, const char *state, guint timeout_s, GError **error);

guint16 ear_redirect_get_port (EarRedirect *self);
/* "http://127.0.0.1:PORT/callback": what OAuth registers and sends. */
const char *ear_redirect_get_uri (EarRedirect *self);
/* "http://localhost:PORT/callback" from now on: for a service that takes the name only. Before the browser is sent anywhere. */
void ear_redirect_use_localhost (EarRedirect *self);
/* The same with "?state=…", for a service that knows no state of its own (WordPress' success_url). */
char *ear_redirect_dup_uri_with_state (EarRedirect *self);

/**
 * ear_redirect_wait:
 *
 * Blocks until the request came, @cancellable is cancelled (G_IO_ERROR_CANCELLED) or time is up (%EAR_PROBLEM_AUTH).
 * May be called once, this or the asynchronous form.
 *
 * Returns: (transfer full) (element-type utf8 utf8): the query's parameters; values are wiped when it is freed
 */
GHashTable *ear_redirect_wait (EarRedirect *self, GCancellable *cancellable, GError **error);
void ear_redirect_wait_async (EarRedirect *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GHashTable *ear_redirect_wait_finish (EarRedirect *self, GAsyncResult *result, GError **error);

G_END_DECLS
