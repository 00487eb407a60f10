/* ear-oauth-metadata.c: what an OAuth server says of itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "net/ear-oauth.h"

#include <glib/gi18n.h>
#include <string.h>

#include "net/ear-http-session.h"
#include "net/ear-oauth-private.h"

#define WELL_KNOWN "/.well-known/oauth-authorization-server"

typedef struct {
  const char *issuer;
  const char *authorize_url;
  const char *token_url;
  const char *revoke_url;
  const char *registration_url;
  /* Mastodon's own name for the same (its documentation, "Discover OAuth server configuration"). */
  const char *app_registration_url;
  const EarJsonNode *scopes;
  gboolean issuer_in_redirect;
} Document;

static const EarJsonField document_fields[] = {
  EAR_JSON_FIELD (Document, issuer, "issuer", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Document, authorize_url, "authorization_endpoint", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Document, token_url, "token_endpoint", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Document, revoke_url, "revocation_endpoint", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Document, registration_url, "registration_endpoint", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Document, app_registration_url, "app_registration_endpoint", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Document, scopes, "scopes_supported", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Document, issuer_in_redirect, "authorization_response_iss_parameter_supported", EAR_JSON_BOOL, EAR_JSON_LENIENT),
};

/* RFC 8414 3.1: the well-known part goes between the host and the issuer's path. */
static char *
metadata_url (const char *issuer)
{
  const char *authority = strstr (issuer, "://");
  const char *path = authority != NULL ? strchr (authority + 3, '/') : NULL;
  g_autofree char *origin = NULL;
  g_autofree char *rest = NULL;

  if (path == NULL)
    return g_strconcat (issuer, WELL_KNOWN, NULL);

  origin = g_strndup (issuer, path - issuer);
  rest = g_strdup (path);
  if (g_str_has_suffix (rest, "/"))
    rest[strlen (rest) - 1] = '\0';

  return g_strconcat (origin, WELL_KNOWN, rest, NULL);
}

static gboolean
same_issuer (const char *asked, const char *answered)
{
  g_autofree char *a = g_strconcat (asked, g_str_has_suffix (asked, "/") ? "" : "/", NULL);
  g_autofree char *b = g_strconcat (answered, g_str_has_suffix (answered, "/") ? "" : "/", NULL);

  return g_str_equal (a, b);
}

static gboolean
check_urls (const Document *document)
{
  const char *const urls[] = {
    document->authorize_url, document->token_url, document->revoke_url, document->registration_url, document->app_registration_url,
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    if (urls[i] != NULL && !ear_http_url_check (urls[i], NULL))
      return FALSE;

  return TRUE;
}

static GStrv
dup_scopes (const EarJsonNode *scopes)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; scopes != NULL && i < ear_json_length (scopes); i++)
    {
      g_autofree char *index = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      const char *scope = ear_json_member_text (scopes, index);

      if (scope != NULL)
        g_strv_builder_add (builder, scope);
    }

  return g_strv_builder_end (builder);
}

EarOAuthMetadata *
ear_oauth_read_metadata (EarSession *session, const char *issuer, GError **error)
{
  g_autofree char *url = metadata_url (issuer);
  g_autofree char *host = ear_oauth_dup_host (issuer);
  g_autoptr (EarRequest) request = ear_request_new ("GET", url);
  g_autoptr (EarJson) json = NULL;
  EarOAuthMetadata *metadata;
  Document document = { 0 };

  request->anonymous = TRUE;
  ear_request_add_header (request, "Accept", "application/json");
  json = ear_session_send_json (session, request, NULL, error);
  if (json == NULL || !ear_json_bind_table (ear_json_root (json), document_fields, &document, error))
    return NULL;

  if (!same_issuer (issuer, document.issuer) || !check_urls (&document))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL,
                       _("%s describes its sign-in wrongly: it names another service, or an address that is not encrypted. Tell whoever runs it."), host);
      return NULL;
    }

  metadata = g_new0 (EarOAuthMetadata, 1);
  metadata->issuer = g_strdup (document.issuer);
  metadata->authorize_url = g_strdup (document.authorize_url);
  metadata->token_url = g_strdup (document.token_url);
  metadata->revoke_url = g_strdup (document.revoke_url);
  metadata->registration_url = g_strdup (document.registration_url != NULL ? document.registration_url : document.app_registration_url);
  metadata->scopes = dup_scopes (document.scopes);
  metadata->issuer_in_redirect = document.issuer_in_redirect;

  return metadata;
}

void
ear_oauth_metadata_free (EarOAuthMetadata *metadata)
{
  g_free (metadata->issuer);
  g_free (metadata->authorize_url);
  g_free (metadata->token_url);
  g_free (metadata->revoke_url);
  g_free (metadata->registration_url);
  g_strfreev (metadata->scopes);
  g_free (metadata);
}
