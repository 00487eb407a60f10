/* ear-screenshot.c: a picture of the window, for documentation and tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "ui/ear-report-pane.h"
#include "ui/ear-screenshot.h"
#include "ui/ear-window.h"

/* Loads, transitions and fonts settle well within this; a picture is taken once in a program's life. */
#define PAGE_DELAY_MS 700
#define SETTLE_MS 1200
#define MAX_TRIES 20

const GOptionEntry ear_screenshot_options[] = {
  { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Save a picture of the window and quit"), N_("FILE") },
  { "page", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
  { "size", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
  { "dark", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  { "rtl", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  { NULL },
};

typedef struct
{
  GtkWindow *window;
  char *file, *page;
  GdkPaintable *paintable;
  guint tries;
  gboolean loading;        /* when it was looked at last */
} Shot;

static void
shot_free (Shot *shot)
{
  g_object_unref (shot->window);
  g_clear_object (&shot->paintable);
  g_free (shot->file);
  g_free (shot->page);
  g_free (shot);
}

gboolean
ear_screenshot_plan_read (EarScreenshotPlan *plan, GVariantDict *options)
{
  g_autofree char *size = NULL;

  g_variant_dict_lookup (options, "screenshot", "^ay", &plan->file);
  g_variant_dict_lookup (options, "page", "s", &plan->page);
  plan->dark = g_variant_dict_contains (options, "dark");
  plan->rtl = g_variant_dict_contains (options, "rtl");
  if (g_variant_dict_lookup (options, "size", "s", &size))
    {
      char *end;

      plan->width = strtol (size, &end, 10);
      plan->height = *end == 'x' ? strtol (end + 1, &end, 10) : 0;
      if (*end != '\0' || plan->width < 100 || plan->height < 100 || plan->width > 8192 || plan->height > 8192)
        return FALSE;
    }
  return TRUE;
}

void
ear_screenshot_plan_clear (EarScreenshotPlan *plan)
{
  g_clear_pointer (&plan->file, g_free);
  g_clear_pointer (&plan->page, g_free);
}

void
ear_screenshot_prepare (GtkWindow *window, const EarScreenshotPlan *plan)
{
  if (plan->width > 0)
    gtk_window_set_default_size (window, plan->width, plan->height);
  if (plan->dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  if (plan->rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  /* A picture shows content, not a moment of a transition. */
  if (plan->file != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* The report is read in two parts, and a large one takes longer than anything else. */
static gboolean
is_loading (GtkWidget *widget)
{
  gboolean loading = EAR_IS_REPORT_PANE (widget) && ear_report_pane_is_loading (EAR_REPORT_PANE (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !loading; child = gtk_widget_get_next_sibling (child))
    loading = gtk_widget_get_mapped (child) && is_loading (child);
  return loading;
}

static gboolean
write_picture (gpointer data)
{
  Shot *shot = data;
  int width = gtk_widget_get_width (GTK_WIDGET (shot->window)), height = gtk_widget_get_height (GTK_WIDGET (shot->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  gboolean was_loading = shot->loading;

  shot->loading = is_loading (GTK_WIDGET (shot->window));
  /* What has just come is not laid out yet. */
  if ((shot->loading || was_loading) && shot->tries++ < MAX_TRIES)
    return G_SOURCE_CONTINUE;
  gdk_paintable_snapshot (shot->paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  /* On a busy machine it may just be laid out: nothing is drawn then. */
  if (node == NULL && shot->tries++ < MAX_TRIES)
    return G_SOURCE_CONTINUE;
  if (node != NULL)
    texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (shot->window)), node,
                                           &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (texture == NULL || !gdk_texture_save_to_png (texture, shot->file))
    g_printerr (_("The picture could not be written to %s. Choose another file.\n"), shot->file);
  ear_window_close_dialogs (EAR_WINDOW (shot->window), TRUE);
  gtk_window_close (shot->window);
  shot_free (shot);
  return G_SOURCE_REMOVE;
}

static gboolean
show_page (gpointer data)
{
  Shot *shot = data;

  if (shot->page != NULL)
    ear_window_show_page (EAR_WINDOW (shot->window), shot->page);
  g_timeout_add (SETTLE_MS, write_picture, shot);
  return G_SOURCE_REMOVE;
}

void
ear_screenshot_take (GtkWindow *window, const EarScreenshotPlan *plan)
{
  Shot *shot = g_new0 (Shot, 1);

  shot->window = g_object_ref (window);
  shot->file = g_strdup (plan->file);
  shot->page = g_strdup (plan->page);
  shot->paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_timeout_add (PAGE_DELAY_MS, show_page, shot);
}
