/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "model/ear-figures.h"
#include "model/ear-sort.h"

/* An end of a wait as one number: second, whether censored, group. Answers sort before censorings. */
#define GROUP_BITS 12
#define MAX_GROUPS (1u << GROUP_BITS)

typedef struct
{
  gsize n_groups;
  double *at_risk, *events;   /* at one second, by group */
  double *observed, *expected;
  double *variance;           /* n_groups × n_groups */
} LogRank;

static void
add_second (LogRank *sums, double at_risk, double events)
{
  double factor = at_risk > 1 ? events * (at_risk - events) / (at_risk - 1) : 0;

  for (gsize i = 0; i < sums->n_groups; i++)
    {
      double share = sums->at_risk[i] / at_risk;

      sums->observed[i] += sums->events[i];
      sums->expected[i] += events * share;
      if (factor == 0 || share == 0)
        continue;
      for (gsize j = 0; j < sums->n_groups; j++)
        sums->variance[i * sums->n_groups + j] += factor * share * ((i == j) - sums->at_risk[j] / at_risk);
    }
}

/* x' V⁻¹ x by Cholesky's factors, for the symmetric @matrix of @n rows; NAN when it has no inverse. Both are overwritten. */
static double
quadratic_form (double *matrix, gsize n, double *x)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double original = matrix[i * n + i];

      for (gsize j = 0; j <= i; j++)
        {
          double rest = matrix[i * n + j];

          for (gsize k = 0; k < j; k++)
            rest -= matrix[i * n + k] * matrix[j * n + k];
          if (j < i)
            matrix[i * n + j] = rest / matrix[j * n + j];
          else if (!(rest > 1e-11 * original))
            return NAN;
          else
            matrix[i * n + i] = sqrt (rest);
        }
      for (gsize k = 0; k < i; k++)
        x[i] -= matrix[i * n + k] * x[k];
      x[i] /= matrix[i * n + i];
      sum += x[i] * x[i];
    }
  return sum;
}

/* Groups in which nothing could happen say nothing; of the others one follows from the rest. */
static EarLogRank
conclude (LogRank *sums)
{
  EarLogRank result = { 0, 0, NAN };
  g_autofree gsize *kept = g_new (gsize, sums->n_groups);
  g_autofree double *matrix = g_new (double, sums->n_groups * sums->n_groups);
  g_autofree double *excess = g_new (double, sums->n_groups);
  gsize n_kept = 0, n;

  for (gsize i = 0; i < sums->n_groups; i++)
    if (sums->expected[i] > 0)
      kept[n_kept++] = i;
  if (n_kept < 2)
    return result;

  n = n_kept - 1;
  for (gsize i = 0; i < n; i++)
    {
      excess[i] = sums->observed[kept[i + 1]] - sums->expected[kept[i + 1]];
      for (gsize j = 0; j < n; j++)
        matrix[i * n + j] = sums->variance[kept[i + 1] * sums->n_groups + kept[j + 1]];
    }
  result.degrees = (guint) n;
  result.chi_squared = quadratic_form (matrix, n, excess);
  result.p = ear_chi_squared_upper (result.chi_squared, result.degrees);
  return result;
}

/**
 * ear_log_rank:
 * @groups: (array length=n_groups): the waits of each channel
 * @sizes: (array length=n_groups): how many each holds
 *
 * Whether all groups are answered alike, by one K-sample log-rank test (Mantel 1966; Peto & Peto 1972, J. R. Stat. Soc. A 135, 185).
 * Oracle: survdiff (Surv (x, answered) ~ group, timefix = FALSE).
 *
 * Returns: degrees 0 where fewer than two groups can be compared; chi-squared and p NAN where the groups were never at risk together
 */
EarLogRank
ear_log_rank (const EarWait *const *groups, const gsize *sizes, gsize n_groups)
{
  EarLogRank nothing = { 0, 0, NAN };
  g_autofree guint64 *ends = NULL;
  g_autofree double *numbers = NULL;
  LogRank sums;
  gsize n = 0, end = 0;

  g_return_val_if_fail (groups != NULL && sizes != NULL && n_groups < MAX_GROUPS, nothing);

  for (gsize i = 0; i < n_groups; i++)
    n += sizes[i];
  if (n_groups < 2 || n == 0)
    return nothing;

  ends = g_new (guint64, n);
  numbers = g_new0 (double, n_groups * (n_groups + 4));
  sums = (LogRank) { n_groups, numbers, numbers + n_groups, numbers + 2 * n_groups, numbers + 3 * n_groups, numbers + 4 * n_groups };
  for (gsize i = 0; i < n_groups; i++)
    {
      for (gsize j = 0; j < sizes[i]; j++)
        {
          const EarWait *wait = &groups[i][j];
          gboolean answered = wait->answered && wait->wait <= wait->follow;
          guint64 second = (guint64) MAX (answered ? wait->wait : wait->follow, 0);

          ends[end++] = (second << 1 | !answered) << GROUP_BITS | i;
        }
      sums.at_risk[i] = (double) sizes[i];
    }
  ear_sort_numbers (ends, n);

  for (gsize i = 0; i < n;)
    {
      guint64 second = ends[i] >> (GROUP_BITS + 1);
      double at_risk = (double) (n - i), events = 0;
      gsize begin = i;

      for (; i < n && ends[i] >> GROUP_BITS == second << 1; i++)
        {
          events++;
          sums.events[ends[i] & (MAX_GROUPS - 1)]++;
        }
      if (events > 0)
        add_second (&sums, at_risk, events);
      for (; i < n && ends[i] >> (GROUP_BITS + 1) == second; i++)
        ;
      for (gsize j = begin; j < i; j++)
        {
          sums.at_risk[ends[j] & (MAX_GROUPS - 1)]--;
          sums.events[ends[j] & (MAX_GROUPS - 1)] = 0;
        }
    }
  return conclude (&sums);
}
