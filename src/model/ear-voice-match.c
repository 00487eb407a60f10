/* Finding the rules of a language in a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-voice-rules-private.h"

/* Words that "..." may stand for, and how many parts of such words, or a chain of a thousand hyphens is searched a billion times. */
#define MAX_GAP 3
#define MAX_GAP_PARTS 8

static gboolean
word_fits (const EarVoiceText *text, const EarVoiceToken *token, const EarElement *element)
{
  const char *word = element->exact ? text->text + token->start : text->folded->str + token->folded;

  for (guint i = 0; i < element->alternatives->len; i++)
    {
      const EarAlternative *alternative = g_ptr_array_index (element->alternatives, i);
      gsize length;

      if (alternative->word != NULL)
        {
          if (alternative->word == token->word)
            return TRUE;
          continue;
        }
      length = element->exact ? token->length : strlen (word);
      if (length < alternative->length || (alternative->kind == EAR_ALTERNATIVE_WHOLE && length != alternative->length))
        continue;
      if (memcmp (alternative->kind == EAR_ALTERNATIVE_END ? word + length - alternative->length : word, alternative->text, alternative->length) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
element_fits (const EarVoiceText *text, const EarVoiceToken *token, const EarElement *element)
{
  if ((token->flags & (EAR_TOKEN_MENTION | EAR_TOKEN_LINK)) != 0)
    return FALSE;
  switch (element->kind)
    {
    case EAR_ELEMENT_WORDS:
      return word_fits (text, token, element);
    case EAR_ELEMENT_CAPITAL:
      return (token->flags & EAR_TOKEN_CAPITAL) != 0;
    case EAR_ELEMENT_SMALL:
      return (token->flags & (EAR_TOKEN_CAPITAL | EAR_TOKEN_DIGITS)) == 0;
    case EAR_ELEMENT_ANY:
      return TRUE;
    case EAR_ELEMENT_NUMBER:
      return (token->flags & EAR_TOKEN_DIGITS) != 0;
    case EAR_ELEMENT_GAP:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* The word behind the phrase from its @nth element on, at word @at; 0: it does not fit. A phrase ends with its sentence and line. */
static guint
fit_from (const EarVoiceText *text, const EarPhrase *phrase, guint nth, guint at)
{
  const EarVoiceToken *token;

  if (nth == phrase->n_elements)
    /* "Hi-Fi" greets nobody; "Suivez-nous" asks somebody. */
    return phrase->part == EAR_RULE_GREETING && at < text->tokens->len && (ear_voice_text_token (text, at)->flags & EAR_TOKEN_HYPHEN) != 0 ? 0 : at;
  if (at >= text->tokens->len)
    return 0;
  token = ear_voice_text_token (text, at);
  if (nth > 0 && (token->flags & (EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE)) != 0)
    return 0;
  if (phrase->elements[nth]->kind == EAR_ELEMENT_GAP)
    {
      /* "Rote-Bete-Salat" is one word of the three. */
      for (guint skipped = 0, parts = 0; at < text->tokens->len && parts <= MAX_GAP_PARTS; at++, parts++)
        {
          guint end = fit_from (text, phrase, nth + 1, at);

          if (end > 0)
            return end;
          token = ear_voice_text_token (text, at);
          skipped += (token->flags & (EAR_TOKEN_HYPHEN | EAR_TOKEN_APOSTROPHE)) == 0;
          if (skipped > MAX_GAP || (token->flags & (EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE)) != 0)
            break;
        }
      return 0;
    }
  return element_fits (text, token, phrase->elements[nth]) ? fit_from (text, phrase, nth + 1, at + 1) : 0;
}

typedef struct
{
  const EarVoiceText *text;
  guint languages, parts;
  guint n_found;
  struct
  {
    guint end;
    gboolean excepted;
  } longest[EAR_N_RULES][EAR_VOICE_MAX_LANGUAGES];
  guint behind[EAR_N_RULES][EAR_VOICE_MAX_LANGUAGES];
} Search;

static void
try_phrases (Search *search, const GPtrArray *phrases, guint at)
{
  for (guint i = 0; phrases != NULL && i < phrases->len; i++)
    {
      const EarPhrase *phrase = g_ptr_array_index (phrases, i);
      guint flags = ear_voice_text_token (search->text, at)->flags, end;

      if ((search->languages >> phrase->language & 1) == 0 || (search->parts >> phrase->part & 1) == 0 ||
          at < search->behind[phrase->part][phrase->language])
        continue;
      if (phrase->place == EAR_PLACE_START ? (flags & (EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE | EAR_TOKEN_PAUSE)) == 0
                                    : phrase->place == EAR_PLACE_NOT_START && (flags & (EAR_TOKEN_SENTENCE | EAR_TOKEN_LINE)) != 0)
        continue;
      end = fit_from (search->text, phrase, 0, at);
      if (end == 0 || end < search->longest[phrase->part][phrase->language].end)
        continue;
      /* Of two that are as long, the exception counts. */
      if (end == search->longest[phrase->part][phrase->language].end && !phrase->excepted)
        continue;
      search->longest[phrase->part][phrase->language].end = end;
      search->longest[phrase->part][phrase->language].excepted = phrase->excepted;
      search->n_found++;
    }
}

/**
 * ear_voice_rules_match:
 * @languages: bits
 * @parts: bits of those to look for
 * @fits: (nullable): told of each place that fits, unless an exception is as long or longer; FALSE: it does not count
 * @masks: (out): per part the languages it was found in
 */
void
ear_voice_rules_match (const EarVoiceRules *rules, const EarVoiceText *text, guint languages, guint parts, EarRuleFits fits, gpointer data,
                       guint masks[EAR_N_RULES])
{
  const guint complaint = 1u << EAR_RULE_COMPLAINT;
  Search search = { .text = text, .languages = languages, .parts = parts };

  memset (masks, 0, sizeof (guint) * EAR_N_RULES);
  for (guint at = 0; at < text->tokens->len; at++)
    {
      const EarVoiceToken *token = ear_voice_text_token (text, at);

      if ((token->flags & (EAR_TOKEN_MENTION | EAR_TOKEN_LINK)) != 0)
        continue;
      search.n_found = 0;
      for (guint group = 0; group < EAR_RULE_GROUPS; group++)
        {
          if ((parts & (group == EAR_RULE_GROUP (EAR_RULE_COMPLAINT) ? complaint : ~complaint)) == 0)
            continue;
          if (token->word != NULL)
            try_phrases (&search, token->word->phrases[group], at);
          try_phrases (&search, rules->by_letter[group][(guchar) text->folded->str[token->folded]], at);
          try_phrases (&search, rules->open[group], at);
        }
      if (search.n_found == 0)
        continue;
      for (guint part = 0; part < EAR_N_RULES; part++)
        for (guint language = 0; language < ear_voice_rules_n_languages (rules); language++)
          {
            guint end = search.longest[part][language].end;

            if (end == 0)
              continue;
            search.behind[part][language] = end;
            search.longest[part][language].end = 0;
            if (!search.longest[part][language].excepted && (fits == NULL || fits (text, (EarRulePart) part, at, end, data)))
              masks[part] |= 1u << language;
          }
    }
}
