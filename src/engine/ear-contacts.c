/* ear-contacts.c: what people said by phone, at the counter, in a letter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "engine/ear-engine-private.h"
#include "store/ear-store-event.h"
#include "store/ear-store-query.h"

typedef struct {
  char *channel_key;
  EarStoreContact *contact;
} LogCall;

static void
log_call_free (gpointer data)
{
  LogCall *call = data;

  g_free (call->channel_key);
  ear_store_contact_free (call->contact);
  g_free (call);
}

/* "Mia Kern, 0171 2345678" → a name and a number; the same number is the same person. */
static void
split_who (const char  *who,
           char       **name,
           char       **handle)
{
  g_autoptr (GRegex) regex = g_regex_new ("^(.*?)[\\s,;]*(\\+?[0-9][0-9 ()/.-]{4,})$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *stripped = g_strstrip (g_strdup (who != NULL ? who : ""));

  *name = NULL;
  *handle = NULL;
  if (stripped[0] == '\0')
    return;
  if (!g_regex_match (regex, stripped, 0, &match))
    {
      *name = g_steal_pointer (&stripped);
      return;
    }
  *name = g_match_info_fetch (match, 1);
  *handle = g_match_info_fetch (match, 2);
  /* A number alone must not become the name of somebody known. */
  if ((*name)[0] == '\0')
    g_clear_pointer (name, g_free);
}

static EarStoreContact *
to_store (const EarContact *contact)
{
  EarStoreContact *made = ear_store_contact_new ();

  split_who (contact->who, &made->who, &made->handle);
  made->text = g_strdup (contact->what);
  made->url = g_strdup (contact->link);
  made->asked_at = contact->asked_at != EAR_TIME_NONE ? contact->asked_at : ear_clock_now_ms ();
  made->answered = contact->answered;
  made->answer = contact->answered ? g_strdup (contact->answer) : NULL;
  made->call_back_by = contact->call_back_by;
  return made;
}

static gpointer
log_contact (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  const LogCall *call = data;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  const EarDirectoryEntry *channel = ear_directory_find_key (directory, call->channel_key);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  gint64 conversation_id = 0;
  char *event = NULL;

  if (channel == NULL || channel->kind == NULL || !channel->kind->rules.offline)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Only phone, counter and the like can be written down by hand."));
      return NULL;
    }
  call->contact->type = channel->kind->rules.contact_type;
  if (!ear_store_log_contact (store, NULL, call->channel_key, call->contact, &conversation_id, &event, changes, error))
    return NULL;
  ear_engine_give_event (event);
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return ear_store_dup_conversation_key (store, conversation_id, error);
}

/**
 * ear_engine_log_contact_async:
 * @contact: copied
 *
 * Logs what somebody said outside any service. Finishes with the conversation's key: ear_engine_finish_text().
 */
void
ear_engine_log_contact_async (EarEngine           *self,
                              const EarContact    *contact,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  LogCall *call = g_new0 (LogCall, 1);
  EarWork work = { log_contact, call, log_call_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->channel_key = g_strdup (contact->channel_key);
  call->contact = to_store (contact);
  ear_engine_write (self, ear_engine_log_contact_async, work, NULL, callback, data);
}

/* ---- what was logged, once more ---- */

void
ear_logged_contact_free (EarLoggedContact *contact)
{
  if (contact == NULL)
    return;
  g_free (contact->channel_key);
  g_free (contact->who);
  g_free (contact->what);
  g_free (contact->answer);
  g_free (contact->link);
  g_free (contact);
}

/* The other way round than split_who(). */
static char *
join_who (const EarStoreContact *contact)
{
  if (contact->who != NULL && contact->handle != NULL)
    return g_strconcat (contact->who, ", ", contact->handle, NULL);
  return g_strdup (contact->who != NULL ? contact->who : contact->handle);
}

static gpointer
load_contact (EarEngine     *self,
              EarStore      *store,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  gint64 conversation_id = *(const gint64 *) data;
  g_autoptr (EarStoreContact) held = ear_store_load_contact (store, conversation_id, error);
  g_autofree char *key = held != NULL ? ear_store_dup_conversation_key (store, conversation_id, error) : NULL;
  g_autofree char *ext = NULL;
  EarLoggedContact *contact;

  if (key == NULL)
    return NULL;
  contact = g_new0 (EarLoggedContact, 1);
  ear_key_split (key, &contact->channel_key, &ext);
  contact->who = join_who (held);
  contact->what = g_strdup (held->text);
  contact->answer = g_strdup (held->answer);
  contact->link = held->url != NULL && held->url[0] != '\0' ? g_strdup (held->url) : NULL;
  contact->answered = held->answered;
  contact->asked_at = held->asked_at;
  contact->call_back_by = held->call_back_by;
  return contact;
}

/**
 * ear_engine_load_contact_async:
 *
 * What was logged by hand, to edit it.
 */
void
ear_engine_load_contact_async (EarEngine           *self,
                               gint64               conversation_id,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  EarWork work = { load_contact, g_memdup2 (&conversation_id, sizeof conversation_id), g_free, (GDestroyNotify) ear_logged_contact_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_read (self, ear_engine_load_contact_async, work, NULL, callback, data);
}

/**
 * ear_engine_load_contact_finish:
 *
 * Returns: (transfer full)
 */
EarLoggedContact *
ear_engine_load_contact_finish (EarEngine     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  gint64 conversation_id;
  EarStoreContact *contact;  /* (nullable): NULL: away with it */
} ChangeCall;

static void
change_call_free (gpointer data)
{
  ChangeCall *call = data;

  ear_store_contact_free (call->contact);
  g_free (call);
}

static gpointer
change_contact (EarEngine     *self,
                EarStore      *store,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  const ChangeCall *call = data;
  g_autoptr (EarStoreContact) held = ear_store_load_contact (store, call->conversation_id, error);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  char *event = NULL;

  if (held == NULL)
    return NULL;
  if (call->contact != NULL)
    {
      call->contact->type = held->type;
      if (!ear_store_edit_contact (store, NULL, call->conversation_id, call->contact, &event, changes, error))
        return NULL;
    }
  else if (!ear_store_remove_contact (store, NULL, call->conversation_id, &event, changes, error))
    {
      return NULL;
    }
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return event != NULL ? event : g_strdup ("");
}

static void
push_change (EarEngine           *self,
             gpointer             tag,
             gint64               conversation_id,
             const EarContact    *contact,
             GAsyncReadyCallback  callback,
             gpointer             data)
{
  ChangeCall *call = g_new0 (ChangeCall, 1);
  EarWork work = { change_contact, call, change_call_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->conversation_id = conversation_id;
  call->contact = contact != NULL ? to_store (contact) : NULL;
  ear_engine_write (self, tag, work, NULL, callback, data);
}

/**
 * ear_engine_edit_contact_async:
 * @contact: copied; its channel is left as it is
 *
 * Finishes with an event: ear_engine_finish_text().
 */
void
ear_engine_edit_contact_async (EarEngine           *self,
                               gint64               conversation_id,
                               const EarContact    *contact,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  push_change (self, ear_engine_edit_contact_async, conversation_id, contact, callback, data);
}

/**
 * ear_engine_remove_contact_async:
 *
 * Finishes with an event: ear_engine_finish_text().
 */
void
ear_engine_remove_contact_async (EarEngine           *self,
                                 gint64               conversation_id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  push_change (self, ear_engine_remove_contact_async, conversation_id, NULL, callback, data);
}

/* ---- called back ---- */

typedef struct {
  gint64 conversation_id;
  char *answer;
} AnswerCall;

static void
answer_call_free (gpointer data)
{
  AnswerCall *call = data;

  g_free (call->answer);
  g_free (call);
}

static gpointer
answer_contact (EarEngine     *self,
                EarStore      *store,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  const AnswerCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  char *event = NULL;

  if (!ear_store_answer_contact (store, NULL, call->conversation_id, call->answer, ear_clock_now_ms (), &event, changes, error))
    return NULL;
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return event != NULL ? event : g_strdup ("");
}

/**
 * ear_engine_contact_answered_async:
 * @answer: (nullable): what was said
 *
 * The call-back was made. Finishes with an event: ear_engine_finish_text().
 */
void
ear_engine_contact_answered_async (EarEngine           *self,
                                   gint64               conversation_id,
                                   const char          *answer,
                                   GAsyncReadyCallback  callback,
                                   gpointer             data)
{
  AnswerCall *call = g_new0 (AnswerCall, 1);
  EarWork work = { answer_contact, call, answer_call_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  call->conversation_id = conversation_id;
  call->answer = g_strdup (answer);
  ear_engine_write (self, ear_engine_contact_answered_async, work, NULL, callback, data);
}
