/* ear-also-answers.c: which other question a reply of ours answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-also-answers.h"
#include "ui/ear-ui.h"

typedef struct
{
  gint64 message_id, question_id;
  EarAlsoAnswersFunc func;
  GWeakRef owner;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_weak_ref_clear (&question->owner);
  g_free (question);
}

static void
chosen (AdwAlertDialog *dialog, const char *response, Question *question)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&question->owner);

  if (owner != NULL && g_str_equal (response, "answers") && question->question_id != 0)
    question->func (question->message_id, question->question_id, owner);
}

static void
check_toggled (GtkCheckButton *check, Question *question)
{
  if (gtk_check_button_get_active (check))
    question->question_id = *(gint64 *) g_object_get_data (G_OBJECT (check), "question");
}

static GtkWidget *
question_row (const EarThreadMessage *message, Question *question, GtkCheckButton *group)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), message->author != NULL ? message->author : _("Somebody"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), message->text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  g_object_set_data_full (G_OBJECT (check), "question", g_memdup2 (&message->id, sizeof message->id), g_free);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  ear_ui_name (check, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
  g_signal_connect (check, "toggled", G_CALLBACK (check_toggled), question);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  return row;
}

void
ear_also_answers_ask (GtkWidget *parent, const EarThread *thread, gint64 message_id, EarAlsoAnswersFunc func, GObject *owner)
{
  AdwDialog *dialog;
  GtkWidget *list;
  GtkCheckButton *first = NULL;
  Question *question;

  for (guint i = 0; i < thread->messages->len; i++)
    if (((const EarThreadMessage *) g_ptr_array_index (thread->messages, i))->waits)
      goto any;
  ear_ui_toast (parent, _("No other question waits here"));
  return;

any:
  question = g_new0 (Question, 1);
  question->message_id = message_id;
  question->func = func;
  g_weak_ref_init (&question->owner, owner);
  dialog = adw_alert_dialog_new (_("This Also Answers…"), _("The question counts as answered at the time of your message."));
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < thread->messages->len; i++)
    {
      const EarThreadMessage *message = g_ptr_array_index (thread->messages, i);
      GtkWidget *row, *check;

      if (!message->waits)
        continue;
      row = question_row (message, question, first);
      check = GTK_WIDGET (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      if (first == NULL)
        {
          first = GTK_CHECK_BUTTON (check);
          gtk_check_button_set_active (first, TRUE);
        }
    }
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("_Cancel"), "answers", _("_Count as Answered"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "answers", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "answers");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen), question, question_free, 0);
  adw_dialog_present (dialog, parent);
}
