/* The words of a text, once for all rules.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-text-count.h"
#include "model/ear-voice-private.h"

/* A text of fewer words may be too short to tell its language: "Danke, Anna!" */
#define FEW_WORDS 10

void
ear_voice_text_init (EarVoiceText *text, const EarVoiceRules *rules)
{
  memset (text, 0, sizeof *text);
  text->rules = rules;
  text->tokens = g_array_new (FALSE, FALSE, sizeof (EarVoiceToken));
  text->folded = g_string_new (NULL);
}

void
ear_voice_text_clear (EarVoiceText *text)
{
  g_clear_pointer (&text->tokens, g_array_unref);
  if (text->folded != NULL)
    g_string_free (text->folded, TRUE);
  text->folded = NULL;
  g_clear_pointer (&text->owned, g_free);
}

/* Letters that Unicode does not take apart, as people write them without the key for it. */
static const struct
{
  gunichar letter;
  const char *plain;
} apart[] = {
  { 0xdf, "ss" }, { 0xe6, "ae" }, { 0xf0, "d" }, { 0xf8, "o" }, { 0xfe, "th" }, { 0x111, "d" }, { 0x131, "i" }, { 0x142, "l" }, { 0x153, "oe" },
};

void
ear_voice_fold (GString *folded, gunichar letter)
{
  gunichar base, mark;

  if (letter < 0x80)
    {
      g_string_append_c (folded, g_ascii_tolower ((char) letter));
      return;
    }
  letter = g_unichar_tolower (letter);
  for (gsize i = 0; i < G_N_ELEMENTS (apart); i++)
    if (apart[i].letter == letter)
      {
        g_string_append (folded, apart[i].plain);
        return;
      }
  while (g_unichar_decompose (letter, &base, &mark) && (mark == 0 || g_unichar_ismark (mark)))
    letter = base;
  if (!g_unichar_ismark (letter))
    g_string_append_unichar (folded, g_unichar_tolower (letter));
}

/* ---- from characters to words ---- */

typedef struct
{
  EarVoiceText *text;
  const char *at;
  guint pending;             /* EarTokenFlags of the next word */
  gboolean line_has_words;
  guint dashed_in_line;
} Reader;

/* A mark belongs to its letter, but for those that make an emoji of a digit. */
static gboolean
is_word_letter (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c);
  return g_unichar_isalnum (c) || (g_unichar_ismark (c) && c != 0xfe0f && c != 0xfe0e && c != 0x20e3);
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == 0x2bc || c == '`' || c == 0xb4;
}

static gboolean
is_hyphen (gunichar c)
{
  return c == '-' || c == 0x2010 || c == 0x2011;
}

static gboolean
is_blank (gunichar c)
{
  return c < 0x80 ? g_ascii_isspace ((char) c) : g_unichar_isspace (c);
}

/* Hearts and faces that are older than emoji are drawn as such by most services, though Unicode says text. */
static gboolean
is_emoji (gunichar c, gunichar next)
{
  if (next == 0xfe0e || c < 0x203c)
    return FALSE;
  return next == 0xfe0f || ear_unichar_is_emoji (c) || c == 0x2639 || c == 0x263a || c == 0x2665 || c == 0x2764 || c == 0x270c;
}

static const char *
skip_to_blank (const char *at)
{
  while (*at != '\0' && !is_blank (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

/* Behind a web address that begins here, or NULL. */
static const char *
skip_link (const char *at)
{
  if ((*at != 'h' && *at != 'H' && *at != 'w' && *at != 'W') ||
      (g_ascii_strncasecmp (at, "https://", 8) != 0 && g_ascii_strncasecmp (at, "http://", 7) != 0 && g_ascii_strncasecmp (at, "www.", 4) != 0))
    return NULL;
  return skip_to_blank (at);
}

static const char *
skip_mention (const char *at)
{
  do
    at = g_utf8_next_char (at);
  while (is_word_letter (g_utf8_get_char (at)) || ((*at == '.' || *at == '-' || *at == '_' || *at == '@') && is_word_letter (g_utf8_get_char (at + 1))) || *at == '_');
  return at;
}

static void
add_token (Reader *reader, EarVoiceToken *token, guint flags)
{
  EarVoiceText *text = reader->text;

  token->flags |= reader->pending | flags;
  reader->pending = 0;
  if ((token->flags & EAR_TOKEN_LINE) != 0)
    {
      if (reader->line_has_words)
        text->n_lines++;
      reader->line_has_words = FALSE;
      text->n_dashed_lines += (token->flags & EAR_TOKEN_DASHED) != 0;
    }
  token->line = text->n_lines;
  if ((token->flags & EAR_TOKEN_MENTION) == 0)
    reader->line_has_words = TRUE;
  else
    reader->pending = token->flags & (EAR_TOKEN_LINE | EAR_TOKEN_SENTENCE);
  if ((token->flags & (EAR_TOKEN_MENTION | EAR_TOKEN_APOSTROPHE | EAR_TOKEN_HYPHEN)) == 0)
    text->n_words++;
  g_array_append_vals (text->tokens, token, 1);
}

static void
tell_language (EarVoiceText *text, guint mask)
{
  guint n = 0;

  for (guint bits = mask; bits != 0; bits &= bits - 1)
    n++;
  for (guint i = 0; mask != 0; i++, mask >>= 1)
    if ((mask & 1) != 0)
      {
        text->scores[i] += EAR_VOICE_WORD_WEIGHT / n;
        text->hits[i]++;
        text->own[i] += n == 1;
      }
}

static void
read_word (Reader *reader)
{
  EarVoiceText *text = reader->text;
  EarVoiceToken token = { .start = (guint32) (reader->at - text->text), .folded = (guint32) text->folded->len };
  gboolean digits = TRUE, letters = FALSE;
  gunichar first = g_utf8_get_char (reader->at);
  /* Where letters have no case, a name cannot have a capital. */
  guint telling = 0, flags = g_unichar_isupper (first) || (first >= 0x590 && g_unichar_type (first) == G_UNICODE_OTHER_LETTER) ? EAR_TOKEN_CAPITAL : 0;

  for (;;)
    {
      gunichar c = g_utf8_get_char (reader->at);

      if (c == '@' && is_word_letter (g_utf8_get_char (reader->at + 1)))
        {
          reader->at = skip_to_blank (reader->at);
          flags |= EAR_TOKEN_LINK;
          break;
        }
      if (!is_word_letter (c))
        {
          /* 18:30, 9.50 and 12/24 are one. */
          if (!digits || c == 0 || strchr (".,:/", (int) MIN (c, 0x7f)) == NULL || !g_ascii_isdigit (reader->at[1]))
            break;
        }
      else if (c < 0x80 ? g_ascii_isalpha ((char) c) : g_unichar_isalpha (c))
        {
          digits = FALSE;
          letters = TRUE;
          text->n_letters++;
          if (c >= 0x80)
            {
              telling |= ear_voice_rules_letter (text->rules, g_unichar_tolower (c));
              text->n_foreign += c >= 0x250 && g_unichar_get_script (c) != G_UNICODE_SCRIPT_LATIN;
            }
        }
      ear_voice_fold (text->folded, c);
      reader->at = g_utf8_next_char (reader->at);
    }
  g_string_append_c (text->folded, '\0');
  token.length = (guint32) (reader->at - text->text) - token.start;
  if (!letters)
    flags |= EAR_TOKEN_DIGITS;
  if ((flags & EAR_TOKEN_LINK) == 0)
    token.word = ear_voice_rules_find_word (text->rules, text->folded->str + token.folded);
  if (token.word != NULL && ear_voice_word_common (token.word) != 0)
    telling = ear_voice_word_common (token.word);
  if (telling != 0 && letters && (flags & EAR_TOKEN_LINK) == 0)
    tell_language (text, telling);
  add_token (reader, &token, flags);
}

static void
read_span (Reader *reader, const char *end, guint flags)
{
  EarVoiceText *text = reader->text;
  EarVoiceToken token = { .start = (guint32) (reader->at - text->text), .length = (guint32) (end - reader->at), .folded = (guint32) text->folded->len };

  g_string_append_c (text->folded, '\0');
  reader->at = end;
  add_token (reader, &token, flags);
}

static void
set_mark (EarVoiceText *text, char mark)
{
  EarVoiceToken *last = text->tokens->len > 0 ? &g_array_index (text->tokens, EarVoiceToken, text->tokens->len - 1) : NULL;

  if (last != NULL && (last->mark == 0 || last->mark == ','))
    last->mark = mark;
}

/* What stands between words. */
static void
read_mark (Reader *reader)
{
  const char *at = reader->at;
  gunichar c = g_utf8_get_char (at), next;
  gboolean after_blank = at == reader->text->text || is_blank (g_utf8_get_char (g_utf8_prev_char (at)));

  reader->at = g_utf8_next_char (at);
  next = g_utf8_get_char (reader->at);
  if (c == '\n' || c == 0x2028 || c == 0x2029)
    reader->pending |= EAR_TOKEN_LINE | EAR_TOKEN_SENTENCE;
  else if (is_blank (c))
    return;
  else if (c == '!' || c == '?' || c == 0x61f || c == 0x2026)
    {
      set_mark (reader->text, c == '!' ? '!' : c == 0x2026 ? '.' : '?');
      reader->pending |= EAR_TOKEN_SENTENCE;
    }
  else if (c == '.' || c == ':')
    {
      set_mark (reader->text, (char) c);
      if (next == 0 || is_blank (next) || next == '.')
        reader->pending |= EAR_TOKEN_SENTENCE;
    }
  else if (is_emoji (c, next))
    {
      reader->text->emoji = TRUE;
      reader->pending |= EAR_TOKEN_SENTENCE;
    }
  else if (c == 0x20e3)
    reader->text->emoji = TRUE;
  else if (c != 0xfe0f && c != 0xfe0e && c != 0x200d)
    {
      gboolean dash = c == 0x2013 || c == 0x2014 || (c == '-' && (next == '-' || after_blank));

      if (c == ',' || c == ';')
        set_mark (reader->text, ',');
      if (after_blank && (dash || (c < 0x80 && strchr ("/^~*", (int) c) != NULL)))
        reader->pending |= EAR_TOKEN_DASHED;
      if (c >= 0x80 || strchr ("&+/", (int) c) == NULL)
        reader->pending |= EAR_TOKEN_PAUSE;
    }
}

/* The next word hangs on the last by an apostrophe or a hyphen. */
static gboolean
read_joint (Reader *reader)
{
  gunichar c = g_utf8_get_char (reader->at);
  guint flag = is_apostrophe (c) ? EAR_TOKEN_APOSTROPHE : is_hyphen (c) ? EAR_TOKEN_HYPHEN : 0;

  if (flag == 0 || reader->at == reader->text->text || !g_unichar_isalpha (g_utf8_get_char (g_utf8_next_char (reader->at))) ||
      !is_word_letter (g_utf8_get_char (g_utf8_prev_char (reader->at))))
    return FALSE;
  reader->at = g_utf8_next_char (reader->at);
  reader->pending |= flag;
  return TRUE;
}

/* Files and nearly all services write letters with their accents; a text of a Mac's file name has them apart. */
static const char *
dup_composed (const char *plain, char **owned)
{
  gboolean apart_marks = FALSE;

  for (const char *c = plain; *c != '\0' && !apart_marks; c++)
    apart_marks = (guchar) *c == 0xcc || (guchar) *c == 0xcd; /* U+0300 to U+037F */
  if (!g_utf8_validate (plain, -1, NULL))
    plain = *owned = g_utf8_make_valid (plain, -1);
  if (apart_marks)
    {
      char *composed = g_utf8_normalize (plain, -1, G_NORMALIZE_NFC);

      g_free (*owned);
      plain = *owned = composed;
    }
  return plain;
}

/**
 * ear_voice_text_read:
 * @text: initialized; what it held before is dropped
 * @plain: plain text, which @text borrows
 */
void
ear_voice_text_read (EarVoiceText *text, const char *plain)
{
  Reader reader = { .text = text, .pending = EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE };

  g_clear_pointer (&text->owned, g_free);
  g_array_set_size (text->tokens, 0);
  g_string_truncate (text->folded, 0);
  text->n_words = text->n_lines = text->n_dashed_lines = text->n_letters = text->n_foreign = 0;
  text->emoji = FALSE;
  memset (text->scores, 0, sizeof text->scores);
  memset (text->hits, 0, sizeof text->hits);
  memset (text->own, 0, sizeof text->own);
  text->text = dup_composed (plain, &text->owned);

  for (reader.at = text->text; *reader.at != '\0';)
    {
      gunichar c = g_utf8_get_char (reader.at);
      const char *end = skip_link (reader.at);

      if (end != NULL)
        read_span (&reader, end, EAR_TOKEN_LINK);
      else if (c == '@' && is_word_letter (g_utf8_get_char (reader.at + 1)))
        read_span (&reader, skip_mention (reader.at), EAR_TOKEN_MENTION);
      else if (is_word_letter (c) && !g_unichar_ismark (c))
        read_word (&reader);
      else if (!read_joint (&reader))
        read_mark (&reader);
    }
  text->n_lines += reader.line_has_words;
}

/**
 * ear_voice_text_languages:
 * @text: that was read
 * @sure: (out): whether its words tell, with a margin: one and a half words that no other language has, half as many again as for the next
 *   language, and at least one word in five; or two words that no other has, twice as many as the next, and three words in ten
 *
 * A short text that does not tell may be in several: the rules of all of these are tried. So may a longer one in two languages.
 *
 * Returns: a bit for each language of the rules; 0: it is in none of them
 */
guint
ear_voice_text_languages (const EarVoiceText *text, gboolean *sure)
{
  guint n_languages = ear_voice_rules_n_languages (text->rules), best = 0, second = 0, winner = 0, other = 0, n = 0, mask = 0;

  *sure = FALSE;
  for (guint i = 0; i < text->tokens->len; i++)
    n += (ear_voice_text_token (text, i)->flags & (EAR_TOKEN_MENTION | EAR_TOKEN_LINK | EAR_TOKEN_DIGITS)) == 0;
  if (text->n_foreign * 2 > text->n_letters)
    return 0;
  for (guint i = 0; i < n_languages; i++)
    if (text->scores[i] > best)
      {
        best = text->scores[i];
        winner = i;
      }
  for (guint i = 0; i < n_languages; i++)
    if (i != winner)
      {
        second = MAX (second, text->scores[i]);
        other = MAX (other, text->own[i]);
      }
  if ((best * 2 >= EAR_VOICE_WORD_WEIGHT * 3 && best * 2 >= second * 3 && (n < FEW_WORDS || text->hits[winner] * 5 >= n)) ||
      (best > second && text->own[winner] >= 2 && text->own[winner] >= 2 * other && text->hits[winner] * 10 >= n * 3))
    {
      *sure = TRUE;
      return 1u << winner;
    }
  for (guint i = 0; i < n_languages; i++)
    {
      if (n < FEW_WORDS ? text->scores[i] * 2 >= best
                        : text->scores[i] >= 2 * EAR_VOICE_WORD_WEIGHT && text->hits[i] * 3 >= n && text->scores[i] * 2 >= best)
        mask |= 1u << i;
    }
  return mask;
}
