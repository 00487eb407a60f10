/* By kind, by hour and beside earlier times, for programs and spreadsheets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-clock.h"
#include "report/ear-report-export-private.h"
#include "report/ear-report-text.h"

static gboolean
is_told (EarChange change)
{
  return change >= EAR_CHANGE_CHANCE;
}

/* ---- JSON ---- */

static void
write_part (EarJsonWriter *writer, const char *name, const EarReportPart *part)
{
  ear_json_writer_begin_object (writer, name);
  ear_json_writer_int (writer, "questions", part->questions);
  ear_export_write_share (writer, "within_promise", &part->share, part->enough);
  ear_export_write_quantile (writer, "half", &part->half, part->enough);
  ear_json_writer_end_object (writer);
}

static void
write_turns (EarJsonWriter *writer, const char *name, const EarReportPart parts[EAR_N_TURNS], EarTurn first)
{
  ear_json_writer_begin_object (writer, name);
  for (guint turn = first; turn < EAR_N_TURNS; turn++)
    write_part (writer, ear_turn_to_word ((EarTurn) turn), &parts[turn]);
  ear_json_writer_end_object (writer);
}

/* Hours in which nothing came are left out. */
static void
write_map (EarJsonWriter *writer, const char *name, const EarReportHour *map)
{
  if (map == NULL)
    {
      ear_json_writer_null (writer, name);
      return;
    }
  ear_json_writer_begin_array (writer, name);
  for (guint i = 0; i < EAR_HOURS_A_WEEK; i++)
    {
      const EarReportHour *hour = &map[i];

      if (hour->questions == 0)
        continue;
      ear_json_writer_begin_object (writer, NULL);
      ear_json_writer_int (writer, "weekday", i / 24 + 1);
      ear_json_writer_int (writer, "hour", i % 24);
      ear_json_writer_int (writer, "questions", hour->questions);
      ear_json_writer_int (writer, "k", hour->k);
      ear_json_writer_int (writer, "n", hour->n);
      ear_json_writer_int (writer, "people", hour->people);
      ear_export_write_number (writer, "estimate", hour->share.estimate, hour->enough);
      ear_export_write_number (writer, "lower", hour->share.lower, hour->enough);
      ear_export_write_number (writer, "upper", hour->share.upper, hour->enough);
      ear_json_writer_end_object (writer);
    }
  ear_json_writer_end_array (writer);
}

static void
write_earlier (EarJsonWriter *writer, const char *name, const EarReportEarlier *earlier)
{
  if (earlier->change == EAR_CHANGE_NOT_ASKED)
    {
      ear_json_writer_null (writer, name);
      return;
    }
  ear_json_writer_begin_object (writer, name);
  ear_json_writer_double (writer, "covered", earlier->covered);
  ear_json_writer_int (writer, "questions", earlier->questions);
  ear_export_write_share (writer, "within_promise", &earlier->share, earlier->enough);
  ear_export_write_quantile (writer, "half", &earlier->half, earlier->enough);
  ear_json_writer_text (writer, "change", ear_change_to_word (earlier->change));
  ear_export_write_number (writer, "gap", earlier->gap.estimate, is_told (earlier->change));
  ear_export_write_number (writer, "lower", earlier->gap.lower, is_told (earlier->change));
  ear_export_write_number (writer, "upper", earlier->gap.upper, is_told (earlier->change));
  ear_json_writer_end_object (writer);
}

void
ear_export_write_parts (EarJsonWriter *writer, const EarReportClock *clock)
{
  write_turns (writer, "by_turn", clock->turns, EAR_TURN_NEW);
  ear_json_writer_begin_object (writer, "by_type");
  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    if (clock->types[type][EAR_TURN_ANY].questions > 0)
      write_turns (writer, ear_conversation_type_to_word ((EarConversationType) type), clock->types[type], EAR_TURN_ANY);
  ear_json_writer_end_object (writer);
  write_map (writer, "by_hour", clock->map);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    write_earlier (writer, ear_earlier_to_word ((EarEarlier) i), &clock->earlier[i]);
}

void
ear_export_write_whole (EarJsonWriter *writer, const EarReport *report)
{
  write_map (writer, "by_hour_workspace_hours", report->map);
  write_map (writer, "by_hour_wall_clock", report->map_wall);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      const EarReportEarlierPeriod *period = &report->earlier[i];
      const char *name = ear_earlier_to_word ((EarEarlier) i);

      if (!period->asked)
        {
          ear_json_writer_null (writer, name);
          continue;
        }
      ear_json_writer_begin_object (writer, name);
      ear_json_writer_time (writer, "from", period->from);
      ear_json_writer_time (writer, "to", period->to);
      ear_json_writer_time (writer, "followed_until", period->now);
      ear_json_writer_end_object (writer);
    }
}

/* ---- CSV ---- */

static void
add_part_name (GString *head, const char *part)
{
  static const char *const names[] = { "questions", "answered_in_time", "judged", "share", "share_lower", "share_upper", "judged_people", "half_seconds" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s_%s", part, names[i]);

      ear_export_add_cell (head, name);
    }
}

static void
add_part (GString *line, guint questions, const EarShare *share, const EarQuantile *half, gboolean enough)
{
  ear_export_add_int (line, questions, TRUE);
  ear_export_add_int (line, share->k, TRUE);
  ear_export_add_int (line, share->n, TRUE);
  ear_export_add_number (line, share->share.estimate, enough);
  ear_export_add_number (line, share->share.lower, enough);
  ear_export_add_number (line, share->share.upper, enough);
  ear_export_add_int (line, share->people, TRUE);
  ear_export_add_int (line, half->time, enough && half->reached);
}

void
ear_export_add_part_names (GString *head)
{
  static const char *const names[] = { "covered", "change", "gap", "gap_lower", "gap_upper" };

  for (guint turn = EAR_TURN_NEW; turn < EAR_N_TURNS; turn++)
    add_part_name (head, ear_turn_to_word ((EarTurn) turn));
  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    add_part_name (head, ear_conversation_type_to_word ((EarConversationType) type));
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      add_part_name (head, ear_earlier_to_word ((EarEarlier) i));
      for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *name = g_strdup_printf ("%s_%s", ear_earlier_to_word ((EarEarlier) i), names[j]);

          ear_export_add_cell (head, name);
        }
    }
}

void
ear_export_add_parts (GString *line, const EarReportClock *clock)
{
  for (guint turn = EAR_TURN_NEW; turn < EAR_N_TURNS; turn++)
    add_part (line, clock->turns[turn].questions, &clock->turns[turn].share, &clock->turns[turn].half, clock->turns[turn].enough);
  for (guint type = 0; type < EAR_N_CONVERSATION_TYPES; type++)
    {
      const EarReportPart *part = &clock->types[type][EAR_TURN_ANY];

      add_part (line, part->questions, &part->share, &part->half, part->enough);
    }
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    {
      const EarReportEarlier *earlier = &clock->earlier[i];

      add_part (line, earlier->questions, &earlier->share, &earlier->half, earlier->enough);
      ear_export_add_number (line, earlier->covered, earlier->change != EAR_CHANGE_NOT_ASKED);
      ear_export_add_cell (line, ear_change_to_word (earlier->change));
      ear_export_add_number (line, earlier->gap.estimate, is_told (earlier->change));
      ear_export_add_number (line, earlier->gap.lower, is_told (earlier->change));
      ear_export_add_number (line, earlier->gap.upper, is_told (earlier->change));
    }
}

static void
add_hours (GString *page, const EarReportChannel *channel, const char *clock, const EarReportHour *map)
{
  for (guint i = 0; map != NULL && i < EAR_HOURS_A_WEEK; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      ear_export_add_cell (line, channel != NULL ? channel->key : "*");
      ear_export_add_cell (line, channel != NULL ? channel->name : "*");
      ear_export_add_cell (line, clock);
      ear_export_add_int (line, i / 24 + 1, TRUE);
      ear_export_add_int (line, i % 24, TRUE);
      ear_export_add_int (line, map[i].questions, TRUE);
      ear_export_add_int (line, map[i].k, TRUE);
      ear_export_add_int (line, map[i].n, TRUE);
      ear_export_add_int (line, map[i].people, TRUE);
      ear_export_add_number (line, map[i].share.estimate, map[i].enough);
      ear_export_add_number (line, map[i].share.lower, map[i].enough);
      ear_export_add_number (line, map[i].share.upper, map[i].enough);
      g_string_append_printf (page, "%s\r\n", line->str);
    }
}

char *
ear_report_hours_to_csv (const EarReport *report)
{
  GString *page = g_string_new ("channel,name,clock,weekday,hour,questions,answered_in_time,judged,judged_people,share,share_lower,share_upper\r\n");

  g_return_val_if_fail (report != NULL, g_string_free (page, FALSE));

  add_hours (page, NULL, "workspace_hours", report->map);
  add_hours (page, NULL, "wall_clock", report->map_wall);
  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *channel = ear_report_get_channel (report, i);

      add_hours (page, channel, "answering_hours", channel->open.map);
      add_hours (page, channel, "wall_clock", channel->wall.map);
    }
  return g_string_free (page, FALSE);
}
