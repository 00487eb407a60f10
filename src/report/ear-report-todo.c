/* What to do this week: at most three things, each by one rule, in this order:
 * 1. somebody waits: the channel on which somebody has waited longest;
 * 2. a promise is broken: of the channels with enough questions, the one that kept it least, if anything there was late;
 * 3. what was answered contradicts itself or the facts, or a page does: how many such places there are;
 * 4. something is not read: the channel never read, else not read for a day, else read for less than 80 % of the period, the least read first;
 * 5. no answering hours are set, so that nights count as waiting;
 * 6. questions were closed without an answer: the channel with most of them.
 * A rule says nothing where nothing is to be done, or of a channel that is not connected any more, where nothing can be; so the list may be shorter or
 * empty. People are never named or compared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "report/ear-document-private.h"
#include "report/ear-facts-text.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

#define NOT_READ_FOR_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef char *(*Rule) (const EarReport *report);

static char *
somebody_waits (const EarReport *report)
{
  const EarReportChannel *longest = NULL;
  g_autofree char *name = NULL, *number = NULL, *link = NULL, *since = NULL;
  guint n;

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      if (!channel->removed && channel->counts[EAR_FIGURE_WAITING] > 0 && channel->waiting_since != EAR_TIME_NONE &&
          (longest == NULL || channel->waiting_since < longest->waiting_since))
        longest = channel;
    }
  if (longest == NULL)
    return NULL;
  n = longest->counts[EAR_FIGURE_WAITING];
  name = ear_report_dup_name (longest);
  number = ear_words_dup_number (n);
  link = ear_figure_dup_link (longest, EAR_FIGURE_WAITING, EAR_CLOCK_OPEN, number);
  since = ear_report_dup_time (report, longest->waiting_since);
  /* Translators: a thing to do. 1 a channel, 2 how many, 3 a day and time */
  return g_strdup_printf (ngettext ("%1$s: answer the %2$s question that has waited since %3$s.",
                                    "%1$s: answer the %2$s questions that wait, first the one from %3$s.", n), name, link, since);
}

static char *
promise_is_broken (const EarReport *report)
{
  const EarReportChannel *least = NULL;
  g_autofree char *name = NULL, *number = NULL, *link = NULL, *of = NULL;
  guint missed;

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      if (!channel->removed && channel->open.enough && channel->open.share.k < channel->open.share.n &&
          (least == NULL || channel->open.share.share.estimate < least->open.share.share.estimate))
        least = channel;
    }
  if (least == NULL)
    return NULL;
  missed = least->open.share.n - least->open.share.k;
  name = ear_report_dup_name (least);
  number = ear_words_dup_number (missed);
  link = ear_figure_dup_link (least, EAR_FIGURE_MISSED, EAR_CLOCK_OPEN, number);
  of = ear_words_dup_number (least->open.share.n);
  /* Translators: a thing to do. 1 a channel, 2 how many were late or not answered, 3 of how many */
  return g_strdup_printf (ngettext ("%1$s: see why %2$s of %3$s questions was not answered in time.",
                                    "%1$s: see why %2$s of %3$s questions were not answered in time.", missed), name, link, of);
}

static char *
facts_contradict (const EarReport *report)
{
  g_autoptr (GArray) todos = report->facts != NULL ? ear_facts_dup_todos (report->facts) : NULL;
  guint n = todos != NULL ? todos->len : 0;
  g_autofree char *number = ear_words_dup_number (n);

  if (n == 0)
    return NULL;
  /* Translators: a thing to do; "#facts" stays as it is */
  return g_strdup_printf (ngettext ("Put right the <a href=\"#facts\">%s contradiction</a> in what your answers and pages say.",
                                    "Put right the <a href=\"#facts\">%s contradictions</a> in what your answers and pages say.", n),
                          number);
}

static gboolean
is_connected (const EarReportChannel *channel)
{
  return !channel->offline && !channel->removed;
}

static char *
something_is_not_read (const EarReport *report)
{
  const EarReportChannel *worst = NULL, *stale = NULL;
  gint64 end = MIN (report->to, report->now);

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      g_autofree char *name = NULL;

      if (!is_connected (channel))
        continue;
      name = ear_report_dup_name (channel);
      if (channel->known_until == EAR_TIME_NONE)
        /* Translators: a thing to do. 1 a channel, 2 the link's end, which stays where it is */
        return g_strdup_printf (_("%1$s: see why it was <a href=\"do:channel/%2$s\">never read</a>."), name, channel->key);
      if (channel->known_until < end - NOT_READ_FOR_MS && (stale == NULL || channel->known_until < stale->known_until))
        stale = channel;
      if (channel->covered < EAR_REPORT_COVERED_ENOUGH && (worst == NULL || channel->covered < worst->covered))
        worst = channel;
    }
  if (stale != NULL)
    {
      g_autofree char *name = ear_report_dup_name (stale), *since = ear_report_dup_time (report, stale->known_until);

      /* Translators: a thing to do. 1 a channel, 2 a day and time, 3 the link's end, which stays where it is */
      return g_strdup_printf (_("%1$s: see why it was <a href=\"do:channel/%3$s\">not read</a> since %2$s."), name, since, stale->key);
    }
  if (worst != NULL)
    {
      g_autofree char *name = ear_report_dup_name (worst), *percent = ear_report_dup_covered (worst);

      /* Translators: a thing to do. 1 a channel, 2 a percentage, 3 the link's end, which stays where it is */
      return g_strdup_printf (_("%1$s: see why it was read for only <a href=\"do:channel/%3$s\">%2$s of the period</a>."), name, percent, worst->key);
    }
  return NULL;
}

static gboolean
has_questions (const EarReport *report)
{
  for (guint i = 0; i < report->channels->len; i++)
    if (ear_report_get_channel (report, i)->counts[EAR_FIGURE_QUESTIONS] > 0)
      return TRUE;
  return FALSE;
}

static char *
no_hours_are_set (const EarReport *report)
{
  if (report->hours_set || !has_questions (report))
    return NULL;
  return g_strdup (_("Set your <a href=\"do:hours\">answering hours</a>: until then every night counts as waiting."));
}

static char *
closed_without_answer (const EarReport *report)
{
  const EarReportChannel *most = NULL;
  g_autofree char *name = NULL, *number = NULL, *link = NULL;
  guint n;

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      if (!channel->removed && channel->counts[EAR_FIGURE_CLOSED] > (most != NULL ? most->counts[EAR_FIGURE_CLOSED] : 0))
        most = channel;
    }
  if (most == NULL)
    return NULL;
  n = most->counts[EAR_FIGURE_CLOSED];
  name = ear_report_dup_name (most);
  number = ear_words_dup_number (n);
  link = ear_figure_dup_link (most, EAR_FIGURE_CLOSED, EAR_CLOCK_OPEN, number);
  /* Translators: a thing to do. 1 a channel, 2 how many */
  return g_strdup_printf (ngettext ("%1$s: look at the %2$s question that was closed without an answer; somebody may still wait for one.",
                                    "%1$s: look at the %2$s questions that were closed without an answer; somebody may still wait for one.", n),
                          name, link);
}

GPtrArray *
ear_report_list_todos (const EarReport *report)
{
  static const Rule rules[] = {
    somebody_waits, promise_is_broken, facts_contradict, something_is_not_read, no_hours_are_set, closed_without_answer,
  };
  GPtrArray *todos = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (report != NULL, todos);

  for (gsize i = 0; i < G_N_ELEMENTS (rules) && todos->len < EAR_N_TODOS; i++)
    {
      char *sentence = rules[i](report);

      if (sentence != NULL)
        g_ptr_array_add (todos, sentence);
    }
  return todos;
}
