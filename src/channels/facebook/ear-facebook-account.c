/* ear-facebook-account.c: signing in, which Pages that reaches, and keeping it alive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/facebook/ear-facebook-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-clock.h"
#include "base/ear-html.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* Shorter-lived tokens are changed for longer ones. */
#define LONG_LIVED_MS (7 * DAY_MS)
#define NAME_BYTES 400
#define MAX_PAGES 20
#define PAGE_FIELDS "id,name,link,username,picture{url}"
#define ABOUT_FIELDS "about,phone,website,single_line_address,hours,emails"

/* ---- before ---- */

static gboolean
is_number (const char *text)
{
  return text != NULL && *text != '\0' && text[strspn (text, "0123456789")] == '\0';
}

gboolean
ear_facebook_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error)
{
  if (plan->client_id != NULL && !is_number (plan->client_id))
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("The app ID is a number. It stands at developers.facebook.com, in your app, under App settings → Basic."));
      return FALSE;
    }
  g_set_str (&plan->origin, FB_ORIGIN);
  if (plan->way != NULL && plan->way->shape == EAR_SIGN_IN_OAUTH2)
    {
      g_set_str (&plan->authorize_url, "https://www.facebook.com/" EAR_META_VERSION "/dialog/oauth");
      g_set_str (&plan->token_url, FB_ORIGIN "/" EAR_META_VERSION "/oauth/access_token");
      g_set_str (&plan->scope, ear_facebook_scopes);
    }
  return TRUE;
}

/* ---- what the sign-in is ---- */

typedef struct {
  EarSession *session;
  GPtrArray *accounts;
  EarBatch *batch;
  EarMetaToken info;
  char *app_id;              /* (nullable) */
  const char *app_secret;    /* (nullable) */
  char *token;               /* of the person or system user; a Page's own where that was pasted */
  const char *only;          /* (nullable): the Page that was chosen before */
} Discovery;

static void
discovery_clear (Discovery *self)
{
  ear_meta_token_clear (&self->info);
  g_clear_pointer (&self->app_id, g_free);
  g_clear_pointer (&self->token, ear_wipe);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Discovery, discovery_clear)

static gboolean
inspect (Discovery *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  ear_meta_token_clear (&self->info);
  if (!ear_meta_inspect (self->session, EAR_META_VERSION, self->token, self->app_id, self->app_secret, &self->info, &problem))
    {
      if (problem == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (self->app_id == NULL)
    self->app_id = g_strdup (self->info.app_id);
  if (self->info.is_valid)
    return TRUE;
  ear_problem_tell (error, EAR_PROBLEM_AUTH, _("Facebook says that this token is no longer valid. Make a new one and paste it."));
  return FALSE;
}

/* One of an hour or two becomes one of 60 days. */
static gboolean
lengthen (Discovery *self, GError **error)
{
  gint64 ends_at = self->info.expires_at;
  g_autoptr (GError) problem = NULL;
  char *longer;

  if (self->app_id == NULL || self->app_secret == NULL || self->only != NULL || g_strcmp0 (self->info.type, "PAGE") == 0)
    return TRUE;
  if (self->info.json != NULL && (ends_at == EAR_TIME_NONE || ends_at - ear_clock_now_ms () > LONG_LIVED_MS))
    return TRUE;
  longer = ear_meta_exchange (self->session, self->token, self->app_id, self->app_secret, &ends_at, &problem);
  if (longer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  ear_wipe (self->token);
  self->token = longer;
  return inspect (self, error);
}

/* ---- Pages ---- */

typedef struct {
  const char *id, *name, *link, *username, *picture, *token;
  const EarJsonNode *tasks;
} Page;

static const EarJsonField page_table[] = {
  EAR_JSON_FIELD (Page, id, "id", EAR_JSON_ID, EAR_JSON_REQUIRED | EAR_JSON_ZERO_IS_ABSENT),
  EAR_JSON_FIELD (Page, name, "name", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Page, link, "link", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Page, username, "username", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Page, picture, "picture.data.url", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Page, token, "access_token", EAR_JSON_TEXT, EAR_JSON_LENIENT),
  EAR_JSON_FIELD (Page, tasks, "tasks", EAR_JSON_ARRAY, EAR_JSON_LENIENT),
};

/* Half of the way to its end a token is renewed; what ends the access to data only the person can renew. */
static void
set_ends (Discovery *self, EarCredentials *credentials)
{
  gint64 now = ear_clock_now_ms ();

  credentials->expires_at = ear_meta_get_end (&self->info);
  credentials->renew_at = self->info.expires_at != EAR_TIME_NONE && self->app_id != NULL && self->app_secret != NULL
                            ? now + MAX (self->info.expires_at - now, 0) / 2 : EAR_TIME_NONE;
}

static EarCredentials *
make_credentials (Discovery *self, const Page *page)
{
  EarCredentials *credentials = ear_credentials_new (NULL, page->token != NULL ? page->token : self->token);

  if (page->token != NULL)
    credentials->refresh_token = g_strdup (self->token);
  credentials->client_id = g_strdup (self->app_id);
  credentials->client_secret = g_strdup (self->app_secret);
  set_ends (self, credentials);
  return credentials;
}

static void
take_page (Discovery *self, const Page *page)
{
  g_autofree char *name = ear_text_clean_line (page->name != NULL && *page->name != '\0' ? page->name : page->id, NAME_BYTES);
  EarAccount *account = ear_account_new (page->id, name);
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer setting, value;

  account->url = ear_channel_dup_web_url (page->link);
  if (account->url == NULL)
    account->url = g_strconcat ("https://www.facebook.com/", page->id, NULL);
  account->handle = page->username != NULL && *page->username != '\0' ? g_strconcat ("@", page->username, NULL) : NULL;
  account->avatar_url = ear_channel_dup_web_url (page->picture);
  if (self->only == NULL)
    account->credentials = make_credentials (self, page);

  g_hash_table_insert (settings, g_strdup (FB_SETTING_PAGE), g_strdup (page->id));
  ear_facebook_note_grants (settings, &self->info, page->id, page->tasks);
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &setting, &value))
    {
      ear_account_set_setting (account, setting, value);
      /* Read anew of a Page that was chosen before: it holds for the whole channel. */
      if (self->only != NULL)
        ear_batch_set_setting (self->batch, setting, value);
    }
  g_ptr_array_add (self->accounts, account);
}

/* The Page that the token itself is of. */
static gboolean
read_own_page (Discovery *self, GError **error)
{
  g_autofree char *url = ear_meta_url (self->session, self->only != NULL ? self->only : "me", "fields", PAGE_FIELDS, NULL);
  g_autoptr (EarReply) reply = NULL;
  g_autoptr (EarJson) json = ear_session_get (self->session, url, &reply, error);
  Page page = { NULL };

  if (json == NULL || !ear_json_bind_table (ear_json_root (json), page_table, &page, error))
    return FALSE;
  self->batch->service_date = reply->date_ms;
  page.token = NULL;
  take_page (self, &page);
  return TRUE;
}

static gboolean
read_pages (Discovery *self, GError **error)
{
  g_autofree char *url = ear_meta_build_url (self->session, EAR_META_VERSION, self->token, "me/accounts", "fields", PAGE_FIELDS ",access_token,tasks",
                                             "limit", "100", NULL);
  g_autofree char *next = NULL;

  for (guint i = 0; i < MAX_PAGES; i++)
    {
      g_autofree char *whole = ear_meta_continue_url (url, next);
      g_autoptr (EarJson) json = ear_meta_get_as (self->session, whole, self->token, error);
      const EarJsonNode *data = json != NULL ? ear_meta_read_list (ear_json_root (json), error) : NULL;

      if (data == NULL)
        return FALSE;
      for (gsize n = 0; n < ear_json_length (data); n++)
        {
          Page page = { NULL };

          if (!ear_json_bind_table (ear_json_element (data, n), page_table, &page, error))
            return FALSE;
          /* Without its own token nothing of a Page can be read. */
          if (page.token != NULL && (self->only == NULL || strcmp (page.id, self->only) == 0))
            take_page (self, &page);
        }
      g_free (next);
      next = ear_meta_dup_next (ear_json_root (json));
      if (next == NULL)
        break;
    }
  return TRUE;
}

/* ---- what the Page says ---- */

/* "mon_1_open", "mon_1_close", "mon_2_open" … as "Opening hours: Monday 12:00–14:30, 18:00–22:00"; of a day that is not there nothing is said. */
static void
add_hours (EarAccount *account, const EarJsonNode *hours)
{
  static const struct {
    const char *key, *name;
  } days[] = {
    { "mon", "Monday" }, { "tue", "Tuesday" }, { "wed", "Wednesday" }, { "thu", "Thursday" }, { "fri", "Friday" }, { "sat", "Saturday" }, { "sun", "Sunday" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint n = 1; n <= 2; n++)
        {
          g_autofree char *open_key = g_strdup_printf ("%s_%u_open", days[i].key, n), *close_key = g_strdup_printf ("%s_%u_close", days[i].key, n);
          const char *open = ear_json_member_text (hours, open_key), *close = ear_json_member_text (hours, close_key);

          if (open != NULL && close != NULL)
            g_string_append_printf (line, "%s%s–%s", line->len > 0 ? ", " : "", open, close);
        }
      if (line->len > 0)
        {
          g_string_prepend (line, " ");
          g_string_prepend (line, days[i].name);
          ear_account_add_about (account, "Opening hours", line->str);
        }
    }
}

/* Asked for on its own: a Page is connected all the same where it is refused. Of several Pages only the one that is chosen is asked, by the
 * next look. */
static gboolean
read_about (Discovery *self, EarAccount *account, GError **error)
{
  const char *token = account->credentials != NULL ? account->credentials->secret : self->session->credentials->secret;
  g_autofree char *url = ear_meta_build_url (self->session, EAR_META_VERSION, token, account->account_id, "fields", ABOUT_FIELDS, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarJson) json = ear_meta_get_as (self->session, url, token, &problem);
  const EarJsonNode *root, *emails;

  if (json == NULL)
    {
      if (!ear_channel_must_stop (problem))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  root = ear_json_root (json);
  emails = ear_json_member (root, "emails");
  ear_account_add_about (account, NULL, ear_json_member_text (root, "about"));
  ear_account_add_about (account, "Phone", ear_json_member_text (root, "phone"));
  ear_account_add_about (account, "Website", ear_json_member_text (root, "website"));
  ear_account_add_about (account, "Address", ear_json_member_text (root, "single_line_address"));
  for (gsize i = 0; emails != NULL && i < ear_json_length (emails); i++)
    {
      g_autofree char *path = g_strdup_printf ("emails.%" G_GSIZE_FORMAT, i);

      ear_account_add_about (account, "E-mail", ear_json_member_text (root, path));
    }
  if (ear_json_member (root, "hours") != NULL)
    add_hours (account, ear_json_member (root, "hours"));
  return TRUE;
}

static gboolean
read_whole (Discovery *self, gboolean of_person, GError **error)
{
  if (!inspect (self, error) || !lengthen (self, error))
    return FALSE;
  if (g_strcmp0 (self->info.type, "PAGE") == 0 || (self->only != NULL && !of_person))
    return read_own_page (self, error);
  if (!read_pages (self, error))
    return FALSE;
  return self->accounts->len > 0 || self->only == NULL || read_own_page (self, error);
}

gboolean
ear_facebook_discover (EarSession *session, GPtrArray *accounts, EarBatch *batch, GError **error)
{
  const EarCredentials *credentials = session->credentials;
  const char *kept = credentials != NULL ? credentials->refresh_token : NULL;
  g_auto (Discovery) self = { .session = session, .accounts = accounts, .batch = batch };
  g_autoptr (GError) problem = NULL;

  if (credentials == NULL || credentials->secret == NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_AUTH, _("There is no token to sign in with. Paste one."));
      return FALSE;
    }
  self.only = ear_session_get_setting (session, FB_SETTING_PAGE);
  self.app_id = g_strdup (credentials->client_id);
  self.app_secret = credentials->client_secret;
  self.token = g_strdup (kept != NULL ? kept : credentials->secret);
  if (!read_whole (&self, kept != NULL, &problem))
    {
      /* What the Page's token was made from may be dead while that lives on. */
      if (kept == NULL || self.only == NULL || !g_error_matches (problem, EAR_PROBLEM, EAR_PROBLEM_AUTH))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      ear_wipe (self.token);
      self.token = g_strdup (credentials->secret);
      if (!inspect (&self, error) || !read_own_page (&self, error))
        return FALSE;
    }
  if (accounts->len == 1)
    return read_about (&self, accounts->pdata[0], error);
  if (accounts->len > 0)
    return TRUE;
  ear_problem_tell (error, EAR_PROBLEM_FORBIDDEN,
                   _("This token reaches no Page. Give its owner the Page with full control and tick “pages_show_list”; for a Page of a business portfolio also “business_management”. Then make a new token."));
  return FALSE;
}

/* ---- later ---- */

/* Another token does not give longer access to data: that is the earlier end, and only the person can move it. */
static void
set_renewed_ends (EarSession *session, EarCredentials *credentials, gint64 ends_at)
{
  g_auto (EarMetaToken) info = { .expires_at = EAR_TIME_NONE, .data_access_expires_at = EAR_TIME_NONE, .issued_at = EAR_TIME_NONE };
  gint64 now = ear_clock_now_ms (), known = credentials->expires_at;
  gboolean told = ear_meta_inspect (session, EAR_META_VERSION, credentials->refresh_token, credentials->client_id, credentials->client_secret, &info, NULL)
                  && info.json != NULL;

  if (told)
    ends_at = info.expires_at;
  else if (ends_at == EAR_TIME_NONE)
    ends_at = now + EAR_META_LIFE_MS;
  credentials->renew_at = ends_at != EAR_TIME_NONE ? now + MAX (ends_at - now, DAY_MS) / 2 : EAR_TIME_NONE;
  credentials->expires_at = told ? ear_meta_get_end (&info) : known != EAR_TIME_NONE && known > now ? MIN (known, ends_at) : ends_at;
}

gboolean
ear_facebook_renew (EarSession *session, EarCredentials *credentials, GError **error)
{
  const char *page = ear_facebook_get_page (session);
  g_autofree char *url = NULL;
  g_autoptr (EarJson) json = NULL;
  const char *token;
  gint64 ends_at = credentials->expires_at;

  if (credentials->refresh_token == NULL || *page == '\0')
    {
      ear_problem_tell (error, EAR_PROBLEM_AUTH, _("This token cannot be renewed. Make a new one and paste it."));
      return FALSE;
    }
  credentials->renew_at = EAR_TIME_NONE;
  if (credentials->client_id != NULL && credentials->client_secret != NULL)
    {
      char *longer = ear_meta_exchange (session, credentials->refresh_token, credentials->client_id, credentials->client_secret, &ends_at, error);

      if (longer == NULL)
        return FALSE;
      ear_wipe (credentials->refresh_token);
      credentials->refresh_token = longer;
      set_renewed_ends (session, credentials, ends_at);
    }
  url = ear_meta_build_url (session, EAR_META_VERSION, credentials->refresh_token, page, "fields", "id,access_token", NULL);
  json = ear_meta_get_as (session, url, credentials->refresh_token, error);
  if (json == NULL)
    return FALSE;
  token = ear_json_member_text (ear_json_root (json), "access_token");
  if (token == NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_AUTH, _("Facebook no longer gives a token for this Page. Look whether you still have a role on it, then sign in again."));
      return FALSE;
    }
  ear_credentials_set_secret (credentials, token);
  return TRUE;
}
