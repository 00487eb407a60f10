/* test-announce.c: what the desktop is told, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui/ear-announcer.h"
#include "window-fixture.h"

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
  fixture_settle ();
  g_assert_nonnull (strstr (ear_notifier_get_shown_for_test (notifier, "Greta Lindholm"), "Greta Lindholm on Olive & Thyme blog"));
  g_assert_nonnull (strstr (ear_notifier_get_shown_for_test (notifier, "Tom\303\241s Oliveira"), "waits for an answer"));
  g_assert_cmpuint (ear_notifier_get_count_for_test (notifier), ==, 2);

  ear_engine_mark_done_async (engine, 1, NULL, NULL);
  fixture_settle ();
  g_assert_null (ear_notifier_get_shown_for_test (notifier, "Greta Lindholm"));
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
  fixture_settle ();
  g_assert_nonnull (strstr (ear_notifier_get_shown_for_test (notifier, "Mrs Abernathy"), "Somebody waits for an answer"));
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
  fixture_settle ();
  g_assert_null (ear_notifier_get_shown_for_test (notifier, "Greta Lindholm"));
  g_assert_nonnull (ear_notifier_get_shown_for_test (notifier, "Jun"));
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/announce/told-and-withdrawn", test_told_and_withdrawn);
  g_test_add_func ("/announce/nameless", test_nameless);
  g_test_add_func ("/announce/read-now", test_read_now);
  return g_test_run ();
}
