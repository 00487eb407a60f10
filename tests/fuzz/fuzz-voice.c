/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte says what it is: 'r' a file of rules; 'n' a wish, a question and replies, parted by form feeds; else a reply whose parts, a name, a language, a question and the text, are parted by form feeds.
 */

#include <string.h>

#include "fuzz/fuzz.h"
#include "model/ear-voice-private.h"

static void
read_rules (const char *text)
{
  const char *name = "xx";
  g_autoptr (GError) error = NULL;
  g_autoptr (EarVoiceRules) rules = ear_voice_rules_new (&name, &text, 1, &error);

  FUZZ_CHECK ((rules == NULL) == (error != NULL));
  FUZZ_CHECK (rules != NULL || g_str_has_prefix (error->message, "xx.voice"));
}

/* A wish stays what it was when it is written and read again. */
static EarVoiceWish *
read_wish (const char *json)
{
  g_autoptr (EarVoiceWish) wish = ear_voice_wish_from_json (json, NULL), again = NULL;
  g_autofree char *once = NULL, *twice = NULL;

  if (wish == NULL)
    return NULL;
  once = ear_voice_wish_to_json (wish);
  again = ear_voice_wish_from_json (once, NULL);
  FUZZ_CHECK (again != NULL);
  twice = ear_voice_wish_to_json (again);
  FUZZ_CHECK (g_str_equal (once, twice));
  for (guint i = 0; i < EAR_N_WISHES; i++)
    FUZZ_CHECK (ear_voice_wish_get_choice (wish, (EarVoiceWishItem) i) == ear_voice_wish_get_choice (again, (EarVoiceWishItem) i));
  return g_steal_pointer (&wish);
}

static void
check_figure (const EarVoiceFigure *figure, GArray *those_taken, GArray *others_taken)
{
  g_autoptr (GArray) those = those_taken, others = others_taken;

  FUZZ_CHECK (those->len == figure->k && others->len == figure->n - figure->k && figure->people <= figure->n);
}

static void
read_replies (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\f", 12);
  g_autoptr (EarVoiceWish) wish = parts[0] != NULL ? read_wish (parts[0]) : NULL;
  EarAnswerText answers[10] = { 0 };
  g_autoptr (EarVoice) voice = NULL;
  const EarVoiceGroup *group;
  guint n = 0;

  for (; parts[0] != NULL && parts[1] != NULL && n < G_N_ELEMENTS (answers) && parts[n + 2] != NULL; n++)
    answers[n] = (EarAnswerText) { .message_id = n + 1, .person_id = n / 2, .question = parts[1], .text = parts[n + 2], .asker = n % 2 == 0 ? "Anna" : NULL };
  voice = ear_voice_new (answers, n, 1, wish);
  group = ear_voice_get_channel (voice, 0);
  FUZZ_CHECK (group->n_replies <= n && group->people <= group->n_replies);
  for (guint i = 0; i < EAR_N_VOICE_TRAITS; i++)
    check_figure (&group->traits[i], ear_voice_group_list_trait (group, (EarVoiceTrait) i, TRUE), ear_voice_group_list_trait (group, (EarVoiceTrait) i, FALSE));
  for (guint i = 0; i < EAR_N_WISHES; i++)
    check_figure (&group->kept[i], ear_voice_group_list_wish (group, (EarVoiceWishItem) i, TRUE), ear_voice_group_list_wish (group, (EarVoiceWishItem) i, FALSE));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) parts = NULL;
  EarAnswerText answer = { 0 };
  EarVoiceMarks marks, again;
  guint n_parts;

  if (text[0] == 'r')
    {
      read_rules (text + 1);
      return 0;
    }
  if (text[0] == 'n')
    {
      read_replies (text + 1);
      return 0;
    }
  parts = g_strsplit (text, "\f", 4);
  n_parts = g_strv_length (parts);
  answer.asker = n_parts > 0 ? parts[0] : NULL;
  answer.language = answer.question_language = n_parts > 1 ? parts[1] : NULL;
  answer.question = n_parts > 2 ? parts[2] : NULL;
  answer.text = n_parts > 3 ? parts[3] : NULL;
  marks = ear_voice_read (&answer);
  FUZZ_CHECK ((marks.shows & ~marks.could) == 0);
  FUZZ_CHECK (marks.n_words <= (answer.text != NULL ? strlen (answer.text) : 0));
  FUZZ_CHECK (marks.could != 0 || marks.n_words == 0);
  FUZZ_CHECK (marks.language[0] == '\0' || g_strv_contains (ear_voice_get_languages (), marks.language));
  again = ear_voice_read (&answer);
  FUZZ_CHECK (marks.could == again.could && marks.shows == again.shows && marks.address == again.address);
  return 0;
}
