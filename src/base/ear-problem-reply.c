/* ear-problem-reply.c: what an HTTP status asks of us
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"
#include "base/ear-session-private.h"

#define MAX_WORDS_BYTES 300
#define MAX_DELAY_MS (G_GINT64_CONSTANT (7) * 24 * 3600 * 1000)
#define LIKELY_SECRET_LENGTH 24

char *
ear_session_dup_host (EarSession *session, const EarRequest *request)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL && session->origin != NULL)
    uri = g_uri_parse (session->origin, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (_("The service"));
  return g_strdup (g_uri_get_host (uri));
}

gboolean
ear_request_is_safe (const EarRequest *request)
{
  return strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0 || strcmp (request->method, "OPTIONS") == 0;
}

/* ---- how long to wait ---- */

static gint64
seconds_to_ms (const char *text)
{
  gint64 seconds;

  if (!g_ascii_string_to_signed (text, 10, 0, MAX_DELAY_MS / 1000, &seconds, NULL))
    return -1;
  return seconds * 1000;
}

/* Instants are the service's, so its own clock measures the distance where it told it. */
static gint64
until (const EarReply *reply, gint64 instant_ms)
{
  gint64 now_ms = reply->date_ms != EAR_TIME_NONE ? reply->date_ms : ear_clock_now_ms ();

  return CLAMP (instant_ms - now_ms, 0, MAX_DELAY_MS);
}

/**
 * ear_reply_get_retry_after_ms:
 * @reply: a reply
 *
 * Reads Retry-After (RFC 9110 10.2.3): seconds, or a date on the service's own clock.
 *
 * Returns: milliseconds from now, at most seven days; -1 when there is none
 */
gint64
ear_reply_get_retry_after_ms (const EarReply *reply)
{
  const char *value = ear_reply_get_header (reply, "retry-after");
  gint64 instant_ms;

  if (value == NULL)
    return -1;
  if (g_ascii_isdigit (*value))
    {
      gint64 delay_ms = seconds_to_ms (value);

      return delay_ms >= 0 ? delay_ms : value[strspn (value, "0123456789")] == '\0' ? MAX_DELAY_MS : -1;
    }
  instant_ms = ear_time_parse_http (value);
  return instant_ms != EAR_TIME_NONE ? until (reply, instant_ms) : -1;
}

/**
 * ear_reply_get_limit_reset_ms:
 * @reply: a reply
 *
 * Reads when the service's window for requests begins anew. Not standardised: Mastodon writes an ISO time, X and Bluesky
 * seconds since 1970, others seconds from now.
 *
 * Returns: milliseconds from now, at most seven days; -1 when it does not say
 */
gint64
ear_reply_get_limit_reset_ms (const EarReply *reply)
{
  static const char *const names[] = { "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = ear_reply_get_header (reply, names[i]);
      gint64 number, instant_ms;

      if (value == NULL)
        continue;
      if (g_ascii_string_to_signed (value, 10, 0, G_MAXINT64 / 1000, &number, NULL))
        return number > G_GINT64_CONSTANT (1000000000) ? until (reply, number * 1000) : MIN (number * 1000, MAX_DELAY_MS);
      instant_ms = ear_time_parse (value);
      if (instant_ms != EAR_TIME_NONE)
        return until (reply, instant_ms);
    }
  return -1;
}

static gint64
parse_delay (const EarReply *reply)
{
  gint64 delay_ms = ear_reply_get_retry_after_ms (reply);

  /* The reset of a window says nothing about a server that is down. */
  if (delay_ms < 0 && reply->status == 429)
    delay_ms = ear_reply_get_limit_reset_ms (reply);
  return delay_ms;
}

/* ---- the service's own words ---- */

/* A long run of token characters with digits in it is more likely a token than a word. */
static void
hide_secrets (char *text)
{
  char *p = text;

  while (*p != '\0')
    {
      gsize length = 0;
      gboolean digit = FALSE;

      while (g_ascii_isalnum (p[length]) || p[length] == '_' || p[length] == '-' || p[length] == '+' || p[length] == '=')
        digit |= g_ascii_isdigit (p[length++]);
      if (length >= LIKELY_SECRET_LENGTH && digit)
        memset (p, '*', length);
      p += MAX (length, 1);
    }
}

static char *
words_of_json (const EarJsonNode *body)
{
  static const char *const paths[] = {
    "message", "error_description", "error.message", "error_message", "detail", "title", "error", "errors.0.message", "errors.0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *text = ear_json_member_text (body, paths[i]);

      if (text != NULL && *text != '\0')
        return ear_html_to_text (text, -1);
    }
  return NULL;
}

char *
ear_words_clean (const char *words)
{
  char *line = ear_text_clean_line (words, MAX_WORDS_BYTES);

  hide_secrets (line);
  return line;
}

static char *
words_of_reply (const EarReply *reply)
{
  g_autoptr (EarJson) json = ear_json_parse (reply->body, NULL);
  g_autofree char *words = NULL;

  if (json != NULL)
    words = words_of_json (ear_json_root (json));
  return words != NULL && *words != '\0' ? ear_words_clean (words) : NULL;
}

static gboolean
is_web_page (const EarReply *reply)
{
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);

  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  return length > 0 && *text == '<';
}

/* ---- sentences ---- */

static char *
duration_to_text (gint64 ms)
{
  gint64 seconds = (ms + 999) / 1000;

  gint64 minutes = (seconds + 59) / 60;
  gint64 hours = (seconds + 3599) / 3600;

  if (seconds < 120)
    return g_strdup_printf (ngettext ("%d second", "%d seconds", (gulong) seconds), (int) seconds);
  if (minutes < 120)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) minutes);
  return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) hours), (int) hours);
}

char *
ear_problem_describe (EarSession *session, const EarRequest *request, EarProblemCode code, const EarProblemDetail *detail)
{
  g_autofree char *host = ear_session_dup_host (session, request);
  GString *text = g_string_new (NULL);

  switch (code)
    {
    case EAR_PROBLEM_OFFLINE:
      g_string_printf (text, _("%s cannot be reached. Earshot tries again when the network is back."), host);
      break;
    case EAR_PROBLEM_RETRY_LATER:
      if (detail->retry_after_ms >= 0)
        {
          g_autofree char *delay = duration_to_text (detail->retry_after_ms);

          g_string_printf (text, _("%s is busy and asks to wait %s."), host, delay);
        }
      else
        g_string_printf (text, _("%s is busy. Earshot tries again later."), host);
      break;
    case EAR_PROBLEM_AUTH:
      g_string_printf (text, _("%s no longer accepts this sign-in. Sign in again."), host);
      break;
    case EAR_PROBLEM_FORBIDDEN:
      if (detail->permission != NULL)
        g_string_printf (text, _("%s does not allow this: the permission “%s” is missing. Sign in with it, or ask the administrator there."), host, detail->permission);
      else
        g_string_printf (text, _("%s does not allow this account to do that. Ask the administrator there."), host);
      break;
    case EAR_PROBLEM_REJECTED:
      g_string_printf (text, _("%s refuses this text or action. Change it and send it again."), host);
      break;
    case EAR_PROBLEM_GONE:
      g_string_printf (text, _("It no longer exists on %s."), host);
      break;
    case EAR_PROBLEM_OUTCOME_UNKNOWN:
      g_string_printf (text, _("%s may have done it, but failed while answering. Look there before sending again."), host);
      break;
    case EAR_PROBLEM_PROTOCOL:
    default:
      g_string_printf (text, _("%s answered in a way Earshot does not understand. Check the address of this account."), host);
      break;
    }

  if (detail->words != NULL && *detail->words != '\0')
    {
      g_autofree char *sentence = g_string_free_and_steal (text);

      return g_strdup_printf (_("%s It says: “%s”"), sentence, detail->words);
    }
  return g_string_free_and_steal (text);
}

/* ---- meanings ---- */

static EarProblemCode
code_of_status (guint status, gboolean safe)
{
  switch (status)
    {
    case 401:
      return EAR_PROBLEM_AUTH;
    case 402:
    case 403:
    case 451:
      return EAR_PROBLEM_FORBIDDEN;
    case 404:
    case 410:
      return EAR_PROBLEM_GONE;
    case 408:
    case 421:
    case 425:
    case 429:
      return EAR_PROBLEM_RETRY_LATER;
    case 407: /* a proxy, and */
    case 511: /* a hotel's login page, stand between us and the service */
      return EAR_PROBLEM_OFFLINE;
    case 501:
    case 505:
      return safe ? EAR_PROBLEM_PROTOCOL : EAR_PROBLEM_REJECTED;
    default:
      break;
    }

  if (status >= 500)
    /* Servers and the proxies before them also say so after the work was done. */
    return safe ? EAR_PROBLEM_RETRY_LATER : EAR_PROBLEM_OUTCOME_UNKNOWN;
  if (status >= 400)
    return safe ? EAR_PROBLEM_PROTOCOL : EAR_PROBLEM_REJECTED;
  return EAR_PROBLEM_PROTOCOL;
}

/**
 * ear_problem_from_reply:
 * @session: whose host the sentence names
 * @request: what was asked
 * @reply: an answer that is not 2xx
 *
 * The HTTP meanings (RFC 9110 15): 401 AUTH; 402, 403, 451 FORBIDDEN; 404, 410 GONE; 408, 421, 425, 429 RETRY_LATER; 5xx
 * RETRY_LATER for a GET, else OUTCOME_UNKNOWN; any other 4xx REJECTED, but PROTOCOL for a GET, whose content nobody wrote; 3xx PROTOCOL: the address
 * has changed. The delay comes from Retry-After, and with 429 also from X-RateLimit-Reset.
 *
 * Returns: (transfer full): a problem
 */
GError *
ear_problem_from_reply (EarSession *session, const EarRequest *request, const EarReply *reply)
{
  gboolean safe = ear_request_is_safe (request);
  EarProblemDetail detail = { .effect = EAR_EFFECT_NONE, .retry_after_ms = -1 };
  EarProblemCode code = code_of_status (reply->status, safe);
  g_autofree char *words = words_of_reply (reply);
  g_autofree char *message = NULL;

  detail.words = words;
  detail.retry_after_ms = parse_delay (reply);
  if (code == EAR_PROBLEM_OUTCOME_UNKNOWN)
    detail.effect = EAR_EFFECT_UNKNOWN;

  if (reply->status >= 300 && reply->status < 400)
    {
      g_autofree char *host = ear_session_dup_host (session, request);

      return ear_problem_new (code, &detail, _("The address of %s has changed, so nothing was done there. Connect this account again with its new address."), host);
    }

  message = ear_problem_describe (session, request, code, &detail);
  if (words == NULL && is_web_page (reply) && (code == EAR_PROBLEM_FORBIDDEN || code == EAR_PROBLEM_PROTOCOL || code == EAR_PROBLEM_REJECTED))
    return ear_problem_new (code, &detail, _("%s It answered with a web page instead of data, perhaps that of a firewall."), message);
  return ear_problem_new (code, &detail, "%s", message);
}
