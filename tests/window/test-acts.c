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
  assert_deed (engine, "delete 100");
  gtk_widget_activate_action (card, "message.moderate", "s", "block");
  fixture_settle ();
  assert_says (window, "Block This Person?");
  fixture_picture (window, "block");
  fixture_press (GTK_WIDGET (window), "_Block");
  assert_deed (engine, "block 100");
  fixture_close (window);
}

static gboolean
can_undo (EarWindow *window)
{
  g_autofree char *before = g_strdup (ear_engine_double_get_last_deed (ear_window_get_engine (window)));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  fixture_settle ();
  return g_strcmp0 (before, ear_engine_double_get_last_deed (ear_window_get_engine (window))) != 0;
}

/* The button of one card takes back that deed; the key still takes back what was done last elsewhere. */
static void
test_undo_of_card (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);
  GtkWidget *card = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_MESSAGE_CARD);

  gtk_widget_activate_action (card, "message.moderate", "s", "hide");
  fixture_settle ();
  assert_deed (engine, "hide 100");
  ear_engine_double_set_outgoing (engine, 1, EAR_VERB_HIDE, "queued", NULL, "undo");
  do_action (window, "win.next");
  do_action (window, "win.unread");
  assert_deed (engine, "unread 2");
  do_action (window, "win.previous");
  fixture_press (GTK_WIDGET (window), "Undo");
  assert_deed (engine, "cancel ob-1");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-1");

  gtk_widget_activate_action (fixture_find_type (GTK_WIDGET (window), EAR_TYPE_MESSAGE_CARD), "message.moderate", "s", "hide");
  fixture_settle ();
  fixture_press (GTK_WIDGET (window), "Undo");
  assert_deed (engine, "cancel ob-1");
  g_assert_false (can_undo (window));
  fixture_close (window);
}

/* ---- private answers ---- */

static GtkWidget *
find_dialog (EarWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  g_assert_true (ADW_IS_ALERT_DIALOG (dialog));
  return GTK_WIDGET (dialog);
}

static GtkTextBuffer *
get_private (EarWindow *window)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture_find_type (find_dialog (window), GTK_TYPE_TEXT_VIEW)));
}

static void
assert_private (EarWindow *window, const char *words)
{
  GtkTextBuffer *buffer = get_private (window);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_cmpstr (text, ==, words);
}

/* A window whose first question is being answered privately. */
static EarWindow *
begin_private (EarEngine **engine)
{
  EarWindow *window = open_first (engine);

  gtk_widget_activate_action (fixture_find_type (GTK_WIDGET (window), EAR_TYPE_MESSAGE_CARD), "message.moderate", "s", "private-reply");
  fixture_settle ();
  assert_says (window, "It can be sent once");
  return window;
}

/* Sent, taken back by either way, and edited: the words are there each time, and never in the composer, which everybody reads. */
static void
test_private_undo (void)
{
  EarEngine *engine;
  EarWindow *window = begin_private (&engine);
  g_autofree char *public = NULL;

  gtk_text_buffer_set_text (get_private (window), "Please call us. ", -1);
  fixture_picture (window, "private-typed");
  fixture_press (find_dialog (window), "_Send Privately");
  assert_deed (engine, "private-reply 100 Please call us.");
  assert_says (window, "Please call us.");
  assert_says (window, "Sends in ");
  fixture_picture (window, "private-queued");
  fixture_press (GTK_WIDGET (window), "Undo");
  assert_deed (engine, "cancel private-1");
  g_assert_false (can_undo (window));
  assert_says (window, "Not sent yet");
  assert_says (window, "Private answer");
  assert_says (window, "Please call us.");
  fixture_picture (window, "private-draft");
  public = dup_reply (window);
  g_assert_cmpstr (public, ==, "");
  fixture_press (GTK_WIDGET (window), "Edit");
  assert_private (window, "Please call us.");
  gtk_text_buffer_set_text (get_private (window), "Please ring us.", -1);
  fixture_settle ();
  fixture_press (find_dialog (window), "_Send Privately");
  assert_deed (engine, "private-reply 100 Please ring us.");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-private");
  fixture_close (window);
}

/* Refused by the service: "Edit" leads back to the words; Escape keeps what was typed since. */
static void
test_private_refused (void)
{
  EarEngine *engine;
  EarWindow *window = begin_private (&engine);

  gtk_text_buffer_set_text (get_private (window), "Please call us.", -1);
  fixture_settle ();
  fixture_press (find_dialog (window), "_Send Privately");
  ear_engine_double_set_private (engine, "failed", "edit,retry,discard");
  fixture_settle ();
  assert_says (window, "Not sent");
  fixture_press (GTK_WIDGET (window), "Edit");
  assert_deed (engine, "cancel private-1");
  assert_private (window, "Please call us.");
  gtk_text_buffer_set_text (get_private (window), "Please ring us.", -1);
  fixture_settle ();
  adw_dialog_close (ADW_DIALOG (find_dialog (window)));
  fixture_settle ();
  assert_deed (engine, "private-draft 100 Please ring us.");
  assert_says (window, "Please ring us.");
  fixture_press (GTK_WIDGET (window), "Discard");
  assert_deed (engine, "discard private-1");
  fixture_close (window);
}

/* Nothing can be written just now: the dialog comes again with the words, be it sent or left. */
static void
test_private_error (void)
{
  EarEngine *engine;
  EarWindow *window = begin_private (&engine);

  gtk_text_buffer_set_text (get_private (window), "Please call us.", -1);
  ear_engine_double_refuse_next (engine);
  fixture_press (find_dialog (window), "_Send Privately");
  assert_says (window, "The disk is full.");
  assert_private (window, "Please call us.");
  fixture_picture (window, "private-error");
  ear_engine_double_refuse_next (engine);
  adw_dialog_close (ADW_DIALOG (find_dialog (window)));
  fixture_settle ();
  assert_private (window, "Please call us.");
  adw_dialog_close (ADW_DIALOG (find_dialog (window)));
  fixture_settle ();
  assert_deed (engine, "private-draft 100 Please call us.");
  fixture_close (window);
}

/* The service's limit is known before; a pause in typing keeps the words, whatever becomes of the window. */
static void
test_private_limit (void)
{
  EarEngine *engine;
  EarWindow *window = begin_private (&engine);

  assert_says (window, "40 characters left");
  gtk_text_buffer_set_text (get_private (window), "Please call us about your table, or come by.", -1);
  assert_says (window, "4 characters too many");
  fixture_picture (window, "private-too-long");
  g_assert_false (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (find_dialog (window)), "send"));
  gtk_text_buffer_set_text (get_private (window), "Please call us about your table.", -1);
  g_assert_true (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (find_dialog (window)), "send"));
  for (guint i = 0; i < 40 && ear_engine_double_get_last_deed (engine) == NULL; i++)
    fixture_settle ();
  assert_deed (engine, "private-draft 100 Please call us about your table.");
  gtk_text_buffer_set_text (get_private (window), "Please call us.", -1);
  g_object_ref (engine);
  fixture_close (window);
  assert_deed (engine, "private-draft 100 Please call us.");
  g_object_unref (engine);
}

/* ---- what was changed because of a conversation ---- */

static void
begin_change (EarWindow *window)
{
  gtk_widget_activate_action (fixture_find_type (GTK_WIDGET (window), EAR_TYPE_MESSAGE_CARD), "thread.change", NULL);
  fixture_settle ();
  assert_says (window, "What Did You Change?");
}

static GtkEditable *
get_change (EarWindow *window)
{
  return GTK_EDITABLE (fixture_find_type (find_dialog (window), ADW_TYPE_ENTRY_ROW));
}

static gboolean
can_write (EarWindow *window)
{
  return adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (find_dialog (window)), "write");
}

/* Written down, marked in the conversation, taken back; nothing is no change. */
static void
test_change (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);

  begin_change (window);
  g_assert_false (can_write (window));
  gtk_editable_set_text (get_change (window), "  ");
  g_assert_false (can_write (window));
  fixture_press (find_dialog (window), "_Cancel");
  g_assert_null (ear_engine_double_get_last_deed (engine));

  begin_change (window);
  g_assert_cmpstr (gtk_editable_get_text (get_change (window)), ==, "");
  gtk_editable_set_text (get_change (window), " Risotto with oil ");
  g_assert_true (can_write (window));
  fixture_picture (window, "change-typed");
  fixture_press (find_dialog (window), "_Write Down");
  assert_deed (engine, "change 1 Risotto with oil");
  assert_says (window, "Written down for the report");
  assert_says (window, "Changed because of this");
  assert_says (window, "Risotto with oil");
  assert_silent (window, "Note, only for you");
  fixture_picture (window, "change-written");
  do_action (window, "win.undo");
  assert_deed (engine, "undo event-change");
  assert_silent (window, "Changed because of this");
  fixture_close (window);
}

/* What could not be written is still there to be written. */
static void
test_change_refused (void)
{
  EarEngine *engine;
  EarWindow *window = open_first (&engine);

  begin_change (window);
  gtk_editable_set_text (get_change (window), "Risotto with oil");
  ear_engine_double_refuse_next (engine);
  fixture_press (find_dialog (window), "_Write Down");
  /* In the dialog itself, beside the words. */
  assert_says (find_dialog (window), "The disk is full.");
  g_assert_null (ear_engine_double_get_last_deed (engine));
  g_assert_cmpstr (gtk_editable_get_text (get_change (window)), ==, "Risotto with oil");
  fixture_settle ();
  fixture_picture (window, "change-refused");
  g_assert_false (gtk_editable_get_selection_bounds (get_change (window), NULL, NULL));
  fixture_press (find_dialog (window), "_Write Down");
  assert_deed (engine, "change 1 Risotto with oil");
  assert_silent (window, "The disk is full.");
  fixture_close (window);
}

/* Nor are the words lost with the window they were typed in. */
static void
test_change_refused_later (void)
{
  EarEngine *engine, *other_engine;
  EarWindow *window = open_first (&engine), *other = fixture_open (EAR_DOUBLE_BUSY, &other_engine);
  g_autoptr (EarEngine) kept = g_object_ref (engine);

  begin_change (window);
  gtk_editable_set_text (get_change (window), "Risotto with oil");
  ear_engine_double_refuse_next (engine);
  g_signal_emit_by_name (find_dialog (window), "response", "write");
  gtk_window_destroy (GTK_WINDOW (window));
  assert_says (other, "The disk is full.");
  g_assert_cmpstr (gtk_editable_get_text (get_change (other)), ==, "Risotto with oil");
  fixture_press (find_dialog (other), "_Write Down");
  assert_deed (engine, "change 1 Risotto with oil");
  g_assert_null (ear_engine_double_get_last_deed (other_engine));
  fixture_close (other);
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
  g_test_add_func ("/acts/undo/of-card", test_undo_of_card);
  g_test_add_func ("/acts/moderation", test_moderation);
  g_test_add_func ("/acts/delete-there", test_delete_there);
  g_test_add_func ("/acts/private/undo", test_private_undo);
  g_test_add_func ("/acts/private/refused", test_private_refused);
  g_test_add_func ("/acts/private/error", test_private_error);
  g_test_add_func ("/acts/private/limit", test_private_limit);
  g_test_add_func ("/acts/change", test_change);
  g_test_add_func ("/acts/change/refused", test_change_refused);
  g_test_add_func ("/acts/change/refused-later", test_change_refused_later);
  return g_test_run ();
}
