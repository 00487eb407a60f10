/* ear-by-hand.c: asking what another phone, counter or letter box is called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-by-hand.h"

typedef struct
{
  EarEngine *engine;
  const EarKindInfo *kind;
  EarByHandFunc named;
  GWeakRef owner;
  AdwAlertDialog *alert;   /* (unowned): it holds this */
  GtkEditable *entry;      /* (unowned): the alert's */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->engine);
  g_weak_ref_clear (&question->owner);
  g_free (question);
}

static gboolean
is_name_taken (EarEngine *engine, const char *name)
{
  GListModel *channels = ear_engine_get_channels (engine);
  g_autofree char *folded = g_utf8_casefold (name, -1);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);
      g_autofree char *other = g_utf8_casefold (ear_channel_item_get_name (channel), -1);

      if (g_str_equal (folded, other))
        return TRUE;
    }
  return FALSE;
}

static void
name_changed (Question *question)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));
  gboolean taken = is_name_taken (question->engine, name);

  adw_alert_dialog_set_response_enabled (question->alert, "add", *name != '\0' && !taken);
  adw_alert_dialog_set_body (question->alert, taken ? _("There is one of this name already. Say in the name what tells them apart.")
                                                    : _("What do you call it? “Kitchen phone”, say."));
}

static void
answered (Question *question, const char *response)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));
  g_autoptr (GObject) owner = g_weak_ref_get (&question->owner);

  if (owner != NULL && g_str_equal (response, "add"))
    question->named (question->kind, name, owner);
}

/* Two phones with one name could not be told apart: a name is asked for. */
void
ear_ask_by_hand (GtkWidget *parent, EarEngine *engine, const EarKindInfo *kind, EarByHandFunc named, GObject *owner)
{
  /* Translators: a way people reach you: Phone, Counter … */
  g_autofree char *heading = g_strdup_printf (_("Add %s"), kind->name);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, NULL));
  GtkWidget *list = gtk_list_box_new (), *entry = adw_entry_row_new ();
  Question *question = g_new0 (Question, 1);

  question->engine = g_object_ref (engine);
  question->kind = kind;
  question->named = named;
  question->alert = alert;
  question->entry = GTK_EDITABLE (entry);
  g_weak_ref_init (&question->owner, owner);
  g_object_set_data_full (G_OBJECT (alert), "question", question, question_free);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  adw_alert_dialog_set_extra_child (alert, list);
  adw_alert_dialog_add_responses (alert, "cancel", _("_Cancel"), "add", _("_Add"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "add", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "add");
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_data (alert, "response", G_CALLBACK (answered), question, NULL, G_CONNECT_SWAPPED);
  gtk_editable_set_text (GTK_EDITABLE (entry), kind->name);
  name_changed (question);
  g_signal_connect_data (entry, "changed", G_CALLBACK (name_changed), question, NULL, G_CONNECT_SWAPPED);
  adw_dialog_set_focus (ADW_DIALOG (alert), entry);
  adw_dialog_present (ADW_DIALOG (alert), parent);
}
