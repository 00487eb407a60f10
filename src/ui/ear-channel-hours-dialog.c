/* ear-channel-hours-dialog.c: when one channel is answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ear-channel-hours-dialog.h"
#include "ui/ear-hours-editor.h"
#include "ui/ear-later-group.h"
#include "ui/ear-since.h"
#include "ui/ear-ui.h"

struct _EarChannelHoursDialog
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwSwitchRow *own_row;
  EarHoursEditor *editor;
  GtkButton *save_button;

  EarEngine *engine;
  char *channel_key;
  EarChannelSettings settings;  /* as they are; without @later */
  gboolean is_planned;
  EarLater planned;             /* only what and from when */
};

enum
{
  STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarChannelHoursDialog, ear_channel_hours_dialog, ADW_TYPE_DIALOG)

static void
edited (EarChannelHoursDialog *self)
{
  gboolean own = adw_switch_row_get_active (self->own_row);
  g_autoptr (EarHours) hours = ear_hours_editor_dup_hours (self->editor, NULL);
  gboolean differs = own != self->settings.own_hours ||
                     (own && hours != NULL && !ear_hours_equal (hours, self->settings.answering));

  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), self->engine != NULL && differs && (!own || hours != NULL));
}

static void
stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarChannelHoursDialog) self = EAR_CHANNEL_HOURS_DIALOG (data);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    {
      ear_ui_toast_error (GTK_WIDGET (self->toasts), error);
      return;
    }
  g_signal_emit (self, signals[STORED], 0);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
dated (gint64 valid_from, gpointer data)
{
  EarChannelHoursDialog *self = EAR_CHANNEL_HOURS_DIALOG (data);
  g_autoptr (EarHours) hours = ear_hours_editor_dup_hours (self->editor, NULL);
  EarChannelSettings wanted = self->settings;

  wanted.own_hours = adw_switch_row_get_active (self->own_row);
  if (wanted.own_hours && hours == NULL)
    return;
  if (wanted.own_hours)
    wanted.answering = hours;
  ear_engine_set_channel_settings_async (self->engine, self->channel_key, &wanted, valid_from, stored, g_object_ref (self));
}

static void
save (EarChannelHoursDialog *self)
{
  ear_ask_since (GTK_WIDGET (self), self->engine, self->is_planned ? &self->planned : NULL, dated, NULL, G_OBJECT (self));
}

static void
ear_channel_hours_dialog_dispose (GObject *object)
{
  EarChannelHoursDialog *self = EAR_CHANNEL_HOURS_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->channel_key, g_free);
  g_clear_pointer (&self->settings.answering, ear_hours_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EAR_TYPE_CHANNEL_HOURS_DIALOG);
  G_OBJECT_CLASS (ear_channel_hours_dialog_parent_class)->dispose (object);
}

static void
ear_channel_hours_dialog_class_init (EarChannelHoursDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_channel_hours_dialog_dispose;
  signals[STORED] = g_signal_new ("stored", EAR_TYPE_CHANNEL_HOURS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (EAR_TYPE_HOURS_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-channel-hours-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EarChannelHoursDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, EarChannelHoursDialog, own_row);
  gtk_widget_class_bind_template_child (widget_class, EarChannelHoursDialog, editor);
  gtk_widget_class_bind_template_child (widget_class, EarChannelHoursDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, edited);
  gtk_widget_class_bind_template_callback (widget_class, save);
}

static void
ear_channel_hours_dialog_init (EarChannelHoursDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
ear_channel_hours_dialog_new (EarEngine *engine, const char *channel_key, const EarChannelSettings *settings)
{
  EarChannelHoursDialog *self = g_object_new (EAR_TYPE_CHANNEL_HOURS_DIALOG, NULL);
  const EarLater *planned = ear_later_find (settings->later, EAR_LATER_ANSWERING);

  self->channel_key = g_strdup (channel_key);
  self->settings = *settings;
  self->settings.answering = ear_hours_ref (settings->answering);
  self->settings.later = NULL;
  self->is_planned = planned != NULL;
  if (planned != NULL)
    self->planned = (EarLater) { .what = planned->what, .valid_from = planned->valid_from };
  ear_hours_editor_set_hours (self->editor, settings->answering);
  adw_switch_row_set_active (self->own_row, settings->own_hours);
  self->engine = g_object_ref (engine);
  edited (self);
  return ADW_DIALOG (self);
}
