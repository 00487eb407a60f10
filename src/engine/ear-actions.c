/* ear-actions.c: what people do with conversations, and undo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "base/ear-key.h"
#include "engine/ear-accounts-private.h"
#include "engine/ear-outbox-private.h"
#include "engine/ear-outgoing-private.h"
#include "engine/ear-scheduler-private.h"
#include "store/ear-store-event.h"

typedef struct _Action Action;
typedef gboolean (*ActionFunc) (EarStore *store, const Action *action, char **event, EarChanges *changes, GError **error);

struct _Action {
  ActionFunc func;
  gint64 id;
  gboolean flag;
  char *text;
};

static void
action_free (gpointer data)
{
  Action *action = data;

  g_free (action->text);
  g_free (action);
}

static gpointer
run_action (EarEngine     *self,
            EarStore      *store,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  const Action *action = data;
  g_autoptr (EarChanges) changes = ear_changes_new ();
  char *event = NULL;

  if (!action->func (store, action, &event, changes, error))
    return NULL;
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS);
  return event != NULL ? event : g_strdup ("");
}

static void
push_action (EarEngine           *self,
             gpointer             tag,
             ActionFunc           func,
             gint64               id,
             gboolean             flag,
             const char          *text,
             GAsyncReadyCallback  callback,
             gpointer             data)
{
  Action *action = g_new0 (Action, 1);
  EarWork work = { run_action, action, action_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  action->func = func;
  action->id = id;
  action->flag = flag;
  action->text = g_strdup (text);
  ear_engine_write (self, tag, work, NULL, callback, data);
}

static gboolean
mark_done (EarStore      *store,
           const Action  *action,
           char         **event,
           EarChanges    *changes,
           GError       **error)
{
  return ear_store_mark_done_because (store, NULL, action->id, action->text, event, changes, error);
}

static gboolean
reopen (EarStore      *store,
        const Action  *action,
        char         **event,
        EarChanges    *changes,
        GError       **error)
{
  return ear_store_reopen (store, NULL, action->id, event, changes, error);
}

static gboolean
no_answer (EarStore      *store,
           const Action  *action,
           char         **event,
           EarChanges    *changes,
           GError       **error)
{
  return ear_store_set_no_answer (store, NULL, action->id, TRUE, NULL, event, changes, error);
}

static gboolean
mark_read (EarStore      *store,
           const Action  *action,
           char         **event,
           EarChanges    *changes,
           GError       **error)
{
  return ear_store_set_read (store, NULL, action->id, action->flag, event, changes, error);
}

static gboolean
add_note (EarStore      *store,
          const Action  *action,
          char         **event,
          EarChanges    *changes,
          GError       **error)
{
  return ear_store_add_note (store, NULL, action->id, action->text, NULL, event, changes, error);
}

static gboolean
add_change (EarStore      *store,
            const Action  *action,
            char         **event,
            EarChanges    *changes,
            GError       **error)
{
  if (action->text == NULL || *action->text == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Say in a few words what you changed."));
      return FALSE;
    }
  if (g_utf8_strlen (action->text, -1) > EAR_CHANGE_MAX_CHARACTERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("What you changed is said in at most %d characters. Shorten it; nothing was written down."),
                   EAR_CHANGE_MAX_CHARACTERS);
      return FALSE;
    }
  return ear_store_add_change (store, NULL, action->id, action->text, NULL, event, changes, error);
}

/**
 * ear_engine_mark_done_async:
 *
 * Closes the open questions of the conversation without an answer; their clocks go on in the report.
 */
void
ear_engine_mark_done_async (EarEngine           *self,
                            gint64               conversation_id,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  push_action (self, ear_engine_mark_done_async, mark_done, conversation_id, FALSE, NULL, callback, data);
}

/**
 * ear_engine_mark_done_because_async:
 * @why: EAR_DONE_BY_CUSTOMER
 *
 * The same, and says why.
 */
void
ear_engine_mark_done_because_async (EarEngine           *self,
                                    gint64               conversation_id,
                                    const char          *why,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  push_action (self, ear_engine_mark_done_because_async, mark_done, conversation_id, FALSE, why, callback, data);
}

/**
 * ear_engine_mark_no_answer_async:
 *
 * "Needs no answer": left out of the figures, and shown beside them.
 */
void
ear_engine_mark_no_answer_async (EarEngine           *self,
                                 gint64               conversation_id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             data)
{
  push_action (self, ear_engine_mark_no_answer_async, no_answer, conversation_id, FALSE, NULL, callback, data);
}

/**
 * ear_engine_reopen_async:
 *
 * The questions wait again, as if they had never been closed.
 */
void
ear_engine_reopen_async (EarEngine           *self,
                         gint64               conversation_id,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  push_action (self, ear_engine_reopen_async, reopen, conversation_id, FALSE, NULL, callback, data);
}

/**
 * ear_engine_mark_read_async:
 * @read: FALSE: its last message unread
 */
void
ear_engine_mark_read_async (EarEngine           *self,
                            gint64               conversation_id,
                            gboolean             read,
                            GAsyncReadyCallback  callback,
                            gpointer             data)
{
  push_action (self, ear_engine_mark_read_async, mark_read, conversation_id, read, NULL, callback, data);
}

/**
 * ear_engine_add_note_async:
 * @text: for ourselves; never leaves
 */
void
ear_engine_add_note_async (EarEngine           *self,
                           gint64               conversation_id,
                           const char          *text,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  push_action (self, ear_engine_add_note_async, add_note, conversation_id, FALSE, text, callback, data);
}

/**
 * ear_engine_add_change_async:
 * @text: what was changed because of what was said there; it stands in the report on one line. Longer than EAR_CHANGE_MAX_CHARACTERS it is
 *   refused, for it would be cut where nobody sees it
 */
void
ear_engine_add_change_async (EarEngine           *self,
                             gint64               conversation_id,
                             const char          *text,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  g_autofree char *line = ear_text_clean_line (text, G_MAXSIZE);

  push_action (self, ear_engine_add_change_async, add_change, conversation_id, FALSE, line, callback, data);
}

/* ---- undo ---- */

static gpointer
undo (EarEngine     *self,
      EarStore      *store,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (EarChanges) changes = ear_changes_new ();
  g_autoptr (GPtrArray) connections = NULL;
  g_auto (GStrv) keys = g_strsplit (data, " ", -1);
  g_autoptr (GString) events = g_string_new (NULL);
  g_autoptr (GPtrArray) last = NULL;

  /* The last one first. */
  for (guint i = g_strv_length (keys); i > 0; i--)
    {
      g_autofree char *event = NULL;

      if (!ear_store_undo (store, NULL, keys[i - 1], &event, changes, error))
        return NULL;
      if (event != NULL)
        g_string_append_printf (events, "%s%s", events->len > 0 ? " " : "", event);
    }
  if (!ear_engine_reload_directory (self, store, error))
    return NULL;
  last = ear_store_list_events (store, 0, 1, NULL);
  if (last != NULL && last->len > 0 && g_strcmp0 (((EarEventRow *) g_ptr_array_index (last, 0))->entity_type, "setting") == 0)
    ear_engine_reload_settings (self);
  ear_accounts_follow (self);
  ear_engine_publish (self, changes, EAR_CHANGED_COUNTS | EAR_CHANGED_OUTBOX | EAR_CHANGED_CHANNELS);
  /* What was taken back may be queued again. */
  connections = ear_scheduler_list (self->scheduler);
  for (guint i = 0; i < connections->len; i++)
    ear_outbox_wake (g_ptr_array_index (connections, i));
  return g_string_free (g_steal_pointer (&events), FALSE);
}

/**
 * ear_engine_undo_async:
 * @event: what an action finished with
 *
 * Takes it back where nothing has changed since. Finishes with the undo's own event, which can be undone too.
 */
void
ear_engine_undo_async (EarEngine           *self,
                       const char          *event,
                       GAsyncReadyCallback  callback,
                       gpointer             data)
{
  EarWork work = { undo, g_strdup (event), g_free, g_free };

  g_return_if_fail (EAR_IS_ENGINE (self));

  ear_engine_write (self, ear_engine_undo_async, work, NULL, callback, data);
}

/* ---- moderation: through the outbox, like everything that leaves ---- */

typedef struct {
  gint64 message_id;
  EarVerb verb;
  char *text;                /* (nullable) */
  gboolean draft;
} ModerateCall;

static void
moderate_call_free (gpointer data)
{
  ModerateCall *call = data;

  g_free (call->text);
  g_free (call);
}

static gpointer
moderate (EarEngine     *self,
          EarStore      *store,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  const ModerateCall *call = data;
  g_autoptr (EarDirectory) directory = ear_engine_dup_directory (self);
  g_autofree char *key = ear_store_dup_message_key (store, call->message_id, error);
  g_autofree char *channel_key = NULL;
  g_autofree char *ext = NULL;
  g_autoptr (EarMessage) target = NULL;
  g_autoptr (EarConversation) conversation = NULL;
  char *event = NULL;

  if (key == NULL || !ear_store_load_message (store, call->message_id, &target, &conversation, error))
    return NULL;
  if (call->draft)
    {
      g_autoptr (EarOp) op = ear_op_new (call->verb);

      g_set_str (&op->conversation_ext, conversation->ext);
      g_set_str (&op->target_ext, target->ext);
      g_set_str (&op->post_ext, conversation->post_ext);
      g_set_str (&op->text, call->text);
      return ear_key_split (key, &channel_key, &ext) && ear_outgoing_save_private_draft (self, store, channel_key, op, error) ? g_strdup ("") : NULL;
    }
  if (!ear_outgoing_queue_deed (self, store, ear_key_split (key, &channel_key, &ext) ? ear_directory_find_key (directory, channel_key) : NULL,
                                call->verb, call->text, target->ext, conversation->ext, conversation->post_ext, &event, error))
    return NULL;
  return event != NULL ? event : g_strdup ("");
}

static void
run_moderate (EarEngine           *self,
              gint64               message_id,
              EarVerb              verb,
              const char          *text,
              gboolean             draft,
              GAsyncReadyCallback  callback,
              gpointer             data)
{
  ModerateCall *call = g_new0 (ModerateCall, 1);
  EarWork work = { moderate, call, moderate_call_free, g_free };

  call->message_id = message_id;
  call->verb = verb;
  call->text = g_strdup (text);
  call->draft = draft;
  ear_engine_write (self, run_moderate, work, NULL, callback, data);
}

/**
 * ear_engine_moderate_async:
 * @verb: approve, hold, spam, trash, delete, like … what EarThreadMessage.can allows
 *
 * Finishes with an event: undo works until it leaves, when the undo window is over.
 */
void
ear_engine_moderate_async (EarEngine           *self,
                           gint64               message_id,
                           EarVerb              verb,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  g_return_if_fail (EAR_IS_ENGINE (self));

  run_moderate (self, message_id, verb, NULL, FALSE, callback, data);
}

/**
 * ear_engine_private_reply_async:
 * @message_id: a public message whose EarThreadMessage.can has private-reply
 * @text: what its writer alone is to read
 *
 * It takes the place of its drafts. Finishes as ear_engine_moderate_async().
 */
void
ear_engine_private_reply_async (EarEngine           *self,
                                gint64               message_id,
                                const char          *text,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  g_return_if_fail (EAR_IS_ENGINE (self));

  run_moderate (self, message_id, EAR_VERB_PRIVATE_REPLY, text, FALSE, callback, data);
}

/**
 * ear_engine_save_private_draft_async:
 * @text: empty: forget it
 *
 * Keeps what is being written to one message's writer alone. Finishes with a text that says nothing: ear_engine_finish_text().
 */
void
ear_engine_save_private_draft_async (EarEngine           *self,
                                     gint64               message_id,
                                     const char          *text,
                                     GAsyncReadyCallback  callback,
                                     gpointer             data)
{
  g_return_if_fail (EAR_IS_ENGINE (self));

  run_moderate (self, message_id, EAR_VERB_PRIVATE_REPLY, text, TRUE, callback, data);
}
