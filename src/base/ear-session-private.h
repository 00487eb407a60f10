/* ear-session-private.h: what a session's files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-session.h"

G_BEGIN_DECLS

/* The name to use in a sentence: the host asked, without scheme, path or query, which may hold secrets. */
char *ear_session_dup_host (EarSession *session, const EarRequest *request);

/* GET and the like, which change nothing and are followed through redirects. */
gboolean ear_request_is_safe (const EarRequest *request);

/* What a service said, as one short line without anything that looks like a secret. (transfer full) */
char *ear_words_clean (const char *words);

/* One plain sentence for a code, with the service's own words where it gave some. */
char *ear_problem_describe (EarSession *session, const EarRequest *request, EarProblemCode code, const EarProblemDetail *detail);

G_END_DECLS
