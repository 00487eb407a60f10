/* ear-sidebar-row.c: a queue or a channel in the sidebar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-health-text.h"
#include "ui/ear-sidebar-row.h"
#include "ui/ear-ticker.h"
#include "ui/ear-ui.h"

struct _EarSidebarRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkImage *health;
  GtkLabel *progress, *count;

  char *word;
  EarChannelItem *channel;  /* (nullable) */
  gboolean shows_count, hidden_when_empty;
};

G_DEFINE_FINAL_TYPE (EarSidebarRow, ear_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

/* What stands beside a channel's name: nothing while all is well. */
static const struct
{
  const char *icon_name, *css_class;
} healths[] = {
  [EAR_HEALTH_OK] = { NULL, NULL },
  [EAR_HEALTH_SYNCING] = { "emblem-synchronizing-symbolic", "dimmed" },
  [EAR_HEALTH_WAITING] = { "content-loading-symbolic", "dimmed" },
  [EAR_HEALTH_OFFLINE] = { "network-offline-symbolic", "dimmed" },
  [EAR_HEALTH_SIGN_IN] = { "dialog-password-symbolic", "warning" },
  [EAR_HEALTH_TROUBLE] = { "dialog-warning-symbolic", "warning" },
  [EAR_HEALTH_PAUSED] = { "media-playback-pause-symbolic", "dimmed" },
};

static void
show_count (EarSidebarRow *self, guint count)
{
  g_autofree char *text = g_strdup_printf ("%'u", count);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);
}

static void
update_channel (EarSidebarRow *self)
{
  EarHealth health = ear_channel_item_get_health (self->channel);
  const char *name = ear_channel_item_get_name (self->channel);
  guint waiting = ear_channel_item_get_waiting (self->channel);
  double progress = health == EAR_HEALTH_SYNCING ? ear_channel_item_get_progress (self->channel) : -1;
  g_autofree char *words = ear_health_text (self->channel, ear_clock_now_ms ());
  /* The name too: in the row it may be too long. */
  g_autofree char *tooltip = g_strdup_printf ("%s\n%s", name, words);
  /* Translators: 1 a channel's name, 2 how many wait there, 3 its state, with or without a full stop of its own */
  g_autofree char *described = g_strdup_printf (ngettext ("%1$s, %2$u waits. %3$s", "%1$s, %2$u wait. %3$s", waiting), name, waiting, words);
  g_autofree char *percent = g_strdup_printf (_("%d%%"), (int) (progress * 100));

  gtk_image_set_from_icon_name (self->icon, ear_ui_icon (ear_channel_item_get_icon_name (self->channel)));
  gtk_label_set_label (self->title, name);
  gtk_widget_set_visible (GTK_WIDGET (self->health), healths[health].icon_name != NULL && progress < 0);
  gtk_image_set_from_icon_name (self->health, healths[health].icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->health), (const char *[]) { healths[health].css_class, NULL });
  gtk_label_set_label (self->progress, percent);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), progress >= 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  ear_ui_name (GTK_WIDGET (self->health), words);
  show_count (self, waiting);
  ear_ui_name (GTK_WIDGET (self), described);
}

static void
minute_passed (GtkWidget *widget)
{
  update_channel (EAR_SIDEBAR_ROW (widget));
}

void
ear_sidebar_row_update (EarSidebarRow *self, guint count, gboolean alarm)
{
  g_autofree char *described = NULL;

  if (self->channel != NULL)
    {
      update_channel (self);
      return;
    }
  show_count (self, self->shows_count ? count : 0);
  if (alarm)
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count), "error");
  gtk_widget_set_visible (GTK_WIDGET (self), !self->hidden_when_empty || count > 0 || gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (self)));
  /* Translators: a queue's name and the number of conversations in it */
  described = count > 0 && self->shows_count ? g_strdup_printf (_("%1$s, %2$u"), gtk_label_get_label (self->title), count)
                                             : g_strdup (gtk_label_get_label (self->title));
  ear_ui_name (GTK_WIDGET (self), described);
}

const char *
ear_sidebar_row_get_word (EarSidebarRow *self)
{
  return self->word;
}

static void
ear_sidebar_row_dispose (GObject *object)
{
  EarSidebarRow *self = EAR_SIDEBAR_ROW (object);

  g_clear_pointer (&self->word, g_free);
  g_clear_object (&self->channel);
  G_OBJECT_CLASS (ear_sidebar_row_parent_class)->dispose (object);
}

static void
ear_sidebar_row_class_init (EarSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_sidebar_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EarSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, EarSidebarRow, title);
  gtk_widget_class_bind_template_child (widget_class, EarSidebarRow, health);
  gtk_widget_class_bind_template_child (widget_class, EarSidebarRow, progress);
  gtk_widget_class_bind_template_child (widget_class, EarSidebarRow, count);
}

static void
ear_sidebar_row_init (EarSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ear_sidebar_row_new_for_place (const EarPlace *place)
{
  EarSidebarRow *self = g_object_new (EAR_TYPE_SIDEBAR_ROW, NULL);

  self->word = g_strdup (place->word);
  self->shows_count = place->shows_count;
  self->hidden_when_empty = place->hidden_when_empty;
  gtk_image_set_from_icon_name (self->icon, place->icon_name);
  gtk_label_set_label (self->title, _(place->title));
  ear_sidebar_row_update (self, 0, FALSE);
  return GTK_WIDGET (self);
}

GtkWidget *
ear_sidebar_row_new_for_tag (const EarTag *tag)
{
  EarSidebarRow *self = g_object_new (EAR_TYPE_SIDEBAR_ROW, NULL);

  self->word = g_strconcat ("tag:", tag->key, NULL);
  self->shows_count = TRUE;
  gtk_image_set_from_icon_name (self->icon, "user-bookmarks-symbolic");
  gtk_label_set_label (self->title, tag->name);
  ear_sidebar_row_update (self, tag->n_open, FALSE);
  return GTK_WIDGET (self);
}

const char *
ear_sidebar_row_get_title (EarSidebarRow *self)
{
  return gtk_label_get_label (self->title);
}

GtkWidget *
ear_sidebar_row_new_for_channel (EarChannelItem *channel)
{
  EarSidebarRow *self = g_object_new (EAR_TYPE_SIDEBAR_ROW, NULL);

  self->word = g_strconcat ("channel:", ear_channel_item_get_key (channel), NULL);
  self->channel = g_object_ref (channel);
  /* Any of its properties may have changed: they are few and cheap to read. */
  g_signal_connect_object (channel, "notify", G_CALLBACK (update_channel), self, G_CONNECT_SWAPPED);
  update_channel (self);
  /* "checked 09:12" becomes "checked yesterday 09:12". */
  ear_ticker_follow (GTK_WIDGET (self), minute_passed);
  return GTK_WIDGET (self);
}
