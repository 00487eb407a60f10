/* ear-oauth.h: OAuth 2 for a desktop application
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include "base/ear-session.h"

G_BEGIN_DECLS

/* Authorization code (RFC 6749 4.1) with PKCE S256 (RFC 7636), as RFC 8252 asks of native applications; issuer
 * identification (RFC 9207), revocation (RFC 7009), server metadata (RFC 8414). Blocking, on a worker; every request
 * here is anonymous, whatever credentials the session holds. */

/**
 * EarOAuthClient:
 * @authorize_url: where the browser goes
 * @token_url: where codes and refresh tokens are exchanged
 * @revoke_url: (nullable): RFC 7009
 * @client_id: from registration
 * @client_secret: (nullable): sent in the body; not really secret in a desktop application
 * @redirect_uri: as registered
 * @scope: (nullable): separated by spaces
 * @issuer: (nullable): what `iss` must be when it is given in the redirect
 * @issuer_in_redirect: the server promised `iss` (metadata): a redirect without it is refused
 * @extra: (nullable): name, value, …, NULL: added to the authorize URL ("force_login", "true")
 * @without_pkce: for a service that has none and wants the client's secret instead
 *
 * All borrowed from the caller.
 */
typedef struct {
  const char *authorize_url;
  const char *token_url;
  const char *revoke_url;
  const char *client_id;
  const char *client_secret;
  const char *redirect_uri;
  const char *scope;
  const char *issuer;
  gboolean issuer_in_redirect;
  const char *const *extra;
  gboolean without_pkce;
} EarOAuthClient;

/**
 * EarOAuthAttempt:
 * @verifier: PKCE code verifier: 256 bits of kernel randomness
 * @challenge: its S256
 * @state: binds the redirect to this attempt: 256 bits of kernel randomness
 *
 * One sign-in, from the browser's opening to the token. Wiped when freed.
 */
typedef struct {
  char *verifier;
  char *challenge;
  char *state;
} EarOAuthAttempt;

EarOAuthAttempt *ear_oauth_attempt_new (void);
void ear_oauth_attempt_free (EarOAuthAttempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarOAuthAttempt, ear_oauth_attempt_free)

/* S256 of RFC 7636 4.2: BASE64URL (SHA256 (verifier)), without padding. */
char *ear_oauth_challenge (const char *verifier);

/**
 * EarOAuthTokens:
 * @refresh_token: (nullable): a new one replaces the old, which may be dead from then on
 * @scope: (nullable): what was granted; as asked where the server says nothing
 * @expires_at_ms: UTC milliseconds, or EAR_TIME_NONE when the server names no end
 *
 * Wiped when freed.
 */
typedef struct {
  char *access_token;
  char *refresh_token;
  char *scope;
  gint64 expires_at_ms;
} EarOAuthTokens;

void ear_oauth_tokens_free (EarOAuthTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarOAuthTokens, ear_oauth_tokens_free)

/**
 * ear_oauth_build_authorize_url:
 *
 * Returns: (transfer full): the URL to open in the person's browser (RFC 6749 4.1.1, RFC 7636 4.3)
 */
char *ear_oauth_build_authorize_url (const EarOAuthClient *client, const EarOAuthAttempt *attempt);

/**
 * ear_oauth_read_redirect:
 * @parameters: (element-type utf8 utf8): the query of the redirect, from EarRedirect
 *
 * Checks `state`, `iss` and `error` (RFC 6749 4.1.2, RFC 9207 2.4).
 *
 * Returns: (transfer full): the code, or NULL: %EAR_PROBLEM_AUTH when the person refused or the redirect is not ours,
 *   %EAR_PROBLEM_RETRY_LATER, %EAR_PROBLEM_FORBIDDEN (scope), %EAR_PROBLEM_PROTOCOL as the error's meaning is
 */
char *ear_oauth_read_redirect (const EarOAuthClient *client, const EarOAuthAttempt *attempt, GHashTable *parameters, GError **error);

/**
 * ear_oauth_exchange_code:
 * @code: from ear_oauth_read_redirect(), or pasted; spaces around it are dropped
 *
 * RFC 6749 4.1.3. A code works once: after a lost answer the problem is %EAR_PROBLEM_AUTH (sign in again).
 */
EarOAuthTokens *ear_oauth_exchange_code (EarSession *session, const EarOAuthClient *client, const EarOAuthAttempt *attempt,
                                         const char *code, GError **error);

/**
 * ear_oauth_refresh:
 *
 * RFC 6749 6. @refresh_token stays in the result when the server gives no new one. %EAR_PROBLEM_AUTH when it is no longer
 * accepted; a lost answer is %EAR_PROBLEM_RETRY_LATER.
 */
EarOAuthTokens *ear_oauth_refresh (EarSession *session, const EarOAuthClient *client, const char *refresh_token, GError **error);

/**
 * ear_oauth_revoke:
 * @token_type: (nullable): "access_token" or "refresh_token"
 *
 * RFC 7009. A token the server does not know is success.
 */
gboolean ear_oauth_revoke (EarSession *session, const EarOAuthClient *client, const char *token, const char *token_type, GError **error);

/* Whether @error came from an OAuth error reply of this code ("invalid_client": register again). */
gboolean ear_oauth_error_is (const GError *error, const char *code);

/**
 * EarOAuthMetadata:
 *
 * RFC 8414 section 2, what is used of it. Absent members are NULL.
 */
typedef struct {
  char *issuer;
  char *authorize_url;
  char *token_url;
  char *revoke_url;
  char *registration_url;
  GStrv scopes;
  gboolean issuer_in_redirect;
} EarOAuthMetadata;

/**
 * ear_oauth_read_metadata:
 * @issuer: "https://example.org"
 *
 * Reads `/.well-known/oauth-authorization-server`, checks that it speaks of @issuer (RFC 8414 3.3, a final slash aside) and that
 * every URL may be used (ear_http_url_check()).
 *
 * Returns: (transfer full): NULL with %EAR_PROBLEM_GONE when the server publishes none
 */
EarOAuthMetadata *ear_oauth_read_metadata (EarSession *session, const char *issuer, GError **error);
void ear_oauth_metadata_free (EarOAuthMetadata *metadata);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarOAuthMetadata, ear_oauth_metadata_free)

G_END_DECLS
