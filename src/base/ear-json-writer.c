/* ear-json-writer.c: small JSON texts, written in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-json-private.h"

#include <math.h>
#include <string.h>

#include "base/ear-clock.h"

/* Tokens are kept, not text, so that the same writer gives both the compact and the pretty form. */
typedef struct {
  char kind;            /* '{' '}' '[' ']' or 'v' */
  char *name;           /* (nullable): already quoted */
  char *value;          /* (nullable): already JSON */
} Token;

struct _EarJsonWriter {
  GArray *tokens;
  GString *open;        /* the brackets not yet closed */
};

static void
token_clear (gpointer data)
{
  Token *token = data;

  g_free (token->name);
  g_free (token->value);
}

/**
 * ear_json_writer_new:
 *
 * Begin one object or array, fill it, end it, and take the text. Calls that do not fit together are programming errors.
 *
 * Returns: (transfer full): an empty writer
 */
EarJsonWriter *
ear_json_writer_new (void)
{
  EarJsonWriter *writer = g_new0 (EarJsonWriter, 1);

  writer->tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  g_array_set_clear_func (writer->tokens, token_clear);
  writer->open = g_string_new (NULL);
  return writer;
}

void
ear_json_writer_free (EarJsonWriter *writer)
{
  if (writer == NULL)
    return;
  g_array_unref (writer->tokens);
  g_string_free (writer->open, TRUE);
  g_free (writer);
}

/* RFC 8259 7. Text that is not UTF-8 is repaired: what we write must always be readable. */
static char *
quote (const char *text)
{
  g_autofree char *valid = NULL;
  GString *quoted;

  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  quoted = g_string_sized_new (strlen (text) + 2);
  g_string_append_c (quoted, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      switch (*p)
        {
        case '"':
          g_string_append (quoted, "\\\"");
          break;
        case '\\':
          g_string_append (quoted, "\\\\");
          break;
        case '\n':
          g_string_append (quoted, "\\n");
          break;
        case '\r':
          g_string_append (quoted, "\\r");
          break;
        case '\t':
          g_string_append (quoted, "\\t");
          break;
        default:
          if ((guchar) *p < 0x20 || *p == 0x7f)
            g_string_append_printf (quoted, "\\u%04x", (guint) (guchar) *p);
          else
            g_string_append_c (quoted, *p);
          break;
        }
    }
  g_string_append_c (quoted, '"');
  return g_string_free_and_steal (quoted);
}

static void
add_token (EarJsonWriter *writer, char kind, const char *name, char *value)
{
  Token token = { kind, NULL, value };
  gsize depth = writer->open->len;
  gboolean in_object = depth > 0 && writer->open->str[depth - 1] == '{';

  if (kind == '}' || kind == ']')
    {
      g_return_if_fail (depth > 0 && writer->open->str[depth - 1] == (kind == '}' ? '{' : '['));
      g_string_truncate (writer->open, depth - 1);
    }
  else
    {
      g_warn_if_fail ((name != NULL) == in_object);
      g_warn_if_fail (depth > 0 || writer->tokens->len == 0);
      if (in_object)
        token.name = quote (name != NULL ? name : "");
      if (kind != 'v')
        g_string_append_c (writer->open, kind);
    }
  g_array_append_val (writer->tokens, token);
}

void
ear_json_writer_begin_object (EarJsonWriter *writer, const char *name)
{
  add_token (writer, '{', name, NULL);
}

void
ear_json_writer_end_object (EarJsonWriter *writer)
{
  add_token (writer, '}', NULL, NULL);
}

void
ear_json_writer_begin_array (EarJsonWriter *writer, const char *name)
{
  add_token (writer, '[', name, NULL);
}

void
ear_json_writer_end_array (EarJsonWriter *writer)
{
  add_token (writer, ']', NULL, NULL);
}

/**
 * ear_json_writer_text:
 * @writer: a writer
 * @name: (nullable): the member's name in an object, %NULL elsewhere; the same for all functions below
 * @value: (nullable): %NULL writes null
 */
void
ear_json_writer_text (EarJsonWriter *writer, const char *name, const char *value)
{
  add_token (writer, 'v', name, value != NULL ? quote (value) : g_strdup ("null"));
}

void
ear_json_writer_int (EarJsonWriter *writer, const char *name, gint64 value)
{
  add_token (writer, 'v', name, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

/**
 * ear_json_writer_double:
 * @writer: a writer
 * @name: (nullable): the member's name
 * @value: written with the fewest digits that read back as the same number; infinities and NaN, which JSON lacks, as null
 */
void
ear_json_writer_double (EarJsonWriter *writer, const char *name, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      ear_json_writer_null (writer, name);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      double back;

      g_ascii_formatd (text, sizeof text, formats[i], value);
      back = g_ascii_strtod (text, NULL);
      if (memcmp (&back, &value, sizeof back) == 0)
        break;
    }
  add_token (writer, 'v', name, g_strdup (text));
}

void
ear_json_writer_bool (EarJsonWriter *writer, const char *name, gboolean value)
{
  add_token (writer, 'v', name, g_strdup (value ? "true" : "false"));
}

void
ear_json_writer_time (EarJsonWriter *writer, const char *name, gint64 time_ms)
{
  g_autofree char *text = ear_time_format (time_ms);

  ear_json_writer_text (writer, name, text);
}

void
ear_json_writer_null (EarJsonWriter *writer, const char *name)
{
  add_token (writer, 'v', name, g_strdup ("null"));
}

/* As it was read; a number that fits nothing keeps its digits. */
static void
write_node (EarJsonWriter *writer, const char *name, const EarJsonNode *node)
{
  switch (node->type)
    {
    case EAR_JSON_NODE_BOOL:
      ear_json_writer_bool (writer, name, node->truth);
      break;
    case EAR_JSON_NODE_INT:
      add_token (writer, 'v', name, g_strdup (node->text));
      break;
    case EAR_JSON_NODE_DOUBLE:
      ear_json_writer_double (writer, name, node->real);
      break;
    case EAR_JSON_NODE_TEXT:
      ear_json_writer_text (writer, name, node->text);
      break;
    case EAR_JSON_NODE_ARRAY:
      ear_json_writer_begin_array (writer, name);
      for (gsize i = 0; i < node->length; i++)
        write_node (writer, NULL, &node->children[i]);
      ear_json_writer_end_array (writer);
      break;
    case EAR_JSON_NODE_OBJECT:
      ear_json_writer_begin_object (writer, name);
      for (gsize i = 0; i < node->length; i++)
        write_node (writer, node->children[i].name, &node->children[i]);
      ear_json_writer_end_object (writer);
      break;
    case EAR_JSON_NODE_NULL:
    default:
      ear_json_writer_null (writer, name);
      break;
    }
}

/**
 * ear_json_writer_members_but:
 * @writer: a writer within an object
 * @node: an object that was read; of anything else nothing is written
 * @names: (array zero-terminated=1): its members that are left out
 *
 * Keeps what a newer Earshot has written: the members that this one does not know.
 */
void
ear_json_writer_members_but (EarJsonWriter *writer, const EarJsonNode *node, const char *const *names)
{
  if (!ear_json_is_object (node))
    return;
  for (gsize i = 0; i < node->length; i++)
    if (!g_strv_contains (names, node->children[i].name))
      write_node (writer, node->children[i].name, &node->children[i]);
}

static void
append_line_break (GString *text, gsize depth)
{
  g_string_append_c (text, '\n');
  for (gsize i = 0; i < depth; i++)
    g_string_append (text, "  ");
}

/**
 * ear_json_writer_to_text:
 * @writer: a writer with everything ended
 * @pretty: whether to use one line a value, indented by two spaces
 *
 * Returns: (transfer full): the JSON text, without a newline at its end
 */
char *
ear_json_writer_to_text (EarJsonWriter *writer, gboolean pretty)
{
  GString *text = g_string_new (NULL);
  gsize depth = 0;
  gboolean first = TRUE;

  g_warn_if_fail (writer->open->len == 0);

  for (guint i = 0; i < writer->tokens->len; i++)
    {
      const Token *token = &g_array_index (writer->tokens, Token, i);

      if (token->kind == '}' || token->kind == ']')
        {
          depth--;
          if (pretty && !first)
            append_line_break (text, depth);
          g_string_append_c (text, token->kind);
          first = FALSE;
          continue;
        }

      if (!first)
        g_string_append_c (text, ',');
      if (pretty && depth > 0)
        append_line_break (text, depth);
      if (token->name != NULL)
        {
          g_string_append (text, token->name);
          g_string_append (text, pretty ? ": " : ":");
        }
      if (token->kind == 'v')
        {
          g_string_append (text, token->value);
          first = FALSE;
        }
      else
        {
          g_string_append_c (text, token->kind);
          depth++;
          first = TRUE;
        }
    }
  return g_string_free_and_steal (text);
}
