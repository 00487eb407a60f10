/* report-replies.c: replies that sound one way or another, and what they contradict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "report-replies.h"
#include "report-world.h"

static const char *const texts[][3] = {
  { "Hello Anna,\nthank you for asking: the terrace is open today. You can come with your dog.\nBest wishes\nMaria",
    "Hi Anna, we are sorry for that. Please write to us and we will make it good.\n– Maria",
    "Dear Anna,\nyes, there is a gluten-free cake every day, and we would be glad to see you here.\nKind regards\nMaria" },
  { "Yes, of course.", "No, we do not have that any more 🙂", "Call us on 030 999888777." },
  { "Ναι, βέβαια, σας περιμένουμε στη βεράντα.", "Όχι, δυστυχώς όχι φέτος.", "Δεν το ξέρουμε ακόμη ακριβώς." },
};

void
replies_add (EarReport *report, guint n, const char *wish)
{
  guint n_channels = MIN (report->channels->len, G_N_ELEMENTS (texts));
  g_autoptr (GArray) answers = g_array_new (FALSE, TRUE, sizeof (EarAnswerText));
  g_autoptr (EarVoiceWish) wanted = wish != NULL ? ear_voice_wish_from_json (wish, NULL) : NULL;
  g_autoptr (EarBrandSheet) sheet = ear_brand_sheet_new ();
  EarFactsInput input = { .sheet = sheet };

  for (guint i = 0; i < n && n_channels > 0; i++)
    {
      guint channel = i % n_channels, which = i / n_channels % 3;
      EarAnswerText answer = {
        .message_id = i + 1, .conversation_id = 1 + i / 2, .person_id = 1 + i % 40, .channel = channel, .sent_at = START + i * (gint64) HOUR,
        .mine = i % 2 == 0, .question = which == 1 ? "I am very disappointed, the soup was cold!" : which == 2 ? "What is your number?" : "May I bring my dog?",
        .text = texts[channel][which], .language = channel == 2 ? "el" : "en", .asker = "Anna Berg",
      };

      g_array_append_val (answers, answer);
    }
  ear_brand_sheet_set (sheet, EAR_BRAND_PHONE, "030 12345678");
  input.answers = (const EarAnswerText *) (gpointer) answers->data;
  input.n_answers = answers->len;
  report->facts = ear_facts_new (&input);
  report->voice = ear_voice_new (input.answers, answers->len, report->channels->len, wanted);
}
