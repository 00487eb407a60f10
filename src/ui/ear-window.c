/* ear-window.c: the window: loading, first run, or the three panes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "ui/ear-brand-dialog.h"
#include "ui/ear-channel-dialog.h"
#include "ui/ear-contact-dialog.h"
#include "ui/ear-keys.h"
#include "ui/ear-main-view.h"
#include "ui/ear-preferences-dialog.h"
#include "ui/ear-shortcuts-dialog.h"
#include "ui/ear-sign-in-dialog.h"
#include "ui/ear-ui.h"
#include "ui/ear-undo.h"
#include "ui/ear-welcome.h"
#include "ui/ear-window.h"

struct _EarWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkLabel *loading_sentence;
  GtkProgressBar *loading_progress;
  AdwStatusPage *failure_page;

  EarEngine *engine;
  EarMainView *main;       /* (nullable) (unowned): the stack's */
};

G_DEFINE_FINAL_TYPE (EarWindow, ear_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- what is shown ---- */

void
ear_window_show_progress (EarWindow *self, double fraction, const char *sentence)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->loading_progress, MIN (fraction, 1));
  gtk_label_set_label (self->loading_sentence, sentence != NULL ? sentence : _("Opening your conversations…"));
}

void
ear_window_show_failure (EarWindow *self, const GError *error)
{
  g_autoptr (EarAdvice) advice = ear_advice_for_error (error, NULL);
  g_autofree char *escaped = g_markup_escape_text (advice->sentence, -1);

  adw_status_page_set_description (self->failure_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
show_child (EarWindow *self, const char *name, GtkWidget *child)
{
  GtkWidget *old;

  for (const char *const *other = (const char *const[]) { "main", "welcome", NULL }; *other != NULL; other++)
    if ((old = gtk_stack_get_child_by_name (self->stack, *other)) != NULL)
      gtk_stack_remove (self->stack, old);
  gtk_stack_add_named (self->stack, child, name);
  /* Opening takes a blink: fading out of it would only hold up the first look. */
  gtk_stack_set_visible_child_full (self->stack, name,
                                    g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") == 0 ? GTK_STACK_TRANSITION_TYPE_NONE
                                                                                                               : GTK_STACK_TRANSITION_TYPE_CROSSFADE);
}

void
ear_window_show_main (EarWindow *self)
{
  self->main = ear_main_view_new (self->engine);
  show_child (self, "main", GTK_WIDGET (self->main));
}

static void
advice_free (gpointer advice, GClosure *closure)
{
  ear_advice_free (advice);
}

static void
remedy_clicked (AdwToast *toast, EarAdvice *advice)
{
  EarWindow *self = g_object_get_data (G_OBJECT (toast), "window");

  if (self->engine != NULL)
    ear_ui_do_remedy (GTK_WIDGET (self), self->engine, advice);
}

/* What is told of something that goes out can be mended at once. */
static void
engine_notice (EarWindow *self, EarAdvice *advice)
{
  AdwToast *toast = ear_ui_toast_new (advice->sentence);
  const char *label = advice->outbox_key != NULL || g_strcmp0 (advice->remedy, "show-outbox") == 0 ? ear_ui_remedy_label (advice->remedy) : NULL;

  if (label != NULL)
    {
      EarAdvice *copy = g_new0 (EarAdvice, 1);

      copy->remedy = g_strdup (advice->remedy);
      copy->outbox_key = g_strdup (advice->outbox_key);
      adw_toast_set_button_label (toast, label);
      adw_toast_set_timeout (toast, 10);
      g_object_set_data_full (G_OBJECT (toast), "window", g_object_ref (self), g_object_unref);
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (remedy_clicked), copy, advice_free, 0);
    }
  ear_ui_add_toast (GTK_WIDGET (self), toast);
}

void
ear_window_set_engine (EarWindow *self, EarEngine *engine)
{
  g_autoptr (EarSettings) settings = ear_engine_dup_settings (engine);

  if (self->engine != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->engine, engine_notice, self);
      /* Nobody looks at that one any more. */
      ear_engine_set_looking (self->engine, FALSE);
    }
  g_set_object (&self->engine, engine);
  ear_undo_forget (GTK_WIDGET (self));
  g_signal_connect_object (engine, "notice", G_CALLBACK (engine_notice), self, G_CONNECT_SWAPPED);
  ear_engine_set_looking (engine, gtk_window_is_active (GTK_WINDOW (self)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sample", !ear_engine_is_sample (engine));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.practice", !ear_engine_is_practice (engine));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave-made-up", ear_engine_is_sample (engine) || ear_engine_is_practice (engine));
  self->main = NULL;
  if (settings->set_up || ear_engine_is_sample (engine) || ear_engine_is_practice (engine))
    ear_window_show_main (self);
  else
    show_child (self, "welcome", GTK_WIDGET (ear_welcome_new (engine)));
}

EarEngine *
ear_window_get_engine (EarWindow *self)
{
  return self->engine;
}

gint64
ear_window_get_reading (EarWindow *self)
{
  return self->main != NULL && gtk_window_is_active (GTK_WINDOW (self)) ? ear_main_view_get_conversation (self->main) : 0;
}

static void
key_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarWindow) self = EAR_WINDOW (data);
  g_autoptr (GError) error = NULL;
  gint64 id = ear_engine_find_conversation_finish (EAR_ENGINE (source), result, &error);

  if (error != NULL)
    ear_ui_toast_error (GTK_WIDGET (self), error);
  else if (self->main != NULL && id != 0)
    ear_main_view_open (self->main, id, 0);
}

void
ear_window_open_key (EarWindow *self, const char *conversation_key)
{
  if (self->engine != NULL)
    ear_engine_find_conversation_async (self->engine, conversation_key, key_found, g_object_ref (self));
}

/* Whether what was said can be written down now: not twice at once. */
static gboolean
is_logging (EarWindow *self)
{
  g_autoptr (GListModel) dialogs = adw_application_window_get_dialogs (ADW_APPLICATION_WINDOW (self));

  for (guint i = 0; i < g_list_model_get_n_items (dialogs); i++)
    {
      g_autoptr (GObject) dialog = g_list_model_get_item (dialogs, i);

      if (EAR_IS_CONTACT_DIALOG (dialog))
        return TRUE;
    }
  return FALSE;
}

void
ear_window_show_dialog (EarWindow *self, const char *name)
{
  AdwDialog *dialog = NULL;

  if (g_str_equal (name, "shortcuts"))
    dialog = ear_shortcuts_dialog_new ();
  else if (self->engine == NULL)
    return;
  else if (g_str_equal (name, "preferences"))
    dialog = ear_preferences_dialog_new (self->engine);
  else if (g_str_equal (name, "report-preferences") || g_str_equal (name, "answering-hours") || g_str_equal (name, "promise"))
    {
      dialog = ear_preferences_dialog_new (self->engine);
      ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (dialog), g_str_equal (name, "report-preferences") ? "reports" : name);
    }
  else if (g_str_equal (name, "brand"))
    dialog = ear_brand_dialog_new (self->engine);
  else if (g_str_equal (name, "voice"))
    {
      dialog = ear_brand_dialog_new (self->engine);
      ear_brand_dialog_show (EAR_BRAND_DIALOG (dialog), EAR_BRAND_VOICE);
    }
  else if (g_str_equal (name, "plan"))
    {
      dialog = ear_brand_dialog_new (self->engine);
      ear_brand_dialog_show (EAR_BRAND_DIALOG (dialog), EAR_BRAND_PLAN);
    }
  else if (g_str_equal (name, "log-contact"))
    dialog = is_logging (self) ? NULL : ear_contact_dialog_new (self->engine);
  else if (g_str_equal (name, "connect") && gtk_stack_get_child_by_name (self->stack, "welcome") != NULL)
    ear_welcome_connect (EAR_WELCOME (gtk_stack_get_child_by_name (self->stack, "welcome")));
  else if (g_str_equal (name, "connect"))
    dialog = ear_sign_in_dialog_new (self->engine, NULL, NULL);
  if (dialog != NULL)
    adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* An open dialog keeps the window's keys to itself; these two work everywhere. */
static void
dialog_shown (EarWindow *self)
{
  static const struct
  {
    guint keyval;
    const char *action;
  } keys[] = { { GDK_KEY_q, "app.quit" }, { GDK_KEY_l, "win.log-contact" } };
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));
  GtkEventController *controller;

  if (dialog == NULL || g_object_get_data (G_OBJECT (dialog), "ear-keys") != NULL)
    return;
  controller = gtk_shortcut_controller_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].keyval, GDK_CONTROL_MASK), gtk_named_action_new (keys[i].action)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (dialog), controller);
  g_object_set_data (G_OBJECT (dialog), "ear-keys", controller);
}

/* A window does not close while a dialog is open in it. */
gboolean
ear_window_close_dialogs (EarWindow *self, gboolean force)
{
  AdwDialog *dialog, *before = NULL;

  for (; (dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self))) != NULL && dialog != before; before = dialog)
    if (force)
      adw_dialog_force_close (dialog);
    else if (!adw_dialog_close (dialog))
      return FALSE;
  return TRUE;
}

void
ear_window_show_page (EarWindow *self, const char *page)
{
  if (self->main != NULL && ear_main_view_show_page (self->main, page))
    return;
  if (g_str_has_prefix (page, "settings:"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.channel", "s", page + strlen ("settings:"));
  else if (g_str_has_prefix (page, "welcome-") && self->main == NULL)
    ear_welcome_show_page (EAR_WELCOME (gtk_stack_get_child_by_name (self->stack, "welcome")), page + strlen ("welcome-"));
  else
    ear_window_show_dialog (self, page);
}

/* ---- actions ---- */

static void
to_main (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarWindow *self = EAR_WINDOW (widget);

  if (self->main != NULL)
    ear_main_view_activate (self->main, action + strlen ("win."), parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ear_undo_last (widget);
}

static void
to_dialog (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ear_window_show_dialog (EAR_WINDOW (widget), action + strlen ("win."));
}

static void
show_channel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarWindow *self = EAR_WINDOW (widget);

  if (self->engine != NULL)
    adw_dialog_present (ear_channel_dialog_new (self->engine, g_variant_get_string (parameter, NULL)), widget);
}

static void
sign_in (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarWindow *self = EAR_WINDOW (widget);

  if (self->engine != NULL)
    adw_dialog_present (ear_sign_in_dialog_new (self->engine, NULL, g_variant_get_string (parameter, NULL)), widget);
}

/* The sample restaurant, the practice one, or back from either. */
static void
visit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EarEngineFlags which = g_str_equal (action, "win.sample") ? EAR_ENGINE_SAMPLE : g_str_equal (action, "win.practice") ? EAR_ENGINE_PRACTICE : EAR_ENGINE_DEFAULT;

  ear_application_visit (EAR_APPLICATION (gtk_window_get_application (GTK_WINDOW (widget))), which);
}

static void
try_again (EarWindow *self)
{
  ear_window_show_progress (self, -1, NULL);
  ear_application_try_again (EAR_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

/* ---- object ---- */

static void
active_changed (EarWindow *self)
{
  if (self->engine != NULL)
    ear_engine_set_looking (self->engine, gtk_window_is_active (GTK_WINDOW (self)));
}

static void
ear_window_constructed (GObject *object)
{
  EarWindow *self = EAR_WINDOW (object);
  GSettings *settings = ear_ui_settings ();

  G_OBJECT_CLASS (ear_window_parent_class)->constructed (object);
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), ear_keys_new ());
}

static void
ear_window_dispose (GObject *object)
{
  EarWindow *self = EAR_WINDOW (object);

  self->main = NULL;
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ear_window_parent_class)->dispose (object);
}

static void
ear_window_class_init (EarWindowClass *klass)
{
  static const char *const main_actions[] = { "win.search", "win.refresh", "win.person", "win.done", "win.done-by-customer", "win.no-answer", "win.reopen",
                                              "win.unread", "win.snooze", "win.assign", "win.tag", "win.important", "win.mute", "win.reply", "win.answered-before", "win.next", "win.previous", "win.list", "win.menu" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = ear_window_constructed;
  G_OBJECT_CLASS (klass)->dispose = ear_window_dispose;

  for (gsize i = 0; i < G_N_ELEMENTS (main_actions); i++)
    gtk_widget_class_install_action (widget_class, main_actions[i], NULL, to_main);
  gtk_widget_class_install_action (widget_class, "win.place", "s", to_main);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "win.log-contact", NULL, to_dialog);
  gtk_widget_class_install_action (widget_class, "win.connect", NULL, to_dialog);
  gtk_widget_class_install_action (widget_class, "win.channel", "s", show_channel);
  gtk_widget_class_install_action (widget_class, "win.sign-in", "s", sign_in);
  gtk_widget_class_install_action (widget_class, "win.sample", NULL, visit);
  gtk_widget_class_install_action (widget_class, "win.practice", NULL, visit);
  gtk_widget_class_install_action (widget_class, "win.leave-made-up", NULL, visit);

  gtk_widget_class_set_template_from_resource (widget_class, APPLICATION_PATH "/ear-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EarWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, EarWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EarWindow, loading_sentence);
  gtk_widget_class_bind_template_child (widget_class, EarWindow, loading_progress);
  gtk_widget_class_bind_template_child (widget_class, EarWindow, failure_page);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
}

static void
ear_window_init (EarWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
  g_signal_connect (self, "notify::visible-dialog", G_CALLBACK (dialog_shown), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed), NULL);
}

EarWindow *
ear_window_new (EarApplication *application)
{
  return g_object_new (EAR_TYPE_WINDOW, "application", application, NULL);
}
