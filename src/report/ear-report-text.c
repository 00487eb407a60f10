/* The report's sentences: plain words, no names of tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "base/ear-clock.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

#define MINUTE_S 60
#define HOUR_S 3600
#define DAY_S 86400
#define UNREAD_WORTH_SAYING_MS (60 * 60 * 1000) /* a poll that is an hour late is no news */

/* ---- numbers ---- */

char *
ear_report_dup_percent (double share)
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
  share = ear_report_dup_percent (clock->share.share.estimate);
  /* Translators: a percentage and between which it may lie by chance: "93% (81–98%)" */
  return g_strdup_printf (_("%s (%d–%d%%)"), share, (int) lround (clock->share.share.lower * 100),
                          (int) lround (clock->share.share.upper * 100));
}

char *
ear_report_dup_share_alone (const EarReportClock *clock)
{
  g_return_val_if_fail (clock != NULL, NULL);

  return clock->enough ? ear_report_dup_percent (clock->share.share.estimate) : ear_report_dup_share (clock);
}

char *
ear_report_dup_judged (const EarReportClock *clock)
{
  g_autofree char *k = NULL, *n = NULL, *people = NULL;
  const EarShare *share;

  g_return_val_if_fail (clock != NULL, NULL);

  share = &clock->share;
  if (share->n == 0)
    return NULL;
  k = ear_words_dup_number (share->k);
  n = ear_words_dup_number (share->n);
  people = ear_words_dup_number (share->people);
  if (!clock->enough)
    /* Translators: beside "4 of 6": who asked them */
    return g_strdup_printf (ngettext ("from %s person", "from %s people", share->people), people);
  /* Translators: beside a percentage: 1 answered in time, 2 of so many, 3 who asked them: "66 of 72 from 31 people" */
  return g_strdup_printf (ngettext ("%1$s of %2$s from %3$s person", "%1$s of %2$s from %3$s people", share->people), k, n, people);
}

char *
ear_report_dup_interval (const EarReportClock *clock)
{
  g_return_val_if_fail (clock != NULL, NULL);

  if (!clock->enough)
    return NULL;
  /* Translators: what a 95 % interval says, in plain words */
  return g_strdup_printf (_("Between %d and %d of 100 could be the true share: so much is left to chance."),
                          (int) lround (clock->share.share.lower * 100), (int) lround (clock->share.share.upper * 100));
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
ear_report_dup_speed_limits (const EarReportClock *clock, double p, gboolean wall)
{
  const EarQuantile *quantile;
  g_autofree char *least = NULL, *most = NULL;

  g_return_val_if_fail (clock != NULL, NULL);

  quantile = p > 0.7 ? &clock->nine_in_ten : &clock->half;
  if (!(p > 0.7 ? clock->enough_nine : clock->enough) || !quantile->lower_reached)
    return NULL;
  least = ear_report_dup_duration (quantile->lower, wall);
  if (!quantile->upper_reached)
    /* Translators: a duration: chance leaves open how long at most */
    return g_strdup_printf (_("%s or more"), least);
  most = ear_report_dup_duration (quantile->upper, wall);
  if (g_str_equal (least, most))
    return NULL;
  /* Translators: two durations between which one may lie by chance: "22 min to 31 min" */
  return g_strdup_printf (_("%s to %s"), least, most);
}

gboolean
ear_report_channel_is_by_wall (const EarReportChannel *channel, EarClock clock)
{
  g_return_val_if_fail (channel != NULL, TRUE);

  return clock == EAR_CLOCK_WALL || !channel->hours_set;
}

gboolean
ear_report_channel_has_curve (const EarReportChannel *channel)
{
  g_return_val_if_fail (channel != NULL, FALSE);

  return !channel->offline && channel->shared.enough;
}

char *
ear_report_dup_people (const EarReportChannel *channel)
{
  g_autofree char *number = NULL, *asked = NULL, *questions = NULL, *people = NULL;
  guint n;

  g_return_val_if_fail (channel != NULL, NULL);

  n = channel->counts[EAR_FIGURE_QUESTIONS];
  number = ear_words_dup_number (n);
  questions = g_strdup_printf (ngettext ("%s question", "%s questions", n), number);
  if (n == 0)
    return g_steal_pointer (&questions);
  /* Translators: from so many people */
  asked = ear_words_dup_number (channel->people);
  people = g_strdup_printf (ngettext ("%s person", "%s people", channel->people), asked);
  /* Translators: "42 questions from 31 people" */
  return g_strdup_printf (_("%s from %s"), questions, people);
}

char *
ear_report_dup_name (const EarReportChannel *channel)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (channel != NULL, NULL);

  name = ear_words_isolate (channel->name);
  return g_markup_escape_text (name, -1);
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
    return ear_words_format_time (time, _("%-d %b, %H:%M"));
  /* Translators: the same with the year */
  return ear_words_format_time (time, _("%-d %b %Y, %H:%M"));
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
  first = ear_words_format_time (from, g_date_time_get_year (from) == g_date_time_get_year (to) ? _("%-d %b") : _("%-d %b %Y"));
  last = ear_words_format_time (to, _("%-d %b %Y"));
  /* Translators: a period: "1 Oct to 21 Nov 2026" */
  return g_strdup_printf (_("%s to %s"), first, last);
}

/* ---- coverage ---- */

char *
ear_report_dup_gap (const EarReport *report, const EarSpan *gap)
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
  guint more = gaps->len > EAR_REPORT_GAPS_NAMED ? gaps->len - EAR_REPORT_GAPS_NAMED : 0;

  for (guint i = 0; i < gaps->len - more; i++)
    g_ptr_array_add (texts, ear_report_dup_gap (report, &g_array_index (gaps, EarSpan, i)));
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
  g_autofree char *sentence = NULL;
  gint64 end;

  g_return_val_if_fail (report != NULL && channel != NULL, NULL);

  if (channel->offline)
    return g_strdup (_("As written down."));
  if (channel->known_until == EAR_TIME_NONE)
    return g_strdup (_("Not read yet."));

  end = MIN (report->to, report->now);
  percent = ear_report_dup_percent (channel->covered);
  if (channel->known_until < end - UNREAD_WORTH_SAYING_MS)
    {
      until = ear_report_dup_time (report, channel->known_until);
      since = g_strdup_printf (_("Not read since %s."), until);
    }
  if (channel->gaps->len == 0 && (since == NULL || channel->covered >= EAR_REPORT_COVERED_ENOUGH))
    sentence = g_strdup (_("Read without gaps."));
  else if (channel->gaps->len == 0)
    sentence = g_strdup_printf (_("Read for only %s of the period."), percent);
  else
    {
      gaps = dup_gaps (report, channel->gaps);
      sentence = channel->covered < EAR_REPORT_COVERED_ENOUGH
                   /* Translators: a percentage, and when it was not read */
                   ? g_strdup_printf (_("Read for only %s of the period: not %s."), percent, gaps)
                   : g_strdup_printf (_("Read for %s of the period: not %s."), percent, gaps);
    }
  if (since == NULL)
    return g_steal_pointer (&sentence);
  /* Translators: one sentence after another */
  return g_strdup_printf (_("%s %s"), sentence, since);
}

char *
ear_report_dup_covered (const EarReportChannel *channel)
{
  g_return_val_if_fail (channel != NULL, NULL);

  return ear_report_dup_percent (channel->covered);
}

gboolean
ear_report_channel_is_hardly_read (const EarReportChannel *channel)
{
  g_return_val_if_fail (channel != NULL, FALSE);

  return !channel->offline && channel->known_until != EAR_TIME_NONE && channel->covered < EAR_REPORT_COVERED_ENOUGH;
}

/* ---- what sets a channel's line apart ---- */

char *
ear_report_dup_remark (const EarReportChannel *channel)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();

  g_return_val_if_fail (channel != NULL, NULL);

  if (channel->removed)
    g_ptr_array_add (sentences, (gpointer) _("Not connected any more."));
  if (channel->own_promise && channel->own_hours)
    g_ptr_array_add (sentences, (gpointer) _("Measured by its own promise and answering hours."));
  else if (channel->own_promise)
    g_ptr_array_add (sentences, (gpointer) _("Measured by its own promise."));
  else if (channel->own_hours)
    g_ptr_array_add (sentences, (gpointer) _("Measured by its own answering hours."));
  if (channel->own_hours && channel->hours_partly)
    g_ptr_array_add (sentences, (gpointer) _("In a part of the period it had no answering hours: in that part every hour counts."));
  if (sentences->len == 0)
    return NULL;
  g_ptr_array_add (sentences, NULL);
  return g_strjoinv (" ", (char **) sentences->pdata);
}

/* ---- what is left out ---- */

/* What a figure counts, as a row's title. */
static const char *const figure_titles[EAR_N_FIGURES] = {
  [EAR_FIGURE_QUESTIONS] = N_("Questions"),
  [EAR_FIGURE_NEW] = N_("New questions"),
  [EAR_FIGURE_FOLLOW_UP] = N_("Follow-ups"),
  [EAR_FIGURE_KEPT] = N_("Answered in time"),
  [EAR_FIGURE_MISSED] = N_("Not answered in time"),
  [EAR_FIGURE_TOO_NEW] = N_("Too new to judge"),
  [EAR_FIGURE_TAKEN_BACK_EARLY] = N_("Taken back too early to judge"),
  [EAR_FIGURE_CUT_OFF] = N_("Lost from sight in a gap"),
  [EAR_FIGURE_ANSWERED] = N_("Answered, in time or later"),
  [EAR_FIGURE_TOO_NEW_ANSWERED] = N_("Too new, but answered"),
  [EAR_FIGURE_BEFORE_OPENING] = N_("Answered before opening"),
  [EAR_FIGURE_WAITING] = N_("Waiting now"),
  [EAR_FIGURE_CLOSED] = N_("Closed without answer"),
  [EAR_FIGURE_TAKEN_BACK] = N_("Taken back by the customer"),
  [EAR_FIGURE_NO_ANSWER_NEEDED] = N_("Need no answer"),
  [EAR_FIGURE_SPAM] = N_("Spam"),
  [EAR_FIGURE_AUTOMATIC] = N_("Automatic messages"),
  [EAR_FIGURE_IN_GAP] = N_("Arrived while not read"),
  [EAR_FIGURE_AFTER] = N_("Arrived since the last reading"),
  [EAR_FIGURE_ON_SPOT] = N_("Answered on the spot"),
};

const char *
ear_figure_get_label (EarFigure figure)
{
  g_return_val_if_fail (figure < EAR_N_FIGURES, "");
  return _(figure_titles[figure]);
}

char *
ear_report_dup_if_needed (const EarReportClock *clock)
{
  g_autofree char *percent = NULL;

  g_return_val_if_fail (clock != NULL, NULL);

  if (!clock->enough || clock->n_all == clock->share.n)
    return NULL;
  percent = ear_report_dup_percent ((double) clock->k_all / clock->n_all);
  /* Translators: what the share answered in time would be if those that need no answer had needed one */
  return g_strdup_printf (_("If all that need no answer had needed one: %s in time."), percent);
}

/* ---- the difference ---- */

/* A share is of both, so it opens those that make the difference where none was answered in time. */
static char *
dup_share_link (const EarReportChannel *channel)
{
  g_autofree char *share = ear_report_dup_percent (channel->shared.share.share.estimate);

  return ear_figure_dup_link (channel, channel->shared.counts[EAR_FIGURE_KEPT] > 0 ? EAR_FIGURE_KEPT : EAR_FIGURE_MISSED, EAR_CLOCK_SHARED, share);
}

char *
ear_report_dup_difference_markup (const EarReport *report)
{
  const EarReportDifference *difference = &report->difference;
  const EarReportChannel *best, *worst;
  g_autofree char *best_name = NULL, *worst_name = NULL, *high = NULL, *low = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  if (difference->verdict == EAR_DIFFERENCE_NONE_TO_TELL)
    return g_strdup_printf (_("Channels are compared once two of them have %d questions that can be judged."), EAR_REPORT_FLOOR_COMPARE);
  best = ear_report_get_channel (report, difference->best);
  worst = ear_report_get_channel (report, difference->worst);
  best_name = ear_report_dup_name (best);
  worst_name = ear_report_dup_name (worst);
  high = dup_share_link (best);
  low = dup_share_link (worst);
  if (difference->verdict == EAR_DIFFERENCE_REAL)
    /* Translators: two channels and their shares: "Blog answers fewer questions in time than Mastodon: 61% against 93%." */
    return g_strdup_printf (_("%s answers fewer questions in time than %s: %s against %s."), worst_name, best_name, low, high);
  /* Translators: two channels and their shares */
  return g_strdup_printf (_("%s %s, %s %s: no difference that could not be chance."), best_name, high, worst_name, low);
}

char *
ear_report_dup_caveat (const EarReport *report)
{
  const EarReportChannel *best, *worst;
  gboolean of_best, of_worst;
  g_autofree char *percent = NULL, *name = NULL, *other = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  if (report->difference.verdict == EAR_DIFFERENCE_NONE_TO_TELL)
    return NULL;
  best = ear_report_get_channel (report, report->difference.best);
  worst = ear_report_get_channel (report, report->difference.worst);
  of_best = ear_report_channel_is_hardly_read (best);
  of_worst = ear_report_channel_is_hardly_read (worst);
  name = ear_words_isolate (of_best ? best->name : worst->name);
  if (of_best && of_worst)
    {
      other = ear_words_isolate (worst->name);
      /* Translators: two channels that were not read for long; what is said before about them */
      return g_strdup_printf (_("%s and %s were hardly read in this period: what is said of them holds only for the days that were."), name, other);
    }
  if (!of_best && !of_worst)
    return NULL;
  percent = ear_report_dup_percent (of_best ? best->covered : worst->covered);
  /* Translators: a channel and a percentage */
  return g_strdup_printf (_("%s was read for only %s of the period: what is said of it holds only for the days that were read."), name,
                          percent);
}
