/* ear-private-reply.c: answering a public message so that its writer alone reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-message-text.h"
#include "ui/ear-private-reply.h"
#include "ui/ear-ui.h"

#define WIDTH 420
#define HEIGHT 120
/* A pause in typing; then the draft is written. */
#define DRAFT_DELAY_MS 700
/* With more than this left nobody wants to know how much. */
#define COUNT_FROM 300

/* What is written to whom; it outlives the dialog until it is in the workspace. */
typedef struct
{
  GWeakRef parent;
  EarEngine *engine;
  gint64 message_id;
  char *author;            /* (nullable) */
  EarTextRule rule;
  char *text;
  EarPrivateReplyFunc sent;
} Letter;

typedef struct
{
  Letter *letter;          /* (nullable): once it is sent or kept */
  AdwAlertDialog *alert;   /* (unowned): it holds this */
  GtkTextBuffer *buffer;   /* (unowned): the alert's */
  GtkLabel *counter;       /* (unowned): the alert's */
  guint draft_source;
  gboolean unsaved;
} Question;

static Letter *
letter_new (GtkWidget *parent, EarEngine *engine, gint64 message_id, const char *author, const EarTextRule *rule, const char *text)
{
  Letter *letter = g_new0 (Letter, 1);

  g_weak_ref_init (&letter->parent, parent);
  letter->engine = g_object_ref (engine);
  letter->message_id = message_id;
  letter->author = g_strdup (author);
  letter->rule = *rule;
  letter->text = g_strdup (text != NULL ? text : "");
  return letter;
}

static void
letter_free (Letter *letter)
{
  g_weak_ref_clear (&letter->parent);
  g_object_unref (letter->engine);
  g_free (letter->author);
  g_free (letter->text);
  g_free (letter);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Letter, letter_free)

static void present (GtkWidget *parent, Letter *letter, gboolean unsaved);

/* ---- to the workspace ---- */

/* Nothing typed is ever lost: it is asked for again. */
static void
bring_back (Letter *letter, const GError *error)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&letter->parent);

  if (parent == NULL || gtk_widget_get_root (parent) == NULL)
    {
      ear_engine_save_private_draft_async (letter->engine, letter->message_id, letter->text, NULL, NULL);
      letter_free (letter);
      return;
    }
  ear_ui_toast_error (parent, error);
  present (parent, letter, TRUE);
}

static void
kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Letter) letter = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *nothing = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    bring_back (g_steal_pointer (&letter), error);
}

static void
sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Letter) letter = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&letter->parent);

  if (error != NULL)
    bring_back (g_steal_pointer (&letter), error);
  else if (parent != NULL)
    letter->sent (parent, EAR_ENGINE (source), letter->message_id, event);
}

static void
paused (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GObject) parent = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *nothing = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL && parent != NULL)
    ear_ui_toast_error (GTK_WIDGET (parent), error);
}

static gboolean
typing_paused (gpointer data)
{
  Question *question = data;

  question->draft_source = 0;
  question->unsaved = FALSE;
  ear_engine_save_private_draft_async (question->letter->engine, question->letter->message_id, question->letter->text, paused,
                                       g_weak_ref_get (&question->letter->parent));
  return G_SOURCE_REMOVE;
}

/* The dialog is over, by Escape or with its window. */
static void
keep (Question *question)
{
  Letter *letter = g_steal_pointer (&question->letter);

  g_clear_handle_id (&question->draft_source, g_source_remove);
  if (letter != NULL && question->unsaved)
    ear_engine_save_private_draft_async (letter->engine, letter->message_id, letter->text, kept, letter);
  else
    g_clear_pointer (&letter, letter_free);
}

static void
question_free (gpointer data)
{
  keep (data);
  g_free (data);
}

/* ---- the dialog ---- */

static void
show_text (Question *question)
{
  g_autofree char *stripped = g_strstrip (g_strdup (question->letter->text));
  const EarTextRule *rule = &question->letter->rule;
  int left = rule->maximum > 0 ? (int) rule->maximum - (int) ear_text_count (stripped, rule) : G_MAXINT;
  g_autofree char *words = left < COUNT_FROM ? ear_message_room_words (left, rule->unit) : NULL;

  gtk_label_set_label (question->counter, words != NULL ? words : "");
  gtk_widget_set_css_classes (GTK_WIDGET (question->counter), (const char *[]) { "caption", left < 0 ? "error" : "dimmed", NULL });
  adw_alert_dialog_set_response_enabled (question->alert, "send", *stripped != '\0' && left >= 0);
  adw_alert_dialog_set_response_label (question->alert, "cancel", *stripped != '\0' ? _("_Keep as Draft") : _("_Cancel"));
}

static void
changed (Question *question)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (question->buffer, &start, &end);
  g_free (question->letter->text);
  question->letter->text = gtk_text_buffer_get_text (question->buffer, &start, &end, FALSE);
  question->unsaved = TRUE;
  g_clear_handle_id (&question->draft_source, g_source_remove);
  question->draft_source = g_timeout_add (DRAFT_DELAY_MS, typing_paused, question);
  show_text (question);
}

static void
answered (Question *question, const char *response)
{
  Letter *letter;

  g_signal_handlers_disconnect_by_data (question->buffer, question);
  if (!g_str_equal (response, "send"))
    {
      keep (question);
      return;
    }
  g_clear_handle_id (&question->draft_source, g_source_remove);
  letter = g_steal_pointer (&question->letter);
  ear_engine_private_reply_async (letter->engine, letter->message_id, g_strstrip (letter->text), sent, letter);
}

static GtkWidget *
make_entry (Question *question)
{
  GtkWidget *view = gtk_text_view_new (), *scrolled = gtk_scrolled_window_new (), *counter = gtk_label_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  question->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  question->counter = GTK_LABEL (counter);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  g_object_set (view, "top-margin", 9, "bottom-margin", 9, "left-margin", 9, "right-margin", 9, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Private answer"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_set_halign (counter, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), counter);
  adw_dialog_set_focus (ADW_DIALOG (question->alert), view);
  return box;
}

/* @letter: (transfer full); @unsaved: it is not in the workspace. */
static void
present (GtkWidget *parent, Letter *letter, gboolean unsaved)
{
  /* Translators: a person's name */
  g_autofree char *body = g_strdup_printf (_("Only %s reads it, as a message. It can be sent once; what comes after, they must begin."),
                                           letter->author != NULL ? letter->author : _("whoever wrote this"));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Answer Privately"), body));
  Question *question = g_new0 (Question, 1);

  question->letter = letter;
  question->unsaved = unsaved;
  question->alert = alert;
  g_object_set_data_full (G_OBJECT (alert), "question", question, question_free);
  adw_alert_dialog_set_extra_child (alert, make_entry (question));
  adw_alert_dialog_add_responses (alert, "cancel", _("_Cancel"), "send", _("_Send Privately"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "send", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_dialog_set_content_width (ADW_DIALOG (alert), WIDTH);
  gtk_text_buffer_set_text (question->buffer, letter->text, -1);
  show_text (question);
  g_signal_connect_data (question->buffer, "changed", G_CALLBACK (changed), question, NULL, G_CONNECT_SWAPPED);
  g_signal_connect_data (alert, "response", G_CALLBACK (answered), question, NULL, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (alert), parent);
}

void
ear_private_reply_write (GtkWidget *parent, EarEngine *engine, const EarThreadMessage *message, const EarTextRule *rule, const char *text,
                         EarPrivateReplyFunc sent_func)
{
  Letter *letter = letter_new (parent, engine, message->id, message->author, rule, text);

  letter->sent = sent_func;
  present (parent, letter, FALSE);
}
