/* test-report-beside.c: what the report has beside answering, which comes later
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

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
follow (EarWindow *window, const char *words, const char *target)
{
  GtkWidget *label = fixture_find_label (GTK_WIDGET (window), words);
  gboolean handled = FALSE;

  g_assert_nonnull (label);
  /* The link is really there. */
  if (strstr (gtk_label_get_label (GTK_LABEL (label)), target) == NULL)
    g_error ("%s is not in “%s”", target, gtk_label_get_label (GTK_LABEL (label)));
  g_signal_emit_by_name (label, "activate-link", target, &handled);
  fixture_settle ();
  g_assert_true (handled);
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
  static const GActionEntry entries[] = { { "brand", open_one }, { "voice", open_one }, { "preferences", open_one } };
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
  fixture_close (window);
}

/* Another period asks for something else: what is under way is not wanted any more, and does not show under the new one. */
static void
test_other_period (void)
{
  EarWindow *window;

  ear_engine_double_set_whole (TRUE, FALSE);
  window = open_report (NULL);
  assert_says (window, "Reading what you answered…");
  g_assert_false (ear_engine_double_is_whole_cancelled ());
  fixture_choose (GTK_WIDGET (window), "Last 90 Days");
  /* The second waits now, the first was given up. */
  assert_says (window, "Reading what you answered…");
  assert_silent (window, "How You Sound");
  g_assert_false (ear_engine_double_is_whole_cancelled ());
  ear_engine_double_finish_whole ();
  fixture_settle ();
  assert_says (window, "How You Sound");
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

static GtkWidget *
find_beside (EarWindow *window)
{
  GtkWidget *label = fixture_find_label (GTK_WIDGET (window), "How You Sound");

  g_assert_nonnull (label);
  return label;
}

/* By eye, wide and narrow; and for screen readers tables have names, headings are headings. */
static void
test_look (void)
{
  static const struct { const char *name; int width, height; } sizes[] = { { "wide", 1280, 800 }, { "narrow", 360, 720 } };
  EarWindow *window;
  GtkWidget *heading;

  ear_engine_double_set_wish (WISH);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      window = open_report (NULL);
      gtk_window_set_default_size (GTK_WINDOW (window), sizes[i].width, sizes[i].height);
      fixture_settle ();
      heading = find_beside (window);
      g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (heading)), ==, GTK_ACCESSIBLE_ROLE_HEADING);
      for (GtkWidget *widget = heading; widget != NULL; widget = gtk_widget_get_parent (widget))
        if (GTK_IS_VIEWPORT (widget))
          gtk_viewport_scroll_to (GTK_VIEWPORT (widget), heading, NULL);
      fixture_settle ();
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, sizes[i].width);
      fixture_picture (window, sizes[i].name);
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
  g_test_add_func ("/report-beside/other-period", test_other_period);
  g_test_add_func ("/report-beside/failed", test_failed);
  g_test_add_func ("/report-beside/look", test_look);
  return g_test_run ();
}
