/* ear-list-pane.c: the conversations of one place, and the search over all of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-list-pane.h"
#include "ui/ear-place.h"
#include "ui/ear-row-view.h"
#include "ui/ear-search-view.h"
#include "ui/ear-today.h"
#include "ui/ear-ui.h"

struct _EarListPane
{
  AdwBin parent_instance;

  AdwWindowTitle *window_title;
  GtkButton *back_button, *channel_button;
  GtkMenuButton *sort_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  AdwBanner *made_up_banner, *offline_banner, *channel_banner;
  EarTodayHead *today;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  AdwStatusPage *empty_page, *error_page;
  EarSearchView *search_view;
  GtkButton *new_pill;

  EarEngine *engine;
  char *word;                    /* (nullable): where we are; NULL: given ids */
  GArray *ids;                   /* (nullable) (element-type gint64): those */
  const EarPlace *place;
  EarSort sort;
  GSimpleAction *sort_action;
  EarChannelItem *channel;       /* (nullable): whose conversations these are */
  EarList *list;
  GtkSingleSelection *selection;
  gint64 selected_id;            /* 0: none */
  guint selected_position;       /* where it was, should it leave */
  gboolean expect_leaving, selecting;
};

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarListPane, ear_list_pane, ADW_TYPE_BIN)

/* ---- which of the pages ---- */

static void
show_empty (EarListPane *self)
{
  g_autofree char *checked = ear_today_head_dup_checked (self->today);
  g_autofree char *description = NULL;
  gboolean first = self->place->queue == EAR_QUEUE_ANSWER_NEXT;

  description = first && *checked != '\0' ? g_strdup_printf ("%s\n%s", _(self->place->empty_description), checked)
                                          : g_strdup (_(self->place->empty_description));
  adw_status_page_set_title (self->empty_page, _(self->place->empty_title));
  adw_status_page_set_description (self->empty_page, description);
  adw_status_page_set_icon_name (self->empty_page, first ? "earshot-all-answered-symbolic" : self->place->icon_name);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_state (EarListPane *self)
{
  g_autofree char *sentence = NULL;
  guint n_new = ear_list_get_n_new (self->list);
  g_autofree char *pill = g_strdup_printf (ngettext ("%u new", "%u new", n_new), n_new);

  if (gtk_search_bar_get_search_mode (self->search_bar))
    {
      gtk_stack_set_visible_child_name (self->stack, "search");
      gtk_widget_set_visible (GTK_WIDGET (self->new_pill), FALSE);
      return;
    }
  g_object_get (self->list, "error-sentence", &sentence, NULL);
  gtk_button_set_label (self->new_pill, pill);
  gtk_widget_set_visible (GTK_WIDGET (self->new_pill), n_new > 0);
  if (sentence != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      adw_status_page_set_description (self->error_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (ear_list_get_loading (self->list))
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else
    show_empty (self);
}

static void
checked_changed (EarListPane *self)
{
  if (self->list != NULL)
    show_state (self);
}

/* ---- choosing ---- */

static gint64
id_at (EarListPane *self, guint position)
{
  g_autoptr (EarRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  return row != NULL ? ear_row_get_id (row) : 0;
}

static void
select_position (EarListPane *self, guint position)
{
  gtk_list_view_scroll_to (self->list_view, position, GTK_LIST_SCROLL_SELECT | GTK_LIST_SCROLL_FOCUS, NULL);
}

/* Further than to the last there is nothing. */
static void
jump (EarListPane *self, guint position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (n > 0)
    select_position (self, MIN (position, n - 1));
}

/* A chosen row that leaves the list by itself (it was answered, it moved) leaves its conversation open. */
static void
selection_changed (EarListPane *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  gint64 id = position == GTK_INVALID_LIST_POSITION ? 0 : id_at (self, position);

  if (id == 0 || id == self->selected_id || self->selecting)
    return;
  self->selected_id = id;
  self->selected_position = position;
  g_signal_emit (self, signals[OPEN], 0, id, (gint64) 0);
}

static void
row_activated (EarListPane *self, guint position)
{
  g_signal_emit (self, signals[OPEN], 0, id_at (self, position), (gint64) 0);
}

static void
choose_successor (EarListPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  self->expect_leaving = FALSE;
  self->selected_id = 0;
  if (n > 0)
    select_position (self, MIN (self->selected_position, n - 1));
  else
    g_signal_emit (self, signals[OPEN], 0, (gint64) 0, (gint64) 0);
}

static void
items_changed (EarListPane *self)
{
  guint position = self->selected_id != 0 ? ear_list_find (self->list, self->selected_id) : G_MAXUINT;

  if (position != G_MAXUINT)
    ear_list_pane_select (self, self->selected_id);
  else if (self->selected_id != 0 && self->expect_leaving)
    choose_successor (self);
  show_state (self);
}

void
ear_list_pane_expect_leaving (EarListPane *self)
{
  self->expect_leaving = self->selected_id != 0;
}

void
ear_list_pane_move (EarListPane *self, int delta)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint position = gtk_single_selection_get_selected (self->selection);

  if (n == 0)
    return;
  if (position == GTK_INVALID_LIST_POSITION)
    select_position (self, 0);
  else if (delta > 0 ? position + 1 < n : position > 0)
    select_position (self, position + delta);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

void
ear_list_pane_select (EarListPane *self, gint64 conversation_id)
{
  guint position = conversation_id != 0 ? ear_list_find (self->list, conversation_id) : G_MAXUINT;

  self->selecting = TRUE;
  self->selected_id = conversation_id;
  self->selected_position = position;
  gtk_single_selection_set_selected (self->selection, position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position);
  self->selecting = FALSE;
}

void
ear_list_pane_grab_focus (EarListPane *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

/* ---- going ---- */

/* While scrolled away from the top, new arrivals are counted and not pushed under the reader's eyes. */
static void
scrolled (EarListPane *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->list != NULL)
    ear_list_set_held (self->list, gtk_adjustment_get_value (adjustment) > 40);
}

static void
show_new (EarListPane *self)
{
  ear_list_set_held (self->list, FALSE);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static void
take_list (EarListPane *self, EarList *list)
{
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  self->list = list;
  self->selected_id = 0;
  self->expect_leaving = FALSE;
  self->selecting = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (list));
  self->selecting = FALSE;
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (items_changed), self);
  g_signal_connect_swapped (list, "notify", G_CALLBACK (show_state), self);
  show_state (self);
}

static void
reload (EarListPane *self)
{
  EarQuery query = {
    .queue = self->place->queue,
    .channel_key = self->word != NULL ? ear_place_channel_key (self->word) : NULL,
    .tag_key = self->word != NULL ? ear_place_tag_key (self->word) : NULL,
    .sort = self->sort,
  };

  if (self->word == NULL && self->ids != NULL)
    take_list (self, ear_list_new_for_ids (self->engine, (const gint64 *) (void *) self->ids->data, self->ids->len));
  else
    take_list (self, ear_list_new (self->engine, &query));
}

/* ---- in which order ---- */

static void
sort_chosen (GSimpleAction *action, GVariant *parameter, EarListPane *self)
{
  const char *word = g_variant_get_string (parameter, NULL);

  if (self->place == NULL || !ear_sort_from_string (word, &self->sort))
    return;
  g_simple_action_set_state (action, parameter);
  reload (self);
}

/* The orders that say something here; the first is its own. */
static void
show_sorts (EarListPane *self)
{
  gboolean deadlines = ear_queue_has_deadlines (self->place->queue), snoozed = self->place->queue == EAR_QUEUE_SNOOZED;
  const char *own = deadlines ? "deadline" : snoozed ? "queue" : "newest";
  g_autoptr (GMenu) menu = g_menu_new ();

  if (deadlines)
    g_menu_append (menu, _("By _Deadline"), "list.sort::deadline");
  if (snoozed)
    g_menu_append (menu, _("Next to _Wake"), "list.sort::queue");
  g_menu_append (menu, _("_Newest First"), "list.sort::newest");
  g_menu_append (menu, deadlines ? _("Waiting _Longest") : _("_Oldest First"), "list.sort::longest");
  gtk_menu_button_set_menu_model (self->sort_button, G_MENU_MODEL (menu));
  self->sort = EAR_SORT_QUEUE;
  g_simple_action_set_state (self->sort_action, g_variant_new_string (own));
  gtk_widget_set_visible (GTK_WIDGET (self->sort_button), self->word != NULL);
}

static void
show_title (EarListPane *self, const char *title)
{
  adw_window_title_set_title (self->window_title, title);
}

/* Where a channel is in trouble, its own list says so, with the way out. */
static void
show_channel (EarListPane *self)
{
  const char *sentence = self->channel != NULL ? ear_channel_item_get_sentence (self->channel) : NULL;
  EarHealth health = self->channel != NULL ? ear_channel_item_get_health (self->channel) : EAR_HEALTH_OK;

  gtk_widget_set_visible (GTK_WIDGET (self->channel_button), self->channel != NULL);
  adw_banner_set_revealed (self->channel_banner, sentence != NULL && health != EAR_HEALTH_OK);
  if (self->channel == NULL)
    return;
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->channel_button), "s", ear_channel_item_get_key (self->channel));
  adw_window_title_set_title (self->window_title, ear_channel_item_get_name (self->channel));
  adw_banner_set_title (self->channel_banner, sentence != NULL ? sentence : "");
  adw_banner_set_button_label (self->channel_banner, ear_ui_remedy_label (ear_channel_item_get_remedy (self->channel)));
}

static void
remedy_clicked (EarListPane *self)
{
  EarAdvice advice = {
    .remedy = (char *) ear_channel_item_get_remedy (self->channel),
    .channel_key = (char *) ear_channel_item_get_key (self->channel),
    .url = (char *) ear_channel_item_get_url (self->channel),
  };

  ear_ui_do_remedy (GTK_WIDGET (self), self->engine, &advice);
}

static void
set_channel (EarListPane *self, const char *key)
{
  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_func (self->channel, show_channel, self);
  g_set_object (&self->channel, ear_ui_find_channel (self->engine, key));
  if (self->channel != NULL)
    g_signal_connect_object (self->channel, "notify", G_CALLBACK (show_channel), self, G_CONNECT_SWAPPED);
  show_channel (self);
}

void
ear_list_pane_go (EarListPane *self, const char *word, const char *title)
{
  self->place = ear_place_lookup (word);
  if (self->place == NULL || self->place->queue >= EAR_N_QUEUES)
    return;
  g_free (self->word);
  self->word = g_strdup (word);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->today), self->place->queue == EAR_QUEUE_ANSWER_NEXT);
  show_title (self, title != NULL ? title : _(self->place->title));
  show_sorts (self);
  set_channel (self, ear_place_channel_key (word));
  reload (self);
}

void
ear_list_pane_show_ids (EarListPane *self, const char *title, const gint64 *ids, gsize n_ids)
{
  self->place = ear_place_lookup ("all");
  g_clear_pointer (&self->word, g_free);
  g_clear_pointer (&self->ids, g_array_unref);
  self->ids = g_array_new (FALSE, FALSE, sizeof *ids);
  g_array_append_vals (self->ids, ids, n_ids);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->today), FALSE);
  show_title (self, title);
  show_sorts (self);
  set_channel (self, NULL);
  reload (self);
}

const char *
ear_list_pane_get_title (EarListPane *self)
{
  return adw_window_title_get_title (self->window_title);
}

/* ---- search ---- */

void
ear_list_pane_search (EarListPane *self, const char *words)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  if (words != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), words);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  /* What was looked for last is there to be replaced. */
  if (words == NULL)
    gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

static void
search_mode_changed (EarListPane *self)
{
  gboolean searching = gtk_search_bar_get_search_mode (self->search_bar);

  if (self->list == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->today), !searching && self->word != NULL && self->place->queue == EAR_QUEUE_ANSWER_NEXT);
  if (!searching)
    ear_search_view_set_words (self->search_view, "");
  show_state (self);
}

static void
search_changed (EarListPane *self)
{
  ear_search_view_set_words (self->search_view, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
search_activated (EarListPane *self)
{
  ear_search_view_open_first (self->search_view);
}

static void
hit_opened (EarListPane *self, gint64 conversation, gint64 message)
{
  g_signal_emit (self, signals[OPEN], 0, conversation, message);
}

/* ---- rows ---- */

static void
row_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, ear_row_view_new (item));
}

static void
row_bind (GtkListItemFactory *factory, GtkListItem *item, EarListPane *self)
{
  ear_row_view_set_row (EAR_ROW_VIEW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item),
                        self->word == NULL || ear_place_channel_key (self->word) == NULL);
}

static void
row_unbind (GtkListItemFactory *factory, GtkListItem *item)
{
  ear_row_view_set_row (EAR_ROW_VIEW (gtk_list_item_get_child (item)), NULL, FALSE);
}

/* ---- object ---- */

static void
online_changed (EarListPane *self)
{
  adw_banner_set_revealed (self->offline_banner, !ear_engine_is_online (self->engine) && !ear_engine_is_sample (self->engine) && !ear_engine_is_practice (self->engine));
}

void
ear_list_pane_set_engine (EarListPane *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
  ear_today_head_set_engine (self->today, engine);
  ear_search_view_set_engine (self->search_view, engine);
  g_signal_connect_object (engine, "notify::online", G_CALLBACK (online_changed), self, G_CONNECT_SWAPPED);
  online_changed (self);
  ear_ui_show_made_up (self->made_up_banner, engine);
}

static void
ear_list_pane_dispose (GObject *object)
{
  EarListPane *self = EAR_LIST_PANE (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  g_clear_object (&self->selection);
  g_clear_object (&self->sort_action);
  g_clear_object (&self->channel);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->word, g_free);
  g_clear_pointer (&self->ids, g_array_unref);
  G_OBJECT_CLASS (ear_list_pane_parent_class)->dispose (object);
}

static void
ear_list_pane_class_init (EarListPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_list_pane_dispose;
  signals[OPEN] = g_signal_new ("open", EAR_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);

  g_type_ensure (EAR_TYPE_TODAY_HEAD);
  g_type_ensure (EAR_TYPE_SEARCH_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EarListPane, window_title);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, back_button);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, sort_button);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, channel_button);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, channel_banner);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, made_up_banner);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, offline_banner);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, today);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, list_view);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, empty_page);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, error_page);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, search_view);
  gtk_widget_class_bind_template_child (widget_class, EarListPane, new_pill);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_bind_template_callback (widget_class, show_new);
  gtk_widget_class_bind_template_callback (widget_class, remedy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
}

static void
ear_list_pane_init (EarListPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->sort_action = g_simple_action_new_stateful ("sort", G_VARIANT_TYPE_STRING, g_variant_new_string ("deadline"));
  g_signal_connect (self->sort_action, "change-state", G_CALLBACK (sort_chosen), self);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (self->sort_action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "list", G_ACTION_GROUP (actions));
  g_signal_connect (factory, "setup", G_CALLBACK (row_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (row_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (row_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed", G_CALLBACK (scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->today, "notify::checked", G_CALLBACK (checked_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->today, "jump", G_CALLBACK (jump), self, G_CONNECT_SWAPPED);
  ear_search_view_set_entry (self->search_view, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->search_view, "open", G_CALLBACK (hit_opened), self, G_CONNECT_SWAPPED);
}
