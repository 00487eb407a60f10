/* test-report-random.c: what holds of a report whatever was asked, by random data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <time.h>

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "report-world.h"

static void
random_world (GRand *random, World *world, EarCalendar *office)
{
  guint n = (guint) (g_rand_int_range (random, 0, 20) == 0 ? g_rand_int_range (random, 600, 1200) : g_rand_int_range (random, 1, 120));

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
      world_read_only (world, i, spans, g_rand_boolean (random) ? 1 : 4);
      world->channels[i].known_until = ear_spans_known_until (world->covered[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      EarReportEnquiry *enquiry = world_add (world, (guint) g_rand_int_range (random, 0, 3), g_rand_int_range (random, 0, 30),
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
      enquiry->type = (gint8) g_rand_int_range (random, 0, EAR_N_CONVERSATION_TYPES);
    }
}

static void
assert_same_part (const EarReportPart *one, const EarReportPart *other)
{
  g_assert_cmpuint (one->questions, ==, other->questions);
  g_assert_cmpuint (one->share.k, ==, other->share.k);
  g_assert_cmpuint (one->share.n, ==, other->share.n);
  g_assert_cmpuint (one->share.people, ==, other->share.people);
  g_assert_cmpmem (&one->half, sizeof one->half, &other->half, sizeof other->half);
}

static void
assert_same_clock (const EarReportClock *one, const EarReportClock *other)
{
  g_assert_cmpmem (one->curve->data, one->curve->len * sizeof (EarCurveStep), other->curve->data, other->curve->len * sizeof (EarCurveStep));
  g_assert_cmpmem (&one->half, sizeof one->half, &other->half, sizeof other->half);
  g_assert_cmpmem (&one->nine_in_ten, sizeof one->half, &other->nine_in_ten, sizeof other->half);
  g_assert_cmpmem (&one->share, sizeof one->share, &other->share, sizeof other->share);
  for (guint turn = 0; turn < EAR_N_TURNS; turn++)
    {
      assert_same_part (&one->turns[turn], &other->turns[turn]);
      for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
        assert_same_part (&one->types[type][turn], &other->types[type][turn]);
    }
  g_assert_cmpint (one->map != NULL, ==, other->map != NULL);
  for (guint i = 0; one->map != NULL && i < EAR_HOURS_A_WEEK; i++)
    g_assert_true (one->map[i].questions == other->map[i].questions && one->map[i].k == other->map[i].k && one->map[i].n == other->map[i].n);
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
assert_parts (const EarReportClock *clock, const GArray *members)
{
  guint n = 0, k = 0, questions = 0;

  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    {
      const EarReportPart *turns = clock->types[type];

      g_assert_cmpuint (turns[EAR_TURN_ANY].questions, ==, turns[EAR_TURN_NEW].questions + turns[EAR_TURN_FOLLOW_UP].questions);
      g_assert_cmpuint (turns[EAR_TURN_ANY].share.k, ==, turns[EAR_TURN_NEW].share.k + turns[EAR_TURN_FOLLOW_UP].share.k);
      questions += turns[EAR_TURN_ANY].questions;
      n += turns[EAR_TURN_ANY].share.n;
      k += turns[EAR_TURN_ANY].share.k;
    }
  g_assert_cmpuint (questions, ==, clock->turns[EAR_TURN_ANY].questions);
  g_assert_cmpuint (n, ==, clock->share.n);
  g_assert_cmpuint (k, ==, clock->share.k);
  g_assert_cmpuint (clock->turns[EAR_TURN_NEW].share.n + clock->turns[EAR_TURN_FOLLOW_UP].share.n, ==, n);

  g_assert_cmpint (clock->map != NULL, ==, questions >= EAR_REPORT_FLOOR_MAP);
  for (guint i = 0; clock->map != NULL && i < EAR_HOURS_A_WEEK; i++)
    {
      const EarReportHour *hour = &clock->map[i];
      guint here = 0;

      questions -= hour->questions;
      n -= hour->n;
      k -= hour->k;
      for (guint j = 0; j < members->len; j++)
        here += g_array_index (members, EarReportMember, j).hour == i && (g_array_index (members, EarReportMember, j).figures[0] & 1u << EAR_FIGURE_QUESTIONS);
      g_assert_cmpuint (here, ==, hour->questions);
      g_assert_true (!hour->enough || (hour->n >= EAR_REPORT_FLOOR_SHARE && hour->people >= EAR_REPORT_FLOOR_PEOPLE));
      g_assert_cmpuint (hour->people, <=, hour->n);
    }
  if (clock->map != NULL)
    g_assert_cmpuint (questions + n + k, ==, 0);
}

static void
test_partition_and_order (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (41);
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);

  for (int round = 0; round < 400; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) report = NULL, mixed = NULL;

      random_world (random, &world, office);
      report = world_compute (&world);
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
          assert_parts (&channel->open, channel->members);
          assert_parts (&channel->wall, channel->members);
          assert_parts (&channel->shared, channel->members);
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
      mixed = world_compute (&world);
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
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);

  for (int round = 0; round < 400; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) open = NULL, closed = NULL;

      random_world (random, &world, office);
      open = world_compute (&world);
      for (guint i = 0; i < world.enquiries->len; i++)
        {
          EarReportEnquiry *enquiry = &g_array_index (world.enquiries, EarReportEnquiry, i);

          if (enquiry->outcome != EAR_ENQUIRY_OPEN)
            continue;
          enquiry->outcome = EAR_ENQUIRY_CLOSED;
          enquiry->closed_at = enquiry->opened_at + g_rand_int_range (random, 0, 100000) * SECOND;
        }
      closed = world_compute (&world);
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
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);
  guint changed = 0;

  for (int round = 0; round < 400; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) before = NULL, after = NULL;

      random_world (random, &world, office);
      before = world_compute (&world);
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
      after = world_compute (&world);
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
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);

  for (int round = 0; round < 600; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) before = NULL, after = NULL;
      EarReportEnquiry *more;

      random_world (random, &world, office);
      before = world_compute (&world);
      more = world_add (&world, (guint) g_rand_int_range (random, 0, 3), 5, START + g_rand_int_range (random, 0, 28 * 24 * 60) * MINUTE, -1);
      if (g_rand_int_range (random, 0, 3) == 0)
        {
          more->outcome = EAR_ENQUIRY_WITHDRAWN;
          more->closed_at = more->opened_at + g_rand_int_range (random, 0, 10000) * MINUTE;
        }
      after = world_compute (&world);
      for (guint i = 0; i < 3; i++)
        {
          const EarReportClock *one = &ear_report_get_channel (before, i)->open, *other = &ear_report_get_channel (after, i)->open;

          for (guint j = 0; j < one->curve->len; j++)
            {
              const EarCurveStep *step = &g_array_index (one->curve, EarCurveStep, j);

              g_assert_cmpfloat (answered_by (other->curve, step->time), <=, step->answered + 1e-12);
            }
          for (guint turn = 0; turn < EAR_N_TURNS; turn++)
            {
              const EarReportPart *part = &one->turns[turn], *with_more = &other->turns[turn];

              g_assert_true (part->share.n == 0 || with_more->share.share.estimate <= part->share.share.estimate);
              g_assert_true (!part->enough || !with_more->half.reached || (part->half.reached && part->half.time <= with_more->half.time));
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
  g_autoptr (EarCalendar) office = world_office_hours (9, 17);
  clock_t begin;

  world_init (&world, 6);
  world.input.hours = office;
  for (int i = 0; i < 300000; i++)
    world_add (&world, (guint) g_rand_int_range (random, 0, 6), g_rand_int_range (random, 0, 100000), START + g_rand_int_range (random, 0, 28 * 86400) * SECOND,
         g_rand_int_range (random, 0, 10) == 0 ? -1 : g_rand_int_range (random, 0, 5 * 86400) * SECOND);
  g_array_sort (world.enquiries, compare_enquiries); /* as the store gives them */
  begin = clock ();
  report = world_compute (&world);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/partition-and-order", test_partition_and_order);
  g_test_add_func ("/report/closing-changes-nothing", test_closing_changes_nothing);
  g_test_add_func ("/report/censored-whatever-is-learnt", test_censored_whatever_is_learnt);
  g_test_add_func ("/report/unanswered-never-helps", test_unanswered_never_helps);
  g_test_add_func ("/report/large", test_large);
  return g_test_run ();
}
