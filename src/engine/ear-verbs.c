/* ear-verbs.c: earshotctl's verbs, run on an open engine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-verbs-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-problem.h"
#include "engine/ear-advice-private.h"
#include "engine/ear-outgoing-private.h"
#include "store/ear-store.h"

static void
verb_call_free (gpointer data)
{
  EarVerbCall *call = data;

  if (call->sign_in != NULL)
    {
      g_clear_signal_handler (&call->sign_in_handler, call->sign_in);
      ear_sign_in_cancel (call->sign_in);
      g_clear_object (&call->sign_in);
    }
  if (call->secret != NULL)
    explicit_bzero (call->secret, strlen (call->secret));
  g_free (call->secret);
  g_free (call->outbox_key);
  g_clear_pointer (&call->arguments, ear_json_free);
  g_clear_pointer (&call->search, ear_search_text_unref);
  g_clear_pointer (&call->writer, ear_json_writer_free);
  g_clear_object (&call->engine);
  g_free (call);
}

const char *
ear_verb_call_get (EarVerbCall *call,
                   const char  *name)
{
  return ear_json_member_text (ear_json_root (call->arguments), name);
}

gint64
ear_verb_call_get_int (EarVerbCall *call,
                       const char  *name,
                       gint64       fallback)
{
  gint64 value = fallback;
  const EarJsonField field = { name, EAR_JSON_INT, EAR_JSON_LENIENT, 0, -1 };

  ear_json_bind (ear_json_root (call->arguments), &field, 1, &value, NULL);
  return value;
}

gboolean
ear_verb_call_get_bool (EarVerbCall *call,
                        const char  *name)
{
  gboolean value = FALSE;
  const EarJsonField field = { name, EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 };

  ear_json_bind (ear_json_root (call->arguments), &field, 1, &value, NULL);
  return value;
}

gboolean
ear_verb_call_need (GTask       *task,
                    EarVerbCall *call,
                    const char  *name)
{
  const char *value = ear_verb_call_get (call, name);

  if (value != NULL && *value != '\0')
    return TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("“%s” is missing. Say “earshotctl --help” to see what is needed."), name);
  g_object_unref (task);
  return FALSE;
}

void
ear_verb_return_writer (GTask         *task,
                        EarJsonWriter *writer)
{
  g_task_return_pointer (task, ear_json_writer_to_text (writer, FALSE), g_free);
  g_object_unref (task);
}

static void
return_ok (GTask      *task,
           const char *name,
           const char *value)
{
  g_autoptr(EarJsonWriter) writer = ear_json_writer_new ();

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_bool (writer, "ok", TRUE);
  if (name != NULL)
    ear_json_writer_text (writer, name, value);
  ear_json_writer_end_object (writer);
  ear_verb_return_writer (task, writer);
}

void
ear_verb_return_text (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autofree char *text = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  /* An action that found nothing to do wrote no event. */
  return_ok (task, "key", text != NULL && *text != '\0' ? text : NULL);
}

void
ear_verb_return_done (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  return_ok (task, NULL, NULL);
}

/* ---- acting on a conversation ---- */

static void
verb_done (GTask       *task,
           EarVerbCall *call)
{
  ear_engine_mark_done_async (call->engine, call->conversation, ear_verb_return_text, task);
}

static void
verb_no_answer (GTask       *task,
                EarVerbCall *call)
{
  ear_engine_mark_no_answer_async (call->engine, call->conversation, ear_verb_return_text, task);
}

static void
verb_reopen (GTask       *task,
             EarVerbCall *call)
{
  ear_engine_reopen_async (call->engine, call->conversation, ear_verb_return_text, task);
}

static void
verb_note (GTask       *task,
           EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "text"))
    ear_engine_add_note_async (call->engine, call->conversation, ear_verb_call_get (call, "text"), ear_verb_return_text, task);
}

static void
verb_change (GTask       *task,
             EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "text"))
    ear_engine_add_change_async (call->engine, call->conversation, ear_verb_call_get (call, "text"), ear_verb_return_text, task);
}

static void
verb_undo (GTask       *task,
           EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "event"))
    ear_engine_undo_async (call->engine, ear_verb_call_get (call, "event"), ear_verb_return_done, task);
}

static void
reply_waited (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      /* It is written down: at the close it was still sent, or it waits for the next start. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        {
          g_clear_error (&error);
          ear_problem_set (&error, EAR_PROBLEM_OUTCOME_UNKNOWN,
                           _("Earshot was closed while the answer was on its way. It may have arrived: look at the conversation before you send it again."));
        }
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  return_ok (task, "key", call->outbox_key);
}

static void
reply_sent_now (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_engine_wait_outgoing_async (call->engine, call->outbox_key, g_task_get_cancellable (task), reply_waited, task);
}

static void
reply_queued (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->outbox_key = ear_engine_finish_text (EAR_ENGINE (source), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  /* Whoever types a command meant it: the undo window is the window's. */
  if (ear_verb_call_get_bool (call, "wait"))
    ear_engine_outgoing_action_async (call->engine, call->outbox_key, "send-now", reply_sent_now, task);
  else
    return_ok (task, "key", call->outbox_key);
}

static void
reply_context_loaded (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(EarReplyContext) context = ear_engine_load_reply_context_finish (EAR_ENGINE (source), result, &error);

  if (context == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (!context->can_reply)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                               context->why_not != NULL ? context->why_not : _("This conversation cannot be answered from here."));
      g_object_unref (task);
      return;
    }
  ear_engine_reply_async (call->engine, call->conversation, context->target_id, ear_verb_call_get (call, "text"),
                          context->audience, reply_queued, task);
}

static void
verb_reply (GTask       *task,
            EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "text"))
    ear_engine_load_reply_context_async (call->engine, call->conversation, 0, g_task_get_cancellable (task),
                                         reply_context_loaded, task);
}

static void
verb_publish (GTask       *task,
              EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "channel") && ear_verb_call_need (task, call, "text"))
    ear_engine_publish_post_async (call->engine, ear_verb_call_get (call, "channel"), ear_verb_call_get (call, "text"), reply_queued, task);
}

/* ---- moderating: the id is a message's, found in its conversation ---- */

static void
moderate_thread_loaded (GObject      *source,
                        GAsyncResult *result,
                        gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(EarThread) thread = ear_engine_load_thread_finish (EAR_ENGINE (source), result, &error);
  const char *key = ear_verb_call_get (call, "id");
  EarVerb verb = EAR_VERB_APPROVE;

  if (thread == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ear_verb_from_string (ear_verb_call_get (call, "verb"), &verb);
  for (guint i = 0; i < thread->messages->len; i++)
    {
      const EarThreadMessage *message = g_ptr_array_index (thread->messages, i);
      gboolean is_it = g_strcmp0 (message->key, key) == 0;

      /* A conversation's key stands for the message that began it. */
      if (is_it || (i == 0 && g_strcmp0 (thread->key, key) == 0))
        {
          ear_engine_moderate_async (call->engine, message->id, verb, ear_verb_return_text, task);
          return;
        }
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no message “%s”."), key);
  g_object_unref (task);
}

static void
verb_moderate (GTask       *task,
               EarVerbCall *call)
{
  EarVerb verb;

  if (!ear_verb_call_need (task, call, "verb"))
    return;
  /* Not everything that can be done to a message is moderating: deleting cannot be taken back. */
  if (ear_verb_from_string (ear_verb_call_get (call, "verb"), &verb) &&
      ((verb >= EAR_VERB_APPROVE && verb <= EAR_VERB_UNTRASH) || (verb >= EAR_VERB_HIDE && verb <= EAR_VERB_UNBLOCK)))
    {
      ear_engine_load_thread_async (call->engine, call->conversation, g_task_get_cancellable (task), moderate_thread_loaded, task);
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("“%s” is not known. Use approve, hold, spam, unspam, trash, untrash, hide, unhide, block or unblock."), ear_verb_call_get (call, "verb"));
  g_object_unref (task);
}

/* ---- logging a contact ---- */

static void
log_on_channel (GTask       *task,
                EarVerbCall *call,
                const char  *channel_key)
{
  const char *answer = ear_verb_call_get (call, "answer");
  EarContact contact = {
    .channel_key = channel_key,
    .who = ear_verb_call_get (call, "who"),
    .what = ear_verb_call_get (call, "what"),
    .answer = answer,
    .answered = answer != NULL || ear_verb_call_get_bool (call, "answered"),
    .asked_at = call->asked_at,
    .call_back_by = call->call_back_by,
    .link = ear_verb_call_get (call, "link"),
  };

  ear_engine_log_contact_async (call->engine, &contact, ear_verb_return_text, task);
}

static void
log_channel_added (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autofree char *key = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (key == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  log_on_channel (task, g_task_get_task_data (task), key);
}

gboolean
ear_verb_read_time (GTask       *task,
                    EarVerbCall *call,
                    const char  *name,
                    gboolean     end,
                    gint64      *at)
{
  const char *text = ear_verb_call_get (call, name);
  g_autoptr(EarSettings) settings = NULL;

  *at = EAR_TIME_NONE;
  if (text == NULL)
    return TRUE;
  settings = ear_engine_dup_settings (call->engine);
  *at = ear_hours_parse_time (settings->answering, text, end);
  if (*at != EAR_TIME_NONE)
    return TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("“%s” is not a time Earshot understands. Write it like 2026-11-30, “2026-11-30 15:30” or 2026-11-30T15:30+01:00."), text);
  g_object_unref (task);
  return FALSE;
}

static void
verb_log (GTask       *task,
          EarVerbCall *call)
{
  GListModel *channels = ear_engine_get_channels (call->engine);
  const char *kind = ear_verb_call_get (call, "kind");

  if (!ear_verb_call_need (task, call, "kind") || !ear_verb_call_need (task, call, "what")
      || !ear_verb_read_time (task, call, "asked_at", FALSE, &call->asked_at)
      || !ear_verb_read_time (task, call, "call_back_by", TRUE, &call->call_back_by))
    return;
  if (call->asked_at != EAR_TIME_NONE && call->asked_at > ear_clock_now_ms ())
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("“%s” has not come yet. --asked-at is when somebody asked."), ear_verb_call_get (call, "asked_at"));
      g_object_unref (task);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr(EarChannelItem) channel = g_list_model_get_item (channels, i);

      if (ear_channel_item_get_offline (channel)
          && (g_strcmp0 (ear_channel_item_get_kind (channel), kind) == 0
              || g_strcmp0 (ear_channel_item_get_key (channel), kind) == 0))
        {
          log_on_channel (task, call, ear_channel_item_get_key (channel));
          return;
        }
    }
  ear_engine_add_offline_channel_async (call->engine, kind, NULL, log_channel_added, task);
}

/* ---- files ---- */

static void
verb_backup (GTask       *task,
             EarVerbCall *call)
{
  if (ear_verb_call_need (task, call, "file"))
    ear_engine_backup_async (call->engine, ear_verb_call_get (call, "file"), NULL, NULL, g_task_get_cancellable (task),
                             ear_verb_return_done, task);
}

static void
verb_check (GTask       *task,
            EarVerbCall *call)
{
  ear_engine_check_async (call->engine, ear_verb_call_get_bool (call, "repair"), NULL, NULL, g_task_get_cancellable (task),
                          ear_verb_return_done, task);
}

static const EarVerbEntry entries[] = {
  { "channel-add", EAR_VERB_KIND_WRITES, FALSE, ear_verb_channel_add },
  { "channel-list", EAR_VERB_KIND_ASKS, FALSE, ear_verb_channel_list },
  { "channel-check", EAR_VERB_KIND_WRITES, FALSE, ear_verb_channel_check },
  { "channel-rename", EAR_VERB_KIND_WRITES, FALSE, ear_verb_channel_rename },
  { "channel-remove", EAR_VERB_KIND_WRITES, FALSE, ear_verb_channel_remove },
  { "sync", EAR_VERB_KIND_WRITES, FALSE, ear_verb_sync },
  { "inbox", EAR_VERB_KIND_READS, FALSE, ear_verb_inbox },
  { "show", EAR_VERB_KIND_READS, TRUE, ear_verb_show },
  { "search", EAR_VERB_KIND_READS, FALSE, ear_verb_search },
  { "reply", EAR_VERB_KIND_WRITES, TRUE, verb_reply },
  { "publish", EAR_VERB_KIND_WRITES, FALSE, verb_publish },
  { "moderate", EAR_VERB_KIND_WRITES, TRUE, verb_moderate },
  { "done", EAR_VERB_KIND_WRITES, TRUE, verb_done },
  { "no-answer", EAR_VERB_KIND_WRITES, TRUE, verb_no_answer },
  { "reopen", EAR_VERB_KIND_WRITES, TRUE, verb_reopen },
  { "note", EAR_VERB_KIND_WRITES, TRUE, verb_note },
  { "change", EAR_VERB_KIND_WRITES, TRUE, verb_change },
  { "snooze", EAR_VERB_KIND_WRITES, TRUE, ear_verb_snooze },
  { "wake", EAR_VERB_KIND_WRITES, TRUE, ear_verb_wake },
  { "assign", EAR_VERB_KIND_WRITES, TRUE, ear_verb_assign },
  { "priority", EAR_VERB_KIND_WRITES, TRUE, ear_verb_priority },
  { "mute", EAR_VERB_KIND_WRITES, TRUE, ear_verb_mute },
  { "unmute", EAR_VERB_KIND_WRITES, TRUE, ear_verb_unmute },
  { "tag", EAR_VERB_KIND_WRITES, TRUE, ear_verb_tag },
  { "untag", EAR_VERB_KIND_WRITES, TRUE, ear_verb_untag },
  { "tags", EAR_VERB_KIND_READS, FALSE, ear_verb_tags },
  { "members", EAR_VERB_KIND_READS, FALSE, ear_verb_members },
  { "undo", EAR_VERB_KIND_WRITES, FALSE, verb_undo },
  { "log", EAR_VERB_KIND_WRITES, FALSE, verb_log },
  { "brand", EAR_VERB_KIND_READS, FALSE, ear_verb_brand },
  { "brand-set", EAR_VERB_KIND_WRITES, FALSE, ear_verb_brand_set },
  { "backup", EAR_VERB_KIND_READS, FALSE, verb_backup },
  { "check", EAR_VERB_KIND_WRITES, FALSE, verb_check },
};

static const EarVerbEntry *
find_entry (const char *verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_strcmp0 (entries[i].name, verb) == 0)
      return &entries[i];
  return NULL;
}

/**
 * ear_verbs_get_kind:
 * @verb: a word such as "reply"
 *
 * Returns: whether the verb is known, and whether it writes.
 */
EarVerbKind
ear_verbs_get_kind (const char *verb)
{
  const EarVerbEntry *entry = find_entry (verb);

  return entry != NULL ? entry->kind : EAR_VERB_KIND_UNKNOWN;
}

gboolean
ear_verbs_get_once (const char *verb)
{
  static const char *const once[] = { "reply", "publish", "note", "change", "log", NULL };

  return g_strv_contains (once, verb);
}

static void
conversation_found (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  GTask *task = data;
  EarVerbCall *call = g_task_get_task_data (task);
  const EarVerbEntry *entry = find_entry (g_task_get_name (task));
  GError *error = NULL;

  call->conversation = ear_engine_find_conversation_finish (EAR_ENGINE (source), result, &error);
  if (call->conversation == 0)
    {
      if (error == NULL)
        error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no conversation or message “%s”."), ear_verb_call_get (call, "id"));
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  entry->run (task, call);
}

/**
 * ear_verbs_run_async:
 * @engine: an open engine
 * @verb: the verb
 * @arguments: a JSON object
 * @secret: (nullable): a credential, never part of @arguments; copied and wiped
 * @cancellable: (nullable): a cancellable
 * @callback: called on the main thread
 * @data: for @callback
 *
 * Runs one of earshotctl's verbs.
 */
void
ear_verbs_run_async (EarEngine           *engine,
                     const char          *verb,
                     const char          *arguments,
                     const char          *secret,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             data)
{
  GTask *task = g_task_new (engine, cancellable, callback, data);
  const EarVerbEntry *entry = find_entry (verb);
  EarVerbCall *call = g_new0 (EarVerbCall, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, ear_verbs_run_async);
  g_task_set_name (task, verb);
  g_task_set_task_data (task, call, verb_call_free);
  call->engine = g_object_ref (engine);
  call->secret = g_strdup (secret);
  call->arguments = ear_json_parse_text (arguments, -1, &error);

  if (call->arguments == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (entry == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("“%s” is not a command. Say “earshotctl --help” to see them all."), verb);
      g_object_unref (task);
    }
  else if (!entry->needs_conversation)
    entry->run (task, call);
  else if (ear_verb_call_need (task, call, "id"))
    ear_engine_find_conversation_async (engine, ear_verb_call_get (call, "id"), conversation_found, task);
}

/**
 * ear_verbs_run_finish:
 * @engine: the engine
 * @result: the result
 * @error: any error of the engine, or G_IO_ERROR_INVALID_ARGUMENT, G_IO_ERROR_NOT_FOUND, G_IO_ERROR_NOT_SUPPORTED; its message is
 *   a sentence for the person
 *
 * Returns: (transfer full): a JSON object, or %NULL
 */
char *
ear_verbs_run_finish (EarEngine     *engine,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_autoptr (GError) problem = NULL;
  char *text;

  g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

  text = g_task_propagate_pointer (G_TASK (result), &problem);
  /* What a service or the keyring had was put in words where the channel's name is known. */
  if (g_error_matches (problem, EAR_STORE_ERROR, EAR_STORE_ERROR_NOT_FOUND))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, problem->message);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CLOSED))
    ear_problem_set (error, EAR_PROBLEM_RETRY_LATER, _("Earshot was just being closed, so this was not done. Do it again."));
  else if (problem != NULL && problem->domain == EAR_STORE_ERROR)
    g_propagate_error (error, ear_advice_to_error (problem, NULL));
  else if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return text;
}
