/* ear-facts-sheet.c: answers and pages against the brand sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-facts-private.h"

/* A line of the price list: its words, and what it costs. */
typedef struct {
  GPtrArray *words;          /* (element-type utf8), folded, without endings */
  gint64 cents;
  char currency[4];
} Item;

static void
item_free (Item *item)
{
  g_ptr_array_unref (item->words);
  g_free (item);
}

void
ear_facts_sheet_free (EarFactsSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_ptr_array_unref (sheet->phones);
  g_ptr_array_unref (sheet->emails);
  g_ptr_array_unref (sheet->links);
  g_ptr_array_unref (sheet->addresses);
  g_ptr_array_unref (sheet->items);
  g_free (sheet);
}

/* ---- reading the sheet ---- */

void
ear_facts_add_values (GPtrArray *values, const char *text, EarStatementKind kind, const char *language)
{
  g_autoptr (GArray) found = ear_statements_new (text, language, NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const EarStatement *statement = &g_array_index (found, EarStatement, i);

      if (statement->kind == kind && !g_ptr_array_find_with_equal_func (values, statement->value, g_str_equal, NULL))
        g_ptr_array_add (values, g_strdup (statement->value));
    }
}

static void
read_addresses (EarFactsSheet *sheet)
{
  const char *address = ear_brand_sheet_get (sheet->sheet, EAR_BRAND_ADDRESS);
  g_autofree char *line = address != NULL ? g_strdup (address) : NULL;

  if (line == NULL)
    return;
  /* An address has no words that tell its language: each that finds a street in it is right. */
  for (guint i = 0; i < ear_n_word_files; i++)
    {
      const EarLexicon *lexicon = ear_lexicon_find (ear_word_files[i].language);
      g_autoptr (EarTokens) tokens = ear_tokens_new (lexicon, line);
      g_autoptr (GArray) found = ear_statements_of_tokens (lexicon, line, tokens);

      for (guint k = 0; k < found->len; k++)
        {
          const EarStatement *statement = &g_array_index (found, EarStatement, k);

          if (statement->kind == EAR_STATEMENT_ADDRESS)
            g_ptr_array_add (sheet->addresses, g_strdup (statement->value));
        }
    }
}

static GPtrArray *
significant_words (const EarLexicon *lexicon, const EarTokens *tokens, guint begin, guint end)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = begin; i < end; i++)
    {
      const EarToken *token = ear_tokens_at (tokens, i);

      if (token->type != EAR_TOKEN_WORD || token->used || ear_token_is (token, EAR_WORD_STOP) || strlen (token->word) < 2 || ear_token_is_unit (token))
        continue;
      g_ptr_array_add (words, lexicon != NULL ? ear_lexicon_dup_stem (lexicon, token->word) : g_strdup (token->word));
    }
  return words;
}

/* The lines are compared in the language of each answer, so their words are kept as they are and stemmed then: names of dishes
 * have no endings worth cutting in most. Kept here with those of no language. */
static void
read_prices (EarFactsSheet *sheet)
{
  g_auto (GStrv) lines = ear_brand_sheet_dup_lines (sheet->sheet, EAR_BRAND_PRICES);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (EarTokens) tokens = ear_tokens_new (NULL, lines[i]);
      const EarLexicon *lexicon = ear_lexicon_guess (tokens, NULL, "en");
      g_autoptr (GArray) found = NULL;
      const EarStatement *price = NULL;
      Item *item;

      ear_tokens_know (tokens, lexicon);
      found = ear_statements_of_tokens (lexicon, lines[i], tokens);
      /* The last with a currency, else the last: what stands before it is how much one gets. */
      for (guint k = 0; k < found->len; k++)
        {
          const EarStatement *statement = &g_array_index (found, EarStatement, k);

          if (statement->kind == EAR_STATEMENT_PRICE && (price == NULL || *price->currency == '\0' || *statement->currency != '\0'))
            price = statement;
        }
      if (price == NULL)
        continue;
      item = g_new0 (Item, 1);
      item->words = significant_words (NULL, tokens, 0, tokens->tokens->len);
      item->cents = price->cents;
      g_strlcpy (item->currency, price->currency, sizeof item->currency);
      if (item->words->len == 0)
        item_free (item);
      else
        g_ptr_array_add (sheet->items, item);
    }
}

EarFactsSheet *
ear_facts_sheet_new (const EarFactsInput *input)
{
  EarFactsSheet *sheet = g_new0 (EarFactsSheet, 1);
  g_auto (GStrv) phones = NULL;

  sheet->sheet = input->sheet;
  sheet->opening = input->opening;
  sheet->phones = g_ptr_array_new_with_free_func (g_free);
  sheet->emails = g_ptr_array_new_with_free_func (g_free);
  sheet->links = g_ptr_array_new_with_free_func (g_free);
  sheet->addresses = g_ptr_array_new_with_free_func (g_free);
  sheet->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  if (sheet->sheet == NULL)
    return sheet;
  phones = ear_brand_sheet_dup_lines (sheet->sheet, EAR_BRAND_PHONE);
  for (guint i = 0; phones[i] != NULL; i++)
    {
      g_autofree char *named = g_strconcat ("phone ", phones[i], NULL);

      ear_facts_add_values (sheet->phones, named, EAR_STATEMENT_PHONE, "en");
    }
  if (ear_brand_sheet_get (sheet->sheet, EAR_BRAND_EMAIL) != NULL)
    ear_facts_add_values (sheet->emails, ear_brand_sheet_get (sheet->sheet, EAR_BRAND_EMAIL), EAR_STATEMENT_EMAIL, NULL);
  if (ear_brand_sheet_get (sheet->sheet, EAR_BRAND_LINKS) != NULL)
    ear_facts_add_values (sheet->links, ear_brand_sheet_get (sheet->sheet, EAR_BRAND_LINKS), EAR_STATEMENT_LINK, NULL);
  read_addresses (sheet);
  read_prices (sheet);
  return sheet;
}

static EarHours *
hours_at (const EarFactsSheet *sheet, gint64 at)
{
  EarHours *hours = NULL;

  if (sheet->opening != NULL)
    hours = ear_calendar_get_hours_at (sheet->opening, at);
  else if (sheet->sheet != NULL)
    hours = sheet->sheet->opening;
  return hours != NULL && ear_hours_is_set (hours) ? hours : NULL;
}

/* ---- findings ---- */

static void
add_finding (EarFacts *facts, const EarFactsAnswer *answer, const EarStatement *said, EarBrandFact fact, const char *sheet_says)
{
  EarFactFinding *finding;

  /* One a kind and answer: three wrong days are one answer to correct. */
  for (guint i = facts->findings->len; i > 0; i--)
    {
      const EarFactFinding *held = facts->findings->pdata[i - 1];

      if (held->type != EAR_FACT_SHEET || held->message_id != answer->answer->message_id)
        break;
      if (held->kind == said->kind)
        return;
    }
  finding = ear_facts_add (facts, EAR_FACT_SHEET, said->kind);
  finding->channel = answer->answer->channel;
  finding->message_id = answer->answer->message_id;
  finding->conversation_id = answer->answer->conversation_id;
  finding->at = answer->answer->sent_at;
  finding->said = ear_facts_sentence (answer->answer->text, said->start, said->end);
  finding->fact = fact;
  finding->other = g_strdup (sheet_says);
  finding->question = g_strdup (answer->answer->question);
  ear_fact_finding_add_answer (finding, answer->answer);
}

/* ---- whose place it is ---- */

gboolean
ear_facts_street_known (const EarFactsSheet *sheet, const char *value, gboolean *other_number)
{
  const char *blank = strrchr (value, ' ');

  *other_number = FALSE;
  for (guint i = 0; i < sheet->addresses->len; i++)
    {
      const char *held = sheet->addresses->pdata[i];

      if (g_str_equal (held, value))
        return TRUE;
      if (blank != NULL && strncmp (held, value, (gsize) (blank - value) + 1) == 0)
        *other_number = TRUE;
    }
  return FALSE;
}

/* A sentence with somebody else's street speaks of somebody else. */
static gboolean
is_elsewhere (const EarFactsSheet *sheet, const EarFactsAnswer *answer, guint sentence)
{
  gboolean other_number;

  for (guint i = 0; i < answer->statements->len; i++)
    {
      const EarStatement *said = &g_array_index (answer->statements, EarStatement, i);

      if (said->kind == EAR_STATEMENT_ADDRESS && said->sentence == sentence && !said->ours && sheet->addresses->len > 0 &&
          !ear_facts_street_known (sheet, said->value, &other_number) && !other_number && (answer->is & EAR_WORD_BIT (EAR_WORD_WHERE)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* ---- hours ---- */

static gboolean
asks_opening (const EarFactsAnswer *answer)
{
  return (answer->is & (EAR_WORD_BIT (EAR_WORD_OPEN) | EAR_WORD_BIT (EAR_WORD_CLOSED) | EAR_WORD_BIT (EAR_WORD_CLOSE))) != 0 &&
         (answer->is & (EAR_WORD_BIT (EAR_WORD_OTHER) | EAR_WORD_BIT (EAR_WORD_BOOKING) | EAR_WORD_BIT (EAR_WORD_PERSONAL))) == 0;
}

static gboolean
about_opening (const EarFactsAnswer *answer, const EarStatement *said)
{
  if (said->kind != EAR_STATEMENT_HOURS || said->other || said->special || said->booked)
    return FALSE;
  if (answer->about_now && said->days == 0)
    return FALSE;
  if ((answer->is & EAR_WORD_BIT (EAR_WORD_SPECIAL)) != 0)
    return FALSE;
  if (said->point && !asks_opening (answer))
    return FALSE;
  if (said->from == EAR_MINUTE_UNKNOWN && said->to == EAR_MINUTE_UNKNOWN && said->days == 0)
    return said->closed && asks_opening (answer) && answer->days != 0;
  return (said->opening && (answer->is & EAR_WORD_BIT (EAR_WORD_OTHER)) == 0) || asks_opening (answer);
}

/* Of hours said without a day, some day must have them; of days that are named, each. */
static gboolean
fits (const EarHours *hours, const EarStatement *said, guint8 days, gint64 at)
{
  gboolean any = FALSE, compared = FALSE;

  for (guint day = 0; day < 7; day++)
    {
      gboolean fit;

      if (days != 0 && (days >> day & 1) == 0)
        continue;
      /* "Daily from 12" of one who has a day off says what we do when we are open. */
      if (days == 0x7f && !said->closed && said->from != EAR_MINUTE_UNKNOWN && !ear_facts_hours_may_open (hours, day, at))
        continue;
      compared = TRUE;
      fit = ear_facts_hours_fit (hours, said, day, at);
      any |= fit;
      if (days != 0 && !fit)
        return FALSE;
    }
  return any || !compared;
}

/* A yes is wrong where no day that was asked of can be an open one, a no where all are open. */
static gboolean
yes_no_fits (const EarHours *hours, guint8 days, gboolean yes, gint64 at)
{
  for (guint day = 0; day < 7; day++)
    if ((days >> day & 1) != 0 && (yes ? ear_facts_hours_may_open (hours, day, at) : ear_facts_hours_may_close (hours, day, at)))
      return TRUE;
  return FALSE;
}

void
ear_facts_check_hours (EarFactsSheet *sheet, const EarFactsAnswer *answer, EarFacts *facts)
{
  gint64 at = answer->answer->sent_at;
  const EarHours *hours = hours_at (sheet, at);
  const EarStatement *yes_no = NULL;
  gboolean checked = FALSE;

  if (hours == NULL)
    return;
  for (guint i = 0; i < answer->statements->len; i++)
    {
      const EarStatement *said = &g_array_index (answer->statements, EarStatement, i);
      guint8 days = said->days != 0 ? said->days : answer->days;

      if (said->kind == EAR_STATEMENT_YES_NO)
        yes_no = said;
      if (!about_opening (answer, said) || is_elsewhere (sheet, answer, said->sentence))
        continue;
      checked = TRUE;
      if (!fits (hours, said, days, at))
        add_finding (facts, answer, said, EAR_N_BRAND_FACTS, NULL);
    }
  /* "Are you open on Sundays?" "Yes!" */
  if (!checked && yes_no != NULL && (answer->is & EAR_WORD_BIT (EAR_WORD_OPEN)) != 0 && asks_opening (answer) && !answer->about_now &&
      answer->days != 0 && !answer->has_numbers && answer->n_asked <= 1 && (answer->is & (EAR_WORD_BIT (EAR_WORD_CLOSED) | EAR_WORD_BIT (EAR_WORD_NOT))) == 0)
    {
      checked = TRUE;
      if (!yes_no_fits (hours, answer->days, yes_no->yes, at))
        {
          EarStatement said = *yes_no;

          said.kind = EAR_STATEMENT_HOURS;
          add_finding (facts, answer, &said, EAR_N_BRAND_FACTS, NULL);
        }
    }
  facts->checked[EAR_STATEMENT_HOURS] += checked;
}

/* ---- phone, mail, web, street ---- */

static gboolean
in_question (const EarFactsAnswer *answer, const EarStatement *said)
{
  g_autoptr (GArray) asked = NULL;

  if (answer->answer->question == NULL)
    return FALSE;
  asked = ear_statements_new (answer->answer->question, ear_answer_text_get_language (answer->answer), answer->answer->text);
  for (guint i = 0; i < asked->len; i++)
    if (g_array_index (asked, EarStatement, i).kind == said->kind && ear_statements_agree (&g_array_index (asked, EarStatement, i), said))
      return TRUE;
  return FALSE;
}

static const char *
host_end (const char *link)
{
  return link + strcspn (link, "/?#:");
}

gboolean
ear_facts_same_host (const char *a, const char *b)
{
  gsize n = (gsize) (host_end (a) - a);

  return n == (gsize) (host_end (b) - b) && strncmp (a, b, n) == 0;
}

/* "rosso" of "shop.rosso.example" (transfer full) */
static char *
own_name (const char *link)
{
  g_autofree char *host = g_strndup (link, (gsize) (host_end (link) - link));
  g_auto (GStrv) parts = g_strsplit (host, ".", -1);
  guint n = g_strv_length (parts);

  if (n >= 3 && strlen (parts[n - 2]) <= 3 && strlen (parts[n - 1]) == 2)
    return g_strdup (parts[n - 3]);
  return g_strdup (n >= 2 ? parts[n - 2] : host);
}

#define MORE_LETTERS 3

/* "rosso" within "trattoria-rosso" and "rossos"; "rossopomodoro" is somebody else. */
static gboolean
holds_name (const char *whole, const char *part)
{
  const char *at = strstr (whole, part);

  if (at == NULL)
    return FALSE;
  return strlen (whole) <= strlen (part) + MORE_LETTERS || (at > whole && at[-1] == '-') || at[strlen (part)] == '-';
}

/* One letter more, less or other, or one holds the other: a name written wrong rather than somebody else's. */
static gboolean
similar_name (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b), begin = 0, end = 0;

  if (n < 4 || m < 4)
    return g_str_equal (a, b);
  if (holds_name (a, b) || holds_name (b, a))
    return TRUE;
  while (begin < MIN (n, m) && a[begin] == b[begin])
    begin++;
  while (end < MIN (n, m) - begin && a[n - 1 - end] == b[m - 1 - end])
    end++;
  return MAX (n, m) - begin - end <= 2 && MIN (n, m) > 4;
}

gboolean
ear_facts_has_path (const char *link)
{
  const char *path = host_end (link);

  return *path != '\0' && path[1] != '\0';
}

gboolean
ear_facts_meant_as_ours (const EarFactsSheet *sheet, const char *link)
{
  g_autofree char *name = own_name (link);
  g_autofree char *host = g_strndup (link, (gsize) (host_end (link) - link));
  g_auto (GStrv) parts = g_strsplit (host, ".", -1);

  for (guint i = 0; i < sheet->links->len; i++)
    {
      g_autofree char *own = NULL;

      if (ear_facts_has_path (sheet->links->pdata[i]))
        continue;
      own = own_name (sheet->links->pdata[i]);
      if (similar_name (name, own))
        return TRUE;
      for (guint k = 0; parts[k] != NULL && parts[k + 1] != NULL; k++)
        if (strlen (own) > 3 && g_str_equal (parts[k], own))
          return TRUE;
    }
  return FALSE;
}

gboolean
ear_facts_link_known (const EarFactsSheet *sheet, const char *link)
{
  g_autofree char *host = g_strndup (link, (gsize) (host_end (link) - link));

  for (guint i = 0; i < sheet->links->len; i++)
    {
      const char *listed = sheet->links->pdata[i];
      g_autofree char *below = g_strdup_printf (".%.*s", (int) (host_end (listed) - listed), listed);

      if (g_str_equal (host, below + 1) || g_str_has_suffix (host, below))
        return TRUE;
    }
  return FALSE;
}

static gboolean
phone_known (const EarFactsSheet *sheet, const char *value)
{
  for (guint i = 0; i < sheet->phones->len; i++)
    if (ear_phone_equal (sheet->phones->pdata[i], value))
      return TRUE;
  return FALSE;
}

void
ear_facts_check_contacts (EarFactsSheet *sheet, const EarFactsAnswer *answer, EarFacts *facts)
{
  guint checked = 0;

  for (guint i = 0; i < answer->statements->len; i++)
    {
      const EarStatement *said = &g_array_index (answer->statements, EarStatement, i);
      gboolean wrong = FALSE, other_number;
      EarBrandFact fact = EAR_BRAND_PHONE;

      if (said->other || said->theirs || (answer->is & EAR_WORD_BIT (EAR_WORD_OTHER)) != 0)
        continue;
      if (said->kind != EAR_STATEMENT_ADDRESS && is_elsewhere (sheet, answer, said->sentence))
        continue;
      if (said->kind == EAR_STATEMENT_PHONE && sheet->phones->len > 0)
        wrong = !phone_known (sheet, said->value);
      else if (said->kind == EAR_STATEMENT_EMAIL && sheet->emails->len > 0)
        {
          fact = EAR_BRAND_EMAIL;
          wrong = !g_ptr_array_find_with_equal_func (sheet->emails, said->value, g_str_equal, NULL);
        }
      else if (said->kind == EAR_STATEMENT_LINK && sheet->links->len > 0)
        {
          fact = EAR_BRAND_LINKS;
          wrong = !ear_facts_link_known (sheet, said->value) && ear_facts_meant_as_ours (sheet, said->value);
        }
      else if (said->kind == EAR_STATEMENT_ADDRESS && sheet->addresses->len > 0)
        {
          fact = EAR_BRAND_ADDRESS;
          wrong = !ear_facts_street_known (sheet, said->value, &other_number) &&
                  (other_number || said->ours || (answer->is & EAR_WORD_BIT (EAR_WORD_WHERE)) != 0);
        }
      else
        continue;
      checked |= 1u << said->kind;
      if (wrong && !in_question (answer, said))
        add_finding (facts, answer, said, fact, ear_brand_sheet_get (sheet->sheet, fact));
    }
  for (guint i = 0; i < EAR_N_STATEMENTS; i++)
    facts->checked[i] += checked >> i & 1;
}

/* ---- prices ---- */

static char *
dup_item_stem (const Item *item, guint i, const EarLexicon *lexicon)
{
  return lexicon != NULL ? ear_lexicon_dup_stem (lexicon, item->words->pdata[i]) : g_strdup (item->words->pdata[i]);
}

static gboolean
item_has (const Item *item, const EarLexicon *lexicon, const char *word)
{
  for (guint i = 0; i < item->words->len; i++)
    {
      g_autofree char *stem = dup_item_stem (item, i, lexicon);

      if (g_str_equal (stem, word))
        return TRUE;
    }
  return FALSE;
}

/* How many words of the item stand there; 0: not all. */
static guint
names_item (const Item *item, const EarLexicon *lexicon, GPtrArray *words)
{
  for (guint i = 0; i < item->words->len; i++)
    {
      g_autofree char *stem = dup_item_stem (item, i, lexicon);

      if (!g_ptr_array_find_with_equal_func (words, stem, g_str_equal, NULL))
        return 0;
    }
  return item->words->len;
}

/* The line whose name stands in @words, the longest of several; NULL: none. */
static const Item *
find_item (const EarFactsSheet *sheet, const EarLexicon *lexicon, GPtrArray *words)
{
  const Item *best = NULL;
  guint most = 0;

  for (guint i = 0; i < sheet->items->len; i++)
    {
      guint n = names_item (sheet->items->pdata[i], lexicon, words);

      if (n > most)
        {
          most = n;
          best = sheet->items->pdata[i];
        }
    }
  return best;
}

/* Small and large ones share a name: any of their prices is right. */
static gboolean
price_right (const EarFactsSheet *sheet, const Item *named, const EarStatement *said)
{
  for (guint i = 0; i < sheet->items->len; i++)
    {
      const Item *item = sheet->items->pdata[i];
      gboolean same = TRUE;

      for (guint k = 0; k < named->words->len && same; k++)
        same = g_ptr_array_find_with_equal_func (item->words, named->words->pdata[k], g_str_equal, NULL);
      if (same && item->cents == said->cents && (*item->currency == '\0' || *said->currency == '\0' || g_str_equal (item->currency, said->currency)))
        return TRUE;
    }
  return FALSE;
}

static guint
token_from (const EarTokens *tokens, guint byte)
{
  guint i = 0;

  while (i < tokens->tokens->len && ear_tokens_at (tokens, i)->start < byte)
    i++;
  return i;
}

static gboolean
is_several (const EarToken *token)
{
  return token->type == EAR_TOKEN_NUMBER && !token->used && token->number >= 2 && token->number <= 12;
}

/* "Two Margherita", "both together": a price of more than one, in tokens [begin, end). @item: (nullable): where it stands there, a number
 * counts only before its name */
static gboolean
of_several (const EarTokens *tokens, guint begin, guint end, const Item *item, const EarLexicon *lexicon)
{
  gboolean several = FALSE;

  for (guint i = begin; i < end; i++)
    {
      const EarToken *token = ear_tokens_at (tokens, i);

      if (ear_token_is (token, EAR_WORD_TOGETHER))
        return TRUE;
      if (is_several (token))
        several = TRUE;
      else if (token->type == EAR_TOKEN_WORD && several && item != NULL && strlen (token->word) > 1)
        {
          g_autoptr (GPtrArray) word = significant_words (lexicon, tokens, i, i + 1);

          if (word->len > 0 && item_has (item, lexicon, word->pdata[0]))
            return TRUE;
          several = FALSE;
        }
    }
  return several && item == NULL;
}

static guint
sentence_end (const EarTokens *tokens, guint begin, guint sentence)
{
  while (begin < tokens->tokens->len && ear_tokens_at (tokens, begin)->sentence == sentence)
    begin++;
  return begin;
}

static void
check_prices (EarFactsSheet *sheet, const EarFactsAnswer *answer, const EarTokens *question, const EarTokens *tokens, EarFacts *facts)
{
  guint n_prices = 0, before_end = 0;
  gboolean checked = FALSE;

  for (guint i = 0; i < answer->statements->len; i++)
    n_prices += g_array_index (answer->statements, EarStatement, i).kind == EAR_STATEMENT_PRICE;
  if (sheet->items->len == 0 || n_prices == 0)
    return;
  for (guint i = 0; i < answer->statements->len; i++)
    {
      const EarStatement *said = &g_array_index (answer->statements, EarStatement, i);
      g_autoptr (GPtrArray) words = NULL;
      const Item *item;
      gboolean several;
      guint begin, end;

      if (said->kind != EAR_STATEMENT_PRICE)
        continue;
      end = token_from (tokens, said->start);
      for (begin = end; begin > before_end && ear_tokens_at (tokens, begin - 1)->sentence == said->sentence;)
        begin--;
      before_end = token_from (tokens, said->end);
      words = significant_words (answer->lexicon, tokens, begin, end);
      item = find_item (sheet, answer->lexicon, words);
      several = of_several (tokens, begin, end, item, answer->lexicon) ||
                of_several (tokens, before_end, sentence_end (tokens, before_end, said->sentence), item, answer->lexicon);
      /* "9.50 € for a Margherita": behind it, where nothing else costs. */
      if (item == NULL && n_prices == 1)
        {
          guint behind = sentence_end (tokens, before_end, said->sentence);

          g_ptr_array_unref (words);
          words = significant_words (answer->lexicon, tokens, before_end, behind);
          item = find_item (sheet, answer->lexicon, words);
        }
      /* "How much is the Margherita?" "It is 10 €." */
      if (item == NULL && n_prices == 1)
        {
          g_ptr_array_unref (words);
          words = significant_words (answer->lexicon, question, 0, question->tokens->len);
          item = find_item (sheet, answer->lexicon, words);
          several |= item != NULL && of_several (question, 0, question->tokens->len, item, answer->lexicon);
        }
      if (item == NULL || said->other || several)
        continue;
      checked = TRUE;
      if (!price_right (sheet, item, said))
        add_finding (facts, answer, said, EAR_BRAND_PRICES, ear_brand_sheet_get (sheet->sheet, EAR_BRAND_PRICES));
    }
  facts->checked[EAR_STATEMENT_PRICE] += checked;
}

void
ear_facts_sheet_check (EarFactsSheet *sheet, const EarFactsAnswer *answer, const EarTokens *question, const EarTokens *tokens, EarFacts *facts)
{
  ear_facts_check_hours (sheet, answer, facts);
  if (sheet->sheet == NULL)
    return;
  ear_facts_check_contacts (sheet, answer, facts);
  check_prices (sheet, answer, question, tokens, facts);
}
