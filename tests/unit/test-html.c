/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "base/ear-html.h"

typedef struct {
  const char *html, *text;
} Case;

static void
check_cases (const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *text = ear_html_to_text (cases[i].html, -1);

      g_test_message ("%s", cases[i].html);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_blocks (void)
{
  static const Case cases[] = {
    { "<p>Open on <em>Sunday</em>?</p>\n", "Open on Sunday?" },                       /* wordpress.md 4 */
    { "<p>one</p>\n<p>two<br />\nthree</p>\n", "one\n\ntwo\nthree" },                 /* wpautop */
    { "<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree" },                         /* Mastodon */
    { "<p>a<br></p><p>b</p>", "a\n\nb" },
    { "a<br><br><br><br><br>b", "a\n\nb" },
    { "  plain   text\n with  spaces ", "plain text with spaces" },
    { "<div>a</div><div>b</div>c", "a\nb\nc" },
    { "<div><div><div>a</div></div></div><p>b", "a\n\nb" },
    { "<h2>Hours</h2>Mon", "Hours\n\nMon" },
    { "<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>end", "• one\n• two\n• three\n\nend" },
    { "<ol start=\"3\"><li>three</li><li>four</li></ol>", "3. three\n4. four" },
    { "<ol><li>a<li>b</ol>", "1. a\n2. b" },
    { "<li>lone", "• lone" },
    { "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Mon</td><td>9</td></tr></table>", "Day Hours\nMon 9" },
    { "<pre>a  b\n  c\n\n\n\nd</pre>", "a  b\n  c\n\nd" },
    { "x<hr>y", "x\n\ny" },
    { "<blockquote><p>you said</p></blockquote><p>I say</p>", "you said\n\nI say" },
    { "a<b>b</b>c", "abc" },
    { "<b>a </b> <i> b</i>", "a b" },
    { "<p>&nbsp;</p><p>a&nbsp;&nbsp;b</p>", "a  b" },
    { "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)" },
    { "", "" },
    { NULL, "" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_references (void)
{
  static const Case cases[] = {
    { "Tom &amp; Jerry &lt;3 &quot;x&quot; &#039;y&#39; &apos;z&apos;", "Tom & Jerry <3 \"x\" 'y' 'z'" },
    { "can&#8217;t &#x2019; &hellip; &eacute; &euro;", "can’t ’ … é €" },
    { "&#128512;&#x1F600;", "😀😀" },
    { "&#150;&#x93;", "–“" },
    { "AT&T &unknown; & &; &# &#; &#x; &amp", "AT&T &unknown; & &; &# &#; &#x; &" },
    { "&#0;&#xD800;&#x110000;&#99999999999999;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "&ampx &ltb", "&ampx &ltb" },
    { "&amp;lt;script&amp;gt;", "&lt;script&gt;" },
    { "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>" },
    { "&#x202e;evil&#8238;&#0000000065;", "evilA" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* What is not HTML is text. */
static void
test_not_html (void)
{
  static const Case cases[] = {
    { "I <3 you", "I <3 you" },
    { "a < b > c", "a < b > c" },
    { "1 <2", "1 <2" },
    { "x <", "x <" },
    { "x </", "x </" },
    { "if a <b then", "if a <b then" },
    { "cut off <a href=\"https://exam", "cut off" },
    { "cut off <img src='x", "cut off" },
    { "<!-- note -->x<!doctype html><?php echo 1 ?>y", "xy" },
    { "<!-->x<!--->y<!--z--!>w<!-- open", "xyw" },
    { "<![CDATA[x]]>y", "y" },
    { "</>x</ div>y", "xy" },
    { "<>x", "<>x" },
    { "<custom-tag with=1>x</custom-tag>", "x" },
    { "<P CLASS=x>Shout<BR/>ing</P>", "Shout\ning" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_dropped (void)
{
  static const Case cases[] = {
    { "a<script>alert('<p>x</p>')</script>b", "ab" },
    { "a<SCRIPT type=x>if (1 < 2) '</scriptx>'</script >b", "ab" },
    { "a<style>p{}</style>b<title>t</title>c<textarea><b></textarea>d", "abcd" },
    { "a<script>never closed <p>x", "a" },
    { "a<iframe src=x>fallback</iframe>b", "ab" },
    { "a<img src=\"https://track.example/p.gif\" alt=\"pixel\">b", "ab" },
    { "a<svg><text>x</text><svg></svg>y</svg>b", "ab" },
    { "a<svg><script>'</svg>'</script></svg>b", "ab" },
    { "a<object><object></object>x</object>b<noscript><img src=x></noscript>c", "abc" },
    { "a<select><option>x</select>b<video controls>no video</video>c", "abc" },
    { "a<p hidden>x</p>b", "ab" },
    { "a<div style=\"color:red; Display : none\">x</div>b", "a\nx\nb" },
    { "a<span style=\"color:red;display: NONE\">x<span>y</span></span>b", "ab" },
    { "<img class=\"wp-smiley\" alt=\":)\"> <img alt=\"🙂\" class=\"x emoji\"> <img class=emoji alt=\":blob&#99;at:\">", ":) 🙂 :blobcat:" },
    { "<a href=x onclick=\"alert(1)\">x</a><b style=x onmouseover='y'>y</b>", "xy" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* Characters that reorder or hide what stands around them. */
static void
test_characters (void)
{
  static const Case cases[] = {
    { "a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8b" "d\xef\xbb\xbf" "e\xc2\xad" "f", "abcdef" },
    { "a\x01\x1b[31mb\x7f\xc2\x85" "c", "a[31mbc" },
    { "👨‍👩‍👧 می‌خواهم", "👨‍👩‍👧 می‌خواهم" },
    { "شكرا", "شكرا" },
    { "a\xff\xfe" "b", "a\xef\xbf\xbd\xef\xbf\xbd" "b" },
    { "\xef\xb7\x90\xef\xbf\xbfx", "x" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
  {
    g_autofree char *text = ear_html_to_text ("a\0<b>b", 6);

    g_assert_cmpstr (text, ==, "a\xef\xbf\xbd" "b");
  }
}

static void
check_links (const char *html, const char *text, const char *targets)
{
  g_autoptr (EarPlainText) plain = ear_html_to_plain (html, -1);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < plain->links->len; i++)
    {
      const EarLink *link = &g_array_index (plain->links, EarLink, i);

      g_assert_cmpuint (link->start, <, link->end);
      g_assert_cmpuint (link->end, <=, strlen (plain->text));
      g_string_append_printf (found, "[%.*s](%s)", (int) (link->end - link->start), plain->text + link->start, link->target);
    }
  g_test_message ("%s", html);
  g_assert_cmpstr (plain->text, ==, text);
  g_assert_cmpstr (found->str, ==, targets);
}

static void
test_links (void)
{
  /* mastodon.md 4.2 and 6 */
  check_links ("<p><span class=\"h-card\"><a href=\"https://mastodon.example/@shop\" class=\"u-url mention\">@<span>shop</span></a></span> open Sunday?</p>",
               "@shop open Sunday?", "[@shop](https://mastodon.example/@shop)");
  check_links ("<a href=\"https://example.com/page/long\" rel=\"nofollow\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">example.com/page</span>"
               "<span class=\"invisible\">/long</span></a> x",
               "example.com/page… x", "[example.com/page…](https://example.com/page/long)");
  check_links ("<a href='https://a.example/?a=1&amp;b=2&copy=3'>two</a> <a href=mailto:shop@example.org>mail</a>",
               "two mail", "[two](https://a.example/?a=1&b=2&copy=3)[mail](mailto:shop@example.org)");
  check_links ("<a href=\" https://a.example/x\ny \"> in  the </a>end", "in the end", "[in the](https://a.example/xy)");
  check_links ("<a href=https://a.example>one<a href=https://b.example>two</a>", "onetwo", "[one](https://a.example)[two](https://b.example)");
  check_links ("<a href=https://a.example>open", "open", "[open](https://a.example)");
  check_links ("<p>x</p><a href=https://a.example><p>block</p></a>", "x\n\nblock", "[block](https://a.example)");
  check_links ("<a href=https://a.example></a><a href=https://b.example> <img src=x></a>x", "x", "");
  check_links ("<a href=https://a.example>é</a>", "é", "[é](https://a.example)");
}

/* Only what a browser may open, and nothing that runs. */
static void
test_link_targets (void)
{
  static const char *const refused[] = {
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "ftp://example.org/", "//example.org/", "/relative", "#top", "", "https://", "http:///x", "mailto:",
    "gemini://example.org", "view-source:https://example.org", "blob:https://example.org/x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *html = g_strdup_printf ("<a href=\"%s\">x</a>", refused[i]);

      check_links (html, "x", "");
    }
}

/* Text that names one host and opens another shows the other. */
static void
test_phishing (void)
{
  check_links ("<a href=\"https://evil.example/x\">https://bank.example/login</a>", "https://bank.example/login (evil.example)",
               "[https://bank.example/login](https://evil.example/x)");
  check_links ("<a href=\"https://bank.example@evil.example/\">https://bank.example/</a>", "https://bank.example/ (evil.example)",
               "[https://bank.example/](https://bank.example@evil.example/)");
  check_links ("<a href=\"https://xn--bcher-kva.example/\">www.buecher.example</a>", "www.buecher.example (xn--bcher-kva.example)",
               "[www.buecher.example](https://xn--bcher-kva.example/)");
  check_links ("<a href=\"http://bank.example/\">https://www.bank.example/login now</a>", "https://www.bank.example/login now",
               "[https://www.bank.example/login now](http://bank.example/)");
  check_links ("<a href=\"https://evil.example/\">click here</a>", "click here", "[click here](https://evil.example/)");
  check_links ("<a href=\"https://a.example/\">\xe2\x80\xaehttps://b.example</a>", "https://b.example (a.example)", "[https://b.example](https://a.example/)");
}

/* Time grows with the length only, and so does the stack: these sizes would show anything else. */
static void
test_hostile_sizes (void)
{
  static const char *const parts[] = {
    "<div>", "<p><b class=1>", "<b>", "<a href=x>", "<a href=https://a.example>", "<table>", "<ul><li>", "<ol>", "<span class=ellipsis>", "<span class=invisible>",
    "<svg>", "<select>", "<!--", "<!-- -", "<", "</", "<a", "<a b=\"", "<a b='c' ", "&", "&#", "&#x", "&amp", "<script>", "<script></scrip", "<br>", "<pre>\n",
    "</span>", "</ul>", "<template>", "\xf0\x9f\x98\x80", "\xff", "<p hidden>", "<x y=z>", "=\"", "<a href=\"", "<object><iframe>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) html = g_string_new (NULL);
      g_autoptr (EarPlainText) plain = NULL;
      gint64 start;

      while (html->len < 300000)
        g_string_append (html, parts[i]);
      start = g_get_monotonic_time ();
      plain = ear_html_to_plain (html->str, (gssize) html->len);
      g_assert_true (g_utf8_validate (plain->text, -1, NULL));
      g_assert_cmpuint (strlen (plain->text), <=, html->len * 3);
      if (g_get_monotonic_time () - start > 3 * G_USEC_PER_SEC)
        g_error ("300 KB of “%s” took %.1f s", parts[i], (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
    }
}

static void
test_escape (void)
{
  g_autofree char *escaped = ear_html_escape ("a < b && c > \"d\"\n'é'");
  g_autofree char *back = ear_html_to_text (escaped, -1);

  g_assert_cmpstr (escaped, ==, "a &lt; b &amp;&amp; c &gt; \"d\"\n'é'");
  g_assert_cmpstr (back, ==, "a < b && c > \"d\" 'é'");
}

/* What we escape comes back as it was, whatever it is. */
static void
test_escape_round_trip (void)
{
  static const char alphabet[] = "<>&;#x1/!-= abAp\"'";

  for (int i = 0; i < 3000; i++)
    {
      char text[24];
      g_autofree char *escaped = NULL;
      g_autofree char *back = NULL;
      g_autofree char *expected = NULL;

      for (gsize j = 0; j < sizeof text - 1; j++)
        text[j] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      text[sizeof text - 1] = '\0';
      escaped = ear_html_escape (text);
      back = ear_html_to_text (escaped, -1);
      expected = ear_text_clean_line (text, sizeof text);
      g_assert_cmpstr (back, ==, expected);
    }
}

static void
test_clean (void)
{
  static const struct {
    const char *text;
    gsize max_bytes;
    const char *line, *body;
  } cases[] = {
    { "  Mia\n\tK.  ", 100, "Mia K.", "Mia\n K." },
    { "a\r\nb\rc\xe2\x80\xa8" "d", 100, "a b c d", "a\nb\nc\nd" },
    { "Mia \xe2\x80\xae" "evil\x07", 100, "Mia evil", "Mia evil" },
    { "ééééé", 5, "éé", "éé" },
    { "a b", 2, "a", "a" },
    { "a\xff" "b", 100, "a\xef\xbf\xbd" "b", "a\xef\xbf\xbd" "b" },
    { "", 10, "", "" },
    { "\n\n", 10, "", "" },
    { NULL, 10, "", "" },
    { "👩‍🍳 Bäckerei", 100, "👩‍🍳 Bäckerei", "👩‍🍳 Bäckerei" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = ear_text_clean_line (cases[i].text, cases[i].max_bytes);
      g_autofree char *body = ear_text_clean_body (cases[i].text, cases[i].max_bytes);

      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (body, ==, cases[i].body);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html/blocks", test_blocks);
  g_test_add_func ("/html/references", test_references);
  g_test_add_func ("/html/not-html", test_not_html);
  g_test_add_func ("/html/dropped", test_dropped);
  g_test_add_func ("/html/characters", test_characters);
  g_test_add_func ("/html/links", test_links);
  g_test_add_func ("/html/link-targets", test_link_targets);
  g_test_add_func ("/html/phishing", test_phishing);
  g_test_add_func ("/html/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/html/escape", test_escape);
  g_test_add_func ("/html/escape-round-trip", test_escape_round_trip);
  g_test_add_func ("/html/clean", test_clean);
  return g_test_run ();
}
