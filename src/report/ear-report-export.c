/* The report for programs and spreadsheets: numbers and times never depend on the locale.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-json.h"
#include "report/ear-report-export-private.h"
#include "report/ear-facts-text.h"
#include "report/ear-report-activity.h"
#include "report/ear-report-text.h"
#include "report/ear-voice-text.h"

static const char *const verdicts[] = {
  [EAR_DIFFERENCE_NONE_TO_TELL] = "too-few", [EAR_DIFFERENCE_CHANCE] = "could-be-chance", [EAR_DIFFERENCE_REAL] = "real",
};

/* Those of a clock; all others are the same by each. */
static const EarFigure judged_figures[] = {
  EAR_FIGURE_KEPT, EAR_FIGURE_MISSED, EAR_FIGURE_TOO_NEW, EAR_FIGURE_TOO_NEW_ANSWERED, EAR_FIGURE_TAKEN_BACK_EARLY, EAR_FIGURE_CUT_OFF,
  EAR_FIGURE_BEFORE_OPENING,
};

/* ---- JSON ---- */

#define JSON_FORMAT 1

void
ear_export_write_number (EarJsonWriter *writer, const char *name, double value, gboolean known)
{
  if (known && isfinite (value))
    ear_json_writer_double (writer, name, value);
  else
    ear_json_writer_null (writer, name);
}

static void
write_seconds (EarJsonWriter *writer, const char *name, gint64 seconds, gboolean known)
{
  if (known)
    ear_json_writer_int (writer, name, seconds);
  else
    ear_json_writer_null (writer, name);
}

void
ear_export_write_share (EarJsonWriter *writer, const char *name, const EarShare *share, gboolean enough)
{
  ear_json_writer_begin_object (writer, name);
  ear_json_writer_int (writer, "k", share->k);
  ear_json_writer_int (writer, "n", share->n);
  ear_json_writer_int (writer, "people", share->people);
  ear_export_write_number (writer, "estimate", share->share.estimate, enough);
  ear_export_write_number (writer, "lower", share->share.lower, enough);
  ear_export_write_number (writer, "upper", share->share.upper, enough);
  ear_json_writer_end_object (writer);
}

void
ear_export_write_quantile (EarJsonWriter *writer, const char *name, const EarQuantile *quantile, gboolean enough)
{
  ear_json_writer_begin_object (writer, name);
  ear_json_writer_bool (writer, "enough", enough);
  write_seconds (writer, "seconds", quantile->time, enough && quantile->reached);
  write_seconds (writer, "lower", quantile->lower, enough && quantile->lower_reached);
  write_seconds (writer, "upper", quantile->upper, enough && quantile->upper_reached);
  ear_json_writer_end_object (writer);
}

static void
write_clock (EarJsonWriter *writer, const char *name, const EarReportClock *clock)
{
  ear_json_writer_begin_object (writer, name);
  ear_json_writer_bool (writer, "enough", clock->enough);
  ear_json_writer_begin_object (writer, "counts");
  for (gsize i = 0; i < G_N_ELEMENTS (judged_figures); i++)
    ear_json_writer_int (writer, ear_figure_to_string (judged_figures[i]), clock->counts[judged_figures[i]]);
  ear_json_writer_end_object (writer);
  ear_export_write_share (writer, "within_promise", &clock->share, clock->enough);
  ear_json_writer_begin_object (writer, "if_all_needed_an_answer");
  ear_json_writer_int (writer, "k", clock->k_all);
  ear_json_writer_int (writer, "n", clock->n_all);
  ear_export_write_number (writer, "estimate", (double) clock->k_all / clock->n_all, clock->enough);
  ear_json_writer_end_object (writer);
  ear_export_write_quantile (writer, "half", &clock->half, clock->enough);
  ear_export_write_quantile (writer, "nine_in_ten", &clock->nine_in_ten, clock->enough_nine);
  ear_export_write_parts (writer, clock);
  ear_json_writer_end_object (writer);
}

static void
write_channel (EarJsonWriter *writer, const EarReportChannel *channel)
{
  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_text (writer, "key", channel->key);
  ear_json_writer_text (writer, "name", channel->name);
  ear_json_writer_text (writer, "kind", channel->kind);
  ear_json_writer_bool (writer, "offline", channel->offline);
  ear_json_writer_time (writer, "as_of", channel->known_until);
  ear_json_writer_double (writer, "covered", channel->covered);
  ear_json_writer_begin_array (writer, "gaps");
  for (guint i = 0; i < channel->gaps->len; i++)
    {
      const EarSpan *gap = &g_array_index (channel->gaps, EarSpan, i);

      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_time (writer, "from", gap->from);
      ear_json_writer_time (writer, "to", gap->to);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
  ear_json_writer_int (writer, "people", channel->people);
  ear_json_writer_time (writer, "waiting_since", channel->waiting_since);
  ear_json_writer_begin_object (writer, "counts");
  for (guint figure = 0; figure < EAR_N_FIGURES; figure++)
    ear_json_writer_int (writer, ear_figure_to_string ((EarFigure) figure), channel->counts[figure]);
  ear_json_writer_end_object (writer);
  write_seconds (writer, "promise_seconds", channel->promise_s, channel->promise_s != G_MAXINT64);
  ear_json_writer_bool (writer, "own_promise", channel->own_promise);
  ear_json_writer_bool (writer, "own_hours", channel->own_hours);
  ear_json_writer_bool (writer, "hours_set", channel->hours_set);
  ear_json_writer_bool (writer, "hours_partly", channel->hours_partly);
  ear_json_writer_bool (writer, "removed", channel->removed);
  write_clock (writer, "answering_hours", &channel->open);
  write_clock (writer, "wall_clock", &channel->wall);
  write_clock (writer, "workspace_hours", &channel->shared);
  ear_json_writer_bool (writer, "compared", channel->compared);
  ear_json_writer_end_object (writer);
}

static void
write_difference (EarJsonWriter *writer, const EarReport *report)
{
  const EarReportDifference *difference = &report->difference;
  gboolean told = difference->verdict != EAR_DIFFERENCE_NONE_TO_TELL;

  ear_json_writer_begin_object (writer, "difference");
  ear_json_writer_text (writer, "verdict", verdicts[difference->verdict]);
  ear_json_writer_int (writer, "channels", difference->n_channels);
  ear_json_writer_text (writer, "best", told ? ear_report_get_channel (report, difference->best)->key : NULL);
  ear_json_writer_text (writer, "worst", told ? ear_report_get_channel (report, difference->worst)->key : NULL);
  ear_export_write_number (writer, "gap", difference->gap.estimate, told);
  ear_export_write_number (writer, "lower", difference->gap.lower, told);
  ear_export_write_number (writer, "upper", difference->gap.upper, told);
  ear_export_write_number (writer, "level", difference->level, told);
  ear_json_writer_begin_object (writer, "log_rank");
  ear_export_write_number (writer, "chi_squared", difference->test.chi_squared, told);
  ear_json_writer_int (writer, "degrees", difference->test.degrees);
  ear_export_write_number (writer, "p", difference->test.p, told);
  ear_json_writer_end_object (writer);
  ear_json_writer_end_object (writer);
}

char *
ear_report_to_json (const EarReport *report)
{
  g_autoptr (EarJsonWriter) writer = ear_json_writer_new ();

  g_return_val_if_fail (report != NULL, NULL);

  ear_json_writer_begin_object (writer, NULL);
  ear_json_writer_int (writer, "format", JSON_FORMAT);
  ear_json_writer_time (writer, "from", report->from);
  ear_json_writer_time (writer, "to", report->to);
  ear_json_writer_time (writer, "now", report->now);
  ear_json_writer_time (writer, "as_of", report->as_of);
  ear_json_writer_text (writer, "zone", report->zone);
  ear_json_writer_bool (writer, "hours_set", report->hours_set);
  ear_json_writer_bool (writer, "hours_partly", report->hours_partly);
  write_seconds (writer, "promise_seconds", report->promise_s, report->promise_s != G_MAXINT64);
  ear_json_writer_begin_array (writer, "channels");
  for (guint i = 0; i < report->channels->len; i++)
    write_channel (writer, ear_report_get_channel (report, i));
  ear_json_writer_end_array (writer);
  write_difference (writer, report);
  ear_export_write_whole (writer, report);
  ear_voice_write_json (writer, report);
  ear_facts_write_json (writer, report);
  ear_presence_write_json (writer, report);
  ear_talk_write_json (writer, report);
  ear_json_writer_end_object (writer);
  return ear_json_writer_to_text (writer, TRUE);
}

/* ---- CSV ---- */

static void
begin_cell (GString *line)
{
  if (line->len > 0)
    g_string_append_c (line, ',');
}

void
ear_export_add_cell (GString *line, const char *text)
{
  /* A cell that begins like a formula would be run by a spreadsheet, and channels are named by others. */
  gboolean formula = text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL;

  begin_cell (line);
  if (!formula && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (line, text);
      return;
    }
  g_string_append (line, formula ? "\"'" : "\"");
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *c);
    }
  g_string_append_c (line, '"');
}

/* A number below nought is no formula. */
void
ear_export_add_int (GString *line, gint64 number, gboolean known)
{
  begin_cell (line);
  if (known)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, number);
}

void
ear_export_add_number (GString *line, double number, gboolean known)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (known && isfinite (number))
    g_ascii_formatd (text, sizeof text, "%.6f", number);
  begin_cell (line);
  g_string_append (line, text);
}

void
ear_export_add_time (GString *line, gint64 at)
{
  g_autofree char *text = at != EAR_TIME_NONE ? ear_time_format (at) : g_strdup ("");

  ear_export_add_cell (line, text);
}

static void
add_quantile (GString *line, const EarQuantile *quantile, gboolean enough)
{
  ear_export_add_int (line, quantile->time, enough && quantile->reached);
  ear_export_add_int (line, quantile->lower, enough && quantile->lower_reached);
  ear_export_add_int (line, quantile->upper, enough && quantile->upper_reached);
}

static void
add_clock (GString *line, const EarReportClock *clock)
{
  ear_export_add_int (line, clock->share.k, TRUE);
  ear_export_add_int (line, clock->share.n, TRUE);
  ear_export_add_number (line, clock->share.share.estimate, clock->enough);
  ear_export_add_number (line, clock->share.share.lower, clock->enough);
  ear_export_add_number (line, clock->share.share.upper, clock->enough);
  ear_export_add_int (line, clock->share.people, TRUE);
  add_quantile (line, &clock->half, clock->enough);
  add_quantile (line, &clock->nine_in_ten, clock->enough_nine);
  ear_export_add_int (line, clock->k_all, TRUE);
  ear_export_add_int (line, clock->n_all, TRUE);
  ear_export_add_number (line, (double) clock->k_all / clock->n_all, clock->enough);
}

/* Those of the channel's own clock stand among all figures. */
static void
add_judged (GString *line, const EarReportClock *clock)
{
  for (gsize i = 0; i < G_N_ELEMENTS (judged_figures); i++)
    ear_export_add_int (line, clock->counts[judged_figures[i]], TRUE);
}

static void
add_judged_names (GString *line, const char *suffix)
{
  for (gsize i = 0; i < G_N_ELEMENTS (judged_figures); i++)
    {
      g_autofree char *name = g_strconcat (ear_figure_to_string (judged_figures[i]), suffix, NULL);

      ear_export_add_cell (line, name);
    }
}

/* "2026-11-03T13:10:00Z/2026-11-05T08:00:00Z", one after another with a space between. */
static void
add_gaps (GString *line, const EarReportChannel *channel)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 total = 0;

  for (guint i = 0; i < channel->gaps->len; i++)
    {
      const EarSpan *gap = &g_array_index (channel->gaps, EarSpan, i);
      g_autofree char *from = ear_time_format (gap->from), *to = ear_time_format (gap->to);

      g_string_append_printf (text, "%s%s/%s", i > 0 ? " " : "", from, to);
      total += gap->to - gap->from;
    }
  ear_export_add_cell (line, text->str);
  ear_export_add_int (line, total / 1000, TRUE);
}

static const char *const difference_names[] = {
  "difference", "difference_channels", "difference_best", "difference_worst", "difference_gap", "difference_lower", "difference_upper",
  "difference_level", "log_rank_chi_squared", "log_rank_degrees", "log_rank_p",
};

/* The whole report's, so on each line the same. */
static void
add_difference (GString *line, const EarReport *report)
{
  const EarReportDifference *difference = &report->difference;
  gboolean told = difference->verdict != EAR_DIFFERENCE_NONE_TO_TELL;

  ear_export_add_cell (line, verdicts[difference->verdict]);
  ear_export_add_int (line, difference->n_channels, TRUE);
  ear_export_add_cell (line, told ? ear_report_get_channel (report, difference->best)->key : "");
  ear_export_add_cell (line, told ? ear_report_get_channel (report, difference->worst)->key : "");
  ear_export_add_number (line, difference->gap.estimate, told);
  ear_export_add_number (line, difference->gap.lower, told);
  ear_export_add_number (line, difference->gap.upper, told);
  ear_export_add_number (line, difference->level, told);
  ear_export_add_number (line, difference->test.chi_squared, told);
  ear_export_add_int (line, difference->test.degrees, TRUE);
  ear_export_add_number (line, difference->test.p, told);
}

static void
add_clock_names (GString *line, const char *suffix)
{
  static const char *const names[] = {
    "answered_in_time", "judged", "share", "share_lower", "share_upper", "judged_people",
    "half_seconds", "half_lower_seconds", "half_upper_seconds",
    "nine_in_ten_seconds", "nine_in_ten_lower_seconds", "nine_in_ten_upper_seconds",
    "if_all_needed_answered_in_time", "if_all_needed_judged", "if_all_needed_share",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (names[i], suffix, NULL);

      ear_export_add_cell (line, name);
    }
}

char *
ear_report_to_csv (const EarReport *report)
{
  static const char *const names[] = {
    "channel", "name", "kind", "offline", "from", "to", "as_of", "covered", "gaps", "gap_seconds", "people", "promise_seconds", "own_promise",
    "own_hours", "hours_set", "compared",
  };
  GString *page = g_string_new (NULL);
  g_autoptr (GString) head = g_string_new (NULL);

  g_return_val_if_fail (report != NULL, g_string_free (page, FALSE));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ear_export_add_cell (head, names[i]);
  for (guint figure = 0; figure < EAR_N_FIGURES; figure++)
    ear_export_add_cell (head, ear_figure_to_string ((EarFigure) figure));
  add_clock_names (head, "");
  add_clock_names (head, "_wall_clock");
  add_judged_names (head, "-wall-clock");
  add_clock_names (head, "_workspace_hours");
  add_judged_names (head, "-workspace-hours");
  for (gsize i = 0; i < G_N_ELEMENTS (difference_names); i++)
    ear_export_add_cell (head, difference_names[i]);
  ear_export_add_part_names (head);
  ear_voice_add_names (head);
  ear_facts_add_names (head);
  ear_activity_add_names (head);
  g_string_append_printf (page, "%s\r\n", head->str);

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      g_autoptr (GString) line = g_string_new (NULL);

      ear_export_add_cell (line, channel->key);
      ear_export_add_cell (line, channel->name);
      ear_export_add_cell (line, channel->kind);
      ear_export_add_cell (line, channel->offline ? "true" : "false");
      ear_export_add_time (line, report->from);
      ear_export_add_time (line, report->to);
      ear_export_add_time (line, channel->known_until);
      ear_export_add_number (line, channel->covered, TRUE);
      add_gaps (line, channel);
      ear_export_add_int (line, channel->people, TRUE);
      ear_export_add_int (line, channel->promise_s, channel->promise_s != G_MAXINT64);
      ear_export_add_cell (line, channel->own_promise ? "true" : "false");
      ear_export_add_cell (line, channel->own_hours ? "true" : "false");
      ear_export_add_cell (line, channel->hours_set ? "true" : "false");
      ear_export_add_cell (line, channel->compared ? "true" : "false");
      for (guint figure = 0; figure < EAR_N_FIGURES; figure++)
        ear_export_add_int (line, channel->counts[figure], TRUE);
      add_clock (line, &channel->open);
      add_clock (line, &channel->wall);
      add_judged (line, &channel->wall);
      add_clock (line, &channel->shared);
      add_judged (line, &channel->shared);
      add_difference (line, report);
      ear_export_add_parts (line, &channel->open);
      ear_voice_add_channel (line, report, i);
      ear_facts_add_channel (line, report, i);
      ear_activity_add_cells (line, report, i);
      g_string_append_printf (page, "%s\r\n", line->str);
    }
  return g_string_free (page, FALSE);
}
