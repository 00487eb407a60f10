/* ear-clock.c: the time, replaceable in tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"

#include <string.h>

#define REAL_CLOCK G_GINT64_CONSTANT (-1)
#define SECONDS_MIN G_GINT64_CONSTANT (-62135596800) /* 0001-01-01T00:00:00Z, the first instant GDateTime can name */
#define SECONDS_MAX G_GINT64_CONSTANT (253402300799) /* 9999-12-31T23:59:59Z, the last one */

/* Read by worker threads while a test moves it. */
static gint64 frozen_ms = REAL_CLOCK;
static gint64 wall_shift_ms;

/**
 * ear_clock_now_ms:
 *
 * Returns: the wall clock in UTC milliseconds since 1970
 */
gint64
ear_clock_now_ms (void)
{
  gint64 frozen = __atomic_load_n (&frozen_ms, __ATOMIC_RELAXED);

  return (frozen != REAL_CLOCK ? frozen : g_get_real_time () / 1000) + __atomic_load_n (&wall_shift_ms, __ATOMIC_RELAXED);
}

/**
 * ear_clock_monotonic_ms:
 *
 * Returns: milliseconds of a clock that never jumps; only differences mean something
 */
gint64
ear_clock_monotonic_ms (void)
{
  gint64 frozen = __atomic_load_n (&frozen_ms, __ATOMIC_RELAXED);

  return frozen != REAL_CLOCK ? frozen : g_get_monotonic_time () / 1000;
}

/**
 * ear_clock_set_for_test:
 * @now_ms: what both clocks show from now on, or -1 for the real ones
 */
void
ear_clock_set_for_test (gint64 now_ms)
{
  __atomic_store_n (&frozen_ms, now_ms, __ATOMIC_RELAXED);
}

/**
 * ear_clock_get_lead_ms:
 *
 * Returns: milliseconds the wall clock leads the monotonic one; only differences mean something
 */
gint64
ear_clock_get_lead_ms (void)
{
  return (g_get_real_time () - g_get_monotonic_time ()) / 1000 + __atomic_load_n (&wall_shift_ms, __ATOMIC_RELAXED);
}

/**
 * ear_clock_set_wall_for_test:
 * @shift_ms: how far off the wall clock is set from now on, 0 for the real one
 */
void
ear_clock_set_wall_for_test (gint64 shift_ms)
{
  __atomic_store_n (&wall_shift_ms, shift_ms, __ATOMIC_RELAXED);
}

static gboolean
parse_digits (const char **cursor, int n_min, int n_max, int *value)
{
  int n = 0;

  *value = 0;
  while (n < n_max && g_ascii_isdigit (**cursor))
    {
      *value = *value * 10 + (**cursor - '0');
      (*cursor)++;
      n++;
    }
  return n >= n_min;
}

static gboolean
parse_char (const char **cursor, char wanted)
{
  if (**cursor != wanted)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar; the month is first shifted so that the leap day ends
 * the year (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
static gint64
days_from_civil (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static gint64
civil_to_ms (int year, int month, int day, int hour, int minute, int second)
{
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year)
      || hour > 23 || minute > 59 || second > 60)
    return EAR_TIME_NONE;
  /* A leap second is the last one that other clocks know. */
  return (days_from_civil (year, month, day) * 86400 + hour * 3600 + minute * 60 + MIN (second, 59)) * 1000;
}

/* "Z", "+02:00", "+0200", "+02" or nothing. */
static gboolean
parse_zone (const char **cursor, int *offset_minutes)
{
  int hours, minutes = 0;
  char sign = **cursor;

  *offset_minutes = 0;
  if (sign == '\0')
    return TRUE;
  (*cursor)++;
  if (sign == 'Z' || sign == 'z')
    return TRUE;
  if (sign != '+' && sign != '-')
    return FALSE;
  if (!parse_digits (cursor, 2, 2, &hours))
    return FALSE;
  if (**cursor != '\0')
    {
      parse_char (cursor, ':');
      if (!parse_digits (cursor, 2, 2, &minutes))
        return FALSE;
    }
  if (hours > 23 || minutes > 59)
    return FALSE;
  *offset_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
  return TRUE;
}

/**
 * ear_time_parse:
 * @text: (nullable): RFC 3339 or the extended forms of ISO 8601, "2026-08-20T18:04:11.064+02:00"; a space for the T, a date
 *   alone (its midnight), and no zone (UTC, as WordPress writes it) are read too
 *
 * Returns: UTC milliseconds, or %EAR_TIME_NONE when it cannot be read, as with WordPress's "0000-00-00T00:00:00"
 */
gint64
ear_time_parse (const char *text)
{
  int year, month, day, hour = 0, minute = 0, second = 0, fraction_ms = 0, offset_minutes = 0;
  gint64 time_ms;

  if (text == NULL
      || !parse_digits (&text, 4, 4, &year) || !parse_char (&text, '-')
      || !parse_digits (&text, 2, 2, &month) || !parse_char (&text, '-')
      || !parse_digits (&text, 2, 2, &day))
    return EAR_TIME_NONE;

  if (*text == 'T' || *text == 't' || *text == ' ')
    {
      text++;
      if (!parse_digits (&text, 2, 2, &hour) || !parse_char (&text, ':') || !parse_digits (&text, 2, 2, &minute))
        return EAR_TIME_NONE;
      if (parse_char (&text, ':') && !parse_digits (&text, 2, 2, &second))
        return EAR_TIME_NONE;
      if (*text == '.' || *text == ',')
        {
          int n_digits = 0;

          for (text++; g_ascii_isdigit (*text); text++, n_digits++)
            {
              if (n_digits < 3)
                fraction_ms = fraction_ms * 10 + (*text - '0');
            }
          if (n_digits == 0)
            return EAR_TIME_NONE;
          for (; n_digits < 3; n_digits++)
            fraction_ms *= 10;
        }
      if (!parse_zone (&text, &offset_minutes))
        return EAR_TIME_NONE;
    }

  if (*text != '\0')
    return EAR_TIME_NONE;

  time_ms = civil_to_ms (year, month, day, hour, minute, second);
  if (time_ms == EAR_TIME_NONE)
    return EAR_TIME_NONE;
  return time_ms + fraction_ms - (gint64) offset_minutes * 60000;
}

/**
 * ear_time_format:
 * @time_ms: UTC milliseconds
 *
 * Returns: (nullable) (transfer full): "2026-08-20T16:04:11.064Z"; %NULL for %EAR_TIME_NONE and outside the years 1 to 9999
 */
char *
ear_time_format (gint64 time_ms)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds, rest;

  if (time_ms == EAR_TIME_NONE)
    return NULL;

  seconds = time_ms / 1000;
  rest = time_ms % 1000;
  if (rest < 0)
    {
      rest += 1000;
      seconds--;
    }
  if (seconds < SECONDS_MIN || seconds > SECONDS_MAX)
    return NULL;

  date = g_date_time_new_from_unix_utc (seconds);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                          g_date_time_get_year (date), g_date_time_get_month (date), g_date_time_get_day_of_month (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date), (int) rest);
}

static gboolean
parse_month (const char **cursor, int *month)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; i < 12; i++)
    {
      if (strncmp (*cursor, names + i * 3, 3) == 0)
        {
          *month = i + 1;
          *cursor += 3;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
parse_clock (const char **cursor, int *hour, int *minute, int *second)
{
  return parse_digits (cursor, 2, 2, hour) && parse_char (cursor, ':')
         && parse_digits (cursor, 2, 2, minute) && parse_char (cursor, ':')
         && parse_digits (cursor, 2, 2, second);
}

/* A two-digit year more than 50 years ahead lies in the past century (RFC 9110 5.6.7). */
static int
full_year (int two_digits)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (ear_clock_now_ms () / 1000);
  int this_year = g_date_time_get_year (now);
  int year = this_year - this_year % 100 + two_digits;

  return year > this_year + 50 ? year - 100 : year;
}

/**
 * ear_time_parse_http:
 * @text: (nullable): an HTTP date in any of the three forms of RFC 9110 5.6.7
 *
 * Returns: UTC milliseconds, or %EAR_TIME_NONE when it cannot be read
 */
gint64
ear_time_parse_http (const char *text)
{
  int year, month, day, hour, minute, second;
  const char *comma;

  if (text == NULL)
    return EAR_TIME_NONE;
  while (*text == ' ')
    text++;

  comma = strchr (text, ',');
  if (comma != NULL)
    {
      char separator;

      text = comma + 1;
      while (*text == ' ')
        text++;
      if (!parse_digits (&text, 1, 2, &day))
        return EAR_TIME_NONE;
      separator = *text;
      if (separator != ' ' && separator != '-')
        return EAR_TIME_NONE;
      text++;
      if (!parse_month (&text, &month) || !parse_char (&text, separator))
        return EAR_TIME_NONE;
      if (separator == '-' && !(g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2])))
        {
          if (!parse_digits (&text, 2, 2, &year))
            return EAR_TIME_NONE;
          year = full_year (year);
        }
      else if (!parse_digits (&text, 4, 4, &year))
        return EAR_TIME_NONE;
      if (!parse_char (&text, ' ') || !parse_clock (&text, &hour, &minute, &second))
        return EAR_TIME_NONE;
    }
  else
    {
      /* asctime: "Sun Nov  6 08:49:37 1994" */
      while (g_ascii_isalpha (*text))
        text++;
      if (!parse_char (&text, ' ') || !parse_month (&text, &month) || !parse_char (&text, ' '))
        return EAR_TIME_NONE;
      parse_char (&text, ' ');
      if (!parse_digits (&text, 1, 2, &day) || !parse_char (&text, ' ')
          || !parse_clock (&text, &hour, &minute, &second) || !parse_char (&text, ' ')
          || !parse_digits (&text, 4, 4, &year))
        return EAR_TIME_NONE;
    }

  return civil_to_ms (year, month, day, hour, minute, second);
}
