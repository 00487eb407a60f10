/* test-report-beside.c: what the report has beside answering, which comes later
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "ui/ear-document-view.h"
#include "ui/ear-report-card.h"
#include "ui/ear-report-pane.h"
#include "window-fixture.h"

#define WISH "{\"greets\":\"yes\",\"max-words\":80}"

static EarWindow *
open_report (EarEngine **engine)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  assert_says (window, "Each Channel in a Sentence");
  return window;
}

static gboolean
can_save (EarWindow *window)
{
  GtkWidget *pane = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_REPORT_PANE), *button = fixture_find_type (pane, GTK_TYPE_MENU_BUTTON);

  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Save or Print");
  return gtk_widget_is_sensitive (button);
}

static void
follow_in (GtkWidget *widget, const char *words, const char *target)
{
  GtkWidget *label = fixture_find_label (widget, words);
  gboolean handled = FALSE;

  g_assert_nonnull (label);
  /* The link is really there. */
  if (strstr (gtk_label_get_label (GTK_LABEL (label)), target) == NULL)
    g_error ("%s is not in “%s”", target, gtk_label_get_label (GTK_LABEL (label)));
  g_signal_emit_by_name (label, "activate-link", target, &handled);
  fixture_settle ();
  g_assert_true (handled);
}

static void
follow (EarWindow *window, const char *words, const char *target)
{
  follow_in (GTK_WIDGET (window), words, target);
}

static GtkWidget *
get_dialog (EarWindow *window)
{
  return GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
}

static void
scroll_to (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  graphene_point_t place;

  g_assert_true (gtk_widget_compute_point (widget, scroller, &GRAPHENE_POINT_INIT (0, 0), &place));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + place.y);
  fixture_settle ();
}

/* The answering part is there at once; the rest follows, and until then there is nothing to save. */
static void
test_later (void)
{
  EarWindow *window;

  ear_engine_double_set_wish (WISH);
  ear_engine_double_set_whole (TRUE, FALSE);
  window = open_report (NULL);
  assert_says (window, "59 of 64");
  assert_says (window, "Reading what you answered…");
  assert_silent (window, "How You Sound");
  g_assert_false (can_save (window));
  fixture_picture (window, "waiting");

  ear_engine_double_finish_whole ();
  fixture_settle ();
  assert_says (window, "How You Sound");
  assert_says (window, "Where Answers Contradict");
  assert_says (window, "Your Own Replies");
  assert_silent (window, "Reading what you answered…");
  g_assert_true (can_save (window));
  /* And the first page knows of it. */
  assert_says (window, "Put right the ");
  ear_engine_double_set_whole (FALSE, FALSE);
  fixture_close (window);
}

static const char *opened;

static void
open_one (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  opened = g_intern_string (g_action_get_name (G_ACTION (action)));
}

/* What the program itself would open. */
static void
watch (EarWindow *window)
{
  static const GActionEntry entries[] = { { "brand", open_one }, { "voice", open_one }, { "answering-hours", open_one }, { "promise", open_one },
                                          { "plan", open_one } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "app", G_ACTION_GROUP (group));
}

/* Each figure opens its conversations; what is to be mended, the place for it. */
static void
test_links (void)
{
  EarWindow *window;

  ear_engine_double_set_wish (WISH);
  window = open_report (NULL);
  watch (window);
  follow (window, "0 of 24 replies greet; you wish all did.", "voice:ch-masto/wish-greeting/others");
  assert_says (window, "not as you wish (Greets)");
  fixture_press (GTK_WIDGET (window), "Back to the Report");
  follow (window, "Correct the answer on", "facts:1");
  assert_says (window, "Correct the answer on");
  fixture_press (GTK_WIDGET (window), "Back to the Report");
  follow (window, "If the answer is right, change the facts about you.", "do:facts");
  g_assert_cmpstr (opened, ==, "brand");
  fixture_close (window);

  ear_engine_double_set_wish (NULL);
  window = open_report (NULL);
  watch (window);
  follow (window, "How you want to sound is not written down yet.", "do:voice");
  g_assert_cmpstr (opened, ==, "voice");
  follow (window, "No channel has a plan yet", "do:plan");
  g_assert_cmpstr (opened, ==, "plan");
  fixture_close (window);
}

/* Sentences that say what is not set lead to where it is. */
static void
test_remedies (void)
{
  static const struct { const char *target, *action, *says; } remedies[] = {
    { "do:hours", "answering-hours", "When you answer. The promise" }, { "do:promise", "promise", "We Answer Within" },
  };
  EarWindow *window = open_report (NULL);
  GtkWidget *view = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_DOCUMENT_VIEW);

  watch (window);
  for (gsize i = 0; i < G_N_ELEMENTS (remedies); i++)
    {
      opened = NULL;
      g_signal_emit_by_name (view, "link", remedies[i].target);
      g_assert_cmpstr (opened, ==, remedies[i].action);
      ear_window_show_dialog (window, remedies[i].action);
      assert_says (window, remedies[i].says);
      adw_dialog_force_close (ADW_DIALOG (get_dialog (window)));
      fixture_settle ();
    }
  fixture_close (window);
}

/* The first page's contradictions stand on the same page: they come into view, and the keyboard to the first of them. */
static void
test_reveal (void)
{
  EarWindow *window = open_report (NULL);
  GtkWidget *focus;

  assert_says (window, "Where Answers Contradict");
  follow (window, "Put right the ", "#facts");
  g_assert_null (get_dialog (window));
  focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (GTK_IS_LABEL (focus));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (focus)), "facts:0"));
  fixture_close (window);
}

/* All of a channel, with its own curve; its figures open conversations from there. */
static void
test_details (void)
{
  EarWindow *window = open_report (NULL);

  fixture_press (GTK_WIDGET (window), "Details");
  g_assert_nonnull (get_dialog (window));
  g_assert_nonnull (fixture_find_label (get_dialog (window), "What is counted"));
  fixture_picture (window, "details");
  follow_in (get_dialog (window), "59 of 64", "figure:ch-blog/kept/open");
  g_assert_null (get_dialog (window));
  fixture_press (GTK_WIDGET (window), "Back to the Report");
  fixture_close (window);
}

static guint asked_more;

static void
ask_more (EarReport *report)
{
  EarReportChannel *channel = g_ptr_array_index (report->channels, 0);

  channel->open.counts[EAR_FIGURE_QUESTIONS] += asked_more;
}

/* News while somebody reads: what says the same stays, with the keyboard; what does not keeps it near. */
static void
test_kept (void)
{
  EarPeriod period = { (char *) "These Weeks", 0, G_GINT64_CONSTANT (28) * 86400000 };
  g_autoptr (EarEngine) engine = ear_engine_double_new (EAR_DOUBLE_BUSY);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "default-width", 800, "default-height", 800, NULL), *pane, *greeting, *first, *second;

  pane = g_object_new (EAR_TYPE_REPORT_PANE, NULL);
  adw_window_set_content (ADW_WINDOW (window), pane);
  ear_report_pane_set_engine (EAR_REPORT_PANE (pane), engine);
  gtk_window_present (GTK_WINDOW (window));
  ear_engine_double_alter_report (ask_more);
  ear_report_pane_show (EAR_REPORT_PANE (pane), &period);
  greeting = fixture_find_label (pane, "How you want to sound is not written down yet.");
  g_assert_nonnull (greeting);
  g_assert_true (gtk_widget_grab_focus (greeting));
  first = fixture_find_type (pane, EAR_TYPE_REPORT_CARD);
  second = gtk_widget_get_next_sibling (first);

  ear_report_pane_show (EAR_REPORT_PANE (pane), &period);
  fixture_settle ();
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == greeting);
  g_assert_true (fixture_find_type (pane, EAR_TYPE_REPORT_CARD) == first);

  /* One more question in the first channel: its card is another, the second is not, and the keyboard is still in a card. */
  asked_more = 1;
  g_assert_true (gtk_widget_child_focus (first, GTK_DIR_TAB_FORWARD));
  ear_report_pane_show (EAR_REPORT_PANE (pane), &period);
  fixture_settle ();
  first = fixture_find_type (pane, EAR_TYPE_REPORT_CARD);
  g_assert_true (gtk_widget_get_next_sibling (first) == second);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), first));
  asked_more = 0;
  ear_engine_double_alter_report (NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_settle ();
}

static void
choose_period (EarWindow *window, const char *title)
{
  gtk_widget_activate (gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), title), GTK_TYPE_LIST_BOX_ROW));
  fixture_settle ();
}

/* Another period asks for something else: what is under way is not wanted any more, and does not show under the new one. */
static void
test_other_period (void)
{
  EarWindow *window;

  ear_engine_double_set_whole (TRUE, FALSE);
  window = open_report (NULL);
  assert_says (window, "Reading what you answered…");
  choose_period (window, "Last 90 Days");
  /* The second waits now, the first was given up. */
  assert_says (window, "Reading what you answered…");
  assert_silent (window, "How You Sound");
  g_assert_true (ear_engine_double_was_whole_given_up ());
  ear_engine_double_finish_whole ();
  fixture_settle ();
  assert_says (window, "How You Sound");
  ear_engine_double_set_whole (FALSE, FALSE);
  fixture_close (window);
}

/* How far it is; and whoever does not want to wait keeps what is there. */
static void
test_cancel (void)
{
  EarWindow *window;
  GtkProgressBar *bar;
  GtkWidget *pane, *cancel, *focus;

  ear_engine_double_set_whole (TRUE, FALSE);
  window = open_report (NULL);
  choose_period (window, "Last 90 Days");
  pane = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_REPORT_PANE);
  bar = GTK_PROGRESS_BAR (fixture_find_type (pane, GTK_TYPE_PROGRESS_BAR));
  cancel = gtk_widget_get_ancestor (fixture_find_label (pane, "Cancel"), GTK_TYPE_BUTTON);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0);
  ear_engine_double_tell_whole (0.25, "Comparing what you answered…");
  assert_says (window, "Comparing what you answered…");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0.25);
  fixture_picture (window, "reading");

  gtk_widget_grab_focus (cancel);
  fixture_press (pane, "Cancel");
  assert_says (window, "The rest of the report was not read.");
  assert_says (window, "59 of 64");
  assert_silent (window, "Comparing what you answered…");
  g_assert_false (can_save (window));
  fixture_picture (window, "stopped");
  /* The keyboard is where it goes on. */
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (GTK_IS_BUTTON (focus));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (focus)), ==, "Read Again");
  /* What it says until it ends is nothing to anybody. */
  ear_engine_double_tell_whole (0.5, "Looking at what you posted…");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0.25);
  /* Nor does it begin anew with what is new in this period. */
  choose_period (window, "Last 90 Days");
  assert_says (window, "The rest of the report was not read.");

  fixture_press (pane, "Read Again");
  assert_says (window, "Reading what you answered…");
  g_assert_true (ear_engine_double_was_whole_given_up ());
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0);
  ear_engine_double_finish_whole ();
  fixture_settle ();
  assert_says (window, "How You Sound");
  g_assert_true (can_save (window));
  ear_engine_double_set_whole (FALSE, FALSE);
  fixture_close (window);
}

/* What could not be read is said where it would stand; the rest stays. */
static void
test_failed (void)
{
  EarWindow *window;

  ear_engine_double_set_whole (FALSE, TRUE);
  window = open_report (NULL);
  assert_says (window, "The disk is full.");
  assert_says (window, "59 of 64");
  g_assert_false (can_save (window));
  ear_engine_double_set_whole (FALSE, FALSE);
  fixture_press (GTK_WIDGET (window), "Try Again");
  assert_says (window, "How You Sound");
  assert_silent (window, "The disk is full.");
  fixture_close (window);
}

/* By eye, wide and as narrow as a telephone; a heading is one to a screen reader too. */
static void
test_look (void)
{
  static const struct { const char *name; int width, height; } sizes[] = { { "wide", 1280, 900 }, { "narrow", 360, 720 } };

  ear_engine_double_set_wish (WISH);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (EarEngine) engine = ear_engine_double_new (EAR_DOUBLE_BUSY);
      EarWindow *window = g_object_new (EAR_TYPE_WINDOW, "default-width", sizes[i].width, "default-height", sizes[i].height, NULL);
      g_autofree char *below = g_strconcat (sizes[i].name, "-below", NULL);
      GtkWidget *heading;

      ear_window_set_engine (window, engine);
      gtk_window_present (GTK_WINDOW (window));
      fixture_settle ();
      ear_window_show_page (window, "report");
      heading = fixture_find_label (GTK_WIDGET (window), "How You Sound");
      g_assert_nonnull (heading);
      g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (heading)), ==, GTK_ACCESSIBLE_ROLE_HEADING);
      for (guint k = 0; k < 5; k++)
        fixture_settle ();
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, sizes[i].width);
      scroll_to (heading);
      fixture_picture (window, sizes[i].name);
      scroll_to (fixture_find_label (GTK_WIDGET (window), "Your Own Replies"));
      fixture_picture (window, below);
      fixture_close (window);
    }
  ear_engine_double_set_wish (NULL);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/report-beside/later", test_later);
  g_test_add_func ("/report-beside/links", test_links);
  g_test_add_func ("/report-beside/remedies", test_remedies);
  g_test_add_func ("/report-beside/reveal", test_reveal);
  g_test_add_func ("/report-beside/details", test_details);
  g_test_add_func ("/report-beside/kept", test_kept);
  g_test_add_func ("/report-beside/other-period", test_other_period);
  g_test_add_func ("/report-beside/cancel", test_cancel);
  g_test_add_func ("/report-beside/failed", test_failed);
  g_test_add_func ("/report-beside/look", test_look);
  return g_test_run ();
}
