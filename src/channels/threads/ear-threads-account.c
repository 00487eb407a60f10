/* ear-threads-account.c: signing in with a tester's token, and keeping it alive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/threads/ear-threads-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define NAME_BYTES 400

gboolean
ear_threads_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error)
{
  g_set_str (&plan->origin, TH_ORIGIN);
  return TRUE;
}

/* ---- what a token gives ---- */

/* A scope, what goes with it, and how to get it. */
static const struct {
  const char *scope;
  EarAbilities abilities;
  const char *lacks;
} needs[] = {
  { "threads_read_replies", 0,
    N_("Replies to your posts cannot be read. Allow “threads_read_replies” in your app, make a new token and sign in again.") },
  { "threads_content_publish", EAR_CAN_REPLY,
    N_("Nothing can be answered from here. Allow “threads_content_publish” in your app, make a new token and sign in again.") },
  { "threads_manage_replies", EAR_CAN_REPLY | EAR_CAN_HIDE | EAR_CAN_APPROVE,
    N_("Replies cannot be answered, hidden or let in from here. Allow “threads_manage_replies” in your app, make a new token and sign in again.") },
  { "threads_delete", EAR_CAN_DELETE,
    N_("What you wrote cannot be deleted from here. Allow “threads_delete” in your app, make a new token and sign in again.") },
};

#define MENTIONS "threads_manage_mentions"

static const char without_mentions[] = N_("Posts elsewhere that name you cannot be read. Allow “threads_manage_mentions” in your app, make a new token and sign in again.");
static const char few_mentions[] = N_("Of posts elsewhere that name you, Threads gives only those by testers of your app, until Meta has reviewed it. Look into the Threads app now and then.");
static const char no_direct[] = N_("Threads gives direct messages to no other program. Answer them in the Threads app.");

static void
add_line (GString *lines, const char *line)
{
  g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
}

static void
note_setting (EarSession *session, EarAccount *account, EarBatch *batch, const char *name, const char *value)
{
  ear_meta_note_setting (account, batch, *ear_threads_get_id (session) != '\0', name, value);
}

/* What is not told is taken as given: then the service refuses, and says so. But mentions are not asked for on a guess. */
static void
note_grants (EarSession *session, EarAccount *account, EarBatch *batch, const EarMetaToken *info)
{
  gboolean mentions = info->scopes != NULL && ear_meta_has_scope (info, MENTIONS, NULL);
  g_autoptr (GString) lacks = g_string_new (NULL);
  g_autofree char *words = NULL;
  EarAbilities cannot = 0;

  for (gsize i = 0; info->scopes != NULL && i < G_N_ELEMENTS (needs); i++)
    {
      if (ear_meta_has_scope (info, needs[i].scope, NULL))
        continue;
      add_line (lacks, needs[i].lacks);
      cannot |= needs[i].abilities;
    }
  add_line (lacks, mentions ? few_mentions : without_mentions);
  add_line (lacks, no_direct);
  words = ear_meta_ability_words (cannot);
  note_setting (session, account, batch, EAR_SETTING_CANNOT, words);
  note_setting (session, account, batch, EAR_SETTING_LACKS, lacks->str);
  note_setting (session, account, batch, TH_SETTING_MENTIONS, mentions ? "yes" : "no");
}

/* ---- discover ---- */

typedef struct {
  const char *id, *username, *name, *picture, *biography;
} Us;

static const EarJsonField us_table[] = {
  EAR_JSON_FIELD (Us, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Us, username, "username", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Us, name, "name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Us, picture, "threads_profile_picture_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Us, biography, "threads_biography", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/* (nullable): of 60 days, renewed a week after it was made; one of an hour becomes one of 60 days. */
static EarCredentials *
make_credentials (EarSession *session, const EarMetaToken *info, GError **error)
{
  g_autoptr (EarCredentials) credentials = ear_credentials_copy (session->credentials);
  gint64 now = ear_clock_now_ms ();
  gint64 end = ear_meta_get_end (info);

  if (end != EAR_TIME_NONE && end < now + DAY_MS && credentials->client_secret != NULL)
    return ear_meta_lengthen (session, "th_exchange_token", credentials, error) ? g_steal_pointer (&credentials) : NULL;
  credentials->expires_at = end != EAR_TIME_NONE ? end : now + EAR_META_LIFE_MS;
  credentials->renew_at = (info->issued_at != EAR_TIME_NONE ? info->issued_at : now) + EAR_META_RENEW_MS;
  /* Near its end at once. */
  if (end != EAR_TIME_NONE)
    credentials->renew_at = MIN (credentials->renew_at, MAX (now, end - EAR_META_RENEW_MS));
  return g_steal_pointer (&credentials);
}

gboolean
ear_threads_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error)
{
  g_auto (EarMetaToken) info = { .expires_at = EAR_TIME_NONE, .data_access_expires_at = EAR_TIME_NONE, .issued_at = EAR_TIME_NONE };
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  g_autoptr (EarAccount) account = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;
  Us us = { NULL };

  if (session->credentials == NULL || session->credentials->secret == NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_AUTH, _("There is no token to sign in with. Paste one."));
      return FALSE;
    }
  json = ear_meta_get_first (session, EAR_META_THREADS, "me", "id,username,name,threads_profile_picture_url,threads_biography", &reply, error);
  if (json == NULL || !ear_json_bind_table (ear_json_root (json), us_table, &us, error))
    return FALSE;
  batch->service_date = reply->date_ms;
  if (!ear_meta_inspect (session, EAR_META_THREADS_VERSION, session->credentials->secret, NULL, NULL, &info, &problem) && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (info.json != NULL && !info.is_valid)
    {
      ear_problem_tell (error, EAR_PROBLEM_AUTH, _("Threads says that this token is no longer valid. Make a new one and paste it."));
      return FALSE;
    }

  name = ear_text_clean_line (us.name != NULL && *us.name != '\0' ? us.name : us.username, NAME_BYTES);
  account = ear_account_new (us.id, name);
  account->handle = g_strconcat ("@", us.username, NULL);
  address = g_strconcat ("https://www.threads.com/@", us.username, NULL);
  account->url = ear_channel_dup_web_url (address);
  account->avatar_url = ear_channel_dup_web_url (us.picture);
  ear_account_add_about (account, NULL, us.biography);
  if (*ear_threads_get_id (session) == '\0')
    {
      account->credentials = make_credentials (session, &info, error);
      if (account->credentials == NULL)
        return FALSE;
    }
  note_grants (session, account, batch, &info);
  note_setting (session, account, batch, TH_SETTING_ID, us.id);
  note_setting (session, account, batch, TH_SETTING_USERNAME, us.username);
  if (ear_session_get_setting (session, EAR_META_SETTING_IN_ADDRESS) != NULL)
    note_setting (session, account, batch, EAR_META_SETTING_IN_ADDRESS, "yes");
  g_ptr_array_add (accounts, g_steal_pointer (&account));
  return TRUE;
}

gboolean
ear_threads_renew (EarSession *session, EarCredentials *credentials, GError **error)
{
  return ear_meta_refresh (session, "th_refresh_token", credentials, error);
}
