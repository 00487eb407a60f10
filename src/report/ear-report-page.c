/* The report as a page for the terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "report/ear-report-text.h"

#define COLUMNS 96
#define LABEL_COLUMNS 26

/* Appends @text after @indent columns, broken at spaces so that no line is longer than the page. No-break spaces hold. */
static void
append_wrapped (GString *page, const char *text, guint column, guint indent)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      guint width = (guint) g_utf8_strlen (words[i], -1);

      if (i > 0 && column + 1 + width > COLUMNS)
        {
          g_string_append_printf (page, "\n%*s", (int) indent, "");
          column = indent;
        }
      else if (i > 0)
        {
          g_string_append_c (page, ' ');
          column++;
        }
      g_string_append (page, words[i]);
      column += width;
    }
  g_string_append_c (page, '\n');
}

static void
append_line (GString *page, const char *label, const char *value)
{
  glong width = g_utf8_strlen (label, -1);
  int pad = (int) MAX (LABEL_COLUMNS - width, 1);

  g_string_append_printf (page, "  %s%*s", label, pad, "");
  append_wrapped (page, value, (guint) (2 + width + pad), 2 + LABEL_COLUMNS);
}

static void
append_sentence (GString *page, const char *sentence)
{
  g_string_append (page, "  ");
  append_wrapped (page, sentence, 2, 2);
}

static void
append_count (GString *page, const EarReportChannel *channel, EarFigure figure, const char *label)
{
  g_autofree char *number = g_strdup_printf ("%u", channel->counts[figure]);

  append_line (page, label, number);
}

/* "93% (81–98%), by the wall clock 88% (75–95%)" */
static char *
beside (const EarReportChannel *channel, char *open, char *wall)
{
  g_autofree char *first = open, *second = wall;

  if (!channel->hours_set || g_str_equal (first, second))
    return g_steal_pointer (&first);
  /* Translators: the same figure measured in answering hours, and by the wall clock */
  return g_strdup_printf (_("%s, by the wall clock %s"), first, second);
}

/* "93% (81–98%), 38 of 41 from 30 people" */
static char *
dup_share (const EarReportClock *clock)
{
  g_autofree char *share = ear_report_dup_share (clock), *judged = ear_report_dup_judged (clock);

  if (judged == NULL)
    return g_steal_pointer (&share);
  /* Translators: a share, and of how many from whom: "93% (81–98%), 38 of 41 from 30 people" */
  return g_strdup_printf (_("%s, %s"), share, judged);
}

/* "38 min (30 min to 45 min)" */
static char *
dup_speed (const EarReportClock *clock, double p, gboolean wall)
{
  g_autofree char *speed = ear_report_dup_speed (clock, p, wall), *limits = ear_report_dup_speed_limits (clock, p, wall);

  if (limits == NULL)
    return g_steal_pointer (&speed);
  /* Translators: a duration, and between which it may lie by chance: "38 min (30 min to 45 min)" */
  return g_strdup_printf (_("%s (%s)"), speed, limits);
}

static void
append_part (GString *page, const char *label, const EarReportPart *part)
{
  g_autofree char *share = ear_report_dup_part (part), *label_in = g_strconcat ("  ", label, NULL);

  if (share != NULL)
    append_line (page, label_in, share);
}

/* By turn where there are both, by type where there are several: by the channel's own hours. */
static void
append_kinds (GString *page, const EarReportClock *clock)
{
  guint n_types = 0;

  if (clock->turns[EAR_TURN_NEW].questions > 0 && clock->turns[EAR_TURN_FOLLOW_UP].questions > 0)
    {
      append_part (page, _("New"), &clock->turns[EAR_TURN_NEW]);
      append_part (page, _("Follow-ups"), &clock->turns[EAR_TURN_FOLLOW_UP]);
    }
  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    n_types += clock->types[type][EAR_TURN_ANY].questions > 0;
  for (guint type = 0; n_types > 1 && type < EAR_N_CONVERSATION_TYPES; type++)
    append_part (page, ear_conversation_type_get_label ((EarConversationType) type), &clock->types[type][EAR_TURN_ANY]);
}

static void
append_figures (GString *page, const EarReportChannel *channel)
{
  g_autofree char *promise = ear_report_dup_duration (channel->promise_s, !channel->hours_set);
  g_autofree char *within = g_strdup_printf (_("Answered within %s"), promise);
  g_autofree char *share = NULL, *half = NULL, *nine = NULL;

  share = beside (channel, dup_share (&channel->open), dup_share (&channel->wall));
  append_line (page, channel->promise_s != G_MAXINT64 ? within : _("Answered in time"), share);
  append_kinds (page, &channel->open);
  half = beside (channel, dup_speed (&channel->open, 0.5, !channel->hours_set), dup_speed (&channel->wall, 0.5, TRUE));
  append_line (page, _("Half within"), half);
  nine = beside (channel, dup_speed (&channel->open, 0.9, !channel->hours_set), dup_speed (&channel->wall, 0.9, TRUE));
  append_line (page, _("Nine in ten within"), nine);
}

static void
append_changes (GString *page, const EarReportClock *clock)
{
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      g_autofree char *change = ear_report_dup_change (clock, (EarEarlier) i);

      if (change != NULL)
        append_sentence (page, change);
    }
}

static void
append_channel (GString *page, const EarReport *report, const EarReportChannel *channel)
{
  const guint *counts = channel->counts;
  g_autofree char *people = ear_report_dup_people (channel), *left_out = ear_report_dup_left_out (channel);
  g_autofree char *coverage = ear_report_dup_coverage (report, channel), *remark = ear_report_dup_remark (channel);

  gboolean hardly_read = ear_report_channel_is_hardly_read (channel);

  g_string_append_printf (page, "\n%s (%s)\n", channel->name, channel->kind_name);
  if (hardly_read)
    append_sentence (page, coverage);
  if (channel->offline)
    {
      if (counts[EAR_FIGURE_ON_SPOT] > 0)
        append_count (page, channel, EAR_FIGURE_ON_SPOT, _("Answered on the spot"));
      append_count (page, channel, EAR_FIGURE_QUESTIONS, _("To answer later"));
    }
  else
    {
      /* Translators: 1 "42 questions from 31 people", 2 and 3 how many of them open something new, or follow an answer */
      g_autofree char *kinds = g_strdup_printf (ngettext ("%1$s (%2$u new, %3$u follow-up)", "%1$s (%2$u new, %3$u follow-ups)",
                                                          counts[EAR_FIGURE_FOLLOW_UP]),
                                                people, counts[EAR_FIGURE_NEW], counts[EAR_FIGURE_FOLLOW_UP]);

      append_line (page, _("Asked"), counts[EAR_FIGURE_FOLLOW_UP] > 0 ? kinds : people);
    }
  if (counts[EAR_FIGURE_QUESTIONS] > 0)
    append_figures (page, channel);
  append_count (page, channel, EAR_FIGURE_WAITING, _("Waiting now"));
  append_count (page, channel, EAR_FIGURE_CLOSED, _("Closed without answer"));
  if (counts[EAR_FIGURE_BEFORE_OPENING] > 0)
    append_count (page, channel, EAR_FIGURE_BEFORE_OPENING, _("Answered before opening"));
  if (left_out != NULL)
    append_line (page, _("Left out"), left_out);
  if (!hardly_read)
    append_sentence (page, coverage);
  if (remark != NULL)
    append_sentence (page, remark);
  if (counts[EAR_FIGURE_QUESTIONS] > 0)
    append_changes (page, &channel->open);
}

#define MAP_STEP 2           /* hours in a column of the map: twelve fit beside each other */
#define MAP_LABEL_COLUMNS 8

/* How many questions came, weekday by weekday. */
static void
append_map (GString *page, const EarReportHour *map)
{
  g_autofree char *busiest = ear_report_dup_busiest (map);

  if (map == NULL)
    return;
  g_string_append_printf (page, "\n%s\n%*s", _("When questions come"), MAP_LABEL_COLUMNS, "");
  for (guint hour = 0; hour < 24; hour += MAP_STEP)
    {
      g_autofree char *span = g_strdup_printf ("%u–%u", hour, hour + MAP_STEP);

      g_string_append_printf (page, "%*s%s", 7 - (int) g_utf8_strlen (span, -1), "", span);
    }
  g_string_append_c (page, '\n');
  for (guint day = 0; day < 7; day++)
    {
      g_autofree char *name = ear_report_dup_weekday (day, FALSE);

      g_string_append_printf (page, "  %s%*s", name, MAX (MAP_LABEL_COLUMNS - 2 - (int) g_utf8_strlen (name, -1), 1), "");
      for (guint hour = 0; hour < 24; hour += MAP_STEP)
        g_string_append_printf (page, "%7u", map[day * 24 + hour].questions + map[day * 24 + hour + 1].questions);
      g_string_append_c (page, '\n');
    }
  if (busiest != NULL)
    append_sentence (page, busiest);
}

static void
append_clock (GString *page, const EarReport *report)
{
  g_autofree char *sentence = NULL;

  if (report->hours_set)
    /* Translators: a time zone such as Europe/Berlin */
    sentence = g_strdup_printf (_("Times count answering hours (%s)."), report->zone);
  else
    sentence = g_strdup (_("No answering hours are set: every hour counts, day and night."));
  append_wrapped (page, sentence, 0, 0);
  if (report->hours_partly)
    append_wrapped (page, _("In a part of the period there were no answering hours: in that part every hour counts."), 0, 0);
}

char *
ear_report_to_text (const EarReport *report)
{
  GString *page = g_string_new (NULL);
  g_autofree char *period = NULL, *as_of = NULL, *difference = NULL, *caveat = NULL;

  g_return_val_if_fail (report != NULL, g_string_free (page, FALSE));

  period = ear_report_dup_period (report);
  as_of = ear_report_dup_time (report, report->as_of);
  g_string_append_printf (page, _("How we answered, %s"), period);
  g_string_append_c (page, '\n');
  if (report->as_of != EAR_TIME_NONE)
    {
      g_string_append_printf (page, _("As of %s."), as_of);
      g_string_append_c (page, ' ');
    }
  append_clock (page, report);
  if (report->channels->len == 0)
    {
      g_string_append_c (page, '\n');
      append_wrapped (page, _("No channel is connected yet."), 0, 0);
      return g_string_free (page, FALSE);
    }

  for (guint i = 0; i < report->channels->len; i++)
    append_channel (page, report, ear_report_get_channel (report, i));

  append_map (page, report->map);
  difference = ear_report_dup_difference (report);
  g_string_append_c (page, '\n');
  append_wrapped (page, difference, 0, 0);
  caveat = ear_report_dup_caveat (report);
  if (caveat != NULL)
    append_wrapped (page, caveat, 0, 0);
  return g_string_free (page, FALSE);
}
