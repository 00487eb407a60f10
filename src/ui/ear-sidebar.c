/* ear-sidebar.c: queues and channels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-sidebar-row.h"
#include "ui/ear-sidebar.h"
#include "ui/ear-ui.h"

struct _EarSidebar
{
  AdwBin parent_instance;

  AdwWindowTitle *window_title;
  GtkMenuButton *menu_button;
  GtkListBox *list;

  EarEngine *engine;
};

enum
{
  GO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarSidebar, ear_sidebar, ADW_TYPE_BIN)

static gboolean
is_channel (GtkListBoxRow *row)
{
  return row != NULL && EAR_IS_SIDEBAR_ROW (row) && ear_place_channel_key (ear_sidebar_row_get_word (EAR_SIDEBAR_ROW (row))) != NULL;
}

static gboolean
is_tag (GtkListBoxRow *row)
{
  return row != NULL && EAR_IS_SIDEBAR_ROW (row) && ear_place_tag_key (ear_sidebar_row_get_word (EAR_SIDEBAR_ROW (row))) != NULL;
}

static EarSidebarRow *
find_row (EarSidebar *self, const char *word)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (EAR_IS_SIDEBAR_ROW (child) && g_str_equal (ear_sidebar_row_get_word (EAR_SIDEBAR_ROW (child)), word))
      return EAR_SIDEBAR_ROW (child);
  return NULL;
}

void
ear_sidebar_select (EarSidebar *self, const char *word)
{
  EarSidebarRow *row = find_row (self, word);

  if (row != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
    }
  else
    gtk_list_box_unselect_all (self->list);
}

void
ear_sidebar_set_counts (EarSidebar *self, const EarCounts *counts)
{
  for (const EarPlace *place = ear_places; place->word != NULL; place++)
    {
      /* As long as nobody has taken anything, it is the same list once more. */
      gboolean same = place->queue == EAR_QUEUE_UNASSIGNED && counts->queue[EAR_QUEUE_UNASSIGNED] == counts->queue[EAR_QUEUE_ANSWER_NEXT];

      if (place->queue < EAR_N_QUEUES)
        ear_sidebar_row_update (find_row (self, place->word), same ? 0 : counts->queue[place->queue],
                                place->queue == EAR_QUEUE_OUTBOX && counts->failed > 0);
    }
}

void
ear_sidebar_open_menu (EarSidebar *self)
{
  gtk_menu_button_popup (self->menu_button);
}

static void
row_activated (EarSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[GO], 0, ear_sidebar_row_get_word (EAR_SIDEBAR_ROW (row)));
}

/* ---- channels ---- */

static void
channels_changed (EarSidebar *self, guint position, guint removed, guint added, GListModel *channels)
{
  int first = 0;
  GtkListBoxRow *row;
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  gboolean lost = FALSE;

  while ((row = gtk_list_box_get_row_at_index (self->list, first)) != NULL && !is_channel (row) && !is_tag (row))
    first++;
  for (guint i = 0; i < removed; i++)
    {
      row = gtk_list_box_get_row_at_index (self->list, first + position);
      lost |= row == selected;
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
    }
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, position + i);

      gtk_list_box_insert (self->list, ear_sidebar_row_new_for_channel (channel), first + position + i);
    }
  if (lost)
    g_signal_emit (self, signals[GO], 0, "answer-next");
}

/* ---- tags ---- */

const char *
ear_sidebar_get_title (EarSidebar *self, const char *word)
{
  EarSidebarRow *row = find_row (self, word);

  return row != NULL ? ear_sidebar_row_get_title (row) : NULL;
}

void
ear_sidebar_set_tags (EarSidebar *self, GPtrArray *tags)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  g_autofree char *word = is_tag (selected) ? g_strdup (ear_sidebar_row_get_word (EAR_SIDEBAR_ROW (selected))) : NULL;
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  g_autofree char *focused = focus != NULL && is_tag (GTK_LIST_BOX_ROW (focus)) ? g_strdup (ear_sidebar_row_get_word (EAR_SIDEBAR_ROW (focus))) : NULL;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  EarSidebarRow *row;

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (GTK_IS_LIST_BOX_ROW (child) && is_tag (GTK_LIST_BOX_ROW (child)))
        gtk_list_box_remove (self->list, child);
      child = next;
    }
  for (guint i = 0; i < tags->len; i++)
    gtk_list_box_append (self->list, ear_sidebar_row_new_for_tag (g_ptr_array_index (tags, i)));
  row = focused != NULL ? find_row (self, focused) : NULL;
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  if (word != NULL && find_row (self, word) != NULL)
    ear_sidebar_select (self, word);
  else if (word != NULL)
    g_signal_emit (self, signals[GO], 0, "answer-next");
}

void
ear_sidebar_set_engine (EarSidebar *self, EarEngine *engine)
{
  GListModel *channels = ear_engine_get_channels (engine);
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (engine);

  g_set_object (&self->engine, engine);
  if (settings->name != NULL && *settings->name != '\0')
    adw_window_title_set_title (self->window_title, settings->name);
  g_signal_connect_object (channels, "items-changed", G_CALLBACK (channels_changed), self, G_CONNECT_SWAPPED);
  channels_changed (self, 0, 0, g_list_model_get_n_items (channels), channels);
}

static void
row_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  gboolean first_channel = is_channel (row) && !is_channel (before);
  gboolean first_tag = is_tag (row) && !is_tag (before);
  GtkWidget *heading;

  if (!first_channel && !first_tag)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  heading = gtk_label_new (first_tag ? _("Tags") : _("Channels"));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (heading, "dimmed");
  gtk_widget_add_css_class (heading, "ear-sidebar-heading");
  gtk_list_box_row_set_header (row, heading);
}

/* ---- object ---- */

static void
ear_sidebar_dispose (GObject *object)
{
  EarSidebar *self = EAR_SIDEBAR (object);

  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ear_sidebar_parent_class)->dispose (object);
}

static void
ear_sidebar_class_init (EarSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_sidebar_dispose;
  signals[GO] = g_signal_new ("go", EAR_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, EarSidebar, window_title);
  gtk_widget_class_bind_template_child (widget_class, EarSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EarSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
}

static void
ear_sidebar_init (EarSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, row_header, NULL, NULL);
  for (const EarPlace *place = ear_places; place->word != NULL; place++)
    gtk_list_box_append (self->list, ear_sidebar_row_new_for_place (place));
}
