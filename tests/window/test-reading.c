/* test-reading.c: long conversations, lists and searches, over the engine double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui/ear-message-card.h"
#include "window-fixture.h"

static void
do_action (EarWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  fixture_settle ();
}

static GtkWidget *
get_cards (EarWindow *window)
{
  return gtk_widget_get_parent (fixture_find_type (GTK_WIDGET (window), EAR_TYPE_MESSAGE_CARD));
}

static guint
count_cards (EarWindow *window)
{
  guint n = 0;

  for (GtkWidget *card = gtk_widget_get_first_child (get_cards (window)); card != NULL; card = gtk_widget_get_next_sibling (card))
    n++;
  return n;
}

/* The first card in sight, and how far below the top it stands. */
static const char *
top_card (EarWindow *window, float *y)
{
  GtkWidget *cards = get_cards (window), *scroller = gtk_widget_get_ancestor (cards, GTK_TYPE_SCROLLED_WINDOW);

  for (GtkWidget *card = gtk_widget_get_first_child (cards); card != NULL; card = gtk_widget_get_next_sibling (card))
    {
      graphene_point_t top;

      if (gtk_widget_compute_point (card, scroller, &GRAPHENE_POINT_INIT (0, 0), &top) && top.y + gtk_widget_get_height (card) > 0)
        {
          *y = top.y;
          return ear_message_card_get_message (EAR_MESSAGE_CARD (card))->text;
        }
    }
  return NULL;
}

/* A frame may take its time. */
static float
wait_for_top (EarWindow *window, const char *text)
{
  float y = 0;

  for (guint i = 0; i < 60 && g_strcmp0 (top_card (window, &y), text) != 0; i++)
    fixture_settle ();
  g_assert_cmpstr (top_card (window, &y), ==, text);
  return y;
}

static void
search_for (EarWindow *window, const char *words)
{
  GtkWidget *entry;

  do_action (window, "win.search");
  entry = fixture_find_type (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  fixture_settle ();
  fixture_settle ();
  g_signal_emit_by_name (entry, "activate");
  fixture_settle ();
}

/* A hit in a long conversation brings what stands around it, not all of it; what is shown above keeps the reader's place. */
static void
test_long (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);
  float y;

  ear_engine_double_set_long (engine, 400);
  search_for (window, "Said 200");
  fixture_settle ();
  g_assert_cmpuint (count_cards (window), <, 100);
  y = wait_for_top (window, "Said 200");
  assert_says (window, "Show Later Messages");

  fixture_press (GTK_WIDGET (window), "Show Earlier Messages");
  fixture_settle ();
  g_assert_cmpuint (count_cards (window), >, 100);
  g_assert_cmpfloat_with_epsilon (y, wait_for_top (window, "Said 200"), 1);
  fixture_press (GTK_WIDGET (window), "Show Later Messages");
  g_assert_cmpfloat_with_epsilon (y, wait_for_top (window, "Said 200"), 1);
  fixture_close (window);
}

/* Opening is looking: it is read anew from there, but not where nothing can be reached. */
static void
test_refreshed (void)
{
  EarEngine *engine;
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, &engine);

  do_action (window, "win.next");
  g_assert_cmpuint (ear_engine_double_get_n_refreshed (engine), ==, 1);
  do_action (window, "win.next");
  g_assert_cmpuint (ear_engine_double_get_n_refreshed (engine), ==, 2);
  fixture_close (window);

  window = fixture_open (EAR_DOUBLE_OFFLINE, &engine);
  do_action (window, "win.next");
  g_assert_cmpuint (ear_engine_double_get_n_refreshed (engine), ==, 0);
  fixture_close (window);
}

/* From the report, the search is a place of its own: list, sidebar and content agree. */
static void
test_search_from_report (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.place", "s", "reports");
  fixture_settle ();
  do_action (window, "win.search");
  assert_says (window, "Everything");
  assert_says (window, "Choose a Conversation");
  assert_silent (window, "Last 30 Days");
  fixture_close (window);
}

/* Escape leaves the reply for the list, where letters and arrows act. */
static void
test_escape (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);

  do_action (window, "win.next");
  do_action (window, "win.reply");
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_root_get_focus (GTK_ROOT (window))));
  do_action (window, "win.list");
  g_assert_nonnull (gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (window)), GTK_TYPE_LIST_VIEW));
  fixture_close (window);
}

/* The three most alike stand beside the reply without a click, and one is put into it. */
static void
test_answered_before (void)
{
  EarWindow *window = fixture_open (EAR_DOUBLE_BUSY, NULL);
  GtkWidget *text, *card;
  GtkTextBuffer *buffer;

  do_action (window, "win.next");
  card = fixture_find_label (GTK_WIDGET (window), "It is vegetarian, and we gladly cook it");
  g_assert_nonnull (card);
  g_signal_emit_by_name (gtk_widget_get_ancestor (card, GTK_TYPE_BUTTON), "clicked");
  fixture_settle ();
  text = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (GTK_IS_TEXT_VIEW (text));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), >, 40);
  fixture_picture (window, "answered-before");

  do_action (window, "win.answered-before");
  g_assert_nonnull (gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (window)), GTK_TYPE_BUTTON));
  fixture_close (window);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/reading/long", test_long);
  g_test_add_func ("/reading/refreshed", test_refreshed);
  g_test_add_func ("/reading/search-from-report", test_search_from_report);
  g_test_add_func ("/reading/escape", test_escape);
  g_test_add_func ("/reading/answered-before", test_answered_before);
  return g_test_run ();
}
