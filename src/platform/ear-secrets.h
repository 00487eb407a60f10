/* ear-secrets.h: one small secret a channel, in the system keyring or, for tests, in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every call may wait, the interactive ones as long as a person takes to type a password: call them on worker threads.
 * There is no cancellable, on purpose: cancelling a call while the keyring asks for its password never returns, and makes
 * gnome-keyring abort. Who no longer wants a result drops it when it comes. */

/**
 * EarSecretsError:
 * @EAR_SECRETS_ERROR_ABSENT: the keyring is open and holds nothing for this channel; sign in again
 * @EAR_SECRETS_ERROR_LOCKED: the keyring is locked, so nobody knows what it holds; unlock it
 * @EAR_SECRETS_ERROR_REFUSED: the person closed the password window, or the keyring said no
 * @EAR_SECRETS_ERROR_NO_SERVICE: there is no keyring at all; nothing insecure is offered instead
 *
 * Each error's message is one plain sentence for the person, without the secret.
 */
typedef enum {
  EAR_SECRETS_ERROR_ABSENT,
  EAR_SECRETS_ERROR_LOCKED,
  EAR_SECRETS_ERROR_REFUSED,
  EAR_SECRETS_ERROR_NO_SERVICE,
} EarSecretsError;

#define EAR_SECRETS_ERROR (ear_secrets_error_quark ())
GQuark ear_secrets_error_quark (void);

/**
 * EarSecretsAsk:
 * @EAR_SECRETS_QUIETLY: never show a password window; a locked keyring is %EAR_SECRETS_ERROR_LOCKED
 * @EAR_SECRETS_ASKING: the person just asked for something: the keyring may ask for its password
 */
typedef enum {
  EAR_SECRETS_QUIETLY,
  EAR_SECRETS_ASKING,
} EarSecretsAsk;

typedef struct _EarSecrets EarSecrets;

/* The Secret Service, or in a Flatpak with the secret portal libsecret's encrypted file. */
EarSecrets *ear_secrets_new_keyring (void);
/* For tests and the sample workspace: forgotten with the last reference. */
EarSecrets *ear_secrets_new_memory (void);
/* Made-up secrets of a practice workspace, in @file: never those of a real service. */
EarSecrets *ear_secrets_new_practice (const char *file);
EarSecrets *ear_secrets_ref (EarSecrets *secrets);
void ear_secrets_unref (EarSecrets *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarSecrets, ear_secrets_unref)

/* @label is what the keyring's own window shows. A secret stored before for this channel is replaced. */
gboolean ear_secrets_store (EarSecrets *secrets, const char *channel_key, const char *kind, const char *label, const char *secret,
                            EarSecretsAsk ask, GError **error);
/* %NULL is always an error, and each of the four states has its own. Free with ear_secrets_free_secret(). */
char *ear_secrets_lookup (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error);
/* Nothing there to forget is success. */
gboolean ear_secrets_clear (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error);
/* Overwrites it first. */
void ear_secrets_free_secret (char *secret);

/* The memory double fails every call with @code until told otherwise; -1: works. */
void ear_secrets_fail_for_test (EarSecrets *secrets, int code);
/* The memory double calls @func before it stores something; (nullable) */
void ear_secrets_hook_for_test (EarSecrets *secrets, void (*func) (gpointer data), gpointer data);

G_END_DECLS
