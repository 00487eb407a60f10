/* ear-voice-private.h: the words of a text, and the rules that are looked for in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "model/ear-voice.h"

G_BEGIN_DECLS

#define EAR_VOICE_MAX_LANGUAGES 16 /* bits of a mask */

/* The parts of a language's file; voice/README.md says what belongs there. */
typedef enum {
  EAR_RULE_GREETING,
  EAR_RULE_SIGN_OFF,
  EAR_RULE_THANKS,
  EAR_RULE_APOLOGY,
  EAR_RULE_COMPLAINT,        /* of the question: something went wrong */
  EAR_RULE_INFORMAL,
  EAR_RULE_FORMAL,
  EAR_N_RULES,
  EAR_RULE_SIGNATURE = EAR_N_RULES, /* words without a capital in "the team of …" */
  EAR_RULE_COMMON,           /* words that tell the language */
  EAR_RULE_LETTERS,          /* letters that do */
  EAR_N_RULE_PARTS,
} EarRulePart;

typedef struct _EarVoiceRules EarVoiceRules;
typedef struct _EarVoiceWord EarVoiceWord;     /* a word that stands in some file */

/* ---- a text's words ---- */

typedef enum {
  EAR_TOKEN_CAPITAL = 1 << 0,
  EAR_TOKEN_SENTENCE = 1 << 1, /* begins one */
  EAR_TOKEN_LINE = 1 << 2,
  EAR_TOKEN_PAUSE = 1 << 3,  /* behind a comma, a dash, a bracket */
  EAR_TOKEN_APOSTROPHE = 1 << 4, /* hangs on the one before: d'accord */
  EAR_TOKEN_HYPHEN = 1 << 5, /* rendez-vous */
  EAR_TOKEN_MENTION = 1 << 6,
  EAR_TOKEN_LINK = 1 << 7,
  EAR_TOKEN_DIGITS = 1 << 8,
  EAR_TOKEN_DASHED = 1 << 9, /* behind a dash, slash or ^ that a signature may begin with */
} EarTokenFlags;

typedef struct {
  guint32 start, length;     /* bytes, as written */
  guint32 folded;            /* offset: lower case, without accents */
  guint32 line;              /* from 0; lines without words do not count */
  guint flags;               /* EarTokenFlags */
  char mark;                 /* '.', '!', '?', ':' or ',' behind it, else 0 */
  const EarVoiceWord *word;  /* (nullable) */
} EarVoiceToken;

/* One may serve for many texts in turn. */
typedef struct {
  const EarVoiceRules *rules;
  const char *text;          /* valid, composed */
  char *owned;
  GArray *tokens;            /* (element-type EarVoiceToken) */
  GString *folded;
  guint n_words, n_lines, n_dashed_lines;
  gboolean emoji;
  guint scores[EAR_VOICE_MAX_LANGUAGES]; /* words that tell the language, EAR_VOICE_WORD_WEIGHT each where no other has them */
  guint hits[EAR_VOICE_MAX_LANGUAGES], own[EAR_VOICE_MAX_LANGUAGES]; /* words it has, and only it */
  guint n_letters, n_foreign; /* letters, and those of other scripts than Latin */
} EarVoiceText;

#define EAR_VOICE_WORD_WEIGHT 12

void ear_voice_text_init (EarVoiceText *text, const EarVoiceRules *rules);
void ear_voice_text_clear (EarVoiceText *text);
void ear_voice_text_read (EarVoiceText *text, const char *plain);
/* Lower case without accents, appended to @folded. */
void ear_voice_fold (GString *folded, gunichar letter);

static inline const EarVoiceToken *
ear_voice_text_token (const EarVoiceText *text, guint index)
{
  return &g_array_index (text->tokens, EarVoiceToken, index);
}

/* The languages it may be in; one bit: that one for sure. 0: none of ours. */
guint ear_voice_text_languages (const EarVoiceText *text, gboolean *sure);

/* ---- rules ---- */

/* From text, for tests; @names and @texts of equal length. G_IO_ERROR_INVALID_DATA with file and line. */
EarVoiceRules *ear_voice_rules_new (const char *const *names, const char *const *texts, gsize n_files, GError **error);
void ear_voice_rules_free (EarVoiceRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarVoiceRules, ear_voice_rules_free)
/* Those that are built in; read once. */
const EarVoiceRules *ear_voice_rules_get (void);

guint ear_voice_rules_n_languages (const EarVoiceRules *rules);
const char *ear_voice_rules_get_language (const EarVoiceRules *rules, guint language);
/* The bit of a BCP 47 tag's language, 0: none of ours. */
guint ear_voice_rules_mask (const EarVoiceRules *rules, const char *tag);
gboolean ear_voice_rules_has_part (const EarVoiceRules *rules, guint language, EarRulePart part);
const EarVoiceWord *ear_voice_rules_find_word (const EarVoiceRules *rules, const char *folded);
guint ear_voice_word_common (const EarVoiceWord *word); /* mask of languages */
guint ear_voice_word_signature (const EarVoiceWord *word);
guint ear_voice_rules_letter (const EarVoiceRules *rules, gunichar letter); /* mask of languages */

/* Called for each line of a file that fits at @first, before @end; the longest of each part and language, left to right. */
typedef gboolean (*EarRuleFits) (const EarVoiceText *text, EarRulePart part, guint first, guint end, gpointer data);
/* masks[part]: the languages whose lines of that part were found in @text. @fits (nullable) may refuse a place. */
void ear_voice_rules_match (const EarVoiceRules *rules, const EarVoiceText *text, guint languages, guint parts,
                            EarRuleFits fits, gpointer data, guint masks[EAR_N_RULES]);

/* ---- replies that were read before ---- */

/* Where the hash of a reply begins: whether it closes as wanted hangs on the words. */
guint64 ear_voice_hash_words (const EarVoiceWish *wish);
/* All that its marks depend on. */
guint64 ear_voice_hash_answer (guint64 words, const EarAnswerText *answer);
/* FALSE: it is too long for a number. */
gboolean ear_voice_marks_to_number (const EarVoiceMarks *marks, gboolean closes, guint64 *value);
void ear_voice_marks_from_number (EarVoiceMarks *marks, gboolean *closes, guint64 value);

G_END_DECLS
