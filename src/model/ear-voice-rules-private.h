/* ear-voice-rules-private.h: the lines of the files, laid out for the search
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-voice-private.h"

G_BEGIN_DECLS

#define EAR_RULE_MAX_ELEMENTS 12

typedef enum {
  EAR_ELEMENT_WORDS,
  EAR_ELEMENT_CAPITAL,
  EAR_ELEMENT_SMALL,
  EAR_ELEMENT_ANY,
  EAR_ELEMENT_NUMBER,
  EAR_ELEMENT_GAP,
} EarElementKind;

typedef enum {
  EAR_ALTERNATIVE_WHOLE,
  EAR_ALTERNATIVE_BEGINNING,
  EAR_ALTERNATIVE_END,
} EarAlternativeKind;

typedef struct {
  EarAlternativeKind kind;
  const EarVoiceWord *word;  /* (nullable): a whole word, whatever its capitals and accents */
  gsize length;
  char text[];               /* folded, or as written where case and accents count */
} EarAlternative;

typedef struct {
  EarElementKind kind;
  gboolean exact, optional;
  GPtrArray *alternatives;   /* (element-type EarAlternative) */
} EarElement;

typedef enum {
  EAR_PLACE_ANYWHERE,
  EAR_PLACE_START,
  EAR_PLACE_NOT_START,
} EarPhrasePlace;

typedef struct {
  guint8 language, part;
  gboolean excepted;         /* fits, and counts as nothing */
  EarPhrasePlace place;
  guint n_elements;
  EarElement *elements[EAR_RULE_MAX_ELEMENTS]; /* owned by the rules */
} EarPhrase;

/* Lines about replies, and those about questions: only ones or the others are looked for. */
#define EAR_RULE_GROUPS 2
#define EAR_RULE_GROUP(part) ((part) == EAR_RULE_COMPLAINT)

struct _EarVoiceWord {
  guint common, signature;   /* masks of languages */
  GPtrArray *phrases[EAR_RULE_GROUPS]; /* (nullable) (element-type EarPhrase) that begin with it */
};

typedef struct {
  gunichar letter;
  guint languages;
} EarTellingLetter;

struct _EarVoiceRules {
  GPtrArray *languages;      /* (element-type utf8), then NULL */
  GHashTable *words;         /* folded word → EarVoiceWord */
  GPtrArray *phrases, *elements; /* owned */
  GPtrArray *by_letter[EAR_RULE_GROUPS][256]; /* (nullable): whose first word is a beginning, by its first byte */
  GPtrArray *open[EAR_RULE_GROUPS]; /* (nullable): that may begin with any word */
  GArray *letters;           /* (element-type EarTellingLetter) */
  guint parts[EAR_VOICE_MAX_LANGUAGES]; /* 1 << EarRulePart: has lines */
};

G_END_DECLS
