/* ear-town-text.c: what is said in a town
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/ear-town-private.h"

#include <string.h>

/* In a text, "[a|b]" is one of them. Every saying is somebody's own words, made up; none is for translation. */
static const char *const sayings[EAR_TOWN_SAY_N][7] = {
  [EAR_TOWN_SAY_POST] = {
    "[Today|This week|From Tuesday on] [we cook|on the board]: [mushroom risotto|trout with almonds|pumpkin ravioli|pea soup with mint|lamb with rosemary].",
    "The terrace is [open|ready|full of flowers]. [Come early!|First guests get a spritz.|Bring your sunglasses.]",
    "We are looking for [a waiter|somebody for the kitchen|help at weekends]. [Tell your friends.|Ask for Paola.|Just come by.]",
    "[Live music|Quiz night|A long table for strangers] on [Thursday|Friday|Saturday], [free entry|from seven|book a seat by phone].",
    "Closed on [the first of May|Monday and Tuesday|the 24th]. [We sleep in.|See you after.|Back with new ideas.]",
    "[Plum cake|Apple strudel|Lemon tart] is out of the oven. [While it lasts!|Who is first?|It never lasts till five.]",
  },
  [EAR_TOWN_SAY_QUESTION] = {
    "Are you open on [Sunday|Monday|Christmas Eve|Easter|Friday at noon]?",
    "Do you have a table for [two|four|six|nine|twelve] [tonight|tomorrow|on Saturday|on the 14th]?",
    "Is the [risotto|ravioli|pea soup|strudel] [vegan|without gluten|without nuts|for children too]?",
    "[Can we|May I] bring [a dog|a pram|our own cake|a wheelchair|a projector]?",
    "Habt ihr [am Sonntag|über Ostern|heute Abend|mittags] offen?",
    "What does the [tasting menu|lunch|wine flight|catering for twenty] cost?",
  },
  [EAR_TOWN_SAY_PRAISE] = {
    "[What an evening|Such good food|The best trout in years], [thank you|we will be back|say hello to the kitchen]!",
    "My [mother|boss|daughter|neighbour] still talks about [your plum cake|the lamb|that risotto|the terrace].",
    "[Lovely people|Honest prices|A quiet corner], [keep it up|I told everybody|never change].",
    "Bei euch schmeckt es [einfach immer|wie bei Oma|jedes Mal besser].",
  },
  [EAR_TOWN_SAY_COMPLAINT] = {
    "We waited [forty minutes|an hour|until the children slept] for [two soups|the bill|a table we had booked].",
    "The [lamb|trout|coffee|soup] was cold [again|yesterday|on Friday]. [A pity.|What happened?|Please tell the kitchen.]",
    "I called [three times|twice|all afternoon] and nobody answered. [Is your number right?|How do I book?]",
    "The bill had [a bottle|a dessert|a starter] we never ordered. [Can you check?|How do I get my money back?]",
  },
  [EAR_TOWN_SAY_CHAT] = {
    "[Same question here|I would like to know that too|Following this][.|!]",
    "[We were there|I walked past|My parents went] [on Friday|last week|in May], it was [packed|quiet|lovely].",
    "[Try|You must try] the [risotto|strudel|trout], [my favourite|while it lasts|you will not regret it]!",
    "[Beautiful picture|I can smell it from here|Haha, so true|Count me in]!",
  },
  [EAR_TOWN_SAY_GOOD_REVIEW] = {
    "[Warm welcome|Fresh pasta|A gem], [fair prices|kind waiters|quick and friendly]. [We come again.|Highly recommended.|Book early.]",
    "Our [wedding|birthday|first visit] was [perfect|a joy|better than hoped]. [Thank you, Paola!|Ask for the corner table.]",
  },
  [EAR_TOWN_SAY_BAD_REVIEW] = {
    "[Slow service|Far too loud|Cold food], [and nobody said sorry|and not cheap|twice in a row].",
    "[We had booked|We came at seven] and were [sent away|forgotten|put beside the door]. [Never again.|Disappointed.]",
  },
  [EAR_TOWN_SAY_THANKS] = {
    "[Thanks|Thank you|Great, thanks|Perfect, thank you][!|.| 🙂| so much!]",
    "[Lovely|Wonderful|Super], [see you then|that was quick|we look forward to it][!|.]",
  },
  [EAR_TOWN_SAY_FURTHER] = {
    "[Thanks! And|Good to know. And|One more thing:] [do you take cards|is there parking|can we sit outside|until when is the kitchen open]?",
    "[And what about|Would it also work on] [Sunday|the day after|noon]?",
  },
  [EAR_TOWN_SAY_INSIST] = {
    "[Hello? Did you see my question?|Just asking again.|Nobody there?]",
    "[I am still waiting for an answer.|Should I call instead?|It would be kind to answer.]",
  },
  [EAR_TOWN_SAY_ANSWER] = {
    "[Yes|Of course|Gladly], [we look forward to it|just come by|we keep a table for you].",
    "[Sorry|We are sorry], [not this time|that day is full|please call us about it].",
    "Thank you[!|, that makes our day!|, we told the kitchen.]",
  },
};

static const char *const first_names[] = {
  "Mia", "Jonas", "Aylin", "Peter", "Chiara", "Mohammed", "Sofia", "Lukas", "Emma", "Noah", "Olga", "Thomas", "Fatima", "Ben", "Hannah",
  "Giulia", "Karol", "Ingrid", "Samir", "Leonie", "Zeynep", "Anton", "Marie", "Viktor", "Amara", "Björn", "Éloïse", "Linh", "Øyvind", "Željko",
};
static const char *const last_names[] = {
  "König", "Yılmaz", "Rossi", "Schneider", "Novak", "Haddad", "García", "Weber", "Olsen", "Müller", "Kowalska", "Brandt", "Moreau", "Silva",
  "Tanaka", "Keller", "Okafor", "Lang", "Petrova", "Sommer", "Nguyen", "Lindqvist", "Costa", "Dvořák", "Mensah", "Park",
};

/* Choices are not nested. */
static char *
choose (const char *template, gint64 *chance)
{
  GString *text = g_string_new (NULL);

  for (const char *p = template; *p != '\0'; p++)
    {
      const char *end = *p == '[' ? strchr (p, ']') : NULL;

      if (end == NULL)
        {
          g_string_append_c (text, *p);
          continue;
        }
      g_autofree char *inner = g_strndup (p + 1, (gsize) (end - p - 1));
      g_auto (GStrv) choices = g_strsplit (inner, "|", -1);

      g_string_append (text, choices[ear_town_random_from (chance, g_strv_length (choices))]);
      p = end;
    }
  return g_string_free_and_steal (text);
}

char *
ear_town_say (EarTownSaying saying, gint64 *chance)
{
  guint n = 0;

  while (n < G_N_ELEMENTS (sayings[saying]) && sayings[saying][n] != NULL)
    n++;
  return choose (sayings[saying][ear_town_random_from (chance, n)], chance);
}

void
ear_town_say_name (gint64 *chance, gboolean second, char **name, char **handle)
{
  const char *first = first_names[ear_town_random_from (chance, G_N_ELEMENTS (first_names))];
  const char *last = last_names[ear_town_random_from (chance, G_N_ELEMENTS (last_names))];
  const char *middle = second ? first_names[ear_town_random_from (chance, G_N_ELEMENTS (first_names))] : NULL;
  g_autofree char *plain = NULL;

  *name = g_strconcat (first, " ", second ? middle : last, second ? " " : NULL, last, NULL);
  /* The one letter that is not known there is ı. */
  plain = g_strdelimit (g_str_to_ascii (*name, "C"), "?", 'i');
  *handle = g_strdelimit (g_ascii_strdown (plain, -1), " ", '.');
}
