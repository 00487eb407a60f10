/* test-announce.c: what the desktop is told, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui/ear-announcer.h"
#include "ui/ear-ui.h"
#include "window-fixture.h"

/* What the desktop was told of a person, once it was: a machine may be busy. */
static const char *
wait_until_told (EarNotifier *notifier, const char *person)
{
  for (guint i = 0; ear_notifier_get_shown_for_test (notifier, person) == NULL; i++)
    {
      g_assert_cmpuint (i, <, 60);
      fixture_settle ();
    }
  return ear_notifier_get_shown_for_test (notifier, person);
}

/* Told once a conversation; gone when it was answered or closed. */
static void
test_told_and_withdrawn (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  EarNotifier *notifier = ear_notifier_new_for_test ();
  g_autoptr (EarAnnouncer) announcer = ear_announcer_new (notifier);

  ear_announcer_set_engine (announcer, engine);
  ear_engine_double_ask (engine, 1, FALSE);
  ear_engine_double_ask (engine, 2, TRUE);
  g_assert_nonnull (strstr (wait_until_told (notifier, "Greta Lindholm"), "Greta Lindholm on Olive & Thyme blog"));
  g_assert_nonnull (strstr (wait_until_told (notifier, "Tom\303\241s Oliveira"), "waits for an answer"));
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 2);

  ear_engine_mark_done_async (engine, 1, NULL, NULL);
  for (guint i = 0; ear_notifier_get_shown_for_test (notifier, "Greta Lindholm") != NULL; i++)
    {
      g_assert_cmpuint (i, <, 60);
      fixture_settle ();
    }
  g_assert_nonnull (ear_notifier_get_shown_for_test (notifier, "Tom\303\241s Oliveira"));
  fixture_close (window);
}

/* A call that was written down without a name. */
static void
test_nameless (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  EarNotifier *notifier = ear_notifier_new_for_test ();
  g_autoptr (EarAnnouncer) announcer = ear_announcer_new (notifier);

  ear_announcer_set_engine (announcer, engine);
  ear_engine_double_set_nameless (engine, 3);
  ear_engine_double_ask (engine, 3, TRUE);
  g_assert_nonnull (strstr (wait_until_told (notifier, "Mrs Abernathy"), "Somebody waits for an answer"));
  fixture_close (window);
}

/* At night nothing is told, and it is not made up for. */
static void
test_quiet (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  EarNotifier *notifier = ear_notifier_new_for_test ();
  g_autoptr (EarAnnouncer) announcer = ear_announcer_new (notifier);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint minute = g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now);

  g_settings_set_uint (ear_ui_settings (), "quiet-from", (minute + 23 * 60) % (24 * 60));
  g_settings_set_uint (ear_ui_settings (), "quiet-to", (minute + 60) % (24 * 60));
  g_settings_set_boolean (ear_ui_settings (), "quiet-hours", TRUE);
  ear_announcer_set_engine (announcer, engine);
  ear_engine_double_ask (engine, 1, FALSE);
  g_settings_set_boolean (ear_ui_settings (), "quiet-hours", FALSE);
  ear_engine_double_ask (engine, 2, TRUE);
  wait_until_told (notifier, "Tom\303\241s Oliveira");
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 1);
  fixture_close (window);
}

/* What somebody reads just now is no news. */
static void
test_read_now (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  EarNotifier *notifier = ear_notifier_new_for_test ();
  g_autoptr (EarAnnouncer) announcer = ear_announcer_new (notifier);

  ear_announcer_set_engine (announcer, engine);
  ear_announcer_set_window (announcer, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  for (guint i = 0; i < 40 && !gtk_window_is_active (GTK_WINDOW (window)); i++)
    fixture_settle ();
  if (!gtk_window_is_active (GTK_WINDOW (window)))
    {
      g_test_skip ("no window gets the focus on this display");
      fixture_close (window);
      return;
    }
  g_assert_cmpint (ear_window_get_reading (window), ==, 1);
  ear_engine_double_ask (engine, 1, FALSE);
  ear_engine_double_ask (engine, 4, FALSE);
  wait_until_told (notifier, "Jun");
  g_assert_null (ear_notifier_get_shown_for_test (notifier, "Greta Lindholm"));
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  /* Whatever time it is. */
  g_settings_set_boolean (ear_ui_settings (), "quiet-hours", FALSE);
  g_test_add_func ("/announce/told-and-withdrawn", test_told_and_withdrawn);
  g_test_add_func ("/announce/nameless", test_nameless);
  g_test_add_func ("/announce/quiet", test_quiet);
  g_test_add_func ("/announce/read-now", test_read_now);
  return g_test_run ();
}
