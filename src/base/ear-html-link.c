/* ear-html-link.c: where a link of a stranger may lead
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "base/ear-html-private.h"
#include "base/ear-session.h"
#include "base/ear-text-private.h"

#define MAX_TARGET_BYTES 2048

/* Whether it is an http or https URL whose host is written plainly, as nearly all are: that saves parsing it. */
static gboolean
has_plain_host (const char *url)
{
  const char *host = url + (g_ascii_strncasecmp (url, "https://", 8) == 0 ? 8 : 7);
  const char *p = host;

  if (host == url + 7 && g_ascii_strncasecmp (url, "http://", 7) != 0)
    return FALSE;
  while (g_ascii_isalnum (*p) || *p == '.' || *p == '-')
    p++;
  return p > host && g_ascii_isalnum (*host) && (*p == '\0' || *p == '/');
}

char *
ear_html_dup_target (EarSlice href)
{
  g_autofree char *decoded = NULL;
  GString *target;
  gboolean allowed;

  if (href.text == NULL || href.length > MAX_TARGET_BYTES)
    return NULL;

  decoded = ear_html_decode (href);
  target = g_string_sized_new (strlen (decoded));
  for (const char *p = decoded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Browsers drop tabs and newlines inside an address. */
      if (c == '\t' || c == '\n' || c == '\r' || !ear_unichar_is_shown (c))
        continue;
      g_string_append_unichar (target, c);
    }
  g_strstrip (target->str);
  target->len = strlen (target->str);

  allowed = has_plain_host (target->str) || (g_ascii_strncasecmp (target->str, "mailto:", 7) == 0 && target->len > 7);
  if (!allowed)
    {
      g_autofree char *origin = ear_url_get_origin (target->str);

      allowed = origin != NULL;
    }
  if (allowed)
    return g_string_free_and_steal (target);

  g_string_free (target, TRUE);
  return NULL;
}

static const char *
skip_host_noise (const char *host)
{
  const char *separator = strstr (host, "://");

  if (separator != NULL)
    host = separator + 3;
  return g_str_has_prefix (host, "www.") ? host + 4 : host;
}

char *
ear_html_dup_other_host (const char *shown, const char *target)
{
  g_autofree char *full = NULL;
  g_autofree char *shown_origin = NULL;
  g_autofree char *real_origin = NULL;

  if (g_ascii_strncasecmp (shown, "http", 4) == 0)
    full = g_strdup (shown);
  else if (g_ascii_strncasecmp (shown, "www.", 4) == 0)
    full = g_strconcat ("https://", shown, NULL);
  else
    return NULL;
  full[strcspn (full, " \n")] = '\0';

  real_origin = ear_url_get_origin (target);
  shown_origin = ear_url_get_origin (full);
  if (shown_origin == NULL || real_origin == NULL || strcmp (skip_host_noise (shown_origin), skip_host_noise (real_origin)) == 0)
    return NULL;
  return g_strdup (strstr (real_origin, "://") + 3);
}
