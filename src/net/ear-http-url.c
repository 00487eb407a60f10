/* ear-http-url.c: which addresses may be spoken to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-http-url-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/ear-problem.h"
#include "net/ear-http-session.h"

static int
uri_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;

  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static char *
uri_dup_ascii_host (GUri *uri)
{
  g_autofree char *ascii = g_hostname_to_ascii (g_uri_get_host (uri));

  return g_ascii_strdown (ascii != NULL ? ascii : g_uri_get_host (uri), -1);
}

gboolean
ear_http_uri_same_origin (GUri *a, GUri *b)
{
  g_autofree char *host_a = uri_dup_ascii_host (a);
  g_autofree char *host_b = uri_dup_ascii_host (b);

  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) && uri_port (a) == uri_port (b) && g_str_equal (host_a, host_b);
}

char *
ear_http_uri_dup_origin (GUri *uri)
{
  gboolean is_v6 = strchr (g_uri_get_host (uri), ':') != NULL;
  int default_port = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
  GString *origin = g_string_new (NULL);

  g_string_append_printf (origin, is_v6 ? "%s://[%s]" : "%s://%s", g_uri_get_scheme (uri), g_uri_get_host (uri));
  if (uri_port (uri) != default_port)
    g_string_append_printf (origin, ":%d", uri_port (uri));

  return g_string_free_and_steal (origin);
}

gboolean
ear_http_uri_is_loopback (GUri *uri)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (g_uri_get_host (uri));

  return address != NULL && g_inet_address_get_is_loopback (address);
}

GUri *
ear_http_uri_parse (GUri *base, const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *origin = NULL;

  if (base != NULL)
    uri = g_uri_parse_relative (base, url, SOUP_HTTP_URI_FLAGS, NULL);
  else
    uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !g_str_equal (g_uri_get_scheme (uri), "http")))
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED, _("This is not a web address. Write it like https://example.org."));
      return NULL;
    }

  origin = ear_http_uri_dup_origin (uri);

  if (g_uri_get_userinfo (uri) != NULL)
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED,
                       _("The address must not hold a user name or a password. Use %s and enter them where they are asked for."),
                       origin);
      return NULL;
    }

  if (g_str_equal (g_uri_get_scheme (uri), "http") && !ear_http_uri_is_loopback (uri))
    {
      ear_problem_set (error, EAR_PROBLEM_REJECTED,
                       _("%s is not encrypted: anybody on the way could read and change what is sent. Use its https address."),
                       origin);
      return NULL;
    }

  return soup_uri_copy (uri, SOUP_URI_FRAGMENT, NULL, SOUP_URI_NONE);
}

gboolean
ear_http_url_check (const char *url, GError **error)
{
  g_autoptr (GUri) uri = ear_http_uri_parse (NULL, url, error);

  return uri != NULL;
}
