/* ear-later-group.c: what is to be otherwise from a later day on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-hours-text.h"
#include "ui/ear-later-group.h"
#include "ui/ear-promise-row.h"
#include "ui/ear-since.h"
#include "ui/ear-ui.h"

struct _EarLaterGroup
{
  AdwPreferencesGroup parent_instance;

  EarEngine *engine;
  char *channel_key;
  GPtrArray *rows;   /* (element-type GtkWidget) (unowned) */
  GPtrArray *later;  /* (element-type EarLater) */
};

enum
{
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarLaterGroup, ear_later_group, ADW_TYPE_PREFERENCES_GROUP)

const EarLater *
ear_later_find (GPtrArray *later, EarLaterWhat what)
{
  for (guint i = 0; i < later->len; i++)
    if (((const EarLater *) g_ptr_array_index (later, i))->what == what)
      return g_ptr_array_index (later, i);
  return NULL;
}

static char *
describe (const EarLater *later)
{
  g_autofree char *text = NULL;

  if (later->what == EAR_LATER_ZONE)
    return g_strdup_printf (_("Time zone: %s"), later->zone);
  if (later->what == EAR_LATER_PROMISE && later->promise_s == 0)
    return g_strdup (_("The promise is as for the whole organisation"));
  if (later->what == EAR_LATER_PROMISE)
    {
      text = ear_promise_text (later->promise_s);
      return g_strdup_printf (_("We answer within %s"), text);
    }
  if (later->hours == NULL)
    return g_strdup (_("Answering hours are as for the whole organisation"));
  text = ear_hours_text_describe (later->hours);
  /* Translators: %s: 5 days a week */
  return g_strdup_printf (later->what == EAR_LATER_OPENING ? _("Opening hours: %s") : _("Answering hours: %s"), text);
}

static void
dropped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarLaterGroup) self = EAR_LATER_GROUP (data);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_ui_toast_error (GTK_WIDGET (self), error);
  g_signal_emit (self, signals[DROPPED], 0);
}

static void
drop_clicked (GtkButton *button, EarLaterGroup *self)
{
  ear_engine_drop_later_async (self->engine, self->channel_key, g_object_get_data (G_OBJECT (button), "later"), dropped, g_object_ref (self));
}

static GtkWidget *
row_new (EarLaterGroup *self, EarLater *later)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *what = describe (later);
  g_autofree char *day = ear_since_day_text (self->engine, later->valid_from);
  /* Translators: %s: 1 June 2027 */
  g_autofree char *title = g_strdup_printf (_("From %s"), day);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), what);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Take Back"));
  ear_ui_name (button, _("Take Back"));
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "later", later);
  g_signal_connect (button, "clicked", G_CALLBACK (drop_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

void
ear_later_group_show (EarLaterGroup *self, EarEngine *engine, const char *channel_key, GPtrArray *later)
{
  g_set_object (&self->engine, engine);
  g_set_str (&self->channel_key, channel_key);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_ref (later);
  g_clear_pointer (&self->later, g_ptr_array_unref);
  self->later = later;
  for (guint i = 0; i < later->len; i++)
    {
      GtkWidget *row = row_new (self, g_ptr_array_index (later, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), later->len > 0);
}

static void
ear_later_group_dispose (GObject *object)
{
  EarLaterGroup *self = EAR_LATER_GROUP (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->channel_key, g_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->later, g_ptr_array_unref);
  G_OBJECT_CLASS (ear_later_group_parent_class)->dispose (object);
}

static void
ear_later_group_class_init (EarLaterGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_later_group_dispose;
  signals[DROPPED] = g_signal_new ("dropped", EAR_TYPE_LATER_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ear_later_group_init (EarLaterGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Planned"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
