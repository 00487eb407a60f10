/* ear-thread-acts.c: what is done to a conversation's messages, and how it is taken back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ear-thread-pane-private.h"

#include <glib/gi18n.h>

#include "ui/ear-also-answers.h"
#include "ui/ear-message-card.h"
#include "ui/ear-private-reply.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

/* ---- deeds ---- */

typedef struct
{
  EarThreadPane *self;
  const char *sentence;
  gint64 message;          /* what it was done to; 0: the conversation */
} Deed;

static void
remember_deed (EarThreadPane *self, EarEngine *engine, gint64 message, const char *event)
{
  self->acted_on = message;
  g_set_str (&self->acted_event, event);
  ear_undo_remember_event (GTK_WIDGET (self), engine, event);
}

void
ear_thread_deed_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Deed *deed = data;
  g_autoptr (EarThreadPane) self = deed->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    ear_ui_toast_error (GTK_WIDGET (self), error);
  else
    {
      if (deed->message != 0)
        remember_deed (self, EAR_ENGINE (source), deed->message, event);
      else if (deed->sentence != NULL)
        ear_undo_offer (GTK_WIDGET (self), deed->sentence, EAR_ENGINE (source), event);
      else
        ear_undo_remember_event (GTK_WIDGET (self), EAR_ENGINE (source), event);
    }
  g_free (deed);
}

gpointer
ear_thread_deed_new (EarThreadPane *self, const char *sentence)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->self = g_object_ref (self);
  deed->sentence = sentence;
  return deed;
}

static void
act_on_message (EarThreadPane *self, gint64 message, EarVerb verb)
{
  Deed *deed = ear_thread_deed_new (self, NULL);

  deed->message = message;
  ear_engine_moderate_async (self->engine, message, verb, ear_thread_deed_done, deed);
}

/* ---- messages ---- */

static void
agreed (AdwAlertDialog *alert, const char *response, EarThreadPane *self)
{
  gint64 *message = g_object_get_data (G_OBJECT (alert), "message");
  EarVerb verb;

  /* The response is the verb. */
  if (self->engine != NULL && ear_verb_from_string (response, &verb))
    act_on_message (self, *message, verb);
}

static void
ask_first (EarThreadPane *self, const EarThreadMessage *message, EarVerb verb, const char *heading, const char *body, const char *label)
{
  AdwDialog *alert = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _("_Cancel"), ear_verb_to_string (verb), label, NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), ear_verb_to_string (verb), ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "cancel");
  g_object_set_data_full (G_OBJECT (alert), "message", g_memdup2 (&message->id, sizeof message->id), g_free);
  g_signal_connect_object (alert, "response", G_CALLBACK (agreed), self, 0);
  adw_dialog_present (alert, GTK_WIDGET (self));
}

/* What is deleted over there is gone for everybody: it is asked, and there is still the undo time. */
static void
ask_deletion (EarThreadPane *self, const EarThreadMessage *message)
{
  /* Translators: a channel's name */
  g_autofree char *body = g_strdup_printf (_("It is deleted on %s, for everybody. Once that is done it cannot be brought back."), self->thread->channel_name);

  ask_first (self, message, EAR_VERB_DELETE, _("Delete This Message There?"), body, _("_Delete There"));
}

static void
ask_block (EarThreadPane *self, const EarThreadMessage *message)
{
  /* Translators: 1 a person's name, 2 a channel's name */
  g_autofree char *body = g_strdup_printf (_("%1$s can no longer write to you on %2$s. You can let them in again on the service's own pages."),
                                           message->author != NULL ? message->author : _("Somebody"), self->thread->channel_name);

  ask_first (self, message, EAR_VERB_BLOCK, _("Block This Person?"), body, _("_Block"));
}

/* ---- private answers ---- */

static const EarThreadMessage *
find_message (EarThreadPane *self, gint64 id)
{
  for (guint i = 0; id != 0 && self->thread != NULL && i < self->thread->messages->len; i++)
    if (((const EarThreadMessage *) g_ptr_array_index (self->thread->messages, i))->id == id)
      return g_ptr_array_index (self->thread->messages, i);
  return NULL;
}

static gboolean
is_private_answer (const EarThreadMessage *message)
{
  return message->outbox_key != NULL && message->outbox_verb == EAR_VERB_PRIVATE_REPLY;
}

/* What there is already of a private answer to @target, and what comes back as @also (nullable), in one piece. */
static char *
dup_private_text (EarThreadPane *self, gint64 target, const EarThreadMessage *also)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->thread->messages->len; i++)
    {
      const EarThreadMessage *message = g_ptr_array_index (self->thread->messages, i);

      if (message->parent_id != target || !is_private_answer (message) || message->text == NULL)
        continue;
      if (message == also || g_strcmp0 (message->outbox_state, "draft") == 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", message->text);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
private_sent (GtkWidget *parent, EarEngine *engine, gint64 message_id, const char *event)
{
  remember_deed (EAR_THREAD_PANE (parent), engine, message_id, event);
}

static void
write_privately (EarThreadPane *self, const EarThreadMessage *target)
{
  g_autofree char *text = dup_private_text (self, target->id, NULL);

  ear_private_reply_write (GTK_WIDGET (self), self->engine, target, &self->thread->private_rule, text, private_sent);
}

static void
moderate (EarMessageCard *card, guint verb, EarThreadPane *self)
{
  const EarThreadMessage *message = ear_message_card_get_message (card);

  if (verb == EAR_VERB_DELETE)
    ask_deletion (self, message);
  else if (verb == EAR_VERB_BLOCK)
    ask_block (self, message);
  else if (verb == EAR_VERB_PRIVATE_REPLY)
    write_privately (self, message);
  else
    act_on_message (self, message->id, verb);
}

/* ---- on its way ---- */

typedef struct
{
  EarThreadPane *self;
  char *key;
  gint64 target;           /* of a private answer: the message; of a reply taken back from elsewhere: its conversation */
  char *text;              /* (nullable): of a private answer that is to be edited */
} Outgoing;

static Outgoing *
outgoing_new (EarThreadPane *self, const char *key)
{
  Outgoing *outgoing = g_new0 (Outgoing, 1);

  outgoing->self = g_object_ref (self);
  outgoing->key = g_strdup (key);
  return outgoing;
}

static void
outgoing_free (gpointer data)
{
  Outgoing *outgoing = data;

  g_object_unref (outgoing->self);
  g_free (outgoing->key);
  g_free (outgoing->text);
  g_free (outgoing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outgoing, outgoing_free)

static void
arrived (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Outgoing) outgoing = data;
  g_autoptr (GError) error = NULL;

  if (ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_engine_outgoing_action_async (EAR_ENGINE (source), outgoing->key, "delete", ear_thread_deed_done, ear_thread_deed_new (outgoing->self, NULL));
  else
    ear_ui_toast_error (GTK_WIDGET (outgoing->self), error);
}

/* It can be deleted once it is there. */
static void
delete_clicked (AdwToast *toast, EarThreadPane *self)
{
  const char *key = g_object_get_data (G_OBJECT (toast), "key");

  if (self->engine != NULL)
    ear_engine_wait_outgoing_async (self->engine, key, NULL, arrived, outgoing_new (self, key));
}

static void
say_too_late (EarThreadPane *self, const char *key)
{
  AdwToast *toast = ear_ui_toast_new (_("Too late: it is already on its way."));

  adw_toast_set_timeout (toast, 10);
  for (guint i = 0; self->thread != NULL && i < self->thread->messages->len; i++)
    {
      const EarThreadMessage *message = g_ptr_array_index (self->thread->messages, i);

      if (g_strcmp0 (message->outbox_key, key) != 0 || message->outbox_verb != EAR_VERB_REPLY || (message->can & (1u << EAR_VERB_DELETE)) == 0)
        continue;
      adw_toast_set_button_label (toast, _("_Delete There"));
      g_object_set_data_full (G_OBJECT (toast), "key", g_strdup (key), g_free);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (delete_clicked), self, 0);
    }
  ear_ui_add_toast (GTK_WIDGET (self), toast);
}

static void
taken_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Outgoing) outgoing = data;
  EarThreadPane *self = outgoing->self;
  g_autoptr (GError) error = NULL;

  if (ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      ear_composer_reload_draft (self->composer);
      return;
    }
  ear_composer_release_draft (self->composer);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    say_too_late (self, outgoing->key);
  else
    ear_ui_toast_error (GTK_WIDGET (self), error);
}

static void
take_back (GtkWidget *widget, EarEngine *engine, const char *key)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);

  ear_composer_hold_draft (self->composer);
  ear_engine_cancel_outgoing_async (engine, key, taken_back, outgoing_new (self, key));
}

/* The text is a draft where it was written; only now may a composer load that. */
static void
taken_back_elsewhere (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Outgoing) outgoing = data;
  EarThreadPane *self = outgoing->self;
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
        say_too_late (self, outgoing->key);
      else
        ear_ui_toast_error (GTK_WIDGET (self), error);
    }
  else if (outgoing->target != self->conversation_id)
    g_signal_emit_by_name (self, "go-to", outgoing->target);
  else
    {
      ear_composer_hold_draft (self->composer);
      ear_composer_reload_draft (self->composer);
    }
}

/* By key, perhaps from another conversation: the text stands where it was written. */
static void
take_back_sent (GtkWidget *widget, EarEngine *engine, const char *key)
{
  EarThreadPane *self = EAR_THREAD_PANE (widget);
  Outgoing *outgoing;

  if (self->sent_in == self->conversation_id)
    {
      take_back (widget, engine, key);
      return;
    }
  outgoing = outgoing_new (self, key);
  outgoing->target = self->sent_in;
  ear_engine_cancel_outgoing_async (engine, key, taken_back_elsewhere, outgoing);
}

void
ear_thread_reply_sent (EarThreadPane *self, gint64 conversation, const char *key)
{
  self->sent_in = conversation;
  ear_undo_remember (GTK_WIDGET (self), self->engine, take_back_sent, key);
}

static void
private_taken_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Outgoing) outgoing = data;
  EarThreadPane *self = outgoing->self;
  const EarThreadMessage *target = find_message (self, outgoing->target);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
        say_too_late (self, outgoing->key);
      else
        ear_ui_toast_error (GTK_WIDGET (self), error);
    }
  /* In another conversation by now: then the draft waits in its own. */
  else if (outgoing->text != NULL && target != NULL && self->engine == EAR_ENGINE (source))
    ear_private_reply_write (GTK_WIDGET (self), self->engine, target, &self->thread->private_rule, outgoing->text, private_sent);
}

/* Never into the composer, which is for everybody to read: it stays where it stands, as a draft. */
static void
take_private_back (EarThreadPane *self, const EarThreadMessage *message, gboolean edit)
{
  const EarThreadMessage *target = find_message (self, message->parent_id);
  Outgoing *outgoing;

  if (edit && target == NULL)
    {
      ear_ui_toast (GTK_WIDGET (self), _("What it was to answer is no longer there. Its text can be copied."));
      return;
    }
  if (edit && g_strcmp0 (message->outbox_state, "draft") == 0)
    {
      write_privately (self, target);
      return;
    }
  outgoing = outgoing_new (self, message->outbox_key);
  outgoing->target = message->parent_id;
  outgoing->text = edit ? dup_private_text (self, message->parent_id, message) : NULL;
  ear_engine_cancel_outgoing_async (self->engine, message->outbox_key, private_taken_back, outgoing);
}

/* Taken back by its button, it is nothing the key could take back; whatever else was done stays so. */
static void
forget_deed (EarThreadPane *self, const EarThreadMessage *message)
{
  ear_undo_forget_deed (GTK_WIDGET (self), message->outbox_key);
  if (self->acted_on == (is_private_answer (message) ? message->parent_id : message->id) && self->acted_on != 0)
    ear_undo_forget_deed (GTK_WIDGET (self), self->acted_event);
}

static void
outgoing (EarMessageCard *card, const char *remedy, EarThreadPane *self)
{
  const EarThreadMessage *message = ear_message_card_get_message (card);
  const char *key = message->outbox_key;

  if (key == NULL)
    return;
  if (g_str_equal (remedy, "undo") || g_str_equal (remedy, "edit"))
    forget_deed (self, message);
  if ((g_str_equal (remedy, "undo") || g_str_equal (remedy, "edit")) && is_private_answer (message))
    take_private_back (self, message, g_str_equal (remedy, "edit"));
  /* An edited reply is a draft again, like one that was taken back. */
  else if (g_str_equal (remedy, "undo") || g_str_equal (remedy, "edit"))
    {
      take_back (GTK_WIDGET (self), self->engine, key);
    }
  else if (g_str_equal (remedy, "sign-in"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", "s", self->thread->channel_key);
  else if (g_str_equal (remedy, "unlock-keyring"))
    ear_engine_check_channel_async (self->engine, self->thread->channel_key, ear_ui_done, g_object_ref (self));
  else if (g_str_equal (remedy, "discard"))
    ear_engine_outgoing_action_async (self->engine, key, remedy, ear_thread_deed_done, ear_thread_deed_new (self, _("Discarded")));
  else
    ear_engine_outgoing_action_async (self->engine, key, remedy, ear_ui_done_text, g_object_ref (self));
}

static void
reply_to (EarMessageCard *card, EarThreadPane *self)
{
  ear_composer_set_target (self->composer, ear_message_card_get_message (card)->id);
}

static void
set_also_answers (gint64 message_id, gint64 question_id, gpointer owner)
{
  EarThreadPane *self = EAR_THREAD_PANE (owner);

  if (self->engine != NULL)
    ear_engine_also_answers_async (self->engine, message_id, question_id, ear_thread_deed_done,
                                   ear_thread_deed_new (self, question_id != 0 ? _("Counted as answered") : _("Not counted as answered")));
}

static void
also_answers (EarMessageCard *card, EarThreadPane *self)
{
  const EarThreadMessage *message = ear_message_card_get_message (card);

  if (message->also_answers_id != 0)
    set_also_answers (message->id, 0, self);
  else
    ear_also_answers_ask (GTK_WIDGET (self), self->thread, message->id, set_also_answers, G_OBJECT (self));
}

GtkWidget *
ear_thread_card_new (EarThreadPane *self)
{
  GtkWidget *card = ear_message_card_new ();

  g_signal_connect (card, "moderate", G_CALLBACK (moderate), self);
  g_signal_connect (card, "outgoing", G_CALLBACK (outgoing), self);
  g_signal_connect (card, "reply", G_CALLBACK (reply_to), self);
  g_signal_connect (card, "also-answers", G_CALLBACK (also_answers), self);
  return card;
}
