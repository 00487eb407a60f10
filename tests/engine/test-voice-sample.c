/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of ear-voice-*.c on texts that were not written for them: the sample restaurant's, in English and German, of which it is known who
 * complains, who is named and who signs. Before anything was changed for them, "went wrong" found 60 % of the complaints and was wrong in 0.6 % of
 * the rest; names 100 %, signatures 98 %, no language wrong.
 */

#include <string.h>

#include "engine/ear-sample-private.h"
#include "model/ear-voice.h"

#define N_EXCHANGES 6000

typedef struct {
  guint right, extra, missing, neither;
} Score;

static void
count (Score *score, gboolean found, gboolean there, GHashTable *said, const char *kind, const char *text)
{
  score->right += found && there;
  score->extra += found && !there;
  score->missing += !found && there;
  score->neither += !found && !there;
  if (found != there && g_hash_table_size (said) < 40 && g_hash_table_add (said, g_strdup (text)))
    g_test_message ("%s %s: %s", kind, found ? "found" : "missed", text);
}

static double
share (guint k, guint n)
{
  return n == 0 ? 1 : (double) k / n;
}

static void
print (const char *kind, const Score *score)
{
  g_test_message ("%s: found %.1f %% of %u, and by mistake in %.1f %% of %u others", kind, 100 * share (score->right, score->right + score->missing),
                  score->right + score->missing, 100 * share (score->extra, score->extra + score->neither), score->extra + score->neither);
}

static gboolean
is_signed (const char *answer)
{
  return g_str_has_suffix (answer, "\n– Mia") || g_str_has_suffix (answer, "\n– Jonas");
}

static void
test_sample (void)
{
  static const EarSamplePlace places[] = { EAR_SAMPLE_TALK, EAR_SAMPLE_MAIL, EAR_SAMPLE_REVIEW };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Score wrong = { 0 }, named = { 0 }, closed = { 0 };
  guint n_sure = 0, n_wrong_language = 0, n = 0;

  for (guint i = 0; i < N_EXCHANGES; i++)
    {
      EarSamplePlace place = places[i % G_N_ELEMENTS (places)];
      /* A review is praise or complaint. */
      EarSampleMood mood = i % 2 == 0 ? EAR_SAMPLE_COMPLAINT : place == EAR_SAMPLE_REVIEW ? EAR_SAMPLE_PRAISE : EAR_SAMPLE_QUESTION;
      g_autofree char *guest = ear_sample_guest_name (rand);
      g_autofree char *first = g_strndup (guest, strcspn (guest, " "));
      g_autoptr (EarSampleExchange) exchange = ear_sample_exchange_new (rand, place, mood, i % 4 < 2, first);
      EarAnswerText answer = { .subject = exchange->verdict, .question = exchange->question, .text = exchange->answer, .asker = guest };
      EarVoiceMarks marks;

      if (exchange->answer == NULL || *exchange->answer == '\0')
        continue;
      n++;
      marks = ear_voice_read (&answer);
      count (&wrong, (marks.could >> EAR_VOICE_APOLOGY & 1) != 0, mood == EAR_SAMPLE_COMPLAINT, said, "went wrong", exchange->question);
      count (&named, (marks.shows >> EAR_VOICE_BY_NAME & 1) != 0, strstr (exchange->answer, first) != NULL, said, "name", exchange->answer);
      if (is_signed (exchange->answer))
        count (&closed, (marks.shows >> EAR_VOICE_SIGN_OFF & 1) != 0, TRUE, said, "signature", exchange->answer);
      n_sure += marks.language[0] != '\0';
      n_wrong_language += marks.language[0] != '\0' && !g_str_equal (marks.language, exchange->language);
    }
  print ("went wrong", &wrong);
  print ("name", &named);
  print ("signature", &closed);
  g_test_message ("language: clear for %u of %u, wrong for %u", n_sure, n, n_wrong_language);
  g_assert_cmpuint (n, ==, N_EXCHANGES);
  g_assert_cmpfloat (share (wrong.right, wrong.right + wrong.missing), >, 0.8);
  g_assert_cmpfloat (share (wrong.extra, wrong.extra + wrong.neither), <, 0.01);
  g_assert_cmpfloat (share (named.right, named.right + named.missing), >, 0.99);
  g_assert_cmpfloat (share (closed.right, closed.right + closed.missing), >, 0.99);
  g_assert_cmpuint (n_wrong_language, ==, 0);
  g_assert_cmpfloat (share (n_sure, n), >, 0.95);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice/sample", test_sample);
  return g_test_run ();
}
