/* ear-credentials.c: the one small secret of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-credentials.h"

#include <string.h>

#include "base/ear-clock.h"

void
ear_wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * ear_credentials_new:
 * @user: (nullable): a user name, for basic authorization
 * @secret: password or access token; copied
 *
 * Returns: (transfer full): credentials without an end
 */
EarCredentials *
ear_credentials_new (const char *user, const char *secret)
{
  EarCredentials *credentials = g_new0 (EarCredentials, 1);

  credentials->user = g_strdup (user);
  credentials->secret = g_strdup (secret);
  credentials->expires_at = EAR_TIME_NONE;
  credentials->renew_at = EAR_TIME_NONE;
  return credentials;
}

EarCredentials *
ear_credentials_copy (const EarCredentials *credentials)
{
  EarCredentials *copy = ear_credentials_new (credentials->user, credentials->secret);

  copy->refresh_token = g_strdup (credentials->refresh_token);
  copy->expires_at = credentials->expires_at;
  copy->renew_at = credentials->renew_at;
  copy->client_id = g_strdup (credentials->client_id);
  copy->client_secret = g_strdup (credentials->client_secret);
  copy->token_url = g_strdup (credentials->token_url);
  copy->revoke_url = g_strdup (credentials->revoke_url);
  return copy;
}

void
ear_credentials_free (EarCredentials *credentials)
{
  if (credentials == NULL)
    return;
  g_free (credentials->user);
  ear_wipe (credentials->secret);
  ear_wipe (credentials->refresh_token);
  g_free (credentials->client_id);
  ear_wipe (credentials->client_secret);
  g_free (credentials->token_url);
  g_free (credentials->revoke_url);
  g_free (credentials);
}

void
ear_credentials_set_secret (EarCredentials *credentials, const char *secret)
{
  char *old = credentials->secret;

  credentials->secret = g_strdup (secret);
  ear_wipe (old);
}
