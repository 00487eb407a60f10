/* ear-instagram-account.c: signing in with a token, and keeping it alive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/instagram/ear-instagram-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define NAME_BYTES 400

gboolean
ear_instagram_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error)
{
  g_set_str (&plan->origin, IG_ORIGIN);
  return TRUE;
}

typedef struct {
  const char *user_id, *username, *name, *account_type, *picture, *biography, *website;
} Us;

static const EarJsonField us_table[] = {
  EAR_JSON_FIELD (Us, user_id, "user_id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Us, username, "username", EAR_JSON_TEXT, EAR_JSON_REQUIRED),
  EAR_JSON_FIELD (Us, name, "name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Us, account_type, "account_type", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Us, picture, "profile_picture_url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Us, biography, "biography", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Us, website, "website", EAR_JSON_TEXT, EAR_JSON_LENIENT),
};

typedef enum {
  REFUSED,
  EMPTY,
  GIVEN,
} Direct;

/* Whether messages are given cannot be read anywhere: they are asked for once. */
static gboolean
probe_direct (EarSession *session, Direct *direct, GError **error)
{
  g_autofree char *url = ear_meta_url (session, "me/conversations", "platform", "instagram", "fields", "id", "limit", "1", NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_session_get (session, url, NULL, &problem);
  const EarJsonNode *data = json != NULL ? ear_meta_read_list (ear_json_root (json), NULL) : NULL;

  if (json == NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *direct = data == NULL ? REFUSED : ear_json_length (data) == 0 ? EMPTY : GIVEN;
  return TRUE;
}

/* Whether comments are given cannot be read anywhere either, and where they are not their lists are left out, as if nobody had written:
 * then one post's are asked for alone. It is looked at anew every day, so what a renewal says of permissions would tell nothing more.
 * @given: (out): also where there is no post yet, and so nothing to be refused */
static gboolean
probe_comments (EarSession *session, gboolean *given, GError **error)
{
  g_autofree char *url = ear_meta_url (session, "me/media", "fields", "id,comments.limit(1){id}", "limit", "5", NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_session_get (session, url, NULL, &problem);
  g_autoptr (EarJson) list = NULL;
  const EarJsonNode *data = json != NULL ? ear_meta_read_list (ear_json_root (json), NULL) : NULL;
  const char *media = NULL;

  for (gsize i = 0; i < ear_json_length (data); i++)
    {
      const EarJsonNode *node = ear_json_element (data, i);

      if (ear_json_member (node, "comments") != NULL)
        {
          *given = TRUE;
          return TRUE;
        }
      if (media == NULL)
        media = ear_json_member_text (node, "id");
    }
  if (media != NULL)
    {
      g_autofree char *path = g_strconcat (media, "/comments", NULL);
      g_autofree char *comments_url = ear_meta_url (session, path, "fields", "id", "limit", "1", NULL);

      list = ear_session_get (session, comments_url, NULL, &problem);
    }
  if (problem != NULL && ear_channel_must_stop (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *given = !g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_FORBIDDEN);
  return TRUE;
}

static void
note_setting (EarSession *session, EarAccount *account, EarBatch *batch, const char *name, const char *value)
{
  ear_meta_note_setting (account, batch, *ear_instagram_get_id (session) != '\0', name, value);
}

static void
note_grants (EarSession *session, EarAccount *account, EarBatch *batch, gboolean comments, Direct direct)
{
  static const char of_comments[] = N_("Comments can be neither read nor answered: this token does not allow it. In your app open Instagram → API setup with Instagram login, add “instagram_business_manage_comments”, generate a new token and sign in again. Until then answer comments in the Instagram app.");
  static const char mentions[] = N_("Where somebody names you in a caption or a comment elsewhere, Instagram tells no program on a computer. Look into the Instagram app now and then.");
  static const char *const of_direct[] = {
    [REFUSED] = N_("Direct messages cannot be read: this token does not allow it. In your app open Instagram → API setup with Instagram login, add “instagram_business_manage_messages”, generate a new token and sign in again. Until then answer messages in the Instagram app."),
    [EMPTY] = N_("No direct message is visible yet. If customers have written, open in the Instagram app Settings → Messages and story replies → Message controls → Connected tools and allow access to messages. Meta may also want to review your app before it gives messages."),
    [GIVEN] = NULL,
  };
  EarAbilities lost = direct == REFUSED || !comments ? EAR_CAN_PRIVATE_REPLY : 0;
  g_autoptr (GString) lacks = g_string_new (NULL);
  g_autofree char *cannot = NULL;

  if (!comments)
    {
      lost |= EAR_CAN_HIDE | EAR_CAN_DELETE | EAR_CAN_DELETE_THEIRS | (direct == REFUSED ? EAR_CAN_REPLY : 0);
      g_string_append_printf (lacks, "%s\n", of_comments);
    }
  if (of_direct[direct] != NULL)
    g_string_append_printf (lacks, "%s\n", of_direct[direct]);
  g_string_append (lacks, mentions);
  cannot = ear_meta_ability_words (lost);
  note_setting (session, account, batch, EAR_SETTING_CANNOT, cannot);
  note_setting (session, account, batch, EAR_SETTING_LACKS, lacks->str);
  note_setting (session, account, batch, IG_SETTING_DIRECT, direct == REFUSED ? "no" : "yes");
  note_setting (session, account, batch, IG_SETTING_READS, comments ? "yes" : "no");
}

static EarCredentials *
make_credentials (const EarCredentials *typed)
{
  EarCredentials *credentials = ear_credentials_copy (typed);
  gint64 now = ear_clock_now_ms ();

  /* It is shown once, so it was made just now; the first renewal says how long it really lives. */
  if (credentials->expires_at == EAR_TIME_NONE)
    credentials->expires_at = now + EAR_META_LIFE_MS;
  if (credentials->renew_at == EAR_TIME_NONE)
    credentials->renew_at = now + EAR_META_RENEW_MS;
  return credentials;
}

static gboolean
is_professional (const Us *us, GError **error)
{
  if (us->account_type == NULL || strcmp (us->account_type, "BUSINESS") == 0 || strcmp (us->account_type, "MEDIA_CREATOR") == 0)
    return TRUE;
  ear_problem_tell (error, EAR_PROBLEM_FORBIDDEN,
                   _("“%.100s” is a personal account, and Instagram gives those to no other program. In the Instagram app open Settings → Account type and tools and switch to a professional account; it costs nothing. Then make a new token."),
                   us->username);
  return FALSE;
}

gboolean
ear_instagram_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error)
{
  g_autofree char *url = ear_meta_url (session, "me", "fields", "user_id,username,name,account_type,profile_picture_url,biography,website", NULL);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = NULL;
  g_autoptr (EarAccount) account = NULL;
  g_autofree char *name = NULL;
  Us us = { NULL };
  gboolean comments;
  Direct direct;

  if (session->credentials == NULL || session->credentials->secret == NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_AUTH, _("There is no token to sign in with. Paste one."));
      return FALSE;
    }
  json = ear_session_get (session, url, &reply, error);
  if (json == NULL || !ear_json_bind_table (ear_json_root (json), us_table, &us, error) || !is_professional (&us, error)
      || !probe_direct (session, &direct, error) || !probe_comments (session, &comments, error))
    return FALSE;

  batch->service_date = reply->date_ms;
  name = ear_text_clean_line (us.name != NULL && *us.name != '\0' ? us.name : us.username, NAME_BYTES);
  account = ear_account_new (us.user_id, name);
  account->handle = g_strconcat ("@", us.username, NULL);
  {
    g_autofree char *address = g_strconcat ("https://www.instagram.com/", us.username, "/", NULL);

    account->url = ear_channel_dup_web_url (address);
  }
  account->avatar_url = ear_channel_dup_web_url (us.picture);
  /* What is empty is left out. */
  ear_account_add_about (account, NULL, us.biography);
  ear_account_add_about (account, "Website", us.website);
  if (*ear_instagram_get_id (session) == '\0')
    account->credentials = make_credentials (session->credentials);
  note_grants (session, account, batch, comments, direct);
  note_setting (session, account, batch, IG_SETTING_ID, us.user_id);
  note_setting (session, account, batch, IG_SETTING_USERNAME, us.username);
  g_ptr_array_add (accounts, g_steal_pointer (&account));
  return TRUE;
}

gboolean
ear_instagram_renew (EarSession *session, EarCredentials *credentials, GError **error)
{
  return ear_meta_refresh (session, "ig_refresh_token", credentials, error);
}
