/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model/ear-sort.h"

#define FEW 64 /* below this, insertion is quicker than counting */
/* Eleven bits at a time: the counts still fit beside the numbers in the processor's first cache, and most need two or three rounds. */
#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)

static void
sort_few (guint64 *numbers, gsize n_numbers)
{
  for (gsize i = 1; i < n_numbers; i++)
    {
      guint64 number = numbers[i];
      gsize place = i;

      for (; place > 0 && numbers[place - 1] > number; place--)
        numbers[place] = numbers[place - 1];
      numbers[place] = number;
    }
}

void
ear_sort_numbers (guint64 *numbers, gsize n_numbers)
{
  g_autofree guint64 *buffer = NULL;
  guint64 *from = numbers, *to;
  guint64 differing = 0;

  g_return_if_fail (numbers != NULL || n_numbers == 0);

  if (n_numbers <= FEW)
    {
      sort_few (numbers, n_numbers);
      return;
    }

  for (gsize i = 1; i < n_numbers; i++)
    differing |= numbers[i] ^ numbers[0];
  buffer = g_new (guint64, n_numbers);
  to = buffer;
  for (guint shift = 0; shift < 64; shift += DIGIT_BITS)
    {
      gsize counts[N_DIGITS] = { 0 }, place = 0;

      if (((differing >> shift) & (N_DIGITS - 1)) == 0)
        continue;
      for (gsize i = 0; i < n_numbers; i++)
        counts[(from[i] >> shift) & (N_DIGITS - 1)]++;
      for (guint digit = 0; digit < N_DIGITS; digit++)
        {
          gsize count = counts[digit];

          counts[digit] = place;
          place += count;
        }
      for (gsize i = 0; i < n_numbers; i++)
        to[counts[(from[i] >> shift) & (N_DIGITS - 1)]++] = from[i];
      to = from;
      from = from == numbers ? buffer : numbers;
    }
  if (from != numbers)
    memcpy (numbers, from, n_numbers * sizeof (guint64));
}

gsize
ear_sort_count_distinct (const guint64 *sorted, gsize n_numbers)
{
  gsize count = n_numbers > 0;

  for (gsize i = 1; i < n_numbers; i++)
    count += sorted[i] != sorted[i - 1];
  return count;
}

/* Numbers around 0 are neighbours, below it too: whoever is not known any more has one of those. */
#define SIGN (G_GUINT64_CONSTANT (1) << 63)

gsize
ear_sort_distinct (guint64 *numbers, gsize n_numbers)
{
  guint64 least = G_MAXUINT64, most = 0;
  g_autofree guint64 *seen = NULL;
  gsize count = 0;

  g_return_val_if_fail (numbers != NULL || n_numbers == 0, 0);

  for (gsize i = 0; i < n_numbers; i++)
    {
      least = MIN (least, numbers[i] ^ SIGN);
      most = MAX (most, numbers[i] ^ SIGN);
    }
  if (n_numbers <= FEW || (most - least) / 64 >= n_numbers)
    {
      ear_sort_numbers (numbers, n_numbers);
      return ear_sort_count_distinct (numbers, n_numbers);
    }
  seen = g_new0 (guint64, (most - least) / 64 + 1);
  for (gsize i = 0; i < n_numbers; i++)
    {
      guint64 place = (numbers[i] ^ SIGN) - least, bit = G_GUINT64_CONSTANT (1) << place % 64;
      guint64 *word = &seen[place / 64];

      count += (*word & bit) == 0;
      *word |= bit;
    }
  return count;
}
