/* ear-application.c: one per session; opens the workspace and its window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "engine/ear-remote.h"
#include "ui/ear-about.h"
#include "ui/ear-announcer.h"
#include "ui/ear-application.h"
#include "ui/ear-screenshot.h"
#include "ui/ear-ui.h"
#include "ui/ear-weekly-report.h"
#include "ui/ear-window.h"

struct _EarApplication
{
  AdwApplication parent_instance;

  char *folder;               /* (nullable): --workspace */
  char *awaited;              /* (nullable): key of a conversation to open with the workspace */
  EarScreenshotPlan shot;
  EarEngineFlags start_with;   /* a made-up workspace, or DEFAULT */

  EarEngine *engine;          /* the person's own workspace */
  EarEngine *visit;           /* a made-up workspace, while it is shown */
  EarEngineFlags visiting;    /* which is wanted: opened or shown, or DEFAULT */
  EarRemote *remote;          /* (nullable): earshotctl reaches @engine through it */
  EarAnnouncer *announcer;
  EarWeeklyReport *weekly;
  EarWindow *window;          /* (unowned): the application's list of windows owns it */
  gboolean drawn;             /* the window was seen */
  EarEngine *to_show;         /* (nullable): opened before that */
  guint opening, closing;     /* which are about to: bits of bit_of() */
  gboolean may_close, looking_for_unsent;
  gboolean log_awaited;       /* a contact is to be logged as soon as there is a workspace */
};

G_DEFINE_FINAL_TYPE (EarApplication, ear_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *accels[4];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "window.close", { "<Control>w" } },
  { "win.log-contact", { "<Control>l" } },
  { "win.connect", { "<Control>n" } },
  { "win.search", { "<Control>f" } },
  { "win.refresh", { "F5", "<Control>r" } },
  { "win.person", { "F9" } },
  { "win.undo", { "<Control>z" } },
  { "win.done", { "<Control>d" } },
  { "win.menu", { "F10" } },
  { "win.place::answer-next", { "<Control>1" } },
  { "win.place::unread", { "<Control>2" } },
  { "win.place::waiting", { "<Control>3" } },
  { "win.place::all", { "<Control>4" } },
  { "win.place::done", { "<Control>5" } },
  { "win.place::reports", { "<Control>0" } },
};

/* ---- opening ---- */

/* earshotctl works without it too, though only while no window is open. */
static void
serve_engine (EarApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  if (bus == NULL)
    return;
  self->remote = ear_remote_export (self->engine, bus, &error);
  if (self->remote == NULL)
    g_warning ("earshotctl cannot reach this window: %s", error->message);
}

typedef struct
{
  EarApplication *self;
  EarEngineFlags flags;
} Call;

static Call *
call_new (EarApplication *self, EarEngineFlags flags)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->flags = flags;
  g_application_hold (G_APPLICATION (self));
  return call;
}

static void
call_free (Call *call)
{
  g_application_release (G_APPLICATION (call->self));
  g_object_unref (call->self);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
opening_progress (double fraction, const char *sentence, gpointer data)
{
  Call *call = data;

  if (call->self->window != NULL && call->flags == call->self->visiting)
    ear_window_show_progress (call->self->window, fraction, sentence);
}

/* For the person's own workspace too. */
static guint
bit_of (EarEngineFlags flags)
{
  return flags != EAR_ENGINE_DEFAULT ? flags : 1u << 31;
}

/* Making the lists takes longer than opening does: the window is seen first. */
static void
show_engine (EarApplication *self)
{
  g_autoptr (EarEngine) engine = NULL;

  if (!self->drawn || self->window == NULL)
    return;
  engine = g_steal_pointer (&self->to_show);
  if (engine == NULL)
    return;
  ear_window_set_engine (self->window, engine);
  /* What waits concerns the person's own conversations. */
  if (engine == self->engine)
    {
      if (self->awaited != NULL)
        ear_window_open_key (self->window, self->awaited);
      g_clear_pointer (&self->awaited, g_free);
      if (self->log_awaited)
        ear_window_show_dialog (self->window, "log-contact");
      self->log_awaited = FALSE;
    }
  if (self->shot.file != NULL)
    ear_screenshot_take (GTK_WINDOW (self->window), &self->shot);
}

static gboolean
window_seen (gpointer data)
{
  EarApplication *self = EAR_APPLICATION (data);

  self->drawn = TRUE;
  show_engine (self);
  return G_SOURCE_REMOVE;
}

static void
frame_drawn (GdkFrameClock *clock, EarApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, frame_drawn, self);
  /* Once this frame has left for the display. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, window_seen, g_object_ref (self), g_object_unref);
}

static void open_engine (EarApplication *self, EarEngineFlags flags);

/* Opened now, it goes on in the window. */
static void
show (EarApplication *self, EarEngine *engine)
{
  g_set_object (&self->to_show, engine);
  show_engine (self);
}

static void
engine_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  EarApplication *self = call->self;
  g_autoptr (GError) error = NULL;

  self->closing &= ~bit_of (call->flags);
  if (!ear_engine_close_finish (EAR_ENGINE (source), result, &error))
    g_warning ("Closing the workspace: %s", error->message);
  /* It was wanted again before it was closed. */
  if (self->window != NULL && call->flags == self->visiting && (call->flags != EAR_ENGINE_DEFAULT ? self->visit : self->engine) == NULL)
    open_engine (self, call->flags);
}

/* The process stays until the workspace is closed: at most three seconds. */
static void
close_engine (EarApplication *self, EarEngine **engine, EarEngineFlags flags)
{
  if (*engine == NULL)
    return;
  self->closing |= bit_of (flags);
  ear_engine_close_async (*engine, engine_closed, call_new (self, flags));
  g_clear_object (engine);
}

static void
opening_failed (EarApplication *self, EarEngineFlags flags, const GError *error)
{
  if (flags != self->visiting)
    return;
  if (flags == EAR_ENGINE_DEFAULT || self->engine == NULL)
    {
      ear_window_show_failure (self->window, error);
      return;
    }
  self->visiting = EAR_ENGINE_DEFAULT;
  show (self, self->engine);
  ear_ui_toast_error (GTK_WIDGET (self->window), error);
}

/* Meanwhile another may be wanted: then a made-up workspace is closed again, and the person's own waits. */
static void
engine_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  EarApplication *self = call->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (EarEngine) engine = ear_engine_open_finish (result, &error);

  self->opening &= ~bit_of (call->flags);
  if (engine == NULL)
    {
      if (self->window != NULL)
        opening_failed (self, call->flags, error);
      return;
    }
  if (self->window == NULL || (call->flags != self->visiting && call->flags != EAR_ENGINE_DEFAULT))
    {
      close_engine (self, &engine, call->flags);
      return;
    }
  if (call->flags != EAR_ENGINE_DEFAULT)
    g_set_object (&self->visit, engine);
  else
    {
      g_set_object (&self->engine, engine);
      ear_announcer_set_engine (self->announcer, engine);
      ear_weekly_report_set_engine (self->weekly, engine);
      serve_engine (self);
    }
  if (call->flags == self->visiting)
    show (self, engine);
}

/* One that is opening comes by itself; one that is closing is opened when it is closed. */
static void
open_engine (EarApplication *self, EarEngineFlags flags)
{
  Call *call;

  self->visiting = flags;
  if ((self->opening | self->closing) & bit_of (flags))
    return;
  self->opening |= bit_of (flags);
  call = call_new (self, flags);
  ear_engine_open_async (flags != EAR_ENGINE_DEFAULT ? NULL : self->folder, flags, NULL, opening_progress, call, NULL, engine_opened, call);
}

void
ear_application_try_again (EarApplication *self)
{
  open_engine (self, self->visiting);
}

void
ear_application_visit (EarApplication *self, EarEngineFlags which)
{
  if (which == self->visiting)
    return;
  close_engine (self, &self->visit, self->visiting);
  if (which == EAR_ENGINE_DEFAULT && self->engine != NULL)
    {
      self->visiting = which;
      show (self, self->engine);
      return;
    }
  ear_window_show_progress (self->window, -1, NULL);
  open_engine (self, which);
}

static void
close_answered (AdwAlertDialog *alert, const char *response, EarApplication *self)
{
  if (!g_str_equal (response, "close") || self->window == NULL)
    return;
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self->window));
}

static void
unsent_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EarApplication) self = EAR_APPLICATION (data);
  g_autofree char *sentence = ear_engine_finish_text (EAR_ENGINE (source), result, NULL);
  AdwDialog *alert;

  self->looking_for_unsent = FALSE;
  if (self->window == NULL)
    return;
  if (sentence == NULL || sentence[0] == '\0')
    {
      self->may_close = TRUE;
      gtk_window_close (GTK_WINDOW (self->window));
      return;
    }
  alert = adw_alert_dialog_new (_("Close Earshot?"), sentence);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "stay", _("_Keep Open"), "close", _("_Close"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "stay");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (alert), "stay");
  g_signal_connect_object (alert, "response", G_CALLBACK (close_answered), self, G_CONNECT_DEFAULT);
  adw_dialog_present (alert, GTK_WIDGET (self->window));
}

/* What was sent leaves at the close; where it cannot, the person is asked. */
static gboolean
window_wants_to_close (EarApplication *self)
{
  if (self->may_close || self->engine == NULL || self->shot.file != NULL)
    return GDK_EVENT_PROPAGATE;
  if (!self->looking_for_unsent)
    {
      self->looking_for_unsent = TRUE;
      ear_engine_find_unsent_async (self->engine, unsent_found, g_object_ref (self));
    }
  return GDK_EVENT_STOP;
}

static void
window_closed (EarApplication *self)
{
  self->window = NULL;
  g_clear_object (&self->to_show);
  ear_announcer_set_engine (self->announcer, NULL);
  ear_weekly_report_set_engine (self->weekly, NULL);
  g_clear_object (&self->remote);
  close_engine (self, &self->visit, self->visiting);
  close_engine (self, &self->engine, EAR_ENGINE_DEFAULT);
}

static void
ear_application_activate (GApplication *application)
{
  EarApplication *self = EAR_APPLICATION (application);
  gboolean first = self->window == NULL;

  if (first)
    {
      self->drawn = FALSE;
      self->window = ear_window_new (self);
      ear_announcer_set_window (self->announcer, self->window);
      self->may_close = FALSE;
      g_signal_connect_object (self->window, "close-request", G_CALLBACK (window_wants_to_close), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->window, "destroy", G_CALLBACK (window_closed), self, G_CONNECT_SWAPPED);
      ear_screenshot_prepare (GTK_WINDOW (self->window), &self->shot);
      open_engine (self, self->start_with);
    }
  gtk_window_present (GTK_WINDOW (self->window));
  if (first)
    g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)), "after-paint", G_CALLBACK (frame_drawn), self, 0);
}

/* ---- command line ---- */

/* (nullable): where --workspace points to, seen from where it was typed. */
static char *
dup_workspace (GApplicationCommandLine *line)
{
  g_autofree char *typed = NULL;
  g_autoptr (GFile) file = NULL;

  if (!g_variant_dict_lookup (g_application_command_line_get_options_dict (line), "workspace", "^ay", &typed))
    return NULL;
  file = g_application_command_line_create_file_for_arg (line, typed);
  return g_file_get_path (file);
}

static gboolean
is_same_folder (const char *a, const char *b)
{
  g_autofree char *real_a = realpath (a, NULL);
  g_autofree char *real_b = realpath (b, NULL);

  return g_strcmp0 (a, b) == 0 || (real_a != NULL && g_strcmp0 (real_a, real_b) == 0);
}

static int
ear_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  EarApplication *self = EAR_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  EarEngineFlags made_up = g_variant_dict_contains (options, "sample")     ? EAR_ENGINE_SAMPLE
                           : g_variant_dict_contains (options, "practice") ? EAR_ENGINE_PRACTICE
                                                                           : EAR_ENGINE_DEFAULT;
  g_autofree char *folder = dup_workspace (line);
  int status = 0;

  if (self->window == NULL)
    {
      self->start_with = made_up;
      g_clear_pointer (&self->folder, g_free);
      self->folder = g_steal_pointer (&folder);
    }
  else if (folder != NULL)
    {
      g_autofree char *open = self->engine != NULL ? g_strdup (ear_engine_get_folder (self->engine))
                                                   : self->folder != NULL ? g_strdup (self->folder) : ear_engine_dup_default_folder ();

      if (!is_same_folder (open, folder))
        {
          /* Translators: both are folders */
          g_application_command_line_printerr (line, _("Earshot has %s open. Close its window first, then open %s.\n"), open, folder);
          status = 1;
        }
    }
  else if (made_up != EAR_ENGINE_DEFAULT)
    ear_application_visit (self, made_up);
  if (status == 0 && g_variant_dict_contains (g_application_command_line_get_options_dict (line), "log-contact"))
    g_action_group_activate_action (G_ACTION_GROUP (self), "log-contact", NULL);
  g_application_activate (application);
  return status;
}

static int
ear_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  EarApplication *self = EAR_APPLICATION (application);

  if (!ear_screenshot_plan_read (&self->shot, options))
    {
      g_printerr ("%s\n", _("--size wants WIDTHxHEIGHT, for example 1280x860."));
      return 2;
    }
  /* A picture is taken of a window of its own, never of one that is in use. */
  if (self->shot.file != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* ---- actions ---- */

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EarApplication *self = EAR_APPLICATION (data);

  if (self->window != NULL && ear_window_close_dialogs (self->window, FALSE))
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ear_about_present (GTK_WIDGET (EAR_APPLICATION (data)->window));
}

static void
in_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EarApplication *self = EAR_APPLICATION (data);

  if (self->window != NULL)
    ear_window_show_dialog (self->window, g_action_get_name (G_ACTION (action)));
}

static void
open_conversation (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EarApplication *self = EAR_APPLICATION (data);

  g_application_activate (G_APPLICATION (self));
  /* It is about the person's own conversations. */
  ear_application_visit (self, EAR_ENGINE_DEFAULT);
  /* A notice outlives the window: then the workspace is opened first. */
  if (self->engine != NULL && ear_window_get_engine (self->window) == self->engine)
    ear_window_open_key (self->window, g_variant_get_string (parameter, NULL));
  else
    g_set_str (&self->awaited, g_variant_get_string (parameter, NULL));
}

static void
open_report (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EarApplication *self = EAR_APPLICATION (data);

  g_application_activate (G_APPLICATION (self));
  ear_weekly_report_open (GTK_WIDGET (self->window), g_variant_get_string (parameter, NULL));
}

/* From the desktop's menu of the program: two clicks, and one writes. */
static void
log_contact (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EarApplication *self = EAR_APPLICATION (data);

  g_application_activate (G_APPLICATION (self));
  /* What really was said is no business of a made-up workspace. */
  ear_application_visit (self, EAR_ENGINE_DEFAULT);
  if (self->engine != NULL && ear_window_get_engine (self->window) == self->engine)
    ear_window_show_dialog (self->window, "log-contact");
  else
    self->log_awaited = TRUE;
}

static const GActionEntry actions[] = {
  { "quit", quit },
  { "about", about },
  { "preferences", in_window },
  { "report-preferences", in_window },
  { "brand", in_window },
  { "voice", in_window },
  { "shortcuts", in_window },
  { "open-conversation", open_conversation, "s" },
  { "open-report", open_report, "s" },
  { "log-contact", log_contact },
};

/* ---- object ---- */

static void
ear_application_startup (GApplication *application)
{
  EarApplication *self = EAR_APPLICATION (application);

  G_APPLICATION_CLASS (ear_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action, accelerators[i].accels);
  self->announcer = ear_announcer_new (ear_notifier_new (application));
  self->weekly = ear_weekly_report_new (self->announcer);
}

static void
ear_application_dispose (GObject *object)
{
  EarApplication *self = EAR_APPLICATION (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->visit);
  g_clear_object (&self->to_show);
  g_clear_object (&self->announcer);
  g_clear_object (&self->weekly);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->awaited, g_free);
  ear_screenshot_plan_clear (&self->shot);
  G_OBJECT_CLASS (ear_application_parent_class)->dispose (object);
}

static void
ear_application_class_init (EarApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = ear_application_dispose;
  application_class->startup = ear_application_startup;
  application_class->activate = ear_application_activate;
  application_class->command_line = ear_application_command_line;
  application_class->handle_local_options = ear_application_handle_local_options;
}

static void
ear_application_init (EarApplication *self)
{
  static const GOptionEntry options[] = {
    { "sample", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the sample restaurant"), NULL },
    { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Practise with a made-up restaurant"), NULL },
    { "log-contact", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Write down a call or visit"), NULL },
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Open the workspace in FOLDER"), N_("FOLDER") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_add_main_option_entries (G_APPLICATION (self), ear_screenshot_options);
}

/**
 * ear_application_new:
 *
 * Returns: (transfer full): the application, to be run
 */
EarApplication *
ear_application_new (void)
{
  return g_object_new (EAR_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "resource-base-path", APPLICATION_PATH,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                       NULL);
}
