/* ear-json-parse.c: text to tree, as RFC 8259 has it; the only file that knows how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-json-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-problem.h"

/* Written for this tree, because reading pages is most of what a first sync costs: one pass from the text into plain memory. Beyond the
 * RFC, services cut texts in the middle of an emoji and send ids of more than 64 bits: half a surrogate pair becomes U+FFFD, as
 * does NUL, which no text of ours can hold; an integer keeps its digits. Of two members with one name the later counts. */

#define SURELY_INT64_DIGITS 18
#define NODES_PER_BLOCK 1024
/* Up to so many members, comparing names is quicker than hashing them. */
#define FEW_MEMBERS 48

typedef struct {
  const char *p;
  const char *end;
  EarJsonArena *arena;
  char *text;           /* where the next text goes: none is longer than what it is written as */
  GArray *nodes;        /* (element-type EarJsonNode): of containers that are still open */
  guint depth;
  gboolean too_deep;
} Parser;

static gboolean parse_value (Parser *parser, EarJsonNode *node);

/* ---- memory ---- */

void
ear_json_arena_clear (EarJsonArena *arena)
{
  g_clear_pointer (&arena->texts, g_free);
  g_clear_pointer (&arena->blocks, g_ptr_array_unref);
}

static EarJsonNode *
keep_nodes (EarJsonArena *arena, const EarJsonNode *nodes, gsize n)
{
  EarJsonNode *kept;

  if (n == 0)
    return NULL;
  if (n > arena->n_free)
    {
      gsize n_block = MAX (n, NODES_PER_BLOCK);

      kept = g_new (EarJsonNode, n_block);
      g_ptr_array_add (arena->blocks, kept);
      /* A large one has a block of its own, and the one in use goes on. */
      if (n_block > NODES_PER_BLOCK)
        {
          memcpy (kept, nodes, n * sizeof *nodes);
          return kept;
        }
      arena->free = kept;
      arena->n_free = n_block;
    }
  kept = arena->free;
  arena->free += n;
  arena->n_free -= n;
  memcpy (kept, nodes, n * sizeof *nodes);
  return kept;
}

/* ---- strings ---- */

static int
read_hex (const char *p, const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* parser->p stands behind "\\u". */
static gboolean
parse_unicode (Parser *parser, char **to)
{
  int value = read_hex (parser->p, parser->end);
  gunichar c;

  if (value < 0)
    return FALSE;
  parser->p += 4;
  c = (gunichar) value;
  if (value >= 0xd800 && value < 0xe000)
    {
      int low = -1;

      if (value < 0xdc00 && parser->end - parser->p >= 6 && parser->p[0] == '\\' && parser->p[1] == 'u')
        low = read_hex (parser->p + 2, parser->end);
      if (low >= 0xdc00 && low < 0xe000)
        {
          parser->p += 6;
          c = (gunichar) (0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00));
        }
      else
        c = 0xfffd;
    }
  *to += g_unichar_to_utf8 (c != 0 ? c : 0xfffd, *to);
  return TRUE;
}

static gboolean
parse_escape (Parser *parser, char **to)
{
  static const char names[] = "\"\\/bfnrt";
  static const char meant[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char c;

  if (parser->p == parser->end)
    return FALSE;
  c = *parser->p++;
  if (c == 'u')
    return parse_unicode (parser, to);
  found = c != '\0' ? strchr (names, c) : NULL;
  if (found == NULL)
    return FALSE;
  *(*to)++ = meant[found - names];
  return TRUE;
}

/* A broken line is a broken reply; another control character that somebody did not escape must not cost the whole page. */
static gboolean
is_refused (char c)
{
  return c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f';
}

/* parser->p stands behind the opening quote. The text ends with NUL. */
static gboolean
parse_string (Parser *parser, const char **text, gsize *length)
{
  char *to = parser->text;

  *text = to;
  for (;;)
    {
      const char *start = parser->p, *p = start, *end = parser->end;

      while (p < end && *p != '"' && *p != '\\' && ((guchar) *p >= 0x20 || !is_refused (*p)))
        p++;
      memcpy (to, start, (gsize) (p - start));
      to += p - start;
      parser->p = p;
      if (p == end || is_refused (*p))
        return FALSE;
      parser->p++;
      if (*p == '"')
        break;
      if (!parse_escape (parser, &to))
        return FALSE;
    }
  *length = (gsize) (to - *text);
  *to++ = '\0';
  parser->text = to;
  return TRUE;
}

/* ---- numbers ---- */

static gsize
skip_digits (Parser *parser)
{
  const char *start = parser->p;

  while (parser->p < parser->end && g_ascii_isdigit (*parser->p))
    parser->p++;
  return (gsize) (parser->p - start);
}

static gboolean
skip_fraction (Parser *parser, gboolean *whole)
{
  if (parser->p < parser->end && *parser->p == '.')
    {
      *whole = FALSE;
      parser->p++;
      if (skip_digits (parser) == 0)
        return FALSE;
    }
  if (parser->p < parser->end && (*parser->p == 'e' || *parser->p == 'E'))
    {
      *whole = FALSE;
      parser->p++;
      if (parser->p < parser->end && (*parser->p == '+' || *parser->p == '-'))
        parser->p++;
      if (skip_digits (parser) == 0)
        return FALSE;
    }
  return TRUE;
}

static void
set_integer (EarJsonNode *node, const char *digits, gsize n_digits)
{
  gboolean negative = *node->text == '-';

  node->type = EAR_JSON_NODE_INT;
  if (n_digits > SURELY_INT64_DIGITS)
    {
      node->fits = g_ascii_string_to_signed (node->text, 10, G_MININT64, G_MAXINT64, &node->number, NULL);
      return;
    }
  node->fits = TRUE;
  node->number = 0;
  for (gsize i = 0; i < n_digits; i++)
    node->number = node->number * 10 + (digits[i] - '0');
  if (negative)
    node->number = -node->number;
  /* "-0" */
  if (negative && node->number == 0)
    node->text = digits;
}

/* The caller saw a "-" or a digit. */
static gboolean
parse_number (Parser *parser, EarJsonNode *node)
{
  const char *start = parser->p;
  gboolean negative = *start == '-', whole = TRUE;
  gsize n_digits, length;

  parser->p += negative ? 1 : 0;
  n_digits = skip_digits (parser);
  if (n_digits == 0 || (n_digits > 1 && start[negative ? 1 : 0] == '0') || !skip_fraction (parser, &whole))
    return FALSE;

  length = (gsize) (parser->p - start);
  memcpy (parser->text, start, length);
  parser->text[length] = '\0';
  if (!whole)
    {
      node->type = EAR_JSON_NODE_DOUBLE;
      node->real = g_ascii_strtod (parser->text, NULL);
      return TRUE;
    }
  node->text = parser->text;
  set_integer (node, parser->text + (negative ? 1 : 0), n_digits);
  parser->text += length + 1;
  return TRUE;
}

/* ---- arrays and objects ---- */

static void
skip_space (Parser *parser)
{
  while (parser->p < parser->end && (*parser->p == ' ' || *parser->p == '\n' || *parser->p == '\r' || *parser->p == '\t'))
    parser->p++;
}

/* Whether @c is next; then it is behind us. */
static gboolean
take (Parser *parser, char c)
{
  skip_space (parser);
  if (parser->p == parser->end || *parser->p != c)
    return FALSE;
  parser->p++;
  return TRUE;
}

static gboolean
same_name (const EarJsonNode *a, const EarJsonNode *b)
{
  return a->name_length == b->name_length && memcmp (a->name, b->name, a->name_length) == 0;
}

/* The later of two members takes the place of the earlier. */
static gsize
merge_many (EarJsonNode *nodes, gsize n)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n_kept = 0;

  for (gsize i = 0; i < n; i++)
    {
      EarJsonNode *earlier = g_hash_table_lookup (places, nodes[i].name);

      if (earlier != NULL)
        {
          *earlier = nodes[i];
          continue;
        }
      nodes[n_kept] = nodes[i];
      g_hash_table_insert (places, (gpointer) nodes[n_kept].name, &nodes[n_kept]);
      n_kept++;
    }
  return n_kept;
}

static gsize
merge_members (EarJsonNode *nodes, gsize n)
{
  gsize n_kept = 0;

  if (n > FEW_MEMBERS)
    return merge_many (nodes, n);
  for (gsize i = 0; i < n; i++)
    {
      gsize place = 0;

      while (place < n_kept && !same_name (&nodes[place], &nodes[i]))
        place++;
      if (place != i)
        nodes[place] = nodes[i];
      n_kept = MAX (n_kept, place + 1);
    }
  return n_kept;
}

static gboolean
parse_children (Parser *parser, gboolean named, char close)
{
  if (take (parser, close))
    return TRUE;
  do
    {
      EarJsonNode child = { 0 };

      if (named)
        {
          gsize length;

          if (!take (parser, '"') || !parse_string (parser, &child.name, &length) || !take (parser, ':'))
            return FALSE;
          child.name_length = (guint32) length;
        }
      if (!parse_value (parser, &child))
        return FALSE;
      g_array_append_val (parser->nodes, child);
    }
  while (take (parser, ','));
  return take (parser, close);
}

/* parser->p stands behind the opening bracket. Recurses at most EAR_JSON_MAX_DEPTH times. */
static gboolean
parse_container (Parser *parser, EarJsonNode *node, gboolean object)
{
  guint first = parser->nodes->len;
  EarJsonNode *children;
  gsize n;

  if (parser->depth == EAR_JSON_MAX_DEPTH)
    {
      parser->too_deep = TRUE;
      return FALSE;
    }
  parser->depth++;
  if (!parse_children (parser, object, object ? '}' : ']'))
    return FALSE;
  parser->depth--;

  children = &g_array_index (parser->nodes, EarJsonNode, first);
  n = parser->nodes->len - first;
  if (object)
    n = merge_members (children, n);
  node->type = object ? EAR_JSON_NODE_OBJECT : EAR_JSON_NODE_ARRAY;
  node->length = n;
  node->children = keep_nodes (parser->arena, children, n);
  g_array_set_size (parser->nodes, first);
  return TRUE;
}

static gboolean
parse_word (Parser *parser, EarJsonNode *node)
{
  static const struct {
    const char *word;
    EarJsonNodeType type;
    gboolean truth;
  } words[] = {
    { "null", EAR_JSON_NODE_NULL, FALSE },
    { "true", EAR_JSON_NODE_BOOL, TRUE },
    { "false", EAR_JSON_NODE_BOOL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i].word);

      if ((gsize) (parser->end - parser->p) < length || memcmp (parser->p, words[i].word, length) != 0)
        continue;
      parser->p += length;
      node->type = words[i].type;
      node->truth = words[i].truth;
      return TRUE;
    }
  return FALSE;
}

/* @node comes in with its name only. */
static gboolean
parse_value (Parser *parser, EarJsonNode *node)
{
  skip_space (parser);
  if (parser->p == parser->end)
    return FALSE;
  switch (*parser->p)
    {
    case '"':
      parser->p++;
      node->type = EAR_JSON_NODE_TEXT;
      return parse_string (parser, &node->text, &node->length);
    case '[':
    case '{':
      return parse_container (parser, node, *parser->p++ == '{');
    case '-':
    case '0' ... '9':
      return parse_number (parser, node);
    default:
      return parse_word (parser, node);
    }
}

/* ---- the whole ---- */

/* What it is instead, in words for the person who has to do something about it. */
static void
set_not_json (GError **error, const char *text, gsize length, const char *parser_message)
{
  const char *p = text;
  const char *end = text + length;

  while (p < end && g_ascii_isspace (*p))
    p++;

  if (p == end)
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is empty where data was expected."));
  else if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL,
                     _("The reply begins with a byte order mark, so it is not valid data. On a WordPress site, a theme or plugin file saved with one is the usual cause."));
  else if (end - p >= 4 && *p == '<' && (g_ascii_strncasecmp (p, "<br", 3) == 0 || g_ascii_strncasecmp (p, "<b>", 3) == 0))
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL,
                     _("The reply begins with a message of the site's software instead of data. Its administrator should look at the site's error display."));
  else if (*p == '<')
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is a web page where data was expected. Check the address, and whether a firewall or login page stands before it."));
  else
    ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is not valid data (%s)."), parser_message);
}

/* Only the place: what stands there may be somebody's secret. */
static char *
describe_place (const char *text, const char *place)
{
  int line = 1, column = 1;

  for (const char *p = text; p < place; p++)
    {
      column = *p == '\n' ? 1 : column + 1;
      line += *p == '\n' ? 1 : 0;
    }
  return g_strdup_printf (_("unreadable from line %d, column %d"), line, column);
}

EarJsonNode *
ear_json_parse_tree (const char *text, gsize length, EarJsonArena *arena, GError **error)
{
  Parser parser = { text, text + length, arena, NULL, NULL, 0, FALSE };
  EarJsonNode root = { 0 };
  const char *invalid;
  gboolean good;

  if (length > EAR_JSON_MAX_BYTES)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is larger than %d MB, so it was not read."), EAR_JSON_MAX_BYTES / (1024 * 1024));
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, &invalid))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is not valid text (UTF-8) at byte %d."), (int) (invalid - text));
      return NULL;
    }

  arena->texts = parser.text = g_malloc (length + 1);
  arena->blocks = g_ptr_array_new_with_free_func (g_free);
  parser.nodes = g_array_sized_new (FALSE, FALSE, sizeof (EarJsonNode), 256);
  good = parse_value (&parser, &root);
  if (good)
    {
      skip_space (&parser);
      good = parser.p == parser.end;
    }
  g_array_unref (parser.nodes);
  if (good)
    return keep_nodes (arena, &root, 1);

  if (parser.too_deep)
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is nested more than %d levels deep, so it was not read."), EAR_JSON_MAX_DEPTH);
    }
  else
    {
      g_autofree char *place = describe_place (text, parser.p);

      set_not_json (error, text, length, place);
    }
  return NULL;
}
