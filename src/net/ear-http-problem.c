/* ear-http-problem.c: what went wrong on the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-http-problem-private.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

static GError *
problem_from_certificate (const EarHttpFailure *failure)
{
  const char *host = failure->host;
  GTlsCertificateFlags errors = failure->tls_errors;

  if (errors & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("%s answered with the certificate of another site, so nothing was sent. Check the address, or tell whoever runs the site."), host);

  if (errors & G_TLS_CERTIFICATE_EXPIRED)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("The certificate of %s has expired, so nothing was sent. Whoever runs the site has to renew it; check this computer’s clock, too."), host);

  if (errors & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("The certificate of %s is not valid yet, so nothing was sent. Check this computer’s date and time."), host);

  if (errors & G_TLS_CERTIFICATE_REVOKED)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("The certificate of %s was revoked, so nothing was sent. Tell whoever runs the site."), host);

  if (errors & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("The certificate of %s is signed by nobody this computer trusts, so nothing was sent. Whoever runs the site has to install one that is."), host);

  if (errors & G_TLS_CERTIFICATE_INSECURE)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("The certificate of %s is too weak to be trusted, so nothing was sent. Tell whoever runs the site."), host);

  return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                          _("No secure connection to %s could be made, so nothing was sent. Earshot tries again by itself."), host);
}

static GError *
problem_before_sending (const EarHttpFailure *failure, const GError *cause)
{
  if (failure->timed_out)
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            ngettext ("%s could not be reached within %u second. Earshot tries again by itself.",
                                      "%s could not be reached within %u seconds. Earshot tries again by itself.",
                                      failure->deadline_s),
                            failure->host, failure->deadline_s);

  if (cause->domain == G_TLS_ERROR)
    return problem_from_certificate (failure);

  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("%s was not found. Check the address and the network connection; Earshot tries again by itself."),
                            failure->host);

  if (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("There is no network connection to %s. Earshot tries again by itself."), failure->host);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                            _("The network’s proxy did not let Earshot through to %s. Check the proxy settings."), failure->host);

  return ear_problem_new (EAR_PROBLEM_OFFLINE, NULL,
                          _("%s does not accept connections at the moment. Earshot tries again by itself."), failure->host);
}

static GError *
problem_reading (const EarHttpFailure *failure, const GError *cause)
{
  if (failure->too_large)
    {
      g_autofree char *size = g_format_size (failure->body_cap);

      return ear_problem_new (EAR_PROBLEM_PROTOCOL, NULL,
                              _("%s sent more than %s at once, which cannot be right. It was not read."), failure->host, size);
    }

  if (failure->timed_out)
    return ear_problem_new (EAR_PROBLEM_RETRY_LATER, NULL,
                            ngettext ("%s did not finish its answer within %u second. Earshot tries again later.",
                                      "%s did not finish its answer within %u seconds. Earshot tries again later.",
                                      failure->deadline_s),
                            failure->host, failure->deadline_s);

  if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return ear_problem_new (EAR_PROBLEM_PROTOCOL, NULL,
                            _("%s sent something that is no proper web answer. If it goes on, tell whoever runs it."), failure->host);

  return ear_problem_new (EAR_PROBLEM_RETRY_LATER, NULL,
                          _("The answer of %s broke off. Earshot tries again later."), failure->host);
}

GError *
ear_http_problem_from_failure (const EarHttpFailure *failure, const GError *cause)
{
  if (failure->began && failure->writing)
    {
      EarProblemDetail detail = { .effect = EAR_EFFECT_UNKNOWN, .retry_after_ms = -1 };

      return ear_problem_new (EAR_PROBLEM_OUTCOME_UNKNOWN, &detail,
                              _("It was sent to %s, but the answer was lost. It may have arrived: look before sending it again."),
                              failure->host);
    }

  if (failure->cancelled)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Stopped."));

  return failure->began ? problem_reading (failure, cause) : problem_before_sending (failure, cause);
}
