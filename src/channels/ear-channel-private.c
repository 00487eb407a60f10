/* ear-channel-private.c: what several kinds need
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/ear-channel-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Only there is http good enough. */
static gboolean
is_loopback (const char *rest)
{
  g_autofree char *host = g_strndup (rest, strcspn (rest, "/?#"));
  char *port = strrchr (host, ':');

  if (port != NULL && port[1 + strspn (port + 1, "0123456789")] == '\0')
    *port = '\0';
  return strcmp (host, "[::1]") == 0 || strcmp (host, "localhost") == 0
         || (g_str_has_prefix (host, "127.") && host[strspn (host, "0123456789.")] == '\0');
}

/* "user:password@" before the host, which may hold no "/", "?" or "#". */
static const char *
skip_user (const char *rest)
{
  gsize length = strcspn (rest, "/?#");
  const char *at = memrchr (rest, '@', length);

  return at != NULL ? at + 1 : rest;
}

char *
ear_channel_complete_address (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  const char *separator = strstr (text, "://");
  const char *rest = skip_user (separator != NULL ? separator + 3 : text);
  gboolean web = separator == NULL || g_ascii_strncasecmp (text, "http://", 7) == 0 || g_ascii_strncasecmp (text, "https://", 8) == 0;
  gboolean plain = is_loopback (rest) && g_ascii_strncasecmp (text, "https://", 8) != 0;
  g_autofree char *url = g_strconcat (plain ? "http://" : "https://", rest, NULL);
  g_autofree char *origin = web && g_utf8_validate (text, -1, NULL) ? ear_url_get_origin (url) : NULL;

  if (origin == NULL || strpbrk (origin, " \t\n\"<>") != NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("“%.100s” is no address. Type it as the browser shows it, for example example.org."), text);
      return NULL;
    }
  return g_steal_pointer (&url);
}

char *
ear_channel_dup_web_url (const char *url)
{
  if (url == NULL || (g_ascii_strncasecmp (url, "https://", 8) != 0 && g_ascii_strncasecmp (url, "http://", 7) != 0))
    return NULL;
  for (const char *p = url; *p != '\0'; p++)
    {
      if ((guchar) *p <= 0x20 || *p == 0x7f)
        return NULL;
    }
  return g_strdup (url);
}

char *
ear_channel_op_text (const EarOp *op)
{
  g_autofree char *prefix = g_strstrip (g_strdup (op->prefix != NULL ? op->prefix : ""));
  g_autofree char *text = g_strstrip (g_strdup (op->text != NULL ? op->text : ""));

  return g_strconcat (prefix, *prefix != '\0' && *text != '\0' ? " " : "", text, NULL);
}

gboolean
ear_channel_op_has_text (const EarOp *op)
{
  g_autofree char *text = g_strstrip (g_strdup (op->text != NULL ? op->text : ""));

  return *text != '\0';
}

gboolean
ear_channel_must_stop (const GError *error)
{
  return error->domain != EAR_PROBLEM || error->code == EAR_PROBLEM_OFFLINE || error->code == EAR_PROBLEM_RETRY_LATER;
}

EarReply *
ear_channel_get_anonymously (EarSession *session, const char *url, const char *accept, gsize body_cap, GError **error)
{
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);

  request->anonymous = TRUE;
  request->body_cap = body_cap;
  ear_request_add_header (request, "Accept", accept);
  return ear_session_send (session, request, error);
}
