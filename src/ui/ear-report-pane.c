/* ear-report-pane.c: how evenly the channels are served
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "report/ear-document.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-target.h"
#include "report/ear-report-text.h"
#include "ui/ear-automatic-note.h"
#include "ui/ear-chart-view.h"
#include "ui/ear-document-view.h"
#include "ui/ear-report-card.h"
#include "ui/ear-report-pane.h"
#include "ui/ear-report-save.h"
#include "ui/ear-report-wait.h"
#include "ui/ear-ui.h"

/* News while a report is read: it is computed again, but not with every message. */
#define AGAIN_S 5

struct _EarReportPane
{
  AdwBin parent_instance;

  AdwWindowTitle *window_title;
  GtkMenuButton *save_button;
  GtkStack *stack;
  AdwStatusPage *error_page;
  EarDocumentView *first_page, *answering, *beside;
  EarReportWait *wait;
  GtkBox *chart_card, *cards;
  EarChartView *chart;
  EarAutomaticNote *automatic;
  AdwToggleGroup *clock_group;

  EarEngine *engine;
  EarPeriod period;
  EarReport *report;       /* (nullable): the answering part at first, then the whole */
  EarDocument *document;   /* (nullable): @report in the user's language */
  GSimpleActionGroup *actions;
  GCancellable *cancellable;
  gboolean stopped;        /* the whole is not wanted; until it is asked for */
  guint again;             /* source */
};

enum
{
  FIGURE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EarReportPane, ear_report_pane, ADW_TYPE_BIN)

/* ---- saving ---- */

static void
save (EarReportPane *self, EarReportFormat format)
{
  ear_report_save (GTK_WIDGET (self), self->engine, self->report, self->period.title, format);
}

static void
save_pdf (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save (data, EAR_REPORT_PDF);
}

static void
save_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save (data, EAR_REPORT_HTML);
}

static void
save_table (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save (data, EAR_REPORT_CSV);
}

static void
print (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EarReportPane *self = EAR_REPORT_PANE (data);

  ear_report_print (GTK_WIDGET (self), self->engine, self->report);
}

static const GActionEntry actions[] = {
  { "save-pdf", save_pdf }, { "save-page", save_page }, { "save-table", save_table }, { "print", print },
};

/* There is nothing to save before there is something to read, and all of it. */
static void
allow_saving (EarReportPane *self, gboolean allowed)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), allowed);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), actions[i].name)), allowed);
}

/* ---- showing ---- */

static EarClock
get_clock (EarReportPane *self)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->clock_group), "wall") == 0 ? EAR_CLOCK_WALL : EAR_CLOCK_OPEN;
}

/* Whether there is a list behind it. */
static gboolean
open_list (EarReportPane *self, const char *target)
{
  g_autofree char *title = NULL;
  g_autoptr (GArray) ids = ear_report_dup_list (self->report, target, &title);

  if (ids != NULL)
    g_signal_emit (self, signals[FIGURE], 0, title, ids);
  return ids != NULL;
}

static void
figure_wanted (EarReportCard *card, guint figure, EarReportPane *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), "index"));
  g_autofree char *target = ear_figure_dup_target (ear_report_get_channel (self->report, index), figure, get_clock (self));

  if (target != NULL)
    open_list (self, target);
}

static void
list_wanted (EarReportPane *self, const char *title, GArray *ids)
{
  g_signal_emit (self, signals[FIGURE], 0, title, ids);
}

/* Where what a sentence speaks of can be mended: each "do:" of ear-document.h. */
static const struct
{
  const char *what, *action;
} remedies[] = {
  { "hours", "app.answering-hours" }, { "promise", "app.promise" }, { "facts", "app.brand" }, { "voice", "app.voice" }, { "plan", "app.plan" },
};

static void
open_remedy (EarReportPane *self, const char *what)
{
  if (g_str_has_prefix (what, "channel/"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.channel", "s", what + strlen ("channel/"));
  for (gsize i = 0; i < G_N_ELEMENTS (remedies); i++)
    if (g_str_equal (what, remedies[i].what))
      gtk_widget_activate_action (GTK_WIDGET (self), remedies[i].action, NULL);
}

static void present_section (EarReportPane *self, const char *id);

/* What the pages speak of: conversations, how figures are counted, or where something is set. */
static void
link_clicked (EarReportPane *self, const char *target)
{
  if (open_list (self, target))
    return;
  if (target[0] == '#')
    {
      if (!ear_document_view_reveal (self->answering, target + 1) && !ear_document_view_reveal (self->beside, target + 1))
        present_section (self, target + 1);
    }
  else if (g_str_has_prefix (target, "do:"))
    open_remedy (self, target + strlen ("do:"));
}

/* What is opened stands behind the dialog, but for another section. */
static void
section_link_clicked (EarDocumentView *view, const char *target, EarReportPane *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (view), ADW_TYPE_DIALOG);
  g_autofree char *kept = g_strdup (target);

  adw_dialog_force_close (ADW_DIALOG (dialog));
  link_clicked (self, kept);
}

static void
present_section (EarReportPane *self, const char *id)
{
  EarDocumentView *view = ear_document_view_present_section (GTK_WIDGET (self), self->document, id);

  if (view != NULL)
    g_signal_connect_object (view, "link", G_CALLBACK (section_link_clicked), self, 0);
}

static void
details_wanted (EarReportCard *card, EarReportPane *self)
{
  g_autofree char *id = ear_document_dup_channel_id (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), "index")));

  present_section (self, id);
}

static guint
count_all (const EarReportChannel *channel)
{
  guint n = 0;

  for (guint i = 0; i < EAR_N_FIGURES; i++)
    n += channel->counts[i];
  return n;
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

/* A card that says the same as before stays as it is, and the keyboard where it was. */
static void
show_cards (EarReportPane *self)
{
  GtkWidget *before = gtk_widget_get_first_child (GTK_WIDGET (self->cards)), *next;

  for (guint i = 0; i < self->report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (self->report, i);
      EarChannelItem *item = ear_ui_find_channel (self->engine, channel->key);
      GtkWidget *card;

      if (!ear_report_channel_is_shown (channel))
        continue;
      card = g_object_ref_sink (ear_report_card_new (self->report, i, item != NULL ? ear_channel_item_get_icon_name (item) : NULL, get_clock (self)));
      next = before != NULL ? gtk_widget_get_next_sibling (before) : NULL;
      if (before != NULL && ear_report_card_says_same (EAR_REPORT_CARD (before), EAR_REPORT_CARD (card)))
        g_object_set_data (G_OBJECT (before), "index", GUINT_TO_POINTER (i));
      else
        {
          gboolean focused = before != NULL && has_focus (before);

          g_object_set_data (G_OBJECT (card), "index", GUINT_TO_POINTER (i));
          g_signal_connect (card, "figure", G_CALLBACK (figure_wanted), self);
          g_signal_connect (card, "details", G_CALLBACK (details_wanted), self);
          gtk_box_insert_child_after (self->cards, card, before != NULL ? before : gtk_widget_get_last_child (GTK_WIDGET (self->cards)));
          if (before != NULL)
            gtk_box_remove (self->cards, before);
          if (focused)
            gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);
        }
      g_object_unref (card);
      before = next;
    }
  for (; before != NULL; before = next)
    {
      next = gtk_widget_get_next_sibling (before);
      gtk_box_remove (self->cards, before);
    }
}

static gboolean
has_curves (const EarReport *report)
{
  for (guint i = 0; i < report->channels->len; i++)
    if (ear_report_channel_has_curve (ear_report_get_channel (report, i)))
      return TRUE;
  return FALSE;
}

static gboolean
has_hours (const EarReport *report)
{
  gboolean set = report->hours_set;

  for (guint i = 0; i < report->channels->len; i++)
    set = set || ear_report_get_channel (report, i)->hours_set;
  return set;
}

static gboolean
is_whole (const EarReport *report)
{
  return report->facts != NULL;
}

/* The cards are the first page's channels with all their figures; what the document has beyond stands below them. */
static void
show_document (EarReportPane *self)
{
  guint begin, end;

  ear_document_view_show (self->first_page, self->document, 1, ear_document_get_n_first (self->document));
  ear_document_get_section (self->document, "hours", &begin, &end);
  ear_document_view_show (self->answering, self->document, begin, end);
  ear_document_get_beside (self->document, &begin, &end);
  ear_document_view_show (self->beside, self->document, begin, end);
  gtk_widget_set_visible (GTK_WIDGET (self->beside), is_whole (self->report));
}

/* @before: (nullable): what was shown until now */
static void
show_report (EarReportPane *self, const EarReport *before)
{
  g_autofree char *when = ear_report_dup_time (self->report, self->report->as_of);
  g_autofree char *as_of = self->report->as_of != EAR_TIME_NONE ? g_strdup_printf (_("As of: %s"), when) : NULL;
  guint n = 0;

  for (guint i = 0; i < self->report->channels->len; i++)
    n += count_all (ear_report_get_channel (self->report, i));
  adw_window_title_set_subtitle (self->window_title, as_of != NULL ? as_of : "");
  allow_saving (self, n > 0 && is_whole (self->report));
  g_clear_pointer (&self->document, ear_document_unref);
  if (n == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  /* A few sentences and tables: not worth another thread. */
  self->document = ear_document_new_personal (self->report);
  show_document (self);
  /* The whole report has the same answering part, shared. */
  if (before == NULL || before->channels != self->report->channels)
    {
      /* Without hours both clocks say the same. */
      gtk_widget_set_visible (GTK_WIDGET (self->clock_group), has_hours (self->report));
      ear_chart_view_set_report (self->chart, self->report);
      gtk_widget_set_visible (GTK_WIDGET (self->chart_card), has_curves (self->report));
      show_cards (self);
    }
  gtk_stack_set_visible_child_name (self->stack, "report");
}

static void
clock_changed (EarReportPane *self)
{
  ear_chart_view_set_wall_clock (self->chart, get_clock (self) == EAR_CLOCK_WALL);
  if (self->report != NULL)
    show_cards (self);
}

/* ---- loading ---- */

static void load (EarReportPane *self, gboolean whole);
static void load_beside (EarReportPane *self);

static void
show_error (EarReportPane *self, const GError *error)
{
  g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
  g_autofree char *escaped = g_markup_escape_text (advice->sentence, -1);

  if (self->report != NULL)
    {
      ear_report_wait_fail (self->wait, advice->sentence);
      return;
    }
  adw_status_page_set_description (self->error_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
report_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean current;
  g_autoptr (EarReportPane) self = ear_ui_load_end (data, &current);
  g_autoptr (GError) error = NULL;
  g_autoptr (EarReport) report = ear_engine_load_report_finish (EAR_ENGINE (source), result, &error), before = NULL;

  if (!current)
    return;
  g_clear_object (&self->cancellable);
  if (report == NULL)
    {
      show_error (self, error);
      return;
    }
  before = g_steal_pointer (&self->report);
  self->report = g_steal_pointer (&report);
  show_report (self, before);
  if (is_whole (self->report) || self->document == NULL)
    ear_report_wait_end (self->wait);
  else if (!self->stopped)
    load_beside (self);
}

static void
progressed (double fraction, const char *sentence, gpointer data)
{
  EarReportPane *self = ear_ui_load_get (data);

  if (self != NULL)
    ear_report_wait_tell (self->wait, fraction, sentence);
}

/* How fast we answer is there at once; what needs each reply read follows. */
static void
load (EarReportPane *self, gboolean whole)
{
  EarUiLoad *loading = ear_ui_load_begin (self, &self->cancellable);

  if (whole)
    ear_engine_load_whole_report_async (self->engine, self->period.from, self->period.to, progressed, loading, self->cancellable, report_loaded, loading);
  else
    ear_engine_load_report_async (self->engine, self->period.from, self->period.to, self->cancellable, report_loaded, loading);
}

/* What is shown stays until everything is there anew. */
static void
load_all (EarReportPane *self)
{
  load (self, self->report != NULL && is_whole (self->report));
  ear_automatic_note_load (self->automatic, self->engine, self->period.from, self->period.to);
}

static void
reload (EarReportPane *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  adw_window_title_set_subtitle (self->window_title, "");
  allow_saving (self, FALSE);
  g_clear_pointer (&self->report, ear_report_unref);
  g_clear_pointer (&self->document, ear_document_unref);
  ear_report_wait_end (self->wait);
  self->stopped = FALSE;
  load_all (self);
}

static void
load_beside (EarReportPane *self)
{
  self->stopped = FALSE;
  ear_report_wait_begin (self->wait);
  load (self, TRUE);
}

/* What is there stays. */
static void
stop_beside (EarReportPane *self)
{
  ear_ui_load_cancel (&self->cancellable);
  self->stopped = TRUE;
  ear_report_wait_stop (self->wait);
}

void
ear_report_pane_show (EarReportPane *self, const EarPeriod *period)
{
  gboolean other = self->report == NULL || period->from != self->period.from || period->to != self->period.to;

  ear_period_clear (&self->period);
  self->period = *period;
  self->period.title = g_strdup (period->title);
  adw_window_title_set_title (self->window_title, period->title);
  /* Figures of one period never stand under the title of another. */
  if (other)
    reload (self);
  else
    load_all (self);
}

gboolean
ear_report_pane_is_loading (EarReportPane *self)
{
  g_return_val_if_fail (EAR_IS_REPORT_PANE (self), FALSE);

  return self->cancellable != NULL;
}

static gboolean
load_again (gpointer data)
{
  EarReportPane *self = EAR_REPORT_PANE (data);

  /* News never keep what is being counted from its end. */
  if (self->cancellable != NULL)
    return G_SOURCE_CONTINUE;
  self->again = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load_all (self);
  return G_SOURCE_REMOVE;
}

static void
engine_changed (EarReportPane *self, EarChangeSet *changes)
{
  if (self->again == 0 && self->report != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (changes->settings || changes->conversations->len > 0))
    self->again = g_timeout_add_seconds (AGAIN_S, load_again, self);
}

/* ---- object ---- */

void
ear_report_pane_set_engine (EarReportPane *self, EarEngine *engine)
{
  g_set_object (&self->engine, engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed), self, G_CONNECT_SWAPPED);
}

static void
ear_report_pane_dispose (GObject *object)
{
  EarReportPane *self = EAR_REPORT_PANE (object);

  ear_ui_load_cancel (&self->cancellable);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->report, ear_report_unref);
  g_clear_pointer (&self->document, ear_document_unref);
  g_clear_object (&self->actions);
  ear_period_clear (&self->period);
  G_OBJECT_CLASS (ear_report_pane_parent_class)->dispose (object);
}

static void
ear_report_pane_class_init (EarReportPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ear_report_pane_dispose;
  signals[FIGURE] = g_signal_new ("figure", EAR_TYPE_REPORT_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ARRAY);
  g_type_ensure (EAR_TYPE_CHART_VIEW);
  g_type_ensure (EAR_TYPE_DOCUMENT_VIEW);
  g_type_ensure (EAR_TYPE_AUTOMATIC_NOTE);
  g_type_ensure (EAR_TYPE_REPORT_WAIT);
  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-report-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, window_title);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, save_button);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, stack);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, error_page);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, first_page);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, answering);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, beside);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, wait);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, chart_card);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, cards);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, chart);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, automatic);
  gtk_widget_class_bind_template_callback (widget_class, list_wanted);
  gtk_widget_class_bind_template_child (widget_class, EarReportPane, clock_group);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_bind_template_callback (widget_class, load_beside);
  gtk_widget_class_bind_template_callback (widget_class, stop_beside);
  gtk_widget_class_bind_template_callback (widget_class, clock_changed);
  gtk_widget_class_bind_template_callback (widget_class, link_clicked);
}

static void
ear_report_pane_init (EarReportPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "report", G_ACTION_GROUP (self->actions));
  allow_saving (self, FALSE);
}
