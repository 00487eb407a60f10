/* ear-wordpress-discovery.c: from whatever was typed to a site we are signed in to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "channels/wordpress/ear-wordpress-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ear-html.h"

/* Names this application on the approval page and in the list of passwords. */
#define APP_NAME "Earshot"
#define APP_ID "d579e7a4-0cc0-4061-8725-0c33761c01d8"

#define API_REL "https://api.w.org/"
#define PAGE_CAP (2 * 1024 * 1024)
#define HEAD_BYTES (512 * 1024)
#define MAX_FOLDERS 5

/* ---- what was typed, as an address ---- */

/* Pages of the administration say nothing of the site; what stands before them does. */
static void
cut_at_wordpress_file (char *path)
{
  static const char *const names[] = {
    "/wp-admin", "/wp-login.php", "/wp-json", "/wp-content", "/wp-includes", "/xmlrpc.php", "/index.php", "/feed",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *found = strstr (path, names[i]);
      gsize length = strlen (names[i]);

      if (found != NULL && (found[length] == '\0' || found[length] == '/'))
        found[1] = '\0';
    }
}

/* Query and fragment dropped. */
static char *
clean_address (const char *typed, GError **error)
{
  g_autofree char *url = ear_channel_complete_address (typed, error);
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, error) : NULL;
  g_autofree char *origin = ear_url_get_origin (url);
  g_autofree char *path = NULL;

  if (uri == NULL)
    return NULL;
  path = g_uri_escape_string (g_uri_get_path (uri), "/%:@!$&'()*+,;=~", FALSE);
  cut_at_wordpress_file (path);
  return g_strconcat (origin, *path == '/' ? "" : "/", path, NULL);
}

/* "https://a/b/c" and "https://a/b/c/" have the folders …/b/c/, …/b/, …/: a site may live in any of them. */
static GStrv
list_folders (const char *address)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  g_autofree char *folder = g_strdup (address);
  char *path = strchr (strstr (folder, "://") + 3, '/');

  if (!g_str_has_suffix (folder, "/"))
    {
      g_autofree char *longer = g_strconcat (folder, "/", NULL);

      g_strv_builder_add (folders, longer);
    }
  for (guint i = 0; i < MAX_FOLDERS; i++)
    {
      char *slash = strrchr (path, '/');

      slash[1] = '\0';
      g_strv_builder_add (folders, folder);
      if (slash == path)
        break;
      slash[0] = '\0';
    }
  return g_strv_builder_end (folders);
}

/* ---- the API's root ---- */

static char *
dup_attribute (const char *element, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\\s%s\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s>\"']+))", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, element, 0, &match))
    return NULL;
  for (int group = 1; group <= 3; group++)
    {
      g_autofree char *value = g_match_info_fetch (match, group);

      if (value != NULL && *value != '\0')
        return g_utf8_validate (value, -1, NULL) ? ear_html_to_text (value, -1) : NULL;
    }
  return NULL;
}

/* <link rel="https://api.w.org/" href="…"> in the page's head. */
static char *
find_link_element (GBytes *page)
{
  gsize length;
  const char *html = g_bytes_get_data (page, &length);
  g_autoptr (GRegex) regex = g_regex_new ("<link\\s[^>]*>", G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (length == 0)
    return NULL;
  g_regex_match_full (regex, html, (gssize) MIN (length, HEAD_BYTES), 0, 0, &match, NULL);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *element = g_match_info_fetch (match, 0);
      g_autofree char *rel = dup_attribute (element, "rel");

      if (g_strcmp0 (rel, API_REL) == 0)
        return dup_attribute (element, "href");
    }
  return NULL;
}

static char *
find_root_in_page (const EarReply *reply, const char *url)
{
  g_autofree char *link = ear_reply_dup_link (reply, API_REL);
  g_autofree char *resolved = NULL;
  g_autofree char *origin = NULL;

  if (link == NULL)
    link = find_link_element (reply->body);
  if (link == NULL)
    return NULL;
  resolved = g_uri_resolve_relative (reply->final_url != NULL ? reply->final_url : url, link, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  origin = ear_url_get_origin (resolved);
  return origin != NULL ? g_steal_pointer (&resolved) : NULL;
}

typedef struct {
  char *root;
  EarJson *index;          /* (nullable): the site hides it from strangers */
} Site;

static void
site_clear (Site *site)
{
  g_clear_pointer (&site->root, g_free);
  g_clear_pointer (&site->index, ear_json_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Site, site_clear)

gboolean
ear_wordpress_is_index (const EarJsonNode *index)
{
  const EarJsonNode *namespaces = ear_json_member (index, "namespaces");

  for (gsize i = 0; i < ear_json_length (namespaces); i++)
    {
      g_autofree char *path = g_strdup_printf ("%" G_GSIZE_FORMAT, i);

      if (g_strcmp0 (ear_json_member_text (namespaces, path), "wp/v2") == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether the API's index is at @root. FALSE with @error only for what ends the search. */
static gboolean
try_root (EarSession *session, const char *root, Site *site, GError **error)
{
  g_autofree char *url = ear_url_build (root, NULL, "_fields", WP_INDEX_FIELDS, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EarReply) reply = ear_channel_get_anonymously (session, url, "application/json", PAGE_CAP, &problem);
  g_autoptr (EarJson) json = NULL;

  if (reply == NULL)
    {
      if (ear_channel_must_stop (problem))
        g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  json = ear_json_parse (reply->body, NULL);
  if (json == NULL)
    return FALSE;

  if (reply->status == 200 && ear_wordpress_is_index (ear_json_root (json)))
    {
      site->root = g_strdup (root);
      site->index = g_steal_pointer (&json);
      return TRUE;
    }
  /* Security plugins close it for whoever is not signed in, with an error in WordPress' own form. */
  if ((reply->status == 401 || reply->status == 403) && ear_json_member_text (ear_json_root (json), "code") != NULL)
    {
      site->root = g_strdup (root);
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_site_by_pages (EarSession *session, const char *const *pages, Site *site, GError **error)
{
  for (gsize i = 0; pages[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (EarReply) reply = ear_channel_get_anonymously (session, pages[i], "text/html, application/json;q=0.5", PAGE_CAP, &problem);
      g_autofree char *root = NULL;

      if (reply == NULL)
        {
          if (ear_channel_must_stop (problem))
            {
              g_propagate_error (error, g_steal_pointer (&problem));
              return FALSE;
            }
          continue;
        }
      root = find_root_in_page (reply, pages[i]);
      if (root != NULL && try_root (session, root, site, &problem))
        return TRUE;
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return FALSE;
}

static gboolean
find_site_by_guess (EarSession *session, const char *const *folders, Site *site, GError **error)
{
  static const char *const tails[] = { "wp-json/", "?rest_route=/" };

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (tails); j++)
        {
          g_autofree char *root = g_strconcat (folders[i], tails[j], NULL);
          g_autoptr (GError) problem = NULL;

          if (try_root (session, root, site, &problem))
            return TRUE;
          if (problem != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&problem));
              return FALSE;
            }
        }
    }
  return FALSE;
}

static gboolean
find_site (EarSession *session, const char *address, Site *site, GError **error)
{
  g_auto (GStrv) folders = list_folders (address);
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  g_autoptr (GError) problem = NULL;

  /* The very page first: a post's address has no slash at its end on some sites. */
  g_ptr_array_add (pages, (gpointer) address);
  for (gsize i = 0; folders[i] != NULL; i++)
    {
      if (strcmp (folders[i], address) != 0)
        g_ptr_array_add (pages, folders[i]);
    }
  g_ptr_array_add (pages, NULL);

  if (find_site_by_pages (session, (const char *const *) pages->pdata, site, &problem))
    return TRUE;
  if (problem == NULL && find_site_by_guess (session, (const char *const *) folders, site, &problem))
    return TRUE;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    ear_problem_tell (error, EAR_PROBLEM_REJECTED,
                     _("No WordPress answers at %s. Type the address of the blog's front page. If it is a WordPress, ask whoever looks "
                       "after it whether its REST interface is switched off."), address);
  return FALSE;
}

/* ---- prepare ---- */

char *
ear_wordpress_dup_folder (const char *root)
{
  const char *end = strstr (root, "wp-json");

  if (end == NULL)
    end = root + strcspn (root, "?");
  return g_strndup (root, (gsize) (end - root));
}

static void
plan_approval (EarSignInPlan *plan, const Site *site)
{
  const char *endpoint = NULL;
  g_autofree char *guessed = NULL;
  g_autofree char *origin = NULL;

  if (site->index != NULL)
    endpoint = ear_json_member_text (ear_json_root (site->index), "authentication.application-passwords.endpoints.authorization");
  else
    {
      g_autofree char *folder = ear_wordpress_dup_folder (site->root);

      endpoint = guessed = g_strconcat (folder, "wp-admin/authorize-application.php", NULL);
    }

  origin = ear_url_get_origin (endpoint);
  if (origin != NULL)
    plan->approval_url = ear_url_build (endpoint, NULL, "app_name", APP_NAME, "app_id", APP_ID, NULL);
  else if (g_str_has_prefix (site->root, "http:"))
    plan->approval_refused = g_strdup (_("This site offers no application passwords because it is reached without encryption. Ask whoever looks after it to serve it over https."));
  else
    plan->approval_refused = g_strdup (_("Application passwords are switched off on this site, often by a security plugin. Ask whoever looks after it to "
                                         "allow them, then try again."));
}

gboolean
ear_wordpress_prepare (EarSession *session, const char *typed, const char *redirect_uri, EarSignInPlan *plan, GError **error)
{
  g_autofree char *address = clean_address (typed, error);
  g_auto (Site) site = { NULL };

  if (address == NULL || !find_site (session, address, &site, error))
    return FALSE;

  if (strstr (site.root, "://public-api.wordpress.com/") != NULL)
    {
      ear_problem_tell (error, EAR_PROBLEM_REJECTED, _("This site is hosted at WordPress.com, which has another way to sign in. Earshot cannot connect it yet."));
      return FALSE;
    }

  g_set_str (&plan->origin, NULL);
  plan->origin = ear_url_get_origin (site.root);
  g_hash_table_replace (plan->settings, g_strdup (WP_SETTING_ROOT), g_strdup (site.root));
  plan_approval (plan, &site);
  return TRUE;
}
