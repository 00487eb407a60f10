/* test-acts.c: what is on its way, and taking it back, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ui/ear-message-card.h"
#include "window-fixture.h"

#define assert_deed(engine, words) g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, words)

static void
do_action (EarWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  fixture_settle ();
}

static GtkTextBuffer *
get_reply (EarWindow *window)
{
  GtkWidget *text;

  do_action (window, "win.reply");
  text = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (GTK_IS_TEXT_VIEW (text));
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
}

static char *
dup_reply (EarWindow *window)
{
  GtkTextBuffer *buffer = get_reply (window);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
send_reply (EarWindow *window, const char *words)
{
  gtk_text_buffer_set_text (get_reply (window), words, -1);
  fixture_press (GTK_WIDGET (window), "Reply");
}

/* A window with its first conversation open. */
static EarWindow *
open_first (EarEngine **engine)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, engine);

  do_action (window, "win.next");
  return window;
}

/* "It may have arrived": looking, sending again and throwing away are all there, and the notice after a look has its button. */
static void
test_ask (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  EarAdvice advice = { (char *) "It is not on the blog. You can send it again.", (char *) "send-again", (char *) "ch-blog", NULL, (char *) "ob-7" };

  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_REPLY, "ask", "It may have arrived on the blog.", "look,send-again,discard");
  fixture_settle ();
  assert_says (window, "It may have arrived on the blog.");
  fixture_picture (window, "ask");
  fixture_press (GTK_WIDGET (window), "Look Whether It Arrived");
  assert_deed (engine, "look ob-1");
  fixture_press (GTK_WIDGET (window), "Send Again");
  assert_deed (engine, "send-again ob-1");
  fixture_press (GTK_WIDGET (window), "Discard");
  assert_deed (engine, "discard ob-1");
  assert_says (window, "Discarded");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-outgoing");

  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_REPLY, NULL, NULL, NULL);
  ear_engine_double_notice (engine, &advice);
  fixture_settle ();
  assert_says (window, "You can send it again.");
  fixture_press (GTK_WIDGET (window), "Send Again");
  assert_deed (engine, "send-again ob-7");
  fixture_close (window);
}

/* Whatever the reason, what failed offers what makes sense. */
static void
test_failed (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  GtkWidget *card;

  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_REPLY, "failed", "That no longer exists on the blog.", "edit,discard");
  fixture_settle ();
  fixture_press (GTK_WIDGET (window), "Edit");
  assert_deed (engine, "cancel ob-1");
  fixture_press (GTK_WIDGET (window), "Discard");
  assert_deed (engine, "discard ob-1");

  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_REPLY, "failed", "The blog does not allow this account to do that.", "sign-in,retry,edit,discard");
  fixture_settle ();
  fixture_picture (window, "failed");
  fixture_press (GTK_WIDGET (window), "Try Again");
  assert_deed (engine, "retry ob-1");
  /* Today's head has one too, for another channel. */
  card = gtk_widget_get_ancestor (fixture_find_label (GTK_WIDGET (window), "The blog does not allow"), EAR_TYPE_MESSAGE_CARD);
  fixture_press (card, "Sign In");
  assert_says (window, "Sign In to WordPress");
  fixture_close (window);
}

/* A second reply is being written when the first is taken back: both stand there, in their order. */
static void
test_undo_keeps_both (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  g_autofree char *both = NULL;

  send_reply (window, "With oil, gladly.");
  gtk_text_buffer_set_text (get_reply (window), "And on Sunday", -1);
  fixture_press (GTK_WIDGET (window), "Undo");
  both = dup_reply (window);
  g_assert_cmpstr (both, ==, "With oil, gladly.\n\nAnd on Sunday");
  g_assert_cmpstr (ear_engine_double_get_draft (engine), ==, "With oil, gladly.\n\nAnd on Sunday");
  fixture_close (window);
}

/* Ctrl+Z takes a reply back, also from the next conversation; what a toast's button took back is not taken back again. */
static void
test_undo_by_key (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  g_autofree char *back = NULL;

  send_reply (window, "With oil, gladly.");
  do_action (window, "win.next");
  do_action (window, "win.undo");
  assert_deed (engine, "cancel ob-1");
  back = dup_reply (window);
  g_assert_cmpstr (back, ==, "With oil, gladly.");
  assert_says (window, "Is the mushroom risotto made with butter?");

  do_action (window, "win.unread");
  assert_deed (engine, "unread 1");
  fixture_press (GTK_WIDGET (window), "_Undo");
  assert_deed (engine, "undo event-1");
  ear_engine_double_say (engine, "nothing");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  fixture_settle ();
  assert_deed (engine, "nothing");
  fixture_close (window);
}

/* Once sending began: it can be deleted where it arrives. */
static void
test_too_late (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);

  send_reply (window, "With oil, gladly.");
  ear_engine_double_set_too_late (engine);
  do_action (window, "win.undo");
  assert_says (window, "Too late: it is already on its way.");
  fixture_picture (window, "too-late");
  fixture_press (GTK_WIDGET (window), "_Delete There");
  assert_deed (engine, "delete ob-1");
  fixture_close (window);
}

/* What is done to a message has words of its own, at the message. */
static void
test_moderation (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);

  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_APPROVE, "queued", NULL, "undo");
  fixture_settle ();
  assert_says (window, "Approving in ");
  fixture_picture (window, "approving");
  fixture_press (GTK_WIDGET (window), "Undo");
  assert_deed (engine, "cancel ob-1");
  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_APPROVE, "accepted", NULL, NULL);
  fixture_settle ();
  assert_says (window, "Approved");
  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_TRASH, "failed", "The blog does not allow this account to do that.", "sign-in,retry,discard");
  fixture_settle ();
  fixture_picture (window, "not-moderated");
  assert_says (window, "Could not be moved to the trash: The blog does not allow");
  assert_silent (window, "Not sent");
  fixture_close (window);
}

/* What is gone for everybody is asked about first. */
static void
test_delete_there (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  GtkWidget *card = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_MESSAGE_CARD);

  gtk_widget_activate_action (card, "message.moderate", "s", "delete");
  fixture_settle ();
  assert_says (window, "Delete This Message There?");
  fixture_picture (window, "delete-there");
  fixture_press (GTK_WIDGET (window), "_Cancel");
  g_assert_null (ear_engine_double_get_last_deed (engine));
  gtk_widget_activate_action (card, "message.moderate", "s", "delete");
  fixture_settle ();
  fixture_press (GTK_WIDGET (window), "_Delete There");
  assert_deed (engine, "moderate 100");
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/acts/ask", test_ask);
  g_test_add_func ("/acts/failed", test_failed);
  g_test_add_func ("/acts/undo/keeps-both", test_undo_keeps_both);
  g_test_add_func ("/acts/undo/by-key", test_undo_by_key);
  g_test_add_func ("/acts/undo/too-late", test_too_late);
  g_test_add_func ("/acts/moderation", test_moderation);
  g_test_add_func ("/acts/delete-there", test_delete_there);
  return g_test_run ();
}
