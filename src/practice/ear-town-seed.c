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

/* Comments in the order of time, so that each is put at the end of its list: twenty thousand are made in no time. */
static void
fill_post (EarTown *town, EarTownAccount *account, EarTownItem *post, guint n)
{
  gint64 span = (ear_town_now (town) - post->created_ms) / MAX (n, 1);
  EarTownItem *latest = NULL;

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
    put (town, account, EAR_TOWN_VISIT, somebody (town)->id, some_saying (town), some_time_after (town, start), NULL, NULL);
  for (guint i = 0; i < content->mentions; i++)
    put (town, account, EAR_TOWN_MENTION, somebody (town)->id, EAR_TOWN_SAY_PRAISE, some_time_after (town, start), NULL, NULL);
  for (guint i = 0; i < content->reviews; i++)
    put (town, account, EAR_TOWN_REVIEW, somebody (town)->id, ear_town_random (town, 4) ? EAR_TOWN_SAY_GOOD_REVIEW : EAR_TOWN_SAY_BAD_REVIEW,
         some_time_after (town, start), NULL, NULL);
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
  EarTown *town = ear_town_new (seed, clock, clock_data);
  guint n_people = population (size);

  ear_town_add_person (town, "Paola Ferri", "paola.ferri")->insider = TRUE;
  for (guint i = 0; i < n_people; i++)
    {
      g_autofree char *name = NULL, *handle = NULL;
      EarTownPerson *person;

      ear_town_say_name (&town->random, &name, &handle);
      person = ear_town_add_person (town, name, handle);
      person->withheld = i % 11 == 7;
    }
  for (const EarSimulator *const *simulator = ear_simulators; *simulator != NULL; simulator++)
    if (services == NULL || g_strv_contains (services, (*simulator)->id))
      (*simulator)->seed (town, size);
  town->lived_ms = ear_town_now (town);
  return town;
}
