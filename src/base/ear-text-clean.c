/* ear-text-clean.c: text of strangers made harmless
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-html.h"
#include "base/ear-text-private.h"

gboolean
ear_unichar_is_shown (gunichar c)
{
  if (c < 0x20 || (c >= 0x7f && c < 0xa0))
    return FALSE;
  if (c < 0x2000)
    return c != 0xad && c != 0x61c;   /* soft hyphen, Arabic letter mark */
  if ((c >= 0x202a && c <= 0x202e)    /* embeddings and overrides */
      || (c >= 0x2060 && c <= 0x206f) /* isolates, invisible operators, deprecated shaping */
      || c == 0x200b || c == 0xfeff   /* zero-width space, byte order mark */
      || c == 0x2028 || c == 0x2029   /* line and paragraph separator: see next_char() */
      || (c >= 0xfff9 && c <= 0xfffb) /* interlinear annotation */
      || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe)
    return FALSE;
  return TRUE;
}

/* The next character with every kind of line end as '\n', and 0 for one to drop. */
static gunichar
next_char (const char **cursor)
{
  gunichar c = g_utf8_get_char (*cursor);

  *cursor = g_utf8_next_char (*cursor);
  if (c == '\r')
    {
      if (**cursor == '\n')
        (*cursor)++;
      return '\n';
    }
  if (c == 0x2028 || c == 0x2029 || c == 0x85 || c == '\f' || c == '\v')
    return '\n';
  if (c == '\n')
    return c;
  if (c == '\t')
    return ' ';
  return ear_unichar_is_shown (c) ? c : 0;
}

static char *
clean (const char *text, gsize max_bytes, gboolean one_line)
{
  g_autofree char *valid = NULL;
  GString *result;
  gboolean space_pending = FALSE;

  if (text == NULL)
    return g_strdup ("");
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  result = g_string_sized_new (MIN (strlen (text), max_bytes) + 1);
  while (*text != '\0')
    {
      gunichar c = next_char (&text);
      char utf8[6];
      gsize length;

      if (c == 0)
        continue;
      if (one_line && g_unichar_isspace (c))
        {
          space_pending = result->len > 0;
          continue;
        }
      length = (gsize) g_unichar_to_utf8 (c, utf8);
      if (result->len + length + (space_pending ? 1 : 0) > max_bytes)
        break;
      if (space_pending)
        g_string_append_c (result, ' ');
      space_pending = FALSE;
      g_string_append_len (result, utf8, (gssize) length);
    }

  if (!one_line)
    g_strstrip (result->str);
  return g_string_free_and_steal (result);
}

/**
 * ear_text_clean_line:
 * @text: (nullable): a name or title by somebody else
 * @max_bytes: the most the result may have
 *
 * Returns: (transfer full): valid UTF-8 on one line: white space as single spaces, trimmed, cut at a character; "" for %NULL
 */
char *
ear_text_clean_line (const char *text, gsize max_bytes)
{
  return clean (text, max_bytes, TRUE);
}

/**
 * ear_text_clean_body:
 * @text: (nullable): plain text by somebody else
 * @max_bytes: the most the result may have
 *
 * Returns: (transfer full): valid UTF-8 with newlines as the only control characters, trimmed, cut at a character
 */
char *
ear_text_clean_body (const char *text, gsize max_bytes)
{
  return clean (text, max_bytes, FALSE);
}

/**
 * ear_html_escape:
 * @text: plain text
 *
 * Returns: (transfer full): the same as HTML text: & < > escaped, nothing else
 */
char *
ear_html_escape (const char *text)
{
  GString *html = g_string_sized_new (strlen (text) + 16);

  for (; *text != '\0'; text++)
    {
      switch (*text)
        {
        case '&':
          g_string_append (html, "&amp;");
          break;
        case '<':
          g_string_append (html, "&lt;");
          break;
        case '>':
          g_string_append (html, "&gt;");
          break;
        default:
          g_string_append_c (html, *text);
          break;
        }
    }
  return g_string_free_and_steal (html);
}
