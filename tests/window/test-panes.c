/* test-panes.c: every template made, every state of the panes shown, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <adwaita.h>

#include "ear-engine-double.h"
#include "ui/ear-window.h"

static gboolean
is_time_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets loads finish and frames be drawn. */
static void
settle (void)
{
  gboolean time_up = FALSE;

  g_timeout_add (150, is_time_up, &time_up);
  while (!time_up)
    g_main_context_iteration (NULL, TRUE);
}

static EarWindow *
open_window (EarDoubleScenario scenario, EarEngine **engine)
{
  EarWindow *window = g_object_new (EAR_TYPE_WINDOW, "default-width", 1280, "default-height", 860, NULL);
  g_autoptr (EarEngine) made = ear_engine_double_new (scenario);

  ear_window_set_engine (window, made);
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  if (engine != NULL)
    *engine = ear_window_get_engine (window);
  return window;
}

static void
close_window (EarWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

/* The first mapped label that says @text, anywhere under @widget. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

#define assert_says(window, text) g_assert_nonnull (find_label (GTK_WIDGET (window), text))
#define assert_silent(window, text) g_assert_null (find_label (GTK_WIDGET (window), text))

static void
test_busy (void)
{
  EarEngine *engine;
  EarWindow *window = open_window (EAR_DOUBLE_BUSY, &engine);

  assert_says (window, "Greta Lindholm");
  assert_says (window, "2 h late");
  assert_says (window, "has not been read since Saturday");
  assert_says (window, "Sign In");
  assert_says (window, "Choose a Conversation");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  settle ();
  assert_says (window, "Everyone can read this reply.");
  assert_silent (window, "Choose a Conversation");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.done", NULL);
  settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "done 1");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "undo event-1");
  close_window (window);
}

/* Text typed is sent to the conversation it was typed for, once; its undo brings the text back. */
static void
test_reply (void)
{
  EarEngine *engine;
  EarWindow *window = open_window (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *text;
  GtkTextBuffer *buffer;
  GtkWidget *button;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reply", NULL);
  text = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (GTK_IS_TEXT_VIEW (text));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  gtk_text_buffer_set_text (buffer, "With oil, gladly.", -1);
  button = gtk_widget_get_ancestor (find_label (GTK_WIDGET (window), "Reply"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "reply 1 0 With oil, gladly.");
  assert_says (window, "Sent in ");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);

  button = gtk_widget_get_ancestor (find_label (GTK_WIDGET (window), "Undo"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "cancel ob-1");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, strlen ("With oil, gladly."));
  close_window (window);
}

static void
test_quiet (void)
{
  EarWindow *window = open_window (EAR_DOUBLE_QUIET, NULL);

  assert_says (window, "Nothing Waits");
  assert_says (window, "Last checked");
  close_window (window);
}

static void
test_offline (void)
{
  EarWindow *window = open_window (EAR_DOUBLE_OFFLINE, NULL);

  assert_says (window, "No network.");
  assert_says (window, "Greta Lindholm");
  close_window (window);
}

/* Where nothing can be read, the pane says so and offers to try again; no figure is shown. */
static void
test_broken (void)
{
  EarWindow *window = open_window (EAR_DOUBLE_BROKEN, NULL);

  assert_says (window, "The conversations could not be read.");
  assert_says (window, "Try Again");
  assert_silent (window, "Nothing Waits");
  assert_silent (window, "late");
  close_window (window);
}

static void
test_search (void)
{
  EarWindow *window = open_window (EAR_DOUBLE_BUSY, NULL);
  GtkWidget *entry;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  settle ();
  entry = find_type (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plum");
  settle ();
  settle ();
  assert_says (window, "Harald Boysen");
  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere said");
  settle ();
  settle ();
  assert_says (window, "Nothing Found");
  close_window (window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/io/github/earshot/Earshot/icons");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/panes/busy", test_busy);
  g_test_add_func ("/panes/reply", test_reply);
  g_test_add_func ("/panes/quiet", test_quiet);
  g_test_add_func ("/panes/offline", test_offline);
  g_test_add_func ("/panes/broken", test_broken);
  g_test_add_func ("/panes/search", test_search);
  return g_test_run ();
}
