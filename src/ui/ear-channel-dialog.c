/* ear-channel-dialog.c: one connected channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-channel-dialog.h"
#include "ui/ear-channel-hours-dialog.h"
#include "ui/ear-health-text.h"
#include "ui/ear-hours-text.h"
#include "ui/ear-later-group.h"
#include "ui/ear-promise-row.h"
#include "ui/ear-sign-in-dialog.h"
#include "ui/ear-since.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

struct _EarChannelDialog
{
  AdwDialog parent_instance;

  AdwEntryRow *name_row;
  AdwActionRow *state_row, *read_row, *ends_row, *lacks_row, *url_row, *hours_row;
  AdwPreferencesGroup *account_group, *answering_group;
  EarPromiseRow *promise_row;
  EarLaterGroup *later_group;
  AdwSwitchRow *pause_row, *longer_row;
  GtkProgressBar *progress;
  GtkWidget *check_row;

  EarEngine *engine;
  EarChannelItem *channel;
  EarChannelSettings *settings;  /* NULL: not loaded yet */
  char *shown_name;              /* (nullable) */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (EarChannelDialog, ear_channel_dialog, ADW_TYPE_DIALOG)

/* What only a person can say: that the service takes answers for longer. */
static void
show_longer (EarChannelDialog *self)
{
  const char *title = ear_channel_item_get_longer_title (self->channel);

  gtk_widget_set_visible (GTK_WIDGET (self->longer_row), title != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->longer_row), title != NULL ? title : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->longer_row), ear_channel_item_get_longer_subtitle (self->channel));
  adw_switch_row_set_active (self->longer_row, ear_channel_item_answers_longer (self->channel));
}

/* Until when it holds, and what it does not give. */
static void
show_sign_in (EarChannelDialog *self)
{
  const char *lacks = ear_channel_item_get_lacks (self->channel);
  g_autofree char *ends = ear_since_ends_text (self->engine, ear_channel_item_get_ends_at (self->channel));

  gtk_widget_set_visible (GTK_WIDGET (self->ends_row), ends != NULL);
  adw_action_row_set_subtitle (self->ends_row, ends);
  gtk_widget_set_visible (GTK_WIDGET (self->lacks_row), lacks != NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->lacks_row), FALSE);
  adw_action_row_set_subtitle (self->lacks_row, lacks);
}

static void
show_channel (EarChannelDialog *self)
{
  const char *name = ear_channel_item_get_name (self->channel);
  double progress = ear_channel_item_get_health (self->channel) == EAR_HEALTH_SYNCING ? ear_channel_item_get_progress (self->channel) : -1;
  g_autofree char *words = ear_health_text (self->channel, ear_clock_now_ms ());
  gboolean offline = ear_channel_item_get_offline (self->channel);
  gint64 last_read = ear_channel_item_get_last_read (self->channel);
  g_autofree char *read = last_read == EAR_TIME_NONE ? g_strdup (_("Not yet")) : ear_time_text_long (last_read, ear_clock_now_ms ());

  self->filling = TRUE;
  adw_dialog_set_title (ADW_DIALOG (self), name);
  /* Anything about the channel may have changed; what is being typed here goes on. */
  if (g_strcmp0 (name, self->shown_name) != 0)
    ear_ui_set_applied (self->name_row, name);
  g_set_str (&self->shown_name, name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->state_row), FALSE);
  adw_action_row_set_subtitle (self->state_row, words);
  gtk_progress_bar_set_fraction (self->progress, MAX (progress, 0));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), progress >= 0);
  adw_action_row_set_subtitle (self->read_row, read);
  show_sign_in (self);
  adw_switch_row_set_active (self->pause_row, ear_channel_item_get_health (self->channel) == EAR_HEALTH_PAUSED);
  show_longer (self);
  gtk_widget_set_visible (GTK_WIDGET (self->read_row), !offline);
  gtk_widget_set_visible (GTK_WIDGET (self->url_row), ear_channel_item_get_url (self->channel) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->account_group), !offline);
  self->filling = FALSE;
}

/* ---- its own promise and answering hours ---- */

static void
show_promise (EarChannelDialog *self)
{
  g_autoptr (EarSettings) all = ear_engine_dup_settings (self->engine);
  gboolean filling = self->filling;

  self->filling = TRUE;
  ear_promise_row_set_own (self->promise_row, self->settings->own_promise, self->settings->promise_s, all->promise_s);
  self->filling = filling;
}

static void
show_settings (EarChannelDialog *self)
{
  g_autofree char *hours = ear_hours_text_describe (self->settings->answering);
  /* Translators: %s: 5 days a week */
  g_autofree char *subtitle = self->settings->own_hours ? g_strdup (hours) : g_strdup_printf (_("As for the whole organisation (%s)"), hours);

  self->filling = TRUE;
  show_promise (self);
  adw_action_row_set_subtitle (self->hours_row, subtitle);
  ear_later_group_show (self->later_group, self->engine, ear_channel_item_get_key (self->channel), self->settings->later);
  gtk_widget_set_visible (GTK_WIDGET (self->answering_group), TRUE);
  self->filling = FALSE;
}

static void
settings_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarChannelDialog) self = EAR_CHANNEL_DIALOG (data);
  g_autoptr (GError) error = NULL;
  EarChannelSettings *settings = ear_engine_load_channel_settings_finish (EAR_ENGINE (source), result, &error);

  if (settings == NULL)
    {
      ear_ui_toast_error (GTK_WIDGET (self->name_row), error);
      return;
    }
  g_clear_pointer (&self->settings, ear_channel_settings_free);
  self->settings = settings;
  if (self->channel != NULL)
    show_settings (self);
}

static void
load_settings (EarChannelDialog *self)
{
  if (self->channel != NULL)
    ear_engine_load_channel_settings_async (self->engine, ear_channel_item_get_key (self->channel), settings_loaded, g_object_ref (self));
}

static void
settings_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarChannelDialog) self = EAR_CHANNEL_DIALOG (data);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_ui_toast_error (GTK_WIDGET (self->name_row), error);
  load_settings (self);
}

static void
promise_dated (gint64 valid_from, gpointer data)
{
  EarChannelDialog *self = EAR_CHANNEL_DIALOG (data);

  self->settings->own_promise = ear_promise_row_get_own (self->promise_row);
  self->settings->promise_s = ear_promise_row_get_seconds (self->promise_row);
  ear_engine_set_channel_settings_async (self->engine, ear_channel_item_get_key (self->channel), self->settings, valid_from, settings_stored,
                                         g_object_ref (self));
}

static void
promise_cancelled (gpointer owner)
{
  EarChannelDialog *self = EAR_CHANNEL_DIALOG (owner);

  if (self->channel != NULL)
    show_promise (self);
}

static void
promise_chosen (EarChannelDialog *self)
{
  gboolean own;

  if (self->filling || self->settings == NULL)
    return;
  own = ear_promise_row_get_own (self->promise_row);
  if (own != self->settings->own_promise || (own && ear_promise_row_get_seconds (self->promise_row) != self->settings->promise_s))
    ear_ask_since (GTK_WIDGET (self), self->engine, ear_later_find (self->settings->later, EAR_LATER_PROMISE), promise_dated,
                   promise_cancelled, G_OBJECT (self));
}

static void
hours_activated (EarChannelDialog *self)
{
  AdwDialog *dialog;

  if (self->settings == NULL)
    return;
  dialog = ear_channel_hours_dialog_new (self->engine, ear_channel_item_get_key (self->channel), self->settings);
  g_signal_connect_object (dialog, "stored", G_CALLBACK (load_settings), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- the rest ---- */

static void
say_done (GObject *source, GAsyncResult *result, gpointer data, const char *sentence)
{
  g_autoptr (GtkWidget) from = GTK_WIDGET (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_dup_event (result);

  if (ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_undo_offer (from, sentence, EAR_ENGINE (source), event);
  else
    ear_ui_toast_error (from, error);
}

static void
renamed (GObject *source, GAsyncResult *result, gpointer data)
{
  say_done (source, result, data, _("Renamed"));
}

static void
paused (GObject *source, GAsyncResult *result, gpointer data)
{
  say_done (source, result, data, _("Paused"));
}

static void
resumed (GObject *source, GAsyncResult *result, gpointer data)
{
  say_done (source, result, data, _("Goes On"));
}

static void
name_applied (EarChannelDialog *self)
{
  ear_engine_rename_channel_async (self->engine, ear_channel_item_get_key (self->channel), gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
                                   renamed, g_object_ref (self->name_row));
}

static void
longer_set (GObject *source, GAsyncResult *result, gpointer data)
{
  say_done (source, result, data, _("Changed"));
}

static void
longer_changed (EarChannelDialog *self)
{
  if (!self->filling && self->channel != NULL)
    ear_engine_set_answers_longer_async (self->engine, ear_channel_item_get_key (self->channel), adw_switch_row_get_active (self->longer_row),
                                         longer_set, g_object_ref (self->longer_row));
}

static void
pause_changed (EarChannelDialog *self)
{
  gboolean pause = adw_switch_row_get_active (self->pause_row);

  if (!self->filling && self->channel != NULL)
    ear_engine_pause_channel_async (self->engine, ear_channel_item_get_key (self->channel), pause, pause ? paused : resumed, g_object_ref (self->pause_row));
}

static void
checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarChannelDialog) self = EAR_CHANNEL_DIALOG (data);
  g_autoptr (GError) error = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->check_row), _("Check Now"));
  gtk_widget_set_sensitive (self->check_row, TRUE);
  if (ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_ui_toast (GTK_WIDGET (self->name_row), _("It works"));
  else
    ear_ui_toast_error (GTK_WIDGET (self->name_row), error);
}

static void
check (EarChannelDialog *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->check_row), _("Checking…"));
  gtk_widget_set_sensitive (self->check_row, FALSE);
  ear_engine_check_channel_async (self->engine, ear_channel_item_get_key (self->channel), checked, g_object_ref (self));
}

static void
sign_in (EarChannelDialog *self)
{
  adw_dialog_present (ear_sign_in_dialog_new (self->engine, NULL, ear_channel_item_get_key (self->channel)), GTK_WIDGET (self));
}

static void
open_url (EarChannelDialog *self)
{
  ear_ui_open_uri (GTK_WIDGET (self), ear_channel_item_get_url (self->channel));
}

static void
removal_answered (AdwAlertDialog *alert, const char *response, EarChannelDialog *self)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (g_str_equal (response, "cancel") || self->channel == NULL || window == NULL)
    return;
  ear_engine_remove_channel_async (self->engine, ear_channel_item_get_key (self->channel), g_str_equal (response, "delete"),
                                   ear_ui_done, g_object_ref (window));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
ask_remove (EarChannelDialog *self)
{
  gboolean by_hand = ear_channel_item_get_offline (self->channel);
  /* Translators: a channel's name */
  g_autofree char *heading = g_strdup_printf (_("Remove %s?"), ear_channel_item_get_name (self->channel));
  AdwDialog *alert = adw_alert_dialog_new (heading, by_hand ? _("Keep what was written down there, to search and count it? Or delete it from this computer? Reports go on counting it, without names or words.")
                                                            : _("Earshot signs out and forgets the password or key. Keep the conversations, to search and count them, and to go on when you connect this account again? Or delete them from this computer? Reports go on counting what was asked there, without names or words. Nothing is deleted over there."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _("_Cancel"), "keep", _("_Keep Conversations"), "delete", _("_Delete Conversations"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "cancel");
  g_signal_connect_object (alert, "response", G_CALLBACK (removal_answered), self, 0);
  adw_dialog_present (alert, GTK_WIDGET (self));
}

static void
ear_channel_dialog_dispose (GObject *object)
{
  EarChannelDialog *self = EAR_CHANNEL_DIALOG (object);

  g_clear_object (&self->channel);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->shown_name, g_free);
  g_clear_pointer (&self->settings, ear_channel_settings_free);
  G_OBJECT_CLASS (ear_channel_dialog_parent_class)->dispose (object);
}

static void
ear_channel_dialog_class_init (EarChannelDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_channel_dialog_dispose;
  g_type_ensure (EAR_TYPE_LATER_GROUP);
  g_type_ensure (EAR_TYPE_PROMISE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-channel-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, state_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, read_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, ends_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, lacks_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, account_group);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, longer_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, pause_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, answering_group);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, promise_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, hours_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, later_group);
  gtk_widget_class_bind_template_child (widget_class, EarChannelDialog, check_row);
  gtk_widget_class_bind_template_callback (widget_class, name_applied);
  gtk_widget_class_bind_template_callback (widget_class, longer_changed);
  gtk_widget_class_bind_template_callback (widget_class, pause_changed);
  gtk_widget_class_bind_template_callback (widget_class, promise_chosen);
  gtk_widget_class_bind_template_callback (widget_class, hours_activated);
  gtk_widget_class_bind_template_callback (widget_class, load_settings);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, open_url);
  gtk_widget_class_bind_template_callback (widget_class, ask_remove);
}

static void
ear_channel_dialog_init (EarChannelDialog *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
ear_channel_dialog_new (EarEngine *engine, const char *channel_key)
{
  EarChannelDialog *self = g_object_new (EAR_TYPE_CHANNEL_DIALOG, NULL);
  EarChannelItem *channel = ear_ui_find_channel (engine, channel_key);

  g_return_val_if_fail (channel != NULL, NULL);
  self->engine = g_object_ref (engine);
  self->channel = g_object_ref (channel);
  g_signal_connect_object (channel, "notify", G_CALLBACK (show_channel), self, G_CONNECT_SWAPPED);
  show_channel (self);
  load_settings (self);
  return ADW_DIALOG (self);
}
