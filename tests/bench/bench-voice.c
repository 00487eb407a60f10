/* bench-voice.c: what it costs to read how we sound
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <malloc.h>
#include <stdio.h>
#include <time.h>

#include "model/ear-voice.h"

/* A year of a workspace with a million messages, each question answered. The whole report may take two seconds, and what answers promise is read beside
 * this on another processor. */
#define N_REPLIES 260000
#define GOAL_MS 2000.0

static const struct { const char *asker, *question, *text; } samples[] = {
  { "Laura Bennett", "Do you have gluten free pasta? My sister cannot eat wheat.", "Hi Laura, thanks for getting in touch! Yes, we can do any of our sauces with gluten-free penne.\nBest wishes,\nGiulia" },
  { "Mark", "Waited 50 minutes for a burger and it came out raw.", "We are so sorry about your burger. That should never have left the kitchen. Please send us your number and we will refund you in full." },
  { "Anna Krüger", "Habt ihr am Sonntag offen? Wir kämen zu viert.", "Hallo Anna, ja, ab 11 Uhr. Wir freuen uns auf dich und die anderen drei! Liebe Grüße, Jonas 😊" },
  { "Herr Wagner", "Die Suppe war kalt und die Bedienung unfreundlich.", "Sehr geehrter Herr Wagner, es tut uns sehr leid, dass Sie bei uns einen schlechten Abend hatten. Dürfen wir Sie auf ein Essen einladen?\n\nMit freundlichen Grüßen\nKarin Lang" },
  { "Camille Durand", "Êtes-vous ouverts le 15 août ?", "Bonjour Camille, merci pour votre message. Oui, nous serons ouverts midi et soir, et la terrasse aussi. À bientôt, Léa" },
  { "Iván", "Llevo tres semanas esperando el pedido y nadie contesta", "Hola Iván, perdón por el retraso: el paquete salió ayer y te llega el jueves por la mañana. Un saludo, Marcos" },
  { "Giulia Conti", "Siete aperti a Ferragosto?", "Ciao Giulia, grazie per il messaggio! Sì, siamo aperti a pranzo e a cena. Ti aspettiamo! Un abbraccio, Nino" },
  { "Sra. Fonseca", "A sopa veio fria e o empregado foi antipático", "Boa noite, Sra. Fonseca. Pedimos imensa desculpa pelo sucedido e gostaríamos de a convidar para jantar. Com os melhores cumprimentos, A Gerência" },
  { NULL, "open?", "Yes, until ten." },
  { "Kim", "👍", "👍" },
};

static double
seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

int
main (void)
{
  g_autofree EarAnswerText *replies = g_new0 (EarAnswerText, N_REPLIES);
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json ("{\"greets\":\"yes\",\"by-name\":\"yes\",\"signs-off\":\"yes\",\"sign-off-words\":[\"Giulia\",\"Jonas\"],\"max-words\":40,"
                                                            "\"address\":{\"de\":\"informal\"}}", NULL);
  g_autoptr (EarVoice) voice = NULL;
  double begun, loaded, spent;
  size_t before;
  guint n = 0;

  begun = seconds ();
  ear_voice_get_languages ();
  loaded = seconds () - begun;

  for (guint i = 0; i < N_REPLIES; i++)
    {
      guint which = i % G_N_ELEMENTS (samples);

      replies[i] = (EarAnswerText) {
        .message_id = i + 1, .conversation_id = i / 2, .person_id = i / 3, .channel = i % 8, .sent_at = i * G_GINT64_CONSTANT (7919) % N_REPLIES, .mine = i % 4 == 0,
        .asker = samples[which].asker, .question = samples[which].question, .text = samples[which].text,
      };
    }
  before = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
  begun = seconds ();
  voice = ear_voice_new (replies, N_REPLIES, 8, wish);
  spent = (seconds () - begun) * 1000;
  for (guint i = 0; i < 8; i++)
    n += ear_voice_get_channel (voice, i)->n_replies;
  if (n != N_REPLIES)
    g_error ("%u of %u replies were read", n, N_REPLIES);

  printf ("| voice: the rules of six languages read | processor %.1f ms | | |\n", loaded * 1000);
  printf ("| voice: %u replies with their questions | processor %.0f ms, %.1f µs a reply | ≤ %.0f ms | %s |\n", N_REPLIES, spent, spent * 1000 / N_REPLIES, GOAL_MS,
          spent <= GOAL_MS ? "yes" : "**no**");
  printf ("| voice: memory kept of them | %.0f MB | | |\n", (double) (mallinfo2 ().uordblks + mallinfo2 ().hblkhd - before) / 1e6);
  return 0;
}
