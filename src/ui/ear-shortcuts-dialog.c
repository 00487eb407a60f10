/* ear-shortcuts-dialog.c: the list of keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-keys.h"
#include "ui/ear-shortcuts-dialog.h"
#include "ui/ear-ui.h"

struct _EarShortcutsDialog
{
  AdwDialog parent_instance;

  AdwPreferencesGroup *letters_group, *writing_group, *everywhere_group;
};

G_DEFINE_FINAL_TYPE (EarShortcutsDialog, ear_shortcuts_dialog, ADW_TYPE_DIALOG)

/* What the accelerators of the application do, in words. */
static const struct
{
  const char *action, *title;
} everywhere[] = {
  { "win.log-contact", N_("Write down a call or visit") },
  { "win.search", N_("Search") },
  { "win.refresh", N_("Read all channels now") },
  { "win.undo", N_("Undo") },
  { "win.done", N_("Done") },
  { "win.person", N_("Show the person") },
  { "win.place::answer-next", N_("Answer next") },
  { "win.place::unread", N_("Unread") },
  { "win.place::waiting", N_("Waiting for them") },
  { "win.place::all", N_("Everything") },
  { "win.place::done", N_("Done") },
  { "win.place::reports", N_("Reports") },
  { "win.connect", N_("Connect an account") },
  { "app.preferences", N_("Preferences") },
  { "app.shortcuts", N_("Keyboard shortcuts") },
  { "win.menu", N_("Menu") },
  { "window.close", N_("Close the window") },
  { "app.quit", N_("Quit") },
};

static void
add_row (AdwPreferencesGroup *group, const char *title, guint keyval, GdkModifierType modifiers)
{
  GtkWidget *row = adw_action_row_new (), *label;
  g_autofree char *name = gtk_accelerator_get_label (keyval, modifiers);
  /* Translators: 1 what a key does, 2 the key */
  g_autofree char *described = g_strdup_printf (_("%1$s: %2$s"), title, name);

  label = gtk_label_new (name);
  gtk_widget_add_css_class (label, "ear-keycap");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  ear_ui_name (row, described);
  adw_preferences_group_add (group, row);
}

static void
ear_shortcuts_dialog_class_init (EarShortcutsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EarShortcutsDialog, letters_group);
  gtk_widget_class_bind_template_child (widget_class, EarShortcutsDialog, writing_group);
  gtk_widget_class_bind_template_child (widget_class, EarShortcutsDialog, everywhere_group);
}

static void
ear_shortcuts_dialog_init (EarShortcutsDialog *self)
{
  GApplication *application = g_application_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (const EarKey *key = ear_keys; key->action != NULL; key++)
    add_row (self->letters_group, _(key->title), key->keyval, 0);
  add_row (self->writing_group, _("Send the reply"), GDK_KEY_Return, GDK_CONTROL_MASK);
  add_row (self->writing_group, _("Leave the text"), GDK_KEY_Escape, 0);
  for (gsize i = 0; application != NULL && i < G_N_ELEMENTS (everywhere); i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), everywhere[i].action);
      guint keyval;
      GdkModifierType modifiers;

      if (accels[0] != NULL && gtk_accelerator_parse (accels[0], &keyval, &modifiers))
        add_row (self->everywhere_group, _(everywhere[i].title), keyval, modifiers);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->letters_group), g_settings_get_boolean (ear_ui_settings (), "single-letter-keys"));
}

AdwDialog *
ear_shortcuts_dialog_new (void)
{
  return g_object_new (EAR_TYPE_SHORTCUTS_DIALOG, NULL);
}
