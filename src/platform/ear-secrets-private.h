/* ear-secrets-private.h: what stands behind EarSecrets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "platform/ear-secrets.h"

G_BEGIN_DECLS

typedef struct {
  gboolean (*store) (EarSecrets *secrets, const char *channel_key, const char *kind, const char *label, const char *secret,
                     EarSecretsAsk ask, GError **error);
  char *(*lookup) (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error);
  gboolean (*clear) (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error);
  void (*free) (EarSecrets *secrets);
} EarSecretsClass;

struct _EarSecrets {
  const EarSecretsClass *klass;
  gatomicrefcount ref_count;
};

void ear_secrets_init (EarSecrets *secrets, const EarSecretsClass *klass);

/* The sentence of each state stands in one place. */
void ear_secrets_set_error (GError **error, EarSecretsError code);

G_END_DECLS
