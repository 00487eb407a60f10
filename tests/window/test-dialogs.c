/* test-dialogs.c: every dialog, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "ui/ear-brand-dialog.h"
#include "ui/ear-contact-dialog.h"
#include "ui/ear-period-pane.h"
#include "ui/ear-language-row.h"
#include "ui/ear-preferences-dialog.h"
#include "ui/ear-sign-in-dialog.h"
#include "ui/ear-thread-pane.h"
#include "ui/ear-ui.h"
#include "window-fixture.h"

static GtkWidget *
show (EarWindow *window, AdwDialog *dialog)
{
  adw_dialog_present (dialog, GTK_WIDGET (window));
  fixture_settle ();
  return GTK_WIDGET (dialog);
}

static void
type_into (GtkWidget *widget, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture_find_row (widget, title)), text);
}

/* ---- signing in ---- */

static void
test_sign_in_browser (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_sign_in_dialog_new (engine, NULL, NULL));

  assert_says (dialog, "Not Here Yet");
  fixture_choose (dialog, "Mastodon");
  fixture_press (dialog, "Continue");
  assert_says (dialog, "Fill in “Address or handle” first.");
  type_into (dialog, "Address or handle", "wrong.example");
  fixture_press (dialog, "Continue");
  assert_says (dialog, "There is no such server");
  type_into (dialog, "Address or handle", "town.example");
  fixture_press (dialog, "Continue");
  assert_says (dialog, "Go On in Your Browser");
  assert_says (dialog, "Or Paste Instead");
  type_into (dialog, "Code from the page", "wrong");
  fixture_press (dialog, "Use This");
  assert_says (dialog, "The code was not accepted.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture_find_row (dialog, "Code from the page"))), ==, "");
  /* Each time it is said anew. */
  for (guint i = 0; i < 2; i++)
    {
      fixture_press (dialog, "Use This");
      assert_says (dialog, "There is no code. Paste it here.");
    }
  type_into (dialog, "Code from the page", "right");
  fixture_press (dialog, "Use This");
  assert_says (dialog, "Earshot now reads what people wrote there");
  assert_silent (dialog, "What This Sign-In Does Not Give");
  fixture_press (dialog, "Done");
  fixture_close (window);
}

static void
test_sign_in_paste_and_choose (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_sign_in_dialog_new (engine, "wordpress", NULL));

  type_into (dialog, "Address or handle", "paste.example");
  fixture_press (dialog, "Continue");
  assert_says (dialog, "This site does not offer the approval page.");
  assert_silent (dialog, "Go On in Your Browser");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  fixture_settle ();

  dialog = show (window, ear_sign_in_dialog_new (engine, "wordpress", NULL));
  type_into (dialog, "Address or handle", "many.example");
  fixture_press (dialog, "Continue");
  type_into (dialog, "Code from the page", "right");
  fixture_press (dialog, "Use This");
  assert_says (dialog, "Which one?");
  fixture_choose (dialog, "Olive & Thyme Catering");
  assert_says (dialog, "Earshot now reads what this sign-in gives");
  assert_says (dialog, "60 days from now");
  assert_says (dialog, "Comments cannot be read <yet>.");
  fixture_close (window);
}

/* Cancelling leads back to the address as it was typed, and another try works. */
static void
test_sign_in_cancel (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_sign_in_dialog_new (engine, "mastodon", NULL));

  type_into (dialog, "Address or handle", "slow.example");
  fixture_press (dialog, "Continue");
  assert_says (dialog, "Looking at this address");
  fixture_press (dialog, "Cancel");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture_find_row (dialog, "Address or handle"))), ==, "slow.example");
  type_into (dialog, "Address or handle", "town.example");
  fixture_press (dialog, "Continue");
  assert_says (dialog, "Go On in Your Browser");
  fixture_close (window);
}

static void
test_sign_in_again (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.sign-in", "s", "ch-masto");
  fixture_settle ();
  assert_says (window, "Sign In to Mastodon");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture_find_row (GTK_WIDGET (window), "Address or handle"))), ==, "https://town.example/@olive");
  fixture_close (window);
}

/* ---- contacts ---- */

static void
set_what (GtkWidget *dialog, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture_find_type (dialog, GTK_TYPE_TEXT_VIEW))), text, -1);
}

static void
test_contact (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_contact_dialog_new (engine));

  /* Phone, counter and what the double has no channel for yet: each once. */
  ear_contact_dialog_choose (EAR_CONTACT_DIALOG (dialog), 0);
  fixture_settle ();
  type_into (dialog, "Who? A name, a number, a table", "Table 4");
  set_what (dialog, "Is there a high chair?");
  fixture_press (dialog, "Write Down");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "log ch-phone Table 4 Is there a high chair? 1");
  assert_says (window, "Written Down");
  fixture_press (GTK_WIDGET (window), "_Undo");
  fixture_close (window);
}

/* What was typed is not thrown away by a slip. */
static void
test_contact_kept (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_contact_dialog_new (engine));

  ear_contact_dialog_choose (EAR_CONTACT_DIALOG (dialog), 1);
  fixture_settle ();
  set_what (dialog, "Asked for the recipe");
  adw_dialog_close (ADW_DIALOG (dialog));
  fixture_settle ();
  assert_says (window, "Discard What You Typed?");
  fixture_press (GTK_WIDGET (window), "_Keep Writing");
  assert_says (dialog, "What was said?");
  g_assert_null (ear_engine_double_get_last_deed (engine));

  /* Whatever it was: a name, a time. */
  set_what (dialog, "");
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  type_into (dialog, "Who? A name, a number, a table", "Table 4");
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  type_into (dialog, "Who? A name, a number, a table", "");
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  adw_combo_row_set_selected (ADW_COMBO_ROW (fixture_find_row (dialog, "Asked")), 2);
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  fixture_close (window);
}

/* While it is being written down it is not written down once more, whatever is typed meanwhile. */
static void
test_contact_once (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_contact_dialog_new (engine));

  ear_contact_dialog_choose (EAR_CONTACT_DIALOG (dialog), 0);
  fixture_settle ();
  set_what (dialog, "Is there a high chair");
  ear_engine_double_set_held (TRUE);
  fixture_press (dialog, "Write Down");
  set_what (dialog, "Is there a high chair?");
  g_assert_false (fixture_is_able (dialog, "Write Down"));
  ear_engine_double_set_held (FALSE);
  ear_engine_double_go_on (engine);
  assert_says (window, "Written Down");
  fixture_close (window);
}

/* What was logged is taken back, or put right. */
static void
test_contact_changed (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *pane;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "channel:ch-phone");
  fixture_settle ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next", NULL);
  fixture_settle ();
  pane = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_THREAD_PANE);
  gtk_widget_activate_action (fixture_find_type (pane, ADW_TYPE_OVERLAY_SPLIT_VIEW), "thread.edit", NULL);
  fixture_settle ();
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture_find_row (GTK_WIDGET (window), "Who? A name, a number, a table"))), ==, "Mrs Abernathy");
  fixture_picture (window, "contact-edit");
  type_into (GTK_WIDGET (window), "Time", "25:99");
  assert_says (window, "That is not a time of day.");
  type_into (GTK_WIDGET (window), "Time", "9:15");
  assert_silent (window, "That is not a time of day.");
  type_into (GTK_WIDGET (window), "Who? A name, a number, a table", "Mrs Abernethy");
  fixture_press (GTK_WIDGET (window), "Save");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "edit 3 Mrs Abernethy As it was logged 0");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "undo event-edit");

  gtk_widget_activate_action (fixture_find_type (pane, ADW_TYPE_OVERLAY_SPLIT_VIEW), "thread.remove", NULL);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "remove-contact 3");
  assert_says (window, "Removed");
  fixture_press (GTK_WIDGET (window), "_Undo");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "undo event-remove");
  fixture_close (window);
}

/* Another way to be reached has a name that tells it apart. */
static void
test_add_by_hand (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_sign_in_dialog_new (engine, NULL, NULL));

  fixture_choose (dialog, "Phone");
  assert_says (window, "There is one of this name already.");
  fixture_picture (window, "add-phone");
  type_into (GTK_WIDGET (window), "Name", "Kitchen phone");
  fixture_settle ();
  fixture_press (GTK_WIDGET (window), "_Add");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "add phone Kitchen phone");
  fixture_close (window);
}

/* ---- preferences ---- */

static void
test_promise (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine));
  g_autoptr (EarSettings) settings = NULL;

  adw_combo_row_set_selected (ADW_COMBO_ROW (fixture_find_row (dialog, "We Answer Within")), 1);
  fixture_settle ();
  assert_says (window, "Since When Is It So?");
  g_assert_null (ear_engine_double_get_last_deed (engine));
  fixture_press (GTK_WIDGET (window), "Was _Always So");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "settings always");
  settings = ear_engine_dup_settings (engine);
  g_assert_cmpint (settings->promise_s, ==, 3600);
  fixture_close (window);
}

/* Whoever does not say since when changes nothing, and sees what holds. */
static void
test_cancelled (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine));
  GtkWidget *promise = fixture_find_row (dialog, "We Answer Within"), *zone = fixture_find_row (dialog, "Time Zone of Hours and Reports");
  g_autofree char *zone_before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (zone)));
  guint before = adw_combo_row_get_selected (ADW_COMBO_ROW (promise));

  g_assert_cmpuint (before, !=, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (promise), 1);
  fixture_settle ();
  assert_says (window, "Since When Is It So?");
  fixture_press (GTK_WIDGET (window), "_Cancel");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (promise)), ==, before);
  assert_silent (window, "Since When Is It So?"); /* nor is it asked of what was put back */

  gtk_editable_set_text (GTK_EDITABLE (zone), "Europe/London");
  g_signal_emit_by_name (zone, "apply");
  fixture_settle ();
  assert_says (window, "Since When Is It So?");
  fixture_press (GTK_WIDGET (window), "_Cancel");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (zone)), ==, zone_before);
  assert_silent (window, "Since When Is It So?");
  g_assert_null (ear_engine_double_get_last_deed (engine));
  fixture_close (window);
}

static void
test_hours (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine));
  g_autoptr (EarSettings) settings = NULL;
  gsize n_intervals;
  const EarInterval *week;

  ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (dialog), "answering-hours");
  fixture_settle ();
  type_into (dialog, "Monday", "25–26");
  fixture_settle ();
  assert_says (dialog, "is not understood");
  type_into (dialog, "Monday", "9-12, 22-2");
  fixture_settle ();
  assert_silent (dialog, "is not understood");
  fixture_press (dialog, "Save");
  fixture_press (GTK_WIDGET (window), "_From This Day On");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "settings from");
  settings = ear_engine_dup_settings (engine);
  week = ear_hours_get_week (settings->answering, &n_intervals);
  g_assert_cmpuint (n_intervals, ==, 14);
  g_assert_cmpuint (week[0].from, ==, 9 * 60);
  g_assert_cmpuint (week[1].to, ==, 26 * 60);
  fixture_close (window);
}

/* The reports' language: the user's, or one of those that are installed; one that is not stays chosen. */
static void
test_report_language (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine)), *row;
  g_autoptr (EarSettings) settings = NULL;

  ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (dialog), "reports");
  row = fixture_find_row (dialog, "Language of Reports");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  assert_says (dialog, "As on This Computer");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "settings always");
  settings = ear_engine_dup_settings (engine);
  g_assert_cmpstr (settings->report_language, ==, "en");
  ear_language_row_set_language (EAR_LANGUAGE_ROW (row), "tlh");
  fixture_settle ();
  ear_settings_free (settings);
  settings = ear_engine_dup_settings (engine);
  g_assert_cmpstr (settings->report_language, ==, "tlh");
  g_assert_cmpstr (ear_language_row_get_language (EAR_LANGUAGE_ROW (row)), ==, "tlh");
  fixture_picture (window, "report-language");
  fixture_close (window);
}

/* What is planned is listed, can be taken back, and is spoken of before it is replaced. */
static void
test_planned (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine));

  assert_says (dialog, "From 1 June 2027");
  assert_says (dialog, "We answer within 2 hours");
  fixture_picture (window, "planned");
  adw_combo_row_set_selected (ADW_COMBO_ROW (fixture_find_row (dialog, "We Answer Within")), 1);
  fixture_settle ();
  assert_says (window, "planned from 1 June 2027 on");
  fixture_picture (window, "since-planned");
  fixture_press (GTK_WIDGET (window), "_Cancel");
  fixture_press (dialog, "Take Back");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "drop-later - 0");
  fixture_close (window);
}

static void
test_zone (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine));
  GtkWidget *row = fixture_find_row (dialog, "Time Zone of Hours and Reports");

  gtk_editable_set_text (GTK_EDITABLE (row), "Mars/Olympus");
  g_signal_emit_by_name (row, "apply");
  fixture_settle ();
  assert_says (dialog, "is not a time zone this computer knows");
  gtk_editable_set_text (GTK_EDITABLE (row), "Europe/London");
  g_signal_emit_by_name (row, "apply");
  fixture_settle ();
  fixture_press (GTK_WIDGET (window), "Was _Always So");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "settings always");
  fixture_close (window);
}

/* Lists speak of this computer's time: that is said where it is not the organisation's. */
static void
test_other_zone (void)
{
  static const struct { const char *zone; gboolean differs; } clocks[] = {
    { "Asia/Tokyo", TRUE }, { "Europe/Berlin", FALSE }, { "Europe/Rome", FALSE }, /* on the same time as Berlin */
  };
  g_autofree char *before = g_strdup (g_getenv ("TZ"));

  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      EarEngine *engine;
      EarWindow *window;
      GtkWidget *dialog;

      g_setenv ("TZ", clocks[i].zone, TRUE);
      window = fixture_open (EAR_DOUBLE_BUSY, &engine);
      dialog = show (window, ear_preferences_dialog_new (engine));
      assert_says (dialog, "Deadlines and reports count");
      if (clocks[i].differs)
        assert_says (dialog, "This computer’s clock is on another time zone");
      else
        assert_silent (dialog, "This computer’s clock is on another time zone");
      fixture_picture (window, clocks[i].differs ? "zone-elsewhere" : "zone-here");
      fixture_close (window);
    }
  if (before != NULL)
    g_setenv ("TZ", before, TRUE);
  else
    g_unsetenv ("TZ");
}

/* ---- what every channel must agree on ---- */

/* The text under this heading. */
static GtkTextBuffer *
find_field (GtkWidget *widget, const char *heading)
{
  if (ADW_IS_PREFERENCES_GROUP (widget))
    {
      if (g_strcmp0 (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget)), heading) != 0)
        return NULL;
      return gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture_find_type (widget, GTK_TYPE_TEXT_VIEW)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkTextBuffer *found = find_field (child, heading);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_brand (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_brand_dialog_new (engine));

  assert_says (dialog, "What Every Channel Must Agree On");
  fixture_picture (window, "brand");
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  gtk_text_buffer_set_text (find_field (dialog, "Phone Numbers"), "+49 30 7654321\n", -1);
  gtk_text_buffer_set_text (find_field (dialog, "House Rules"), "Dogs are welcome.", -1);
  gtk_text_buffer_set_text (find_field (dialog, "Prices"), "", -1);
  type_into (dialog, "Name", "Olive");
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  /* Closing asks. */
  adw_dialog_close (ADW_DIALOG (dialog));
  fixture_settle ();
  assert_says (window, "Save What You Changed?");
  fixture_press (GTK_WIDGET (window), "_Keep Writing");
  g_assert_null (ear_engine_double_get_last_deed (engine));
  fixture_press (dialog, "Save");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==,
                   "brand name=Olive phone=+49 30 7654321 policies=Dogs are welcome. prices=-");
  assert_says (window, "The facts are saved.");
  fixture_close (window);
}

/* What cannot be read says so and can be tried again; it does not turn for ever. */
static void
test_brand_broken (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog;

  ear_engine_double_set_broken (engine);
  dialog = show (window, ear_brand_dialog_new (engine));
  assert_says (dialog, "Could Not Be Read");
  assert_says (dialog, "The disk is full. Free some space and try again.");
  fixture_picture (window, "brand-broken");
  fixture_press (dialog, "Try Again");
  assert_says (dialog, "Could Not Be Read");
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  fixture_close (window);
}

/* As it was again: nothing to save, nothing to ask. */
static void
test_brand_unchanged (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_brand_dialog_new (engine));

  assert_says (dialog, "What Every Channel Must Agree On");
  gtk_text_buffer_set_text (find_field (dialog, "Phone Numbers"), "1", -1);
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  gtk_text_buffer_set_text (find_field (dialog, "Phone Numbers"), "+49 30 12345678 \n\n", -1);
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  fixture_choose (dialog, "Opening Hours");
  assert_says (window, "What your customers are told.");
  fixture_close (window);
}

static void
choose (GtkWidget *dialog, const char *title, guint place)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (fixture_find_row (dialog, title)), place);
}

/* How replies are to sound, in the same sheet: saved as one fact, nothing of it where nothing is said. */
static void
test_brand_voice (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog, *words;

  ear_window_show_dialog (window, "voice");
  fixture_settle ();
  dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  assert_says (dialog, "How You Sound");
  /* What was asked for is where the keyboard is. */
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), fixture_find_row (dialog, "Greet")) ||
                 gtk_root_get_focus (GTK_ROOT (window)) == fixture_find_row (dialog, "Greet"));
  fixture_picture (window, "brand-voice");
  assert_silent (dialog, "Sign Off With");
  choose (dialog, "Greet", 1);
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  choose (dialog, "Greet", 0);
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  choose (dialog, "Greet", 1);
  choose (dialog, "Sign Off", 1);
  fixture_settle ();
  words = fixture_find_row (dialog, "Sign Off With (Names, with Commas between Them)");
  gtk_editable_set_text (GTK_EDITABLE (words), " Mia, ,Jonas");
  choose (dialog, "Use Emoji", 2);
  choose (dialog, "Say in German", 2);
  adw_spin_row_set_value (ADW_SPIN_ROW (fixture_find_row (dialog, "Words at Most")), 80);
  fixture_picture (window, "brand-voice-chosen");
  fixture_press (dialog, "Save");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==,
                   "brand voice={\"greets\":\"yes\",\"signs-off\":\"yes\",\"emoji\":\"no\",\"sign-off-words\":[\"Mia\",\"Jonas\"],"
                   "\"max-words\":80,\"address\":{\"de\":\"formal\"}}");
  assert_says (window, "The facts are saved.");

  /* As it was left; and whatever again is nothing said. */
  dialog = show (window, ear_brand_dialog_new (engine));
  assert_says (dialog, "How You Sound");
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (fixture_find_row (dialog, "Say in German"))), ==, 2);
  choose (dialog, "Greet", 0);
  choose (dialog, "Sign Off", 0);
  choose (dialog, "Use Emoji", 0);
  choose (dialog, "Say in German", 0);
  adw_spin_row_set_value (ADW_SPIN_ROW (fixture_find_row (dialog, "Words at Most")), 0);
  fixture_press (dialog, "Save");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "brand voice=-");
  fixture_close (window);
}

/* How often there is to be a post: a row for each channel that has any; a channel that is not connected now keeps its plan. */
static void
test_brand_plan (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  GtkWidget *dialog, *blog;

  ear_brand_sheet_set (sheet, EAR_BRAND_PLAN, "{ \"gone\": 7, \"ch-masto\": 2 }");
  ear_engine_set_brand_sheet_async (engine, sheet, 1u << EAR_BRAND_PLAN, EAR_TIME_NONE, NULL, NULL);
  ear_window_show_dialog (window, "plan");
  fixture_settle ();
  dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  assert_says (dialog, "How Often You Post");
  blog = fixture_find_row (dialog, "Olive & Thyme blog");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == blog || gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), blog));
  fixture_picture (window, "brand-plan");
  assert_silent (dialog, "Counter");
  g_assert_cmpfloat (adw_spin_row_get_value (ADW_SPIN_ROW (blog)), ==, 0);
  g_assert_cmpfloat (adw_spin_row_get_value (ADW_SPIN_ROW (fixture_find_row (dialog, "@olive@town.example"))), ==, 2);
  /* As it was again, letter for letter: nothing to save. */
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  adw_spin_row_set_value (ADW_SPIN_ROW (blog), 3);
  g_assert_false (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  adw_spin_row_set_value (ADW_SPIN_ROW (blog), 0);
  g_assert_true (adw_dialog_get_can_close (ADW_DIALOG (dialog)));
  adw_spin_row_set_value (ADW_SPIN_ROW (blog), 3);
  adw_spin_row_set_value (ADW_SPIN_ROW (fixture_find_row (dialog, "@olive@town.example")), 0);
  fixture_press (dialog, "Save");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "brand plan={\"ch-blog\":3,\"gone\":7}");
  assert_says (window, "The facts are saved.");
  fixture_close (window);
}

static void
test_season (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog = show (window, ear_preferences_dialog_new (engine));
  g_autoptr (EarSettings) settings = NULL;
  g_autoptr (GDateTime) first = g_date_time_new_utc (2027, 6, 1, 12, 0, 0), last = g_date_time_new_utc (2027, 8, 31, 12, 0, 0);
  EarHoursException exception = { 0 };
  GtkWidget *days, *last_row;
  gboolean found = FALSE;

  ear_preferences_dialog_show (EAR_PREFERENCES_DIALOG (dialog), "answering-hours");
  fixture_settle ();
  fixture_press (dialog, "Add Days");
  days = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  assert_says (days, "First Day");
  gtk_calendar_select_day (GTK_CALENDAR (fixture_find_type (days, GTK_TYPE_CALENDAR)), first);
  last_row = fixture_find_row (days, "Last Day");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (last_row), TRUE);
  fixture_settle ();
  assert_says (last_row, "Tuesday, 1 June 2027"); /* never before the first */
  gtk_calendar_select_day (GTK_CALENDAR (fixture_find_type (last_row, GTK_TYPE_CALENDAR)), last);
  type_into (days, "Name, such as Christmas or Summer", "Summer");
  type_into (days, "Open (empty: closed)", "10-23");
  fixture_settle ();
  assert_says (days, "On the Usual Days Only");
  fixture_picture (window, "season");
  fixture_press (days, "Add");
  assert_says (dialog, "1 June 2027 to 31 August 2027");
  assert_says (dialog, "Summer · 10:00–23:00 on the usual days");
  fixture_picture (window, "hours");
  fixture_press (dialog, "Save");
  fixture_press (GTK_WIDGET (window), "Was _Always So");
  settings = ear_engine_dup_settings (engine);
  for (gsize i = 0; i < ear_hours_get_n_exceptions (settings->answering); i++)
    {
      ear_hours_get_exception (settings->answering, i, &exception);
      found |= exception.year == 2027 && exception.last_month == 8 && exception.last_day == 31 && exception.usual_days;
    }
  g_assert_true (found);
  fixture_close (window);
}

/* ---- one channel ---- */

static void
test_channel_promise (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-masto");
  fixture_settle ();
  assert_says (window, "As for the whole organisation");
  fixture_picture (window, "channel");
  adw_combo_row_set_selected (ADW_COMBO_ROW (fixture_find_row (GTK_WIDGET (window), "We Answer Within")), 2);
  fixture_settle ();
  assert_says (window, "Since When Is It So?");
  fixture_press (GTK_WIDGET (window), "_From This Day On");
  g_assert_true (g_str_has_prefix (ear_engine_double_get_last_deed (engine), "channel-settings ch-masto promise 1 3600 hours 0"));
  fixture_close (window);
}

static void
test_channel_cancelled (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  AdwComboRow *promise;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-masto");
  fixture_settle ();
  promise = ADW_COMBO_ROW (fixture_find_row (GTK_WIDGET (window), "We Answer Within"));
  g_assert_cmpuint (adw_combo_row_get_selected (promise), ==, 0);
  adw_combo_row_set_selected (promise, 2);
  fixture_settle ();
  assert_says (window, "Since When Is It So?");
  fixture_press (GTK_WIDGET (window), "_Cancel");
  g_assert_cmpuint (adw_combo_row_get_selected (promise), ==, 0);
  assert_silent (window, "Since When Is It So?");
  g_assert_null (ear_engine_double_get_last_deed (engine));
  fixture_close (window);
}

static void
test_channel_hours (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *hours;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-masto");
  fixture_settle ();
  fixture_choose (GTK_WIDGET (window), "Answering Hours");
  hours = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  assert_says (hours, "Own Answering Hours");
  assert_silent (hours, "Monday");
  adw_switch_row_set_active (ADW_SWITCH_ROW (fixture_find_row (hours, "Own Answering Hours")), TRUE);
  fixture_settle ();
  type_into (hours, "Monday", "9-12");
  fixture_settle ();
  fixture_picture (window, "channel-hours");
  fixture_press (hours, "Save");
  fixture_press (GTK_WIDGET (window), "Was _Always So");
  g_assert_nonnull (strstr (ear_engine_double_get_last_deed (engine), "channel-settings ch-masto promise 0"));
  g_assert_nonnull (strstr (ear_engine_double_get_last_deed (engine), "hours 1"));
  g_assert_true (g_str_has_suffix (ear_engine_double_get_last_deed (engine), "always"));
  fixture_close (window);
}

/* What no service tells: that it takes answers for longer. */
static void
test_channel_longer (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  GtkWidget *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-masto");
  fixture_settle ();
  dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  adw_switch_row_set_active (ADW_SWITCH_ROW (fixture_find_row (dialog, "Answer for Seven Days")), TRUE);
  fixture_settle ();
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "longer ch-masto 1");
  assert_says (GTK_WIDGET (window), "Changed");
  fixture_picture (window, "channel-longer");
  ear_engine_double_set_longer (FALSE);
  fixture_close (window);
}

/* Until when a sign-in holds, or that it does not any more. */
static void
test_channel_ends (void)
{
  static const struct { gint64 minutes; const char *says; } ends[] = {
    { 40 * 24 * 60 + 1, "40 days from now" }, { 24 * 60 + 1, "1 day from now" }, { 60, "within a day" }, { -60, "Ended: " }, { G_MININT64, NULL },
  };
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      ear_engine_double_set_ends_in (ends[i].minutes);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-masto");
      fixture_settle ();
      assert_says (window, "Last Checked");
      if (ends[i].says != NULL)
        assert_says (window, ends[i].says);
      else
        assert_silent (window, "Signed In Until");
      ear_window_close_dialogs (window, TRUE);
    }
  ear_engine_double_set_ends_in (40 * 24 * 60 + 1);
  fixture_close (window);
}

static void
test_channel (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-masto");
  fixture_settle ();
  assert_says (window, "has not been read since Saturday");
  /* It is read while its name is being typed. */
  type_into (GTK_WIDGET (window), "Name", "Our Mas");
  g_object_notify (G_OBJECT (ear_ui_find_channel (engine, "ch-masto")), "unread");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture_find_row (GTK_WIDGET (window), "Name"))), ==, "Our Mas");
  fixture_choose (GTK_WIDGET (window), "Remove…");
  assert_says (window, "Keep the conversations");
  fixture_press (GTK_WIDGET (window), "_Keep Conversations");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "remove ch-masto 0");
  fixture_close (window);

  /* What is written down by hand has no password. */
  window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.channel", "s", "ch-phone");
  fixture_settle ();
  fixture_choose (GTK_WIDGET (window), "Remove…");
  assert_says (window, "Remove Phone?");
  assert_silent (window, "password");
  fixture_press (GTK_WIDGET (window), "_Delete Conversations");
  g_assert_cmpstr (ear_engine_double_get_last_deed (engine), ==, "remove ch-phone 1");
  fixture_close (window);
}

static void
test_shortcuts (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);

  ear_window_show_dialog (window, "shortcuts");
  fixture_settle ();
  assert_says (window, "Needs no answer");
  fixture_close (window);
}

/* ---- first run ---- */

static void
test_first_run (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_FIRST_RUN, &engine);
  g_autoptr (EarSettings) settings = NULL;

  assert_says (window, "Welcome to Earshot");
  assert_says (window, "one computer for now");
  fixture_choose (GTK_WIDGET (window), "Write Down by Hand");
  type_into (GTK_WIDGET (window), "Your Organisation", "Corner Bakery");
  fixture_picture (window, "welcome-hours");
  fixture_press (GTK_WIDGET (window), "Next");
  fixture_press (GTK_WIDGET (window), "Start");
  settings = ear_engine_dup_settings (engine);
  g_assert_true (settings->set_up);
  g_assert_cmpstr (settings->name, ==, "Corner Bakery");
  g_assert_true (ear_hours_equal (settings->opening, settings->answering));
  assert_says (window, "Answer Next");
  fixture_close (window);
}

/* A month begins while the window is open: the list says so, and the month that was chosen stays chosen. */
static void
test_periods_pass (void)
{
  EarWindow *window;
  GtkWidget *list, *pane;
  EarPeriod period;

  ear_clock_set_for_test (G_GINT64_CONSTANT (1796040000000)); /* 30 November 2026, 12:00 UTC */
  window = fixture_open (EAR_DOUBLE_QUIET, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  pane = fixture_find_type (GTK_WIDGET (window), EAR_TYPE_PERIOD_PANE);
  list = fixture_find_type (pane, GTK_TYPE_LIST_BOX);
  assert_silent (window, "December 2026");
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 3));
  ear_period_pane_get (EAR_PERIOD_PANE (pane), &period);
  g_assert_cmpstr (period.title, ==, "November 2026");
  ear_period_clear (&period);

  ear_clock_set_for_test (G_GINT64_CONSTANT (1796126400000)); /* a day later */
  ear_period_pane_get (EAR_PERIOD_PANE (pane), &period);
  g_assert_cmpstr (period.title, ==, "November 2026");
  ear_period_clear (&period);
  fixture_settle ();
  assert_says (window, "December 2026");
  fixture_close (window);
  ear_clock_set_for_test (-1);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/dialogs/sign-in/browser", test_sign_in_browser);
  g_test_add_func ("/dialogs/sign-in/paste-and-choose", test_sign_in_paste_and_choose);
  g_test_add_func ("/dialogs/sign-in/cancel", test_sign_in_cancel);
  g_test_add_func ("/dialogs/sign-in/again", test_sign_in_again);
  g_test_add_func ("/dialogs/contact/log", test_contact);
  g_test_add_func ("/dialogs/contact/kept", test_contact_kept);
  g_test_add_func ("/dialogs/contact/once", test_contact_once);
  g_test_add_func ("/dialogs/contact/changed", test_contact_changed);
  g_test_add_func ("/dialogs/add-by-hand", test_add_by_hand);
  g_test_add_func ("/dialogs/preferences/promise", test_promise);
  g_test_add_func ("/dialogs/preferences/hours", test_hours);
  g_test_add_func ("/dialogs/preferences/cancelled", test_cancelled);
  g_test_add_func ("/dialogs/preferences/planned", test_planned);
  g_test_add_func ("/dialogs/preferences/report-language", test_report_language);
  g_test_add_func ("/dialogs/preferences/zone", test_zone);
  g_test_add_func ("/dialogs/preferences/other-zone", test_other_zone);
  g_test_add_func ("/dialogs/brand/changed", test_brand);
  g_test_add_func ("/dialogs/brand/broken", test_brand_broken);
  g_test_add_func ("/dialogs/brand/voice", test_brand_voice);
  g_test_add_func ("/dialogs/brand/plan", test_brand_plan);
  g_test_add_func ("/dialogs/brand/unchanged", test_brand_unchanged);
  g_test_add_func ("/dialogs/preferences/season", test_season);
  g_test_add_func ("/dialogs/channel", test_channel);
  g_test_add_func ("/dialogs/channel/ends", test_channel_ends);
  g_test_add_func ("/dialogs/channel/promise", test_channel_promise);
  g_test_add_func ("/dialogs/channel/cancelled", test_channel_cancelled);
  g_test_add_func ("/dialogs/channel/hours", test_channel_hours);
  g_test_add_func ("/dialogs/channel/longer", test_channel_longer);
  g_test_add_func ("/dialogs/shortcuts", test_shortcuts);
  g_test_add_func ("/dialogs/first-run", test_first_run);
  g_test_add_func ("/dialogs/periods-pass", test_periods_pass);
  return g_test_run ();
}
