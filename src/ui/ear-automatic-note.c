/* ear-automatic-note.c: replies that look automatic, above a report: offered, listed, and taken back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-automatic-note.h"
#include "ui/ear-ui.h"

struct _EarAutomaticNote
{
  AdwBin parent_instance;

  GtkListBox *list;
  EarEngine *engine;
  EarAutomaticReplies *replies; /* (nullable) */
  gint64 from, to;
  GCancellable *cancellable;
};

enum
{
  LIST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarAutomaticNote, ear_automatic_note, ADW_TYPE_BIN)

static void
list_offered (EarAutomaticNote *self)
{
  g_signal_emit (self, signals[LIST], 0, _("Replies That Look Automatic"), self->replies->offered_in);
}

static void
list_marked (EarAutomaticNote *self)
{
  g_signal_emit (self, signals[LIST], 0, _("Replies Not Counted"), self->replies->marked_in);
}

static void
counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarAutomaticNote) self = EAR_AUTOMATIC_NOTE (data);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_ui_toast_error (GTK_WIDGET (self), error);
  else if (self->engine != NULL)
    ear_automatic_note_load (self, self->engine, self->from, self->to);
}

static void
leave_out (EarAutomaticNote *self)
{
  ear_engine_set_automatic_async (self->engine, self->replies->offered, TRUE, counted, g_object_ref (self));
}

static void
count_again (EarAutomaticNote *self)
{
  ear_engine_set_automatic_async (self->engine, self->replies->marked, FALSE, counted, g_object_ref (self));
}

static void
add_row (EarAutomaticNote *self, const char *title, const char *subtitle, const char *label, void (*act) (EarAutomaticNote *self),
         void (*list) (EarAutomaticNote *self))
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_label (label);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (act), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_swapped (row, "activated", G_CALLBACK (list), self);
  gtk_list_box_append (self->list, row);
}

static void
show_replies (EarAutomaticNote *self)
{
  guint n_offered = self->replies->offered->len, n_marked = self->replies->marked->len;

  gtk_list_box_remove_all (self->list);
  if (n_offered > 0)
    {
      g_autofree char *title = g_strdup_printf (ngettext ("%u reply looks automatic", "%u replies look automatic", n_offered), n_offered);

      add_row (self, title, _("The same words within a minute. Choose this to see them."), _("Do Not Count"), leave_out, list_offered);
    }
  if (n_marked > 0)
    {
      g_autofree char *title = g_strdup_printf (ngettext ("%u automatic reply is not counted", "%u automatic replies are not counted", n_marked), n_marked);

      add_row (self, title, _("Whoever got only these still waits."), _("Count Again"), count_again, list_marked);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n_offered + n_marked > 0);
}

static void
replies_found (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current;
  g_autoptr (EarAutomaticNote) self = ear_ui_load_end (data, &current);
  g_autoptr (EarAutomaticReplies) replies = ear_engine_find_automatic_finish (EAR_ENGINE (source), result, NULL);

  if (!current)
    return;
  g_clear_object (&self->cancellable);
  /* The report under it says what is wrong. */
  if (replies == NULL)
    return;
  g_clear_pointer (&self->replies, ear_automatic_replies_free);
  self->replies = g_steal_pointer (&replies);
  show_replies (self);
}

void
ear_automatic_note_load (EarAutomaticNote *self, EarEngine *engine, gint64 from, gint64 to)
{
  EarUiLoad *loading;

  if (from != self->from || to != self->to)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_set_object (&self->engine, engine);
  self->from = from;
  self->to = to;
  loading = ear_ui_load_begin (self, &self->cancellable);
  ear_engine_find_automatic_async (engine, from, to, self->cancellable, replies_found, loading);
}

static void
ear_automatic_note_dispose (GObject *object)
{
  EarAutomaticNote *self = EAR_AUTOMATIC_NOTE (object);

  ear_ui_load_cancel (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->replies, ear_automatic_replies_free);
  G_OBJECT_CLASS (ear_automatic_note_parent_class)->dispose (object);
}

static void
ear_automatic_note_class_init (EarAutomaticNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_automatic_note_dispose;
  signals[LIST] = g_signal_new ("list", EAR_TYPE_AUTOMATIC_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ARRAY);
}

static void
ear_automatic_note_init (EarAutomaticNote *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  ear_ui_name (GTK_WIDGET (self->list), _("Automatic Replies"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
