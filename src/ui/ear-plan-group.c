/* ear-plan-group.c: how often each channel is to have a post, as rows to set
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "model/ear-plan.h"
#include "ui/ear-plan-group.h"

struct _EarPlanGroup
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *first;          /* (nullable) */
  char *text;                /* (nullable): as it was set */
  char *as_read;             /* (nullable): the same as this Earshot writes it */
  GHashTable *plan;          /* what is planned; (nullable) until it is shown */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarPlanGroup, ear_plan_group, ADW_TYPE_PREFERENCES_GROUP)

static void
chosen (AdwSpinRow *row, GParamSpec *spec, EarPlanGroup *self)
{
  ear_plan_set (self->plan, g_object_get_data (G_OBJECT (row), "key"), (guint) adw_spin_row_get_value (row));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_row (EarPlanGroup *self, EarChannelItem *channel)
{
  GtkWidget *row = adw_spin_row_new_with_range (0, EAR_PLAN_MAX, 1);
  const char *key = ear_channel_item_get_key (channel);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ear_channel_item_get_name (channel));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), ear_channel_item_get_kind_name (channel));
  adw_spin_row_set_value (ADW_SPIN_ROW (row), ear_plan_get (self->plan, key));
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_signal_connect_object (row, "notify::value", G_CALLBACK (chosen), self, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  if (self->first == NULL)
    self->first = row;
}

void
ear_plan_group_show (EarPlanGroup *self, EarEngine *engine, const char *text)
{
  GListModel *channels = ear_engine_get_channels (engine);

  g_return_if_fail (EAR_IS_PLAN_GROUP (self) && self->plan == NULL);

  self->text = g_strdup (text);
  self->plan = ear_plan_parse (text, NULL);
  if (self->plan == NULL)
    self->plan = ear_plan_parse (NULL, NULL);
  self->as_read = ear_plan_to_text (self->plan);
  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);

      if (ear_channel_item_has_posts (channel))
        add_row (self, channel);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->first != NULL);
}

char *
ear_plan_group_dup_text (EarPlanGroup *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (EAR_IS_PLAN_GROUP (self) && self->plan != NULL, NULL);

  text = ear_plan_to_text (self->plan);
  return g_strcmp0 (text, self->as_read) == 0 ? g_strdup (self->text) : g_steal_pointer (&text);
}

GtkWidget *
ear_plan_group_get_first (EarPlanGroup *self)
{
  g_return_val_if_fail (EAR_IS_PLAN_GROUP (self), NULL);

  return self->first;
}

/* ---- object ---- */

static void
ear_plan_group_finalize (GObject *object)
{
  EarPlanGroup *self = EAR_PLAN_GROUP (object);

  g_free (self->text);
  g_free (self->as_read);
  g_clear_pointer (&self->plan, g_hash_table_unref);
  G_OBJECT_CLASS (ear_plan_group_parent_class)->finalize (object);
}

static void
ear_plan_group_class_init (EarPlanGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ear_plan_group_finalize;
  signals[CHANGED] = g_signal_new ("changed", EAR_TYPE_PLAN_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ear_plan_group_init (EarPlanGroup *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("How Often You Post"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), _("Posts a week; 0: no plan. The report tells in how many weeks it was kept."));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
