/* ear-secrets-memory.c: secrets that need no keyring: the tests', and the made-up ones of a practice workspace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "platform/ear-secrets-private.h"

#define WORKS (-1)

typedef struct {
  EarSecrets secrets;
  GMutex mutex;
  GHashTable *by_channel; /* (element-type utf8 utf8) */
  int failure;            /* EarSecretsError, or WORKS */
  void (*hook) (gpointer data);
  gpointer hook_data;
  char *file;             /* (nullable): where they are kept */
} MemorySecrets;

#define GROUP "made-up"

/* Under the lock. */
static gboolean
save (MemorySecrets *memory, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer channel_key, secret;

  if (memory->file == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, memory->by_channel);
  while (g_hash_table_iter_next (&iter, &channel_key, &secret))
    g_key_file_set_string (keys, GROUP, channel_key, secret);
  text = g_key_file_to_data (keys, NULL, NULL);
  return g_file_set_contents_full (memory->file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
load (MemorySecrets *memory)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_auto (GStrv) channels = NULL;

  if (g_key_file_load_from_file (keys, memory->file, G_KEY_FILE_NONE, NULL))
    channels = g_key_file_get_keys (keys, GROUP, NULL, NULL);
  for (guint i = 0; channels != NULL && channels[i] != NULL; i++)
    g_hash_table_replace (memory->by_channel, g_strdup (channels[i]), g_key_file_get_string (keys, GROUP, channels[i], NULL));
}

static gboolean
check_failure (MemorySecrets *memory, EarSecretsAsk ask, GError **error)
{
  if (memory->failure == WORKS)
    return TRUE;
  /* What is locked asks when it may, and nobody answers here. */
  if (memory->failure == EAR_SECRETS_ERROR_LOCKED && ask == EAR_SECRETS_ASKING)
    ear_secrets_set_error (error, EAR_SECRETS_ERROR_REFUSED);
  else
    ear_secrets_set_error (error, (EarSecretsError) memory->failure);
  return FALSE;
}

static gboolean
memory_store (EarSecrets *secrets, const char *channel_key, const char *kind, const char *label, const char *secret,
              EarSecretsAsk ask, GError **error)
{
  MemorySecrets *memory = (MemorySecrets *) secrets;
  g_autoptr (GMutexLocker) locker = NULL;

  if (memory->hook != NULL)
    memory->hook (memory->hook_data);
  locker = g_mutex_locker_new (&memory->mutex);
  if (!check_failure (memory, ask, error))
    return FALSE;
  g_hash_table_replace (memory->by_channel, g_strdup (channel_key), g_strdup (secret));
  return save (memory, error);
}

static char *
memory_lookup (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error)
{
  MemorySecrets *memory = (MemorySecrets *) secrets;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memory->mutex);
  const char *secret;

  if (!check_failure (memory, ask, error))
    return NULL;
  secret = g_hash_table_lookup (memory->by_channel, channel_key);
  if (secret == NULL)
    ear_secrets_set_error (error, EAR_SECRETS_ERROR_ABSENT);
  return g_strdup (secret);
}

static gboolean
memory_clear (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error)
{
  MemorySecrets *memory = (MemorySecrets *) secrets;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memory->mutex);

  if (!check_failure (memory, ask, error))
    return FALSE;
  g_hash_table_remove (memory->by_channel, channel_key);
  return save (memory, error);
}

static void
memory_free (EarSecrets *secrets)
{
  MemorySecrets *memory = (MemorySecrets *) secrets;

  g_hash_table_unref (memory->by_channel);
  g_mutex_clear (&memory->mutex);
  g_free (memory->file);
  g_free (memory);
}

static const EarSecretsClass memory_class = { memory_store, memory_lookup, memory_clear, memory_free };

/**
 * ear_secrets_new_memory:
 *
 * Returns: (transfer full): secrets that are forgotten with the last reference
 */
EarSecrets *
ear_secrets_new_memory (void)
{
  MemorySecrets *memory = g_new0 (MemorySecrets, 1);

  ear_secrets_init (&memory->secrets, &memory_class);
  g_mutex_init (&memory->mutex);
  memory->by_channel = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ear_secrets_free_secret);
  memory->failure = WORKS;
  return &memory->secrets;
}

/**
 * ear_secrets_new_practice:
 * @file: where they are kept, readable by its owner alone
 *
 * For a practice workspace, whose secrets open nothing: its services are played on this computer, and no other is reached. A keyring
 * would ask for a password to keep them.
 *
 * Returns: (transfer full): what @file holds
 */
EarSecrets *
ear_secrets_new_practice (const char *file)
{
  EarSecrets *secrets = ear_secrets_new_memory ();
  MemorySecrets *memory = (MemorySecrets *) secrets;

  memory->file = g_strdup (file);
  load (memory);
  return secrets;
}

/**
 * ear_secrets_fail_for_test:
 * @secrets: from ear_secrets_new_memory()
 * @code: an #EarSecretsError every call fails with from now on, or -1
 */
void
ear_secrets_fail_for_test (EarSecrets *secrets, int code)
{
  MemorySecrets *memory = (MemorySecrets *) secrets;

  g_return_if_fail (secrets->klass == &memory_class);

  g_mutex_lock (&memory->mutex);
  memory->failure = code;
  g_mutex_unlock (&memory->mutex);
}

void
ear_secrets_hook_for_test (EarSecrets *secrets, void (*func) (gpointer data), gpointer data)
{
  MemorySecrets *memory = (MemorySecrets *) secrets;

  g_return_if_fail (secrets->klass == &memory_class);

  memory->hook = func;
  memory->hook_data = data;
}
