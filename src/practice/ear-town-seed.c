/* ear-town-seed.c: the restaurant as it is when practice begins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-simulator.h"
#include "practice/ear-town-private.h"

#include <string.h>

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define DAY_MS (24 * 60 * MINUTE_MS)
#define HISTORY_DAYS 120

/* How many people a town of so many comments has: a few write often, most once or twice. */
static guint
population (guint size)
{
  return CLAMP (size / 3, 12, 4000);
}

static const EarTownPerson *
somebody (EarTown *town)
{
  /* Of two drawn, the one that came first: regulars. The owner stands first and does not write to themselves. */
  guint n = town->people->len - 1;
  guint a = ear_town_random (town, n), b = ear_town_random (town, n);

  return g_ptr_array_index (town->people, 1 + MIN (a, b));
}

/* Between @from and now, later ones more often. */
static gint64
some_time_after (EarTown *town, gint64 from)
{
  gint64 minutes = MAX ((ear_town_now (town) - from) / MINUTE_MS, 1);
  gint64 a = ear_town_random (town, (guint) minutes), b = ear_town_random (town, (guint) minutes);

  return from + MAX (a, b) * MINUTE_MS;
}

static EarTownItem *
put (EarTown *town, EarTownAccount *account, EarTownKind kind, const char *author, EarTownSaying saying, gint64 at_ms, EarTownItem *top,
     EarTownItem *parent)
{
  g_autofree char *text = ear_town_say (saying, &town->random);
  EarTownItem *item = ear_town_new_item (town, account, kind, author, text, MIN (at_ms, ear_town_now (town)));

  if (kind == EAR_TOWN_REVIEW)
    ear_town_item_set_fact (item, "rating", saying == EAR_TOWN_SAY_GOOD_REVIEW ? (ear_town_random (town, 2) ? "5" : "4") : "2");
  ear_town_place (town, item, top, parent);
  return item;
}

static EarTownSaying
some_saying (EarTown *town)
{
  static const EarTownSaying common[] = { EAR_TOWN_SAY_QUESTION, EAR_TOWN_SAY_QUESTION, EAR_TOWN_SAY_PRAISE, EAR_TOWN_SAY_CHAT,
                                          EAR_TOWN_SAY_COMPLAINT };

  return common[ear_town_random (town, G_N_ELEMENTS (common))];
}

/* ---- a restaurant that answers ---- */

/* The hundredth of what is written that gets an answer; 0: as chance has it. */
#define CARE "care"
/* What came in the last hours waits still. */
#define STILL_WAITING_MS (4 * 60 * MINUTE_MS)

typedef struct {
  gint64 due_ms;
  EarTownItem *item;
} Pending;

/* Will it be answered, and when? Mostly within hours, sometimes a day or two later. */
static gboolean
draw_answer (EarTown *town, const EarTownItem *item, gint64 *due_ms)
{
  const char *care = ear_town_get_setting (town, CARE);
  guint minutes = 15 + ear_town_random (town, 300) + (ear_town_random (town, 8) == 0 ? ear_town_random (town, 2 * 24 * 60) : 0);

  *due_ms = item->created_ms + minutes * MINUTE_MS;
  return ear_town_random (town, 100) < (guint) g_ascii_strtoull (care, NULL, 10) && *due_ms < ear_town_now (town) - STILL_WAITING_MS;
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const Pending *x = a, *y = b;

  return (x->due_ms > y->due_ms) - (x->due_ms < y->due_ms);
}

/* The answers that were given before @until, in the order of time. */
static void
give_answers (EarTown *town, EarTownAccount *account, EarTownItem *top, GArray *pending, gint64 until)
{
  guint n = 0;

  g_array_sort (pending, compare_due);
  for (; n < pending->len && g_array_index (pending, Pending, n).due_ms < until; n++)
    {
      const Pending *one = &g_array_index (pending, Pending, n);

      put (town, account, EAR_TOWN_COMMENT, account->id, EAR_TOWN_SAY_ANSWER, one->due_ms, top, one->item);
    }
  g_array_remove_range (pending, 0, n);
}

static void
fill_kept_post (EarTown *town, EarTownAccount *account, EarTownItem *post, guint n)
{
  gint64 span = (ear_town_now (town) - post->created_ms) / MAX (n, 1);
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));

  for (guint i = 0; i < n; i++)
    {
      Pending one = { post->created_ms + (gint64) i * span + ear_town_random (town, (guint) CLAMP (span, 1, G_MAXINT)), NULL };

      give_answers (town, account, post, pending, one.due_ms);
      one.item = put (town, account, EAR_TOWN_COMMENT, somebody (town)->id, some_saying (town), one.due_ms, post, NULL);
      one.item->likes = ear_town_random (town, 4);
      if (draw_answer (town, one.item, &one.due_ms))
        g_array_append_val (pending, one);
    }
  give_answers (town, account, post, pending, ear_town_now (town));
}

/* A review, a visitor's post or a mention, with its answer. */
static void
put_kept (EarTown *town, EarTownAccount *account, EarTownKind kind, EarTownSaying saying, gint64 at_ms)
{
  EarTownItem *item = put (town, account, kind, somebody (town)->id, saying, at_ms, NULL, NULL);
  gint64 due_ms;

  if (ear_town_is_set (town, CARE) && draw_answer (town, item, &due_ms))
    put (town, account, EAR_TOWN_COMMENT, account->id, EAR_TOWN_SAY_ANSWER, due_ms, item, NULL);
}

/* Comments in the order of time, so that each is put at the end of its list: twenty thousand are made in no time. */
static void
fill_post (EarTown *town, EarTownAccount *account, EarTownItem *post, guint n)
{
  gint64 span = (ear_town_now (town) - post->created_ms) / MAX (n, 1);
  EarTownItem *latest = NULL;

  if (ear_town_is_set (town, CARE))
    {
      fill_kept_post (town, account, post, n);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      gint64 at = post->created_ms + (gint64) i * span + ear_town_random (town, (guint) CLAMP (span, 1, G_MAXINT));
      guint turn = ear_town_random (town, 10);
      EarTownItem *parent = latest != NULL && turn < 4 ? latest : NULL;

      if (parent != NULL && turn < 3)
        put (town, account, EAR_TOWN_COMMENT, account->id, EAR_TOWN_SAY_ANSWER, at, post, parent);
      else if (parent != NULL)
        put (town, account, EAR_TOWN_COMMENT, somebody (town)->id, EAR_TOWN_SAY_CHAT, at, post, parent);
      else
        {
          latest = put (town, account, EAR_TOWN_COMMENT, somebody (town)->id, some_saying (town), at, post, NULL);
          latest->likes = ear_town_random (town, 4);
        }
    }
}

static void
fill_thread (EarTown *town, EarTownAccount *account, guint number)
{
  const EarTownPerson *person = somebody (town);
  gint64 at = some_time_after (town, ear_town_now (town) - 20 * DAY_MS);
  guint n = number == 0 ? 26 : 1 + ear_town_random (town, 5);
  EarTownItem *thread = ear_town_get_thread (town, account, person->id, FALSE);

  if (thread == NULL)
    {
      thread = ear_town_new_item (town, account, EAR_TOWN_THREAD, person->id, "", at);
      ear_town_place (town, thread, NULL, NULL);
    }
  /* A conversation that is looked after ends with an answer. */
  if (ear_town_is_set (town, CARE) && n % 2 == 1 && number % 9 != 4)
    n++;
  for (guint i = 0; i < n; i++)
    {
      gboolean ours = i % 2 == 1;

      put (town, account, EAR_TOWN_MESSAGE, ours ? account->id : person->id, ours ? EAR_TOWN_SAY_ANSWER : EAR_TOWN_SAY_QUESTION, at, thread,
           NULL);
      at += (5 + ear_town_random (town, 90)) * MINUTE_MS;
    }
}

/**
 * ear_town_share_out:
 * @size: about how many comments
 *
 * Returns: a restaurant's usual mix
 */
EarTownContent
ear_town_share_out (guint size)
{
  return (EarTownContent) {
    .posts = CLAMP (size / 8, 3, 400),
    .comments = size,
    .visits = 1 + MIN (size / 20, 60),
    .mentions = 1 + MIN (size / 25, 60),
    .reviews = 2 + MIN (size / 12, 120),
    .threads = 2 + MIN (size / 12, 150),
  };
}

/**
 * ear_town_fill:
 * @town: a town with people
 * @account: where
 * @content: how much of each
 *
 * What was written in the last months, the newest post having at least a quarter of the comments.
 */
void
ear_town_fill (EarTown *town, EarTownAccount *account, const EarTownContent *content)
{
  gint64 now = ear_town_now (town);
  gint64 start = now - HISTORY_DAYS * DAY_MS;
  guint left = content->comments;

  for (guint i = 0; i < content->posts; i++)
    {
      gint64 at = start + (gint64) (i + 1) * (HISTORY_DAYS * DAY_MS - DAY_MS) / content->posts - ear_town_random (town, 600) * MINUTE_MS;
      EarTownItem *post = put (town, account, EAR_TOWN_POST, account->id, EAR_TOWN_SAY_POST, at, NULL, NULL);
      guint drawn = ear_town_random (town, 2 * content->comments / content->posts + 1);
      guint share = i + 1 == content->posts ? left : MIN (left - content->comments / 4, drawn);

      post->likes = ear_town_random (town, 40);
      fill_post (town, account, post, share);
      left -= share;
    }
  for (guint i = 0; i < content->visits; i++)
    put_kept (town, account, EAR_TOWN_VISIT, some_saying (town), some_time_after (town, start));
  for (guint i = 0; i < content->mentions; i++)
    put_kept (town, account, EAR_TOWN_MENTION, EAR_TOWN_SAY_PRAISE, some_time_after (town, start));
  for (guint i = 0; i < content->reviews; i++)
    put_kept (town, account, EAR_TOWN_REVIEW, ear_town_random (town, 4) ? EAR_TOWN_SAY_GOOD_REVIEW : EAR_TOWN_SAY_BAD_REVIEW, some_time_after (town, start));
  for (guint i = 0; i < content->threads; i++)
    fill_thread (town, account, i);
}

/**
 * ear_town_new_restaurant:
 * @seed: the same seed, size and time make the same town
 * @size: about how many comments each service has
 * @services: (nullable): ids of simulators, ended by %NULL; %NULL: all there are
 * @clock: (nullable): as in ear_town_new()
 * @clock_data: for @clock
 *
 * Returns: (transfer full): the town
 */
EarTown *
ear_town_new_restaurant (guint64 seed, guint size, const char *const *services, EarTownClock clock, gpointer clock_data)
{
  return ear_town_new_kept_restaurant (seed, size, 0, services, clock, clock_data);
}

/* No two people have one name: where services know people by theirs, they would be one. */
static void
add_people (EarTown *town, guint n)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      /* Apart, so that who is called otherwise changes nothing else. */
      gint64 chance = ear_town_mix (town->seed, i);
      g_autofree char *name = NULL, *handle = NULL;
      EarTownPerson *person;

      ear_town_say_name (&town->random, FALSE, &name, &handle);
      while (g_hash_table_contains (taken, handle))
        {
          g_clear_pointer (&name, g_free);
          g_clear_pointer (&handle, g_free);
          ear_town_say_name (&chance, TRUE, &name, &handle);
        }
      person = ear_town_add_person (town, name, handle);
      person->withheld = i % 11 == 7;
      g_hash_table_add (taken, person->handle);
    }
}

/**
 * ear_town_new_kept_restaurant:
 * @care: of a hundred questions of the past, how many were answered; 0: as chance has it
 *
 * As ear_town_new_restaurant(): one that somebody has looked after until now.
 *
 * Returns: (transfer full): the town
 */
EarTown *
ear_town_new_kept_restaurant (guint64 seed, guint size, guint care, const char *const *services, EarTownClock clock, gpointer clock_data)
{
  EarTown *town = ear_town_new (seed, clock, clock_data);
  g_autofree char *cared = care > 0 ? g_strdup_printf ("%u", care) : NULL;

  if (cared != NULL)
    ear_town_set (town, CARE, cared);
  ear_town_add_person (town, "Paola Ferri", "paola.ferri")->insider = TRUE;
  add_people (town, population (size));
  for (const EarSimulator *const *simulator = ear_simulators; *simulator != NULL; simulator++)
    if (services == NULL || g_strv_contains (services, (*simulator)->id))
      (*simulator)->seed (town, size);
  town->lived_ms = ear_town_now (town);
  return town;
}
