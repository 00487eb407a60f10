/* "Needs no answer": a rule of word lists, so that a person can see why, and take it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-enquiry.h"

#define MAX_WORDS 8
#define MAX_BYTES 200

/* Words as fold_word() leaves them: lower case, without accents. A text is left out when all its words are in one language's lists
 * and one of them is a thank or an ok. What may stand beside an ok is narrower, since "ok for you" asks something. Negations stand
 * in no list. */
typedef struct
{
  const char *language;
  const char *thanks;
  const char *beside_thanks;
  const char *ok;
  const char *beside_ok;
} Words;

static const Words table[] = {
  { "en",
    " thanks thank thx thanx ty tysm cheers ",
    " you u so much very many a lot again all everyone guys team for your the help info reply answer response quick fast prompt and ",
    " ok okay okey k kk great perfect cool super lovely wonderful brilliant good alright noted fine ",
    " all very so sounds then " },
  { "de",
    " danke dankeschon dankesehr dank merci thx ",
    " vielen lieben herzlichen besten schonen schon sehr euch ihnen dir fur die schnelle schnellen rasche antwort ruckmeldung hilfe info"
    " auch nochmal nochmals herzlich ganz tausend und ",
    " ok okay okey oki gut super perfekt prima toll klasse spitze top passt klar verstanden bestens alright ",
    " alles sehr ja dann " },
  { "fr",
    " merci remercie remercions thx ",
    " beaucoup bien mille je nous a vous te toi tous toutes infiniment encore pour votre ta la reponse rapide aide info et ",
    " ok okay d accord parfait super genial top nickel entendu compris cool ",
    " tres tout alors " },
  { "es",
    " gracias agradezco agradecemos thx ",
    " muchas muchisimas mil a ti vosotros ustedes usted por la su tu respuesta rapida ayuda info de corazon igualmente y ",
    " ok okay vale perfecto genial estupendo entendido bien bueno super fenomenal ",
    " muy todo pues " },
  { "it",
    " grazie ringrazio ringraziamo thx ",
    " mille tante molte infinite a voi te lei tutti vi ti la per risposta veloce rapida aiuto info ancora di cuore e ",
    " ok okay perfetto ottimo benissimo bene capito fantastico accordo d ",
    " va molto allora " },
  { "pt",
    " obrigado obrigada obg brigado brigada agradeco agradecemos valeu thx ",
    " muito muita mesmo pela pelo a vos voces voce de por resposta rapida ajuda atencao info e ",
    " ok okay perfeito otimo certo combinado beleza entendi top ",
    " muito ta entao " },
};

/* Smileys whose letters and digits would else look like words. */
static const char emoticons[] = " :d :-d =d :p :-p ;p ;-p :o :-o :3 8) 8-) xd <3 </3 :'d :x :-x o/ \\o \\o/ ";

static gboolean
holds (const char *list, const char *word)
{
  g_autofree char *needle = g_strconcat (" ", word, " ", NULL);

  return strstr (list, needle) != NULL;
}

/* Lower case without accents; all that is neither letter nor digit, emoji too, only parts words. NULL when something asks. */
static char *
fold_word (const char *token)
{
  g_autofree char *decomposed = g_utf8_normalize (token, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (decomposed, -1);
  GString *word = g_string_new (NULL);

  for (const char *c = folded; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (letter);

      if (letter == '?' || letter == 0x61f || letter == 0x2753 || letter == 0x2754) /* also as pictures */
        {
          g_string_free (word, TRUE);
          return NULL;
        }
      if (type == G_UNICODE_NON_SPACING_MARK || (type == G_UNICODE_FORMAT && letter != 0x200d))
        continue;
      if (g_unichar_isalnum (letter) || letter == 0xfffd)
        g_string_append_unichar (word, letter);
      else
        g_string_append_c (word, ' '); /* "d'accord", "ok,danke": two words */
    }
  return g_string_free (word, FALSE);
}

/* "suuuper" is "super". */
static void
shorten_runs (char *word)
{
  char *to = word;

  for (const char *from = word; *from != '\0';)
    {
      gsize run = 1;

      while (from[run] == *from)
        run++;
      for (gsize i = 0; i < (run >= 3 ? 1 : run); i++)
        *to++ = *from;
      from += run;
    }
  *to = '\0';
}

/* ":blobcat:" is a picture of that server. */
static gboolean
is_custom_emoji (const char *token)
{
  gsize length = strlen (token);

  if (length < 3 || token[0] != ':' || token[length - 1] != ':')
    return FALSE;
  for (gsize i = 1; i < length - 1; i++)
    if (!g_ascii_isalnum (token[i]) && token[i] != '_' && token[i] != '-')
      return FALSE;
  return TRUE;
}

/* The words of @text, or NULL when it asks something or is too long to be a mere "thanks". */
static GPtrArray *
list_words (const char *text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) tokens = NULL;

  for (char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (letter != ' ' && (g_unichar_isspace (letter) || letter == 0xa0))
        memset (c, ' ', (gsize) (g_utf8_next_char (c) - c));
    }
  tokens = g_strsplit (valid, " ", -1);

  for (gsize i = 0; tokens[i] != NULL; i++)
    {
      g_autofree char *lower = g_ascii_strdown (tokens[i], -1), *word = NULL;
      g_auto (GStrv) parts = NULL;

      if (*lower == '\0' || (*lower == '@' && strchr (lower, '?') == NULL) || is_custom_emoji (lower) || holds (emoticons, lower))
        continue;
      word = fold_word (tokens[i]);
      if (word == NULL)
        return NULL;
      parts = g_strsplit (word, " ", -1);
      for (gsize j = 0; parts[j] != NULL; j++)
        {
          if (*parts[j] == '\0')
            continue;
          if (words->len == MAX_WORDS)
            return NULL;
          shorten_runs (parts[j]);
          g_ptr_array_add (words, g_strdup (parts[j]));
        }
    }
  return g_steal_pointer (&words);
}

static gboolean
says_thanks_or_ok (const GPtrArray *words, const Words *language)
{
  gboolean thanks = FALSE, ok = FALSE;

  for (guint i = 0; i < words->len; i++)
    {
      thanks |= holds (language->thanks, g_ptr_array_index (words, i));
      ok |= holds (language->ok, g_ptr_array_index (words, i));
    }
  if (!thanks && !ok)
    return FALSE;
  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);

      if (!holds (language->thanks, word) && !holds (language->ok, word) && !holds (language->beside_ok, word) &&
          !(thanks && holds (language->beside_thanks, word)))
        return FALSE;
    }
  return TRUE;
}

/**
 * ear_text_needs_no_answer:
 * @text: (nullable): plain text
 * @language: (nullable): BCP 47, as the service or the writer's client says
 *
 * Whether @text is nothing but emoji, mentions, or thanks and ok words. What the writer's language is tagged as is tried first, then
 * English; without a tag, or with one of a language not known here, all. A question mark always needs an answer.
 */
gboolean
ear_text_needs_no_answer (const char *text, const char *language)
{
  g_autoptr (GPtrArray) words = NULL;
  g_autofree char *primary = g_ascii_strdown (language != NULL ? language : "", -1);
  gboolean known = FALSE;

  if (text == NULL || strlen (text) > MAX_BYTES || strspn (text, " \t\r\n") == strlen (text))
    return FALSE;
  words = list_words (text);
  if (words == NULL)
    return FALSE;
  if (words->len == 0)
    return TRUE;

  primary[strcspn (primary, "-_")] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    known |= g_str_equal (primary, table[i].language);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if ((!known || g_str_equal (primary, table[i].language) || g_str_equal (table[i].language, "en")) &&
        says_thanks_or_ok (words, &table[i]))
      return TRUE;
  return FALSE;
}

/* ---- automatic replies ---- */

#define AUTOMATIC_WITHIN_MS 60000
#define AUTOMATIC_TIMES 3

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

GArray *
ear_replies_find_automatic (const EarSentReply *replies, gsize n_replies)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (replies != NULL || n_replies == 0, found);

  for (guint pass = 0; pass < 2; pass++)
    for (gsize i = 0; i < n_replies; i++)
      {
        g_autofree char *stripped = NULL, *text = NULL;
        gpointer count;

        if (replies[i].text == NULL || replies[i].after_ms < 0 || replies[i].after_ms > AUTOMATIC_WITHIN_MS)
          continue;
        stripped = g_strstrip (g_utf8_make_valid (replies[i].text, -1));
        text = g_utf8_casefold (stripped, -1);
        count = g_hash_table_lookup (times, text);
        if (pass == 0)
          g_hash_table_replace (times, g_steal_pointer (&text), GINT_TO_POINTER (GPOINTER_TO_INT (count) + 1));
        else if (GPOINTER_TO_INT (count) >= AUTOMATIC_TIMES)
          g_array_append_val (found, replies[i].id);
      }
  g_array_sort (found, compare_ids);
  return found;
}
