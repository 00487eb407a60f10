/* test-report-truth.c: what a report says of channels whose truth is known, because they are made up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "base/ear-clock.h"
#include "model/ear-coverage.h"
#include "report-world.h"

/* Seven in ten are ever answered, these with a half-life of three hours: F (t) = 0.7 (1 − 2^(−t / 3 h)). */
#define EVER 0.7
#define HALF_LIFE_S (3 * 3600)

static gint64
random_wait (GRand *random)
{
  if (g_rand_double (random) >= EVER)
    return -1;
  return (gint64) (-log2 (1 - g_rand_double (random)) * HALF_LIFE_S * (double) SECOND);
}

static double
truth_at (double seconds)
{
  return EVER * (1 - exp2 (-seconds / HALF_LIFE_S));
}

/* When the channel was read has nothing to do with what is asked: holes from half an hour to a day. */
static void
make_holes (World *world, GRand *random, guint channel)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (EarSpan));

  for (gint64 at = START - DAY; at < START + 35 * DAY;)
    {
      EarSpan span = { at, at + g_rand_int_range (random, 30, 3 * 24 * 60) * MINUTE };

      g_array_append_val (spans, span);
      at = span.to + g_rand_int_range (random, 30, 24 * 60) * MINUTE;
    }
  world_read_only (world, channel, (const EarSpan *) (gconstpointer) spans->data, spans->len);
  world->channels[channel].known_until = g_array_index (spans, EarSpan, spans->len - 1).to;
}

static void
fill (World *world, GRand *random, guint channel, guint n)
{
  for (guint i = 0; i < n; i++)
    world_add (world, channel, 10000 * channel + g_rand_int_range (random, 0, 5000), START + (gint64) (g_rand_double (random) * 28 * DAY),
               random_wait (random));
}

static const EarCurveStep *
step_at (const GArray *curve, gint64 time)
{
  const EarCurveStep *step = NULL;

  for (guint i = 0; i < curve->len && g_array_index (curve, EarCurveStep, i).time <= time; i++)
    step = &g_array_index (curve, EarCurveStep, i);
  return step;
}

/* A naive figure is wrong with these holes: of those that are known to be answered, or of all that are known. */
static void
test_much (void)
{
  const gint64 times[] = { 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600 };
  g_autoptr (GRand) random = g_rand_new_with_seed (71);
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;
  const EarReportChannel *channel;
  const EarReportClock *clock;
  double share = truth_at (4 * 3600), naive;

  world_init (&world, 1);
  make_holes (&world, random, 0);
  fill (&world, random, 0, 60000);
  report = world_compute (&world);
  channel = ear_report_get_channel (report, 0);
  clock = &channel->open;
  g_assert_cmpfloat (channel->covered, <, 0.9);
  g_assert_cmpuint (channel->counts[EAR_FIGURE_IN_GAP], >, 1000);
  g_assert_cmpuint (channel->counts[EAR_FIGURE_CUT_OFF], >, 1000);

  /* Four standard errors of a share of that many. */
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const EarCurveStep *step = step_at (clock->curve, times[i]);
      double truth = truth_at ((double) times[i]);

      g_test_message ("by %" G_GINT64_FORMAT " s: %.4f, in truth %.4f", times[i], step->answered, truth);
      g_assert_cmpfloat_with_epsilon (step->answered, truth, 4 * sqrt (truth * (1 - truth) / step->at_risk) + 1. / 2048);
    }
  g_test_message ("in time: %.4f of %u, in truth %.4f", clock->share.share.estimate, clock->share.n, share);
  g_assert_cmpfloat_with_epsilon (clock->share.share.estimate, share, 4 * sqrt (share * (1 - share) / clock->share.n));
  /* F is a half where 2^(−t / 3 h) is 2 / 7. */
  g_assert_cmpfloat_with_epsilon ((double) clock->half.time, log2 (3.5) * HALF_LIFE_S, 500);
  g_assert_false (clock->nine_in_ten.reached);

  naive = (double) channel->counts[EAR_FIGURE_KEPT] / channel->counts[EAR_FIGURE_QUESTIONS];
  g_assert_cmpfloat (fabs (naive - share), >, 0.01);
}

/* An interval of 95 % holds the truth in 95 % of the reports; holes or not. The limits allow four standard errors of the count,
 * and what the intervals are known to miss at such sizes (Brown, Cai & DasGupta 2001 for Wilson's). */
static void
test_intervals (void)
{
  enum { ROUNDS = 1500 };
  g_autoptr (GRand) random = g_rand_new_with_seed (73);
  guint in_share = 0, in_band = 0, in_half = 0, n_band = 0;
  double allowed = 4 * sqrt (0.05 * 0.95 / ROUNDS), share = truth_at (4 * 3600), half = log2 (3.5) * HALF_LIFE_S;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) report = NULL;
      const EarReportClock *clock;
      const EarCurveStep *step;

      world_init (&world, 1);
      if (round % 3 > 0)
        make_holes (&world, random, 0);
      fill (&world, random, 0, 100);
      report = world_compute (&world);
      clock = &ear_report_get_channel (report, 0)->open;
      in_share += clock->share.share.lower <= share && share <= clock->share.share.upper;
      in_half += (clock->half.lower_reached && (double) clock->half.lower <= half) && (!clock->half.upper_reached || half <= (double) clock->half.upper);
      step = step_at (clock->curve, 2 * 3600);
      if (step == NULL || isnan (step->lower))
        continue;
      n_band++;
      in_band += step->lower <= truth_at (2 * 3600) && truth_at (2 * 3600) <= step->upper;
    }
  g_test_message ("of %d reports the truth lies in: share %.3f, band %.3f, half %.3f", ROUNDS, (double) in_share / ROUNDS, (double) in_band / n_band,
                  (double) in_half / ROUNDS);
  g_assert_cmpuint (n_band, >, ROUNDS - 10);
  g_assert_cmpfloat_with_epsilon ((double) in_share / ROUNDS, 0.95, allowed);
  g_assert_cmpfloat_with_epsilon ((double) in_band / n_band, 0.95, allowed + 0.005);
  g_assert_cmpfloat_with_epsilon ((double) in_half / ROUNDS, 0.95, allowed + 0.015);
}

/* ---- channels that are served alike ---- */

/* Whether a difference is claimed; in the first channel a share of @first of those is answered that are elsewhere. */
static gboolean
claims (GRand *random, double ever, double first)
{
  g_auto (World) world = { 0 };
  g_autoptr (EarReport) report = NULL;

  world_init (&world, MAX_CHANNELS);
  for (guint i = 0; i < MAX_CHANNELS; i++)
    {
      guint n = (guint) g_rand_int_range (random, 30, 150);

      if (g_rand_int_range (random, 0, 3) == 0)
        make_holes (&world, random, i);
      for (guint j = 0; j < n; j++)
        world_add (&world, i, 1000 * i + j, START + (gint64) (g_rand_double (random) * 28 * DAY),
                   g_rand_double (random) < (i == 0 ? ever * first : ever) ? (gint64) (g_rand_double (random) * 5 * HOUR) : -1);
    }
  report = world_compute (&world);
  g_assert_cmpuint (report->difference.n_channels, >, 1);
  return report->difference.verdict == EAR_DIFFERENCE_REAL;
}

static void
test_eight_alike (void)
{
  enum { ROUNDS = 1200, WORSE = 150 };
  g_autoptr (GRand) random = g_rand_new_with_seed (79);
  guint claimed = 0, found = 0;
  EarInterval95 rate;

  for (guint round = 0; round < ROUNDS; round++)
    claimed += claims (random, g_rand_double_range (random, 0.3, 1), 1);
  rate = ear_wilson (claimed, ROUNDS, 0.99);
  g_test_message ("a difference is claimed in %.2f %% of %d reports (99 %%: %.2f to %.2f %%)", rate.estimate * 100, ROUNDS, rate.lower * 100,
                  rate.upper * 100);
  /* With what chance does to so many reports, still at most 5 %. */
  g_assert_cmpfloat (rate.upper, <=, 0.05);
  g_assert_cmpuint (claimed, >, 0);

  for (guint round = 0; round < WORSE; round++)
    found += claims (random, 0.8, 0.4);
  g_test_message ("one channel with four tenths of the others' share: found in %u of %d reports", found, WORSE);
  g_assert_cmpuint (found, >, WORSE * 9 / 10);
}

typedef struct
{
  guint claimed;             /* reports */
  guint apart;               /* reports whose interval excludes 0, whatever the test says */
} Claims;

static double
wait_in_time (GRand *random, double share)
{
  double luck = g_rand_double (random);

  if (luck < share)
    return luck / share * 4 * HOUR;
  /* Half of the others are answered too late, the rest never. */
  return luck < (1 + share) / 2 ? (double) (5 * HOUR) + g_rand_double (random) * 20 * HOUR : -1;
}

/* Of @n_rounds reports of channels with @n questions each, of which the share @share is answered in time, @first in the first. */
static Claims
count_claims (GRand *random, guint n_rounds, guint n_channels, guint n, double share, double first)
{
  Claims claims = { 0 };

  for (guint round = 0; round < n_rounds; round++)
    {
      g_auto (World) world = { 0 };
      g_autoptr (EarReport) report = NULL;

      world_init (&world, n_channels);
      for (guint i = 0; i < n_channels; i++)
        for (guint j = 0; j < n; j++)
          world_add (&world, i, 1000 * i + j, START + (gint64) j * HOUR, (gint64) wait_in_time (random, i == 0 ? first : share));
      report = world_compute (&world);
      g_assert_cmpuint (report->difference.n_channels, ==, n_channels);
      claims.claimed += report->difference.verdict == EAR_DIFFERENCE_REAL;
      claims.apart += report->difference.gap.lower > 0;
    }
  return claims;
}

/* Few questions or many, two channels or eight: at most 5 %, with three standard errors of the count. */
static void
test_alike (void)
{
  enum { ROUNDS = 120 };
  static const guint sizes[] = { 20, 21, 25, 40, 100 };
  static const double shares[] = { 0.1, 0.3, 0.5, 0.7, 0.9 };
  g_autoptr (GRand) random = g_rand_new_with_seed (83);
  guint claimed = 0, n_reports = 0;

  for (guint n_channels = 2; n_channels <= 8; n_channels += 6)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      for (gsize j = 0; j < G_N_ELEMENTS (shares); j++)
        {
          Claims claims = count_claims (random, ROUNDS, n_channels, sizes[i], shares[j], shares[j]);

          g_test_message ("%u channels, %u questions each, %.0f %% in time: %.1f %% claim a difference", n_channels, sizes[i], shares[j] * 100,
                          100. * claims.claimed / ROUNDS);
          g_assert_cmpfloat ((double) claims.claimed / ROUNDS, <=, 0.05 + 3 * sqrt (0.05 * 0.95 / ROUNDS));
          claimed += claims.claimed;
          n_reports += ROUNDS;
        }
  g_test_message ("of %u reports in all, %u claim one", n_reports, claimed);
  g_assert_cmpfloat ((double) claimed / n_reports, <=, 0.05);
  g_assert_cmpuint (claimed, >, 0);
}

/* A channel that really is worse. */
static void
test_power (void)
{
  enum { ROUNDS = 200 };
  g_autoptr (GRand) random = g_rand_new_with_seed (89);

  for (guint n_channels = 2; n_channels <= 8; n_channels += 6)
    {
      Claims claims = count_claims (random, ROUNDS, n_channels, 60, 0.9, 0.5);

      g_test_message ("%u channels, one with 50 %% in time, the others with 90 %%: found in %u of %d reports", n_channels, claims.claimed, ROUNDS);
      g_assert_cmpuint (claims.claimed, >=, ROUNDS * 9 / 10);
    }
}

/* P (@low <= least and greatest <= @high) of all channels' numbers in time, distributed as @up_to says. */
static double
all_between (const double *up_to, guint n_channels, int low, int high)
{
  return low > high ? 0 : pow (up_to[high + 1] - up_to[low], n_channels);
}

/* How often the interval alone would claim a difference, without luck: of channels with @n questions each and the true share @share. */
static double
apart_exactly (guint n_channels, guint n, double share)
{
  g_autofree double *up_to = g_new0 (double, n + 2);
  double level = 1 - 0.05 / (n_channels * (n_channels - 1) / 2.), apart = 0;

  for (guint k = 0; k <= n; k++)
    up_to[k + 1] = up_to[k] + exp (lgamma (n + 1.) - lgamma (k + 1.) - lgamma (n - k + 1.) + k * log (share) + (n - k) * log1p (-share));
  for (guint low = 0; low <= n; low++)
    for (guint high = low + 1; high <= n; high++)
      if (ear_newcombe (high, n, low, n, level).lower > 0)
        apart += all_between (up_to, n_channels, (int) low, (int) high) - all_between (up_to, n_channels, (int) low + 1, (int) high) -
                 all_between (up_to, n_channels, (int) low, (int) high - 1) + all_between (up_to, n_channels, (int) low + 1, (int) high - 1);
  return apart;
}

/* Numbers of questions are whole, so that the interval's rate jumps from one to the next: there is a worst case, and it is above 5 %.
 * There too the report claims no more than it may. */
static void
test_worst_case (void)
{
  enum { ROUNDS = 4500 };
  g_autoptr (GRand) random = g_rand_new_with_seed (97);

  for (guint n_channels = 2; n_channels <= 8; n_channels += 6)
    {
      double worst = 0, worst_share = 0;
      guint worst_n = 0;
      Claims claims;

      for (guint n = 20; n <= 40; n++)
        for (double share = 0.1; share < 0.96; share += 0.05)
          {
            double apart = apart_exactly (n_channels, n, share);

            if (apart > worst)
              {
                worst = apart;
                worst_n = n;
                worst_share = share;
              }
          }
      claims = count_claims (random, ROUNDS, n_channels, worst_n, worst_share, worst_share);
      g_test_message ("%u channels, %u questions each, %.0f %% in time: the interval excludes 0 in %.2f %% (of these reports: %.2f %%), a difference is "
                      "claimed in %.2f %%", n_channels, worst_n, worst_share * 100, worst * 100, 100. * claims.apart / ROUNDS,
                      100. * claims.claimed / ROUNDS);
      g_assert_cmpfloat (worst, >, 0.05);
      g_assert_cmpfloat_with_epsilon ((double) claims.apart / ROUNDS, worst, 4 * sqrt (worst * (1 - worst) / ROUNDS));
      g_assert_cmpfloat ((double) claims.claimed / ROUNDS, <=, 0.05);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/truth/much", test_much);
  g_test_add_func ("/report/truth/intervals", test_intervals);
  g_test_add_func ("/report/truth/eight-alike", test_eight_alike);
  g_test_add_func ("/report/truth/alike", test_alike);
  g_test_add_func ("/report/truth/power", test_power);
  g_test_add_func ("/report/truth/worst-case", test_worst_case);
  return g_test_run ();
}
