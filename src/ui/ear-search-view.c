/* ear-search-view.c: what was found in all conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "ui/ear-search-chips.h"
#include "ui/ear-search-suggestions.h"
#include "ui/ear-search-view.h"
#include "ui/ear-time-text.h"
#include "ui/ear-ui.h"

/* More than anyone reads; the next word narrows it. */
#define MAX_HITS 60
#define MAX_PEOPLE 5

#define MATCH_START "\342\201\250" /* U+2068 */
#define MATCH_END "\342\201\251"   /* U+2069 */

struct _EarSearchView
{
  AdwBin parent_instance;

  EarSearchChips *chips;
  EarSearchSuggestions *suggestions;
  GtkStack *stack;
  AdwWrapBox *examples;
  AdwStatusPage *nothing_page;
  AdwStatusPage *error_page;
  GtkListBox *list;
  GtkLabel *more_label;

  EarEngine *engine;
  GPtrArray *people;          /* (element-type EarPersonHit): stand above the hits */
  GPtrArray *hits;            /* (element-type EarHit) */
  GtkEditable *entry;         /* (nullable): where it is typed */
  char *typed;                /* (nullable): in it, as it was looked at */
  EarSearchText *text;        /* (nullable): what it means */
  GCancellable *cancellable;  /* of the search under way */
  gboolean opens_first;       /* Enter was pressed before its answer came */
};

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarSearchView, ear_search_view, ADW_TYPE_BIN)

char *
ear_search_snippet_to_markup (const char *snippet)
{
  g_autofree char *escaped = g_markup_escape_text (snippet, -1);
  GString *markup = g_string_new (NULL);
  gboolean open = FALSE;

  for (const char *c = escaped; *c != '\0';)
    {
      gboolean start = g_str_has_prefix (c, MATCH_START), end = g_str_has_prefix (c, MATCH_END);

      /* The marks may stand in a message too: what is written stays balanced. */
      if (start && !open)
        g_string_append (markup, "<b>");
      if (end && open)
        g_string_append (markup, "</b>");
      if (start || end)
        {
          open = start;
          c += strlen (MATCH_START);
        }
      else
        g_string_append_c (markup, *c++);
    }
  if (open)
    g_string_append (markup, "</b>");
  return g_string_free (markup, FALSE);
}

static GtkWidget *
hit_row_new (const EarHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (ear_ui_icon (hit->icon_name)), *person = gtk_label_new (hit->person), *time, *snippet = gtk_label_new (NULL);
  g_autofree char *when = ear_time_text_short (hit->at, ear_clock_now_ms ());
  g_autofree char *markup = ear_search_snippet_to_markup (hit->snippet);
  g_autofree char *described = NULL;

  time = gtk_label_new (when);
  gtk_widget_add_css_class (box, "ear-row");
  gtk_widget_add_css_class (icon, "dimmed");
  gtk_widget_set_tooltip_text (icon, hit->channel_name);
  gtk_label_set_xalign (GTK_LABEL (person), 0);
  gtk_label_set_ellipsize (GTK_LABEL (person), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (person, TRUE);
  gtk_widget_add_css_class (person, "heading");
  gtk_widget_add_css_class (time, "caption");
  gtk_widget_add_css_class (time, "dimmed");
  gtk_label_set_markup (GTK_LABEL (snippet), markup);
  gtk_label_set_xalign (GTK_LABEL (snippet), 0);
  gtk_label_set_wrap (GTK_LABEL (snippet), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (snippet), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (snippet), 3);
  gtk_label_set_ellipsize (GTK_LABEL (snippet), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (top), icon);
  gtk_box_append (GTK_BOX (top), person);
  gtk_box_append (GTK_BOX (top), time);
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), snippet);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* Translators: what was found, for a screen reader: 1 who wrote, 2 on which channel, 3 when, 4 what */
  described = g_strdup_printf (_("%1$s, %2$s, %3$s: %4$s"), hit->person, hit->channel_name, when, gtk_label_get_text (GTK_LABEL (snippet)));
  ear_ui_name (row, described);
  return row;
}

/* Who is called so: opens where they wrote last. */
static GtkWidget *
person_row_new (const EarPersonHit *person)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (person->name), *where, *avatar = adw_avatar_new (32, person->name, TRUE);
  g_autofree char *count = g_strdup_printf (ngettext ("%u conversation", "%u conversations", person->n_conversations), person->n_conversations);
  g_autofree char *place = person->handle != NULL ? g_strdup_printf ("%s · %s", person->handle, count)
                           : person->channel_name != NULL ? g_strdup_printf ("%s · %s", person->channel_name, count) : g_strdup (count);
  g_autofree char *described = g_strdup_printf ("%s, %s", person->name, place);

  where = gtk_label_new (place);
  gtk_widget_add_css_class (box, "ear-row");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "heading");
  gtk_label_set_xalign (GTK_LABEL (where), 0);
  gtk_label_set_ellipsize (GTK_LABEL (where), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (where, "caption");
  gtk_widget_add_css_class (where, "dimmed");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), where);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  ear_ui_name (row, described);
  return row;
}

/* @missing: (nullable): why nothing can be found. */
static void
show_nothing (EarSearchView *self, const char *missing)
{
  g_autofree char *escaped = missing != NULL ? g_markup_escape_text (missing, -1) : NULL;

  adw_status_page_set_description (self->nothing_page, escaped != NULL ? escaped
                                                       : self->text->filters->len > 0 ? _("Take a filter away, or try fewer or other words.")
                                                                                      : _("Try fewer or other words."));
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

static void
show_hits (EarSearchView *self, GPtrArray *hits, gboolean more, const char *missing)
{
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  self->hits = hits;
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < self->people->len; i++)
    gtk_list_box_append (self->list, person_row_new (g_ptr_array_index (self->people, i)));
  for (guint i = 0; i < hits->len; i++)
    gtk_list_box_append (self->list, hit_row_new (g_ptr_array_index (hits, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), more);
  if (self->people->len + hits->len > 0)
    gtk_stack_set_visible_child_name (self->stack, "hits");
  else
    show_nothing (self, missing);
}

static void
show_failure (EarSearchView *self, const GError *error)
{
  g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
  g_autofree char *escaped = g_markup_escape_text (advice->sentence, -1);

  adw_status_page_set_description (self->error_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
search_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current, more = FALSE;
  g_autoptr (EarSearchView) self = ear_ui_load_end (data, &current);
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = NULL;
  GPtrArray *hits = ear_engine_search_finish (EAR_ENGINE (source), result, &more, &missing, &error);

  if (!current)
    {
      /* Somebody typed on in the meantime. */
      g_clear_pointer (&hits, g_ptr_array_unref);
      return;
    }
  g_clear_object (&self->cancellable);
  if (hits != NULL)
    show_hits (self, hits, more, missing);
  else
    show_failure (self, error);
  if (self->opens_first)
    ear_search_view_open_first (self);
}

/* Then what was said: both are shown together, so that no row moves from under the pointer. */
static void
people_found (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current;
  g_autoptr (EarSearchView) self = ear_ui_load_end (data, &current);
  g_autoptr (GError) error = NULL;
  GPtrArray *people = ear_engine_search_people_finish (EAR_ENGINE (source), result, &error);
  EarUiLoad *load;

  if (!current)
    {
      g_clear_pointer (&people, g_ptr_array_unref);
      return;
    }
  if (people == NULL)
    {
      g_clear_object (&self->cancellable);
      show_failure (self, error);
      return;
    }
  for (guint i = people->len; i > 0; i--)
    if (((EarPersonHit *) g_ptr_array_index (people, i - 1))->newest_id == 0)
      g_ptr_array_remove_index (people, i - 1);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  self->people = people;
  load = ear_ui_load_begin (self, &self->cancellable);
  ear_engine_search_async (self->engine, self->text, MAX_HITS, self->cancellable, search_finished, load);
}

static void
search (EarSearchView *self)
{
  /* Who is called so is told where a name may have been meant; beside a filter, words are words. */
  const char *names = self->text->filters->len > 0 ? "" : self->text->words;
  EarUiLoad *load = ear_ui_load_begin (self, &self->cancellable);

  ear_engine_search_people_async (self->engine, names, MAX_PEOPLE, self->cancellable, people_found, load);
}

void
ear_search_view_set_words (EarSearchView *self, const char *words)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const EarTypedDates dates = { ear_clock_now_ms (), zone, ear_typed_dates_month_first () };

  /* The entry tells of a change with a delay, when it may be known already: nothing moves from under whoever went down into the list. */
  if (g_strcmp0 (words, self->typed) == 0)
    return;
  g_set_str (&self->typed, words);
  self->opens_first = FALSE;
  ear_ui_load_cancel (&self->cancellable);
  g_clear_pointer (&self->text, ear_search_text_unref);
  self->text = ear_search_text_new (words, &dates);
  ear_search_chips_set_text (self->chips, self->text);
  ear_search_suggestions_set_text (self->suggestions, self->engine, words, self->text);
  if (ear_search_text_is_empty (self->text) || self->engine == NULL)
    /* While a filter is begun, what can stand behind it takes the place. */
    gtk_stack_set_visible_child_name (self->stack, self->text->filters->len > 0 ? "waiting" : "start");
  else
    search (self);
}

/* ---- the entry ---- */

static void
put_text (EarSearchView *self, const char *text)
{
  if (self->entry == NULL)
    return;
  gtk_editable_set_text (self->entry, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (self->entry, -1);
  ear_search_view_set_words (self, text);
}

static void
remove_filter (EarSearchView *self, guint index)
{
  g_autofree char *text = ear_search_text_without (self->typed, self->text->filters->pdata[index]);

  put_text (self, text);
}

/* Behind a filter and its blank, Backspace takes all of it: it was one thing. */
static gboolean
remove_last (EarSearchView *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  const EarSearchFilter *last;
  gsize length = strlen (text);

  if (gtk_editable_get_position (self->entry) < g_utf8_strlen (text, -1) || gtk_editable_get_selection_bounds (self->entry, NULL, NULL))
    return FALSE;
  ear_search_view_set_words (self, text);
  last = self->text->filters->len > 0 ? self->text->filters->pdata[self->text->filters->len - 1] : NULL;
  if (last == NULL || last->problem != NULL || length == 0 || text[length - 1] != ' ' || last->end != length - 1)
    return FALSE;
  remove_filter (self, self->text->filters->len - 1);
  return TRUE;
}

static gboolean
focus_results (EarSearchView *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "hits") == 0 && row != NULL && gtk_widget_grab_focus (row);
}

static gboolean
entry_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, EarSearchView *self)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_BackSpace)
    return remove_last (self);
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    return ear_search_suggestions_focus (self->suggestions, FALSE) || focus_results (self);
  return GDK_EVENT_PROPAGATE;
}

void
ear_search_view_set_entry (EarSearchView *self, GtkEditable *entry)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = entry;
  /* Before the entry moves its cursor. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (entry_key_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
}

static void
focus_entry (EarSearchView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (self->entry, -1);
}

static void
leave_suggestions (EarSearchView *self, gboolean down)
{
  if (down)
    focus_results (self);
  else
    focus_entry (self);
}

static gboolean
keynav_failed (EarSearchView *self, GtkDirectionType direction)
{
  if (direction != GTK_DIR_UP || self->entry == NULL)
    return FALSE;
  if (!ear_search_suggestions_focus (self->suggestions, TRUE))
    focus_entry (self);
  return TRUE;
}

/* ---- what can be asked ---- */

static void
example_clicked (GtkWidget *button, EarSearchView *self)
{
  put_text (self, g_object_get_data (G_OBJECT (button), "text"));
}

/* @value: (nullable): to be typed. */
static void
add_example (EarSearchView *self, EarSearchFilterType type, const char *value)
{
  g_autofree char *word = ear_search_filter_dup_word (type);
  g_autofree char *whole = value != NULL ? ear_search_filter_print (type, value) : NULL;
  g_autofree char *label = value != NULL ? g_strdup (whole) : g_strdup_printf ("%s:…", word);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "ear-filter");
  g_object_set_data_full (G_OBJECT (button), "text", value != NULL ? g_strconcat (whole, " ", NULL) : g_strconcat (word, ":", NULL), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (example_clicked), self);
  adw_wrap_box_append (self->examples, button);
}

static void
add_examples (EarSearchView *self)
{
  g_auto (GStrv) dates = ear_typed_date_dup_words ();
  static const EarSearchChoice choices[] = { EAR_SEARCH_UNANSWERED, EAR_SEARCH_UNREAD, EAR_SEARCH_PICTURE };

  add_example (self, EAR_SEARCH_FROM, NULL);
  add_example (self, EAR_SEARCH_CHANNEL, NULL);
  add_example (self, EAR_SEARCH_BEFORE, dates[3]);
  add_example (self, EAR_SEARCH_AFTER, dates[1]);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *word = ear_search_choice_dup_word (choices[i]);

      add_example (self, ear_search_choice_get_filter (choices[i]), word);
    }
}

/* ---- opening ---- */

static void
open_at (EarSearchView *self, guint index)
{
  const EarHit *hit;

  if (index < self->people->len)
    {
      g_signal_emit (self, signals[OPEN], 0, ((EarPersonHit *) g_ptr_array_index (self->people, index))->newest_id, (gint64) 0);
      return;
    }
  hit = g_ptr_array_index (self->hits, index - self->people->len);
  g_signal_emit (self, signals[OPEN], 0, hit->conversation_id, hit->message_id);
}

void
ear_search_view_open_first (EarSearchView *self)
{
  if (self->entry != NULL)
    ear_search_view_set_words (self, gtk_editable_get_text (self->entry));
  if (ear_search_suggestions_take_first (self->suggestions))
    return;
  /* What stands there still is what was found for other words. */
  self->opens_first = self->cancellable != NULL;
  if (self->opens_first)
    return;
  if (self->hits == NULL || self->people->len + self->hits->len == 0 || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "hits") != 0)
    return;
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  open_at (self, 0);
}

static void
row_activated (EarSearchView *self, GtkListBoxRow *row)
{
  open_at (self, gtk_list_box_row_get_index (row));
}

void
ear_search_view_set_engine (EarSearchView *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
}

static void
ear_search_view_dispose (GObject *object)
{
  EarSearchView *self = EAR_SEARCH_VIEW (object);

  ear_ui_load_cancel (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->typed, g_free);
  g_clear_pointer (&self->text, ear_search_text_unref);
  G_OBJECT_CLASS (ear_search_view_parent_class)->dispose (object);
}

static void
ear_search_view_class_init (EarSearchViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_search_view_dispose;
  signals[OPEN] = g_signal_new ("open", EAR_TYPE_SEARCH_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-search-view.ui");
  g_type_ensure (EAR_TYPE_SEARCH_CHIPS);
  g_type_ensure (EAR_TYPE_SEARCH_SUGGESTIONS);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, chips);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, suggestions);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, stack);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, examples);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, error_page);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, list);
  gtk_widget_class_bind_template_child (widget_class, EarSearchView, more_label);
  gtk_widget_class_bind_template_callback (widget_class, remove_filter);
  gtk_widget_class_bind_template_callback (widget_class, put_text);
  gtk_widget_class_bind_template_callback (widget_class, leave_suggestions);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, keynav_failed);
}

static void
ear_search_view_init (EarSearchView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_examples (self);
}
