/* ear-lexicon.c: what words mean, by language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-lexicon-private.h"

static EarLexicon *lexicons;
static GHashTable *entries;      /* word → EarLexiconEntry */
static GHashTable *shortened;    /* (element-type utf8): words that a full stop may shorten */

/* ---- folding: lower case, no accents ---- */

void
ear_lexicon_fold_other (GString *out, gunichar c)
{
  c = g_unichar_tolower (c);
  switch (c)
    {
    case 0xdf:
      g_string_append (out, "ss");
      return;

    case 0xe6:
      g_string_append (out, "ae");
      return;

    case 0x153:
      g_string_append (out, "oe");
      return;

    default:
      {
        gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

        g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));
        if (g_unichar_type (parts[0]) != G_UNICODE_NON_SPACING_MARK)
          g_string_append_unichar (out, parts[0]);
      }
    }
}

gboolean
ear_lexicon_is_other_letter (gunichar c)
{
  return g_unichar_isalpha (c) || g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK;
}

static gboolean
is_digit (gunichar c)
{
  return c >= '0' && c <= '9';
}

/* ---- phrases ---- */

static EarLexiconEntry *
get_entry (const char *word)
{
  EarLexiconEntry *entry = g_hash_table_lookup (entries, word);

  if (entry == NULL)
    {
      entry = g_new0 (EarLexiconEntry, 1);
      g_hash_table_insert (entries, g_strdup (word), entry);
    }
  return entry;
}

static void
phrase_free (EarPhrase *phrase)
{
  g_free (phrase->words);
  g_free (phrase);
}

/* "Seven days, a week" → "seven days a week". (transfer full): NULL when nothing is left */
static char *
fold_phrase (const char *text, guint *n_words)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean inside = FALSE;
  gboolean digits = FALSE;

  *n_words = 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean digit = is_digit (c);

      if (!digit && !ear_lexicon_is_letter (c))
        {
          inside = FALSE;
          continue;
        }
      if (!inside || digit != digits)
        {
          if (out->len > 0)
            g_string_append_c (out, ' ');
          (*n_words)++;
        }
      inside = TRUE;
      digits = digit;
      ear_lexicon_fold (out, c);
    }
  return *n_words > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static int
compare_phrases (gconstpointer a, gconstpointer b)
{
  const EarPhrase *x = *(const EarPhrase *const *) a, *y = *(const EarPhrase *const *) b;

  return (y->n > x->n) - (y->n < x->n);
}

static void
add_phrase (EarLexicon *lexicon, const char *text, guint64 is)
{
  guint n;
  g_autofree char *words = fold_phrase (text, &n);
  g_autofree char *first = NULL;
  GPtrArray *list;
  EarPhrase *phrase;

  if (words == NULL)
    return;
  first = g_strndup (words, strcspn (words, " "));
  list = g_hash_table_lookup (lexicon->phrases, first);
  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) phrase_free);
      g_hash_table_insert (lexicon->phrases, g_strdup (first), list);
    }
  for (guint i = 0; i < list->len; i++)
    {
      phrase = list->pdata[i];
      if (g_str_equal (phrase->words, words))
        {
          phrase->is |= is;
          return;
        }
    }
  phrase = g_new0 (EarPhrase, 1);
  phrase->n = n;
  phrase->is = is;
  phrase->words = g_steal_pointer (&words);
  g_ptr_array_add (list, phrase);
}

static void
add_language (EarLexicon *lexicon, const char *phrases)
{
  g_auto (GStrv) words = g_strsplit (phrases, ",", -1);
  guint bit = 1u << (guint) (lexicon - lexicons);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint n;
      g_autofree char *word = fold_phrase (words[i], &n);

      if (word != NULL && n == 1)
        get_entry (word)->languages |= bit;
    }
}

#define SHORT_BYTES 3

static void
add_shortened (const EarWordList *list)
{
  g_auto (GStrv) words = NULL;

  if ((EAR_WORD_BIT (list->word) & (EAR_WORD_ANY_SHORT | EAR_WORD_ANY_MONTH | EAR_WORD_BIT (EAR_WORD_STREET) | EAR_WORD_BIT (EAR_WORD_PHONE))) == 0)
    return;
  words = g_strsplit (list->phrases, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint n;
      g_autofree char *word = fold_phrase (words[i], &n);

      if (word != NULL && n == 1 && strlen (word) <= SHORT_BYTES)
        g_hash_table_add (shortened, g_steal_pointer (&word));
    }
}

static GStrv
split_endings (const char *list)
{
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint n;
      g_autofree char *ending = fold_phrase (parts[i], &n);

      if (ending != NULL)
        g_strv_builder_add (builder, ending);
    }
  return g_strv_builder_end (builder);
}

static GArray *
read_endings (const char *list)
{
  g_auto (GStrv) parts = split_endings (list);
  GArray *endings = g_array_new (FALSE, FALSE, sizeof (EarEnding));

  for (guint i = 0; parts[i] != NULL; i++)
    {
      EarEnding ending = { g_strdup (parts[i]), strlen (parts[i]) };

      g_array_append_val (endings, ending);
    }
  return endings;
}

/* Bytes of the longest of them that @word ends with, with three or more before it; 0: none. This is asked of every word. */
static gsize
find_ending (const GArray *endings, const char *word, gsize length)
{
  gsize best = 0;

  for (guint i = 0; i < endings->len; i++)
    {
      const EarEnding *ending = &g_array_index (endings, EarEnding, i);

      if (ending->length > best && length >= ending->length + 3 && memcmp (word + length - ending->length, ending->text, ending->length) == 0)
        best = ending->length;
    }
  return best;
}

static char *
cut_ending (const EarLexicon *lexicon, const char *word)
{
  gsize length = strlen (word);

  return g_strndup (word, length - find_ending (lexicon->endings, word, length));
}

static void
add_same (EarLexicon *lexicon, const char *group)
{
  g_auto (GStrv) words = g_strsplit (group, ",", -1);
  g_autofree char *first = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint n;
      g_autofree char *word = fold_phrase (words[i], &n);
      g_autofree char *stem = NULL;

      if (word == NULL)
        continue;
      stem = cut_ending (lexicon, word);
      if (first == NULL)
        first = g_strdup (stem);
      /* A phrase is looked for only when it is one; it means nothing else. */
      if (n > 1)
        add_phrase (lexicon, word, 0);
      g_hash_table_insert (lexicon->same, g_steal_pointer (&stem), g_strdup (first));
    }
}

static void
lexicon_init (EarLexicon *lexicon, const EarWordFile *file)
{
  g_auto (GStrv) groups = g_strsplit (file->same, ";", -1);
  g_auto (GStrv) numbers = NULL;
  GHashTableIter iter;
  gpointer word, list;

  lexicon->file = file;
  lexicon->index = (guint) (lexicon - lexicons);
  lexicon->phrases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  lexicon->same = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  numbers = split_endings (file->numbers);
  for (guint i = 0; numbers[i] != NULL; i++)
    get_entry (numbers[i])->numbers[lexicon->index] = (guint8) (i + 2);
  lexicon->endings = read_endings (file->endings);
  lexicon->street_endings = read_endings (file->street_endings);
  for (gsize i = 0; i < file->n_lists; i++)
    {
      g_auto (GStrv) phrases = g_strsplit (file->lists[i].phrases, ",", -1);

      for (guint k = 0; phrases[k] != NULL; k++)
        add_phrase (lexicon, phrases[k], EAR_WORD_BIT (file->lists[i].word));
      if (file->lists[i].word == EAR_WORD_STOP)
        add_language (lexicon, file->lists[i].phrases);
      add_shortened (&file->lists[i]);
    }
  for (guint i = 0; groups[i] != NULL; i++)
    add_same (lexicon, groups[i]);
  g_hash_table_iter_init (&iter, lexicon->phrases);
  while (g_hash_table_iter_next (&iter, &word, &list))
    {
      g_ptr_array_sort (list, compare_phrases);
      get_entry (word)->phrases[lexicon->index] = list;
    }
}

static void
ensure_lexicons (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      static const char *const titles[] = { "dr", "hr", "mr", "mrs", "ms", "nr", "pl", "sr", "sra", "ste", "str", "bzw", "ca", "inc", "tgl", "usw" };

      shortened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
        g_hash_table_add (shortened, g_strdup (titles[i]));
      g_assert (ear_n_word_files <= EAR_MAX_WORD_FILES);
      entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      lexicons = g_new0 (EarLexicon, ear_n_word_files);
      for (guint i = 0; i < ear_n_word_files; i++)
        lexicon_init (&lexicons[i], &ear_word_files[i]);
      g_once_init_leave (&once, 1);
    }
}

/* ---- asking ---- */

const EarLexiconEntry *
ear_lexicon_look_up (const char *word)
{
  ensure_lexicons ();
  return g_hash_table_lookup (entries, word);
}

const EarLexicon *
ear_lexicon_find (const char *language)
{
  ensure_lexicons ();
  for (guint i = 0; language != NULL && i < ear_n_word_files; i++)
    {
      gsize n = strlen (ear_word_files[i].language);

      if (g_ascii_strncasecmp (language, ear_word_files[i].language, n) == 0 && !g_ascii_isalpha (language[n]))
        return &lexicons[i];
    }
  return NULL;
}

gboolean
ear_lexicon_shortens (const char *word)
{
  ensure_lexicons ();
  return g_hash_table_contains (shortened, word);
}

#define WORDS_TELL 400 /* more words do not tell more */

static void
count_languages (const EarTokens *tokens, guint *counts)
{
  for (guint k = 0; tokens != NULL && k < MIN (tokens->tokens->len, WORDS_TELL); k++)
    {
      const EarToken *token = ear_tokens_at (tokens, k);
      guint bits = token->entry != NULL ? token->entry->languages : 0;

      for (guint i = 0; bits != 0; i++, bits >>= 1)
        counts[i] += bits & 1;
    }
}

const EarLexicon *
ear_lexicon_guess (const EarTokens *a, const EarTokens *b, const char *tag)
{
  const EarLexicon *tagged = ear_lexicon_find (tag);
  guint counts[EAR_MAX_WORD_FILES] = { 0 };
  guint best = 0, second = 0, index = 0;

  count_languages (a, counts);
  count_languages (b, counts);
  for (guint i = 0; i < ear_n_word_files; i++)
    {
      if (counts[i] > best)
        {
          second = best;
          best = counts[i];
          index = i;
        }
      else
        second = MAX (second, counts[i]);
    }
  /* What a service says of a text is often the language of its writer's screen, so clear words count more than it. */
  if (best >= 3 && best > second + 1)
    return &lexicons[index];
  if (tagged != NULL && counts[tagged - lexicons] + 1 >= best)
    return tagged;
  return best > second ? &lexicons[index] : tagged;
}

const char *
ear_lexicon_get_language (const EarLexicon *lexicon)
{
  return lexicon->file->language;
}

char *
ear_lexicon_dup_stem (const EarLexicon *lexicon, const char *word)
{
  g_autofree char *stem = cut_ending (lexicon, word);
  const char *same = g_hash_table_lookup (lexicon->same, stem);

  return same != NULL ? g_strdup (same) : g_steal_pointer (&stem);
}

gsize
ear_lexicon_street_ending (const EarLexicon *lexicon, const char *word)
{
  return find_ending (lexicon->street_endings, word, strlen (word));
}
