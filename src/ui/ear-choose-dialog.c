/* ear-choose-dialog.c: one of a few, or something typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-choose-dialog.h"
#include "ui/ear-ui.h"
#include "ui/ear-when.h"

struct _EarChooseDialog
{
  AdwDialog parent_instance;

  AdwPreferencesPage *page;
  AdwPreferencesGroup *group;
  GtkWidget *first;          /* (nullable): what has the focus */
  EarWhen *when;             /* (nullable) */
  GtkWidget *when_button;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarChooseDialog, ear_choose_dialog, ADW_TYPE_DIALOG)

static void
choose (EarChooseDialog *self, const char *key, const char *typed)
{
  g_autoptr (EarChooseDialog) kept = g_object_ref (self);
  g_autofree char *key_copy = g_strdup (key), *typed_copy = g_strdup (typed);

  adw_dialog_close (ADW_DIALOG (kept));
  g_signal_emit (kept, signals[CHOSEN], 0, key_copy, typed_copy);
}

static void
row_activated (EarChooseDialog *self, GtkWidget *row)
{
  choose (self, g_object_get_data (G_OBJECT (row), "key"), NULL);
}

void
ear_choose_dialog_add (EarChooseDialog *self, const char *key, const char *title, const char *subtitle, gboolean checked)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: 1 something to choose, 2 more about it */
  g_autofree char *described = subtitle != NULL ? g_strdup_printf (_("%1$s, %2$s"), title, subtitle) : g_strdup (title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (checked)
    {
      g_autofree char *so = g_strdup_printf (_("%s, chosen"), described);
      GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
      ear_ui_name (row, so);
    }
  else
    ear_ui_name (row, described);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  if (self->first == NULL)
    {
      self->first = row;
      adw_dialog_set_focus (ADW_DIALOG (self), row);
    }
}

static void
entry_activated (EarChooseDialog *self, GtkEditable *entry)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (*typed != '\0')
    choose (self, NULL, typed);
}

void
ear_choose_dialog_add_entry (EarChooseDialog *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new (), *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (entry), 40);
  g_signal_connect_object (entry, "apply", G_CALLBACK (entry_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "entry-activated", G_CALLBACK (entry_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  if (self->first == NULL)
    adw_dialog_set_focus (ADW_DIALOG (self), entry);
}

static void
when_changed (EarChooseDialog *self)
{
  gtk_widget_set_sensitive (self->when_button, ear_when_is_valid (self->when) && ear_when_get (self->when) > ear_clock_now_ms ());
}

static void
when_clicked (EarChooseDialog *self)
{
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, ear_when_get (self->when));

  choose (self, at, NULL);
}

void
ear_choose_dialog_add_when (EarChooseDialog *self, const char *title, const char *button, gint64 at_ms)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->when = g_object_new (EAR_TYPE_WHEN, NULL);
  self->when_button = gtk_button_new_with_mnemonic (button);
  ear_when_set_up (self->when, EAR_WHEN_FUTURE, title);
  ear_when_set (self->when, at_ms);
  ear_when_hide_choices (self->when);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->when), title);
  gtk_widget_set_halign (self->when_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->when_button, "pill");
  g_signal_connect_object (self->when, "changed", G_CALLBACK (when_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->when_button, "clicked", G_CALLBACK (when_clicked), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->when_button);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (self->when));
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  when_changed (self);
}

static void
ear_choose_dialog_class_init (EarChooseDialogClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", EAR_TYPE_CHOOSE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
ear_choose_dialog_init (EarChooseDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *header = adw_header_bar_new ();

  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_page_add (self->page, self->group);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->page));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_content_width (ADW_DIALOG (self), 400);
}

EarChooseDialog *
ear_choose_dialog_new (const char *title)
{
  return g_object_new (EAR_TYPE_CHOOSE_DIALOG, "title", title, NULL);
}
