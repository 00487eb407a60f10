/* ear-credentials-private.h: the one small secret of a channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "channels/ear-channel.h"
#include "platform/ear-secrets.h"

G_BEGIN_DECLS

/* What the keyring holds for one channel. Everything is wiped when freed. */
typedef struct {
  char *user;                /* (nullable): for basic authorization */
  char *secret;              /* password or access token */
  char *refresh_token;       /* (nullable) */
  gint64 expires_at;         /* UTC ms, or EAR_TIME_NONE */
  /* (nullable) what renewal and revocation need */
  char *client_id, *client_secret, *token_url, *revoke_url;
} EarCredentials;

EarCredentials *ear_credentials_new (const char *user, const char *secret);
void ear_credentials_free (EarCredentials *credentials);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarCredentials, ear_credentials_free)

/* JSON, as the keyring keeps it. Free with ear_wipe(). */
char *ear_credentials_to_text (const EarCredentials *credentials);
EarCredentials *ear_credentials_from_text (const char *text, GError **error);

/* Overwrites and frees; accepts NULL. */
void ear_wipe (char *text);

/* Not the main thread: the keyring may make one wait. NULL is an EAR_SECRETS_ERROR. */
EarCredentials *ear_credentials_lookup (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error);
/* @name: the account's, for the keyring's own program. */
gboolean ear_credentials_store (const EarCredentials *credentials, EarSecrets *secrets, const char *channel_key, const EarChannelKind *kind,
                                const char *name, EarSecretsAsk ask, GError **error);

/* A session of @kind at @origin signed in with @credentials (NULL: nobody). @settings: (nullable): copied. */
EarSession *ear_credentials_open_session (const EarChannelKind *kind, const char *origin, GHashTable *settings,
                                          const EarCredentials *credentials, GCancellable *cancellable);

/* Whether a refresh could bring a new access token. */
gboolean ear_credentials_can_renew (const EarCredentials *credentials);
/* A new access token, put into the keyring before it is used and into @session. */
gboolean ear_credentials_renew (EarCredentials *credentials, EarSecrets *secrets, const char *channel_key, const EarChannelKind *kind,
                                const char *name, EarSession *session, GError **error);

G_END_DECLS
