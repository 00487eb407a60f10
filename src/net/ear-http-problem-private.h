/* ear-http-problem-private.h: what went wrong on the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "base/ear-problem.h"

G_BEGIN_DECLS

/* Everything that is known about a request that got no whole reply. */
typedef struct {
  const char *host;
  gboolean writing;    /* neither GET nor HEAD */
  gboolean began;      /* the first byte may have left */
  gboolean cancelled;  /* by the session's cancellable */
  gboolean timed_out;
  guint deadline_s;
  gboolean too_large;
  gsize body_cap;
  GTlsCertificateFlags tls_errors;
} EarHttpFailure;

/* @cause (nullable): libsoup's or GIO's error; its words never reach the sentence, since they may quote an address. */
GError *ear_http_problem_from_failure (const EarHttpFailure *failure, const GError *cause);

G_END_DECLS
