/* ear-message-text.c: what people wrote, as markup that cannot lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "ui/ear-message-text.h"

/* The host in @address, typed with or without a scheme, without "www."; NULL where it looks like no address. */
static char *
guess_host (const char *address)
{
  const char *start = strstr (address, "://");
  gsize length;

  start = start != NULL ? start + 3 : address;
  if (g_str_has_prefix (start, "www."))
    start += 4;
  length = strcspn (start, "/?#: \n");
  if (memchr (start, '.', length) == NULL || memchr (start, '@', length) != NULL || start[0] == '.' || (length > 0 && start[length - 1] == '.'))
    return NULL;
  return g_ascii_strdown (start, length);
}

static char *
target_host (const char *target)
{
  g_autoptr (GUri) uri = g_uri_parse (target, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return NULL;
  return g_ascii_strdown (g_str_has_prefix (host, "www.") ? host + 4 : host, -1);
}

static void
append_escaped (GString *markup, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, length);

  g_string_append (markup, escaped);
}

static void
append_link (GString *markup, const char *text, const EarLink *link)
{
  g_autofree char *shown = g_strndup (text + link->start, link->end - link->start);
  g_autofree char *escaped = g_markup_escape_text (link->target, -1);
  g_autofree char *said = guess_host (shown);
  g_autofree char *real = target_host (link->target);

  g_string_append_printf (markup, "<a href=\"%s\" title=\"%s\">", escaped, escaped);
  append_escaped (markup, shown, strlen (shown));
  g_string_append (markup, "</a>");
  if (said != NULL && real != NULL && !g_str_equal (said, real) && !g_str_has_suffix (shown, "…"))
    {
      g_string_append (markup, " (");
      append_escaped (markup, real, strlen (real));
      g_string_append (markup, ")");
    }
}

char *
ear_message_markup (const char *text, const GArray *links)
{
  GString *markup = g_string_new (NULL);
  gsize length = text != NULL ? strlen (text) : 0, at = 0;

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const EarLink *link = &g_array_index (links, EarLink, i);

      /* Offsets that do not fit the text are left alone: it stays readable. */
      if (link->start < at || link->end <= link->start || link->end > length ||
          !g_utf8_validate (text + link->start, link->end - link->start, NULL))
        continue;
      append_escaped (markup, text + at, link->start - at);
      append_link (markup, text, link);
      at = link->end;
    }
  if (length > at)
    append_escaped (markup, text + at, length - at);
  return g_string_free (markup, FALSE);
}

const char *
ear_message_state_words (EarMessageState state)
{
  switch (state)
    {
    case EAR_MESSAGE_HELD:
      return _("Waits for approval");
    case EAR_MESSAGE_HIDDEN:
      return _("Hidden");
    case EAR_MESSAGE_SPAM:
      return _("Spam");
    case EAR_MESSAGE_TRASHED:
      return _("In the trash");
    case EAR_MESSAGE_DELETED:
      return _("Deleted there");
    case EAR_MESSAGE_VISIBLE:
    default:
      return NULL;
    }
}

char *
ear_message_room_words (int left, EarTextUnit unit)
{
  int n = ABS (left);

  /* A service that counts bytes takes fewer letters with accents than without. */
  if (unit == EAR_TEXT_UNIT_BYTES)
    return left >= 0 ? g_strdup_printf (ngettext ("Room for %d plain letter", "Room for %d plain letters", n), n)
                     : g_strdup_printf (ngettext ("%d plain letter too many", "%d plain letters too many", n), n);
  return left >= 0 ? g_strdup_printf (ngettext ("%d character left", "%d characters left", n), n)
                   : g_strdup_printf (ngettext ("%d character too many", "%d characters too many", n), n);
}

const char *
ear_audience_words (EarAudience audience)
{
  switch (audience)
    {
    case EAR_AUDIENCE_UNLISTED:
      return _("Quietly public");
    case EAR_AUDIENCE_FOLLOWERS:
      return _("Followers");
    case EAR_AUDIENCE_DIRECT:
      return _("Only the people mentioned");
    case EAR_AUDIENCE_PUBLIC:
    default:
      return _("Everyone");
    }
}

const char *
ear_audience_icon (EarAudience audience)
{
  switch (audience)
    {
    case EAR_AUDIENCE_UNLISTED:
      return "earshot-unlisted-symbolic";
    case EAR_AUDIENCE_FOLLOWERS:
      return "system-users-symbolic";
    case EAR_AUDIENCE_DIRECT:
      return "system-lock-screen-symbolic";
    case EAR_AUDIENCE_PUBLIC:
    default:
      return "earshot-public-symbolic";
    }
}
