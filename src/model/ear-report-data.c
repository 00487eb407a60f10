/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/ear-clock.h"
#include "model/ear-report-data.h"

typedef struct
{
  EarReport report;
  gatomicrefcount references;
} Shared;

static const char *const figure_words[EAR_N_FIGURES] = {
  [EAR_FIGURE_QUESTIONS] = "questions",
  [EAR_FIGURE_NEW] = "new",
  [EAR_FIGURE_FOLLOW_UP] = "follow-up",
  [EAR_FIGURE_KEPT] = "kept",
  [EAR_FIGURE_MISSED] = "missed",
  [EAR_FIGURE_TOO_NEW] = "too-new",
  [EAR_FIGURE_TAKEN_BACK_EARLY] = "taken-back-early",
  [EAR_FIGURE_CUT_OFF] = "cut-off",
  [EAR_FIGURE_ANSWERED] = "answered",
  [EAR_FIGURE_TOO_NEW_ANSWERED] = "too-new-answered",
  [EAR_FIGURE_BEFORE_OPENING] = "before-opening",
  [EAR_FIGURE_WAITING] = "waiting",
  [EAR_FIGURE_CLOSED] = "closed",
  [EAR_FIGURE_TAKEN_BACK] = "taken-back",
  [EAR_FIGURE_NO_ANSWER_NEEDED] = "no-answer-needed",
  [EAR_FIGURE_SPAM] = "spam",
  [EAR_FIGURE_AUTOMATIC] = "automatic",
  [EAR_FIGURE_IN_GAP] = "in-gap",
  [EAR_FIGURE_AFTER] = "after",
  [EAR_FIGURE_ON_SPOT] = "on-spot",
};

const char *
ear_figure_to_string (EarFigure figure)
{
  g_return_val_if_fail (figure < EAR_N_FIGURES, NULL);
  return figure_words[figure];
}

gboolean
ear_figure_from_string (const char *word, EarFigure *figure)
{
  g_return_val_if_fail (word != NULL && figure != NULL, FALSE);

  for (guint i = 0; i < EAR_N_FIGURES; i++)
    if (g_str_equal (word, figure_words[i]))
      {
        *figure = (EarFigure) i;
        return TRUE;
      }
  return FALSE;
}

static void
clock_clear (EarReportClock *clock)
{
  g_clear_pointer (&clock->curve, g_array_unref);
  g_clear_pointer (&clock->map, g_free);
  for (guint i = 0; i < EAR_N_EARLIER; i++)
    g_clear_pointer (&clock->earlier[i].judged, g_array_unref);
}

static void
channel_free (gpointer data)
{
  EarReportChannel *channel = data;

  g_free (channel->key);
  g_free (channel->name);
  g_free (channel->kind);
  g_free (channel->kind_name);
  g_clear_pointer (&channel->gaps, g_array_unref);
  clock_clear (&channel->open);
  clock_clear (&channel->wall);
  clock_clear (&channel->shared);
  g_clear_pointer (&channel->members, g_array_unref);
  g_free (channel);
}

/* Empty; filled by ear_report_compute() or a test before anyone else sees it. */
EarReport *
ear_report_new (void)
{
  Shared *shared = g_new0 (Shared, 1);

  g_atomic_ref_count_init (&shared->references);
  shared->report.as_of = EAR_TIME_NONE;
  shared->report.channels = g_ptr_array_new_with_free_func (channel_free);
  return &shared->report;
}

EarReport *
ear_report_extend (const EarReport *report)
{
  EarReport *whole = ear_report_new ();

  g_return_val_if_fail (report != NULL, whole);

  g_ptr_array_unref (whole->channels);
  *whole = *report;
  whole->zone = g_strdup (report->zone);
  whole->channels = g_ptr_array_ref (report->channels);
  whole->map = g_memdup2 (report->map, report->map != NULL ? EAR_HOURS_A_WEEK * sizeof *report->map : 0);
  whole->map_wall = g_memdup2 (report->map_wall, report->map_wall != NULL ? EAR_HOURS_A_WEEK * sizeof *report->map_wall : 0);
  whole->facts = NULL;
  whole->voice = NULL;
  whole->presence = NULL;
  whole->talk = NULL;
  whole->conversation_keys = NULL;
  return whole;
}

EarReport *
ear_report_ref (EarReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);
  g_atomic_ref_count_inc (&((Shared *) report)->references);
  return report;
}

void
ear_report_unref (EarReport *report)
{
  if (report == NULL || !g_atomic_ref_count_dec (&((Shared *) report)->references))
    return;
  g_free (report->zone);
  g_free (report->map);
  g_free (report->map_wall);
  g_ptr_array_unref (report->channels);
  g_clear_pointer (&report->facts, ear_facts_free);
  g_clear_pointer (&report->voice, ear_voice_free);
  g_clear_pointer (&report->presence, ear_presence_free);
  g_clear_pointer (&report->talk, ear_talk_free);
  g_clear_pointer (&report->conversation_keys, g_hash_table_unref);
  g_free (report);
}

/* Returns: (transfer none): a new last channel, empty */
EarReportChannel *
ear_report_add_channel (EarReport *report)
{
  EarReportChannel *channel;

  g_return_val_if_fail (report != NULL, NULL);

  channel = g_new0 (EarReportChannel, 1);
  channel->known_until = EAR_TIME_NONE;
  channel->waiting_since = EAR_TIME_NONE;
  channel->gaps = g_array_new (FALSE, FALSE, sizeof (EarSpan));
  channel->members = g_array_new (FALSE, FALSE, sizeof (EarReportMember));
  g_ptr_array_add (report->channels, channel);
  return channel;
}

const char *
ear_report_get_conversation_key (const EarReport *report, gint64 conversation_id)
{
  g_return_val_if_fail (report != NULL, NULL);
  return report->conversation_keys != NULL ? g_hash_table_lookup (report->conversation_keys, &conversation_id) : NULL;
}

const EarReportChannel *
ear_report_get_channel (const EarReport *report, guint index)
{
  g_return_val_if_fail (report != NULL && index < report->channels->len, NULL);
  return g_ptr_array_index (report->channels, index);
}

guint *
ear_report_dup_places (const EarReport *report, const GPtrArray *keys)
{
  guint *places = g_new (guint, keys->len + 1);

  for (guint i = 0; i < keys->len; i++)
    {
      places[i] = G_MAXUINT;
      for (guint k = 0; k < report->channels->len; k++)
        if (g_str_equal (ear_report_get_channel (report, k)->key, g_ptr_array_index (keys, i)))
          places[i] = k;
    }
  return places;
}

const EarReportClock *
ear_report_channel_get_clock (const EarReportChannel *channel, EarClock clock)
{
  g_return_val_if_fail (channel != NULL && clock < EAR_N_CLOCKS, NULL);

  switch (clock)
    {
    case EAR_CLOCK_WALL:
      return &channel->wall;
    case EAR_CLOCK_SHARED:
      return &channel->shared;
    case EAR_CLOCK_OPEN:
    case EAR_N_CLOCKS:
    default:
      return &channel->open;
    }
}

static gboolean
member_is (const EarReportMember *member, const EarReportWhich *which, EarClock clock)
{
  return member->conversation_id != 0 && (member->figures[clock] & which->figures) == which->figures &&
         (which->any == 0 || (member->figures[clock] & which->any) != 0) &&
         (which->type == EAR_TYPE_UNKNOWN || which->type == member->type) &&
         (which->hour < 0 || (which->hour <= member->hour && member->hour <= which->hour + which->more_hours));
}

gboolean
ear_report_channel_has_which (const EarReportChannel *channel, const EarReportWhich *which, EarClock clock)
{
  g_return_val_if_fail (channel != NULL && which != NULL && clock < EAR_N_CLOCKS, FALSE);

  for (guint i = 0; i < channel->members->len; i++)
    if (member_is (&g_array_index (channel->members, EarReportMember, i), which, clock))
      return TRUE;
  return FALSE;
}

GArray *
ear_report_dup_which (const EarReport *report, guint channel, const EarReportWhich *which, EarClock clock)
{
  GArray *conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_return_val_if_fail (report != NULL && which != NULL && clock < EAR_N_CLOCKS, conversations);
  g_return_val_if_fail (channel == EAR_REPORT_ALL_CHANNELS || channel < report->channels->len, conversations);

  for (guint i = 0; i < report->channels->len; i++)
    {
      const EarReportChannel *one = ear_report_get_channel (report, i);

      if (channel == EAR_REPORT_ALL_CHANNELS ? one->offline : i != channel)
        continue;
      for (guint j = one->members->len; j > 0; j--)
        {
          const EarReportMember *member = &g_array_index (one->members, EarReportMember, j - 1);

          if (member_is (member, which, clock) && g_hash_table_add (seen, (gpointer) &member->conversation_id))
            g_array_append_val (conversations, member->conversation_id);
        }
    }
  return conversations;
}

GArray *
ear_report_dup_conversations (const EarReport *report, guint channel, EarFigure figure, EarClock clock)
{
  EarReportWhich which = { .type = EAR_TYPE_UNKNOWN, .hour = -1 };

  g_return_val_if_fail (figure < EAR_N_FIGURES, NULL);

  which.figures = 1u << figure;
  return ear_report_dup_which (report, channel, &which, clock);
}
