/* test-search-view.c: filters of the search, as chips, suggestions and sentences, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "ui/ear-search-chips.h"
#include "window-fixture.h"

static GtkEditable *entry;

static EarWindow *
open_search (EarEngine **engine)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  fixture_settle ();
  entry = GTK_EDITABLE (fixture_find_type (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY));
  return window;
}

static void
type (const char *text)
{
  gtk_editable_set_text (entry, text);
  gtk_editable_set_position (entry, -1);
  fixture_settle ();
  fixture_settle ();
}

/* As a key that is pressed where the focus is; whether anything took it. */
static gboolean
press (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &taken);
    }
  fixture_settle ();
  fixture_settle ();
  return taken;
}

#define assert_text(text) g_assert_cmpstr (gtk_editable_get_text (entry), ==, text)

static GtkWidget *
focus_of (EarWindow *window)
{
  return gtk_root_get_focus (GTK_ROOT (window));
}

static void
test_start (void)
{
  EarWindow *window = open_search (NULL);

  assert_says (window, "is:unanswered");
  fixture_picture (window, "start");
  fixture_press (GTK_WIDGET (window), "from:…");
  fixture_settle ();
  assert_text ("from:");
  fixture_close (window);
}

static void
test_chips (void)
{
  EarWindow *window = open_search (NULL);
  GtkWidget *chip;

  type ("from:Harald before:2030-11-03 plum");
  assert_says (window, "From Harald");
  assert_says (window, "Before 3 Nov 2030");
  assert_says (window, "Harald Boysen");
  fixture_picture (window, "chips");

  /* Its button, and the keys on it, take it away from the text. */
  chip = gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), "Before 3 Nov 2030"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (chip, "clicked");
  fixture_settle ();
  assert_text ("from:Harald plum");
  assert_silent (window, "Before");
  chip = gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), "From Harald"), GTK_TYPE_BUTTON);
  g_assert_true (press (chip, GDK_KEY_Delete));
  assert_text ("plum");
  assert_silent (window, "From Harald");

  /* Behind a filter and its blank Backspace takes all of it, elsewhere it is the entry's. */
  type ("plum is:unread ");
  g_assert_true (press (GTK_WIDGET (entry), GDK_KEY_BackSpace));
  assert_text ("plum");
  g_assert_false (press (GTK_WIDGET (entry), GDK_KEY_BackSpace));
  type ("plum is:unread");
  g_assert_false (press (GTK_WIDGET (entry), GDK_KEY_BackSpace));
  type ("is:unread plum ");
  g_assert_false (press (GTK_WIDGET (entry), GDK_KEY_BackSpace));
  fixture_close (window);
}

/* What means nothing is said so, but not while it is being typed. */
static void
test_not_understood (void)
{
  EarWindow *window = open_search (NULL);

  type ("plum is:banana");
  assert_silent (window, "is not known here");
  type ("is:banana before:soon plum");
  assert_says (window, "“is:banana” is not known here. Write one of: unanswered");
  assert_says (window, "“before:soon” names no day.");
  assert_says (window, "Harald Boysen");
  fixture_picture (window, "not-understood");
  type ("from:Nobody plum");
  assert_says (window, "Nothing Found");
  assert_says (window, "Take a filter away");
  fixture_close (window);
}

static void
test_suggestions (void)
{
  EarWindow *window = open_search (NULL);
  GtkWidget *row;

  type ("plum from:har");
  row = gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), "from:\"Harald Boysen\""), GTK_TYPE_LIST_BOX_ROW);
  fixture_picture (window, "suggestions");
  /* Down from the entry, Enter; and Up from the first back to it. */
  g_assert_true (press (GTK_WIDGET (entry), GDK_KEY_Down));
  g_assert_true (focus_of (window) == row);
  gtk_widget_child_focus (gtk_widget_get_parent (row), GTK_DIR_UP);
  fixture_settle ();
  g_signal_emit_by_name (gtk_widget_get_parent (row), "keynav-failed", GTK_DIR_UP, &(gboolean) { FALSE });
  fixture_settle ();
  g_assert_true (gtk_widget_is_ancestor (focus_of (window), GTK_WIDGET (entry)));
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  fixture_settle ();
  fixture_settle ();
  assert_text ("plum from:\"Harald Boysen\" ");
  assert_says (window, "From Harald Boysen");
  g_assert_true (gtk_widget_is_ancestor (focus_of (window), GTK_WIDGET (entry)));
  /* Nothing left to suggest: Down goes to what was found. */
  g_assert_true (press (GTK_WIDGET (entry), GDK_KEY_Down));
  g_assert_true (GTK_IS_LIST_BOX_ROW (focus_of (window)));

  type ("channel:");
  fixture_picture (window, "suggestions-channel");
  type ("before:last");
  assert_says (window, "before:\"last week\"");
  assert_silent (window, "yesterday");
  type ("has:");
  assert_says (window, "With Picture");

  /* Enter completes what means nothing yet. */
  type ("is:unr");
  g_signal_emit_by_name (entry, "activate");
  fixture_settle ();
  assert_text ("is:unread ");
  fixture_close (window);
}

/* An answer to what was typed before comes late: it is not shown. */
static void
test_order (void)
{
  EarEngine *engine;
  EarWindow *window = open_search (&engine);

  ear_engine_double_hold_searches (engine);
  type ("table");
  type ("plum");
  g_assert_cmpuint (ear_engine_double_answer_search (engine, TRUE), ==, 1);
  fixture_settle ();
  assert_says (window, "Harald Boysen");
  g_assert_cmpuint (ear_engine_double_answer_search (engine, TRUE), ==, 0);
  fixture_settle ();
  assert_says (window, "Harald Boysen");
  assert_silent (window, "Nothing Found");
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/search-view/start", test_start);
  g_test_add_func ("/search-view/chips", test_chips);
  g_test_add_func ("/search-view/not-understood", test_not_understood);
  g_test_add_func ("/search-view/suggestions", test_suggestions);
  g_test_add_func ("/search-view/order", test_order);
  return g_test_run ();
}
