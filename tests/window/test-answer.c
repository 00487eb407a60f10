/* test-answer.c: writing an answer, and whose it is, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ui/ear-composer.h"
#include "ui/ear-thread-pane.h"
#include "window-fixture.h"

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)

static void
do_action (EarWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  fixture_settle ();
}

/* Until it is shown, be the machine as busy as it may; its head says @head. */
static void
wait_for_thread (EarWindow *window, const char *head)
{
  GtkWidget *pane = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_THREAD_PANE);

  g_assert_nonnull (fixture_find_label (fixture_find_type (pane, ADW_TYPE_WINDOW_TITLE), head));
}

static void
open_person (EarWindow *window, const char *person)
{
  ear_window_open_key (window, person);
  wait_for_thread (window, person);
}

static GtkTextBuffer *
get_reply (EarWindow *window)
{
  GtkWidget *composer = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_COMPOSER);

  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture_find_type (composer, GTK_TYPE_TEXT_VIEW)));
}

static void
set_reply (EarWindow *window, const char *words)
{
  gtk_text_buffer_set_text (get_reply (window), words, -1);
}

static void
assert_reply (EarWindow *window, const char *words)
{
  GtkTextBuffer *buffer = get_reply (window);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 60 && g_strcmp0 (text, words) != 0; i++)
    {
      GtkTextIter start, end;

      fixture_settle ();
      g_free (text);
      gtk_text_buffer_get_bounds (buffer, &start, &end);
      text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
    }
  g_assert_cmpstr (text, ==, words);
}

/* The time for an answer is over while the conversation is open, and begins anew as they write; what is being written stays. */
static void
test_time_begins_anew (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *audience;

  ear_engine_double_set_reply_until (engine, 2, ear_clock_now_ms () - HOUR_MS);
  open_person (window, "Tomás Oliveira");
  assert_says (window, "They can be answered again once they write again.");
  ear_engine_double_set_reply_until (engine, 2, ear_clock_now_ms () + HOUR_MS);
  ear_engine_double_hear (engine, 2);
  assert_says (window, "It can be sent until: ");
  assert_silent (window, "They can be answered again");
  ear_engine_double_set_reply_until (engine, 0, 0);

  set_reply (window, "Half a sen");
  audience = fixture_find_type (fixture_find_type (GTK_WIDGET (window), EAR_TYPE_COMPOSER), GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (audience), 2);
  ear_engine_double_hear (engine, 0);
  ear_engine_double_set_outgoing (engine, 2, EAR_VERB_REPLY, NULL, NULL, NULL);
  fixture_settle ();
  assert_silent (window, "It can be sent until: ");
  assert_reply (window, "Half a sen");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (audience)), ==, 2);
  fixture_close (window);
}

/* Two answers written down; each "Undo" gives its own words back, in its own conversation, beside what is being written there. */
static void
test_not_answered (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  open_person (window, "Mrs Abernathy");
  set_reply (window, "It was found.");
  fixture_press (GTK_WIDGET (window), "Answered");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "answered 3 It was found.");
  set_reply (window, "By the window.");
  open_person (window, "Ines");
  set_reply (window, "In the front room.");
  fixture_press (GTK_WIDGET (window), "Answered");
  set_reply (window, "And outside.");
  fixture_press (GTK_WIDGET (window), "_Undo");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "undo answered-7");
  assert_reply (window, "In the front room.\n\nAnd outside.");
  /* The first toast shows again. */
  fixture_press (GTK_WIDGET (window), "_Undo");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "undo answered-3");
  assert_reply (window, "In the front room.\n\nAnd outside.");
  open_person (window, "Mrs Abernathy");
  assert_reply (window, "It was found.\n\nBy the window.");
  fixture_close (window);
}

/* Taken back by key from elsewhere, beside a draft, on a slow disk: the composer shows it only when it is there, and keeps both. */
static void
test_undo_from_elsewhere (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  open_person (window, "Greta Lindholm");
  set_reply (window, "With oil, gladly.");
  fixture_press (GTK_WIDGET (window), "Reply");
  set_reply (window, "And on Sunday");
  open_person (window, "Jun");
  ear_engine_double_set_held (TRUE);
  do_action (window, "win.undo");
  assert_says (window, "Do you have a vegan tasting menu?");
  ear_engine_double_set_held (FALSE);
  ear_engine_double_go_on (engine);
  wait_for_thread (window, "Greta Lindholm");
  assert_reply (window, "With oil, gladly.\n\nAnd on Sunday");
  fixture_close (window);
}

/* "Edit" answers late: what is shown by then is not what is edited. */
static void
test_edit_comes_late (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *pane;

  open_person (window, "Mrs Abernathy");
  pane = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_THREAD_PANE);
  ear_engine_double_set_held (TRUE);
  gtk_widget_activate_action (fixture_find_type (pane, ADW_TYPE_OVERLAY_SPLIT_VIEW), "thread.edit", NULL);
  open_person (window, "Ines");
  ear_engine_double_set_held (FALSE);
  ear_engine_double_go_on (engine);
  fixture_settle ();
  g_assert_null (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  fixture_close (window);
}

/* After a conversation in which nobody is known, the same person is known again. */
static void
test_known_again (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  ear_engine_double_set_nameless (engine, 2);
  open_person (window, "Greta Lindholm");
  if (fixture_is_silent (GTK_WIDGET (window), "1 in 1 conversation") && fixture_is_silent (GTK_WIDGET (window), "2 in 1 conversation"))
    do_action (window, "win.person");
  assert_says (window, "2 in 1 conversation");
  ear_window_open_key (window, "Tomás Oliveira");
  assert_says (window, "Nobody Known");
  open_person (window, "Greta Lindholm");
  assert_says (window, "2 in 1 conversation");
  assert_silent (window, "Nobody Known");
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/answer/time-begins-anew", test_time_begins_anew);
  g_test_add_func ("/answer/not-answered", test_not_answered);
  g_test_add_func ("/answer/undo-from-elsewhere", test_undo_from_elsewhere);
  g_test_add_func ("/answer/edit-comes-late", test_edit_comes_late);
  g_test_add_func ("/answer/known-again", test_known_again);
  return g_test_run ();
}
