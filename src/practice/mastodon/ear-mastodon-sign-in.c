/* ear-mastodon-sign-in.c: applications and tokens of the town's Mastodon server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/mastodon/ear-mastodon-town.h"

#include <string.h>

#include "base/ear-session.h"

#define OUT_OF_BAND "urn:ietf:wg:oauth:2.0:oob"
#define CODE_MS (10 * 60 * 1000)

/* An application is a token of the type "app": its secret the client id, its holder the client secret, its redirect the addresses.
 * A code is one of the type "code", made from the application; its challenge is a setting until it is exchanged. */

static char *
dup_scopes (const char *text)
{
  return g_strdelimit (g_strdup (text != NULL ? text : "read"), " ", ',');
}

static char *
dup_said (const char *scopes)
{
  return g_strdelimit (g_strdup (scopes), ",", ' ');
}

/* Text with blanks between, a list of a form, or a list of JSON. */
static GStrv
read_redirects (const EarFediCall *call)
{
  const char *text = ear_fedi_get (call, "redirect_uris");
  GStrvBuilder *builder;
  GStrv list;

  if (text == NULL)
    text = ear_fedi_get (call, "redirect_uris[]");
  if (text != NULL)
    return g_regex_split_simple ("[\\s,]+", text, 0, 0);
  builder = g_strv_builder_new ();
  for (guint i = 0;; i++)
    {
      g_autofree char *name = g_strdup_printf ("redirect_uris.%u", i);

      if (ear_fedi_get (call, name) == NULL)
        break;
      g_strv_builder_add (builder, ear_fedi_get (call, name));
    }
  list = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return list;
}

EarReply *
ear_fedi_post_app (EarFediCall *call, const char *id)
{
  const char *name = ear_fedi_get (call, "client_name");
  g_auto (GStrv) redirects = read_redirects (call);
  g_autofree char *client_id = ear_town_new_secret (call->town, "", 43);
  g_autofree char *client_secret = ear_town_new_secret (call->town, "", 43);
  g_autofree char *scopes = dup_scopes (ear_fedi_get (call, "scopes"));
  g_autofree char *said = dup_said (scopes);
  g_autofree char *joined = g_strjoinv ("\n", redirects);
  EarTownToken *app;
  EarJsonWriter *json;

  if (name == NULL)
    return ear_fedi_refuse (422, "Validation failed: Application name can't be blank");
  for (char **one = redirects; *one != NULL || *redirects == NULL; one++)
    if (*redirects == NULL || !g_uri_is_valid (*one, G_URI_FLAGS_NONE, NULL))
      return ear_fedi_refuse (422, "Validation failed: Redirect URI must be an absolute URI.");

  app = ear_town_add_token (call->town, call->account, "app", client_secret, scopes, client_id, 0);
  app->redirect = g_strdup (joined);
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "id", "1");
  ear_json_writer_text (json, "name", name);
  ear_json_writer_text (json, "website", ear_fedi_get (call, "website"));
  ear_json_writer_text (json, "redirect_uri", joined);
  ear_json_writer_text (json, "client_id", client_id);
  ear_json_writer_text (json, "client_secret", client_secret);
  ear_json_writer_int (json, "client_secret_expires_at", 0);
  ear_json_writer_text (json, "scope", said);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

/* ---- OAuth ---- */

static EarReply *
refuse_grant (guint status, const char *error, const char *words)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "error", error);
  ear_json_writer_text (json, "error_description", words);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (status, json);
}

static EarReply *
refuse_client (void)
{
  return refuse_grant (401, "invalid_client",
                       "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.");
}

/* The same but for the port, where both are loopback. */
static gboolean
fits_redirect (const char *registered, const char *asked)
{
  g_autoptr (GUri) a = g_uri_parse (registered, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) b = asked != NULL ? g_uri_parse (asked, G_URI_FLAGS_ENCODED, NULL) : NULL;

  if (g_strcmp0 (registered, asked) == 0)
    return TRUE;
  return a != NULL && b != NULL && g_strcmp0 (g_uri_get_host (a), "127.0.0.1") == 0 && g_strcmp0 (g_uri_get_host (b), "127.0.0.1") == 0 &&
         strcmp (g_uri_get_path (a), g_uri_get_path (b)) == 0;
}

static EarTownToken *
find_app (const EarFediCall *call, const char *client_id)
{
  EarTownToken *app = ear_town_find_token (call->town, client_id);

  return app != NULL && strcmp (app->type, "app") == 0 && app->dead == 0 ? app : NULL;
}

static gboolean
is_within (const char *scopes, const EarTownToken *app)
{
  g_auto (GStrv) asked = g_strsplit (scopes, ",", -1);

  for (char **one = asked; *one != NULL; one++)
    if (!ear_fedi_may (app, *one))
      return FALSE;
  return TRUE;
}

static EarReply *
show (guint status, const char *text)
{
  g_autofree char *html = g_strdup_printf ("<!DOCTYPE html>\n<html><head><title>Authorization</title></head><body>%s</body></html>\n", text);

  return ear_town_reply_text (status, "text/html; charset=utf-8", html);
}

/* Where a person would sign in and allow it; here the restaurant does at once. */
EarReply *
ear_fedi_authorize (EarFediCall *call, const char *id)
{
  const char *redirect = ear_fedi_get (call, "redirect_uri"), *state = ear_fedi_get (call, "state"), *challenge = ear_fedi_get (call, "code_challenge");
  const EarTownToken *app = find_app (call, ear_fedi_get (call, "client_id"));
  g_auto (GStrv) registered = app != NULL ? g_strsplit (app->redirect, "\n", -1) : NULL;
  g_autofree char *scopes = dup_scopes (ear_fedi_get (call, "scope"));
  g_autofree char *secret = NULL, *name = NULL, *text = NULL, *pairs = NULL, *location = NULL;
  gboolean fits = FALSE;
  EarTownToken *code;
  EarReply *reply;

  for (char **one = registered; one != NULL && *one != NULL; one++)
    fits |= fits_redirect (*one, redirect);
  if (app == NULL || !fits || g_strcmp0 (ear_fedi_get (call, "response_type"), "code") != 0)
    return show (400, "<p>The requested redirect uri is malformed or doesn't match client redirect URI.</p>");
  if (!is_within (scopes, app))
    return show (400, "<p>The requested scope is invalid, unknown, or malformed.</p>");

  secret = ear_town_new_secret (call->town, "", 43);
  code = ear_town_add_token (call->town, call->account, "code", call->account->id, scopes, secret, ear_town_now (call->town) + CODE_MS);
  code->redirect = g_strdup (redirect);
  code->made_from = g_strdup (app->secret);
  name = g_strconcat ("mastodon.challenge.", secret, NULL);
  if (challenge != NULL && !ear_town_is_set (call->town, "mastodon.old"))
    ear_town_set (call->town, name, challenge);

  if (strcmp (redirect, OUT_OF_BAND) == 0)
    {
      text = g_strdup_printf ("<p>Copy this code: <input class=\"oauth-code\" readonly value=\"%s\"></p>", secret);
      return show (200, text);
    }
  pairs = ear_form_encode ("code", secret, "state", state, NULL);
  location = g_strconcat (redirect, strchr (redirect, '?') != NULL ? "&" : "?", pairs, NULL);
  reply = show (302, "");
  ear_reply_set_header (reply, "Location", location);
  return reply;
}

/* RFC 7636: the challenge is the verifier's SHA-256. */
static gboolean
proves (EarFediCall *call, const char *code)
{
  g_autofree char *name = g_strconcat ("mastodon.challenge.", code, NULL);
  const char *challenge = ear_town_get_setting (call->town, name), *verifier = ear_fedi_get (call, "code_verifier");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;
  gboolean proved;

  if (challenge == NULL)
    return TRUE;
  g_checksum_update (checksum, (const guchar *) (verifier != NULL ? verifier : ""), -1);
  g_checksum_get_digest (checksum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  proved = verifier != NULL && strcmp (text, challenge) == 0;
  if (proved)
    ear_town_set (call->town, name, NULL);
  return proved;
}

EarReply *
ear_fedi_post_token (EarFediCall *call, const char *id)
{
  const EarTownToken *app = find_app (call, ear_fedi_get (call, "client_id"));
  EarTownToken *code = ear_town_find_token (call->town, ear_fedi_get (call, "code"));
  g_autofree char *secret = NULL, *said = NULL;
  EarTownToken *token;
  EarJsonWriter *json;

  if (app == NULL || g_strcmp0 (app->holder, ear_fedi_get (call, "client_secret")) != 0)
    return refuse_client ();
  if (g_strcmp0 (ear_fedi_get (call, "grant_type"), "authorization_code") != 0)
    return refuse_grant (400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server.");
  if (code == NULL || strcmp (code->type, "code") != 0 || code->dead != 0 || ear_town_token_expired (call->town, code) ||
      g_strcmp0 (code->made_from, app->secret) != 0 || g_strcmp0 (code->redirect, ear_fedi_get (call, "redirect_uri")) != 0 ||
      !proves (call, code->secret))
    return refuse_grant (400, "invalid_grant",
                         "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
                         "authorization request, or was issued to another client.");

  code->dead = 1;
  secret = ear_town_new_secret (call->town, "", 43);
  token = ear_town_add_token (call->town, call->account, "access", code->holder, code->scopes, secret, 0);
  token->made_from = g_strdup (app->secret);
  said = dup_said (token->scopes);
  json = ear_json_writer_new ();
  ear_json_writer_begin_object (json, NULL);
  ear_json_writer_text (json, "access_token", secret);
  ear_json_writer_text (json, "token_type", "Bearer");
  ear_json_writer_text (json, "scope", said);
  ear_json_writer_int (json, "created_at", token->created_ms / 1000);
  ear_json_writer_end_object (json);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_fedi_revoke (EarFediCall *call, const char *id)
{
  const EarTownToken *app = find_app (call, ear_fedi_get (call, "client_id"));
  EarTownToken *token = ear_town_find_token (call->town, ear_fedi_get (call, "token"));

  if (app == NULL || g_strcmp0 (app->holder, ear_fedi_get (call, "client_secret")) != 0)
    return refuse_grant (403, "unauthorized_client", "You are not authorized to revoke this token");
  /* Of others' tokens nothing is said. */
  if (token != NULL && g_strcmp0 (token->made_from, app->secret) == 0)
    token->dead = 1;
  return ear_town_reply_text (200, "application/json; charset=utf-8", "{}");
}

EarReply *
ear_fedi_get_credentials (EarFediCall *call, const char *id)
{
  EarJsonWriter *json = ear_json_writer_new ();

  ear_fedi_write_account (call, json, NULL, call->viewer, TRUE);
  return ear_town_reply_json (200, json);
}
