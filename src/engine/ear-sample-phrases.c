/* ear-sample-phrases.c: what guests of a made-up restaurant ask, and what it answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sample-private.h"

#define ASK EAR_SAMPLE_QUESTION
#define MOAN EAR_SAMPLE_COMPLAINT
#define PRAISE EAR_SAMPLE_PRAISE
#define TALK EAR_SAMPLE_TALK
#define MAIL EAR_SAMPLE_MAIL
#define LOG EAR_SAMPLE_LOG
#define BOOKING EAR_SAMPLE_BOOKING
#define REVIEW EAR_SAMPLE_REVIEW

/* A row is a topic, so rows are as long as they are. */
static const EarSampleTopic english[] = {
  { TALK | MAIL, ASK, "[Are you open|Is the café open|Will you be open] on {day}[| evening| at noon]? We would be {n}[.| people.|, two of them children.]",
    "[Hello|Hi] {guest}, [yes|we are], on {day} from noon until ten. [Shall I keep a table for {n}?|Just come by.|A table for {n} is no problem.]",
    "[Great. |]And [is the kitchen open all day|can we still order after nine|do you serve cake in the afternoon]?", "The kitchen closes at half past nine, {guest}; cake there is from three." },
  { TALK | MAIL, ASK, "[Do you have|Is there still|Could we get] a table for {n} on {day} [around|at about|at] {time}?[| By the window if possible.| One of us uses a wheelchair.]",
    "[Hello|Good morning] {guest}, {time} on {day} works. [The table is yours.|I have put you down.|See you then!] [Just tell us if you are late.|]",
    "[Could we make it {n2} instead of {n}?|We might be one more. Is that all right?|Can we come half an hour later?]", "[Of course.|No problem, I have changed it.|Yes, gladly.]" },
  { TALK | MAIL, ASK, "Is the {green} [vegan|vegetarian|without dairy]? [And if not, could you make it without butter?|My sister does not eat meat.|]",
    "Hello {guest}, not as it stands, but the kitchen makes it with olive oil [if you say so when you order|on request].", "And the {dish2}?", "That one is, all year." },
  { TALK | MAIL | LOG, ASK, "[My daughter has|Our youngest has|I have] a nut allergy. What on the menu is safe[| for her| for us]?",
    "Hello {guest}, the {dish}, the soup and the risotto are. [Please tell the waiter too: we use a separate board then.|We cook them on a separate stove.]",
    "Is the bread safe as well?", "The white one is, the walnut bread is not; we keep them apart." },
  { TALK | MAIL, ASK, "Can we bring our dog? [She is small and sleeps all evening.|He is large but very calm.|Only on the terrace, of course.]",
    "Hello {guest}, dogs are welcome [in the front room and on the terrace|on the terrace and by the bar]. Water is on the house.", NULL, NULL },
  { TALK | MAIL, ASK, "Is there parking nearby, or should we take the tram? [We come from {town}.|It will be our first visit.|]",
    "Hello {guest}, take the tram, line 4, stop Lindenplatz. Parking is only behind the church[| and usually full on {day}].", "When does the last one go back?", "At ten to midnight, on Saturdays an hour later." },
  { TALK | MAIL, ASK, "What does the tasting menu cost these days[, and is wine included|, and how many courses is it|]?",
    "Hello {guest}, {price} with wine, {price2} without, five courses[, water and coffee included|].", "Can it be had vegetarian?", "Yes, please say so a day ahead." },
  { TALK | MAIL | LOG, ASK, "[I think I left|I must have forgotten|Did anybody find] a [grey scarf|black umbrella|blue notebook|child's jacket] [on the chair by the window|under table {n}|in the cloakroom] on {day}[?| evening?]",
    "Hello {guest}, we [did! It waits for you behind the counter.|looked everywhere, but it is not here. Was it {day2} perhaps?|have it. Shall we post it?]", NULL, NULL },
  { TALK | MAIL, ASK, "Could you [do|make|bake] a birthday cake for {n} people[, for {day}|]? [It is a surprise, so please do not call my number.|Something with lemon would be lovely.|No marzipan, please.]",
    "Hello {guest}, with pleasure. [We will say nothing. |]Chocolate or lemon?", "[Chocolate, please, and could it say “Happy 70th”?|Lemon. What would it cost?]", "[Gladly.|{price} with the writing.] It is ready from eleven." },
  { TALK, ASK, "Do you still make the {dish}? It is not on the website any more.", "Hello {guest}, it is back from Thursday on, [until the season ends|as long as there are {vegetables}].", NULL, NULL },
  { TALK | MAIL, ASK, "Do you take cards, or should I bring cash?[| And what about phones?]", "Hello {guest}, cards [and phones |]from ten up; for a coffee cash is kinder.", NULL, NULL },
  { TALK, ASK, "Is the terrace open when it is this [cold|wet|windy]? You had blankets last year.", "Hello {guest}, it is, from noon till sunset, and the blankets are new.", NULL, NULL },
  { MAIL | TALK, ASK, "Could you send me [the allergen list|the menu|the wine list] for [the lunch menu|{day}|our party]?", "Hello {guest}, it is on its way[, and it always hangs by the door|].", NULL, NULL },
  { TALK | MAIL | LOG, ASK, "We are {n} colleagues and would like to eat quickly at noon. Is that possible on {day}?", "Hello {guest}, order before eleven and it is on the table at [half past twelve|noon sharp].",
    "Can we pay one by one?", "Yes, just keep track of what you had." },
  { TALK | MAIL, ASK, "Do you have gluten-free [bread|cake|pasta]? Last time there was none.", "Hello {guest}, yes, every day now. Sorry about last time.", NULL, NULL },
  { TALK, ASK, "Who plays on {day}? I heard there is music again.", "Hello {guest}, [the two sisters with the accordion|a trio from {town}|our own waiter, on the piano], from eight. No cover charge.",
    "Do we need to book for that?", "Better do: it was full last time." },
  { MAIL, ASK, "[We are planning our wedding dinner for|I would like to invite my family for my mother's 80th on|Our club meets with about twenty people on] {date}. [Do you have a room of your own for that?|Could you make us an offer?|What would a set menu cost?]",
    "[Thank you for thinking of us, {guest}.|How nice, {guest}!] The back room holds thirty. A menu of three courses is {price} a head. [Shall we talk it over on the phone?|I attach two suggestions.]",
    "[Could four of them eat vegan?|May we bring our own cake?|Is there a piano?]", "[Yes, certainly.|Of course.|There is, and it is in tune.]" },
  { MAIL | LOG, ASK, "[I would like to order|Can I buy|Do you sell] a gift voucher[ over {price}|, sent by post|]?", "[Hello|Dear] {guest}, yes: [here over the counter or by post|tell us the name and we write it in ink].", NULL, NULL },
  { TALK | MAIL, ASK, "Which wine was it we had with the {dish} on {day}? [A white one, very dry.|The waiter said it comes from around here.|]", "That was the {wine}, {guest}, from two villages away. We sell it by the bottle too.", NULL, NULL },
  { TALK, ASK, "[Would you share|Is there any chance of] the recipe for the {dish}?", "[Gladly, {guest}: it goes up on the blog on Sunday.|The cook says no, {guest}, but you may watch her on a Tuesday.]", NULL, NULL },
  { MAIL | TALK, ASK, "Are you looking for [staff|a waiter|somebody for the kitchen]? [I have three years of experience.|My son is looking for a holiday job.|I could start at once.]", "Hello {guest}, we are. [Come by on Tuesday before opening.|Please send a few lines about yourself to the house address.]", NULL, NULL },
  { TALK | MAIL, ASK, "Do you have a high chair and a corner for a pram?", "Hello {guest}, two high chairs and room for three prams by the window.", NULL, NULL },
  { TALK | MAIL, ASK, "Is your {dish} on the lunch menu this week, and what is the soup?", "Hello {guest}, from Wednesday on; the soup is [pea|tomato|lentil].", NULL, NULL },
  { TALK | MAIL, ASK, "Can we get the {dish} to take away? [We live around the corner.|Two portions, tonight.|]", "Hello {guest}, yes, ring half an hour ahead. [Bring a box and it is cheaper.|]", NULL, NULL },

  { LOG, ASK, "Wants a table for {n} on {day} at {time}, [asks for the window|has a pram|one vegan]. [Not sure whether the big room is free.|Ring back when we know.]", "[Called back: table is booked.|Rang, left it on the answering machine.|Called back, they take {time}.]", NULL, NULL },
  { LOG, ASK, "Asks whether we cater for {n} people on {date}[, about {price} a head|].", "[Called back with an offer.|Sent the list, they think it over.]", NULL, NULL },
  { LOG, ASK, "Supplier: can [the flour|the fish|the {vegetables}] come on {day} instead?", "[Called back: fine.|Agreed, before nine.]", NULL, NULL },
  { LOG, ASK, "[Wanted to know opening hours on the holiday.|Asked about parking.|Asked whether dogs may come in.|Asked for the lunch menu.|Asked whether the terrace is open.]", "[Told them.|Explained.]", NULL, NULL },
  { LOG, MOAN, "Annoyed: waited {wait} minutes on {day} and the {dish} was cold. Wants the boss to ring.", "[Rang, apologized, invited for coffee.|Spoke for ten minutes, all is well.]", NULL, NULL },
  { LOG, MOAN, "Says the bill of {day} has a bottle too much (table {n}).", "[Checked, right. Money goes back.|Rang: it was their neighbours' bottle, refunded.]", NULL, NULL },
  { LOG, PRAISE, "[Just wanted to say how good the {dish} was.|Thanks the kitchen for {day}.]", "Passed it on.", NULL, NULL },

  { BOOKING, ASK, "{n} persons, {day} {time}. [Window table, please.|Anniversary.|One high chair.|Vegetarian menu for two.|First visit.|]", "[Confirmed, see you on {day}.|Confirmed.|{time} is full, {time2} is free: is that all right?]",
    "[Can we change it to {n2} persons?|We will be ten minutes late.|Please cancel, we are ill.]", "[Done.|No problem.|Cancelled. Get well soon!]" },

  { TALK | MAIL, MOAN, "We waited {wait} minutes for the {dish} and it came [cold|lukewarm|without the sauce]. That was not like you.", "Dear {guest}, I am sorry, that must not happen. We had one cook too few. May I invite you to a coffee and hear the rest?", "[That is kind, we come on {day}.|It is not about a coffee. Will it be better?]", "[We look forward to it.|It is already: there are three of us now on Saturdays.]" },
  { TALK | MAIL, MOAN, "I [called|rang] three times on {day} and nobody answered. Is the number still right?", "Dear {guest}, the number is right, we were not. From now on the bar has the phone too. What did you want to ask?", "[Only whether you have a table for {n} on {day2}.|It was about the voucher.]", "[You have it now.|I ring you today.]" },
  { TALK | MAIL, MOAN, "The website says you open at eleven. At half past eleven the door was locked[| and it rained].", "Dear {guest}, you are right, and I am sorry. The website is corrected: we open at noon.", NULL, NULL },
  { TALK | REVIEW, MOAN, "Too loud, too slow, and the {dish} was salty. What happened to this place?", "Dear {guest}, thank you for saying it plainly. I would like to understand it better: may I call you?", NULL, NULL },
  { TALK | MAIL, MOAN, "The bill had a bottle on it that we never ordered. Please check table {n}[, {day} evening|].", "Dear {guest}, you are right, I found it. The money is on its way back to you. I am sorry.", NULL, NULL },
  { TALK | REVIEW, MOAN, "[Booked for {time}, seated {wait} minutes later.|They lost our booking and shrugged.] [The {dish} was good, the evening was not.|Nobody said sorry.]", "Dear {guest}, I am sorry. We took two bookings for one table, and you paid for it. Please write to me: the next dinner is ours.", NULL, NULL },
  { REVIEW, MOAN, "[Used to be our favourite.|We came on a recommendation.] Portions smaller, prices higher, and the waiter was [rude|nowhere to be seen|new and left alone]. [Two stars for the {wine}.|]", "Dear {guest}, that hurts, and you are right about {day}. We have changed the rota. I would be glad if you gave us another evening.", NULL, NULL },
  { TALK | REVIEW, MOAN, "Draughty table by the door, and when we asked to move we were told no. [Half the room was empty.|]", "Dear {guest}, we should have moved you. A curtain hangs there now.", NULL, NULL },

  { TALK | MAIL | REVIEW, PRAISE, "The {dish} was the best I have had in years. Please thank the kitchen!", "Dear {guest}, [I read it out loud at the pass. Thank you!|the kitchen says thank you, and blushes.]", NULL, NULL },
  { TALK | REVIEW, PRAISE, "Lovely evening, all {n} of us want to come back.[| The {wine} too.]", "Thank you, {guest}! We keep the big table for you.", NULL, NULL },
  { TALK | REVIEW, PRAISE, "What a kind waiter we had on {day}. Give him a raise!", "Dear {guest}, he blushed. Thank you.", NULL, NULL },
  { TALK | REVIEW, PRAISE, "[Came for a coffee, stayed for three hours.|Best {dish} in town.|My mother was so happy on her birthday.] [Thank you!|We will be back.]", "[Thank you, {guest}, come again soon!|How nice to read, {guest}.]", NULL, NULL },
  { TALK, PRAISE, "[This photo makes me hungry.|I can smell it from here.|See you on {day}!|Finally, the {dish} is back!]", "[The door is open, {guest}!|We keep a plate for you.]", NULL, NULL },
};

static const EarSampleTopic german[] = {
  { TALK | MAIL, ASK, "[Habt ihr am|Habt ihr diesen] {day} [offen|geöffnet]? Wir wären zu {n}[.|, zwei davon Kinder.]", "Hallo {guest}, ja, am {day} von zwölf bis zehn. [Soll ich einen Tisch für {n} freihalten?|Kommt einfach vorbei.]",
    "[Super. |]Und [gibt es nachmittags Kuchen|kann man nach neun noch essen]?", "Die Küche schließt um halb zehn; Kuchen gibt es ab drei." },
  { TALK | MAIL, ASK, "[Gibt es|Habt ihr] am {day} gegen {time} noch einen Tisch für {n}?[| Gern am Fenster.| Eine von uns sitzt im Rollstuhl.]", "Hallo {guest}, {time} Uhr passt. [Der Tisch gehört euch.|Ist notiert.|Bis dann!]",
    "[Ginge auch {n2} statt {n}?|Wir werden vielleicht einer mehr, geht das?|Können wir eine halbe Stunde später kommen?]", "[Na klar.|Kein Problem, ist geändert.|Ja, gern.]" },
  { TALK | MAIL, ASK, "Ist {green} [vegan|vegetarisch]? Oder geht das auch ohne Butter?", "Hallo {guest}, von Haus aus nicht, aber die Küche macht es mit Olivenöl, wenn ihr es sagt.", "Und {dish2}?", "Das schon, das ganze Jahr." },
  { TALK | MAIL | LOG, ASK, "[Meine Tochter verträgt|Unser Jüngster verträgt|Ich vertrage] keine Nüsse. Was kann man bei euch essen?", "Hallo {guest}, {dish}, die Suppe und das Risotto. Bitte sagt es auch der Bedienung[: wir nehmen dann ein eigenes Brett|].", NULL, NULL },
  { TALK | MAIL, ASK, "Dürfen wir unseren Hund mitbringen?[| Er ist groß, aber sehr ruhig.| Nur auf die Terrasse natürlich.]", "Hallo {guest}, vorne und auf der Terrasse gern. Wasser gibt es auch.", NULL, NULL },
  { TALK | MAIL, ASK, "Kann man bei euch mit Karte zahlen?[| Oder nur bar?]", "Hallo {guest}, ab zehn Euro ja.", NULL, NULL },
  { TALK | MAIL | LOG, ASK, "Ich habe am {day} [meinen Schirm|einen grauen Schal|mein Notizbuch] vergessen. Ist [er|etwas] abgegeben worden?", "Hallo {guest}, [liegt hinter der Theke und wartet.|ist da! Sollen wir es schicken?|leider nicht. War es vielleicht am {day2}?]", NULL, NULL },
  { TALK | MAIL, ASK, "Was kostet das Mittagsmenü[, und gilt es auch am Wochenende|, und was gibt es am {day}|]?", "Hallo {guest}, 14 Euro, von Dienstag bis Freitag.", NULL, NULL },
  { TALK | MAIL, ASK, "Macht ihr auch Torten auf Bestellung? Für {n} Personen, zum {day}[.|, ohne Marzipan.| – es soll eine Überraschung sein.]", "Hallo {guest}, sehr gern. Schokolade oder Zitrone?", "[Schokolade bitte, mit einer 70 darauf.|Zitrone. Was würde das kosten?]", "[Machen wir.|{price} Euro mit Schrift.] Ab elf kann sie abgeholt werden." },
  { TALK | MAIL, ASK, "Habt ihr glutenfreies [Brot|Gebäck]?", "Hallo {guest}, inzwischen jeden Tag.", NULL, NULL },
  { TALK | MAIL, ASK, "[Kommt man bei euch mit dem Rollstuhl rein?|Ist der Eingang ebenerdig?] Meine Mutter sitzt in einem.", "Hallo {guest}, der Hof ist ebenerdig, und wir rücken den Tisch zurecht. Sagt einfach Bescheid.", "Und die Toilette?", "Auch, gleich neben dem Tresen." },
  { TALK, ASK, "Wer spielt am {day}? Es soll ja wieder Musik geben.", "Hallo {guest}, [die zwei Schwestern mit dem Akkordeon|ein Trio aus {town}], ab acht, Eintritt frei.", "Muss man dafür reservieren?", "Besser ja, letztes Mal war es voll." },
  { MAIL, ASK, "[Wir planen unser Hochzeitsessen am|Meine Mutter wird 80, wir feiern am|Unser Verein trifft sich mit etwa zwanzig Leuten am] {date}. [Habt ihr dafür einen eigenen Raum?|Könnt ihr uns ein Angebot machen?]", "[Wie schön, {guest}!|Danke für die Anfrage, {guest}.] Das Hinterzimmer fasst dreißig. Drei Gänge kosten {price} Euro pro Kopf. Wollen wir telefonieren?",
    "[Könnten vier davon vegan essen?|Dürfen wir den Kuchen selbst mitbringen?]", "[Ja, sicher.|Aber ja.]" },
  { MAIL | LOG, ASK, "[Ich hätte gern|Gibt es bei euch] einen Gutschein[ über {price} Euro|, per Post|]?", "Hallo {guest}, gern: [hier am Tresen oder per Post|wir brauchen nur den Namen].", NULL, NULL },
  { TALK | MAIL, ASK, "Welcher Wein war das am {day} zu {dish}? Ein trockener Weißer.", "Das war der {wine}, {guest}, von zwei Dörfern weiter. Es gibt ihn auch flaschenweise.", NULL, NULL },
  { TALK, ASK, "[Verratet ihr|Gibt es irgendwo] das Rezept für {dish}?", "[Gern, {guest}: am Sonntag steht es im Blog.|Die Köchin sagt nein, {guest}, aber zuschauen darfst du.]", NULL, NULL },
  { TALK | MAIL, ASK, "Sucht ihr noch [Aushilfen|jemanden für den Service|jemanden für die Küche]? Ich könnte [sofort|ab dem Ersten] anfangen.", "Hallo {guest}, ja. Komm am Dienstag vor der Öffnung vorbei.", NULL, NULL },
  { TALK | MAIL, ASK, "Kann man {dish} auch mitnehmen? Zwei Portionen für heute Abend.", "Hallo {guest}, ja, ruf eine halbe Stunde vorher an.", NULL, NULL },
  { TALK, ASK, "Ist die Terrasse bei dem Wetter offen?", "Hallo {guest}, ja, bis Sonnenuntergang, Decken liegen bereit.", NULL, NULL },

  { LOG, ASK, "Tisch für {n} am {day} um {time}, [gern am Fenster|mit Kinderwagen|einmal vegan]. [Rückruf, ob der große Raum frei ist.|Bitte zurückrufen.]", "[Zurückgerufen, Tisch ist fest.|Auf Band gesprochen.|Zurückgerufen, kommen um {time}.]", NULL, NULL },
  { LOG, ASK, "Fragt nach Catering für {n} Personen am {date}.", "[Angebot durchgegeben.|Liste geschickt.]", NULL, NULL },
  { LOG, ASK, "Lieferant: können [Mehl|Fisch|die {vegetables}] auch am {day} kommen?", "[Zurückgerufen, passt.|Ja, vor neun.]", NULL, NULL },
  { LOG, ASK, "[Wollte die Öffnungszeiten am Feiertag wissen.|Fragte nach Parkplätzen.|Fragte nach dem Mittagsmenü.|Fragte, ob die Terrasse offen ist.]", "[Gesagt.|Erklärt.]", NULL, NULL },
  { LOG, MOAN, "Verärgert: {wait} Minuten gewartet, {dish} kalt. Möchte die Chefin sprechen.", "[Angerufen, entschuldigt, auf einen Kaffee eingeladen.|Lange gesprochen, alles gut.]", NULL, NULL },
  { LOG, PRAISE, "[Wollte nur sagen, wie gut {dish} war.|Dank an die Küche für {day}.]", "Weitergesagt.", NULL, NULL },

  { BOOKING, ASK, "{n} Personen, {day} {time} Uhr. [Bitte am Fenster.|Hochzeitstag.|Ein Kinderstuhl.|Zweimal vegetarisch.|]", "[Bestätigt, bis {day}.|Bestätigt.|{time} Uhr ist voll, {time2} Uhr ginge: passt das?]", "[Wir werden {n2}, geht das?|Wir kommen zehn Minuten später.|Müssen leider absagen.]", "[Ist geändert.|Kein Problem.|Schade, bis bald.]" },

  { TALK | MAIL, MOAN, "Wir haben {wait} Minuten auf {dish} gewartet, und dann war es [kalt|lauwarm]. Das kennen wir von euch anders.", "Hallo {guest}, das tut mir leid, das darf nicht sein. Darf ich euch auf einen Kaffee einladen?", "[Nett, wir kommen am {day}.|Es geht nicht um den Kaffee. Wird es besser?]", "[Wir freuen uns.|Ist es schon: samstags sind wir jetzt zu dritt.]" },
  { TALK | MAIL, MOAN, "Am Telefon geht seit {day} niemand ran. Stimmt die Nummer noch?", "Hallo {guest}, die Nummer stimmt, wir haben es verpasst. Worum geht es?", NULL, NULL },
  { TALK | MAIL, MOAN, "Auf der Seite steht elf Uhr, um halb zwölf war noch zu.[| Und es hat geregnet.]", "Hallo {guest}, ihr habt recht. Wir öffnen um zwölf; die Seite ist berichtigt.", NULL, NULL },
  { TALK | REVIEW, MOAN, "[Früher unser Lieblingslokal.|Auf Empfehlung gekommen.] Zu laut, zu langsam, {dish} versalzen.[| Schade.]", "Hallo {guest}, danke für die klaren Worte. Darf ich anrufen und mehr hören?", NULL, NULL },
  { TALK | REVIEW, MOAN, "Reserviert für {time}, gesessen {wait} Minuten später. Niemand hat sich entschuldigt.", "Hallo {guest}, dann tue ich es jetzt: Es tut mir leid. Das nächste Essen geht auf uns.", NULL, NULL },
  { MAIL | TALK, MOAN, "Auf der Rechnung stand eine Flasche, die wir nie hatten. Tisch {n}, {day}.", "Hallo {guest}, stimmt, gefunden. Das Geld kommt zurück, es tut mir leid.", NULL, NULL },

  { TALK | MAIL | REVIEW, PRAISE, "{dish} war das Beste seit Jahren. Gruß an die Küche!", "Danke, {guest}, das habe ich laut vorgelesen!", NULL, NULL },
  { TALK | REVIEW, PRAISE, "Ein wunderschöner Abend, wir kommen wieder, alle {n}.", "Danke, {guest}! Der große Tisch bleibt eurer.", NULL, NULL },
  { TALK | REVIEW, PRAISE, "[Auf einen Kaffee gekommen, drei Stunden geblieben.|Der freundlichste Kellner der Stadt.|Meine Mutter war so glücklich.] [Danke!|Bis bald.]", "[Danke, {guest}, bis bald!|Das freut uns sehr, {guest}.]", NULL, NULL },
  { TALK, PRAISE, "[Da bekomme ich gleich Hunger.|Bis {day}!|Endlich wieder {dish}!]", "[Die Tür ist offen, {guest}!|Wir heben dir einen Teller auf.]", NULL, NULL },
};

const EarSampleTopic *
ear_sample_topics (gboolean in_german,
                   gsize   *n_topics)
{
  *n_topics = in_german ? G_N_ELEMENTS (german) : G_N_ELEMENTS (english);
  return in_german ? german : english;
}
