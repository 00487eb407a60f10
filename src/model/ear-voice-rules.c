/* The rules of each language: read from its file and laid out by their first words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "model/ear-voice-rules-private.h"
#include "model/ear-voice-resources.h"

#define RESOURCE_FOLDER "/io/github/earshot/voice/"
#define MAX_WAYS 1000        /* to read a line; its brackets multiply */

static const char *const part_names[EAR_N_RULE_PARTS] = {
  [EAR_RULE_GREETING] = "greeting", [EAR_RULE_SIGN_OFF] = "sign-off",   [EAR_RULE_THANKS] = "thanks",
  [EAR_RULE_APOLOGY] = "apology",   [EAR_RULE_COMPLAINT] = "complaint", [EAR_RULE_INFORMAL] = "informal",
  [EAR_RULE_FORMAL] = "formal",     [EAR_RULE_SIGNATURE] = "signature", [EAR_RULE_COMMON] = "common",
  [EAR_RULE_LETTERS] = "letters",
};

/* ---- reading a file ---- */

static void
element_free (gpointer data)
{
  EarElement *element = data;

  g_clear_pointer (&element->alternatives, g_ptr_array_unref);
  g_free (element);
}

static void
word_free (gpointer data)
{
  EarVoiceWord *word = data;

  for (guint i = 0; i < EAR_RULE_GROUPS; i++)
    g_clear_pointer (&word->phrases[i], g_ptr_array_unref);
  g_free (word);
}

static char *
fold (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    ear_voice_fold (folded, g_utf8_get_char (text));
  return g_string_free_and_steal (folded);
}

static EarVoiceWord *
intern (EarVoiceRules *rules, const char *folded)
{
  EarVoiceWord *word = g_hash_table_lookup (rules->words, folded);

  if (word == NULL)
    {
      word = g_new0 (EarVoiceWord, 1);
      g_hash_table_insert (rules->words, g_strdup (folded), word);
    }
  return word;
}

/* Letters and digits of any script, and nothing else. */
static gboolean
is_word (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isalnum (g_utf8_get_char (c)))
      return FALSE;
  return *text != '\0';
}

static gboolean
add_alternative (EarVoiceRules *rules, EarElement *element, const char *text, GError **error)
{
  gsize length = strlen (text);
  g_autofree char *core = NULL, *kept = NULL;
  EarAlternative *alternative;
  EarAlternativeKind kind = EAR_ALTERNATIVE_WHOLE;

  if (length > 1 && text[length - 1] == '*')
    {
      kind = EAR_ALTERNATIVE_BEGINNING;
      core = g_strndup (text, length - 1);
    }
  else if (length > 1 && text[0] == '*')
    {
      kind = EAR_ALTERNATIVE_END;
      core = g_strdup (text + 1);
    }
  else
    core = g_strdup (text);
  if (!is_word (core))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is no word", text);
      return FALSE;
    }
  kept = element->exact ? g_strdup (core) : fold (core);
  alternative = g_malloc (sizeof *alternative + strlen (kept) + 1);
  alternative->kind = kind;
  alternative->length = strlen (kept);
  alternative->word = kind == EAR_ALTERNATIVE_WHOLE && !element->exact ? intern (rules, kept) : NULL;
  memcpy (alternative->text, kept, alternative->length + 1);
  g_ptr_array_add (element->alternatives, alternative);
  return TRUE;
}

static EarElement *
read_element (EarVoiceRules *rules, const char *written, GError **error)
{
  static const struct
  {
    const char *name;
    EarElementKind kind;
  } classes[] = {
    { "<Capital>", EAR_ELEMENT_CAPITAL }, { "<small>", EAR_ELEMENT_SMALL }, { "<any>", EAR_ELEMENT_ANY }, { "<number>", EAR_ELEMENT_NUMBER },
    { "…", EAR_ELEMENT_GAP },             { "...", EAR_ELEMENT_GAP },
  };
  EarElement *element = g_new0 (EarElement, 1);
  g_autofree char *text = g_strdup (written);
  gsize length = strlen (text);
  g_auto (GStrv) words = NULL;
  const char *first = text;

  element->alternatives = g_ptr_array_new_with_free_func (g_free);
  if (length > 1 && text[length - 1] == '?')
    {
      element->optional = TRUE;
      text[--length] = '\0';
    }
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (text, classes[i].name))
      {
        element->kind = classes[i].kind;
        return element;
      }
  if (*first == '=')
    {
      element->exact = TRUE;
      first++;
      length--;
    }
  if (length > 2 && first[0] == '(' && first[length - 1] == ')')
    {
      text[strlen (text) - 1] = '\0';
      first++;
    }
  words = g_strsplit (first, "|", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (!add_alternative (rules, element, words[i], error))
      {
        element_free (element);
        return NULL;
      }
  if (element->alternatives->len > 0)
    return element;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is empty", written);
  element_free (element);
  return NULL;
}

static void
file_under (GPtrArray **list, EarPhrase *phrase)
{
  if (*list == NULL)
    *list = g_ptr_array_new ();
  /* Phrases are filed one after the other. */
  if ((*list)->len == 0 || g_ptr_array_index (*list, (*list)->len - 1) != phrase)
    g_ptr_array_add (*list, phrase);
}

/* Where the search will look for it. */
static void
file_phrase (EarVoiceRules *rules, EarPhrase *phrase)
{
  const EarElement *first = phrase->elements[0];
  guint group = EAR_RULE_GROUP (phrase->part);

  if (first->kind != EAR_ELEMENT_WORDS)
    {
      file_under (&rules->open[group], phrase);
      return;
    }
  for (guint i = 0; i < first->alternatives->len; i++)
    {
      const EarAlternative *alternative = g_ptr_array_index (first->alternatives, i);
      g_autofree char *folded = fold (alternative->text);

      if (alternative->kind == EAR_ALTERNATIVE_WHOLE)
        file_under (&intern (rules, folded)->phrases[group], phrase);
      else if (alternative->kind == EAR_ALTERNATIVE_BEGINNING)
        file_under (&rules->by_letter[group][(guchar) folded[0]], phrase);
      else
        file_under (&rules->open[group], phrase);
    }
}

/* One phrase for each way of leaving out what may be left out. @most: phrases that there may be then. */
static gboolean
add_phrases (EarVoiceRules *rules, const EarPhrase *pattern, GPtrArray *elements, guint most, GError **error)
{
  guint n_optional = 0;

  for (guint i = 0; i < elements->len; i++)
    n_optional += ((const EarElement *) g_ptr_array_index (elements, i))->optional;
  if (elements->len == 0 || elements->len > EAR_RULE_MAX_ELEMENTS || n_optional > 5)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a line has 1 to %d words, at most 5 of them with “?”", EAR_RULE_MAX_ELEMENTS);
      return FALSE;
    }
  if (rules->phrases->len + (1u << n_optional) > most)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "more than %d ways to read one line", MAX_WAYS);
      return FALSE;
    }
  for (guint left_out = 0; left_out < 1u << n_optional; left_out++)
    {
      EarPhrase *phrase = g_memdup2 (pattern, sizeof *pattern);
      guint nth = 0;

      g_ptr_array_add (rules->phrases, phrase);
      for (guint i = 0; i < elements->len; i++)
        {
          EarElement *element = g_ptr_array_index (elements, i);

          if (!element->optional || (left_out >> nth++ & 1) == 0)
            phrase->elements[phrase->n_elements++] = element;
        }
      if (phrase->n_elements == 0 || phrase->elements[0]->kind == EAR_ELEMENT_GAP || phrase->elements[phrase->n_elements - 1]->kind == EAR_ELEMENT_GAP)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a line begins and ends with a word that must stand there");
          return FALSE;
        }
      file_phrase (rules, phrase);
    }
  return TRUE;
}

/* @plain: without a bracket that holds several words. */
static gboolean
read_elements (EarVoiceRules *rules, const EarPhrase *pattern, const char *plain, guint most, GError **error)
{
  g_autoptr (GPtrArray) elements = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (plain, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      EarElement *element;

      if (*words[i] == '\0')
        continue;
      element = read_element (rules, words[i], error);
      if (element == NULL)
        return FALSE;
      g_ptr_array_add (rules->elements, element);
      g_ptr_array_add (elements, element);
    }
  return add_phrases (rules, pattern, elements, most, error);
}

/* "(best wishes|<Capital>)" is a line for each; "(hi|hello)" stays one. @depth: brackets so far. */
static gboolean
read_alternatives (EarVoiceRules *rules, const EarPhrase *pattern, const char *plain, guint depth, guint most, GError **error)
{
  const char *open = plain, *close = NULL, *behind;
  g_autofree char *inside = NULL;
  g_auto (GStrv) alternatives = NULL;
  gboolean exact;

  for (; (open = strchr (open, '(')) != NULL; open = close)
    {
      close = strchr (open, ')');
      if (close == NULL || depth > EAR_RULE_MAX_ELEMENTS)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "brackets are not closed, or too many");
          return FALSE;
        }
      if (memchr (open, ' ', (gsize) (close - open)) != NULL || memchr (open, '<', (gsize) (close - open)) != NULL)
        break;
    }
  if (open == NULL)
    return read_elements (rules, pattern, plain, most, error);

  exact = open > plain && open[-1] == '=';
  inside = g_strndup (open + 1, (gsize) (close - open - 1));
  alternatives = g_strsplit (inside, "|", -1);
  behind = close[1] == '?' ? close + 2 : close + 1;
  for (gsize i = 0; alternatives[i] != NULL || (i == g_strv_length (alternatives) && close[1] == '?'); i++)
    {
      g_autoptr (GString) line = g_string_new_len (plain, open - exact - plain);

      if (alternatives[i] != NULL)
        {
          g_auto (GStrv) words = g_strsplit (alternatives[i], " ", -1);

          for (gsize j = 0; words[j] != NULL; j++)
            g_string_append_printf (line, "%s%s%s", j > 0 ? " " : "", exact && *words[j] != '\0' ? "=" : "", words[j]);
        }
      g_string_append (line, behind);
      if (!read_alternatives (rules, pattern, line->str, depth + 1, most, error))
        return FALSE;
      if (alternatives[i] == NULL)
        break;
    }
  return TRUE;
}

static gboolean
read_phrase (EarVoiceRules *rules, guint language, EarRulePart part, const char *line, GError **error)
{
  EarPhrase pattern = { .language = (guint8) language, .part = (guint8) part };
  g_autoptr (GString) plain = g_string_new (NULL);

  for (; (line[0] == '-' || line[0] == '^' || line[0] == '~') && line[1] == ' '; line += 2 + strspn (line + 2, " "))
    {
      pattern.excepted |= line[0] == '-';
      if (line[0] != '-')
        pattern.place = line[0] == '^' ? EAR_PLACE_START : EAR_PLACE_NOT_START;
    }
  /* "d'accord" and "rendez-vous" are two words here as in a text. */
  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      g_string_append_unichar (plain, letter == '\'' || letter == 0x2019 || letter == '-' ? ' ' : letter);
    }
  return read_alternatives (rules, &pattern, plain->str, 0, rules->phrases->len + MAX_WAYS, error);
}

/* Lines of words by themselves: [signature] and [common]. */
static gboolean
read_words (EarVoiceRules *rules, guint language, EarRulePart part, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *folded = fold (words[i]);
      EarVoiceWord *word;

      if (*folded == '\0')
        continue;
      if (!is_word (words[i]))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is no word", words[i]);
          return FALSE;
        }
      word = intern (rules, folded);
      if (part == EAR_RULE_COMMON)
        word->common |= 1u << language;
      else
        word->signature |= 1u << language;
    }
  return TRUE;
}

static void
read_letters (EarVoiceRules *rules, guint language, const char *line)
{
  for (; *line != '\0'; line = g_utf8_next_char (line))
    {
      EarTellingLetter letter = { g_unichar_tolower (g_utf8_get_char (line)), 1u << language };
      gboolean known = FALSE;

      if (letter.letter == ' ')
        continue;
      for (guint i = 0; i < rules->letters->len && !known; i++)
        {
          EarTellingLetter *other = &g_array_index (rules->letters, EarTellingLetter, i);

          known = other->letter == letter.letter;
          if (known)
            other->languages |= letter.languages;
        }
      if (!known)
        g_array_append_val (rules->letters, letter);
    }
}

static gboolean
read_line (EarVoiceRules *rules, guint language, EarRulePart *part, const char *line, GError **error)
{
  gsize length = strlen (line);

  if (line[0] == '[')
    {
      for (guint i = 0; i < EAR_N_RULE_PARTS; i++)
        if (length == strlen (part_names[i]) + 2 && strncmp (line + 1, part_names[i], length - 2) == 0 && line[length - 1] == ']')
          {
            *part = (EarRulePart) i;
            return TRUE;
          }
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "there is no part “%s”", line);
      return FALSE;
    }
  if (*part == EAR_N_RULE_PARTS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a line stands before the first [part]");
      return FALSE;
    }
  rules->parts[language] |= 1u << *part;
  if (*part == EAR_RULE_LETTERS)
    {
      read_letters (rules, language, line);
      return TRUE;
    }
  if (*part == EAR_RULE_SIGNATURE || *part == EAR_RULE_COMMON)
    return read_words (rules, language, *part, line, error);
  return read_phrase (rules, language, *part, line, error);
}

static gboolean
read_file (EarVoiceRules *rules, guint language, const char *text, GError **error)
{
  /* English has one way of addressing, and no letters of its own. */
  const guint needed = 1u << EAR_RULE_GREETING | 1u << EAR_RULE_SIGN_OFF | 1u << EAR_RULE_THANKS | 1u << EAR_RULE_APOLOGY |
                       1u << EAR_RULE_COMPLAINT | 1u << EAR_RULE_SIGNATURE | 1u << EAR_RULE_COMMON;
  const char *name = g_ptr_array_index (rules->languages, language);
  g_auto (GStrv) lines = NULL;
  EarRulePart part = EAR_N_RULE_PARTS;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.voice is not UTF-8.", name);
      return FALSE;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line != '\0' && *line != '#' && !read_line (rules, language, &part, line, error))
        {
          g_prefix_error (error, "%s.voice, line %u: ", name, i + 1);
          return FALSE;
        }
    }
  for (guint i = 0; i < EAR_N_RULE_PARTS; i++)
    if ((needed & ~rules->parts[language] & 1u << i) != 0)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.voice has nothing in [%s].", name, part_names[i]);
        return FALSE;
      }
  if ((rules->parts[language] >> EAR_RULE_INFORMAL & 1) != (rules->parts[language] >> EAR_RULE_FORMAL & 1))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.voice has one of [informal] and [formal] without the other.", name);
      return FALSE;
    }
  return TRUE;
}

EarVoiceRules *
ear_voice_rules_new (const char *const *names, const char *const *texts, gsize n_files, GError **error)
{
  g_autoptr (EarVoiceRules) rules = g_new0 (EarVoiceRules, 1);

  rules->languages = g_ptr_array_new_with_free_func (g_free);
  rules->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, word_free);
  rules->phrases = g_ptr_array_new_with_free_func (g_free);
  rules->elements = g_ptr_array_new_with_free_func (element_free);
  rules->letters = g_array_new (FALSE, FALSE, sizeof (EarTellingLetter));
  g_return_val_if_fail (n_files <= EAR_VOICE_MAX_LANGUAGES, NULL);

  for (guint i = 0; i < n_files; i++)
    {
      g_ptr_array_add (rules->languages, g_strdup (names[i]));
      if (!read_file (rules, i, texts[i], error))
        return NULL;
    }
  g_ptr_array_add (rules->languages, NULL);
  return g_steal_pointer (&rules);
}

void
ear_voice_rules_free (EarVoiceRules *rules)
{
  if (rules == NULL)
    return;
  g_ptr_array_unref (rules->languages);
  g_hash_table_unref (rules->words);
  g_ptr_array_unref (rules->phrases);
  g_ptr_array_unref (rules->elements);
  g_array_unref (rules->letters);
  for (guint group = 0; group < EAR_RULE_GROUPS; group++)
    {
      g_clear_pointer (&rules->open[group], g_ptr_array_unref);
      for (gsize i = 0; i < G_N_ELEMENTS (rules->by_letter[group]); i++)
        g_clear_pointer (&rules->by_letter[group][i], g_ptr_array_unref);
    }
  g_free (rules);
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static EarVoiceRules *
read_built_in (void)
{
  GResource *resource = ear_voice_get_resource ();
  g_auto (GStrv) files = g_resource_enumerate_children (resource, RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  EarVoiceRules *rules;

  qsort (files, g_strv_length (files), sizeof *files, compare_names);
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (RESOURCE_FOLDER, files[i], NULL);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

      if (bytes == NULL)
        g_error ("%s", error->message);
      g_ptr_array_add (names, g_strndup (files[i], strcspn (files[i], ".")));
      g_ptr_array_add (texts, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
    }
  rules = ear_voice_rules_new ((const char *const *) names->pdata, (const char *const *) texts->pdata, names->len, &error);
  /* They are part of the program: the tests read them all. */
  if (rules == NULL)
    g_error ("%s", error->message);
  return rules;
}

const EarVoiceRules *
ear_voice_rules_get (void)
{
  static EarVoiceRules *rules;

  if (g_once_init_enter_pointer (&rules))
    g_once_init_leave_pointer (&rules, read_built_in ());
  return rules;
}

guint
ear_voice_rules_n_languages (const EarVoiceRules *rules)
{
  return rules->languages->len - 1;
}

const char *
ear_voice_rules_get_language (const EarVoiceRules *rules, guint language)
{
  return g_ptr_array_index (rules->languages, language);
}

guint
ear_voice_rules_mask (const EarVoiceRules *rules, const char *tag)
{
  gsize length = tag != NULL ? strcspn (tag, "-_") : 0;

  for (guint i = 0; i < ear_voice_rules_n_languages (rules) && length > 0; i++)
    {
      const char *name = ear_voice_rules_get_language (rules, i);

      if (strlen (name) == length && g_ascii_strncasecmp (tag, name, length) == 0)
        return 1u << i;
    }
  return 0;
}

gboolean
ear_voice_rules_has_part (const EarVoiceRules *rules, guint language, EarRulePart part)
{
  return (rules->parts[language] >> part & 1) != 0;
}

const EarVoiceWord *
ear_voice_rules_find_word (const EarVoiceRules *rules, const char *folded)
{
  return g_hash_table_lookup (rules->words, folded);
}

guint
ear_voice_word_common (const EarVoiceWord *word)
{
  return word->common;
}

guint
ear_voice_word_signature (const EarVoiceWord *word)
{
  return word->signature;
}

guint
ear_voice_rules_letter (const EarVoiceRules *rules, gunichar letter)
{
  for (guint i = 0; i < rules->letters->len; i++)
    if (g_array_index (rules->letters, EarTellingLetter, i).letter == letter)
      return g_array_index (rules->letters, EarTellingLetter, i).languages;
  return 0;
}
