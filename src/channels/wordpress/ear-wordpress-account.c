/* ear-wordpress-account.c: who we are on a site and what we may do there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-html.h"

#define NAME_BYTES 200

/* ---- discover ---- */

static const struct {
  const char *capability;
  EarAbilities abilities;
} needs[] = {
  { "moderate_comments", EAR_CAN_EDIT | EAR_CAN_DELETE | EAR_CAN_APPROVE | EAR_CAN_SPAM | EAR_CAN_TRASH },
};

/* A capability is true, 1 or "1"; PHP writes an empty set as []. */
static gboolean
has_capability (const EarJsonNode *user, const char *name)
{
  g_autofree char *path = g_strconcat ("capabilities.", name, NULL);
  struct {
    gboolean truth;
    const char *text;
  } value = { FALSE, NULL };
  const EarJsonField table[] = {
    { path, EAR_JSON_BOOL, EAR_JSON_LENIENT, G_STRUCT_OFFSET (typeof (value), truth), -1 },
    { path, EAR_JSON_ID, EAR_JSON_LENIENT | EAR_JSON_ZERO_IS_ABSENT, G_STRUCT_OFFSET (typeof (value), text), -1 },
  };

  return ear_json_bind (user, table, G_N_ELEMENTS (table), &value, NULL) && (value.truth || value.text != NULL);
}

static void
keep_setting (EarSession *session, EarBatch *batch, const char *name, const char *value)
{
  ear_session_set_setting (session, name, value);
  ear_batch_set_setting (batch, name, value);
}

static void
keep_abilities (EarSession *session, EarBatch *batch, const EarJsonNode *user)
{
  g_autoptr (GStrvBuilder) cannot = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      if (has_capability (user, needs[i].capability))
        continue;
      for (guint bit = 1; bit <= needs[i].abilities; bit <<= 1)
        {
          if ((needs[i].abilities & bit) != 0)
            g_strv_builder_add (cannot, ear_ability_to_string (bit));
        }
    }
  words = g_strv_builder_end (cannot);
  text = g_strjoinv (" ", words);
  keep_setting (session, batch, EAR_SETTING_CANNOT, text);
  keep_setting (session, batch, WP_SETTING_MODERATOR, has_capability (user, "moderate_comments") ? "yes" : "no");
}

/* A colleague's answer is ours too: all who write for the site count, not only who signed in. Sites often hide the list; then
 * only we do. Anybody may read it for those who have published; roles need the right to list users. */
static gboolean
read_staff (EarSession *session, EarBatch *batch, const char *own_id, gboolean may_list, GError **error)
{
  g_autofree char *url = ear_wordpress_url (session, "wp/v2/users", "per_page", "100", "_fields", "id",
                                            "roles", may_list ? "administrator,editor,author" : NULL, "context", may_list ? "edit" : NULL, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_wordpress_call (session, "GET", url, NULL, NULL, NULL, &problem);
  g_autoptr (GString) ids = g_string_new (own_id);

  if (json == NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  for (gsize i = 0; json != NULL && i < ear_json_length (ear_json_root (json)); i++)
    {
      const char *id = ear_json_member_text (ear_json_element (ear_json_root (json), i), "id");

      if (id != NULL && strcmp (id, own_id) != 0)
        g_string_append_printf (ids, " %s", id);
    }
  keep_setting (session, batch, WP_SETTING_STAFF, ids->str);
  return TRUE;
}

/* With a wrong password, or one that the web server drops, WordPress goes on as for a stranger; only this request tells. */
gboolean
ear_wordpress_check_user (EarSession *session, EarBatch *batch, char **handle, GError **error)
{
  g_autofree char *url = ear_wordpress_url (session, "wp/v2/users/me", "context", "edit", "_fields", "id,name,slug,capabilities", NULL);
  g_autofree char *word = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_wordpress_call (session, "GET", url, NULL, NULL, &word, &problem);
  struct {
    const char *id, *name;
    const EarJsonNode *capabilities;
  } user = { NULL };
  static const EarJsonField table[] = {
    EAR_JSON_FIELD (typeof (user), id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
    EAR_JSON_FIELD (typeof (user), name, "name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
    EAR_JSON_FIELD (typeof (user), capabilities, "capabilities", EAR_JSON_OBJECT, EAR_JSON_LENIENT),
  };

  if (json == NULL)
    {
      if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_AUTH) && g_strcmp0 (word, "rest_not_logged_in") == 0)
        ear_problem_set (error, EAR_PROBLEM_AUTH, "%s",
                             _("Check user name and application password. If both are right, the web server or a "
                               "security plugin there removes them from the request (the Authorization header): ask whoever looks after the site."));
      else
        g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!ear_json_bind_table (ear_json_root (json), table, &user, error))
    return FALSE;

  keep_setting (session, batch, WP_SETTING_USER, user.id);
  keep_abilities (session, batch, ear_json_root (json));
  if (handle != NULL)
    *handle = user.name != NULL ? ear_text_clean_line (user.name, NAME_BYTES) : NULL;
  return read_staff (session, batch, user.id, has_capability (ear_json_root (json), "list_users"), error);
}

static char *
dup_plain (const EarJsonNode *node, const char *path)
{
  const char *html = ear_json_member_text (node, path);
  g_autofree char *text = html != NULL ? ear_html_to_text (html, -1) : NULL;

  return text != NULL && *text != '\0' ? ear_text_clean_line (text, NAME_BYTES) : NULL;
}

/* The account is the site, whoever signs in: its comments are the same ones. Several sites may share an origin. */
static char *
dup_account_id (const char *home)
{
  g_autoptr (GUri) uri = g_uri_parse (home, G_URI_FLAGS_ENCODED, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";
  gsize length = strlen (path);

  while (length > 0 && path[length - 1] == '/')
    length--;
  return length > 0 ? g_strndup (path, length) : g_strdup ("/");
}

gboolean
ear_wordpress_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error)
{
  g_autofree char *index_url = ear_url_build (ear_wordpress_get_root (session), NULL, "_fields", WP_INDEX_FIELDS, NULL);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) index = NULL;
  g_autoptr (EarAccount) account = NULL;
  g_autofree char *account_id = NULL;
  g_autofree char *handle = NULL;
  g_autofree char *home = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tagline = NULL;

  if (!ear_wordpress_check_user (session, batch, &handle, error))
    return FALSE;
  index = ear_wordpress_call (session, "GET", index_url, NULL, &reply, NULL, error);
  if (index == NULL)
    return FALSE;
  if (!ear_wordpress_is_index (ear_json_root (index)))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The site's REST interface does not answer as WordPress does. Connect it again with the address of its front page."));
      return FALSE;
    }

  home = g_strdup (ear_json_member_text (ear_json_root (index), "home"));
  if (home == NULL)
    home = ear_wordpress_dup_folder (ear_wordpress_get_root (session));
  name = dup_plain (ear_json_root (index), "name");
  account_id = dup_account_id (home);

  account = ear_account_new (account_id, name != NULL ? name : home);
  account->url = g_strdup (home);
  account->handle = g_steal_pointer (&handle);
  account->avatar_url = dup_plain (ear_json_root (index), "site_icon_url");
  tagline = dup_plain (ear_json_root (index), "description");
  ear_account_add_about (account, NULL, tagline);
  keep_setting (session, batch, WP_SETTING_HOME, home);
  keep_setting (session, batch, WP_SETTING_NAME, account->name);
  batch->service_date = reply->date_ms;
  g_ptr_array_add (accounts, g_steal_pointer (&account));
  return TRUE;
}

/* ---- revoke ---- */

gboolean
ear_wordpress_revoke (EarSession *session, const EarSignInPlan *client, GError **error)
{
  g_autofree char *url = ear_wordpress_url (session, "wp/v2/users/me/application-passwords/introspect", NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_wordpress_call (session, "GET", url, NULL, NULL, NULL, &problem);
  g_autofree char *delete_route = NULL;
  g_autofree char *delete_url = NULL;
  g_autoptr (EarJson) deleted = NULL;
  const char *uuid;

  /* What is no longer accepted need not be taken back. */
  if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_AUTH))
    return TRUE;
  if (json == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  uuid = ear_json_member_text (ear_json_root (json), "uuid");
  if (uuid == NULL || !g_uuid_string_is_valid (uuid))
    {
      ear_problem_set (error, EAR_PROBLEM_PROTOCOL, _("The site does not say which password this is. Delete it there, under Users → Profile → Application Passwords."));
      return FALSE;
    }

  delete_route = g_strconcat ("wp/v2/users/me/application-passwords/", uuid, NULL);
  delete_url = ear_wordpress_url (session, delete_route, NULL);
  deleted = ear_wordpress_call (session, "DELETE", delete_url, NULL, NULL, NULL, &problem);
  /* Sent twice, the second finds itself without a password: that is what was wanted. */
  if (deleted == NULL && !g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_GONE) && !g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_AUTH))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}
