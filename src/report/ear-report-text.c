/* The report's sentences: plain words, no names of tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/ear-clock.h"
#include "report/ear-report-text.h"

#define MINUTE_S 60
#define HOUR_S 3600
#define DAY_S 86400
#define MAX_GAPS_NAMED 3
#define UNREAD_WORTH_SAYING_MS (60 * 60 * 1000) /* a poll that is an hour late is no news */

/* ---- numbers ---- */

/* "93%": never 100 where one is missing, never 0 where there is one. */
static char *
dup_percent (double share)
{
  int percent = (int) lround (share * 100);

  if (percent == 100 && share < 1)
    /* Translators: nearly all of them */
    return g_strdup (_("over 99%"));
  if (percent == 0 && share > 0)
    return g_strdup (_("under 1%"));
  /* Translators: a percentage; where your language puts a space before the sign, a no-break space */
  return g_strdup_printf (_("%d%%"), percent);
}

char *
ear_report_dup_share (const EarReportClock *clock)
{
  g_autofree char *share = NULL;

  g_return_val_if_fail (clock != NULL, NULL);

  if (clock->share.n == 0)
    return g_strdup ("—");
  if (!clock->enough)
    /* Translators: too few for a percentage: answered in time, of so many */
    return g_strdup_printf (_("%u of %u"), clock->share.k, clock->share.n);
  share = dup_percent (clock->share.share.estimate);
  /* Translators: a percentage and between which it may lie by chance: "93% (81–98%)" */
  return g_strdup_printf (_("%s (%d–%d%%)"), share, (int) lround (clock->share.share.lower * 100),
                          (int) lround (clock->share.share.upper * 100));
}

char *
ear_report_dup_duration (gint64 seconds, gboolean wall)
{
  int days = (int) (seconds / DAY_S), hours, minutes = (int) (seconds % HOUR_S / MINUTE_S);

  if (seconds < MINUTE_S)
    return g_strdup (_("under 1 min"));
  if (seconds < HOUR_S)
    return g_strdup_printf (_("%d min"), minutes);
  if (seconds < 10 * HOUR_S && minutes > 0)
    return g_strdup_printf (_("%d h %02d min"), (int) (seconds / HOUR_S), minutes);

  hours = (int) ((seconds + HOUR_S / 2) / HOUR_S);
  if (!wall || hours < 48)
    return g_strdup_printf (_("%d h"), hours);
  days = hours / 24;
  if (hours % 24 == 0 || days >= 10)
    return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), days);
  return g_strdup_printf (ngettext ("%d day %d h", "%d days %d h", (gulong) days), days, hours % 24);
}

char *
ear_report_dup_speed (const EarReportClock *clock, double p, gboolean wall)
{
  const EarQuantile *quantile;

  g_return_val_if_fail (clock != NULL, NULL);

  quantile = p > 0.7 ? &clock->nine_in_ten : &clock->half;
  if (!(p > 0.7 ? clock->enough_nine : clock->enough))
    return g_strdup ("—");
  if (!quantile->reached)
    return g_strdup (_("not reached"));
  if (quantile->time == 0)
    return g_strdup (wall ? _("at once") : _("before opening"));
  return ear_report_dup_duration (quantile->time, wall);
}

char *
ear_report_dup_people (const EarReportChannel *channel)
{
  g_autofree char *questions = NULL, *people = NULL;
  guint n;

  g_return_val_if_fail (channel != NULL, NULL);

  n = channel->counts[EAR_FIGURE_QUESTIONS];
  questions = g_strdup_printf (ngettext ("%u question", "%u questions", n), n);
  if (n == 0)
    return g_steal_pointer (&questions);
  /* Translators: from so many people */
  people = g_strdup_printf (ngettext ("%u person", "%u people", channel->people), channel->people);
  /* Translators: "42 questions from 31 people" */
  return g_strdup_printf (_("%s from %s"), questions, people);
}

/* ---- times ---- */

static GDateTime *
time_in_zone (const EarReport *report, gint64 at)
{
  g_autoptr (GTimeZone) zone = report->zone != NULL ? g_time_zone_new_identifier (report->zone) : NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);

  if (utc == NULL)
    return NULL;
  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_to_local (utc);
}

char *
ear_report_dup_time (const EarReport *report, gint64 at)
{
  g_autoptr (GDateTime) time = NULL, end = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  time = at != EAR_TIME_NONE ? time_in_zone (report, at) : NULL;
  end = time_in_zone (report, MIN (report->to, report->now));
  if (time == NULL)
    return g_strdup ("—");
  if (end != NULL && g_date_time_get_year (time) == g_date_time_get_year (end))
    /* Translators: day and time as strftime writes them: 3 Nov, 14:10 */
    return g_date_time_format (time, _("%-d %b, %H:%M"));
  /* Translators: the same with the year */
  return g_date_time_format (time, _("%-d %b %Y, %H:%M"));
}

char *
ear_report_dup_period (const EarReport *report)
{
  g_autoptr (GDateTime) from = NULL, to = NULL;
  g_autofree char *first = NULL, *last = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  from = time_in_zone (report, report->from);
  to = time_in_zone (report, MIN (report->to - 1, report->now));
  if (from == NULL || to == NULL)
    return g_strdup ("—");
  /* Translators: the first day of a period within one year, as strftime writes it: 1 Oct */
  first = g_date_time_format (from, g_date_time_get_year (from) == g_date_time_get_year (to) ? _("%-d %b") : _("%-d %b %Y"));
  last = g_date_time_format (to, _("%-d %b %Y"));
  /* Translators: a period: "1 Oct to 21 Nov 2026" */
  return g_strdup_printf (_("%s to %s"), first, last);
}

/* ---- coverage ---- */

static char *
dup_gap (const EarReport *report, const EarSpan *gap)
{
  g_autofree char *from = ear_report_dup_time (report, gap->from), *to = ear_report_dup_time (report, gap->to);
  g_autofree char *length = ear_report_dup_duration ((gap->to - gap->from) / 1000, TRUE);

  /* Translators: a time that was not read, and its length: "from 3 Nov, 14:10 to 5 Nov, 09:00 (1 day 19 h)" */
  return g_strdup_printf (_("from %s to %s (%s)"), from, to, length);
}

static char *
dup_gaps (const EarReport *report, const GArray *gaps)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint more = gaps->len > MAX_GAPS_NAMED ? gaps->len - MAX_GAPS_NAMED : 0;

  for (guint i = 0; i < gaps->len - more; i++)
    g_ptr_array_add (texts, dup_gap (report, &g_array_index (gaps, EarSpan, i)));
  if (more > 0)
    g_ptr_array_add (texts, g_strdup_printf (ngettext ("and %u more gap", "and %u more gaps", more), more));
  g_ptr_array_add (texts, NULL);
  /* Translators: between parts of a list */
  return g_strjoinv (_(", "), (char **) texts->pdata);
}

char *
ear_report_dup_coverage (const EarReport *report, const EarReportChannel *channel)
{
  g_autofree char *percent = NULL, *gaps = NULL, *since = NULL, *until = NULL;
  gint64 end;

  g_return_val_if_fail (report != NULL && channel != NULL, NULL);

  if (channel->offline)
    return g_strdup (_("As logged."));
  if (channel->known_until == EAR_TIME_NONE)
    return g_strdup (_("Not read yet."));

  end = MIN (report->to, report->now);
  percent = dup_percent (channel->covered);
  if (channel->known_until < end - UNREAD_WORTH_SAYING_MS)
    {
      until = ear_report_dup_time (report, channel->known_until);
      /* Translators: after another sentence; when the channel was last read */
      since = g_strdup_printf (_(" Not read since %s."), until);
    }
  if (channel->gaps->len == 0 && (since == NULL || channel->covered >= EAR_REPORT_COVERED_ENOUGH))
    return g_strconcat (_("Read without gaps."), since, NULL);
  if (channel->gaps->len == 0)
    {
      g_autofree char *sentence = g_strdup_printf (_("Read for only %s of the period."), percent);

      return g_strconcat (sentence, since, NULL);
    }
  gaps = dup_gaps (report, channel->gaps);
  {
    /* Translators: a percentage, and when it was not read */
    g_autofree char *sentence = channel->covered < EAR_REPORT_COVERED_ENOUGH ? g_strdup_printf (_("Read for only %s of the period: not %s."), percent, gaps)
                                                       : g_strdup_printf (_("Read for %s of the period: not %s."), percent, gaps);

    return g_strconcat (sentence, since, NULL);
  }
}

/* ---- what is left out ---- */

const char *
ear_figure_get_label (EarFigure figure)
{
  switch (figure)
    {
    case EAR_FIGURE_QUESTIONS:
      return _("questions");
    case EAR_FIGURE_NEW:
      return _("new");
    case EAR_FIGURE_FOLLOW_UP:
      return _("follow-ups");
    case EAR_FIGURE_KEPT:
      return _("answered in time");
    case EAR_FIGURE_MISSED:
      return _("not answered in time");
    case EAR_FIGURE_TOO_NEW:
      return _("too new to judge");
    case EAR_FIGURE_TAKEN_BACK_EARLY:
      return _("taken back before they could be judged");
    case EAR_FIGURE_CUT_OFF:
      return _("lost from sight in a gap");
    case EAR_FIGURE_ANSWERED:
      return _("answered");
    case EAR_FIGURE_TOO_NEW_ANSWERED:
      return _("too new to judge, already answered");
    case EAR_FIGURE_BEFORE_OPENING:
      return _("answered before opening");
    case EAR_FIGURE_WAITING:
      return _("waiting now");
    case EAR_FIGURE_CLOSED:
      return _("closed without answer");
    case EAR_FIGURE_TAKEN_BACK:
      return _("taken back by the customer");
    case EAR_FIGURE_NO_ANSWER_NEEDED:
      return _("need no answer");
    case EAR_FIGURE_SPAM:
      return _("spam");
    case EAR_FIGURE_AUTOMATIC:
      return _("automatic");
    case EAR_FIGURE_IN_GAP:
      return _("arrived while the channel was not read");
    case EAR_FIGURE_AFTER:
      return _("arrived since the last reading");
    case EAR_FIGURE_ON_SPOT:
      return _("answered on the spot");
    case EAR_N_FIGURES:
    default:
      g_return_val_if_reached ("");
    }
}

static char *
dup_detail (const EarReportChannel *channel, EarFigure figure)
{
  guint answered = channel->counts[EAR_FIGURE_TOO_NEW_ANSWERED];

  if (figure == EAR_FIGURE_TOO_NEW && answered > 0)
    return g_strdup_printf (_(" (%u already answered)"), answered);
  if (figure == EAR_FIGURE_NO_ANSWER_NEEDED && channel->open.enough)
    {
      g_autofree char *percent = dup_percent ((double) channel->open.k_all / channel->open.n_all);

      /* Translators: after "4 need no answer": what the share answered in time would be */
      return g_strdup_printf (_(" (if all of these had needed one: %s)"), percent);
    }
  return g_strdup ("");
}

char *
ear_report_dup_left_out (const EarReportChannel *channel)
{
  static const EarFigure figures[] = {
    EAR_FIGURE_TOO_NEW, EAR_FIGURE_AFTER, EAR_FIGURE_NO_ANSWER_NEEDED, EAR_FIGURE_SPAM, EAR_FIGURE_AUTOMATIC, EAR_FIGURE_IN_GAP,
    EAR_FIGURE_CUT_OFF, EAR_FIGURE_TAKEN_BACK_EARLY,
  };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (channel != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (channel->counts[figures[i]] > 0)
      {
        g_autofree char *detail = dup_detail (channel, figures[i]);

        /* Translators: a number, what it counts, and a remark: "2 too new to judge (1 already answered)" */
        g_ptr_array_add (texts, g_strdup_printf (_("%u %s%s"), channel->counts[figures[i]], ear_figure_get_label (figures[i]), detail));
      }
  if (texts->len == 0)
    return NULL;
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (_(", "), (char **) texts->pdata);
}

/* ---- the difference ---- */

char *
ear_report_dup_difference (const EarReport *report)
{
  const EarReportDifference *difference;
  const EarReportChannel *best, *worst;
  g_autofree char *high = NULL, *low = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  difference = &report->difference;
  if (difference->verdict == EAR_DIFFERENCE_NONE_TO_TELL)
    return g_strdup_printf (_("Channels are compared once two of them have %d questions that can be judged."), EAR_REPORT_FLOOR_COMPARE);

  best = ear_report_get_channel (report, difference->best);
  worst = ear_report_get_channel (report, difference->worst);
  high = dup_percent (best->shared.share.share.estimate);
  low = dup_percent (worst->shared.share.share.estimate);
  if (difference->verdict == EAR_DIFFERENCE_REAL)
    /* Translators: two channels and their shares: "Blog answers fewer questions in time than Mastodon: 61% against 93%." */
    return g_strdup_printf (_("%s answers fewer questions in time than %s: %s against %s."), worst->name, best->name, low, high);
  /* Translators: two channels and their shares */
  return g_strdup_printf (_("%s %s, %s %s: no difference that could not be chance."), best->name, high, worst->name, low);
}
