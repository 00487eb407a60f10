/* ear-compose.c: what the composer needs to know before and while somebody types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "engine/ear-outgoing-private.h"
#include "engine/ear-scheduler-private.h"

#define N_ANSWERED_BEFORE 3

static void
answered_before_free (gpointer data)
{
  EarAnsweredBefore *before = data;

  g_free (before->question);
  g_free (before->answer);
  g_free (before->channel_name);
  g_free (before);
}

void
ear_reply_context_free (EarReplyContext *context)
{
  if (context == NULL)
    return;
  g_free (context->why_not);
  g_free (context->seen_by);
  g_free (context->prefix);
  g_free (context->subject);
  g_free (context->unit_label);
  g_free (context->draft);
  g_clear_pointer (&context->audiences, g_array_unref);
  g_clear_pointer (&context->answered_before, g_ptr_array_unref);
  g_free (context);
}

/* ---- addressing ---- */

/* A kind's address() only reads what discovery learnt; it has no network here. */
static EarReply *
refuse_to_send (EarSession  *session,
                EarRequest  *request,
                GError     **error)
{
  ear_problem_set (error, EAR_PROBLEM_OFFLINE, "No requests here");
  return NULL;
}

static GHashTable *
dup_settings (EarEngine               *self,
              const EarDirectoryEntry *channel)
{
  g_autoptr (EarConnection) connection = ear_scheduler_find (self->scheduler, channel->row->key);

  if (connection != NULL)
    return ear_connection_dup_settings (connection);
  return channel->row->settings != NULL ? g_hash_table_ref (channel->row->settings) : NULL;
}

EarOp *
ear_outgoing_address (EarEngine               *self,
                      const EarDirectoryEntry *channel,
                      const EarMessage        *target,
                      const EarConversation   *conversation)
{
  static const EarSessionClass no_network = { refuse_to_send, NULL };
  g_autoptr (GHashTable) settings = dup_settings (self, channel);
  EarOp *op = ear_op_new (EAR_VERB_REPLY);
  EarSession session = { 0 };
  GHashTableIter iter;
  gpointer name, value;

  g_set_str (&op->conversation_ext, conversation->ext);
  g_set_str (&op->target_ext, target->ext);
  g_set_str (&op->post_ext, conversation->post_ext);
  op->audience = target->audience;
  if (channel->kind->address != NULL)
    {
      ear_session_init (&session, &no_network, channel->row->origin);
      if (settings != NULL)
        {
          g_hash_table_iter_init (&iter, settings);
          while (g_hash_table_iter_next (&iter, &name, &value))
            ear_session_set_setting (&session, name, value);
        }
      channel->kind->address (&session, target, conversation, op);
      ear_session_clear (&session);
    }
  return op;
}

EarTextRule
ear_engine_get_text_rule (EarEngine               *self,
                          const EarDirectoryEntry *channel,
                          EarConversationType      type)
{
  g_autoptr (GHashTable) settings = dup_settings (self, channel);

  return ear_channel_kind_get_text_rule (channel->kind, settings, type);
}

guint
ear_outgoing_count (const EarTextRule *rule,
                    const char        *prefix,
                    const char        *text)
{
  g_autofree char *whole = prefix != NULL && prefix[0] != '\0' ? g_strconcat (prefix, " ", text, NULL) : g_strdup (text);

  return ear_text_count (whole, rule);
}

gint64
ear_outgoing_default_target (const EarConversationView *view)
{
  gint64 last_inbound = 0, last = 0;

  for (guint i = 0; view->enquiries != NULL && i < view->enquiries->len; i++)
    {
      const EarEnquiry *enquiry = &g_array_index (view->enquiries, EarEnquiry, i);

      if (enquiry->outcome == EAR_ENQUIRY_OPEN && enquiry->exclusion == EAR_EXCLUDED_NO)
        return enquiry->last_message_id;
    }
  for (guint i = 0; i < view->messages->len; i++)
    {
      const EarMessageRow *message = g_ptr_array_index (view->messages, i);

      if (message->direction == EAR_DIRECTION_NOTE || (message->state != EAR_MESSAGE_VISIBLE && message->state != EAR_MESSAGE_HELD))
        continue;
      last = message->id;
      if (message->direction == EAR_DIRECTION_INBOUND)
        last_inbound = message->id;
    }
  return last_inbound != 0 ? last_inbound : last;
}

/* ---- the context ---- */

static char *
describe_audience (EarAudience audience,
                   const char *person)
{
  switch (audience)
    {
    case EAR_AUDIENCE_UNLISTED:
      return g_strdup (_("Everyone can read this reply; it does not appear in public lists."));
    case EAR_AUDIENCE_FOLLOWERS:
      return g_strdup (_("Your followers and the people it mentions can read this reply."));
    case EAR_AUDIENCE_DIRECT:
      if (person != NULL)
        return g_strdup_printf (_("Only %s and the people it mentions can read this reply."), person);
      return g_strdup (_("Only the people it mentions can read this reply."));
    case EAR_AUDIENCE_PUBLIC:
    default:
      return g_strdup (_("Everyone can read this reply."));
    }
}

static const char *
unit_label (EarTextUnit unit)
{
  return unit == EAR_TEXT_UNIT_BYTES ? _("bytes") : _("characters");
}

/* Until when the service takes an answer, or EAR_TIME_NONE. */
static gint64
find_reply_until (EarEngine                 *self,
                  const EarDirectoryEntry   *channel,
                  const EarConversationView *view)
{
  g_autoptr (GHashTable) settings = dup_settings (self, channel);
  gint64 last_heard = EAR_TIME_NONE;

  for (guint i = 0; i < view->messages->len; i++)
    {
      const EarMessageRow *message = g_ptr_array_index (view->messages, i);

      if (message->direction == EAR_DIRECTION_INBOUND && message->state == EAR_MESSAGE_VISIBLE)
        last_heard = last_heard == EAR_TIME_NONE ? message->sent_at : MAX (last_heard, message->sent_at);
    }
  return channel->kind != NULL ? ear_channel_kind_get_reply_until (channel->kind, settings, view->row->type, last_heard) : EAR_TIME_NONE;
}

/* A sentence, or NULL when it can be answered. */
static char *
find_obstacle (EarEngine                 *self,
               const EarDirectoryEntry   *channel,
               const EarConversationView *view,
               const EarMessageRow       *target,
               gint64                     target_id,
               gint64                     reply_until)
{
  if (channel->row->state == EAR_CHANNEL_REMOVED)
    return g_strdup_printf (_("%s is no longer connected. Connect it again to answer."), channel->row->name);
  if (channel->kind == NULL)
    return g_strdup_printf (_("This Earshot does not know how to talk to %s. Install a newer one."), channel->row->kind);
  if (channel->kind->rules.offline)
    return g_strdup (_("This was written down by hand. Note what you answered when you have called back."));
  if ((ear_engine_get_abilities (self, channel) & EAR_CAN_REPLY) == 0)
    return g_strdup_printf (_("%s does not let this account answer. Sign in with an account that may."), channel->row->name);
  if (reply_until != EAR_TIME_NONE && reply_until <= ear_clock_now_ms ())
    return g_strdup_printf (_("The time in which %s takes an answer is over. They can be answered again once they write again."), channel->row->name);
  if (target != NULL && (ear_abilities_forbidden (target->flags) & EAR_CAN_REPLY) != 0)
    return ear_outgoing_dup_answer_there (channel);
  if (target_id == 0)
    return g_strdup (_("There is nothing here that could be answered: it was deleted or put aside."));
  return NULL;
}

static GArray *
list_audiences (const EarRules *rules,
                EarAudience     strictest)
{
  GArray *audiences = g_array_new (FALSE, FALSE, sizeof (EarAudience));

  /* A reply may be shown to fewer people than the question, never to more. */
  for (gsize i = 0; i < rules->n_audiences; i++)
    {
      if (rules->audiences[i] >= strictest)
        g_array_append_val (audiences, rules->audiences[i]);
    }
  return audiences;
}

static void
add_answered_before (EarReplyContext *context,
                     EarStore        *store,
                     EarDirectory    *directory,
                     const char      *text,
                     gint64           conversation_id)
{
  g_autoptr (GPtrArray) similar = text != NULL ? ear_store_find_similar (store, text, conversation_id, N_ANSWERED_BEFORE, NULL) : NULL;

  for (guint i = 0; similar != NULL && i < similar->len && i < N_ANSWERED_BEFORE; i++)
    {
      const EarSimilar *found = g_ptr_array_index (similar, i);
      const EarDirectoryEntry *channel = ear_directory_find (directory, found->channel_id);
      EarAnsweredBefore *before = g_new0 (EarAnsweredBefore, 1);

      before->conversation_id = found->conversation_id;
      before->question = g_strdup (found->question);
      before->answer = g_strdup (found->answer);
      before->channel_name = g_strdup (channel != NULL ? channel->row->name : "");
      before->at = found->answered_at;
      g_ptr_array_add (context->answered_before, before);
    }
}

static const EarMessageRow *
find_message (const EarConversationView *view,
              gint64                     message_id)
{
  for (guint i = 0; i < view->messages->len; i++)
    {
      const EarMessageRow *message = g_ptr_array_index (view->messages, i);

      if (message->id == message_id)
        return message;
    }
  return NULL;
}

typedef struct {
  gint64 conversation_id, target_id;
} ContextCall;

static gboolean
fill_addressing (EarReplyContext          *context,
                 EarEngine                *self,
                 EarStore                 *store,
                 const EarDirectoryEntry  *channel,
                 const char               *person,
                 GError                  **error)
{
  EarMessage *target = NULL;
  EarConversation *conversation = NULL;
  g_autoptr (EarOp) op = NULL;

  if (!ear_store_load_message (store, context->target_id, &target, &conversation, error))
    return FALSE;
  op = ear_outgoing_address (self, channel, target, conversation);
  context->rule = ear_engine_get_text_rule (self, channel, conversation->type);
  ear_message_free (target);
  ear_conversation_free (conversation);
  context->prefix = g_strdup (op->prefix);
  context->subject = g_strdup (op->subject);
  context->audience = op->audience;
  context->seen_by = describe_audience (op->audience, person);
  context->unit_label = g_strdup (unit_label (context->rule.unit));
  g_array_unref (context->audiences);
  context->audiences = list_audiences (&channel->kind->rules, op->audience);
  return TRUE;
}

static gpointer
load_context (EarEngine     *self,
              EarStore      *store,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  const ContextCall *call = data;
  g_autoptr (EarConversationView) view = ear_store_load_conversation (store, call->conversation_id, error);
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autoptr (EarReplyContext) context = NULL;
  const EarDirectoryEntry *channel;
  const EarMessageRow *target;

  if (view == NULL)
    return NULL;
  channel = ear_directory_find (directory, view->row->channel_id);
  if (channel == NULL)
    {
      g_set_error_literal (error, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND, _("This conversation's channel is no longer there."));
      return NULL;
    }
  context = g_new0 (EarReplyContext, 1);
  context->audiences = g_array_new (FALSE, FALSE, sizeof (EarAudience));
  context->answered_before = g_ptr_array_new_with_free_func (answered_before_free);
  context->target_id = call->target_id != 0 ? call->target_id : ear_outgoing_default_target (view);
  context->reply_until = find_reply_until (self, channel, view);
  target = find_message (view, context->target_id);
  context->why_not = find_obstacle (self, channel, view, target, context->target_id, context->reply_until);
  context->can_reply = context->why_not == NULL;
  context->draft = ear_outgoing_dup_draft (view);
  if (context->can_reply &&
      !fill_addressing (context, self, store, channel, target != NULL ? target->author_name : NULL, error))
    return NULL;
  if (context->unit_label == NULL)
    context->unit_label = g_strdup (unit_label (EAR_TEXT_UNIT_CHARACTERS));
  if (target != NULL && target->direction == EAR_DIRECTION_INBOUND)
    add_answered_before (context, store, directory, target->text, call->conversation_id);
  return g_steal_pointer (&context);
}

/**
 * ear_engine_load_reply_context_async:
 * @target_id: the message to answer; 0: the one that waits
 */
void
ear_engine_load_reply_context_async (EarEngine           *self,
                                     gint64               conversation_id,
                                     gint64               target_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             data)
{
  ContextCall call = { conversation_id, target_id };
  EarWork work = { load_context, g_memdup2 (&call, sizeof call), g_free, (GDestroyNotify) ear_reply_context_free };

  ear_engine_read (self, ear_engine_load_reply_context_async, work, cancellable, callback, data);
}

/**
 * ear_engine_load_reply_context_finish:
 *
 * Returns: (transfer full)
 */
EarReplyContext *
ear_engine_load_reply_context_finish (EarEngine     *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
