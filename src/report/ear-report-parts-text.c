/* By kind, by hour and beside earlier times, in plain words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

const char *
ear_conversation_type_get_label (EarConversationType type)
{
  switch (type)
    {
    case EAR_CONVERSATION_COMMENT:
      return _("Comments");
    case EAR_CONVERSATION_THREAD:
      return _("Mentions");
    case EAR_CONVERSATION_DIRECT:
      return _("Direct messages");
    case EAR_CONVERSATION_REVIEW:
      return _("Reviews");
    case EAR_CONVERSATION_CONTACT:
    default:
      return _("Calls and visits");
    }
}

char *
ear_report_dup_part (const EarReportPart *part)
{
  EarReportClock clock = { 0 };
  g_autofree char *share = NULL, *judged = NULL;

  g_return_val_if_fail (part != NULL, NULL);

  if (part->share.n == 0)
    return NULL;
  clock.share = part->share;
  clock.enough = part->enough;
  share = ear_report_dup_share (&clock);
  judged = ear_report_dup_judged (&clock);
  return g_strdup_printf (_("%s, %s"), share, judged);
}

char *
ear_report_dup_part_half (const EarReportPart *part, gboolean wall)
{
  EarReportClock clock = { 0 };

  g_return_val_if_fail (part != NULL, NULL);

  clock.half = part->half;
  clock.enough = part->enough;
  return ear_report_dup_speed (&clock, 0.5, wall);
}

/* ---- earlier times ---- */

/* "40"; "0.4", as what excludes 0 is not shown as 0. */
static char *
dup_points (double share)
{
  double points = fabs (share) * 100;

  return points < 0.95 ? ear_words_dup_tenths (MAX (points, 0.1)) : g_strdup_printf ("%.0f", points);
}

static char *
dup_trend (const EarReportEarlier *then, const EarReportClock *now, gboolean year, const char *k_then, const char *n_then)
{
  gboolean better = then->change == EAR_CHANGE_BETTER;
  g_autofree char *least = dup_points (better ? then->gap.lower : then->gap.upper);
  g_autofree char *most = dup_points (better ? then->gap.upper : then->gap.lower);
  g_autofree char *k = ear_words_dup_number (now->share.k), *n = ear_words_dup_number (now->share.n);

  if (better)
    /* Translators: 1 and 2: answered in time, of so many, now; 3 and 4: then; 5 and 6: percentage points between which the difference lies */
    return g_strdup_printf (
      year ? _("More are answered in time than a year ago: %1$s of %2$s against %3$s of %4$s, between %5$s and %6$s percentage points more.")
           : _("More are answered in time than in the period before: %1$s of %2$s against %3$s of %4$s, between %5$s and %6$s percentage points more."),
      k, n, k_then, n_then, least, most);
  return g_strdup_printf (
    year ? _("Fewer are answered in time than a year ago: %1$s of %2$s against %3$s of %4$s, between %5$s and %6$s percentage points fewer.")
         : _("Fewer are answered in time than in the period before: %1$s of %2$s against %3$s of %4$s, between %5$s and %6$s percentage points fewer."),
    k, n, k_then, n_then, least, most);
}

static char *
dup_no_trend (const EarReportClock *now, gboolean year, const char *k_then, const char *n_then)
{
  g_autofree char *k = ear_words_dup_number (now->share.k), *n = ear_words_dup_number (now->share.n);

  return g_strdup_printf (year ? _("A year ago %1$s of %2$s were answered in time, now %3$s of %4$s: no difference that could not be chance.")
                               : _("In the period before %1$s of %2$s were answered in time, now %3$s of %4$s: no difference that could not be chance."),
                          k_then, n_then, k, n);
}

/* @k_then, @n_then: how the two numbers of then are written */
static char *
dup_change (const EarReportClock *clock, EarEarlier earlier, const char *k_then, const char *n_then)
{
  const EarReportEarlier *then = &clock->earlier[earlier];
  gboolean year = earlier == EAR_EARLIER_YEAR;

  switch (then->change)
    {
    case EAR_CHANGE_BETTER:
    case EAR_CHANGE_WORSE:
      return dup_trend (then, clock, year, k_then, n_then);
    case EAR_CHANGE_CHANCE:
      return dup_no_trend (clock, year, k_then, n_then);
    case EAR_CHANGE_OTHER_PROMISE:
      return g_strdup (year ? _("A year ago cannot be compared: something else was promised.")
                            : _("The period before cannot be compared: something else was promised."));
    case EAR_CHANGE_NOT_READ:
      return year ? NULL : g_strdup (_("The period before cannot be compared: this channel was read for too little of the time."));
    case EAR_CHANGE_TOO_FEW:
      return year ? NULL : g_strdup (_("The period before cannot be compared: too few questions."));
    case EAR_CHANGE_NOT_ASKED:
    default:
      return NULL;
    }
}

char *
ear_report_dup_change (const EarReportClock *clock, EarEarlier earlier)
{
  g_autofree char *k = NULL, *n = NULL;

  g_return_val_if_fail (clock != NULL && earlier < EAR_N_EARLIER, NULL);

  k = ear_words_dup_number (clock->earlier[earlier].share.k);
  n = ear_words_dup_number (clock->earlier[earlier].share.n);
  return dup_change (clock, earlier, k, n);
}

char *
ear_report_dup_change_markup (const EarReportChannel *channel, EarClock by, EarEarlier earlier)
{
  const EarReportClock *clock;
  EarFigureList kept, judged;
  g_autofree char *k = NULL, *n = NULL, *k_link = NULL, *n_link = NULL;

  g_return_val_if_fail (channel != NULL && by < EAR_N_CLOCKS && earlier < EAR_N_EARLIER, NULL);

  clock = ear_report_channel_get_clock (channel, by);
  kept = ear_figure_list (channel, EAR_FIGURE_KEPT, by);
  judged = ear_figure_list_judged (channel, by);
  kept.earlier = judged.earlier = (int) earlier;
  k = ear_words_dup_number (clock->earlier[earlier].share.k);
  n = ear_words_dup_number (clock->earlier[earlier].share.n);
  k_link = ear_figure_list_dup_link (&kept, k);
  n_link = ear_figure_list_dup_link (&judged, n);
  return dup_change (clock, earlier, k_link, n_link);
}

/* ---- hours ---- */

/* Of 168 hours one has the most by chance alone: it is named where it is surely above an even spread. */
#define BUSIEST_LEVEL 0.9997

char *
ear_report_dup_busiest (const EarReportHour *map)
{
  guint busiest = 0, all = 0;
  g_autofree char *number = NULL, *of = NULL;

  if (map == NULL)
    return NULL;
  for (guint i = 0; i < EAR_HOURS_A_WEEK; i++)
    {
      all += map[i].questions;
      if (map[i].questions > map[busiest].questions)
        busiest = i;
    }
  if (all == 0 || ear_wilson (map[busiest].questions, all, BUSIEST_LEVEL).lower <= 1. / EAR_HOURS_A_WEEK)
    return NULL;
  number = ear_words_dup_number (map[busiest].questions);
  of = ear_words_dup_number (all);
  /* Translators: 1 a weekday, 2 and 3 hours of the day, 4 questions of 5 in all: "Most questions come on Tuesday, from 19:00 to 20:00: 15 of 232." */
  return g_strdup_printf (_("Most questions come on %1$s, from %2$u:00 to %3$u:00: %4$s of %5$s."), ear_words_get_weekday (busiest / 24, TRUE),
                          busiest % 24, busiest % 24 + 1, number, of);
}
