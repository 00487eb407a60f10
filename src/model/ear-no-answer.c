/* "Needs no answer": a rule of word lists, so that a person can see why, and take it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-enquiry.h"

#define MAX_WORDS 8
#define MAX_BYTES 200

/* Words in lower case, without accents. A text is left out when all its words are in one language's lists
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

#define ENGLISH 0
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

/* Every message that arrives is looked at, so the lists are laid out once: a word to what it is in each language. */
enum
{
  THANKS = 1 << 0,
  BESIDE_THANKS = 1 << 1,
  OK = 1 << 2,
  BESIDE_OK = 1 << 3,
  ANY = THANKS | BESIDE_THANKS | OK | BESIDE_OK,
  BITS = 4,
};
#define EMOTICON (1u << 31)

static void
add_words (GHashTable *all, const char *list, guint roles)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        guint before = GPOINTER_TO_UINT (g_hash_table_lookup (all, words[i]));

        g_hash_table_replace (all, g_strdup (words[i]), GUINT_TO_POINTER (before | roles));
      }
}

/* The roles of @word, %BITS for each language of the table; 0: in no list. */
static guint
roles_of (const char *word)
{
  static gsize initialized = 0;
  static GHashTable *all;

  if (g_once_init_enter (&initialized))
    {
      all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
        {
          add_words (all, table[i].thanks, (guint) THANKS << (i * BITS));
          add_words (all, table[i].beside_thanks, (guint) BESIDE_THANKS << (i * BITS));
          add_words (all, table[i].ok, (guint) OK << (i * BITS));
          add_words (all, table[i].beside_ok, (guint) BESIDE_OK << (i * BITS));
        }
      add_words (all, emoticons, EMOTICON);
      g_once_init_leave (&initialized, 1);
    }
  return GPOINTER_TO_UINT (g_hash_table_lookup (all, word));
}

/* ---- reading a text word by word, up to the first that is in no list ---- */

typedef struct
{
  char word[MAX_BYTES + 1];
  gsize length;
  guint n_words, n_signs; /* signs: emoji, smileys, mentions */
  guint only_thanks, only_ok; /* a bit a language: all words so far may stand beside a thank, or beside an ok */
  guint thanks, ok;           /* one of them is one */
} Reading;

/* The word that was collected, "suuuper" as "super". FALSE ends the reading: this is more than a thank. */
static gboolean
end_word (Reading *reading)
{
  guint roles, n = 0;

  if (reading->length == 0)
    return TRUE;
  for (gsize i = 0; i < reading->length;)
    {
      gsize run = 1;

      while (i + run < reading->length && reading->word[i + run] == reading->word[i])
        run++;
      for (gsize copy = 0; copy < (run >= 3 ? 1 : run); copy++)
        reading->word[n++] = reading->word[i];
      i += run;
    }
  reading->word[n] = '\0';
  reading->length = 0;

  roles = roles_of (reading->word) & ~EMOTICON;
  if (roles == 0 || ++reading->n_words > MAX_WORDS)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint role = roles >> (i * BITS) & ANY;

      if (role == 0)
        reading->only_thanks &= ~(1u << i);
      if ((role & ~(guint) BESIDE_THANKS) == 0)
        reading->only_ok &= ~(1u << i);
      if (role & THANKS)
        reading->thanks |= 1u << i;
      if (role & OK)
        reading->ok |= 1u << i;
    }
  return (reading->only_thanks | reading->only_ok) != 0;
}

/* By block where GLib's tables are older than the picture. */
static gboolean
is_emoji (gunichar letter, GUnicodeType type)
{
  return type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MODIFIER_SYMBOL || (letter >= 0x1f000 && letter <= 0x1faff) ||
         (letter >= 0x2190 && letter <= 0x2bff);
}

/* One character, lower case. What is neither letter nor digit, emoji too, only parts words: "d'accord", "ok,danke". */
static gboolean
read_letter (Reading *reading, gunichar letter)
{
  GUnicodeType type = letter < 0x80 ? G_UNICODE_LOWERCASE_LETTER : g_unichar_type (letter);

  if (letter == '?' || letter == 0x61f || letter == 0x2753 || letter == 0x2754) /* also as pictures */
    return FALSE;
  if (type == G_UNICODE_NON_SPACING_MARK || (type == G_UNICODE_FORMAT && letter != 0x200d))
    return TRUE;
  reading->n_signs += is_emoji (letter, type);
  if (letter < 0x80 ? !g_ascii_isalnum (letter) : !g_unichar_isalnum (letter) && letter != 0xfffd)
    return end_word (reading);
  if (reading->length + 6 >= sizeof reading->word)
    return FALSE;
  reading->length += (gsize) g_unichar_to_utf8 (letter, reading->word + reading->length);
  return TRUE;
}

/* ":blobcat:" is a picture of that server. */
static gboolean
is_custom_emoji (const char *token, gsize length)
{
  if (length < 3 || token[0] != ':' || token[length - 1] != ':')
    return FALSE;
  for (gsize i = 1; i < length - 1; i++)
    if (!g_ascii_isalnum (token[i]) && token[i] != '_' && token[i] != '-')
      return FALSE;
  return TRUE;
}

/* ":-)", "^^", "-_-": marks alone that make a face; "!!!" and "..." make none. */
static gboolean
is_face (const char *token, gsize length)
{
  gboolean eyes = FALSE, mouth = FALSE;

  if (length < 2 || length > 5)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (strchr (":;=8^-'*()[]{}<>/\\|_", token[i]) == NULL)
        return FALSE;
      eyes |= strchr (":;=^", token[i]) != NULL;
      mouth |= strchr ("()[]{}/\\|*<>", token[i]) != NULL;
    }
  return (eyes && mouth) || strncmp (token, "^^", 2) == 0 || strncmp (token, "^_^", 3) == 0 || strncmp (token, "-_-", 3) == 0;
}

static gboolean
is_emoticon (const char *token, gsize length)
{
  g_autofree char *lower = length <= 3 ? g_ascii_strdown (token, (gssize) length) : NULL;

  return (lower != NULL && (roles_of (lower) & EMOTICON) != 0) || is_face (token, length);
}

static gboolean
read_token (Reading *reading, const char *token, gsize length)
{
  gboolean ascii = TRUE;

  if ((token[0] == '@' && memchr (token, '?', length) == NULL) || is_custom_emoji (token, length) || is_emoticon (token, length))
    {
      reading->n_signs++;
      return TRUE;
    }
  for (gsize i = 0; i < length && ascii; i++)
    ascii = (guchar) token[i] < 0x80;
  if (ascii)
    {
      for (gsize i = 0; i < length; i++)
        if (!read_letter (reading, (gunichar) g_ascii_tolower (token[i])))
          return FALSE;
    }
  else
    {
      g_autofree char *decomposed = g_utf8_normalize (token, (gssize) length, G_NORMALIZE_ALL);
      g_autofree char *folded = g_utf8_casefold (decomposed, -1);

      for (const char *c = folded; *c != '\0'; c = g_utf8_next_char (c))
        if (!read_letter (reading, g_utf8_get_char (c)))
          return FALSE;
    }
  return end_word (reading);
}

static gboolean
is_blank (gunichar c)
{
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || (c >= 0x80 && g_unichar_isspace (c)) || c == '\v' || c == '\f';
}

static gboolean
read_text (Reading *reading, const char *text)
{
  while (*text != '\0')
    {
      const char *end = text;

      while (*end != '\0' && !is_blank (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      if (end > text && !read_token (reading, text, (gsize) (end - text)))
        return FALSE;
      text = *end != '\0' ? g_utf8_next_char (end) : end;
    }
  return TRUE;
}

/* A bit for each language whose words count for a text in @language: its own and English; all, where it is not one of the table. */
static guint
languages_for (const char *language)
{
  gsize length = language != NULL ? strcspn (language, "-_") : 0;
  guint all = (1u << G_N_ELEMENTS (table)) - 1;

  for (guint i = 0; i < G_N_ELEMENTS (table) && length > 0; i++)
    if (strlen (table[i].language) == length && g_ascii_strncasecmp (language, table[i].language, length) == 0)
      return 1u << i | 1u << ENGLISH;
  return all;
}

/**
 * ear_text_needs_no_answer:
 * @text: (nullable): plain text
 * @language: (nullable): BCP 47, as the service or the writer's client says
 * @with_picture: something is attached: a name or a smile under it is not all that was said
 *
 * Whether @text is nothing but emoji, mentions, or thanks and ok words; marks alone ("!!!") are none of these. What the writer's language is tagged as is tried, and English;
 * without a tag, or with one of a language not known here, all. A question mark always needs an answer.
 */
gboolean
ear_text_needs_no_answer (const char *text, const char *language, gboolean with_picture)
{
  Reading reading = { .length = 0 };
  g_autofree char *valid = NULL;

  if (text == NULL || strnlen (text, MAX_BYTES + 1) > MAX_BYTES || strspn (text, " \t\r\n") == strlen (text))
    return FALSE;
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  reading.only_thanks = reading.only_ok = languages_for (language);
  if (!read_text (&reading, text))
    return FALSE;
  if (reading.n_words == 0)
    return reading.n_signs > 0 && !with_picture;
  return (reading.only_thanks & reading.thanks) != 0 || (reading.only_ok & reading.ok) != 0;
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

void
ear_automatic_replies_free (EarAutomaticReplies *replies)
{
  if (replies == NULL)
    return;
  g_array_unref (replies->offered);
  g_array_unref (replies->offered_in);
  g_array_unref (replies->marked);
  g_array_unref (replies->marked_in);
  g_free (replies);
}
