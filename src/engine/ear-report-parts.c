/* One channel's figures by one clock, whole and in parts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-report-private.h"
#include "model/ear-sort.h"

/* A drawing cannot show more, and a year of a large workspace would keep tens of megabytes: of a long curve stay the steps by which
 * it has risen enough to be seen, and those at which it ends. */
#define LONG_CURVE 4096
#define SEEN (1. / 2048)

static GArray *
thin_curve (GArray *curve)
{
  g_autoptr (GArray) all = curve;
  GArray *thin;
  double drawn = 0;

  if (all->len <= LONG_CURVE)
    return g_steal_pointer (&all);

  thin = g_array_new (FALSE, FALSE, sizeof (EarCurveStep));
  for (guint i = 0; i < all->len; i++)
    {
      const EarCurveStep *step = &g_array_index (all, EarCurveStep, i);
      gboolean ends = i + 1 == all->len || (step->at_risk >= EAR_REPORT_FLOOR_AT_RISK && (step + 1)->at_risk < EAR_REPORT_FLOOR_AT_RISK);

      if (i > 0 && !ends && step->answered - drawn < SEEN)
        continue;
      g_array_append_val (thin, *step);
      drawn = step->answered;
    }
  return thin;
}

/* A channel's questions by one clock. */
typedef struct
{
  const EarReportWork *work;
  const EarWaitList *list;
  guint64 *ends;             /* ear_wait_end() << EAR_TAG_BITS | tag, ascending */
  guint64 *some;             /* room for as many */
} Sorted;

static Sorted
sort_by_end (const EarReportWork *work, EarClock clock)
{
  Sorted sorted = { work, ear_report_list_by (work->questions, clock), NULL, NULL };

  sorted.ends = g_new (guint64, sorted.list->n);
  sorted.some = g_new (guint64, sorted.list->n);
  for (guint i = 0; i < sorted.list->n; i++)
    sorted.ends[i] = ear_wait_end (&sorted.list->waits[i]) << EAR_TAG_BITS | work->tags[i];
  ear_sort_numbers (sorted.ends, sorted.list->n);
  return sorted;
}

static void
sorted_clear (Sorted *sorted)
{
  g_clear_pointer (&sorted->ends, g_free);
  g_clear_pointer (&sorted->some, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sorted, sorted_clear)

/* To SOME go those whose tag is @tag in the bits of @mask. Returns: how many */
static guint
choose (Sorted *sorted, guint mask, guint tag)
{
  guint n = 0;

  for (guint i = 0; i < sorted->list->n; i++)
    if ((sorted->ends[i] & mask) == tag)
      sorted->some[n++] = sorted->ends[i] >> EAR_TAG_BITS;
  return n;
}

/* ---- parts ---- */

static void
conclude_part (EarReportPart *part, Sorted *sorted, guint mask, guint tag)
{
  part->share = ear_share_of_tagged (sorted->list->waits, sorted->list->n, sorted->work->tags, (guint8) mask, (guint8) tag);
  part->questions = part->share.n + part->share.unripe;
  part->enough = part->share.n >= EAR_REPORT_FLOOR_SHARE && part->share.people >= EAR_REPORT_FLOOR_PEOPLE;
  if (part->enough)
    {
      guint n = choose (sorted, mask, tag);

      part->half = ear_quantile_of_ends (sorted->some, n, 0.5);
    }
}

/* Those that have @tag in @mask, new ones and follow-ups. */
static void
conclude_turns (EarReportPart parts[EAR_N_TURNS], Sorted *sorted, guint mask, guint tag)
{
  conclude_part (&parts[EAR_TURN_NEW], sorted, mask | EAR_TAG_TURN, tag);
  conclude_part (&parts[EAR_TURN_FOLLOW_UP], sorted, mask | EAR_TAG_TURN, tag | EAR_TAG_TURN);
}

static void
conclude_parts (Sorted *sorted, EarReportClock *figures)
{
  const EarReportWork *work = sorted->work;
  guint n = sorted->list->n, counts[1 << EAR_TAG_BITS] = { 0 };
  EarMapped mapped = { sorted->list->waits, work->hours, n };

  for (guint i = 0; i < n; i++)
    counts[work->tags[i]]++;
  figures->turns[EAR_TURN_ANY] = (EarReportPart) { n, figures->share, figures->half, figures->enough };
  conclude_turns (figures->turns, sorted, 0, 0);
  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    {
      guint tag = EAR_TAG (type, FALSE), n_type = counts[tag] + counts[tag | EAR_TAG_TURN];

      if (n_type == 0)
        continue;
      /* Most channels have one type. */
      if (n_type == n)
        {
          memcpy (figures->types[type], figures->turns, sizeof figures->turns);
          continue;
        }
      conclude_part (&figures->types[type][EAR_TURN_ANY], sorted, EAR_TAG_TYPE, tag);
      conclude_turns (figures->types[type], sorted, EAR_TAG_TYPE, tag);
    }
  figures->map = ear_report_map_new (&mapped, 1, EAR_REPORT_FLOOR_SHARE, EAR_REPORT_FLOOR_PEOPLE);
}

/* ---- whole ---- */

void
ear_report_conclude_clock (const EarReportWork *work, EarClock clock, EarReportClock *figures)
{
  const EarWaitList *questions = ear_report_list_by (work->questions, clock), *needless = ear_report_list_by (work->needless, clock);
  EarShare more = ear_share_within_promise (needless->waits, needless->n);
  g_auto (Sorted) sorted = sort_by_end (work, clock);
  guint n = choose (&sorted, 0, 0);

  figures->share = ear_share_within_promise (questions->waits, questions->n);
  figures->curve = ear_curve_new_of_ends (sorted.some, n);
  figures->half = ear_curve_quantile (figures->curve, 0.5);
  figures->nine_in_ten = ear_curve_quantile (figures->curve, 0.9);
  figures->curve = thin_curve (figures->curve);
  figures->enough = figures->share.n >= EAR_REPORT_FLOOR_SHARE && figures->share.people >= EAR_REPORT_FLOOR_PEOPLE;
  figures->enough_nine = figures->enough && figures->share.n >= EAR_REPORT_FLOOR_NINE;

  figures->k_all = figures->share.k + more.k;
  figures->n_all = figures->share.n + more.n;
  conclude_parts (&sorted, figures);
}

void
ear_report_copy_clock (const EarReportClock *from, EarReportClock *to)
{
  *to = *from;
  g_array_ref (to->curve);
  to->map = g_memdup2 (from->map, EAR_HOURS_A_WEEK * sizeof (EarReportHour));
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    if (to->earlier[i].judged != NULL)
      g_array_ref (to->earlier[i].judged);
}

/* ---- the hour of the week ---- */

const char *
ear_report_zone_name (const EarReportInput *input)
{
  EarHours *hours = input->hours != NULL ? ear_calendar_get_hours_at (input->hours, MIN (input->to, input->now)) : NULL;

  return input->zone != NULL ? input->zone : hours != NULL ? ear_hours_get_zone (hours) : NULL;
}

GTimeZone *
ear_report_dup_zone (const EarReportInput *input)
{
  const char *name = ear_report_zone_name (input);
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

#define DAY_S 86400
#define QUARTER_S 900
#define MONDAY_S (4 * DAY_S) /* 5 January 1970 */

static gint64
offset_at (GTimeZone *zone, gint64 at)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, at));
}

static gint64
round_down (gint64 number, gint64 unit)
{
  return (number >= 0 ? number : number - unit + 1) / unit * unit;
}

/* Between one look and the next, a day later, nobody changes the clocks twice. */
static void
look (EarWeekClock *clock, gint64 at)
{
  clock->from = round_down (at, DAY_S);
  clock->until = clock->from + DAY_S;
  clock->offset = offset_at (clock->zone, at);
  if (offset_at (clock->zone, clock->from) == clock->offset && offset_at (clock->zone, clock->until - 1) == clock->offset)
    return;
  clock->from = round_down (at, QUARTER_S);
  clock->until = clock->from + QUARTER_S;
  if (offset_at (clock->zone, clock->from) == clock->offset && offset_at (clock->zone, clock->until - 1) == clock->offset)
    return;
  clock->from = at;
  clock->until = at + 1;
}

guint8
ear_week_clock_read (EarWeekClock *clock, gint64 at_ms)
{
  gint64 at = round_down (at_ms, 1000) / 1000, local;

  if (at < clock->from || at >= clock->until)
    look (clock, at);
  local = at + clock->offset - MONDAY_S;
  return (guint8) ((local - round_down (local, 7 * DAY_S)) / 3600);
}

void
ear_week_clock_clear (EarWeekClock *clock)
{
  g_clear_pointer (&clock->zone, g_time_zone_unref);
}
