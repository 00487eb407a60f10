/* ear-person-panel.c: who is writing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-person-panel.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"

/* The rest is found by searching. */
#define MAX_HISTORY 12
#define NOTES_DELAY_MS 700

struct _EarPersonPanel
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *error_page;
  AdwAvatar *avatar;
  GtkLabel *name, *handle;
  GtkButton *profile_button;
  AdwActionRow *since_row, *messages_row;
  GtkTextView *notes;
  AdwPreferencesGroup *history_group;

  EarEngine *engine;
  gint64 person_id, shown_id;
  char *url;
  EarList *history;
  GPtrArray *history_rows;   /* (element-type GtkWidget) */
  guint notes_source;
  gboolean filling;
};

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarPersonPanel, ear_person_panel, ADW_TYPE_BIN)

/* ---- notes ---- */

static void load (GtkWidget *widget);
static void save_notes (EarPersonPanel *self);

static void
notes_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarPersonPanel) self = EAR_PERSON_PANEL (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_finish_text (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    ear_ui_toast_error (GTK_WIDGET (self), error);
  /* What was typed since is theirs whose notes these are. */
  save_notes (self);
  self->shown_id = 0;
  load (GTK_WIDGET (self));
}

static void
undo_notes (GtkWidget *widget, EarEngine *engine, const char *event)
{
  ear_engine_undo_async (engine, event, notes_undone, g_object_ref (widget));
}

static void
notes_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarPersonPanel) self = EAR_PERSON_PANEL (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *event = ear_engine_dup_event (result);

  if (!ear_engine_finish (EAR_ENGINE (source), result, &error))
    ear_ui_toast_error (GTK_WIDGET (self), error);
  /* Without a toast at each pause in typing. */
  else if (event != NULL)
    ear_undo_remember (GTK_WIDGET (self), EAR_ENGINE (source), undo_notes, event);
}

static void
save_notes (EarPersonPanel *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (self->notes_source == 0)
    return;
  g_clear_handle_id (&self->notes_source, g_source_remove);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  ear_engine_set_person_notes_async (self->engine, self->shown_id, text, notes_saved, g_object_ref (self));
}

static gboolean
typing_paused (gpointer data)
{
  save_notes (EAR_PERSON_PANEL (data));
  return G_SOURCE_REMOVE;
}

static void
notes_changed (EarPersonPanel *self)
{
  if (self->filling || self->shown_id == 0)
    return;
  g_clear_handle_id (&self->notes_source, g_source_remove);
  self->notes_source = g_timeout_add (NOTES_DELAY_MS, typing_paused, self);
}

/* ---- history ---- */

static void
history_clicked (AdwActionRow *row, EarPersonPanel *self)
{
  gint64 *id = g_object_get_data (G_OBJECT (row), "id");

  g_signal_emit (self, signals[OPEN], 0, *id);
}

static void
show_history (EarPersonPanel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->history));

  for (guint i = 0; i < self->history_rows->len; i++)
    adw_preferences_group_remove (self->history_group, g_ptr_array_index (self->history_rows, i));
  g_ptr_array_set_size (self->history_rows, 0);
  for (guint i = 0; i < MIN (n, MAX_HISTORY); i++)
    {
      g_autoptr (EarRow) row = g_list_model_get_item (G_LIST_MODEL (self->history), i);
      GtkWidget *widget = adw_action_row_new ();
      g_autofree char *when = ear_time_text_short (ear_row_get_last_at (row), ear_clock_now_ms ());

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), ear_row_get_loaded (row) && ear_row_get_preview (row) ? ear_row_get_preview (row) : "…");
      adw_action_row_set_title_lines (ADW_ACTION_ROW (widget), 2);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), when);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
      g_object_set_data_full (G_OBJECT (widget), "id", g_memdup2 (&(gint64) { ear_row_get_id (row) }, sizeof (gint64)), g_free);
      g_signal_connect (widget, "activated", G_CALLBACK (history_clicked), self);
      /* A row filled later shows the list anew; once is enough. */
      g_signal_handlers_disconnect_by_func (row, show_history, self);
      g_signal_connect_object (row, "changed", G_CALLBACK (show_history), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->history_group, widget);
      g_ptr_array_add (self->history_rows, widget);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->history_group), n > 0);
}

/* ---- loading ---- */

static void
show_person (EarPersonPanel *self, const EarPersonView *person)
{
  const char *name = person->name != NULL && *person->name != '\0' ? person->name : _("Somebody");
  gboolean has_handle = person->handle != NULL && *person->handle != '\0';
  g_autofree char *since = ear_time_text_long (person->first_seen, ear_clock_now_ms ());
  /* Translators: 1 messages, 2 conversations */
  g_autofree char *messages = g_strdup_printf (ngettext ("%1$u in %2$u conversation", "%1$u in %2$u conversations", person->n_conversations),
                                               person->n_messages, person->n_conversations);
  EarQuery query = { .queue = EAR_QUEUE_ALL, .person_id = person->id };

  self->shown_id = person->id;
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->handle, has_handle ? person->handle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->handle), has_handle);
  g_set_str (&self->url, person->url);
  gtk_widget_set_visible (GTK_WIDGET (self->profile_button), person->url != NULL);
  adw_action_row_set_subtitle (self->since_row, since);
  adw_action_row_set_subtitle (self->messages_row, messages);
  self->filling = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes), person->notes != NULL ? person->notes : "", -1);
  self->filling = FALSE;
  if (self->history != NULL)
    g_signal_handlers_disconnect_by_data (self->history, self);
  g_clear_object (&self->history);
  self->history = ear_list_new (self->engine, &query);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (show_history), self, G_CONNECT_SWAPPED);
  show_history (self);
  gtk_stack_set_visible_child_name (self->stack, "person");
}

typedef struct
{
  EarPersonPanel *self;
  gint64 person_id;
} Loading;

static void
person_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Loading *loading = data;
  g_autoptr (EarPersonPanel) self = loading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (EarPersonView) person = ear_engine_load_person_finish (EAR_ENGINE (source), result, &error);

  /* Another's, or after the end. */
  if (loading->person_id != self->person_id || self->engine != EAR_ENGINE (source))
    return;
  if (person != NULL)
    show_person (self, person);
  else
    {
      g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
      g_autofree char *escaped = g_markup_escape_text (advice->sentence, -1);

      adw_status_page_set_description (self->error_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
}

static void
load (GtkWidget *widget)
{
  EarPersonPanel *self = EAR_PERSON_PANEL (widget);

  if (self->person_id == 0)
    {
      self->shown_id = 0;
      gtk_stack_set_visible_child_name (self->stack, "nobody");
    }
  else if (self->person_id != self->shown_id && gtk_widget_get_mapped (widget))
    {
      /* Somebody else's name must not stand beside this conversation. */
      Loading *loading = g_new0 (Loading, 1);

      self->shown_id = 0;
      loading->self = g_object_ref (self);
      loading->person_id = self->person_id;
      gtk_stack_set_visible_child_name (self->stack, "loading");
      ear_engine_load_person_async (self->engine, self->person_id, person_loaded, loading);
    }
}

void
ear_person_panel_set_person (EarPersonPanel *self, gint64 person_id)
{
  save_notes (self);
  self->person_id = person_id;
  load (GTK_WIDGET (self));
}

static void
try_again (EarPersonPanel *self)
{
  load (GTK_WIDGET (self));
}

static void
open_profile (EarPersonPanel *self)
{
  ear_ui_open_uri (GTK_WIDGET (self), self->url);
}

void
ear_person_panel_set_engine (EarPersonPanel *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
}

/* ---- object ---- */

/* The window closes in the midst of a word: it is kept all the same. */
static void
ear_person_panel_unroot (GtkWidget *widget)
{
  save_notes (EAR_PERSON_PANEL (widget));
  GTK_WIDGET_CLASS (ear_person_panel_parent_class)->unroot (widget);
}

static void
ear_person_panel_dispose (GObject *object)
{
  EarPersonPanel *self = EAR_PERSON_PANEL (object);

  g_clear_handle_id (&self->notes_source, g_source_remove);
  g_clear_object (&self->history);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->history_rows, g_ptr_array_unref);
  g_clear_pointer (&self->url, g_free);
  G_OBJECT_CLASS (ear_person_panel_parent_class)->dispose (object);
}

static void
ear_person_panel_class_init (EarPersonPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_person_panel_dispose;
  widget_class->unroot = ear_person_panel_unroot;
  signals[OPEN] = g_signal_new ("open", EAR_TYPE_PERSON_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-person-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, error_page);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, avatar);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, name);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, handle);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, profile_button);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, since_row);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, messages_row);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, notes);
  gtk_widget_class_bind_template_child (widget_class, EarPersonPanel, history_group);
  gtk_widget_class_bind_template_callback (widget_class, open_profile);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
}

static void
ear_person_panel_init (EarPersonPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->history_rows = g_ptr_array_new ();
  g_signal_connect_object (gtk_text_view_get_buffer (self->notes), "changed", G_CALLBACK (notes_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (load), NULL);
}
