/* test-report-parts.c: by kind, by weekday and hour, and beside earlier questions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "report-world.h"
#include "report/ear-document.h"
#include "report/ear-report-text.h"

static const EarReportClock *
clock_of (const EarReport *report, guint channel, EarClock clock)
{
  return ear_report_channel_get_clock (ear_report_get_channel (report, channel), clock);
}

/* ---- by kind ---- */

static void
add_typed (World *world, guint n, EarConversationType type, gboolean follow_up, gint64 wait)
{
  for (guint i = 0; i < n; i++)
    {
      EarReportEnquiry *enquiry = world_add (world, 0, i, START + i * HOUR, wait);

      enquiry->type = (gint8) type;
      enquiry->follow_up = follow_up;
    }
}

static void
test_kinds (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GArray) ids = NULL;
  const EarReportClock *clock;
  EarReportWhich which = { 1u << EAR_FIGURE_MISSED | 1u << EAR_FIGURE_FOLLOW_UP, EAR_CONVERSATION_DIRECT, -1 };

  world_init (&world, 1);
  add_typed (&world, 12, EAR_CONVERSATION_COMMENT, FALSE, HOUR);
  add_typed (&world, 10, EAR_CONVERSATION_DIRECT, FALSE, 2 * HOUR);
  add_typed (&world, 6, EAR_CONVERSATION_DIRECT, TRUE, 6 * HOUR);
  add_typed (&world, 3, EAR_CONVERSATION_REVIEW, FALSE, -1);
  world_add (&world, 0, 1, START, HOUR)->type = EAR_TYPE_UNKNOWN;
  world_add (&world, 0, 1, START, HOUR)->exclusion = EAR_EXCLUDED_SPAM;
  report = world_compute (&world);
  clock = clock_of (report, 0, EAR_CLOCK_OPEN);

  g_assert_cmpuint (clock->turns[EAR_TURN_ANY].questions, ==, 32);
  g_assert_cmpuint (clock->turns[EAR_TURN_NEW].questions, ==, 26);
  g_assert_cmpuint (clock->turns[EAR_TURN_FOLLOW_UP].questions, ==, 6);
  g_assert_cmpuint (clock->turns[EAR_TURN_NEW].share.k, ==, 23);
  g_assert_true (clock->turns[EAR_TURN_NEW].enough);
  g_assert_false (clock->turns[EAR_TURN_FOLLOW_UP].enough);
  g_assert_cmpint (clock->turns[EAR_TURN_NEW].half.time, ==, 3600);

  g_assert_cmpuint (clock->types[EAR_CONVERSATION_COMMENT][EAR_TURN_ANY].questions, ==, 12);
  g_assert_cmpint (clock->types[EAR_CONVERSATION_COMMENT][EAR_TURN_ANY].half.time, ==, 3600);
  g_assert_cmpuint (clock->types[EAR_CONVERSATION_COMMENT][EAR_TURN_FOLLOW_UP].questions, ==, 0);
  g_assert_cmpuint (clock->types[EAR_CONVERSATION_DIRECT][EAR_TURN_ANY].share.n, ==, 16);
  g_assert_cmpuint (clock->types[EAR_CONVERSATION_DIRECT][EAR_TURN_ANY].share.k, ==, 10);
  g_assert_cmpint (clock->types[EAR_CONVERSATION_DIRECT][EAR_TURN_NEW].half.time, ==, 2 * 3600);
  g_assert_false (clock->types[EAR_CONVERSATION_REVIEW][EAR_TURN_ANY].enough);
  g_assert_cmpuint (clock->types[EAR_CONVERSATION_REVIEW][EAR_TURN_ANY].share.n, ==, 3);
  g_assert_cmpuint (clock->types[EAR_CONVERSATION_THREAD][EAR_TURN_ANY].questions, ==, 0);
  /* No hours of its own: what is compared is the same. */
  g_assert_cmpuint (clock_of (report, 0, EAR_CLOCK_SHARED)->types[EAR_CONVERSATION_DIRECT][EAR_TURN_NEW].share.k, ==, 10);

  ids = ear_report_dup_which (report, 0, &which, EAR_CLOCK_OPEN);
  g_assert_cmpuint (ids->len, ==, 6);
}

/* A channel with one type: the type's figures are the channel's. */
static void
test_one_kind (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  const EarReportClock *clock;

  world_init (&world, 1);
  add_typed (&world, 15, EAR_CONVERSATION_REVIEW, FALSE, HOUR);
  add_typed (&world, 5, EAR_CONVERSATION_REVIEW, TRUE, 9 * HOUR);
  report = world_compute (&world);
  clock = clock_of (report, 0, EAR_CLOCK_OPEN);
  g_assert_cmpmem (clock->types[EAR_CONVERSATION_REVIEW], sizeof clock->turns, clock->turns, sizeof clock->turns);
  g_assert_cmpuint (clock->turns[EAR_TURN_ANY].share.k, ==, clock->share.k);
  g_assert_cmpuint (clock->turns[EAR_TURN_FOLLOW_UP].share.k, ==, 0);
}

static void
test_words (void)
{
  EarConversationType type;

  for (guint i = 0; i < EAR_N_CONVERSATION_TYPES; i++)
    {
      g_assert_true (ear_conversation_type_from_word (ear_conversation_type_to_word ((EarConversationType) i), &type));
      g_assert_cmpint (type, ==, (int) i);
    }
  g_assert_false (ear_conversation_type_from_word ("thread", &type));
  for (guint i = 0; i < EAR_N_TURNS; i++)
    g_assert_nonnull (ear_turn_to_word ((EarTurn) i));
  g_assert_cmpstr (ear_change_to_word (EAR_CHANGE_WORSE), ==, "worse");
  g_assert_cmpstr (ear_earlier_to_word (EAR_EARLIER_YEAR), ==, "year_before");
}

/* ---- the map ---- */

#define CELL(weekday, hour) (((weekday) - 1) * 24 + (hour))

static void
test_map (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) few = NULL, report = NULL;
  g_autoptr (GArray) ids = NULL, everywhere = NULL;
  const EarReportHour *map;
  EarReportWhich which = { 1u << EAR_FIGURE_MISSED, EAR_TYPE_UNKNOWN, CELL (2, 19) };

  world_init (&world, 3);
  world.input.zone = "Europe/Berlin";
  world.channels[2].offline = TRUE;
  for (guint i = 0; i < 199; i++) /* Mondays at 13:30 in Berlin, in time */
    world_add (&world, 0, i, START + (i % 4) * 7 * DAY + 12 * HOUR + 30 * MINUTE, HOUR);
  few = world_compute (&world);
  g_assert_null (clock_of (few, 0, EAR_CLOCK_OPEN)->map);
  g_assert_null (few->map);

  for (guint i = 0; i < 12; i++) /* Tuesdays at 19:10, too late */
    world_add (&world, 0, i, START + DAY + 18 * HOUR + 10 * MINUTE, 9 * HOUR);
  for (guint i = 0; i < 12; i++) /* Sundays at 23:59, of four people */
    world_add (&world, 0, i % 4, START + 7 * DAY - HOUR - MINUTE, HOUR);
  for (guint i = 0; i < 3; i++)
    world_add (&world, 1, 500 + i, START + DAY + 18 * HOUR, -1);
  for (guint i = 0; i < 3; i++)
    world_add (&world, 2, 600 + i, START + DAY + 18 * HOUR, -1);
  report = world_compute (&world);
  map = clock_of (report, 0, EAR_CLOCK_OPEN)->map;
  g_assert_cmpuint (map[CELL (1, 13)].questions, ==, 199);
  g_assert_cmpuint (map[CELL (1, 13)].people, ==, 199);
  g_assert_cmpuint (map[CELL (1, 12)].questions, ==, 0);
  g_assert_true (isnan (map[CELL (1, 12)].share.estimate));
  g_assert_cmpuint (map[CELL (2, 19)].n, ==, 12);
  g_assert_cmpuint (map[CELL (2, 19)].k, ==, 0);
  g_assert_true (map[CELL (2, 19)].enough);
  g_assert_cmpfloat (map[CELL (2, 19)].share.upper, ==, ear_wilson (0, 12, 0.95).upper);
  g_assert_cmpuint (map[CELL (7, 23)].n, ==, 12);
  g_assert_cmpuint (map[CELL (7, 23)].people, ==, 4);
  g_assert_false (map[CELL (7, 23)].enough);
  g_assert_null (clock_of (report, 1, EAR_CLOCK_OPEN)->map);

  /* The whole: what was logged by hand stays apart. */
  g_assert_cmpuint (report->map[CELL (2, 19)].questions, ==, 15);
  g_assert_cmpuint (report->map_wall[CELL (2, 19)].people, ==, 15);
  ids = ear_report_dup_which (report, 0, &which, EAR_CLOCK_OPEN);
  g_assert_cmpuint (ids->len, ==, 12);
  everywhere = ear_report_dup_which (report, EAR_REPORT_ALL_CHANNELS, &which, EAR_CLOCK_SHARED);
  g_assert_cmpuint (everywhere->len, ==, 15);
}

/* Where the clocks change, and where they have half and quarter hours: as GDateTime reads them. */
static void
test_map_zones (void)
{
  const char *const zones[] = { "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Africa/Casablanca" };
  g_autoptr (GRand) random = g_rand_new_with_seed (61);

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i]);
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) report = NULL;
      const GArray *members;

      world_init (&world, 1);
      world.input.zone = zones[i];
      world.input.to = world.input.now = START + 365 * DAY;
      for (guint j = 0; j < 4000; j++)
        world_add (&world, 0, 1, START + g_rand_int_range (random, 0, 365 * 24 * 60) * MINUTE, HOUR);
      report = world_compute (&world);
      members = ear_report_get_channel (report, 0)->members;
      g_assert_cmpuint (members->len, ==, 4000);
      for (guint j = 0; j < members->len; j++)
        {
          const EarReportMember *member = &g_array_index (members, EarReportMember, j);
          const EarReportEnquiry *enquiry = &g_array_index (world.enquiries, EarReportEnquiry, member->conversation_id - 1);
          g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (enquiry->opened_at / 1000), local = g_date_time_to_timezone (utc, zone);

          g_assert_cmpuint (member->hour, ==, CELL (g_date_time_get_day_of_week (local), g_date_time_get_hour (local)));
        }
    }
}

/* ---- earlier times ---- */

static gint64
at (const char *zone_name, const char *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autofree char *with_seconds = g_strconcat (text, ":00", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (with_seconds, zone);

  return g_date_time_to_unix (time) * 1000;
}

static void
test_earlier_periods (void)
{
  const struct { const char *zone, *from, *to, *now, *period_from, *period_to, *year_from, *year_to; } cases[] = {
    /* Four weeks until now. */
    { "UTC", "2026-11-02T20:00", "2026-11-30T20:00", "2026-11-30T20:00", "2026-10-05T20:00", "2026-11-02T20:00", "2025-11-02T20:00", "2025-11-30T20:00" },
    /* March, in which the clocks are put forward; 31 days before it, over one midnight more than four weeks. */
    { "Europe/Berlin", "2026-03-01T00:00", "2026-04-01T00:00", "2026-04-20T12:00", "2026-01-29T00:00", "2026-03-01T00:00", "2025-03-01T00:00", "2025-04-01T00:00" },
    /* A week with the clocks put back: the week before has an hour less. */
    { "Europe/Berlin", "2026-10-19T00:00", "2026-10-26T00:00", "2026-11-01T00:00", "2026-10-12T00:00", "2026-10-19T00:00", "2025-10-19T00:00", "2025-10-26T00:00" },
    /* A month under way: as far as it has come. */
    { "Europe/Berlin", "2026-11-01T00:00", "2026-12-01T00:00", "2026-11-10T15:00", "2026-10-22T00:00", "2026-10-31T15:00", "2025-11-01T00:00", "2025-11-10T15:00" },
    /* The leap day. */
    { "UTC", "2024-02-29T00:00", "2024-03-01T00:00", "2024-03-05T00:00", "2024-02-28T00:00", "2024-02-29T00:00", "2023-02-28T00:00", "2023-03-01T00:00" },
    /* A year: the year before is the period before. */
    { "UTC", "2025-12-01T00:00", "2026-12-01T00:00", "2026-12-01T00:00", "2024-12-01T00:00", "2025-12-01T00:00", NULL, NULL },
  };
  EarReportInput first = { .from = G_MININT64, .to = START, .now = START }, future = { .from = START, .to = START + DAY, .now = START - DAY };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EarReportInput input = { .zone = cases[i].zone };
      EarReportEarlierPeriod period, year;

      input.from = at (input.zone, cases[i].from);
      input.to = at (input.zone, cases[i].to);
      input.now = at (input.zone, cases[i].now);
      period = ear_report_earlier_period (&input, EAR_EARLIER_PERIOD);
      year = ear_report_earlier_period (&input, EAR_EARLIER_YEAR);
      g_assert_true (period.asked);
      g_assert_cmpint (period.from, ==, at (input.zone, cases[i].period_from));
      g_assert_cmpint (period.to, ==, at (input.zone, cases[i].period_to));
      g_assert_cmpint (year.asked, ==, cases[i].year_from != NULL);
      if (!year.asked)
        continue;
      g_assert_cmpint (year.from, ==, at (input.zone, cases[i].year_from));
      g_assert_cmpint (year.to, ==, at (input.zone, cases[i].year_to));
    }
  g_assert_false (ear_report_earlier_period (&first, EAR_EARLIER_PERIOD).asked);
  g_assert_false (ear_report_earlier_period (&future, EAR_EARLIER_YEAR).asked);
}

static void
fill (World *world, guint channel, gint64 from, guint n, guint kept)
{
  for (guint i = 0; i < n; i++)
    world_add (world, channel, 100 * channel + i, from + i * HOUR, i < kept ? HOUR : 10 * HOUR);
}

static EarChange
change_of (const EarReport *report, guint channel, EarEarlier earlier)
{
  return clock_of (report, channel, EAR_CLOCK_OPEN)->earlier[earlier].change;
}

static void
test_changes (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL, promised = NULL;
  g_autoptr (GArray) kept = NULL, missed = NULL;
  const gint64 before = START - 28 * DAY, year = START - 365 * DAY;
  const EarSpan late[] = { { START - 10 * DAY, START + 35 * DAY } };
  const EarReportEarlier *then;
  EarInterval95 gap = ear_newcombe (36, 40, 12, 40, 0.95);

  world_init (&world, 5);
  fill (&world, 0, START, 40, 36);
  fill (&world, 0, before, 40, 12);  /* better */
  fill (&world, 0, year, 40, 39);
  fill (&world, 1, START, 40, 12);
  fill (&world, 1, before, 40, 36);  /* worse */
  fill (&world, 2, START, 40, 20);
  fill (&world, 2, before, 40, 21);  /* chance */
  fill (&world, 3, START, 40, 20);
  fill (&world, 3, before, 9, 0);    /* too few then */
  fill (&world, 4, START, 40, 36);
  fill (&world, 4, START - 10 * DAY, 40, 1); /* read for ten of the 28 days */
  world_read_only (&world, 4, late, 1);
  report = world_compute (&world);

  g_assert_cmpint (change_of (report, 0, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_BETTER);
  g_assert_cmpint (change_of (report, 0, EAR_EARLIER_YEAR), ==, EAR_CHANGE_CHANCE);
  g_assert_cmpint (change_of (report, 1, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_WORSE);
  g_assert_cmpint (change_of (report, 1, EAR_EARLIER_YEAR), ==, EAR_CHANGE_TOO_FEW);
  g_assert_cmpint (change_of (report, 2, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_CHANCE);
  g_assert_cmpint (change_of (report, 3, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_TOO_FEW);
  g_assert_cmpint (change_of (report, 4, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_NOT_READ);

  then = &clock_of (report, 0, EAR_CLOCK_OPEN)->earlier[EAR_EARLIER_PERIOD];
  g_assert_cmpfloat (then->gap.estimate, ==, gap.estimate);
  g_assert_cmpfloat (then->gap.lower, ==, gap.lower);
  g_assert_cmpfloat (then->gap.upper, ==, gap.upper);
  g_assert_cmpuint (then->questions, ==, 40);
  g_assert_cmpint (then->half.time, ==, 10 * 3600);
  kept = ear_report_earlier_dup_conversations (then, TRUE, FALSE);
  missed = ear_report_earlier_dup_conversations (then, FALSE, TRUE);
  g_assert_cmpuint (kept->len, ==, 12);
  g_assert_cmpuint (missed->len, ==, 28);
  g_assert_cmpint (g_array_index (kept, gint64, 0), ==, 40 + 12);
  /* Where it cannot be told there is no number that could be shown. */
  g_assert_true (isnan (clock_of (report, 4, EAR_CLOCK_WALL)->earlier[EAR_EARLIER_PERIOD].gap.estimate));
  g_assert_true (isnan (clock_of (report, 3, EAR_CLOCK_SHARED)->earlier[EAR_EARLIER_PERIOD].gap.lower));

  /* Another promise in between, and one that says the same. */
  world.promises[1] = (EarPromise) { START - DAY, 8 * 3600 };
  world.input.n_promises = 2;
  promised = world_compute (&world);
  g_assert_cmpint (change_of (promised, 0, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_OTHER_PROMISE);
  g_assert_cmpint (change_of (promised, 3, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_TOO_FEW);
  g_clear_pointer (&promised, ear_report_unref);
  world.promises[1].seconds = world.promises[0].seconds;
  promised = world_compute (&world);
  g_assert_cmpint (change_of (promised, 0, EAR_EARLIER_PERIOD), ==, EAR_CHANGE_BETTER);
}

/* The earlier time is what a report of then would have said: nothing that was learnt after it counts. */
static void
test_same_follow_up (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (67);
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);
  guint told = 0, learnt = 0;

  for (guint round = 0; round < 300; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) report = NULL, then = NULL;
      const gint64 shift = 28 * DAY;

      world_init (&world, 2);
      world.input.hours = round % 2 ? office : NULL;
      world.input.now = START + 28 * DAY + g_rand_int_range (random, 0, 60) * MINUTE;
      for (guint i = 0; i < 2; i++)
        world.channels[i].known_until = world.input.now - g_rand_int_range (random, 0, 600) * MINUTE;
      for (guint i = 0; i < 120; i++)
        {
          EarReportEnquiry *enquiry = world_add (&world, i % 2, i, START - 28 * DAY + g_rand_int_range (random, 0, 56 * 24 * 60) * MINUTE,
                                                 g_rand_int_range (random, 0, 4) == 0 ? -1 : g_rand_int_range (random, 0, 12 * 60) * MINUTE);

          learnt += enquiry->opened_at < START && enquiry->answered_at > world.channels[enquiry->channel].known_until - shift;
        }
      report = world_compute (&world);

      world.input.from -= shift;
      world.input.to -= shift;
      world.input.now -= shift;
      for (guint i = 0; i < 2; i++)
        world.channels[i].known_until -= shift;
      then = world_compute (&world);
      for (guint i = 0; i < 2; i++)
        for (guint clock = 0; clock < EAR_N_CLOCKS; clock++)
          {
            const EarReportEarlier *earlier = &clock_of (report, i, (EarClock) clock)->earlier[EAR_EARLIER_PERIOD];
            const EarReportClock *whole = clock_of (then, i, (EarClock) clock);

            g_assert_cmpmem (&earlier->share, sizeof earlier->share, &whole->share, sizeof whole->share);
            g_assert_cmpuint (earlier->questions, ==, ear_report_get_channel (then, i)->counts[EAR_FIGURE_QUESTIONS]);
            g_assert_cmpint (earlier->enough, ==, whole->enough);
            if (earlier->enough)
              g_assert_cmpmem (&earlier->half, sizeof earlier->half, &whole->half, sizeof whole->half);
            told += earlier->enough;
          }
    }
  g_assert_cmpuint (told, >, 1000);
  g_assert_cmpuint (learnt, >, 20);
}

/* ---- in words and for programs ---- */

static void
expect (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_sentences (void)
{
  EarReportClock clock = { .share = { .k = 36, .n = 40 } };
  EarReportEarlier *then = &clock.earlier[EAR_EARLIER_PERIOD];
  EarReportPart part = { .share = { .k = 38, .n = 40, .people = 20, .share = ear_wilson (38, 40, 0.95) }, .enough = TRUE };
  EarReportHour map[EAR_HOURS_A_WEEK] = { 0 };

  g_assert_null (ear_report_dup_change (&clock, EAR_EARLIER_PERIOD));
  *then = (EarReportEarlier) { .share = { .k = 12, .n = 40 }, .change = EAR_CHANGE_BETTER, .gap = ear_newcombe (36, 40, 12, 40, 0.95) };
  expect (ear_report_dup_change (&clock, EAR_EARLIER_PERIOD),
          "More are answered in time than in the period before: 36 of 40 against 12 of 40, between 40 and 73 percentage points more.");
  then->change = EAR_CHANGE_CHANCE;
  expect (ear_report_dup_change (&clock, EAR_EARLIER_PERIOD),
          "In the period before 12 of 40 were answered in time, now 36 of 40: no difference that could not be chance.");
  clock.share.k = 12;
  clock.earlier[EAR_EARLIER_YEAR] = (EarReportEarlier) { .share = { .k = 36, .n = 40 }, .change = EAR_CHANGE_WORSE,
                                                         .gap = ear_newcombe (12, 40, 36, 40, 0.95) };
  expect (ear_report_dup_change (&clock, EAR_EARLIER_YEAR),
          "Fewer are answered in time than a year ago: 12 of 40 against 36 of 40, between 40 and 73 percentage points fewer.");
  clock.earlier[EAR_EARLIER_YEAR].change = EAR_CHANGE_NOT_READ;
  g_assert_null (ear_report_dup_change (&clock, EAR_EARLIER_YEAR));

  expect (ear_report_dup_part (&part), "95% (83–99%), 38 of 40 from 20 people");
  part.share.n = 0;
  g_assert_null (ear_report_dup_part (&part));

  g_assert_null (ear_report_dup_busiest (NULL));
  map[CELL (2, 19)].questions = 15;
  map[CELL (6, 0)].questions = 7;
  expect (ear_report_dup_busiest (map), "Most questions come on Tuesday, from 19:00 to 20:00: 15 of 22.");
  for (guint i = 0; i < EAR_HOURS_A_WEEK; i++)
    map[i].questions = 3 + i % 4;
  g_assert_null (ear_report_dup_busiest (map));
}

static void
test_tables (void)
{
  g_autoptr (EarDocument) document = NULL;
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (83);
  g_autofree char *hours = NULL, *csv = NULL, *json = NULL, *page = NULL;
  g_auto (GStrv) lines = NULL;
  gint64 questions = 0, n = 0;

  world_init (&world, 1);
  world.promises[0].seconds = 8 * 3600; /* all of them, then and now */
  for (guint i = 0; i < 900; i++)
    {
      EarReportEnquiry *enquiry = world_add (&world, 0, g_rand_int_range (random, 0, 90), START + g_rand_int_range (random, -28 * 24, 28 * 24) * HOUR,
                                       g_rand_int_range (random, 0, 8) * HOUR);

      enquiry->type = (gint8) g_rand_int_range (random, 0, 2);
      enquiry->follow_up = g_rand_boolean (random);
    }
  report = world_compute (&world);
  hours = ear_report_hours_to_csv (report);
  lines = g_strsplit (hours, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 4 * EAR_HOURS_A_WEEK + 1);
  for (guint i = 0; i < EAR_HOURS_A_WEEK; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[1 + 2 * EAR_HOURS_A_WEEK + i], ",", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 12);
      g_assert_cmpstr (cells[2], ==, "answering_hours");
      questions += g_ascii_strtoll (cells[5], NULL, 10);
      n += g_ascii_strtoll (cells[7], NULL, 10);
    }
  g_assert_cmpint (questions, ==, ear_report_get_channel (report, 0)->counts[EAR_FIGURE_QUESTIONS]);
  g_assert_cmpint (n, ==, clock_of (report, 0, EAR_CLOCK_OPEN)->share.n);

  document = ear_document_new (report, NULL, NULL);
  page = ear_document_to_text (document, 96, TRUE);
  g_test_message ("%s", page);
  csv = ear_report_to_csv (report);
  g_assert_nonnull (strstr (csv, ",follow-up_judged,"));
  g_assert_nonnull (strstr (csv, ",mention_share,"));
  g_assert_nonnull (strstr (csv, ",could-be-chance,"));
  json = ear_report_to_json (report);
  g_assert_nonnull (strstr (json, "\"by_turn\""));
  g_assert_nonnull (strstr (json, "\"followed_until\""));
  g_assert_null (strstr (json, "\"review\"")); /* nobody wrote one */
  g_assert_nonnull (strstr (page, "In the period before "));
  g_assert_nonnull (strstr (page, "When Questions Come"));
  g_assert_nonnull (strstr (page, "Mentions"));
  for (const char *line = page; line != NULL && *line != '\0'; line = strchr (line, '\n') != NULL ? strchr (line, '\n') + 1 : NULL)
    g_assert_cmpint (g_utf8_strlen (line, strchr (line, '\n') - line), <=, 96);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/parts/words", test_words);
  g_test_add_func ("/report/parts/kinds", test_kinds);
  g_test_add_func ("/report/parts/one-kind", test_one_kind);
  g_test_add_func ("/report/parts/map", test_map);
  g_test_add_func ("/report/parts/map-zones", test_map_zones);
  g_test_add_func ("/report/parts/earlier-periods", test_earlier_periods);
  g_test_add_func ("/report/parts/changes", test_changes);
  g_test_add_func ("/report/parts/same-follow-up", test_same_follow_up);
  g_test_add_func ("/report/parts/sentences", test_sentences);
  g_test_add_func ("/report/parts/tables", test_tables);
  return g_test_run ();
}
