/* ear-row-view.c: one conversation in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-marks-text.h"
#include "ui/ear-outbox-text.h"
#include "ui/ear-row-view.h"
#include "ui/ear-ticker.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

struct _EarRowView
{
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkImage *badge;
  GtkLabel *person, *time, *preview, *pill, *context, *unread;
  GtkImage *outbox;
  AdwWrapBox *marks;

  GtkListItem *item;   /* (nullable) (unowned) */
  EarRow *row;         /* (nullable) */
  gboolean show_channel;
};

G_DEFINE_FINAL_TYPE (EarRowView, ear_row_view, ADW_TYPE_BIN)

void
ear_ui_show_countdown (GtkLabel *pill, gint64 due_at)
{
  static const char *const classes[] = { [EAR_URGENCY_LATER] = "later", [EAR_URGENCY_SOON] = "soon", [EAR_URGENCY_LATE] = "late" };
  EarUrgency urgency;
  g_autofree char *text = ear_time_text_countdown (due_at, ear_clock_now_ms (), &urgency);

  gtk_widget_set_visible (GTK_WIDGET (pill), due_at != EAR_TIME_NONE);
  gtk_label_set_label (pill, text);
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == urgency)
      gtk_widget_add_css_class (GTK_WIDGET (pill), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (pill), classes[i]);
}

static void
show_outbox (EarRowView *self)
{
  g_auto (EarOutboxText) text = { NULL };
  gboolean shown = ear_outbox_text_for_row (&text, ear_row_get_outbox_state (self->row), ear_row_get_outbox_verb (self->row));

  gtk_widget_set_visible (GTK_WIDGET (self->outbox), shown);
  if (!shown)
    return;
  gtk_image_set_from_icon_name (self->outbox, text.icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->outbox), (const char *[]) { text.css_class, NULL });
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->outbox), text.words);
  ear_ui_name (GTK_WIDGET (self->outbox), text.words);
}

/* "Greta, unread, 2 h late, blog: Is the risotto …" */
static void
describe (EarRowView *self)
{
  g_autoptr (GPtrArray) said = g_ptr_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *marks = ear_marks_text (ear_row_get_marks (self->row), ear_clock_now_ms ());
  const char *parts[] = { gtk_label_get_label (self->person), ear_row_get_unread (self->row) > 0 ? _("unread") : NULL,
                          gtk_widget_get_visible (GTK_WIDGET (self->pill)) ? gtk_label_get_label (self->pill) : NULL,
                          marks, gtk_label_get_label (self->time), ear_row_get_channel_name (self->row), gtk_label_get_label (self->preview) };

  if (self->item == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_ptr_array_add (said, (gpointer) parts[i]);
  g_ptr_array_add (said, NULL);
  /* Translators: between the parts of a list: who, when, where, and the first words */
  text = g_strjoinv (_(", "), (char **) said->pdata);
  gtk_list_item_set_accessible_label (self->item, text);
}

static void
show_ages (GtkWidget *widget)
{
  EarRowView *self = EAR_ROW_VIEW (widget);
  g_autofree char *time = NULL;

  if (self->row == NULL || !ear_row_get_loaded (self->row))
    return;
  time = ear_time_text_short (ear_row_get_last_at (self->row), ear_clock_now_ms ());
  gtk_label_set_label (self->time, time);
  ear_ui_show_countdown (self->pill, ear_row_get_due_at (self->row));
  /* "Tomorrow" becomes "today". */
  ear_marks_show (self->marks, ear_row_get_marks (self->row), ear_clock_now_ms ());
  describe (self);
}

static char *
make_context (EarRowView *self)
{
  const char *title = ear_row_get_title (self->row), *channel = self->show_channel ? ear_row_get_channel_name (self->row) : NULL;
  gboolean has_title = title != NULL && *title != '\0';

  if (has_title && channel != NULL)
    /* Translators: 1 a channel's name, 2 a post's title */
    return g_strdup_printf (_("%1$s · %2$s"), channel, title);
  return g_strdup (has_title ? title : channel);
}

/* A view is used again: nothing of the row before may stand in it, nor be read out. */
static void
show_nothing (EarRowView *self)
{
  GtkLabel *const labels[] = { self->preview, self->time, self->context, self->unread, self->pill };

  adw_avatar_set_text (self->avatar, NULL);
  gtk_image_clear (self->badge);
  gtk_label_set_label (self->person, "…");
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    gtk_label_set_label (labels[i], "");
  gtk_widget_set_visible (GTK_WIDGET (self->pill), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->unread), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->outbox), FALSE);
  ear_marks_show (self->marks, NULL, 0);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "unread");
  if (self->item != NULL)
    gtk_list_item_set_accessible_label (self->item, _("Loading…"));
}

static void
show_row (EarRowView *self)
{
  const char *name;
  guint unread;
  g_autofree char *context = NULL;
  g_autofree char *count = NULL;

  if (!ear_row_get_loaded (self->row))
    {
      show_nothing (self);
      return;
    }
  name = ear_row_get_person (self->row);
  if (name == NULL || *name == '\0')
    name = _("Somebody");
  unread = ear_row_get_unread (self->row);
  adw_avatar_set_text (self->avatar, name);
  gtk_image_set_from_icon_name (self->badge, ear_ui_icon (ear_row_get_icon_name (self->row)));
  gtk_label_set_label (self->person, name);
  gtk_label_set_label (self->preview, ear_row_get_preview (self->row) != NULL ? ear_row_get_preview (self->row) : "");
  context = make_context (self);
  gtk_label_set_label (self->context, context != NULL ? context : "");
  count = g_strdup_printf (unread > 9 ? _("9+") : "%u", unread);
  gtk_label_set_label (self->unread, count);
  gtk_widget_set_visible (GTK_WIDGET (self->unread), unread > 0);
  if (unread > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unread");
  show_outbox (self);
  show_ages (GTK_WIDGET (self));
}

void
ear_row_view_set_row (EarRowView *self, EarRow *row, gboolean show_channel)
{
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, show_row, self);
  g_set_object (&self->row, row);
  self->show_channel = show_channel;
  if (row == NULL)
    return;
  g_signal_connect_swapped (row, "changed", G_CALLBACK (show_row), self);
  show_row (self);
}

EarRow *
ear_row_view_get_row (EarRowView *self)
{
  return self->row;
}

static void
ear_row_view_dispose (GObject *object)
{
  EarRowView *self = EAR_ROW_VIEW (object);

  ear_row_view_set_row (self, NULL, FALSE);
  G_OBJECT_CLASS (ear_row_view_parent_class)->dispose (object);
}

static void
ear_row_view_class_init (EarRowViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_row_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EarRowView, avatar);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, badge);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, person);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, time);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, preview);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, pill);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, context);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, unread);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, outbox);
  gtk_widget_class_bind_template_child (widget_class, EarRowView, marks);
}

static void
ear_row_view_init (EarRowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ear_ticker_follow (GTK_WIDGET (self), show_ages);
}

GtkWidget *
ear_row_view_new (GtkListItem *item)
{
  EarRowView *self = g_object_new (EAR_TYPE_ROW_VIEW, NULL);

  self->item = item;
  return GTK_WIDGET (self);
}
