/* ear-ui.c: small things every page needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-ui.h"

GSettings *
ear_ui_settings (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = g_settings_new (APPLICATION_ID);
  return settings;
}

const char *
ear_ui_icon (const char *icon_name)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  return icon_name != NULL && gtk_icon_theme_has_icon (theme, icon_name) ? icon_name : "earshot-channel-symbolic";
}

/* ---- toasts ---- */

void
ear_ui_add_toast (GtkWidget *from, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);

  if (overlay == NULL)
    {
      GtkRoot *root = gtk_widget_get_root (from);

      if (ADW_IS_APPLICATION_WINDOW (root))
        overlay = adw_application_window_get_content (ADW_APPLICATION_WINDOW (root));
    }
  if (ADW_IS_TOAST_OVERLAY (overlay))
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}

AdwToast *
ear_ui_toast_new (const char *sentence)
{
  AdwToast *toast = adw_toast_new (sentence);

  /* Sentences hold names people chose: never markup. */
  adw_toast_set_use_markup (toast, FALSE);
  return toast;
}

void
ear_ui_toast (GtkWidget *from, const char *sentence)
{
  ear_ui_add_toast (from, ear_ui_toast_new (sentence));
}

void
ear_ui_toast_error (GtkWidget *from, const GError *error)
{
  g_autoptr (EarAdvice) advice = NULL;
  AdwToast *toast;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  advice = ear_advice_for_error (error, NULL);
  toast = ear_ui_toast_new (advice->sentence);
  adw_toast_set_timeout (toast, 10);
  ear_ui_add_toast (from, toast);
}

void
ear_ui_done (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) from = GTK_WIDGET (data);
  g_autoptr (GError) error = NULL;

  if (!ear_engine_finish (EAR_ENGINE (engine), result, &error))
    ear_ui_toast_error (from, error);
}

void
ear_ui_done_text (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) from = GTK_WIDGET (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ear_engine_finish_text (EAR_ENGINE (engine), result, &error);

  if (error != NULL)
    ear_ui_toast_error (from, error);
}

/* ---- loads ---- */

struct _EarUiLoad
{
  GObject *owner;
  GCancellable *cancellable;
};

void
ear_ui_load_cancel (GCancellable **slot)
{
  if (*slot != NULL)
    g_cancellable_cancel (*slot);
  g_clear_object (slot);
}

EarUiLoad *
ear_ui_load_begin (gpointer owner, GCancellable **slot)
{
  EarUiLoad *load = g_new0 (EarUiLoad, 1);

  ear_ui_load_cancel (slot);
  *slot = g_cancellable_new ();
  load->owner = g_object_ref (owner);
  load->cancellable = g_object_ref (*slot);
  return load;
}

gpointer
ear_ui_load_get (EarUiLoad *load)
{
  return g_cancellable_is_cancelled (load->cancellable) ? NULL : load->owner;
}

gpointer
ear_ui_load_end (EarUiLoad *load, gboolean *current)
{
  GObject *owner = load->owner;

  /* Whatever replaced it cancelled it. */
  *current = !g_cancellable_is_cancelled (load->cancellable);
  g_object_unref (load->cancellable);
  g_free (load);
  return owner;
}

/* ---- remedies ---- */

static const struct
{
  const char *remedy, *label;
} remedies[] = {
  { "sign-in", N_("Sign In") },
  { "retry", N_("Try Again") },
  { "unlock-keyring", N_("Unlock") },
  { "look", N_("Look Whether It Arrived") },
  { "send-again", N_("Send Again") },
  { "edit", N_("Edit") },
  { "undo", N_("Undo") },
  { "discard", N_("Discard") },
  { "open-url", N_("Open in Browser") },
  { "show-outbox", N_("Show") },
  { "resume", N_("Go On") },
};

const char *
ear_ui_remedy_label (const char *remedy)
{
  for (gsize i = 0; remedy != NULL && i < G_N_ELEMENTS (remedies); i++)
    if (g_str_equal (remedies[i].remedy, remedy))
      return _(remedies[i].label);
  return NULL;
}

void
ear_ui_do_remedy (GtkWidget *from, EarEngine *engine, const EarAdvice *advice)
{
  if (g_strcmp0 (advice->remedy, "sign-in") == 0 && advice->channel_key != NULL)
    gtk_widget_activate_action (from, "win.sign-in", "s", advice->channel_key);
  else if (advice->outbox_key != NULL)
    ear_engine_outgoing_action_async (engine, advice->outbox_key, advice->remedy, ear_ui_done_text, g_object_ref (from));
  else if (g_strcmp0 (advice->remedy, "show-outbox") == 0)
    gtk_widget_activate_action (from, "win.place", "s", "outbox");
  else if (g_strcmp0 (advice->remedy, "open-url") == 0 && advice->url != NULL)
    ear_ui_open_uri (from, advice->url);
  else if (g_strcmp0 (advice->remedy, "resume") == 0 && advice->channel_key != NULL)
    ear_engine_pause_channel_async (engine, advice->channel_key, FALSE, ear_ui_done, g_object_ref (from));
  else if (advice->channel_key != NULL)
    ear_engine_check_channel_async (engine, advice->channel_key, ear_ui_done, g_object_ref (from));
  else
    ear_engine_sync_async (engine, NULL, NULL, ear_ui_done, g_object_ref (from));
}

void
ear_ui_open_uri (GtkWidget *from, const char *uri)
{
  static const char *const schemes[] = { "https", "http", "mailto", "tel" };
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  GtkRoot *root = gtk_widget_get_root (from);

  for (gsize i = 0; scheme != NULL && i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (scheme, schemes[i]) == 0)
      {
        g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

        gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
        return;
      }
}

EarChannelItem *
ear_ui_find_channel (EarEngine *engine, const char *key)
{
  GListModel *channels = ear_engine_get_channels (engine);

  for (guint i = 0; key != NULL && i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (EarChannelItem) channel = g_list_model_get_item (channels, i);

      if (g_str_equal (ear_channel_item_get_key (channel), key))
        return channel; /* the list keeps it */
    }
  return NULL;
}

void
ear_ui_set_applied (AdwEntryRow *row, const char *text)
{
  adw_entry_row_set_show_apply_button (row, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (row, TRUE);
}

void
ear_ui_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_buttons (GtkWidget *widget, const char *const **names)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && **names != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      ear_ui_name (child, _(*(*names)++));
    else
      name_buttons (child, names);
}

void
ear_ui_name_calendar (GtkCalendar *calendar)
{
  static const char *const in_order[] = { N_("Previous Month"), N_("Next Month"), N_("Previous Year"), N_("Next Year"), NULL };
  const char *const *names = in_order;

  name_buttons (GTK_WIDGET (calendar), &names);
}

void
ear_ui_show_made_up (AdwBanner *banner, EarEngine *engine)
{
  adw_banner_set_title (banner, ear_engine_is_practice (engine) ? _("Practice: everything here is made up") : _("Sample: nothing is sent or kept"));
  adw_banner_set_revealed (banner, ear_engine_is_practice (engine) || ear_engine_is_sample (engine));
}
