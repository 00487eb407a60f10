/* ear-contacts.c: what people said by phone, at the counter, in a letter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
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
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Only phone, counter and the like can be logged by hand."));
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
  call->contact = ear_store_contact_new ();
  split_who (contact->who, &call->contact->who, &call->contact->handle);
  call->contact->text = g_strdup (contact->what);
  call->contact->url = g_strdup (contact->link);
  call->contact->asked_at = contact->asked_at != EAR_TIME_NONE ? contact->asked_at : ear_clock_now_ms ();
  call->contact->answered = contact->answered;
  call->contact->answer = contact->answered ? g_strdup (contact->answer) : NULL;
  call->contact->call_back_by = contact->call_back_by;
  ear_engine_write (self, ear_engine_log_contact_async, work, NULL, callback, data);
}

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
