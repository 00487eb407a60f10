/* ear-url.c: URLs and forms put together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "base/ear-session.h"

#include <string.h>

#define PARSE_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

static gboolean
is_absolute (const char *url)
{
  return g_ascii_strncasecmp (url, "http://", 7) == 0 || g_ascii_strncasecmp (url, "https://", 8) == 0;
}

static void
append_pairs (GString *text, const char *separator, const char *first_name, va_list args)
{
  for (const char *name = first_name; name != NULL; name = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      if (value == NULL)
        continue;
      g_string_append (text, separator);
      g_string_append_uri_escaped (text, name, NULL, FALSE);
      g_string_append_c (text, '=');
      g_string_append_uri_escaped (text, value, NULL, FALSE);
      separator = "&";
    }
}

/* One slash between the two, and a path's own query moved behind one that is already there. */
static void
append_path (GString *text, const char *path, gboolean in_query)
{
  gboolean ends_with_slash = text->len > 0 && text->str[text->len - 1] == '/';

  while (*path == '/')
    path++;
  if (*path == '\0')
    return;
  if (!ends_with_slash && *path != '?')
    g_string_append_c (text, '/');

  for (; *path != '\0'; path++)
    g_string_append_c (text, in_query && *path == '?' ? '&' : *path);
}

/**
 * ear_url_build:
 * @base: a URL, such as the root of an API, with or without a query; "" when @path is all there is
 * @path: (nullable): appended to the path of @base, or to its "?rest_route=" where a WordPress site without permalinks has
 *   one; an absolute URL replaces @base
 * @...: name, value pairs of the query, ended by %NULL; a pair whose value is %NULL is left out
 *
 * Names and values are escaped here; @base and @path are taken as they are.
 *
 * Returns: (transfer full): the URL
 */
char *
ear_url_build (const char *base, const char *path, ...)
{
  GString *url;
  const char *query;
  va_list args;

  g_return_val_if_fail (base != NULL, NULL);

  if (path != NULL && is_absolute (path))
    {
      base = path;
      path = NULL;
    }

  url = g_string_new_len (base, (gssize) strcspn (base, "#"));
  query = strchr (url->str, '?');

  if (path != NULL && *path != '\0')
    {
      if (*base == '\0')
        g_string_append (url, path);
      else if (query == NULL)
        append_path (url, path, FALSE);
      else if (strstr (query, "rest_route=") != NULL && strchr (strstr (query, "rest_route="), '&') == NULL)
        append_path (url, path, TRUE);
      else
        {
          g_autofree char *rest = g_strdup (query);

          g_string_truncate (url, (gsize) (query - url->str));
          append_path (url, path, FALSE);
          if (strchr (url->str, '?') != NULL)
            rest[0] = '&';
          g_string_append (url, rest);
        }
    }

  query = strchr (url->str, '?');
  va_start (args, path);
  {
    const char *first_name = va_arg (args, const char *);
    gboolean nothing_yet = query != NULL && (query[1] == '\0' || url->str[url->len - 1] == '&');

    append_pairs (url, query == NULL ? "?" : nothing_yet ? "" : "&", first_name, args);
  }
  va_end (args);

  return g_string_free_and_steal (url);
}

/**
 * ear_form_encode:
 * @first_name: (nullable): the first name
 * @...: its value, then more name, value pairs, ended by %NULL; a pair whose value is %NULL is left out
 *
 * Returns: (transfer full): a body of type application/x-www-form-urlencoded
 */
char *
ear_form_encode (const char *first_name, ...)
{
  GString *form = g_string_new (NULL);
  va_list args;

  va_start (args, first_name);
  append_pairs (form, "", first_name, args);
  va_end (args);

  return g_string_free_and_steal (form);
}

/**
 * ear_url_get_origin:
 * @url: (nullable): any text
 *
 * Returns: (nullable) (transfer full): "https://host:port" in lower case, international names in their ASCII form, the
 *   scheme's own port left out; %NULL when it is not an http or https URL with a host
 */
char *
ear_url_get_origin (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  const char *raw_host;
  int port;

  if (url == NULL || !is_absolute (url))
    return NULL;
  uri = g_uri_parse (url, PARSE_FLAGS, NULL);
  if (uri == NULL)
    return NULL;

  raw_host = g_uri_get_host (uri);
  if (raw_host == NULL || *raw_host == '\0')
    return NULL;
  if (strchr (raw_host, ':') != NULL)
    host = g_strdup_printf ("[%s]", raw_host);
  else
    {
      g_autofree char *decoded = g_uri_unescape_string (raw_host, NULL);

      if (decoded == NULL || strpbrk (decoded, "/@?#\\ ") != NULL)
        return NULL;
      host = g_hostname_to_ascii (decoded);
      if (host == NULL || *host == '\0')
        return NULL;
    }
  for (char *p = host; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);

  port = g_uri_get_port (uri);
  if (port == -1 || port == (strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80))
    return g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), host);
  return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, port);
}
