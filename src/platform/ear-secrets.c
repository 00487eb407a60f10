/* ear-secrets.c: one small secret a channel, in the system keyring or, for tests, in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "platform/ear-secrets-private.h"

G_DEFINE_QUARK (ear-secrets-error-quark, ear_secrets_error)

void
ear_secrets_init (EarSecrets *secrets, const EarSecretsClass *klass)
{
  secrets->klass = klass;
  g_atomic_ref_count_init (&secrets->ref_count);
}

void
ear_secrets_set_error (GError **error, EarSecretsError code)
{
  const char *sentence = NULL;

  switch (code)
    {
    case EAR_SECRETS_ERROR_ABSENT:
      sentence = _("The keyring holds no password for this account. Sign in again.");
      break;
    case EAR_SECRETS_ERROR_LOCKED:
      sentence = _("The keyring is locked. Unlock it, then try again.");
      break;
    case EAR_SECRETS_ERROR_REFUSED:
      sentence = _("The keyring did not open. Try again and give its password when it asks.");
      break;
    case EAR_SECRETS_ERROR_NO_SERVICE:
    default:
      sentence = _("This computer has no keyring running, and Earshot keeps passwords nowhere else. Install GNOME Keyring or KeePassXC, start it, and try again.");
      break;
    }
  g_set_error_literal (error, EAR_SECRETS_ERROR, (int) code, sentence);
}

/**
 * ear_secrets_ref:
 * @secrets: a store of secrets; may be shared by threads
 *
 * Returns: (transfer full): the same
 */
EarSecrets *
ear_secrets_ref (EarSecrets *secrets)
{
  g_atomic_ref_count_inc (&secrets->ref_count);
  return secrets;
}

void
ear_secrets_unref (EarSecrets *secrets)
{
  if (g_atomic_ref_count_dec (&secrets->ref_count))
    secrets->klass->free (secrets);
}

/**
 * ear_secrets_store:
 * @secrets: a store of secrets
 * @channel_key: the channel's UUID
 * @kind: its kind, for those who look into the keyring
 * @label: what the keyring's own window shows
 * @secret: UTF-8
 * @ask: whether a password window may appear
 * @error: %EAR_SECRETS_ERROR, never ABSENT
 *
 * Returns: whether it is stored, in place of what was stored for this channel before
 */
gboolean
ear_secrets_store (EarSecrets *secrets, const char *channel_key, const char *kind, const char *label, const char *secret,
                   EarSecretsAsk ask, GError **error)
{
  g_return_val_if_fail (channel_key != NULL && kind != NULL && label != NULL && secret != NULL, FALSE);

  return secrets->klass->store (secrets, channel_key, kind, label, secret, ask, error);
}

/**
 * ear_secrets_lookup:
 * @secrets: a store of secrets
 * @channel_key: the channel's UUID
 * @ask: whether a password window may appear
 * @error: %EAR_SECRETS_ERROR; set whenever %NULL is returned
 *
 * Returns: (transfer full) (nullable): the secret; free with ear_secrets_free_secret()
 */
char *
ear_secrets_lookup (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error)
{
  g_return_val_if_fail (channel_key != NULL, NULL);

  return secrets->klass->lookup (secrets, channel_key, ask, error);
}

/**
 * ear_secrets_clear:
 * @secrets: a store of secrets
 * @channel_key: the channel's UUID
 * @ask: whether a password window may appear
 * @error: %EAR_SECRETS_ERROR, never ABSENT: nothing there to forget is success
 *
 * Returns: whether the keyring surely holds nothing for this channel any more
 */
gboolean
ear_secrets_clear (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error)
{
  g_return_val_if_fail (channel_key != NULL, FALSE);

  return secrets->klass->clear (secrets, channel_key, ask, error);
}

/**
 * ear_secrets_free_secret:
 * @secret: (nullable) (transfer full): from ear_secrets_lookup()
 */
void
ear_secrets_free_secret (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
