/* ear-problem.h: what went wrong, as the next step to take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EarProblemCode:
 * @EAR_PROBLEM_OFFLINE: nothing was reached; wait for the network
 * @EAR_PROBLEM_RETRY_LATER: the service asks for patience; back off
 * @EAR_PROBLEM_AUTH: the credentials are no longer accepted; sign in again
 * @EAR_PROBLEM_FORBIDDEN: signed in, but a permission is missing
 * @EAR_PROBLEM_REJECTED: the service refuses this content; the writer must edit it
 * @EAR_PROBLEM_GONE: the object no longer exists there; drop the local copy
 * @EAR_PROBLEM_PROTOCOL: the reply is not what we understand; keep the cursor
 * @EAR_PROBLEM_OUTCOME_UNKNOWN: sent, but the answer was lost; look before sending again
 *
 * Each code names what to do next, never which service or HTTP status said so.
 */
typedef enum {
  EAR_PROBLEM_OFFLINE,
  EAR_PROBLEM_RETRY_LATER,
  EAR_PROBLEM_AUTH,
  EAR_PROBLEM_FORBIDDEN,
  EAR_PROBLEM_REJECTED,
  EAR_PROBLEM_GONE,
  EAR_PROBLEM_PROTOCOL,
  EAR_PROBLEM_OUTCOME_UNKNOWN,
} EarProblemCode;

/**
 * EarEffect:
 *
 * What a failed request did on the service.
 */
typedef enum {
  EAR_EFFECT_NONE,
  EAR_EFFECT_DONE,
  EAR_EFFECT_UNKNOWN,
} EarEffect;

/**
 * EarProblemDetail:
 * @effect: what the request did over there
 * @retry_after_ms: milliseconds to wait, or -1
 * @one_way: RETRY_LATER: of reading only, or of writing only, as the request was
 * @permission: (nullable): the service's name of the missing permission
 * @words: (nullable): the service's own words, plain text, never a secret
 * @sentence: (nullable): what happened and what to do, translated, instead of what the code means everywhere
 * @hold_ms: nothing more is to be written for so long, 0: no such thing. RETRY_LATER: only messages to one person wait, ever longer up to it
 */
typedef struct {
  EarEffect effect;
  gint64 retry_after_ms;
  char *permission;
  char *words;
  char *sentence;
  gint64 hold_ms;
  gboolean one_way;
} EarProblemDetail;

#define EAR_PROBLEM (ear_problem_quark ())
GQuark ear_problem_quark (void);

GError *ear_problem_new (EarProblemCode code, const EarProblemDetail *detail, const char *format, ...) G_GNUC_PRINTF (3, 4);
void ear_problem_set (GError **error, EarProblemCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
void ear_problem_tell (GError **error, EarProblemCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
const EarProblemDetail *ear_problem_get_detail (const GError *error);
const char *ear_problem_code_to_string (EarProblemCode code);
gboolean ear_problem_code_from_string (const char *word, EarProblemCode *code);

G_END_DECLS
