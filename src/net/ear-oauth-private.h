/* ear-oauth-private.h: what an OAuth server answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-problem.h"

G_BEGIN_DECLS

/* RFC 6749 5.1 and 5.2, every text borrowed and nullable. */
typedef struct {
  guint status; /* of HTTP; 0 in a redirect */
  const char *error;
  const char *description;
  const char *access_token;
  const char *token_type;
  const char *refresh_token;
  const char *scope;
  gint64 expires_in_s;
} EarOAuthReply;

char *ear_oauth_dup_host (const char *url);

/* @secrets: what was sent, NULL at the end: an answer that quotes one of them is not repeated. */
GError *ear_oauth_problem_from_reply (const EarOAuthReply *reply, const char *url, const char *const *secrets);

G_END_DECLS
