/* ear-town-chance.c: chance that is the same each time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town.h"

/* splitmix64 (Steele, Lea & Flood 2014), whose whole state is one number that can be saved. */

static guint64
scramble (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

gint64
ear_town_mix (gint64 a, gint64 b)
{
  return (gint64) scramble (scramble ((guint64) a + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) ^ (guint64) b);
}

guint
ear_town_random_from (gint64 *state, guint n)
{
  g_return_val_if_fail (n > 0, 0);

  *state = (gint64) ((guint64) *state + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  return (guint) (scramble ((guint64) *state) % n);
}

guint
ear_town_random (EarTown *town, guint n)
{
  return ear_town_random_from (&town->random, n);
}

char *
ear_town_new_id (EarTown *town)
{
  town->next_id += 1 + ear_town_random (town, 9);
  return g_strdup_printf ("%" G_GINT64_FORMAT, town->next_id);
}

char *
ear_town_new_secret (EarTown *town, const char *prefix, guint length)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  GString *secret = g_string_new (prefix);

  for (guint i = 0; i < length; i++)
    g_string_append_c (secret, letters[ear_town_random (town, sizeof letters - 1)]);
  return g_string_free_and_steal (secret);
}
