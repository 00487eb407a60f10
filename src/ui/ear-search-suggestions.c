/* ear-search-suggestions.c: what can stand behind "from:", "is:" and the like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-fold.h"
#include "ui/ear-search-chips.h"
#include "ui/ear-search-suggestions.h"
#include "ui/ear-ui.h"

#define MAX_PEOPLE 5
#define MAX_CHANNELS 8

struct _EarSearchSuggestions
{
  AdwBin parent_instance;

  GtkListBox *list;

  char *typed;               /* (nullable) */
  gsize start;               /* of the filter in it */
  EarSearchFilterType type;
  gboolean unclear;          /* it means nothing yet */
  GCancellable *cancellable; /* of the people */
};

enum
{
  TAKE,
  LEAVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarSearchSuggestions, ear_search_suggestions, ADW_TYPE_BIN)

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* @means: (nullable): beside it, where the value alone does not say it. */
static void
add_row (EarSearchSuggestions *self, const char *value, const char *means)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *words = ear_search_filter_print (self->type, value);
  g_autofree char *name = means != NULL ? g_strdup_printf ("%s, %s", words, means) : g_strdup (words);

  gtk_box_append (GTK_BOX (box), label_new (words, NULL));
  if (means != NULL)
    {
      GtkWidget *label = label_new (means, "dimmed");

      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_set_halign (label, GTK_ALIGN_END);
      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "words", g_steal_pointer (&words), g_free);
  ear_ui_name (row, name);
  gtk_list_box_append (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
add_choices (EarSearchSuggestions *self, const char *value)
{
  g_autofree char *wanted = ear_fold (value);

  for (guint choice = 0; choice < EAR_SEARCH_N_CHOICES; choice++)
    {
      g_autofree char *word = ear_search_choice_dup_word ((EarSearchChoice) choice);
      g_autofree char *folded = ear_fold (word);

      if (ear_search_choice_get_filter ((EarSearchChoice) choice) == self->type && g_str_has_prefix (folded, wanted))
        add_row (self, word, ear_search_choice_label ((EarSearchChoice) choice));
    }
}

static void
add_dates (EarSearchSuggestions *self, const char *value)
{
  g_auto (GStrv) words = ear_typed_date_dup_words ();
  g_autofree char *wanted = ear_fold (value);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *folded = ear_fold (words[i]);

      if (g_str_has_prefix (folded, wanted))
        add_row (self, words[i], NULL);
    }
}

static void
add_channels (EarSearchSuggestions *self, EarEngine *engine, const char *value)
{
  GListModel *channels = ear_engine_get_channels (engine);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (channels) && n < MAX_CHANNELS; i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);
      const char *name = ear_channel_item_get_name (channel), *kind = ear_channel_item_get_kind_name (channel);

      if (name == NULL || strchr (name, '"') != NULL ||
          (*value != '\0' && !ear_fold_begins (name, value) && (kind == NULL || !ear_fold_begins (kind, value))))
        continue;
      add_row (self, name, g_strcmp0 (kind, name) != 0 ? kind : NULL);
      n++;
    }
}

static void
people_found (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current;
  g_autoptr (EarSearchSuggestions) self = ear_ui_load_end (data, &current);
  g_autoptr (GPtrArray) people = ear_engine_search_people_finish (EAR_ENGINE (source), result, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!current)
    return;
  g_clear_object (&self->cancellable);
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const EarPersonHit *person = g_ptr_array_index (people, i);

      /* Two of one name are looked for together. */
      if (person->name != NULL && strchr (person->name, '"') == NULL && g_hash_table_add (seen, person->name))
        add_row (self, person->name, person->handle != NULL ? person->handle : person->channel_name);
    }
}

static void
clear_rows (EarSearchSuggestions *self)
{
  ear_ui_load_cancel (&self->cancellable);
  gtk_list_box_remove_all (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ear_search_suggestions_set_text (EarSearchSuggestions *self, EarEngine *engine, const char *typed, const EarSearchText *text)
{
  const EarSearchFilter *filter = text->filters->len > 0 ? text->filters->pdata[text->filters->len - 1] : NULL;
  EarUiLoad *load;

  clear_rows (self);
  if (filter == NULL || !filter->unfinished || engine == NULL)
    return;
  g_set_str (&self->typed, typed);
  self->start = filter->start;
  self->type = filter->type;
  self->unclear = filter->problem != NULL;
  switch (filter->type)
    {
    case EAR_SEARCH_FROM:
      add_choices (self, filter->value);
      if (*filter->value == '\0')
        break;
      load = ear_ui_load_begin (self, &self->cancellable);
      ear_engine_search_people_async (engine, filter->value, MAX_PEOPLE, self->cancellable, people_found, load);
      break;
    case EAR_SEARCH_CHANNEL:
      add_channels (self, engine, filter->value);
      break;
    case EAR_SEARCH_BEFORE:
    case EAR_SEARCH_AFTER:
    case EAR_SEARCH_ON:
      add_dates (self, filter->value);
      break;
    case EAR_SEARCH_IS:
    case EAR_SEARCH_HAS:
      add_choices (self, filter->value);
      break;
    case EAR_SEARCH_N_FILTERS:
    default:
      break;
    }
}

static void
take (EarSearchSuggestions *self, GtkListBoxRow *row)
{
  const char *words = g_object_get_data (G_OBJECT (row), "words");
  g_autofree char *text = g_strdup_printf ("%.*s%s ", (int) self->start, self->typed, words);

  g_signal_emit (self, signals[TAKE], 0, text);
}

gboolean
ear_search_suggestions_take_first (EarSearchSuggestions *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row == NULL || !self->unclear)
    return FALSE;
  take (self, row);
  return TRUE;
}

gboolean
ear_search_suggestions_focus (EarSearchSuggestions *self, gboolean last)
{
  GtkWidget *row = last ? gtk_widget_get_last_child (GTK_WIDGET (self->list)) : gtk_widget_get_first_child (GTK_WIDGET (self->list));

  return row != NULL && gtk_widget_get_visible (GTK_WIDGET (self)) && gtk_widget_grab_focus (row);
}

static gboolean
keynav_failed (EarSearchSuggestions *self, GtkDirectionType direction)
{
  if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
    return FALSE;
  g_signal_emit (self, signals[LEAVE], 0, direction == GTK_DIR_DOWN);
  return TRUE;
}

static void
ear_search_suggestions_dispose (GObject *object)
{
  EarSearchSuggestions *self = EAR_SEARCH_SUGGESTIONS (object);

  ear_ui_load_cancel (&self->cancellable);
  g_clear_pointer (&self->typed, g_free);
  G_OBJECT_CLASS (ear_search_suggestions_parent_class)->dispose (object);
}

static void
ear_search_suggestions_class_init (EarSearchSuggestionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ear_search_suggestions_dispose;
  signals[TAKE] = g_signal_new ("take", EAR_TYPE_SEARCH_SUGGESTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LEAVE] = g_signal_new ("leave", EAR_TYPE_SEARCH_SUGGESTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
ear_search_suggestions_init (EarSearchSuggestions *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  ear_ui_name (GTK_WIDGET (self->list), _("Suggestions"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (take), self);
  g_signal_connect_swapped (self->list, "keynav-failed", G_CALLBACK (keynav_failed), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
