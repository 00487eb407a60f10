/* ear-mastodon-account.c: who we are there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/mastodon/ear-mastodon-private.h"

#include <glib/gi18n.h>

#include "base/ear-html.h"

#define NAME_BYTES 400

typedef struct {
  const char *id, *acct, *display_name, *username, *url, *avatar, *privacy, *note;
  const EarJsonNode *fields;
} Credentials;

static const EarJsonField credentials_table[] = {
  EAR_JSON_FIELD (Credentials, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Credentials, acct, "acct", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Credentials, username, "username", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Credentials, display_name, "display_name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Credentials, url, "url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Credentials, avatar, "avatar_static", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Credentials, privacy, "source.privacy", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Credentials, note, "note", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Credentials, fields, "fields", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
};

static void
keep (EarSession *session, EarBatch *batch, const char *name, const char *value)
{
  ear_session_set_setting (session, name, value);
  ear_batch_set_setting (batch, name, value);
}

/* Limits change with the server's upgrades; without an answer the old ones hold. */
static gboolean
keep_instance (EarSession *session, EarBatch *batch, GError **error)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) problem = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (!ear_mastodon_read_instance (session, session->origin, settings, &problem) && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    keep (session, batch, name, value);
  return TRUE;
}

/* "drop" keeps nothing: what a stranger writes then reaches nobody. "filter" is read all the same (include_filtered). */
static gboolean
probe_policy (EarSession *session, gboolean *drops, GError **error)
{
  static const char *const about[] = { "for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions", "for_limited_accounts" };
  g_autofree char *url = ear_mastodon_url (session, "/api/v2/notifications/policy", NULL);
  g_autoptr (EarRequest) request = NULL;
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;

  *drops = FALSE;
  if (!ear_mastodon_is_recent (session))
    return TRUE;
  request = ear_request_new ("GET", url);
  reply = ear_session_send (session, request, error);
  if (reply == NULL)
    return FALSE;
  json = reply->status == 200 ? ear_json_parse (reply->body, NULL) : NULL;
  for (gsize i = 0; json != NULL && i < G_N_ELEMENTS (about); i++)
    *drops |= g_strcmp0 (ear_json_member_text (ear_json_root (json), about[i]), "drop") == 0;
  return TRUE;
}

/* Both the text and the values of the fields are HTML. */
static void
take_about (EarAccount *account, const Credentials *us)
{
  g_autofree char *note = us->note != NULL ? ear_html_to_text (us->note, -1) : NULL;

  if (us->note != NULL || us->fields != NULL)
    ear_account_add_about (account, NULL, note);
  for (gsize i = 0; us->fields != NULL && i < ear_json_length (us->fields); i++)
    {
      const char *name = ear_json_member_text (ear_json_element (us->fields, i), "name");
      const char *value = ear_json_member_text (ear_json_element (us->fields, i), "value");
      g_autofree char *label = name != NULL ? ear_text_clean_line (name, NAME_BYTES) : NULL;
      g_autofree char *text = value != NULL ? ear_html_to_text (value, -1) : NULL;

      if (label != NULL && *label != '\0')
        ear_account_add_about (account, label, text);
    }
}

gboolean
ear_mastodon_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error)
{
  g_autofree char *url = ear_mastodon_url (session, "/api/v1/accounts/verify_credentials", NULL);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_session_get (session, url, &reply, &problem);
  g_autoptr (EarAccount) account = NULL;
  g_autofree char *name = NULL;
  g_autofree char *handle = NULL;
  Credentials us = { NULL };
  gboolean direct = FALSE, drops = FALSE;

  if (json == NULL)
    {
      /* Small servers say nothing more. */
      if (g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_AUTH) && ear_problem_get_detail (problem)->words == NULL)
        ear_problem_tell (error, EAR_PROBLEM_AUTH, _("The server does not say whose sign-in this is. Sign in there once more."));
      else
        g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!ear_json_bind_table (ear_json_root (json), credentials_table, &us, error))
    return FALSE;
  batch->service_date = reply->date_ms;
  if (!keep_instance (session, batch, error) || !ear_mastodon_probe_direct (session, &direct, error)
      || !probe_policy (session, &drops, error))
    return FALSE;

  handle = ear_mastodon_dup_ext (session, us.acct != NULL ? us.acct : us.username);
  keep (session, batch, MA_SETTING_ACCOUNT, us.id);
  keep (session, batch, MA_SETTING_HANDLE, handle);
  keep (session, batch, MA_SETTING_URL, us.url != NULL ? us.url : "");
  keep (session, batch, MA_SETTING_DIRECT, direct ? "yes" : "no");
  keep (session, batch, MA_SETTING_PRIVACY, us.privacy != NULL ? us.privacy : "public");
  keep (session, batch, EAR_SETTING_NOTICE,
        drops ? N_("The server throws away what some people write to you, before anybody can read it. Change it there, under Preferences → Notifications → “Manage notifications from”.") : "");

  name = ear_text_clean_line (us.display_name != NULL && *us.display_name != '\0' ? us.display_name : us.username, NAME_BYTES);
  account = ear_account_new (us.id, name);
  account->handle = g_strconcat ("@", handle, NULL);
  account->url = g_strdup (us.url);
  /* Who has no picture is given the server's own. */
  account->avatar_url = us.avatar != NULL && !g_str_has_suffix (us.avatar, "/missing.png") ? g_strdup (us.avatar) : NULL;
  take_about (account, &us);
  g_ptr_array_add (accounts, g_steal_pointer (&account));
  return TRUE;
}
