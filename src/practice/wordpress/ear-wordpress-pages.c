/* ear-wordpress-pages.c: what a browser sees of the town's blog, and how it writes times and texts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/wordpress/ear-wordpress-town.h"

#include <string.h>

#define TITLE_CHARACTERS 60

/* ---- times: without a zone, the blog's own beside UTC ---- */

gint64
ear_blog_local_seconds (const EarBlogCall *call, gint64 time_ms)
{
  gint64 seconds = time_ms / 1000;
  int interval = g_time_zone_find_interval (call->zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return seconds + g_time_zone_get_offset (call->zone, interval);
}

static void
write_time (EarJsonWriter *json, const char *stem, const char *tail, gint64 seconds)
{
  g_autofree char *name = g_strconcat (stem, tail, NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  ear_json_writer_text (json, name, text);
}

void
ear_blog_write_dates (const EarBlogCall *call, EarJsonWriter *json, gint64 time_ms, const char *stem)
{
  g_autofree char *gmt = g_strconcat (stem, "_gmt", NULL);

  if (ear_blog_wants (call, stem))
    write_time (json, stem, "", ear_blog_local_seconds (call, time_ms));
  if (ear_blog_wants (call, gmt))
    write_time (json, stem, "_gmt", time_ms / 1000);
}

/* ---- texts ---- */

/* Outside of tags: quotes and dots as a printer sets them. */
static void
texturize (GString *into, const char *text)
{
  gboolean in_tag = FALSE, begins = TRUE;

  for (const char *p = text; *p != '\0'; p++)
    {
      in_tag = *p == '<' ? TRUE : in_tag;
      if (in_tag || strchr ("'\".", *p) == NULL)
        g_string_append_c (into, *p);
      else if (*p == '\'')
        g_string_append (into, begins ? "&#8216;" : "&#8217;");
      else if (*p == '"')
        g_string_append (into, begins ? "&#8220;" : "&#8221;");
      else if (strncmp (p, "...", 3) == 0)
        {
          g_string_append (into, "&#8230;");
          p += 2;
        }
      else
        g_string_append_c (into, *p);
      in_tag = *p == '>' ? FALSE : in_tag;
      begins = !in_tag && strchr (" \n\t(>", *p) != NULL;
    }
}

char *
ear_blog_render (const char *raw)
{
  g_autofree char *text = g_strstrip (g_strdup (raw));
  g_auto (GStrv) paragraphs = g_regex_split_simple ("\\n\\s*\\n", text, 0, 0);
  GString *html = g_string_new (NULL);

  for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++)
    {
      g_auto (GStrv) lines = g_strsplit (*paragraph, "\n", -1);

      if (**paragraph == '\0')
        continue;
      g_string_append (html, "<p>");
      for (char **line = lines; *line != NULL; line++)
        {
          texturize (html, *line);
          if (line[1] != NULL)
            g_string_append (html, "<br />\n");
        }
      g_string_append (html, "</p>\n");
    }
  return g_string_free_and_steal (html);
}

static const char *
find_gap (const EarTownItem *post)
{
  return strstr (post->text, "\n\n");
}

const char *
ear_blog_get_content (const EarTownItem *post)
{
  const char *gap = find_gap (post);

  return gap != NULL ? gap + 2 : post->text;
}

char *
ear_blog_dup_title (const EarTownItem *post)
{
  const char *gap = find_gap (post);
  const char *end = gap != NULL ? gap : strpbrk (post->text, ".!?");
  g_autofree char *title = end != NULL ? g_strndup (post->text, (gsize) (end - post->text)) : g_strdup (post->text);
  GString *html = g_string_new (NULL);

  if (gap == NULL && g_utf8_strlen (title, -1) > TITLE_CHARACTERS)
    *g_utf8_offset_to_pointer (title, TITLE_CHARACTERS) = '\0';
  texturize (html, title);
  return g_string_free_and_steal (html);
}

/* "/2026/11/opening-hours-bread/", of the title's letters. */
char *
ear_blog_dup_link (const EarBlogCall *call, const EarTownItem *post)
{
  g_autofree char *title = ear_blog_dup_title (post);
  g_autoptr (GRegex) no_words = g_regex_new ("<[^>]*>|&[^;]*;", 0, 0, NULL);
  g_autofree char *words = g_regex_replace_literal (no_words, title, -1, 0, " ", 0, NULL);
  g_autofree char *plain = g_str_to_ascii (words, "C");
  g_autofree char *lower = g_ascii_strdown (g_strstrip (plain), -1);
  g_autoptr (GRegex) others = g_regex_new ("[^a-z0-9]+", 0, 0, NULL);
  g_autofree char *slug = g_regex_replace_literal (others, lower, -1, 0, "-", 0, NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ear_blog_local_seconds (call, post->created_ms));
  g_autofree char *folder = g_date_time_format (time, "/%Y/%m/");

  if (ear_town_is_set (call->town, "wordpress.plain"))
    return g_strdup_printf ("%s/?p=%s", call->request->origin, post->id);
  return g_strconcat (call->request->origin, folder, slug, "/", NULL);
}

/* ---- the index ---- */

EarReply *
ear_blog_get_index (EarBlogCall *call)
{
  static const char *const namespaces[] = { "oembed/1.0", "wp/v2", "wp-site-health/v1", "wp-block-editor/v1" };
  g_autofree char *authorize = g_strconcat (call->request->origin, "/wp-admin/authorize-application.php", NULL);
  EarJsonWriter *json = ear_json_writer_new ();
  const struct {
    const char *name, *value;
  } texts[] = {
    { "name", call->account->name },
    { "description", "What we cook, and when" },
    { "url", call->request->origin },
    { "home", call->request->origin },
    { "gmt_offset", "1" },
    { "timezone_string", g_time_zone_get_identifier (call->zone) },
    { "site_icon_url", "" },
  };

  ear_json_writer_begin_object (json, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (ear_blog_wants (call, texts[i].name))
      ear_json_writer_text (json, texts[i].name, texts[i].value);
  if (ear_blog_wants (call, "namespaces"))
    {
      ear_json_writer_begin_array (json, "namespaces");
      for (gsize i = 0; i < G_N_ELEMENTS (namespaces); i++)
        ear_json_writer_text (json, NULL, namespaces[i]);
      ear_json_writer_end_array (json);
    }
  if (ear_blog_wants (call, "authentication") && ear_town_is_set (call->town, "wordpress.no-passwords"))
    {
      /* PHP's way to write an empty set. */
      ear_json_writer_begin_array (json, "authentication");
      ear_json_writer_end_array (json);
    }
  else if (ear_blog_wants (call, "authentication"))
    {
      ear_json_writer_begin_object (json, "authentication");
      ear_json_writer_begin_object (json, "application-passwords");
      ear_json_writer_begin_object (json, "endpoints");
      ear_json_writer_text (json, "authorization", authorize);
      ear_json_writer_end_object (json);
      ear_json_writer_end_object (json);
      ear_json_writer_end_object (json);
    }
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* ---- pages ---- */

static gboolean
is_page (const EarBlogCall *call, GString *body)
{
  GPtrArray *posts = call->account->tops[EAR_TOWN_POST];
  g_autofree char *address = g_strconcat (call->request->origin, call->request->path, NULL);
  const char *number = ear_blog_get (call, "p");
  gboolean front = number == NULL && (strcmp (call->request->path, "/") == 0 || strcmp (call->request->path, "/index.php") == 0);
  gboolean found = front;

  for (guint i = posts->len; i > 0; i--)
    {
      const EarTownItem *post = g_ptr_array_index (posts, i - 1);
      g_autofree char *link = ear_blog_dup_link (call, post);
      g_autofree char *title = ear_blog_dup_title (post);
      g_autofree char *content = ear_blog_render (ear_blog_get_content (post));

      if (post->deleted || !ear_blog_may_read_post (call, post) ||
          (!front && g_strcmp0 (number, post->id) != 0 && (!g_str_has_prefix (link, address) || strlen (link) > strlen (address) + 1)))
        continue;
      g_string_append_printf (body, "<article><h2><a href=\"%s\">%s</a></h2>%s</article>\n", link, title, content);
      found = TRUE;
    }
  return found;
}

EarReply *
ear_blog_page (EarBlogCall *call)
{
  g_autofree char *root = ear_blog_dup_url (call, "%s", "");
  g_autofree char *link = g_strdup_printf ("<%s>; rel=\"https://api.w.org/\"", root);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *html = NULL;
  gboolean found;
  EarReply *reply;

  if (strcmp (call->request->path, "/wp-admin/authorize-application.php") == 0)
    return ear_blog_authorize (call);
  found = is_page (call, body);
  html = g_strdup_printf ("<!DOCTYPE html>\n<html><head><title>%s</title><link rel=\"https://api.w.org/\" href=\"%s\"></head>\n"
                          "<body><h1>%s</h1>\n%s</body></html>\n", call->account->name, root, call->account->name, found ? body->str : "<p>Not found</p>");
  reply = ear_town_reply_text (found ? 200 : 404, "text/html; charset=UTF-8", html);
  ear_reply_set_header (reply, "Link", link);
  return reply;
}
