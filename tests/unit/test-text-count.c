/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "base/ear-text-count.h"

static guint
count (const char *text, EarTextUnit unit)
{
  EarTextRule rule = { unit, 0, 0, FALSE };

  return ear_text_count (text, &rule);
}

static void
test_units (void)
{
  static const struct {
    const char *text;
    guint bytes, characters, graphemes, utf16, emoji_bytes;
  } cases[] = {
    { "", 0, 0, 0, 0, 0 },
    { "Yes, until 13:00.", 17, 17, 17, 17, 17 },
    { "café", 5, 4, 4, 4, 4 },
    { "cafe\xcc\x81", 6, 5, 4, 5, 5 },
    { "👨‍👩‍👧‍👦", 25, 7, 1, 11, 25 },
    { "👍🏽", 8, 2, 1, 4, 8 },
    { "🇩🇪🇫🇷", 16, 4, 2, 8, 16 },
    { "a\r\nb", 4, 4, 3, 4, 4 },
    { "a\nb", 3, 3, 3, 3, 3 },
    { "한국", 6, 2, 2, 2, 2 },
    { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 9, 3, 1, 3, 3 },  /* the same 한 in three letters */
    { "1\xef\xb8\x8f\xe2\x83\xa3", 7, 3, 1, 3, 7 },             /* keycap */
    { "❤", 3, 1, 1, 1, 1 },                                     /* the sign, not yet the emoji */
    { "❤\xef\xb8\x8f", 6, 2, 1, 2, 6 },
    { "☕ é", 6, 3, 3, 3, 5 },
    { "☕\xef\xb8\x8e", 6, 2, 1, 2, 2 },                       /* told to be text */
    { "ça va 🙂", 11, 7, 7, 8, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (count (cases[i].text, EAR_TEXT_UNIT_BYTES), ==, cases[i].bytes);
      g_assert_cmpuint (count (cases[i].text, EAR_TEXT_UNIT_CHARACTERS), ==, cases[i].characters);
      g_assert_cmpuint (count (cases[i].text, EAR_TEXT_UNIT_GRAPHEMES), ==, cases[i].graphemes);
      g_assert_cmpuint (count (cases[i].text, EAR_TEXT_UNIT_UTF16), ==, cases[i].utf16);
      g_assert_cmpuint (count (cases[i].text, EAR_TEXT_UNIT_EMOJI_BYTES), ==, cases[i].emoji_bytes);
    }
  g_assert_cmpuint (count (NULL, EAR_TEXT_UNIT_BYTES), ==, 0);
  g_assert_cmpuint (count ("a\xff", EAR_TEXT_UNIT_CHARACTERS), ==, 2);
}

/* mastodon.md 5: a link counts 23 whatever its length, a remote mention only its name. */
static void
test_mastodon (void)
{
  static const EarTextRule rule = { EAR_TEXT_UNIT_GRAPHEMES, 500, 23, TRUE };
  static const struct {
    const char *text;
    guint expected;
  } cases[] = {
    { "https://example.org/a/very/long/path/that/goes/on?and=on", 23 },
    { "http://a.io", 23 },
    { "HTTPS://EXAMPLE.ORG", 23 },
    { "see https://example.org/x.", 4 + 23 + 1 },
    { "(https://example.org/x)", 1 + 23 + 1 },
    { "https://en.example.org/wiki/Bread_(food)", 23 },
    { "„https://example.org/x“", 1 + 23 },
    { "https://example.org:8080/x?y#z!", 23 + 1 },
    { "https://example.org, https://example.org", 23 + 2 + 23 },
    { "https://bücher.example/straße", 23 },
    { "two:https://example.org", 4 + 23 },
    /* no links: no scheme, no host with a dot, glued to a word */
    { "example.org/path", 16 },
    { "http://localhost/x", 18 },
    { "https://", 8 },
    { "https://1.2.3.4/", 16 },
    { "xhttps://example.org", 20 },
    { "@https://example.org", 20 },
    /* mentions */
    { "@mia@other.example hello", 4 + 6 },
    { "@mia hello", 10 },
    { "@mia@other.example, @jo@x.example!", 4 + 2 + 3 + 1 },
    { "@mia.k-1@other.example", 8 },
    { "write to shop@example.org", 25 },
    { "@mia@", 5 },
    { "@@mia@other.example", 19 },
    { "@mia@other.example.", 4 + 1 },
    { "/@mia@other.example", 19 },
    { "https://m.example/@mia@other.example", 23 },
    { "@mia@bücher.example é", 4 + 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (ear_text_count (cases[i].text, &rule), ==, cases[i].expected);
    }
}

/* A weight and no free hosts, as X counts; bytes of all of it, as WordPress does. */
static void
test_rules (void)
{
  static const EarTextRule weight_only = { EAR_TEXT_UNIT_CHARACTERS, 280, 23, FALSE };
  static const EarTextRule bytes = { EAR_TEXT_UNIT_BYTES, 65525, 0, FALSE };

  g_assert_cmpuint (ear_text_count ("@mia@other.example https://e.example/1", &weight_only), ==, 19 + 23);
  g_assert_cmpuint (ear_text_count ("@mia@other.example https://e.example/é", &bytes), ==, 39);
}

/* Hostile text takes no longer than other text of its length. */
static void
test_long (void)
{
  static const EarTextRule rule = { EAR_TEXT_UNIT_GRAPHEMES, 500, 23, TRUE };
  static const char *const parts[] = { "http://", "https://a.bc/(", "https://a.bc/)", "@a@b", "@", "h", "https://a.bc/.,.,", "e\xcc\x81" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 start = g_get_monotonic_time ();

      while (text->len < 200000)
        g_string_append (text, parts[i]);
      g_test_message ("%s: %u", parts[i], ear_text_count (text->str, &rule));
      g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-count/units", test_units);
  g_test_add_func ("/text-count/mastodon", test_mastodon);
  g_test_add_func ("/text-count/rules", test_rules);
  g_test_add_func ("/text-count/long", test_long);
  return g_test_run ();
}
