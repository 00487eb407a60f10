/* ear-figures.h: the report's numbers, from waits to intervals
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* design 7 "Curve", "Share", "Speed", "Difference". All times are whole seconds in the clock chosen (open or wall). */

typedef struct {
  gint64 follow;     /* age at known-until or at the first hole after it, seconds >= 0 */
  gint64 wait;       /* age when answered; only if answered by then */
  gboolean answered; /* by then */
  gint64 promise;    /* seconds, valid at arrival */
  gint64 person_id;  /* for "n enquiries from m people" */
} EarWait;

typedef struct {
  gint64 time;       /* seconds */
  guint at_risk, events, censored;
  double answered;   /* F(t) = 1 - Kaplan-Meier */
  double lower, upper; /* 95 %, log-log; NAN where F is 0 or 1 */
} EarCurveStep;

/* 1 − Kaplan–Meier (Kaplan & Meier 1958; Fine & Gray 1999 "censoring complete"); Greenwood variance, log-log band.
 * Oracle: survfit (Surv (x, answered) ~ 1, conf.type = "log-log", timefix = FALSE). (element-type EarCurveStep) */
GArray *ear_curve_new (const EarWait *waits, gsize n_waits);

/* When a wait ends in sight, and how, as one number: seconds << 1, and 1 more where no answer ended it. An answer beyond the follow-up
 * is not known of. */
static inline guint64
ear_wait_end (const EarWait *wait)
{
  gboolean answered = wait->answered && wait->wait <= wait->follow;

  return (guint64) MAX (answered ? wait->wait : wait->follow, 0) << 1 | !answered;
}

/* The same of such numbers, ascending: for who sorts once and looks at parts. */
GArray *ear_curve_new_of_ends (const guint64 *ends, gsize n_ends);

typedef struct {
  gboolean reached;
  gint64 time;
  gboolean lower_reached, upper_reached;
  gint64 lower, upper;
} EarQuantile;

/* The first time with F >= p, no midpoints; limits likewise from the band. */
EarQuantile ear_curve_quantile (const GArray *curve, double p);
/* The same without the curve: goes only as far as it has to. @ends as of ear_curve_new_of_ends(). */
EarQuantile ear_quantile_of_ends (const guint64 *ends, gsize n_ends, double p);

typedef struct {
  double estimate, lower, upper; /* NAN when n == 0 */
} EarInterval95;

typedef struct {
  guint n, k;              /* ripe, and answered within the promise among them */
  guint people;            /* behind the ripe ones */
  guint unripe, unripe_answered;
  EarInterval95 share;     /* Wilson, prop.test (k, n, correct = FALSE) */
} EarShare;

/* Followed for at least the promise, whatever happened. */
static inline gboolean
ear_wait_is_ripe (const EarWait *wait)
{
  return wait->follow >= wait->promise;
}

/* … and answered at or before it. */
static inline gboolean
ear_wait_is_kept (const EarWait *wait)
{
  return wait->follow >= wait->promise && wait->answered && wait->wait <= wait->promise;
}

EarShare ear_share_within_promise (const EarWait *waits, gsize n_waits);
/* Of those whose tag is @tag in the bits of @mask. @tags: one for each wait. */
EarShare ear_share_of_tagged (const EarWait *waits, gsize n_waits, const guint8 *tags, guint8 mask, guint8 tag);
/* Wilson 1927 score interval at @level. */
EarInterval95 ear_wilson (guint k, guint n, double level);
/* Newcombe 1998, method 10 (hybrid score), p1 − p2. */
EarInterval95 ear_newcombe (guint k1, guint n1, guint k2, guint n2, double level);

typedef struct {
  double chi_squared;
  guint degrees;
  double p;                /* NAN when it cannot be computed */
} EarLogRank;

/* K-sample log-rank; oracle: survdiff (…, timefix = FALSE). @groups: n_groups arrays. */
EarLogRank ear_log_rank (const EarWait *const *groups, const gsize *sizes, gsize n_groups);

/* Upper tail of chi-squared and quantile of the normal distribution (source named in the .c). */
double ear_chi_squared_upper (double x, guint degrees);
double ear_normal_quantile (double p);

G_END_DECLS
