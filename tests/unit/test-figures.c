/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>

#include "model/ear-figures.h"
#include "model/ear-sort.h"

#define SETS 1000
#define MAX_GROUPS 5

typedef struct {
  gsize n_groups;
  GArray *groups[MAX_GROUPS]; /* (element-type EarWait) */
} Set;

static const EarWait *
waits_of (const GArray *waits)
{
  return (const EarWait *) (gconstpointer) waits->data;
}

/* ---- data: ties, zeros, no event, all answered, one channel, long tails ---- */

static EarWait
random_wait (GRand *random, int shape, int range)
{
  EarWait wait = { .promise = range / 2, .person_id = g_rand_int_range (random, 0, 40) };
  gint64 answer;

  wait.follow = g_rand_int_range (random, 0, 2 * range);
  answer = shape == 2 ? (gint64) exp (g_rand_double_range (random, 0, log (4 * range))) : g_rand_int_range (random, 0, 2 * range);
  switch (shape)
    {
    case 0: /* nobody answered */
      break;
    case 1: /* everybody answered */
      wait.answered = TRUE;
      wait.wait = answer;
      wait.follow = MAX (wait.follow, answer);
      break;
    case 3: /* at once */
      wait.answered = g_rand_int_range (random, 0, 3) > 0;
      wait.wait = 0;
      break;
    default:
      wait.answered = answer <= wait.follow;
      wait.wait = answer;
    }
  return wait;
}

static GArray *
random_group (GRand *random, int n)
{
  const int ranges[] = { 2, 6, 100, 30000, 3000000 };
  int shape = g_rand_int_range (random, 0, 8), range = ranges[g_rand_int_range (random, 0, G_N_ELEMENTS (ranges))];
  GArray *group = g_array_new (FALSE, FALSE, sizeof (EarWait));

  for (int i = 0; i < n; i++)
    {
      EarWait wait = random_wait (random, shape, range);

      g_array_append_val (group, wait);
    }
  return group;
}

static Set *
random_sets (GRand *random)
{
  Set *sets = g_new0 (Set, SETS);

  for (gsize i = 0; i < SETS; i++)
    {
      sets[i].n_groups = (gsize) g_rand_int_range (random, 1, MAX_GROUPS + 1);
      for (gsize j = 0; j < sets[i].n_groups; j++)
        sets[i].groups[j] = random_group (random, i % 50 == 0 ? g_rand_int_range (random, 200, 1500) : g_rand_int_range (random, 1, 40));
      if (i % 4 == 0 && sets[i].n_groups > 1) /* groups that are alike in scale, so that tests are not all extreme */
        for (gsize j = 1; j < sets[i].n_groups; j++)
          {
            g_array_unref (sets[i].groups[j]);
            sets[i].groups[j] = g_array_copy (sets[i].groups[0]);
            for (guint k = 0; k < sets[i].groups[j]->len; k++)
              {
                EarWait *wait = &g_array_index (sets[i].groups[j], EarWait, k);

                wait->answered = wait->answered && g_rand_int_range (random, 0, 4) > 0;
                wait->follow += g_rand_int_range (random, 0, 2);
              }
          }
    }
  return sets;
}

static void
free_sets (Set *sets)
{
  for (gsize i = 0; i < SETS; i++)
    for (gsize j = 0; j < sets[i].n_groups; j++)
      g_array_unref (sets[i].groups[j]);
  g_free (sets);
}

/* ---- R as the oracle ---- */

typedef struct {
  FILE *stream;
  char line[512];
  guint number;
  char **words;
} Answers;

static void
read_line (Answers *answers)
{
  g_clear_pointer (&answers->words, g_strfreev);
  answers->number++;
  if (fgets (answers->line, sizeof answers->line, answers->stream) == NULL)
    g_error ("R's answer ends before line %u", answers->number);
  answers->words = g_strsplit (g_strchomp (answers->line), " ", 0);
}

/* The words after @name of the next line, which must begin with it. */
static char **
next_line (Answers *answers, const char *name)
{
  read_line (answers);
  if (!g_str_equal (answers->words[0], name))
    g_error ("line %u of R's answer is \"%s\", not \"%s\"", answers->number, answers->words[0], name);
  return answers->words + 1;
}

typedef struct {
  const char *what;
  double limit, worst;
  guint compared;
} Deviation;

enum { CURVE, BAND, QUANTILE, SHARE, INTERVAL, TEST, P_VALUE, DISTRIBUTION, N_DEVIATIONS };

static void
compare (Deviation *deviation, double ours, const char *theirs, const char *where, gsize set)
{
  double r = g_ascii_strtod (theirs, NULL);
  double difference = fabs (ours - r);

  deviation->compared++;
  if (isnan (ours) && isnan (r))
    return;
  if (deviation->what[0] == '*') /* relative */
    difference /= MAX (fabs (r), 1e-300);
  if (!(difference <= deviation->limit))
    g_error ("set %" G_GSIZE_FORMAT ", %s %s: %.17g, R says %s", set, deviation->what, where, ours, theirs);
  deviation->worst = MAX (deviation->worst, difference);
}

static void
compare_time (gboolean reached, gint64 time, const char *theirs, gsize set)
{
  double r = g_ascii_strtod (theirs, NULL);

  if (reached != !isnan (r) || (reached && (double) time != r))
    g_error ("set %" G_GSIZE_FORMAT ": quantile %s %" G_GINT64_FORMAT ", R says %s", set, reached ? "at" : "not reached,", time, theirs);
}

static void
compare_group (Answers *answers, const GArray *group, gsize set, Deviation *deviations, EarShare *share)
{
  g_autoptr (GArray) curve = ear_curve_new (waits_of (group), group->len);
  const double quantiles[] = { 0.5, 0.9 };
  g_autofree guint64 *ends = g_new (guint64, group->len);
  char **words;

  for (guint i = 0; i < group->len; i++)
    ends[i] = ear_wait_end (&g_array_index (group, EarWait, i));
  ear_sort_numbers (ends, group->len);

  for (guint i = 0; i < curve->len; i++)
    {
      const EarCurveStep *step = &g_array_index (curve, EarCurveStep, i);

      words = next_line (answers, "step");
      g_assert_cmpint (step->time, ==, g_ascii_strtoll (words[2], NULL, 10));
      g_assert_cmpuint (step->at_risk, ==, g_ascii_strtoull (words[3], NULL, 10));
      g_assert_cmpuint (step->events, ==, g_ascii_strtoull (words[4], NULL, 10));
      g_assert_cmpuint (step->censored, ==, g_ascii_strtoull (words[5], NULL, 10));
      compare (&deviations[CURVE], step->answered, words[6], "F", set);
      compare (&deviations[BAND], step->lower, words[7], "lower", set);
      compare (&deviations[BAND], step->upper, words[8], "upper", set);
    }
  words = next_line (answers, "end");
  g_assert_cmpuint (curve->len, ==, g_ascii_strtoull (words[2], NULL, 10));

  for (gsize i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      EarQuantile quantile = ear_curve_quantile (curve, quantiles[i]), without_curve = ear_quantile_of_ends (ends, group->len, quantiles[i]);

      g_assert_cmpmem (&quantile, sizeof quantile, &without_curve, sizeof quantile);
      words = next_line (answers, "quantile");
      compare_time (quantile.reached, quantile.time, words[3], set);
      compare_time (quantile.lower_reached, quantile.lower, words[4], set);
      compare_time (quantile.upper_reached, quantile.upper, words[5], set);
      deviations[QUANTILE].compared += 3;
    }

  *share = ear_share_within_promise (waits_of (group), group->len);
  words = next_line (answers, "share");
  g_assert_cmpuint (share->k, ==, g_ascii_strtoull (words[2], NULL, 10));
  g_assert_cmpuint (share->n, ==, g_ascii_strtoull (words[3], NULL, 10));
  g_assert_cmpuint (share->n + share->unripe, ==, group->len);
  compare (&deviations[SHARE], share->share.estimate, words[4], "estimate", set);
  compare (&deviations[INTERVAL], share->share.lower, words[5], "lower", set);
  compare (&deviations[INTERVAL], share->share.upper, words[6], "upper", set);
}

static void
compare_set (Answers *answers, const Set *set, gsize index, Deviation *deviations)
{
  EarShare shares[MAX_GROUPS];
  const EarWait *groups[MAX_GROUPS];
  gsize sizes[MAX_GROUPS];
  char **words;

  for (gsize i = 0; i < set->n_groups; i++)
    {
      compare_group (answers, set->groups[i], index, deviations, &shares[i]);
      groups[i] = waits_of (set->groups[i]);
      sizes[i] = set->groups[i]->len;
    }
  if (set->n_groups >= 2 && shares[0].n > 0 && shares[1].n > 0)
    {
      double level = 1 - 0.05 / ((double) (set->n_groups * (set->n_groups - 1)) / 2);
      EarInterval95 gap = ear_newcombe (shares[0].k, shares[0].n, shares[1].k, shares[1].n, level);

      words = next_line (answers, "difference");
      compare (&deviations[SHARE], gap.estimate, words[1], "difference", index);
      compare (&deviations[INTERVAL], gap.lower, words[2], "lower", index);
      compare (&deviations[INTERVAL], gap.upper, words[3], "upper", index);
    }
  if (set->n_groups >= 2)
    {
      EarLogRank test = ear_log_rank (groups, sizes, set->n_groups);

      words = next_line (answers, "test");
      compare (&deviations[TEST], test.chi_squared, words[1], "chi-squared", index);
      if (!g_str_equal (words[2], "nan")) /* R counts -1 degrees where nothing happened at all */
        g_assert_cmpint ((int) test.degrees, ==, MAX (g_ascii_strtoll (words[2], NULL, 10), 0));
      compare (&deviations[P_VALUE], test.p, words[3], "p", index);
    }
}

static void
compare_distributions (Answers *answers, Deviation *deviation)
{
  for (read_line (answers); !g_str_equal (answers->words[0], "done"); read_line (answers))
    {
      char **words = answers->words;
      double argument = g_ascii_strtod (words[1], NULL);

      if (g_str_equal (words[0], "chi"))
        compare (deviation, ear_chi_squared_upper (argument, (guint) g_ascii_strtoull (words[2], NULL, 10)), words[3], words[1], 0);
      else if (argument == 0.5) /* where a relative deviation says nothing */
        g_assert_cmpfloat (ear_normal_quantile (0.5), ==, 0);
      else
        compare (deviation, ear_normal_quantile (argument), words[2], words[1], 0);
    }
}

static void
write_sets (const Set *sets, const char *file)
{
  FILE *stream = g_fopen (file, "w");

  g_assert_nonnull (stream);
  for (gsize i = 0; i < SETS; i++)
    for (gsize j = 0; j < sets[i].n_groups; j++)
      for (guint k = 0; k < sets[i].groups[j]->len; k++)
        {
          const EarWait *wait = &g_array_index (sets[i].groups[j], EarWait, k);

          fprintf (stream, "%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT "\n", i, j,
                   wait->follow, wait->wait, wait->answered, wait->promise);
        }
  g_assert_cmpint (fclose (stream), ==, 0);
}

/* What the issue names, so that other seeds or shapes cannot lose it. */
static void
assert_all_sorts (const Set *sets)
{
  guint one_channel = 0, no_event = 0, all_answered = 0, zeros = 0, ties = 0, cut_after = 0, large = 0, unripe = 0;

  for (gsize i = 0; i < SETS; i++)
    {
      one_channel += sets[i].n_groups == 1;
      for (gsize j = 0; j < sets[i].n_groups; j++)
        {
          const GArray *group = sets[i].groups[j];
          guint answered = 0, at_zero = 0, tied = 0, beyond = 0, early = 0;

          for (guint k = 0; k < group->len; k++)
            {
              const EarWait *wait = &g_array_index (group, EarWait, k);

              answered += wait->answered;
              at_zero += ear_wait_end (wait) >> 1 == 0;
              beyond += !wait->answered && wait->wait > wait->follow;
              early += wait->follow < wait->promise;
              /* An answer and a censoring in the same second. */
              for (guint l = 0; l < k && tied == 0; l++)
                tied += (ear_wait_end (wait) ^ ear_wait_end (&g_array_index (group, EarWait, l))) == 1;
            }
          no_event += answered == 0;
          all_answered += answered == group->len;
          zeros += at_zero > 0;
          ties += tied > 0;
          cut_after += beyond > 0;
          unripe += early == group->len;
          large += group->len >= 200;
        }
    }
  g_test_message ("sets of one channel %u; groups without an event %u, all answered %u, with zeros %u, ties of both sorts %u, answers after the last"
                  " look %u, nothing ripe %u, large %u", one_channel, no_event, all_answered, zeros, ties, cut_after, unripe, large);
  g_assert_cmpuint (one_channel, >=, 100);
  g_assert_cmpuint (no_event, >=, 100);
  g_assert_cmpuint (all_answered, >=, 100);
  g_assert_cmpuint (zeros, >=, 100);
  g_assert_cmpuint (ties, >=, 100);
  g_assert_cmpuint (cut_after, >=, 100);
  g_assert_cmpuint (unripe, >=, 5);
  g_assert_cmpuint (large, >=, 20);
}

static void
test_oracle (void)
{
  Deviation deviations[N_DEVIATIONS] = {
    { "curve", 1e-9, 0, 0 }, { "band", 1e-6, 0, 0 }, { "quantile", 0, 0, 0 }, { "share", 1e-9, 0, 0 },
    { "interval", 1e-6, 0, 0 }, { "*test", 1e-6, 0, 0 }, { "p value", 1e-6, 0, 0 }, { "*distribution", 1e-10, 0, 0 },
  };
  g_autofree char *rscript = g_find_program_in_path ("Rscript");
  g_autofree char *folder = NULL, *in = NULL, *out = NULL, *script = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  Answers answers = { NULL };
  Set *sets;

  if (rscript == NULL)
    {
      g_test_skip ("Rscript is not installed (r-base-core, r-cran-survival)");
      return;
    }
  folder = g_dir_make_tmp ("earshot-figures-XXXXXX", &error);
  g_assert_no_error (error);
  in = g_build_filename (folder, "in", NULL);
  out = g_build_filename (folder, "out", NULL);
  script = g_test_build_filename (G_TEST_DIST, "figures-oracle.R", NULL);
  sets = random_sets (random);
  assert_all_sorts (sets);
  write_sets (sets, in);

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, rscript, script, in, out, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);

  answers.stream = g_fopen (out, "r");
  g_assert_nonnull (answers.stream);
  for (gsize i = 0; i < SETS; i++)
    compare_set (&answers, &sets[i], i, deviations);
  compare_distributions (&answers, &deviations[DISTRIBUTION]);
  for (gsize i = 0; i < N_DEVIATIONS; i++)
    {
      g_test_message ("%s: %u compared with R, largest deviation %.2g%s", deviations[i].what + (deviations[i].what[0] == '*'),
                      deviations[i].compared, deviations[i].worst, deviations[i].what[0] == '*' ? " (relative)" : "");
      g_assert_cmpuint (deviations[i].compared, >, 100);
    }

  g_clear_pointer (&answers.words, g_strfreev);
  fclose (answers.stream);
  free_sets (sets);
  g_unlink (in);
  g_unlink (out);
  g_rmdir (folder);
}

/* ---- what is printed in the papers ---- */

static void
test_newcombe_1998 (void)
{
  /* Table II, method 10. */
  const struct { guint k1, n1, k2, n2; double lower, upper; } cases[] = {
    { 56, 70, 48, 80, 0.0524, 0.3339 }, { 9, 10, 3, 10, 0.1705, 0.8090 }, { 6, 7, 2, 7, 0.0582, 0.8062 }, { 5, 56, 0, 29, -0.0381, 0.1926 },
    { 0, 10, 0, 20, -0.1611, 0.2775 }, { 0, 10, 0, 10, -0.2775, 0.2775 }, { 10, 10, 0, 20, 0.6791, 1.0 }, { 10, 10, 0, 10, 0.6075, 1.0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EarInterval95 gap = ear_newcombe (cases[i].k1, cases[i].n1, cases[i].k2, cases[i].n2, 0.95);

      g_assert_cmpfloat_with_epsilon (gap.lower, cases[i].lower, 0.00005001);
      g_assert_cmpfloat_with_epsilon (gap.upper, cases[i].upper, 0.00005001);
    }
  g_assert_true (isnan (ear_newcombe (0, 0, 1, 2, 0.95).estimate));
}

static void
test_edges (void)
{
  g_autoptr (GArray) empty = ear_curve_new (NULL, 0);
  EarWait one = { .follow = 100, .wait = 100, .answered = TRUE, .promise = 100 };
  EarWait late = { .follow = 100, .wait = 101, .answered = TRUE, .promise = 200 };
  EarWait pair[] = { { .follow = 5, .wait = 5, .answered = TRUE }, { .follow = 5 } };
  g_autoptr (GArray) tie = ear_curve_new (pair, 2);
  const EarWait *groups[] = { &one, &one };
  gsize sizes[] = { 1, 0 };
  EarShare share;

  g_assert_cmpuint (empty->len, ==, 0);
  g_assert_false (ear_curve_quantile (empty, 0.5).reached);
  g_assert_cmpuint (ear_share_within_promise (NULL, 0).n, ==, 0);
  g_assert_true (isnan (ear_share_within_promise (NULL, 0).share.estimate));
  g_assert_true (isnan (ear_wilson (0, 0, 0.95).lower));
  g_assert_cmpuint (ear_log_rank (groups, sizes, 1).degrees, ==, 0);
  g_assert_true (isnan (ear_log_rank (groups, sizes, 2).p));

  /* At or before the promise, and just ripe. */
  share = ear_share_within_promise (&one, 1);
  g_assert_cmpuint (share.k, ==, 1);
  g_assert_cmpuint (share.n, ==, 1);
  /* An answer that came after the last look is not known of. */
  share = ear_share_within_promise (&late, 1);
  g_assert_cmpuint (share.unripe, ==, 1);
  g_assert_cmpuint (share.unripe_answered, ==, 0);

  /* At equal times the answer comes first: one of two. */
  g_assert_cmpuint (tie->len, ==, 1);
  g_assert_cmpfloat (g_array_index (tie, EarCurveStep, 0).answered, ==, 0.5);

  g_assert_true (isnan (ear_chi_squared_upper (NAN, 1)));
  g_assert_cmpfloat (ear_chi_squared_upper (0, 3), ==, 1);
  g_assert_cmpfloat (ear_chi_squared_upper (INFINITY, 3), ==, 0);
  g_assert_true (isnan (ear_normal_quantile (1.5)));
  g_assert_true (isinf (ear_normal_quantile (1)));
}

/* ---- properties ---- */

static double
answered_by (const GArray *curve, gint64 time)
{
  double answered = 0;

  for (guint i = 0; i < curve->len && g_array_index (curve, EarCurveStep, i).time <= time; i++)
    answered = g_array_index (curve, EarCurveStep, i).answered;
  return answered;
}

/* Another question without an answer never makes a channel look better. */
static void
test_unanswered_never_helps (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (int round = 0; round < 3000; round++)
    {
      g_autoptr (GArray) group = random_group (random, g_rand_int_range (random, 1, 60));
      g_autoptr (GArray) before = ear_curve_new (waits_of (group), group->len), after = NULL;
      EarShare share_before = ear_share_within_promise (waits_of (group), group->len), share_after;
      EarWait more = random_wait (random, 0, 1 << g_rand_int_range (random, 1, 22));

      more.promise = waits_of (group)->promise;
      g_array_append_val (group, more);
      after = ear_curve_new (waits_of (group), group->len);
      share_after = ear_share_within_promise (waits_of (group), group->len);

      for (guint i = 0; i < before->len; i++)
        {
          const EarCurveStep *step = &g_array_index (before, EarCurveStep, i);

          g_assert_cmpfloat (answered_by (after, step->time), <=, step->answered + 1e-12);
        }
      for (double p = 0.1; p < 1; p += 0.1)
        {
          EarQuantile earlier = ear_curve_quantile (before, p), later = ear_curve_quantile (after, p);

          g_assert_true (!later.reached || (earlier.reached && earlier.time <= later.time));
        }
      if (share_before.n > 0)
        g_assert_cmpfloat (share_after.share.estimate, <=, share_before.share.estimate);
    }
}

static void
test_order_does_not_matter (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);

  for (int round = 0; round < 300; round++)
    {
      g_autoptr (GArray) group = random_group (random, g_rand_int_range (random, 1, 300)), mixed = g_array_copy (group);
      g_autoptr (GArray) one = NULL, other = NULL;

      for (guint i = mixed->len - 1; i > 0; i--)
        {
          guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
          EarWait wait = g_array_index (mixed, EarWait, i);

          g_array_index (mixed, EarWait, i) = g_array_index (mixed, EarWait, j);
          g_array_index (mixed, EarWait, j) = wait;
        }
      one = ear_curve_new (waits_of (group), group->len);
      other = ear_curve_new (waits_of (mixed), mixed->len);
      g_assert_cmpmem (one->data, one->len * sizeof (EarCurveStep), other->data, other->len * sizeof (EarCurveStep));
      g_assert_cmpuint (ear_share_within_promise (waits_of (group), group->len).people, ==,
                        ear_share_within_promise (waits_of (mixed), mixed->len).people);
    }
}

static void
test_sort (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (17);

  for (int round = 0; round < 200; round++)
    {
      gsize n = (gsize) g_rand_int_range (random, 0, 500);
      g_autofree guint64 *numbers = g_new (guint64, n + 1);
      guint64 mask = G_MAXUINT64 >> g_rand_int_range (random, 0, 63), sum = 0, after = 0;
      g_autoptr (GHashTable) different = g_hash_table_new (g_int64_hash, g_int64_equal);

      for (gsize i = 0; i < n; i++)
        sum += numbers[i] = ((guint64) g_rand_int (random) << 32 | g_rand_int (random)) & mask;
      ear_sort_numbers (numbers, n);
      for (gsize i = 0; i < n; i++)
        {
          after += numbers[i];
          g_assert_true (i == 0 || numbers[i - 1] <= numbers[i]);
          g_hash_table_add (different, &numbers[i]);
        }
      g_assert_cmpuint (sum, ==, after);
      g_assert_cmpuint (ear_sort_count_distinct (numbers, n), ==, g_hash_table_size (different));
      if (round % 2 > 0) /* as those who are not known any more */
        for (gsize i = 0; i < n; i++)
          numbers[i] -= 100;
      g_assert_cmpuint (ear_sort_distinct (numbers, n), ==, g_hash_table_size (different));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/oracle", test_oracle);
  g_test_add_func ("/figures/newcombe-1998", test_newcombe_1998);
  g_test_add_func ("/figures/edges", test_edges);
  g_test_add_func ("/figures/unanswered-never-helps", test_unanswered_never_helps);
  g_test_add_func ("/figures/order", test_order_does_not_matter);
  g_test_add_func ("/figures/sort", test_sort);
  return g_test_run ();
}
