/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/ear-report-parts.h"
#include "model/ear-sort.h"

static const char *const type_words[EAR_N_CONVERSATION_TYPES] = {
  [EAR_CONVERSATION_COMMENT] = "comment", [EAR_CONVERSATION_THREAD] = "mention", [EAR_CONVERSATION_DIRECT] = "direct",
  [EAR_CONVERSATION_REVIEW] = "review", [EAR_CONVERSATION_CONTACT] = "contact",
};

static const char *const turn_words[EAR_N_TURNS] = {
  [EAR_TURN_ANY] = "any", [EAR_TURN_NEW] = "new", [EAR_TURN_FOLLOW_UP] = "follow-up",
};

static const char *const earlier_words[EAR_N_EARLIER] = {
  [EAR_EARLIER_PERIOD] = "period_before", [EAR_EARLIER_YEAR] = "year_before",
};

static const char *const change_words[] = {
  [EAR_CHANGE_NOT_ASKED] = "not-asked", [EAR_CHANGE_NOT_READ] = "not-read", [EAR_CHANGE_TOO_FEW] = "too-few",
  [EAR_CHANGE_OTHER_PROMISE] = "other-promise", [EAR_CHANGE_CHANCE] = "could-be-chance", [EAR_CHANGE_BETTER] = "better",
  [EAR_CHANGE_WORSE] = "worse",
};

const char *
ear_conversation_type_to_word (EarConversationType type)
{
  g_return_val_if_fail (type < EAR_N_CONVERSATION_TYPES, NULL);
  return type_words[type];
}

gboolean
ear_conversation_type_from_word (const char *word, EarConversationType *type)
{
  g_return_val_if_fail (word != NULL && type != NULL, FALSE);

  for (guint i = 0; i < EAR_N_CONVERSATION_TYPES; i++)
    if (g_str_equal (word, type_words[i]))
      {
        *type = (EarConversationType) i;
        return TRUE;
      }
  return FALSE;
}

const char *
ear_turn_to_word (EarTurn turn)
{
  g_return_val_if_fail (turn < EAR_N_TURNS, NULL);
  return turn_words[turn];
}

const char *
ear_earlier_to_word (EarEarlier earlier)
{
  g_return_val_if_fail (earlier < EAR_N_EARLIER, NULL);
  return earlier_words[earlier];
}

gboolean
ear_earlier_from_word (const char *word, EarEarlier *earlier)
{
  g_return_val_if_fail (word != NULL && earlier != NULL, FALSE);

  for (guint i = 0; i < EAR_N_EARLIER; i++)
    if (g_str_equal (word, earlier_words[i]))
      {
        *earlier = (EarEarlier) i;
        return TRUE;
      }
  return FALSE;
}

const char *
ear_change_to_word (EarChange change)
{
  g_return_val_if_fail (change < G_N_ELEMENTS (change_words), NULL);
  return change_words[change];
}

/* ---- the map ---- */

/* @people: those of the ripe, hour after hour; their order is lost. */
static void
conclude_hour (EarReportHour *hour, guint64 *people, guint floor_n, guint floor_people)
{
  hour->people = (guint) ear_sort_distinct (people, hour->n);
  hour->share = ear_wilson (hour->k, hour->n, 0.95);
  hour->enough = hour->n >= floor_n && hour->people >= floor_people;
}

/**
 * ear_report_map_new:
 * @lists: (array length=n_lists): waits by one clock, each with the hour of the week in which it began
 * @floor_n: ripe ones from which an hour's share may be printed …
 * @floor_people: … by at least so many people
 */
EarReportHour *
ear_report_map_new (const EarMapped *lists, gsize n_lists, guint floor_n, guint floor_people)
{
  EarReportHour *map;
  g_autofree guint64 *people = NULL;
  gsize starts[EAR_HOURS_A_WEEK], n = 0, n_ripe = 0;

  g_return_val_if_fail (lists != NULL || n_lists == 0, NULL);

  for (gsize i = 0; i < n_lists; i++)
    n += lists[i].n;
  if (n < EAR_REPORT_FLOOR_MAP)
    return NULL;

  map = g_new0 (EarReportHour, EAR_HOURS_A_WEEK);
  for (gsize i = 0; i < n_lists; i++)
    for (gsize j = 0; j < lists[i].n; j++)
      {
        const EarWait *wait = &lists[i].waits[j];
        EarReportHour *hour = &map[lists[i].hours[j]];

        hour->questions++;
        hour->n += ear_wait_is_ripe (wait);
        hour->k += ear_wait_is_kept (wait);
      }
  for (guint i = 0; i < EAR_HOURS_A_WEEK; i++)
    {
      starts[i] = n_ripe;
      n_ripe += map[i].n;
    }

  people = g_new (guint64, MAX (n_ripe, 1));
  for (gsize i = 0; i < n_lists; i++)
    for (gsize j = 0; j < lists[i].n; j++)
      if (ear_wait_is_ripe (&lists[i].waits[j]))
        people[starts[lists[i].hours[j]]++] = (guint64) lists[i].waits[j].person_id;
  for (guint i = 0; i < EAR_HOURS_A_WEEK; i++)
    conclude_hour (&map[i], people + starts[i] - map[i].n, floor_n, floor_people);
  return map;
}

GArray *
ear_report_earlier_dup_conversations (const EarReportEarlier *earlier, gboolean kept, gboolean missed)
{
  GArray *conversations = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  g_return_val_if_fail (earlier != NULL, conversations);

  for (guint i = earlier->judged != NULL ? earlier->judged->len : 0; i > 0; i--)
    {
      gint64 judged = g_array_index (earlier->judged, gint64, i - 1), conversation = judged >> 1;

      if (((judged & 1) != 0 ? kept : missed) && g_hash_table_add (seen, g_memdup2 (&conversation, sizeof conversation)))
        g_array_append_val (conversations, conversation);
    }
  return conversations;
}
