/* ear-text-count.c: the length of a text as a service counts it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-text-count.h"

#include <pango/pango-break.h>
#include <string.h>

/* ---- what a link is ---- */

/* As the services' own counters find it: a scheme that was typed, a host with a dot and a top-level domain, and no punctuation
 * at its end. Their lists of top-level domains change; "leave slack near the edge" (mastodon.md 5) covers the rest. */

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || c == '_';
}

static gboolean
is_word_before (const char *text, const char *p)
{
  return p > text && is_word_char (g_utf8_get_char (g_utf8_prev_char (p)));
}

/* Behind the host, or NULL when it is none. */
static const char *
skip_host (const char *p)
{
  const char *label = p;
  gsize dots = 0;

  for (;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '.')
        {
          if (p == label)
            return NULL;
          /* a dot that ends the sentence, not the label */
          if (!g_unichar_isalnum (g_utf8_get_char (p + 1)))
            break;
          dots++;
          label = p + 1;
        }
      else if (!g_unichar_isalnum (c) && c != '-' && c != '_')
        break;
    }

  if (dots == 0 || p - label < 2)
    return NULL;
  /* no number is a top-level domain */
  if (g_ascii_isdigit (label[0]) && label[strspn (label, "0123456789")] == *p)
    return NULL;
  return p;
}

static gboolean
ends_url (gunichar c)
{
  return c == 0 || g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == '<' || c == '>' || c == '"' || c == '`';
}

/* Without the punctuation of the sentence around it; a closing bracket belongs to it if the opening one does. */
static const char *
trim_url (const char *start, const char *end)
{
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);
      gunichar c = g_utf8_get_char (last);

      if (c == ')')
        {
          gssize open = 0;

          for (const char *p = start; p < end; p++)
            open += *p == '(' ? 1 : *p == ')' ? -1 : 0;
          if (open >= 0)
            break;
        }
      else if (c >= 0x80 || strchr (".,:;!?'*]}…", (int) c) == NULL)
        {
          if (c != 0x2026 && c != 0x201d && c != 0x2019 && c != 0xbb)
            break;
        }
      end = last;
    }
  return end;
}

/* The end of the link at @p, or NULL when there is none. */
static const char *
match_url (const char *text, const char *p)
{
  const char *host;
  const char *end;

  if (g_ascii_strncasecmp (p, "https://", 8) == 0)
    host = p + 8;
  else if (g_ascii_strncasecmp (p, "http://", 7) == 0)
    host = p + 7;
  else
    return NULL;
  if (is_word_before (text, p) || (p > text && strchr ("@#$.-/", p[-1]) != NULL))
    return NULL;

  end = skip_host (host);
  if (end == NULL)
    return NULL;
  if (*end == ':' && g_ascii_isdigit (end[1]))
    end += 1 + strspn (end + 1, "0123456789");
  if (*end == '/' || *end == '?' || *end == '#')
    {
      const char *start = end;

      while (!ends_url (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      end = trim_url (start, end);
    }
  return end;
}

/* ---- what a mention is ---- */

/* "@user@host" at @p: the end of "@user" in @user_end, the end of the host returned; NULL when it is none. */
static const char *
match_mention (const char *text, const char *p, const char **user_end)
{
  const char *host;
  const char *end;

  if (is_word_before (text, p) || (p > text && (p[-1] == '/' || p[-1] == '=' || p[-1] == '@')))
    return NULL;

  end = p + 1;
  while (g_ascii_isalnum (*end) || *end == '_' || ((*end == '.' || *end == '-') && end > p + 1))
    end++;
  while (end > p + 1 && (end[-1] == '.' || end[-1] == '-'))
    end--;
  if (end == p + 1 || *end != '@')
    return NULL;
  *user_end = end;

  host = ++end;
  while (is_word_char (g_utf8_get_char (end)) || *end == '.' || *end == '-')
    end = g_utf8_next_char (end);
  while (end > host && (end[-1] == '.' || end[-1] == '-'))
    end--;
  return end > host ? end : NULL;
}

/* The text with each link as @url_weight letters and each mention without its host. */
static char *
rewrite (const char *text, const EarTextRule *rule)
{
  GString *result = g_string_sized_new (strlen (text));
  const char *p = text;

  while (*p != '\0')
    {
      const char *plain = p;
      const char *end = NULL;

      while (*p != '\0' && *p != '@' && *p != 'h' && *p != 'H')
        p++;
      g_string_append_len (result, plain, p - plain);
      if (*p == '\0')
        break;

      if (*p == '@')
        {
          const char *user_end;

          if (rule->mention_host_free)
            end = match_mention (text, p, &user_end);
          if (end != NULL)
            g_string_append_len (result, p, user_end - p);
        }
      else if (rule->url_weight > 0)
        {
          end = match_url (text, p);
          for (guint i = 0; end != NULL && i < rule->url_weight; i++)
            g_string_append_c (result, 'x');
        }

      if (end != NULL)
        p = end;
      else
        g_string_append_c (result, *p++);
    }
  return g_string_free_and_steal (result);
}

/* ---- counting ---- */

static gboolean
is_simple (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if ((guchar) *text >= 0x80 || *text == '\r')
        return FALSE;
    }
  return TRUE;
}

/* Unicode's extended grapheme clusters (UAX 29). */
static guint
count_graphemes (const char *text)
{
  g_autofree PangoLogAttr *attributes = NULL;
  glong n_characters;
  guint n = 0;

  if (is_simple (text))
    return (guint) strlen (text);

  n_characters = g_utf8_strlen (text, -1);
  attributes = g_new0 (PangoLogAttr, n_characters + 1);
  pango_default_break (text, -1, NULL, attributes, (int) n_characters + 1);
  for (glong i = 0; i < n_characters; i++)
    n += attributes[i].is_cursor_position;
  return n;
}

/**
 * ear_unichar_is_emoji:
 * @c: a character
 *
 * Whether Unicode shows it as an emoji by itself: Emoji_Presentation in emoji-data.txt of Unicode 14, and all of the blocks from U+1F000 to
 * U+1FAFF, where new ones are added.
 */
gboolean
ear_unichar_is_emoji (gunichar c)
{
  static const struct {
    guint16 from, to;
  } signs[] = {
    { 0x231a, 0x231b }, { 0x23e9, 0x23ec }, { 0x23f0, 0x23f0 }, { 0x23f3, 0x23f3 }, { 0x25fd, 0x25fe }, { 0x2614, 0x2615 },
    { 0x2648, 0x2653 }, { 0x267f, 0x267f }, { 0x2693, 0x2693 }, { 0x26a1, 0x26a1 }, { 0x26aa, 0x26ab }, { 0x26bd, 0x26be },
    { 0x26c4, 0x26c5 }, { 0x26ce, 0x26ce }, { 0x26d4, 0x26d4 }, { 0x26ea, 0x26ea }, { 0x26f2, 0x26f3 }, { 0x26f5, 0x26f5 },
    { 0x26fa, 0x26fa }, { 0x26fd, 0x26fd }, { 0x2705, 0x2705 }, { 0x270a, 0x270b }, { 0x2728, 0x2728 }, { 0x274c, 0x274c },
    { 0x274e, 0x274e }, { 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 }, { 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf },
    { 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b50 }, { 0x2b55, 0x2b55 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (c >= signs[i].from && c <= signs[i].to)
      return TRUE;
  return c >= 0x1f000 && c <= 0x1faff;
}

/* A grapheme is one where it holds such a sign, or is told to be shown as one (U+FE0F, the keycap U+20E3), and not as text (U+FE0E). */
static gboolean
is_emoji (const char *start, const char *end)
{
  gboolean emoji = FALSE;

  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0xfe0e)
        return FALSE;
      emoji |= c == 0xfe0f || c == 0x20e3 || ear_unichar_is_emoji (c);
    }
  return emoji;
}

static guint
count_emoji_bytes (const char *text)
{
  g_autofree PangoLogAttr *attributes = NULL;
  const char *start = text, *p = text;
  glong n_characters;
  guint n = 0;

  if (is_simple (text))
    return (guint) strlen (text);

  n_characters = g_utf8_strlen (text, -1);
  attributes = g_new0 (PangoLogAttr, n_characters + 1);
  pango_default_break (text, -1, NULL, attributes, (int) n_characters + 1);
  for (glong i = 1; i <= n_characters; i++)
    {
      p = g_utf8_next_char (p);
      if (i < n_characters && !attributes[i].is_cursor_position)
        continue;
      n += is_emoji (start, p) ? (guint) (p - start) : (guint) g_utf8_strlen (start, p - start);
      start = p;
    }
  return n;
}

static guint
count_utf16 (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    n += g_utf8_get_char (text) >= 0x10000 ? 2 : 1;
  return n;
}

/**
 * ear_text_count:
 * @text: (nullable): what is to be sent
 * @rule: how the service counts
 *
 * Returns: the length in the rule's unit
 */
guint
ear_text_count (const char *text, const EarTextRule *rule)
{
  g_autofree char *valid = NULL;
  g_autofree char *rewritten = NULL;

  if (text == NULL)
    return 0;
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  if ((rule->url_weight > 0 && strstr (text, "://") != NULL) || (rule->mention_host_free && strchr (text, '@') != NULL))
    text = rewritten = rewrite (text, rule);

  switch (rule->unit)
    {
    case EAR_TEXT_UNIT_BYTES:
      return (guint) strlen (text);
    case EAR_TEXT_UNIT_CHARACTERS:
      return (guint) g_utf8_strlen (text, -1);
    case EAR_TEXT_UNIT_GRAPHEMES:
      return count_graphemes (text);
    case EAR_TEXT_UNIT_UTF16:
      return count_utf16 (text);
    case EAR_TEXT_UNIT_EMOJI_BYTES:
      return count_emoji_bytes (text);
    default:
      g_return_val_if_reached (0);
    }
}
