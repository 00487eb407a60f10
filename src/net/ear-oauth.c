/* ear-oauth.c: OAuth 2 for a desktop application
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-oauth.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-credentials.h"
#include "base/ear-key.h"
#include "net/ear-oauth-private.h"

/* RFC 7636 4.1 and 7.1: 256 bits; base64url makes 43 characters of it, the least that is allowed. */
#define RANDOM_BYTES 32

/* ---- the attempt ---- */

/**
 * ear_oauth_attempt_new:
 *
 * Returns: (transfer full): a verifier and a state that nobody can guess
 */
EarOAuthAttempt *
ear_oauth_attempt_new (void)
{
  EarOAuthAttempt *attempt = g_new0 (EarOAuthAttempt, 1);

  attempt->verifier = ear_key_random_token (RANDOM_BYTES);
  attempt->challenge = ear_oauth_challenge (attempt->verifier);
  attempt->state = ear_key_random_token (RANDOM_BYTES);

  return attempt;
}

void
ear_oauth_attempt_free (EarOAuthAttempt *attempt)
{
  g_clear_pointer (&attempt->verifier, ear_wipe);
  g_clear_pointer (&attempt->challenge, ear_wipe);
  g_clear_pointer (&attempt->state, ear_wipe);
  g_free (attempt);
}

char *
ear_oauth_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  char *text;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);

  /* base64url without padding: RFC 4648 5, RFC 7636 appendix A. */
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

void
ear_oauth_tokens_free (EarOAuthTokens *tokens)
{
  g_clear_pointer (&tokens->access_token, ear_wipe);
  g_clear_pointer (&tokens->refresh_token, ear_wipe);
  g_free (tokens->scope);
  g_free (tokens);
}

/* ---- the browser's part ---- */

char *
ear_oauth_build_authorize_url (const EarOAuthClient *client, const EarOAuthAttempt *attempt)
{
  g_autofree char *url = ear_url_build (client->authorize_url, NULL,
                                        "response_type", "code",
                                        "client_id", client->client_id,
                                        "redirect_uri", client->redirect_uri,
                                        "scope", client->scope,
                                        "state", attempt->state,
                                        "code_challenge", client->without_pkce ? NULL : attempt->challenge,
                                        "code_challenge_method", client->without_pkce ? NULL : "S256",
                                        NULL);

  for (gsize i = 0; client->extra != NULL && client->extra[i] != NULL && client->extra[i + 1] != NULL; i += 2)
    {
      g_autofree char *more = ear_url_build (url, NULL, client->extra[i], client->extra[i + 1], NULL);

      g_set_str (&url, more);
    }

  return g_steal_pointer (&url);
}

static gboolean
check_issuer (const EarOAuthClient *client, const char *given, GError **error)
{
  /* RFC 9207 2.4: compared as text, and not to be missing where the server promised it. */
  if (client->issuer == NULL || (given == NULL && !client->issuer_in_redirect) || g_strcmp0 (given, client->issuer) == 0)
    return TRUE;

  ear_problem_set (error, EAR_PROBLEM_AUTH,
                   _("The browser came back from another service than the one you were sent to, so nothing was connected. Start the sign-in again."));
  return FALSE;
}

char *
ear_oauth_read_redirect (const EarOAuthClient *client, const EarOAuthAttempt *attempt, GHashTable *parameters, GError **error)
{
  const char *state = g_hash_table_lookup (parameters, "state");
  const char *code = g_hash_table_lookup (parameters, "code");
  const char *refusal = g_hash_table_lookup (parameters, "error");
  const char *const secrets[] = { attempt->state, attempt->verifier, NULL };

  if (g_strcmp0 (state, attempt->state) != 0)
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH,
                       _("The browser came back from another sign-in than the one Earshot started, so nothing was connected. Start the sign-in again."));
      return NULL;
    }

  if (!check_issuer (client, g_hash_table_lookup (parameters, "iss"), error))
    return NULL;

  if (refusal != NULL)
    {
      EarOAuthReply reply = {
        .error = refusal,
        .description = g_hash_table_lookup (parameters, "error_description"),
        .scope = client->scope,
      };

      g_propagate_error (error, ear_oauth_problem_from_reply (&reply, client->authorize_url, secrets));
      return NULL;
    }

  if (code == NULL || *code == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL,
                       _("The browser came back without the code that ends the sign-in. Start it again, or paste the code by hand."));
      return NULL;
    }

  return g_strdup (code);
}

/* ---- our part ---- */

static const EarJsonField reply_fields[] = {
  EAR_JSON_FIELD (EarOAuthReply, error, "error", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (EarOAuthReply, description, "error_description", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (EarOAuthReply, access_token, "access_token", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (EarOAuthReply, token_type, "token_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (EarOAuthReply, refresh_token, "refresh_token", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (EarOAuthReply, scope, "scope", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (EarOAuthReply, expires_in_s, "expires_in", EAR_JSON_INT, EAR_JSON_LENIENT),
};

/* Sends a form without the account's credentials. @json holds the texts that @parsed points to. */
static gboolean
post (EarSession *session, const char *url, char *form, EarJson **json, EarOAuthReply *parsed, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("POST", url);
  g_autoptr (EarReply) reply = NULL;

  request->anonymous = TRUE;
  ear_request_add_header (request, "Accept", "application/json");
  ear_request_take_body (request, g_bytes_new_take (form, strlen (form)), "application/x-www-form-urlencoded");

  reply = ear_session_send (session, request, error);
  if (reply == NULL)
    return FALSE;

  parsed->status = reply->status;
  *json = ear_json_parse (reply->body, NULL);
  if (*json != NULL && ear_json_is_object (ear_json_root (*json)))
    ear_json_bind_table (ear_json_root (*json), reply_fields, parsed, NULL);

  /* Overload and outages say nothing about the sign-in. */
  if (reply->status == 429 || (reply->status >= 500 && parsed->error == NULL))
    {
      g_autoptr (GError) cause = ear_problem_from_reply (session, request, reply);
      EarProblemDetail detail = { .effect = EAR_EFFECT_UNKNOWN, .retry_after_ms = ear_problem_get_detail (cause)->retry_after_ms };
      g_autofree char *host = ear_oauth_dup_host (url);

      g_propagate_error (error, ear_problem_new (EAR_PROBLEM_RETRY_LATER, &detail,
                                                 _("%s cannot handle sign-ins at the moment. Try again later."), host));
      return FALSE;
    }

  return TRUE;
}

static EarOAuthTokens *
read_tokens (EarSession *session, const EarOAuthClient *client, char *form, const char *const *secrets, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  g_autoptr (EarOAuthTokens) tokens = NULL;
  EarOAuthReply reply = { .expires_in_s = -1 };

  if (!post (session, client->token_url, form, &json, &reply, error))
    return NULL;

  /* Some servers write their errors with status 200, so the token decides. */
  if (reply.error != NULL || reply.status < 200 || reply.status >= 300 || reply.access_token == NULL || *reply.access_token == '\0' ||
      (reply.token_type != NULL && g_ascii_strcasecmp (reply.token_type, "bearer") != 0))
    {
      if (reply.scope == NULL)
        reply.scope = client->scope;
      g_propagate_error (error, ear_oauth_problem_from_reply (&reply, client->token_url, secrets));
      return NULL;
    }

  tokens = g_new0 (EarOAuthTokens, 1);
  tokens->access_token = g_strdup (reply.access_token);
  if (reply.refresh_token != NULL && *reply.refresh_token != '\0')
    tokens->refresh_token = g_strdup (reply.refresh_token);
  tokens->scope = g_strdup (reply.scope != NULL ? reply.scope : client->scope);
  tokens->expires_at_ms = EAR_TIME_NONE;
  /* Ten years are as good as for ever, and do not overflow. */
  if (reply.expires_in_s > 0)
    tokens->expires_at_ms = ear_clock_now_ms () + MIN (reply.expires_in_s, G_GINT64_CONSTANT (315360000)) * 1000;

  return g_steal_pointer (&tokens);
}

EarOAuthTokens *
ear_oauth_exchange_code (EarSession *session, const EarOAuthClient *client, const EarOAuthAttempt *attempt, const char *code, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (code));
  const char *const secrets[] = { trimmed, attempt->verifier, attempt->state, client->client_secret, NULL };
  EarOAuthTokens *tokens;

  if (*trimmed == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, _("Enter the code that the page in the browser shows."));
      return NULL;
    }

  tokens = read_tokens (session, client,
                        ear_form_encode ("grant_type", "authorization_code",
                                         "code", trimmed,
                                         "redirect_uri", client->redirect_uri,
                                         "client_id", client->client_id,
                                         "client_secret", client->client_secret,
                                         "code_verifier", client->without_pkce ? NULL : attempt->verifier,
                                         NULL),
                        secrets, &cause);

  /* A code is good for one try, so there is nothing to look for. */
  if (g_error_matches (cause, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN))
    ear_problem_set (error, EAR_PROBLEM_AUTH, _("The connection broke off at the end of the sign-in. Start it again."));
  else if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));

  return tokens;
}

static void
propagate_repeatable (GError **error, GError *cause)
{
  if (g_error_matches (cause, EAR_PROBLEM, EAR_PROBLEM_OUTCOME_UNKNOWN))
    {
      ear_problem_set (error, EAR_PROBLEM_RETRY_LATER, "%s", _("The connection broke off. Earshot tries again later."));
      g_error_free (cause);
    }
  else
    {
      g_propagate_error (error, cause);
    }
}

EarOAuthTokens *
ear_oauth_refresh (EarSession *session, const EarOAuthClient *client, const char *refresh_token, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *const secrets[] = { refresh_token, client->client_secret, NULL };
  EarOAuthTokens *tokens = read_tokens (session, client,
                                        ear_form_encode ("grant_type", "refresh_token",
                                                         "refresh_token", refresh_token,
                                                         "client_id", client->client_id,
                                                         "client_secret", client->client_secret,
                                                         NULL),
                                        secrets, &cause);

  if (tokens == NULL)
    propagate_repeatable (error, g_steal_pointer (&cause));
  else if (tokens->refresh_token == NULL)
    tokens->refresh_token = g_strdup (refresh_token);

  return tokens;
}

gboolean
ear_oauth_revoke (EarSession *session, const EarOAuthClient *client, const char *token, const char *token_type, GError **error)
{
  g_autoptr (EarJson) json = NULL;
  g_autoptr (GError) cause = NULL;
  EarOAuthReply reply = { 0 };
  const char *const secrets[] = { token, client->client_secret, NULL };

  if (client->revoke_url == NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED,
                       _("This service offers no way to withdraw the permission from here. Remove Earshot from the list of applications in your account there."));
      return FALSE;
    }

  if (!post (session, client->revoke_url,
             ear_form_encode ("token", token,
                              "token_type_hint", token_type,
                              "client_id", client->client_id,
                              "client_secret", client->client_secret,
                              NULL),
             &json, &reply, &cause))
    {
      propagate_repeatable (error, g_steal_pointer (&cause));
      return FALSE;
    }

  if (reply.status >= 200 && reply.status < 300)
    return TRUE;

  g_propagate_error (error, ear_oauth_problem_from_reply (&reply, client->revoke_url, secrets));
  return FALSE;
}
