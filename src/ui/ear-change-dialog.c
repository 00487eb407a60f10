/* ear-change-dialog.c: what was changed because of what somebody said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-change-dialog.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

/* The engine shortens what is beyond 400 bytes. */
#define MAX_CHARACTERS 100

typedef struct
{
  GWeakRef parent;
  EarEngine *engine;
  gint64 conversation_id;
  char *text;
  AdwAlertDialog *alert;   /* (unowned): while it asks */
} Change;

static void present (GtkWidget *parent, Change *change, const GError *error);

static void
change_free (Change *change)
{
  g_weak_ref_clear (&change->parent);
  g_object_unref (change->engine);
  g_free (change->text);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

/* (nullable): where it can be asked again. Whoever asked may be gone with its window: then another one of ours. */
static GtkWidget *
find_place (Change *change)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&change->parent);
  GListModel *windows = gtk_window_get_toplevels ();

  if (parent != NULL && gtk_widget_get_mapped (parent))
    return parent;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_APPLICATION_WINDOW (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Change) change = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);
  GtkWidget *place = find_place (change);

  if (place == NULL)
    {
      if (error != NULL)
        g_message ("What was changed could not be written down: %s", error->message);
      return;
    }
  if (error == NULL)
    ear_undo_offer (place, _("Written down for the report"), EAR_ENGINE (source), event);
  else
    present (place, g_steal_pointer (&change), error);
}

static void
changed (GtkEditable *entry, Change *change)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_alert_dialog_set_response_enabled (change->alert, "write", *text != '\0');
  g_set_str (&change->text, text);
}

static void
answered (AdwAlertDialog *alert, const char *response, GtkEditable *entry)
{
  Change *change = g_object_steal_data (G_OBJECT (alert), "change");

  g_signal_handlers_disconnect_by_data (entry, change);
  if (g_str_equal (response, "write"))
    ear_engine_add_change_async (change->engine, change->conversation_id, change->text, written, change);
  else
    change_free (change);
}

/* The dialog has given it the focus by now, which selects what stands there, and the next key would replace it. */
static gboolean
unselect (gpointer entry)
{
  gtk_editable_set_position (entry, -1);
  return G_SOURCE_REMOVE;
}

/* Where it stands it is read; a toast would be below this. */
static GtkWidget *
error_label_new (const GError *error)
{
  g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "label", advice->sentence, "wrap", TRUE,
                                   "justify", GTK_JUSTIFY_CENTER, NULL);

  gtk_widget_add_css_class (label, "warning");
  return label;
}

/* @change: (transfer full), its text as it was typed; @error: (nullable): why it was not written down */
static void
present (GtkWidget *parent, Change *change, const GError *error)
{
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("What Did You Change?"), _("Because of what was said here. The report lists it in your words.")));
  GtkWidget *group = adw_preferences_group_new (), *entry = adw_entry_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  change->alert = alert;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Such as: Opened on Mondays"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (entry), MAX_CHARACTERS);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), change->text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  if (error != NULL)
    gtk_box_append (GTK_BOX (box), error_label_new (error));
  gtk_box_append (GTK_BOX (box), group);
  adw_alert_dialog_set_extra_child (alert, box);
  adw_alert_dialog_add_responses (alert, "cancel", _("_Cancel"), "write", _("_Write Down"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "write", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "write");
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_dialog_set_focus (ADW_DIALOG (alert), entry);
  g_object_set_data_full (G_OBJECT (alert), "change", change, (GDestroyNotify) change_free);
  g_signal_connect (entry, "changed", G_CALLBACK (changed), change);
  g_signal_connect_object (alert, "response", G_CALLBACK (answered), entry, 0);
  changed (GTK_EDITABLE (entry), change);
  adw_dialog_present (ADW_DIALOG (alert), parent);
  if (error != NULL)
    g_idle_add_full (G_PRIORITY_LOW, unselect, g_object_ref (entry), g_object_unref);
}

void
ear_change_ask (GtkWidget *parent, EarEngine *engine, gint64 conversation_id)
{
  Change *change = g_new0 (Change, 1);

  g_weak_ref_init (&change->parent, parent);
  change->engine = g_object_ref (engine);
  change->conversation_id = conversation_id;
  change->text = g_strdup ("");
  present (parent, change, NULL);
}
