/* ear-tokens.c: a text as words, numbers and marks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-lexicon-private.h"

static gboolean
is_digit (gunichar c)
{
  return c >= '0' && c <= '9';
}

typedef struct {
  EarTokens *tokens;
  const char *text, *at, *end;
  gboolean glued;
  guint sentence;
  gboolean any;              /* something was said in this sentence */
} Reader;

static void
end_sentence (Reader *reader, gboolean asks)
{
  if (!reader->any)
    {
      /* "Really?!" */
      if (asks && reader->tokens->asks->len > 0)
        g_array_index (reader->tokens->asks, gboolean, reader->tokens->asks->len - 1) = TRUE;
      return;
    }
  g_array_append_val (reader->tokens->asks, asks);
  reader->sentence++;
  reader->any = FALSE;
}

static void
add_token (Reader *reader, EarToken *token, const char *begin)
{
  token->glued = reader->glued;
  token->start = (guint) (begin - reader->text);
  token->end = (guint) (reader->at - reader->text);
  token->sentence = reader->sentence;
  g_array_append_val (reader->tokens->tokens, *token);
  reader->glued = TRUE;
  reader->any |= token->type != EAR_TOKEN_MARK;
}

/* There is room: see ear_tokens_read(). */
static const char *
keep_word (EarTokens *tokens, const GString *word)
{
  char *kept = tokens->strings + tokens->used;

  memcpy (kept, word->str, word->len + 1);
  tokens->used += word->len + 1;
  return kept;
}

static void
read_word (Reader *reader)
{
  const char *begin = reader->at;
  GString *word = reader->tokens->word;
  EarToken token = { .type = EAR_TOKEN_WORD };

  g_string_truncate (word, 0);
  while (reader->at < reader->end && ear_lexicon_is_letter (g_utf8_get_char (reader->at)))
    {
      ear_lexicon_fold (word, g_utf8_get_char (reader->at));
      reader->at = g_utf8_next_char (reader->at);
    }
  /* "a.m." is one word. */
  while (reader->at + 1 < reader->end && word->len < 4 && reader->at - begin == (gssize) (2 * word->len - 1) && reader->at[0] == '.' &&
         g_ascii_isalpha (reader->at[1]) && (reader->at + 2 >= reader->end || !ear_lexicon_is_letter (g_utf8_get_char (reader->at + 2))))
    {
      g_string_append_c (word, g_ascii_tolower (reader->at[1]));
      reader->at += 2;
    }
  if (word->len == 2 && reader->at - begin == 3 && reader->at < reader->end && *reader->at == '.')
    reader->at++;
  token.word = keep_word (reader->tokens, word);
  token.entry = ear_lexicon_look_up (token.word);
  add_token (reader, &token, begin);
}

static void
read_number (Reader *reader)
{
  const char *begin = reader->at;
  EarToken token = { .type = EAR_TOKEN_NUMBER, .word = "" };

  while (reader->at < reader->end && is_digit ((guchar) *reader->at))
    {
      if (++token.n_digits <= 9)
        token.number = token.number * 10 + (guint) (*reader->at - '0');
      reader->at++;
    }
  add_token (reader, &token, begin);
}

static gboolean
capital_next (const Reader *reader)
{
  const char *next = reader->at;

  while (next < reader->end && g_unichar_isspace (g_utf8_get_char (next)))
    next = g_utf8_next_char (next);
  return next < reader->end && g_unichar_isupper (g_utf8_get_char (next));
}

/* Whether the full stop behind the token @i, with a blank behind it, ends a sentence. */
static gboolean
stop_ends (const Reader *reader, guint i)
{
  const EarToken *last = ear_tokens_at (reader->tokens, i), *before = i > 0 ? ear_tokens_at (reader->tokens, i - 1) : NULL;

  if (last->type == EAR_TOKEN_MARK)
    return TRUE;
  /* "24. Dezember" goes on. */
  if (last->type == EAR_TOKEN_NUMBER)
    return last->n_digits > 2 && capital_next (reader);
  if (last->end - last->start > 3)
    return TRUE;
  /* "Sa. 12", "24 Dec. 12" and "5 St. James" go on, "bis 22 Uhr. Am Samstag" and "bis 22 Uhr da. Am Samstag" do not. */
  if (!capital_next (reader) || ear_lexicon_shortens (last->word))
    return FALSE;
  return strlen (last->word) > 1 || (before != NULL && before->type == EAR_TOKEN_NUMBER);
}

static void
read_mark (Reader *reader, gunichar c)
{
  const char *begin = reader->at;
  EarToken token = { .type = EAR_TOKEN_MARK, .mark = c, .word = "" };
  guint n = reader->tokens->tokens->len;
  gboolean blank_next;

  reader->at = g_utf8_next_char (reader->at);
  blank_next = reader->at >= reader->end || g_unichar_isspace (g_utf8_get_char (reader->at));
  add_token (reader, &token, begin);
  if (c == '!' || c == '?')
    end_sentence (reader, c == '?');
  else if (c == '.' && blank_next && n > 0 && stop_ends (reader, n - 1))
    end_sentence (reader, FALSE);
}

static gboolean
follows (const GArray *tokens, guint i, const char *words, guint n)
{
  const char *at = words;

  for (guint k = 0; k < n; k++)
    {
      gsize length = strcspn (at, " ");
      const EarToken *token;

      if (i >= tokens->len)
        return FALSE;
      token = &g_array_index (tokens, EarToken, i);
      /* Hyphen and apostrophe part words, but not a phrase. */
      if (k > 0 && token->type == EAR_TOKEN_MARK && (token->mark == '-' || token->mark == '\'' || token->mark == 0x2019 || token->mark == '.') &&
          i + 1 < tokens->len)
        token = &g_array_index (tokens, EarToken, ++i);
      if (token->type == EAR_TOKEN_NUMBER)
        {
          char digits[16];

          g_snprintf (digits, sizeof digits, "%u", token->number);
          if (strlen (digits) != length || strncmp (digits, at, length) != 0)
            return FALSE;
        }
      else if (token->type != EAR_TOKEN_WORD || strlen (token->word) != length || strncmp (token->word, at, length) != 0)
        return FALSE;
      at += length + (at[length] == ' ');
      i++;
    }
  return TRUE;
}

/* How many tokens @n words of a phrase take from @i on. */
static guint
tokens_of (const GArray *tokens, guint i, guint n)
{
  guint at = i;

  for (guint k = 0; k < n; k++)
    {
      if (k > 0 && g_array_index (tokens, EarToken, at).type == EAR_TOKEN_MARK)
        at++;
      at++;
    }
  return at - i;
}

/* A word for "closed" that says nothing elsewhere stands at an end: "montags haben wir zu", but "zu jeder Pizza". */
static void
settle_closed (GArray *tokens)
{
  const guint64 either = EAR_WORD_BIT (EAR_WORD_CLOSED) | EAR_WORD_BIT (EAR_WORD_STOP);

  for (guint i = 0; i < tokens->len; i++)
    {
      EarToken *token = &g_array_index (tokens, EarToken, i);
      const EarToken *next = i + 1 < tokens->len ? token + 1 : NULL;

      if ((token->is & either) == either && next != NULL && next->sentence == token->sentence && next->type != EAR_TOKEN_MARK &&
          (next->is & (EAR_WORD_BIT (EAR_WORD_TO) | EAR_WORD_BIT (EAR_WORD_EXCEPT))) == 0)
        token->is &= ~EAR_WORD_BIT (EAR_WORD_CLOSED);
    }
}

/* The longest phrase at each place becomes one token; so there are no more of them than before, and they stay where they are. */
void
ear_tokens_know (EarTokens *tokens, const EarLexicon *lexicon)
{
  GArray *all = tokens->tokens;
  guint n = 0;

  for (guint i = 0; i < all->len;)
    {
      EarToken token = g_array_index (all, EarToken, i);
      const EarLexiconEntry *entry = token.entry;
      const GPtrArray *list;
      guint taken = 1;

      if (token.type == EAR_TOKEN_NUMBER && token.n_digits <= 2)
        {
          char digits[16];

          g_snprintf (digits, sizeof digits, "%u", token.number);
          entry = ear_lexicon_look_up (digits);
        }
      list = entry != NULL ? entry->phrases[lexicon->index] : NULL;
      for (guint k = 0; list != NULL && k < list->len; k++)
        {
          const EarPhrase *phrase = list->pdata[k];

          if (!follows (all, i, phrase->words, phrase->n))
            continue;
          taken = tokens_of (all, i, phrase->n);
          token.type = EAR_TOKEN_WORD;
          token.is = phrase->is;
          token.end = g_array_index (all, EarToken, i + taken - 1).end;
          token.word = phrase->words;
          token.entry = phrase->n == 1 ? entry : NULL;
          break;
        }
      if (token.type == EAR_TOKEN_WORD && taken == 1 && token.entry != NULL && token.entry->numbers[lexicon->index] != 0)
        {
          token.number = token.entry->numbers[lexicon->index];
          token.n_digits = token.number < 10 ? 1 : 2;
          token.type = EAR_TOKEN_NUMBER;
          token.spelled = TRUE;
          token.word = "";
          token.entry = NULL;
        }
      g_array_index (all, EarToken, n++) = token;
      i += taken;
    }
  g_array_set_size (all, n);
  settle_closed (all);
}

/* Lower case is at most half as long again ("Ⱥ" has two bytes, "ⱥ" three), and every word has a letter. */
static void
make_room (EarTokens *tokens, gsize length)
{
  tokens->used = 0;
  if (length * 5 / 2 + 1 <= tokens->size)
    return;
  g_free (tokens->strings);
  tokens->size = MAX (length * 5 / 2 + 1, 256);
  tokens->strings = g_malloc (tokens->size);
}

void
ear_tokens_read (EarTokens *tokens, const EarLexicon *lexicon, const char *text)
{
  Reader reader = { .tokens = tokens, .text = text, .at = text, .end = text + strnlen (text, EAR_TEXT_READ_BYTES) };

  make_room (tokens, (gsize) (reader.end - text));
  g_array_set_size (tokens->tokens, 0);
  g_array_set_size (tokens->asks, 0);
  while (reader.end > text && ((guchar) *reader.end & 0xc0) == 0x80)
    reader.end--;
  while (reader.at < reader.end)
    {
      gunichar c = g_utf8_get_char (reader.at);

      if (is_digit (c))
        read_number (&reader);
      else if (ear_lexicon_is_letter (c))
        read_word (&reader);
      else if (c == '\n')
        {
          reader.at++;
          reader.glued = FALSE;
          end_sentence (&reader, FALSE);
        }
      else if (g_unichar_isspace (c))
        {
          reader.at = g_utf8_next_char (reader.at);
          reader.glued = FALSE;
        }
      else
        read_mark (&reader, c);
    }
  end_sentence (&reader, FALSE);
  tokens->n_sentences = reader.sentence;
  if (lexicon != NULL)
    ear_tokens_know (tokens, lexicon);
}

EarTokens *
ear_tokens_new (const EarLexicon *lexicon, const char *text)
{
  EarTokens *tokens = g_new0 (EarTokens, 1);

  tokens->tokens = g_array_sized_new (FALSE, FALSE, sizeof (EarToken), 32);
  tokens->asks = g_array_sized_new (FALSE, FALSE, sizeof (gboolean), 4);
  tokens->word = g_string_new (NULL);
  ear_tokens_read (tokens, lexicon, text);
  return tokens;
}

void
ear_tokens_free (EarTokens *tokens)
{
  if (tokens == NULL)
    return;
  g_array_unref (tokens->tokens);
  g_free (tokens->strings);
  g_string_free (tokens->word, TRUE);
  g_array_unref (tokens->asks);
  g_free (tokens);
}
