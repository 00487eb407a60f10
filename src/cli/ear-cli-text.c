/* ear-cli-text.c: a verb's JSON result as text for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "base/ear-json.h"

static char *
local_time (const EarJsonNode *node,
            const char        *name)
{
  gint64 at = ear_time_parse (ear_json_member_text (node, name));
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;

  if (at == EAR_TIME_NONE)
    return g_strdup ("");
  utc = g_date_time_new_from_unix_utc (at / 1000);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  /* Translators: date and time in a terminal, see g_date_time_format(). */
  return local != NULL ? g_date_time_format (local, _("%Y-%m-%d %H:%M")) : g_strdup ("");
}

/* What others wrote must neither steer the terminal nor pretend to be another line. */
typedef struct {
  GString *out;
  GStringChunk *shown;
} Page;

static const char *
text (Page              *page,
      const EarJsonNode *node,
      const char        *name)
{
  g_autofree char *clean = ear_text_clean_line (ear_json_member_text (node, name), G_MAXSIZE / 2);

  return g_string_chunk_insert (page->shown, clean);
}

static const char *
body (Page              *page,
      const EarJsonNode *node,
      const char        *name)
{
  g_autofree char *clean = ear_text_clean_body (ear_json_member_text (node, name), G_MAXSIZE / 2);

  return g_string_chunk_insert (page->shown, clean);
}

static gboolean
flag (const EarJsonNode *node,
      const char        *name)
{
  gboolean value = FALSE;
  const EarJsonField field = { name, EAR_JSON_BOOL, EAR_JSON_LENIENT, 0, -1 };

  ear_json_bind (node, &field, 1, &value, NULL);
  return value;
}

static void
print_channels (Page              *page,
                const EarJsonNode *root)
{
  const EarJsonNode *channels = ear_json_member (root, "channels");

  if (ear_json_length (channels) == 0)
    g_string_append_printf (page->out, "%s\n", _("Nothing is connected yet."));
  for (gsize i = 0; i < ear_json_length (channels); i++)
    {
      const EarJsonNode *channel = ear_json_element (channels, i);
      g_autofree char *noticed = local_time (channel, "health_at");
      g_autofree char *last_read = local_time (channel, "last_read");

      g_string_append_printf (page->out, "%s  %s  %s\n    %s", text (page, channel, "key"), text (page, channel, "kind"), text (page, channel, "name"),
                              text (page, channel, "health"));
      if (*text (page, channel, "sentence") != '\0')
        g_string_append_printf (page->out, ": %s", text (page, channel, "sentence"));
      if (*noticed != '\0')
        g_string_append_printf (page->out, " (%s)", noticed);
      if (*last_read != '\0')
        /* Translators: %s is a date and time */
        g_string_append_printf (page->out, _(" · last read %s"), last_read);
      g_string_append_c (page->out, '\n');
    }
}

/* What a script wants first; the rest is for whoever reads it. */
static void
print_added (Page              *page,
             const EarJsonNode *root)
{
  g_autofree char *ends_at = local_time (root, "ends_at");

  g_string_append_printf (page->out, "%s\n", text (page, root, "key"));
  if (*ends_at != '\0')
    {
      /* Translators: %s is a date and time */
      g_string_append_printf (page->out, _("Signed in until %s, unless it is renewed."), ends_at);
      g_string_append_c (page->out, '\n');
    }
  if (*text (page, root, "lacks") != '\0')
    g_string_append_printf (page->out, "%s\n%s\n", _("What this sign-in does not give:"), body (page, root, "lacks"));
}

/* What people marked it with, behind what it is. */
static void
print_marks (Page              *page,
             const EarJsonNode *row)
{
  g_autofree char *wakes = local_time (row, "wakes_at");
  const EarJsonNode *tags = ear_json_member (row, "tags");

  if (*wakes != '\0')
    /* Translators: %s is a date and time */
    g_string_append_printf (page->out, _(" · snoozed until %s"), wakes);
  else if (flag (row, "snoozed"))
    g_string_append (page->out, _(" · snoozed until they write"));
  if (flag (row, "muted"))
    g_string_append (page->out, _(" · muted"));
  if (g_str_equal (text (page, row, "priority"), "high"))
    g_string_append (page->out, _(" · important"));
  if (*text (page, row, "assignee") != '\0')
    /* Translators: %s is the name of who is to answer */
    g_string_append_printf (page->out, _(" · for %s"), text (page, row, "assignee"));
  for (gsize i = 0; i < ear_json_length (tags); i++)
    {
      g_autofree char *place = g_strdup_printf ("tags.%" G_GSIZE_FORMAT, i);

      g_string_append_printf (page->out, " · #%s", text (page, row, place));
    }
}

static void
print_named (Page              *page,
             const EarJsonNode *rows)
{
  for (gsize i = 0; i < ear_json_length (rows); i++)
    g_string_append_printf (page->out, "%s  %s\n", text (page, ear_json_element (rows, i), "key"), text (page, ear_json_element (rows, i), "name"));
  if (ear_json_length (rows) == 0)
    g_string_append_printf (page->out, "%s\n", _("Nothing here."));
}

static void
print_inbox (Page              *page,
             const EarJsonNode *root)
{
  const EarJsonNode *rows = ear_json_member (root, "conversations");

  if (ear_json_length (rows) == 0)
    g_string_append_printf (page->out, "%s\n", _("Nothing here."));
  for (gsize i = 0; i < ear_json_length (rows); i++)
    {
      const EarJsonNode *row = ear_json_element (rows, i);
      g_autofree char *at = local_time (row, "last_at");
      g_autofree char *due = local_time (row, "due_at");

      g_string_append_printf (page->out, "%s\n    %s  %s · %s", text (page, row, "id"), at, text (page, row, "person"), text (page, row, "channel"));
      if (*due != '\0')
        /* Translators: %s is a date and time */
        g_string_append_printf (page->out, _(" · answer by %s"), due);
      print_marks (page, row);
      g_string_append_printf (page->out, "\n    %s\n", text (page, row, "preview"));
    }
}

static void
print_thread (Page              *page,
              const EarJsonNode *root)
{
  const EarJsonNode *messages = ear_json_member (root, "messages");

  g_string_append_printf (page->out, "%s · %s\n", text (page, root, "title"), text (page, root, "channel"));
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *message = ear_json_element (messages, i);
      g_autofree char *at = local_time (message, "sent_at");
      const char *outbox = text (page, message, "outbox");

      g_string_append_printf (page->out, "\n%s  %s  (%s%s%s)\n%s\n", at, text (page, message, "author"), text (page, message, "id"),
                              *outbox != '\0' ? ", " : "", outbox, body (page, message, "text"));
    }
}

static void
print_hits (Page              *page,
            const EarJsonNode *root)
{
  const EarJsonNode *hits = ear_json_member (root, "hits");
  const EarJsonNode *people = ear_json_member (root, "people");

  if (ear_json_length (hits) == 0 && ear_json_length (people) == 0)
    g_string_append_printf (page->out, "%s\n", _("Nothing was found."));
  for (gsize i = 0; i < ear_json_length (people); i++)
    {
      const EarJsonNode *person = ear_json_element (people, i);

      /* What can be shown of them: where they wrote last. */
      g_string_append_printf (page->out, "%s\n    %s", text (page, person, "conversations.0"), text (page, person, "name"));
      if (*text (page, person, "handle") != '\0')
        g_string_append_printf (page->out, " (%s)", text (page, person, "handle"));
      if (*text (page, person, "channel") != '\0')
        g_string_append_printf (page->out, " · %s", text (page, person, "channel"));
      g_string_append_c (page->out, '\n');
    }
  for (gsize i = 0; i < ear_json_length (hits); i++)
    {
      const EarJsonNode *hit = ear_json_element (hits, i);
      g_autofree char *at = local_time (hit, "at");

      g_string_append_printf (page->out, "%s\n    %s  %s · %s\n    %s\n", text (page, hit, "id"), at, text (page, hit, "person"), text (page, hit, "channel"),
                              text (page, hit, "snippet"));
    }
  if (flag (root, "more"))
    g_string_append_printf (page->out, "%s\n", _("There is more: ask for it with --limit."));
}

static void
print_kinds (Page              *page,
             const EarJsonNode *root)
{
  const EarJsonNode *kinds = ear_json_member (root, "kinds");

  for (gsize i = 0; i < ear_json_length (kinds); i++)
    {
      const EarJsonNode *kind = ear_json_element (kinds, i);

      const EarJsonNode *ways = ear_json_member (kind, "ways");

      g_string_append_printf (page->out, "%-14s %s", text (page, kind, "id"), text (page, kind, "name"));
      for (gsize way = 0; ear_json_length (ways) > 1 && way < ear_json_length (ways); way++)
        {
          g_autofree char *index = g_strdup_printf ("%" G_GSIZE_FORMAT, way);

          g_string_append_printf (page->out, "%s%s", way == 0 ? "  --way " : "|", text (page, ways, index));
        }
      g_string_append_c (page->out, '\n');
    }
}

static void
print_brand (Page              *page,
             const EarJsonNode *root)
{
  static const char *const names[] = { "name", "address", "phone", "email", "links", "policies", "prices", "voice", "plan" };
  const EarJsonNode *week = ear_json_member (root, "opening_hours.week");
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto(GStrv) lines = g_strsplit (body (page, root, names[i]), "\n", -1);

      for (gsize k = 0; lines[k] != NULL; k++)
        g_string_append_printf (page->out, "%-14s %s\n", k == 0 ? names[i] : "", lines[k]);
      any |= lines[0] != NULL;
    }
  for (gsize i = 0; i < ear_json_length (week); i++)
    {
      const EarJsonNode *interval = ear_json_element (week, i);
      gint64 weekday = 1;
      const EarJsonField fields[] = { { "day", EAR_JSON_INT, EAR_JSON_LENIENT, 0, -1 } };
      g_autoptr(GDateTime) day = NULL;
      g_autofree char *name = NULL;

      ear_json_bind_table (interval, fields, &weekday, NULL);
      /* 2024 began with a Monday. */
      day = g_date_time_new_utc (2024, 1, (int) CLAMP (weekday, 1, 7), 12, 0, 0);
      name = g_date_time_format (day, "%a");

      g_string_append_printf (page->out, "%-14s %s %s–%s\n", i == 0 ? "opening-hours" : "", name, text (page, interval, "from"), text (page, interval, "to"));
      any = TRUE;
    }
  if (!any)
    g_string_append_printf (page->out, "%s\n", _("Nothing stands on the brand sheet yet. Begin with: earshotctl brand set phone NUMBER"));
}

/**
 * ear_cli_to_text:
 * @verb: the verb that answered
 * @result: its JSON result
 *
 * Returns: (transfer full): lines for a terminal
 */
char *
ear_cli_to_text (const char *verb,
                 const char *result)
{
  g_autoptr(EarJson) json = ear_json_parse_text (result, -1, NULL);
  const EarJsonNode *root = json != NULL ? ear_json_root (json) : NULL;
  Page page;
  const char *key;

  if (root == NULL)
    return g_strdup (result);
  page.out = g_string_new (NULL);
  page.shown = g_string_chunk_new (1024);
  if (g_str_equal (verb, "channel-list"))
    print_channels (&page, root);
  else if (g_str_equal (verb, "channel-add"))
    print_added (&page, root);
  else if (g_str_equal (verb, "kinds"))
    print_kinds (&page, root);
  else if (g_str_equal (verb, "inbox"))
    print_inbox (&page, root);
  else if (g_str_equal (verb, "tags"))
    print_named (&page, ear_json_member (root, "tags"));
  else if (g_str_equal (verb, "members"))
    print_named (&page, ear_json_member (root, "members"));
  else if (g_str_equal (verb, "show"))
    print_thread (&page, root);
  else if (g_str_equal (verb, "search"))
    print_hits (&page, root);
  else if (g_str_equal (verb, "brand"))
    print_brand (&page, root);
  else if (g_str_equal (verb, "check"))
    g_string_append_printf (page.out, "%s\n", _("The workspace is whole: file, search index, counts."));
  else if ((key = ear_json_member_text (root, "key")) != NULL)
    g_string_append_printf (page.out, "%s\n", key);
  g_string_chunk_free (page.shown);
  return g_string_free (page.out, FALSE);
}
