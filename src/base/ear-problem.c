/* ear-problem.c: what went wrong, as the next step to take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-problem.h"

/* The detail travels inside the GError, so that it survives g_propagate_error() and g_error_copy(). */
typedef EarProblemDetail EarProblemPrivate;

static void
ear_problem_private_init (EarProblemPrivate *priv)
{
  priv->retry_after_ms = -1;
}

static void
ear_problem_private_copy (const EarProblemPrivate *src, EarProblemPrivate *dest)
{
  *dest = *src;
  dest->permission = g_strdup (src->permission);
  dest->words = g_strdup (src->words);
  dest->sentence = g_strdup (src->sentence);
}

static void
ear_problem_private_clear (EarProblemPrivate *priv)
{
  g_clear_pointer (&priv->permission, g_free);
  g_clear_pointer (&priv->words, g_free);
  g_clear_pointer (&priv->sentence, g_free);
}

/* GLib aligns it; clang cannot know. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (EarProblem, ear_problem)
#pragma GCC diagnostic pop

static const char *const code_words[] = {
  [EAR_PROBLEM_OFFLINE] = "offline",
  [EAR_PROBLEM_RETRY_LATER] = "retry-later",
  [EAR_PROBLEM_AUTH] = "auth",
  [EAR_PROBLEM_FORBIDDEN] = "forbidden",
  [EAR_PROBLEM_REJECTED] = "rejected",
  [EAR_PROBLEM_GONE] = "gone",
  [EAR_PROBLEM_PROTOCOL] = "protocol",
  [EAR_PROBLEM_OUTCOME_UNKNOWN] = "outcome-unknown",
};

static GError *
problem_new_literal (EarProblemCode code, const EarProblemDetail *detail, const char *message)
{
  GError *error = g_error_new_literal (EAR_PROBLEM, (int) code, message);
  EarProblemPrivate *priv = ear_problem_get_private (error);

  if (detail != NULL)
    ear_problem_private_copy (detail, priv);
  else if (code == EAR_PROBLEM_OUTCOME_UNKNOWN)
    priv->effect = EAR_EFFECT_UNKNOWN;

  return error;
}

/**
 * ear_problem_new:
 * @code: the next step to take
 * @detail: (nullable): copied; without it the effect is NONE, or UNKNOWN for %EAR_PROBLEM_OUTCOME_UNKNOWN, and no delay is known
 * @format: printf format of one plain sentence, without secrets
 *
 * Returns: (transfer full): an error in the domain %EAR_PROBLEM
 */
GError *
ear_problem_new (EarProblemCode code, const EarProblemDetail *detail, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  return problem_new_literal (code, detail, message);
}

/**
 * ear_problem_set:
 * @error: (out) (optional): where the error goes
 * @code: the next step to take
 * @format: printf format of one plain sentence, without secrets
 *
 * As ear_problem_new() without a detail.
 */
void
ear_problem_set (GError **error, EarProblemCode code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_propagate_error (error, problem_new_literal (code, NULL, message));
}

/**
 * ear_problem_tell:
 * @error: (out) (optional): where the error goes
 * @code: the next step to take
 * @format: printf format of what happened and what to do, translated, without secrets
 *
 * As ear_problem_set(), for a sentence that people read instead of what the code means everywhere.
 */
void
ear_problem_tell (GError **error, EarProblemCode code, const char *format, ...)
{
  EarProblemDetail detail = { .retry_after_ms = -1, .effect = code == EAR_PROBLEM_OUTCOME_UNKNOWN ? EAR_EFFECT_UNKNOWN : EAR_EFFECT_NONE };
  g_autofree char *message = NULL;
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  detail.sentence = message;
  g_propagate_error (error, problem_new_literal (code, &detail, message));
}

/**
 * ear_problem_get_detail:
 * @error: (nullable): any error
 *
 * Returns: (nullable) (transfer none): the detail, or %NULL when @error is not in the domain %EAR_PROBLEM
 */
const EarProblemDetail *
ear_problem_get_detail (const GError *error)
{
  if (error == NULL || error->domain != EAR_PROBLEM)
    return NULL;
  return ear_problem_get_private (error);
}

/**
 * ear_problem_code_to_string:
 * @code: a code
 *
 * Returns: (nullable) (transfer none): the word that stands in the store and in --json output
 */
const char *
ear_problem_code_to_string (EarProblemCode code)
{
  return (gsize) code < G_N_ELEMENTS (code_words) ? code_words[code] : NULL;
}

/**
 * ear_problem_code_from_string:
 * @word: (nullable): a word of ear_problem_code_to_string()
 * @code: (out): the code
 *
 * Returns: whether the word is one
 */
gboolean
ear_problem_code_from_string (const char *word, EarProblemCode *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (code_words); i++)
    {
      if (g_strcmp0 (word, code_words[i]) == 0)
        {
          *code = (EarProblemCode) i;
          return TRUE;
        }
    }
  return FALSE;
}
