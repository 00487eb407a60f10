/* Which messages of a conversation deserve an answer, and what became of them: one walk through everything that happened in it, in
 * order of time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>

#include "base/ear-clock.h"
#include "model/ear-enquiry.h"

#define FOLLOW_UP_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define NONE (-1)

/* A message as the walk sees it. */
typedef struct
{
  const EarEnquiryMessage *message;
  int parent;      /* index, or NONE */
  guint depth;     /* of its parent chain */
  gint64 at;       /* when it was written, never before what it replies to: clocks of two servers differ */
  int person;      /* index, inbound only */
  int enquiry;     /* index of the enquiry it belongs to, or NONE */
  enum { NEW, WALKING, PLACED } mark;
} Node;

typedef struct
{
  gint64 id;
  int current[4];           /* by EarEnquiryExclusion: the open enquiry of that sort, or NONE */
  gint64 last_at;           /* the last message of either side */
  gboolean answered;        /* we answered once … */
  gboolean done_since;      /* … and closed after that */
} Person;

/* What the walk knows of an enquiry beside the result. */
typedef struct
{
  EarEnquiry enquiry;
  int person;
  guint n_alive;            /* messages still there */
  gboolean ended_by_us;     /* one of them was hidden, trashed or deleted by us */
  int index;                /* as it was opened: nodes refer to this */
} Case;

typedef enum
{
  STEP_MESSAGE,             /* at equal times: first what was said, … */
  STEP_ENDING,              /* … then what was taken away, … */
  STEP_CLOSE,               /* … then what was closed */
} StepType;

typedef struct
{
  gint64 at;
  StepType type;
  guint depth;
  gint64 id;
  int index;                /* of a node, or of a person for a close */
} Step;

typedef struct
{
  Node *nodes;
  int n_nodes;
  GArray *persons;          /* (element-type Person) */
  GHashTable *person_index; /* id → index + 1 */
  GArray *cases;            /* (element-type Case) */
  GArray *steps;            /* (element-type Step) */
  const EarEnquiryRules *rules;
} Walk;

#define PERSON(walk, index) (&g_array_index ((walk)->persons, Person, (index)))
#define CASE(walk, index) (&g_array_index ((walk)->cases, Case, (index)))

/* ---- who answers what ---- */

static gboolean
is_gone (const EarEnquiryMessage *message)
{
  return message->state == EAR_MESSAGE_HIDDEN || message->state == EAR_MESSAGE_TRASHED || message->state == EAR_MESSAGE_DELETED;
}

/* Emptying the spam over there makes no question of it. */
static gboolean
is_spam (const EarEnquiryMessage *message)
{
  return message->state == EAR_MESSAGE_SPAM || (message->was_spam && is_gone (message));
}

static EarEnquiryExclusion
exclusion_of (const EarEnquiryMessage *message)
{
  if (is_spam (message))
    return EAR_EXCLUDED_SPAM;
  if (message->flags & EAR_MESSAGE_AUTOMATIC)
    return EAR_EXCLUDED_AUTOMATIC;
  return message->needs_no_answer ? EAR_EXCLUDED_NO_ANSWER_NEEDED : EAR_EXCLUDED_NO;
}

/* Whether our message counts for @person: one that waits for approval was never read, and one that was deleted counts only if the
 * customer wrote again while it stood. @step: where it stands among the steps. */
static gboolean
answer_counts (Walk *walk, const Node *ours, int person, guint step)
{
  const EarEnquiryMessage *message = ours->message;

  if (message->state == EAR_MESSAGE_VISIBLE)
    return TRUE;
  if (message->state == EAR_MESSAGE_HELD)
    return FALSE;

  for (step++; step < walk->steps->len; step++)
    {
      const Step *later = &g_array_index (walk->steps, Step, step);

      if (later->at > message->ended_at)
        break;
      if (later->type == STEP_MESSAGE && walk->nodes[later->index].person == person &&
          !is_spam (walk->nodes[later->index].message))
        return TRUE;
    }
  return FALSE;
}

static void
leave_open_ones (Walk *walk, int index)
{
  Person *person = PERSON (walk, CASE (walk, index)->person);

  for (guint i = 0; i < G_N_ELEMENTS (person->current); i++)
    if (person->current[i] == index)
      person->current[i] = NONE;
}

/* One that was closed is answered all the same: closing changes nothing in the figures. */
static void
answer_case (Walk *walk, int index, const Node *ours)
{
  Case *found = CASE (walk, index);
  Person *person = PERSON (walk, found->person);

  if (found->enquiry.outcome == EAR_ENQUIRY_ANSWERED || found->enquiry.outcome == EAR_ENQUIRY_WITHDRAWN)
    return;
  found->enquiry.outcome = EAR_ENQUIRY_ANSWERED;
  found->enquiry.answered_at = ours->at;
  found->enquiry.answer_id = ours->message->id;
  leave_open_ones (walk, index);
  person->answered = TRUE;
  person->done_since = FALSE;
}

/* Our message is part of the exchange with @person; @all: it answers whatever of theirs has no answer. */
static void
speak_to (Walk *walk, const Node *ours, int person, gboolean all, int index, guint step)
{
  if (!answer_counts (walk, ours, person, step))
    return;
  PERSON (walk, person)->last_at = MAX (PERSON (walk, person)->last_at, ours->at);
  if (index != NONE)
    answer_case (walk, index, ours);
  if (all)
    for (guint i = 0; i < walk->cases->len; i++)
      if (CASE (walk, i)->person == person)
        answer_case (walk, (int) i, ours);
}

static int
find_node (Walk *walk, gint64 id)
{
  int low = 0, high = walk->n_nodes;

  while (low < high)
    {
      int middle = low + (high - low) / 2;

      if (walk->nodes[middle].message->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < walk->n_nodes && walk->nodes[low].message->id == id ? low : NONE;
}

static void
take_outbound (Walk *walk, const Node *ours, guint step)
{
  const EarEnquiryMessage *message = ours->message;
  int linked;

  if (message->ours_automatic || (message->flags & EAR_MESSAGE_AUTOMATIC))
    return;

  if (walk->rules->two_person)
    for (guint i = 0; i < walk->persons->len; i++)
      speak_to (walk, ours, (int) i, TRUE, NONE, step);

  for (const gint64 *id = message->mentioned_person_ids; id != NULL && *id != 0; id++)
    {
      int person = GPOINTER_TO_INT (g_hash_table_lookup (walk->person_index, id)) - 1;

      if (person != NONE)
        speak_to (walk, ours, person, TRUE, NONE, step);
    }

  for (int i = ours->parent; i != NONE; i = walk->nodes[i].parent)
    if (walk->nodes[i].person != NONE)
      speak_to (walk, ours, walk->nodes[i].person, FALSE, walk->nodes[i].enquiry, step);

  linked = message->also_answers_id != 0 ? find_node (walk, message->also_answers_id) : NONE;
  if (linked != NONE && walk->nodes[linked].person != NONE)
    speak_to (walk, ours, walk->nodes[linked].person, FALSE, walk->nodes[linked].enquiry, step);
}

/* ---- what opens and what closes ---- */

static int
open_case (Walk *walk, const Node *node, EarEnquiryExclusion exclusion)
{
  Person *person = PERSON (walk, node->person);
  Case opened = {
    .enquiry = {
      .person_id = person->id,
      .first_message_id = node->message->id,
      .last_message_id = node->message->id,
      .opened_at = node->at,
      .answered_at = EAR_TIME_NONE,
      .closed_at = EAR_TIME_NONE,
      .exclusion = exclusion,
      .follow_up = person->answered && !person->done_since && node->at - person->last_at <= FOLLOW_UP_MS,
    },
    .person = node->person,
    .index = (int) walk->cases->len,
  };

  g_array_append_val (walk->cases, opened);
  person->current[exclusion] = (int) walk->cases->len - 1;
  return person->current[exclusion];
}

/* What needs no answer neither opens a question nor holds one open: a "thanks" today and a question next week are two things. Once a
 * real question is open, everything they write belongs to it. */
static void
take_inbound (Walk *walk, Node *node)
{
  const EarEnquiryMessage *message = node->message;
  Person *person = PERSON (walk, node->person);
  EarEnquiryExclusion exclusion = exclusion_of (message);
  int index = person->current[EAR_EXCLUDED_NO];

  if (index == NONE && exclusion != EAR_EXCLUDED_NO)
    index = person->current[exclusion];
  if (index == NONE && (message->flags & EAR_MESSAGE_ADDRESSED))
    index = open_case (walk, node, exclusion);

  if (!is_spam (message))
    person->last_at = MAX (person->last_at, node->at);
  if (index == NONE)
    return;

  node->enquiry = index;
  CASE (walk, index)->enquiry.last_message_id = message->id;
  CASE (walk, index)->n_alive += !is_spam (message);
  if (message->flags & EAR_MESSAGE_ANSWERED_ON_SPOT)
    {
      CASE (walk, index)->enquiry.on_spot = CASE (walk, index)->enquiry.first_message_id == message->id;
      answer_case (walk, index, node);
    }
}

/* When nothing of an unanswered question is left: taken back, or closed by us if we took away any of it. */
static void
take_ending (Walk *walk, const Node *node, gint64 at)
{
  const EarEnquiryMessage *message = node->message;
  Case *ended;

  if (node->enquiry == NONE)
    return;
  ended = CASE (walk, node->enquiry);
  ended->ended_by_us |= message->state != EAR_MESSAGE_DELETED || message->ended_by_us;
  if (--ended->n_alive > 0 || ended->enquiry.outcome == EAR_ENQUIRY_ANSWERED)
    return;

  if (!ended->ended_by_us)
    {
      ended->enquiry.outcome = EAR_ENQUIRY_WITHDRAWN;
      ended->enquiry.closed_at = at;
    }
  else if (ended->enquiry.outcome == EAR_ENQUIRY_OPEN)
    {
      ended->enquiry.outcome = EAR_ENQUIRY_CLOSED;
      ended->enquiry.closed_at = at;
      PERSON (walk, ended->person)->done_since = TRUE;
    }
  leave_open_ones (walk, node->enquiry);
}

static void
take_close (Walk *walk, int index, gint64 at)
{
  Person *person = PERSON (walk, index);

  for (guint i = 0; i < G_N_ELEMENTS (person->current); i++)
    {
      if (person->current[i] == NONE)
        continue;
      CASE (walk, person->current[i])->enquiry.outcome = EAR_ENQUIRY_CLOSED;
      CASE (walk, person->current[i])->enquiry.closed_at = at;
      person->current[i] = NONE;
    }
  person->done_since = TRUE;
}

/* Their last words are the last that can still be read and answered, where there are any. */
static void
settle_last (Walk *walk)
{
  for (guint i = 0; i < walk->steps->len; i++)
    {
      const Step *step = &g_array_index (walk->steps, Step, i);
      const Node *node = step->type == STEP_MESSAGE ? &walk->nodes[step->index] : NULL;

      if (node != NULL && node->enquiry != NONE && !is_gone (node->message) && !is_spam (node->message))
        CASE (walk, node->enquiry)->enquiry.last_message_id = node->message->id;
    }
}

/* ---- laying out the walk ---- */

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Node *) a)->message->id, second = ((const Node *) b)->message->id;

  return first < second ? -1 : first > second;
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const Step *first = a, *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  if (first->type != second->type)
    return first->type < second->type ? -1 : 1;
  if (first->depth != second->depth)
    return first->depth < second->depth ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const EarEnquiryEvent *first = a, *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  return (int) first->type - (int) second->type;
}

static int
compare_cases (gconstpointer a, gconstpointer b)
{
  const EarEnquiry *first = &((const Case *) a)->enquiry, *second = &((const Case *) b)->enquiry;

  if (first->opened_at != second->opened_at)
    return first->opened_at < second->opened_at ? -1 : 1;
  return first->first_message_id < second->first_message_id ? -1 : first->first_message_id > second->first_message_id;
}

/* Parents by index, and each message's time and depth after its parent's. A circle of parents, which only a broken service sends, is
 * cut where it is met. */
static void
place_nodes (Walk *walk)
{
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (int));

  for (int i = 0; i < walk->n_nodes; i++)
    walk->nodes[i].parent = walk->nodes[i].message->parent_id != 0 ? find_node (walk, walk->nodes[i].message->parent_id) : NONE;

  for (int i = 0; i < walk->n_nodes; i++)
    {
      for (int j = i; j != NONE && walk->nodes[j].mark != PLACED;)
        {
          int parent = walk->nodes[j].parent;

          walk->nodes[j].mark = WALKING;
          g_array_append_val (path, j);
          if (parent != NONE && walk->nodes[parent].mark == WALKING)
            parent = walk->nodes[j].parent = NONE;
          j = parent;
        }
      while (path->len > 0)
        {
          Node *node = &walk->nodes[g_array_index (path, int, path->len - 1)];

          node->at = node->message->sent_at;
          if (node->parent != NONE)
            {
              node->at = MAX (node->at, walk->nodes[node->parent].at);
              node->depth = walk->nodes[node->parent].depth + 1;
            }
          node->mark = PLACED;
          g_array_set_size (path, path->len - 1);
        }
    }
}

static void
place_persons (Walk *walk)
{
  for (int i = 0; i < walk->n_nodes; i++)
    {
      Node *node = &walk->nodes[i];
      int person;

      node->person = node->enquiry = NONE;
      if (node->message->direction != EAR_DIRECTION_INBOUND)
        continue;
      person = GPOINTER_TO_INT (g_hash_table_lookup (walk->person_index, &node->message->person_id)) - 1;
      if (person == NONE)
        {
          Person found = { .id = node->message->person_id, .current = { NONE, NONE, NONE, NONE }, .last_at = G_MININT64 };

          person = (int) walk->persons->len;
          g_array_append_val (walk->persons, found);
          g_hash_table_insert (walk->person_index, (gpointer) &node->message->person_id, GINT_TO_POINTER (person + 1));
        }
      node->person = person;
    }
}

static void
add_step (Walk *walk, gint64 at, StepType type, guint depth, gint64 id, int index)
{
  Step step = { at, type, depth, id, index };

  g_array_append_val (walk->steps, step);
}

/* The closings of one person's enquiries that were not taken back. Reopening takes back the last one as though it had never been:
 * the same question goes on, with the same clock. */
static void
place_closings (Walk *walk, const GArray *events, int person)
{
  g_autoptr (GArray) closings = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < events->len; i++)
    {
      const EarEnquiryEvent *event = &g_array_index (events, EarEnquiryEvent, i);

      if (event->person_id != 0 && event->person_id != PERSON (walk, person)->id)
        continue;
      if (event->type == EAR_ENQUIRY_EVENT_CLOSE)
        g_array_append_val (closings, event->at);
      else if (closings->len > 0)
        g_array_set_size (closings, closings->len - 1);
    }
  for (guint i = 0; i < closings->len; i++)
    add_step (walk, g_array_index (closings, gint64, i), STEP_CLOSE, 0, PERSON (walk, person)->id, person);
}

static void
lay_out (Walk *walk, const EarEnquiryEvent *events, gsize n_events)
{
  for (int i = 0; i < walk->n_nodes; i++)
    {
      const Node *node = &walk->nodes[i];
      const EarEnquiryMessage *message = node->message;

      if (message->direction == EAR_DIRECTION_NOTE)
        continue;
      add_step (walk, node->at, STEP_MESSAGE, node->depth, message->id, i);
      if (node->person != NONE && is_gone (message) && !is_spam (message))
        add_step (walk, MAX (message->ended_at, node->at), STEP_ENDING, 0, message->id, i);
    }

  if (n_events > 0)
    {
      g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (EarEnquiryEvent), (guint) n_events);

      g_array_append_vals (sorted, events, (guint) n_events);
      g_array_sort (sorted, compare_events);
      for (guint i = 0; i < walk->persons->len; i++)
        place_closings (walk, sorted, (int) i);
    }
  g_array_sort (walk->steps, compare_steps);
}

/* The cases are in the result's order by now. */
static void
tell_belongings (Walk *walk, const EarEnquiryMessage *messages, guint *belongs)
{
  g_autofree guint *place = g_new (guint, walk->cases->len + 1);

  for (guint i = 0; i < walk->cases->len; i++)
    place[CASE (walk, i)->index] = i;
  for (int i = 0; i < walk->n_nodes; i++)
    belongs[walk->nodes[i].message - messages] = walk->nodes[i].enquiry != NONE ? place[walk->nodes[i].enquiry] : EAR_NO_ENQUIRY;
}

/**
 * ear_enquiries_derive:
 * @messages: (array length=n_messages): all of one conversation, in any order; ids are unique
 * @events: (array length=n_events) (nullable): closings and reopenings, in any order
 * @belongs: (out caller-allocates) (optional) (array length=n_messages): of each message the index of its enquiry in the result
 *
 * What of a conversation deserves an answer, and what became of it.
 *
 * A customer's message opens an enquiry when it is addressed to us and none of theirs is open; all they write further belongs to it
 * until we answer or close. Ours answers when its parent chain reaches the enquiry, when it mentions the writer, when only two
 * persons can write, or when it is linked by hand. Messages that need no answer, spam and automatic ones make enquiries of their own
 * that are left out, unless a real one is open; the key "needs no answer" is therefore set on every message of an enquiry, which
 * @belongs tells.
 *
 * Returns: (transfer full) (element-type EarEnquiry): by opened_at
 */
GArray *
ear_enquiries_derive (const EarEnquiryMessage *messages, gsize n_messages, const EarEnquiryEvent *events, gsize n_events,
                      const EarEnquiryRules *rules, guint *belongs)
{
  GArray *result = g_array_new (FALSE, FALSE, sizeof (EarEnquiry));
  Walk walk = { .n_nodes = (int) n_messages, .rules = rules };

  g_return_val_if_fail (messages != NULL || n_messages == 0, result);
  g_return_val_if_fail (events != NULL || n_events == 0, result);
  g_return_val_if_fail (rules != NULL && n_messages < G_MAXINT, result);

  walk.nodes = g_new0 (Node, n_messages);
  walk.persons = g_array_new (FALSE, FALSE, sizeof (Person));
  walk.person_index = g_hash_table_new (g_int64_hash, g_int64_equal);
  walk.cases = g_array_new (FALSE, FALSE, sizeof (Case));
  walk.steps = g_array_new (FALSE, FALSE, sizeof (Step));
  for (gsize i = 0; i < n_messages; i++)
    walk.nodes[i].message = &messages[i];
  if (n_messages > 0)
    qsort (walk.nodes, n_messages, sizeof (Node), compare_nodes);
  place_nodes (&walk);
  place_persons (&walk);
  lay_out (&walk, events, n_events);

  for (guint i = 0; i < walk.steps->len; i++)
    {
      const Step *step = &g_array_index (walk.steps, Step, i);

      if (step->type == STEP_CLOSE)
        take_close (&walk, step->index, step->at);
      else if (step->type == STEP_ENDING)
        take_ending (&walk, &walk.nodes[step->index], step->at);
      else if (walk.nodes[step->index].person != NONE)
        take_inbound (&walk, &walk.nodes[step->index]);
      else
        take_outbound (&walk, &walk.nodes[step->index], i);
    }

  settle_last (&walk);
  g_array_sort (walk.cases, compare_cases);
  for (guint i = 0; i < walk.cases->len; i++)
    g_array_append_val (result, CASE (&walk, i)->enquiry);
  if (belongs != NULL)
    tell_belongings (&walk, messages, belongs);

  g_array_unref (walk.steps);
  g_array_unref (walk.cases);
  g_hash_table_unref (walk.person_index);
  g_array_unref (walk.persons);
  g_free (walk.nodes);
  return result;
}
