/* ear-keyring-private.h: the secret of a channel in the keyring and at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ear-credentials.h"
#include "channels/ear-channel.h"
#include "platform/ear-secrets.h"

G_BEGIN_DECLS

/* JSON, as the keyring keeps it. Free with ear_wipe(). */
char *ear_credentials_to_text (const EarCredentials *credentials);
EarCredentials *ear_credentials_from_text (const char *text, GError **error);

/* Not the main thread: the keyring may make one wait. NULL is an EAR_SECRETS_ERROR. */
EarCredentials *ear_credentials_lookup (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error);
/* @name: the account's, for the keyring's own program. */
gboolean ear_credentials_store (const EarCredentials *credentials, EarSecrets *secrets, const char *channel_key, const EarChannelKind *kind,
                                const char *name, EarSecretsAsk ask, GError **error);

/* A session of @kind at @origin signed in with @credentials (NULL: nobody). @settings: (nullable): copied. @routes: (nullable): as
 * EarHttpOptions.routes. */
EarSession *ear_credentials_open_session (const EarChannelKind *kind, const char *origin, GHashTable *settings,
                                          const EarCredentials *credentials, GHashTable *routes, GCancellable *cancellable);

/* Into @settings: when the sign-in ends, for people to see. @credentials: (nullable). */
void ear_credentials_tell_end (const EarCredentials *credentials, const EarChannelKind *kind, GHashTable *settings);

/* Whether the service could give another secret without the person, and whether it is time to ask for it. */
gboolean ear_credentials_can_renew (const EarCredentials *credentials, const EarChannelKind *kind);
gboolean ear_credentials_is_renewal_due (const EarCredentials *credentials, const EarChannelKind *kind);
/* Into the keyring, then into @session: what a service gave instead of the old ones. */
gboolean ear_credentials_replace (const EarCredentials *credentials, EarSecrets *secrets, const char *channel_key, const EarChannelKind *kind,
                                  const char *name, EarSession *session, GError **error);
/* A new access token, put into the keyring before it is used and into @session. */
gboolean ear_credentials_renew (EarCredentials *credentials, EarSecrets *secrets, const char *channel_key, const EarChannelKind *kind,
                                const char *name, EarSession *session, GError **error);

G_END_DECLS
