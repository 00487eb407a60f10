/* ear-json-parse.c: text to tree; the only file that knows the parser behind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-json-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/ear-problem.h"

/* json-glib recurses per level, turns integers beyond 64 bits into the largest one, ends a string at \u0000 and refuses a
 * whole document for one half of a surrogate pair, as services produce when they cut a text in the middle of an emoji. So a
 * small scanner goes first: it enforces the depth and, only where it must, rewrites a copy: NUL and half pairs become U+FFFD, and
 * integers of more than 18 digits a string that begins with this noncharacter. */
#define BIG_INTEGER_MARK "\xef\xb7\x90" /* U+FDD0 */
#define SURELY_INT64_DIGITS 18

typedef struct {
  const char *text;
  const char *end;
  const char *copied;   /* how far the copy reaches */
  GString *copy;        /* (nullable): NULL while nothing had to be rewritten */
} Scanner;

static void
scanner_replace (Scanner *scanner, const char *from, const char *to, const char *prefix, const char *middle, gsize middle_length, const char *suffix)
{
  if (scanner->copy == NULL)
    scanner->copy = g_string_sized_new ((gsize) (scanner->end - scanner->text) + 64);

  g_string_append_len (scanner->copy, scanner->copied, from - scanner->copied);
  g_string_append (scanner->copy, prefix);
  g_string_append_len (scanner->copy, middle, (gssize) middle_length);
  g_string_append (scanner->copy, suffix);
  scanner->copied = to;
}

/* The four hex digits after "\u", or -1. */
static int
read_escape (const char *p, const char *end)
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

/* @p stands on the backslash of "\u". Returns what follows. */
static const char *
scan_unicode_escape (Scanner *scanner, const char *p)
{
  const char *start = p;
  int value = read_escape (p + 2, scanner->end);

  p += 2;
  if (value < 0)
    return p; /* the parser will say so */
  p += 4;

  if (value >= 0xd800 && value < 0xdc00)
    {
      if (scanner->end - p >= 6 && p[0] == '\\' && p[1] == 'u')
        {
          int low = read_escape (p + 2, scanner->end);

          if (low >= 0xdc00 && low < 0xe000)
            return p + 6;
        }
      scanner_replace (scanner, start, p, "\\ufffd", "", 0, "");
    }
  else if ((value >= 0xdc00 && value < 0xe000) || value == 0)
    scanner_replace (scanner, start, p, "\\ufffd", "", 0, "");

  return p;
}

static const char *
scan_string (Scanner *scanner, const char *p)
{
  while (p < scanner->end)
    {
      if (*p == '"')
        return p + 1;
      if (*p != '\\')
        p++;
      else if (p + 1 < scanner->end && p[1] == 'u')
        p = scan_unicode_escape (scanner, p);
      else
        p += 2;
    }
  return scanner->end;
}

static const char *
scan_number (Scanner *scanner, const char *p)
{
  const char *start = p;
  const char *digits;

  if (*p == '-')
    p++;
  digits = p;
  while (p < scanner->end && g_ascii_isdigit (*p))
    p++;

  if (p - digits > SURELY_INT64_DIGITS && *digits != '0'
      && !(p < scanner->end && (*p == '.' || *p == 'e' || *p == 'E')))
    scanner_replace (scanner, start, p, "\"" BIG_INTEGER_MARK, start, (gsize) (p - start), "\"");

  while (p < scanner->end && (g_ascii_isdigit (*p) || strchr ("+-.eE", *p) != NULL))
    p++;
  return p;
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
      if (*p == '"')
        p = scan_string (scanner, p + 1);
      else if (*p == '-' || g_ascii_isdigit (*p))
        p = scan_number (scanner, p);
      else
        {
          if (*p == '[' || *p == '{')
            {
              if (++depth > EAR_JSON_MAX_DEPTH)
                return FALSE;
            }
          else if ((*p == ']' || *p == '}') && depth > 0)
            depth--;
          p++;
        }
    }

  if (scanner->copy != NULL)
    g_string_append_len (scanner->copy, scanner->copied, scanner->end - scanner->copied);
  return TRUE;
}

static void
set_text (EarJsonNode *node, EarJsonArena *arena, const char *text)
{
  node->length = strlen (text);
  node->text = g_string_chunk_insert_len (arena->texts, text, (gssize) node->length);
}

static void
set_integer (EarJsonNode *node, EarJsonArena *arena, const char *text)
{
  node->type = EAR_JSON_NODE_INT;
  node->text = g_string_chunk_insert (arena->texts, text);
  node->fits = g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &node->number, NULL);
}

static gboolean
is_big_integer (const char *text)
{
  gsize mark_length = strlen (BIG_INTEGER_MARK);

  if (strncmp (text, BIG_INTEGER_MARK, mark_length) != 0)
    return FALSE;
  text += mark_length;
  if (*text == '-')
    text++;
  return *text != '\0' && text[strspn (text, "0123456789")] == '\0';
}

static EarJsonNode *
new_children (EarJsonArena *arena, gsize n_children)
{
  EarJsonNode *children;

  if (n_children == 0)
    return NULL;
  children = g_new0 (EarJsonNode, n_children);
  g_ptr_array_add (arena->blocks, children);
  return children;
}

/* Recurses at most EAR_JSON_MAX_DEPTH times: the scanner has counted. */
static void
convert (JsonNode *from, EarJsonNode *to, EarJsonArena *arena)
{
  switch (json_node_get_node_type (from))
    {
    case JSON_NODE_OBJECT:
      {
        JsonObject *object = json_node_get_object (from);
        JsonObjectIter iter;
        const char *name;
        JsonNode *member;
        EarJsonNode *child;

        to->type = EAR_JSON_NODE_OBJECT;
        to->length = json_object_get_size (object);
        to->children = child = new_children (arena, to->length);

        json_object_iter_init_ordered (&iter, object);
        while (json_object_iter_next_ordered (&iter, &name, &member))
          {
            child->name_length = (guint32) strlen (name);
            child->name = g_string_chunk_insert_const (arena->texts, name);
            convert (member, child++, arena);
          }
      }
      break;

    case JSON_NODE_ARRAY:
      {
        JsonArray *array = json_node_get_array (from);

        to->type = EAR_JSON_NODE_ARRAY;
        to->length = json_array_get_length (array);
        to->children = new_children (arena, to->length);
        for (guint i = 0; i < to->length; i++)
          convert (json_array_get_element (array, i), &to->children[i], arena);
      }
      break;

    case JSON_NODE_VALUE:
      switch (json_node_get_value_type (from))
        {
        case G_TYPE_STRING:
          {
            const char *text = json_node_get_string (from);

            if (is_big_integer (text))
              set_integer (to, arena, text + strlen (BIG_INTEGER_MARK));
            else
              {
                to->type = EAR_JSON_NODE_TEXT;
                set_text (to, arena, text);
              }
          }
          break;
        case G_TYPE_BOOLEAN:
          to->type = EAR_JSON_NODE_BOOL;
          to->truth = json_node_get_boolean (from);
          break;
        case G_TYPE_DOUBLE:
          to->type = EAR_JSON_NODE_DOUBLE;
          to->real = json_node_get_double (from);
          break;
        default:
          {
            char digits[32];

            g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, json_node_get_int (from));
            set_integer (to, arena, digits);
          }
          break;
        }
      break;

    case JSON_NODE_NULL:
    default:
      to->type = EAR_JSON_NODE_NULL;
      break;
    }
}

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

/* Only the place and the kind of mistake: the parser quotes what it found, and that may be somebody's secret. */
static char *
describe_place (const char *text, gsize length, const GError *error)
{
  if (error->domain == JSON_PARSER_ERROR)
    {
      const char *place = strchr (error->message, ':');
      guint64 line;
      char *after;

      if (place != NULL)
        {
          line = g_ascii_strtoull (place + 1, &after, 10);
          if (after != place + 1 && *after == ':')
            return g_strdup_printf (_("unreadable from line %d, column %d"), (int) line, (int) g_ascii_strtoull (after + 1, NULL, 10));
        }
    }
  return g_strdup_printf (_("%d bytes"), (int) length);
}

EarJsonNode *
ear_json_parse_tree (const char *text, gsize length, EarJsonArena *arena, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GString) copy = NULL;
  g_autoptr (GError) local_error = NULL;
  Scanner scanner = { text, text + length, text, NULL };
  const char *invalid;
  EarJsonNode *root;

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
  /* json-glib would skip a byte order mark in silence. */
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      set_not_json (error, text, length, NULL);
      return NULL;
    }
  if (!scanner_run (&scanner))
    {
      if (scanner.copy != NULL)
        g_string_free (scanner.copy, TRUE);
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The reply is nested more than %d levels deep, so it was not read."), EAR_JSON_MAX_DEPTH);
      return NULL;
    }
  copy = scanner.copy;

  parser = json_parser_new ();
  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, copy != NULL ? copy->str : text, (gssize) (copy != NULL ? copy->len : length), &local_error)
      || json_parser_get_root (parser) == NULL)
    {
      g_autofree char *place = local_error != NULL ? describe_place (text, length, local_error) : g_strdup (_("nothing in it"));

      set_not_json (error, text, length, place);
      return NULL;
    }

  root = new_children (arena, 1);
  convert (json_parser_get_root (parser), root, arena);
  return root;
}
