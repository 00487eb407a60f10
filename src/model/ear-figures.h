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

typedef struct {
  gboolean reached;
  gint64 time;
  gboolean lower_reached, upper_reached;
  gint64 lower, upper;
} EarQuantile;

/* The first time with F >= p, no midpoints; limits likewise from the band. */
EarQuantile ear_curve_quantile (const GArray *curve, double p);

typedef struct {
  double estimate, lower, upper; /* NAN when n == 0 */
} EarInterval95;

typedef struct {
  guint n, k;              /* ripe, and answered within the promise among them */
  guint people;            /* behind the ripe ones */
  guint unripe, unripe_answered;
  EarInterval95 share;     /* Wilson, prop.test (k, n, correct = FALSE) */
} EarShare;

/* Followed for at least the promise, whatever happened; and answered at or before it. */
gboolean ear_wait_is_ripe (const EarWait *wait);
gboolean ear_wait_is_kept (const EarWait *wait);
EarShare ear_share_within_promise (const EarWait *waits, gsize n_waits);
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
