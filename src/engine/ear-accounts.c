/* ear-accounts.c: connected channels, from adding to removing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-accounts-private.h"

#include <glib/gi18n.h>

#include "base/ear-key.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-keyring-private.h"
#include "engine/ear-leftovers-private.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-outgoing-private.h"
#include "engine/ear-sample-kind-private.h"
#include "engine/ear-scheduler-private.h"
#include "engine/ear-sync-private.h"
#include "net/ear-oauth.h"
#include "store/ear-store-event.h"
#include "store/ear-store-outbox.h"

/* How long a removal waits for what is being sent. */
#define OP_PATIENCE_US (3 * G_USEC_PER_SEC)
#define MEMO_FIRST "offline-channels"

/* ---- to work ---- */

void
ear_accounts_start (EarEngine            *engine,
                    const EarChannelRow  *row,
                    const EarChannelKind *kind,
                    GPtrArray            *unknown)
{
  g_autoptr (EarConnection) connection = ear_connection_new (engine, row, kind);

  ear_scheduler_add (engine->scheduler, connection);
  ear_sync_start (connection);
  ear_outbox_start (connection, unknown);
}

gboolean
ear_accounts_connected (EarEngine            *engine,
                        EarStore             *store,
                        const EarChannelRow  *row,
                        GError              **error)
{
  g_autoptr (EarConnection) connection = NULL;
  g_autoptr (GPtrArray) unknown = NULL;
  const EarChannelKind *kind = ear_engine_find_kind (row->kind);

  if (!ear_engine_reload_directory (engine, store, error))
    return FALSE;
  connection = ear_scheduler_find (engine->scheduler, row->key);
  if (connection == NULL)
    {
      /* What was on its way when it was removed still is, as far as anybody knows. */
      unknown = ear_store_outbox_list (store, row->key, 1u << EAR_OUTBOX_UNKNOWN | 1u << EAR_OUTBOX_SENDING, error);
      if (unknown == NULL)
        return FALSE;
      ear_accounts_start (engine, row, kind, unknown);
    }
  else
    {
      ear_connection_update (connection, row);
      ear_connection_set_paused (connection, row->state == EAR_CHANNEL_PAUSED);
      ear_connection_try_again (connection);
    }
  ear_outgoing_requeue_refused (engine, store, row->key);
  if (connection != NULL)
    ear_outbox_wake (connection);
  ear_change_queue_mark (engine->change_queue, EAR_CHANGED_CHANNELS);
  return TRUE;
}

/* ---- offline channels ---- */

/* @account_id tells two phones apart; the workspace is their origin. */
static char *
add_offline (EarStore              *store,
             const EarChannelKind  *kind,
             const char            *name,
             const char            *account_id,
             gboolean               by_person,
             GError               **error)
{
  g_autofree char *origin = g_strconcat ("workspace:", ear_store_get_key (store), NULL);
  EarChannelRow row = {
    .kind = (char *) kind->id,
    .origin = origin,
    .account_id = (char *) account_id,
    .name = (char *) (name != NULL && name[0] != '\0' ? name : _(kind->name)),
  };
  char *event = NULL;
  g_autoptr (EarChannelRow) added = by_person ? ear_store_connect_channel (store, NULL, &row, &event, error) : ear_store_add_channel (store, &row, error);

  ear_engine_give_event (event);
  return added != NULL ? g_strdup (added->key) : NULL;
}

gboolean
ear_accounts_add_first (EarEngine  *engine,
                        EarStore   *store,
                        GError    **error)
{
  static const char *const first[] = { "phone", "counter" };
  g_autofree char *done = ear_store_get_memo (store, MEMO_FIRST, NULL);

  for (gsize i = 0; done == NULL && i < G_N_ELEMENTS (first); i++)
    {
      const EarChannelKind *kind = ear_engine_find_kind (first[i]);
      g_autofree char *key = kind != NULL ? add_offline (store, kind, NULL, first[i], FALSE, error) : NULL;

      if (kind != NULL && key == NULL)
        return FALSE;
    }
  return done != NULL || ear_store_set_memo (store, MEMO_FIRST, "yes", error);
}

typedef struct {
  char *key, *name, *kind;
  gboolean flag;
} AccountCall;

static AccountCall *
account_call_new (const char *key,
                  const char *name,
                  gboolean    flag)
{
  AccountCall *call = g_new0 (AccountCall, 1);

  call->key = g_strdup (key);
  call->name = g_strdup (name);
  call->flag = flag;
  return call;
}

static void
account_call_free (gpointer data)
{
  AccountCall *call = data;

  g_free (call->key);
  g_free (call->name);
  g_free (call->kind);
  g_free (call);
}

static gpointer
add_offline_channel (EarEngine     *self,
                     EarStore      *store,
                     gpointer       data,
                     GCancellable  *cancellable,
                     GError       **error)
{
  const AccountCall *call = data;
  const EarChannelKind *kind = ear_engine_find_kind (call->kind);
  g_autofree char *account_id = ear_key_random ();
  g_autofree char *key = NULL;

  if (kind == NULL || !kind->rules.offline)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not something that can be written down by hand."), call->kind);
      return NULL;
    }
  key = add_offline (store, kind, call->name, account_id, TRUE, error);
  if (key == NULL || !ear_engine_reload_directory (self, store, error))
    return NULL;
  ear_change_queue_mark (self->change_queue, EAR_CHANGED_CHANNELS);
  return g_steal_pointer (&key);
}

/**
 * ear_engine_add_offline_channel_async:
 * @kind: an offline kind's id
 * @name: (nullable): NULL: the kind's name
 *
 * Finishes with the channel's key: ear_engine_finish_text().
 */
void
ear_engine_add_offline_channel_async (EarEngine           *self,
                                      const char          *kind,
                                      const char          *name,
                                      GAsyncReadyCallback  callback,
                                      gpointer             data)
{
  AccountCall *call = account_call_new (NULL, name, FALSE);
  EarWork work = { add_offline_channel, call, account_call_free, g_free };

  call->kind = g_strdup (kind);
  ear_engine_write (self, ear_engine_add_offline_channel_async, work, NULL, callback, data);
}

/* ---- rename, pause ---- */

static gpointer
rename_channel (EarEngine     *self,
                EarStore      *store,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  const AccountCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, call->key);
  char *event = NULL;

  if (!ear_store_rename_channel (store, NULL, call->key, call->name, &event, changes, error))
    return NULL;
  ear_engine_give_event (event);
  if (!ear_engine_reload_directory (self, store, error))
    return NULL;
  if (connection != NULL)
    {
      g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
      const EarDirectoryEntry *entry = ear_directory_find_key (directory, call->key);

      ear_connection_set_name (connection, entry != NULL ? entry->row->name : call->name);
    }
  ear_engine_publish (self, changes, EAR_CHANGED_CHANNELS);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_rename_channel_async:
 * @name: (nullable): NULL or empty: the service's own name again
 */
void
ear_engine_rename_channel_async (EarEngine           *self,
                                 const char          *key,
                                 const char          *name,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  EarWork work = { rename_channel, account_call_new (key, name, FALSE), account_call_free, NULL };

  ear_engine_write (self, ear_engine_rename_channel_async, work, NULL, callback, data);
}

static gpointer
pause_channel (EarEngine     *self,
               EarStore      *store,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  const AccountCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, call->key);
  char *event = NULL;

  if (!ear_store_pause_channel (store, NULL, call->key, call->flag, &event, changes, error))
    return NULL;
  ear_engine_give_event (event);
  if (!ear_engine_reload_directory (self, store, error))
    return NULL;
  if (connection != NULL)
    ear_connection_set_paused (connection, call->flag);
  ear_engine_publish (self, changes, EAR_CHANGED_CHANNELS);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_pause_channel_async:
 * @pause: FALSE: go on
 *
 * A paused channel is not read; what was sent on it still goes out.
 */
void
ear_engine_pause_channel_async (EarEngine           *self,
                                const char          *key,
                                gboolean             pause,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  EarWork work = { pause_channel, account_call_new (key, NULL, pause), account_call_free, NULL };

  ear_engine_write (self, ear_engine_pause_channel_async, work, NULL, callback, data);
}

static gpointer
set_answers_longer (EarEngine     *self,
                    EarStore      *store,
                    gpointer       data,
                    GCancellable  *cancellable,
                    GError       **error)
{
  const AccountCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, call->key);
  char *event = NULL;

  if (!ear_store_set_answers_longer (store, NULL, call->key, call->flag, &event, changes, error))
    return NULL;
  ear_engine_give_event (event);
  if (!ear_engine_reload_directory (self, store, error))
    return NULL;
  if (connection != NULL)
    ear_connection_note_setting (connection, EAR_SETTING_ANSWERS_LONGER, call->flag ? "yes" : "no");
  ear_engine_publish (self, changes, EAR_CHANGED_CHANNELS | EAR_CHANGED_COUNTS);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_set_answers_longer_async:
 * @longer: the service takes answers on this channel for longer than it tells, see ear_channel_item_get_longer_title()
 */
void
ear_engine_set_answers_longer_async (EarEngine           *self,
                                     const char          *key,
                                     gboolean             longer,
                                     GAsyncReadyCallback  callback,
                                     gpointer             data)
{
  EarWork work = { set_answers_longer, account_call_new (key, NULL, longer), account_call_free, NULL };

  ear_engine_write (self, ear_engine_set_answers_longer_async, work, NULL, callback, data);
}

void
ear_accounts_follow (EarEngine *engine)
{
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (engine);

  for (guint i = 0; i < ear_directory_get_size (directory); i++)
    {
      const EarDirectoryEntry *entry = ear_directory_get (directory, i);
      g_autoptr (EarConnection) connection = ear_scheduler_find (engine->scheduler, entry->row->key);
      gboolean removed = entry->row->state == EAR_CHANNEL_REMOVED;

      if (connection != NULL && removed)
        {
          g_autoptr (EarConnection) stopped = ear_scheduler_remove (engine->scheduler, entry->row->key);
        }
      else if (connection != NULL)
        {
          const char *longer = entry->row->settings != NULL ? g_hash_table_lookup (entry->row->settings, EAR_SETTING_ANSWERS_LONGER) : NULL;

          ear_connection_set_paused (connection, entry->row->state == EAR_CHANNEL_PAUSED);
          if (entry->kind != NULL && ear_channel_kind_get_longer_window (entry->kind) != NULL)
            ear_connection_note_setting (connection, EAR_SETTING_ANSWERS_LONGER, longer != NULL ? longer : "no");
        }
      /* Its secret may be gone: then it asks for a new sign-in. */
      else if (!removed && entry->kind != NULL && !entry->kind->rules.offline)
        {
          ear_accounts_start (engine, entry->row, ear_engine_is_sample (engine) ? ear_sample_kind_for (entry->kind) : entry->kind, NULL);
        }
    }
}

/* ---- remove ---- */

gboolean
ear_accounts_end_access (EarEngine             *engine,
                         const EarChannelKind  *kind,
                         const char            *origin,
                         GHashTable            *settings,
                         const EarCredentials  *credentials,
                         GError               **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EarSession) session = ear_credentials_open_session (kind, origin, settings, credentials, engine->routes, cancellable);

  if (kind->revoke != NULL)
    return kind->revoke (session, NULL, error);
  if (credentials->revoke_url != NULL && credentials->client_id != NULL)
    {
      EarOAuthClient client = {
        .revoke_url = credentials->revoke_url,
        .client_id = credentials->client_id,
        .client_secret = credentials->client_secret,
      };

      return ear_oauth_revoke (session, &client, credentials->secret, "access_token", error);
    }
  return FALSE;
}

/* What fails leaves a notice: the person can do it on the service's pages. */
static void
end_access (EarEngine           *self,
            const EarChannelRow *row,
            const char          *name)
{
  const EarChannelKind *kind = ear_engine_find_kind (row->kind);
  g_autoptr (EarCredentials) credentials = NULL;

  if (kind == NULL || kind->sign_in.authorization == EAR_AUTHORIZATION_NONE)
    return;
  credentials = ear_credentials_lookup (self->secrets, row->key, EAR_SECRETS_ASKING, NULL);
  if (credentials == NULL || !ear_accounts_end_access (self, kind, row->origin, row->settings, credentials, NULL))
    ear_engine_notice (self, ear_advice_new (NULL, NULL, _("%s was removed here, but its access could not be ended over there. Remove Earshot from the allowed applications on the service's own pages."), name));
}

/* A keyring that stays shut keeps its entry for now. */
static void
forget_secret (EarEngine           *self,
               EarStore            *store,
               const EarChannelRow *row)
{
  if (ear_secrets_clear (self->secrets, row->key, EAR_SECRETS_ASKING, NULL))
    {
      ear_leftovers_forget_secrets (self, store);
      return;
    }
  ear_leftovers_add_secret (store, row->key);
  ear_engine_notice (self, ear_advice_new ("unlock-keyring", NULL, _("%s was removed, but its password is still in the keyring, which could not be opened. Unlock the keyring: Earshot deletes it there when it is started next."), row->name));
}

static gboolean
remove_work (EarEngine          *self,
             const AccountCall  *call,
             char              **event,
             GError            **error)
{
  g_autoptr (EarConnection) connection = NULL;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  const EarDirectoryEntry *entry = ear_directory_find_key (directory, call->key);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  EarStore *store;
  gboolean removed;

  if (entry == NULL)
    {
      g_set_error_literal (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND, _("This channel is no longer there."));
      return FALSE;
    }
  connection = ear_scheduler_remove (self->scheduler, call->key);
  /* An op that began is waited for, so that its outcome is known; one that hangs is stopped and looked for when the channel comes back. */
  if (connection != NULL && !ear_worker_wait_ended (connection->worker, g_get_monotonic_time () + OP_PATIENCE_US))
    {
      ear_worker_cancel_all (connection->worker);
      ear_worker_wait_ended (connection->worker, g_get_monotonic_time () + OP_PATIENCE_US);
    }
  if (!entry->kind || !entry->kind->rules.offline)
    end_access (self, entry->row, entry->row->name);

  store = ear_engine_enter (self, error);
  if (store == NULL)
    return FALSE;
  if (!entry->kind || !entry->kind->rules.offline)
    forget_secret (self, store, entry->row);
  removed = ear_store_remove_channel (store, NULL, call->key, event, changes, error) &&
            (!call->flag || ear_store_delete_channel_data (store, call->key, ear_leftovers_progress, self, error)) &&
            ear_engine_reload_directory (self, store, error);
  ear_engine_leave (self);
  ear_engine_publish (self, changes, EAR_CHANGED_CHANNELS | EAR_CHANGED_COUNTS | EAR_CHANGED_OUTBOX);
  return removed;
}

/* The keyring and the service may take their time: not on a thread others wait for. */
static void
remove_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  GError *error = NULL;
  char *event = NULL;
  gboolean removed = remove_work (source, data, &event, &error);

  ear_engine_set_event (task, event);
  if (removed)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ear_engine_remove_channel_async:
 * @delete_conversations: FALSE keeps them; adding the same account again finds them
 */
void
ear_engine_remove_channel_async (EarEngine           *self,
                                 const char          *key,
                                 gboolean             delete_conversations,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, ear_engine_remove_channel_async);
  g_task_set_task_data (task, account_call_new (key, NULL, delete_conversations), account_call_free);
  g_task_run_in_thread (task, remove_thread);
}

/* ---- check, sync ---- */

typedef struct {
  gatomicrefcount ref_count;
  GTask *task;
  GMutex mutex;
  GError *error;
} SyncCall;

static void
sync_call_done (const GError *error,
                gpointer      data)
{
  SyncCall *call = data;

  g_mutex_lock (&call->mutex);
  if (error != NULL && call->error == NULL)
    call->error = g_error_copy (error);
  g_mutex_unlock (&call->mutex);
  if (!g_atomic_ref_count_dec (&call->ref_count))
    return;
  if (!g_task_return_error_if_cancelled (call->task))
    {
      if (call->error != NULL)
        g_task_return_error (call->task, g_steal_pointer (&call->error));
      else
        g_task_return_boolean (call->task, TRUE);
    }
  g_clear_error (&call->error);
  g_object_unref (call->task);
  g_mutex_clear (&call->mutex);
  g_free (call);
}

/* One round of @key, or of all. @again: also where the sign-in was refused before. */
static void
sync_channels (EarEngine  *self,
               GTask      *take_task,
               const char *key,
               gboolean    again)
{
  g_autoptr (GPtrArray) connections = ear_scheduler_list (self->scheduler);
  SyncCall *call = g_new0 (SyncCall, 1);
  gboolean found = key == NULL;

  g_atomic_ref_count_init (&call->ref_count);
  g_mutex_init (&call->mutex);
  call->task = take_task;
  for (guint i = 0; i < connections->len; i++)
    {
      EarConnection *connection = g_ptr_array_index (connections, i);

      if (key != NULL && g_strcmp0 (key, connection->key) != 0)
        continue;
      found = TRUE;
      if (ear_worker_get_gate (connection->worker, EAR_GATE_PAUSED) != EAR_GATE_OPEN)
        {
          g_autofree char *name = ear_connection_dup_name (connection);
          g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, _("%s is paused: nothing is read until you go on."), name);

          /* Whoever asks for all does not ask for it. */
          if (key != NULL)
            {
              g_atomic_ref_count_inc (&call->ref_count);
              sync_call_done (error, call);
            }
          continue;
        }
      if (again)
        ear_connection_try_again (connection);
      g_atomic_ref_count_inc (&call->ref_count);
      ear_sync_round (connection, again, sync_call_done, call);
    }
  if (!found)
    {
      g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
      g_autoptr (GError) error = g_error_new_literal (EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND, _("There is no such channel."));

      /* What is logged by hand is always up to date. */
      sync_call_done (ear_directory_find_key (directory, key) != NULL ? NULL : error, call);
      return;
    }
  sync_call_done (NULL, call);
}

/**
 * ear_engine_sync_async:
 * @key: (nullable): NULL: all channels
 *
 * Reads what is new, now. Finishes when one round is done, with the first problem if there was one.
 */
void
ear_engine_sync_async (EarEngine           *self,
                       const char          *key,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, ear_engine_sync_async);
  sync_channels (self, task, key, FALSE);
}

/**
 * ear_engine_check_channel_async:
 *
 * Tries the channel anew: session, sign-in, what the account may do there, one round.
 */
void
ear_engine_check_channel_async (EarEngine           *self,
                                const char          *key,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, ear_engine_check_channel_async);
  sync_channels (self, task, key, TRUE);
}
