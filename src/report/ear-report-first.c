/* The document's first page: a sentence a channel, who waits, what to do. Every number is the report's; nothing is counted here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "report/ear-document-private.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

/* A count as a link to what it counts. */
static char *
dup_count_link (const EarReportChannel *channel, EarFigure figure)
{
  g_autofree char *number = ear_words_dup_number (channel->counts[figure]);

  return ear_figure_dup_link (channel, figure, EAR_CLOCK_OPEN, number);
}

/* "4 of 6": what a share is of. */
static void
dup_share_links (const EarReportChannel *channel, EarClock clock, char **k, char **n)
{
  const EarShare *share = &ear_report_channel_get_clock (channel, clock)->share;
  EarFigureList judged = ear_figure_list_judged (channel, clock);
  g_autofree char *kept = ear_words_dup_number (share->k), *all = ear_words_dup_number (share->n);

  *k = ear_figure_dup_link (channel, EAR_FIGURE_KEPT, clock, kept);
  *n = ear_figure_list_dup_link (&judged, all);
}

static void
add_item (EarBlock *list, const char *markup)
{
  g_ptr_array_add (list->items, ear_runs_new_from_markup (markup));
}

gboolean
ear_report_channel_is_shown (const EarReportChannel *channel)
{
  guint n = 0;

  for (guint i = 0; i < EAR_N_FIGURES; i++)
    n += channel->counts[i];
  return !channel->offline || n > 0;
}

/* ---- a sentence a channel ---- */

static gboolean
is_as_long (const EarReportClock *other, const EarReportClock *clock)
{
  return other->enough && (!other->half.reached || other->half.time >= clock->half.time);
}

/* Only where the difference is more than chance, and the slowest is the channel it is told of; and where no other sentence on the page has as long a
 * half, be its channel among those compared or not. */
static gboolean
waits_longest (const EarReport *report, guint index)
{
  const EarReportDifference *difference = &report->difference;
  const EarReportChannel *channel = ear_report_get_channel (report, index);

  if (difference->verdict != EAR_DIFFERENCE_REAL || difference->worst != index || !channel->shared.half.reached)
    return FALSE;
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *other = ear_report_get_channel (report, i);

      if (i != index && !other->offline && (is_as_long (&other->open, &channel->open) || (other->compared && is_as_long (&other->shared, &channel->shared))))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_nobody_asked (const char *name)
{
  /* Translators: a channel */
  return g_strdup_printf (_("%s: nobody asked anything."), name);
}

static char *
dup_offline_sentence (const EarReportChannel *channel)
{
  const guint *counts = channel->counts;
  const EarReportClock *clock = &channel->open;
  g_autofree char *name = ear_report_dup_name (channel), *n = dup_count_link (channel, EAR_FIGURE_QUESTIONS);
  g_autofree char *k = NULL, *of = NULL, *speed = NULL;

  if (counts[EAR_FIGURE_QUESTIONS] == 0 && counts[EAR_FIGURE_ON_SPOT] > 0)
    {
      g_autofree char *on_spot = dup_count_link (channel, EAR_FIGURE_ON_SPOT);

      /* Translators: 1 telephone, counter …, 2 how many questions */
      return g_strdup_printf (ngettext ("%1$s: %2$s question, answered on the spot.", "%1$s: %2$s questions, all answered on the spot.",
                                        counts[EAR_FIGURE_ON_SPOT]), name, on_spot);
    }
  if (counts[EAR_FIGURE_QUESTIONS] == 0)
    return dup_nobody_asked (name);
  if (clock->share.n == 0 && counts[EAR_FIGURE_TOO_NEW] < counts[EAR_FIGURE_QUESTIONS])
    /* Translators: 1 telephone, counter …, 2 how many questions that were to be answered later */
    return g_strdup_printf (ngettext ("%1$s, as written down: %2$s question to answer later, which cannot be judged.",
                                      "%1$s, as written down: %2$s questions to answer later, none of which can be judged.", counts[EAR_FIGURE_QUESTIONS]),
                            name, n);
  if (clock->share.n == 0)
    /* Translators: 1 telephone, counter …, 2 how many questions that were to be answered later */
    return g_strdup_printf (ngettext ("%1$s, as written down: %2$s question to answer later, too new to judge.",
                                      "%1$s, as written down: %2$s questions to answer later, all too new to judge.", counts[EAR_FIGURE_QUESTIONS]), name, n);
  if (!clock->enough || !clock->half.reached || clock->half.time == 0)
    {
      dup_share_links (channel, EAR_CLOCK_OPEN, &k, &of);
      /* Translators: 1 telephone, counter …, 2 how many, 3 of how many that were to be called back */
      return g_strdup_printf (ngettext ("%1$s, as written down: %2$s of %3$s call-back was done in time.",
                                        "%1$s, as written down: %2$s of %3$s call-backs were done in time.", clock->share.n), name, k, of);
    }
  speed = ear_report_dup_speed (clock, 0.5, !channel->hours_set);
  /* Translators: 1 telephone, counter …, 2 how many, 3 a duration */
  return g_strdup_printf (ngettext ("%1$s, as written down: half of the %2$s call-back was done within %3$s.",
                                    "%1$s, as written down: half of the %2$s call-backs were done within %3$s.", counts[EAR_FIGURE_QUESTIONS]), name, n, speed);
}

static char *
dup_few_sentence (const EarReportChannel *channel)
{
  const EarShare *share = &channel->open.share;
  g_autofree char *name = ear_report_dup_name (channel), *n = dup_count_link (channel, EAR_FIGURE_QUESTIONS), *k = NULL, *of = NULL;

  if (share->n == 0)
    /* Translators: 1 a channel, 2 how many questions */
    return g_strdup_printf (ngettext ("%1$s: %2$s question, which cannot be judged yet.", "%1$s: %2$s questions, none of which can be judged yet.",
                                      channel->counts[EAR_FIGURE_QUESTIONS]), name, n);
  dup_share_links (channel, EAR_CLOCK_OPEN, &k, &of);
  if (share->n >= EAR_REPORT_FLOOR_SHARE)
    /* Translators: 1 a channel, 2 how many, 3 of how many */
    return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s question was answered in time, from too few people for a percentage.",
                                      "%1$s: %2$s of %3$s questions were answered in time, from too few people for a percentage.", share->n), name, k, of);
  /* Translators: 1 a channel, 2 how many, 3 of how many */
  return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s question was answered in time, too few for a percentage.",
                                    "%1$s: %2$s of %3$s questions were answered in time, too few for a percentage.", share->n), name, k, of);
}

/* "The blog waits longest: half of its 42 questions get an answer within 2 days." */
static char *
dup_plain_sentence (const EarReport *report, guint index)
{
  const EarReportChannel *channel = ear_report_get_channel (report, index);
  guint n = channel->counts[EAR_FIGURE_QUESTIONS];
  g_autofree char *name = ear_report_dup_name (channel), *number = NULL, *speed = NULL;
  gboolean wall = ear_report_channel_is_by_wall (channel, EAR_CLOCK_OPEN);

  if (channel->offline)
    return dup_offline_sentence (channel);
  if (channel->known_until == EAR_TIME_NONE)
    /* Translators: a channel */
    return g_strdup_printf (_("%s: not read yet, so nothing can be said of it."), name);
  if (n == 0)
    return dup_nobody_asked (name);
  if (!channel->open.enough)
    return dup_few_sentence (channel);
  number = dup_count_link (channel, EAR_FIGURE_QUESTIONS);
  if (!channel->open.half.reached)
    /* Translators: 1 a channel, 2 how many questions */
    return g_strdup_printf (ngettext ("%1$s: fewer than half of its %2$s question got an answer.",
                                      "%1$s: fewer than half of its %2$s questions got an answer.", n), name, number);
  if (channel->open.half.time == 0 && !wall)
    /* Translators: 1 a channel, 2 how many questions */
    return g_strdup_printf (ngettext ("%1$s: half of its %2$s question got an answer before opening.",
                                      "%1$s: half of its %2$s questions got an answer before opening.", n), name, number);
  speed = ear_report_dup_duration (channel->open.half.time, wall);
  if (waits_longest (report, index))
    /* Translators: 1 a channel, 2 how many questions, 3 a duration */
    return g_strdup_printf (ngettext ("%1$s waits longest: half of its %2$s question gets an answer within %3$s.",
                                      "%1$s waits longest: half of its %2$s questions get an answer within %3$s.", n), name, number, speed);
  /* Translators: 1 a channel, 2 how many questions, 3 a duration */
  return g_strdup_printf (ngettext ("%1$s: half of its %2$s question gets an answer within %3$s.",
                                    "%1$s: half of its %2$s questions get an answer within %3$s.", n), name, number, speed);
}

static char *
dup_sentence (const EarReport *report, guint index)
{
  const EarReportChannel *channel = ear_report_get_channel (report, index);
  g_autofree char *sentence = dup_plain_sentence (report, index), *covered = NULL;

  if (!ear_report_channel_is_hardly_read (channel))
    return g_steal_pointer (&sentence);
  covered = ear_report_dup_covered (channel);
  /* Translators: 1 a percentage, 2 a sentence about a channel that begins with its name */
  return g_strdup_printf (_("Read for only %1$s of the period. %2$s"), covered, sentence);
}

/* ---- the first page ---- */

static char *
dup_judged_of (const EarReportChannel *channel)
{
  guint n_people = channel->shared.share.people;
  g_autofree char *name = ear_report_dup_name (channel), *people = ear_words_dup_number (n_people), *k = NULL, *n = NULL;

  dup_share_links (channel, EAR_CLOCK_SHARED, &k, &n);
  /* Translators: 1 a channel, 2 how many, 3 of how many questions, 4 who asked them: "Blog: 20 of 40 in time, from 31 people." */
  return g_strdup_printf (ngettext ("%1$s: %2$s of %3$s in time, from %4$s person.", "%1$s: %2$s of %3$s in time, from %4$s people.", n_people), name, k, n,
                          people);
}

static void
add_difference (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  g_autofree char *difference = ear_report_dup_difference_markup (report);

  ear_build_markup (builder, EAR_PARAGRAPH_LEAD, difference);
  if (report->difference.verdict != EAR_DIFFERENCE_NONE_TO_TELL)
    {
      g_autofree char *best = dup_judged_of (ear_report_get_channel (report, report->difference.best));
      g_autofree char *worst = dup_judged_of (ear_report_get_channel (report, report->difference.worst));

      /* Translators: one sentence after another */
      g_autofree char *both = g_strdup_printf (_("%s %s"), worst, best);

      ear_build_markup (builder, EAR_PARAGRAPH_NOTE, both);
    }
  ear_build_paragraph (builder, EAR_PARAGRAPH_WARNING, ear_report_dup_caveat (report));
}

static void
add_waiting (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  EarBlock *list = NULL;

  ear_build_heading (builder, 2, "waiting", _("Who Is Still Waiting"));
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      guint n = channel->counts[EAR_FIGURE_WAITING];
      g_autofree char *name = NULL, *number = NULL, *since = NULL, *sentence = NULL;

      if (n == 0)
        continue;
      if (list == NULL)
        list = ear_build_list (builder, FALSE);
      name = ear_report_dup_name (channel);
      number = dup_count_link (channel, EAR_FIGURE_WAITING);
      since = ear_report_dup_time (report, channel->waiting_since);
      if (channel->removed)
        /* Translators: 1 a channel, 2 how many, 3 a day and time */
        sentence = g_strdup_printf (ngettext ("%1$s, not connected any more: %2$s question has waited since %3$s.",
                                              "%1$s, not connected any more: %2$s questions wait, the first since %3$s.", n), name, number, since);
      else
        /* Translators: 1 a channel, 2 how many, 3 a day and time */
        sentence = g_strdup_printf (ngettext ("%1$s: %2$s question has waited since %3$s.", "%1$s: %2$s questions wait, the first since %3$s.", n), name,
                                    number, since);
      add_item (list, sentence);
    }
  if (list == NULL)
    ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, g_strdup (_("Nobody waits for an answer.")));
}

static void
add_todos (EarDocumentBuilder *builder)
{
  g_autoptr (GPtrArray) todos = ear_report_list_todos (ear_build_get_report (builder));
  EarBlock *list;

  ear_build_heading (builder, 2, "todo", todos->len == EAR_N_TODOS ? _("Three Things to Do This Week") : _("To Do This Week"));
  if (todos->len == 0)
    {
      ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, g_strdup (_("Nothing stands out. Go on like this.")));
      return;
    }
  list = ear_build_list (builder, TRUE);
  for (guint i = 0; i < todos->len; i++)
    add_item (list, g_ptr_array_index (todos, i));
}

static void
add_clock (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  g_autofree char *as_of = ear_report_dup_time (report, report->as_of);

  if (report->as_of != EAR_TIME_NONE)
    ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup_printf (_("As of %s."), as_of));
  if (report->hours_set)
    /* Translators: a time zone such as Europe/Berlin */
    ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup_printf (_("Times count answering hours (%s)."), report->zone != NULL ? report->zone : "UTC"));
  else
    ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup (_("No answering hours are set: every hour counts, day and night.")));
  if (report->hours_partly)
    ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE,
                         g_strdup (_("In a part of the period there were no answering hours: in that part every hour counts.")));
}

gboolean
ear_report_has_shown (const EarReport *report)
{
  for (guint i = 0; i < report->channels->len; i++)
    if (ear_report_channel_is_shown (ear_report_get_channel (report, i)))
      return TRUE;
  return FALSE;
}

void
ear_build_answering_first (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  EarBlock *list;

  add_clock (builder);
  if (!ear_report_has_shown (report))
    {
      ear_build_paragraph (builder, EAR_PARAGRAPH_LEAD,
                           g_strdup (report->channels->len == 0 ? _("No channel is connected yet.") : _("No question arrived in these days.")));
      return;
    }
  add_difference (builder);
  ear_build_heading (builder, 2, "channels", _("Each Channel in a Sentence"));
  list = ear_build_list (builder, FALSE);
  for (guint i = 0; i < report->channels->len; i++)
    {
      g_autofree char *sentence = NULL;

      if (!ear_report_channel_is_shown (ear_report_get_channel (report, i)))
        continue;
      sentence = dup_sentence (report, i);
      add_item (list, sentence);
    }
  add_waiting (builder);
  add_todos (builder);
  ear_build_markup (builder, EAR_PARAGRAPH_NOTE, _("<a href=\"#method\">How each figure is counted</a>"));
}
