/* What one reply shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-voice-reader-private.h"

#define HEAD_WORDS 4         /* a greeting is among the first: "Oh, hi Anna!" */
#define NAME_WORDS 12        /* of the first line; some write all in one */
#define CLOSING_WORDS 25     /* at the end, where a closing formula may stand … */
#define CLOSING_LINE_WORDS 6 /* … with so many behind it in its line, and a signature below */
#define SIGNATURE_WORDS 5
#define NAME_ALONE 4         /* words before a name that is a sentence of its own */
#define TAG_WORDS 3          /* of fewer words the service knows no more than we */

/* ---- the asker's name ---- */

static const char *const titles[] = {
  "dr", "prof", "mr", "mrs", "ms", "herr", "frau", "familie", "family", "mme", "sr", "sra", "sig",
  "the", "der", "die", "von", "van", "de", "la", "le", "da", "do", "dos", "del", "el", "al", "di", NULL,
};

/* More than an initial, a title or an article. */
static gboolean
is_name_part (const EarVoiceText *name, guint index)
{
  const EarVoiceToken *token = ear_voice_text_token (name, index);
  const char *folded = name->folded->str + token->folded;

  return (token->flags & (EAR_TOKEN_LINK | EAR_TOKEN_DIGITS)) == 0 && g_utf8_strlen (folded, -1) >= 2 && !g_strv_contains (titles, folded);
}

/* "anna_87" is a name as well: letters up to the first that is none. Leaves the parts that count, and returns how many. */
static guint
read_name (EarVoiceText *name, const char *asker)
{
  g_autofree char *plain = g_strdup (asker != NULL ? asker : "");
  guint n = 0;

  for (char *c = plain; *c != '\0'; c++)
    if ((guchar) *c < 0x80 && !g_ascii_isalpha (*c) && *c != '\'')
      *c = ' ';
  ear_voice_text_read (name, plain);
  if (name->owned == NULL)
    name->owned = g_steal_pointer (&plain);
  for (guint i = 0; i < name->tokens->len; i++)
    if (is_name_part (name, i))
      g_array_index (name->tokens, EarVoiceToken, n++) = *ear_voice_text_token (name, i);
  g_array_set_size (name->tokens, n);
  return n;
}

/* Whether @plain is the word as who has no key for an umlaut writes it: "Juergen". */
static gboolean
is_without_key (const EarVoiceText *text, const EarVoiceToken *token, const char *plain)
{
  const char *at = text->text + token->start, *end = at + token->length;
  g_autoptr (GString) written = NULL;

  if (memchr (at, 0xc3, token->length) == NULL)
    return FALSE;
  written = g_string_new (NULL);
  for (; at < end; at = g_utf8_next_char (at))
    {
      gunichar letter = g_unichar_tolower (g_utf8_get_char (at));

      ear_voice_fold (written, letter);
      if (letter == 0xe4 || letter == 0xf6 || letter == 0xfc)
        g_string_append_c (written, 'e');
    }
  return g_str_equal (written->str, plain);
}

static gboolean
is_of_name (const EarVoiceText *text, const EarVoiceToken *token, const EarVoiceText *name)
{
  const char *word = text->folded->str + token->folded;

  for (guint i = 0; i < name->tokens->len; i++)
    {
      const EarVoiceToken *part = ear_voice_text_token (name, i);
      const char *folded = name->folded->str + part->folded;

      if (strcmp (folded, word) == 0 || is_without_key (text, token, folded) || is_without_key (name, part, word))
        return TRUE;
    }
  return FALSE;
}

/* "Thanks Anna" */
static gboolean
is_behind_polite (const EarVoiceReader *reader, guint index)
{
  for (guint i = 0; i < reader->n_polite; i++)
    if (reader->polite_ends[i] == index)
      return TRUE;
  return FALSE;
}

/* "Hallo Anna", "Good morning dear Anna": right behind the greeting, or one word later, in the same breath. */
static gboolean
is_behind_greeting (const EarVoiceReader *reader, guint index)
{
  guint breath = EAR_TOKEN_SENTENCE;

  if (reader->greeting_end == 0 || index > reader->greeting_end + 1)
    return FALSE;
  for (guint i = index; i >= reader->greeting_end; i--)
    {
      if ((ear_voice_text_token (&reader->reply, i)->flags & breath) != 0)
        return FALSE;
      if (index > reader->greeting_end)
        breath |= EAR_TOKEN_PAUSE;
    }
  return TRUE;
}

/* Whether the @nth word, which is of the name, speaks to its bearer: in or behind the greeting, first, or with a capital and a mark beside it. "Will do",
 * "So glad" and "From June on" do not: of a word that any language uses much, the comma tells. */
static gboolean
is_spoken_to (const EarVoiceReader *reader, guint index, guint nth)
{
  const EarVoiceText *text = &reader->reply;
  const EarVoiceToken *token = ear_voice_text_token (text, index);
  guint next = index + 1 < text->tokens->len ? ear_voice_text_token (text, index + 1)->flags : EAR_TOKEN_LINE;
  gboolean capital = (token->flags & EAR_TOKEN_CAPITAL) != 0, common = token->word != NULL && ear_voice_word_common (token->word) != 0;
  gboolean marked = token->mark != 0 || (next & (EAR_TOKEN_PAUSE | EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE)) != 0;

  /* "Peter's soup" names him, it does not speak to him. */
  if ((next & EAR_TOKEN_APOSTROPHE) != 0)
    return FALSE;
  if (index < reader->greeting_end)
    return TRUE;
  if (is_behind_greeting (reader, index) && (capital || (index == reader->greeting_end && !common)))
    return TRUE;
  if (common)
    return marked && nth == 0;
  if (nth == 0 || is_behind_polite (reader, index))
    return TRUE;
  return capital && (marked || (token->flags & EAR_TOKEN_PAUSE) != 0);
}

static gboolean
is_by_name (const EarVoiceReader *reader)
{
  const EarVoiceText *text = &reader->reply;

  for (guint i = 0, nth = 0; i < text->tokens->len && nth < NAME_WORDS; i++)
    {
      const EarVoiceToken *token = ear_voice_text_token (text, i);

      if ((token->flags & EAR_TOKEN_MENTION) != 0)
        continue;
      if (token->line > 0)
        break;
      if (is_of_name (text, token, &reader->name) && is_spoken_to (reader, i, nth))
        return TRUE;
      nth++;
    }
  return FALSE;
}

/* ---- where a greeting and a closing may stand ---- */

static guint
words_before (const EarVoiceText *text, guint index)
{
  guint n = 0;

  for (guint i = 0; i < index && n <= HEAD_WORDS; i++)
    n += (ear_voice_text_token (text, i)->flags & EAR_TOKEN_MENTION) == 0;
  return n;
}

static gboolean
is_closing_place (const EarVoiceText *text, guint first, guint end)
{
  guint line = ear_voice_text_token (text, first)->line, in_line = 0;

  if (text->tokens->len - end > CLOSING_WORDS)
    return FALSE;
  for (guint i = end; i < text->tokens->len && ear_voice_text_token (text, i)->line == line; i++)
    in_line++;
  return in_line <= CLOSING_LINE_WORDS;
}

static gboolean
take_place (const EarVoiceText *text, EarRulePart part, guint first, guint end, gpointer data)
{
  EarVoiceReader *reader = data;
  const EarVoiceToken *token = ear_voice_text_token (text, first);

  if (part == EAR_RULE_GREETING)
    {
      guint before = words_before (text, first);

      if (token->line > 0 || before >= HEAD_WORDS || (before > 0 && (token->flags & (EAR_TOKEN_SENTENCE | EAR_TOKEN_PAUSE)) == 0))
        return FALSE;
      reader->greeting_end = MAX (reader->greeting_end, end);
      return TRUE;
    }
  if (part == EAR_RULE_SIGN_OFF)
    {
      /* "Thanks, Anna" closes with our name, not with hers. */
      for (guint i = first; i < end; i++)
        if (is_of_name (text, ear_voice_text_token (text, i), &reader->name))
          return FALSE;
      if (first < reader->greeting_end || !is_closing_place (text, first, end))
        return FALSE;
      if (reader->sign_off_end == 0)
        reader->sign_off_first = first;
      reader->sign_off_end = MAX (reader->sign_off_end, end);
    }
  if ((part == EAR_RULE_THANKS || part == EAR_RULE_APOLOGY) && reader->n_polite < G_N_ELEMENTS (reader->polite_ends))
    reader->polite_ends[reader->n_polite++] = end;
  return TRUE;
}

/* ---- a signature without a formula: "Maria", "– das Team der Sonne", "^MB" ---- */

/* "#rosas" */
static gboolean
is_hashtag (const EarVoiceText *text, const EarVoiceToken *token)
{
  return token->start > 0 && text->text[token->start - 1] == '#';
}

static gboolean
is_signature_word (const EarVoiceReader *reader, const EarVoiceToken *token)
{
  if ((token->flags & (EAR_TOKEN_LINK | EAR_TOKEN_MENTION | EAR_TOKEN_DIGITS)) != 0 || is_hashtag (&reader->reply, token))
    return FALSE;
  return (token->flags & (EAR_TOKEN_CAPITAL | EAR_TOKEN_APOSTROPHE | EAR_TOKEN_HYPHEN)) != 0 ||
         (token->word != NULL && (ear_voice_word_signature (token->word) & reader->languages) != 0);
}

/* Where the line of the word before @end begins. */
static guint
line_start (const EarVoiceText *text, guint end)
{
  guint line = ear_voice_text_token (text, end - 1)->line;

  while (end > 0 && ear_voice_text_token (text, end - 1)->line == line)
    end--;
  return end;
}

/* An address, a telephone number, or whom and what it is for: "@anna #rosas". */
static gboolean
is_contact (const EarVoiceText *text, guint first, guint end)
{
  gboolean tags = TRUE;

  for (guint i = first; i < end; i++)
    {
      const EarVoiceToken *token = ear_voice_text_token (text, i);

      if ((token->flags & (EAR_TOKEN_LINK | EAR_TOKEN_DIGITS)) != 0)
        return TRUE;
      tags = tags && ((token->flags & EAR_TOKEN_MENTION) != 0 || is_hashtag (text, token));
    }
  return tags;
}

/* Words that no rule knows are names, most of them. */
static gboolean
is_lone_name (const EarVoiceReader *reader, guint index)
{
  const EarVoiceToken *token = ear_voice_text_token (&reader->reply, index);

  return (token->flags & EAR_TOKEN_CAPITAL) != 0 && token->word == NULL && is_signature_word (reader, token);
}

/* Behind a dash stands who wrote, even where the asker has the same name. */
static gboolean
is_signature (const EarVoiceReader *reader, guint first, guint end)
{
  gboolean dashed = (ear_voice_text_token (&reader->reply, first)->flags & EAR_TOKEN_DASHED) != 0;
  guint n = 0, capitals = 0;
  char mark = ear_voice_text_token (&reader->reply, end - 1)->mark;

  for (guint i = first; i < end; i++)
    {
      const EarVoiceToken *token = ear_voice_text_token (&reader->reply, i);

      if (!is_signature_word (reader, token) || (!dashed && is_of_name (&reader->reply, token, &reader->name)))
        return FALSE;
      n += (token->flags & (EAR_TOKEN_APOSTROPHE | EAR_TOKEN_HYPHEN)) == 0;
      capitals += (token->flags & EAR_TOKEN_CAPITAL) != 0;
    }
  if (n == 0 || n > SIGNATURE_WORDS || capitals == 0)
    return FALSE;
  return mark == 0 || (mark == '.' && n == 1) || (mark == '!' && n == 1 && is_lone_name (reader, first));
}

/* Whether the line that begins at @first is of a list or an address: short lines without an end, below one that ends in a colon, or three of them; or
 * one between a sentence that is not over and a line with a number. */
static gboolean
is_listed (const EarVoiceText *text, guint first, gboolean above_number)
{
  gboolean open = first > 0 && ear_voice_text_token (text, first - 1)->mark == 0;
  guint n_short = 1;

  while (first > 0)
    {
      guint start = line_start (text, first);
      char mark = ear_voice_text_token (text, first - 1)->mark;

      if (mark == ':')
        return TRUE;
      if (mark != 0 || (ear_voice_text_token (text, first)->flags & EAR_TOKEN_DASHED) != 0)
        return FALSE;
      if (first - start > SIGNATURE_WORDS)
        break;
      n_short++;
      first = start;
    }
  return n_short > 2 || (open && above_number);
}

/* "Tiramisu" behind "our dessert is this one - " wrote nothing: but for ^MB, a sentence must be over. */
static gboolean
is_parted (const EarVoiceText *text, guint index)
{
  const EarVoiceToken *token = ear_voice_text_token (text, index);
  char sign = token->start > 0 ? text->text[token->start - 1] : 0;

  if (sign == '^' || sign == '~' || (token->flags & EAR_TOKEN_LINE) != 0)
    return TRUE;
  return (token->flags & EAR_TOKEN_SENTENCE) != 0 && ear_voice_text_token (text, index - 1)->mark != ':';
}

static gboolean
is_signed (const EarVoiceReader *reader)
{
  const EarVoiceText *text = &reader->reply;
  guint end = text->tokens->len, lines = 0;
  gboolean above_number = FALSE;

  /* An address or a telephone number may stand below. */
  for (guint start; end > 0 && lines < 3 && (start = line_start (text, end)) > 0 && is_contact (text, start, end); lines++)
    {
      above_number = (ear_voice_text_token (text, start)->flags & EAR_TOKEN_DIGITS) != 0;
      end = start;
    }
  for (guint i = end; i-- > 0 && end - i <= SIGNATURE_WORDS + 2;)
    {
      const EarVoiceToken *token = ear_voice_text_token (text, i);

      /* A list has several lines with dashes. */
      if (i > 0 && (token->flags & EAR_TOKEN_DASHED) != 0)
        return text->n_dashed_lines < 2 && is_parted (text, i) && is_signature (reader, i, end);
      if ((token->flags & EAR_TOKEN_LINE) != 0)
        return i > 0 && is_signature (reader, i, end) && !is_listed (text, i, above_number);
      /* "… See you there! Your friends at Rosa's", and "… for a coffee. Jonas" */
      if ((token->flags & EAR_TOKEN_SENTENCE) != 0)
        return i > 0 && is_signature (reader, i, end) && ear_voice_text_token (text, i - 1)->mark != ':' &&
               ((token->word != NULL && (ear_voice_word_signature (token->word) & reader->languages) != 0) ||
                (i + 1 == end && i >= NAME_ALONE && token->mark == 0 && is_lone_name (reader, i)));
    }
  return FALSE;
}

static void
set_trait (EarVoiceMarks *marks, EarVoiceTrait trait, gboolean could, gboolean shows)
{
  marks->could |= (guint) (could != FALSE) << trait;
  marks->shows |= (guint) (could && shows) << trait;
}

/* ---- languages ---- */

#define NOT_OURS G_MAXUINT   /* a language that we have no rules for */

/* A tag that names a language without rules. */
static gboolean
is_not_ours (const EarVoiceReader *reader, const char *tag)
{
  return tag != NULL && *tag != '\0' && ear_voice_rules_mask (reader->reply.rules, tag) == 0;
}

/* Words of the language that has most of them. */
static guint
count_common (const EarVoiceText *text)
{
  guint most = 0;

  for (guint i = 0; i < ear_voice_rules_n_languages (text->rules); i++)
    most = MAX (most, text->hits[i]);
  return most;
}

/* What it was asked in; 0: it is not clear. Romanian looks Italian, and Catalan French: what the service calls by another name than its words do is
 * not clear either. */
static guint
language_of_question (EarVoiceReader *reader, const EarAnswerText *answer)
{
  gboolean sure, not_ours = is_not_ours (reader, answer->question_language);
  guint languages = ear_voice_text_languages (&reader->question, &sure);

  if (sure)
    return not_ours ? 0 : languages;
  if (answer->question_language == NULL || *answer->question_language == '\0' || reader->question.n_words < TAG_WORDS)
    return 0;
  return not_ours ? NOT_OURS : ear_voice_rules_mask (reader->reply.rules, answer->question_language) & languages;
}

/* Whether it has a part in that language: three words that only this one has, and one for four of the other's. */
static gboolean
has_part_in (const EarVoiceText *text, guint index)
{
  guint most = 0;

  for (guint i = 0; i < ear_voice_rules_n_languages (text->rules); i++)
    most = MAX (most, text->own[i]);
  return text->own[index] >= 3 && text->own[index] * 4 >= most;
}

/* Some answer in two languages at once. */
static guint
count_parts (const EarVoiceText *text)
{
  guint n = 0;

  for (guint i = 0; i < ear_voice_rules_n_languages (text->rules); i++)
    n += has_part_in (text, i);
  return n;
}

/* Whether a reply can be judged must not hang on whether it is in the asker's language, or the figure says what it began with. */
static void
judge_language (const EarVoiceReader *reader, EarVoiceMarks *marks, guint asked_in, gboolean sure)
{
  gboolean could = sure || count_parts (&reader->reply) >= 2;

  if (asked_in == 0)
    return;
  /* What looks like one of ours may be answered in what looks like another: Catalan has words of three. */
  if (asked_in == NOT_OURS)
    set_trait (marks, EAR_VOICE_LANGUAGE, could && count_common (&reader->question) == 0, FALSE);
  else
    set_trait (marks, EAR_VOICE_LANGUAGE, could,
               (sure && reader->languages == asked_in) || has_part_in (&reader->reply, (guint) g_bit_nth_lsf (asked_in, -1)));
}

/* Of three words or more, one in five would be known: it is in none of ours, or that cannot be told. */
static gboolean
says_nothing (const EarVoiceText *text)
{
  return text->n_words >= TAG_WORDS && count_common (text) * 5 < text->n_words;
}

/* Whose rules the reply is read by. Too short to tell, it is in the asker's language, or in the one the service names, if it may be. */
static void
choose_rules (EarVoiceReader *reader, const EarAnswerText *answer, guint asked_in, gboolean *sure)
{
  guint tag = ear_voice_rules_mask (reader->reply.rules, answer->language);

  if (is_not_ours (reader, answer->language) && is_not_ours (reader, answer->question_language))
    *sure = FALSE;
  else if (*sure)
    return;
  if (asked_in == NOT_OURS || is_not_ours (reader, answer->language))
    {
      reader->languages = 0;
      return;
    }
  if ((reader->languages & asked_in) != 0)
    reader->languages &= asked_in;
  if ((reader->languages & tag) != 0)
    reader->languages &= tag;
  if (says_nothing (&reader->reply) && (reader->languages & (reader->languages - 1)) != 0)
    reader->languages = 0;
}

/* Only where the language is clear: "os" is "you" to a Spaniard and "the" to a Portuguese. */
static EarVoiceAddress
address_of (const guint masks[EAR_N_RULES], guint languages)
{
  guint informal = masks[EAR_RULE_INFORMAL], formal = masks[EAR_RULE_FORMAL];

  if ((languages & (languages - 1)) != 0 || (informal | formal) == 0)
    return EAR_ADDRESS_NONE;
  if ((informal & formal) != 0)
    return EAR_ADDRESS_MIXED;
  return informal != 0 ? EAR_ADDRESS_INFORMAL : EAR_ADDRESS_FORMAL;
}

/* ---- a complaint ---- */

/* What services write of a review: "★★☆☆☆", one or two of five, or a thumb. */
static gboolean
is_bad_verdict (const char *text)
{
  const char *star = strstr (text, "★"), *end = star;
  guint full = 0, empty = 0;

  if (g_str_has_prefix (text, "👎"))
    return TRUE;
  if (star == NULL)
    return FALSE;
  for (; g_str_has_prefix (end, "★"); end += strlen ("★"))
    full++;
  for (; g_str_has_prefix (end, "☆"); end += strlen ("☆"))
    empty++;
  return full <= 2 && full + empty == 5;
}

static gboolean
has_complaint (EarVoiceReader *reader)
{
  const EarVoiceText *question = &reader->question;
  guint masks[EAR_N_RULES];
  gboolean sure;

  if (is_bad_verdict (question->text))
    return TRUE;
  ear_voice_rules_match (question->rules, question, ear_voice_text_languages (question, &sure), 1u << EAR_RULE_COMPLAINT, NULL, NULL, masks);
  return masks[EAR_RULE_COMPLAINT] != 0;
}

/* ---- a reply ---- */

void
ear_voice_reader_init (EarVoiceReader *reader)
{
  memset (reader, 0, sizeof *reader);
  ear_voice_text_init (&reader->reply, ear_voice_rules_get ());
  ear_voice_text_init (&reader->question, ear_voice_rules_get ());
  ear_voice_text_init (&reader->name, ear_voice_rules_get ());
}

void
ear_voice_reader_clear (EarVoiceReader *reader)
{
  ear_voice_text_clear (&reader->reply);
  ear_voice_text_clear (&reader->question);
  ear_voice_text_clear (&reader->name);
}

static void
read_rules (EarVoiceReader *reader, EarVoiceMarks *marks, gboolean went_wrong)
{
  const guint parts = 1u << EAR_RULE_GREETING | 1u << EAR_RULE_SIGN_OFF | 1u << EAR_RULE_THANKS | 1u << EAR_RULE_APOLOGY |
                      1u << EAR_RULE_INFORMAL | 1u << EAR_RULE_FORMAL;
  guint masks[EAR_N_RULES];
  gboolean addressed;

  ear_voice_rules_match (reader->reply.rules, &reader->reply, reader->languages, parts, take_place, reader, masks);
  set_trait (marks, EAR_VOICE_GREETING, TRUE, masks[EAR_RULE_GREETING] != 0);
  set_trait (marks, EAR_VOICE_SIGN_OFF, TRUE, masks[EAR_RULE_SIGN_OFF] != 0 || is_signed (reader));
  set_trait (marks, EAR_VOICE_THANKS, TRUE, masks[EAR_RULE_THANKS] != 0);
  set_trait (marks, EAR_VOICE_APOLOGY, went_wrong, masks[EAR_RULE_APOLOGY] != 0);
  marks->address = address_of (masks, reader->languages);
  addressed = marks->address != EAR_ADDRESS_NONE;
  set_trait (marks, EAR_VOICE_INFORMAL, addressed, marks->address == EAR_ADDRESS_INFORMAL);
  set_trait (marks, EAR_VOICE_FORMAL, addressed, marks->address == EAR_ADDRESS_FORMAL);
  set_trait (marks, EAR_VOICE_MIXED, addressed, marks->address == EAR_ADDRESS_MIXED);
}

EarVoiceMarks
ear_voice_reader_read (EarVoiceReader *reader, const EarAnswerText *answer)
{
  EarVoiceMarks marks = { 0 };
  guint asked_in = 0, n_parts;
  gboolean sure, went_wrong = answer->subject != NULL && is_bad_verdict (answer->subject);

  reader->greeting_end = reader->sign_off_first = reader->sign_off_end = reader->n_polite = 0;
  ear_voice_text_read (&reader->reply, answer->text != NULL ? answer->text : "");
  n_parts = read_name (&reader->name, answer->asker);
  marks.n_words = reader->reply.n_words;
  if (reader->reply.tokens->len == 0 && !reader->reply.emoji)
    return marks;

  if (answer->question != NULL)
    {
      ear_voice_text_read (&reader->question, answer->question);
      asked_in = language_of_question (reader, answer);
      went_wrong |= has_complaint (reader);
    }

  reader->languages = ear_voice_text_languages (&reader->reply, &sure);
  judge_language (reader, &marks, asked_in, sure);
  choose_rules (reader, answer, asked_in, &sure);
  if (reader->languages != 0 && (reader->languages & (reader->languages - 1)) == 0)
    g_strlcpy (marks.read_as, ear_voice_rules_get_language (reader->reply.rules, (guint) g_bit_nth_lsf (reader->languages, -1)), sizeof marks.read_as);
  if (sure)
    g_strlcpy (marks.language, marks.read_as, sizeof marks.language);
  set_trait (&marks, EAR_VOICE_EMOJI, TRUE, reader->reply.emoji);
  if (reader->languages != 0)
    read_rules (reader, &marks, went_wrong);
  /* Polish and Greek bend a name, Chinese and Korean write on behind it: only of languages that we have rules for do we know that they do not. */
  set_trait (&marks, EAR_VOICE_BY_NAME, n_parts > 0 && reader->languages != 0, is_by_name (reader));
  return marks;
}

EarVoiceMarks
ear_voice_read (const EarAnswerText *reply)
{
  EarVoiceReader reader;
  EarVoiceMarks marks;

  g_return_val_if_fail (reply != NULL, (EarVoiceMarks) { 0 });

  ear_voice_reader_init (&reader);
  marks = ear_voice_reader_read (&reader, reply);
  ear_voice_reader_clear (&reader);
  return marks;
}

static gboolean
is_closing_word (const EarVoiceReader *reader, guint index)
{
  return (index >= reader->sign_off_first && index < reader->sign_off_end) || is_signature_word (reader, ear_voice_text_token (&reader->reply, index));
}

/* Whether a closing can begin at the words, or before them with "your", "the team of": "ask for Maria" is none. */
static gboolean
opens_closing (const EarVoiceReader *reader, guint index)
{
  const guint begins = EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE | EAR_TOKEN_PAUSE | EAR_TOKEN_DASHED;

  for (;; index--)
    {
      if (index < reader->sign_off_end && index >= reader->sign_off_first)
        return TRUE;
      if ((ear_voice_text_token (&reader->reply, index)->flags & begins) != 0 || (reader->sign_off_end > 0 && index == reader->sign_off_end))
        return TRUE;
      if (index == 0 || !is_closing_word (reader, index - 1))
        return FALSE;
    }
}

/* Whether no more than a closing stands from @index on. */
static gboolean
is_all_closing (const EarVoiceReader *reader, guint index)
{
  const EarVoiceText *text = &reader->reply;
  guint end = text->tokens->len;

  while (end > index && line_start (text, end) >= index && is_contact (text, line_start (text, end), end))
    end = line_start (text, end);
  for (; index < end; index++)
    if (!is_closing_word (reader, index) && (ear_voice_text_token (text, index)->flags & EAR_TOKEN_MENTION) == 0 && !is_hashtag (text, ear_voice_text_token (text, index)))
      return FALSE;
  return TRUE;
}

static gboolean
has_words (const EarVoiceText *text, guint index, const EarVoiceText *words)
{
  for (guint i = 0; i < words->tokens->len; i++)
    {
      const EarVoiceToken *token = ear_voice_text_token (text, index + i);

      /* Of an address the beginning is kept, and of the others nothing. */
      if ((token->flags & (EAR_TOKEN_LINK | EAR_TOKEN_MENTION)) != 0 ||
          strcmp (text->folded->str + token->folded, words->folded->str + ear_voice_text_token (words, i)->folded) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
ear_voice_reader_closes_with (const EarVoiceReader *reader, const EarVoiceText *words)
{
  const EarVoiceText *text = &reader->reply;
  guint n = words->tokens->len, from = text->tokens->len > CLOSING_WORDS ? text->tokens->len - CLOSING_WORDS : 0;

  for (guint i = MAX (from, reader->greeting_end); n > 0 && i + n <= text->tokens->len; i++)
    if (has_words (text, i, words) && opens_closing (reader, i) && is_all_closing (reader, i + n))
      return TRUE;
  return FALSE;
}

const char *const *
ear_voice_get_languages (void)
{
  static const char *names[EAR_VOICE_MAX_LANGUAGES + 1];
  static gsize initialized;

  if (g_once_init_enter (&initialized))
    {
      const EarVoiceRules *rules = ear_voice_rules_get ();

      for (guint i = 0; i < ear_voice_rules_n_languages (rules); i++)
        names[i] = ear_voice_rules_get_language (rules, i);
      g_once_init_leave (&initialized, 1);
    }
  return names;
}

gboolean
ear_voice_has_address (const char *language)
{
  const EarVoiceRules *rules = ear_voice_rules_get ();
  guint mask = ear_voice_rules_mask (rules, language);

  return mask != 0 && ear_voice_rules_has_part (rules, (guint) g_bit_nth_lsf (mask, -1), EAR_RULE_FORMAL);
}
