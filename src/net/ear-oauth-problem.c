/* ear-oauth-problem.c: an OAuth server's refusals as the next step to take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-oauth.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-html.h"
#include "net/ear-oauth-private.h"

#define MAX_CODE_BYTES 60
#define MAX_DESCRIPTION_BYTES 240

/* The codes of RFC 6749 4.1.2.1 and 5.2, RFC 7009 2.2.1. */
static const struct {
  const char *error;
  EarProblemCode code;
} meanings[] = {
  { "access_denied", EAR_PROBLEM_AUTH },
  { "invalid_client", EAR_PROBLEM_AUTH },
  { "invalid_grant", EAR_PROBLEM_AUTH },
  { "invalid_request", EAR_PROBLEM_PROTOCOL },
  { "invalid_scope", EAR_PROBLEM_FORBIDDEN },
  { "server_error", EAR_PROBLEM_RETRY_LATER },
  { "temporarily_unavailable", EAR_PROBLEM_RETRY_LATER },
  { "unauthorized_client", EAR_PROBLEM_AUTH },
  { "unsupported_grant_type", EAR_PROBLEM_PROTOCOL },
  { "unsupported_response_type", EAR_PROBLEM_PROTOCOL },
  { "unsupported_token_type", EAR_PROBLEM_PROTOCOL },
};

char *
ear_oauth_dup_host (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : _("The service"));
}

static gboolean
quotes_secret (const char *text, const char *const *secrets)
{
  for (gsize i = 0; secrets != NULL && secrets[i] != NULL; i++)
    if (*secrets[i] != '\0' && strstr (text, secrets[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* "invalid_grant: the service's sentence" */
static char *
dup_words (const EarOAuthReply *reply, const char *const *secrets)
{
  g_autofree char *code = ear_text_clean_line (reply->error, MAX_CODE_BYTES);
  g_autofree char *description = reply->description != NULL ? ear_text_clean_line (reply->description, MAX_DESCRIPTION_BYTES) : NULL;

  if (quotes_secret (code, secrets))
    return NULL;
  if (description == NULL || *description == '\0' || quotes_secret (reply->description, secrets))
    return g_steal_pointer (&code);

  return g_strconcat (code, ": ", description, NULL);
}

static EarProblemCode
code_of (const EarOAuthReply *reply)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_strcmp0 (reply->error, meanings[i].error) == 0)
      return meanings[i].code;

  /* No code, or one of the service's own: 400 and 401 are how refused sign-ins look. */
  return reply->status == 400 || reply->status == 401 ? EAR_PROBLEM_AUTH : EAR_PROBLEM_PROTOCOL;
}

GError *
ear_oauth_problem_from_reply (const EarOAuthReply *reply, const char *url, const char *const *secrets)
{
  g_autofree char *host = ear_oauth_dup_host (url);
  g_autofree char *words = reply->error != NULL ? dup_words (reply, secrets) : NULL;
  EarProblemDetail detail = { .effect = EAR_EFFECT_NONE, .retry_after_ms = -1, .words = words };

  switch (code_of (reply))
    {
    case EAR_PROBLEM_AUTH:
      if (g_strcmp0 (reply->error, "access_denied") == 0)
        return ear_problem_new (EAR_PROBLEM_AUTH, &detail,
                                _("The page of %s was left without allowing Earshot in, so nothing was connected. Start the sign-in again when you like."), host);
      if (g_strcmp0 (reply->error, "invalid_client") == 0 || g_strcmp0 (reply->error, "unauthorized_client") == 0)
        return ear_problem_new (EAR_PROBLEM_AUTH, &detail,
                                _("%s no longer knows Earshot on this computer. Start the sign-in again."), host);
      return ear_problem_new (EAR_PROBLEM_AUTH, &detail,
                              _("%s does not accept this sign-in: it was used before, took too long, or was withdrawn. Sign in again."), host);

    case EAR_PROBLEM_FORBIDDEN:
      detail.permission = (char *) reply->scope;
      return ear_problem_new (EAR_PROBLEM_FORBIDDEN, &detail,
                              _("%s does not give the permissions Earshot asked for. Ask whoever runs it whether applications are allowed."), host);

    case EAR_PROBLEM_RETRY_LATER:
      return ear_problem_new (EAR_PROBLEM_RETRY_LATER, &detail,
                              _("%s cannot handle sign-ins at the moment. Try again later."), host);

    default:
      return ear_problem_new (EAR_PROBLEM_PROTOCOL, &detail,
                              _("%s answered the sign-in with something Earshot does not understand. Check the address; if it is right, tell whoever runs it."), host);
    }
}

gboolean
ear_oauth_error_is (const GError *error, const char *code)
{
  const EarProblemDetail *detail;
  gsize length = strlen (code);

  if (error == NULL || error->domain != EAR_PROBLEM)
    return FALSE;

  detail = ear_problem_get_detail (error);

  return detail->words != NULL && strncmp (detail->words, code, length) == 0 &&
         (detail->words[length] == '\0' || detail->words[length] == ':');
}
