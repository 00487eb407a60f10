/* The two distribution functions the report needs, on the C library's erfc().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "model/ear-figures.h"

/**
 * ear_chi_squared_upper:
 * @x: a chi-squared statistic
 * @degrees: of freedom, at least 1
 *
 * The upper tail Q (degrees / 2, x / 2) of the regularised incomplete gamma function, exact for whole degrees: beginning with
 * Q (1/2, z) = erfc (sqrt z) or Q (1, z) = exp (-z) (DLMF 8.4), each step adds z^a exp (-z) / Gamma (a + 1)
 * (DLMF 8.8). All terms are positive, so nothing cancels.
 *
 * Returns: the probability of @x or more, or NAN for what is no statistic
 */
double
ear_chi_squared_upper (double x, guint degrees)
{
  double z = x / 2, a, sum;

  if (isnan (x) || degrees == 0)
    return NAN;
  if (z <= 0)
    return 1;
  if (isinf (z))
    return 0;

  if (degrees % 2 == 1)
    {
      a = 0.5;
      sum = erfc (sqrt (z));
    }
  else
    {
      a = 1;
      sum = exp (-z);
    }
  for (; a < degrees / 2.0; a++)
    {
      int sign;

      sum += exp (a * log (z) - z - lgamma_r (a + 1, &sign));
    }
  return MIN (sum, 1);
}

/**
 * ear_normal_quantile:
 * @p: a probability
 *
 * The standard normal distribution's quantile, by Newton's method on the logarithm of its distribution function
 * erfc (-x / sqrt 2) / 2. That is concave, and because erfc (t) <= exp (-t²) the start lies left of the root: each step comes closer
 * from the same side until the last bit.
 *
 * Returns: x with P (X <= x) = p; -INFINITY and INFINITY at 0 and 1; NAN outside
 */
double
ear_normal_quantile (double p)
{
  double x;

  if (isnan (p) || p < 0 || p > 1)
    return NAN;
  if (p == 0)
    return -INFINITY;
  if (p > 0.5)
    return -ear_normal_quantile (1 - p);

  x = -sqrt (-2 * log (2 * p));
  for (int i = 0; i < 100; i++)
    {
      double below = erfc (-x / M_SQRT2) / 2;
      double density = exp (-x * x / 2) / sqrt (2 * M_PI);
      double step = log (p / below) * below / density;

      x += step;
      if (!(step > 1e-16 * fabs (x)))
        break;
    }
  return x;
}
