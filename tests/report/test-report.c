/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/ear-clock.h"
#include "engine/ear-report.h"
#include "model/ear-coverage.h"

#define SECOND G_GINT64_CONSTANT (1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define START G_GINT64_CONSTANT (1767571200000) /* Monday, 5 January 2026, 00:00 UTC */

/* ---- a world in a few words ---- */

#define MAX_CHANNELS 6

typedef struct {
  EarReportInput input;
  EarReportChannelInput channels[MAX_CHANNELS];
  GArray *covered[MAX_CHANNELS];
  GArray *enquiries;
  EarPromise promises[4];
} World;

static void
world_clear (World *world)
{
  for (guint i = 0; i < MAX_CHANNELS; i++)
    g_clear_pointer (&world->covered[i], g_array_unref);
  g_clear_pointer (&world->enquiries, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* Four weeks of wall clock, a promise of four hours, channels read without gaps until a week later. */
static void
world_init (World *world, gsize n_channels)
{
  static const char *const names[MAX_CHANNELS] = { "Blog", "Mastodon", "Page", "Shop", "Forum", "Board" };

  world->enquiries = g_array_new (FALSE, TRUE, sizeof (EarReportEnquiry));
  world->promises[0] = (EarPromise) { G_MININT64, 4 * 3600 };
  world->input = (EarReportInput) {
    .from = START, .to = START + 28 * DAY, .now = START + 35 * DAY + HOUR, .promises = world->promises, .n_promises = 1,
    .channels = world->channels, .n_channels = n_channels,
  };
  for (gsize i = 0; i < n_channels; i++)
    {
      EarSpan all = { G_MININT64, START + 35 * DAY };

      world->covered[i] = ear_spans_normalize (&all, 1);
      world->channels[i] = (EarReportChannelInput) {
        .key = names[i], .name = names[i], .kind = "test", .kind_name = "Test", .known_until = START + 35 * DAY, .covered = world->covered[i],
      };
    }
}

static EarReportEnquiry *
add (World *world, guint channel, gint64 person, gint64 opened_at, gint64 wait)
{
  EarReportEnquiry enquiry = {
    .conversation_id = (gint64) world->enquiries->len + 1, .person_id = person, .opened_at = opened_at, .channel = channel,
    .answered_at = EAR_TIME_NONE, .closed_at = EAR_TIME_NONE,
  };

  if (wait >= 0)
    {
      enquiry.answered_at = opened_at + wait;
      enquiry.outcome = EAR_ENQUIRY_ANSWERED;
    }
  g_array_append_val (world->enquiries, enquiry);
  return &g_array_index (world->enquiries, EarReportEnquiry, world->enquiries->len - 1);
}

static EarReport *
compute (World *world)
{
  world->input.enquiries = (const EarReportEnquiry *) (gpointer) world->enquiries->data;
  world->input.n_enquiries = world->enquiries->len;
  return ear_report_compute (&world->input);
}

static void
read_only (World *world, guint channel, const EarSpan *spans, gsize n_spans)
{
  g_clear_pointer (&world->covered[channel], g_array_unref);
  world->covered[channel] = ear_spans_normalize (spans, n_spans);
  world->channels[channel].covered = world->covered[channel];
}

#define assert_count(report, channel, figure, number) \
  g_assert_cmpuint (ear_report_get_channel (report, channel)->counts[EAR_FIGURE_##figure], ==, number)

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
  add (&world, 0, 1, START, 1 * HOUR);
  add (&world, 0, 2, START + DAY, 4 * HOUR)->follow_up = TRUE;        /* at the promise: kept */
  add (&world, 0, 3, START + 2 * DAY, 4 * HOUR + SECOND);             /* late */
  add (&world, 0, 3, START + 3 * DAY, -1);                            /* waits */
  enquiry = add (&world, 0, 4, START + 4 * DAY, -1);
  enquiry->outcome = EAR_ENQUIRY_CLOSED;
  enquiry->closed_at = START + 4 * DAY + MINUTE;                      /* stays at risk, missed */
  enquiry = add (&world, 0, 5, START + 5 * DAY, -1);
  enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;
  enquiry->closed_at = START + 5 * DAY + HOUR;                        /* before the promise ran out */
  enquiry = add (&world, 0, 6, START + 6 * DAY, -1);
  enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;
  enquiry->closed_at = START + 6 * DAY + 5 * HOUR;                    /* after it: missed */
  add (&world, 0, 7, START + 7 * DAY, 0)->exclusion = EAR_EXCLUDED_SPAM;
  add (&world, 0, 7, START + 7 * DAY, 0)->exclusion = EAR_EXCLUDED_AUTOMATIC;
  add (&world, 0, 7, START + 7 * DAY, -1)->exclusion = EAR_EXCLUDED_NO_ANSWER_NEEDED;
  add (&world, 0, 7, START - 1, 0);                                   /* another period */
  add (&world, 0, 7, START + 28 * DAY, 0);
  add (&world, 0, 1, START + 8 * DAY, MINUTE)->conversation_id = 1;   /* the same conversation as the first */
  report = compute (&world);
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
  add (&world, 0, 1, START + 20 * DAY - 5 * HOUR, -1);           /* just ripe, missed */
  add (&world, 0, 2, START + 20 * DAY - 5 * HOUR + SECOND, -1);  /* just not */
  add (&world, 0, 3, START + 20 * DAY - 2 * HOUR, 30 * MINUTE);  /* answered already */
  add (&world, 0, 4, START + 20 * DAY - 5 * HOUR, 4 * HOUR + 1); /* the answer came after the last look */
  add (&world, 0, 5, START + 20 * DAY - MINUTE, -1);             /* after known-until, but waits */
  add (&world, 0, 6, START + 20 * DAY + MINUTE, -1);             /* not yet */
  report = compute (&world);
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
  read_only (&world, 0, spans, 3);
  add (&world, 0, 1, START + 8 * DAY, MINUTE);                 /* arrived in a gap, though we know it */
  add (&world, 0, 2, START + 9 * DAY, -1);                     /* in a gap, and waits */
  add (&world, 0, 3, START + 7 * DAY - HOUR, 2 * HOUR);        /* answered in the gap: not known of; not ripe then */
  add (&world, 0, 4, START + 7 * DAY - 4 * HOUR, 4 * HOUR);    /* answered in its last moment */
  add (&world, 0, 5, START + 7 * DAY - 10 * HOUR, 11 * HOUR);  /* ripe when the gap began */
  enquiry = add (&world, 0, 6, START + 7 * DAY - HOUR, -1);
  enquiry->outcome = EAR_ENQUIRY_WITHDRAWN;                    /* taken back in the gap: cut off before */
  enquiry->closed_at = START + 8 * DAY;
  add (&world, 0, 7, START + 17 * DAY, HOUR);
  add (&world, 0, 8, START + 7 * DAY - HOUR, MINUTE);          /* answered before the gap, too early in the promise to be judged */
  report = compute (&world);
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
  add (&world, 1, 1, START + DAY, -1);
  g_clear_pointer (&report, ear_report_unref);
  report = compute (&world);
  assert_count (report, 1, IN_GAP, 1);
  assert_count (report, 1, QUESTIONS, 0);
  assert_count (report, 1, WAITING, 1);
  g_assert_cmpfloat (ear_report_get_channel (report, 1)->covered, ==, 0);
  g_assert_cmpint (report->as_of, ==, START + 35 * DAY);
}

/* ---- clocks ---- */

static EarCalendar *
office_hours (guint from, guint to)
{
  g_autoptr (EarHours) hours = ear_hours_new ("UTC", NULL);
  EarCalendar *calendar = ear_calendar_new ();

  for (guint day = 1; day <= 5; day++)
    ear_hours_add (hours, (EarInterval) { day, from * 60, to * 60 });
  ear_calendar_add (calendar, G_MININT64, hours);
  return calendar;
}

static void
test_clocks (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GArray) late = NULL;
  g_autoptr (EarCalendar) office = office_hours (9, 17), early = office_hours (6, 10);
  const EarReportChannel *channel;

  world_init (&world, 2);
  world.input.hours = office;
  world.promises[1] = (EarPromise) { START + 14 * DAY, 3600 };
  world.input.n_promises = 2;
  for (guint i = 0; i < 2; i++)
    {
      add (&world, i, 1, START + 4 * DAY + 16 * HOUR, 3 * DAY - 4 * HOUR); /* Friday 16:00 to Monday 12:00: 4 h open, 68 h wall */
      add (&world, i, 2, START + 5 * DAY, DAY);                           /* within the weekend: before opening */
      add (&world, i, 3, START + 14 * DAY + 9 * HOUR, 2 * HOUR);           /* under the promise of one hour */
    }
  report = compute (&world);
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
  report = compute (&world);
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
      add (&world, 0, i, START + i * HOUR, 0)->on_spot = TRUE;
      add (&world, 0, i, START + i * HOUR, i % 3 == 0 ? -1 : 2 * HOUR);
      add (&world, 1, i, START + i * HOUR, 2 * HOUR);
    }
  report = compute (&world);
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
  add (&world, 1, 1, START, HOUR);
  add (&world, 2, 2, START, -1);
  add (&world, 3, 3, START, -1);
  report = compute (&world);
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
  report = compute (&world);
  g_assert_cmpint (report->as_of, ==, START + 35 * DAY);
  world.channels[3].known_until = START + 20 * DAY;
  g_clear_pointer (&report, ear_report_unref);
  report = compute (&world);
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
  report = compute (&world);
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
  add (&world, 0, -1, START, -1)->conversation_id = 0;
  add (&world, 0, -2, START + HOUR, -1)->conversation_id = 0;
  add (&world, 0, 3, START + 2 * HOUR, -1);
  report = compute (&world);
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
    add (world, channel, 100 * channel + i % people, START + i * HOUR, i < kept ? HOUR : 10 * HOUR);
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
  report = compute (&world);
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
  report = compute (&world);
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
  same = compute (&alike);
  g_assert_cmpuint (same->difference.best, !=, same->difference.worst);
  g_assert_cmpint (same->difference.verdict, ==, EAR_DIFFERENCE_CHANCE);
  g_assert_cmpfloat (same->difference.gap.estimate, ==, 0);
}

/* ---- properties by random data ---- */

static void
random_world (GRand *random, World *world, EarCalendar *office)
{
  guint n = (guint) g_rand_int_range (random, 1, 120);

  world_init (world, 3);
  if (g_rand_boolean (random))
    world->input.hours = office;
  for (guint i = 0; i < 3; i++)
    {
      EarSpan spans[4];
      gint64 at = START - DAY;

      for (guint j = 0; j < G_N_ELEMENTS (spans); j++)
        {
          spans[j].from = at;
          spans[j].to = at + g_rand_int_range (random, 1, 20 * 24) * HOUR;
          at = spans[j].to + g_rand_int_range (random, 1, 50) * HOUR;
        }
      read_only (world, i, spans, g_rand_boolean (random) ? 1 : 4);
      world->channels[i].known_until = ear_spans_known_until (world->covered[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      EarReportEnquiry *enquiry = add (world, (guint) g_rand_int_range (random, 0, 3), g_rand_int_range (random, 0, 30),
                                       START + g_rand_int_range (random, -24 * 60, 30 * 24 * 60) * MINUTE,
                                       g_rand_int_range (random, 0, 3) == 0 ? -1 : g_rand_int_range (random, 0, 12 * 60) * MINUTE);

      if (enquiry->outcome == EAR_ENQUIRY_OPEN && g_rand_boolean (random))
        {
          enquiry->outcome = g_rand_boolean (random) ? EAR_ENQUIRY_CLOSED : EAR_ENQUIRY_WITHDRAWN;
          enquiry->closed_at = enquiry->opened_at + g_rand_int_range (random, 0, 60 * 60) * MINUTE;
        }
      if (g_rand_int_range (random, 0, 8) == 0)
        enquiry->exclusion = (guint8) g_rand_int_range (random, 1, 4);
      enquiry->follow_up = g_rand_boolean (random);
    }
}

static void
assert_same_clock (const EarReportClock *one, const EarReportClock *other)
{
  g_assert_cmpmem (one->curve->data, one->curve->len * sizeof (EarCurveStep), other->curve->data, other->curve->len * sizeof (EarCurveStep));
  g_assert_cmpmem (&one->half, sizeof one->half, &other->half, sizeof other->half);
  g_assert_cmpmem (&one->nine_in_ten, sizeof one->half, &other->nine_in_ten, sizeof other->half);
  g_assert_cmpmem (&one->share, sizeof one->share, &other->share, sizeof other->share);
}

static void
assert_same_curves (const EarReport *one, const EarReport *other)
{
  for (guint i = 0; i < one->channels->len; i++)
    {
      const EarReportChannel *first = ear_report_get_channel (one, i), *second = ear_report_get_channel (other, i);

      assert_same_clock (&first->open, &second->open);
      assert_same_clock (&first->wall, &second->wall);
      assert_same_clock (&first->shared, &second->shared);
    }
}

static void
test_partition_and_order (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (41);
  g_autoptr (EarCalendar) office = office_hours (9, 17);

  for (int round = 0; round < 400; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) report = NULL, mixed = NULL;

      random_world (random, &world, office);
      report = compute (&world);
      for (guint i = 0; i < 3; i++)
        {
          const EarReportChannel *channel = ear_report_get_channel (report, i);
          const guint *n = channel->counts;

          g_assert_cmpuint (n[EAR_FIGURE_QUESTIONS], ==, n[EAR_FIGURE_NEW] + n[EAR_FIGURE_FOLLOW_UP]);
          g_assert_cmpuint (n[EAR_FIGURE_QUESTIONS], ==,
                            n[EAR_FIGURE_KEPT] + n[EAR_FIGURE_MISSED] + n[EAR_FIGURE_TOO_NEW] + n[EAR_FIGURE_TAKEN_BACK_EARLY] +
                              n[EAR_FIGURE_CUT_OFF]);
          g_assert_cmpuint (channel->members->len, ==,
                            n[EAR_FIGURE_QUESTIONS] + n[EAR_FIGURE_SPAM] + n[EAR_FIGURE_AUTOMATIC] + n[EAR_FIGURE_NO_ANSWER_NEEDED] +
                              n[EAR_FIGURE_IN_GAP] + n[EAR_FIGURE_AFTER] + n[EAR_FIGURE_ON_SPOT]);
          g_assert_cmpuint (channel->open.share.k, ==, n[EAR_FIGURE_KEPT]);
          g_assert_cmpuint (channel->open.share.n, ==, n[EAR_FIGURE_KEPT] + n[EAR_FIGURE_MISSED]);
        }

      for (guint i = world.enquiries->len; i > 1; i--)
        {
          EarReportEnquiry *one = &g_array_index (world.enquiries, EarReportEnquiry, i - 1);
          EarReportEnquiry *other = &g_array_index (world.enquiries, EarReportEnquiry, g_rand_int_range (random, 0, (gint32) i));
          EarReportEnquiry spare = *one;

          *one = *other;
          *other = spare;
        }
      mixed = compute (&world);
      assert_same_curves (report, mixed);
      for (guint i = 0; i < 3; i++)
        g_assert_cmpmem (ear_report_get_channel (report, i)->counts, sizeof (guint) * EAR_N_FIGURES,
                         ear_report_get_channel (mixed, i)->counts, sizeof (guint) * EAR_N_FIGURES);
    }
}

/* Closing without answer changes no share, curve or quantile. */
static void
test_closing_changes_nothing (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (43);
  g_autoptr (EarCalendar) office = office_hours (9, 17);

  for (int round = 0; round < 400; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) open = NULL, closed = NULL;

      random_world (random, &world, office);
      open = compute (&world);
      for (guint i = 0; i < world.enquiries->len; i++)
        {
          EarReportEnquiry *enquiry = &g_array_index (world.enquiries, EarReportEnquiry, i);

          if (enquiry->outcome != EAR_ENQUIRY_OPEN)
            continue;
          enquiry->outcome = EAR_ENQUIRY_CLOSED;
          enquiry->closed_at = enquiry->opened_at + g_rand_int_range (random, 0, 100000) * SECOND;
        }
      closed = compute (&world);
      assert_same_curves (open, closed);
      for (guint i = 0; i < 3; i++)
        assert_count (closed, i, WAITING, 0);
    }
}

/* What is learnt of the time after a gap began, or after known-until, changes nothing. */
static void
test_censored_whatever_is_learnt (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (47);
  g_autoptr (EarCalendar) office = office_hours (9, 17);
  guint changed = 0;

  for (int round = 0; round < 400; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) before = NULL, after = NULL;

      random_world (random, &world, office);
      before = compute (&world);
      for (guint i = 0; i < world.enquiries->len; i++)
        {
          EarReportEnquiry *enquiry = &g_array_index (world.enquiries, EarReportEnquiry, i);
          const EarSpan *span = ear_spans_find (world.covered[enquiry->channel], enquiry->opened_at);

          if (span == NULL || (enquiry->answered_at != EAR_TIME_NONE && enquiry->answered_at <= span->to) ||
              enquiry->outcome == EAR_ENQUIRY_WITHDRAWN || enquiry->exclusion != EAR_EXCLUDED_NO)
            continue;
          enquiry->outcome = EAR_ENQUIRY_ANSWERED;
          enquiry->answered_at = span->to + 1 + g_rand_int_range (random, 0, 100000) * SECOND;
          changed++;
        }
      after = compute (&world);
      assert_same_curves (before, after);
    }
  g_assert_cmpuint (changed, >, 1000);
}

static double
answered_by (const GArray *curve, gint64 time)
{
  double answered = 0;

  for (guint i = 0; i < curve->len && g_array_index (curve, EarCurveStep, i).time <= time; i++)
    answered = g_array_index (curve, EarCurveStep, i).answered;
  return answered;
}

/* One more question without an answer never makes its channel look better, by any clock. */
static void
test_unanswered_never_helps (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (53);
  g_autoptr (EarCalendar) office = office_hours (9, 17);

  for (int round = 0; round < 600; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) before = NULL, after = NULL;
      EarReportEnquiry *more;

      random_world (random, &world, office);
      before = compute (&world);
      more = add (&world, (guint) g_rand_int_range (random, 0, 3), 5, START + g_rand_int_range (random, 0, 28 * 24 * 60) * MINUTE, -1);
      if (g_rand_int_range (random, 0, 3) == 0)
        {
          more->outcome = EAR_ENQUIRY_WITHDRAWN;
          more->closed_at = more->opened_at + g_rand_int_range (random, 0, 10000) * MINUTE;
        }
      after = compute (&world);
      for (guint i = 0; i < 3; i++)
        {
          const EarReportClock *one = &ear_report_get_channel (before, i)->open, *other = &ear_report_get_channel (after, i)->open;

          for (guint j = 0; j < one->curve->len; j++)
            {
              const EarCurveStep *step = &g_array_index (one->curve, EarCurveStep, j);

              g_assert_cmpfloat (answered_by (other->curve, step->time), <=, step->answered + 1e-12);
            }
          g_assert_true (one->share.n == 0 || other->share.share.estimate <= one->share.share.estimate);
          g_assert_true (!other->half.reached || (one->half.reached && one->half.time <= other->half.time));
          g_assert_true (!other->nine_in_ten.reached || (one->nine_in_ten.reached && one->nine_in_ten.time <= other->nine_in_ten.time));
        }
    }
}

static int
compare_enquiries (gconstpointer a, gconstpointer b)
{
  const EarReportEnquiry *one = a, *other = b;

  if (one->channel != other->channel)
    return one->channel < other->channel ? -1 : 1;
  return one->opened_at < other->opened_at ? -1 : one->opened_at > other->opened_at;
}

/* As many as a workspace of a million messages holds. */
static void
test_large (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (59);
  g_autoptr (EarCalendar) office = office_hours (9, 17);
  clock_t begin;

  world_init (&world, 6);
  world.input.hours = office;
  for (int i = 0; i < 300000; i++)
    add (&world, (guint) g_rand_int_range (random, 0, 6), g_rand_int_range (random, 0, 100000), START + g_rand_int_range (random, 0, 28 * 86400) * SECOND,
         g_rand_int_range (random, 0, 10) == 0 ? -1 : g_rand_int_range (random, 0, 5 * 86400) * SECOND);
  g_array_sort (world.enquiries, compare_enquiries); /* as the store gives them */
  begin = clock ();
  report = compute (&world);
  g_test_message ("300,000 questions: %.0f ms of CPU", (double) (clock () - begin) * 1000 / CLOCKS_PER_SEC);
  g_assert_cmpuint (report->difference.n_channels, ==, 6);

  /* A long curve keeps what can be seen of it, from its beginning to its end. */
  for (guint i = 0; i < 6; i++)
    {
      const GArray *curve = ear_report_get_channel (report, i)->wall.curve; /* without the leaps that nights make */
      const EarCurveStep *last = &g_array_index (curve, EarCurveStep, curve->len - 1);
      double before = 0;

      g_assert_cmpuint (curve->len, <, 4096);
      g_assert_cmpuint (curve->len, >, 500);
      for (guint j = 1; j < curve->len; j++)
        {
          const EarCurveStep *step = &g_array_index (curve, EarCurveStep, j);

          before = (step - 1)->answered;
          g_assert_cmpint (step->time, >, (step - 1)->time);
          g_assert_cmpfloat (step->answered - before, <, 0.01);
        }
      g_assert_cmpfloat (last->answered, >, 0.85);
    }
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
  g_test_add_func ("/report/partition-and-order", test_partition_and_order);
  g_test_add_func ("/report/closing-changes-nothing", test_closing_changes_nothing);
  g_test_add_func ("/report/censored-whatever-is-learnt", test_censored_whatever_is_learnt);
  g_test_add_func ("/report/unanswered-never-helps", test_unanswered_never_helps);
  g_test_add_func ("/report/large", test_large);
  return g_test_run ();
}
