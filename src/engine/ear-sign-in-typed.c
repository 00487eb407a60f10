/* ear-sign-in-typed.c: what a sign-in asks for, and what was typed, pasted or handed over by the browser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine/ear-sign-in-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- what is asked ---- */

EarSignInField *
ear_sign_in_list_fields (const EarSignInWay *way,
                         gboolean            pasted)
{
  const EarField *spec = way != NULL ? way->fields : NULL;
  EarSignInField *fields;
  guint n = 0, count = 0;

  while (spec != NULL && spec[n].id != NULL)
    n++;
  fields = g_new0 (EarSignInField, n + 1);
  for (guint i = 0; i < n; i++)
    {
      if (spec[i].pasted != pasted)
        continue;
      fields[count++] = (EarSignInField) {
        spec[i].id, _(spec[i].label), spec[i].hint != NULL ? _(spec[i].hint) : NULL, spec[i].secret, spec[i].optional,
      };
    }
  return fields;
}

EarSignInWayInfo *
ear_sign_in_list_ways (const EarChannelKind *kind)
{
  const EarSignInWay *spec = kind->sign_in.ways;
  EarSignInWayInfo *ways;
  guint n = 0;

  while (spec != NULL && spec[n].id != NULL)
    n++;
  ways = g_new0 (EarSignInWayInfo, n + 1);
  for (guint i = 0; i < n; i++)
    ways[i] = (EarSignInWayInfo) {
      spec[i].id, spec[i].title != NULL ? _(spec[i].title) : NULL, spec[i].guide != NULL ? _(spec[i].guide) : NULL, spec[i].steps, spec[i].steps_url,
    };
  return ways;
}

/* ---- what was entered ---- */

const char *
ear_typed_get (const char *const *names,
               const char *const *values,
               const char        *id)
{
  for (guint i = 0; names[i] != NULL && values[i] != NULL; i++)
    if (g_str_equal (names[i], id) && values[i][0] != '\0')
      return values[i];
  return NULL;
}

const EarSignInField *
ear_typed_find_missing (const EarSignInField *fields,
                        const char *const    *names,
                        const char *const    *values)
{
  for (const EarSignInField *field = fields; field != NULL && field->id != NULL; field++)
    if (!field->optional && ear_typed_get (names, values, field->id) == NULL)
      return field;
  return NULL;
}

static char *
strip_spaces (const char *text)
{
  GString *stripped = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    {
      if (!g_ascii_isspace (*c))
        g_string_append_c (stripped, *c);
    }
  return g_string_free (stripped, FALSE);
}

EarCredentials *
ear_typed_read_credentials (const EarChannelKind *kind,
                            const char *const    *names,
                            const char *const    *values)
{
  const char *secret = ear_typed_get (names, values, EAR_FIELD_SECRET);
  EarCredentials *credentials;
  char *stripped;

  if (secret == NULL)
    return NULL;
  stripped = kind->sign_in.secret_strip_spaces ? strip_spaces (secret) : g_strstrip (g_strdup (secret));
  credentials = ear_credentials_new (ear_typed_get (names, values, EAR_FIELD_USER), stripped);
  ear_wipe (stripped);
  return credentials;
}

void
ear_attempt_take_client (EarAttempt        *attempt,
                         const char *const *names,
                         const char *const *values)
{
  const char *id = ear_typed_get (names, values, EAR_FIELD_CLIENT_ID);
  const char *secret = ear_typed_get (names, values, EAR_FIELD_CLIENT_SECRET);

  attempt->plan->client_id = id != NULL ? g_strstrip (g_strdup (id)) : NULL;
  attempt->plan->client_secret = secret != NULL ? g_strstrip (g_strdup (secret)) : NULL;
  if (attempt->credentials == NULL)
    return;
  attempt->credentials->client_id = g_strdup (attempt->plan->client_id);
  attempt->credentials->client_secret = g_strdup (attempt->plan->client_secret);
}

/* ---- what the browser handed over ---- */

gboolean
ear_attempt_take_approval (EarAttempt  *attempt,
                           GHashTable  *parameters,
                           GError     **error)
{
  const EarSignInSpec *spec = &attempt->kind->sign_in;
  const char *user = spec->user_parameter != NULL ? g_hash_table_lookup (parameters, spec->user_parameter) : NULL;
  const char *secret = spec->secret_parameter != NULL ? g_hash_table_lookup (parameters, spec->secret_parameter) : NULL;

  if (secret == NULL || secret[0] == '\0')
    {
      ear_problem_set (error, EAR_PROBLEM_AUTH, "%s", _("It was declined on the page in the browser. Start again to allow Earshot there."));
      return FALSE;
    }
  g_clear_pointer (&attempt->credentials, ear_credentials_free);
  attempt->credentials = ear_credentials_new (user, secret);
  attempt->granted = TRUE;
  return TRUE;
}

char *
ear_attempt_read_code (EarAttempt  *attempt,
                       const char  *pasted,
                       GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (pasted));
  g_autoptr (GHashTable) parameters = NULL;
  const char *query = strchr (stripped, '?');
  EarOAuthClient client;

  /* Facebook ends its address with "#_=_", and what stands behind that sign is never part of the query. */
  stripped[strcspn (stripped, "#")] = '\0';
  if (query != NULL && g_str_has_prefix (stripped, "http"))
    parameters = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  if (parameters == NULL || (!g_hash_table_contains (parameters, "code") && !g_hash_table_contains (parameters, "error")))
    return g_steal_pointer (&stripped);
  ear_attempt_get_client (attempt, &client);
  return ear_oauth_read_redirect (&client, attempt->oauth, parameters, error);
}
