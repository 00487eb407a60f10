/* ear-keys.c: single letters, for hands that stay on the keyboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-keys.h"
#include "ui/ear-ui.h"

const EarKey ear_keys[] = {
  { GDK_KEY_j, "win.next", N_("Next conversation") },
  { GDK_KEY_k, "win.previous", N_("Previous conversation") },
  { GDK_KEY_r, "win.reply", N_("Reply") },
  { GDK_KEY_a, "win.answered-before", N_("Answered before") },
  { GDK_KEY_e, "win.done", N_("Done") },
  { GDK_KEY_n, "win.no-answer", N_("Needs no answer") },
  { GDK_KEY_o, "win.reopen", N_("Open again") },
  { GDK_KEY_u, "win.unread", N_("Mark as unread") },
  { GDK_KEY_s, "win.snooze", N_("Snooze") },
  { GDK_KEY_i, "win.assign", N_("Say who answers") },
  { GDK_KEY_t, "win.tag", N_("Tags") },
  { GDK_KEY_h, "win.important", N_("Important, or not any more") },
  { GDK_KEY_m, "win.mute", N_("Mute, or not any more") },
  { GDK_KEY_z, "win.undo", N_("Undo") },
  { GDK_KEY_l, "win.log-contact", N_("Write down a call or visit") },
  { GDK_KEY_p, "win.person", N_("Show the person") },
  { GDK_KEY_slash, "win.search", N_("Search") },
  { 0, NULL, NULL },
};

gboolean
ear_keys_text_has_focus (GtkWidget *inside)
{
  GtkRoot *root = gtk_widget_get_root (inside);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return GTK_IS_EDITABLE (focus) || (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus)));
}

static gboolean
key_pressed (GtkWidget *widget, GVariant *args, gpointer data)
{
  const EarKey *key = data;

  if (!g_settings_get_boolean (ear_ui_settings (), "single-letter-keys") || ear_keys_text_has_focus (widget) ||
      adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (widget)) != NULL)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (widget, key->action, NULL) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

/* Bubbling: a letter reaches the window only after the widget with the focus did not want it. The trigger compares keys
 * as GTK does, so that the letters also work on a keyboard whose first layout is not Latin. */
GtkEventController *
ear_keys_new (void)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (const EarKey *key = ear_keys; key->action != NULL; key++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (key->keyval, 0),
                                                            gtk_callback_action_new (key_pressed, (gpointer) key, NULL)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_BUBBLE);
  return controller;
}
