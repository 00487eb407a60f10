/* ear-town-live.c: people write, and do something about an answer, or about none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-private.h"

#include <string.h>

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define WRITE_EVERY_MIN 45  /* about, on each account */
#define INSIST_AFTER_MIN 120
/* More than are drawn between two saves, by far; few enough that Mastodon's ids, which keep the last seven digits, stay apart. */
#define MOST_LOST_IDS 1000
/* From here on nothing new is written: what is saved must be small enough to be loaded, and a person has seen enough. */
#define MOST_ITEMS 40000

/* ---- what will be done ---- */

/* "hurry": 10 is ten times as fast, for whoever looks on. */
static gint64
get_hurry (EarTown *town)
{
  const char *setting = ear_town_get_setting (town, "hurry");

  return setting != NULL ? CLAMP (g_ascii_strtoll (setting, NULL, 10), 1, 1000) : 1;
}

static void
add_act (EarTown *town, EarTownVerb verb, const char *account, const char *item, gint64 from_ms, guint least_min, guint more_min)
{
  EarTownAct *act = g_new0 (EarTownAct, 1);
  gint64 chance;

  act->number = town->next_number++;
  chance = ear_town_mix (town->seed, act->number);
  act->verb = verb;
  act->account = g_strdup (account);
  act->item = g_strdup (item);
  act->due_ms = from_ms + (least_min + ear_town_random_from (&chance, more_min)) * MINUTE_MS / get_hurry (town);
  g_ptr_array_add (town->acts, act);
}

/* The last word of somebody else that an answer of ours follows: of the comment's branch, or of the thread. */
static EarTownItem *
answered_by (const EarTownItem *answer)
{
  const GPtrArray *list = answer->kind == EAR_TOWN_MESSAGE ? answer->top->below : answer->parent != NULL ? answer->parent->below : NULL;

  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      EarTownItem *one = g_ptr_array_index (list, i - 1);

      if (one != answer && !one->deleted && !ear_town_item_is_ours (one) && one->created_ms <= answer->created_ms)
        return one;
    }
  if (answer->parent != NULL)
    return ear_town_item_is_ours (answer->parent) ? NULL : answer->parent;
  return answer->top != NULL && !ear_town_item_is_ours (answer->top) ? answer->top : NULL;
}

/**
 * ear_town_expect:
 * @town: a town
 * @item: what was just written
 *
 * Whoever is answered reacts; whoever asked and is not, asks again.
 */
void
ear_town_expect (EarTown *town, EarTownItem *item)
{
  if (item->kind == EAR_TOWN_THREAD)
    return;
  if (!ear_town_item_is_ours (item))
    add_act (town, EAR_TOWN_ACT_INSIST, item->account->id, item->id, item->created_ms, INSIST_AFTER_MIN, 8 * 60);
  else if (item->kind >= EAR_TOWN_N_TOPS && answered_by (item) != NULL)
    add_act (town, EAR_TOWN_ACT_REACT, item->account->id, item->id, item->created_ms, 1, 25);
}

/* ---- what is done ---- */

/* @to: (nullable): the very item it replies to, for services whose trees are deeper than ours. */
static void
say (EarTown *town, EarTownAccount *account, EarTownKind kind, const char *author, EarTownSaying saying, gint64 *chance, gint64 at_ms,
     EarTownItem *top, EarTownItem *parent, const EarTownItem *to)
{
  g_autofree char *text = ear_town_say (saying, chance);
  EarTownItem *item;

  if (g_hash_table_contains (account->blocked, author))
    return;
  item = ear_town_new_item (town, account, kind, author, text, at_ms);
  if (kind == EAR_TOWN_REVIEW)
    ear_town_item_set_fact (item, "rating", saying == EAR_TOWN_SAY_GOOD_REVIEW ? "5" : "2");
  if (to != NULL)
    ear_town_item_set_fact (item, "in_reply_to", to->id);
  ear_town_place (town, item, top, parent);
  /* Whoever says thanks or chats waits for nothing. */
  if (saying == EAR_TOWN_SAY_QUESTION || saying == EAR_TOWN_SAY_COMPLAINT || saying == EAR_TOWN_SAY_FURTHER)
    ear_town_expect (town, item);
}

/* Somewhere, something new: mostly a comment on one of the newest posts. */
static void
do_write (EarTown *town, const EarTownAct *act, EarTownAccount *account, gint64 *chance)
{
  static const EarTownSaying sayings[] = { EAR_TOWN_SAY_QUESTION, EAR_TOWN_SAY_QUESTION, EAR_TOWN_SAY_PRAISE, EAR_TOWN_SAY_COMPLAINT,
                                           EAR_TOWN_SAY_CHAT };
  const EarTownPerson *person = g_ptr_array_index (town->people, 1 + ear_town_random_from (chance, town->people->len - 1));
  EarTownSaying saying = sayings[ear_town_random_from (chance, G_N_ELEMENTS (sayings))];
  GPtrArray *posts = account->tops[EAR_TOWN_POST];
  guint where = ear_town_random_from (chance, 10);

  if (town->items->len >= MOST_ITEMS)
    return;
  add_act (town, EAR_TOWN_ACT_WRITE, account->id, NULL, act->due_ms, WRITE_EVERY_MIN / 3, WRITE_EVERY_MIN * 4 / 3);

  if (where < 6 && posts->len > 0)
    {
      guint back = ear_town_random_from (chance, MIN (posts->len, 3));
      EarTownItem *post = g_ptr_array_index (posts, posts->len - 1 - back);

      if (!post->deleted && !post->unpublished)
        say (town, account, EAR_TOWN_COMMENT, person->id, saying, chance, act->due_ms, post, NULL, NULL);
    }
  else if (where < 8 && account->tops[EAR_TOWN_THREAD]->len > 0)
    {
      EarTownItem *thread = ear_town_get_thread (town, account, person->id, FALSE);

      if (thread == NULL)
        {
          thread = ear_town_new_item (town, account, EAR_TOWN_THREAD, person->id, "", act->due_ms);
          ear_town_place (town, thread, NULL, NULL);
        }
      say (town, account, EAR_TOWN_MESSAGE, person->id, EAR_TOWN_SAY_QUESTION, chance, act->due_ms, thread, NULL, NULL);
    }
  else if (where == 8 && account->tops[EAR_TOWN_REVIEW]->len > 0)
    say (town, account, EAR_TOWN_REVIEW, person->id, ear_town_random_from (chance, 4) ? EAR_TOWN_SAY_GOOD_REVIEW : EAR_TOWN_SAY_BAD_REVIEW,
         chance, act->due_ms, NULL, NULL, NULL);
  else if (account->tops[EAR_TOWN_VISIT]->len > 0)
    say (town, account, EAR_TOWN_VISIT, person->id, saying, chance, act->due_ms, NULL, NULL, NULL);
}

static void
do_react (EarTown *town, const EarTownAct *act, EarTownItem *answer, gint64 *chance)
{
  EarTownItem *question = answered_by (answer);
  guint how = ear_town_random_from (chance, 10);

  if (question == NULL || answer->deleted || answer->hidden)
    return;
  if (how < 2)
    {
      g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, act->due_ms);

      answer->likes++;
      ear_town_item_set_fact (answer, "liked_at", at);
    }
  else if (how < 9)
    say (town, answer->account, answer->kind, question->author, how < 6 ? EAR_TOWN_SAY_THANKS : EAR_TOWN_SAY_FURTHER, chance, act->due_ms,
         answer->top, answer->parent != NULL ? answer->parent : answer->kind == EAR_TOWN_COMMENT ? answer : NULL, answer);
}

/* Something of ours came after it: in its branch, its thread or under it. */
static gboolean
is_answered (const EarTownItem *item)
{
  const GPtrArray *lists[] = { item->below, item->kind == EAR_TOWN_MESSAGE ? item->top->below : NULL,
                               item->parent != NULL ? item->parent->below : NULL };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = lists[i] != NULL ? lists[i]->len : 0; j > 0; j--)
      {
        const EarTownItem *one = g_ptr_array_index (lists[i], j - 1);

        if (one->created_ms < item->created_ms)
          break;
        if (!one->deleted && ear_town_item_is_ours (one))
          return TRUE;
      }
  return item->liked;
}

static void
do_insist (EarTown *town, const EarTownAct *act, EarTownItem *item, gint64 *chance)
{
  if (item->deleted || item->hidden || is_answered (item) || ear_town_random_from (chance, 2) == 0)
    return;
  if (item->kind == EAR_TOWN_MESSAGE)
    say (town, item->account, EAR_TOWN_MESSAGE, item->author, EAR_TOWN_SAY_INSIST, chance, act->due_ms, item->top, NULL, item);
  else if (item->kind == EAR_TOWN_COMMENT)
    say (town, item->account, EAR_TOWN_COMMENT, item->author, EAR_TOWN_SAY_INSIST, chance, act->due_ms, item->top,
         item->parent != NULL ? item->parent : item, item);
  else
    say (town, item->account, EAR_TOWN_COMMENT, item->author, EAR_TOWN_SAY_INSIST, chance, act->due_ms, item, NULL, item);
}

static EarTownAct *
take_next (EarTown *town, gint64 now)
{
  guint best = G_MAXUINT;

  for (guint i = 0; i < town->acts->len; i++)
    {
      const EarTownAct *act = g_ptr_array_index (town->acts, i);
      const EarTownAct *other = best != G_MAXUINT ? g_ptr_array_index (town->acts, best) : NULL;

      if (act->due_ms <= now &&
          (other == NULL || act->due_ms < other->due_ms || (act->due_ms == other->due_ms && act->number < other->number)))
        best = i;
    }
  return best != G_MAXUINT ? g_ptr_array_steal_index (town->acts, best) : NULL;
}

static gboolean
has_act (EarTown *town, const EarTownAccount *account, EarTownVerb verb)
{
  for (guint i = 0; i < town->acts->len; i++)
    {
      const EarTownAct *act = g_ptr_array_index (town->acts, i);

      if (act->verb == (gint64) verb && g_strcmp0 (act->account, account->id) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * ear_town_sleep:
 * @town: a town that was not looked at for a while
 * @most_ms: how much of that is to be lived through
 *
 * Sign-ins sleep too: whoever comes back after months is not asked for one that nobody here can give.
 */
void
ear_town_sleep (EarTown *town, gint64 most_ms)
{
  gint64 slept = ear_town_now (town) - town->lived_ms - most_ms;

  if (slept <= 0)
    return;
  town->lived_ms += slept;
  for (guint i = 0; i < town->acts->len; i++)
    ((EarTownAct *) g_ptr_array_index (town->acts, i))->due_ms += slept;
  for (guint i = 0; i < town->tokens->len; i++)
    {
      EarTownToken *token = g_ptr_array_index (town->tokens, i);

      if (token->expires_ms != 0)
        token->expires_ms += slept;
    }
}

/**
 * ear_town_resume:
 * @town: a town that was loaded
 * @most_ms: as in ear_town_sleep()
 *
 * For whoever may have ended without saving it: ids that were given after the last save are not given again.
 */
void
ear_town_resume (EarTown *town, gint64 most_ms)
{
  town->next_id += MOST_LOST_IDS;
  ear_town_sleep (town, most_ms);
}

/**
 * ear_town_live:
 * @town: a town, locked
 * @now: until when, UTC ms
 */
void
ear_town_live (EarTown *town, gint64 now)
{
  EarTownAct *act;

  for (guint i = 0; i < town->accounts->len; i++)
    {
      const EarTownAccount *account = g_ptr_array_index (town->accounts, i);

      if (!has_act (town, account, EAR_TOWN_ACT_WRITE))
        add_act (town, EAR_TOWN_ACT_WRITE, account->id, NULL, town->lived_ms, WRITE_EVERY_MIN / 3, WRITE_EVERY_MIN * 4 / 3);
    }

  while ((act = take_next (town, now)) != NULL)
    {
      gint64 chance = ear_town_mix (ear_town_mix (town->seed, act->number), act->verb + 1);
      EarTownAccount *account = ear_town_find_account (town, act->account);
      EarTownItem *item = ear_town_find_item (town, act->item);

      if (act->verb == EAR_TOWN_ACT_WRITE && account != NULL)
        do_write (town, act, account, &chance);
      else if (act->verb == EAR_TOWN_ACT_REACT && item != NULL)
        do_react (town, act, item, &chance);
      else if (act->verb == EAR_TOWN_ACT_INSIST && item != NULL)
        do_insist (town, act, item, &chance);
      ear_town_act_free (act);
    }
  town->lived_ms = MAX (town->lived_ms, now);
}
