/* ear-cli-text.c: a verb's JSON result as text for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/ear-cli.h"

#include <glib/gi18n.h>

#include "base/ear-clock.h"
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

static const char *
text (const EarJsonNode *node,
      const char        *name)
{
  const char *value = ear_json_member_text (node, name);

  return value != NULL ? value : "";
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
print_channels (GString           *out,
                const EarJsonNode *root)
{
  const EarJsonNode *channels = ear_json_member (root, "channels");

  if (ear_json_length (channels) == 0)
    g_string_append_printf (out, "%s\n", _("Nothing is connected yet."));
  for (gsize i = 0; i < ear_json_length (channels); i++)
    {
      const EarJsonNode *channel = ear_json_element (channels, i);

      g_string_append_printf (out, "%s  %s  %s\n    %s", text (channel, "key"), text (channel, "kind"), text (channel, "name"),
                              text (channel, "health"));
      if (*text (channel, "sentence") != '\0')
        g_string_append_printf (out, ": %s", text (channel, "sentence"));
      g_string_append_c (out, '\n');
    }
}

static void
print_inbox (GString           *out,
             const EarJsonNode *root)
{
  const EarJsonNode *rows = ear_json_member (root, "conversations");

  if (ear_json_length (rows) == 0)
    g_string_append_printf (out, "%s\n", _("Nothing here."));
  for (gsize i = 0; i < ear_json_length (rows); i++)
    {
      const EarJsonNode *row = ear_json_element (rows, i);
      g_autofree char *at = local_time (row, "last_at");
      g_autofree char *due = local_time (row, "due_at");

      g_string_append_printf (out, "%s\n    %s  %s · %s", text (row, "id"), at, text (row, "person"), text (row, "channel"));
      if (*due != '\0')
        /* Translators: %s is a date and time */
        g_string_append_printf (out, _(" · answer by %s"), due);
      g_string_append_printf (out, "\n    %s\n", text (row, "preview"));
    }
}

static void
print_thread (GString           *out,
              const EarJsonNode *root)
{
  const EarJsonNode *messages = ear_json_member (root, "messages");

  g_string_append_printf (out, "%s · %s\n", text (root, "title"), text (root, "channel"));
  for (gsize i = 0; i < ear_json_length (messages); i++)
    {
      const EarJsonNode *message = ear_json_element (messages, i);
      g_autofree char *at = local_time (message, "sent_at");
      const char *outbox = text (message, "outbox");

      g_string_append_printf (out, "\n%s  %s  (%s%s%s)\n%s\n", at, text (message, "author"), text (message, "id"),
                              *outbox != '\0' ? ", " : "", outbox, text (message, "text"));
    }
}

static void
print_hits (GString           *out,
            const EarJsonNode *root)
{
  const EarJsonNode *hits = ear_json_member (root, "hits");

  if (ear_json_length (hits) == 0)
    g_string_append_printf (out, "%s\n", _("Nothing was found."));
  for (gsize i = 0; i < ear_json_length (hits); i++)
    {
      const EarJsonNode *hit = ear_json_element (hits, i);
      g_autofree char *at = local_time (hit, "at");

      g_string_append_printf (out, "%s\n    %s  %s · %s\n    %s\n", text (hit, "id"), at, text (hit, "person"), text (hit, "channel"),
                              text (hit, "snippet"));
    }
  if (flag (root, "more"))
    g_string_append_printf (out, "%s\n", _("There is more: ask for it with --limit."));
}

static void
print_kinds (GString           *out,
             const EarJsonNode *root)
{
  const EarJsonNode *kinds = ear_json_member (root, "kinds");

  for (gsize i = 0; i < ear_json_length (kinds); i++)
    {
      const EarJsonNode *kind = ear_json_element (kinds, i);

      g_string_append_printf (out, "%-14s %s\n", text (kind, "id"), text (kind, "name"));
    }
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
  g_autoptr(GString) out = g_string_new (NULL);
  const char *key;

  if (root == NULL)
    return g_strdup (result);
  if (g_str_equal (verb, "channel-list"))
    print_channels (out, root);
  else if (g_str_equal (verb, "kinds"))
    print_kinds (out, root);
  else if (g_str_equal (verb, "inbox"))
    print_inbox (out, root);
  else if (g_str_equal (verb, "show"))
    print_thread (out, root);
  else if (g_str_equal (verb, "search"))
    print_hits (out, root);
  else if ((key = ear_json_member_text (root, "key")) != NULL)
    g_string_append_printf (out, "%s\n", key);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
