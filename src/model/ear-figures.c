/* Curve, speed and shares. The log-rank test stands in ear-log-rank.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "model/ear-figures.h"
#include "model/ear-sort.h"

/* Log-log limits of Kaplan-Meier's S (Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data), as limits of F = 1 - S. */
static void
set_band (EarCurveStep *step, double survival, double greenwood, double z)
{
  double log_survival, ratio;

  if (survival <= 0 || survival >= 1)
    {
      step->lower = step->upper = NAN;
      return;
    }
  /* exp (-exp (log (-log S) ± half)) = S ^ exp (± half), with a negative half: there may be a hundred thousands of steps. */
  log_survival = log (survival);
  ratio = exp (z * sqrt (greenwood) / log_survival);
  step->lower = 1 - exp (log_survival * ratio);
  step->upper = 1 - exp (log_survival / ratio);
}

/**
 * ear_curve_new:
 * @waits: (array length=n_waits): every enquiry that was read, closed ones too
 *
 * The share answered by each second of waiting: 1 - Kaplan-Meier (Kaplan & Meier 1958, JASA 53, 457) of the time to an answer. Whoever was not
 * answered in sight stays at risk until the end of the follow-up, which is known for all: the cumulative incidence with complete
 * censoring (Fine & Gray 1999, JASA 94, 496). Answers come before censorings of the same second. The band is Greenwood's variance
 * on the log-log scale at 95 %. Oracle: survfit (Surv (x, answered) ~ 1, conf.type = "log-log", timefix = FALSE).
 *
 * Returns: (transfer full) (element-type EarCurveStep): a step for every second at which something ends, ascending
 */
GArray *
ear_curve_new (const EarWait *waits, gsize n_waits)
{
  g_autofree guint64 *ends = NULL;

  g_return_val_if_fail (waits != NULL || n_waits == 0, NULL);

  ends = g_new (guint64, n_waits);
  for (gsize i = 0; i < n_waits; i++)
    ends[i] = ear_wait_end (&waits[i]);
  ear_sort_numbers (ends, n_waits);
  return ear_curve_new_of_ends (ends, n_waits);
}

/* ---- from step to step ---- */

typedef struct
{
  const guint64 *ends;
  gsize n_ends, next;
  double survival, greenwood, z;
  double lower, upper;       /* of the step before */
} Walk;

static Walk
walk_new (const guint64 *ends, gsize n_ends)
{
  return (Walk) { ends, n_ends, 0, 1, 0, -ear_normal_quantile (0.025), NAN, NAN };
}

static gboolean
walk_step (Walk *walk, EarCurveStep *step)
{
  gsize i = walk->next;

  if (i >= walk->n_ends)
    return FALSE;
  *step = (EarCurveStep) { .time = (gint64) (walk->ends[i] >> 1), .at_risk = (guint) (walk->n_ends - i) };
  for (; i < walk->n_ends && (gint64) (walk->ends[i] >> 1) == step->time; i++)
    {
      if (walk->ends[i] & 1)
        step->censored++;
      else
        step->events++;
    }
  walk->next = i;
  if (step->events > 0)
    {
      double at_risk = step->at_risk, events = step->events;

      walk->survival *= (at_risk - events) / at_risk;
      walk->greenwood += events / (at_risk * (at_risk - events));
      set_band (step, walk->survival, walk->greenwood, walk->z);
      walk->lower = step->lower;
      walk->upper = step->upper;
    }
  step->answered = 1 - walk->survival;
  step->lower = walk->lower;
  step->upper = walk->upper;
  return TRUE;
}

GArray *
ear_curve_new_of_ends (const guint64 *ends, gsize n_ends)
{
  GArray *curve = g_array_new (FALSE, FALSE, sizeof (EarCurveStep));
  Walk walk = walk_new (ends, n_ends);
  EarCurveStep step;

  g_return_val_if_fail (ends != NULL || n_ends == 0, curve);

  while (walk_step (&walk, &step))
    g_array_append_val (curve, step);
  return curve;
}

/* @left: 1 - p and as much as rounding may take. NAN, where there is no band, compares as FALSE. */
static void
look_for_quantile (EarQuantile *quantile, const EarCurveStep *step, double left)
{
  if (!quantile->reached && 1 - step->answered <= left)
    {
      quantile->reached = TRUE;
      quantile->time = step->time;
    }
  if (!quantile->lower_reached && 1 - step->upper <= left)
    {
      quantile->lower_reached = TRUE;
      quantile->lower = step->time;
    }
  if (!quantile->upper_reached && 1 - step->lower <= left)
    {
      quantile->upper_reached = TRUE;
      quantile->upper = step->time;
    }
}

/**
 * ear_curve_quantile:
 * @curve: (element-type EarCurveStep)
 * @p: 0.5 for "half", 0.9 for "nine in ten"
 *
 * The first second by which the share @p is answered, without midpoints, and the same of the band's upper and lower edge: R's
 * f$time[which (f$surv <= 1 - p + 1e-12)[1]]. "Not reached" is an answer.
 */
EarQuantile
ear_curve_quantile (const GArray *curve, double p)
{
  EarQuantile quantile = { FALSE };

  g_return_val_if_fail (curve != NULL, quantile);

  for (guint i = 0; i < curve->len; i++)
    look_for_quantile (&quantile, &g_array_index (curve, EarCurveStep, i), 1 - p + 1e-12);
  return quantile;
}

EarQuantile
ear_quantile_of_ends (const guint64 *ends, gsize n_ends, double p)
{
  EarQuantile quantile = { FALSE };
  Walk walk = walk_new (ends, n_ends);
  EarCurveStep step;

  g_return_val_if_fail (ends != NULL || n_ends == 0, quantile);

  while (!(quantile.reached && quantile.lower_reached && quantile.upper_reached) && walk_step (&walk, &step))
    look_for_quantile (&quantile, &step, 1 - p + 1e-12);
  return quantile;
}

/**
 * ear_wilson:
 * @k: successes
 * @n: of so many
 * @level: 0.95 for 95 %
 *
 * Wilson's score interval (1927, JASA 22, 209); R's prop.test (k, n, conf.level, correct = FALSE).
 */
EarInterval95
ear_wilson (guint k, guint n, double level)
{
  EarInterval95 interval = { NAN, NAN, NAN };
  double z, share, centre, half, scale;

  g_return_val_if_fail (k <= n, interval);

  if (n == 0)
    return interval;
  z = -ear_normal_quantile ((1 - level) / 2);
  share = (double) k / n;
  scale = 1 + z * z / n;
  centre = (share + z * z / (2.0 * n)) / scale;
  half = z * sqrt (share * (1 - share) / n + z * z / (4.0 * n * n)) / scale;
  interval.estimate = share;
  interval.lower = k == 0 ? 0 : MAX (centre - half, 0);
  interval.upper = k == n ? 1 : MIN (centre + half, 1);
  return interval;
}

/**
 * ear_newcombe:
 *
 * The interval of a difference of two independent shares from their Wilson limits (Newcombe 1998, Stat. Med. 17, 873, method 10).
 *
 * Returns: k1 / n1 - k2 / n2 with its limits; NAN where an n is 0
 */
EarInterval95
ear_newcombe (guint k1, guint n1, guint k2, guint n2, double level)
{
  EarInterval95 first = ear_wilson (k1, n1, level), second = ear_wilson (k2, n2, level);
  EarInterval95 difference;

  difference.estimate = first.estimate - second.estimate;
  difference.lower = difference.estimate - hypot (first.estimate - first.lower, second.upper - second.estimate);
  difference.upper = difference.estimate + hypot (first.upper - first.estimate, second.estimate - second.lower);
  return difference;
}

/**
 * ear_share_within_promise:
 * @waits: (array length=n_waits)
 *
 * Among the ripe, those followed for at least the promise whatever happened to them, the share answered at or before it.
 */
EarShare
ear_share_within_promise (const EarWait *waits, gsize n_waits)
{
  return ear_share_of_tagged (waits, n_waits, NULL, 0, 0);
}

EarShare
ear_share_of_tagged (const EarWait *waits, gsize n_waits, const guint8 *tags, guint8 mask, guint8 tag)
{
  EarShare share = { 0 };
  g_autofree guint64 *people = NULL;

  g_return_val_if_fail (waits != NULL || n_waits == 0, share);
  g_return_val_if_fail (tags != NULL || mask == 0 || n_waits == 0, share);

  people = g_new (guint64, n_waits);
  for (gsize i = 0; i < n_waits; i++)
    {
      const EarWait *wait = &waits[i];

      if (mask != 0 && (tags[i] & mask) != tag)
        continue;
      if (!ear_wait_is_ripe (wait))
        {
          share.unripe++;
          share.unripe_answered += !(ear_wait_end (wait) & 1);
          continue;
        }
      people[share.n++] = (guint64) wait->person_id;
      share.k += ear_wait_is_kept (wait);
    }
  share.people = (guint) ear_sort_distinct (people, share.n);
  share.share = ear_wilson (share.k, share.n, 0.95);
  return share;
}
