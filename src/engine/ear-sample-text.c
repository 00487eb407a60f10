/* ear-sample-text.c: texts of the made-up restaurant, put together from phrases
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#include <string.h>

static const char *const dishes[2][12] = {
  { "gnocchi with sage", "lentil soup", "trout", "mushroom risotto", "beetroot salad", "apple strudel", "pumpkin ravioli", "pea soup", "lamb",
    "onion tart", "fish soup", "plum cake" },
  { "Gnocchi mit Salbei", "Linsensuppe", "Forelle", "Pilzrisotto", "Rote-Bete-Salat", "Apfelstrudel", "Kürbisravioli", "Erbsensuppe", "Lamm",
    "Zwiebelkuchen", "Fischsuppe", "Pflaumenkuchen" },
};

/* Of which somebody may ask whether they are without meat. */
static const char *const green[2][6] = {
  { "lentil soup", "mushroom risotto", "beetroot salad", "pumpkin ravioli", "pea soup", "onion tart" },
  { "Linsensuppe", "Pilzrisotto", "Rote-Bete-Salat", "Kürbisravioli", "Erbsensuppe", "Zwiebelkuchen" },
};

static const char *const days[2][6] = { /* closed on Mondays */
  { "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
  { "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag" },
};

static const char *const months[2][12] = {
  { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" },
  { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember" },
};

static const char *const vegetables[2][4] = { { "asparagus", "mushrooms", "pumpkins", "peas" }, { "Spargel", "Pilze", "Kürbisse", "Erbsen" } };
static const char *const wines[] = { "Riesling", "Silvaner", "Weißburgunder", "Gutedel", "Scheurebe" };
static const char *const towns[] = { "Altstadt", "Neudorf", "Birkenau", "Seefeld", "Hohenberg" };

/* Mostly no more than that; sometimes with a word that the rule "needs no answer" rightly leaves to a person. */
#define LONGER_THANKS 8
static const char *const thanks[2] = {
  "[Thanks!|Thank you!|Great, thanks!|👍|Thank you so much 🙂|Perfect, thank you|ok, thx|❤️|🙏|Lovely, thank you very much|Great, thanks for the quick reply|cool, thanks a lot]",
  "[Danke!|Vielen Dank!|Super, danke!|👍|Perfekt, danke 🙂|Alles klar|ok, danke|❤️|🙏|Vielen lieben Dank euch|Danke für die schnelle Antwort|Prima, danke sehr]",
};
static const char *const longer_thanks[2] = {
  "[Great, see you then.|Thank you so much, that is very kind of you. We look forward to it.|Lovely, then we will be there at {time}.|Super, thanks {guest2}!|That was quick. "
  "We will bring a good appetite.|See you on {day}!]",
  "[Super, bis dann.|Vielen Dank, das ist sehr nett. Wir freuen uns.|Prima, dann sind wir um {time} da.|Das ging schnell. Wir bringen Hunger mit.|Bis {day}!]",
};

static const char *const reminders[2] = {
  "[Hello? Did you see my question?|Just asking again, as {day} comes closer.|Nobody there?|I am still waiting for an answer.|Should I call instead?]",
  "[Hallo? Habt ihr meine Frage gesehen?|Ich frage noch einmal nach, {day} rückt näher.|Niemand da?|Soll ich lieber anrufen?]",
};

/* Among ourselves. */
static const char *const notes[2] = {
  "[Asked the kitchen.|Paul knows more about this.|Written on the board in the kitchen.|Regular, be generous.|Told {day}'s shift.|Check the bill of that evening first.]",
  "[Die Küche gefragt.|Paul weiß mehr darüber.|Steht auf der Tafel in der Küche.|Stammgast, großzügig sein.|Erst die Rechnung von dem Abend ansehen.]",
};

/* One of these sorts, each of many wordings. */
#define N_CHATS 6
static const char *const chats[2][N_CHATS] = {
  {
    "[I had|We had|My brother had|A friend had|Last time I took] the {dish} [there|here] [last week|on {day}|in {month}|for lunch|with the kids][, very good.|, worth "
    "the wait.|. Could have been warmer.|, and would again.|.|, never again without a booking.]",
    "@{guest2} [they answer faster by phone|as far as I know they close on Mondays|just ring them|ask for the table by the window|try {day}, it is quieter|you can "
    "bring {n} people without a booking][.|!| I think.|, they told me {month}.]",
    "[We were there on {day}|I walked past at {time}|My parents went in {month}], it was [packed|quiet|raining and still full|lovely|loud but fun][.|, go early.|, take a "
    "jacket.]",
    "[Same question here|I would like to know that too|I was about to ask the same|Following this][!|.|, we want to come on {day}.|, for {n} people.]",
    "[Try|Do try|You must try|Skip everything but] the {dish}[, you will not regret it|, with a glass of {wine}| while it lasts|, my favourite][.|!]",
    "[My grandmother made it exactly like that|The terrace is lovely in the evening|What a beautiful room|I can smell it from {town}|Haha, same here|Is that the place by "
    "the linden tree|I would come along|Wonderful picture|The waiter with the beard is a treasure|{day} is my day off, what a pity][.|!|…| 😊]",
  },
  {
    "{dish} [hatte ich|hatten wir|hatte mein Bruder] [letzte Woche|am {day}|im {month}|mittags], [sehr gut|jederzeit wieder|das Warten wert|hätte wärmer sein können][.|!]",
    "@{guest2} [am Telefon geht es schneller|montags ist zu, glaube ich|ruf einfach an|frag nach dem Tisch am Fenster|am {day} ist es ruhiger][.|!| 🙂]",
    "[Wir waren am {day} da|Ich bin um {time} vorbei|Meine Eltern waren im {month} dort], es war [rappelvoll|ruhig|herrlich|laut, aber lustig][.|, geht früh hin.]",
    "[Das wüsste ich auch gern|Genau das wollte ich auch fragen|Ich lese mal mit][!|.|, wir wären zu {n}.]",
    "[Nehmt|Unbedingt|Mein Tipp:] {dish}[, ihr werdet es nicht bereuen|, dazu einen {wine}|, solange es das gibt][.|!]",
    "[Genau so hat es meine Oma gemacht|Die Terrasse ist abends herrlich|Schönes Bild|Da käme ich mit|Ist das das Lokal an der Linde|Das rieche ich bis {town}][.|!|…| 😊]",
  },
};

static const char spam[] =
  "[Great post! Visit my page for|Cheap|Best price on|Earn money with] [watches|pills|crypto|designer bags|followers|loans] [online|today only|guaranteed|in your area] "
  "[>>> click|!!!|www.best-{n}.example|— contact me now]";

static const char *const away[2] = {
  "I am out of the office until {date}. Your message will [not be forwarded|be read on my return].",
  "Ich bin bis {date} nicht im Büro. Ihre Nachricht wird [nicht weitergeleitet|nach meiner Rückkehr gelesen].",
};

static const char *const first_names[] = {
  "Mia", "Jonas", "Aylin", "Peter", "Chiara", "Mohammed", "Sofia", "Lukas", "Emma", "Noah", "Olga", "Thomas", "Fatima", "Ben", "Hannah",
  "Giulia", "Karol", "Ingrid", "Samir", "Leonie", "Paul", "Zeynep", "Anton", "Marie", "Viktor", "Amara", "Felix", "Yuki", "Clara", "Emil",
  "Nadia", "Oskar", "Priya", "Rafael", "Lena", "Tomasz", "Eva", "Kwame", "Selma", "Hugo", "Agnieszka", "Björn", "Çiğdem", "Đorđe", "Éloïse",
  "François", "Gökhan", "Ioana", "Jörg", "Katarzyna", "Linh", "Matěj", "Ngozi", "Øyvind", "Quang", "Ruth", "Şule", "Tove", "Ulrike", "Wanda",
  "Xenia", "Yusuf", "Željko", "Hana",
};

static const char *const last_names[] = {
  "König", "Yılmaz", "Rossi", "Schneider", "Novak", "Haddad", "García", "Weber", "Olsen", "Müller", "Kowalska", "Brandt", "Öztürk", "Fischer",
  "Moreau", "Silva", "Tanaka", "Keller", "Okafor", "Lang", "Petrova", "Sommer", "Becker", "Nguyen", "Vogel", "Lindqvist", "Hartmann", "Costa",
  "Arslan", "Winter", "Jansen", "Roth", "Dvořák", "Ødegård", "Šimić", "Lefèvre", "Castellanos", "Wójcik", "Ivanova", "Mensah", "Kaya", "Berg",
  "Huber", "Almeida", "Popescu", "Singh", "Eriksson", "van Dijk", "O'Brien", "Bachmann",
};

static const struct {
  const char *title, *text;
} posts[] = {
  { "The new menu for the season", "Nine dishes, four of them without meat, and the trout is back." },
  { "A word about our opening hours", "From this month on we open at noon. The kitchen needs the morning." },
  { "What grows behind the house", "Beetroot, chard, too much mint. Most of it is on your plate the same day." },
  { "Music on Saturday", "Two sisters, one accordion, no cover charge." },
  { "We look for a waiter", "Four evenings a week, dinner included, tips shared fairly." },
  { "Where our flour comes from", "The mill is eleven kilometres away, and we visited it with a camera." },
  { "Closed for three days", "We paint the back room. It smells; you would not enjoy it." },
  { "How to book a big table", "Ring us, write us, or tell the waiter: just not all three." },
  { "The story of the linden tree", "It was there before the house, and it will be there after us." },
  { "Wine from two villages away", "The Riesling everybody asks about, and who makes it." },
  { "Lunch, now in twenty minutes", "Order before eleven and it is on the table when you sit down." },
  { "Thank you for ten years", "Ten years, some forty thousand soups. A letter to our guests." },
};

/* ---- slots and choices ---- */

typedef struct {
  GRand *rand;
  gboolean german;
  const char *guest, *other;
  const char *dish[2], *green, *day[2];
  int n[2], hour[2], minute[2], wait, price[2], date, month;
} Slots;

static guint
below (GRand *rand,
       gsize  limit)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) limit);
}

static void
slots_init (Slots      *slots,
            GRand      *rand,
            gboolean    german,
            const char *guest)
{
  slots->rand = rand;
  slots->german = german;
  slots->guest = guest;
  slots->other = first_names[below (rand, G_N_ELEMENTS (first_names))];
  for (guint i = 0; i < 2; i++)
    {
      slots->dish[i] = dishes[german][below (rand, G_N_ELEMENTS (dishes[0]))];
      slots->day[i] = days[german][below (rand, G_N_ELEMENTS (days[0]))];
      slots->n[i] = 2 + (int) below (rand, 9);
      slots->hour[i] = 18 + (int) below (rand, 3);
      slots->minute[i] = 30 * (int) below (rand, 2);
      slots->price[i] = 5 * (6 + (int) below (rand, 8));
    }
  slots->green = green[german][below (rand, G_N_ELEMENTS (green[0]))];
  slots->wait = 10 * (4 + (int) below (rand, 6));
  slots->date = 1 + (int) below (rand, 28);
  slots->month = (int) below (rand, 12);
}

static void
append_slot (GString     *text,
             const Slots *slots,
             const char  *name,
             gsize        length)
{
  gboolean second = length > 0 && name[length - 1] == '2';
  gsize stem = second ? length - 1 : length;
#define IS(word) (stem == strlen (word) && strncmp (name, word, stem) == 0)

  if (IS ("guest"))
    g_string_append (text, second ? slots->other : slots->guest);
  else if (IS ("dish"))
    g_string_append (text, slots->dish[second]);
  else if (IS ("green"))
    g_string_append (text, slots->green);
  else if (IS ("day"))
    g_string_append (text, slots->day[second]);
  else if (IS ("n"))
    g_string_append_printf (text, "%d", slots->n[second]);
  else if (IS ("time"))
    g_string_append_printf (text, "%d:%02d", slots->hour[second], slots->minute[second]);
  else if (IS ("wait"))
    g_string_append_printf (text, "%d", slots->wait);
  else if (IS ("price"))
    g_string_append_printf (text, "%d", slots->price[second]);
  else if (IS ("date"))
    g_string_append_printf (text, slots->german ? "%d. %s" : "%d %s", slots->date, months[slots->german][slots->month]);
  else if (IS ("month"))
    g_string_append (text, months[slots->german][slots->month]);
  else if (IS ("wine"))
    g_string_append (text, wines[slots->date % (int) G_N_ELEMENTS (wines)]);
  else if (IS ("town"))
    g_string_append (text, towns[slots->date % (int) G_N_ELEMENTS (towns)]);
  else if (IS ("vegetables"))
    g_string_append (text, vegetables[slots->german][slots->month / 3]);
  else
    g_assert_not_reached ();
#undef IS
}

/* From @from to @end, which no choice crosses. */
static void
append_pattern (GString     *text,
                const Slots *slots,
                const char  *from,
                const char  *end)
{
  while (from < end)
    {
      if (*from == '{')
        {
          const char *close = memchr (from, '}', (gsize) (end - from));

          append_slot (text, slots, from + 1, (gsize) (close - from - 1));
          from = close + 1;
        }
      else if (*from == '[')
        {
          const char *close = memchr (from, ']', (gsize) (end - from)), *begin = from + 1;
          guint n = 1, chosen;

          for (const char *c = begin; c < close; c++)
            n += *c == '|';
          for (chosen = below (slots->rand, n); chosen > 0; chosen--)
            begin = (const char *) memchr (begin, '|', (gsize) (close - begin)) + 1;
          {
            const char *bar = memchr (begin, '|', (gsize) (close - begin));

            append_pattern (text, slots, begin, bar != NULL ? bar : close);
          }
          from = close + 1;
        }
      else
        {
          gsize plain = strcspn (from, "{[");

          plain = MIN (plain, (gsize) (end - from));
          g_string_append_len (text, from, (gssize) plain);
          from += plain;
        }
    }
}

static char *
fill (const Slots *slots,
      const char  *pattern)
{
  GString *text;

  if (pattern == NULL)
    return NULL;
  text = g_string_new (NULL);
  append_pattern (text, slots, pattern, pattern + strlen (pattern));
  return g_strstrip (g_string_free (text, FALSE));
}

static char *
fill_alone (GRand      *rand,
            gboolean    german,
            const char *pattern)
{
  Slots slots;

  slots_init (&slots, rand, german, "");
  return fill (&slots, pattern);
}

/* ---- exchanges ---- */

/* One of @place's topics, with that mood if it has any such. */
static const EarSampleTopic *
pick_topic (GRand          *rand,
            EarSamplePlace  place,
            EarSampleMood   mood,
            gboolean        german)
{
  gsize n_topics;
  const EarSampleTopic *topics = ear_sample_topics (german, &n_topics);
  guint n_place = 0, n_mood = 0, chosen;

  for (gsize i = 0; i < n_topics; i++)
    if (topics[i].places & place)
      {
        n_place++;
        n_mood += topics[i].mood == mood;
      }
  chosen = below (rand, n_mood > 0 ? n_mood : n_place);
  for (gsize i = 0; i < n_topics; i++)
    if ((topics[i].places & place) != 0 && (n_mood == 0 || topics[i].mood == mood) && chosen-- == 0)
      return &topics[i];
  g_assert_not_reached ();
}

static const char *const openings[2] = {
  "[Hi! |Hello, |Good morning! |Quick question: |Dear team, |Hi there, |Sorry to bother you. |I hope this is the right place to ask. ]",
  "[Hallo! |Moin, |Guten Morgen! |Kurze Frage: |Liebes Team, |Servus, |Ich hoffe, hier bin ich richtig. |Mal eine Frage: ]",
};

static char *
dress_question (const Slots    *slots,
                EarSamplePlace  place,
                EarSampleMood   mood,
                char           *question)
{
  g_autofree char *plain = question;

  if (place == EAR_SAMPLE_MAIL && slots->german)
    return g_strdup_printf ("Liebes Team,\n\n%s\n\nViele Grüße\n%s", plain, slots->guest);
  if (place == EAR_SAMPLE_MAIL)
    return g_strdup_printf ("Dear team,\n\n%s\n\nKind regards,\n%s", plain, slots->guest);
  if (place == EAR_SAMPLE_TALK && mood == EAR_SAMPLE_QUESTION && g_rand_boolean (slots->rand))
    {
      g_autofree char *opening = fill (slots, openings[slots->german]);

      return g_strconcat (opening, " ", plain, NULL);
    }
  return g_steal_pointer (&plain);
}

static const char *
verdict_of (const Slots   *slots,
            EarSampleMood  mood)
{
  if (mood == EAR_SAMPLE_COMPLAINT)
    return slots->date % 3 == 0 ? "★☆☆☆☆" : "★★☆☆☆";
  return slots->date % 3 == 0 ? "★★★★☆" : "★★★★★";
}

/* Two people answer, and only sometimes sign. */
static char *
dress_answer (const Slots    *slots,
              EarSamplePlace  place,
              char           *answer)
{
  g_autofree char *plain = answer;
  guint who = below (slots->rand, 6);

  if (plain == NULL || place == EAR_SAMPLE_LOG || who > 2)
    return g_steal_pointer (&plain);
  return g_strdup_printf ("%s\n– %s", plain, who < 2 ? "Mia" : "Jonas");
}

/**
 * ear_sample_exchange_new:
 * @rand: where chance comes from
 * @place: how it is said
 * @mood: what it is about
 * @german: in German rather than English
 * @guest: how the house addresses the guest
 *
 * Returns: (transfer full): one exchange
 */
EarSampleExchange *
ear_sample_exchange_new (GRand          *rand,
                         EarSamplePlace  place,
                         EarSampleMood   mood,
                         gboolean        german,
                         const char     *guest)
{
  EarSampleExchange *exchange = g_new0 (EarSampleExchange, 1);
  const EarSampleTopic *topic = pick_topic (rand, place, mood, german);
  Slots slots;

  slots_init (&slots, rand, german, guest);
  exchange->question = dress_question (&slots, place, topic->mood, fill (&slots, topic->question));
  exchange->answer = dress_answer (&slots, place, fill (&slots, topic->answer));
  exchange->more = fill (&slots, topic->more);
  exchange->more_answer = fill (&slots, topic->more_answer);
  exchange->verdict = place == EAR_SAMPLE_REVIEW ? verdict_of (&slots, topic->mood) : NULL;
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
  g_free (exchange->more);
  g_free (exchange->more_answer);
  g_free (exchange);
}

char *
ear_sample_thanks (GRand    *rand,
                   gboolean  german)
{
  return fill_alone (rand, german, below (rand, LONGER_THANKS) == 0 ? longer_thanks[german] : thanks[german]);
}

char *
ear_sample_reminder (GRand    *rand,
                     gboolean  german)
{
  return fill_alone (rand, german, reminders[german]);
}

char *
ear_sample_note (GRand    *rand,
                 gboolean  german)
{
  return fill_alone (rand, german, notes[german]);
}

char *
ear_sample_chat (GRand    *rand,
                 gboolean  german)
{
  return fill_alone (rand, german, chats[german][below (rand, N_CHATS)]);
}

char *
ear_sample_spam (GRand *rand)
{
  return fill_alone (rand, FALSE, spam);
}

char *
ear_sample_away (GRand    *rand,
                 gboolean  german)
{
  return fill_alone (rand, german, away[german]);
}

char *
ear_sample_guest_name (GRand *rand)
{
  const char *first = first_names[below (rand, G_N_ELEMENTS (first_names))];
  const char *last = last_names[below (rand, G_N_ELEMENTS (last_names))];

  switch (below (rand, 12))
    {
    case 0:
      return g_strdup (first);
    case 1:
      return g_strdup_printf ("%s %.*s.", first, (int) (g_utf8_next_char (last) - last), last);
    default:
      return g_strdup_printf ("%s %s", first, last);
    }
}

char *
ear_sample_handle (GRand      *rand,
                   const char *name)
{
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);
  gsize length;

  g_strdelimit (lower, " '?", '.');
  for (length = strlen (lower); length > 0 && lower[length - 1] == '.'; length--)
    lower[length - 1] = '\0';
  return g_strdup_printf ("%s%u", lower, 1 + below (rand, 99));
}

const char *
ear_sample_post_title (guint week)
{
  return posts[week % G_N_ELEMENTS (posts)].title;
}

const char *
ear_sample_post_text (guint week)
{
  return posts[week % G_N_ELEMENTS (posts)].text;
}
