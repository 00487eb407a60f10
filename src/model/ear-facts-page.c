/* ear-facts-page.c: what the channels' own pages say against the brand sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-facts-private.h"

#define LABEL_BYTES 40
#define MAX_LINES 100

/* ---- its name and address ---- */

static gboolean
shared_word (const char *a, const char *b)
{
  g_autoptr (EarTokens) x = ear_tokens_new (NULL, a);
  g_autoptr (EarTokens) y = ear_tokens_new (NULL, b);

  for (guint i = 0; i < x->tokens->len; i++)
    for (guint k = 0; k < y->tokens->len; k++)
      {
        const EarToken *one = ear_tokens_at (x, i), *other = ear_tokens_at (y, k);

        if (one->type == EAR_TOKEN_WORD && other->type == EAR_TOKEN_WORD && strlen (one->word) > 2 &&
            (strstr (one->word, other->word) != NULL || strstr (other->word, one->word) != NULL) && strlen (other->word) > 2)
          return TRUE;
      }
  return FALSE;
}

/* Letters and digits alone, folded. (transfer full) */
static char *
fold_name (const char *name)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      ear_lexicon_fold (out, g_utf8_get_char (at));
  return g_string_free (out, FALSE);
}

/* The same, or one with something more: "Q7" and "Bar Q7", "trattoria_rosso" and "Rosso". */
static gboolean
share_word (const char *a, const char *b)
{
  g_autofree char *all_a = fold_name (a);
  g_autofree char *all_b = fold_name (b);

  if (g_str_equal (all_a, all_b))
    return TRUE;
  /* Names of digits are read as they stand. */
  if (strpbrk (all_a, "0123456789") != NULL && (strstr (all_a, all_b) != NULL || strstr (all_b, all_a) != NULL))
    return TRUE;
  return shared_word (a, b);
}

static void
add_profile (EarFacts *facts, const EarFactsProfile *profile, EarStatementKind kind, EarBrandFact fact, const char *said, const char *sheet_says)
{
  EarFactFinding *finding = ear_facts_add (facts, EAR_FACT_PROFILE, kind);

  finding->channel = profile->channel;
  finding->fact = fact;
  finding->said = g_strdup (said);
  finding->other = g_strdup (sheet_says);
}

/* A page of the same host in the list that is another page: an old account, a name written wrong. What names no page, or by a number alone,
 * may well be the same. */
static gboolean
listed_otherwise (const EarFactsSheet *sheet, const char *link)
{
  gboolean otherwise = FALSE;
  const char *page = strrchr (link, '/');

  if (ear_facts_link_known (sheet, link) && (!ear_facts_has_path (link) || (page != NULL && page[strspn (page, "/0123456789")] == '\0')))
    return FALSE;

  for (guint i = 0; i < sheet->links->len; i++)
    {
      if (g_str_equal (sheet->links->pdata[i], link))
        return FALSE;
      otherwise |= ear_facts_same_host (sheet->links->pdata[i], link);
    }
  return otherwise || (!ear_facts_link_known (sheet, link) && ear_facts_meant_as_ours (sheet, link));
}

/* ---- what it says ---- */

/* "Opening hours: …", "Adresse: …": what the line is about, EAR_WORD_BIT()s in any language. @label: (out) (nullable): folded */
static guint64
read_label (const char *line, const EarLexicon **of, char **label)
{
  const char *colon = strchr (line, ':');
  g_autofree char *words = NULL;
  guint64 is = 0;

  /* The pin of a map. */
  if (g_str_has_prefix (line, "\360\237\223\215"))
    return EAR_WORD_BIT (EAR_WORD_WHERE);
  if (colon == NULL || colon == line || colon - line > LABEL_BYTES || colon[1] == '/')
    return 0;
  words = g_strndup (line, (gsize) (colon - line));
  *label = fold_name (words);
  for (guint i = 0; i < ear_n_word_files; i++)
    {
      const EarLexicon *lexicon = ear_lexicon_find (ear_word_files[i].language);
      g_autoptr (EarTokens) tokens = ear_tokens_new (lexicon, words);
      guint64 here = 0;

      for (guint k = 0; k < tokens->tokens->len; k++)
        here |= ear_tokens_at (tokens, k)->is;
      here &= EAR_WORD_BIT (EAR_WORD_OPEN) | EAR_WORD_BIT (EAR_WORD_WHERE) | EAR_WORD_BIT (EAR_WORD_PHONE);
      is |= here;
      if (here != 0 && *of == NULL)
        *of = lexicon;
    }
  return is;
}

static gboolean
knows (const EarLexicon *lexicon, const char *line, guint64 is)
{
  g_autoptr (EarTokens) tokens = ear_tokens_new (lexicon, line);

  for (guint i = 0; i < tokens->tokens->len; i++)
    if ((ear_tokens_at (tokens, i)->is & is) != 0)
      return TRUE;
  return FALSE;
}

/* (nullable): of the line's words and the page's; a label counts more where it is in a language of its own, as that of a service may be. */
static const EarLexicon *
find_language (const char *line, const EarTokens *page, const EarLexicon *of_label, guint64 is)
{
  g_autoptr (EarTokens) tokens = ear_tokens_new (NULL, line);
  const EarLexicon *lexicon = ear_lexicon_guess (tokens, NULL, NULL);

  if (lexicon == NULL)
    lexicon = ear_lexicon_guess (tokens, page, NULL);
  return of_label == NULL || (lexicon != NULL && knows (lexicon, line, is)) ? lexicon : of_label;
}

/* An address has no words that tell its language: a street that is ours in one is ours. Else the first that is meant to be. */
static void
read_streets (const EarFactsSheet *sheet, const char *line, guint64 is, GArray *statements)
{
  g_autoptr (GArray) other = NULL;
  gboolean ours = FALSE;

  for (guint i = 0; i < ear_n_word_files && !ours && sheet->addresses->len > 0; i++)
    {
      const EarLexicon *lexicon = ear_lexicon_find (ear_word_files[i].language);
      g_autoptr (EarTokens) tokens = ear_tokens_new (lexicon, line);
      g_autoptr (GArray) found = ear_statements_of_tokens (lexicon, line, tokens);
      gboolean meant = FALSE;

      for (guint k = 0; k < found->len; k++)
        {
          const EarStatement *said = &g_array_index (found, EarStatement, k);
          gboolean other_number = FALSE;

          if (said->kind != EAR_STATEMENT_ADDRESS)
            continue;
          ours |= ear_facts_street_known (sheet, said->value, &other_number);
          meant |= other_number || (is & EAR_WORD_BIT (EAR_WORD_WHERE)) != 0;
        }
      if (meant && other == NULL)
        other = g_array_ref (found);
    }
  if (!ours && other == NULL)
    return;
  for (guint k = statements->len; k > 0; k--)
    if (g_array_index (statements, EarStatement, k - 1).kind == EAR_STATEMENT_ADDRESS)
      g_array_remove_index (statements, k - 1);
  for (guint k = 0; k < (ours ? 0 : other->len); k++)
    {
      EarStatement copy = g_array_index (other, EarStatement, k);

      if (copy.kind != EAR_STATEMENT_ADDRESS)
        continue;
      copy.value = g_strdup (copy.value);
      g_array_append_val (statements, copy);
    }
}

/* Faxes have numbers of their own, and none that anybody calls. */
static void
drop_fax (const char *line, GArray *statements)
{
  g_autoptr (EarTokens) tokens = ear_tokens_new (NULL, line);
  gboolean fax = FALSE;

  for (guint i = 0; i < tokens->tokens->len; i++)
    fax |= ear_tokens_at (tokens, i)->type == EAR_TOKEN_WORD && g_str_has_suffix (ear_tokens_at (tokens, i)->word, "fax");
  for (guint k = statements->len; fax && k > 0; k--)
    if (g_array_index (statements, EarStatement, k - 1).kind == EAR_STATEMENT_PHONE)
      g_array_remove_index (statements, k - 1);
}

static gboolean
is_website (const char *label)
{
  static const char *const words[] = { "website", "web", "webseite", "homepage", "internet", "site", "siteweb", "siteinternet", "sito", "sitoweb", "sitioweb", "paginaweb" };

  for (gsize i = 0; label != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (label, words[i]))
      return TRUE;
  return FALSE;
}

/* What a page calls its website is meant to be ours, whatever its name; only a site of its own can be another one. */
static const char *
find_other_site (const EarFactsSheet *sheet, const GArray *statements)
{
  gboolean has_site = FALSE;

  for (guint i = 0; i < sheet->links->len; i++)
    has_site |= !ear_facts_has_path (sheet->links->pdata[i]);
  for (guint i = 0; has_site && i < statements->len; i++)
    {
      const EarStatement *said = &g_array_index (statements, EarStatement, i);

      if (said->kind == EAR_STATEMENT_LINK && !ear_facts_link_known (sheet, said->value))
        return said->value;
    }
  return NULL;
}

static gboolean
is_found (const EarFacts *facts, guint first, EarStatementKind kind)
{
  for (guint i = first; i < facts->findings->len; i++)
    if (((const EarFactFinding *) facts->findings->pdata[i])->kind == kind)
      return TRUE;
  return FALSE;
}

/* A line is read as an answer is; its label says what it answers. */
static void
check_line (EarFactsSheet *sheet, const EarFactsProfile *profile, gint64 now, const char *line, const EarTokens *page, guint first, EarFacts *facts)
{
  const EarAnswerText text = { .channel = profile->channel, .sent_at = now, .text = line };
  const EarLexicon *of_label = NULL;
  g_autofree char *label = NULL;
  guint64 is = read_label (line, &of_label, &label);
  const EarLexicon *lexicon = find_language (line, page, of_label, is);
  g_autoptr (EarTokens) tokens = ear_tokens_new (lexicon, line);
  g_autoptr (GArray) statements = ear_statements_of_tokens (lexicon, line, tokens);
  const EarFactsAnswer answer = { .answer = &text, .lexicon = lexicon, .statements = statements, .is = is };

  ear_facts_check_hours (sheet, &answer, facts);
  if (sheet->sheet == NULL)
    return;
  read_streets (sheet, line, is, statements);
  drop_fax (line, statements);
  ear_facts_check_contacts (sheet, &answer, facts);
  if (is_website (label) && find_other_site (sheet, statements) != NULL && !is_found (facts, first, EAR_STATEMENT_LINK))
    add_profile (facts, profile, EAR_STATEMENT_LINK, EAR_BRAND_LINKS, line, ear_brand_sheet_get (sheet->sheet, EAR_BRAND_LINKS));
}

/* Whether anything of it could be compared. */
static gboolean
check_about (EarFactsSheet *sheet, const EarFactsProfile *profile, gint64 now, EarFacts *facts)
{
  g_autofree char *about = g_utf8_make_valid (profile->about, -1);
  g_auto (GStrv) lines = g_strsplit (about, "\n", MAX_LINES);
  g_autoptr (EarTokens) page = ear_tokens_new (NULL, about);
  guint first = facts->findings->len, before[EAR_N_STATEMENTS];
  gboolean compared = FALSE;

  memcpy (before, facts->checked, sizeof before);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      check_line (sheet, profile, now, lines[i], page, first, facts);
  /* A page is no answer. */
  compared = memcmp (before, facts->checked, sizeof before) != 0 || facts->findings->len > first;
  memcpy (facts->checked, before, sizeof before);
  for (guint i = first; i < facts->findings->len; i++)
    {
      EarFactFinding *finding = facts->findings->pdata[i];

      finding->type = EAR_FACT_PROFILE;
      finding->at = 0;
      g_array_set_size (finding->messages, 0);
      g_array_set_size (finding->conversations, 0);
    }
  return compared;
}

/* ---- the pages ---- */

void
ear_facts_check_profiles (EarFactsSheet *sheet, const EarFactsInput *input, EarFacts *facts)
{
  const char *name = sheet->sheet != NULL ? ear_brand_sheet_get (sheet->sheet, EAR_BRAND_NAME) : NULL;

  for (gsize i = 0; i < input->n_profiles; i++)
    {
      const EarFactsProfile *profile = &input->profiles[i];
      g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
      gboolean compared;

      if (profile->url != NULL)
        ear_facts_add_values (links, profile->url, EAR_STATEMENT_LINK, NULL);
      compared = name != NULL || (sheet->links->len > 0 && links->len > 0);
      if (name != NULL && profile->name != NULL && !share_word (name, profile->name))
        add_profile (facts, profile, EAR_N_STATEMENTS, EAR_BRAND_NAME, profile->name, name);
      if (links->len > 0 && sheet->links->len > 0 && listed_otherwise (sheet, links->pdata[0]))
        add_profile (facts, profile, EAR_STATEMENT_LINK, EAR_BRAND_LINKS, profile->url, ear_brand_sheet_get (sheet->sheet, EAR_BRAND_LINKS));
      if (profile->about != NULL)
        compared |= check_about (sheet, profile, input->now, facts);
      facts->profiles += compared;
    }
}
