/* What stands behind the first page: all channels side by side, then each. Every number is the report's; nothing is counted here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "report/ear-document-private.h"
#include "report/ear-report-figure-target.h"
#include "report/ear-report-text.h"
#include "report/ear-words.h"

/* Columns of the curves' table, after which longer waits are passed over. */
#define MAX_TIMES 6

/* ---- side by side ---- */

static void
add_figure_cell (GPtrArray *cells, const EarReportChannel *channel, EarFigure figure, EarClock clock, char *take_text)
{
  ear_build_cell (cells, take_text, ear_figure_dup_target (channel, figure, clock));
}

static void
add_number_cell (GPtrArray *cells, const EarReportChannel *channel, EarFigure figure)
{
  add_figure_cell (cells, channel, figure, EAR_CLOCK_OPEN, ear_words_dup_number (channel->counts[figure]));
}

static EarFigure
figure_of_share (const EarReportChannel *channel, EarClock clock)
{
  return ear_report_channel_get_clock (channel, clock)->counts[EAR_FIGURE_KEPT] > 0 ? EAR_FIGURE_KEPT : EAR_FIGURE_MISSED;
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
add_side_by_side (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  EarBlock *table = ear_build_table (builder, _("All channels side by side"));

  ear_build_column (table, _("Channel"), FALSE);
  ear_build_column (table, _("Questions"), TRUE);
  ear_build_column (table, _("Answered in time"), FALSE);
  ear_build_column (table, _("Half within"), FALSE);
  ear_build_column (table, _("Nine in ten within"), FALSE);
  ear_build_column (table, _("Waiting now"), TRUE);
  ear_build_column (table, _("Closed without answer"), TRUE);
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      GPtrArray *cells;

      if (!ear_report_channel_is_shown (channel))
        continue;
      cells = ear_build_row (table);
      ear_build_cell (cells, g_strdup (channel->name), NULL);
      add_number_cell (cells, channel, EAR_FIGURE_QUESTIONS);
      add_figure_cell (cells, channel, figure_of_share (channel, EAR_CLOCK_OPEN), EAR_CLOCK_OPEN, dup_share (&channel->open));
      add_figure_cell (cells, channel, EAR_FIGURE_ANSWERED, EAR_CLOCK_OPEN, dup_speed (&channel->open, 0.5, !channel->hours_set));
      add_figure_cell (cells, channel, EAR_FIGURE_ANSWERED, EAR_CLOCK_OPEN, dup_speed (&channel->open, 0.9, !channel->hours_set));
      add_number_cell (cells, channel, EAR_FIGURE_WAITING);
      add_number_cell (cells, channel, EAR_FIGURE_CLOSED);
    }
}

/* The times of which the curves' table tells: round ones, as far as the curves reach. */
static guint
choose_times (const EarReport *report, gint64 *times)
{
  static const gint64 open_times[] = { 900, 3600, 4 * 3600, 8 * 3600, 16 * 3600, 40 * 3600, 80 * 3600, 160 * 3600 };
  static const gint64 wall_times[] = { 900, 3600, 4 * 3600, 24 * 3600, 2 * 86400, 7 * 86400, 14 * 86400, 28 * 86400 };
  const gint64 *all = report->hours_set ? open_times : wall_times;
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (open_times) && n < MAX_TIMES; i++)
    for (guint j = 0; j < report->channels->len; j++)
      {
        const EarReportChannel *channel = ear_report_get_channel (report, j);
        double value;

        if (ear_report_channel_has_curve (channel) && ear_curve_value_at (channel->shared.curve, all[i], &value))
          {
            times[n++] = all[i];
            break;
          }
      }
  return n;
}

static void
add_curves (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  gint64 times[MAX_TIMES];
  guint n = choose_times (report, times);
  gboolean own = FALSE;
  EarBlock *table;

  if (n == 0)
    return;
  ear_build_chart (builder, -1);
  table = ear_build_table (builder, _("The curves as a table: the share answered after so long"));
  ear_build_column (table, _("Channel"), FALSE);
  ear_build_column (table, _("Questions"), TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *time = ear_report_dup_duration (times[i], !report->hours_set);

      ear_build_column (table, time, TRUE);
    }
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);
      GPtrArray *cells;

      if (!ear_report_channel_has_curve (channel))
        continue;
      own = own || channel->own_hours || channel->own_promise;
      cells = ear_build_row (table);
      ear_build_cell (cells, g_strdup (channel->name), NULL);
      add_number_cell (cells, channel, EAR_FIGURE_QUESTIONS);
      for (guint j = 0; j < n; j++)
        {
          double value;

          if (ear_curve_value_at (channel->shared.curve, times[j], &value))
            add_figure_cell (cells, channel, EAR_FIGURE_ANSWERED, EAR_CLOCK_SHARED, ear_report_dup_percent (value));
          else
            ear_build_cell (cells, g_strdup ("—"), NULL);
        }
    }
  if (own)
    ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE,
                         g_strdup (_("The curves go by the answering hours and “we answer within” of the whole organisation, so that they can be compared.")));
}

/* ---- one channel ---- */

static void
add_speeds (EarDocumentBuilder *builder, const EarReportChannel *channel)
{
  /* Where no hours are set both are one. */
  static const EarClock clocks[] = { EAR_CLOCK_OPEN, EAR_CLOCK_WALL };
  guint n_clocks = channel->hours_set ? 2 : 1;
  gboolean is_one = channel->promise_s != G_MAXINT64 && !channel->promise_changed;
  g_autofree char *promise = ear_report_dup_duration (channel->promise_s, !channel->hours_set);
  /* Translators: %s is a duration */
  g_autofree char *within = is_one ? g_strdup_printf (_("Answered within %s"), promise) : g_strdup (_("Answered in time"));
  EarBlock *table = ear_build_table (builder, _("How fast"));

  ear_build_column (table, _("Figure"), FALSE);
  ear_build_column (table, channel->hours_set ? _("In answering hours") : _("By the clock"), FALSE);
  if (n_clocks > 1)
    ear_build_column (table, _("By the clock"), FALSE);
  for (guint row = 0; row < 3; row++)
    {
      GPtrArray *cells = ear_build_row (table);

      ear_build_cell (cells, g_strdup (row == 0 ? within : row == 1 ? _("Half within") : _("Nine in ten within")), NULL);
      for (guint i = 0; i < n_clocks; i++)
        {
          const EarReportClock *clock = ear_report_channel_get_clock (channel, clocks[i]);
          gboolean wall = ear_report_channel_is_by_wall (channel, clocks[i]);

          if (row == 0)
            add_figure_cell (cells, channel, figure_of_share (channel, clocks[i]), clocks[i], dup_share (clock));
          else
            add_figure_cell (cells, channel, EAR_FIGURE_ANSWERED, clocks[i], dup_speed (clock, row == 1 ? 0.5 : 0.9, wall));
        }
    }
}

/* @which: of the channel's questions. */
static void
add_part (EarBlock *table, const EarReportChannel *channel, const char *label, const EarReportPart *part, EarReportWhich which)
{
  EarFigureList list = { .channel = channel, .which = which, .clock = EAR_CLOCK_OPEN, .earlier = EAR_FIGURES_OF_NOW };
  g_autofree char *share = ear_report_dup_part (part);
  GPtrArray *cells;

  if (share == NULL)
    return;
  cells = ear_build_row (table);
  ear_build_cell (cells, g_strdup (label), NULL);
  list.which.any = EAR_FIGURES_JUDGED;
  ear_build_cell (cells, g_steal_pointer (&share), ear_figure_list_dup_target (&list, NULL));
  list.which.any = 0;
  list.which.figures |= 1u << EAR_FIGURE_ANSWERED;
  ear_build_cell (cells, ear_report_dup_part_half (part, ear_report_channel_is_by_wall (channel, EAR_CLOCK_OPEN)), ear_figure_list_dup_target (&list, NULL));
}

static void
add_turn (EarBlock *table, const EarReportChannel *channel, EarTurn turn, EarFigure figure, const char *label)
{
  add_part (table, channel, label, &channel->open.turns[turn], (EarReportWhich) { .figures = 1u << figure, .type = EAR_TYPE_UNKNOWN, .hour = -1 });
}

/* By turn where there are both, by type where there are several: by the channel's own hours. */
static void
add_kinds (EarDocumentBuilder *builder, const EarReportChannel *channel)
{
  const EarReportClock *clock = &channel->open;
  gboolean both = clock->turns[EAR_TURN_NEW].questions > 0 && clock->turns[EAR_TURN_FOLLOW_UP].questions > 0;
  guint n_types = 0;
  EarBlock *table;

  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    n_types += clock->types[type][EAR_TURN_ANY].questions > 0;
  if (!both && n_types < 2)
    return;
  table = ear_build_table (builder, _("By kind of question"));
  ear_build_column (table, _("Kind"), FALSE);
  ear_build_column (table, _("Answered in time"), FALSE);
  ear_build_column (table, _("Half within"), FALSE);
  if (both)
    {
      add_turn (table, channel, EAR_TURN_NEW, EAR_FIGURE_NEW, _("New"));
      add_turn (table, channel, EAR_TURN_FOLLOW_UP, EAR_FIGURE_FOLLOW_UP, _("Follow-ups"));
    }
  for (guint type = 0; n_types > 1 && type < EAR_N_CONVERSATION_TYPES; type++)
    add_part (table, channel, ear_conversation_type_get_label ((EarConversationType) type), &clock->types[type][EAR_TURN_ANY],
              (EarReportWhich) { .type = (int) type, .hour = -1 });
}

static void
add_changes (EarDocumentBuilder *builder, const EarReportChannel *channel)
{
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      g_autofree char *change = ear_report_dup_change_markup (channel, EAR_CLOCK_OPEN, (EarEarlier) i);

      if (change != NULL)
        ear_build_markup (builder, EAR_PARAGRAPH_PLAIN, change);
    }
}

#define MAP_STEP 3           /* hours in a column of the map: eight fit beside each other */

/* How many questions came, weekday by weekday. */
static void
add_map (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);
  const EarReportHour *map = report->map;
  EarBlock *table;

  if (map == NULL)
    return;
  ear_build_heading (builder, 2, "hours", _("When Questions Come"));
  ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, ear_report_dup_busiest (map));
  table = ear_build_table (builder, _("Questions by weekday and hour"));
  ear_build_column (table, _("Weekday"), FALSE);
  for (guint hour = 0; hour < 24; hour += MAP_STEP)
    {
      g_autofree char *span = g_strdup_printf ("%u–%u", hour, hour + MAP_STEP);

      ear_build_column (table, span, TRUE);
    }
  for (guint day = 0; day < 7; day++)
    {
      GPtrArray *cells = ear_build_row (table);

      ear_build_cell (cells, g_strdup (ear_words_get_weekday (day, FALSE)), NULL);
      for (guint hour = 0; hour < 24; hour += MAP_STEP)
        {
          EarFigureList list = ear_figure_list (NULL, EAR_FIGURE_QUESTIONS, EAR_CLOCK_SHARED);
          guint n = 0;

          for (guint i = 0; i < MAP_STEP; i++)
            n += map[day * 24 + hour + i].questions;
          list.which.hour = (int) (day * 24 + hour);
          list.which.more_hours = MAP_STEP - 1;
          ear_build_cell (cells, ear_words_dup_number (n), ear_figure_list_dup_target (&list, report));
        }
    }
}

static void
add_counts (EarDocumentBuilder *builder, const EarReportChannel *channel)
{
  static const EarFigure figures[] = {
    EAR_FIGURE_QUESTIONS, EAR_FIGURE_NEW, EAR_FIGURE_FOLLOW_UP, EAR_FIGURE_ON_SPOT, EAR_FIGURE_KEPT, EAR_FIGURE_MISSED, EAR_FIGURE_ANSWERED,
    EAR_FIGURE_BEFORE_OPENING, EAR_FIGURE_WAITING, EAR_FIGURE_CLOSED, EAR_FIGURE_TAKEN_BACK, EAR_FIGURE_TOO_NEW, EAR_FIGURE_TOO_NEW_ANSWERED,
    EAR_FIGURE_NO_ANSWER_NEEDED, EAR_FIGURE_SPAM, EAR_FIGURE_AUTOMATIC, EAR_FIGURE_IN_GAP, EAR_FIGURE_AFTER, EAR_FIGURE_CUT_OFF,
    EAR_FIGURE_TAKEN_BACK_EARLY,
  };
  EarBlock *table = ear_build_table (builder, _("How many"));

  ear_build_column (table, _("What is counted"), FALSE);
  ear_build_column (table, _("Number"), TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      /* What is owed is told even where it is nothing. */
      gboolean always = figures[i] == EAR_FIGURE_QUESTIONS || figures[i] == EAR_FIGURE_WAITING || figures[i] == EAR_FIGURE_CLOSED;
      GPtrArray *cells;

      if (channel->counts[figures[i]] == 0 && !always)
        continue;
      cells = ear_build_row (table);
      ear_build_cell (cells, g_strdup (ear_figure_get_label (figures[i])), NULL);
      add_number_cell (cells, channel, figures[i]);
    }
}

static void
add_gaps (EarDocumentBuilder *builder, const EarReport *report, const EarReportChannel *channel)
{
  EarBlock *list;

  if (channel->gaps->len <= EAR_REPORT_GAPS_NAMED)
    return;
  ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup (_("Not read:")));
  list = ear_build_list (builder, FALSE);
  for (guint i = 0; i < channel->gaps->len; i++)
    g_ptr_array_add (list->items, ear_runs_new (ear_report_dup_gap (report, &g_array_index (channel->gaps, EarSpan, i)), NULL));
}

static void
add_channel (EarDocumentBuilder *builder, guint index)
{
  const EarReport *report = ear_build_get_report (builder);
  const EarReportChannel *channel = ear_report_get_channel (report, index);
  g_autofree char *id = ear_document_dup_channel_id (index), *name = ear_words_isolate (channel->name), *coverage = NULL, *as_of = NULL;
  /* Translators: 1 a channel's name, 2 the service it is on: "Olive & Thyme (WordPress)" */
  g_autofree char *title = g_strdup_printf (_("%1$s (%2$s)"), name, _(channel->kind_name));
  gboolean hardly = ear_report_channel_is_hardly_read (channel) || channel->gaps->len > 0;

  ear_build_heading (builder, 2, id, title);
  coverage = ear_report_dup_coverage (report, channel);
  ear_build_paragraph (builder, hardly ? EAR_PARAGRAPH_WARNING : EAR_PARAGRAPH_PLAIN, g_steal_pointer (&coverage));
  ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, ear_report_dup_remark (channel));
  if (channel->known_until != EAR_TIME_NONE && !channel->offline)
    {
      as_of = ear_report_dup_time (report, channel->known_until);
      ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, g_strdup_printf (_("As of %s."), as_of));
    }
  add_gaps (builder, report, channel);
  if (channel->counts[EAR_FIGURE_QUESTIONS] > 0)
    {
      ear_build_paragraph (builder, EAR_PARAGRAPH_PLAIN, ear_report_dup_people (channel));
      if (ear_report_channel_has_curve (channel))
        ear_build_chart (builder, (int) index);
      if (ear_report_channel_has_curve (channel) && (channel->own_hours || channel->own_promise))
        ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE,
                             g_strdup (_("The curve goes by the answering hours and “we answer within” of the whole organisation, the figures by this "
                                         "channel's own.")));
      add_speeds (builder, channel);
      ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, ear_report_dup_interval (&channel->open));
      ear_build_paragraph (builder, EAR_PARAGRAPH_NOTE, ear_report_dup_if_needed (&channel->open));
      add_kinds (builder, channel);
      add_changes (builder, channel);
    }
  add_counts (builder, channel);
}

void
ear_build_answering (EarDocumentBuilder *builder)
{
  const EarReport *report = ear_build_get_report (builder);

  if (!ear_report_has_shown (report))
    return;
  ear_build_heading (builder, 2, "side-by-side", _("Side by Side"))->new_page = TRUE;
  add_side_by_side (builder);
  add_curves (builder);
  add_map (builder);
  for (guint i = 0; i < report->channels->len; i++)
    if (ear_report_channel_is_shown (ear_report_get_channel (report, i)))
      add_channel (builder, i);
}
