/* test-report-cache.c: a report given once more, and when not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "engine/ear-report-cache-private.h"
#include "report-world.h"

static EarReport *
a_report (gint64 now, guint n_members)
{
  EarReport *report = ear_report_new ();
  EarReportChannel *channel = ear_report_add_channel (report);

  report->now = now;
  g_array_set_size (channel->members, n_members);
  return report;
}

static void
test_key (void)
{
  g_autoptr (EarReportCache) cache = ear_report_cache_new ();
  g_autoptr (EarReport) report = a_report (START, 10), found = NULL;
  const EarReportKey key = { START - DAY, START, 7, FALSE };
  const EarReportKey others[] = { { START - DAY + 1, START, 7, FALSE }, { START - DAY, START + 1, 7, FALSE }, { START - DAY, START, 8, FALSE } };

  g_assert_null (ear_report_cache_dup (cache, &key, START));
  ear_report_cache_add (cache, &key, report);
  found = ear_report_cache_dup (cache, &key, START);
  g_assert_true (found == report);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (ear_report_cache_dup (cache, &others[i], START));

  /* Waits become longer with time; and a clock that was put back tells nothing. */
  g_clear_pointer (&found, ear_report_unref);
  found = ear_report_cache_dup (cache, &key, START + EAR_REPORT_FRESH_MS - 1);
  g_assert_nonnull (found);
  g_assert_null (ear_report_cache_dup (cache, &key, START + EAR_REPORT_FRESH_MS));
  g_assert_null (ear_report_cache_dup (cache, &key, START - 1));
}

/* What cannot be given again is not kept either. */
static void
test_stale (void)
{
  g_autoptr (EarReportCache) cache = ear_report_cache_new ();
  g_autoptr (EarReport) old = a_report (START, 10), later = a_report (START + 30 * SECOND, 10), found = NULL;
  const EarReportKey key = { START - DAY, START, 7, FALSE }, later_key = { START - 2 * DAY, START, 7, FALSE };

  ear_report_cache_add (cache, &key, old);
  ear_report_cache_add (cache, &later_key, later);
  g_assert_true (ear_report_cache_drop_stale (cache, START + EAR_REPORT_FRESH_MS));
  g_assert_null (ear_report_cache_dup (cache, &key, START + EAR_REPORT_FRESH_MS - 1));
  found = ear_report_cache_dup (cache, &later_key, START + EAR_REPORT_FRESH_MS);
  g_assert_true (found == later);
  g_assert_false (ear_report_cache_drop_stale (cache, START + 30 * SECOND + EAR_REPORT_FRESH_MS));
  g_assert_null (ear_report_cache_dup (cache, &later_key, START + 30 * SECOND));
}

/* A whole report has all that a plain one has, so it is given for both, and a plain one that comes later does not take its place. */
static void
test_whole (void)
{
  g_autoptr (EarReportCache) cache = ear_report_cache_new ();
  g_autoptr (EarReport) plain = a_report (START, 10), whole = a_report (START, 10), found = NULL, wanted = NULL;
  const EarReportKey for_plain = { START - DAY, START, 7, FALSE }, for_whole = { START - DAY, START, 7, TRUE };

  ear_report_cache_add (cache, &for_plain, plain);
  g_assert_null (ear_report_cache_dup (cache, &for_whole, START));
  ear_report_cache_add (cache, &for_whole, whole);
  found = ear_report_cache_dup (cache, &for_plain, START);
  g_assert_true (found == whole);
  ear_report_cache_add (cache, &for_plain, plain);
  wanted = ear_report_cache_dup (cache, &for_whole, START);
  g_assert_true (wanted == whole);
}

static gboolean
has (EarReportCache *cache, gint64 from, guint n_writes)
{
  const EarReportKey key = { from, START, n_writes, FALSE };
  g_autoptr (EarReport) report = ear_report_cache_dup (cache, &key, START);

  return report != NULL;
}

static void
put (EarReportCache *cache, gint64 from, guint n_writes, guint n_members)
{
  const EarReportKey key = { from, START, n_writes, FALSE };
  g_autoptr (EarReport) report = a_report (START, n_members);

  ear_report_cache_add (cache, &key, report);
}

static void
test_room (void)
{
  g_autoptr (EarReportCache) cache = ear_report_cache_new ();

  for (int i = 1; i <= 6; i++)
    put (cache, i, 0, 10);
  g_assert_false (has (cache, 2, 0));
  for (int i = 3; i <= 6; i++)
    g_assert_true (has (cache, i, 0));
  /* A large one leaves room for itself alone, a write for none of before. */
  put (cache, 7, 0, 590000);
  g_assert_true (has (cache, 6, 0));
  put (cache, 8, 0, 590000);
  g_assert_true (has (cache, 8, 0));
  g_assert_false (has (cache, 7, 0));
  g_assert_false (has (cache, 6, 0));
  put (cache, 9, 1, 10);
  g_assert_false (has (cache, 8, 0));
  g_assert_true (has (cache, 9, 1));
  put (cache, 10, 1, 700000);
  g_assert_true (has (cache, 10, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/cache/key", test_key);
  g_test_add_func ("/report/cache/stale", test_stale);
  g_test_add_func ("/report/cache/whole", test_whole);
  g_test_add_func ("/report/cache/room", test_room);
  return g_test_run ();
}
