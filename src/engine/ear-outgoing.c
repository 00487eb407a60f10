/* ear-outgoing.c: what the person sends, takes back, or asks about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-outgoing-private.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-key.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-event.h"

/* ---- words ---- */

char *
ear_outgoing_dup_sentence (const EarOutboxRow *row,
                           const char         *channel_name)
{
  switch (row->state)
    {
    case EAR_OUTBOX_UNKNOWN:
      return g_strdup (_("Earshot is finding out whether it arrived."));
    case EAR_OUTBOX_ASK:
      return g_strdup_printf (_("It may have arrived on %s. Look there, or send it again."), channel_name);
    case EAR_OUTBOX_QUEUED:
    case EAR_OUTBOX_FAILED:
      return g_strdup (row->sentence);
    case EAR_OUTBOX_DRAFT:
    case EAR_OUTBOX_SENDING:
    case EAR_OUTBOX_ACCEPTED:
    case EAR_OUTBOX_SEEN:
    case EAR_OUTBOX_CANCELLED:
    default:
      return NULL;
    }
}

char *
ear_outgoing_dup_answer_there (const EarDirectoryEntry *channel)
{
  /* Translators: a channel's name */
  return g_strdup_printf (_("%s does not let this be answered from here. Answer it there."), channel->row->name);
}

/* Words somebody was to read: they can be written anew. */
static gboolean
has_words (const EarOutboxRow *row)
{
  return (row->op->verb == EAR_VERB_REPLY || row->op->verb == EAR_VERB_PRIVATE_REPLY) && row->op->text != NULL;
}

GStrv
ear_outgoing_dup_remedies (const EarOutboxRow *row)
{
  g_autoptr (GStrvBuilder) remedies = g_strv_builder_new ();

  switch (row->state)
    {
    case EAR_OUTBOX_ASK:
      g_strv_builder_add_many (remedies, "look", "send-again", "discard", NULL);
      break;

    case EAR_OUTBOX_QUEUED:
      if (row->has_problem && (row->problem == EAR_PROBLEM_AUTH || row->problem == EAR_PROBLEM_FORBIDDEN))
        g_strv_builder_add (remedies, "sign-in");
      g_strv_builder_add (remedies, "undo");
      break;

    case EAR_OUTBOX_FAILED:
      if (row->has_problem && row->problem == EAR_PROBLEM_REJECTED && has_words (row))
        g_strv_builder_add (remedies, "edit");
      else if (row->has_problem && (row->problem == EAR_PROBLEM_AUTH || row->problem == EAR_PROBLEM_FORBIDDEN))
        g_strv_builder_add (remedies, "sign-in");
      /* What is gone stays gone. */
      if (!row->has_problem || row->problem != EAR_PROBLEM_GONE)
        g_strv_builder_add (remedies, "retry");
      if (has_words (row) && (!row->has_problem || row->problem != EAR_PROBLEM_REJECTED))
        g_strv_builder_add (remedies, "edit");
      g_strv_builder_add (remedies, "discard");
      break;

    case EAR_OUTBOX_DRAFT:
      g_strv_builder_add_many (remedies, "edit", "discard", NULL);
      break;

    case EAR_OUTBOX_SENDING:
    case EAR_OUTBOX_ACCEPTED:
    case EAR_OUTBOX_SEEN:
    case EAR_OUTBOX_CANCELLED:
    case EAR_OUTBOX_UNKNOWN:
    default:
      return NULL;
    }
  return g_strv_builder_end (remedies);
}

gint64
ear_outgoing_not_before (EarEngine *self)
{
  gint64 now = ear_clock_now_ms ();

  /* At a terminal nobody waits for an undo button. */
  if ((self->flags & EAR_ENGINE_NO_SYNC) != 0)
    return now;
  return now + g_atomic_int_get (&self->undo_s) * G_GINT64_CONSTANT (1000);
}

static void
wake (EarEngine  *self,
      const char *channel_key)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, channel_key);

  if (connection != NULL)
    ear_outbox_wake (connection);
}

/* ---- drafts and replies ---- */

typedef struct {
  gint64 conversation_id, target_id;
  char *text;                /* (nullable) */
  EarAudience audience;
} ReplyCall;

static void
reply_call_free (gpointer data)
{
  ReplyCall *call = data;

  g_free (call->text);
  g_free (call);
}

/* The conversation, where it stands and on which channel. */
static const EarDirectoryEntry *
find_place (EarEngine            *self,
            EarStore             *store,
            gint64                conversation_id,
            EarDirectory         *directory,
            EarConversationView **view,
            GError              **error)
{
  const EarDirectoryEntry *channel;

  *view = ear_store_load_conversation (store, conversation_id, error);
  if (*view == NULL)
    return NULL;
  channel = ear_directory_find (directory, (*view)->row->channel_id);
  if (channel == NULL || channel->kind == NULL || channel->row->state == EAR_CHANNEL_REMOVED)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("This conversation's channel is not connected. Connect it again to answer."));
      return NULL;
    }
  return channel;
}

static gboolean
is_draft (const EarOutboxRow *row)
{
  return row->state == EAR_OUTBOX_DRAFT && row->op->verb == EAR_VERB_REPLY;
}

/* The draft of this conversation's composer, if there is one. */
static const EarOutboxRow *
find_draft (const EarConversationView *view)
{
  for (guint i = 0; i < view->outbox->len; i++)
    if (is_draft (g_ptr_array_index (view->outbox, i)))
      return g_ptr_array_index (view->outbox, i);
  return NULL;
}

char *
ear_outgoing_dup_draft (const EarConversationView *view)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < view->outbox->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (view->outbox, i);

      if (is_draft (row) && row->op->text != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", row->op->text);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* Whoever writes saw them all in one piece, see ear_outgoing_dup_draft(): what he wrote now stands for them all but @kept, which has
 * it. */
static void
forget_drafts (EarStore                  *store,
               const EarConversationView *view,
               const EarOutboxRow        *kept,
               EarChanges                *changes)
{
  for (guint i = 0; i < view->outbox->len; i++)
    {
      const EarOutboxRow *row = g_ptr_array_index (view->outbox, i);
      g_autoptr (EarOp) forgotten = NULL;

      if (row == kept || !is_draft (row))
        continue;
      forgotten = ear_op_copy (row->op);
      g_clear_pointer (&forgotten->text, g_free);
      ear_store_save_draft (store, view->channel_key, forgotten, changes, NULL);
    }
}

static gpointer
save_draft (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  const ReplyCall *call = data;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarOp) op = NULL;
  const EarOutboxRow *draft;

  if (find_place (self, store, call->conversation_id, directory, &view, error) == NULL)
    return NULL;
  draft = find_draft (view);
  if (draft == NULL && (call->text == NULL || call->text[0] == '\0'))
    return EAR_WORK_DONE;
  op = draft != NULL ? ear_op_copy (draft->op) : ear_op_new (EAR_VERB_REPLY);
  g_set_str (&op->text, call->text);
  if (draft == NULL)
    {
      g_autofree char *channel_key = NULL;
      g_autofree char *ext = NULL;

      if (ear_key_split (view->key, &channel_key, &ext))
        g_set_str (&op->conversation_ext, ext);
    }
  if (!ear_store_save_draft (store, view->channel_key, op, changes, error))
    return NULL;
  forget_drafts (store, view, draft, changes);
  ear_engine_publish (self, changes, 0);
  return EAR_WORK_DONE;
}

/**
 * ear_engine_save_draft_async:
 * @text: (nullable): NULL or empty: forget it
 *
 * Keeps what is being typed.
 */
void
ear_engine_save_draft_async (EarEngine           *self,
                             gint64               conversation_id,
                             const char          *text,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  ReplyCall *call = g_new0 (ReplyCall, 1);
  EarWork work = { save_draft, call, reply_call_free, NULL };

  call->conversation_id = conversation_id;
  call->text = g_strdup (text);
  ear_engine_write (self, ear_engine_save_draft_async, work, NULL, callback, data);
}

/* Refused before it is queued: the writer is still here. */
static gboolean
check_length (EarEngine                *self,
              const EarDirectoryEntry  *channel,
              const EarOp              *op,
              EarConversationType       type,
              GError                  **error)
{
  EarTextRule rule = ear_engine_get_text_rule (self, channel, type);
  guint count = ear_outgoing_count (&rule, op->prefix, op->text);

  if (rule.maximum > 0 && count > rule.maximum)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   ngettext ("The reply is %u too long for %s. Shorten it.", "The reply is %u too long for %s. Shorten it.", count - rule.maximum),
                   count - rule.maximum, channel->row->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_reply (EarEngine                *self,
             const EarDirectoryEntry  *channel,
             const EarMessage         *target,
             GError                  **error)
{
  EarAbilities abilities = ear_engine_get_abilities (self, channel);
  g_autofree char *there = NULL;

  if ((abilities & ~ear_abilities_forbidden (target->flags) & EAR_CAN_REPLY) != 0)
    return TRUE;
  there = ear_outgoing_dup_answer_there (channel);
  if ((abilities & EAR_CAN_REPLY) == 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("%s cannot be answered from here."), channel->row->name);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, there);
  return FALSE;
}

static gpointer
queue_reply (EarEngine     *self,
             EarStore      *store,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  const ReplyCall *call = data;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (EarConversationView) view = NULL;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (EarMessage) target = NULL;
  g_autoptr (EarConversation) conversation = NULL;
  g_autoptr (EarOp) op = NULL;
  g_autofree char *event = NULL;
  const EarDirectoryEntry *channel = find_place (self, store, call->conversation_id, directory, &view, error);
  const EarOutboxRow *draft;
  gint64 target_id;

  if (channel == NULL)
    return NULL;
  target_id = call->target_id != 0 ? call->target_id : ear_outgoing_default_target (view);
  if (target_id == 0 || channel->kind->rules.offline)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("There is nothing here that could be answered."));
      return NULL;
    }
  if (!ear_store_load_message (store, target_id, &target, &conversation, error))
    return NULL;
  op = ear_outgoing_address (self, channel, target, conversation);
  g_set_str (&op->text, call->text);
  /* Never wider than what is answered. */
  op->audience = MAX (op->audience, call->audience);
  if (!check_reply (self, channel, target, error) || !check_length (self, channel, op, conversation->type, error))
    return NULL;

  draft = find_draft (view);
  /* A key that may have travelled belongs to the text it travelled with. */
  if (draft != NULL && draft->op->attempts == 0)
    g_set_str (&op->key, draft->op->key);
  if (!ear_store_outbox_queue (store, NULL, view->channel_key, op, ear_outgoing_not_before (self), &event, changes, error))
    return NULL;
  forget_drafts (store, view, draft != NULL && g_strcmp0 (draft->op->key, op->key) == 0 ? draft : NULL, changes);
  ear_engine_step ("queued");
  ear_engine_publish (self, changes, EAR_CHANGED_OUTBOX | EAR_CHANGED_COUNTS);
  wake (self, view->channel_key);
  return g_strdup (op->key);
}

/**
 * ear_engine_reply_async:
 * @target_id: the message to answer; 0: the one that waits
 *
 * Queues a reply; it leaves when the undo window of the preferences is over. Finishes with the outbox key: ear_engine_finish_text().
 */
void
ear_engine_reply_async (EarEngine           *self,
                        gint64               conversation_id,
                        gint64               target_id,
                        const char          *text,
                        EarAudience          audience,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  ReplyCall *call = g_new0 (ReplyCall, 1);
  EarWork work = { queue_reply, call, reply_call_free, g_free };
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  call->conversation_id = conversation_id;
  call->target_id = target_id;
  call->text = g_strdup (text);
  call->audience = audience;
  if (stripped[0] == '\0')
    {
      reply_call_free (call);
      g_task_report_new_error (self, callback, data, ear_engine_reply_async, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               "%s", _("The reply is empty. Write something first."));
      return;
    }
  ear_engine_write (self, ear_engine_reply_async, work, NULL, callback, data);
}

/* ---- taking back, acting ---- */

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

  if (drafts == NULL || !check_length (self, channel, op, EAR_CONVERSATION_DIRECT, error))
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
  wake (self, channel->row->key);
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
  wake (self, row->channel_key);
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

/* ---- waiting ---- */

static gpointer
look_at_state (EarEngine     *self,
               EarStore      *store,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  return ear_store_outbox_get (store, data, error);
}

/* Why it is not on its way, or NULL when it is: then the wait goes on. */
static GError *
find_hold (EarEngine          *self,
           const EarOutboxRow *row)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, row->channel_key);
  g_auto (EarHealthView) health = { .last_read = EAR_TIME_NONE };
  EarProblemCode code;
  const char *sentence;

  if (connection == NULL || row->state == EAR_OUTBOX_SENDING)
    return NULL;
  ear_connection_get_health (connection, &health);
  switch (health.health)
    {
    case EAR_HEALTH_OFFLINE:
      code = EAR_PROBLEM_OFFLINE;
      break;
    case EAR_HEALTH_SIGN_IN:
      code = EAR_PROBLEM_AUTH;
      break;
    case EAR_HEALTH_WAITING:
    case EAR_HEALTH_TROUBLE:
      code = EAR_PROBLEM_RETRY_LATER;
      if (ear_worker_get_gate (connection->worker, EAR_GATE_WRITING) > ear_clock_monotonic_ms ())
        break;
      /* What waits is the reading only. */
      if (health.health == EAR_HEALTH_WAITING)
        return NULL;
      G_GNUC_FALLTHROUGH;
    case EAR_HEALTH_OK:
    case EAR_HEALTH_SYNCING:
    case EAR_HEALTH_PAUSED:
    default:
      /* Tried, and refused for now. */
      if (row->state != EAR_OUTBOX_QUEUED || !row->has_problem || row->not_before <= ear_clock_now_ms ())
        return NULL;
      code = row->problem;
      break;
    }
  sentence = health.sentence != NULL ? health.sentence : row->sentence != NULL ? row->sentence : "";
  if (row->state == EAR_OUTBOX_UNKNOWN)
    /* Translators: %s is a sentence that says why */
    return ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, NULL, _("It may have arrived. %s Earshot looks before it sends it again."), sentence);
  /* Translators: %s is a sentence that says why */
  return ear_problem_new (code, NULL, _("%s The answer is kept and sent when that is possible."), sentence);
}

static void
state_looked_at (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  EarEngine *self = EAR_ENGINE (source);
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (EarOutboxRow) row = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_completed (task) || !g_ptr_array_find (self->outgoing_waits, task, NULL))
    {
      g_clear_error (&error);
      return;
    }
  if (row == NULL)
    {
      g_task_return_error (task, error);
    }
  else
    {
      switch (row->state)
        {
        case EAR_OUTBOX_ACCEPTED:
        case EAR_OUTBOX_SEEN:
          g_task_return_boolean (task, TRUE);
          break;
        case EAR_OUTBOX_FAILED:
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", row->sentence != NULL ? row->sentence : _("It was not accepted."));
          break;
        case EAR_OUTBOX_ASK:
          g_task_return_error (task, ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, NULL, "%s", _("It may have arrived. Look there, or send it again.")));
          break;
        case EAR_OUTBOX_CANCELLED:
        case EAR_OUTBOX_DRAFT:
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("It was taken back."));
          break;
        case EAR_OUTBOX_QUEUED:
        case EAR_OUTBOX_SENDING:
        case EAR_OUTBOX_UNKNOWN:
        default:
          error = find_hold (self, row);
          if (error == NULL)
            return;
          g_task_return_error (task, error);
          break;
        }
    }
  g_ptr_array_remove_fast (self->outgoing_waits, task);
}

static void
look_for (EarEngine *self,
          GTask     *task)
{
  EarWork work = { look_at_state, g_strdup (g_task_get_task_data (task)), g_free, (GDestroyNotify) ear_outbox_row_free };

  ear_engine_read (self, look_for, work, NULL, state_looked_at, g_object_ref (task));
}

void
ear_engine_update_outgoing_waits (EarEngine *self)
{
  for (guint i = 0; i < self->outgoing_waits->len; i++)
    look_for (self, g_ptr_array_index (self->outgoing_waits, i));
}

void
ear_engine_fail_outgoing_waits (EarEngine *self)
{
  for (guint i = 0; i < self->outgoing_waits->len; i++)
    g_task_return_new_error (g_ptr_array_index (self->outgoing_waits, i), G_IO_ERROR, G_IO_ERROR_CLOSED, "Earshot is closing");
  g_ptr_array_set_size (self->outgoing_waits, 0);
}

/**
 * ear_engine_wait_outgoing_async:
 *
 * Finishes when the service has it; fails when it was refused, taken back, when nobody can tell, and when it cannot be sent now:
 * then it stays in the outbox.
 */
void
ear_engine_wait_outgoing_async (EarEngine           *self,
                                const char          *outbox_key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, ear_engine_wait_outgoing_async);
  g_task_set_task_data (task, g_strdup (outbox_key), g_free);
  g_ptr_array_add (self->outgoing_waits, task);
  look_for (self, task);
}
