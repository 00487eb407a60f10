/* ear-json-parse.c: text to tree; the only file that knows the parser behind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-json-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <yyjson.h>

#include "base/ear-problem.h"

/* yyjson counts no levels and refuses a whole document for one half of a surrogate pair, as services produce when they cut a text
 * in the middle of an emoji, or for a control character that somebody did not escape. So a small scanner goes first: it
 * enforces the depth and, only where it must, rewrites a copy. */

#define NODES_PER_BLOCK 1024
/* Up to so many members, comparing names is quicker than hashing them. */
#define FEW_MEMBERS 48

/* ---- what goes before ---- */

typedef struct {
  const char *text;
  const char *end;
  const char *copied;   /* how far the copy reaches */
  GString *copy;        /* (nullable): NULL while nothing had to be rewritten */
} Scanner;

/* From @from to @to stands @instead. */
static void
scanner_replace (Scanner *scanner, const char *from, const char *to, const char *instead)
{
  if (scanner->copy == NULL)
    scanner->copy = g_string_sized_new ((gsize) (scanner->end - scanner->text) + 64);

  g_string_append_len (scanner->copy, scanner->copied, from - scanner->copied);
  g_string_append (scanner->copy, instead);
  scanner->copied = to;
}

/* The four hex digits at @p, or -1. */
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

/* @p stands on the backslash of "\\u". Half pairs become U+FFFD, as does NUL, which no text of ours can hold. Returns what follows. */
static const char *
scan_unicode (Scanner *scanner, const char *p)
{
  const char *start = p;
  int value = read_hex (p + 2, scanner->end);

  p += 2;
  if (value < 0)
    return p; /* the parser will say so */
  p += 4;

  if (value >= 0xd800 && value < 0xdc00 && scanner->end - p >= 6 && p[0] == '\\' && p[1] == 'u')
    {
      int low = read_hex (p + 2, scanner->end);

      if (low >= 0xdc00 && low < 0xe000)
        return p + 6;
    }
  if (value == 0 || (value >= 0xd800 && value < 0xe000))
    scanner_replace (scanner, start, p, "\\ufffd");
  return p;
}

/* A broken line is a broken reply; another control character must not cost the whole page. */
static gboolean
is_forgiven (char c)
{
  return (guchar) c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\b' && c != '\f';
}

/* @p stands behind the opening quote. */
static const char *
scan_string (Scanner *scanner, const char *p)
{
  while (p < scanner->end)
    {
      if (*p == '"')
        return p + 1;
      if (*p == '\\')
        {
          p = p + 1 < scanner->end && p[1] == 'u' ? scan_unicode (scanner, p) : p + 2;
          continue;
        }
      if (is_forgiven (*p))
        {
          char escape[8];

          g_snprintf (escape, sizeof escape, "\\u%04x", *p != '\0' ? *p : 0xfffd);
          scanner_replace (scanner, p, p + 1, escape);
        }
      p++;
    }
  return scanner->end;
}

/* Whether the depth is allowed; on return scanner->copy holds the tidied text, if it had to be tidied. */
static gboolean
scanner_run (Scanner *scanner)
{
  const char *p = scanner->text;
  guint depth = 0;

  scanner->copied = p;
  while (p < scanner->end)
    {
      char c = *p++;

      if (c == '"')
        p = scan_string (scanner, p);
      else if (c == '[' || c == '{')
        {
          if (++depth > EAR_JSON_MAX_DEPTH)
            return FALSE;
        }
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
    }

  if (scanner->copy != NULL)
    g_string_append_len (scanner->copy, scanner->copied, scanner->end - scanner->copied);
  return TRUE;
}

/* ---- memory ---- */

void
ear_json_arena_clear (EarJsonArena *arena)
{
  g_clear_pointer (&arena->document, yyjson_doc_free);
  g_clear_pointer (&arena->digits, g_string_chunk_free);
  g_clear_pointer (&arena->blocks, g_ptr_array_unref);
}

/* Side by side, all zeros. */
static EarJsonNode *
new_nodes (EarJsonArena *arena, gsize n)
{
  EarJsonNode *nodes;

  if (n == 0)
    return NULL;
  if (n > arena->n_free)
    {
      gsize n_block = MAX (n, NODES_PER_BLOCK);

      nodes = g_new0 (EarJsonNode, n_block);
      g_ptr_array_add (arena->blocks, nodes);
      /* A large one has a block of its own, and the one in use goes on. */
      if (n_block > NODES_PER_BLOCK)
        return nodes;
      arena->free = nodes;
      arena->n_free = n_block;
    }
  nodes = arena->free;
  arena->free += n;
  arena->n_free -= n;
  return nodes;
}

/* ---- yyjson's values into ours: texts stay where they are ---- */

static void
set_integer (EarJsonNode *node, EarJsonArena *arena, const char *digits)
{
  node->type = EAR_JSON_NODE_INT;
  node->text = g_string_chunk_insert (arena->digits, digits);
  node->fits = g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &node->number, NULL);
}

static void
convert_number (yyjson_val *from, EarJsonNode *to, EarJsonArena *arena)
{
  char digits[32];

  if (yyjson_is_raw (from) && strpbrk (yyjson_get_raw (from), ".eE") == NULL)
    {
      set_integer (to, arena, yyjson_get_raw (from));
    }
  else if (yyjson_is_raw (from) || yyjson_is_real (from))
    {
      to->type = EAR_JSON_NODE_DOUBLE;
      to->real = yyjson_is_raw (from) ? g_ascii_strtod (yyjson_get_raw (from), NULL) : yyjson_get_real (from);
    }
  else
    {
      if (yyjson_is_sint (from))
        g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, yyjson_get_sint (from));
      else
        g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, yyjson_get_uint (from));
      set_integer (to, arena, digits);
    }
}

static EarJsonNode *
find_earlier (EarJsonNode *children, gsize n, const char *name, GHashTable *places)
{
  if (places != NULL)
    return g_hash_table_lookup (places, name);
  for (gsize i = 0; i < n; i++)
    {
      if (strcmp (children[i].name, name) == 0)
        return &children[i];
    }
  return NULL;
}

static void convert (yyjson_val *from, EarJsonNode *to, EarJsonArena *arena);

/* Of two members with one name the later counts, in the place of the earlier. */
static void
convert_object (yyjson_val *from, EarJsonNode *to, EarJsonArena *arena)
{
  gsize n = yyjson_obj_size (from);
  g_autoptr (GHashTable) places = n > FEW_MEMBERS ? g_hash_table_new (g_str_hash, g_str_equal) : NULL;
  yyjson_val *name, *value;
  gsize i, max;

  to->type = EAR_JSON_NODE_OBJECT;
  to->children = new_nodes (arena, n);
  yyjson_obj_foreach (from, i, max, name, value)
    {
      EarJsonNode *child = find_earlier (to->children, to->length, yyjson_get_str (name), places);

      if (child == NULL)
        child = &to->children[to->length++];
      *child = (EarJsonNode) { .name = yyjson_get_str (name), .name_length = (guint32) yyjson_get_len (name) };
      if (places != NULL)
        g_hash_table_insert (places, (gpointer) child->name, child);
      convert (value, child, arena);
    }
}

/* @to: zeros but for its name. Recurses at most EAR_JSON_MAX_DEPTH times: the scanner has counted. */
static void
convert (yyjson_val *from, EarJsonNode *to, EarJsonArena *arena)
{
  switch (yyjson_get_type (from))
    {
    case YYJSON_TYPE_OBJ:
      convert_object (from, to, arena);
      break;

    case YYJSON_TYPE_ARR:
      {
        yyjson_val *element;
        gsize i, max;

        to->type = EAR_JSON_NODE_ARRAY;
        to->length = yyjson_arr_size (from);
        to->children = new_nodes (arena, to->length);
        yyjson_arr_foreach (from, i, max, element)
          convert (element, &to->children[i], arena);
      }
      break;

    case YYJSON_TYPE_STR:
      to->type = EAR_JSON_NODE_TEXT;
      to->text = yyjson_get_str (from);
      to->length = yyjson_get_len (from);
      break;

    case YYJSON_TYPE_BOOL:
      to->type = EAR_JSON_NODE_BOOL;
      to->truth = yyjson_get_bool (from);
      break;

    case YYJSON_TYPE_RAW:
    case YYJSON_TYPE_NUM:
      convert_number (from, to, arena);
      break;

    default:
      to->type = EAR_JSON_NODE_NULL;
      break;
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
  Scanner scanner = { text, text + length, text, NULL };
  yyjson_read_err problem;
  EarJsonNode *root;
  const char *invalid;

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
  if (!scanner_run (&scanner))
    {
      if (scanner.copy != NULL)
        g_string_free (scanner.copy, TRUE);
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is nested more than %d levels deep, so it was not read."), EAR_JSON_MAX_DEPTH);
      return NULL;
    }

  {
    g_autoptr (GString) copy = scanner.copy;

    if (copy != NULL)
      {
        text = copy->str;
        length = copy->len;
      }
    /* Without INSITU the text is only read. */
    arena->document = yyjson_read_opts ((char *) text, length, YYJSON_READ_BIGNUM_AS_RAW, NULL, &problem);
    if (arena->document == NULL)
      {
        g_autofree char *place = describe_place (text, text + MIN (problem.pos, length));

        set_not_json (error, text, length, place);
        return NULL;
      }
  }
  arena->digits = g_string_chunk_new (1024);
  arena->blocks = g_ptr_array_new_with_free_func (g_free);
  root = new_nodes (arena, 1);
  convert (yyjson_doc_get_root (arena->document), root, arena);
  return root;
}
