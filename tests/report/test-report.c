/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "report-world.h"

/* ---- coverage ---- */

static void
test_spans (void)
{
  const EarSpan raw[] = { { 50, 60 }, { 10, 20 }, { 21, 30 }, { 15, 17 }, { 40, 39 }, { 90, G_MAXINT64 }, { 95, 96 }, { G_MININT64, 5 } };
  g_autoptr (GArray) spans = ear_spans_normalize (raw, G_N_ELEMENTS (raw)), other = NULL, both = NULL, holes = NULL, none = NULL;
  const EarSpan window[] = { { 25, 55 }, { 57, 100 } };

  g_assert_cmpuint (spans->len, ==, 4);
  g_assert_cmpint (g_array_index (spans, EarSpan, 1).from, ==, 10);
  g_assert_cmpint (g_array_index (spans, EarSpan, 1).to, ==, 30);
  g_assert_null (ear_spans_find (spans, 6));
  g_assert_null (ear_spans_find (spans, 31));
  g_assert_cmpint (ear_spans_find (spans, 30)->from, ==, 10);
  g_assert_cmpint (ear_spans_find (spans, G_MININT64)->to, ==, 5);
  g_assert_cmpint (ear_spans_find (spans, G_MAXINT64)->from, ==, 90);
  g_assert_cmpint (ear_spans_covered (spans, 0, 100), ==, 5 + 20 + 10 + 10);

  other = ear_spans_normalize (window, 2);
  both = ear_spans_intersect (spans, other);
  g_assert_cmpuint (both->len, ==, 4); /* 25–30, 50–55, 57–60, 90–100 */
  g_assert_cmpint (g_array_index (both, EarSpan, 2).from, ==, 57);
  g_assert_cmpint (g_array_index (both, EarSpan, 3).to, ==, 100);
  g_assert_cmpint (ear_spans_known_until (both), ==, 100);

  holes = ear_spans_holes (both, 20, 110);
  g_assert_cmpuint (holes->len, ==, 5); /* 20–24, 31–49, 56, 61–89, 101–110 */
  g_assert_cmpint (g_array_index (holes, EarSpan, 2).from, ==, 56);
  g_assert_cmpint (g_array_index (holes, EarSpan, 4).to, ==, 110);
  ear_spans_close (both, 1); /* 56; the others are longer */
  g_assert_cmpuint (both->len, ==, 3);
  g_assert_cmpint (g_array_index (both, EarSpan, 1).from, ==, 50);
  g_assert_cmpint (g_array_index (both, EarSpan, 1).to, ==, 60);
  none = ear_spans_holes (spans, 92, G_MAXINT64);
  g_assert_cmpuint (none->len, ==, 0);
}

/* ---- one channel, counted by hand ---- */

static void
test_counts (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GArray) kept = NULL, twice = NULL;
  const EarReportChannel *channel;
  EarReportEnquiry *enquiry;

  world_init (&world, 1);
  world_add (&world, 0, 1, START, 1 * HOUR);
  world_add (&world, 0, 2, START + DAY, 4 * HOUR)->follow_up = TRUE;        /* at the promise: kept */
  world_add (&world, 0, 3, START + 2 * DAY, 4 * HOUR + SECOND);             /* late */
  world_add (&world, 0, 3, START + 3 * DAY, -1);                            /* waits */
  enquiry = world_add (&world, 0, 4, START + 4 * DAY, -1);
  enquiry->outcome = EAR_ENQUIRY_CLOSED;
  enquiry->closed_at = START + 4 * DAY + MINUTE;                      /* stays at risk, missed */
  enquiry = world_add (&world, 0, 5, START + 5 * DAY, -1);
  enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;
  enquiry->closed_at = START + 5 * DAY + HOUR;                        /* before the promise ran out */
  enquiry = world_add (&world, 0, 6, START + 6 * DAY, -1);
  enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;
  enquiry->closed_at = START + 6 * DAY + 5 * HOUR;                    /* after it: missed */
  world_add (&world, 0, 7, START + 7 * DAY, 0)->exclusion = EAR_EXCLUDED_SPAM;
  world_add (&world, 0, 7, START + 7 * DAY, 0)->exclusion = EAR_EXCLUDED_AUTOMATIC;
  world_add (&world, 0, 7, START + 7 * DAY, -1)->exclusion = EAR_EXCLUDED_NO_ANSWER_NEEDED;
  world_add (&world, 0, 7, START - 1, 0);                                   /* another period */
  world_add (&world, 0, 7, START + 28 * DAY, 0);
  world_add (&world, 0, 1, START + 8 * DAY, MINUTE)->conversation_id = 1;   /* the same conversation as the first */
  report = world_compute (&world);
  channel = ear_report_get_channel (report, 0);

  assert_count (report, 0, QUESTIONS, 8);
  assert_count (report, 0, NEW, 7);
  assert_count (report, 0, FOLLOW_UP, 1);
  assert_count (report, 0, KEPT, 3);
  assert_count (report, 0, MISSED, 4);
  assert_count (report, 0, TAKEN_BACK_EARLY, 1);
  assert_count (report, 0, TOO_NEW, 0);
  assert_count (report, 0, ANSWERED, 4);
  assert_count (report, 0, WAITING, 1);
  assert_count (report, 0, CLOSED, 1);
  assert_count (report, 0, TAKEN_BACK, 2);
  assert_count (report, 0, SPAM, 1);
  assert_count (report, 0, AUTOMATIC, 1);
  assert_count (report, 0, NO_ANSWER_NEEDED, 1);
  g_assert_cmpuint (channel->people, ==, 6);
  g_assert_cmpuint (channel->open.share.n, ==, 7);
  g_assert_cmpuint (channel->open.share.k, ==, 3);
  /* "If all of these had needed one." */
  g_assert_cmpuint (channel->open.n_all, ==, 8);
  g_assert_cmpuint (channel->open.k_all, ==, 3);
  g_assert_false (channel->open.enough);
  g_assert_cmpfloat (channel->covered, ==, 1);
  g_assert_cmpuint (channel->gaps->len, ==, 0);
  g_assert_false (channel->hours_set);
  g_assert_cmpint (channel->promise_s, ==, 4 * 3600);
  g_assert_cmpint (report->as_of, ==, START + 35 * DAY);
  g_assert_cmpint (report->difference.verdict, ==, EAR_DIFFERENCE_NONE_TO_TELL);

  /* Each conversation once, the newest question first. */
  kept = ear_report_dup_conversations (report, 0, EAR_FIGURE_KEPT, EAR_CLOCK_OPEN);
  g_assert_cmpuint (kept->len, ==, 2);
  g_assert_cmpint (g_array_index (kept, gint64, 0), ==, 1);
  g_assert_cmpint (g_array_index (kept, gint64, 1), ==, 2);
  twice = ear_report_dup_conversations (report, 0, EAR_FIGURE_SPAM, EAR_CLOCK_OPEN);
  g_assert_cmpuint (twice->len, ==, 1);
}

static void
test_too_new_and_after (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;

  world_init (&world, 1);
  world.input.now = START + 20 * DAY;
  world.channels[0].known_until = START + 20 * DAY - HOUR;
  world_add (&world, 0, 1, START + 20 * DAY - 5 * HOUR, -1);           /* just ripe, missed */
  world_add (&world, 0, 2, START + 20 * DAY - 5 * HOUR + SECOND, -1);  /* just not */
  world_add (&world, 0, 3, START + 20 * DAY - 2 * HOUR, 30 * MINUTE);  /* answered already */
  world_add (&world, 0, 4, START + 20 * DAY - 5 * HOUR, 4 * HOUR + 1); /* the answer came after the last look */
  world_add (&world, 0, 5, START + 20 * DAY - MINUTE, -1);             /* after known-until, but waits */
  world_add (&world, 0, 6, START + 20 * DAY + MINUTE, -1);             /* not yet */
  report = world_compute (&world);
  assert_count (report, 0, QUESTIONS, 4);
  assert_count (report, 0, TOO_NEW, 2);
  assert_count (report, 0, TOO_NEW_ANSWERED, 1);
  assert_count (report, 0, MISSED, 2);
  assert_count (report, 0, ANSWERED, 1);
  assert_count (report, 0, AFTER, 1);
  assert_count (report, 0, WAITING, 3);
}

/* ---- holes ---- */

static void
test_gaps (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  const EarSpan spans[] = { { START - DAY, START + 7 * DAY }, { START + 10 * DAY, START + 14 * DAY }, { START + 16 * DAY, START + 35 * DAY } };
  const EarReportChannel *channel;
  EarReportEnquiry *enquiry;

  world_init (&world, 2);
  world_read_only (&world, 0, spans, 3);
  world_add (&world, 0, 1, START + 8 * DAY, MINUTE);                 /* arrived in a gap, though we know it */
  world_add (&world, 0, 2, START + 9 * DAY, -1);                     /* in a gap, and waits */
  world_add (&world, 0, 3, START + 7 * DAY - HOUR, 2 * HOUR);        /* answered in the gap: not known of; not ripe then */
  world_add (&world, 0, 4, START + 7 * DAY - 4 * HOUR, 4 * HOUR);    /* answered in its last moment */
  world_add (&world, 0, 5, START + 7 * DAY - 10 * HOUR, 11 * HOUR);  /* ripe when the gap began */
  enquiry = world_add (&world, 0, 6, START + 7 * DAY - HOUR, -1);
  enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;                    /* taken back in the gap: cut off before */
  enquiry->closed_at = START + 8 * DAY;
  world_add (&world, 0, 7, START + 17 * DAY, HOUR);
  world_add (&world, 0, 8, START + 7 * DAY - HOUR, MINUTE);          /* answered before the gap, too early in the promise to be judged */
  report = world_compute (&world);
  channel = ear_report_get_channel (report, 0);
  assert_count (report, 0, QUESTIONS, 6);
  /* Answered and cut off is not too new, so it is not among those of the too new that are answered. */
  assert_count (report, 0, TOO_NEW_ANSWERED, 0);
  assert_count (report, 0, IN_GAP, 2);
  assert_count (report, 0, WAITING, 1);
  assert_count (report, 0, CUT_OFF, 3);
  assert_count (report, 0, KEPT, 2);
  assert_count (report, 0, MISSED, 1);
  assert_count (report, 0, ANSWERED, 3);
  g_assert_cmpfloat_with_epsilon (channel->covered, 23. / 28, 1e-9);
  g_assert_cmpuint (channel->gaps->len, ==, 2);
  g_assert_cmpint (g_array_index (channel->gaps, EarSpan, 0).from, ==, START + 7 * DAY + 1);
  g_assert_cmpint (g_array_index (channel->gaps, EarSpan, 1).to, ==, START + 16 * DAY - 1);

  /* Never read at all: nothing can be said, but who waits is shown. */
  world.channels[1].known_until = EAR_TIME_NONE;
  world.channels[1].covered = NULL;
  world_add (&world, 1, 1, START + DAY, -1);
  g_clear_pointer (&report, ear_report_unref);
  report = world_compute (&world);
  assert_count (report, 1, IN_GAP, 1);
  assert_count (report, 1, QUESTIONS, 0);
  assert_count (report, 1, WAITING, 1);
  g_assert_cmpfloat (ear_report_get_channel (report, 1)->covered, ==, 0);
  g_assert_cmpint (report->as_of, ==, START + 35 * DAY);
}

/* ---- clocks ---- */

static void
test_clocks (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GArray) late = NULL;
  g_autoptr (EarCalendar) office = world_office_hours (9, 17), early = world_office_hours (6, 10);
  const EarReportChannel *channel;

  world_init (&world, 2);
  world.input.hours = office;
  world.promises[1] = (EarPromise) { START + 14 * DAY, 3600 };
  world.input.n_promises = 2;
  for (guint i = 0; i < 2; i++)
    {
      world_add (&world, i, 1, START + 4 * DAY + 16 * HOUR, 3 * DAY - 4 * HOUR); /* Friday 16:00 to Monday 12:00: 4 h open, 68 h wall */
      world_add (&world, i, 2, START + 5 * DAY, DAY);                           /* within the weekend: before opening */
      world_add (&world, i, 3, START + 14 * DAY + 9 * HOUR, 2 * HOUR);           /* under the promise of one hour */
    }
  report = world_compute (&world);
  channel = ear_report_get_channel (report, 0);
  g_assert_true (channel->hours_set);
  g_assert_true (report->hours_set);
  g_assert_cmpstr (report->zone, ==, "UTC");
  g_assert_cmpint (report->promise_s, ==, 3600);
  assert_count (report, 0, BEFORE_OPENING, 1);
  assert_count (report, 0, KEPT, 2);
  g_assert_cmpuint (channel->open.share.k, ==, 2);
  g_assert_cmpuint (channel->wall.share.k, ==, 0);
  /* Each clock's share is of the questions its own list shows. */
  g_assert_cmpuint (channel->open.counts[EAR_FIGURE_KEPT], ==, channel->open.share.k);
  g_assert_cmpuint (channel->wall.counts[EAR_FIGURE_KEPT], ==, 0);
  g_assert_cmpuint (channel->wall.counts[EAR_FIGURE_MISSED], ==, 3);
  g_assert_cmpuint (channel->wall.counts[EAR_FIGURE_BEFORE_OPENING], ==, 0);
  g_assert_cmpuint (channel->shared.counts[EAR_FIGURE_KEPT], ==, 2);
  late = ear_report_dup_conversations (report, 0, EAR_FIGURE_MISSED, EAR_CLOCK_WALL);
  g_assert_cmpuint (late->len, ==, 3);
  g_assert_cmpint (channel->open.half.time, ==, 2 * 3600);
  g_assert_cmpint (channel->wall.half.time, ==, 24 * 3600);
  g_assert_cmpint (channel->open.nine_in_ten.time, ==, 4 * 3600);

  /* Its own hours and promise serve its own line; what is compared uses the workspace's. */
  world.channels[1].hours = early;
  world.channels[1].promises = world.promises;
  world.channels[1].n_promises = 1;
  g_clear_pointer (&report, ear_report_unref);
  report = world_compute (&world);
  channel = ear_report_get_channel (report, 1);
  g_assert_true (channel->own_hours && channel->own_promise);
  g_assert_cmpint (channel->promise_s, ==, 4 * 3600);
  g_assert_cmpint (channel->open.half.time, ==, 1 * 3600);       /* 0, 1 and 4 hours */
  g_assert_cmpint (channel->open.nine_in_ten.time, ==, 4 * 3600);
  g_assert_cmpint (channel->shared.half.time, ==, 2 * 3600);
  g_assert_cmpuint (channel->open.share.k, ==, 3);
  g_assert_cmpuint (channel->shared.share.k, ==, 2);
}

/* ---- offline ---- */

static void
test_offline (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;

  world_init (&world, 2);
  world.channels[0].offline = TRUE;
  world.channels[0].covered = NULL;
  world.channels[0].known_until = EAR_TIME_NONE;
  for (int i = 0; i < 30; i++)
    {
      world_add (&world, 0, i, START + i * HOUR, 0)->on_spot = TRUE;
      world_add (&world, 0, i, START + i * HOUR, i % 3 == 0 ? -1 : 2 * HOUR);
      world_add (&world, 1, i, START + i * HOUR, 2 * HOUR);
    }
  report = world_compute (&world);
  assert_count (report, 0, ON_SPOT, 30);
  assert_count (report, 0, QUESTIONS, 30);
  assert_count (report, 0, KEPT, 20);
  assert_count (report, 0, MISSED, 10);
  assert_count (report, 0, WAITING, 10);
  g_assert_cmpfloat (ear_report_get_channel (report, 0)->covered, ==, 1);
  /* Stays out of gap and test: one channel left, so nothing to compare. */
  g_assert_false (ear_report_get_channel (report, 0)->compared);
  g_assert_true (ear_report_get_channel (report, 1)->compared);
  g_assert_cmpint (report->difference.verdict, ==, EAR_DIFFERENCE_NONE_TO_TELL);
}

static void
test_removed (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;

  world_init (&world, 4);
  world.channels[0].removed = world.channels[2].removed = TRUE;
  world_add (&world, 1, 1, START, HOUR);
  world_add (&world, 2, 2, START, -1);
  world_add (&world, 3, 3, START, -1);
  report = world_compute (&world);
  g_assert_cmpuint (report->channels->len, ==, 3);
  g_assert_cmpstr (ear_report_get_channel (report, 0)->name, ==, "Mastodon");
  g_assert_cmpstr (ear_report_get_channel (report, 1)->name, ==, "Page");
  assert_count (report, 0, KEPT, 1);
  assert_count (report, 1, MISSED, 1);
  assert_count (report, 2, MISSED, 1);
  g_assert_true (ear_report_get_channel (report, 1)->removed);
  g_assert_false (ear_report_get_channel (report, 2)->removed);
  g_assert_cmpint (report->as_of, ==, START + 35 * DAY);

  /* It was read until it was removed: that does not make the whole report old. */
  world.channels[2].known_until = START + 10 * DAY;
  g_clear_pointer (&report, ear_report_unref);
  report = world_compute (&world);
  g_assert_cmpint (report->as_of, ==, START + 35 * DAY);
  world.channels[3].known_until = START + 20 * DAY;
  g_clear_pointer (&report, ear_report_unref);
  report = world_compute (&world);
  g_assert_cmpint (report->as_of, ==, START + 20 * DAY);
}

/* Hours that began, or ended, within the period; and the zone that was chosen, whatever the hours'. */
static void
test_partly_set (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarHours) hours = ear_hours_new ("Europe/Berlin", NULL);
  g_autoptr (EarCalendar) calendar = ear_calendar_new (), own = ear_calendar_new ();
  g_autoptr (EarReport) report = NULL;

  ear_hours_add (hours, (EarInterval) { 1, 9 * 60, 17 * 60 });
  ear_calendar_add (calendar, G_MININT64, hours);
  ear_calendar_add (own, START + DAY, hours);
  world_init (&world, 2);
  world.input.hours = calendar;
  world.input.zone = "America/New_York";
  world.channels[1].hours = own;
  report = world_compute (&world);
  g_assert_true (report->hours_set);
  g_assert_false (report->hours_partly);
  g_assert_false (ear_report_get_channel (report, 0)->hours_partly);
  g_assert_true (ear_report_get_channel (report, 1)->hours_partly);
  g_assert_cmpstr (report->zone, ==, "America/New_York");
}

/* What was kept of questions whose conversations were deleted counts, and opens nothing. */
static void
test_deleted_conversations (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GArray) ids = NULL;

  world_init (&world, 1);
  world.channels[0].removed = TRUE;
  world_add (&world, 0, -1, START, -1)->conversation_id = 0;
  world_add (&world, 0, -2, START + HOUR, -1)->conversation_id = 0;
  world_add (&world, 0, 3, START + 2 * HOUR, -1);
  report = world_compute (&world);
  assert_count (report, 0, MISSED, 3);
  g_assert_cmpuint (ear_report_get_channel (report, 0)->people, ==, 3);
  ids = ear_report_dup_conversations (report, 0, EAR_FIGURE_MISSED, EAR_CLOCK_OPEN);
  g_assert_cmpuint (ids->len, ==, 1);
}

/* ---- floors and difference ---- */

static void
fill (World *world, guint channel, guint n, guint kept, guint people)
{
  for (guint i = 0; i < n; i++)
    world_add (world, channel, 100 * channel + i % people, START + i * HOUR, i < kept ? HOUR : 10 * HOUR);
}

static void
test_floors (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  const struct { guint n, people; gboolean enough, nine, compared; } cases[] = {
    { 9, 9, FALSE, FALSE, FALSE }, { 10, 4, FALSE, FALSE, FALSE }, { 10, 5, TRUE, FALSE, FALSE },
    { 19, 5, TRUE, FALSE, FALSE }, { 20, 5, TRUE, TRUE, TRUE }, { 20, 4, FALSE, FALSE, FALSE },
  };

  world_init (&world, G_N_ELEMENTS (cases));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fill (&world, i, cases[i].n, cases[i].n / 2, cases[i].people);
  world.channels[2].removed = TRUE;
  report = world_compute (&world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      g_assert_cmpint (channel->open.enough, ==, cases[i].enough);
      g_assert_cmpint (channel->open.enough_nine, ==, cases[i].nine);
      g_assert_cmpint (channel->compared, ==, cases[i].compared);
    }
}

static void
test_difference (void)
{
  g_auto (World) world = { 0 }, alike = { 0 };
  g_autoptr (EarReport) report = NULL, same = NULL;
  EarInterval95 gap;

  world_init (&world, 4);
  fill (&world, 0, 40, 12, 20); /* 30 % */
  fill (&world, 1, 40, 36, 20); /* 90 % */
  fill (&world, 2, 30, 21, 20); /* 70 % */
  fill (&world, 3, 12, 0, 12);  /* too few */
  report = world_compute (&world);
  g_assert_cmpuint (report->difference.n_channels, ==, 3);
  g_assert_cmpuint (report->difference.best, ==, 1);
  g_assert_cmpuint (report->difference.worst, ==, 0);
  g_assert_cmpfloat_with_epsilon (report->difference.level, 1 - 0.05 / 3, 1e-12);
  gap = ear_newcombe (36, 40, 12, 40, 1 - 0.05 / 3);
  g_assert_cmpfloat (report->difference.gap.lower, ==, gap.lower);
  g_assert_cmpfloat (report->difference.gap.upper, ==, gap.upper);
  g_assert_cmpint (report->difference.verdict, ==, EAR_DIFFERENCE_REAL);
  g_assert_cmpuint (report->difference.test.degrees, ==, 2);
  g_assert_cmpfloat (report->difference.test.p, <, 0.001);

  world_init (&alike, 2);
  fill (&alike, 0, 30, 20, 20);
  fill (&alike, 1, 30, 20, 20);
  same = world_compute (&alike);
  g_assert_cmpuint (same->difference.best, !=, same->difference.worst);
  g_assert_cmpint (same->difference.verdict, ==, EAR_DIFFERENCE_CHANCE);
  g_assert_cmpfloat (same->difference.gap.estimate, ==, 0);
}

static void
test_words (void)
{
  EarFigure figure;

  for (guint i = 0; i < EAR_N_FIGURES; i++)
    {
      g_assert_true (ear_figure_from_string (ear_figure_to_string ((EarFigure) i), &figure));
      g_assert_cmpint (figure, ==, (int) i);
    }
  g_assert_false (ear_figure_from_string ("average", &figure));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/spans", test_spans);
  g_test_add_func ("/report/words", test_words);
  g_test_add_func ("/report/counts", test_counts);
  g_test_add_func ("/report/too-new-and-after", test_too_new_and_after);
  g_test_add_func ("/report/gaps", test_gaps);
  g_test_add_func ("/report/clocks", test_clocks);
  g_test_add_func ("/report/offline", test_offline);
  g_test_add_func ("/report/removed", test_removed);
  g_test_add_func ("/report/partly-set", test_partly_set);
  g_test_add_func ("/report/deleted-conversations", test_deleted_conversations);
  g_test_add_func ("/report/floors", test_floors);
  g_test_add_func ("/report/difference", test_difference);
  return g_test_run ();
}
