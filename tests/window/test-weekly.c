/* test-weekly.c: the weekly report: its settings, its file, what is said of it; over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "base/ear-clock.h"
#include "ui/ear-period-pane.h"
#include "ui/ear-preferences-dialog.h"
#include "ui/ear-ui.h"
#include "ui/ear-weekly-group.h"
#include "ui/ear-weekly-report.h"
#include "window-fixture.h"

typedef struct
{
  EarEngine *engine;
  EarWindow *window;
  GtkWidget *dialog;         /* the preferences */
  char *folder;
  char *name;                /* of the file that comes first */
  EarWeek week;
} World;

static void
world_init (World *world, EarDoubleScenario scenario)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *week = NULL;

  world->window = fixture_open (scenario, &world->engine);
  world->dialog = GTK_WIDGET (ear_preferences_dialog_new (world->engine));
  ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (world->dialog), "reports");
  adw_dialog_present (ADW_DIALOG (world->dialog), GTK_WIDGET (world->window));
  fixture_settle ();
  world->folder = g_dir_make_tmp ("earshot-weekly-XXXXXX", NULL);
  zone = ear_engine_dup_time_zone (world->engine);
  g_assert_true (ear_week_before (zone, ear_clock_now_ms (), &world->week));
  week = ear_week_to_string (&world->week);
  world->name = ear_weekly_file_name ("Olive & Thyme", week, EAR_WEEKLY_PDF, 1);
}

static void
remove_files (const World *world)
{
  g_autoptr (GDir) dir = g_dir_open (world->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (world->folder, name, NULL);

      g_unlink (path);
    }
}

static void
world_clear (World *world)
{
  fixture_close (world->window);
  remove_files (world);
  g_rmdir (world->folder);
  g_free (world->folder);
  g_free (world->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
choose_folder (World *world)
{
  g_autoptr (GFile) folder = g_file_new_for_path (world->folder);

  ear_weekly_group_take_folder (EAR_WEEKLY_GROUP (fixture_find_type (world->dialog, EAR_TYPE_WEEKLY_GROUP)), folder);
  fixture_settle ();
}

static guint
count_files (const World *world)
{
  g_autoptr (GDir) dir = g_dir_open (world->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* It begins with that. */
static void
assert_file (const World *world, const char *name, const char *beginning)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, beginning));
}

static GtkWidget *
row (const World *world, const char *title)
{
  return fixture_find_row (world->dialog, title);
}

/* Until nothing is being made, and whoever wanted to know was told. */
static void
wait_until_made (const World *world)
{
  while (g_object_get_data (G_OBJECT (world->engine), "ear-weekly-making") != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
make_now (const World *world)
{
  g_signal_emit_by_name (row (world, "Make It Now"), "activated");
  wait_until_made (world);
}

/* What was said last. */
static GtkWidget *
toast (const World *world)
{
  return fixture_find_type (world->dialog, g_type_from_name ("AdwToastWidget"));
}

static void
scroll_to (GtkWidget *row)
{
  for (GtkWidget *widget = row; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (GTK_IS_VIEWPORT (widget))
      gtk_viewport_scroll_to (GTK_VIEWPORT (widget), row, NULL);
  fixture_settle ();
}

/* GTK's own dialog, where there is no portal. */
static void
cancel_file_dialog (const World *world)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (window != GTK_WINDOW (world->window))
        {
          gtk_window_close (window);
          fixture_settle ();
          return;
        }
    }
  g_assert_not_reached ();
}

static void
test_settings (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarSettings) settings = NULL;

  world_init (&world, EAR_DOUBLE_BUSY);
  assert_says (row (&world, "Folder"), "Not chosen yet");
  /* Without a folder it cannot be switched on: one is asked for. */
  adw_switch_row_set_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week")), TRUE);
  fixture_settle ();
  cancel_file_dialog (&world);
  g_assert_false (adw_switch_row_get_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week"))));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week")), TRUE);
  fixture_settle ();
  choose_folder (&world);
  g_assert_true (adw_switch_row_get_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week"))));
  g_assert_cmpstr (ear_engine_double_get_last_deed (world.engine), ==, "settings always");

  adw_combo_row_set_selected (ADW_COMBO_ROW (row (&world, "Day")), 4);
  fixture_settle ();
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (&world, "Paper")), 1);
  fixture_settle ();
  gtk_editable_set_text (GTK_EDITABLE (row (&world, "Time")), "25 o'clock");
  g_signal_emit_by_name (row (&world, "Time"), "apply");
  assert_says (world.dialog, "Write the time like 8:00 or 17:30.");
  gtk_editable_set_text (GTK_EDITABLE (row (&world, "Time")), "5:30pm");
  g_signal_emit_by_name (row (&world, "Time"), "apply");
  fixture_settle ();
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row (&world, "Time"))), ==, "17:30");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (&world, "File")), 1);
  fixture_settle ();
  assert_silent (world.dialog, "US Letter");
  settings = ear_engine_dup_settings (world.engine);
  g_assert_true (settings->weekly.on);
  g_assert_cmpstr (settings->weekly.folder, ==, world.folder);
  g_assert_cmpuint (settings->weekly.minute, ==, 17 * 60 + 30);
  g_assert_cmpint (settings->weekly.form, ==, EAR_WEEKLY_PAGE);
  g_assert_cmpint (settings->weekly.paper, ==, EAR_WEEKLY_LETTER);
  {
    g_autofree char *day = NULL;
    GtkStringObject *shown = adw_combo_row_get_selected_item (ADW_COMBO_ROW (row (&world, "Day")));
    g_autoptr (GDateTime) monday = g_date_time_new_utc (2026, 11, 30, 0, 0, 0);
    g_autoptr (GDateTime) chosen = g_date_time_add_days (monday, (int) settings->weekly.weekday - 1);

    day = g_date_time_format (chosen, "%A");
    g_assert_cmpstr (gtk_string_object_get_string (shown), ==, day);
  }
  fixture_picture (world.window, "weekly-on");
  /* What the dialog changes beside it leaves it alone. */
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (world.dialog), "general");
  fixture_settle ();
  adw_spin_row_set_value (ADW_SPIN_ROW (row (&world, "Seconds to Undo")), 30);
  adw_dialog_force_close (ADW_DIALOG (world.dialog));
  fixture_settle ();
  ear_settings_free (settings);
  settings = ear_engine_dup_settings (world.engine);
  g_assert_cmpuint (settings->undo_s, ==, 30);
  g_assert_true (settings->weekly.on);
}

/* Somebody is quicker than the disk: what was changed meanwhile stays in the rows, and is what is stored in the end. */
static void
test_quick (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarSettings) settings = NULL;
  GtkWidget *paper;

  world_init (&world, EAR_DOUBLE_BUSY);
  choose_folder (&world);
  paper = row (&world, "Paper");
  adw_switch_row_set_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week")), TRUE);
  fixture_settle ();
  ear_engine_double_hold_settings (TRUE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (paper), EAR_WEEKLY_LETTER);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (&world, "Day")), 4);
  gtk_editable_set_text (GTK_EDITABLE (row (&world, "Time")), "17");
  /* The first is stored: the second change, and what is being typed, are still there. */
  ear_engine_double_finish_settings (world.engine);
  fixture_settle ();
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (paper)), ==, EAR_WEEKLY_LETTER);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row (&world, "Day"))), ==, 4);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row (&world, "Time"))), ==, "17");
  ear_engine_double_finish_settings (world.engine);
  fixture_settle ();
  settings = ear_engine_dup_settings (world.engine);
  /* Nobody said that it is the time. */
  g_assert_cmpuint (settings->weekly.minute, ==, 8 * 60);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row (&world, "Time"))), ==, "17");
  gtk_editable_set_text (GTK_EDITABLE (row (&world, "Time")), "17:30");
  g_signal_emit_by_name (row (&world, "Time"), "apply");
  adw_combo_row_set_selected (ADW_COMBO_ROW (paper), EAR_WEEKLY_A4);
  ear_engine_double_finish_settings (world.engine);
  ear_engine_double_finish_settings (world.engine);
  fixture_settle ();
  ear_settings_free (settings);
  settings = ear_engine_dup_settings (world.engine);
  g_assert_cmpuint (settings->weekly.minute, ==, 17 * 60 + 30);
  g_assert_cmpint (settings->weekly.paper, ==, EAR_WEEKLY_A4);
  g_assert_true (settings->weekly.on);

  /* One that fails takes back what it says. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (paper), EAR_WEEKLY_LETTER);
  ear_engine_double_set_broken (world.engine);
  ear_engine_double_finish_settings (world.engine);
  assert_says (world.dialog, "The disk is full.");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (paper)), ==, EAR_WEEKLY_A4);
  ear_engine_double_hold_settings (FALSE);
}

/* "Make It Now" without a folder asks for one; another change that is stored before it does not make a report there. */
static void
test_folder_first (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarSettings) settings = NULL;

  world_init (&world, EAR_DOUBLE_BUSY);
  ear_engine_double_hold_settings (TRUE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (&world, "Paper")), EAR_WEEKLY_LETTER);
  g_signal_emit_by_name (row (&world, "Make It Now"), "activated");
  fixture_settle ();
  choose_folder (&world);
  ear_engine_double_finish_settings (world.engine);
  fixture_settle ();
  g_assert_null (g_object_get_data (G_OBJECT (world.engine), "ear-weekly-making"));
  g_assert_cmpuint (count_files (&world), ==, 0);
  ear_engine_double_finish_settings (world.engine);
  ear_engine_double_hold_settings (FALSE);
  assert_says (row (&world, "Last Report"), world.name);
  wait_until_made (&world);
  assert_file (&world, world.name, "%PDF-");
  settings = ear_engine_dup_settings (world.engine);
  g_assert_cmpint (settings->weekly.paper, ==, EAR_WEEKLY_LETTER);
  g_assert_cmpstr (settings->weekly.folder, ==, world.folder);
  cancel_file_dialog (&world);
}

static void
test_now (void)
{
  g_auto (World) world = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *second = NULL;

  world_init (&world, EAR_DOUBLE_BUSY);
  path = g_build_filename (world.folder, world.name, NULL);
  /* Somebody else's file of that name stays. */
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  choose_folder (&world);
  make_now (&world);
  assert_says (world.dialog, "Saved");
  g_assert_cmpuint (count_files (&world), ==, 2);
  assert_file (&world, world.name, "mine");
  second = g_strdup_printf ("%.*s (2).pdf", (int) strlen (world.name) - 4, world.name);
  assert_file (&world, second, "%PDF-");
  assert_says (row (&world, "Last Report"), second);
  fixture_picture (world.window, "weekly");

  /* Of an attempt that broke off an empty file is left. */
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  make_now (&world);
  assert_says (row (&world, "Last Report"), world.name);
  assert_file (&world, world.name, "%PDF-");
  g_assert_cmpuint (count_files (&world), ==, 2);

  g_unlink (path);
  fixture_press (row (&world, "Last Report"), "Open");
  assert_says (world.dialog, "The report is not in its folder any more.");
}

static void
test_page (void)
{
  g_auto (World) world = { 0 };
  g_autofree char *name = NULL;

  world_init (&world, EAR_DOUBLE_BUSY);
  choose_folder (&world);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (&world, "File")), 1);
  fixture_settle ();
  make_now (&world);
  assert_says (world.dialog, "Saved");
  name = g_strdup_printf ("%.*s.html", (int) strlen (world.name) - 4, world.name);
  assert_file (&world, name, "<!DOCTYPE html>");
}

/* Said with what to do, nothing is left behind, and it works as soon as it can. */
static void
test_failures (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, EAR_DOUBLE_BUSY);
  choose_folder (&world);
  g_assert_cmpint (g_rmdir (world.folder), ==, 0);
  make_now (&world);
  assert_says (row (&world, "Not Saved"), "is not there. Bring it back or choose another one.");
  g_assert_false (g_file_test (world.folder, G_FILE_TEST_EXISTS));
  assert_says (toast (&world), "Not Saved");
  fixture_picture (world.window, "weekly-folder-gone");
  /* Once more: the row says the same as before, and it was tried all the same. */
  make_now (&world);
  assert_says (toast (&world), "Not Saved");
  g_assert_cmpint (g_mkdir (world.folder, 0700), ==, 0);
  make_now (&world);
  assert_says (row (&world, "Last Report"), world.name);
  assert_silent (world.dialog, "Not Saved");
  assert_file (&world, world.name, "%PDF-");

  /* A file stands where the folder was: no permission keeps out root, who may run these tests. */
  remove_files (&world);
  g_assert_cmpint (g_rmdir (world.folder), ==, 0);
  g_assert_true (g_file_set_contents (world.folder, "x", -1, NULL));
  make_now (&world);
  assert_says (row (&world, "Not Saved"), "The weekly report was not saved");
  g_assert_cmpint (g_unlink (world.folder), ==, 0);
  g_assert_cmpint (g_mkdir (world.folder, 0700), ==, 0);

  /* Not root, whom no permission keeps out. */
  g_assert_cmpint (g_chmod (world.folder, 0500), ==, 0);
  if (g_access (world.folder, W_OK) != 0)
    {
      make_now (&world);
      assert_says (row (&world, "Not Saved"), "Earshot may not write to");
    }
  g_assert_cmpint (g_chmod (world.folder, 0700), ==, 0);

  /* Only its beginning finds room. */
  {
    struct rlimit before, little;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
    little = before;
    little.rlim_cur = 4096;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &little), ==, 0);
    make_now (&world);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
    assert_says (row (&world, "Not Saved"), g_strerror (EFBIG));
    assert_says (row (&world, "Not Saved"), "It is tried again within the hour.");
    g_assert_cmpuint (count_files (&world), ==, 0);
  }

  /* It cannot even be counted. */
  ear_engine_double_set_broken (world.engine);
  make_now (&world);
  assert_silent (row (&world, "Not Saved"), g_strerror (EFBIG));
  assert_says (row (&world, "Not Saved"), "It is tried again within the hour.");
  g_assert_cmpuint (count_files (&world), ==, 0);
}

/* Around now, whatever time it is. */
static void
set_quiet (gboolean quiet)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint minute = (guint) (g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now));

  g_settings_set_uint (ear_ui_settings (), "quiet-from", (minute + 23 * 60) % (24 * 60));
  g_settings_set_uint (ear_ui_settings (), "quiet-to", (minute + 60) % (24 * 60));
  g_settings_set_boolean (ear_ui_settings (), "quiet-hours", quiet);
}

static void
test_due (void)
{
  g_auto (World) world = { 0 };
  EarNotifier *notifier = ear_notifier_new_for_test ();
  g_autoptr (EarAnnouncer) announcer = ear_announcer_new (notifier);
  g_autoptr (EarWeeklyReport) weekly = ear_weekly_report_new (announcer);
  g_autofree char *expected = NULL;

  world_init (&world, EAR_DOUBLE_BUSY);
  choose_folder (&world);
  ear_weekly_report_set_engine (weekly, world.engine);
  g_assert_cmpint (g_rmdir (world.folder), ==, 0);
  /* At night it is not said at all. */
  set_quiet (TRUE);
  ear_engine_double_weekly (world.engine, &world.week);
  wait_until_made (&world);
  assert_says (row (&world, "Not Saved"), "is not there.");
  set_quiet (FALSE);
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 0);
  /* Every hour, and said once. */
  for (guint i = 0; i < 3; i++)
    {
      ear_engine_double_weekly (world.engine, &world.week);
      wait_until_made (&world);
      assert_says (row (&world, "Not Saved"), "is not there.");
    }
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 1);
  g_assert_nonnull (strstr (ear_notifier_get_shown_for_test (notifier, "weekly-report"), "Last week’s report was not saved"));
  gtk_widget_activate_action (GTK_WIDGET (world.window), "win.place", "s", "reports");
  assert_silent (fixture_find_type (GTK_WIDGET (world.window), EAR_TYPE_PERIOD_PANE), "is not there.");
  adw_switch_row_set_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week")), TRUE);
  assert_says (fixture_find_type (GTK_WIDGET (world.window), EAR_TYPE_PERIOD_PANE), "is not there.");

  g_assert_cmpint (g_mkdir (world.folder, 0700), ==, 0);
  /* Asked for twice while it is being made. */
  ear_engine_double_weekly (world.engine, &world.week);
  ear_engine_double_weekly (world.engine, &world.week);
  wait_until_made (&world);
  assert_says (row (&world, "Last Report"), world.name);
  assert_silent (fixture_find_type (GTK_WIDGET (world.window), EAR_TYPE_PERIOD_PANE), "is not there.");
  g_assert_cmpuint (count_files (&world), ==, 1);
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 2);
  {
    g_autofree char *shown = g_path_get_basename (world.folder);

    expected = g_strdup_printf ("Last week’s report is in %s|%s|app.open-report|%s/%s", shown, world.name, world.folder, world.name);
  }
  g_assert_cmpstr (ear_notifier_get_shown_for_test (notifier, "weekly-report"), ==, expected);
  ear_weekly_report_set_engine (weekly, NULL);
  ear_engine_double_weekly (world.engine, &world.week);
  fixture_settle ();
  g_assert_cmpuint (count_files (&world), ==, 1);
}

/* Where somebody would look for it; a sandbox's number is nothing to anybody. */
static void
test_folder (void)
{
  static const struct { const char *(*under) (void); const char *name, *says; } cases[] = {
    { g_get_home_dir, "Reports", "~/Reports" },
    { g_get_user_runtime_dir, "doc/3fa85f64/Reports", "Reports" },
    { g_get_tmp_dir, "Reports", "/Reports" },
  };
  g_auto (World) world = { 0 };

  world_init (&world, EAR_DOUBLE_BUSY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) folder = g_file_new_build_filename (cases[i].under (), cases[i].name, NULL);
      g_autofree char *says = cases[i].says[0] == '/' ? g_file_get_path (folder) : g_strdup (cases[i].says);
      g_autoptr (EarSettings) settings = NULL;

      ear_weekly_group_take_folder (EAR_WEEKLY_GROUP (fixture_find_type (world.dialog, EAR_TYPE_WEEKLY_GROUP)), folder);
      fixture_settle ();
      g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row (&world, "Folder"))), ==, says);
      settings = ear_engine_dup_settings (world.engine);
      g_assert_cmpstr (settings->weekly.folder, ==, g_file_peek_path (folder));
    }
  /* On a server: no path. */
  {
    g_autoptr (GFile) folder = g_file_new_for_uri ("sftp://server.example/Reports");

    ear_weekly_group_take_folder (EAR_WEEKLY_GROUP (fixture_find_type (world.dialog, EAR_TYPE_WEEKLY_GROUP)), folder);
    assert_says (world.dialog, "Earshot cannot write there.");
    g_assert_true (g_str_has_suffix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row (&world, "Folder"))), "/Reports"));
  }
}

/* By eye, wide and narrow, with every row there is: from its top and to its end. */
static void
test_look (void)
{
  static const struct { const char *name; int width, height; } sizes[] = { { "wide", 1280, 800 }, { "narrow", 360, 720 } };
  g_auto (World) world = { 0 };

  world_init (&world, EAR_DOUBLE_BUSY);
  choose_folder (&world);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row (&world, "Make One Every Week")), TRUE);
  fixture_settle ();
  make_now (&world);
  assert_says (row (&world, "Last Report"), world.name);
  ear_engine_double_set_broken (world.engine);
  make_now (&world);
  assert_says (row (&world, "Not Saved"), "The weekly report was not saved");
  adw_dialog_force_close (ADW_DIALOG (world.dialog));
  fixture_settle ();
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *end = g_strdup_printf ("%s-end", sizes[i].name);

      gtk_window_set_default_size (GTK_WINDOW (world.window), sizes[i].width, sizes[i].height);
      fixture_settle ();
      world.dialog = GTK_WIDGET (ear_preferences_dialog_new (world.engine));
      ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (world.dialog), "reports");
      adw_dialog_present (ADW_DIALOG (world.dialog), GTK_WIDGET (world.window));
      fixture_settle ();
      assert_says (world.dialog, "Make One Every Week");
      fixture_picture (world.window, sizes[i].name);
      scroll_to (row (&world, "Make It Now"));
      fixture_picture (world.window, end);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (world.window)), <=, sizes[i].width);
      g_assert_cmpint (gtk_widget_get_width (fixture_find_type (world.dialog, EAR_TYPE_WEEKLY_GROUP)), <=, sizes[i].width);
      adw_dialog_force_close (ADW_DIALOG (world.dialog));
      fixture_settle ();
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/weekly/settings", test_settings);
  g_test_add_func ("/weekly/quick", test_quick);
  g_test_add_func ("/weekly/folder-first", test_folder_first);
  g_test_add_func ("/weekly/now", test_now);
  g_test_add_func ("/weekly/page", test_page);
  g_test_add_func ("/weekly/failures", test_failures);
  g_test_add_func ("/weekly/due", test_due);
  g_test_add_func ("/weekly/folder", test_folder);
  g_test_add_func ("/weekly/look", test_look);
  return g_test_run ();
}
