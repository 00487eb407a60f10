/* test-search.c: words find messages and people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ear-clock.h"
#include "fixture.h"

static void
fill (Fixture *fixture)
{
  g_autoptr (EarBatch) batch = ear_batch_new ();

  add_inbound (batch, "10", "10", NULL, "Zoë Müller", NOW - 5 * HOUR, "Do you take reservations for a birthday on Sunday?");
  add_outbound (batch, "10", "11", "10", NOW - 4 * HOUR, "Yes: reservations by phone, up to twelve.");
  add_inbound (batch, "20", "20", NULL, "tom", NOW - 3 * HOUR, "Crème brûlée on Sundays?");
  add_inbound (batch, "30", "30", NULL, "eve", NOW - 2 * HOUR, "reservations reservations reservations, please");
  add_inbound (batch, "40", "40", NULL, "ann", NOW - HOUR, "NOT \"near\" OR (meta: d1) * don't");
  apply (fixture, batch, NULL);
}

static void
assert_found (Fixture *fixture, EarStoreSearch search, const char *const *exts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = ear_store_search (fixture->store, &search, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < MAX (hits->len, g_strv_length ((char **) exts)); i++)
    {
      g_assert_cmpuint (i, <, hits->len);
      g_assert_nonnull (exts[i]);
      g_assert_cmpstr (((EarStoreHit *) hits->pdata[i])->ext, ==, exts[i]);
    }
}
#define ASSERT_FOUND(search, ...) \
  assert_found (fixture, (EarStoreSearch) search, (const char *const[]) { __VA_ARGS__ __VA_OPT__ (,) NULL })
#define WORDS(text) { .words = text }

static void
test_words (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  ASSERT_FOUND (WORDS ("reservations"), "30", "11", "10");
  ASSERT_FOUND (WORDS ("RESERVATIONS sunday"), "10");
  ASSERT_FOUND (WORDS ("sun"), "20", "10");
  ASSERT_FOUND (WORDS ("creme brulee"), "20");
  ASSERT_FOUND (WORDS ("\"birthday on sunday\""), "10");
  ASSERT_FOUND (WORDS ("\"sunday on birthday\""));
  ASSERT_FOUND (WORDS ("s"));
  ASSERT_FOUND (WORDS ("reserv birthday"));
  ASSERT_FOUND (WORDS ("birthday reserv"), "10");
}

/* What means something to FTS5 is only words to us. */
static void
test_hostile_words (Fixture *fixture, gconstpointer data)
{
  static const char *const nothing[] = { "", "   ", "\"", "\"\"", "***", "()", "?!", "\" \"", "\"\"\"\"", "^", "-", "{", "\xff\xfe" };
  static const char *const safe[] = {
    "meta:d1", "d1", "ch1", "body:x", "a OR b", "NOT x", "x*", "x AND", "NEAR(a b)", "{meta}", "'); DROP TABLE message; --", "\"unclosed phrase",
    "a\"b", "\xc3\x28 x", "reservations\" OR \"meta", "-- x", "\\", "%", "x\ty\nz",
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    ASSERT_FOUND (WORDS (nothing[i]));
  for (guint i = 0; i < G_N_ELEMENTS (safe); i++)
    {
      EarStoreSearch search = { .words = safe[i] };
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = ear_store_search (fixture->store, &search, &error);
      g_autoptr (GPtrArray) people = ear_store_search_people (fixture->store, safe[i], 10, NULL);

      g_assert_no_error (error);
      g_assert_nonnull (people);
    }
  ASSERT_FOUND (WORDS ("ch1"));
  ASSERT_FOUND (WORDS ("d1"), "40");
  ASSERT_FOUND (WORDS ("don't"), "40");
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = fixture_add_channel (fixture, "blog", "2");
  g_autoptr (EarChannelRow) row = ear_store_get_channel (fixture->store, other, &error);
  g_autoptr (EarBatch) batch = ear_batch_new ();

  fill (fixture);
  add_inbound (batch, "50", "50", NULL, "mia", NOW - 10 * HOUR, "reservations over here");
  ear_store_apply_batch (fixture->store, other, NULL, EAR_STREAM_FORWARD, batch, NULL, &error);
  g_assert_no_error (error);
  {
    EarStoreSearch here = { .words = "reservations", .channels = &row->id, .n_channels = 1 };
    EarStoreSearch ours = { .words = "reservations", .from_us = TRUE };
    EarStoreSearch first = { .words = "reservations", .limit = 2 };

    ASSERT_FOUND (here, "50");
    ASSERT_FOUND (ours, "11");
    ASSERT_FOUND (first, "30", "11");
  }
}

static void
test_ranked (Fixture *fixture, gconstpointer data)
{
  EarStoreSearch best = { .words = "reservations", .order = EAR_STORE_SEARCH_BEST };

  fill (fixture);
  /* Three of its four words, then the shorter one. */
  ASSERT_FOUND (best, "30", "11", "10");
}

static void
test_snippet (Fixture *fixture, gconstpointer data)
{
  EarStoreSearch search = { .words = "creme" };
  g_autoptr (GPtrArray) hits = NULL;
  EarStoreHit *hit;

  fill (fixture);
  hits = ear_store_search (fixture->store, &search, NULL);
  hit = hits->pdata[0];
  g_assert_cmpstr (hit->snippet, ==, "\002Crème\003 brûlée on Sundays?");
  g_assert_cmpstr (hit->author_name, ==, "tom");
  g_assert_cmpint (hit->conversation_id, ==, find_conversation (fixture, "20"));
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  static const char *const queries[] = { "zoe", "muller", "Mü", "zoe mul", "ZOË" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) renamed = NULL;
  g_autoptr (GPtrArray) still = NULL;
  g_autoptr (EarStoreRow) row = NULL;

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) people = ear_store_search_people (fixture->store, queries[i], 10, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (people->len, ==, 1);
      g_assert_cmpstr (((EarPersonRow *) people->pdata[0])->name, ==, "Zoë Müller");
    }
  row = load_row (fixture, "10");
  ear_store_rename_person (fixture->store, NULL, row->person_id, "The neighbour", NULL, NULL, &error);
  renamed = ear_store_search_people (fixture->store, "neighb", 10, &error);
  still = ear_store_search_people (fixture->store, "zoe", 10, &error);
  g_assert_cmpuint (renamed->len, ==, 1);
  g_assert_cmpuint (still->len, ==, 1);
}

/* A large batch is indexed by the store itself when it is idle. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  guint found = 0;

  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", 1000 + i);

      add_inbound (batch, ext, ext, NULL, "mia", NOW - HOUR - i * MINUTE, "zebra crossing");
    }
  batch->more = TRUE;
  ear_store_apply_batch (fixture->store, fixture->channel, "comments", EAR_STREAM_BACKFILL, batch, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 200 && found < 1200; i++)
    {
      EarStoreSearch search = { .words = "zebra", .limit = 5000 };
      g_autoptr (GPtrArray) hits = ear_store_search (fixture->store, &search, &error);

      found = hits->len;
      g_usleep (50000);
    }
  g_assert_cmpuint (found, ==, 1200);
  g_assert_cmpint (fixture_int (fixture, "SELECT count (*) FROM fts_pending"), ==, 0);
}

/* Edits, whether of rows that are indexed or not yet, and the crash in between. */
static void
test_pending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) first = ear_batch_new ();
  g_autoptr (EarBatch) second = ear_batch_new ();

  add_inbound (first, "10", "10", NULL, "mia", NOW - HOUR, "zebra");
  first->more = TRUE;
  ear_store_apply_batch (fixture->store, fixture->channel, "comments", EAR_STREAM_BACKFILL, first, NULL, &error);
  add_inbound (second, "10", "10", NULL, "mia", NOW - HOUR, "giraffe")->edited_at = NOW;
  second->more = TRUE;
  ear_store_apply_batch (fixture->store, fixture->channel, "comments", EAR_STREAM_BACKFILL, second, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (fixture);
  ear_store_index_pending (fixture->store, NULL, NULL, &error);
  g_assert_no_error (error);
  ASSERT_FOUND (WORDS ("zebra"));
  ASSERT_FOUND (WORDS ("giraffe"), "10");
}

static void
test_similar (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EarBatch) batch = ear_batch_new ();
  g_autoptr (GPtrArray) similar = NULL;
  g_autoptr (GPtrArray) none = NULL;
  EarSimilar *first;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *ext = g_strdup_printf ("%u", 1000 + i * 10);
      g_autofree char *answer = g_strdup_printf ("%u", 1001 + i * 10);

      add_inbound (batch, ext, ext, NULL, "eve", NOW - 20 * DAY + i * HOUR, "Could you please tell me about the weather today?");
      add_outbound (batch, ext, answer, ext, NOW - 20 * DAY + i * HOUR + MINUTE, "Sunny.");
    }
  add_inbound (batch, "10", "10", NULL, "mia", NOW - 30 * DAY, "Could you please tell me whether the parking behind the house is free?");
  add_outbound (batch, "10", "11", "10", NOW - 29 * DAY, "Free for guests.");
  add_inbound (batch, "20", "20", NULL, "tom", NOW - HOUR, "Please tell me: is parking free?");
  add_inbound (batch, "30", "30", NULL, "bob", NOW - HOUR, "Parking, free?");
  apply (fixture, batch, NULL);

  similar = ear_store_find_similar (fixture->store, "Please tell me: is parking free?", find_conversation (fixture, "20"), 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (similar->len, ==, 3);
  first = similar->pdata[0];
  /* The rare words decide, and an unanswered question is no help. */
  g_assert_cmpint (first->conversation_id, ==, find_conversation (fixture, "10"));
  g_assert_cmpstr (first->answer, ==, "Free for guests.");
  none = ear_store_find_similar (fixture->store, "?!", 0, 3, &error);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store/search/words", test_words);
  fixture_test ("/store/search/hostile-words", test_hostile_words);
  fixture_test ("/store/search/filters", test_filters);
  fixture_test ("/store/search/ranked", test_ranked);
  fixture_test ("/store/search/snippet", test_snippet);
  fixture_test ("/store/search/people", test_people);
  fixture_test ("/store/search/later", test_later);
  fixture_test ("/store/search/pending", test_pending);
  fixture_test ("/store/search/similar", test_similar);
  return g_test_run ();
}
