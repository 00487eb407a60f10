/* ear-preferences-dialog.c: what the organisation promises, and how this computer behaves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-channel-dialog.h"
#include "ui/ear-coming.h"
#include "ui/ear-hours-editor.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-language-row.h"
#include "ui/ear-later-group.h"
#include "ui/ear-preferences-dialog.h"
#include "ui/ear-promise-row.h"
#include "ui/ear-sign-in-dialog.h"
#include "ui/ear-since.h"
#include "ui/ear-ui.h"
#include "ui/ear-weekly-group.h"

struct _EarPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  AdwEntryRow *name_row, *member_row, *zone_row, *quiet_from_row, *quiet_to_row;
  EarLaterGroup *later_group;
  EarWeeklyGroup *weekly_group;
  EarPromiseRow *promise_row;
  EarLanguageRow *language_row;
  AdwActionRow *answering_row, *opening_row;
  AdwSwitchRow *closed_today_row, *keys_row, *notify_new_row, *notify_due_row;
  AdwSpinRow *undo_row;
  AdwExpanderRow *quiet_row;
  AdwPreferencesGroup *zone_group, *channels_group, *coming_group;
  AdwNavigationPage *hours_page;
  GtkLabel *hours_words;
  GtkButton *save_button, *copy_button;
  EarHoursEditor *hours_editor;

  EarEngine *engine;
  EarSettings *settings;      /* as they are */
  GPtrArray *channel_rows;    /* (element-type GtkWidget) (unowned) */
  gboolean filling, editing_opening;
  guint undo_source;
};

G_DEFINE_FINAL_TYPE (EarPreferencesDialog, ear_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* ---- the workspace's settings ---- */

static gboolean
is_closed_today (EarPreferencesDialog *self)
{
  int year, month, day;

  ear_hours_get_date (self->settings->answering, ear_clock_now_ms (), &year, &month, &day);
  return ear_hours_is_closed (self->settings->answering, year, month, day);
}

static int
offset_now (GTimeZone *zone)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, ear_clock_now_ms () / 1000));
}

/* Two zones may have the same time. */
static gboolean
is_elsewhere (EarPreferencesDialog *self)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autoptr (GTimeZone) there = ear_engine_dup_time_zone (self->engine);

  return offset_now (here) != offset_now (there);
}

static void
show_promise (EarPreferencesDialog *self)
{
  gboolean filling = self->filling;

  self->filling = TRUE;
  ear_promise_row_set_seconds (self->promise_row, self->settings->promise_s);
  self->filling = filling;
}

static void
show_settings (EarPreferencesDialog *self)
{
  g_autofree char *answering = NULL;
  g_autofree char *opening = NULL;

  g_clear_pointer (&self->settings, ear_settings_free);
  self->settings = ear_engine_dup_settings (self->engine);
  answering = ear_hours_text_describe (self->settings->answering);
  opening = ear_hours_text_describe (self->settings->opening);
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), self->settings->name != NULL ? self->settings->name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->member_row), self->settings->member_name != NULL ? self->settings->member_name : "");
  show_promise (self);
  adw_action_row_set_subtitle (self->answering_row, answering);
  adw_action_row_set_subtitle (self->opening_row, opening);
  ear_ui_set_applied (self->zone_row, self->settings->zone);
  adw_preferences_group_set_description (self->zone_group, !is_elsewhere (self) ? NULL : _("This computer’s clock is on another time zone: times in lists are this computer’s."));
  gtk_widget_remove_css_class (GTK_WIDGET (self->zone_row), "error");
  ear_later_group_show (self->later_group, self->engine, NULL, self->settings->later);
  adw_switch_row_set_active (self->closed_today_row, is_closed_today (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->closed_today_row), ear_hours_is_set (self->settings->answering));
  adw_spin_row_set_value (self->undo_row, self->settings->undo_s);
  ear_language_row_set_language (self->language_row, self->settings->report_language);
  ear_weekly_group_show (self->weekly_group, self->engine);
  self->filling = FALSE;
}

static void
stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarPreferencesDialog) self = EAR_PREFERENCES_DIALOG (data);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
      AdwToast *toast = adw_toast_new (advice->sentence);

      adw_toast_set_use_markup (toast, FALSE);
      adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
    }
  if (self->engine != NULL)
    show_settings (self);
}

static void
store (EarPreferencesDialog *self, gint64 valid_from)
{
  ear_engine_set_settings_async (self->engine, self->settings, valid_from, stored, g_object_ref (self));
}

static void
names_applied (EarPreferencesDialog *self)
{
  g_set_str (&self->settings->name, gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  g_set_str (&self->settings->member_name, gtk_editable_get_text (GTK_EDITABLE (self->member_row)));
  store (self, EAR_TIME_NONE);
}

static void
promise_dated (gint64 valid_from, gpointer data)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (data);

  self->settings->promise_s = ear_promise_row_get_seconds (self->promise_row);
  store (self, valid_from);
}

static void
promise_cancelled (gpointer owner)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (owner);

  if (self->settings != NULL)
    show_promise (self);
}

static void
promise_chosen (EarPreferencesDialog *self)
{
  if (!self->filling && self->settings != NULL && ear_promise_row_get_seconds (self->promise_row) != self->settings->promise_s)
    ear_ask_since (GTK_WIDGET (self), self->engine, ear_later_find (self->settings->later, EAR_LATER_PROMISE), promise_dated,
                   promise_cancelled, G_OBJECT (self));
}

static void
language_chosen (EarPreferencesDialog *self)
{
  const char *language = ear_language_row_get_language (self->language_row);

  if (self->filling || self->settings == NULL || g_str_equal (language, self->settings->report_language != NULL ? self->settings->report_language : ""))
    return;
  g_set_str (&self->settings->report_language, language);
  store (self, EAR_TIME_NONE);
}

static void
zone_dated (gint64 valid_from, gpointer data)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (data);

  g_free (self->settings->zone);
  self->settings->zone = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->zone_row))));
  store (self, valid_from);
}

static void
zone_cancelled (gpointer owner)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (owner);

  if (self->settings != NULL)
    ear_ui_set_applied (self->zone_row, self->settings->zone);
}

static void
zone_applied (EarPreferencesDialog *self)
{
  g_autofree char *zone = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->zone_row))));
  g_autoptr (GError) error = NULL;
  g_autoptr (EarHours) known = ear_hours_new (zone, &error);

  if (known == NULL)
    {
      AdwToast *toast = adw_toast_new (error->message);

      gtk_widget_add_css_class (GTK_WIDGET (self->zone_row), "error");
      adw_toast_set_use_markup (toast, FALSE);
      adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->zone_row), "error");
  if (!g_str_equal (zone, self->settings->zone))
    ear_ask_since (GTK_WIDGET (self), self->engine, ear_later_find (self->settings->later, EAR_LATER_ZONE), zone_dated, zone_cancelled,
                   G_OBJECT (self));
}

static void
closed_today_changed (EarPreferencesDialog *self)
{
  if (!self->filling)
    ear_engine_set_closed_today_async (self->engine, adw_switch_row_get_active (self->closed_today_row), stored, g_object_ref (self));
}

/* Something that was to be later was taken back; the weekly report is another. */
static void
settings_changed (EarPreferencesDialog *self)
{
  if (self->engine != NULL)
    show_settings (self);
}

/* Each step of the spin button is not a change of its own. */
static gboolean
undo_settled (gpointer data)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (data);

  self->undo_source = 0;
  self->settings->undo_s = adw_spin_row_get_value (self->undo_row);
  store (self, EAR_TIME_NONE);
  return G_SOURCE_REMOVE;
}

static void
undo_changed (EarPreferencesDialog *self)
{
  if (self->filling || self->settings == NULL)
    return;
  g_clear_handle_id (&self->undo_source, g_source_remove);
  self->undo_source = g_timeout_add (500, undo_settled, self);
}

/* ---- hours ---- */

static void
open_hours (EarPreferencesDialog *self, gboolean opening)
{
  self->editing_opening = opening;
  adw_navigation_page_set_title (self->hours_page, opening ? _("Opening Hours") : _("Answering Hours"));
  gtk_label_set_label (self->hours_words, opening ? _("What your customers are told.") : _("When you answer. The promise, deadlines and reports use these."));
  gtk_button_set_label (self->copy_button, opening ? _("Same as Answering Hours") : _("Same as Opening Hours"));
  ear_hours_editor_set_hours (self->hours_editor, opening ? self->settings->opening : self->settings->answering);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), FALSE);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), self->hours_page);
}

static void answering_activated (EarPreferencesDialog *self) { open_hours (self, FALSE); }
static void opening_activated (EarPreferencesDialog *self) { open_hours (self, TRUE); }

static void
hours_edited (EarPreferencesDialog *self)
{
  const EarHours *before = self->editing_opening ? self->settings->opening : self->settings->answering;
  g_autoptr (EarHours) hours = ear_hours_editor_dup_hours (self->hours_editor, NULL);

  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), hours != NULL && !ear_hours_equal (hours, before));
}

static void
copy_other (EarPreferencesDialog *self)
{
  ear_hours_editor_set_hours (self->hours_editor, self->editing_opening ? self->settings->answering : self->settings->opening);
  hours_edited (self);
}

static void
hours_dated (gint64 valid_from, gpointer data)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (data);
  EarHours *hours = ear_hours_editor_dup_hours (self->hours_editor, NULL);
  EarHours **place = self->editing_opening ? &self->settings->opening : &self->settings->answering;

  if (hours == NULL)
    return;
  ear_hours_unref (*place);
  *place = hours;
  store (self, valid_from);
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
}

static void
save_hours (EarPreferencesDialog *self)
{
  ear_ask_since (GTK_WIDGET (self), self->engine,
                 ear_later_find (self->settings->later, self->editing_opening ? EAR_LATER_OPENING : EAR_LATER_ANSWERING), hours_dated, NULL, G_OBJECT (self));
}

void
ear_preferences_dialog_show (EarPreferencesDialog *self, const char *subpage)
{
  if (g_str_equal (subpage, "answering-hours"))
    open_hours (self, FALSE);
  else if (g_str_equal (subpage, "opening-hours"))
    open_hours (self, TRUE);
  else
    adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (self), subpage);
}

/* ---- quiet hours ---- */

static void
show_clock (AdwEntryRow *row, const char *key)
{
  guint minutes = g_settings_get_uint (ear_ui_settings (), key);
  g_autofree char *text = g_strdup_printf ("%02u:%02u", minutes / 60, minutes % 60);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
read_clock (AdwEntryRow *row, const char *key)
{
  int minutes = ear_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (row)));

  if (minutes < 0)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      g_settings_set_uint (ear_ui_settings (), key, minutes);
    }
}

static void
quiet_changed (EarPreferencesDialog *self)
{
  if (self->filling)
    return;
  read_clock (self->quiet_from_row, "quiet-from");
  read_clock (self->quiet_to_row, "quiet-to");
}

/* ---- channels ---- */

static void
channel_activated (AdwActionRow *row, EarPreferencesDialog *self)
{
  adw_dialog_present (ear_channel_dialog_new (self->engine, g_object_get_data (G_OBJECT (row), "key")), GTK_WIDGET (self));
}

static void
show_channels (EarPreferencesDialog *self)
{
  GListModel *channels = ear_engine_get_channels (self->engine);
  guint n = g_list_model_get_n_items (channels);

  for (guint i = 0; i < self->channel_rows->len; i++)
    adw_preferences_group_remove (self->channels_group, g_ptr_array_index (self->channel_rows, i));
  g_ptr_array_set_size (self->channel_rows, 0);
  adw_preferences_group_set_description (self->channels_group, n > 0 ? NULL : _("No account is connected yet."));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ear_channel_item_get_name (channel));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), ear_channel_item_get_kind_name (channel));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (ear_ui_icon (ear_channel_item_get_icon_name (channel))));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "key", g_strdup (ear_channel_item_get_key (channel)), g_free);
      g_signal_connect (row, "activated", G_CALLBACK (channel_activated), self);
      adw_preferences_group_add (self->channels_group, row);
      g_ptr_array_add (self->channel_rows, row);
    }
}

static void
connect_clicked (EarPreferencesDialog *self)
{
  adw_dialog_present (ear_sign_in_dialog_new (self->engine, NULL, NULL), GTK_WIDGET (self));
}

/* ---- object ---- */

static void
ear_preferences_dialog_dispose (GObject *object)
{
  EarPreferencesDialog *self = EAR_PREFERENCES_DIALOG (object);

  if (self->undo_source != 0)
    {
      g_clear_handle_id (&self->undo_source, g_source_remove);
      undo_settled (self);
    }
  g_clear_object (&self->engine);
  g_clear_pointer (&self->settings, ear_settings_free);
  g_clear_pointer (&self->channel_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ear_preferences_dialog_parent_class)->dispose (object);
}

static void
ear_preferences_dialog_class_init (EarPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_preferences_dialog_dispose;
  g_type_ensure (EAR_TYPE_HOURS_EDITOR);
  g_type_ensure (EAR_TYPE_LANGUAGE_ROW);
  g_type_ensure (EAR_TYPE_LATER_GROUP);
  g_type_ensure (EAR_TYPE_PROMISE_ROW);
  g_type_ensure (EAR_TYPE_WEEKLY_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-preferences-dialog.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, EarPreferencesDialog, name)
  CHILD (name_row);
  CHILD (member_row);
  CHILD (zone_group);
  CHILD (zone_row);
  CHILD (later_group);
  CHILD (weekly_group);
  CHILD (quiet_from_row);
  CHILD (quiet_to_row);
  CHILD (promise_row);
  CHILD (answering_row);
  CHILD (opening_row);
  CHILD (closed_today_row);
  CHILD (keys_row);
  CHILD (notify_new_row);
  CHILD (notify_due_row);
  CHILD (undo_row);
  CHILD (quiet_row);
  CHILD (channels_group);
  CHILD (coming_group);
  CHILD (hours_page);
  CHILD (language_row);
  CHILD (hours_words);
  CHILD (save_button);
  CHILD (copy_button);
  CHILD (hours_editor);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, names_applied);
  gtk_widget_class_bind_template_callback (widget_class, promise_chosen);
  gtk_widget_class_bind_template_callback (widget_class, zone_applied);
  gtk_widget_class_bind_template_callback (widget_class, language_chosen);
  gtk_widget_class_bind_template_callback (widget_class, settings_changed);
  gtk_widget_class_bind_template_callback (widget_class, answering_activated);
  gtk_widget_class_bind_template_callback (widget_class, opening_activated);
  gtk_widget_class_bind_template_callback (widget_class, closed_today_changed);
  gtk_widget_class_bind_template_callback (widget_class, undo_changed);
  gtk_widget_class_bind_template_callback (widget_class, quiet_changed);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked);
  gtk_widget_class_bind_template_callback (widget_class, save_hours);
  gtk_widget_class_bind_template_callback (widget_class, copy_other);
  gtk_widget_class_bind_template_callback (widget_class, hours_edited);
}

static void
ear_preferences_dialog_init (EarPreferencesDialog *self)
{
  GSettings *settings = ear_ui_settings ();
  g_autofree char *coming = ear_coming_dup_sentence ();

  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->channel_rows = g_ptr_array_new ();
  g_settings_bind (settings, "single-letter-keys", self->keys_row, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-new", self->notify_new_row, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-due", self->notify_due_row, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "quiet-hours", self->quiet_row, "enable-expansion", G_SETTINGS_BIND_DEFAULT);
  show_clock (self->quiet_from_row, "quiet-from");
  show_clock (self->quiet_to_row, "quiet-to");
  adw_preferences_group_set_description (self->coming_group, coming);
  self->filling = FALSE;
}

AdwDialog *
ear_preferences_dialog_new (EarEngine *engine)
{
  EarPreferencesDialog *self = g_object_new (EAR_TYPE_PREFERENCES_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  show_settings (self);
  show_channels (self);
  g_signal_connect_object (ear_engine_get_channels (engine), "items-changed", G_CALLBACK (show_channels), self, G_CONNECT_SWAPPED);
  return ADW_DIALOG (self);
}
