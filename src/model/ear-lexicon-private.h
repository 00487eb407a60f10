/* ear-lexicon-private.h: texts as words whose meaning for times, prices and answers is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a word of facts/<language>.words says; a line there has the same name in lower case. */
typedef enum {
  EAR_WORD_MONDAY,
  EAR_WORD_TUESDAY,
  EAR_WORD_WEDNESDAY,
  EAR_WORD_THURSDAY,
  EAR_WORD_FRIDAY,
  EAR_WORD_SATURDAY,
  EAR_WORD_SUNDAY,
  EAR_WORD_MONDAY_SHORT,     /* only beside another day, a dash or a time: "so" is more often a word than a Sunday */
  EAR_WORD_TUESDAY_SHORT,
  EAR_WORD_WEDNESDAY_SHORT,
  EAR_WORD_THURSDAY_SHORT,
  EAR_WORD_FRIDAY_SHORT,
  EAR_WORD_SATURDAY_SHORT,
  EAR_WORD_SUNDAY_SHORT,
  EAR_WORD_JANUARY,
  EAR_WORD_FEBRUARY,
  EAR_WORD_MARCH,
  EAR_WORD_APRIL,
  EAR_WORD_MAY,
  EAR_WORD_JUNE,
  EAR_WORD_JULY,
  EAR_WORD_AUGUST,
  EAR_WORD_SEPTEMBER,
  EAR_WORD_OCTOBER,
  EAR_WORD_NOVEMBER,
  EAR_WORD_DECEMBER,
  EAR_WORD_WEEKDAYS,
  EAR_WORD_WEEKEND,
  EAR_WORD_DAILY,
  EAR_WORD_FROM,             /* before the first of two ends: "from", "von" */
  EAR_WORD_FROM_HOUR,        /* the same, for times alone: "dalle" */
  EAR_WORD_TO,               /* between two ends: "to", "bis" */
  EAR_WORD_UNTIL,            /* before an end alone: "until", "bis" */
  EAR_WORD_AT,               /* before a time: "at", "um" */
  EAR_WORD_OCLOCK,           /* behind a time: "uhr", "h" */
  EAR_WORD_AM,
  EAR_WORD_PM,
  EAR_WORD_HALF,             /* half an hour before: "halb acht" */
  EAR_WORD_NOON,
  EAR_WORD_MIDNIGHT,
  EAR_WORD_OPEN,
  EAR_WORD_CLOSE,            /* "we close at" */
  EAR_WORD_CLOSED,
  EAR_WORD_NOT,
  EAR_WORD_EXCEPT,
  EAR_WORD_OTHER,            /* has hours, numbers or an address of its own: kitchen, parking, a taxi */
  EAR_WORD_SPECIAL,          /* days that need not be as usual: holidays */
  EAR_WORD_TODAY,
  EAR_WORD_TOMORROW,
  EAR_WORD_YES,
  EAR_WORD_NO,
  EAR_WORD_BOOKING,          /* whether there is room or stock: changes from hour to hour */
  EAR_WORD_PERSONAL,         /* of the asker alone: an order, a bill */
  EAR_WORD_THEIRS,           /* what follows belongs to the customer: "your number" */
  EAR_WORD_OURS,             /* "our address", "find us" */
  EAR_WORD_WHERE,            /* asks where we are */
  EAR_WORD_PHONE,
  EAR_WORD_STREET,           /* "street", "rue" */
  EAR_WORD_EURO,
  EAR_WORD_CODE,             /* a number beside it is none to call: an account, an order */
  EAR_WORD_TOGETHER,         /* a price of several things */
  EAR_WORD_POINTING,         /* stands for something that is seen beside the question: "it" */
  EAR_WORD_BARE,             /* asks something without saying of what: "price", "vegan" */
  EAR_WORD_STOP,             /* says nothing about what is asked */
  EAR_N_WORDS,
} EarWord;

G_STATIC_ASSERT (EAR_N_WORDS <= 64);

#define EAR_WORD_BIT(word) (G_GUINT64_CONSTANT (1) << (word))
#define EAR_WORD_ANY_SHORT (EAR_WORD_BIT (7) * 0x7f)
#define EAR_WORD_ANY_DAY (EAR_WORD_BIT (0) * 0x3fff)
#define EAR_WORD_DENIES (EAR_WORD_BIT (EAR_WORD_NOT) | EAR_WORD_BIT (EAR_WORD_NO))
#define EAR_WORD_ANY_MONTH (EAR_WORD_BIT (EAR_WORD_JANUARY) * 0xfff)

/* What facts-to-c.py makes of the files. Words and phrases have commas between them. */
typedef struct {
  EarWord word;
  const char *phrases;
} EarWordList;

typedef struct {
  const char *language;
  const EarWordList *lists;
  gsize n_lists;
  const char *same;          /* groups with semicolons between them, each of words that ask the same */
  const char *endings;       /* that say nothing about what is asked, each with a comma behind it */
  const char *street_endings;
  const char *numbers;       /* from two to twelve */
} EarWordFile;

extern const EarWordFile ear_word_files[];
extern const guint ear_n_word_files;

typedef struct _EarLexicon EarLexicon;

/* One phrase of a language. */
typedef struct {
  guint n;                   /* words */
  guint64 is;
  char *words;               /* folded, with blanks between */
} EarPhrase;

#define EAR_MAX_WORD_FILES 16

/* What all languages know of one word: asked once, as most words are known to none. */
typedef struct {
  guint languages;           /* bits: in whose EAR_WORD_STOP it is */
  const GPtrArray *phrases[EAR_MAX_WORD_FILES]; /* (nullable) (element-type EarPhrase): that begin with it, the longest first */
  guint8 numbers[EAR_MAX_WORD_FILES]; /* it is, 0: none */
} EarLexiconEntry;

typedef struct {
  char *text;
  gsize length;
} EarEnding;

struct _EarLexicon {
  const EarWordFile *file;
  guint index;               /* of EarLexiconEntry's */
  GHashTable *phrases;       /* first word → GPtrArray of EarPhrase, the longest first */
  GHashTable *same;          /* stem → the stem that stands for its group */
  GArray *endings, *street_endings; /* (element-type EarEnding) */
};

/* @word: folded. (nullable) */
const EarLexiconEntry *ear_lexicon_look_up (const char *word);

/* By BCP 47 tag; NULL: that language is not known. Any thread. */
const EarLexicon *ear_lexicon_find (const char *language);
const char *ear_lexicon_get_language (const EarLexicon *lexicon);
/* What the word asks for, whatever its ending and of words that mean the same always the same one. @word: folded. (transfer full) */
char *ear_lexicon_dup_stem (const EarLexicon *lexicon, const char *word);
/* How many bytes of @word its ending has when it is a street ("hauptstrasse"), else 0. */
gsize ear_lexicon_street_ending (const EarLexicon *lexicon, const char *word);

/* Whether a full stop behind @word, which is folded, shortens it in some language rather than ending a sentence: days, months, streets,
 * titles. */
gboolean ear_lexicon_shortens (const char *word);

/* Lower case without accents, appended. */
void ear_lexicon_fold_other (GString *out, gunichar c);
gboolean ear_lexicon_is_other_letter (gunichar c);

/* Most are ASCII, and this is asked of each. */
static inline void
ear_lexicon_fold (GString *out, gunichar c)
{
  if (c < 0x80)
    g_string_append_c (out, g_ascii_tolower ((char) c));
  else
    ear_lexicon_fold_other (out, c);
}

static inline gboolean
ear_lexicon_is_letter (gunichar c)
{
  return c < 0x80 ? g_ascii_isalpha ((char) c) : ear_lexicon_is_other_letter (c);
}

typedef enum { EAR_TOKEN_WORD, EAR_TOKEN_NUMBER, EAR_TOKEN_MARK } EarTokenType;

typedef struct {
  EarTokenType type;
  gboolean glued;            /* no blank before it */
  gboolean spelled;          /* a number in letters */
  gboolean used;             /* by something found already */
  guint start, end;          /* bytes in the text */
  guint sentence;
  guint64 is;                /* EAR_WORD_BIT()s */
  gunichar mark;
  guint number, n_digits;    /* number: at most 9 digits */
  const char *word;          /* folded; of a phrase with blanks between */
  const EarLexiconEntry *entry; /* (nullable) */
} EarToken;

typedef struct {
  GArray *tokens;            /* (element-type EarToken) */
  GString *word;             /* that is read now */
  char *strings;             /* the words, each with a 0 behind it */
  gsize size, used;
  guint n_sentences;
  GArray *asks;              /* (element-type gboolean): of each sentence, whether it ends with a question mark */
} EarTokens;

/* @text: valid UTF-8, at most EAR_TEXT_READ_BYTES of it are read. @lexicon: (nullable) */
#define EAR_TEXT_READ_BYTES 20000
EarTokens *ear_tokens_new (const EarLexicon *lexicon, const char *text);
/* Another text into @tokens, whose room is used again. */
void ear_tokens_read (EarTokens *tokens, const EarLexicon *lexicon, const char *text);
/* What a language knows of tokens that were read without one; once. */
void ear_tokens_know (EarTokens *tokens, const EarLexicon *lexicon);
void ear_tokens_free (EarTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EarTokens, ear_tokens_free)

/* Of texts that were read without a language, by their words, else by @tag; NULL: cannot be told. @a, @b: (nullable) */
const EarLexicon *ear_lexicon_guess (const EarTokens *a, const EarTokens *b, const char *tag);

static inline EarToken *
ear_tokens_at (const EarTokens *tokens, guint i)
{
  return i < tokens->tokens->len ? &g_array_index (tokens->tokens, EarToken, i) : NULL;
}

static inline gboolean
ear_token_is (const EarToken *token, EarWord word)
{
  return token != NULL && (token->is & EAR_WORD_BIT (word)) != 0;
}

G_END_DECLS
