/* window-fixture.c: a window over the engine double, and looking at it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui/ear-ui.h"
#include "window-fixture.h"

/* Times 150 ms. */
#define PATIENCE 60

void
fixture_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  g_test_init (argc, argv, NULL);
  adw_init ();
  /* What an application of libadwaita does by itself. */
  gtk_css_provider_load_from_resource (style, "/io/github/earshot/Earshot/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/io/github/earshot/Earshot/icons");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  /* Tests run at night too. */
  g_settings_set_boolean (ear_ui_settings (), "quiet-hours", FALSE);
}

static gboolean
is_time_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
fixture_settle (void)
{
  gboolean time_up = FALSE;

  g_timeout_add (150, is_time_up, &time_up);
  while (!time_up)
    g_main_context_iteration (NULL, TRUE);
}

EarWindow *
fixture_open (EarDoubleScenario scenario, EarEngine **engine)
{
  EarWindow *window = g_object_new (EAR_TYPE_WINDOW, "default-width", 1280, "default-height", 860, NULL);
  g_autoptr (EarEngine) made = ear_engine_double_new (scenario);

  ear_window_set_engine (window, made);
  gtk_window_present (GTK_WINDOW (window));
  fixture_settle ();
  if (engine != NULL)
    *engine = ear_window_get_engine (window);
  return window;
}

void
fixture_close (EarWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_settle ();
}

typedef gboolean (*Fits) (GtkWidget *widget, gconstpointer wanted);

static GtkWidget *
look (GtkWidget *widget, Fits fits, gconstpointer wanted)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (fits (widget, wanted))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = look (child, fits, wanted);
  return found;
}

/* Waits for it: a machine may be busy. */
static GtkWidget *
find (GtkWidget *widget, Fits fits, gconstpointer wanted)
{
  GtkWidget *found;

  for (guint i = 0; (found = look (widget, fits, wanted)) == NULL && i < PATIENCE; i++)
    fixture_settle ();
  return found;
}

static gboolean
label_holds (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) type);
}

static gboolean
row_has_title (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

/* All that a widget says, its labels one after another. */
static void
read_out (GtkWidget *widget, GString *words)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    read_out (child, words);
}

static gboolean
is_button_of (GtkWidget *widget, gconstpointer wanted)
{
  g_autoptr (GString) words = NULL;

  if (!GTK_IS_BUTTON (widget))
    return FALSE;
  words = g_string_new (NULL);
  read_out (widget, words);
  if (g_str_equal (words->str, wanted))
    return TRUE;
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), wanted) == 0 || g_strcmp0 (gtk_widget_get_tooltip_text (widget), wanted) == 0;
}

GtkWidget *fixture_find_label (GtkWidget *widget, const char *text) { return find (widget, label_holds, text); }
gboolean fixture_is_silent (GtkWidget *widget, const char *text) { return look (widget, label_holds, text) == NULL; }
GtkWidget *fixture_find_type (GtkWidget *widget, GType type) { return find (widget, is_of_type, &type); }

GtkWidget *fixture_find_now (GtkWidget *widget, GType type) { return look (widget, is_of_type, &type); }

GtkWidget *
fixture_find_row (GtkWidget *widget, const char *title)
{
  GtkWidget *row = find (widget, row_has_title, title);

  if (row == NULL)
    g_error ("no row “%s” shows", title);
  return row;
}

void
fixture_press (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find (widget, is_button_of, label);

  if (button == NULL || !gtk_widget_is_sensitive (button))
    g_error ("no button “%s” can be pressed", label);
  g_signal_emit_by_name (button, "clicked");
  fixture_settle ();
}

gboolean
fixture_is_able (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find (widget, is_button_of, label);

  return button != NULL && gtk_widget_is_sensitive (button);
}

void
fixture_choose (GtkWidget *widget, const char *title)
{
  gtk_widget_activate (fixture_find_row (widget, title));
  fixture_settle ();
}

void
fixture_picture (EarWindow *window, const char *name)
{
  const char *folder = g_getenv ("EARSHOT_PICTURES");
  g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, name);
  int width = gtk_widget_get_width (GTK_WIDGET (window)), height = gtk_widget_get_height (GTK_WIDGET (window));
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot;

  if (folder == NULL)
    return;
  g_mkdir_with_parents (folder, 0755);
  paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  gtk_widget_queue_draw (GTK_WIDGET (window));
  fixture_settle ();
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, file));
}
