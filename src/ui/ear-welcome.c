/* ear-welcome.c: the first run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-coming.h"
#include "ui/ear-hours-editor.h"
#include "ui/ear-promise-row.h"
#include "ui/ear-sign-in-dialog.h"
#include "ui/ear-ui.h"
#include "ui/ear-welcome.h"
#include "ui/ear-window.h"

struct _EarWelcome
{
  AdwBin parent_instance;

  AdwNavigationView *navigation;
  GtkImage *app_icon;
  AdwActionRow *connect_row;
  GtkLabel *coming;
  AdwEntryRow *name_row, *zone_row;
  EarHoursEditor *opening_editor, *answering_editor;
  GtkButton *hours_button, *finish_button;
  EarPromiseRow *promise_row;
  AdwSwitchRow *same_row;

  EarEngine *engine;
  EarSettings *settings;
};

G_DEFINE_FINAL_TYPE (EarWelcome, ear_welcome, ADW_TYPE_BIN)

void
ear_welcome_show_page (EarWelcome *self, const char *tag)
{
  if (g_strcmp0 (adw_navigation_view_get_visible_page_tag (self->navigation), tag) != 0)
    adw_navigation_view_push_by_tag (self->navigation, tag);
}

/* "Mastodon, WordPress": what there is, from below. */
static void
show_kinds (EarWelcome *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gsize n_kinds;
  const EarKindInfo *kinds = ear_engine_list_kinds (&n_kinds);

  for (gsize i = 0; i < n_kinds; i++)
    if (!kinds[i].offline)
      g_string_append_printf (names, "%s%s", names->len > 0 ? _(", ") : "", kinds[i].name);
  adw_action_row_set_subtitle (self->connect_row, names->str);
}

/* ---- the three ways to begin ---- */

static void
connected (EarWelcome *self)
{
  /* By key it may happen later, too. */
  if (adw_navigation_view_get_previous_page (self->navigation, adw_navigation_view_get_visible_page (self->navigation)) == NULL)
    ear_welcome_show_page (self, "hours");
}

void
ear_welcome_connect (EarWelcome *self)
{
  AdwDialog *dialog = ear_sign_in_dialog_new (self->engine, NULL, NULL);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
connect_clicked (EarWelcome *self)
{
  ear_welcome_connect (self);
}

static void
by_hand_clicked (EarWelcome *self)
{
  connected (self);
}

/* ---- hours and promise ---- */

/* What was typed, on the clocks of the zone that was typed; NULL: one of them is not understood. */
static EarHours *
dup_opening (EarWelcome *self)
{
  g_autofree char *zone = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->zone_row))));
  g_autoptr (EarHours) hours = ear_hours_editor_dup_hours (self->opening_editor, NULL);
  g_autoptr (EarHours) known = ear_hours_new (zone, NULL);

  if (known == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->zone_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->zone_row), "error");
  return hours != NULL && known != NULL ? ear_hours_copy_in_zone (hours, zone, NULL) : NULL;
}

static void
opening_edited (EarWelcome *self)
{
  g_autoptr (EarHours) hours = dup_opening (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->hours_button), hours != NULL);
}

static void
answering_edited (EarWelcome *self)
{
  g_autoptr (EarHours) hours = ear_hours_editor_dup_hours (self->answering_editor, NULL);

  gtk_widget_set_sensitive (GTK_WIDGET (self->finish_button), hours != NULL);
}

static void
hours_done (EarWelcome *self)
{
  EarHours *hours = dup_opening (self);

  if (hours == NULL)
    return;
  ear_hours_unref (self->settings->opening);
  self->settings->opening = hours;
  g_set_str (&self->settings->zone, ear_hours_get_zone (hours));
  ear_hours_editor_set_hours (self->answering_editor, hours);
  gtk_widget_set_visible (GTK_WIDGET (self->same_row), ear_hours_is_set (hours));
  ear_welcome_show_page (self, "answering");
}

static void
stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarWelcome) self = EAR_WELCOME (data);
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->finish_button), TRUE);
      ear_ui_toast_error (GTK_WIDGET (self), error);
    }
  else if (EAR_IS_WINDOW (root))
    ear_window_show_main (EAR_WINDOW (root));
}

static void
finish (EarWelcome *self)
{
  EarHours *answering = adw_switch_row_get_active (self->same_row) ? ear_hours_ref (self->settings->opening)
                                                                   : ear_hours_editor_dup_hours (self->answering_editor, NULL);

  if (answering == NULL)
    return;
  ear_hours_unref (self->settings->answering);
  self->settings->answering = answering;
  self->settings->promise_s = ear_promise_row_get_seconds (self->promise_row);
  g_set_str (&self->settings->name, gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  self->settings->set_up = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish_button), FALSE);
  /* The first hours were always so: there is no other past to count in. */
  ear_engine_set_settings_async (self->engine, self->settings, EAR_TIME_NONE, stored, g_object_ref (self));
}

/* ---- object ---- */

static void
ear_welcome_dispose (GObject *object)
{
  EarWelcome *self = EAR_WELCOME (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->settings, ear_settings_free);
  G_OBJECT_CLASS (ear_welcome_parent_class)->dispose (object);
}

static void
ear_welcome_class_init (EarWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_welcome_dispose;
  g_type_ensure (EAR_TYPE_HOURS_EDITOR);
  g_type_ensure (EAR_TYPE_PROMISE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, navigation);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, app_icon);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, connect_row);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, coming);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, name_row);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, zone_row);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, opening_editor);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, answering_editor);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, hours_button);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, finish_button);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, promise_row);
  gtk_widget_class_bind_template_child (widget_class, EarWelcome, same_row);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked);
  gtk_widget_class_bind_template_callback (widget_class, by_hand_clicked);
  gtk_widget_class_bind_template_callback (widget_class, opening_edited);
  gtk_widget_class_bind_template_callback (widget_class, answering_edited);
  gtk_widget_class_bind_template_callback (widget_class, hours_done);
  gtk_widget_class_bind_template_callback (widget_class, finish);
}

static void
ear_welcome_init (EarWelcome *self)
{
  g_autofree char *coming = ear_coming_dup_sentence ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_image_set_from_icon_name (self->app_icon, APPLICATION_ID);
  gtk_label_set_label (self->coming, coming);
  show_kinds (self);
}

/* Connected before, and interrupted: go on from there. What is logged by hand is always there. */
static gboolean
has_account (EarEngine *engine)
{
  GListModel *channels = ear_engine_get_channels (engine);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);

      if (!ear_channel_item_get_offline (channel))
        return TRUE;
    }
  return FALSE;
}

GtkWidget *
ear_welcome_new (EarEngine *engine)
{
  EarWelcome *self = g_object_new (EAR_TYPE_WELCOME, NULL);

  self->engine = g_object_ref (engine);
  self->settings = ear_engine_dup_settings (engine);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), self->settings->name != NULL ? self->settings->name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->zone_row), self->settings->zone);
  ear_hours_editor_set_hours (self->opening_editor, self->settings->opening);
  ear_promise_row_set_seconds (self->promise_row, self->settings->promise_s);
  if (has_account (engine))
    ear_welcome_show_page (self, "hours");
  return GTK_WIDGET (self);
}
