/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reading one item costs before the store sees it: JSON to tree, tree to struct, HTML to text, text to length. CPU time, the best
 * of several rounds, beside json-glib's own parse of the same page. Run on a release build: meson test --benchmark.
 */

#include <json-glib/json-glib.h>
#include <string.h>
#include <time.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "base/ear-json.h"
#include "base/ear-text-count.h"

#define ITEMS 100 /* a page */
#define ROUNDS 15
#define REPEATS 20

#define MASTODON_HTML \
  "<p><span class=\"h-card\"><a href=\"https://mastodon.example/@shop\" class=\"u-url mention\">@<span>shop</span></a></span> are you open this " \
  "Sunday &amp; do you have the rye bread from last week? My mother loved it, see <a href=\"https://example.com/page/long\" rel=\"nofollow\"><span " \
  "class=\"invisible\">https://</span><span class=\"ellipsis\">example.com/page</span><span class=\"invisible\">/long</span></a> – thanks, Mia</p>"
#define WORDPRESS_HTML \
  "<p>We came on <em>Saturday</em> with eight people and nobody had our reservation.</p>\n<p>The food was good &#8211; the waiter wasn&#8217;t.<br " \
  "/>\nWill you <strong>please</strong> call me back? <a href=\"https://example.net/review\" rel=\"nofollow ugc\">My review</a></p>\n"

typedef struct {
  const char *id, *reply_to, *author_id, *author_acct, *author_name, *author_url, *content, *visibility, *language, *spoiler, *url;
  gint64 created_at, edited_at, replies;
  gboolean favourited, sensitive, bot;
  const EarJsonNode *media, *mentions;
} Status;

static const EarJsonField status_fields[] = {
  EAR_JSON_FIELD (Status, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Status, created_at, "created_at", EAR_JSON_TIME, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Status, edited_at, "edited_at", EAR_JSON_TIME, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, reply_to, "in_reply_to_id", EAR_JSON_ID, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, sensitive, "sensitive", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, spoiler, "spoiler_text", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, visibility, "visibility", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Status, language, "language", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, url, "url", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, replies, "replies_count", EAR_JSON_INT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, favourited, "favourited", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, content, "content", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Status, author_id, "account.id", EAR_JSON_ID, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Status, author_acct, "account.acct", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Status, author_name, "account.display_name", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, author_url, "account.url", EAR_JSON_TEXT, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, bot, "account.bot", EAR_JSON_BOOL, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, media, "media_attachments", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
  EAR_JSON_FIELD (Status, mentions, "mentions", EAR_JSON_ARRAY, EAR_JSON_OPTIONAL),
};

/* A page as Mastodon sends it: all the fields of mastodon.md, most of which nobody reads. */
static char *
make_page (void)
{
  g_autoptr (EarJsonWriter) w = ear_json_writer_new ();

  ear_json_writer_begin_array (w, NULL);
  for (int i = 0; i < ITEMS; i++)
    {
      g_autofree char *id = g_strdup_printf ("1150011223344%05d", i);
      static const char *const counts[] = { "replies_count", "reblogs_count", "favourites_count", "quotes_count" };
      static const char *const flags[] = { "favourited", "reblogged", "muted", "bookmarked", "sensitive" };
      static const char *const pictures[] = { "avatar", "avatar_static", "header", "header_static" };

      ear_json_writer_begin_object (w, NULL);
      ear_json_writer_text (w, "id", id);
      ear_json_writer_text (w, "created_at", "2026-08-20T16:04:10.940Z");
      ear_json_writer_null (w, "edited_at");
      ear_json_writer_text (w, "in_reply_to_id", "115001000000000001");
      ear_json_writer_text (w, "in_reply_to_account_id", "14715");
      ear_json_writer_text (w, "spoiler_text", "");
      ear_json_writer_text (w, "visibility", "public");
      ear_json_writer_text (w, "language", "en");
      ear_json_writer_text (w, "uri", "https://other.example/users/mia/statuses/1");
      ear_json_writer_text (w, "url", "https://other.example/@mia/1");
      for (gsize j = 0; j < G_N_ELEMENTS (counts); j++)
        ear_json_writer_int (w, counts[j], i);
      for (gsize j = 0; j < G_N_ELEMENTS (flags); j++)
        ear_json_writer_bool (w, flags[j], FALSE);
      ear_json_writer_text (w, "content", MASTODON_HTML);
      ear_json_writer_null (w, "reblog");
      ear_json_writer_begin_object (w, "account");
      ear_json_writer_text (w, "id", "971724");
      ear_json_writer_text (w, "username", "mia");
      ear_json_writer_text (w, "acct", "mia@other.example");
      ear_json_writer_text (w, "display_name", "Mia :blobcat: 🥖");
      ear_json_writer_bool (w, "locked", FALSE);
      ear_json_writer_bool (w, "bot", FALSE);
      ear_json_writer_text (w, "created_at", "2019-11-01T00:00:00.000Z");
      ear_json_writer_text (w, "note", "<p>Baker &amp; reader. <a href=\"https://mia.example\">mia.example</a></p>");
      ear_json_writer_text (w, "url", "https://other.example/@mia");
      for (gsize j = 0; j < G_N_ELEMENTS (pictures); j++)
        ear_json_writer_text (w, pictures[j], "https://files.other.example/accounts/avatars/000/971/724/original/0123456789abcdef.png");
      ear_json_writer_int (w, "followers_count", 10);
      ear_json_writer_int (w, "statuses_count", 99);
      ear_json_writer_begin_array (w, "emojis");
      ear_json_writer_end_array (w);
      ear_json_writer_end_object (w);
      ear_json_writer_begin_array (w, "media_attachments");
      ear_json_writer_end_array (w);
      ear_json_writer_begin_array (w, "mentions");
      ear_json_writer_begin_object (w, NULL);
      ear_json_writer_text (w, "id", "14715");
      ear_json_writer_text (w, "acct", "shop");
      ear_json_writer_end_object (w);
      ear_json_writer_end_array (w);
      ear_json_writer_null (w, "poll");
      ear_json_writer_end_object (w);
    }
  ear_json_writer_end_array (w);
  return ear_json_writer_to_text (w, FALSE);
}

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static char *page;
static EarJson *document;

static void
do_parse (void)
{
  g_autoptr (EarJson) json = ear_json_parse_text (page, -1, NULL);

  g_assert_nonnull (json);
}

static void
do_json_glib (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, page, -1, NULL));
}

static void
do_bind (void)
{
  const EarJsonNode *root = ear_json_root (document);

  for (gsize i = 0; i < ITEMS; i++)
    {
      Status status = { 0 };

      g_assert_true (ear_json_bind_table (ear_json_element (root, i), status_fields, &status, NULL));
      g_assert_true (status.created_at != EAR_TIME_NONE && status.author_acct != NULL);
    }
}

static void
do_html (const char *html)
{
  for (int i = 0; i < ITEMS; i++)
    {
      g_autoptr (EarPlainText) plain = ear_html_to_plain (html, -1);

      g_assert_cmpuint (plain->links->len, >, 0);
    }
}

static void
do_mastodon_html (void)
{
  do_html (MASTODON_HTML);
}

static void
do_wordpress_html (void)
{
  do_html (WORDPRESS_HTML);
}

static void
do_time (void)
{
  for (int i = 0; i < ITEMS; i++)
    g_assert_true (ear_time_parse ("2026-08-20T16:04:10.940Z") != EAR_TIME_NONE);
}

static void
do_count (void)
{
  static const EarTextRule rule = { EAR_TEXT_UNIT_GRAPHEMES, 500, 23, TRUE };

  for (int i = 0; i < ITEMS; i++)
    g_assert_cmpuint (ear_text_count ("@mia@other.example Ja, Sonntag bis 13 Uhr geöffnet 🥖 https://bakery.example/oeffnungszeiten", &rule), ==, 62);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*func) (void);
  } parts[] = {
    { "JSON to tree (Mastodon page)", do_parse },
    { "  the same by json-glib", do_json_glib },
    { "tree to struct (19 fields)", do_bind },
    { "HTML to text (Mastodon)", do_mastodon_html },
    { "HTML to text (WordPress)", do_wordpress_html },
    { "RFC 3339 to instant", do_time },
    { "length in graphemes, links weighed", do_count },
  };

  page = make_page ();
  document = ear_json_parse_text (page, -1, NULL);
  g_print ("%d items a page, %" G_GSIZE_FORMAT " bytes an item\n%-38s %12s\n", ITEMS, strlen (page) / ITEMS, "", "µs an item");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      double best = G_MAXDOUBLE;

      for (int round = 0; round < ROUNDS; round++)
        {
          double start = cpu_seconds ();

          for (int repeat = 0; repeat < REPEATS; repeat++)
            parts[i].func ();
          best = MIN (best, cpu_seconds () - start);
        }
      g_print ("%-38s %12.2f\n", parts[i].name, best * 1e6 / REPEATS / ITEMS);
    }
  ear_json_free (document);
  g_free (page);
  return 0;
}
