/* ear-secrets-keyring.c: secrets in the system keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <libsecret/secret.h>

#include "platform/ear-secrets-private.h"

/* In the GIR and exported, but in libsecret 0.21 no header that may be included declares them. */
#ifndef SECRET_TYPE_BACKEND
typedef struct _SecretBackend SecretBackend;
void secret_backend_get (int flags, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
SecretBackend *secret_backend_get_finish (GAsyncResult *result, GError **error);
#endif

static const SecretSchema schema = {
  .name = "io.github.earshot.Earshot.channel",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "channel", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* ---- waiting ---- */

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  return *result;
}

/* ---- which keyring ---- */

/* Whether the secrets are behind D-Bus. In a Flatpak with the secret portal they are in a file, and then the service's state says
 * nothing about them. */
static gboolean
backend_is_service (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) backend = NULL;

  secret_backend_get (0, NULL, keep_result, &result);
  backend = (GObject *) secret_backend_get_finish (wait_for (&result), NULL);
  return backend != NULL && SECRET_IS_SERVICE (backend);
}

/* ---- one call at its time ---- */

/* libsecret's file is read, changed and written by each of its calls without a thought of other threads. The service minds
 * itself, and must not be held up by a password window that somebody else's call opened. */
static GMutex file_mutex;

typedef enum {
  BACKEND_UNKNOWN, /* so far; asking before libsecret has made one logs criticals */
  BACKEND_SERVICE,
  BACKEND_FILE,
} Backend;

static int known_backend = BACKEND_UNKNOWN; /* atomic */

typedef struct {
  GHashTable *attributes;
  const char *label, *secret; /* store */
  GList *items;               /* search: (element-type SecretRetrievable) */
  GMainContext *context;
  gboolean holds_mutex;
} Call;

/* libsecret's blocking functions run on a main context each that is gone when the proxies they made end, and what these
 * have to free then stays for ever. So each of our calls has one context, from its first word to the keyring to its last. */
static void
call_begin (Call *call, const char *channel_key, const char *kind)
{
  call->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_insert (call->attributes, (char *) "channel", g_strdup (channel_key));
  if (kind != NULL)
    g_hash_table_insert (call->attributes, (char *) "kind", g_strdup (kind));

  call->context = g_main_context_new ();
  g_main_context_push_thread_default (call->context);

  call->holds_mutex = g_atomic_int_get (&known_backend) != BACKEND_SERVICE;
  if (call->holds_mutex)
    g_mutex_lock (&file_mutex);
}

static void
call_end (Call *call)
{
  while (g_main_context_iteration (call->context, FALSE))
    ;
  if (call->holds_mutex)
    g_mutex_unlock (&file_mutex);
  g_main_context_pop_thread_default (call->context);
  g_main_context_unref (call->context);
  g_hash_table_unref (call->attributes);
}

/* libsecret has a backend by now. */
static void
call_learn_backend (Call *call)
{
  if (g_atomic_int_get (&known_backend) == BACKEND_UNKNOWN)
    g_atomic_int_set (&known_backend, backend_is_service () ? BACKEND_SERVICE : BACKEND_FILE);

  if (call->holds_mutex && g_atomic_int_get (&known_backend) == BACKEND_SERVICE)
    {
      call->holds_mutex = FALSE;
      g_mutex_unlock (&file_mutex);
    }
}

/* ---- its state ---- */

/* The collection that new secrets go to, or NULL when there is none yet. Ask only after a call to libsecret went well: without a
 * service it logs criticals. */
static SecretCollection *
dup_default_collection (void)
{
  g_autoptr (GAsyncResult) service_result = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SecretService) service = NULL;

  secret_service_get (SECRET_SERVICE_NONE, NULL, keep_result, &service_result);
  service = secret_service_get_finish (wait_for (&service_result), NULL);
  if (service == NULL)
    return NULL;
  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, keep_result, &result);
  return secret_collection_for_alias_finish (wait_for (&result), NULL);
}

typedef enum {
  KEYRING_OPEN,
  KEYRING_LOCKED,
  KEYRING_MISSING, /* there is a service, but nothing was ever kept in it */
} KeyringState;

static KeyringState
get_state (void)
{
  g_autoptr (SecretCollection) collection = NULL;

  if (g_atomic_int_get (&known_backend) != BACKEND_SERVICE)
    return KEYRING_OPEN;
  collection = dup_default_collection ();
  if (collection == NULL)
    return KEYRING_MISSING;
  return secret_collection_get_locked (collection) ? KEYRING_LOCKED : KEYRING_OPEN;
}

/* Shows the keyring's own password window and waits for the person. */
static void
ask_to_unlock (void)
{
  g_autoptr (SecretCollection) collection = dup_default_collection ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GList objects = { collection, NULL, NULL };

  if (collection == NULL)
    return;
  secret_service_unlock (NULL, &objects, NULL, keep_result, &result);
  if (secret_service_unlock_finish (NULL, wait_for (&result), NULL, &error) < 0)
    g_debug ("Unlocking the keyring: %s", error != NULL ? error->message : "no reason given");
}

/* ---- errors ---- */

static gboolean
means_no_service (const GError *error)
{
  static const struct {
    GQuark (*domain) (void);
    int code;
  } causes[] = {
    { g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN },
    { g_dbus_error_quark, G_DBUS_ERROR_NAME_HAS_NO_OWNER },
    { g_dbus_error_quark, G_DBUS_ERROR_NO_SERVER },
    { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY },
    { g_dbus_error_quark, G_DBUS_ERROR_TIMEOUT },
    { g_dbus_error_quark, G_DBUS_ERROR_TIMED_OUT },
    { g_dbus_error_quark, G_DBUS_ERROR_DISCONNECTED },
    { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_EXEC_FAILED },
    { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FORK_FAILED },
    { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_EXITED },
    { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED },
    { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FAILED },
    { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND },
    /* how GLib says that there is no bus at all */
    { g_io_error_quark, G_IO_ERROR_FAILED },
    { g_io_error_quark, G_IO_ERROR_NOT_FOUND },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED },
    { g_io_error_quark, G_IO_ERROR_CLOSED },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      if (g_error_matches (error, causes[i].domain (), causes[i].code))
        return TRUE;
    }
  return FALSE;
}

static void
set_error (GError **error, const GError *cause, EarSecretsAsk ask)
{
  /* libsecret's messages name objects and reasons, never secrets. */
  g_debug ("The keyring says: %s", cause->message);

  if (means_no_service (cause))
    ear_secrets_set_error (error, EAR_SECRETS_ERROR_NO_SERVICE);
  else if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) && ask == EAR_SECRETS_QUIETLY)
    ear_secrets_set_error (error, EAR_SECRETS_ERROR_LOCKED);
  else
    ear_secrets_set_error (error, EAR_SECRETS_ERROR_REFUSED);
}

/* ---- calls ---- */

typedef gboolean (*CallFunc) (Call *call, GError **error);

/* A keyring that was restarted has another name on the bus and knows nothing of the session libsecret opened with the one before.
 * libsecret would notice on the main loop, but it runs on threads here; so it is told, once. Likewise
 * where another process has changed the file since it was read. */
static gboolean
try_twice (CallFunc func, Call *call, EarSecretsAsk ask, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (func (call, &cause))
    return TRUE;
  if (!g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) && !(cause->domain == G_IO_ERROR && means_no_service (cause)))
    {
      g_debug ("Connecting to the keyring again: %s", cause->message);
      g_clear_error (&cause);
      secret_service_disconnect ();
      if (func (call, &cause))
        return TRUE;
    }
  set_error (error, cause, ask);
  return FALSE;
}

static gboolean
call_search (Call *call, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) cause = NULL;

  /* Without SECRET_SEARCH_UNLOCK this never shows a window: a locked item comes without its secret. */
  secret_password_searchv (&schema, call->attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL, keep_result, &result);
  call->items = secret_password_search_finish (wait_for (&result), &cause);
  if (cause == NULL)
    {
      call_learn_backend (call);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
call_store (Call *call, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  secret_password_storev (&schema, call->attributes, SECRET_COLLECTION_DEFAULT, call->label, call->secret, NULL, keep_result, &result);
  return secret_password_store_finish (wait_for (&result), error);
}

static gboolean
call_clear (Call *call, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) cause = NULL;

  /* FALSE without an error: nothing was found that could be removed. */
  secret_password_clearv (&schema, call->attributes, NULL, keep_result, &result);
  secret_password_clear_finish (wait_for (&result), &cause);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static char *
read_secret (SecretRetrievable *item)
{
  g_autoptr (GAsyncResult) result = NULL;
  SecretValue *value;
  char *secret = NULL;

  secret_retrievable_retrieve_secret (item, NULL, keep_result, &result);
  value = secret_retrievable_retrieve_secret_finish (item, wait_for (&result), NULL);
  if (value != NULL)
    {
      secret = g_strdup (secret_value_get_text (value));
      secret_value_unref (value);
    }
  return secret;
}

/* NULL with an error that is ABSENT only when an open keyring was searched. */
static char *
lookup_quietly (Call *call, EarSecretsAsk ask, GError **error)
{
  gboolean any_locked = FALSE;
  char *secret = NULL;

  if (!try_twice (call_search, call, ask, error))
    return NULL;

  for (GList *l = call->items; l != NULL && secret == NULL; l = l->next)
    {
      if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
        any_locked = TRUE;
      else
        secret = read_secret (l->data);
    }
  g_list_free_full (g_steal_pointer (&call->items), g_object_unref);

  if (secret == NULL)
    ear_secrets_set_error (error, any_locked || get_state () == KEYRING_LOCKED ? EAR_SECRETS_ERROR_LOCKED : EAR_SECRETS_ERROR_ABSENT);
  return secret;
}

/* Makes a locked keyring ask for its password, if it may. FALSE: it is still locked, and the error says whose doing that is. */
static gboolean
unlock_if_asking (EarSecretsAsk ask, GError **error)
{
  if (get_state () != KEYRING_LOCKED)
    return TRUE;
  if (ask == EAR_SECRETS_QUIETLY)
    {
      ear_secrets_set_error (error, EAR_SECRETS_ERROR_LOCKED);
      return FALSE;
    }
  ask_to_unlock ();
  if (get_state () == KEYRING_LOCKED)
    {
      ear_secrets_set_error (error, EAR_SECRETS_ERROR_REFUSED);
      return FALSE;
    }
  return TRUE;
}

/* A first call that only looks: it finds out whether there is a keyring at all before anything asks for its state. */
static gboolean
keyring_answers (Call *call, EarSecretsAsk ask, GError **error)
{
  if (!try_twice (call_search, call, ask, error))
    return FALSE;
  g_list_free_full (g_steal_pointer (&call->items), g_object_unref);
  return TRUE;
}

/* ---- the class ---- */

static gboolean
store (Call *call, EarSecretsAsk ask, GError **error)
{
  if (!keyring_answers (call, ask, error) || !unlock_if_asking (ask, error))
    return FALSE;
  /* The first secret ever makes the keyring ask for the password it shall have. */
  if (ask == EAR_SECRETS_QUIETLY && get_state () == KEYRING_MISSING)
    {
      ear_secrets_set_error (error, EAR_SECRETS_ERROR_LOCKED);
      return FALSE;
    }
  return try_twice (call_store, call, ask, error);
}

static gboolean
keyring_store (EarSecrets *secrets, const char *channel_key, const char *kind, const char *label, const char *secret,
               EarSecretsAsk ask, GError **error)
{
  Call call = { NULL, label, secret };
  gboolean stored;

  call_begin (&call, channel_key, kind);
  stored = store (&call, ask, error);
  call_end (&call);
  return stored;
}

static char *
lookup (Call *call, EarSecretsAsk ask, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *secret = lookup_quietly (call, ask, &cause);

  if (secret != NULL)
    return secret;
  if (g_atomic_int_get (&known_backend) == BACKEND_FILE && g_error_matches (cause, EAR_SECRETS_ERROR, EAR_SECRETS_ERROR_ABSENT))
    {
      /* Another process may have written it since libsecret read the file. */
      secret_service_disconnect ();
      return lookup_quietly (call, ask, error);
    }
  if (ask == EAR_SECRETS_QUIETLY || !g_error_matches (cause, EAR_SECRETS_ERROR, EAR_SECRETS_ERROR_LOCKED))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  return unlock_if_asking (ask, error) ? lookup_quietly (call, ask, error) : NULL;
}

static char *
keyring_lookup (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error)
{
  Call call = { NULL };
  char *secret;

  call_begin (&call, channel_key, NULL);
  secret = lookup (&call, ask, error);
  call_end (&call);
  return secret;
}

static gboolean
keyring_clear (EarSecrets *secrets, const char *channel_key, EarSecretsAsk ask, GError **error)
{
  Call call = { NULL };
  gboolean cleared;

  call_begin (&call, channel_key, NULL);
  /* What is locked cannot be removed, and libsecret would only say that nothing was. */
  cleared = keyring_answers (&call, ask, error) && unlock_if_asking (ask, error) && try_twice (call_clear, &call, ask, error);
  call_end (&call);
  return cleared;
}

static void
keyring_free (EarSecrets *secrets)
{
  g_free (secrets);
}

static const EarSecretsClass keyring_class = { keyring_store, keyring_lookup, keyring_clear, keyring_free };

/**
 * ear_secrets_new_keyring:
 *
 * Whether there is one is found out by the first call.
 *
 * Returns: (transfer full): the system's keyring
 */
EarSecrets *
ear_secrets_new_keyring (void)
{
  EarSecrets *secrets = g_new0 (EarSecrets, 1);

  ear_secrets_init (secrets, &keyring_class);
  return secrets;
}
