/* Open time between two instants, fast enough for half a million waits: the open intervals of all years asked about are laid out
 * once as UTC with their running total, so that a question is two binary searches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-hours-private.h"

/* Nothing is laid out before 1900 or after 2200: a message dated there has a broken clock. */
#define EARLIEST G_GINT64_CONSTANT (-2208988800)
#define LATEST G_GINT64_CONSTANT (7258118400)
#define DAY G_GINT64_CONSTANT (86400)
#define TEN_YEARS (3653 * DAY)
/* A zone's offset is at most 14 h, an interval ends within two days of its midnight. */
#define MARGIN (4 * DAY)

typedef struct
{
  gint64 valid_from; /* UTC ms */
  EarHours *hours;
} Version;

/* Open in [start, end), UTC seconds; @before: open seconds of all earlier stretches. */
typedef struct
{
  gint64 start, end;
  gint64 before;
} Stretch;

struct _EarCalendar
{
  GArray *versions;     /* (element-type Version) by valid_from */
  gboolean any_set;
  GArray *stretches;    /* (element-type Stretch) ascending, disjoint */
  gint64 low, high;     /* UTC seconds that the stretches cover; low >= high: nothing laid out */
  int near_from;        /* where the last question began: the next often begins and ends there or soon after */
};

/* One offset of a zone, from @start until the next one. */
typedef struct
{
  gint64 start;
  gint64 offset;
} Offset;

static void
version_clear (gpointer data)
{
  ear_hours_unref (((Version *) data)->hours);
}

EarCalendar *
ear_calendar_new (void)
{
  EarCalendar *calendar = g_new0 (EarCalendar, 1);

  calendar->versions = g_array_new (FALSE, FALSE, sizeof (Version));
  g_array_set_clear_func (calendar->versions, version_clear);
  calendar->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  return calendar;
}

EarCalendar *
ear_calendar_copy (const EarCalendar *calendar)
{
  EarCalendar *copy;

  g_return_val_if_fail (calendar != NULL, NULL);

  copy = ear_calendar_new ();
  g_array_append_vals (copy->versions, calendar->versions->data, calendar->versions->len);
  for (guint i = 0; i < copy->versions->len; i++)
    ear_hours_ref (g_array_index (copy->versions, Version, i).hours);
  g_array_append_vals (copy->stretches, calendar->stretches->data, calendar->stretches->len);
  copy->any_set = calendar->any_set;
  copy->low = calendar->low;
  copy->high = calendar->high;
  return copy;
}

void
ear_calendar_free (EarCalendar *calendar)
{
  if (calendar == NULL)
    return;
  g_array_unref (calendar->versions);
  g_array_unref (calendar->stretches);
  g_free (calendar);
}

static int
compare_versions (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Version *) a)->valid_from, second = ((const Version *) b)->valid_from;

  return first < second ? -1 : first > second;
}

/**
 * ear_calendar_add:
 * @valid_from_ms: UTC ms, %G_MININT64 for "always"; a second time the same instant replaces the first
 * @hours: (transfer none): not changed any more from now on
 */
void
ear_calendar_add (EarCalendar *calendar, gint64 valid_from_ms, EarHours *hours)
{
  Version version = { valid_from_ms, NULL };

  g_return_if_fail (calendar != NULL && hours != NULL);

  for (guint i = 0; i < calendar->versions->len; i++)
    if (g_array_index (calendar->versions, Version, i).valid_from == valid_from_ms)
      {
        g_array_remove_index (calendar->versions, i);
        break;
      }
  version.hours = ear_hours_ref (hours);
  g_array_append_val (calendar->versions, version);
  g_array_sort (calendar->versions, compare_versions);

  calendar->any_set = FALSE;
  for (guint i = 0; i < calendar->versions->len; i++)
    calendar->any_set |= ear_hours_is_set (g_array_index (calendar->versions, Version, i).hours);
  calendar->low = calendar->high = 0;
  g_array_set_size (calendar->stretches, 0);
}

static gint64
seconds_down (gint64 ms)
{
  return ms / 1000 - (ms % 1000 < 0);
}

static gint64
offset_at (GTimeZone *zone, gint64 at)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, at));
}

/* Every offset in force in [low, high]. GTimeZone does not say when the next change is, so look twice a day and close in. */
static GArray *
list_offsets (GTimeZone *zone, gint64 low, gint64 high)
{
  GArray *offsets = g_array_new (FALSE, FALSE, sizeof (Offset));
  Offset current = { low, offset_at (zone, low) };

  g_array_append_val (offsets, current);
  for (gint64 at = low; at < high;)
    {
      gint64 next = MIN (at + DAY / 2, high);
      gint64 offset = offset_at (zone, next);

      if (offset != current.offset)
        {
          gint64 same = at, other = next;

          while (other - same > 1)
            {
              gint64 middle = same + (other - same) / 2;

              if (offset_at (zone, middle) == current.offset)
                same = middle;
              else
                other = middle;
            }
          current.start = other;
          current.offset = offset_at (zone, other);
          g_array_append_val (offsets, current);
          next = other;
        }
      at = next;
    }
  return offsets;
}

/* The first instant at which the clock on the wall shows @local or later: where the clock is put forward over @local, the moment of
 * the change; where it is put back, the first of the two. So an interval is never negative and opens once. @hint walks
 * along: from one call to the next @local goes back by less than %MARGIN. */
static gint64
first_instant (const GArray *offsets, gint64 local, guint *hint)
{
  guint i = *hint;

  while (i + 1 < offsets->len && g_array_index (offsets, Offset, i + 1).start <= local - MARGIN)
    i++;
  *hint = i;

  for (; i + 1 < offsets->len; i++)
    {
      const Offset *offset = &g_array_index (offsets, Offset, i);
      gint64 at = MAX (offset->start, local - offset->offset);

      if (at < (offset + 1)->start)
        return at;
    }
  return MAX (g_array_index (offsets, Offset, i).start, local - g_array_index (offsets, Offset, i).offset);
}

static void
add_stretch (GArray *stretches, gint64 start, gint64 end)
{
  Stretch stretch = { start, end, 0 };

  if (start < end)
    g_array_append_val (stretches, stretch);
}

/* The intervals of one version that open in [valid_from, valid_to) and touch [low, high). */
static void
lay_out_version (GArray *stretches, const EarHours *hours, gint64 valid_from, gint64 valid_to, gboolean first_set, gint64 low, gint64 high)
{
  g_autoptr (GArray) offsets = NULL;
  gint64 begin = MAX (low, valid_from) - MARGIN, end = MIN (high, valid_to) + MARGIN;
  guint hint = 0;

  if (begin >= end)
    return;

  offsets = list_offsets (hours->zone, begin - MARGIN, end + MARGIN);
  for (gint64 day = begin / DAY - 1; day <= end / DAY + 1; day++)
    {
      gsize n_intervals;
      const EarInterval *intervals = ear_hours_intervals_of_day (hours, (gint32) day, &n_intervals);

      for (gsize i = 0; i < n_intervals; i++)
        {
          gint64 opens = first_instant (offsets, day * DAY + 60 * (gint64) intervals[i].from, &hint);
          gint64 closes = first_instant (offsets, day * DAY + 60 * (gint64) intervals[i].to, &hint);

          /* Where no hours held before, the stretch under way counts from the moment these do. */
          if (first_set && opens < valid_from)
            opens = MIN (valid_from, closes);
          if (opens >= valid_from && opens < valid_to)
            add_stretch (stretches, MAX (opens, low), MIN (closes, high));
        }
    }
}

static int
compare_stretches (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Stretch *) a)->start, second = ((const Stretch *) b)->start;

  return first < second ? -1 : first > second;
}

static void
lay_out (EarCalendar *calendar, gint64 low, gint64 high)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Stretch));
  gint64 total = 0;
  gboolean set_before = FALSE;

  for (guint i = 0; i <= calendar->versions->len; i++)
    {
      /* Version −1: the time before the first, when nothing was set. */
      const Version *version = i > 0 ? &g_array_index (calendar->versions, Version, i - 1) : NULL;
      gint64 from = version != NULL ? seconds_down (version->valid_from) : G_MININT64;
      gint64 to = i < calendar->versions->len ? seconds_down (g_array_index (calendar->versions, Version, i).valid_from) : G_MAXINT64;

      from = CLAMP (from, EARLIEST - 2 * MARGIN, LATEST + 2 * MARGIN);
      to = CLAMP (to, EARLIEST - 2 * MARGIN, LATEST + 2 * MARGIN);
      if (version == NULL || !ear_hours_is_set (version->hours))
        {
          add_stretch (all, MAX (from, low), MIN (to, high));
          set_before = FALSE;
        }
      else
        {
          lay_out_version (all, version->hours, from, to, !set_before, low, high);
          set_before = TRUE;
        }
    }

  g_array_sort (all, compare_stretches);
  g_array_set_size (calendar->stretches, 0);
  for (guint i = 0; i < all->len;)
    {
      Stretch merged = g_array_index (all, Stretch, i);

      for (i++; i < all->len && g_array_index (all, Stretch, i).start <= merged.end; i++)
        merged.end = MAX (merged.end, g_array_index (all, Stretch, i).end);
      merged.before = total;
      total += merged.end - merged.start;
      g_array_append_val (calendar->stretches, merged);
    }
  calendar->low = low;
  calendar->high = high;
}

/* Grows in steps that double, so that asking in any order costs little more than asking once for all. */
static void
cover (EarCalendar *calendar, gint64 from, gint64 to)
{
  gint64 low, high, more;

  from = MAX (from, EARLIEST);
  to = MIN (to, LATEST);
  if (calendar->low < calendar->high && from >= calendar->low && to <= calendar->high)
    return;
  if (calendar->low >= calendar->high)
    {
      low = from - 100 * DAY;
      high = to + 100 * DAY;
    }
  else
    {
      more = calendar->high - calendar->low;
      low = from < calendar->low ? MIN (from, calendar->low - more) : calendar->low;
      high = to > calendar->high ? MAX (to, calendar->high + more) : calendar->high;
    }
  lay_out (calendar, MAX (low, EARLIEST), MIN (high, LATEST));
}

/* The last stretch that starts at or before @at (seconds), or -1. */
static int
find_stretch (const EarCalendar *calendar, gint64 at)
{
  int low = -1, high = (int) calendar->stretches->len - 1;

  while (low < high)
    {
      int middle = low + (high - low + 1) / 2;

      if (g_array_index (calendar->stretches, Stretch, middle).start <= at)
        low = middle;
      else
        high = middle - 1;
    }
  return low;
}

/* The same, looked for first from @near on. */
static int
find_stretch_near (const EarCalendar *calendar, gint64 at, int near)
{
  const Stretch *stretches = (const Stretch *) (gconstpointer) calendar->stretches->data;
  int n = (int) calendar->stretches->len;

  if (near >= 0 && near < n && stretches[near].start <= at)
    for (int i = near; i < MIN (near + 4, n); i++)
      if (i + 1 == n || at < stretches[i + 1].start)
        return i;
  return find_stretch (calendar, at);
}

/* Open milliseconds from the beginning of the table to @at_ms; @index: the last stretch that starts before it, or -1. */
static gint64
total_at (const EarCalendar *calendar, gint64 at_ms, int index)
{
  const Stretch *stretch;

  if (index < 0)
    return 0;
  stretch = &g_array_index (calendar->stretches, Stretch, index);
  return stretch->before * 1000 + MIN (at_ms - stretch->start * 1000, (stretch->end - stretch->start) * 1000);
}

static gint64
total_before (const EarCalendar *calendar, gint64 at_ms)
{
  return total_at (calendar, at_ms, find_stretch (calendar, seconds_down (at_ms)));
}

/**
 * ear_calendar_open_seconds:
 * @from_ms: UTC ms
 * @to_ms: UTC ms
 *
 * Returns: whole open seconds between the two, 0 where @from_ms is not before @to_ms or one is not known
 */
gint64
ear_calendar_open_seconds (EarCalendar *calendar, gint64 from_ms, gint64 to_ms)
{
  gint64 from, to;
  int end;

  g_return_val_if_fail (calendar != NULL, 0);

  if (from_ms == EAR_TIME_NONE || to_ms == EAR_TIME_NONE || from_ms >= to_ms)
    return 0;
  from_ms = CLAMP (from_ms, EARLIEST * 1000, LATEST * 1000);
  to_ms = CLAMP (to_ms, EARLIEST * 1000, LATEST * 1000);
  if (!calendar->any_set)
    return (to_ms - from_ms) / 1000;

  from = seconds_down (from_ms);
  to = seconds_down (to_ms);
  cover (calendar, from, to + 1);
  calendar->near_from = find_stretch_near (calendar, from, calendar->near_from);
  end = find_stretch_near (calendar, to, calendar->near_from);
  return (total_at (calendar, to_ms, end) - total_at (calendar, from_ms, calendar->near_from)) / 1000;
}

/**
 * ear_calendar_add_open_seconds:
 * @from_ms: UTC ms
 * @seconds: open seconds to wait; 0 or less gives @from_ms back
 *
 * A deadline: the first instant by which that many open seconds have passed.
 *
 * Returns: UTC ms, or %EAR_TIME_NONE if that is not within ten years
 */
gint64
ear_calendar_add_open_seconds (EarCalendar *calendar, gint64 from_ms, gint64 seconds)
{
  const gint64 reaches[] = { 60 * DAY, TEN_YEARS };
  gint64 target;

  g_return_val_if_fail (calendar != NULL, EAR_TIME_NONE);

  if (from_ms == EAR_TIME_NONE || from_ms < EARLIEST * 1000 || from_ms > LATEST * 1000 || seconds > TEN_YEARS)
    return EAR_TIME_NONE;
  if (seconds <= 0)
    return from_ms;
  if (!calendar->any_set)
    return from_ms + seconds * 1000;

  for (gsize i = 0; i < G_N_ELEMENTS (reaches); i++)
    {
      guint low = 0, high;
      const Stretch *stretch;
      gint64 at;

      cover (calendar, seconds_down (from_ms), MIN (seconds_down (from_ms) + reaches[i] + 1, LATEST));
      target = total_before (calendar, from_ms) + seconds * 1000;

      /* The first stretch whose end reaches the target. */
      high = calendar->stretches->len;
      while (low < high)
        {
          guint middle = low + (high - low) / 2;

          stretch = &g_array_index (calendar->stretches, Stretch, middle);
          if ((stretch->before + stretch->end - stretch->start) * 1000 < target)
            low = middle + 1;
          else
            high = middle;
        }
      if (low == calendar->stretches->len)
        continue;
      stretch = &g_array_index (calendar->stretches, Stretch, low);
      at = stretch->start * 1000 + target - stretch->before * 1000;
      return at <= from_ms + TEN_YEARS * 1000 ? at : EAR_TIME_NONE;
    }
  return EAR_TIME_NONE;
}

gboolean
ear_calendar_is_open (EarCalendar *calendar, gint64 at_ms)
{
  gint64 at = seconds_down (at_ms);
  int index;

  g_return_val_if_fail (calendar != NULL, FALSE);

  if (!calendar->any_set)
    return TRUE;
  if (at < EARLIEST || at >= LATEST)
    return FALSE;
  cover (calendar, at, at + 1);
  index = find_stretch (calendar, at);
  return index >= 0 && at < g_array_index (calendar->stretches, Stretch, index).end;
}

EarHours *
ear_calendar_get_hours_at (EarCalendar *calendar, gint64 at_ms)
{
  EarHours *hours = NULL;

  g_return_val_if_fail (calendar != NULL, NULL);

  for (guint i = 0; i < calendar->versions->len; i++)
    {
      const Version *version = &g_array_index (calendar->versions, Version, i);

      if (version->valid_from > at_ms)
        break;
      hours = version->hours;
    }
  return hours;
}

gboolean
ear_calendar_is_set_at (EarCalendar *calendar, gint64 at_ms)
{
  EarHours *hours = ear_calendar_get_hours_at (calendar, at_ms);

  return hours != NULL && ear_hours_is_set (hours);
}

gboolean
ear_calendar_is_partly_set (EarCalendar *calendar, gint64 from_ms, gint64 to_ms)
{
  gboolean some, others = FALSE;

  g_return_val_if_fail (calendar != NULL, FALSE);

  some = ear_calendar_is_set_at (calendar, from_ms);
  for (guint i = 0; i < calendar->versions->len; i++)
    {
      const Version *version = &g_array_index (calendar->versions, Version, i);

      others |= version->valid_from > from_ms && version->valid_from < to_ms && ear_hours_is_set (version->hours) != some;
    }
  return others;
}
