/* ear-html-token.c: HTML as a stream of tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/ear-html-private.h"

/* Plain text needs the tokens of HTML, not its tree. Building the tree as the standard says takes memory and time that grow with the
 * square of hostile input ("<p><b class=1><p><b class=2>…" reopens every b in every p: 66 KB become gigabytes in gumbo, which
 * has no limit to set). A stream of tokens (HTML Living Standard, 13.2.5) is linear. */

#define MAX_REFERENCE_NAME 32

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static const char *
find_char (const char *p, const char *end, char c)
{
  return p < end ? memchr (p, c, (gsize) (end - p)) : NULL;
}

/* 13.2.5.42 ff.: from behind "<!" or "<?" or "</" to behind the end of what is a comment. */
static const char *
skip_comment (const char *p, const char *end)
{
  if (end - p < 2 || p[0] != '-' || p[1] != '-')
    {
      p = find_char (p, end, '>');
      return p != NULL ? p + 1 : end;
    }

  p += 2;
  if (p < end && *p == '>')
    return p + 1;
  if (end - p >= 2 && p[0] == '-' && p[1] == '>')
    return p + 2;

  while ((p = find_char (p, end, '-')) != NULL)
    {
      if (end - p >= 3 && p[1] == '-' && p[2] == '>')
        return p + 3;
      if (end - p >= 4 && memcmp (p, "--!>", 4) == 0)
        return p + 4;
      p++;
    }
  return end;
}

static void
keep_attribute (EarHtmlToken *token, EarSlice name, EarSlice value)
{
  static const char *const names[EAR_HTML_N_ATTRIBUTES] = {
    [EAR_HTML_ALT] = "alt",
    [EAR_HTML_CLASS] = "class",
    [EAR_HTML_HIDDEN] = "hidden",
    [EAR_HTML_HREF] = "href",
    [EAR_HTML_START] = "start",
    [EAR_HTML_STYLE] = "style",
  };

  for (gsize i = 0; i < EAR_HTML_N_ATTRIBUTES; i++)
    {
      /* The first of two with the same name counts. */
      if (name.length == strlen (names[i]) && g_ascii_strncasecmp (name.text, names[i], name.length) == 0)
        {
          if (token->attributes[i].text == NULL)
            token->attributes[i] = value;
          return;
        }
    }
}

/* From behind a tag's name. NULL when the text ends before the tag does. */
static const char *
read_attributes (const char *p, const char *end, EarHtmlToken *token)
{
  for (;;)
    {
      EarSlice name;
      EarSlice value = { "", 0 };

      while (p < end && (is_space (*p) || *p == '/'))
        p++;
      if (p >= end)
        return NULL;
      if (*p == '>')
        return p + 1;

      name.text = p++; /* even a "=" may begin a name */
      while (p < end && !is_space (*p) && *p != '/' && *p != '>' && *p != '=')
        p++;
      name.length = (gsize) (p - name.text);

      while (p < end && is_space (*p))
        p++;
      if (p < end && *p == '=')
        {
          p++;
          while (p < end && is_space (*p))
            p++;
          if (p >= end)
            return NULL;
          if (*p == '"' || *p == '\'')
            {
              const char *quote = find_char (p + 1, end, *p);

              if (quote == NULL)
                return NULL;
              value.text = p + 1;
              value.length = (gsize) (quote - p - 1);
              p = quote + 1;
            }
          else
            {
              value.text = p;
              while (p < end && !is_space (*p) && *p != '>')
                p++;
              value.length = (gsize) (p - value.text);
            }
        }
      keep_attribute (token, name, value);
    }
}

/* reader->p stands on "<" before a letter, or before "/" and a letter. */
static void
read_tag (EarHtmlReader *reader, EarHtmlToken *token)
{
  const char *start = reader->p;
  const char *p = start + 1;
  gsize n = 0;

  token->type = EAR_HTML_START_TAG;
  if (*p == '/')
    {
      token->type = EAR_HTML_END_TAG;
      p++;
    }
  for (; p < reader->end && !is_space (*p) && *p != '/' && *p != '>'; p++)
    {
      if (n < EAR_HTML_NAME_BYTES - 1)
        token->name[n++] = g_ascii_tolower (*p);
    }
  token->name[n] = '\0';

  p = read_attributes (p, reader->end, token);
  if (p != NULL)
    {
      reader->p = p;
      return;
    }

  /* Cut off in a tag: what has no attribute was more likely somebody's "a <b" than markup. */
  reader->p = reader->end;
  token->type = EAR_HTML_TEXT;
  token->text.text = start;
  token->text.length = find_char (start, reader->end, '=') == NULL ? (gsize) (reader->end - start) : 0;
}

void
ear_html_reader_next (EarHtmlReader *reader, EarHtmlToken *token)
{
  const char *p;

  memset (token, 0, sizeof *token);
  while (reader->p < reader->end)
    {
      p = reader->p;
      if (*p == '<' && reader->end - p >= 2)
        {
          if (g_ascii_isalpha (p[1]) || (p[1] == '/' && reader->end - p >= 3 && g_ascii_isalpha (p[2])))
            {
              read_tag (reader, token);
              return;
            }
          if (p[1] == '!' || p[1] == '?' || (p[1] == '/' && reader->end - p >= 3))
            {
              reader->p = skip_comment (p + 2, reader->end);
              continue;
            }
        }

      /* Text up to the next "<"; the one it may begin with is text. */
      p = find_char (p + 1, reader->end, '<');
      token->type = EAR_HTML_TEXT;
      token->text.text = reader->p;
      reader->p = p != NULL ? p : reader->end;
      token->text.length = (gsize) (reader->p - token->text.text);
      return;
    }
  token->type = EAR_HTML_END;
}

void
ear_html_reader_skip_raw (EarHtmlReader *reader, const char *name)
{
  gsize length = strlen (name);
  const char *p = reader->p;

  while ((p = find_char (p, reader->end, '<')) != NULL)
    {
      if ((gsize) (reader->end - p) > length + 2 && p[1] == '/' && g_ascii_strncasecmp (p + 2, name, length) == 0
          && (is_space (p[length + 2]) || p[length + 2] == '/' || p[length + 2] == '>'))
        {
          p = find_char (p, reader->end, '>');
          reader->p = p != NULL ? p + 1 : reader->end;
          return;
        }
      p++;
    }
  reader->p = reader->end;
}

/* 13.2.5.80: what numbers below 160 were meant to be by those who thought in Windows-1252. */
static gunichar
fix_number (guint32 number)
{
  static const guint16 windows[32] = {
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
    0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
  };

  if (number >= 0x80 && number < 0xa0)
    return windows[number - 0x80];
  if (number == 0 || number > 0x10ffff || (number >= 0xd800 && number < 0xe000))
    return 0xfffd;
  return number;
}

static gsize
decode_number (const char *p, const char *end, gboolean strict, gunichar *c)
{
  const char *start = p;
  guint base = 10;
  guint32 number = 0;
  const char *digits;

  p += 2;
  if (p < end && (*p == 'x' || *p == 'X'))
    {
      base = 16;
      p++;
    }
  for (digits = p; p < end; p++)
    {
      int digit = base == 16 ? g_ascii_xdigit_value (*p) : g_ascii_digit_value (*p);

      if (digit < 0)
        break;
      if (number <= 0x10ffff)
        number = number * base + (guint32) digit;
    }
  if (p == digits)
    return 0;
  *c = fix_number (number);
  if (p < end && *p == ';')
    return (gsize) (p + 1 - start);
  return strict ? 0 : (gsize) (p - start);
}

gsize
ear_html_decode_reference (const char *p, const char *end, gboolean strict, gunichar *c)
{
  char name[MAX_REFERENCE_NAME + 1];
  const htmlEntityDesc *entity;
  gsize n = 0;
  gboolean semicolon;

  if (end - p < 3)
    return 0;
  if (p[1] == '#')
    return decode_number (p, end, strict, c);

  while (n < MAX_REFERENCE_NAME && p + 1 + n < end && g_ascii_isalnum (p[1 + n]))
    {
      name[n] = p[1 + n];
      n++;
    }
  name[n] = '\0';
  semicolon = p + 1 + n < end && p[1 + n] == ';';

  if (!semicolon)
    {
      static const char *const old_names[] = { "amp", "lt", "gt", "quot", "nbsp", NULL };

      if (strict || !g_strv_contains (old_names, name))
        return 0;
    }
  if (strcmp (name, "apos") == 0) /* not in the HTML 4 that libxml2 knows */
    *c = '\'';
  else
    {
      entity = htmlEntityLookup ((const xmlChar *) name);
      if (entity == NULL)
        return 0;
      *c = entity->value;
    }
  return 1 + n + (semicolon ? 1 : 0);
}

char *
ear_html_decode (EarSlice slice)
{
  GString *decoded = g_string_sized_new (slice.length + 1);
  const char *p = slice.text;
  const char *end = p + slice.length;

  while (p < end)
    {
      gunichar c;
      gsize length = *p == '&' ? ear_html_decode_reference (p, end, TRUE, &c) : 0;

      if (length > 0)
        {
          g_string_append_unichar (decoded, c);
          p += length;
        }
      else
        g_string_append_c (decoded, *p++);
    }
  return g_string_free_and_steal (decoded);
}
