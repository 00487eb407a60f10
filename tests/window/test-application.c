/* test-application.c: one's own workspace and the made-up ones, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui/ear-application.h"
#include "window-fixture.h"

#define SENTENCE "The made-up town cannot be read."

/* One a process, as in life; each test opens its window. */
static EarApplication *application;

static void
start (void)
{
  g_application_activate (G_APPLICATION (application));
  fixture_settle ();
}

static EarWindow *
window_of (void)
{
  return EAR_WINDOW (gtk_application_get_windows (GTK_APPLICATION (application))->data);
}

/* Waits: the first frame must have been drawn. */
static EarEngine *
engine_of (void)
{
  for (guint i = 0; i < 60 && ear_window_get_engine (window_of ()) == NULL; i++)
    fixture_settle ();
  return ear_window_get_engine (window_of ());
}

/* Everything is closed with the window. */
static void
stop (void)
{
  ear_engine_double_set_held (FALSE);
  gtk_window_destroy (GTK_WINDOW (window_of ()));
  fixture_settle ();
  g_assert_cmpuint (ear_engine_double_get_n_open (), ==, 0);
}

static void
visit (EarEngineFlags which)
{
  ear_application_visit (application, which);
  fixture_settle ();
}

static void
finish_opening (EarEngineFlags flags, const char *failure)
{
  ear_engine_double_finish_opening (flags, failure);
  fixture_settle ();
}

/* The practice comes when it is not wanted any more: it is closed, and nothing else changes. */
static void
test_came_too_late (void)
{
  EarEngine *own;

  start ();
  own = engine_of ();
  ear_engine_double_set_held (TRUE);
  visit (EAR_ENGINE_PRACTICE);
  assert_says (window_of (), "Opening your conversations");
  visit (EAR_ENGINE_DEFAULT);
  assert_says (window_of (), "Greta Lindholm");
  finish_opening (EAR_ENGINE_PRACTICE, NULL);
  g_assert_true (engine_of () == own);
  g_assert_cmpuint (ear_engine_double_get_n_open (), ==, 1);
  ear_engine_double_finish_closing ();

  visit (EAR_ENGINE_PRACTICE);
  finish_opening (EAR_ENGINE_PRACTICE, NULL);
  g_assert_true (ear_engine_is_practice (engine_of ()));
  visit (EAR_ENGINE_DEFAULT);
  g_assert_true (engine_of () == own);
  ear_engine_double_finish_closing ();
  stop ();
}

/* The own workspace opens while the practice is shown: it waits behind it, and is not opened twice. */
static void
test_own_opens_behind (void)
{
  ear_engine_double_set_held (TRUE);
  start ();
  visit (EAR_ENGINE_PRACTICE);
  finish_opening (EAR_ENGINE_PRACTICE, NULL);
  g_assert_true (ear_engine_is_practice (engine_of ()));
  finish_opening (EAR_ENGINE_DEFAULT, NULL);
  g_assert_true (ear_engine_is_practice (engine_of ()));
  visit (EAR_ENGINE_DEFAULT);
  g_assert_false (ear_engine_is_practice (engine_of ()));
  g_assert_cmpuint (ear_engine_double_get_n_opening (), ==, 0);
  g_assert_cmpuint (ear_engine_double_get_n_open (), ==, 1);
  ear_engine_double_finish_closing ();
  stop ();
}

/* A visit that fails leads back, and says why; it can be tried again. */
static void
test_visit_fails (void)
{
  EarEngine *own;

  start ();
  own = engine_of ();
  ear_engine_double_set_held (TRUE);
  visit (EAR_ENGINE_PRACTICE);
  finish_opening (EAR_ENGINE_PRACTICE, SENTENCE);
  assert_says (window_of (), SENTENCE);
  assert_says (window_of (), "Greta Lindholm");
  fixture_picture (window_of (), "visit-failed");
  g_assert_true (engine_of () == own);
  visit (EAR_ENGINE_PRACTICE);
  finish_opening (EAR_ENGINE_PRACTICE, NULL);
  g_assert_true (ear_engine_is_practice (engine_of ()));
  stop ();
}

/* With nothing to lead back to, what was tried is tried again. */
static void
test_try_again (void)
{
  ear_engine_double_set_held (TRUE);
  start ();
  visit (EAR_ENGINE_PRACTICE);
  finish_opening (EAR_ENGINE_DEFAULT, "Another Earshot has this workspace open.");
  assert_silent (window_of (), "Another Earshot");
  finish_opening (EAR_ENGINE_PRACTICE, SENTENCE);
  assert_says (window_of (), SENTENCE);
  fixture_press (GTK_WIDGET (window_of ()), "Try Again");
  finish_opening (EAR_ENGINE_PRACTICE, NULL);
  g_assert_true (ear_engine_is_practice (engine_of ()));
  stop ();
}

/* Left and entered again before it was closed: it is opened when it is. */
static void
test_again_while_closing (void)
{
  start ();
  g_assert_nonnull (engine_of ());
  visit (EAR_ENGINE_PRACTICE);
  ear_engine_double_set_held (TRUE);
  visit (EAR_ENGINE_DEFAULT);
  visit (EAR_ENGINE_PRACTICE);
  g_assert_cmpuint (ear_engine_double_get_n_opening (), ==, 0);
  ear_engine_double_finish_closing ();
  fixture_settle ();
  finish_opening (EAR_ENGINE_PRACTICE, NULL);
  g_assert_true (ear_engine_is_practice (engine_of ()));
  stop ();
}

/* From the desktop's menu, while the sample is shown: a real call is written down in the own workspace. And while the sample is shown,
 * nobody looks at that. */
static void
test_log_contact (void)
{
  EarEngine *own;

  start ();
  own = engine_of ();
  ear_engine_set_looking (own, TRUE);
  visit (EAR_ENGINE_SAMPLE);
  g_assert_true (ear_engine_is_sample (engine_of ()));
  g_assert_false (ear_engine_double_is_looking (own));
  g_action_group_activate_action (G_ACTION_GROUP (application), "log-contact", NULL);
  fixture_settle ();
  g_assert_true (engine_of () == own);
  assert_says (window_of (), "Write Down a Call or Visit");
  fixture_picture (window_of (), "log-contact");
  stop ();
}

/* A click on the notification, after the file was moved; and the way to what can be set. */
static void
test_weekly_report (void)
{
  start ();
  g_assert_nonnull (engine_of ());
  g_action_group_activate_action (G_ACTION_GROUP (application), "open-report", g_variant_new_string ("/nowhere/Olive 2026-W48.pdf"));
  fixture_settle ();
  assert_says (window_of (), "The report is not in its folder any more.");
  g_action_group_activate_action (G_ACTION_GROUP (application), "report-preferences", NULL);
  fixture_settle ();
  assert_says (window_of (), "Make One Every Week");
  stop ();
}

int
main (int argc, char **argv)
{
  int failures;

  fixture_init (&argc, &argv);
  application = ear_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  ear_engine_double_set_next (EAR_DOUBLE_BUSY);
  g_test_add_func ("/application/came-too-late", test_came_too_late);
  g_test_add_func ("/application/own-opens-behind", test_own_opens_behind);
  g_test_add_func ("/application/visit-fails", test_visit_fails);
  g_test_add_func ("/application/try-again", test_try_again);
  g_test_add_func ("/application/again-while-closing", test_again_while_closing);
  g_test_add_func ("/application/log-contact", test_log_contact);
  g_test_add_func ("/application/weekly-report", test_weekly_report);
  failures = g_test_run ();
  g_object_unref (application);
  return failures;
}
