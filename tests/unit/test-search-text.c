/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "base/ear-catalogue.h"
#include "base/ear-clock.h"
#include "model/ear-search-text.h"

#define DAY G_GINT64_CONSTANT (86400000)

static GTimeZone *berlin;
static EarTypedDates dates; /* Wednesday, 4 November 2026, 00:30 in Berlin: still Tuesday in UTC */

/* A day in Berlin as its first instant. */
static gint64
at (int year, int month, int day)
{
  g_autoptr (GDateTime) time = g_date_time_new (berlin, year, month, day, 0, 0, 0);

  return g_date_time_to_unix (time) * 1000;
}

static void
test_dates (void)
{
  const struct {
    const char *text;
    int from[3], to[3];
  } cases[] = {
    { "2026-11-03", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "2026-11", { 2026, 11, 1 }, { 2026, 12, 1 } },
    { "2025", { 2025, 1, 1 }, { 2026, 1, 1 } },
    { "2026/11/3", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "3.11.2026", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "03.11.26", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "3.11.", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "5.11.", { 2025, 11, 5 }, { 2025, 11, 6 } },
    { "29.2.", { 2024, 2, 29 }, { 2024, 3, 1 } },
    { "11/03/2026", { 2026, 3, 11 }, { 2026, 3, 12 } },
    { "11/13/2026", { 2026, 11, 13 }, { 2026, 11, 14 } },
    { "3-11-2026", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "4/11", { 2026, 11, 4 }, { 2026, 11, 5 } },
    { "today", { 2026, 11, 4 }, { 2026, 11, 5 } },
    { "Yesterday", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "this week", { 2026, 11, 2 }, { 2026, 11, 9 } },
    { "last  week", { 2026, 10, 26 }, { 2026, 11, 2 } },
    { "this month", { 2026, 11, 1 }, { 2026, 12, 1 } },
    { "LAST MONTH", { 2026, 10, 1 }, { 2026, 11, 1 } },
    { "last year", { 2025, 1, 1 }, { 2026, 1, 1 } },
    { "monday", { 2026, 11, 2 }, { 2026, 11, 3 } },
    { "Wed", { 2026, 11, 4 }, { 2026, 11, 5 } },
    { "thursday", { 2026, 10, 29 }, { 2026, 10, 30 } },
    { "November", { 2026, 11, 1 }, { 2026, 12, 1 } },
    { "december", { 2025, 12, 1 }, { 2026, 1, 1 } },
    { "nov 2024", { 2024, 11, 1 }, { 2024, 12, 1 } },
    { "3 November 2026", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "3. Nov", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "Nov 3, 2026", { 2026, 11, 3 }, { 2026, 11, 4 } },
    { "nov 5", { 2025, 11, 5 }, { 2025, 11, 6 } },
  };
  static const char *const none[] = { "", " ", "soon", "3", "33.11.2026", "31.6.2026", "0.1.2026", "1.0.2026", "13/13/2026", "2026-13", "2026-2-30", "11-03", "1/2/3/4",
                                      "no", "ma", "3 4 november", "november november", "monday 3", "99999", "2026-", "-", "/", ".", "1.1.1", "3.11.2026.", "99/99/99",
                                      "last", "week", "1000", "2026.11", "\xff", "3 november 2026 x", "\xd9\xa3.11." };
  gint64 from, to;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean read = ear_typed_date_parse (cases[i].text, &dates, &from, &to);

      if (!read || from != at (cases[i].from[0], cases[i].from[1], cases[i].from[2]) || to != at (cases[i].to[0], cases[i].to[1], cases[i].to[2]))
        g_error ("\"%s\" is read as %d: %s to %s", cases[i].text, read, ear_time_format (from), ear_time_format (to));
    }
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    if (ear_typed_date_parse (none[i], &dates, &from, &to))
      g_error ("\"%s\" is read as %s to %s", none[i], ear_time_format (from), ear_time_format (to));
}

/* The clocks of the zone: a day that has 25 hours, and the order of the locale. */
static void
test_locale (void)
{
  EarTypedDates american = dates;
  gint64 from, to;

  american.month_first = TRUE;
  g_assert_true (ear_typed_date_parse ("11/03/2026", &american, &from, &to));
  g_assert_cmpint (from, ==, at (2026, 11, 3));
  g_assert_true (ear_typed_date_parse ("13/11/2025", &american, &from, &to));
  g_assert_cmpint (from, ==, at (2025, 11, 13));
  g_assert_true (ear_typed_date_parse ("3.11.2026", &american, &from, &to));
  g_assert_cmpint (from, ==, at (2026, 11, 3));
  g_assert_true (ear_typed_date_parse ("2026-10-25", &dates, &from, &to));
  g_assert_cmpint (to - from, ==, 25 * DAY / 24);
}

static void
assert_text (const char *text, const char *words, const char *filters)
{
  g_autoptr (EarSearchText) read = ear_search_text_new (text, &dates);
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < read->filters->len; i++)
    {
      const EarSearchFilter *filter = read->filters->pdata[i];
      g_autofree char *one = ear_search_filter_print (filter->type, filter->value);

      g_string_append_printf (told, "%s%s%s%s", i > 0 ? ", " : "", one, filter->problem != NULL ? " ?" : "", filter->unfinished ? " …" : "");
    }
  g_assert_cmpstr (read->words, ==, words);
  g_assert_cmpstr (told->str, ==, filters);
}

static void
test_texts (void)
{
  assert_text ("", "", "");
  assert_text ("  table   for two ", "table for two", "");
  assert_text ("from:mia refund", "refund", "from:mia");
  assert_text ("refund from:mia", "refund", "from:mia …");
  assert_text ("FROM:Mia IS:Done ", "", "from:Mia, is:Done");
  assert_text ("from:\"Mia Wirth\" channel:blog refund", "refund", "from:\"Mia Wirth\", channel:blog");
  assert_text ("from: mia refund", "refund", "from:mia");
  assert_text ("from: \"Mia Wirth\" refund", "refund", "from:\"Mia Wirth\"");
  assert_text ("from:Mia Wirth", "Wirth", "from:Mia");
  assert_text ("before:last week refund", "refund", "before:\"last week\"");
  assert_text ("before:3 November 2025 refund", "refund", "before:\"3 November 2025\"");
  assert_text ("before:2025 refund", "refund", "before:2025");
  assert_text ("since:monday", "", "after:monday …");
  assert_text ("on:\"last month\"", "", "on:\"last month\"");
  assert_text ("before:soon x", "x", "before:soon ?");
  assert_text ("is:banana", "", "is:banana ? …");
  assert_text ("from:", "", "from:\"\" ? …");
  assert_text ("from: is:done ", "", "from:\"\" ?, is:done");
  assert_text ("has:photo", "", "has:photo …");
  /* No filters. */
  assert_text ("\"from:mia\" 10:30 https://example.org/from:x foo:bar :x", "\"from:mia\" 10:30 https://example.org/from:x foo:bar :x", "");
  assert_text ("a\"b c\"d \"\" \"open", "a \"b c\" d \"open\"", "");
  assert_text ("\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd", "");
}

static void
test_meaning (void)
{
  g_autoptr (EarSearchText) read = ear_search_text_new ("on:yesterday is:open has:picture is:banana from:us before:soon", &dates);
  const EarSearchFilter *on = read->filters->pdata[0], *open = read->filters->pdata[1], *picture = read->filters->pdata[2], *us = read->filters->pdata[4];
  g_autoptr (EarSearchText) wrong = ear_search_text_new ("is:x", &dates);
  g_autofree char *problems = ear_search_text_dup_problems (read);
  g_autofree char *less = ear_search_text_without ("on:yesterday is:open has:picture is:banana from:us before:soon", open);

  g_assert_cmpint (on->from, ==, at (2026, 11, 3));
  g_assert_cmpint (on->to, ==, at (2026, 11, 4));
  g_assert_cmpint (open->choice, ==, EAR_SEARCH_UNANSWERED);
  g_assert_cmpint (picture->choice, ==, EAR_SEARCH_PICTURE);
  g_assert_cmpint (us->choice, ==, EAR_SEARCH_US);
  g_assert_cmpstr (problems, ==, "“is:banana” is not known here. Write one of: unanswered, late, answered, done, unread, review, spam, note.\n"
                                 "“before:soon” names no day. Write one such as 2026-11-03, yesterday or last week.");
  g_assert_false (ear_search_text_is_empty (read));
  g_assert_true (ear_search_text_is_empty (wrong));
  g_assert_cmpstr (less, ==, "on:yesterday has:picture is:banana from:us before:soon");
}

/* Random texts of pieces that mean something to the reader: written and read again they are the same. */
static void
test_round_trip (void)
{
  static const char *const pieces[] = { "from:", "channel:", "before:", "after:", "on:", "is:", "has:", "since:", "\"", "\"\"", " ", "  ", "\t", "mia", "last", "week", "3",
                                        "november", "2026", "3.11.", "yesterday", "unanswered", "picture", ":", "x:y", "ü", "\xff", "10:30", "Mia Wirth", "." };

  for (guint n = 0; n < 4000; n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *printed = NULL;
      g_autofree char *again = NULL;

      for (int k = g_test_rand_int_range (0, 14); k > 0; k--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      {
        g_autoptr (EarSearchText) first = ear_search_text_new (text->str, &dates);

        printed = ear_search_text_print (first);
      }
      {
        g_autoptr (EarSearchText) second = ear_search_text_new (printed, &dates);

        again = ear_search_text_print (second);
      }
      if (strcmp (printed, again) != 0)
        g_error ("\"%s\" is written as \"%s\", and that as \"%s\"", text->str, printed, again);
    }
}

static void
assert_german (const char *text, EarSearchFilterType type, EarSearchChoice choice)
{
  g_autoptr (EarSearchText) read = ear_search_text_new (text, &dates);
  const EarSearchFilter *filter = read->filters->len == 1 ? read->filters->pdata[0] : NULL;

  if (filter == NULL || filter->problem != NULL || filter->type != type || filter->choice != choice || *read->words != '\0')
    g_error ("\"%s\" is not understood", text);
}

/* The words of another language, beside the English ones. */
static void
test_german (void)
{
  const EarSearchChoice none = EAR_SEARCH_NO_CHOICE;
  g_autofree char *folder = g_dir_make_tmp ("earshot-search-XXXXXX", NULL);
  g_autofree char *messages = g_build_filename (folder, "de", "LC_MESSAGES", NULL);
  g_autofree char *catalogue = g_build_filename (messages, "earshot.mo", NULL);
  g_autofree char *po = g_test_build_filename (G_TEST_DIST, "..", "..", "po", "de.po", NULL);
  const char *const compile[] = { "msgfmt", "-o", catalogue, po, NULL };
  g_autoptr (EarCatalogue) german = NULL;
  g_auto (EarCatalogueScope) scope = { 0 };
  g_autoptr (GError) error = NULL;
  int status = -1;
  gint64 from, to;

  g_mkdir_with_parents (messages, 0700);
  g_spawn_sync (NULL, (char **) compile, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL);
  g_assert_cmpint (status, ==, 0);
  german = ear_catalogue_load (folder, "earshot", "de", &error);
  g_assert_no_error (error);
  scope = ear_catalogue_enter (german);
  {
    g_autofree char *word = ear_search_filter_dup_word (EAR_SEARCH_FROM);

    g_assert_cmpstr (word, ==, "von");
  }
  assert_german ("von:mia ", EAR_SEARCH_FROM, none);
  assert_german ("from:mia ", EAR_SEARCH_FROM, none);
  assert_german ("von:uns ", EAR_SEARCH_FROM, EAR_SEARCH_US);
  assert_german ("Kanal:Blog", EAR_SEARCH_CHANNEL, none);
  assert_german ("vor:letzte Woche", EAR_SEARCH_BEFORE, none);
  assert_german ("before:letzten Monat", EAR_SEARCH_BEFORE, none);
  assert_german ("seit:gestern", EAR_SEARCH_AFTER, none);
  assert_german ("ab:last week", EAR_SEARCH_AFTER, none);
  assert_german ("am:3. März 2026", EAR_SEARCH_ON, none);
  assert_german ("im:Dez", EAR_SEARCH_ON, none);
  assert_german ("ist:offen", EAR_SEARCH_IS, EAR_SEARCH_UNANSWERED);
  assert_german ("is:uberfallig", EAR_SEARCH_IS, EAR_SEARCH_LATE);
  assert_german ("ist:unread", EAR_SEARCH_IS, EAR_SEARCH_UNREAD);
  assert_german ("mit:Bild", EAR_SEARCH_HAS, EAR_SEARCH_PICTURE);
  g_assert_true (ear_typed_date_parse ("Mittwoch", &dates, &from, &to));
  g_assert_cmpint (from, ==, at (2026, 11, 4));
  test_round_trip ();
  {
    g_autofree char *language = g_path_get_dirname (messages);

    g_remove (catalogue);
    g_rmdir (messages);
    g_rmdir (language);
    g_rmdir (folder);
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_assert_nonnull (berlin);
  dates = (EarTypedDates) { at (2026, 11, 4) + 30 * 60000, berlin, FALSE };
  g_test_add_func ("/search-text/dates", test_dates);
  g_test_add_func ("/search-text/locale", test_locale);
  g_test_add_func ("/search-text/texts", test_texts);
  g_test_add_func ("/search-text/meaning", test_meaning);
  g_test_add_func ("/search-text/round-trip", test_round_trip);
  g_test_add_func ("/search-text/german", test_german);
  result = g_test_run ();
  g_time_zone_unref (berlin);
  return result;
}
