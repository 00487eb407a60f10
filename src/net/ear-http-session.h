/* ear-http-session.h: one account's HTTP over libsoup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include "base/ear-session.h"

G_BEGIN_DECLS

#define EAR_HTTP_BODY_CAP (8 * 1024 * 1024) /* bytes, after decompression */
#define EAR_HTTP_DEADLINE_S 60              /* from the call to the last byte of the reply */
#define EAR_HTTP_REQUESTS_PER_MINUTE 60
#define EAR_HTTP_MAX_REDIRECTS 5

typedef enum {
  EAR_HTTP_AUTHORIZATION_NONE,
  EAR_HTTP_AUTHORIZATION_BASIC,  /* RFC 7617: user name and secret */
  EAR_HTTP_AUTHORIZATION_BEARER, /* RFC 6750 */
} EarHttpAuthorization;

/**
 * EarHttpOptions:
 * @origin: (nullable): "https://example.org": the only place credentials go to, and what relative URLs resolve against
 * @authorization: how @secret is presented
 * @user: (nullable): user name, for basic
 * @secret: (nullable): password or token; copied, wiped when the session is freed
 * @body_cap: largest reply body in bytes after decompression, 0 for %EAR_HTTP_BODY_CAP
 * @deadline_s: total seconds a request may take, redirects included, 0 for %EAR_HTTP_DEADLINE_S
 * @requests_per_minute: 0 for %EAR_HTTP_REQUESTS_PER_MINUTE
 * @ca_file: (nullable): PEM file of certificate authorities trusted beside the system's; without it the environment variable
 *   EARSHOT_CA_FILE is read
 * @routes: (nullable) (element-type utf8 utf8): origin → address on this computer that plays it ("https://graph.facebook.com" →
 *   "http://127.0.0.1:40001"); with it, nothing else than these and this computer is reached
 * @cancellable: (nullable): ends requests; also to be had later as `session->cancellable`
 *
 * Everything is copied.
 */
typedef struct {
  const char *origin;
  EarHttpAuthorization authorization;
  const char *user;
  const char *secret;
  gsize body_cap;
  guint deadline_s;
  guint requests_per_minute;
  const char *ca_file;
  GHashTable *routes;
  GCancellable *cancellable;
} EarHttpOptions;

/**
 * ear_http_session_new:
 * @options: (nullable): NULL is an anonymous session without an origin
 *
 * Makes a session whose requests block the calling thread. One thread uses it at a time; it must not be the main thread.
 *
 * What its send promises beyond #EarSessionClass:
 *
 * - Credentials go to @origin only. When a redirect leaves an origin, they and the caller's headers other than Accept,
 *   Accept-Language and If-… are dropped, and stay so.
 * - https never falls to http; http is spoken with 127.0.0.0/8 and [::1] only.
 * - Only GET and HEAD follow redirects, at most %EAR_HTTP_MAX_REDIRECTS; a redirect of anything else is the problem
 *   "the address has changed", never success. Anything else is also sent once, on a new connection, and never repeated.
 * - The deadline and the body cap hold whatever the server does.
 * - A server that asks for patience (Retry-After, rate-limit headers) is left alone until then: RETRY_LATER with
 *   `retry_after_ms`, without a byte sent. The same when @requests_per_minute are used up.
 * - No URL's query, header or body is ever logged.
 *
 * Returns: (transfer full): free with ear_session_free(), which also closes its connections
 */
EarSession *ear_http_session_new (const EarHttpOptions *options);

/**
 * ear_http_session_set_secret:
 * @secret: (nullable): the new password or token
 *
 * After a renewal. The old secret is wiped.
 */
void ear_http_session_set_secret (EarSession *session, const char *secret);

/**
 * ear_http_session_abort:
 *
 * Closes all connections; the session stays usable. For a worker that has been idle for a while: nothing else closes an
 * idle connection of blocking requests.
 */
void ear_http_session_abort (EarSession *session);

/**
 * ear_http_session_get_hold_ms:
 * @writing: of requests other than GET and HEAD
 *
 * Returns: milliseconds until the service itself lets us ask again, 0 for now; our own pace is not counted
 */
gint64 ear_http_session_get_hold_ms (EarSession *session, gboolean writing);

/* Tests: what a request would do to the pace, without one. FALSE: it would be refused, and why. */
gboolean ear_http_session_take_turn_for_test (EarSession *session, gboolean writing, GError **error);

/**
 * ear_http_url_check:
 * @url: an absolute URL
 *
 * Whether requests to @url are allowed: https, or http to a loopback address; no user name or password in it.
 *
 * Returns: FALSE with %EAR_PROBLEM_REJECTED and a sentence saying what to do
 */
gboolean ear_http_url_check (const char *url, GError **error);

G_END_DECLS
