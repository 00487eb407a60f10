/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever comes as HTML leaves as harmless text, with links that lie in it and may be opened.
 */

#include <string.h>

#include "base/ear-html.h"
#include "fuzz/fuzz.h"

static gboolean
is_harmless (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_trimmed (const char *text)
{
  gsize length = strlen (text);

  return length == 0 || (*text != ' ' && *text != '\n' && text[length - 1] != ' ' && text[length - 1] != '\n');
}

static gboolean
is_boundary (const char *text, guint offset)
{
  return ((guchar) text[offset] & 0xc0) != 0x80;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (EarPlainText) plain = ear_html_to_plain ((const char *) data, (gssize) size);
  g_autofree char *text = ear_html_to_text ((const char *) data, (gssize) size);
  g_autofree char *terminated = g_strndup ((const char *) data, size);
  g_autofree char *line = ear_text_clean_line (terminated, 60);
  g_autofree char *body = ear_text_clean_body (terminated, 60);
  g_autofree char *escaped = ear_html_escape (line);
  g_autofree char *back = ear_html_to_text (escaped, -1);
  guint end = 0;

  FUZZ_CHECK (strcmp (plain->text, text) == 0);
  FUZZ_CHECK (is_harmless (text));
  FUZZ_CHECK (is_trimmed (text));
  FUZZ_CHECK (strstr (text, "\n\n\n") == NULL);
  /* a byte of markup never becomes more than a few of text */
  FUZZ_CHECK (strlen (text) <= size * 4 + 8);

  for (guint i = 0; i < plain->links->len; i++)
    {
      const EarLink *link = &g_array_index (plain->links, EarLink, i);

      FUZZ_CHECK (link->start >= end);
      FUZZ_CHECK (link->start <= link->end && link->end <= strlen (text));
      FUZZ_CHECK (is_boundary (text, link->start) && is_boundary (text, link->end));
      FUZZ_CHECK (is_harmless (link->target) && strchr (link->target, '\n') == NULL);
      FUZZ_CHECK (g_ascii_strncasecmp (link->target, "https://", 8) == 0 || g_ascii_strncasecmp (link->target, "http://", 7) == 0
                  || g_ascii_strncasecmp (link->target, "mailto:", 7) == 0);
      end = link->end;
    }

  FUZZ_CHECK (is_harmless (line) && is_trimmed (line) && strchr (line, '\n') == NULL && strlen (line) <= 60);
  FUZZ_CHECK (is_harmless (body) && strlen (body) <= 60);
  FUZZ_CHECK (strcmp (line, back) == 0);
  return 0;
}
