/* Marks as a number, for replies that were read before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-readings.h"
#include "model/ear-voice-private.h"
#include "model/ear-voice-reader-private.h"

/* From bit 0 on. */
#define TRAIT_BITS 12
#define ADDRESS_BITS 2
#define WORDS_BITS 16
#define LANGUAGE_BITS 5
#define ALL_BITS (2 * TRAIT_BITS + ADDRESS_BITS + WORDS_BITS + 2 * LANGUAGE_BITS + 1)

G_STATIC_ASSERT (EAR_N_VOICE_TRAITS <= TRAIT_BITS);
G_STATIC_ASSERT (EAR_ADDRESS_MIXED < 1 << ADDRESS_BITS);
G_STATIC_ASSERT (EAR_VOICE_MAX_LANGUAGES < 1 << LANGUAGE_BITS);
G_STATIC_ASSERT (ALL_BITS <= EAR_READINGS_BITS);

guint64
ear_voice_hash_words (const EarVoiceWish *wish)
{
  guint64 hash = ear_readings_hash (EAR_READINGS_HASH, "voice");

  for (gsize i = 0; wish != NULL && wish->sign_off_words != NULL && wish->sign_off_words[i] != NULL; i++)
    hash = ear_readings_hash (hash, wish->sign_off_words[i]);
  return hash;
}

guint64
ear_voice_hash_answer (guint64 words, const EarAnswerText *answer)
{
  const char *const texts[] = { answer->text, answer->question, answer->subject, answer->asker, answer->language, answer->question_language };
  guint64 hash = words;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    hash = ear_readings_hash (hash, texts[i]);
  return hash;
}

/* 0: none */
static guint64
language_to_number (const char *language)
{
  const char *const *names = ear_voice_get_languages ();

  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], language) == 0)
      return i + 1;
  return 0;
}

static void
language_from_number (char language[4], guint64 number)
{
  if (number > 0)
    g_strlcpy (language, ear_voice_get_languages ()[number - 1], 4);
}

static void
push (guint64 *value, guint64 part, guint bits)
{
  *value = *value << bits | part;
}

static guint64
pop (guint64 *value, guint bits)
{
  guint64 part = *value & ((G_GUINT64_CONSTANT (1) << bits) - 1);

  *value >>= bits;
  return part;
}

gboolean
ear_voice_marks_to_number (const EarVoiceMarks *marks, gboolean closes, guint64 *value)
{
  if (marks->n_words >> WORDS_BITS != 0)
    return FALSE;
  *value = 0;
  push (value, marks->could, TRAIT_BITS);
  push (value, marks->shows, TRAIT_BITS);
  push (value, marks->address, ADDRESS_BITS);
  push (value, marks->n_words, WORDS_BITS);
  push (value, language_to_number (marks->language), LANGUAGE_BITS);
  push (value, language_to_number (marks->read_as), LANGUAGE_BITS);
  push (value, closes != FALSE, 1);
  return TRUE;
}

void
ear_voice_marks_from_number (EarVoiceMarks *marks, gboolean *closes, guint64 value)
{
  *marks = (EarVoiceMarks) { 0 };
  *closes = pop (&value, 1) != 0;
  language_from_number (marks->read_as, pop (&value, LANGUAGE_BITS));
  language_from_number (marks->language, pop (&value, LANGUAGE_BITS));
  marks->n_words = (guint) pop (&value, WORDS_BITS);
  marks->address = (EarVoiceAddress) pop (&value, ADDRESS_BITS);
  marks->shows = (guint) pop (&value, TRAIT_BITS);
  marks->could = (guint) pop (&value, TRAIT_BITS);
}
