/* wire-case.h: one case of what a kind sends and makes of the answer, from one file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A case is a file:
 *
 *   { "kind": "wordpress", "about": "why this case is here", "now": "2026-11-21T12:00:00Z",
 *     "origin": "https://example.org", "settings": { "api_root": "…" }, "steps": [ … ] }
 *
 * A step is { "call": "pull", …, "exchange": [ … ], "expected": { … } }; its own members by call:
 *
 *   prepare    typed, redirect_uri, way,     expected: plan
 *              client_id, client_secret
 *   discover                                 expected: accounts, batch
 *   renew                                    expected: credentials
 *   pull       stream, direction, cursor     expected: batch; cursor "previous" is the one of the step before
 *   refresh    conversation                  expected: batch
 *   check      message                       expected: batch
 *   perform    op                            expected: batch
 *   find_sent  op                            expected: found, batch
 *   revoke
 *   address    op, target                    expected: op
 *   explain    method, url, reply            expected: problem, usage
 *
 * "expected" may hold "problem" with "code", "effect", "permission", "words", "retry_after_ms" and "sentence", which it contains; then the call
 * must fail. The members of the batch that it does not name must not be there; "*" stands for anything. Exchanges:
 * scripted-session.h. Settings that a step learnt hold in the next. "credentials" of the case (user, secret, refresh_token, client_id,
 * client_secret, expires_at, renew_at) are what the session signs with. */
void wire_case_run (const char *path);

G_END_DECLS
