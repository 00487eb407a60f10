/* ear-outgoing.c: what the person writes and sends, and what the outbox says of it
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

void
ear_outgoing_wake (EarEngine  *self,
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

gboolean
ear_outgoing_check_length (EarEngine                *self,
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
  if (!check_reply (self, channel, target, error) || !ear_outgoing_check_length (self, channel, op, conversation->type, error))
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
  ear_outgoing_wake (self, view->channel_key);
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
