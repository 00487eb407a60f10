/* ear-private-reply.c: answering a public message so that its writer alone reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-private-reply.h"

#define WIDTH 420
#define HEIGHT 120

typedef struct
{
  EarPrivateReplyFunc written;
  GWeakRef owner;
  gint64 message_id;
  AdwAlertDialog *alert;   /* (unowned): it holds this */
  GtkTextBuffer *buffer;   /* (unowned): the alert's */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->owner);
  g_free (question);
}

static char *
dup_text (Question *question)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (question->buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (question->buffer, &start, &end, FALSE));
}

static void
changed (Question *question)
{
  g_autofree char *text = dup_text (question);

  adw_alert_dialog_set_response_enabled (question->alert, "send", *text != '\0');
}

static void
answered (Question *question, const char *response)
{
  g_autofree char *text = dup_text (question);
  g_autoptr (GObject) owner = g_weak_ref_get (&question->owner);

  if (owner != NULL && g_str_equal (response, "send"))
    question->written (text, question->message_id, owner);
}

static GtkWidget *
make_entry (Question *question)
{
  GtkWidget *view = gtk_text_view_new (), *scrolled = gtk_scrolled_window_new ();

  question->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  g_object_set (view, "top-margin", 9, "bottom-margin", 9, "left-margin", 9, "right-margin", 9, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Private answer"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT);
  gtk_widget_add_css_class (scrolled, "card");
  adw_dialog_set_focus (ADW_DIALOG (question->alert), view);
  return scrolled;
}

void
ear_ask_private_reply (GtkWidget *parent, const EarThreadMessage *message, EarPrivateReplyFunc written, GObject *owner)
{
  /* Translators: a person's name */
  g_autofree char *body = g_strdup_printf (_("Only %s reads it, as a message. It can be sent once; what comes after, they must begin."),
                                           message->author != NULL ? message->author : _("whoever wrote this"));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Answer Privately"), body));
  Question *question = g_new0 (Question, 1);

  question->written = written;
  question->message_id = message->id;
  question->alert = alert;
  g_weak_ref_init (&question->owner, owner);
  g_object_set_data_full (G_OBJECT (alert), "question", question, question_free);
  adw_alert_dialog_set_extra_child (alert, make_entry (question));
  adw_alert_dialog_add_responses (alert, "cancel", _("_Cancel"), "send", _("_Send Privately"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "send", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_dialog_set_content_width (ADW_DIALOG (alert), WIDTH);
  changed (question);
  g_signal_connect_data (question->buffer, "changed", G_CALLBACK (changed), question, NULL, G_CONNECT_SWAPPED);
  g_signal_connect_data (alert, "response", G_CALLBACK (answered), question, NULL, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (alert), parent);
}
