/* ear-statement-contact.c: phone numbers, mail and web addresses, streets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "model/ear-statement-private.h"

/* ---- mail and web: letters, not words ---- */

static gboolean
in_host (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-';
}

/* "name.tld", the last part letters alone. */
static gboolean
is_host (const char *host, gsize length)
{
  const char *dot = NULL;

  for (gsize i = 0; i < length; i++)
    if (host[i] == '.')
      {
        if (i == 0 || i + 1 == length || host[i + 1] == '.')
          return FALSE;
        dot = host + i;
      }
  if (dot == NULL || host + length - dot < 3)
    return FALSE;
  for (const char *at = dot + 1; at < host + length; at++)
    if (!g_ascii_isalpha (*at))
      return FALSE;
  return g_ascii_isalnum (host[0]);
}

static void
add_text (EarStatementReader *reader, EarStatementKind kind, const char *from, const char *to, const char *value_from, const char *value_to)
{
  EarStatement statement = { .kind = kind, .from = EAR_MINUTE_UNKNOWN, .to = EAR_MINUTE_UNKNOWN };

  statement.start = (guint) (from - reader->text);
  statement.end = (guint) (to - reader->text);
  for (guint i = 0; i < reader->tokens->tokens->len && ear_tokens_at (reader->tokens, i)->start <= statement.start; i++)
    statement.sentence = ear_tokens_at (reader->tokens, i)->sentence;
  statement.value = g_ascii_strdown (value_from, value_to - value_from);
  while (*statement.value != '\0' && strchr ("/.,", statement.value[strlen (statement.value) - 1]) != NULL)
    statement.value[strlen (statement.value) - 1] = '\0';
  ear_statement_use (reader, statement.start, statement.end);
  g_array_append_val (reader->found, statement);
}

static const char *
read_mail (EarStatementReader *reader, const char *at, const char *end)
{
  const char *from = at, *to = at + 1;

  while (from > reader->text && (g_ascii_isalnum (from[-1]) || strchr ("._%+-", from[-1]) != NULL))
    from--;
  while (to < end && in_host (*to))
    to++;
  while (to > at + 1 && !g_ascii_isalnum (to[-1]))
    to--;
  /* "@mia@social.example" is a name. */
  if (from == at || (from > reader->text && from[-1] == '@') || !is_host (at + 1, (gsize) (to - at - 1)))
    return at + 1;
  add_text (reader, EAR_STATEMENT_EMAIL, from, to, from, to);
  return to;
}

static const char *
skip_prefix (const char *at, const char *end, const char *prefix)
{
  gsize n = strlen (prefix);

  return (gsize) (end - at) > n && g_ascii_strncasecmp (at, prefix, n) == 0 ? at + n : NULL;
}

/* Where a web address ends that begins here, or @at. */
static const char *
read_link (EarStatementReader *reader, const char *at, const char *end)
{
  const char *host = skip_prefix (at, end, "https://");
  const char *value, *to;
  gboolean plain;

  if (host == NULL)
    host = skip_prefix (at, end, "http://");
  plain = host == NULL;
  if (plain)
    host = at;
  value = skip_prefix (host, end, "www.");
  plain = plain && value == NULL;
  if (value == NULL)
    value = host;
  for (to = value; to < end && in_host (*to);)
    to++;
  while (to > value && !g_ascii_isalnum (to[-1]))
    to--;
  if (!is_host (value, (gsize) (to - value)) || (to < end && *to == '@'))
    return at;
  /* "sie.Wir" without a blank is no host, "rosso.it" is: nothing in capitals behind the dot. */
  if (plain)
    for (const char *c = value; c < to; c++)
      if (*c == '.' && g_ascii_isupper (c[1]))
        return at;
  if (to < end && *to == '/')
    while (to < end && (guchar) *to > ' ' && strchr ("<>\"'()", *to) == NULL && (guchar) *to < 0x80)
      to++;
  while (to > value && strchr (".,;:!?", to[-1]) != NULL)
    to--;
  add_text (reader, EAR_STATEMENT_LINK, at, to, value, to);
  return to;
}

/* ---- phone numbers ---- */

#define MAX_GROUPS 10

typedef struct {
  char digits[24];
  guint n_digits;
  guint groups[MAX_GROUPS];
  guint n_groups;
  gboolean plus, slash, dots;
  const char *end;
} Number;

static void
read_groups (const char *at, const char *end, Number *number)
{
  gboolean inside = FALSE;

  for (; at < end && strchr ("0123456789 +-./()", *at) != NULL && number->n_digits < 20; at++)
    {
      if (g_ascii_isdigit (*at))
        {
          if (!inside && number->n_groups == MAX_GROUPS)
            return;
          if (!inside)
            number->n_groups++;
          inside = TRUE;
          number->groups[number->n_groups - 1]++;
          number->digits[number->n_digits++] = *at;
          number->end = at + 1;
          continue;
        }
      /* Two blanks, or a plus, begin another one. */
      if (at[0] == ' ' && at + 1 < end && at[1] == ' ')
        return;
      if (*at == '+')
        {
          if (number->n_digits > 0)
            return;
          number->plus = TRUE;
        }
      inside = FALSE;
      if (at + 1 < end && g_ascii_isdigit (at[1]) && number->n_digits > 0)
        {
          number->slash |= *at == '/';
          number->dots |= *at == '.';
        }
    }
}

static gboolean
all_groups_of (const Number *number, guint length)
{
  for (guint i = 0; i < number->n_groups; i++)
    if (number->groups[i] != length)
      return FALSE;
  return TRUE;
}

/* Dates and times are written with the same digits. */
static gboolean
is_phone (const Number *number, gboolean named)
{
  guint n = number->n_digits;

  if (n < 6 || n > 15)
    return FALSE;
  if (number->n_groups == 3 && number->groups[0] <= 2 && number->groups[1] <= 2 && (number->groups[2] == 4 || number->groups[2] == 2))
    return FALSE;
  if (number->n_groups == 3 && number->groups[0] == 4 && number->groups[1] == 2 && number->groups[2] == 2)
    return FALSE;
  if (number->plus)
    return n >= 8;
  /* "0049 30 …" has a country, and more behind it than "0012345" of a customer. */
  if (number->digits[0] == '0' && number->digits[1] == '0')
    return n >= 11;
  if (number->n_groups > 1 && all_groups_of (number, 2))
    return n == 10 || (n == 8 && named && !number->dots);
  if (number->digits[0] == '0')
    return n >= 7 && (number->n_groups == 1 || number->groups[0] >= 2);
  if (named)
    return n >= 7;
  return n == 9 && number->n_groups >= 3 && number->groups[0] >= 2 && strchr ("6789", number->digits[0]) != NULL;
}

/* The nearest word before it that says what a number is; EAR_N_WORDS: none does. */
static EarWord
word_before (const EarStatementReader *reader, guint start)
{
  guint near = 0;

  for (guint i = reader->tokens->tokens->len; i > 0 && near < 6; i--)
    {
      const EarToken *token = ear_tokens_at (reader->tokens, i - 1);

      if (token->start >= start)
        continue;
      if (ear_token_is (token, EAR_WORD_CODE))
        return EAR_WORD_CODE;
      if (ear_token_is (token, EAR_WORD_PHONE))
        return EAR_WORD_PHONE;
      near++;
    }
  return EAR_N_WORDS;
}

/* Where a bank account ends that begins here, or @at: two capital letters, two digits, then pieces of four, or one piece. */
static const char *
read_account (EarStatementReader *reader, const char *at, const char *end)
{
  const char *to = at + 4;
  guint n = 4, piece = 4;

  if (end - at < 4 || !g_ascii_isupper (at[0]) || !g_ascii_isupper (at[1]) || !g_ascii_isdigit (at[2]) || !g_ascii_isdigit (at[3]))
    return at;
  for (const char *c = to; c < end && n < 34; c++)
    {
      if (g_ascii_isdigit (*c) || g_ascii_isupper (*c))
        {
          n++;
          piece++;
          to = c + 1;
        }
      else if (*c == ' ' && c + 1 < end && (g_ascii_isdigit (c[1]) || g_ascii_isupper (c[1])) && piece == 4)
        piece = 0;
      else
        break;
    }
  if (n < 15)
    return at;
  ear_statement_use (reader, (guint) (at - reader->text), (guint) (to - reader->text));
  return to;
}

static const char *
read_phone (EarStatementReader *reader, const char *at, const char *end)
{
  Number number = { .end = at };
  EarWord named = word_before (reader, (guint) (at - reader->text));
  EarStatement *statement;
  const char *to;

  read_groups (at, end, &number);
  to = number.end > at ? number.end : at + 1;
  if (named == EAR_WORD_CODE || !is_phone (&number, named == EAR_WORD_PHONE) || (to < end && (g_ascii_isalpha (*to) || (guchar) *to >= 0xc0)))
    {
      /* The next group may begin one, unless a blank alone parts it from this: then both are pieces of something else. */
      for (to = at + 1; to < end && (g_ascii_isdigit (*to) || (*to == ' ' && to - at > 2 && g_ascii_isdigit (to[-1]) && to + 1 < end && g_ascii_isdigit (to[1])));)
        to++;
      return to;
    }
  add_text (reader, EAR_STATEMENT_PHONE, at, to, at, to);
  statement = &g_array_index (reader->found, EarStatement, reader->found->len - 1);
  number.digits[number.n_digits] = '\0';
  g_free (statement->value);
  /* "+49 (0)30": the zero is not dialled with the country. */
  if (number.plus)
    {
      const char *zero = strstr (number.digits, "0");
      gboolean in_brackets = g_strstr_len (at, to - at, "(0)") != NULL;

      statement->value = in_brackets && zero != NULL && zero - number.digits <= 3
                           ? g_strdup_printf ("+%.*s%s", (int) (zero - number.digits), number.digits, zero + 1)
                           : g_strconcat ("+", number.digits, NULL);
    }
  else if (g_str_has_prefix (number.digits, "00"))
    statement->value = g_strconcat ("+", number.digits + 2, NULL);
  else
    statement->value = g_strdup (number.digits);
  return to;
}

void
ear_statements_find_contacts (EarStatementReader *reader)
{
  const char *at = reader->text, *end = at + strnlen (at, EAR_TEXT_READ_BYTES);
  gboolean begin = TRUE;

  /* Mail first: "info@rosso.it" holds what looks like a web address. */
  for (const char *c = at; c < end;)
    c = *c == '@' ? read_mail (reader, c, end) : c + 1;
  while (at < end)
    {
      const char *to = at;
      gboolean taken = FALSE;

      for (guint i = 0; i < reader->found->len && !taken; i++)
        {
          const EarStatement *held = &g_array_index (reader->found, EarStatement, i);

          if ((guint) (at - reader->text) >= held->start && (guint) (at - reader->text) < held->end)
            {
              to = reader->text + held->end;
              taken = TRUE;
            }
        }
      if (!taken && begin && g_ascii_isalpha (*at))
        to = read_link (reader, at, end);
      if (!taken && begin && to == at && g_ascii_isupper (*at))
        to = read_account (reader, at, end);
      if (!taken && begin && to == at && (g_ascii_isdigit (*at) || *at == '+' || *at == '('))
        to = read_phone (reader, at, end);
      if (to == at)
        to++;
      begin = !(g_ascii_isalnum (to[-1]) || (guchar) to[-1] >= 0x80 || to[-1] == '@' || to[-1] == '.' || to[-1] == ',' || to[-1] == ':');
      at = to;
    }
}

/* ---- streets ---- */

static gboolean
is_house (const EarToken *token)
{
  return token != NULL && token->type == EAR_TOKEN_NUMBER && !token->used && !token->spelled && token->n_digits <= 4 && token->number > 0;
}

static void
add_street (EarStatementReader *reader, guint first, guint last, guint house, GString *name)
{
  const EarToken *letter = ear_tokens_at (reader->tokens, house + 1);
  EarStatement *statement;

  g_string_append_printf (name, "%s%u", name->len > 0 ? " " : "", ear_tokens_at (reader->tokens, house)->number);
  if (letter != NULL && letter->glued && letter->type == EAR_TOKEN_WORD && strlen (letter->word) == 1)
    {
      g_string_append (name, letter->word);
      last = MAX (last, house + 1);
    }
  statement = ear_statement_add (reader, EAR_STATEMENT_ADDRESS, first, last);
  statement->value = g_strdup (name->str);
}

static void
append_name (GString *name, const EarToken *token)
{
  /* "Rue de la Paix" and "r. de la Paix" are one. */
  if (token->type != EAR_TOKEN_WORD || ear_token_is (token, EAR_WORD_STOP) || strlen (token->word) < 2)
    return;
  g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", token->word);
}

/* "Hauptstraße 5", "Hauptstr. 5" */
static void
street_by_ending (EarStatementReader *reader, guint i, gsize ending)
{
  const EarToken *token = ear_tokens_at (reader->tokens, i), *next = ear_tokens_at (reader->tokens, i + 1);
  guint house = next != NULL && next->type == EAR_TOKEN_MARK && next->mark == '.' ? i + 2 : i + 1;
  g_autoptr (GString) name = g_string_new_len (token->word, (gssize) (strlen (token->word) - ending));

  if (is_house (ear_tokens_at (reader->tokens, house)))
    add_street (reader, i, house, house, name);
}

/* "5 rue de la Paix", "Calle Mayor, 5", "Rua Augusta n.º 12": the number before, or a few words behind. */
static gboolean
street_first (EarStatementReader *reader, guint i)
{
  const EarToken *street = ear_tokens_at (reader->tokens, i);
  g_autoptr (GString) name = g_string_new (NULL);
  guint before = i > 0 && is_house (ear_tokens_at (reader->tokens, i - 1)) ? i - 1 : G_MAXUINT;
  guint n_words = 0, last = i;

  if (before == G_MAXUINT && i > 1 && ear_tokens_at (reader->tokens, i - 1)->mark == ',' && is_house (ear_tokens_at (reader->tokens, i - 2)))
    before = i - 2;
  for (guint k = i + 1; n_words < 6; k++)
    {
      const EarToken *token = ear_tokens_at (reader->tokens, k);

      if (token == NULL || token->used)
        break;
      if (token->type == EAR_TOKEN_NUMBER)
        {
          if (before == G_MAXUINT && is_house (token) && name->len > 0)
            {
              add_street (reader, i, k, k, name);
              return TRUE;
            }
          break;
        }
      if (token->type == EAR_TOKEN_MARK)
        {
          if (before != G_MAXUINT || strchr (",.-'", (int) MIN (token->mark, 127)) == NULL)
            {
              if (token->mark != '\'' && token->mark != '-' && token->mark != 0x2019 && !(k == i + 1 && token->mark == '.'))
                break;
            }
          continue;
        }
      if (token->sentence != street->sentence)
        break;
      /* The name of a street is written with a capital letter. */
      if (!ear_token_is (token, EAR_WORD_STOP) && !g_unichar_isupper (g_utf8_get_char (reader->text + token->start)))
        break;
      append_name (name, token);
      last = k;
      n_words++;
    }
  if (before == G_MAXUINT || name->len == 0)
    return FALSE;
  add_street (reader, before, last, before, name);
  return TRUE;
}

/* "12 High Street"; "Langer Weg 5" */
static gboolean
street_last (EarStatementReader *reader, guint i)
{
  for (guint k = i, n = 0; k > 0 && n < 5; k--, n++)
    {
      const EarToken *token = ear_tokens_at (reader->tokens, k - 1);

      if (is_house (token) && n > 0)
        {
          g_autoptr (GString) name = g_string_new (NULL);

          for (guint j = k; j < i; j++)
            append_name (name, ear_tokens_at (reader->tokens, j));
          if (name->len > 0)
            add_street (reader, k - 1, i, k - 1, name);
          return name->len > 0;
        }
      if (token->type != EAR_TOKEN_WORD || token->used || !g_unichar_isupper (g_utf8_get_char (reader->text + token->start)))
        break;
    }
  if (i > 0 && is_house (ear_tokens_at (reader->tokens, i + 1)) && ear_tokens_at (reader->tokens, i - 1)->type == EAR_TOKEN_WORD &&
      g_unichar_isupper (g_utf8_get_char (reader->text + ear_tokens_at (reader->tokens, i - 1)->start)))
    {
      g_autoptr (GString) name = g_string_new (NULL);

      append_name (name, ear_tokens_at (reader->tokens, i - 1));
      if (name->len > 0)
        add_street (reader, i - 1, i + 1, i + 1, name);
      return name->len > 0;
    }
  return FALSE;
}

void
ear_statements_find_addresses (EarStatementReader *reader)
{
  for (guint i = 0; i < reader->tokens->tokens->len; i++)
    {
      const EarToken *token = ear_tokens_at (reader->tokens, i);
      gsize ending;

      if (token->used || token->type != EAR_TOKEN_WORD || !g_unichar_isalpha (g_utf8_get_char (reader->text + token->start)))
        continue;
      ending = strchr (token->word, ' ') == NULL ? ear_lexicon_street_ending (reader->lexicon, token->word) : 0;
      if (ending > 0)
        street_by_ending (reader, i, ending);
      else if (ear_token_is (token, EAR_WORD_STREET) && !street_last (reader, i))
        street_first (reader, i);
    }
}
