/* ear-credentials.h: the one small secret of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the keyring holds for one channel. Everything is wiped when freed. */
typedef struct {
  char *user;                /* (nullable): for basic authorization */
  char *secret;              /* password or access token: what requests carry */
  char *refresh_token;       /* (nullable): what brings another secret: a refresh token, the token this one was made from */
  gint64 expires_at;         /* when the secret ends, UTC ms, or EAR_TIME_NONE: no end is known */
  gint64 renew_at;           /* from when on the kind's renew is to be called, UTC ms, or EAR_TIME_NONE: not */
  /* (nullable) what renewal and revocation need; client_id and client_secret may be the person's own application's */
  char *client_id, *client_secret, *token_url, *revoke_url;
} EarCredentials;

EarCredentials *ear_credentials_new (const char *user, const char *secret);
EarCredentials *ear_credentials_copy (const EarCredentials *credentials);
void ear_credentials_free (EarCredentials *credentials);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarCredentials, ear_credentials_free)

/* Replaces the secret; the old one is wiped. */
void ear_credentials_set_secret (EarCredentials *credentials, const char *secret);

/* Overwrites and frees; accepts NULL. */
void ear_wipe (char *text);

G_END_DECLS
