/* ear-sample-text.c: what guests of a made-up restaurant say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#include <string.h>

typedef struct {
  EarSampleMood mood;
  gboolean german;
  const char *question, *answer;
} Phrase;

#define EN FALSE
#define DE TRUE

static const Phrase phrases[] = {
  { EAR_SAMPLE_QUESTION, EN, "Are you open on {day}? We would be {n}.", "Hello {guest}, yes, on {day} from noon until ten. Shall I keep a table for {n}?" },
  { EAR_SAMPLE_QUESTION, EN, "Do you have a table for {n} on {day} around {time}?", "Hello {guest}, {time} on {day} works. The table is yours; just tell us if you are late." },
  { EAR_SAMPLE_QUESTION, EN, "Is the {dish} vegan? And if not, could you make it without butter?", "Hello {guest}, not as it stands, but the kitchen makes it with olive oil if you say so when you order." },
  { EAR_SAMPLE_QUESTION, EN, "My daughter has a nut allergy. What on the menu is safe for her?", "Hello {guest}, the {dish}, the soup and the risotto are. Please tell the waiter too: we use a separate board then." },
  { EAR_SAMPLE_QUESTION, EN, "Can we bring our dog? She is small and sleeps all evening.", "Hello {guest}, dogs are welcome in the front room and on the terrace. Water is on the house." },
  { EAR_SAMPLE_QUESTION, EN, "Is there parking nearby, or should we take the tram?", "Hello {guest}, take the tram, line 4, stop Lindenplatz. Parking is only behind the church." },
  { EAR_SAMPLE_QUESTION, EN, "What does the tasting menu cost these days, and is wine included?", "Hello {guest}, 58 with wine, 44 without, water and coffee included." },
  { EAR_SAMPLE_QUESTION, EN, "I think I left a grey scarf on the chair by the window on {day}. Did anybody find it?", "Hello {guest}, we did! It waits for you behind the counter." },
  { EAR_SAMPLE_QUESTION, EN, "Could you do a birthday cake for {n} people? It is a surprise, so please do not call my number.", "Hello {guest}, with pleasure. We will say nothing. Chocolate or lemon?" },
  { EAR_SAMPLE_QUESTION, EN, "Do you still make the {dish}? It is not on the website any more.", "Hello {guest}, it is back from Thursday on, until the season ends." },
  { EAR_SAMPLE_QUESTION, EN, "Do you take cards, or should I bring cash?", "Hello {guest}, cards from ten up; for a coffee cash is kinder." },
  { EAR_SAMPLE_QUESTION, EN, "Is the terrace open when it is this cold? You had blankets last year.", "Hello {guest}, it is, from noon till sunset, and the blankets are new." },
  { EAR_SAMPLE_QUESTION, EN, "Could you send me the allergen list for the lunch menu?", "Hello {guest}, it is on its way, and it always hangs by the door." },
  { EAR_SAMPLE_QUESTION, EN, "We are {n} colleagues and would like to eat quickly at noon. Is that possible on {day}?", "Hello {guest}, order before eleven and it is on the table at {time}." },
  { EAR_SAMPLE_QUESTION, EN, "Do you have gluten-free bread? Last time there was none.", "Hello {guest}, yes, every day now. Sorry about last time." },
  { EAR_SAMPLE_QUESTION, EN, "Who plays on {day}? I heard there is music again.", "Hello {guest}, the two sisters with the accordion, from eight. No cover charge." },
  { EAR_SAMPLE_COMPLAINT, EN, "We waited {wait} minutes for the {dish} and it came cold. That was not like you.", "Dear {guest}, I am sorry, that must not happen. We had one cook too few. May I invite you to a coffee and hear the rest?" },
  { EAR_SAMPLE_COMPLAINT, EN, "I called three times on {day} and nobody answered. Is the number still right?", "Dear {guest}, the number is right, we were not. From now on the bar has the phone too. What did you want to ask?" },
  { EAR_SAMPLE_COMPLAINT, EN, "The website says you open at eleven. At half past eleven the door was locked.", "Dear {guest}, you are right, and I am sorry. The website is corrected: we open at noon." },
  { EAR_SAMPLE_COMPLAINT, EN, "Too loud, too slow, and the {dish} was salty. What happened to this place?", "Dear {guest}, thank you for saying it plainly. I would like to understand it better: may I call you?" },
  { EAR_SAMPLE_COMPLAINT, EN, "The bill had a bottle on it that we never ordered. Please check table {n}.", "Dear {guest}, you are right, I found it. The money is on its way back to you. I am sorry." },
  { EAR_SAMPLE_PRAISE, EN, "The {dish} was the best I have had in years. Please thank the kitchen!", "Dear {guest}, I read it out loud at the pass. Thank you!" },
  { EAR_SAMPLE_PRAISE, EN, "Lovely evening, all {n} of us want to come back.", "Thank you, {guest}! We keep the big table for you." },
  { EAR_SAMPLE_PRAISE, EN, "What a kind waiter we had on {day}. Give him a raise!", "Dear {guest}, he blushed. Thank you." },
  { EAR_SAMPLE_QUESTION, DE, "Habt ihr am {day} offen? Wir wären zu {n}.", "Hallo {guest}, ja, am {day} von zwölf bis zehn. Soll ich einen Tisch für {n} freihalten?" },
  { EAR_SAMPLE_QUESTION, DE, "Gibt es am {day} gegen {time} noch einen Tisch für {n}?", "Hallo {guest}, {time} Uhr passt. Der Tisch gehört euch." },
  { EAR_SAMPLE_QUESTION, DE, "Ist {dish} vegan? Oder geht das auch ohne Butter?", "Hallo {guest}, von Haus aus nicht, aber die Küche macht es mit Olivenöl, wenn ihr es sagt." },
  { EAR_SAMPLE_QUESTION, DE, "Meine Tochter verträgt keine Nüsse. Was kann sie bei euch essen?", "Hallo {guest}, {dish}, die Suppe und das Risotto. Bitte sagt es auch der Bedienung." },
  { EAR_SAMPLE_QUESTION, DE, "Dürfen wir unseren Hund mitbringen?", "Hallo {guest}, vorne und auf der Terrasse gern. Wasser gibt es auch." },
  { EAR_SAMPLE_QUESTION, DE, "Kann man bei euch mit Karte zahlen?", "Hallo {guest}, ab zehn Euro ja." },
  { EAR_SAMPLE_QUESTION, DE, "Ich habe am {day} meinen Schirm vergessen, schwarz mit Holzgriff. Ist er da?", "Hallo {guest}, er steht hinter der Theke und wartet." },
  { EAR_SAMPLE_QUESTION, DE, "Was kostet das Mittagsmenü, und gilt es auch am Wochenende?", "Hallo {guest}, 14 Euro, von Dienstag bis Freitag." },
  { EAR_SAMPLE_QUESTION, DE, "Macht ihr auch Torten auf Bestellung? Für {n} Personen, zum {day}.", "Hallo {guest}, sehr gern. Schokolade oder Zitrone?" },
  { EAR_SAMPLE_QUESTION, DE, "Habt ihr glutenfreies Brot?", "Hallo {guest}, inzwischen jeden Tag." },
  { EAR_SAMPLE_QUESTION, DE, "Kommt ihr mit dem Rollstuhl klar? Meine Mutter sitzt in einem.", "Hallo {guest}, der Hof ist ebenerdig, und wir rücken den Tisch zurecht. Sagt einfach Bescheid." },
  { EAR_SAMPLE_COMPLAINT, DE, "Wir haben {wait} Minuten auf {dish} gewartet, und dann war es kalt.", "Liebe/r {guest}, das tut mir leid, das darf nicht sein. Darf ich euch auf einen Kaffee einladen?" },
  { EAR_SAMPLE_COMPLAINT, DE, "Am Telefon geht seit {day} niemand ran. Stimmt die Nummer noch?", "Liebe/r {guest}, die Nummer stimmt, wir haben es verpasst. Worum geht es?" },
  { EAR_SAMPLE_COMPLAINT, DE, "Auf der Seite steht elf Uhr, um halb zwölf war noch zu.", "Liebe/r {guest}, ihr habt recht. Wir öffnen um zwölf; die Seite ist berichtigt." },
  { EAR_SAMPLE_PRAISE, DE, "{dish} war das Beste seit Jahren. Gruß an die Küche!", "Danke, {guest}, das habe ich laut vorgelesen!" },
  { EAR_SAMPLE_PRAISE, DE, "Ein wunderschöner Abend, wir kommen wieder, alle {n}.", "Danke, {guest}! Der große Tisch bleibt eurer." },
};

static const char *const dishes[2][9] = {
  { "gnocchi with sage", "lentil soup", "trout", "mushroom risotto", "beetroot salad", "apple strudel", "pumpkin ravioli", "pea soup", "lamb" },
  { "Gnocchi mit Salbei", "Linsensuppe", "Forelle", "Pilzrisotto", "Rote-Bete-Salat", "Apfelstrudel", "Kürbisravioli", "Erbsensuppe", "Lamm" },
};

static const char *const days[2][7] = {
  { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
  { "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag" },
};

static const char *const thanks[2][5] = {
  { "Thanks!", "Great, see you then.", "Perfect, thank you 🙂", "👍", "Thank you so much, that is very kind of you. We look forward to it." },
  { "Danke!", "Super, bis dann.", "Perfekt, danke 🙂", "👍", "Vielen Dank, das ist sehr nett. Wir freuen uns." },
};

static const char *const first_names[] = {
  "Mia", "Jonas", "Aylin", "Peter", "Chiara", "Mohammed", "Sofia", "Lukas", "Emma", "Noah", "Olga", "Thomas", "Fatima", "Ben", "Hannah",
  "Giulia", "Karol", "Ingrid", "Samir", "Leonie", "Paul", "Zeynep", "Anton", "Marie", "Viktor", "Amara", "Felix", "Yuki", "Clara", "Emil",
  "Nadia", "Oskar", "Priya", "Rafael", "Lena", "Tomasz", "Eva", "Kwame", "Selma", "Hugo",
};

static const char *const last_names[] = {
  "König", "Yılmaz", "Rossi", "Schneider", "Novak", "Haddad", "García", "Weber", "Olsen", "Müller", "Kowalska", "Brandt", "Öztürk", "Fischer",
  "Moreau", "Silva", "Tanaka", "Keller", "Okafor", "Lang", "Petrova", "Sommer", "Becker", "Nguyen", "Vogel", "Lindqvist", "Hartmann", "Costa",
  "Arslan", "Winter", "Jansen", "Roth",
};

static const char *const posts[] = {
  "The new menu for the season", "A word about our opening hours", "What grows behind the house", "Music on Saturday", "We look for a waiter",
  "Where our flour comes from", "Closed for three days", "How to book a big table", "The story of the linden tree", "Wine from two villages away",
  "Lunch, now in twenty minutes", "Thank you for ten years",
};

static const char *
pick (GRand             *rand,
      const char *const *words,
      gsize              n_words)
{
  return words[g_rand_int_range (rand, 0, (gint32) n_words)];
}

static void
fill_slot (GString    *text,
           const char *slot,
           const char *value)
{
  g_string_replace (text, slot, value, 0);
}

/**
 * ear_sample_exchange_new:
 * @rand: where chance comes from
 * @mood: what it is about
 * @german: in German rather than English
 * @guest: how the house addresses the guest
 *
 * Returns: (transfer full): one exchange
 */
EarSampleExchange *
ear_sample_exchange_new (GRand         *rand,
                         EarSampleMood  mood,
                         gboolean       german,
                         const char    *guest)
{
  EarSampleExchange *exchange = g_new0 (EarSampleExchange, 1);
  const Phrase *phrase;
  const char *dish = pick (rand, dishes[german], G_N_ELEMENTS (dishes[0]));
  const char *day = pick (rand, days[german], G_N_ELEMENTS (days[0]));
  g_autofree char *number = g_strdup_printf ("%d", g_rand_int_range (rand, 2, 13));
  g_autofree char *hour = g_strdup_printf ("%d:%s", g_rand_int_range (rand, 18, 21), g_rand_boolean (rand) ? "00" : "30");
  g_autofree char *wait = g_strdup_printf ("%d", g_rand_int_range (rand, 4, 10) * 10);
  const char *parts[2];
  char **results[2] = { &exchange->question, &exchange->answer };

  do
    phrase = &phrases[g_rand_int_range (rand, 0, G_N_ELEMENTS (phrases))];
  while (phrase->mood != mood || phrase->german != german);

  parts[0] = phrase->question;
  parts[1] = phrase->answer;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GString *text = g_string_new (parts[i]);

      fill_slot (text, "{dish}", dish);
      fill_slot (text, "{day}", day);
      fill_slot (text, "{n}", number);
      fill_slot (text, "{time}", hour);
      fill_slot (text, "{wait}", wait);
      fill_slot (text, "{guest}", guest);
      *results[i] = g_string_free (text, FALSE);
    }
  exchange->thanks = g_strdup (pick (rand, thanks[german], G_N_ELEMENTS (thanks[0])));
  exchange->language = german ? "de" : "en";
  return exchange;
}

void
ear_sample_exchange_free (EarSampleExchange *exchange)
{
  if (exchange == NULL)
    return;
  g_free (exchange->question);
  g_free (exchange->answer);
  g_free (exchange->thanks);
  g_free (exchange);
}

char *
ear_sample_guest_name (GRand *rand)
{
  const char *first = pick (rand, first_names, G_N_ELEMENTS (first_names));

  return g_strdup_printf ("%s %s", first, pick (rand, last_names, G_N_ELEMENTS (last_names)));
}

char *
ear_sample_handle (GRand      *rand,
                   const char *name)
{
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);

  return g_strdup_printf ("%s%d", g_strdelimit (lower, " '?", '.'), g_rand_int_range (rand, 1, 100));
}

const char *
ear_sample_post_title (guint week)
{
  return posts[week % G_N_ELEMENTS (posts)];
}
