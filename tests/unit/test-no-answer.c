/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/ear-enquiry.h"

typedef struct {
  const char *text, *language;
} Text;

static void
test_needs_none (void)
{
  const Text texts[] = {
    { "👍", NULL }, { "❤️❤️", "de" }, { "👩‍👩‍👧‍👦 🇩🇪", NULL }, { "👍🏽", "ja" }, { ":-)", NULL }, { "XD", NULL }, { "<3", NULL }, { ":)", NULL }, { "^^", NULL }, { "👍!!!", NULL }, { "⭐⭐⭐", NULL }, { "✌️", NULL },
    { ":blobcat_heart: :ok:", NULL }, { "@mia@social.example", NULL }, { "@mia @jonas 😍", "en" }, { "\xf0\x9f\xab\xa9", NULL },
    { "Thanks!", "en" }, { "thank you so much", "en" }, { "OK", "en" }, { "Thanks for the quick reply 🙏", "en-GB" }, { "great, thx", NULL },
    { "Thaaanks!!!", "en" }, { "all good", "en" }, { "@mia thank you", "en" }, { "Okay thanks everyone", NULL },
    { "Danke!", "de" }, { "Vielen lieben Dank euch 😊", "de-AT" }, { "Super, danke dir!", "de" }, { "alles klar", "de" },
    { "Dankeschön", "de" }, { "DANKE SEHR", "de" }, { "Danke für die schnelle Antwort!", "de" }, { "ok,danke", "de" }, { "Danke🙏🏻super", "de" }, { "Ok", "de" },
    { "Thank you", "de" },
    { "Merci beaucoup !", "fr" }, { "Merciii", "fr" }, { "D'accord, merci à vous", "fr" }, { "Parfait", "fr-CA" }, { "merci pour votre réponse", "fr" },
    { "¡Muchas gracias!", "es" }, { "vale, gracias", "es" }, { "Perfecto", "es" }, { "gracias a ti", "es-MX" },
    { "Grazie mille", "it" }, { "va bene, grazie", "it" }, { "Perfetto!", "it" }, { "d’accordo", "it" },
    { "Muito obrigada!", "pt-BR" }, { "valeu", "pt" }, { "tá certo", "pt" }, { "Obrigado pela resposta", "pt" },
    { "Muchas gracias", NULL }, { "danke", "sv" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!ear_text_needs_no_answer (texts[i].text, texts[i].language, FALSE))
      g_error ("\"%s\" (%s) should need no answer", texts[i].text, texts[i].language);
}

static void
test_needs_one (void)
{
  const Text texts[] = {
    { NULL, NULL }, { "", NULL }, { "  \n", NULL }, { "?", NULL }, { "👍?", NULL }, { "ok?", "en" }, { "❓", NULL }, { "⁉️", NULL }, { "？", NULL }, { "???", NULL }, { "!!!", NULL }, { ".", NULL }, { "…", NULL }, { "+1", NULL },
    { "Thanks for nothing", "en" }, { "not ok", "en" }, { "no thanks", "en" }, { "ok for you all", "en" }, { "thanks, do you have a table", "en" },
    { "Is that great", "en" }, { "@mia do you see this", "en" }, { "👍 but cold soup", "en" }, { "https://example.org", NULL }, { "10/10", NULL },
    { "Nein danke", "de" }, { "nicht gut", "de" }, { "Danke, aber wann habt ihr offen", "de" }, { "passt das auch", "de" }, { "Na super", "de" }, { "ist das gut", "de" },
    { "ok pour vous", "fr" }, { "merci de me rappeler", "fr" }, { "pas parfait", "fr" },
    { "gracias, a qué hora abren", "es" }, { "no está bien", "es" }, { "grazie ma era freddo", "it" }, { "obrigado mas estava frio", "pt" },
    { "thanks thanks thanks thanks thanks thanks thanks thanks thanks", "en" },
    { "ありがとう", "ja" }, { "Gracias", "de" },
    { "thank you very much for the so very quick and very fast reply to you all again and again for your help", "en" },
    { "\xff\xfe", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (ear_text_needs_no_answer (texts[i].text, texts[i].language, FALSE))
      g_error ("\"%s\" (%s) should need an answer", texts[i].text, texts[i].language);
}

/* A picture may ask what the name under it does not. */
static void
test_with_picture (void)
{
  g_assert_true (ear_text_needs_no_answer ("@shop@social.example", NULL, FALSE));
  g_assert_false (ear_text_needs_no_answer ("@shop@social.example", NULL, TRUE));
  g_assert_false (ear_text_needs_no_answer ("😍", NULL, TRUE));
  g_assert_false (ear_text_needs_no_answer ("", NULL, TRUE));
  g_assert_true (ear_text_needs_no_answer ("@shop Danke!", "de", TRUE));
}

/* Whatever comes, no crash; and a question mark always asks. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  const char *const pieces[] = { "danke ", "ok ", "👍", "@", ":", ")", "\xc3", "\xe2\x80", "ß", "İ", "  ", "\n", "thx", "'", "🏽", "\u200d", "\u0301" };

  for (int i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (int n = g_rand_int_range (random, 0, 12); n > 0; n--)
        g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      ear_text_needs_no_answer (text->str, i % 2 == 0 ? "de" : NULL, i % 3 == 0);
      g_string_append (text, " ?");
      g_assert_false (ear_text_needs_no_answer (text->str, NULL, i % 3 == 0));
    }
}

static void
test_automatic (void)
{
  const EarSentReply replies[] = {
    { 9, "We are closed today.", 2000 }, { 2, " we are CLOSED today. ", 60000 }, { 5, "We are closed today.", 0 },
    { 3, "We are closed today.", 60001 }, { 4, "We are closed today.", -1 },
    { 6, "Yes!", 100 }, { 7, "Yes!", 100 }, { 8, NULL, 0 },
  };
  g_autoptr (GArray) found = ear_replies_find_automatic (replies, G_N_ELEMENTS (replies));
  g_autoptr (GArray) none = ear_replies_find_automatic (replies, 2);

  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpint (g_array_index (found, gint64, 0), ==, 2);
  g_assert_cmpint (g_array_index (found, gint64, 1), ==, 5);
  g_assert_cmpint (g_array_index (found, gint64, 2), ==, 9);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/no-answer/needs-none", test_needs_none);
  g_test_add_func ("/no-answer/needs-one", test_needs_one);
  g_test_add_func ("/no-answer/with-picture", test_with_picture);
  g_test_add_func ("/no-answer/random", test_random);
  g_test_add_func ("/no-answer/automatic", test_automatic);
  return g_test_run ();
}
