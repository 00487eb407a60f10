/* ear-main-view.c: the three panes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-list-pane.h"
#include "ui/ear-main-view.h"
#include "ui/ear-period-pane.h"
#include "ui/ear-place.h"
#include "ui/ear-report-pane.h"
#include "ui/ear-sidebar.h"
#include "ui/ear-thread-pane.h"
#include "ui/ear-ui.h"

struct _EarMainView
{
  AdwBreakpointBin parent_instance;

  AdwNavigationSplitView *outer, *inner;
  AdwNavigationPage *list_page, *content_page;
  EarSidebar *sidebar;
  GtkStack *list_stack, *content_stack;
  EarListPane *list_pane;
  EarPeriodPane *period_pane;
  EarThreadPane *thread_pane;
  EarReportPane *report_pane;

  EarEngine *engine;
  char *word;                 /* the place we are at */
  char *tags;                 /* (nullable): as the sidebar shows them */
  gboolean counting, count_again;
};

G_DEFINE_FINAL_TYPE (EarMainView, ear_main_view, ADW_TYPE_BREAKPOINT_BIN)

/* ---- counts ---- */

static void load_counts (EarMainView *self);

/* Rows that are made anew lose what a screen reader is about to say: only where something is different. */
static void
tags_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarMainView) self = EAR_MAIN_VIEW (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tags = ear_engine_list_tags_finish (EAR_ENGINE (source), result, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (tags == NULL || self->sidebar == NULL)
    return;
  for (guint i = 0; i < tags->len; i++)
    {
      const EarTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "%s %u %s\n", tag->key, tag->n_open, tag->name);
    }
  if (g_set_str (&self->tags, text->str))
    ear_sidebar_set_tags (self->sidebar, tags);
}

static void
counts_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarMainView) self = EAR_MAIN_VIEW (data);
  g_autoptr (GError) error = NULL;
  EarCounts counts;

  self->counting = FALSE;
  /* Without counts the sidebar shows none; the list says what is wrong. */
  if (ear_engine_load_counts_finish (EAR_ENGINE (source), result, &counts, &error) && self->sidebar != NULL)
    {
      ear_sidebar_set_counts (self->sidebar, &counts);
      ear_engine_list_tags_async (EAR_ENGINE (source), tags_listed, g_object_ref (self));
    }
  if (self->count_again)
    load_counts (self);
}

static void
load_counts (EarMainView *self)
{
  self->count_again = self->counting;
  if (self->counting || self->engine == NULL)
    return;
  self->counting = TRUE;
  ear_engine_load_counts_async (self->engine, counts_loaded, g_object_ref (self));
}

static void
engine_changed (EarMainView *self, EarChangeSet *changes)
{
  if (changes->counts || changes->outbox || changes->conversations->len > 0)
    load_counts (self);
}

/* ---- going ---- */

static void
show_list_page (EarMainView *self, GtkWidget *pane, const char *title)
{
  gtk_stack_set_visible_child (self->list_stack, pane);
  adw_navigation_page_set_title (self->list_page, title);
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
  adw_navigation_split_view_set_show_content (self->outer, FALSE);
}

static void
show_period (EarMainView *self, const EarPeriod *period)
{
  ear_report_pane_show (self->report_pane, period);
  gtk_stack_set_visible_child (self->content_stack, GTK_WIDGET (self->report_pane));
  adw_navigation_page_set_title (self->content_page, _("Report"));
}

static void
period_chosen (EarMainView *self, EarPeriod *period)
{
  show_period (self, period);
  adw_navigation_split_view_set_show_content (self->outer, TRUE);
}

static void
go_to_reports (EarMainView *self)
{
  g_autoptr (GTimeZone) zone = NULL;
  EarPeriod period;

  zone = ear_engine_dup_time_zone (self->engine);
  ear_period_pane_set_zone (self->period_pane, zone);
  show_list_page (self, GTK_WIDGET (self->period_pane), _("Reports"));
  ear_period_pane_get (self->period_pane, &period);
  show_period (self, &period);
  ear_period_clear (&period);
}

static void
go (EarMainView *self, const char *word)
{
  const EarPlace *place = ear_place_lookup (word);

  if (place == NULL)
    return;
  g_set_str (&self->word, word);
  ear_sidebar_select (self->sidebar, word);
  if (place->queue == EAR_N_QUEUES)
    {
      go_to_reports (self);
      return;
    }
  ear_list_pane_go (self->list_pane, word, ear_place_tag_key (word) != NULL ? ear_sidebar_get_title (self->sidebar, word) : NULL);
  ear_thread_pane_open (self->thread_pane, 0, 0);
  gtk_stack_set_visible_child (self->content_stack, GTK_WIDGET (self->thread_pane));
  show_list_page (self, GTK_WIDGET (self->list_pane), ear_list_pane_get_title (self->list_pane));
}

void
ear_main_view_show_ids (EarMainView *self, const char *title, const gint64 *ids, gsize n_ids)
{
  ear_list_pane_show_ids (self->list_pane, title, ids, n_ids);
  show_list_page (self, GTK_WIDGET (self->list_pane), title);
}

static void
figure_wanted (EarMainView *self, const char *title, GArray *ids)
{
  ear_main_view_show_ids (self, title, (const gint64 *) (void *) ids->data, ids->len);
}

static void
open (EarMainView *self, gint64 conversation, gint64 message)
{
  gtk_stack_set_visible_child (self->content_stack, GTK_WIDGET (self->thread_pane));
  adw_navigation_page_set_title (self->content_page, _("Conversation"));
  ear_thread_pane_open (self->thread_pane, conversation, message);
  adw_navigation_split_view_set_show_content (self->outer, conversation != 0);
}

gint64
ear_main_view_get_conversation (EarMainView *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self->thread_pane)) ? ear_thread_pane_get_conversation (self->thread_pane) : 0;
}

void
ear_main_view_open (EarMainView *self, gint64 conversation_id, gint64 message_id)
{
  ear_list_pane_select (self->list_pane, conversation_id);
  open (self, conversation_id, message_id);
}

/* In one pane, going back to the list leaves the conversation: the same row can then be chosen again. */
static void
content_shown (EarMainView *self)
{
  if (adw_navigation_split_view_get_collapsed (self->outer) && !adw_navigation_split_view_get_show_content (self->outer))
    ear_list_pane_select (self->list_pane, 0);
}

static void
leaving (EarMainView *self)
{
  if (!adw_navigation_split_view_get_collapsed (self->outer))
    ear_list_pane_expect_leaving (self->list_pane);
  else
    adw_navigation_split_view_set_show_content (self->outer, FALSE);
}

static void
go_to (EarMainView *self, gint64 conversation)
{
  ear_main_view_open (self, conversation, 0);
}

/* ---- what the window's actions ask for ---- */

static void do_next (EarMainView *self) { ear_list_pane_move (self->list_pane, 1); }
static void do_previous (EarMainView *self) { ear_list_pane_move (self->list_pane, -1); }
static void do_list (EarMainView *self) { ear_list_pane_grab_focus (self->list_pane); }
static void do_menu (EarMainView *self) { ear_sidebar_open_menu (self->sidebar); }

/* It searches everything: from the report, everything is where one is then. */
static void
do_search (EarMainView *self)
{
  const EarPlace *place = ear_place_lookup (self->word);

  if (place != NULL && place->queue == EAR_N_QUEUES)
    go (self, "all");
  show_list_page (self, GTK_WIDGET (self->list_pane), _("Search"));
  ear_list_pane_search (self->list_pane, NULL);
}

static void
do_refresh (EarMainView *self)
{
  ear_ui_toast (GTK_WIDGET (self), _("Reading all channels…"));
  ear_engine_sync_async (self->engine, NULL, NULL, ear_ui_done, g_object_ref (self));
}

static const struct
{
  const char *verb;
  void (*act) (EarMainView *self);
} verbs[] = {
  { "next", do_next },
  { "previous", do_previous },
  { "search", do_search },
  { "list", do_list },
  { "menu", do_menu },
  { "refresh", do_refresh },
};

void
ear_main_view_activate (EarMainView *self, const char *verb, const char *parameter)
{
  if (g_str_equal (verb, "place"))
    {
      go (self, parameter);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].verb, verb))
      {
        verbs[i].act (self);
        return;
      }
  ear_thread_pane_activate (self->thread_pane, verb);
}

gboolean
ear_main_view_show_page (EarMainView *self, const char *page)
{
  if (g_str_has_prefix (page, "search:"))
    ear_list_pane_search (self->list_pane, page + strlen ("search:"));
  else if (g_str_equal (page, "thread"))
    ear_list_pane_move (self->list_pane, 1);
  else if (g_str_equal (page, "places"))
    adw_navigation_split_view_set_show_content (self->inner, FALSE);
  else if (ear_place_lookup (page) != NULL)
    go (self, page);
  else if (g_str_equal (page, "report"))
    {
      go (self, "reports");
      adw_navigation_split_view_set_show_content (self->outer, TRUE);
    }
  else
    return FALSE;
  return TRUE;
}

/* ---- object ---- */

static void
ear_main_view_dispose (GObject *object)
{
  EarMainView *self = EAR_MAIN_VIEW (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->word, g_free);
  g_clear_pointer (&self->tags, g_free);
  G_OBJECT_CLASS (ear_main_view_parent_class)->dispose (object);
}

static void
ear_main_view_class_init (EarMainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_main_view_dispose;
  g_type_ensure (EAR_TYPE_SIDEBAR);
  g_type_ensure (EAR_TYPE_LIST_PANE);
  g_type_ensure (EAR_TYPE_PERIOD_PANE);
  g_type_ensure (EAR_TYPE_THREAD_PANE);
  g_type_ensure (EAR_TYPE_REPORT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EarMainView, outer);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, inner);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, list_page);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, content_page);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, sidebar);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, list_stack);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, content_stack);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, list_pane);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, period_pane);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, thread_pane);
  gtk_widget_class_bind_template_child (widget_class, EarMainView, report_pane);
  gtk_widget_class_bind_template_callback (widget_class, go);
  gtk_widget_class_bind_template_callback (widget_class, open);
  gtk_widget_class_bind_template_callback (widget_class, leaving);
  gtk_widget_class_bind_template_callback (widget_class, go_to);
  gtk_widget_class_bind_template_callback (widget_class, period_chosen);
  gtk_widget_class_bind_template_callback (widget_class, figure_wanted);
}

static void
ear_main_view_init (EarMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->outer, "notify::show-content", G_CALLBACK (content_shown), self, G_CONNECT_SWAPPED);
}

EarMainView *
ear_main_view_new (EarEngine *engine)
{
  EarMainView *self = g_object_new (EAR_TYPE_MAIN_VIEW, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
  ear_period_pane_set_engine (self->period_pane, engine);
  ear_sidebar_set_engine (self->sidebar, engine);
  ear_list_pane_set_engine (self->list_pane, engine);
  ear_thread_pane_set_engine (self->thread_pane, engine);
  ear_report_pane_set_engine (self->report_pane, engine);
  go (self, "answer-next");
  load_counts (self);
  return self;
}
