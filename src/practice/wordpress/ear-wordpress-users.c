/* ear-wordpress-users.c: who may sign in to the town's blog, application passwords, and how it all begins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice/wordpress/ear-wordpress-town.h"

#include <string.h>

#define PASSWORD_LETTERS 24
#define PASSWORD "application-password"

/* ---- Basic, with an application password ---- */

/* "user:password", decoded. */
static char *
dup_pair (const EarTownRequest *request)
{
  const char *header = ear_town_request_get_header (request, "authorization");
  g_autofree guchar *bytes = NULL;
  gsize length;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", 6) != 0)
    return NULL;
  bytes = g_base64_decode (header + 6, &length);
  return g_utf8_make_valid ((const char *) bytes, (gssize) length);
}

char *
ear_blog_dup_secret (const EarTownRequest *request)
{
  g_autofree char *pair = dup_pair (request);
  const char *colon = pair != NULL ? strchr (pair, ':') : NULL;
  GString *secret;

  if (colon == NULL)
    return NULL;
  secret = g_string_new (NULL);
  for (const char *p = colon + 1; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (secret, *p);
  return g_string_free_and_steal (secret);
}

/* With a wrong password WordPress goes on as for a stranger. A practice workspace signs in by the holder's id. */
void
ear_blog_sign_in (EarBlogCall *call)
{
  g_autofree char *pair = dup_pair (call->request);
  g_autofree char *secret = ear_blog_dup_secret (call->request);
  g_autofree char *name = pair != NULL ? g_strndup (pair, strcspn (pair, ":")) : NULL;
  EarTownToken *token = ear_town_find_token (call->town, secret);
  g_autofree char *login = token != NULL ? ear_blog_dup_login (call, token->holder) : NULL;
  g_autofree char *mail = login != NULL ? g_strconcat (login, "@example.net", NULL) : NULL;

  if (login == NULL || strcmp (token->account, call->account->id) != 0 || ear_town_token_get_dead (call->town, token) != 0 ||
      ear_town_token_expired (call->town, token) ||
      (g_ascii_strcasecmp (name, login) != 0 && g_ascii_strcasecmp (name, mail) != 0 && strcmp (name, token->holder) != 0))
    return;
  call->token = token;
  call->user = token->holder;
}

/* ---- users ---- */

static void
write_user (const EarBlogCall *call, EarJsonWriter *json, const char *user, gboolean edit)
{
  static const char *const editor_may[] = { "moderate_comments", "manage_categories", "upload_files", "unfiltered_html", "edit_posts",
                                            "edit_others_posts", "edit_published_posts", "publish_posts", "edit_pages", "read", "editor", NULL };
  static const char *const subscriber_may[] = { "read", "subscriber", NULL };
  gboolean editor = strcmp (user, call->account->id) == 0;
  const char *const *capability = editor ? editor_may : subscriber_may;
  g_autofree char *login = ear_blog_dup_login (call, user);
  g_autofree char *link = g_strconcat (call->request->origin, "/author/", login, "/", NULL);
  const struct {
    const char *name, *value;
  } texts[] = { { "name", edit ? login : ear_blog_name_of (call, user) }, { "url", "" }, { "description", "" }, { "link", link }, { "slug", login } };

  ear_json_writer_begin_object (json, NULL);
  if (ear_blog_wants (call, "id"))
    ear_json_writer_int (json, "id", g_ascii_strtoll (user, NULL, 10));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (ear_blog_wants (call, texts[i].name))
      ear_json_writer_text (json, texts[i].name, texts[i].value);
  if (edit && ear_blog_wants (call, "roles"))
    {
      ear_json_writer_begin_array (json, "roles");
      ear_json_writer_text (json, NULL, editor ? "editor" : "subscriber");
      ear_json_writer_end_array (json);
    }
  if (edit && ear_blog_wants (call, "capabilities"))
    {
      ear_json_writer_begin_object (json, "capabilities");
      for (; *capability != NULL; capability++)
        ear_json_writer_bool (json, *capability, TRUE);
      ear_json_writer_end_object (json);
    }
  if (ear_blog_wants (call, "meta"))
    {
      ear_json_writer_begin_array (json, "meta");
      ear_json_writer_end_array (json);
    }
  ear_json_writer_end_object (json);
}

static EarReply *
refuse_stranger (void)
{
  return ear_blog_refuse (401, "rest_not_logged_in", "You are not currently logged in.");
}

EarReply *
ear_blog_get_me (EarBlogCall *call)
{
  EarJsonWriter *json;

  if (call->user == NULL)
    return refuse_stranger ();
  json = ear_json_writer_new ();
  write_user (call, json, call->user, g_strcmp0 (ear_blog_get (call, "context"), "edit") == 0);
  return ear_town_reply_json (200, json);
}

/* Those who have published; roles are for administrators. */
EarReply *
ear_blog_list_users (EarBlogCall *call)
{
  EarJsonWriter *json;
  EarReply *reply;

  if (ear_blog_get (call, "roles") != NULL)
    return ear_blog_forbid (call, "rest_user_cannot_view", "Sorry, you are not allowed to filter users by role.");
  if (g_strcmp0 (ear_blog_get (call, "context"), "edit") == 0)
    return ear_blog_forbid (call, "rest_forbidden_context", "Sorry, you are not allowed to edit users.");
  json = ear_json_writer_new ();
  ear_json_writer_begin_array (json, NULL);
  write_user (call, json, call->account->id, FALSE);
  ear_json_writer_end_array (json);
  reply = ear_town_reply_json (200, json);
  ear_reply_set_header (reply, "X-WP-Total", "1");
  ear_reply_set_header (reply, "X-WP-TotalPages", "1");
  return reply;
}

/* ---- application passwords ---- */

static EarTownToken *
make_password (EarBlogCall *call, const char *user)
{
  g_autofree char *secret = ear_town_new_secret (call->town, "", PASSWORD_LETTERS);

  return ear_town_add_token (call->town, call->account, PASSWORD, user, "", secret, 0);
}

/* In groups of four, as people are shown it. */
static char *
dup_groups (const char *secret)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; secret[i] != '\0'; i++)
    g_string_append_printf (text, "%s%c", i > 0 && i % 4 == 0 ? " " : "", secret[i]);
  return g_string_free_and_steal (text);
}

/* The same for the same password, without telling it. */
static char *
dup_uuid (const EarTownToken *token)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token->secret, -1);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", sum, sum + 8, sum + 12, sum + 15, sum + 18);
}

/* https, or a scheme of the application's own with a host; plain http to loopback since 7.0. */
static gboolean
is_valid_redirect (EarBlogCall *call, const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL, *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || strcmp (scheme, "javascript") == 0 || strcmp (scheme, "data") == 0)
    return FALSE;
  if (strcmp (scheme, "http") != 0)
    return TRUE;
  return !ear_town_is_set (call->town, "wordpress.old") && (strcmp (host, "127.0.0.1") == 0 || strcmp (host, "::1") == 0);
}

static EarReply *
show (guint status, const char *text)
{
  g_autofree char *html = g_strdup_printf ("<!DOCTYPE html>\n<html><head><title>Authorize Application</title></head><body>%s</body></html>\n", text);

  return ear_town_reply_text (status, "text/html; charset=UTF-8", html);
}

/* The page where a person would sign in and press a button; here the restaurant's editor says yes at once. */
EarReply *
ear_blog_authorize (EarBlogCall *call)
{
  const char *app_name = ear_blog_get (call, "app_name"), *app_id = ear_blog_get (call, "app_id"), *success = ear_blog_get (call, "success_url");
  g_autofree char *groups = NULL, *text = NULL, *pairs = NULL, *location = NULL;
  const EarTownToken *token;
  EarReply *reply;

  if (app_name == NULL || (app_id != NULL && !g_uuid_string_is_valid (app_id)))
    return show (500, "<p>The Authorize Application request is not allowed. The application ID must be a UUID.</p>");
  if (success != NULL && !is_valid_redirect (call, success))
    return show (500, "<p>The Authorize Application request is not allowed. The URL must be served over a secure connection.</p>");
  token = make_password (call, call->account->id);
  if (success == NULL)
    {
      groups = dup_groups (token->secret);
      text = g_strdup_printf ("<p>Your new password for %s is: <input type=\"text\" class=\"code\" readonly value=\"%s\"></p>", "the application", groups);
      return show (200, text);
    }
  pairs = ear_form_encode ("site_url", call->request->origin, "user_login", call->account->handle, "password", token->secret, NULL);
  location = g_strconcat (success, strchr (success, '?') != NULL ? "&" : "?", pairs, NULL);
  reply = show (302, "");
  ear_reply_set_header (reply, "Location", location);
  return reply;
}

static void
write_password (EarJsonWriter *json, const char *name, const EarTownToken *token, gboolean with_secret)
{
  g_autofree char *uuid = dup_uuid (token);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (token->created_ms / 1000);
  g_autofree char *created = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *groups = dup_groups (token->secret);

  ear_json_writer_begin_object (json, name);
  ear_json_writer_text (json, "uuid", uuid);
  ear_json_writer_text (json, "app_id", "");
  ear_json_writer_text (json, "name", "Earshot");
  ear_json_writer_text (json, "created", created);
  ear_json_writer_null (json, "last_used");
  ear_json_writer_null (json, "last_ip");
  if (with_secret)
    ear_json_writer_text (json, "password", groups);
  ear_json_writer_end_object (json);
}

EarReply *
ear_blog_create_password (EarBlogCall *call)
{
  EarJsonWriter *json;

  if (call->user == NULL)
    return refuse_stranger ();
  json = ear_json_writer_new ();
  write_password (json, NULL, make_password (call, call->user), TRUE);
  return ear_town_reply_json (201, json);
}

EarReply *
ear_blog_introspect (EarBlogCall *call)
{
  EarJsonWriter *json;

  if (call->user == NULL)
    return refuse_stranger ();
  json = ear_json_writer_new ();
  write_password (json, NULL, call->token, FALSE);
  return ear_town_reply_json (200, json);
}

EarReply *
ear_blog_delete_password (EarBlogCall *call, const char *uuid)
{
  if (call->user == NULL)
    return refuse_stranger ();
  for (guint i = 0; i < call->town->tokens->len; i++)
    {
      EarTownToken *token = g_ptr_array_index (call->town->tokens, i);
      g_autofree char *its = dup_uuid (token);
      EarJsonWriter *json;

      if (strcmp (token->account, call->account->id) != 0 || strcmp (token->holder, call->user) != 0 || token->dead != 0 || strcmp (its, uuid) != 0)
        continue;
      token->dead = 1;
      json = ear_json_writer_new ();
      ear_json_writer_begin_object (json, NULL);
      ear_json_writer_bool (json, "deleted", TRUE);
      write_password (json, "previous", token, FALSE);
      ear_json_writer_end_object (json);
      return ear_town_reply_json (200, json);
    }
  return ear_blog_refuse (404, "rest_application_password_not_found", "Application password not found.");
}

/* ---- the beginning ---- */

/* A few wait for approval, and one is what every blog gets. */
static void
decorate (EarTown *town, EarTownAccount *account)
{
  for (guint i = 0, n = 0; i < town->items->len; i++)
    {
      EarTownItem *item = g_ptr_array_index (town->items, i);

      if (item->account != account || item->kind != EAR_TOWN_COMMENT || item->parent != NULL || item->n_below > 0)
        continue;
      if (++n % 9 == 4)
        ear_blog_set_status (item, "hold");
      else if (n % 25 == 7)
        ear_blog_set_status (item, "spam");
    }
}

void
ear_blog_seed (EarTown *town, guint size)
{
  EarTownAccount *account = ear_town_add_account (town, "wordpress", "Aurora's Kitchen Diary", "aurora");
  EarTownContent content = ear_town_share_out (size);
  const EarTownPerson *regular = g_ptr_array_index (town->people, 2);
  const struct {
    const char *type, *holder;
  } tokens[] = { { "editor", account->id }, { "subscriber", regular->id } };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *secret = ear_town_new_secret (town, "", PASSWORD_LETTERS);

      ear_town_add_token (town, account, tokens[i].type, tokens[i].holder, "", secret, 0);
    }
  /* Nobody writes to a blog otherwise than below its posts. */
  content.visits = content.mentions = content.reviews = content.threads = 0;
  ear_town_fill (town, account, &content);
  decorate (town, account);
}
