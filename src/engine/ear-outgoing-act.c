/* ear-outgoing-act.c: what is sent is taken back, acted on, answered in private; and what a sign-in lets go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-outgoing-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-scheduler-private.h"

typedef struct {
  char *key, *action;
} OutgoingCall;

static OutgoingCall *
outgoing_call_new (const char *key,
                   const char *action)
{
  OutgoingCall *call = g_new0 (OutgoingCall, 1);

  call->key = g_strdup (key);
  call->action = g_strdup (action);
  return call;
}

static void
outgoing_call_free (gpointer data)
{
  OutgoingCall *call = data;

  g_free (call->key);
  g_free (call->action);
  g_free (call);
}

static gpointer
cancel_outgoing (EarEngine     *self,
                 EarStore      *store,
                 gpointer       data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const OutgoingCall *call = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (GError) problem = NULL;
  gboolean cancelled = ear_store_outbox_cancel (store, NULL, call->key, call->action == NULL, NULL, changes, &problem);

  ear_engine_publish (self, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
  if (cancelled)
    return EAR_WORK_DONE;
  if (g_error_matches (problem, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("It is already on its way and can no longer be taken back. You can delete it over there."));
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/**
 * ear_engine_cancel_outgoing_async:
 *
 * Undo: the text is a draft again. %G_IO_ERROR_BUSY when sending began.
 */
void
ear_engine_cancel_outgoing_async (EarEngine           *self,
                                  const char          *outbox_key,
                                  GAsyncReadyCallback  callback,
                                  gpointer             data)
{
  EarWork work = { cancel_outgoing, outgoing_call_new (outbox_key, NULL), outgoing_call_free, NULL };

  ear_engine_write (self, ear_engine_cancel_outgoing_async, work, NULL, callback, data);
}

/* The undo window is over. */
static gboolean
send_now (EarStore            *store,
          const EarOutboxRow  *row,
          EarChanges          *changes,
          GError             **error)
{
  g_autoptr (GError) problem = NULL;

  if (row->state != EAR_OUTBOX_QUEUED || row->not_before <= ear_clock_now_ms ())
    return TRUE;
  if (ear_store_outbox_hurry (store, NULL, row->op->key, ear_clock_now_ms (), changes, &problem))
    return TRUE;
  /* It left in this moment by itself. */
  if (g_error_matches (problem, EAR_STORE_ERROR, EAR_STORE_ERROR_CONFLICT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* ---- private answers: a draft stands at the message it is to answer, apart from the composer's ---- */

/* (element-type EarOutboxRow) */
static GPtrArray *
list_private_drafts (EarStore    *store,
                     const char  *channel_key,
                     const char  *target_ext,
                     GError     **error)
{
  g_autoptr (GPtrArray) rows = ear_store_outbox_list (store, channel_key, 1u << EAR_OUTBOX_DRAFT, error);

  for (guint i = rows != NULL ? rows->len : 0; i > 0; i--)
    {
      const EarOutboxRow *row = g_ptr_array_index (rows, i - 1);

      if (row->op->verb != EAR_VERB_PRIVATE_REPLY || g_strcmp0 (row->op->target_ext, target_ext) != 0)
        g_ptr_array_remove_index (rows, i - 1);
    }
  return g_steal_pointer (&rows);
}

/* What is written now stands for them all; @kept has it. */
static void
forget_private_drafts (EarStore   *store,
                       GPtrArray  *drafts,
                       const char *channel_key,
                       const char *kept,
                       EarChanges *changes)
{
  for (guint i = 0; i < drafts->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (drafts, i);
      g_autoptr (EarOp) forgotten = ear_op_copy (row->op);

      g_clear_pointer (&forgotten->text, g_free);
      if (g_strcmp0 (row->op->key, kept) != 0)
        ear_store_save_draft (store, channel_key, forgotten, changes, NULL);
    }
}

gboolean
ear_outgoing_save_private_draft (EarEngine    *self,
                                 EarStore     *store,
                                 const char   *channel_key,
                                 const EarOp  *written,
                                 GError      **error)
{
  g_autoptr (GPtrArray) drafts = list_private_drafts (store, channel_key, written->target_ext, error);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarOp) op = NULL;

  if (drafts == NULL)
    return FALSE;
  op = ear_op_copy (drafts->len > 0 ? ((const EarOutboxRow *) g_ptr_array_index (drafts, 0))->op : written);
  g_set_str (&op->text, written->text);
  if (!ear_store_save_draft (store, channel_key, op, changes, error))
    return FALSE;
  forget_private_drafts (store, drafts, channel_key, op->key, changes);
  ear_engine_publish (self, changes, 0);
  return TRUE;
}

/* Takes the place of its draft. */
static gboolean
queue_private (EarEngine                *self,
               EarStore                 *store,
               const EarDirectoryEntry  *channel,
               EarOp                    *op,
               char                    **event,
               EarChanges               *changes,
               GError                  **error)
{
  g_autoptr (GPtrArray) drafts = list_private_drafts (store, channel->row->key, op->target_ext, error);

  if (drafts == NULL || !ear_outgoing_check_length (self, channel, op, EAR_CONVERSATION_DIRECT, error))
    return FALSE;
  for (guint i = 0; i < drafts->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (drafts, i);

      /* A key that may have travelled belongs to the text it travelled with. */
      if (row->op->attempts == 0)
        g_set_str (&op->key, row->op->key);
    }
  if (!ear_store_outbox_queue (store, NULL, channel->row->key, op, ear_outgoing_not_before (self), event, changes, error))
    return FALSE;
  forget_private_drafts (store, drafts, channel->row->key, op->key, changes);
  return TRUE;
}

gboolean
ear_outgoing_queue_deed (EarEngine                *self,
                         EarStore                 *store,
                         const EarDirectoryEntry  *channel,
                         EarVerb                   verb,
                         const char               *text,
                         const char               *target_ext,
                         const char               *conversation_ext,
                         const char               *post_ext,
                         char                    **event,
                         GError                  **error)
{
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarOp) op = ear_op_new (verb);

  if (channel == NULL || (ear_engine_get_abilities (self, channel) & ear_ability_for_verb (verb)) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("%s does not let this account do that. Sign in with an account that may."),
                   channel != NULL ? channel->row->name : "");
      return FALSE;
    }
  g_set_str (&op->conversation_ext, conversation_ext);
  g_set_str (&op->target_ext, target_ext);
  g_set_str (&op->post_ext, post_ext);
  g_set_str (&op->text, text);
  if (verb == EAR_VERB_PRIVATE_REPLY ? !queue_private (self, store, channel, op, event, changes, error)
                                     : !ear_store_outbox_queue (store, NULL, channel->row->key, op, ear_outgoing_not_before (self), event, changes, error))
    return FALSE;
  ear_engine_publish (self, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
  ear_outgoing_wake (self, channel->row->key);
  return TRUE;
}

/* What has arrived is deleted over there. */
static gboolean
delete_sent (EarEngine           *self,
             EarStore            *store,
             const EarOutboxRow  *row,
             char               **event,
             GError             **error)
{
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);

  if ((row->state != EAR_OUTBOX_ACCEPTED && row->state != EAR_OUTBOX_SEEN) || row->service_ext == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING, _("It has not arrived yet, so there is nothing to delete. Try again in a moment."));
      return FALSE;
    }
  return ear_outgoing_queue_deed (self, store, ear_directory_find_key (directory, row->channel_key), EAR_VERB_DELETE, NULL, row->service_ext,
                                  row->op->conversation_ext, row->op->post_ext, event, error);
}

static gboolean
act (EarEngine           *self,
     EarStore            *store,
     const EarOutboxRow  *row,
     const char          *action,
     char               **event,
     EarChanges          *changes,
     GError             **error)
{
  if (g_str_equal (action, "send-now"))
    return send_now (store, row, changes, error);
  if (g_str_equal (action, "retry") || g_str_equal (action, "send-again"))
    {
      if (row->state == EAR_OUTBOX_QUEUED)
        return send_now (store, row, changes, error);
      return ear_store_outbox_resend (store, NULL, row->op->key, ear_clock_now_ms (), changes, error);
    }
  if (g_str_equal (action, "discard"))
    return ear_store_outbox_cancel (store, NULL, row->op->key, FALSE, event, changes, error);
  if (g_str_equal (action, "delete"))
    return delete_sent (self, store, row, event, error);
  if (g_str_equal (action, "look"))
    {
      g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, row->channel_key);

      if (connection != NULL)
        ear_outbox_look (connection, row->op->key);
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "No action “%s”", action);
  return FALSE;
}

static gpointer
act_on_outgoing (EarEngine     *self,
                 EarStore      *store,
                 gpointer       data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const OutgoingCall *call = data;
  g_autoptr (EarOutboxRow) row = ear_store_outbox_get (store, call->key, error);
  g_autoptr (EarChanges) changes = ear_changes_new ();
  char *event = NULL;

  if (row == NULL || !act (self, store, row, call->action, &event, changes, error))
    return NULL;
  ear_engine_publish (self, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
  ear_outgoing_wake (self, row->channel_key);
  return event != NULL ? event : g_strdup ("");
}

/**
 * ear_engine_outgoing_action_async:
 * @action: "send-now", "retry", "look", "send-again", "discard" or "delete"
 *
 * Finishes with an event that can be undone, or an empty text: ear_engine_finish_text().
 */
void
ear_engine_outgoing_action_async (EarEngine           *self,
                                  const char          *outbox_key,
                                  const char          *action,
                                  GAsyncReadyCallback  callback,
                                  gpointer             data)
{
  EarWork work = { act_on_outgoing, outgoing_call_new (outbox_key, action), outgoing_call_free, g_free };

  ear_engine_write (self, ear_engine_outgoing_action_async, work, NULL, callback, data);
}

/* ---- after a sign-in ---- */

/* A reply of last week would surprise everybody; it waits for a hand. */
#define REQUEUE_WITHIN_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

void
ear_outgoing_requeue_refused (EarEngine  *self,
                              EarStore   *store,
                              const char *channel_key)
{
  g_autoptr (GPtrArray) rows = ear_store_outbox_list (store, channel_key, 1u << EAR_OUTBOX_FAILED, NULL);
  g_autoptr (EarChanges) changes = ear_changes_new ();

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (rows, i);

      if (row->has_problem && (row->problem == EAR_PROBLEM_AUTH || row->problem == EAR_PROBLEM_FORBIDDEN) &&
          ear_clock_now_ms () - row->changed_at < REQUEUE_WITHIN_MS)
        ear_store_outbox_requeue (store, row->op->key, ear_outgoing_not_before (self), changes, NULL);
    }
  ear_engine_publish (self, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
}
