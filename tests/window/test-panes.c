/* test-panes.c: every template made, every state of the panes shown, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "model/ear-report-data.h"
#include "report/ear-document.h"
#include "ui/ear-chart-view.h"
#include "ui/ear-message-card.h"
#include "ui/ear-report-save.h"
#include "window-fixture.h"

static void
test_busy (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  assert_says (window, "Greta Lindholm");
  assert_says (window, "2 h late");
  assert_says (window, "has not been read since Saturday");
  assert_says (window, "Sign In");
  assert_says (window, "Choose a Conversation");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  fixture_settle ();
  assert_says (window, "Everyone can read this reply.");
  assert_silent (window, "Choose a Conversation");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.done", NULL);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "done 1");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "undo event-1");
  fixture_close (window);
}

/* Text typed is sent to the conversation it was typed for, once; its undo brings the text back. */
static void
test_reply (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *text;
  GtkTextBuffer *buffer;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  fixture_settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reply", NULL);
  text = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (GTK_IS_TEXT_VIEW (text));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  gtk_text_buffer_set_text (buffer, "With oil, gladly.", -1);
  fixture_press (GTK_WIDGET (window), "Reply");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "reply 1 0 With oil, gladly.");
  assert_says (window, "Sends in ");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);

  fixture_press (GTK_WIDGET (window), "Undo");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "cancel ob-1");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, strlen ("With oil, gladly."));
  fixture_close (window);
}

static void
test_quiet (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_QUIET, NULL);

  assert_says (window, "Nothing Waits");
  assert_says (window, "Last checked");
  fixture_close (window);
}

static void
test_offline (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_OFFLINE, NULL);

  assert_says (window, "No network.");
  assert_says (window, "Greta Lindholm");
  fixture_close (window);
}

/* Where nothing can be read, the pane says so and offers to try again; no figure is shown. */
static void
test_broken (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BROKEN, NULL);

  assert_says (window, "The conversations could not be read.");
  assert_says (window, "Try Again");
  assert_silent (window, "Nothing Waits");
  assert_silent (window, "late");
  fixture_close (window);
}

static void
test_search (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  GtkWidget *entry;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  fixture_settle ();
  entry = fixture_find_type (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plum");
  fixture_settle ();
  fixture_settle ();
  assert_says (window, "Harald Boysen");
  /* A name that nobody said. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "boysen");
  fixture_settle ();
  fixture_settle ();
  assert_says (window, "1 conversation");
  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere said");
  fixture_settle ();
  fixture_settle ();
  assert_says (window, "Nothing Found");
  fixture_close (window);
}

/* A row that leaves the list by itself leaves its conversation open: nothing is taken from under a reader's eyes. */
static void
test_row_leaves (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  fixture_settle ();
  ear_engine_mark_done_async (engine, 1, NULL, NULL);
  fixture_settle ();
  assert_silent (window, "Choose a Conversation");
  assert_says (window, "Is the mushroom risotto made with butter?");
  fixture_close (window);
}

static void
test_failed_reply (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "outbox");
  fixture_settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  fixture_settle ();
  assert_says (window, "The service refused this reply");
  fixture_press (GTK_WIDGET (window), "Edit");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "cancel ob-1");
  fixture_close (window);
}

/* The report, each figure of which opens its conversations; and that it says so where there is nothing, or no answer. */
static void
test_report (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  GtkWidget *verdict;
  gboolean handled = FALSE;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  assert_says (window, "Last 30 Days");
  assert_says (window, "Olive & Thyme blog");
  assert_says (window, "Read for only 71");
  assert_says (window, "4 of 6");
  fixture_press (GTK_WIDGET (window), "Answered in time 59");
  assert_says (window, "Harald Boysen");
  fixture_press (GTK_WIDGET (window), "Back to the Report");
  assert_says (window, "Last 90 Days");

  /* The number of questions is a figure too, and so are the sentence's shares. */
  fixture_press (GTK_WIDGET (window), "Questions 64");
  assert_says (window, "Harald Boysen");
  fixture_press (GTK_WIDGET (window), "Back to the Report");
  verdict = fixture_find_label (GTK_WIDGET (window), "answers fewer questions in time");
  g_signal_emit_by_name (verdict, "activate-link", "figure:ch-blog/kept/shared", &handled);
  fixture_settle ();
  g_assert_true (handled);
  assert_says (window, "Harald Boysen");
  fixture_press (GTK_WIDGET (window), "Back to the Report");

  /* What was hardly read says so first, and the sentence about it too. */
  assert_says (window, " was read for only 71% of the period: what");
  assert_says (window, "59 of 64 from 52 people");
  assert_says (window, "28 min to 45 min");
  assert_says (window, "Between 83 and 97 of 100 could be the true share");
  fixture_close (window);

  window = fixture_open (EAR_DOUBLE_BROKEN, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  assert_says (window, "Could Not Be Counted");
  fixture_close (window);
}

/* ---- the first page ---- */

static gboolean
follow (GtkWidget *label, const char *target)
{
  gboolean handled = FALSE;

  g_assert_nonnull (label);
  g_signal_emit_by_name (label, "activate-link", target, &handled);
  fixture_settle ();
  return handled;
}

/* A sentence a channel, who waits and what to do, each with its conversations; and how it is counted. */
static void
test_report_first_page (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  GtkWidget *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  assert_says (window, "Each Channel in a Sentence");
  assert_says (window, "waits longest: half of its");
  assert_says (window, "Who Is Still Waiting");
  assert_says (window, "Three Things to Do This Week");
  fixture_picture (window, "report-first-page");
  g_assert_true (follow (fixture_find_label (GTK_WIDGET (window), "Olive & Thyme blog: half of its"), "figure:ch-blog/questions/open"));
  assert_says (window, "Olive & Thyme blog: Questions");
  assert_says (window, "Harald Boysen");
  fixture_press (GTK_WIDGET (window), "Back to the Report");

  g_assert_true (follow (fixture_find_label (GTK_WIDGET (window), "How each figure is counted"), "#method"));
  dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  g_assert_nonnull (dialog);
  assert_says (dialog, "Wilson, E. B. (1927)");
  fixture_picture (window, "report-method");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  fixture_close (window);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static EarReport *
load_report (EarEngine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;

  ear_engine_load_report_async (engine, G_GINT64_CONSTANT (1790812800000), G_GINT64_CONSTANT (1793491200000), NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ear_engine_load_report_finish (engine, result, NULL);
}

/* Into files, and onto paper as the printer gets it. */
static void
test_report_out (void)
{
  static const struct
  {
    const char *name, *begin;
    EarReportFormat format;
  } forms[] = { { "x.pdf", "%PDF-", EAR_REPORT_PDF }, { "x.html", "<!DOCTYPE html>", EAR_REPORT_HTML }, { "x.csv", "channel,", EAR_REPORT_CSV } };
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  g_autoptr (EarReport) report = load_report (engine);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, "Olive & Thyme");
  g_autoptr (GtkPrintOperation) operation = ear_report_print_operation_new (document);
  g_autoptr (GtkPrintOperation) alone = ear_report_print_operation_new (document);
  g_autofree char *folder = g_dir_make_tmp ("earshot-XXXXXX", NULL), *printed = g_build_filename (folder, "printed.pdf", NULL), *contents = NULL;
  g_autoptr (GtkPrintSettings) print_settings = gtk_print_settings_new ();
  const GtkPageRange second = { 1, 1 };
  g_autoptr (GError) error = NULL;
  int n_pages;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *path = g_build_filename (folder, forms[i].name, NULL), *text = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (path);

      ear_report_save_to (GTK_WIDGET (window), engine, report, forms[i].format, file);
      while (!g_file_get_contents (path, &text, NULL, NULL))
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (g_str_has_prefix (text, forms[i].begin));
      g_unlink (path);
    }
  gtk_print_operation_set_export_filename (operation, printed);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, GTK_WINDOW (window), &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_object_get (operation, "n-pages", &n_pages, NULL);
  g_assert_cmpint (n_pages, >=, 5);
  g_assert_true (g_file_get_contents (printed, &contents, NULL, NULL));
  g_assert_true (g_str_has_prefix (contents, "%PDF-"));

  /* A page alone has nothing to link to. */
  gtk_print_settings_set_print_pages (print_settings, GTK_PRINT_PAGES_RANGES);
  gtk_print_settings_set_page_ranges (print_settings, (GtkPageRange *) &second, 1);
  gtk_print_operation_set_export_filename (alone, printed);
  gtk_print_operation_set_print_settings (alone, print_settings);
  g_unlink (printed);
  g_assert_cmpint (gtk_print_operation_run (alone, GTK_PRINT_OPERATION_ACTION_EXPORT, GTK_WINDOW (window), &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_file_test (printed, G_FILE_TEST_EXISTS));
  g_unlink (printed);
  g_rmdir (folder);
  fixture_close (window);
}

static void
save_to (EarWindow *window, EarEngine *engine, EarReport *report, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ear_report_save_to (GTK_WIDGET (window), engine, report, EAR_REPORT_PDF, file);
}

/* What no test can have here: a full disk, one that is read only. */
static void
test_report_not_saved (void)
{
  static const struct { int code; const char *says; } cases[] = {
    { G_IO_ERROR_NO_SPACE, "The report was not saved: there is no space left in “Reports”. Free some or choose another folder." },
    { G_IO_ERROR_READ_ONLY, "The report was not saved: Earshot may not write to “Reports”. Choose another folder." },
    { G_IO_ERROR_PERMISSION_DENIED, "The report was not saved: Earshot may not write to “Reports”. Choose another folder." },
    { G_IO_ERROR_TIMED_OUT, "The report was not saved: as the system says. Choose another place." },
  };
  g_autoptr (GFile) file = g_file_new_for_path ("/home/mia/Reports/x.pdf");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, cases[i].code, "as the system says");
      g_autofree char *says = ear_report_describe_not_saved (file, error), *unknown = ear_report_describe_not_saved (NULL, error);

      g_assert_cmpstr (says, ==, cases[i].says);
      g_assert_cmpstr (unknown, ==, "The report was not saved: as the system says. Choose another place.");
    }
}

/* Each says what happened and what to do, and nothing is left of it. */
static void
test_report_not_out (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  g_autoptr (EarReport) report = load_report (engine);
  g_autoptr (EarDocument) document = ear_document_new (report, NULL, "Olive & Thyme");
  g_autoptr (GtkPrintOperation) operation = ear_report_print_operation_new (document);
  g_autofree char *folder = g_dir_make_tmp ("earshot-XXXXXX", NULL), *gone = g_build_filename (folder, "Gone", "x.pdf", NULL);
  g_autofree char *path = g_build_filename (folder, "x.pdf", NULL), *shown = g_path_get_basename (folder), *refused = NULL, *contents = NULL;
  struct rlimit before, little;

  save_to (window, engine, report, gone);
  assert_says (window, "The report was not saved: the folder “Gone” is not there any more. Choose another one.");

  /* Not root, whom no permission keeps out. */
  refused = g_strdup_printf ("The report was not saved: Earshot may not write to “%s”. Choose another folder.", shown);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  if (g_access (folder, W_OK) != 0)
    {
      save_to (window, engine, report, path);
      assert_says (window, refused);
    }
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);

  /* Only its beginning finds room: the file that was there stays as it was. */
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  little = before;
  little.rlim_cur = 4096;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &little), ==, 0);
  save_to (window, engine, report, path);
  assert_says (window, g_strerror (EFBIG));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "before");
  g_unlink (path);
  /* Nothing else is left there. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  /* A printer that takes nothing: once. */
  gtk_print_operation_set_export_filename (operation, gone);
  ear_report_run_print (GTK_WIDGET (window), operation, GTK_PRINT_OPERATION_ACTION_EXPORT);
  assert_says (window, "The report was not printed: ");
  fixture_close (window);
}

/* One small channel, without a curve to draw. */
static void
leave_the_small_one (EarReport *report)
{
  if (report->channels->len < 3)
    return;
  g_ptr_array_remove_range (report->channels, 0, 2);
  report->difference = (EarReportDifference) { .verdict = EAR_DIFFERENCE_NONE_TO_TELL };
}

static void
forget_the_hours (EarReport *report)
{
  report->hours_set = FALSE;
  for (guint i = 0; i < report->channels->len; i++)
    {
      EarReportChannel *channel = g_ptr_array_index (report->channels, i);

      channel->hours_set = FALSE;
      channel->promise_s = 72 * 3600;
      channel->open.half.time = 0;
      channel->open.nine_in_ten.time = 0;
      channel->open.nine_in_ten.reached = TRUE;
    }
}

static GtkWidget *
open_report (void (*alter) (EarReport *report))
{
  EarWindow *window;

  ear_engine_double_alter_report (alter);
  window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  return GTK_WIDGET (window);
}

/* The wall clock stands beside the answering hours however small a channel is, and each clock's share opens its own list. */
static void
test_report_clocks (void)
{
  GtkWidget *window = open_report (leave_the_small_one), *toggle;

  assert_silent (window, "59 of 64");
  assert_says (window, "4 of 6");
  toggle = fixture_find_type (window, ADW_TYPE_TOGGLE_GROUP);
  g_assert_nonnull (toggle);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (toggle), "wall");
  fixture_settle ();
  assert_says (window, "2 of 6");
  fixture_press (window, "Not answered in time 4");
  assert_says (window, "Phone: Not answered in time");
  fixture_press (window, "Back to the Report");
  fixture_close (EAR_WINDOW (window));
  ear_engine_double_alter_report (NULL);
}

/* What the pointer learns of the curves, the keyboard does. */
static gboolean
press_on (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
    }
  return handled;
}

static void
test_report_chart_keys (void)
{
  GtkWidget *window = open_report (NULL), *chart, *bubble;
  g_autofree char *first = NULL;
  GtkLabel *label;

  chart = fixture_find_type (window, EAR_TYPE_CHART_VIEW);
  g_assert_nonnull (chart);
  while (gtk_widget_get_width (chart) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_grab_focus (chart));
  g_assert_null (fixture_find_now (chart, GTK_TYPE_POPOVER));
  g_assert_true (press_on (chart, GDK_KEY_Right));
  fixture_settle ();
  bubble = fixture_find_type (chart, GTK_TYPE_POPOVER);
  g_assert_nonnull (bubble);
  label = GTK_LABEL (gtk_popover_get_child (GTK_POPOVER (bubble)));
  first = g_strdup (gtk_label_get_text (label));
  g_assert_nonnull (strchr (first, '%'));
  g_assert_true (press_on (chart, GDK_KEY_End));
  fixture_settle ();
  g_assert_cmpstr (gtk_label_get_text (label), !=, first);
  g_assert_true (press_on (chart, GDK_KEY_Home));
  g_assert_true (press_on (chart, GDK_KEY_Left));
  g_assert_cmpstr (gtk_label_get_text (label), ==, first);
  fixture_picture (EAR_WINDOW (window), "report-chart-keys");
  g_assert_true (press_on (chart, GDK_KEY_Escape));
  g_assert_false (press_on (chart, GDK_KEY_Escape));
  fixture_close (EAR_WINDOW (window));
}

/* Without answering hours nothing is "before opening", and days have 24 hours. */
static void
test_report_without_hours (void)
{
  GtkWidget *window = open_report (forget_the_hours);

  assert_says (window, "No answering hours are set");
  assert_says (window, "answered within 3 days");
  assert_says (window, "at once");
  assert_silent (window, "before opening");
  g_assert_null (fixture_find_now (window, ADW_TYPE_TOGGLE_GROUP));
  fixture_close (EAR_WINDOW (window));
  ear_engine_double_alter_report (NULL);
}

/* The first reading says how far it is, and no channel claims more than is known of it. */
static void
test_health (void)
{
  EarWindow *window;

  ear_engine_double_set_health (EAR_HEALTH_SYNCING);
  window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  assert_says (window, "42%");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-blog");
  fixture_settle ();
  assert_says (window, "Reading older conversations: 42%");
  g_assert_nonnull (fixture_find_type (GTK_WIDGET (window), GTK_TYPE_PROGRESS_BAR));
  ear_window_close_dialogs (window, TRUE);
  fixture_close (window);
  ear_engine_double_set_health (-1);

  window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-blog");
  fixture_settle ();
  assert_says (window, "Up to date, checked ");
  ear_window_close_dialogs (window, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-phone");
  fixture_settle ();
  assert_says (window, "Written down by hand");
  assert_silent (window, "Read without gaps");
  ear_window_close_dialogs (window, TRUE);
  fixture_close (window);
}

/* Several troubles are folded under one line, and the day's figures lead to what they count. */
static void
test_today (void)
{
  EarWindow *window;

  ear_engine_double_set_troubles (5);
  window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  assert_says (window, "5 channels with trouble");
  assert_silent (window, "has not been read since Saturday");
  g_signal_emit_by_name (gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), "5 channels with trouble"), GTK_TYPE_BUTTON), "clicked");
  assert_says (window, "has not been read since Saturday");
  g_assert_cmpint (gtk_widget_get_height (fixture_find_type (GTK_WIDGET (window), GTK_TYPE_REVEALER)), <=, 180);
  ear_engine_double_set_troubles (0);

  fixture_press (GTK_WIDGET (window), "1 late");
  assert_says (window, "Everyone can read this reply.");
  fixture_press (GTK_WIDGET (window), "1 call-back");
  assert_says (window, "To Call Back");
  fixture_close (window);
}

static void
count_frame (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* The report fits a telephone's width, and comes to rest there: what is laid out again and again is never drawn. */
static void
test_report_narrow (void)
{
  g_autoptr (EarEngine) engine = ear_engine_double_new (EAR_DOUBLE_BUSY);
  EarWindow *window = g_object_new (EAR_TYPE_WINDOW, "default-width", 360, "default-height", 640, NULL);
  GdkFrameClock *clock;
  gulong handler;
  guint n = 0;

  ear_window_set_engine (window, engine);
  gtk_window_present (GTK_WINDOW (window));
  fixture_settle ();
  ear_window_show_page (window, "report");
  assert_says (window, "Not answered in time");
  for (guint i = 0; i < 5; i++)
    fixture_settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), ==, 360);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  handler = g_signal_connect (clock, "layout", G_CALLBACK (count_frame), &n);
  for (guint i = 0; i < 5; i++)
    fixture_settle ();
  g_signal_handler_disconnect (clock, handler);
  g_assert_cmpuint (n, <, 10);
  fixture_press (GTK_WIDGET (window), "Not answered in time 5");
  assert_says (window, "Olive & Thyme blog: Not answered in time");
  fixture_close (window);
}

/* Ten thousand rows in a telephone's width: scrolled to, chosen, left, and gone through by key. */
static void
test_long_list (void)
{
  g_autoptr (EarEngine) engine = ear_engine_double_new (EAR_DOUBLE_BUSY);
  EarWindow *window = g_object_new (EAR_TYPE_WINDOW, "default-width", 360, "default-height", 640, NULL);
  GtkWidget *list;
  GListModel *model;
  GtkAdjustment *adjustment;
  guint n;

  ear_engine_double_set_more (10000);
  ear_window_set_engine (window, engine);
  gtk_window_present (GTK_WINDOW (window));
  fixture_settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "all");
  fixture_settle ();
  list = fixture_find_type (GTK_WIDGET (window), GTK_TYPE_LIST_VIEW);
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  n = g_list_model_get_n_items (model);
  g_assert_cmpuint (n, >, 10000);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), ==, 360);

  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  fixture_settle ();
  gtk_list_view_scroll_to (GTK_LIST_VIEW (list), n - 2, GTK_LIST_SCROLL_SELECT | GTK_LIST_SCROLL_FOCUS, NULL);
  fixture_settle ();
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model)), ==, n - 2);
  /* It opened, in the place of the list. */
  assert_says (window, "Write a reply");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  fixture_settle ();
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model)), ==, n - 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.previous", NULL);
  fixture_settle ();
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model)), ==, n - 2);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), ==, 360);
  fixture_close (window);
  ear_engine_double_set_more (0);
}

/* What looks automatic is offered above the report, listed, left out, and taken back. */
static void
test_automatic (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  assert_says (window, "3 replies look automatic");
  fixture_press (GTK_WIDGET (window), "Do Not Count");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "automatic 3 1");
  assert_says (window, "3 automatic replies are not counted");
  fixture_choose (GTK_WIDGET (window), "3 automatic replies are not counted");
  assert_says (window, "Replies Not Counted");
  fixture_press (GTK_WIDGET (window), "Back to the Report");
  fixture_press (GTK_WIDGET (window), "Count Again");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "automatic 3 0");
  fixture_close (window);
}

/* A question that is not counted says why, and one click counts it; a reply may answer another question too; done has its reasons. */
static void
test_said_by_hand (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *card;

  ear_window_open_key (window, "Amina Diallo");
  fixture_settle ();
  assert_says (window, "Not counted: by rule, such words need no answer.");
  card = gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), "Until two in the afternoon"), EAR_TYPE_MESSAGE_CARD);
  gtk_widget_activate_action (card, "message.also-answers", NULL);
  assert_says (window, "This Also Answers");
  fixture_press (GTK_WIDGET (window), "_Count as Answered");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "also-answers 901 902");
  fixture_press (GTK_WIDGET (window), "Count It Again");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "reopen 9");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.done-by-customer", NULL);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "answered-by-customer 9");
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/panes/busy", test_busy);
  g_test_add_func ("/panes/reply", test_reply);
  g_test_add_func ("/panes/quiet", test_quiet);
  g_test_add_func ("/panes/offline", test_offline);
  g_test_add_func ("/panes/broken", test_broken);
  g_test_add_func ("/panes/search", test_search);
  g_test_add_func ("/panes/row-leaves", test_row_leaves);
  g_test_add_func ("/panes/failed-reply", test_failed_reply);
  g_test_add_func ("/panes/report", test_report);
  g_test_add_func ("/panes/report/first-page", test_report_first_page);
  g_test_add_func ("/panes/report/out", test_report_out);
  g_test_add_func ("/panes/report/not-out", test_report_not_out);
  g_test_add_func ("/panes/report/not-saved", test_report_not_saved);
  g_test_add_func ("/panes/report/clocks", test_report_clocks);
  g_test_add_func ("/panes/report/chart-keys", test_report_chart_keys);
  g_test_add_func ("/panes/report/without-hours", test_report_without_hours);
  g_test_add_func ("/panes/report/narrow", test_report_narrow);
  g_test_add_func ("/panes/long-list", test_long_list);
  g_test_add_func ("/panes/automatic", test_automatic);
  g_test_add_func ("/panes/said-by-hand", test_said_by_hand);
  g_test_add_func ("/panes/health", test_health);
  g_test_add_func ("/panes/today", test_today);
  return g_test_run ();
}
