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

static void present (GtkWidget *parent, Change *change);

static void
change_free (Change *change)
{
  g_weak_ref_clear (&change->parent);
  g_object_unref (change->engine);
  g_free (change->text);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Change) change = data;
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&change->parent);
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (parent == NULL || gtk_widget_get_root (parent) == NULL)
    return;
  if (error == NULL)
    {
      ear_undo_offer (parent, _("Written down for the report"), EAR_ENGINE (source), event);
      return;
    }
  /* What was typed is asked for again. */
  ear_ui_toast_error (parent, error);
  present (parent, g_steal_pointer (&change));
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

/* @change: (transfer full) */
static void
present (GtkWidget *parent, Change *change)
{
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("What Did You Change?"), _("Because of what was said here. The report lists it in your words.")));
  GtkWidget *group = adw_preferences_group_new (), *entry = adw_entry_row_new ();

  change->alert = alert;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Such as: Opened on Mondays"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (entry), MAX_CHARACTERS);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), change->text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  adw_alert_dialog_set_extra_child (alert, group);
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
}

void
ear_change_ask (GtkWidget *parent, EarEngine *engine, gint64 conversation_id)
{
  Change *change = g_new0 (Change, 1);

  g_weak_ref_init (&change->parent, parent);
  change->engine = g_object_ref (engine);
  change->conversation_id = conversation_id;
  change->text = g_strdup ("");
  present (parent, change);
}
