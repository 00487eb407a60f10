/* test-marks.c: snoozing, assigning, tagging, priority and muting, by key, menu and dialog; where it shows; taking it back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ear-clock.h"
#include "ui/ear-keys.h"
#include "ui/ear-marks-text.h"
#include "ui/ear-row-view.h"
#include "ear-engine-double-private.h"
#include "window-fixture.h"

#define assert_deed(engine, words) g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, words)

static void
do_action (EarWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  fixture_settle ();
}

static EarWindow *
open_first (EarEngine **engine)
{
  EarWindow *window;

  ear_double_forget_marks ();
  window = fixture_open (EAR_DOUBLE_BUSY, engine);
  do_action (window, "win.next");
  return window;
}

/* What a screen reader hears of the first row. */
static void
assert_heard (EarWindow *window, const char *words)
{
  g_autofree char *text = ear_marks_text (ear_double_marks (1), ear_clock_now_ms ());

  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, words));
}

static void
test_snooze (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  gint64 tomorrow = ear_snooze_time (EAR_SNOOZE_TOMORROW, ear_clock_now_ms ());
  g_autofree char *words = ear_marks_wake_text (tomorrow, ear_clock_now_ms ());
  g_autofree char *deed = g_strdup_printf ("snooze 1 %" G_GINT64_FORMAT, tomorrow);
  g_autofree char *until_they_write = g_strdup_printf ("snooze 1 %" G_GINT64_FORMAT, EAR_SNOOZE_UNTIL_ANSWER);

  do_action (window, "win.snooze");
  /* The exact time stands beside each. */
  assert_says (window, words);
  fixture_picture (window, "snooze");
  fixture_choose (GTK_WIDGET (window), "Tomorrow");
  assert_deed (engine, deed);
  assert_says (window, "Snoozed");
  assert_heard (window, "Snoozed until: Tomorrow, 09:00");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-mark");

  /* In the header of the conversation, and in the dialog a way back. */
  fixture_close (window);
  ear_double_marks (1)->wakes_at = EAR_SNOOZE_UNTIL_ANSWER;
  window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "snoozed"));
  fixture_settle ();
  do_action (window, "win.next");
  assert_says (window, "Snoozed until they write");
  fixture_picture (window, "snoozed");
  do_action (window, "win.snooze");
  fixture_choose (GTK_WIDGET (window), "Wake It Now");
  assert_deed (engine, "snooze 1 0");
  do_action (window, "win.snooze");
  fixture_choose (GTK_WIDGET (window), "Until They Write");
  assert_deed (engine, until_they_write);
  fixture_close (window);
}

/* Another time: nine tomorrow stands there; what is past cannot be chosen. */
static void
test_snooze_by_hand (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  gint64 tomorrow = ear_snooze_time (EAR_SNOOZE_TOMORROW, ear_clock_now_ms ());
  g_autofree char *deed = g_strdup_printf ("snooze 1 %" G_GINT64_FORMAT, tomorrow);
  GtkWidget *clock;

  do_action (window, "win.snooze");
  clock = fixture_find_row (GTK_WIDGET (window), "Time");
  gtk_editable_set_text (GTK_EDITABLE (clock), "nonsense");
  fixture_settle ();
  g_assert_false (fixture_is_able (GTK_WIDGET (window), "Snooze Until Then"));
  gtk_editable_set_text (GTK_EDITABLE (clock), "09:00");
  fixture_settle ();
  fixture_press (GTK_WIDGET (window), "Snooze Until Then");
  assert_deed (engine, deed);
  fixture_close (window);
}

static void
test_assign (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  GtkWidget *entry;

  do_action (window, "win.assign");
  fixture_picture (window, "assign");
  fixture_choose (GTK_WIDGET (window), "Me");
  assert_deed (engine, "assign 1 me -");
  assert_says (window, "Assigned");
  assert_heard (window, "For me");
  do_action (window, "win.assign");
  fixture_choose (GTK_WIDGET (window), "Nobody");
  assert_deed (engine, "assign 1 - -");
  do_action (window, "win.assign");
  entry = fixture_find_row (GTK_WIDGET (window), "Somebody Else");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Kim");
  g_signal_emit_by_name (entry, "entry-activated");
  fixture_settle ();
  assert_deed (engine, "assign 1 - Kim");
  assert_says (window, "For Kim");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-mark");
  fixture_close (window);
}

static void
test_tag (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  GtkWidget *entry;

  do_action (window, "win.tag");
  fixture_choose (GTK_WIDGET (window), "Terrace");
  assert_deed (engine, "tag 1 t1 - 1");
  assert_says (window, "Tagged");
  assert_heard (window, "Terrace");
  do_action (window, "win.tag");
  fixture_picture (window, "tag");
  fixture_choose (GTK_WIDGET (window), "Terrace");
  assert_deed (engine, "tag 1 t1 - 0");
  do_action (window, "win.tag");
  entry = fixture_find_row (GTK_WIDGET (window), "A New Tag");
  gtk_editable_set_text (GTK_EDITABLE (entry), " Wine list ");
  g_signal_emit_by_name (entry, "entry-activated");
  fixture_settle ();
  assert_deed (engine, "tag 1 - Wine list 1");

  /* Tags stand in the sidebar, and go to their conversations. */
  ear_engine_set_tagged_async (engine, 1, "t1", NULL, TRUE, NULL, NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "tag:t1"));
  fixture_settle ();
  g_assert_nonnull (fixture_find_type (GTK_WIDGET (window), EAR_TYPE_ROW_VIEW));
  fixture_picture (window, "tagged");
  fixture_close (window);
}

static void
test_important_mute (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);

  do_action (window, "win.important");
  assert_deed (engine, "priority 1 1");
  assert_heard (window, "Important");
  do_action (window, "win.important");
  assert_deed (engine, "priority 1 0");
  do_action (window, "win.mute");
  assert_deed (engine, "mute 1 1");
  assert_says (window, "Muted: it stays with what is snoozed");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-mark");
  fixture_close (window);
}

/* Without a conversation none of it can be done; each has a letter. */
static void
test_keys (void)
{
  static const char *const actions[] = { "win.snooze", "win.assign", "win.tag", "win.important", "win.mute" };
  EarEngine *engine;
  EarWindow *window;

  ear_double_forget_marks ();
  window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      guint n = 0;

      gtk_widget_activate_action (GTK_WIDGET (window), actions[i], NULL);
      fixture_settle ();
      g_assert_null (ear_engine_double_get_last_deed (engine));
      g_assert_null (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
      for (const EarKey *key = ear_keys; key->action != NULL; key++)
        n += g_str_equal (key->action, actions[i]);
      g_assert_cmpuint (n, ==, 1);
    }
  for (const EarKey *key = ear_keys; key->action != NULL; key++)
    for (const EarKey *other = key + 1; other->action != NULL; other++)
      g_assert_cmpuint (key->keyval, !=, other->keyval);
  fixture_close (window);
}

/* Everything at once, for the eye and the width of a row. */
static void
test_all_at_once (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);

  ear_engine_set_tagged_async (engine, 1, "t1", NULL, TRUE, NULL, NULL);
  ear_engine_set_tagged_async (engine, 1, "t2", NULL, TRUE, NULL, NULL);
  ear_engine_set_priority_async (engine, 1, EAR_PRIORITY_HIGH, NULL, NULL);
  ear_engine_assign_async (engine, 1, "jo", NULL, NULL, NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "answer-next"));
  fixture_settle ();
  do_action (window, "win.next");
  assert_says (window, "Important");
  assert_says (window, "For Jo");
  assert_says (window, "Allergies");
  fixture_picture (window, "marks");
  fixture_close (window);
}

/* By the clock: later today is not tomorrow; next week is a Monday, also on a Monday. */
static void
test_times (void)
{
  for (guint day = 1; day <= 7; day++)
    for (int hour = 0; hour < 24; hour++)
      {
        g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 29 - 7 + (int) day, hour, 40, 0);
        gint64 now_ms = g_date_time_to_unix (now) * 1000;
        gint64 later = ear_snooze_time (EAR_SNOOZE_LATER_TODAY, now_ms);
        g_autoptr (GDateTime) tomorrow = g_date_time_new_from_unix_local (ear_snooze_time (EAR_SNOOZE_TOMORROW, now_ms) / 1000);
        g_autoptr (GDateTime) monday = g_date_time_new_from_unix_local (ear_snooze_time (EAR_SNOOZE_NEXT_WEEK, now_ms) / 1000);

        g_assert_cmpint (later == EAR_TIME_NONE, ==, hour + 3 > 21);
        if (later != EAR_TIME_NONE)
          {
            g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (later / 1000);

            g_assert_cmpint (g_date_time_get_day_of_month (at), ==, g_date_time_get_day_of_month (now));
            g_assert_cmpint (later, >, now_ms);
          }
        g_assert_cmpint (g_date_time_get_hour (tomorrow), ==, 9);
        g_assert_cmpint (g_date_time_get_day_of_week (tomorrow), ==, day % 7 + 1);
        g_assert_cmpint (g_date_time_get_day_of_week (monday), ==, 1);
        g_assert_cmpint (g_date_time_compare (monday, now), ==, 1);
      }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/window/marks/times", test_times);
  g_test_add_func ("/window/marks/snooze", test_snooze);
  g_test_add_func ("/window/marks/snooze-by-hand", test_snooze_by_hand);
  g_test_add_func ("/window/marks/assign", test_assign);
  g_test_add_func ("/window/marks/tag", test_tag);
  g_test_add_func ("/window/marks/important-mute", test_important_mute);
  g_test_add_func ("/window/marks/keys", test_keys);
  g_test_add_func ("/window/marks/all-at-once", test_all_at_once);
  return g_test_run ();
}
