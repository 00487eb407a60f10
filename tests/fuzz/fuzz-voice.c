/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte says what it is: 'r' a file of rules, else a reply whose parts, a name, a language, a question and the text, are parted by form feeds.
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
  parts = g_strsplit (text, "\f", 4);
  n_parts = g_strv_length (parts);
  answer.asker = n_parts > 0 ? parts[0] : NULL;
  answer.language = n_parts > 1 ? parts[1] : NULL;
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
